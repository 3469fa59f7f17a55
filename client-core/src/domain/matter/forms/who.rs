//! Sets of posts that the forms name. The policy table stands above them: what it refuses, no form allows.

use super::super::form::{Choice, Who};
use crate::domain::policy::{CENTRE_AND_HEAD, Role, STAFF as STAFF_ROLES};
use crate::domain::words::Words;

const REPAIR_ROLES: &[Role] = &[
    Role::Technician,
    Role::FrontDesk,
    Role::AreaAssistant,
    Role::CsAssistant,
    Role::CscSupervisor,
    Role::CscManager,
];
const WATCH_ROLES: &[Role] = &[
    Role::Technician,
    Role::GateGuard,
    Role::FrontDesk,
    Role::AreaAssistant,
    Role::CsAssistant,
    Role::CscSupervisor,
    Role::CscManager,
];
const MONEY_ROLES: &[Role] =
    &[Role::FrontDesk, Role::CsAssistant, Role::CscSupervisor, Role::Finance, Role::FeeCollector];
const RECORD_ROLES: &[Role] =
    &[Role::FrontDesk, Role::CsAssistant, Role::CscSupervisor, Role::CscManager, Role::RecordsAdmin];
const FINANCE_ROLES: &[Role] = &[Role::Finance, Role::CsAssistant, Role::CscSupervisor, Role::CscManager];

const fn posts(roles: &'static [Role]) -> Who {
    Who { roles, responsible: false }
}

/// The customer service centre.
pub(super) const CENTRE: Who = posts(CENTRE_AND_HEAD);
/// The centre, and whoever answers for the matter.
pub(super) const CENTRE_OR_OWN: Who = Who { roles: CENTRE_AND_HEAD, responsible: true };
/// Anybody of the staff.
pub(super) const STAFF: Who = posts(STAFF_ROLES);
/// Repair, together with the centre.
pub(super) const REPAIR: Who = Who { roles: REPAIR_ROLES, responsible: true };
/// Those who watch over homes: repair, security, the centre.
pub(super) const WATCH: Who = Who { roles: WATCH_ROLES, responsible: true };
/// The gate.
pub(super) const GATE: Who = posts(&[Role::GateGuard]);
/// Who takes money (FEE-10).
pub(super) const MONEY: Who = posts(MONEY_ROLES);
/// Who files papers.
pub(super) const RECORDS: Who = posts(RECORD_ROLES);
/// Finance, and the centre that publishes its figures (FEE-12).
pub(super) const FINANCE: Who = posts(FINANCE_ROLES);
/// The centre's supervisor, and those above.
pub(super) const SUPERVISOR: Who = posts(&[Role::CscSupervisor, Role::CscManager, Role::OfficeHead]);
/// Managers.
pub(super) const MANAGERS: Who = posts(&[Role::CscManager, Role::OfficeHead]);
/// Managers, and whoever answers for the matter: the head of the department that it went to.
pub(super) const HEAD: Who = Who { roles: &[Role::CscManager, Role::OfficeHead], responsible: true };
const OFFICE_ROLES: &[Role] = &[Role::CscSupervisor, Role::CscManager, Role::OfficeHead, Role::AdminHr];

/// Managers and administration, who give tasks and look after duties.
pub(super) const OFFICE: Who = posts(OFFICE_ROLES);
/// The same, and whoever answers for the duty.
pub(super) const DUTY: Who = Who { roles: OFFICE_ROLES, responsible: true };

/// How a paper stands in the archive (MOV-12, REN-6).
pub(super) const FILED: &[Choice] = &[
    ("filed", Words("已归档", "已歸檔", "filed")),
    ("not_applicable", Words("不适用", "不適用", "not applicable")),
];

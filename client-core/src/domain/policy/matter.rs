//! Rights of the office's other matters: the table says which posts write such entries at all, and each form who fills which
//! of its sections.

use super::{Denial, ReadScope, Relation, Role, STAFF, may_write};
use crate::domain::entry::Kind;
use crate::domain::entry::matter::MatterKind;
use crate::domain::matter::{Form, Who};

/// Whether `role` may write an entry of `kind` into a matter with this form. `section` is the one that is filled, or whose row
/// is struck.
///
/// # Errors
/// [`Denial`] says whether the role or the relation is missing.
pub fn may_write_matter(
    role: Role,
    form: &Form,
    kind: Kind,
    section: Option<&str>,
    relation: Relation,
) -> Result<(), Denial> {
    may_write(role, kind, relation)?;
    let who: Who = match kind {
        Kind::MatterOpened => form.opens,
        Kind::MatterFilled | Kind::MatterRowStruck => {
            section.and_then(|key| form.section(key)).ok_or(Denial::Role)?.who
        }
        Kind::MatterAssigned | Kind::MatterClosed | Kind::MatterReopened | Kind::MatterLinked => form.leads,
        Kind::MatterNoted => return Ok(()),
        _ => return Err(Denial::Role),
    };
    if who.roles.contains(&role) {
        Ok(())
    } else if who.responsible && STAFF.contains(&role) {
        if relation == Relation::Assigned { Ok(()) } else { Err(Denial::NotAssigned) }
    } else {
        Err(Denial::Role)
    }
}

/// What `role` may read of matters of a kind. The centre reads all of them; others what they watch over, and what is theirs.
pub(super) const fn may_read(role: Role, kind: MatterKind) -> ReadScope {
    use MatterKind::{GoodsRelease, MoveIn, Publication, Renovation, Survey, Trusteeship};
    match (role, kind) {
        (Role::Administrator | Role::Server, _) => ReadScope::Nothing,
        (
            Role::Dispatcher
            | Role::FrontDesk
            | Role::DispatchAssistant
            | Role::AreaAssistant
            | Role::CsAssistant
            | Role::CscSupervisor
            | Role::CscManager
            | Role::OfficeHead,
            _,
        )
        // Repair and security see which homes are being renovated, and the gate which goods may leave (REN-7, REC-5).
        | (Role::Technician | Role::GateGuard, Renovation)
        | (Role::GateGuard, GoodsRelease)
        // Empty homes pay another fee (TRU-4); finance publishes its own figures (FEE-12).
        | (Role::Finance, Trusteeship | Publication)
        // Their papers are in the archive (MOV-12, REN-6).
        | (Role::RecordsAdmin, MoveIn | Renovation | Trusteeship | Survey)
        // What is published is public.
        | (_, Publication) => ReadScope::Site,
        _ => ReadScope::Own,
    }
}

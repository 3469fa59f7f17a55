//! Whose business a notice is.

use super::NoticeBody;
use crate::complaints;
use crate::feed::EngineError;
use crate::ident::{Role, UserId, role_name};
use crate::incidents::departments::{head_of, roles_of};
use crate::matters;
use crate::store::StoreError;
use client_core::domain::deadline::DeadlineId;
use client_core::domain::entry::DocumentKind;
use client_core::domain::entry::incident::Department;
use client_core::domain::policy::{ReadScope, may_read};
use rusqlite::Connection;
use std::collections::BTreeSet;

/// Those of the service centre who see to what nobody else is there for.
const IN_CHARGE: &[Role] = &[Role::CscSupervisor, Role::CscManager];
/// Those who handle complaints about the centre (CMP-2).
const APART: &[Role] = &[Role::AdminHr, Role::OfficeHead];

/// Whose business it is by his role (section 5 of the life cycle).
const fn roles(body: &NoticeBody) -> &'static [Role] {
    match body {
        NoticeBody::ReplyDue { .. } | NoticeBody::ComplaintWaits { .. } => &[Role::Dispatcher],
        NoticeBody::ReplyLate { .. } => &[Role::Dispatcher, Role::CscManager],
        NoticeBody::DeskBatchSoon { .. } => &[Role::FrontDesk],
        NoticeBody::DeskBatchDue { .. } => &[Role::FrontDesk, Role::Dispatcher],
        NoticeBody::MonthTaskSoon { deadline, .. }
        | NoticeBody::MonthTaskLastDay { deadline, .. }
        | NoticeBody::ComplaintDue { deadline, .. } => responsible(*deadline),
        NoticeBody::MonthTaskLate { deadline, .. } | NoticeBody::ComplaintLate { deadline, .. } => {
            told_when_late(*deadline)
        }
        NoticeBody::IncidentMajor { .. } | NoticeBody::ComplaintSerious { .. } => &[Role::OfficeHead],
        NoticeBody::ComplaintHarm { .. } => IN_CHARGE,
        NoticeBody::ComplaintSupervisor { .. }
        | NoticeBody::MatterLate { .. }
        | NoticeBody::MatterAlarm { .. } => &[Role::CscSupervisor],
        NoticeBody::DutyMissing { .. } => &[Role::CscManager, Role::OfficeHead],
        // Heads of departments, and whoever answers for it.
        NoticeBody::MatterDue { .. }
        | NoticeBody::IncidentReported { .. }
        | NoticeBody::IncidentUnattended { .. }
        | NoticeBody::ComplaintAssigned { .. }
        | NoticeBody::ComplaintShared { .. } => &[],
    }
}

/// Who does a task, or has to see to it. Heads of departments and the receiver of a complaint are told beside them.
const fn responsible(deadline: DeadlineId) -> &'static [Role] {
    match deadline {
        DeadlineId::FollowUpMonth => &[Role::Dispatcher, Role::DispatchAssistant, Role::AreaAssistant],
        DeadlineId::OnSiteShare => &[Role::DispatchAssistant, Role::CsAssistant, Role::CscSupervisor],
        DeadlineId::SpotChecks => &[Role::CscManager, Role::OfficeHead],
        DeadlineId::MonthCheck => &[Role::Finance],
        DeadlineId::HandOver => &[Role::Dispatcher, Role::FrontDesk],
        DeadlineId::NoticeLines => &[Role::Finance, Role::CsAssistant],
        DeadlineId::Statistics => &[Role::DispatchAssistant, Role::CscSupervisor],
        DeadlineId::ImportantForward | DeadlineId::SeriousForward | DeadlineId::Minor => &[Role::Dispatcher],
        DeadlineId::SeriousAnswer | DeadlineId::SeriousSolved => &[Role::OfficeHead],
        DeadlineId::Reply
        | DeadlineId::Arrival
        | DeadlineId::DeskBatch
        | DeadlineId::FollowUpSafety
        | DeadlineId::FollowUpLeak
        | DeadlineId::FollowUpOther
        | DeadlineId::ImportantFinish
        | DeadlineId::ResultNotice => &[],
    }
}

/// Who is told of a task that is late.
const fn told_when_late(deadline: DeadlineId) -> &'static [Role] {
    match deadline {
        DeadlineId::MonthCheck
        | DeadlineId::NoticeLines
        | DeadlineId::ImportantFinish
        | DeadlineId::SeriousForward
        | DeadlineId::SeriousAnswer
        | DeadlineId::SeriousSolved => &[Role::OfficeHead],
        DeadlineId::HandOver
        | DeadlineId::Statistics
        | DeadlineId::FollowUpMonth
        | DeadlineId::OnSiteShare => &[Role::CscManager],
        DeadlineId::ImportantForward | DeadlineId::Minor | DeadlineId::ResultNotice => &[Role::CscSupervisor],
        DeadlineId::SpotChecks => &[Role::CscManager, Role::OfficeHead],
        _ => &[],
    }
}

/// Everybody who is told: who holds one of the roles, the head of the department, who answers for it himself. Where nobody
/// leads a department, those who answer for the customer service centre see to it.
pub(super) fn recipients(
    connection: &Connection,
    body: &NoticeBody,
) -> Result<BTreeSet<UserId>, EngineError> {
    if body.is_kept_from_centre() {
        return Ok(holders(connection, APART)?.into_iter().collect());
    }
    let mut people: BTreeSet<UserId> = holders(connection, roles(body))?.into_iter().collect();
    for department in departments(connection, body)? {
        let head = match department {
            Some(department) => head_of(connection, department)?,
            None => None,
        };
        match head {
            Some(head) => people.extend([head]),
            None => people.extend(holders(connection, IN_CHARGE)?),
        }
    }
    people.extend(in_person(connection, body)?);
    Ok(people)
}

/// Departments whose heads are told; `None` for one that isn't known yet.
fn departments(connection: &Connection, body: &NoticeBody) -> Result<Vec<Option<Department>>, EngineError> {
    Ok(match body {
        NoticeBody::IncidentReported { department, .. }
        | NoticeBody::IncidentMajor { department, .. }
        | NoticeBody::IncidentUnattended { department, .. }
        | NoticeBody::ComplaintAssigned { department, .. } => vec![Some(*department)],
        NoticeBody::ComplaintShared { departments, .. } => departments.iter().copied().map(Some).collect(),
        NoticeBody::ComplaintDue { document, deadline: DeadlineId::ImportantFinish, .. } => {
            let complaint = complaints::find(connection, *document)?;
            vec![complaint.and_then(|complaint| complaint.assignment().map(|one| one.department))]
        }
        _ => Vec::new(),
    })
}

/// Who answers for it himself: the person directly responsible, or whoever has accepted the complaint; those who dispatch
/// where he has no post any more.
fn in_person(connection: &Connection, body: &NoticeBody) -> Result<Vec<UserId>, EngineError> {
    let reads = |person| -> Result<bool, EngineError> {
        let roles = roles_of(connection, person)?;
        Ok(roles.iter().any(|role| may_read(*role, DocumentKind::Complaint) != ReadScope::Nothing))
    };
    Ok(match body {
        NoticeBody::ComplaintAssigned { person: Some(person), .. } if reads(*person)? => vec![*person],
        NoticeBody::ComplaintDue {
            document,
            deadline:
                DeadlineId::ImportantForward
                | DeadlineId::SeriousForward
                | DeadlineId::Minor
                | DeadlineId::ResultNotice,
            ..
        } => {
            let complaint = complaints::find(connection, *document)?;
            let receiver = complaint.and_then(|complaint| Some(complaint.accepted?.origin.by.user));
            match receiver {
                Some(receiver) if reads(receiver)? => vec![receiver],
                _ => holders(connection, &[Role::Dispatcher])?,
            }
        }
        NoticeBody::MatterDue { document, .. }
        | NoticeBody::MatterLate { document, .. }
        | NoticeBody::MatterAlarm { document, .. } => {
            let matter = matters::find(connection, *document)?;
            let Some(matter) = matter else { return Ok(Vec::new()) };
            let kind = DocumentKind::Matter(matter.kind);
            let roles = roles_of(connection, matter.person)?;
            if roles.iter().any(|role| may_read(*role, kind) != ReadScope::Nothing) {
                vec![matter.person]
            } else {
                holders(connection, IN_CHARGE)?
            }
        }
        _ => Vec::new(),
    })
}

/// Everybody who holds one of these roles now and isn't shut out.
fn holders(connection: &Connection, roles: &[Role]) -> Result<Vec<UserId>, StoreError> {
    let names: Vec<String> = roles.iter().map(|role| role_name(*role)).collect();
    let mut statement = connection.prepare_cached(
        "SELECT id FROM user WHERE disabled_at IS NULL AND EXISTS (
             SELECT 1 FROM user_role WHERE user = user.id AND until_at IS NULL
                AND role IN (SELECT value FROM json_each(?1)))
         ORDER BY id",
    )?;
    let names = serde_json::to_string(&names).unwrap_or_default();
    let users = statement.query_map([names], |row| Ok(UserId::from_bytes(row.get(0)?)))?;
    Ok(users.collect::<Result<_, _>>()?)
}

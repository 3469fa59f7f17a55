//! What the database says of what a notice asks for: whether it was done, and by whom.

use super::JobContext;
use crate::complaints::{self, Clock};
use crate::feed::EngineError;
use crate::figures::{managers, summaries};
use crate::notify::NoticeBody;
use crate::settlement;
use crate::store::StoreError;
use client_core::domain::calendar::{MonthOf, Zone};
use client_core::domain::complaint::Complaint;
use client_core::domain::deadline::{Deadline, DeadlineId};
use client_core::domain::entry::Kind;
use client_core::domain::entry::complaint::ComplaintClass;
use client_core::domain::id::{DocumentId, UserId};
use client_core::domain::incident::IncidentState;
use client_core::domain::month::{MonthState, month_document};
use client_core::domain::policy::Role;
use client_core::domain::settlement::Books;
use client_core::domain::statistics::{Compliance, OrderSummary, Span, compliance};
use rusqlite::{Connection, params};
use std::collections::BTreeSet;

/// Why the database doesn't say it.
#[derive(Debug, thiserror::Error)]
pub(super) enum DoneError {
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Something stored can't be read.
    #[error("what is stored can't be read: {0}")]
    Stored(EngineError),
}

impl From<rusqlite::Error> for DoneError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Store(error.into())
    }
}

impl From<EngineError> for DoneError {
    fn from(error: EngineError) -> Self {
        match error {
            EngineError::Store(error) => Self::Store(error),
            other => Self::Stored(other),
        }
    }
}

/// Whether a customer still waits for a reply: nobody has written down that he got one, and the order isn't over.
pub(super) fn awaits_reply(connection: &Connection, document: DocumentId) -> Result<bool, StoreError> {
    let sql = "SELECT EXISTS (SELECT 1 FROM board WHERE document = ?1 AND closed = 0 AND replied_at IS NULL)";
    Ok(connection.prepare_cached(sql)?.query_row([document.as_bytes()], |row| row.get(0))?)
}

/// Whether nobody of the department has come to an incident that is open (PRI-10).
pub(super) fn awaits_department(connection: &Connection, incident: DocumentId) -> Result<bool, StoreError> {
    let sql = "SELECT EXISTS (SELECT 1 FROM incident WHERE document = ?1 AND state IN (?2, ?3))";
    let (waits, left) = (IncidentState::FinderOnSite.as_str(), IncidentState::NobodyOnSite.as_str());
    let mut statement = connection.prepare_cached(sql)?;
    Ok(statement.query_row(params![incident.as_bytes(), waits, left], |row| row.get(0))?)
}

/// Whether a complaint still gives reason for a notice (CMP-1, CMP-10, CMP-13, CMP-16): nobody has accepted it, the word
/// that a department or a class is its own still counts, or the deed of a deadline isn't done and its date is the same.
pub(super) fn complaint_stands(
    connection: &Connection,
    context: &JobContext,
    body: &NoticeBody,
    now: i64,
) -> Result<bool, DoneError> {
    let Some(document) = body.subject().document() else { return Ok(false) };
    let Some(complaint) = complaints::find(connection, document)?.filter(|one| one.state.is_open()) else {
        return Ok(false);
    };
    Ok(match body {
        NoticeBody::ComplaintWaits { .. } => complaint.accepted.is_none(),
        NoticeBody::ComplaintAssigned { entry, .. } => {
            complaint.assignment().is_some_and(|one| one.origin.entry == *entry)
        }
        NoticeBody::ComplaintShared { entry, .. } => {
            complaint.attribution().is_some_and(|one| one.origin.entry == *entry)
        }
        NoticeBody::ComplaintSerious { .. } => complaint.class == Some(ComplaintClass::Serious),
        NoticeBody::ComplaintDue { deadline, due_at, .. } => {
            open_deadline(&complaint, context, *deadline, *due_at, now).is_some_and(|one| now < one.until)
        }
        NoticeBody::ComplaintLate { deadline, due_at, .. } => {
            open_deadline(&complaint, context, *deadline, *due_at, now).is_some()
        }
        _ => true,
    })
}

/// The deadline of a complaint that ends at this moment, where its deed isn't done.
fn open_deadline(
    complaint: &Complaint,
    context: &JobContext,
    id: DeadlineId,
    due_at: i64,
    now: i64,
) -> Option<Deadline> {
    let due = clock(context, now).due(complaint).into_iter().filter(|one| one.done_at.is_none());
    due.map(|one| one.deadline).find(|one| one.id == id && one.due == due_at)
}

/// What the deadlines of complaints are reckoned with.
pub(super) fn clock(context: &JobContext, now: i64) -> Clock {
    Clock { now, zone: context.zone, settings: context.settings.deadlines.clone() }
}

/// Whether a slip lies at the front desk that dispatch hasn't got; with `handed`, also one that is on its way.
pub(super) fn slips_at_desk(connection: &Connection, handed: bool) -> Result<bool, StoreError> {
    let sql = "SELECT EXISTS (SELECT 1 FROM board
                   WHERE held_at IS NOT NULL AND batch_taken = 0 AND (?1 OR batch_day IS NULL))";
    Ok(connection.prepare_cached(sql)?.query_row([handed], |row| row.get(0))?)
}

/// Whether a task of a month is done as far as the database knows: its document says so, or the figures leave nothing
/// to do.
pub(super) fn is_done(
    connection: &Connection,
    context: &JobContext,
    deadline: DeadlineId,
    month: MonthOf,
    now: i64,
) -> Result<bool, DoneError> {
    let document = month_document(&month.to_string());
    let count = |kind: Kind| -> Result<i64, StoreError> {
        let sql = "SELECT count(*) FROM entry WHERE document = ?1 AND kind = ?2";
        let mut statement = connection.prepare_cached(sql)?;
        Ok(statement.query_row(params![document.as_bytes(), kind.as_str()], |row| row.get(0))?)
    };
    let figures = || figures(connection, context, month, now);
    Ok(match deadline {
        DeadlineId::MonthCheck => count(Kind::ReportSubmitted)? > count(Kind::ReportSentBack)?,
        DeadlineId::HandOver => count(Kind::BundleHanded)? > 0,
        DeadlineId::NoticeLines => listed(connection, context.zone, month)?,
        DeadlineId::Statistics => count(Kind::AnalysisSent)? > 0,
        // Late or not: what was followed up asks for nobody.
        DeadlineId::FollowUpMonth => figures()?.repairs_followed_up.rest().is_empty(),
        DeadlineId::OnSiteShare => figures()?.on_site.missing == 0,
        DeadlineId::SpotChecks => figures()?.spot_checks.iter().all(|one| one.missing == 0),
        _ => false,
    })
}

/// Whether a month's charges stand in the notice: its report is approved, and what it leaves to be paid is listed in the
/// month after (FEE-7).
fn listed(connection: &Connection, zone: Zone, month: MonthOf) -> Result<bool, DoneError> {
    let months = settlement::months(connection)?;
    let approved = months.iter().filter(|month| month.state == MonthState::Approved);
    let approved: BTreeSet<MonthOf> = approved.filter_map(|month| month.month.parse().ok()).collect();
    if !approved.contains(&month) {
        return Ok(false);
    }
    let accounts = settlement::accounts(connection)?;
    let books = Books { accounts: &accounts, approved: &approved, zone };
    Ok(books.notice(month.next()).iter().all(|line| line.listed))
}

/// Those of the people who are told of a task of a month whose own part of it is done (FUP-8). With `late` the office head
/// is told of the others all the same.
pub(super) fn spared(
    connection: &Connection,
    context: &JobContext,
    deadline: DeadlineId,
    month: MonthOf,
    late: bool,
    now: i64,
) -> Result<BTreeSet<UserId>, DoneError> {
    if deadline != DeadlineId::SpotChecks {
        return Ok(BTreeSet::new());
    }
    let checks = figures(connection, context, month, now)?.spot_checks;
    let mut done: BTreeSet<UserId> =
        checks.iter().filter(|one| one.missing == 0).map(|one| one.manager).collect();
    if late {
        let sql = "SELECT user FROM user_role WHERE role = ?1 AND until_at IS NULL";
        let mut statement = connection.prepare_cached(sql)?;
        let heads =
            statement.query_map([Role::OfficeHead.as_str()], |row| Ok(UserId::from_bytes(row.get(0)?)))?;
        for head in heads {
            done.remove(&head?);
        }
    }
    Ok(done)
}

fn figures(
    connection: &Connection,
    context: &JobContext,
    month: MonthOf,
    now: i64,
) -> Result<Compliance, DoneError> {
    let zone = context.zone;
    let span = Span::of_month(zone, month);
    let orders: Vec<OrderSummary> = summaries(connection, span)?;
    let managers: Vec<UserId> = managers(connection, span)?.into_iter().map(|(id, _)| id).collect();
    // The hand-over has its own entry and isn't asked for here.
    Ok(compliance(&orders, month, &managers, None, zone, &context.settings.deadlines, now))
}

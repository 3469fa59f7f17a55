//! The dispatch board: one line per order, written in the transaction of the change that moved it.

pub mod desk;
mod query;

pub use query::{BoardQuery, BoardRow, BoardSummary, Clock, MAX_PAGE, Queue, page, summary};

use crate::feed::{EngineError, int, uint};
use client_core::domain::customer::fold_customer;
use client_core::domain::directory::unit_key;
use client_core::domain::entry::desk::Desk;
use client_core::domain::entry::office::Urgency;
use client_core::domain::id::DocumentId;
use client_core::domain::journal::Journal;
use client_core::domain::order::{FOLD_VERSION, Kinship, MoneyTrack, Order, Task};
use client_core::domain::policy::Role;
use client_core::domain::procedure::{Checklist, Library, ProblemKind};
use rusqlite::{Connection, params};

/// What the board says of an order: a pure function of its fold.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct BoardLine {
    /// The order.
    pub document: DocumentId,
    /// Version of the fold.
    pub fold_version: u32,
    /// Slip number.
    pub number: Option<String>,
    /// Work track.
    pub state: &'static str,
    /// Whether the work track has ended.
    pub closed: bool,
    /// Whether people must settle a collision.
    pub needs_decision: bool,
    /// Who holds the slip.
    pub holder: Option<[u8; 16]>,
    /// Service class.
    pub service_class: Option<String>,
    /// Kind of service.
    pub service_kind: Option<String>,
    /// The customer's document.
    pub customer: Option<[u8; 16]>,
    /// Appointment, milliseconds since 1970 UTC.
    pub appointment_at: Option<i64>,
    /// When the request arrived, milliseconds since 1970 UTC.
    pub requested_at: Option<i64>,
    /// Conflicts that wait for somebody.
    pub conflicts: usize,
    /// Claims.
    pub claims: usize,
    /// Open tasks.
    pub tasks: Vec<Task>,
    /// Somebody is needed at once (PRI-4).
    pub urgent: bool,
    /// The time must be agreed again with the customer.
    pub time_open: bool,
    /// Work waits for something.
    pub waiting: bool,
    /// Signed once, and under rework or in doubt now.
    pub disputed: bool,
    /// Money track.
    pub money: MoneyTrack,
    /// It names a procedure that isn't known here.
    pub lacks_procedure: bool,
    /// What the desks did with it.
    pub desk: DeskLine,
}

/// What the desks did with an order.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize)]
pub struct DeskLine {
    /// When the customer got his reply, milliseconds since 1970 UTC.
    pub replied_at: Option<i64>,
    /// When the holder was given the slip, or took it, milliseconds since 1970 UTC.
    pub given_at: Option<i64>,
    /// Nobody holds the slip, and a technician may take it.
    pub in_pool: bool,
    /// Since when the slip lies at the front desk: it was written there, or came back there.
    pub held_at: Option<i64>,
    /// Day of the batch that it was handed over with.
    pub batch_day: Option<String>,
    /// Dispatch has it.
    pub batch_taken: bool,
    /// Open questions whether another order is the same request.
    pub twins: usize,
    /// Claims that nobody has reviewed.
    pub claims_open: usize,
    /// Why it was declined.
    pub declined_because: Option<String>,
    /// Version of the fee standard that it was declined with.
    pub declined_version: Option<u32>,
    /// The customer was told that the service exists now.
    pub demand_told: bool,
}

impl DeskLine {
    fn of(order: &Order) -> Self {
        let declined = order.judgement.as_ref().filter(|judgement| !judgement.accepted);
        let written_there =
            order.slip.as_ref().map(|slip| slip.origin).filter(|o| o.by.role == Role::FrontDesk);
        let back_there = order.desk.returned.iter().filter(|one| one.return_place == Desk::FrontDesk);
        let held = back_there.map(|one| one.origin).chain(written_there);
        Self {
            replied_at: order.desk.replies.first().map(|reply| reply.replied_at),
            given_at: order.assignments.iter().find(|one| one.holds).map(|one| one.origin.at.estimate()),
            in_pool: order.desk.in_pool,
            held_at: held.map(|origin| origin.at.estimate()).min(),
            batch_day: order.desk.batch.as_ref().map(|batch| batch.day.clone()),
            batch_taken: order.desk.batch.as_ref().is_some_and(|batch| batch.taken.is_some()),
            twins: order.desk.twins.iter().filter(|twin| twin.kinship == Kinship::Open).count(),
            claims_open: order.claims.iter().filter(|claim| claim.reviewed.is_none()).count(),
            declined_because: declined.map(|judgement| judgement.explanation.clone().unwrap_or_default()),
            declined_version: declined.map(|judgement| judgement.price_list_version),
            demand_told: order.desk.told.is_some(),
        }
    }
}

impl BoardLine {
    /// The line of an order.
    pub fn of(order: &Order) -> Self {
        let registered = order.registered.as_ref();
        let kind = registered.and_then(|r| serde_json::to_value(r.service_kind).ok());
        Self {
            document: order.id,
            fold_version: order.fold_version,
            number: order.slip.as_ref().map(|slip| slip.number.clone()),
            state: order.state.as_str(),
            closed: order.state.is_closed(),
            needs_decision: order.needs_decision,
            holder: order.holder.map(|user| *user.as_bytes()),
            service_class: registered.map(|r| r.service_class.clone()),
            service_kind: kind.and_then(|kind| kind.as_str().map(str::to_owned)),
            customer: registered.map(|r| *r.customer.as_bytes()),
            appointment_at: order.appointment().map(|appointment| appointment.appointment_at),
            requested_at: registered.map(|r| r.received_at),
            conflicts: order.open_conflicts().count(),
            claims: order.claims.len(),
            tasks: order.tasks.clone(),
            time_open: order.time_open,
            urgent: registered.is_some_and(|registered| registered.urgency == Urgency::Urgent),
            waiting: order.waiting,
            disputed: order.disputed,
            money: order.money,
            lacks_procedure: lacks_procedure(order),
            desk: DeskLine::of(order),
        }
    }
}

/// Writes an order's line.
pub(crate) fn save(connection: &Connection, order: &Order, now: i64, seq: u64) -> Result<(), EngineError> {
    let line = BoardLine::of(order);
    let count = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
    connection
        .prepare_cached(
            "INSERT OR REPLACE INTO board (document, fold_version, number, state, closed, needs_decision, holder,
                 service_class, service_kind, customer, appointment_at, requested_at, conflicts, claims, tasks,
                 updated_at, last_seq, time_open, waiting, disputed, money, open_tasks, lacks_procedure,
                 replied_at, given_at, in_pool, held_at, batch_day, batch_taken, twins, claims_open, declined_because,
                 declined_version, demand_told, urgent)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21,
                 ?22, ?23, ?24, ?25, ?26, ?27, ?28, ?29, ?30, ?31, ?32, ?33, ?34, ?35)",
        )?
        .execute(params![
            line.document.as_bytes(),
            line.fold_version,
            line.number,
            line.state,
            line.closed,
            line.needs_decision,
            line.holder,
            line.service_class,
            line.service_kind,
            line.customer,
            line.appointment_at,
            line.requested_at,
            count(line.conflicts),
            count(line.claims),
            count(line.tasks.len()),
            now,
            int(seq),
            line.time_open,
            line.waiting,
            line.disputed,
            line.money.as_str(),
            serde_json::to_string(&line.tasks).unwrap_or_default(),
            line.lacks_procedure,
            line.desk.replied_at,
            line.desk.given_at,
            line.desk.in_pool,
            line.desk.held_at,
            line.desk.batch_day,
            line.desk.batch_taken,
            count(line.desk.twins),
            count(line.desk.claims_open),
            line.desk.declined_because,
            line.desk.declined_version,
            line.desk.demand_told,
            line.urgent,
        ])?;
    crate::figures::save(connection, order)
}

/// Whether the order, or a part of its checklist, waits for a procedure that isn't known here.
fn lacks_procedure(order: &Order) -> bool {
    fn child_not_opened(list: &Checklist) -> bool {
        list.problems.iter().any(|problem| problem.kind == ProblemKind::ChildNotOpened)
            || list.children.iter().any(child_not_opened)
    }
    order.problems.iter().any(|problem| problem.problem == "unknown_procedure")
        || order.checklist.as_ref().is_some_and(child_not_opened)
}

/// Makes the lines again that another version of the fold wrote, or that lacked a procedure: it may be known now. Gives
/// their number. When they last changed stays as it was.
///
/// # Errors
/// The database, or something stored in it.
pub fn heal(connection: &Connection, library: &Library) -> Result<usize, EngineError> {
    let stale: Vec<([u8; 16], i64, i64)> = connection
        .prepare(
            "SELECT document, updated_at, last_seq FROM board WHERE fold_version <> ?1 OR lacks_procedure = 1",
        )?
        .query_map([FOLD_VERSION], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
        .collect::<Result<_, _>>()?;
    for (document, updated_at, last_seq) in &stale {
        let document = DocumentId::from_bytes(*document);
        if let Some(order) = crate::feed::order(connection, library, document)? {
            save(connection, &order, *updated_at, uint(*last_seq))?;
            crate::settlement::save(connection, &order)?;
        }
    }
    key_units(connection)?;
    Ok(stale.len())
}

/// Fills in the unit's key of customers that a program without one has written.
fn key_units(connection: &Connection) -> Result<(), EngineError> {
    let unkeyed: Vec<([u8; 16], String)> = connection
        .prepare("SELECT document, unit_no FROM customer WHERE unit_key = ''")?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_, _>>()?;
    for (document, unit_no) in unkeyed {
        connection
            .prepare_cached("UPDATE customer SET unit_key = ?2 WHERE document = ?1")?
            .execute(params![document, unit_key(&unit_no)])?;
    }
    Ok(())
}

/// Writes what is known of a customer.
pub(crate) fn save_customer(connection: &Connection, journal: &Journal) -> Result<(), EngineError> {
    let Some(customer) = fold_customer(journal) else { return Ok(()) };
    connection
        .prepare_cached(
            "INSERT OR REPLACE INTO customer (document, customer_name, unit_no, contact, unit_key)
             VALUES (?1, ?2, ?3, ?4, ?5)",
        )?
        .execute(params![
            customer.id.as_bytes(),
            customer.customer_name,
            customer.unit_no,
            customer.contact,
            unit_key(&customer.unit_no)
        ])?;
    Ok(())
}

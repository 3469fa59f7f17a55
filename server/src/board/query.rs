//! Questions to the board.

use crate::feed::{EngineError, scope, uint};
use client_core::domain::calendar::{MINUTE_MS, SECOND_MS, Zone};
use client_core::domain::deadline::DeadlineSettings;
use client_core::domain::directory::unit_key;
use client_core::domain::entry::DocumentKind;
use client_core::domain::id::{DocumentId, UserId};
use client_core::domain::order::Task;
use client_core::domain::policy::Role;
use rusqlite::types::Value;
use rusqlite::{Connection, Row, params_from_iter};

/// A page has at most this many lines (attack 48).
pub const MAX_PAGE: u32 = 500;

/// A queue of the desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Queue {
    /// Somebody is needed at once (PRI-4).
    Urgent,
    /// The customer's reply is overdue (DL-01).
    LateReplies,
    /// Nobody has come at the appointed time (DL-02).
    LateArrivals,
    /// A conflict waits for somebody.
    Conflicts,
    /// A claim waits for its review.
    Claims,
    /// Another order may be the same request (COL-07).
    Duplicates,
    /// Nobody holds the slip.
    Pool,
    /// The appointment is today.
    DueToday,
}

impl Queue {
    /// All of them, in the order of the board.
    pub const ALL: &'static [Self] = &[
        Self::Urgent,
        Self::LateReplies,
        Self::LateArrivals,
        Self::Conflicts,
        Self::Claims,
        Self::Duplicates,
        Self::Pool,
        Self::DueToday,
    ];

    /// Its name in addresses and in the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Urgent => "urgent",
            Self::LateReplies => "late_replies",
            Self::LateArrivals => "late_arrivals",
            Self::Conflicts => "conflicts",
            Self::Claims => "claims",
            Self::Duplicates => "duplicates",
            Self::Pool => "pool",
            Self::DueToday => "due_today",
        }
    }

    /// The one with this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|queue| queue.as_str() == name)
    }

    /// The condition, with the values of its places.
    fn condition(self, clock: &Clock) -> (&'static str, Vec<i64>) {
        match self {
            Self::Urgent => ("(b.urgent = 1 AND b.closed = 0)", Vec::new()),
            // Minutes run from the recorded minute, as `deadline::reply` has it.
            Self::LateReplies => (
                "(b.replied_at IS NULL AND b.requested_at - b.requested_at % 60000 <= ?
                  AND b.state IN ('requested', 'accepted', 'dispatched', 'received'))",
                vec![clock.reply_before],
            ),
            Self::LateArrivals => (
                "(b.appointment_at <= ? AND b.state IN ('requested', 'accepted', 'dispatched', 'received'))",
                vec![clock.now],
            ),
            Self::Conflicts => ("b.conflicts > 0", Vec::new()),
            Self::Claims => ("b.claims_open > 0", Vec::new()),
            Self::Duplicates => ("b.twins > 0", Vec::new()),
            Self::Pool => ("b.in_pool = 1", Vec::new()),
            Self::DueToday => (
                "(b.appointment_at >= ? AND b.appointment_at < ? AND b.closed = 0)",
                vec![clock.day_starts, clock.day_ends],
            ),
        }
    }
}

/// What the queues are measured by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Clock {
    /// Now, milliseconds since 1970 UTC.
    pub now: i64,
    /// A request of this minute or an earlier one should have been answered.
    pub reply_before: i64,
    /// Start of the day in the site's zone.
    pub day_starts: i64,
    /// Its end.
    pub day_ends: i64,
}

impl Clock {
    /// The clock at `now`.
    pub fn at(now: i64, zone: Zone, settings: &DeadlineSettings) -> Self {
        let day = zone.day_of(now);
        // The whole second of the deadline is in time.
        let allowed = i64::from(settings.reply_minutes) * MINUTE_MS + SECOND_MS;
        Self {
            now,
            reply_before: now.saturating_sub(allowed),
            day_starts: zone.start_of(day),
            day_ends: zone.end_of(day),
        }
    }
}

/// What lines are wanted.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct BoardQuery {
    /// Only this state.
    pub state: Option<String>,
    /// Only this holder.
    pub holder: Option<UserId>,
    /// Only with conflicts that wait for somebody.
    pub conflicts: bool,
    /// Only of this queue, measured by this clock.
    pub queue: Option<(Queue, Clock)>,
    /// Only of this service class.
    pub class: Option<String>,
    /// Only of units whose key begins so.
    pub unit: Option<String>,
    /// Only open ones.
    pub open: bool,
    /// Only with a task for one of the reader's roles.
    pub mine: bool,
    /// Only with open tasks, or only without.
    pub tasks: Option<bool>,
    /// Only lines after that of this order: the last one of the page before.
    pub after: Option<DocumentId>,
    /// Lines of the page, at most [`MAX_PAGE`].
    pub limit: u32,
}

/// A line as the board shows it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct BoardRow {
    /// The order.
    pub id: DocumentId,
    /// Somebody is needed at once.
    pub urgent: bool,
    /// Slip number.
    pub number: Option<String>,
    /// Work track.
    pub state: String,
    /// Whether people must settle a collision.
    pub needs_decision: bool,
    /// Who holds the slip.
    pub holder: Option<UserId>,
    /// His name.
    pub holder_name: Option<String>,
    /// Service class.
    pub service_class: Option<String>,
    /// Kind of service.
    pub service_kind: Option<String>,
    /// Building and unit; absent where the reader may not know the customer.
    pub unit_no: Option<String>,
    /// Customer's name; absent where the reader may not know the customer.
    pub customer_name: Option<String>,
    /// Appointment, milliseconds since 1970 UTC.
    pub appointment_at: Option<i64>,
    /// When the request arrived, milliseconds since 1970 UTC.
    pub requested_at: Option<i64>,
    /// Conflicts that wait for somebody.
    pub conflicts: u32,
    /// Claims.
    pub claims: u32,
    /// Number of open tasks.
    pub tasks: u32,
    /// Open tasks, each with the roles whose it is.
    pub open_tasks: Vec<Task>,
    /// The time must be agreed again with the customer.
    pub time_open: bool,
    /// Work waits for something.
    pub waiting: bool,
    /// Signed once, and under rework or in doubt now.
    pub disputed: bool,
    /// Money track.
    pub money: String,
    /// When the customer got his reply, milliseconds since 1970 UTC.
    pub replied_at: Option<i64>,
    /// Nobody holds the slip, and a technician may take it.
    pub in_pool: bool,
    /// Open questions whether another order is the same request.
    pub twins: u32,
    /// Day of the front desk's batch that it was handed over with.
    pub batch_day: Option<String>,
    /// When the last change arrived, milliseconds since 1970 UTC.
    pub updated_at: i64,
    /// Feed number of the last change.
    pub last_seq: u64,
}

/// The order of the list (PRI-2): open ones by the time that they have waited, then those that are over, the latest first.
macro_rules! by_waiting {
    ($table:literal) => {
        concat!(
            $table,
            "closed, CASE ",
            $table,
            "closed WHEN 0 THEN ifnull(",
            $table,
            "requested_at, ",
            $table,
            "updated_at) ELSE -",
            $table,
            "last_seq END, ",
            $table,
            "document"
        )
    };
}

/// Lines that a person may read: open ones first, the one that has waited longest at the top.
pub fn page(
    connection: &Connection,
    user: UserId,
    roles: &[Role],
    query: &BoardQuery,
) -> Result<Vec<BoardRow>, EngineError> {
    let mut sql = "SELECT b.document, b.number, b.state, b.needs_decision, b.holder, u.display_name, b.service_class,
            b.service_kind, c.unit_no, c.customer_name, b.appointment_at, b.requested_at, b.conflicts, b.claims,
            b.tasks, b.updated_at, b.last_seq, b.open_tasks, b.time_open, b.waiting, b.disputed, b.money, b.replied_at,
            b.in_pool, b.twins, b.batch_day, b.urgent
        FROM board b LEFT JOIN user u ON u.id = b.holder LEFT JOIN customer c ON c.document = b.customer
            AND (? OR EXISTS (SELECT 1 FROM scope s WHERE s.document = b.customer AND s.principal = ?
                              AND s.reason = 'work' AND s.removed_seq IS NULL))
        WHERE 1"
        .to_owned();
    // Names and units line by line: who had an order, or reads orders without their customers, reads nobody else's.
    let all_customers = scope::groups(roles).contains(&scope::group(DocumentKind::Customer));
    let mut values: Vec<Value> =
        vec![Value::Integer(i64::from(all_customers)), Value::Blob(user.as_bytes().to_vec())];
    only_readable(&mut sql, &mut values, user, roles);
    if let Some(state) = &query.state {
        sql.push_str(" AND b.state = ?");
        values.push(Value::Text(state.clone()));
    }
    if let Some(holder) = &query.holder {
        sql.push_str(" AND b.holder = ?");
        values.push(Value::Blob(holder.as_bytes().to_vec()));
    }
    if query.conflicts {
        sql.push_str(" AND b.conflicts > 0");
    }
    if let Some((queue, clock)) = &query.queue {
        let (condition, places) = queue.condition(clock);
        sql.push_str(" AND ");
        sql.push_str(condition);
        values.extend(places.into_iter().map(Value::Integer));
    }
    if let Some(class) = &query.class {
        sql.push_str(" AND b.service_class = ?");
        values.push(Value::Text(class.clone()));
    }
    // The join gives no customer whom the reader may not know, so nobody finds orders by a unit that is hidden from him.
    if let Some(unit) = &query.unit {
        sql.push_str(" AND instr(c.unit_key, ?) = 1");
        values.push(Value::Text(unit_key(unit)));
    }
    if query.open {
        sql.push_str(" AND b.closed = 0");
    }
    if query.mine {
        sql.push_str(" AND ");
        only_tasks_of(&mut sql, &mut values, roles);
    }
    if let Some(tasks) = query.tasks {
        sql.push_str(if tasks { " AND b.tasks > 0" } else { " AND b.tasks = 0" });
    }
    if let Some(after) = query.after {
        sql.push_str(concat!(
            " AND (",
            by_waiting!("b."),
            ") > (SELECT ",
            by_waiting!(""),
            " FROM board WHERE document = ?)"
        ));
        values.push(Value::Blob(after.as_bytes().to_vec()));
    }
    sql.push_str(concat!(" ORDER BY ", by_waiting!("b."), " LIMIT ?"));
    values.push(Value::Integer(i64::from(query.limit.clamp(1, MAX_PAGE))));
    let mut statement = connection.prepare_cached(&sql)?;
    let rows = statement.query_map(params_from_iter(values), line)?.collect::<Result<_, _>>()?;
    Ok(rows)
}

/// Holds for a line with a task for one of these roles. Role names stand quoted in the tasks' JSON, and nothing that a
/// person wrote does.
fn only_tasks_of(sql: &mut String, values: &mut Vec<Value>, roles: &[Role]) {
    sql.push_str("(0");
    for role in roles {
        sql.push_str(" OR instr(b.open_tasks, ?) > 0");
        values.push(Value::Text(format!("\"{}\"", role.as_str())));
    }
    sql.push(')');
}

/// Whoever doesn't read all orders sees those that he was given, himself or with his groups.
fn only_readable(sql: &mut String, values: &mut Vec<Value>, user: UserId, roles: &[Role]) {
    let groups = scope::groups(roles);
    if groups.contains(&scope::group(DocumentKind::Order)) {
        return;
    }
    sql.push_str(
        " AND b.document IN (SELECT document FROM scope WHERE removed_seq IS NULL AND (reason = 'work' AND principal = ?
                             OR principal IN (NULL",
    );
    values.push(Value::Blob(user.as_bytes().to_vec()));
    for group in groups {
        sql.push_str(", ?");
        values.push(Value::Blob(group.as_bytes().to_vec()));
    }
    sql.push_str(")))");
}

/// What the board counts of the orders that a person may read.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize)]
pub struct BoardSummary {
    /// Orders by state.
    pub states: Vec<(String, u64)>,
    /// Orders with conflicts that wait for somebody.
    pub conflicts: u64,
    /// Orders of each queue.
    pub queues: Vec<(Queue, u64)>,
    /// Orders with a task for one of the reader's roles.
    pub mine: u64,
    /// People who hold an order, with their names and the number of open orders that they hold.
    pub holders: Vec<(UserId, String, u64)>,
}

/// Counts the orders that a person may read.
pub fn summary(
    connection: &Connection,
    user: UserId,
    roles: &[Role],
    clock: &Clock,
) -> Result<BoardSummary, EngineError> {
    let restricted = |select: &str, rest: &str| {
        let (mut sql, mut values) = (format!("{select} WHERE 1"), Vec::new());
        only_readable(&mut sql, &mut values, user, roles);
        sql.push_str(rest);
        (sql, values)
    };
    let (sql, values) =
        restricted("SELECT b.state, count(*), sum(b.conflicts > 0) FROM board b", " GROUP BY b.state");
    let mut statement = connection.prepare_cached(&sql)?;
    let rows: Vec<(String, i64, i64)> = statement
        .query_map(params_from_iter(values), |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
        .collect::<Result<_, _>>()?;
    let conflicts = rows.iter().map(|(_, _, count)| uint(*count)).sum();
    let states = rows.into_iter().map(|(state, count, _)| (state, uint(count))).collect();
    let mut queues = Vec::with_capacity(Queue::ALL.len());
    for queue in Queue::ALL {
        let (condition, places) = queue.condition(clock);
        let (sql, mut values) = restricted("SELECT count(*) FROM board b", &format!(" AND {condition}"));
        values.extend(places.into_iter().map(Value::Integer));
        let count: i64 =
            connection.prepare_cached(&sql)?.query_row(params_from_iter(values), |row| row.get(0))?;
        queues.push((*queue, uint(count)));
    }
    let (mut sql, mut values) = restricted("SELECT count(*) FROM board b", " AND ");
    only_tasks_of(&mut sql, &mut values, roles);
    let mine: i64 = connection.prepare_cached(&sql)?.query_row(params_from_iter(values), |row| row.get(0))?;
    let (sql, values) = restricted(
        "SELECT b.holder, u.display_name, sum(b.closed = 0) FROM board b JOIN user u ON u.id = b.holder",
        " GROUP BY b.holder, u.display_name ORDER BY u.display_name",
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let holders = statement
        .query_map(params_from_iter(values), |row| {
            Ok((UserId::from_bytes(row.get(0)?), row.get(1)?, uint(row.get(2)?)))
        })?
        .collect::<Result<_, _>>()?;
    Ok(BoardSummary { states, conflicts, queues, mine: uint(mine), holders })
}

fn line(row: &Row<'_>) -> rusqlite::Result<BoardRow> {
    Ok(BoardRow {
        id: DocumentId::from_bytes(row.get(0)?),
        number: row.get(1)?,
        state: row.get(2)?,
        needs_decision: row.get(3)?,
        holder: row.get::<_, Option<[u8; 16]>>(4)?.map(UserId::from_bytes),
        holder_name: row.get(5)?,
        service_class: row.get(6)?,
        service_kind: row.get(7)?,
        unit_no: row.get(8)?,
        customer_name: row.get(9)?,
        appointment_at: row.get(10)?,
        requested_at: row.get(11)?,
        conflicts: row.get(12)?,
        claims: row.get(13)?,
        tasks: row.get(14)?,
        updated_at: row.get(15)?,
        last_seq: uint(row.get(16)?),
        open_tasks: serde_json::from_str(&row.get::<_, String>(17)?).unwrap_or_default(),
        time_open: row.get(18)?,
        waiting: row.get(19)?,
        disputed: row.get(20)?,
        money: row.get(21)?,
        replied_at: row.get(22)?,
        in_pool: row.get(23)?,
        twins: row.get(24)?,
        batch_day: row.get(25)?,
        urgent: row.get(26)?,
    })
}

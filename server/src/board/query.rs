//! Questions to the board.

use crate::feed::{EngineError, int, scope, uint};
use client_core::domain::entry::DocumentKind;
use client_core::domain::id::{DocumentId, UserId};
use client_core::domain::order::Task;
use client_core::domain::policy::Role;
use rusqlite::types::Value;
use rusqlite::{Connection, Row, params_from_iter};

/// A page has at most this many lines (attack 48).
pub const MAX_PAGE: u32 = 500;

/// What lines are wanted.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct BoardQuery {
    /// Only this state.
    pub state: Option<String>,
    /// Only this holder.
    pub holder: Option<UserId>,
    /// Only with conflicts that wait for somebody.
    pub conflicts: bool,
    /// Only open ones.
    pub open: bool,
    /// Only with a task for one of the reader's roles.
    pub mine: bool,
    /// Only with open tasks, or only without.
    pub tasks: Option<bool>,
    /// Only lines before this one in the order of the list: the last line's `last_seq` of the page before.
    pub before: Option<u64>,
    /// Lines of the page, at most [`MAX_PAGE`].
    pub limit: u32,
}

/// A line as the board shows it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct BoardRow {
    /// The order.
    pub id: DocumentId,
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
    /// When the last change arrived, milliseconds since 1970 UTC.
    pub updated_at: i64,
    /// Feed number of the last change.
    pub last_seq: u64,
}

/// Lines that a person may read, the one with the newest change first.
pub fn page(
    connection: &Connection,
    user: UserId,
    roles: &[Role],
    query: &BoardQuery,
) -> Result<Vec<BoardRow>, EngineError> {
    let mut sql = "SELECT b.document, b.number, b.state, b.needs_decision, b.holder, u.display_name, b.service_class,
            b.service_kind, c.unit_no, c.customer_name, b.appointment_at, b.requested_at, b.conflicts, b.claims,
            b.tasks, b.updated_at, b.last_seq, b.open_tasks, b.time_open, b.waiting, b.disputed, b.money
        FROM board b LEFT JOIN user u ON u.id = b.holder LEFT JOIN customer c ON c.document = b.customer
            AND (? OR EXISTS (SELECT 1 FROM scope s WHERE s.document = b.customer AND s.principal = ?
                              AND s.removed_seq IS NULL))
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
    if let Some(before) = query.before {
        sql.push_str(" AND b.last_seq < ?");
        values.push(Value::Integer(int(before)));
    }
    sql.push_str(" ORDER BY b.last_seq DESC LIMIT ?");
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

/// Whoever doesn't read all orders sees those that he was given.
fn only_readable(sql: &mut String, values: &mut Vec<Value>, user: UserId, roles: &[Role]) {
    if !scope::groups(roles).contains(&scope::group(DocumentKind::Order)) {
        sql.push_str(
            " AND b.document IN (SELECT document FROM scope WHERE principal = ? AND removed_seq IS NULL)",
        );
        values.push(Value::Blob(user.as_bytes().to_vec()));
    }
}

/// What the board counts of the orders that a person may read.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize)]
pub struct BoardSummary {
    /// Orders by state.
    pub states: Vec<(String, u64)>,
    /// Orders with conflicts that wait for somebody.
    pub conflicts: u64,
    /// Orders with a task for one of the reader's roles.
    pub mine: u64,
    /// People who hold an order, with their names and the number of open orders that they hold.
    pub holders: Vec<(UserId, String, u64)>,
}

/// Counts the orders that a person may read.
pub fn summary(connection: &Connection, user: UserId, roles: &[Role]) -> Result<BoardSummary, EngineError> {
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
    Ok(BoardSummary { states, conflicts, mine: uint(mine), holders })
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
    })
}

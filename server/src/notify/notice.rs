//! Notices: one of an event for each person, kept with the time it was read.

use super::{contact, outbox};
use crate::feed::uint;
use crate::ident::{Role, UserId, role_name};
use crate::incidents::departments::head_of;
use crate::jobs::JobContext;
use crate::store::StoreError;
use client_core::domain::calendar::{Day, MonthOf};
use client_core::domain::deadline::DeadlineId;
use client_core::domain::entry::incident::{Department, PublicArea};
use client_core::domain::id::DocumentId;
use rusqlite::{Connection, params};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// What people are told. It is also what a job needs to know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum NoticeBody {
    /// A customer waits for a reply, and its time runs out (DL-01).
    ReplyDue {
        /// The order.
        document: DocumentId,
        /// The last moment in time.
        due_at: i64,
    },
    /// A customer got no reply in time (DL-01).
    ReplyLate {
        /// The order.
        document: DocumentId,
        /// The last moment in time.
        due_at: i64,
    },
    /// The front desk hands its slips over soon (DL-03).
    DeskBatchSoon {
        /// The day of the batch.
        day: Day,
        /// When the batch is due.
        due_at: i64,
    },
    /// The front desk's batch of the day is to be handed over and taken now (DL-03).
    DeskBatchDue {
        /// The day of the batch.
        day: Day,
    },
    /// A task of the month is due in a few days.
    MonthTaskSoon {
        /// Which task.
        deadline: DeadlineId,
        /// The month that it is about.
        month: MonthOf,
        /// Its last day.
        last_day: Day,
    },
    /// Today is the last day of a task of the month.
    MonthTaskLastDay {
        /// Which task.
        deadline: DeadlineId,
        /// The month that it is about.
        month: MonthOf,
        /// Its last day.
        last_day: Day,
    },
    /// The last day of a task of the month has passed, and nothing says that it was done.
    MonthTaskLate {
        /// Which task.
        deadline: DeadlineId,
        /// The month that it is about.
        month: MonthOf,
        /// Its last day.
        last_day: Day,
    },
    /// Something is wrong in a public area (PRI-9).
    IncidentReported {
        /// The incident.
        document: DocumentId,
        /// What kind of public matter.
        area: PublicArea,
        /// Whose it is.
        department: Department,
    },
    /// It is a major one (PRI-12).
    IncidentMajor {
        /// The incident.
        document: DocumentId,
        /// What kind of public matter.
        area: PublicArea,
        /// Whose it is.
        department: Department,
    },
    /// Nobody of the department has come yet (PRI-10).
    IncidentUnattended {
        /// The incident.
        document: DocumentId,
        /// Whose it is.
        department: Department,
        /// Until when somebody should have come.
        due_at: i64,
    },
}

impl NoticeBody {
    /// Its name in jobs, notices and messages.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::ReplyDue { .. } => "reply_due",
            Self::ReplyLate { .. } => "reply_late",
            Self::DeskBatchSoon { .. } => "desk_batch_soon",
            Self::DeskBatchDue { .. } => "desk_batch_due",
            Self::MonthTaskSoon { .. } => "month_task_soon",
            Self::MonthTaskLastDay { .. } => "month_task_last_day",
            Self::MonthTaskLate { .. } => "month_task_late",
            Self::IncidentReported { .. } => "incident_reported",
            Self::IncidentMajor { .. } => "incident_major",
            Self::IncidentUnattended { .. } => "incident_unattended",
        }
    }

    /// What it is about; with the kind it is said once.
    pub fn key(&self) -> String {
        match self {
            Self::ReplyDue { document, .. }
            | Self::ReplyLate { document, .. }
            | Self::IncidentReported { document, .. }
            | Self::IncidentMajor { document, .. }
            | Self::IncidentUnattended { document, .. } => document.to_string(),
            Self::DeskBatchSoon { day, .. } | Self::DeskBatchDue { day } => day.to_string(),
            Self::MonthTaskSoon { deadline, month, last_day }
            | Self::MonthTaskLastDay { deadline, month, last_day }
            | Self::MonthTaskLate { deadline, month, last_day } => {
                format!("{deadline}/{month}/{last_day}")
            }
        }
    }

    /// The order or the incident that it is about.
    pub const fn document(&self) -> Option<DocumentId> {
        match self {
            Self::ReplyDue { document, .. }
            | Self::ReplyLate { document, .. }
            | Self::IncidentReported { document, .. }
            | Self::IncidentMajor { document, .. }
            | Self::IncidentUnattended { document, .. } => Some(*document),
            _ => None,
        }
    }

    /// The department whose head is told, beside the [`audience`](Self::audience).
    pub const fn department(&self) -> Option<Department> {
        match self {
            Self::IncidentReported { department, .. }
            | Self::IncidentMajor { department, .. }
            | Self::IncidentUnattended { department, .. } => Some(*department),
            _ => None,
        }
    }

    /// The page where more is seen, as a path.
    pub fn link(&self) -> String {
        let place = if self.department().is_some() { "incidents" } else { "orders" };
        self.document().map_or_else(|| "/".to_owned(), |document| format!("/{place}/{document}"))
    }

    /// Whose business it is (section 5 of the life cycle).
    pub const fn audience(&self) -> &'static [Role] {
        match self {
            Self::ReplyDue { .. } => &[Role::Dispatcher],
            Self::ReplyLate { .. } => &[Role::Dispatcher, Role::CscManager],
            Self::DeskBatchSoon { .. } => &[Role::FrontDesk],
            Self::DeskBatchDue { .. } => &[Role::FrontDesk, Role::Dispatcher],
            Self::MonthTaskSoon { deadline, .. } | Self::MonthTaskLastDay { deadline, .. } => {
                responsible(*deadline)
            }
            Self::MonthTaskLate { deadline, .. } => told_when_late(*deadline),
            Self::IncidentMajor { .. } => &[Role::OfficeHead],
            Self::IncidentReported { .. } | Self::IncidentUnattended { .. } => &[],
        }
    }

    pub(crate) fn to_json(&self) -> String {
        // Ids, days and numbers always become JSON.
        serde_json::to_string(self).unwrap_or_default()
    }
}

/// Who does a task of the month, or has to see to it.
const fn responsible(deadline: DeadlineId) -> &'static [Role] {
    match deadline {
        DeadlineId::FollowUpMonth => &[Role::Dispatcher, Role::DispatchAssistant, Role::AreaAssistant],
        DeadlineId::OnSiteShare => &[Role::DispatchAssistant, Role::CsAssistant, Role::CscSupervisor],
        DeadlineId::SpotChecks => &[Role::CscManager, Role::OfficeHead],
        DeadlineId::MonthCheck => &[Role::Finance],
        DeadlineId::HandOver => &[Role::Dispatcher, Role::FrontDesk],
        DeadlineId::NoticeLines => &[Role::Finance, Role::CsAssistant],
        DeadlineId::Statistics => &[Role::DispatchAssistant, Role::CscSupervisor],
        DeadlineId::Reply
        | DeadlineId::Arrival
        | DeadlineId::DeskBatch
        | DeadlineId::FollowUpSafety
        | DeadlineId::FollowUpLeak
        | DeadlineId::FollowUpOther => &[],
    }
}

/// Who is told of a task of the month that is late.
const fn told_when_late(deadline: DeadlineId) -> &'static [Role] {
    match deadline {
        DeadlineId::MonthCheck | DeadlineId::NoticeLines => &[Role::OfficeHead],
        DeadlineId::HandOver
        | DeadlineId::Statistics
        | DeadlineId::FollowUpMonth
        | DeadlineId::OnSiteShare => &[Role::CscManager],
        DeadlineId::SpotChecks => &[Role::CscManager, Role::OfficeHead],
        _ => &[],
    }
}

/// Everybody who is told: who holds one of the roles, and the head of the department. Where nobody leads it, those who
/// answer for the customer service centre see to it that somebody comes.
fn recipients(connection: &Connection, body: &NoticeBody) -> Result<BTreeSet<UserId>, StoreError> {
    let mut people: BTreeSet<UserId> = holders(connection, body.audience())?.into_iter().collect();
    if let Some(department) = body.department() {
        match head_of(connection, department)? {
            Some(head) => people.extend([head]),
            None => people.extend(holders(connection, &[Role::CscSupervisor, Role::CscManager])?),
        }
    }
    Ok(people)
}

/// Writes the notice of an event for everybody whose business it is now, with a delivery for each channel on which
/// the person is reached; those who are `spared` are told nothing. An event that a person was told of already isn't told again. Gives the number of new notices.
///
/// # Errors
/// The database.
pub(crate) fn raise(
    connection: &Connection,
    context: &JobContext,
    event: &str,
    body: &NoticeBody,
    spared: &BTreeSet<UserId>,
    now: i64,
) -> Result<usize, StoreError> {
    let mut told = 0;
    for user in recipients(connection, body)?.into_iter().filter(|user| !spared.contains(user)) {
        let added = connection
            .prepare_cached(
                "INSERT INTO notice (event, user, kind, body, document, created_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
                 ON CONFLICT (event, user) DO NOTHING",
            )?
            .execute(params![
                event,
                user.as_bytes(),
                body.kind(),
                body.to_json(),
                body.document().as_ref().map(DocumentId::as_bytes),
                now,
            ])?;
        if added == 0 {
            continue;
        }
        told += 1;
        let notice = connection.last_insert_rowid();
        for contact in contact::contacts(connection, user)? {
            if context.channels.contains(&contact.channel) {
                outbox::add(connection, context.site, notice, (event, user), &contact.channel, now)?;
            }
        }
    }
    Ok(told)
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

/// A notice as its reader sees it. Times are milliseconds since 1970 UTC.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// Its number; newer ones have greater numbers.
    pub id: u64,
    /// What it says.
    pub body: NoticeBody,
    /// Number of the order's slip.
    pub order_number: Option<String>,
    /// When it was made.
    pub created_at: i64,
    /// When it was read.
    pub read_at: Option<i64>,
}

/// Which notices of a person are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct NoticePage {
    /// Only those that weren't read.
    pub unread: bool,
    /// Only those before this number: the last one of the page before.
    pub before: Option<u64>,
    /// How many at most.
    pub limit: u32,
}

/// Notices of a person, the newest first. Those of a newer program, which this one can't put into words, are left out.
///
/// # Errors
/// The database.
pub fn page(connection: &Connection, user: UserId, wanted: NoticePage) -> Result<Vec<Notice>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT n.id, n.body, b.number, n.created_at, n.read_at
         FROM notice n LEFT JOIN board b ON b.document = n.document
         WHERE n.user = ?1 AND n.id < ?2 AND (?3 = 0 OR n.read_at IS NULL) ORDER BY n.id DESC",
    )?;
    let before = wanted.before.and_then(|before| i64::try_from(before).ok()).unwrap_or(i64::MAX);
    let mut rows = statement.query(params![user.as_bytes(), before, wanted.unread])?;
    let mut notices = Vec::new();
    while let Some(row) = rows.next()?
        && notices.len() < wanted.limit as usize
    {
        let Ok(body) = serde_json::from_str(&row.get::<_, String>(1)?) else { continue };
        notices.push(Notice {
            id: uint(row.get(0)?),
            body,
            order_number: row.get(2)?,
            created_at: row.get(3)?,
            read_at: row.get(4)?,
        });
    }
    Ok(notices)
}

/// How many notices a person hasn't read.
///
/// # Errors
/// The database.
pub fn unread(connection: &Connection, user: UserId) -> Result<u64, StoreError> {
    let sql = "SELECT count(*) FROM notice WHERE user = ?1 AND read_at IS NULL";
    Ok(uint(connection.prepare_cached(sql)?.query_row([user.as_bytes()], |row| row.get(0))?))
}

/// A person has read one of his notices. The first time counts. `false` where he has no such notice.
///
/// # Errors
/// The database.
pub fn mark_read(connection: &Connection, user: UserId, id: u64, now: i64) -> Result<bool, StoreError> {
    let Ok(id) = i64::try_from(id) else { return Ok(false) };
    let changed = connection
        .prepare_cached("UPDATE notice SET read_at = coalesce(read_at, ?3) WHERE id = ?1 AND user = ?2")?
        .execute(params![id, user.as_bytes(), now])?;
    Ok(changed == 1)
}

/// A person has read all notices up to this number.
///
/// # Errors
/// The database.
pub fn mark_all_read(connection: &Connection, user: UserId, up_to: u64, now: i64) -> Result<(), StoreError> {
    let up_to = i64::try_from(up_to).unwrap_or(i64::MAX);
    connection
        .prepare_cached("UPDATE notice SET read_at = ?3 WHERE user = ?1 AND id <= ?2 AND read_at IS NULL")?
        .execute(params![user.as_bytes(), up_to, now])?;
    Ok(())
}

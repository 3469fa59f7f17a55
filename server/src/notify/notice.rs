//! Notices: one of an event for each person, kept with the time it was read.

use super::audience::recipients;
use super::{contact, outbox};
use crate::feed::{EngineError, uint};
use crate::ident::UserId;
use crate::jobs::JobContext;
use crate::store::StoreError;
use client_core::domain::calendar::{Day, MonthOf};
use client_core::domain::deadline::DeadlineId;
use client_core::domain::entry::incident::{Department, PublicArea};
use client_core::domain::id::{DocumentId, EntryId};
use client_core::domain::matter::DueOf;
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
    /// Somebody outside of the service centre has heard a complaint, and nobody has accepted it (CMP-1).
    ComplaintWaits {
        /// The complaint.
        document: DocumentId,
        /// It is about the centre itself (CMP-2).
        about_centre: bool,
    },
    /// Somebody is being harmed (CMP-20).
    ComplaintHarm {
        /// The complaint.
        document: DocumentId,
        /// It is about the centre itself.
        about_centre: bool,
    },
    /// A department deals with it, or another one (CMP-16).
    ComplaintAssigned {
        /// The complaint.
        document: DocumentId,
        /// It is about the centre itself.
        about_centre: bool,
        /// The entry that says so.
        entry: EntryId,
        /// The department in charge.
        department: Department,
        /// The person directly responsible.
        person: Option<UserId>,
    },
    /// Several departments share it (CMP-10).
    ComplaintShared {
        /// The complaint.
        document: DocumentId,
        /// It is about the centre itself.
        about_centre: bool,
        /// The entry that says so.
        entry: EntryId,
        /// Those departments.
        departments: Vec<Department>,
    },
    /// The supervisor is called to receive somebody (CMP-11).
    ComplaintSupervisor {
        /// The complaint.
        document: DocumentId,
        /// It is about the centre itself.
        about_centre: bool,
        /// The call.
        entry: EntryId,
    },
    /// It is a serious one (CMP-13).
    ComplaintSerious {
        /// The complaint.
        document: DocumentId,
        /// It is about the centre itself.
        about_centre: bool,
    },
    /// A deadline of a complaint comes near (DL-10 to DL-16).
    ComplaintDue {
        /// The complaint.
        document: DocumentId,
        /// It is about the centre itself.
        about_centre: bool,
        /// Which deadline.
        deadline: DeadlineId,
        /// Until when.
        due_at: i64,
        /// How often the complaint had been opened again.
        again: usize,
    },
    /// A deadline of a complaint has passed (DL-10 to DL-16).
    ComplaintLate {
        /// The complaint.
        document: DocumentId,
        /// It is about the centre itself.
        about_centre: bool,
        /// Which deadline.
        deadline: DeadlineId,
        /// Until when.
        due_at: i64,
        /// How often the complaint had been opened again.
        again: usize,
    },
    /// Something in one of the office's other matters is due soon (DL-20 to DL-24, REC-2, EVT-5).
    MatterDue {
        /// The matter.
        document: DocumentId,
        /// What is due.
        of: DueOf,
        /// Until when.
        due_at: i64,
    },
    /// It was not done in time.
    MatterLate {
        /// The matter.
        document: DocumentId,
        /// What was due.
        of: DueOf,
        /// Until when.
        due_at: i64,
    },
    /// People have to look at a matter at once: a limit that is passed, goods that don't agree (TRU-3, REC-5, REN-7).
    MatterAlarm {
        /// The matter.
        document: DocumentId,
        /// Digest of its alarms: others are told of anew.
        alarms: String,
    },
    /// A duty that comes again was not done in its period (ROL-28, ROL-29, ROL-31, VIS-2).
    DutyMissing {
        /// The duty's form.
        form: String,
        /// The period, such as `2026-W10`.
        period: String,
    },
}

/// What a notice leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// An order.
    Order(DocumentId),
    /// An incident in a public area.
    Incident(DocumentId),
    /// A complaint.
    Complaint(DocumentId),
    /// One of the office's other matters.
    Matter(DocumentId),
    /// Duties that come again.
    Duties,
    /// Nothing in particular.
    Site,
}

impl Subject {
    /// Its document.
    pub const fn document(self) -> Option<DocumentId> {
        match self {
            Self::Order(document)
            | Self::Incident(document)
            | Self::Complaint(document)
            | Self::Matter(document) => Some(document),
            Self::Duties | Self::Site => None,
        }
    }
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
            Self::ComplaintWaits { .. } => "complaint_waits",
            Self::ComplaintHarm { .. } => "complaint_harm",
            Self::ComplaintAssigned { .. } => "complaint_assigned",
            Self::ComplaintShared { .. } => "complaint_shared",
            Self::ComplaintSupervisor { .. } => "complaint_supervisor",
            Self::ComplaintSerious { .. } => "complaint_serious",
            Self::ComplaintDue { .. } => "complaint_due",
            Self::ComplaintLate { .. } => "complaint_late",
            Self::MatterDue { .. } => "matter_due",
            Self::MatterLate { .. } => "matter_late",
            Self::MatterAlarm { .. } => "matter_alarm",
            Self::DutyMissing { .. } => "duty_missing",
        }
    }

    /// What it is about; with the kind it is said once.
    pub fn key(&self) -> String {
        match self {
            Self::ReplyDue { document, .. }
            | Self::ReplyLate { document, .. }
            | Self::IncidentReported { document, .. }
            | Self::IncidentMajor { document, .. }
            | Self::IncidentUnattended { document, .. }
            | Self::ComplaintWaits { document, .. }
            | Self::ComplaintHarm { document, .. }
            | Self::ComplaintSerious { document, .. } => document.to_string(),
            Self::ComplaintAssigned { document, entry, .. }
            | Self::ComplaintShared { document, entry, .. }
            | Self::ComplaintSupervisor { document, entry, .. } => format!("{document}/{entry}"),
            Self::ComplaintDue { document, deadline, due_at, again, .. }
            | Self::ComplaintLate { document, deadline, due_at, again, .. } => {
                format!("{document}/{deadline}/{due_at}/{again}")
            }
            Self::MatterDue { document, of, due_at } | Self::MatterLate { document, of, due_at } => {
                format!("{document}/{}/{due_at}", of.as_str())
            }
            Self::MatterAlarm { document, alarms } => format!("{document}/{alarms}"),
            Self::DutyMissing { form, period } => format!("{form}/{period}"),
            Self::DeskBatchSoon { day, .. } | Self::DeskBatchDue { day } => day.to_string(),
            Self::MonthTaskSoon { deadline, month, last_day }
            | Self::MonthTaskLastDay { deadline, month, last_day }
            | Self::MonthTaskLate { deadline, month, last_day } => {
                format!("{deadline}/{month}/{last_day}")
            }
        }
    }

    /// What it leads to.
    pub const fn subject(&self) -> Subject {
        match self {
            Self::ReplyDue { document, .. } | Self::ReplyLate { document, .. } => Subject::Order(*document),
            Self::IncidentReported { document, .. }
            | Self::IncidentMajor { document, .. }
            | Self::IncidentUnattended { document, .. } => Subject::Incident(*document),
            Self::ComplaintWaits { document, .. }
            | Self::ComplaintHarm { document, .. }
            | Self::ComplaintAssigned { document, .. }
            | Self::ComplaintShared { document, .. }
            | Self::ComplaintSupervisor { document, .. }
            | Self::ComplaintSerious { document, .. }
            | Self::ComplaintDue { document, .. }
            | Self::ComplaintLate { document, .. } => Subject::Complaint(*document),
            Self::MatterDue { document, .. }
            | Self::MatterLate { document, .. }
            | Self::MatterAlarm { document, .. } => Subject::Matter(*document),
            Self::DutyMissing { .. } => Subject::Duties,
            Self::DeskBatchSoon { .. }
            | Self::DeskBatchDue { .. }
            | Self::MonthTaskSoon { .. }
            | Self::MonthTaskLastDay { .. }
            | Self::MonthTaskLate { .. } => Subject::Site,
        }
    }

    /// Whether it is of a complaint about the service centre, of which the centre is told nothing (CMP-2).
    pub const fn is_kept_from_centre(&self) -> bool {
        match self {
            Self::ComplaintWaits { about_centre, .. }
            | Self::ComplaintHarm { about_centre, .. }
            | Self::ComplaintAssigned { about_centre, .. }
            | Self::ComplaintShared { about_centre, .. }
            | Self::ComplaintSupervisor { about_centre, .. }
            | Self::ComplaintSerious { about_centre, .. }
            | Self::ComplaintDue { about_centre, .. }
            | Self::ComplaintLate { about_centre, .. } => *about_centre,
            _ => false,
        }
    }

    /// The page where more is seen, as a path.
    pub fn link(&self) -> String {
        match self.subject() {
            Subject::Order(order) => format!("/orders/{order}"),
            Subject::Incident(incident) => format!("/incidents/{incident}"),
            Subject::Complaint(complaint) => format!("/complaints/{complaint}"),
            Subject::Matter(matter) => format!("/matters/{matter}"),
            Subject::Duties => "/duties".to_owned(),
            Subject::Site => "/".to_owned(),
        }
    }

    pub(crate) fn to_json(&self) -> String {
        // Ids, days and numbers always become JSON.
        serde_json::to_string(self).unwrap_or_default()
    }
}

/// Writes the notice of an event for everybody whose business it is now, with a delivery for each channel on which
/// the person is reached; those who are `spared` are told nothing. An event that a person was told of already isn't
/// told again. Gives the number of new notices.
///
/// # Errors
/// The database, or something stored in it.
pub(crate) fn raise(
    connection: &Connection,
    context: &JobContext,
    event: &str,
    body: &NoticeBody,
    spared: &BTreeSet<UserId>,
    now: i64,
) -> Result<usize, EngineError> {
    let document = body.subject().document();
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
                document.as_ref().map(DocumentId::as_bytes),
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

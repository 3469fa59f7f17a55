//! Which jobs must exist, given what the database holds and the time.

use super::done::{awaits_reply, clock};
use super::{JobContext, matters, table};
use crate::complaints;
use crate::notify::NoticeBody;
use crate::store::StoreError;
use client_core::domain::calendar::{Day, MINUTE_MS, MonthOf};
use client_core::domain::complaint::Complaint;
use client_core::domain::deadline::{
    Deadline, DeadlineId, analysis, desk_batch, hand_over, month_check, monthly_follow_up, notice_lines,
    on_site_share, reply, spot_checks, statistics,
};
use client_core::domain::decide::complaint_relation;
use client_core::domain::entry::complaint::{Attribution, ComplaintClass};
use client_core::domain::entry::incident::{Department, PublicArea};
use client_core::domain::entry::{DocumentKind, Kind};
use client_core::domain::id::DocumentId;
use client_core::domain::policy::may_write;
use rusqlite::{Connection, params};

/// Jobs are written this far ahead: far enough for a night without a server, near enough that new settings are heeded.
const AHEAD_MS: i64 = 36 * 3_600_000;

/// Writes the jobs that must exist at `now`. Planning again changes nothing, whatever was done meanwhile; gives the
/// number of new ones.
///
/// Nothing is planned that was due before the first planning of this database: a site that begins with this program, or
/// updates to it, isn't told of a past that nobody can mend.
///
/// # Errors
/// The database.
pub fn plan(connection: &Connection, context: &JobContext, now: i64) -> Result<usize, StoreError> {
    connection
        .prepare_cached(
            "INSERT INTO job_plan (one, since, planned_seq) VALUES (1, ?1, 0) ON CONFLICT (one) DO NOTHING",
        )?
        .execute([now])?;
    let (since, planned_seq) = connection
        .prepare_cached("SELECT since, planned_seq FROM job_plan")?
        .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let mut planner = Planner { connection, context, now, since, added: 0 };
    planner.orders(planned_seq)?;
    planner.incidents()?;
    planner.complaints()?;
    planner.matters()?;
    planner.desk()?;
    planner.months()?;
    Ok(planner.added)
}

/// An incident that has come, or has changed.
struct Moved {
    document: DocumentId,
    area: Option<PublicArea>,
    department: Option<Department>,
    major: bool,
    reported_major: bool,
    reported_at: i64,
    last_seq: i64,
}

/// An order whose customer waits for a reply.
struct Awaited {
    document: DocumentId,
    requested_at: i64,
    last_seq: i64,
}

struct Planner<'a> {
    connection: &'a Connection,
    context: &'a JobContext,
    now: i64,
    since: i64,
    added: usize,
}

impl Planner<'_> {
    fn add(&mut self, due_at: i64, body: &NoticeBody) -> Result<(), StoreError> {
        if due_at < self.since {
            return Ok(());
        }
        self.add_of_any_age(due_at, body)
    }

    fn add_of_any_age(&mut self, due_at: i64, body: &NoticeBody) -> Result<(), StoreError> {
        if due_at > self.now.saturating_add(AHEAD_MS) {
            return Ok(());
        }
        self.add_however_far(due_at, body)
    }

    /// A job that nobody comes back to: it is written whenever it is due.
    fn add_however_far(&mut self, due_at: i64, body: &NoticeBody) -> Result<(), StoreError> {
        let new =
            table::ensure(self.connection, body.kind(), &body.key(), due_at, &body.to_json(), self.now)?;
        self.added += usize::from(new);
        Ok(())
    }

    /// Replies to the customers of orders that have changed since the last planning (DL-01).
    fn orders(&mut self, planned_seq: i64) -> Result<(), StoreError> {
        let changed: Vec<Awaited> = self
            .connection
            .prepare_cached(
                "SELECT document, requested_at, last_seq FROM board
                 WHERE last_seq > ?1 AND requested_at IS NOT NULL ORDER BY last_seq",
            )?
            .query_map([planned_seq], |row| {
                Ok(Awaited {
                    document: DocumentId::from_bytes(row.get(0)?),
                    requested_at: row.get(1)?,
                    last_seq: row.get(2)?,
                })
            })?
            .collect::<Result<_, _>>()?;
        let Some(reached) = changed.last().map(|last| last.last_seq) else { return Ok(()) };
        for Awaited { document, requested_at, .. } in changed {
            let Deadline { due: due_at, warn_from, until, .. } =
                reply(requested_at, &self.context.settings.deadlines);
            if until >= self.since && awaits_reply(self.connection, document)? {
                self.add_of_any_age(warn_from, &NoticeBody::ReplyDue { document, due_at })?;
                self.add_of_any_age(until, &NoticeBody::ReplyLate { document, due_at })?;
            }
        }
        self.connection.prepare_cached("UPDATE job_plan SET planned_seq = ?1")?.execute(params![reached])?;
        Ok(())
    }

    /// Who is told of incidents that have come or changed since the last planning, whenever they were reported: a phone
    /// may have been without a signal (PRI-9, PRI-10, PRI-12). A major one is told of as such, and not twice.
    fn incidents(&mut self) -> Result<(), StoreError> {
        let moved: Vec<Moved> = self
            .connection
            .prepare_cached(
                "SELECT document, area, department, major, reported_major, reported_at, last_seq FROM incident
                 WHERE last_seq > (SELECT incident_seq FROM job_plan) ORDER BY last_seq",
            )?
            .query_map([], |row| {
                Ok(Moved {
                    document: DocumentId::from_bytes(row.get(0)?),
                    area: PublicArea::parse(&row.get::<_, String>(1)?),
                    department: Department::parse(&row.get::<_, String>(2)?),
                    major: row.get(3)?,
                    reported_major: row.get(4)?,
                    reported_at: row.get(5)?,
                    last_seq: row.get(6)?,
                })
            })?
            .collect::<Result<_, _>>()?;
        let Some(reached) = moved.last().map(|last| last.last_seq) else { return Ok(()) };
        for one in moved {
            // The projection writes no other names.
            let (Some(area), Some(department)) = (one.area, one.department) else { continue };
            let document = one.document;
            if !one.reported_major {
                self.add_of_any_age(self.now, &NoticeBody::IncidentReported { document, area, department })?;
            }
            if one.major {
                self.add_of_any_age(self.now, &NoticeBody::IncidentMajor { document, area, department })?;
            }
            // Nobody waits longer because a phone's clock is ahead.
            let minutes = i64::from(self.context.settings.department_arrival_minutes);
            let due_at = one.reported_at.min(self.now).saturating_add(minutes.saturating_mul(MINUTE_MS));
            self.add_of_any_age(due_at, &NoticeBody::IncidentUnattended { document, department, due_at })?;
        }
        self.connection.prepare_cached("UPDATE job_plan SET incident_seq = ?1")?.execute(params![reached])?;
        Ok(())
    }

    /// Who is told of complaints that have come or changed since the last planning, and of their deadlines; where zone or
    /// thresholds are others, of all that are open.
    fn complaints(&mut self) -> Result<(), StoreError> {
        let (planned, rules): (i64, String) = self
            .connection
            .prepare_cached("SELECT complaint_seq, complaint_rules FROM job_plan")?
            .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let deadlines = serde_json::to_string(&self.context.settings.deadlines).unwrap_or_default();
        let present = format!("{} {deadlines}", self.context.zone);
        let moved = complaints::moved(self.connection, planned, rules != present)?;
        if moved.is_empty() && rules == present {
            return Ok(());
        }
        let reached = moved.last().map_or(planned, |(seq, _)| planned.max(*seq));
        for complaint in moved.iter().filter_map(|(_, complaint)| complaint.as_ref()) {
            if complaint.state.is_open() {
                self.told_of(complaint)?;
                self.deadlines_of(complaint)?;
            }
        }
        self.connection
            .prepare_cached("UPDATE job_plan SET complaint_seq = ?1, complaint_rules = ?2")?
            .execute(params![reached, present])?;
        Ok(())
    }

    /// What people are told of a complaint as soon as it is known here, whenever it happened.
    fn told_of(&mut self, complaint: &Complaint) -> Result<(), StoreError> {
        let (document, about_centre) = (complaint.id, complaint.about_centre);
        let kind = if about_centre { DocumentKind::CentreComplaint } else { DocumentKind::Complaint };
        let heard_by = complaint.capture.origin.by.role;
        let elsewhere = may_write(heard_by, Kind::ComplaintAccepted, complaint_relation(kind)).is_err();
        let mut bodies = Vec::new();
        if elsewhere && complaint.accepted.is_none() {
            bodies.push(NoticeBody::ComplaintWaits { document, about_centre });
        }
        if complaint.capture.ongoing_harm {
            bodies.push(NoticeBody::ComplaintHarm { document, about_centre });
        }
        if complaint.class == Some(ComplaintClass::Serious) {
            bodies.push(NoticeBody::ComplaintSerious { document, about_centre });
        }
        if let Some(one) = complaint.assignment() {
            let (entry, department, person) = (one.origin.entry, one.department, one.person);
            bodies.push(NoticeBody::ComplaintAssigned { document, about_centre, entry, department, person });
        }
        if let Some(one) = complaint.attribution().filter(|one| one.attribution == Attribution::Shared) {
            let (entry, departments) = (one.origin.entry, one.departments.clone());
            bodies.push(NoticeBody::ComplaintShared { document, about_centre, entry, departments });
        }
        for call in &complaint.supervisor_calls {
            let entry = call.origin.entry;
            bodies.push(NoticeBody::ComplaintSupervisor { document, about_centre, entry });
        }
        bodies.iter().try_for_each(|body| self.add_of_any_age(self.now, body))
    }

    /// Warnings of a complaint's deadlines, and what follows where they pass (DL-10 to DL-16).
    fn deadlines_of(&mut self, complaint: &Complaint) -> Result<(), StoreError> {
        let (document, about_centre) = (complaint.id, complaint.about_centre);
        for due in clock(self.context, self.now).due(complaint) {
            let Deadline { id: deadline, warn_from, due: due_at, until, .. } = due.deadline;
            if due.done_at.is_some() || until < self.since {
                continue;
            }
            // A result that no longer stands leaves its deadline open again.
            let solved = [DeadlineId::ImportantFinish, DeadlineId::SeriousSolved, DeadlineId::Minor]
                .contains(&deadline);
            let again = if solved { complaint.reopened.len() } else { 0 };
            self.add_however_far(
                warn_from,
                &NoticeBody::ComplaintDue { document, about_centre, deadline, due_at, again },
            )?;
            self.add_however_far(
                until,
                &NoticeBody::ComplaintLate { document, about_centre, deadline, due_at, again },
            )?;
        }
        Ok(())
    }

    /// What people are told of matters that have come or changed, and of duties that nobody did.
    fn matters(&mut self) -> Result<(), StoreError> {
        let planned = matters::planned(self.connection)?;
        let (reached, moved) = matters::moved(self.connection, planned, self.now)?;
        for document in moved {
            // One that can't be read is found by the check of the database; it keeps nobody else's notices back.
            let Ok(Some(matter)) = crate::matters::find(self.connection, document) else { continue };
            let notices = matters::notices_of(self.connection, &matter, self.context, self.now);
            let Ok(notices) = notices else { continue };
            for (due_at, body) in notices {
                if due_at >= self.since {
                    self.add_however_far(due_at, &body)?;
                }
            }
        }
        if let Ok(missing) = matters::missing(self.connection, self.context, (self.since, self.now)) {
            for (due_at, body) in missing {
                self.add(due_at, &body)?;
            }
        }
        self.connection.prepare_cached("UPDATE job_plan SET matter_seq = ?1")?.execute(params![reached])?;
        Ok(())
    }

    /// The front desk's batch of today and tomorrow (DL-03).
    fn desk(&mut self) -> Result<(), StoreError> {
        let zone = self.context.zone;
        let today = zone.day_of(self.now);
        for day in [today, today.add_days(1)] {
            let batch = desk_batch(day, zone, &self.context.settings.deadlines);
            self.add(batch.warn_from, &NoticeBody::DeskBatchSoon { day, due_at: batch.due })?;
            self.add(batch.due, &NoticeBody::DeskBatchDue { day })?;
        }
        Ok(())
    }

    /// The tasks of the months whose dates may lie around now (DL-07 to DL-09, DL-17 to DL-19, DL-25).
    fn months(&mut self) -> Result<(), StoreError> {
        let this = self.context.zone.month_of(self.now);
        for month in [this.previous().previous(), this.previous(), this, this.next()] {
            for deadline in self.month_tasks(month) {
                let zone = self.context.zone;
                // The last instant of the deadline is in its last day, the first one of its warning in its first.
                let (warned_on, last_day) =
                    (zone.day_of(deadline.warn_from), zone.day_of(deadline.until.saturating_sub(1)));
                let id = deadline.id;
                if warned_on < last_day {
                    self.add(
                        self.morning(warned_on),
                        &NoticeBody::MonthTaskSoon { deadline: id, month, last_day },
                    )?;
                }
                self.add(
                    self.morning(last_day),
                    &NoticeBody::MonthTaskLastDay { deadline: id, month, last_day },
                )?;
                self.add(
                    self.morning(last_day.add_days(1)),
                    &NoticeBody::MonthTaskLate { deadline: id, month, last_day },
                )?;
            }
        }
        Ok(())
    }

    fn month_tasks(&self, month: MonthOf) -> [Deadline; 8] {
        let (zone, settings) = (self.context.zone, &self.context.settings.deadlines);
        [
            monthly_follow_up(month, zone, settings),
            on_site_share(month, zone, settings),
            spot_checks(month, zone, settings),
            month_check(month, zone, settings),
            hand_over(month, zone, settings),
            notice_lines(month, zone, settings),
            statistics(month, zone, settings),
            analysis(month, zone, settings),
        ]
    }

    fn morning(&self, day: Day) -> i64 {
        self.context.zone.at(day, self.context.settings.morning)
    }
}

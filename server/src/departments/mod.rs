//! How the departments and the trades stand: incidents, complaints, duties and other matters of each, as far as the reader may
//! read them (ROL-10, ROL-11, ROL-13, ROL-19, ROL-22).

mod answers;
mod export;

pub use answers::answers_for;
pub use export::department_sheet;

use crate::complaints::{self, ComplaintTally};
use crate::feed::EngineError;
use crate::incidents::{self, departments::heads};
use crate::matters::{self, DutyLine, Stands};
use client_core::domain::calendar::{Day, MonthOf, Zone};
use client_core::domain::entry::DocumentKind;
use client_core::domain::entry::incident::{Department, PublicArea};
use client_core::domain::entry::matter::MatterKind;
use client_core::domain::id::UserId;
use client_core::domain::matter::{FORMS, MatterState};
use client_core::domain::policy::{Action, ReadScope, Role, may_do, may_read};
use client_core::domain::statistics::Span;
use rusqlite::{Connection, OptionalExtension};
use std::ops::AddAssign;

/// What a line is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    /// Incidents in public areas; `of` is their kind.
    Incidents,
    /// Those that contractors have reported.
    ContractorIncidents,
    /// Complaints; `of` is their kind of case.
    Complaints,
    /// Duties that come again and again; `of` is their form.
    Duties,
    /// Other matters; `of` is their form.
    Matters,
    /// What was given to the department by hand.
    Given,
}

impl Subject {
    /// Its name on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Incidents => "incidents",
            Self::ContractorIncidents => "contractor_incidents",
            Self::Complaints => "complaints",
            Self::Duties => "duties",
            Self::Matters => "matters",
            Self::Given => "given",
        }
    }
}

/// How many there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Count {
    /// Open, whenever they began; of duties the open ones of the month.
    pub open: u32,
    /// Of these, those over time: nobody has come, a deadline has passed; of duties those that weren't done.
    pub late: u32,
    /// Begun in the month.
    pub month: u32,
    /// Of these, those that are done.
    pub done: u32,
}

impl AddAssign for Count {
    fn add_assign(&mut self, other: Self) {
        self.open += other.open;
        self.late += other.late;
        self.month += other.month;
        self.done += other.done;
    }
}

/// A line of a department or a trade.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DepartmentLine {
    /// What it is about.
    pub subject: Subject,
    /// Its kind, kind of case or form; nothing where all are together, or none is known.
    pub of: Option<String>,
    /// How many.
    pub count: Count,
}

/// A department.
#[derive(Debug, Clone)]
pub struct DepartmentView {
    /// Which.
    pub department: Department,
    /// Name of its head.
    pub head: Option<String>,
    /// What there is, in the order of the subjects.
    pub lines: Vec<DepartmentLine>,
}

impl DepartmentView {
    /// All of a subject together.
    pub fn total(&self, subject: Subject) -> Count {
        let mut total = Count::default();
        self.lines.iter().filter(|line| line.subject == subject).for_each(|line| total += line.count);
        total
    }
}

/// The departments that somebody may look at, and the trades of public areas among them.
#[derive(Debug, Clone)]
#[allow(clippy::struct_field_names, reason = "beside them are the trades")]
pub struct Departments {
    /// The month that is counted.
    pub month: MonthOf,
    /// The departments.
    pub departments: Vec<DepartmentView>,
    /// Incidents by kind of public matter, of all these departments.
    pub trades: Vec<(PublicArea, Count)>,
}

/// Whoever looks, and when.
#[derive(Debug, Clone)]
pub struct Asked {
    /// Who.
    pub user: UserId,
    /// His posts.
    pub roles: Vec<Role>,
    /// The month that is counted.
    pub month: MonthOf,
    /// When complaints are looked at.
    pub clock: complaints::Clock,
}

impl Asked {
    fn span(&self) -> Span {
        Span::of_month(self.clock.zone, self.month)
    }
}

/// The departments that a person may look at: all of them by his posts, else those that he leads; none where he is of neither.
///
/// # Errors
/// The database.
pub fn readable(
    connection: &Connection,
    user: UserId,
    roles: &[Role],
) -> Result<Vec<(Department, Option<String>)>, EngineError> {
    let all = roles.iter().any(|role| may_do(*role, Action::ReadDepartments));
    let reads = roles.iter().any(|role| may_read(*role, DocumentKind::Incident) != ReadScope::Nothing);
    let led = |head: &Option<(UserId, String)>| head.as_ref().is_some_and(|(head, _)| *head == user);
    let mut named = connection.prepare_cached("SELECT display_name FROM user WHERE id = ?1")?;
    let mut known = Vec::new();
    for (department, head) in heads(connection)?.into_iter().filter(|(_, head)| all || reads && led(head)) {
        let name = match head {
            Some((head, _)) => named.query_row([head.as_bytes()], |row| row.get(0)).optional()?,
            None => None,
        };
        known.push((department, name));
    }
    Ok(known)
}

/// The departments that a person may look at; with `only` that one. None where he may look at none of them.
///
/// # Errors
/// The database, or a row that can't be read.
pub fn departments(
    connection: &Connection,
    asked: &Asked,
    only: Option<Department>,
) -> Result<Departments, EngineError> {
    let mut known = readable(connection, asked.user, &asked.roles)?;
    known.retain(|(department, _)| only.is_none_or(|only| only == *department));
    let span = asked.span();
    let (user, roles) = (asked.user, asked.roles.as_slice());
    let found = incidents::tallies(connection, user, roles, span)?;
    let complaints = complaints::tallies(connection, user, roles, span, &asked.clock)?;
    let matters = matters::tallies(connection, user, roles, span, asked.clock.now)?;
    let duties = duties(connection, asked)?;
    let mut departments = Vec::new();
    for (department, head) in known {
        let mut lines = incident_lines(&found, department);
        lines.extend(complaint_lines(&complaints, department));
        lines.extend(duty_lines(&duties, department));
        lines.extend(matter_lines(&matters, department));
        departments.push(DepartmentView { department, head, lines });
    }
    let of_these =
        |one: &&incidents::IncidentTally| departments.iter().any(|view| view.department == one.department);
    let mut trades: Vec<(PublicArea, Count)> =
        PublicArea::ALL.iter().map(|area| (*area, Count::default())).collect();
    for one in found.iter().filter(of_these) {
        trades.iter_mut().filter(|(area, _)| *area == one.area).for_each(|(_, count)| *count += one.count);
    }
    Ok(Departments { month: asked.month, departments, trades })
}

/// Duties of the month; nothing for somebody who doesn't read all tasks.
fn duties(connection: &Connection, asked: &Asked) -> Result<Vec<DutyLine>, EngineError> {
    let task = DocumentKind::Matter(MatterKind::Task);
    if !asked.roles.iter().any(|role| may_read(*role, task) == ReadScope::Site) {
        return Ok(Vec::new());
    }
    let (zone, now): (Zone, i64) = (asked.clock.zone, asked.clock.now);
    let first: Day = matters::first_day(connection, zone, now)?;
    let from = asked.month.first_day().max(first);
    let until = asked.month.last_day().min(zone.day_of(now));
    if until < from { Ok(Vec::new()) } else { matters::duties(connection, zone, now, (from, until)) }
}

fn add(lines: &mut Vec<DepartmentLine>, subject: Subject, of: Option<&str>, count: Count) {
    match lines.iter_mut().find(|line| line.subject == subject && line.of.as_deref() == of) {
        Some(known) => known.count += count,
        None => lines.push(DepartmentLine { subject, of: of.map(str::to_owned), count }),
    }
}

fn incident_lines(found: &[incidents::IncidentTally], department: Department) -> Vec<DepartmentLine> {
    let mut lines = Vec::new();
    let own = || found.iter().filter(|one| one.department == department);
    for area in PublicArea::ALL {
        for one in own().filter(|one| one.area == *area) {
            add(&mut lines, Subject::Incidents, Some(area.as_str()), one.count);
        }
    }
    for one in own().filter(|one| one.of_contractor) {
        add(&mut lines, Subject::ContractorIncidents, None, one.count);
    }
    lines
}

fn complaint_lines(found: &[ComplaintTally], department: Department) -> Vec<DepartmentLine> {
    let mut lines = Vec::new();
    for one in found.iter().filter(|one| one.department == Some(department)) {
        let complaints::ComplaintCount { heard, open, late, closed, .. } = one.count;
        let count = Count { open, late, month: heard, done: closed };
        add(&mut lines, Subject::Complaints, one.case_kind.as_deref(), count);
    }
    lines
}

fn duty_lines(duties: &[DutyLine], department: Department) -> Vec<DepartmentLine> {
    let mut lines = Vec::new();
    for duty in duties.iter().filter(|duty| answers_for(department, duty.form.key)) {
        let is = |all: &[Stands]| u32::from(all.contains(&duty.stands));
        let count = Count {
            open: is(&[Stands::Open]),
            late: is(&[Stands::Missing]),
            month: 1,
            done: is(&[Stands::Done, Stands::DoneLate]),
        };
        add(&mut lines, Subject::Duties, Some(duty.form.key), count);
    }
    lines
}

fn matter_lines(found: &[matters::MatterTally], department: Department) -> Vec<DepartmentLine> {
    let mut lines = Vec::new();
    let comes_again = |key: &str| FORMS.iter().any(|form| form.key == key && form.every.is_some());
    for one in found.iter().filter(|one| answers_for(department, &one.form) && !comes_again(&one.form)) {
        add(&mut lines, Subject::Matters, Some(&one.form), one.count);
    }
    for one in found.iter().filter(|one| one.department == Some(department)) {
        add(&mut lines, Subject::Given, None, one.count);
    }
    lines
}

/// What one row adds to a count.
pub(crate) fn counted(span: Span, began_at: i64, open: bool, late: bool, done: bool) -> Count {
    let month = span.has(began_at);
    Count {
        open: u32::from(open),
        late: u32::from(open && late),
        month: u32::from(month),
        done: u32::from(month && done),
    }
}

/// Whether a matter is done.
pub(crate) const fn is_done(state: MatterState) -> bool {
    matches!(state, MatterState::Done)
}

//! What is due in a matter, and what was in time (section 5 of the life cycle: DL-20 to DL-24, REC-2, EVT-2, EVT-5).

use super::period::MatterPeriod;
use super::state::{Cell, Matter, MatterState, Row};
use crate::domain::calendar::{Day, Zone};
use crate::domain::entry::matter::MatterValue;
use crate::domain::id::EntryId;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Days between two rounds of an empty home (TRU-5).
const ROUND_DAYS: i64 = 7;
/// Days between two changes of a notice board (EVT-2).
const BOARD_DAYS: i64 = 14;
/// Around heavy rain a round counts for it from so many milliseconds before it is expected: two days.
const RAIN_WITHIN_MS: i64 = 2 * 24 * 60 * 60 * 1_000;

/// Clocks of two phones may differ by so much: a day.
const SLIP_MS: i64 = 24 * 60 * 60 * 1_000;
/// When the server received entries, milliseconds since 1970 UTC: what isn't in it is on the device that wrote it, and nowhere else.
type Arrivals = BTreeMap<EntryId, i64>;

/// Weeks that are looked at: ten years, and no agreement of the year 1 makes a list without end.
const MOST_WINDOWS: usize = 520;

/// What is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DueOf {
    /// The matter itself, by its last day or its period.
    Matter,
    /// The weekly round of an empty home.
    Patrol,
    /// The round before heavy rain.
    BeforeRain,
    /// The round after it.
    AfterRain,
    /// A reply that was promised.
    Reply,
    /// New content of a notice board.
    BoardChange,
    /// Set-up before an event.
    SetUp,
    /// A step towards a new site.
    Step,
}

impl DueOf {
    /// All of them.
    pub const ALL: &'static [Self] = &[
        Self::Matter,
        Self::Patrol,
        Self::BeforeRain,
        Self::AfterRain,
        Self::Reply,
        Self::BoardChange,
        Self::SetUp,
        Self::Step,
    ];

    /// Name on the wire, in SQL and API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Matter => "matter",
            Self::Patrol => "patrol",
            Self::BeforeRain => "before_rain",
            Self::AfterRain => "after_rain",
            Self::Reply => "reply",
            Self::BoardChange => "board_change",
            Self::SetUp => "set_up",
            Self::Step => "step",
        }
    }

    /// The one with this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|one| one.as_str() == name)
    }
}

/// One thing that is, or was, due.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MatterDue {
    /// What.
    pub of: DueOf,
    /// The row that it is about, where there is one.
    pub row: Option<String>,
    /// In time until this moment, milliseconds since 1970 UTC; its day's end where a day was named.
    pub due_at: i64,
    /// When it was done, milliseconds since 1970 UTC.
    pub done_at: Option<i64>,
    /// It wasn't done, and a later round has taken its place: nobody can do it any more.
    pub missed: bool,
}

impl MatterDue {
    fn new(of: DueOf, row: Option<String>, due_at: i64, done_at: Option<i64>) -> Self {
        Self { of, row, due_at, done_at, missed: false }
    }

    /// Whether somebody still has to do it.
    pub const fn is_open(&self) -> bool {
        self.done_at.is_none() && !self.missed
    }

    /// Whether it was not done in time, or is over time now.
    pub fn is_late(&self, now: i64) -> bool {
        self.done_at.unwrap_or(now) > self.due_at
    }
}

impl Matter {
    /// Everything that was due until now, and the next of its kind, by time. `received_at` says when the server received each
    /// entry: a round or a change that its author's clock puts behind that wasn't made then (P10).
    pub fn dues(&self, zone: Zone, now: i64, received_at: &BTreeMap<EntryId, i64>) -> Vec<MatterDue> {
        let mut dues = Vec::new();
        if self.state == MatterState::GivenUp {
            return dues;
        }
        match self.opening.form.as_str() {
            "trusteeship" => self.rounds((zone, now), received_at, &mut dues),
            "notice_board" => self.board(zone, received_at, &mut dues),
            "enquiry" => {
                let at = self.time("entry", None, "reply_at");
                let asked = self.choice("entry", None, "answered") == Some("specialist");
                if let Some(due_at) = at.filter(|_| asked) {
                    let done_at = self.time("reply", None, "told_at");
                    dues.push(MatterDue::new(DueOf::Reply, None, due_at, done_at));
                }
            }
            "event" => {
                for row in self.rows("set_up") {
                    let Some(MatterValue::Time(due_at)) = row.value("due_at") else { continue };
                    let done_at = self.time("set_up_done", row.row.as_deref(), "done_at");
                    dues.push(MatterDue::new(DueOf::SetUp, row.row.clone(), *due_at, done_at));
                }
            }
            "new_site" => {
                for row in self.rows("steps") {
                    let Some(MatterValue::Day(due)) = row.value("due") else { continue };
                    let done = self.day("steps_done", row.row.as_deref(), "done_on");
                    let done_at = done.map(|day| zone.start_of(day));
                    let due_at = end_of(zone, *due);
                    dues.push(MatterDue::new(DueOf::Step, row.row.clone(), due_at, done_at));
                }
            }
            _ => {}
        }
        let period = self.opening.period.as_deref().and_then(|text| text.parse::<MatterPeriod>().ok());
        if let Some(last) = self.due.or(period.map(MatterPeriod::last_day)) {
            let done_at = (self.state == MatterState::Done).then(|| self.done_at());
            dues.push(MatterDue::new(DueOf::Matter, None, end_of(zone, last), done_at));
        }
        dues.sort_by_key(|due| (due.due_at, due.of));
        dues
    }

    /// What is due next in a matter that isn't over: when, in milliseconds since 1970 UTC, and what. A round that was missed is
    /// past. It doesn't depend on the time of day; `received_at` as for [`Self::dues`].
    pub fn next_due(&self, zone: Zone, received_at: &BTreeMap<EntryId, i64>) -> Option<(i64, DueOf)> {
        if self.state != MatterState::Open {
            return None;
        }
        let dues = self.dues(zone, i64::MIN, received_at);
        dues.iter().filter(|due| due.is_open()).map(|due| (due.due_at, due.of)).min()
    }

    /// When it was done: by hand, or with its last filling.
    fn done_at(&self) -> i64 {
        let ended = self.ends.last().map(|end| end.origin.at.estimate());
        let filled = self.fillings.last().map(|filling| filling.origin.at.estimate());
        ended.or(filled).unwrap_or_else(|| self.opened_at())
    }

    /// Weekly rounds since the start, and two around each heavy rain (TRU-5). A round that nobody made is missed once a later
    /// one was made; until then it is overdue.
    fn rounds(&self, (zone, now): (Zone, i64), received_at: &Arrivals, dues: &mut Vec<MatterDue>) {
        let Some(from) = self.day("agreement", None, "from").filter(|_| self.is_complete("meters")) else {
            return;
        };
        let end = self.day("end", None, "ended_on").or_else(|| self.day("agreement", None, "until"));
        let mut rounds: Vec<(i64, &str)> = self
            .rows("patrols")
            .filter_map(|row| Some((round_made(row, received_at)?, choice(row, "round")?)))
            .collect();
        rounds.sort_unstable();
        let latest = rounds.last().map(|(at, _)| *at);
        let latest_day = latest.map(|at| zone.day_of(at));
        let today = zone.day_of(now);
        let last = latest_day.map_or(today, |day| day.max(today));
        let last = end.map_or(last, |end| end.min(last));
        let mut start = from;
        let mut windows = 0;
        let mut next = true;
        // Until today, and on to the first window that isn't done. A round on any day of a window is its round, around rain or not.
        while (start <= last || next) && end.is_none_or(|end| start < end) && windows < MOST_WINDOWS {
            windows += 1;
            let due = start.add_days(ROUND_DAYS);
            let first = if start == from { start } else { start.add_days(1) };
            let within = |day: Day| (first..=due).contains(&day);
            let done_at = rounds.iter().find(|(at, _)| within(zone.day_of(*at))).map(|(at, _)| *at);
            next = done_at.is_some();
            let missed = done_at.is_none() && latest_day.is_some_and(|day| day > due);
            let round = MatterDue::new(DueOf::Patrol, None, end_of(zone, due), done_at);
            dues.push(MatterDue { missed, ..round });
            start = due;
        }
        for row in self.rows("rain") {
            rounds_around(zone, row, (&rounds, latest), dues);
        }
    }

    /// New content every fortnight, counted from the last change (EVT-2).
    fn board(&self, zone: Zone, received_at: &Arrivals, dues: &mut Vec<MatterDue>) {
        let changes = self.rows("changes").filter_map(|row| {
            let cell = row.cells.get("changed_on")?;
            let MatterValue::Day(day) = cell.value else { return None };
            can_have_been(cell, zone.start_of(day), received_at).then_some(day)
        });
        let mut changes: Vec<Day> = changes.collect();
        changes.sort_unstable();
        let mut last = zone.day_of(self.opened_at());
        for day in changes {
            if day > last {
                dues.push(change(zone, last, Some(zone.start_of(day))));
            }
            last = last.max(day);
        }
        if self.state == MatterState::Open {
            dues.push(change(zone, last, None));
        }
    }
}

/// The round before heavy rain, and the one after it.
fn rounds_around(
    zone: Zone,
    rain: &Row,
    (rounds, latest): (&[(i64, &str)], Option<i64>),
    dues: &mut Vec<MatterDue>,
) {
    let Some(MatterValue::Time(expected)) = rain.value("expected_at") else { return };
    let over = match rain.value("over_at") {
        Some(MatterValue::Time(over)) => *over,
        _ => *expected,
    };
    let of = |round: &str, from: i64, until: i64| {
        let done = rounds.iter().find(|(at, which)| *which == round && (from..=until).contains(at));
        done.map(|(at, _)| *at)
    };
    let until = over.max(*expected).saturating_add(RAIN_WITHIN_MS);
    let before = of("before_rain", expected.saturating_sub(RAIN_WITHIN_MS), until);
    let after = of("after_rain", *expected, i64::MAX);
    let too_late = after.is_some() || latest.is_some_and(|at| at > until);
    let round = MatterDue::new(DueOf::BeforeRain, rain.row.clone(), *expected, before);
    dues.push(MatterDue { missed: before.is_none() && too_late, ..round });
    // No time is printed: the round after it belongs to the day after the rain at the latest.
    let due_at = end_of(zone, zone.day_of(over).add_days(1));
    dues.push(MatterDue::new(DueOf::AfterRain, rain.row.clone(), due_at, after));
}

/// When a round was made; nothing where its time can't be true, so that it takes no other round's place.
fn round_made(row: &Row, received_at: &Arrivals) -> Option<i64> {
    let cell = row.cells.get("at")?;
    let MatterValue::Time(at) = cell.value else { return None };
    can_have_been(cell, at, received_at).then_some(at)
}

/// Whether what stands in a cell can have happened at this moment. Nobody writes down what is still to come, and nothing comes
/// after it has arrived: other times are slips of a pen or of a clock. What arrived is known by the server's clock, so a clock
/// that nobody has measured is asked only where nothing else is known (P10).
fn can_have_been(cell: &Cell, moment: i64, received_at: &Arrivals) -> bool {
    let written = &cell.origin.at;
    let known_by = match received_at.get(&cell.origin.entry) {
        Some(arrived) if written.is_certain() => written.estimate().min(*arrived),
        Some(arrived) => *arrived,
        None => written.estimate(),
    };
    moment <= known_by.saturating_add(SLIP_MS)
}

/// The last instant of a day: what is due on a day is in time until then.
fn end_of(zone: Zone, day: Day) -> i64 {
    zone.end_of(day).saturating_sub(1)
}

fn change(zone: Zone, last: Day, done_at: Option<i64>) -> MatterDue {
    let due_at = end_of(zone, last.add_days(BOARD_DAYS));
    MatterDue::new(DueOf::BoardChange, None, due_at, done_at)
}

fn choice<'r>(row: &'r Row, field: &str) -> Option<&'r str> {
    match row.value(field)? {
        MatterValue::One(key) => Some(key),
        _ => None,
    }
}

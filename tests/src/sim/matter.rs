//! The office's other matters in the fleet: anybody begins one, whoever may fills it in row by row, some are closed, given up
//! or struck, on phones without a network and at the office's consoles.

use super::checklist::photo;
use super::rng::Rng;
use super::tamper::Tamper;
use super::world::{DAY, HOUR, World};
use crate::checker::Violation;
use crate::checker::phone::pending;
use client_core::device::MatterView;
use client_core::domain::calendar::{Day, Zone};
use client_core::domain::command::{MatterCommand, MatterInput};
use client_core::domain::decide::{Author, open_sections, openable_forms};
use client_core::domain::entry::incident::Department;
use client_core::domain::id::{DocumentId, UserId};
use client_core::domain::matter::{
    Asked, Every, Field, Form, Holds, Matter, MatterPeriod, MatterState, Section, offered_rows,
};
use pollster::block_on;
use std::collections::BTreeMap;

/// Forms that most people of a world are busy with: those with rules of their own.
const BUSY: [&str; 6] = ["goods_release", "trusteeship", "move_in", "renovation", "visit", "weekly_meeting"];

/// What there is to write with.
struct Pen<'a> {
    zone: Zone,
    now: i64,
    staff: &'a [UserId],
    rng: &'a mut Rng,
}

impl Pen<'_> {
    fn words(&mut self) -> String {
        format!("words {}", self.rng.below(1_000))
    }

    fn day(&mut self) -> Day {
        let days = self.rng.range(-3, 20);
        self.zone.day_of(self.now).add_days(days)
    }

    fn value(&mut self, field: &Field) -> MatterInput {
        if field.asked == Asked::OrReason && self.rng.chance(200) {
            return MatterInput::Without(self.words());
        }
        match field.holds {
            Holds::Confirm => MatterInput::Is(self.rng.chance(950)),
            Holds::Passed => MatterInput::Is(self.rng.chance(700)),
            Holds::Mark => MatterInput::Is(self.rng.chance(600)),
            // The first of a form's answers is the one that lets the work go on.
            Holds::Choice(choices) if self.rng.chance(500) => MatterInput::One(choices[0].0.to_owned()),
            Holds::Choice(choices) => MatterInput::One(self.rng.pick(choices).0.to_owned()),
            Holds::Words => MatterInput::Words(self.words()),
            Holds::Private => MatterInput::Private(self.words()),
            Holds::Number(_) => MatterInput::Number(self.rng.range(0, 60)),
            Holds::Reading(_) => MatterInput::Number(self.rng.range(1_000, 1_700)),
            Holds::Day => MatterInput::Day(match field.key {
                "from" => self.zone.day_of(self.now).add_days(-20),
                "until" => self.zone.day_of(self.now).add_days(90),
                _ => self.day(),
            }),
            Holds::Time => MatterInput::Time(match field.key {
                "valid_from" => self.now - DAY,
                "valid_until" => self.now + 40 * DAY,
                "starts_at" => self.now + 20 * DAY,
                _ => self.now + self.rng.range(-HOUR, HOUR),
            }),
            Holds::Person => MatterInput::Person(*self.rng.pick(self.staff)),
            Holds::Department => MatterInput::Department(*self.rng.pick(Department::ALL)),
            Holds::Signature => MatterInput::Strokes("M10 10 L200 40 L30 90".to_owned()),
            Holds::Photo => MatterInput::Photo(photo(self.rng)),
        }
    }

    /// A filling of a section: mostly all of it, now and then a part, or a key that nobody has drawn.
    fn filling(&mut self, matter: &Matter, section: &'static Section) -> MatterCommand {
        let part = !section.whole && self.rng.chance(400);
        let mut values = BTreeMap::new();
        for field in section.fields {
            let wanted = match field.asked {
                Asked::Never => self.rng.chance(250),
                _ if part => self.rng.chance(500),
                _ => self.rng.chance(980),
            };
            if wanted {
                values.insert(field.key.to_owned(), self.value(field));
            }
        }
        let offered = offered_rows(matter, section).filter_map(|row| row.row.clone());
        let own = matter.rows(section.key).filter_map(|row| row.row.clone());
        let keys: Vec<String> = if section.of.is_some() { offered.collect() } else { own.collect() };
        let goes_on = section.of.is_some() || self.rng.chance(300);
        let row = match keys.as_slice() {
            _ if !section.rows => None,
            _ if section.named => Some(format!("rain-{}", self.rng.below(2))),
            _ if self.rng.chance(30) => Some("no-such-row".to_owned()),
            [] => None,
            keys => goes_on.then(|| self.rng.pick(keys).clone()),
        };
        MatterCommand::FillMatter { section: section.key.to_owned(), row, values }
    }

    fn opening(&mut self, form: &'static Form) -> MatterCommand {
        let period = form.every.map(|every: Every| {
            let back = self.rng.range(0, 14);
            MatterPeriod::of(every, self.zone.day_of(self.now).add_days(-back)).to_string()
        });
        let named = form.planned || self.rng.chance(300);
        MatterCommand::OpenMatter {
            form: form.key.to_owned(),
            title: self.words(),
            unit_no: form.of_unit.then(|| format!("3-{}", self.rng.below(3))),
            period,
            person: named.then(|| *self.rng.pick(self.staff)),
            due: named.then(|| self.day()),
        }
    }

    /// What somebody does with a matter; `None` when he leaves it.
    fn deed(&mut self, matter: &Matter, author: &Author) -> Option<MatterCommand> {
        let sections = open_sections(matter, author);
        Some(match self.rng.below(1_000) {
            0..40 => MatterCommand::NoteMatter { words: self.words() },
            40..90 => {
                let rows = matter.sections.iter().flat_map(|filled| {
                    let keys = filled.rows.iter().filter_map(|row| row.row.clone());
                    keys.map(|row| (filled.section.clone(), row))
                });
                let rows: Vec<(String, String)> = rows.collect();
                let (section, row) = (!rows.is_empty()).then(|| self.rng.pick(&rows).clone())?;
                MatterCommand::StrikeRow { section, row, reason: self.words() }
            }
            90..130 => MatterCommand::AssignMatter {
                person: *self.rng.pick(self.staff),
                department: self.rng.chance(300).then(|| *self.rng.pick(Department::ALL)),
                due: self.rng.chance(400).then(|| self.day()),
                words: self.words(),
            },
            130..200 => {
                let done = self.rng.chance(800);
                MatterCommand::CloseMatter { done, words: (!done).then(|| self.words()) }
            }
            200..300 if matter.state != MatterState::Open => {
                MatterCommand::ReopenMatter { reason: self.words() }
            }
            _ => {
                let section = (!sections.is_empty()).then(|| *self.rng.pick(&sections))?;
                // People mostly do what comes next, and at the gate what they are there for.
                let empty = sections.iter().find(|section| !matter.is_complete(section.key));
                let section = empty.copied().filter(|_| self.rng.chance(600)).unwrap_or(section);
                self.filling(matter, section)
            }
        })
    }
}

const fn name(command: &MatterCommand) -> &'static str {
    match command {
        MatterCommand::OpenMatter { .. } => "matters opened",
        MatterCommand::FillMatter { .. } => "matters filled",
        MatterCommand::StrikeRow { .. } => "rows struck",
        MatterCommand::AssignMatter { .. } => "matters assigned",
        MatterCommand::NoteMatter { .. } => "matters noted",
        MatterCommand::LinkOrder { .. } => "orders linked",
        MatterCommand::CloseMatter { .. } => "matters closed",
        MatterCommand::ReopenMatter { .. } => "matters reopened",
    }
}

impl World {
    fn staff(&self) -> Vec<UserId> {
        let mut staff: Vec<UserId> = self.phones.iter().map(|phone| phone.login.user).collect();
        staff.dedup();
        staff
    }

    fn pen<'a>(&'a mut self, staff: &'a [UserId]) -> Pen<'a> {
        let zone = Zone::parse("Asia/Shanghai").expect("a zone");
        Pen { zone, now: self.now, staff, rng: &mut self.rng }
    }

    /// A person begins a matter, or goes on with one that his phone has.
    pub(super) fn matter(&mut self, phone: usize) -> Result<(), Violation> {
        let now = self.now;
        let staff = self.staff();
        let Some(author) = self.phones[phone].device(now).author() else { return Ok(()) };
        let rows = block_on(self.phones[phone].device(now).matters())
            .map_err(|error| Violation::new("a list can always be read", error.to_string()))?;
        if rows.is_empty() || (rows.len() < 5 && self.rng.chance(250)) {
            let forms: Vec<&'static Form> = openable_forms(&author).collect();
            let busy: Vec<&'static Form> =
                forms.iter().copied().filter(|form| BUSY.contains(&form.key)).collect();
            let from = if busy.is_empty() || self.rng.chance(200) { forms } else { busy };
            if from.is_empty() {
                return Ok(());
            }
            let form = *self.rng.pick(&from);
            let opening = self.pen(&staff).opening(form);
            self.execute_matter(phone, None, opening)?;
            return Ok(());
        }
        let id = self.rng.pick(&rows).id;
        for _ in 0..=self.rng.below(5) {
            let Some(view) = self.shown_matter(phone, id)? else { return Ok(()) };
            let Some(command) = self.pen(&staff).deed(&view.matter, &author) else { return Ok(()) };
            self.execute_matter(phone, Some(id), command)?;
            if !self.phones[phone].runs() {
                return Ok(());
            }
        }
        Ok(())
    }

    fn shown_matter(&mut self, phone: usize, id: DocumentId) -> Result<Option<MatterView>, Violation> {
        let now = self.now;
        block_on(self.phones[phone].device(now).matter(id))
            .map_err(|error| Violation::new("a page can always be read", error.to_string()))
    }

    fn execute_matter(
        &mut self,
        phone: usize,
        matter: Option<DocumentId>,
        command: MatterCommand,
    ) -> Result<(), Violation> {
        let now = self.now;
        let what = name(&command);
        let words = format!("{command:?}");
        let unknown =
            matches!(&command, MatterCommand::FillMatter { row: Some(row), .. } if row == "no-such-row");
        let before = pending(&self.phones[phone].store.memory());
        match block_on(self.phones[phone].device(now).execute_matter(matter, command)) {
            Ok(_) if unknown => Err(Violation::new("a row's key comes from a row that was begun", words)),
            Ok(view) => {
                self.summary.count("commands");
                self.summary.count("matter commands");
                self.summary.count(what);
                self.say(format!("phone {phone}: {words} on {}", view.matter.id));
                let shown: Vec<[u8; 16]> = view.pending.iter().map(|id| *id.as_bytes()).collect();
                let disk = pending(&self.phones[phone].store.memory());
                self.books.shown_saved(phone, now, *view.matter.id.as_bytes(), &shown, &disk)
            }
            Err(error) => self.not_saved(phone, &words, error, &before),
        }
    }

    /// Somebody at a console goes on with a matter that he may have looked at long ago, or calls heavy rain.
    pub(super) fn matters_console(&mut self) -> Result<(), Violation> {
        let login = self.phones[0].login;
        let staff = self.staff();
        if self.rng.chance(150) {
            let expected = self.now + self.rng.range(0, 30 * HOUR);
            let event = format!("rain-{}", self.rng.below(2));
            let (now, seed) = (self.now, self.rng.bytes());
            if let Some(homes) = self.server.declare_rain(login, &event, expected, now, seed) {
                self.summary.count("rain declared");
                self.say(format!("console: {event} in {homes} homes"));
                return self.books.office_done();
            }
            return Ok(());
        }
        let matters: Vec<DocumentId> = self
            .books
            .log
            .documents
            .iter()
            .filter(|(_, document)| crate::checker::matter::is_matter(&document.kind))
            .map(|(id, _)| DocumentId::from_bytes(*id))
            .collect();
        if matters.is_empty() {
            return Ok(());
        }
        let id = *self.rng.pick(&matters);
        let Some((matter, author)) = self.server.matter(login, id, self.now) else { return Ok(()) };
        let heads = self.server.heads(id);
        let seen = self.seen_heads.get(&id).cloned();
        let heads = seen.filter(|_| self.rng.chance(500)).unwrap_or(heads);
        self.seen_heads.insert(id, heads.clone());
        let Some(command) = self.pen(&staff).deed(&matter, &author) else { return Ok(()) };
        let words = format!("{command:?}");
        let (now, seed) = (self.now, self.rng.bytes());
        if self.server.office_matter(login, id, heads, command, now, seed) {
            self.summary.count("console commands on matters");
            self.say(format!("console: {words} on {id}"));
            return self.books.office_done();
        }
        Ok(())
    }

    /// Equal sets give equal canonical bytes of matters, lists say what pages say, and what is filled in is as the log says.
    pub(super) fn same_matters(&mut self, phone: usize) -> Result<(), Violation> {
        if self.may_hold_more() {
            return Ok(());
        }
        let now = self.now;
        let rows = block_on(self.phones[phone].device(now).matters()).expect("the list can be read");
        for row in rows {
            let Some(view) = self.shown_matter(phone, row.id)? else {
                let detail = format!("phone {phone} can't show {}", row.id);
                return Err(Violation::new("a list shows what is there", detail));
            };
            if (row.state, row.person) != (view.matter.state, view.matter.person)
                || row.alarmed == view.alarms.is_empty()
            {
                let detail = format!("phone {phone}: row of {}", row.id);
                return Err(Violation::new("a list shows what is there", detail));
            }
            let Some(other) = self.server.canonical_matter(row.id) else {
                let detail = format!("the server has no row of {}", row.id);
                return Err(Violation::new("a list shows what is there", detail));
            };
            let text = view.matter.canonical_json();
            self.trace.mix(text.as_bytes());
            crate::checker::Books::check_equal(row.id.as_bytes(), &format!("phone {phone}"), &text, &other)?;
        }
        Ok(())
    }

    /// Every matter of the log against the checker's own model of it.
    pub(super) fn matters_as_logged(&mut self) -> Result<(), Violation> {
        let documents: Vec<[u8; 16]> = self
            .books
            .log
            .documents
            .iter()
            .filter(|(_, document)| crate::checker::matter::is_matter(&document.kind))
            .map(|(id, _)| *id)
            .collect();
        for id in documents {
            let document = DocumentId::from_bytes(id);
            let Some(text) = self.server.canonical_matter(document) else {
                return Err(Violation::new("a list shows what is there", format!("no row of {document}")));
            };
            let alarmed = self.server.is_alarmed(document);
            let mut told: serde_json::Value = serde_json::from_str(&text).unwrap_or_default();
            if self.options.tamper == Tamper::LostFilling
                && let Some(fillings) = told["fillings"].as_array_mut()
            {
                fillings.pop();
            }
            let released = self.books.check_matter(&id, &told, alarmed)?;
            self.summary.counts.entry("matters").and_modify(|n| *n += 1).or_insert(1);
            if released > 1 {
                self.summary.count("passes used twice");
            }
        }
        Ok(())
    }
}

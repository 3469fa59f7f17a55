//! Matters as the office does them, rule by rule.

mod community;
mod desk;
mod duties;
mod homes;
mod merge;
mod move_in;

use super::{DueOf, FORMS, Matter, MatterDue, MatterRefusal, MatterState, fold_matter, newest};
use crate::domain::calendar::{Day, WallTime, Zone};
use crate::domain::command::{MatterCommand, MatterInput};
use crate::domain::decide::{Author, Context, Random, Rejection, decide_matter, matter_id};
use crate::domain::entry::{At, DocumentKind, Entry, Kind};
use crate::domain::id::{ActorId, DeviceId, DocumentId, EntryId, UserId};
use crate::domain::journal::{ChangeSet, Journal, JournalEntry, Position};
use crate::domain::policy::{Denial, Role};
use crate::domain::procedure::Library;
use crate::domain::reference::Reference;
use crate::domain::stock::Ledger;
use std::collections::BTreeMap;

const HOUR: i64 = 3_600_000;
const STROKES: &str = "M 10 10 L 200 90";

struct Counting(u128);

impl Random for Counting {
    fn bytes(&mut self) -> [u8; 16] {
        self.0 += 1;
        self.0.to_le_bytes()
    }
}

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn user(role: Role) -> UserId {
    UserId::from_bytes([role as u8 + 1; 16])
}

/// An entry, and the places of those that its author had seen.
#[derive(Clone)]
struct Written {
    id: EntryId,
    entry: Entry,
    saw: Vec<usize>,
}

/// An office with one matter.
struct Office {
    zone: Zone,
    now: i64,
    id: DocumentId,
    kind: DocumentKind,
    written: Vec<Written>,
    /// When the server received what has arrived; nothing has where a test says nothing of it.
    received_at: BTreeMap<EntryId, i64>,
    random: Counting,
}

impl Office {
    /// Opens a matter in the morning of 2 March 2026.
    fn with(form: &str) -> Self {
        let form = newest(form).unwrap();
        let mut office = Self::before(form.key);
        let opener = form.opens.roles.iter().copied().find(|role| *role == Role::CsAssistant);
        let opener = opener.unwrap_or(form.opens.roles[0]);
        office.does(opener, &opening(form.key));
        office
    }

    /// Nothing is opened yet.
    fn before(form: &str) -> Self {
        let form = newest(form).unwrap();
        let zone = Zone::parse("Asia/Shanghai").unwrap();
        let period = period(form.key);
        let fresh = DocumentId::from_bytes([7; 16]);
        let mut office = Self {
            zone,
            now: 0,
            id: matter_id(form.key, period.as_deref(), fresh).unwrap(),
            kind: DocumentKind::Matter(form.kind),
            written: Vec::new(),
            received_at: BTreeMap::new(),
            random: Counting(0),
        };
        office.at("2026-03-02", 9, 0);
        office
    }

    /// The clock shows this.
    fn at(&mut self, text: &str, hour: u8, minute: u8) -> &mut Self {
        self.now = self.moment(text, hour, minute);
        self
    }

    fn moment(&self, text: &str, hour: u8, minute: u8) -> i64 {
        self.zone.at(day(text), WallTime::new(hour, minute).unwrap())
    }

    fn journal(&self) -> Journal {
        journal(self.kind, self.id, &self.written)
    }

    fn matter(&self) -> Matter {
        fold_matter(&self.journal()).unwrap()
    }

    /// What was due until this moment.
    fn dues(&self, now: i64) -> Vec<MatterDue> {
        self.matter().dues(self.zone, now, &self.received_at)
    }

    fn next_due(&self) -> Option<(i64, DueOf)> {
        self.matter().next_due(self.zone, &self.received_at)
    }

    /// What people who saw all of it try.
    fn tries(&mut self, role: Role, command: &MatterCommand) -> Result<EntryId, Rejection> {
        let all: Vec<usize> = (0..self.written.len()).collect();
        self.tries_seeing(&all, role, command)
    }

    /// What somebody tries who saw only these.
    fn tries_seeing(
        &mut self,
        saw: &[usize],
        role: Role,
        command: &MatterCommand,
    ) -> Result<EntryId, Rejection> {
        let seen: Vec<Written> = saw
            .iter()
            .map(|i| self.written[*i].clone())
            .map(|mut one| {
                one.saw = one.saw.iter().filter_map(|i| saw.iter().position(|j| j == i)).collect();
                one
            })
            .collect();
        let matter = fold_matter(&journal(self.kind, self.id, &seen));
        let author =
            Author { user: user(role), device: DeviceId::from_bytes([role as u8; 16]), roles: vec![role] };
        let (reference, library, stock) = (Reference::default(), Library::default(), Ledger::default());
        let mut context = Context {
            author: &author,
            now: At::known(self.now),
            reference: &reference,
            library: &library,
            stock: &stock,
            next_slip_number: "",
            random: &mut self.random,
        };
        let decided = decide_matter(self.id, matter.as_ref(), command, &mut context)?;
        for (id, entry) in decided.writes.into_iter().flat_map(|write| write.entries) {
            self.written.push(Written { id, entry, saw: saw.to_vec() });
        }
        Ok(self.written.last().unwrap().id)
    }

    fn does(&mut self, role: Role, command: &MatterCommand) -> &mut Self {
        self.tries(role, command).unwrap();
        self
    }

    fn refuses(&mut self, role: Role, command: &MatterCommand) -> MatterRefusal {
        match self.tries(role, command) {
            Err(Rejection::Matter(refusal)) => refusal,
            other => panic!("{other:?}"),
        }
    }

    /// Only a post is missing.
    fn denies(&mut self, role: Role, command: &MatterCommand) {
        let answer = self.tries(role, command);
        assert!(
            matches!(answer, Err(Rejection::Denied { denial: Denial::Role | Denial::NotAssigned, .. })),
            "{answer:?}"
        );
    }

    /// The key of the row that was filled last.
    fn last_row(&self) -> String {
        self.matter().fillings.last().unwrap().row.clone().unwrap()
    }
}

/// A duty's period in March 2026; nothing of other forms.
fn period(form: &str) -> Option<String> {
    let every = newest(form).unwrap().every?;
    Some(super::MatterPeriod::of(every, day("2026-03-02")).to_string())
}

fn opening(form: &str) -> MatterCommand {
    let known = newest(form).unwrap();
    MatterCommand::OpenMatter {
        form: form.to_owned(),
        title: "3-1-502".to_owned(),
        unit_no: known.of_unit.then(|| "3-1-502".to_owned()),
        period: period(form),
        person: known.planned.then(|| user(Role::AreaAssistant)),
        due: known.planned.then(|| day("2026-03-10")),
    }
}

fn journal(kind: DocumentKind, document: DocumentId, written: &[Written]) -> Journal {
    let mut ancestors: Vec<ChangeSet> = Vec::new();
    let mut counters: Vec<u64> = Vec::new();
    let mut all = Vec::new();
    for (n, one) in written.iter().enumerate() {
        let (mut seen, mut counter) = (ChangeSet::default(), 1);
        for earlier in &one.saw {
            seen.insert(*earlier);
            seen.extend(&ancestors[*earlier]);
            counter = counter.max(counters[*earlier] + 1);
        }
        ancestors.push(seen);
        counters.push(counter);
        let mut actor = [0; 16];
        actor[..8].copy_from_slice(&(n as u64).to_be_bytes());
        all.push(JournalEntry {
            id: one.id,
            position: Position { counter, actor: ActorId::from_bytes(actor) },
            change: n,
            entry: one.entry.clone(),
        });
    }
    Journal::new(kind, document, all, ancestors)
}

const fn yes() -> MatterInput {
    MatterInput::Is(true)
}

const fn no() -> MatterInput {
    MatterInput::Is(false)
}

fn one(key: &str) -> MatterInput {
    MatterInput::One(key.to_owned())
}

fn words(text: &str) -> MatterInput {
    MatterInput::Words(text.to_owned())
}

fn private(text: &str) -> MatterInput {
    MatterInput::Private(text.to_owned())
}

const fn number(number: i64) -> MatterInput {
    MatterInput::Number(number)
}

fn on(text: &str) -> MatterInput {
    MatterInput::Day(day(text))
}

fn signature() -> MatterInput {
    MatterInput::Strokes(STROKES.to_owned())
}

fn person(role: Role) -> MatterInput {
    MatterInput::Person(user(role))
}

fn without(reason: &str) -> MatterInput {
    MatterInput::Without(reason.to_owned())
}

type Values<'a> = &'a [(&'a str, MatterInput)];

fn fill(section: &str, values: Values<'_>) -> MatterCommand {
    let values = values.iter().map(|(field, value)| ((*field).to_owned(), value.clone())).collect();
    MatterCommand::FillMatter { section: section.to_owned(), row: None, values }
}

fn fill_row(section: &str, row: &str, values: Values<'_>) -> MatterCommand {
    let MatterCommand::FillMatter { section, values, .. } = fill(section, values) else { unreachable!() };
    MatterCommand::FillMatter { section, row: Some(row.to_owned()), values }
}

fn close() -> MatterCommand {
    MatterCommand::CloseMatter { done: true, words: None }
}

fn first(section: &str) -> MatterRefusal {
    MatterRefusal::First(section.to_owned())
}

fn incomplete(section: &str, missing: &[&str]) -> MatterRefusal {
    let missing = missing.iter().map(|field| (*field).to_owned()).collect();
    MatterRefusal::Incomplete { section: section.to_owned(), missing }
}

fn missing(matter: &Matter, section: &str) -> Vec<String> {
    let section = matter.form().unwrap().section(section).unwrap();
    matter.missing(section, None, &BTreeMap::new())
}

#[test]
fn every_form_is_of_one_piece() {
    for form in FORMS {
        let mut keys: Vec<&str> = form.sections.iter().map(|section| section.key).collect();
        keys.sort_unstable();
        keys.dedup();
        assert_eq!(keys.len(), form.sections.len(), "{}: two sections of one name", form.key);
        assert!(!form.rules.is_empty() && !form.opens.roles.is_empty() && !form.leads.roles.is_empty());
        for (n, section) in form.sections.iter().enumerate() {
            let name = format!("{} {}", form.key, section.key);
            let earlier: Vec<&str> = form.sections[..n].iter().map(|one| one.key).collect();
            assert!(section.after.iter().all(|before| earlier.contains(before)), "{name}: what comes before");
            assert!(section.of.is_none_or(|base| earlier.contains(&base)), "{name}: rows of what");
            assert!(!section.rules.is_empty() && !section.fields.is_empty(), "{name}");
            assert!(section.of.is_none() || section.rows, "{name}");
            let whens = section.fields.iter().filter_map(|field| field.when).chain(section.when);
            for when in whens {
                let other = form.section(when.section).and_then(|section| section.field(when.field));
                assert!(other.is_some(), "{name}: depends on {}.{}", when.section, when.field);
            }
            let mut fields: Vec<&str> = section.fields.iter().map(|field| field.key).collect();
            fields.sort_unstable();
            fields.dedup();
            assert_eq!(fields.len(), section.fields.len(), "{name}: two fields of one name");
        }
    }
}

#[test]
fn only_kinds_of_matters_are_written_into_them() {
    let matters = Kind::ALL
        .iter()
        .filter(|kind| kind.belongs_to(DocumentKind::Matter(crate::domain::entry::matter::MatterKind::Task)));
    let names: Vec<&str> =
        matters.map(|kind| kind.as_str()).filter(|name| !name.starts_with("matter_")).collect();
    assert_eq!(names, ["marked", "received", "decision"]);
}

//! Acceptance examples of the rules, on phones that know only what they have seen.

mod air_conditioner;
mod cistern;
mod collisions;
mod common;
mod gas_heater;
mod gas_stove;
mod lamp;
mod linting;
mod model;
mod random;
mod reach;
mod successor;
mod switch;
mod tap;
mod walk;
mod water_pipe;

use super::*;
use crate::domain::entry::work::{
    GateSet, GateWithdrawn, PartReplaced, PartSource, RecordValue, SpecificationDeviation, StepResult,
};
use crate::domain::id::{BlobDigest, EntryId, UserId};
use crate::domain::photo::PhotoRef;
use std::collections::{BTreeMap, BTreeSet};

use RecordValue::{Ack, Number, YesNo};

/// An entry that a test wrote.
#[derive(Debug, Clone)]
enum Written {
    Set(GateSet),
    On(GateWithdrawn),
    Result(StepResult),
    Part(PartReplaced),
    Rework,
}

#[derive(Debug, Clone)]
struct Line {
    phone: u8,
    visit: u32,
    at_ms: i64,
    round: Option<u32>,
    what: Written,
    seen: BTreeSet<usize>,
}

/// An order, and phones that see each other's entries only when they sync.
struct Site {
    library: Library,
    root: ProcedureRef,
    lines: Vec<Line>,
    knows: BTreeMap<u8, BTreeSet<usize>>,
    visits: BTreeMap<u8, u32>,
    clock_ms: i64,
}

fn user(phone: u8) -> UserId {
    UserId::from_bytes([phone; 16])
}

fn entry(at: usize) -> EntryId {
    EntryId::new(i64::try_from(at).unwrap(), [0; 10])
}

fn text(words: &str) -> RecordValue {
    RecordValue::Text(words.to_owned())
}

fn choice(id: &str) -> RecordValue {
    RecordValue::Choice(id.to_owned())
}

fn rows(rows: &[&[(&str, RecordValue)]]) -> RecordValue {
    RecordValue::List(rows.iter().map(|row| values(row)).collect())
}

fn values(values: &[(&str, RecordValue)]) -> BTreeMap<String, RecordValue> {
    values.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect()
}

impl Site {
    fn new(procedure: &str) -> Self {
        Self::with(Library::built_in().unwrap(), procedure)
    }

    fn with(library: Library, procedure: &str) -> Self {
        let root = library.newest(procedure).unwrap().reference();
        Self {
            library,
            root,
            lines: Vec::new(),
            knows: BTreeMap::new(),
            visits: BTreeMap::new(),
            clock_ms: 0,
        }
    }

    /// What `keep` of the entries say.
    fn view(&self, keep: impl Fn(usize) -> bool) -> Checklist {
        let kept: Vec<usize> = (0..self.lines.len()).filter(|at| keep(*at)).collect();
        let facts: Vec<Fact<'_>> = kept
            .iter()
            .map(|at| {
                let line = &self.lines[*at];
                Fact {
                    entry: entry(*at),
                    author: user(line.phone),
                    visit: line.visit,
                    at_ms: line.at_ms,
                    round: line.round,
                    payload: match &line.what {
                        Written::Set(data) => Payload::GateSet(data),
                        Written::On(data) => Payload::GateWithdrawn(data),
                        Written::Result(data) => Payload::StepResult(data),
                        Written::Part(data) => Payload::PartReplaced(data),
                        Written::Rework => Payload::Rework,
                    },
                }
            })
            .collect();
        let saw = |later: usize, earlier: usize| self.lines[kept[later]].seen.contains(&kept[earlier]);
        let visits = self.visits.iter().map(|(phone, visit)| (user(*phone), *visit)).collect();
        evaluate(&self.library, &self.root, &Facts { facts: &facts, saw: &saw, visits: &visits }).unwrap()
    }

    /// What everybody sees after a sync.
    fn all(&self) -> Checklist {
        self.view(|_| true)
    }

    /// What one phone sees.
    fn seen_by(&self, phone: u8) -> Checklist {
        let known = self.knows.get(&phone).cloned().unwrap_or_default();
        self.view(|at| known.contains(&at))
    }

    fn author(&self, phone: u8) -> Author {
        Author { user: user(phone), visit: self.visits.get(&phone).copied().unwrap_or(1) }
    }

    /// Everybody sees everything.
    fn sync(&mut self) {
        let all: BTreeSet<usize> = (0..self.lines.len()).collect();
        for known in self.knows.values_mut() {
            known.clone_from(&all);
        }
    }

    /// The technician arrives once more.
    fn arrive(&mut self, phone: u8) {
        *self.visits.entry(phone).or_insert(1) += 1;
    }

    /// The clock of the phones; decides only what is shown.
    fn set_clock(&mut self, at_ms: i64) {
        self.clock_ms = at_ms;
    }

    /// Writes without asking; answers the number of the entry.
    fn write(&mut self, phone: u8, round: Option<u32>, what: Written) -> usize {
        let at = self.lines.len();
        self.clock_ms += 1000;
        let visit = *self.visits.entry(phone).or_insert(1);
        let known = self.knows.entry(phone).or_default();
        let seen = known.clone();
        known.insert(at);
        self.lines.push(Line { phone, visit, at_ms: self.clock_ms, round, what, seen });
        at
    }

    /// Asks with what the phone knows, then writes; answers the number of the entry.
    fn attempt(&mut self, phone: u8, what: Written) -> Result<usize, StepRefusal> {
        let view = self.seen_by(phone);
        let author = self.author(phone);
        let (library, round) = (&self.library, None);
        let path = match &what {
            Written::Set(data) => {
                check_gate(library, &view, &author, round, data)?;
                &data.checklist
            }
            Written::On(data) => {
                check_withdrawal(library, &view, &author, round, data)?;
                &data.checklist
            }
            Written::Result(data) => {
                check_result(library, &view, &author, round, data)?;
                &data.checklist
            }
            Written::Part(data) => {
                check_replacement(library, &view, &author, round, data)?;
                &data.checklist
            }
            Written::Rework => &self.root.id,
        };
        let round = view.at_path(path).map(|checklist| checklist.round);
        Ok(self.write(phone, round, what))
    }

    fn set(&mut self, phone: u8, at: &str) -> Result<usize, StepRefusal> {
        let (checklist, step) = place(at);
        self.attempt(phone, Written::Set(GateSet { checklist, step }))
    }

    fn on(&mut self, phone: u8, at: &str) -> Result<usize, StepRefusal> {
        let (checklist, step) = place(at);
        self.attempt(phone, Written::On(GateWithdrawn { checklist, step }))
    }

    fn record(
        &mut self,
        phone: u8,
        at: &str,
        recorded: &[(&str, RecordValue)],
    ) -> Result<usize, StepRefusal> {
        self.attempt(phone, Written::Result(result(at, recorded)))
    }

    fn fit(&mut self, phone: u8, at: &str, item: &str) -> Result<usize, StepRefusal> {
        self.attempt(phone, Written::Part(part(at, item)))
    }

    fn status(&self, step: &str) -> Status {
        self.all().step(step).unwrap().status.clone()
    }
}

/// `LMP-3`, or `LMP/SWI.1:SWI-3`.
fn place(at: &str) -> (String, String) {
    match at.split_once(':') {
        Some((path, step)) => (path.to_owned(), step.to_owned()),
        None => (at.split('-').next().unwrap().to_owned(), at.to_owned()),
    }
}

fn result(at: &str, recorded: &[(&str, RecordValue)]) -> StepResult {
    let (checklist, step) = place(at);
    StepResult { checklist, step, values: values(recorded), photos: Vec::new() }
}

fn part(at: &str, item: &str) -> PartReplaced {
    let (checklist, step) = place(at);
    PartReplaced {
        checklist,
        step,
        item: item.to_owned(),
        quantity: 1,
        old_specification: "36 W".to_owned(),
        new_specification: "36 W".to_owned(),
        source: PartSource::Store,
        deviation: None,
    }
}

/// Everything of a sound lamp from the voltage to the ballast.
fn sound_lamp(site: &mut Site, phone: u8) {
    site.record(phone, "LMP-1", &[("normal", YesNo(true)), ("voltage", Number(2201))]).unwrap();
    site.set(phone, "LMP-2").unwrap();
    site.record(phone, "LMP-3", &[("good_contact", YesNo(true))]).unwrap();
    site.record(
        phone,
        "LMP-5",
        &[("capacitor_broken_down", YesNo(false)), ("glass_blackened", YesNo(false))],
    )
    .unwrap();
    site.record(phone, "LMP-7", &[("ends_blackened", YesNo(false)), ("filament_burnt_out", YesNo(false))])
        .unwrap();
    site.record(phone, "LMP-9", &[("good_contact", YesNo(true))]).unwrap();
    site.record(
        phone,
        "LMP-12",
        &[("burnt_out", YesNo(false)), ("scorched", YesNo(false)), ("shorted", YesNo(false))],
    )
    .unwrap();
}

/// A lamp ready for its final test.
fn closed_lamp(site: &mut Site, phone: u8) {
    sound_lamp(site, phone);
    site.on(phone, "LMP-14").unwrap();
}

fn flashes(count: i64) -> Vec<(&'static str, RecordValue)> {
    vec![("flashes", Number(count)), ("lit", YesNo(true))]
}

/// A sound switch at `path` from the load to power on.
fn closed_switch(site: &mut Site, phone: u8, path: &str) {
    let at = |step: &str| format!("{path}:SWI-{step}");
    site.record(phone, &at("1"), &[("load", Number(1000)), ("limit", Number(2200))]).unwrap();
    site.set(phone, &at("3")).unwrap();
    site.record(phone, &at("4"), &[("short", YesNo(false))]).unwrap();
    site.record(phone, &at("6"), &[("needle_lifts", YesNo(true))]).unwrap();
    site.fit(phone, &at("8"), "switch").unwrap();
    site.on(phone, &at("9")).unwrap();
}

fn locks(refused: Result<usize, StepRefusal>) -> Vec<LockReason> {
    match refused {
        Err(StepRefusal::Locked { reasons, .. }) => reasons,
        other => panic!("not locked: {other:?}"),
    }
}

fn deviation(reason: &str, customer_agreed: bool) -> SpecificationDeviation {
    SpecificationDeviation { reason: reason.to_owned(), customer_agreed }
}

/// A photo's name; the checklist asks only whether there is one.
fn a_photo(number: u8) -> PhotoRef {
    PhotoRef { blob: BlobDigest::from_bytes([number; 32]), bytes: 300_000, taken_at: 1_790_000_000_000 }
}

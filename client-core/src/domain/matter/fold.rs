//! What a matter is: a pure fold of its document.

use super::form::{Ends, Field, Form, Holds, Section};
use super::forms::form;
use super::rules;
use super::state::{
    Against, Cell, Filled, Filling, Matter, MatterAssignment, MatterEnd, MatterLink, MatterOpening,
    MatterState, Row,
};
use super::{MatterRefusal, MatterValue};
use crate::domain::entry::matter::{MatterFilled, MatterKind, MatterLinked};
use crate::domain::entry::{Body, DocumentKind, Kind};
use crate::domain::id::UserId;
use crate::domain::incident::{Said, Standing};
use crate::domain::journal::Journal;
use crate::domain::reading::Reading;
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

/// The matter that follows from its document; `None` when the document is none, or nobody has opened anything in it.
pub fn fold_matter(journal: &Journal) -> Option<Matter> {
    let DocumentKind::Matter(kind) = journal.kind else { return None };
    let mut fold = Fold::new(journal);
    let first = *fold.openings.first()?;
    let mut matter = fold.open(kind, first)?;
    let form = matter.form();
    fold.measure(form, None, &mut matter);
    for i in 0..journal.entries().len() {
        fold.take(i, form, &mut matter);
    }
    fold.assign(first, &mut matter);
    fold.end(form, &mut matter);
    matter.not_accepted = fold.read.not_accepted();
    Some(matter)
}

/// One value that somebody wrote into a field.
struct Written {
    place: usize,
    value: MatterValue,
    replaced: bool,
}

type Place = (String, Option<String>, String);

/// So many entries are read once more for one person's fillings, to see a matter as he saw it; nobody makes it slow to read.
const MOST_READ_AGAIN: usize = 2_048;
/// So many for all of them together.
const MOST_READ_AGAIN_IN_ALL: usize = 8_192;

struct Fold<'a> {
    read: Reading<'a>,
    openings: Vec<usize>,
    written: BTreeMap<Place, Vec<Written>>,
    /// Sections that have been complete once: whoever filled what comes after them did right, whatever came since.
    once_complete: BTreeSet<&'static str>,
    assignments: Vec<usize>,
    /// The end that stands, if one does.
    over: Option<usize>,
    /// Where each struck row was struck.
    struck: BTreeMap<(String, String), usize>,
    /// Fillings that used the pass of goods at the gate, and their rows.
    releases: Vec<(usize, Option<String>)>,
    /// Entries that were read once more, by the author of the filling.
    read_again: BTreeMap<UserId, usize>,
    /// What is read was judged already.
    judged: bool,
}

impl<'a> Fold<'a> {
    fn new(journal: &'a Journal) -> Self {
        let read = Reading::new(journal);
        let openings = read.of(Kind::MatterOpened);
        Self {
            read,
            openings,
            written: BTreeMap::new(),
            once_complete: BTreeSet::new(),
            assignments: Vec::new(),
            over: None,
            struck: BTreeMap::new(),
            releases: Vec::new(),
            read_again: BTreeMap::new(),
            judged: false,
        }
    }

    fn open(&self, kind: MatterKind, first: usize) -> Option<Matter> {
        let origin = self.read.origin(first);
        let Body::MatterOpened(data) = &self.read.journal.entries()[first].entry.body else { return None };
        let form = form(&data.form, data.version);
        let sections = form.map(|form| form.sections).unwrap_or_default().iter().map(|section| Filled {
            section: section.key.to_owned(),
            applies: false,
            ready: false,
            complete: false,
            rows: Vec::new(),
        });
        Some(Matter {
            id: self.read.journal.document,
            kind,
            state: MatterState::Open,
            opening: MatterOpening {
                origin,
                form: data.form.clone(),
                version: data.version,
                title: data.title.clone(),
                unit_no: data.unit_no.clone(),
                period: data.period.clone(),
            },
            person: data.person.unwrap_or(origin.by.user),
            due: data.due,
            assignments: Vec::new(),
            sections: sections.collect(),
            fillings: Vec::new(),
            notes: Vec::new(),
            orders: Vec::new(),
            ends: Vec::new(),
            not_accepted: Vec::new(),
            newer: Vec::new(),
        })
    }

    fn take(&mut self, i: usize, form: Option<&'static Form>, matter: &mut Matter) {
        let e = &self.read.journal.entries()[i];
        let Some(kind) = e.entry.body.kind() else {
            matter.newer.push(e.id);
            return;
        };
        if kind == Kind::MatterOpened {
            if self.openings.first() != Some(&i) {
                self.read.strike(i, "opened_already");
            }
            return;
        }
        if !kind.belongs_to(self.read.journal.kind)
            || matches!(kind, Kind::Marked | Kind::Received | Kind::Decision)
        {
            return;
        }
        let taken = if self.read.saw_one_of(i, &self.openings) {
            self.add(i, form, matter)
        } else {
            Err("not_opened")
        };
        if let Err(reason) = taken {
            self.read.strike(i, reason);
        }
    }

    fn add(
        &mut self,
        i: usize,
        form: Option<&'static Form>,
        matter: &mut Matter,
    ) -> Result<(), &'static str> {
        let entry = &self.read.journal.entries()[i];
        let origin = self.read.origin(i);
        let claim = self.read.is_claim(i);
        match &entry.entry.body {
            Body::MatterFilled(data) => {
                let Some(form) = form else {
                    matter.newer.push(entry.id);
                    return Ok(());
                };
                return self.fill(i, form, data, matter);
            }
            Body::MatterRowStruck(data) => {
                let section = matter.sections.iter_mut().find(|one| one.section == data.section);
                let mut rows = section.into_iter().flat_map(|one| one.rows.iter_mut());
                let row = rows.find(|row| row.row.as_ref() == Some(&data.row)).ok_or("no_such_row")?;
                if row.struck.is_none() {
                    self.struck.insert((data.section.clone(), data.row.clone()), i);
                    row.struck = Some(Said { origin, words: data.reason.clone() });
                }
                drop(rows);
                self.measure(form, None, matter);
            }
            Body::MatterNoted(data) => matter.notes.push(Said { origin, words: data.words.clone() }),
            Body::MatterLinked(data) => link(matter, data, origin)?,
            _ if claim => return Err("role_withdrawn"),
            Body::MatterAssigned(_) => self.assignments.push(i),
            Body::MatterClosed(data) => {
                if self.over.is_some_and(|over| self.read.journal.saw(i, over)) {
                    return Err("over_already");
                }
                if data.done && !matter.is_all_there() {
                    return Err("incomplete");
                }
                self.over = Some(i);
                let state = if data.done { MatterState::Done } else { MatterState::GivenUp };
                matter.ends.push(MatterEnd { origin, state, words: data.words.clone() });
            }
            Body::MatterReopened(data) => {
                if !self.over.is_some_and(|over| self.read.journal.saw(i, over)) {
                    return Err("not_over");
                }
                self.over = None;
                let words = Some(data.reason.clone());
                matter.ends.push(MatterEnd { origin, state: MatterState::Open, words });
            }
            _ => {}
        }
        Ok(())
    }

    fn fill(
        &mut self,
        i: usize,
        form: &'static Form,
        data: &MatterFilled,
        matter: &mut Matter,
    ) -> Result<(), &'static str> {
        let section = check_shape(form, data).map_err(|_| "unfit")?;
        if section.decides && self.read.is_claim(i) {
            return Err("role_withdrawn");
        }
        let place = (data.section.clone(), data.row.clone().unwrap_or_default());
        if self.struck.get(&place).is_some_and(|struck| self.read.journal.saw(i, *struck)) {
            return Err("no_such_row");
        }
        if !self.judged
            && let Err(reason) = self.in_turn(i, section, data, matter)
            && !self.was_right(i, form, section, data)
        {
            return Err(reason);
        }
        if rules::uses_pass(section, &data.values) {
            self.releases.push((i, data.row.clone()));
        }
        if matter.has_no_room(section, data.row.as_deref()) {
            return Err("too_many_rows");
        }
        let origin = self.read.origin(i);
        for (key, value) in &data.values {
            self.write(i, section, data.row.as_ref(), key, value);
        }
        matter.fillings.push(Filling {
            origin,
            section: data.section.clone(),
            row: data.row.clone(),
            values: data.values.clone(),
        });
        if let Some(filled) = matter.sections.iter_mut().find(|one| one.section == section.key)
            && !filled.rows.iter().any(|row| row.row == data.row)
        {
            let row = data.row.clone();
            filled.rows.push(Row { row, origin, cells: BTreeMap::new(), struck: None, missing: Vec::new() });
        }
        self.show(section, data, matter);
        self.measure(Some(form), Some(section.key), matter);
        Ok(())
    }

    /// Whether a filling fits what stands there now.
    fn in_turn(
        &self,
        i: usize,
        section: &'static Section,
        data: &MatterFilled,
        matter: &Matter,
    ) -> Result<(), &'static str> {
        let row = data.row.as_deref();
        if section.of.is_some_and(|base| matter.row(base, row).is_none()) {
            return Err("no_such_row");
        }
        if !section.after.iter().all(|before| self.once_complete.contains(before)) {
            return Err("too_early");
        }
        if section.whole && !matter.missing(section, row, &data.values).is_empty() {
            return Err("incomplete");
        }
        if rules::guard(matter, section, row, &data.values).is_some() {
            return Err("against_the_rules");
        }
        // A pass is used once, unless that was a mistake. Of two who didn't know of each other both stay: that is shown (REC-5).
        let used = |(release, row): &(usize, Option<String>)| {
            self.read.journal.saw(i, *release)
                && matter.row(section.key, row.as_deref()).is_some_and(rules::is_released)
        };
        if rules::uses_pass(section, &data.values) && self.releases.iter().any(used) {
            return Err("pass_used");
        }
        Ok(())
    }

    /// Whether a filling that doesn't fit what others did meanwhile was right by what its author had seen: then it stays (P7).
    fn was_right(
        &mut self,
        i: usize,
        form: &'static Form,
        section: &'static Section,
        data: &MatterFilled,
    ) -> bool {
        let journal = self.read.journal;
        let seen: Vec<usize> = (0..i).filter(|earlier| journal.saw(i, *earlier)).collect();
        let (DocumentKind::Matter(kind), Some(first)) = (journal.kind, self.openings.first()) else {
            return false;
        };
        let in_all = self.read_again.values().sum::<usize>() + seen.len();
        let own = self.read_again.entry(journal.entries()[i].entry.by.user).or_default();
        if seen.len() == i || *own + seen.len() > MOST_READ_AGAIN || in_all > MOST_READ_AGAIN_IN_ALL {
            return false;
        }
        *own += seen.len();
        let mut fold = Fold::new(journal);
        fold.judged = true;
        let Some(mut matter) = fold.open(kind, *first) else { return false };
        fold.measure(Some(form), None, &mut matter);
        for earlier in seen.into_iter().filter(|earlier| !self.read.is_struck(*earlier)) {
            fold.take(earlier, Some(form), &mut matter);
        }
        fold.in_turn(i, section, data, &matter).is_ok()
    }

    fn write(&mut self, i: usize, section: &Section, row: Option<&String>, key: &str, value: &MatterValue) {
        let place = (section.key.to_owned(), row.cloned(), key.to_owned());
        let all = self.written.entry(place).or_default();
        for earlier in all.iter_mut() {
            earlier.replaced |= self.read.journal.saw(i, earlier.place);
        }
        all.push(Written { place: i, value: value.clone(), replaced: false });
    }

    /// Puts the values that count into the row.
    fn show(&self, section: &'static Section, data: &MatterFilled, matter: &mut Matter) {
        let filled = matter.sections.iter_mut().find(|one| one.section == section.key);
        let mut rows = filled.into_iter().flat_map(|filled| filled.rows.iter_mut());
        let Some(row) = rows.find(|row| row.row == data.row) else { return };
        for key in data.values.keys() {
            let place = (section.key.to_owned(), data.row.clone(), key.clone());
            let Some(all) = self.written.get(&place) else { continue };
            let mut standing: Vec<&Written> = all.iter().filter(|one| !one.replaced).collect();
            let field = section.field(key);
            standing.sort_by(|a, b| self.before(section, field, a, b));
            let Some((counts, others)) = standing.split_first() else { continue };
            let different = others.iter().filter(|other| other.value != counts.value);
            let cell = Cell {
                origin: self.read.origin(counts.place),
                value: counts.value.clone(),
                against: different
                    .map(|other| Against {
                        origin: self.read.origin(other.place),
                        value: other.value.clone(),
                    })
                    .collect(),
            };
            row.cells.insert(key.clone(), cell);
        }
    }

    /// Which of two values that stand against each other counts: it comes first.
    fn before(&self, section: &Section, field: Option<&Field>, a: &Written, b: &Written) -> Ordering {
        let journal = self.read.journal;
        let earlier = || journal.earlier(a.place, b.place).then(a.place.cmp(&b.place));
        if section.decides {
            // The higher post's, then the earlier one (P8).
            let rank = |one: &Written| journal.entries()[one.place].entry.by.role.rank();
            return rank(b).cmp(&rank(a)).then_with(earlier);
        }
        match (field.map(|field| field.holds), &a.value, &b.value) {
            // The unfavourable one (P5).
            (Some(Holds::Passed), MatterValue::Is(a), MatterValue::Is(b)) if a != b => a.cmp(b),
            // The higher one (COL-34).
            (Some(Holds::Reading(_)), MatterValue::Number(a), MatterValue::Number(b)) if a != b => b.cmp(a),
            _ => earlier().reverse(),
        }
    }

    /// Which sections matter, which can be filled, and what is missing in the one that was filled.
    fn measure(&mut self, form: Option<&'static Form>, touched: Option<&str>, matter: &mut Matter) {
        let Some(form) = form else { return };
        for (n, section) in form.sections.iter().enumerate() {
            if touched == Some(section.key) {
                let rows = matter.sections[n].rows.iter();
                let missing = rows.map(|row| matter.missing(section, row.row.as_deref(), &BTreeMap::new()));
                let missing: Vec<Vec<String>> = missing.collect();
                for (row, missing) in matter.sections[n].rows.iter_mut().zip(missing) {
                    row.missing = missing;
                }
            }
            let applies = matter.applies(section);
            let complete = applies && is_filled(matter, section);
            let filled = &mut matter.sections[n];
            (filled.applies, filled.complete) = (applies, complete);
            if complete {
                self.once_complete.insert(section.key);
            }
        }
        for (n, section) in form.sections.iter().enumerate() {
            matter.sections[n].ready = section.after.iter().all(|before| matter.is_complete(before));
        }
    }

    fn assign(&mut self, first: usize, matter: &mut Matter) {
        let (standing, last) = self.read.standing(&self.assignments);
        for i in &self.assignments {
            let Body::MatterAssigned(data) = &self.read.journal.entries()[*i].entry.body else { continue };
            matter.assignments.push(MatterAssignment {
                origin: self.read.origin(*i),
                person: data.person,
                department: data.department,
                due: data.due,
                words: data.words.clone(),
                standing: standing.get(i).copied().unwrap_or(Standing::Replaced),
            });
        }
        let counts = last.first().copied().unwrap_or(first);
        if let Body::MatterAssigned(data) = &self.read.journal.entries()[counts].entry.body {
            matter.person = data.person;
            matter.due = data.due.or(matter.due);
        }
    }

    fn end(&self, form: Option<&'static Form>, matter: &mut Matter) {
        let by_itself = form.is_some_and(|form| form.ends == Ends::ByItself);
        matter.state = match self.over.and_then(|_| matter.ends.last()) {
            Some(end) => end.state,
            None if by_itself && matter.is_all_there() => MatterState::Done,
            None => MatterState::Open,
        };
    }
}

/// Whether nothing of a section is missing.
fn is_filled(matter: &Matter, section: &Section) -> bool {
    let mut rows = matter.rows(section.key).peekable();
    match section.of {
        Some(base) => matter
            .rows(base)
            .all(|row| matter.row(section.key, row.row.as_deref()).is_some_and(Row::is_complete)),
        None => rows.peek().is_some() && rows.all(Row::is_complete),
    }
}

fn link(
    matter: &mut Matter,
    data: &MatterLinked,
    origin: crate::domain::order::Origin,
) -> Result<(), &'static str> {
    let of = data.section.clone().zip(data.row.clone());
    let twice = |one: &MatterLink| one.order == data.order || (of.is_some() && one.of == of);
    if matter.orders.iter().any(twice) {
        return Err("linked_already");
    }
    matter.orders.push(MatterLink { origin, order: data.order, of });
    Ok(())
}

/// The section that is filled, where section, row and values are of their form.
pub(in crate::domain) fn check_shape(
    form: &'static Form,
    data: &MatterFilled,
) -> Result<&'static Section, MatterRefusal> {
    let section =
        form.section(&data.section).ok_or_else(|| MatterRefusal::UnknownSection(data.section.clone()))?;
    if section.rows != data.row.is_some() || data.row.as_deref().is_some_and(|row| !is_row_key(row)) {
        return Err(MatterRefusal::NoSuchRow);
    }
    for (key, value) in &data.values {
        let field = section.field(key).ok_or_else(|| MatterRefusal::UnknownField(key.clone()))?;
        if !fits(field, value) {
            return Err(MatterRefusal::UnfitValue(key.clone()));
        }
    }
    Ok(section)
}

/// Whether a text can be a row's key: up to 40 small letters of a to z, digits and hyphens.
pub fn is_row_key(row: &str) -> bool {
    (1..=40).contains(&row.len())
        && row.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

fn fits(field: &Field, value: &MatterValue) -> bool {
    match (field.holds, value) {
        (_, MatterValue::Without(reason)) => {
            field.asked == super::form::Asked::OrReason && !reason.trim().is_empty()
        }
        (Holds::Confirm | Holds::Passed | Holds::Mark, MatterValue::Is(_))
        | (Holds::Day, MatterValue::Day(_))
        | (Holds::Time, MatterValue::Time(_))
        | (Holds::Person, MatterValue::Person(_))
        | (Holds::Department, MatterValue::Department(_))
        | (Holds::Private | Holds::Signature, MatterValue::Blob(_))
        | (Holds::Photo, MatterValue::Photo(_)) => true,
        (Holds::Choice(choices), MatterValue::One(key)) => choices.iter().any(|(one, _)| one == key),
        (Holds::Words, MatterValue::Words(words)) => !words.trim().is_empty(),
        (Holds::Number(counted) | Holds::Reading(counted), MatterValue::Number(number)) => {
            (0..=counted.most()).contains(number)
        }
        _ => false,
    }
}

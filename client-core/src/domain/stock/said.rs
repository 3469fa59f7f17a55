//! What people have decided about questions of the store.

use super::fact::StockFact;
use super::goods::answer;
use crate::domain::entry::Body;
use crate::domain::entry::office::{Choice, Decision};
use crate::domain::id::{DocumentId, EntryId};
use crate::domain::order::claim_audience;
use crate::domain::policy::Role;
use std::collections::{BTreeMap, BTreeSet};

/// Questions that this module asks, by the first word of their ids, and who answers them; managers always may.
const QUESTIONS: &[(&str, &[Role])] = &[
    ("ONE-SIDED", &[Role::Storekeeper]),
    ("AGAIN", &[Role::Storekeeper]),
    ("STOCK", &[Role::Storekeeper]),
    ("LOAN", &[Role::Storekeeper]),
    ("COL-09", &[Role::Storekeeper]),
    ("COL-10", &[Role::Storekeeper]),
    ("COL-11", &[Role::Storekeeper]),
    ("LOST", &[]),
];

/// Who answers a question of the store; `None` for questions of others.
pub fn audience_of(conflict: &str) -> Option<&'static [Role]> {
    let rule = conflict.split(':').next().unwrap_or_default();
    QUESTIONS.iter().find(|(name, _)| *name == rule).map(|(_, roles)| *roles)
}

/// Whether a choice answers a question of the store.
pub fn answers(conflict: &str, choice: &Choice) -> bool {
    match conflict.split(':').next().unwrap_or_default() {
        "COL-10" => matches!(choice, Choice::Entry(_)),
        "LOAN" => matches!(choice, Choice::Continue),
        "ONE-SIDED" | "LOST" => matches!(choice, Choice::Confirm | Choice::Reject),
        "AGAIN" | "STOCK" | "COL-09" | "COL-11" => matches!(choice, Choice::Confirm),
        _ => false,
    }
}

/// The decisions among facts that count: of several the one of the higher role, then the earlier one (P8).
pub(super) struct Said<'a> {
    decisions: BTreeMap<&'a str, (u8, &'a StockFact, &'a Decision)>,
    holders: Vec<(&'a StockFact, &'a Decision)>,
    rejected: BTreeSet<(DocumentId, EntryId)>,
}

impl<'a> Said<'a> {
    /// Reads decisions from sorted facts.
    pub(super) fn read(sorted: &[&'a StockFact]) -> Self {
        let mut decisions: BTreeMap<&str, (u8, &StockFact, &Decision)> = BTreeMap::new();
        let mut marked = BTreeMap::new();
        let mut claims: BTreeMap<(DocumentId, &str), Vec<(Role, &Choice)>> = BTreeMap::new();
        let mut holders: Vec<(&StockFact, &Decision)> = Vec::new();
        for fact in sorted {
            match &fact.entry.body {
                Body::Marked(data) => {
                    marked.entry((fact.document, data.entry)).or_insert(data.reason);
                }
                Body::Decision(data) => {
                    let role = fact.entry.by.role;
                    if let Some(claimed) = data.conflict.strip_prefix("CLAIM:") {
                        claims.entry((fact.document, claimed)).or_default().push((role, &data.choice));
                    }
                    let Some(audience) = audience_of(&data.conflict) else { continue };
                    if !(audience.contains(&role) || role.rank() > 1)
                        || !answers(&data.conflict, &data.choice)
                    {
                        continue;
                    }
                    if data.conflict.starts_with("COL-10:") {
                        holders.push((fact, data));
                    }
                    let better = |have: &(u8, &StockFact, &Decision)| have.0 < role.rank();
                    if decisions.get(data.conflict.as_str()).is_none_or(better) {
                        decisions.insert(&data.conflict, (role.rank(), fact, data));
                    }
                }
                _ => {}
            }
        }
        holders.sort_by_key(|(fact, _)| std::cmp::Reverse(fact.entry.by.role.rank()));
        // A claim is reviewed by those whose task it is, in its own document: ids are unique there and nowhere else.
        let rejects = |(document, entry): &(DocumentId, EntryId), reason| {
            let entry = entry.to_string();
            let answers = claims.get(&(*document, entry.as_str())).into_iter().flatten();
            let fit = |role: &Role| claim_audience(reason).contains(role) || role.rank() > 1;
            let mut fit = answers.filter(|(role, _)| fit(role));
            let ranked = fit.next().map(|first| {
                fit.fold(first, |best, one| if one.0.rank() > best.0.rank() { one } else { best })
            });
            ranked.is_some_and(|(_, choice)| **choice == Choice::Reject)
        };
        let rejected = marked
            .into_iter()
            .filter(|(entry, reason)| rejects(entry, *reason))
            .map(|(entry, _)| entry)
            .collect();
        Self { decisions, holders, rejected }
    }

    /// Whether an entry was a claim that a person has rejected.
    pub(super) fn is_rejected(&self, fact: &StockFact) -> bool {
        self.rejected.contains(&(fact.document, fact.id))
    }

    /// Yes or no to a question; `None` while nobody has answered.
    pub(super) fn on(&self, conflict: &str) -> Option<bool> {
        self.decisions.get(conflict).and_then(|(_, _, data)| answer(&data.choice))
    }

    /// All answers to "who has the tool?" (COL-10), those of higher roles first, then by place. Each is about the loans
    /// that its author knew: a later loan asks again, under the same name where the same loan holds.
    pub(super) fn holders(&self) -> &[(&'a StockFact, &'a Decision)] {
        &self.holders
    }
}

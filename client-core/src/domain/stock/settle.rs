//! What the server says in each order about a collision across orders (COL-09, COL-10, COL-11).

use super::discrepancy::{Cause, short};
use super::fact::{StockFact, counting};
use super::ledger::Ledger;
use super::said::audience_of;
use super::tools::LoanState;
use crate::domain::entry::Body;
use crate::domain::entry::store::{SettledAcross, SettledOutcome};
use crate::domain::id::{DocumentId, EntryId};
use std::collections::{BTreeMap, BTreeSet};

/// So many other entries fit into one word of the server.
const MOST_OTHERS: usize = 20;

/// So many words go into one document at once; what is left follows with the next change that concerns the store.
const MOST_WORDS: usize = 128;

/// An entry that the server has to write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// Into this document.
    pub document: DocumentId,
    /// This.
    pub settled: SettledAcross,
}

/// What the server has to write now: nothing where its last word still holds.
pub fn verdicts(facts: &[StockFact], ledger: &Ledger) -> Vec<Verdict> {
    let mut last: BTreeMap<(DocumentId, EntryId), (&SettledAcross, u64)> = BTreeMap::new();
    for fact in counting(facts) {
        // What the server says of requests and slips is no matter of the store.
        if let Body::Settled(data) = &fact.entry.body
            && audience_of(&data.conflict).is_some()
        {
            let said = last.entry((fact.document, data.entry)).or_insert((data, fact.counter));
            // Within a document the server's own words follow each other, whatever its clock did.
            if fact.counter >= said.1 {
                *said = (data, fact.counter);
            }
        }
    }
    let mut wanted = loans(ledger);
    wanted.extend(shortages(ledger));
    let open: BTreeSet<(DocumentId, EntryId)> =
        wanted.iter().map(|one| (one.document, one.settled.entry)).collect();
    for ((document, entry), (said, _)) in &last {
        if !open.contains(&(*document, *entry)) && said.outcome != SettledOutcome::Over {
            let settled = SettledAcross { outcome: SettledOutcome::Over, decision: None, ..(*said).clone() };
            wanted.push(Verdict { document: *document, settled });
        }
    }
    wanted.retain(|one| {
        last.get(&(one.document, one.settled.entry)).is_none_or(|(said, _)| !still_holds(said, &one.settled))
    });
    wanted.sort_by_key(|one| (one.document, one.settled.entry));
    let mut words: BTreeMap<DocumentId, usize> = BTreeMap::new();
    wanted.retain(|one| {
        let count = words.entry(one.document).or_default();
        *count += 1;
        *count <= MOST_WORDS
    });
    wanted
}

/// Whether the last word needs no other one. That a further entry is part of the same collision is no news to the
/// earlier ones, or each would be told of each.
fn still_holds(said: &SettledAcross, wanted: &SettledAcross) -> bool {
    let same = |one: &SettledAcross| (one.outcome, one.decision);
    same(said) == same(wanted) && said.conflict == wanted.conflict
}

fn loans(ledger: &Ledger) -> Vec<Verdict> {
    let mut wanted = Vec::new();
    let collisions = ledger.tools.rivals();
    let across: BTreeSet<&str> = collisions
        .iter()
        .filter(|(_, rivals)| rivals.iter().any(|one| one.document != rivals[0].document))
        .map(|(id, _)| *id)
        .collect();
    for loan in &ledger.tools.loans {
        let decided = ledger.tools.chosen.get(&loan.movement).copied();
        let (outcome, decision) = match (&loan.conflict, loan.state) {
            (Some(_), LoanState::Unconfirmed) => (SettledOutcome::Unconfirmed, None),
            (Some(_), _) => (SettledOutcome::Holds, None),
            (None, LoanState::NotTaken) => (SettledOutcome::NotTaken, ledger.tools.decision_against(loan)),
            (None, LoanState::CameBack) => (SettledOutcome::CameBack, None),
            (None, state) if state.is_open() && decided.is_some() => (SettledOutcome::Holds, decided),
            _ => continue,
        };
        let rivals: Vec<(DocumentId, EntryId)> = match (&loan.conflict, outcome) {
            (Some(id), _) => collisions
                .get(id.as_str())
                .into_iter()
                .flatten()
                .filter(|other| other.movement != loan.movement)
                .map(|other| (other.document, other.entry))
                .take(MOST_OTHERS)
                .collect(),
            (None, SettledOutcome::CameBack) => {
                ledger.tools.returns_of(loan).entries.into_iter().take(MOST_OTHERS).collect()
            }
            (None, _) => Vec::new(),
        };
        // What a journal says by itself needs no word of the server.
        let elsewhere = match &loan.conflict {
            Some(id) => across.contains(id.as_str()),
            None => rivals.iter().any(|(document, _)| *document != loan.document),
        };
        if elsewhere || decision.is_some() || decided.is_some() {
            let conflict = loan.conflict.clone().unwrap_or_else(|| match outcome {
                SettledOutcome::CameBack => format!("COL-09:{}", loan.entry),
                _ => format!("COL-10:{}", loan.entry),
            });
            let settled = SettledAcross { conflict, entry: loan.entry, others: rivals, outcome, decision };
            wanted.push(Verdict { document: loan.document, settled });
        }
    }
    wanted
}

fn shortages(ledger: &Ledger) -> Vec<Verdict> {
    let mut wanted: Vec<Verdict> = Vec::new();
    let mut told: BTreeSet<(DocumentId, EntryId)> = BTreeSet::new();
    for one in ledger.discrepancies.iter().filter(|one| one.cause == Cause::StockNegative) {
        let Some(item) = &one.item else { continue };
        let behind: Vec<(DocumentId, EntryId)> = short(ledger, item)
            .into_iter()
            .filter(|posting| ledger.orders.contains_key(&posting.document))
            .map(|posting| (posting.document, posting.entry))
            .collect();
        for (document, entry) in &behind {
            let others = behind.iter().copied().filter(|other| other != &(*document, *entry));
            let others = others.take(MOST_OTHERS).collect();
            let settled = SettledAcross {
                conflict: one.id.clone(),
                entry: *entry,
                others,
                outcome: SettledOutcome::Short,
                decision: None,
            };
            if told.insert((*document, *entry)) {
                wanted.push(Verdict { document: *document, settled });
            }
        }
    }
    wanted
}

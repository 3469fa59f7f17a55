//! What the server says in each order about a collision across orders (COL-09, COL-10, COL-11).

use super::discrepancy::{Cause, short};
use super::fact::{StockFact, counting};
use super::ledger::Ledger;
use super::tools::LoanState;
use crate::domain::entry::Body;
use crate::domain::entry::store::{SettledAcross, SettledOutcome};
use crate::domain::id::{DocumentId, EntryId};
use std::collections::BTreeMap;

/// So many other entries fit into one word of the server.
const MOST_OTHERS: usize = 20;

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
        if let Body::Settled(data) = &fact.entry.body {
            let said = last.entry((fact.document, data.entry)).or_insert((data, fact.counter));
            // Within a document the server's own words follow each other, whatever its clock did.
            if fact.counter >= said.1 {
                *said = (data, fact.counter);
            }
        }
    }
    let mut wanted = loans(ledger);
    wanted.extend(shortages(ledger));
    for ((document, entry), (said, _)) in &last {
        let known = |one: &Verdict| one.document == *document && one.settled.entry == *entry;
        if !wanted.iter().any(known) && said.outcome != SettledOutcome::Over {
            let settled = SettledAcross { outcome: SettledOutcome::Over, decision: None, ..(*said).clone() };
            wanted.push(Verdict { document: *document, settled });
        }
    }
    wanted.retain(|one| {
        last.get(&(one.document, one.settled.entry)).is_none_or(|(said, _)| !still_holds(said, &one.settled))
    });
    wanted.sort_by_key(|one| (one.document, one.settled.entry));
    wanted
}

/// Whether the last word needs no other one. Of a shortage every further movement is a part: that alone is no news to
/// the earlier ones, or each would be told of each.
fn still_holds(said: &SettledAcross, wanted: &SettledAcross) -> bool {
    let short = said.outcome == SettledOutcome::Short && wanted.outcome == SettledOutcome::Short;
    said == wanted || (short && said.conflict == wanted.conflict)
}

fn loans(ledger: &Ledger) -> Vec<Verdict> {
    let mut wanted = Vec::new();
    let loans = &ledger.tools.loans;
    for loan in loans {
        let decided = ledger.tools.chosen.get(&loan.entry).copied();
        let (outcome, decision) = match (&loan.conflict, loan.state) {
            (Some(_), LoanState::Unconfirmed) => (SettledOutcome::Unconfirmed, None),
            (Some(_), _) => (SettledOutcome::Holds, None),
            (None, LoanState::NotTaken) => (SettledOutcome::NotTaken, ledger.tools.decision_against(loan)),
            (None, LoanState::CameBack) => (SettledOutcome::CameBack, None),
            (None, state) if state.is_open() && decided.is_some() => (SettledOutcome::Holds, decided),
            _ => continue,
        };
        let rivals: Vec<(DocumentId, EntryId)> = match (&loan.conflict, outcome) {
            (Some(id), _) => loans
                .iter()
                .filter(|other| other.conflict.as_ref() == Some(id) && other.movement != loan.movement)
                .map(|other| (other.document, other.entry))
                .take(MOST_OTHERS)
                .collect(),
            (None, SettledOutcome::CameBack) => ledger.tools.returns_of(loan).entries,
            (None, _) => Vec::new(),
        };
        // What a journal says by itself needs no word of the server.
        let elsewhere = rivals.iter().any(|(document, _)| *document != loan.document);
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
            if !wanted.iter().any(|have| have.document == *document && have.settled.entry == *entry) {
                wanted.push(Verdict { document: *document, settled });
            }
        }
    }
    wanted
}

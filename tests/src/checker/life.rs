//! What must be true of an order whatever became of it, worked out from the log's entries alone: money, dissatisfaction,
//! damage, waiting.

use super::Violation;
use super::cbor::{Id, SeenEntry, flag, list, number, short, text, ulid};
use super::log::Log;
use serde_json::Value;
use std::collections::BTreeSet;

/// An entry that counts.
pub(super) struct Fact<'a> {
    /// Its id as orders write it.
    pub(super) id: String,
    /// The place of its change in the log.
    pub(super) place: usize,
    /// Its place in the journal: the number of its op, then who wrote it.
    pub(super) position: (u64, Id),
    /// What it says.
    pub(super) entry: &'a SeenEntry,
    /// Its time, where its author's device says that it knows it and the server hasn't said that nobody does.
    pub(super) known_at: Option<i64>,
}

/// Entries of an order that its canonical text doesn't list as counting for nothing.
fn facts<'a>(log: &'a Log, order: &Id, told: &Value) -> Vec<Fact<'a>> {
    facts_but(log, order, told, "")
}

/// The same, and those that count for nothing for this reason.
pub(super) fn facts_but<'a>(log: &'a Log, order: &Id, told: &Value, reason: &str) -> Vec<Fact<'a>> {
    let refused = told["not_accepted"].as_array().map(Vec::as_slice).unwrap_or_default();
    let refused = refused.iter().filter(|one| one["reason"] != reason);
    let refused: BTreeSet<&str> = refused.filter_map(|one| one["origin"]["entry"].as_str()).collect();
    let Some(document) = log.documents.get(order) else { return Vec::new() };
    let words = document.changes.iter().flat_map(|place| &log.changes[*place].read);
    let words = words.filter(|one| one.kind == "received" && one.role == "server");
    let unknown: BTreeSet<String> =
        words.flat_map(|word| list(&word.data, "entries")).filter_map(id_of).map(|id| ulid(&id)).collect();
    let of = |place: &usize| {
        let change = &log.changes[*place];
        let first = change.max_op + 1 - change.entries.len() as u64;
        let pairs = (first..).zip(change.entries.iter().zip(&change.read));
        pairs
            .map(|(op, ((id, _), entry))| {
                let id = ulid(id);
                let known_at = entry.known_at.filter(|_| !unknown.contains(&id));
                Fact { id, place: *place, position: (op, change.actor), entry, known_at }
            })
            .filter(|fact| !refused.contains(fact.id.as_str()))
            .collect::<Vec<_>>()
    };
    document.changes.iter().flat_map(of).collect()
}

/// An entry's id in a list of them.
pub(super) fn id_of(id: &ciborium::Value) -> Option<Id> {
    Id::try_from(id.as_bytes()?.as_slice()).ok()
}

fn of<'f, 'a>(facts: &'f [Fact<'a>], kind: &'f str) -> impl Iterator<Item = &'f Fact<'a>> {
    facts.iter().filter(move |fact| fact.entry.kind == kind)
}

/// Checks one order's canonical text against the log.
///
/// # Errors
/// The first promise that the text breaks.
pub fn check(log: &Log, order: &Id, told: &Value) -> Result<(), Violation> {
    let facts = facts(log, order, told);
    let broken = |promise: &'static str, detail: String| {
        Err(Violation::new(promise, format!("order {}: {detail}", short(order))))
    };
    let task = |wanted: &str| {
        told["tasks"].as_array().is_some_and(|tasks| tasks.iter().any(|task| task["id"] == wanted))
    };

    let agreed =
        of(&facts, "price_confirmed").filter_map(|fact| number(&fact.entry.data, "amount_fen")).max();
    if let Some(fen) = told["billable_fen"].as_u64()
        && agreed.is_none_or(|most| fen > most)
    {
        return broken("nobody is billed more than he agreed to", format!("{fen} fen of {agreed:?}"));
    }
    let paid = of(&facts, "request_registered")
        .any(|fact| text(&fact.entry.data, "service_kind") == Some("special"));
    if !paid && !told["billable_fen"].is_null() {
        return broken("only a special service is charged", told["billable_fen"].to_string());
    }

    // Dissatisfied, worked on again, dissatisfied again: the managers are called without anybody calling them.
    let complaints: Vec<&Fact<'_>> = of(&facts, "inspection_result")
        .filter(|fact| !flag(&fact.entry.data, "passed"))
        .chain(of(&facts, "rework_requested"))
        .collect();
    let repeated = complaints.iter().filter(|later| {
        of(&facts, "work_finished").any(|done| {
            log.saw(later.place, done.place)
                && complaints.iter().any(|earlier| log.saw(done.place, earlier.place))
        })
    });
    let answered = |cause: &Fact<'_>| {
        of(&facts, "escalation_decided").any(|decision| log.saw(decision.place, cause.place))
    };
    let calls: Vec<&Fact<'_>> = repeated.copied().chain(of(&facts, "escalation_opened")).collect();
    let open: Vec<&&Fact<'_>> = calls.iter().filter(|cause| !answered(cause)).collect();
    // A call that crossed a signature is asked about once, with both sides (COL-19).
    let asked = |cause: &Fact<'_>| task(&format!("settle:COL-19:{}", cause.id));
    let told_so = task("escalation") || open.iter().any(|cause| asked(cause));
    if told["escalation"].is_null() != calls.is_empty() || told_so == open.is_empty() {
        let detail = format!("{} calls, {} unanswered, told: {}", calls.len(), open.len(), told["tasks"]);
        return broken("a second dissatisfaction calls the managers until one answers", detail);
    }

    for case in of(&facts, "damage_reported") {
        let settled = of(&facts, "damage_settled").any(|one| {
            let same = super::cbor::bytes(&one.entry.data, "case").is_some_and(|id: Id| ulid(&id) == case.id);
            same && flag(&one.entry.data, "agreed")
        });
        let crossed = task(&format!("settle:COL-18:{}", case.id));
        if (task(&format!("damage:{}", case.id)) || crossed) == settled {
            return broken("a damage stays the managers' until both sides agree", case.id.clone());
        }
    }

    let waits = of(&facts, "waiting")
        .any(|wait| !of(&facts, "resumed").any(|resumed| log.saw(resumed.place, wait.place)));
    if told["waiting"] == true && !waits {
        return broken("what came is not waited for", told["waits"].to_string());
    }
    let signed = told["signatures"].as_array().is_some_and(|all| all.iter().any(|one| one["counts"] == true));
    let tried = of(&facts, "inspection_result").any(|fact| flag(&fact.entry.data, "passed"));
    if signed && !tried {
        return broken("nobody signs for work that he didn't try", told["signatures"].to_string());
    }
    Ok(())
}

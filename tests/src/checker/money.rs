//! What an order costs, added up once more from the log's entries: the lines of the quote that the customer agreed to last, and
//! no more than stood above his signature.

use super::Violation;
use super::cbor::{Id, bytes, field, list, short, ulid, whole};
use super::life::{Fact, facts_but};
use super::log::Log;
use serde_json::Value;

fn fen(fact: &Fact<'_>) -> Option<i64> {
    field(&fact.entry.data, "amount_fen").and_then(whole)
}

/// What the lines of a quote come to.
fn sum(quote: &Fact<'_>) -> Option<i64> {
    list(&quote.entry.data, "lines").iter().try_fold(0_i64, |sum, line| {
        let number = |name| field(line, name).and_then(whole);
        sum.checked_add(number("quantity")?.checked_mul(number("unit_price_fen")?)?)
    })
}

/// Checks the sum of one order against the log. Gives it where there is something to pay, nobody asks which of several prices was
/// agreed, and no decision has put another sum in their place.
///
/// # Errors
/// A sum that the log tells otherwise.
pub fn check(log: &Log, order: &Id, told: &Value) -> Result<Option<i64>, Violation> {
    let signatures = told["signatures"].as_array().map_or(&[][..], Vec::as_slice);
    let signed = signatures.iter().find(|one| one["counts"] == true);
    let asked = told["conflicts"].as_array().into_iter().flatten().any(|one| one["rule"] == "COL-06");
    let cancelled = told["state"].as_str().is_some_and(|state| state.contains("cancel"));
    let Some(billed) = told["billable_fen"].as_i64().filter(|_| !asked && !cancelled) else {
        return Ok(None);
    };
    let facts = facts_but(log, order, told, "");
    let broken = |detail: String| {
        Err(Violation::new(
            "a bill is what was agreed and signed",
            format!("order {}: {detail}", short(order)),
        ))
    };
    let agreed: Vec<&Fact<'_>> = facts.iter().filter(|fact| fact.entry.kind == "price_confirmed").collect();
    let last = agreed.iter().find(|one| !agreed.iter().any(|other| log.saw(other.place, one.place)));
    let Some(last) = last else { return broken(format!("{billed} fen, and nobody agreed to a price")) };
    let quote = bytes::<16>(&last.entry.data, "quote").map(|id| ulid(&id));
    let quote = facts.iter().find(|fact| Some(&fact.id) == quote.as_ref() && fact.entry.kind == "quoted");
    let Some(lines) = quote.and_then(sum).filter(|lines| Some(*lines) == fen(last)) else {
        return broken(format!("{:?} fen agreed, the quote comes to {:?}", fen(last), quote.and_then(sum)));
    };
    let above = |signed: &Value| {
        let entry = signed["origin"]["entry"].as_str();
        facts.iter().find(|fact| Some(fact.id.as_str()) == entry).and_then(fen)
    };
    let above = signed.map(above);
    let due = match above {
        None => Some(lines),
        Some(shown) => shown.map(|shown| shown.min(lines)),
    };
    if due != Some(billed) {
        return broken(format!("{billed} fen are billed, {lines} agreed, {above:?} signed for"));
    }
    Ok(Some(billed))
}

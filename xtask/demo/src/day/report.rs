//! What the desk sees: the board, and each conflict with both values, who, which device, when it happened, when it
//! arrived, and the rule that chose. And whether all that is what it must be.

use super::transcript::{Terminal, stage};
use crate::error::DemoError;
use crate::office::{Line, Office, View};
use crate::text::{table, time, yuan};
use client_core::domain::id::{DocumentId, UserId};
use client_core::domain::order::{Conflict, OrderState, Side};
use serde_json::Value;

/// Labour and starter, as Li agreed with the customer.
const AGREED_FEN: i64 = 3_500;

/// What the day is about.
pub(super) struct Day {
    /// A, B and C, then the orders of the whole jobs.
    pub(super) orders: Vec<DocumentId>,
    /// Who was there first.
    pub(super) li: UserId,
}

/// Prints the board's lines of the day; gives their slip numbers.
pub(super) fn board(office: &Office, day: &Day, title: &str) -> Result<Vec<String>, DemoError> {
    stage(title);
    let all = office.board()?;
    let head = ["", "slip", "state", "holder", "unit", "conflicts", ""];
    let mut lines: Vec<Vec<String>> = vec![head.map(str::to_owned).to_vec()];
    let mut numbers = Vec::new();
    for (name, id) in ('A'..='Z').zip(&day.orders) {
        let Some(line) = all.iter().find(|line| line.id == *id) else { continue };
        numbers.push(line.number.clone().unwrap_or_default());
        lines.push(cells(&name.to_string(), line));
    }
    print!("{}", table(&lines));
    let open = all.iter().filter(|line| line.conflicts > 0).count();
    println!("   ({} orders on the board, {open} with open conflicts)", all.len());
    Ok(numbers)
}

fn cells(name: &str, line: &Line) -> Vec<String> {
    let text = |text: &Option<String>| text.clone().unwrap_or_else(|| "–".into());
    let conflicts = if line.conflicts == 0 { "–".to_owned() } else { line.conflicts.to_string() };
    let flag = if line.needs_decision { "needs decision" } else { "" };
    let state = line.state.clone();
    vec![
        name.into(),
        text(&line.number),
        state,
        text(&line.holder_name),
        text(&line.unit_no),
        conflicts,
        flag.into(),
    ]
}

/// Prints every conflict of the day.
pub(super) fn conflicts(office: &Office, day: &Day) -> Result<(), DemoError> {
    for (name, id) in ('A'..='Z').zip(&day.orders) {
        let view = office.view(*id)?;
        for conflict in &view.order.conflicts {
            print(&name.to_string(), &view, conflict);
        }
    }
    Ok(())
}

fn print(order: &str, view: &View, conflict: &Conflict) {
    stage(&format!("Conflict {} on order {order}: {}", conflict.rule, conflict.outcome));
    println!("   rule: {}", rule(&conflict.rule));
    for side in &conflict.sides {
        let mark = if side.counts { "counts" } else { "doesn't count" };
        println!("   ■ {} – {mark}", side.kind.as_str());
        let value = value(view, side);
        if !value.is_empty() {
            println!("       value     {value}");
        }
        let by = side.origin.by;
        println!("       who       {} ({})", name(view, &by.user), by.role.as_str());
        println!("       device    {}", view.devices.get(&by.device).map_or("–", String::as_str));
        let unsure = if side.origin.at.is_certain() { "" } else { " (clock not compared)" };
        println!("       happened  {}{unsure}", time(side.origin.at.estimate()));
        let arrived = view.received_at.get(&side.origin.entry).map_or_else(|| "–".to_owned(), |at| time(*at));
        println!("       arrived   {arrived}");
    }
    let told: Vec<String> = conflict.told.iter().map(|user| name(view, user)).collect();
    if !told.is_empty() {
        println!("   told: {}", told.join(", "));
    }
}

/// The rule's words, from the table of collisions.
fn rule(id: &str) -> &'static str {
    match id {
        "COL-01" => {
            "the customer had signed before the cancellation was known on site: what happened beats what was \
             intended. The order is signed and billable at the agreed price; the desk calls the customer."
        }
        "COL-05" => {
            "a technician who had arrived before he could know of the reassignment stays the holder; had he not, \
             the new one would hold. The facts of both are kept, and the customer is billed once."
        }
        "COL-09" => {
            "one loan was returned twice: it counts once, in the worse condition, and the storekeeper confirms it."
        }
        "COL-11" => {
            "more left the store than it had: both issues have happened and both stand; the item is counted."
        }
        _ => "see docs/data-model.md",
    }
}

fn name(view: &View, user: &UserId) -> String {
    view.names.get(user).cloned().unwrap_or_else(|| user.to_string().chars().take(8).collect())
}

/// The values that a person compares; digests are for machines.
fn value(view: &View, side: &Side) -> String {
    let Value::Object(fields) = &side.value else { return String::new() };
    let mut parts = Vec::new();
    for (field, value) in fields {
        let text = match value {
            Value::String(text) if field == "technician" => {
                text.parse().map_or_else(|_| text.clone(), |user| name(view, &user))
            }
            Value::String(text) if text.len() == 64 => continue,
            Value::String(text) => text.clone(),
            Value::Number(number) if field.ends_with("_fen") => number.as_i64().map(yuan).unwrap_or_default(),
            other => other.to_string(),
        };
        parts.push(format!("{}: {text}", field.trim_end_matches("_fen")));
    }
    parts.join(", ")
}

/// Fails unless the day came out by the rules.
pub(super) fn check(office: &Office, day: &Day) -> Result<(), DemoError> {
    let [a, b, c, ..] = day.orders.as_slice() else { return Err(surprise("there are not three orders")) };
    let (a, b, c) = (office.view(*a)?, office.view(*b)?, office.view(*c)?);
    must(a.order.state == OrderState::Signed, "A is not signed")?;
    must(a.order.billable_fen == Some(AGREED_FEN), "A is not billable at the agreed price")?;
    let conflict = only(&a, "COL-01", "signature_stands")?;
    let counts: Vec<(&str, bool)> =
        conflict.sides.iter().map(|side| (side.kind.as_str(), side.counts)).collect();
    let expected = |kind: &str, counts_: bool| counts.contains(&(kind, counts_));
    must(counts.len() == 2, "COL-01 has not two sides")?;
    must(expected("cancel_requested", false), "the cancellation of A counts")?;
    must(expected("customer_signed", true), "the signature of A doesn't count")?;
    known(&a, conflict)?;

    must(b.order.holder == Some(day.li), "B left its first technician, who had arrived")?;
    let conflict = only(&b, "COL-05", "first_technician_stays")?;
    let assigned =
        |counts: bool| conflict.sides.iter().any(|s| s.kind.as_str() == "assigned" && s.counts == counts);
    must(assigned(true) && assigned(false), "COL-05 doesn't show both assignments")?;
    must(conflict.sides.iter().any(|s| s.kind.as_str() == "arrived"), "COL-05 doesn't show the arrival")?;
    known(&b, conflict)?;

    must(c.order.state == OrderState::Signed, "C is not signed")?;
    must(c.order.conflicts.is_empty(), "C has a conflict")
}

/// COL-11: fails unless both orders that the last piece was issued for ask for a count.
pub(super) fn counts_the_last(office: &Office, orders: [DocumentId; 2]) -> Result<(), DemoError> {
    for order in orders {
        let view = office.view(order)?;
        let asks =
            view.order.conflicts.iter().any(|c| c.rule == "COL-11" && c.outcome == "both_stand_count_it");
        must(asks, "an issue of the last piece asks nobody to count")?;
    }
    Ok(())
}

/// Fails unless the device shows what the server shows.
pub(super) fn check_device(
    office: &Office,
    terminal: &Terminal<'_>,
    day: &Day,
    number: &str,
) -> Result<(), DemoError> {
    let line = office.board()?.into_iter().find(|line| line.number.as_deref() == Some(number));
    let line =
        line.filter(|line| day.orders.contains(&line.id)).ok_or_else(|| surprise("an order is gone"))?;
    let shown = terminal.asks(&["show", number])?;
    let state = shown["view"]["order"]["state"].as_str().unwrap_or_default().to_owned();
    must(state == line.state, &format!("{number}: the device shows {state}, the server {}", line.state))?;
    let conflicts = shown["view"]["order"]["conflicts"].as_array().map_or(0, Vec::len);
    let expected = office.view(line.id)?.order.conflicts.len();
    must(conflicts == expected, &format!("{number}: the device shows {conflicts} conflicts, not {expected}"))
}

fn only<'v>(view: &'v View, rule: &str, outcome: &str) -> Result<&'v Conflict, DemoError> {
    match view.order.conflicts.as_slice() {
        [one] if one.rule == rule && one.outcome == outcome && one.settled.is_none() => Ok(one),
        other => Err(surprise(&format!("instead of {rule} {outcome} there is {other:?}"))),
    }
}

/// Who, which device and when it arrived are known of every side.
fn known(view: &View, conflict: &Conflict) -> Result<(), DemoError> {
    for side in &conflict.sides {
        let by = side.origin.by;
        let device = view.devices.get(&by.device).is_some_and(|name| !name.is_empty());
        let complete =
            view.names.contains_key(&by.user) && device && view.received_at.contains_key(&side.origin.entry);
        must(
            complete,
            &format!("{}: who, device or arrival of {} is not known", conflict.rule, side.kind.as_str()),
        )?;
    }
    Ok(())
}

fn must(holds: bool, otherwise: &str) -> Result<(), DemoError> {
    if holds { Ok(()) } else { Err(surprise(otherwise)) }
}

pub(super) fn surprise(what: &str) -> DemoError {
    DemoError::Unexpected(what.to_owned())
}

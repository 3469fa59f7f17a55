//! Decisions on collisions and claims.

use crate::cli::Decide;
use crate::fault::Fault;
use crate::print::order::letter;
use crate::session::{Output, Session};
use client_core::domain::command::Command;
use client_core::domain::decide::Rejection;
use client_core::domain::entry::office::Choice;
use client_core::domain::order::{Conflict, Order};

const CHOICES: &str = "confirm, continue, cancel, cancel=FEN, A, B, 01J…";

/// Settles a collision.
pub fn decide(session: &mut Session, arguments: &Decide) -> Result<Output, Fault> {
    let view = session.view(&arguments.order)?;
    let conflict = find(&view.order, &arguments.conflict)?;
    let sides = view.order.conflicts.iter().find(|open| open.id == conflict);
    let choice = choice(&arguments.choice, sides)?;
    let reason = arguments.reason.clone();
    let saved = session.save(Some(view.order.id), Command::Decide { conflict, choice, reason })?;
    session.saved(&saved)
}

/// The open conflict, claim, cancellation or question of the store that this text names: its id, or a unique start of
/// it.
fn find(order: &Order, text: &str) -> Result<String, Fault> {
    let claims = order.claims.iter().filter(|claim| claim.reviewed.is_none());
    let mut ids: Vec<String> = order.open_conflicts().map(|conflict| conflict.id.clone()).collect();
    ids.extend(claims.map(|claim| format!("CLAIM:{}", claim.entry)));
    ids.extend(order.withdrawable().map(|cancellation| format!("CANCEL:{}", cancellation.origin.entry)));
    for question in order.store_questions() {
        if !ids.contains(&question) {
            ids.push(question);
        }
    }
    pick(text, ids)
}

/// Of these ids the one that is named: by itself, or by a unique start of it, in any case.
pub fn pick(text: &str, mut ids: Vec<String>) -> Result<String, Fault> {
    let wanted = text.trim().to_ascii_uppercase();
    if let Some(whole) = ids.iter().find(|id| id.to_ascii_uppercase() == wanted) {
        return Ok(whole.clone());
    }
    ids.retain(|id| !wanted.is_empty() && id.to_ascii_uppercase().starts_with(&wanted));
    match ids.as_slice() {
        [one] => Ok(one.clone()),
        [] => Err(Fault::Rejected(Rejection::UnknownConflict { conflict: text.to_owned() })),
        _ => Err(Fault::Ambiguous { text: text.to_owned(), candidates: ids }),
    }
}

/// What is chosen, as people type it.
pub fn choice(text: &str, conflict: Option<&Conflict>) -> Result<Choice, Fault> {
    let word = text.trim();
    let wrong = || Fault::value("CHOICE", text, CHOICES);
    match word.to_ascii_lowercase().as_str() {
        "confirm" => return Ok(Choice::Confirm),
        "continue" => return Ok(Choice::Continue),
        "reject" => return Ok(Choice::Reject),
        "cancel" => return Ok(Choice::CancelWithoutCharge),
        _ => {}
    }
    if let Some(fen) = word.strip_prefix("cancel=") {
        return fen.parse().map(Choice::CancelWithCharge).map_err(|_| wrong());
    }
    let mut letters = word.chars();
    if let (Some(wanted), None) = (letters.next(), letters.next()) {
        let sides = conflict.map_or(&[][..], |conflict| conflict.sides.as_slice());
        let named = sides.iter().enumerate().find(|(index, _)| letter(*index) == wanted.to_ascii_uppercase());
        return named.map(|(_, side)| Choice::Entry(side.origin.entry)).ok_or_else(wrong);
    }
    word.parse().map(Choice::Entry).map_err(|_| wrong())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn choices_are_words_amounts_or_entries() {
        assert_eq!(choice("Confirm", None).unwrap(), Choice::Confirm);
        assert_eq!(choice("cancel", None).unwrap(), Choice::CancelWithoutCharge);
        assert_eq!(choice("cancel=2000", None).unwrap(), Choice::CancelWithCharge(2_000));
        assert!(matches!(choice("01J9ZQ3V6T0000000000000000", None).unwrap(), Choice::Entry(_)));
        for bad in ["cancel=2.50", "A", "perhaps", ""] {
            assert!(choice(bad, None).is_err(), "{bad}");
        }
    }
}

//! Cancellations, remarks, photos, conflicts, and what is odd about an order.

use super::{heading, words_of};
use crate::print::add;
use crate::print::checklist::line;
use crate::print::origin::Page;
use crate::words::{conflicts, faults, labels, list, states};
use client_core::domain::order::Conflict;

/// Cancellations, remarks and photos.
pub fn remarks(page: &Page<'_>, text: &mut String) {
    let (language, order) = (page.language, &page.view.order);
    if !order.cancellations.is_empty() {
        heading(page, labels::CANCELLATIONS, text);
    }
    for cancellation in &order.cancellations {
        let by = states::cancelled_by(cancellation.cancelled_by).get(language);
        let mut words = format!("{by}: {} ({})", cancellation.reason, page.short(&cancellation.origin));
        if cancellation.superseded {
            add(&mut words, &[" — ", labels::SUPERSEDED.get(language)]);
        }
        if cancellation.confirmed.is_some() {
            add(&mut words, &[" — ", labels::CONFIRMED.get(language)]);
        }
        line(text, 1, &words);
    }
    if !order.notes.is_empty() {
        heading(page, labels::NOTES, text);
    }
    for note in &order.notes {
        line(text, 1, &format!("{} ({})", words_of(page, &note.blob), page.short(&note.origin)));
    }
    if !order.photos.is_empty() {
        text.push('\n');
        line(text, 0, &labels::PHOTOS.with(language, &[&order.photos.len().to_string()]));
    }
}

/// Letter of a side: A, B and so on.
pub fn letter(index: usize) -> char {
    u32::try_from(index)
        .ok()
        .and_then(|index| char::from_u32(u32::from('A') + index))
        .filter(char::is_ascii_uppercase)
        .unwrap_or('?')
}

/// Conflicts with both sides.
pub fn conflicts(page: &Page<'_>, text: &mut String) {
    if page.view.order.conflicts.is_empty() {
        return;
    }
    heading(page, labels::CONFLICTS, text);
    for one in &page.view.order.conflicts {
        conflict(page, one, text);
    }
}

fn conflict(page: &Page<'_>, conflict: &Conflict, text: &mut String) {
    let language = page.language;
    let status = match &conflict.settled {
        Some(settled) => {
            let choice = conflicts::choice_on(language, &conflict.rule, &settled.choice);
            let reason = conflicts::reason(language, &settled.reason);
            labels::SETTLED.with(language, &[&page.short(&settled.origin), &choice, &reason])
        }
        None => labels::OPEN.with(language, &[&states::roles(language, &conflict.audience)]),
    };
    let rule = conflicts::rule(language, &conflict.rule);
    let outcome = conflicts::outcome(language, &conflict.outcome);
    line(text, 1, &format!("{} {rule} → {outcome} [{status}]", conflict.rule));
    line(text, 2, &conflict.id);
    for (index, side) in conflict.sides.iter().enumerate() {
        let counts = if side.counts { format!(" [{}]", labels::COUNTS.get(language)) } else { String::new() };
        let kind = states::kind(side.kind).get(language);
        line(text, 2, &format!("{} {kind} {}{counts}", letter(index), page.data(&side.value)));
        line(text, 3, &page.full(&side.origin));
    }
}

/// Claims, entries that count for nothing, odd data, and what the server refused.
pub fn oddities(page: &Page<'_>, text: &mut String) {
    let (language, order) = (page.language, &page.view.order);
    if !order.claims.is_empty() {
        heading(page, labels::CLAIMS, text);
    }
    for claim in &order.claims {
        let kind = claim.kind.map_or("?", |kind| states::kind(kind).get(language));
        let who = claim.origin.as_ref().map_or_else(String::new, |origin| page.full(origin));
        let reviewed = if claim.reviewed.is_some() {
            format!(" — {}", labels::REVIEWED.get(language))
        } else {
            String::new()
        };
        let why = conflicts::claim(claim.reason).get(language);
        line(text, 1, &format!("CLAIM:{} {kind}: {why}{reviewed}", claim.entry));
        line(text, 2, &who);
    }
    if !order.not_accepted.is_empty() {
        heading(page, labels::NOT_COUNTED, text);
    }
    for entry in &order.not_accepted {
        let why = conflicts::not_accepted(language, &entry.reason);
        line(
            text,
            1,
            &format!("{}: {why} ({})", states::kind(entry.kind).get(language), page.short(&entry.origin)),
        );
    }
    if !order.problems.is_empty() {
        heading(page, labels::PROBLEMS, text);
    }
    for problem in &order.problems {
        line(text, 1, &format!("{} ({})", conflicts::problem(language, &problem.problem), problem.entry));
    }
    if !order.needs_update.is_empty() {
        text.push('\n');
        line(text, 0, &labels::NEEDS_UPDATE.with(language, &[&list(language, &order.needs_update)]));
    }
    if !page.view.stuck.is_empty() {
        heading(page, labels::STUCK, text);
    }
    for stuck in &page.view.stuck {
        line(text, 1, &format!("{}: {}", faults::quarantine(stuck.reason).get(language), stuck.detail));
        for (id, kind, value) in &stuck.entries {
            line(text, 2, &format!("{} {} ({id})", states::kind_named(language, kind), page.data(value)));
        }
    }
}

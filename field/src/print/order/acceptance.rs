//! Acceptance, rework, escalation, damage.

use super::{conduct, heading, is_moment, words_of};
use crate::print::checklist::line;
use crate::print::origin::Page;
use crate::print::{add, money};
use crate::words::{cases, labels, states};
use client_core::domain::entry::Kind;
use client_core::domain::guidance::Moment;
use client_core::domain::order::{DamageCase, Signature};

const MOMENTS: &[Moment] = &[Moment::Trial, Moment::Dissatisfied];

/// Ends of work, trials, wishes for rework and signatures, as they happened.
pub fn acceptance(page: &Page<'_>, text: &mut String) {
    let (language, order) = (page.language, &page.view.order);
    let finished = order
        .finished
        .iter()
        .map(|origin| (origin, format!("{} ({})", cases::ROUND_DONE.get(language), page.short(origin))));
    let given_up = order.not_repaired.iter().map(|(origin, reason)| {
        let label = states::kind(Kind::NotRepaired).get(language);
        (origin, format!("{label}: {reason} ({})", page.short(origin)))
    });
    let tried = order.inspections.iter().map(|inspection| {
        let verdict = if inspection.passed { labels::SATISFIED } else { labels::NOT_SATISFIED };
        let words =
            inspection.words.as_ref().map_or_else(String::new, |blob| format!(": {}", words_of(page, blob)));
        let origin = &inspection.origin;
        (origin, format!("{}{words} ({})", verdict.get(language), page.short(origin)))
    });
    let wished = order.rework_wishes.iter().map(|wish| {
        let label = cases::REWORK_WISH.get(language);
        let words = words_of(page, &wish.words);
        (&wish.origin, format!("{label}: {words} ({})", page.short(&wish.origin)))
    });
    let signed =
        order.signatures.iter().map(|signature| (&signature.origin, signature_words(page, signature)));
    let mut events: Vec<_> = finished.chain(given_up).chain(tried).chain(wished).chain(signed).collect();
    events.sort_by_key(|(origin, _)| (origin.at.estimate(), origin.entry));
    if !events.is_empty() || is_moment(page, MOMENTS) {
        heading(page, labels::ACCEPTANCE, text);
    }
    for (_, words) in events {
        line(text, 1, &words);
    }
    conduct(page, MOMENTS, text);
}

fn signature_words(page: &Page<'_>, signature: &Signature) -> String {
    let language = page.language;
    let mut words = labels::SIGNED.with(language, &[&money(signature.amount_fen)]);
    let counts = if signature.counts { cases::SIGNATURE_COUNTS } else { cases::SIGNATURE_PAST };
    add(&mut words, &[", ", counts.get(language)]);
    let bound = if signature.bound { cases::BOUND } else { cases::UNBOUND };
    add(&mut words, &[", ", bound.get(language)]);
    if signature.changed_since {
        add(&mut words, &[", ! ", labels::CHANGED_SINCE.get(language)]);
    }
    if signature.image.is_some() {
        add(&mut words, &[", ", cases::PICTURE.get(language)]);
    }
    format!("{words} ({})", page.short(&signature.origin))
}

/// Why managers were called and what they decided.
pub fn escalation(page: &Page<'_>, text: &mut String) {
    let language = page.language;
    let Some(escalation) = &page.view.order.escalation else { return };
    heading(page, cases::ESCALATION, text);
    for cause in &escalation.causes {
        let called = if cause.kind == Kind::EscalationOpened { cases::BY_HAND } else { cases::BY_ITSELF };
        let mut words = called.get(language).to_owned();
        if let Some(blob) = &cause.words {
            add(&mut words, &[": ", &words_of(page, blob)]);
        }
        let standing = if cause.answered { cases::ANSWERED } else { cases::WAITS_FOR_MANAGER };
        line(text, 1, &format!("{words} — {} ({})", standing.get(language), page.short(&cause.origin)));
    }
    for decision in &escalation.decisions {
        let outcome = cases::outcome(decision.outcome).get(language);
        line(text, 1, &format!("→ {outcome}: {} ({})", decision.handling, page.short(&decision.origin)));
    }
    conduct(page, &[Moment::Escalated], text);
}

/// Cases of damaged or lost property.
pub fn damages(page: &Page<'_>, text: &mut String) {
    if !page.view.order.damages.is_empty() {
        heading(page, cases::DAMAGES, text);
    }
    for case in &page.view.order.damages {
        one_case(page, case, text);
    }
    conduct(page, &[Moment::Damage], text);
}

fn one_case(page: &Page<'_>, case: &DamageCase, text: &mut String) {
    let language = page.language;
    let standing = if case.settled.is_some() { cases::CASE_SETTLED } else { cases::CASE_OPEN };
    let id = cases::CASE.with(language, &[&case.origin.entry.to_string()]);
    let kind = cases::damage(case.damage).get(language);
    line(text, 1, &format!("{id} [{}]", standing.get(language)));
    let mut words = format!("{kind}: {}", words_of(page, &case.description));
    if !case.photos.is_empty() {
        add(&mut words, &[", ", &labels::PHOTOS.with(language, &[&case.photos.len().to_string()])]);
    }
    line(text, 2, &format!("{words} ({})", page.short(&case.origin)));
    for compensation in &case.compensations {
        let kind = if compensation.agreed { cases::AGREEMENT } else { cases::OFFER };
        let amount = kind.with(language, &[&money(compensation.amount_fen)]);
        line(text, 2, &format!("{amount}: {} ({})", compensation.terms, page.short(&compensation.origin)));
    }
}

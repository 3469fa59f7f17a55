//! The page of one order: everything a technician needs.

use super::checklist::{checklist, line};
use super::origin::Page;
use super::table::table;
use super::{add, money};
use crate::words::{conflicts, faults, labels, list, states};
use client_core::domain::id::BlobDigest;
use client_core::domain::order::{Conflict, Order};
use client_core::domain::procedure::Library;

/// The whole page.
pub fn page(page: &Page<'_>, library: &Library) -> String {
    let mut text = String::new();
    head(page, library, &mut text);
    visits_and_findings(page, &mut text);
    price(page, &mut text);
    if let Some(list) = &page.view.order.checklist {
        text.push('\n');
        checklist(page, library, list, &mut text);
    }
    acceptance(page, &mut text);
    remarks(page, &mut text);
    if !page.view.order.conflicts.is_empty() {
        heading(page, labels::CONFLICTS, &mut text);
        for one in &page.view.order.conflicts {
            conflict(page, one, &mut text);
        }
    }
    oddities(page, &mut text);
    text
}

fn heading(page: &Page<'_>, words: crate::words::Text, text: &mut String) {
    text.push('\n');
    line(text, 0, words.get(page.language));
}

/// What an order is called: its slip number, or the start of its id.
pub fn title(order: &Order) -> String {
    order
        .slip
        .as_ref()
        .map_or_else(|| order.id.to_string().chars().take(8).collect(), |slip| slip.number.clone())
}

fn words_of(page: &Page<'_>, blob: &BlobDigest) -> String {
    page.view
        .texts
        .get(blob)
        .cloned()
        .unwrap_or_else(|| labels::CUSTOMER_NOT_HERE.get(page.language).to_owned())
}

fn head(page: &Page<'_>, library: &Library, text: &mut String) {
    let (language, order) = (page.language, &page.view.order);
    let mut title = format!("{}  {}", title(order), states::state(order.state).get(language));
    if order.needs_decision {
        add(&mut title, &["  [", labels::DECISION_FLAG.get(language), "]"]);
    }
    line(text, 0, &title);
    line(text, 0, &order.id.to_string());
    if !page.view.listed {
        line(text, 0, labels::NOT_LISTED.get(language));
    }
    let mut rows: Vec<(crate::words::Text, String)> = Vec::new();
    rows.push((
        labels::CUSTOMER,
        page.view.customer.as_ref().map_or_else(
            || labels::CUSTOMER_NOT_HERE.get(language).to_owned(),
            |customer| format!("{} · {} · {}", customer.customer_name, customer.unit_no, customer.contact),
        ),
    ));
    if let Some(registered) = &order.registered {
        rows.push((labels::CONTENT, words_of(page, &registered.content)));
        let class =
            library.newest(&registered.service_class).map_or("", |procedure| procedure.label.get(language));
        let service = format!(
            "{} {class} · {} · {}",
            registered.service_class,
            states::service_kind(registered.service_kind).get(language),
            states::channel(registered.channel).get(language)
        );
        rows.push((labels::SERVICE, service));
        let zone = page.zone;
        rows.push((labels::WHEN, format!("{} ({})", zone.show(registered.appointment_at), zone.name())));
        let registered_line =
            format!("{} · {}", zone.show(registered.received_at), page.short(&registered.origin));
        rows.push((labels::REGISTERED, registered_line));
    }
    if let Some(judgement) = &order.judgement {
        let verdict = if judgement.accepted {
            client_core::domain::order::OrderState::Accepted
        } else {
            client_core::domain::order::OrderState::Declined
        };
        let explanation = judgement.explanation.as_deref().unwrap_or_default();
        let verdict = states::state(verdict).get(language);
        rows.push((labels::JUDGED, format!("{verdict} {explanation} · {}", page.short(&judgement.origin))));
    }
    let holder =
        order.holder.as_ref().map_or_else(|| labels::NOBODY.get(language).to_owned(), |user| page.name(user));
    rows.push((labels::HOLDER, holder));
    rows.push((labels::MONEY, states::money(order.money).get(language).to_owned()));
    rows.push((labels::FOLLOW_UP, states::follow_up(order.follow_up).get(language).to_owned()));
    for task in &order.tasks {
        let roles = states::roles(language, &task.roles);
        rows.push((labels::TASKS, format!("{} ({roles})", states::task(language, &task.id))));
    }
    let rows: Vec<Vec<String>> =
        rows.into_iter().map(|(label, words)| vec![label.get(language).to_owned(), words]).collect();
    text.push_str(&table(&rows));
}

fn visits_and_findings(page: &Page<'_>, text: &mut String) {
    let (language, order) = (page.language, &page.view.order);
    if !order.visits.is_empty() {
        heading(page, labels::VISITS, text);
    }
    for visit in &order.visits {
        let received = visit.received_at.map_or_else(|| "–".to_owned(), |at| page.zone.show(at));
        let arrived: Vec<String> =
            visit.arrivals.iter().map(|o| page.zone.show(o.origin.at.estimate())).collect();
        let arrived = if arrived.is_empty() { "–".to_owned() } else { list(language, &arrived) };
        let words = labels::VISIT.with(language, &[&received, &arrived]);
        line(text, 1, &format!("{}: {words}", page.name(&visit.technician)));
    }
    if !order.findings.is_empty() {
        heading(page, labels::FINDINGS, text);
    }
    for finding in &order.findings {
        line(text, 1, &format!("{} ({})", finding.content, page.short(&finding.origin)));
        for (label, items) in [(labels::MATERIALS, &finding.materials), (labels::TOOLS, &finding.tools)] {
            if !items.is_empty() {
                line(text, 2, &format!("{}: {}", label.get(language), list(language, items)));
            }
        }
    }
}

fn price(page: &Page<'_>, text: &mut String) {
    let (language, order) = (page.language, &page.view.order);
    if order.quotes.is_empty() && order.consents.is_empty() && order.parts.is_empty() {
        return;
    }
    heading(page, labels::PRICE, text);
    for quote in &order.quotes {
        let label = labels::QUOTE.get(language);
        let words = format!(
            "{label} {}: {} ({})",
            quote.origin.entry,
            money(quote.amount_fen),
            page.short(&quote.origin)
        );
        line(text, 1, &words);
        for item in &quote.lines {
            let amount = item.amount_fen().map_or_else(String::new, money);
            line(
                text,
                2,
                &format!("{} {} × {} = {amount}", item.item, item.quantity, money(item.unit_price_fen)),
            );
        }
    }
    for consent in &order.consents {
        let words = labels::CONSENT.with(language, &[&consent.confirmed_by, &money(consent.amount_fen)]);
        line(text, 1, &format!("{words} ({})", page.short(&consent.origin)));
    }
    if let Some(fen) = order.billable_fen {
        line(text, 1, &labels::BILLABLE.with(language, &[&money(fen)]));
    }
    if !order.parts.is_empty() {
        heading(page, labels::PARTS, text);
    }
    for part in &order.parts {
        let source = states::source(part.source).get(language);
        let words = format!(
            "{} {} × {}: {} → {}, {source} ({})",
            part.step,
            part.item,
            part.quantity,
            part.old_specification,
            part.new_specification,
            page.short(&part.origin)
        );
        line(text, 1, &words);
    }
}

fn acceptance(page: &Page<'_>, text: &mut String) {
    let (language, order) = (page.language, &page.view.order);
    if order.inspections.is_empty() && order.signatures.is_empty() && order.not_repaired.is_empty() {
        return;
    }
    heading(page, labels::ACCEPTANCE, text);
    for (origin, reason) in &order.not_repaired {
        let label = states::kind(client_core::domain::entry::Kind::NotRepaired).get(language);
        line(text, 1, &format!("{label}: {reason} ({})", page.short(origin)));
    }
    for inspection in &order.inspections {
        let verdict = if inspection.passed { labels::SATISFIED } else { labels::NOT_SATISFIED };
        let words =
            inspection.words.as_ref().map_or_else(String::new, |blob| format!(": {}", words_of(page, blob)));
        line(text, 1, &format!("{}{words} ({})", verdict.get(language), page.short(&inspection.origin)));
    }
    for signature in &order.signatures {
        let mut words = labels::SIGNED.with(language, &[&money(signature.amount_fen)]);
        if signature.changed_since {
            add(&mut words, &[", ", labels::CHANGED_SINCE.get(language)]);
        }
        line(text, 1, &format!("{words} ({})", page.short(&signature.origin)));
    }
}

fn remarks(page: &Page<'_>, text: &mut String) {
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

fn conflict(page: &Page<'_>, conflict: &Conflict, text: &mut String) {
    let language = page.language;
    let status = match &conflict.settled {
        Some(settled) => {
            let choice = conflicts::choice(language, &settled.choice);
            labels::SETTLED.with(language, &[&page.short(&settled.origin), &choice, &settled.reason])
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

fn oddities(page: &Page<'_>, text: &mut String) {
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

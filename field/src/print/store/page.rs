//! The storekeeper's one page: every open loan with holder and due time, every discrepancy with its cause, and what
//! the store has.

use super::facts::{fact, lines_of};
use super::{Desk, head};
use crate::goods;
use crate::print::add;
use crate::print::checklist::line;
use crate::print::table::table;
use crate::words::store as words;
use client_core::domain::stock::{Cause, Discrepancy, Ledger, Loan, LoanState};
use client_core::domain::words as core_words;

/// The whole page.
pub fn page(desk: Desk<'_>, ledger: &Ledger) -> String {
    let mut text = String::new();
    let language = desk.reader.language;
    line(&mut text, 0, &format!("{}  {}", words::STORE.get(language), desk.reader.zone.show(desk.now)));
    loans(desk, ledger, &mut text);
    needs(desk, ledger, &mut text);
    discrepancies(desk, ledger, &mut text);
    stock(desk, ledger, &mut text);
    text
}

fn loans(desk: Desk<'_>, ledger: &Ledger, text: &mut String) {
    let language = desk.reader.language;
    text.push('\n');
    line(text, 0, words::OPEN_LOANS.get(language));
    let mut open: Vec<&Loan> = ledger.tools.open_loans().collect();
    open.sort_by_key(|loan| (loan.due_at, &loan.tool));
    if open.is_empty() {
        line(text, 1, words::NO_LOANS.get(language));
        return;
    }
    let mut rows = vec![head(desk, &[words::TOOL, words::NAME, words::HELD_BY, words::ORDER, words::DUE_AT])];
    for loan in open {
        let mut marks = Vec::new();
        if loan.due_at <= desk.now {
            marks.push(words::OVERDUE.get(language).to_owned());
        }
        if loan.state != LoanState::Open {
            marks.push(core_words::loan(loan.state).get(language).to_owned());
        }
        if loan.one_sided() {
            marks.push(core_words::cause(Cause::OneSided).get(language).to_owned());
        }
        if loan.carried_over {
            marks.push(words::CARRIED_OVER.get(language).to_owned());
        }
        rows.push(vec![
            loan.tool.clone(),
            goods::label(language, desk.reader.catalogue, &loan.tool),
            desk.reader.name(&loan.borrower),
            desk.order(&loan.document),
            desk.reader.zone.show(loan.due_at),
            crate::words::list(language, &marks),
        ]);
    }
    text.push_str(&table(&rows));
}

fn needs(desk: Desk<'_>, ledger: &Ledger, text: &mut String) {
    let language = desk.reader.language;
    let open = ledger.orders.iter().flat_map(|(document, goods)| {
        goods.needs.iter().filter(|need| need.approved.is_none()).map(move |need| (document, need))
    });
    let mut first = true;
    for (document, need) in open {
        if first {
            text.push('\n');
            line(text, 0, words::NEEDS.get(language));
            first = false;
        }
        let mut goods: Vec<String> =
            need.lines.iter().map(|one| goods::printed(language, desk.reader.catalogue, one)).collect();
        goods.extend(need.tools.iter().cloned());
        let who = desk.reader.name(&need.technician);
        let when = desk.reader.zone.show(need.at);
        let goods = crate::words::list(language, &goods);
        line(text, 1, &format!("{} {}: {goods} ({who}, {when})", desk.order(document), need.entry));
    }
}

fn discrepancies(desk: Desk<'_>, ledger: &Ledger, text: &mut String) {
    let language = desk.reader.language;
    text.push('\n');
    line(text, 0, words::DISCREPANCIES.get(language));
    if ledger.discrepancies.is_empty() {
        line(text, 1, words::NO_DISCREPANCIES.get(language));
    }
    for one in &ledger.discrepancies {
        discrepancy(desk, ledger, one, text);
    }
}

fn discrepancy(desk: Desk<'_>, ledger: &Ledger, one: &Discrepancy, text: &mut String) {
    let language = desk.reader.language;
    let mut words = core_words::cause(one.cause).get(language).to_owned();
    let moved = lines_of(ledger, &one.id);
    let what = match (&one.item, &one.tool) {
        // Its quantity is a sum over lines that have nothing in common.
        (Some(_), _) if moved.is_some() => {
            goods::printed_all(language, desk.reader.catalogue, moved.unwrap_or_default())
        }
        (Some(item), _) => format!("{item} {}", desk.quantity(item, one.quantity)),
        (None, Some(tool)) => tool.clone(),
        (None, None) => String::new(),
    };
    add(&mut words, &[": ", &what]);
    // A kit's document has no number, and its person is named below.
    if let Some(document) = one.document.filter(|document| desk.numbers.contains_key(document)) {
        add(&mut words, &[" · ", &desk.order(&document)]);
    }
    let people: Vec<String> = one.people.iter().map(|user| desk.reader.name(user)).collect();
    if !people.is_empty() {
        add(&mut words, &[" · ", &crate::words::list(language, &people)]);
    }
    line(text, 1, &words);
    line(text, 2, &one.id);
    for (document, entry) in &one.entries {
        line(text, 2, &fact(desk, ledger, document, entry));
    }
    if matches!(one.cause, Cause::OneSided | Cause::ReturnUnconfirmed) {
        line(text, 2, words::MISSING_SIDE.get(language));
    }
    if let Some(answer) = answer(desk, one) {
        line(text, 2, &words::ANSWER.with(language, &[&answer]));
    }
}

/// What is typed to settle it.
fn answer(desk: Desk<'_>, one: &Discrepancy) -> Option<String> {
    let order = one.document.filter(|document| desk.numbers.contains_key(document));
    let item = one.item.as_deref().unwrap_or_default();
    Some(match (one.cause, order) {
        (Cause::StockNegative, _) => format!("field store count {item}=QTY --reason WORDS"),
        (Cause::KitOverdrawn, _) => format!("field store count {item}=QTY --kit USER --reason WORDS"),
        (Cause::TwoLoans, None) => "field decide ORDER COL-10 ENTRY --reason WORDS".to_owned(),
        (cause, Some(order)) => {
            let choice = match cause {
                Cause::TwoLoans => "A|B",
                Cause::SeenAgain | Cause::CodeUsedAgain | Cause::UsedWithoutIssue | Cause::Excess => {
                    "confirm"
                }
                _ => "confirm|reject",
            };
            format!("field decide {} {} {choice} --reason WORDS", desk.order(&order), one.id)
        }
        (Cause::CodeUsedAgain, None) => format!("field kit decide {} confirm --reason WORDS", one.id),
        (Cause::OneSided | Cause::ReturnUnconfirmed, None) => {
            format!("field kit decide {} confirm|reject --reason WORDS", one.id)
        }
        _ => return None,
    })
}

fn stock(desk: Desk<'_>, ledger: &Ledger, text: &mut String) {
    let language = desk.reader.language;
    text.push('\n');
    line(text, 0, words::STOCK.get(language));
    let mut rows = vec![head(desk, &[words::ITEM, words::NAME, words::ON_HAND])];
    for material in &desk.reader.catalogue.materials {
        let stock = ledger.stock.iter().find(|line| line.item == material.code);
        let on_hand = stock.map_or(0, |stock| stock.on_hand);
        let mark = match on_hand {
            negative if negative < 0 => words::NEGATIVE.get(language),
            low if material.low_level > 0 && low <= material.low_level => words::LOW.get(language),
            _ => "",
        };
        let batches: Vec<String> = stock
            .iter()
            .flat_map(|stock| &stock.batches)
            .filter(|(_, quantity)| **quantity != 0)
            .map(|(batch, quantity)| format!("@{batch} {}", desk.quantity(&material.code, *quantity)))
            .collect();
        rows.push(vec![
            material.code.clone(),
            material.label.get(language).to_owned(),
            desk.quantity(&material.code, on_hand),
            mark.to_owned(),
            crate::words::list(language, &batches),
        ]);
    }
    text.push_str(&table(&rows));
}

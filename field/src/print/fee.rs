//! Management fees at the door: the list, and the page of one account.

use super::checklist::line;
use super::table::table;
use super::{add, money, section};
use crate::time::Zone;
use crate::words::{fee as words, rejections};
use client_core::device::{FeeRow, FeeRowVisit, FeeView};
use client_core::domain::fee::{Bill, FeePayment, FeeVisit};
use client_core::domain::id::UserId;
use client_core::domain::text::Language;
use client_core::domain::words::fee as core;
use client_core::domain::words::office::method;
use std::collections::BTreeMap;

/// The accounts of a device: a line for each visit that is to be made, and one for each account without any (FEE-11).
pub fn list(language: Language, zone: Zone, rows: &[FeeRow], names: &BTreeMap<UserId, String>) -> String {
    if rows.is_empty() {
        return format!("{}\n", words::NONE.get(language));
    }
    let headings = [
        words::ACCOUNT,
        words::VISIT_AT,
        words::AMOUNT,
        words::RECEIPT,
        words::COLLECTOR,
        words::MEETS,
        words::OWNER,
        words::ADDRESS,
        words::UNSENT,
    ];
    let mut lines: Vec<Vec<String>> =
        vec![headings.iter().map(|heading| heading.get(language).to_owned()).collect()];
    for row in rows {
        let unsent = if row.pending > 0 { row.pending.to_string() } else { String::new() };
        let line = |visit: Vec<String>| {
            let cells = std::iter::once(row.account.clone()).chain(visit);
            cells.chain([unsent.clone()]).collect()
        };
        lines.extend(row.visits.iter().map(|visit| line(visit_cells(zone, visit, names))));
        if row.visits.is_empty() {
            lines.push(line(vec![String::new(); headings.len() - 2]));
        }
    }
    table(&lines)
}

fn visit_cells(zone: Zone, visit: &FeeRowVisit, names: &BTreeMap<UserId, String>) -> Vec<String> {
    let party = visit.party.clone().unwrap_or_default();
    vec![
        zone.show(visit.visit_at),
        money(visit.amount_fen),
        visit.receipt.clone(),
        names.get(&visit.collector).cloned().unwrap_or_default(),
        party.contact_name,
        party.owner_name,
        party.address,
    ]
}

/// One account: what the customer confirms, and what its reader may do (FEE-9, FEE-11).
pub fn page(language: Language, zone: Zone, view: &FeeView) -> String {
    let mut text = String::new();
    head(language, view, &mut text);
    section(&mut text, words::BILLS.get(language), &view.statement.bills, |one| vec![bill(language, one)]);
    section(&mut text, words::VISITS.get(language), &view.account.visits, |one| {
        visit(language, zone, view, one)
    });
    section(&mut text, words::PAYMENTS.get(language), &view.account.payments, |one| {
        vec![payment(language, zone, view, one)]
    });
    for conflict in &view.account.receipt_conflicts {
        line(&mut text, 0, &format!("!!! {}", words::CONFLICT.with(language, &[&conflict.receipt])));
    }
    if !view.stuck.is_empty() {
        let count = view.stuck.len().to_string();
        line(&mut text, 0, &format!("!!! {}", words::REFUSED.with(language, &[&count])));
    }
    if view.account.visits.iter().any(FeeVisit::is_open) {
        line(&mut text, 0, &format!("☞ {} (FEE-9)", words::CONFIRM.get(language)));
    }
    for (title, open) in [(words::MAY, true), (words::NOT_YET, false)] {
        let of: Vec<_> = view.commands.iter().filter(|one| one.refused.is_none() == open).collect();
        section(&mut text, title.get(language), &of, |one| {
            let kind = core::kind(one.action).map_or("", |kind| kind.get(language));
            vec![match &one.refused {
                None => kind.to_owned(),
                Some(why) => format!("{kind}: {}", rejections::rejection(language, why)),
            }]
        });
    }
    text
}

fn head(language: Language, view: &FeeView, text: &mut String) {
    let statement = &view.statement;
    line(text, 0, &words::HEAD.with(language, &[&view.account.account]));
    let sums = [statement.billed_fen, statement.paid_fen, statement.unpaid_fen()].map(money);
    let mut said = words::SUMS.with(language, &[&sums[0], &sums[1], &sums[2]]);
    for (words, fen) in
        [(words::LATE_FEE, statement.late_fee_due_fen()), (words::CREDIT, statement.credit_fen())]
    {
        if fen > 0 {
            add(&mut said, &[" · ", &words.with(language, &[&money(fen)])]);
        }
    }
    line(text, 0, &said);
}

fn bill(language: Language, bill: &Bill) -> String {
    let of = bill.period.map_or_else(|| words::OPENING.get(language).to_owned(), |period| period.to_string());
    let sums = [bill.amount_fen, bill.paid_fen, bill.unpaid_fen()].map(money);
    let mut said = words::BILL.with(language, &[&of, &sums[0], &sums[1], &sums[2]]);
    if bill.late_fee_fen > 0 {
        add(&mut said, &[" · ", &words::LATE_FEE.with(language, &[&money(bill.late_fee_fen)])]);
    }
    if let Some(day) = bill.pay_by {
        add(&mut said, &[" · ", &words::PAY_BY.with(language, &[&day.to_string()])]);
    }
    if bill.disputed {
        add(&mut said, &[" · ", words::DISPUTED.get(language)]);
    }
    said
}

fn visit(language: Language, zone: Zone, view: &FeeView, visit: &FeeVisit) -> Vec<String> {
    let state = match (&visit.voided, visit.paid) {
        (_, Some(_)) => words::USED.get(language).to_owned(),
        (Some(reason), None) => words::VOIDED.with(language, &[&reason.words]),
        (None, None) => words::TO_MAKE.get(language).to_owned(),
    };
    let (at, amount) = (zone.show(visit.visit_at), money(visit.amount_fen));
    let who = view.names.get(&visit.collector).map_or("", String::as_str);
    let said = words::VISIT.with(language, &[&at, &amount, &visit.receipt, who]);
    let party = match view.parties.get(&visit.origin.entry) {
        Some(one) => words::PARTY.with(language, &[&one.contact_name, &one.owner_name, &one.address]),
        None => words::PARTY_NOT_HERE.get(language).to_owned(),
    };
    vec![format!("{said} [{state}]"), party]
}

fn payment(language: Language, zone: Zone, view: &FeeView, payment: &FeePayment) -> String {
    let (at, amount) = (zone.show(payment.paid_at), money(payment.principal_fen));
    let who = view.names.get(&payment.origin.by.user).map_or("", String::as_str);
    let how = method(payment.method).get(language);
    let mut said = words::PAYMENT.with(language, &[&at, &payment.receipt, &amount, how, who]);
    if payment.late_fee_fen > 0 {
        add(&mut said, &[" · ", &words::OF_IT_LATE_FEE.with(language, &[&money(payment.late_fee_fen)])]);
    }
    if view.pending.contains(&payment.origin.entry) {
        add(&mut said, &[" [", words::NOT_SENT.get(language), "]"]);
    }
    said
}

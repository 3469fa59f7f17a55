//! Money after the signature: method, report, notices, receipts, corrections, with their forms (FEE-3 to FEE-8, FEE-14).

use super::super::html::Html;
use super::super::look::money;
use super::super::words::{Text, finance as words, labels};
use super::forms::{Form, fold};
use super::{Page, origin};
use client_core::domain::entry::Kind;
use client_core::domain::entry::finance::PaymentMethod;
use client_core::domain::fee::ReceiptPlace;
use client_core::domain::id::DocumentId;
use client_core::domain::order::{Correction, Origin};
use client_core::domain::words::office;

/// What was reported, listed, paid and corrected, and what the viewer can do about it.
pub(super) fn section(h: &mut Html, page: &Page<'_>) {
    let account = &page.order().account;
    let empty = account.method.is_none()
        && account.report_lines.is_empty()
        && account.payments.is_empty()
        && account.waived.is_none();
    let forms = offered(page);
    if empty && forms.is_empty() {
        return;
    }
    let look = page.look;
    h.el("section", &[("class", "card"), ("id", "account")], |h| {
        h.word("h2", "", look.say(words::FINANCE));
        let balance = account.balance_fen();
        if balance < 0 {
            h.word("p", "strong", &look.with(words::CREDIT, &[&money(-balance)]));
        } else {
            let values = [money(account.due_fen), money(account.paid_fen), money(balance)];
            h.word("p", "strong", &look.with(words::BALANCE, &values.each_ref().map(String::as_str)));
        }
        if page.order().disputed {
            h.word("p", "fault", look.say(words::DO_NOT_COLLECT));
        }
        lines(h, page);
        for one in account.adjustments.iter().filter(|one| one.answered.is_none()) {
            if page.may(Kind::AdjustmentApproved) {
                answer(h, page, one);
            }
        }
        for (id, title, form) in forms {
            fold(h, page, id, title, |h| form(h, page));
        }
    });
}

fn lines(h: &mut Html, page: &Page<'_>) {
    let (look, account) = (page.look, &page.order().account);
    let mut item = |words: &str, by: &Origin| {
        h.of("div", "item", |h| {
            h.typed(words);
            h.text(" ");
            origin::short(h, page, by);
        });
    };
    let method = |method: PaymentMethod| office::method(method).get(look.language);
    if let Some((by, one)) = &account.method {
        item(&format!("{}: {}", look.say(words::METHOD), method(*one)), by);
    }
    for line in &account.report_lines {
        item(&look.with(words::REPORTED, &[&line.month, &money(line.amount_fen)]), &line.origin);
        if let Some(by) = &line.approved {
            item(&look.with(words::APPROVED_LINE, &[&line.month]), by);
        }
    }
    for one in &account.notices {
        item(&look.with(words::IN_NOTICE, &[&one.month, &money(one.amount_fen)]), &one.origin);
    }
    for one in &account.payments {
        let words = match (one.counts, one.elsewhere) {
            (true, _) => words::PAID,
            (false, Some(_)) => words::PAID_ELSEWHERE,
            (false, None) => words::PAID_AGAIN,
        };
        let values = [one.receipt.as_str(), &money(one.amount_fen), method(one.method)];
        item(&look.with(words, &values), &one.origin);
    }
    for one in &account.adjustments {
        let answer = match one.answered {
            None => words::ASKED,
            Some((_, true)) => words::AGREED,
            Some((_, false)) => words::DECLINED,
        };
        let values = [one.month.as_str(), &money(one.difference_fen), &one.reason, look.say(answer)];
        item(&look.with(words::CORRECTED, &values), &one.origin);
    }
    if let Some((by, reason)) = &account.waived {
        item(&look.with(words::WAIVED, &[reason]), by);
    }
}

/// A link to the paper that bears the number of this order's receipt.
pub(super) fn receipt_place(h: &mut Html, page: &Page<'_>, document: Option<DocumentId>) {
    let Some((document, place)) = document.and_then(|one| page.sheet.receipt_places.get_key_value(&one))
    else {
        return;
    };
    let (to, words) = match place {
        ReceiptPlace::Slip(_) => (format!("/orders/{document}"), words::USED_FOR_SLIP),
        ReceiptPlace::Account(number) => (format!("/fees/accounts/{number}"), words::USED_FOR_ACCOUNT),
    };
    h.link("", &to, &page.look.with(words, &[place.as_str()]));
}

fn answer(h: &mut Html, page: &Page<'_>, one: &Correction) {
    let id = one.origin.entry.to_string();
    let form = Form { page, id: &id, command: "answer_adjustment" };
    form.put(h, words::ANSWER, |h, form| {
        h.void("input", &[("type", "hidden"), ("name", "adjustment"), ("value", &id)]);
        h.of("div", "choices", |h| {
            form.radio(h, "approved", "yes", page.look.say(words::AGREED));
            form.radio(h, "approved", "no", page.look.say(words::DECLINED));
        });
    });
}

type PutForm = fn(&mut Html, &Page<'_>);

fn offered(page: &Page<'_>) -> Vec<(&'static str, Text, PutForm)> {
    let all: [(Kind, &'static str, Text, PutForm); 4] = [
        (Kind::RegisteredByMethod, "register_by_method", words::REGISTER, register),
        (Kind::PaymentReceived, "receive_payment", words::RECEIVE, receive),
        (Kind::Adjustment, "adjust", words::CORRECT, adjust),
        (Kind::ChargeWaived, "waive_charge", words::WAIVE, waive),
    ];
    let may = all.into_iter().filter(|(kind, ..)| page.may(*kind));
    may.map(|(_, id, title, form)| (id, title, form)).collect()
}

fn methods(h: &mut Html, page: &Page<'_>, form: &Form<'_>) {
    h.of("label", "field", |h| {
        h.word("span", "", page.look.say(words::METHOD));
        h.el("select", &[("name", "method"), ("required", "")], |h| {
            h.el("option", &[("value", "")], |h| h.text(page.look.say(labels::CHOOSE)));
            for one in PaymentMethod::ALL {
                form.option(h, "method", one.as_str(), office::method(*one).get(page.look.language));
            }
        });
    });
}

fn register(h: &mut Html, page: &Page<'_>) {
    let form = Form { page, id: "register_by_method", command: "register_by_method" };
    form.put(h, words::REGISTER, |h, form| methods(h, page, form));
}

fn receive(h: &mut Html, page: &Page<'_>) {
    let form = Form { page, id: "receive_payment", command: "receive_payment" };
    form.put(h, words::RECEIVE, |h, form| {
        form.text(h, "receipt", true);
        form.amount(h);
        methods(h, page, form);
        form.time(h, "paid_at", false);
    });
}

fn adjust(h: &mut Html, page: &Page<'_>) {
    let form = Form { page, id: "adjust", command: "adjust" };
    form.put(h, words::CORRECT, |h, form| {
        form.text(h, "month", true);
        h.of("div", "choices", |h| {
            form.radio(h, "sign", "less", page.look.say(words::LESS));
            form.radio(h, "sign", "more", page.look.say(words::MORE));
        });
        form.amount(h);
        form.text(h, "reason", true);
    });
}

fn waive(h: &mut Html, page: &Page<'_>) {
    let form = Form { page, id: "waive_charge", command: "waive_charge" };
    form.put(h, words::WAIVE, |h, form| form.text(h, "reason", true));
}

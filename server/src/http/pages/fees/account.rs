//! One account: who pays what, its bills and notices, payments, visits, contacts, and what the reader may do.

use super::super::html::Html;
use super::super::look::{Look, Viewer, code, money, percent};
use super::super::shell;
use super::super::store::{cell, number as figure, table};
use super::super::words::{Text, fees as words};
use super::forms::{self, Refused};
use super::{next, number, period, shared_receipt, term_of};
use crate::accounts::{StaffMember, directory};
use crate::http::etag::tag_of;
use crate::http::fees::{clock, load};
use crate::http::{AppState, Problem, ProblemKind};
use crate::office::fee::FeeView;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use client_core::domain::calendar::Day;
use client_core::domain::entry::DocumentKind;
use client_core::domain::fee::{FeeAccount, FeeNotice, Statement};
use client_core::domain::id::{EntryId, UserId};
use client_core::domain::order::Origin;
use client_core::domain::policy::{ReadScope, may_read};
use client_core::domain::words::{fee as core, office};
use std::collections::BTreeMap;

/// What a page of an account is made of.
pub(super) struct Page<'p> {
    pub(super) look: &'p Look,
    pub(super) viewer: &'p Viewer,
    /// Nothing before its first terms.
    pub(super) view: Option<&'p FeeView>,
    pub(super) number: &'p str,
    pub(super) etag: &'p str,
    pub(super) today: Day,
    /// Who may collect at the door.
    pub(super) collectors: &'p [(UserId, String)],
    pub(super) refused: Option<&'p Refused>,
}

/// The page.
pub(in crate::http::pages) async fn show(
    State(state): State<AppState>,
    viewer: Viewer,
    Path(account): Path<String>,
) -> Response {
    shell::shown(&viewer, render(&state, &viewer, &account, StatusCode::OK, None).await)
}

/// The page, with what was refused. A customer without terms has one, too: its first command opens the account.
pub(super) async fn render(
    state: &AppState,
    viewer: &Viewer,
    account: &str,
    status: StatusCode,
    refused: Option<&Refused>,
) -> Result<Response, Problem> {
    crate::http::fees::require_fee_reader(&viewer.who)?;
    let view = match load(state, &viewer.who, account).await {
        Ok(view) => Some(view),
        Err(problem) if problem.kind() == ProblemKind::NotFound => None,
        Err(problem) => return Err(problem),
    };
    let number = account.to_owned();
    let payer = state.store.read(move |connection| crate::fees::party_of(connection, &number)).await?;
    let payer = match (&view, payer) {
        (None, None) => return Err(Problem::new(ProblemKind::NotFound, "no such account")),
        (_, payer) => payer.unwrap_or_default(),
    };
    let staff = state.store.read(directory).await?;
    let collectors: Vec<(UserId, String)> = staff.into_iter().filter(collects).map(named).collect();
    let unwritten = tag_of(&[]);
    let page = Page {
        look: &viewer.look,
        viewer,
        view: view.as_ref(),
        number: account,
        etag: view.as_ref().map_or(unwritten.as_str(), |view| &view.etag),
        today: clock(state).today(),
        collectors: &collectors,
        refused,
    };
    let look = &viewer.look;
    let title = format!("{} · {account}", look.say(words::FEES));
    Ok(shell::page(look, Some(viewer), status, &title, "finance", |h| {
        forms::refusal(h, &page);
        h.of("section", "card top", |h| {
            h.el("h1", &[], |h| h.typed(&format!("{} {}", payer.name, payer.unit_no)));
            h.of("dl", "facts wide", |h| {
                fact(h, look, words::ACCOUNT, account);
                if let Some(view) = page.view {
                    sums(h, look, &view.statement, page.today);
                } else {
                    fact(h, look, words::TERMS, look.say(words::NO_ACCOUNT));
                }
            });
        });
        h.of("div", "columns", |h| {
            h.of("div", "", |h| {
                if let Some(view) = page.view {
                    tasks(h, &page, view);
                    terms(h, look, &view.account);
                    bills(h, &page, view);
                    notices(h, &page, view);
                    payments(h, &page, view);
                    visits(h, &page, view);
                    contacts(h, &page, view);
                    disputes(h, &page, view);
                    struck(h, &page, view);
                }
            });
            forms::put(h, &page);
        });
    }))
}

fn collects(one: &StaffMember) -> bool {
    let reads = |kind| one.roles.iter().any(|role| may_read(*role, kind) != ReadScope::Nothing);
    !one.disabled && reads(DocumentKind::FeeAccount)
}

fn named(one: StaffMember) -> (UserId, String) {
    (one.user, one.display_name)
}

pub(super) fn fact(h: &mut Html, look: &Look, label: Text, text: &str) {
    h.el("div", &[], |h| {
        h.word("dt", "", look.say(label));
        h.el("dd", &[], |h| h.typed(text));
    });
}

fn sums(h: &mut Html, look: &Look, statement: &Statement, today: Day) {
    fact(h, look, words::BILLED, &money(statement.billed_fen));
    fact(h, look, words::PAID, &money(statement.paid_fen));
    fact(h, look, words::UNPAID, &money(statement.unpaid_fen()));
    fact(h, look, words::OVERDUE, &money(statement.overdue_fen(today)));
    fact(h, look, words::LATE_FEE, &money(statement.late_fee_due_fen()));
    fact(h, look, words::CREDIT, &money(statement.credit_fen()));
}

/// What somebody has to do about receipts whose number others bear too, letters that crossed a payment, receipts that differ,
/// and arrears.
fn tasks(h: &mut Html, page: &Page<'_>, view: &FeeView) {
    let (look, statement) = (page.look, &view.statement);
    for one in &view.shared_receipts {
        shared_receipt(h, look, one);
    }
    let mut alarm = |text: String| h.el("p", &[("class", "fault")], |h| h.typed(&text));
    for notice in &statement.to_withdraw {
        alarm(look.with(words::TO_WITHDRAW, &[&number(&view.account, *notice)]));
    }
    for notice in &statement.to_call {
        alarm(look.with(words::TO_CALL, &[&number(&view.account, *notice)]));
    }
    for conflict in &view.account.receipt_conflicts {
        let other = money(conflict.other.principal_fen + conflict.other.late_fee_fen);
        alarm(look.with(words::CONFLICT, &[&conflict.receipt, &other]));
    }
    let letter = statement.letter_from.map(|day| (day, look.with(words::LETTER_DUE, &[&day.to_string()])));
    if let Some((_, text)) = letter.as_ref().filter(|(day, _)| *day <= page.today) {
        alarm(text.clone());
    }
    if statement.may_recover && statement.recovery.is_none() {
        alarm(look.say(words::MAY_RECOVER).to_owned());
    }
    if let Some(last) = view.account.recoveries.last() {
        let recovery = core::recovery(last.recovery).get(look.language);
        alarm(format!("{}: {recovery} · {}", look.say(words::RECOVERY), last.reason));
    }
    if let Some((_, text)) = letter.filter(|(day, _)| *day > page.today) {
        h.word("p", "soft", &text);
    }
    if statement.overdue_fen(page.today) > 0 {
        let to = format!(
            "/api/v1/fees/accounts/{}/case.pdf?language={}",
            percent(page.number),
            code(look.language)
        );
        h.of("p", "", |h| h.link("button quiet", &to, look.say(words::CASE)));
    }
}

fn card(h: &mut Html, id: &str, title: &str, inner: impl FnOnce(&mut Html)) {
    h.el("section", &[("class", "card"), ("id", id)], |h| {
        h.word("h2", "", title);
        inner(h);
    });
}

fn terms(h: &mut Html, look: &Look, account: &FeeAccount) {
    card(h, "terms", look.say(words::TERMS), |h| {
        table(h, look, &[words::FROM, words::PLAN, words::MONTHLY], |h| {
            for terms in account.terms.iter().rev() {
                h.el("tr", &[], |h| {
                    cell(h, look, words::FROM, |h| h.text(&terms.from.to_string()));
                    cell(h, look, words::PLAN, |h| {
                        h.text(core::plan(terms.plan).get(look.language));
                        if terms.trusteeship {
                            h.word("span", "badge", look.say(words::TRUSTEESHIP));
                        }
                    });
                    figure(h, look, words::MONTHLY, "", &money(terms.monthly_fen));
                });
            }
        });
    });
}

fn bills(h: &mut Html, page: &Page<'_>, view: &FeeView) {
    let look = page.look;
    card(h, "bills", look.say(words::BILLS), |h| {
        let headings = [
            words::PERIOD,
            words::BILLED,
            words::PAID,
            words::UNPAID,
            words::LATE_FEE,
            words::PAY_BY,
            words::NEXT,
        ];
        table(h, look, &headings, |h| {
            for bill in view.statement.bills.iter().rev() {
                let hot = if bill.is_overdue(page.today) { "hot" } else { "" };
                h.el("tr", &[("class", hot)], |h| {
                    cell(h, look, words::PERIOD, |h| h.text(&period(look, bill.period)));
                    figure(h, look, words::BILLED, "", &money(bill.amount_fen));
                    figure(h, look, words::PAID, "", &money(bill.paid_fen));
                    figure(h, look, words::UNPAID, "", &money(bill.unpaid_fen()));
                    figure(h, look, words::LATE_FEE, "", &money(bill.late_fee_fen));
                    cell(h, look, words::PAY_BY, |h| {
                        h.text(&bill.pay_by.map(|day| day.to_string()).unwrap_or_default());
                    });
                    cell(h, look, words::NEXT, |h| {
                        if bill.disputed {
                            h.word("span", "badge uncertain", look.say(words::DISPUTED));
                        }
                        if let Some(step) = &bill.next {
                            h.text(&next(look, step));
                        }
                    });
                });
            }
        });
    });
}

/// Where the paper of an entry is.
fn paper(page: &Page<'_>, entry: EntryId) -> String {
    let language = code(page.look.language);
    format!("/api/v1/fees/accounts/{}/papers/{entry}?language={language}", percent(page.number))
}

fn notices(h: &mut Html, page: &Page<'_>, view: &FeeView) {
    let look = page.look;
    card(h, "notices", look.say(words::NOTICES), |h| {
        let headings = [
            words::NUMBER,
            words::NOTICE,
            words::AMOUNT,
            words::PREPARED,
            words::SENT,
            words::RECEIVED,
            words::TERM,
        ];
        table(h, look, &headings, |h| {
            for notice in view.account.notices.iter().rev() {
                h.el("tr", &[], |h| notice_cells(h, page, view, notice));
            }
        });
        for notice in view.account.notices.iter().rev() {
            forms::of_notice(h, page, notice);
        }
    });
}

fn notice_cells(h: &mut Html, page: &Page<'_>, view: &FeeView, notice: &FeeNotice) {
    let look = page.look;
    let id = notice.origin.entry;
    let by = |origin: &Origin| name(&view.names, origin);
    let term = term_of(&view.statement, id);
    cell(h, look, words::NUMBER, |h| h.link("", &paper(page, id), &number(&view.account, id)));
    cell(h, look, words::NOTICE, |h| {
        h.text(core::stage(notice.stage).get(look.language));
        if let Some(withdrawn) = &notice.withdrawn {
            h.el("span", &[("class", "badge")], |h| {
                h.typed(&look.with(words::WITHDRAWN, &[&withdrawn.words]));
            });
        } else if term.is_some_and(|term| term.overtaken) {
            h.word("span", "badge alarm", look.say(words::OVERTAKEN));
        }
    });
    let total = notice.amount_fen + notice.late_fee_fen.unwrap_or(0);
    figure(h, look, words::AMOUNT, "", &money(total));
    cell(h, look, words::PREPARED, |h| {
        look.put_time(h, notice.origin.at.estimate(), true);
        h.text(" ");
        h.typed(by(&notice.origin));
    });
    cell(h, look, words::SENT, |h| {
        if let Some(sent) = &notice.sent {
            look.put_time(h, sent.at, true);
            let tracking = sent.tracking.as_deref().unwrap_or_default();
            h.text(" ");
            h.typed(&format!(
                "{} {tracking} {}",
                core::sent_by(sent.by).get(look.language),
                by(&sent.origin)
            ));
        }
    });
    cell(h, look, words::RECEIVED, |h| {
        if let Some(received) = &notice.received {
            h.typed(&format!("{} {}", received.on, by(&received.origin)));
        }
    });
    cell(h, look, words::TERM, |h| {
        let day = term.and_then(|term| term.term);
        h.text(&day.map(|day| day.to_string()).unwrap_or_default());
    });
}

pub(super) fn name<'n>(names: &'n BTreeMap<UserId, String>, origin: &Origin) -> &'n str {
    names.get(&origin.by.user).map_or("", String::as_str)
}

fn payments(h: &mut Html, page: &Page<'_>, view: &FeeView) {
    if view.account.payments.is_empty() {
        return;
    }
    let look = page.look;
    card(h, "payments", look.say(words::PAYMENTS), |h| {
        let headings =
            [words::RECEIPT, words::PAID_AT, words::AMOUNT, words::LATE_FEE, words::METHOD, words::BY];
        table(h, look, &headings, |h| {
            for payment in view.account.payments.iter().rev() {
                h.el("tr", &[], |h| {
                    let to = paper(page, payment.origin.entry);
                    cell(h, look, words::RECEIPT, |h| h.link("", &to, &payment.receipt));
                    cell(h, look, words::PAID_AT, |h| look.put_time(h, payment.paid_at, false));
                    figure(h, look, words::AMOUNT, "", &money(payment.principal_fen));
                    figure(h, look, words::LATE_FEE, "", &money(payment.late_fee_fen));
                    cell(h, look, words::METHOD, |h| {
                        h.text(office::method(payment.method).get(look.language));
                    });
                    cell(h, look, words::BY, |h| h.typed(name(&view.names, &payment.origin)));
                });
            }
        });
    });
}

fn visits(h: &mut Html, page: &Page<'_>, view: &FeeView) {
    if view.account.visits.is_empty() {
        return;
    }
    let look = page.look;
    card(h, "visits", look.say(words::VISITS), |h| {
        let headings = [
            words::VISIT_AT,
            words::COLLECTOR,
            words::CONTACT_NAME,
            words::AMOUNT,
            words::RECEIPT,
            words::RESULT,
        ];
        table(h, look, &headings, |h| {
            for visit in view.account.visits.iter().rev() {
                let party = view.parties.get(&visit.origin.entry);
                h.el("tr", &[], |h| {
                    cell(h, look, words::VISIT_AT, |h| look.put_time(h, visit.visit_at, false));
                    cell(h, look, words::COLLECTOR, |h| {
                        h.typed(view.names.get(&visit.collector).map_or("", String::as_str));
                    });
                    cell(h, look, words::CONTACT_NAME, |h| {
                        h.typed(&party.map_or_else(String::new, |one| {
                            format!("{} · {}", one.contact_name, one.address)
                        }));
                    });
                    figure(h, look, words::AMOUNT, "", &money(visit.amount_fen));
                    let to = paper(page, visit.origin.entry);
                    cell(h, look, words::RECEIPT, |h| h.link("", &to, &visit.receipt));
                    cell(h, look, words::RESULT, |h| match &visit.voided {
                        _ if visit.paid.is_some() => h.text(look.say(words::COLLECTED)),
                        Some(voided) => h.typed(&look.with(words::VOIDED, &[&voided.words])),
                        None => h.text(look.say(words::OPEN)),
                    });
                });
            }
        });
        for visit in view.account.visits.iter().filter(|visit| visit.is_open()) {
            forms::of_visit(h, page, visit);
        }
    });
}

fn contacts(h: &mut Html, page: &Page<'_>, view: &FeeView) {
    let account = &view.account;
    if account.contacts.is_empty() && account.letters.is_empty() {
        return;
    }
    let look = page.look;
    card(h, "contacts", look.say(words::CONTACTS), |h| {
        let headings = [
            words::WHEN,
            words::HOW,
            words::AMOUNT,
            words::PAY_BY,
            words::CAUSE,
            words::MEASURE,
            words::RESULT,
        ];
        table(h, look, &headings, |h| {
            for one in account.contacts.iter().rev() {
                h.el("tr", &[], |h| {
                    cell(h, look, words::WHEN, |h| {
                        look.put_time(h, one.origin.at.estimate(), true);
                        h.text(" ");
                        h.typed(name(&view.names, &one.origin));
                    });
                    cell(h, look, words::HOW, |h| h.text(core::contact_by(one.by).get(look.language)));
                    figure(h, look, words::AMOUNT, "", &money(one.amount_fen));
                    cell(h, look, words::PAY_BY, |h| h.text(&one.pay_by.to_string()));
                    cell(h, look, words::CAUSE, |h| h.text(core::cause(one.cause).get(look.language)));
                    cell(h, look, words::MEASURE, |h| h.text(core::measure(one.measure).get(look.language)));
                    cell(h, look, words::RESULT, |h| h.typed(one.result.as_deref().unwrap_or_default()));
                });
            }
        });
        for letter in &account.letters {
            h.of("p", "", |h| {
                look.put_time(h, letter.origin.at.estimate(), true);
                h.text(" ");
                let kind = core::kind(client_core::domain::entry::Kind::FeeLetterSent);
                h.text(kind.map_or("", |words| words.get(look.language)));
                h.text(" ");
                h.typed(&letter.tracking);
            });
        }
    });
}

fn disputes(h: &mut Html, page: &Page<'_>, view: &FeeView) {
    if view.account.disputes.is_empty() {
        return;
    }
    let look = page.look;
    card(h, "disputes", look.say(words::DISPUTES), |h| {
        table(h, look, &[words::PERIOD, words::REASON, words::RESULT], |h| {
            for dispute in view.account.disputes.iter().rev() {
                h.el("tr", &[], |h| {
                    cell(h, look, words::PERIOD, |h| h.text(&dispute.period.to_string()));
                    cell(h, look, words::REASON, |h| h.typed(&dispute.reason));
                    cell(h, look, words::RESULT, |h| match &dispute.settled {
                        None => h.word("span", "badge uncertain", look.say(words::STANDS)),
                        Some(end) => {
                            h.typed(&look.with(words::SETTLED, &[&money(end.waived_fen), &end.reason]));
                        }
                    });
                });
            }
        });
    });
}

fn struck(h: &mut Html, page: &Page<'_>, view: &FeeView) {
    if view.account.not_accepted.is_empty() {
        return;
    }
    let look = page.look;
    card(h, "struck", look.say(words::NOT_ACCEPTED), |h| {
        for one in &view.account.not_accepted {
            h.of("p", "soft", |h| {
                look.put_time(h, one.origin.at.estimate(), true);
                let kind = core::kind(one.kind).map_or(one.kind.as_str(), |words| words.get(look.language));
                h.text(&format!(" {kind} · {} · ", one.reason));
                h.typed(name(&view.names, &one.origin));
            });
        }
    });
}

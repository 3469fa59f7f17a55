//! All accounts by number, with filters in the address, what finance and customer service do for all of them, and ageing.

use super::super::follow_up::choice;
use super::super::html::Html;
use super::super::look::{Look, Viewer, money, percent};
use super::super::store::{cell, number, table};
use super::super::words::{fees as words, figures, labels};
use super::super::{Fields, shell, value};
use super::{address, next, shared_receipt, work};
use crate::fees::{FeeLine, Filter};
use crate::http::fees::{FeeParameters, as_file, clock, find};
use crate::http::{AppState, Problem};
use crate::receipt_numbers::shared_by_accounts;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use client_core::domain::fee::{Ageing, NextStep};

/// The page.
pub(in crate::http::pages) async fn show(
    State(state): State<AppState>,
    viewer: Viewer,
    Query(fields): Query<Fields>,
) -> Response {
    shell::shown(&viewer, answer(&state, &viewer, &fields).await)
}

async fn answer(state: &AppState, viewer: &Viewer, fields: &Fields) -> Result<Response, Problem> {
    let given = |name: &str| Some(value(fields, name).trim().to_owned()).filter(|text| !text.is_empty());
    let asked = FeeParameters {
        filter: given("filter"),
        q: given("q"),
        after: given("after"),
        limit: None,
        format: given("format"),
        language: Some(viewer.look.language),
    };
    let (lines, more) = find(state, &viewer.who, asked.query()?).await?;
    if let Some(response) = as_file(state, &viewer.who, &asked, &lines).await? {
        return Ok(response);
    }
    let shared = state.store.read(shared_by_accounts).await?;
    let (look, today) = (&viewer.look, clock(state).today());
    Ok(shell::page(look, Some(viewer), StatusCode::OK, look.say(words::FEES), "finance", |h| {
        h.of("header", "title", |h| {
            h.word("h1", "", look.say(words::FEES));
            work::doors(h, viewer);
        });
        work::import_door(h, viewer);
        for one in &shared {
            shared_receipt(h, look, one);
        }
        filters(h, look, &asked);
        list(h, look, &lines, today);
        ageing(h, look, &lines);
        h.of("div", "pager", |h| {
            if asked.after.is_some() {
                h.link("button quiet", &asked.address(None, None), look.say(labels::FIRST_PAGE));
            }
            if let Some(last) = lines.last().filter(|_| more) {
                let to = asked.address(Some(&last.account.account), None);
                h.link("button quiet", &to, look.say(labels::NEXT_PAGE));
            }
            for (format, word) in
                [("csv", figures::AS_CSV), ("xlsx", figures::AS_XLSX), ("pdf", figures::AS_PDF)]
            {
                h.link("button quiet", &asked.address(None, Some(format)), look.say(word));
            }
        });
    }))
}

impl FeeParameters {
    fn address(&self, after: Option<&str>, format: Option<&str>) -> String {
        let all = [
            ("filter", self.filter.as_deref()),
            ("q", self.q.as_deref()),
            ("after", after),
            ("format", format),
        ];
        let given = all.into_iter().filter_map(|(name, value)| Some((name, value?)));
        let parts: Vec<String> = given.map(|(name, value)| format!("{name}={}", percent(value))).collect();
        if parts.is_empty() { "/fees".to_owned() } else { format!("/fees?{}", parts.join("&")) }
    }
}

const fn named(filter: Filter) -> super::super::words::Text {
    match filter {
        Filter::All => words::ALL,
        Filter::Overdue => words::OVERDUE,
        Filter::Prepare => words::TO_PREPARE,
        Filter::Send => words::TO_SEND,
        Filter::Crossed => words::CROSSED,
        Filter::Recover => words::TO_RECOVER,
        Filter::Disputed => words::DISPUTED,
        Filter::PaidTwice => words::PAID_TWICE,
    }
}

fn filters(h: &mut Html, look: &Look, asked: &FeeParameters) {
    let attributes = [("class", "filters"), ("method", "get"), ("action", "/fees"), ("role", "search")];
    h.el("form", &attributes, |h| {
        h.void(
            "input",
            &[
                ("type", "search"),
                ("name", "q"),
                ("value", asked.q.as_deref().unwrap_or_default()),
                ("maxlength", "100"),
                ("placeholder", look.say(words::SEARCH)),
                ("aria-label", look.say(words::SEARCH)),
            ],
        );
        let kinds = Filter::ALL.iter().filter(|(filter, _)| *filter != Filter::All);
        let kinds = kinds.map(|(filter, name)| (*name, look.say(named(*filter))));
        let chosen = asked.filter.as_deref().unwrap_or_default();
        choice(h, "filter", look.say(words::NEXT), look.say(words::ALL), chosen, kinds);
        h.word("button", "quiet", look.say(labels::FILTER));
    });
}

fn list(h: &mut Html, look: &Look, lines: &[FeeLine], today: client_core::domain::calendar::Day) {
    if lines.is_empty() {
        h.word("p", "empty", look.say(words::NOTHING));
        return;
    }
    let headings = [
        words::ACCOUNT,
        words::NAME,
        words::UNIT,
        words::UNPAID,
        words::OVERDUE,
        words::LATE_FEE,
        words::NEXT,
    ];
    table(h, look, &headings, |h| {
        for line in lines {
            let statement = &line.statement;
            let overdue = statement.overdue_fen(today);
            h.el("tr", &[("class", if overdue > 0 { "hot" } else { "" })], |h| {
                let account = &line.account.account;
                cell(h, look, words::ACCOUNT, |h| h.link("", &address(account), account));
                cell(h, look, words::NAME, |h| h.typed(&line.payer.name));
                cell(h, look, words::UNIT, |h| h.typed(&line.payer.unit_no));
                number(h, look, words::UNPAID, "", &money(statement.unpaid_fen() - statement.credit_fen()));
                number(h, look, words::OVERDUE, "", &money(overdue));
                number(h, look, words::LATE_FEE, "", &money(statement.late_fee_due_fen()));
                cell(h, look, words::NEXT, |h| {
                    let step = statement.bills.iter().filter_map(|bill| bill.next).min_by_key(NextStep::from);
                    if let Some(step) = step {
                        h.text(&next(look, &step));
                    }
                    if !statement.to_withdraw.is_empty() || !statement.to_call.is_empty() {
                        h.word("span", "badge alarm", look.say(words::CROSSED));
                    }
                    if statement.bills.iter().any(|bill| bill.disputed) {
                        h.word("span", "badge uncertain", look.say(words::DISPUTED));
                    }
                });
            });
        }
    });
}

/// What the accounts of this page owe, by how long.
fn ageing(h: &mut Html, look: &Look, lines: &[FeeLine]) {
    let sum = lines.iter().fold(Ageing::default(), |sum, line| sum.plus(&line.ageing));
    h.el("section", &[("class", "card"), ("id", "ageing")], |h| {
        h.word("h2", "", look.say(words::AGEING_HERE));
        h.of("dl", "facts", |h| {
            let mut fact = |label: &str, fen: i64| {
                h.el("div", &[], |h| {
                    h.word("dt", "", label);
                    h.word("dd", "", &money(fen));
                });
            };
            fact(look.say(words::NOT_DUE), sum.open_fen);
            for (days, fen) in Ageing::DAYS.iter().zip(sum.overdue_fen) {
                fact(&look.with(words::UP_TO, &[&days.to_string()]), fen);
            }
            fact(look.say(words::LONGER), sum.overdue_fen[Ageing::DAYS.len()]);
        });
    });
}

//! The pages of management fees: the list with work on all accounts, and one account (FEE-9 to FEE-11, DUN).

mod account;
mod commands;
mod forms;
mod list;
pub(in crate::http) mod papers;
mod work;

pub(super) use account::show as account;
pub(super) use commands::command;
pub(super) use list::show;
pub(super) use work::{import, prepare, send};

use super::html::Html;
use super::look::{Look, Viewer};
use super::words::fees as words;
use crate::office::fee::reads_fees;
use crate::receipt_numbers::SharedReceipt;
use axum::extract::Path;
use axum::response::Redirect;
use client_core::domain::entry::Kind;
use client_core::domain::entry::fee::FeeStage;
use client_core::domain::fee::{FeeAccount, FeePeriod, NextStep, NoticeTerm, Statement};
use client_core::domain::id::EntryId;
use client_core::domain::policy::{Relation, may_write};
use client_core::domain::words::fee as core;

/// Whether the pages are linked for a person.
pub(super) fn is_open_to(viewer: &Viewer) -> bool {
    reads_fees(&viewer.who.roles)
}

/// Whether one of the viewer's posts writes such entries into accounts.
fn may(viewer: &Viewer, kind: Kind) -> bool {
    viewer.who.roles.iter().any(|role| may_write(*role, kind, Relation::Site).is_ok())
}

/// A reload of a refused form's page leads back to the account.
pub(super) async fn back(Path(account): Path<String>) -> Redirect {
    Redirect::to(&address(&account))
}

/// A reload of what was done to all accounts leads back to the list.
pub(super) async fn back_to_list() -> Redirect {
    Redirect::to("/fees")
}

/// Where an account's page is.
fn address(account: &str) -> String {
    format!("/fees/accounts/{}", super::percent(account))
}

/// A number that several accounts bear, with the way to them (COL-26).
fn shared_receipt(h: &mut Html, look: &Look, one: &SharedReceipt) {
    h.el("p", &[("class", "fault")], |h| {
        h.text(look.say(words::SHARED_RECEIPTS));
        h.text(" ");
        h.typed(&one.receipt);
        for account in &one.accounts {
            h.text(" ");
            h.link("", &address(account), account);
        }
    });
}

/// The period of a bill as people call it.
fn period(look: &Look, period: Option<FeePeriod>) -> String {
    period.map_or_else(|| look.say(words::OPENING).to_owned(), |period| period.to_string())
}

/// What is next about a bill, in words.
fn next(look: &Look, step: &NextStep) -> String {
    let stage = |stage: FeeStage| core::stage(stage).get(look.language);
    let from = step.from().to_string();
    match step {
        NextStep::Prepare { stage: of, .. } => look.with(words::TO_DO_PREPARE, &[&from, stage(*of)]),
        NextStep::Send { stage: of, .. } => look.with(words::TO_DO_SEND, &[&from, stage(*of)]),
        NextStep::Receive { stage: of, .. } => look.with(words::TO_DO_RECEIVE, &[&from, stage(*of)]),
        NextStep::Recover { .. } => look.with(words::TO_DO_RECOVER, &[&from]),
    }
}

/// The number on the paper of a notice.
fn number(account: &FeeAccount, notice: EntryId) -> String {
    account.notice(notice).map(|notice| notice.number(&account.account)).unwrap_or_default()
}

/// The term of a notice that stands.
fn term_of(statement: &Statement, notice: EntryId) -> Option<&NoticeTerm> {
    statement.bills.iter().flat_map(|bill| &bill.notices).find(|term| term.notice == notice)
}

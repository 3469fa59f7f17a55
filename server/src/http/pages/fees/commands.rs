//! From a form of an account's page to its command. Whether the command is possible is asked of the core, not here.

use super::super::look::{Look, Viewer};
use super::super::words::{fees as words, rejections};
use super::super::{Fields, shell, value};
use super::account::render;
use super::address;
use super::forms::{Refused, field};
use crate::http::etag::heads_of;
use crate::http::fees::{attempt, status_of};
use crate::http::{AppState, Problem, ProblemKind};
use crate::office::OfficeError;
use crate::office::fee::FeeError;
use axum::Form;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use client_core::domain::command::FeeCommand;
use client_core::domain::entry::Kind;
use client_core::domain::entry::fee::{ArrearsCause, ArrearsMeasure, ContactBy, FeeStage, Recovery, SentBy};
use client_core::domain::entry::finance::PaymentMethod;
use client_core::domain::fee::{FeePlan, FeeVisitParty};
use client_core::domain::money::fen_of;
use std::str::FromStr;

/// Carries out a command of the page.
pub(in crate::http::pages) async fn command(
    State(state): State<AppState>,
    mut viewer: Viewer,
    Path(account): Path<String>,
    fields: Result<Form<Fields>, axum::extract::rejection::FormRejection>,
) -> Response {
    match carry(&state, &mut viewer, &account, fields.ok().map(|Form(fields)| fields)).await {
        Ok(response) => response,
        Err(problem) => shell::problem(&viewer.look, Some(&viewer), &problem),
    }
}

async fn carry(
    state: &AppState,
    viewer: &mut Viewer,
    account: &str,
    fields: Option<Fields>,
) -> Result<Response, Problem> {
    let no_such = || Problem::new(ProblemKind::InvalidRequest, "no such command");
    let fields = fields.ok_or_else(no_such)?;
    // What follows is the account's page, whatever comes of the command.
    viewer.look.here = address(account);
    let (viewer, language) = (&*viewer, viewer.look.language);
    let heads = heads_of(value(&fields, "etag")).ok_or_else(no_such)?;
    let kind = Kind::parse(value(&fields, "command")).ok_or_else(no_such)?;
    let read = Reading { look: &viewer.look, fields: &fields }.command(account, kind).ok_or_else(no_such)?;
    let command = match read {
        Ok(command) => command,
        Err(words) => {
            let refused = Refused { words, fields };
            return render(state, viewer, account, StatusCode::UNPROCESSABLE_ENTITY, Some(&refused)).await;
        }
    };
    match attempt(state, viewer.who.clone(), account.to_owned(), heads, command, None).await? {
        Ok(_) => Ok(Redirect::to(&viewer.look.here).into_response()),
        Err(FeeError::Stale(rejection)) => {
            let why = rejections::rejection(language, &rejection);
            let refused = Refused { words: viewer.look.with(words::STALE, &[&why]), fields };
            render(state, viewer, account, StatusCode::PRECONDITION_FAILED, Some(&refused)).await
        }
        Err(FeeError::Office(OfficeError::Refused(rejection))) => {
            let refused = Refused { words: rejections::rejection(language, &rejection), fields };
            render(state, viewer, account, status_of(&rejection), Some(&refused)).await
        }
        Err(error) => Err(error.into()),
    }
}

struct Reading<'r> {
    look: &'r Look,
    fields: &'r Fields,
}

impl Reading<'_> {
    fn text(&self, name: &str) -> String {
        value(self.fields, name).trim().to_owned()
    }

    fn optional(&self, name: &str) -> Option<String> {
        Some(self.text(name)).filter(|text| !text.is_empty())
    }

    fn unfit(&self, name: &str, detail: &str) -> String {
        rejections::unfit(self.look.language, self.look.say(field(name)), detail)
    }

    fn parsed<T: FromStr>(&self, name: &str, detail: &str) -> Result<T, String> {
        self.text(name).parse().map_err(|_| self.unfit(name, detail))
    }

    fn chosen<T>(&self, name: &str, parse: impl Fn(&str) -> Option<T>) -> Result<T, String> {
        parse(&self.text(name)).ok_or_else(|| self.unfit(name, "a choice"))
    }

    /// Yuan as typed, in fen.
    fn amount(&self, name: &str) -> Result<i64, String> {
        fen_of(&self.text(name)).ok_or_else(|| self.unfit(name, "an amount"))
    }

    /// The same, 0 where nothing is typed.
    fn amount_if_any(&self, name: &str) -> Result<i64, String> {
        if self.text(name).is_empty() { Ok(0) } else { self.amount(name) }
    }

    fn moment(&self, name: &str) -> Result<Option<i64>, String> {
        match self.text(name).as_str() {
            "" => Ok(None),
            text => self.look.read_time(text).map(Some).ok_or_else(|| self.unfit(name, "a moment")),
        }
    }

    /// The command of a form, or what is wrong with it; `None` for one that no form of this page sends.
    fn command(&self, account: &str, kind: Kind) -> Option<Result<FeeCommand, String>> {
        Some(match kind {
            Kind::FeeTermsSet => self.terms(account),
            Kind::FeeOpeningSet => self.opening(),
            Kind::FeeNoticePrepared => self.prepare(),
            Kind::FeeNoticeSent => self.send(),
            Kind::FeeNoticeReceived => self.receive(),
            Kind::FeeNoticeWithdrawn => self
                .parsed("notice", "a notice")
                .map(|notice| FeeCommand::WithdrawNotice { notice, reason: self.text("reason") }),
            Kind::FeePaid => self.pay(),
            Kind::FeeVisitPlanned => self.visit(),
            Kind::FeeReceiptVoided => self
                .parsed("visit", "a visit")
                .map(|visit| FeeCommand::VoidReceipt { visit, reason: self.text("reason") }),
            Kind::FeeContacted => self.contact(),
            Kind::FeeLetterSent => Ok(FeeCommand::SendLetter { tracking: self.text("tracking") }),
            Kind::FeeRecoveryDecided => self
                .chosen("recovery", Recovery::parse)
                .map(|recovery| FeeCommand::DecideRecovery { recovery, reason: self.text("reason") }),
            Kind::FeeDisputed => self
                .parsed("period", "a period")
                .map(|period| FeeCommand::DisputeBill { period, reason: self.text("reason") }),
            Kind::FeeDisputeSettled => self.settle(),
            _ => return None,
        })
    }

    fn terms(&self, account: &str) -> Result<FeeCommand, String> {
        Ok(FeeCommand::SetTerms {
            account: account.to_owned(),
            plan: self.chosen("plan", FeePlan::parse)?,
            monthly_fen: self.amount("monthly")?,
            trusteeship: self.text("trusteeship") == "yes",
            from: self.parsed("from", "a month such as 2026-07")?,
        })
    }

    fn opening(&self) -> Result<FeeCommand, String> {
        let (amount_fen, since) = (self.amount("amount")?, self.parsed("since", "a day")?);
        Ok(FeeCommand::SetOpening { amount_fen, since })
    }

    fn prepare(&self) -> Result<FeeCommand, String> {
        let stage = self.chosen("stage", FeeStage::parse)?;
        Ok(FeeCommand::PrepareNotice { stage, period: self.parsed("period", "a period")? })
    }

    fn send(&self) -> Result<FeeCommand, String> {
        let (notice, by) = (self.parsed("notice", "a notice")?, self.chosen("by", SentBy::parse)?);
        Ok(FeeCommand::SendNotice { notice, by, sent_at: None, tracking: self.optional("tracking") })
    }

    fn receive(&self) -> Result<FeeCommand, String> {
        let (notice, on) = (self.parsed("notice", "a notice")?, self.parsed("on", "a day")?);
        Ok(FeeCommand::ReceiveNotice { notice, on })
    }

    fn pay(&self) -> Result<FeeCommand, String> {
        let visit = match self.text("visit").as_str() {
            "" => None,
            _ => Some(self.parsed("visit", "a visit")?),
        };
        Ok(FeeCommand::TakePayment {
            receipt: self.text("receipt"),
            principal_fen: self.amount_if_any("amount")?,
            late_fee_fen: self.amount_if_any("late_fee")?,
            method: self.chosen("method", PaymentMethod::parse)?,
            paid_at: self.moment("paid_at")?,
            visit,
            confirmed: self.text("confirmed") == "yes",
        })
    }

    fn visit(&self) -> Result<FeeCommand, String> {
        let visit_at = self.moment("visit_at")?.ok_or_else(|| self.unfit("visit_at", "a moment"))?;
        Ok(FeeCommand::PlanVisit {
            collector: self.parsed("collector", "a choice")?,
            visit_at,
            amount_fen: self.amount("amount")?,
            receipt: self.text("receipt"),
            party: FeeVisitParty {
                contact_name: self.text("contact_name"),
                owner_name: self.text("owner_name"),
                address: self.text("address"),
            },
        })
    }

    fn contact(&self) -> Result<FeeCommand, String> {
        Ok(FeeCommand::ContactCustomer {
            by: self.chosen("by", ContactBy::parse)?,
            pay_by: self.parsed("pay_by", "a day")?,
            cause: self.chosen("cause", ArrearsCause::parse)?,
            measure: self.chosen("measure", ArrearsMeasure::parse)?,
            result: self.optional("result"),
        })
    }

    fn settle(&self) -> Result<FeeCommand, String> {
        Ok(FeeCommand::SettleDispute {
            period: self.parsed("period", "a period")?,
            waived_fen: self.amount_if_any("waived")?,
            reason: self.text("reason"),
        })
    }
}

//! Letters and receipts as PDF: each made of what its entry holds, so that it can be printed again as it was (DUN-6).

use super::super::look::{Look, money};
use super::super::words::fees as words;
use super::{number, period};
use crate::accounts::Principal;
use crate::fees::FeeQuery;
use crate::http::extract::Query;
use crate::http::fees::{clock, find, load};
use crate::http::files::paper_language;
use crate::http::{AppState, Problem, ProblemKind};
use crate::office::fee::{FeeView, ready as ready_of};
use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use client_core::domain::calendar::Zone;
use client_core::domain::entry::fee::FeeStage;
use client_core::domain::fee::{FeeAccount, FeeNotice, FeePayment, FeePlan, FeeVisit};
use client_core::domain::id::EntryId;
use client_core::domain::money::yuan_of;
use client_core::domain::text::Language;
use client_core::domain::words::{fee as core, office as core_office};
use serde::Deserialize;
use undercroft_paper::{NoticePaper, notices_pdf};
use utoipa::IntoParams;

/// Accounts that are looked through for letters, and letters of one file. What is written down as sent must have been printed, so
/// a file has all of them or there is none.
const MOST_ACCOUNTS: usize = 20_000;
const MOST_LETTERS: usize = 5_000;

/// How it is printed.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, default)]
pub(in crate::http) struct PaperParameters {
    /// Language of the paper: `zh-Hans`, `zh-Hant` or `en`.
    #[param(value_type = Option<String>, default = "zh-Hans", example = "en")]
    language: Option<Language>,
}

/// Whose paper it is, and where its code leads.
struct Press<'a> {
    look: &'a Look,
    zone: Zone,
    origin: &'a str,
    account: &'a FeeAccount,
    name: &'a str,
    unit_no: &'a str,
}

impl Press<'_> {
    fn day(&self, at: i64) -> String {
        self.zone.day_of(at).to_string()
    }

    fn blank(&self, title: &str, number: String, at: i64) -> NoticePaper {
        let account = super::address(&self.account.account);
        NoticePaper {
            title: title.to_owned(),
            site: self.look.site.clone(),
            number,
            link: format!("{}{account}", self.origin),
            date: self.day(at),
            addressee: vec![self.name.to_owned(), self.unit_no.to_owned(), self.account.account.clone()],
            body: Vec::new(),
            headings: Vec::new(),
            rows: Vec::new(),
            total: None,
            closing: Vec::new(),
            signature: self.look.site.clone(),
        }
    }

    fn notice(&self, notice: &FeeNotice) -> NoticePaper {
        let look = self.look;
        let of = notice.period.to_string();
        let since = notice.period.first_day().to_string();
        let monthly = notice.period.plan() == FeePlan::Month;
        let mut rows: Vec<Vec<String>> = Vec::new();
        let body = match notice.stage {
            FeeStage::Payment => {
                for line in &notice.lines {
                    let share = if line.trusteeship { look.say(words::TRUST_SHARE) } else { "" };
                    rows.push(vec![format!("{} {share}", line.month), yuan_of(line.amount_fen)]);
                }
                if monthly {
                    look.with(words::PAY_BEFORE, &[&of, &since])
                } else {
                    look.with(words::PAY_WITHIN_MONTH, &[&of])
                }
            }
            FeeStage::Reminder => {
                rows.push(vec![of.clone(), yuan_of(notice.amount_fen)]);
                let within = if monthly { words::WITHIN_DAYS } else { words::WITHIN_MONTH };
                look.with(words::REMINDS, &[&of, look.say(within), &since])
            }
            FeeStage::Final => {
                rows.push(vec![of.clone(), yuan_of(notice.amount_fen)]);
                let up_to = self.day(notice.origin.at.estimate());
                let late = look.with(words::LATE_FEE_TO, &[&up_to]);
                rows.push(vec![late, yuan_of(notice.late_fee_fen.unwrap_or(0))]);
                look.with(words::FINAL_NOTICE, &[&of, &since])
            }
        };
        let total = notice.amount_fen + notice.late_fee_fen.unwrap_or(0);
        let mut closing = vec![look.say(words::ASK_US).to_owned()];
        if notice.stage == FeeStage::Final {
            closing.insert(0, look.say(words::FINAL_CLOSING).to_owned());
        }
        let title = core::stage(notice.stage).get(look.language);
        let number = number(self.account, notice.origin.entry);
        NoticePaper {
            body: vec![body],
            headings: vec![look.say(words::MONTH).to_owned(), look.say(words::YUAN).to_owned()],
            rows,
            total: Some((look.say(words::TOTAL).to_owned(), yuan_of(total))),
            closing,
            ..self.blank(title, number, notice.origin.at.estimate())
        }
    }

    fn amounts(&self, principal_fen: i64, late_fee_fen: i64) -> Vec<Vec<String>> {
        let mut rows = vec![vec![self.look.say(words::FEE).to_owned(), yuan_of(principal_fen)]];
        if late_fee_fen > 0 {
            rows.push(vec![self.look.say(words::LATE_FEE).to_owned(), yuan_of(late_fee_fen)]);
        }
        rows
    }

    fn receipt(&self, payment: &FeePayment) -> NoticePaper {
        let look = self.look;
        let method = core_office::method(payment.method).get(look.language);
        let total = payment.principal_fen + payment.late_fee_fen;
        NoticePaper {
            body: vec![look.with(words::RECEIVED_WITH_THANKS, &[method])],
            headings: vec![look.say(words::FEE).to_owned(), look.say(words::YUAN).to_owned()],
            rows: self.amounts(payment.principal_fen, payment.late_fee_fen),
            total: Some((look.say(words::TOTAL).to_owned(), yuan_of(total))),
            ..self.blank(look.say(words::RECEIPT_PAPER), payment.receipt.clone(), payment.paid_at)
        }
    }

    fn prepared_receipt(&self, visit: &FeeVisit) -> NoticePaper {
        let look = self.look;
        NoticePaper {
            body: vec![look.with(words::TO_COLLECT, &[&look.time(visit.visit_at)])],
            headings: vec![look.say(words::FEE).to_owned(), look.say(words::YUAN).to_owned()],
            rows: self.amounts(visit.amount_fen, 0),
            total: Some((look.say(words::TOTAL).to_owned(), yuan_of(visit.amount_fen))),
            ..self.blank(look.say(words::RECEIPT_PAPER), visit.receipt.clone(), visit.origin.at.estimate())
        }
    }
}

fn press<'a>(state: &'a AppState, look: &'a Look, view: &'a FeeView) -> Press<'a> {
    Press {
        look,
        zone: clock(state).zone,
        origin: &state.http.public_origin,
        account: &view.account,
        name: &view.payer.name,
        unit_no: &view.payer.unit_no,
    }
}

async fn printed(papers: Vec<NoticePaper>, language: Language, name: &str) -> Result<Response, Problem> {
    if papers.is_empty() {
        return Err(Problem::new(ProblemKind::NotFound, "there is nothing to print"));
    }
    let made = tokio::task::spawn_blocking(move || notices_pdf(&papers, language)).await;
    let Ok(Ok(bytes)) = made else {
        return Err(Problem::new(ProblemKind::Internal, "the paper couldn't be made"));
    };
    let mut response = bytes.into_response();
    let fields = response.headers_mut();
    fields.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/pdf"));
    if let Ok(value) = HeaderValue::from_str(&format!("inline; filename=\"{name}\"")) {
        fields.insert(header::CONTENT_DISPOSITION, value);
    }
    Ok(response)
}

/// One paper of an account: a notice, the receipt of a payment, or the receipt that was prepared for a visit.
#[utoipa::path(
    get, path = "/api/v1/fees/accounts/{account}/papers/{entry}", tag = "fees",
    params(
        ("account" = String, Path, description = "The customer's number in the directory"),
        ("entry" = String, Path, description = "Id of the notice, the payment or the visit"),
        PaperParameters
    ),
    responses(
        (status = 200, content_type = "application/pdf", body = Vec<u8>),
        (status = 404, body = crate::http::problem::ProblemBody)
    ),
    security(("bearer" = []), ("session" = []))
)]
pub(in crate::http) async fn paper(
    State(state): State<AppState>,
    principal: Principal,
    Path((account, entry)): Path<(String, String)>,
    Query(PaperParameters { language }): Query<PaperParameters>,
) -> Result<Response, Problem> {
    let view = load(&state, &principal, &account).await?;
    let language = paper_language(language);
    let look = Look::plain(&state, language);
    let press = press(&state, &look, &view);
    let entry: Option<EntryId> = entry.parse().ok();
    let found = entry.and_then(|entry| {
        let payment = view.account.payments.iter().find(|one| one.origin.entry == entry);
        let notice = view.account.notice(entry).map(|notice| press.notice(notice));
        notice
            .or_else(|| payment.map(|payment| press.receipt(payment)))
            .or_else(|| view.account.visit(entry).map(|visit| press.prepared_receipt(visit)))
    });
    printed(found.into_iter().collect(), language, "fee.pdf").await
}

/// All notices that are ready and may go out, by account.
#[utoipa::path(
    get, path = "/api/v1/fees/ready.pdf", tag = "fees", params(PaperParameters),
    responses(
        (status = 200, content_type = "application/pdf", body = Vec<u8>),
        (status = 403, body = crate::http::problem::ProblemBody),
        (status = 404, body = crate::http::problem::ProblemBody),
        (status = 422, body = crate::http::problem::ProblemBody)
    ),
    security(("bearer" = []), ("session" = []))
)]
pub(in crate::http) async fn ready(
    State(state): State<AppState>,
    principal: Principal,
    Query(PaperParameters { language }): Query<PaperParameters>,
) -> Result<Response, Problem> {
    let language = paper_language(language);
    let look = Look::plain(&state, language);
    let query = FeeQuery { limit: MOST_ACCOUNTS, filter: crate::fees::Filter::Send, ..FeeQuery::default() };
    let (lines, more) = find(&state, &principal, query).await?;
    let zone = clock(&state).zone;
    let mut papers = Vec::new();
    for line in &lines {
        let press = Press {
            look: &look,
            zone,
            origin: &state.http.public_origin,
            account: &line.account,
            name: &line.payer.name,
            unit_no: &line.payer.unit_no,
        };
        for notice in ready_of(&line.account, &line.statement, None) {
            papers.extend(line.account.notice(notice).map(|notice| press.notice(notice)));
        }
    }
    if more || papers.len() > MOST_LETTERS {
        let detail = format!("more than {MOST_LETTERS} letters are ready: print them by account");
        return Err(Problem::new(ProblemKind::Refused, detail));
    }
    printed(papers, language, "notices.pdf").await
}

/// The case file of an account in arrears: its course, every notice and every receipt (DUN-5).
#[utoipa::path(
    get, path = "/api/v1/fees/accounts/{account}/case.pdf", tag = "fees",
    params(("account" = String, Path, description = "The customer's number in the directory"), PaperParameters),
    responses(
        (status = 200, content_type = "application/pdf", body = Vec<u8>),
        (status = 404, body = crate::http::problem::ProblemBody)
    ),
    security(("bearer" = []), ("session" = []))
)]
pub(in crate::http) async fn case(
    State(state): State<AppState>,
    principal: Principal,
    Path(account): Path<String>,
    Query(PaperParameters { language }): Query<PaperParameters>,
) -> Result<Response, Problem> {
    let view = load(&state, &principal, &account).await?;
    let language = paper_language(language);
    let look = Look::plain(&state, language);
    let press = press(&state, &look, &view);
    let mut papers = vec![cover(&press, &view, look.now)];
    papers.extend(view.account.notices.iter().map(|notice| press.notice(notice)));
    papers.extend(view.account.payments.iter().map(|payment| press.receipt(payment)));
    printed(papers, language, "case.pdf").await
}

/// The course of a case, line by line.
fn cover(press: &Press<'_>, view: &FeeView, now: i64) -> NoticePaper {
    let (look, account) = (press.look, &view.account);
    let mut course: Vec<(i64, String, i64)> = Vec::new();
    for notice in &account.notices {
        let name =
            format!("{} {}", core::stage(notice.stage).get(look.language), notice.number(&account.account));
        let said = |word| format!("{name} · {}", look.say(word));
        course.push((notice.origin.at.estimate(), said(words::PREPARED), notice.amount_fen));
        if let Some(sent) = &notice.sent {
            let by = core::sent_by(sent.by).get(look.language);
            let tracking = sent.tracking.as_deref().unwrap_or_default();
            let line = format!("{} {by} {tracking}", said(words::SENT));
            course.push((sent.at, line.trim_end().to_owned(), notice.amount_fen));
        }
        if let Some(received) = &notice.received {
            let line = format!("{} {}", said(words::RECEIVED), received.on);
            course.push((received.origin.at.estimate(), line, notice.amount_fen));
        }
        if let Some(withdrawn) = &notice.withdrawn {
            let line = format!("{name} · {}", look.with(words::WITHDRAWN, &[&withdrawn.words]));
            course.push((withdrawn.origin.at.estimate(), line, notice.amount_fen));
        }
    }
    for payment in &account.payments {
        let line = format!("{} {}", look.say(words::RECEIPT), payment.receipt);
        course.push((payment.paid_at, line, payment.principal_fen + payment.late_fee_fen));
    }
    for contact in &account.contacts {
        let by = core::contact_by(contact.by).get(look.language);
        let cause = core::cause(contact.cause).get(look.language);
        let line = format!("{by} · {cause} · {} {}", look.say(words::PAY_BY), contact.pay_by);
        course.push((contact.origin.at.estimate(), line, contact.amount_fen));
    }
    for letter in &account.letters {
        let line = format!(
            "{} {}",
            core::kind(client_core::domain::entry::Kind::FeeLetterSent)
                .map_or("", |words| words.get(look.language)),
            letter.tracking
        );
        course.push((letter.origin.at.estimate(), line, letter.amount_fen));
    }
    for one in &account.recoveries {
        let line = format!("{} · {}", core::recovery(one.recovery).get(look.language), one.reason);
        course.push((one.origin.at.estimate(), line, 0));
    }
    course.sort_by_key(|(at, ..)| *at);
    let today = press.zone.day_of(now);
    let (owed, late) = (view.statement.overdue_fen(today), view.statement.late_fee_due_fen());
    let bills = view.statement.bills.iter().filter(|bill| bill.is_overdue(today));
    let periods: Vec<String> = bills.map(|bill| period(look, bill.period)).collect();
    NoticePaper {
        body: vec![
            look.with(words::CASE_BODY, &[&today.to_string(), &money(owed), &money(late)]),
            periods.join(" "),
        ],
        headings: vec![
            look.say(words::WHEN).to_owned(),
            look.say(words::COURSE).to_owned(),
            look.say(words::YUAN).to_owned(),
        ],
        rows: course
            .into_iter()
            .map(|(at, line, fen)| {
                vec![press.day(at), line, if fen == 0 { String::new() } else { yuan_of(fen) }]
            })
            .collect(),
        ..press.blank(look.say(words::CASE_PAPER), account.account.clone(), now)
    }
}

//! Management fees over JSON and as files: accounts, one of them with its commands, and work on all of them
//! (FEE-9 to FEE-11, DUN).

use super::engine::{Bench, Moves, write};
use super::etag::{IfMatch, tag_of, tagged};
use super::extract::Query;
use super::files::{Asker, file, file_kind, paper_language};
use super::idempotency::{Intent, Key};
use super::pages::reports;
use super::{AppState, CommandJson, Json, Problem, ProblemKind};
use crate::accounts::Principal;
use crate::fees::{FORM, FeeFile, FeeLine, FeeQuery, Filter, Reading, fee_sheets, lines, party_of};
use crate::office::fee::{Batch, FeeDesk, FeeError, FeeView, fee_view, reads_fees};
use crate::office::{OfficeError, OfficeOutcome};
use crate::table::{self, Ending, Fault};
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use client_core::domain::calendar::Zone;
use client_core::domain::command::FeeCommand;
use client_core::domain::decide::Rejection;
use client_core::domain::entry::fee::{FeeStage, SentBy};
use client_core::domain::fee::{Ageing, FeeClock, NextStep};
use client_core::domain::id::{ChangeHash, DocumentId};
use client_core::domain::text::Language;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Accounts on one page, unless fewer are asked for.
pub(super) const PER_PAGE: usize = 100;
const MOST_ACCOUNTS: usize = 500;
/// Accounts in one file.
const MOST_IN_FILE: usize = 20_000;
/// Notices that one request makes ready or sends, and rows that one transaction of an import writes: others come in between.
pub(super) const PER_BATCH: usize = 200;

/// Which accounts.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, default)]
pub(super) struct FeeParameters {
    /// What is to be done: `overdue`, `prepare`, `send`, `crossed`, `recover`, `disputed` or `paid_twice`; all when absent.
    pub(super) filter: Option<String>,
    /// Text in the customer's number, name or unit.
    pub(super) q: Option<String>,
    /// The number of the last account of the page before.
    pub(super) after: Option<String>,
    /// Accounts, 1 to 500; a file has 20,000 where nothing is said.
    pub(super) limit: Option<usize>,
    /// `csv`, `xlsx` or `pdf` for a file.
    pub(super) format: Option<String>,
    /// Language of a `pdf`: `zh-Hans`, `zh-Hant` or `en`.
    #[param(value_type = Option<String>, default = "zh-Hans", example = "en")]
    pub(super) language: Option<Language>,
}

impl FeeParameters {
    /// The question that they ask.
    pub(super) fn query(&self) -> Result<FeeQuery, Problem> {
        let filter = self.filter.as_deref().unwrap_or_default();
        let filter = Filter::parse(filter)
            .ok_or_else(|| Problem::new(ProblemKind::InvalidParameter, "filter: no such one"))?;
        // A file has all that its question finds.
        let limit = match self.limit {
            None if self.format.is_some() => MOST_IN_FILE,
            None => PER_PAGE,
            Some(limit) if (1..=MOST_ACCOUNTS).contains(&limit) => limit,
            Some(_) => return Err(Problem::new(ProblemKind::InvalidParameter, "limit: 1 to 500")),
        };
        Ok(FeeQuery { filter, text: self.q.clone(), after: self.after.clone(), limit })
    }
}

/// An account as a line of the list.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct AccountLine {
    /// The customer's number in the directory.
    account: String,
    name: String,
    unit_no: String,
    /// What is charged, paid, unpaid, in arrears, owed as late fee, and paid beyond all bills, in fen.
    billed_fen: i64,
    paid_fen: i64,
    unpaid_fen: i64,
    overdue_fen: i64,
    late_fee_fen: i64,
    credit_fen: i64,
    /// What is unpaid, by how long it is owed.
    #[schema(value_type = Object)]
    ageing: Ageing,
    /// What comes next about its bills, the earliest first.
    #[schema(value_type = Vec<Object>)]
    next: Vec<NextStep>,
}

impl AccountLine {
    fn new(line: &FeeLine, clock: &FeeClock) -> Self {
        let statement = &line.statement;
        let mut next: Vec<NextStep> = statement.bills.iter().filter_map(|bill| bill.next).collect();
        next.sort_by_key(NextStep::from);
        Self {
            account: line.account.account.clone(),
            name: line.payer.name.clone(),
            unit_no: line.payer.unit_no.clone(),
            billed_fen: statement.billed_fen,
            paid_fen: statement.paid_fen,
            unpaid_fen: statement.unpaid_fen(),
            overdue_fen: statement.overdue_fen(clock.today()),
            late_fee_fen: statement.late_fee_due_fen(),
            credit_fen: statement.credit_fen(),
            ageing: line.ageing,
            next,
        }
    }
}

/// A page of accounts.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct AccountPage {
    accounts: Vec<AccountLine>,
    /// What to ask for as `after` to get the next page; absent on the last one.
    next: Option<String>,
}

/// What a command led to.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct FeeDone {
    #[schema(value_type = String, format = "uuid")]
    id: DocumentId,
    /// What to send as `If-Match` with the next command.
    etag: String,
}

impl Moves for Batch {
    fn seq(&self) -> u64 {
        self.seq
    }
}

/// Only people whose role reads all accounts come further.
pub(super) fn require_fee_reader(principal: &Principal) -> Result<(), Problem> {
    if reads_fees(&principal.roles) {
        Ok(())
    } else {
        Err(Problem::new(ProblemKind::Forbidden, "none of your roles reads fee accounts"))
    }
}

fn no_such() -> Problem {
    Problem::new(ProblemKind::NotFound, "no such account")
}

/// When accounts are looked at here, and what they are reckoned with.
pub(super) fn clock(state: &AppState) -> FeeClock {
    FeeClock {
        now: state.now_ms(),
        zone: Zone::from(state.site.timezone),
        literal: state.jobs.deadlines.literal_final_notice,
    }
}

/// The lines that a question finds, and whether there are more.
pub(super) async fn find(
    state: &AppState,
    principal: &Principal,
    query: FeeQuery,
) -> Result<(Vec<FeeLine>, bool), Problem> {
    require_fee_reader(principal)?;
    let (clock, wanted) = (clock(state), query.limit);
    let query = FeeQuery { limit: wanted + 1, ..query };
    let mut found = state.store.read(move |connection| lines(connection, &query, &clock)).await?;
    let more = found.len() > wanted;
    found.truncate(wanted);
    Ok((found, more))
}

/// A customer's account, for somebody who may read it.
pub(super) async fn load(state: &AppState, principal: &Principal, account: &str) -> Result<FeeView, Problem> {
    let reader = principal.author();
    let (clock, account) = (clock(state), account.to_owned());
    let view = state.store.read(move |connection| fee_view(connection, &reader, &account, &clock)).await?;
    view.ok_or_else(no_such)
}

/// Management-fee accounts by number, with what each comes to today.
#[utoipa::path(
    get, path = "/api/v1/fees", tag = "fees", params(FeeParameters),
    responses(
        (status = 200, body = AccountPage), (status = 400, body = super::problem::ProblemBody),
        (status = 403, body = super::problem::ProblemBody)
    ),
    security(("bearer" = []), ("session" = []))
)]
pub(super) async fn list(
    State(state): State<AppState>,
    principal: Principal,
    Query(parameters): Query<FeeParameters>,
) -> Result<Response, Problem> {
    let (found, more) = find(&state, &principal, parameters.query()?).await?;
    if let Some(response) = as_file(&state, &principal, &parameters, &found).await? {
        return Ok(response);
    }
    let next = found.last().filter(|_| more).map(|last| last.account.account.clone());
    let clock = clock(&state);
    let accounts = found.iter().map(|line| AccountLine::new(line, &clock)).collect();
    Ok(Json(AccountPage { accounts, next }).into_response())
}

/// Lines as the file that the parameters ask for; nothing where they ask for none.
pub(super) async fn as_file(
    state: &AppState,
    principal: &Principal,
    parameters: &FeeParameters,
    lines: &[FeeLine],
) -> Result<Option<Response>, Problem> {
    let kind = file_kind(parameters.format.as_deref(), paper_language(parameters.language))?;
    let Some(kind) = kind else { return Ok(None) };
    let today = clock(state).today();
    let asker = Asker::new(state, principal);
    let sheets = || fee_sheets(lines, today);
    file(asker, kind, "fees", sheets, |language| reports::fees(state, language, lines, today)).await.map(Some)
}

/// One account: terms, notices, payments, what it comes to today, and what the sender may do now.
#[utoipa::path(
    get, path = "/api/v1/fees/accounts/{account}", tag = "fees",
    params(("account" = String, Path, description = "The customer's number in the directory")),
    responses((status = 200, body = Object), (status = 404, body = super::problem::ProblemBody)),
    security(("bearer" = []), ("session" = []))
)]
pub(super) async fn show(
    State(state): State<AppState>,
    principal: Principal,
    Path(account): Path<String>,
) -> Result<Response, Problem> {
    let view = load(&state, &principal, &account).await?;
    let tag = view.etag.clone();
    Ok(tagged(Json(view).into_response(), &tag))
}

/// Carries out a command on an account. `If-Match` names the state that the sender saw: `none` for the first terms of an
/// account, which open it.
#[utoipa::path(
    post, path = "/api/v1/fees/accounts/{account}/commands", tag = "fees", request_body = Object,
    params(
        ("account" = String, Path, description = "The customer's number in the directory"),
        ("If-Match" = String, Header, description = "The account's ETag as the sender saw it, none for a new one"),
        ("Idempotency-Key" = Option<String>, Header, description = "A repeat with the same key is done once")
    ),
    responses(
        (status = 200, body = FeeDone), (status = 403, body = super::problem::ProblemBody),
        (status = 404, body = super::problem::ProblemBody), (status = 412, body = super::problem::ProblemBody),
        (status = 422, body = super::problem::ProblemBody), (status = 428, body = super::problem::ProblemBody)
    ),
    security(("bearer" = []), ("session" = []))
)]
pub(super) async fn command(
    State(state): State<AppState>,
    principal: Principal,
    Path(account): Path<String>,
    seen: IfMatch,
    key: Key,
    CommandJson(command): CommandJson<FeeCommand>,
) -> Result<Response, Problem> {
    let heads = seen.heads_if_any("the account")?;
    let path = format!("/api/v1/fees/accounts/{account}/commands");
    let intent = key.intends(&path, seen.tag("the account")?, &command);
    let outcome = attempt(&state, principal, account, heads, command, intent).await??;
    let tag = tag_of(&outcome.heads);
    let body = FeeDone { id: outcome.document, etag: tag.clone() };
    Ok(tagged(Json(body).into_response(), &tag))
}

/// Runs a command in the writer, once for each key of the sender, and tells the listeners.
pub(super) async fn attempt(
    state: &AppState,
    principal: Principal,
    account: String,
    seen: Vec<ChangeHash>,
    command: FeeCommand,
    intent: Option<Intent>,
) -> Result<Result<OfficeOutcome, FeeError>, Problem> {
    let clock = clock(state);
    write(state, principal, intent, move |bench| {
        let Bench { connection, library, author, random, .. } = bench;
        FeeDesk { connection, library, author, clock }.execute(&account, &seen, &command, *random)
    })
    .await
}

/// Which notices go out.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SendReady {
    /// `payment`, `reminder` or `final`; all when absent.
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "payment")]
    stage: Option<FeeStage>,
    /// How: `hand`, `post` or `electronic`.
    #[schema(value_type = String, example = "hand")]
    by: SentBy,
}

/// Makes up to 200 notices ready that may go out today, by account. `left` says how many remain for the next request.
#[utoipa::path(
    post, path = "/api/v1/fees/prepare", tag = "fees",
    params(("Idempotency-Key" = Option<String>, Header, description = "A repeat with the same key is done once")),
    responses((status = 200, body = Batch), (status = 403, body = super::problem::ProblemBody)),
    security(("bearer" = []), ("session" = []))
)]
pub(super) async fn prepare(
    State(state): State<AppState>,
    principal: Principal,
    key: Key,
) -> Result<Json<Batch>, Problem> {
    let intent = key.intends("/api/v1/fees/prepare", "", &());
    Ok(Json(prepare_batch(&state, principal, intent).await??))
}

/// One batch of notices made ready.
pub(super) async fn prepare_batch(
    state: &AppState,
    principal: Principal,
    intent: Option<Intent>,
) -> Result<Result<Batch, FeeError>, Problem> {
    require_fee_reader(&principal)?;
    let clock = clock(state);
    write(state, principal, intent, move |bench| {
        let Bench { connection, library, author, random, .. } = bench;
        FeeDesk { connection, library, author, clock }.prepare_due(PER_BATCH, *random)
    })
    .await
}

/// Writes down that up to 200 notices that are ready went out now. `left` says how many remain for the next request.
#[utoipa::path(
    post, path = "/api/v1/fees/send", tag = "fees", request_body = SendReady,
    params(("Idempotency-Key" = Option<String>, Header, description = "A repeat with the same key is done once")),
    responses(
        (status = 200, body = Batch), (status = 403, body = super::problem::ProblemBody),
        (status = 422, body = super::problem::ProblemBody)
    ),
    security(("bearer" = []), ("session" = []))
)]
pub(super) async fn send(
    State(state): State<AppState>,
    principal: Principal,
    key: Key,
    CommandJson(which): CommandJson<SendReady>,
) -> Result<Json<Batch>, Problem> {
    let intent = key.intends("/api/v1/fees/send", "", &which);
    Ok(Json(send_batch(&state, principal, which.stage, which.by, intent).await??))
}

/// One batch of notices sent.
pub(super) async fn send_batch(
    state: &AppState,
    principal: Principal,
    stage: Option<FeeStage>,
    by: SentBy,
    intent: Option<Intent>,
) -> Result<Result<Batch, FeeError>, Problem> {
    require_fee_reader(&principal)?;
    let clock = clock(state);
    write(state, principal, intent, move |bench| {
        let Bench { connection, library, author, random, .. } = bench;
        FeeDesk { connection, library, author, clock }.send_ready(stage, by, PER_BATCH, *random)
    })
    .await
}

/// Takes terms and opening balances out of a CSV or XLSX file. The whole file is checked before anything of it is written;
/// what an account has already is left alone, so that a file may be sent again.
#[utoipa::path(
    post, path = "/api/v1/fees/import", tag = "fees",
    request_body(content = [u8], content_type = "text/csv", description = "The file, CSV or a workbook, up to 8 MiB"),
    responses(
        (status = 200, body = Batch), (status = 400, body = super::problem::ProblemBody),
        (status = 403, body = super::problem::ProblemBody), (status = 422, body = super::problem::ProblemBody)
    ),
    security(("bearer" = []), ("session" = []))
)]
pub(super) async fn import(
    State(state): State<AppState>,
    principal: Principal,
    body: Bytes,
) -> Result<Json<Batch>, Problem> {
    match import_file(&state, &principal, body).await? {
        Ok(batch) => Ok(Json(batch)),
        Err(faults) => {
            let detail = format!("{} errors; nothing was imported", faults.len());
            Err(Problem::new(ProblemKind::Refused, detail).with("faults", faults))
        }
    }
}

/// Reads, checks and writes a file. `Err` of the inner result: what is wrong with it.
pub(super) async fn import_file(
    state: &AppState,
    principal: &Principal,
    file: Bytes,
) -> Result<Result<Batch, Vec<Fault>>, Problem> {
    require_fee_reader(principal)?;
    let kind = Ending::sniffed(&file);
    let read = tokio::task::spawn_blocking(move || {
        let mut reading = Reading::default();
        table::each_of(std::io::Cursor::new(file), kind, &FORM, &mut reading)?;
        Ok::<FeeFile, table::TableError>(reading.finish())
    });
    let FeeFile { rows, mut faults } = read
        .await
        .map_err(|_| Problem::new(ProblemKind::Internal, "the file couldn't be read"))?
        .map_err(|error| Problem::new(ProblemKind::InvalidRequest, error.to_string()))?;
    if rows.is_empty() && faults.is_empty() {
        return Err(Problem::new(ProblemKind::InvalidRequest, "the file has no rows"));
    }
    let (rows, unknown) = state
        .store
        .read(move |connection| {
            let mut unknown = Vec::new();
            for row in &rows {
                if party_of(connection, &row.account)?.is_none() {
                    let why = format!("{}: the directory has no such customer", row.account);
                    let fault = Fault::new(row.place, "account", why);
                    unknown.push(fault.coded("unknown", [row.account.clone()]));
                }
            }
            Ok::<_, crate::feed::EngineError>((rows, unknown))
        })
        .await?;
    faults.extend(unknown);
    if !faults.is_empty() {
        return Ok(Err(faults));
    }
    let (mut all, clock) = (Batch::default(), clock(state));
    for rows in rows.chunks(PER_BATCH) {
        let part = rows.to_vec();
        let written = write(state, principal.clone(), None, move |bench| {
            let Bench { connection, library, author, random, .. } = bench;
            FeeDesk { connection, library, author, clock }.import(&part, *random)
        })
        .await?;
        match written {
            Ok(batch) => {
                all = Batch { done: all.done + batch.done, same: all.same + batch.same, ..batch };
            }
            Err(error) => {
                let place = rows.first().map(|row| row.place);
                return Ok(Err(refused_row(place, error)?));
            }
        }
    }
    Ok(Ok(all))
}

/// A row that the account's state refuses, as a fault of the file; other errors stay what they are.
fn refused_row(place: Option<table::Place>, error: FeeError) -> Result<Vec<Fault>, Problem> {
    match (place, error) {
        (Some(place), FeeError::Office(OfficeError::Refused(Rejection::Fee(refusal)))) => {
            let why = format!("this row or one of the {PER_BATCH} after it: {refusal}");
            Ok(vec![Fault::new(place, "account", why)])
        }
        (_, error) => Err(error.into()),
    }
}

impl From<FeeError> for Problem {
    fn from(error: FeeError) -> Self {
        match error {
            FeeError::NotFound | FeeError::Office(OfficeError::Refused(Rejection::NotFound)) => no_such(),
            FeeError::Stale(rejection) => super::engine::refused(ProblemKind::Stale, &rejection),
            FeeError::Office(error) => error.into(),
        }
    }
}

/// What an answer to a refused command is called.
pub(super) const fn status_of(rejection: &Rejection) -> StatusCode {
    match rejection {
        Rejection::Denied { .. } => StatusCode::FORBIDDEN,
        _ => StatusCode::UNPROCESSABLE_ENTITY,
    }
}

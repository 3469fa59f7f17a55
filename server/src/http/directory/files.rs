//! The whole directory as a file over HTTP: in, all or nothing, and out.

use super::{require, today};
use crate::accounts::Principal;
use crate::directory::exchange::{self, Reading, Summary};
use crate::directory::{Author, DirectoryError};
use crate::http::extract::Query;
use crate::http::files::Asker;
use crate::http::idempotency::{Intent, Key, Undone, once};
use crate::http::{AppState, Json, Problem, ProblemKind, problem};
use crate::store::StoreError;
use crate::table::{self, Ending, Fault};
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use client_core::domain::policy::Action;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Bytes of a file that is imported over HTTP.
pub(in crate::http) const MOST_FILE_BYTES: usize = 8 * 1024 * 1024;
/// Faults of a file that an answer lists.
const MOST_FAULTS: usize = 500;

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// Whether the file is only looked at.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct ImportParameters {
    /// Check the file and say what would change, and import nothing.
    #[serde(default)]
    dry_run: bool,
}

/// What an import did, or would do.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::http) struct ImportAnswer {
    /// Nothing was imported.
    dry_run: bool,
    #[serde(flatten)]
    summary: Summary,
}

/// Everything that is wrong with a file, as far as it is listed.
#[derive(Debug, Default)]
pub(in crate::http) struct Faults {
    /// The first ones, in the order of the rows of each kind.
    pub(in crate::http) listed: Vec<Fault>,
    /// How many there are.
    pub(in crate::http) count: u64,
}

impl Faults {
    fn tell(&mut self, fault: Fault) {
        if self.listed.len() < MOST_FAULTS {
            self.listed.push(fault);
        }
    }
}

/// Why an import came to nothing.
enum Stop {
    Dry(Summary),
    Faults(Faults),
    Directory(DirectoryError),
}

impl From<StoreError> for Stop {
    fn from(error: StoreError) -> Self {
        Self::Directory(error.into())
    }
}

/// Imports a file in one transaction; a dry run does the same and undoes it. `Err` of the inner result: what is wrong.
pub(in crate::http) async fn import_file(
    state: &AppState,
    principal: &Principal,
    file: Bytes,
    dry_run: bool,
    intent: Option<Intent>,
) -> Result<Result<Summary, Faults>, Problem> {
    require(principal, Action::ImportDirectory)?;
    let kind = Ending::sniffed(&file);
    let read = tokio::task::spawn_blocking(move || {
        let mut faults = Faults::default();
        let mut tell = |fault| faults.tell(fault);
        let mut reading = Reading::new(&mut tell);
        table::each_of(std::io::Cursor::new(file), kind, &exchange::FORM, &mut reading)?;
        let (rows, count) = reading.finish();
        faults.count = count;
        Ok::<_, table::TableError>((rows, faults))
    });
    let (rows, mut faults) = read
        .await
        .map_err(|_| Problem::new(ProblemKind::Internal, "the file couldn't be read"))?
        .map_err(|error| Problem::new(ProblemKind::InvalidRequest, error.to_string()))?;
    if rows.count() == 0 && faults.count == 0 {
        return Err(Problem::new(ProblemKind::InvalidRequest, "the file has no rows"));
    }
    let (user, now) = (principal.user, state.now_ms());
    let (author, by) = (Author { user: Some(user), at: now }, principal.by(now));
    let done = state
        .store
        .write(move |connection| {
            once(connection, user, intent.as_ref(), now, move || {
                let mut tell = |fault| faults.tell(fault);
                let (summary, count) = exchange::apply(connection, &rows, &author, &mut tell, &mut |_, _| {})
                    .map_err(Stop::Directory)?;
                faults.count += count;
                // An error undoes the job.
                match (faults.count, dry_run) {
                    (0, false) => {
                        exchange::imported(connection, &by, &summary).map_err(Stop::Directory)?;
                        Ok(summary)
                    }
                    (0, true) => Err(Stop::Dry(summary)),
                    _ => Err(Stop::Faults(faults)),
                }
            })
        })
        .await;
    match Undone::told(done)? {
        Ok(summary) | Err(Stop::Dry(summary)) => Ok(Ok(summary)),
        Err(Stop::Faults(faults)) => Ok(Err(faults)),
        Err(Stop::Directory(error)) => Err(error.into()),
    }
}

/// Imports buildings, units and customers out of a CSV or XLSX file, all or nothing.
#[utoipa::path(
    post, path = "/api/v1/directory/import", tag = "directory",
    params(
        ImportParameters,
        ("Idempotency-Key" = Option<String>, Header, description = "A repeat with the same key is done once")
    ),
    request_body(content = [u8], content_type = "text/csv", description = "The file, text/csv or a workbook, up to 8 MiB"),
    responses(
        (status = 200, body = ImportAnswer), (status = 400, body = problem::ProblemBody),
        (status = 403, body = problem::ProblemBody), (status = 413, body = problem::ProblemBody),
        (status = 415, body = problem::ProblemBody), (status = 422, body = problem::ProblemBody)
    ),
    security(("bearer" = []), ("session" = []))
)]
pub(in crate::http) async fn import(
    State(state): State<AppState>,
    principal: Principal,
    Query(ImportParameters { dry_run }): Query<ImportParameters>,
    headers: HeaderMap,
    key: Key,
    body: Result<Bytes, axum::extract::rejection::BytesRejection>,
) -> Result<Json<ImportAnswer>, Problem> {
    require(&principal, Action::ImportDirectory)?;
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    if ![XLSX, "text/csv"].iter().any(|known| known.eq_ignore_ascii_case(kind)) {
        return Err(Problem::new(ProblemKind::UnsupportedType, format!("send text/csv or {XLSX}")));
    }
    let body = body.map_err(|rejection| {
        if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE {
            Problem::new(ProblemKind::TooLarge, "a file of the directory has up to 8 MiB")
        } else {
            Problem::new(ProblemKind::InvalidRequest, "the file couldn't be read to its end")
        }
    })?;
    let intent = key.intends_bytes(&format!("/api/v1/directory/import?{dry_run}"), kind, &body);
    match import_file(&state, &principal, body, dry_run, intent).await? {
        Ok(summary) => Ok(Json(ImportAnswer { dry_run, summary })),
        Err(Faults { listed, count }) => {
            let detail = format!("{count} errors; nothing was imported");
            Err(Problem::new(ProblemKind::Refused, detail).with("faults", listed).with("fault_count", count))
        }
    }
}

/// In which form.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct ExportParameters {
    /// `csv` or `xlsx`.
    format: String,
}

/// The whole directory as a file that an import takes.
#[utoipa::path(
    get, path = "/api/v1/directory/export", tag = "directory", params(ExportParameters),
    responses(
        (status = 200, content_type = "text/csv", description = "The file, CSV or XLSX"),
        (status = 400, body = problem::ProblemBody), (status = 403, body = problem::ProblemBody)
    ),
    security(("bearer" = []), ("session" = []))
)]
pub(in crate::http) async fn export(
    State(state): State<AppState>,
    principal: Principal,
    Query(ExportParameters { format }): Query<ExportParameters>,
) -> Result<Response, Problem> {
    require(&principal, Action::ExportDirectory)?;
    let (kind, media) = match format.as_str() {
        "csv" => (Ending::Csv, "text/csv; charset=utf-8"),
        "xlsx" => (Ending::Xlsx, XLSX),
        _ => {
            let problem = Problem::new(ProblemKind::InvalidParameter, "csv or xlsx");
            return Err(problem.with("parameter", "format"));
        }
    };
    let today = today(&state);
    let sheets = state.store.read(exchange::sheets).await?;
    let rows = sheets.iter().map(|sheet| sheet.rows.len()).sum();
    Asker::new(&state, &principal).takes_out("directory", &format, rows).await?;
    let made = tokio::task::spawn_blocking(move || table::bytes(kind, &sheets)).await;
    let Ok(Ok(bytes)) = made else {
        return Err(Problem::new(ProblemKind::Internal, "the file couldn't be made"));
    };
    let mut response = bytes.into_response();
    let fields = response.headers_mut();
    fields.insert(header::CONTENT_TYPE, HeaderValue::from_static(media));
    let name = format!("attachment; filename=\"directory-{today}.{format}\"");
    if let Ok(value) = HeaderValue::from_str(&name) {
        fields.insert(header::CONTENT_DISPOSITION, value);
    }
    Ok(response)
}

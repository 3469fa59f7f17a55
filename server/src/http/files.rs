//! Lists and reports as files: CSV and XLSX with the names of the interface, PDF in the words of people.

use super::{AppState, Json, Problem, ProblemKind};
use crate::accounts::Principal;
use crate::audit::{Act, AuditKind, export_detail, record};
use crate::store::StoreError;
use crate::table::{self, Ending, Sheet};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use client_core::domain::text::Language;
use serde::Serialize;
use undercroft_paper::{TablePaper, table_pdf};

/// A kind of file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FileKind {
    /// A table for programs and spreadsheets.
    Table(Ending),
    /// A paper for people, in their language.
    Paper(Language),
}

/// The kind of file that `format` asks for, a paper in this language; `None` for no file.
///
/// # Errors
/// Another word.
pub(super) fn file_kind(format: Option<&str>, language: Language) -> Result<Option<FileKind>, Problem> {
    match format {
        None | Some("" | "json") => Ok(None),
        Some("csv") => Ok(Some(FileKind::Table(Ending::Csv))),
        Some("xlsx") => Ok(Some(FileKind::Table(Ending::Xlsx))),
        Some("pdf") => Ok(Some(FileKind::Paper(language))),
        Some(_) => {
            Err(Problem::new(ProblemKind::InvalidParameter, "json, csv, xlsx or pdf")
                .with("parameter", "format"))
        }
    }
}

/// The language of a paper whose reader names none.
pub(super) fn paper_language(asked: Option<Language>) -> Language {
    asked.unwrap_or(Language::ZhHans)
}

/// Whoever asks for a file, and the server that writes it down.
#[derive(Clone, Copy)]
pub(super) struct Asker<'a> {
    state: &'a AppState,
    who: &'a Principal,
}

impl<'a> Asker<'a> {
    /// This person, of this server.
    pub(super) const fn new(state: &'a AppState, who: &'a Principal) -> Self {
        Self { state, who }
    }

    /// Writes down that a list leaves the site as a file: before it does, so that none leaves unseen.
    ///
    /// # Errors
    /// The database.
    pub(super) async fn takes_out(self, list: &str, form: &str, rows: usize) -> Result<(), Problem> {
        let (by, list) = (self.who.by(self.state.now_ms()), list.to_owned());
        let detail = export_detail(form, rows);
        let written = self.state.store.write(move |connection| {
            let act = Act::of(AuditKind::DataExported).matter(&list).detail(&detail);
            record(connection, &by, &act)?;
            Ok::<_, StoreError>(())
        });
        Ok(written.await?)
    }
}

/// A list as its reader wants it: JSON, or one of its files.
///
/// # Errors
/// More rows than such a file can have.
pub(super) async fn shown<T: Serialize>(
    asker: Asker<'_>,
    kind: Option<FileKind>,
    name: &str,
    json: &T,
    sheets: impl FnOnce() -> Vec<Sheet>,
    paper: impl FnOnce(Language) -> TablePaper,
) -> Result<Response, Problem> {
    match kind {
        None => Ok(Json(json).into_response()),
        Some(kind) => file(asker, kind, name, sheets, paper).await,
    }
}

/// The file of a list: its `sheets`, or its `paper`. Only the one that is asked for is made.
///
/// # Errors
/// More rows than such a file can have.
pub(super) async fn file(
    asker: Asker<'_>,
    kind: FileKind,
    name: &str,
    sheets: impl FnOnce() -> Vec<Sheet>,
    paper: impl FnOnce(Language) -> TablePaper,
) -> Result<Response, Problem> {
    let content = match kind {
        FileKind::Table(ending) => Content::Table(ending, sheets()),
        FileKind::Paper(language) => Content::Paper(paper(language), language),
    };
    asker.takes_out(name, content.ending(), content.rows()).await?;
    answer(name.to_owned(), content).await
}

enum Content {
    Table(Ending, Vec<Sheet>),
    Paper(TablePaper, Language),
}

impl Content {
    const fn ending(&self) -> &'static str {
        match self {
            Self::Table(Ending::Csv, _) => "csv",
            Self::Table(Ending::Xlsx, _) => "xlsx",
            Self::Paper(..) => "pdf",
        }
    }

    fn rows(&self) -> usize {
        match self {
            Self::Table(_, sheets) => sheets.iter().map(|sheet| sheet.rows.len()).sum(),
            Self::Paper(paper, _) => paper.tables.iter().map(|table| table.rows.len()).sum(),
        }
    }
}

async fn answer(name: String, content: Content) -> Result<Response, Problem> {
    let ending = content.ending();
    let media = match &content {
        Content::Table(Ending::Csv, _) => "text/csv; charset=utf-8",
        Content::Table(Ending::Xlsx, _) => {
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        }
        Content::Paper(..) => "application/pdf",
    };
    let place = if ending == "pdf" { "inline" } else { "attachment" };
    let made = tokio::task::spawn_blocking(move || match content {
        Content::Table(kind, sheets) => table::bytes(kind, &sheets).map_err(|error| error.to_string()),
        Content::Paper(paper, language) => table_pdf(&paper, language).map_err(|error| error.to_string()),
    });
    let bytes = match made.await {
        Ok(Ok(bytes)) => bytes,
        Ok(Err(error)) => {
            tracing::error!(%error, name, "a file couldn't be made");
            return Err(Problem::new(ProblemKind::Internal, "the table is too large"));
        }
        Err(_) => return Err(Problem::new(ProblemKind::Internal, "the file couldn't be made")),
    };
    let headers = [
        (header::CONTENT_TYPE, media.to_owned()),
        (header::CONTENT_DISPOSITION, format!("{place}; filename=\"{name}.{ending}\"")),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    Ok((headers, bytes).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_format_is_a_known_word() {
        let kind = |format| file_kind(Some(format), Language::En).ok().flatten();
        assert_eq!(kind("csv"), Some(FileKind::Table(Ending::Csv)));
        assert_eq!(kind("xlsx"), Some(FileKind::Table(Ending::Xlsx)));
        assert_eq!(kind("pdf"), Some(FileKind::Paper(Language::En)));
        assert_eq!((kind(""), kind("json")), (None, None));
        assert!(file_kind(Some("doc"), Language::En).is_err());
        assert_eq!(paper_language(None), Language::ZhHans);
    }
}

//! The written analysis of a month: somebody writes, the supervisor reviews, then it goes to the office head (STA-7).

use super::{OfficeError, OfficeOutcome, write};
use crate::admit::{Sender, ten};
use crate::feed::{self, EngineError};
use crate::figures::summaries;
use crate::matters::visits;
use client_core::domain::calendar::{MonthOf, Zone};
use client_core::domain::decide::{Decided, DocumentWrite, Random, Rejection};
use client_core::domain::entry::finance::{AnalysisRecorded, AnalysisReviewed, AnalysisSent};
use client_core::domain::entry::follow_up::Cause;
use client_core::domain::entry::{At, Body, By, CommandRef, DocumentKind, Entry, Kind};
use client_core::domain::id::{ChangeHash, CommandId, EntryId};
use client_core::domain::journal::Journal;
use client_core::domain::month::month_document;
use client_core::domain::policy::{Denial, Relation, may_write};
use client_core::domain::procedure::Library;
use client_core::domain::statistics::{Analysis, AnalysisStep, Span, month_figures, similar_problems};
use rusqlite::Connection;
use serde::{Deserialize, Serialize};

/// Longest text, in characters.
const MOST_TEXT: usize = 2_000;

/// A step of a month's analysis.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "command", rename_all = "snake_case", deny_unknown_fields)]
pub enum AnalysisCommand {
    /// Write down what dissatisfaction comes from.
    Record {
        /// Service class; absent for all.
        #[serde(default)]
        service_class: Option<String>,
        /// Cause.
        #[serde(default)]
        cause: Option<Cause>,
        /// What it comes from, and what shall be done.
        text: String,
    },
    /// Review it.
    Review,
    /// Send it to the office head.
    Send,
}

/// Which month's analysis, and what it is judged by.
#[derive(Debug, Clone, Copy)]
pub struct Asked {
    /// The month.
    pub month: MonthOf,
    /// The site's zone.
    pub zone: Zone,
    /// From how many cases on a problem is frequent.
    pub frequent_from: u32,
}

/// A month's analysis with the heads of its document.
///
/// # Errors
/// The database, or something stored in it.
pub fn analysis(connection: &Connection, month: MonthOf) -> Result<(Analysis, Vec<ChangeHash>), EngineError> {
    let name = month.to_string();
    let document = month_document(&name);
    let Some(known) = feed::known(connection, document)? else {
        let nothing = Journal::new(DocumentKind::Month, document, Vec::new(), Vec::new());
        return Ok((Analysis::of(&nothing, &name), Vec::new()));
    };
    Ok((Analysis::of(&known.journal(), &name), known.heads()))
}

/// Carries out a step. `seen` are the heads that the author saw; what happened meanwhile is concurrent, and a review of
/// less than everything counts for nothing. Runs inside the caller's transaction; an error must undo it.
///
/// # Errors
/// Any [`OfficeError`].
#[allow(clippy::too_many_arguments)]
pub fn execute_analysis(
    connection: &Connection,
    library: &Library,
    author: &Sender,
    Asked { month, zone, frequent_from }: Asked,
    seen: &[ChangeHash],
    command: &AnalysisCommand,
    now: i64,
    random: &mut dyn Random,
) -> Result<OfficeOutcome, OfficeError> {
    let named = month.to_string();
    let (kind, step) = match command {
        AnalysisCommand::Record { .. } => (Kind::AnalysisRecorded, None),
        AnalysisCommand::Review => (Kind::AnalysisReviewed, Some(AnalysisStep::Review)),
        AnalysisCommand::Send => (Kind::AnalysisSent, Some(AnalysisStep::Send)),
    };
    let mut roles = author.roles.iter().copied();
    let role = roles.find(|role| may_write(*role, kind, Relation::Site).is_ok());
    let denied = Rejection::Denied { kind, denial: Denial::Role };
    let role = role.ok_or(OfficeError::Refused(denied))?;
    if let Some(step) = step {
        let span = Span::of_month(zone, month);
        let figures = month_figures(&summaries(connection, span)?, span, &[]);
        let (known, _) = analysis(connection, month)?;
        let discontent = &figures.opinions.discontent;
        let similar = similar_problems(discontent, &visits(connection, month)?.causes, frequent_from);
        known.allows(step, discontent, &similar).map_err(|refusal| {
            OfficeError::Refused(Rejection::Invalid { field: "analysis".into(), detail: refusal.to_string() })
        })?;
    }
    let body = match command {
        AnalysisCommand::Record { service_class, cause, text } => Body::AnalysisRecorded(AnalysisRecorded {
            month: named.clone(),
            service_class: service_class.clone(),
            cause: *cause,
            text: words(text)?,
        }),
        AnalysisCommand::Review => Body::AnalysisReviewed(AnalysisReviewed { month: named.clone() }),
        AnalysisCommand::Send => Body::AnalysisSent(AnalysisSent { month: named.clone() }),
    };
    let document = month_document(&named);
    let command = CommandId::new(now, ten(random.bytes()));
    let entry = Entry {
        by: By { user: author.user, role, device: author.device },
        at: At::known(now),
        round: None,
        after: None,
        command: CommandRef { id: command, documents: 1 },
        body,
    };
    let entries = vec![(EntryId::new(now, ten(random.bytes())), entry)];
    let writes = vec![DocumentWrite { kind: DocumentKind::Month, document, entries }];
    let decided = Decided { command, writes, blobs: Vec::new(), used_slip_number: false };
    let heads = [(document, seen)];
    let seen = if seen.is_empty() { &heads[..0] } else { &heads[..] };
    write(connection, library, author, decided, seen, document, now, random)
}

fn words(text: &str) -> Result<String, OfficeError> {
    let text = text.trim();
    let refused = |rejection| Err(OfficeError::Refused(rejection));
    if text.is_empty() {
        return refused(Rejection::Missing { field: "text".into() });
    }
    if text.chars().count() > MOST_TEXT {
        let detail = format!("at most {MOST_TEXT} characters");
        return refused(Rejection::Invalid { field: "text".into(), detail });
    }
    Ok(text.to_owned())
}

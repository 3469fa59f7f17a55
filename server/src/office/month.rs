//! The settlement month of the office: check, submit, approve or send back, hand over, list in notices (FEE-4 to FEE-7).
//!
//! A step writes into the month's document and into every order that it concerns, in one transaction: all or nothing.

use super::{Desk, Known, OfficeError, OfficeOutcome, write, write_known};
use crate::admit::{Sender, ten};
use crate::feed::{self, EngineError, load_document_facts, reference};
use crate::settlement::{OwnedBooks, document_of};
use client_core::domain::calendar::MonthOf;
use client_core::domain::command::Command;
use client_core::domain::decide::{Decided, DocumentWrite, Random, Rejection, decide};
use client_core::domain::entry::finance::{
    BundleHanded, MonthChecked, ReportApproved, ReportSentBack, ReportSubmitted,
};
use client_core::domain::entry::{At, Body, By, CommandRef, DocumentKind, Entry, Kind};
use client_core::domain::id::{ChangeHash, CommandId, DocumentId, EntryId};
use client_core::domain::month::MonthState;
use client_core::domain::order::fold;
use client_core::domain::policy::{Denial, Relation, Role, may_write};
use client_core::domain::procedure::Library;
use client_core::domain::reference::Reference;
use client_core::domain::settlement::{Account, Line, MonthRefusal, Report, approval, submission};
use client_core::domain::stock::Ledger;
use rusqlite::Connection;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Longest remark, reason or name, in characters.
const MOST_TEXT: usize = 500;

/// A step of a settlement month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "command", rename_all = "snake_case", deny_unknown_fields)]
pub enum MonthCommand {
    /// Lines were held against slips (FEE-4).
    Check {
        /// What was found about the differences.
        #[serde(default)]
        remark: Option<String>,
    },
    /// Submit the report to the office head (FEE-5).
    Submit,
    /// Approve it.
    Approve,
    /// Send it back.
    SendBack {
        /// Why.
        reason: String,
    },
    /// Hand the month's slips to the records administrator (FEE-6).
    HandBundle {
        /// Who took them.
        received_by: String,
    },
    /// List every unpaid line in this month's notice (FEE-7).
    ListNotice,
}

/// What a step led to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MonthOutcome {
    /// Heads of the month's document now.
    pub heads: Vec<ChangeHash>,
    /// Orders that were written in.
    pub orders: usize,
    /// Feed number of the last change.
    pub seq: u64,
}

/// Why a step was not taken. Nothing was stored.
#[derive(Debug, thiserror::Error)]
pub enum MonthError {
    /// The month has moved since the author saw it.
    #[error("the month has changed since you saw it")]
    Stale,
    /// The state of the month or of its orders refuses it.
    #[error(transparent)]
    Refused(#[from] MonthRefusal),
    /// The author may not, a field doesn't fit, or one of the orders refuses.
    #[error(transparent)]
    Office(#[from] OfficeError),
}

impl From<EngineError> for MonthError {
    fn from(error: EngineError) -> Self {
        Self::Office(error.into())
    }
}

impl From<rusqlite::Error> for MonthError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Office(error.into())
    }
}

impl From<crate::store::StoreError> for MonthError {
    fn from(error: crate::store::StoreError) -> Self {
        Self::Office(error.into())
    }
}

/// Who works on a month, when, with what.
struct Clerk<'a> {
    connection: &'a Connection,
    library: &'a Library,
    reference: Reference,
    stock: Ledger,
    author: &'a Sender,
    now: i64,
}

/// Carries out a step on a month. `if_match` are the heads that the author saw; none for a month that nobody has written
/// of. Runs inside the caller's transaction; an error must undo it.
///
/// # Errors
/// Any [`MonthError`].
pub fn execute_month(
    connection: &Connection,
    library: &Library,
    author: &Sender,
    (month, if_match): (MonthOf, &[ChangeHash]),
    command: &MonthCommand,
    now: i64,
    random: &mut dyn Random,
) -> Result<MonthOutcome, MonthError> {
    let role = role_for(author, kind_of(command))?;
    let document = document_of(month);
    let heads = feed::known(connection, document)?.map(|known| known.heads()).unwrap_or_default();
    if heads != if_match {
        return Err(MonthError::Stale);
    }
    let reference = reference::current(connection)?;
    let clerk = Clerk { connection, library, reference, stock: Ledger::default(), author, now };
    let books = OwnedBooks::read(connection)?;
    let known = books.month(month);
    let month_named = month.to_string();
    let mut orders = 0;
    let body = match command {
        MonthCommand::Check { remark } => {
            let remark = remark.as_deref().map(|text| words("remark", text)).transpose()?;
            if known.state == MonthState::Approved {
                return Err(MonthRefusal::Approved { month }.into());
            }
            let differences = u32::try_from(books.books().differences(month).len()).unwrap_or(u32::MAX);
            Body::MonthChecked(MonthChecked { month: month_named, differences, remark })
        }
        MonthCommand::Submit => {
            let report = submission(&books.books(), month, &known, now)?;
            orders = clerk.report_lines(&books, &report, random)?;
            Body::ReportSubmitted(ReportSubmitted {
                month: month_named,
                lines: u32::try_from(report.lines.len()).unwrap_or(u32::MAX),
                total_fen: report.total_fen,
                digest: report.digest(),
            })
        }
        MonthCommand::Approve => {
            let report = approval(&books.books(), month, &known, author.user)?;
            let submission = known.open().ok_or(MonthRefusal::NothingSubmitted { month })?.origin.entry;
            orders = clerk.approve_lines(&books, &report, random)?;
            Body::ReportApproved(ReportApproved { submission })
        }
        MonthCommand::SendBack { reason } => {
            let reason = words("reason", reason)?;
            if known.state == MonthState::Approved {
                return Err(MonthRefusal::Approved { month }.into());
            }
            let open = known.open().ok_or(MonthRefusal::NothingSubmitted { month })?;
            if open.origin.by.user == author.user {
                return Err(MonthRefusal::SamePerson.into());
            }
            Body::ReportSentBack(ReportSentBack { submission: open.origin.entry, reason })
        }
        MonthCommand::HandBundle { received_by } => {
            let received_by = words("received_by", received_by)?;
            if now < books.zone.end_of_month(month) {
                return Err(MonthRefusal::NotOver { month }.into());
            }
            if !known.bundles.is_empty() {
                return Err(MonthRefusal::HandedOver { month }.into());
            }
            let report = books.books().report(month);
            let slips = u32::try_from(report.lines.len()).unwrap_or(u32::MAX);
            let total_fen = report.total_fen;
            Body::BundleHanded(BundleHanded { month: month_named, slips, total_fen, received_by })
        }
        MonthCommand::ListNotice => {
            let orders = clerk.list_in_notice(&books, month, random)?;
            return Ok(MonthOutcome { heads, orders, seq: feed::seq(connection)? });
        }
    };
    let outcome = clerk.write_month(document, role, body, random)?;
    if matches!(command, MonthCommand::Approve) {
        // What the journals say must be what was submitted, or nothing is approved at all.
        let books = OwnedBooks::read(connection)?;
        let approved = books.month(month).approved().map(|one| one.digest);
        if approved != Some(books.books().frozen(month).digest()) {
            return Err(MonthRefusal::Changed.into());
        }
    }
    Ok(MonthOutcome { heads: outcome.heads, orders, seq: outcome.seq })
}

const fn kind_of(command: &MonthCommand) -> Kind {
    match command {
        MonthCommand::Check { .. } => Kind::MonthChecked,
        MonthCommand::Submit => Kind::ReportSubmitted,
        MonthCommand::Approve => Kind::ReportApproved,
        MonthCommand::SendBack { .. } => Kind::ReportSentBack,
        MonthCommand::HandBundle { .. } => Kind::BundleHanded,
        MonthCommand::ListNotice => Kind::NoticeLineListed,
    }
}

fn role_for(author: &Sender, kind: Kind) -> Result<Role, OfficeError> {
    let may = |role: &&Role| may_write(**role, kind, Relation::Site).is_ok();
    let denied = Rejection::Denied { kind, denial: Denial::Role };
    author.roles.iter().find(may).copied().ok_or(OfficeError::Refused(denied))
}

fn words(field: &str, text: &str) -> Result<String, OfficeError> {
    let text = text.trim();
    if text.is_empty() {
        return Err(OfficeError::Refused(Rejection::Missing { field: field.to_owned() }));
    }
    if text.chars().count() > MOST_TEXT {
        let detail = format!("at most {MOST_TEXT} characters");
        return Err(OfficeError::Refused(Rejection::Invalid { field: field.to_owned(), detail }));
    }
    Ok(text.to_owned())
}

impl Clerk<'_> {
    /// Writes the lines that the orders don't have as the report has them.
    fn report_lines(
        &self,
        books: &OwnedBooks,
        report: &Report,
        random: &mut dyn Random,
    ) -> Result<usize, OfficeError> {
        let accounts = by_order(books);
        let mut written = 0;
        for line in &report.lines {
            let has = accounts.get(&line.order).and_then(|account| account.line_of(line.adjustment));
            let same = has.is_some_and(|own| {
                (own.month, own.amount_fen, own.signed_at, own.method)
                    == (report.month, line.amount_fen, line.signed_at, line.method)
            });
            if !same {
                let (month, adjustment) = (report.month.to_string(), line.adjustment);
                self.order(line, &Command::ReportLine { month, adjustment }, random)?;
                written += 1;
            }
        }
        Ok(written)
    }

    fn approve_lines(
        &self,
        books: &OwnedBooks,
        report: &Report,
        random: &mut dyn Random,
    ) -> Result<usize, OfficeError> {
        let accounts = by_order(books);
        for line in &report.lines {
            let own = accounts.get(&line.order).and_then(|account| account.line_of(line.adjustment));
            let own = own.ok_or(OfficeError::NotFound)?;
            self.order(line, &Command::ApproveLine { line: own.entry }, random)?;
        }
        Ok(report.lines.len())
    }

    fn list_in_notice(
        &self,
        books: &OwnedBooks,
        month: MonthOf,
        random: &mut dyn Random,
    ) -> Result<usize, OfficeError> {
        let mut written = 0;
        for line in books.books().notice(month).into_iter().filter(|line| !line.listed) {
            self.command(line.order, &Command::ListInNotice { month: month.to_string() }, random)?;
            written += 1;
        }
        Ok(written)
    }

    fn order(&self, line: &Line, command: &Command, random: &mut dyn Random) -> Result<(), OfficeError> {
        self.command(line.order, command, random)
    }

    fn command(
        &self,
        document: DocumentId,
        command: &Command,
        random: &mut dyn Random,
    ) -> Result<(), OfficeError> {
        let Self { connection, library, reference, stock, author, now } = self;
        let epoch = feed::epoch(connection)?;
        let facts = load_document_facts(connection, author, document, DocumentKind::Order, epoch, random)?;
        if facts.known.is_empty() || facts.known.kind != DocumentKind::Order {
            return Err(OfficeError::NotFound);
        }
        let order = fold(&facts.known.journal(), library);
        let desk = Desk { library, reference, stock, author, now: *now };
        let decided =
            desk.ask("", random, |context| decide(&order, command, context)).map_err(OfficeError::Refused)?;
        let known = Known { facts: Some(facts), seen: &[] };
        write_known(connection, library, author, decided, known, document, *now, random)?;
        Ok(())
    }

    fn write_month(
        &self,
        document: DocumentId,
        role: Role,
        body: Body,
        random: &mut dyn Random,
    ) -> Result<OfficeOutcome, OfficeError> {
        let by = By { user: self.author.user, role, device: self.author.device };
        let at = At::known(self.now);
        let command = CommandId::new(self.now, ten(random.bytes()));
        let entry = Entry {
            by,
            at,
            round: None,
            after: None,
            command: CommandRef { id: command, documents: 1 },
            body,
        };
        let entries = vec![(EntryId::new(self.now, ten(random.bytes())), entry)];
        let writes = vec![DocumentWrite { kind: DocumentKind::Month, document, entries }];
        let decided = Decided { command, writes, blobs: Vec::new(), used_slip_number: false };
        write(self.connection, self.library, self.author, decided, &[], document, self.now, random)
    }
}

fn by_order(books: &OwnedBooks) -> BTreeMap<DocumentId, &Account> {
    books.accounts.iter().map(|account| (account.order, account)).collect()
}

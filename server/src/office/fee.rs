//! Management fees of the office: commands on one account, work on all of them, and what an account's page shows
//! (FEE-9 to FEE-11, DUN).

use super::view::{arrivals, etag, names};
use super::{Desk, Known, OfficeError, OfficeOutcome, receipt_is_free, write_known};
use crate::admit::Sender;
use crate::feed::{self, EngineError, load_document_facts, reference, scope};
use crate::fees::{self, FeeRow, Payer, party_of};
use crate::receipt_numbers::{SharedReceipt, shared_with};
use client_core::domain::blob::Blob;
use client_core::domain::calendar::Day;
use client_core::domain::command::FeeCommand;
use client_core::domain::decide::{Action, Author, Random, Rejection, decide_fee, fee_actions};
use client_core::domain::entry::DocumentKind;
use client_core::domain::entry::fee::{FeeStage, SentBy};
use client_core::domain::fee::{
    FeeAccount, FeeClock, FeePeriod, FeeRefusal, FeeTerms, FeeVisitParty, NextStep, Statement, fee_document,
    fold_fee_account, statement,
};
use client_core::domain::id::{ChangeHash, DocumentId, EntryId, UserId};
use client_core::domain::policy::{ReadScope, Role, may_read};
use client_core::domain::procedure::Library;
use client_core::domain::stock::Ledger;
use rusqlite::Connection;
use serde::Serialize;
use std::collections::BTreeMap;

/// Why a command on an account was not carried out. Nothing was stored.
#[derive(Debug, thiserror::Error)]
pub enum FeeError {
    /// No such account, or not for this person.
    #[error("no such account")]
    NotFound,
    /// It has moved since the author saw it, and the present state refuses the command.
    #[error("the account has changed since you saw it: {0}")]
    Stale(Rejection),
    /// The author may not, a field doesn't fit, or the database.
    #[error(transparent)]
    Office(#[from] OfficeError),
}

impl From<EngineError> for FeeError {
    fn from(error: EngineError) -> Self {
        Self::Office(error.into())
    }
}

impl From<crate::store::StoreError> for FeeError {
    fn from(error: crate::store::StoreError) -> Self {
        Self::Office(error.into())
    }
}

/// Whether somebody with these roles reads all accounts.
pub fn reads_fees(roles: &[Role]) -> bool {
    roles.iter().any(|role| may_read(*role, DocumentKind::FeeAccount) == ReadScope::Site)
}

/// What commands on accounts are carried out with: the writer's transaction, and who writes when.
pub struct FeeDesk<'a> {
    /// The writer's transaction; an error must undo it.
    pub connection: &'a Connection,
    /// The procedures that count now.
    pub library: &'a Library,
    /// Who writes.
    pub author: &'a Sender,
    /// When, in which zone, and how the final notice is read.
    pub clock: FeeClock,
}

impl FeeDesk<'_> {
    /// Carries out a command on a customer's account; `if_match` are the heads that its author saw, empty for the first
    /// terms of an account.
    ///
    /// # Errors
    /// Any [`FeeError`].
    pub fn execute(
        &self,
        account: &str,
        if_match: &[ChangeHash],
        command: &FeeCommand,
        random: &mut dyn Random,
    ) -> Result<OfficeOutcome, FeeError> {
        let id = fee_document(account);
        let opens = matches!(command, FeeCommand::SetTerms { .. });
        let connection = self.connection;
        if feed::kind_of(connection, id)?.is_none() {
            if !opens || party_of(connection, account)?.is_none() {
                return Err(FeeError::NotFound);
            }
        } else if !scope::may_see(connection, self.author.user, &self.author.roles, id)? {
            return Err(FeeError::NotFound);
        }
        let epoch = feed::epoch(connection)?;
        let facts =
            load_document_facts(connection, self.author, id, DocumentKind::FeeAccount, epoch, random)?;
        // What nobody has written of has not moved.
        let moved = !facts.known.is_empty() && facts.known.heads() != if_match;
        let seen_here = if_match.iter().all(|head| facts.known.contains(head));
        if !seen_here || (if_match.is_empty() && !facts.known.is_empty()) {
            // Nobody can have seen such an account here, for example after a restore.
            return Err(FeeError::Stale(Rejection::NotFound));
        }
        let known = fold_fee_account(&facts.known.journal());
        let reference = reference::current(connection)?;
        let stock = Ledger::default();
        let (library, author, now) = (self.library, self.author, self.clock.now);
        let desk = Desk { library, reference: &reference, stock: &stock, author, now };
        let decided =
            desk.ask("", random, |context| decide_fee(id, known.as_ref(), command, &self.clock, context));
        let decided = match decided {
            Ok(decided) => decided,
            Err(rejection) if moved => return Err(FeeError::Stale(rejection)),
            Err(rejection) => return Err(OfficeError::Refused(rejection).into()),
        };
        self.receipt_is_free(id, command)?;
        let seen = [(id, if_match)];
        let seen = if if_match.is_empty() { &seen[..0] } else { &seen[..] };
        let known = Known { facts: Some(facts), seen };
        Ok(write_known(connection, library, author, decided, known, id, now, random)?)
    }

    /// A number is on one receipt at the whole site, used or prepared (FEE-10).
    fn receipt_is_free(&self, id: DocumentId, command: &FeeCommand) -> Result<(), FeeError> {
        let (FeeCommand::TakePayment { receipt, .. } | FeeCommand::PlanVisit { receipt, .. }) = command
        else {
            return Ok(());
        };
        Ok(receipt_is_free(self.connection, receipt, id)?)
    }

    /// A command on an account as it is now, by somebody who works on all of them.
    fn now(&self, account: &str, command: &FeeCommand, random: &mut dyn Random) -> Result<(), FeeError> {
        let known = feed::known(self.connection, fee_document(account))?;
        let heads = known.map(|known| known.heads()).unwrap_or_default();
        self.execute(account, &heads, command, random).map(drop)
    }

    /// Makes notices ready that may go out by now, at most `most` of them, by account. Whoever asks again goes on with the
    /// rest; what is ready already isn't made twice (DUN-1 to DUN-14).
    ///
    /// # Errors
    /// Any [`FeeError`].
    pub fn prepare_due(&self, most: usize, random: &mut dyn Random) -> Result<Batch, FeeError> {
        let today = self.clock.today();
        let mut batch = Batch::default();
        for account in accounts(self.connection)? {
            for (stage, period) in to_prepare(&statement(&account, &self.clock), today) {
                if batch.done < most {
                    match self.now(&account.account, &FeeCommand::PrepareNotice { stage, period }, random) {
                        // The bill before it in this run has charged the months already.
                        Err(FeeError::Office(OfficeError::Refused(Rejection::Fee(
                            FeeRefusal::NothingToBill(_),
                        )))) => continue,
                        other => other?,
                    }
                    batch.done += 1;
                } else {
                    batch.left += 1;
                }
            }
        }
        batch.seq = feed::seq(self.connection)?;
        Ok(batch)
    }

    /// Writes down that notices which are ready went out now, at most `most` of them, by account; those of one stage, or all.
    ///
    /// # Errors
    /// Any [`FeeError`].
    pub fn send_ready(
        &self,
        stage: Option<FeeStage>,
        by: SentBy,
        most: usize,
        random: &mut dyn Random,
    ) -> Result<Batch, FeeError> {
        let mut batch = Batch::default();
        for account in accounts(self.connection)? {
            for notice in ready(&account, &statement(&account, &self.clock), stage) {
                if batch.done < most {
                    let command = FeeCommand::SendNotice { notice, by, sent_at: None, tracking: None };
                    self.now(&account.account, &command, random)?;
                    batch.done += 1;
                } else {
                    batch.left += 1;
                }
            }
        }
        batch.seq = feed::seq(self.connection)?;
        Ok(batch)
    }

    /// Writes down terms and opening balances of a file's rows, each only where it isn't so already.
    ///
    /// # Errors
    /// Any [`FeeError`].
    pub fn import(&self, rows: &[FeeRow], random: &mut dyn Random) -> Result<Batch, FeeError> {
        let mut batch = Batch::default();
        for row in rows {
            let mut wrote = false;
            let known = fees::find(self.connection, &row.account)?;
            // A file without the column says nothing of it: a home in trusteeship stays there.
            let of_month = known.as_ref().and_then(|known| known.terms_of(row.from));
            let known_trusteeship = of_month.is_some_and(|terms| terms.trusteeship);
            let trusteeship = row.trusteeship.unwrap_or(known_trusteeship);
            let same = |terms: &FeeTerms| {
                (terms.plan, terms.monthly_fen, terms.trusteeship) == (row.plan, row.monthly_fen, trusteeship)
            };
            if !of_month.is_some_and(same) {
                let terms = FeeCommand::SetTerms {
                    account: row.account.clone(),
                    plan: row.plan,
                    monthly_fen: row.monthly_fen,
                    trusteeship,
                    from: row.from,
                };
                self.now(&row.account, &terms, random)?;
                wrote = true;
            }
            if let Some((amount_fen, since)) = row.opening {
                let opening = known.as_ref().and_then(|known| known.opening.as_ref());
                if opening.is_none_or(|one| (one.amount_fen, one.since) != (amount_fen, since)) {
                    self.now(&row.account, &FeeCommand::SetOpening { amount_fen, since }, random)?;
                    wrote = true;
                }
            }
            if wrote {
                batch.done += 1;
            } else {
                batch.same += 1;
            }
        }
        batch.seq = feed::seq(self.connection)?;
        Ok(batch)
    }
}

/// How far work on all accounts has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, serde::Deserialize, utoipa::ToSchema)]
pub struct Batch {
    /// Done now.
    pub done: usize,
    /// Found as they should be.
    pub same: usize,
    /// Left for the next request.
    pub left: usize,
    /// Feed number after it.
    pub seq: u64,
}

fn accounts(connection: &Connection) -> Result<Vec<FeeAccount>, EngineError> {
    let mut statement =
        connection.prepare_cached("SELECT document, content FROM fee_account ORDER BY account, document")?;
    let mut rows = statement.query([])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let (document, content): ([u8; 16], String) = (row.get(0)?, row.get(1)?);
        found.push(fees::read(DocumentId::from_bytes(document), &content)?);
    }
    Ok(found)
}

/// Notices that finance may make ready by this day: bills first, each with its period.
pub fn to_prepare(statement: &Statement, today: Day) -> Vec<(FeeStage, FeePeriod)> {
    let bills = statement.to_bill.iter().map(|period| (FeeStage::Payment, *period));
    let steps = statement.bills.iter().filter_map(|bill| match bill.next {
        Some(NextStep::Prepare { stage, from }) if from <= today => Some((stage, bill.period?)),
        _ => None,
    });
    bills.chain(steps).collect()
}

/// Notices that are ready and may go out, of one stage or all.
pub fn ready(account: &FeeAccount, statement: &Statement, stage: Option<FeeStage>) -> Vec<EntryId> {
    let notices = account.notices.iter().filter(|one| one.sent.is_none() && one.withdrawn.is_none());
    let bill_of = |period| statement.bills.iter().find(|bill| bill.period == Some(period));
    let owes = |stage, period| {
        stage == FeeStage::Payment
            || bill_of(period).is_some_and(|bill| bill.unpaid_fen() > 0 && !bill.disputed)
    };
    notices
        .filter(|one| stage.is_none_or(|stage| stage == one.stage) && owes(one.stage, one.period))
        .map(|one| one.origin.entry)
        .collect()
}

/// An account as its page and the interface show it.
#[derive(Debug, Clone, Serialize)]
pub struct FeeView {
    /// The account.
    pub account: FeeAccount,
    /// What it comes to today.
    pub statement: Statement,
    /// Who pays.
    #[serde(skip)]
    pub payer: Payer,
    /// Whom each visit's collector meets, where its words are here.
    pub parties: BTreeMap<EntryId, FeeVisitParty>,
    /// What to send as `If-Match` with the next command.
    pub etag: String,
    /// Names of the people in it.
    pub names: BTreeMap<UserId, String>,
    /// When the server received each entry, milliseconds since 1970 UTC.
    pub received_at: BTreeMap<EntryId, i64>,
    /// Numbers of its receipts that other accounts bear too (COL-26).
    pub shared_receipts: Vec<SharedReceipt>,
    /// What the reader may do now, and what not yet and why.
    pub commands: Vec<Action>,
}

/// A customer's account, for a person who may read it; `None` otherwise, and when there is none.
///
/// # Errors
/// The database, or something stored in it.
pub fn fee_view(
    connection: &Connection,
    reader: &Author,
    account: &str,
    clock: &FeeClock,
) -> Result<Option<FeeView>, EngineError> {
    let id = fee_document(account);
    if !scope::may_see(connection, reader.user, &reader.roles, id)? {
        return Ok(None);
    }
    let known = feed::known(connection, id)?.filter(|known| known.kind == DocumentKind::FeeAccount);
    let Some(known) = known else { return Ok(None) };
    let Some(account) = fold_fee_account(&known.journal()) else { return Ok(None) };
    let mut parties = BTreeMap::new();
    for visit in &account.visits {
        let bytes = feed::blob(connection, id, &visit.party)?;
        let party = bytes.and_then(|bytes| Blob::from_bytes(&bytes));
        if let Some(party) = party.as_ref().and_then(FeeVisitParty::from_blob) {
            parties.insert(visit.origin.entry, party);
        }
    }
    Ok(Some(FeeView {
        payer: party_of(connection, &account.account)?.unwrap_or_default(),
        parties,
        etag: etag(&known.heads()),
        names: names(connection, &account.people())?,
        received_at: arrivals(connection, id)?,
        shared_receipts: shared_with(connection, &account)?,
        commands: fee_actions(&account, reader, clock),
        statement: statement(&account, clock),
        account,
    }))
}

//! Management fees' projection: one row per account, written in the transaction of the change that moved it, and the numbers
//! of all receipts (FEE-9 to FEE-11, DUN).

mod export;
mod import;
mod list;

pub use export::fee_sheets;
pub use import::{FORM, FeeFile, FeeRow, Reading};
pub use list::{FeeLine, FeeQuery, Filter, Payer, lines, party_of};

use crate::feed::{EngineError, FeedError, int, scope};
use crate::incidents::departments;
use crate::receipt_numbers;
use client_core::domain::entry::DocumentKind;
use client_core::domain::fee::{FeeAccount, fold_fee_account};
use client_core::domain::id::{DocumentId, UserId};
use client_core::domain::journal::Journal;
use client_core::domain::policy::ReadScope;
use rusqlite::{Connection, OptionalExtension, params};
use std::collections::BTreeSet;

/// Writes the row of an account and the numbers of its receipts, and gives the account.
pub(crate) fn save(
    connection: &Connection,
    journal: &Journal,
    seq: u64,
) -> Result<Option<FeeAccount>, EngineError> {
    let Some(account) = fold_fee_account(journal) else { return Ok(None) };
    connection
        .prepare_cached(
            "INSERT OR REPLACE INTO fee_account (document, account, content, last_seq) VALUES (?1, ?2, ?3, ?4)",
        )?
        .execute(params![account.id.as_bytes(), account.account, account.canonical_json(), int(seq)])?;
    receipt_numbers::save(connection, account.id, account.receipts())?;
    Ok(Some(account))
}

/// Gives an account to the collectors of its open visits, where their posts read only their own (FEE-11).
pub(crate) fn share(connection: &Connection, account: &FeeAccount, seq: u64) -> Result<(), EngineError> {
    let open = account.visits.iter().filter(|visit| visit.is_open());
    for collector in open.map(|visit| visit.collector).collect::<BTreeSet<UserId>>() {
        if departments::reads(connection, collector, DocumentKind::FeeAccount)? == ReadScope::Own {
            scope::grant(connection, collector, account.id, seq)?;
        }
    }
    Ok(())
}

/// An account as its row keeps it.
pub(crate) fn read(document: DocumentId, content: &str) -> Result<FeeAccount, EngineError> {
    serde_json::from_str(content).map_err(|_| FeedError::Damaged { what: "fee account", document }.into())
}

/// An account by the customer's number; `None` where it has none. No right is checked here.
///
/// # Errors
/// The database, or a row that can't be read.
pub fn find(connection: &Connection, account: &str) -> Result<Option<FeeAccount>, EngineError> {
    let row: Option<([u8; 16], String)> = connection
        .prepare_cached("SELECT document, content FROM fee_account WHERE account = ?1")?
        .query_row([account], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    row.map(|(document, content)| read(DocumentId::from_bytes(document), &content)).transpose()
}

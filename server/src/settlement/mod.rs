//! Settlement's projection: one account per order that was ever to be paid, one row per month, written in the
//! transaction of the change that moved them (FEE-1 to FEE-8).

use crate::feed::{EngineError, FeedError};
use crate::receipt_numbers;
use client_core::domain::calendar::{MonthOf, Zone};
use client_core::domain::canonical::canonical_json;
use client_core::domain::id::DocumentId;
use client_core::domain::journal::Journal;
use client_core::domain::month::{Month, MonthState, fold_month, month_document};
use client_core::domain::order::Order;
use client_core::domain::settlement::{Account, Books};
use rusqlite::{Connection, OptionalExtension, params};
use std::collections::BTreeSet;

/// Writes an order's account, or takes it away when nothing of it is to be paid any more, and the numbers of its receipts.
pub(crate) fn save(connection: &Connection, order: &Order) -> Result<(), EngineError> {
    let receipts = order.account.payments.iter().map(|payment| payment.receipt.as_str());
    receipt_numbers::save(connection, order.id, receipts)?;
    let Some(account) = Account::of(order) else {
        connection
            .prepare_cached("DELETE FROM settlement WHERE document = ?1")?
            .execute([order.id.as_bytes()])?;
        return Ok(());
    };
    connection
        .prepare_cached(
            "INSERT OR REPLACE INTO settlement (document, number, signed_at, due_fen, paid_fen, disputed, account)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )?
        .execute(params![
            order.id.as_bytes(),
            account.number,
            account.signed_at,
            account.due_fen,
            account.paid_fen,
            account.disputed,
            canonical_json(&account),
        ])?;
    Ok(())
}

/// Writes a settlement month.
pub(crate) fn save_month(connection: &Connection, journal: &Journal) -> Result<(), EngineError> {
    let Some(month) = fold_month(journal) else { return Ok(()) };
    connection
        .prepare_cached(
            "INSERT OR REPLACE INTO settlement_month (document, month, state, content) VALUES (?1, ?2, ?3, ?4)",
        )?
        .execute(params![
            journal.document.as_bytes(),
            month.month,
            month.state.as_str(),
            canonical_json(&month),
        ])?;
    Ok(())
}

/// The site's zone.
///
/// # Errors
/// The database, or a zone that isn't known.
pub fn zone(connection: &Connection) -> Result<Zone, EngineError> {
    let name: Option<String> =
        connection.prepare_cached("SELECT timezone FROM site")?.query_row([], |row| row.get(0)).optional()?;
    let zone = name.and_then(|name| Zone::parse(&name).ok());
    zone.ok_or_else(|| FeedError::NoSite.into())
}

/// All accounts, by slip number.
///
/// # Errors
/// The database, or an account that can't be read.
pub fn accounts(connection: &Connection) -> Result<Vec<Account>, EngineError> {
    let mut statement =
        connection.prepare_cached("SELECT document, account FROM settlement ORDER BY number, document")?;
    let mut rows = statement.query([])?;
    let mut accounts = Vec::new();
    while let Some(row) = rows.next()? {
        let document = DocumentId::from_bytes(row.get(0)?);
        let account = serde_json::from_str(row.get_ref(1)?.as_str().unwrap_or_default());
        accounts.push(account.map_err(|_| FeedError::Damaged { what: "account", document })?);
    }
    Ok(accounts)
}

/// All months that somebody has written of, in order.
///
/// # Errors
/// The database, or a month that can't be read.
pub fn months(connection: &Connection) -> Result<Vec<Month>, EngineError> {
    let mut statement =
        connection.prepare_cached("SELECT document, content FROM settlement_month ORDER BY month")?;
    let mut rows = statement.query([])?;
    let mut months = Vec::new();
    while let Some(row) = rows.next()? {
        let document = DocumentId::from_bytes(row.get(0)?);
        let month = serde_json::from_str(row.get_ref(1)?.as_str().unwrap_or_default());
        months.push(month.map_err(|_| FeedError::Damaged { what: "month", document })?);
    }
    Ok(months)
}

/// The books of the site.
#[derive(Debug, Clone)]
pub struct OwnedBooks {
    /// Accounts.
    pub accounts: Vec<Account>,
    /// Months that somebody has written of, in order.
    pub months: Vec<Month>,
    /// Those with an approved report.
    pub approved: BTreeSet<MonthOf>,
    /// The site's zone.
    pub zone: Zone,
}

impl OwnedBooks {
    /// Reads the books. No right is checked here.
    ///
    /// # Errors
    /// The database, or something stored in it.
    pub fn read(connection: &Connection) -> Result<Self, EngineError> {
        let months = months(connection)?;
        let approved = months.iter().filter(|month| month.state == MonthState::Approved);
        let approved = approved.filter_map(|month| month.month.parse().ok()).collect();
        Ok(Self { accounts: accounts(connection)?, months, approved, zone: zone(connection)? })
    }

    /// What reckons with them.
    pub fn books(&self) -> Books<'_> {
        Books { accounts: &self.accounts, approved: &self.approved, zone: self.zone }
    }

    /// A month, empty where nobody has written of it.
    pub fn month(&self, month: MonthOf) -> Month {
        let name = month.to_string();
        let known = self.months.iter().find(|known| known.month == name);
        known.cloned().unwrap_or_else(|| Month::empty(&name))
    }
}

/// The document of a month.
pub fn document_of(month: MonthOf) -> DocumentId {
    month_document(&month.to_string())
}

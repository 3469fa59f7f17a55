//! Numbers of receipts, job slips' and fee accounts': one number is one payment at the whole site (FEE-10, COL-26).
//!
//! The office's door refuses a number that stands somewhere. Two papers that were written without a network are both kept;
//! the server then says in the order whose payment entered the log later that it counts elsewhere, and finance is asked.

use crate::admit::Admitted;
use crate::feed::{self, EngineError};
use crate::fees;
use client_core::domain::entry::Body;
use client_core::domain::entry::store::{SettledAcross, SettledOutcome};
use client_core::domain::fee::{FeeAccount, ReceiptPlace};
use client_core::domain::id::{DocumentId, EntryId};
use client_core::domain::order::Order;
use client_core::domain::procedure::Library;
use rusqlite::{Connection, OptionalExtension, Row, params};
use serde::Serialize;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

/// Writes down which numbers stand in a document. None is ever taken away: what was said stays said.
pub(crate) fn save<'r>(
    connection: &Connection,
    document: DocumentId,
    receipts: impl Iterator<Item = &'r str>,
) -> Result<(), EngineError> {
    let mut insert = connection.prepare_cached(
        "INSERT INTO receipt_number (receipt, document) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
    )?;
    for receipt in receipts.collect::<BTreeSet<_>>() {
        insert.execute(params![receipt, document.as_bytes()])?;
    }
    Ok(())
}

const PLACES: &str = "SELECT n.document, a.account, b.number FROM receipt_number n
                      LEFT JOIN fee_account a ON a.document = n.document
                      LEFT JOIN board b ON b.document = n.document";

fn place_of(row: &Row<'_>) -> rusqlite::Result<ReceiptPlace> {
    if let Some(account) = row.get(1)? {
        return Ok(ReceiptPlace::Account(account));
    }
    // An order without a slip is known by its id alone.
    let number: Option<String> = row.get(2)?;
    let id = DocumentId::from_bytes(row.get(0)?).to_string();
    Ok(ReceiptPlace::Slip(number.filter(|number| !number.is_empty()).unwrap_or(id)))
}

/// Another paper of the site that bears this number, used or prepared (FEE-10).
pub(crate) fn elsewhere(
    connection: &Connection,
    receipt: &str,
    document: DocumentId,
) -> Result<Option<ReceiptPlace>, EngineError> {
    let sql = format!("{PLACES} WHERE n.receipt = ?1 AND n.document <> ?2 ORDER BY n.document LIMIT 1");
    let mut statement = connection.prepare_cached(&sql)?;
    Ok(statement.query_row(params![receipt, document.as_bytes()], place_of).optional()?)
}

/// How people call documents in which numbers of receipts stand.
pub(crate) fn places(
    connection: &Connection,
    documents: impl Iterator<Item = DocumentId>,
) -> Result<BTreeMap<DocumentId, ReceiptPlace>, EngineError> {
    let sql = format!("{PLACES} WHERE n.document = ?1 LIMIT 1");
    let mut statement = connection.prepare_cached(&sql)?;
    let mut found = BTreeMap::new();
    for document in documents {
        let place = statement.query_row([document.as_bytes()], place_of).optional()?;
        found.extend(place.map(|place| (document, place)));
    }
    Ok(found)
}

/// A number that stands in several fee accounts: somebody has to find out whose payment it is (COL-26).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SharedReceipt {
    /// The number.
    pub receipt: String,
    /// The customers' numbers of the accounts; where one account is asked for, those of the others.
    pub accounts: Vec<String>,
}

/// Numbers of an account that stand in other fee accounts too.
pub(crate) fn shared_with(
    connection: &Connection,
    account: &FeeAccount,
) -> Result<Vec<SharedReceipt>, EngineError> {
    let mut statement = connection.prepare_cached(
        "SELECT a.account FROM receipt_number n JOIN fee_account a ON a.document = n.document
         WHERE n.receipt = ?1 AND n.document <> ?2 ORDER BY a.account",
    )?;
    let mut shared = Vec::new();
    for receipt in account.receipts().collect::<BTreeSet<_>>() {
        let others = statement.query_map(params![receipt, account.id.as_bytes()], |row| row.get(0))?;
        let accounts: Vec<String> = others.collect::<Result<_, _>>()?;
        if !accounts.is_empty() {
            shared.push(SharedReceipt { receipt: receipt.to_owned(), accounts });
        }
    }
    Ok(shared)
}

/// Numbers that stand in several fee accounts.
///
/// # Errors
/// The database.
pub fn shared_by_accounts(connection: &Connection) -> Result<Vec<SharedReceipt>, EngineError> {
    let mut statement = connection.prepare_cached(
        "SELECT n.receipt, a.account, count(*) OVER (PARTITION BY n.receipt)
         FROM receipt_number n JOIN fee_account a ON a.document = n.document ORDER BY n.receipt, a.account",
    )?;
    let mut found: Vec<SharedReceipt> = Vec::new();
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (receipt, account, papers): (String, String, i64) = (row.get(0)?, row.get(1)?, row.get(2)?);
        match found.last_mut().filter(|last| last.receipt == receipt) {
            Some(last) => last.accounts.push(account),
            None if papers > 1 => found.push(SharedReceipt { receipt, accounts: vec![account] }),
            None => {}
        }
    }
    Ok(found)
}

/// Where a number stands.
struct Use {
    document: DocumentId,
    entry: EntryId,
    /// The place in the log where the order's payment entered it; that of a fee account comes first in any case, because
    /// a fee account is asked nothing.
    since: Option<i64>,
    /// The order was asked already.
    asked: bool,
}

/// The questions that follow from changes that were just put into the log.
pub(crate) fn ask(
    connection: &Connection,
    library: &Library,
    admitted: &[Admitted],
    words: &mut BTreeMap<DocumentId, Vec<SettledAcross>>,
) -> Result<(), EngineError> {
    let entries = admitted.iter().flat_map(|change| &change.entries);
    let receipts: BTreeSet<&str> = entries
        .filter_map(|(_, entry)| match &entry.body {
            Body::PaymentReceived(data) => Some(data.receipt.trim()),
            Body::FeePaid(data) => Some(data.receipt.trim()),
            _ => None,
        })
        .collect();
    // Several numbers may stand in the same orders, and a fold reads the whole journal.
    let mut orders = BTreeMap::new();
    for receipt in receipts {
        let mut uses = uses(connection, library, receipt, &mut orders)?;
        uses.sort_by_key(|one| (one.since, one.document));
        let Some((first, later)) = uses.split_first() else { continue };
        for one in later.iter().filter(|one| one.since.is_some() && !one.asked) {
            words.entry(one.document).or_default().push(SettledAcross {
                conflict: format!("RECEIPT:{}", one.entry),
                entry: one.entry,
                others: vec![(first.document, first.entry)],
                outcome: SettledOutcome::UsedElsewhere,
                decision: None,
            });
        }
    }
    Ok(())
}

fn uses(
    connection: &Connection,
    library: &Library,
    receipt: &str,
    orders: &mut BTreeMap<DocumentId, Option<Order>>,
) -> Result<Vec<Use>, EngineError> {
    let mut statement = connection.prepare_cached(
        "SELECT n.document, a.content FROM receipt_number n LEFT JOIN fee_account a ON a.document = n.document
         WHERE n.receipt = ?1",
    )?;
    let mut rows = statement.query([receipt])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let document = DocumentId::from_bytes(row.get(0)?);
        let account: Option<String> = row.get(1)?;
        let Some(account) = account else {
            let order = match orders.entry(document) {
                Entry::Occupied(known) => known.into_mut(),
                Entry::Vacant(place) => place.insert(feed::order(connection, library, document)?),
            };
            if let Some(order) = order {
                found.extend(use_of_order(connection, order, receipt)?);
            }
            continue;
        };
        let account = fees::read(document, &account)?;
        // A prepared receipt is no money yet, and whoever prepares one may not be somebody who takes money.
        let paid = account.payments.iter().find(|one| one.receipt == receipt).map(|one| one.origin.entry);
        found.extend(paid.map(|entry| Use { document, entry, since: None, asked: false }));
    }
    Ok(found)
}

fn use_of_order(connection: &Connection, order: &Order, receipt: &str) -> Result<Option<Use>, EngineError> {
    let document = order.id;
    let mut own = order.account.payments.iter().filter(|one| one.receipt == receipt);
    // The one that counts may be another than the one that was asked about: an earlier paper that arrived later.
    let counts = own.clone().find(|one| one.counts);
    let Some(payment) = counts.or_else(|| own.find(|one| one.elsewhere.is_some())) else {
        return Ok(None);
    };
    let entry = payment.origin.entry;
    let since = connection
        .prepare_cached("SELECT change FROM entry WHERE document = ?1 AND ulid = ?2")?
        .query_row(params![document.as_bytes(), entry.as_bytes()], |row| row.get(0))
        .optional()?;
    Ok(Some(Use {
        document,
        entry,
        since: Some(since.unwrap_or(i64::MAX)),
        asked: payment.elsewhere.is_some(),
    }))
}

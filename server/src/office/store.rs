//! The store desk of the office: commands on the store and on kits, the day's close, and what its page shows.

use super::{Desk, OfficeError, OfficeOutcome, view::names, write};
use crate::admit::Sender;
use crate::feed::{self, EngineError, reference, stock};
use client_core::domain::command::{Command, StoreCommand};
use client_core::domain::decide::{Random, Rejection, decide, decide_store};
use client_core::domain::entry::{DocumentKind, Kind};
use client_core::domain::id::{ChangeHash, DocumentId, EntryId, UserId};
use client_core::domain::policy::{ReadScope, Relation, Role, may_read, may_write};
use client_core::domain::procedure::Library;
use client_core::domain::reference::Reference;
use client_core::domain::stock::{Catalogue, Discrepancy, Ledger, Loan, StockFact};
use rusqlite::{Connection, OptionalExtension};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// Whether somebody with these roles reads the store.
pub fn reads_store(roles: &[Role]) -> bool {
    roles.iter().any(|role| may_read(*role, DocumentKind::Store) == ReadScope::Site)
}

/// Carries out a command on the store or on a kit. Runs inside the caller's transaction; an error must undo it.
///
/// # Errors
/// Any [`OfficeError`].
pub fn execute_store(
    connection: &Connection,
    library: &Library,
    author: &Sender,
    command: &StoreCommand,
    now: i64,
    random: &mut dyn Random,
) -> Result<OfficeOutcome, OfficeError> {
    let reference = reference::current(connection)?;
    let stock = stock::ledger(connection)?;
    let desk = Desk { library, reference: &reference, stock: &stock, author, now };
    let decided =
        desk.ask("", random, |context| decide_store(command, context)).map_err(OfficeError::Refused)?;
    // Every command of the store writes at least one entry.
    let document = decided.writes.last().map(|write| write.document);
    let document = document.ok_or(OfficeError::NotFound)?;
    write(connection, library, author, decided, &[], document, now, random)
}

/// Why an order stays open at the day's close.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeptOpen {
    /// Items, tools and questions that aren't accounted for.
    Goods(Vec<String>),
    /// Another refusal.
    Refused(Rejection),
}

/// What a day's close did.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CloseReport {
    /// Orders that were written off.
    pub closed: Vec<DocumentId>,
    /// Orders that stay open, and why.
    pub kept: Vec<(DocumentId, KeptOpen)>,
    /// Feed number after it.
    pub seq: u64,
}

/// Writes off every order whose goods are all accounted for and last moved before `until`, milliseconds since 1970 UTC.
/// Runs inside the caller's transaction; an error must undo it.
///
/// # Errors
/// [`OfficeError::Refused`] when the author may not write orders off at all; the database otherwise.
pub fn close_day(
    connection: &Connection,
    library: &Library,
    author: &Sender,
    until: i64,
    now: i64,
    random: &mut dyn Random,
) -> Result<CloseReport, OfficeError> {
    let writes = |role: &Role| may_write(*role, Kind::StoreWrittenOff, Relation::Site);
    let denied = author.roles.iter().map(writes).find(Result::is_ok);
    if denied.is_none() {
        let denial = client_core::domain::policy::Denial::Role;
        return Err(OfficeError::Refused(Rejection::Denied { kind: Kind::StoreWrittenOff, denial }));
    }
    let reference = reference::current(connection)?;
    let ledger = stock::ledger(connection)?;
    let mut report = CloseReport::default();
    for order in open_orders(&ledger, until) {
        let Some(current) = feed::order(connection, library, order)? else { continue };
        if current.store != client_core::domain::order::StoreTrack::Open {
            continue;
        }
        let desk = Desk { library, reference: &reference, stock: &ledger, author, now };
        match desk.ask("", random, |context| decide(&current, &Command::WriteOffStore, context)) {
            Ok(decided) => {
                write(connection, library, author, decided, &[], order, now, random)?;
                report.closed.push(order);
            }
            Err(Rejection::GoodsOpen { open }) => report.kept.push((order, KeptOpen::Goods(open))),
            Err(other) => report.kept.push((order, KeptOpen::Refused(other))),
        }
    }
    report.seq = feed::seq(connection)?;
    Ok(report)
}

/// Orders with goods that the store hasn't written off and in which nothing moved from `until` on.
fn open_orders(ledger: &Ledger, until: i64) -> BTreeSet<DocumentId> {
    let mut last: BTreeMap<DocumentId, i64> = BTreeMap::new();
    let mut seen = |document, at| {
        let known = last.entry(document).or_insert(at);
        *known = (*known).max(at);
    };
    for (document, goods) in &ledger.orders {
        for movement in &goods.movements {
            seen(*document, movement.at);
        }
        for loss in &goods.losses {
            seen(*document, loss.at);
        }
        if !goods.accounts.is_empty() {
            seen(*document, i64::MIN);
        }
    }
    for loan in &ledger.tools.loans {
        seen(loan.document, loan.returned_at.unwrap_or(loan.at));
    }
    last.into_iter().filter(|(_, at)| *at < until).map(|(document, _)| document).collect()
}

/// One side's fact, for people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FactLine {
    /// Its document.
    pub document: DocumentId,
    /// The entry.
    pub entry: EntryId,
    /// Its kind.
    pub kind: Option<Kind>,
    /// Who wrote it.
    pub by: UserId,
    /// In which role.
    pub role: Role,
    /// When it happened, milliseconds since 1970 UTC.
    pub at: i64,
}

/// What is known of an order beside its goods.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct OrderLabel {
    /// Slip number.
    pub number: Option<String>,
    /// State.
    pub state: String,
    /// Holder.
    pub holder: Option<UserId>,
}

/// The store and all around it, as its page shows it.
#[derive(Debug, Clone)]
pub struct StoreView {
    /// The store.
    pub ledger: Ledger,
    /// Materials and tools.
    pub catalogue: Catalogue,
    /// Names of people.
    pub names: BTreeMap<UserId, String>,
    /// Orders that goods were moved for.
    pub orders: BTreeMap<DocumentId, OrderLabel>,
    /// The facts behind discrepancies.
    pub facts: BTreeMap<(DocumentId, EntryId), FactLine>,
}

/// Reads the whole store. No right is checked here.
///
/// # Errors
/// The database, or something stored in it.
pub fn store_view(connection: &Connection) -> Result<StoreView, EngineError> {
    let Reference { catalogue, .. } = reference::current(connection)?;
    let facts = stock::facts(connection)?;
    let ledger = Ledger::of(&facts);
    let behind: BTreeSet<(DocumentId, EntryId)> =
        ledger.discrepancies.iter().flat_map(|one| one.entries.iter().copied()).collect();
    let lines: BTreeMap<_, _> = facts
        .iter()
        .filter(|fact| behind.contains(&(fact.document, fact.id)))
        .map(|fact| ((fact.document, fact.id), line_of(fact)))
        .collect();
    let people: BTreeSet<UserId> = facts
        .iter()
        .map(|fact| fact.entry.by.user)
        .chain(ledger.kits.iter().map(|line| line.technician))
        .chain(ledger.tools.loans.iter().flat_map(|loan| [loan.lent_to, loan.borrower]))
        .chain(ledger.discrepancies.iter().flat_map(|one| one.people.iter().copied()))
        .collect();
    let mut documents: BTreeSet<DocumentId> = ledger.orders.keys().copied().collect();
    documents.extend(ledger.tools.loans.iter().map(|loan| loan.document));
    documents.extend(ledger.discrepancies.iter().filter_map(|one| one.document));
    let mut orders = BTreeMap::new();
    for document in documents {
        if let Some(label) = label(connection, document)? {
            orders.insert(document, label);
        }
    }
    let names = names(connection, &people)?;
    Ok(StoreView { ledger, catalogue, names, orders, facts: lines })
}

fn line_of(fact: &StockFact) -> FactLine {
    FactLine {
        document: fact.document,
        entry: fact.id,
        kind: fact.entry.body.kind(),
        by: fact.entry.by.user,
        role: fact.entry.by.role,
        at: fact.at(),
    }
}

fn label(connection: &Connection, order: DocumentId) -> Result<Option<OrderLabel>, EngineError> {
    let found = connection
        .prepare_cached("SELECT number, state, holder FROM board WHERE document = ?1")?
        .query_row([order.as_bytes()], |row| {
            let holder: Option<[u8; 16]> = row.get(2)?;
            Ok(OrderLabel { number: row.get(0)?, state: row.get(1)?, holder: holder.map(UserId::from_bytes) })
        })
        .optional()?;
    Ok(found)
}

/// The order that has this slip number, in whatever case it was typed.
///
/// # Errors
/// The database.
pub fn numbered(connection: &Connection, number: &str) -> Result<Option<DocumentId>, EngineError> {
    let found = connection
        .prepare_cached("SELECT document FROM board WHERE upper(number) = upper(?1) LIMIT 1")?
        .query_row([number], |row| row.get(0))
        .optional()?;
    Ok(found.map(DocumentId::from_bytes))
}

/// The heads of a document now, for a form that answers a question in it; `None` when there is no such document.
///
/// # Errors
/// The database.
pub fn heads(connection: &Connection, document: DocumentId) -> Result<Option<Vec<ChangeHash>>, EngineError> {
    let bytes: Option<Vec<u8>> = connection
        .prepare_cached("SELECT heads FROM document WHERE id = ?1")?
        .query_row([document.as_bytes()], |row| row.get(0))
        .optional()?;
    Ok(bytes.as_deref().and_then(feed::hashes_from_blob))
}

impl StoreView {
    /// Loans that somebody owes or may owe, the one that is due first at the top.
    pub fn open_loans(&self) -> Vec<&Loan> {
        let mut loans: Vec<&Loan> = self.ledger.tools.open_loans().collect();
        loans.sort_by_key(|loan| (loan.due_at, loan.movement));
        loans
    }

    /// The slip number of an order.
    pub fn number(&self, order: DocumentId) -> Option<&str> {
        self.orders.get(&order).and_then(|label| label.number.as_deref())
    }

    /// The facts behind a discrepancy.
    pub fn facts_of<'v>(&'v self, one: &'v Discrepancy) -> impl Iterator<Item = &'v FactLine> {
        one.entries.iter().filter_map(|key| self.facts.get(key))
    }

    /// Codes that the catalogue or the ledger knows, sorted.
    pub fn items(&self) -> BTreeSet<&str> {
        let listed = self.catalogue.materials.iter().map(|material| material.code.as_str());
        listed.chain(self.ledger.stock.iter().map(|line| line.item.as_str())).collect()
    }

    /// Asset numbers that the catalogue or the ledger knows, sorted.
    pub fn assets(&self) -> BTreeSet<&str> {
        let listed = self.catalogue.tools.iter().map(|tool| tool.asset.as_str());
        listed.chain(self.ledger.tools.tools.iter().map(|tool| tool.asset.as_str())).collect()
    }
}

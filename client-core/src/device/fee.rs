//! Management-fee accounts on this device: the visits of a collector and the pages that he collects with (FEE-9 to FEE-11).

use super::loaded::{Documents, Loaded};
use super::record::{put, range, read_blob};
use super::store::{Store, StoreError, Table, WriteSet};
use super::view::{StuckChange, count};
use super::{Device, Environment};
use crate::domain::calendar::Zone;
use crate::domain::decide::{Action, fee_actions};
use crate::domain::entry::DocumentKind;
use crate::domain::fee::{
    FeeAccount, FeeClock, FeeVisit, FeeVisitParty, Statement, fold_fee_account, statement,
};
use crate::domain::id::{DocumentId, EntryId, UserId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A visit that is still to be made, with the five things that are confirmed beforehand (FEE-11).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeeRowVisit {
    /// The visit.
    pub visit: EntryId,
    /// Who goes.
    pub collector: UserId,
    /// When, milliseconds since 1970 UTC.
    pub visit_at: i64,
    /// How much, in fen.
    pub amount_fen: i64,
    /// Number of the prepared receipt.
    pub receipt: String,
    /// Who will be there, the owner's name and the address; `None` where this device doesn't hold the words.
    pub party: Option<FeeVisitParty>,
}

/// An account as a line of a list. Stored ready-made, so that a list loads no document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeeRow {
    /// The account's document.
    pub id: DocumentId,
    /// The customer's number in the directory.
    pub account: String,
    /// Visits that are still to be made.
    pub visits: Vec<FeeRowVisit>,
    /// Own entries that are saved here and not yet with the server.
    pub pending: u32,
    /// Own changes that the server refused.
    pub stuck: u32,
}

impl FeeRow {
    /// When this person's next visit is, milliseconds since 1970 UTC; `None` where he has none to make.
    pub fn next_visit_of(&self, person: Option<UserId>) -> Option<i64> {
        let own = self.visits.iter().filter(|visit| Some(visit.collector) == person);
        own.map(|visit| visit.visit_at).min()
    }
}

/// An account as its page shows it.
///
/// What a bill's next notice is and whether a case may be opened stands in `statement` as it is read without the site's
/// literal setting: that is the office's business, and a page on a device leaves it out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FeeView {
    /// The account.
    pub account: FeeAccount,
    /// What it comes to now, by this device's clock.
    pub statement: Statement,
    /// Whom each visit's collector meets, where this device holds the words.
    pub parties: BTreeMap<EntryId, FeeVisitParty>,
    /// Names of the people in it.
    pub names: BTreeMap<UserId, String>,
    /// When the server received an entry, milliseconds since 1970 UTC.
    pub received_at: BTreeMap<EntryId, i64>,
    /// What this device's user may do now, and what not yet and why; nothing before enrolment.
    pub commands: Vec<Action>,
    /// Own entries that are saved here and not yet with the server.
    pub pending: Vec<EntryId>,
    /// Own changes that the server refused. They are not part of `account`.
    pub stuck: Vec<StuckChange>,
    /// Whether it is still in this device's view; one that left it stays until its work is sent.
    pub listed: bool,
}

/// Whom the collector of each of these visits meets. `fresh` is what is about to be stored.
async fn parties<S: Store>(
    store: &S,
    fresh: &WriteSet,
    document: DocumentId,
    visits: impl Iterator<Item = &FeeVisit>,
) -> Result<BTreeMap<EntryId, FeeVisitParty>, StoreError> {
    let mut parties = BTreeMap::new();
    for visit in visits {
        let blob = read_blob(store, fresh, document, &visit.party).await?;
        if let Some(party) = blob.as_ref().and_then(FeeVisitParty::from_blob) {
            parties.insert(visit.origin.entry, party);
        }
    }
    Ok(parties)
}

/// Writes the line of a loaded account, or takes it away where there is nothing to list.
pub(super) async fn keep_row<S: Store>(
    store: &S,
    loaded: &Loaded,
    writes: &mut WriteSet,
) -> Result<(), StoreError> {
    let key = loaded.id.as_bytes().as_slice();
    let account = fold_fee_account(&loaded.full().journal()).filter(|_| loaded.record.listed);
    let Some(account) = account else {
        writes.delete(Table::Fee, key);
        return Ok(());
    };
    let open = || account.visits.iter().filter(|visit| visit.is_open());
    let mut parties = parties(store, writes, loaded.id, open()).await?;
    let visits = open().map(|visit| FeeRowVisit {
        visit: visit.origin.entry,
        collector: visit.collector,
        visit_at: visit.visit_at,
        amount_fen: visit.amount_fen,
        receipt: visit.receipt.clone(),
        party: parties.remove(&visit.origin.entry),
    });
    let row = FeeRow {
        id: account.id,
        visits: visits.collect(),
        account: account.account.clone(),
        pending: count(loaded.pending_entries().len()),
        stuck: count(loaded.stuck.len()),
    };
    put(writes, Table::Fee, key, &row)
}

impl<S: Store, E: Environment> Device<S, E> {
    /// What an account is reckoned with here: this device's clock, and the site's zone as last received; UTC before it came.
    pub(super) fn fee_clock(&mut self) -> FeeClock {
        let now = self.at().estimate();
        let zone = Zone::parse(&self.settings.reference.timezone).unwrap_or(Zone::UTC);
        // How the site reads the day of the final notice stays with the server. It moves nothing but the day from which
        // finance makes that notice ready, and what follows from that day: bills, payments, arrears and the late fee,
        // which are all that money is taken by, come out the same with either reading.
        FeeClock { now, zone, literal: false }
    }

    /// All accounts in this device's view: those first at which its person has a visit to make, by time, then by number.
    /// In each line his own visits stand first, by time (FEE-11).
    ///
    /// # Errors
    /// Any [`StoreError`].
    pub async fn fees(&self) -> Result<Vec<FeeRow>, StoreError> {
        let me = self.settings.identity.as_ref().map(|identity| identity.user);
        let mut rows: Vec<FeeRow> = range(&self.store, Table::Fee, &[]).await?;
        for row in &mut rows {
            row.visits.sort_by_key(|visit| (Some(visit.collector) != me, visit.visit_at, visit.visit));
        }
        rows.sort_by_cached_key(|row| {
            let next = row.next_visit_of(me);
            (next.is_none(), next, row.account.clone())
        });
        Ok(rows)
    }

    /// One account, by [`fee_document`](crate::domain::fee::fee_document) of the customer's number; `None` when this device
    /// doesn't hold it, or nothing of its terms.
    ///
    /// # Errors
    /// Any [`StoreError`].
    pub async fn fee(&mut self, id: DocumentId) -> Result<Option<FeeView>, StoreError> {
        let clock = self.fee_clock();
        let mut documents = Documents::default();
        let loaded = documents.load(&self.store, id).await?;
        let Some(loaded) = loaded.filter(|loaded| loaded.record.kind == DocumentKind::FeeAccount) else {
            return Ok(None);
        };
        let Some(account) = fold_fee_account(&loaded.full().journal()) else { return Ok(None) };
        let reference = &self.settings.reference;
        let names = account.people().into_iter().map(|user| (user, reference.name_of(&user))).collect();
        let author = self.author();
        Ok(Some(FeeView {
            statement: statement(&account, &clock),
            parties: parties(&self.store, &WriteSet::default(), id, account.visits.iter()).await?,
            names,
            received_at: loaded.received_at(),
            commands: author.map(|author| fee_actions(&account, &author, &clock)).unwrap_or_default(),
            pending: loaded.pending_entries(),
            stuck: loaded.stuck_changes(),
            listed: loaded.record.listed,
            account,
        }))
    }
}

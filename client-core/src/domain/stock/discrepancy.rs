//! What doesn't agree, each with its cause and the facts of both sides.

use super::code::MovementId;
use super::goods::{OrderMovement, excess_id};
use super::ledger::Ledger;
use super::place::{Place, Posting};
use super::said::Said;
use crate::domain::entry::store::Goods;
use crate::domain::id::{DocumentId, EntryId, UserId};
use serde::Serialize;

/// Why something doesn't agree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// Only one of two people has written a movement.
    OneSided,
    /// The technician says that he returned it; the store hasn't confirmed.
    ReturnUnconfirmed,
    /// Two storekeepers wrote the same side under one code: once more, or goods that left unrecorded.
    CodeUsedAgain,
    /// Used without any issue.
    UsedWithoutIssue,
    /// More was used, returned and lost than was issued (COL-12).
    Excess,
    /// More left the store than it had (COL-11, MAT-10): count it.
    StockNegative,
    /// More was taken from a personal stock than it had.
    KitOverdrawn,
    /// Two open loans of one tool (COL-10).
    TwoLoans,
    /// A tool came back twice (COL-09).
    SeenAgain,
    /// Something is lost or broken and waits for a manager.
    Loss,
}

/// One thing that doesn't agree.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Discrepancy {
    /// Id: the question that a decision answers, where one does.
    pub id: String,
    /// Why.
    pub cause: Cause,
    /// The order or kit that it is about.
    pub document: Option<DocumentId>,
    /// Code of a material.
    pub item: Option<String>,
    /// Asset number of a tool.
    pub tool: Option<String>,
    /// How much, in the item's small unit.
    pub quantity: i64,
    /// The entries behind it with their documents: both sides' facts.
    pub entries: Vec<(DocumentId, EntryId)>,
    /// The people concerned.
    pub people: Vec<UserId>,
}

/// All that doesn't agree, in a fixed order.
pub(super) fn find(ledger: &Ledger, said: &Said<'_>) -> Vec<Discrepancy> {
    let mut found = Vec::new();
    for (document, goods) in &ledger.orders {
        movements(*document, &goods.movements, &mut found);
        for account in goods.accounts.iter().filter(|account| account.excess > 0 && !account.accepted) {
            let cause = if account.issued == 0 { Cause::UsedWithoutIssue } else { Cause::Excess };
            let behind: Vec<&Posting> = ledger.explaining(Place::Order(*document), &account.item).collect();
            found.push(Discrepancy {
                id: excess_id(&account.item, account.excess),
                cause,
                document: Some(*document),
                item: Some(account.item.clone()),
                tool: None,
                quantity: account.excess,
                entries: behind.iter().map(|one| (one.document, one.entry)).collect(),
                people: people(behind.iter().map(|one| one.by)),
            });
        }
        for loss in goods.losses.iter().filter(|loss| loss.decided.is_none()) {
            let (item, tool, quantity) = match &loss.goods {
                Goods::Material(line) => (Some(line.item.clone()), None, line.quantity),
                Goods::Tool(tool) => (None, Some(tool.clone()), 1),
            };
            found.push(Discrepancy {
                id: format!("LOST:{}", loss.entry),
                cause: Cause::Loss,
                document: Some(*document),
                item,
                tool,
                quantity,
                entries: vec![(*document, loss.entry)],
                people: vec![loss.technician],
            });
        }
    }
    kits(ledger, &mut found);
    tools(ledger, &mut found);
    for line in ledger.stock.iter().filter(|line| line.on_hand < 0) {
        let behind = short(ledger, &line.item);
        found.push(Discrepancy {
            id: format!("COL-11:{}", line.item),
            cause: Cause::StockNegative,
            document: None,
            item: Some(line.item.clone()),
            tool: None,
            quantity: -line.on_hand,
            entries: behind.iter().map(|one| (one.document, one.entry)).collect(),
            people: people(behind.iter().map(|one| one.by)),
        });
    }
    for line in ledger.stock.iter().filter(|line| line.on_hand >= 0) {
        for (batch, on_hand) in line.batches.iter().filter(|(_, on_hand)| **on_hand < 0) {
            let behind = ledger.explaining(Place::Store, &line.item);
            let behind: Vec<&Posting> = behind.filter(|one| one.batch.as_ref() == Some(batch)).collect();
            found.push(Discrepancy {
                id: format!("BATCH:{}:{batch}", line.item),
                cause: Cause::StockNegative,
                document: None,
                item: Some(line.item.clone()),
                tool: None,
                quantity: -on_hand,
                entries: behind.iter().map(|one| (one.document, one.entry)).collect(),
                people: people(behind.iter().map(|one| one.by)),
            });
        }
    }
    found.retain(|one| one.cause != Cause::SeenAgain || said.on(&one.id).is_none());
    found.sort_by(|a, b| (&a.id, a.document).cmp(&(&b.id, b.document)));
    found
}

fn people(users: impl Iterator<Item = UserId>) -> Vec<UserId> {
    let mut users: Vec<UserId> = users.collect();
    users.sort_unstable();
    users.dedup();
    users
}

/// The postings that took an item below nothing: those since it last was at or above it, and the one before them,
/// which took the last of it.
pub(super) fn short<'l>(ledger: &'l Ledger, item: &str) -> Vec<&'l Posting> {
    let mut on_hand = 0;
    let mut behind: Vec<&Posting> = Vec::new();
    let mut last_out = None;
    for posting in ledger.explaining(Place::Store, item) {
        let change = posting.change_of(Place::Store);
        on_hand += change;
        if on_hand >= 0 {
            behind.clear();
        } else if change < 0 {
            if behind.is_empty() {
                behind.extend(last_out);
            }
            behind.push(posting);
        }
        if change < 0 {
            last_out = Some(posting);
        }
    }
    behind
}

fn movements(document: DocumentId, movements: &[OrderMovement], found: &mut Vec<Discrepancy>) {
    for movement in movements {
        let Some(id) = movement.asks_again() else { continue };
        let kept = if movement.exchange.is_return() { movement.sides.taken } else { movement.sides.given };
        found.push(Discrepancy {
            id,
            cause: Cause::CodeUsedAgain,
            document: Some(document),
            item: movement.lines.first().map(|line| line.item.clone()),
            tool: None,
            quantity: movement.lines.iter().map(|line| line.quantity).sum(),
            entries: kept.iter().chain(&movement.again).map(|entry| (document, *entry)).collect(),
            people: vec![movement.technician],
        });
    }
    for movement in movements.iter().filter(|movement| movement.one_sided()) {
        let back = movement.exchange.is_return();
        found.push(Discrepancy {
            id: format!("ONE-SIDED:{}", movement.movement),
            cause: if back { Cause::ReturnUnconfirmed } else { Cause::OneSided },
            document: Some(document),
            item: movement.lines.first().map(|line| line.item.clone()),
            tool: None,
            quantity: movement.lines.iter().map(|line| line.quantity).sum(),
            entries: sides(document, movement.sides.given, movement.sides.taken),
            people: vec![movement.technician],
        });
    }
}

fn sides(document: DocumentId, given: Option<EntryId>, taken: Option<EntryId>) -> Vec<(DocumentId, EntryId)> {
    given.into_iter().chain(taken).map(|entry| (document, entry)).collect()
}

fn kits(ledger: &Ledger, found: &mut Vec<Discrepancy>) {
    for line in ledger.kits.iter().filter(|line| line.on_hand < 0) {
        let place = Place::Kit(line.technician);
        let behind: Vec<&Posting> = ledger.explaining(place, &line.item).collect();
        found.push(Discrepancy {
            id: format!("KIT:{}:{}", line.technician, line.item),
            cause: Cause::KitOverdrawn,
            document: None,
            item: Some(line.item.clone()),
            tool: None,
            quantity: -line.on_hand,
            entries: behind.iter().map(|one| (one.document, one.entry)).collect(),
            people: vec![line.technician],
        });
    }
    let document_of = |movement: MovementId, entry: Option<EntryId>| {
        let one = entry.and_then(|entry| ledger.documents.get(&(movement, entry)));
        one.copied()
    };
    for movement in &ledger.kit_movements {
        let side = movement.sides.given.or(movement.sides.taken);
        if let Some(document) = document_of(movement.movement, side) {
            movements(document, std::slice::from_ref(movement), found);
        }
    }
    for transfer in ledger.kit_transfers.iter().filter(|one| !one.sides.both() && one.decided.is_none()) {
        let side = transfer.sides.given.or(transfer.sides.taken);
        let Some(document) = document_of(transfer.movement, side) else { continue };
        found.push(Discrepancy {
            id: format!("ONE-SIDED:{}", transfer.movement),
            cause: Cause::OneSided,
            document: Some(document),
            item: transfer.lines.first().map(|line| line.item.clone()),
            tool: None,
            quantity: transfer.lines.iter().map(|line| line.quantity).sum(),
            entries: sides(document, transfer.sides.given, transfer.sides.taken),
            people: vec![transfer.from, transfer.to],
        });
    }
}

fn tools(ledger: &Ledger, found: &mut Vec<Discrepancy>) {
    let tools = &ledger.tools;
    let of_tool = |id: String, cause, document, tool: &str, entries, people| Discrepancy {
        id,
        cause,
        document,
        item: None,
        tool: Some(tool.to_owned()),
        quantity: 1,
        entries,
        people,
    };
    for loan in tools.loans.iter().filter(|loan| loan.one_sided() && loan.conflict.is_none()) {
        let entries = sides(loan.document, loan.sides.given, loan.sides.taken);
        let id = format!("ONE-SIDED:{}", loan.movement);
        let people = vec![loan.borrower];
        found.push(of_tool(id, Cause::OneSided, Some(loan.document), &loan.tool, entries, people));
    }
    for one in tools.hand_overs.iter().filter(|one| !one.sides.both() && one.decided.is_none()) {
        let entries = sides(one.document, one.sides.given, one.sides.taken);
        let id = format!("ONE-SIDED:{}", one.movement);
        found.push(of_tool(
            id,
            Cause::OneSided,
            Some(one.document),
            &one.tool,
            entries,
            vec![one.from, one.to],
        ));
    }
    for loan in tools.loans.iter().filter(|loan| loan.state == super::LoanState::ReturnUnconfirmed) {
        let returns = tools.returns_of(loan);
        let id = returns.movement.map_or_else(String::new, |movement| format!("ONE-SIDED:{movement}"));
        let people = vec![loan.borrower];
        found.push(of_tool(
            id,
            Cause::ReturnUnconfirmed,
            Some(loan.document),
            &loan.tool,
            returns.entries,
            people,
        ));
    }
    for (conflict, rivals) in tools.rivals() {
        let Some(first) = rivals.first() else { continue };
        found.push(of_tool(
            conflict.to_owned(),
            Cause::TwoLoans,
            None,
            &first.tool,
            rivals.iter().map(|one| (one.document, one.entry)).collect(),
            rivals.iter().map(|one| one.borrower).collect(),
        ));
    }
    for one in tools.seen_again.iter().filter(|one| !one.settled) {
        let document = one.entries.first().map(|(document, _)| *document);
        let cause = Cause::SeenAgain;
        found.push(of_tool(
            one.conflict.clone(),
            cause,
            document,
            &one.tool,
            one.entries.clone(),
            Vec::new(),
        ));
    }
}

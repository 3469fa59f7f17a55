//! The order's goods: store track, parties, and the collisions that a storekeeper settles (MAT-5, COL-09 to COL-12).

use super::conflicts::{Outline, conflict_titled};
use super::facts::Facts;
use super::{Conflict, Order, Settled, StoreTrack};
use crate::domain::entry::store::SettledOutcome;
use crate::domain::entry::{Body, Kind};
use crate::domain::id::UserId;
use crate::domain::policy::Role;
use crate::domain::stock::{
    Extent, Loan, LoanState, OrderGoods, OrderMovement, StockFact, Tools, answers, audience_of, facts_of,
};
use std::collections::BTreeSet;

const STOREKEEPER: &[Role] = &[Role::Storekeeper];

/// Reads goods and tools from the journal. What was struck out for other reasons has happened all the same (P2).
pub(super) fn read(facts: &Facts<'_>, order: &mut Order) -> Vec<Conflict> {
    let stock: Vec<StockFact> = facts_of(facts.journal);
    order.goods = OrderGoods::of(&stock);
    order.tools = Tools::of(&stock, Extent::OneOrder);
    order.store = track(order);
    order.store_discrepancy = discrepancy(order);
    conflicts(facts, order)
}

/// MAT-5: closed only when every loan is back or settled, every line is accounted for, and the storekeeper has written
/// it off. What was used without any issue is a discrepancy for the store to look into; it closes nothing.
fn track(order: &Order) -> StoreTrack {
    let moved =
        !order.goods.movements.is_empty() || !order.goods.losses.is_empty() || !order.tools.loans.is_empty();
    let open = order.goods.is_open() || order.tools.loans.iter().any(Loan::holds_order);
    match (moved, open, order.goods.written_off) {
        (false, ..) => StoreTrack::None,
        (true, false, Some(_)) => StoreTrack::Closed,
        _ => StoreTrack::Open,
    }
}

fn discrepancy(order: &Order) -> bool {
    order.goods.has_discrepancy()
        || order.tools.loans.iter().any(|loan| loan.one_sided() || loan.conflict.is_some())
        || order.tools.seen_again.iter().any(|one| !one.settled)
        || order.tools.hand_overs.iter().any(|one| !one.counts() && one.decided.is_none())
}

fn conflicts(facts: &Facts<'_>, order: &Order) -> Vec<Conflict> {
    let mut found = Vec::new();
    let mut ask = |id: &str, rule, outcome, sides: &[usize], counts: &[usize], told: Vec<UserId>| {
        let outline = Outline { rule, outcome, key: sides, sides, counts, audience: STOREKEEPER, told };
        // While two loans of a tool are open the answer is still wanted, whatever was said of earlier ones.
        let settled = if rule == "COL-10" { None } else { settled(facts, id) };
        found.push(conflict_titled(facts, id.to_owned(), outline, settled));
    };
    let words = facts.of(Kind::Settled);
    // One question, however many loans it is about.
    for (id, loans) in order.tools.rivals() {
        // The other loan may be in an order that isn't here: the server's word names it.
        let spoken = words.iter().copied().filter(|i| match &facts.entry(*i).entry.body {
            Body::Settled(data) => data.conflict == id,
            _ => false,
        });
        let own = loans.iter().filter_map(|loan| Some((facts.index_of(&loan.entry)?, loan.state)));
        let sides: Vec<usize> = own.clone().map(|(i, _)| i).chain(spoken).collect();
        let counts: Vec<usize> =
            own.filter(|(_, state)| *state != LoanState::Unconfirmed).map(|(i, _)| i).collect();
        let told = loans.iter().map(|loan| loan.borrower).collect();
        ask(id, "COL-10", "earlier_loan_holds", &sides, &counts, told);
    }
    for one in &order.tools.seen_again {
        let sides: Vec<usize> = one.entries.iter().filter_map(|(_, entry)| facts.index_of(entry)).collect();
        let counts: Vec<usize> = sides.first().copied().into_iter().collect();
        let outcome = if one.conditions_differ { "worse_condition_holds" } else { "returned_once" };
        ask(&one.conflict, "COL-09", outcome, &sides, &counts, Vec::new());
    }
    let mut spoken_of = BTreeSet::new();
    for i in words.iter().rev() {
        let Body::Settled(data) = &facts.entry(*i).entry.body else { continue };
        let last = spoken_of.insert(data.entry);
        if last && data.outcome == SettledOutcome::Short {
            let own = facts.index_of(&data.entry);
            let sides: Vec<usize> = own.into_iter().chain([*i]).collect();
            ask(&data.conflict, "COL-11", "both_stand_count_it", &sides, &sides, Vec::new());
        }
    }
    for account in order.goods.accounts.iter().filter(|account| account.excess > 0 && account.issued > 0) {
        let id = format!("STOCK:{}:{}", account.item, account.excess);
        let sides = facts.of_any(&[
            Kind::MaterialIssued,
            Kind::MaterialReturned,
            Kind::MaterialUsed,
            Kind::PartReplaced,
        ]);
        let names = |i: &usize| match &facts.entry(*i).entry.body {
            Body::MaterialIssued(data) | Body::MaterialReturned(data) => {
                data.lines.iter().any(|line| line.item == account.item)
            }
            Body::MaterialUsed(data) => data.lines.iter().any(|line| line.item == account.item),
            Body::PartReplaced(data) => data.item == account.item,
            _ => false,
        };
        let sides: Vec<usize> = sides.into_iter().filter(names).collect();
        ask(&id, "COL-12", "accounted_up_to_the_issue", &sides, &sides, Vec::new());
    }
    found.sort_by(|a, b| a.id.cmp(&b.id));
    found.dedup_by(|a, b| a.id == b.id);
    found
}

/// The answer to a question of the store, as conflicts show it.
fn settled(facts: &Facts<'_>, conflict: &str) -> Option<Settled> {
    let audience = audience_of(conflict)?;
    let decisions = facts.of(Kind::Decision).into_iter().filter_map(|i| match &facts.entry(i).entry.body {
        Body::Decision(data) if data.conflict == conflict && answers(conflict, &data.choice) => {
            Some((i, data))
        }
        _ => None,
    });
    let role = |i: usize| facts.entry(i).entry.by.role;
    let fit = decisions.filter(|(i, _)| audience.contains(&role(*i)) || role(*i).rank() > 1);
    let (i, data) = fit
        .min_by(|(a, _), (b, _)| role(*b).rank().cmp(&role(*a).rank()).then_with(|| facts.earlier(*a, *b)))?;
    Some(Settled { origin: facts.origin(i), choice: data.choice.clone(), reason: data.reason.clone() })
}

impl Order {
    /// People who got goods of the order from the store, or a tool from a colleague; some more than once.
    pub fn parties(&self) -> impl Iterator<Item = UserId> {
        let goods = self.goods.movements.iter().map(|movement| movement.technician);
        goods.chain(self.tools.loans.iter().flat_map(|loan| [loan.lent_to, loan.borrower]))
    }

    /// Whether this person got goods of the order from the store, or a tool from a colleague.
    pub fn is_party(&self, user: &UserId) -> bool {
        self.parties().any(|party| party == *user)
    }

    /// Questions of the store that are open here, beside those that are conflicts.
    pub fn store_questions(&self) -> Vec<String> {
        let one_sided = self.goods.movements.iter().filter(|one| one.one_sided()).map(|one| one.movement);
        let loans = self.tools.loans.iter().filter(|loan| loan.one_sided()).map(|loan| loan.movement);
        let returns = self.tools.loans.iter().filter_map(|loan| {
            let waits = loan.state == LoanState::ReturnUnconfirmed;
            self.tools.returns_of(loan).movement.filter(|_| waits)
        });
        let handed = self.tools.hand_overs.iter().filter(|one| !one.counts() && one.decided.is_none());
        let mut questions: Vec<String> = one_sided
            .chain(loans)
            .chain(returns)
            .chain(handed.map(|one| one.movement))
            .map(|movement| format!("ONE-SIDED:{movement}"))
            .collect();
        let open = self.tools.loans.iter().filter(|loan| loan.holds_order());
        questions.extend(open.map(|loan| format!("LOAN:{}", loan.movement)));
        questions.extend(self.goods.movements.iter().filter_map(OrderMovement::asks_again));
        let losses = self.goods.losses.iter().filter(|loss| loss.decided.is_none());
        questions.extend(losses.map(|loss| format!("LOST:{}", loss.entry)));
        let excess = self.goods.accounts.iter().filter(|one| one.excess > 0 && !one.accepted);
        questions.extend(excess.map(|one| format!("STOCK:{}:{}", one.item, one.excess)));
        questions
    }
}

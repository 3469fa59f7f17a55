//! What a hostile reader tried: ids used twice, lying clocks, questions asked again, batches in kits.

use super::history::*;
use crate::domain::entry::Body;
use crate::domain::entry::cases::DamageKind;
use crate::domain::entry::office::{Choice, ClaimReason, Marked};
use crate::domain::entry::store::{
    CountLine, Goods, GoodsLine, GoodsMoved, LostOrBroken, StockCounted, ToolCondition,
};
use crate::domain::entry::work::PartSource;
use crate::domain::id::{BlobDigest, EntryId};
use crate::domain::stock::{Cause, Exchange, Ledger, LoanState, OrderGoods, verdicts};

fn states(ledger: &Ledger) -> Vec<LoanState> {
    ledger.tools.loans.iter().map(|loan| loan.state).collect()
}

fn names(h: &mut History, after: EntryId) {
    h.facts.last_mut().unwrap().entry.after = Some(after);
}

/// An id is unique in its document alone: a claim that was rejected takes nobody else's entry with it.
#[test]
fn attack_a_rejected_claim_under_a_stolen_id_drops_no_delivery() {
    let mut h = History::default();
    let delivery = h.receive(STORE_A, &[line("starter", 10)]);
    let (lent, _) = h.lends(STORE_A, order(2), WANG, "T-017");
    for stolen in [delivery, lent] {
        h.uses(LI, order(1), &[line("tube", 1)], PartSource::Store);
        h.facts.last_mut().unwrap().id = stolen;
        let marked = Marked { entry: stolen, reason: ClaimReason::NoLongerAssigned };
        h.write(SERVER, order(1), Body::Marked(marked));
        h.decides(MANAGER, order(1), &format!("CLAIM:{stolen}"), Choice::Reject);
    }
    let ledger = Ledger::of(&h.facts);
    assert_eq!(ledger.on_hand("starter"), 10);
    assert_eq!(states(&ledger), [LoanState::Open]);
    assert!(ledger.orders.get(&order(1)).is_none_or(|goods| goods.accounts.is_empty()));
}

/// Goods that moved keep their own author and document, whoever uses their entry's id again.
#[test]
fn attack_a_stolen_id_puts_no_foreign_name_on_a_movement() {
    let mut h = History::default();
    h.receive(STORE_A, &[line("starter", 10)]);
    let moved = h.goods(Exchange::KitIssue, kit(WANG), WANG, &[line("starter", 2)]);
    let issued = h.write(STORE_A, kit(WANG), Body::KitIssued(moved));
    h.uses(LI, order(15), &[line("tube", 1)], PartSource::Store);
    h.facts.last_mut().unwrap().id = issued;
    let ledger = Ledger::of(&h.facts);
    let mut postings = ledger.postings.iter().filter(|one| one.item == "starter" && one.entry == issued);
    assert!(postings.all(|one| (one.by, one.document) == (user(STORE_A), kit(WANG))));
    let one_sided = ledger.discrepancies.iter().find(|one| one.cause == Cause::OneSided).unwrap();
    assert_eq!(one_sided.document, Some(kit(WANG)));
}

/// A third loan asks again under the same name: the storekeeper's second answer counts, too.
#[test]
fn col_10_is_answered_again_when_a_further_loan_comes() {
    let mut h = History::default();
    let (first, _) = h.lends(STORE_A, order(1), LI, "T-017");
    h.lends(STORE_B, order(2), WANG, "T-017");
    let conflict = format!("COL-10:{first}");
    h.decides(STORE_A, order(1), &conflict, Choice::Entry(first));
    assert_eq!(states(&Ledger::of(&h.facts)), [LoanState::Open, LoanState::NotTaken]);
    let (third, _) = h.lends(STORE_B, order(3), ZHAO, "T-017");
    let asked = Ledger::of(&h.facts).discrepancies.iter().any(|one| one.id == conflict);
    assert!(asked, "the same question as before");
    h.decides(STORE_A, order(1), &conflict, Choice::Entry(third));
    let ledger = Ledger::of(&h.facts);
    assert_eq!(states(&ledger), [LoanState::NotTaken, LoanState::NotTaken, LoanState::Open]);
    assert!(ledger.discrepancies.iter().all(|one| one.cause != Cause::TwoLoans));
}

/// Of two answers that don't agree the one of the higher role counts, else the earlier one; never both.
#[test]
fn p8_two_answers_to_who_has_it_never_leave_a_tool_without_a_holder() {
    for by in [STORE_B, MANAGER] {
        let mut h = History::default();
        let (first, _) = h.lends(STORE_A, order(1), LI, "T-017");
        let (second, _) = h.lends(STORE_B, order(2), WANG, "T-017");
        let conflict = format!("COL-10:{first}");
        h.decides(STORE_A, order(1), &conflict, Choice::Entry(first));
        h.decides(by, order(2), &conflict, Choice::Entry(second));
        let expected = if by == MANAGER {
            [LoanState::NotTaken, LoanState::Open]
        } else {
            [LoanState::Open, LoanState::NotTaken]
        };
        assert_eq!(states(&Ledger::of(&h.facts)), expected);
    }
}

fn batch(item: &str, quantity: i64, batch: &str) -> GoodsLine {
    GoodsLine { batch: Some(batch.into()), ..line(item, quantity) }
}

/// A kit holds items, not batches: counting it finds all of an item.
#[test]
fn mat_10_a_count_of_a_kit_finds_what_was_issued_by_batch() {
    let mut h = History::default();
    h.receive(STORE_A, &[batch("sealant", 5, "A"), batch("sealant", 5, "B")]);
    let goods = [batch("sealant", 3, "A"), batch("sealant", 2, "B")];
    let moved = h.goods(Exchange::KitIssue, kit(LI), LI, &goods);
    h.write(STORE_A, kit(LI), Body::KitIssued(moved.clone()));
    h.write(LI, kit(LI), Body::KitIssued(moved));
    h.uses(LI, order(1), &[line("sealant", 1)], PartSource::Kit);
    assert_eq!(Ledger::of(&h.facts).in_kit(user(LI), "sealant"), 4);
    h.count(STORE_A, Some(LI), "sealant", 4);
    assert_eq!(Ledger::of(&h.facts).in_kit(user(LI), "sealant"), 4, "a count that finds what is there");
    let counted = CountLine { item: "sealant".into(), batch: Some("A".into()), counted: 3, expected: 4 };
    let body = StockCounted { kit: Some(user(LI)), lines: vec![counted], reason: "count".into() };
    h.write(STORE_A, kit(LI), Body::StockCounted(body));
    assert_eq!(Ledger::of(&h.facts).in_kit(user(LI), "sealant"), 3);
}

/// An item that was tracked by batch, or wasn't, before the catalogue changed.
#[test]
fn mat_10_a_count_without_a_batch_finds_the_whole_item() {
    let mut h = History::default();
    h.receive(STORE_A, &[batch("sealant", 5, "A"), line("sealant", 2)]);
    assert_eq!(Ledger::of(&h.facts).outside_batches("sealant"), 2);
    h.count(STORE_A, None, "sealant", 6);
    let ledger = Ledger::of(&h.facts);
    assert_eq!((ledger.on_hand("sealant"), ledger.on_hand_of_batch("sealant", "A")), (6, 5));
}

fn lost(h: &mut History, who: u8) -> EntryId {
    let words = BlobDigest::from_bytes([1; 32]);
    let goods = Goods::Tool("T-017".into());
    let (damage, technician, photos) = (DamageKind::Lost, user(who), Vec::new());
    h.write(who, order(1), Body::LostOrBroken(LostOrBroken { goods, damage, technician, words, photos }))
}

/// Lost, found, brought back and lent again: the old report says nothing of the new loan.
#[test]
fn mat_04_a_report_of_a_lost_tool_ends_no_later_loan() {
    let mut h = History::default();
    let (_, loan) = h.lends(STORE_A, order(1), LI, "T-017");
    lost(&mut h, LI);
    assert_eq!(states(&Ledger::of(&h.facts)), [LoanState::Lost]);
    h.takes_back(STORE_A, order(1), LI, "T-017", Some(loan), ToolCondition::Good);
    h.lends(STORE_A, order(1), LI, "T-017");
    assert_eq!(states(&Ledger::of(&h.facts)), [LoanState::Returned, LoanState::Open]);
    lost(&mut h, LI);
    assert_eq!(states(&Ledger::of(&h.facts)), [LoanState::Returned, LoanState::Lost]);
}

/// What the storekeeper took into his hands is back, though his clock lies behind the one of the loan.
#[test]
fn col_09_a_clock_that_lies_behind_leaves_no_returned_tool_with_its_borrower() {
    let mut h = History { now: 1_790_000_000_000, ..History::default() };
    let (lent, _) = h.lends(STORE_A, order(1), LI, "T-017");
    h.now -= 7_200_000;
    h.takes_back(STORE_B, order(2), WANG, "T-017", None, ToolCondition::Good);
    names(&mut h, lent);
    assert_eq!(states(&Ledger::of(&h.facts)), [LoanState::CameBack]);
}

/// The second loan names the first one's last entry as known: a clock that lies behind makes it no earlier one.
#[test]
fn col_10_a_clock_that_lies_behind_makes_no_loan_the_earlier_one() {
    let mut h = History { now: 1_790_000_000_000, ..History::default() };
    let (lent, loan) = h.lends(STORE_A, order(1), LI, "T-017");
    let word = h.takes_back(LI, order(1), LI, "T-017", Some(loan), ToolCondition::Good);
    names(&mut h, lent);
    h.now -= 7_200_000;
    h.lends(STORE_B, order(2), WANG, "T-017");
    names(&mut h, word);
    let ledger = Ledger::of(&h.facts);
    let holders: Vec<_> = ledger.tools.loans.iter().map(|loan| (loan.borrower, loan.state)).collect();
    let expected = [(user(LI), LoanState::ReturnUnconfirmed), (user(WANG), LoanState::Unconfirmed)];
    assert_eq!(holders, expected);
}

/// A tool that comes back once more repeats its last return, and the answer about an earlier one doesn't cover it.
#[test]
fn col_09_a_tool_seen_again_is_asked_about_though_an_earlier_time_is_settled() {
    let mut h = History::default();
    let (_, loan) = h.lends(STORE_A, order(1), LI, "T-017");
    let early = h.takes_back(STORE_A, order(1), LI, "T-017", Some(loan), ToolCondition::Good);
    h.takes_back(STORE_B, order(1), LI, "T-017", Some(loan), ToolCondition::Good);
    h.decides(STORE_A, order(1), &format!("COL-09:{early}"), Choice::Confirm);
    let (_, loan) = h.lends(STORE_A, order(2), WANG, "T-017");
    let late = h.takes_back(STORE_A, order(2), WANG, "T-017", Some(loan), ToolCondition::Good);
    let again = h.takes_back(STORE_B, order(3), ZHAO, "T-017", None, ToolCondition::Good);
    let ledger = Ledger::of(&h.facts);
    let asked: Vec<_> = ledger.discrepancies.iter().filter(|one| one.cause == Cause::SeenAgain).collect();
    assert_eq!(asked.len(), 1);
    assert_eq!(asked[0].id, format!("COL-09:{late}"));
    assert_eq!(asked[0].entries, [(order(2), late), (order(3), again)]);
}

/// A technician's word under his own order touches no loan of a colleague's order.
#[test]
fn attack_a_technicians_word_ends_no_loan_of_another_order() {
    let mut h = History::default();
    let (_, loan) = h.lends(STORE_A, order(1), LI, "T-017");
    h.takes_back(WANG, order(2), WANG, "T-017", Some(loan), ToolCondition::Good);
    assert_eq!(states(&Ledger::of(&h.facts)), [LoanState::Open]);
}
/// Hundreds of loans of one tool are asked about once; the server's words are few, small, and come to an end.
#[test]
fn attack_a_flood_of_loans_costs_no_square_of_words() {
    let mut h = History::default();
    h.lends(STORE_A, order(1), LI, "T-017");
    for _ in 0..300 {
        h.lends(WANG, order(2), WANG, "T-017");
    }
    let mut words = 0;
    for _ in 0..4 {
        let ledger = Ledger::of(&h.facts);
        let said = verdicts(&h.facts, &ledger);
        assert!(said.iter().filter(|one| one.document == order(2)).count() <= 128);
        for word in said {
            assert!(word.settled.others.len() <= 20);
            words += 1;
            h.write(SERVER, word.document, Body::Settled(word.settled));
        }
    }
    assert_eq!(words, 301, "one word for each");
    h.lends(WANG, order(2), WANG, "T-017");
    let said = verdicts(&h.facts, &Ledger::of(&h.facts));
    assert_eq!(said.len(), 1, "one more loan is news to itself alone");
}

/// A code of an earlier issue used again for equal goods, at another counter: the stock falls once, but not in silence.
#[test]
fn attack_a_code_that_two_storekeepers_took_is_asked_about() {
    let mut h = History::default();
    h.receive(STORE_A, &[line("starter", 10)]);
    let moved = h.goods(Exchange::Issue, order(1), LI, &[line("starter", 2)]);
    h.write(STORE_A, order(1), Body::MaterialIssued(moved.clone()));
    h.write(STORE_A, order(1), Body::MaterialIssued(moved.clone()));
    h.write(LI, order(1), Body::MaterialReceived(moved.clone()));
    assert!(Ledger::of(&h.facts).discrepancies.is_empty(), "a repeat by the same person is none");
    h.write(STORE_B, order(1), Body::MaterialIssued(moved));
    let ledger = Ledger::of(&h.facts);
    assert_eq!(ledger.on_hand("starter"), 8);
    let asked: Vec<_> = ledger.discrepancies.iter().map(|one| (one.cause, one.entries.len())).collect();
    assert_eq!(asked, [(Cause::CodeUsedAgain, 2)]);
    assert!(ledger.orders[&order(1)].has_discrepancy());
    h.decides(STORE_A, order(1), &ledger.discrepancies[0].id, Choice::Confirm);
    assert!(Ledger::of(&h.facts).discrepancies.is_empty());
}

/// What two people agreed on by a code is just that: with other lines, or for somebody else, it is no movement.
#[test]
fn attack_a_code_moves_no_other_goods_than_its_own() {
    let mut h = History::default();
    h.receive(STORE_A, &[line("starter", 10), line("tube", 10)]);
    let agreed = h.goods(Exchange::Issue, order(1), LI, &[line("starter", 2)]);
    let more = GoodsMoved { lines: vec![line("starter", 9)], ..agreed.clone() };
    let other = GoodsMoved { lines: vec![line("tube", 2)], ..agreed.clone() };
    let somebody = GoodsMoved { technician: user(WANG), ..agreed.clone() };
    let unfit = [more, other, somebody].map(|moved| h.write(STORE_A, order(1), Body::MaterialIssued(moved)));
    h.write(STORE_A, order(2), Body::MaterialIssued(agreed.clone()));
    let ledger = Ledger::of(&h.facts);
    assert_eq!((ledger.on_hand("starter"), ledger.on_hand("tube")), (10, 10));
    let of_order = h.facts.iter().filter(|fact| fact.document == order(1));
    assert_eq!(OrderGoods::of(of_order).unfit, unfit);
    h.write(STORE_A, order(1), Body::MaterialIssued(agreed));
    assert_eq!(Ledger::of(&h.facts).on_hand("starter"), 8);
}

/// A return in somebody else's name opens no case against him; a tool that breaks on a second loan is a second case.
#[test]
fn mat_04_each_loan_that_comes_back_broken_is_one_case_and_a_forged_return_is_none() {
    let mut h = History::default();
    let losses =
        |h: &History| Ledger::of(&h.facts).orders.get(&order(1)).map_or(0, |goods| goods.losses.len());
    let (_, loan) = h.lends(STORE_A, order(1), LI, "T-017");
    h.takes_back(ZHAO, order(1), LI, "T-017", Some(loan), ToolCondition::Damaged);
    assert_eq!(losses(&h), 0);
    h.takes_back(LI, order(1), LI, "T-017", Some(loan), ToolCondition::Damaged);
    h.takes_back(STORE_A, order(1), LI, "T-017", Some(loan), ToolCondition::Damaged);
    assert_eq!(losses(&h), 1);
    let (_, loan) = h.lends(STORE_A, order(1), LI, "T-017");
    h.takes_back(STORE_A, order(1), LI, "T-017", Some(loan), ToolCondition::Damaged);
    assert_eq!(losses(&h), 2);
}

/// The other side's word turns out to be the earlier one: what a manager has closed stays closed.
#[test]
fn mat_04_a_closed_case_is_not_asked_again_when_the_other_side_arrives() {
    let mut h = History { now: 1_790_000_000_000, ..History::default() };
    let (_, loan) = h.lends(STORE_A, order(1), LI, "T-017");
    h.now += 7_200_000;
    let broken = h.takes_back(STORE_A, order(1), LI, "T-017", Some(loan), ToolCondition::Damaged);
    h.decides(MANAGER, order(1), &format!("LOST:{broken}"), Choice::Confirm);
    h.now -= 3_600_000;
    h.takes_back(LI, order(1), LI, "T-017", Some(loan), ToolCondition::Damaged);
    let losses = Ledger::of(&h.facts).orders[&order(1)].losses.clone();
    assert_eq!(losses.iter().map(|loss| loss.decided).collect::<Vec<_>>(), [Some(true)]);
}

/// The item's sum is right and one of its batches is not: nobody can have what was never there.
#[test]
fn mat_10_a_batch_below_nothing_is_a_count_task_though_the_item_has_enough() {
    let batch =
        |name: &str, quantity| GoodsLine { batch: Some(name.into()), ..line("refrigerant", quantity) };
    let mut h = History::default();
    h.receive(STORE_A, &[batch("B1", 500)]);
    let moved = h.goods(Exchange::Issue, order(1), LI, &[batch("B2", 200)]);
    h.write(STORE_A, order(1), Body::MaterialIssued(moved.clone()));
    h.write(LI, order(1), Body::MaterialReceived(moved));
    let ledger = Ledger::of(&h.facts);
    assert_eq!(ledger.on_hand("refrigerant"), 300);
    let asked: Vec<_> = ledger.discrepancies.iter().filter(|one| one.cause == Cause::StockNegative).collect();
    assert_eq!((asked.len(), asked[0].id.as_str(), asked[0].quantity), (1, "BATCH:refrigerant:B2", 200));
    assert!(verdicts(&h.facts, &ledger).is_empty(), "the orders are right");
    let counted = CountLine { item: "refrigerant".into(), batch: Some("B2".into()), counted: 0, expected: 0 };
    let body = StockCounted { kit: None, lines: vec![counted], reason: "looked".into() };
    h.write(STORE_A, store(), Body::StockCounted(body));
    assert!(Ledger::of(&h.facts).discrepancies.is_empty());
}

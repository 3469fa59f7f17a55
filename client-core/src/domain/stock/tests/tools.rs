//! Tools: two loans, two returns, hand-overs, and what the server says of them across orders.

use super::history::*;
use crate::domain::entry::Body;
use crate::domain::entry::office::Choice;
use crate::domain::entry::store::ToolCondition;
use crate::domain::stock::{Cause, Extent, Ledger, LoanState, StockFact, ToolWhere, Tools, verdicts};

/// Lets the server write its verdicts, as long as it has any, and gives the facts with them.
fn settled(h: &mut History) {
    for _ in 0..3 {
        let ledger = Ledger::of(&h.facts);
        let words = verdicts(&h.facts, &ledger);
        if words.is_empty() {
            return;
        }
        for word in words {
            h.write(SERVER, word.document, Body::Settled(word.settled));
        }
    }
    panic!("the server never stops talking");
}

fn phone(h: &History, n: u8) -> Tools {
    let own: Vec<StockFact> = h.facts.iter().filter(|fact| fact.document == order(n)).cloned().collect();
    Tools::of(&own, Extent::OneOrder)
}

fn states(tools: &Tools) -> Vec<LoanState> {
    tools.loans.iter().map(|loan| loan.state).collect()
}

#[test]
fn col_10_two_loans_of_one_tool_on_two_orders_until_the_storekeeper_has_looked() {
    let mut h = History::default();
    let (first, _) = h.lends(STORE_A, order(1), LI, "T-017");
    let (second, loan) = h.lends(STORE_B, order(2), WANG, "T-017");
    // Before the server's word each phone knows its own loan only.
    assert_eq!(
        (states(&phone(&h, 1)), states(&phone(&h, 2))),
        (vec![LoanState::Open], vec![LoanState::Open])
    );
    settled(&mut h);
    let whole = Ledger::of(&h.facts);
    assert_eq!(states(&whole.tools), [LoanState::Open, LoanState::Unconfirmed]);
    assert_eq!(states(&phone(&h, 1)), [LoanState::Open]);
    assert_eq!(states(&phone(&h, 2)), [LoanState::Unconfirmed]);
    let asked = |tools: &Tools| tools.loans[0].conflict.clone();
    let conflict = format!("COL-10:{first}");
    assert_eq!(
        (asked(&phone(&h, 1)), asked(&phone(&h, 2))),
        (Some(conflict.clone()), Some(conflict.clone()))
    );
    let people = vec![user(LI), user(WANG)];
    assert_eq!(whole.tools.tool("T-017").unwrap().place, ToolWhere::Unclear { people });

    h.decides(STORE_A, order(2), &conflict, Choice::Entry(second));
    settled(&mut h);
    assert_eq!(states(&phone(&h, 1)), [LoanState::NotTaken]);
    assert_eq!(states(&phone(&h, 2)), [LoanState::Open]);
    assert_eq!((asked(&phone(&h, 1)), asked(&phone(&h, 2))), (None, None));

    h.takes_back(STORE_B, order(2), WANG, "T-017", Some(loan), ToolCondition::Good);
    settled(&mut h);
    assert_eq!(
        states(&phone(&h, 1)),
        [LoanState::NotTaken],
        "a return revives no loan that did not take place"
    );
    assert_eq!(states(&phone(&h, 2)), [LoanState::Returned]);
    assert_eq!(Ledger::of(&h.facts).tools.tool("T-017").unwrap().place, ToolWhere::Store);
}

#[test]
fn col_10_is_over_by_itself_when_the_first_loan_turns_out_to_be_back() {
    let mut h = History::default();
    let (_, loan) = h.lends(STORE_A, order(1), LI, "T-017");
    h.lends(STORE_B, order(2), WANG, "T-017");
    settled(&mut h);
    assert_eq!(states(&phone(&h, 2)), [LoanState::Unconfirmed]);
    h.takes_back(STORE_A, order(1), LI, "T-017", Some(loan), ToolCondition::Good);
    settled(&mut h);
    assert_eq!(states(&phone(&h, 2)), [LoanState::Open]);
    assert_eq!(phone(&h, 2).loans[0].conflict, None);
}

#[test]
fn col_09_two_returns_are_one_and_the_worse_condition_holds_until_somebody_looks() {
    let mut h = History::default();
    let (_, loan) = h.lends(STORE_A, order(1), LI, "T-017");
    let first = h.takes_back(STORE_A, order(1), LI, "T-017", Some(loan), ToolCondition::Good);
    let broken = h.takes_back(STORE_B, order(1), LI, "T-017", Some(loan), ToolCondition::Damaged);
    let ledger = Ledger::of(&h.facts);
    assert_eq!(states(&ledger.tools), [LoanState::Returned]);
    let again = &ledger.tools.seen_again[0];
    assert_eq!((again.conflict.as_str(), again.entries.len()), (format!("COL-09:{first}").as_str(), 2));
    assert!(again.conditions_differ);
    let asked: Vec<Cause> = ledger.discrepancies.iter().map(|one| one.cause).collect();
    // One question for the store; that it came back broken is a manager's.
    assert_eq!(asked, [Cause::SeenAgain, Cause::Loss]);
    let condition = |h: &History| Ledger::of(&h.facts).tools.tool("T-017").unwrap().condition;
    assert_eq!(condition(&h), Some(ToolCondition::Damaged));
    h.inspects(STORE_A, "T-017", ToolCondition::Good);
    assert_eq!(condition(&h), Some(ToolCondition::Good));
    h.decides(STORE_A, order(1), &format!("COL-09:{first}"), Choice::Confirm);
    h.decides(MANAGER, order(1), &format!("LOST:{broken}"), Choice::Confirm);
    assert!(Ledger::of(&h.facts).discrepancies.is_empty());
}

#[test]
fn col_09_a_tool_that_comes_back_under_another_order_relieves_its_borrower() {
    let mut h = History::default();
    h.lends(STORE_A, order(1), LI, "T-017");
    h.takes_back(STORE_B, order(2), WANG, "T-017", None, ToolCondition::Good);
    settled(&mut h);
    assert_eq!(states(&Ledger::of(&h.facts).tools), [LoanState::CameBack]);
    assert_eq!(
        states(&phone(&h, 1)),
        [LoanState::CameBack],
        "a phone that holds only the loan's order agrees"
    );
    assert!(!phone(&h, 1).loans[0].holds_order());
}

#[test]
fn a_technicians_word_alone_leaves_the_loan_open_until_the_store_confirms() {
    let mut h = History::default();
    let (_, loan) = h.lends(STORE_A, order(1), LI, "T-017");
    h.takes_back(LI, order(1), LI, "T-017", Some(loan), ToolCondition::Good);
    let ledger = Ledger::of(&h.facts);
    assert_eq!(states(&ledger.tools), [LoanState::ReturnUnconfirmed]);
    let asked = ledger.discrepancies.iter().find(|one| one.cause == Cause::ReturnUnconfirmed).unwrap();
    h.decides(STORE_A, order(1), &asked.id.clone(), Choice::Confirm);
    assert_eq!(states(&Ledger::of(&h.facts).tools), [LoanState::Returned]);
}

#[test]
fn a_hand_over_changes_the_borrower_when_both_have_written_it() {
    let mut h = History::default();
    let (_, loan) = h.lends(STORE_A, order(1), LI, "T-017");
    let over = h.hand_over(order(1), LI, WANG, "T-017");
    h.write(LI, order(1), Body::ToolHandedOver(over.clone()));
    let borrower = |h: &History| phone(h, 1).loans[0].borrower;
    assert_eq!(borrower(&h), user(LI));
    h.write(WANG, order(1), Body::ToolHandedOver(over));
    assert_eq!(borrower(&h), user(WANG));
    let next = h.hand_over(order(1), WANG, ZHAO, "T-017");
    h.write(ZHAO, order(1), Body::ToolHandedOver(next.clone()));
    h.write(WANG, order(1), Body::ToolHandedOver(next));
    assert_eq!(borrower(&h), user(ZHAO));
    h.takes_back(STORE_A, order(1), ZHAO, "T-017", Some(loan), ToolCondition::Worn);
    assert_eq!(states(&phone(&h, 1)), [LoanState::Returned]);
}

#[test]
fn a_later_loan_of_the_same_tool_starts_with_its_own_borrower() {
    let mut h = History::default();
    let (_, first) = h.lends(STORE_A, order(1), LI, "T-017");
    let mut over = h.hand_over(order(1), LI, WANG, "T-017");
    over.loan = Some(first);
    h.write(LI, order(1), Body::ToolHandedOver(over.clone()));
    h.write(WANG, order(1), Body::ToolHandedOver(over));
    h.takes_back(STORE_A, order(1), WANG, "T-017", Some(first), ToolCondition::Good);
    h.lends(STORE_A, order(1), LI, "T-017");
    let borrowers: Vec<_> = phone(&h, 1).loans.iter().map(|loan| loan.borrower).collect();
    assert_eq!(borrowers, [user(WANG), user(LI)]);
}

#[test]
fn attack_a_stranger_hands_nothing_over_and_returns_nothing() {
    let mut h = History::default();
    let (_, loan) = h.lends(STORE_A, order(1), LI, "T-017");
    let over = h.hand_over(order(1), LI, WANG, "T-017");
    let forged = h.write(ZHAO, order(1), Body::ToolHandedOver(over));
    h.takes_back(ZHAO, order(1), LI, "T-017", Some(loan), ToolCondition::Good);
    let tools = phone(&h, 1);
    assert!(tools.unfit.contains(&forged) && tools.unfit.len() == 2);
    assert_eq!((states(&tools), tools.loans[0].borrower), (vec![LoanState::Open], user(LI)));
}

//! MAT-2 to MAT-5, MAT-9, MAT-10 and COL-09 to COL-12: what leaves the store, who has it, and what becomes of it.

use crate::kit::*;
use client_core::domain::command::{Command, CountRequest, StoreCommand};
use client_core::domain::decide::Rejection;
use client_core::domain::entry::cases::DamageKind;
use client_core::domain::entry::office::{CancelledBy, Choice};
use client_core::domain::entry::store::{Goods, GoodsLine, ToolCondition};
use client_core::domain::entry::work::PartSource;
use client_core::domain::id::DocumentId;
use client_core::domain::order::{Order, StoreTrack};
use client_core::domain::policy::Role;
use client_core::domain::stock::{
    Cause, Content, Exchange, LineError, LoanState, MovementCode, Place, ToolWhere,
};

fn line(item: &str, quantity: i64) -> GoodsLine {
    GoodsLine { item: item.into(), quantity, batch: None }
}

fn issue(lines: &[GoodsLine], code: Option<MovementCode>) -> Command {
    Command::IssueMaterial { technician: None, lines: lines.to_vec(), code }
}

fn take(lines: &[GoodsLine], code: Option<MovementCode>) -> Command {
    Command::ReceiveMaterial { lines: lines.to_vec(), code }
}

fn give_back(lines: &[GoodsLine], code: Option<MovementCode>) -> Command {
    Command::ReturnMaterial { technician: None, lines: lines.to_vec(), code }
}

fn uses(lines: &[GoodsLine], source: PartSource) -> Command {
    Command::UseMaterial { lines: lines.to_vec(), source }
}

fn lend(world: &World, tool: &str, code: Option<MovementCode>) -> Command {
    Command::LendTool {
        tool: tool.into(),
        technician: None,
        due_at: world.clock.get() + 4 * 3_600_000,
        condition: ToolCondition::Good,
        photos: Vec::new(),
        code,
    }
}

fn bring(tool: &str, condition: ToolCondition, code: Option<MovementCode>) -> Command {
    Command::ReturnTool { tool: tool.into(), technician: None, condition, photos: Vec::new(), code }
}

fn code_of(order: &Order) -> MovementCode {
    order.goods.movements.last().unwrap().code
}

fn delivery(lines: &[GoodsLine]) -> StoreCommand {
    StoreCommand::ReceiveStock { lines: lines.to_vec(), origin: "delivery note 7".into() }
}

/// The store has ten starters and five metres of pipe, and Li is at the customer's.
fn stocked() -> World {
    let mut world = World::on_site("LMP");
    world.keeper.stores(delivery(&[line("starter", 10), line("pipe", 5_000)]));
    world.sync();
    world
}

/// Both write it; the store falls once, however often the fact is delivered.
#[test]
fn mat_02_an_issue_has_two_sides_and_counts_once() {
    let mut world = stocked();
    let goods = [line("starter", 2)];
    let shown = world.keeper.does(issue(&goods, None));
    assert!(shown.goods.movements[0].one_sided(), "one side alone is visible as such");
    let code = code_of(&shown);
    assert_eq!(world.keeper.is_refused(issue(&goods, Some(code))), Rejection::RecordedAlready);
    // No network between the two devices: the code and the goods are typed in.
    assert_eq!(world.li.is_refused(take(&[line("starter", 3)], Some(code))), Rejection::WrongCode);
    world.li.does(take(&goods, Some(code)));
    for _ in 0..3 {
        world.sync();
    }
    let order = world.desk.shows();
    assert_eq!(order.goods.movements.len(), 1, "one movement");
    assert!(order.goods.movements[0].sides.both());
    assert_eq!((order.goods.accounts[0].issued, order.goods.accounts[0].open), (2, 2));
    assert_eq!((order.store, order.store_discrepancy), (StoreTrack::Open, false));
    let ledger = world.keeper.ledger();
    assert_eq!((ledger.on_hand("starter"), ledger.on_hand("pipe")), (8, 5_000));
    assert_eq!(world.keeper_b.ledger(), ledger);
}

#[test]
fn mat_02_an_issue_without_an_order_number_is_refused() {
    let mut world = World::new();
    world.keeper.stores(delivery(&[line("starter", 10)]));
    world.desk.does(registration("LMP", client_core::domain::entry::office::ServiceKind::Special));
    world.desk.does(accept());
    world.sync();
    let nameless =
        Command::IssueMaterial { technician: Some(user(LI)), lines: vec![line("starter", 1)], code: None };
    assert_eq!(world.keeper.is_refused(nameless.clone()), Rejection::NoSlip);
    world.desk.does(Command::IssueSlip);
    world.sync();
    world.keeper.does(nameless);
}

#[test]
fn mat_02_bad_quantities_are_refused_each_with_its_reason() {
    let mut world = stocked();
    let mut refused = |lines: &[GoodsLine]| match world.keeper.is_refused(issue(lines, None)) {
        Rejection::Goods(error) => error,
        other => panic!("{other:?}"),
    };
    let item = || "starter".to_owned();
    assert_eq!(refused(&[]), LineError::Empty);
    assert_eq!(refused(&[line("starter", 0)]), LineError::Quantity { item: item() });
    assert_eq!(refused(&[line("starter", -3)]), LineError::Quantity { item: item() });
    assert_eq!(refused(&[line("bulb", 1)]), LineError::UnknownMaterial { item: "bulb".into() });
    assert_eq!(refused(&[line("pipe", 150)]), LineError::Step { item: "pipe".into(), step: 100 });
    assert_eq!(refused(&[line("refrigerant", 100)]), LineError::BatchMissing { item: "refrigerant".into() });
    let batch = |item: &str| GoodsLine { batch: Some("B7".into()), ..line(item, 100) };
    assert_eq!(refused(&[batch("starter")]), LineError::Batch { item: item() });
    assert_eq!(refused(&[line("starter", 1), line("starter", 2)]), LineError::Twice { item: item() });
    assert_eq!(refused(&vec![line("starter", 1); 41]), LineError::TooMany { max: 40 });
}

#[test]
fn mat_03_a_tool_that_is_out_is_not_lent_again() {
    let mut world = stocked();
    let unknown = lend(&world, "T-999", None);
    assert_eq!(world.keeper.is_refused(unknown), Rejection::UnknownTool { tool: "T-999".into() });
    let first = lend(&world, "T-017", None);
    let lent = world.keeper.does(first);
    let code = lent.tools.loans[0].code;
    let again = lend(&world, "T-017", None);
    assert!(matches!(world.keeper.is_refused(again), Rejection::ToolOut { .. }));
    let other_side = lend(&world, "T-017", Some(code));
    world.li.does(other_side);
    world.sync();
    let loan = world.desk.shows().tools.loans[0].clone();
    assert!(loan.sides.both() && loan.borrower == user(LI));
    // The other storekeeper knows of it by now.
    let again = lend(&world, "T-017", None);
    assert!(matches!(world.keeper_b.is_refused(again), Rejection::ToolOut { .. }));
    let place = world.keeper_b.ledger().tools.tool("T-017").unwrap().place.clone();
    assert!(matches!(place, ToolWhere::OnLoan { borrower, .. } if borrower == user(LI)));
}

/// issued = used + returned + lost, per line.
#[test]
fn mat_04_what_was_not_used_goes_back_and_nobody_returns_more_than_he_has() {
    let mut world = stocked();
    let goods = [line("starter", 4)];
    let code = code_of(&world.keeper.does(issue(&goods, None)));
    world.li.does(take(&goods, Some(code)));
    world.sync();
    world.li.does(uses(&[line("starter", 1)], PartSource::Store));
    let too_many = world.li.is_refused(give_back(&[line("starter", 4)], None));
    assert_eq!(too_many, Rejection::MoreThanOpen { item: "starter".into(), open: 3 });
    let back = [line("starter", 3)];
    let shown = world.li.does(give_back(&back, None));
    let account = shown.goods.account_of("starter").unwrap();
    assert_eq!((account.returned, account.unconfirmed, account.open), (0, 3, 3));
    // He can't bring the same goods twice while the store hasn't seen them.
    let twice = world.li.is_refused(give_back(&[line("starter", 1)], None));
    assert_eq!(twice, Rejection::MoreThanOpen { item: "starter".into(), open: 0 });
    world.sync();
    assert_eq!(world.keeper.ledger().on_hand("starter"), 6, "stock rises by what the store confirms");
    let code = world.keeper.shows().goods.movements.iter().find(|one| one.one_sided()).unwrap().code;
    world.keeper.does(give_back(&back, Some(code)));
    world.sync();
    let account = world.desk.shows().goods.account_of("starter").cloned().unwrap();
    assert_eq!((account.issued, account.used, account.returned, account.open), (4, 1, 3, 0));
    assert_eq!(world.keeper.ledger().on_hand("starter"), 9);
}

#[test]
fn mat_05_the_store_track_closes_only_when_everything_is_accounted_for() {
    let mut world = World::signed();
    world.sync();
    world.keeper.stores(delivery(&[line("starter", 10)]));
    // The starter that was fitted had no issue: the storekeeper writes it afterwards.
    let lent = lend(&world, "T-017", None);
    let code = world.keeper.does(lent).tools.loans[0].code;
    let other_side = lend(&world, "T-017", Some(code));
    world.li.does(other_side);
    world.sync();
    let open = world.keeper.is_refused(Command::WriteOffStore);
    assert!(matches!(open, Rejection::GoodsOpen { open } if open.contains(&"T-017".to_owned())));
    assert!(world.desk.shows().archive_blocked_by.contains(&"store".to_owned()));
    let back = world.li.does(bring("T-017", ToolCondition::Good, None));
    assert_eq!(back.tools.loans[0].state, LoanState::ReturnUnconfirmed);
    world.sync();
    let question = world.keeper.shows().store_questions();
    let unconfirmed = question.iter().find(|id| id.starts_with("ONE-SIDED")).unwrap().clone();
    world.keeper.does(Command::Decide {
        conflict: unconfirmed,
        choice: Choice::Confirm,
        reason: "it hangs on its hook".into(),
    });
    for question in world.keeper.shows().store_questions() {
        world.keeper.does(Command::Decide {
            conflict: question,
            choice: Choice::Confirm,
            reason: "from the van's box".into(),
        });
    }
    let closed = world.keeper.does(Command::WriteOffStore);
    assert_eq!(closed.store, StoreTrack::Closed);
    world.sync();
    assert!(!world.desk.shows().archive_blocked_by.contains(&"store".to_owned()));
    assert_eq!(world.keeper.is_refused(Command::WriteOffStore), Rejection::RecordedAlready);
}

#[test]
fn mat_05_a_loan_can_be_carried_over_by_a_named_decision() {
    let mut world = World::signed();
    world.sync();
    let lent = lend(&world, "T-017", None);
    let loan = world.keeper.does(lent).tools.loans[0].clone();
    let other_side = lend(&world, "T-017", Some(loan.code));
    world.li.does(other_side);
    world.sync();
    let question = format!("LOAN:{}", loan.movement);
    let carry = Command::Decide {
        conflict: question,
        choice: Choice::Continue,
        reason: "he needs it all week".into(),
    };
    assert!(matches!(world.li.is_refused(carry.clone()), Rejection::Denied { .. }));
    let carried = world.keeper.does(carry);
    assert!(carried.tools.loans[0].carried_over && !carried.tools.loans[0].holds_order());
    assert_eq!(world.keeper.ledger().tools.open_loans().count(), 1, "it is still owed");
}

/// What a cancelled order has out is on the storekeeper's list until it is back.
#[test]
fn mat_09_a_cancelled_order_has_its_goods_to_return() {
    let mut world = World::job("LMP");
    world.keeper.stores(delivery(&[line("starter", 10)]));
    world.li.does(receive());
    world.sync();
    let goods = [line("starter", 2)];
    let cancel =
        Command::RequestCancel { cancelled_by: CancelledBy::Customer, reason: "sold the flat".into() };
    world.desk.does(cancel);
    world.desk.does(Command::ConfirmCancel);
    // COL-30: the storekeeper doesn't know yet.
    let code = code_of(&world.keeper.does(issue(&goods, None)));
    world.li.does(take(&goods, Some(code)));
    world.sync();
    let order = world.desk.shows();
    assert_eq!(order.store, StoreTrack::Open);
    assert_eq!(order.tasks.iter().find(|task| task.id == "return_goods").unwrap().roles, [Role::Storekeeper]);
    assert!(matches!(world.keeper.is_refused(issue(&goods, None)), Rejection::WrongState { .. }));
    world.keeper.does(give_back(&goods, None));
    world.keeper.does(Command::WriteOffStore);
    world.sync();
    assert_eq!(world.desk.shows().store, StoreTrack::Closed);
    assert_eq!(world.keeper.ledger().on_hand("starter"), 10);
}

#[test]
fn mat_10_two_offline_issues_of_the_last_piece_leave_minus_one_and_one_count_task() {
    let mut world = stocked();
    world.keeper.stores(StoreCommand::CountStock {
        kit: None,
        lines: vec![CountRequest { item: "starter".into(), batch: None, counted: 1 }],
        reason: "month's end".into(),
    });
    world.sync();
    let last = [line("starter", 1)];
    world.keeper.does(issue(&last, None));
    world.keeper_b.does(issue(&last, None));
    world.sync();
    for keeper in [&world.keeper, &world.keeper_b] {
        let ledger = keeper.ledger();
        assert_eq!(ledger.on_hand("starter"), -1, "both happened");
        let tasks: Vec<_> =
            ledger.discrepancies.iter().filter(|one| one.cause == Cause::StockNegative).collect();
        assert_eq!(tasks.len(), 1, "col_11: one count task");
        assert_eq!((tasks[0].quantity, tasks[0].entries.len()), (1, 2), "with both slips");
    }
    world.keeper.stores(StoreCommand::CountStock {
        kit: None,
        lines: vec![CountRequest { item: "starter".into(), batch: None, counted: 0 }],
        reason: "one came from the van".into(),
    });
    let ledger = world.keeper.ledger();
    assert_eq!(ledger.on_hand("starter"), 0);
    assert!(ledger.discrepancies.iter().all(|one| one.cause != Cause::StockNegative));
    let explained: i64 =
        ledger.explaining(Place::Store, "starter").map(|one| one.change_of(Place::Store)).sum();
    assert_eq!(explained, 0, "the ledger explains the figure");
}

#[test]
fn col_12_more_used_and_returned_than_issued_is_a_discrepancy_and_loses_nothing() {
    let mut world = stocked();
    let goods = [line("starter", 2)];
    let code = code_of(&world.keeper.does(issue(&goods, None)));
    world.li.does(take(&goods, Some(code)));
    world.sync();
    // Neither knows of the other: Li uses both, the storekeeper takes one back.
    world.li.does(uses(&goods, PartSource::Store));
    world.keeper.does(give_back(&[line("starter", 1)], None));
    world.sync();
    let order = world.desk.shows();
    let account = order.goods.account_of("starter").unwrap();
    assert_eq!((account.issued, account.used, account.returned, account.excess), (2, 2, 1, 1));
    let asked: Vec<_> = order.open_conflicts().filter(|conflict| conflict.rule == "COL-12").collect();
    assert_eq!(asked.len(), 1);
    assert_eq!(asked[0].audience, [Role::Storekeeper]);
    assert_eq!(world.keeper.ledger().on_hand("starter"), 9, "stock rises by what the store confirmed");
    let accept = Command::Decide {
        conflict: asked[0].id.clone(),
        choice: Choice::Confirm,
        reason: "own stock".into(),
    };
    let settled = world.keeper.does(accept.clone());
    assert!(!settled.store_discrepancy && settled.open_conflicts().next().is_none());
    // A manager who didn't know answered, too: the higher role's word is the one that counts (P8).
    world.manager.does(accept);
    world.sync();
    let order = world.desk.shows();
    let answer = order.conflicts.iter().find(|conflict| conflict.rule == "COL-12").unwrap().settled.as_ref();
    assert_eq!(answer.unwrap().origin.by.role, Role::CscManager);
}

#[test]
fn attack_29_col_09_a_tool_returned_to_two_storekeepers_is_one_return_and_one_question() {
    let mut world = stocked();
    let lent = lend(&world, "T-017", None);
    let code = world.keeper.does(lent).tools.loans[0].code;
    let other_side = lend(&world, "T-017", Some(code));
    world.li.does(other_side);
    world.sync();
    world.keeper.does(bring("T-017", ToolCondition::Good, None));
    world.keeper_b.does(bring("T-017", ToolCondition::Damaged, None));
    world.sync();
    let order = world.desk.shows();
    assert_eq!(order.tools.loans[0].state, LoanState::Returned);
    assert_eq!(order.tools.loans[0].condition_in, Some(ToolCondition::Damaged), "the worse one holds");
    let asked: Vec<_> = order.open_conflicts().filter(|conflict| conflict.rule == "COL-09").collect();
    assert_eq!((asked.len(), asked[0].sides.len()), (1, 2));
    // Nobody lends it before somebody has looked.
    let again = lend(&world, "T-017", None);
    assert_eq!(world.keeper.is_refused(again.clone()), Rejection::ToolUnfit { tool: "T-017".into() });
    world.keeper.stores(StoreCommand::InspectTool {
        tool: "T-017".into(),
        condition: ToolCondition::Good,
        due_at: None,
    });
    world.keeper.does(Command::Decide {
        conflict: asked[0].id.clone(),
        choice: Choice::Confirm,
        reason: "seen once, written twice".into(),
    });
    world.keeper.does(again);
}

/// The second return stands in another order, so no order alone shows the question: the storekeeper answers it all the
/// same.
#[test]
fn col_09_a_tool_seen_again_under_another_order_is_closed_by_the_storekeeper() {
    let mut world = stocked();
    let lent = lend(&world, "T-017", None);
    world.keeper.does(lent);
    world.sync();
    world.keeper.does(bring("T-017", ToolCondition::Good, None));
    let (other, parties) = (DocumentId::from_bytes([7; 16]), [user(WANG)]);
    let content = Content {
        exchange: Exchange::ToolReturn,
        order: Some(other),
        parties: &parties,
        lines: &[],
        tool: Some("T-017"),
    };
    let again = Command::ReturnTool {
        tool: "T-017".into(),
        technician: Some(user(WANG)),
        condition: ToolCondition::Good,
        photos: Vec::new(),
        code: Some(MovementCode::make([1, 2, 3], &content)),
    };
    world.sync();
    block(world.keeper_b.device.execute(Some(other), again)).unwrap();
    world.sync();
    let asked = |world: &World| -> Vec<String> {
        let found = world.keeper.ledger().discrepancies.into_iter();
        found.filter(|one| one.cause == Cause::SeenAgain).map(|one| one.id).collect()
    };
    let questions = asked(&world);
    assert_eq!(questions.len(), 1);
    let (conflict, reason) = (questions[0].clone(), "one tool, one shelf".into());
    world.keeper.does(Command::Decide { conflict, choice: Choice::Confirm, reason });
    assert!(asked(&world).is_empty());
}

/// A batch where none is tracked would be counted beside what is there.
#[test]
fn mat_10_a_count_names_batches_only_where_the_store_has_them() {
    let mut world = stocked();
    let count = |kit, item: &str| {
        let batch = Some("B7".into());
        let lines = vec![CountRequest { item: item.into(), batch, counted: 10 }];
        StoreCommand::CountStock { kit, lines, reason: "stocktake".into() }
    };
    for (kit, item) in [(None, "starter"), (Some(user(LI)), "refrigerant")] {
        let refused = world.keeper.store_refused(count(kit, item));
        assert_eq!(refused, Rejection::Goods(LineError::Batch { item: item.into() }));
    }
    world.keeper.stores(count(None, "refrigerant"));
    assert_eq!(world.keeper.ledger().on_hand("refrigerant"), 10);
}

#[test]
fn col_22_a_tool_found_missing_after_the_write_off_keeps_the_store_track_open() {
    let mut world = World::signed();
    let lent = lend(&world, "T-017", None);
    world.sync();
    world.keeper.does(lent);
    world.desk.does(Command::WriteOff { manager_reason: None });
    world.sync();
    let order = world.desk.shows();
    assert_eq!(order.store, StoreTrack::Open);
    assert!(order.archive_blocked_by.contains(&"store".to_owned()));
    assert!(order.tasks.iter().any(|task| task.id == "return_goods"));
}

/// A tool goes from hand to hand in a basement; the borrower changes when both have written it.
#[test]
fn a_hand_over_between_two_technicians_needs_no_network_and_both_hands() {
    let mut world = stocked();
    let lent = lend(&world, "T-017", None);
    let code = world.keeper.does(lent).tools.loans[0].code;
    let other_side = lend(&world, "T-017", Some(code));
    world.li.does(other_side);
    world.sync();
    let over = |code| Command::HandOverTool {
        tool: "T-017".into(),
        from: user(LI),
        to: user(WANG),
        condition: ToolCondition::Good,
        photos: Vec::new(),
        code,
    };
    let given = world.li.does(over(None));
    assert_eq!(given.tools.loans[0].borrower, user(LI), "not before the other has it");
    let code = given.tools.hand_overs[0].code;
    world.wang.does(over(Some(code)));
    world.sync();
    assert_eq!(world.desk.shows().tools.loans[0].borrower, user(WANG));
    let not_his = world.li.is_refused(bring("T-017", ToolCondition::Good, None));
    assert!(matches!(not_his, Rejection::ToolWithOther { borrower, .. } if borrower == user(WANG)));
    // Wang never held the order, and brings back what he has.
    world.wang.does(bring("T-017", ToolCondition::Good, None));
}

/// A technician draws on his own stock; more than it has is kept and becomes the storekeeper's task.
#[test]
fn a_kit_is_drawn_on_offline_and_an_overdraw_is_never_silent_nor_lost() {
    let mut world = stocked();
    let two = [line("starter", 2)];
    let filled = |code| StoreCommand::IssueKit { technician: Some(user(LI)), lines: two.to_vec(), code };
    let ledger = world.keeper.stores(filled(None));
    let code = ledger.kit_movements[0].code;
    world.li.stores(filled(Some(code)));
    world.sync();
    assert_eq!(world.li.ledger().in_kit(user(LI), "starter"), 2);
    assert_eq!(world.keeper.ledger().on_hand("starter"), 8);
    let others = StoreCommand::IssueKit { technician: Some(user(WANG)), lines: two.to_vec(), code: None };
    assert!(matches!(world.li.store_refused(others), Rejection::Denied { .. }), "not into somebody else's");
    world.li.does(uses(&[line("starter", 3)], PartSource::Kit));
    assert_eq!(world.li.ledger().in_kit(user(LI), "starter"), -1);
    world.sync();
    let ledger = world.keeper.ledger();
    let asked = ledger.discrepancies.iter().find(|one| one.cause == Cause::KitOverdrawn).unwrap();
    assert_eq!((asked.quantity, asked.people.as_slice()), (1, [user(LI)].as_slice()));
    assert_eq!(world.desk.shows().goods.accounts, [], "the order's own account is not concerned");
    world.keeper.stores(StoreCommand::CountStock {
        kit: Some(user(LI)),
        lines: vec![CountRequest { item: "starter".into(), batch: None, counted: 0 }],
        reason: "his box is empty".into(),
    });
    assert!(world.keeper.ledger().discrepancies.iter().all(|one| one.cause != Cause::KitOverdrawn));
}

#[test]
fn kits_pass_goods_on_and_a_new_month_begins_with_what_is_there() {
    let mut world = stocked();
    let three = [line("starter", 3)];
    world.keeper.stores(StoreCommand::IssueKit {
        technician: Some(user(LI)),
        lines: three.to_vec(),
        code: None,
    });
    world.sync();
    let pass = |code| StoreCommand::TransferKit {
        from: user(LI),
        to: user(WANG),
        lines: vec![line("starter", 1)],
        code,
    };
    let code = world.li.stores(pass(None)).kit_transfers[0].code;
    assert_eq!(world.li.ledger().in_kit(user(LI), "starter"), 3, "not before the other has it");
    world.wang.stores(pass(Some(code)));
    world.sync();
    let ledger = world.keeper.ledger();
    assert_eq!((ledger.in_kit(user(LI), "starter"), ledger.in_kit(user(WANG), "starter")), (2, 1));
    world.clock.set(world.clock.get() + 31 * 86_400_000);
    world.li.does(uses(&[line("starter", 1)], PartSource::Kit));
    world.sync();
    assert_eq!(world.li.ledger().in_kit(user(LI), "starter"), 1);
    assert_eq!(world.keeper.ledger().in_kit(user(LI), "starter"), 1, "nothing is opened twice");
}

#[test]
fn what_is_lost_is_a_case_that_only_a_manager_closes() {
    let mut world = stocked();
    let goods = [line("starter", 2)];
    let code = code_of(&world.keeper.does(issue(&goods, None)));
    world.li.does(take(&goods, Some(code)));
    let lost = |quantity| Command::ReportLost {
        goods: Goods::Material(line("starter", quantity)),
        damage: DamageKind::Lost,
        technician: None,
        words: "fell into the shaft".into(),
        photos: Vec::new(),
    };
    world.sync();
    let more = world.li.is_refused(lost(3));
    assert_eq!(more, Rejection::MoreThanOpen { item: "starter".into(), open: 2 });
    world.li.does(lost(2));
    world.sync();
    let case = world.manager.shows().goods.losses[0].entry;
    let close = Command::Decide {
        conflict: format!("LOST:{case}"),
        choice: Choice::Confirm,
        reason: "deducted from nobody".into(),
    };
    assert!(matches!(world.keeper.is_refused(close.clone()), Rejection::Denied { .. }));
    assert!(matches!(world.keeper.is_refused(Command::WriteOffStore), Rejection::GoodsOpen { .. }));
    world.manager.does(close);
    world.sync();
    assert_eq!(world.keeper.does(Command::WriteOffStore).store, StoreTrack::Closed);
}

#[test]
fn a_tool_that_comes_back_broken_is_a_case_once_and_blocks_the_archive_until_a_manager_has_looked() {
    let mut world = World::signed();
    world.sync();
    let lent = lend(&world, "T-018", None);
    let code = world.keeper.does(lent).tools.loans[0].code;
    let other_side = lend(&world, "T-018", Some(code));
    world.li.does(other_side);
    world.li.does(bring("T-018", ToolCondition::Damaged, None));
    world.sync();
    world.keeper.does(bring("T-018", ToolCondition::Damaged, None));
    world.sync();
    let order = world.manager.shows();
    let cases: Vec<_> = order.goods.losses.iter().map(|loss| loss.entry).collect();
    assert_eq!(cases.len(), 1, "two people saw it, it broke once");
    let task = order.tasks.iter().find(|task| task.id == format!("settle:LOST:{}", cases[0])).unwrap();
    assert!(task.roles.contains(&Role::CscManager));
    assert!(order.archive_blocked_by.contains(&"store".to_owned()));
    world.manager.does(Command::Decide {
        conflict: format!("LOST:{}", cases[0]),
        choice: Choice::Confirm,
        reason: "worn out".into(),
    });
    assert!(world.manager.shows().goods.losses[0].decided == Some(true));
}

/// Requested, approved, issued: the store's list shows what waits.
#[test]
fn mat_01_a_need_is_on_the_storekeepers_list_until_he_answers() {
    let mut world = stocked();
    let need = Command::NeedMaterial { lines: vec![line("tube", 1)], tools: vec!["ladder".into()] };
    world.li.does(need);
    world.sync();
    let shown = world.keeper.shows();
    let asked = shown.goods.needs[0].clone();
    assert!(shown.tasks.iter().any(|task| task.id == format!("need:{}", asked.entry)));
    let refuse = Command::AnswerNeed { need: asked.entry, approved: false, reason: None };
    assert_eq!(world.keeper.is_refused(refuse), Rejection::Missing { field: "reason".into() });
    world.keeper.does(Command::AnswerNeed { need: asked.entry, approved: true, reason: None });
    world.sync();
    let answered = world.li.shows();
    assert_eq!(answered.goods.needs[0].approved, Some(true));
    assert!(!answered.tasks.iter().any(|task| task.id.starts_with("need:")));
}

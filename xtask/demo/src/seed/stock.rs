//! The store before the demo's day: what came in, what the technicians carry, and a tool that should be back.

use super::{World, progress};
use crate::catalogue::{BAG, lines, opening, read};
use crate::error::DemoError;
use crate::phone::Phone;
use crate::text::days_ago;
use client_core::domain::command::{Command, StoreCommand};
use client_core::domain::entry::store::ToolCondition;
use client_core::domain::id::DocumentId;
use client_core::domain::stock::{Cause, Place};

const KEEPER: &str = "machao";
const TECHNICIANS: &[&str] = &["zhanglei", "chengang", "zhaoyong"];
/// Before the first order that is told.
const DAYS: i64 = 9;
/// Borrowed yesterday, due yesterday evening.
const OVERDUE: &str = "T-009";

/// The opening stock comes in, and every technician gets his bag; both sides write it.
pub(super) fn fill(world: &mut World) -> Result<(), DemoError> {
    progress("the store: opening stock, and a bag for every technician");
    let catalogue = read()?;
    let bag = lines(&catalogue, BAG)?;
    let keeper = told(world, KEEPER, DAYS, 7)?;
    let origin = "建账盘点".to_owned();
    keeper.stocks(StoreCommand::ReceiveStock { lines: opening(&catalogue), origin })?;
    for login in TECHNICIANS {
        let technician = world.phone(login)?.user(super::name_of(login))?;
        let issue = StoreCommand::IssueKit { technician: Some(technician), lines: bag.clone(), code: None };
        let ledger = world.phone(KEEPER)?.stocks(issue)?;
        let issued = ledger.kit_movements.iter().rev().find(|one| one.technician == technician);
        let code = issued.map(|one| one.code);
        let take = StoreCommand::IssueKit { technician: None, lines: bag.clone(), code };
        told(world, login, DAYS, 8)?.stocks(take)?;
    }
    Ok(())
}

/// Zhao borrowed the welder for the pipe that the owner still has to buy; it should have been back last night.
pub(super) fn lend(world: &mut World, order: DocumentId) -> Result<(), DemoError> {
    progress("a tool that should have been back yesterday");
    let due_at = days_ago(world.now, 1, 20, 0);
    let lend = |code, technician| Command::LendTool {
        tool: OVERDUE.into(),
        technician,
        due_at,
        condition: ToolCondition::Good,
        photos: Vec::new(),
        code,
    };
    let borrower = told(world, "zhaoyong", 1, 12)?;
    let view = borrower.does(Some(order), lend(None, None))?;
    let loan = view.order.tools.loans.last();
    let (code, technician) = (loan.map(|loan| loan.code), loan.map(|loan| loan.borrower));
    told(world, KEEPER, 1, 12)?.does(Some(order), lend(code, technician)).map(drop)
}

/// Fails unless the storekeeper's device explains what the store has, and nothing is off but what is told.
pub(super) fn check(world: &mut World) -> Result<(), DemoError> {
    let phone = world.phone(KEEPER)?;
    phone.sync()?;
    let ledger = phone.ledger()?;
    let causes: Vec<Cause> = ledger.discrepancies.iter().map(|one| one.cause).collect();
    let told = [Cause::UsedWithoutIssue];
    if causes != told {
        let found = &ledger.discrepancies;
        return Err(DemoError::Unexpected(format!("the store has {found:?} instead of {told:?}")));
    }
    let loans: Vec<&str> = ledger.tools.open_loans().map(|loan| loan.tool.as_str()).collect();
    if loans != [OVERDUE] {
        return Err(DemoError::Unexpected(format!("on loan are {loans:?} instead of {OVERDUE}")));
    }
    let explained = |item: &str| ledger.at(Place::Store, item, i64::MAX);
    match ledger.stock.iter().find(|line| line.on_hand != explained(&line.item)) {
        Some(line) => Err(DemoError::Unexpected(format!("{} is not explained", line.item))),
        None => Ok(()),
    }
}

/// The device, telling of this time.
fn told<'w>(world: &'w mut World, key: &str, days: i64, hour: i64) -> Result<&'w mut Phone, DemoError> {
    let time = days_ago(world.now, days, hour, 0);
    Ok(world.phone(key)?.at(Some(time)))
}

//! Personal stock: what is in it, and what goes in and out. Drawing more than it has is kept and said loudly.

use super::goods::{lines, somebody};
use super::settle::{choice, pick};
use super::ticket::{code, put, shows};
use crate::cli::{KitArgs, KitCommand, KitDecide, KitLost};
use crate::fault::Fault;
use crate::print;
use crate::session::{Output, Session, to_json};
use crate::words::store as words;
use client_core::domain::command::{Command, StoreCommand};
use client_core::domain::entry::store::GoodsLine;
use client_core::domain::id::{DocumentId, UserId};
use client_core::domain::stock::{Ledger, kit_document, month_of};
use pollster::block_on;
use serde_json::{Value, json};

/// Shows a kit, or moves something.
pub fn kit(session: &mut Session, arguments: &KitArgs) -> Result<Output, Fault> {
    let Some(me) = session.me() else { return Err(Fault::NotEnrolled) };
    let Some(command) = &arguments.command else {
        let owner = somebody(session, arguments.of.as_deref())?.unwrap_or(me);
        return show(session, owner);
    };
    match command {
        KitCommand::Take(goods) => {
            let (lines, code) = (lines(session, &goods.lines)?, code(goods.code.as_deref())?);
            let command = StoreCommand::IssueKit { technician: None, lines, code };
            moves(session, command, code.is_none().then_some(me))
        }
        KitCommand::GiveBack(goods) => {
            let (lines, code) = (lines(session, &goods.lines)?, code(goods.code.as_deref())?);
            let command = StoreCommand::ReturnKit { technician: None, lines, code };
            moves(session, command, code.is_none().then_some(me))
        }
        KitCommand::Issue(goods) => {
            let owner = session.person(&goods.user)?;
            let (lines, code) = (lines(session, &goods.lines)?, code(goods.code.as_deref())?);
            let command = StoreCommand::IssueKit { technician: Some(owner), lines, code };
            moves(session, command, code.is_none().then_some(owner))
        }
        KitCommand::TakeBack(goods) => {
            let owner = session.person(&goods.user)?;
            let (lines, code) = (lines(session, &goods.lines)?, code(goods.code.as_deref())?);
            let command = StoreCommand::ReturnKit { technician: Some(owner), lines, code };
            moves(session, command, code.is_none().then_some(owner))
        }
        KitCommand::Pass(goods) => {
            let to = session.person(&goods.to)?;
            let (lines, code) = (lines(session, &goods.lines)?, code(goods.code.as_deref())?);
            let command = StoreCommand::TransferKit { from: me, to, lines, code };
            moves(session, command, code.is_none().then_some(me))
        }
        KitCommand::TakeOver(goods) => {
            let from = session.person(&goods.from)?;
            let (lines, code) = (lines(session, &goods.lines)?, code(goods.code.as_deref())?);
            let command = StoreCommand::TransferKit { from, to: me, lines, code };
            moves(session, command, code.is_none().then_some(me))
        }
        KitCommand::Lost(KitLost { lines: texts, reason }) => {
            let lines = lines(session, texts)?;
            moves(session, StoreCommand::ReportKitLost { lines, reason: reason.clone() }, None)
        }
        KitCommand::Decide(arguments) => decide(session, arguments),
    }
}

/// What is in a kit, and what of it waits for the other side.
fn show(session: &Session, owner: UserId) -> Result<Output, Fault> {
    let ledger = block_on(session.device.ledger())?;
    let names = session.staff_names();
    let text = print::store::kit(super::ticket::reader(session, &names), &ledger, owner);
    let lines: Vec<_> = ledger.kits.iter().filter(|line| line.technician == owner).collect();
    let waiting: Vec<_> =
        ledger.kit_movements.iter().filter(|one| one.technician == owner && one.one_sided()).collect();
    let json = json!({ "technician": owner, "kit": to_json(&lines)?, "one_sided": to_json(&waiting)? });
    Ok(Output::done(json, text))
}

/// Saves a movement of a kit. Of a first side, the screen shows code and ticket; `first` is whose kit it stands in.
pub fn moves(session: &mut Session, command: StoreCommand, first: Option<UserId>) -> Result<Output, Fault> {
    let before = block_on(session.device.ledger())?;
    let items = taken(&command);
    let month = month_of(session.now_ms());
    let after = session.save_store(command)?;
    let mut output = session.saved_store()?;
    if let Some(owner) = first {
        shows(session, kit_document(owner, &month), None, &mut output)?;
    }
    warns(session, &before, &after, &items, &mut output);
    Ok(output)
}

/// Items that a command takes out of the author's kit.
fn taken(command: &StoreCommand) -> Vec<String> {
    let items = |lines: &[GoodsLine]| lines.iter().map(|line| line.item.clone()).collect();
    match command {
        StoreCommand::ReturnKit { lines, .. }
        | StoreCommand::TransferKit { lines, .. }
        | StoreCommand::ReportKitLost { lines, .. } => items(lines),
        _ => Vec::new(),
    }
}

/// Saves a command on an order that takes these items out of the author's kit.
pub fn uses(
    session: &mut Session,
    order: DocumentId,
    command: Command,
    items: &[String],
) -> Result<Output, Fault> {
    let before = block_on(session.device.ledger())?;
    let view = session.save(Some(order), command)?;
    let after = block_on(session.device.ledger())?;
    let mut output = session.saved(&view)?;
    warns(session, &before, &after, items, &mut output);
    Ok(output)
}

/// Says what the author's kit has less than nothing of: it is kept, and the storekeeper gets to know of it.
fn warns(session: &Session, before: &Ledger, after: &Ledger, items: &[String], output: &mut Output) {
    let Some(me) = session.me() else { return };
    let catalogue = &session.device.reference().catalogue;
    let shown = |item: &str, quantity| crate::goods::quantity(session.language, catalogue, item, quantity);
    let (mut warnings, mut text) = (Vec::new(), String::new());
    let mut items: Vec<&String> = items.iter().collect();
    items.sort_unstable();
    items.dedup();
    for item in items {
        let (had, has) = (before.in_kit(me, item), after.in_kit(me, item));
        if has < 0 && has < had {
            let words =
                words::OVERDRAWN.with(session.language, &[item, &shown(item, had), &shown(item, has)]);
            print::checklist::line(&mut text, 0, &words);
            warnings.push(json!({ "item": item, "before": had, "after": has }));
        }
    }
    // In front: nobody reads on when the rest is as always.
    output.text = text + &output.text;
    put(&mut output.json, "overdrawn", Value::Array(warnings));
}

/// Settles a question about a movement of a kit.
fn decide(session: &mut Session, arguments: &KitDecide) -> Result<Output, Fault> {
    let ledger = block_on(session.device.ledger())?;
    let ids = ledger.discrepancies.iter().map(|one| one.id.clone()).collect();
    let conflict = pick(&arguments.question, ids)?;
    let choice = choice(&arguments.choice, None)?;
    let reason = arguments.reason.clone();
    session.save_store(StoreCommand::DecideKit { conflict, choice, reason })?;
    session.saved_store()
}

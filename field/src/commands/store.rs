//! The store's counter: pages that only read, and what a storekeeper does without an order. None of it needs a server.

use super::goods::{lines, somebody};
use super::kit;
use super::ticket::reader;
use crate::cli::{Item, StoreArgs, StoreCommand as Typed};
use crate::fault::Fault;
use crate::goods;
use crate::print::checklist::line;
use crate::print::store::{self as pages, Desk};
use crate::session::{Output, Session, to_json};
use crate::words::{rejections, store as words};
use client_core::domain::command::{Command, StoreCommand};
use client_core::domain::decide::Rejection;
use client_core::domain::id::DocumentId;
use client_core::domain::order::StoreTrack;
use client_core::domain::stock::{Ledger, LineError, Place};
use pollster::block_on;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Shows the store's one page, or does what was typed.
pub fn store(session: &mut Session, arguments: &StoreArgs) -> Result<Output, Fault> {
    let Some(command) = &arguments.command else { return page(session) };
    match command {
        Typed::Item(arguments) => item(session, arguments),
        Typed::Tool(arguments) => tool(session, &arguments.tool),
        Typed::Sheet => sheet(session),
        Typed::CloseDay => close_day(session),
        Typed::Receive(arguments) => {
            let lines = lines(session, &arguments.lines)?;
            let origin = arguments.origin.clone();
            kit::moves(session, StoreCommand::ReceiveStock { lines, origin }, None)
        }
        Typed::Count(arguments) => {
            let catalogue = &session.device.reference().catalogue;
            let counted = goods::counted(session.language, catalogue, &arguments.lines);
            let lines = counted.map_err(|fault| session.in_units(fault))?;
            let kit = somebody(session, arguments.kit.as_deref())?;
            let reason = arguments.reason.clone();
            kit::moves(session, StoreCommand::CountStock { kit, lines, reason }, None)
        }
        Typed::Scrap(arguments) => {
            let catalogue = &session.device.reference().catalogue;
            let goods = goods::goods(session.language, catalogue, &arguments.goods);
            let goods = goods.map_err(|fault| session.in_units(fault))?;
            let reason = arguments.reason.clone();
            kit::moves(session, StoreCommand::Scrap { goods, reason }, None)
        }
        Typed::Inspect(arguments) => {
            let zone = session.zone();
            let due_at = arguments.due.as_deref().map(|text| zone.read("--due", text)).transpose()?;
            let tool = goods::asset(&arguments.tool);
            let condition = arguments.condition.into();
            kit::moves(session, StoreCommand::InspectTool { tool, condition, due_at }, None)
        }
    }
}

/// Slip numbers of the orders on this device.
fn numbers(session: &Session) -> Result<BTreeMap<DocumentId, String>, Fault> {
    Ok(session.rows()?.into_iter().filter_map(|row| Some((row.id, row.number?))).collect())
}

/// Prints with everything that the store's pages need.
fn printed(
    session: &mut Session,
    ledger: &Ledger,
    print: impl FnOnce(Desk<'_>, &Ledger) -> String,
) -> Result<String, Fault> {
    let now = session.now_ms();
    let (numbers, names) = (numbers(session)?, session.staff_names());
    Ok(print(Desk { reader: reader(session, &names), numbers: &numbers, now }, ledger))
}

fn page(session: &mut Session) -> Result<Output, Fault> {
    let ledger = block_on(session.device.ledger())?;
    let text = printed(session, &ledger, pages::page)?;
    let now = session.now_ms();
    let numbers = numbers(session)?;
    let names = session.staff_names();
    let mut loans = Vec::new();
    for loan in ledger.tools.open_loans() {
        let mut value = to_json(loan)?;
        super::ticket::put(&mut value, "holder_name", json!(names.get(&loan.borrower)));
        super::ticket::put(&mut value, "number", json!(numbers.get(&loan.document)));
        super::ticket::put(&mut value, "overdue", json!(loan.due_at <= now));
        super::ticket::put(&mut value, "one_sided", json!(loan.one_sided()));
        loans.push(value);
    }
    let catalogue = &session.device.reference().catalogue;
    let low: Vec<&str> = ledger.low(catalogue).map(|(code, _)| code).collect();
    let json = json!({
        "loans": loans,
        "discrepancies": to_json(&ledger.discrepancies)?,
        "stock": to_json(&ledger.stock)?,
        "low": low,
        "kits": to_json(&ledger.kits)?,
        "names": to_json(&names)?,
        "numbers": to_json(&numbers)?,
    });
    Ok(Output::done(json, text))
}

fn item(session: &mut Session, arguments: &Item) -> Result<Output, Fault> {
    let code = arguments.code.trim();
    if session.device.reference().catalogue.material(code).is_none() {
        let error = LineError::UnknownMaterial { item: code.to_owned() };
        return Err(Fault::Rejected(Rejection::Goods(error)));
    }
    let zone = session.zone();
    let at = arguments.at.as_deref().map(|text| zone.read("--at", text)).transpose()?;
    let ledger = block_on(session.device.ledger())?;
    let text = printed(session, &ledger, |desk, ledger| pages::item(desk, ledger, code, at))?;
    let postings: Vec<_> = ledger
        .explaining(Place::Store, code)
        .filter(|posting| at.is_none_or(|at| posting.at <= at))
        .collect();
    let json = json!({
        "item": code,
        "at": at,
        "on_hand": ledger.at(Place::Store, code, at.unwrap_or(i64::MAX)),
        "postings": to_json(&postings)?,
    });
    Ok(Output::done(json, text))
}

fn tool(session: &mut Session, asset: &str) -> Result<Output, Fault> {
    let asset = goods::asset(asset);
    let ledger = block_on(session.device.ledger())?;
    let state = ledger.tools.tool(&asset);
    if state.is_none() && session.device.reference().catalogue.tool(&asset).is_none() {
        return Err(Fault::Rejected(Rejection::UnknownTool { tool: asset }));
    }
    let text = printed(session, &ledger, |desk, ledger| pages::tool(desk, ledger, &asset))?;
    Ok(Output::done(json!({ "tool": asset, "state": to_json(&state)? }), text))
}

fn sheet(session: &mut Session) -> Result<Output, Fault> {
    let ledger = block_on(session.device.ledger())?;
    let text = printed(session, &ledger, pages::sheet)?;
    Ok(Output::done(json!({ "stock": to_json(&ledger.stock)? }), text))
}

/// Writes off every order of which everything is accounted for, and says of the others why not.
fn close_day(session: &mut Session) -> Result<Output, Fault> {
    let language = session.language;
    let open = session.rows()?.into_iter().filter(|row| row.store == StoreTrack::Open);
    let (mut closed, mut left, mut text) = (Vec::new(), Vec::new(), String::new());
    for row in open {
        let name = row.number.clone().unwrap_or_else(|| row.id.to_string());
        match session.save(Some(row.id), Command::WriteOffStore) {
            Ok(_) => {
                line(&mut text, 0, &format!("{name}  {}", words::CLOSED.get(language)));
                closed.push(json!({ "id": row.id, "number": row.number }));
            }
            Err(Fault::Rejected(rejection)) => {
                let why = rejections::rejection(language, &rejection);
                line(&mut text, 0, &format!("{name}  {}: {why}", words::NOT_CLOSED.get(language)));
                left.push(json!({ "id": row.id, "number": row.number, "why": to_json(&rejection)? }));
            }
            Err(other) => return Err(other),
        }
    }
    if text.is_empty() {
        text = format!("{}\n", words::NOTHING_TO_CLOSE.get(language));
    }
    Ok(Output::done(json!({ "closed": closed, "left": Value::Array(left) }), text))
}

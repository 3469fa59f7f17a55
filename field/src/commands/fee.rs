//! Management fees at the door. None of it needs a server (FEE-9 to FEE-11).

use super::yuan;
use crate::cli::fee::{FeeArgs, FeeCommand as Typed, PayFee};
use crate::fault::Fault;
use crate::print;
use crate::session::{Output, Session, to_json};
use crate::words::fee as words;
use client_core::device::FeeView;
use client_core::domain::command::FeeCommand as Command;
use client_core::domain::decide::Rejection;
use client_core::domain::fee::{FeeVisit, fee_document};
use client_core::domain::id::{EntryId, UserId};
use pollster::block_on;
use serde_json::json;

/// Shows the list, or does what was typed.
pub fn fee(session: &mut Session, arguments: &FeeArgs) -> Result<Output, Fault> {
    match arguments.command.as_ref().unwrap_or(&Typed::List) {
        Typed::List => list(session),
        Typed::Show(one) => show(session, &one.account),
        Typed::Pay(one) => {
            let command = pay(session, one)?;
            save(session, &one.account, command)
        }
        Typed::Void(one) => {
            let view = view(session, &one.account)?;
            let missing = || Fault::NoSuchReceipt { text: one.receipt.clone() };
            let visit = with_receipt(&view, &one.receipt).ok_or_else(missing)?.origin.entry;
            save(session, &one.account, Command::VoidReceipt { visit, reason: one.reason.clone() })
        }
    }
}

fn pay(session: &mut Session, one: &PayFee) -> Result<Command, Fault> {
    let view = view(session, &one.account)?;
    Ok(Command::TakePayment {
        receipt: one.receipt.clone(),
        principal_fen: yuan(&one.amount)?,
        late_fee_fen: yuan(&one.late_fee)?,
        method: one.method.into(),
        paid_at: None,
        visit: visit_of(&view, &one.receipt, session.me()),
        confirmed: one.confirmed,
    })
}

/// The visit that a payment belongs to: the one that the receipt was prepared for. Where none was, a collector's own open
/// visit: the core then refuses the other receipt, and no money is taken at the door beside the prepared one (FEE-11).
fn visit_of(view: &FeeView, receipt: &str, me: Option<UserId>) -> Option<EntryId> {
    let mut own = view.account.visits.iter().filter(|visit| visit.is_open() && Some(visit.collector) == me);
    with_receipt(view, receipt).or_else(|| own.next()).map(|visit| visit.origin.entry)
}

/// The visit that this receipt was prepared for; an open one before others.
fn with_receipt<'a>(view: &'a FeeView, receipt: &str) -> Option<&'a FeeVisit> {
    let visits = view.account.visits.iter().filter(|visit| visit.receipt == receipt.trim());
    visits.min_by_key(|visit| !visit.is_open())
}

fn view(session: &mut Session, account: &str) -> Result<FeeView, Fault> {
    let account = account.trim();
    let missing = || Fault::NoSuchAccount { text: account.to_owned() };
    block_on(session.device.fee(fee_document(account)))?.ok_or_else(missing)
}

fn list(session: &mut Session) -> Result<Output, Fault> {
    let rows = block_on(session.device.fees())?;
    let names = session.staff_names();
    let text = print::fee::list(session.language, session.zone(), &rows, &names);
    Ok(Output::done(json!({ "fees": to_json(&rows)?, "names": to_json(&names)? }), text))
}

fn show(session: &mut Session, account: &str) -> Result<Output, Fault> {
    let view = view(session, account)?;
    let text = print::fee::page(session.language, session.zone(), &view);
    let json = json!({ "id": view.account.id, "account": view.account.account, "view": to_json(&view)? });
    Ok(Output::done(json, text))
}

fn save(session: &mut Session, account: &str, command: Command) -> Result<Output, Fault> {
    let saved = block_on(session.device.execute_fee(fee_document(account.trim()), command));
    let view = saved.map_err(|error| match Fault::from(error) {
        Fault::Rejected(Rejection::NotFound) => Fault::NoSuchAccount { text: account.trim().to_owned() },
        other => other,
    })?;
    let (language, unpaid) = (session.language, view.statement.unpaid_fen());
    let mut text = words::SAVED.with(language, &[&view.account.account, &print::money(unpaid)]);
    text.push('\n');
    text.push_str(&crate::words::labels::SAVED_UNSENT.with(language, &[&view.pending.len().to_string()]));
    text.push('\n');
    let json = json!({
        "saved": true,
        "id": view.account.id,
        "account": view.account.account,
        "unpaid_fen": unpaid,
        "unsent": view.pending.len(),
        "view": to_json(&view)?,
    });
    Ok(Output::done(json, text))
}

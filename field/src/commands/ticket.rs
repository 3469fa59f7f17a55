//! Movements between two people: the first side shows a code and a ticket, the second takes it.

use super::read_photos;
use crate::cli::TicketArgs;
use crate::fault::Fault;
use crate::print::ticket::{Reader, first_side, says};
use crate::session::{Output, Session, to_json};
use crate::words::store as words;
use client_core::domain::command::Command;
use client_core::domain::entry::store::ToolCondition;
use client_core::domain::id::{DocumentId, UserId};
use client_core::domain::policy::Role;
use client_core::domain::stock::{MovementCode, OtherSide, Taker, Ticket, other_side, ticket_of};
use pollster::block_on;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::{IsTerminal, Write};

/// A code as it is typed.
pub fn code(text: Option<&str>) -> Result<Option<MovementCode>, Fault> {
    let read = |text: &str| text.parse().map_err(|_| Fault::value("--code", text, "7K3M-0QXA"));
    text.map(read).transpose()
}

/// Saves one side of a movement of an order. Where it is the first one, the other side's screen needs its code.
pub fn moves(
    session: &mut Session,
    order: DocumentId,
    command: Command,
    first: bool,
) -> Result<Output, Fault> {
    let view = session.save(Some(order), command)?;
    let mut output = session.saved(&view)?;
    if first {
        let number = view.order.slip.as_ref().map(|slip| slip.number.clone());
        shows(session, order, number, &mut output)?;
    }
    Ok(output)
}

/// Shows the code and the ticket of the entry that was just saved.
pub fn shows(
    session: &Session,
    document: DocumentId,
    number: Option<String>,
    output: &mut Output,
) -> Result<(), Fault> {
    let journal = block_on(session.device.journal(document))?;
    // What was just saved had seen everything here, so it comes last.
    let last = journal.as_ref().and_then(|journal| journal.entries().last());
    let Some(ticket) = last.and_then(|last| ticket_of(document, number.as_deref(), &last.entry.body)) else {
        return Ok(());
    };
    let names = session.staff_names();
    first_side(reader(session, &names), &ticket, &mut output.text);
    put(&mut output.json, "exchange", exchange_json(&ticket)?);
    Ok(())
}

fn exchange_json(ticket: &Ticket) -> Result<Value, Fault> {
    Ok(json!({
        "code": ticket.code,
        "movement": ticket.movement(),
        "ticket": ticket.to_text(),
        "says": to_json(ticket)?,
    }))
}

/// Puts a value beside those of an answer.
pub fn put(json: &mut Value, name: &str, value: Value) {
    if let Value::Object(fields) = json {
        fields.insert(name.to_owned(), value);
    }
}

/// What tickets are printed with.
pub fn reader<'a>(session: &'a Session, names: &'a BTreeMap<UserId, String>) -> Reader<'a> {
    Reader {
        language: session.language,
        zone: session.zone(),
        catalogue: &session.device.reference().catalogue,
        names,
    }
}

/// Takes the text of the other screen, says what it is, and writes the second side.
pub fn take(session: &mut Session, arguments: &TicketArgs) -> Result<Output, Fault> {
    let ticket = Ticket::from_text(&arguments.text).map_err(Fault::Ticket)?;
    let names = session.staff_names();
    let said = says(reader(session, &names), &ticket);
    if !arguments.yes && !agrees(session, &said)? {
        return Ok(Output::done(
            json!({ "saved": false, "ticket": to_json(&ticket)? }),
            format!("{}\n", words::NOT_WRITTEN.get(session.language)),
        ));
    }
    let mut output = answers(session, arguments, &ticket)?;
    // Who was asked has read it.
    if arguments.yes {
        output.text = said + &output.text;
    }
    put(&mut output.json, "exchange", exchange_json(&ticket)?);
    Ok(output)
}

/// Asks at the terminal; somebody who can't be asked has to say so beforehand.
fn agrees(session: &Session, said: &str) -> Result<bool, Fault> {
    let language = session.language;
    let stdin = std::io::stdin();
    if !stdin.is_terminal() {
        return Err(Fault::value("ticket", "", "--yes"));
    }
    let ask = format!("{said}{}", words::ASK.get(language));
    let mut terminal = std::io::stderr().lock();
    let shown = terminal.write_all(ask.as_bytes()).and_then(|()| terminal.flush());
    shown.map_err(|error| Fault::Internal(error.to_string()))?;
    let mut answer = String::new();
    stdin.read_line(&mut answer).map_err(|error| Fault::Internal(error.to_string()))?;
    Ok(matches!(answer.trim().to_lowercase().as_str(), "y" | "yes" | "是"))
}

/// The side of this device's person.
fn answers(session: &mut Session, arguments: &TicketArgs, ticket: &Ticket) -> Result<Output, Fault> {
    let Some(user) = session.me() else { return Err(Fault::NotEnrolled) };
    let author = session.device.author();
    let is_storekeeper = author.is_some_and(|author| author.roles.contains(&Role::Storekeeper));
    let photos = read_photos(session, &arguments.photos)?;
    let condition = arguments.condition.map(ToolCondition::from);
    match other_side(ticket, Taker { user, is_storekeeper }, condition, photos).map_err(Fault::Ticket)? {
        OtherSide::Order(order, command) => moves(session, order, command, false),
        OtherSide::Store(command) => super::kit::moves(session, command, None),
    }
}

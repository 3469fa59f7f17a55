//! Where a slip goes: pool, return, reply, copies.

use crate::cli::{Agree, DeliverCopy, HandBack, Reply, SlipBack};
use crate::fault::Fault;
use crate::session::{Output, Session};
use client_core::domain::command::Command;

/// Gives the slip back.
pub fn hand_back(session: &mut Session, arguments: &HandBack) -> Result<Output, Fault> {
    let proposed = arguments.to.as_deref().map(|name| session.person(name)).transpose()?;
    let command = Command::ReturnAssignment { reason: arguments.reason.clone(), proposed };
    session.run(&arguments.order, command)
}

/// Content and time as agreed with the service person.
pub fn agree(session: &mut Session, arguments: &Agree) -> Result<Output, Fault> {
    let technician = session.person(&arguments.technician)?;
    let appointment_at = time(session, arguments.at.as_deref())?;
    session.run(&arguments.order, Command::AgreeContentTime { technician, appointment_at })
}

/// The customer got his reply.
pub fn reply(session: &mut Session, arguments: &Reply) -> Result<Output, Fault> {
    let replied_at = time(session, arguments.at.as_deref())?;
    session.run(&arguments.order, Command::ReplyCustomer { said: arguments.said.clone(), replied_at })
}

/// The slip is back.
pub fn slip_back(session: &mut Session, arguments: &SlipBack) -> Result<Output, Fault> {
    session.run(&arguments.order, Command::ReturnSlip { return_place: arguments.place.into() })
}

/// A copy reached whom it is for.
pub fn deliver(session: &mut Session, arguments: &DeliverCopy) -> Result<Output, Fault> {
    let command = Command::DeliverCopy { copy: arguments.copy.into(), received_by: arguments.by.clone() };
    session.run(&arguments.order, command)
}

fn time(session: &Session, text: Option<&str>) -> Result<Option<i64>, Fault> {
    text.map(|text| session.zone().read("--at", text)).transpose()
}

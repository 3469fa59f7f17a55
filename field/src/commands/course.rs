//! Commands about the course of visits: receipt, tools, times, leaving, absence, waiting.

use crate::cli::{Absent, Appointment, Receive, Tools, Wait};
use crate::fault::Fault;
use crate::print;
use crate::session::{Output, Session};
use client_core::device::OrderView;
use client_core::domain::command::Command;

/// Takes the slip. MAT-7: what has to be taken along is said at once.
pub fn receive(session: &mut Session, arguments: &Receive) -> Result<Output, Fault> {
    let zone = session.zone();
    let received_at = arguments.at.as_deref().map(|text| zone.read("--at", text)).transpose()?;
    let id = session.find(&arguments.order)?;
    let view = session.save(Some(id), Command::Receive { received_at })?;
    saved_with_tools(session, &view)
}

/// Ticks tools.
pub fn tools(session: &mut Session, arguments: &Tools) -> Result<Output, Fault> {
    let view = session.view(&arguments.order)?;
    let known: Vec<&str> = session.tools(&view.order).iter().map(|tool| tool.id.as_str()).collect();
    let tools = if arguments.all {
        known.iter().map(|id| (*id).to_owned()).collect()
    } else {
        for tool in &arguments.codes {
            // A mistyped code would be a tick for a tool that nobody asked for, and the right one stays missing.
            if !known.is_empty() && !known.contains(&tool.trim()) {
                return Err(Fault::value("TOOL", tool, known.join(", ")));
            }
        }
        arguments.codes.clone()
    };
    let view = session.save(Some(view.order.id), Command::CheckTools { tools })?;
    saved_with_tools(session, &view)
}

fn saved_with_tools(session: &Session, view: &OrderView) -> Result<Output, Fault> {
    let mut output = session.saved(view)?;
    let library = session.device.library();
    let mut text = String::new();
    print::order::tools(&session.page(view), library, &mut text);
    output.text.push_str(&text);
    Ok(output)
}

/// The customer agreed to a time.
pub fn appointment(session: &mut Session, arguments: &Appointment) -> Result<Output, Fault> {
    let appointment_at = session.zone().read("TIME", &arguments.time)?;
    let confirmed_by = arguments.by.clone();
    session.run(&arguments.order, Command::ConfirmAppointment { appointment_at, confirmed_by })
}

/// Nobody is there.
pub fn absent(session: &mut Session, arguments: &Absent) -> Result<Output, Fault> {
    session.run(&arguments.order, Command::CustomerAbsent { tried: arguments.tried.clone() })
}

/// Work waits.
pub fn wait(session: &mut Session, arguments: &Wait) -> Result<Output, Fault> {
    let zone = session.zone();
    let until = arguments.until.as_deref().map(|text| zone.read("--until", text)).transpose()?;
    let waiting_for = arguments.waiting_for.into();
    session.run(&arguments.order, Command::Wait { waiting_for, detail: arguments.detail.clone(), until })
}

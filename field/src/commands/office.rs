//! Commands of the desk that need more than a sentence.

use crate::cli::{Assign, Cancel, Judge, Register};
use crate::fault::Fault;
use crate::session::{Output, Session};
use client_core::domain::command::{Command, Registration};
use client_core::domain::entry::office::Urgency;
use client_core::domain::guidance::Moment;

/// Registers a request. Empty fields are passed on: the rule that asks for them says which one is missing.
pub fn register(session: &mut Session, arguments: &Register) -> Result<Output, Fault> {
    let zone = session.zone();
    let now = session.now_ms();
    let time = |field: &str, text: &Option<String>, otherwise: i64| match text {
        Some(text) => zone.read(field, text),
        None => Ok(otherwise),
    };
    let registration = Registration {
        customer_name: arguments.name.clone(),
        unit_no: arguments.unit.clone(),
        contact: arguments.contact.clone(),
        department: arguments.department.clone(),
        content: arguments.content.clone(),
        // The core takes 0 for "not given".
        appointment_at: time("--appointment", &arguments.appointment, 0)?,
        received_at: time("--received-at", &arguments.received_at, now)?,
        channel: arguments.channel.into(),
        service_kind: arguments.kind.into(),
        service_class: arguments.class.clone(),
        urgency: if arguments.urgent { Urgency::Urgent } else { Urgency::Normal },
    };
    let view = session.save(None, Command::Register(registration))?;
    session.saved(&view)
}

/// Gives the slip to a technician.
pub fn assign(session: &mut Session, arguments: &Assign) -> Result<Output, Fault> {
    let technician = session.person(&arguments.technician)?;
    session.run(&arguments.order, Command::Assign { technician, reason: arguments.reason.clone() })
}

/// Accepts a request, for money or free, or not for now.
pub fn judge(session: &mut Session, arguments: &Judge) -> Result<Output, Fault> {
    let command = Command::Judge {
        accepted: arguments.accept,
        explanation: arguments.explanation.clone(),
        free_reason: arguments.free.clone(),
        tried: arguments.tried.clone(),
        warranty_until: arguments.warranty_until,
        routed_to: arguments.routed_to.clone(),
    };
    if arguments.decline {
        return session.run_at(&arguments.order, command, Moment::Decline);
    }
    session.run(&arguments.order, command)
}

/// Cancels an order.
pub fn cancel(session: &mut Session, arguments: &Cancel) -> Result<Output, Fault> {
    let command =
        Command::RequestCancel { cancelled_by: arguments.by.into(), reason: arguments.reason.clone() };
    session.run(&arguments.order, command)
}

//! What may be done now, and checklists to read at home. None of it needs a server.

use crate::cli::ProcedureArgs;
use crate::fault::Fault;
use crate::print;
use crate::session::{Output, Session, to_json};
use client_core::domain::decide::Rejection;
use client_core::domain::procedure::ProcedureRef;
use serde_json::json;

/// What may be done with an order now, and what not yet and why.
pub fn next(session: &mut Session, order: &str) -> Result<Output, Fault> {
    let view = session.view(order)?;
    let next = session.device.next(&view.order);
    let catalogue = &session.device.reference().catalogue;
    let text = print::next::page(&session.page(&view), session.device.library(), catalogue, &next);
    let missing = view.order.checklist.as_ref().map(|checklist| &checklist.missing);
    let json = json!({
        "id": view.order.id,
        "number": view.order.slip.as_ref().map(|slip| &slip.number),
        "state": view.order.state,
        "next": to_json(&next)?,
        "missing": to_json(&missing)?,
        "missing_tools": view.missing_tools,
        "store": view.order.store,
    });
    Ok(Output::done(json, text))
}

/// The checklists on this device.
pub fn procedures(session: &Session) -> Output {
    let library = session.device.library();
    let all: Vec<_> = library
        .iter()
        .map(
            |procedure| json!({ "id": procedure.id, "version": procedure.version, "label": procedure.label }),
        )
        .collect();
    Output::done(json!({ "procedures": all }), print::procedure::all(session.language, library))
}

/// One checklist.
pub fn procedure(session: &Session, arguments: &ProcedureArgs) -> Result<Output, Fault> {
    let library = session.device.library();
    let id = arguments.id.trim().to_ascii_uppercase();
    let found = match arguments.version {
        Some(version) => library.get(&ProcedureRef { id: id.clone(), version }),
        None => library.newest(&id),
    };
    let Some(procedure) = found else {
        return Err(Fault::Rejected(Rejection::UnknownClass { service_class: id }));
    };
    let text = print::procedure::page(session.language, procedure);
    Ok(Output::done(json!({ "procedure": to_json(procedure)? }), text))
}

//! Numbered tools: borrowed, given back, passed on.

use super::goods::somebody;
use super::read_photos;
use super::ticket::{code, moves};
use crate::cli::{HandOver, Lend, ReturnTool, TakeOver, ToolState};
use crate::fault::Fault;
use crate::goods::asset;
use crate::session::{Output, Session};
use client_core::domain::command::Command;
use client_core::domain::id::UserId;

/// MAT-3, by the technician who borrows it or by the storekeeper who lends it.
pub fn lend(session: &mut Session, arguments: &Lend) -> Result<Output, Fault> {
    let due_at = session.zone().read("--due", &arguments.due)?;
    let technician = somebody(session, arguments.to.as_deref())?;
    let state = &arguments.state;
    let code = code(state.code.as_deref())?;
    let id = session.find(&arguments.order)?;
    let command = Command::LendTool {
        tool: asset(&arguments.tool),
        technician,
        due_at,
        condition: state.condition.into(),
        photos: read_photos(session, &state.photos)?,
        code,
    };
    moves(session, id, command, code.is_none())
}

/// MAT-4.
pub fn give_back(session: &mut Session, arguments: &ReturnTool) -> Result<Output, Fault> {
    let technician = somebody(session, arguments.from.as_deref())?;
    let state = &arguments.state;
    let code = code(state.code.as_deref())?;
    let id = session.find(&arguments.order)?;
    let command = Command::ReturnTool {
        tool: asset(&arguments.tool),
        technician,
        condition: state.condition.into(),
        photos: read_photos(session, &state.photos)?,
        code,
    };
    moves(session, id, command, code.is_none())
}

/// A borrowed tool goes to a colleague.
pub fn hand_over(session: &mut Session, arguments: &HandOver) -> Result<Output, Fault> {
    let to = session.person(&arguments.to)?;
    let Some(from) = session.me() else { return Err(Fault::NotEnrolled) };
    passes(session, &arguments.order, &arguments.tool, [from, to], &arguments.state)
}

/// A borrowed tool comes from a colleague.
pub fn take_over(session: &mut Session, arguments: &TakeOver) -> Result<Output, Fault> {
    let from = session.person(&arguments.from)?;
    let Some(to) = session.me() else { return Err(Fault::NotEnrolled) };
    passes(session, &arguments.order, &arguments.tool, [from, to], &arguments.state)
}

fn passes(
    session: &mut Session,
    order: &str,
    tool: &str,
    [from, to]: [UserId; 2],
    state: &ToolState,
) -> Result<Output, Fault> {
    let code = code(state.code.as_deref())?;
    let id = session.find(order)?;
    let command = Command::HandOverTool {
        tool: asset(tool),
        from,
        to,
        condition: state.condition.into(),
        photos: read_photos(session, &state.photos)?,
        code,
    };
    moves(session, id, command, code.is_none())
}

//! Material against an order: asked for, issued, taken, used, given back, lost.

use super::ticket::{code, moves};
use super::{kit, read_photos};
use crate::cli::{AnswerNeed, GiveBack, Issue, Lost, Need, Take, UseUp};
use crate::fault::Fault;
use crate::goods;
use crate::session::{Output, Session};
use client_core::domain::command::Command;
use client_core::domain::decide::Rejection;
use client_core::domain::entry::store::GoodsLine;
use client_core::domain::entry::work::PartSource;
use client_core::domain::id::UserId;

/// Lines of goods by the catalogue of this device.
pub fn lines(session: &Session, texts: &[String]) -> Result<Vec<GoodsLine>, Fault> {
    let lines = goods::lines(session.language, &session.device.reference().catalogue, texts);
    lines.map_err(|fault| session.in_units(fault))
}

/// Somebody whom the person names, where he does.
pub fn somebody(session: &Session, name: Option<&str>) -> Result<Option<UserId>, Fault> {
    name.map(|name| session.person(name)).transpose()
}

/// MAT-1: asks the store.
pub fn need(session: &mut Session, arguments: &Need) -> Result<Output, Fault> {
    let lines = lines(session, &arguments.lines)?;
    session.run(&arguments.order, Command::NeedMaterial { lines, tools: arguments.tools.clone() })
}

/// The storekeeper's answer to a need.
pub fn answer_need(session: &mut Session, arguments: &AnswerNeed) -> Result<Output, Fault> {
    let view = session.view(&arguments.order)?;
    let wanted = arguments.need.trim().to_ascii_uppercase();
    let open = view.order.goods.needs.iter().filter(|need| need.approved.is_none());
    let mut found: Vec<_> = open.map(|need| need.entry).collect();
    found.retain(|need| !wanted.is_empty() && need.to_string().starts_with(&wanted));
    let need = match found.as_slice() {
        [one] => *one,
        [] => {
            let conflict = format!("need:{}", arguments.need);
            return Err(Fault::Rejected(Rejection::UnknownConflict { conflict }));
        }
        several => {
            let candidates = several.iter().map(ToString::to_string).collect();
            return Err(Fault::Ambiguous { text: arguments.need.clone(), candidates });
        }
    };
    let command = Command::AnswerNeed { need, approved: arguments.approve, reason: arguments.refuse.clone() };
    let view = session.save(Some(view.order.id), command)?;
    session.saved(&view)
}

/// MAT-2, by the technician.
pub fn take(session: &mut Session, arguments: &Take) -> Result<Output, Fault> {
    let (lines, code) = (lines(session, &arguments.lines)?, code(arguments.code.as_deref())?);
    let id = session.find(&arguments.order)?;
    moves(session, id, Command::ReceiveMaterial { lines, code }, code.is_none())
}

/// MAT-2, by the storekeeper.
pub fn issue(session: &mut Session, arguments: &Issue) -> Result<Output, Fault> {
    let (lines, code) = (lines(session, &arguments.lines)?, code(arguments.code.as_deref())?);
    let technician = somebody(session, arguments.to.as_deref())?;
    let id = session.find(&arguments.order)?;
    moves(session, id, Command::IssueMaterial { technician, lines, code }, code.is_none())
}

/// MAT-4.
pub fn give_back(session: &mut Session, arguments: &GiveBack) -> Result<Output, Fault> {
    let (lines, code) = (lines(session, &arguments.lines)?, code(arguments.code.as_deref())?);
    let technician = somebody(session, arguments.from.as_deref())?;
    let id = session.find(&arguments.order)?;
    moves(session, id, Command::ReturnMaterial { technician, lines, code }, code.is_none())
}

/// Consumption that no step names.
pub fn use_up(session: &mut Session, arguments: &UseUp) -> Result<Output, Fault> {
    let (lines, source) = (lines(session, &arguments.lines)?, arguments.source());
    let id = session.find(&arguments.order)?;
    let items: Vec<String> = lines.iter().map(|line| line.item.clone()).collect();
    let command = Command::UseMaterial { lines, source };
    if source == PartSource::Kit {
        return kit::uses(session, id, command, &items);
    }
    let view = session.save(Some(id), command)?;
    session.saved(&view)
}

/// Lost or broken goods of the store.
pub fn lost(session: &mut Session, arguments: &Lost) -> Result<Output, Fault> {
    let goods = goods::goods(session.language, &session.device.reference().catalogue, &arguments.goods);
    let goods = goods.map_err(|fault| session.in_units(fault))?;
    let technician = somebody(session, arguments.by.as_deref())?;
    let command = Command::ReportLost {
        goods,
        damage: arguments.what.into(),
        technician,
        words: arguments.words.clone(),
        photos: read_photos(session, &arguments.photos)?,
    };
    session.run(&arguments.order, command)
}

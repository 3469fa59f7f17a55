//! Commands that only read. None of them needs a server.

use crate::fault::Fault;
use crate::print::table::table;
use crate::print::{self, add};
use crate::session::{Output, Session, to_json};
use crate::words::{labels, states};
use client_core::device::OutboxStatus;
use client_core::domain::guidance::{Guidance, moments};
use client_core::domain::id::hex;
use client_core::domain::procedure::{Checklist, Library, ProcedureRef};
use pollster::block_on;
use serde_json::{Value, json};

/// The orders.
pub fn list(session: &mut Session) -> Result<Output, Fault> {
    let now = session.device.at().estimate();
    let rows = session.rows()?;
    let warning = session.device.reference().arrival_warning_ms();
    let text = print::small::orders(session.language, session.zone(), &rows, session.me(), warning, now);
    let json = json!({
        "timezone": session.zone().name(),
        "orders": to_json(&rows)?,
        "names": to_json(&session.staff_names())?,
    });
    Ok(Output::done(json, text))
}

/// One order.
pub fn show(session: &Session, order: &str) -> Result<Output, Fault> {
    let view = session.view(order)?;
    let library = session.device.library();
    let text = print::order::page(&session.page(&view), library, &session.device.reference().catalogue);
    let row = session.rows()?.into_iter().find(|row| row.id == view.order.id);
    let mut procedures = Vec::new();
    if let Some(checklist) = &view.order.checklist {
        definitions(library, checklist, &mut procedures)?;
    }
    let json = json!({
        "id": view.order.id,
        "number": view.order.slip.as_ref().map(|slip| &slip.number),
        "state": view.order.state,
        "timezone": session.zone().name(),
        "row": to_json(&row)?,
        "guidance": to_json(&moments(&view.order).into_iter().map(Guidance::from).collect::<Vec<_>>())?,
        "view": to_json(&view)?,
        "procedures": procedures,
    });
    Ok(Output::done(json, text))
}

/// The definition of each checklist: labels, and what each step records in which type and unit.
fn definitions(library: &Library, checklist: &Checklist, all: &mut Vec<Value>) -> Result<(), Fault> {
    let reference = ProcedureRef { id: checklist.procedure.clone(), version: checklist.version };
    let procedure = library.get(&reference).map(to_json).transpose()?;
    all.push(json!({ "path": checklist.path, "procedure": procedure }));
    checklist.children.iter().try_for_each(|child| definitions(library, child, all))
}

/// What the server hasn't taken yet.
pub fn outbox(session: &Session) -> Result<Output, Fault> {
    let items = block_on(session.device.outbox())?;
    let text = print::small::outbox(session.language, session.zone(), &items, &session.rows()?);
    Ok(Output::done(json!({ "outbox": to_json(&items)? }), text))
}

/// The fee standard.
pub fn prices(session: &mut Session) -> Result<Output, Fault> {
    let now = session.now_ms();
    let reference = session.device.reference();
    let text = print::small::prices(session.language, session.zone(), reference, now);
    let list = reference.price_list_at(now);
    let json = json!({
        "price_list": to_json(list)?,
        "validity": to_json(&list.validity(now))?,
        "coming_price_list": to_json(&reference.coming_price_list)?,
    });
    Ok(Output::done(json, text))
}

/// The staff.
pub fn staff(session: &Session) -> Result<Output, Fault> {
    let reference = session.device.reference();
    let text = print::small::staff(session.language, reference);
    Ok(Output::done(json!({ "staff": to_json(&reference.staff)? }), text))
}

/// Who this device is and how it stands to its server.
pub fn status(session: &mut Session) -> Result<Output, Fault> {
    let language = session.language;
    let Some(identity) = session.device.identity().cloned() else { return Err(Fault::NotEnrolled) };
    let at = session.device.at();
    let outbox = block_on(session.device.outbox())?;
    let stuck = outbox.iter().filter(|item| matches!(item.status, OutboxStatus::Stuck { .. })).count();
    let roles = session.device.author().map(|author| author.roles).unwrap_or_default();
    let cursor = session.device.cursor();
    let reference = session.device.reference();
    let needs_update = session.device.needs_update();
    let logged_in = session.device.tokens().is_some();
    let json = json!({
        "user": identity.user,
        "name": identity.display_name,
        "roles": to_json(&roles)?,
        "device": identity.device,
        "slip_prefix": identity.slip_prefix,
        "server": identity.site_url,
        "site": reference.site_name,
        "timezone": session.zone().name(),
        "reference_version": reference.version,
        "needs_update": needs_update,
        "logged_in": logged_in,
        "cursor": cursor.map(|cursor| json!({ "epoch": hex(&cursor.epoch), "seq": cursor.seq })),
        "unsent": outbox.len(),
        "stuck": stuck,
        "clock": { "wall_ms": at.wall, "offset_ms": at.offset },
        "folder": session.folder.path().display().to_string(),
    });
    let clock = at.offset.map_or_else(
        || labels::CLOCK_UNKNOWN.get(language).to_owned(),
        |offset| {
            let words = if offset < 0 { labels::CLOCK_AHEAD } else { labels::CLOCK_BEHIND };
            words.with(language, &[&offset.unsigned_abs().to_string()])
        },
    );
    let mut unsent = outbox.len().to_string();
    if stuck > 0 {
        add(&mut unsent, &[" (", &labels::STUCK_FLAG.with(language, &[&stuck.to_string()]), ")"]);
    }
    let held = if logged_in { labels::SESSION_HELD } else { labels::SESSION_NONE };
    let rows = [
        (labels::WHO, identity.display_name.clone()),
        (labels::ROLES, states::roles(language, &roles)),
        (labels::DEVICE_ID, format!("{} ({})", identity.device, identity.slip_prefix)),
        (labels::SERVER, identity.site_url.clone()),
        (labels::SITE, format!("{} ({})", reference.site_name, session.zone().name())),
        (labels::SESSION, held.get(language).to_owned()),
        (
            labels::CURSOR,
            cursor.map_or_else(|| labels::NEVER.get(language).to_owned(), |cursor| cursor.seq.to_string()),
        ),
        (labels::UNSENT, unsent),
        (labels::CLOCK, clock),
        (labels::FOLDER, session.folder.path().display().to_string()),
    ];
    let rows: Vec<Vec<String>> =
        rows.into_iter().map(|(label, words)| vec![label.get(language).to_owned(), words]).collect();
    let mut text = table(&rows);
    if needs_update {
        add(&mut text, &[labels::SYNC_OUTDATED.get(language), "\n"]);
    }
    Ok(Output::done(json, text))
}

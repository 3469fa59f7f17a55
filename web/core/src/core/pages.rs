//! Answers made of what the device knows: an order's page, a kit, a ticket.

use crate::fault::Fault;
use crate::said;
use client_core::device::store::Store;
use client_core::device::{Device, Environment, OrderView};
use client_core::domain::command::{Command, StoreCommand};
use client_core::domain::decide::primary;
use client_core::domain::entry::store::GoodsLine;
use client_core::domain::entry::work::PartSource;
use client_core::domain::id::{DocumentId, UserId};
use client_core::domain::procedure::{Checklist, Library, ProcedureRef};
use client_core::domain::stock::{Ledger, ticket_of};
use client_core::domain::text::Language;
use serde_json::{Map, Value, json};

/// Everything about an order, in one answer.
pub async fn order<S: Store, E: Environment>(
    device: &mut Device<S, E>,
    language: Language,
    view: OrderView,
) -> Result<Value, Fault> {
    let next = device.next(&view.order);
    let now = device.at();
    let row = device.list().await?.into_iter().find(|row| row.id == view.order.id);
    let journal = device.journal(view.order.id).await?;
    let author = device.author();
    let mut procedures = Map::new();
    if let Some(checklist) = &view.order.checklist {
        definitions(device.library(), checklist, &mut procedures)?;
    }
    let first = author
        .as_ref()
        .and_then(|author| primary(&view.order, &next.actions, &author.user, !view.missing_tools.is_empty()));
    let page = said::Page {
        language,
        timezone: &device.reference().timezone,
        view: &view,
        next: &next,
        author: author.as_ref(),
        now,
        reference: device.reference(),
        library: device.library(),
    };
    Ok(json!({
        "now": now.estimate(),
        "row": row,
        "primary": first.map(|first| page.primary(&first)),
        "said": page.said(),
        "timeline": journal.map(|journal| page.timeline(&journal)).unwrap_or_default(),
        "view": view,
        "next": next,
        "procedures": procedures,
    }))
}

/// The definition of each checklist: labels, and what each step records in which type and unit.
fn definitions(library: &Library, checklist: &Checklist, all: &mut Map<String, Value>) -> Result<(), Fault> {
    let reference = ProcedureRef { id: checklist.procedure.clone(), version: checklist.version };
    if let Some(procedure) = library.get(&reference) {
        all.insert(checklist.path.clone(), serde_json::to_value(procedure)?);
    }
    checklist.children.iter().try_for_each(|child| definitions(library, child, all))
}

/// A kit, and what of it waits for the other side.
pub fn kit(ledger: &Ledger, owner: UserId) -> Value {
    let lines: Vec<_> = ledger.kits.iter().filter(|line| line.technician == owner).collect();
    let waiting: Vec<_> =
        ledger.kit_movements.iter().filter(|one| one.technician == owner && one.one_sided()).collect();
    json!({
        "technician": owner,
        "lines": lines,
        "one_sided": waiting,
        "discrepancies": ledger.discrepancies,
        "tools": ledger.tools,
    })
}

/// What the other side's screen needs of the entry that was just saved; `None` where it moves nothing between
/// two people.
pub async fn exchange<S: Store, E: Environment>(
    device: &Device<S, E>,
    document: DocumentId,
    number: Option<&str>,
) -> Result<Option<Value>, Fault> {
    let journal = device.journal(document).await?;
    // What was just saved had seen everything here, so it comes last.
    let last = journal.as_ref().and_then(|journal| journal.entries().last());
    let ticket = last.and_then(|last| ticket_of(document, number, &last.entry.body));
    Ok(ticket.map(|ticket| {
        json!({
            "code": ticket.code,
            "movement": ticket.movement(),
            "ticket": ticket.to_text(),
            "says": ticket,
        })
    }))
}

/// Items that a command on an order takes out of the author's kit.
pub fn drawn_from_kit(command: &Command) -> Vec<String> {
    match command {
        Command::UseMaterial { lines, source: PartSource::Kit } => items(lines),
        Command::ReplacePart { item, source: PartSource::Kit, .. } => vec![item.clone()],
        _ => Vec::new(),
    }
}

/// Items that a command on kits takes out of the author's.
pub fn taken_from_kit(command: &StoreCommand) -> Vec<String> {
    match command {
        StoreCommand::ReturnKit { lines, .. }
        | StoreCommand::TransferKit { lines, .. }
        | StoreCommand::ReportKitLost { lines, .. } => items(lines),
        _ => Vec::new(),
    }
}

fn items(lines: &[GoodsLine]) -> Vec<String> {
    lines.iter().map(|line| line.item.clone()).collect()
}

/// Whether a command is the first side of a movement between two people.
pub const fn is_first_side(command: &Command) -> bool {
    matches!(
        command,
        Command::IssueMaterial { code: None, .. }
            | Command::ReceiveMaterial { code: None, .. }
            | Command::ReturnMaterial { code: None, .. }
            | Command::LendTool { code: None, .. }
            | Command::ReturnTool { code: None, .. }
            | Command::HandOverTool { code: None, .. }
    )
}

/// Whose kit's document holds the first side that a command writes; `None` for other commands.
pub fn kit_of_first_side(command: &StoreCommand, me: UserId) -> Option<UserId> {
    match command {
        StoreCommand::IssueKit { technician, code: None, .. }
        | StoreCommand::ReturnKit { technician, code: None, .. } => Some(technician.unwrap_or(me)),
        StoreCommand::TransferKit { code: None, .. } => Some(me),
        _ => None,
    }
}

/// What the author's kit has less than nothing of now: it is kept, and the storekeeper gets to know of it.
pub async fn overdrawn<S: Store, E: Environment>(
    device: &Device<S, E>,
    before: &Ledger,
    items: &[String],
) -> Result<Vec<Value>, Fault> {
    let Some(me) = device.identity().map(|identity| identity.user) else { return Ok(Vec::new()) };
    if items.is_empty() {
        return Ok(Vec::new());
    }
    let after = device.ledger().await?;
    let mut items: Vec<&String> = items.iter().collect();
    items.sort_unstable();
    items.dedup();
    let change = |item: &&String| (before.in_kit(me, item), after.in_kit(me, item));
    let short = items.into_iter().filter(|item| change(item).1 < 0 && change(item).1 < change(item).0);
    Ok(short
        .map(|item| json!({ "item": item, "before": change(&item).0, "after": change(&item).1 }))
        .collect())
}

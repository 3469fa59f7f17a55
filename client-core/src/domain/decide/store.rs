//! The store and personal stock, without an order: deliveries, stocktakes, scrapping, kits (MAT-10).

use super::goods::{code_for, sound};
use super::tool::known_tool;
use super::writer::{Target, Writer, short};
use super::{Context, Decided, Rejection};
use crate::domain::command::{CountRequest, StoreCommand};
use crate::domain::entry::office::{Choice, Decision};
use crate::domain::entry::store::{
    CountLine, Goods, GoodsLine, GoodsMoved, KitLost, KitOpened, KitTransferred, Scrapped, StockCounted,
    StockReceived, ToolInspected,
};
use crate::domain::entry::{Body, DocumentKind, Kind};
use crate::domain::id::{DocumentId, UserId};
use crate::domain::order::Order;
use crate::domain::policy::{Denial, Relation, Role};
use crate::domain::stock::{
    Content, Exchange, LineError, MAX_LINES, MAX_QUANTITY, MovementCode, answers, audience_of, kit_document,
    month_of, store_document,
};

/// Decides a command on the store or on personal stock. What the device knows of both is in the context.
///
/// # Errors
/// [`Rejection`] says what is missing and what the author can do.
pub fn decide_store(command: &StoreCommand, context: &mut Context<'_>) -> Result<Decided, Rejection> {
    // The writer asks an order for nothing here; this one is nobody's.
    let nobody = Order::empty(DocumentId::from_bytes([0; 16]));
    let mut writer = Writer::new(&nobody, context);
    match command {
        StoreCommand::ReceiveStock { lines, origin } => {
            allow_store(&writer, Kind::StockReceived)?;
            sound(&writer, lines, true)?;
            let body = StockReceived { lines: lines.clone(), origin: short("origin", origin)? };
            let target = store_target(&writer);
            writer.write_elsewhere(&target, Body::StockReceived(body))?;
        }
        StoreCommand::CountStock { kit, lines, reason } => count(&mut writer, *kit, lines, reason)?,
        StoreCommand::Scrap { goods, reason } => {
            allow_store(&writer, Kind::Scrapped)?;
            match goods {
                Goods::Material(line) => sound(&writer, std::slice::from_ref(line), true)?,
                Goods::Tool(tool) => known_tool(&writer, tool)?,
            }
            let body = Scrapped { goods: goods.clone(), reason: short("reason", reason)? };
            let target = store_target(&writer);
            writer.write_elsewhere(&target, Body::Scrapped(body))?;
        }
        StoreCommand::InspectTool { tool, condition, due_at } => {
            allow_store(&writer, Kind::ToolInspected)?;
            known_tool(&writer, tool)?;
            let due_at = due_at.map(|due| super::office::time("due_at", due)).transpose()?;
            let body = ToolInspected { tool: tool.clone(), condition: *condition, due_at };
            let target = store_target(&writer);
            let after = writer.context.stock.tools.last_entry(tool);
            writer.write_elsewhere_after(&target, after, Body::ToolInspected(body))?;
        }
        StoreCommand::IssueKit { technician, lines, code } => {
            let body = kit_moved(&mut writer, Exchange::KitIssue, *technician, lines, *code)?;
            let (target, body) = (body.0, Body::KitIssued(body.1));
            writer.write_elsewhere(&target, body)?;
        }
        StoreCommand::ReturnKit { technician, lines, code } => {
            let body = kit_moved(&mut writer, Exchange::KitReturn, *technician, lines, *code)?;
            let (target, body) = (body.0, Body::KitReturned(body.1));
            writer.write_elsewhere(&target, body)?;
        }
        StoreCommand::TransferKit { from, to, lines, code } => {
            transfer(&mut writer, *from, *to, lines, *code)?;
        }
        StoreCommand::ReportKitLost { lines, reason } => {
            let owner = own_kit(&writer, Kind::KitLost)?;
            sound(&writer, lines, false)?;
            open_kit(&mut writer, owner)?;
            let body = KitLost { lines: lines.clone(), reason: short("reason", reason)? };
            let target = kit_target(&writer, owner, Relation::Assigned);
            writer.write_elsewhere(&target, Body::KitLost(body))?;
        }
        StoreCommand::DecideKit { conflict, choice, reason } => {
            decide_kit(&mut writer, conflict, choice, reason)?;
        }
    }
    writer.finish()
}

fn allow_store(writer: &Writer<'_, '_>, kind: Kind) -> Result<(), Rejection> {
    writer.role_for(kind, Relation::Site).map(|_| ())
}

fn own_kit(writer: &Writer<'_, '_>, kind: Kind) -> Result<UserId, Rejection> {
    writer.role_for(kind, Relation::Assigned)?;
    Ok(writer.context.author.user)
}

fn store_target(writer: &Writer<'_, '_>) -> Target {
    let document = store_document(&month_of(writer.context.now.estimate()));
    Target { kind: DocumentKind::Store, document, relation: Relation::Site }
}

/// The kit of this month.
pub(super) fn kit_target(writer: &Writer<'_, '_>, owner: UserId, relation: Relation) -> Target {
    let document = kit_document(owner, &month_of(writer.context.now.estimate()));
    Target { kind: DocumentKind::Kit, document, relation }
}

fn relation_to_kit(writer: &Writer<'_, '_>, owner: UserId) -> Relation {
    if writer.context.author.user == owner { Relation::Assigned } else { Relation::Site }
}

/// Opens this month's kit where nobody has, as known here, with what it is known to hold.
pub(super) fn open_kit(writer: &mut Writer<'_, '_>, owner: UserId) -> Result<(), Rejection> {
    let relation = relation_to_kit(writer, owner);
    let target = kit_target(writer, owner, relation);
    if writer.context.stock.is_kit_open(target.document) {
        return Ok(());
    }
    let kits = writer.context.stock.kits.iter();
    let lines = kits
        .filter(|line| line.technician == owner && (1..=MAX_QUANTITY).contains(&line.on_hand))
        .take(MAX_LINES)
        .map(|line| GoodsLine { item: line.item.clone(), quantity: line.on_hand, batch: None })
        .collect();
    let month = month_of(writer.context.now.estimate());
    writer.write_elsewhere(&target, Body::KitOpened(KitOpened { technician: owner, month, lines }))
}

fn count(
    writer: &mut Writer<'_, '_>,
    kit: Option<UserId>,
    lines: &[CountRequest],
    reason: &str,
) -> Result<(), Rejection> {
    allow_store(writer, Kind::StockCounted)?;
    let catalogue = &writer.context.reference.catalogue;
    if lines.is_empty() {
        return Err(Rejection::Goods(LineError::Empty));
    }
    if lines.len() > MAX_LINES {
        return Err(Rejection::Goods(LineError::TooMany { max: MAX_LINES }));
    }
    let mut counted = Vec::with_capacity(lines.len());
    for line in lines {
        let item = line.item.clone();
        let Some(material) = catalogue.material(&item) else {
            return Err(Rejection::Goods(LineError::UnknownMaterial { item }));
        };
        if !(0..=MAX_QUANTITY).contains(&line.counted) {
            return Err(Rejection::Goods(LineError::Quantity { item }));
        }
        if line.counted % material.step != 0 {
            return Err(Rejection::Goods(LineError::Step { item, step: material.step }));
        }
        // A kit has no batches. What the store has outside all batches is counted with the whole item.
        let loose = writer.context.stock.outside_batches(&item) != 0;
        if kit.is_none() && material.batch_tracked && line.batch.is_none() && !loose {
            return Err(Rejection::Goods(LineError::BatchMissing { item }));
        }
        if line.batch.is_some() && (kit.is_some() || !material.batch_tracked) {
            return Err(Rejection::Goods(LineError::Batch { item }));
        }
        if counted.iter().any(|other: &CountLine| other.item == item && other.batch == line.batch) {
            return Err(Rejection::Goods(LineError::Twice { item }));
        }
        let expected = match (kit, &line.batch) {
            (Some(owner), _) => writer.context.stock.in_kit(owner, &item),
            (None, Some(batch)) => writer.context.stock.on_hand_of_batch(&item, batch),
            (None, None) => writer.context.stock.on_hand(&item),
        };
        counted.push(CountLine { item, batch: line.batch.clone(), counted: line.counted, expected });
    }
    let body = StockCounted { kit, lines: counted, reason: short("reason", reason)? };
    let target = match kit {
        Some(owner) => {
            open_kit(writer, owner)?;
            kit_target(writer, owner, relation_to_kit(writer, owner))
        }
        None => store_target(writer),
    };
    writer.write_elsewhere(&target, Body::StockCounted(body))
}

fn kit_moved(
    writer: &mut Writer<'_, '_>,
    exchange: Exchange,
    technician: Option<UserId>,
    lines: &[GoodsLine],
    code: Option<MovementCode>,
) -> Result<(Target, GoodsMoved), Rejection> {
    let author = writer.context.author.user;
    let owner = technician.unwrap_or(author);
    let kind = if exchange == Exchange::KitIssue { Kind::KitIssued } else { Kind::KitReturned };
    let relation = relation_to_kit(writer, owner);
    let role = writer.role_for(kind, relation)?;
    sound(writer, lines, true)?;
    if exchange == Exchange::KitReturn && code.is_none() {
        for line in lines {
            let open = writer.context.stock.in_kit(owner, &line.item);
            if line.quantity > open {
                return Err(Rejection::MoreThanOpen { item: line.item.clone(), open: open.max(0) });
            }
        }
    }
    let parties = [owner];
    let content = Content { exchange, order: None, parties: &parties, lines, tool: None };
    let code = code_for(writer, code, &content)?;
    let movement = code.movement(&content);
    let known = writer.context.stock.kit_movements.iter().find(|one| one.movement == movement);
    let store_gives = exchange == Exchange::KitIssue;
    let gives = (role == Role::Storekeeper) == store_gives;
    if known.is_some_and(|one| if gives { one.sides.given.is_some() } else { one.sides.taken.is_some() }) {
        return Err(Rejection::RecordedAlready);
    }
    open_kit(writer, owner)?;
    let target = kit_target(writer, owner, relation);
    Ok((target, GoodsMoved { code, technician: owner, lines: lines.to_vec() }))
}

fn transfer(
    writer: &mut Writer<'_, '_>,
    from: UserId,
    to: UserId,
    lines: &[GoodsLine],
    code: Option<MovementCode>,
) -> Result<(), Rejection> {
    let author = own_kit(writer, Kind::KitTransferred)?;
    if author != from && author != to {
        return Err(Rejection::Invalid { field: "from".into(), detail: "give or take it oneself".into() });
    }
    if from == to {
        return Err(Rejection::Invalid { field: "to".into(), detail: "somebody else".into() });
    }
    sound(writer, lines, false)?;
    let parties = [from, to];
    let content =
        Content { exchange: Exchange::KitTransfer, order: None, parties: &parties, lines, tool: None };
    let code = code_for(writer, code, &content)?;
    let movement = code.movement(&content);
    let known = writer.context.stock.kit_transfers.iter().find(|one| one.movement == movement);
    let gives = author == from;
    if known.is_some_and(|one| if gives { one.sides.given.is_some() } else { one.sides.taken.is_some() }) {
        return Err(Rejection::RecordedAlready);
    }
    open_kit(writer, author)?;
    let target = kit_target(writer, author, Relation::Assigned);
    let body = KitTransferred { code, from, to, lines: lines.to_vec() };
    writer.write_elsewhere(&target, Body::KitTransferred(body))
}

fn decide_kit(
    writer: &mut Writer<'_, '_>,
    conflict: &str,
    choice: &Choice,
    reason: &str,
) -> Result<(), Rejection> {
    writer.role_for(Kind::Decision, Relation::Site)?;
    let unknown = || Rejection::UnknownConflict { conflict: conflict.to_owned() };
    let open = writer.context.stock.discrepancies.iter().find(|one| one.id == conflict);
    let document = open.and_then(|one| one.document).ok_or_else(unknown)?;
    let audience = audience_of(conflict).ok_or_else(unknown)?;
    if !answers(conflict, choice) {
        return Err(Rejection::UnfitChoice { conflict: conflict.to_owned() });
    }
    if !writer.context.author.roles.iter().any(|role| audience.contains(role) || role.rank() > 1) {
        return Err(Rejection::Denied { kind: Kind::Decision, denial: Denial::Role });
    }
    if !writer.context.stock.is_kit_open(document) {
        return Err(unknown());
    }
    let reason = short("reason", reason)?;
    let body = Decision { conflict: conflict.to_owned(), choice: choice.clone(), reason };
    let target = Target { kind: DocumentKind::Kit, document, relation: Relation::Site };
    writer.write_elsewhere(&target, Body::Decision(body))
}

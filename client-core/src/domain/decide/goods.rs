//! Material against an order: asked for, issued, received, used, returned, written off (MAT-1 to MAT-6).

use super::Rejection;
use super::store::{kit_target, open_kit};
use super::writer::{Writer, short};
use crate::domain::entry::store::{
    GoodsLine, GoodsMoved, KitUsed, MaterialApproved, MaterialNeeded, MaterialUsed, StoreWrittenOff,
};
use crate::domain::entry::work::PartSource;
use crate::domain::entry::{Body, Kind};
use crate::domain::id::{EntryId, UserId};
use crate::domain::order::{OrderState, StoreTrack};
use crate::domain::policy::{Relation, Role};
use crate::domain::stock::{Content, Exchange, MovementCode, OrderMovement, check_lines};

/// Kinds of tools of one need.
const MOST_TOOLS: usize = 20;

/// Whether the author writes as a storekeeper here.
pub(super) fn is_store(writer: &Writer<'_, '_>, kind: Kind) -> bool {
    let relation = writer.order.relation(&writer.context.author.user);
    writer.role_for(kind, relation) == Ok(Role::Storekeeper)
}

/// The technician that a movement is with: the one named, else the author, else the holder where a storekeeper writes.
pub(super) fn technician_of(
    writer: &Writer<'_, '_>,
    kind: Kind,
    named: Option<UserId>,
) -> Result<UserId, Rejection> {
    let author = writer.context.author.user;
    let missing = || Rejection::Missing { field: "technician".into() };
    match named {
        Some(named) if named == author || is_store(writer, kind) => Ok(named),
        // A technician writes of himself alone.
        Some(_) => Err(Rejection::Invalid { field: "technician".into(), detail: "only for oneself".into() }),
        None if is_store(writer, kind) => writer.order.holder.ok_or_else(missing),
        None => Ok(author),
    }
}

/// Refuses lines that the catalogue doesn't allow.
pub(super) fn sound(writer: &Writer<'_, '_>, lines: &[GoodsLine], batches: bool) -> Result<(), Rejection> {
    check_lines(&writer.context.reference.catalogue, lines, batches).map_err(Rejection::Goods)
}

/// The code of this movement: the other side's, where it fits, or a fresh one.
pub(super) fn code_for(
    writer: &mut Writer<'_, '_>,
    code: Option<MovementCode>,
    content: &Content<'_>,
) -> Result<MovementCode, Rejection> {
    match code {
        Some(code) if code.fits(content) => Ok(code),
        Some(_) => Err(Rejection::WrongCode),
        None => {
            let [a, b, c, ..] = writer.context.random.bytes();
            Ok(MovementCode::make([a, b, c], content))
        }
    }
}

/// Goods leave the store only against an order with a number that isn't cancelled as known here (MAT-2). An order that
/// this device never saw is known by the other side's code alone, which was made for it.
pub(super) fn may_leave_store(writer: &Writer<'_, '_>, code: Option<MovementCode>) -> Result<(), Rejection> {
    match writer.order.state {
        OrderState::Unknown if code.is_some() => Ok(()),
        OrderState::CancelOpen | OrderState::Cancelled | OrderState::Declined => {
            writer.wrong_state("order_not_cancelled")
        }
        _ if writer.order.slip.is_none() => Err(Rejection::NoSlip),
        _ => Ok(()),
    }
}

/// MAT-1.
pub(super) fn need(
    writer: &mut Writer<'_, '_>,
    lines: &[GoodsLine],
    tools: &[String],
) -> Result<(), Rejection> {
    writer.allow(Kind::MaterialNeeded)?;
    if writer.order.visits.iter().all(|visit| visit.received.is_none()) {
        return writer.wrong_state("slip_received");
    }
    if tools.len() > MOST_TOOLS {
        let detail = format!("at most {MOST_TOOLS} kinds");
        return Err(Rejection::Invalid { field: "tools".into(), detail });
    }
    if !lines.is_empty() || tools.is_empty() {
        sound(writer, lines, false)?;
    }
    let tools = tools.iter().map(|tool| short("tools", tool)).collect::<Result<_, _>>()?;
    let catalogue = writer.context.reference.catalogue.version;
    writer.write(Body::MaterialNeeded(MaterialNeeded { catalogue, lines: lines.to_vec(), tools }))
}

/// A storekeeper's answer to a need; a refusal says why.
pub(super) fn answer(
    writer: &mut Writer<'_, '_>,
    need: EntryId,
    approved: bool,
    reason: Option<&str>,
) -> Result<(), Rejection> {
    writer.allow(Kind::MaterialApproved)?;
    let open = writer.order.goods.needs.iter().any(|one| one.entry == need && one.approved.is_none());
    if !open {
        return Err(Rejection::UnknownConflict { conflict: format!("need:{need}") });
    }
    let reason = reason.map(|text| short("reason", text)).transpose()?;
    if !approved && reason.is_none() {
        return Err(Rejection::Missing { field: "reason".into() });
    }
    writer.write(Body::MaterialApproved(MaterialApproved { need, approved, reason }))
}

/// The movement that a code names here, if its other side is known.
fn known(writer: &Writer<'_, '_>, code: MovementCode, content: &Content<'_>) -> Option<OrderMovement> {
    let movement = code.movement(content);
    writer.order.goods.movements.iter().find(|one| one.movement == movement).cloned()
}

/// MAT-2, by the storekeeper.
pub(super) fn issue(
    writer: &mut Writer<'_, '_>,
    technician: Option<UserId>,
    lines: &[GoodsLine],
    code: Option<MovementCode>,
) -> Result<(), Rejection> {
    writer.allow(Kind::MaterialIssued)?;
    may_leave_store(writer, code)?;
    sound(writer, lines, true)?;
    let technician = technician_of(writer, Kind::MaterialIssued, technician)?;
    let body = moved(writer, Exchange::Issue, technician, lines, code, |one| one.sides.given.is_some())?;
    writer.write_goods(Body::MaterialIssued(body))
}

/// MAT-2, by the technician.
pub(super) fn receive(
    writer: &mut Writer<'_, '_>,
    lines: &[GoodsLine],
    code: Option<MovementCode>,
) -> Result<(), Rejection> {
    writer.allow(Kind::MaterialReceived)?;
    may_leave_store(writer, code)?;
    sound(writer, lines, true)?;
    let technician = writer.context.author.user;
    let body = moved(writer, Exchange::Issue, technician, lines, code, |one| one.sides.taken.is_some())?;
    writer.write_goods(Body::MaterialReceived(body))
}

fn moved(
    writer: &mut Writer<'_, '_>,
    exchange: Exchange,
    technician: UserId,
    lines: &[GoodsLine],
    code: Option<MovementCode>,
    written: impl Fn(&OrderMovement) -> bool,
) -> Result<GoodsMoved, Rejection> {
    let parties = [technician];
    let content = Content { exchange, order: Some(writer.order.id), parties: &parties, lines, tool: None };
    let code = code_for(writer, code, &content)?;
    if known(writer, code, &content).is_some_and(|one| written(&one)) {
        return Err(Rejection::RecordedAlready);
    }
    Ok(GoodsMoved { code, technician, lines: lines.to_vec() })
}

/// MAT-4: nobody returns more than he has; more arises only by merge (COL-12).
pub(super) fn give_back(
    writer: &mut Writer<'_, '_>,
    technician: Option<UserId>,
    lines: &[GoodsLine],
    code: Option<MovementCode>,
) -> Result<(), Rejection> {
    let kind = Kind::MaterialReturned;
    writer.allow(kind)?;
    sound(writer, lines, true)?;
    let store = is_store(writer, kind);
    let technician = technician_of(writer, kind, technician)?;
    let body = moved(writer, Exchange::Return, technician, lines, code, |one| {
        if store { one.sides.taken.is_some() } else { one.sides.given.is_some() }
    })?;
    let parties = [technician];
    let content = Content {
        exchange: Exchange::Return,
        order: Some(writer.order.id),
        parties: &parties,
        lines,
        tool: None,
    };
    let second = known(writer, body.code, &content).is_some();
    // An order that this device never saw says nothing of what is open.
    if writer.order.state != OrderState::Unknown {
        for line in lines {
            let account = writer.order.goods.account_of(&line.item);
            let waiting = account.map_or(0, |one| if second { 0 } else { one.unconfirmed });
            let open = account.map_or(0, |one| one.open) - waiting;
            let asked: i64 = lines.iter().filter(|one| one.item == line.item).map(|one| one.quantity).sum();
            if asked > open {
                return Err(Rejection::MoreThanOpen { item: line.item.clone(), open: open.max(0) });
            }
        }
    }
    writer.write_goods(Body::MaterialReturned(body))
}

/// Consumption without a `replace` step. What comes from the own kit is written there, too.
pub(super) fn use_up(
    writer: &mut Writer<'_, '_>,
    lines: &[GoodsLine],
    source: PartSource,
) -> Result<(), Rejection> {
    writer.allow(Kind::MaterialUsed)?;
    if writer.order.visit_of(&writer.context.author.user).is_none_or(|visit| visit.arrivals.is_empty()) {
        return writer.wrong_state("arrived");
    }
    // What the customer bought is in no catalogue that matters here (MAT-6).
    if source == PartSource::Customer && lines.is_empty() {
        return Err(Rejection::Missing { field: "lines".into() });
    }
    sound(writer, lines, false)?;
    writer.write_goods(Body::MaterialUsed(MaterialUsed { lines: lines.to_vec(), source }))?;
    if source == PartSource::Kit {
        take_from_kit(writer, lines)?;
    }
    Ok(())
}

/// Writes into the author's kit what an order took out of it.
pub(super) fn take_from_kit(writer: &mut Writer<'_, '_>, lines: &[GoodsLine]) -> Result<(), Rejection> {
    let owner = writer.context.author.user;
    open_kit(writer, owner)?;
    let target = kit_target(writer, owner, Relation::Assigned);
    let used = KitUsed { order: writer.order.id, lines: lines.to_vec() };
    writer.write_elsewhere(&target, Body::KitUsed(used))
}

/// MAT-5.
pub(super) fn write_off(writer: &mut Writer<'_, '_>) -> Result<(), Rejection> {
    writer.allow(Kind::StoreWrittenOff)?;
    let order = writer.order;
    if order.store == StoreTrack::None {
        return writer.wrong_state("goods_moved");
    }
    if order.goods.written_off.is_some() && order.store == StoreTrack::Closed {
        return Err(Rejection::RecordedAlready);
    }
    let goods = order.goods.accounts.iter().filter(|one| one.open > 0 || one.unconfirmed > 0);
    let mut open: Vec<String> = goods.map(|one| one.item.clone()).collect();
    let loans = order.tools.loans.iter().filter(|loan| loan.holds_order());
    open.extend(loans.map(|loan| loan.tool.clone()));
    open.extend(order.store_questions().into_iter().filter(|question| !question.starts_with("LOAN:")));
    if !open.is_empty() {
        open.dedup();
        return Err(Rejection::GoodsOpen { open });
    }
    writer.write(Body::StoreWrittenOff(StoreWrittenOff {}))
}

//! What else happens on site: refused prices, absent customers, waiting, damage, dissatisfaction, two devices of one
//! person. Each story is told by those who lived it, and the managers answer in the office.

mod answers;
mod ends;
mod first;

pub(super) use answers::answer;
pub(super) use ends::end;
pub(super) use first::work;

use super::plan::Request;
use super::{World, progress};
use crate::error::DemoError;
use crate::jobs::Class;
use crate::phone::Phone;
use crate::text::days_ago;
use client_core::domain::command::Command;
use client_core::domain::entry::office::{Channel, ServiceKind};
use client_core::domain::id::DocumentId;

const DESK: &str = "zhoumin";
const OTHER_DESK: &str = "wuting";
const ZHANG: &str = "zhanglei";
/// The second device of Zhang.
const TABLET: &str = "tablet";
const CHEN: &str = "chengang";
const ZHAO: &str = "zhaoyong";
const LAMP: Class = Class::Lamp;
const SWITCH: Class = Class::Switch;
const SPECIAL: ServiceKind = ServiceKind::Special;

/// Orders that [`register`] makes.
pub(super) const COUNT: usize = 22;

/// The orders by what happens to them.
pub(super) struct Stories {
    /// The customer refused the first price, and agreed to a second one without a tube.
    second_price: DocumentId,
    /// The customer refused the price; the technician left.
    refused: DocumentId,
    /// Nobody was there; another time was agreed, and the switch was mended then.
    absent: DocumentId,
    /// The technician can't keep the time; nobody has agreed to another one yet.
    time_open: DocumentId,
    /// Waited for a part, which came.
    part: DocumentId,
    /// Waits for the pipe that the owner buys.
    owner_material: DocumentId,
    /// A tile broke; a manager has made an offer.
    damaged: DocumentId,
    /// Something got lost; both sides agreed on compensation.
    lost: DocumentId,
    /// Reworked twice, escalated, reworked by a manager's decision, signed.
    third_round: DocumentId,
    /// Escalated and closed by a manager without a signature.
    closed_unsigned: DocumentId,
    /// A manager was called early, and the customer is content.
    called: DocumentId,
    /// A special service that is free.
    free: DocumentId,
    /// Signed while the tablet wrote down another part.
    changed: DocumentId,
    /// Left for a tool and came again.
    came_again: DocumentId,
    /// Signed while the customer's wife complained on the phone (COL-14).
    complained: DocumentId,
    /// Written off at one desk while the other took a call for rework (COL-31).
    reopened: DocumentId,
    /// Damage reported on one device while the customer signed on the other (COL-18).
    both_stand: DocumentId,
    /// The time was changed while the technician went there for the old one (COL-21).
    crossed: DocumentId,
    /// Two different times were agreed by two people.
    two_times: DocumentId,
    /// A manager was called on one device while the customer signed on the other (COL-19).
    called_and_signed: DocumentId,
    /// Reassigned; what the first technician's tablet wrote is a claim that somebody must review.
    claimed: DocumentId,
    /// A regular service: nothing is charged.
    regular: DocumentId,
}

impl Stories {
    /// The order that waits for the pipe which the owner buys.
    pub(super) fn waits_for_pipe(&self) -> DocumentId {
        self.owner_material
    }
}

/// The desk registers and assigns.
pub(super) fn register(world: &mut World) -> Result<Stories, DemoError> {
    progress(&format!("{COUNT} orders with a story: the desk registers and assigns"));
    let free = free_of_charge(world)?;
    let regular = Request {
        days: 2,
        hour: 12,
        class: "TAP",
        kind: ServiceKind::Regular,
        channel: Channel::Visit,
        content: "楼下公共洗手间水龙头滴水",
    };
    let regular = world.register(DESK, &regular)?;
    world.dispatch(DESK, regular, CHEN)?;
    let mut ask = |days, hour, class: &'static str, content, technician: &str| {
        let request = Request { days, hour, class, kind: SPECIAL, channel: Channel::Phone, content };
        let order = world.register(DESK, &request)?;
        world.dispatch(DESK, order, technician)?;
        Ok::<_, DemoError>(order)
    };
    Ok(Stories {
        second_price: ask(4, 8, "LMP", "餐厅灯管闪,想便宜点修", ZHAO)?,
        refused: ask(2, 8, "SWI", "客厅开关松,问问多少钱", CHEN)?,
        absent: ask(3, 9, "SWI", "卧室开关接触不良", CHEN)?,
        time_open: ask(1, 13, "LMP", "阳台灯不亮,下午在家", ZHAO)?,
        part: ask(4, 10, "LMP", "书房灯不亮,灯管型号少见", ZHANG)?,
        owner_material: ask(1, 10, "WSP", "阳台想加一路冷水管", ZHAO)?,
        damaged: ask(2, 9, "LMP", "厨房吸顶灯不亮", CHEN)?,
        lost: ask(3, 10, "SWI", "玄关开关按不动", ZHANG)?,
        third_round: ask(3, 14, "LMP", "主卧灯嗡嗡响", ZHAO)?,
        closed_unsigned: ask(3, 15, "LMP", "客厅灯忽明忽暗", CHEN)?,
        called: ask(2, 14, "SWI", "儿童房开关发热,很着急", ZHANG)?,
        free,
        changed: ask(2, 10, "LMP", "过道灯不亮", ZHANG)?,
        came_again: ask(4, 14, "SWI", "卫生间开关失灵", CHEN)?,
        complained: ask(2, 15, "LMP", "厨房灯闪", ZHANG)?,
        reopened: ask(4, 15, "LMP", "客厅灯不亮", ZHAO)?,
        both_stand: ask(2, 16, "SWI", "书房开关松动", ZHANG)?,
        crossed: ask(2, 11, "LMP", "次卧灯闪", ZHAO)?,
        two_times: ask(1, 11, "LMP", "阳台灯不亮,周末在家", CHEN)?,
        called_and_signed: ask(1, 15, "LMP", "客厅灯修过又闪", ZHANG)?,
        claimed: ask(1, 16, "SWI", "餐厅开关没反应", ZHANG)?,
        regular,
    })
}

/// A special service that is free for this customer.
fn free_of_charge(world: &mut World) -> Result<DocumentId, DemoError> {
    let free = Request {
        days: 3,
        hour: 8,
        class: "LMP",
        kind: SPECIAL,
        channel: Channel::Visit,
        content: "独居老人家里灯不亮",
    };
    let free = world.register(DESK, &free)?;
    let desk = world.phone(DESK)?;
    let reason = "孤寡老人,按管理处规定免收";
    desk.does(
        Some(free),
        Command::Judge {
            accepted: true,
            explanation: None,
            free_reason: Some(reason.into()),
            tried: None,
            warranty_until: None,
            routed_to: None,
        },
    )?;
    desk.does(Some(free), Command::IssueSlip)?;
    let technician = desk.user(super::name_of(ZHAO))?;
    desk.does(Some(free), Command::Assign { technician, reason: None })?;
    Ok(free)
}

/// The device, telling of this time.
fn told<'w>(
    world: &'w mut World,
    device: &str,
    days: i64,
    hour: i64,
    minute: i64,
) -> Result<&'w mut Phone, DemoError> {
    let time = days_ago(world.now, days, hour, minute);
    Ok(world.phone(device)?.at(Some(time)))
}

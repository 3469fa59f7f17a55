//! One order for every kind of conflict: two people who could not know of each other, yesterday.

use super::plan::{Goal, Plan};
use super::{World, name_of, progress};
use crate::error::DemoError;
use crate::jobs::{Class, accepted, confirm, quote, yes};
use crate::text::days_ago;
use client_core::domain::command::Command;
use client_core::domain::entry::office::{CancelledBy, Channel, ServiceKind};
use client_core::domain::id::DocumentId;

const DESK: &str = "zhoumin";
const OTHER_DESK: &str = "wuting";
const KIND: ServiceKind = ServiceKind::Special;

/// Orders that [`register`] makes.
pub(super) const COUNT: usize = 10;

/// The orders by what happens to them.
pub(super) struct Stories {
    /// COL-01: cancelled while the customer signed.
    signed: DocumentId,
    /// COL-02: cancelled while the technician arrived.
    arrived: DocumentId,
    /// COL-03: cancelled while the repair was under way.
    repairing: DocumentId,
    /// COL-04: given to two technicians by two desks.
    two_desks: DocumentId,
    /// COL-05: given to somebody else while the first one had arrived.
    stays: DocumentId,
    /// COL-05: given to somebody else while the first one had only taken the slip.
    changes: DocumentId,
    /// COL-06: two prices agreed on two devices.
    prices: DocumentId,
    /// COL-08: accepted by one desk, declined by the other.
    answers: DocumentId,
    /// COL-28: two results of one final test.
    tests: DocumentId,
    /// COL-29: power put on while somebody works behind the gate.
    gate: DocumentId,
}

/// Yesterday, the desk registers and assigns.
pub(super) fn register(world: &mut World) -> Result<Stories, DemoError> {
    progress(&format!("{COUNT} orders that become conflicts: the desk registers and assigns"));
    let mut given = |hour: i64, content: &'static str, technician: &'static str| {
        let order = world.register(DESK, &plan(hour, content, technician).request())?;
        world.dispatch(DESK, order, technician)?;
        Ok::<_, DemoError>(order)
    };
    let signed = given(7, "客厅灯管闪,老人怕黑", "zhanglei")?;
    let arrived = given(7, "餐厅灯不亮", "chengang")?;
    let repairing = given(7, "书房灯不亮", "zhaoyong")?;
    let stays = given(8, "卧室灯闪烁", "zhanglei")?;
    let changes = given(8, "走道灯不亮", "zhaoyong")?;
    let prices = given(8, "厨房灯管不亮", "zhanglei")?;
    let tests = given(9, "阳台灯点亮慢", "zhanglei")?;
    let gate = given(9, "储藏间灯不亮", "chengang")?;
    let two_desks = world.register(DESK, &plan(10, "玄关灯不亮", "zhanglei").request())?;
    let judge = Command::accept();
    world.phone(DESK)?.does_all(two_desks, vec![judge, Command::IssueSlip])?;
    let answers = world.register(DESK, &plan(10, "想在周日晚上修灯", "zhanglei").request())?;
    Ok(Stories { signed, arrived, repairing, two_desks, stays, changes, prices, answers, tests, gate })
}

fn plan(hour: i64, content: &'static str, technician: &'static str) -> Plan {
    Plan {
        days: 1,
        hour,
        class: Class::Lamp,
        kind: KIND,
        channel: Channel::Phone,
        content,
        technician,
        goal: Goal::Dispatched,
    }
}

/// Everybody works without knowing of the others. Who has already seen what is decided by who syncs when.
pub(super) fn play(world: &mut World, stories: &Stories) -> Result<(), DemoError> {
    progress("desk and technicians work without knowing of each other");
    let lamp = Class::Lamp;
    // What both sides still know: the visits on which two devices, or two technicians, will disagree.
    told(world, "zhanglei", 9, 0)?.does_all(stories.prices, lamp.goes())?;
    let begun = [lamp.goes(), lamp.agrees(KIND), lamp.begins(), lamp.looks_on()].concat();
    let with_power = [begun.clone(), vec![lamp.power_on()]].concat();
    told(world, "zhanglei", 9, 30)?.does_all(stories.tests, with_power)?;
    told(world, "chengang", 9, 40)?.does_all(stories.gate, begun)?;
    for device in ["zhanglei", "chengang", "tablet", DESK] {
        world.phone(device)?.sync()?;
    }
    reassign(world, stories.gate, 10, 50, "zhaoyong", "陈师傅赶去抢修电梯厅")?;
    for device in [DESK, "zhaoyong"] {
        world.phone(device)?.sync()?;
    }

    // From here on nobody hears of anybody.
    let whole = [lamp.goes(), lamp.agrees(KIND), lamp.repairs(), accepted()].concat();
    told(world, "zhanglei", 10, 0)?.does_all(stories.signed, whole)?;
    told(world, "chengang", 10, 20)?.does_all(stories.arrived, lamp.goes())?;
    let half = [lamp.goes(), lamp.agrees(KIND), lamp.begins()].concat();
    told(world, "zhaoyong", 10, 10)?.does_all(stories.repairing, half)?;
    let arrival = vec![Command::Receive { received_at: None }, Command::Arrive];
    told(world, "zhanglei", 11, 10)?.does_all(stories.stays, arrival)?;
    told(world, "zhaoyong", 11, 0)?.does(Some(stories.changes), Command::Receive { received_at: None })?;
    let dear = vec![quote(&["lamp_repair", "starter", "tube"]), confirm("业主本人")];
    told(world, "zhanglei", 11, 20)?.does_all(stories.prices, dear)?;
    let cheap = vec![quote(&["lamp_repair", "starter"]), confirm("业主的母亲")];
    told(world, "tablet", 11, 24)?.does_all(stories.prices, cheap)?;
    told(world, "zhanglei", 11, 40)?.does(Some(stories.tests), lamp.final_test(true))?;
    told(world, "tablet", 11, 42)?.does(Some(stories.tests), lamp.final_test(false))?;
    told(world, "chengang", 11, 50)?.does(Some(stories.gate), lamp.power_on())?;
    let behind = vec![
        Command::Receive { received_at: None },
        Command::Arrive,
        lamp.isolates(),
        lamp.step("LMP-3", &[("good_contact", yes(true))]),
    ];
    told(world, "zhaoyong", 11, 41)?.does_all(stories.gate, behind)?;

    // Meanwhile at the two desks.
    for (order, minute, why) in [
        (stories.signed, 40, "客户来电:老人住院,改天再修"),
        (stories.arrived, 35, "客户来电:灯又好了"),
        (stories.repairing, 50, "客户来电:嫌贵,不修了"),
    ] {
        let cancel = Command::RequestCancel { cancelled_by: CancelledBy::Customer, reason: why.into() };
        told(world, DESK, 10, minute)?.does(Some(order), cancel)?;
    }
    reassign(world, stories.stays, 11, 5, "chengang", "张师傅没有回音")?;
    reassign(world, stories.changes, 11, 8, "zhanglei", "赵师傅路远")?;
    assign(world, DESK, stories.two_desks, 11, 20, "zhanglei")?;
    assign(world, OTHER_DESK, stories.two_desks, 11, 25, "chengang")?;
    let judge = |accepted, explanation: Option<&str>| Command::Judge {
        accepted,
        explanation: explanation.map(str::to_owned),
        free_reason: None,
        tried: None,
        warranty_until: None,
        routed_to: None,
    };
    told(world, DESK, 11, 30)?.does(Some(stories.answers), judge(true, None))?;
    let sunday = judge(false, Some("周日晚上没有值班师傅,已致歉"));
    told(world, OTHER_DESK, 11, 31)?.does(Some(stories.answers), sunday)?;
    for device in [DESK, OTHER_DESK] {
        world.phone(device)?.sync()?;
    }
    Ok(())
}

/// The device, telling of yesterday at this time.
fn told<'w>(
    world: &'w mut World,
    device: &str,
    hour: i64,
    minute: i64,
) -> Result<&'w mut crate::phone::Phone, DemoError> {
    let time = days_ago(world.now, 1, hour, minute);
    Ok(world.phone(device)?.at(Some(time)))
}

fn assign(
    world: &mut World,
    desk: &str,
    order: DocumentId,
    hour: i64,
    minute: i64,
    technician: &str,
) -> Result<(), DemoError> {
    let phone = told(world, desk, hour, minute)?;
    let technician = phone.user(name_of(technician))?;
    phone.does(Some(order), Command::Assign { technician, reason: None }).map(drop)
}

fn reassign(
    world: &mut World,
    order: DocumentId,
    hour: i64,
    minute: i64,
    technician: &str,
    why: &str,
) -> Result<(), DemoError> {
    let phone = told(world, DESK, hour, minute)?;
    let technician = phone.user(name_of(technician))?;
    phone.does(Some(order), Command::Assign { technician, reason: Some(why.into()) }).map(drop)
}

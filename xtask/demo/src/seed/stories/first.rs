//! The technicians' first visits, and what two devices of one person write without knowing of each other.

use super::{CHEN, DESK, LAMP, OTHER_DESK, SPECIAL, SWITCH, Stories, TABLET, World, ZHANG, ZHAO, told};
use crate::error::DemoError;
use crate::jobs::{accepted, confirm, not_satisfied, quote};
use crate::script::{PIPE, Picture, TAP};
use crate::seed::{name_of, progress};
use crate::text::days_ago;
use client_core::domain::command::Command;
use client_core::domain::entry::cases::DamageKind;
use client_core::domain::entry::course::WaitingFor;
use client_core::domain::entry::office::Choice;

/// Without network, until everybody syncs.
pub(in crate::seed) fn work(world: &mut World, stories: &Stories) -> Result<(), DemoError> {
    progress("technicians on site: prices, absence, waiting, damage, dissatisfaction");
    prices(world, stories)?;
    times(world, stories)?;
    waits(world, stories)?;
    harm(world, stories)?;
    dissatisfaction(world, stories)?;
    progress("two devices of one person, and two desks");
    two_devices(world, stories)?;
    two_desks(world, stories)?;
    a_claim(world, stories)
}

fn prices(world: &mut World, stories: &Stories) -> Result<(), DemoError> {
    let zhao = told(world, ZHAO, 4, 9, 30)?;
    zhao.does_all(stories.second_price, LAMP.goes())?;
    let refuse = |reason: &str| Command::RefusePrice { quote: None, reason: reason.into() };
    let offers = vec![
        quote(&["lamp_repair", "starter", "tube"]),
        refuse("灯管还能用,不想换"),
        quote(&["lamp_repair", "starter"]),
        confirm("业主本人"),
    ];
    zhao.does_all(stories.second_price, [offers, LAMP.repairs(), accepted()].concat())?;
    told(world, ZHAO, 3, 9, 10)?
        .does_all(stories.free, [LAMP.goes(), LAMP.repairs(), accepted()].concat())?;
    let chen = told(world, CHEN, 2, 9, 20)?;
    let leaves = vec![SWITCH.quote(), refuse("嫌贵,要再问问家里人"), leave("客户要考虑,先离开")];
    chen.does_all(stories.refused, [SWITCH.goes(), leaves].concat())?;
    // A regular service is charged to nobody: the same work without the price.
    let tap = told(world, CHEN, 2, 13, 0)?;
    for act in TAP.acts {
        for command in TAP.commands(act) {
            if !matches!(command, Command::Quote { .. } | Command::ConfirmPrice { .. }) {
                tap.does(Some(stories.regular), command)?;
            }
        }
    }
    Ok(())
}

fn times(world: &mut World, stories: &Stories) -> Result<(), DemoError> {
    let receive = || Command::Receive { received_at: None };
    let absent = |tried: &str| Command::CustomerAbsent { tried: tried.into() };
    let chen = told(world, CHEN, 3, 11, 0)?;
    let tools = Command::CheckTools { tools: vec!["multimeter".into(), "insulation_tester_500v".into()] };
    let nobody = absent("敲门两次,电话无人接听,门上留条");
    chen.does_all(stories.absent, vec![receive(), tools, Command::Arrive, nobody])?;
    let late = Command::CannotKeepTime { reason: "上一单水管爆裂,赶不及".into() };
    told(world, ZHAO, 1, 14, 30)?.does_all(stories.time_open, vec![receive(), late])?;
    // The desk changes the time; the technician, who doesn't know, finds nobody.
    told(world, ZHAO, 2, 13, 40)?
        .does_all(stories.crossed, vec![receive(), Command::Arrive, absent("邻居说客户出门了")])?;
    let tomorrow = days_ago(world.now, -1, 10, 0);
    let agreed =
        |at: i64, by: &str| Command::ConfirmAppointment { appointment_at: at, confirmed_by: by.into() };
    told(world, DESK, 2, 13, 20)?.does(Some(stories.crossed), agreed(tomorrow, "业主来电"))?;
    let call = vec![receive(), agreed(tomorrow, "业主本人")];
    told(world, CHEN, 1, 12, 0)?.does_all(stories.two_times, call)?;
    let other = agreed(tomorrow + 4 * 3_600_000, "业主的妻子");
    told(world, OTHER_DESK, 1, 12, 5)?.does(Some(stories.two_times), other).map(drop)
}

fn waits(world: &mut World, stories: &Stories) -> Result<(), DemoError> {
    let until = days_ago(world.now, 2, 12, 0);
    let wait = |waiting_for, detail: &str, until| Command::Wait {
        waiting_for,
        detail: Some(detail.into()),
        until: Some(until),
    };
    let zhang = told(world, ZHANG, 4, 11, 20)?;
    let part = vec![wait(WaitingFor::Part, "T5 28W 灯管,仓库缺货", until), leave("等灯管到货")];
    zhang.does_all(stories.part, [LAMP.goes(), LAMP.agrees(SPECIAL), part].concat())?;
    let zhang = told(world, ZHANG, 2, 13, 0)?;
    zhang.does_all(stories.part, vec![Command::Resume, Command::Arrive])?;
    zhang.does_all(stories.part, [LAMP.repairs(), accepted()].concat())?;
    let until = days_ago(world.now, -2, 9, 0);
    let zhao = told(world, ZHAO, 1, 11, 0)?;
    for act in &PIPE.acts[..6] {
        zhao.does_all(stories.owner_material, PIPE.commands(act))?;
    }
    let later = vec![
        wait(WaitingFor::OwnerMaterial, "业主去建材市场买 PPR 20 水管和管卡", until),
        leave("等业主购料"),
    ];
    zhao.does_all(stories.owner_material, later)?;
    let chen = told(world, CHEN, 4, 15, 0)?;
    chen.does_all(stories.came_again, [SWITCH.goes(), SWITCH.agrees(SPECIAL), SWITCH.begins()].concat())?;
    // Power goes on before he leaves; whoever comes again isolates again.
    chen.does_all(stories.came_again, vec![SWITCH.power_on(), leave("回仓库取摇表"), Command::Arrive])?;
    chen.does_all(stories.came_again, [SWITCH.repairs(), accepted()].concat())
}

fn harm(world: &mut World, stories: &Stories) -> Result<(), DemoError> {
    let chen = told(world, CHEN, 2, 10, 40)?;
    chen.does_all(stories.damaged, [LAMP.goes(), LAMP.agrees(SPECIAL), LAMP.repairs()].concat())?;
    let tile = damage(DamageKind::Damaged, "移梯子时碰裂灶台边一块瓷砖,约10厘米裂纹", true);
    chen.does_all(stories.damaged, [vec![tile], accepted()].concat())?;
    let zhang = told(world, ZHANG, 3, 11, 10)?;
    zhang.does_all(stories.lost, [SWITCH.goes(), SWITCH.agrees(SPECIAL), SWITCH.repairs()].concat())?;
    let cap = damage(DamageKind::Lost, "拆面板时掉进墙缝的一枚装饰盖找不回来", false);
    zhang.does_all(stories.lost, [vec![cap], accepted()].concat())
}

fn dissatisfaction(world: &mut World, stories: &Stories) -> Result<(), DemoError> {
    let until_done = || [LAMP.goes(), LAMP.agrees(SPECIAL), LAMP.repairs()].concat();
    for (order, technician, minute, first, second) in [
        (stories.third_round, ZHAO, 10, "声音小了,还是有", "换过还是响,请经理来"),
        (stories.closed_unsigned, CHEN, 30, "还是忽明忽暗", "不修了,也不签字"),
    ] {
        let phone = told(world, technician, 3, 15, minute)?;
        phone.does_all(order, until_done())?;
        phone.does(Some(order), not_satisfied(first))?;
        phone.does_all(order, LAMP.repairs())?;
        phone.does(Some(order), not_satisfied(second))?;
    }
    let zhang = told(world, ZHANG, 2, 15, 0)?;
    zhang.does_all(stories.called, [SWITCH.goes(), SWITCH.agrees(SPECIAL), SWITCH.repairs()].concat())?;
    let words = "客户担心孩子安全,要求经理当面说明".to_owned();
    zhang.does_all(stories.called, vec![not_satisfied("还是担心发热"), Command::OpenEscalation { words }])
}

fn two_devices(world: &mut World, stories: &Stories) -> Result<(), DemoError> {
    let lamp_done = || [LAMP.goes(), LAMP.agrees(SPECIAL), LAMP.repairs()].concat();
    let begun = [LAMP.goes(), LAMP.agrees(SPECIAL), LAMP.begins()].concat();
    told(world, ZHANG, 2, 11, 0)?.does_all(stories.changed, begun)?;
    told(world, ZHANG, 2, 16, 0)?.does_all(stories.complained, lamp_done())?;
    let done = [SWITCH.goes(), SWITCH.agrees(SPECIAL), SWITCH.repairs()].concat();
    told(world, ZHANG, 2, 17, 0)?.does_all(stories.both_stand, done)?;
    told(world, ZHANG, 1, 16, 0)?.does_all(stories.called_and_signed, lamp_done())?;
    told(world, ZHAO, 4, 16, 0)?.does_all(stories.reopened, [lamp_done(), accepted()].concat())?;
    for device in [ZHANG, ZHAO, TABLET, DESK, OTHER_DESK] {
        world.phone(device)?.sync()?;
    }

    // From here on phone, tablet and desk don't hear of each other.
    let ending =
        [LAMP.looks_on(), vec![LAMP.power_on(), LAMP.final_test(true), Command::FinishWork]].concat();
    told(world, ZHANG, 2, 12, 0)?.does_all(stories.changed, [ending, accepted()].concat())?;
    told(world, TABLET, 2, 12, 5)?.does(Some(stories.changed), LAMP.second_part())?;
    told(world, ZHANG, 2, 17, 10)?.does_all(stories.complained, accepted())?;
    let wife = Command::RequestRework { words: "客户的妻子来电:厨房灯又闪了".into() };
    told(world, OTHER_DESK, 2, 17, 5)?.does(Some(stories.complained), wife)?;
    told(world, ZHANG, 2, 18, 0)?.does_all(stories.both_stand, accepted())?;
    let table = damage(DamageKind::Damaged, "工具包划伤书桌漆面,约5厘米", true);
    told(world, TABLET, 2, 18, 4)?.does(Some(stories.both_stand), table)?;
    told(world, ZHANG, 1, 17, 10)?.does_all(stories.called_and_signed, accepted())?;
    let call = Command::OpenEscalation { words: "客户说第三次修了,要经理给说法".into() };
    told(world, TABLET, 1, 17, 6)?.does(Some(stories.called_and_signed), call).map(drop)
}

fn two_desks(world: &mut World, stories: &Stories) -> Result<(), DemoError> {
    let off = Command::WriteOff { manager_reason: None };
    told(world, DESK, 3, 9, 0)?.does(Some(stories.reopened), off)?;
    let again = Command::RequestRework { words: "客户来电:昨天修好的灯今早又不亮".into() };
    told(world, OTHER_DESK, 3, 9, 2)?.does(Some(stories.reopened), again).map(drop)
}

/// The phone hears of the reassignment and the desk settles it; only then the tablet comes up with what it wrote.
fn a_claim(world: &mut World, stories: &Stories) -> Result<(), DemoError> {
    let receive = Command::Receive { received_at: None };
    told(world, ZHANG, 1, 17, 30)?.does(Some(stories.claimed), receive)?;
    let desk = told(world, DESK, 1, 17, 32)?;
    let technician = desk.user(name_of(CHEN))?;
    let why = Some("张师傅手上还有两单".into());
    desk.does(Some(stories.claimed), Command::Assign { technician, reason: why })?;
    let tablet = told(world, TABLET, 1, 17, 40)?;
    tablet.does(Some(stories.claimed), Command::CheckTools { tools: vec!["multimeter".into()] })?;
    for device in [DESK, ZHANG, DESK] {
        world.phone(device)?.sync()?;
    }
    let desk = told(world, DESK, 1, 18, 0)?;
    let conflict = desk.conflict(stories.claimed, "COL-05")?;
    let reason = "已与两位师傅通话,由陈刚去".into();
    desk.does(Some(stories.claimed), Command::Decide { conflict, choice: Choice::Confirm, reason }).map(drop)
}

pub(super) fn leave(reason: &str) -> Command {
    Command::LeaveSite { reason: reason.into() }
}

fn damage(damage: DamageKind, description: &str, photographed: bool) -> Command {
    let photos = if photographed { vec![Picture::Damage.taken()] } else { Vec::new() };
    Command::ReportDamage { damage, description: description.into(), photos }
}

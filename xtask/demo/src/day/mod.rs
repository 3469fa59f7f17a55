//! The offline day: two technicians' and two storekeepers' terminals without network, a desk that knows nothing of what they do, whole jobs
//! from the slip to the signature, and the board before and after. What comes out is checked; a surprise fails the demo.

mod jobs;
mod network;
mod report;
mod store;
mod transcript;

use crate::error::DemoError;
use crate::folder::{Folder, private_dir};
use crate::machine;
use crate::office::Office;
use crate::place;
use crate::programs::{Programs, words};
use client_core::domain::command::{Command, Registration};
use client_core::domain::entry::office::{CancelledBy, Channel, ServiceKind};
use client_core::domain::id::{DocumentId, UserId};
pub(crate) use network::Network;
use report::Day;
use std::time::Duration;
use store::{Counter, Orders};
use transcript::{Terminal, desk, stage};

const LI: &str = "liqiang";
const WANG: &str = "wangwei";
const MA: &str = "machao";
const HAN: &str = "hanmei";
/// Places from the last one that the jobs and the first three orders leave free.
const STORE_PLACE: usize = 12;
const HOUR: i64 = 3_600_000;
/// The day is played in fast motion; between its scenes passes so much.
const A_WHILE: Duration = Duration::from_secs(1);

/// Plays the day against this server; with every job, or only those that are shown anyway.
pub(crate) fn play(
    folder: &Folder,
    programs: &Programs,
    url: &str,
    password: &str,
    every_job: bool,
) -> Result<Network, DemoError> {
    let office = Office::login(url, "zhoumin", password)?;
    let mut network = Network::to(url)?;

    stage("Morning. Two technicians enrol their devices and fetch the day's slips.");
    let run = machine::now_ms();
    let terminal = |who, login: &str| -> Result<Terminal<'_>, DemoError> {
        let device = folder.devices().join(format!("{login}-{run}"));
        private_dir(&folder.devices())?;
        Ok(Terminal::new(programs, who, device))
    };
    let (li, wang) = (terminal("李强", LI)?, terminal("王伟", WANG)?);
    let counter = Counter { ma: terminal("马超", MA)?, han: terminal("韩梅", HAN)? };
    for (at, login, label) in [
        (&li, LI, "李强的终端"),
        (&wang, WANG, "王伟的终端"),
        (&counter.ma, MA, "仓库一号柜台"),
        (&counter.han, HAN, "仓库二号柜台"),
    ] {
        enrols(at, folder, programs, &network.url(), (login, label))?;
    }
    // The staff list comes with the first sync.
    li.types(&["sync"])?;
    let staff = li.asks(&["staff"])?;
    let (li_id, wang_id) = (user(&staff, "李强")?, user(&staff, "王伟")?);
    let a = register(&office, 0, "LMP", ServiceKind::Special, "客厅日光灯闪,点不亮")?;
    let b = register(&office, 1, "LMP", ServiceKind::Special, "厨房灯不亮")?;
    let c = register(&office, 2, "SWI", ServiceKind::Regular, "楼梯间开关打不开")?;
    let special = ServiceKind::Special;
    let heater_of_li = register(&office, STORE_PLACE, "GWH", special, "热水器打不着火,要换打火器")?;
    let heater_of_wang = register(&office, STORE_PLACE + 1, "GWH", special, "热水器点火慢")?;
    for (order, technician) in
        [(a, li_id), (b, li_id), (c, wang_id), (heater_of_li, li_id), (heater_of_wang, wang_id)]
    {
        office.dispatch(order, technician)?;
    }
    let played = jobs::register_all(&office, wang_id, every_job)?;
    let orders = [a, b, c, heater_of_li, heater_of_wang]
        .into_iter()
        .chain(played.iter().map(|job| job.order))
        .collect();
    let day = Day { orders, li: li_id };
    desk("登记:A、B、D 派给李强,C、E 和其余各单派给王伟");
    li.types(&["sync"])?;
    li.types(&["list"])?;
    wang.types(&["sync"])?;
    wang.types(&["list"])?;
    let numbers = report::board(&office, &day, "The board before")?;
    let [a_number, b_number, c_number, d_number, e_number, job_numbers @ ..] = numbers.as_slice() else {
        return Err(DemoError::Unexpected("the board doesn't show the five orders".into()));
    };
    let of_store = Orders { of_li: d_number, of_wang: e_number };
    counter.morning(&li, &wang, of_store)?;
    let photos = jobs::photos(folder)?;

    network.cut();
    stage("The basement. From here on neither of them reaches the server.");
    li.syncs_in_vain()?;
    takes_and_agrees(&li, a_number)?;
    machine::wait(A_WHILE);

    stage("Meanwhile the customer of A calls the desk, which doesn't know that Li is there.");
    let reason = "客户来电:老人住院,改天再修";
    desk(&format!("取消 {a_number}:{reason}"));
    let cancel = Command::RequestCancel { cancelled_by: CancelledBy::Customer, reason: reason.into() };
    office.command(a, &cancel)?;
    machine::wait(A_WHILE);
    stage("Li repairs the lamp; the old lady's daughter signs.");
    repairs_and_signs(&li, a_number)?;

    stage("Li doesn't answer his phone. The desk gives B to Wang; Li is already at the door.");
    let reason = "李师傅没有回音";
    desk(&format!("改派 {b_number} 给王伟:{reason}"));
    office.command(b, &Command::Assign { technician: wang_id, reason: Some(reason.into()) })?;
    li.types(&["receive", b_number])?;
    li.types(&["arrive", b_number])?;
    li.types(&["outbox"])?;

    stage("Wang does C, a switch in the staircase, which nobody disturbs.");
    does_the_switch(&wang, c_number)?;
    for (job, number) in played.iter().zip(job_numbers) {
        jobs::plays(&wang, number, job.script, &photos)?;
    }
    wang.syncs_in_vain()?;
    counter.offline(&li, &wang, of_store)?;

    // So that a reader can tell when something happened from when it arrived.
    machine::wait(3 * A_WHILE);
    stage("Evening. Both come up from the basement.");
    network.restore()?;
    li.types(&["sync"])?;
    wang.types(&["sync"])?;
    counter.syncs()?;
    for terminal in [&li, &wang] {
        terminal.types(&["sync"])?;
    }
    counter.syncs()?;

    report::board(&office, &day, "The board after")?;
    report::conflicts(&office, &day)?;
    stage("The same on both devices");
    li.types_for(&["show", a_number], "Conflicts")?;
    wang.types_for(&["show", b_number], "Conflicts")?;
    report::check(&office, &day)?;
    let both = [(&li, a_number), (&li, b_number), (&wang, b_number), (&wang, c_number)];
    for (terminal, number) in both.into_iter().chain(job_numbers.iter().map(|number| (&wang, number))) {
        report::check_device(&office, terminal, &day, number)?;
    }
    println!("\nChecked: COL-01 and COL-05 came out by their rules, on the server and on both devices.");
    jobs::check(&office, &wang, &played, job_numbers)?;
    report::counts_the_last(&office, [heater_of_li, heater_of_wang])?;
    counter.check(of_store)?;
    println!("Li's device: {}\nWang's device: {}", li.device().display(), wang.device().display());
    Ok(network)
}

/// An operator gives a one-time code, and the technician enrols with it: login, and what lists call the device.
fn enrols(
    terminal: &Terminal<'_>,
    folder: &Folder,
    programs: &Programs,
    url: &str,
    (login, label): (&str, &str),
) -> Result<(), DemoError> {
    let code = programs.operate(words(["device", "code", login]))?;
    println!("(operator) $ undercroft device code {login}");
    let file = folder.password();
    let file = file.to_string_lossy();
    let who = ["--name", label, "--password-file", &file];
    terminal.types(&[&["enrol", "--server", url, "--code", &code][..], &who].concat())
}

/// The id of somebody on the staff list.
fn user(staff: &serde_json::Value, name: &str) -> Result<UserId, DemoError> {
    let members = staff["staff"].as_array().map(Vec::as_slice).unwrap_or_default();
    let found = members.iter().find(|member| member["display_name"] == name);
    let id = found.and_then(|member| member["user"].as_str()).and_then(|id| id.parse().ok());
    id.ok_or_else(|| DemoError::Unexpected(format!("{name} is not on the staff list of the device")))
}

/// A request of one of the last units.
fn register(
    office: &Office,
    place: usize,
    class: &str,
    kind: ServiceKind,
    content: &str,
) -> Result<DocumentId, DemoError> {
    let unit = place::units().into_iter().rev().nth(place);
    let unit = unit.ok_or_else(|| DemoError::Unexpected("too few units".into()))?;
    let now = machine::now_ms();
    office.register(&Registration {
        customer_name: unit.resident,
        unit_no: unit.number,
        contact: unit.phone,
        department: None,
        content: content.into(),
        appointment_at: now + HOUR,
        received_at: now,
        channel: Channel::Phone,
        service_kind: kind,
        service_class: class.into(),
        urgency: client_core::domain::entry::office::Urgency::Normal,
    })
}

fn takes_and_agrees(li: &Terminal<'_>, order: &str) -> Result<(), DemoError> {
    li.types(&["receive", order])?;
    li.types(&["arrive", order])?;
    li.types(&["finding", order, "启辉器坏", "--material", "starter", "--tool", "ladder"])?;
    li.types(&["quote", order, "lamp_repair=1", "starter=1"])?;
    li.types(&["consent", order, "--by", "业主的女儿"])
}

fn repairs_and_signs(li: &Terminal<'_>, order: &str) -> Result<(), DemoError> {
    for step in [
        &["LMP-1", "normal=yes", "voltage=2210"][..],
        &["LMP-2"],
        &["LMP-3", "good_contact=yes"],
        &["LMP-5", "capacitor_broken_down=no", "glass_blackened=yes"],
        &["LMP-6", "--item", "starter", "--old", "FS-2 4-22W", "--new", "FS-2 4-22W", "--from", "kit"],
        &["LMP-7", "ends_blackened=no", "filament_burnt_out=no"],
        &["LMP-9", "good_contact=yes"],
        &["LMP-12", "burnt_out=no", "scorched=no", "shorted=no"],
        &["LMP-14"],
        &["LMP-15", "flashes=2", "lit=yes"],
    ] {
        li.types(&[&["step", order][..], step].concat())?;
    }
    li.types(&["finish", order])?;
    li.types(&["accept", order, "--pass"])
}

fn does_the_switch(wang: &Terminal<'_>, order: &str) -> Result<(), DemoError> {
    wang.types(&["receive", order])?;
    wang.types(&["arrive", order])?;
    wang.types(&["finding", order, "触点烧蚀", "--material", "switch", "--tool", "multimeter"])?;
    for step in [
        &["SWI-1", "load=1800", "limit=2200"][..],
        &["SWI-3"],
        &["SWI-4", "short=no"],
        &["SWI-6", "needle_lifts=yes"],
        &["SWI-8", "--item", "switch", "--old", "86型单开 10A", "--new", "86型单开 10A", "--from", "kit"],
        &["SWI-9"],
        &["SWI-10", "normal=yes"],
    ] {
        wang.types(&[&["step", order][..], step].concat())?;
    }
    wang.types(&["finish", order])?;
    wang.types(&["accept", order, "--pass"])
}

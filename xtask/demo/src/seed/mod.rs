//! Makes the site: people, fee standard, devices, and orders in every state, each by the path that real ones take.
//!
//! The desk's and the technicians' work of earlier days is told by their own devices, which then sync; today's comes
//! about through the office API and devices with the machine's clock.

mod check;
mod complaints;
mod conflicts;
mod fees;
mod incidents;
mod matters;
mod past;
mod plan;
mod played;
mod stock;
mod stories;
mod today;

use crate::error::DemoError;
use crate::folder::{Folder, write_private};
use crate::machine;
use crate::office::Office;
use crate::people::{ADMINISTRATOR, Person, STAFF};
use crate::phone::Phone;
use crate::place::{self, Unit};
use crate::programs::{Programs, words};
use client_core::domain::command::{Command, Registration};
use client_core::domain::entry::office::Urgency;
use client_core::domain::id::DocumentId;
use plan::{Request, URGENT};
use std::collections::BTreeMap;
use std::ffi::OsString;

const SITE: &str = "示范花园(演示)";
const FEES: &str = include_str!("../../data/fees.toml");

/// Makes database, key, people and fee standard; the server need not run.
pub(crate) fn prepare(folder: &Folder, programs: &Programs) -> Result<(), DemoError> {
    progress("site, key and administrator");
    let password = password()?;
    write_private(&folder.password(), &format!("{password}\n"))?;
    write_private(&folder.logins(), &logins(&password))?;
    write_private(&folder.units(), &place::csv())?;
    write_private(&folder.fees(), FEES)?;
    let file = folder.password().into_os_string();
    let init = words(["init", "--site", SITE, "--timezone", "Asia/Shanghai", "--admin", ADMINISTRATOR.login]);
    programs.operate(init.into_iter().chain(["--password-file".into(), file.clone()]))?;
    progress(&format!("{} people, one or more for every post", STAFF.len()));
    for person in STAFF {
        let add = words([
            "user",
            "add",
            person.login,
            "--display-name",
            person.name,
            "--role",
            person.role.as_str(),
        ]);
        programs.operate(add.into_iter().chain(["--password-file".into(), file.clone()]))?;
    }
    progress("fee standard");
    let import: [OsString; 3] = ["reference".into(), "import".into(), folder.fees().into_os_string()];
    programs.operate(import)?;
    progress("catalogue of materials and tools");
    crate::catalogue::publish(folder)?;
    progress("buildings, units and customers");
    let import: [OsString; 3] = ["directory".into(), "import".into(), folder.units().into_os_string()];
    programs.operate(import)?;
    Ok(())
}

/// Fills the site with orders; the server runs.
pub(crate) fn fill(programs: &Programs, url: &str, password: &str) -> Result<(), DemoError> {
    let mut world = World::new(programs, url, password)?;
    let past = past::tell_the_desk(&mut world)?;
    let conflicts = conflicts::register(&mut world)?;
    let played = played::register(&mut world)?;
    let stories = stories::register(&mut world)?;
    world.sync_all()?;
    stock::fill(&mut world)?;
    world.sync_all()?;
    past::work(&mut world, &past)?;
    played::work(&mut world, &played)?;
    conflicts::play(&mut world, &conflicts)?;
    stories::work(&mut world, &stories)?;
    stock::lend(&mut world, stories.waits_for_pipe())?;
    incidents::report(&mut world)?;
    let complaints = complaints::hear(&mut world)?;
    world.sync_all()?;
    world.sync_all()?;
    complaints::handle(&mut world, &complaints)?;
    past::close(&mut world, &past)?;
    played::close(&mut world, &played)?;
    let manager = Office::login(url, "lintao", password)?;
    let head = Office::login(url, "huangjianguo", password)?;
    stories::answer(&mut world, &stories, &manager, &head)?;
    world.sync_all()?;
    stories::end(&mut world, &stories)?;
    world.sync_all()?;
    let office = Office::login(url, "zhoumin", password)?;
    past::close_today(&office, &past)?;
    fees::fill(&world, url, password)?;
    matters::fill_in(&world, url, password)?;
    today::register(&mut world, &office)?;
    played::check(&mut world, &office, &played)?;
    stock::check(&mut world)?;
    check::all_is_there(&office)
}

/// Devices and the estate, while orders are told.
struct World {
    phones: BTreeMap<&'static str, Phone>,
    units: std::vec::IntoIter<Unit>,
    now: i64,
}

/// The desk's own devices, phones, and a tablet: who, under which key, and what lists call it.
const DEVICES: &[(&str, &str, &str)] = &[
    ("zhoumin", "zhoumin", "调度台电脑 1"),
    ("wuting", "wuting", "调度台电脑 2"),
    ("zhanglei", "zhanglei", "张磊的手机"),
    ("zhanglei", "tablet", "张磊的平板"),
    ("machao", "machao", "仓库柜台电脑"),
    ("chengang", "chengang", "陈刚的手机"),
    ("zhaoyong", "zhaoyong", "赵勇的手机"),
];

impl World {
    fn new(programs: &Programs, url: &str, password: &str) -> Result<Self, DemoError> {
        progress(&format!("{} devices enrol", DEVICES.len()));
        let mut phones = BTreeMap::new();
        for (login, key, name) in DEVICES {
            phones.insert(*key, Phone::enrol(programs, url, password, login, name)?);
        }
        Ok(Self { phones, units: place::units().into_iter(), now: machine::now_ms() })
    }

    fn phone(&mut self, key: &str) -> Result<&mut Phone, DemoError> {
        let known = self.phones.get_mut(key);
        known.ok_or_else(|| DemoError::Unexpected(format!("there is no device {key}")))
    }

    /// Everybody syncs, the desk first, so that the technicians hear of its orders.
    fn sync_all(&mut self) -> Result<(), DemoError> {
        DEVICES.iter().try_for_each(|(_, key, _)| self.phone(key)?.sync())
    }

    /// The registration of the next unit's resident.
    fn registration(&mut self, request: &Request) -> Result<Registration, DemoError> {
        let unit = self.units.next().ok_or_else(|| DemoError::Unexpected("too few units".into()))?;
        let received_at = crate::text::days_ago(self.now, request.days, request.hour, 7);
        // Today's calls have come before now, whatever the hour is.
        let received_at = received_at.min(self.now - 60_000);
        Ok(Registration {
            customer_name: unit.resident,
            unit_no: unit.number,
            contact: unit.phone,
            department: None,
            content: request.content.into(),
            appointment_at: received_at + 3 * 3_600_000,
            received_at,
            channel: request.channel,
            service_kind: request.kind,
            service_class: request.class.into(),
            urgency: if request.content == URGENT { Urgency::Urgent } else { Urgency::Normal },
        })
    }

    /// The desk registers a request at its time, on its own device; gives the order.
    fn register(&mut self, desk: &str, request: &Request) -> Result<DocumentId, DemoError> {
        let registration = self.registration(request)?;
        let time = registration.received_at;
        let view = self.phone(desk)?.at(Some(time)).does(None, Command::Register(registration))?;
        Ok(view.order.id)
    }

    /// The desk accepts, issues the slip and assigns.
    fn dispatch(&mut self, desk: &str, order: DocumentId, technician: &str) -> Result<(), DemoError> {
        let phone = self.phone(desk)?;
        phone.does(Some(order), Command::accept())?;
        phone.does(Some(order), Command::IssueSlip)?;
        let technician = phone.user(name_of(technician))?;
        phone.does(Some(order), Command::Assign { technician, reason: None })?;
        Ok(())
    }
}

/// The name that others see.
pub(crate) fn name_of(login: &str) -> &str {
    STAFF.iter().find(|person| person.login == login).map_or(login, |person| person.name)
}

/// One password for everybody: it is a demo, and it says so.
fn password() -> Result<String, DemoError> {
    const LETTERS: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz234567890";
    let bytes: [u8; 8] = machine::random()?;
    let word: String = bytes.iter().map(|byte| char::from(LETTERS[usize::from(byte % 32)])).collect();
    let (first, second) = word.split_at(4);
    Ok(format!("demo-{first}-{second}"))
}

fn logins(password: &str) -> String {
    let head = format!("# Invented people of a demo. One password for all of them: {password}\n");
    let line =
        |Person { login, name, role, post }: &Person| format!("{login}\t{name}\t{}\t{post}\n", role.as_str());
    std::iter::once(head).chain(crate::people::all().map(line)).collect()
}

/// Says what is being done.
pub(crate) fn progress(what: &str) {
    println!("  · {what}");
}

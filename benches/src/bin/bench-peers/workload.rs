//! The workloads. Each measures one group of devices on its line, from the moment that it goes online until nothing but a
//! heartbeat moves, and then looks whether everybody has everything.

use crate::bare;
use crate::process::Process;
use crate::proxy::Bytes;
use crate::system::{Group, Programs, Server, Site, System, free_port, person};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};
use undercroft_benches::told::{Answer, Told};

/// What one run gave.
#[derive(Debug, Clone, Default)]
pub(crate) struct Figures {
    pub(crate) bytes: Bytes,
    pub(crate) server_us: u64,
    pub(crate) device_us: u64,
    pub(crate) server_rss: u64,
    /// Requests and waits, where the system knows.
    pub(crate) said: Answer,
}

/// A folder with a copy of a site, so that each run begins with the same.
fn copy(site: &Site, name: &str) -> Result<Site, String> {
    let folder: PathBuf = site.folder.with_file_name(format!("{}-{name}", site.system.name()));
    let _ = std::fs::remove_dir_all(&folder);
    let done = Command::new("cp").arg("-r").arg(&site.folder).arg(&folder).status();
    match done {
        Ok(status) if status.success() => Ok(Site { folder, ..site.clone() }),
        _ => Err("a site couldn't be copied".to_owned()),
    }
}

/// A group with one device of each of the first technicians, which knows what it wants and isn't online.
fn group(programs: &Programs, site: &Site, server: &Server, devices: usize) -> Result<Group, String> {
    let mut group = programs.devices(site.system, &site.folder, server)?;
    for device in 0..devices {
        programs.enrol(site, &mut group, device, &person(device))?;
        group.devices.tell(&Told::Open { ids: site.orders[device].clone(), device })?;
    }
    Ok(group)
}

fn connect(group: &mut Group, devices: usize) -> Result<Answer, String> {
    let before = group.line.bytes();
    let said = group.devices.tell(&Told::Connect { devices })?;
    group.line.quiet(before)?;
    Ok(said)
}

fn counts(group: &mut Group, device: usize, ids: &[String]) -> Result<Vec<usize>, String> {
    Ok(group.devices.tell(&Told::Counts { ids: ids.to_vec(), device })?.counts)
}

/// Goes online with so many devices and measures.
fn measured(server: &Process, group: &mut Group, devices: usize) -> Result<Figures, String> {
    let (bytes, server_us) = (group.line.bytes(), server.cpu_us());
    let device_us = group.devices.process.cpu_us();
    let said = connect(group, devices)?;
    Ok(Figures {
        bytes: group.line.bytes().since(bytes),
        server_us: server.cpu_us() - server_us,
        device_us: group.devices.process.cpu_us() - device_us,
        server_rss: server.peak_rss(),
        said,
    })
}

fn all(counts: &[usize], at_least: usize, what: &str) -> Result<(), String> {
    match counts.iter().find(|count| **count < at_least) {
        None => Ok(()),
        Some(count) => Err(format!("{what}: {count} entries of {at_least}")),
    }
}

/// W0: the first sync of all orders to a new device. Then W1: the same device goes offline and comes back.
pub(crate) fn first_and_idle(
    programs: &Programs,
    site: &Site,
    entries: usize,
) -> Result<(Figures, Figures), String> {
    let site = copy(site, "run")?;
    let server = programs.serve(site.system, &site.folder)?;
    let mut group = group(programs, &site, &server, 1)?;
    let first = measured(&server.process, &mut group, 1)?;
    all(&counts(&mut group, 0, &site.orders[0])?, entries, "first sync")?;
    group.devices.tell(&Told::Disconnect { devices: 1 })?;
    std::thread::sleep(Duration::from_secs(2));
    let idle = measured(&server.process, &mut group, 1)?;
    server.process.end();
    Ok((first, idle))
}

/// W2: ten commands in each of 20 orders offline, while another device writes five in each of 20 others.
pub(crate) fn after_shift(programs: &Programs, site: &Site) -> Result<Figures, String> {
    let site = copy(site, "run")?;
    let server = programs.serve(site.system, &site.folder)?;
    let mut phone = group(programs, &site, &server, 1)?;
    let mut other = group(programs, &site, &server, 1)?;
    connect(&mut phone, 1)?;
    phone.devices.tell(&Told::Disconnect { devices: 1 })?;
    connect(&mut other, 1)?;
    let ids = &site.orders[0];
    let (mine, others) = (ids[..20].to_vec(), ids[100..120].to_vec());
    let known = counts(&mut phone, 0, &ids[..1])?[0];
    other.devices.tell(&Told::Append { ids: others.clone(), each: 5, device: 0 })?;
    phone.devices.tell(&Told::Append { ids: mine.clone(), each: 10, device: 0 })?;
    other.devices.tell(&Told::Disconnect { devices: 1 })?;
    std::thread::sleep(Duration::from_secs(2));
    connect(&mut other, 1)?;
    other.devices.tell(&Told::Disconnect { devices: 1 })?;
    std::thread::sleep(Duration::from_secs(1));
    let figures = measured(&server.process, &mut phone, 1)?;
    all(&counts(&mut phone, 0, &others)?, known + 5, "the phone")?;
    connect(&mut other, 1)?;
    all(&counts(&mut other, 0, &mine)?, known + 10, "the other device")?;
    server.process.end();
    Ok(figures)
}

/// W3: many devices come back at once, each with ten commands in each of five of its own orders.
pub(crate) fn storm(programs: &Programs, site: &Site, devices: usize) -> Result<Figures, String> {
    let site = copy(site, "run")?;
    let server = programs.serve(site.system, &site.folder)?;
    let mut phones = group(programs, &site, &server, devices)?;
    connect(&mut phones, devices)?;
    phones.devices.tell(&Told::Disconnect { devices })?;
    std::thread::sleep(Duration::from_secs(2));
    let known = counts(&mut phones, 0, &site.orders[0][..1])?[0];
    for device in 0..devices {
        let ids = site.orders[device][..5].to_vec();
        phones.devices.tell(&Told::Append { ids, each: 10, device })?;
    }
    let figures = measured(&server.process, &mut phones, devices)?;
    let mut later = group(programs, &site, &server, devices)?;
    connect(&mut later, devices)?;
    for device in [0, devices / 2, devices - 1] {
        all(&counts(&mut later, device, &site.orders[device][..5])?, known + 10, "a later device")?;
    }
    server.process.end();
    Ok(figures)
}

/// Storage of a site: bytes of all files of its folder after its server has ended.
pub(crate) fn stored(site: &Site) -> u64 {
    fn size(path: &Path) -> u64 {
        let Ok(entries) = std::fs::read_dir(path) else {
            return std::fs::metadata(path).map_or(0, |file| file.len());
        };
        entries.flatten().map(|entry| size(&entry.path())).sum()
    }
    size(&site.folder.join("data"))
}

/// A server with the first technician's device, which has everything.
pub(crate) fn connected(programs: &Programs, site: &Site) -> Result<(Server, Group), String> {
    let server = programs.serve(site.system, &site.folder)?;
    let mut phone = group(programs, site, &server, 1)?;
    connect(&mut phone, 1)?;
    Ok((server, phone))
}

/// What a start gave.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Start {
    /// Until it listens, microseconds.
    pub(crate) listens_us: u64,
    /// Until a device that has everything has its answer, where the system's sync has an end, microseconds.
    pub(crate) served_us: Option<u64>,
    /// Peak of its memory a second later, bytes.
    pub(crate) rss: u64,
}

/// W4: a server's start.
pub(crate) fn start(programs: &Programs, site: &Site) -> Result<Start, String> {
    let site = copy(site, "run")?;
    let ours = site.system == System::Undercroft;
    let mut waits = if ours { Some(connected(programs, &site)?) } else { None };
    let port = match &mut waits {
        Some((server, _)) => server.port,
        None => free_port()?,
    };
    let phone = waits.map(|(server, phone)| {
        server.process.end();
        phone
    });
    let us = |since: Instant| u64::try_from(since.elapsed().as_micros()).unwrap_or(u64::MAX);
    let began = Instant::now();
    let server = programs.serve_at(site.system, &site.folder, port)?;
    let listens_us = us(began);
    let mut served_us = None;
    if let Some(mut phone) = phone {
        phone.devices.tell(&Told::Connect { devices: 1 })?;
        served_us = Some(us(began));
    }
    std::thread::sleep(Duration::from_secs(1));
    Ok(Start { listens_us, served_us, rss: server.process.peak_rss() })
}

/// What a server makes of requests that come at one moment, and what a bare program makes of the same rows.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pushes {
    /// Changes.
    pub(crate) rows: usize,
    /// The server's time, from the requests until the last answer begins.
    pub(crate) server: Duration,
    /// The bare program's.
    pub(crate) bare: Duration,
}

/// Durable pushes: the requests of W3 at one moment, whose answers wait until all are there, so that devices don't take
/// the server's processor; then the same rows by a program that does nothing else.
pub(crate) fn pushes(programs: &Programs, site: &Site, devices: usize) -> Result<Pushes, String> {
    let site = copy(site, "run")?;
    let server = programs.serve(site.system, &site.folder)?;
    let mut phones = group(programs, &site, &server, devices)?;
    connect(&mut phones, devices)?;
    for device in 0..devices {
        let ids = site.orders[device][..5].to_vec();
        phones.devices.tell(&Told::Append { ids, each: 10, device })?;
    }
    let Group { devices: told, line } = &mut phones;
    line.shut();
    let took = std::thread::scope(|scope| {
        let took = scope.spawn(|| line.at_once(devices));
        told.tell(&Told::Connect { devices })?;
        took.join().map_err(|_| "the line broke".to_owned())?
    })?;
    server.process.end();
    let rows = devices * 5 * 10;
    let bare = bare::write_again(&site.folder, rows, devices).map_err(|error| error.to_string())?;
    Ok(Pushes { rows, server: took, bare })
}

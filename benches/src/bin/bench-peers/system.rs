//! A system under measurement: its server, its devices, and a site with orders.

use crate::process::{Devices, Process};
use crate::proxy::Proxy;
use client_core::domain::id::hex;
use serde_json::json;
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;
use undercroft_benches::history;
use undercroft_benches::told::Told;

/// What is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, clap::ValueEnum)]
pub(crate) enum System {
    Undercroft,
    AutomergeRepo,
    Hocuspocus,
    Pouchdb,
}

impl System {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Undercroft => "undercroft",
            Self::AutomergeRepo => "automerge-repo",
            Self::Hocuspocus => "hocuspocus",
            Self::Pouchdb => "pouchdb",
        }
    }
}

/// Where the programs are.
#[derive(Debug, Clone)]
pub(crate) struct Programs {
    /// Folder with `undercroft` and `bench-device`.
    pub(crate) ours: PathBuf,
    /// Folder with `server.mjs` and `device.mjs`, and their packages.
    pub(crate) peers: PathBuf,
}

/// Everybody's password.
pub(crate) const PASSWORD: &str = "correct horse battery";

/// A site's folder, with what its devices need to know.
#[derive(Debug, Clone)]
pub(crate) struct Site {
    pub(crate) system: System,
    pub(crate) folder: PathBuf,
    /// Orders, by the device that holds them.
    pub(crate) orders: Vec<Vec<String>>,
}

/// A server that runs.
pub(crate) struct Server {
    pub(crate) process: Process,
    pub(crate) port: u16,
}

/// A group of devices of one process, and the line that it is on.
pub(crate) struct Group {
    pub(crate) devices: Devices,
    pub(crate) line: Proxy,
}

fn text(error: impl std::fmt::Display) -> String {
    error.to_string()
}

fn run(command: &mut Command) -> Result<String, String> {
    let output = command.stdin(Stdio::null()).output().map_err(text)?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    Err(format!("{command:?}: {}", String::from_utf8_lossy(&output.stderr)))
}

/// A port that nobody listens on.
pub(crate) fn free_port() -> Result<u16, String> {
    let listener = TcpListener::bind("127.0.0.1:0").map_err(text)?;
    Ok(listener.local_addr().map_err(text)?.port())
}

impl Programs {
    fn operate(&self, site: &Path) -> Command {
        let mut command = Command::new(self.ours.join("undercroft"));
        command.arg("--data").arg(site.join("data")).env("RUST_LOG", "warn");
        command
    }

    /// One more person of a site of Undercroft.
    pub(crate) fn add_user(&self, site: &Site, name: &str, role: &str) -> Result<(), String> {
        let mut command = self.operate(&site.folder);
        command.args(["user", "add", name, "--role", role, "--password-file"]);
        run(command.arg(site.folder.join("password"))).map(drop)
    }

    /// Starts the server of a site's folder.
    pub(crate) fn serve(&self, system: System, site: &Path) -> Result<Server, String> {
        self.serve_at(system, site, free_port()?)
    }

    /// The same on a port that devices know already.
    pub(crate) fn serve_at(&self, system: System, site: &Path, port: u16) -> Result<Server, String> {
        let log = std::fs::File::create(site.join("server.log")).map_err(text)?;
        let mut command = if system == System::Undercroft {
            let mut command = self.operate(site);
            command.args(["serve", "--listen", &format!("127.0.0.1:{port}")]);
            command
        } else {
            let mut command = Command::new("node");
            command.arg(self.peers.join("server.mjs")).args([system.name(), &port.to_string()]);
            command.arg(site.join("data"));
            command
        };
        command.current_dir(site).stdin(Stdio::null()).stdout(Stdio::null()).stderr(log);
        let process = Process::start(&mut command)?;
        for _ in 0..30_000 {
            if TcpStream::connect(("127.0.0.1", port)).is_ok() {
                return Ok(Server { process, port });
            }
            std::thread::sleep(Duration::from_millis(1));
        }
        Err(format!("{} doesn't listen", system.name()))
    }

    /// A process with devices behind a line of its own.
    pub(crate) fn devices(&self, system: System, site: &Path, server: &Server) -> Result<Group, String> {
        let line = Proxy::to(server.port).map_err(text)?;
        let mut command = if system == System::Undercroft {
            Command::new(self.ours.join("bench-device"))
        } else {
            let mut command = Command::new("node");
            command.arg(self.peers.join("device.mjs")).arg(system.name());
            command
        };
        command.arg(line.url());
        Ok(Group { devices: Devices::start(&mut command, &site.join("devices.log"))?, line })
    }

    /// Makes the device of this number that of the person (Undercroft); the others know no persons.
    pub(crate) fn enrol(
        &self,
        site: &Site,
        group: &mut Group,
        device: usize,
        person: &str,
    ) -> Result<(), String> {
        if site.system != System::Undercroft {
            return Ok(());
        }
        let said = run(self.operate(&site.folder).args(["device", "code", person]))?;
        let code = said.split_whitespace().find(|word| word.len() > 20).ok_or("no code")?.to_owned();
        group.devices.tell(&Told::Enrol { device, code, password: PASSWORD.to_owned() })?;
        Ok(())
    }

    /// A site whose technicians hold so many orders each, with so many commands in every order.
    pub(crate) fn site(
        &self,
        system: System,
        folder: &Path,
        technicians: usize,
        orders: usize,
        commands: usize,
    ) -> Result<Site, String> {
        std::fs::create_dir_all(folder.join("data")).map_err(text)?;
        let mut site = Site { system, folder: folder.to_owned(), orders: Vec::new() };
        match system {
            System::Undercroft => self.ours(&mut site, technicians, orders, commands)?,
            _ => self.theirs(&mut site, technicians, orders, commands)?,
        }
        Ok(site)
    }

    fn ours(
        &self,
        site: &mut Site,
        technicians: usize,
        orders: usize,
        commands: usize,
    ) -> Result<(), String> {
        let password = site.folder.join("password");
        std::fs::write(&password, format!("{PASSWORD}\n")).map_err(text)?;
        run(Command::new("chmod").arg("600").arg(&password))?;
        // `init` makes the folder itself.
        std::fs::remove_dir(site.folder.join("data")).map_err(text)?;
        let operate = |words: &[&str]| {
            run(self.operate(&site.folder).args(words).arg("--password-file").arg(&password))
        };
        operate(&["init", "--site", "Bench", "--admin", "root"])?;
        operate(&["user", "add", "desk", "--role", "dispatcher"])?;
        for n in 0..technicians {
            operate(&["user", "add", &person(n), "--role", "technician"])?;
        }
        let server = self.serve(System::Undercroft, &site.folder)?;
        let mut desk = self.devices(System::Undercroft, &site.folder, &server)?;
        self.enrol(site, &mut desk, 0, "desk")?;
        desk.devices.tell(&Told::Connect { devices: 1 })?;
        for n in 0..technicians {
            let made = desk.devices.tell(&Told::Register { orders, technician: person(n) })?;
            desk.devices.tell(&Told::Connect { devices: 1 })?;
            if commands > history::OFFICE {
                let mut phone = self.devices(System::Undercroft, &site.folder, &server)?;
                self.enrol(site, &mut phone, 0, &person(n))?;
                phone.devices.tell(&Told::Connect { devices: 1 })?;
                phone.devices.tell(&Told::Work { device: 0, ids: made.ids.clone(), commands })?;
                phone.devices.tell(&Told::Connect { devices: 1 })?;
            }
            site.orders.push(made.ids);
        }
        server.process.end();
        Ok(())
    }

    fn theirs(
        &self,
        site: &mut Site,
        technicians: usize,
        orders: usize,
        commands: usize,
    ) -> Result<(), String> {
        let file = site.folder.join("orders.json");
        let entries: Vec<_> = (0..commands).map(entry).collect();
        let all: Vec<_> = (0..orders).map(|_| entries.iter().map(fresh).collect::<Vec<_>>()).collect();
        std::fs::write(&file, json!({ "orders": all }).to_string()).map_err(text)?;
        let server = self.serve(site.system, &site.folder)?;
        let mut seeder = self.devices(site.system, &site.folder, &server)?;
        for device in 0..technicians {
            let made = seeder.devices.tell(&Told::Make { file: file.clone(), device })?;
            site.orders.push(made.ids);
        }
        let before = seeder.line.bytes();
        seeder.devices.tell(&Told::Connect { devices: technicians })?;
        seeder.line.quiet(before)?;
        // They write to their disks when a while has passed.
        std::thread::sleep(Duration::from_secs(12));
        drop(seeder);
        server.process.end();
        Ok(())
    }
}

/// The n-th technician's user name.
pub(crate) fn person(n: usize) -> String {
    format!("tech{n}")
}

/// The n-th entry of another system's order: the fields of a note, which most of Undercroft's entries are.
fn entry(n: usize) -> serde_json::Value {
    json!({
        "id": "", "command": "",
        "author": "0a9e0000-0000-4000-8000-000000000001",
        "device": "0a9e0000-0000-4000-8000-000000000002",
        "kind": "note",
        "wall_time": 1_772_413_200_000_u64 + n as u64 * 60_000,
        "text": format!("现场记录:第{n}次测量正常,接线紧固"),
    })
}

/// With ids of its own: they are random in every system, because chance can't be compressed.
fn fresh(entry: &serde_json::Value) -> serde_json::Value {
    let mut entry = entry.clone();
    for field in ["id", "command"] {
        let mut bytes = [0; 16];
        // A bench without chance still runs.
        let _ = getrandom::fill(&mut bytes);
        entry[field] = hex(&bytes).into();
    }
    entry
}

//! The same work on Undercroft and on other sync systems, side by side in one run; started by `cargo xtask bench-peers`.
//! Prints a table in Markdown; asserts nothing about time, but stops where somebody doesn't get everything.
#![allow(
    clippy::disallowed_methods,
    reason = "it measures the machine that it runs on, and waits until other programs fall silent"
)]

mod bare;
mod live;
mod process;
mod proxy;
mod report;
mod system;
mod workload;

use clap::{Parser, ValueEnum};
use report::{Report, grouped};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use system::{Programs, Site, System};

/// Runs the workloads.
#[derive(Debug, Parser)]
struct Args {
    /// Folder with the release programs `undercroft` and `bench-device`
    #[arg(long)]
    programs: PathBuf,
    /// Folder with the other systems
    #[arg(long)]
    peers: PathBuf,
    /// Runs of each workload; figures are medians
    #[arg(long, default_value_t = 5)]
    runs: usize,
    /// Only these systems
    #[arg(long, value_enum, value_delimiter = ',')]
    systems: Vec<System>,
    /// Only these workloads: w0 (with w1), w1-1000, w1-10000, w2, w3, w3-500, w4, w4-100000, w5, pushes
    #[arg(long, value_delimiter = ',')]
    only: Vec<String>,
}

/// Commands of an order with its full history.
const HISTORY: usize = 40;

struct Bench<'a> {
    args: &'a Args,
    programs: Programs,
    folder: &'a Path,
    report: Report,
    /// Lines below the table.
    words: Vec<String>,
}

impl Bench<'_> {
    fn wants(&self, workload: &str) -> bool {
        self.args.only.is_empty() || self.args.only.iter().any(|one| one == workload)
    }

    fn site(
        &self,
        system: System,
        name: &str,
        technicians: usize,
        orders: usize,
        commands: usize,
    ) -> Result<Site, String> {
        eprintln!("{name} {}: making {technicians} x {orders} orders", system.name());
        let folder = self.folder.join(format!("{name}-{}", system.name()));
        self.programs.site(system, &folder, technicians, orders, commands)
    }

    fn times<T>(&self, run: impl Fn() -> Result<T, String>) -> Result<Vec<T>, String> {
        (0..self.args.runs).map(|_| run()).collect()
    }

    fn system(&mut self, system: System) -> Result<(), String> {
        let ours = system == System::Undercroft;
        if self.wants("w0") || self.wants("w2") {
            let site = self.site(system, "w0", 1, 200, HISTORY)?;
            if self.wants("w0") {
                let runs = self.times(|| workload::first_and_idle(&self.programs, &site, HISTORY))?;
                let (first, idle): (Vec<_>, Vec<_>) = runs.into_iter().unzip();
                self.report.add("W0 first sync, 200 orders", system, &first);
                self.report.add("W1 idle, 200 orders", system, &idle);
            }
            if self.wants("w2") {
                let runs = self.times(|| workload::after_shift(&self.programs, &site))?;
                self.report.add("W2 after a shift, 200 orders", system, &runs);
            }
        }
        for (name, orders) in [("w1-1000", 1_000), ("w1-10000", 10_000)] {
            if self.wants(name) && (ours || orders < 10_000) {
                let site = self.site(system, name, 1, orders, 4)?;
                let runs = self.times(|| workload::first_and_idle(&self.programs, &site, 4))?;
                let idle: Vec<_> = runs.into_iter().map(|(_, idle)| idle).collect();
                self.report.add(&format!("W1 idle, {orders:05} orders"), system, &idle);
            }
        }
        for (name, devices) in [("w3", 50), ("w3-500", 500)] {
            if self.wants(name) && (ours || devices < 500) {
                let site = self.site(system, name, devices, 20, 4)?;
                let runs = self.times(|| workload::storm(&self.programs, &site, devices))?;
                self.report.add(&format!("W3 storm, {devices:03} devices"), system, &runs);
            }
        }
        for (name, technicians, orders, commands) in [("w4", 1, 1_000, HISTORY), ("w4-100000", 100, 1_000, 4)]
        {
            if self.wants(name) && (ours || name == "w4") {
                let site = self.site(system, name, technicians, orders, commands)?;
                let stored = workload::stored(&site);
                let starts = self.times(|| workload::start(&self.programs, &site))?;
                self.words.push(started(system, technicians * orders, commands, stored, &starts));
            }
        }
        if ours && self.wants("w5") {
            let site = self.site(system, "w5", 1, 20, 4)?;
            for n in 0..live::PERSONS {
                self.programs.add_user(&site, &live::dispatcher(n), "dispatcher")?;
            }
            let live = live::live(&self.programs, &site)?;
            for (what, times) in [
                ("the last of 200 consoles has heard of it", &live.heard),
                ("the board shows it", &live.board),
                ("a phone has it", &live.phone),
            ] {
                let (half, p99) = live::spread(times);
                self.words.push(format!("- W5: until {what}: median {half} ms, p99 {p99} ms."));
            }
        }
        if ours && self.wants("pushes") {
            let site = self.site(system, "pushes", 50, 20, 4)?;
            let runs = self.times(|| workload::pushes(&self.programs, &site, 50))?;
            let ms = |pick: &dyn Fn(&workload::Pushes) -> std::time::Duration| {
                let mut all: Vec<u128> = runs.iter().map(|run| pick(run).as_millis()).collect();
                all.sort_unstable();
                all[all.len() / 2].max(1)
            };
            let (server, bare) = (ms(&|run| run.server), ms(&|run| run.bare));
            let rows = runs.first().map_or(0, |run| run.rows);
            self.words.push(format!(
                "- Durable pushes: {rows} changes in 50 requests at once take the server {server} ms, a bare program {bare} ms: \
                 {} % of its rows a second.",
                bare * 100 / server
            ));
        }
        Ok(())
    }
}

/// A line about starts: the quickest, and the largest memory.
fn started(
    system: System,
    orders: usize,
    commands: usize,
    stored: u64,
    starts: &[workload::Start],
) -> String {
    let ms = |us: Option<u64>| us.map_or_else(|| "?".to_owned(), |us| (us / 1_000).to_string());
    let listens = starts.iter().map(|start| start.listens_us).min();
    let served = starts.iter().filter_map(|start| start.served_us).min();
    let served = served.map(|us| format!(", and a device has its answer after {} ms", ms(Some(us))));
    format!(
        "- {}: {} orders of {commands} entries take {} bytes of disk; the server listens {} ms after its start{}; it is {} MB \
         large then.",
        system.name(),
        grouped(orders as u64),
        grouped(stored),
        ms(listens),
        served.unwrap_or_default(),
        starts.iter().map(|start| start.rss).max().unwrap_or_default() / 1_000_000
    )
}

/// What ran: versions, and the machine.
fn versions(peers: &Path) -> Vec<String> {
    let version = |package: &str| {
        let file = peers.join("node_modules").join(package).join("package.json");
        let text = std::fs::read_to_string(file).unwrap_or_default();
        let json: serde_json::Value = serde_json::from_str(&text).unwrap_or_default();
        format!("{package} {}", json["version"].as_str().unwrap_or("?"))
    };
    let node = Command::new("node").arg("--version").output();
    let node =
        node.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned()).unwrap_or_default();
    let packages = [
        "@automerge/automerge-repo",
        "@automerge/automerge",
        "@hocuspocus/server",
        "@hocuspocus/provider",
        "yjs",
        "express-pouchdb",
        "pouchdb",
    ];
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let mut words = vec![format!("Undercroft {}", env!("CARGO_PKG_VERSION"))];
    words.extend(packages.map(version));
    words.push(format!("Node {node}"));
    words.push(format!("{cores} cores, {}", std::env::consts::ARCH));
    words
}

fn run(args: &Args) -> Result<(), String> {
    let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
    let absolute = |path: &Path| path.canonicalize().map_err(|error| format!("{}: {error}", path.display()));
    let programs = Programs { ours: absolute(&args.programs)?, peers: absolute(&args.peers)? };
    let mut bench =
        Bench { args, programs, folder: folder.path(), report: Report::default(), words: Vec::new() };
    let systems = if args.systems.is_empty() { System::value_variants() } else { &args.systems };
    let mut stopped = Vec::new();
    for system in systems {
        if let Err(error) = bench.system(*system) {
            stopped.push(format!("{} stopped: {error}", system.name()));
        }
    }
    println!("{}.\n", versions(&bench.programs.peers).join(", "));
    println!("{}\n{}", bench.report.markdown(), bench.words.join("\n"));
    // A table without them is no table for the document.
    if stopped.is_empty() { Ok(()) } else { Err(stopped.join("\n")) }
}

fn main() -> ExitCode {
    match run(&Args::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

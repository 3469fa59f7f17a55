//! What cargo alone can't do: `cargo xtask test`, `web`, `wasm`, `simulate`, `planted`, `fuzz`, `power-off`, `sbom`,
//! `advisories`, `screenshots`, `types`, `demo`, `bench-peers`.
//!
//! It depends on `clap`, the names of the planted bugs and the standard library only, because it is compiled before
//! anything else runs.

mod advisories;
mod bench_peers;
mod debian;
mod demo;
mod error;
mod fuzz;
mod planted;
mod power_off;
mod process;
mod sbom;
mod simulate;
mod specs;
mod steps;
mod test;
mod tiers;
mod tools;
mod types;
mod wasm;
mod web;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// The arguments of `cargo xtask`.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", about = "Undercroft's build tasks")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

/// What to do.
#[derive(Debug, Subcommand)]
enum Task {
    /// Check everything: format, lints, house rules, tests, dependencies, and client-core in a browser
    Test(test::Args),
    /// Build client-core for the browser with its checks, and run them in headless Chromium
    Wasm(wasm::Args),
    /// Build the technician's app for the server to embed, check its core in a browser, and print sizes
    Web(web::Args),
    /// Run seeds of the simulated fleet, and write down which were clean
    Simulate(simulate::Args),
    /// Plant bugs on purpose, and see whether the tests find them
    Planted(planted::Args),
    /// Run the fuzzer's targets, and write down for how long
    Fuzz(fuzz::Args),
    /// Cut the power of a virtual machine with the server on it, again and again, while phones sync
    PowerOff(power_off::Args),
    /// Write down what a release is made of: crates and packages with versions and licences
    Sbom,
    /// Ask for known faults of the crates and packages of a release
    Advisories,
    /// Take the documentation's pictures of phone and office, or with --all pictures of every page
    Screenshots(specs::Args),
    /// Write TypeScript's view of client-core's values for the app
    Types,
    /// Measure Undercroft beside other sync systems, and write the table of docs/performance.md
    BenchPeers(bench_peers::Args),
    /// Run a server with invented data and a technician's device against it
    Demo(demo::Args),
}

fn main() -> ExitCode {
    let outcome = match Arguments::parse().task {
        Task::Test(args) => test::run(&args),
        Task::Wasm(args) => wasm::check(&args).map(drop),
        Task::Web(args) => web::run(&args),
        Task::Simulate(args) => simulate::run(&args),
        Task::Planted(args) => planted::run(&args),
        Task::Fuzz(args) => fuzz::run(&args),
        Task::PowerOff(args) => power_off::run(&args),
        Task::Sbom => sbom::run(),
        Task::Advisories => advisories::run(),
        Task::Screenshots(args) => specs::pictures(&args),
        Task::Types => types::run(),
        Task::BenchPeers(args) => bench_peers::run(&args),
        Task::Demo(args) => demo::run(args),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::{CommandFactory, Parser};

    use super::Arguments;

    #[test]
    fn the_command_line_is_consistent() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn demo_arguments_parse() {
        let line = "xtask demo --offline-day --once --listen 127.0.0.1:0 --data target/demo";
        assert!(Arguments::try_parse_from(line.split(' ')).is_ok());
        assert!(Arguments::try_parse_from(["xtask", "demo", "--listen", "nowhere"]).is_err());
    }
}

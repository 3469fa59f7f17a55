//! Figures as a table.

use crate::system::System;
use crate::workload::Figures;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// Medians by workload and system.
#[derive(Debug, Default)]
pub(crate) struct Report {
    rows: BTreeMap<(String, System), Row>,
}

/// What a table shows of one workload on one system.
#[derive(Debug, Default, Clone)]
pub(crate) struct Row {
    runs: usize,
    up: u64,
    down: u64,
    server_us: u64,
    device_us: u64,
    rss: u64,
    requests: u32,
    /// The 99th of a hundred devices waited so long for its last acknowledgement, ms.
    p99_ms: Option<u64>,
}

fn median(mut values: Vec<u64>) -> u64 {
    values.sort_unstable();
    values.get(values.len() / 2).copied().unwrap_or_default()
}

fn p99(waits: &[u64]) -> Option<u64> {
    let place = (waits.len() * 99).div_ceil(100);
    waits.get(place.max(1) - 1).copied()
}

/// Thousands apart, so that bytes can be read.
pub(crate) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

fn ms(us: u64) -> String {
    let tenths = (us + 50) / 100;
    if tenths >= 1_000 { grouped(tenths / 10) } else { format!("{}.{}", tenths / 10, tenths % 10) }
}

impl Report {
    pub(crate) fn add(&mut self, workload: &str, system: System, runs: &[Figures]) {
        let of = |pick: &dyn Fn(&Figures) -> u64| median(runs.iter().map(pick).collect());
        let waits = runs.iter().filter_map(|run| p99(&run.said.waited_ms)).collect::<Vec<_>>();
        let row = Row {
            runs: runs.len(),
            up: of(&|run| run.bytes.up),
            down: of(&|run| run.bytes.down),
            server_us: of(&|run| run.server_us),
            device_us: of(&|run| run.device_us),
            rss: of(&|run| run.server_rss),
            requests: runs.iter().map(|run| run.said.requests).max().unwrap_or_default(),
            p99_ms: (!waits.is_empty()).then(|| median(waits)),
        };
        eprintln!("{workload} {}: {}", system.name(), row.cells().join(" | "));
        self.rows.insert((workload.to_owned(), system), row);
    }

    /// The table, in Markdown.
    pub(crate) fn markdown(&self) -> String {
        let mut out = String::from(
            "| workload | system | bytes up | bytes down | both | server CPU, ms | device CPU, ms | server's peak, MB \
             | requests | p99 wait, ms | runs |\n|---|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n",
        );
        for ((workload, system), row) in &self.rows {
            // Writing to a String can't fail.
            let _ = writeln!(out, "| {workload} | {} | {} |", system.name(), row.cells().join(" | "));
        }
        out
    }
}

impl Row {
    fn cells(&self) -> Vec<String> {
        vec![
            grouped(self.up),
            grouped(self.down),
            grouped(self.up + self.down),
            ms(self.server_us),
            ms(self.device_us),
            grouped(self.rss / 1_000_000),
            if self.requests == 0 { String::new() } else { self.requests.to_string() },
            self.p99_ms.map(|ms| ms.to_string()).unwrap_or_default(),
            self.runs.to_string(),
        ]
    }
}

//! Processes of a run, and what the operating system says of them.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::Duration;
use undercroft_benches::told::{Answer, Told};

/// A process that ends with this value.
pub(crate) struct Process {
    child: Child,
}

impl Process {
    pub(crate) fn start(command: &mut Command) -> Result<Self, String> {
        let child = command.spawn().map_err(|error| format!("{command:?}: {error}"))?;
        Ok(Self { child })
    }

    fn field(&self, file: &str, pick: impl Fn(&str) -> Option<u64>) -> u64 {
        let path = format!("/proc/{}/{file}", self.child.id());
        std::fs::read_to_string(path).ok().and_then(|text| pick(&text)).unwrap_or_default()
    }

    /// Processor time so far, microseconds. Precise for threads that live, in steps of 10 ms for those that have ended.
    pub(crate) fn cpu_us(&self) -> u64 {
        let ticks = self.field("stat", |text| {
            let (_, fields) = text.rsplit_once(')')?;
            let fields: Vec<&str> = fields.split_whitespace().collect();
            Some(fields.get(11)?.parse::<u64>().ok()? + fields.get(12)?.parse::<u64>().ok()?)
        });
        let mut living = 0;
        let tasks = std::fs::read_dir(format!("/proc/{}/task", self.child.id()));
        for task in tasks.into_iter().flatten().flatten() {
            let text = std::fs::read_to_string(task.path().join("schedstat")).unwrap_or_default();
            living +=
                text.split_whitespace().next().and_then(|ns| ns.parse::<u64>().ok()).unwrap_or_default();
        }
        (ticks * 10_000).max(living / 1_000)
    }

    /// Largest resident size so far, bytes.
    pub(crate) fn peak_rss(&self) -> u64 {
        self.field("status", |text| {
            let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
            line.split_whitespace().next()?.parse::<u64>().ok().map(|kb| kb * 1_024)
        })
    }

    /// Asks it to end, as an operator would, and waits.
    pub(crate) fn end(mut self) {
        let _ = Command::new("kill").arg(self.child.id().to_string()).status();
        for _ in 0..100 {
            if matches!(self.child.try_wait(), Ok(Some(_))) {
                return;
            }
            std::thread::sleep(Duration::from_millis(100));
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = (self.child.kill(), self.child.wait());
    }
}

/// A process with devices, told what to do.
pub(crate) struct Devices {
    pub(crate) process: Process,
    to: ChildStdin,
    from: BufReader<ChildStdout>,
}

impl Devices {
    pub(crate) fn start(command: &mut Command, log: &Path) -> Result<Self, String> {
        let log = std::fs::File::create(log).map_err(|error| error.to_string())?;
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(log);
        let mut process = Process::start(command)?;
        let (to, from) = (process.child.stdin.take(), process.child.stdout.take());
        let (Some(to), Some(from)) = (to, from) else { return Err("no pipes".to_owned()) };
        let mut devices = Self { process, to, from: BufReader::new(from) };
        devices.answer()?;
        Ok(devices)
    }

    fn answer(&mut self) -> Result<Answer, String> {
        let mut line = String::new();
        loop {
            line.clear();
            if self.from.read_line(&mut line).map_err(|error| error.to_string())? == 0 {
                return Err("the devices' process ended".to_owned());
            }
            // Libraries print what they like.
            if let Ok(answer) = serde_json::from_str::<Answer>(&line) {
                return answer.error.clone().map_or(Ok(answer), Err);
            }
        }
    }

    pub(crate) fn tell(&mut self, told: &Told) -> Result<Answer, String> {
        let line = serde_json::to_string(told).map_err(|error| error.to_string())?;
        writeln!(self.to, "{line}").map_err(|error| error.to_string())?;
        self.answer().map_err(|error| format!("{error} (told: {line:.80})"))
    }
}

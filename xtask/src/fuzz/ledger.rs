//! The ledger: for each target its name, minutes, executions, and the most features of coverage that a run has seen,
//! separated by tabs.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::error::TaskError;

/// What was run of a target.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Line {
    minutes: u64,
    executions: u64,
    features: u64,
}

/// What was run of all of them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Ledger(BTreeMap<String, Line>);

impl Ledger {
    /// Reads the file; one that isn't there is empty.
    pub(super) fn read(path: &Path) -> Result<Self, TaskError> {
        if !path.exists() {
            return Ok(Self::default());
        }
        let text = fs::read_to_string(path).map_err(TaskError::file(path))?;
        Self::parse(&text).ok_or_else(|| TaskError::Fuzz(format!("{} can't be read", path.display())))
    }

    fn parse(text: &str) -> Option<Self> {
        let line = |line: &str| {
            let mut parts = line.split('\t');
            let name = parts.next()?.to_owned();
            let mut number = || parts.next()?.parse().ok();
            let read = Line { minutes: number()?, executions: number()?, features: number()? };
            parts.next().is_none().then_some((name, read))
        };
        text.lines().filter(|line| !line.is_empty()).map(line).collect::<Option<_>>().map(Self)
    }

    /// Adds a run.
    pub(super) fn add(&mut self, target: &str, minutes: u64, executions: u64, features: u64) {
        let line = self.0.entry(target.to_owned()).or_default();
        line.minutes += minutes;
        line.executions += executions;
        line.features = line.features.max(features);
    }

    fn text(&self) -> String {
        let line = |(name, line): (&String, &Line)| {
            format!("{name}\t{}\t{}\t{}\n", line.minutes, line.executions, line.features)
        };
        self.0.iter().map(line).collect()
    }

    /// Writes the file.
    pub(super) fn write(&self, path: &Path) -> Result<(), TaskError> {
        fs::write(path, self.text()).map_err(TaskError::file(path))
    }
}

#[cfg(test)]
mod tests {
    use super::Ledger;

    #[test]
    fn runs_of_a_target_add_up() {
        let mut ledger = Ledger::parse("a\t5\t100\t30\nb\t1\t2\t3\n").expect("a ledger");
        ledger.add("a", 5, 50, 20);
        ledger.add("c", 1, 1, 1);
        assert_eq!(ledger.text(), "a\t10\t150\t30\nb\t1\t2\t3\nc\t1\t1\t1\n");
        assert_eq!(Ledger::parse(&ledger.text()), Some(ledger));
        assert_eq!(Ledger::parse("a\t1\n"), None);
        assert_eq!(Ledger::parse("a\t1\t2\t3\t4\n"), None);
    }
}

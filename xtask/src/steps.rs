//! A task's steps: each prints its name and how long it took, and the first failure ends the task.

use std::time::Duration;

use crate::error::TaskError;
use crate::process;

/// How a step ended, if it did not fail.
pub(crate) enum Outcome {
    /// It passed.
    Passed,
    /// It could not be done here, for this reason.
    Skipped(String),
}

/// Runs steps and remembers their durations for the closing table.
pub(crate) struct Steps {
    done: Vec<(String, Duration, &'static str)>,
    strict: bool,
}

impl Steps {
    /// Steps as this machine allows them: in CI a skipped step is a failure.
    pub(crate) fn new() -> Self {
        Self { done: Vec::new(), strict: process::in_ci() }
    }

    /// Runs a step; on failure prints the table so far.
    pub(crate) fn step(
        &mut self,
        name: &str,
        action: impl FnOnce() -> Result<Outcome, TaskError>,
    ) -> Result<(), TaskError> {
        println!("\n=== {name}");
        let start = stopwatch();
        let outcome = action();
        let elapsed = start.elapsed();
        let (word, result) = match outcome {
            Ok(Outcome::Passed) => ("passed", Ok(())),
            Ok(Outcome::Skipped(reason)) => {
                println!("SKIPPED {name}: {reason}");
                let refused = TaskError::SkippedInCi { step: name.to_owned(), reason };
                ("SKIPPED", if self.strict { Err(refused) } else { Ok(()) })
            }
            Err(error) => ("FAILED", Err(error)),
        };
        println!("=== {name}: {word} in {}", seconds(elapsed));
        self.done.push((name.to_owned(), elapsed, word));
        if result.is_err() {
            self.table();
        }
        result
    }

    /// Runs a step that may be skipped even in CI, because CI says so on purpose.
    pub(crate) fn optional(
        &mut self,
        name: &str,
        action: impl FnOnce() -> Result<Outcome, TaskError>,
    ) -> Result<(), TaskError> {
        let strict = std::mem::replace(&mut self.strict, false);
        let result = self.step(name, action);
        self.strict = strict;
        result
    }

    /// Prints what every step took.
    pub(crate) fn table(&self) {
        println!();
        for (name, elapsed, word) in &self.done {
            println!("{:>9}  {word:<8} {name}", seconds(*elapsed));
        }
    }
}

/// The one place in the build tasks that reads a clock: durations are their output, not their input.
#[expect(clippy::disallowed_methods, reason = "a build task times itself; no product code runs here")]
pub(crate) fn stopwatch() -> std::time::Instant {
    std::time::Instant::now()
}

/// A duration with a tenth of a second, without floating point.
pub(crate) fn seconds(elapsed: Duration) -> String {
    format!("{}.{} s", elapsed.as_secs(), elapsed.subsec_millis() / 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_skip_is_a_failure_only_where_nothing_may_be_skipped() {
        for (strict, fails) in [(false, false), (true, true)] {
            let mut steps = Steps { done: Vec::new(), strict };
            let result = steps.step("s", || Ok(Outcome::Skipped("no tool".to_owned())));
            assert_eq!(result.is_err(), fails);
            assert!(steps.optional("s", || Ok(Outcome::Skipped("no tool".to_owned()))).is_ok());
        }
    }

    #[test]
    fn durations_read_as_seconds_and_tenths() {
        assert_eq!(seconds(Duration::from_millis(61_970)), "61.9 s");
    }
}

//! The ledger of clean seeds: which ranges of the fleet were run without a broken promise, and at which source.
//!
//! One line a range, separated by tabs: the source's commit, first seed, last seed. Ranges may overlap, because a
//! seed may be run again on newer source; it counts once.

use std::fmt;

/// A range of clean seeds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The source that was run.
    pub commit: String,
    /// First seed.
    pub first: u64,
    /// Last seed.
    pub last: u64,
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\t{}\t{}", self.commit, self.first, self.last)
    }
}

/// Reads a ledger.
///
/// # Errors
/// The number of the first line that can't be read.
pub fn read(text: &str) -> Result<Vec<Line>, String> {
    let line = |(i, line): (usize, &str)| {
        let mut parts = line.split('\t');
        let (commit, first, last) = (parts.next(), parts.next(), parts.next());
        let number = |part: Option<&str>| part.and_then(|part| part.parse().ok());
        match (commit, number(first), number(last), parts.next()) {
            (Some(commit), Some(first), Some(last), None) if first <= last => {
                Ok(Line { commit: commit.to_owned(), first, last })
            }
            _ => Err(format!("line {} of the ledger can't be read", i + 1)),
        }
    };
    text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()).map(line).collect()
}

/// The clean ranges of `first..end` between seeds that failed, which are sorted.
pub fn between(commit: &str, first: u64, end: u64, failed: &[u64]) -> Vec<Line> {
    let mut from = first;
    let mut lines = Vec::new();
    for stop in failed.iter().copied().chain([end]) {
        if from < stop {
            lines.push(Line { commit: commit.to_owned(), first: from, last: stop - 1 });
        }
        from = stop + 1;
    }
    lines
}

/// How many different seeds a ledger has.
pub fn distinct(lines: &[Line]) -> u64 {
    let mut ranges: Vec<(u64, u64)> = lines.iter().map(|line| (line.first, line.last)).collect();
    ranges.sort_unstable();
    let mut count = 0;
    let mut next = 0;
    for (first, last) in ranges {
        let first = first.max(next);
        if first <= last {
            count += last - first + 1;
            next = last + 1;
        }
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clean_ranges_leave_failed_seeds_out() {
        let lines = between("abc", 10, 20, &[10, 14, 19]);
        assert_eq!(lines.iter().map(ToString::to_string).collect::<Vec<_>>(), ["abc\t11\t13", "abc\t15\t18"]);
        assert_eq!(between("abc", 0, 3, &[]), read("abc\t0\t2\n").unwrap());
    }

    #[test]
    fn a_seed_that_was_run_twice_counts_once() {
        let lines = read("a\t0\t9\nb\t5\t14\n\nb\t20\t20\n").unwrap();
        assert_eq!(distinct(&lines), 16);
        assert!(read("a\t9\t0").is_err() && read("a 1 2").is_err());
    }
}

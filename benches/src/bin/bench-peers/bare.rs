//! The same rows by a program that does nothing but store them: SQLite, a write-ahead log, every commit on the disk.

use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};
use std::path::Path;
use std::time::{Duration, Instant};

/// Tables that a push fills, and which of their rows belong to the last changes.
const TABLES: [(&str, &str); 3] = [
    ("change", "seq IN (SELECT seq FROM change ORDER BY seq DESC LIMIT ?1)"),
    ("entry", "change IN (SELECT seq FROM change ORDER BY seq DESC LIMIT ?1)"),
    ("blob", "rowid IN (SELECT rowid FROM blob ORDER BY rowid DESC LIMIT ?1)"),
];

/// Writes a site's last `rows` changes, with their entries and blobs, into an empty database of the same form, in as many
/// transactions as requests brought them; gives how long that took.
pub(crate) fn write_again(site: &Path, rows: usize, requests: usize) -> rusqlite::Result<Duration> {
    let from = Connection::open(site.join("data/undercroft.db"))?;
    let file = site.join("bare.db");
    let to = Connection::open(&file)?;
    to.query_row("PRAGMA journal_mode = WAL", [], |_| Ok(()))?;
    to.execute_batch("PRAGMA synchronous = FULL")?;
    let mut inserts = Vec::new();
    for (table, of) in TABLES {
        let mut forms =
            from.prepare("SELECT sql FROM sqlite_master WHERE tbl_name = ?1 AND sql IS NOT NULL")?;
        for form in forms.query_map([table], |row| row.get::<_, String>(0))? {
            to.execute_batch(&form?)?;
        }
        let mut found = from.prepare(&format!("SELECT * FROM {table} WHERE {of}"))?;
        let columns = found.column_count();
        let insert = format!("INSERT INTO {table} VALUES ({})", vec!["?"; columns].join(", "));
        let values = found.query_map([i64::try_from(rows).unwrap_or(i64::MAX)], |row| {
            (0..columns).map(|n| row.get(n)).collect()
        })?;
        inserts.push((insert, values.collect::<rusqlite::Result<Vec<Vec<Value>>>>()?));
    }
    let began = Instant::now();
    for request in 0..requests {
        to.execute_batch("BEGIN IMMEDIATE")?;
        for (insert, values) in &inserts {
            let mut statement = to.prepare_cached(insert)?;
            let each = values.len().div_ceil(requests);
            for row in values.iter().skip(request * each).take(each) {
                statement.execute(params_from_iter(row))?;
            }
        }
        to.execute_batch("COMMIT")?;
    }
    Ok(began.elapsed())
}

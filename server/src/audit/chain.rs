//! Each line holds the hash of itself and of the line before, so that a line that was changed or taken out behind the
//! server's back is found (P17).

use rusqlite::{Connection, OptionalExtension};
use sha2::{Digest, Sha256};

/// What the first line follows.
const START: [u8; 32] = [0; 32];

/// The content of a line, as it is hashed.
pub(super) struct Link<'a> {
    pub(super) number: i64,
    pub(super) at: i64,
    pub(super) kind: &'a str,
    pub(super) origin: &'a str,
    pub(super) actor: Option<[u8; 16]>,
    pub(super) place: Option<[u8; 16]>,
    pub(super) person: Option<[u8; 16]>,
    pub(super) device: Option<[u8; 16]>,
    pub(super) matter: &'a str,
    pub(super) detail: &'a str,
}

impl Link<'_> {
    /// The hash of this line after the one with the hash `before`.
    pub(super) fn after(&self, before: &[u8; 32]) -> [u8; 32] {
        let mut hash = Sha256::new();
        hash.update(before);
        hash.update(self.number.to_be_bytes());
        hash.update(self.at.to_be_bytes());
        for id in [self.actor, self.place, self.person, self.device] {
            hash.update([u8::from(id.is_some())]);
            hash.update(id.unwrap_or_default());
        }
        for text in [self.kind, self.origin, self.matter, self.detail] {
            // The length keeps two texts from being read as two others.
            hash.update((text.len() as u64).to_be_bytes());
            hash.update(text);
        }
        hash.finalize().into()
    }
}

/// Number and hash of the last line.
pub(super) fn end(connection: &Connection) -> rusqlite::Result<(i64, [u8; 32])> {
    let last = connection
        .prepare_cached("SELECT number, chain FROM audit ORDER BY number DESC LIMIT 1")?
        .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    Ok(last.unwrap_or((0, START)))
}

/// The number of the last line that two databases share: one is a copy of the other, or both went on from it.
///
/// # Errors
/// Either database.
pub fn last_common(one: &Connection, other: &Connection) -> rusqlite::Result<i64> {
    let hash = |connection: &Connection, number: i64| -> rusqlite::Result<Option<[u8; 32]>> {
        let mut statement = connection.prepare_cached("SELECT chain FROM audit WHERE number = ?1")?;
        statement.query_row([number], |row| row.get(0)).optional()
    };
    let (mut common, mut most) = (0, end(one)?.0.min(end(other)?.0));
    // Each hash covers all lines before it, so lines are equal up to some number and nowhere after it.
    while common < most {
        let middle = common + (most - common + 1) / 2;
        if hash(one, middle)? == hash(other, middle)? {
            common = middle;
        } else {
            most = middle - 1;
        }
    }
    Ok(common)
}

/// How the chain stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Every line follows the one before: how many there are, and the hash of the last one. Whoever keeps that hash
    /// elsewhere can show later that no line before it has gone.
    Whole {
        /// Lines.
        lines: i64,
        /// The last hash.
        end: [u8; 32],
    },
    /// The first line that isn't what it was, or whose predecessor is missing.
    Broken {
        /// Its number.
        number: i64,
    },
}

/// Checks every line against the one before.
///
/// # Errors
/// The database.
pub fn check(connection: &Connection) -> rusqlite::Result<Verdict> {
    let mut statement = connection.prepare(
        "SELECT number, at, kind, origin, actor, place, person, device, matter, detail, chain
         FROM audit ORDER BY number",
    )?;
    let mut rows = statement.query([])?;
    let (mut lines, mut end) = (0_i64, START);
    while let Some(row) = rows.next()? {
        let (kind, origin): (String, String) = (row.get(2)?, row.get(3)?);
        let (matter, detail): (String, String) = (row.get(8)?, row.get(9)?);
        let link = Link {
            number: row.get(0)?,
            at: row.get(1)?,
            kind: &kind,
            origin: &origin,
            actor: row.get(4)?,
            place: row.get(5)?,
            person: row.get(6)?,
            device: row.get(7)?,
            matter: &matter,
            detail: &detail,
        };
        lines += 1;
        end = link.after(&end);
        if link.number != lines || end != row.get::<_, [u8; 32]>(10)? {
            return Ok(Verdict::Broken { number: link.number });
        }
    }
    Ok(Verdict::Whole { lines, end })
}

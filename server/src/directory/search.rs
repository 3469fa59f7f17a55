//! One search box: customers and units by name, phone, address, number and pinyin, the nearest first.

use super::list::of_unit;
use super::rows::{PARTY, UNIT, Unit, read_party, read_unit, unit};
use super::{DirectoryError, Kept};
use client_core::domain::calendar::Day;
use client_core::domain::directory::{Field, Key, Lookup, Match, Party, lookups, matched, unit_order};
use rusqlite::{Connection, OptionalExtension, params};
use serde::Serialize;
use std::collections::BTreeMap;

/// Keys that one lookup reads. Of a question that fits more, such as a single letter, these are enough to see so.
const MOST_KEYS: u32 = 300;
/// Answers that a question has at most.
pub const MOST_HITS: u32 = 100;

/// One answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Hit {
    /// By what it was found, and how near that is to the question.
    #[serde(flatten)]
    pub matched: Match,
    /// The unit.
    pub unit: Unit,
    /// The customer; absent for a unit without one.
    pub party: Option<Kept<Party>>,
    /// The relation is over.
    pub over: bool,
}

/// What a question finds, at most `limit` answers.
///
/// # Errors
/// The database, or a row that can't be read.
pub fn search(
    connection: &Connection,
    question: &str,
    today: Day,
    limit: u32,
) -> Result<Vec<Hit>, DirectoryError> {
    let (mut units, mut parties) = (BTreeMap::new(), BTreeMap::new());
    for lookup in lookups(question) {
        let best = if lookup.field == Field::Unit { &mut units } else { &mut parties };
        collect(connection, &lookup, best)?;
    }
    let mut hits = Vec::new();
    for (id, matched) in parties {
        let Some(party) = party_by_id(connection, id)? else { continue };
        let Some(unit) = unit(connection, &party.value.unit_key())? else { continue };
        hits.push(hit(matched, unit, Some(party), today));
    }
    for (id, matched) in units {
        let Some(unit) = unit_by_id(connection, id)? else { continue };
        let inside = of_unit(connection, &unit)?;
        if inside.iter().all(|kept| kept.value.is_over(today)) {
            hits.push(hit(matched, unit.clone(), None, today));
        }
        hits.extend(inside.into_iter().map(|party| hit(matched, unit.clone(), Some(party), today)));
    }
    // A customer who was found by himself and by his unit stands there once, with the nearer of both.
    hits.sort_by_cached_key(|hit| {
        let party = hit.party.as_ref().map(|kept| &kept.value);
        let who = party.map(|party| (party.relation, party.name.clone(), party.number.clone()));
        (hit.over, hit.matched, unit_order(&hit.unit.key), who)
    });
    let mut seen = std::collections::BTreeSet::new();
    hits.retain(|hit| {
        seen.insert((hit.unit.key.clone(), hit.party.as_ref().map(|kept| kept.value.number.clone())))
    });
    hits.truncate(limit.clamp(1, MOST_HITS) as usize);
    Ok(hits)
}

fn hit(matched: Match, unit: Unit, party: Option<Kept<Party>>, today: Day) -> Hit {
    let over = party.as_ref().is_some_and(|kept| kept.value.is_over(today));
    Hit { matched, unit, party, over }
}

/// The best match of each target that a lookup finds.
fn collect(
    connection: &Connection,
    lookup: &Lookup,
    best: &mut BTreeMap<i64, Match>,
) -> Result<(), DirectoryError> {
    let mut statement = connection.prepare_cached(
        "SELECT text, inner, target FROM directory_key WHERE field = ?1 AND text >= ?2 AND text < ?3 LIMIT ?4",
    )?;
    // The last code point is no character, so that every longer key lies before it.
    let end = format!("{}\u{10ffff}", lookup.start);
    let mut rows = statement.query(params![lookup.field.as_str(), lookup.start, end, MOST_KEYS])?;
    while let Some(row) = rows.next()? {
        let key = Key { field: lookup.field, text: row.get(0)?, inner: row.get(1)? };
        let Some(matched) = matched(&key, lookup) else { continue };
        let known = best.entry(row.get(2)?).or_insert(matched);
        *known = (*known).min(matched);
    }
    Ok(())
}

fn party_by_id(connection: &Connection, id: i64) -> Result<Option<Kept<Party>>, DirectoryError> {
    let sql = format!("SELECT {PARTY} WHERE p.id = ?1");
    let row = connection.prepare_cached(&sql)?.query_row([id], read_party).optional()?;
    Ok(row.transpose()?.map(|(_, kept)| kept))
}

fn unit_by_id(connection: &Connection, id: i64) -> Result<Option<Unit>, DirectoryError> {
    let sql = format!("SELECT {UNIT} WHERE u.id = ?1");
    Ok(connection.prepare_cached(&sql)?.query_row([id], read_unit).optional()?)
}

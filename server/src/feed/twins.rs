//! Orders that the server alone sees together: requests that may be one and the same (COL-07, REG-10), and slips with
//! one number (COL-35). It says so in every order concerned, and merges nothing.

use super::{EngineError, FeedError, known, order, small_blob};
use crate::admit::Admitted;
use client_core::domain::blob::Blob;
use client_core::domain::calendar::Zone;
use client_core::domain::entry::office::Choice;
use client_core::domain::entry::store::{SettledAcross, SettledOutcome};
use client_core::domain::entry::{Body, Entry};
use client_core::domain::id::{DocumentId, EntryId};
use client_core::domain::order::{Kinship, Order, Registered, leads, with_suffix};
use client_core::domain::policy::Role;
use client_core::domain::procedure::Library;
use rusqlite::{Connection, OptionalExtension, params};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// So many requests of one unit and day are held against each other; a flood of repeats asks no more.
const MOST_TWINS: u32 = 8;

/// Words to write, by order.
pub(super) type Words = BTreeMap<DocumentId, Vec<SettledAcross>>;

/// What follows from changes that were just put into the log.
pub(super) fn words(
    connection: &Connection,
    library: &Library,
    admitted: &[Admitted],
) -> Result<Words, EngineError> {
    let mut asked: BTreeSet<DocumentId> = BTreeSet::new();
    let mut decided: BTreeSet<(DocumentId, &str)> = BTreeSet::new();
    let mut slips: Vec<(DocumentId, &str)> = Vec::new();
    for change in admitted {
        for (_, entry) in &change.entries {
            match &entry.body {
                Body::RequestRegistered(_) => {
                    asked.insert(change.document);
                }
                Body::CustomerRecorded(_) => asked.extend(order_of(connection, change.document)?),
                Body::Decision(data) if data.conflict.starts_with("COL-07:") => {
                    decided.insert((change.document, &data.conflict));
                }
                Body::SlipIssued(data) => slips.push((change.document, &data.number)),
                _ => {}
            }
        }
    }
    let mut words = Words::new();
    let mut said: BTreeSet<String> = BTreeSet::new();
    for document in asked {
        ask(connection, library, document, &mut said, &mut words)?;
    }
    for (document, conflict) in decided {
        answer(connection, library, document, conflict, &mut words)?;
    }
    for (place, (document, number)) in slips.iter().enumerate() {
        let later: Vec<DocumentId> = slips[place + 1..].iter().map(|(document, _)| *document).collect();
        renumber(connection, library, *document, number, &later, &mut words)?;
    }
    Ok(words)
}

fn order_of(connection: &Connection, customer: DocumentId) -> Result<Option<DocumentId>, EngineError> {
    let found = connection
        .prepare_cached("SELECT document FROM board WHERE customer = ?1")?
        .query_row([customer.as_bytes()], |row| row.get(0))
        .optional()?;
    Ok(found.map(DocumentId::from_bytes))
}

fn unit_of(connection: &Connection, customer: DocumentId) -> Result<Option<String>, EngineError> {
    let found: Option<String> = connection
        .prepare_cached("SELECT unit_key FROM customer WHERE document = ?1")?
        .query_row([customer.as_bytes()], |row| row.get(0))
        .optional()?;
    Ok(found.filter(|unit| !unit.is_empty()))
}

/// First and last instant of a site day.
fn day_around(connection: &Connection, at: i64) -> Result<(i64, i64), EngineError> {
    let zone: Option<String> =
        connection.prepare_cached("SELECT timezone FROM site")?.query_row([], |row| row.get(0)).optional()?;
    let zone = Zone::parse(&zone.ok_or(FeedError::NoSite)?).unwrap_or(Zone::UTC);
    let day = zone.day_of(at);
    Ok((zone.start_of(day), zone.end_of(day)))
}

/// Holds a request against the other open ones of its unit and day.
fn ask(
    connection: &Connection,
    library: &Library,
    document: DocumentId,
    said: &mut BTreeSet<String>,
    words: &mut Words,
) -> Result<(), EngineError> {
    let Some(own) = order(connection, library, document)?.filter(|order| !order.state.is_closed()) else {
        return Ok(());
    };
    let Some(registered) = own.registered.as_ref() else { return Ok(()) };
    let Some(unit) = unit_of(connection, registered.customer)? else { return Ok(()) };
    let (start, end) = day_around(connection, registered.received_at)?;
    let mut statement = connection.prepare_cached(
        "SELECT b.document FROM customer c JOIN board b ON b.customer = c.document
         WHERE c.unit_key = ?1 AND b.requested_at >= ?2 AND b.requested_at < ?3 AND b.closed = 0 AND b.document <> ?4
         ORDER BY b.requested_at, b.document LIMIT ?5",
    )?;
    let same_unit: Vec<DocumentId> = statement
        .query_map(params![unit, start, end, document.as_bytes(), MOST_TWINS], |row| {
            Ok(DocumentId::from_bytes(row.get(0)?))
        })?
        .collect::<Result<_, _>>()?;
    for other in same_unit {
        let Some(other) = order(connection, library, other)? else { continue };
        let Some(theirs) = other.registered.as_ref() else { continue };
        let same_matter = registered.service_class == theirs.service_class
            || same_words(connection, (own.id, registered), (other.id, theirs))?;
        if !same_matter {
            continue;
        }
        let conflict = pair_id(registered, theirs);
        if own.desk.twins.iter().any(|twin| twin.conflict == conflict) || !said.insert(conflict.clone()) {
            continue;
        }
        let mut say = |own: &Order, entry: EntryId, other: (DocumentId, EntryId)| {
            words.entry(own.id).or_default().push(SettledAcross {
                conflict: conflict.clone(),
                entry,
                others: vec![other],
                outcome: SettledOutcome::Duplicate,
                decision: None,
            });
        };
        say(&own, registered.origin.entry, (other.id, theirs.origin.entry));
        say(&other, theirs.origin.entry, (own.id, registered.origin.entry));
    }
    Ok(())
}

/// Whether both requests are in the same words. Words are salted, so their digests say nothing.
fn same_words(
    connection: &Connection,
    a: (DocumentId, &Registered),
    b: (DocumentId, &Registered),
) -> Result<bool, EngineError> {
    let words = |(document, registered): (DocumentId, &Registered)| -> Result<_, EngineError> {
        let bytes = small_blob(connection, document, &registered.content)?;
        Ok(bytes.and_then(|bytes| Blob::from_bytes(&bytes)).map(|blob| blob.content))
    };
    let (a, b) = (words(a)?, words(b)?);
    Ok(a.is_some() && a == b)
}

/// One question for both orders, whichever came first.
fn pair_id(a: &Registered, b: &Registered) -> String {
    let (a, b) = (a.origin.entry, b.origin.entry);
    format!("COL-07:{}:{}", a.min(b), a.max(b))
}

/// The decision that counts on a question, with where it stands: of several the higher role's, then the earlier one
/// (P8).
fn decision_on(
    connection: &Connection,
    documents: [DocumentId; 2],
    conflict: &str,
) -> Result<Option<(EntryId, bool)>, EngineError> {
    let mut fit: Vec<(u8, i64, EntryId, bool)> = Vec::new();
    for document in documents {
        let Some(known) = known(connection, document)? else { continue };
        let journal = known.journal();
        for (i, e) in journal.entries().iter().enumerate() {
            if let Some(linked) = decides(&e.entry, conflict) {
                fit.push((e.entry.by.role.rank(), journal.at(i).estimate(), e.id, linked));
            }
        }
    }
    let first = fit.into_iter().min_by_key(|(rank, at, id, _)| (Reverse(*rank), *at, *id));
    Ok(first.map(|(_, _, id, linked)| (id, linked)))
}

/// Whether this entry answers the question: that both are one, or that they are two.
fn decides(entry: &Entry, conflict: &str) -> Option<bool> {
    let Body::Decision(data) = &entry.body else { return None };
    let role = entry.by.role;
    let may = matches!(role, Role::Dispatcher | Role::FrontDesk) || role.rank() > 1;
    match data.choice {
        _ if data.conflict != conflict || !may => None,
        Choice::Confirm => Some(true),
        Choice::Reject => Some(false),
        _ => None,
    }
}

/// Brings a person's decision into both orders.
fn answer(
    connection: &Connection,
    library: &Library,
    document: DocumentId,
    conflict: &str,
    words: &mut Words,
) -> Result<(), EngineError> {
    let Some(own) = order(connection, library, document)? else { return Ok(()) };
    let Some(twin) = own.desk.twins.iter().find(|twin| twin.conflict == conflict) else { return Ok(()) };
    let Some(other) = order(connection, library, twin.order)? else { return Ok(()) };
    let Some((decision, linked)) = decision_on(connection, [own.id, other.id], conflict)? else {
        return Ok(());
    };
    let (Some(mine), Some(theirs)) = (&own.registered, &other.registered) else { return Ok(()) };
    let since = mine.received_at.min(theirs.received_at);
    let first = leads(&own, &other);
    for (one, entry, against, leading) in [
        (&own, mine.origin.entry, (other.id, theirs.origin.entry), first),
        (&other, theirs.origin.entry, (own.id, mine.origin.entry), !first),
    ] {
        let outcome = match (linked, leading) {
            (false, _) => SettledOutcome::Different,
            (true, true) => SettledOutcome::Leads(since),
            (true, false) => SettledOutcome::Follows(since),
        };
        let holds = one.desk.twins.iter().any(|twin| {
            let same = match outcome {
                SettledOutcome::Leads(_) => twin.kinship == Kinship::Leads,
                SettledOutcome::Follows(_) => twin.kinship == Kinship::Follows,
                // The local decision alone shows the same; the word makes it hold against another one.
                _ => false,
            };
            twin.conflict == conflict && same
        });
        if !holds {
            words.entry(one.id).or_default().push(SettledAcross {
                conflict: conflict.to_owned(),
                entry,
                others: vec![against],
                outcome,
                decision: Some(decision),
            });
        }
    }
    Ok(())
}

/// COL-35: gives the slip a suffix whose number another one had before. `later` came after it in the same job.
fn renumber(
    connection: &Connection,
    library: &Library,
    document: DocumentId,
    number: &str,
    later: &[DocumentId],
    words: &mut Words,
) -> Result<(), EngineError> {
    let rivals = with_number(connection, number)?;
    let Some(other) = rivals.into_iter().find(|one| *one != document && !later.contains(one)) else {
        return Ok(());
    };
    let own = order(connection, library, document)?.and_then(|order| order.slip);
    let theirs = order(connection, library, other)?.and_then(|order| order.slip);
    let (Some(own), Some(theirs)) = (own.filter(|slip| slip.number == number), theirs) else { return Ok(()) };
    let taken = |words: &Words, suffix: u32| -> Result<bool, EngineError> {
        let spoken = words.values().flatten().any(|word| {
            word.outcome == SettledOutcome::Renumbered(suffix) && word.conflict == format!("COL-35:{number}")
        });
        Ok(spoken || !with_number(connection, &with_suffix(number, suffix))?.is_empty())
    };
    let mut suffix = 2;
    while taken(words, suffix)? {
        suffix += 1;
    }
    words.entry(document).or_default().push(SettledAcross {
        conflict: format!("COL-35:{number}"),
        entry: own.origin.entry,
        others: vec![(other, theirs.origin.entry)],
        outcome: SettledOutcome::Renumbered(suffix),
        decision: None,
    });
    Ok(())
}

fn with_number(connection: &Connection, number: &str) -> Result<Vec<DocumentId>, EngineError> {
    let mut statement = connection.prepare_cached("SELECT document FROM board WHERE number = ?1")?;
    let rows = statement.query_map([number], |row| Ok(DocumentId::from_bytes(row.get(0)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

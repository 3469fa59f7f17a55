//! What must be true of the office's other matters, worked out from the log's entries alone: what people filled in, whose
//! section it was, and what left through the gate.

use super::Violation;
use super::cbor::{Id, SeenEntry, field, short, text, ulid};
use super::log::Log;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Kinds of documents that are matters.
const KINDS: [&str; 12] = [
    "move_in",
    "trusteeship",
    "renovation",
    "enquiry",
    "goods_release",
    "visit",
    "survey",
    "event",
    "notice_board",
    "convenience",
    "publication",
    "task",
];

/// Whether documents of this kind are matters.
pub fn is_matter(kind: &str) -> bool {
    KINDS.contains(&kind)
}

const CENTRE: [&str; 8] = [
    "dispatcher",
    "front_desk",
    "dispatch_assistant",
    "area_assistant",
    "cs_assistant",
    "csc_supervisor",
    "csc_manager",
    "office_head",
];
const MANAGERS: [&str; 2] = ["csc_manager", "office_head"];

/// Posts that alone fill these sections, by form and section.
const WHOSE: [(&str, &str, &[&str]); 12] = [
    ("goods_release", "application", &CENTRE),
    ("goods_release", "goods", &CENTRE),
    ("goods_release", "pass", &CENTRE),
    ("goods_release", "gate", &["gate_guard"]),
    ("trusteeship", "agreement", &CENTRE),
    ("trusteeship", "rain", &CENTRE),
    ("trusteeship", "end", &CENTRE),
    ("renovation", "permit", &CENTRE),
    ("renovation", "terms", &CENTRE),
    ("visit", "plan", &CENTRE),
    ("event", "approval", &MANAGERS),
    ("plan", "approval", &MANAGERS),
];

/// A filling or a row that was struck.
struct Said<'a> {
    id: Id,
    place: usize,
    entry: &'a SeenEntry,
}

impl Said<'_> {
    fn section(&self) -> &str {
        text(&self.entry.data, "section").unwrap_or_default()
    }

    fn row(&self) -> Option<&str> {
        text(&self.entry.data, "row")
    }

    /// What the filling says of the gate's result.
    fn result(&self) -> Option<&str> {
        let result = field(field(&self.entry.data, "values")?, "result")?;
        text(result, "one")
    }

    fn releases(&self) -> bool {
        self.section() == "gate" && self.result() == Some("released")
    }
}

/// Ids in a list of the canonical text, each with its reason where it has one.
fn listed(told: &Value, list: &str) -> BTreeMap<String, String> {
    let all = told[list].as_array().map(Vec::as_slice).unwrap_or_default();
    let of = |one: &Value| {
        let id = one["origin"]["entry"].as_str()?;
        Some((id.to_owned(), one["reason"].as_str().unwrap_or_default().to_owned()))
    };
    all.iter().filter_map(of).collect()
}

/// Checks one matter's canonical text against the log; `lost_post` says whose post had ended. Gives how many rows of the gate let
/// goods out.
///
/// # Errors
/// The first promise that the text breaks.
pub fn check(
    log: &Log,
    document: &Id,
    told: &Value,
    alarmed: bool,
    lost_post: &dyn Fn(&Id) -> bool,
) -> Result<usize, Violation> {
    let broken = |promise: &'static str, detail: String| {
        Err(Violation::new(promise, format!("matter {}: {detail}", short(document))))
    };
    let Some(known) = log.documents.get(document) else { return Ok(0) };
    let all: Vec<Said<'_>> = known
        .changes
        .iter()
        .flat_map(|place| {
            let change = &log.changes[*place];
            let pairs = change.entries.iter().zip(&change.read);
            pairs.map(|((id, _), entry)| Said { id: *id, place: *place, entry })
        })
        .collect();
    let form = told["opening"]["form"].as_str().unwrap_or_default();
    for said in all.iter().filter(|said| said.entry.kind == "matter_filled") {
        let whose = WHOSE.iter().find(|(of, section, _)| (*of, *section) == (form, said.section()));
        if let Some((_, section, posts)) = whose
            && !posts.contains(&said.entry.role.as_str())
        {
            return broken("nothing forbidden is stored", format!("{section} by {}", said.entry.role));
        }
    }

    // What people filled in stays: it was right when it was made, whatever others did meanwhile. Only what was decided in a
    // post that had ended counts for nothing.
    let (fillings, refused) = (listed(told, "fillings"), listed(told, "not_accepted"));
    for said in all.iter().filter(|said| said.entry.kind == "matter_filled") {
        let id = ulid(&said.id);
        if fillings.contains_key(&id) {
            continue;
        }
        let reason = refused.get(&id);
        let claim = reason.is_some_and(|reason| reason == "role_withdrawn") && lost_post(&said.entry.user);
        if !claim {
            let detail = format!("{id} in {} of {form}, told: {reason:?}", said.section());
            return broken("every saved filling is in the course", detail);
        }
    }

    // A row counts as released by its last word that nobody who knew it has replaced; of several any of them.
    let counts: Vec<&Said<'_>> = all.iter().filter(|said| fillings.contains_key(&ulid(&said.id))).collect();
    let strikes: Vec<&Said<'_>> = all
        .iter()
        .filter(|said| said.entry.kind == "matter_row_struck" && !refused.contains_key(&ulid(&said.id)))
        .collect();
    let of_row = |a: &Said<'_>, b: &Said<'_>| (a.section(), a.row()) == (b.section(), b.row());
    let releases: Vec<&&Said<'_>> =
        counts.iter().filter(|said| form == "goods_release" && said.releases()).collect();
    for later in &releases {
        for earlier in releases.iter().filter(|one| log.saw(later.place, one.place) && !of_row(one, later)) {
            let undone = |said: &&&Said<'_>| {
                let after = log.saw(said.place, earlier.place) || strikes.iter().any(|one| one.id == said.id);
                of_row(said, earlier) && after && log.saw(later.place, said.place)
            };
            let corrected = counts.iter().filter(|said| said.result().is_some_and(|one| one != "released"));
            let known = corrected.chain(&strikes).any(|said| undone(&said));
            // Words of one row that didn't know of each other leave it open which of them counted.
            let crossed = counts.iter().filter(|said| of_row(said, earlier)).any(|said| {
                said.id != earlier.id
                    && !log.saw(said.place, earlier.place)
                    && !log.saw(earlier.place, said.place)
            });
            if !known && !crossed {
                let detail = format!("{} and {}", ulid(&earlier.id), ulid(&later.id));
                return broken("nobody uses a pass that he knows to be used", detail);
            }
        }
    }
    let struck: BTreeSet<Option<&str>> =
        strikes.iter().filter(|said| said.section() == "gate").map(|said| said.row()).collect();
    let rows: BTreeSet<Option<&str>> = releases
        .iter()
        .filter(|said| !struck.contains(&said.row()))
        .filter(|said| {
            // A word of the same row that knew this one, or didn't: only rows whose every word is a release are sure.
            counts
                .iter()
                .all(|other| !of_row(other, said) || other.result().is_none_or(|result| result == "released"))
        })
        .map(|said| said.row())
        .collect();
    if rows.len() > 1 && !alarmed {
        return broken("a pass that was used twice is shown", format!("{} rows", rows.len()));
    }
    Ok(rows.len())
}

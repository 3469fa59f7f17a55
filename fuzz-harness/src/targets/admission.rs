//! Change admission: forged rows with right hashes, in the name of one of five people, at a site with a past.
//!
//! First byte: who sends. The rest are instructions for the forge.

use super::{chosen, one};
use crate::Reached;
use crate::forge::{Forge, Matter};
use crate::site::{Person, Site};
use crate::story::Story;
use client_core::domain::complaint::fold_complaint;
use client_core::domain::entry::DocumentKind;
use client_core::domain::fee::fold_fee_account;
use client_core::domain::id::DocumentId;
use client_core::domain::incident::fold_incident;
use client_core::domain::journal::Journal;
use client_core::domain::matter::fold_matter;
use client_core::domain::month::fold_month;
use client_core::domain::order::fold;
use client_core::protocol::{Outcome, SyncRequest, VERSION, from_bytes, to_bytes};
use client_core::replica::{Inserted, Replica, canonical_journal, read_change};
use std::collections::BTreeSet;
use undercroft_server::feed;
use undercroft_server::sync::SyncError;

thread_local! {
    static STORY: (Story, Matter) = {
        let story = Story::new();
        let matter = Matter::of(&story.site);
        (story, matter)
    };
}

/// Runs with the story that this thread has played.
pub(super) fn with_story<T>(run: impl FnOnce(&Story, &Matter) -> T) -> T {
    STORY.with(|(story, matter)| run(story, matter))
}

/// Runs one input.
pub fn run(data: &[u8]) -> Reached {
    let Some((who, rest)) = chosen(data) else { return one("nothing") };
    let person = Person::pick(who);
    with_story(|story, matter| {
        let runs = Forge::new(rest, matter, person).runs(6);
        let request = SyncRequest {
            version: VERSION,
            app: "fuzz 1".to_owned(),
            nonce: [5; 16],
            cursor: None,
            push: runs.into_iter().map(|forged| forged.run).collect(),
            returned: Vec::new(),
            blobs: Vec::new(),
            announced: Vec::new(),
            keeps_own: false,
            budget: Some(4_096),
            // The reference data would be most of what an input costs, and says nothing of rows.
            reference: feed::reference::version(&story.site.connection).expect("a version"),
        };
        story.site.undone(|site| served(site, person, &request))
    })
}

/// What a site makes of a request, and whether it kept its promises.
pub(super) fn served(site: &Site, person: Person, request: &SyncRequest) -> Reached {
    let before: BTreeSet<Vec<u8>> = site.log().into_iter().collect();
    let answer = match site.exchange(person, request, [3; 32]) {
        Ok(answer) => answer,
        Err(error @ (SyncError::TooManyPending(_) | SyncError::Version(_))) => {
            let after: BTreeSet<Vec<u8>> = site.log().into_iter().collect();
            assert_eq!(after, before, "a refused request changes nothing");
            let name = if matches!(error, SyncError::Version(_)) { "version" } else { "too many pending" };
            return one(name);
        }
        Err(error) => panic!("a request ends in the engine: {error}"),
    };
    let bytes = to_bytes(&answer).expect("an answer has bytes");
    assert_eq!(from_bytes(&bytes), Ok(answer.clone()), "a device reads what was said");
    assert_eq!(answer.nonce, request.nonce);
    let mut reached = one(if answer.documents.is_empty() { "no news" } else { "news" });
    for run in &request.push {
        for row in &run.rows {
            let said = answer.verdicts.iter().any(|verdict| {
                verdict.document == run.document && verdict.actor == run.actor && verdict.upto >= row.seq
            });
            assert!(said, "no word on change {} of {} in {}", row.seq, run.actor, run.document);
        }
    }
    for verdict in answer.verdicts.iter().chain(&answer.returned) {
        reached.insert(match &verdict.outcome {
            Outcome::Accepted => "accepted".to_owned(),
            Outcome::Duplicate => "duplicate".to_owned(),
            Outcome::Later => "later".to_owned(),
            Outcome::Pending => "pending".to_owned(),
            Outcome::Rehash => "rehash".to_owned(),
            Outcome::Quarantined { reason, .. } => reason.as_str().to_owned(),
        });
    }
    let after: BTreeSet<Vec<u8>> = site.log().into_iter().collect();
    assert!(after.is_superset(&before), "something left the log");
    let touched: BTreeSet<DocumentId> = request
        .push
        .iter()
        .map(|run| run.document)
        .chain(request.returned.iter().map(|returned| returned.document))
        .collect();
    if after != before {
        for document in touched {
            sound(site, document);
        }
    }
    again(site, person, request, &after);
    reached
}

/// The same request once more finds everything as it was.
fn again(site: &Site, person: Person, request: &SyncRequest, log: &BTreeSet<Vec<u8>>) {
    let answer = site.exchange(person, request, [4; 32]).expect("what was answered once is answered again");
    let accepted = answer.verdicts.iter().filter(|verdict| verdict.outcome == Outcome::Accepted).count();
    assert_eq!(accepted, 0, "a repeat was taken for something new");
    let after: BTreeSet<Vec<u8>> = site.log().into_iter().collect();
    assert_eq!(&after, log, "a repeat changed the log");
}

/// What is in the log can be built again, saved, loaded and folded, and comes out the same.
fn sound(site: &Site, document: DocumentId) {
    let Some(known) = feed::known(&site.connection, document).expect("the log can be read") else { return };
    let logged = feed::logged_changes(&site.connection, document, 0, u64::MAX).expect("the log can be read");
    let mut replica = Replica::new(known.kind, document);
    for change in &logged {
        match replica.insert(change.row.clone()) {
            Ok(Inserted::New(hash)) => assert_eq!(hash, change.hash, "both sides build the same change"),
            other => panic!("a change of the log can't be inserted: {other:?}"),
        }
    }
    for (row, built) in replica.rows() {
        assert_eq!(read_change(built.raw_bytes(), &built.hash).as_ref(), Some(row), "a change is read back");
    }
    let bytes = replica.snapshot().expect("the document can be saved");
    let loaded = Replica::from_snapshot(known.kind, document, &bytes).expect("the document can be loaded");
    assert_eq!(canonical_journal(&loaded), canonical_journal(&replica), "canonical bytes after loading");
    let folded = folded(site, &known.journal());
    assert_eq!(folded, self::folded(site, &replica.journal()), "the fold of the log and of a replica");
    assert_eq!(folded, self::folded(site, &loaded.journal()), "the fold after loading");
}

fn folded(site: &Site, journal: &Journal) -> String {
    match journal.kind {
        DocumentKind::Order => fold(journal, &site.library).canonical_json(),
        DocumentKind::Incident => {
            fold_incident(journal).map_or_else(String::new, |incident| incident.canonical_json())
        }
        DocumentKind::Complaint | DocumentKind::CentreComplaint => {
            fold_complaint(journal).map_or_else(String::new, |complaint| complaint.canonical_json())
        }
        DocumentKind::FeeAccount => {
            fold_fee_account(journal).map_or_else(String::new, |account| account.canonical_json())
        }
        DocumentKind::Matter(_) => {
            fold_matter(journal).map_or_else(String::new, |matter| matter.canonical_json())
        }
        DocumentKind::Month => format!("{:?}", fold_month(journal)),
        DocumentKind::Customer | DocumentKind::Kit | DocumentKind::Store => {
            let facts = client_core::domain::stock::facts_of(journal);
            format!("{:?}", client_core::domain::stock::Ledger::of(&facts))
        }
    }
}

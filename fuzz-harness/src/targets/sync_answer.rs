//! Answers of a server, or of somebody in its place, on a device with work that isn't sent.
//!
//! First byte: 0 the body as it is; 1 a body whose nonce, version, cursor and hashes are put right; 2 instructions for an
//! answer with forged news and verdicts; 3 a whole HTTP answer, of which the device believes only its own server's.

use super::admission::with_story;
use super::{chosen, one};
use crate::Reached;
use crate::forge::{Forge, Matter, repaired};
use crate::meter::measured;
use crate::phone::{Phone, block, open, request};
use crate::site::{NOW, Person};
use crate::story::{REOPENED, Story};
use arbitrary::Unstructured;
use client_core::device::http::{Fetch, Http, HttpAnswer, HttpRequest};
use client_core::device::store::{MemoryStore, Query, Store, Table};
use client_core::device::sync::{FailureKind, OutgoingRequest, Transport};
use client_core::domain::id::{ActorId, DocumentId, hex};
use client_core::protocol::{
    Cursor, DocumentPage, MEDIA_TYPE, Outcome, PulledRow, PulledRun, QuarantineReason, Run, SyncAnswer,
    SyncRequest, VERSION, Verdict, from_bytes, to_bytes,
};
use sha2::{Digest, Sha256};

/// Runs one input.
pub fn run(data: &[u8]) -> Reached {
    let Some((how, rest)) = chosen(data) else { return one("nothing") };
    with_story(|story, matter| {
        let disk = story.disk.snapshot();
        let mut phone = open(disk.clone(), REOPENED, &story.site);
        let sent = request(&mut phone).expect("work waits");
        let asked: SyncRequest = from_bytes(&sent.bytes).expect("an own request");
        let bytes = match how {
            0 => rest.to_vec(),
            1 => match from_bytes::<SyncAnswer>(rest) {
                Ok(answer) => to_bytes(&put_right(answer, &asked, matter)).expect("an answer has bytes"),
                Err(_) => rest.to_vec(),
            },
            2 => to_bytes(&forged(rest, &asked, matter)).expect("an answer has bytes"),
            _ => match over_http(rest, &sent) {
                Some(body) => body,
                None => return one("not our server"),
            },
        };
        replied(story, &disk, phone, &asked, &bytes)
    })
}

/// What a device's disk holds of everything.
fn records(disk: &MemoryStore) -> Vec<(Vec<u8>, Vec<u8>)> {
    let all = Table::ALL.iter().map(|table| {
        let query = Query::Prefix { table: *table, prefix: Vec::new(), limit: None };
        block(disk.read(query)).expect("memory can be read")
    });
    all.flatten().map(|record| (record.key, record.value)).collect()
}

fn replied(
    story: &Story,
    disk: &MemoryStore,
    mut phone: Phone,
    asked: &SyncRequest,
    bytes: &[u8],
) -> Reached {
    let before = records(disk);
    let Ok(applied) = measured(|| block(phone.reply(bytes))) else {
        assert!(records(disk) == before, "an answer that isn't taken changes nothing");
        return one("not taken");
    };
    let mut reached = one("taken");
    for (yes, name) in [
        (applied.accepted > 0, "accepted"),
        (applied.pulled > 0, "pulled"),
        (applied.stuck > 0, "stuck"),
        (applied.reissued > 0, "reissued"),
        (applied.problems > 0, "problems"),
        (applied.removed > 0, "removed"),
        (applied.new_epoch, "new epoch"),
        (phone.needs_update(), "needs update"),
    ] {
        if yes {
            reached.insert(name.to_owned());
        }
    }
    let answer: SyncAnswer = from_bytes(bytes).expect("what is taken is an answer");
    own_work_is_there(disk, asked, &answer);
    // What was shown is what a restart shows.
    let mut reopened = open(disk.snapshot(), REOPENED + 1, &story.site);
    for row in block(phone.list()).expect("the list") {
        let shown = |phone: &Phone| {
            let view = block(phone.show(row.id)).expect("an order can be shown");
            view.map(|view| view.order.canonical_json())
        };
        assert_eq!(shown(&phone), shown(&reopened), "an order after a restart");
    }
    reached.extend(office_after_a_restart(&mut phone, &mut reopened));
    let _ = block(phone.ledger()).expect("the stock can be counted");
    let _ = block(phone.problems()).expect("problems can be listed");
    let _ = block(phone.outbox()).expect("the outbox can be listed");
    if let Some(next) = request(&mut reopened) {
        from_bytes::<SyncRequest>(&next.bytes).expect("the next request is one");
    }
    reached
}

/// What is shown of the office's other parts is what a restart shows. Gives what there is.
fn office_after_a_restart(phone: &mut Phone, reopened: &mut Phone) -> Reached {
    let mut reached = Reached::new();
    let incidents = |phone: &Phone| block(phone.incidents()).expect("incidents can be listed");
    assert_eq!(incidents(phone), incidents(reopened), "incidents after a restart");
    for row in incidents(phone) {
        let shown = |phone: &Phone| block(phone.incident(row.id)).expect("an incident can be shown");
        assert_eq!(shown(phone), shown(reopened), "an incident after a restart");
    }
    let complaints = |phone: &Phone| block(phone.complaints()).expect("complaints can be listed");
    assert_eq!(complaints(phone), complaints(reopened), "complaints after a restart");
    for row in complaints(phone) {
        let shown = |phone: &Phone| block(phone.complaint(row.id)).expect("a complaint can be shown");
        assert_eq!(shown(phone), shown(reopened), "a complaint after a restart");
        reached.insert("a complaint".to_owned());
    }
    let matters = |phone: &Phone| block(phone.matters()).expect("matters can be listed");
    assert_eq!(matters(phone), matters(reopened), "matters after a restart");
    for row in matters(phone) {
        let shown = |phone: &mut Phone| block(phone.matter(row.id)).expect("a matter can be shown");
        assert_eq!(shown(phone), shown(reopened), "a matter after a restart");
        reached.insert("a matter".to_owned());
    }
    let fees = |phone: &Phone| block(phone.fees()).expect("accounts can be listed");
    assert_eq!(fees(phone), fees(reopened), "accounts after a restart");
    for row in fees(phone) {
        let shown = |phone: &mut Phone| block(phone.fee(row.id)).expect("an account can be shown");
        assert_eq!(shown(phone), shown(reopened), "an account after a restart");
        reached.insert("an account".to_owned());
    }
    reached
}

/// Whatever the answer says, no entry that its author was shown as saved leaves the device: it is here, it waits, or it is set
/// aside for him to see. Only with a document that leaves this device's view goes what the same answer accepted of it.
fn own_work_is_there(disk: &MemoryStore, asked: &SyncRequest, answer: &SyncAnswer) {
    let kept: Vec<Vec<u8>> = [Table::Change, Table::Pending, Table::Stuck]
        .into_iter()
        .flat_map(|table| block(disk.read(Query::Prefix { table, prefix: Vec::new(), limit: None })))
        .flatten()
        .map(|record| record.value)
        .collect();
    for run in &asked.push {
        for row in &run.rows {
            let accepted = answer.verdicts.iter().any(|verdict| {
                (verdict.document, verdict.actor) == (run.document, run.actor)
                    && verdict.upto >= row.seq
                    && matches!(verdict.outcome, Outcome::Accepted | Outcome::Duplicate)
            });
            if accepted && answer.removed.contains(&run.document) {
                continue;
            }
            for (id, _) in &row.entries {
                let here = kept.iter().any(|value| value.windows(16).any(|window| window == id.as_bytes()));
                assert!(here, "entry {id} is gone");
            }
        }
    }
}

fn put_right(mut answer: SyncAnswer, asked: &SyncRequest, matter: &Matter) -> SyncAnswer {
    answer.nonce = asked.nonce;
    answer.version = VERSION;
    if let Some(cursor) = asked.cursor
        && !answer.new_epoch
    {
        answer.cursor.epoch = cursor.epoch;
        answer.cursor.seq = answer.cursor.seq.max(cursor.seq + u64::from(answer.more));
    }
    for page in &mut answer.documents {
        for pulled in &mut page.runs {
            let run = Run {
                document: page.document,
                kind: page.kind,
                actor: pulled.actor,
                rows: pulled.rows.iter().map(|pulled| pulled.row.clone()).collect(),
                hash: pulled.hash,
                hashes: None,
            };
            pulled.hash = repaired(&run, matter.documents.get(&page.document)).hash;
        }
    }
    answer
}

const REASONS: [QuarantineReason; 12] = [
    QuarantineReason::Malformed,
    QuarantineReason::Limits,
    QuarantineReason::Actor,
    QuarantineReason::Fork,
    QuarantineReason::OwnPast,
    QuarantineReason::EntryIdUsed,
    QuarantineReason::Hash,
    QuarantineReason::By,
    QuarantineReason::Forbidden,
    QuarantineReason::DocumentKind,
    QuarantineReason::Follows,
    QuarantineReason::Group,
];

fn verdict(u: &mut Unstructured<'_>, document: DocumentId, actor: ActorId, last: u64) -> Verdict {
    let n = u.int_in_range(0..=20_usize).unwrap_or_default();
    let outcome = match n {
        0 | 1 => Outcome::Accepted,
        2 => Outcome::Duplicate,
        3 => Outcome::Later,
        4 => Outcome::Pending,
        5 => Outcome::Rehash,
        n => Outcome::Quarantined { reason: REASONS[n % REASONS.len()], detail: "forged".to_owned() },
    };
    let upto = if n == 20 { u.arbitrary().unwrap_or(last) } else { last };
    Verdict { document, actor, upto, outcome }
}

/// An answer to this very request, with verdicts and news out of instructions.
fn forged(data: &[u8], asked: &SyncRequest, matter: &Matter) -> SyncAnswer {
    let (head, rest) = data.split_at(data.len().min(12));
    let mut u = Unstructured::new(head);
    let mut verdicts = Vec::new();
    for run in &asked.push {
        for row in &run.rows {
            if u.int_in_range(0..=4_u8).unwrap_or_default() < 4 {
                verdicts.push(verdict(&mut u, run.document, run.actor, row.seq));
            }
        }
    }
    let flags: u8 = u.arbitrary().unwrap_or_default();
    let (new_epoch, more) = (flags & 1 != 0, flags & 2 != 0);
    let old = asked.cursor.unwrap_or(Cursor { epoch: [1; 8], seq: 0, check: None });
    let epoch = if new_epoch { [2; 8] } else { old.epoch };
    let author = Person::pick(flags >> 2);
    let news = Forge::new(rest, matter, author).runs(6);
    let mut documents: Vec<DocumentPage> = Vec::new();
    for one in news {
        let Run { document, kind, actor, rows, hash, .. } = one.run;
        let rows = rows.into_iter().map(|row| PulledRow { row, received_at: NOW }).collect();
        let receipt = (flags & 64 != 0).then(|| client_core::protocol::Bytes(vec![7; 16]));
        let run = PulledRun { actor, rows, hash, receipt };
        match documents.iter_mut().find(|page| page.document == document) {
            Some(page) => page.runs.push(run),
            None => documents.push(DocumentPage { document, kind, runs: vec![run], snapshot: None }),
        }
    }
    let removed =
        if flags & 128 != 0 { asked.push.iter().map(|run| run.document).collect() } else { Vec::new() };
    SyncAnswer {
        version: VERSION,
        nonce: asked.nonce,
        server_time: NOW,
        verdicts,
        returned: Vec::new(),
        documents,
        removed,
        blobs: Vec::new(),
        reference: None,
        cursor: Cursor { epoch, seq: old.seq + 1, check: None },
        new_epoch,
        more,
        backed_up: None,
    }
}

/// Gives one answer to whatever is asked.
struct Canned(HttpAnswer);

impl Fetch for Canned {
    async fn fetch(&self, _: HttpRequest) -> Result<HttpAnswer, FailureKind> {
        Ok(self.0.clone())
    }

    async fn pack(&self, _: &[u8]) -> Option<(&'static str, Vec<u8>)> {
        None
    }
}

/// An HTTP answer: a line with status and marks, then the body. Gives the body where the device believes it.
fn over_http(data: &[u8], sent: &OutgoingRequest) -> Option<Vec<u8>> {
    let (marks, body) = data.split_first_chunk::<2>()?;
    let [status, marks] = *marks;
    let status = [200, 200, 200, 204, 302, 401, 408, 413, 429, 500, 502, 503][usize::from(status) % 12];
    let digest = if marks & 1 == 0 { hex(&Sha256::digest(body)) } else { hex(&Sha256::digest(b"other")) };
    let kinds = [MEDIA_TYPE, "application/cbor; q=1", "text/html", "application/problem+json"];
    let mut headers = vec![("content-type".to_owned(), kinds[usize::from(marks >> 6)].to_owned())];
    if marks & 2 == 0 {
        headers.push(("undercroft-protocol".to_owned(), VERSION.to_string()));
    }
    if marks & 4 == 0 {
        headers.push(("undercroft-digest".to_owned(), digest));
    }
    headers.push((
        "retry-after".to_owned(),
        String::from_utf8_lossy(body.get(..4).unwrap_or(body)).into_owned(),
    ));
    let answer = HttpAnswer { status, headers, body: body.to_vec() };
    let mut http = Http::over(Canned(answer), "https://site.example").signed_in("token".to_owned());
    let believed = block(http.exchange(sent)).ok();
    let ours = status == 200 && marks.trailing_zeros() >= 3 && marks >> 6 < 2;
    assert_eq!(believed.is_some(), ours, "status {status}, marks {marks:#b}");
    believed
}

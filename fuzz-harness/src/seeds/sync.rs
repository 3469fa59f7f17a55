//! Seeds of the wire: real requests and answers of the story, and M1 to M10 of the research on the merge library, said in
//! rows: the wire carries no document of it.

use super::{Seed, instructions, seed, with};
use crate::forge::repaired;
use crate::phone::{Exchange, open, request};
use crate::story::{REOPENED, Story};
use crate::targets::{admission, sync_answer};
use client_core::domain::id::{ActorId, ChangeHash, EntryId};
use client_core::protocol::{
    Bytes, Cursor, DocumentPage, PulledRow, PulledRun, Run, SyncAnswer, SyncRequest, from_bytes, to_bytes,
};

/// Larger real messages teach the fuzzer nothing that smaller ones don't.
const MOST: usize = 12 * 1024;

pub(super) fn all() -> Vec<Seed> {
    let story = Story::new();
    let mut phone = open(story.disk.snapshot(), REOPENED, &story.site);
    let sent = request(&mut phone).expect("work waits");
    let honest: SyncRequest = from_bytes(&sent.bytes).expect("an own request");
    let mut seeds = requests(&story, &honest);
    seeds.extend(answers(&story, &honest));
    seeds.extend(instructions("admission", |n| n as u8, 600, admission::run));
    seeds.extend(instructions("sync_answer", |_| 2, 300, sync_answer::run));
    seeds
}

/// Technician A, with hashes put right.
const A_REPAIRED: u8 = 4 | 1;
/// Technician A, as it is.
const A: u8 = 1;

fn encode(request: &SyncRequest) -> Vec<u8> {
    to_bytes(request).expect("a request has bytes")
}

/// The exchanges that were real, by their names.
fn real(story: &Story) -> impl Iterator<Item = (String, &Exchange)> {
    let orders = story.exchanges.iter().enumerate().map(|(n, one)| (format!("real-{n:02}"), one));
    let office = story.office_exchanges.iter().enumerate();
    orders.chain(office.map(|(n, one)| (format!("real-office-{n:02}"), one)))
}

fn requests(story: &Story, honest: &SyncRequest) -> Vec<Seed> {
    let mut seeds = Vec::new();
    for (name, exchange) in real(story) {
        if exchange.request.len() < MOST {
            let bytes = with(exchange.person.number(), &exchange.request);
            seeds.push(seed("sync_request", name, bytes));
        }
    }
    let of = |name: &str, first: u8, request: &SyncRequest| {
        seed("sync_request", name, with(first, &encode(request)))
    };
    let changed = |change: &dyn Fn(&mut SyncRequest)| {
        let mut request = honest.clone();
        change(&mut request);
        request
    };
    let entry = |change: &dyn Fn(&mut Vec<u8>)| {
        changed(&|request| change(&mut request.push[0].rows[0].entries[0].1.0))
    };
    let raw = |name: &str, bytes: &[u8]| seed("sync_request", name, with(A, bytes));
    let honest_bytes = encode(honest);
    seeds.extend([
        of("honest", A, honest),
        of("honest-repaired", A_REPAIRED, honest),
        of(
            "m1-mutated-entry",
            A_REPAIRED,
            &entry(&|bytes| {
                let middle = bytes.len() / 2;
                bytes[middle] ^= 0x11;
            }),
        ),
        of("m1-mutated-entry-wrong-hash", A, &entry(&|bytes| bytes[9] ^= 1)),
        of("m2-no-entries", A_REPAIRED, &changed(&|request| request.push[0].rows[0].entries.clear())),
        of(
            "m2-entry-twice",
            A_REPAIRED,
            &changed(&|request| {
                let entries = &mut request.push[0].rows[0].entries;
                entries.push(entries[0].clone());
            }),
        ),
        of(
            "m2-deps-unsorted",
            A_REPAIRED,
            &changed(&|request| {
                let hashes = [[9; 32], [1; 32]].map(ChangeHash::from_bytes);
                request.push[0].rows[0].deps = Some(hashes.to_vec());
            }),
        ),
        of("m3-nested-300", A_REPAIRED, &entry(&|bytes| *bytes = vec![0x81; 300])),
        of(
            "m4-entry-of-a-megabyte-announced",
            A_REPAIRED,
            &entry(&|bytes| {
                *bytes = vec![0xa1, 0x61, b'x', 0x5b, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff];
            }),
        ),
        of("m4-entry-too-long", A_REPAIRED, &entry(&|bytes| *bytes = vec![0x40; 5_000])),
        of("m5-orphans", A_REPAIRED, &orphans(honest, 300)),
        of("m5-few-orphans", A_REPAIRED, &orphans(honest, 3)),
        of(
            "m6-fork",
            A_REPAIRED,
            &changed(&|request| {
                let mut fork = request.push[0].clone();
                fork.rows[0].entries[0].0 = EntryId::from_bytes([0x55; 16]);
                request.push.push(fork);
            }),
        ),
        of(
            "m7-other-order",
            A,
            &changed(&|request| {
                request.push.reverse();
                for run in &mut request.push {
                    run.rows.reverse();
                }
            }),
        ),
        of("m8-time-at-the-end", A_REPAIRED, &entry(&|bytes| wall_at_the_end(bytes))),
        of(
            "m8-actor-of-another",
            A_REPAIRED,
            &changed(&|request| {
                request.push[0].actor = ActorId::from_bytes([0; 16]);
            }),
        ),
        seed("sync_request", "m8-sent-by-another", with(2, &honest_bytes)),
        of("m9-padded", A_REPAIRED, &padded(honest, 51)),
        of(
            "m10-seq-near-the-end",
            A_REPAIRED,
            &changed(&|request| {
                request.push[0].rows[0].seq = (1 << 32) - 3;
            }),
        ),
        of("m10-seq-at-the-end", A_REPAIRED, &changed(&|request| request.push[0].rows[0].seq = u64::MAX)),
        of(
            "cursor-beyond-the-end",
            A,
            &changed(&|request| {
                request.cursor = request.cursor.map(|cursor| Cursor { seq: u64::MAX, ..cursor });
            }),
        ),
        of(
            "cursor-of-another-epoch",
            A,
            &changed(&|request| {
                request.cursor = Some(Cursor { epoch: [0xee; 8], seq: 3, check: None });
            }),
        ),
        of("version-zero", A, &changed(&|request| request.version = 0)),
        of("version-to-come", A, &changed(&|request| request.version = 99)),
        of("no-rows", A, &changed(&|request| request.push[0].rows.clear())),
        of(
            "first-sync",
            A,
            &changed(&|request| {
                request.cursor = None;
                request.push.clear();
            }),
        ),
        of(
            "returned",
            A,
            &changed(&|request| {
                let run = request.push[0].clone();
                let (document, kind) = (run.document, run.kind);
                let rows = run.rows.into_iter().map(|row| PulledRow { row, received_at: 0 }).collect();
                let receipt = Some(Bytes(vec![7; 16]));
                let run = PulledRun { actor: run.actor, rows, hash: run.hash, receipt };
                request.returned = vec![client_core::protocol::ReturnedRun { document, kind, run }];
            }),
        ),
        raw("m3-nested-300-request", &[0x81; 300]),
        raw("m4-array-of-everything", &[0x9b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]),
        raw("m4-indefinite", &[0xbf, 0x7f, 0x9f, 0x5f]),
        raw("cut", &honest_bytes[..honest_bytes.len() / 2]),
        raw("after-the-end", &[honest_bytes.as_slice(), b"\x00"].concat()),
        raw("html", b"<html>log in</html>"),
    ]);
    seeds
}

/// Runs of actors of their own that wait for what nobody has.
fn orphans(honest: &SyncRequest, count: u16) -> SyncRequest {
    let mut request = honest.clone();
    let mut one = request.push[0].clone();
    one.rows.truncate(1);
    one.rows[0].seq = 1;
    one.rows[0].deps = Some(vec![ChangeHash::from_bytes([0xab; 32])]);
    // The bytes of the entry don't matter before its past is here.
    one.rows[0].entries[0].1 = Bytes(vec![0xa0]);
    request.push = (0..count)
        .map(|n| {
            let mut actor = [0x77; 16];
            actor[..2].copy_from_slice(&n.to_be_bytes());
            Run { actor: ActorId::from_bytes(actor), ..one.clone() }
        })
        .collect();
    request
}

/// Many small changes before the one that matters.
fn padded(honest: &SyncRequest, count: u64) -> SyncRequest {
    let mut request = honest.clone();
    let run = &mut request.push[0];
    let first = run.rows[0].clone();
    for n in 1..count {
        let mut row = first.clone();
        row.seq += n;
        row.deps = None;
        let mut id = *row.entries[0].0.as_bytes();
        id[8..].copy_from_slice(&n.to_be_bytes());
        row.entries[0].0 = EntryId::from_bytes(id);
        if let Some(known) = run.rows.iter_mut().find(|known| known.seq == row.seq) {
            *known = row;
        } else {
            run.rows.push(row);
        }
    }
    request.push.truncate(1);
    request
}

/// The author's clock shows the last moment that a number can say.
fn wall_at_the_end(bytes: &mut Vec<u8>) {
    if let Ok(mut entry) = client_core::domain::entry::Entry::from_bytes(bytes) {
        entry.at.wall = i64::MAX;
        entry.at.offset = Some(i64::MAX);
        *bytes = entry.to_bytes().expect("an entry has bytes");
    }
}

fn answers(story: &Story, honest: &SyncRequest) -> Vec<Seed> {
    let answer: SyncAnswer = from_bytes(&story.honest_answer).expect("an honest answer");
    let encode = |answer: &SyncAnswer| to_bytes(answer).expect("an answer has bytes");
    let of = |name: &str, first: u8, bytes: &[u8]| seed("sync_answer", name, with(first, bytes));
    let changed = |change: &dyn Fn(&mut SyncAnswer)| {
        let mut answer = answer.clone();
        change(&mut answer);
        encode(&answer)
    };
    let mut seeds = Vec::new();
    for (name, exchange) in real(story) {
        if exchange.answer.len() < MOST {
            seeds.push(of(&name, 1, &exchange.answer));
        }
    }
    let own = &honest.push[0];
    let own_page = |run: Run| DocumentPage {
        document: run.document,
        kind: run.kind,
        runs: vec![PulledRun {
            actor: run.actor,
            rows: run.rows.into_iter().map(|row| PulledRow { row, received_at: 0 }).collect(),
            hash: run.hash,
            receipt: None,
        }],
        snapshot: None,
    };
    let mut fork = own.clone();
    fork.rows[0].entries[0].0 = EntryId::from_bytes([0x55; 16]);
    let fork = repaired(&fork, None);
    let mut http = vec![0, 0];
    http.extend_from_slice(&story.honest_answer);
    seeds.extend([
        of("honest", 0, &story.honest_answer),
        of("honest-http", 3, &http),
        of("portal", 3, b"\x00\x80<html>log in</html>"),
        of("busy", 3, b"\x08\xc07   "),
        of("own-work-comes-back", 1, &changed(&|answer| answer.documents.push(own_page(own.clone())))),
        of(
            "m1-mutated-entry",
            1,
            &changed(&|answer| {
                for page in &mut answer.documents {
                    for pulled in page.runs.iter_mut().flat_map(|run| &mut run.rows) {
                        for (_, bytes) in &mut pulled.row.entries {
                            let middle = bytes.0.len() / 2;
                            bytes.0[middle] ^= 0x11;
                        }
                    }
                }
            }),
        ),
        of("m3-nested-300", 0, &[0x81; 300]),
        of("m4-array-of-everything", 0, &[0x9b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]),
        of("m6-fork-of-own-actor", 1, &changed(&|answer| answer.documents.push(own_page(fork.clone())))),
        of(
            "m7-other-order",
            1,
            &changed(&|answer| {
                answer.documents.reverse();
                for page in &mut answer.documents {
                    page.runs.reverse();
                }
            }),
        ),
        of(
            "m10-seq-at-the-end",
            1,
            &changed(&|answer| {
                let mut run = own.clone();
                run.rows[0].seq = u64::MAX;
                answer.documents.push(own_page(run));
            }),
        ),
        of(
            "verdicts-to-the-end",
            1,
            &changed(&|answer| {
                for verdict in &mut answer.verdicts {
                    verdict.upto = u64::MAX;
                }
            }),
        ),
        of("time-at-the-end", 1, &changed(&|answer| answer.server_time = i64::MAX)),
        of("time-before-time", 1, &changed(&|answer| answer.server_time = i64::MIN)),
        of("cursor-at-the-end", 1, &changed(&|answer| answer.cursor.seq = u64::MAX)),
        of(
            "epoch-rolled-back",
            1,
            &changed(&|answer| {
                answer.new_epoch = true;
                answer.cursor = Cursor { epoch: [0xee; 8], seq: 0, check: None };
            }),
        ),
        of(
            "snapshot",
            1,
            &changed(&|answer| {
                for page in &mut answer.documents {
                    page.snapshot = Some(Bytes(vec![0x85, 0x6f, 0x4a, 0x83]));
                }
            }),
        ),
        of(
            "everything-removed",
            1,
            &changed(&|answer| {
                answer.removed.clone_from(&story.orders);
            }),
        ),
        of("cut", 0, &story.honest_answer[..story.honest_answer.len() / 2]),
    ]);
    seeds
}

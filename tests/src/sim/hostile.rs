//! Somebody with a stolen phone and a compiler: requests that no honest device makes.

use super::rng::Rng;
use crate::checker::cbor::{Entries, Id};
use crate::checker::log::{Log, Logged};
use client_core::domain::entry::matter::{MatterFilled, MatterValue};
use client_core::domain::entry::office::{CancelConfirmed, ClaimReason, Marked};
use client_core::domain::entry::site::Note;
use client_core::domain::entry::work::GateSet;
use client_core::domain::entry::{At, Body, By, CommandRef, DocumentKind, Entry};
use client_core::domain::id::{
    ActorId, BlobDigest, ChangeHash, CommandId, DeviceId, DocumentId, EntryId, UserId,
};
use client_core::domain::policy::Role;
use client_core::protocol::convert::to_wire;
use client_core::protocol::{self, Run, SyncRequest, VERSION};
use client_core::replica::{ChangeRow, GENESIS_MAX_OP, build, genesis_actor, genesis_hash};
use std::collections::BTreeMap;

/// A forged request and what must become of it.
#[derive(Debug, Clone)]
pub struct Attack {
    /// Its name, for the trace.
    pub name: &'static str,
    /// The request's body.
    pub body: Vec<u8>,
    /// Entries of rows that must never be in the log, with their document.
    pub forged: Vec<(Id, Entries)>,
    /// Whether the server keeps those rows in quarantine; others it doesn't even read.
    pub kept: bool,
    /// Whether the request as a whole must be refused.
    pub refused: bool,
}

/// Who attacks.
#[derive(Debug, Clone, Copy)]
pub struct Attacker {
    /// His real account.
    pub user: UserId,
    /// His real device.
    pub device: DeviceId,
    /// His real role.
    pub role: Role,
}

/// The names of the attacks, so that a test can see that each was tried.
pub const NAMES: [&str; 18] = [
    "garbage request",
    "cut request",
    "garbage entry",
    "by somebody else",
    "role not held",
    "forbidden kind",
    "section of another post",
    "the server's mark",
    "forged actor",
    "genesis actor",
    "entry id taken",
    "wrong hash",
    "orphans",
    "flood of orphans",
    "deep entry",
    "deep request",
    "replay of another's change",
    "long entry",
];

/// So many changes of a document may wait for others in one request.
const MOST_ORPHANS: usize = 256;

/// Lists in lists, so many deep.
fn deep(levels: usize) -> Vec<u8> {
    let mut bytes = vec![0x81; levels];
    bytes.push(0xf6);
    bytes
}

struct Forge<'a> {
    me: Attacker,
    log: &'a Log,
    now: i64,
    rng: &'a mut Rng,
}

impl Forge<'_> {
    fn entry(&mut self, by: By, body: Body) -> (EntryId, Vec<u8>) {
        let id = CommandId::new(self.now, self.rng.bytes());
        let entry = Entry {
            by,
            at: At::known(self.now),
            round: None,
            after: None,
            command: CommandRef { id, documents: 1 },
            body,
        };
        (EntryId::new(self.now, self.rng.bytes()), entry.to_bytes().expect("a small entry"))
    }

    fn me(&self) -> By {
        By { user: self.me.user, role: self.me.role, device: self.me.device }
    }

    fn note(&mut self, by: By) -> (EntryId, Vec<u8>) {
        let text = BlobDigest::from_bytes(self.rng.bytes());
        self.entry(by, Body::Note(Note { text }))
    }

    /// A run of one row on top of what the log has.
    fn run(
        &mut self,
        document: DocumentId,
        actor: ActorId,
        seq: u64,
        entries: Vec<(EntryId, Vec<u8>)>,
    ) -> Run {
        let of_log = self.log.documents.get(document.as_bytes());
        let kind = of_log.and_then(|known| DocumentKind::parse(&known.kind)).unwrap_or(DocumentKind::Order);
        let (heads, max_op) = self.log.heads(document.as_bytes());
        let mut deps: Vec<ChangeHash> = heads.into_iter().map(ChangeHash::from_bytes).collect();
        if deps.is_empty() {
            deps.push(genesis_hash(kind, document));
        }
        deps.sort_unstable();
        let row = ChangeRow { actor, seq, deps, entries };
        let built = build(kind, document, &row, max_op.max(GENESIS_MAX_OP) + 1);
        let hash = built.map_or(ChangeHash::from_bytes(self.rng.bytes()), |built| built.hash);
        Run { document, kind, actor, rows: vec![to_wire(&row, None)], hash, hashes: None }
    }

    fn request(&mut self, push: Vec<Run>) -> Vec<u8> {
        let request = SyncRequest {
            version: VERSION,
            app: "undercroft/0".to_owned(),
            nonce: self.rng.bytes(),
            cursor: None,
            push,
            returned: Vec::new(),
            blobs: Vec::new(),
            announced: Vec::new(),
            keeps_own: false,
            budget: None,
            reference: 0,
        };
        protocol::to_bytes(&request).expect("a request has bytes")
    }

    fn fresh_actor(&mut self) -> ActorId {
        ActorId::from_bytes(self.rng.bytes())
    }
}

fn rows_of(run: &Run) -> (Id, Entries) {
    let entries = run.rows.iter().flat_map(|row| &row.entries);
    (*run.document.as_bytes(), entries.map(|(id, bytes)| (*id.as_bytes(), bytes.0.clone())).collect())
}

/// Makes an attack on one of the log's orders; `None` while there is none.
pub fn attack(me: Attacker, log: &Log, now: i64, rng: &mut Rng) -> Option<Attack> {
    let orders: Vec<&Id> =
        log.documents.iter().filter(|(_, d)| d.kind == "order").map(|(id, _)| id).collect();
    if orders.is_empty() {
        return None;
    }
    let order = DocumentId::from_bytes(**rng.pick(&orders));
    let name = *rng.pick(&NAMES);
    let mut forge = Forge { me, log, now, rng };
    let actor = forge.fresh_actor();
    let by = forge.me();
    let taken: Option<&Logged> =
        log.documents[order.as_bytes()].changes.first().map(|place| &log.changes[*place]);
    let mut kept = true;
    let run = match name {
        "garbage request" => {
            let length = forge.rng.below(200) as usize;
            let body: Vec<u8> = (0..length).map(|_| forge.rng.next_u64() as u8).collect();
            return Some(Attack { name, body, forged: Vec::new(), kept: false, refused: true });
        }
        "deep request" => {
            let levels = *forge.rng.pick(&[9, 40, 2_000, 200_000]);
            return Some(Attack { name, body: deep(levels), forged: Vec::new(), kept: false, refused: true });
        }
        "flood of orphans" => {
            let rows = MOST_ORPHANS + 1 + forge.rng.below(200) as usize;
            let runs: Vec<Run> = (0..rows)
                .map(|_| {
                    let (actor, entry) = (forge.fresh_actor(), forge.note(by));
                    let mut run = forge.run(order, actor, 1, vec![entry]);
                    run.rows[0].deps = Some(vec![ChangeHash::from_bytes(forge.rng.bytes())]);
                    run
                })
                .collect();
            let forged = runs.iter().map(rows_of).collect();
            let body = forge.request(runs);
            return Some(Attack { name, body, forged, kept: false, refused: true });
        }
        "replay of another's change" => {
            let known = log.documents[order.as_bytes()].changes.iter().map(|place| &log.changes[*place]);
            let others: Vec<&Logged> = known.filter(|change| change.user != *me.user.as_bytes()).collect();
            if others.is_empty() {
                return None;
            }
            let victim = *forge.rng.pick(&others);
            let entries = victim.entries.iter().map(|(id, bytes)| (EntryId::from_bytes(*id), bytes.clone()));
            let row = ChangeRow {
                actor: ActorId::from_bytes(victim.actor),
                seq: victim.actor_seq,
                deps: victim.deps.iter().map(|dep| ChangeHash::from_bytes(*dep)).collect(),
                entries: entries.collect(),
            };
            let run = Run {
                document: order,
                kind: DocumentKind::Order,
                actor: row.actor,
                rows: vec![to_wire(&row, None)],
                hash: ChangeHash::from_bytes(victim.hash),
                hashes: None,
            };
            let body = forge.request(vec![run]);
            // It is an honest change: what it must not do is to count a second time.
            return Some(Attack { name, body, forged: Vec::new(), kept: false, refused: false });
        }
        "cut request" => {
            let entry = forge.note(by);
            let run = forge.run(order, actor, 1, vec![entry]);
            let forged = vec![rows_of(&run)];
            let mut body = forge.request(vec![run]);
            let length = forge.rng.below(body.len() as u64) as usize;
            body.truncate(length);
            return Some(Attack { name, body, forged, kept: false, refused: true });
        }
        "deep entry" => {
            let levels = *forge.rng.pick(&[9, 40, 2_000]);
            let id = EntryId::new(now, forge.rng.bytes());
            forge.run(order, actor, 1, vec![(id, deep(levels))])
        }
        "long entry" => {
            let length = *forge.rng.pick(&[4_097, 60_000]);
            let id = EntryId::new(now, forge.rng.bytes());
            let bytes = (0..length).map(|_| forge.rng.next_u64() as u8).collect();
            forge.run(order, actor, 1, vec![(id, bytes)])
        }
        "garbage entry" => {
            let bytes: Vec<u8> = (0..40).map(|_| forge.rng.next_u64() as u8).collect();
            let id = EntryId::new(now, forge.rng.bytes());
            forge.run(order, actor, 1, vec![(id, bytes)])
        }
        "by somebody else" => {
            let other = UserId::from_bytes(taken?.user);
            let by = if other == me.user {
                By { user: UserId::from_bytes([9; 16]), ..by }
            } else {
                By { user: other, ..by }
            };
            let entry = forge.note(by);
            forge.run(order, actor, 1, vec![entry])
        }
        "role not held" => {
            let entry = forge.note(By { role: Role::OfficeHead, ..by });
            forge.run(order, actor, 1, vec![entry])
        }
        "forbidden kind" => {
            let body = if me.role == Role::Technician {
                Body::CancelConfirmed(CancelConfirmed { cancellation: EntryId::from_bytes([1; 16]) })
            } else {
                Body::GateSet(GateSet { checklist: "LMP".to_owned(), step: "LMP-2".to_owned() })
            };
            let entry = forge.entry(by, body);
            forge.run(order, actor, 1, vec![entry])
        }
        "section of another post" => {
            let passes = log.documents.iter().filter(|(_, document)| document.kind == "goods_release");
            let passes: Vec<&Id> = passes.map(|(id, _)| id).collect();
            if passes.is_empty() {
                return None;
            }
            let pass = DocumentId::from_bytes(**forge.rng.pick(&passes));
            let released = BTreeMap::from([
                ("at".to_owned(), MatterValue::Time(now)),
                ("result".to_owned(), MatterValue::One("released".to_owned())),
            ]);
            // Nobody but the gate's guard lets goods out, and no villain is one.
            let row = Some(client_core::domain::id::hex(&forge.rng.bytes::<6>()));
            let body = MatterFilled { section: "gate".to_owned(), row, values: released };
            let entry = forge.entry(by, Body::MatterFilled(body));
            forge.run(pass, actor, 1, vec![entry])
        }
        "the server's mark" => {
            let entry = EntryId::from_bytes(taken?.entries.first()?.0);
            let nobody = By {
                user: UserId::from_bytes([0; 16]),
                role: Role::Server,
                device: DeviceId::from_bytes([0; 16]),
            };
            let by = if forge.rng.chance(500) { by } else { nobody };
            let entry = forge.entry(by, Body::Marked(Marked { entry, reason: ClaimReason::RoleWithdrawn }));
            forge.run(order, actor, 1, vec![entry])
        }
        "forged actor" => {
            let victim = log
                .changes
                .iter()
                .rev()
                .find(|c| c.document == *order.as_bytes() && c.user != *me.user.as_bytes())?;
            let entry = forge.note(by);
            forge.run(order, ActorId::from_bytes(victim.actor), victim.actor_seq + 1, vec![entry])
        }
        "genesis actor" => {
            let entry = forge.note(by);
            forge.run(order, genesis_actor(DocumentKind::Order, order), 2, vec![entry])
        }
        "entry id taken" => {
            // The id is an honest one, so only the bytes tell the forgery.
            let (_, bytes) = forge.note(by);
            let id = EntryId::from_bytes(taken?.entries.first()?.0);
            let run = forge.run(order, actor, 1, vec![(id, bytes)]);
            let body = forge.request(vec![run]);
            return Some(Attack { name, body, forged: Vec::new(), kept: false, refused: false });
        }
        "wrong hash" => {
            let entry = forge.note(by);
            let mut run = forge.run(order, actor, 1, vec![entry]);
            run.hash = ChangeHash::from_bytes(forge.rng.bytes());
            run.hashes = Some(vec![run.hash]);
            run
        }
        _ => {
            kept = false;
            let entry = forge.note(by);
            let mut run = forge.run(order, actor, 1, vec![entry]);
            run.rows[0].deps = Some(vec![ChangeHash::from_bytes(forge.rng.bytes())]);
            run
        }
    };
    let forged = vec![rows_of(&run)];
    let body = forge.request(vec![run]);
    Some(Attack { name, body, forged, kept, refused: false })
}

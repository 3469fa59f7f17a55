//! A phone whose rows are written by hand and sent over real HTTP, past every door of its own.

use super::*;
use client_core::domain::entry::course::CannotKeepTime;
use client_core::domain::entry::{At, Body, By as Author, CommandRef, DocumentKind, Entry};
use client_core::domain::id::{ActorId, ChangeHash, CommandId, DocumentId, EntryId};
use client_core::protocol::convert::{from_wire, to_wire};
use client_core::protocol::{Outcome, QuarantineReason, Run, SyncAnswer, SyncRequest, from_bytes, to_bytes};
use client_core::replica::{Replica, build};

pub struct Hand<'s> {
    server: &'s Server,
    phone: Phone,
    user: UserId,
    role: Role,
    made: u8,
    pub at: At,
}

/// A request that brings nothing.
pub fn idle() -> SyncRequest {
    SyncRequest {
        version: 1,
        app: "test".into(),
        nonce: [7; 16],
        cursor: None,
        push: Vec::new(),
        returned: Vec::new(),
        blobs: Vec::new(),
        announced: Vec::new(),
        keeps_own: false,
        budget: None,
        reference: 0,
    }
}

impl<'s> Hand<'s> {
    /// The technician's phone.
    pub fn new(server: &'s Server, seed: u8) -> Self {
        Self::new_of(server, Phone::enrol(server, seed))
    }

    /// With a phone of the technician's that is enrolled.
    pub fn new_of(server: &'s Server, phone: Phone) -> Self {
        let at = At::known(START);
        Self { server, phone, user: server.technician, role: Role::Technician, made: 0, at }
    }

    /// The same person in another of his roles.
    pub fn in_role(mut self, role: Role) -> Self {
        self.role = role;
        self
    }

    /// Sends a body as it is.
    pub fn raw(&self, body: &[u8]) -> (u16, Vec<u8>) {
        let mut bytes = format!(
            "POST /api/v1/sync HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer {}\r\n\
             Content-Type: application/cbor\r\nContent-Length: {}\r\n\r\n",
            self.phone.access,
            body.len()
        )
        .into_bytes();
        bytes.extend_from_slice(body);
        let mut stream = TcpStream::connect(self.server.address).unwrap();
        stream.write_all(&bytes).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        let end = answer.windows(4).position(|four| four == b"\r\n\r\n").unwrap();
        let status = std::str::from_utf8(&answer[9..12]).unwrap().parse().unwrap();
        (status, answer[end + 4..].to_vec())
    }

    /// Sends a request and gives the problem's name, where it is one.
    pub fn ask(&self, request: &SyncRequest) -> Result<SyncAnswer, String> {
        let (status, body) = self.raw(&to_bytes(request).unwrap());
        if status == 200 {
            return Ok(from_bytes(&body).unwrap());
        }
        let problem: Value = serde_json::from_slice(&body).unwrap();
        Err(problem["type"].as_str().unwrap().strip_prefix("/problems/").unwrap().to_owned())
    }

    pub fn push(&self, push: Vec<Run>) -> Vec<Outcome> {
        let answer = self.ask(&SyncRequest { push, ..idle() }).unwrap();
        answer.verdicts.into_iter().map(|verdict| verdict.outcome).collect()
    }

    /// What its requests are signed in by.
    pub fn bearer(&self) -> String {
        format!("Bearer {}", self.phone.access)
    }

    pub fn device(&self) -> DeviceId {
        self.phone.id()
    }

    /// What the server has of a document.
    pub fn fetch(&self, document: DocumentId) -> Replica {
        let answer = self.ask(&idle()).unwrap();
        let page = answer.documents.into_iter().find(|page| page.document == document).unwrap();
        let mut replica = Replica::new(page.kind, document);
        for run in page.runs {
            let mut last = None;
            for row in run.rows {
                let before = replica.rows().find(|(r, _)| r.actor == run.actor && r.seq + 1 == row.row.seq);
                let own = last.or(before.map(|(_, built)| built.hash));
                let change = from_wire(run.actor, &row.row, own).unwrap();
                replica.insert(change.clone()).unwrap();
                last = replica.rows().find(|(r, _)| **r == change).map(|(_, built)| built.hash);
            }
        }
        replica
    }

    /// An entry of this author.
    pub fn entry(&mut self, body: Body) -> (EntryId, Entry) {
        self.made += 1;
        let random = [self.made, self.phone.key.to_bytes()[0], 1, 1, 1, 1, 1, 1, 1, 1];
        let entry = Entry {
            by: Author { user: self.user, role: self.role, device: self.phone.id() },
            at: self.at,
            round: None,
            after: None,
            command: CommandRef { id: CommandId::new(START, random), documents: 1 },
            body,
        };
        (EntryId::new(START, random), entry)
    }

    /// Something that the order's holder may write at any time.
    pub fn note(&mut self, text: &str) -> (EntryId, Entry) {
        self.entry(Body::CannotKeepTime(CannotKeepTime { reason: text.to_owned() }))
    }

    /// A run of one row with these entries, written on what the replica has.
    pub fn run(&self, replica: &mut Replica, actor: u8, entries: &[(EntryId, Entry)]) -> Run {
        assert!(entries.iter().all(|(_, entry)| entry.by.device == self.phone.id()), "entries of this phone");
        let row = replica.write(ActorId::from_bytes([actor; 16]), entries).unwrap();
        let hash = replica.rows().find(|(known, _)| **known == row).unwrap().1.hash;
        let own = replica.rows().find(|(r, _)| r.actor == row.actor && r.seq + 1 == row.seq);
        let own = own.map(|(_, built)| built.hash);
        Run {
            document: replica.document(),
            kind: replica.kind(),
            actor: row.actor,
            rows: vec![to_wire(&row, own)],
            hash,
            hashes: None,
        }
    }
}

/// The run with the hash that its own first row gives, so that nothing but the row itself is wrong.
pub fn rehashed(replica: &Replica, mut run: Run) -> Run {
    let start = replica.rows().find(|(row, _)| row.actor == run.actor).unwrap().1.start_op;
    let change = from_wire(run.actor, &run.rows[0], None).unwrap();
    if let Some(built) = build(run.kind, run.document, &change, start) {
        run.hash = built.hash;
    }
    run
}

pub fn reasons(outcomes: &[Outcome]) -> Vec<QuarantineReason> {
    let reason = |outcome: &Outcome| match outcome {
        Outcome::Quarantined { reason, .. } => Some(*reason),
        _ => None,
    };
    outcomes.iter().filter_map(reason).collect()
}

/// A document's id as pages and paths name it.
pub fn id_of(path: &str) -> DocumentId {
    path.rsplit('/').next().unwrap().parse().unwrap()
}

/// A hash of nothing.
pub const NO_HASH: ChangeHash = ChangeHash::from_bytes([9; 32]);

/// The kind of document that orders are.
pub const ORDER: DocumentKind = DocumentKind::Order;

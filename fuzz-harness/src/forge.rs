//! Rows out of a fuzzer's bytes: real entries with some of their fields changed, in changes whose hashes are right, so that
//! an input gets past the first check and meets the ones behind it.

use crate::site::{NOW, Person, Site};
use arbitrary::{Result, Unstructured};
use ciborium::Value;
use client_core::domain::entry::matter::MatterKind;
use client_core::domain::entry::{By, DocumentKind, Entry};
use client_core::domain::id::{ActorId, ChangeHash, DocumentId, EntryId};
use client_core::protocol::convert::to_wire;
use client_core::protocol::{Row, Run};
use client_core::replica::{BuiltChange, ChangeRow, build, genesis_actor};
use std::collections::{BTreeMap, BTreeSet};
use undercroft_server::admit::{Known, KnownChange};
use undercroft_server::feed;

/// What rows are made of: entries that the shipped door wrote, and the documents that they are in.
#[derive(Debug, Clone)]
pub struct Matter {
    /// Real entries by their documents' kind.
    pub entries: Vec<(DocumentKind, Vec<u8>)>,
    /// The log's documents.
    pub documents: BTreeMap<DocumentId, Known>,
    /// Actors of devices, with their document.
    pub actors: Vec<(DocumentId, ActorId)>,
}

/// A forged run, with what an honest server would rebuild.
pub struct Forged {
    /// As it goes over the wire.
    pub run: Run,
    /// Its changes; `None` where nobody could build one.
    pub changes: Vec<(ChangeRow, Option<BuiltChange>)>,
}

impl Matter {
    /// What a site's log holds.
    pub fn of(site: &Site) -> Self {
        let mut statement =
            site.connection.prepare("SELECT id FROM document ORDER BY id").expect("a statement");
        let ids = statement.query_map([], |row| Ok(DocumentId::from_bytes(row.get(0)?))).expect("documents");
        let ids: Vec<DocumentId> = ids.collect::<std::result::Result<_, _>>().expect("documents");
        let mut matter = Self { entries: Vec::new(), documents: BTreeMap::new(), actors: Vec::new() };
        for id in ids {
            let known = feed::known(&site.connection, id).expect("the log").expect("a document");
            for entry in known.entries() {
                let bytes = entry.entry.to_bytes().expect("an entry of the log");
                matter.entries.push((known.kind, bytes));
            }
            let actors: BTreeSet<ActorId> = known.changes().iter().map(|change| change.actor).collect();
            matter.actors.extend(actors.into_iter().map(|actor| (id, actor)));
            matter.documents.insert(id, known);
        }
        matter
    }
}

/// Reads bytes as instructions.
pub struct Forge<'u, 'm> {
    /// The bytes that are left.
    pub u: Unstructured<'u>,
    matter: &'m Matter,
    /// The documents in which something was forged so far, as they would be after it.
    documents: BTreeMap<DocumentId, Known>,
    person: Person,
    /// Entries forged so far: each has an id of its own without costing instructions.
    written: u64,
}

/// Kinds of documents by turns, apart from those of the office's other parts: they come seldom, so that inputs that were
/// found keep their meaning.
const BY_TURNS: [DocumentKind; 6] = [
    DocumentKind::Order,
    DocumentKind::Customer,
    DocumentKind::Kit,
    DocumentKind::Store,
    DocumentKind::Month,
    DocumentKind::Incident,
];
/// Numbers at which something may tip over.
const EDGES: [i64; 12] =
    [0, 1, -1, 2, 255, 4_096, 1 << 31, 1 << 40, i64::MAX, i64::MIN, 1_772_438_000_000, 253_402_300_800_000];
const WORDS: [&str; 10] =
    ["", "a", "LMP", "LMP-1", "LMP/SWI.1", "starter", "T-017", "2026-02", "客厅灯不亮", "\u{202e}\0<script>"];

impl<'u, 'm> Forge<'u, 'm> {
    /// For somebody who writes.
    pub fn new(data: &'u [u8], matter: &'m Matter, person: Person) -> Self {
        Self { u: Unstructured::new(data), matter, documents: BTreeMap::new(), person, written: 0 }
    }

    /// True about once in `n`.
    fn rarely(&mut self, n: u8) -> bool {
        self.u.int_in_range(0..=n).is_ok_and(|drawn| drawn == n)
    }

    fn bytes<const N: usize>(&mut self) -> [u8; N] {
        let mut bytes = [0; N];
        for byte in &mut bytes {
            *byte = self.u.arbitrary().unwrap_or_default();
        }
        bytes
    }

    /// Up to `most` runs, while there are instructions.
    pub fn runs(&mut self, most: usize) -> Vec<Forged> {
        let mut runs = Vec::new();
        while runs.len() < most && !self.u.is_empty() {
            match self.run() {
                Ok(run) => runs.push(run),
                Err(_) => break,
            }
        }
        runs
    }

    fn document(&mut self) -> Result<(DocumentId, DocumentKind)> {
        let all = self.matter.documents.iter().chain(&self.documents);
        let known: BTreeMap<DocumentId, DocumentKind> = all.map(|(id, known)| (*id, known.kind)).collect();
        let known: Vec<(DocumentId, DocumentKind)> = known.into_iter().collect();
        if known.is_empty() || self.rarely(5) {
            let n: u8 = self.u.int_in_range(1..=3)?;
            return Ok((DocumentId::from_bytes([n; 16]), self.kind()?));
        }
        let (id, kind) = *self.u.choose(&known)?;
        Ok((id, if self.rarely(30) { self.kind()? } else { kind }))
    }

    fn kind(&mut self) -> Result<DocumentKind> {
        Ok(match self.u.arbitrary::<u8>()? {
            248 => DocumentKind::Matter(*self.u.choose(MatterKind::ALL)?),
            249 => DocumentKind::FeeAccount,
            250 => DocumentKind::Matter(MatterKind::Renovation),
            251 => DocumentKind::Matter(MatterKind::Enquiry),
            252 | 253 => DocumentKind::Complaint,
            254 | 255 => DocumentKind::CentreComplaint,
            n => BY_TURNS[usize::from(n) % BY_TURNS.len()],
        })
    }

    fn actor(&mut self, document: DocumentId, kind: DocumentKind) -> Result<ActorId> {
        let own = |n: u8| {
            let mut actor = *document.as_bytes();
            actor[0] = n;
            actor[1] = self.person as u8;
            ActorId::from_bytes(actor)
        };
        Ok(match self.u.int_in_range(0..=15)? {
            0..=10 => own(1),
            11 | 12 => own(2),
            13 if !self.matter.actors.is_empty() => self.u.choose(&self.matter.actors)?.1,
            14 => genesis_actor(kind, document),
            _ => ActorId::from_bytes([self.u.arbitrary()?; 16]),
        })
    }

    fn run(&mut self) -> Result<Forged> {
        let (document, kind) = self.document()?;
        let actor = self.actor(document, kind)?;
        let before = self.documents.get(&document).or_else(|| self.matter.documents.get(&document));
        let mut known = before.cloned().unwrap_or_else(|| Known::new(kind, document));
        let count = self.u.int_in_range(1..=3)?;
        let mut changes: Vec<(ChangeRow, Option<BuiltChange>)> = Vec::new();
        let mut rows: Vec<Row> = Vec::new();
        for _ in 0..count {
            let own_last = known.last_of(&actor).map(|change| change.hash);
            let row = self.change(&known, actor, kind)?;
            let built = known.start_op(&row.deps).and_then(|start| build(known.kind, document, &row, start));
            let mut wire = to_wire(&row, own_last);
            if self.rarely(60) {
                wire.deps = None;
            }
            if let Some(built) = &built {
                let entries = row.entries.iter();
                let entries = entries.filter_map(|(id, bytes)| Some((*id, Entry::from_bytes(bytes).ok()?)));
                known.push(known_change(&row, built), entries.collect::<Vec<_>>());
            }
            rows.push(wire);
            changes.push((row, built));
        }
        let hash_of = |built: &Option<BuiltChange>| {
            built.as_ref().map_or(ChangeHash::from_bytes([0xee; 32]), |built| built.hash)
        };
        let mut hash = changes.last().map_or(ChangeHash::from_bytes([0; 32]), |(_, built)| hash_of(built));
        let hashes = self.rarely(3).then(|| changes.iter().map(|(_, built)| hash_of(built)).collect());
        if self.rarely(60) {
            hash = ChangeHash::from_bytes(self.bytes());
        }
        self.documents.insert(document, known);
        Ok(Forged { run: Run { document, kind, actor, rows, hash, hashes }, changes })
    }

    /// One change on what is known; now and then with a wrong number or past.
    fn change(&mut self, known: &Known, actor: ActorId, kind: DocumentKind) -> Result<ChangeRow> {
        let last = known.last_of(&actor);
        let seq = last.map_or(1, |change| change.seq + 1);
        let seq = match self.u.int_in_range(0..=40)? {
            40 => self.u.arbitrary()?,
            39 => seq + 1,
            38 => seq.saturating_sub(1),
            _ => seq,
        };
        let mut deps: BTreeSet<ChangeHash> = match self.u.int_in_range(0..=12)? {
            0..=8 => known.heads().into_iter().collect(),
            // Somebody who hadn't heard the last of it.
            9 | 10 => {
                let all: Vec<ChangeHash> = known.changes().iter().map(|change| change.hash).collect();
                if all.is_empty() {
                    known.heads().into_iter().collect()
                } else {
                    BTreeSet::from([*self.u.choose(&all)?])
                }
            }
            11 => last.map(|change| change.hash).into_iter().collect(),
            _ => BTreeSet::from([ChangeHash::from_bytes(self.bytes())]),
        };
        if let Some(own) = last
            && !self.rarely(40)
        {
            deps.insert(own.hash);
        }
        let count = if self.rarely(8) { self.u.int_in_range(0..=3)? } else { 1 };
        let mut entries: Vec<(EntryId, Vec<u8>)> = Vec::new();
        for _ in 0..count {
            let id = if self.rarely(30) && !known.entries().is_empty() {
                known.entries()[self.u.choose_index(known.entries().len())?].id
            } else {
                self.written += 1;
                let mut random = [self.person as u8; 10];
                random[..8].copy_from_slice(&self.written.to_be_bytes());
                EntryId::new(NOW, random)
            };
            let command =
                entries.first().and_then(|(_, bytes)| Entry::from_bytes(bytes).ok()).map(|e| e.command);
            entries.push((id, self.entry(kind, command)?));
        }
        Ok(ChangeRow { actor, seq, deps: deps.into_iter().collect(), entries })
    }

    /// A real entry, with some of it changed, in the name of whoever sends.
    fn entry(
        &mut self,
        kind: DocumentKind,
        command: Option<client_core::domain::entry::CommandRef>,
    ) -> Result<Vec<u8>> {
        let anywhere = self.rarely(20);
        let fitting: Vec<&Vec<u8>> = self
            .matter
            .entries
            .iter()
            .filter(|(of, _)| anywhere || *of == kind)
            .map(|(_, bytes)| bytes)
            .collect();
        if fitting.is_empty() || self.rarely(60) {
            let length = self.u.int_in_range(0..=64)?;
            return Ok(self.u.bytes(length.min(self.u.len()))?.to_vec());
        }
        let mut bytes = (*self.u.choose(&fitting)?).clone();
        let changes = self.u.int_in_range(0..=3)?;
        if changes > 0
            && let Ok(mut value) = ciborium::from_reader::<Value, _>(bytes.as_slice())
        {
            for _ in 0..changes {
                self.change_value(&mut value, 0)?;
            }
            bytes.clear();
            ciborium::into_writer(&value, &mut bytes).map_err(|_| arbitrary::Error::IncorrectFormat)?;
        }
        // Most liars at least sign with their own name: otherwise nothing would get past the name.
        if let Ok(mut entry) = Entry::from_bytes(&bytes)
            && !self.rarely(25)
        {
            let roles = self.person.roles();
            let role = if roles.contains(&entry.by.role) { entry.by.role } else { roles[0] };
            entry.by = By { user: self.person.user(), role, device: self.person.device() };
            if let Some(command) = command {
                entry.command = command;
            }
            if !self.rarely(20) {
                entry.command.documents = 1;
            }
            if let Ok(signed) = entry.to_bytes() {
                bytes = signed;
            }
        }
        Ok(bytes)
    }

    fn change_value(&mut self, value: &mut Value, depth: usize) -> Result<()> {
        match value {
            Value::Map(pairs) if !pairs.is_empty() && depth < 8 => {
                let at = self.u.choose_index(pairs.len())?;
                match self.u.int_in_range(0..=20)? {
                    20 => drop(pairs.remove(at)),
                    _ => self.change_value(&mut pairs[at].1, depth + 1)?,
                }
            }
            Value::Array(items) if !items.is_empty() && depth < 8 => {
                let at = self.u.choose_index(items.len())?;
                match self.u.int_in_range(0..=8)? {
                    7 => drop(items.remove(at)),
                    8 => items.insert(at, items[at].clone()),
                    _ => self.change_value(&mut items[at], depth + 1)?,
                }
            }
            Value::Integer(_) => {
                let number: i64 =
                    if self.u.arbitrary()? { *self.u.choose(&EDGES)? } else { self.u.arbitrary()? };
                *value = Value::Integer(number.into());
            }
            Value::Text(_) => {
                let word = match self.u.int_in_range(0..=3)? {
                    0 => String::from_utf8_lossy(self.u.bytes(self.u.len().min(12))?).into_owned(),
                    1 => "长".repeat(usize::from(self.u.arbitrary::<u16>()?) % 2_000),
                    _ => (*self.u.choose(&WORDS)?).to_owned(),
                };
                *value = Value::Text(word);
            }
            Value::Bytes(bytes) => {
                if bytes.is_empty() || self.rarely(3) {
                    *bytes = self.u.bytes(self.u.len().min(32))?.to_vec();
                } else {
                    let at = self.u.choose_index(bytes.len())?;
                    bytes[at] ^= self.u.arbitrary::<u8>()?;
                }
            }
            Value::Bool(yes) => *yes = !*yes,
            _ => *value = Value::Null,
        }
        Ok(())
    }
}

/// A change as the facts of its document remember it.
fn known_change(row: &ChangeRow, built: &BuiltChange) -> KnownChange {
    KnownChange {
        hash: built.hash,
        actor: row.actor,
        seq: row.seq,
        deps: row.deps.clone(),
        start_op: built.start_op,
        max_op: built.max_op,
    }
}

/// The same rows with the hashes that an honest device would send, as far as they can be built on what is known.
pub fn repaired(run: &Run, known: Option<&Known>) -> Run {
    use client_core::protocol::convert::from_wire;
    let mut known = known.cloned().unwrap_or_else(|| Known::new(run.kind, run.document));
    let mut hashes = Vec::new();
    for row in &run.rows {
        let own_last = known.last_of(&run.actor).map(|change| change.hash);
        let Ok(change) = from_wire(run.actor, row, own_last) else { break };
        let Some(built) =
            known.start_op(&change.deps).and_then(|start| build(known.kind, run.document, &change, start))
        else {
            break;
        };
        hashes.push(built.hash);
        known.push(known_change(&change, &built), Vec::new());
    }
    match hashes.last() {
        Some(last) if hashes.len() == run.rows.len() => {
            Run { hash: *last, hashes: run.hashes.as_ref().map(|_| hashes.clone()), ..run.clone() }
        }
        _ => run.clone(),
    }
}

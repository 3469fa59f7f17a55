//! What a disk holds, what the system only remembers, and what is left when power goes.

use crate::dice::Dice;
use std::collections::BTreeMap;

/// Bytes that reach the disk together or not at all.
pub const SECTOR: usize = 512;

/// What lies in the space of a file that grew without its bytes being written.
const STALE: u8 = 0xa5;

/// A call that changes the disk or makes a change durable.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs, reason = "the fields say what the calls of every system say")]
pub enum Io {
    /// A file that the program has put here without `SQLite`, empty and for good.
    Found { name: String },
    /// A new, empty file.
    Create { name: String },
    /// Bytes into a file.
    Write { file: u32, offset: usize, bytes: Vec<u8> },
    /// A file's new length.
    Truncate { file: u32, length: usize },
    /// What was written to a file becomes durable, and all names with it where the folder is synced too.
    Sync { file: u32, folder: bool },
    /// A sync fails: what it was to make durable is forgotten by the system as if it were.
    SyncFails { file: u32 },
    /// A name goes; durably where the folder is synced.
    Delete { name: String, folder: bool },
}

/// What of the unsynced a loss of power leaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Loss {
    /// Nothing.
    All,
    /// Any selection of sectors and names, by this seed.
    Some(u64),
    /// Everything up to a write, of which a part is there, by this seed.
    Torn(u64),
}

#[derive(Debug, Clone)]
enum Change {
    Write { offset: usize, bytes: Vec<u8> },
    Truncate { length: usize },
}

impl Change {
    fn apply(&self, content: &mut Vec<u8>, hole: u8) {
        match self {
            Self::Write { offset, bytes } => put(content, *offset, bytes, hole),
            Self::Truncate { length } => content.resize(*length, hole),
        }
    }
}

fn put(content: &mut Vec<u8>, offset: usize, bytes: &[u8], hole: u8) {
    let end = offset + bytes.len();
    if content.len() < end {
        content.resize(end, hole);
    }
    content[offset..end].copy_from_slice(bytes);
}

/// The pieces of a write that reach the disk each by itself.
fn sectors(offset: usize, bytes: &[u8]) -> Vec<(usize, &[u8])> {
    let mut pieces = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let end = bytes.len().min(at + SECTOR - (offset + at) % SECTOR);
        pieces.push((offset + at, &bytes[at..end]));
        at = end;
    }
    pieces
}

#[derive(Debug, Clone, Default)]
struct Content {
    durable: Vec<u8>,
    /// What is read.
    cached: Vec<u8>,
    /// Since the last sync, each with its place in the order of all changes of the disk.
    unsynced: Vec<(u64, Change)>,
}

/// What a disk holds, and what the system remembers for it.
#[derive(Debug, Clone, Default)]
pub struct State {
    files: BTreeMap<u32, Content>,
    names: BTreeMap<String, u32>,
    durable_names: BTreeMap<String, u32>,
    next_file: u32,
    changes: u64,
}

impl State {
    pub(crate) fn file(&self, name: &str) -> Option<u32> {
        self.names.get(name).copied()
    }

    fn new_file(&mut self) -> u32 {
        let file = self.next_file;
        self.next_file += 1;
        self.files.insert(file, Content::default());
        file
    }

    /// What the system reads of this file.
    pub(crate) fn content(&self, file: u32) -> &[u8] {
        self.files.get(&file).map_or(&[], |content| content.cached.as_slice())
    }

    pub(crate) fn apply(&mut self, io: &Io) {
        match io {
            Io::Found { name } => {
                let file = self.new_file();
                self.names.insert(name.clone(), file);
                self.durable_names.insert(name.clone(), file);
            }
            Io::Create { name } => {
                let file = self.new_file();
                self.names.insert(name.clone(), file);
            }
            Io::Write { file, offset, bytes } => {
                self.change(*file, Change::Write { offset: *offset, bytes: bytes.clone() });
            }
            Io::Truncate { file, length } => self.change(*file, Change::Truncate { length: *length }),
            Io::Sync { file, folder } => {
                if let Some(content) = self.files.get_mut(file) {
                    for (_, change) in content.unsynced.drain(..) {
                        change.apply(&mut content.durable, STALE);
                    }
                }
                if *folder {
                    self.durable_names.clone_from(&self.names);
                }
            }
            Io::SyncFails { file } => {
                if let Some(content) = self.files.get_mut(file) {
                    content.unsynced.clear();
                }
            }
            Io::Delete { name, folder } => {
                self.names.remove(name);
                if *folder {
                    self.durable_names.clone_from(&self.names);
                }
            }
        }
    }

    fn change(&mut self, file: u32, change: Change) {
        if let Some(content) = self.files.get_mut(&file) {
            change.apply(&mut content.cached, 0);
            self.changes += 1;
            content.unsynced.push((self.changes, change));
        }
    }

    /// The disk as the next start of the machine finds it. Where only the process died, the next one finds `self`.
    pub fn after(&self, loss: Loss) -> Self {
        let mut dice = Dice(match loss {
            Loss::Some(seed) | Loss::Torn(seed) => seed,
            Loss::All => 0,
        });
        let names = match loss {
            Loss::All => self.durable_names.clone(),
            Loss::Some(_) | Loss::Torn(_) => self.some_names(&mut dice),
        };
        let mut unsynced: Vec<u64> =
            self.files.values().flat_map(|content| content.unsynced.iter().map(|(at, _)| *at)).collect();
        unsynced.sort_unstable();
        let torn = unsynced.get(dice.below(unsynced.len())).copied().unwrap_or(0);
        let mut next = Self { names, next_file: self.next_file, ..Self::default() };
        next.durable_names.clone_from(&next.names);
        for file in next.names.values() {
            let Some(content) = self.files.get(file) else { continue };
            let mut bytes = content.durable.clone();
            for (at, change) in &content.unsynced {
                match loss {
                    Loss::Some(_) => keep_some(change, &mut bytes, &mut dice),
                    Loss::Torn(_) if *at < torn => change.apply(&mut bytes, STALE),
                    Loss::Torn(_) if *at == torn => tear(change, &mut bytes, &mut dice),
                    Loss::All | Loss::Torn(_) => {}
                }
            }
            next.files.insert(*file, Content { durable: bytes.clone(), cached: bytes, unsynced: Vec::new() });
        }
        next
    }

    /// Each name that isn't durable yet is there or not, and each that is gone may be back.
    fn some_names(&self, dice: &mut Dice) -> BTreeMap<String, u32> {
        let mut names = self.durable_names.clone();
        let both = self.names.keys().chain(self.durable_names.keys());
        for name in both {
            let (new, old) = (self.names.get(name), self.durable_names.get(name));
            if new == old || dice.coin() {
                continue;
            }
            match new {
                Some(file) => names.insert(name.clone(), *file),
                None => names.remove(name),
            };
        }
        names
    }
}

fn keep_some(change: &Change, bytes: &mut Vec<u8>, dice: &mut Dice) {
    match change {
        Change::Write { offset, bytes: written } => {
            for (at, piece) in sectors(*offset, written) {
                if dice.coin() {
                    put(bytes, at, piece, STALE);
                }
            }
        }
        Change::Truncate { .. } if dice.coin() => change.apply(bytes, STALE),
        Change::Truncate { .. } => {}
    }
}

fn tear(change: &Change, bytes: &mut Vec<u8>, dice: &mut Dice) {
    if let Change::Write { offset, bytes: written } = change {
        put(bytes, *offset, &written[..dice.below(written.len())], STALE);
    }
}

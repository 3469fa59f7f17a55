//! A message as a list of its items, read once: whoever goes through it knows where each item ends.

use super::MAX_DEPTH;
use super::cbor::{Strange, head, string};
use crate::domain::id::CommandId;

/// Items of a message, at most: a page of ours has some ten thousand. A longer one travels as it is.
const MAX_ITEMS: usize = 500_000;

/// A value, or a map's key before its value. What belongs to it follows it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Item {
    /// CBOR's major type.
    pub(super) major: u8,
    /// Its argument: a number, a length, a count.
    pub(super) argument: u64,
    /// Where the content of a string begins.
    start: usize,
    /// The item that follows what belongs to this one. A byte string that holds a map has it as its own.
    pub(super) end: usize,
}

/// The items of a message.
pub(super) struct Tape<'a> {
    bytes: &'a [u8],
    pub(super) items: Vec<Item>,
}

impl<'a> Tape<'a> {
    /// Reads a message.
    ///
    /// # Errors
    /// [`Strange`] for bytes that aren't one item of plain CBOR.
    pub(super) fn read(bytes: &'a [u8]) -> Result<Self, Strange> {
        let mut tape = Self { bytes, items: Vec::with_capacity((bytes.len() / 6).min(MAX_ITEMS)) };
        let mut at = 0;
        tape.item(&mut at, 0, false)?;
        if at == bytes.len() { Ok(tape) } else { Err(Strange) }
    }

    /// Content of a string.
    pub(super) fn content(&self, item: Item) -> &'a [u8] {
        // A string's length was counted while it was read.
        let length = usize::try_from(item.argument).unwrap_or(0);
        self.bytes.get(item.start..item.start.saturating_add(length)).unwrap_or_default()
    }

    /// Where the values of a map are, in its order; none for anything else. Each has its key before it.
    pub(super) fn values(&self, map: usize) -> impl Iterator<Item = usize> {
        let keys = self.items.get(map).filter(|item| item.major == 5).map_or(0, |item| item.argument);
        let mut next = map + 1;
        (0..keys).map(move |_| {
            let value = next + 1;
            next = self.items[value].end;
            value
        })
    }

    /// The key of a value of a map.
    pub(super) fn key(&self, value: usize) -> &'a [u8] {
        self.content(self.items[value - 1])
    }

    fn value(&self, map: usize, wanted: &[u8]) -> Option<usize> {
        self.values(map).find(|value| self.key(*value) == wanted)
    }

    /// The byte string below a map's key.
    pub(super) fn bytes_of(&self, map: usize, wanted: &[u8]) -> Option<&'a [u8]> {
        let item = self.items[self.value(map, wanted)?];
        (item.major == 2).then(|| self.content(item))
    }

    /// The id of the command that an entry names.
    pub(super) fn command_of(&self, entry: usize) -> Option<CommandId> {
        CommandId::from_slice(self.bytes_of(self.value(entry, b"command")?, b"id")?)
    }

    fn item(&mut self, at: &mut usize, depth: usize, inside: bool) -> Result<(), Strange> {
        if depth > MAX_DEPTH || self.items.len() >= MAX_ITEMS {
            return Err(Strange);
        }
        let place = self.items.len();
        let (major, argument) = head(self.bytes, at)?;
        self.items.push(Item { major, argument, start: *at, end: place + 1 });
        match major {
            0 | 1 => {}
            2 => {
                let content = string(self.bytes, at, argument)?;
                if !inside && content.first().is_some_and(|first| first >> 5 == 5) {
                    self.inner(place, *at, depth);
                }
            }
            3 => drop(string(self.bytes, at, argument)?),
            4 => {
                for _ in 0..argument {
                    self.item(at, depth + 1, inside)?;
                }
            }
            5 => {
                for _ in 0..argument {
                    let key = self.items.len();
                    let (major, length) = head(self.bytes, at)?;
                    if major != 3 {
                        return Err(Strange);
                    }
                    self.items.push(Item { major, argument: length, start: *at, end: key + 1 });
                    string(self.bytes, at, length)?;
                    self.item(at, depth + 1, inside)?;
                }
            }
            7 if matches!(argument, 20..=22) => {}
            _ => return Err(Strange),
        }
        self.items[place].end = self.items.len();
        Ok(())
    }

    /// Takes a byte string apart that ends at `end`, if it is one map and nothing else.
    fn inner(&mut self, place: usize, end: usize, depth: usize) {
        let mut at = self.items[place].start;
        let bytes = self.bytes;
        self.bytes = &bytes[..end];
        let read = self.item(&mut at, depth + 1, true);
        self.bytes = bytes;
        if read.is_err() || at != end {
            self.items.truncate(place + 1);
        }
    }
}

/// Goes through the blobs of a message in their order: the `bytes` of each item of a list.
pub(super) fn each_blob<'a>(tape: &Tape<'a>, list: usize, mut found: impl FnMut(&'a [u8])) {
    let Some(of) = tape.items.get(list).filter(|item| item.major == 4) else { return };
    let mut at = list + 1;
    for _ in 0..of.argument {
        if let Some(bytes) = tape.bytes_of(at, b"bytes") {
            found(bytes);
        }
        at = tape.items[at].end;
    }
}

//! From a message to its columns.

use super::cbor::{self, Strange, head};
use super::layout::{Columns, Places, Step, join, put_number};
use super::{BLOBS, Derivation, ID_BYTES, MAX_DEPTH, MAX_PLACES, RECENT, kind, string};
use crate::domain::blob::digest_of;
use std::collections::HashMap;

/// What a writer remembers of a place besides its columns.
#[derive(Default)]
struct Memory<'a> {
    number: u64,
    recent: Vec<&'a [u8]>,
    shapes: HashMap<Vec<usize>, usize>,
}

/// The message as columns; `None` for one that isn't plain CBOR, which travels as it is.
pub fn pack(message: &[u8]) -> Option<Vec<u8>> {
    let mut packer = Packer { message, ..Packer::default() };
    packer.root().ok()?;
    let shapes = std::mem::take(&mut packer.definitions);
    let columns = packer.places.into_iter().map(|(columns, _)| columns).collect();
    Some(join(columns, &shapes))
}

#[derive(Default)]
struct Packer<'a> {
    message: &'a [u8],
    numbers: Places,
    places: Vec<(Columns, Memory<'a>)>,
    keys: HashMap<&'a [u8], usize>,
    definitions: Vec<u8>,
    digests: HashMap<[u8; 32], u64>,
    last_digest: u64,
    ids: HashMap<&'a [u8], u64>,
    last_id: u64,
    derivation: Derivation,
}

impl<'a> Packer<'a> {
    /// The blobs, and then everything with the blobs left out.
    fn root(&mut self) -> Result<(), Strange> {
        let message = self.message;
        let mut at = 0;
        let mut blobs = None;
        let (5, keys) = head(message, &mut at)? else { return Err(Strange) };
        for _ in 0..keys {
            let key = cbor::key(message, &mut at)?;
            let start = at;
            cbor::skip(message, &mut at, 1)?;
            if key == BLOBS && blobs.replace(&message[start..at]).is_some() {
                return Err(Strange);
            }
        }
        if at != message.len() {
            return Err(Strange);
        }
        self.place(0)?.0.kinds.push(if blobs.is_some() { kind::TRUE } else { kind::FALSE });
        if let Some(blobs) = blobs {
            let key = self.key(BLOBS);
            self.value(blobs, &mut 0, 0, Step::Key(key), 1, false)?;
            self.remember_digests(blobs)?;
        }
        at = 0;
        let (_, keys) = head(message, &mut at)?;
        self.shape(0, message, at, keys)?;
        for _ in 0..keys {
            let key = cbor::key(message, &mut at)?;
            if key == BLOBS {
                cbor::skip(message, &mut at, 1)?;
            } else {
                let step = Step::Key(self.key(key));
                self.value(message, &mut at, 0, step, 1, false)?;
            }
        }
        Ok(())
    }

    /// Digests of the blobs, in their order: of each item's value of `bytes`.
    fn remember_digests(&mut self, blobs: &[u8]) -> Result<(), Strange> {
        super::each_blob(blobs, |blob| {
            let next = self.digests.len() as u64;
            self.digests.entry(*digest_of(blob).as_bytes()).or_insert(next);
        })
    }

    fn place(&mut self, number: usize) -> Result<&mut (Columns, Memory<'a>), Strange> {
        if number >= MAX_PLACES {
            return Err(Strange);
        }
        if number >= self.places.len() {
            self.places.resize_with(number + 1, Default::default);
        }
        Ok(&mut self.places[number])
    }

    fn key(&mut self, key: &'a [u8]) -> usize {
        let next = self.keys.len();
        *self.keys.entry(key).or_insert(next)
    }

    /// The shape of a map whose keys begin at `at`: a known one by its number, a new one by its keys.
    fn shape(&mut self, place: usize, bytes: &'a [u8], mut at: usize, keys: u64) -> Result<(), Strange> {
        let mut numbers = Vec::new();
        let mut names = Vec::new();
        for _ in 0..keys {
            let name = cbor::key(bytes, &mut at)?;
            cbor::skip(bytes, &mut at, 0)?;
            numbers.push(self.key(name));
            names.push(name);
        }
        let (columns, memory) = self.place(place)?;
        let next = memory.shapes.len();
        let shape = *memory.shapes.entry(numbers).or_insert(next);
        put_number(&mut columns.sizes, shape as u64);
        if shape == next {
            put_number(&mut self.definitions, keys);
            for name in names {
                put_number(&mut self.definitions, name.len() as u64);
                self.definitions.extend_from_slice(name);
            }
        }
        Ok(())
    }

    fn value(
        &mut self,
        bytes: &'a [u8],
        at: &mut usize,
        above: usize,
        step: Step,
        depth: usize,
        inside: bool,
    ) -> Result<(), Strange> {
        if depth > MAX_DEPTH {
            return Err(Strange);
        }
        let place = self.numbers.number(above, step);
        let (major, argument) = head(bytes, at)?;
        match major {
            0 | 1 => {
                let (columns, memory) = self.place(place)?;
                columns.kinds.push(if major == 0 { kind::UNSIGNED } else { kind::NEGATIVE });
                put_difference(&mut columns.numbers, memory.number, argument);
                memory.number = argument;
            }
            2 | 3 => {
                let content = cbor::string(bytes, at, argument)?;
                if major == 2 && !inside && cbor::is_map(content, depth) {
                    self.place(place)?.0.kinds.push(kind::INNER);
                    return self.value(content, &mut 0, place, Step::Inner, depth + 1, true);
                }
                self.string(place, if major == 2 { kind::BYTES } else { kind::TEXT }, content)?;
            }
            4 => {
                if argument == 2 && !inside && self.derived(bytes, at, place, depth)? {
                    return Ok(());
                }
                let (columns, _) = self.place(place)?;
                columns.kinds.push(kind::LIST);
                put_number(&mut columns.sizes, argument);
                for _ in 0..argument {
                    self.value(bytes, at, place, Step::Item, depth + 1, inside)?;
                }
            }
            5 => {
                self.place(place)?.0.kinds.push(kind::MAP);
                self.shape(place, bytes, *at, argument)?;
                for _ in 0..argument {
                    let name = cbor::key(bytes, at)?;
                    let before = *at;
                    let step = Step::Key(self.key(name));
                    self.value(bytes, at, place, step, depth + 1, inside)?;
                    if !inside && let Ok((2, _)) = head(bytes, &mut before.clone()) {
                        let mut inner = before;
                        let (_, length) = head(bytes, &mut inner)?;
                        self.derivation.see(name, cbor::string(bytes, &mut inner, length)?);
                    }
                }
            }
            _ => {
                let kind = match argument {
                    20 => kind::FALSE,
                    21 => kind::TRUE,
                    22 => kind::NULL,
                    _ => return Err(Strange),
                };
                self.place(place)?.0.kinds.push(kind);
            }
        }
        Ok(())
    }

    /// A pair of an id and an entry from which the id follows; false for anything else, of which nothing was taken.
    fn derived(
        &mut self,
        bytes: &'a [u8],
        at: &mut usize,
        place: usize,
        depth: usize,
    ) -> Result<bool, Strange> {
        let mut ahead = *at;
        let Ok((2, 16)) = head(bytes, &mut ahead) else { return Ok(false) };
        let id = cbor::string(bytes, &mut ahead, 16)?;
        let Ok((2, length)) = head(bytes, &mut ahead) else { return Ok(false) };
        let entry = cbor::string(bytes, &mut ahead, length)?;
        let next = cbor::command_of(entry).and_then(|command| self.derivation.next(command));
        match next {
            Some((follows, state)) if follows.as_bytes() == id && cbor::is_map(entry, depth) => {
                self.place(place)?.0.kinds.push(kind::DERIVED);
                self.derivation.last = Some(state);
                *at = ahead;
                self.value(entry, &mut 0, place, Step::Inner, depth + 1, true)?;
                Ok(true)
            }
            _ => Ok(false),
        }
    }

    fn string(&mut self, place: usize, kind: u8, content: &'a [u8]) -> Result<(), Strange> {
        let digest = <&[u8; 32]>::try_from(content).ok().and_then(|digest| self.digests.get(digest)).copied();
        self.place(place)?;
        let (columns, memory) = &mut self.places[place];
        columns.kinds.push(kind);
        if let Some(index) = digest {
            put_number(&mut columns.strings, string::DIGEST);
            put_difference(&mut columns.numbers, self.last_digest, index);
            self.last_digest = index;
            return Ok(());
        }
        if let Some(known) = memory.recent.iter().rposition(|known| *known == content) {
            let back = (memory.recent.len() - 1 - known) as u64;
            put_number(&mut columns.strings, string::RECENT + back);
            memory.recent.remove(known);
            memory.recent.push(content);
            return Ok(());
        }
        if memory.recent.len() == RECENT {
            memory.recent.remove(0);
        }
        memory.recent.push(content);
        let next = self.ids.len() as u64;
        let is_id = content.len() >= ID_BYTES;
        let number = if is_id { *self.ids.entry(content).or_insert(next) } else { next };
        if number < next {
            put_number(&mut columns.strings, string::ELSEWHERE);
            put_difference(&mut columns.numbers, self.last_id, number);
            self.last_id = number;
        } else {
            put_number(&mut columns.strings, string::NEW);
            put_number(&mut columns.lengths, content.len() as u64);
            columns.content.extend_from_slice(content);
        }
        Ok(())
    }
}

/// Writes how far a number is from the one before, small ones of both signs as small numbers.
fn put_difference(out: &mut Vec<u8>, before: u64, now: u64) {
    let difference = now.wrapping_sub(before).cast_signed();
    put_number(out, ((difference << 1) ^ (difference >> 63)).cast_unsigned());
}

//! From columns to the message that they were made of.

use super::cbor::{self, put_head};
use super::layout::{Columns, Cursor, Places, Split, Step, broken, split};
use super::{BLOBS, Derivation, ID_BYTES, MAX_DEPTH, RECENT, each_blob, kind, string};
use crate::domain::blob::digest_of;
use crate::protocol::WireError;
use std::collections::HashMap;
use std::rc::Rc;

/// The bytes of the message, which is never longer than `most`.
///
/// # Errors
/// [`WireError::Malformed`] for bytes that [`pack`](super::pack) doesn't make, or a longer message.
pub fn unpack(packed: &[u8], most: usize) -> Result<Vec<u8>, WireError> {
    let Split { places, definitions } = split(packed)?;
    let mut unpacker = Unpacker {
        places: places.iter().map(Place::new).collect(),
        definitions: Cursor::new(&definitions),
        most,
        ..Unpacker::default()
    };
    unpacker.root()?;
    let ended = unpacker.definitions.is_empty() && unpacker.places.iter().all(Place::is_empty);
    if ended { Ok(unpacker.out) } else { Err(broken("values that belong nowhere")) }
}

#[derive(Default)]
struct Place<'a> {
    kinds: Cursor<'a>,
    numbers: Cursor<'a>,
    sizes: Cursor<'a>,
    strings: Cursor<'a>,
    lengths: Cursor<'a>,
    content: Cursor<'a>,
    number: u64,
    recent: Vec<&'a [u8]>,
    shapes: Vec<Rc<[usize]>>,
}

impl<'a> Place<'a> {
    fn new(columns: &'a Columns) -> Self {
        Self {
            kinds: Cursor::new(&columns.kinds),
            numbers: Cursor::new(&columns.numbers),
            sizes: Cursor::new(&columns.sizes),
            strings: Cursor::new(&columns.strings),
            lengths: Cursor::new(&columns.lengths),
            content: Cursor::new(&columns.content),
            ..Self::default()
        }
    }

    fn is_empty(&self) -> bool {
        [self.kinds, self.numbers, self.sizes, self.strings, self.lengths, self.content]
            .iter()
            .all(Cursor::is_empty)
    }

    fn remember(&mut self, content: &'a [u8]) {
        if self.recent.len() == RECENT {
            self.recent.remove(0);
        }
        self.recent.push(content);
    }

    /// The next number, given how far it is from the one before.
    fn difference(&mut self, before: u64) -> Result<u64, WireError> {
        let zigzag = self.numbers.number()?;
        let difference = (zigzag >> 1) ^ (zigzag & 1).wrapping_neg();
        Ok(before.wrapping_add(difference))
    }
}

#[derive(Default)]
struct Unpacker<'a> {
    places: Vec<Place<'a>>,
    definitions: Cursor<'a>,
    most: usize,
    numbers: Places,
    keys: Vec<&'a [u8]>,
    by_name: HashMap<&'a [u8], usize>,
    digests: Vec<[u8; 32]>,
    last_digest: u64,
    ids: Vec<&'a [u8]>,
    last_id: u64,
    derivation: Derivation,
    out: Vec<u8>,
}

impl<'a> Unpacker<'a> {
    fn root(&mut self) -> Result<(), WireError> {
        let mut blobs = None;
        match self.place(0)?.kinds.byte()? {
            kind::TRUE => {
                let step = Step::Key(self.key(BLOBS));
                self.value(0, step, 1, false)?;
                let value = std::mem::take(&mut self.out);
                self.most -= value.len();
                let mut digests = Vec::new();
                each_blob(&value, |blob| digests.push(*digest_of(blob).as_bytes()))
                    .map_err(|_| broken("blobs that are no blobs"))?;
                self.digests = distinct(digests);
                blobs = Some(value);
            }
            kind::FALSE => {}
            _ => return Err(broken("an unknown beginning")),
        }
        let shape = self.shape(0)?;
        put_head(&mut self.out, 5, shape.len() as u64);
        for key in shape.iter() {
            self.name(*key)?;
            match blobs.take_if(|_| self.keys[*key] == BLOBS) {
                Some(blobs) => {
                    self.most += blobs.len();
                    self.out.extend_from_slice(&blobs);
                }
                None => self.value(0, Step::Key(*key), 1, false)?,
            }
        }
        if blobs.is_some() { Err(broken("blobs that belong nowhere")) } else { self.fits() }
    }

    fn fits(&self) -> Result<(), WireError> {
        if self.out.len() > self.most { Err(broken("the message is too long")) } else { Ok(()) }
    }

    fn place(&mut self, number: usize) -> Result<&mut Place<'a>, WireError> {
        self.places.get_mut(number).ok_or_else(|| broken("a place that isn't there"))
    }

    fn key(&mut self, name: &'a [u8]) -> usize {
        let next = self.keys.len();
        let number = *self.by_name.entry(name).or_insert(next);
        if number == next {
            self.keys.push(name);
        }
        number
    }

    fn name(&mut self, key: usize) -> Result<(), WireError> {
        let name = self.keys[key];
        put_head(&mut self.out, 3, name.len() as u64);
        self.out.extend_from_slice(name);
        self.fits()
    }

    fn shape(&mut self, place: usize) -> Result<Rc<[usize]>, WireError> {
        let here = self.place(place)?;
        let number = here.sizes.size()?;
        if let Some(shape) = here.shapes.get(number) {
            return Ok(Rc::clone(shape));
        }
        if number != here.shapes.len() {
            return Err(broken("a shape that isn't there"));
        }
        let mut keys = Vec::new();
        for _ in 0..self.definitions.size()? {
            let length = self.definitions.size()?;
            let name = self.definitions.take(length)?;
            keys.push(self.key(name));
        }
        let shape: Rc<[usize]> = keys.into();
        self.place(place)?.shapes.push(Rc::clone(&shape));
        Ok(shape)
    }

    fn value(&mut self, above: usize, step: Step, depth: usize, inside: bool) -> Result<(), WireError> {
        if depth > MAX_DEPTH {
            return Err(broken("nested too deep"));
        }
        let place = self.numbers.number(above, step);
        let here = self.place(place)?;
        match here.kinds.byte()? {
            major @ (kind::UNSIGNED | kind::NEGATIVE) => {
                here.number = here.difference(here.number)?;
                let number = here.number;
                put_head(&mut self.out, major, number);
            }
            major @ (kind::BYTES | kind::TEXT) => self.string(place, major)?,
            kind::LIST => {
                let items = here.sizes.number()?;
                put_head(&mut self.out, 4, items);
                for _ in 0..items {
                    self.value(place, Step::Item, depth + 1, inside)?;
                }
            }
            kind::MAP => {
                let shape = self.shape(place)?;
                put_head(&mut self.out, 5, shape.len() as u64);
                for key in shape.iter() {
                    self.name(*key)?;
                    let start = self.out.len();
                    self.value(place, Step::Key(*key), depth + 1, inside)?;
                    let mut at = 0;
                    let written = &self.out[start..];
                    if !inside
                        && let Ok((2, length)) = cbor::head(written, &mut at)
                        && let Ok(content) = cbor::string(written, &mut at, length)
                    {
                        self.derivation.see(self.keys[*key], content);
                    }
                }
            }
            constant @ (kind::FALSE | kind::TRUE | kind::NULL) => {
                put_head(&mut self.out, 7, u64::from(constant - kind::FALSE) + 20);
            }
            kind::INNER if !inside => {
                self.inner(place, depth)?;
            }
            kind::DERIVED if !inside => self.derived(place, depth)?,
            _ => return Err(broken("an unknown kind")),
        }
        self.fits()
    }

    /// A byte string that holds CBOR; gives where its content begins.
    fn inner(&mut self, place: usize, depth: usize) -> Result<usize, WireError> {
        let start = self.out.len();
        self.value(place, Step::Inner, depth + 1, true)?;
        let mut head = Vec::new();
        put_head(&mut head, 2, (self.out.len() - start) as u64);
        let content = start + head.len();
        self.out.splice(start..start, head);
        Ok(content)
    }

    fn derived(&mut self, place: usize, depth: usize) -> Result<(), WireError> {
        put_head(&mut self.out, 4, 2);
        put_head(&mut self.out, 2, 16);
        let start = self.out.len();
        self.out.extend_from_slice(&[0; 16]);
        let content = self.inner(place, depth)?;
        let next = cbor::command_of(&self.out[content..]).and_then(|command| self.derivation.next(command));
        let (id, state) = next.ok_or_else(|| broken("an id that follows from nothing"))?;
        self.out[start..start + 16].copy_from_slice(id.as_bytes());
        self.derivation.last = Some(state);
        Ok(())
    }

    fn string(&mut self, place: usize, major: u8) -> Result<(), WireError> {
        let here = self.places.get_mut(place).ok_or_else(|| broken("a place that isn't there"))?;
        let content: &[u8] = match here.strings.number()? {
            string::NEW => {
                let length = here.lengths.size()?;
                let content = here.content.take(length)?;
                here.remember(content);
                if length >= ID_BYTES {
                    self.ids.push(content);
                }
                content
            }
            string::ELSEWHERE => {
                let number = here.difference(self.last_id)?;
                self.last_id = number;
                let known = usize::try_from(number).ok().and_then(|number| self.ids.get(number));
                let content = *known.ok_or_else(|| broken("an id that stood nowhere"))?;
                here.remember(content);
                content
            }
            string::DIGEST => {
                let index = here.difference(self.last_digest)?;
                self.last_digest = index;
                let digest = usize::try_from(index).ok().and_then(|index| self.digests.get(index));
                digest.ok_or_else(|| broken("a digest of no blob"))?
            }
            back => {
                let back = usize::try_from(back - string::RECENT).ok();
                let known = back.and_then(|back| here.recent.len().checked_sub(back + 1));
                let content = here.recent.remove(known.ok_or_else(|| broken("a string that wasn't there"))?);
                here.recent.push(content);
                content
            }
        };
        put_head(&mut self.out, major, content.len() as u64);
        self.out.extend_from_slice(content);
        Ok(())
    }
}

/// Each digest once, in the order in which they came first.
fn distinct(digests: Vec<[u8; 32]>) -> Vec<[u8; 32]> {
    let mut seen = std::collections::HashSet::new();
    digests.into_iter().filter(|digest| seen.insert(*digest)).collect()
}

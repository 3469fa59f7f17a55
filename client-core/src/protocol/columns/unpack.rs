//! From columns to the message that they were made of.

use super::cbor::{self, put_head};
use super::layout::{Columns, Reading, Split, broken, split};
use super::tape::{Tape, each_blob};
use super::{BLOBS, Derivation, ID_BYTES, MAX_DEPTH, RECENT, kind, string};
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
        met: 1,
        definitions: Reading::new(&definitions),
        most,
        ..Unpacker::default()
    };
    unpacker.root()?;
    let ended = unpacker.definitions.is_empty() && unpacker.places.iter().all(Place::is_empty);
    if ended { Ok(unpacker.out) } else { Err(broken("values that belong nowhere")) }
}

#[derive(Default)]
struct Place<'a> {
    kinds: Reading<'a>,
    numbers: Reading<'a>,
    sizes: Reading<'a>,
    strings: Reading<'a>,
    lengths: Reading<'a>,
    content: Reading<'a>,
    number: u64,
    recent: Vec<&'a [u8]>,
    shapes: Vec<Shape>,
    /// Places below: of a list's items, of what a byte string holds, of the values of keys.
    item: Option<usize>,
    inner: Option<usize>,
    below: HashMap<usize, usize>,
}

/// The keys of a map, with the places of their values once they were met.
struct Shape {
    keys: Rc<[usize]>,
    places: Vec<Option<usize>>,
}

impl<'a> Place<'a> {
    fn new(columns: &'a Columns) -> Self {
        Self {
            kinds: Reading::new(&columns.kinds),
            numbers: Reading::new(&columns.numbers),
            sizes: Reading::new(&columns.sizes),
            strings: Reading::new(&columns.strings),
            lengths: Reading::new(&columns.lengths),
            content: Reading::new(&columns.content),
            ..Self::default()
        }
    }

    fn is_empty(&self) -> bool {
        [self.kinds, self.numbers, self.sizes, self.strings, self.lengths, self.content]
            .iter()
            .all(Reading::is_empty)
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
    definitions: Reading<'a>,
    most: usize,
    /// Places that were met: they are numbered in the order in which that happens.
    met: usize,
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
                let key = self.key(BLOBS);
                let place = self.below(0, key)?;
                self.value(place, 1, false)?;
                let value = std::mem::take(&mut self.out);
                self.most -= value.len();
                let mut digests = Vec::new();
                let tape = Tape::read(&value).map_err(|_| broken("blobs that are no blobs"))?;
                each_blob(&tape, 0, |blob| digests.push(*digest_of(blob).as_bytes()));
                self.digests = distinct(digests);
                blobs = Some(value);
            }
            kind::FALSE => {}
            _ => return Err(broken("an unknown beginning")),
        }
        let (shape, keys) = self.shape(0)?;
        put_head(&mut self.out, 5, keys.len() as u64);
        for (n, key) in keys.iter().enumerate() {
            self.name(*key)?;
            if let Some(blobs) = blobs.take_if(|_| self.keys[*key] == BLOBS) {
                self.most += blobs.len();
                self.out.extend_from_slice(&blobs);
            } else {
                let place = self.below_shape(0, shape, n)?;
                self.value(place, 1, false)?;
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

    /// A place that is met now.
    fn meet(&mut self) -> Result<usize, WireError> {
        let place = self.met;
        self.place(place)?;
        self.met += 1;
        Ok(place)
    }

    fn below(&mut self, above: usize, key: usize) -> Result<usize, WireError> {
        if let Some(place) = self.places[above].below.get(&key) {
            return Ok(*place);
        }
        let place = self.meet()?;
        self.places[above].below.insert(key, place);
        Ok(place)
    }

    fn below_shape(&mut self, above: usize, shape: usize, n: usize) -> Result<usize, WireError> {
        let of = &self.places[above].shapes[shape];
        if let Some(place) = of.places[n] {
            return Ok(place);
        }
        let place = self.below(above, of.keys[n])?;
        self.places[above].shapes[shape].places[n] = Some(place);
        Ok(place)
    }

    fn below_list(&mut self, above: usize) -> Result<usize, WireError> {
        if let Some(place) = self.places[above].item {
            return Ok(place);
        }
        let place = self.meet()?;
        Ok(*self.places[above].item.insert(place))
    }

    fn inside(&mut self, above: usize) -> Result<usize, WireError> {
        if let Some(place) = self.places[above].inner {
            return Ok(place);
        }
        let place = self.meet()?;
        Ok(*self.places[above].inner.insert(place))
    }

    /// The shape of the next map at a place: its number there, and its keys.
    fn shape(&mut self, place: usize) -> Result<(usize, Rc<[usize]>), WireError> {
        let here = self.place(place)?;
        let number = here.sizes.size()?;
        if let Some(shape) = here.shapes.get(number) {
            return Ok((number, Rc::clone(&shape.keys)));
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
        let keys: Rc<[usize]> = keys.into();
        let shape = Shape { keys: Rc::clone(&keys), places: vec![None; keys.len()] };
        self.place(place)?.shapes.push(shape);
        Ok((number, keys))
    }

    fn value(&mut self, place: usize, depth: usize, inside: bool) -> Result<(), WireError> {
        if depth > MAX_DEPTH {
            return Err(broken("nested too deep"));
        }
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
                    let below = self.below_list(place)?;
                    self.value(below, depth + 1, inside)?;
                }
            }
            kind::MAP => {
                let (shape, keys) = self.shape(place)?;
                put_head(&mut self.out, 5, keys.len() as u64);
                for (n, key) in keys.iter().enumerate() {
                    self.name(*key)?;
                    let start = self.out.len();
                    let below = self.below_shape(place, shape, n)?;
                    self.value(below, depth + 1, inside)?;
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
        let below = self.inside(place)?;
        self.value(below, depth + 1, true)?;
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

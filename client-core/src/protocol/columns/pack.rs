//! From a message to its columns.

use super::cbor::Strange;
use super::layout::{Columns, join, put_number};
use super::tape::{Tape, each_blob};
use super::{BLOBS, Derivation, ID_BYTES, MAX_DEPTH, MAX_PLACES, RECENT, kind, string};
use crate::domain::blob::digest_of;
use std::collections::HashMap;

/// Shapes of a place that are compared before all are looked through: most maps of a place have the same keys.
const LIKELY_SHAPES: usize = 4;

/// The message as columns; `None` for one that isn't plain CBOR, which travels as it is.
pub fn pack(message: &[u8]) -> Option<Vec<u8>> {
    let mut packer = Packer::default();
    packer.root(&Tape::read(message).ok()?).ok()?;
    let columns = packer.places.into_iter().map(|place| place.columns).collect();
    Some(join(columns, &packer.definitions))
}

/// A place of the tree, with what a writer remembers of it besides its columns.
#[derive(Default)]
struct Place<'a> {
    columns: Columns,
    number: u64,
    recent: Recent<'a>,
    shapes: Vec<Shape<'a>>,
    by_keys: HashMap<Vec<usize>, usize>,
    last_shape: usize,
    /// Places below: of a list's items, of what a byte string holds, of the values of keys.
    item: Option<usize>,
    inner: Option<usize>,
    below: HashMap<usize, usize>,
}

/// The keys of a map, with the places of their values once they were met.
struct Shape<'a> {
    names: Vec<&'a [u8]>,
    keys: Vec<usize>,
    places: Vec<Option<usize>>,
}

/// Strings that stood at a place lately, the last one last, each with a number that equal ones share.
#[derive(Default)]
struct Recent<'a> {
    tags: Vec<u64>,
    strings: Vec<&'a [u8]>,
}

fn tag(content: &[u8]) -> u64 {
    let start = content.iter().take(8).fold(0, |sum: u64, byte| sum << 8 | u64::from(*byte));
    start ^ (content.len() as u64).rotate_left(32)
}

impl<'a> Recent<'a> {
    /// How far back an equal string stands, which is then the last one; `None` when there was none, and it is put there.
    fn find(&mut self, content: &'a [u8]) -> Option<u64> {
        let tag = tag(content);
        let same = |place: &usize| self.tags[*place] == tag && self.strings[*place] == content;
        let found = (0..self.tags.len()).rev().find(same);
        let back = found.map(|place| (self.tags.len() - 1 - place) as u64);
        if let Some(place) = found.or((self.tags.len() == RECENT).then_some(0)) {
            self.tags.remove(place);
            self.strings.remove(place);
        }
        self.tags.push(tag);
        self.strings.push(content);
        back
    }
}

#[derive(Default)]
struct Packer<'a> {
    places: Vec<Place<'a>>,
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
    fn root(&mut self, tape: &Tape<'a>) -> Result<(), Strange> {
        if tape.items[0].major != 5 {
            return Err(Strange);
        }
        let root = self.place()?;
        let fields: Vec<usize> = tape.values(0).collect();
        let mut blobs = fields.iter().copied().filter(|value| tape.key(*value) == BLOBS);
        let (blobs, another) = (blobs.next(), blobs.next());
        if another.is_some() {
            return Err(Strange);
        }
        self.places[root].columns.kinds.push(if blobs.is_some() { kind::TRUE } else { kind::FALSE });
        if let Some(blobs) = blobs {
            let key = self.key(BLOBS);
            let place = self.below(root, key)?;
            self.value(tape, blobs, place, 1, false)?;
            each_blob(tape, blobs, |blob| {
                let next = self.digests.len() as u64;
                self.digests.entry(*digest_of(blob).as_bytes()).or_insert(next);
            });
        }
        let shape = self.shape(tape, 0, root);
        for (n, value) in fields.into_iter().enumerate() {
            if Some(value) != blobs {
                let place = self.below_shape(root, shape, n)?;
                self.value(tape, value, place, 1, false)?;
            }
        }
        Ok(())
    }

    /// A new place: they are numbered in the order in which they are met.
    fn place(&mut self) -> Result<usize, Strange> {
        if self.places.len() >= MAX_PLACES {
            return Err(Strange);
        }
        self.places.push(Place::default());
        Ok(self.places.len() - 1)
    }

    fn below(&mut self, above: usize, key: usize) -> Result<usize, Strange> {
        if let Some(place) = self.places[above].below.get(&key) {
            return Ok(*place);
        }
        let place = self.place()?;
        self.places[above].below.insert(key, place);
        Ok(place)
    }

    fn below_shape(&mut self, above: usize, shape: usize, n: usize) -> Result<usize, Strange> {
        let of = &self.places[above].shapes[shape];
        if let Some(place) = of.places[n] {
            return Ok(place);
        }
        let place = self.below(above, of.keys[n])?;
        self.places[above].shapes[shape].places[n] = Some(place);
        Ok(place)
    }

    fn below_list(&mut self, above: usize) -> Result<usize, Strange> {
        if let Some(place) = self.places[above].item {
            return Ok(place);
        }
        let place = self.place()?;
        Ok(*self.places[above].item.insert(place))
    }

    fn inside(&mut self, above: usize) -> Result<usize, Strange> {
        if let Some(place) = self.places[above].inner {
            return Ok(place);
        }
        let place = self.place()?;
        Ok(*self.places[above].inner.insert(place))
    }

    fn key(&mut self, name: &'a [u8]) -> usize {
        let next = self.keys.len();
        *self.keys.entry(name).or_insert(next)
    }

    /// The shape of a map: a known one by its number, a new one by its keys.
    fn shape(&mut self, tape: &Tape<'a>, map: usize, place: usize) -> usize {
        let here = &self.places[place];
        let likely = std::iter::once(here.last_shape).chain(0..here.shapes.len().min(LIKELY_SHAPES));
        let same = |shape: &usize| {
            here.shapes.get(*shape).is_some_and(|shape| {
                shape.names.len() as u64 == tape.items[map].argument
                    && tape.values(map).zip(&shape.names).all(|(value, name)| tape.key(value) == *name)
            })
        };
        let found = likely.into_iter().find(same);
        let shape = found.unwrap_or_else(|| self.shape_by_keys(tape, map, place));
        let here = &mut self.places[place];
        here.last_shape = shape;
        put_number(&mut here.columns.sizes, shape as u64);
        shape
    }

    fn shape_by_keys(&mut self, tape: &Tape<'a>, map: usize, place: usize) -> usize {
        let names: Vec<&[u8]> = tape.values(map).map(|value| tape.key(value)).collect();
        let keys: Vec<usize> = names.iter().map(|name| self.key(name)).collect();
        let here = &mut self.places[place];
        let next = here.shapes.len();
        let shape = *here.by_keys.entry(keys.clone()).or_insert(next);
        if shape == next {
            put_number(&mut self.definitions, names.len() as u64);
            for name in &names {
                put_number(&mut self.definitions, name.len() as u64);
                self.definitions.extend_from_slice(name);
            }
            here.shapes.push(Shape { places: vec![None; names.len()], names, keys });
        }
        shape
    }

    fn value(
        &mut self,
        tape: &Tape<'a>,
        at: usize,
        place: usize,
        depth: usize,
        inside: bool,
    ) -> Result<(), Strange> {
        if depth > MAX_DEPTH {
            return Err(Strange);
        }
        let item = tape.items[at];
        let here = &mut self.places[place];
        match item.major {
            major @ (0 | 1) => {
                here.columns.kinds.push(if major == 0 { kind::UNSIGNED } else { kind::NEGATIVE });
                put_difference(&mut here.columns.numbers, here.number, item.argument);
                here.number = item.argument;
            }
            2 if item.end > at + 1 => {
                here.columns.kinds.push(kind::INNER);
                let below = self.inside(place)?;
                self.value(tape, at + 1, below, depth + 1, true)?;
            }
            2 => self.string(place, kind::BYTES, tape.content(item)),
            3 => self.string(place, kind::TEXT, tape.content(item)),
            4 => {
                if item.argument == 2 && !inside && self.derived(tape, at, place, depth)? {
                    return Ok(());
                }
                let here = &mut self.places[place];
                here.columns.kinds.push(kind::LIST);
                put_number(&mut here.columns.sizes, item.argument);
                let mut next = at + 1;
                for _ in 0..item.argument {
                    let below = self.below_list(place)?;
                    self.value(tape, next, below, depth + 1, inside)?;
                    next = tape.items[next].end;
                }
            }
            5 => {
                here.columns.kinds.push(kind::MAP);
                let shape = self.shape(tape, at, place);
                for (n, value) in tape.values(at).enumerate() {
                    let below = self.below_shape(place, shape, n)?;
                    self.value(tape, value, below, depth + 1, inside)?;
                    if !inside && tape.items[value].major == 2 {
                        self.derivation.see(tape.key(value), tape.content(tape.items[value]));
                    }
                }
            }
            _ => here.columns.kinds.push(match item.argument {
                20 => kind::FALSE,
                21 => kind::TRUE,
                _ => kind::NULL,
            }),
        }
        Ok(())
    }

    /// A pair of an id and an entry from which the id follows; false for anything else, of which nothing was taken.
    fn derived(&mut self, tape: &Tape<'a>, list: usize, place: usize, depth: usize) -> Result<bool, Strange> {
        let (id, entry) = (tape.items[list + 1], list + 2);
        if id.major != 2 || id.end != entry || tape.items[entry].major != 2 {
            return Ok(false);
        }
        let next = tape.command_of(entry + 1).and_then(|command| self.derivation.next(command));
        match next {
            Some((follows, state)) if follows.as_bytes() == tape.content(id) => {
                self.places[place].columns.kinds.push(kind::DERIVED);
                self.derivation.last = Some(state);
                let below = self.inside(place)?;
                self.value(tape, entry + 1, below, depth + 1, true)?;
                Ok(true)
            }
            _ => Ok(false),
        }
    }

    fn string(&mut self, place: usize, kind: u8, content: &'a [u8]) {
        let Place { columns, recent, .. } = &mut self.places[place];
        columns.kinds.push(kind);
        let digest = <&[u8; 32]>::try_from(content).ok().and_then(|digest| self.digests.get(digest));
        if let Some(index) = digest {
            put_number(&mut columns.strings, string::DIGEST);
            put_difference(&mut columns.numbers, self.last_digest, *index);
            self.last_digest = *index;
            return;
        }
        if let Some(back) = recent.find(content) {
            put_number(&mut columns.strings, string::RECENT + back);
            return;
        }
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
    }
}

/// Writes how far a number is from the one before, small ones of both signs as small numbers.
fn put_difference(out: &mut Vec<u8>, before: u64, now: u64) {
    let difference = now.wrapping_sub(before).cast_signed();
    put_number(out, ((difference << 1) ^ (difference >> 63)).cast_unsigned());
}

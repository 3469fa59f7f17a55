//! Columns, and how they lie in a packed message.

use super::{FORMAT, MAX_PLACES};
use crate::protocol::WireError;

/// What stands at one place, by itself.
#[derive(Debug, Clone, Default)]
pub(super) struct Columns {
    /// One of `kind` for each value.
    pub(super) kinds: Vec<u8>,
    /// Numbers and indexes of blobs, each as the difference to the one before.
    pub(super) numbers: Vec<u8>,
    /// Lengths of lists, shapes of maps.
    pub(super) sizes: Vec<u8>,
    /// One of `string` for each text or byte string.
    pub(super) strings: Vec<u8>,
    /// Lengths of the strings that are given by content.
    pub(super) lengths: Vec<u8>,
    /// Their content.
    pub(super) content: Vec<u8>,
}

impl Columns {
    fn all(&self) -> [&Vec<u8>; 6] {
        [&self.kinds, &self.numbers, &self.sizes, &self.strings, &self.lengths, &self.content]
    }

    fn all_mut(&mut self) -> [&mut Vec<u8>; 6] {
        [
            &mut self.kinds,
            &mut self.numbers,
            &mut self.sizes,
            &mut self.strings,
            &mut self.lengths,
            &mut self.content,
        ]
    }
}

/// Strings of one length lie by position when there are so many: first all first bytes, then all second ones.
const LEAST_ROWS: usize = 4;

/// Marks a place whose strings lie by position; the bits below it say which columns are there.
const BY_POSITION: u8 = 1 << 6;

/// Writes a number, seven bits a byte, the lowest first.
pub(super) fn put_number(out: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        out.push(number.to_le_bytes()[0] | 0x80);
        number >>= 7;
    }
    out.push(number.to_le_bytes()[0]);
}

/// A damaged or hostile packed message.
pub(super) fn broken(what: &str) -> WireError {
    WireError::Malformed(format!("columns: {what}"))
}

/// Reads from one column.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Reading<'a> {
    rest: &'a [u8],
}

impl<'a> Reading<'a> {
    pub(super) fn new(rest: &'a [u8]) -> Self {
        Self { rest }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    pub(super) fn byte(&mut self) -> Result<u8, WireError> {
        let (first, rest) = self.rest.split_first().ok_or_else(|| broken("a column is too short"))?;
        self.rest = rest;
        Ok(*first)
    }

    pub(super) fn take(&mut self, length: usize) -> Result<&'a [u8], WireError> {
        let (taken, rest) =
            self.rest.split_at_checked(length).ok_or_else(|| broken("a column is too short"))?;
        self.rest = rest;
        Ok(taken)
    }

    pub(super) fn number(&mut self) -> Result<u64, WireError> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            let part = u64::from(byte & 0x7f);
            if shift == 63 && part > 1 {
                break;
            }
            number |= part << shift;
            if byte < 0x80 {
                return Ok(number);
            }
        }
        Err(broken("a number is too large"))
    }

    pub(super) fn size(&mut self) -> Result<usize, WireError> {
        usize::try_from(self.number()?).map_err(|_| broken("a number is too large"))
    }
}

/// The one length of all strings of a place, where they have one and are many.
fn one_length(columns: &Columns) -> Option<usize> {
    let mut lengths = Reading::new(&columns.lengths);
    let first = lengths.size().ok()?;
    let mut rows = 1;
    while !lengths.is_empty() {
        if lengths.size().ok()? != first {
            return None;
        }
        rows += 1;
    }
    (first > 1 && rows >= LEAST_ROWS).then_some(first)
}

fn turned(content: &[u8], rows: usize) -> Vec<u8> {
    let width = content.len() / rows;
    (0..width).flat_map(|column| (0..rows).map(move |row| content[row * width + column])).collect()
}

/// A packed message of these columns; `definitions` are the shapes of maps.
pub(super) fn join(mut places: Vec<Columns>, definitions: &[u8]) -> Vec<u8> {
    let mut head = vec![FORMAT];
    let mut body = Vec::new();
    put_number(&mut head, places.len() as u64);
    put_number(&mut head, definitions.len() as u64);
    for columns in &mut places {
        let width = one_length(columns);
        if let Some(width) = width {
            columns.lengths.clear();
            let rows = columns.content.len() / width;
            columns.content = turned(&columns.content, rows);
        }
        let mut flags = if width.is_some() { BY_POSITION } else { 0 };
        for (bit, column) in columns.all().iter().enumerate() {
            flags |= u8::from(!column.is_empty()) << bit;
        }
        head.push(flags);
        for column in columns.all().iter().filter(|column| !column.is_empty()) {
            put_number(&mut head, column.len() as u64);
            body.extend_from_slice(column);
        }
        if let Some(width) = width {
            put_number(&mut head, width as u64);
        }
    }
    head.extend_from_slice(definitions);
    head.extend_from_slice(&body);
    head
}

/// Columns as a reader goes through them.
pub(super) struct Split {
    pub(super) places: Vec<Columns>,
    pub(super) definitions: Vec<u8>,
}

/// The columns of a packed message.
///
/// # Errors
/// [`WireError::Malformed`].
pub(super) fn split(packed: &[u8]) -> Result<Split, WireError> {
    let mut input = Reading::new(packed);
    if input.byte()? != FORMAT {
        return Err(broken("of an unknown format"));
    }
    let count = input.size()?;
    if count > MAX_PLACES {
        return Err(broken("too many places"));
    }
    let definitions = input.size()?;
    let mut sizes = Vec::new();
    for _ in 0..count {
        let flags = input.byte()?;
        if flags >= BY_POSITION << 1 {
            return Err(broken("an unknown flag"));
        }
        let mut lengths = [0; 6];
        for (bit, length) in lengths.iter_mut().enumerate().filter(|(bit, _)| flags >> bit & 1 == 1) {
            *length = input.size()?;
            if *length == 0 {
                return Err(broken(if bit == 0 { "a place without values" } else { "an empty column" }));
            }
        }
        let width = if flags & BY_POSITION == 0 { None } else { Some(input.size()?) };
        sizes.push((lengths, width));
    }
    let definitions = input.take(definitions)?.to_vec();
    let mut places = Vec::with_capacity(sizes.len());
    for (lengths, width) in sizes {
        let mut columns = Columns::default();
        for (column, length) in columns.all_mut().into_iter().zip(lengths) {
            *column = input.take(length)?.to_vec();
        }
        if let Some(width) = width {
            stand_up(&mut columns, width)?;
        }
        places.push(columns);
    }
    if input.is_empty() { Ok(Split { places, definitions }) } else { Err(broken("bytes after the end")) }
}

/// Puts strings that lie by position one after another again.
fn stand_up(columns: &mut Columns, width: usize) -> Result<(), WireError> {
    let size = columns.content.len();
    if width < 2 || size / width < LEAST_ROWS || !size.is_multiple_of(width) || !columns.lengths.is_empty() {
        return Err(broken("strings of another length"));
    }
    columns.content = turned(&columns.content, width);
    for _ in 0..size / width {
        put_number(&mut columns.lengths, width as u64);
    }
    Ok(())
}

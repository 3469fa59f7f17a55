//! CBOR as this protocol writes it: definite lengths, shortest forms, no floats, no tags.

use super::MAX_DEPTH;
use crate::domain::id::CommandId;

/// Bytes that aren't such CBOR.
#[derive(Debug)]
pub(super) struct Strange;

/// The first bytes of an item: major type and argument.
pub(super) fn head(bytes: &[u8], at: &mut usize) -> Result<(u8, u64), Strange> {
    let first = *bytes.get(*at).ok_or(Strange)?;
    let (major, info) = (first >> 5, first & 31);
    *at += 1;
    let size = match info {
        0..24 => return Ok((major, u64::from(info))),
        24..28 => 1 << (info - 24),
        _ => return Err(Strange),
    };
    let argument = take(bytes, at, size)?.iter().fold(0, |sum: u64, byte| sum << 8 | u64::from(*byte));
    let least = match size {
        1 => 24,
        2 => 1 << 8,
        4 => 1 << 16,
        _ => 1 << 32,
    };
    if argument < least || major == 7 { Err(Strange) } else { Ok((major, argument)) }
}

/// The next so many bytes.
pub(super) fn take<'a>(bytes: &'a [u8], at: &mut usize, length: usize) -> Result<&'a [u8], Strange> {
    let end = at.checked_add(length).ok_or(Strange)?;
    let taken = bytes.get(*at..end).ok_or(Strange)?;
    *at = end;
    Ok(taken)
}

/// The content of a string whose head was read.
pub(super) fn string<'a>(bytes: &'a [u8], at: &mut usize, length: u64) -> Result<&'a [u8], Strange> {
    take(bytes, at, usize::try_from(length).map_err(|_| Strange)?)
}

/// Writes the first bytes of an item.
#[expect(clippy::cast_possible_truncation, reason = "each arm holds the value")]
pub(super) fn put_head(out: &mut Vec<u8>, major: u8, argument: u64) {
    let major = major << 5;
    match argument {
        0..24 => out.push(major + argument as u8),
        24..0x100 => out.extend_from_slice(&[major + 24, argument as u8]),
        0x100..0x1_0000 => {
            out.push(major + 25);
            out.extend_from_slice(&(argument as u16).to_be_bytes());
        }
        0x1_0000..0x1_0000_0000 => {
            out.push(major + 26);
            out.extend_from_slice(&(argument as u32).to_be_bytes());
        }
        _ => {
            out.push(major + 27);
            out.extend_from_slice(&argument.to_be_bytes());
        }
    }
}

/// Goes over one item that packing can take apart: maps have texts as keys.
pub(super) fn skip(bytes: &[u8], at: &mut usize, depth: usize) -> Result<(), Strange> {
    if depth > MAX_DEPTH {
        return Err(Strange);
    }
    let (major, argument) = head(bytes, at)?;
    match major {
        0 | 1 => {}
        2 | 3 => drop(string(bytes, at, argument)?),
        4 => {
            for _ in 0..argument {
                skip(bytes, at, depth + 1)?;
            }
        }
        5 => {
            for _ in 0..argument {
                key(bytes, at)?;
                skip(bytes, at, depth + 1)?;
            }
        }
        7 if matches!(argument, 20..=22) => {}
        _ => return Err(Strange),
    }
    Ok(())
}

/// A map's next key.
pub(super) fn key<'a>(bytes: &'a [u8], at: &mut usize) -> Result<&'a [u8], Strange> {
    match head(bytes, at)? {
        (3, length) => string(bytes, at, length),
        _ => Err(Strange),
    }
}

/// Where the value of a map's key begins.
fn value(map: &[u8], wanted: &[u8]) -> Option<usize> {
    let mut at = 0;
    let (5, keys) = head(map, &mut at).ok()? else { return None };
    for _ in 0..keys {
        if key(map, &mut at).ok()? == wanted {
            return Some(at);
        }
        skip(map, &mut at, 0).ok()?;
    }
    None
}

/// The bytes below a map's key.
pub(super) fn bytes_of<'a>(map: &'a [u8], wanted: &[u8]) -> Option<&'a [u8]> {
    let mut at = value(map, wanted)?;
    match head(map, &mut at).ok()? {
        (2, length) => string(map, &mut at, length).ok(),
        _ => None,
    }
}

/// The id of the command that an entry names.
pub(super) fn command_of(entry: &[u8]) -> Option<CommandId> {
    let command = &entry[value(entry, b"command")?..];
    CommandId::from_slice(bytes_of(command, b"id")?)
}

//! Deterministic CBOR: shortest integers, definite lengths, map keys sorted by their bytes, no floats, tags or nulls.

use ciborium::Value;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::cmp::Ordering;

/// How deep arrays and maps may nest.
pub const MAX_DEPTH: usize = 8;

/// Why bytes or a value are not deterministic CBOR of this grammar.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CborError {
    /// Cut, trailing bytes, too deep, or not CBOR at all.
    #[error("malformed CBOR: {0}")]
    Malformed(String),
    /// Readable, but not the one deterministic form of it.
    #[error("CBOR is not in its deterministic form")]
    NotDeterministic,
    /// A type that entries don't use (float, tag, null, key that is not text, integer beyond 64 bits).
    #[error("CBOR type not allowed in an entry: {0}")]
    Type(&'static str),
    /// A map with the same key twice.
    #[error("CBOR map with a key twice: {0}")]
    DuplicateKey(String),
}

/// Reads one value from the front of these bytes, or says why it can't be read.
///
/// Where a phone has to fetch the code, bytes become a value first: types are then read by the same code as the data of
/// entries, and what reads bytes exists once. The tests read that way, too.
#[cfg(any(test, target_arch = "wasm32"))]
pub(crate) fn read_cbor<T: DeserializeOwned>(rest: &mut &[u8], depth: usize) -> Result<T, String> {
    let value: Value =
        ciborium::de::from_reader_with_recursion_limit(rest, depth).map_err(|error| error.to_string())?;
    value.deserialized().map_err(|error| error.to_string())
}

/// Reads one value from the front of these bytes, or says why it can't be read.
#[cfg(not(any(test, target_arch = "wasm32")))]
pub(crate) fn read_cbor<T: DeserializeOwned>(rest: &mut &[u8], depth: usize) -> Result<T, String> {
    ciborium::de::from_reader_with_recursion_limit(rest, depth).map_err(|error| error.to_string())
}

/// A value's bytes, or why it has none. Written as [`read_cbor`] reads: by way of a value where code has to be fetched.
pub(crate) fn write_cbor<T: Serialize>(message: &T) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    #[cfg(any(test, target_arch = "wasm32"))]
    let message = &Value::serialized(message).map_err(|error| error.to_string())?;
    ciborium::into_writer(message, &mut bytes).map_err(|error| error.to_string())?;
    Ok(bytes)
}

/// The deterministic bytes of a value.
///
/// # Errors
/// [`CborError::Type`], [`CborError::DuplicateKey`] or [`CborError::Malformed`] when deeper than [`MAX_DEPTH`].
pub fn canonical_bytes(value: Value) -> Result<Vec<u8>, CborError> {
    let value = sorted(value, MAX_DEPTH)?;
    let mut bytes = Vec::with_capacity(256);
    ciborium::into_writer(&value, &mut bytes).map_err(|e| CborError::Malformed(e.to_string()))?;
    Ok(bytes)
}

/// Reads a value, accepting only its deterministic form.
///
/// # Errors
/// Any [`CborError`].
pub fn canonical_value(bytes: &[u8]) -> Result<Value, CborError> {
    let mut rest = bytes;
    let value: Value = ciborium::de::from_reader_with_recursion_limit(&mut rest, MAX_DEPTH * 2)
        .map_err(|e| CborError::Malformed(e.to_string()))?;
    if !rest.is_empty() {
        return Err(CborError::Malformed(format!("{} bytes after the end", rest.len())));
    }
    // A value whose keys are in order already is written as it was read, where it was read from its one form.
    let mut written = Vec::with_capacity(bytes.len());
    if in_order(&value, MAX_DEPTH)? {
        ciborium::into_writer(&value, &mut written).map_err(|e| CborError::Malformed(e.to_string()))?;
    }
    if written != bytes {
        return Err(CborError::NotDeterministic);
    }
    Ok(value)
}

/// Says whether bytes are what [`canonical_value`] accepts, and reads nothing.
///
/// # Errors
/// Any [`CborError`].
pub fn check(bytes: &[u8]) -> Result<(), CborError> {
    let rest = check_item(bytes, MAX_DEPTH)?;
    if rest.is_empty() {
        Ok(())
    } else {
        Err(CborError::Malformed(format!("{} bytes after the end", rest.len())))
    }
}

/// What follows the first item.
fn check_item(bytes: &[u8], depth: usize) -> Result<&[u8], CborError> {
    let deeper = || depth.checked_sub(1).ok_or_else(|| CborError::Malformed("nested too deep".into()));
    let (major, argument, mut rest) = head(bytes)?;
    match major {
        0 | 1 if i64::try_from(argument).is_ok() => {}
        0 | 1 => return Err(CborError::Type("integer beyond 64 bits")),
        2 => rest = string(rest, argument)?.1,
        3 => rest = text(rest, argument)?.1,
        4 => {
            let depth = deeper()?;
            for _ in 0..argument {
                rest = check_item(rest, depth)?;
            }
        }
        5 => {
            let depth = deeper()?;
            let mut last = None;
            for _ in 0..argument {
                let (3, length, after) = head(rest)? else {
                    return Err(CborError::Type("map key that is not text"));
                };
                let (key, after) = text(after, length)?;
                match last.map(|last| before(last, key)) {
                    Some(Ordering::Equal) => return Err(CborError::DuplicateKey(key.to_owned())),
                    Some(Ordering::Greater) => return Err(CborError::NotDeterministic),
                    Some(Ordering::Less) | None => {}
                }
                last = Some(key);
                rest = check_item(after, depth)?;
            }
        }
        7 if matches!(argument, 20 | 21) => {}
        7 => return Err(CborError::Type("float, null or another simple value")),
        _ => return Err(CborError::Type("tag")),
    }
    Ok(rest)
}

/// Major type, argument in its shortest form, and what follows.
fn head(bytes: &[u8]) -> Result<(u8, u64, &[u8]), CborError> {
    let cut = || CborError::Malformed("cut".into());
    let (first, rest) = bytes.split_first().ok_or_else(cut)?;
    let (major, info) = (first >> 5, first & 31);
    let (size, least) = match info {
        0..24 => return Ok((major, u64::from(info), rest)),
        24 => (1, 24),
        25 => (2, 1 << 8),
        26 => (4, 1 << 16),
        27 => (8, 1 << 32),
        31 => return Err(CborError::NotDeterministic),
        _ => return Err(CborError::Malformed("a reserved length".into())),
    };
    let (argument, rest) = rest.split_at_checked(size).ok_or_else(cut)?;
    let argument = argument.iter().fold(0, |sum: u64, byte| sum << 8 | u64::from(*byte));
    if major == 7 {
        return Err(CborError::Type("float, null or another simple value"));
    }
    if argument < least { Err(CborError::NotDeterministic) } else { Ok((major, argument, rest)) }
}

fn string(bytes: &[u8], length: u64) -> Result<(&[u8], &[u8]), CborError> {
    let split = usize::try_from(length).ok().and_then(|length| bytes.split_at_checked(length));
    split.ok_or_else(|| CborError::Malformed("cut".into()))
}

fn text(bytes: &[u8], length: u64) -> Result<(&str, &[u8]), CborError> {
    let (text, rest) = string(bytes, length)?;
    let text = std::str::from_utf8(text).map_err(|error| CborError::Malformed(error.to_string()))?;
    Ok((text, rest))
}

/// Whether the keys of all maps are in their order; what no entry may hold is an error.
fn in_order(value: &Value, depth: usize) -> Result<bool, CborError> {
    let deeper = || depth.checked_sub(1).ok_or_else(|| CborError::Malformed("nested too deep".into()));
    match value {
        Value::Integer(n) => {
            i64::try_from(*n).map_err(|_| CborError::Type("integer beyond 64 bits"))?;
            Ok(true)
        }
        Value::Bytes(_) | Value::Text(_) | Value::Bool(_) => Ok(true),
        Value::Array(items) => {
            let depth = deeper()?;
            items.iter().try_fold(true, |ordered, item| Ok(in_order(item, depth)? && ordered))
        }
        Value::Map(pairs) => {
            let depth = deeper()?;
            let (mut ordered, mut last) = (true, None::<&str>);
            for (key, value) in pairs {
                let Value::Text(key) = key else { return Err(CborError::Type("map key that is not text")) };
                match last.map(|last| before(last, key)) {
                    Some(Ordering::Equal) => return Err(CborError::DuplicateKey(key.clone())),
                    Some(Ordering::Greater) => ordered = false,
                    Some(Ordering::Less) | None => {}
                }
                last = Some(key);
                ordered &= in_order(value, depth)?;
            }
            Ok(ordered)
        }
        other => Err(not_allowed(other)),
    }
}

/// The encoded key begins with its length, so shorter keys sort first.
fn before(a: &str, b: &str) -> Ordering {
    a.len().cmp(&b.len()).then_with(|| a.cmp(b))
}

fn not_allowed(value: &Value) -> CborError {
    CborError::Type(match value {
        Value::Float(_) => "float",
        Value::Tag(..) => "tag",
        Value::Null => "null",
        _ => "unknown",
    })
}

fn sorted(value: Value, depth: usize) -> Result<Value, CborError> {
    let deeper = || depth.checked_sub(1).ok_or_else(|| CborError::Malformed("nested too deep".into()));
    Ok(match value {
        Value::Integer(n) => {
            i64::try_from(n).map_err(|_| CborError::Type("integer beyond 64 bits"))?;
            Value::Integer(n)
        }
        Value::Bytes(_) | Value::Text(_) | Value::Bool(_) => value,
        Value::Array(items) => {
            let depth = deeper()?;
            Value::Array(items.into_iter().map(|item| sorted(item, depth)).collect::<Result<_, _>>()?)
        }
        Value::Map(pairs) => {
            let depth = deeper()?;
            let mut map = Vec::with_capacity(pairs.len());
            for (key, value) in pairs {
                let Value::Text(key) = key else { return Err(CborError::Type("map key that is not text")) };
                map.push((key, sorted(value, depth)?));
            }
            map.sort_by(|(a, _), (b, _)| before(a, b));
            if let Some(pair) = map.windows(2).find(|pair| pair[0].0 == pair[1].0) {
                return Err(CborError::DuplicateKey(pair[0].0.clone()));
            }
            Value::Map(map.into_iter().map(|(key, value)| (Value::Text(key), value)).collect())
        }
        other => return Err(not_allowed(&other)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn keys_are_sorted_by_their_encoded_bytes() {
        let value = Value::Map(vec![
            (Value::Text("bb".into()), Value::Integer(1.into())),
            (Value::Text("c".into()), Value::Integer(2.into())),
        ]);
        assert_eq!(canonical_bytes(value).unwrap(), [0xa2, 0x61, b'c', 2, 0x62, b'b', b'b', 1]);
    }

    #[test]
    fn other_forms_of_the_same_value_are_refused() {
        assert_eq!(canonical_value(&[0x18, 0x01]), Err(CborError::NotDeterministic), "long integer");
        assert_eq!(canonical_value(&[0x9f, 0x01, 0xff]), Err(CborError::NotDeterministic), "open array");
        assert_eq!(
            canonical_value(&[0xa2, 0x61, b'b', 1, 0x61, b'a', 1]),
            Err(CborError::NotDeterministic),
            "unsorted keys"
        );
        assert!(matches!(
            canonical_value(&[0xa2, 0x61, b'a', 1, 0x61, b'a', 1]),
            Err(CborError::DuplicateKey(_))
        ));
        assert!(matches!(canonical_value(&[0xf9, 0x3c, 0x00]), Err(CborError::Type("float"))));
        assert!(matches!(canonical_value(&[0xf6]), Err(CborError::Type("null"))));
        assert!(matches!(canonical_value(&[0x01, 0x01]), Err(CborError::Malformed(_))), "trailing byte");
        assert!(matches!(canonical_value(&[0x82, 0x01]), Err(CborError::Malformed(_))), "cut");
    }

    #[test]
    fn attack_20_deep_nesting_is_refused_without_recursion_into_it() {
        let mut bytes = vec![0x81; 100_000];
        bytes.push(0x01);
        assert!(matches!(canonical_value(&bytes), Err(CborError::Malformed(_))));
        let mut nine = vec![0x81; 9];
        nine.push(0x01);
        assert!(matches!(canonical_value(&nine), Err(CborError::Malformed(_))));
        let mut eight = vec![0x81; 8];
        eight.push(0x01);
        assert!(canonical_value(&eight).is_ok());
    }

    fn value() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            any::<i64>().prop_map(Value::from),
            any::<u64>().prop_map(Value::from),
            any::<bool>().prop_map(Value::Bool),
            Just(Value::Null),
            any::<f64>().prop_map(Value::Float),
            proptest::collection::vec(any::<u8>(), 0..40).prop_map(Value::Bytes),
            "[a-c一]{0,3}".prop_map(Value::Text),
        ];
        leaf.prop_recursive(10, 40, 4, |inner| {
            prop_oneof![
                proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::Array),
                proptest::collection::vec(("[a-c]{0,2}".prop_map(Value::Text), inner), 0..4)
                    .prop_map(Value::Map),
            ]
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4_000))]

        #[test]
        fn attack_20_checking_says_what_reading_says(
            value in value(),
            sort in any::<bool>(),
            change in proptest::option::of((any::<prop::sample::Index>(), any::<u8>())),
        ) {
            let mut bytes = Vec::new();
            ciborium::into_writer(&value, &mut bytes).unwrap();
            if sort && let Ok(sorted) = canonical_bytes(value) {
                bytes = sorted;
            }
            if let Some((at, byte)) = change {
                let at = at.index(bytes.len());
                bytes[at] = byte;
            }
            prop_assert_eq!(check(&bytes).is_ok(), canonical_value(&bytes).is_ok(), "{:02x?}", bytes);
        }
    }

    #[test]
    fn a_claimed_length_of_an_exabyte_allocates_nothing() {
        assert!(matches!(
            canonical_value(&[0x5b, 0x0f, 0, 0, 0, 0, 0, 0, 0, 1]),
            Err(CborError::Malformed(_))
        ));
        assert!(matches!(
            canonical_value(&[0x9b, 0x0f, 0, 0, 0, 0, 0, 0, 0, 1]),
            Err(CborError::Malformed(_))
        ));
    }
}

//! Deterministic CBOR: shortest integers, definite lengths, map keys sorted by their bytes, no floats, tags or nulls.

use ciborium::Value;
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

//! Typed ids. Sixteen bytes each, text in people's faces and bytes on the wire.
//!
//! No id is ever made here: whoever makes one passes the random bytes in.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use sha2::{Digest, Sha256};
use std::fmt;
use std::str::FromStr;

/// A text that is not an id of the wanted form.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is not {expected}")]
pub struct InvalidId {
    /// What was read, cut to 64 characters.
    pub text: String,
    /// What was wanted, for a person.
    pub expected: &'static str,
}

impl InvalidId {
    fn new(text: &str, expected: &'static str) -> Self {
        Self { text: text.chars().take(64).collect(), expected }
    }
}

struct BytesVisitor<const N: usize>;

impl<const N: usize> de::Visitor<'_> for BytesVisitor<N> {
    type Value = [u8; N];

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{N} bytes")
    }

    fn visit_bytes<E: de::Error>(self, bytes: &[u8]) -> Result<[u8; N], E> {
        bytes.try_into().map_err(|_| E::invalid_length(bytes.len(), &self))
    }

    fn visit_byte_buf<E: de::Error>(self, bytes: Vec<u8>) -> Result<[u8; N], E> {
        self.visit_bytes(&bytes)
    }
}

macro_rules! bytes_id {
    ($(#[$doc:meta])* $name:ident, $len:literal, $expected:literal, $to_text:expr, $from_text:expr) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name([u8; $len]);

        impl $name {
            /// The id with these bytes.
            pub const fn from_bytes(bytes: [u8; $len]) -> Self {
                Self(bytes)
            }

            /// The bytes of this id.
            pub const fn as_bytes(&self) -> &[u8; $len] {
                &self.0
            }

            /// Reads an id from a slice; `None` when the length is wrong.
            pub fn from_slice(bytes: &[u8]) -> Option<Self> {
                bytes.try_into().ok().map(Self)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                let to_text: fn(&[u8; $len]) -> String = $to_text;
                f.write_str(&to_text(&self.0))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({self})", stringify!($name))
            }
        }

        impl FromStr for $name {
            type Err = InvalidId;

            fn from_str(text: &str) -> Result<Self, InvalidId> {
                let from_text: fn(&str) -> Option<[u8; $len]> = $from_text;
                from_text(text).map(Self).ok_or_else(|| InvalidId::new(text, $expected))
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                if serializer.is_human_readable() {
                    serializer.collect_str(self)
                } else {
                    serializer.serialize_bytes(&self.0)
                }
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                if deserializer.is_human_readable() {
                    String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
                } else {
                    deserializer.deserialize_bytes(BytesVisitor::<$len>).map(Self)
                }
            }
        }
    };
}

fn uuid_text(bytes: &[u8; 16]) -> String {
    uuid::Uuid::from_bytes(*bytes).hyphenated().to_string()
}

fn uuid_from_text(text: &str) -> Option<[u8; 16]> {
    uuid::Uuid::try_parse(text).ok().map(|id| *id.as_bytes())
}

fn ulid_text(bytes: &[u8; 16]) -> String {
    ulid::Ulid::from_bytes(*bytes).to_string()
}

fn ulid_from_text(text: &str) -> Option<[u8; 16]> {
    ulid::Ulid::from_string(text).ok().map(|id| id.to_bytes())
}

/// Lower-case hexadecimal text of bytes.
pub fn hex(bytes: &[u8]) -> String {
    use fmt::Write;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Bytes of a hexadecimal text; `None` when it is not `N` bytes of it.
pub fn unhex<const N: usize>(text: &str) -> Option<[u8; N]> {
    if text.len() != N * 2 || !text.is_ascii() {
        return None;
    }
    let mut bytes = [0; N];
    for (byte, pair) in bytes.iter_mut().zip(text.as_bytes().chunks(2)) {
        *byte = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
    }
    Some(bytes)
}

bytes_id!(
    /// A document: one order, one customer, one kit or store month. The document's kind says which.
    DocumentId, 16, "a document id (uuid)", uuid_text, uuid_from_text);
bytes_id!(
    /// A person with an account at the site.
    UserId, 16, "a user id (uuid)", uuid_text, uuid_from_text);
bytes_id!(
    /// An installation of the app that was enrolled by the server.
    DeviceId, 16, "a device id (uuid)", uuid_text, uuid_from_text);
bytes_id!(
    /// An entry of a journal; its time part is a label, never used for an outcome.
    EntryId, 16, "an entry id (ulid)", ulid_text, ulid_from_text);
bytes_id!(
    /// A person's command; every entry that it wrote carries it, in whatever document.
    CommandId, 16, "a command id (ulid)", ulid_text, ulid_from_text);
bytes_id!(
    /// Who writes changes of one document: random per (installation, document).
    ActorId, 16, "an actor id (32 hex digits)", |b| hex(b), |t| unhex(t));
bytes_id!(
    /// Hash of a change: SHA-256 of its encoded form, chained through its dependencies.
    ChangeHash, 32, "a change hash (64 hex digits)", |b| hex(b), |t| unhex(t));
bytes_id!(
    /// Name of a blob: SHA-256 of its stored bytes (the salt is inside them).
    BlobDigest, 32, "a blob digest (64 hex digits)", |b| hex(b), |t| unhex(t));

impl EntryId {
    /// An entry id from the author's wall clock (milliseconds since 1970, cut to 48 bits) and 10 random bytes.
    pub fn new(wall_ms: i64, random: [u8; 10]) -> Self {
        Self(ulid_bytes(wall_ms, random))
    }

    /// The id of the entry that a command wrote as its n-th one (from 0) into a document. Entries are named so that a
    /// message that has the command needs no room for their ids; a journal takes an id of any origin.
    pub fn of_command(command: CommandId, document: DocumentId, n: u32) -> Self {
        let digest = Sha256::new()
            .chain_update(b"entry 1")
            .chain_update(command.0)
            .chain_update(document.0)
            .chain_update(n.to_be_bytes())
            .finalize();
        let mut bytes = command.0;
        bytes[6..].copy_from_slice(&digest[..10]);
        Self(bytes)
    }
}

impl CommandId {
    /// A command id from the author's wall clock (milliseconds since 1970, cut to 48 bits) and 10 random bytes.
    pub fn new(wall_ms: i64, random: [u8; 10]) -> Self {
        Self(ulid_bytes(wall_ms, random))
    }
}

fn ulid_bytes(wall_ms: i64, random: [u8; 10]) -> [u8; 16] {
    let mut bytes = [0; 16];
    bytes[..6].copy_from_slice(&wall_ms.max(0).to_be_bytes()[2..]);
    bytes[6..].copy_from_slice(&random);
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_text_for_people_and_bytes_on_the_wire() {
        let id = UserId::from_bytes([7; 16]);
        assert_eq!(serde_json::to_string(&id).unwrap(), "\"07070707-0707-0707-0707-070707070707\"");
        let mut wire = Vec::new();
        ciborium::into_writer(&id, &mut wire).unwrap();
        assert_eq!(wire[0], 0x50);
        assert_eq!(wire.len(), 17);
        assert_eq!(ciborium::from_reader::<UserId, _>(wire.as_slice()).unwrap(), id);
        assert_eq!(id.to_string().parse::<UserId>().unwrap(), id);
    }

    #[test]
    fn entries_of_one_command_have_ids_of_their_own_with_its_time() {
        let command = CommandId::new(5, [1; 10]);
        let document = DocumentId::from_bytes([2; 16]);
        let id = EntryId::of_command(command, document, 0);
        assert_eq!(id.as_bytes()[..6], command.as_bytes()[..6]);
        assert_eq!(id, EntryId::of_command(command, document, 0));
        assert_ne!(id, EntryId::of_command(command, document, 1));
        assert_ne!(id, EntryId::of_command(command, DocumentId::from_bytes([3; 16]), 0));
        assert_ne!(id, EntryId::of_command(CommandId::new(5, [4; 10]), document, 0));
    }

    #[test]
    fn an_id_of_another_length_is_refused() {
        let mut wire = Vec::new();
        ciborium::into_writer(&ciborium::Value::Bytes(vec![1; 15]), &mut wire).unwrap();
        assert!(ciborium::from_reader::<UserId, _>(wire.as_slice()).is_err());
        assert!("xyz".parse::<ChangeHash>().is_err());
    }

    #[test]
    fn entry_ids_sort_by_their_time_label() {
        assert!(EntryId::new(1, [255; 10]) < EntryId::new(2, [0; 10]));
        assert_eq!(
            EntryId::new(5, [1; 10]).to_string().parse::<EntryId>().unwrap(),
            EntryId::new(5, [1; 10])
        );
    }
}

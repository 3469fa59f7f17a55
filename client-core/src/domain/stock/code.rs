//! How two people without network agree on one movement.
//!
//! One device makes a code for what changes hands. The other takes the ticket from its screen, or the eight characters
//! by hand, and writes its own entry. Code, document, parties and goods give the movement's id, so both entries name
//! one movement without a word to each other, and an entry with other goods can't pass for its other side.

use super::MAX_LINES;
use crate::domain::entry::canonical_bytes;
use crate::domain::entry::store::{GoodsLine, ToolCondition};
use crate::domain::id::{DocumentId, UserId};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ciborium::Value;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use sha2::{Digest, Sha256};
use std::fmt;
use std::str::FromStr;

/// What changes hands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Exchange {
    /// Material from the store to a technician, against an order (MAT-2).
    Issue,
    /// Material back from an order (MAT-4).
    Return,
    /// A tool from the store to a technician, against an order (MAT-3).
    Loan,
    /// A tool back (MAT-4).
    ToolReturn,
    /// A borrowed tool from one technician to another.
    HandOver,
    /// Material from the store into a technician's personal stock.
    KitIssue,
    /// Material back from it.
    KitReturn,
    /// Material from one technician's personal stock to another's.
    KitTransfer,
}

impl Exchange {
    /// Whether goods go back to the store.
    pub const fn is_return(self) -> bool {
        matches!(self, Self::Return | Self::ToolReturn | Self::KitReturn)
    }

    /// Name on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Issue => "issue",
            Self::Return => "return",
            Self::Loan => "loan",
            Self::ToolReturn => "tool_return",
            Self::HandOver => "hand_over",
            Self::KitIssue => "kit_issue",
            Self::KitReturn => "kit_return",
            Self::KitTransfer => "kit_transfer",
        }
    }
}

/// The content that both sides must agree on.
#[derive(Debug, Clone, Copy)]
pub struct Content<'a> {
    /// What changes hands.
    pub exchange: Exchange,
    /// The order; none for personal stock.
    pub order: Option<DocumentId>,
    /// The technician; giver and taker where there are two.
    pub parties: &'a [UserId],
    /// Material.
    pub lines: &'a [GoodsLine],
    /// Asset number of a tool.
    pub tool: Option<&'a str>,
}

impl Content<'_> {
    /// Every part is preceded by its length, so that no two contents spell the same bytes.
    fn digest(&self) -> [u8; 32] {
        let mut sha = Sha256::new();
        let mut put = |part: &[u8]| {
            sha.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
            sha.update(part);
        };
        put(b"undercroft/exchange/1");
        put(self.exchange.as_str().as_bytes());
        put(self.order.as_ref().map_or(&[], |order| order.as_bytes()));
        put(&[u8::try_from(self.parties.len()).unwrap_or(u8::MAX)]);
        for party in self.parties {
            put(party.as_bytes());
        }
        // The order of lines on a screen says nothing.
        let mut lines: Vec<&GoodsLine> = self.lines.iter().collect();
        lines.sort();
        for line in lines {
            put(line.item.as_bytes());
            put(&line.quantity.to_be_bytes());
            put(&[u8::from(line.batch.is_some())]);
            put(line.batch.as_deref().unwrap_or_default().as_bytes());
        }
        put(&[u8::from(self.tool.is_some())]);
        put(self.tool.unwrap_or_default().as_bytes());
        sha.finalize().into()
    }
}

const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Eight characters that stand for one movement: three random bytes and two that check the content.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MovementCode([u8; 5]);

/// Not a code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a code has eight letters and digits, such as 7K3M-0QXA")]
pub struct InvalidCode;

fn check_bytes(random: [u8; 3], content: &Content<'_>) -> [u8; 2] {
    let digest = Sha256::new().chain_update("undercroft/code/1").chain_update(random);
    let digest = digest.chain_update(content.digest()).finalize();
    [digest[0], digest[1]]
}

impl MovementCode {
    /// A fresh code for this content.
    pub fn make(random: [u8; 3], content: &Content<'_>) -> Self {
        let [a, b] = check_bytes(random, content);
        Self([random[0], random[1], random[2], a, b])
    }

    /// Whether the code was made for this content.
    pub fn fits(self, content: &Content<'_>) -> bool {
        let [random @ .., first, second] = self.0;
        check_bytes(random, content) == [first, second]
    }

    /// The movement that this code stands for, with this content.
    pub fn movement(self, content: &Content<'_>) -> MovementId {
        let digest = Sha256::new().chain_update("undercroft/movement/1").chain_update(self.0);
        let digest = digest.chain_update(content.digest()).finalize();
        let mut id = [0; 16];
        id.copy_from_slice(&digest[..16]);
        MovementId(id)
    }
}

impl fmt::Display for MovementCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bits = self.0.iter().fold(0_u64, |bits, byte| (bits << 8) | u64::from(*byte));
        for place in 0..8_u32 {
            if place == 4 {
                f.write_str("-")?;
            }
            // Five bits are always a place of the alphabet.
            let symbol = ALPHABET[((bits >> (35 - 5 * place)) & 31) as usize];
            write!(f, "{}", char::from(symbol))?;
        }
        Ok(())
    }
}

impl fmt::Debug for MovementCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MovementCode({self})")
    }
}

impl FromStr for MovementCode {
    type Err = InvalidCode;

    /// Reads a code as people type it: hyphens and spaces don't matter, nor do case and the letters that look like
    /// digits.
    fn from_str(text: &str) -> Result<Self, InvalidCode> {
        let mut bits = 0_u64;
        let mut count = 0;
        for symbol in text.chars().filter(|c| !matches!(c, '-' | ' ')) {
            let symbol = match symbol.to_ascii_uppercase() {
                'O' => '0',
                'I' | 'L' => '1',
                other => other,
            };
            let value = ALPHABET.iter().position(|known| char::from(*known) == symbol).ok_or(InvalidCode)?;
            count += 1;
            if count > 8 {
                return Err(InvalidCode);
            }
            // A place of an alphabet of 32.
            bits = (bits << 5) | value as u64;
        }
        if count != 8 {
            return Err(InvalidCode);
        }
        // Eight places of five bits are the last five bytes.
        let [_, _, _, code @ ..] = bits.to_be_bytes();
        Ok(Self(code))
    }
}

impl Serialize for MovementCode {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for MovementCode {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let code: Self = text.parse().map_err(de::Error::custom)?;
        // One spelling in stored entries.
        if code.to_string() == text { Ok(code) } else { Err(de::Error::custom(InvalidCode)) }
    }
}

/// One movement, whatever number of entries speak of it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MovementId([u8; 16]);

impl MovementId {
    /// The id with these bytes.
    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }
}

impl fmt::Display for MovementId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&crate::domain::id::hex(&self.0))
    }
}

impl fmt::Debug for MovementId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MovementId({self})")
    }
}

impl Serialize for MovementId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for MovementId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let id: Option<[u8; 16]> = crate::domain::id::unhex(&text);
        id.map(Self).ok_or_else(|| de::Error::custom("a movement id of 32 hex digits"))
    }
}

/// What one screen shows and the other scans: everything that its owner needs to write his own entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ticket {
    /// What changes hands.
    pub exchange: Exchange,
    /// The order.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order: Option<DocumentId>,
    /// Its slip number, for the eye.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// The technician; giver and taker where there are two.
    pub parties: Vec<UserId>,
    /// Material.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lines: Vec<GoodsLine>,
    /// Asset number of a tool.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tool: Option<String>,
    /// When a loan is due back, milliseconds since 1970 UTC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_at: Option<i64>,
    /// How the tool is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub condition: Option<ToolCondition>,
    /// The loan that a return ends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub loan: Option<MovementId>,
    /// The code.
    pub code: MovementCode,
}

/// Why a scanned text is no ticket.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TicketError {
    /// Not a ticket of this program.
    #[error("this is not a movement ticket")]
    NotATicket,
    /// Goods, parties and code don't belong together: it was damaged or made up.
    #[error("the ticket is damaged: scan it again")]
    Damaged,
}

const PREFIX: &str = "UNDERCROFT-1:";
/// Longer texts are not scanned from a screen.
const MAX_TICKET: usize = 4096;

impl Ticket {
    /// What both sides must agree on.
    pub fn content(&self) -> Content<'_> {
        Content {
            exchange: self.exchange,
            order: self.order,
            parties: &self.parties,
            lines: &self.lines,
            tool: self.tool.as_deref(),
        }
    }

    /// The movement that it stands for.
    pub fn movement(&self) -> MovementId {
        self.code.movement(&self.content())
    }

    /// The text of its QR code.
    pub fn to_text(&self) -> String {
        let value = Value::serialized(self).ok().and_then(|value| canonical_bytes(value).ok());
        // A ticket is a flat record of texts, numbers and bytes, so it always has canonical bytes; an empty ticket is
        // refused by whoever scans it.
        format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode(value.unwrap_or_default()))
    }

    /// Reads a scanned text.
    ///
    /// # Errors
    /// Any [`TicketError`].
    pub fn from_text(text: &str) -> Result<Self, TicketError> {
        let text = text.trim();
        let body = text.strip_prefix(PREFIX).filter(|_| text.len() <= MAX_TICKET);
        let bytes = URL_SAFE_NO_PAD.decode(body.ok_or(TicketError::NotATicket)?);
        let bytes = bytes.map_err(|_| TicketError::Damaged)?;
        let value = crate::domain::entry::canonical_value(&bytes).map_err(|_| TicketError::Damaged)?;
        let ticket: Self = value.deserialized().map_err(|_| TicketError::Damaged)?;
        let sound = ticket.lines.len() <= MAX_LINES && ticket.code.fits(&ticket.content());
        if sound { Ok(ticket) } else { Err(TicketError::Damaged) }
    }
}

/// A document id that everybody derives from the same parts.
pub(crate) fn derived_document(parts: &[&[u8]]) -> DocumentId {
    let digest = parts.iter().fold(Sha256::new(), Digest::chain_update).finalize();
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    // Version 8 and the usual variant, so that every tool reads it as a uuid of somebody's own making.
    bytes[6] = (bytes[6] & 0x0f) | 0x80;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    DocumentId::from_bytes(bytes)
}

/// The document of a technician's personal stock of a month such as `2026-11`. Everybody derives the same one.
pub fn kit_document(technician: UserId, month: &str) -> DocumentId {
    derived_document(&[b"undercroft/kit/1", technician.as_bytes(), month.as_bytes()])
}

/// The store's document of a month such as `2026-11`. Everybody derives the same one.
pub fn store_document(month: &str) -> DocumentId {
    derived_document(&[b"undercroft/store/1", month.as_bytes()])
}

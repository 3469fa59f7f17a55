//! What customers saw when they agreed or signed, as one value with a digest (PRC-3, ACC-2).
//!
//! The digest is made of the entries that an agreement names, so every replica can make it again.

use super::Order;
use super::facts::Facts;
use crate::domain::canonical::canonical_json;
use crate::domain::entry::Body;
use crate::domain::entry::site::{CustomerSigned, QuoteLine, Quoted};
use crate::domain::entry::work::PartReplaced;
use crate::domain::id::{BlobDigest, EntryId};
use serde::Serialize;
use sha2::{Digest, Sha256};

/// What is shown above a signature.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Shown {
    /// Slip number.
    pub number: Option<String>,
    /// Round that is accepted.
    pub round: u32,
    /// Amount in fen, 0 where nothing is charged.
    pub amount_fen: i64,
    /// Version of the fee standard of the agreed quote.
    pub price_list_version: Option<u32>,
    /// Lines of the agreed quote.
    pub lines: Vec<QuoteLine>,
    /// Parts fitted: item, quantity, specification.
    pub parts: Vec<(String, i64, String)>,
    /// The entries that this was read from: slip, price confirmation, quote, parts.
    pub items: Vec<EntryId>,
}

impl Shown {
    /// What a customer who signs now is shown.
    pub fn of(order: &Order) -> Self {
        let consent = order.consents.iter().rev().find(|c| Some(c.amount_fen) == order.billable_fen);
        let quote = consent.and_then(|c| order.quotes.iter().find(|q| q.origin.entry == c.quote));
        let mut items: Vec<EntryId> = order.slip.iter().map(|slip| slip.origin.entry).collect();
        items.extend(consent.map(|consent| consent.origin.entry));
        items.extend(quote.map(|quote| quote.origin.entry));
        items.extend(order.parts.iter().map(|part| part.origin.entry));
        Self {
            number: order.slip.as_ref().map(|slip| slip.number.clone()),
            round: order.round,
            amount_fen: order.billable_fen.unwrap_or(0),
            price_list_version: quote.map(|quote| quote.price_list_version),
            lines: quote.map(|quote| quote.lines.clone()).unwrap_or_default(),
            parts: order
                .parts
                .iter()
                .map(|part| (part.item.clone(), part.quantity, part.new_specification.clone()))
                .collect(),
            items,
        }
    }

    /// What a signature says that was shown, from the entries that it names and its author had seen.
    pub(super) fn named(facts: &Facts<'_>, signature: usize, data: &CustomerSigned) -> Self {
        let mut shown = Self {
            number: None,
            round: facts.entry(signature).entry.round.unwrap_or(0),
            amount_fen: data.amount_fen,
            price_list_version: None,
            lines: Vec::new(),
            parts: Vec::new(),
            items: data.items.clone(),
        };
        for id in &data.items {
            let Some(i) = facts.index_of(id).filter(|i| facts.saw(signature, *i)) else { continue };
            match &facts.entry(i).entry.body {
                Body::SlipIssued(slip) => shown.number = Some(slip.number.clone()),
                Body::Quoted(quote) => {
                    shown.price_list_version = Some(quote.price_list_version);
                    shown.lines.clone_from(&quote.lines);
                }
                Body::PartReplaced(PartReplaced { item, quantity, new_specification, .. }) => {
                    shown.parts.push((item.clone(), *quantity, new_specification.clone()));
                }
                _ => {}
            }
        }
        shown
    }

    /// Whether a signature names less than it had to show: the slip, every part that counts and, where something is
    /// charged, a price agreed at that amount beside its quote (ACC-2). A price that a later one replaced is no part.
    pub(super) fn left_out(
        facts: &Facts<'_>,
        order: &Order,
        signature: usize,
        data: &CustomerSigned,
    ) -> bool {
        let names = |id: &EntryId| data.items.contains(id);
        let all =
            order.slip.iter().map(|slip| &slip.origin).chain(order.parts.iter().map(|part| &part.origin));
        let mut agreed = order.consents.iter().filter(|consent| {
            consent.amount_fen == data.amount_fen
                && facts.index_of(&consent.origin.entry).is_some_and(|i| facts.saw(signature, i))
        });
        !all.map(|origin| &origin.entry).all(names)
            || (data.amount_fen > 0 && !agreed.any(|c| names(&c.origin.entry) && names(&c.quote)))
    }

    /// Its digest.
    pub fn digest(&self) -> BlobDigest {
        digest(self)
    }
}

/// Digest of a price as both sides saw it: lines, amount and version of the fee standard.
pub fn price_digest(quote: &Quoted) -> BlobDigest {
    digest(quote)
}

fn digest(value: &impl Serialize) -> BlobDigest {
    BlobDigest::from_bytes(Sha256::digest(canonical_json(value)).into())
}

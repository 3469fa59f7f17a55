//! Price commands: quote, both sides' consent, refusal (PRC-1 to PRC-5).

use super::Rejection;
use super::site::{require_on_site, require_present, stroke_blob};
use super::writer::{Writer, short};
use crate::domain::command::QuoteRequest;
use crate::domain::entry::cases::PriceRefused;
use crate::domain::entry::site::{PriceConfirmed, QuoteLine, Quoted};
use crate::domain::entry::{Body, Kind};
use crate::domain::id::EntryId;
use crate::domain::order::{Charge, Quote, price_digest};
use crate::domain::reference::Validity;

/// PRC-1: prices come from the fee standard carried here, and the quote names its version. DSP-5: after the finding.
pub(super) fn quote(writer: &mut Writer<'_, '_>, lines: &[QuoteRequest]) -> Result<(), Rejection> {
    writer.allow(Kind::Quoted)?;
    require_present(writer)?;
    require_on_site(writer, "arrived")?;
    if writer.order.findings.is_empty() {
        return writer.wrong_state("finding");
    }
    if writer.order.charge != Some(Charge::Paid) {
        return writer.wrong_state("special_service");
    }
    if lines.is_empty() {
        return Err(Rejection::Missing { field: "lines".into() });
    }
    let now = writer.context.now.estimate();
    let prices = writer.context.reference.price_list_at(now);
    if prices.validity(now) == Validity::NotYet {
        let (version, valid_from) = (prices.version, prices.valid_from);
        return Err(Rejection::FeeStandardNotYet { version, valid_from });
    }
    let invalid = |detail: &str| Rejection::Invalid { field: "quantity".into(), detail: detail.into() };
    let mut quoted = Vec::with_capacity(lines.len());
    let mut amount_fen: i64 = 0;
    for line in lines {
        let item =
            prices.item(&line.item).ok_or_else(|| Rejection::UnknownItem { item: line.item.clone() })?;
        if !(1..=10_000).contains(&line.quantity) {
            return Err(invalid("from 1 to 10000"));
        }
        let line = QuoteLine {
            item: line.item.clone(),
            kind: item.kind,
            quantity: line.quantity,
            unit_price_fen: item.unit_price_fen,
        };
        let sum = line.amount_fen().and_then(|amount| amount_fen.checked_add(amount));
        amount_fen = sum.ok_or_else(|| invalid("the amount is too large"))?;
        quoted.push(line);
    }
    let price_list_version = prices.version;
    writer.write(Body::Quoted(Quoted { price_list_version, lines: quoted, amount_fen }))
}

/// The quote that is meant: the named one, else the latest.
fn meant<'o>(writer: &Writer<'o, '_>, quote: Option<EntryId>) -> Result<&'o Quote, Rejection> {
    let order = writer.order;
    let found = match quote {
        Some(id) => order.quotes.iter().find(|q| q.origin.entry == id),
        None => order.quotes.last(),
    };
    match found {
        Some(quote) => Ok(quote),
        None => writer.wrong_state("quote"),
    }
}

/// PRC-2, PRC-3: the technician writes it, the customer beside him agreed to exactly what the digest names. A quote of
/// an older fee standard has to be made again before anybody agrees to it (COL-20).
pub(super) fn confirm(
    writer: &mut Writer<'_, '_>,
    quote: Option<EntryId>,
    confirmed_by: &str,
    strokes: Option<&str>,
) -> Result<(), Rejection> {
    writer.allow(Kind::PriceConfirmed)?;
    require_present(writer)?;
    require_on_site(writer, "arrived")?;
    let found = meant(writer, quote)?;
    let refused = writer.order.refusals.iter().any(|refusal| refusal.quote == found.origin.entry);
    if refused {
        return writer.wrong_state("new_quote");
    }
    let now = writer.context.now.estimate();
    let current = writer.context.reference.price_list_at(now).version;
    if found.price_list_version < current {
        return Err(Rejection::QuoteOutdated { quoted: found.price_list_version, current });
    }
    let confirmed_by = short("confirmed_by", confirmed_by)?;
    let strokes = strokes.map(|path| stroke_blob(writer, path)).transpose()?;
    let quoted = Quoted {
        price_list_version: found.price_list_version,
        lines: found.lines.clone(),
        amount_fen: found.amount_fen,
    };
    let confirmed = PriceConfirmed {
        quote: found.origin.entry,
        amount_fen: found.amount_fen,
        price_list_version: found.price_list_version,
        shown: price_digest(&quoted),
        confirmed_by,
        strokes,
    };
    writer.write(Body::PriceConfirmed(confirmed))
}

/// The customer says no: cancel, or quote again.
pub(super) fn refuse(
    writer: &mut Writer<'_, '_>,
    quote: Option<EntryId>,
    reason: &str,
) -> Result<(), Rejection> {
    writer.allow(Kind::PriceRefused)?;
    require_present(writer)?;
    require_on_site(writer, "arrived")?;
    let found = meant(writer, quote)?.origin.entry;
    if writer.order.consents.iter().any(|consent| consent.quote == found) {
        return writer.wrong_state("new_quote");
    }
    let reason = short("reason", reason)?;
    writer.write(Body::PriceRefused(PriceRefused { quote: found, reason }))
}

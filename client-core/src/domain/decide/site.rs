//! Commands on the way and on site: receipt, finding, price, checklist, acceptance. All of them work offline.

use super::Rejection;
use super::goods::{sound, take_from_kit};
use super::office::time;
use super::photo::{photos_of, signature_picture};
use super::writer::{Writer, short};
use crate::domain::blob::{Blob, STROKES};
use crate::domain::command::Command;
use crate::domain::entry::site::{
    Arrived, CustomerSigned, Finding, InspectionResult, NotRepaired, Note, SlipReceived, WorkFinished,
};
use crate::domain::entry::store::GoodsLine;
use crate::domain::entry::work::{GateSet, GateWithdrawn, PartReplaced, PartSource, RecordValue, StepResult};
use crate::domain::entry::{Body, Kind};
use crate::domain::id::BlobDigest;
use crate::domain::order::{Charge, Order, OrderState, Shown};
use crate::domain::photo::{ImageBytes, PhotoInput};
use crate::domain::policy::Relation;
use crate::domain::procedure::{
    self, Checklist, LockReason, StepRefusal, check_gate, check_replacement, check_result, check_withdrawal,
};
use std::collections::BTreeMap;

/// States in which a technician is at the customer's.
const ON_SITE: &[OrderState] = &[
    OrderState::OnSite,
    OrderState::PriceAgreed,
    OrderState::InWork,
    OrderState::Rework,
    OrderState::Escalated,
];
/// A technician doesn't name a receipt time in the future; clocks differ by a little.
pub(super) const CLOCK_SLACK_MS: i64 = 5 * 60 * 1000;

pub(super) fn note(writer: &mut Writer<'_, '_>, text: &str) -> Result<(), Rejection> {
    writer.allow(Kind::Note)?;
    if writer.order.state == OrderState::Unknown {
        return Err(Rejection::NotFound);
    }
    let text = writer.text_blob("text", text)?;
    writer.write(Body::Note(Note { text }))
}

/// DSP-3: the receipt time may be set back; both times are kept.
pub(super) fn receive(writer: &mut Writer<'_, '_>, received_at: Option<i64>) -> Result<(), Rejection> {
    writer.allow(Kind::SlipReceived)?;
    let author = writer.context.author.user;
    if writer.order.visits.iter().any(|v| v.technician == author && v.received.is_some()) {
        return writer.wrong_state("slip_not_received");
    }
    // Who takes over finds the order as far as his predecessor brought it, also while somebody has to decide: gates that
    // make a place safe are set in any case.
    let open = [OrderState::Dispatched, OrderState::Received, OrderState::Inspection];
    if !open.contains(&writer.order.state) && !ON_SITE.contains(&writer.order.state) {
        return writer.wrong_state("assignment");
    }
    if writer.order.closed_unsigned() {
        return writer.wrong_state("open_order");
    }
    let now = writer.context.now.estimate();
    let received_at = match received_at {
        Some(at) if at > now.saturating_add(CLOCK_SLACK_MS) => {
            return Err(Rejection::Invalid {
                field: "received_at".into(),
                detail: "not in the future".into(),
            });
        }
        Some(at) => time("received_at", at)?,
        None => now,
    };
    writer.write(Body::SlipReceived(SlipReceived { received_at }))
}

/// DSP-4. Each arrival begins a visit.
pub(super) fn arrive(writer: &mut Writer<'_, '_>) -> Result<(), Rejection> {
    writer.allow(Kind::Arrived)?;
    let author = writer.context.author.user;
    let received = writer.order.visits.iter().any(|v| v.technician == author && v.received.is_some());
    let open = [OrderState::Received, OrderState::Inspection];
    if !received || !(open.contains(&writer.order.state) || ON_SITE.contains(&writer.order.state)) {
        return writer.wrong_state("slip_received");
    }
    writer.write(Body::Arrived(Arrived {}))
}

/// The number of the author's visits; refused before the first one.
pub(super) fn require_arrived(writer: &Writer<'_, '_>) -> Result<u32, Rejection> {
    let visit = writer.order.visit_of(&writer.context.author.user);
    let arrivals = visit.map_or(0, |v| v.arrivals.len());
    if arrivals == 0 {
        return writer.wrong_state("arrived");
    }
    Ok(u32::try_from(arrivals).unwrap_or(u32::MAX))
}

/// The same, and he must not have left since.
pub(super) fn require_present(writer: &Writer<'_, '_>) -> Result<u32, Rejection> {
    let visits = require_arrived(writer)?;
    if !writer.order.visit_of(&writer.context.author.user).is_some_and(|visit| visit.on_site) {
        return writer.wrong_state("arrived");
    }
    Ok(visits)
}

/// In a state in which work goes on; a manager who closed the order unsigned has ended it (ACC-6).
pub(super) fn require_on_site(writer: &Writer<'_, '_>, needs: &str) -> Result<(), Rejection> {
    if writer.order.closed_unsigned() {
        return writer.wrong_state("open_order");
    }
    writer.require(ON_SITE, needs)
}

/// DSP-5, MAT-1.
pub(super) fn finding(
    writer: &mut Writer<'_, '_>,
    content: &str,
    materials: &[String],
    tools: &[String],
) -> Result<(), Rejection> {
    writer.allow(Kind::Finding)?;
    require_present(writer)?;
    require_on_site(writer, "arrived")?;
    let list = |field: &str, items: &[String]| -> Result<Vec<String>, Rejection> {
        items.iter().map(|item| short(field, item)).collect()
    };
    let finding = Finding {
        content: short("content", content)?,
        materials: list("materials", materials)?,
        tools: list("tools", tools)?,
    };
    writer.write(Body::Finding(finding))
}

/// What every checklist command needs: arrived, an open checklist, and the author on his present visit.
fn at_checklist<'o>(
    writer: &Writer<'o, '_>,
    path: &str,
    visit: u32,
) -> Result<(&'o Checklist, procedure::Author, Option<u32>), Rejection> {
    let order: &'o Order = writer.order;
    let Some(checklist) = &order.checklist else { return writer.wrong_state("slip") };
    let round = checklist.at_path(path).map(|at| at.round);
    Ok((checklist, procedure::Author { user: writer.context.author.user, visit }, round))
}

/// Making a place safe is allowed in every state after arrival (COL-03); all else waits for open work.
pub(super) fn set_gate(writer: &mut Writer<'_, '_>, checklist: &str, step: &str) -> Result<(), Rejection> {
    writer.allow(Kind::GateSet)?;
    let visit = require_arrived(writer)?;
    let (list, author, round) = at_checklist(writer, checklist, visit)?;
    let gate = GateSet { checklist: checklist.to_owned(), step: step.to_owned() };
    check_gate(writer.context.library, list, &author, round, &gate).map_err(Rejection::Step)?;
    writer.write_round(round, Body::GateSet(gate))
}

pub(super) fn withdraw_gate(
    writer: &mut Writer<'_, '_>,
    checklist: &str,
    step: &str,
) -> Result<(), Rejection> {
    writer.allow(Kind::GateWithdrawn)?;
    let visit = require_arrived(writer)?;
    let (list, author, round) = at_checklist(writer, checklist, visit)?;
    if is_sent_away(writer) {
        require_only_own_gates(writer, list, checklist, step)?;
    }
    let gate = GateWithdrawn { checklist: checklist.to_owned(), step: step.to_owned() };
    match check_withdrawal(writer.context.library, list, &author, round, &gate) {
        Err(StepRefusal::Locked { .. }) if restores(writer, list, checklist, step) => {}
        checked => checked.map_err(Rejection::Step)?,
    }
    writer.write_round(round, Body::GateWithdrawn(gate))
}

/// Somebody else holds the order by now, and he is still at the customer's.
fn is_sent_away(writer: &Writer<'_, '_>) -> bool {
    writer.order.relation(&writer.context.author.user) == Relation::OnSite
}

/// Supply is put on for everybody: who was sent away does it only where nobody else relies on its being off (CHK-3).
fn require_only_own_gates(
    writer: &Writer<'_, '_>,
    list: &Checklist,
    path: &str,
    step: &str,
) -> Result<(), Rejection> {
    let user = writer.context.author.user;
    let Some((definition, at)) =
        procedure::step_at(writer.context.library, list, path, step).zip(list.at_path(path))
    else {
        return Ok(());
    };
    let held = || definition.withdraws.iter().filter_map(|gate| at.gate(gate)).filter(|gate| gate.held);
    let reasons: Vec<LockReason> =
        if let Some(gate) = held().find(|gate| gate.holders.iter().any(|holder| holder.author != user)) {
            vec![LockReason::GateHeld { gate: gate.step.clone() }]
        } else if held().next().is_none() {
            let own = |gate: &String| LockReason::GateNotSetByYou { gate: gate.clone() };
            definition.withdraws.iter().map(own).collect()
        } else {
            return Ok(());
        };
    Err(Rejection::Step(StepRefusal::Locked { step: step.to_owned(), reasons }))
}

/// Work that was broken off leaves steps undone; supply comes back all the same, but never onto a leak (COL-03).
fn restores(writer: &Writer<'_, '_>, list: &Checklist, path: &str, step: &str) -> bool {
    let order = writer.order;
    let broken_off = order.needs_decision
        || matches!(order.state, OrderState::CancelOpen | OrderState::Cancelled)
        || is_sent_away(writer);
    let off = procedure::step_at(writer.context.library, list, path, step)
        .zip(list.at_path(path))
        .is_some_and(|(step, at)| step.withdraws.iter().any(|gate| at.gate(gate).is_some_and(|g| g.held)));
    broken_off && off && list.alarms(writer.context.library).is_empty()
}

/// PRC-2: repairing a paid order waits for the price.
fn require_price(writer: &Writer<'_, '_>, list: &Checklist, path: &str, step: &str) -> Result<(), Rejection> {
    let paid = writer.order.charge == Some(Charge::Paid);
    let definition = procedure::step_at(writer.context.library, list, path, step);
    if paid && writer.order.consents.is_empty() && definition.is_some_and(procedure::needs_price) {
        return Err(Rejection::PriceNotAgreed);
    }
    Ok(())
}

pub(super) fn record_step(
    writer: &mut Writer<'_, '_>,
    checklist: &str,
    step: &str,
    values: &BTreeMap<String, RecordValue>,
    photos: &[PhotoInput],
) -> Result<(), Rejection> {
    writer.allow(Kind::StepResult)?;
    require_on_site(writer, "arrived")?;
    let visit = require_present(writer)?;
    let (list, author, round) = at_checklist(writer, checklist, visit)?;
    require_price(writer, list, checklist, step)?;
    let photos = photos_of(writer, photos)?;
    let result =
        StepResult { checklist: checklist.to_owned(), step: step.to_owned(), values: values.clone(), photos };
    check_result(writer.context.library, list, &author, round, &result).map_err(Rejection::Step)?;
    writer.write_round(round, Body::StepResult(result))
}

/// Items of the price that was agreed last.
fn agreed_items(order: &Order) -> impl Iterator<Item = &str> {
    let agreed = order.consents.last().map(|consent| consent.quote);
    let quote = order.quotes.iter().find(move |quote| Some(quote.origin.entry) == agreed);
    quote.into_iter().flat_map(|quote| &quote.lines).map(|line| line.item.as_str())
}

/// CHK-4, MAT-8. MAT-6: what the customer bought himself is never charged.
pub(super) fn replace_part(writer: &mut Writer<'_, '_>, command: &Command) -> Result<(), Rejection> {
    let Command::ReplacePart {
        checklist,
        step,
        item,
        quantity,
        old_specification,
        new_specification,
        source,
        deviation,
    } = command
    else {
        return Err(Rejection::NotFound);
    };
    writer.allow(Kind::PartReplaced)?;
    require_on_site(writer, "arrived")?;
    let visit = require_present(writer)?;
    let (list, author, round) = at_checklist(writer, checklist, visit)?;
    require_price(writer, list, checklist, step)?;
    if *source == PartSource::Customer && agreed_items(writer.order).any(|agreed| agreed == item.as_str()) {
        return Err(Rejection::PartIsCharged { item: item.clone() });
    }
    let part = PartReplaced {
        checklist: checklist.clone(),
        step: step.clone(),
        item: short("item", item)?,
        quantity: *quantity,
        old_specification: short("old_specification", old_specification)?,
        new_specification: short("new_specification", new_specification)?,
        source: *source,
        deviation: deviation.clone(),
    };
    check_replacement(writer.context.library, list, &author, round, &part).map_err(Rejection::Step)?;
    let line = GoodsLine { item: part.item.clone(), quantity: part.quantity, batch: None };
    if *source == PartSource::Kit {
        sound(writer, std::slice::from_ref(&line), false)?;
    }
    writer.write_round(round, Body::PartReplaced(part))?;
    if *source == PartSource::Kit {
        take_from_kit(writer, &[line])?;
    }
    Ok(())
}

/// The round ends only through its final test.
pub(super) fn finish(writer: &mut Writer<'_, '_>) -> Result<(), Rejection> {
    writer.allow(Kind::WorkFinished)?;
    require_present(writer)?;
    writer.require(&[OrderState::PriceAgreed, OrderState::InWork, OrderState::Rework], "work")?;
    if let Some(checklist) = &writer.order.checklist
        && !checklist.passed
    {
        let missing = checklist.missing.iter().map(missing_word).collect();
        return Err(Rejection::RoundOpen { missing });
    }
    let round = writer.order.round;
    writer.write_round(Some(round), Body::WorkFinished(WorkFinished {}))
}

fn missing_word(missing: &procedure::Missing) -> String {
    match missing {
        procedure::Missing::Step { step } | procedure::Missing::Repeat { step } => step.clone(),
        procedure::Missing::Child { path } => path.clone(),
    }
}

pub(super) fn not_repaired(writer: &mut Writer<'_, '_>, reason: &str) -> Result<(), Rejection> {
    writer.allow(Kind::NotRepaired)?;
    require_present(writer)?;
    writer.require(&[OrderState::PriceAgreed, OrderState::InWork, OrderState::Rework], "work")?;
    let reason = short("reason", reason)?;
    writer.write(Body::NotRepaired(NotRepaired { reason }))
}

/// ACC-1, ACC-3: a dissatisfied customer's own words are needed.
pub(super) fn inspect(
    writer: &mut Writer<'_, '_>,
    passed: bool,
    words: Option<&str>,
) -> Result<(), Rejection> {
    writer.allow(Kind::InspectionResult)?;
    require_present(writer)?;
    writer.require(&[OrderState::Inspection], "work_finished")?;
    let words = match words {
        Some(words) => Some(writer.text_blob("words", words)?),
        None if passed => None,
        None => return Err(Rejection::Missing { field: "words".into() }),
    };
    let round = writer.order.round;
    writer.write_round(Some(round), Body::InspectionResult(InspectionResult { passed, words }))
}

/// ACC-2: the signature names the digest of what was shown above it.
pub(super) fn sign(
    writer: &mut Writer<'_, '_>,
    strokes: &str,
    picture: Option<&ImageBytes>,
) -> Result<(), Rejection> {
    writer.allow(Kind::CustomerSigned)?;
    require_present(writer)?;
    writer.require(&[OrderState::Inspection], "work_finished")?;
    if !writer.order.inspections.iter().any(|inspection| inspection.passed && inspection.current) {
        return writer.wrong_state("inspection_passed");
    }
    let strokes = stroke_blob(writer, strokes)?;
    let picture = picture.map(|bytes| signature_picture(writer, bytes)).transpose()?;
    let shown = Shown::of(writer.order);
    let signed = CustomerSigned {
        strokes,
        image: picture,
        shown: shown.digest(),
        amount_fen: shown.amount_fen,
        items: shown.items,
    };
    let round = writer.order.round;
    writer.write_round(Some(round), Body::CustomerSigned(signed))
}

/// Strokes of a customer's hand, put beside the order.
pub(super) fn stroke_blob(writer: &mut Writer<'_, '_>, strokes: &str) -> Result<BlobDigest, Rejection> {
    let path = super::writer::required("strokes", strokes)?;
    let drawn = path.starts_with('M')
        && path.chars().all(|c| c.is_ascii_digit() || matches!(c, 'M' | 'L' | ' ' | ',' | '-'));
    if !drawn {
        let detail = "an SVG path of M and L on a 1000 x 400 field".into();
        return Err(Rejection::Invalid { field: "strokes".into(), detail });
    }
    let salt = writer.context.random.bytes();
    let blob = Blob { salt, media_type: STROKES.into(), content: path.as_bytes().to_vec() };
    writer.blob("strokes", blob)
}

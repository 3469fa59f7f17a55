//! Commands about dissatisfaction and harm: rework, escalation, damage (ACC-4 to ACC-6, DMG-1, DMG-2).

use super::Rejection;
use super::photo::photos_of;
use super::writer::{Writer, short};
use crate::domain::entry::cases::{
    DamageKind, DamageReported, DamageSettled, EscalationDecided, EscalationOpened, EscalationOutcome,
    ReworkRequested,
};
use crate::domain::entry::{Body, Kind};
use crate::domain::id::EntryId;
use crate::domain::order::OrderState;
use crate::domain::photo::PhotoInput;

/// Compensation above this is a typing error: one hundred million yuan.
const MOST_FEN: i64 = 10_000_000_000;

/// ACC-4: the customer wants it done again, in his words; also after the signature (COL-13, COL-31).
pub(super) fn request_rework(writer: &mut Writer<'_, '_>, words: &str) -> Result<(), Rejection> {
    writer.allow(Kind::ReworkRequested)?;
    let finished = [
        OrderState::Inspection,
        OrderState::Signed,
        OrderState::WrittenOff,
        OrderState::Rework,
        OrderState::Escalated,
    ];
    writer.require(&finished, "work_finished")?;
    let words = writer.text_blob("words", words)?;
    let round = writer.order.round;
    writer.write_round(Some(round), Body::ReworkRequested(ReworkRequested { words }))
}

/// PRI-5: a call to the managers by hand; a second dissatisfaction calls them by itself (ACC-5).
pub(super) fn open_escalation(writer: &mut Writer<'_, '_>, words: &str) -> Result<(), Rejection> {
    writer.allow(Kind::EscalationOpened)?;
    received(writer)?;
    let words = writer.text_blob("words", words)?;
    writer.write(Body::EscalationOpened(EscalationOpened { words }))
}

fn received(writer: &Writer<'_, '_>) -> Result<(), Rejection> {
    let author = writer.context.author.user;
    if writer.order.visit_of(&author).is_some_and(|visit| visit.received.is_some()) {
        return Ok(());
    }
    writer.wrong_state("slip_received")
}

/// ACC-6: only a manager's word closes an escalation.
pub(super) fn decide_escalation(
    writer: &mut Writer<'_, '_>,
    outcome: EscalationOutcome,
    handling: &str,
) -> Result<(), Rejection> {
    writer.allow(Kind::EscalationDecided)?;
    if !writer.order.escalation.as_ref().is_some_and(|escalation| escalation.open) {
        return writer.wrong_state("escalation");
    }
    // What nobody has finished is cancelled instead.
    if outcome == EscalationOutcome::ClosedUnsigned && writer.order.finished.is_empty() {
        return writer.wrong_state("work_finished");
    }
    let handling = short("handling", handling)?;
    writer.write(Body::EscalationDecided(EscalationDecided { outcome, handling }))
}

/// DMG-1: recorded on the spot, with a photo of what is damaged; what is lost can't be photographed.
pub(super) fn report_damage(
    writer: &mut Writer<'_, '_>,
    damage: DamageKind,
    description: &str,
    photos: &[PhotoInput],
) -> Result<(), Rejection> {
    writer.allow(Kind::DamageReported)?;
    received(writer)?;
    if photos.is_empty() && damage == DamageKind::Damaged {
        return Err(Rejection::Missing { field: "photos".into() });
    }
    let description = writer.text_blob("description", description)?;
    let photos = photos_of(writer, photos)?;
    writer.write(Body::DamageReported(DamageReported { damage, description, photos }))
}

/// DMG-2: offers and agreements are the managers'.
pub(super) fn settle_damage(
    writer: &mut Writer<'_, '_>,
    case: EntryId,
    amount_fen: i64,
    terms: &str,
    agreed: bool,
) -> Result<(), Rejection> {
    writer.allow(Kind::DamageSettled)?;
    if writer.order.damages.is_empty() {
        return writer.wrong_state("damage_reported");
    }
    let Some(found) = writer.order.damages.iter().find(|damage| damage.origin.entry == case) else {
        return Err(Rejection::Invalid { field: "case".into(), detail: "no such case".into() });
    };
    if found.settled.is_some() {
        return writer.wrong_state("open_case");
    }
    if !(0..=MOST_FEN).contains(&amount_fen) {
        return Err(Rejection::Invalid {
            field: "amount_fen".into(),
            detail: format!("from 0 to {MOST_FEN} fen"),
        });
    }
    let terms = short("terms", terms)?;
    writer.write(Body::DamageSettled(DamageSettled { case, amount_fen, terms, agreed }))
}

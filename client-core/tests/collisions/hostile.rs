//! What people wrote past the command door gains nothing in a collision.

use crate::deliver::*;
use crate::kit::*;
use client_core::domain::command::Command;
use client_core::domain::entry::cases::{DamageKind, DamageReported, DamageSettled, EscalationOpened};
use client_core::domain::entry::office::{CustomerRecorded, DispatchWrittenOff};
use client_core::domain::entry::site::CustomerSigned;
use client_core::domain::entry::{Body, UnknownBody};
use client_core::domain::id::{BlobDigest, EntryId};
use client_core::domain::order::OrderState;

#[test]
fn col_01_a_forged_signature_without_work_beats_no_cancellation() {
    let mut dispatcher = dispatched_to(TECHNICIAN_LI);
    let mut li = li();
    li.hears(&dispatcher);
    li.does(receive());
    li.does(Command::Arrive);
    let blob = BlobDigest::from_bytes([1; 32]);
    let signed = CustomerSigned { strokes: blob, shown: blob, amount_fen: 1, image: None, items: Vec::new() };
    li.forge(Body::CustomerSigned(signed));
    dispatcher.does(cancel("客户取消"));
    dispatcher.does(Command::ConfirmCancel);
    let order = in_every_order(&[&dispatcher, &li]);
    assert_eq!(order.state, OrderState::Cancelled);
    only_conflict(&order, "COL-02");
}

#[test]
fn dsp_9_a_forged_managers_reason_writes_nothing_off() {
    let mut dispatcher = dispatched_to(TECHNICIAN_LI);
    let forged = DispatchWrittenOff { manager_reason: Some("me".into()) };
    dispatcher.forge(Body::DispatchWrittenOff(forged));
    assert_eq!(dispatcher.order().state, OrderState::Dispatched);
}

#[test]
fn dmg_01_a_case_by_somebody_who_never_took_the_slip_and_an_answer_to_no_case_count_for_nothing() {
    let mut dispatcher = dispatched_to(TECHNICIAN_LI);
    let mut li = li();
    li.hears(&dispatcher);
    let blob = BlobDigest::from_bytes([1; 32]);
    let damage = DamageKind::Lost;
    li.forge(Body::DamageReported(DamageReported { damage, description: blob, photos: Vec::new() }));
    li.forge(Body::EscalationOpened(EscalationOpened { words: blob }));
    let mut manager = manager();
    manager.hears(&dispatcher);
    let case = EntryId::from_bytes([7; 16]);
    let settled = |amount_fen| DamageSettled { case, amount_fen, terms: "none".into(), agreed: true };
    manager.forge(Body::DamageSettled(settled(0)));
    dispatcher.does(Command::Note { text: "to be called back".into() });
    let order = in_every_order(&[&dispatcher, &li, &manager]);
    assert!(order.damages.is_empty() && order.escalation.is_none());
    let mut reasons: Vec<&str> = order.not_accepted.iter().map(|one| one.reason.as_str()).collect();
    reasons.sort_unstable();
    assert_eq!(reasons, ["no_such_case", "not_received", "not_received"]);

    li.does(receive());
    let case =
        li.forge(Body::DamageReported(DamageReported { damage, description: blob, photos: Vec::new() }));
    manager.hears(&li);
    let owed = DamageSettled { case, amount_fen: -1, terms: "he pays".into(), agreed: true };
    manager.forge(Body::DamageSettled(owed));
    let order = in_every_order(&[&dispatcher, &li, &manager]);
    assert_eq!((order.damages.len(), order.damages[0].settled.is_none()), (1, true));
    assert!(order.not_accepted.iter().any(|one| one.reason == "amount_is_negative"));
}

#[test]
fn an_entry_of_a_newer_app_asks_for_an_update_and_one_of_another_document_is_a_problem() {
    let dispatcher = dispatched_to(TECHNICIAN_LI);
    let mut li = li();
    li.hears(&dispatcher);
    for kind in ["zzz_newer", "aaa_newer", "zzz_newer"] {
        li.forge(Body::Unknown(UnknownBody { kind: kind.into(), data: vec![0xa0] }));
    }
    let customer = CustomerRecorded {
        customer_name: "X".into(),
        unit_no: "1".into(),
        contact: "1".into(),
        department: None,
    };
    let stray = li.forge(Body::CustomerRecorded(customer));
    let order = in_every_order(&[&dispatcher, &li]);
    assert_eq!(order.needs_update, ["aaa_newer", "zzz_newer"]);
    let problems: Vec<_> = order.problems.iter().map(|one| (one.entry, one.problem.as_str())).collect();
    assert_eq!(problems, [(stray, "wrong_document")]);
}

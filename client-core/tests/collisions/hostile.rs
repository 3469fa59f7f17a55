//! What people wrote past the command door gains nothing in a collision.

use crate::deliver::*;
use crate::kit::*;
use client_core::domain::command::Command;
use client_core::domain::entry::Body;
use client_core::domain::entry::office::DispatchWrittenOff;
use client_core::domain::entry::site::CustomerSigned;
use client_core::domain::id::BlobDigest;
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

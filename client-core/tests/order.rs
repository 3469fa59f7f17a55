//! An order's life on one replica: what each command makes of it, and what is refused.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that can't go on fails")]

mod kit;

use client_core::domain::command::{Command, Registration};
use client_core::domain::decide::Rejection;
use client_core::domain::entry::Kind;
use client_core::domain::order::{FollowUpTrack, MoneyTrack, OrderState};
use client_core::domain::policy::Denial;
use kit::*;

#[test]
fn a_lamp_job_runs_from_the_call_to_the_write_off() {
    let mut dispatcher = dispatched_to(TECHNICIAN_LI);
    let mut li = li();
    li.hears(&dispatcher);
    assert_eq!(li.order().state, OrderState::Dispatched);
    li.does(receive());
    assert_eq!(li.order().state, OrderState::Received);
    li.does(Command::Arrive);
    assert_eq!(li.order().state, OrderState::OnSite);
    li.does(finding());
    li.does(quote(&[("lamp_repair", 1), ("starter", 1)]));
    assert_eq!(li.order().money, MoneyTrack::Quoted);
    li.does(confirm());
    assert_eq!(li.order().state, OrderState::PriceAgreed);
    li.repairs();
    assert_eq!(li.order().state, OrderState::InWork);
    li.does(final_test(2, true));
    li.does(Command::FinishWork);
    assert_eq!(li.order().state, OrderState::Inspection);
    li.does(inspect(true, None));
    li.does(sign());
    let signed = li.order();
    assert_eq!((signed.state, signed.money), (OrderState::Signed, MoneyTrack::Billable));
    assert_eq!(signed.billable_fen, Some(3_500));
    assert_eq!(signed.follow_up, FollowUpTrack::Due);
    assert_eq!(signed.parts.len(), 1);
    assert!(!signed.signatures[0].changed_since);

    dispatcher.hears(&li);
    dispatcher.does(Command::WriteOff { manager_reason: None });
    let closed = dispatcher.order();
    assert_eq!(closed.state, OrderState::WrittenOff);
    assert!(closed.conflicts.is_empty() && closed.not_accepted.is_empty() && closed.problems.is_empty());
    let tasks: Vec<&str> = closed.tasks.iter().map(|task| task.id.as_str()).collect();
    assert_eq!(tasks, ["follow_up"], "somebody asks the customer");
}

#[test]
fn reg_1_registration_names_the_empty_field() {
    type Clear = fn(&mut Registration);
    let empty: [(&str, Clear); 5] = [
        ("customer_name", |r| r.customer_name = "  ".into()),
        ("unit_no", |r| r.unit_no.clear()),
        ("content", |r| r.content.clear()),
        ("appointment_at", |r| r.appointment_at = 0),
        ("contact", |r| r.contact.clear()),
    ];
    for (field, clear) in empty {
        let mut registration = registration();
        clear(&mut registration);
        let rejection = dispatcher().is_refused(Command::Register(registration));
        assert_eq!(rejection, Rejection::Missing { field: field.into() });
    }
    let mut dispatcher = dispatcher();
    dispatcher.does(Command::Register(registration()));
    assert_eq!(dispatcher.order().registered.unwrap().received_at, NINE);
}

#[test]
fn reg_3_no_slip_without_a_judgement_which_keeps_its_price_list_version() {
    let mut dispatcher = dispatcher();
    dispatcher.does(Command::Register(registration()));
    assert!(matches!(dispatcher.is_refused(Command::IssueSlip), Rejection::WrongState { .. }));
    dispatcher.does(Command::accept());
    dispatcher.does(Command::IssueSlip);
    assert_eq!(dispatcher.order().slip.unwrap().number, "T1-1");
}

#[test]
fn reg_4_declining_needs_an_explanation() {
    let mut dispatcher = dispatcher();
    dispatcher.does(Command::Register(registration()));
    let rejection = dispatcher.is_refused(Command::Judge {
        accepted: false,
        explanation: None,
        free_reason: None,
        tried: None,
        warranty_until: None,
        routed_to: None,
    });
    assert_eq!(rejection, Rejection::Missing { field: "explanation".into() });
    dispatcher.does(Command::Judge {
        accepted: false,
        explanation: Some("没有这项服务".into()),
        free_reason: None,
        tried: None,
        warranty_until: None,
        routed_to: None,
    });
    assert_eq!(dispatcher.order().state, OrderState::Declined);
}

#[test]
fn reg_7_a_regular_order_takes_no_price() {
    let mut dispatcher = dispatcher();
    let mut regular = registration();
    regular.service_kind = client_core::domain::entry::office::ServiceKind::Regular;
    dispatcher.does(Command::Register(regular));
    dispatcher.does(Command::accept());
    dispatcher.does(Command::IssueSlip);
    dispatcher.does(assign(TECHNICIAN_LI, None));
    let mut li = li();
    li.hears(&dispatcher);
    li.does(receive());
    li.does(Command::Arrive);
    li.does(finding());
    assert!(matches!(li.is_refused(quote(&[("lamp_repair", 1)])), Rejection::WrongState { .. }));
    assert_eq!((li.order().state, li.order().money), (OrderState::PriceAgreed, MoneyTrack::NotCharged));
    li.repairs();
    assert_eq!(li.order().state, OrderState::InWork);
}

#[test]
fn dsp_3_no_work_before_the_slip_is_received() {
    let dispatcher = dispatched_to(TECHNICIAN_LI);
    let mut li = li();
    li.hears(&dispatcher);
    assert!(matches!(li.is_refused(Command::Arrive), Rejection::WrongState { .. }));
    assert!(matches!(li.is_refused(step("LMP-1", &[("normal", true)])), Rejection::WrongState { .. }));
    li.does(Command::Receive { received_at: Some(NINE - 600_000) });
    let visit = li.order().visits[0].clone();
    assert_eq!(visit.received_at, Some(NINE - 600_000), "the time that he names");
    assert!(visit.received.unwrap().at.wall > NINE, "and the time of the entry");
    assert!(matches!(li.is_refused(receive()), Rejection::WrongState { .. }), "once");
}

#[test]
fn dsp_3_a_receipt_in_the_future_is_refused() {
    let mut li = li();
    li.hears(&dispatched_to(TECHNICIAN_LI));
    let rejection = li.is_refused(Command::Receive { received_at: Some(NINE + 86_400_000) });
    assert!(matches!(rejection, Rejection::Invalid { field, .. } if field == "received_at"));
}

#[test]
fn dsp_5_no_quote_without_a_finding() {
    let mut li = li();
    li.hears(&dispatched_to(TECHNICIAN_LI));
    li.does(receive());
    li.does(Command::Arrive);
    assert!(matches!(li.is_refused(quote(&[("lamp_repair", 1)])), Rejection::WrongState { .. }));
}

#[test]
fn prc_1_a_quote_takes_prices_and_version_from_the_fee_standard() {
    let mut li = li();
    li.hears(&dispatched_to(TECHNICIAN_LI));
    li.does(receive());
    li.does(Command::Arrive);
    li.does(finding());
    assert_eq!(li.is_refused(quote(&[("gold", 1)])), Rejection::UnknownItem { item: "gold".into() });
    assert!(matches!(li.is_refused(quote(&[("starter", 0)])), Rejection::Invalid { .. }));
    li.does(quote(&[("lamp_repair", 1), ("starter", 2)]));
    let quote = li.order().quotes[0].clone();
    assert_eq!((quote.amount_fen, quote.price_list_version), (4_000, 3));
}

#[test]
fn prc_2_looking_is_free_and_repairing_waits_for_the_price() {
    let mut li = li();
    li.hears(&dispatched_to(TECHNICIAN_LI));
    li.does(receive());
    li.does(Command::Arrive);
    li.does(finding());
    li.does(step("LMP-1", &[("normal", true)]));
    li.does(gate("LMP-2"));
    li.does(step("LMP-3", &[("good_contact", true)]));
    li.does(step("LMP-5", &[("capacitor_broken_down", true), ("glass_blackened", false)]));
    assert_eq!(li.is_refused(starter("FS-2", "FS-2")), Rejection::PriceNotAgreed);
    assert_eq!(li.order().state, OrderState::OnSite, "inspecting belongs to the finding");
    li.does(quote(&[("starter", 1)]));
    li.does(confirm());
    li.does(starter("FS-2", "FS-2"));
    assert_eq!(li.order().state, OrderState::InWork);
}

#[test]
fn chk_4_another_specification_needs_reason_and_consent() {
    let mut li = li();
    li.hears(&dispatched_to(TECHNICIAN_LI));
    li.goes_and_agrees();
    li.does(step("LMP-1", &[("normal", true)]));
    li.does(gate("LMP-2"));
    li.does(step("LMP-5", &[("capacitor_broken_down", true), ("glass_blackened", false)]));
    assert!(matches!(li.is_refused(starter("FS-2", "FS-4")), Rejection::Step(_)));
    li.does(starter("FS-2", "FS-2"));
}

#[test]
fn chk_16_four_flashes_open_a_new_round_and_three_pass() {
    let mut li = li();
    li.hears(&dispatched_to(TECHNICIAN_LI));
    li.goes_and_agrees();
    li.repairs();
    li.does(final_test(4, true));
    assert_eq!(li.order().round, 2);
    assert!(matches!(li.is_refused(Command::FinishWork), Rejection::RoundOpen { .. }));
    li.repairs();
    li.does(final_test(3, true));
    li.does(Command::FinishWork);
    assert_eq!(li.order().state, OrderState::Inspection);
}

#[test]
fn acc_1_no_signature_before_the_trial_and_acc_3_dissatisfaction_needs_words() {
    let mut li = li();
    li.hears(&dispatched_to(TECHNICIAN_LI));
    li.goes_and_agrees();
    li.repairs();
    li.does(final_test(1, true));
    assert!(matches!(li.is_refused(sign()), Rejection::WrongState { .. }));
    li.does(Command::FinishWork);
    assert!(matches!(li.is_refused(sign()), Rejection::WrongState { .. }));
    assert_eq!(li.is_refused(inspect(false, None)), Rejection::Missing { field: "words".into() });
    li.does(inspect(false, Some("还在闪")));
    assert_eq!(li.order().state, OrderState::Rework);
}

#[test]
fn acc_4_rework_opens_a_round_and_acc_5_a_second_dissatisfaction_escalates() {
    let mut li = li();
    li.hears(&dispatched_to(TECHNICIAN_LI));
    li.goes_and_agrees();
    for (round, state) in [(2, OrderState::Rework), (3, OrderState::Escalated)] {
        li.repairs();
        li.does(final_test(1, true));
        li.does(Command::FinishWork);
        li.does(inspect(false, Some("还在闪")));
        assert_eq!((li.order().round, li.order().state), (round, state));
    }
    assert!(li.order().tasks.iter().any(|task| task.id == "escalation"));
    li.repairs();
    li.does(final_test(1, true));
    li.does(Command::FinishWork);
    li.does(inspect(true, None));
    li.does(sign());
    assert_eq!(li.order().state, OrderState::Signed);
}

#[test]
fn acc_2_a_part_after_the_signature_shows_as_changed() {
    let mut dispatcher = dispatched_to(TECHNICIAN_LI);
    let mut li = li();
    li.hears(&dispatcher);
    li.goes_and_agrees();
    li.repairs();
    li.does(final_test(1, true));
    // A second phone of the same order fits a part without having seen the signature.
    let mut copy = Person::new(TECHNICIAN_LI, client_core::domain::policy::Role::Technician, order_id());
    copy.actor = client_core::domain::id::ActorId::from_bytes([99; 16]);
    copy.hears(&li);
    copy.now += 7_777;
    li.does(Command::FinishWork);
    li.does(inspect(true, None));
    li.does(sign());
    copy.does(quote(&[("tube", 1)]));
    copy.does(confirm());
    dispatcher.hears(&li);
    assert!(!dispatcher.order().signatures[0].changed_since);
    dispatcher.hears(&copy);
    assert!(dispatcher.order().signatures[0].changed_since);
}

#[test]
fn dsp_6_only_the_desk_closes_a_cancelled_order() {
    let mut dispatcher = dispatched_to(TECHNICIAN_LI);
    let mut li = li();
    li.hears(&dispatcher);
    li.does(receive());
    li.does(cancel("不修了"));
    assert_eq!(li.order().state, OrderState::CancelOpen);
    assert_eq!(
        li.is_refused(Command::ConfirmCancel),
        Rejection::Denied { kind: Kind::CancelConfirmed, denial: Denial::Role }
    );
    dispatcher.hears(&li);
    assert!(dispatcher.order().tasks.iter().any(|task| task.id == "confirm_cancel"));
    dispatcher.does(Command::ConfirmCancel);
    assert_eq!(
        (dispatcher.order().state, dispatcher.order().money),
        (OrderState::Cancelled, MoneyTrack::NotCharged)
    );
}

#[test]
fn dsp_9_write_off_needs_a_signature_or_a_managers_reason() {
    let dispatched = dispatched_to(TECHNICIAN_LI);
    let mut li = li();
    li.hears(&dispatched);
    li.goes_and_agrees();
    li.repairs();
    li.does(final_test(1, true));
    li.does(Command::FinishWork);
    let mut dispatcher = dispatched;
    dispatcher.hears(&li);
    assert!(matches!(
        dispatcher.is_refused(Command::WriteOff { manager_reason: None }),
        Rejection::WrongState { .. }
    ));
    let reason = Command::WriteOff { manager_reason: Some("客户出国".into()) };
    assert!(matches!(dispatcher.is_refused(reason.clone()), Rejection::Invalid { .. }));
    let mut manager = manager();
    manager.hears(&li);
    manager.does(reason);
    assert_eq!(manager.order().state, OrderState::WrittenOff);
    assert_ne!(manager.order().money, MoneyTrack::Billable, "nobody signed");
}

#[test]
fn dsp_11_reassigning_needs_a_reason_and_the_first_technician_stands_down() {
    let mut dispatcher = dispatched_to(TECHNICIAN_LI);
    assert_eq!(
        dispatcher.is_refused(assign(TECHNICIAN_WANG, None)),
        Rejection::Missing { field: "reason".into() }
    );
    dispatcher.does(assign(TECHNICIAN_WANG, Some("李师傅请假")));
    let mut li = li();
    li.hears(&dispatcher);
    assert_eq!(
        li.is_refused(receive()),
        Rejection::Denied { kind: Kind::SlipReceived, denial: Denial::NotAssigned }
    );
    assert_eq!(li.order().holder, Some(user(TECHNICIAN_WANG)));
    assert!(li.order().conflicts.is_empty(), "the second dispatcher's word had been seen: no conflict");
}

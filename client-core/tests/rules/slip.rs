//! DSP-3 to DSP-6, DSP-9, DSP-11: the slip from its receipt to its write-off.

use crate::kit::*;
use client_core::domain::command::Command;
use client_core::domain::decide::Rejection;
use client_core::domain::entry::Kind;
use client_core::domain::entry::office::CancelledBy;
use client_core::domain::order::{MoneyTrack, OrderState};
use client_core::domain::policy::{Denial, Role};

fn wrong_state(state: OrderState, needs: &str) -> Rejection {
    Rejection::WrongState { state, needs: needs.into() }
}

fn received_at(ms: i64) -> Command {
    Command::Receive { received_at: Some(ms) }
}

/// Recording a step before receipt is refused on the device, with no signal.
#[test]
fn dsp_03_no_work_before_the_receipt() {
    let mut world = World::job("LMP");
    for command in [
        record("LMP-1", &[("normal", YES)]),
        set("LMP-2"),
        finding(),
        quote(&[("visit", 1)]),
        Command::FinishWork,
        Command::LeaveSite { reason: "done".into() },
    ] {
        assert_eq!(world.li.is_refused(command), wrong_state(OrderState::Dispatched, "arrived"));
    }
    assert_eq!(world.li.is_refused(Command::Arrive), wrong_state(OrderState::Dispatched, "slip_received"));
    let order = world.li.does(receive());
    assert_eq!(order.state, OrderState::Received);
    assert_eq!(order.visits[0].received_at, Some(NINE), "now, unless he says otherwise");
    assert_eq!(
        world.li.is_refused(record("LMP-1", &[("normal", YES)])),
        wrong_state(OrderState::Received, "arrived")
    );
    assert_eq!(world.li.is_refused(receive()), wrong_state(OrderState::Received, "slip_not_received"));
    assert_eq!(world.li.does(Command::Arrive).state, OrderState::OnSite);
    world.li.does(record("LMP-1", &[("normal", YES)]));
    assert_eq!(block(world.li.device.outbox()).unwrap().len(), 3, "all of it without a signal");
}

/// The receipt time is set back with both times kept, and never lies ahead.
#[test]
fn dsp_03_the_receipt_time_may_be_set_back_and_both_are_kept() {
    let mut world = World::job("LMP");
    world.clock.set(NINE + HOUR);
    let order = world.li.does(received_at(NINE + 10 * MINUTE));
    let visit = &order.visits[0];
    assert_eq!(visit.received_at, Some(NINE + 10 * MINUTE));
    assert_eq!(visit.received.unwrap().at.estimate(), NINE + HOUR);

    for (ahead, taken) in [(5 * MINUTE, true), (5 * MINUTE + 1, false)] {
        let mut world = World::job("LMP");
        let command = received_at(NINE + ahead);
        if taken {
            assert_eq!(world.li.does(command).state, OrderState::Received);
        } else {
            assert!(
                matches!(world.li.is_refused(command), Rejection::Invalid { field, .. } if field == "received_at")
            );
        }
    }
}

/// The slip is taken by whom it is assigned to.
#[test]
fn dsp_03_nobody_else_takes_the_slip() {
    let mut world = World::job("LMP");
    let kind = Kind::SlipReceived;
    assert_eq!(world.wang.is_refused(receive()), Rejection::Denied { kind, denial: Denial::NotAssigned });
    assert_eq!(world.desk.is_refused(receive()), Rejection::Denied { kind, denial: Denial::Role });
    world.li.does(receive());
}

/// Appointment 14:00: 13:59 is ahead, 14:00 and later are not.
#[test]
fn dsp_04_on_time_means_before_the_appointment() {
    for (at, ahead) in [(TWO - MINUTE, true), (TWO - 1, true), (TWO, false), (TWO + 1, false)] {
        let mut world = World::job("LMP");
        assert_eq!(world.li.shows().appointment().unwrap().appointment_at, TWO);
        assert_eq!(block(world.li.device.list()).unwrap()[0].appointment_at, Some(TWO));
        world.li.does(receive());
        world.clock.set(at);
        let order = world.li.does(Command::Arrive);
        let arrival = &order.visits[0].arrivals[0];
        assert_eq!((arrival.appointment_at, arrival.ahead), (Some(TWO), Some(ahead)), "{}", at - TWO);
        assert_eq!(arrival.origin.at.estimate(), at);
    }
}

/// Price agreement is refused while the finding is empty.
#[test]
fn dsp_05_the_finding_comes_before_the_price() {
    let mut world = World::on_site("LMP");
    assert_eq!(world.li.is_refused(quote(&[("visit", 1)])), wrong_state(OrderState::OnSite, "finding"));
    let empty = Command::Finding { content: " ".into(), materials: Vec::new(), tools: Vec::new() };
    assert_eq!(world.li.is_refused(empty), Rejection::Missing { field: "content".into() });
    let order = world.li.does(finding());
    assert_eq!(order.findings[0].content, "启辉器坏");
    assert_eq!(order.findings[0].materials, ["starter"]);
    assert_eq!(order.findings[0].tools, ["ladder"]);
    world.li.does(quote(&[("visit", 1)]));
    assert_eq!(world.li.does(confirm()).state, OrderState::PriceAgreed);
}

/// After the technician's cancellation the order is still open on the dispatcher's list; only a fact of dispatch or
/// front desk closes it.
#[test]
fn dsp_06_a_cancellation_is_closed_by_the_desk_alone() {
    let mut world = World::on_site("LMP");
    assert_eq!(world.li.is_refused(cancel("")), Rejection::Missing { field: "reason".into() });
    world.clock.set(NINE + 30 * MINUTE);
    let order = world.li.does(cancel("moved away"));
    assert_eq!((order.state, order.money), (OrderState::CancelOpen, MoneyTrack::NotCharged));
    let line = &order.cancellations[0];
    assert_eq!((line.cancelled_by, line.reason.as_str()), (CancelledBy::Customer, "moved away"));
    assert_eq!((line.origin.by.user, line.origin.at.estimate()), (user(LI), NINE + 30 * MINUTE));
    assert!(line.confirmed.is_none() && !order.state.is_closed());
    assert_eq!(
        world.li.is_refused(Command::ConfirmCancel),
        Rejection::Denied { kind: Kind::CancelConfirmed, denial: Denial::Role }
    );
    assert!(matches!(world.li.is_refused(cancel("again")), Rejection::WrongState { .. }));
    world.sync();
    assert_eq!(
        world.manager.is_refused(Command::ConfirmCancel),
        Rejection::Denied { kind: Kind::CancelConfirmed, denial: Denial::Role }
    );
    let listed = block(world.desk.device.list()).unwrap();
    assert_eq!(
        (listed[0].state, listed[0].tasks.as_slice()),
        (OrderState::CancelOpen, &["confirm_cancel".to_owned()][..])
    );
    let closed = world.desk.does(Command::ConfirmCancel);
    assert_eq!(closed.state, OrderState::Cancelled);
    assert_eq!(closed.cancellations[0].confirmed.unwrap().by.role, Role::Dispatcher);
    assert!(closed.tasks.is_empty());
}

/// Nothing is cancelled after the signature.
#[test]
fn dsp_06_a_signed_slip_is_not_cancelled() {
    let mut world = World::signed();
    assert_eq!(world.li.is_refused(cancel("regrets")), wrong_state(OrderState::Signed, "order_not_signed"));
    world.sync();
    assert_eq!(world.desk.is_refused(cancel("regrets")), wrong_state(OrderState::Signed, "order_not_signed"));
}

/// Write-off without the customer's signature or a manager's reason is refused and says what is missing.
#[test]
fn dsp_09_the_write_off_needs_a_signature_or_a_managers_reason() {
    let mut world = World::finished();
    world.sync();
    assert_eq!(world.desk.is_refused(write_off()), wrong_state(OrderState::Inspection, "customer_signed"));
    assert_eq!(world.manager.is_refused(write_off()), wrong_state(OrderState::Inspection, "customer_signed"));
    assert_eq!(
        world.li.is_refused(write_off()),
        Rejection::Denied { kind: Kind::DispatchWrittenOff, denial: Denial::Role }
    );
    let because = |reason: &str| Command::WriteOff { manager_reason: Some(reason.into()) };
    assert_eq!(world.manager.is_refused(because(" ")), Rejection::Missing { field: "manager_reason".into() });
    assert!(matches!(world.desk.is_refused(because("gone")), Rejection::Invalid { .. }));
    let order = world.manager.does(because("the customer went abroad"));
    assert_eq!(order.state, OrderState::WrittenOff);
    assert_eq!(order.written_off.unwrap().by.role, Role::CscManager);
    // What nobody signed is not collected.
    assert_ne!(order.money, MoneyTrack::Billable);

    let mut signed = World::signed();
    signed.sync();
    assert_eq!(signed.desk.task("write_off").unwrap().roles, [Role::Dispatcher, Role::FrontDesk]);
    let closed = signed.desk.does(write_off());
    assert_eq!((closed.state, closed.money), (OrderState::WrittenOff, MoneyTrack::Billable));
    assert!(signed.desk.task("write_off").is_none());
    assert!(!closed.archive_blocked_by.contains(&"work".to_owned()));
}

/// One holder at a time; reassigning needs a reason; the facts of both stay.
#[test]
fn dsp_11_a_slip_has_one_holder_and_changes_hands_with_a_reason() {
    let mut world = World::on_site("LMP");
    world.li.does(finding());
    world.sync();
    assert_eq!(world.desk.is_refused(assign(WANG, None)), Rejection::Missing { field: "reason".into() });
    assert!(matches!(world.desk.is_refused(assign(LI, Some("again"))), Rejection::Invalid { .. }));
    assert!(matches!(world.desk.is_refused(assign(MANAGER, Some("he can"))), Rejection::Invalid { .. }));
    assert_eq!(
        world.li.is_refused(assign(WANG, Some("I am ill"))),
        Rejection::Denied { kind: Kind::Assigned, denial: Denial::Role }
    );
    let order = world.desk.does(assign(WANG, Some("Li is ill")));
    assert_eq!(order.holder, Some(user(WANG)));
    assert_eq!(order.assignments.iter().filter(|assignment| assignment.holds).count(), 1);
    assert_eq!(order.assignments[1].reason.as_deref(), Some("Li is ill"));
    world.sync();
    // Who was told to stand down writes no more.
    assert_eq!(
        world.li.is_refused(record("LMP-1", &[("normal", YES)])),
        Rejection::Denied { kind: Kind::StepResult, denial: Denial::NotAssigned }
    );
    world.wang.does(receive());
    world.wang.does(Command::Arrive);
    let order = world.wang.does(record("LMP-1", &[("normal", YES)]));
    assert_eq!(order.findings[0].origin.by.user, user(LI), "what Li found stays");
    assert_eq!(order.visits.len(), 2);
}

/// After sync of two concurrent assignments every replica names the same holder.
#[test]
fn dsp_11_two_assignments_at_once_end_with_one_holder_everywhere() {
    let mut world = World::new();
    world.desk.does(registration("LMP", client_core::domain::entry::office::ServiceKind::Special));
    world.desk.does(accept());
    world.desk.does(Command::IssueSlip);
    let mut second = Phone::new(&world.clock, DISPATCHER + 1, Role::FrontDesk);
    world.exchange.reference.version = 2;
    world.exchange.reference.staff.push(client_core::domain::reference::StaffMember {
        user: user(DISPATCHER + 1),
        display_name: "P2".into(),
        roles: vec![Role::FrontDesk],
    });
    world.sync();
    second.syncs(&mut world.exchange);
    second.order = world.desk.order;
    world.clock.set(NINE + MINUTE);
    second.does(assign(WANG, None));
    world.clock.set(NINE + 2 * MINUTE);
    world.desk.does(assign(LI, None));
    second.syncs(&mut world.exchange);
    world.sync();
    second.syncs(&mut world.exchange);
    for shown in [second.shows(), world.desk.shows(), world.li.shows(), world.wang.shows()] {
        assert_eq!(shown.holder, Some(user(WANG)), "the earlier assignment holds");
        let conflict = shown.conflicts.iter().find(|conflict| conflict.rule == "COL-04").unwrap();
        assert!(conflict.told.contains(&user(LI)) && conflict.told.contains(&user(WANG)));
        assert_eq!(shown.tasks.iter().filter(|task| task.id.starts_with("settle:COL-04")).count(), 1);
    }
}

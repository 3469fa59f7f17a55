//! The desks: what is agreed with the service person, the reply, the pool, slips that come back, batches, copies, the
//! unmet demand and the archive (REG, DSP, PRI, FEE-2, STA-5).

use crate::kit::*;
use client_core::domain::calendar::Zone;
use client_core::domain::command::{Command, Registration};
use client_core::domain::deadline::{self, DeadlineSettings};
use client_core::domain::decide::Rejection;
use client_core::domain::entry::Kind;
use client_core::domain::entry::desk::{Desk, SlipCopy};
use client_core::domain::entry::office::{ServiceKind, Urgency};
use client_core::domain::order::{Charge, MoneyTrack, Order, OrderState};
use client_core::domain::policy::{Denial, Role};

const SECOND: i64 = 1_000;

fn wrong_state(state: OrderState, needs: &str) -> Rejection {
    Rejection::WrongState { state, needs: needs.into() }
}

fn denied(kind: Kind, denial: Denial) -> Rejection {
    Rejection::Denied { kind, denial }
}

fn missing(field: &str) -> Rejection {
    Rejection::Missing { field: field.into() }
}

fn invalid_field(rejection: &Rejection) -> Option<&str> {
    match rejection {
        Rejection::Invalid { field, .. } => Some(field),
        _ => None,
    }
}

fn registered(class: &str, kind: ServiceKind) -> World {
    let mut world = World::new();
    world.desk.does(registration(class, kind));
    world.sync();
    world
}

fn in_pool() -> World {
    let mut world = registered("LMP", ServiceKind::Special);
    world.desk.does(accept());
    world.desk.does(Command::IssueSlip);
    world.sync();
    world
}

fn declined() -> World {
    let mut world = registered("LMP", ServiceKind::Special);
    world.desk.does(decline(Some("no electrician in this month"), Some("asked the neighbouring site")));
    world.sync();
    world
}

fn decline(explanation: Option<&str>, tried: Option<&str>) -> Command {
    let text = |text: Option<&str>| text.map(str::to_owned);
    Command::Judge {
        accepted: false,
        explanation: text(explanation),
        free_reason: None,
        tried: text(tried),
        warranty_until: None,
        routed_to: None,
    }
}

fn reply(at: Option<i64>) -> Command {
    Command::ReplyCustomer { said: "the electrician comes at two".into(), replied_at: at }
}

fn give_back(reason: &str) -> Command {
    Command::ReturnAssignment { reason: reason.into(), proposed: None }
}

fn deliver(copy: SlipCopy) -> Command {
    Command::DeliverCopy { copy, received_by: "陈女士".into() }
}

fn hand(day: &str) -> Command {
    Command::HandDeskBatch { day: day.into() }
}

fn take_batch(day: &str) -> Command {
    Command::TakeDeskBatch { day: day.into() }
}

fn has_task(order: &Order, id: &str) -> bool {
    order.tasks.iter().any(|task| task.id == id)
}

/// Without a judgement nobody issues a slip; the judgement keeps the version of the fee standard.
#[test]
fn reg_03_one_explicit_judgement_comes_before_the_slip() {
    let mut world = registered("LMP", ServiceKind::Special);
    assert!(has_task(&world.desk.shows(), "judge"));
    assert_eq!(world.desk.is_refused(Command::IssueSlip), wrong_state(OrderState::Requested, "acceptance"));
    world.desk.does(accept());
    assert_eq!(world.desk.is_refused(accept()), wrong_state(OrderState::Accepted, "registration"));
    let order = world.desk.does(Command::IssueSlip);
    assert!(order.judgement.unwrap().accepted && order.slip.is_some());
}

#[test]
fn reg_04_pri_14_declining_needs_the_explanation_and_keeps_what_was_tried() {
    let mut world = registered("LMP", ServiceKind::Special);
    assert_eq!(world.desk.is_refused(decline(None, Some("x"))), missing("explanation"));
    assert_eq!(world.desk.is_refused(decline(Some(" "), None)), missing("explanation"));
    let order = world.desk.does(decline(Some("no electrician"), Some("asked the neighbouring site")));
    assert_eq!(order.state, OrderState::Declined);
    assert_eq!(order.money, MoneyTrack::NotCharged);
    let judgement = order.judgement.as_ref().unwrap();
    assert_eq!(judgement.explanation.as_deref(), Some("no electrician"));
    assert_eq!(judgement.tried.as_deref(), Some("asked the neighbouring site"));
    assert!(order.desk.told.is_none(), "it waits on the list of unmet demand");
    assert!(!has_task(&order, "reply"), "the explanation was the reply");
}

#[test]
fn pri_15_the_customer_of_a_declined_request_is_told_once_the_service_exists() {
    let mut world = declined();
    let tell = |said: &str| Command::TellDemand { said: said.into() };
    assert_eq!(world.li.is_refused(tell("now")), denied(Kind::DemandTold, Denial::Role));
    assert_eq!(world.desk.is_refused(tell(" ")), missing("said"));
    let order = world.desk.does(tell("by telephone: the service exists from Monday"));
    assert_eq!(order.desk.told.unwrap().said, "by telephone: the service exists from Monday");
    assert_eq!(order.state, OrderState::Declined);

    let mut open = registered("LMP", ServiceKind::Special);
    assert_eq!(open.desk.is_refused(tell("now")), wrong_state(OrderState::Requested, "declined"));
}

#[test]
fn reg_05_content_and_time_are_agreed_with_a_named_service_person() {
    let mut world = registered("LMP", ServiceKind::Special);
    let agree =
        |n: u8, at: Option<i64>| Command::AgreeContentTime { technician: user(n), appointment_at: at };
    assert_eq!(world.desk.is_refused(agree(LI, None)), wrong_state(OrderState::Requested, "acceptance"));
    world.desk.does(accept());
    assert!(world.desk.shows().desk.agreed.is_none());
    assert_eq!(invalid_field(&world.desk.is_refused(agree(MANAGER, None))), Some("technician"));
    assert_eq!(invalid_field(&world.desk.is_refused(agree(LI, Some(1)))), Some("appointment_at"));
    let agreed = world.desk.does(agree(LI, None)).desk.agreed.unwrap();
    assert_eq!((agreed.technician, agreed.appointment_at), (user(LI), TWO), "the time that she asked for");
    let agreed = world.desk.does(agree(WANG, Some(TWO + HOUR))).desk.agreed.unwrap();
    assert_eq!((agreed.technician, agreed.appointment_at), (user(WANG), TWO + HOUR), "agreed anew");
}

/// The task stands until somebody is named, or until whoever comes has the slip in his hands.
#[test]
fn reg_05_what_nobody_agreed_with_the_service_person_is_an_open_task() {
    let mut world = registered("LMP", ServiceKind::Special);
    assert!(!has_task(&world.desk.shows(), "agree_service"));
    let order = world.desk.does(accept());
    assert!(has_task(&order, "agree_service"));
    let agree = Command::AgreeContentTime { technician: user(LI), appointment_at: None };
    assert!(!has_task(&world.desk.does(agree), "agree_service"));

    let mut world = in_pool();
    assert!(has_task(&world.desk.does(assign(LI, None)), "agree_service"));
    world.sync();
    assert!(!has_task(&world.li.does(receive()), "agree_service"));
}

#[test]
fn reg_07_a_regular_service_is_never_priced() {
    let mut world = World::job_of("LMP", ServiceKind::Regular);
    world.li.does(receive());
    world.li.does(Command::Arrive);
    world.li.does(finding());
    let order = world.li.shows();
    assert_eq!((order.charge, order.money), (Some(Charge::Regular), MoneyTrack::NotCharged));
    let before = world.li.is_refused(quote(&[("visit", 1)]));
    assert!(matches!(before, Rejection::WrongState { .. }), "{before:?}");
    assert_eq!(world.li.shows().billable_fen, None);
}

#[test]
fn reg_08_a_special_service_reaches_no_price_without_an_item_of_the_fee_standard() {
    let mut world = World::on_site("LMP");
    world.li.does(finding());
    assert!(matches!(world.li.is_refused(confirm()), Rejection::WrongState { .. } | Rejection::NotFound));
    let unknown = world.li.is_refused(quote(&[("gold_leaf", 1)]));
    assert!(format!("{unknown:?}").contains("gold_leaf"), "{unknown:?}");
    assert_eq!(world.li.shows().money, MoneyTrack::None);
}

#[test]
fn reg_09_a_business_request_is_stored_and_routed_and_not_priced() {
    let world = registered("LMP", ServiceKind::Business);
    let order = world.desk.shows();
    assert_eq!(order.registered.as_ref().unwrap().service_kind, ServiceKind::Business);
    assert_eq!((order.charge, order.money), (Some(Charge::Regular), MoneyTrack::NotCharged));
    assert!(has_task(&order, "judge"));
}

fn pass_on(to: Option<&str>) -> Command {
    Command::Judge {
        accepted: true,
        explanation: None,
        free_reason: None,
        tried: None,
        warranty_until: None,
        routed_to: to.map(str::to_owned),
    }
}

#[test]
fn reg_09_an_accepted_business_request_names_who_deals_with_it_and_gets_no_slip() {
    let mut world = registered("LMP", ServiceKind::Business);
    assert_eq!(world.desk.is_refused(pass_on(None)), missing("routed_to"));
    let order = world.desk.does(pass_on(Some("letting office, Ms Gao")));
    assert_eq!((order.state, order.money), (OrderState::Routed, MoneyTrack::NotCharged));
    assert_eq!(order.judgement.unwrap().routed_to.as_deref(), Some("letting office, Ms Gao"));
    assert!(order.state.is_closed() && order.tasks.is_empty(), "{:?}", order.tasks);
    assert_eq!(world.desk.is_refused(Command::IssueSlip), wrong_state(OrderState::Routed, "acceptance"));

    let mut repair = registered("LMP", ServiceKind::Special);
    let refused = repair.desk.is_refused(pass_on(Some("letting office")));
    assert_eq!(refused, wrong_state(OrderState::Requested, "business_service"));
}

#[test]
fn pri_04_urgency_is_chosen_at_intake_and_goes_with_the_order() {
    let mut world = World::new();
    let Command::Register(calm) = registration("WSP", ServiceKind::Special) else { panic!("a registration") };
    let urgent = Registration { urgency: Urgency::Urgent, ..calm };
    let order = world.desk.does(Command::Register(urgent));
    assert_eq!(order.registered.unwrap().urgency, Urgency::Urgent);
    world.desk.does(accept());
    world.desk.does(Command::IssueSlip);
    world.desk.does(assign(LI, None));
    world.sync();
    assert_eq!(world.li.shows().registered.unwrap().urgency, Urgency::Urgent, "on the technician's phone");
    let rows = block(world.li.device.list()).unwrap();
    assert!(rows.iter().all(|row| row.urgent) && !rows.is_empty());
}

/// The request came at 9:00 and was saved at 9:07, on a phone without a connection.
#[test]
fn reg_02_the_time_of_the_request_and_of_its_registration_stand_side_by_side() {
    let clock = Clock::new();
    let mut desk = Phone::new(&clock, 41, Role::FrontDesk);
    let mut exchange = Exchange::new(clock.clone(), reference());
    desk.syncs(&mut exchange);
    clock.set(NINE + 7 * MINUTE);
    let order = desk.does(registration("LMP", ServiceKind::Special));
    let registered = order.registered.unwrap();
    assert_eq!(registered.received_at, NINE);
    assert_eq!(registered.lay_for(), 7 * MINUTE);
}

/// Cleaners, gardeners and other contractors have accounts of their own for what they hear.
#[test]
fn pri_03_a_contractors_account_captures_a_request_and_does_nothing_else_with_it() {
    let clock = Clock::new();
    let mut phone = Phone::new(&clock, 42, Role::Contractor);
    let mut exchange = Exchange::new(clock.clone(), reference());
    phone.syncs(&mut exchange);
    assert_eq!(phone.does(registration("LMP", ServiceKind::Special)).state, OrderState::Requested);
    assert_eq!(phone.is_refused(accept()), denied(Kind::Judged, Denial::Role));
}

/// Whoever works here takes a request on his own device, with no signal; only who may judges it.
#[test]
fn pri_01_any_of_the_staff_captures_a_request() {
    for role in Role::ALL.iter().copied().filter(|role| !matches!(role, Role::Server | Role::Administrator)) {
        let clock = Clock::new();
        let mut phone = Phone::new(&clock, 40, role);
        let mut exchange = Exchange::new(clock.clone(), reference());
        phone.syncs(&mut exchange);
        let order = phone.does(registration("LMP", ServiceKind::Special));
        assert_eq!(order.state, OrderState::Requested, "{role:?}");
        assert_eq!(order.registered.unwrap().origin.by.role, role);
    }
    let clock = Clock::new();
    let mut phone = Phone::new(&clock, 40, Role::Administrator);
    let refused = phone.is_refused(registration("LMP", ServiceKind::Special));
    assert_eq!(refused, denied(Kind::RequestRegistered, Denial::Role));
}

/// No slip without class and person: before it is issued nobody is assigned, and its number is unique offline.
#[test]
fn dsp_01_a_slip_has_a_class_a_number_and_then_a_person() {
    let mut world = registered("LMP", ServiceKind::Special);
    world.desk.does(accept());
    assert!(has_task(&world.desk.shows(), "issue_slip"));
    assert_eq!(world.desk.is_refused(assign(LI, None)), wrong_state(OrderState::Accepted, "slip"));
    let order = world.desk.does(Command::IssueSlip);
    let slip = order.slip.as_ref().unwrap();
    assert_eq!(slip.service_class, "LMP");
    assert!(has_task(&order, "assign") && order.desk.in_pool);
    let first = slip.number.clone();
    world.desk.does(assign(LI, None));
    assert!(!has_task(&world.desk.shows(), "assign"));
    world.desk.order = None;
    world.desk.does(registration("LMP", ServiceKind::Special));
    world.desk.does(accept());
    assert_ne!(world.desk.does(Command::IssueSlip).slip.unwrap().number, first);
}

/// The clock reads the time of the reply and not that of its arrival; a reply in the future, or before the request, is
/// none.
#[test]
fn dsp_02_the_clock_runs_until_the_earliest_reply() {
    let settings = DeadlineSettings::default();
    for (at, in_time) in [(15 * MINUTE, true), (15 * MINUTE + SECOND, false)] {
        let mut world = registered("LMP", ServiceKind::Special);
        assert!(has_task(&world.desk.shows(), "reply"));
        world.clock.set(NINE + at);
        let order = world.desk.does(reply(None));
        let registered = order.registered.as_ref().unwrap();
        let clock = deadline::reply(registered.received_at, &settings);
        assert_eq!(order.desk.replies[0].replied_at, NINE + at);
        assert_eq!(clock.kept_by(order.desk.replies[0].replied_at), in_time);
        assert!(!has_task(&order, "reply"));
    }
    let mut world = registered("LMP", ServiceKind::Special);
    world.clock.set(NINE + 40 * MINUTE);
    assert_eq!(invalid_field(&world.desk.is_refused(reply(Some(NINE - 1)))), Some("replied_at"));
    let ahead = Some(NINE + 40 * MINUTE + 1);
    assert_eq!(invalid_field(&world.desk.is_refused(reply(ahead))), Some("replied_at"));
    let nothing = Command::ReplyCustomer { said: " ".into(), replied_at: None };
    assert_eq!(world.desk.is_refused(nothing), missing("said"));
    assert_eq!(world.li.is_refused(reply(None)), denied(Kind::CustomerReplied, Denial::Role));
    world.desk.does(reply(None));
    // Written down later, said earlier: the earlier one stops the clock.
    let order = world.desk.does(reply(Some(NINE + 9 * MINUTE)));
    let times: Vec<i64> = order.desk.replies.iter().map(|reply| reply.replied_at).collect();
    assert_eq!(times, [NINE + 9 * MINUTE, NINE + 40 * MINUTE]);
}

#[test]
fn dsp_11_a_technician_takes_a_slip_that_nobody_holds() {
    let mut world = in_pool();
    let order = world.li.does(Command::TakeFromPool);
    assert_eq!((order.holder, order.state), (Some(user(LI)), OrderState::Dispatched));
    assert!(!order.desk.in_pool && !has_task(&order, "assign"));
    world.sync();
    assert_eq!(world.wang.is_refused(Command::TakeFromPool), denied(Kind::PoolTaken, Denial::NotAssigned));
    assert_eq!(
        world.li.is_refused(Command::TakeFromPool),
        wrong_state(OrderState::Dispatched, "slip_in_pool")
    );
    assert_eq!(world.desk.is_refused(Command::TakeFromPool), denied(Kind::PoolTaken, Denial::Role));
    world.li.does(receive());
    assert_eq!(world.li.shows().state, OrderState::Received);

    let mut without = registered("LMP", ServiceKind::Special);
    without.desk.does(accept());
    without.sync();
    assert_eq!(without.li.is_refused(Command::TakeFromPool), denied(Kind::PoolTaken, Denial::NotAssigned));
}

#[test]
fn dsp_11_a_slip_that_is_given_back_lies_in_the_pool_again() {
    let mut world = World::job("LMP");
    assert_eq!(world.wang.is_refused(give_back("x")), denied(Kind::AssignmentReturned, Denial::NotAssigned));
    assert_eq!(world.li.is_refused(give_back(" ")), missing("reason"));
    let to_nobody = Command::ReturnAssignment { reason: "ill".into(), proposed: Some(user(MANAGER)) };
    assert_eq!(invalid_field(&world.li.is_refused(to_nobody)), Some("proposed"));
    world.li.does(receive());
    let transfer = Command::ReturnAssignment { reason: "ill".into(), proposed: Some(user(WANG)) };
    let order = world.li.does(transfer);
    assert_eq!((order.holder, order.state), (None, OrderState::Accepted));
    assert!(order.desk.in_pool && has_task(&order, "assign"));
    assert!(order.conflicts.is_empty(), "{:?}", order.conflicts);
    assert_eq!(order.desk.handed_back[0].proposed, Some(user(WANG)));
    assert_eq!(world.li.is_refused(receive()), denied(Kind::SlipReceived, Denial::NotAssigned));
    world.sync();
    let order = world.wang.does(Command::TakeFromPool);
    assert_eq!(order.holder, Some(user(WANG)));
    // Given to somebody, replaced by another, who gives it back: nobody holds it, and the first may take it.
    world.sync();
    world.desk.does(assign(LI, Some("knows the house")));
    world.sync();
    assert!(world.li.does(give_back("ill again")).desk.in_pool);
    world.sync();
    assert_eq!(world.wang.does(Command::TakeFromPool).holder, Some(user(WANG)));
    world.sync();
    world.wang.does(receive());
    world.wang.does(Command::Arrive);
    assert_eq!(
        world.wang.is_refused(give_back("too far")),
        wrong_state(OrderState::OnSite, "slip_not_begun"),
        "whoever is there leaves or finishes"
    );
}

/// What the desk handed over is the day's, whoever took it how often.
#[test]
fn dsp_07_a_slip_goes_over_with_one_batch() {
    let mut world = World::signed();
    world.sync();
    let zone = Zone::parse("Asia/Shanghai").unwrap();
    let day = deadline::batch_day(NINE, zone, &DeadlineSettings::default()).to_string();
    assert_eq!(day, "2026-03-02");
    assert_eq!(world.desk.is_refused(hand(&day)), denied(Kind::DeskBatchHanded, Denial::Role));
    assert_eq!(world.desk.is_refused(take_batch(&day)), wrong_state(OrderState::Signed, "desk_batch"));
    let clock = world.clock.clone();
    let mut front = Phone::new(&clock, 5, Role::FrontDesk);
    front.syncs(&mut world.exchange);
    world.sync();
    front.syncs(&mut world.exchange);
    front.order = world.desk.order;
    for text in ["2026-3-2", "today", "2026-13-01", "2026-02-32"] {
        assert_eq!(invalid_field(&front.is_refused(hand(text))), Some("day"), "{text}");
    }
    assert!(front.does(hand(&day)).desk.batch.unwrap().taken.is_none());
    front.syncs(&mut world.exchange);
    world.sync();
    assert_eq!(
        world.desk.is_refused(take_batch("2026-03-03")),
        wrong_state(OrderState::Signed, "desk_batch")
    );
    let batch = world.desk.does(take_batch(&day)).desk.batch.unwrap();
    assert_eq!((batch.day.as_str(), batch.taken.unwrap().by.user), ("2026-03-02", user(DISPATCHER)));
}

#[test]
fn dsp_08_the_desk_records_that_the_slip_is_back() {
    let mut world = World::finished();
    world.sync();
    let back = |return_place| Command::ReturnSlip { return_place };
    assert_eq!(
        world.desk.is_refused(back(Desk::FrontDesk)),
        wrong_state(OrderState::Inspection, "customer_signed")
    );
    world.li.does(tried(true, None));
    world.li.does(sign());
    world.sync();
    assert_eq!(world.wang.is_refused(back(Desk::FrontDesk)), denied(Kind::SlipReturned, Denial::NotAssigned));
    world.desk.does(back(Desk::FrontDesk));
    world.sync();
    let returned = world.li.shows().desk.returned;
    assert_eq!((returned.len(), returned[0].return_place), (1, Desk::FrontDesk));
    assert!(world.li.shows().desk.batch.is_none(), "the paper is still due with the batch");
}

/// The slip on the technician's device carries what he needs to work with no signal.
#[test]
fn dsp_10_rec_09_an_assigned_repair_is_on_the_technicians_device_with_its_time() {
    let mut world = World::job("LMP");
    let order = world.li.shows();
    assert_eq!(order.appointment().unwrap().appointment_at, TWO);
    assert!(order.slip.is_some() && order.registered.is_some() && order.checklist.is_some());
    world.li.does(receive());
    world.li.does(Command::Arrive);
    world.li.agrees();
    world.li.mends_the_lamp();
    world.li.does(Command::FinishWork);
}

#[test]
fn fee_02_three_copies_each_with_its_delivery() {
    let mut world = World::finished();
    world.sync();
    assert_eq!(
        world.li.is_refused(deliver(SlipCopy::Owner)),
        wrong_state(OrderState::Inspection, "customer_signed")
    );
    world.li.does(tried(true, None));
    world.li.does(sign());
    assert!(world.li.shows().archive_blocked_by.contains(&"copies".to_owned()));
    let nobody = Command::DeliverCopy { copy: SlipCopy::Owner, received_by: String::new() };
    assert_eq!(world.li.is_refused(nobody), missing("received_by"));
    world.li.does(deliver(SlipCopy::Owner));
    world.sync();
    assert_eq!(
        world.wang.is_refused(deliver(SlipCopy::Csc)),
        denied(Kind::CopyDelivered, Denial::NotAssigned)
    );
    world.desk.does(deliver(SlipCopy::Csc));
    let order = world.desk.does(deliver(SlipCopy::Csc));
    assert_eq!(order.desk.copies.len(), 2, "twice is once");
    assert!(order.archive_blocked_by.contains(&"copies".to_owned()));
    let order = world.desk.does(deliver(SlipCopy::Finance));
    assert!(!order.archive_blocked_by.contains(&"copies".to_owned()));
}

/// A right that ended is refused on the device that knows it.
#[test]
fn rol_49_the_right_is_asked_on_the_device() {
    let mut world = in_pool();
    for command in [Command::Archive, Command::IssueSlip, assign(WANG, None), hand("2026-03-02")] {
        assert!(matches!(world.li.is_refused(command), Rejection::Denied { denial: Denial::Role, .. }));
    }
    let order = world.li.does(Command::TakeFromPool);
    let by = order.assignments[0].origin.by;
    assert_eq!((by.user, by.role), (user(LI), Role::Technician), "every fact has author and role");
}

/// Everything that keeps an order out of the archive is named, and it opens again for what nobody there had seen.
#[test]
fn sta_05_the_archive_names_what_keeps_an_order_out() {
    let mut world = declined();
    let clock = world.clock.clone();
    let mut records = Phone::new(&clock, 6, Role::RecordsAdmin);
    records.syncs(&mut world.exchange);
    records.order = world.desk.order;
    assert_eq!(world.desk.is_refused(Command::Archive), denied(Kind::Archived, Denial::Role));
    let order = records.does(Command::Archive);
    assert_eq!(order.state, OrderState::Archived);
    assert_eq!(records.is_refused(Command::Archive), wrong_state(OrderState::Archived, "not_archived"));

    let mut world = World::signed();
    world.sync();
    records.order = world.desk.order;
    let mut records = Phone::new(&world.clock, 6, Role::RecordsAdmin);
    records.syncs(&mut world.exchange);
    records.order = world.desk.order;
    let blocked = records.is_refused(Command::Archive);
    assert_eq!(blocked, wrong_state(OrderState::Signed, "work money follow_up copies"));
}

#[test]
fn pri_16_what_was_captured_reaches_the_holders_phone_complete_and_equal() {
    let mut world = World::new();
    let Command::Register(mut captured) = registration("LMP", ServiceKind::Special) else { unreachable!() };
    captured.department = Some("市场部 A 组".into());
    world.desk.does(Command::Register(captured.clone()));
    world.desk.does(accept());
    world.desk.does(Command::IssueSlip);
    world.desk.does(assign(LI, None));
    world.sync();
    world.li.order = world.desk.order;
    let view = world.li.view();
    let customer = view.customer.unwrap();
    let registered = view.order.registered.unwrap();
    assert_eq!(view.texts[&registered.content], captured.content, "the demand, in the same words");
    let forwarded = (customer.customer_name, customer.unit_no, customer.contact, customer.department);
    assert_eq!(
        forwarded,
        (captured.customer_name, captured.unit_no, captured.contact, captured.department),
        "name, address, contact, department"
    );
    // Nobody has to belong to a department, and spaces are none.
    let Command::Register(mut plain) = registration("TAP", ServiceKind::Special) else { unreachable!() };
    plain.department = Some("  ".into());
    world.desk.order = None;
    world.desk.does(Command::Register(plain));
    assert_eq!(world.desk.view().customer.unwrap().department, None);
}

//! COL-04 of slips from the pool, COL-23, COL-24, and slips that come back while somebody gives them away.

use crate::deliver::*;
use crate::kit::*;
use client_core::domain::command::Command;
use client_core::domain::entry::desk::{AssignmentReturned, CopyDelivered, PoolTaken, SlipCopy};
use client_core::domain::entry::finance::PaymentMethod;
use client_core::domain::entry::office::Choice;
use client_core::domain::entry::{Body, Kind};
use client_core::domain::id::DocumentId;
use client_core::domain::order::{Order, OrderState, leads};
use client_core::domain::policy::Role;

fn give_back() -> Command {
    Command::ReturnAssignment { reason: "ill".into(), proposed: None }
}

/// Li and Wang with the same slip that nobody holds, and who issued it.
fn in_pool() -> (Person, Person, Person) {
    let office = with_slip(registration());
    let (mut li, mut wang) = (li(), wang());
    li.hears(&office);
    wang.hears(&office);
    (office, li, wang)
}

fn records() -> Person {
    Person::new(31, Role::RecordsAdmin, order_id())
}

fn holder(order: &Order) -> Option<u8> {
    assert_eq!(order.assignments.iter().filter(|a| a.holds).count(), usize::from(order.holder.is_some()));
    order.holder.map(|user| user.as_bytes()[0])
}

#[test]
fn col_04_two_technicians_who_took_one_slip_offline() {
    let (mut office, mut li, mut wang) = in_pool();
    li.does(Command::TakeFromPool);
    wang.now += 120_000;
    wang.does(Command::TakeFromPool);
    let order = in_every_order(&[&office, &li, &wang]);
    assert_eq!(holder(&order), Some(TECHNICIAN_LI), "taken earlier");
    let found = only_conflict(&order, "COL-04");
    assert_eq!(side_kinds(&found), [("pool_taken", false), ("pool_taken", true)]);
    assert_eq!(found.told, [user(TECHNICIAN_LI), user(TECHNICIAN_WANG)]);
    assert!(order.claims.is_empty() && order.not_accepted.is_empty());

    wang.does(receive());
    let order = in_every_order(&[&office, &li, &wang]);
    assert_eq!(holder(&order), Some(TECHNICIAN_WANG), "received beats taken");
    nobody_else_decides(&[&li, &wang], "COL-04", Choice::Confirm);

    let taken = side_of(&found, TECHNICIAN_LI).origin.entry;
    let order = decided(&mut office, &[&li, &wang], "COL-04", Choice::Entry(taken));
    assert_eq!(holder(&order), Some(TECHNICIAN_LI), "a person's decision beats the rule");
}

#[test]
fn col_04_a_slip_taken_from_the_pool_and_assigned_at_once() {
    let (mut office, mut li, _) = in_pool();
    office.does(assign(TECHNICIAN_WANG, None));
    li.now += 300_000;
    li.does(Command::TakeFromPool);
    let order = in_every_order(&[&office, &li]);
    assert_eq!(holder(&order), Some(TECHNICIAN_WANG), "assigned earlier");
    let found = only_conflict(&order, "COL-04");
    assert_eq!(side_kinds(&found), [("assigned", true), ("pool_taken", false)]);
    li.does(receive());
    li.does(Command::Arrive);
    let order = in_every_order(&[&office, &li]);
    assert_eq!(holder(&order), Some(TECHNICIAN_LI), "who has arrived holds it");
    assert_eq!(only_conflict(&order, "COL-04").outcome, "arrived_first_holds");
    let order = decided(&mut office, &[&li], "COL-04", Choice::Confirm);
    assert_eq!(holder(&order), Some(TECHNICIAN_LI));
}

#[test]
fn col_04_the_same_technician_taken_and_assigned_is_no_collision() {
    let (mut office, mut li, _) = in_pool();
    office.does(assign(TECHNICIAN_LI, None));
    li.does(Command::TakeFromPool);
    let order = in_every_order(&[&office, &li]);
    assert_eq!(holder(&order), Some(TECHNICIAN_LI));
    assert!(order.conflicts.is_empty());
}

#[test]
fn col_04_one_of_two_who_gives_it_back_ends_the_collision() {
    let (office, mut li, mut wang) = in_pool();
    li.does(Command::TakeFromPool);
    wang.now += 120_000;
    wang.does(Command::TakeFromPool);
    li.does(give_back());
    let order = in_every_order(&[&office, &li, &wang]);
    assert_eq!(holder(&order), Some(TECHNICIAN_WANG));
    assert!(order.conflicts.is_empty() && !order.desk.in_pool);
    wang.does(give_back());
    let order = in_every_order(&[&office, &li, &wang]);
    assert_eq!((holder(&order), order.state), (None, OrderState::Accepted));
    assert!(order.desk.in_pool && order.conflicts.is_empty());
}

#[test]
fn col_04_whom_a_decision_chose_and_who_gives_it_back_leaves_it_to_the_pool() {
    for confirm in [false, true] {
        let (mut office, mut li, mut wang) = in_pool();
        li.does(Command::TakeFromPool);
        wang.now += 120_000;
        wang.does(Command::TakeFromPool);
        let found = only_conflict(&in_every_order(&[&office, &li, &wang]), "COL-04");
        let taken = side_of(&found, TECHNICIAN_LI).origin.entry;
        let choice = if confirm { Choice::Confirm } else { Choice::Entry(taken) };
        decided(&mut office, &[&li, &wang], "COL-04", choice);
        li.hears(&office);
        li.does(give_back());
        let order = in_every_order(&[&office, &li, &wang]);
        assert_eq!(holder(&order), None, "Wang was told to stand down");
        assert!(order.desk.in_pool && order.not_accepted.is_empty());
        wang.hears(&li);
        wang.does(Command::TakeFromPool);
        let order = in_every_order(&[&office, &li, &wang]);
        assert_eq!(holder(&order), Some(TECHNICIAN_WANG));
    }
}

#[test]
fn col_04_p8_a_manager_s_decision_leaves_it_to_the_pool_like_a_dispatcher_s() {
    for role in [Role::CscManager, Role::OfficeHead] {
        let (office, mut li, mut wang) = in_pool();
        li.does(Command::TakeFromPool);
        wang.now += 120_000;
        wang.does(Command::TakeFromPool);
        let found = only_conflict(&in_every_order(&[&office, &li, &wang]), "COL-04");
        let taken = side_of(&found, TECHNICIAN_LI).origin.entry;
        let mut manager = Person::new(32, role, order_id());
        decided(&mut manager, &[&office, &li, &wang], "COL-04", Choice::Entry(taken));
        li.hears(&manager);
        li.does(give_back());
        wang.hears(&li);
        wang.does(Command::TakeFromPool);
        let order = in_every_order(&[&office, &li, &wang, &manager]);
        assert_eq!(holder(&order), Some(TECHNICIAN_WANG), "{role:?}");
        // The question is over, and so is its answer; the second taking stands.
        let reasons: Vec<&str> = order.not_accepted.iter().map(|one| one.reason.as_str()).collect();
        assert_eq!(reasons, ["decision_without_effect"], "{role:?}");
    }
}

#[test]
fn dsp_11_a_slip_that_was_given_back_can_be_taken_again() {
    let (mut office, mut li, mut wang) = in_pool();
    office.does(assign(TECHNICIAN_LI, None));
    li.hears(&office);
    li.does(receive());
    li.does(give_back());
    let order = in_every_order(&[&office, &li]);
    assert_eq!((holder(&order), order.state, order.desk.in_pool), (None, OrderState::Accepted, true));
    assert!(order.conflicts.is_empty(), "his receipt is no visit: {:?}", order.conflicts);
    wang.hears(&li);
    wang.does(Command::TakeFromPool);
    let order = in_every_order(&[&office, &li, &wang]);
    assert_eq!(holder(&order), Some(TECHNICIAN_WANG));
    // He who gave it back may take it again, too.
    wang.does(give_back());
    li.hears(&wang);
    li.does(Command::TakeFromPool);
    let order = in_every_order(&[&office, &li, &wang]);
    assert_eq!(holder(&order), Some(TECHNICIAN_LI));
    assert!(order.not_accepted.is_empty() && order.conflicts.is_empty());
}

#[test]
fn dsp_11_a_return_that_crosses_a_reassignment_leaves_the_new_holder() {
    let (mut office, mut li, mut wang) = in_pool();
    office.does(assign(TECHNICIAN_LI, None));
    li.hears(&office);
    li.does(receive());
    office.does(assign(TECHNICIAN_WANG, Some("nearer")));
    li.does(give_back());
    let order = in_every_order(&[&office, &li]);
    assert_eq!(holder(&order), Some(TECHNICIAN_WANG));
    assert!(order.conflicts.is_empty(), "he has gone out of the running: {:?}", order.conflicts);
    wang.hears(&office);
    wang.does(give_back());
    let order = in_every_order(&[&office, &li, &wang]);
    assert_eq!((holder(&order), order.desk.in_pool), (None, true), "not the one before him");
    let mut zhao = zhao();
    zhao.hears(&wang);
    zhao.does(Command::TakeFromPool);
    assert_eq!(holder(&in_every_order(&[&office, &wang, &zhao])), Some(TECHNICIAN_ZHAO));
}

#[test]
fn col_05_who_is_at_the_customers_stays_when_his_successor_gives_it_back() {
    let (mut office, mut li, mut wang) = in_pool();
    office.does(assign(TECHNICIAN_LI, None));
    li.hears(&office);
    li.does(receive());
    office.hears(&li);
    office.does(assign(TECHNICIAN_WANG, Some("no answer")));
    li.does(Command::Arrive);
    wang.hears(&office);
    wang.does(give_back());
    let order = in_every_order(&[&office, &li, &wang]);
    assert_eq!((holder(&order), order.state), (Some(TECHNICIAN_LI), OrderState::OnSite));
    assert!(order.conflicts.is_empty(), "nothing to choose: {:?}", order.conflicts);
}

#[test]
fn dsp_11_forged_takes_and_returns_count_for_nothing() {
    let (mut office, mut li, mut wang) = in_pool();
    office.does(assign(TECHNICIAN_LI, None));
    li.hears(&office);
    wang.hears(&office);
    let taken = wang.forge(Body::PoolTaken(PoolTaken {}));
    let back =
        wang.forge(Body::AssignmentReturned(AssignmentReturned { reason: "x".into(), proposed: None }));
    li.does(receive());
    li.does(Command::Arrive);
    let late = li.forge(Body::AssignmentReturned(AssignmentReturned { reason: "x".into(), proposed: None }));
    let order = in_every_order(&[&office, &li, &wang]);
    assert_eq!(holder(&order), Some(TECHNICIAN_LI));
    let struck = struck(&order);
    for fact in [(taken, "not_in_pool"), (back, "not_assigned"), (late, "already_on_site")] {
        assert!(struck.contains(&fact), "{struck:?}");
    }
}

#[test]
fn col_24_a_batch_handed_twice_is_one_and_of_two_days_the_earlier() {
    let mut base = dispatched_to(TECHNICIAN_LI);
    let hand = |day: &str| Command::HandDeskBatch { day: day.into() };
    let (mut first, mut second) = (front_desk(), Person::new(5, Role::FrontDesk, order_id()));
    first.hears(&base);
    second.hears(&base);
    first.does(hand("2026-03-03"));
    first.does(hand("2026-03-03"));
    second.does(hand("2026-03-02"));
    let order = in_every_order(&[&base, &first, &second]);
    let batch = order.desk.batch.as_ref().unwrap();
    assert_eq!((batch.day.as_str(), batch.taken), ("2026-03-02", None));
    // Somebody took the later day's batch before the earlier one was known.
    base.hears(&first);
    base.does(Command::TakeDeskBatch { day: "2026-03-03".into() });
    assert!(base.order().desk.batch.unwrap().taken.is_some());
    let order = in_every_order(&[&base, &first, &second]);
    assert!(order.desk.batch.unwrap().taken.is_some(), "the desk has the paper, whatever batch it is of");
    base.hears(&second);
    base.does(Command::TakeDeskBatch { day: "2026-03-02".into() });
    base.does(Command::TakeDeskBatch { day: "2026-03-02".into() });
    let order = in_every_order(&[&base, &first, &second]);
    assert_eq!(order.desk.batch.unwrap().day, "2026-03-02");
}

#[test]
fn fee_02_the_first_of_two_deliveries_of_one_copy_counts() {
    let base = dispatched_to(TECHNICIAN_LI);
    let (mut first, mut second) = (front_desk(), second_dispatcher());
    first.hears(&base);
    second.hears(&base);
    let copy = |who: &str| CopyDelivered { copy: SlipCopy::Owner, received_by: who.into() };
    first.forge(Body::CopyDelivered(copy("owner")));
    second.now += 60_000;
    second.forge(Body::CopyDelivered(copy("her son")));
    let order = in_every_order(&[&base, &first, &second]);
    assert_eq!(order.desk.copies.len(), 1);
}

/// A declined request in the archive, and somebody whose device hadn't heard of it.
fn archived() -> (Person, Person, Person) {
    let mut office = dispatcher();
    office.does(Command::Register(registration()));
    office.does(judge(false));
    let mut late = second_dispatcher();
    late.hears(&office);
    let mut records = records();
    records.hears(&office);
    records.does(Command::Archive);
    (office, late, records)
}

#[test]
fn col_23_a_fact_that_the_archive_had_not_seen_opens_the_order_again() {
    let (_, mut late, mut records) = archived();
    assert_eq!(records.order().state, OrderState::Archived);
    late.does(Command::Note { text: "she called again".into() });
    let order = in_every_order(&[&records, &late]);
    assert_eq!(order.state, OrderState::Reopened);
    let archive = order.desk.archive.as_ref().unwrap();
    assert_eq!(archive.late.len(), 1);
    assert_eq!(archive.late[0].by.user, user(SECOND_DISPATCHER));
    let task = order.tasks.iter().find(|task| task.id == "late_facts").expect("somebody looks at it");
    assert!(task.roles.contains(&Role::RecordsAdmin));
    // Looked at, it goes back.
    records.hears(&late);
    records.does(Command::Archive);
    let order = in_every_order(&[&records, &late]);
    assert_eq!(order.state, OrderState::Archived);
    assert!(order.desk.archive.unwrap().late.is_empty() && order.tasks.is_empty());
}

#[test]
fn col_23_a_correction_that_knows_of_the_archive_opens_it_too() {
    let (_, mut late, records) = archived();
    late.hears(&records);
    assert_eq!(late.order().state, OrderState::Archived);
    late.does(Command::Note { text: "the number was wrong".into() });
    assert_eq!(in_every_order(&[&records, &late]).state, OrderState::Reopened);
}

#[test]
fn col_23_a_mere_duplicate_and_what_the_archive_waits_for_open_nothing() {
    let mut office = dispatcher();
    office.does(Command::Register(registration()));
    office.does(judge(false));
    let mut late = second_dispatcher();
    late.hears(&office);
    let paid = |office: &mut Person| {
        office.author.roles = vec![Role::Finance];
        office.forge(payment("R-1"));
    };
    paid(&mut office);
    let mut records = records();
    records.hears(&office);
    records.does(Command::Archive);
    // The same receipt, written down a second time by somebody who had not seen the first.
    late.now += 3_600_000;
    late.author.roles = vec![Role::FeeCollector];
    late.forge(payment("R-1"));
    late.author.roles = vec![Role::Dispatcher];
    late.does(Command::TellDemand { said: "from Monday on".into() });
    let order = in_every_order(&[&records, &late]);
    assert_eq!(order.state, OrderState::Archived, "{:?}", order.desk.archive);
    assert_eq!(order.desk.told.as_ref().unwrap().said, "from Monday on");
    // Two people who archive it at once do it once.
    let mut other = Person::new(32, Role::CscSupervisor, order_id());
    other.hears(&office);
    other.does(Command::Archive);
    let order = in_every_order(&[&records, &late, &other]);
    assert_eq!(order.state, OrderState::Archived);
    late.author.roles = vec![Role::FeeCollector];
    late.forge(payment("R-2"));
    assert_eq!(in_every_order(&[&records, &late, &other]).state, OrderState::Reopened, "another receipt");
}

fn payment(receipt: &str) -> Body {
    Body::PaymentReceived(client_core::domain::entry::finance::PaymentReceived {
        receipt: receipt.into(),
        amount_fen: 3_500,
        method: PaymentMethod::Cash,
        paid_at: NINE,
    })
}

#[test]
fn sta_05_nobody_but_who_keeps_the_archive_archives() {
    for role in Role::ALL.iter().copied().filter(|role| *role != Role::Server) {
        let allowed = matches!(role, Role::RecordsAdmin | Role::CsAssistant | Role::CscSupervisor);
        let found = client_core::domain::policy::may_write(
            role,
            Kind::Archived,
            client_core::domain::policy::Relation::Site,
        );
        assert_eq!(found.is_ok(), allowed, "{role:?}");
    }
}

#[test]
fn col_07_of_two_linked_orders_the_more_advanced_leads_then_the_earlier_then_the_smaller_id() {
    let (office, mut li, _) = in_pool();
    li.does(Command::TakeFromPool);
    let (waiting, taken) = (office.order(), li.order());
    let mut later = waiting.clone();
    later.registered.as_mut().unwrap().received_at += 60_000;
    let mut other = waiting.clone();
    other.id = DocumentId::from_bytes([255; 16]);
    for (first, second) in [(&taken, &waiting), (&waiting, &later), (&waiting, &other), (&taken, &other)] {
        assert!(leads(first, second) && !leads(second, first));
    }
    assert!(!leads(&waiting, &waiting));
}

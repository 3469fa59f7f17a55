//! P10: what a clock wrote that nobody knows, bounded by what its author had seen and by the server's word on when it arrived.

use crate::deliver::*;
use crate::kit::*;
use client_core::domain::calendar::Zone;
use client_core::domain::command::Command;
use client_core::domain::entry::Body;
use client_core::domain::entry::desk::Archived;
use client_core::domain::entry::office::{Choice, Received};
use client_core::domain::id::EntryId;
use client_core::domain::order::{Conflict, MoneyTrack, Order};
use client_core::domain::policy::Role;

const DAY_MS: i64 = 86_400_000;
const YEAR_MS: i64 = 365 * DAY_MS;

fn zone() -> Zone {
    Zone::parse(&reference().timezone).unwrap()
}

fn finance() -> Person {
    Person::new(31, Role::Finance, order_id())
}

/// Li repairs and has it signed, by a clock that nobody has measured and that is `off` by so much.
fn signed_by_a_clock(off: i64) -> (Person, Person) {
    let dispatcher = dispatched_to(TECHNICIAN_LI);
    let mut li = li();
    li.hears(&dispatcher);
    li.certain = false;
    li.now += off;
    li.does_the_whole_job();
    (dispatcher, li)
}

/// What Li brings arrives at the server, which says so.
fn arrives(li: &Person, at: i64) -> Person {
    let mut server = server();
    says(&mut server, li, at);
    server
}

fn says(server: &mut Person, li: &Person, at: i64) {
    let journal = li.replica.journal();
    let unknown = journal.entries().iter().filter(|one| !one.entry.at.is_certain());
    let entries: Vec<EntryId> = unknown.map(|one| one.id).collect();
    server.hears(li);
    server.now = at - 60_000;
    let month_from = zone().start_of_month(zone().month_of(at));
    server.forge(Body::Received(Received { entries, at, month_from }));
}

fn month(order: &Order) -> String {
    zone().month_of(order.charged_at().unwrap()).to_string()
}

fn asked(order: &Order) -> Option<&Conflict> {
    order.conflicts.iter().find(|conflict| conflict.rule == "TIME")
}

#[test]
fn p10_what_a_clock_a_year_ahead_wrote_happened_no_later_than_it_arrived() {
    let (dispatcher, li) = signed_by_a_clock(YEAR_MS);
    assert_eq!(month(&li.order()), "2027-03", "nobody knows better yet");
    let at = dispatcher.now + DAY_MS;
    let server = arrives(&li, at);
    let order = in_every_order(&[&li, &server]);
    assert_eq!(order.charged_at(), Some(at));
    assert_eq!(order.signatures[0].origin.at.estimate(), at);
    assert!(!order.signatures[0].origin.at.is_certain());
    assert_eq!(
        order.visits[0].received_at,
        Some(at),
        "what the author wrote by his clock is as wrong as that"
    );
    assert!(asked(&order).is_none(), "it is of March whenever it was");
}

#[test]
fn p10_what_a_clock_of_1970_wrote_happened_no_earlier_than_what_its_author_had_seen() {
    let (dispatcher, li) = signed_by_a_clock(-NINE);
    let at = dispatcher.now + DAY_MS;
    let order = in_every_order(&[&li, &arrives(&li, at)]);
    assert_eq!(order.charged_at(), Some(at), "a clock outside of this century says nothing");

    let (dispatcher, li) = signed_by_a_clock(-YEAR_MS);
    let order = in_every_order(&[&li, &arrives(&li, dispatcher.now + DAY_MS)]);
    assert_eq!(order.charged_at(), Some(dispatcher.now));
}

#[test]
fn p10_a_clock_that_lies_within_the_bounds_is_the_best_that_anybody_knows() {
    let (dispatcher, li) = signed_by_a_clock(3 * 3_600_000);
    let before = li.order().charged_at();
    let order = in_every_order(&[&li, &arrives(&li, dispatcher.now + DAY_MS)]);
    assert_eq!(order.charged_at(), before);
}

#[test]
fn p10_of_two_words_on_one_arrival_the_earlier_counts_and_nobody_else_says_when_it_was() {
    let (dispatcher, li) = signed_by_a_clock(YEAR_MS);
    let (first, second) = (dispatcher.now + DAY_MS, dispatcher.now + 2 * DAY_MS);
    let server = arrives(&li, second);
    let mut earlier_life = self::server();
    earlier_life.actor = tablet_of(&li).actor;
    says(&mut earlier_life, &li, first);
    assert_eq!(in_every_order(&[&li, &server, &earlier_life]).charged_at(), Some(first));

    let signature = li.order().signatures[0].origin.entry;
    let mut forger = wang();
    forger.hears(&server);
    forger.forge(Body::Received(Received { entries: vec![signature], at: NINE, month_from: NINE }));
    assert_eq!(forger.order().charged_at(), Some(second), "a technician's word on it counts for nothing");
}

/// Signed in March or in April: known are a time of March before and the arrival in April.
fn of_march_or_april() -> (Person, Person, i64) {
    let (_, li) = signed_by_a_clock(YEAR_MS);
    let april = zone().start_of_month("2026-04".parse().unwrap());
    let at = april + 10 * 3_600_000;
    let server = arrives(&li, at);
    (li, server, at)
}

#[test]
fn p10_a_charge_that_may_be_of_either_month_is_asked_about_and_finance_chooses() {
    let (li, server, at) = of_march_or_april();
    let order = in_every_order(&[&li, &server]);
    let question = asked(&order).unwrap().clone();
    assert_eq!((question.outcome.as_str(), order.charged_at()), ("estimated_time_counts", Some(at)));
    assert_eq!(question.audience, [Role::Finance]);
    let times: Vec<i64> =
        question.sides.iter().map(|side| side.value["charged_at"].as_i64().unwrap()).collect();
    assert!(times[0] < at && times[1..] == [at, at], "{times:?}");
    assert_eq!(order.tasks.iter().filter(|task| task.id == format!("settle:{}", question.id)).count(), 1);

    let mut finance = finance();
    finance.hears(&server);
    let choice = Choice::Entry(question.sides[0].origin.entry);
    finance.does(Command::Decide { conflict: question.id.clone(), choice, reason: "客户的收据".into() });
    let order = in_every_order(&[&li, &server, &finance]);
    assert_eq!(month(&order), "2026-03");
    let question = asked(&order).unwrap();
    assert!(question.settled.is_some());
    assert_eq!(question.outcome, "decided_time_counts");
}

#[test]
fn p10_a_line_has_the_time_that_its_author_knew_and_an_approved_one_keeps_it() {
    let (_, server, at) = of_march_or_april();
    let mut finance = finance();
    finance.hears(&server);
    finance.does(Command::ReportLine { month: "2026-04".into(), adjustment: None });
    let question = asked(&finance.order()).unwrap().clone();
    let choice = Choice::Entry(question.sides[0].origin.entry);
    let decide = Command::Decide { conflict: question.id, choice, reason: "客户的收据".into() };

    let mut head = office_head();
    head.hears(&finance);
    let line = head.order().account.charge_line().unwrap().origin.entry;
    head.does(Command::ApproveLine { line });
    assert_eq!(head.order().money, MoneyTrack::Approved);
    assert!(asked(&head.order()).is_none(), "it was approved as it stands (P4)");
    assert_eq!(head.order().account.approved_line().unwrap().signed_at, at);

    finance.does(decide);
    finance.does(Command::ReportLine { month: "2026-03".into(), adjustment: None });
    let lines: Vec<i64> = finance.order().account.report_lines.iter().map(|line| line.signed_at).collect();
    assert!(lines[0] == at && lines[1] < at, "{lines:?}");
    assert_eq!(finance.order().charged_at(), Some(lines[1]));
}

#[test]
fn p10_where_nothing_is_to_be_billed_nobody_is_asked_for_its_month() {
    let (_, server, _) = of_march_or_april();
    assert!(asked(&server.order()).is_some());
    let mut manager = office_head();
    manager.hears(&server);
    manager.does(Command::WaiveCharge { reason: "客户投诉".into() });
    assert!(asked(&manager.order()).is_none());
}

#[test]
fn p10_col_23_the_servers_word_on_an_arrival_opens_no_archive() {
    let (mut dispatcher, li) = signed_by_a_clock(0);
    dispatcher.hears(&li);
    dispatcher.forge(Body::Archived(Archived {}));
    let mut server = server();
    server.hears(&dispatcher);
    let archived = |person: &Person| person.order().desk.archive.unwrap().late;
    assert!(archived(&server).is_empty());
    says(&mut server, &li, dispatcher.now + DAY_MS);
    assert!(archived(&server).is_empty());
}

//! A month of 2,000 orders from the registration to the approved finance report, notices, payments and the archive. Every
//! figure is compared with plain loops over the generator's own list.

#![allow(missing_docs, unreachable_pub, clippy::panic, clippy::unwrap_used)]

mod journals;
mod site;

use client_core::domain::calendar::{MonthOf, Zone};
use client_core::domain::command::Command;
use client_core::domain::entry::Body;
use client_core::domain::entry::desk::{CopyDelivered, SlipCopy};
use client_core::domain::entry::finance::{PaymentMethod, PaymentReceived};
use client_core::domain::entry::follow_up::{FollowUp, FollowUpWay};
use client_core::domain::entry::office::DispatchWrittenOff;
use client_core::domain::id::{BlobDigest, DocumentId};
use client_core::domain::month::MonthState;
use client_core::domain::order::OrderState;
use client_core::domain::policy::Role;
use client_core::domain::settlement::{DifferenceKind, MonthRefusal};
use journals::*;
use site::*;
use std::collections::BTreeMap;
use undercroft_server::admit::Sender;
use undercroft_server::feed::{self, EngineError};
use undercroft_server::office::month::{MonthCommand, MonthError, MonthOutcome, execute_month};
use undercroft_server::office::{OfficeError, execute};
use undercroft_server::settlement::{self, OwnedBooks};
use undercroft_server::sync::HashRandom;

fn step_of(
    world: &mut World,
    n: u8,
    month: MonthOf,
    command: &MonthCommand,
) -> Result<MonthOutcome, MonthError> {
    let author: Sender = world.sender(n);
    let document = settlement::document_of(month);
    let heads =
        feed::known(&world.connection, document).unwrap().map(|known| known.heads()).unwrap_or_default();
    world.connection.execute_batch("SAVEPOINT job").unwrap();
    let World { connection, library, random, now, .. } = world;
    let done = execute_month(connection, library, &author, (month, &heads), command, *now, random);
    let end = if done.is_ok() { "RELEASE job" } else { "ROLLBACK TO job; RELEASE job" };
    connection.execute_batch(end).unwrap();
    done
}

#[track_caller]
fn refused(done: Result<MonthOutcome, MonthError>) -> MonthRefusal {
    match done {
        Err(MonthError::Refused(refusal)) => refusal,
        other => panic!("{other:?}"),
    }
}

fn command(world: &mut World, n: u8, document: DocumentId, command: &Command) -> Result<(), OfficeError> {
    let author = world.sender(n);
    let heads = feed::known(&world.connection, document).unwrap().unwrap().heads();
    world.connection.execute_batch("SAVEPOINT job").unwrap();
    let World { connection, library, random, now, .. } = world;
    let done = execute(connection, library, &author, document, &heads, command, *now, random);
    let end = if done.is_ok() { "RELEASE job" } else { "ROLLBACK TO job; RELEASE job" };
    connection.execute_batch(end).unwrap();
    done.map(|_| ())
}

fn books(world: &World) -> OwnedBooks {
    OwnedBooks::read(&world.connection).unwrap()
}

/// Slips that belong into a month, by the generator: number, time, amount, method.
fn expected(jobs: &[Job], zone: Zone, month: MonthOf) -> BTreeMap<String, (i64, i64, PaymentMethod)> {
    let mut lines = BTreeMap::new();
    for job in jobs {
        let billed =
            matches!(job.fate, Fate::Plain | Fate::Reworked | Fate::Disputed | Fate::CancelledCharged);
        let Some(at) = job.signed_at.filter(|_| billed) else { continue };
        if at >= zone.start_of_month(month) && at < zone.end_of_month(month) {
            lines.insert(job.number.clone(), (at, job.fen, job.method));
        }
    }
    lines
}

#[track_caller]
fn compare(books: &OwnedBooks, month: MonthOf, lines: &BTreeMap<String, (i64, i64, PaymentMethod)>) {
    let report = books.books().report(month);
    let found: BTreeMap<_, _> = report
        .lines
        .iter()
        .map(|line| (line.number.clone(), (line.signed_at, line.amount_fen, line.method.unwrap())))
        .collect();
    assert_eq!(report.lines.len(), found.len(), "each slip once");
    assert_eq!(&found, lines);
    let mut total = 0;
    for method in METHODS {
        let mut sum = 0;
        for (_, fen, of) in lines.values() {
            if *of == method {
                sum += fen;
            }
        }
        let own = report.totals.iter().find(|total| total.method == Some(method));
        assert_eq!(own.map_or(0, |total| total.total_fen), sum, "{method:?}");
        total += sum;
    }
    assert_eq!(report.total_fen, total);
}

#[test]
fn fee_01_to_08_a_month_of_two_thousand_orders_adds_up_to_the_fen() {
    let zone = Zone::parse("Asia/Shanghai").unwrap();
    let march: MonthOf = "2026-03".parse().unwrap();
    let april = march.next();
    let end = zone.end_of_month(march);
    let mut world = World::new();
    let mut pen = Pen { random: HashRandom::new([3; 32]) };
    let mut jobs = generate(&mut pen, zone, march);
    let mut sent = BTreeMap::new();
    world.now = end + 20 * HOUR;
    send(&mut world, &jobs, &mut sent);

    // Draft, differences and the check.
    let lines = expected(&jobs, zone, march);
    compare(&books(&world), march, &lines);
    let differences = books(&world).books().differences(march);
    assert!(differences.iter().all(|one| one.kind == DifferenceKind::SlipWithoutLine));
    assert_eq!(differences.len(), lines.len());
    let check = MonthCommand::Check { remark: Some("all slips are here".into()) };
    step_of(&mut world, FINANCE, march, &check).unwrap();
    world.now = end - 1;
    assert_eq!(
        refused(step_of(&mut world, FINANCE, march, &MonthCommand::Submit)),
        MonthRefusal::NotOver { month: march }
    );
    world.now = end + 20 * HOUR;
    assert!(matches!(
        step_of(&mut world, HEAD, march, &MonthCommand::Submit),
        Err(MonthError::Office(OfficeError::Refused(_)))
    ));
    assert_eq!(
        refused(step_of(&mut world, HEAD, march, &MonthCommand::Approve)),
        MonthRefusal::NothingSubmitted { month: march }
    );

    // Submitted; a line becomes disputed; sent back; submitted again; approved.
    let outcome = step_of(&mut world, FINANCE, march, &MonthCommand::Submit).unwrap();
    assert_eq!(outcome.orders, lines.len());
    assert_eq!(
        refused(step_of(&mut world, FINANCE, march, &MonthCommand::Submit)),
        MonthRefusal::Submitted { month: march }
    );
    assert!(books(&world).books().differences(march).is_empty());
    let late =
        jobs.iter().position(|job| job.fate == Fate::Plain && lines.contains_key(&job.number)).unwrap();
    rework(&mut pen, &mut jobs[late], end + 10 * HOUR);
    send(&mut world, &jobs, &mut sent);
    let numbers = vec![jobs[late].number.clone()];
    assert_eq!(
        refused(step_of(&mut world, HEAD, march, &MonthCommand::Approve)),
        MonthRefusal::Disputed { numbers }
    );
    let back = MonthCommand::SendBack { reason: "one line is under rework".into() };
    step_of(&mut world, HEAD, march, &back).unwrap();
    assert_eq!(books(&world).month(march).state, MonthState::SentBack);
    let lines = expected(&jobs, zone, march);
    let outcome = step_of(&mut world, FINANCE, march, &MonthCommand::Submit).unwrap();
    assert_eq!(outcome.orders, 0, "no line has changed");
    let outcome = step_of(&mut world, HEAD, march, &MonthCommand::Approve).unwrap();
    assert_eq!(outcome.orders, lines.len());
    assert_eq!(
        refused(step_of(&mut world, HEAD, march, &MonthCommand::Approve)),
        MonthRefusal::Approved { month: march }
    );
    compare(&books(&world), march, &lines);
    let frozen = books(&world).books().frozen(march).canonical();
    let approved = books(&world).month(march).approved().unwrap().clone();
    assert_eq!(approved.digest, books(&world).books().frozen(march).digest());
    assert_eq!(usize::try_from(approved.lines).unwrap(), lines.len());
    assert_eq!(approved.total_fen, lines.values().map(|(_, fen, _)| fen).sum::<i64>());

    // Handed over by the 1st, and once.
    let bundle = MonthCommand::HandBundle { received_by: "Zhou".into() };
    step_of(&mut world, DISPATCHER, march, &bundle).unwrap();
    assert_eq!(
        refused(step_of(&mut world, DISPATCHER, march, &bundle)),
        MonthRefusal::HandedOver { month: march }
    );
    let bundle = books(&world).month(march).bundles[0].clone();
    assert_eq!((usize::try_from(bundle.slips).unwrap(), bundle.total_fen), (lines.len(), approved.total_fen));
    assert!(bundle.origin.at.estimate() < zone.end_of(april.first_day()));

    // Rework on approved lines, later signatures, late slips: the report stays.
    let settled: Vec<usize> = (0..jobs.len()).filter(|n| lines.contains_key(&jobs[*n].number)).collect();
    for n in settled.iter().skip(7).step_by(100) {
        if matches!(jobs[*n].fate, Fate::Plain) {
            rework(&mut pen, &mut jobs[*n], end + 30 * HOUR);
        }
    }
    for (n, job) in jobs.iter_mut().enumerate() {
        if (job.fate == Fate::Disputed || n == late) && job.signed_at.is_none() {
            sign_again(&mut pen, job, end + 40 * HOUR);
        }
    }
    send(&mut world, &jobs, &mut sent);
    assert_eq!(books(&world).books().frozen(march).canonical(), frozen);
    compare(&books(&world), april, &expected_open(&jobs, zone, april, &lines));

    // The notice of April: every approved line that isn't disputed, once.
    let mut notice = BTreeMap::new();
    for job in &jobs {
        if lines.contains_key(&job.number) && job.signed_at.is_some() {
            notice.insert(job.number.clone(), job.fen);
        }
    }
    let listed: BTreeMap<_, _> =
        books(&world).books().notice(april).into_iter().map(|line| (line.number, line.amount_fen)).collect();
    assert_eq!(listed, notice);
    world.now = zone.start_of(april.day(10));
    let outcome = step_of(&mut world, FINANCE, april, &MonthCommand::ListNotice).unwrap();
    assert_eq!(outcome.orders, notice.len());
    let outcome = step_of(&mut world, FINANCE, april, &MonthCommand::ListNotice).unwrap();
    assert_eq!(outcome.orders, 0, "nothing twice");

    // Payments in full, in two parts, twice, and not at all; write-off, copies, follow-up.
    world.now = zone.start_of(april.day(20));
    let paid_at = zone.start_of(april.day(18));
    for (n, job) in jobs.iter_mut().enumerate() {
        let settled = notice.contains_key(&job.number);
        let pays: Vec<(String, i64)> = match n % 8 {
            _ if !settled => Vec::new(),
            0 => vec![(format!("R{n}a"), 1_000), (format!("R{n}b"), job.fen - 1_000)],
            1 => vec![(format!("R{n}"), job.fen), (format!("R{n}"), job.fen)],
            2 => vec![(format!("R{n}"), 500)],
            3 => Vec::new(),
            4 if n % 80 == 4 => vec![(format!("R{n}a"), job.fen), (format!("R{n}b"), job.fen)],
            _ => vec![(format!("R{n}"), job.fen)],
        };
        let mut receipts = BTreeMap::new();
        let mut bodies = Vec::new();
        for (receipt, amount_fen) in pays {
            receipts.insert(receipt.clone(), amount_fen);
            let method = PaymentMethod::Transfer;
            bodies.push((
                None,
                Body::PaymentReceived(PaymentReceived { receipt, amount_fen, method, paid_at }),
            ));
        }
        job.paid = receipts.values().sum();
        if !bodies.is_empty() {
            pen.write(job, FINANCE, Role::Finance, paid_at, bodies);
        }
        if job.signed_at.is_some() && job.fate != Fate::CancelledCharged {
            let mut bodies =
                vec![(None, Body::DispatchWrittenOff(DispatchWrittenOff { manager_reason: None }))];
            for copy in [SlipCopy::Owner, SlipCopy::Csc, SlipCopy::Finance] {
                let received_by = "Zhou".to_owned();
                bodies.push((None, Body::CopyDelivered(CopyDelivered { copy, received_by })));
            }
            let follow_up = FollowUp {
                way: FollowUpWay::Phone,
                satisfied: true,
                opinion: Some(BlobDigest::from_bytes([4; 32])),
                signature: None,
                refused: None,
                cause: None,
            };
            bodies.push((None, Body::FollowUp(follow_up)));
            pen.write(job, DISPATCHER, Role::Dispatcher, paid_at + HOUR, bodies);
        }
    }
    send(&mut world, &jobs, &mut sent);
    let accounts: BTreeMap<String, (i64, i64)> = books(&world)
        .accounts
        .iter()
        .map(|account| (account.number.clone(), (account.paid_fen, account.balance_fen())))
        .collect();
    for job in &jobs {
        if notice.contains_key(&job.number) {
            assert_eq!(accounts[&job.number], (job.paid, job.fen - job.paid), "{}", job.number);
        }
    }
    let unpaid: BTreeMap<String, i64> = jobs
        .iter()
        .filter(|job| notice.contains_key(&job.number) && job.paid < job.fen)
        .map(|job| (job.number.clone(), job.fen - job.paid))
        .collect();
    let listed: BTreeMap<_, _> = books(&world)
        .books()
        .notice(april.next())
        .into_iter()
        .map(|line| (line.number, line.amount_fen))
        .collect();
    assert_eq!(listed, unpaid);

    // The archive takes what is settled, and nothing else.
    let mut archived = 0;
    for job in &jobs {
        let twice = job.paid > job.fen;
        let free = matches!(job.fate, Fate::Regular | Fate::Free | Fate::CancelledFree);
        let settled = free || (notice.contains_key(&job.number) && job.paid == job.fen);
        let done = command(&mut world, RECORDS, job.document, &Command::Archive);
        assert_eq!(done.is_ok(), settled && !twice, "{} {:?}: {done:?}", job.number, job.fate);
        archived += usize::from(done.is_ok());
    }
    let stored: i64 = world
        .connection
        .query_row("SELECT count(*) FROM board WHERE state = ?1", [OrderState::Archived.as_str()], |row| {
            row.get(0)
        })
        .unwrap();
    assert_eq!(usize::try_from(stored).unwrap(), archived);
    assert!(archived > ORDERS / 3);

    // Whatever happened since: the report is what it was, also when everything is made again from the log.
    assert_eq!(books(&world).books().frozen(march).canonical(), frozen);
    let scratch = feed::rebuild::derive(&world.connection, &world.library, |_| ()).unwrap();
    for (table, difference) in feed::rebuild::compare(&world.connection, &scratch).unwrap() {
        assert!(difference.is_none(), "{table}: {difference:?}");
    }
    let again: Result<_, EngineError> = settlement::accounts(&scratch);
    assert_eq!(again.unwrap(), books(&world).accounts);
}

/// What the report of a month that isn't approved holds: slips of approved lines are settled already.
fn expected_open(
    jobs: &[Job],
    zone: Zone,
    month: MonthOf,
    settled: &BTreeMap<String, (i64, i64, PaymentMethod)>,
) -> BTreeMap<String, (i64, i64, PaymentMethod)> {
    let mut lines = expected(jobs, zone, month);
    lines.retain(|number, _| !settled.contains_key(number));
    lines
}

//! A month of 2,000 orders from the registration to the approved finance report, notices, payments and the archive.
//! Finance works over HTTP; devices push to the engine. Every figure is compared with plain loops over the generator's own
//! list.

mod clocks;
mod journals;
mod site;

use crate::support::Reply;
use client_core::domain::calendar::{MonthOf, Zone};
use client_core::domain::command::Command;
use client_core::domain::entry::desk::{CopyDelivered, SlipCopy};
use client_core::domain::entry::finance::{PaymentMethod, PaymentReceived};
use client_core::domain::entry::follow_up::{FollowUp, FollowUpWay};
use client_core::domain::entry::office::DispatchWrittenOff;
use client_core::domain::entry::{Body, Entry};
use client_core::domain::id::{BlobDigest, DocumentId};
use client_core::domain::policy::Role;
use client_core::domain::settlement::{Difference, DifferenceKind, MonthRefusal, NoticeLine, Report};
use journals::*;
use serde_json::{Value, json};
use site::*;
use std::collections::{BTreeMap, BTreeSet};
use undercroft_server::feed;
use undercroft_server::settlement::{self, OwnedBooks};
use undercroft_server::sync::HashRandom;

/// A step of a month over HTTP, of somebody who has just looked at it.
fn step_of(world: &World, n: u8, month: MonthOf, command: &Value) -> Reply {
    let console = world.console(n);
    let path = format!("/api/v1/months/{month}");
    let seen = console.get(&path).headers.get("etag").cloned().unwrap_or_else(|| "none".to_owned());
    console.json(&format!("{path}/commands"), &seen, command)
}

#[track_caller]
fn taken(reply: Reply) -> usize {
    usize::try_from(reply.ok()["orders"].as_u64().unwrap()).unwrap()
}

#[track_caller]
fn refused(reply: Reply, why: &MonthRefusal) {
    let reply = reply.expect(422, "command-refused");
    assert_eq!(reply.body["refusal"], json!(why));
}

fn step(command: &str) -> Value {
    json!({ "command": command })
}

fn books(world: &World) -> OwnedBooks {
    world.read(OwnedBooks::read)
}

/// What finance sees of a month.
fn shown(world: &World, month: MonthOf) -> Value {
    world.console(FINANCE).get(&format!("/api/v1/months/{month}")).ok()
}

fn differences(world: &World, month: MonthOf) -> Vec<Difference> {
    serde_json::from_value(shown(world, month)["differences"].clone()).unwrap()
}

/// Numbers and amounts of a notice, as finance sees it.
fn notice_of(world: &World, month: MonthOf) -> BTreeMap<String, i64> {
    let lines = world.console(FINANCE).get(&format!("/api/v1/months/{month}/notice")).ok();
    let lines: Vec<NoticeLine> = serde_json::from_value(lines).unwrap();
    let listed: BTreeMap<String, i64> =
        lines.iter().map(|line| (line.number.clone(), line.amount_fen)).collect();
    assert_eq!(listed.len(), lines.len(), "each slip once");
    listed
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
fn compare(world: &World, month: MonthOf, lines: &BTreeMap<String, (i64, i64, PaymentMethod)>) {
    let report: Report = serde_json::from_value(shown(world, month)["report"].clone()).unwrap();
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
    let mut pen = Pen { random: HashRandom::new([3; 32]), ahead: None };
    let mut jobs = generate(&mut pen, zone, march);
    let mut sent = BTreeMap::new();
    world.set(end + 20 * HOUR);
    send(&mut world, &jobs, &mut sent);

    // Draft, differences and the check.
    let lines = expected(&jobs, zone, march);
    compare(&world, march, &lines);
    let found = differences(&world, march);
    assert!(found.iter().all(|one| one.kind == DifferenceKind::SlipWithoutLine));
    assert_eq!(found.len(), lines.len());
    let check = json!({ "command": "check", "remark": "all slips are here" });
    taken(step_of(&world, FINANCE, march, &check));
    world.set(end - 1);
    refused(step_of(&world, FINANCE, march, &step("submit")), &MonthRefusal::NotOver { month: march });
    world.set(end + 20 * HOUR);
    step_of(&world, HEAD, march, &step("submit")).expect(403, "forbidden");
    let nothing = MonthRefusal::NothingSubmitted { month: march };
    refused(step_of(&world, HEAD, march, &step("approve")), &nothing);

    // Submitted; a line becomes disputed; sent back; submitted again; approved.
    assert_eq!(taken(step_of(&world, FINANCE, march, &step("submit"))), lines.len());
    refused(step_of(&world, FINANCE, march, &step("submit")), &MonthRefusal::Submitted { month: march });
    assert!(differences(&world, march).is_empty());
    let late =
        jobs.iter().position(|job| job.fate == Fate::Plain && lines.contains_key(&job.number)).unwrap();
    rework(&mut pen, &mut jobs[late], end + 10 * HOUR);
    send(&mut world, &jobs, &mut sent);
    let numbers = vec![jobs[late].number.clone()];
    refused(step_of(&world, HEAD, march, &step("approve")), &MonthRefusal::Disputed { numbers });
    let back = json!({ "command": "send_back", "reason": "one line is under rework" });
    taken(step_of(&world, HEAD, march, &back));
    assert_eq!(shown(&world, march)["month"]["state"], "sent_back");
    let lines = expected(&jobs, zone, march);
    assert_eq!(taken(step_of(&world, FINANCE, march, &step("submit"))), 0, "no line has changed");
    assert_eq!(taken(step_of(&world, HEAD, march, &step("approve"))), lines.len());
    refused(step_of(&world, HEAD, march, &step("approve")), &MonthRefusal::Approved { month: march });
    compare(&world, march, &lines);
    let frozen = books(&world).books().frozen(march).canonical();
    let approved = books(&world).month(march).approved().unwrap().clone();
    assert_eq!(approved.digest, books(&world).books().frozen(march).digest());
    assert_eq!(usize::try_from(approved.lines).unwrap(), lines.len());
    assert_eq!(approved.total_fen, lines.values().map(|(_, fen, _)| fen).sum::<i64>());

    // Handed over by the 1st, and once.
    let bundle = json!({ "command": "hand_bundle", "received_by": "Zhou" });
    taken(step_of(&world, DISPATCHER, march, &bundle));
    refused(step_of(&world, DISPATCHER, march, &bundle), &MonthRefusal::HandedOver { month: march });
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
    world.set(end + 41 * HOUR);
    send(&mut world, &jobs, &mut sent);
    assert_eq!(books(&world).books().frozen(march).canonical(), frozen);
    compare(&world, april, &expected_open(&jobs, zone, april, &lines));

    // The notice of April: every approved line that isn't disputed, once.
    let mut notice = BTreeMap::new();
    for job in &jobs {
        if lines.contains_key(&job.number) && job.signed_at.is_some() {
            notice.insert(job.number.clone(), job.fen);
        }
    }
    assert_eq!(notice_of(&world, april), notice);
    world.set(zone.start_of(april.day(10)));
    assert_eq!(taken(step_of(&world, FINANCE, april, &step("list_notice"))), notice.len());
    assert_eq!(taken(step_of(&world, FINANCE, april, &step("list_notice"))), 0, "nothing twice");

    // Payments in full, in two parts, twice, and not at all; write-off, copies, follow-up.
    world.set(zone.start_of(april.day(20)));
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
    assert_eq!(notice_of(&world, april.next()), unpaid);

    // The archive takes what is settled, and nothing else.
    let archive: Vec<DocumentId> = jobs.iter().map(|job| job.document).collect();
    let archived: BTreeSet<DocumentId> = world.each(RECORDS, archive, Command::Archive).into_iter().collect();
    for job in &jobs {
        let twice = job.paid > job.fen;
        let free = matches!(job.fate, Fate::Regular | Fate::Free | Fate::CancelledFree);
        let settled = free || (notice.contains_key(&job.number) && job.paid == job.fen);
        let done = archived.contains(&job.document);
        assert_eq!(done, settled && !twice, "{} {:?}", job.number, job.fate);
    }
    let stored = world.server.count("SELECT count(*) FROM board WHERE state = 'archived'");
    assert_eq!(usize::try_from(stored).unwrap(), archived.len());
    assert!(archived.len() > ORDERS / 3);

    // Whatever happened since: the report is what it was, also when everything is made again from the log.
    assert_eq!(books(&world).books().frozen(march).canonical(), frozen);
    let procedures = world.server.state.procedures.clone();
    let again = world.read(move |connection| {
        let library = procedures.at(connection)?;
        let scratch = feed::rebuild::derive(connection, &library, |_| ())?;
        for (table, difference) in feed::rebuild::compare(connection, &scratch)? {
            assert!(difference.is_none(), "{table}: {difference:?}");
        }
        settlement::accounts(&scratch)
    });
    assert_eq!(again, books(&world).accounts);
    // What is read of the log without judging its form is what was judged.
    let entries: Vec<Vec<u8>> = world.read(|connection| {
        let mut all = connection.prepare("SELECT bytes FROM entry")?;
        Ok(all.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?)
    });
    assert!(entries.len() > 10 * ORDERS);
    for bytes in entries {
        assert_eq!(Entry::from_stored(&bytes), Entry::from_bytes(&bytes));
    }
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

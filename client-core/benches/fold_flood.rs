//! Prints how long the fold takes when somebody floods an order with entries of one kind, and how much longer than with
//! half as many: twice is a straight line, four times a square.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a bench that can't go on fails")]
#![allow(clippy::print_stdout, reason = "it prints what it measured")]

#[path = "../tests/kit/mod.rs"]
mod kit;

use client_core::domain::entry::Body;
use client_core::domain::entry::cases::{
    DamageKind, DamageReported, DamageSettled, EscalationDecided, EscalationOpened, EscalationOutcome,
    PriceRefused, ReworkRequested,
};
use client_core::domain::entry::course::{
    AppointmentConfirmed, CannotKeepTime, CustomerAbsent, LeftSite, Resumed, ToolsChecked, Waiting,
    WaitingFor,
};
use client_core::domain::entry::office::{Choice, ClaimReason, Decision, Marked};
use client_core::domain::entry::site::Arrived;
use client_core::domain::id::{ActorId, BlobDigest, EntryId};
use client_core::domain::order::fold;
use client_core::domain::policy::Role;
use kit::{NINE, Person, TECHNICIAN_LI, built_in, dispatched_to, inspect, li, server, sign, tablet_of};
use std::time::Duration;

/// As many changes as the server admits for one document.
const MANY: usize = 4_000;

fn bodies(kind: &str, i: usize, quote: EntryId, last: Option<EntryId>) -> Body {
    let blob = BlobDigest::from_bytes([1; 32]);
    let word = || "x".to_owned();
    let flip = i.is_multiple_of(2);
    match kind {
        "cannot_keep_time" => Body::CannotKeepTime(CannotKeepTime { reason: word() }),
        "appointments and arrivals" | "arrivals and departures" if flip => Body::Arrived(Arrived {}),
        "appointments and arrivals" | "appointment_confirmed" => {
            let appointment_at = NINE + i64::try_from(i).unwrap();
            Body::AppointmentConfirmed(AppointmentConfirmed { appointment_at, confirmed_by: word() })
        }
        "arrivals and departures" => Body::LeftSite(LeftSite { reason: word() }),
        "customer_absent" => Body::CustomerAbsent(CustomerAbsent { tried: word() }),
        "waiting and resumed" if !flip => Body::Resumed(Resumed {}),
        "waiting and resumed" | "waiting" => {
            Body::Waiting(Waiting { waiting_for: WaitingFor::Part, detail: None, until: None })
        }
        "tools_checked" => Body::ToolsChecked(ToolsChecked { tools: vec![word()] }),
        "price_refused" => Body::PriceRefused(PriceRefused { quote, reason: word() }),
        "rework_requested" => Body::ReworkRequested(ReworkRequested { words: blob }),
        "escalations decided" if !flip => Body::EscalationDecided(EscalationDecided {
            outcome: EscalationOutcome::Rework,
            handling: word(),
        }),
        "escalations decided" | "escalation_opened" => {
            Body::EscalationOpened(EscalationOpened { words: blob })
        }
        "damage settled" if let Some(case) = last.filter(|_| !flip) => {
            Body::DamageSettled(DamageSettled { case, amount_fen: 1, terms: word(), agreed: true })
        }
        "damage settled" | "damage_reported" => {
            let damage = DamageKind::Lost;
            Body::DamageReported(DamageReported { damage, description: blob, photos: Vec::new() })
        }
        "marked" => {
            Body::Marked(Marked { entry: last.unwrap_or(quote), reason: ClaimReason::NoLongerAssigned })
        }
        "decisions of one conflict" => {
            let conflict = format!("COL-14:{quote}");
            Body::Decision(Decision { conflict, choice: Choice::Confirm, reason: word() })
        }
        other => panic!("{other}"),
    }
}

const FLOODS: &[&str] = &[
    "cannot_keep_time",
    "appointment_confirmed",
    "appointments and arrivals",
    "arrivals and departures",
    "customer_absent",
    "waiting",
    "waiting and resumed",
    "tools_checked",
    "price_refused",
    "rework_requested",
    "escalation_opened",
    "escalations decided",
    "damage_reported",
    "damage settled",
    "marked",
    "decisions of one conflict",
];

/// The slowest of: one author after another's signature, and eight actors that never heard each other.
fn flood(kind: &str, signed: bool, actors: usize, many: usize) -> Duration {
    let dispatcher = dispatched_to(TECHNICIAN_LI);
    let mut li = li();
    li.hears(&dispatcher);
    li.works_to_the_end();
    let mut writers: Vec<Person> = (0..actors)
        .map(|n| {
            let mut writer = tablet_of(&li);
            writer.actor = ActorId::from_bytes([100 + u8::try_from(n).unwrap(); 16]);
            writer.author.roles = vec![match kind {
                "marked" => Role::Server,
                "decisions of one conflict" => Role::OfficeHead,
                "escalations decided" | "damage settled" => Role::CscManager,
                _ => Role::Technician,
            }];
            writer
        })
        .collect();
    if signed {
        li.does(inspect(true, None));
        li.does(sign());
    }
    let quote = li.order().quotes[0].origin.entry;
    let mut last = None;
    for i in 0..many {
        let writer = &mut writers[i % actors];
        // Ids differ although the devices draw alike: the time is part of them.
        writer.now = NINE + 86_400_000 + i64::try_from(i).unwrap() * 120_000;
        last = Some(writer.forge(bodies(kind, i / actors, quote, last)));
    }
    let mut all = server();
    all.hears(&li);
    for writer in &writers {
        all.hears(writer);
    }
    let journal = all.replica.journal();
    timed(|| fold(&journal, built_in()))
}

#[expect(clippy::disallowed_methods, reason = "a bench reads the clock; no product code does")]
fn timed<T>(work: impl FnOnce() -> T) -> Duration {
    let started = std::time::Instant::now();
    std::hint::black_box(work());
    started.elapsed()
}

fn main() {
    println!("{:28} {:>6} {:>6} {:>12} {:>8}", "kind", "signed", "actors", "4,000 fold", "of half");
    for kind in FLOODS {
        for (signed, actors) in [(false, 1), (true, 1), (true, 8)] {
            let half = flood(kind, signed, actors, MANY / 2);
            let full = flood(kind, signed, actors, MANY);
            let per_cent = full.as_micros() * 100 / half.as_micros().max(1);
            println!("{kind:28} {signed:>6} {actors:>6} {full:>12.1?} {per_cent:>6} %");
        }
    }
}

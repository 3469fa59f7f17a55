//! What one phone is given while others write, over real HTTP.

use crate::pages_admin::staffed;
use crate::support::browser::*;
use crate::support::hand::*;
use client_core::domain::id::ActorId;
use client_core::protocol::{Outcome, SyncRequest};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};

const WRITERS: u8 = 16;
const NOTES: usize = 12;

#[test]
fn p6_who_reads_on_while_sixteen_phones_write_misses_nothing_and_gets_nothing_twice() {
    let server = staffed();
    let desk = Browser::signed_in(&server, "wang");
    let path = desk.dispatched_until_slip();
    desk.command(&path, &[("command", "assign"), ("technician", &server.technician.to_string())]);
    let order = id_of(&path);
    let writers: Vec<Hand<'_>> = (0..WRITERS).map(|seed| Hand::new(&server, seed + 10)).collect();
    let reader = Hand::new(&server, 1);
    let writing = AtomicUsize::new(writers.len());
    let mut seen: BTreeMap<_, Vec<u64>> = BTreeMap::new();
    let mut pages = 0;
    std::thread::scope(|scope| {
        for (number, mut hand) in writers.into_iter().enumerate() {
            let writing = &writing;
            scope.spawn(move || {
                let mut replica = hand.fetch(order);
                for note in 0..NOTES {
                    let entry = hand.note(&format!("phone {number}, note {note}"));
                    let run = hand.run(&mut replica, u8::try_from(number).unwrap() + 100, &[entry]);
                    assert_eq!(hand.push(vec![run]), [Outcome::Accepted]);
                }
                writing.fetch_sub(1, Ordering::SeqCst);
            });
        }
        let mut cursor = None;
        loop {
            // Asked before the page: what was written by then must be on this page or on one before.
            let over = writing.load(Ordering::SeqCst) == 0;
            let answer = reader.ask(&SyncRequest { cursor, budget: Some(1_500), ..idle() }).unwrap();
            for page in answer.documents.iter().filter(|page| page.document == order) {
                for run in &page.runs {
                    seen.entry(run.actor).or_default().extend(run.rows.iter().map(|row| row.row.seq));
                }
            }
            pages += 1;
            cursor = Some(answer.cursor);
            if over && !answer.more {
                break;
            }
        }
    });
    let by_hand = |actor: &ActorId| actor.as_bytes().iter().all(|byte| *byte == actor.as_bytes()[0]);
    let of_writers = seen.iter().filter(|(actor, _)| by_hand(actor));
    let whole: Vec<u64> = (1..=NOTES as u64).collect();
    let mut count = 0;
    for (actor, numbers) in of_writers {
        assert_eq!(*numbers, whole, "{actor}");
        count += 1;
    }
    assert_eq!(count, usize::from(WRITERS));
    assert!(pages > 20, "{pages} pages");
}

//! Rows of a push that aren't what they say: whose they are, what they stand on, and where they count from.

use crate::support::browser::*;
use crate::support::hand::*;
use crate::support::*;
use client_core::domain::entry::Entry;
use client_core::domain::id::{ActorId, ChangeHash, DocumentId, EntryId};
use client_core::protocol::convert::from_wire;
use client_core::protocol::{
    Bytes, Outcome, PulledRun, QuarantineReason as Why, ReturnedRun, Run, SyncAnswer, SyncRequest, to_bytes,
};
use client_core::replica::{Replica, build, genesis_actor, read_change};
use ed25519_dalek::SigningKey;
use sha2::{Digest, Sha256};
use undercroft_server::accounts::{self, EnrolmentCode};
use undercroft_server::audit::By;
use undercroft_server::environment::SystemEntropy;
use undercroft_server::ident::{Role, UserId};
use undercroft_server::store::StoreError;

/// Two orders in the technician's hands, and the desk that gave them to him.
pub(super) fn two_orders(server: &Server) -> (Browser<'_>, [String; 2]) {
    let desk = Browser::signed_in(server, "wang");
    let technician = server.technician.to_string();
    let orders = [("陈女士", "客厅灯不亮"), ("林先生", "水龙头漏水")].map(|(name, content)| {
        let order = desk.register(name, content);
        desk.command(&order, &[("command", "judge"), ("accepted", "yes")]);
        desk.command(&order, &[("command", "issue_slip")]);
        desk.command(&order, &[("command", "assign"), ("technician", &technician)]);
        order
    });
    (desk, orders)
}

/// A run with one note in it, written on what the replica has.
pub(super) fn noted(hand: &mut Hand<'_>, replica: &mut Replica, actor: u8, text: &str) -> Run {
    let note = hand.note(text);
    hand.run(replica, actor, &[note])
}

/// A request with these runs.
pub(super) fn request(runs: &[&Run]) -> SyncRequest {
    SyncRequest { push: runs.iter().map(|run| (*run).clone()).collect(), ..idle() }
}

pub(super) fn push(hand: &Hand<'_>, runs: &[&Run]) -> SyncAnswer {
    hand.ask(&request(runs)).unwrap()
}

/// The verdicts on an actor's rows of a document: up to which number, and what.
pub(super) fn said(answer: &SyncAnswer, run: &Run) -> Vec<(u64, &'static str)> {
    let own = answer.verdicts.iter().filter(|v| (v.document, v.actor) == (run.document, run.actor));
    own.map(|verdict| (verdict.upto, word(&verdict.outcome))).collect()
}

pub(super) fn word(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Accepted => "accepted",
        Outcome::Duplicate => "duplicate",
        Outcome::Later => "later",
        Outcome::Pending => "pending",
        Outcome::Rehash => "rehash",
        Outcome::Quarantined { reason, .. } => reason.as_str(),
    }
}

/// How much there is of what a push may move: changes, entries, actors, refused changes, refused actors, alarms.
pub(super) fn held(server: &Server) -> [i64; 6] {
    [
        "SELECT count(*) FROM change",
        "SELECT count(*) FROM entry",
        "SELECT count(*) FROM actor",
        "SELECT count(*) FROM quarantine",
        "SELECT count(*) FROM refused",
        "SELECT count(*) FROM alarm",
    ]
    .map(|sql| server.count(sql))
}

pub(super) fn plus(before: [i64; 6], more: [i64; 6]) -> [i64; 6] {
    std::array::from_fn(|n| before[n] + more[n])
}

/// What the quarantine has, in the order of its arrival: why, the row's number, its bytes.
pub(super) fn kept(server: &Server) -> Vec<(String, i64, Vec<u8>)> {
    let read = server.store.read_blocking(|connection| -> Result<Vec<_>, StoreError> {
        let mut lines = connection.prepare("SELECT reason, actor_seq, bytes FROM quarantine ORDER BY id")?;
        let lines = lines.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        Ok(lines.collect::<Result<_, _>>()?)
    });
    read.unwrap()
}

/// A row as the quarantine keeps it.
fn line(why: Why, run: &Run, row: usize) -> (String, i64, Vec<u8>) {
    let row = &run.rows[row];
    (why.as_str().to_owned(), i64::try_from(row.seq).unwrap_or(i64::MAX), to_bytes(row).unwrap())
}

/// The alarms in their order: of what kind, and about which device.
pub(super) fn alarms(server: &Server) -> Vec<(String, String)> {
    let read = server.store.read_blocking(|connection| -> Result<Vec<_>, StoreError> {
        let mut lines = connection.prepare("SELECT kind, device FROM alarm ORDER BY number")?;
        let lines = lines.query_map([], |row| Ok((row.get(0)?, row.get::<_, [u8; 16]>(1)?)))?;
        Ok(lines.collect::<Result<_, _>>()?)
    });
    let device = |id| undercroft_server::ident::DeviceId::from_bytes(id).to_string();
    read.unwrap().into_iter().map(|(kind, id)| (kind, device(id))).collect()
}

/// The words of an order's notes, as the desk reads them.
pub(super) fn words(desk: &Browser<'_>, order: &str) -> Vec<String> {
    let journal = desk.get(&format!("/api/v1{order}/journal")).ok();
    let lines = journal.as_array().unwrap().iter();
    let notes = lines.filter(|line| line["kind"] == "cannot_keep_time");
    notes.map(|line| line["data"]["reason"].as_str().unwrap().to_owned()).collect()
}

/// A phone that comes anew builds the document, and it can be saved and loaded.
pub(super) fn can_be_loaded(server: &Server, seed: u8, document: DocumentId) {
    let fetched = Hand::new(server, seed).fetch(document);
    let loaded = Replica::from_snapshot(ORDER, document, &fetched.snapshot().unwrap()).unwrap();
    assert_eq!(loaded.heads(), fetched.heads());
}

/// The answer to a request that is refused as a whole.
pub(super) fn refused(server: &Server, hand: &Hand<'_>, body: &[u8]) -> Reply {
    let head = format!(
        "POST /api/v1/sync HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: {}\r\n\
         Content-Type: application/cbor\r\nContent-Length: {}\r\n\r\n",
        hand.bearer(),
        body.len()
    );
    server.raw(&[head.as_bytes(), body].concat())
}

/// Runs of one actor that follow each other, as one with a hash for each row.
fn joined(runs: &[Run]) -> Run {
    let mut all = runs.last().unwrap().clone();
    all.rows = runs.iter().flat_map(|run| run.rows.clone()).collect();
    all.hashes = Some(runs.iter().map(|run| run.hash).collect());
    all
}

/// The same as a phone sends it at first.
fn unnamed(run: &Run) -> Run {
    Run { hashes: None, ..run.clone() }
}

fn bytes_of(entry: &(EntryId, Entry)) -> Bytes {
    Bytes(entry.1.to_bytes().unwrap())
}

#[test]
fn attack_18_a_row_with_other_content_under_its_hash_stays_out_and_hurts_nothing_beside_it() {
    let server = server();
    let (desk, [first, second]) = two_orders(&server);
    let mut hand = Hand::new(&server, 1);
    let (mut mine, mut other) = (hand.fetch(id_of(&first)), hand.fetch(id_of(&second)));
    let notes = ["one", "two", "three"].map(|text| hand.note(text));
    let [one, two, three] = [0, 1, 2].map(|n: usize| hand.run(&mut mine, 7, &notes[n..=n]));
    let mut run = joined(&[one, two, three]);
    run.rows[1].entries[0].1 = bytes_of(&hand.note("two, as somebody else would have it"));
    let beside = noted(&mut hand, &mut other, 8, "beside it");
    let before = held(&server);
    // Where the rows don't give the run's hash, nothing of the run is stored until each has its own.
    let answer = push(&hand, &[&unnamed(&run), &beside]);
    assert_eq!(said(&answer, &run), [(3, "rehash")]);
    assert_eq!(said(&answer, &beside), [(1, "accepted")]);
    assert_eq!(held(&server), plus(before, [1, 1, 1, 0, 0, 0]));
    let answer = push(&hand, &[&run, &beside]);
    assert_eq!(said(&answer, &run), [(1, "accepted"), (2, "hash"), (3, "follows")]);
    assert_eq!(said(&answer, &beside), [(1, "duplicate")]);
    assert_eq!(held(&server), plus(before, [2, 2, 2, 2, 1, 0]));
    assert_eq!(kept(&server), [line(Why::Hash, &run, 1), line(Why::Follows, &run, 2)]);
    assert_eq!(words(&desk, &first), ["one"]);
    // The phone writes the others again under another actor, with the entries as they were.
    let mut mine = hand.fetch(id_of(&first));
    let again = [1, 2].map(|n: usize| hand.run(&mut mine, 9, &notes[n..=n]));
    assert_eq!(said(&push(&hand, &[&unnamed(&joined(&again))]), &again[0]), [(2, "accepted")]);
    assert_eq!(words(&desk, &first), ["one", "two", "three"]);
    can_be_loaded(&server, 2, id_of(&first));
}

#[test]
fn attack_18_what_was_spoilt_before_it_was_hashed_is_kept_and_its_sender_goes_on() {
    let server = server();
    let (desk, [first, second]) = two_orders(&server);
    let mut hand = Hand::new(&server, 1);
    let mut other = hand.fetch(id_of(&second));
    let before = held(&server);
    let spoils: [fn(&mut Vec<u8>); 5] = [
        |bytes| bytes.truncate(bytes.len() / 2),
        |bytes| bytes.push(0),
        |bytes| bytes[0] = 0xff,
        |bytes| bytes.clear(),
        |bytes| *bytes = vec![0x81; 300],
    ];
    let mut lines = Vec::new();
    for (actor, spoil) in (20..).zip(spoils) {
        let mut mine = hand.fetch(id_of(&first));
        let mut bad = noted(&mut hand, &mut mine, actor, "spoilt");
        spoil(&mut bad.rows[0].entries[0].1.0);
        let bad = rehashed(&mine, bad);
        let beside = noted(&mut hand, &mut other, 8, "beside it");
        let answer = push(&hand, &[&bad, &beside]);
        assert_eq!(said(&answer, &bad), [(1, "malformed")], "{actor}");
        assert_eq!(said(&answer, &beside), [(u64::from(actor - 19), "accepted")], "{actor}");
        lines.push(line(Why::Malformed, &bad, 0));
    }
    assert_eq!(kept(&server), lines);
    assert_eq!(held(&server), plus(before, [5, 5, 1, 5, 5, 0]));
    let mut mine = hand.fetch(id_of(&first));
    let good = noted(&mut hand, &mut mine, 9, "as it was meant");
    assert_eq!(said(&push(&hand, &[&good]), &good), [(1, "accepted")]);
    assert_eq!(words(&desk, &first), ["as it was meant"]);
    can_be_loaded(&server, 2, id_of(&first));
}

/// Somebody else's phone.
fn phone_of(server: &Server, user: UserId, seed: u8) -> Phone {
    let code = EnrolmentCode::generate(&SystemEntropy).unwrap();
    let (typed, now) = (code.typed(), START);
    server.write(move |connection| accounts::create_code(connection, &By::operator(now), DAY, user, &code));
    let key = SigningKey::from_bytes(&[seed; 32]);
    let answer = server.post("/api/v1/enrol", &enrolment(&typed, &key, PASSWORD)).ok();
    let text = |name: &str| answer[name].as_str().unwrap().to_owned();
    let (device, access, refresh) = (text("device"), text("access_token"), text("refresh_token"));
    Phone { key, device, access, refresh, answer }
}

#[test]
fn attack_21_and_33_whoever_sends_another_phones_work_is_refused_and_named_and_its_owner_goes_on() {
    let server = server();
    let guard = user(&server, "guard", "门岗小李", Role::GateGuard).parse().unwrap();
    let (desk, [first, second]) = two_orders(&server);
    let order = id_of(&first);
    let (mut owner, mut thief) = (Hand::new(&server, 1), Hand::new(&server, 2));
    let stranger = Hand::new_of(&server, phone_of(&server, guard, 3));
    let (mut mine, mut other) = (owner.fetch(order), thief.fetch(id_of(&second)));
    let office = mine.rows().next().unwrap().0.actor;
    let recorded = noted(&mut owner, &mut mine, 7, "mine");
    assert_eq!(said(&push(&owner, &[&recorded]), &recorded), [(1, "accepted")]);
    let before = held(&server);
    // As it was recorded on the line, beside honest work of the same person's other phone.
    let beside = noted(&mut thief, &mut other, 8, "of his other phone");
    let answer = push(&thief, &[&recorded, &beside]);
    assert_eq!(said(&answer, &recorded), [(1, "actor")]);
    assert_eq!(said(&answer, &beside), [(1, "accepted")]);
    let named = ("forged_actor".to_owned(), thief.device().to_string());
    assert_eq!(alarms(&server), std::slice::from_ref(&named));
    // As if its owner had gone on, the office had, or whoever began the document.
    let next = noted(&mut thief, &mut mine.clone(), 7, "as if he had gone on");
    let [of_office, of_nobody] = [office, genesis_actor(ORDER, order)].map(|actor| {
        let run = noted(&mut thief, &mut mine.clone(), 30, "as if the desk had");
        Run { actor, ..run }
    });
    assert_eq!(said(&push(&thief, &[&next]), &next), [(2, "actor")]);
    for run in [&of_office, &of_nobody] {
        assert_eq!(said(&push(&thief, &[run]), run), [(1, "actor")]);
    }
    // Somebody else replays it, too.
    assert_eq!(said(&push(&stranger, &[&recorded]), &recorded), [(1, "actor")]);
    assert_eq!(alarms(&server), [named, ("forged_actor".to_owned(), stranger.device().to_string())]);
    // The owner's words under other actors. Who never could see the order hears what is said of one that isn't there.
    let unsent = noted(&mut owner, &mut mine.clone(), 31, "unsent words");
    assert_eq!(said(&push(&thief, &[&unsent]), &unsent), [(1, "by")]);
    assert_eq!(said(&push(&stranger, &[&unsent]), &unsent), [(1, "forbidden")]);
    assert_eq!(held(&server), plus(before, [1, 1, 1, 7, 6, 2]));
    let all = [
        line(Why::Actor, &recorded, 0),
        line(Why::Actor, &next, 0),
        line(Why::Actor, &of_office, 0),
        line(Why::Actor, &of_nobody, 0),
        line(Why::Actor, &recorded, 0),
        line(Why::By, &unsent, 0),
        line(Why::Forbidden, &unsent, 0),
    ];
    assert_eq!(kept(&server), all);
    // None of it is held against the owner.
    assert_eq!(said(&push(&owner, &[&recorded]), &recorded), [(1, "duplicate")]);
    let more = noted(&mut owner, &mut mine, 7, "more");
    assert_eq!(said(&push(&owner, &[&more, &unsent]), &more), [(2, "accepted")]);
    assert_eq!(words(&desk, &second), ["of his other phone"]);
    let mut own = words(&desk, &first);
    own.sort();
    assert_eq!(own, ["mine", "more", "unsent words"]);
}

#[test]
fn attack_33_a_receipt_speaks_for_the_changes_that_it_came_with_and_for_no_others() {
    let server = server();
    let (desk, [first, second]) = two_orders(&server);
    let order = id_of(&first);
    let (mut owner, mut other) = (Hand::new(&server, 1), Hand::new(&server, 2));
    let mut mine = owner.fetch(order);
    let recorded = noted(&mut owner, &mut mine, 7, "mine");
    assert_eq!(said(&push(&owner, &[&recorded]), &recorded), [(1, "accepted")]);
    let news = other.ask(&idle()).unwrap().documents;
    let page = news.into_iter().find(|page| page.document == order).unwrap();
    let run = page.runs.into_iter().find(|run| run.actor == recorded.actor).unwrap();
    assert!(run.receipt.is_some());
    let mut elsewhere = other.fetch(id_of(&second));
    let forged = bytes_of(&other.note("never written"));
    let before = held(&server);
    let mut count = 0;
    let mut give_back = |hand: &mut Hand<'_>, change: &dyn Fn(&mut PulledRun)| {
        count += 1;
        let mut run = run.clone();
        change(&mut run);
        let beside = noted(hand, &mut elsewhere, 8, "beside it");
        let returned = vec![ReturnedRun { document: order, kind: ORDER, run }];
        let answer = hand.ask(&SyncRequest { returned, ..request(&[&beside]) }).unwrap();
        assert_eq!(said(&answer, &beside), [(count, "accepted")]);
        assert_eq!(answer.returned.len(), 1);
        word(&answer.returned[0].outcome)
    };
    assert_eq!(give_back(&mut other, &|_| ()), "duplicate");
    assert_eq!(held(&server), plus(before, [1, 1, 1, 0, 0, 0]));
    assert_eq!(give_back(&mut other, &|run| run.receipt = None), "actor");
    assert_eq!(give_back(&mut other, &|run| run.receipt = Some(Bytes(vec![0; 16]))), "actor");
    assert_eq!(give_back(&mut other, &|run| run.rows[0].received_at += 1), "actor");
    assert_eq!(give_back(&mut other, &|run| run.actor = ActorId::from_bytes([9; 16])), "actor");
    // The receipt is right, and the words are others.
    assert_eq!(give_back(&mut other, &|run| run.rows[0].row.entries[0].1 = forged.clone()), "fork");
    assert_eq!(held(&server), plus(before, [6, 6, 1, 0, 0, 1]), "kept nowhere: it is nobody's unsent work");
    assert_eq!(alarms(&server), [("receipt".to_owned(), other.device().to_string())]);
    assert_eq!(words(&desk, &first), ["mine"]);
}

#[test]
fn attack_22_two_lives_of_one_actor_are_told_apart_and_both_keep_their_work() {
    let server = server();
    let (desk, [first, second]) = two_orders(&server);
    let mut hand = Hand::new(&server, 1);
    let (mut mine, mut other) = (hand.fetch(id_of(&first)), hand.fetch(id_of(&second)));
    let mut restored = mine.clone();
    let early = noted(&mut hand, &mut mine, 7, "first life");
    assert_eq!(said(&push(&hand, &[&early]), &early), [(1, "accepted")]);
    let before = held(&server);
    let notes = [hand.note("second life"), hand.note("and on")];
    let late = joined(&[0, 1].map(|n: usize| hand.run(&mut restored, 7, &notes[n..=n])));
    // Nothing is said of the second life's hashes until each row has its own; the other order doesn't wait for that.
    let beside = noted(&mut hand, &mut other, 8, "beside it");
    let answer = push(&hand, &[&unnamed(&late), &beside]);
    assert_eq!(said(&answer, &late), [(2, "rehash")]);
    assert_eq!(said(&answer, &beside), [(1, "accepted")]);
    assert_eq!(held(&server), plus(before, [1, 1, 1, 0, 0, 0]));
    let beside = noted(&mut hand, &mut other, 8, "beside it again");
    let answer = push(&hand, &[&late, &beside]);
    assert_eq!(said(&answer, &late), [(1, "fork"), (2, "follows")]);
    assert_eq!(said(&answer, &beside), [(2, "accepted")]);
    let told = answer.verdicts.iter().find_map(|verdict| match &verdict.outcome {
        Outcome::Quarantined { reason: Why::Follows, detail } => Some(detail.clone()),
        _ => None,
    });
    assert!(told.unwrap().contains("under a new actor"));
    assert_eq!(kept(&server), [line(Why::Fork, &late, 0), line(Why::Follows, &late, 1)]);
    assert_eq!(alarms(&server), [("actor_fork".to_owned(), hand.device().to_string())]);
    assert_eq!(held(&server), plus(before, [2, 2, 1, 2, 1, 1]));
    // Neither life writes on as that actor.
    let on = noted(&mut hand, &mut mine.clone(), 7, "the first life goes on");
    assert_eq!(said(&push(&hand, &[&on]), &on), [(2, "follows")]);
    // Under a new one all of it is taken, with the entries as they were.
    let mut mine = hand.fetch(id_of(&first));
    let again = joined(&[0, 1].map(|n: usize| hand.run(&mut mine, 9, &notes[n..=n])));
    let rest = hand.run(&mut mine, 10, &[hand_over(&on)]);
    let answer = push(&hand, &[&again, &rest]);
    assert_eq!((said(&answer, &again), said(&answer, &rest)), (vec![(2, "accepted")], vec![(1, "accepted")]));
    assert_eq!(words(&desk, &first), ["first life", "second life", "and on", "the first life goes on"]);
    assert_eq!(words(&desk, &second), ["beside it", "beside it again"]);
}

/// The one entry of a run.
fn hand_over(run: &Run) -> (EntryId, Entry) {
    let (id, bytes) = &run.rows[0].entries[0];
    (*id, Entry::from_bytes(&bytes.0).unwrap())
}

/// The same row by another actor, built on a change that nobody has.
fn orphan(run: &Run, n: u16) -> Run {
    let mut run = run.clone();
    let mut actor = [0xee; 16];
    actor[..2].copy_from_slice(&n.to_be_bytes());
    run.actor = ActorId::from_bytes(actor);
    run.rows[0].deps = Some(vec![NO_HASH]);
    run
}

#[test]
fn attack_23_what_waits_for_its_past_is_stored_nowhere_and_a_flood_of_it_is_refused_as_that_request_alone() {
    let server = server();
    let (desk, [first, second]) = two_orders(&server);
    let mut hand = Hand::new(&server, 1);
    let (mut mine, mut other) = (hand.fetch(id_of(&first)), hand.fetch(id_of(&second)));
    let [one, two] = ["one", "two"].map(|text| noted(&mut hand, &mut mine, 7, text));
    let before = held(&server);
    // The row before it is missing; what it builds on is; so is a number, though all that it names is there.
    let unknown = orphan(&one, 0);
    let mut skipped = one.clone();
    skipped.actor = ActorId::from_bytes([6; 16]);
    skipped.rows[0].seq = 3;
    let skipped = rehashed_by(&mine, &one, skipped);
    let beside = noted(&mut hand, &mut other, 8, "beside it");
    let answer = push(&hand, &[&two, &unknown, &skipped, &beside]);
    assert_eq!(said(&answer, &two), [(2, "pending")]);
    assert_eq!(said(&answer, &unknown), [(1, "pending")]);
    assert_eq!(said(&answer, &skipped), [(3, "pending")]);
    assert_eq!(said(&answer, &beside), [(1, "accepted")]);
    assert_eq!(held(&server), plus(before, [1, 1, 1, 0, 0, 0]));
    // As many as a request may bring, beside work of another order.
    let flood: Vec<Run> = (1..=257).map(|n| orphan(&one, n)).collect();
    let beside = noted(&mut hand, &mut other, 8, "beside the flood");
    let most: Vec<&Run> = flood[1..].iter().chain([&beside]).collect();
    let answer = push(&hand, &most);
    assert_eq!(said(&answer, &beside), [(2, "accepted")]);
    assert!(flood[1..].iter().all(|run| said(&answer, run) == [(1, "pending")]));
    assert_eq!(held(&server), plus(before, [2, 2, 1, 0, 0, 0]));
    // One more, and the request is refused: nothing of it is stored, and nothing is held against anybody.
    let after = noted(&mut hand, &mut other, 8, "after the flood");
    let all: Vec<&Run> = flood.iter().chain([&after]).collect();
    let reply = refused(&server, &hand, &to_bytes(&request(&all)).unwrap());
    let reply = reply.expect(429, "too-many-pending");
    assert_eq!(reply.headers["retry-after"], "60");
    assert_eq!(held(&server), plus(before, [2, 2, 1, 0, 0, 0]));
    assert_eq!(said(&push(&hand, &[&after]), &after), [(3, "accepted")]);
    let mut tablet = Hand::new(&server, 2);
    let mut there = tablet.fetch(id_of(&first));
    let his = noted(&mut tablet, &mut there, 9, "of his other phone");
    assert_eq!(said(&push(&tablet, &[&his]), &his), [(1, "accepted")]);
    // Once the past is there, what waited is taken.
    let answer = push(&hand, &[&two, &one]);
    assert_eq!(said(&answer, &one), [(2, "accepted")]);
    assert_eq!(held(&server), plus(before, [6, 6, 3, 0, 0, 0]));
    assert_eq!(words(&desk, &second), ["beside it", "beside the flood", "after the flood"]);
}

/// `run` with its own hash, counted from where the row of `like` was.
fn rehashed_by(replica: &Replica, like: &Run, mut run: Run) -> Run {
    let start = replica.rows().find(|(_, built)| built.hash == like.hash).unwrap().1.start_op;
    let row = from_wire(run.actor, &run.rows[0], None).unwrap();
    run.hash = build(run.kind, run.document, &row, start).unwrap().hash;
    run
}

/// The highest number that an op may have, as it stands in a change.
const HIGHEST: (u64, [u8; 5]) = (0x7fff_ffff, [0xff, 0xff, 0xff, 0xff, 0x07]);
/// Three below 2³², as it stands in a change: the merge library takes it, and fails at one of the next writes (M10).
const M10: [u8; 5] = [0xfd, 0xff, 0xff, 0xff, 0x0f];

/// The hash that the run's row would have as a change that counts from there.
fn counted_from(run: &Run, start: u64) -> ChangeHash {
    let row = from_wire(run.actor, &run.rows[0], None).unwrap();
    build(run.kind, run.document, &row, start).unwrap().hash
}

/// The same of 2³² - 3, which our own program doesn't build.
fn counted_from_the_end(run: &Run) -> ChangeHash {
    let row = from_wire(run.actor, &run.rows[0], None).unwrap();
    let built = build(run.kind, run.document, &row, HIGHEST.0).unwrap();
    // Magic bytes and four of the hash, then what is hashed.
    let (head, hashed) = built.raw_bytes().split_at(8);
    let places: Vec<usize> =
        (0..hashed.len() - 4).filter(|place| hashed[*place..*place + 5] == HIGHEST.1).collect();
    assert_eq!(places.len(), 1, "the number stands in one place");
    let mut hashed = hashed.to_vec();
    hashed[places[0]..places[0] + 5].copy_from_slice(&M10);
    let hash = ChangeHash::from_bytes(Sha256::digest(&hashed).into());
    let change = [&head[..4], &hash.as_bytes()[..4], &hashed].concat();
    assert_eq!(read_change(&change, &hash), Some(row), "the merge library reads it");
    hash
}

#[test]
fn attack_24_nobody_says_from_where_his_row_counts_and_the_order_stays_writable() {
    let server = server();
    let (desk, [first, second]) = two_orders(&server);
    let mut hand = Hand::new(&server, 1);
    let mut other = hand.fetch(id_of(&second));
    let before = held(&server);
    let mut lines = Vec::new();
    let mut beside = 0;
    for (actor, start) in (20..).zip([Some(1), Some(1 << 20), Some(HIGHEST.0), None]) {
        let mut mine = hand.fetch(id_of(&first));
        let mut bad = noted(&mut hand, &mut mine, actor, "padded");
        bad.hash = start.map_or_else(|| counted_from_the_end(&bad), |start| counted_from(&bad, start));
        for (hashes, verdict) in [(None, "rehash"), (Some(vec![bad.hash]), "hash")] {
            bad.hashes = hashes;
            beside += 1;
            let good = noted(&mut hand, &mut other, 8, "beside it");
            let answer = push(&hand, &[&bad, &good]);
            assert_eq!(said(&answer, &bad), [(1, verdict)], "{actor}");
            assert_eq!(said(&answer, &good), [(beside, "accepted")], "{actor}");
        }
        lines.push(line(Why::Hash, &bad, 0));
    }
    // The row's own number is the one counter that it names.
    for (actor, seq) in (30..).zip([HIGHEST.0 + 1, u64::from(u32::MAX) - 2, u64::from(u32::MAX), u64::MAX]) {
        let mut mine = hand.fetch(id_of(&first));
        let mut bad = noted(&mut hand, &mut mine, actor, "far ahead");
        bad.rows[0].seq = seq;
        assert_eq!(said(&push(&hand, &[&bad]), &bad), [(seq, "limits")]);
        lines.push(line(Why::Limits, &bad, 0));
    }
    let mut mine = hand.fetch(id_of(&first));
    let mut ahead = noted(&mut hand, &mut mine, 40, "as far ahead as a number goes");
    ahead.rows[0].seq = HIGHEST.0;
    let ahead = rehashed(&mine, ahead);
    assert_eq!(said(&push(&hand, &[&ahead]), &ahead), [(HIGHEST.0, "pending")]);
    assert_eq!(kept(&server), lines);
    assert_eq!(held(&server), plus(before, [8, 8, 1, 8, 8, 0]));
    // Ten honest writes later everything counts as it always did.
    for n in 1..=10 {
        let mut mine = hand.fetch(id_of(&first));
        let good = noted(&mut hand, &mut mine, 50 + n, "honest");
        assert_eq!(said(&push(&hand, &[&good]), &good), [(1, "accepted")]);
    }
    assert_eq!(words(&desk, &first), ["honest"; 10]);
    assert!(server.count("SELECT max(max_op) FROM change") < 64);
    can_be_loaded(&server, 2, id_of(&first));
}

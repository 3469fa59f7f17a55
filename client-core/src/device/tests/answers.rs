//! An answer is believed only when it is one to this request; a bad row never blocks the rest (P14).

use super::*;
use crate::device::sync::{AnswerError, FailureKind, SyncError};
use crate::domain::entry::DocumentKind;
use crate::protocol::{self, Bytes, Cursor, SyncAnswer};

fn answer_error(device: &mut TestDevice, bytes: &[u8]) -> AnswerError {
    let commits = device.store().commits();
    let error = match block(device.reply(bytes)) {
        Err(SyncError::Answer(error)) => error,
        other => panic!("{other:?}"),
    };
    assert_eq!(device.store().commits(), commits, "nothing was written");
    error
}

fn changed(bytes: &[u8], change: impl FnOnce(&mut SyncAnswer)) -> Vec<u8> {
    let mut answer: SyncAnswer = protocol::from_bytes(bytes).unwrap();
    change(&mut answer);
    protocol::to_bytes(&answer).unwrap()
}

#[test]
fn attack_41_a_login_page_is_never_success() {
    let mut desk = desk(1);
    let mut server = FakeServer::new();
    run(&mut desk, None, registration());
    let push = request(&mut desk);
    let page = b"<html><body>Welcome to the hotel network</body></html>";
    assert!(matches!(answer_error(&mut desk, page), AnswerError::Wire(_)));
    assert!(matches!(answer_error(&mut desk, b""), AnswerError::Wire(_)));
    assert_eq!(block(desk.outbox()).unwrap().len(), 1);
    block(desk.reply(&server.sync(&push.bytes))).unwrap();
    assert_eq!(block(desk.outbox()).unwrap(), []);
}

#[test]
fn an_answer_cut_at_any_byte_changes_nothing() {
    let mut desk = desk(1);
    let mut server = FakeServer::new();
    run(&mut desk, None, registration());
    let push = request(&mut desk);
    let answer = server.sync(&push.bytes);
    for length in 0..answer.len() {
        assert!(matches!(answer_error(&mut desk, &answer[..length]), AnswerError::Wire(_)), "{length}");
    }
    block(desk.reply(&answer)).unwrap();
}

#[test]
fn an_answer_that_comes_twice_or_to_an_older_request_changes_nothing() {
    let mut desk = desk(1);
    let mut server = FakeServer::new();
    let id = run(&mut desk, None, registration()).order.id;
    let first = request(&mut desk);
    let late = server.sync(&first.bytes);
    desk.failed(FailureKind::Timeout);
    assert_eq!(answer_error(&mut desk, &late), AnswerError::NotAsked);
    run(&mut desk, Some(id), note("后来"));
    let second = request(&mut desk);
    assert_eq!(answer_error(&mut desk, &late), AnswerError::Nonce);
    let answer = server.sync(&second.bytes);
    block(desk.reply(&answer)).unwrap();
    assert_eq!(answer_error(&mut desk, &answer), AnswerError::NotAsked);
    assert_eq!(server.changes(), 3, "sent twice, stored once");
    assert_eq!(block(desk.outbox()).unwrap(), []);
}

#[test]
fn a_cursor_that_goes_back_stands_still_or_changes_its_life_unannounced_is_refused() {
    let mut desk = desk(1);
    let mut server = FakeServer::new();
    registered(&mut desk, &mut server);
    let push = request(&mut desk);
    let good = server.sync(&push.bytes);
    let back = changed(&good, |a| a.cursor.seq = 0);
    assert_eq!(answer_error(&mut desk, &back), AnswerError::Cursor);
    let still = changed(&good, |a| a.more = true);
    assert_eq!(answer_error(&mut desk, &still), AnswerError::Cursor);
    let other_life = changed(&good, |a| a.cursor = Cursor { epoch: [9; 8], seq: 99, check: None });
    assert_eq!(answer_error(&mut desk, &other_life), AnswerError::Cursor);
    let same_life = changed(&good, |a| a.new_epoch = true);
    assert_eq!(answer_error(&mut desk, &same_life), AnswerError::Cursor);
    let version = changed(&good, |a| a.version = 9);
    assert_eq!(answer_error(&mut desk, &version), AnswerError::Version(9));
    block(desk.reply(&good)).unwrap();
}

#[test]
fn verdicts_on_changes_that_were_not_sent_are_ignored() {
    let mut desk = desk(1);
    let mut server = FakeServer::new();
    let id = run(&mut desk, None, registration()).order.id;
    let push = request(&mut desk);
    let sent = server.sync(&push.bytes);
    run(&mut desk, Some(id), note("还没有发送"));
    let liar = changed(&sent, |answer| {
        for verdict in &mut answer.verdicts {
            verdict.upto = 99;
        }
        answer.documents.clear();
    });
    block(desk.reply(&liar)).unwrap();
    assert_eq!(block(desk.outbox()).unwrap().len(), 1);
    sync(&mut desk, &mut server);
    assert_eq!(server.changes(), 3);
}

#[test]
fn attack_42_a_bad_row_is_listed_as_a_problem_and_the_rest_is_stored() {
    let (mut desk, mut other) = (desk(1), desk(2));
    let mut server = FakeServer::new();
    let good = registered(&mut desk, &mut server);
    let bad = registered(&mut desk, &mut server);
    let pull = request(&mut other);
    let answer = changed(&server.sync(&pull.bytes), |answer| {
        for page in answer.documents.iter_mut().filter(|page| page.document == bad) {
            page.runs[0].rows[0].row.entries[0].1 = Bytes(vec![0xff; 20]);
        }
    });
    let applied = block(other.reply(&answer)).unwrap();
    assert_eq!(applied.problems, 1);
    assert_eq!(block(other.problems()).unwrap()[0].document, bad);
    assert_eq!(canonical(&other, good), canonical(&desk, good));
    sync(&mut other, &mut server);
    // Once the whole truth comes, it is taken.
    let pull = request(&mut other);
    let whole = changed(&server.sync(&pull.bytes), |answer| {
        let mut all: SyncAnswer = protocol::from_bytes(&{
            let mut again = server.clone();
            let mut first: crate::protocol::SyncRequest = protocol::from_bytes(&pull.bytes).unwrap();
            first.cursor = None;
            again.sync(&protocol::to_bytes(&first).unwrap())
        })
        .unwrap();
        answer.documents.append(&mut all.documents);
    });
    block(other.reply(&whole)).unwrap();
    assert_eq!(canonical(&other, bad), canonical(&desk, bad));
}

#[test]
fn rows_that_come_before_what_they_depend_on_are_held_and_not_lost() {
    let (mut desk, mut other) = (desk(1), desk(2));
    let mut server = FakeServer::new();
    let id = registered(&mut desk, &mut server);
    sync(&mut other, &mut server);
    run(&mut desk, Some(id), note("一"));
    sync(&mut desk, &mut server);
    let pull = request(&mut other);
    let mut kept = Vec::new();
    let without = changed(&server.sync(&pull.bytes), |answer| kept = std::mem::take(&mut answer.documents));
    block(other.reply(&without)).unwrap();
    run(&mut desk, Some(id), note("二"));
    sync(&mut desk, &mut server);
    let pull = request(&mut other);
    let answer = server.sync(&pull.bytes);
    assert_eq!(block(other.reply(&answer)).unwrap().problems, 1);
    assert_eq!(block(other.show(id)).unwrap().unwrap().order.notes.len(), 0);
    let pull = request(&mut other);
    let late = changed(&server.sync(&pull.bytes), |answer| answer.documents = kept);
    assert_eq!(block(other.reply(&late)).unwrap().problems, 0);
    assert_eq!(canonical(&other, id), canonical(&desk, id));
}

#[test]
fn after_failures_the_device_waits_and_new_work_does_not_shorten_the_wait() {
    let mut desk = desk(1);
    let id = run(&mut desk, None, registration()).order.id;
    request(&mut desk);
    desk.failed(FailureKind::Offline);
    let Step::Wait { wake_at: Some(first) } = block(desk.tick()).unwrap() else { panic!() };
    assert!(first > desk.environment().boot_ms - 2_000);
    run(&mut desk, Some(id), note("x"));
    desk.offline();
    assert_eq!(block(desk.tick()).unwrap(), Step::Wait { wake_at: None });
    desk.online();
    assert!(matches!(block(desk.tick()).unwrap(), Step::Send(_)));
    desk.environment().boot_ms += 120_000;
    assert!(matches!(block(desk.tick()).unwrap(), Step::Wait { .. }), "a silent request counts as failed");
}

#[test]
fn a_customer_that_comes_later_than_his_order_reaches_the_orders_row() {
    let (mut desk, mut other) = (desk(1), desk(2));
    let mut server = FakeServer::new();
    registered(&mut desk, &mut server);
    let pull = request(&mut other);
    let mut customer = Vec::new();
    let first = changed(&server.sync(&pull.bytes), |answer| {
        customer = answer.documents.extract_if(.., |page| page.kind == DocumentKind::Customer).collect();
    });
    block(other.reply(&first)).unwrap();
    assert_eq!(block(other.list()).unwrap()[0].customer_name, None);
    let pull = request(&mut other);
    let second = changed(&server.sync(&pull.bytes), |answer| answer.documents = customer);
    block(other.reply(&second)).unwrap();
    assert_eq!(block(other.list()).unwrap()[0].customer_name.as_deref(), Some("王小明"));
}

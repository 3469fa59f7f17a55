//! Photos: up before the change that names them, down when wanted, resumed wherever the line was cut.

use super::server::Line;
use super::*;
use crate::device::record::blob_key;
use crate::device::store::{Store, Table, WriteSet};
use crate::device::{ExecuteError, OutboxStatus};
use crate::domain::decide::Rejection;
use crate::domain::entry::Kind;
use crate::domain::id::BlobDigest;
use crate::domain::photo::{MAX_PHOTO_BYTES, PhotoInput};
use crate::domain::reference::{Reference, StaffMember};
use crate::protocol::{BLOB_CHUNK_BYTES, BlobName, Outcome};
use proptest::prelude::*;

/// Salt, length of the media type and `image/jpeg`, in front of the picture.
const HEAD: usize = 27;

/// Something that begins like a JPEG.
fn picture(bytes: usize) -> Vec<u8> {
    let mut picture = vec![0xff, 0xd8, 0xff, 0xe0];
    picture.extend((4..bytes).map(|i| u8::try_from(i * i % 251).unwrap()));
    picture
}

fn add_photo(device: &mut TestDevice, order: DocumentId, bytes: usize) -> BlobDigest {
    let photo = PhotoInput::taken_now(picture(bytes));
    run(device, Some(order), Command::AddPhoto { photo }).order.photos.last().unwrap().photo.blob
}

fn bytes_here(device: &TestDevice, order: DocumentId, digest: &BlobDigest) -> Option<usize> {
    block(device.blob(order, digest)).unwrap().map(|blob| blob.content.len())
}

/// Bytes of photos that were sent, those of lost requests among them.
fn sent_up(server: &FakeServer) -> usize {
    server.blob_requests.iter().map(BlobRequest::len).sum()
}

/// An order that person 7 holds.
fn held_order(desk: &mut TestDevice, server: &mut FakeServer) -> DocumentId {
    let member = |n, role| StaffMember { user: user(n), display_name: format!("{n}"), roles: vec![role] };
    let staff = vec![member(1, Role::Dispatcher), member(2, Role::Dispatcher), member(7, Role::Technician)];
    server.reference = Some(Reference { version: 1, staff, ..Reference::default() });
    let order = registered(desk, server);
    run(desk, Some(order), Command::accept());
    run(desk, Some(order), Command::IssueSlip);
    run(desk, Some(order), Command::Assign { technician: user(7), reason: None });
    order
}

#[test]
fn a_photo_goes_up_in_pieces_before_the_change_that_names_it() {
    let mut desk = desk(1);
    let mut server = FakeServer::new();
    let order = registered(&mut desk, &mut server);
    let digest = add_photo(&mut desk, order, 300_000);
    let waits = block(desk.outbox()).unwrap().remove(0);
    let OutboxStatus::UploadingPhoto { document, blob, sent, bytes, trouble } = waits.status else {
        panic!("{:?}", waits.status)
    };
    assert_eq!((document, blob, sent, trouble), (order, digest, 0, None));
    let report = sync(&mut desk, &mut server);
    assert_eq!(block(desk.outbox()).unwrap(), []);
    assert_eq!((sent_up(&server), bytes as usize), (300_000 + HEAD, 300_000 + HEAD));
    let pieces: Vec<usize> = server.blob_requests.iter().map(BlobRequest::len).collect();
    let (full, rest) = (BLOB_CHUNK_BYTES, (300_000 + HEAD - 56 * 1024) % BLOB_CHUNK_BYTES);
    let growing = [0, 8 * 1024, 16 * 1024, 32 * 1024, full, full, full, rest];
    assert_eq!(pieces, growing, "quick ones grow to the largest");
    assert_eq!(report.blob_requests, 8);
    assert!(server.requests.iter().all(|request| request.blobs.iter().all(|b| b.bytes.0.len() < 9_000)));
}

/// On a line of 20 kbit/s, by the device's own clock: what is written while a piece is on the line is acknowledged within
/// 15 seconds, and the photo gets through all the same.
#[test]
fn p14_on_a_bad_line_a_change_waits_for_a_small_piece_only() {
    let mut desk = desk(1);
    let mut server = FakeServer::new();
    let order = registered(&mut desk, &mut server);
    let other = registered(&mut desk, &mut server);
    add_photo(&mut desk, order, 120_000);
    let carried = |bytes: usize| 300 + i64::try_from(bytes).unwrap() * 8 / 20;
    let (mut pieces, mut longest) = (0, 0);
    let mut written: Option<i64> = None;
    loop {
        match block(desk.tick()).unwrap() {
            Step::Send(request) => {
                let answer = server.sync(&request.bytes);
                desk.environment().boot_ms += carried(request.bytes.len() + answer.len());
                block(desk.reply(&answer)).unwrap();
                if let Some(since) = written.take() {
                    assert!(block(desk.show(other)).unwrap().unwrap().pending.is_empty());
                    longest = longest.max(desk.environment().boot_ms - since);
                }
            }
            Step::Blob(request) => {
                // The moment at which the piece has just begun.
                written = Some(desk.environment().boot_ms);
                run(&mut desk, Some(other), note("同时"));
                let answer = server.photo(&request).unwrap();
                desk.environment().boot_ms += carried(request.len());
                block(desk.blob_reply(answer)).unwrap();
                pieces += 1;
            }
            Step::Wait { .. } => break,
        }
    }
    assert_eq!(block(desk.outbox()).unwrap(), []);
    assert!(longest > 3_000 && longest < 15_000, "{longest} ms");
    assert!((8..=30).contains(&pieces), "{pieces}");
}

/// A line of 20 kbit/s on which an answer takes 800 ms and every twentieth packet is lost, in its own time: the device's
/// clock moves by a second whenever it is looked at, which no line does.
struct Edge {
    dice: u64,
    connected: bool,
    now_ms: i64,
}

impl Edge {
    const PACKET: usize = 1_200;
    /// What HTTP says around a request and its answer.
    const HEADERS: usize = 1_100;
    const ROUND_TRIP_MS: i64 = 800;
    /// Until TCP sends a lost packet again.
    const AGAIN_MS: i64 = 1_000;

    fn loses(&mut self) -> bool {
        self.dice = self.dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.dice >> 33).is_multiple_of(20)
    }

    /// Milliseconds of a request with its answer; the first one shakes hands for TCP and TLS.
    fn carries(&mut self, bytes: usize) -> i64 {
        let hands = if std::mem::replace(&mut self.connected, true) { 0 } else { 3 * Self::ROUND_TRIP_MS };
        let packet_ms = i64::try_from(Self::PACKET * 8 / 20).unwrap();
        let packets = (bytes + Self::HEADERS).div_ceil(Self::PACKET);
        let lost = (0..packets).map(|_| if self.loses() { Self::AGAIN_MS + packet_ms } else { 0 });
        let ms =
            hands + Self::ROUND_TRIP_MS + lost.sum::<i64>() + packet_ms * i64::try_from(packets).unwrap();
        self.now_ms += ms;
        ms
    }
}

#[test]
fn p14_at_20_kbit_800_ms_and_5_percent_loss_a_change_waits_15_seconds_at_most_while_5_mb_are_on_their_way() {
    let mut longest = Vec::new();
    for seed in 1..=24 {
        let mut desk = desk(1);
        let mut server = FakeServer::new();
        let order = registered(&mut desk, &mut server);
        let other = registered(&mut desk, &mut server);
        for _ in 0..5 {
            add_photo(&mut desk, order, 1_000_000);
        }
        let mut edge = Edge { dice: seed, connected: false, now_ms: 0 };
        let (mut written, mut waits): (Option<i64>, Vec<i64>) = (None, Vec::new());
        while waits.len() < 12 {
            match block(desk.tick()).unwrap() {
                Step::Send(request) => {
                    let answer = server.sync(&request.bytes);
                    desk.environment().boot_ms += edge.carries(request.bytes.len() + answer.len());
                    block(desk.reply(&answer)).unwrap();
                    if let Some(since) = written.take() {
                        assert!(block(desk.show(other)).unwrap().unwrap().pending.is_empty());
                        waits.push(edge.now_ms - since);
                    }
                }
                Step::Blob(request) => {
                    // The worst moment: the piece has just begun.
                    written.get_or_insert(edge.now_ms);
                    run(&mut desk, Some(other), note("同时"));
                    let answer = server.photo(&request).unwrap();
                    desk.environment().boot_ms += edge.carries(request.len());
                    block(desk.blob_reply(answer)).unwrap();
                }
                Step::Wait { wake_at } => panic!("photos wait: {wake_at:?}"),
            }
        }
        longest.push(waits.into_iter().max().unwrap());
    }
    assert!(longest.iter().all(|ms| *ms < 15_000), "{longest:?}");
}

#[test]
fn a_small_photo_travels_with_its_change() {
    let mut desk = desk(1);
    let mut server = FakeServer::new();
    let order = registered(&mut desk, &mut server);
    let digest = add_photo(&mut desk, order, 5_000);
    sync(&mut desk, &mut server);
    assert_eq!((server.blob_requests.len(), block(desk.outbox()).unwrap().len()), (0, 0));
    assert_eq!(server.blobs[&digest].1.len(), 5_000 + HEAD);
}

#[test]
fn a_photo_that_never_gets_up_keeps_nothing_but_its_own_order_waiting() {
    let mut desk = desk(1);
    let mut server = FakeServer::new();
    let stays = registered(&mut desk, &mut server);
    let goes = registered(&mut desk, &mut server);
    let before = run(&mut desk, Some(stays), note("照片之前")).pending;
    let digest = add_photo(&mut desk, stays, 200_000);
    run(&mut desk, Some(stays), note("照片之后"));
    run(&mut desk, Some(goes), note("另一张单"));
    server.no_photos.insert(stays);
    for _ in 0..3 {
        sync(&mut desk, &mut server);
    }
    assert!(block(desk.show(goes)).unwrap().unwrap().pending.is_empty());
    let pending = block(desk.show(stays)).unwrap().unwrap().pending;
    assert_eq!(pending.len(), 2, "the note before the photo went");
    assert!(!pending.contains(&before[0]));
    let outbox = block(desk.outbox()).unwrap();
    assert_eq!(outbox[0].what, Kind::PhotoAdded.as_str());
    let OutboxStatus::UploadingPhoto { blob, sent, trouble, .. } = &outbox[0].status else {
        panic!("{:?}", outbox[0].status)
    };
    assert_eq!((*blob, *sent), (digest, 0));
    assert!(trouble.as_ref().unwrap().contains("keeps no more photos"));
    assert_eq!(outbox[1].status, OutboxStatus::Queued);
    assert!(server.blob_requests.len() <= 24, "no hot loop: {}", server.blob_requests.len());
    run(&mut desk, Some(goes), note("再来"));
    desk.hurry();
    assert!(matches!(block(desk.tick()).unwrap(), Step::Send(_)), "sync goes before photos");
    desk.failed(FailureKind::Timeout);
    server.no_photos.clear();
    sync(&mut desk, &mut server);
    assert_eq!(block(desk.outbox()).unwrap(), []);
}

#[test]
fn only_one_request_is_on_the_line_and_a_silent_piece_is_lost_after_its_time() {
    let mut desk = desk(1);
    let mut server = FakeServer::new();
    let order = registered(&mut desk, &mut server);
    add_photo(&mut desk, order, 100_000);
    let first = request(&mut desk);
    block(desk.reply(&server.sync(&first.bytes))).unwrap();
    assert!(matches!(block(desk.tick()).unwrap(), Step::Blob(BlobRequest::Stand { .. })));
    run(&mut desk, Some(order), note("同时"));
    desk.hurry();
    let Step::Wait { wake_at: Some(lost_at) } = block(desk.tick()).unwrap() else { panic!("two at once") };
    desk.environment().boot_ms = lost_at;
    assert!(matches!(block(desk.tick()).unwrap(), Step::Send(_)));
}

#[test]
fn attack_52_an_upload_goes_on_where_the_server_stands_after_a_kill() {
    let mut desk = desk(1);
    let mut server = FakeServer::new();
    let order = registered(&mut desk, &mut server);
    add_photo(&mut desk, order, 300_000);
    server.no_answer_after(3);
    let report = sync(&mut desk, &mut server);
    assert_eq!(report.blob_failure, Some(FailureKind::Timeout));
    let store = desk.store().clone();
    drop(desk);
    let mut desk = open(&store, 3);
    let OutboxStatus::UploadingPhoto { sent, .. } = block(desk.outbox()).unwrap()[0].status else {
        panic!("it waits for its photo")
    };
    assert_eq!(sent, 24 * 1024, "as far as an answer came");
    server.line.clear();
    server.blob_requests.clear();
    sync(&mut desk, &mut server);
    assert_eq!(block(desk.outbox()).unwrap(), []);
    let left = 300_000 + HEAD - 24 * 1024 - 32 * 1024;
    assert_eq!(sent_up(&server), left, "the piece whose answer was lost isn't sent again");
}

#[test]
fn the_holders_phone_gets_photos_by_itself_and_others_when_they_want_them() {
    let (mut desk, mut other) = (desk(1), desk(2));
    let mut technician = device(7, &[Role::Technician]);
    let mut server = FakeServer::new();
    let order = held_order(&mut desk, &mut server);
    let digest = add_photo(&mut desk, order, 150_000);
    sync(&mut desk, &mut server);
    sync(&mut technician, &mut server);
    assert_eq!(bytes_here(&technician, order, &digest), Some(150_000));
    sync(&mut other, &mut server);
    assert_eq!(bytes_here(&other, order, &digest), None);
    let blob = BlobName { document: order, digest };
    block(other.want_blob(blob)).unwrap();
    sync(&mut other, &mut server);
    assert_eq!(bytes_here(&other, order, &digest), Some(150_000));
    let asked = server.blob_requests.len();
    block(other.want_blob(blob)).unwrap();
    sync(&mut other, &mut server);
    assert_eq!(server.blob_requests.len(), asked, "what is here isn't asked for");
}

#[test]
fn a_download_goes_on_after_a_kill_and_is_believed_only_with_its_digest() {
    let mut desk = desk(1);
    let mut technician = device(7, &[Role::Technician]);
    let mut server = FakeServer::new();
    let order = held_order(&mut desk, &mut server);
    let digest = add_photo(&mut desk, order, 200_000);
    sync(&mut desk, &mut server);
    server.damaged.insert(digest);
    sync(&mut technician, &mut server);
    assert_eq!(bytes_here(&technician, order, &digest), None);
    server.damaged.clear();
    server.blob_requests.clear();
    server.no_answer_after(1);
    sync(&mut technician, &mut server);
    let store = technician.store().clone();
    drop(technician);
    let mut technician = open(&store, 8);
    server.line.clear();
    sync(&mut technician, &mut server);
    assert_eq!(bytes_here(&technician, order, &digest), Some(200_000));
    let mut starts: Vec<u32> = server
        .blob_requests
        .iter()
        .map(|request| match request {
            BlobRequest::Get { offset, .. } => *offset,
            other => panic!("{other:?}"),
        })
        .collect();
    starts.dedup();
    // The new process begins with a small piece.
    assert_eq!(starts, [0, 64, 72, 88, 120, 184].map(|kib| kib * 1024), "from where it had come to");
}

#[test]
fn attack_53_what_is_no_photo_is_refused_with_its_reason() {
    let mut desk = desk(1);
    let mut server = FakeServer::new();
    let order = registered(&mut desk, &mut server);
    let mut refusal = |photo| match block(desk.execute(Some(order), Command::AddPhoto { photo })) {
        Err(ExecuteError::Rejected(rejection)) => rejection,
        other => panic!("{other:?}"),
    };
    assert_eq!(refusal(PhotoInput::taken_now(b"<svg/>".to_vec())), Rejection::NotAPicture);
    assert_eq!(
        refusal(PhotoInput::taken_now(picture(MAX_PHOTO_BYTES + 1))),
        Rejection::PhotoTooLarge { bytes: MAX_PHOTO_BYTES + 1, max: MAX_PHOTO_BYTES }
    );
    let mut huge = b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR".to_vec();
    huge.extend([30_000_u32.to_be_bytes(), 30_000_u32.to_be_bytes()].concat());
    assert_eq!(
        refusal(PhotoInput::taken_now(huge)),
        Rejection::TooManyPixels { width: 30_000, height: 30_000 }
    );
    let at = |taken_at| PhotoInput { taken_at: Some(taken_at), ..PhotoInput::taken_now(picture(100)) };
    let taken_at = 1_890_000_000_000;
    assert_eq!(refusal(at(taken_at)), Rejection::PhotoFromTheFuture { taken_at });
    let view = run(&mut desk, Some(order), Command::AddPhoto { photo: at(1_700_000_000_000) });
    let photo = view.order.photos[0].photo;
    assert_eq!((photo.taken_at, photo.bytes as usize), (1_700_000_000_000, 100 + HEAD));
}

#[test]
fn a_put_off_change_with_a_large_photo_is_no_hot_loop() {
    for outcome in [Outcome::Pending, Outcome::Later] {
        let mut desk = desk(1);
        let mut server = FakeServer::new();
        let order = registered(&mut desk, &mut server);
        add_photo(&mut desk, order, 100_000);
        server.put_off = Some(outcome);
        server.requests.clear();
        let mut first = request(&mut desk);
        for _ in 0..20 {
            block(desk.reply(&server.sync(&first.bytes))).unwrap();
            first = loop {
                match block(desk.tick()).unwrap() {
                    Step::Send(request) => break request,
                    Step::Blob(request) => block(desk.blob_reply(server.photo(&request).unwrap())).unwrap(),
                    Step::Wait { wake_at } => {
                        desk.environment().boot_ms = wake_at.unwrap();
                    }
                }
            };
            if server.requests.len() > 2 {
                break;
            }
        }
        let slept = desk.environment().boot_ms;
        assert!(slept >= 4 * 60_000, "the third request waits for the next poll: {slept}");
        server.put_off = None;
        block(desk.reply(&server.sync(&first.bytes))).unwrap();
        sync(&mut desk, &mut server);
        assert_eq!(block(desk.outbox()).unwrap(), []);
    }
}

#[test]
fn a_photo_lost_on_the_device_and_a_put_off_change_are_no_hot_loop() {
    let mut desk = desk(1);
    let mut server = FakeServer::new();
    let order = registered(&mut desk, &mut server);
    let digest = add_photo(&mut desk, order, 100_000);
    let mut writes = WriteSet::default();
    writes.delete(Table::Blob, blob_key(order, &digest));
    let mut store = desk.store().clone();
    block(store.commit(writes)).unwrap();
    // The server doesn't mind: it puts the change off before it looks at it.
    server.put_off = Some(Outcome::Pending);
    server.blobs.insert(digest, (order, Vec::new()));
    server.requests.clear();
    let mut due = Some(request(&mut desk));
    while let Some(request) = due.take() {
        block(desk.reply(&server.sync(&request.bytes))).unwrap();
        assert!(server.requests.len() < 10, "a hot loop");
        due = match block(desk.tick()).unwrap() {
            Step::Send(request) => Some(request),
            Step::Blob(request) => panic!("{request:?}"),
            Step::Wait { .. } => None,
        };
    }
    assert_eq!(server.requests.len(), 2);
}

#[test]
fn complete_is_believed_only_at_the_end_of_the_bytes() {
    let mut desk = desk(1);
    let mut server = FakeServer::new();
    let order = registered(&mut desk, &mut server);
    let digest = add_photo(&mut desk, order, 100_000);
    let first = request(&mut desk);
    block(desk.reply(&server.sync(&first.bytes))).unwrap();
    assert!(matches!(block(desk.tick()).unwrap(), Step::Blob(BlobRequest::Stand { .. })));
    block(desk.blob_reply(BlobAnswer::Stands { offset: 40_000, complete: true })).unwrap();
    assert!(matches!(block(desk.tick()).unwrap(), Step::Wait { .. }), "the change doesn't go without it");
    let OutboxStatus::UploadingPhoto { trouble, .. } = block(desk.outbox()).unwrap().remove(0).status else {
        panic!("it isn't up")
    };
    assert!(trouble.unwrap().contains("makes no sense"));
    sync(&mut desk, &mut server);
    assert_eq!(server.blobs[&digest].1.len(), 100_000 + HEAD);
}

#[test]
fn a_piece_that_cannot_be_kept_is_asked_for_again_after_a_wait() {
    let mut desk = desk(1);
    let mut technician = device(7, &[Role::Technician]);
    let mut server = FakeServer::new();
    let order = held_order(&mut desk, &mut server);
    let digest = add_photo(&mut desk, order, 150_000);
    sync(&mut desk, &mut server);
    let first = request(&mut technician);
    block(technician.reply(&server.sync(&first.bytes))).unwrap();
    let Step::Blob(get) = block(technician.tick()).unwrap() else { panic!("the photo is wanted") };
    technician.store().set_full(true);
    assert!(block(technician.blob_reply(server.photo(&get).unwrap())).is_err());
    let now = technician.environment().boot_ms;
    let Step::Wait { wake_at: Some(wake_at) } = block(technician.tick()).unwrap() else { panic!("at once") };
    assert!(wake_at > now + 500, "{wake_at} after {now}");
    technician.store().set_full(false);
    technician.environment().boot_ms = wake_at;
    assert!(matches!(block(technician.tick()).unwrap(), Step::Blob(BlobRequest::Get { .. })));
    block(technician.blob_failed(FailureKind::Timeout)).unwrap();
    sync(&mut technician, &mut server);
    assert_eq!(bytes_here(&technician, order, &digest), Some(150_000));
}

#[test]
fn a_change_accepted_by_a_restored_server_in_its_first_answer_is_sent_again_with_its_photo() {
    for page in [usize::MAX, 1] {
        let mut desk = desk(1);
        let mut server = FakeServer::new();
        let order = registered(&mut desk, &mut server);
        let mut restored = server.clone();
        restored.epoch = [2; 8];
        let digest = add_photo(&mut desk, order, 100_000);
        let first = request(&mut desk);
        block(desk.reply(&server.sync(&first.bytes))).unwrap();
        let push = loop {
            match block(desk.tick()).unwrap() {
                Step::Send(request) => break request,
                Step::Blob(request) => block(desk.blob_reply(server.photo(&request).unwrap())).unwrap(),
                Step::Wait { .. } => panic!("nothing to send"),
            }
        };
        restored.no_photo_needed = true;
        restored.page = page;
        let applied = block(desk.reply(&restored.sync(&push.bytes))).unwrap();
        restored.no_photo_needed = false;
        assert!(applied.new_epoch && applied.again);
        assert!(!restored.blobs.contains_key(&digest));
        sync(&mut desk, &mut restored);
        assert_eq!(restored.blobs[&digest].1.len(), 100_000 + HEAD);
        assert_eq!(block(desk.outbox()).unwrap(), []);
    }
}

fn line() -> impl Strategy<Value = Line> {
    prop_oneof![3 => Just(Line::Whole), 1 => Just(Line::CutBefore), 1 => Just(Line::CutAfter)]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, ..ProptestConfig::default() })]

    #[test]
    fn a_photo_arrives_whole_wherever_the_line_is_cut_and_each_piece_is_taken_once(
        lines in prop::collection::vec(line(), 0..24),
        bytes in 9_000..400_000_usize,
        killed in any::<bool>(),
    ) {
        let mut desk = desk(1);
        let mut technician = device(7, &[Role::Technician]);
        let mut server = FakeServer::new();
        let order = held_order(&mut desk, &mut server);
        let digest = add_photo(&mut desk, order, bytes);
        let lost = lines.iter().filter(|line| **line == Line::CutBefore).count();
        server.line = lines.into();
        let mut life = 10;
        for _ in 0..60 {
            sync(&mut desk, &mut server);
            sync(&mut technician, &mut server);
            if bytes_here(&technician, order, &digest).is_some() {
                break;
            }
            if killed {
                let stores = [desk.store().clone(), technician.store().clone()];
                life += 2;
                (desk, technician) = (open(&stores[0], life), open(&stores[1], life + 1));
            }
        }
        prop_assert_eq!(block(technician.blob(order, &digest)).unwrap().unwrap().content, picture(bytes));
        prop_assert_eq!(block(desk.outbox()).unwrap(), []);
        // A piece whose answer was lost isn't sent again: the server is asked where it stands.
        prop_assert!(sent_up(&server) <= bytes + HEAD + lost * BLOB_CHUNK_BYTES);
    }
}

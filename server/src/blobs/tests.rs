//! Photos in pieces, without HTTP.

use super::*;
use crate::sync::tests::kit::{Phone, TECHNICIAN_A, TECHNICIAN_B, World};
use client_core::domain::blob::TEXT;
use client_core::domain::command::Command;
use client_core::domain::photo::{MAX_PHOTO_BYTES, PhotoInput};
use client_core::domain::policy::Role;
use proptest::prelude::*;

const SMALL: BlobLimits = BlobLimits { unnamed_bytes: 250_000, keep_unnamed_ms: 1_000, reserved_bytes: 0 };

fn picture(bytes: usize) -> Vec<u8> {
    let mut picture = vec![0xff, 0xd8, 0xff, 0xe0];
    picture.extend((4..bytes).map(|i| u8::try_from(i * i % 251).unwrap()));
    picture
}

fn stored(salt: u8, media_type: &str, content: &[u8]) -> Vec<u8> {
    Blob { salt: [salt; 16], media_type: media_type.to_owned(), content: content.to_vec() }.to_bytes()
}

/// An order that technician A holds.
fn site() -> (World, Phone, DocumentId) {
    let mut world = World::new();
    let mut desk = Phone::dispatcher();
    let order = desk.dispatched(TECHNICIAN_A);
    desk.sync(&mut world);
    let mut technician = Phone::technician(TECHNICIAN_A);
    technician.sync(&mut world);
    (world, technician, order)
}

fn name(document: DocumentId, bytes: &[u8]) -> BlobName {
    BlobName { document, digest: digest_of(bytes) }
}

fn len(bytes: &[u8]) -> u32 {
    u32::try_from(bytes.len()).unwrap()
}

fn piece(world: &World, n: u8, blob: BlobName, offset: u32, total: u32, bytes: &[u8]) -> Piece {
    let sent = Sent { blob, offset, total, bytes };
    put(&world.connection, &world.sender(n), &SMALL, &sent, world.now).unwrap()
}

fn whole(world: &World, n: u8, document: DocumentId, bytes: &[u8]) -> Piece {
    piece(world, n, name(document, bytes), 0, len(bytes), bytes)
}

#[test]
fn attack_51_bytes_that_are_not_what_the_name_says_are_refused_and_the_upload_begins_anew() {
    let (world, _, order) = site();
    let good = stored(1, "image/jpeg", &picture(50_000));
    let mut bad = good.clone();
    bad[30_000] ^= 1;
    let blob = name(order, &good);
    assert_eq!(piece(&world, TECHNICIAN_A, blob, 0, len(&bad), &bad), Piece::Refused(BlobRefusal::Digest));
    assert_eq!(stand(&world.connection, &world.sender(TECHNICIAN_A), blob).unwrap(), None);
    assert_eq!((world.count("upload"), world.count("upload_part")), (0, 0));
    let complete = Piece::Stands { offset: len(&good), complete: true };
    assert_eq!(whole(&world, TECHNICIAN_A, order, &good), complete);
    assert_eq!(whole(&world, TECHNICIAN_A, order, &good), complete, "the same again changes nothing");
}

#[test]
fn attack_52_a_piece_goes_only_where_the_last_one_ended() {
    let (world, _, order) = site();
    let bytes = stored(1, "image/jpeg", &picture(50_000));
    let (blob, total) = (name(order, &bytes), len(&bytes));
    let at = |offset: u32, bytes: &[u8]| piece(&world, TECHNICIAN_A, blob, offset, total, bytes);
    assert_eq!(at(10, &bytes[10..20]), Piece::OffsetMismatch { offset: 0 });
    assert_eq!(at(0, &bytes[..20_000]), Piece::Stands { offset: 20_000, complete: false });
    assert_eq!(at(0, &bytes[..20_000]), Piece::OffsetMismatch { offset: 20_000 });
    assert_eq!(at(20_001, &bytes[20_001..]), Piece::OffsetMismatch { offset: 20_000 });
    assert_eq!(
        piece(&world, TECHNICIAN_A, blob, 20_000, total + 1, &bytes[20_000..]),
        Piece::LengthChanged { declared: total }
    );
    let mut more = bytes[20_000..].to_vec();
    more.push(0);
    assert_eq!(at(20_000, &more), Piece::Refused(BlobRefusal::TooLarge));
    let sender = world.sender(TECHNICIAN_A);
    assert_eq!(stand(&world.connection, &sender, blob).unwrap(), Some((20_000, total)));
    assert_eq!(at(20_000, &bytes[20_000..]), Piece::Stands { offset: total, complete: true });
    let most = u32::try_from(MAX_PHOTO_BYTES + 65).unwrap();
    let other = name(order, b"x");
    assert_eq!(
        piece(&world, TECHNICIAN_A, other, 0, most, &bytes[..64]),
        Piece::Refused(BlobRefusal::TooLarge)
    );
}

#[test]
fn attack_52_two_devices_send_one_photo_and_neither_spoils_the_others_bytes() {
    let (world, _, order) = site();
    let bytes = stored(1, "image/png", &[b"\x89PNG\r\n\x1a\n".as_slice(), &picture(40_000)].concat());
    let (blob, total) = (name(order, &bytes), len(&bytes));
    let lies = vec![0; 10_000];
    assert_eq!(
        piece(&world, 1, blob, 0, total, &bytes[..100]),
        Piece::Stands { offset: 100, complete: false },
        "the dispatcher's device"
    );
    assert_eq!(piece(&world, 1, blob, 100, total, &lies), Piece::Stands { offset: 10_100, complete: false });
    assert_eq!(
        piece(&world, TECHNICIAN_A, blob, 0, total, &bytes),
        Piece::Stands { offset: total, complete: true }
    );
    assert_eq!(
        piece(&world, 1, blob, 10_100, total, &bytes[10_100..]),
        Piece::Stands { offset: total, complete: true }
    );
    let read = range(&world.connection, &world.sender(1), blob, 0, u32::MAX).unwrap();
    assert_eq!(read, Some((total, bytes)));
}

#[test]
fn attack_53_only_pictures_are_taken_whatever_they_are_called() {
    let (world, _, order) = site();
    for (media_type, content) in [
        ("image/jpeg", &b"<html><script>alert(1)</script>"[..]),
        ("image/svg+xml", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        ("application/pdf", b"%PDF-1.7 /JavaScript"),
        ("image/jpeg", b"MZ\x90\x00\x03\x00\x00\x00\x04"),
        ("image/png", b"\xff\xd8\xff\xe0 a jpeg called png"),
        (TEXT, b"words go with their change"),
        ("image/jpeg", b""),
    ] {
        let bytes = stored(2, media_type, content);
        assert_eq!(
            whole(&world, TECHNICIAN_A, order, &bytes),
            Piece::Refused(BlobRefusal::Type),
            "{media_type}"
        );
    }
    // Pieces too short to tell are judged as a whole.
    let bytes = stored(2, "image/jpeg", b"<html><body onload=alert(1)>");
    let blob = name(order, &bytes);
    assert_eq!(
        piece(&world, TECHNICIAN_A, blob, 0, len(&bytes), &bytes[..30]),
        Piece::Stands { offset: 30, complete: false }
    );
    assert_eq!(
        piece(&world, TECHNICIAN_A, blob, 30, len(&bytes), &bytes[30..]),
        Piece::Refused(BlobRefusal::Type)
    );
    assert_eq!((world.count("upload"), world.count("upload_part")), (0, 0));
}

#[test]
fn attack_56_a_stranger_can_neither_send_nor_read_nor_learn_that_it_is_there() {
    let (world, _, order) = site();
    let bytes = stored(1, "image/jpeg", &picture(30_000));
    whole(&world, TECHNICIAN_A, order, &bytes);
    let (here, nowhere) = (name(order, &bytes), name(DocumentId::from_bytes([77; 16]), &bytes));
    let stranger = world.sender(TECHNICIAN_B);
    for blob in [here, nowhere] {
        assert_eq!(stand(&world.connection, &stranger, blob).unwrap(), None);
        assert_eq!(range(&world.connection, &stranger, blob, 0, 10).unwrap(), None);
        assert_eq!(piece(&world, TECHNICIAN_B, blob, 0, len(&bytes), &bytes), Piece::Unknown);
    }
    assert!(range(&world.connection, &world.sender(TECHNICIAN_A), here, 0, 10).unwrap().is_some());
}

#[test]
fn attack_57_unnamed_photos_have_a_quota_and_named_ones_dont_count() {
    let (mut world, mut technician, order) = site();
    let photo = PhotoInput::taken_now(picture(100_000));
    technician.run(order, Command::AddPhoto { photo });
    let named = technician.blobs.pop().unwrap().bytes.0;
    assert!(matches!(whole(&world, TECHNICIAN_A, order, &named), Piece::Stands { complete: true, .. }));
    let second = stored(2, "image/jpeg", &picture(100_000));
    let third = stored(3, "image/jpeg", &picture(100_000));
    // The declared length counts from the first byte on.
    piece(&world, TECHNICIAN_A, name(order, &second), 0, len(&second), &second[..100]);
    assert_eq!(whole(&world, TECHNICIAN_A, order, &third), Piece::Refused(BlobRefusal::Quota));
    assert!(matches!(whole(&world, 1, order, &third), Piece::Stands { .. }), "another device has its own");
    technician.sync(&mut world);
    let fourth = stored(4, "image/jpeg", &picture(100_000));
    assert!(matches!(whole(&world, TECHNICIAN_A, order, &fourth), Piece::Stands { complete: true, .. }));
}

#[test]
fn attack_57_unnamed_photos_expire_and_named_ones_never() {
    let (mut world, mut technician, order) = site();
    let photo = PhotoInput::taken_now(picture(60_000));
    technician.run(order, Command::AddPhoto { photo });
    let named = technician.blobs.pop().unwrap().bytes.0;
    let begun = stored(2, "image/jpeg", &picture(60_000));
    let unnamed = stored(3, "image/jpeg", &picture(60_000));
    whole(&world, TECHNICIAN_A, order, &named);
    whole(&world, TECHNICIAN_A, order, &unnamed);
    piece(&world, TECHNICIAN_A, name(order, &begun), 0, len(&begun), &begun[..100]);
    technician.sync(&mut world);
    expire(&world.connection, &SMALL, world.now).unwrap();
    assert_eq!(world.count("upload"), 2, "not yet");
    expire(&world.connection, &SMALL, world.now + 1_001).unwrap();
    assert_eq!((world.count("upload"), world.count("upload_part")), (0, 0));
    let sender = world.sender(TECHNICIAN_A);
    let here =
        |bytes: &[u8]| range(&world.connection, &sender, name(order, bytes), 0, u32::MAX).unwrap().is_some();
    assert!(here(&named) && !here(&unnamed) && !here(&begun));
}

#[test]
fn attack_57_what_a_refused_change_names_never_expires_whoever_else_has_begun_it() {
    let (mut world, mut technician, order) = site();
    technician.run(order, Command::AddPhoto { photo: PhotoInput::taken_now(picture(60_000)) });
    let bytes = technician.blobs.pop().unwrap().bytes.0;
    piece(&world, 1, name(order, &bytes), 0, len(&bytes), &bytes[..100]);
    whole(&world, TECHNICIAN_A, order, &bytes);
    // His role ended long before his work arrives, which may be let in at any later day.
    world.end_role(TECHNICIAN_A, Role::Technician, world.now - 61 * 24 * 3_600_000);
    technician.sync_with_blobs(&mut world);
    assert_eq!(world.count("quarantine"), 1);
    expire(&world.connection, &SMALL, world.now + 1_001).unwrap();
    assert_eq!(world.count("blob WHERE length(bytes) > 50000"), 1);
    assert_eq!((world.count("upload"), world.count("upload_part")), (0, 0));
}

#[test]
fn attack_57_photos_of_a_device_that_still_sends_outlive_the_wait_for_their_change() {
    let (mut world, mut technician, order) = site();
    let limits = BlobLimits::default();
    let photo = PhotoInput::taken_now(picture(60_000));
    technician.run(order, Command::AddPhoto { photo });
    let first = technician.blobs.pop().unwrap().bytes.0;
    let second = stored(2, "image/jpeg", &picture(60_000));
    let silent = stored(3, "image/jpeg", &picture(60_000));
    let send = |world: &World, n: u8, bytes: &[u8]| {
        let sent = Sent { blob: name(order, bytes), offset: 0, total: len(bytes), bytes };
        let piece = put(&world.connection, &world.sender(n), &limits, &sent, world.now).unwrap();
        assert_eq!(piece, Piece::Stands { offset: len(bytes), complete: true });
    };
    send(&world, TECHNICIAN_A, &first);
    send(&world, 1, &silent);
    world.now += 61 * 24 * 60 * 60 * 1000;
    send(&world, TECHNICIAN_A, &second);
    technician.sync(&mut world);
    let here = |bytes: &[u8]| {
        let sender = world.sender(TECHNICIAN_A);
        range(&world.connection, &sender, name(order, bytes), 0, u32::MAX).unwrap().is_some()
    };
    assert!(here(&first) && here(&second));
    assert!(!here(&silent), "the other device sent nothing more");
}

#[test]
fn the_consoles_view_of_an_order_reads_words_and_no_photos() {
    let (mut world, mut technician, order) = site();
    let photo = PhotoInput::taken_now(picture(60_000));
    technician.run(order, Command::AddPhoto { photo });
    let bytes = technician.blobs.pop().unwrap().bytes.0;
    whole(&world, TECHNICIAN_A, order, &bytes);
    technician.sync(&mut world);
    let digest = digest_of(&bytes);
    // Whoever read it would take it for words.
    let words = stored(4, TEXT, "words".as_bytes());
    let changed = world
        .connection
        .execute("UPDATE blob SET bytes = ?2 WHERE digest = ?1", params![digest.as_bytes(), words])
        .unwrap();
    assert_eq!(changed, 1);
    let library = client_core::domain::procedure::Library::built_in().unwrap();
    let sender = world.sender(TECHNICIAN_A);
    let view =
        crate::office::view::order_view(&world.connection, &library, sender.user, &sender.roles, order)
            .unwrap()
            .unwrap();
    assert!(!view.texts.is_empty() && !view.texts.contains_key(&digest));
}

#[test]
fn a_photo_after_its_change_is_part_of_the_record_at_once() {
    let (mut world, mut technician, order) = site();
    let photo = PhotoInput::taken_now(picture(60_000));
    technician.run(order, Command::AddPhoto { photo });
    let bytes = technician.blobs.pop().unwrap().bytes.0;
    technician.sync(&mut world);
    whole(&world, TECHNICIAN_A, order, &bytes);
    assert_eq!(world.count("upload"), 0);
    expire(&world.connection, &SMALL, world.now + 1_001).unwrap();
    let found = range(&world.connection, &world.sender(TECHNICIAN_A), name(order, &bytes), 5, 3).unwrap();
    assert_eq!(found, Some((len(&bytes), bytes[5..8].to_vec())));
}

#[test]
fn a_large_photo_is_not_in_the_pages_of_a_sync() {
    let (mut world, mut technician, order) = site();
    let photo = PhotoInput::taken_now(picture(60_000));
    technician.run(order, Command::AddPhoto { photo });
    let bytes = technician.blobs.pop().unwrap().bytes.0;
    whole(&world, TECHNICIAN_A, order, &bytes);
    technician.sync(&mut world);
    let answer = world.sync(1, &crate::sync::tests::kit::request(Vec::new())).unwrap();
    assert!(answer.blobs.iter().all(|blob| blob.bytes.0.len() < 8_192));
    assert!(answer.blobs.iter().any(|blob| blob.document == order), "words are");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, ..ProptestConfig::default() })]

    #[test]
    fn attack_52_any_cut_into_pieces_and_any_repetition_gives_the_same_bytes(
        cuts in prop::collection::vec(1..9_000_usize, 1..12),
        again in prop::collection::vec(any::<bool>(), 12),
    ) {
        let (world, _, order) = site();
        let bytes = stored(1, "image/jpeg", &picture(20_000));
        let blob = name(order, &bytes);
        let mut at = 0;
        for (cut, again) in cuts.iter().chain([&bytes.len()]).zip(again) {
            let end = (at + cut).min(bytes.len());
            if end == at {
                break;
            }
            let offset = u32::try_from(at).unwrap();
            let done = piece(&world, TECHNICIAN_A, blob, offset, len(&bytes), &bytes[at..end]);
            let end_offset = u32::try_from(end).unwrap();
            prop_assert_eq!(done, Piece::Stands { offset: end_offset, complete: end == bytes.len() });
            if again && end < bytes.len() {
                let twice = piece(&world, TECHNICIAN_A, blob, offset, len(&bytes), &bytes[at..end]);
                prop_assert_eq!(twice, Piece::OffsetMismatch { offset: end_offset });
            }
            at = end;
        }
        let read = range(&world.connection, &world.sender(TECHNICIAN_A), blob, 0, u32::MAX).unwrap();
        prop_assert_eq!(read.map(|(_, bytes)| bytes), (at == bytes.len()).then_some(bytes));
    }
}

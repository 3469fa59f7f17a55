use super::*;
use crate::domain::blob::{Blob, digest_of};
use crate::domain::entry::DocumentKind;
use crate::domain::id::{ActorId, ChangeHash};
use crate::protocol::{self, Bytes, Cursor, DocumentPage, PulledRow, PulledRun, Row, SyncAnswer, WireBlob};
use ciborium::Value;
use proptest::prelude::*;

const MOST: usize = 1 << 20;

fn cbor(value: &Value) -> Vec<u8> {
    protocol::to_bytes(value).unwrap()
}

fn map(fields: Vec<(&str, Value)>) -> Value {
    Value::Map(fields.into_iter().map(|(key, value)| (Value::from(key), value)).collect())
}

/// Bytes that look random and aren't.
fn noise<const N: usize>(n: u32) -> [u8; N] {
    let digest = *digest_of(&n.to_be_bytes()).as_bytes();
    std::array::from_fn(|i| digest[i % 32])
}

fn entry(command: CommandId, wall: i64, words: Value) -> Vec<u8> {
    cbor(&map(vec![
        ("at", map(vec![("wall", wall.into())])),
        ("by", map(vec![("user", Value::Bytes(noise::<16>(7).to_vec())), ("role", "technician".into())])),
        ("command", map(vec![("id", Value::Bytes(command.as_bytes().to_vec())), ("documents", 1.into())])),
        ("data", map(vec![("text", words)])),
        ("kind", "note".into()),
    ]))
}

/// A page of so many documents with notes, whose words are blobs.
fn page(documents: u32, notes: u32, named: bool) -> SyncAnswer {
    let mut answer = SyncAnswer {
        version: 1,
        nonce: noise(1),
        server_time: 1_795_774_929_232,
        verdicts: Vec::new(),
        returned: Vec::new(),
        documents: Vec::new(),
        removed: Vec::new(),
        blobs: Vec::new(),
        reference: None,
        cursor: Cursor { epoch: noise(2), seq: 9, check: Some(noise(3)) },
        new_epoch: false,
        more: true,
        backed_up: None,
    };
    for d in 0..documents {
        let document = DocumentId::from_bytes(noise(100 + d));
        let mut rows = Vec::new();
        for n in 0..notes {
            let wall = 1_795_774_900_000 + i64::from(n) * 30_000;
            let command = CommandId::new(wall, noise(10_000 + d * notes + n));
            let blob = Blob::text(noise(20_000 + d * notes + n), "接线紧固").to_bytes();
            let words = Value::Bytes(digest_of(&blob).as_bytes().to_vec());
            answer.blobs.push(WireBlob { document, bytes: Bytes(blob) });
            let id = if named {
                EntryId::of_command(command, document, 0)
            } else {
                EntryId::new(wall, noise(30_000 + d * notes + n))
            };
            let row = Row {
                seq: u64::from(n) + 1,
                deps: None,
                entries: vec![(id, Bytes(entry(command, wall, words)))],
            };
            rows.push(PulledRow { row, received_at: wall + 50 });
        }
        let hash = ChangeHash::from_bytes(noise(200 + d));
        let actor = ActorId::from_bytes(noise(300 + d));
        let receipt = Some(Bytes(noise::<16>(400 + d).to_vec()));
        let runs = vec![PulledRun { actor, rows, hash, receipt }];
        answer.documents.push(DocumentPage { document, kind: DocumentKind::Order, runs, snapshot: None });
    }
    answer
}

#[test]
fn a_page_comes_back_as_it_was() {
    for (documents, notes, named) in [(0, 0, true), (1, 1, true), (3, 5, true), (3, 5, false), (20, 30, true)]
    {
        let plain = protocol::to_bytes(&page(documents, notes, named)).unwrap();
        let packed = pack(&plain).unwrap();
        assert_eq!(unpack(&packed, plain.len()).unwrap(), plain, "{documents} x {notes}");
        assert!(unpack(&packed, plain.len() - 1).is_err(), "one byte more than allowed");
    }
}

#[test]
fn what_the_reader_can_work_out_is_not_sent() {
    let size = |named| pack(&protocol::to_bytes(&page(20, 30, named)).unwrap()).unwrap().len();
    let named = size(true);
    // Of an id that follows from nothing the ten random bytes and the time travel.
    assert!(size(false) >= named + 600 * 16, "{named}");
    let mut without = page(20, 30, true);
    let blobs: usize = without.blobs.drain(..).map(|blob| blob.bytes.0.len() + 1).sum();
    let without = pack(&protocol::to_bytes(&without).unwrap()).unwrap().len();
    // A digest of 32 bytes is one or two, and a blob has half a dozen of columns, which all say the same.
    assert!(named <= without + blobs - 600 * 24, "{named} with blobs, {without} without");
}

#[test]
fn an_id_that_stands_at_several_places_is_sent_once() {
    let id = |n: u32| Value::Bytes(noise::<16>(n).to_vec());
    let places = |names: &[&str], n: u32| map(names.iter().map(|name| (*name, id(n))).collect());
    let message = |names: &[&str]| {
        cbor(&map(vec![("rows", Value::Array((0..200).map(|n| places(names, n)).collect()))]))
    };
    let (once, thrice) = (message(&["a"]), message(&["a", "b", "c"]));
    let (small, large) = (pack(&once).unwrap(), pack(&thrice).unwrap());
    assert_eq!(unpack(&large, MOST).unwrap(), thrice);
    assert!(small.len() >= 200 * 16, "{}", small.len());
    assert!(large.len() - small.len() < 200 * 2 * 5, "{} and {}", small.len(), large.len());
}

#[test]
fn an_id_that_stood_nowhere_is_refused() {
    let message = cbor(&map(vec![("a", Value::Bytes(noise::<16>(1).to_vec()))]));
    let mut packed = pack(&message).unwrap();
    // The place's strings say "new", its lengths 16: the first byte of both is the only such pair.
    let new = packed.windows(2).position(|pair| pair == [0, 16]).unwrap();
    packed[new] = u8::try_from(string::ELSEWHERE).unwrap();
    assert!(unpack(&packed, MOST).is_err());
}

#[test]
fn several_entries_of_one_command_are_counted() {
    let mut answer = page(1, 1, true);
    let document = answer.documents[0].document;
    let command = CommandId::new(5, noise(1));
    let other = CommandId::new(5, noise(2));
    let named = |command, n| {
        (EntryId::of_command(command, document, n), Bytes(entry(command, 5, Value::from("words"))))
    };
    let row = &mut answer.documents[0].runs[0].rows[0].row;
    row.entries =
        vec![named(command, 0), named(command, 1), named(other, 0), named(command, 0), named(command, 3)];
    let plain = protocol::to_bytes(&answer).unwrap();
    let packed = pack(&plain).unwrap();
    assert_eq!(unpack(&packed, MOST).unwrap(), plain);
    let derived = |id: &EntryId| !packed.windows(16).any(|bytes| bytes == id.as_bytes());
    let seen: Vec<bool> =
        answer.documents[0].runs[0].rows[0].row.entries.iter().map(|(id, _)| derived(id)).collect();
    assert_eq!(seen, [true, true, true, true, false], "the last one skips two numbers");
}

#[test]
fn what_is_no_plain_cbor_travels_as_it_is() {
    let long_form = [0xa1, 0x61, b'a', 0x18, 0x05];
    let endless = [0xbf, 0x61, b'a', 0x05, 0xff];
    let float = cbor(&map(vec![("a", Value::Float(1.5))]));
    let tag = cbor(&map(vec![("a", Value::Tag(1, Box::new(1.into())))]));
    let other_keys = cbor(&Value::Map(vec![(1.into(), 2.into())]));
    let list = cbor(&Value::Array(vec![1.into()]));
    let more = [cbor(&map(vec![("a", 1.into())])), vec![0]].concat();
    for bytes in [&long_form[..], &endless, &float, &tag, &other_keys, &list, &more, &[]] {
        assert_eq!(pack(bytes), None, "{bytes:02x?}");
    }
}

#[test]
fn attack_16_a_small_message_that_wants_much_of_its_reader_ends_at_the_limit() {
    let word = Value::Bytes(vec![0xff; 4_000]);
    let bomb = cbor(&map(vec![("a", Value::Array(vec![word; 10_000]))]));
    let packed = pack(&bomb).unwrap();
    assert!(packed.len() < 40_000, "{}", packed.len());
    assert!(unpack(&packed, MOST).is_err());
    // Nothing but the claim of many items.
    let claim = pack(&cbor(&map(vec![("a", Value::Array(Vec::new()))]))).unwrap();
    for at in 0..claim.len() {
        let mut claim = claim.clone();
        claim[at] = 0xff;
        let _ = unpack(&claim, MOST);
    }
}

fn values() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        any::<u64>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<bool>().prop_map(Value::from),
        Just(Value::Null),
        "[a-c]{0,3}".prop_map(Value::from),
        proptest::collection::vec(0u8..4, 0..40).prop_map(Value::Bytes),
    ];
    leaf.prop_recursive(5, 60, 6, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..6).prop_map(Value::Array),
            proptest::collection::vec(("[a-d]", inner.clone()), 0..5).prop_map(|fields| {
                Value::Map(fields.into_iter().map(|(key, value)| (Value::from(key), value)).collect())
            }),
            inner.prop_map(|value| Value::Bytes(cbor(&value))),
        ]
    })
}

proptest! {
    #[test]
    fn whatever_is_packed_comes_back(fields in proptest::collection::vec(("[a-d]|blobs|document", values()), 0..6)) {
        let message = fields.into_iter().map(|(key, value)| (Value::from(key), value)).collect();
        let plain = cbor(&Value::Map(message));
        if let Some(packed) = pack(&plain) {
            prop_assert_eq!(unpack(&packed, plain.len()).unwrap(), plain);
        }
    }

    #[test]
    fn attack_16_damaged_columns_are_refused_or_read_and_never_more(
        at in any::<prop::sample::Index>(), byte in any::<u8>(), cut in any::<prop::sample::Index>(),
    ) {
        let mut packed = pack(&protocol::to_bytes(&page(2, 6, true)).unwrap()).unwrap();
        let at = at.index(packed.len());
        packed[at] = byte;
        for bytes in [&packed[..], &packed[..cut.index(packed.len())]] {
            if let Ok(plain) = unpack(bytes, MOST) {
                prop_assert!(plain.len() <= MOST);
            }
        }
    }
}

//! Orders whose procedure the server didn't know: admitted, shown, and healed when it comes (COL-33).

use super::kit::*;
use crate::board;
use client_core::domain::command::{Command, Registration};
use client_core::domain::entry::office::ServiceKind;
use client_core::domain::entry::work::RecordValue;
use client_core::domain::id::DocumentId;
use client_core::domain::procedure::{Library, parse};
use client_core::protocol::Outcome;
use std::collections::BTreeMap;

fn with_lamp_2() -> Library {
    let (_, text) = Library::built_in_texts()[0];
    let second = parse(&text.replacen("version = 1", "version = 2", 1)).unwrap();
    Library::built_in().unwrap().with(&[second])
}

fn answer(step: &str, name: &str, value: RecordValue) -> Command {
    let values = BTreeMap::from([(name.to_owned(), value)]);
    Command::RecordStep { checklist: "LMP".into(), step: step.into(), values, photos: vec![] }
}

fn state(world: &World, order: DocumentId) -> (String, bool, i64, i64) {
    world
        .connection
        .query_row(
            "SELECT state, lacks_procedure, updated_at, last_seq FROM board WHERE document = ?1",
            [order.as_bytes()],
            |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)),
        )
        .unwrap()
}

#[test]
fn col_33_a_board_line_heals_when_the_procedure_comes() {
    let mut world = World::new();
    let (mut office, mut phone) = (Phone::dispatcher(), Phone::technician(TECHNICIAN_A));
    office.library = with_lamp_2();
    phone.library = with_lamp_2();
    let order = DocumentId::from_bytes([77; 16]);
    let registration = Registration { service_kind: ServiceKind::Regular, ..lamp() };
    office.run(order, Command::Register(registration));
    office.run(order, Command::accept());
    office.run(order, Command::IssueSlip);
    office.run(order, Command::Assign { technician: user(TECHNICIAN_A), reason: None });
    office.sync(&mut world);
    phone.sync(&mut world);
    let finding = Command::Finding { content: "dark".into(), materials: vec![], tools: vec![] };
    for command in [
        Command::Receive { received_at: None },
        Command::Arrive,
        finding,
        answer("LMP-1", "normal", RecordValue::YesNo(true)),
        Command::SetGate { checklist: "LMP".into(), step: "LMP-2".into() },
        answer("LMP-3", "good_contact", RecordValue::YesNo(false)),
        answer("LMP-4", "done", RecordValue::Ack),
    ] {
        phone.run(order, command);
    }
    assert_eq!(phone.sync(&mut world), [Outcome::Accepted]);
    let (known, lacks, updated_at, last_seq) = state(&world, order);
    assert_eq!((known.as_str(), lacks), ("price_agreed", true));

    world.now += 60_000;
    assert_eq!(board::heal(&world.connection, &world.library).unwrap(), 1, "tried, and still unknown");
    assert!(state(&world, order).1);
    world.library = with_lamp_2();
    assert_eq!(board::heal(&world.connection, &world.library).unwrap(), 1);
    assert_eq!(state(&world, order), ("in_work".to_owned(), false, updated_at, last_seq));
    assert_eq!(board::heal(&world.connection, &world.library).unwrap(), 0);
    assert_eq!(world.order(order).canonical_json(), phone.order(order).canonical_json());
}

//! What a role may not write, and what is kept as a claim, for the kinds of the course of an order and its cases.

use super::kit::*;
use super::push::{assigned, entry};
use crate::board::{BoardQuery, page, summary};
use client_core::domain::command::Command;
use client_core::domain::entry::cases::{DamageKind, DamageSettled, EscalationDecided, EscalationOutcome};
use client_core::domain::entry::course::WaitingFor;
use client_core::domain::entry::office::ClaimReason;
use client_core::domain::entry::site::PriceConfirmed;
use client_core::domain::entry::{Body, DocumentKind, Kind};
use client_core::domain::id::{BlobDigest, DocumentId, EntryId};
use client_core::domain::policy::Role;
use client_core::protocol::{Outcome, QuarantineReason as Why};

fn refused(world: &mut World, phone: &mut Phone, role: Role, order: DocumentId, body: Body) -> Vec<Why> {
    let entries = [entry(phone.n, role, body)];
    phone.write(DocumentKind::Order, order, &entries);
    phone.sync(world).iter().filter_map(reason).collect()
}

/// A case that the technician has reported, and managers haven't settled.
fn with_damage() -> (World, Phone, DocumentId, EntryId) {
    let (mut world, mut office, mut phone, order) = assigned();
    office.reply(order);
    office.sync(&mut world);
    phone.run(order, Command::Receive { received_at: None });
    let lost = DamageKind::Lost;
    phone.run(order, Command::ReportDamage { damage: lost, description: "a vase".into(), photos: vec![] });
    assert_eq!(phone.sync(&mut world), [Outcome::Accepted]);
    let case = world.order(order).damages[0].origin.entry;
    (world, phone, order, case)
}

#[test]
fn attack_26_a_technician_settles_no_damage_and_decides_no_escalation() {
    let (mut world, mut phone, order, case) = with_damage();
    let before = world.order(order).canonical_json();
    let settled = DamageSettled { case, amount_fen: 0, terms: "nothing".into(), agreed: true };
    let answer =
        refused(&mut world, &mut phone, Role::Technician, order, Body::DamageSettled(settled.clone()));
    assert_eq!(answer, [Why::Forbidden]);
    let decided =
        EscalationDecided { outcome: EscalationOutcome::CustomerSatisfied, handling: "fine".into() };
    let mut phone = Phone::technician(TECHNICIAN_A);
    phone.sync(&mut world);
    let answer = refused(&mut world, &mut phone, Role::Technician, order, Body::EscalationDecided(decided));
    assert_eq!(answer, [Why::Forbidden]);
    // Nor in a manager's name.
    let mut phone = Phone::technician(TECHNICIAN_A);
    phone.sync(&mut world);
    let answer = refused(&mut world, &mut phone, Role::CscManager, order, Body::DamageSettled(settled));
    assert_eq!(answer, [Why::By]);
    assert_eq!(world.order(order).canonical_json(), before);
    assert_eq!(world.count("quarantine"), 3);
}

#[test]
fn dmg_02_a_manager_s_agreement_is_accepted() {
    let (mut world, _, order, case) = with_damage();
    world.add_user(9, Role::CscManager);
    let mut manager = Phone::new(9, Role::CscManager);
    manager.sync(&mut world);
    let settle = Command::SettleDamage { case, amount_fen: 12_000, terms: "replaced".into(), agreed: true };
    manager.run(order, settle);
    assert_eq!(manager.sync(&mut world), [Outcome::Accepted]);
    assert_eq!(world.order(order).damages[0].settled.as_ref().unwrap().amount_fen, 12_000);
}

#[test]
fn attack_27_a_storekeeper_confirms_no_price() {
    let (mut world, _, phone, order) = assigned();
    world.add_user(8, Role::Storekeeper);
    let mut store = Phone::new(8, Role::Storekeeper);
    // He was never given the order; that he has got hold of it changes nothing.
    store.replicas.clone_from(&phone.replicas);
    let confirmed = PriceConfirmed {
        quote: EntryId::new(NOW, [1; 10]),
        amount_fen: 1,
        price_list_version: 1,
        shown: BlobDigest::from_bytes([0; 32]),
        confirmed_by: "owner".into(),
        strokes: None,
    };
    let before = world.order(order).canonical_json();
    let answer = refused(&mut world, &mut store, Role::Storekeeper, order, Body::PriceConfirmed(confirmed));
    assert_eq!(answer, [Why::Forbidden]);
    assert_eq!(world.order(order).canonical_json(), before);
}

#[test]
fn attack_28_what_a_technician_writes_after_a_reassignment_is_marked_and_never_dropped() {
    let commands = || {
        vec![
            Command::CheckTools { tools: vec!["ladder".into()] },
            Command::ReportDamage { damage: DamageKind::Lost, description: "a vase".into(), photos: vec![] },
            Command::Wait { waiting_for: WaitingFor::Part, detail: None, until: None },
            Command::Resume,
            Command::OpenEscalation { words: "the customer shouts".into() },
            Command::CannotKeepTime { reason: "another leak".into() },
            Command::ConfirmAppointment { appointment_at: NOW + 7_200_000, confirmed_by: "owner".into() },
            Command::Arrive,
            Command::LeaveSite { reason: "no part".into() },
            Command::Arrive,
            Command::CustomerAbsent { tried: "rang twice".into() },
        ]
    };
    let (mut world, mut office, mut phone, order) = assigned();
    phone.run(order, Command::Receive { received_at: None });
    assert_eq!(phone.sync(&mut world), [Outcome::Accepted]);
    office.sync(&mut world);
    let reason = Some("he doesn't answer".into());
    office.run(order, Command::Assign { technician: user(TECHNICIAN_B), reason });
    office.sync(&mut world);

    for command in commands() {
        phone.run(order, command);
    }
    assert!(phone.sync(&mut world).iter().all(|outcome| *outcome == Outcome::Accepted));
    office.sync(&mut world);
    let order_now = world.order(order);
    let claims = &order_now.claims;
    for kind in [
        Kind::ToolsChecked,
        Kind::DamageReported,
        Kind::Waiting,
        Kind::Resumed,
        Kind::EscalationOpened,
        Kind::CannotKeepTime,
        Kind::AppointmentConfirmed,
        Kind::Arrived,
    ] {
        let claim =
            claims.iter().find(|claim| claim.kind == Some(kind)).unwrap_or_else(|| panic!("{kind:?}"));
        assert_eq!(claim.reason, ClaimReason::NoLongerAssigned);
    }
    assert_eq!(claims.len(), 8);
    // COL-05: his arrival gives him the order back, so what he wrote after it is no claim.
    assert_eq!(order_now.holder, Some(user(TECHNICIAN_A)));
    let visit = order_now.visit_of(&user(TECHNICIAN_A)).unwrap();
    assert_eq!((visit.arrivals.len(), visit.departures.len()), (2, 2));
    assert_eq!(world.count("quarantine"), 0);
    assert_eq!(office.order(order).canonical_json(), order_now.canonical_json());
    // A case of harm stands for the managers, whoever reported it.
    assert_eq!(order_now.damages.len(), 1);
}

#[test]
fn dmg_01_after_the_first_sync_the_case_is_on_both_managers_lists_and_on_nobody_else_s() {
    let (world, _, order, _) = with_damage();
    let list = |role| {
        let query = BoardQuery { mine: true, limit: 10, ..BoardQuery::default() };
        let rows = page(&world.connection, user(DISPATCHER), &[role], &query).unwrap();
        rows.into_iter().map(|row| row.id).collect::<Vec<_>>()
    };
    for role in [Role::CscManager, Role::OfficeHead] {
        assert_eq!(list(role), [order], "{role:?}");
        assert_eq!(
            summary(&world.connection, user(DISPATCHER), &[role], &crate::board::Clock::default())
                .unwrap()
                .mine,
            1
        );
    }
    for role in [Role::Dispatcher, Role::CscSupervisor, Role::Finance] {
        assert!(list(role).is_empty(), "{role:?}");
    }
}

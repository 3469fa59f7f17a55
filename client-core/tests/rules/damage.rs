//! DMG-1 to DMG-3: damaged or lost property.

use crate::kit::*;
use client_core::domain::command::Command;
use client_core::domain::decide::Rejection;
use client_core::domain::entry::Kind;
use client_core::domain::entry::cases::DamageKind;
use client_core::domain::id::EntryId;
use client_core::domain::order::{MoneyTrack, OrderState};
use client_core::domain::policy::{Denial, Role};

fn damaged(pictures: usize) -> Command {
    Command::ReportDamage {
        damage: DamageKind::Damaged,
        description: "the glass table is cracked".into(),
        photos: (0..pictures).map(|_| photo()).collect(),
    }
}

fn lost() -> Command {
    Command::ReportDamage {
        damage: DamageKind::Lost,
        description: "a ring is gone".into(),
        photos: Vec::new(),
    }
}

fn settle(case: EntryId, amount_fen: i64, agreed: bool) -> Command {
    Command::SettleDamage { case, amount_fen, terms: "pays for a new top".into(), agreed }
}

/// With a photo, offline, from the receipt on; on both recipients' lists after the first sync.
#[test]
fn dmg_01_a_damage_is_reported_with_a_photo_and_reaches_both_managers() {
    let mut world = World::job("LMP");
    let early = world.li.is_refused(damaged(1));
    assert_eq!(early, Rejection::WrongState { state: OrderState::Dispatched, needs: "slip_received".into() });
    world.li.does(receive());
    world.li.does(Command::Arrive);
    assert_eq!(world.li.is_refused(damaged(0)), Rejection::Missing { field: "photos".into() });
    assert_eq!(world.li.is_refused(damaged(13)), Rejection::TooManyPhotos { max: 12 });
    let silent =
        Command::ReportDamage { damage: DamageKind::Lost, description: " ".into(), photos: Vec::new() };
    assert_eq!(world.li.is_refused(silent), Rejection::Missing { field: "description".into() });

    let order = world.li.does(damaged(2));
    let case = &order.damages[0];
    assert_eq!((case.damage, case.photos.len()), (DamageKind::Damaged, 2));
    assert!(case.settled.is_none() && case.compensations.is_empty());
    for photo in &case.photos {
        assert!(block(world.li.device.blob(order.id, &photo.blob)).unwrap().is_some());
    }
    assert_eq!(world.li.view().texts[&case.description], "the glass table is cracked");
    assert_eq!(order.state, OrderState::OnSite);
    let task = format!("damage:{}", case.origin.entry);
    world.sync();
    for phone in [&world.manager, &world.head] {
        assert_eq!(phone.task(&task).unwrap().roles, [Role::CscManager, Role::OfficeHead]);
        let listed = block(phone.device.list()).unwrap();
        assert!(listed[0].tasks.contains(&task), "the list shows it without opening the order");
    }
}

/// What is lost can't be photographed.
#[test]
fn dmg_01_a_loss_needs_no_photo() {
    let mut world = World::on_site("LMP");
    let order = world.li.does(lost());
    assert_eq!((order.damages[0].damage, order.damages[0].photos.len()), (DamageKind::Lost, 0));
    assert_eq!(
        world.wang.is_refused(lost()),
        Rejection::Denied { kind: Kind::DamageReported, denial: Denial::NotAssigned }
    );
}

/// Offers and settlement are the managers'; a technician's attempt is refused.
#[test]
fn dmg_02_only_managers_record_offers_and_settlement() {
    let mut world = World::on_site("LMP");
    let case = world.li.does(damaged(1)).damages[0].origin.entry;
    world.sync();
    for phone in [&mut world.li, &mut world.desk] {
        for agreed in [false, true] {
            assert_eq!(
                phone.is_refused(settle(case, 50_000, agreed)),
                Rejection::Denied { kind: Kind::DamageSettled, denial: Denial::Role }
            );
        }
    }
    assert!(matches!(
        world.manager.is_refused(settle(case, -1, true)),
        Rejection::Invalid { field, .. } if field == "amount_fen"
    ));
    let registered = world.manager.shows().registered.unwrap().origin.entry;
    assert!(matches!(
        world.manager.is_refused(settle(registered, 1, true)),
        Rejection::Invalid { field, .. } if field == "case"
    ));
    let no_terms = Command::SettleDamage { case, amount_fen: 1, terms: " ".into(), agreed: true };
    assert_eq!(world.manager.is_refused(no_terms), Rejection::Missing { field: "terms".into() });

    let offered = world.manager.does(settle(case, 30_000, false));
    assert_eq!(offered.damages[0].compensations[0].amount_fen, 30_000);
    assert!(offered.damages[0].settled.is_none(), "an offer closes nothing");
    assert!(world.manager.task(&format!("damage:{case}")).is_some());
    world.sync();
    let agreed = world.head.does(settle(case, 50_000, true));
    let settled = agreed.damages[0].settled.as_ref().unwrap();
    assert_eq!((settled.amount_fen, settled.origin.by.role), (50_000, Role::OfficeHead));
    assert_eq!(agreed.damages[0].compensations.len(), 2);
    assert!(world.head.task(&format!("damage:{case}")).is_none());
    assert!(matches!(
        world.head.is_refused(settle(case, 1, true)),
        Rejection::WrongState { needs, .. } if needs == "open_case"
    ));
}

/// An open case blocks neither signature nor money, but the archive.
#[test]
fn dmg_03_an_open_case_blocks_the_archive_alone() {
    let mut world = World::on_site("LMP");
    let case = world.li.does(damaged(1)).damages[0].origin.entry;
    world.li.agrees();
    world.li.mends_the_lamp();
    world.li.does(Command::FinishWork);
    world.li.does(tried(true, None));
    let signed = world.li.does(sign());
    assert_eq!((signed.state, signed.money), (OrderState::Signed, MoneyTrack::Billable));
    assert_eq!(signed.billable_fen, Some(3_500), "the price is not changed by the case");
    world.sync();
    let blocked = world.desk.does(write_off());
    assert_eq!(blocked.state, OrderState::WrittenOff);
    assert!(blocked.archive_blocked_by.contains(&"damage".to_owned()));
    world.sync();
    world.manager.does(settle(case, 0, true));
    world.sync();
    assert!(!world.desk.shows().archive_blocked_by.contains(&"damage".to_owned()));
}

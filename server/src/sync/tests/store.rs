//! Who may write what of goods, and who reads what because of them.

use super::kit::*;
use super::push::{assigned, entry};
use client_core::domain::command::{Command, StoreCommand};
use client_core::domain::entry::office::{Choice, Decision};
use client_core::domain::entry::store::{
    GoodsLine, GoodsMoved, KitOpened, KitUsed, ToolCondition, ToolHandedOver,
};
use client_core::domain::entry::{Body, DocumentKind};
use client_core::domain::id::DocumentId;
use client_core::domain::policy::Role;
use client_core::domain::reference::Reference;
use client_core::domain::stock::{
    Catalogue, Content, Exchange, Material, MovementCode, ToolCard, Unit, kit_document, month_of,
};
use client_core::domain::text::LocalText;
use client_core::protocol::{Outcome, QuarantineReason as Why};

pub(crate) const STOREKEEPER: u8 = 8;

/// A reference with starters and one clamp meter.
pub(crate) fn with_catalogue() -> Reference {
    let name = |text: &str| LocalText { zh_hans: text.into(), zh_hant: text.into(), en: text.into() };
    let starter = Material {
        code: "starter".into(),
        label: name("starter"),
        unit: Unit::Piece,
        step: 1,
        specification: "S10".into(),
        unit_price_fen: 300,
        low_level: 2,
        batch_tracked: false,
    };
    let meter = ToolCard {
        asset: "T-017".into(),
        kind: "clamp_meter".into(),
        label: name("clamp meter"),
        condition: ToolCondition::Good,
        due_at: None,
    };
    let catalogue = Catalogue { version: 1, materials: vec![starter], tools: vec![meter] };
    Reference { catalogue, ..Reference::default() }
}

pub(crate) fn starters(quantity: i64) -> Vec<GoodsLine> {
    vec![GoodsLine { item: "starter".into(), quantity, batch: None }]
}

/// A phone that has the catalogue.
pub(crate) fn equipped(mut phone: Phone) -> Phone {
    phone.reference = with_catalogue();
    phone
}

pub(crate) fn storekeeper(world: &mut World) -> Phone {
    world.add_user(STOREKEEPER, Role::Storekeeper);
    equipped(Phone::new(STOREKEEPER, Role::Storekeeper))
}

fn accepted(outcomes: &[Outcome]) {
    assert!(!outcomes.is_empty() && outcomes.iter().all(|o| *o == Outcome::Accepted), "{outcomes:?}");
}

fn kit_of(n: u8) -> (DocumentId, String) {
    let month = month_of(NOW);
    (kit_document(user(n), &month), month)
}

fn opening(owner: u8, month: &str) -> Body {
    Body::KitOpened(KitOpened { technician: user(owner), month: month.to_owned(), lines: Vec::new() })
}

fn loan(code: Option<MovementCode>) -> Command {
    Command::LendTool {
        tool: "T-017".into(),
        technician: None,
        due_at: NOW + 7_200_000,
        condition: ToolCondition::Good,
        photos: vec![],
        code,
    }
}

#[test]
fn mat_10_a_technician_opens_his_own_kit_and_uses_it_in_one_command_with_the_order() {
    let (mut world, _, phone, order) = assigned();
    let mut phone = equipped(phone);
    let give = StoreCommand::IssueKit { technician: None, lines: starters(3), code: None };
    phone.run_store(&give);
    accepted(&phone.sync(&mut world));
    let (kit, _) = kit_of(TECHNICIAN_A);
    assert_eq!(world.count("quarantine"), 0);
    assert!(world.order(order).goods.movements.is_empty());
    // A second installation of his gets the kit back.
    let mut other = equipped(Phone::technician(TECHNICIAN_A));
    other.sync(&mut world);
    assert!(other.replicas.contains_key(&kit));
    assert_eq!(other.ledger().in_kit(user(TECHNICIAN_A), "starter"), 3);
}

#[test]
fn attack_26_a_technician_writes_nothing_into_a_colleague_s_kit() {
    let mut world = World::new();
    let (kit, month) = kit_of(TECHNICIAN_A);
    let used = || Body::KitUsed(KitUsed { order: DocumentId::from_bytes([4; 16]), lines: starters(1) });
    // B makes A's kit before A does, in A's name or in his own.
    for (owner, why) in [(TECHNICIAN_A, Why::Forbidden), (TECHNICIAN_B, Why::Malformed)] {
        let mut thief = Phone::technician(TECHNICIAN_B);
        let entries = [entry(TECHNICIAN_B, Role::Technician, opening(owner, &month))];
        thief.write(DocumentKind::Kit, kit, &entries);
        assert_eq!(thief.sync(&mut world).iter().filter_map(reason).collect::<Vec<_>>(), [why]);
    }
    let mut thief = Phone::technician(TECHNICIAN_B);
    thief.write(DocumentKind::Kit, kit, &[entry(TECHNICIAN_B, Role::Technician, used())]);
    let answer = thief.sync(&mut world);
    assert_eq!(answer.iter().filter_map(reason).collect::<Vec<_>>(), [Why::Malformed]);
    // Nor after A has opened it.
    let mut owner = equipped(Phone::technician(TECHNICIAN_A));
    owner.run_store(&StoreCommand::IssueKit { technician: None, lines: starters(3), code: None });
    accepted(&owner.sync(&mut world));
    let mut thief = Phone::technician(TECHNICIAN_B);
    thief.replicas.clone_from(&owner.replicas);
    thief.write(DocumentKind::Kit, kit, &[entry(TECHNICIAN_B, Role::Technician, used())]);
    let answer = thief.sync(&mut world);
    assert_eq!(answer.iter().filter_map(reason).collect::<Vec<_>>(), [Why::Forbidden]);
    assert_eq!(world.count("quarantine"), 4);
    let mut reader = equipped(Phone::technician(TECHNICIAN_B));
    reader.sync(&mut world);
    assert!(!reader.replicas.contains_key(&kit));
}

#[test]
fn mat_10_a_kit_that_the_storekeeper_opens_goes_to_its_owner_and_to_those_who_read_all() {
    let mut world = World::new();
    let mut store = storekeeper(&mut world);
    let technician = Some(user(TECHNICIAN_A));
    store.run_store(&StoreCommand::ReceiveStock { lines: starters(5), origin: "D-1".into() });
    store.run_store(&StoreCommand::IssueKit { technician, lines: starters(2), code: None });
    accepted(&store.sync(&mut world));
    let (kit, _) = kit_of(TECHNICIAN_A);
    world.add_user(9, Role::CscManager);
    for (n, role, reads) in [
        (TECHNICIAN_A, Role::Technician, true),
        (TECHNICIAN_B, Role::Technician, false),
        (9, Role::CscManager, true),
        (DISPATCHER, Role::Dispatcher, false),
    ] {
        let mut phone = equipped(Phone::new(n, role));
        phone.sync(&mut world);
        assert_eq!(phone.replicas.contains_key(&kit), reads, "{role:?}");
    }
    // The owner's side makes it two-sided, under the same movement.
    let mut owner = equipped(Phone::technician(TECHNICIAN_A));
    owner.sync(&mut world);
    let code = owner.ledger().kit_movements[0].code;
    owner.run_store(&StoreCommand::IssueKit { technician: None, lines: starters(2), code: Some(code) });
    accepted(&owner.sync(&mut world));
    store.sync(&mut world);
    let ledger = store.ledger();
    assert!(ledger.kit_movements[0].sides.both());
    assert_eq!((ledger.on_hand("starter"), ledger.in_kit(user(TECHNICIAN_A), "starter")), (3, 2));
}

#[test]
fn a_storekeeper_reads_orders_from_their_first_goods_on_and_never_others() {
    let (mut world, _, phone, order) = assigned();
    let mut phone = equipped(phone);
    let mut store = storekeeper(&mut world);
    store.sync(&mut world);
    assert!(store.replicas.is_empty());
    phone.run(order, Command::Receive { received_at: None });
    phone.sync(&mut world);
    store.sync(&mut world);
    assert!(store.replicas.is_empty(), "nothing was said of goods");
    phone.run(order, Command::NeedMaterial { lines: starters(1), tools: vec![] });
    phone.sync(&mut world);
    store.sync(&mut world);
    assert_eq!(store.order(order).canonical_json(), world.order(order).canonical_json());
    // Not the customer's data, and not orders without goods.
    assert_eq!(store.replicas.keys().collect::<Vec<_>>(), [&order]);
    let need = store.order(order).goods.needs[0].entry;
    store.run(order, Command::AnswerNeed { need, approved: true, reason: None });
    accepted(&store.sync(&mut world));
}

#[test]
fn the_role_of_a_storekeeper_comes_and_goes_with_the_orders_that_have_goods() {
    let (mut world, mut office, phone, order) = assigned();
    let mut phone = equipped(phone);
    let without = office.dispatched(TECHNICIAN_A);
    office.sync(&mut world);
    phone.run(order, Command::Receive { received_at: None });
    phone.run(order, Command::NeedMaterial { lines: starters(1), tools: vec![] });
    phone.sync(&mut world);
    world.add_user(9, Role::GateGuard);
    let mut guard = equipped(Phone::new(9, Role::GateGuard));
    guard.sync(&mut world);
    assert!(guard.replicas.is_empty());
    world.give_role(9, Role::Storekeeper);
    guard.sync(&mut world);
    assert!(guard.replicas.contains_key(&order) && !guard.replicas.contains_key(&without));
    world.end_role(9, Role::Storekeeper, NOW);
    guard.sync(&mut world);
    assert_eq!(guard.removed, [order]);
}

#[test]
fn mat_02_a_storekeeper_issues_by_the_slip_into_an_order_that_he_never_got() {
    let (mut world, _, phone, order) = assigned();
    let mut phone = equipped(phone);
    phone.run(order, Command::Receive { received_at: None });
    phone.run(order, Command::ReceiveMaterial { lines: starters(1), code: None });
    let code = phone.order(order).goods.movements[0].code;
    let mut store = storekeeper(&mut world);
    store.sync(&mut world);
    let technician = Some(user(TECHNICIAN_A));
    store.run(order, Command::IssueMaterial { technician, lines: starters(1), code: Some(code) });
    // His next word on the order goes up with it.
    store.wall += 1_000;
    let back = Command::ReturnMaterial { technician, lines: starters(1), code: None };
    store.run(order, back);
    accepted(&store.sync(&mut world));
    accepted(&phone.sync(&mut world));
    store.sync(&mut world);
    let now = world.order(order);
    assert!(now.goods.movements[0].sides.both());
    assert_eq!(store.order(order).canonical_json(), now.canonical_json());
    assert_eq!(phone.order(order).canonical_json(), now.canonical_json());
}

#[test]
fn attack_27_by_the_slip_a_storekeeper_writes_goods_and_nothing_else() {
    let (mut world, _, phone, order) = assigned();
    let before = world.order(order).canonical_json();
    let mut store = storekeeper(&mut world);
    store.replicas.clone_from(&phone.replicas);
    let parties = [user(TECHNICIAN_A)];
    let lines = starters(1);
    let exchange = Exchange::Issue;
    let content = Content { exchange, order: Some(order), parties: &parties, lines: &lines, tool: None };
    let code = MovementCode::make([1, 2, 3], &content);
    let issued = GoodsMoved { code, technician: parties[0], lines };
    let issued = entry(STOREKEEPER, Role::Storekeeper, Body::MaterialIssued(issued));
    let decision = Decision { conflict: "COL-02".into(), choice: Choice::Confirm, reason: "x".into() };
    let mut decision = entry(STOREKEEPER, Role::Storekeeper, Body::Decision(decision));
    decision.1.command = issued.1.command;
    store.write(DocumentKind::Order, order, &[issued, decision]);
    assert_eq!(store.sync(&mut world).iter().filter_map(reason).collect::<Vec<_>>(), [Why::Forbidden]);
    assert_eq!(world.order(order).canonical_json(), before);
}

#[test]
fn attack_26_nobody_fills_an_order_that_he_was_never_given() {
    let (mut world, _, _, order) = assigned();
    let mut stranger = Phone::technician(TECHNICIAN_B);
    for number in 0..40 {
        let parties = [user(TECHNICIAN_A), user(TECHNICIAN_B)];
        let content = Content {
            exchange: Exchange::HandOver,
            order: Some(order),
            parties: &parties,
            lines: &[],
            tool: Some("T-017"),
        };
        let handed = ToolHandedOver {
            code: MovementCode::make([0, 0, number], &content),
            tool: "T-017".into(),
            from: user(TECHNICIAN_A),
            to: user(TECHNICIAN_B),
            loan: None,
            condition: ToolCondition::Good,
            photos: vec![],
        };
        let handed = entry(TECHNICIAN_B, Role::Technician, Body::ToolHandedOver(handed));
        stranger.write(DocumentKind::Order, order, &[handed]);
    }
    let answer = stranger.sync(&mut world);
    let reasons: Vec<_> = answer.iter().filter_map(reason).collect();
    assert_eq!(reasons, [Why::Limits, Why::Follows], "the first that is too many, and what follows it");
    assert_eq!(world.order(order).tools.hand_overs.len(), 32);
}

#[test]
fn attack_26_a_hand_over_opens_no_order() {
    let (mut world, _, phone, order) = assigned();
    let mut phone = equipped(phone);
    phone.run(order, Command::Receive { received_at: None });
    phone.run(order, loan(None));
    accepted(&phone.sync(&mut world));
    // B says that A gave him the tool. A says nothing of it.
    let parties = [user(TECHNICIAN_A), user(TECHNICIAN_B)];
    let content = Content {
        exchange: Exchange::HandOver,
        order: Some(order),
        parties: &parties,
        lines: &[],
        tool: Some("T-017"),
    };
    let code = MovementCode::make([1, 2, 3], &content);
    let take = |code| Command::HandOverTool {
        tool: "T-017".into(),
        from: user(TECHNICIAN_A),
        to: user(TECHNICIAN_B),
        condition: ToolCondition::Good,
        photos: vec![],
        code: Some(code),
    };
    let mut colleague = equipped(Phone::technician(TECHNICIAN_B));
    colleague.run(order, take(code));
    accepted(&colleague.sync(&mut world));
    assert!(!world.order(order).is_party(&user(TECHNICIAN_B)));
    assert_eq!(colleague.replicas[&order].journal().entries().len(), 1, "his own entry and no other");
    assert!(colleague.removed.is_empty(), "and he keeps it");
    // Nothing else may follow it.
    let moved = GoodsMoved { code, technician: user(TECHNICIAN_B), lines: starters(1) };
    let received = entry(TECHNICIAN_B, Role::Technician, Body::MaterialReceived(moved));
    let mut thief = Phone::technician(TECHNICIAN_B);
    let handed = ToolHandedOver {
        code,
        tool: "T-017".into(),
        from: user(TECHNICIAN_A),
        to: user(TECHNICIAN_B),
        loan: None,
        condition: ToolCondition::Good,
        photos: vec![],
    };
    let handed = entry(TECHNICIAN_B, Role::Technician, Body::ToolHandedOver(handed));
    thief.write(DocumentKind::Order, order, &[handed]);
    thief.write(DocumentKind::Order, order, &[received]);
    let answer = thief.sync(&mut world);
    assert_eq!(answer.iter().filter_map(reason).collect::<Vec<_>>(), [Why::Forbidden]);
    let mut fresh = Phone::technician(TECHNICIAN_B);
    fresh.sync(&mut world);
    assert!(fresh.replicas.is_empty());
    // When A confirms it, B has the tool, and the order that it was lent for.
    phone.run(order, take(code));
    accepted(&phone.sync(&mut world));
    colleague.sync(&mut world);
    assert_eq!(colleague.order(order).canonical_json(), world.order(order).canonical_json());
    assert_eq!(world.order(order).tools.loans[0].borrower, user(TECHNICIAN_B));
}

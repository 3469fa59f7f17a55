//! Collisions across orders: the server's word in each of them, the same whatever came first.

use super::kit::*;
use super::store::{equipped, starters, storekeeper};
use client_core::domain::command::{Command, CountRequest, StoreCommand};
use client_core::domain::entry::office::Choice;
use client_core::domain::entry::store::{SettledOutcome, ToolCondition};
use client_core::domain::entry::{Body, Kind};
use client_core::domain::id::DocumentId;
use client_core::domain::order::Order;
use client_core::domain::stock::LoanState;
use client_core::protocol::Outcome;

/// Two technicians with an order each, a storekeeper, and what each device holds.
struct Scene {
    world: World,
    store: Phone,
    first: Phone,
    second: Phone,
    orders: [DocumentId; 2],
}

impl Scene {
    fn new() -> Self {
        let mut world = World::new();
        let store = storekeeper(&mut world);
        let mut office = Phone::dispatcher();
        let orders = [office.dispatched(TECHNICIAN_A), office.dispatched(TECHNICIAN_B)];
        office.sync(&mut world);
        let mut phones = [TECHNICIAN_A, TECHNICIAN_B].map(|n| equipped(Phone::technician(n)));
        for (phone, order) in phones.iter_mut().zip(orders) {
            phone.sync(&mut world);
            assert_eq!(phone.order(order).holder, Some(user(phone.n)));
            phone.run(order, Command::Receive { received_at: None });
            phone.sync(&mut world);
        }
        let [first, second] = phones;
        Self { world, store, first, second, orders }
    }

    fn phone(&mut self, which: usize) -> &mut Phone {
        match which {
            0 => &mut self.first,
            1 => &mut self.second,
            _ => &mut self.store,
        }
    }

    /// Everybody sends in this order, then everybody fetches.
    fn deliver(&mut self, arrival: &[usize]) {
        for which in arrival.iter().chain(&[0, 1, 2]) {
            let mut world = std::mem::replace(&mut self.world, World::new());
            let outcomes = self.phone(*which).sync(&mut world);
            assert!(outcomes.iter().all(|o| *o == Outcome::Accepted), "{outcomes:?}");
            self.world = world;
        }
    }

    /// Each phone holds one order, and shows what the server does.
    fn agreed(&self) -> [Order; 2] {
        for (phone, own, other) in [(&self.first, 0, 1), (&self.second, 1, 0)] {
            assert!(!phone.replicas.contains_key(&self.orders[other]), "it holds one of the orders");
            let server = self.world.order(self.orders[own]);
            assert_eq!(phone.order(self.orders[own]).canonical_json(), server.canonical_json());
        }
        self.orders.map(|order| self.world.order(order))
    }

    fn words(&self) -> usize {
        let count = |order: &DocumentId| {
            let known = crate::feed::known(&self.world.connection, *order).unwrap().unwrap();
            known.entries().iter().filter(|e| e.entry.body.kind() == Some(Kind::Settled)).count()
        };
        self.orders.iter().map(count).sum()
    }
}

const ARRIVALS: [[usize; 3]; 6] = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];

fn borrow() -> Command {
    Command::LendTool {
        tool: "T-017".into(),
        technician: None,
        due_at: NOW + 86_400_000,
        condition: ToolCondition::Good,
        photos: vec![],
        code: None,
    }
}

#[test]
fn col_10_two_loans_of_one_tool_in_two_orders_are_seen_on_phones_with_one_order_each() {
    for arrival in ARRIVALS {
        let mut scene = Scene::new();
        let [one, two] = scene.orders;
        scene.first.wall = NOW + 1_000;
        scene.first.run(one, borrow());
        scene.second.wall = NOW + 2_000;
        scene.second.run(two, borrow());
        scene.deliver(&arrival);
        let [first, second] = scene.agreed();
        let [a, b] = [&first.tools.loans[0], &second.tools.loans[0]];
        assert_eq!((a.state, b.state), (LoanState::Open, LoanState::Unconfirmed), "{arrival:?}");
        assert_eq!(a.conflict, b.conflict);
        assert_eq!(a.conflict, Some(format!("COL-10:{}", a.entry)));
        let rules = |order: &Order| order.conflicts.iter().map(|c| c.rule.clone()).collect::<Vec<_>>();
        assert_eq!((rules(&first), rules(&second)), (vec!["COL-10".into()], vec!["COL-10".into()]));
        assert_eq!(scene.words(), 2, "each order is told once");

        // The storekeeper finds it with B, and says so in B's order.
        let chosen = b.entry;
        let conflict = a.conflict.clone().unwrap();
        scene.store.wall = NOW + 3_000;
        let choice = Choice::Entry(chosen);
        scene.store.run(two, Command::Decide { conflict, choice, reason: "seen".into() });
        scene.deliver(&[2]);
        let [first, second] = scene.agreed();
        assert_eq!(first.tools.loans[0].state, LoanState::NotTaken, "{arrival:?}");
        assert_eq!(second.tools.loans[0].state, LoanState::Open);
        assert_eq!(second.tools.loans[0].conflict, None);
    }
}

#[test]
fn attack_29_col_11_two_issues_of_the_last_piece_are_both_kept_and_both_orders_say_so() {
    for arrival in ARRIVALS {
        let mut scene = Scene::new();
        let [one, two] = scene.orders;
        scene.store.run_store(&StoreCommand::ReceiveStock { lines: starters(1), origin: "D-1".into() });
        for (which, order, wall) in [(0, one, NOW + 1_000), (1, two, NOW + 2_000)] {
            scene.phone(which).wall = wall;
            scene.phone(which).run(order, Command::ReceiveMaterial { lines: starters(1), code: None });
        }
        scene.deliver(&arrival);
        let orders = scene.agreed();
        for order in &orders {
            let short = order.conflicts.iter().find(|c| c.rule == "COL-11").expect("both are told");
            assert!(short.settled.is_none(), "{arrival:?}");
            assert_eq!(order.goods.accounts[0].issued, 1, "no fact is lost");
        }
        let ledger = scene.store.ledger();
        assert_eq!(ledger.on_hand("starter"), -1);

        // A count explains it, and the collision is over on both.
        scene.store.wall = NOW + 3_000;
        let counted = CountRequest { item: "starter".into(), batch: None, counted: 0 };
        let count = StoreCommand::CountStock { kit: None, lines: vec![counted], reason: "COL-11".into() };
        scene.store.run_store(&count);
        scene.deliver(&[2]);
        for order in scene.agreed() {
            assert!(order.conflicts.iter().all(|c| c.rule != "COL-11"), "{arrival:?}");
            let journal = crate::feed::known(&scene.world.connection, order.id).unwrap().unwrap();
            let last = journal.entries().iter().rev().find_map(|e| match &e.entry.body {
                Body::Settled(data) => Some(data.outcome),
                _ => None,
            });
            assert_eq!(last, Some(SettledOutcome::Over));
        }
    }
}

#[test]
fn col_09_a_tool_that_came_back_under_another_order_is_back_in_its_own() {
    for arrival in ARRIVALS {
        let mut scene = Scene::new();
        let [one, two] = scene.orders;
        scene.first.wall = NOW + 1_000;
        scene.first.run(one, borrow());
        scene.deliver(&[0]);
        assert_eq!(scene.world.order(one).tools.loans[0].state, LoanState::Open);
        // The store takes it back against the slip of the other order; the borrower writes his own, too.
        scene.store.wall = NOW + 2_000;
        let lender = Some(user(TECHNICIAN_A));
        let back = |technician, condition, code| Command::ReturnTool {
            tool: "T-017".into(),
            technician,
            condition,
            photos: vec![],
            code,
        };
        let parties = [user(TECHNICIAN_A)];
        let content = client_core::domain::stock::Content {
            exchange: client_core::domain::stock::Exchange::ToolReturn,
            order: Some(two),
            parties: &parties,
            lines: &[],
            tool: Some("T-017"),
        };
        let code = client_core::domain::stock::MovementCode::make([7; 3], &content);
        scene.store.run(two, back(lender, ToolCondition::Worn, Some(code)));
        scene.first.wall = NOW + 2_500;
        scene.first.run(one, back(None, ToolCondition::Good, None));
        scene.deliver(&arrival);
        let [first, _] = scene.agreed();
        assert_eq!(first.tools.loans[0].state, LoanState::CameBack, "{arrival:?}");
        let tool = scene.store.ledger().tools.tool("T-017").cloned().unwrap();
        assert_eq!(tool.condition, Some(ToolCondition::Worn), "the worse report holds");
        assert_eq!(scene.store.ledger().tools.seen_again.len(), 1, "{arrival:?}");
    }
}

#[test]
fn what_moves_no_goods_costs_no_ledger_and_no_word() {
    let mut scene = Scene::new();
    let [one, _] = scene.orders;
    scene.first.run(one, Command::NeedMaterial { lines: starters(1), tools: vec![] });
    scene.deliver(&[0, 0]);
    assert_eq!(scene.words(), 0);
}

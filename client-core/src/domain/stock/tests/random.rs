//! 10,000 random histories of five devices: whatever the order of delivery, with whatever repeats, the ledger is the
//! same and every unit is in exactly one place (P6).

use super::history::*;
use crate::domain::entry::Body;
use crate::domain::entry::cases::DamageKind;
use crate::domain::entry::office::Choice;
use crate::domain::entry::store::{Goods, KitLost, KitTransferred, LostOrBroken, Scrapped, ToolCondition};
use crate::domain::entry::work::PartSource;
use crate::domain::id::BlobDigest;
use crate::domain::stock::{
    Content, Exchange, Extent, Ledger, LoanState, MovementCode, OrderGoods, Place, StockFact, Tools, verdicts,
};
use proptest::prelude::*;
use std::collections::BTreeMap;

struct Dice(u64);

impl Dice {
    fn below(&mut self, n: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % n
    }

    fn one<T: Copy>(&mut self, of: &[T]) -> T {
        of[usize::try_from(self.below(of.len() as u64)).unwrap()]
    }
}

const ITEMS: [&str; 3] = ["starter", "tube", "pipe"];
const TOOLS: [&str; 2] = ["T-017", "T-018"];
const TECHNICIANS: [u8; 3] = [LI, WANG, ZHAO];
const STORES: [u8; 2] = [STORE_A, STORE_B];

fn history(seed: u64) -> Vec<StockFact> {
    let mut dice = Dice(seed | 1);
    let mut h = History { now: 1_790_000_000_000, ..History::default() };
    let mut loans = Vec::new();
    for _ in 0..(4 + dice.below(20)) {
        // Clocks of five devices jump back and forth.
        h.now += i64::try_from(dice.below(7_200_000)).unwrap() - 3_600_000;
        let (who, desk, order) =
            (dice.one(&TECHNICIANS), dice.one(&STORES), order(u8::try_from(dice.below(3)).unwrap()));
        let lines = [line(dice.one(&ITEMS), i64::try_from(1 + dice.below(4)).unwrap())];
        let tool = dice.one(&TOOLS);
        match dice.below(16) {
            0 | 1 => {
                h.receive(desk, &lines);
            }
            2 | 3 => {
                let moved = h.goods(Exchange::Issue, order, who, &lines);
                both(
                    &mut h,
                    &mut dice,
                    |h| {
                        h.write(desk, order, Body::MaterialIssued(moved.clone()));
                    },
                    |h| {
                        h.write(who, order, Body::MaterialReceived(moved.clone()));
                    },
                );
                if dice.below(4) == 0 {
                    let id = format!("ONE-SIDED:{}", History::movement(Exchange::Issue, order, &moved));
                    let choice = dice.one(&[true, false]);
                    h.decides(desk, order, &id, if choice { Choice::Confirm } else { Choice::Reject });
                }
            }
            4 | 5 => {
                let moved = h.goods(Exchange::Return, order, who, &lines);
                both(
                    &mut h,
                    &mut dice,
                    |h| {
                        h.write(desk, order, Body::MaterialReturned(moved.clone()));
                    },
                    |h| {
                        h.write(who, order, Body::MaterialReturned(moved.clone()));
                    },
                );
            }
            6 => h.uses(who, order, &lines, PartSource::Store),
            7 => h.uses(who, order, &lines, PartSource::Kit),
            8 => {
                let exchange = dice.one(&[Exchange::KitIssue, Exchange::KitReturn]);
                let moved = h.goods(exchange, kit(who), who, &lines);
                let body = |moved| match exchange {
                    Exchange::KitIssue => Body::KitIssued(moved),
                    _ => Body::KitReturned(moved),
                };
                both(
                    &mut h,
                    &mut dice,
                    |h| {
                        h.write(desk, kit(who), body(moved.clone()));
                    },
                    |h| {
                        h.write(who, kit(who), body(moved.clone()));
                    },
                );
            }
            9 => {
                let to = dice.one(&TECHNICIANS);
                let parties = [user(who), user(to)];
                let content = Content {
                    exchange: Exchange::KitTransfer,
                    order: None,
                    parties: &parties,
                    lines: &lines,
                    tool: None,
                };
                let random = u8::try_from(dice.below(256)).unwrap();
                let code = MovementCode::make([random, 0, 0], &content);
                let body = KitTransferred { code, from: user(who), to: user(to), lines: lines.to_vec() };
                both(
                    &mut h,
                    &mut dice,
                    |h| {
                        h.write(who, kit(who), Body::KitTransferred(body.clone()));
                    },
                    |h| {
                        h.write(to, kit(to), Body::KitTransferred(body.clone()));
                    },
                );
            }
            10 => {
                let whose = dice.one(&[None, Some(who)]);
                h.count(desk, whose, lines[0].item.as_str(), lines[0].quantity - 1);
            }
            11 => {
                let goods = Goods::Material(lines[0].clone());
                h.write(desk, store(), Body::Scrapped(Scrapped { goods, reason: "rust".into() }));
                let body = KitLost { lines: lines.to_vec(), reason: "gone".into() };
                h.write(who, kit(who), Body::KitLost(body));
            }
            12 => {
                let goods = if dice.below(2) == 0 {
                    Goods::Material(lines[0].clone())
                } else {
                    Goods::Tool(tool.into())
                };
                let words = BlobDigest::from_bytes([1; 32]);
                let (damage, technician, photos) = (DamageKind::Lost, user(who), Vec::new());
                let body = LostOrBroken { goods, damage, technician, words, photos };
                let id = h.write(who, order, Body::LostOrBroken(body));
                if dice.below(2) == 0 {
                    h.decides(
                        MANAGER,
                        order,
                        &format!("LOST:{id}"),
                        dice.one(&[Choice::Confirm, Choice::Reject].each_ref()).clone(),
                    );
                }
            }
            13 => {
                let loan = h.loan(order, who, tool);
                loans.push((order, who, tool, loan_id(order, &loan)));
                both(
                    &mut h,
                    &mut dice,
                    |h| {
                        h.write(desk, order, Body::ToolLoaned(loan.clone()));
                    },
                    |h| {
                        h.write(who, order, Body::ToolLoaned(loan.clone()));
                    },
                );
            }
            14 => {
                if let Some((order, who, tool, loan)) = loans.last().copied() {
                    let by = dice.one(&[desk, who]);
                    let condition = dice.one(ToolCondition::ALL);
                    h.takes_back(by, order, who, tool, dice.one(&[Some(loan), None]), condition);
                }
            }
            _ => {
                let to = dice.one(&TECHNICIANS);
                let body = h.hand_over(order, who, to, tool);
                both(
                    &mut h,
                    &mut dice,
                    |h| {
                        h.write(who, order, Body::ToolHandedOver(body.clone()));
                    },
                    |h| {
                        h.write(to, order, Body::ToolHandedOver(body.clone()));
                    },
                );
            }
        }
    }
    h.facts
}

/// One side, the other, or both, now and then twice.
fn both(h: &mut History, dice: &mut Dice, one: impl Fn(&mut History), other: impl Fn(&mut History)) {
    let case = dice.below(8);
    if case != 0 {
        one(h);
    }
    if case != 1 {
        other(h);
    }
    if case == 2 {
        one(h);
    }
}

fn shuffled(facts: &[StockFact], dice: &mut Dice) -> Vec<StockFact> {
    let mut facts = facts.to_vec();
    for place in (1..facts.len()).rev() {
        facts.swap(place, usize::try_from(dice.below(place as u64 + 1)).unwrap());
    }
    for _ in 0..dice.below(4) {
        let again = facts[usize::try_from(dice.below(facts.len() as u64)).unwrap()].clone();
        facts.insert(usize::try_from(dice.below(facts.len() as u64)).unwrap(), again);
    }
    facts
}

fn conserved(ledger: &Ledger) {
    for item in ITEMS {
        let mut places: BTreeMap<Place, i64> = BTreeMap::new();
        for posting in ledger.postings.iter().filter(|one| one.item == item) {
            *places.entry(posting.from).or_default() -= posting.quantity;
            *places.entry(posting.to).or_default() += posting.quantity;
        }
        assert_eq!(places.values().sum::<i64>(), 0, "{item}");
        let of = |place: Place| places.get(&place).copied().unwrap_or(0);
        assert_eq!(ledger.on_hand(item), of(Place::Store));
        assert_eq!(ledger.at(Place::Store, item, i64::MAX), of(Place::Store));
        for who in TECHNICIANS {
            assert_eq!(ledger.in_kit(user(who), item), of(Place::Kit(user(who))));
        }
        for (document, goods) in &ledger.orders {
            let rest = goods.account_of(item).map_or(0, |account| account.open - account.excess);
            assert_eq!(rest, of(Place::Order(*document)), "the order's own account says the same");
        }
    }
}

fn each_tool_is_in_one_place(ledger: &Ledger) {
    for tool in TOOLS {
        let open: Vec<_> = ledger.tools.open_loans().filter(|loan| loan.tool == tool).collect();
        let owed = open.iter().filter(|loan| loan.state != LoanState::Unconfirmed).count();
        assert!(owed <= 1, "nobody owes {tool} twice");
        assert!(open.is_empty() || owed == 1, "somebody owes {tool}");
        let asked = ledger.discrepancies.iter().filter(|one| one.id.starts_with("COL-10"));
        let asked = asked.filter(|one| one.tool.as_deref() == Some(tool)).count();
        assert_eq!(asked, usize::from(open.len() > 1), "exactly one question about {tool}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10_000))]

    #[test]
    fn p6_every_unit_is_in_one_place_whatever_the_order_of_delivery(seed in any::<u64>()) {
        let facts = history(seed);
        let ledger = Ledger::of(&facts);
        conserved(&ledger);
        each_tool_is_in_one_place(&ledger);
        let mut dice = Dice(seed.rotate_left(17) | 1);
        let other = shuffled(&facts, &mut dice);
        prop_assert_eq!(&Ledger::of(&other), &ledger);
        prop_assert_eq!(verdicts(&other, &ledger), verdicts(&facts, &ledger));
        let document = order(0);
        let own = |facts: &[StockFact]| -> Vec<StockFact> {
            facts.iter().filter(|fact| fact.document == document).cloned().collect()
        };
        prop_assert_eq!(OrderGoods::of(&own(&other)), OrderGoods::of(&own(&facts)));
        prop_assert_eq!(Tools::of(&own(&other), Extent::OneOrder), Tools::of(&own(&facts), Extent::OneOrder));
    }
}

//! The account of one order: what was asked for, issued, used, returned and lost (MAT-1 to MAT-6, COL-12).

use super::code::{Content, Exchange, MovementCode, MovementId};
use super::fact::{StockFact, counting};
use super::quantity::MAX_QUANTITY;
use super::said::Said;
use super::tools::is_own_return;
use crate::domain::entry::Body;
use crate::domain::entry::cases::DamageKind;
use crate::domain::entry::office::Choice;
use crate::domain::entry::store::{Goods, GoodsLine, GoodsMoved, ToolCondition};
use crate::domain::entry::work::PartSource;
use crate::domain::id::{EntryId, UserId};
use crate::domain::policy::Role;
use planted::Bug;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// The two entries of a movement, where this replica has them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Sides {
    /// By who gave.
    pub given: Option<EntryId>,
    /// By who took.
    pub taken: Option<EntryId>,
}

impl Sides {
    /// Whether both people have written it.
    pub const fn both(&self) -> bool {
        self.given.is_some() && self.taken.is_some()
    }
}

/// Material that changed hands against an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OrderMovement {
    /// Its id.
    pub movement: MovementId,
    /// Its code, for the other side.
    pub code: MovementCode,
    /// Issue or return.
    pub exchange: Exchange,
    /// The technician.
    pub technician: UserId,
    /// Goods.
    pub lines: Vec<GoodsLine>,
    /// When, by the side that came first; milliseconds since 1970 UTC.
    pub at: i64,
    /// Who has written it.
    pub sides: Sides,
    /// What the storekeeper said of one side alone: it counts, or it doesn't.
    pub decided: Option<bool>,
    /// The store's side as further storekeepers wrote it: either once more, or goods that left under a code that had
    /// been used.
    pub again: Vec<EntryId>,
    /// A storekeeper has confirmed that just these are one movement.
    pub once: bool,
    /// The storekeeper whose entry counts.
    #[serde(skip)]
    pub(super) keeper: Option<UserId>,
}

impl OrderMovement {
    /// The question whether a code that two storekeepers used is one movement, while nobody has answered it.
    pub fn asks_again(&self) -> Option<String> {
        (!self.again.is_empty() && !self.once).then(|| again_id(self.movement, self.again.len()))
    }

    /// Whether it counts: one side alone does until somebody rejects it (P2).
    pub fn counts(&self) -> bool {
        self.sides.both() || self.decided != Some(false)
    }

    /// Whether the store's own side is there, or a storekeeper has accepted the other one.
    pub fn confirmed_by_store(&self) -> bool {
        let store = if self.exchange.is_return() { self.sides.taken } else { self.sides.given };
        store.is_some() || self.decided == Some(true)
    }

    /// Takes in what people have said of it.
    pub(super) fn hear(&mut self, said: &Said<'_>) {
        self.decided = said.on(&format!("ONE-SIDED:{}", self.movement));
        self.once = said.on(&again_id(self.movement, self.again.len())) == Some(true);
    }

    /// Whether it waits for the other side or for the storekeeper's word. What the storekeeper alone took back asks
    /// nobody: the technician owes less.
    pub fn one_sided(&self) -> bool {
        let relieved = self.exchange.is_return() && self.sides.taken.is_some();
        !self.sides.both() && self.decided.is_none() && !relieved
    }
}

/// The account of one item in one order. Quantities are in the item's small unit.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct GoodsAccount {
    /// Code of the catalogue.
    pub item: String,
    /// Issued.
    pub issued: i64,
    /// Used, as far as it came from the store.
    pub used: i64,
    /// Returned, as far as the store has confirmed it.
    pub returned: i64,
    /// Returned by the technician's word alone.
    pub unconfirmed: i64,
    /// Lost or broken.
    pub lost: i64,
    /// Not accounted for: the technician has it.
    pub open: i64,
    /// More was used, returned and lost than was issued (COL-12).
    pub excess: i64,
    /// A person has accepted just this excess.
    pub accepted: bool,
}

/// What a technician asked the store for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NeedLine {
    /// The entry.
    pub entry: EntryId,
    /// Who asks.
    pub technician: UserId,
    /// When, milliseconds since 1970 UTC.
    pub at: i64,
    /// Materials.
    pub lines: Vec<GoodsLine>,
    /// Kinds of tools.
    pub tools: Vec<String>,
    /// The storekeeper's answer.
    pub approved: Option<bool>,
    /// Why it was refused.
    pub reason: Option<String>,
}

/// Something lost or broken, which a manager has to close.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LossCase {
    /// The entry.
    pub entry: EntryId,
    /// What.
    pub goods: Goods,
    /// Lost, or broken.
    pub damage: DamageKind,
    /// Who had it.
    pub technician: UserId,
    /// When, milliseconds since 1970 UTC.
    pub at: i64,
    /// The manager's word: written off, or not accepted.
    pub decided: Option<bool>,
    /// Further entries that report the same. Which one is the first can change by merge: a word on any of them closes
    /// the case.
    #[serde(skip)]
    pub(super) also: Vec<EntryId>,
}

/// The account of one order's materials.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct OrderGoods {
    /// What was asked for.
    pub needs: Vec<NeedLine>,
    /// What changed hands.
    pub movements: Vec<OrderMovement>,
    /// By item.
    pub accounts: Vec<GoodsAccount>,
    /// What was used up beside the parts that steps name, wherever it came from: quantity by item.
    pub consumed: BTreeMap<String, i64>,
    /// Lost and broken things, tools included.
    pub losses: Vec<LossCase>,
    /// Entries whose code doesn't belong to their goods, or that name somebody else: they count for nothing.
    pub unfit: Vec<EntryId>,
    /// The storekeeper's write-off.
    pub written_off: Option<EntryId>,
}

/// A quantity that can be reckoned with.
pub(super) fn sound(line: &GoodsLine) -> bool {
    (1..=MAX_QUANTITY).contains(&line.quantity)
}

impl OrderGoods {
    /// The account that follows from an order's facts.
    pub fn of<'a>(facts: impl IntoIterator<Item = &'a StockFact>) -> Self {
        let sorted = counting(facts);
        let said = Said::read(&sorted);
        let mut goods = Self::default();
        let mut movements: BTreeMap<MovementId, OrderMovement> = BTreeMap::new();
        let mut used: Vec<(String, i64)> = Vec::new();
        let mut lent: BTreeSet<MovementCode> = BTreeSet::new();
        let mut reported: BTreeSet<&String> = BTreeSet::new();
        for fact in sorted.iter().copied().filter(|fact| !said.is_rejected(fact)) {
            match &fact.entry.body {
                Body::MaterialNeeded(data) => goods.needs.push(NeedLine {
                    entry: fact.id,
                    technician: fact.entry.by.user,
                    at: fact.at(),
                    lines: data.lines.clone(),
                    tools: data.tools.clone(),
                    approved: None,
                    reason: None,
                }),
                Body::MaterialIssued(data) => {
                    goods.unfit.extend(join(&mut movements, fact, Exchange::Issue, data, true).err());
                }
                Body::MaterialReceived(data) => {
                    goods.unfit.extend(join(&mut movements, fact, Exchange::Issue, data, false).err());
                }
                Body::MaterialReturned(data) => {
                    let given = fact.entry.by.role != Role::Storekeeper;
                    goods.unfit.extend(join(&mut movements, fact, Exchange::Return, data, given).err());
                }
                Body::MaterialUsed(data) => {
                    for line in data.lines.iter().filter(|line| sound(line)) {
                        let consumed = goods.consumed.entry(line.item.clone()).or_default();
                        *consumed = consumed.saturating_add(line.quantity);
                        if data.source == PartSource::Store {
                            used.push((line.item.clone(), line.quantity));
                        }
                    }
                }
                Body::PartReplaced(data)
                    if data.source == PartSource::Store && (1..=MAX_QUANTITY).contains(&data.quantity) =>
                {
                    used.push((data.item.clone(), data.quantity));
                }
                Body::LostOrBroken(data) => {
                    if let Goods::Tool(tool) = &data.goods {
                        reported.insert(tool);
                    }
                    goods.losses.push(LossCase {
                        entry: fact.id,
                        goods: data.goods.clone(),
                        damage: data.damage,
                        technician: data.technician,
                        at: fact.at(),
                        decided: None,
                        also: Vec::new(),
                    });
                }
                // A further loan of the tool can break it once more.
                Body::ToolLoaned(data) => {
                    let further = lent.insert(data.code);
                    if further {
                        reported.remove(&data.tool);
                    }
                }
                // A tool that comes back broken is a case like one that was reported broken; both sides' words are one.
                Body::ToolReturned(data)
                    if data.condition == ToolCondition::Damaged && is_own_return(fact, data) =>
                {
                    let same = |loss: &&mut LossCase| loss.goods == Goods::Tool(data.tool.clone());
                    if reported.insert(&data.tool) {
                        goods.losses.push(LossCase {
                            entry: fact.id,
                            goods: Goods::Tool(data.tool.clone()),
                            damage: DamageKind::Damaged,
                            technician: data.technician,
                            at: fact.at(),
                            decided: None,
                            also: Vec::new(),
                        });
                    } else if let Some(case) = goods.losses.iter_mut().rev().find(same) {
                        case.also.push(fact.id);
                    }
                }
                Body::StoreWrittenOff(_) => {
                    goods.written_off.get_or_insert(fact.id);
                }
                _ => {}
            }
        }
        for fact in &sorted {
            if let Body::MaterialApproved(data) = &fact.entry.body
                && let Some(need) = goods.needs.iter_mut().find(|need| need.entry == data.need)
                && need.approved.is_none()
            {
                (need.approved, need.reason) = (Some(data.approved), data.reason.clone());
            }
        }
        for movement in movements.values_mut() {
            movement.hear(&said);
        }
        for loss in &mut goods.losses {
            let mut words = std::iter::once(&loss.entry).chain(&loss.also);
            loss.decided = words.find_map(|entry| said.on(&format!("LOST:{entry}")));
        }
        goods.movements = movements.into_values().collect();
        goods.movements.sort_by_key(|movement| (movement.at, movement.movement));
        goods.account(&used, &said);
        goods
    }

    fn account(&mut self, used: &[(String, i64)], said: &Said<'_>) {
        let mut accounts: BTreeMap<String, GoodsAccount> = BTreeMap::new();
        let mut account = |item: &str, add: &dyn Fn(&mut GoodsAccount)| {
            let one = accounts.entry(item.to_owned()).or_default();
            item.clone_into(&mut one.item);
            add(one);
        };
        for movement in self.movements.iter().filter(|movement| movement.counts()) {
            for line in &movement.lines {
                let quantity = line.quantity;
                match movement.exchange {
                    Exchange::Issue => account(&line.item, &|one| one.issued += quantity),
                    _ if movement.confirmed_by_store() => {
                        account(&line.item, &|one| one.returned += quantity);
                    }
                    _ => account(&line.item, &|one| one.unconfirmed += quantity),
                }
            }
        }
        for (item, quantity) in used {
            account(item, &|one| one.used += quantity);
        }
        for loss in self.losses.iter().filter(|loss| loss.decided != Some(false)) {
            if let Goods::Material(line) = &loss.goods
                && sound(line)
            {
                account(&line.item, &|one| one.lost += line.quantity);
            }
        }
        for one in accounts.values_mut() {
            let rest = one.issued - one.used - one.returned - one.lost;
            (one.open, one.excess) = (rest.max(0), (-rest).max(0));
            let id = excess_id(&one.item, one.excess);
            one.accepted = one.excess > 0 && said.on(&id) == Some(true);
        }
        self.accounts = accounts.into_values().collect();
    }

    /// The account of an item.
    pub fn account_of(&self, item: &str) -> Option<&GoodsAccount> {
        self.accounts.iter().find(|account| account.item == item)
    }

    /// Whether any material is open, unconfirmed, in excess, one-sided, or lost without a manager's word.
    pub fn is_open(&self) -> bool {
        self.accounts.iter().any(|one| one.open > 0 || one.unconfirmed > 0) || self.has_discrepancy()
    }

    /// Whether the two sides or the sums don't agree.
    pub fn has_discrepancy(&self) -> bool {
        self.accounts.iter().any(|one| one.excess > 0 && !one.accepted)
            || self.movements.iter().any(|one| one.one_sided() || one.asks_again().is_some())
            || self.losses.iter().any(|loss| loss.decided.is_none())
    }
}

/// Puts one person's entry to the movement that it speaks of; gives the movement, or the entry back when its
/// code doesn't belong to its goods, or when it names somebody else.
pub(super) fn join(
    movements: &mut BTreeMap<MovementId, OrderMovement>,
    fact: &StockFact,
    exchange: Exchange,
    data: &GoodsMoved,
    given: bool,
) -> Result<MovementId, EntryId> {
    let parties = [data.technician];
    let against_order = matches!(exchange, Exchange::Issue | Exchange::Return);
    let order = against_order.then_some(fact.document);
    let content = Content { exchange, order, parties: &parties, lines: &data.lines, tool: None };
    let by_store = given != exchange.is_return();
    let his_own = by_store || fact.entry.by.user == data.technician;
    let fits = data.code.fits(&content) || planted::is(Bug::CodeOfOtherGoods);
    if !his_own || !fits || !data.lines.iter().all(sound) {
        return Err(fact.id);
    }
    let movement = data.code.movement(&content);
    let one = movements.entry(movement).or_insert_with(|| OrderMovement {
        movement,
        code: data.code,
        exchange,
        technician: data.technician,
        lines: data.lines.clone(),
        at: fact.at(),
        sides: Sides::default(),
        decided: None,
        again: Vec::new(),
        once: false,
        keeper: None,
    });
    // The same side again changes no figure: the first one stands. Two storekeepers are asked about it.
    if by_store {
        let author = fact.entry.by.user;
        if *one.keeper.get_or_insert(author) != author && !planted::is(Bug::TwoStorekeepers) {
            one.again.push(fact.id);
        }
    }
    let side = if given { &mut one.sides.given } else { &mut one.sides.taken };
    side.get_or_insert(fact.id);
    Ok(movement)
}

fn again_id(movement: MovementId, times: usize) -> String {
    format!("AGAIN:{movement}:{times}")
}

/// Id under which a person accepts an excess: another excess of the item is another question.
pub(super) fn excess_id(item: &str, excess: i64) -> String {
    format!("STOCK:{item}:{excess}")
}

/// Whether a choice answers yes or no to a question of the store.
pub(super) fn answer(choice: &Choice) -> Option<bool> {
    match choice {
        Choice::Confirm | Choice::Continue | Choice::Entry(_) => Some(true),
        Choice::Reject => Some(false),
        Choice::CancelWithoutCharge | Choice::CancelWithCharge(_) => None,
    }
}

/// Whether an order's facts say anything of goods at all.
pub(super) fn concerns_goods(goods: &OrderGoods) -> bool {
    !goods.movements.is_empty() || !goods.accounts.is_empty() || !goods.losses.is_empty()
}

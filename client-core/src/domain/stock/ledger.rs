//! The whole store: what is where, which movements explain it, and what doesn't agree (MAT-10, COL-11, COL-12).

use super::catalogue::Catalogue;
use super::code::{Content, Exchange, MovementId};
use super::discrepancy::{Discrepancy, find};
use super::fact::{StockFact, counting};
use super::goods::{OrderGoods, OrderMovement, Sides, concerns_goods, join, sound};
use super::place::{Place, Posting};
use super::quantity::MAX_QUANTITY;
use super::said::Said;
use super::tools::{Extent, Tools};
use crate::domain::entry::store::{CountLine, Goods, GoodsLine};
use crate::domain::entry::work::PartSource;
use crate::domain::entry::{Body, Kind};
use crate::domain::id::{DocumentId, EntryId, UserId};
use crate::domain::policy::Role;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// What the store has of one item.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct StockLine {
    /// Code of the catalogue.
    pub item: String,
    /// In the store, in the item's small unit; negative where more has left than was there.
    pub on_hand: i64,
    /// The same by batch, for items that are tracked by batch.
    pub batches: BTreeMap<String, i64>,
}

/// What a technician's personal stock has of one item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct KitLine {
    /// Whose.
    pub technician: UserId,
    /// Code of the catalogue.
    pub item: String,
    /// In the kit, in the item's small unit; negative where more was used than it had.
    pub on_hand: i64,
}

/// Goods that two technicians pass from kit to kit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct KitTransfer {
    /// Its movement.
    pub movement: MovementId,
    /// Its code, for the other side.
    pub code: super::MovementCode,
    /// Who gives.
    pub from: UserId,
    /// Who takes.
    pub to: UserId,
    /// Goods.
    pub lines: Vec<GoodsLine>,
    /// When, by the side that came first; milliseconds since 1970 UTC.
    pub at: i64,
    /// Who has written it.
    pub sides: Sides,
    /// What the storekeeper said of one side alone.
    pub decided: Option<bool>,
}

impl KitTransfer {
    /// Whether the goods have moved: both have written it, or the storekeeper knows of it.
    pub fn counts(&self) -> bool {
        self.sides.both() || self.decided == Some(true)
    }
}

/// Everything that a replica knows of the store.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Ledger {
    /// The store, by item.
    pub stock: Vec<StockLine>,
    /// Personal stock, by technician and item.
    pub kits: Vec<KitLine>,
    /// Accounts of orders that goods were moved for.
    pub orders: BTreeMap<DocumentId, OrderGoods>,
    /// Goods that moved between the store and kits, by time.
    pub kit_movements: Vec<OrderMovement>,
    /// Goods that moved between kits, by time.
    pub kit_transfers: Vec<KitTransfer>,
    /// Loans and tools.
    pub tools: Tools,
    /// Every posting, by time.
    pub postings: Vec<Posting>,
    /// What doesn't agree, each with its cause.
    pub discrepancies: Vec<Discrepancy>,
    /// The documents of the entries of kit movements.
    #[serde(skip)]
    pub(super) documents: BTreeMap<(MovementId, EntryId), DocumentId>,
    /// Places of the postings of each item at each place.
    #[serde(skip)]
    by_place: BTreeMap<Place, BTreeMap<String, Vec<usize>>>,
    /// Kits that somebody has opened.
    #[serde(skip)]
    open_kits: BTreeSet<DocumentId>,
    /// The last entry that moved anything.
    #[serde(skip)]
    last: Option<EntryId>,
}

/// Something that waits for its place in time.
enum Event<'a> {
    Move { line: GoodsLine, from: Place, to: Place },
    Count { place: Place, line: &'a CountLine },
    Open { technician: UserId, lines: &'a [GoodsLine] },
}

struct Dated<'a> {
    at: i64,
    entry: EntryId,
    document: DocumentId,
    what: Kind,
    by: UserId,
    event: Event<'a>,
}

impl Ledger {
    /// The ledger that follows from facts. Their order and repeats change nothing.
    pub fn of(facts: &[StockFact]) -> Self {
        let sorted = counting(facts);
        let said = Said::read(&sorted);
        let mut ledger = Self { tools: Tools::of_sorted(&sorted, &said, Extent::Whole), ..Self::default() };
        let mut by_document: BTreeMap<DocumentId, Vec<&StockFact>> = BTreeMap::new();
        for fact in &sorted {
            by_document.entry(fact.document).or_default().push(fact);
        }
        for (document, own) in &by_document {
            let goods = OrderGoods::of(own.iter().copied());
            if concerns_goods(&goods) || !goods.needs.is_empty() || goods.written_off.is_some() {
                ledger.orders.insert(*document, goods);
            }
        }
        let counts: Vec<&StockFact> = sorted.iter().copied().filter(|fact| !said.is_rejected(fact)).collect();
        // An entry's id is unique in its document and nowhere else.
        let known: BTreeMap<(DocumentId, EntryId), &StockFact> =
            counts.iter().map(|fact| ((fact.document, fact.id), *fact)).collect();
        let ranks: BTreeMap<(DocumentId, EntryId), usize> =
            sorted.iter().enumerate().map(|(rank, fact)| ((fact.document, fact.id), rank)).collect();
        let mut events = Vec::new();
        ledger.order_events(&counts, &known, &mut events);
        ledger.kit_events(&counts, &said, &mut events);
        store_events(&counts, &mut events);
        events.sort_by_key(|dated: &Dated<'_>| ranks.get(&(dated.document, dated.entry)));
        ledger.post(events);
        ledger.discrepancies = find(&ledger, &said);
        ledger
    }

    fn order_events<'a>(
        &self,
        counts: &[&'a StockFact],
        known: &BTreeMap<(DocumentId, EntryId), &'a StockFact>,
        events: &mut Vec<Dated<'a>>,
    ) {
        for (document, goods) in &self.orders {
            let here = Place::Order(*document);
            for movement in goods.movements.iter().filter(|movement| movement.counts()) {
                let issue = movement.exchange == Exchange::Issue;
                if !issue && !movement.confirmed_by_store() {
                    continue;
                }
                let (from, to) = if issue { (Place::Store, here) } else { (here, Place::Store) };
                move_lines(movement, |entry| known.get(&(*document, entry)).copied(), from, to, events);
            }
            for loss in goods.losses.iter().filter(|loss| loss.decided != Some(false)) {
                let (Goods::Material(line), Some(fact)) = (&loss.goods, known.get(&(*document, loss.entry)))
                else {
                    continue;
                };
                if sound(line) {
                    events.push(moved(fact, line.clone(), here, Place::Lost));
                }
            }
        }
        for fact in counts {
            let here = Place::Order(fact.document);
            match &fact.entry.body {
                Body::PartReplaced(data) if data.source == PartSource::Store => {
                    let line = GoodsLine { item: data.item.clone(), quantity: data.quantity, batch: None };
                    if sound(&line) {
                        events.push(moved(fact, line, here, Place::Used));
                    }
                }
                Body::MaterialUsed(data) if data.source == PartSource::Store => {
                    let lines = data.lines.iter().filter(|line| sound(line));
                    events.extend(lines.map(|line| moved(fact, line.clone(), here, Place::Used)));
                }
                _ => {}
            }
        }
    }

    fn kit_events<'a>(&mut self, counts: &[&'a StockFact], said: &Said<'_>, events: &mut Vec<Dated<'a>>) {
        let mut movements: BTreeMap<MovementId, OrderMovement> = BTreeMap::new();
        let mut transfers: BTreeMap<MovementId, KitTransfer> = BTreeMap::new();
        let mut sides: BTreeMap<(MovementId, EntryId), &'a StockFact> = BTreeMap::new();
        for fact in counts {
            let role = fact.entry.by.role;
            match &fact.entry.body {
                Body::KitIssued(data) => {
                    let given = role == Role::Storekeeper;
                    let joined = join(&mut movements, fact, Exchange::KitIssue, data, given);
                    sides.extend(joined.ok().map(|movement| ((movement, fact.id), *fact)));
                }
                Body::KitReturned(data) => {
                    let given = role != Role::Storekeeper;
                    let joined = join(&mut movements, fact, Exchange::KitReturn, data, given);
                    sides.extend(joined.ok().map(|movement| ((movement, fact.id), *fact)));
                }
                Body::KitTransferred(data) => {
                    let parties = [data.from, data.to];
                    let content = Content {
                        exchange: Exchange::KitTransfer,
                        order: None,
                        parties: &parties,
                        lines: &data.lines,
                        tool: None,
                    };
                    let author = fact.entry.by.user;
                    let his_own = author == data.from || author == data.to;
                    if !his_own || !data.code.fits(&content) || !data.lines.iter().all(sound) {
                        continue;
                    }
                    let movement = data.code.movement(&content);
                    let one = transfers.entry(movement).or_insert_with(|| KitTransfer {
                        movement,
                        code: data.code,
                        from: data.from,
                        to: data.to,
                        lines: data.lines.clone(),
                        at: fact.at(),
                        sides: Sides::default(),
                        decided: said.on(&format!("ONE-SIDED:{movement}")),
                    });
                    let given = author == data.from;
                    let side = if given { &mut one.sides.given } else { &mut one.sides.taken };
                    side.get_or_insert(fact.id);
                    sides.insert((movement, fact.id), fact);
                }
                Body::KitUsed(data) => {
                    let place = Place::Kit(fact.entry.by.user);
                    let lines = data.lines.iter().filter(|line| sound(line));
                    events.extend(lines.map(|line| moved(fact, line.clone(), place, Place::Used)));
                }
                Body::KitLost(data) => {
                    let place = Place::Kit(fact.entry.by.user);
                    let lines = data.lines.iter().filter(|line| sound(line));
                    events.extend(lines.map(|line| moved(fact, line.clone(), place, Place::Lost)));
                }
                Body::KitOpened(data) => {
                    self.open_kits.insert(fact.document);
                    let event = Event::Open { technician: data.technician, lines: &data.lines };
                    events.push(dated(fact, event));
                }
                _ => {}
            }
        }
        for movement in movements.values_mut() {
            movement.hear(said);
            let kit = Place::Kit(movement.technician);
            let issue = movement.exchange == Exchange::KitIssue;
            if movement.counts() && (issue || movement.confirmed_by_store()) {
                let (from, to) = if issue { (Place::Store, kit) } else { (kit, Place::Store) };
                let side = |entry| sides.get(&(movement.movement, entry)).copied();
                move_lines(movement, side, from, to, events);
            }
        }
        for transfer in transfers.values().filter(|transfer| transfer.counts()) {
            let side = transfer.sides.given.or(transfer.sides.taken);
            if let Some(fact) = side.and_then(|entry| sides.get(&(transfer.movement, entry))) {
                let (from, to) = (Place::Kit(transfer.from), Place::Kit(transfer.to));
                events.extend(transfer.lines.iter().map(|line| moved(fact, line.clone(), from, to)));
            }
        }
        self.documents = sides.iter().map(|(side, fact)| (*side, fact.document)).collect();
        self.kit_movements = movements.into_values().collect();
        self.kit_movements.sort_by_key(|movement| (movement.at, movement.movement));
        self.kit_transfers = transfers.into_values().collect();
        self.kit_transfers.sort_by_key(|transfer| (transfer.at, transfer.movement));
    }

    /// Posts events in the order of their times. A count finds what it finds: what happened before it is in it, whether
    /// or not the counter's device knew.
    fn post(&mut self, events: Vec<Dated<'_>>) {
        self.last = events.last().map(|dated| dated.entry);
        let mut balance = Balance::new();
        let mut kits: BTreeSet<UserId> = BTreeSet::new();
        for dated in events {
            let mut lines = Vec::new();
            match &dated.event {
                Event::Move { line, from, to } => {
                    kits.extend([from, to].into_iter().filter_map(|place| match place {
                        Place::Kit(user) => Some(*user),
                        _ => None,
                    }));
                    lines.push((line.clone(), *from, *to));
                }
                Event::Count { place, line } => {
                    let quantity = line.counted - found_by(&balance, *place, line);
                    let line = GoodsLine { item: line.item.clone(), quantity, batch: line.batch.clone() };
                    if quantity != 0 {
                        lines.push((line, Place::Counted, *place));
                    }
                    if let Place::Kit(user) = place {
                        kits.insert(*user);
                    }
                }
                Event::Open { technician, lines: opening } => {
                    if kits.insert(*technician) {
                        let sound = opening.iter().filter(|line| sound(line)).cloned();
                        lines.extend(sound.map(|line| (line, Place::CarriedOver, Place::Kit(*technician))));
                    }
                }
            }
            for (line, from, to) in lines {
                for (place, change) in [(from, -line.quantity), (to, line.quantity)] {
                    *balance.entry((place, line.item.clone(), line.batch.clone())).or_default() += change;
                }
                self.postings.push(Posting {
                    at: dated.at,
                    entry: dated.entry,
                    document: dated.document,
                    what: dated.what,
                    by: dated.by,
                    item: line.item,
                    batch: line.batch,
                    quantity: line.quantity,
                    from,
                    to,
                });
            }
        }
        for (number, posting) in self.postings.iter().enumerate() {
            for place in [posting.from, posting.to] {
                let items = self.by_place.entry(place).or_default();
                items.entry(posting.item.clone()).or_default().push(number);
            }
        }
        let mut stock: BTreeMap<String, StockLine> = BTreeMap::new();
        let mut kit_lines: BTreeMap<(UserId, String), i64> = BTreeMap::new();
        for ((place, item, batch), quantity) in balance {
            match place {
                Place::Store => {
                    let line = stock.entry(item.clone()).or_default();
                    line.item = item;
                    line.on_hand += quantity;
                    if let Some(batch) = batch {
                        line.batches.insert(batch, quantity);
                    }
                }
                Place::Kit(user) => *kit_lines.entry((user, item)).or_default() += quantity,
                _ => {}
            }
        }
        self.stock = stock.into_values().collect();
        self.kits = kit_lines
            .into_iter()
            .map(|((technician, item), on_hand)| KitLine { technician, item, on_hand })
            .collect();
    }

    /// What the store has of an item, in its small unit.
    pub fn on_hand(&self, item: &str) -> i64 {
        self.stock.iter().find(|line| line.item == item).map_or(0, |line| line.on_hand)
    }

    /// What the store has of one batch of an item, in its small unit.
    pub fn on_hand_of_batch(&self, item: &str, batch: &str) -> i64 {
        let line = self.stock.iter().find(|line| line.item == item);
        line.and_then(|line| line.batches.get(batch)).copied().unwrap_or(0)
    }

    /// What the store has of an item outside all of its batches, in its small unit.
    pub fn outside_batches(&self, item: &str) -> i64 {
        let line = self.stock.iter().find(|line| line.item == item);
        line.map_or(0, |line| line.on_hand - line.batches.values().sum::<i64>())
    }

    /// The last entry that moved or counted anything: what the next one names as known.
    pub const fn last_entry(&self) -> Option<EntryId> {
        self.last
    }

    /// Whether somebody has opened this kit.
    pub fn is_kit_open(&self, kit: DocumentId) -> bool {
        self.open_kits.contains(&kit)
    }

    /// What a technician's personal stock has of an item, in its small unit.
    pub fn in_kit(&self, technician: UserId, item: &str) -> i64 {
        let own = |line: &&KitLine| line.technician == technician && line.item == item;
        self.kits.iter().find(own).map_or(0, |line| line.on_hand)
    }

    /// What a place had of an item at a moment, milliseconds since 1970 UTC: the sum of the postings until then.
    pub fn at(&self, place: Place, item: &str, moment: i64) -> i64 {
        self.explaining(place, item).filter(|one| one.at <= moment).map(|one| one.change_of(place)).sum()
    }

    /// The postings that explain what a place has of an item, by time.
    pub fn explaining(&self, place: Place, item: &str) -> impl Iterator<Item = &Posting> {
        let numbers = self.by_place.get(&place).and_then(|items| items.get(item));
        let numbers = numbers.map_or(&[][..], Vec::as_slice);
        numbers.iter().filter_map(|number| self.postings.get(*number))
    }

    /// Items at or below the level at which they have to be ordered.
    pub fn low<'s>(&'s self, catalogue: &'s Catalogue) -> impl Iterator<Item = (&'s str, i64)> {
        catalogue
            .materials
            .iter()
            .map(|material| (material.code.as_str(), self.on_hand(&material.code), material.low_level))
            .filter(|(_, on_hand, level)| *level > 0 && on_hand <= level)
            .map(|(code, on_hand, _)| (code, on_hand))
    }
}

/// Balances by place, item and batch.
type Balance = BTreeMap<(Place, String, Option<String>), i64>;

/// What a counted line should have found: one batch in the store, else all there is of the item. A kit has no batches,
/// whatever those of the goods were in the store.
fn found_by(balance: &Balance, place: Place, line: &CountLine) -> i64 {
    if place == Place::Store && line.batch.is_some() {
        return balance.get(&(place, line.item.clone(), line.batch.clone())).copied().unwrap_or(0);
    }
    let all = balance.range((place, line.item.clone(), None)..);
    all.take_while(|((at, item, _), _)| *at == place && *item == line.item)
        .map(|(_, quantity)| quantity)
        .sum()
}

fn dated<'a>(fact: &'a StockFact, event: Event<'a>) -> Dated<'a> {
    Dated {
        at: fact.at(),
        entry: fact.id,
        document: fact.document,
        what: fact.entry.body.kind().unwrap_or(Kind::Note),
        by: fact.entry.by.user,
        event,
    }
}

fn moved(fact: &StockFact, line: GoodsLine, from: Place, to: Place) -> Dated<'_> {
    dated(fact, Event::Move { line, from, to })
}

/// Goods move when the store's side says so; where only the technician has written, when he says so.
fn move_lines<'a>(
    movement: &OrderMovement,
    side: impl Fn(EntryId) -> Option<&'a StockFact>,
    from: Place,
    to: Place,
    events: &mut Vec<Dated<'a>>,
) {
    let store_first = if from == Place::Store {
        movement.sides.given.or(movement.sides.taken)
    } else {
        movement.sides.taken.or(movement.sides.given)
    };
    if let Some(fact) = store_first.and_then(side) {
        // Orders and kits are accounted for by item; a batch matters where goods lie in the store.
        events.extend(movement.lines.iter().map(|line| moved(fact, line.clone(), from, to)));
    }
}

fn store_events<'a>(counts: &[&'a StockFact], events: &mut Vec<Dated<'a>>) {
    for fact in counts {
        match &fact.entry.body {
            Body::StockReceived(data) => {
                let lines = data.lines.iter().filter(|line| sound(line));
                events.extend(lines.map(|line| moved(fact, line.clone(), Place::Supplier, Place::Store)));
            }
            Body::Scrapped(data) => {
                if let Goods::Material(line) = &data.goods
                    && sound(line)
                {
                    events.push(moved(fact, line.clone(), Place::Store, Place::Scrap));
                }
            }
            Body::StockCounted(data) => {
                let place = data.kit.map_or(Place::Store, Place::Kit);
                let sound = data.lines.iter().filter(|line| (0..=MAX_QUANTITY).contains(&line.counted));
                events.extend(sound.map(|line| dated(fact, Event::Count { place, line })));
            }
            _ => {}
        }
    }
}

//! What the store and everybody's kit have, worked out from the log's entries alone and held against the ledger that is shown:
//! every figure, every movement behind it, and every tool that somebody has.

use super::Violation;
use super::cbor::{Id, field, list, text, whole};
use super::decisions::hyphenated;
use super::goods::{Deed, Line, Swap, Words, deeds, in_order, is_sound};
use super::log::Log;
use super::tools;
use ciborium::Value as Cbor;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Where goods are, or where they came from and went to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Where {
    Supplier,
    Store,
    Order(Id),
    Kit(Id),
    Used,
    Lost,
    Scrap,
    Counted,
    CarriedOver,
}

impl Where {
    fn told(self) -> String {
        let of = |place: &str, id: Id| format!("{place} of {}", hyphenated(&id));
        match self {
            Self::Order(id) => of("order", id),
            Self::Kit(id) => of("kit", id),
            Self::Supplier => "supplier".to_owned(),
            Self::Store => "store".to_owned(),
            Self::Used => "used".to_owned(),
            Self::Lost => "lost".to_owned(),
            Self::Scrap => "scrap".to_owned(),
            Self::Counted => "counted".to_owned(),
            Self::CarriedOver => "carried_over".to_owned(),
        }
    }
}

/// A place as the ledger writes it.
fn told(place: &Value) -> String {
    let name = place["place"].as_str().unwrap_or_default();
    place["of"].as_str().map_or_else(|| name.to_owned(), |of| format!("{name} of {of}"))
}

enum Event {
    Moves(Line, Where, Where),
    /// So much was found.
    Counts(Where, Line),
    Opens(Id, Vec<Line>),
}

/// Something that two people write on two devices.
struct Movement<'a> {
    lines: Vec<Line>,
    technician: Id,
    given: Option<&'a Deed<'a>>,
    taken: Option<&'a Deed<'a>>,
    is_return: bool,
}

impl<'a> Movement<'a> {
    /// The entry that moves the goods, if they move: the store's own, else the technician's word, which for a return
    /// counts only once the store has said so.
    fn moves(&self, decided: Option<bool>) -> Option<&'a Deed<'a>> {
        let (store, other) = if self.is_return { (self.taken, self.given) } else { (self.given, self.taken) };
        let both = store.is_some() && other.is_some();
        let counts = both || decided != Some(false);
        let confirmed = store.is_some() || decided == Some(true) || !self.is_return;
        (counts && confirmed).then_some(store.or(other)).flatten()
    }
}

/// The movements of some kinds, by name. A side is the first entry that wrote it.
fn movements<'a>(deeds: &[&'a Deed<'a>], of_kit: bool) -> BTreeMap<String, Movement<'a>> {
    let mut all: BTreeMap<String, Movement<'_>> = BTreeMap::new();
    for deed in deeds.iter().copied() {
        let (what, given) = match deed.entry.kind.as_str() {
            "material_issued" if !of_kit => ("issue", true),
            "material_received" if !of_kit => ("issue", false),
            "material_returned" if !of_kit => ("return", !deed.by_store()),
            "kit_issued" if of_kit => ("kit_issue", deed.by_store()),
            "kit_returned" if of_kit => ("kit_return", !deed.by_store()),
            _ => continue,
        };
        let is_return = what.ends_with("return");
        let (technician, lines) = (deed.person("technician"), deed.lines());
        let by_store = given != is_return;
        let order = (!of_kit).then_some(deed.document);
        let swap = Swap { what, order, people: &[technician], lines: &lines, tool: None };
        let named = swap.named_by(deed.word("code"));
        let Some(name) = named.filter(|_| by_store || deed.entry.user == technician) else { continue };
        if !lines.iter().all(is_sound) {
            continue;
        }
        let one =
            all.entry(name).or_insert(Movement { lines, technician, given: None, taken: None, is_return });
        let side = if given { &mut one.given } else { &mut one.taken };
        side.get_or_insert(deed);
    }
    all
}

type Events<'a> = Vec<(&'a Deed<'a>, Event)>;

/// What moves against orders. An order's movements and losses are judged by what was said in it.
fn of_orders<'a>(own: &'a BTreeMap<Id, Vec<Deed<'a>>>, all: &'a [Deed<'a>], events: &mut Events<'a>) {
    let of_all: BTreeMap<(Id, Id), &Deed<'_>> =
        all.iter().map(|deed| ((deed.document, deed.id), deed)).collect();
    for (order, deeds) in own {
        let words = Words::read(deeds);
        let counting = words.counting(deeds);
        let here = Where::Order(*order);
        let mut push = |deed: &Deed<'_>, line: Line, from, to| {
            if let Some(deed) = of_all.get(&(deed.document, deed.id)) {
                events.push((deed, Event::Moves(line, from, to)));
            }
        };
        for (name, movement) in movements(&counting, false) {
            let Some(deed) = movement.moves(words.on(&format!("ONE-SIDED:{name}"))) else { continue };
            let (from, to) = if movement.is_return { (here, Where::Store) } else { (Where::Store, here) };
            for line in movement.lines {
                push(deed, line, from, to);
            }
        }
        for deed in counting {
            match deed.entry.kind.as_str() {
                "lost_or_broken" if words.on(&format!("LOST:{}", deed.name())) != Some(false) => {
                    for line in deed.goods().0.into_iter().filter(is_sound) {
                        push(deed, line, here, Where::Lost);
                    }
                }
                "part_replaced" if deed.word("source") == "store" => {
                    let quantity = field(&deed.entry.data, "quantity").and_then(whole).unwrap_or(0);
                    let line = Line { item: deed.word("item").to_owned(), quantity, batch: None };
                    if is_sound(&line) {
                        push(deed, line, here, Where::Used);
                    }
                }
                "material_used" if deed.word("source") == "store" => {
                    for line in deed.lines().into_iter().filter(is_sound) {
                        push(deed, line, here, Where::Used);
                    }
                }
                _ => {}
            }
        }
    }
}

/// Goods that somebody gives somebody else out of his kit: who, whom, what, and who has written it.
type Transfer<'a> = (Id, Id, Vec<Line>, [Option<&'a Deed<'a>>; 2]);

/// What moves into kits, out of them and between them.
fn of_kits<'a>(counting: &[&'a Deed<'a>], words: &Words<'a>, events: &mut Events<'a>) {
    let decided = |name: &str| words.on(&format!("ONE-SIDED:{name}"));
    for (name, movement) in movements(counting, true) {
        let Some(deed) = movement.moves(decided(&name)) else { continue };
        let kit = Where::Kit(movement.technician);
        let (from, to) = if movement.is_return { (kit, Where::Store) } else { (Where::Store, kit) };
        events.extend(movement.lines.into_iter().map(|line| (deed, Event::Moves(line, from, to))));
    }
    let mut between: BTreeMap<String, Transfer<'_>> = BTreeMap::new();
    for deed in counting.iter().copied() {
        let own = Where::Kit(deed.entry.user);
        let sound = deed.lines().into_iter().filter(is_sound);
        match deed.entry.kind.as_str() {
            "kit_transferred" => {
                let (people, lines) = ([deed.person("from"), deed.person("to")], deed.lines());
                let swap =
                    Swap { what: "kit_transfer", order: None, people: &people, lines: &lines, tool: None };
                let own = people.contains(&deed.entry.user) && lines.iter().all(is_sound);
                if let Some(name) = swap.named_by(deed.word("code")).filter(|_| own) {
                    let one = between.entry(name).or_insert((people[0], people[1], lines, [None, None]));
                    one.3[usize::from(deed.entry.user != people[0])].get_or_insert(deed);
                }
            }
            "kit_used" => events.extend(sound.map(|line| (deed, Event::Moves(line, own, Where::Used)))),
            "kit_lost" => events.extend(sound.map(|line| (deed, Event::Moves(line, own, Where::Lost)))),
            "kit_opened" => events.push((deed, Event::Opens(deed.person("technician"), deed.lines()))),
            _ => {}
        }
    }
    for (name, (from, to, lines, [given, taken])) in between {
        let counts = (given.is_some() && taken.is_some()) || decided(&name) == Some(true);
        if let Some(deed) = given.or(taken).filter(|_| counts) {
            let (from, to) = (Where::Kit(from), Where::Kit(to));
            events.extend(lines.into_iter().map(|line| (deed, Event::Moves(line, from, to))));
        }
    }
}

/// What moves in the store itself.
fn of_the_store<'a>(counting: &[&'a Deed<'a>], events: &mut Events<'a>) {
    for deed in counting.iter().copied() {
        match deed.entry.kind.as_str() {
            "stock_received" => {
                let sound = deed.lines().into_iter().filter(is_sound);
                events.extend(sound.map(|line| (deed, Event::Moves(line, Where::Supplier, Where::Store))));
            }
            "scrapped" => {
                let sound = deed.goods().0.into_iter().filter(is_sound);
                events.extend(sound.map(|line| (deed, Event::Moves(line, Where::Store, Where::Scrap))));
            }
            "stock_counted" => {
                let place = super::cbor::bytes(&deed.entry.data, "kit").map_or(Where::Store, Where::Kit);
                let found = list(&deed.entry.data, "lines").iter().filter_map(found);
                events.extend(found.map(|line| (deed, Event::Counts(place, line))));
            }
            _ => {}
        }
    }
}

/// What a line of a stocktake says was there.
fn found(line: &Cbor) -> Option<Line> {
    let quantity = field(line, "counted").and_then(whole).filter(|found| (0..=1_000_000_000).contains(found));
    Some(Line {
        item: text(line, "item")?.to_owned(),
        quantity: quantity?,
        batch: text(line, "batch").map(str::to_owned),
    })
}

/// What is where, and what moved, in words that can be compared with those of a ledger.
#[derive(Default)]
struct Account {
    balance: BTreeMap<(Where, String, Option<String>), i64>,
    moved: Vec<String>,
    kits: BTreeSet<Id>,
}

impl Account {
    fn of(&self, place: Where, item: &str) -> i64 {
        let own = self.balance.iter().filter(|((at, of, _), _)| *at == place && of == item);
        own.map(|(_, quantity)| quantity).sum()
    }

    fn moves(&mut self, deed: &Deed<'_>, line: Line, from: Where, to: Where) {
        self.kits.extend([from, to].iter().filter_map(|place| match place {
            Where::Kit(user) => Some(*user),
            _ => None,
        }));
        let what = &deed.entry.kind;
        self.moved.push(posted(&deed.name(), what, &line.item, line.quantity, &from.told(), &to.told()));
        for (place, change) in [(from, -line.quantity), (to, line.quantity)] {
            *self.balance.entry((place, line.item.clone(), line.batch.clone())).or_default() += change;
        }
    }

    /// A count finds what it finds, whatever was thought to be there.
    fn counts(&mut self, deed: &Deed<'_>, place: Where, found: Line) {
        let batch = found.batch.as_ref().filter(|_| place == Where::Store);
        let expected = match batch {
            Some(_) => {
                let key = (place, found.item.clone(), found.batch.clone());
                self.balance.get(&key).copied().unwrap_or(0)
            }
            None => self.of(place, &found.item),
        };
        let quantity = found.quantity - expected;
        if quantity != 0 {
            self.moves(deed, Line { quantity, ..found }, Where::Counted, place);
        }
        if let Where::Kit(user) = place {
            self.kits.insert(user);
        }
    }
}

fn posted(entry: &str, what: &str, item: &str, quantity: i64, from: &str, to: &str) -> String {
    format!("{entry} {what}: {quantity} {item} from {from} to {to}")
}

/// The log's own account.
fn account(log: &Log) -> Account {
    let all = deeds(log);
    let words = Words::read(&all);
    let counting = words.counting(&all);
    let mut own: BTreeMap<Id, Vec<Deed<'_>>> = BTreeMap::new();
    for deed in &all {
        own.entry(deed.document).or_default().push(deed.clone());
    }
    for deeds in own.values_mut() {
        *deeds = in_order(std::mem::take(deeds));
    }
    let mut events: Events<'_> = Vec::new();
    of_orders(&own, &all, &mut events);
    of_kits(&counting, &words, &mut events);
    of_the_store(&counting, &mut events);
    let places: BTreeMap<(Id, Id), usize> =
        all.iter().enumerate().map(|(place, deed)| ((deed.document, deed.id), place)).collect();
    events.sort_by_key(|(deed, _)| places.get(&(deed.document, deed.id)).copied());
    let mut account = Account::default();
    for (deed, event) in events {
        match event {
            Event::Moves(line, from, to) => account.moves(deed, line, from, to),
            Event::Counts(place, line) => account.counts(deed, place, line),
            Event::Opens(user, lines) => {
                if account.kits.insert(user) {
                    for line in lines.into_iter().filter(is_sound) {
                        account.moves(deed, line, Where::CarriedOver, Where::Kit(user));
                    }
                }
            }
        }
    }
    account
}

/// Holds a ledger against the log. Gives how many movements there were, and how many tools somebody has.
///
/// # Errors
/// The first figure, movement or tool that the log tells otherwise.
pub fn check(log: &Log, ledger: &Value) -> Result<(usize, usize), Violation> {
    let account = account(log);
    let lines = |name: &str| ledger[name].as_array().map_or(&[][..], Vec::as_slice).iter();
    let mut figures: BTreeMap<(String, String), i64> = BTreeMap::new();
    for ((place, item, _), quantity) in &account.balance {
        if matches!(place, Where::Store | Where::Kit(_)) {
            *figures.entry((place.told(), item.clone())).or_default() += quantity;
        }
    }
    let mut shown: BTreeMap<(String, String), i64> = BTreeMap::new();
    for line in lines("stock").chain(lines("kits")) {
        let of =
            line["technician"].as_str().map_or_else(|| "store".to_owned(), |user| format!("kit of {user}"));
        let item = line["item"].as_str().unwrap_or_default().to_owned();
        shown.insert((of, item), line["on_hand"].as_i64().unwrap_or(i64::MIN));
    }
    for (place, item) in figures.keys().chain(shown.keys()) {
        let key = (place.clone(), item.clone());
        let (sum, told) = (figures.get(&key).copied().unwrap_or(0), shown.get(&key).copied().unwrap_or(0));
        if sum != told {
            let detail = format!("{item} in {place}: {told} are shown, the movements come to {sum}");
            return Err(Violation::new("figures are the sum of what moved", detail));
        }
    }
    let mut moved = account.moved;
    let mut posted: Vec<String> = lines("postings").map(posting).collect();
    moved.sort_unstable();
    posted.sort_unstable();
    if let Some((one, other)) = first_difference(&moved, &posted) {
        let detail = format!("the log says {one:?}, the ledger {other:?}");
        return Err(Violation::new("the ledger has every movement once", detail));
    }
    Ok((moved.len(), tools::check(log, &ledger["tools"])?))
}

fn posting(posting: &Value) -> String {
    let word = |name: &str| posting[name].as_str().unwrap_or_default();
    let quantity = posting["quantity"].as_i64().unwrap_or(i64::MIN);
    let (from, to) = (told(&posting["from"]), told(&posting["to"]));
    self::posted(word("entry"), word("what"), word("item"), quantity, &from, &to)
}

fn first_difference<'l>(one: &'l [String], other: &'l [String]) -> Option<(&'l str, &'l str)> {
    let longest = one.len().max(other.len());
    let at = |list: &'l [String], place: usize| list.get(place).map_or("nothing", String::as_str);
    (0..longest).map(|place| (at(one, place), at(other, place))).find(|(one, other)| one != other)
}

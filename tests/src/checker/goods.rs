//! What the log says of goods and tools, read once more: in which order, under which code, and what people have said of it.

use super::cbor::{Id, SeenEntry, bytes, field, text, ulid, whole};
use super::log::Log;
use super::scope::STORE_KINDS;
use ciborium::Value;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// Beside an order's [`STORE_KINDS`], kinds of entries that say something of goods and tools, and what is said about those.
const OTHER_KINDS: [&str; 13] = [
    "settled",
    "stock_received",
    "stock_counted",
    "scrapped",
    "tool_inspected",
    "kit_opened",
    "kit_issued",
    "kit_returned",
    "kit_transferred",
    "kit_used",
    "kit_lost",
    "marked",
    "decision",
];

/// One entry that says something of goods.
#[derive(Clone)]
pub(super) struct Deed<'a> {
    /// Its document.
    pub(super) document: Id,
    /// Its id.
    pub(super) id: Id,
    /// Its place in its journal: the number of its op, then who wrote it.
    position: (u64, Id),
    /// What it says.
    pub(super) entry: &'a SeenEntry,
    /// The time that it can't lie before, and how many of that time it follows.
    time: (i64, u32),
}

impl Deed<'_> {
    /// Its id as texts write it.
    pub(super) fn name(&self) -> String {
        ulid(&self.id)
    }

    /// Whether somebody of the store wrote it.
    pub(super) fn by_store(&self) -> bool {
        self.entry.role == "storekeeper"
    }

    /// The person that a field names.
    pub(super) fn person(&self, name: &str) -> Id {
        bytes(&self.entry.data, name).unwrap_or_default()
    }

    /// A field's words.
    pub(super) fn word(&self, name: &str) -> &str {
        text(&self.entry.data, name).unwrap_or_default()
    }

    /// The quantities that it names.
    pub(super) fn lines(&self) -> Vec<Line> {
        super::cbor::list(&self.entry.data, "lines").iter().filter_map(line).collect()
    }

    /// What is lost, broken or scrapped: a quantity, or a tool.
    pub(super) fn goods(&self) -> (Option<Line>, Option<&str>) {
        let Some(goods) = field(&self.entry.data, "goods") else { return (None, None) };
        (field(goods, "material").and_then(line), text(goods, "tool"))
    }
}

/// So much of something.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Line {
    /// Code of the catalogue.
    pub(super) item: String,
    /// How much.
    pub(super) quantity: i64,
    /// Which batch.
    pub(super) batch: Option<String>,
}

fn line(value: &Value) -> Option<Line> {
    Some(Line {
        item: text(value, "item")?.to_owned(),
        quantity: field(value, "quantity").and_then(whole)?,
        batch: text(value, "batch").map(str::to_owned),
    })
}

/// Everything that the log says of goods, in the order in which it is counted: by the times of the clocks, but nothing before
/// what its author names as known.
pub(super) fn deeds(log: &Log) -> Vec<Deed<'_>> {
    let mut all = Vec::new();
    for (document, known) in &log.documents {
        for place in &known.changes {
            let change = &log.changes[*place];
            let first = change.max_op + 1 - change.entries.len() as u64;
            for (op, ((id, _), entry)) in (first..).zip(change.entries.iter().zip(&change.read)) {
                let kind = entry.kind.as_str();
                if STORE_KINDS.contains(&kind) || OTHER_KINDS.contains(&kind) {
                    let position = (op, change.actor);
                    all.push(Deed { document: *document, id: *id, position, entry, time: (entry.about, 0) });
                }
            }
        }
    }
    in_order(all)
}

/// The same of some of them alone: what an author names as known and isn't among them moves nothing.
pub(super) fn in_order(mut all: Vec<Deed<'_>>) -> Vec<Deed<'_>> {
    all.sort_by_key(|deed| (deed.id, deed.document));
    let mut places = BTreeMap::new();
    for (place, deed) in all.iter().enumerate() {
        places.entry(deed.id).or_insert(place);
    }
    let before: Vec<Option<usize>> = all
        .iter()
        .enumerate()
        .map(|(own, deed)| deed.entry.after.and_then(|id| places.get(&id).copied()).filter(|it| *it != own))
        .collect();
    let mut done: Vec<Option<(i64, u32)>> = vec![None; all.len()];
    for start in 0..all.len() {
        let mut chain = Vec::new();
        let mut next = Some(start);
        while let Some(place) = next.filter(|place| done[*place].is_none() && !chain.contains(place)) {
            chain.push(place);
            next = before[place];
        }
        while let Some(place) = chain.pop() {
            let own = all[place].entry.about;
            done[place] = Some(match before[place].and_then(|place| done[place]) {
                Some((at, follows)) if at >= own => (at, follows + 1),
                _ => (own, 0),
            });
        }
    }
    for (deed, time) in all.iter_mut().zip(done) {
        deed.time = time.unwrap_or_default();
    }
    all.sort_by_key(|deed| (deed.time, deed.position, deed.id, deed.document));
    all
}

/// How far up a post is among those whose word goes before others'.
fn height(role: &str) -> u8 {
    match role {
        "office_head" => 3,
        "csc_manager" => 2,
        "csc_supervisor" => 1,
        _ => 0,
    }
}

/// What people have said about questions of the store.
pub(super) struct Words<'a> {
    counts: BTreeMap<&'a str, (u8, &'a Value)>,
    /// Who has a tool that was lent twice: all answers, those of higher posts first.
    pub(super) holders: Vec<(&'a Deed<'a>, Id)>,
    rejected: BTreeSet<(Id, Id)>,
}

/// Whether a choice is an answer to a question of this name.
fn fits(rule: &str, choice: &Value) -> bool {
    match (rule, choice.as_text()) {
        ("COL-10", None) => bytes::<16>(choice, "entry").is_some(),
        ("LOAN", Some(word)) => word == "continue",
        ("ONE-SIDED" | "LOST", Some(word)) => ["confirm", "reject"].contains(&word),
        ("AGAIN" | "STOCK" | "COL-09" | "COL-11", Some(word)) => word == "confirm",
        _ => false,
    }
}

impl<'a> Words<'a> {
    /// Reads what was said, in its order.
    pub(super) fn read(deeds: &'a [Deed<'a>]) -> Self {
        let mut counts: BTreeMap<&str, (u8, &Value)> = BTreeMap::new();
        let mut holders: Vec<(&Deed<'_>, Id)> = Vec::new();
        let mut reviews: BTreeMap<(Id, &str), Vec<(&str, &Value)>> = BTreeMap::new();
        let mut marks = BTreeMap::new();
        for deed in deeds {
            if deed.entry.kind == "marked" {
                let marked = (deed.document, bytes::<16>(&deed.entry.data, "entry").unwrap_or_default());
                marks.entry(marked).or_insert_with(|| deed.word("reason").to_owned());
            }
            let Some(choice) = field(&deed.entry.data, "choice").filter(|_| deed.entry.kind == "decision")
            else {
                continue;
            };
            let (about, role) = (deed.word("conflict"), deed.entry.role.as_str());
            if let Some(claim) = about.strip_prefix("CLAIM:") {
                reviews.entry((deed.document, claim)).or_default().push((role, choice));
            }
            let rule = about.split(':').next().unwrap_or_default();
            let asked = height(role) > 1 || (role == "storekeeper" && rule != "LOST");
            if !asked || !fits(rule, choice) {
                continue;
            }
            if rule == "COL-10" {
                holders.push((deed, bytes(choice, "entry").unwrap_or_default()));
            }
            let known = counts.entry(about).or_insert((height(role), choice));
            if known.0 < height(role) {
                *known = (height(role), choice);
            }
        }
        holders.sort_by_key(|(deed, _)| std::cmp::Reverse(height(&deed.entry.role)));
        let is_rejected = |(document, entry): &(Id, Id), reason: &str| {
            let name = ulid(entry);
            let asked = |role: &str| {
                height(role) > 1
                    || (reason == "no_longer_assigned" && ["dispatcher", "front_desk"].contains(&role))
            };
            let mut best: Option<(u8, &Value)> = None;
            for (role, choice) in reviews.get(&(*document, name.as_str())).into_iter().flatten() {
                if asked(role) && best.is_none_or(|(post, _)| post < height(role)) {
                    best = Some((height(role), choice));
                }
            }
            best.is_some_and(|(_, choice)| choice.as_text() == Some("reject"))
        };
        let rejected = marks.iter().filter(|(entry, reason)| is_rejected(entry, reason));
        let rejected = rejected.map(|(entry, _)| *entry).collect();
        Self { counts, holders, rejected }
    }

    /// Yes or no to a question; `None` while nobody has answered.
    pub(super) fn on(&self, question: &str) -> Option<bool> {
        let (_, choice) = self.counts.get(question)?;
        Some(choice.as_text() != Some("reject"))
    }

    /// Those that no person has rejected as a claim.
    pub(super) fn counting(&self, deeds: &'a [Deed<'a>]) -> Vec<&'a Deed<'a>> {
        deeds.iter().filter(|deed| !self.rejected.contains(&(deed.document, deed.id))).collect()
    }
}

/// What two people write on two devices about one thing that changes hands.
pub(super) struct Swap<'c> {
    /// What happens.
    pub(super) what: &'static str,
    /// In which order, where it belongs to one.
    pub(super) order: Option<Id>,
    /// Who gives and who takes; the technician alone, where the other one is the store.
    pub(super) people: &'c [Id],
    /// Quantities.
    pub(super) lines: &'c [Line],
    /// A tool.
    pub(super) tool: Option<&'c str>,
}

impl Swap<'_> {
    fn digest(&self) -> [u8; 32] {
        let mut sha = Sha256::new();
        let mut part = |bytes: &[u8]| {
            sha.update((bytes.len() as u64).to_be_bytes());
            sha.update(bytes);
        };
        part(b"undercroft/exchange/1");
        part(self.what.as_bytes());
        part(self.order.as_ref().map_or(&[], |order| order));
        part(&[self.people.len() as u8]);
        for person in self.people {
            part(person);
        }
        let mut lines: Vec<&Line> = self.lines.iter().collect();
        lines.sort();
        for line in lines {
            part(line.item.as_bytes());
            part(&line.quantity.to_be_bytes());
            part(&[u8::from(line.batch.is_some())]);
            part(line.batch.as_deref().unwrap_or_default().as_bytes());
        }
        part(&[u8::from(self.tool.is_some())]);
        part(self.tool.unwrap_or_default().as_bytes());
        sha.finalize().into()
    }

    /// The name of what a code stands for; `None` where the code was made for something else.
    pub(super) fn named_by(&self, code: &str) -> Option<String> {
        let mut letters = code.bytes().filter(|letter| *letter != b'-');
        let bits = letters.try_fold(0_u64, |bits, letter| {
            let value = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ".iter().position(|known| *known == letter)?;
            Some((bits << 5) | value as u64)
        })?;
        let code = &bits.to_be_bytes()[3..];
        let digest = self.digest();
        let made = Sha256::new().chain_update("undercroft/code/1").chain_update(&code[..3]);
        let made = made.chain_update(digest).finalize();
        let name = Sha256::new().chain_update("undercroft/movement/1").chain_update(code);
        let name = name.chain_update(digest).finalize();
        (made[..2] == code[3..]).then(|| hex(&name[..16]))
    }
}

/// Bytes as hex digits.
pub(super) fn hex(bytes: &[u8]) -> String {
    let mut text = String::new();
    for byte in bytes {
        let _ = write!(text, "{byte:02x}");
    }
    text
}

/// Whether so much can be reckoned with.
pub(super) fn is_sound(line: &Line) -> bool {
    (1..=1_000_000_000).contains(&line.quantity)
}

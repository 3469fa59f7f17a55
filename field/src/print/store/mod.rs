//! The store's pages: one page for everything, and one for an item, a tool, a kit, a stocktake.

mod facts;
mod page;

pub use page::page;

use super::checklist::line;
use super::table::table;
use super::ticket::Reader;
use crate::goods;
use crate::words::{Text, store as words};
use client_core::domain::id::{DocumentId, UserId};
use client_core::domain::stock::{Ledger, Place, ToolWhere};
use client_core::domain::words as core_words;
use std::collections::BTreeMap;

/// What the store's pages are printed with beside the words: numbers of orders, and the moment.
#[derive(Debug, Clone, Copy)]
pub struct Desk<'a> {
    /// Names, units, zone, language.
    pub reader: Reader<'a>,
    /// Slip numbers of the orders on this device.
    pub numbers: &'a BTreeMap<DocumentId, String>,
    /// Now, milliseconds since 1970 UTC.
    pub now: i64,
}

impl Desk<'_> {
    /// An order's number; the start of its id where its slip isn't here.
    pub fn order(&self, document: &DocumentId) -> String {
        let short = || document.to_string().chars().take(8).collect();
        self.numbers.get(document).cloned().unwrap_or_else(short)
    }

    fn quantity(&self, item: &str, quantity: i64) -> String {
        goods::quantity(self.reader.language, self.reader.catalogue, item, quantity)
    }

    /// Where goods are, with order or person.
    fn place(&self, place: Place) -> String {
        let word = core_words::place(place).get(self.reader.language);
        match place {
            Place::Order(order) => format!("{word} {}", self.order(&order)),
            Place::Kit(user) => format!("{word} {}", self.reader.name(&user)),
            _ => word.to_owned(),
        }
    }
}

fn head(desk: Desk<'_>, labels: &[Text]) -> Vec<String> {
    labels.iter().map(|label| label.get(desk.reader.language).to_owned()).collect()
}

/// What the store had of an item at a moment, and the postings that explain it.
pub fn item(desk: Desk<'_>, ledger: &Ledger, code: &str, at: Option<i64>) -> String {
    let language = desk.reader.language;
    let moment = at.unwrap_or(i64::MAX);
    let mut text = String::new();
    line(&mut text, 0, &format!("{code}  {}", goods::label(language, desk.reader.catalogue, code)));
    let on_hand = desk.quantity(code, ledger.at(Place::Store, code, moment));
    let when = at.map_or_else(String::new, |at| {
        format!(" {}", words::AT.with(language, &[&desk.reader.zone.show(at)]))
    });
    line(&mut text, 1, &format!("{}{when}: {on_hand}", words::ON_HAND.get(language)));
    line(&mut text, 0, words::POSTINGS.get(language));
    let mut rows = Vec::new();
    let mut balance = 0;
    for posting in ledger.explaining(Place::Store, code) {
        let change = posting.change_of(Place::Store);
        balance += change;
        let sign = if change > 0 { "+" } else { "" };
        let other = if posting.from == Place::Store { posting.to } else { posting.from };
        let later = if posting.at > moment { words::NOT_COUNTED_YET.get(language) } else { "" };
        let what = core_words::kind(posting.what).map_or("", |words| words.get(language));
        let batch = posting.batch.as_ref().map_or_else(String::new, |batch| format!(" @{batch}"));
        rows.push(vec![
            desk.reader.zone.show(posting.at),
            format!("{sign}{}{batch}", desk.quantity(code, change)),
            desk.quantity(code, balance),
            format!("{what}, {}", desk.place(other)),
            format!("{} {later}", desk.reader.name(&posting.by)),
        ]);
    }
    if rows.is_empty() {
        line(&mut text, 1, words::NO_POSTINGS.get(language));
    }
    text.push_str(&table(&rows));
    text
}

/// Where a tool is, and who had it.
pub fn tool(desk: Desk<'_>, ledger: &Ledger, asset: &str) -> String {
    let language = desk.reader.language;
    let mut text = String::new();
    line(&mut text, 0, &format!("{asset}  {}", goods::label(language, desk.reader.catalogue, asset)));
    let state = ledger.tools.tool(asset);
    line(&mut text, 1, &whereabouts(desk, state.map(|state| &state.place)));
    let card = desk.reader.catalogue.tool(asset);
    let condition = state.and_then(|state| state.condition).or_else(|| card.map(|card| card.condition));
    if let Some(condition) = condition {
        line(&mut text, 1, core_words::condition(condition).get(language));
    }
    let due = state.and_then(|state| state.inspection_due).or_else(|| card.and_then(|card| card.due_at));
    if let Some(due) = due {
        let late = if due <= desk.now { words::OVERDUE.get(language) } else { "" };
        let due = words::INSPECTION_DUE.with(language, &[&desk.reader.zone.show(due)]);
        line(&mut text, 1, &format!("{due} {late}"));
    }
    line(&mut text, 0, words::HISTORY.get(language));
    let history = state.map_or(&[][..], |state| state.history.as_slice());
    if history.is_empty() {
        line(&mut text, 1, words::NEVER_MOVED.get(language));
    }
    let rows: Vec<Vec<String>> = history
        .iter()
        .map(|event| {
            let what = core_words::kind(event.what).map_or("", |words| words.get(language));
            let person = event.person.map_or_else(String::new, |person| desk.reader.name(&person));
            let condition = event.condition.map_or("", |one| core_words::condition(one).get(language));
            let again = if event.seen_again { words::SEEN_AGAIN.get(language) } else { "" };
            let order = desk.numbers.get(&event.document).cloned().unwrap_or_default();
            let by = format!("({})", desk.reader.name(&event.by));
            vec![
                desk.reader.zone.show(event.at),
                what.to_owned(),
                person,
                order,
                condition.to_owned(),
                format!("{by} {again}"),
            ]
        })
        .collect();
    text.push_str(&table(&rows));
    text
}

fn whereabouts(desk: Desk<'_>, place: Option<&ToolWhere>) -> String {
    let language = desk.reader.language;
    match place {
        None | Some(ToolWhere::Store) => words::IN_STORE.get(language).to_owned(),
        Some(ToolWhere::OnLoan { borrower, order, due_at }) => words::WITH.with(
            language,
            &[&desk.reader.name(borrower), &desk.order(order), &desk.reader.zone.show(*due_at)],
        ),
        Some(ToolWhere::Unclear { people }) => {
            let people: Vec<String> = people.iter().map(|user| desk.reader.name(user)).collect();
            words::UNCLEAR.with(language, &[&crate::words::list(language, &people)])
        }
        Some(ToolWhere::Lost) => words::GONE.get(language).to_owned(),
        Some(ToolWhere::Scrapped) => words::SCRAPPED.get(language).to_owned(),
    }
}

/// What is counted: each item, and each batch of an item that has batches.
pub fn sheet(desk: Desk<'_>, ledger: &Ledger) -> String {
    let language = desk.reader.language;
    let mut text = String::new();
    line(&mut text, 0, &format!("{}  {}", words::SHEET.get(language), desk.reader.zone.show(desk.now)));
    let mut rows = vec![head(
        desk,
        &[words::ITEM, words::NAME, words::SPECIFICATION, words::BATCH, words::ON_HAND, words::COUNTED],
    )];
    for material in &desk.reader.catalogue.materials {
        let stock = ledger.stock.iter().find(|line| line.item == material.code);
        let mut row = |batch: &str, quantity: i64| {
            rows.push(vec![
                material.code.clone(),
                material.label.get(language).to_owned(),
                material.specification.clone(),
                batch.to_owned(),
                desk.quantity(&material.code, quantity),
                "________".to_owned(),
            ]);
        };
        match stock {
            Some(stock) if material.batch_tracked && !stock.batches.is_empty() => {
                stock.batches.iter().for_each(|(batch, quantity)| row(batch, *quantity));
            }
            _ => row("", stock.map_or(0, |stock| stock.on_hand)),
        }
    }
    text.push_str(&table(&rows));
    text
}

/// What is in a technician's personal stock, and what of it waits for the other side.
pub fn kit(reader: Reader<'_>, ledger: &Ledger, owner: UserId) -> String {
    let language = reader.language;
    let mut text = String::new();
    line(&mut text, 0, &words::KIT_OF.with(language, &[&reader.name(&owner)]));
    let own: Vec<_> =
        ledger.kits.iter().filter(|line| line.technician == owner && line.on_hand != 0).collect();
    if own.is_empty() {
        line(&mut text, 1, words::KIT_EMPTY.get(language));
    }
    let rows: Vec<Vec<String>> = own
        .into_iter()
        .map(|one| {
            let mark = if one.on_hand < 0 { words::NEGATIVE.get(language) } else { "" };
            vec![
                one.item.clone(),
                goods::label(language, reader.catalogue, &one.item),
                goods::quantity(language, reader.catalogue, &one.item, one.on_hand),
                mark.to_owned(),
            ]
        })
        .collect();
    text.push_str(&table(&rows));
    let moves = ledger.kit_movements.iter();
    for one in moves.filter(|one| one.technician == owner && one.one_sided()) {
        let goods = goods::printed_all(language, reader.catalogue, &one.lines);
        let what = words::exchange(one.exchange).get(language);
        let waits = words::ONE_SIDED.get(language);
        let code = words::CODE.with(language, &[&one.code.to_string()]);
        line(&mut text, 1, &format!("{what}: {goods} — {waits}, {code}"));
    }
    for one in ledger.kit_transfers.iter().filter(|one| !one.counts() && one.decided.is_none()) {
        if one.from == owner || one.to == owner {
            let goods = goods::printed_all(language, reader.catalogue, &one.lines);
            let people = format!("{} → {}", reader.name(&one.from), reader.name(&one.to));
            let waits = words::ONE_SIDED.get(language);
            let code = words::CODE.with(language, &[&one.code.to_string()]);
            line(&mut text, 1, &format!("{people}: {goods} — {waits}, {code}"));
        }
    }
    text
}

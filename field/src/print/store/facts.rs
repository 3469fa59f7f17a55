//! What one side has written, in a line: kind, goods, who, when.

use super::Desk;
use crate::goods;
use client_core::domain::entry::store::{Goods, GoodsLine};
use client_core::domain::id::{DocumentId, EntryId, UserId};
use client_core::domain::policy::Role;
use client_core::domain::stock::{Exchange, Ledger};
use client_core::domain::words as core_words;

/// The fact behind a discrepancy. What this device's ledger doesn't hold is named by its id.
pub fn fact(desk: Desk<'_>, ledger: &Ledger, document: &DocumentId, entry: &EntryId) -> String {
    let order = desk.numbers.get(document).map_or_else(String::new, |number| format!("{number}: "));
    let words = of_tools(desk, ledger, entry)
        .or_else(|| of_movements(desk, ledger, entry))
        .or_else(|| of_postings(desk, ledger, entry))
        .or_else(|| of_losses(desk, ledger, entry));
    format!("· {order}{}", words.unwrap_or_else(|| entry.to_string()))
}

/// Goods of the movement that a question about one side alone is about.
pub fn lines_of<'l>(ledger: &'l Ledger, question: &str) -> Option<&'l [GoodsLine]> {
    let movement = question.strip_prefix("ONE-SIDED:")?;
    let own = ledger.orders.values().flat_map(|goods| &goods.movements).chain(&ledger.kit_movements);
    let own = own.map(|one| (one.movement, &one.lines));
    let passed = ledger.kit_transfers.iter().map(|one| (one.movement, &one.lines));
    own.chain(passed).find(|(id, _)| id.to_string() == movement).map(|(_, lines)| lines.as_slice())
}

fn told(desk: Desk<'_>, what: &str, goods: &str, who: &UserId, at: i64) -> String {
    format!("{what} {goods} ({}, {})", desk.reader.name(who), desk.reader.zone.show(at))
}

fn of_tools(desk: Desk<'_>, ledger: &Ledger, entry: &EntryId) -> Option<String> {
    let language = desk.reader.language;
    let (tool, event) = ledger
        .tools
        .tools
        .iter()
        .find_map(|tool| Some((tool, tool.history.iter().find(|event| event.entry == *entry)?)))?;
    let what = core_words::kind(event.what)?.get(language);
    let mut goods = tool.asset.clone();
    if let Some(person) = event.person.filter(|person| *person != event.by) {
        goods = format!("{goods} {}", desk.reader.name(&person));
    }
    if let Some(condition) = event.condition {
        goods = format!("{goods} {}", core_words::condition(condition).get(language));
    }
    Some(told(desk, what, &goods, &event.by, event.at))
}

fn of_movements(desk: Desk<'_>, ledger: &Ledger, entry: &EntryId) -> Option<String> {
    let language = desk.reader.language;
    let own = ledger.orders.values().flat_map(|goods| &goods.movements).chain(&ledger.kit_movements);
    let speaks = |given: Option<EntryId>, taken: Option<EntryId>| [given, taken].contains(&Some(*entry));
    if let Some(one) = own.clone().find(|one| speaks(one.sides.given, one.sides.taken)) {
        let what = crate::words::store::exchange(one.exchange).get(language);
        let goods = goods::printed_all(language, desk.reader.catalogue, &one.lines);
        let by_store = (one.sides.given == Some(*entry)) != one.exchange.is_return();
        let wrote = ledger.postings.iter().find(|posting| posting.entry == *entry);
        let side = match wrote.map(|posting| posting.by).filter(|_| by_store) {
            Some(keeper) => desk.reader.name(&keeper),
            None if by_store => crate::words::states::role(Role::Storekeeper).get(language).to_owned(),
            None => desk.reader.name(&one.technician),
        };
        return Some(format!("{what}: {goods} ({side}, {})", desk.reader.zone.show(one.at)));
    }
    let one = ledger.kit_transfers.iter().find(|one| speaks(one.sides.given, one.sides.taken))?;
    let what = crate::words::store::exchange(Exchange::KitTransfer).get(language);
    let goods = goods::printed_all(language, desk.reader.catalogue, &one.lines);
    let who = if one.sides.given == Some(*entry) { one.from } else { one.to };
    Some(told(desk, &format!("{what}:"), &goods, &who, one.at))
}

fn of_postings(desk: Desk<'_>, ledger: &Ledger, entry: &EntryId) -> Option<String> {
    let own: Vec<_> = ledger.postings.iter().filter(|posting| posting.entry == *entry).collect();
    let first = own.first()?;
    // A part of a checklist is no entry of the store's own.
    let what = crate::words::states::kind(first.what).get(desk.reader.language);
    let goods: Vec<String> = own
        .iter()
        .map(|posting| format!("{} {}", posting.item, desk.quantity(&posting.item, posting.quantity)))
        .collect();
    Some(told(desk, what, &crate::words::list(desk.reader.language, &goods), &first.by, first.at))
}

fn of_losses(desk: Desk<'_>, ledger: &Ledger, entry: &EntryId) -> Option<String> {
    let language = desk.reader.language;
    let loss = ledger.orders.values().flat_map(|goods| &goods.losses).find(|loss| loss.entry == *entry)?;
    let goods = match &loss.goods {
        Goods::Material(line) => goods::printed(language, desk.reader.catalogue, line),
        Goods::Tool(tool) => tool.clone(),
    };
    let what = crate::words::cases::damage(loss.damage).get(language);
    Some(told(desk, what, &goods, &loss.technician, loss.at))
}

//! The page of one order: everything a technician needs, in the order of an order's life.

mod acceptance;
mod desk;
mod head;
mod price;
mod remarks;
mod store;
mod visits;

pub use remarks::letter;
pub use store::{has_goods, store, track};
pub use visits::{tools, tools_of};

use super::checklist::{checklist, line};
use super::guidance;
use super::origin::Page;
use crate::words::labels;
use client_core::domain::guidance::{Moment, moments};
use client_core::domain::id::BlobDigest;
use client_core::domain::order::Order;
use client_core::domain::procedure::Library;
use client_core::domain::stock::Catalogue;

/// The whole page.
pub fn page(page: &Page<'_>, library: &Library, catalogue: &Catalogue) -> String {
    let mut text = String::new();
    head::head(page, library, &mut text);
    desk::desk(page, &mut text);
    visits::visits(page, library, &mut text);
    visits::findings(page, &mut text);
    price::price(page, &mut text);
    store::store(page, catalogue, &mut text);
    if let Some(list) = &page.view.order.checklist {
        text.push('\n');
        checklist(page, library, list, &mut text);
    }
    acceptance::acceptance(page, &mut text);
    acceptance::escalation(page, &mut text);
    acceptance::damages(page, &mut text);
    remarks::remarks(page, &mut text);
    remarks::conflicts(page, &mut text);
    remarks::oddities(page, &mut text);
    text
}

fn heading(page: &Page<'_>, words: crate::words::Text, text: &mut String) {
    text.push('\n');
    line(text, 0, words.get(page.language));
}

/// Of the conduct that the order's present moments ask for, that of a section.
fn conduct(page: &Page<'_>, of_section: &[Moment], text: &mut String) {
    let mut now = moments(&page.view.order);
    now.retain(|moment| of_section.contains(moment));
    guidance(page.language, &now, 1, text);
}

/// Whether one of these moments is now.
fn is_moment(page: &Page<'_>, of_section: &[Moment]) -> bool {
    moments(&page.view.order).iter().any(|moment| of_section.contains(moment))
}

/// What an order is called: its slip number, or the start of its id.
pub fn title(order: &Order) -> String {
    order
        .slip
        .as_ref()
        .map_or_else(|| order.id.to_string().chars().take(8).collect(), |slip| slip.number.clone())
}

fn words_of(page: &Page<'_>, blob: &BlobDigest) -> String {
    page.view
        .texts
        .get(blob)
        .cloned()
        .unwrap_or_else(|| labels::CUSTOMER_NOT_HERE.get(page.language).to_owned())
}

//! The two screens of a movement: what one shows for the other, and what the other says before it writes.

use super::checklist::line;
use crate::goods;
use crate::time::Zone;
use crate::words::store as words;
use client_core::domain::id::UserId;
use client_core::domain::stock::{Catalogue, Ticket};
use client_core::domain::text::Language;
use qrcode::render::unicode::Dense1x2;
use qrcode::{EcLevel, QrCode};
use std::collections::BTreeMap;

/// What a ticket is printed with.
#[derive(Debug, Clone, Copy)]
pub struct Reader<'a> {
    /// Language.
    pub language: Language,
    /// The site's zone.
    pub zone: Zone,
    /// The catalogue.
    pub catalogue: &'a Catalogue,
    /// Names of people.
    pub names: &'a BTreeMap<UserId, String>,
}

impl Reader<'_> {
    /// A person's name, or the start of his id.
    pub fn name(&self, user: &UserId) -> String {
        self.names.get(user).cloned().unwrap_or_else(|| user.to_string().chars().take(8).collect())
    }
}

/// The first side: the code to type, and the ticket to scan.
pub fn first_side(reader: Reader<'_>, ticket: &Ticket, text: &mut String) {
    let language = reader.language;
    line(text, 0, &words::SHOW_CODE.with(language, &[&ticket.code.to_string()]));
    if let Some(order) = ticket.order {
        line(text, 0, &words::FOR_ORDER.with(language, &[&order.to_string()]));
    }
    let ticket = ticket.to_text();
    if let Some(picture) = picture(&ticket) {
        text.push_str(&picture);
        text.push('\n');
    }
    line(text, 0, &ticket);
}

/// The QR code for a dark screen: light modules are drawn. `None` where a ticket is too long for one.
fn picture(text: &str) -> Option<String> {
    let code = QrCode::with_error_correction_level(text, EcLevel::L).ok()?;
    let mut picture = code.render::<Dense1x2>();
    Some(picture.dark_color(Dense1x2::Light).light_color(Dense1x2::Dark).build())
}

/// What a ticket says.
pub fn says(reader: Reader<'_>, ticket: &Ticket) -> String {
    let language = reader.language;
    let mut text = String::new();
    line(&mut text, 0, words::exchange(ticket.exchange).get(language));
    if let Some(order) = ticket.order {
        let number = ticket.number.clone().unwrap_or_else(|| order.to_string());
        line(&mut text, 1, &words::TICKET_ORDER.with(language, &[&number]));
    }
    let people: Vec<String> = ticket.parties.iter().map(|user| reader.name(user)).collect();
    line(&mut text, 1, &people.join(" → "));
    for one in &ticket.lines {
        let label = goods::label(language, reader.catalogue, &one.item);
        line(&mut text, 1, &format!("{}  {label}", goods::printed(language, reader.catalogue, one)));
    }
    if let Some(tool) = &ticket.tool {
        line(&mut text, 1, &format!("{tool}  {}", goods::label(language, reader.catalogue, tool)));
    }
    if let Some(condition) = ticket.condition {
        line(&mut text, 1, client_core::domain::words::condition(condition).get(language));
    }
    if let Some(due) = ticket.due_at {
        line(&mut text, 1, &words::DUE.with(language, &[&reader.zone.show(due)]));
    }
    line(&mut text, 1, &words::CODE.with(language, &[&ticket.code.to_string()]));
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ticket_is_drawn_with_a_light_border() {
        let picture = picture("UNDERCROFT-1:abc").unwrap();
        assert!(picture.lines().next().unwrap().chars().all(|c| c == '█'), "{picture}");
        assert!(picture.contains('▀') && picture.contains(' '));
    }
}

//! What the desks did: reply, pool, what came back, copies, related requests.

use crate::print::checklist::line;
use crate::print::origin::Page;
use crate::words::desk as words;
use client_core::domain::order::Kinship;
use client_core::domain::words::office;

/// One line for each thing that the desks recorded.
pub fn desk(page: &Page<'_>, text: &mut String) {
    let (language, desk) = (page.language, &page.view.order.desk);
    let mut lines: Vec<String> = Vec::new();
    if let Some(number) = &desk.printed_number {
        lines.push(words::PRINTED.with(language, &[number]));
    }
    if desk.in_pool {
        lines.push(words::IN_POOL.get(language).to_owned());
    }
    for reply in &desk.replies {
        let at = page.zone.show(reply.replied_at);
        lines.push(words::REPLY.with(language, &[&at, &reply.said, &page.short(&reply.origin)]));
    }
    if let Some(agreed) = &desk.agreed {
        let at = page.zone.show(agreed.appointment_at);
        let name = page.name(&agreed.technician);
        lines.push(words::AGREED.with(language, &[&name, &at, &page.short(&agreed.origin)]));
    }
    for back in &desk.handed_back {
        let wish = back.proposed.as_ref().map(|user| words::PROPOSES.with(language, &[&page.name(user)]));
        let wish = wish.unwrap_or_default();
        lines.push(words::HANDED_BACK.with(language, &[&back.reason, &wish, &page.short(&back.origin)]));
    }
    for one in &desk.returned {
        let place = office::desk(one.return_place).get(language);
        lines.push(words::RETURNED.with(language, &[place, &page.short(&one.origin)]));
    }
    for one in &desk.copies {
        let copy = office::copy(one.copy).get(language);
        lines.push(words::COPY.with(language, &[copy, &one.received_by, &page.short(&one.origin)]));
    }
    for twin in desk.twins.iter().filter(|twin| twin.kinship != Kinship::Different) {
        lines.push(words::TWIN.with(language, &[&twin.order.to_string()]));
    }
    if let Some(told) = &desk.told {
        lines.push(words::TOLD.with(language, &[&told.said, &page.short(&told.origin)]));
    }
    for one in lines {
        line(text, 1, &one);
    }
}

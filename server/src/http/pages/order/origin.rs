//! Who wrote something, on which device, when it happened and when it arrived.

use super::super::html::Html;
use super::super::words::{labels, states};
use super::Page;
use crate::feed::received::CLOCK_SLACK_MS;
use client_core::domain::id::{DeviceId, EntryId};
use client_core::domain::order::Origin;

/// Who, in which role, and when, in one soft line.
pub(super) fn short(h: &mut Html, page: &Page<'_>, origin: &Origin) {
    h.of("span", "origin", |h| {
        h.typed(&page.name(&origin.by.user));
        h.text(" · ");
        h.text(page.look.say(states::role(origin.by.role)));
        h.text(" · ");
        page.look.put_time(h, origin.at.estimate(), true);
        if !certain(page, origin) {
            let why = [("class", "unsure"), ("title", page.look.say(labels::UNCERTAIN))];
            h.el("span", &why, |h| h.text(page.look.say(labels::UNSURE)));
        }
    });
}

/// Everything, line by line.
pub(super) fn full(h: &mut Html, page: &Page<'_>, origin: &Origin) {
    h.of("dl", "facts", |h| {
        term(h, page.look.say(labels::WHO), |h| {
            h.typed(&page.name(&origin.by.user));
            h.text(" · ");
            h.text(page.look.say(states::role(origin.by.role)));
        });
        term(h, page.look.say(labels::DEVICE), |h| h.typed(&device(page, &origin.by.device)));
        term(h, page.look.say(labels::HAPPENED), |h| happened(h, page, origin));
        term(h, page.look.say(labels::RECEIVED), |h| arrived(h, page, &origin.entry));
    });
}

/// A name with its value.
pub(super) fn term(h: &mut Html, name: &str, value: impl FnOnce(&mut Html)) {
    h.el("div", &[], |h| {
        h.word("dt", "", name);
        h.el("dd", &[], value);
    });
}

fn device(page: &Page<'_>, device: &DeviceId) -> String {
    match page.sheet.view.devices.get(device).map(String::as_str) {
        Some("office") => page.look.say(labels::OFFICE_DEVICE).to_owned(),
        Some(name) if !name.is_empty() => name.to_owned(),
        _ => {
            let id: String = device.to_string().chars().take(8).collect();
            page.look.with(labels::UNNAMED_DEVICE, &[&id])
        }
    }
}

/// Nothing happens after it has arrived, so a clock that says so is wrong whatever was measured of it (P10, attack 25).
pub(super) fn certain(page: &Page<'_>, origin: &Origin) -> bool {
    let arrived = page.sheet.view.received_at.get(&origin.entry);
    let future = arrived.is_some_and(|at| origin.at.estimate() > at.saturating_add(CLOCK_SLACK_MS));
    origin.at.is_certain() && !future
}

/// When it happened: the device's clock corrected by what the server had measured of it.
fn happened(h: &mut Html, page: &Page<'_>, origin: &Origin) {
    let at = &origin.at;
    page.look.put_time(h, at.estimate(), false);
    if !certain(page, origin) {
        h.word("span", "badge uncertain", page.look.say(labels::UNCERTAIN));
    } else if at.offset.is_some_and(|offset| offset.abs() >= 60_000) {
        let words = page.look.with(labels::CORRECTED, &[&page.look.time(at.wall)]);
        h.word("small", "soft", &words);
    }
}

fn arrived(h: &mut Html, page: &Page<'_>, entry: &EntryId) {
    match page.sheet.view.received_at.get(entry) {
        Some(at) => page.look.put_time(h, *at, false),
        None => h.text(page.look.say(labels::NOT_ARRIVED)),
    }
}

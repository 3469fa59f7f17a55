//! Photos as small pictures that open whole.

use super::super::html::Html;
use super::super::words::labels;
use super::Page;
use client_core::domain::photo::PhotoRef;

/// Photos of an entry; each leads to the picture itself.
pub(super) fn strip(h: &mut Html, page: &Page<'_>, photos: &[PhotoRef]) {
    if photos.is_empty() {
        return;
    }
    let look = page.look;
    let words = look.with(labels::PHOTOS_N, &[&photos.len().to_string()]);
    h.of("div", "photos", |h| {
        h.word("span", "badge", &words);
        for photo in photos {
            let address = format!("/api/v1/orders/{}/photos/{}", page.order().id, photo.blob);
            h.el("a", &[("href", &address), ("target", "_blank"), ("rel", "noopener")], |h| {
                let picture = [
                    ("src", address.as_str()),
                    ("alt", words.as_str()),
                    ("loading", "lazy"),
                    ("class", "photo"),
                ];
                h.void("img", &picture);
            });
            look.put_time(h, photo.taken_at, true);
        }
    });
}

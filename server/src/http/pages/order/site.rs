//! What happened at the end: acceptance, cancellation, notes, late records.

use super::super::html::Html;
use super::super::look::money;
use super::super::strokes;
use super::super::words::{conflicts, labels, states};
use super::{Page, forms, origin, photos};
use client_core::domain::id::BlobDigest;
use client_core::domain::order::Signature;

/// End of work, trials, signatures, cancellations.
pub(super) fn acceptance(h: &mut Html, page: &Page<'_>) {
    let (order, look) = (page.order(), page.look);
    let none = order.finished.is_empty() && order.not_repaired.is_empty() && order.inspections.is_empty();
    let none = none && order.rework_wishes.is_empty();
    if none && order.signatures.is_empty() && order.cancellations.is_empty() {
        return;
    }
    h.el("section", &[("class", "card"), ("id", "acceptance")], |h| {
        h.word("h2", "", look.say(labels::INSPECTIONS));
        h.of("ul", "plain", |h| {
            for finished in &order.finished {
                h.el("li", &[], |h| {
                    h.text(look.say(labels::FINISHED));
                    h.text(" ");
                    origin::short(h, page, finished);
                });
            }
            for (origin, reason) in &order.not_repaired {
                h.el("li", &[], |h| {
                    h.word("span", "badge alarm", look.say(labels::NOT_REPAIRED));
                    h.typed(reason);
                    h.text(" ");
                    origin::short(h, page, origin);
                });
            }
            for inspection in &order.inspections {
                h.el("li", &[], |h| {
                    let (class, word) = if inspection.passed {
                        ("badge good", labels::SATISFIED)
                    } else {
                        ("badge alarm", labels::NOT_SATISFIED)
                    };
                    h.word("span", class, look.say(word));
                    if let Some(words) = inspection.words.and_then(|words| page.sheet.view.texts.get(&words))
                    {
                        h.typed(words);
                        h.text(" ");
                    }
                    origin::short(h, page, &inspection.origin);
                });
            }
            for wish in &order.rework_wishes {
                h.el("li", &[], |h| {
                    h.word("span", "badge alarm", look.say(labels::REWORK_WISH));
                    h.typed(page.sheet.view.texts.get(&wish.words).map_or("–", String::as_str));
                    h.text(" ");
                    origin::short(h, page, &wish.origin);
                });
            }
            for cancellation in &order.cancellations {
                h.el("li", &[], |h| {
                    h.text(look.say(labels::CANCELLATIONS));
                    h.text(" · ");
                    h.text(look.say(states::cancelled_by(cancellation.cancelled_by)));
                    h.text(" · ");
                    h.typed(&cancellation.reason);
                    h.text(" ");
                    if cancellation.superseded {
                        h.word("span", "badge", look.say(labels::SUPERSEDED));
                    }
                    if cancellation.confirmed.is_some() {
                        h.word("span", "badge", look.say(labels::CONFIRMED));
                    }
                    origin::short(h, page, &cancellation.origin);
                });
            }
        });
        for signature in &order.signatures {
            one_signature(h, page, signature);
        }
    });
}

/// ACC-2: which signature counts, whether it fits what was shown, and whether that has changed since.
fn one_signature(h: &mut Html, page: &Page<'_>, signature: &Signature) {
    let look = page.look;
    h.of("figure", if signature.counts { "signature" } else { "signature past" }, |h| {
        drawing(h, page, &signature.strokes, look.say(labels::SIGNATURES));
        h.el("figcaption", &[], |h| {
            h.word("b", "", look.say(labels::SIGNATURES));
            let (class, word) = if signature.counts {
                ("badge good", labels::SIGNATURE_COUNTS)
            } else {
                ("badge", labels::SIGNATURE_HISTORY)
            };
            h.word("span", class, look.say(word));
            let (class, word) = if signature.bound {
                ("badge good", labels::BOUND)
            } else {
                ("badge alarm", labels::UNBOUND)
            };
            h.word("span", class, look.say(word));
            if signature.changed_since {
                h.word("span", "badge alarm", look.say(labels::CHANGED_SINCE));
            }
            h.text(" ");
            h.text(&look.with(labels::SIGNED_AMOUNT, &[&money(signature.amount_fen)]));
            h.text(" ");
            origin::short(h, page, &signature.origin);
            digest(h, look.say(labels::SHOWN_DIGEST), &signature.shown);
        });
    });
}

/// The customer's strokes.
pub(super) fn drawing(h: &mut Html, page: &Page<'_>, blob: &BlobDigest, label: &str) {
    strokes::drawing(h, page.look, page.sheet.strokes.get(blob).map(String::as_str), label);
}

/// A digest that an agreement is bound by, folded away: it is there for whoever has to prove something.
pub(super) fn digest(h: &mut Html, label: &str, digest: &BlobDigest) {
    h.of("details", "digest", |h| {
        h.word("summary", "soft", label);
        h.word("code", "", &digest.to_string());
    });
}

/// Notes, with the form of another one.
pub(super) fn notes(h: &mut Html, page: &Page<'_>) {
    let order = page.order();
    h.of("section", "card notes", |h| {
        h.word("h2", "", page.look.say(labels::NOTES));
        for note in &order.notes {
            h.of("div", "item", |h| {
                let text = page.sheet.view.texts.get(&note.blob).map_or("–", String::as_str);
                h.of("p", "words", |h| h.typed(text));
                origin::short(h, page, &note.origin);
            });
        }
        let taken: Vec<_> = order.photos.iter().map(|line| line.photo).collect();
        photos::strip(h, page, &taken);
        forms::note(h, page);
    });
}

/// Claims, and entries that count for nothing.
pub(super) fn late(h: &mut Html, page: &Page<'_>) {
    let (order, look) = (page.order(), page.look);
    if !order.claims.is_empty() {
        h.of("section", "card", |h| {
            h.word("h2", "", look.say(labels::CLAIMS));
            for claim in &order.claims {
                h.of("div", "item", |h| {
                    h.el("p", &[], |h| {
                        let kind = claim.kind.map_or("–", |kind| look.say(states::kind(kind)));
                        h.word("b", "", kind);
                        h.text(" ");
                        h.text(look.say(conflicts::claim(claim.reason)));
                    });
                    if let Some(origin) = &claim.origin {
                        origin::full(h, page, origin);
                    }
                    match &claim.reviewed {
                        Some(review) => h.el("p", &[], |h| {
                            h.word("span", "badge good", look.say(labels::REVIEWED));
                            h.typed(&review.reason);
                            h.text(" ");
                            origin::short(h, page, &review.origin);
                        }),
                        // One that a conflict above covers is settled there.
                        None if order
                            .tasks
                            .iter()
                            .any(|task| task.id == format!("review:{}", claim.entry)) =>
                        {
                            forms::review(h, page, claim);
                        }
                        None => h.word("p", "soft", look.say(labels::COVERED)),
                    }
                });
            }
        });
    }
    if !order.not_accepted.is_empty() {
        h.of("section", "card", |h| {
            h.word("h2", "", look.say(labels::NOT_ACCEPTED));
            h.of("ul", "plain", |h| {
                for entry in &order.not_accepted {
                    h.el("li", &[], |h| {
                        h.word("b", "", look.say(states::kind(entry.kind)));
                        h.text(" ");
                        h.text(&conflicts::not_accepted(look.language, &entry.reason));
                        h.text(" ");
                        origin::short(h, page, &entry.origin);
                    });
                }
            });
        });
    }
}

//! What happened on the way, on site and at the end: visits, findings, acceptance, cancellation, notes, late records.

use super::super::html::Html;
use super::super::look::money;
use super::super::words::{conflicts, labels, list, states};
use super::{Page, facts, forms, origin};

/// Visits and findings.
pub(super) fn visits(h: &mut Html, page: &Page<'_>) {
    let (order, look) = (page.order(), page.look);
    if order.visits.is_empty() && order.findings.is_empty() {
        return;
    }
    h.of("section", "card", |h| {
        h.word("h2", "", look.say(labels::VISITS));
        h.of("dl", "facts", |h| {
            for visit in &order.visits {
                let name = page.name(&visit.technician);
                origin::term(h, &name, |h| {
                    if let Some(at) = visit.received_at {
                        h.text(look.say(labels::TOOK_SLIP));
                        h.text(" ");
                        look.put_time(h, at, true);
                    }
                    for arrival in &visit.arrivals {
                        h.text(" · ");
                        h.text(look.say(labels::ARRIVED));
                        h.text(" ");
                        look.put_time(h, arrival.origin.at.estimate(), true);
                    }
                });
            }
        });
        if !order.findings.is_empty() {
            h.word("h3", "", look.say(labels::FINDINGS));
        }
        for finding in &order.findings {
            h.of("div", "item", |h| {
                h.of("p", "words", |h| h.typed(&finding.content));
                for (label, items) in
                    [(labels::MATERIALS, &finding.materials), (labels::TOOLS, &finding.tools)]
                {
                    if !items.is_empty() {
                        h.of("p", "soft", |h| {
                            h.text(look.say(label));
                            h.text(" ");
                            let items: Vec<String> =
                                items.iter().map(|item| facts::thing(page, item)).collect();
                            h.typed(&list(look.language, &items));
                        });
                    }
                }
                origin::short(h, page, &finding.origin);
            });
        }
    });
}

/// End of work, trials, signatures, cancellations.
pub(super) fn acceptance(h: &mut Html, page: &Page<'_>) {
    let (order, look) = (page.order(), page.look);
    let none = order.finished.is_empty() && order.not_repaired.is_empty() && order.inspections.is_empty();
    if none && order.signatures.is_empty() && order.cancellations.is_empty() {
        return;
    }
    h.of("section", "card", |h| {
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
            h.of("figure", "signature", |h| {
                match page.sheet.strokes.get(&signature.strokes) {
                    Some(path) => {
                        let attributes = [
                            ("viewBox", "0 0 1000 400"),
                            ("role", "img"),
                            ("aria-label", look.say(labels::SIGNATURES)),
                        ];
                        h.el("svg", &attributes, |h| {
                            h.el("path", &[("d", path), ("class", "stroke")], |_| {});
                        });
                    }
                    None => h.word("p", "soft", look.say(labels::NOT_DRAWN)),
                }
                h.el("figcaption", &[], |h| {
                    h.word("b", "", look.say(labels::SIGNATURES));
                    h.text(" ");
                    h.text(&look.with(labels::SIGNED_AMOUNT, &[&money(signature.amount_fen)]));
                    if signature.changed_since {
                        h.word("span", "badge alarm", look.say(labels::CHANGED_SINCE));
                    }
                    h.text(" ");
                    origin::short(h, page, &signature.origin);
                });
            });
        }
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
        if !order.photos.is_empty() {
            let count = order.photos.len().to_string();
            h.word("p", "soft", &page.look.with(labels::PHOTOS_N, &[&count]));
        }
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
                            forms::review(h, page, &format!("CLAIM:{}", claim.entry));
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

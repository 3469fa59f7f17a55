//! In the registration form: the customer found in the directory fills in three fields, and open orders of the same unit
//! are shown as possibly the same request (REG-10). Nothing is merged by itself.

use super::super::html::Html;
use super::super::look::{Look, Viewer, percent};
use super::super::words::{directory as words, labels};
use super::super::{Fields, value};
use super::parts;
use crate::directory::{self, DirectoryError, Hit, UnitOrder};
use crate::http::directory::{found, load_party, load_unit, require};
use crate::http::{AppState, Problem};
use client_core::domain::directory::unit_key;
use client_core::domain::policy::Action;

/// Answers that are offered.
const HITS: u32 = 12;
/// How far back an open order may be the same request.
const SAME_REQUEST_MS: i64 = 7 * 24 * 60 * 60 * 1_000;

/// What the directory knows for this form.
#[derive(Debug, Default)]
pub(in crate::http::pages) struct Pick {
    question: String,
    hits: Vec<Hit>,
    /// Fields that the directory fills in.
    pub(in crate::http::pages) fields: Fields,
    /// Number of the customer who was chosen.
    chosen: Option<String>,
    similar: Vec<UnitOrder>,
}

impl Pick {
    /// Whether the search box is where the work begins.
    const fn is_untouched(&self) -> bool {
        self.question.is_empty() && self.fields.is_empty()
    }

    /// Whether the form's first empty field is the content.
    pub(in crate::http::pages) fn is_filled(&self) -> bool {
        !self.fields.is_empty()
    }
}

fn pair(name: &str, value: &str) -> (String, String) {
    (name.to_owned(), value.to_owned())
}

/// What the address asks the directory for: a question, a customer, or a unit.
pub(in crate::http::pages) async fn load(
    state: &AppState,
    viewer: &Viewer,
    asked: &[(String, String)],
) -> Result<Pick, Problem> {
    let mut pick = Pick::default();
    let (question, customer, unit) =
        (value(asked, "q").trim(), value(asked, "customer"), value(asked, "unit"));
    if question.is_empty() && customer.is_empty() && unit.is_empty() {
        return Ok(pick);
    }
    require(&viewer.who, Action::ReadDirectory)?;
    if !customer.is_empty() {
        let answer = load_party(state, customer.to_owned()).await?;
        let party = answer.party.value;
        let label = answer.unit.map(|unit| unit.label).unwrap_or_default();
        let phone = party.phones.first().map(String::as_str).unwrap_or_default();
        pick.fields =
            vec![pair("customer_name", &party.name), pair("unit_no", &label), pair("contact", phone)];
        pick.chosen = Some(party.number);
    } else if !unit.is_empty() {
        let label = load_unit(state, unit.to_owned()).await?.unit.label;
        pick.fields = vec![pair("unit_no", &label)];
    } else {
        question.clone_into(&mut pick.question);
        pick.hits = found(state, question.to_owned(), HITS).await?;
        pick.hits.retain(|hit| !hit.over);
    }
    let unit_no = value(&pick.fields, "unit_no").to_owned();
    pick.similar = similar(state, viewer, &unit_no).await?;
    Ok(pick)
}

/// The same for a form that was sent: the open orders of the unit that was typed.
pub(in crate::http::pages) async fn of_typed(
    state: &AppState,
    viewer: &Viewer,
    typed: &[(String, String)],
) -> Result<Pick, Problem> {
    let similar = similar(state, viewer, value(typed, "unit_no")).await?;
    Ok(Pick { similar, ..Pick::default() })
}

async fn similar(state: &AppState, viewer: &Viewer, unit_no: &str) -> Result<Vec<UnitOrder>, Problem> {
    if unit_no.trim().is_empty() || require(&viewer.who, Action::ReadDirectory).is_err() {
        return Ok(Vec::new());
    }
    let (typed, since) = (unit_no.to_owned(), viewer.look.now.saturating_sub(SAME_REQUEST_MS));
    let orders = state
        .store
        .read(move |connection| -> Result<_, DirectoryError> {
            let mut keys = vec![unit_key(&typed)];
            if let Some(unit) = directory::unit(connection, &typed)? {
                keys.extend(unit.keys());
            }
            directory::open_since(connection, &keys, since)
        })
        .await?;
    Ok(orders)
}

/// The search box, and what it found.
pub(in crate::http::pages) fn search_box(h: &mut Html, look: &Look, pick: &Pick) {
    h.of("section", "card form pick", |h| {
        h.el(
            "form",
            &[("class", "find"), ("method", "get"), ("action", "/orders/new"), ("role", "search")],
            |h| {
                h.of("label", "field", |h| {
                    h.el("span", &[], |h| {
                        h.text(look.say(words::FIND_CUSTOMER));
                        h.word("small", "soft", look.say(words::KEYS_HINT));
                    });
                    let attributes = [
                        ("type", "search"),
                        ("name", "q"),
                        ("value", pick.question.as_str()),
                        ("maxlength", "100"),
                        ("autocomplete", "off"),
                        ("accesskey", "f"),
                        ("placeholder", look.say(words::SEARCH_LABEL)),
                    ];
                    let begins = pick.is_untouched() || (pick.hits.is_empty() && !pick.question.is_empty());
                    h.void_flagged("input", &attributes, &[("autofocus", begins)]);
                });
                h.word("button", "quiet", look.say(words::SEARCH));
            },
        );
        if let Some(number) = &pick.chosen {
            h.el("p", &[("class", "soft"), ("role", "status")], |h| {
                h.text(&look.with(words::CHOSEN, &[number]));
            });
        }
        if !pick.question.is_empty() && pick.hits.is_empty() {
            h.el("p", &[("class", "soft"), ("role", "status")], |h| h.text(look.say(words::NOTHING_FOUND)));
        }
        if !pick.hits.is_empty() {
            h.of("ul", "plain picks", |h| {
                for (place, hit) in pick.hits.iter().enumerate() {
                    h.el("li", &[], |h| offer(h, look, hit, place));
                }
            });
        }
    });
}

/// One answer, as a link that fills in the form. The first one has the focus, so that Enter takes it.
fn offer(h: &mut Html, look: &Look, hit: &Hit, place: usize) {
    let party = hit.party.as_ref().map(|kept| &kept.value);
    let to = match party {
        Some(party) => parts::register(party),
        None => format!("/orders/new?unit={}", percent(&hit.unit.key)),
    };
    let key = (place + 1).to_string();
    let mut attributes = vec![("href", to.as_str())];
    if place < 9 {
        attributes.push(("accesskey", &key));
    }
    if place == 0 {
        attributes.push(("autofocus", ""));
    }
    h.el("a", &attributes, |h| {
        h.el("b", &[], |h| match party {
            Some(party) => h.typed(&party.name),
            None => h.text(look.say(words::NO_CUSTOMER)),
        });
        h.of("span", "unit", |h| h.typed(&hit.unit.label));
        if let Some(party) = party {
            h.of("span", "soft", |h| h.typed(party.phones.first().map_or("", String::as_str)));
        }
    });
    if let Some(party) = party {
        parts::relation_badge(h, look, party, hit.over);
    }
}

/// Open orders of the unit that may be the same request.
pub(in crate::http::pages) fn same_request(h: &mut Html, look: &Look, pick: &Pick) {
    if pick.similar.is_empty() {
        return;
    }
    h.el("div", &[("class", "similar"), ("role", "status"), ("id", "similar")], |h| {
        h.word("p", "strong", look.say(words::POSSIBLY_THE_SAME));
        h.of("ul", "plain", |h| {
            for order in &pick.similar {
                h.el("li", &[], |h| {
                    let number = order.number.as_deref().unwrap_or(look.say(labels::NO_NUMBER));
                    h.link("", &format!("/orders/{}", order.id), number);
                    h.text(" ");
                    super::super::board::chip(h, look.language, &order.state);
                    h.text(" ");
                    h.text(order.service_class.as_deref().unwrap_or_default());
                    h.text(" ");
                    h.typed(&order.customer_name);
                    if let Some(at) = order.requested_at {
                        h.text(" ");
                        look.put_time(h, at, true);
                    }
                });
            }
        });
        h.word("p", "soft", look.say(words::NEVER_MERGED));
    });
}

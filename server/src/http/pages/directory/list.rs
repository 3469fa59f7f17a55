//! The search box with what it finds, and without a question the units in their order.

use super::super::html::Html;
use super::super::look::{Look, Viewer, percent};
use super::super::store::{cell, table};
use super::super::words::{directory as words, labels};
use super::super::{Fields, shell, value};
use super::{may, parts};
use crate::directory::{self, DirectoryError, Hit, Kept, UnitLine};
use crate::http::directory::{found, require, today};
use crate::http::{AppState, Problem};
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use client_core::domain::directory::{Building, CustomerKind, Nearness, unit_key};
use client_core::domain::policy::Action;

/// Units of one page.
const UNITS: u32 = 50;
/// Answers of one question.
const HITS: u32 = 100;

/// What the address asks for.
#[derive(Debug, Clone, Default)]
struct Filter {
    question: String,
    building: String,
    customer_kind: Option<CustomerKind>,
    former: bool,
    after: String,
}

impl Filter {
    fn read(fields: &[(String, String)]) -> Self {
        Self {
            question: value(fields, "q").trim().to_owned(),
            building: value(fields, "building").to_owned(),
            customer_kind: CustomerKind::parse(value(fields, "customer_kind")),
            former: matches!(value(fields, "former"), "1" | "on" | "true"),
            after: value(fields, "after").to_owned(),
        }
    }

    /// The address of the page with this filter.
    fn address(&self) -> String {
        let mut parts = Vec::new();
        for (name, text) in [("q", &self.question), ("building", &self.building), ("after", &self.after)] {
            if !text.is_empty() {
                parts.push(format!("{name}={}", percent(text)));
            }
        }
        if let Some(kind) = self.customer_kind {
            parts.push(format!("customer_kind={}", kind.as_str()));
        }
        if self.former {
            parts.push("former=1".to_owned());
        }
        if parts.is_empty() { "/directory".to_owned() } else { format!("/directory?{}", parts.join("&")) }
    }
}

struct Shown {
    filter: Filter,
    buildings: Vec<Kept<Building>>,
    hits: Vec<Hit>,
    units: Vec<UnitLine>,
}

async fn load(state: &AppState, viewer: &Viewer, filter: Filter) -> Result<Shown, Problem> {
    require(&viewer.who, Action::ReadDirectory)?;
    let today = today(state);
    let mut hits = Vec::new();
    if !filter.question.is_empty() {
        hits = found(state, filter.question.clone(), HITS).await?;
        hits.retain(|hit| {
            let inside = filter.building.is_empty() || hit.unit.unit.building == filter.building;
            let kind = hit.party.as_ref().map(|kept| kept.value.customer_kind);
            let of_kind = filter.customer_kind.is_none_or(|wanted| kind == Some(wanted));
            inside && of_kind && (filter.former || !hit.over)
        });
    }
    let wanted = filter.clone();
    let (buildings, units) = state
        .store
        .read(move |connection| -> Result<_, DirectoryError> {
            let chosen = Some(wanted.building.as_str()).filter(|code| !code.is_empty());
            let after = Some(wanted.after.as_str()).filter(|key| !key.is_empty());
            let units = if wanted.question.is_empty() {
                let customer_kind = wanted.customer_kind;
                let query = directory::UnitQuery { building: chosen, customer_kind, after };
                directory::unit_lines(connection, query, today, UNITS)?
            } else {
                Vec::new()
            };
            Ok((directory::buildings(connection)?, units))
        })
        .await?;
    Ok(Shown { filter, buildings, hits, units })
}

/// The directory.
pub(in crate::http::pages) async fn show(
    State(state): State<AppState>,
    viewer: Viewer,
    Query(fields): Query<Fields>,
) -> Response {
    let look = &viewer.look;
    let shown = match load(&state, &viewer, Filter::read(&fields)).await {
        Ok(shown) => shown,
        Err(problem) => return shell::problem(look, Some(&viewer), &problem),
    };
    shell::page(look, Some(&viewer), StatusCode::OK, look.say(words::DIRECTORY), "directory", |h| {
        h.word("h1", "", look.say(words::DIRECTORY));
        filters(h, look, &shown);
        offers(h, &viewer);
        if !shown.filter.question.is_empty() {
            hits(h, look, &shown.hits);
        } else if shown.units.is_empty() {
            h.word("p", "empty", look.say(words::EMPTY));
        } else {
            units(h, look, &shown);
        }
    })
}

fn filters(h: &mut Html, look: &Look, shown: &Shown) {
    let filter = &shown.filter;
    h.el(
        "form",
        &[("class", "find"), ("method", "get"), ("action", "/directory"), ("role", "search")],
        |h| {
            let attributes = [
                ("type", "search"),
                ("name", "q"),
                ("value", filter.question.as_str()),
                ("maxlength", "100"),
                ("autocomplete", "off"),
                ("accesskey", "f"),
                ("aria-label", look.say(words::SEARCH_LABEL)),
                ("placeholder", look.say(words::SEARCH_LABEL)),
            ];
            h.void_flagged("input", &attributes, &[("autofocus", filter.question.is_empty())]);
            h.el("select", &[("name", "building"), ("aria-label", look.say(words::BUILDINGS))], |h| {
                option(h, "", look.say(words::ANY_BUILDING), filter.building.is_empty());
                for building in shown.buildings.iter().map(|kept| &kept.value) {
                    option(h, &building.code, &building.name, filter.building == building.code);
                }
            });
            let heading = look.say(words::ANY_CUSTOMER);
            h.el("select", &[("name", "customer_kind"), ("aria-label", heading)], |h| {
                option(h, "", heading, filter.customer_kind.is_none());
                for kind in CustomerKind::ALL {
                    let chosen = filter.customer_kind == Some(*kind);
                    option(h, kind.as_str(), look.say(words::customer_kind(*kind)), chosen);
                }
            });
            h.of("label", "check", |h| {
                let attributes = [("type", "checkbox"), ("name", "former"), ("value", "1")];
                h.void_flagged("input", &attributes, &[("checked", filter.former)]);
                h.text(look.say(words::WITH_FORMER));
            });
            h.word("button", "", look.say(words::SEARCH));
        },
    );
}

fn option(h: &mut Html, value: &str, text: &str, selected: bool) {
    if selected {
        h.el("option", &[("value", value), ("selected", "")], |h| h.text(text));
    } else {
        h.el("option", &[("value", value)], |h| h.text(text));
    }
}

/// What else the viewer may do here.
fn offers(h: &mut Html, viewer: &Viewer) {
    let look = &viewer.look;
    let all = [
        (Action::EditDirectory, "/directory/new-customer", words::NEW_CUSTOMER),
        (Action::EditDirectory, "/directory/new-unit", words::NEW_UNIT),
        (Action::EditDirectory, "/directory/new-building", words::NEW_BUILDING),
        (Action::ImportDirectory, "/directory/import", words::IMPORT),
        (Action::ExportDirectory, "/api/v1/directory/export?format=csv", words::EXPORT_CSV),
        (Action::ExportDirectory, "/api/v1/directory/export?format=xlsx", words::EXPORT_XLSX),
    ];
    h.of("nav", "offers", |h| {
        for (_, to, text) in all.iter().filter(|(action, ..)| may(viewer, *action)) {
            h.link("button quiet", to, look.say(*text));
        }
    });
}

fn hits(h: &mut Html, look: &Look, hits: &[Hit]) {
    h.of("section", "card", |h| {
        h.word("h2", "", &look.with(words::FOUND_N, &[&hits.len().to_string()]));
        if hits.is_empty() {
            h.word("p", "soft", look.say(words::NOTHING_FOUND));
            return;
        }
        table(h, look, &[words::CUSTOMER, words::UNIT, labels::CONTACT, words::FOUND_BY_HEADING], |h| {
            for hit in hits {
                h.el("tr", &[], |h| row(h, look, hit));
            }
        });
    });
}

fn row(h: &mut Html, look: &Look, hit: &Hit) {
    let party = hit.party.as_ref().map(|kept| &kept.value);
    cell(h, look, words::CUSTOMER, |h| match party {
        Some(party) => h.el("span", &[], |h| {
            parts::name(h, party);
            parts::relation_badge(h, look, party, hit.over);
        }),
        None => h.word("span", "soft", look.say(words::NO_CUSTOMER)),
    });
    cell(h, look, words::UNIT, |h| {
        h.el("a", &[("href", &parts::unit_page(&hit.unit.key))], |h| h.typed(&hit.unit.label));
    });
    cell(h, look, labels::CONTACT, |h| {
        if let Some(party) = party {
            parts::phones(h, party);
        }
    });
    cell(h, look, words::FOUND_BY_HEADING, |h| {
        let by = look.say(words::found_by(hit.matched.field));
        let class = if hit.matched.nearness == Nearness::Exact { "" } else { "soft" };
        h.word("span", class, by);
    });
}

fn units(h: &mut Html, look: &Look, shown: &Shown) {
    h.of("section", "card", |h| {
        h.el("h2", &[], |h| {
            h.text(look.say(words::UNITS));
            let chosen = shown.buildings.iter().find(|kept| kept.value.code == shown.filter.building);
            if let Some(building) = chosen {
                h.of("span", "soft", |h| h.typed(&building.value.name));
                let to = format!("/directory/buildings/{}", percent(&unit_key(&building.value.code)));
                h.link("badge", &to, look.say(words::EDIT));
            }
        });
        table(h, look, &[words::UNIT, words::KIND, words::CUSTOMERS], |h| {
            for line in &shown.units {
                h.el("tr", &[], |h| {
                    cell(h, look, words::UNIT, |h| {
                        let to = parts::unit_page(&line.unit.key);
                        h.el("a", &[("href", &to)], |h| h.typed(&line.unit.label));
                    });
                    cell(h, look, words::KIND, |h| h.text(look.say(words::unit_kind(line.unit.unit.kind))));
                    cell(h, look, words::CUSTOMERS, |h| {
                        for kept in &line.parties {
                            h.of("span", "who-is", |h| {
                                parts::name(h, &kept.value);
                                parts::relation_badge(h, look, &kept.value, false);
                            });
                        }
                    });
                });
            }
        });
    });
    h.of("div", "pager", |h| {
        if !shown.filter.after.is_empty() {
            let first = Filter { after: String::new(), ..shown.filter.clone() };
            h.link("button quiet", &first.address(), look.say(labels::FIRST_PAGE));
        }
        let full = u32::try_from(shown.units.len()).is_ok_and(|count| count == UNITS);
        if let Some(last) = shown.units.last().filter(|_| full) {
            let next = Filter { after: last.unit.key.clone(), ..shown.filter.clone() };
            h.link("button quiet", &next.address(), look.say(labels::NEXT_PAGE));
        }
    });
}

//! One unit: who is in it, its last orders, and who changed what.

use super::super::html::Html;
use super::super::look::{Look, Viewer, percent};
use super::super::shell;
use super::super::store::{cell, table};
use super::super::words::{directory as words, labels};
use super::{may, parts};
use crate::directory::{Kept, exchange};
use crate::http::AppState;
use crate::http::directory::{UnitAnswer, load_unit, require, today};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use client_core::domain::directory::Party;
use client_core::domain::policy::Action;

/// The page of a unit, by any way to write its address.
pub(in crate::http::pages) async fn unit(
    State(state): State<AppState>,
    viewer: Viewer,
    Path(address): Path<String>,
) -> Response {
    let look = &viewer.look;
    let loaded = match require(&viewer.who, Action::ReadDirectory) {
        Ok(()) => load_unit(&state, address).await,
        Err(problem) => Err(problem),
    };
    let answer = match loaded {
        Ok(answer) => answer,
        Err(problem) => return shell::problem(look, Some(&viewer), &problem),
    };
    let today = today(&state);
    let (former, present): (Vec<_>, Vec<_>) =
        answer.parties.iter().partition(|kept| kept.value.is_over(today));
    shell::page(look, Some(&viewer), StatusCode::OK, &answer.unit.label, "directory", |h| {
        parts::back(h, look);
        top(h, &viewer, &answer);
        h.of("section", "card", |h| {
            h.word("h2", "", look.say(words::CUSTOMERS));
            if present.is_empty() {
                h.word("p", "soft", look.say(words::NO_CUSTOMER));
            } else {
                customers(h, &viewer, &present, false);
            }
            if !former.is_empty() {
                h.el("details", &[], |h| {
                    h.word("summary", "", look.say(words::FORMER_CUSTOMERS));
                    customers(h, &viewer, &former, true);
                });
            }
        });
        h.of("section", "card", |h| {
            h.word("h2", "", look.say(words::ORDERS));
            if answer.orders.is_empty() {
                h.word("p", "soft", look.say(words::NO_ORDERS));
            } else {
                parts::order_list(h, look, &answer.orders);
            }
        });
        parts::history(h, look, &answer.history);
    })
}

fn top(h: &mut Html, viewer: &Viewer, answer: &UnitAnswer) {
    let look = &viewer.look;
    let (key, unit) = (percent(&answer.unit.key), &answer.unit.unit);
    h.of("section", "card top", |h| {
        h.el("header", &[], |h| {
            h.el("h1", &[], |h| h.typed(&answer.unit.label));
            h.word("span", "badge", look.say(words::unit_kind(unit.kind)));
            if let Some(area) = unit.area_dm2 {
                let area = format!("{} {}", exchange::square_metres(area), look.say(words::AREA_UNIT));
                h.word("span", "soft", &area);
            }
        });
        h.of("nav", "offers", |h| {
            if super::super::rights::may_register(&viewer.who.roles) {
                h.link("button", &format!("/orders/new?unit={key}"), look.say(words::REGISTER_FOR));
            }
            if may(viewer, Action::EditDirectory) {
                let to = format!("/directory/new-customer?unit={key}");
                h.link("button quiet", &to, look.say(words::NEW_CUSTOMER));
                h.link("button quiet", &format!("/directory/units/{key}/edit"), look.say(words::EDIT_UNIT));
            }
        });
    });
}

fn customers(h: &mut Html, viewer: &Viewer, parties: &[&Kept<Party>], over: bool) {
    let look: &Look = &viewer.look;
    table(h, look, &[words::CUSTOMER, labels::CONTACT, words::NOTE, words::REGISTER_FOR], |h| {
        for party in parties.iter().map(|kept| &kept.value) {
            h.el("tr", &[], |h| {
                cell(h, look, words::CUSTOMER, |h| {
                    h.el("span", &[], |h| {
                        parts::name(h, party);
                        parts::relation_badge(h, look, party, over);
                    });
                });
                cell(h, look, labels::CONTACT, |h| parts::phones(h, party));
                cell(h, look, words::NOTE, |h| h.typed(&party.note));
                cell(h, look, words::REGISTER_FOR, |h| {
                    if super::super::rights::may_register(&viewer.who.roles) && !over {
                        h.link("", &parts::register(party), look.say(words::REGISTER_FOR));
                    }
                });
            });
        }
    });
}

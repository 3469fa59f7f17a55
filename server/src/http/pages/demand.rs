//! Demand that nobody could meet (PRI-15): declined requests by class. Where the fee standard was
//! changed since, the customers are listed to be told, and the public notice is drafted.

use super::batch;
use super::html::Html;
use super::look::{Look, Viewer};
use super::shell;
use super::words::{desk as words, labels};
use crate::board::desk::{Unmet, unmet};
use crate::feed::{EngineError, reference};
use crate::http::{AppState, Problem, ProblemKind};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use client_core::domain::procedure::Library;
use client_core::domain::reference::PriceList;
use std::collections::BTreeMap;

/// The list of one class.
struct Demand {
    class: String,
    label: String,
    /// Those who can be told that the service exists now.
    offered: Vec<Unmet>,
    /// Those who wait on.
    waiting: Vec<Unmet>,
}

/// Whether there is reason to call: the class has a procedure here, and the fee standard is another one than that which
/// the request was declined with.
fn is_offered(library: &Library, list: &PriceList, unmet: &Unmet) -> bool {
    list.version > unmet.price_list_version && library.newest(&unmet.service_class).is_some()
}

async fn load(state: &AppState, viewer: &Viewer) -> Result<(Vec<Demand>, u32), Problem> {
    if !batch::is_open_to(viewer) {
        return Err(Problem::new(ProblemKind::Forbidden, "the list is the desks'"));
    }
    let (procedures, language, now) = (state.procedures.clone(), viewer.look.language, viewer.look.now);
    let found = state
        .store
        .read(move |connection| -> Result<_, EngineError> {
            let library = procedures.at(connection)?;
            let reference = reference::current(connection)?;
            let list = reference.price_list_at(now);
            let mut classes: BTreeMap<String, Demand> = BTreeMap::new();
            for one in unmet(connection)? {
                let class = one.service_class.clone();
                let label = library
                    .newest(&class)
                    .map_or_else(|| class.clone(), |procedure| procedure.label.get(language).to_owned());
                let demand = classes.entry(class.clone()).or_insert_with(|| Demand {
                    class,
                    label,
                    offered: Vec::new(),
                    waiting: Vec::new(),
                });
                if is_offered(&library, list, &one) {
                    demand.offered.push(one);
                } else {
                    demand.waiting.push(one);
                }
            }
            Ok((classes.into_values().collect(), list.version))
        })
        .await?;
    Ok(found)
}

/// The page.
pub(super) async fn show(State(state): State<AppState>, viewer: Viewer) -> Response {
    let look = &viewer.look;
    let (demands, version) = match load(&state, &viewer).await {
        Ok(found) => found,
        Err(problem) => return shell::problem(look, Some(&viewer), &problem),
    };
    shell::page(look, Some(&viewer), StatusCode::OK, look.say(words::DEMAND_PAGE), "demand", |h| {
        h.word("h1", "", look.say(words::DEMAND_PAGE));
        if demands.is_empty() {
            h.word("p", "empty", look.say(words::NO_DEMAND));
        }
        for demand in &demands {
            h.of("section", "card", |h| {
                h.el("h2", &[], |h| {
                    h.text(&demand.class);
                    h.text(" ");
                    h.text(&demand.label);
                });
                if !demand.offered.is_empty() {
                    h.word("h3", "", look.say(words::NOTICE));
                    let day = look.time(look.now);
                    let day = day.split(' ').next().unwrap_or_default();
                    let notice = look.with(
                        words::NOTICE_TEXT,
                        &[day, &demand.label, &version.to_string(), &demand.offered.len().to_string()],
                    );
                    h.of("p", "words notice", |h| h.typed(&notice));
                    list(h, look, look.say(words::OFFERED_NOW), &demand.offered);
                }
                list(h, look, look.say(words::NOT_OFFERED), &demand.waiting);
            });
        }
    })
}

fn list(h: &mut Html, look: &Look, heading: &str, all: &[Unmet]) {
    if all.is_empty() {
        return;
    }
    h.word("h3", "", heading);
    h.of("ul", "plain", |h| {
        for one in all {
            h.el("li", &[], |h| {
                look.put_time(h, one.requested_at, true);
                h.text(" ");
                // The order's page has the form by which it is recorded that he was told.
                h.link("", &format!("/orders/{}", one.id), look.say(labels::ORDER));
                if let Some((unit, name, contact)) = &one.customer {
                    for text in [unit, name, contact] {
                        h.text(" ");
                        h.typed(text);
                    }
                }
                h.text(" · ");
                h.text(look.say(words::BECAUSE));
                h.text(" ");
                h.typed(&one.because);
            });
        }
    });
}

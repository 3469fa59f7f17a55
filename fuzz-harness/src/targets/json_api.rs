//! JSON bodies of the interface, by the shipped routes.
//!
//! First byte: which route; second: who asks, and for commands on one of several documents, on which. The rest is the body,
//! in which words such as `{row}` stand for what the story drew and a fuzzer can't guess.

use super::{chosen, one};
use crate::Reached;
use crate::site::Person;
use crate::story::CUSTOMERS;
use crate::web::Web;
use std::cell::RefCell;

thread_local! {
    static WEB: RefCell<Web> = RefCell::new(Web::new());
}

/// A route with a JSON body.
struct Route {
    method: &'static str,
    path: &'static str,
    /// What shows the tag that a change must name.
    shown_by: Option<&'static str>,
    /// The tag that a change names where nothing is shown.
    unseen: Option<&'static str>,
    /// Its body isn't looked at.
    takes_nothing: bool,
}

impl Route {
    const fn unseen(self, tag: &'static str) -> Self {
        Self { unseen: Some(tag), ..self }
    }
}

const fn post(path: &'static str) -> Route {
    Route { method: "POST", path, shown_by: None, unseen: None, takes_nothing: false }
}

const fn tagged(method: &'static str, path: &'static str, shown_by: &'static str) -> Route {
    Route { method, shown_by: Some(shown_by), ..post(path) }
}

const fn without_body(path: &'static str) -> Route {
    Route { takes_nothing: true, ..post(path) }
}

/// The routes; seeds name them by their place here, so new ones come last.
const ROUTES: [Route; 29] = [
    post("/api/v1/orders"),
    tagged("POST", "/api/v1/orders/{id}/commands", "/api/v1/orders/{id}"),
    post("/api/v1/store/commands"),
    post("/api/v1/incidents"),
    tagged("POST", "/api/v1/incidents/{incident}/commands", "/api/v1/incidents/{incident}"),
    tagged("POST", "/api/v1/months/2026-02/commands", "/api/v1/months/2026-02"),
    tagged("POST", "/api/v1/months/2026-02/analysis/commands", "/api/v1/months/2026-02/analysis"),
    post("/api/v1/directory/buildings"),
    post("/api/v1/directory/units"),
    post("/api/v1/directory/parties"),
    // The list of buildings bears no tag; the row was written once.
    tagged("PUT", "/api/v1/directory/buildings/9", "/api/v1/directory/buildings").unseen("1"),
    tagged("PUT", "/api/v1/directory/units/9-101", "/api/v1/directory/units/9-101"),
    tagged("PUT", "/api/v1/directory/parties/C-1", "/api/v1/directory/parties/C-1"),
    post("/api/v1/login"),
    post("/api/v1/enrol"),
    post("/api/v1/token"),
    post("/api/v1/login/device"),
    without_body("/api/v1/token/nonce"),
    without_body("/api/v1/notices/1/read"),
    post("/api/v1/complaints"),
    tagged("POST", "/api/v1/complaints/{complaint}/commands", "/api/v1/complaints/{complaint}"),
    Route { method: "PUT", ..post("/api/v1/complaints/kinds/public_order") },
    post("/api/v1/matters"),
    tagged("POST", "/api/v1/matters/{matter}/commands", "/api/v1/matters/{matter}"),
    tagged("POST", "/api/v1/matters/{matter}/repairs", "/api/v1/matters/{matter}"),
    post("/api/v1/matters/rain"),
    tagged("POST", "/api/v1/fees/accounts/{account}/commands", "/api/v1/fees/accounts/{account}")
        .unseen("none"),
    post("/api/v1/fees/send"),
    without_body("/api/v1/fees/prepare"),
];

/// Lists that show what was taken, by the beginning of the path that took it.
const LISTS: [&str; 4] = ["/api/v1/incidents", "/api/v1/complaints", "/api/v1/matters", "/api/v1/fees"];

/// Number of the route for a place of the interface's description, such as `POST /api/v1/orders/{id}/commands`. What is in
/// braces there may be anything here.
pub fn route_of(place: &str) -> Option<u8> {
    let (method, path) = place.split_once(' ')?;
    let fits = |route: &Route| {
        let (asked, here): (Vec<&str>, Vec<&str>) =
            (path.split('/').collect(), route.path.split('/').collect());
        let same = |(asked, here): (&&str, &&str)| asked.starts_with('{') || asked == here;
        route.method == method && asked.len() == here.len() && asked.iter().zip(&here).all(same)
    };
    let found = ROUTES.iter().position(fits);
    found.and_then(|index| u8::try_from(index).ok())
}

/// Runs one input.
pub fn run(data: &[u8]) -> Reached {
    let Some((route, rest)) = chosen(data) else { return one("nothing") };
    let Some((who, body)) = chosen(rest) else { return one("nothing") };
    let route = &ROUTES[usize::from(route) % ROUTES.len()];
    WEB.with_borrow_mut(|web| asked(web, route, who, body))
}

fn asked(web: &mut Web, route: &Route, who: u8, body: &[u8]) -> Reached {
    let one_of =
        |all: &[String]| all.get(usize::from(who >> 3) % all.len().max(1)).cloned().unwrap_or_default();
    let account = CUSTOMERS[usize::from(who >> 3) % CUSTOMERS.len()];
    let words = [
        ("{id}", one_of(&web.orders)),
        ("{incident}", web.incidents.first().cloned().unwrap_or_default()),
        ("{matter}", one_of(&web.matters)),
        ("{complaint}", one_of(&web.complaints)),
        ("{account}", account.to_owned()),
    ];
    let filled = |text: &str| words.iter().fold(text.to_owned(), |text, (word, is)| text.replace(word, is));
    let body = match std::str::from_utf8(body) {
        Ok(text) => web.drawn.fill(&filled(text)).into_bytes(),
        Err(_) => body.to_vec(),
    };
    let person = match who & 7 {
        0..=3 => Some(Person::Desk),
        4 => Some(Person::Administration),
        5 => Some(Person::TechnicianA),
        6 => Some(Person::Guard),
        _ => None,
    };
    let bearer = person.and_then(|person| web.token(person)).map(|token| format!("Bearer {token}"));
    let mut headers: Vec<(&str, &[u8])> = vec![("content-type", b"application/json")];
    if let Some(bearer) = &bearer {
        headers.push(("authorization", bearer.as_bytes()));
    }
    let tag = route.shown_by.and_then(|path| {
        let reply = web.ask("GET", &filled(path), &headers, Vec::new());
        let shown = reply.headers.get("etag").map(|tag| tag.as_bytes().to_vec());
        shown.or_else(|| route.unseen.map(|tag| format!("\"{tag}\"").into_bytes()))
    });
    if let Some(tag) = &tag {
        headers.push(("if-match", tag));
    }
    let reply = web.ask(route.method, &filled(route.path), &headers, body.clone());
    if reply.status >= 400 {
        return one(&format!("{} {}", reply.status, reply.problem()));
    }
    assert!([200, 201, 204].contains(&reply.status), "status {}", reply.status);
    let is_json = serde_json::from_slice::<serde_json::Value>(&body).is_ok();
    assert!(is_json || route.takes_nothing, "taken, and no JSON");
    // What was taken can be shown.
    let mut shows: Vec<String> = route.shown_by.map(&filled).into_iter().collect();
    if route.shown_by.is_some() || route.path == "/api/v1/orders" {
        shows.extend(web.orders.iter().map(|order| format!("/api/v1/orders/{order}")));
    }
    shows.extend(LISTS.iter().filter(|list| route.path.starts_with(**list)).map(|list| (*list).to_owned()));
    for path in shows {
        let shown = web.ask("GET", &path, &headers[..headers.len().min(2)], Vec::new());
        assert!([200, 403, 404].contains(&shown.status), "{path} can't be shown: {}", shown.status);
    }
    web.reset();
    one(&format!("{} {}", reply.status, route.path))
}

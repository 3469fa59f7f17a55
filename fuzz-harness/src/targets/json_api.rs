//! JSON bodies of the interface, by the shipped routes.
//!
//! First byte: which route; second: who asks, and for commands on an order, on which. The rest is the body.

use super::{chosen, one};
use crate::Reached;
use crate::site::Person;
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
    /// Its body isn't looked at.
    takes_nothing: bool,
}

const fn post(path: &'static str) -> Route {
    Route { method: "POST", path, shown_by: None, takes_nothing: false }
}

const fn tagged(method: &'static str, path: &'static str, shown_by: &'static str) -> Route {
    Route { method, path, shown_by: Some(shown_by), takes_nothing: false }
}

const fn without_body(path: &'static str) -> Route {
    Route { method: "POST", path, shown_by: None, takes_nothing: true }
}

/// The routes; seeds name them by their place here, so new ones come last.
const ROUTES: [Route; 19] = [
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
    tagged("PUT", "/api/v1/directory/buildings/3", "/api/v1/directory/buildings"),
    tagged("PUT", "/api/v1/directory/units/3-1202", "/api/v1/directory/units/3-1202"),
    tagged("PUT", "/api/v1/directory/parties/K-1", "/api/v1/directory/parties/K-1"),
    post("/api/v1/login"),
    post("/api/v1/enrol"),
    post("/api/v1/token"),
    post("/api/v1/login/device"),
    without_body("/api/v1/token/nonce"),
    without_body("/api/v1/notices/1/read"),
];

/// Number of the route for a place of the interface's description, such as `POST /api/v1/orders`.
pub fn route_of(place: &str) -> Option<u8> {
    let place = place.replace("/incidents/{id}", "/incidents/{incident}").replace("{month}", "2026-02");
    let found = ROUTES.iter().position(|route| format!("{} {}", route.method, route.path) == place);
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
    let order = web.orders[usize::from(who >> 3) % web.orders.len()].clone();
    let incident = web.incidents.first().cloned().unwrap_or_default();
    let filled = |path: &str| path.replace("{id}", &order).replace("{incident}", &incident);
    let person = match who & 7 {
        0..=4 => Some(Person::Desk),
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
        reply.headers.get("etag").map(|tag| tag.as_bytes().to_vec())
    });
    if let Some(tag) = &tag {
        headers.push(("if-match", tag));
    }
    let reply = web.ask(route.method, &filled(route.path), &headers, body.to_vec());
    if reply.status >= 400 {
        return one(&format!("{} {}", reply.status, reply.problem()));
    }
    assert!([200, 201, 204].contains(&reply.status), "status {}", reply.status);
    let is_json = serde_json::from_slice::<serde_json::Value>(body).is_ok();
    assert!(is_json || route.takes_nothing, "taken, and no JSON");
    if route.shown_by.is_some() || route.path == "/api/v1/orders" {
        // What was taken can be shown.
        for order in &web.orders.clone() {
            let shown = web.ask(
                "GET",
                &format!("/api/v1/orders/{order}"),
                &headers[..headers.len().min(2)],
                Vec::new(),
            );
            assert!([200, 403, 404].contains(&shown.status), "an order can't be shown: {}", shown.status);
        }
    }
    web.reset();
    one(&format!("{} {}", reply.status, route.path))
}

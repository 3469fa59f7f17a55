//! A few days at the site, played with the shipped device and the shipped server: what seeds and forged rows are made of.

mod drawn;
mod office;

pub use drawn::{Drawn, worded};
pub use office::CUSTOMERS;

use crate::phone::{Exchange, Phone, block, enrolled, request, sync};
use crate::site::{Person, Site};
use client_core::device::store::MemoryStore;
use client_core::domain::command::{Command, IncidentCommand, StoreCommand};
use client_core::domain::id::DocumentId;
use office::Played;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// A site with a past, and a phone with work that isn't sent.
pub struct Story {
    /// The server.
    pub site: Site,
    /// The exchanges about orders, in their order.
    pub exchanges: Vec<Exchange>,
    /// Those about the office's other parts.
    pub office_exchanges: Vec<Exchange>,
    /// The orders.
    pub orders: Vec<DocumentId>,
    /// The matters: a move-in that goes on, one that was given up, then others.
    pub matters: Vec<DocumentId>,
    /// The complaints, the last about the service centre.
    pub complaints: Vec<DocumentId>,
    /// What was drawn.
    pub drawn: Drawn,
    /// What the disk of technician A's phone holds: it knows an order, a matter, a complaint and an account, and has written
    /// in them since.
    pub disk: MemoryStore,
    /// The honest answer to the request that this phone sends next.
    pub honest_answer: Vec<u8>,
}

/// Number of the random source of the phone that is opened from [`Story::disk`].
pub const REOPENED: u8 = 77;

/// An example of the interface: "METHOD path", name, body.
pub type Example = (String, String, Value);

/// The interface's examples of request bodies.
pub fn examples() -> Vec<Example> {
    let api = serde_json::to_value(undercroft_server::http::openapi_document()).expect("the description");
    let mut found = Vec::new();
    for (path, item) in api["paths"].as_object().expect("paths") {
        for (method, operation) in item.as_object().expect("operations") {
            let examples = &operation["requestBody"]["content"]["application/json"]["examples"];
            for (name, example) in examples.as_object().into_iter().flatten() {
                let place = format!("{} {path}", method.to_uppercase());
                found.push((place, name.clone(), example["value"].clone()));
            }
        }
    }
    found
}

fn read<T: DeserializeOwned>(value: &Value) -> Option<T> {
    serde_json::from_value(value.clone()).ok()
}

fn registration(unit: &str) -> Value {
    json!({
        "command": "register", "customer_name": "王小明", "unit_no": unit, "contact": "13800000000",
        "content": "客厅灯不亮", "appointment_at": 1_772_445_000_000_i64, "received_at": 1_772_437_000_000_i64,
        "channel": "phone", "service_kind": "special", "service_class": "LMP",
    })
}

struct Stage {
    site: Site,
    phones: BTreeMap<Person, Phone>,
    exchanges: Vec<Exchange>,
}

impl Stage {
    fn phone(&mut self, person: Person) -> &mut Phone {
        self.phones.get_mut(&person).expect("everybody has a phone")
    }

    fn sync(&mut self, person: Person) {
        let phone = self.phones.get_mut(&person).expect("everybody has a phone");
        self.exchanges.extend(sync(phone, person, &self.site));
    }

    fn register(&mut self, unit: &str) -> DocumentId {
        let command = read(&registration(unit)).expect("a registration");
        block(self.phone(Person::Desk).execute(None, command)).expect("a new order").order.id
    }

    /// Carries a command out where the door lets it.
    fn attempt(&mut self, person: Person, order: DocumentId, command: &Value) -> bool {
        let Some(command) = read::<Command>(command) else { return false };
        block(self.phone(person).execute(Some(order), command)).is_ok()
    }

    fn must(&mut self, person: Person, order: DocumentId, command: &Value) {
        assert!(self.attempt(person, order, command), "the story goes on with {command}");
    }
}

impl Story {
    /// Plays it in memory. The same every time.
    pub fn new() -> Self {
        Self::at(Site::new())
    }

    /// Plays it at a site where nothing has happened.
    pub fn at(site: Site) -> Self {
        let phones = Person::ALL.into_iter().map(|person| (person, enrolled(person, &site))).collect();
        let mut stage = Stage { site, phones, exchanges: Vec::new() };
        for person in [Person::Desk, Person::TechnicianA, Person::TechnicianB] {
            stage.sync(person);
        }
        let orders = vec![stage.register("3-1202"), stage.register("5-301"), stage.register("7-12")];
        dispatched(&mut stage, orders[0]);
        let examples = examples();
        everything_once(&mut stage, &examples, &orders);
        let order = orders[0];
        let before_office = stage.exchanges.len();
        let played = office::played(&mut stage, &examples, order);
        let office_exchanges = stage.exchanges.split_off(before_office);
        stage.must(Person::TechnicianA, order, &json!({ "command": "note", "text": "not sent yet" }));
        stage.must(Person::Desk, order, &json!({ "command": "note", "text": "the customer called" }));
        stage.sync(Person::Desk);
        stage.must(Person::TechnicianA, order, &json!({ "command": "note", "text": "nor this" }));
        office::not_sent(&mut stage, &played);
        let Played { matters, complaints, drawn } = played;
        let disk = stage.phone(Person::TechnicianA).store().snapshot();
        let Stage { site, exchanges, .. } = stage;
        let mut reopened = crate::phone::open(disk.snapshot(), REOPENED, &site);
        let sent = request(&mut reopened).expect("work waits");
        let read = client_core::protocol::from_bytes(&sent.bytes).expect("an own request");
        let answer = site.undone(|site| crate::phone::answer(site, Person::TechnicianA, &read));
        let honest_answer = client_core::protocol::to_bytes(&answer).expect("an answer has bytes");
        Self { site, exchanges, office_exchanges, orders, matters, complaints, drawn, disk, honest_answer }
    }
}

impl Default for Story {
    fn default() -> Self {
        Self::new()
    }
}

/// The first order goes to technician A, who arrives and begins; the desk writes meanwhile.
fn dispatched(stage: &mut Stage, order: DocumentId) {
    use Person::{Desk, TechnicianA};
    stage.must(Desk, order, &json!({ "command": "judge", "accepted": true }));
    stage.must(Desk, order, &json!({ "command": "issue_slip" }));
    let technician = TechnicianA.user();
    stage.must(Desk, order, &json!({ "command": "assign", "technician": technician }));
    stage.sync(Desk);
    stage.sync(TechnicianA);
    stage.must(TechnicianA, order, &json!({ "command": "receive" }));
    stage.must(TechnicianA, order, &json!({ "command": "arrive" }));
    stage.must(Desk, order, &json!({ "command": "note", "text": "whoever goes: ring twice" }));
    stage.sync(TechnicianA);
    stage.sync(Desk);
}

/// Every example of the interface, tried by everybody on every order.
fn everything_once(stage: &mut Stage, examples: &[Example], orders: &[DocumentId]) {
    let of = |place: &str| {
        let place = place.to_owned();
        examples.iter().filter(move |(known, _, _)| *known == place).map(|(_, _, body)| body.clone())
    };
    for body in of("POST /api/v1/store/commands") {
        if let Some(command) = read::<StoreCommand>(&body) {
            let _ = block(stage.phone(Person::Desk).execute_store(command));
        }
    }
    for body in of("POST /api/v1/incidents") {
        let Some(command) = read::<IncidentCommand>(&body) else { continue };
        let Ok(view) = block(stage.phone(Person::Desk).execute_incident(None, command)) else { continue };
        for body in of("POST /api/v1/incidents/{id}/commands") {
            if let Some(command) = read::<IncidentCommand>(&body) {
                let _ = block(stage.phone(Person::Desk).execute_incident(Some(view.incident.id), command));
            }
        }
    }
    stage.sync(Person::Desk);
    // What ends an order comes last, so that the rest still finds it open.
    let ends =
        ["write_off", "confirm_cancel", "request_cancel", "not_repaired", "archive", "judge", "assign"];
    let (late, early): (Vec<Value>, Vec<Value>) = of("POST /api/v1/orders/{id}/commands")
        .partition(|body| ends.iter().any(|end| body["command"] == **end));
    for body in early.iter().chain(&late) {
        for (n, order) in orders.iter().enumerate() {
            // The first order stays with technician A: its phone writes on.
            if n == 0 && late.contains(body) {
                continue;
            }
            for person in [Person::TechnicianA, Person::Desk] {
                stage.attempt(person, *order, body);
            }
        }
    }
    for person in [Person::TechnicianA, Person::Desk, Person::TechnicianB, Person::TechnicianA] {
        stage.sync(person);
    }
}

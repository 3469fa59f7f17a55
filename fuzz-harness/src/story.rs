//! A few days at the site, played with the shipped device and the shipped server: what seeds and forged rows are made of.

use crate::phone::{Exchange, Phone, block, enrolled, request, sync};
use crate::site::{Person, Site};
use client_core::device::store::MemoryStore;
use client_core::domain::command::{Command, IncidentCommand, StoreCommand};
use client_core::domain::id::DocumentId;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

/// A site with a past, and a phone with work that isn't sent.
pub struct Story {
    /// The server.
    pub site: Site,
    /// All exchanges in their order.
    pub exchanges: Vec<Exchange>,
    /// The orders.
    pub orders: Vec<DocumentId>,
    /// What the disk of technician A's phone holds: it knows the order and has written in it since.
    pub disk: MemoryStore,
    /// The honest answer to the request that this phone sends next.
    pub honest_answer: Vec<u8>,
}

/// Number of the random source of the phone that is opened from [`Story::disk`].
pub const REOPENED: u8 = 77;

/// The interface's examples of request bodies: "METHOD path", name, body.
pub fn examples() -> Vec<(String, String, Value)> {
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
    desk: Phone,
    a: Phone,
    b: Phone,
    exchanges: Vec<Exchange>,
}

impl Stage {
    fn phone(&mut self, person: Person) -> &mut Phone {
        match person {
            Person::TechnicianA => &mut self.a,
            Person::TechnicianB => &mut self.b,
            Person::Desk | Person::Guard => &mut self.desk,
        }
    }

    fn sync(&mut self, person: Person) {
        let phone = match person {
            Person::TechnicianA => &mut self.a,
            Person::TechnicianB => &mut self.b,
            Person::Desk | Person::Guard => &mut self.desk,
        };
        self.exchanges.extend(sync(phone, person, &self.site));
    }

    fn register(&mut self, unit: &str) -> DocumentId {
        let command = read(&registration(unit)).expect("a registration");
        block(self.desk.execute(None, command)).expect("a new order").order.id
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
        let (desk, a, b) = (
            enrolled(Person::Desk, &site),
            enrolled(Person::TechnicianA, &site),
            enrolled(Person::TechnicianB, &site),
        );
        let mut stage = Stage { site, desk, a, b, exchanges: Vec::new() };
        for person in [Person::Desk, Person::TechnicianA, Person::TechnicianB] {
            stage.sync(person);
        }
        let orders = vec![stage.register("3-1202"), stage.register("5-301"), stage.register("7-12")];
        dispatched(&mut stage, orders[0]);
        everything_once(&mut stage, &orders);
        let order = orders[0];
        stage.must(Person::TechnicianA, order, &json!({ "command": "note", "text": "not sent yet" }));
        stage.must(Person::Desk, order, &json!({ "command": "note", "text": "the customer called" }));
        stage.sync(Person::Desk);
        stage.must(Person::TechnicianA, order, &json!({ "command": "note", "text": "nor this" }));
        let Stage { site, a, exchanges, .. } = stage;
        let disk = a.store().snapshot();
        let mut reopened = crate::phone::open(disk.snapshot(), REOPENED, &site);
        let sent = request(&mut reopened).expect("work waits");
        let read = client_core::protocol::from_bytes(&sent.bytes).expect("an own request");
        let answer = site.undone(|site| crate::phone::answer(site, Person::TechnicianA, &read));
        let honest_answer = client_core::protocol::to_bytes(&answer).expect("an answer has bytes");
        Self { site, exchanges, orders, disk, honest_answer }
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
fn everything_once(stage: &mut Stage, orders: &[DocumentId]) {
    let examples = examples();
    let of = |place: &str| {
        let place = place.to_owned();
        examples.iter().filter(move |(known, _, _)| *known == place).map(|(_, _, body)| body.clone())
    };
    for body in of("POST /api/v1/store/commands") {
        if let Some(command) = read::<StoreCommand>(&body) {
            let _ = block(stage.desk.execute_store(command));
        }
    }
    for body in of("POST /api/v1/incidents") {
        let Some(command) = read::<IncidentCommand>(&body) else { continue };
        let Ok(view) = block(stage.desk.execute_incident(None, command)) else { continue };
        for body in of("POST /api/v1/incidents/{id}/commands") {
            if let Some(command) = read::<IncidentCommand>(&body) {
                let _ = block(stage.desk.execute_incident(Some(view.incident.id), command));
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

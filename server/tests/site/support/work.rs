//! Technicians who write through the API, and orders that they take to the signature.

use super::browser::*;
use super::*;
use client_core::domain::entry::site::PriceItemKind;
use client_core::domain::procedure::parse;
use client_core::domain::reference::{PriceItem, PriceList};
use client_core::domain::text::LocalText;
use serde_json::{Value, json};
use undercroft_server::feed::{EngineError, reference};

/// A procedure of the site: a look, and the final test.
const SHORT: &str = r#"
id = "TST"
version = 1
clause = "9"
label = { zh-Hans = "试灯", zh-Hant = "試燈", en = "Lamp test" }
acceptance = { zh-Hans = "亮", zh-Hant = "亮", en = "It is lit" }

[[steps]]
id = "TST-1"
clause = "a"
kind = "inspect"
label = { zh-Hans = "查看", zh-Hant = "查看", en = "Look" }
instruction = { zh-Hans = "查看灯座。", zh-Hant = "查看燈座。", en = "Look at the socket." }
records = [{ name = "firm", value = "yes_no", label = { zh-Hans = "牢吗?", zh-Hant = "牢嗎?", en = "Is it firm?" } }]

[[steps]]
id = "TST-2"
clause = "b"
kind = "final"
label = { zh-Hans = "开灯", zh-Hant = "開燈", en = "Switch it on" }
instruction = { zh-Hans = "开灯。", zh-Hant = "開燈。", en = "Switch it on." }
records = [{ name = "lit", value = "yes_no", label = { zh-Hans = "亮吗?", zh-Hant = "亮嗎?", en = "Is it lit?" } }]
passes = { yes = "lit" }
restart = ["TST-1"]
"#;

pub fn with_prices() -> Server {
    priced(server())
}

/// A server that gets a fee standard and the site's own procedure.
pub fn priced(server: Server) -> Server {
    let item = |code: &str, kind, fen, name: &str| PriceItem {
        code: code.to_owned(),
        kind,
        label: LocalText { zh_hans: name.to_owned(), zh_hant: name.to_owned(), en: code.to_owned() },
        unit: "piece".to_owned(),
        unit_price_fen: fen,
    };
    let items = vec![
        item("lamp_repair", PriceItemKind::Labour, 3_000, "修灯"),
        item("starter", PriceItemKind::Material, 500, "启辉器"),
    ];
    server
        .store
        .write_blocking(move |connection| -> Result<(), EngineError> {
            reference::publish_staff(connection, START)?;
            let mut bundle = reference::current(connection)?;
            bundle.price_list =
                PriceList { version: 3, basis: "x".into(), valid_from: 0, valid_until: None, items };
            bundle.procedures = vec![parse(SHORT).unwrap()];
            reference::publish(connection, bundle, START)?;
            Ok(())
        })
        .unwrap();
    server
}

/// The technician, who writes through the API.
pub struct Technician<'s> {
    server: &'s Server,
    bearer: String,
}

impl<'s> Technician<'s> {
    pub fn new(server: &'s Server) -> Self {
        let token = server.login("li", PASSWORD).ok();
        Self { server, bearer: format!("Bearer {}", token["access_token"].as_str().unwrap()) }
    }

    pub fn order(&self, order: &str) -> Reply {
        let headers = [("Authorization", self.bearer.as_str())];
        self.server.send("GET", &format!("/api/v1{order}"), &headers, "")
    }

    pub fn send(&self, order: &str, command: &Value) -> Reply {
        let etag = self.order(order).headers["etag"].clone();
        let headers = [
            ("Authorization", self.bearer.as_str()),
            ("Content-Type", "application/json"),
            ("If-Match", etag.as_str()),
        ];
        self.server.send("POST", &format!("/api/v1{order}/commands"), &headers, &command.to_string())
    }

    /// A page that isn't for technicians.
    #[track_caller]
    pub fn server_refuses(&self, path: &str) {
        let headers = [("Authorization", self.bearer.as_str())];
        assert_eq!(self.server.send("GET", path, &headers, "").status, 403, "{path}");
    }

    #[track_caller]
    pub fn run(&self, order: &str, command: &str, more: Value) {
        let mut command = json!({ "command": command });
        command.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        self.send(order, &command).ok();
    }
}

/// An order of the site's own class in the technician's hands.
pub fn dispatched(server: &Server, desk: &Browser<'_>, judgement: &[(&str, &str)]) -> String {
    handed_out(server, desk, &registration("陈女士", "客厅灯不亮"), judgement)
}

/// The same of somebody else in another unit.
pub fn dispatched_at(server: &Server, desk: &Browser<'_>, unit: &str, name: &str) -> String {
    let there = registration(name, "客厅灯不亮").into_iter();
    let there: Vec<_> =
        there.map(|(name, value)| (name, if name == "unit_no" { unit } else { value })).collect();
    handed_out(server, desk, &there, &[])
}

fn handed_out(
    server: &Server,
    desk: &Browser<'_>,
    registration: &[(&str, &str)],
    judgement: &[(&str, &str)],
) -> String {
    let fields: Vec<_> = registration
        .iter()
        .map(|(name, value)| (*name, if *name == "service_class" { "TST" } else { *value }))
        .collect();
    let order = desk.post("/orders/new", &fields).headers["location"].clone();
    let mut judge = vec![("command", "judge"), ("accepted", "yes")];
    judge.extend(judgement);
    desk.command(&order, &judge);
    desk.command(&order, &[("command", "issue_slip")]);
    let technician = server.technician.to_string();
    desk.command(&order, &[("command", "assign"), ("technician", &technician)]);
    order
}

/// From the receipt to the signature, for the price of one lamp.
pub fn signed(li: &Technician<'_>, order: &str) {
    li.run(order, "receive", json!({}));
    li.run(order, "arrive", json!({}));
    li.run(order, "finding", json!({ "content": "启辉器坏" }));
    li.run(order, "quote", json!({ "lines": [{ "item": "lamp_repair", "quantity": 1 }] }));
    li.run(order, "confirm_price", json!({ "confirmed_by": "业主", "strokes": "M 10 10 L 200 90" }));
    tested(li, order);
    li.run(order, "inspect", json!({ "passed": true }));
    li.run(order, "sign", json!({ "strokes": "M 10 10 L 300 200" }));
}

pub fn tested(li: &Technician<'_>, order: &str) {
    for (step, name) in [("TST-1", "firm"), ("TST-2", "lit")] {
        let values = json!({ name: { "yes_no": true } });
        li.run(order, "record_step", json!({ "checklist": "TST", "step": step, "values": values }));
    }
    li.run(order, "finish_work", json!({}));
}

//! The authority matrix over real HTTP (P7): every role, every command of an order and every list, through the interface
//! and through the pages' forms, against the verdicts that people have written.

use crate::support::browser::*;
use crate::support::work::with_prices;
use crate::support::*;
use serde_json::Value;
use table::{Stand, Table};
use undercroft_server::ident::Role;

#[allow(dead_code, reason = "the tests of the engine need more of it")]
#[path = "../authority/table.rs"]
mod table;

/// A signed-in person of each role, and the technician who holds the order.
fn people(server: &Server) -> Vec<(&'static str, Browser<'_>)> {
    let roles = Role::ALL.iter().filter(|role| **role != Role::Server);
    roles
        .map(|role| {
            let name: &'static str = format!("one-{}", role.as_str()).leak();
            user(server, name, "甲", *role);
            (role.as_str(), Browser::signed_in(server, name))
        })
        .collect()
}

/// The example of a command in the interface's description.
fn examples() -> Value {
    let all: Value = serde_json::from_str(include_str!("../../src/http/examples.json")).unwrap();
    all["POST /api/v1/orders/{id}/commands"].clone()
}

/// The fields of a form that says what this JSON says.
fn fields(command: &Value) -> Vec<(String, String)> {
    let text = |value: &Value| match value {
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => "no".to_owned(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    command.as_object().unwrap().iter().map(|(name, value)| (name.clone(), text(value))).collect()
}

#[test]
fn p7_every_command_over_the_interface_and_as_a_form_gets_the_verdict_that_people_have_written() {
    let server = with_prices();
    let (table, examples, people) = (Table::read(), examples(), people(&server));
    let desk = Browser::signed_in(&server, "wang");
    let dispatched = || {
        let order = desk.dispatched_until_slip();
        let technician = server.technician.to_string();
        desk.command(&order, &[("command", "assign"), ("technician", &technician)]);
        order
    };
    let holder = ("technician", Browser::signed_in(&server, "li"));
    let cells = people.iter().map(|one| (one, Stand::Stranger)).chain([(&holder, Stand::Holder)]);
    let (mut count, mut plain, mut differ) = (0, 0, Vec::new());
    for ((role, browser), stand) in cells {
        let order = dispatched();
        let path = format!("/api/v1{order}");
        for line in table.lines.iter().filter(|line| line.document == "order") {
            let Some(name) = &line.command else { continue };
            // Whoever gives the slip back holds it no longer.
            if name == "return_assignment" && stand == Stand::Holder {
                continue;
            }
            let mut command = examples[name]["value"].clone();
            if name == "assign" || name == "agree_content_time" {
                // The order stays with its holder, however often it is given to him.
                command["technician"] = server.technician.to_string().into();
            }
            if name == "decide" {
                command["conflict"] = "COL-99:x".into();
            }
            let sees = table.sees(role, stand, false);
            let may = line.may(role, stand);
            let tag = desk.get(&path).headers["etag"].trim_matches('"').to_owned();
            let rest = browser.json(&format!("{path}/commands"), &format!("\"{tag}\""), &command).status;
            let right = match (sees, may) {
                (false, _) => rest == 404,
                (true, false) => rest == 403,
                (true, true) => matches!(rest, 200 | 422),
            };
            let tag = desk.get(&path).headers["etag"].trim_matches('"').to_owned();
            let fields = fields(&command);
            let fields: Vec<(&str, &str)> = fields.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
            let form = browser.command_with(&order, &tag, &fields).status;
            // A form that lacks a field, or that no page has, is refused before anybody asks who sends it.
            let formed = match (sees, may) {
                (true, true) => matches!(form, 303 | 422 | 400 | 200),
                (false, _) => matches!(form, 404 | 403 | 422 | 400),
                (true, false) => matches!(form, 403 | 422 | 400),
            };
            plain += usize::from(matches!(form, 303 | 403 | 404));
            count += 2;
            if !(right && formed) {
                differ.push(format!(
                    "{role} {name} {stand:?}: sees {sees}, may {may}, interface {rest}, form {form}"
                ));
            }
        }
    }
    assert!(differ.is_empty(), "{} differ:\n{}", differ.len(), differ.join("\n"));
    assert!(count >= 2_000 && plain >= 400, "{count} cells, {plain} forms came to the door");
}

#[test]
fn p7_every_list_is_given_to_the_roles_that_people_have_written_and_names_no_customer_to_others() {
    let server = with_prices();
    let (table, people) = (Table::read(), people(&server));
    let desk = Browser::signed_in(&server, "wang");
    let order = desk.register("陈女士", "客厅灯不亮");
    let (mut count, mut differ) = (0, Vec::new());
    for (role, browser) in &people {
        for (path, roles) in &table.doors {
            let reply = browser.get(path);
            let given = reply.status == 200;
            let named = reply.text.contains("陈女士") && !table.reads(role, "customer");
            count += 1;
            if given != roles.contains(*role) || named || !matches!(reply.status, 200 | 403) {
                differ.push(format!("{role} {path}: {} named {named}", reply.status));
            }
        }
        let api = format!("/api/v1{order}");
        for (path, needs) in [
            (api.clone(), "order"),
            (format!("{api}/journal"), "order"),
            (format!("{api}/slip.pdf"), "order"),
            (order.clone(), "order"),
        ] {
            let reply = browser.get(&path);
            let reads = table.reads(role, needs);
            let named = reply.text.contains("陈女士") && !table.reads(role, "customer");
            count += 1;
            // A paper is for whoever may know whom it is for.
            let right = if reads {
                matches!(reply.status, 200 | 403 | 404 | 422)
            } else {
                matches!(reply.status, 403 | 404)
            };
            if named || !right {
                differ.push(format!("{role} {path}: {} named {named}", reply.status));
            }
        }
    }
    assert!(differ.is_empty(), "{} differ:\n{}", differ.len(), differ.join("\n"));
    assert!(count >= 300, "{count} cells");
}

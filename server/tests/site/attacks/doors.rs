//! Every way into the server, tried for one that lets a refused change in beside the page of a manager (attack 65).

use crate::pages_admin::staffed;
use crate::program::{program, site};
use crate::support::browser::*;
use crate::support::hand::*;
use crate::support::*;
use client_core::protocol::QuarantineReason as Why;
use serde_json::json;
use std::path::Path;
use std::process::Stdio;
use undercroft_server::accounts;
use undercroft_server::audit::By;
use undercroft_server::http::router;

const WORDS: &str = "a month's work";

/// A site whose first refused change is one that a manager may let in; gives its order, too.
fn with_a_refused_change() -> (Server, String) {
    let server = staffed();
    let desk = Browser::signed_in(&server, "wang");
    let order = desk.dispatched_until_slip();
    desk.command(&order, &[("command", "assign"), ("technician", &server.technician.to_string())]);
    let mut lost = Hand::new(&server, 1);
    let mut replica = lost.fetch(id_of(&order));
    let note = lost.note(WORDS);
    let run = lost.run(&mut replica, 7, &[note]);
    let device = lost.device();
    server.write(move |connection| accounts::remove_device(connection, &By::operator(START), device));
    assert_eq!(reasons(&Hand::new(&server, 2).push(vec![run])), [Why::By]);
    (server, order)
}

fn is_let_in(server: &Server, order: &str) -> bool {
    let released = server.count("SELECT count(*) FROM quarantine WHERE released_at IS NOT NULL") > 0;
    let desk = Browser::signed_in(server, "wang");
    let journal = desk.get(&format!("/api/v1{order}/journal")).ok().to_string();
    assert_eq!(released, journal.contains(WORDS), "{journal}");
    released
}

/// Every path of the router itself, not of its description.
fn paths(server: &Server) -> Vec<String> {
    let drawn = format!("{:?}", router(server.state.clone()));
    let mut paths: Vec<String> = drawn
        .split("RouteId(")
        .filter_map(|rest| rest.split_once("): \"")?.1.split_once('"').map(|(path, _)| path.to_owned()))
        .collect();
    paths.sort();
    paths.dedup();
    let api = serde_json::to_value(undercroft_server::http::openapi_document()).unwrap();
    for described in api["paths"].as_object().unwrap().keys() {
        assert!(paths.contains(described), "{described} isn't among {paths:?}");
    }
    for page in ["/", "/watch", "/watch/quarantine/{id}", "/orders/{id}/commands", "/people/{user}"] {
        assert!(paths.iter().any(|path| path == page), "{page} isn't among {paths:?}");
    }
    paths
}

/// The path with this in every place of an id.
fn filled(path: &str, with: &str) -> String {
    let part = |part: &str| if part.starts_with('{') { with.to_owned() } else { part.to_owned() };
    path.split('/').map(part).collect::<Vec<_>>().join("/")
}

#[test]
fn attack_65_no_other_door_than_the_managers_page_lets_a_refused_change_in() {
    const PAGE: (&str, &str) = ("POST", "/watch/quarantine/{id}");
    let (server, order) = with_a_refused_change();
    let document = id_of(&order).to_string();
    let phone = Phone::enrol(&server, 3);
    let bearer = format!("Bearer {}", phone.access);
    let cookies = ["wang", "root", "chen"].map(|name| (name, Browser::signed_in(&server, name).cookie()));
    let mut tried = 0;
    for path in paths(&server) {
        // A session that is over would make the rest of this a test of strangers alone.
        if ["/sign-out", "/logout"].contains(&path.as_str()) {
            continue;
        }
        for method in ["GET", "POST", "PUT", "PATCH", "DELETE"] {
            if (method, path.as_str()) == ("GET", "/api/v1/events") {
                continue;
            }
            let (kind, body) = if path.starts_with("/api/") {
                let said = json!({ "command": "release", "id": 1, "quarantine": 1, "release": true });
                ("application/json", said.to_string())
            } else {
                (
                    "application/x-www-form-urlencoded",
                    "command=release&id=1&quarantine=1&release=yes".to_owned(),
                )
            };
            let places = if path.contains('{') { vec!["1", document.as_str()] } else { vec![""] };
            for place in places {
                let path_of_one = filled(&path, place);
                let ask = |way: (&str, &str)| {
                    let headers = [
                        way,
                        ("Origin", "http://jobs.example.org"),
                        ("Content-Type", kind),
                        ("If-Match", "\"1\""),
                    ];
                    server.send(method, &path_of_one, &headers, &body).status
                };
                ask(("X-Nobody", "1"));
                ask(("Authorization", &bearer));
                for (name, cookie) in &cookies {
                    if *name == "chen" && (method, path.as_str()) == PAGE {
                        continue;
                    }
                    ask(("Cookie", cookie));
                }
                tried += 1;
            }
        }
        assert_eq!(
            server.count("SELECT count(*) FROM quarantine WHERE released_at IS NOT NULL"),
            0,
            "{path} lets a refused change in"
        );
    }
    assert!(tried > 600, "{tried}");
    assert!(!is_let_in(&server, &order));
    // They were all heard: none of them has lost his session meanwhile.
    for (name, cookie) in &cookies {
        assert_eq!(server.send("GET", "/api/v1/me", &[("Cookie", cookie)], "").status, 200, "{name}");
    }
    server.get_as(&phone.access).ok();
    // And it is one that can be let in.
    assert_eq!(Browser::signed_in(&server, "chen").post(&filled(PAGE.1, "1"), &[]).status, 303);
    assert!(is_let_in(&server, &order));
}

/// What the program answers in this folder.
fn said(data: &Path, words: &[String]) -> std::process::Output {
    let mut command = program(data);
    command.args(words).current_dir(data.parent().unwrap()).stdin(Stdio::null());
    command.output().unwrap()
}

/// The lines of a section of a command's help.
fn section(help: &str, title: &str) -> Vec<String> {
    let lines = help.lines().skip_while(|line| *line != title).skip(1);
    lines.take_while(|line| !line.is_empty()).map(str::to_owned).collect()
}

/// Every command that the program itself says it has, each with what it wants to be told.
fn commands(data: &Path, above: &[String], found: &mut Vec<(Vec<String>, Vec<String>)>) {
    let asked = said(data, &[above, &["--help".to_owned()]].concat());
    assert!(asked.status.success(), "{above:?}: {asked:?}");
    let help = String::from_utf8(asked.stdout).unwrap();
    let first = |line: &String| line.strip_prefix("  ")?.split(' ').next().map(str::to_owned);
    let below: Vec<String> = section(&help, "Commands:").iter().filter_map(first).collect();
    for name in below.iter().filter(|name| !name.is_empty() && *name != "help") {
        commands(data, &[above, std::slice::from_ref(name)].concat(), found);
    }
    if below.is_empty() {
        let arguments = section(&help, "Arguments:");
        let wanted = arguments.iter().filter_map(first).filter(|name| !name.is_empty());
        found.push((above.to_vec(), wanted.collect()));
    }
}

#[test]
fn attack_65_no_command_of_the_program_lets_a_refused_change_in() {
    let (server, order) = with_a_refused_change();
    // The program's own site, with that server's database in it.
    let (_folder, data, _) = site();
    let database = data.join("undercroft.db");
    std::fs::remove_file(&database).unwrap();
    let copy = rusqlite::Connection::open(server.store.path()).unwrap();
    copy.execute("VACUUM INTO ?1", [database.to_str().unwrap()]).unwrap();
    std::fs::set_permissions(&database, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
    let untouched = || {
        let connection = rusqlite::Connection::open(&database).unwrap();
        let count = |sql: &str| connection.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap();
        let (kept, entered) = (
            count("SELECT count(*) FROM quarantine WHERE released_at IS NULL"),
            count("SELECT count(*) FROM change"),
        );
        (kept, entered)
    };
    let before = untouched();
    assert_eq!(before.0, 1);

    let mut all = Vec::new();
    commands(&data, &[], &mut all);
    let of = |group: &str| -> Vec<String> {
        let own = all.iter().filter(|(words, _)| words[0] == group);
        own.map(|(words, _)| words[1..].join(" ")).collect()
    };
    assert_eq!(of("quarantine"), ["list", "show"], "whoever adds one says here why it lets nothing in");
    assert!(all.len() > 30 && !of("user").is_empty() && !of("device").is_empty(), "{all:?}");
    let mut done = 0;
    for (words, wanted) in &all {
        // It runs until it is ended, and its doors are the routes.
        if words[0] == "serve" {
            continue;
        }
        let number = || wanted.iter().map(|_| "1".to_owned());
        done += usize::from(
            said(&data, &words.iter().cloned().chain(number()).collect::<Vec<_>>()).status.success(),
        );
        assert_eq!(untouched(), before, "{words:?} lets a refused change in");
    }
    assert!(done >= 10, "most of them weren't carried out at all: {done}");
    // Nor does anything that one might think of beside it.
    for word in
        ["release", "accept", "admit", "approve", "let-in", "replay", "retry", "delete", "clear", "import"]
    {
        let words = ["quarantine", word, "1"].map(str::to_owned);
        let refused = said(&data, &words);
        let told = String::from_utf8_lossy(&refused.stderr).into_owned();
        assert!(!refused.status.success() && told.contains("unrecognized subcommand"), "{word}: {told}");
    }
    assert_eq!(untouched(), before);
    // And it is one that can be let in.
    assert!(!is_let_in(&server, &order));
    assert_eq!(Browser::signed_in(&server, "chen").post("/watch/quarantine/1", &[]).status, 303);
    assert!(is_let_in(&server, &order));
}

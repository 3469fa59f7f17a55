//! The store's day with the real programs: two storekeepers and two technicians without a server, and what the one page
//! of each counter says when everybody has synced.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that can't go on fails")]
#![allow(missing_docs)]

mod process;

use client_core::domain::entry::store::ToolCondition;
use client_core::domain::stock::{Catalogue, Material, ToolCard, Unit};
use client_core::domain::text::LocalText;
use process::{Site, said};
use serde_json::{Value, json};
use undercroft_server::feed::reference;

const DUE: &str = "2099-01-01 18:00";

fn catalogue() -> Catalogue {
    let label = |en: &str| LocalText { zh_hans: en.into(), zh_hant: en.into(), en: en.into() };
    let material = |code: &str, unit, step| Material {
        code: code.into(),
        label: label(code),
        unit,
        step,
        specification: String::new(),
        unit_price_fen: 100,
        low_level: 0,
        batch_tracked: false,
    };
    let tool = |asset: &str| ToolCard {
        asset: asset.into(),
        kind: "clamp_meter".into(),
        label: label("Clamp meter"),
        condition: ToolCondition::Good,
        due_at: None,
    };
    Catalogue {
        version: 1,
        materials: vec![material("starter", Unit::Piece, 1), material("pipe", Unit::Metre, 100)],
        tools: vec![tool("T-017"), tool("T-018")],
    }
}

/// A site with a catalogue, two storekeepers (sun, zhou) and another technician (wang); gives the order of Li.
fn site() -> (Site, String) {
    let (mut site, order) = Site::with_one_order();
    site.kill_server();
    let password = site.password();
    for (name, role) in [("sun", "storekeeper"), ("zhou", "storekeeper"), ("wang", "technician")] {
        site.admin(&["user", "add", name, "--role", role, "--password-file", &password]);
    }
    let database = rusqlite::Connection::open(site.database()).unwrap();
    let mut bundle = reference::current(&database).unwrap();
    bundle.catalogue = catalogue();
    reference::publish(&database, bundle, 0).unwrap();
    drop(database);
    site.start_server();
    for name in ["sun", "zhou", "wang"] {
        let (code, server, file) = (site.code(name), site.url(), site.password());
        site.field_ok(name, &["enrol", "--server", &server, "--code", &code, "--password-file", &file]);
    }
    for name in ["sun", "zhou", "wang", "li"] {
        site.field_ok(name, &["sync"]);
    }
    site.field_ok("li", &["receive", &order]);
    (site, order)
}

/// The other side takes what the screen shows.
#[track_caller]
fn takes(site: &Site, who: &str, shown: &Value) -> Value {
    site.field_ok(who, &["ticket", shown["exchange"]["ticket"].as_str().unwrap(), "--yes"])
}

fn everybody_syncs(site: &Site) {
    for _ in 0..2 {
        for name in ["li", "wang", "sun", "zhou"] {
            let output = site.field(name, &["sync"]).output().unwrap();
            assert!(output.status.success(), "{name}: {}", said(&output));
        }
    }
}

#[test]
fn col_09_and_col_11_two_counters_without_network_agree_when_everybody_has_synced() {
    let (mut site, order) = site();
    site.field_ok("sun", &["store", "receive", "starter=1", "pipe=20", "--origin", "note 81"]);
    let lent = site.field_ok("li", &["borrow", &order, "T-017", "--due", DUE]);
    takes(&site, "sun", &lent);
    let lent = site.field_ok("li", &["borrow", &order, "T-018", "--due", DUE]);
    takes(&site, "sun", &lent);
    everybody_syncs(&site);

    site.kill_server();
    for keeper in ["sun", "zhou"] {
        let issued = site.field_ok(keeper, &["issue", &order, "starter=1", "--to", "li"]);
        takes(&site, "li", &issued);
    }
    let back = site.field_ok("li", &["return-tool", &order, "T-017"]);
    takes(&site, "sun", &back);
    site.field_ok("zhou", &["return-tool", &order, "T-017", "--condition", "worn"]);
    let handed = site.field_ok("li", &["hand-over", &order, "T-018", "--to", "wang"]);
    takes(&site, "wang", &handed);
    site.field_ok("sun", &["issue", &order, "pipe=1.5", "--to", "li"]);
    site.start_server();
    everybody_syncs(&site);

    let page = site.field_ok("sun", &["store"]);
    assert_eq!(page["loans"].as_array().unwrap().len(), 1, "{page}");
    let loan = &page["loans"][0];
    assert_eq!((&loan["tool"], &loan["holder_name"]), (&json!("T-018"), &json!("wang")));
    assert!(loan["due_at"].is_i64() && loan["number"].is_string(), "{loan}");
    let mut causes: Vec<&str> = page["discrepancies"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| {
            assert!(!one["entries"].as_array().unwrap().is_empty(), "{one}");
            one["cause"].as_str().unwrap()
        })
        .collect();
    causes.sort_unstable();
    assert_eq!(causes, ["one_sided", "seen_again", "stock_negative"]);
    let zhou = site.field_ok("zhou", &["store"]);
    for part in ["loans", "discrepancies", "stock"] {
        assert_eq!(page[part], zhou[part], "{part}");
    }
    for (item, figure) in [("starter", -1), ("pipe", 18_500)] {
        let shown = site.field_ok("zhou", &["store", "item", item]);
        let sum: i64 = shown["postings"]
            .as_array()
            .unwrap()
            .iter()
            .map(|posting| {
                let quantity = posting["quantity"].as_i64().unwrap();
                if posting["to"]["place"] == "store" { quantity } else { -quantity }
            })
            .sum();
        assert_eq!((sum, shown["on_hand"].as_i64()), (figure, Some(figure)), "{item}");
    }

    // Each question has its answer, and after it nothing is left open but the tool that is out.
    site.field_ok("zhou", &["store", "count", "starter=0", "--reason", "two issues of one piece"]);
    site.field_ok("zhou", &["decide", &order, "COL-09", "confirm", "--reason", "it came once"]);
    site.field_ok("zhou", &["decide", &order, "ONE-SIDED", "confirm", "--reason", "Li says so"]);
    everybody_syncs(&site);
    let page = site.field_ok("sun", &["store"]);
    assert_eq!(page["discrepancies"], json!([]));
    let kept = site.field_ok("sun", &["store", "close-day"]);
    let open = kept["left"][0]["why"]["data"]["open"].as_array().unwrap().clone();
    assert_eq!(open, [json!("pipe"), json!("starter"), json!("T-018")], "{kept}");
}

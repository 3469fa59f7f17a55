//! Management fees at the door with the real programs: the office plans a visit, the collector takes the money while there is
//! no server, and what he took counts from the moment at which he took it.
#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "a test that can't go on fails, and real programs ask the real clock"
)]
#![allow(missing_docs)]

mod process;

use client_core::domain::calendar::Zone;
use process::Site;
use process::desk::Desk;
use serde_json::{Value, json};
use std::time::{SystemTime, UNIX_EPOCH};

const ACCOUNT: &str = "/api/v1/fees/accounts/C-1";
const ESTATE: &str = "\
row,building,building_name,unit_no,unit_kind,area_m2,number,name,relation,phones,since,until,area_assistant,note
building,3,3栋,,,,,,,,,,,
unit,3,,0702,dwelling,85.5,,,,,,,,
customer,3,,0702,,,C-1,李小明,owner,13800000046,,,,
";

fn now_ms() -> i64 {
    i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis()).unwrap()
}

/// A site with finance (cai), customer service (fu), a collector with a phone (shou), and the customer C-1.
fn site() -> Site {
    let (site, _) = Site::with_one_order();
    let password = site.password();
    for (name, role) in [("cai", "finance"), ("fu", "cs_assistant"), ("shou", "fee_collector")] {
        site.admin(&["user", "add", name, "--role", role, "--password-file", &password]);
    }
    let estate = site.folder.path().join("estate.csv");
    std::fs::write(&estate, ESTATE).unwrap();
    site.admin(&["directory", "import", estate.to_str().unwrap()]);
    let (code, server) = (site.code("shou"), site.url());
    site.field_ok("shou", &["enrol", "--server", &server, "--code", &code, "--password-file", &password]);
    site.field_ok("shou", &["sync"]);
    site
}

/// The newest notice of an account.
fn newest(view: &Value) -> Value {
    view["account"]["notices"].as_array().unwrap().last().unwrap()["origin"]["entry"].clone()
}

/// Finance opens the account and bills this month; customer service sends the bill and plans a visit of the collector with
/// receipt 0002. Gives the month.
fn plans_a_visit(site: &Site) -> String {
    let month = Zone::parse("Asia/Shanghai").unwrap().month_of(now_ms()).to_string();
    let (cai, fu) = (Desk::of(site, "cai"), Desk::of(site, "fu"));
    let collector = Desk::of(site, "shou").user();
    cai.does(
        ACCOUNT,
        &json!({
            "command": "set_terms", "account": "C-1", "plan": "month", "monthly_fen": 30_000, "from": month
        }),
    );
    let bill =
        cai.does(ACCOUNT, &json!({ "command": "prepare_notice", "stage": "payment", "period": month }));
    fu.does(ACCOUNT, &json!({ "command": "send_notice", "notice": newest(&bill), "by": "hand" }));
    fu.does(
        ACCOUNT,
        &json!({
            "command": "plan_visit", "collector": collector, "visit_at": now_ms() + 3_600_000,
            "amount_fen": 30_000, "receipt": "0002",
            "party": { "contact_name": "李太太", "owner_name": "李小明", "address": "3-0702" },
        }),
    );
    month
}

const PAY: [&str; 9] = ["fee", "pay", "C-1", "--receipt", "0002", "--amount", "300", "--method", "cash"];

#[test]
fn fee_11_fee_10_col_27_money_taken_at_the_door_without_a_server_counts_from_then_on_and_once() {
    let mut site = site();
    let month = plans_a_visit(&site);
    site.field_ok("shou", &["sync"]);
    site.kill_server();

    let visit = site.field_ok("shou", &["fee"])["fees"][0]["visits"][0].clone();
    assert_eq!((&visit["receipt"], &visit["amount_fen"]), (&json!("0002"), &json!(30_000)));
    let party = json!({ "contact_name": "李太太", "owner_name": "李小明", "address": "3-0702" });
    assert_eq!(visit["party"], party, "whom he meets came with the visit");
    let early = site.field("shou", &PAY).output().unwrap();
    assert_eq!(early.status.code(), Some(3), "the customer confirms first");
    let paid = site.field_ok("shou", &[&PAY[..], &["--confirmed"]].concat());
    assert_eq!((&paid["unpaid_fen"], &paid["unsent"]), (&json!(0), &json!(1)));
    let again = site.field("shou", &[&PAY[..], &["--confirmed"]].concat()).output().unwrap();
    assert_eq!(again.status.code(), Some(3), "a receipt is for one payment");
    let offline = site.field("shou", &["sync"]).output().unwrap();
    assert_eq!(offline.status.code(), Some(5), "no server, and the work is kept");

    // The office, which knows of nothing, sends a reminder.
    site.start_server();
    let (cai, fu) = (Desk::of(&site, "cai"), Desk::of(&site, "fu"));
    let reminder = newest(
        &cai.does(ACCOUNT, &json!({ "command": "prepare_notice", "stage": "reminder", "period": month })),
    );
    let sent = fu.does(ACCOUNT, &json!({ "command": "send_notice", "notice": reminder, "by": "hand" }));
    assert_eq!((&sent["statement"]["paid_fen"], &sent["statement"]["to_withdraw"]), (&json!(0), &json!([])));

    site.field_ok("shou", &["sync"]);
    let (view, tag) = cai.sees(ACCOUNT);
    assert_eq!(
        (&view["statement"]["paid_fen"], &view["statement"]["bills"][0]["paid_fen"]),
        (&json!(30_000), &json!(30_000))
    );
    let statement = &view["statement"];
    assert_eq!((&statement["to_withdraw"], &statement["to_call"]), (&json!([reminder]), &json!([reminder])));
    assert_eq!(view["account"]["visits"][0]["paid"], view["account"]["payments"][0]["origin"]["entry"]);

    // Once more, and once more by hand: nothing changes.
    site.field_ok("shou", &["sync"]);
    let refused = site.field("shou", &[&PAY[..], &["--confirmed"]].concat()).output().unwrap();
    assert_eq!(refused.status.code(), Some(3));
    site.field_ok("shou", &["sync"]);
    let (after, same) = cai.sees(ACCOUNT);
    assert_eq!((after["account"]["payments"].as_array().unwrap().len(), same), (1, tag));
    assert_eq!(site.field_ok("shou", &["fee"])["fees"][0]["pending"].as_u64().unwrap_or(0), 0);
}

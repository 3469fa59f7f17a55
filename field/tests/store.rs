//! A technician and a storekeeper without network: one screen shows a code and a ticket, the other one takes it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod kit;

use kit::{LI, Phone, Relay, SUN, ZHAO, ZHOU};
use serde_json::{Value, json};

const DUE: &str = "2099-01-01 18:00";
const PHOTO: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/jobs/photo.png");

#[track_caller]
fn refused(phone: &Phone, typed: &[&str], code: &str) -> Value {
    let (exit, error) = phone.fails(typed);
    assert_eq!((exit, &error["code"]), (3, &json!(code)), "{typed:?} {error}");
    error
}

#[track_caller]
fn malformed(phone: &Phone, typed: &[&str], code: &str) -> Value {
    let (exit, error) = phone.fails(typed);
    assert_eq!((exit, &error["code"]), (2, &json!(code)), "{typed:?} {error}");
    error
}

#[track_caller]
fn prints(phone: &Phone, typed: &[&str], wanted: &[&str]) {
    let said = phone.says(typed);
    for words in wanted {
        assert!(said.stdout.contains(words), "{words:?} is missing in\n{}", said.stdout);
    }
}

#[track_caller]
fn code(saved: &Value) -> String {
    saved["exchange"]["code"].as_str().unwrap().to_owned()
}

#[track_caller]
fn ticket(saved: &Value) -> String {
    saved["exchange"]["ticket"].as_str().unwrap().to_owned()
}

/// The order's slip number and whole id, on the phone of a technician who has taken the slip.
fn technician() -> (Phone, String, String) {
    let phone = Phone::of(ZHAO);
    let order = phone.dispatches("Zhao");
    let id = phone.does(&["receive", &order])["id"].as_str().unwrap().to_owned();
    (phone, order, id)
}

/// The same, and a storekeeper who has seen the order and has some goods.
fn desk() -> (Phone, Phone, Relay, String) {
    let (mut zhao, order, _) = technician();
    let mut sun = Phone::of(SUN);
    let mut relay = Relay::default();
    relay.sync(&mut zhao);
    relay.sync(&mut sun);
    sun.does(&["store", "receive", "starter=5", "pipe=20", "refrigerant=3@B7", "--origin", "note 81"]);
    (zhao, sun, relay, order)
}

#[track_caller]
fn stock(phone: &Phone, item: &str) -> i64 {
    phone.does(&["store", "item", item])["on_hand"].as_i64().unwrap()
}

#[test]
fn mat_02_an_issue_is_confirmed_with_the_code_on_the_other_screen() {
    let (zhao, sun, _, order) = desk();
    let issued = sun.does(&["issue", &order, "starter=2", "pipe=1.5", "refrigerant=0.8@B7"]);
    let code = code(&issued);
    let movement = &issued["view"]["order"]["goods"]["movements"][0];
    assert_eq!(movement["lines"][1]["quantity"], 1_500, "millimetres");
    assert!(movement["sides"]["given"].is_string() && movement["sides"]["taken"].is_null());
    assert_eq!((stock(&sun, "starter"), stock(&sun, "pipe")), (3, 18_500));
    prints(&sun, &["store"], &["only one side has written it", "the other side is missing", "Zhao"]);
    prints(&sun, &["show", &order], &["waits for the other side", &code]);

    let goods = ["take", &order, "refrigerant=0.8@B7", "starter=2", "pipe=1.50"];
    let typed = |goods: &[&str], code: &str| {
        let words = [goods, &["--code", code]].concat();
        words.into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    let says = |goods: &[&str], code: &str, error: &str| {
        let words = typed(goods, code);
        refused(&zhao, &words.iter().map(String::as_str).collect::<Vec<_>>(), error)
    };
    let error = says(&["take", &order, "starter=3", "pipe=1.5", "refrigerant=0.8@B7"], &code, "wrong_code");
    assert!(error["message"].as_str().unwrap().contains("compare order, person and goods"), "{error}");
    says(&["take", &order, "starter=2"], &code, "wrong_code");
    says(&goods, "0000-0000", "wrong_code");
    malformed(&zhao, &["take", &order, "starter=2", "--code", "7K3M"], "invalid_value");
    // Small letters, no hyphen, another order of the lines.
    let taken = typed(&goods, &code.to_lowercase().replace('-', ""));
    let taken = zhao.does(&taken.iter().map(String::as_str).collect::<Vec<_>>());
    assert!(taken["exchange"].is_null(), "the second side shows no code");
    let movement = &taken["view"]["order"]["goods"]["movements"][0];
    assert_eq!(movement["movement"], issued["exchange"]["movement"], "both name one movement");
    says(&goods, &code, "recorded_already");
}

#[test]
fn mat_02_a_ticket_names_an_order_that_the_other_device_never_saw() {
    let (zhao, order, id) = technician();
    let sun = Phone::of(SUN);
    sun.does(&["store", "receive", "starter=1", "--origin", "note 81"]);
    let taken = zhao.does(&["take", &order, "starter=1"]);
    let text = ticket(&taken);
    let said = zhao.says(&["show", &order]);
    assert!(said.stdout.contains("waits for the other side"), "{}", said.stdout);

    malformed(&sun, &["ticket", "https://example.com"], "not_a_ticket");
    malformed(&sun, &["ticket", &text[..text.len() - 4], "--yes"], "damaged_ticket");
    malformed(&sun, &["ticket", &text], "invalid_value");
    let ends = sun.says(&["ticket", &text, "--yes"]);
    assert_eq!(ends.exit, 0, "{ends:?}");
    for words in ["material from the store", &order, "Zhao", "starter 1 pcs", "saved"] {
        assert!(ends.stdout.contains(words), "{words:?} is missing in\n{}", ends.stdout);
    }
    assert_eq!(stock(&sun, "starter"), 0);
    refused(&sun, &["ticket", &text, "--yes"], "recorded_already");
    // The code alone, typed with the order's whole id, is the same.
    let zhou = Phone::of(ZHOU);
    refused(&zhou, &["issue", &id, "starter=1", "--to", "Zhao"], "not_found");
    refused(&zhou, &["issue", &id, "starter=2", "--to", "Zhao", "--code", &code(&taken)], "wrong_code");
    refused(&zhou, &["issue", &id, "starter=1", "--to", "Li", "--code", &code(&taken)], "wrong_code");
    let issued = zhou.does(&["issue", &id, "starter=1", "--to", "Zhao", "--code", &code(&taken)]);
    assert_eq!(issued["view"]["order"]["goods"]["movements"][0]["movement"], taken["exchange"]["movement"]);
    // That one code was the order's; without it nobody issues against an order whose number he doesn't know.
    refused(&zhou, &["issue", &id, "starter=1", "--to", "Zhao"], "no_slip");
    refused(&zhou, &["lend", &id, "T-017", "--due", DUE, "--to", "Zhao"], "no_slip");
}

#[test]
fn a_first_side_shows_a_picture_for_the_other_device() {
    let (_, sun, _, order) = desk();
    let said = sun.says(&["issue", &order, "starter=1"]);
    assert!(said.stdout.contains("the other side types the code "), "{}", said.stdout);
    let picture: Vec<&str> = said.stdout.lines().filter(|line| line.contains('█')).collect();
    assert!(picture.len() > 20, "{}", said.stdout);
    let columns = picture[0].chars().count();
    assert!(picture.iter().all(|line| line.chars().count() == columns), "{}", said.stdout);
    let text = said.stdout.lines().find(|line| line.starts_with("UNDERCROFT-1:")).unwrap();
    assert!(text.len() < 1_000);
}

#[test]
fn bad_input_is_refused_with_what_can_be_typed() {
    let (zhao, sun, _, order) = desk();
    for typed in ["starter=0", "starter=-1"] {
        let error = refused(&sun, &["issue", &order, typed], "goods");
        assert_eq!(error["data"]["problem"], "quantity", "{error}");
        assert!(error["message"].as_str().unwrap().contains("a quantity above zero"), "{error}");
    }
    for typed in ["pipe=1.5kg", "starter=2m", "starter=two", "pipe=1,5", "starter", "starter="] {
        malformed(&sun, &["issue", &order, typed], "invalid_value");
    }
    let error = malformed(&sun, &["issue", &order, "pipe=1.5kg"], "invalid_value");
    assert_eq!(error["data"]["expected"], "pipe=0.1 m");
    for (typed, step) in [("pipe=1.55", "0.1 m"), ("pipe=0.0005", "0.1 m"), ("starter=0.5", "1 pcs")] {
        let error = refused(&sun, &["issue", &order, typed], "goods");
        assert_eq!(error["data"]["problem"], "step", "{error}");
        assert!(error["message"].as_str().unwrap().ends_with(&format!("only in steps of {step}")), "{error}");
    }
    let error = refused(&sun, &["issue", &order, "lamp=1"], "goods");
    assert_eq!(error["message"], "the catalogue has no material lamp");
    let error = refused(&sun, &["issue", &order, "refrigerant=1"], "goods");
    assert_eq!(error["message"], "refrigerant: name the batch");
    refused(&sun, &["issue", &order, "starter=1@B1"], "goods");
    refused(&sun, &["issue", &order, "starter=1", "starter=2"], "goods");
    refused(&sun, &["store", "receive", "starter=0", "--origin", "note"], "goods");
    refused(&sun, &["store", "receive", "starter=1", "--origin", " "], "missing");
    refused(&sun, &["store", "count", "starter=-1", "--reason", "x"], "goods");
    refused(&sun, &["store", "count", "starter=1", "--reason", ""], "missing");
    refused(&sun, &["store", "scrap", "T-999", "--reason", "rust"], "unknown_tool");
    refused(&sun, &["store", "tool", "T-999"], "unknown_tool");
    refused(&sun, &["store", "item", "lamp"], "goods");
    malformed(&sun, &["issue", &order, "starter=1", "--to", "Nobody"], "invalid_value");
    malformed(&sun, &["issue", &order], "usage");
    refused(&sun, &["need", &order, "starter=1"], "denied");
    refused(&zhao, &["issue", &order, "starter=1"], "denied");
    refused(&zhao, &["store", "receive", "starter=1", "--origin", "note"], "denied");
    assert_eq!(stock(&sun, "starter"), 5, "nothing was written");
}

#[test]
fn mat_02_nothing_is_issued_against_an_order_without_a_number() {
    let mut zhao = Phone::of(ZHAO);
    let id = zhao.registers();
    zhao.does(&["judge", &id, "--accept"]);
    let mut sun = Phone::of(SUN);
    let mut relay = Relay::default();
    relay.sync(&mut zhao);
    relay.sync(&mut sun);
    let error = refused(&sun, &["issue", &id, "starter=1", "--to", "Zhao"], "no_slip");
    assert_eq!(error["message"], "goods are issued only against an order with a number");
    refused(&sun, &["lend", &id, "T-017", "--due", DUE, "--to", "Zhao"], "no_slip");
}

#[test]
fn mat_04_nobody_returns_more_than_he_has() {
    let (zhao, sun, _, order) = desk();
    let issued = sun.does(&["issue", &order, "starter=2", "pipe=2"]);
    zhao.does(&["ticket", &ticket(&issued), "--yes"]);
    zhao.does(&["arrive", &order]);
    zhao.does(&["use", &order, "starter=1", "pipe=0.5"]);
    let error = refused(&zhao, &["give-back", &order, "pipe=1.6"], "more_than_open");
    assert_eq!(error["message"], "of pipe only 1.5 m are open");
    let back = zhao.does(&["give-back", &order, "starter=1", "pipe=1.5"]);
    prints(&zhao, &["show", &order], &["issued 2 m, used 0.5 m, returned 0 m, lost 0 m, open 1.5 m"]);
    let confirmed = sun.does(&["give-back", &order, "pipe=1.5", "starter=1", "--code", &code(&back)]);
    assert_eq!(stock(&sun, "pipe"), 19_500);
    // The storekeeper's device doesn't know of the use; what it knows agrees.
    let accounts = confirmed["view"]["order"]["goods"]["accounts"].as_array().unwrap();
    assert_eq!(accounts[0]["returned"], 1_500);
    refused(&zhao, &["store-write-off", &order], "denied");
}

#[test]
fn mat_03_a_tool_is_lent_passed_on_and_given_back_without_network() {
    let (zhao, sun, _, order) = desk();
    refused(&sun, &["lend", &order, "T-999", "--due", DUE], "unknown_tool");
    refused(&sun, &["lend", &order, "T-017", "--due", "2020-01-01 08:00"], "invalid");
    malformed(&sun, &["lend", &order, "T-017", "--due", "soon"], "invalid_value");
    let lent = sun.does(&["lend", &order, "t-017", "--due", DUE, "--photo", PHOTO]);
    let error = refused(&sun, &["lend", &order, "T-017", "--due", DUE], "tool_out");
    assert!(error["message"].as_str().unwrap().contains("T-017 is out"), "{error}");
    zhao.does(&["borrow", &order, "T-017", "--due", DUE, "--code", &code(&lent)]);
    refused(&zhao, &["borrow", &order, "T-017", "--due", DUE], "tool_out");
    refused(&zhao, &["return-tool", &order, "T-018"], "tool_not_out");

    // Zhao gives it to Li, whose device never saw the order.
    let li = Phone::of(LI);
    let handed = zhao.does(&["hand-over", &order, "T-017", "--to", "Li", "--condition", "worn"]);
    let id = handed["id"].as_str().unwrap().to_owned();
    refused(&li, &["take-over", &id, "T-018", "--from", "Zhao", "--code", &code(&handed)], "wrong_code");
    let took = li.does(&["ticket", &ticket(&handed), "--yes"]);
    assert_eq!(took["view"]["order"]["tools"]["hand_overs"][0]["movement"], handed["exchange"]["movement"]);
    refused(&li, &["hand-over", &id, "T-017", "--to", "Li"], "invalid");
    prints(&zhao, &["show", &order], &["Zhao → Li", "waits for the other side"]);
}

/// Both phones, the storekeeper and the relay, after Zhao borrowed a tool and everything is synced.
fn borrowed() -> (Phone, Phone, Relay, String) {
    let (mut zhao, mut sun, mut relay, order) = desk();
    let lent = sun.does(&["lend", &order, "T-017", "--due", DUE]);
    zhao.does(&["ticket", &ticket(&lent), "--yes"]);
    for _ in 0..2 {
        relay.sync(&mut zhao);
        relay.sync(&mut sun);
    }
    (zhao, sun, relay, order)
}

#[test]
fn where_a_tool_is_and_who_had_it_is_answered_without_network() {
    let (mut zhao, mut sun, mut relay, order) = borrowed();
    let mut li = Phone::of(LI);
    relay.sync(&mut li);
    let handed = zhao.does(&["hand-over", &order, "T-017", "--to", "Li"]);
    li.does(&["ticket", &ticket(&handed), "--yes"]);
    for _ in 0..2 {
        for phone in [&mut zhao, &mut li, &mut sun] {
            relay.sync(phone);
        }
    }
    prints(
        &sun,
        &["store", "tool", "t-017"],
        &["with Li, order ", &order, "2099-01-01 18:00", "tool lent", "Zhao", "tool handed over"],
    );
    let page = sun.does(&["store"]);
    assert_eq!(page["loans"][0]["holder_name"], "Li");
    assert_eq!(page["loans"][0]["number"], Value::from(order.clone()));
    assert_eq!(page["loans"][0]["overdue"], false);
    assert_eq!(page["discrepancies"], json!([]));
    prints(&sun, &["store"], &["Open loans", "T-017", "Li", &order, "everything agrees"]);
    prints(&sun, &["store", "tool", "T-018"], &["in the store", "never lent"]);
}

#[test]
fn col_09_a_tool_that_comes_back_twice_is_a_question_for_the_storekeeper() {
    let (mut zhao, mut sun, mut relay, order) = borrowed();
    let mut zhou = Phone::of(ZHOU);
    relay.sync(&mut zhou);
    sun.does(&["return-tool", &order, "T-017"]);
    zhou.does(&["return-tool", &order, "T-017", "--condition", "damaged"]);
    for _ in 0..2 {
        for phone in [&mut zhao, &mut sun, &mut zhou] {
            relay.sync(phone);
        }
    }
    let page = zhou.does(&["store"]);
    assert_eq!(page["loans"], json!([]), "it is back");
    assert_eq!(page["discrepancies"][0]["cause"], "seen_again");
    prints(&zhou, &["store"], &["tool returned twice: T-017", "Sun", "Zhou", "field decide "]);
    let error = refused(&zhou, &["lend", &order, "T-017", "--due", DUE], "tool_unfit");
    assert!(error["message"].as_str().unwrap().contains("inspect it"), "{error}");
    zhou.does(&["store", "inspect", "T-017", "--condition", "worn", "--due", DUE]);
    zhou.does(&["decide", &order, "COL-09", "confirm", "--reason", "it came once"]);
    // What came back damaged is a case for a manager, which Zhao is, too.
    let page = zhou.does(&["store"]);
    let causes = page["discrepancies"].as_array().unwrap();
    assert_eq!((causes.len(), &causes[0]["cause"]), (1, &json!("loss")), "{page}");
    refused(&zhou, &["decide", &order, "LOST", "confirm", "--reason", "x"], "denied");
    zhao.does(&["decide", &order, "LOST", "confirm", "--reason", "mended at the store's cost"]);
    relay.sync(&mut zhao);
    relay.sync(&mut zhou);
    assert_eq!(zhou.does(&["store"])["discrepancies"], json!([]));
    prints(&zhou, &["store", "tool", "T-017"], &["in the store", "worn", "inspection due 2099-01-01 18:00"]);
    zhou.does(&["lend", &order, "T-017", "--due", DUE]);
}

#[test]
fn col_11_two_desks_issue_the_last_piece_and_the_item_is_counted() {
    let (mut zhao, mut sun, mut relay, order) = desk();
    let mut zhou = Phone::of(ZHOU);
    sun.does(&["store", "count", "starter=1", "--reason", "monthly"]);
    for phone in [&mut zhao, &mut sun, &mut zhou] {
        relay.sync(phone);
    }
    relay.sync(&mut zhou);
    assert_eq!(stock(&zhou, "starter"), 1);
    for keeper in [&sun, &zhou] {
        let issued = keeper.does(&["issue", &order, "starter=1"]);
        zhao.does(&["ticket", &ticket(&issued), "--yes"]);
    }
    for _ in 0..2 {
        for phone in [&mut sun, &mut zhou, &mut zhao] {
            relay.sync(phone);
        }
    }
    assert_eq!(stock(&sun, "starter"), -1);
    prints(
        &sun,
        &["store"],
        &[
            "BELOW ZERO: count it",
            "stock below zero: count it: starter 1 pcs",
            "field store count starter=QTY",
        ],
    );
    prints(&sun, &["store", "item", "starter"], &["ON HAND: -1 pcs", "+5 pcs", "-4 pcs", "delivery"]);
    sun.does(&["store", "count", "starter=0", "--reason", "two issues of the last piece"]);
    assert_eq!(sun.does(&["store"])["discrepancies"], json!([]));
    // The page is the same sum of postings that the ledger explains it with.
    let item = sun.does(&["store", "item", "starter"]);
    let postings = item["postings"].as_array().unwrap();
    let store = json!("store");
    let sum: i64 = postings
        .iter()
        .map(|posting| {
            let quantity = posting["quantity"].as_i64().unwrap();
            if posting["to"]["place"] == store { quantity } else { -quantity }
        })
        .sum();
    assert_eq!((sum, item["on_hand"].as_i64().unwrap()), (0, 0));
    let past = sun.does(&["store", "item", "starter", "--at", "2000-01-01 08:00"]);
    assert_eq!((past["on_hand"].as_i64(), &past["postings"]), (Some(0), &json!([])));
    prints(&sun, &["store", "sheet"], &["Stocktake sheet", "starter", "refrigerant", "B7", "________"]);
}

#[test]
fn mat_10_a_kit_that_is_overdrawn_warns_loudly_and_becomes_a_question() {
    let (mut zhao, mut sun, mut relay, order) = desk();
    let issued = sun.does(&["kit", "issue", "Zhao", "starter=1", "pipe=1"]);
    let li = Phone::of(LI);
    refused(&li, &["ticket", &ticket(&issued), "--yes"], "wrong_code");
    refused(&zhao, &["kit", "take", "starter=2", "pipe=1", "--code", &code(&issued)], "wrong_code");
    zhao.does(&["kit", "take", "starter=1", "pipe=1", "--code", &code(&issued)]);
    prints(&zhao, &["kit"], &["Personal stock of Zhao", "starter", "1 pcs", "1 m"]);
    zhao.does(&["arrive", &order]);
    assert_eq!(zhao.does(&["use", &order, "pipe=0.5", "--from", "kit"])["overdrawn"], json!([]));
    let used = zhao.says(&["use", &order, "pipe=2", "--from", "kit"]);
    assert!(
        used.stdout.starts_with("!!! PERSONAL STOCK OVERDRAWN: pipe had 0.5 m, has -1.5 m now"),
        "{used:?}"
    );
    assert_eq!(zhao.does(&["kit"])["kit"][0]["on_hand"], -1_500);
    let error = refused(&zhao, &["kit", "give-back", "starter=2"], "more_than_open");
    assert_eq!(error["message"], "of starter only 1 pcs are open");

    let passed = zhao.does(&["kit", "pass", "starter=1", "--to", "Li"]);
    li.does(&["ticket", &ticket(&passed), "--yes"]);
    for _ in 0..2 {
        relay.sync(&mut zhao);
        relay.sync(&mut sun);
    }
    prints(
        &sun,
        &["store"],
        &["personal stock overdrawn: pipe 1.5 m", "Zhao", "field store count pipe=QTY --kit USER"],
    );
    sun.does(&["store", "count", "pipe=0", "--kit", "Zhao", "--reason", "looked into his bag"]);
    let causes = |phone: &Phone| {
        let page = phone.does(&["store"]);
        let all = page["discrepancies"].as_array().unwrap().clone();
        all.iter().map(|one| one["cause"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    // Li hasn't synced: to the storekeeper the goods that Zhao passed on have one side only.
    assert_eq!(causes(&sun), ["one_sided"]);
    sun.does(&["kit", "decide", "ONE-SIDED", "confirm", "--reason", "Li says so"]);
    assert_eq!(causes(&sun), Vec::<String>::new());
    prints(&sun, &["kit", "--of", "Li"], &["starter", "1 pcs"]);
    sun.does(&["kit", "take-back", "Li", "starter=1"]);
}

#[test]
fn a_part_of_a_step_comes_from_the_own_kit() {
    let (zhao, sun, _, order) = desk();
    let issued = sun.does(&["kit", "issue", "Zhao", "starter=1"]);
    zhao.does(&["ticket", &ticket(&issued), "--yes"]);
    zhao.does(&["arrive", &order]);
    zhao.does(&["finding", &order, "starter"]);
    zhao.does(&["quote", &order, "lamp_repair=1", "starter=1"]);
    zhao.does(&["consent", &order, "--by", "owner"]);
    zhao.does(&["step", &order, "LMP-1", "normal=yes", "voltage=2200"]);
    zhao.does(&["step", &order, "LMP-2"]);
    zhao.does(&["step", &order, "LMP-3", "good_contact=yes"]);
    zhao.does(&["step", &order, "LMP-5", "capacitor_broken_down=no", "glass_blackened=yes"]);
    let part =
        ["step", &order, "LMP-6", "--item", "starter", "--old", "FS-2", "--new", "FS-2", "--from", "kit"];
    let fitted = zhao.does(&part);
    assert_eq!(fitted["overdrawn"], json!([]));
    assert_eq!(fitted["view"]["order"]["parts"][0]["source"], "kit");
    assert_eq!(fitted["view"]["order"]["store"], "none", "the order owes the store nothing");
    assert_eq!(zhao.does(&["kit"])["kit"][0]["on_hand"], 0);
}

#[test]
fn mat_01_a_need_is_asked_answered_and_shown() {
    let (mut zhao, order, _) = technician();
    let mut sun = Phone::of(SUN);
    refused(&zhao, &["need", &order], "goods");
    zhao.does(&["need", &order, "starter=2", "pipe=1.5", "--tool", "clamp_meter"]);
    zhao.does(&["need", &order, "starter=9"]);
    let mut relay = Relay::default();
    relay.sync(&mut zhao);
    relay.sync(&mut sun);
    prints(&sun, &["store"], &["Needs to answer", "starter 2 pcs, pipe 1.5 m, clamp_meter", "Zhao"]);
    let needs = sun.does(&["show", &order])["view"]["order"]["goods"]["needs"].as_array().unwrap().clone();
    let id = |at: usize| needs[at]["entry"].as_str().unwrap().to_owned();
    refused(&sun, &["answer-need", &order, "nothing", "--approve"], "unknown_conflict");
    malformed(&sun, &["answer-need", &order, &id(0)], "usage");
    sun.does(&["answer-need", &order, &id(0), "--approve"]);
    sun.does(&["answer-need", &order, &id(1), "--refuse", "two are enough"]);
    refused(&sun, &["answer-need", &order, &id(1), "--approve"], "unknown_conflict");
    relay.sync(&mut sun);
    relay.sync(&mut zhao);
    prints(&zhao, &["next", &order], &["approved", "refused: two are enough", "field take ", "field borrow"]);
}

#[test]
fn mat_05_the_day_is_closed_where_everything_is_accounted_for() {
    let (mut zhao, mut sun, mut relay, order) = desk();
    let second = zhao.dispatches("Zhao");
    zhao.does(&["receive", &second]);
    relay.sync(&mut zhao);
    relay.sync(&mut sun);
    for (order, goods) in [(&order, "starter=2"), (&second, "starter=1")] {
        let issued = sun.does(&["issue", order, goods]);
        zhao.does(&["ticket", &ticket(&issued), "--yes"]);
    }
    let back = zhao.does(&["give-back", &order, "starter=1"]);
    sun.does(&["ticket", &ticket(&back), "--yes"]);
    zhao.does(&["lost", &order, "starter=1", "lost", "it fell into the shaft"]);
    refused(&zhao, &["lost", &order, "starter=1", "lost", "again"], "more_than_open");
    refused(&zhao, &["lost", &second, "starter=1", "damaged", "crushed"], "missing");
    zhao.does(&["decide", &order, "LOST", "confirm", "--reason", "the shaft is closed"]);
    for _ in 0..2 {
        relay.sync(&mut zhao);
        relay.sync(&mut sun);
    }
    let error = refused(&sun, &["store-write-off", &second], "goods_open");
    assert_eq!(error["data"]["open"], json!(["starter"]));
    let closed = sun.does(&["store", "close-day"]);
    assert_eq!(closed["closed"][0]["number"], Value::from(order.clone()));
    assert_eq!(closed["left"][0]["number"], Value::from(second.clone()));
    assert_eq!(closed["left"][0]["why"]["code"], "goods_open");
    prints(&sun, &["show", &order], &["written off"]);
    prints(&sun, &["store", "close-day"], &[&second, "not everything is accounted for: starter"]);
}

#[test]
fn the_store_speaks_three_languages() {
    let (_, sun, _, order) = desk();
    sun.does(&["issue", &order, "starter=4"]);
    for (language, words) in [("zh-Hans", "仓库"), ("zh-Hant", "倉庫"), ("en", "Store")] {
        for typed in [
            &["store"][..],
            &["store", "item", "starter"],
            &["store", "tool", "T-017"],
            &["store", "sheet"],
            &["show", &order],
        ] {
            let said = sun.says(&[typed, &["--lang", language]].concat());
            assert_eq!(said.exit, 0, "{said:?}");
            if typed == ["store"] {
                assert!(said.stdout.starts_with(words), "{}", said.stdout);
                assert!(said.stdout.contains("starter"), "{}", said.stdout);
            }
        }
    }
}

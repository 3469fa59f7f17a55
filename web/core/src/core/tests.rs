//! The calls on a machine in memory, with a server that knows accounts and nothing else.

mod damage;
mod fees;
mod matters;

use super::*;
use crate::lock::tests::Counting;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use client_core::device::http::{Fetch, HttpAnswer, HttpRequest};
use client_core::device::sealing::{Cost, Entropy};
use client_core::device::store::{MemoryStore, StoreError};
use client_core::device::sync::FailureKind;
use client_core::device::{Environment, Now};
use ed25519_dalek::{Signature, VerifyingKey};
use pollster::block_on;
use std::collections::VecDeque;
use std::rc::Rc;

const PASSWORD: &str = "two lamps and a kettle";
const PHRASE: &str = "two lamps kettle";
/// 2026-03-02 09:00 in Shanghai.
const NOW: i64 = 1_772_413_200_000;

#[derive(Debug, Clone, Default)]
struct Machine(Rc<RefCell<Counting>>);

impl Entropy for Machine {
    fn fill(&mut self, bytes: &mut [u8]) {
        self.0.borrow_mut().fill(bytes);
    }
}

impl Environment for Machine {
    fn now(&mut self) -> Now {
        Now { wall_ms: NOW, boot_ms: 5_000 }
    }

    fn random(&mut self) -> [u8; 16] {
        self.bytes()
    }
}

/// What the server remembers.
#[derive(Debug, Default)]
struct Server {
    public_key: Option<VerifyingKey>,
    offline: bool,
    /// The next answers, whatever is asked.
    answers: VecDeque<HttpAnswer>,
    asked: Vec<String>,
}

#[derive(Debug, Clone, Default)]
struct Net(Rc<RefCell<Server>>);

fn json_answer(status: u16, body: &Value) -> HttpAnswer {
    let kind = if status == 200 { "application/json" } else { "application/problem+json" };
    let headers = vec![("content-type".to_owned(), kind.to_owned())];
    HttpAnswer { status, headers, body: body.to_string().into_bytes() }
}

fn problem(status: u16, kind: &str) -> HttpAnswer {
    json_answer(status, &json!({ "type": format!("https://x/{kind}"), "title": kind, "detail": kind }))
}

fn bytes<const N: usize>(body: &Value, name: &str) -> [u8; N] {
    URL_SAFE_NO_PAD.decode(body[name].as_str().unwrap()).unwrap().try_into().unwrap()
}

impl Fetch for Net {
    async fn fetch(&self, request: HttpRequest) -> Result<HttpAnswer, FailureKind> {
        let mut server = self.0.borrow_mut();
        let path = request.url.strip_prefix("https://site.example").unwrap().to_owned();
        server.asked.push(path.clone());
        if server.offline {
            return Err(FailureKind::Offline);
        }
        if let Some(answer) = server.answers.pop_front() {
            return Ok(answer);
        }
        let body: Value =
            serde_json::from_slice(request.body.as_deref().unwrap_or(b"{}")).unwrap_or_default();
        let tokens = json!({ "access_token": "a", "expires_in": 600, "refresh_token": "r" });
        let mut answer = tokens.clone();
        let recovery = URL_SAFE_NO_PAD.encode([9; 32]);
        Ok(match path.as_str() {
            "/api/v1/enrol" if body["password"] == PASSWORD => {
                let key = VerifyingKey::from_bytes(&bytes(&body, "public_key")).unwrap();
                if server.public_key.is_some_and(|known| known != key) {
                    return Ok(problem(410, "code-used"));
                }
                server.public_key = Some(key);
                answer["device"] = json!("02020202-0202-0202-0202-020202020202");
                answer["user"] = json!("01010101-0101-0101-0101-010101010101");
                answer["display_name"] = json!("李师傅");
                answer["roles"] = json!(["technician", "dispatcher"]);
                answer["prefix"] = json!("A1");
                answer["recovery_key"] = json!(recovery);
                json_answer(200, &answer)
            }
            "/api/v1/token/nonce" => json_answer(200, &json!({ "nonce": "n", "expires_in": 60 })),
            "/api/v1/login/device" if body["password"] == PASSWORD => {
                let message = format!("undercroft/1/device-login\nn\n{}", body["device"].as_str().unwrap());
                let signature = Signature::from_bytes(&bytes(&body, "signature"));
                server.public_key.unwrap().verify_strict(message.as_bytes(), &signature).unwrap();
                if body["recovery"] == true {
                    answer["recovery_key"] = json!(recovery);
                }
                json_answer(200, &answer)
            }
            _ => problem(401, "invalid-credentials"),
        })
    }

    async fn pack(&self, _: &[u8]) -> Option<(&'static str, Vec<u8>)> {
        None
    }
}

/// What outlives the tab.
#[derive(Debug, Clone, Default)]
struct Phone {
    store: MemoryStore,
    words: Rc<RefCell<Option<Vec<u8>>>>,
    machine: Machine,
    net: Net,
    events: Rc<RefCell<Vec<Value>>>,
}

impl Platform for Phone {
    type Store = MemoryStore;
    type Machine = Machine;
    type Fetch = Net;

    async fn open_store(&self) -> Result<MemoryStore, StoreError> {
        Ok(self.store.clone())
    }

    async fn wipe_store(&self) -> Result<(), StoreError> {
        use client_core::device::store::{Store, Table, WriteSet};
        let mut writes = WriteSet::default();
        for table in Table::ALL {
            writes.clear(table, Vec::new());
        }
        self.store.clone().commit(writes).await
    }

    async fn words(&self) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(self.words.borrow().clone())
    }

    async fn set_words(&self, words: &[u8]) -> Result<(), StoreError> {
        *self.words.borrow_mut() = Some(words.to_vec());
        Ok(())
    }

    fn machine(&self) -> Machine {
        self.machine.clone()
    }

    fn fetch(&self) -> Net {
        self.net.clone()
    }

    fn site_url(&self) -> String {
        "https://site.example".to_owned()
    }

    fn online(&self) -> bool {
        !self.net.0.borrow().offline
    }

    fn lock_cost(&self) -> Cost {
        Cost { memory_kib: 8, passes: 1 }
    }

    fn emit(&self, event: &Value) {
        self.events.borrow_mut().push(event.clone());
    }

    async fn sleep(&self, _: i64) {
        std::future::pending().await
    }
}

impl Phone {
    /// The app is opened: all that it knows is what the phone has stored.
    fn start(&self) -> Core<Phone> {
        block_on(Core::open(self.clone()))
    }
}

fn ok(core: &Core<Phone>, call: &str, arguments: Value) -> Value {
    match block_on(core.call(call, arguments)) {
        Ok(reply) => reply.json,
        Err(fault) => panic!("{call}: {fault}"),
    }
}

fn fails(core: &Core<Phone>, call: &str, arguments: Value) -> String {
    block_on(core.call(call, arguments)).unwrap_err().code().to_owned()
}

fn enrol(core: &Core<Phone>) -> Value {
    ok(core, "enrol", json!({ "code": "C", "password": PASSWORD, "device_name": "phone" }))
}

fn secret() -> Value {
    json!({ "kind": "passphrase", "passphrase": PHRASE })
}

fn register(core: &Core<Phone>) -> String {
    let command = json!({
        "command": "register", "customer_name": "陈女士", "unit_no": "2栋1203", "contact": "13800000000",
        "content": "客厅灯不亮", "appointment_at": NOW + 3_600_000, "received_at": NOW, "channel": "phone",
        "service_kind": "special", "service_class": "LMP",
    });
    let saved = ok(core, "execute", json!({ "order": null, "command": command }));
    saved["page"]["view"]["order"]["id"].as_str().unwrap().to_owned()
}

#[test]
fn an_enrolled_device_is_ready_and_after_a_restart_locked_until_its_pin() {
    let phone = Phone::default();
    let core = phone.start();
    assert_eq!(ok(&core, "state", json!({}))["state"], "not_enrolled");
    assert_eq!(fails(&core, "orders", json!({})), "not_enrolled");
    assert_eq!(enrol(&core)["pin_set"], false);
    let id = register(&core);
    ok(&core, "set_pin", json!({ "pin": "2580", "secret": secret(), "old": null }));
    drop(core);

    let core = phone.start();
    let state = ok(&core, "state", json!({}));
    assert_eq!((&state["state"], &state["name"]), (&json!("locked"), &json!("李师傅")));
    assert_eq!(state["pin"], json!({ "left": 10, "secret": { "kind": "passphrase" } }));
    assert_eq!(fails(&core, "orders", json!({})), "sealed");
    assert_eq!(fails(&core, "unlock", json!({ "pin": "2581", "secret": secret() })), "wrong_pin");
    let state = ok(&core, "unlock", json!({ "pin": "2580", "secret": secret() }));
    assert_eq!((&state["state"], &state["pin_set"]), (&json!("ready"), &json!(true)));
    assert_eq!(ok(&core, "orders", json!({}))["orders"][0]["id"], id.as_str());
    assert_eq!(ok(&core, "lock", json!({}))["state"], "locked");
    assert_eq!(fails(&core, "order", json!({ "id": id })), "sealed");
}

#[test]
fn after_ten_wrong_pins_the_data_stay_and_a_login_opens_them() {
    let phone = Phone::default();
    let core = phone.start();
    enrol(&core);
    let id = register(&core);
    ok(&core, "set_pin", json!({ "pin": "2580", "secret": secret(), "old": null }));
    for left in (0..10).rev() {
        // Each in a tab of its own.
        let core = phone.start();
        let code = fails(&core, "unlock", json!({ "pin": "0000", "secret": secret() }));
        assert_eq!(code, if left == 0 { "pin_deleted" } else { "wrong_pin" });
    }
    let core = phone.start();
    let state = ok(&core, "state", json!({}));
    assert_eq!((&state["pin"], &state["pin_gone"]), (&Value::Null, &json!("ten_wrong")));
    assert_eq!(fails(&core, "unlock", json!({ "pin": "2580", "secret": secret() })), "pin_deleted");
    assert_eq!(fails(&core, "login", json!({ "password": "wrong" })), "server");
    phone.net.0.borrow_mut().offline = true;
    assert_eq!(fails(&core, "login", json!({ "password": PASSWORD })), "offline");
    phone.net.0.borrow_mut().offline = false;
    assert_eq!(ok(&core, "login", json!({ "password": PASSWORD }))["state"], "ready");
    assert_eq!(ok(&core, "orders", json!({}))["orders"][0]["id"], id.as_str());
    assert_eq!(ok(&core, "outbox", json!({}))["items"].as_array().unwrap().len(), 1);
    // The login is proof enough for a new PIN.
    assert_eq!(
        ok(&core, "set_pin", json!({ "pin": "1470", "secret": secret(), "old": null }))["pin_set"],
        true
    );
}

#[test]
fn a_pin_is_changed_only_by_whoever_knows_it() {
    let phone = Phone::default();
    let core = phone.start();
    enrol(&core);
    ok(&core, "set_pin", json!({ "pin": "2580", "secret": secret(), "old": null }));
    let new = |old: Value| json!({ "pin": "1470", "secret": secret(), "old": old });
    assert_eq!(fails(&core, "set_pin", new(Value::Null)), "wrong_pin");
    let wrong = json!({ "pin": "1111", "secret": secret() });
    assert_eq!(fails(&core, "set_pin", new(wrong)), "wrong_pin");
    ok(&core, "set_pin", new(json!({ "pin": "2580", "secret": secret() })));
    let core = phone.start();
    assert_eq!(fails(&core, "unlock", json!({ "pin": "2580", "secret": secret() })), "wrong_pin");
    ok(&core, "unlock", json!({ "pin": "1470", "secret": secret() }));
    assert_eq!(fails(&core, "set_pin", json!({ "pin": "12", "secret": secret(), "old": null })), "wrong_pin");
}

#[test]
fn an_enrolment_whose_answer_was_lost_is_repeated_with_the_same_key() {
    let phone = Phone::default();
    let core = phone.start();
    // The server has taken it; what comes back is cut.
    enrol_lost(&phone, &core);
    let core = phone.start();
    assert_eq!(ok(&core, "state", json!({}))["state"], "not_enrolled");
    assert_eq!(enrol(&core)["state"], "ready");
}

fn enrol_lost(phone: &Phone, core: &Core<Phone>) {
    enrol(core);
    // The tab ended before anything but the key was stored.
    let mut vault: Value = serde_json::from_slice(phone.words.borrow().as_ref().unwrap()).unwrap();
    vault["enrolled"] = Value::Null;
    *phone.words.borrow_mut() = Some(vault.to_string().into_bytes());
}

#[test]
fn nothing_that_is_stored_shows_a_customer_or_a_secret() {
    let phone = Phone::default();
    let core = phone.start();
    enrol(&core);
    register(&core);
    ok(&core, "set_pin", json!({ "pin": "2580", "secret": secret(), "old": null }));
    let text =
        format!("{:?}", phone.store) + &String::from_utf8_lossy(phone.words.borrow().as_ref().unwrap());
    for word in ["陈女士", "13800000000", PHRASE, PASSWORD] {
        let bytes = format!("{:?}", word.as_bytes());
        assert!(!text.contains(word) && !text.contains(bytes.trim_matches(['[', ']'])), "{word}");
    }
}

#[test]
fn a_saved_command_is_told_to_the_screens_and_waits_in_the_outbox() {
    let phone = Phone::default();
    let core = phone.start();
    enrol(&core);
    let id = register(&core);
    let accept = json!({ "command": "judge", "accepted": true });
    let saved = ok(&core, "execute", json!({ "order": id, "command": accept }));
    assert_eq!(saved["unsent"], 2, "registration and judgement; the customer is a document of its own");
    assert_eq!(saved["page"]["said"]["state"], "已受理");
    let told = phone
        .events
        .borrow()
        .iter()
        .any(|event| event["event"] == "changed" && event["documents"][0] == id.as_str());
    assert!(told);
    assert_eq!(core.sync_state()["unsent"], 2);
    let again =
        fails(&core, "execute", json!({ "order": id, "command": { "command": "judge", "accepted": true } }));
    assert_eq!(again, "rejected");
    assert_eq!(
        fails(&core, "execute", json!({ "order": id, "command": { "command": "dance" } })),
        "bad_call"
    );
}

#[test]
fn pri_09_an_incident_is_reported_without_a_network_and_its_page_says_what_comes_next() {
    let phone = Phone::default();
    let core = phone.start();
    enrol(&core);
    phone.net.0.borrow_mut().offline = true;
    let report = json!({ "command": "report_incident", "place": "3号楼地下室", "area": "engineering",
        "department": "operation_repair", "what": "水泵漏水", "major": false, "measure": "关了阀门" });
    let page = ok(&core, "execute_incident", json!({ "incident": null, "command": report }));
    let said = &page["said"];
    assert_eq!((&said["state"], &said["open"]), (&json!("发现人在现场"), &json!(true)));
    assert_eq!(said["course"][0]["words"], json!(["水泵漏水", "已采取的应急措施: 关了阀门"]));
    assert_eq!(said["course"][0]["unsent"], json!(true));
    let id = page["view"]["incident"]["id"].clone();
    let left = json!({ "command": "finder_left", "reason": "另一处告急" });
    let page = ok(&core, "execute_incident", json!({ "incident": id, "command": left }));
    assert!(page["said"]["alarm"].as_str().unwrap().contains("现场无人"));
    let course = page["said"]["commands"].as_array().unwrap();
    assert!(course.iter().any(|one| one["action"] == "course_reported" && one["refused"].is_null()));
    let list = ok(&core, "incidents", json!({}));
    assert_eq!(list["incidents"][0]["place"], json!("3号楼地下室"));
    assert_eq!(list["incidents"][0]["alarm"], json!(true));
    assert_eq!(ok(&core, "incident", json!({ "id": id }))["said"], page["said"]);
    // Somebody else's business, or none at all, is said in words.
    let decide = json!({ "command": "decide_incident", "report_further": false, "reason": "小事" });
    assert_eq!(fails(&core, "execute_incident", json!({ "incident": id, "command": decide })), "rejected");
    assert_eq!(fails(&core, "incident", json!({ "id": "00".repeat(16) })), "not_found");
}

#[test]
fn cmp_01_a_complaint_is_taken_down_without_a_network_and_its_page_has_the_words_of_both_records() {
    let phone = Phone::default();
    let core = phone.start();
    enrol(&core);
    phone.net.0.borrow_mut().offline = true;
    let does = |complaint: &Value, command: Value| {
        ok(&core, "execute_complaint", json!({ "complaint": complaint, "command": command }))
    };
    let heard = json!({ "command": "capture_complaint", "channel": "visit", "handover": "accompanied",
        "record": { "name": "何女士", "course": "叫了三次门才有人应" }, "ongoing_harm": true });
    let page = does(&Value::Null, heard);
    let said = &page["said"];
    assert_eq!((&said["title"], &said["state"]), (&json!("何女士"), &json!("待受理")));
    assert!(said["alarm"].as_str().unwrap().contains("先制止"));
    assert_eq!(said["course"][0]["words"], json!(["来访 · 陪同前来", "住户仍在受到侵害"]));
    assert_eq!(
        (&said["course"][0]["unsent"], &said["record"][7]["words"]),
        (&json!(true), &json!("叫了三次门才有人应"))
    );
    assert!(said["guidance"][1].as_str().unwrap().contains("绝不争吵"));
    let id = page["view"]["complaint"]["id"].clone();
    // The invented person of these tests has a desk, too.
    let record = json!({ "name": "何女士", "course": "叫了五次门", "demand": "当面说明" });
    let page = does(
        &id,
        json!({ "command": "record_complaint", "record": record, "unknown": { "person": "没看清" } }),
    );
    let fields = page["said"]["record"].as_array().unwrap();
    let field = |name: &str| fields.iter().find(|one| one["field"] == name).unwrap();
    assert_eq!(
        (&field("course")["words"], &field("course")["captured"]),
        (&json!("叫了五次门"), &json!("叫了三次门才有人应"))
    );
    assert_eq!(
        (&field("person")["unknown"], &field("name")["captured"]),
        (&json!("不详(没看清)"), &Value::Null)
    );
    let page = does(&id, json!({ "command": "meet_harm", "what": "请保安到场" }));
    assert_eq!(page["said"]["alarm"], Value::Null);
    let commands = page["said"]["commands"].as_array().unwrap();
    let refused =
        |action: &str| commands.iter().find(|one| one["action"] == action).unwrap()["refused"].clone();
    assert!(refused("complainant_contacted").is_null());
    assert!(refused("complaint_accepted").as_str().unwrap().contains("地址"));
    let list = ok(&core, "complaints", json!({}));
    assert_eq!(list["complaints"][0]["words"], json!("叫了五次门"));
    assert_eq!(
        (&list["complaints"][0]["unsent"], &list["complaints"][0]["alarm"]),
        (&json!(true), &json!(false))
    );
    assert_eq!(ok(&core, "outbox", json!({}))["items"][0]["complaints"][0]["id"], id);
    assert_eq!(ok(&core, "complaint", json!({ "id": id }))["said"], page["said"]);
    let lower = json!({ "command": "lower_class", "class": "minor", "reason": "小事" });
    assert_eq!(fails(&core, "execute_complaint", json!({ "complaint": id, "command": lower })), "rejected");
    assert_eq!(fails(&core, "complaint", json!({ "id": "00".repeat(16) })), "not_found");
}

#[test]
fn a_half_filled_form_is_kept_sealed_and_is_there_after_the_pin() {
    let phone = Phone::default();
    let core = phone.start();
    enrol(&core);
    ok(&core, "set_pin", json!({ "pin": "2580", "secret": secret(), "old": null }));
    let typed = "漏水的水泵";
    ok(&core, "keep_draft", json!({ "key": "incident/new", "value": typed }));
    let bytes = format!("{:?}", typed.as_bytes());
    assert!(!format!("{:?}", phone.store).contains(bytes.trim_matches(['[', ']'])));
    let core = phone.start();
    assert_eq!(fails(&core, "drafts", json!({})), "sealed");
    ok(&core, "unlock", json!({ "pin": "2580", "secret": secret() }));
    assert_eq!(ok(&core, "drafts", json!({})), json!([{ "key": "incident/new", "value": typed }]));
    ok(&core, "drop_draft", json!({ "key": "incident/new" }));
    assert_eq!(ok(&core, "drafts", json!({})), json!([]));
}

#[test]
fn a_form_hears_which_values_it_asks_for() {
    let core = Phone::default().start();
    enrol(&core);
    let asked = |values: Value| {
        let step = json!({ "procedure": { "id": "ACU", "version": 1 }, "step": "ACU-2", "values": values });
        ok(&core, "asked", step)["names"].clone()
    };
    assert_eq!(asked(json!({})), json!(["abnormal_sound", "abnormal_smell"]));
    let sound = json!({ "abnormal_sound": { "yes_no": true } });
    assert_eq!(asked(sound), json!(["abnormal_sound", "abnormal_smell", "place", "action"]));
    let nowhere = json!({ "procedure": { "id": "ACU", "version": 1 }, "step": "ACU-99", "values": {} });
    assert_eq!(fails(&core, "asked", nowhere), "not_found");
}

#[test]
fn words_follow_the_language() {
    let core = Phone::default().start();
    assert_eq!(ok(&core, "set_language", json!({ "language": "en" }))["state"]["in_work"], "in work");
    assert_eq!(ok(&core, "set_language", json!({ "language": "zh-Hant" }))["role"]["technician"], "維修員");
    let fault = block_on(core.call("orders", json!({}))).unwrap_err();
    assert_eq!(core.fault_json(&fault)["text"], "本機尚未啟用");
}

/// Runs the driver until whoever waits is told.
fn sync(core: &Core<Phone>) -> Result<Reply, Fault> {
    block_on(async {
        let drive = std::pin::pin!(core.drive());
        let call = std::pin::pin!(core.call("sync", json!({})));
        match futures_util::future::select(call, drive).await {
            futures_util::future::Either::Left((outcome, _)) => outcome,
            futures_util::future::Either::Right(((), _)) => unreachable!("the driver never ends"),
        }
    })
}

#[test]
fn attack_41_a_captive_portals_page_is_no_connection_and_loses_nothing() {
    let phone = Phone::default();
    let core = phone.start();
    enrol(&core);
    register(&core);
    let html = vec![("content-type".to_owned(), "text/html".to_owned())];
    let page = HttpAnswer { status: 200, headers: html, body: b"<html>log in</html>".to_vec() };
    phone.net.0.borrow_mut().answers.push_back(page);
    assert_eq!(sync(&core).unwrap_err().code(), "not_our_server");
    let state = ok(&core, "sync_state", json!({}));
    assert_eq!((&state["failure"], &state["unsent"]), (&json!("not_our_server"), &json!(1)));
    phone.net.0.borrow_mut().offline = true;
    assert_eq!(sync(&core).unwrap_err().code(), "offline");
    assert_eq!(ok(&core, "outbox", json!({}))["items"][0]["status"], "queued");
}

#[test]
fn a_device_whose_tokens_ended_goes_on_working_and_says_that_it_is_signed_out() {
    let phone = Phone::default();
    let core = phone.start();
    enrol(&core);
    phone.net.0.borrow_mut().answers.push_back(problem(401, "invalid-token"));
    phone.net.0.borrow_mut().answers.push_back(json_answer(200, &json!({ "nonce": "n", "expires_in": 60 })));
    phone.net.0.borrow_mut().answers.push_back(problem(401, "invalid-grant"));
    assert_eq!(sync(&core).unwrap_err().code(), "signed_out");
    assert_eq!(ok(&core, "state", json!({}))["signed_in"], false);
    register(&core);
    assert_eq!(ok(&core, "login", json!({ "password": PASSWORD }))["signed_in"], true);
    assert_eq!(ok(&core, "sync_state", json!({}))["unsent"], 1);
}

#[test]
fn whoever_logs_out_with_unsent_work_is_asked_first_and_keeps_it() {
    let phone = Phone::default();
    let core = phone.start();
    enrol(&core);
    register(&core);
    assert_eq!(fails(&core, "log_out", json!({ "anyway": false })), "unsent_work");
    assert_eq!(ok(&core, "log_out", json!({ "anyway": true }))["signed_in"], false);
    assert_eq!(ok(&core, "outbox", json!({}))["items"].as_array().unwrap().len(), 1);
}

#[test]
fn a_tab_that_lets_go_says_so_and_does_nothing_more() {
    let phone = Phone::default();
    let core = phone.start();
    enrol(&core);
    block_on(core.release());
    assert_eq!(ok(&core, "state", json!({}))["state"], "elsewhere");
    assert_eq!(fails(&core, "orders", json!({})), "elsewhere");
    assert_eq!(phone.events.borrow().last().unwrap()["state"]["state"], "elsewhere");
}

#[test]
fn cmp_07_a_form_offers_the_kinds_and_the_page_says_what_the_kind_asks_for() {
    let phone = Phone::default();
    let core = phone.start();
    enrol(&core);
    phone.net.0.borrow_mut().offline = true;
    let kinds = ok(&core, "case_kinds", json!({}));
    let hygiene = json!({ "code": "hygiene", "name": "环境卫生", "department": "环境部" });
    assert!(kinds["kinds"].as_array().unwrap().contains(&hygiene), "{kinds}");
    let heard = json!({ "command": "capture_complaint", "channel": "visit", "handover": "accompanied",
        "record": { "course": "楼道积水" }, "case_kind": "hygiene" });
    let page = ok(&core, "execute_complaint", json!({ "complaint": null, "command": heard }));
    assert_eq!(page["said"]["case_kind"], "环境卫生");
    assert_eq!(page["said"]["case"][0]["name"], "办理步骤");
    let list = ok(&core, "complaints", json!({}));
    assert_eq!(list["complaints"][0]["case_kind_text"], "环境卫生");
}

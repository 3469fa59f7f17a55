//! Checks for a real browser: the store's conformance suite, plain and sealed, and a whole device over it.
//!
//! `cargo xtask web` builds the module once more with the feature `checks`, opens its page in Chromium and
//! fails unless every check passes. A wasm build that only compiles proves little: a clock or an entropy
//! source of the standard library compiles there and panics at its first call.
//!
//! To add a check, write an `async fn` and name it in [`run_checks`].

use super::fetch::{BrowserFetch, Patience};
use super::idb::IdbStore;
use super::machine::Machine;
use super::promise::describe;
use super::{Browser, console_error};
use crate::core::Core;
use client_core::device::http::{Fetch, HttpAnswer, HttpRequest, Method};
use client_core::device::sealing::{DataKey, Entropy, SealedStore};
use client_core::device::store::{Query, Store, StoreError, Table, conformance};
use client_core::device::sync::{FailureKind, Step};
use client_core::device::{Device, Identity};
use client_core::domain::command::{Command, Registration};
use client_core::domain::entry::office::{Channel, ServiceKind};
use client_core::domain::id::{DeviceId, UserId};
use client_core::domain::policy::Role;
use client_core::domain::procedure::Library;
use client_core::replica::{Replica, canonical_journal};
use js_sys::{Function, Reflect};
use serde_json::json;
use std::error::Error;
use std::fmt::Write;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

/// What a check measured, or why it failed, in words for the person who reads the log.
type Checked = Result<String, Box<dyn Error>>;

/// Runs every check; resolves to one line for each, or rejects with the first failure. `fill` asks whoever
/// drives the browser to take the room for its storage away (`true`), or to give it back, and returns when
/// that is done.
///
/// # Errors
/// The first failed check.
#[wasm_bindgen]
pub async fn run_checks(fill: Function) -> Result<String, String> {
    std::panic::set_hook(Box::new(|panic| console_error(&panic.to_string())));
    let mut lines = String::new();
    report(&mut lines, "IndexedDB is a store", plain(&fill).await)?;
    report(&mut lines, "sealed IndexedDB is a store", sealed(&fill).await)?;
    report(&mut lines, "nothing readable lies in it", unreadable().await)?;
    report(&mut lines, "a device works and is found again after a restart", device().await)?;
    report(&mut lines, "the core answers calls", calls().await)?;
    report(&mut lines, "a line that falls silent is given up", lines_that_fall_silent().await)?;
    Ok(lines)
}

fn report(lines: &mut String, name: &str, checked: Checked) -> Result<(), String> {
    let detail = checked.map_err(|error| format!("{name}: {error}"))?;
    writeln!(lines, "{name}: {detail}").map_err(|error| error.to_string())
}

fn filled(fill: &Function, full: bool) {
    if let Err(error) = fill.call1(&JsValue::NULL, &JsValue::from_bool(full)) {
        console_error(&format!("the room for storage could not be changed: {}", describe(&error)));
    }
}

async fn plain(fill: &Function) -> Checked {
    conformance::run(async || IdbStore::open("checks-plain").await, |_, full| filled(fill, full)).await;
    Ok("6 groups of the conformance suite, with a real quota".to_owned())
}

async fn sealed(fill: &Function) -> Checked {
    let key = DataKey(Machine.bytes());
    let open = async || Ok(SealedStore::new(IdbStore::open("checks-sealed").await?, key.clone(), Machine));
    conformance::run(open, |_, full| filled(fill, full)).await;
    Ok("6 groups of the conformance suite, with a real quota".to_owned())
}

fn registration() -> Registration {
    Registration {
        customer_name: "陈女士".to_owned(),
        unit_no: "2栋1203".to_owned(),
        contact: "13800000000".to_owned(),
        department: None,
        content: "客厅灯不亮".to_owned(),
        appointment_at: 1_772_431_200_000,
        received_at: 1_772_413_200_000,
        channel: Channel::Phone,
        service_kind: ServiceKind::Special,
        service_class: "LMP".to_owned(),
        urgency: client_core::domain::entry::office::Urgency::Normal,
    }
}

fn identity() -> Identity {
    Identity {
        site_url: "https://site.example".to_owned(),
        user: UserId::from_bytes([1; 16]),
        display_name: "Desk".to_owned(),
        device: DeviceId::from_bytes([2; 16]),
        roles: vec![Role::Dispatcher],
        slip_prefix: "W1".to_owned(),
        enrolment_receipt: None,
    }
}

async fn open(key: &DataKey) -> Result<Device<SealedStore<IdbStore, Machine>, Machine>, Box<dyn Error>> {
    let store = SealedStore::new(IdbStore::open("checks-device").await?, key.clone(), Machine);
    Ok(Device::open(store, Machine, Library::built_in()?).await?)
}

/// A device takes an order, is closed, and has it and the request for the server after a restart.
async fn device() -> Checked {
    let key = DataKey(Machine.bytes());
    let mut device = open(&key).await?;
    device.enrol(identity(), None).await?;
    let saved = device.execute(None, Command::Register(registration())).await?;
    let accept = Command::accept();
    device.execute(Some(saved.order.id), accept).await?;
    drop(device);
    let mut device = open(&key).await?;
    let (listed, unsent) = (device.list().await?.len(), device.outbox().await?.len());
    let Step::Send(request) = device.tick().await? else { return Err("nothing to send".into()) };
    if (listed, unsent) != (1, 2) {
        return Err(format!("{listed} orders listed and {unsent} commands unsent").into());
    }
    let journal = device.replica(saved.order.id).await?.ok_or("the order is gone")?;
    let loaded = Replica::from_snapshot(journal.kind(), saved.order.id, &journal.clone().snapshot()?)?;
    if canonical_journal(&journal) != canonical_journal(&loaded) {
        return Err("a snapshot is another journal".into());
    }
    let other = SealedStore::new(IdbStore::open("checks-device").await?, DataKey(Machine.bytes()), Machine);
    match Device::open(other, Machine, Library::built_in()?).await {
        Err(StoreError::Corrupt(_)) => {}
        _ => return Err("another key opened the data".into()),
    }
    Ok(format!("{listed} order, {unsent} commands in a request of {} bytes", request.bytes.len()))
}

/// What the device above wrote shows no word of a customer.
async fn unreadable() -> Checked {
    let store = IdbStore::open("checks-sealed").await?;
    let (mut records, mut bytes) = (0, 0);
    for table in Table::ALL {
        for record in store.read(Query::Prefix { table, prefix: Vec::new(), limit: None }).await? {
            records += 1;
            bytes += record.value.len();
            if record.value.windows(9).any(|window| window == "陈女士".as_bytes()) {
                return Err(format!("a name lies readable in table {}", table as u8).into());
            }
            // A form, a nonce and a tag are around every value, the empty one included.
            if record.value.len() < 41 || record.value[0] != 1 {
                return Err(format!("an unsealed value in table {}", table as u8).into());
            }
        }
    }
    if records == 0 {
        Err("nothing is there".into())
    } else {
        Ok(format!("{records} records, {bytes} bytes"))
    }
}

/// What comes from one of the pages' server's bad lines to somebody who waits two seconds for the next piece.
async fn over(line: &str) -> Result<Result<HttpAnswer, FailureKind>, Box<dyn Error>> {
    let origin = Reflect::get(&js_sys::global(), &"origin".into()).ok().and_then(|origin| origin.as_string());
    let origin = origin.ok_or("the page has no origin")?;
    let fetch = BrowserFetch::patient(Patience { begin_ms: 2_000, silence_ms: 2_000, whole_ms: 60_000 });
    let request = HttpRequest {
        method: Method::Get,
        url: format!("{origin}/{line}"),
        headers: Vec::new(),
        body: None,
        most_answer_bytes: 1_000,
    };
    Ok(fetch.fetch(request).await)
}

/// An answer that never begins and one that stops in its middle are given up; one that takes longer as a whole, and keeps
/// coming, is waited for.
async fn lines_that_fall_silent() -> Checked {
    for line in ["mute", "silent"] {
        match over(line).await? {
            Err(FailureKind::Timeout) => {}
            Err(_) => return Err(format!("{line}: it ended by itself before anybody gave up").into()),
            Ok(_) => return Err(format!("{line}: it passed for an answer").into()),
        }
    }
    match over("dribble").await? {
        Ok(answer) if answer.body == b"0123456" => Ok(format!("{} bytes by dribbles", answer.body.len())),
        Ok(_) => Err("dribble: another answer".into()),
        Err(_) => Err("dribble: given up".into()),
    }
}

/// The core of an empty browser says that nobody is enrolled and refuses everything else in words.
async fn calls() -> Checked {
    let browser = Browser {
        database: "checks-core".to_owned(),
        site_url: "https://site.example".to_owned(),
        emit: Function::new_no_args(""),
    };
    let core = Core::open(browser).await;
    let state = core.call("state", json!({})).await?;
    let refused = core.call("orders", json!({})).await;
    match (state.json["state"].as_str(), refused) {
        (Some("not_enrolled"), Err(fault)) => {
            let said = core.fault_json(&fault);
            Ok(format!("{}: {}", said["code"], said["text"]))
        }
        (state, refused) => {
            let state = state.unwrap_or("no state");
            Err(format!("the state is {state}, and a call was answered: {}", refused.is_ok()).into())
        }
    }
}

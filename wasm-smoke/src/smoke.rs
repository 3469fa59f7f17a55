//! The checks, and the one function that the page calls.

use std::error::Error;
use std::fmt::Write;

use client_core::device::store::MemoryStore;
use client_core::device::sync::Step;
use client_core::device::{Device, Environment, Identity, Now};
use client_core::domain::command::{Command, Registration};
use client_core::domain::entry::office::{Channel, ServiceKind};
use client_core::domain::entry::work::GateSet;
use client_core::domain::entry::{At, Body, By, CommandRef, DocumentKind, Entry};
use client_core::domain::id::{ActorId, CommandId, DeviceId, DocumentId, EntryId, UserId};
use client_core::domain::policy::Role;
use client_core::domain::procedure::Library;
use client_core::replica::{Replica, canonical_journal};
use wasm_bindgen::prelude::wasm_bindgen;

/// What a check measured, or why it failed, in words for the person who reads the log of `cargo xtask wasm`.
type Checked = Result<String, Box<dyn Error>>;

#[wasm_bindgen]
extern "C" {
    /// A panic aborts the module and reaches JavaScript as a bare "unreachable"; this keeps its text.
    #[wasm_bindgen(js_namespace = console, js_name = error)]
    fn console_error(text: &str);
}

/// Runs every check; resolves to one line for each, or rejects with the first failure.
///
/// # Errors
/// The first failed check.
#[wasm_bindgen]
pub async fn run() -> Result<String, String> {
    std::panic::set_hook(Box::new(|panic| console_error(&panic.to_string())));
    let mut lines = String::new();
    report(&mut lines, "two devices' journals merge", journals_merge().await)?;
    report(&mut lines, "a device saves a command", device_saves().await)?;
    Ok(lines)
}

fn report(lines: &mut String, name: &str, checked: Checked) -> Result<(), String> {
    let detail = checked.map_err(|error| format!("{name}: {error}"))?;
    writeln!(lines, "{name}: {detail}").map_err(|error| error.to_string())
}

/// Two devices write into one order while apart, exchange their rows, and a snapshot brings the same journal back.
async fn journals_merge() -> Checked {
    let order = DocumentId::from_bytes([9; 16]);
    let mut devices = [Replica::new(DocumentKind::Order, order), Replica::new(DocumentKind::Order, order)];
    let mut rows = Vec::new();
    for (number, device) in (1..).zip(&mut devices) {
        rows.push(device.write(ActorId::from_bytes([number; 16]), &[gate(number)])?);
    }
    for device in &mut devices {
        for row in &rows {
            device.insert(row.clone())?;
        }
    }
    let [first, second] = devices.each_ref().map(canonical_journal);
    let bytes = devices[0].snapshot()?;
    let loaded = canonical_journal(&Replica::from_snapshot(DocumentKind::Order, order, &bytes)?);
    if first != second || first != loaded {
        return Err(format!("three journals that should be one:\n{first}\n{second}\n{loaded}").into());
    }
    let heads = devices[0].heads().len();
    if heads != 2 {
        return Err(format!("{heads} heads, although neither device had seen the other's change").into());
    }
    Ok(format!("{heads} concurrent changes, snapshot of {} bytes", bytes.len()))
}

/// The page's own clock and randomness would come from JavaScript; this check wants the same run each time.
struct Fixed(u8);

impl Environment for Fixed {
    fn now(&mut self) -> Now {
        Now { wall_ms: 1_772_413_200_000, boot_ms: 1_000 }
    }

    fn random(&mut self) -> [u8; 16] {
        self.0 += 1;
        [self.0; 16]
    }
}

/// A device takes an order offline, lists it from its rows, and has a request for the server ready.
async fn device_saves() -> Checked {
    let mut device = Device::open(MemoryStore::new(), Fixed(0), Library::built_in()?).await?;
    let identity = Identity {
        site_url: "https://site.example".to_owned(),
        user: UserId::from_bytes([1; 16]),
        display_name: "Desk".to_owned(),
        device: DeviceId::from_bytes([2; 16]),
        roles: vec![Role::Dispatcher],
        slip_prefix: "W1".to_owned(),
    };
    device.enrol(identity, None).await?;
    let registration = Registration {
        customer_name: "陈女士".to_owned(),
        unit_no: "2栋1203".to_owned(),
        contact: "13800000000".to_owned(),
        content: "客厅灯不亮".to_owned(),
        appointment_at: 1_772_431_200_000,
        received_at: 1_772_413_200_000,
        channel: Channel::Phone,
        service_kind: ServiceKind::Special,
        service_class: "LMP".to_owned(),
    };
    let saved = device.execute(None, Command::Register(registration)).await?;
    device
        .execute(
            Some(saved.order.id),
            Command::Judge { accepted: true, explanation: None, free_reason: None, tried: None },
        )
        .await?;
    let (listed, unsent) = (device.list().await?.len(), device.outbox().await?.len());
    let Step::Send(request) = device.tick().await? else { return Err("nothing to send".into()) };
    if (listed, unsent) != (1, 2) {
        return Err(format!("{listed} orders listed and {unsent} commands unsent").into());
    }
    Ok(format!("{listed} order, {unsent} commands in a request of {} bytes", request.bytes.len()))
}

/// An entry as device `number` writes it.
fn gate(number: u8) -> (EntryId, Entry) {
    let wall = 1_700_000_000_000 + i64::from(number);
    let entry = Entry {
        by: By {
            user: UserId::from_bytes([number; 16]),
            role: Role::Technician,
            device: DeviceId::from_bytes([number; 16]),
        },
        at: At { wall, offset: None, boot: None },
        round: Some(1),
        after: None,
        command: CommandRef { id: CommandId::new(wall, [number; 10]), documents: 1 },
        body: Body::GateSet(GateSet { checklist: "LMP".to_owned(), step: "LMP-2".to_owned() }),
    };
    (EntryId::new(wall, [number; 10]), entry)
}

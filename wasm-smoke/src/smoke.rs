//! The checks, and the one function that the page calls.

use std::error::Error;
use std::fmt::Write;

use client_core::domain::entry::work::GateSet;
use client_core::domain::entry::{At, Body, By, CommandRef, DocumentKind, Entry};
use client_core::domain::id::{ActorId, CommandId, DeviceId, DocumentId, EntryId, UserId};
use client_core::domain::policy::Role;
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

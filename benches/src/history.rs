//! The history of an order: what the office and a technician do with a lamp, and notes until it is long enough.

use client_core::domain::command::{Command, Registration};
use client_core::domain::entry::office::{Channel, ServiceKind};
use client_core::domain::entry::work::RecordValue;
use client_core::domain::id::UserId;

const HOUR: i64 = 3_600_000;

/// The n-th request of the day, received at this time (ms).
pub fn registration(n: usize, now: i64) -> Registration {
    Registration {
        customer_name: format!("客户{n}"),
        unit_no: format!("{}栋{:04}", n / 10_000 + 1, n % 10_000),
        contact: format!("138{n:08}"),
        department: None,
        content: "客厅日光灯不亮,启辉器一直闪".into(),
        appointment_at: now + HOUR,
        received_at: now,
        channel: Channel::Phone,
        service_kind: ServiceKind::Regular,
        service_class: "LMP".into(),
        urgency: client_core::domain::entry::office::Urgency::Normal,
    }
}

/// What the office does after registering.
pub fn office(technician: UserId) -> Vec<Command> {
    vec![Command::accept(), Command::IssueSlip, Command::Assign { technician, reason: None }]
}

/// Commands of the office: registering, and the others.
pub const OFFICE: usize = 4;

fn step(id: &str, values: &[(&str, RecordValue)]) -> Command {
    let values = values.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
    Command::RecordStep { checklist: "LMP".into(), step: id.into(), values, photos: Vec::new() }
}

/// What the technician does, `count` commands long.
pub fn work(count: usize) -> Vec<Command> {
    let yes = RecordValue::YesNo;
    let mut commands = vec![
        Command::Receive { received_at: None },
        Command::Arrive,
        Command::Finding {
            content: "启辉器坏,灯管正常".into(),
            materials: vec!["starter".into()],
            tools: vec!["ladder".into()],
        },
        step("LMP-1", &[("normal", yes(true)), ("voltage", RecordValue::Number(2_210))]),
        Command::SetGate { checklist: "LMP".into(), step: "LMP-2".into() },
        step("LMP-3", &[("good_contact", yes(true))]),
        step("LMP-5", &[("capacitor_broken_down", yes(false)), ("glass_blackened", yes(true))]),
        step("LMP-7", &[("ends_blackened", yes(false)), ("filament_burnt_out", yes(false))]),
        step("LMP-9", &[("good_contact", yes(true))]),
    ];
    commands.truncate(count);
    let notes = count - commands.len();
    commands.extend((0..notes).map(note));
    commands
}

/// The n-th note.
pub fn note(n: usize) -> Command {
    Command::Note { text: format!("现场记录:第{n}次测量正常,接线紧固") }
}

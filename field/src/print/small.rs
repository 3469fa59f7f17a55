//! Pages that are one table: orders, outbox, status, prices, staff.

use super::{money, table::table};
use crate::time::Zone;
use crate::words::{cases, faults, labels, states};
use client_core::device::{OrderRow, OutboxItem, OutboxStatus};
use client_core::domain::deadline::ArrivalDue;
use client_core::domain::id::UserId;
use client_core::domain::reference::{PriceList, Reference, Validity};
use client_core::domain::text::Language;

/// The list of orders. `warning_ms` is how long before an appointment there is time to go (DL-02).
pub fn orders(
    language: Language,
    zone: Zone,
    rows: &[OrderRow],
    me: Option<UserId>,
    warning_ms: i64,
    now: i64,
) -> String {
    if rows.is_empty() {
        return format!("{}\n", labels::NO_ORDERS.get(language));
    }
    let head = [labels::NUMBER, labels::STATE, labels::UNIT, labels::APPOINTMENT, labels::FLAGS];
    let mut lines = vec![head.iter().map(|label| label.get(language).to_owned()).collect::<Vec<_>>()];
    for row in rows {
        lines.push(vec![
            row.number.clone().unwrap_or_else(|| row.id.to_string().chars().take(8).collect()),
            states::state(row.state).get(language).to_owned(),
            row.unit_no.clone().unwrap_or_default(),
            row.appointment_at.map_or_else(String::new, |at| zone.show(at)),
            flags(language, row, me, warning_ms, now),
        ]);
    }
    table(&lines)
}

fn flags(language: Language, row: &OrderRow, me: Option<UserId>, warning_ms: i64, now: i64) -> String {
    let mut flags = Vec::new();
    if me.is_some() && row.holder == me {
        flags.push(labels::MINE_FLAG.get(language).to_owned());
    }
    match row.arrival_due(warning_ms, now) {
        Some(ArrivalDue::Soon) => flags.push(labels::SOON_FLAG.get(language).to_owned()),
        Some(ArrivalDue::Late) => flags.push(labels::LATE_FLAG.get(language).to_owned()),
        Some(ArrivalDue::Ahead) | None => {}
    }
    if row.urgent {
        flags.push(labels::URGENT_FLAG.get(language).to_owned());
    }
    if row.time_open {
        flags.push(labels::TIME_OPEN_FLAG.get(language).to_owned());
    }
    if row.waiting {
        flags.push(labels::WAITING_FLAG.get(language).to_owned());
    }
    if row.needs_decision {
        flags.push(labels::DECISION_FLAG.get(language).to_owned());
    } else if row.open_conflicts > 0 {
        flags.push(labels::CONFLICT_FLAG.get(language).to_owned());
    }
    if row.round > 1 {
        flags.push(labels::ROUND_FLAG.with(language, &[&row.round.to_string()]));
    }
    if row.stuck > 0 {
        flags.push(labels::STUCK_FLAG.with(language, &[&row.stuck.to_string()]));
    }
    if row.pending > 0 {
        flags.push(labels::UNSENT_FLAG.with(language, &[&row.pending.to_string()]));
    }
    crate::words::list(language, &flags)
}

/// The outbox.
pub fn outbox(language: Language, zone: Zone, items: &[OutboxItem], rows: &[OrderRow]) -> String {
    if items.is_empty() {
        return format!("{}\n", labels::OUTBOX_EMPTY.get(language));
    }
    let title = |item: &OutboxItem| {
        let row = rows.iter().find(|row| item.documents.contains(&row.id));
        match row {
            Some(OrderRow { number: Some(number), .. }) => number.clone(),
            Some(row) => row.id.to_string().chars().take(8).collect(),
            None => {
                item.documents.first().map_or_else(String::new, |id| id.to_string().chars().take(8).collect())
            }
        }
    };
    let lines: Vec<Vec<String>> = items
        .iter()
        .map(|item| {
            let status = match &item.status {
                OutboxStatus::Queued => labels::QUEUED.get(language).to_owned(),
                OutboxStatus::UploadingPhoto { sent, bytes, trouble, .. } => {
                    let text = labels::UPLOADING.with(language, &[&sent.to_string(), &bytes.to_string()]);
                    trouble.as_ref().map_or_else(|| text.clone(), |trouble| format!("{text} ({trouble})"))
                }
                OutboxStatus::SentWaiting => labels::SENT_WAITING.get(language).to_owned(),
                OutboxStatus::Stuck { reason, detail, .. } => {
                    let refused = labels::STUCK.get(language);
                    format!("{refused}: {} ({detail})", faults::quarantine(*reason).get(language))
                }
            };
            vec![zone.show(item.created_at), title(item), states::kind_named(language, &item.what), status]
        })
        .collect();
    table(&lines)
}

/// The fee standard that quotes are made from now, and the one that follows (PRC-1, PRC-6).
pub fn prices(language: Language, zone: Zone, reference: &Reference, now_ms: i64) -> String {
    let list = reference.price_list_at(now_ms);
    let mut text = fee_standard(language, zone, list, list.validity(now_ms));
    let follows = reference.coming_price_list.as_ref().filter(|coming| coming.version != list.version);
    if let Some(coming) = follows {
        text.push('\n');
        text.push_str(labels::COMING.get(language));
        text.push_str(": ");
        // That it is not in force yet is what "coming" says.
        text.push_str(&fee_standard(language, zone, coming, Validity::InForce));
    }
    text
}

fn fee_standard(language: Language, zone: Zone, list: &PriceList, validity: Validity) -> String {
    let mut text = labels::PRICE_LIST.with(language, &[&list.version.to_string(), &list.basis]);
    text.push('\n');
    let until =
        list.valid_until.map_or_else(|| labels::OPEN_ENDED.get(language).to_owned(), |at| zone.show(at));
    text.push_str(&labels::VALID.with(language, &[&zone.show(list.valid_from), &until]));
    text.push('\n');
    let warning = match validity {
        Validity::InForce => None,
        Validity::NotYet => Some(labels::NOT_YET_IN_FORCE),
        Validity::Over => Some(labels::OVER),
    };
    if let Some(warning) = warning {
        text.push_str(&["! ", warning.get(language), "\n"].concat());
    }
    let lines: Vec<Vec<String>> = list
        .items
        .iter()
        .map(|item| {
            let price = format!("{} / {}", money(item.unit_price_fen), item.unit);
            let kind = cases::price_kind(item.kind).get(language).to_owned();
            vec![item.code.clone(), kind, price, item.label.get(language).to_owned()]
        })
        .collect();
    text.push_str(&table(&lines));
    text
}

/// The staff.
pub fn staff(language: Language, reference: &Reference) -> String {
    let lines: Vec<Vec<String>> = reference
        .staff
        .iter()
        .map(|member| {
            let roles = states::roles(language, &member.roles);
            vec![member.display_name.clone(), roles, member.user.to_string()]
        })
        .collect();
    table(&lines)
}

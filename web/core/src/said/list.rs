//! The day's list: which order is shown where, and what is urgent about it.

use client_core::device::{OrderRow, OutboxStatus};
use client_core::domain::calendar::Zone;
use client_core::domain::deadline::ArrivalDue;
use client_core::domain::id::UserId;
use client_core::domain::order::OrderState;
use client_core::domain::reference::Reference;
use client_core::domain::text::Language;
use serde_json::{Value, json};
use undercroft_words::{Text, states};

/// Where an order is shown, in the order of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Group {
    Now,
    Today,
    Later,
    Pool,
    Elsewhere,
    Done,
}

impl Group {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Now => "now",
            Self::Today => "today",
            Self::Later => "later",
            Self::Pool => "pool",
            Self::Elsewhere => "elsewhere",
            Self::Done => "done",
        }
    }
}

fn group(row: &OrderRow, me: UserId, zone: Option<Zone>, now: i64) -> Group {
    if row.state.is_closed() {
        return Group::Done;
    }
    match row.holder {
        None if row.state == OrderState::Accepted || row.state == OrderState::Dispatched => Group::Pool,
        Some(holder) if holder == me => {
            let at_work = matches!(
                row.state,
                OrderState::OnSite
                    | OrderState::PriceAgreed
                    | OrderState::InWork
                    | OrderState::Inspection
                    | OrderState::Rework
            );
            let day = |at: i64| zone.map(|zone| zone.day_of(at));
            match row.appointment_at {
                _ if at_work && !row.waiting => Group::Now,
                Some(at) if at > now && day(at) != day(now) => Group::Later,
                _ => Group::Today,
            }
        }
        _ => Group::Elsewhere,
    }
}

/// What must be looked at, the gravest first.
fn urgent(row: &OrderRow, due: Option<ArrivalDue>) -> Vec<(&'static str, Text)> {
    let mut all = Vec::new();
    let mut add = |holds: bool, why: &'static str, text: Text| {
        if holds {
            all.push((why, text));
        }
    };
    add(row.stuck > 0, "stuck", Text("服务器拒收", "伺服器拒收", "refused by the server"));
    add(row.needs_decision, "decision", Text("待裁定", "待裁定", "waits for a decision"));
    add(due == Some(ArrivalDue::Late), "late", Text("已过约定时间", "已過約定時間", "late"));
    add(due == Some(ArrivalDue::Soon), "soon", Text("该出发了", "該出發了", "time to go"));
    let conflict = row.open_conflicts > 0 && !row.needs_decision;
    add(conflict, "conflict", Text("有冲突", "有衝突", "conflict"));
    add(row.urgent, "urgent", Text("紧急", "緊急", "urgent"));
    add(row.time_open, "time_open", Text("时间须重新约定", "時間須重新約定", "time to be agreed again"));
    add(row.round > 1 || row.disputed, "rework", Text("返工", "返工", "rework"));
    add(row.waiting, "waiting", Text("等待中", "等待中", "waiting"));
    add(row.pending > 0, "unsent", Text("未上传", "未上傳", "not sent yet"));
    all
}

/// The rows in the order in which they are shown.
pub fn rows(
    language: Language,
    reference: &Reference,
    me: UserId,
    now: i64,
    rows: Vec<OrderRow>,
) -> Vec<Value> {
    let zone = Zone::parse(&reference.timezone).ok();
    let warning = reference.arrival_warning_ms();
    let mut all: Vec<_> = rows
        .into_iter()
        .map(|row| {
            let due = row.arrival_due(warning, now);
            (group(&row, me, zone, now), urgent(&row, due), due, row)
        })
        .collect();
    all.sort_by_key(|(group, urgent, _, row)| {
        // Unsent work alone moves nothing to the top.
        let pressing = urgent.iter().any(|(why, _)| !matches!(*why, "unsent" | "waiting"));
        (*group, !pressing, row.appointment_at.unwrap_or(i64::MAX), row.id)
    });
    all.iter()
        .map(|(group, urgent, due, row)| {
            let mut json = json!(row);
            json["arrival"] = json!(due);
            json["group"] = group.as_str().into();
            json["state_text"] = states::state(row.state).get(language).into();
            let urgent = urgent.iter().map(|(why, text)| json!({ "why": why, "text": text.get(language) }));
            json["urgent"] = urgent.collect();
            json
        })
        .collect()
}

/// How far a command of the outbox is.
pub fn outbox(language: Language, status: &OutboxStatus) -> String {
    match status {
        OutboxStatus::Queued => {
            Text("等待网络", "等待網路", "waits for a connection").get(language).to_owned()
        }
        OutboxStatus::SentWaiting => {
            Text("已发出,等待确认", "已發出,等待確認", "sent, waits for the answer").get(language).to_owned()
        }
        OutboxStatus::UploadingPhoto { sent, bytes, trouble, .. } => {
            let (sent, bytes) = ((sent / 1024).to_string(), bytes.div_ceil(1024).to_string());
            let mut words =
                Text("照片上传中 {} / {} KB", "照片上傳中 {} / {} KB", "photo going up, {} of {} KB")
                    .with(language, &[&sent, &bytes]);
            if let Some(trouble) = trouble {
                words.push_str(": ");
                words.push_str(trouble);
            }
            words
        }
        OutboxStatus::Stuck { detail, .. } => detail.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use client_core::domain::id::DocumentId;
    use client_core::domain::order::{FollowUpTrack, MoneyTrack, StoreTrack};

    const ME: UserId = UserId::from_bytes([1; 16]);
    /// 2026-03-02 09:00 in Shanghai.
    const NOW: i64 = 1_772_413_200_000;
    const HOUR: i64 = 3_600_000;

    fn row(id: u8, state: OrderState, holder: Option<UserId>, appointment_at: i64) -> OrderRow {
        OrderRow {
            id: DocumentId::from_bytes([id; 16]),
            number: None,
            state,
            needs_decision: false,
            money: MoneyTrack::None,
            follow_up: FollowUpTrack::NotDue,
            store: StoreTrack::None,
            service_class: None,
            service_kind: None,
            customer_name: None,
            unit_no: None,
            appointment_at: Some(appointment_at),
            time_open: false,
            urgent: false,
            waiting: false,
            disputed: false,
            holder,
            round: 1,
            tasks: Vec::new(),
            open_conflicts: 0,
            pending: 0,
            stuck: 0,
            entries: 1,
            changed_at: None,
        }
    }

    fn site(arrival_warning_minutes: Option<u32>) -> Reference {
        Reference { timezone: "Asia/Shanghai".to_owned(), arrival_warning_minutes, ..Reference::default() }
    }

    #[test]
    fn work_at_hand_stands_first_then_what_is_urgent_today_and_closed_orders_last() {
        let mut refused = row(4, OrderState::Dispatched, Some(ME), NOW + 5 * HOUR);
        refused.stuck = 1;
        let all = vec![
            row(1, OrderState::Archived, Some(ME), NOW - 90 * HOUR),
            row(2, OrderState::Dispatched, Some(ME), NOW + 30 * HOUR),
            row(3, OrderState::Dispatched, Some(ME), NOW + 4 * HOUR),
            refused,
            row(5, OrderState::Dispatched, None, NOW + HOUR),
            row(6, OrderState::InWork, Some(ME), NOW - HOUR),
            row(7, OrderState::InWork, Some(UserId::from_bytes([9; 16])), NOW - HOUR),
        ];
        let shown = rows(Language::En, &site(None), ME, NOW, all);
        let groups: Vec<(&str, &str)> = shown
            .iter()
            .map(|row| (row["group"].as_str().unwrap(), &row["id"].as_str().unwrap()[..2]))
            .collect();
        assert_eq!(
            groups,
            [
                ("now", "06"),
                ("today", "04"),
                ("today", "03"),
                ("later", "02"),
                ("pool", "05"),
                ("elsewhere", "07"),
                ("done", "01")
            ]
        );
        assert_eq!(shown[1]["urgent"][0]["why"], "stuck");
    }

    #[test]
    fn dsp_04_who_has_to_go_now_and_who_is_late_is_urgent() {
        let why_at = |site: &Reference, at: i64| {
            let shown = rows(Language::En, site, ME, NOW, vec![row(1, OrderState::Received, Some(ME), at)]);
            shown[0]["urgent"][0]["why"].as_str().map(str::to_owned)
        };
        let why = |at: i64| why_at(&site(None), at);
        assert_eq!(why(NOW - 1).as_deref(), Some("late"));
        assert_eq!(why(NOW + 60_000).as_deref(), Some("soon"));
        assert_eq!(why(NOW + 20 * HOUR), None);
        let early = site(Some(120));
        assert_eq!(why(NOW + HOUR), None);
        assert_eq!(why_at(&early, NOW + HOUR).as_deref(), Some("soon"), "as early as the site has set it");
    }
}

//! What the page of an account says.

use super::period;
use client_core::device::FeeView;
use client_core::domain::fee::FeeVisit;
use client_core::domain::id::UserId;
use client_core::domain::money::yuan_of;
use client_core::domain::text::Language;
use client_core::domain::words::fee as core;
use client_core::domain::words::office::method;
use serde_json::{Value, json};
use undercroft_words::{Text, refusals, rejections};

const TO_MAKE: Text = Text("待上门", "待上門", "to be made");
const USED: Text = Text("已收款", "已收款", "paid");
const VOIDED: Text = Text("已作废:{}", "已作廢:{}", "voided: {}");
const CONFLICT: Text = Text(
    "收据 {} 有两笔不同的收款,以先登记的为准",
    "收據 {} 有兩筆不同的收款,以先登記的為準",
    "Receipt {} stands on two different payments; the earlier one counts",
);

/// What the page of an account is written from.
pub struct Page<'a> {
    /// Language.
    pub language: Language,
    /// The account as the device has it.
    pub view: &'a FeeView,
    /// Whose visits are his own.
    pub me: Option<UserId>,
    /// Whether one of his posts takes money.
    pub takes: bool,
    /// Whether one of his posts voids receipts.
    pub voids: bool,
}

impl Page<'_> {
    /// What the page says.
    pub fn said(&self) -> Value {
        let (language, view) = (self.language, self.view);
        let (account, statement) = (&view.account, &view.statement);
        let bills = statement.bills.iter().map(|bill| {
            json!({
                "of": period(language, bill),
                "amount_fen": bill.amount_fen,
                "paid_fen": bill.paid_fen,
                "unpaid_fen": bill.unpaid_fen(),
                "late_fee_fen": bill.late_fee_fen,
                "pay_by": bill.pay_by,
                "disputed": bill.disputed,
            })
        });
        let payments = account.payments.iter().map(|one| {
            json!({
                "entry": one.origin.entry,
                "receipt": one.receipt,
                "principal_fen": one.principal_fen,
                "late_fee_fen": one.late_fee_fen,
                "method": method(one.method).get(language),
                "paid_at": one.paid_at,
                "who": self.name(&one.origin.by.user),
                "unsent": view.pending.contains(&one.origin.entry),
            })
        });
        let commands = view.commands.iter().map(|one| {
            let name = core::kind(one.action).map_or(one.action.as_str(), |kind| kind.get(language));
            let refused = one.refused.as_ref().map(|why| rejections::rejection(language, why));
            json!({ "action": one.action, "name": crate::said::sentence(name), "refused": refused })
        });
        let stuck = view
            .stuck
            .iter()
            .map(|stuck| format!("{}: {}", refusals::quarantine(stuck.reason).get(language), stuck.detail));
        let conflicts = account.receipt_conflicts.iter().map(|one| CONFLICT.with(language, &[&one.receipt]));
        json!({
            "billed_fen": statement.billed_fen,
            "paid_fen": statement.paid_fen,
            "unpaid_fen": statement.unpaid_fen(),
            "late_fee_fen": statement.late_fee_due_fen(),
            "credit_fen": statement.credit_fen(),
            "alarms": conflicts.collect::<Vec<_>>(),
            "bills": bills.collect::<Vec<_>>(),
            "visits": self.visits(),
            "payments": payments.collect::<Vec<_>>(),
            "commands": commands.collect::<Vec<_>>(),
            "newer": account.newer.len(),
            "stuck": stuck.collect::<Vec<_>>(),
        })
    }

    /// Those that are to be made first, his own before others', by time.
    fn visits(&self) -> Vec<Value> {
        let mut visits: Vec<&FeeVisit> = self.view.account.visits.iter().collect();
        visits.sort_by_key(|visit| {
            (!visit.is_open(), Some(visit.collector) != self.me, visit.visit_at, visit.origin.entry)
        });
        visits.into_iter().map(|visit| self.visit(visit)).collect()
    }

    fn visit(&self, visit: &FeeVisit) -> Value {
        let language = self.language;
        let state = match (&visit.voided, visit.paid) {
            (_, Some(_)) => USED.get(language).to_owned(),
            (Some(reason), None) => VOIDED.with(language, &[&reason.words]),
            (None, None) => TO_MAKE.get(language).to_owned(),
        };
        let void_entry = visit.voided.as_ref().map(|reason| reason.origin.entry);
        let last = visit.paid.or(void_entry).unwrap_or(visit.origin.entry);
        json!({
            "visit": visit.origin.entry,
            "mine": Some(visit.collector) == self.me,
            "collector": self.name(&visit.collector),
            "visit_at": visit.visit_at,
            "amount_fen": visit.amount_fen,
            "amount_yuan": yuan_of(visit.amount_fen),
            "receipt": visit.receipt,
            "party": self.view.parties.get(&visit.origin.entry),
            "open": visit.is_open(),
            "state": state,
            "takes": self.takes && visit.is_open(),
            "voids": self.voids && visit.is_open(),
            "unsent": self.view.pending.contains(&last),
        })
    }

    fn name(&self, user: &UserId) -> &str {
        self.view.names.get(user).map_or("", String::as_str)
    }
}

//! Management fees at the door in words: `FeeList`, `FeePage` and `FeeAsked` of `fees.ts`.

mod page;

pub use page::Page;

use client_core::device::{FeeRow, FeeView};
use client_core::domain::decide::Rejection;
use client_core::domain::entry::finance::PaymentMethod;
use client_core::domain::fee::{Bill, FeeVisit};
use client_core::domain::id::UserId;
use client_core::domain::money::{fen_of, yuan_of};
use client_core::domain::text::Language;
use client_core::domain::words::office::method;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use undercroft_words::{Text, rejections};

const AMOUNT: Text = Text(
    "请填金额,如 360 或 360.50;管理费与滞纳金不能都为 0",
    "請填金額,如 360 或 360.50;管理費與滯納金不能都為 0",
    "An amount such as 360 or 360.50; fees and late fee can't both be 0",
);
const NAME: Text = Text("业主姓名:{}", "業主姓名:{}", "Name of the owner: {}");
const ADDRESS: Text = Text("地址:{}", "地址:{}", "Address: {}");
const NOT_HERE: Text =
    Text("不在本机上,请当面核对", "不在本機上,請當面核對", "not on this device: ask the customer");
const PAID: Text = Text("已缴费用:{} 元", "已繳費用:{} 元", "Paid so far: {} yuan");
const MONTHS: Text = Text("应缴月份:{}", "應繳月份:{}", "Months due: {}");
const NOTHING_DUE: Text = Text("没有欠费", "沒有欠費", "nothing is due");
const OPENING: Text = Text("期初余额", "期初餘額", "opening balance");
const DUE: Text = Text(
    "应缴金额:管理费 {} 元,滞纳金 {} 元",
    "應繳金額:管理費 {} 元,滯納金 {} 元",
    "Amounts due: fees {} yuan, late fee {} yuan",
);
const NOW: Text = Text(
    "本次缴纳:管理费 {} 元,滞纳金 {} 元",
    "本次繳納:管理費 {} 元,滯納金 {} 元",
    "Paid now: fees {} yuan, late fee {} yuan",
);

/// How somebody pays at the door.
const METHODS: [PaymentMethod; 4] =
    [PaymentMethod::Cash, PaymentMethod::Transfer, PaymentMethod::Card, PaymentMethod::Mobile];

/// A line of the list. `me`: whose visits are his own.
pub fn row(row: &FeeRow, me: Option<UserId>, names: &BTreeMap<UserId, &str>) -> Value {
    let visits = row.visits.iter().map(|visit| {
        json!({
            "visit": visit.visit,
            "visit_at": visit.visit_at,
            "amount_fen": visit.amount_fen,
            "receipt": visit.receipt,
            "party": visit.party,
            "mine": Some(visit.collector) == me,
            "collector": names.get(&visit.collector).copied().unwrap_or_default(),
        })
    });
    json!({
        "id": row.id,
        "account": row.account,
        "visits": visits.collect::<Vec<_>>(),
        "stuck": row.stuck > 0,
        "unsent": row.pending > 0,
    })
}

/// Ways of paying that are offered at the door.
pub fn methods(language: Language) -> Vec<Value> {
    METHODS.map(|one| json!({ "id": one, "text": super::sentence(method(one).get(language)) })).to_vec()
}

/// Why a command is refused; an amount that can't be says how one is written.
pub fn refused(language: Language, rejection: &Rejection) -> String {
    match rejection {
        Rejection::Invalid { field, .. } if field == "principal_fen" || field == "late_fee_fen" => {
            AMOUNT.get(language).to_owned()
        }
        _ => rejections::rejection(language, rejection),
    }
}

/// What somebody pays at the door.
#[derive(Debug, Clone, Copy)]
pub struct Taken {
    /// What goes to the fees in fen.
    pub principal_fen: i64,
    /// What goes to the late fee in fen.
    pub late_fee_fen: i64,
}

impl Taken {
    /// Reads what was typed in yuan; an empty field is nothing.
    ///
    /// # Errors
    /// [`Rejection::Invalid`] names the field that is no amount.
    pub fn read(principal: &str, late_fee: &str) -> Result<Self, Rejection> {
        let fen = |field: &str, typed: &str| match typed.trim() {
            "" => Ok(0),
            typed => fen_of(typed).filter(|fen| *fen >= 0).ok_or_else(|| Rejection::Invalid {
                field: field.to_owned(),
                detail: "an amount such as 360 or 360.50".to_owned(),
            }),
        };
        Ok(Self {
            principal_fen: fen("principal_fen", principal)?,
            late_fee_fen: fen("late_fee_fen", late_fee)?,
        })
    }

    /// What changes hands, in fen.
    pub const fn total_fen(self) -> i64 {
        self.principal_fen.saturating_add(self.late_fee_fen)
    }
}

/// What the customer confirms before he pays: name, address, what is paid, the months due and the amounts (FEE-9). Each line
/// holds what it is about, so that one that was ticked before something changed isn't taken for the new one.
pub fn confirmations(
    language: Language,
    view: &FeeView,
    visit: &FeeVisit,
    taken: Option<Taken>,
) -> Vec<String> {
    let statement = &view.statement;
    let party = view.parties.get(&visit.origin.entry);
    let unknown = NOT_HERE.get(language);
    let name = party.map_or(unknown, |party| party.owner_name.as_str());
    let address = party.map_or(unknown, |party| party.address.as_str());
    let due: Vec<String> = statement
        .bills
        .iter()
        .filter(|bill| bill.unpaid_fen() > 0)
        .map(|bill| format!("{} ({})", period(language, bill), yuan_of(bill.unpaid_fen())))
        .collect();
    let due = if due.is_empty() { NOTHING_DUE.get(language).to_owned() } else { due.join(", ") };
    let paid = statement.paid_fen.saturating_add(statement.late_fee_paid_fen);
    let amounts = [statement.unpaid_fen(), statement.late_fee_due_fen()].map(yuan_of);
    let now = taken.map(|taken| [taken.principal_fen, taken.late_fee_fen].map(yuan_of));
    let lines = [
        NAME.with(language, &[name]),
        ADDRESS.with(language, &[address]),
        PAID.with(language, &[&yuan_of(paid)]),
        MONTHS.with(language, &[&due]),
        DUE.with(language, &[&amounts[0], &amounts[1]]),
    ];
    let now = now.map(|now| NOW.with(language, &[&now[0], &now[1]]));
    lines.into_iter().chain(now).collect()
}

/// What a bill is for: its months, or the opening balance.
fn period(language: Language, bill: &Bill) -> String {
    let Some(period) = bill.period else { return OPENING.get(language).to_owned() };
    let (first, last) = (period.first_month(), period.months().last());
    match last.filter(|last| *last != first) {
        Some(last) => format!("{first} – {last}"),
        None => first.to_string(),
    }
}

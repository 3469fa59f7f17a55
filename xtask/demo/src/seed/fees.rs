//! Management fees: accounts out of a file with what was owed before, bills and reminders of today's run, payments at the
//! desk, a call about arrears, a disputed bill and a visit to collect.

use super::{World, progress};
use crate::error::DemoError;
use crate::office::Office;
use crate::text::ZONE;
use chrono::{DateTime, Datelike, Days, Months, NaiveDate};
use client_core::domain::calendar::Day;
use client_core::domain::command::FeeCommand;
use client_core::domain::entry::fee::{ArrearsCause, ArrearsMeasure, ContactBy};
use client_core::domain::entry::finance::PaymentMethod;
use client_core::domain::fee::{FeePeriod, FeePlan, FeeVisitParty};
use std::fmt::Write as _;

/// Customers of the first units who pay.
const ACCOUNTS: usize = 18;
const HOUR: i64 = 3_600_000;

fn plan_of(n: usize) -> FeePlan {
    match n % 3 {
        0 => FeePlan::Month,
        1 => FeePlan::Quarter,
        _ => FeePlan::HalfYear,
    }
}

/// Who pays what since last month; some owed something before, one has a credit, one home is in trusteeship.
fn file(today: NaiveDate) -> String {
    let last = today - Months::new(1);
    let mut text = "row,account,plan,monthly_yuan,trusteeship,from,opening_yuan,opening_since\n".to_owned();
    for n in 1..=ACCOUNTS {
        let opening = match n % 6 {
            2 => format!("{}.00,{}", 120 * n, (today - Months::new(5)).format("%Y-%m-%d")),
            4 => format!("-{}.50,{}", 10 * n, last.format("%Y-%m-%d")),
            _ => ",".to_owned(),
        };
        let (fee, trust) = (180 + 20 * (n % 5), if n == 7 { "yes" } else { "" });
        // A string takes all that is written into it.
        let _ = writeln!(
            text,
            "account,K-{n:03},{},{fee}.00,{trust},{:04}-{:02},{opening}",
            plan_of(n).as_str(),
            last.year(),
            last.month()
        );
    }
    text
}

fn payment(n: usize, principal_fen: i64) -> FeeCommand {
    FeeCommand::TakePayment {
        receipt: format!("SJ-{n:04}"),
        principal_fen,
        late_fee_fen: 0,
        method: if n.is_multiple_of(2) { PaymentMethod::Mobile } else { PaymentMethod::Cash },
        paid_at: None,
        visit: None,
        confirmed: true,
    }
}

/// Fills the accounts.
pub(super) fn fill(world: &World, url: &str, password: &str) -> Result<(), DemoError> {
    progress(&format!("{ACCOUNTS} accounts of management fees"));
    let finance = Office::login(url, "luofang", password)?;
    let service = Office::login(url, "helin", password)?;
    let at = DateTime::from_timestamp_millis(world.now).unwrap_or_default().with_timezone(&ZONE);
    let today = at.date_naive();
    finance.import_fees(&file(today))?;
    finance.fee_work("prepare", &serde_json::json!({}))?;
    let sent = service.fee_work("send", &serde_json::json!({ "by": "hand" }))?;
    progress(&format!("{sent} payment notices went out"));
    for n in (1..=ACCOUNTS).filter(|n| n % 3 == 1 || n % 5 == 0) {
        service.fee(&format!("K-{n:03}"), &payment(n, 20_000))?;
    }
    // Months of which the first day is over and nothing was paid.
    finance.fee_work("prepare", &serde_json::json!({}))?;
    let call = FeeCommand::ContactCustomer {
        by: ContactBy::Phone,
        pay_by: day(today + Days::new(7))?,
        cause: ArrearsCause::Away,
        measure: ArrearsMeasure::CallAgain,
        result: Some("出差,下周回来再缴".into()),
    };
    service.fee("K-002", &call)?;
    let month = day(today - Months::new(1))?.month_of();
    let period = FeePeriod::containing(plan_of(3), month);
    service.fee("K-003", &FeeCommand::DisputeBill { period, reason: "收费面积与房产证不符".into() })?;
    let collector = service.user_of("xiejun", password)?;
    let party = FeeVisitParty {
        contact_name: "李阿姨".into(),
        owner_name: "郑先生".into(),
        address: "1栋0501".into(),
    };
    let visit = FeeCommand::PlanVisit {
        collector,
        visit_at: world.now + 26 * HOUR,
        amount_fen: 36_000,
        receipt: "SJ-9001".into(),
        party,
    };
    service.fee("K-009", &visit)
}

/// A day as the core has it.
fn day(date: NaiveDate) -> Result<Day, DemoError> {
    Day::new(date.year(), date.month(), date.day())
        .ok_or_else(|| DemoError::Unexpected(format!("{date} is no day")))
}

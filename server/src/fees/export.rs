//! Accounts as tables: what each comes to, by age, and every bill.

use super::FeeLine;
use crate::table::{Cell, Sheet};
use client_core::domain::calendar::Day;
use client_core::domain::money::yuan_of;

/// Accounts with their ageing, and bills. Amounts are yuan.
pub fn fee_sheets(lines: &[FeeLine], today: Day) -> Vec<Sheet> {
    vec![accounts(lines, today), bills(lines, today)]
}

fn text(value: &str) -> Cell {
    Cell::Text(value.to_owned())
}

fn money(fen: i64) -> Cell {
    Cell::Number(yuan_of(fen))
}

fn accounts(lines: &[FeeLine], today: Day) -> Sheet {
    let row = |line: &FeeLine| {
        let statement = &line.statement;
        let plan = line.account.terms.last().map_or("", |terms| terms.plan.as_str());
        let mut cells = vec![
            text(&line.account.account),
            text(&line.payer.name),
            text(&line.payer.unit_no),
            text(plan),
            money(statement.billed_fen),
            money(statement.paid_fen),
            money(statement.unpaid_fen()),
            money(statement.credit_fen()),
            money(statement.overdue_fen(today)),
            money(statement.late_fee_due_fen()),
            money(line.ageing.open_fen),
        ];
        cells.extend(line.ageing.overdue_fen.iter().map(|fen| money(*fen)));
        cells
    };
    Sheet {
        name: "accounts",
        row: "account",
        columns: &[
            "account",
            "name",
            "unit_no",
            "plan",
            "billed_yuan",
            "paid_yuan",
            "unpaid_yuan",
            "credit_yuan",
            "overdue_yuan",
            "late_fee_yuan",
            "open_yuan",
            "to_30_days_yuan",
            "to_90_days_yuan",
            "to_180_days_yuan",
            "to_365_days_yuan",
            "longer_yuan",
        ],
        rows: lines.iter().map(row).collect(),
    }
}

fn bills(lines: &[FeeLine], today: Day) -> Sheet {
    let mut rows = Vec::new();
    for line in lines {
        for bill in &line.statement.bills {
            let period = bill.period.map(|period| period.to_string());
            rows.push(vec![
                text(&line.account.account),
                text(period.as_deref().unwrap_or("opening")),
                text(&bill.since.to_string()),
                text(&bill.pay_by.map(|day| day.to_string()).unwrap_or_default()),
                money(bill.amount_fen),
                money(bill.paid_fen),
                money(bill.unpaid_fen()),
                money(bill.late_fee_fen),
                text(if bill.is_overdue(today) { "yes" } else { "" }),
                text(if bill.disputed { "yes" } else { "" }),
            ]);
        }
    }
    Sheet {
        name: "bills",
        row: "bill",
        columns: &[
            "account",
            "period",
            "since",
            "pay_by",
            "amount_yuan",
            "paid_yuan",
            "unpaid_yuan",
            "late_fee_yuan",
            "overdue",
            "disputed",
        ],
        rows,
    }
}

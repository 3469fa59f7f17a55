//! Terms and opening balances out of a file: read whole, checked whole, then written account by account, each only where
//! it isn't so already. Whoever sends the file again goes on where it stopped.

use crate::table::{Fault, Fields, Form, Layout, Place, Sink};
use client_core::domain::calendar::{Day, MonthOf};
use client_core::domain::fee::FeePlan;
use client_core::domain::money::fen_of;
use std::collections::BTreeMap;

const COLUMNS: &[&str] =
    &["account", "plan", "monthly_yuan", "trusteeship", "from", "opening_yuan", "opening_since"];

/// What such a file holds.
pub const FORM: Form = Form {
    layouts: &[Layout { row: "account", sheet: "accounts", columns: COLUMNS }],
    needed: &["account", "plan", "monthly_yuan", "from"],
};

/// An account as a row has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeeRow {
    /// Where it stands.
    pub place: Place,
    /// The customer's number.
    pub account: String,
    /// How often he pays.
    pub plan: FeePlan,
    /// The full fee of a month in fen.
    pub monthly_fen: i64,
    /// Whether the home is in trusteeship; nothing where the file doesn't have the column.
    pub trusteeship: Option<bool>,
    /// The first month of these terms.
    pub from: MonthOf,
    /// What was owed before, in fen, and since when.
    pub opening: Option<(i64, Day)>,
}

/// A file that was read.
#[derive(Debug, Default)]
pub struct FeeFile {
    /// Sound rows, in order.
    pub rows: Vec<FeeRow>,
    /// What is wrong.
    pub faults: Vec<Fault>,
}

/// A file as it is read: every error is told at once.
#[derive(Debug, Default)]
pub struct Reading {
    file: FeeFile,
    seen: BTreeMap<String, u32>,
}

impl Reading {
    /// What was read.
    pub fn finish(self) -> FeeFile {
        self.file
    }

    fn take(&mut self, place: Place, fields: &Fields) -> Result<FeeRow, Fault> {
        let field = |name: &str| fields.get(name).map_or("", |text| text.trim());
        let fault = |column: &str, why: &str| Fault::new(place, column, why);
        let account = field("account").to_owned();
        if account.is_empty() {
            return Err(fault("account", "missing").coded("missing", []));
        }
        if let Some(first) = self.seen.insert(account.clone(), place.row) {
            let why = format!("{account} stands in row {first} already");
            return Err(fault("account", &why).coded("twice", [account, first.to_string()]));
        }
        let names: Vec<&str> = FeePlan::ALL.iter().map(|plan| plan.as_str()).collect();
        let plan = FeePlan::parse(field("plan"))
            .ok_or_else(|| fault("plan", &format!("one of {}", names.join(", "))))?;
        let amount = |name: &str| {
            let wrong = || fault(name, "an amount in yuan such as 300.00");
            fen_of(field(name)).ok_or_else(wrong)
        };
        let monthly_fen = amount("monthly_yuan")?;
        if monthly_fen < 0 {
            return Err(fault("monthly_yuan", "not below 0"));
        }
        let trusteeship = match field("trusteeship") {
            _ if !fields.contains_key("trusteeship") => None,
            "" | "no" => Some(false),
            "yes" => Some(true),
            _ => return Err(fault("trusteeship", "yes, no or nothing")),
        };
        let from = field("from").parse().map_err(|_| fault("from", "a month such as 2026-07"))?;
        let opening = if field("opening_yuan").is_empty() {
            None
        } else {
            let since = field("opening_since");
            let since = since.parse().map_err(|_| fault("opening_since", "a day such as 2025-12-31"))?;
            Some((amount("opening_yuan")?, since)).filter(|(fen, _)| *fen != 0)
        };
        Ok(FeeRow { place, account, plan, monthly_fen, trusteeship, from, opening })
    }
}

impl Sink for Reading {
    fn row(&mut self, place: Place, _layout: usize, fields: &Fields) {
        match self.take(place, fields) {
            Ok(row) => self.file.rows.push(row),
            Err(fault) => self.wrong(fault),
        }
    }

    fn wrong(&mut self, fault: Fault) {
        self.file.faults.push(fault);
    }
}

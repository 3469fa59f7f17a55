//! Accounts as lines: what each comes to today, and who the customer is.

use super::read;
use crate::feed::EngineError;
use client_core::domain::fee::{Ageing, FeeAccount, FeeClock, NextStep, Statement, statement};
use client_core::domain::id::DocumentId;
use rusqlite::{Connection, OptionalExtension};

/// Which accounts are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Filter {
    /// All of them.
    #[default]
    All,
    /// Those with something in arrears.
    Overdue,
    /// Those for which finance may make a notice ready today.
    Prepare,
    /// Those with a notice that customer service sends, or whose receipt it writes down.
    Send,
    /// Those with a letter to withdraw, or a customer to call because one crossed (COL-27).
    Crossed,
    /// Those with a formal demand letter, or a manager's decision, to come by today (DUN-5, DUN-18).
    Recover,
    /// Those with a disputed bill.
    Disputed,
    /// Those with a credit, or a receipt that two papers say differently (COL-26).
    PaidTwice,
}

impl Filter {
    /// All of them with their names in an address.
    pub const ALL: &'static [(Self, &'static str)] = &[
        (Self::All, ""),
        (Self::Overdue, "overdue"),
        (Self::Prepare, "prepare"),
        (Self::Send, "send"),
        (Self::Crossed, "crossed"),
        (Self::Recover, "recover"),
        (Self::Disputed, "disputed"),
        (Self::PaidTwice, "paid_twice"),
    ];

    /// The one with this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, known)| *known == name).map(|(filter, _)| *filter)
    }

    /// Its name.
    pub fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(filter, _)| *filter == self).map_or("", |(_, name)| name)
    }

    fn takes(self, line: &FeeLine, clock: &FeeClock) -> bool {
        let (today, statement) = (clock.today(), &line.statement);
        let due = |wanted: fn(&NextStep) -> bool| {
            let steps = statement.bills.iter().filter_map(|bill| bill.next.as_ref());
            steps.filter(|step| step.from() <= today).any(wanted)
        };
        match self {
            Self::All => true,
            Self::Overdue => statement.overdue_fen(today) > 0,
            Self::Prepare => {
                !statement.to_bill.is_empty() || due(|step| matches!(step, NextStep::Prepare { .. }))
            }
            Self::Send => due(|step| matches!(step, NextStep::Send { .. } | NextStep::Receive { .. })),
            Self::Crossed => !statement.to_withdraw.is_empty() || !statement.to_call.is_empty(),
            Self::Recover => {
                statement.may_recover && statement.recovery.is_none()
                    || statement.letter_from.is_some_and(|day| day <= today)
            }
            Self::Disputed => statement.bills.iter().any(|bill| bill.disputed),
            Self::PaidTwice => statement.credit_fen() > 0 || !line.account.receipt_conflicts.is_empty(),
        }
    }
}

/// A question to the list.
#[derive(Debug, Clone, Default)]
pub struct FeeQuery {
    /// By what is to be done.
    pub filter: Filter,
    /// Of which number, name or unit hold this text.
    pub text: Option<String>,
    /// Those after this number: the last one of the page before.
    pub after: Option<String>,
    /// How many at most.
    pub limit: usize,
}

/// A customer as a line of the list names him.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Payer {
    /// His name; empty where the directory doesn't know the number.
    pub name: String,
    /// Unit, as the directory writes it.
    pub unit_no: String,
    /// Telephone numbers.
    pub phones: String,
}

/// An account as a line of the list.
#[derive(Debug, Clone)]
pub struct FeeLine {
    /// The account.
    pub account: FeeAccount,
    /// Who pays.
    pub payer: Payer,
    /// What it comes to today.
    pub statement: Statement,
    /// What is unpaid, by how long it is owed.
    pub ageing: Ageing,
}

/// Who a customer is, by his number.
///
/// # Errors
/// The database.
pub fn party_of(connection: &Connection, account: &str) -> Result<Option<Payer>, EngineError> {
    let found = connection
        .prepare_cached(
            "SELECT p.name, u.unit_no, b.code, p.phones FROM party p JOIN unit u ON u.id = p.unit
             JOIN building b ON b.id = u.building WHERE p.number = ?1",
        )?
        .query_row([account], |row| {
            let (unit, building, phones): (String, String, String) = (row.get(1)?, row.get(2)?, row.get(3)?);
            // A list that can't be read is the doctor's matter; the account is shown all the same.
            let phones: Vec<String> = serde_json::from_str(&phones).unwrap_or_default();
            Ok(Payer { name: row.get(0)?, unit_no: format!("{building}-{unit}"), phones: phones.join(" ") })
        })
        .optional()?;
    Ok(found)
}

/// Accounts that a question finds, by number. No right is checked here.
///
/// # Errors
/// The database, or a row that can't be read.
pub fn lines(
    connection: &Connection,
    query: &FeeQuery,
    clock: &FeeClock,
) -> Result<Vec<FeeLine>, EngineError> {
    let mut statement_of = connection
        .prepare_cached("SELECT document, content FROM fee_account WHERE account > ?1 ORDER BY account")?;
    let mut rows = statement_of.query([query.after.as_deref().unwrap_or_default()])?;
    let text = query.text.as_deref().map(str::to_lowercase).unwrap_or_default();
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let (document, content): ([u8; 16], String) = (row.get(0)?, row.get(1)?);
        let account = read(DocumentId::from_bytes(document), &content)?;
        let payer = party_of(connection, &account.account)?.unwrap_or_default();
        let says = |part: &str| part.to_lowercase().contains(&text);
        if !(says(&account.account) || says(&payer.name) || says(&payer.unit_no)) {
            continue;
        }
        let statement = statement(&account, clock);
        let ageing = Ageing::of(&statement, clock.today());
        let line = FeeLine { account, payer, statement, ageing };
        if query.filter.takes(&line, clock) {
            found.push(line);
        }
        if found.len() >= query.limit {
            break;
        }
    }
    Ok(found)
}

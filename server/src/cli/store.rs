//! `undercroft store`: what is in the store, for other programs.

use super::{CliError, DataDir, exported, say};
use crate::environment::Clock;
use crate::office::store::{StoreView, store_view};
use crate::site;
use crate::table::{self, Cell, Sheet};
use clap::Subcommand;
use client_core::domain::calendar::Zone;
use std::path::PathBuf;

const STOCK_COLUMNS: &[&str] = &["code", "name", "unit", "batch", "on_hand", "low_level", "order_it"];
const LOAN_COLUMNS: &[&str] =
    &["code", "name", "order", "holder", "lent_at", "due_at", "overdue", "one_sided"];

#[derive(Debug, Subcommand)]
pub(super) enum StoreDeskCommand {
    /// Writes stock figures and open loans into a new file.
    Export {
        /// The file to make, .csv or .xlsx.
        file: PathBuf,
    },
}

pub(super) fn run(
    data: &DataDir,
    command: StoreDeskCommand,
    clock: &dyn Clock,
    out: &mut dyn std::io::Write,
) -> Result<(), CliError> {
    let StoreDeskCommand::Export { file } = command;
    let connection = data.connect()?;
    let zone = site::load(&connection)?.timezone;
    let view = store_view(&connection)?;
    let stock = stock(&view);
    let loans = loans(&view, zone, clock.now_ms());
    let counts = (stock.rows.len(), loans.rows.len());
    exported(data, clock, "store", &file, counts.0 + counts.1)?;
    table::write(&file, &[stock, loans])?;
    say(out, &format!("{} stock figures and {} open loans: {}", counts.0, counts.1, file.display()))
}

fn text(text: &str) -> Cell {
    Cell::Text(text.to_owned())
}

const fn yes(yes: bool) -> &'static str {
    if yes { "yes" } else { "no" }
}

fn stock(view: &StoreView) -> Sheet {
    let mut rows = Vec::new();
    for item in view.items() {
        let material = view.catalogue.material(item);
        let shown = |quantity: i64| {
            Cell::Number(material.map_or_else(|| quantity.to_string(), |one| one.unit.format(quantity)))
        };
        let on_hand = view.ledger.on_hand(item);
        let low = material.is_some_and(|one| one.low_level > 0 && on_hand <= one.low_level);
        let row = |batch: &str, quantity: i64| {
            vec![
                text(item),
                text(material.map_or("", |one| one.label.zh_hans.as_str())),
                text(material.map_or("", |one| one.unit.as_str())),
                text(batch),
                shown(quantity),
                material.filter(|one| one.low_level > 0).map_or(text(""), |one| shown(one.low_level)),
                text(yes(low)),
            ]
        };
        rows.push(row("", on_hand));
        let line = view.ledger.stock.iter().find(|line| line.item == item);
        for (batch, quantity) in line.map(|line| &line.batches).into_iter().flatten() {
            rows.push(row(batch, *quantity));
        }
    }
    Sheet { name: "stock", row: "stock", columns: STOCK_COLUMNS, rows }
}

fn loans(view: &StoreView, zone: chrono_tz::Tz, now: i64) -> Sheet {
    let time = |ms: i64| text(&Zone::from(zone).shown(ms));
    let rows = view.open_loans().into_iter().map(|loan| {
        let card = view.catalogue.tool(&loan.tool);
        let holder = view.names.get(&loan.borrower).cloned().unwrap_or_else(|| loan.borrower.to_string());
        vec![
            text(&loan.tool),
            text(card.map_or("", |card| card.label.zh_hans.as_str())),
            text(view.number(loan.document).unwrap_or_default()),
            Cell::Text(holder),
            time(loan.at),
            time(loan.due_at),
            text(yes(loan.due_at < now)),
            text(yes(loan.one_sided())),
        ]
    });
    Sheet { name: "loans", row: "loan", columns: LOAN_COLUMNS, rows: rows.collect() }
}

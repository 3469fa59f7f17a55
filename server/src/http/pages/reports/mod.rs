//! Lists and reports on paper, in the words of their pages.

mod audit;
mod board;
mod complaints;
mod departments;
mod fees;
pub(in crate::http) mod figures;
pub(in crate::http) mod finance;
mod incidents;
mod matters;
mod work_log;

pub(in crate::http) use audit::audit;
pub(in crate::http) use board::board;
pub(in crate::http) use complaints::{case_kinds, complaints};
pub(in crate::http) use departments::departments;
pub(in crate::http) use fees::fees;
pub(in crate::http) use incidents::incidents;
pub(in crate::http) use matters::matters;
pub(in crate::http) use work_log::work_log;

use super::look::Look;
use super::words::{Text, reports as words};
use crate::http::AppState;
use client_core::domain::text::Language;
use undercroft_paper::{Align, Column, Table, TablePaper};

/// A report of the site that is made now.
fn report(look: &Look, title: String, more: Vec<String>, tables: Vec<Table>) -> TablePaper {
    let mut subtitles = vec![look.site.clone()];
    subtitles.extend(more);
    subtitles.push(look.with(words::MADE_AT, &[&look.time(look.now)]));
    let landscape = tables.iter().any(|table| table.columns.len() > 7);
    TablePaper { title, subtitles, tables, landscape }
}

fn look(state: &AppState, language: Language) -> Look {
    Look::plain(state, language)
}

fn column(look: &Look, title: Text, weight: u16) -> Column {
    Column { title: look.say(title).to_owned(), align: Align::Left, weight }
}

fn figure(look: &Look, title: Text, weight: u16) -> Column {
    Column { align: Align::Right, ..column(look, title, weight) }
}

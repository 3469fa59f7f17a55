//! `undercroft directory`: customers, units and buildings, in and out as CSV and XLSX.

use super::{CliError, DataDir, exported, say, shown};
use crate::audit::By;
use crate::directory::exchange::{self, Counts, FORM, Reading, Summary};
use crate::directory::{Author, UnitQuery, unit_lines};
use crate::environment::Clock;
use crate::site;
use crate::table::{self, Fault};
use clap::Subcommand;
use client_core::domain::calendar::Zone;
use std::path::PathBuf;

const FILE_HELP: &str = "\
The file ends in .csv or .xlsx. An XLSX file has one or more of the sheets `buildings`, `units` and `customers`; a CSV
file says in its column `row` whether a line is a `building`, a `unit` or a `customer`. The first line names the columns:

  buildings  building (the code), building_name
  units      building, unit_no, unit_kind, area_m2
  customers  number, name, relation, customer_kind, building, unit_no, phones, since, until, area_assistant, note

Kinds of units: dwelling, shop, office, parking, storage, common, other. Relations: owner, resident, tenant, user.
Kinds of customers: household (also where the cell is empty), enterprise.
Several phones stand in one cell with `;` between. `since` and `until` are days such as 2026-12-31, the last one included;
a customer who has left gets an `until`. `area_assistant` is the login name of one.

Every error of the file is listed with its row and column, and then nothing is imported. Rows that the file doesn't name
stay as they are, and so does what stands in columns that a CSV file doesn't have; an empty cell empties. Importing a file
twice changes nothing.";

#[derive(Debug, Subcommand)]
pub(super) enum DirectoryCommand {
    /// Adds and changes what a file names.
    #[command(after_help = FILE_HELP)]
    Import {
        /// The file.
        file: PathBuf,
        /// Check the file and say what would change, and import nothing.
        #[arg(long)]
        dry_run: bool,
    },
    /// Writes the directory into a new file.
    Export {
        /// The file to make, .csv or .xlsx.
        file: PathBuf,
    },
    /// Shows units and their customers.
    List,
}

pub(super) fn run(
    data: &DataDir,
    command: DirectoryCommand,
    clock: &dyn Clock,
    out: &mut dyn std::io::Write,
) -> Result<(), CliError> {
    match command {
        DirectoryCommand::Import { file, dry_run } => import(data, &file, dry_run, clock, out),
        DirectoryCommand::Export { file } => {
            let sheets = exchange::sheets(&data.connect()?)?;
            exported(data, clock, "directory", &file, sheets.iter().map(|sheet| sheet.rows.len()).sum())?;
            table::write(&file, &sheets)?;
            let counts: Vec<String> =
                sheets.iter().map(|sheet| format!("{} {}", sheet.rows.len(), sheet.name)).collect();
            say(out, &format!("{}: {}", counts.join(", "), file.display()))
        }
        DirectoryCommand::List => list(data, clock, out),
    }
}

/// What is written to the operator, and what hindered it.
struct Told<'a> {
    out: &'a mut dyn std::io::Write,
    unsaid: Option<CliError>,
}

impl Told<'_> {
    fn say(&mut self, line: &str) {
        if self.unsaid.is_none() {
            self.unsaid = say(self.out, line).err();
        }
    }
}

fn import(
    data: &DataDir,
    file: &std::path::Path,
    dry_run: bool,
    clock: &dyn Clock,
    out: &mut dyn std::io::Write,
) -> Result<(), CliError> {
    let told = std::cell::RefCell::new(Told { out, unsaid: None });
    let mut tell = |fault: Fault| told.borrow_mut().say(&shown(&fault.to_string()));
    let mut reading = Reading::new(&mut tell);
    table::each(file, &FORM, &mut reading)?;
    let (rows, in_file) = reading.finish();
    let author = Author { user: None, at: clock.now_ms() };
    let mut progress = |done: u64, total: u64| told.borrow_mut().say(&format!("{done} of {total} rows"));
    let mut refused = in_file;
    let mut summary = Summary::default();
    let done = data.transaction(|connection| {
        let (all, in_directory) = exchange::apply(connection, &rows, &author, &mut tell, &mut progress)?;
        summary = all;
        refused += in_directory;
        // An error undoes the transaction.
        if refused > 0 || dry_run {
            return Err(CliError::Usage(String::new()));
        }
        Ok(exchange::imported(connection, &By::operator(author.at), &summary)?)
    });
    let told = told.into_inner();
    if let Some(error) = told.unsaid {
        return Err(error);
    }
    match done {
        Err(CliError::Usage(_)) => {}
        other => other?,
    }
    match refused {
        0 if rows.count() == 0 => {
            return Err(CliError::Usage("the file has no rows; nothing was imported".to_owned()));
        }
        0 => {}
        1 => return Err(CliError::Usage("1 error; nothing was imported".to_owned())),
        many => return Err(CliError::Usage(format!("{many} errors; nothing was imported"))),
    }
    for (name, counts) in
        [("buildings", summary.buildings), ("units", summary.units), ("customers", summary.parties)]
    {
        let Counts { added, changed, same } = counts;
        say(told.out, &format!("{name}: {added} new, {changed} changed, {same} as they were"))?;
    }
    if dry_run { say(told.out, "the file is sound; nothing was imported") } else { Ok(()) }
}

fn list(data: &DataDir, clock: &dyn Clock, out: &mut dyn std::io::Write) -> Result<(), CliError> {
    let connection = data.connect()?;
    let zone = site::load(&connection)?.timezone;
    let today = Zone::from(zone).day_of(clock.now_ms());
    let mut after = None;
    loop {
        let lines = unit_lines(
            &connection,
            UnitQuery { after: after.as_deref(), ..UnitQuery::default() },
            today,
            500,
        )?;
        for line in &lines {
            let (label, kind) = (shown(&line.unit.label), line.unit.unit.kind.as_str());
            say(out, &format!("{label}\t{kind}"))?;
            for party in line.parties.iter().map(|kept| &kept.value) {
                let (name, phones) = (shown(&party.name), exchange::joined_phones(&party.phones));
                let relation = party.relation.as_str();
                say(out, &format!("{label}\t{relation}\t{}\t{name}\t{}", party.number, shown(&phones)))?;
            }
        }
        let Some(last) = lines.last() else { return Ok(()) };
        after = Some(last.unit.key.clone());
    }
}

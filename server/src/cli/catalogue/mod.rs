//! `undercroft catalogue`: materials and numbered tools, in and out as CSV and XLSX (MAT-10).

mod read;

use super::{CliError, DataDir, exported, say, shown};
use crate::audit::{Act, AuditKind, By, record};
use crate::environment::Clock;
use crate::feed::reference;
use crate::site;
use crate::table::{self, Cell, Ending, Form, Layout, Sheet, Sink, TableError};
use clap::Subcommand;
use client_core::domain::calendar::Zone;
use client_core::domain::reference::Reference;
use client_core::domain::stock::{Catalogue, Material, ToolCard};
use read::Reading;
use std::io::{Read, Seek};
use std::path::PathBuf;

/// Index of materials among the layouts.
const MATERIAL: usize = 0;
/// Index of tools among the layouts.
const TOOL: usize = 1;

const FORM: Form = Form {
    layouts: &[
        Layout { row: "material", sheet: "materials", columns: MATERIAL_COLUMNS },
        Layout { row: "tool", sheet: "tools", columns: TOOL_COLUMNS },
    ],
    needed: &["code"],
};

const MATERIAL_COLUMNS: &[&str] = &[
    "code",
    "name_zh_hans",
    "name_zh_hant",
    "name_en",
    "unit",
    "step",
    "specification",
    "price_yuan",
    "low_level",
    "batch_tracked",
];
const TOOL_COLUMNS: &[&str] =
    &["code", "name_zh_hans", "name_zh_hant", "name_en", "tool_kind", "condition", "inspection_due"];

/// What goes to devices with the rest of the reference data stays far below what a device takes at once.
const MOST_BUNDLE_BYTES: usize = 8 * 1024 * 1024;

const FILE_HELP: &str = "\
The file ends in .csv or .xlsx. An XLSX file has a sheet `materials`, a sheet `tools`, or both; a CSV file says in its
column `row` whether a line is a `material` or a `tool`. The first line names the columns:

  materials  code, name_zh_hans, name_zh_hant, name_en, unit, step, specification, price_yuan, low_level, batch_tracked
  tools      code (the asset number), name_zh_hans, name_zh_hant, name_en, tool_kind, condition, inspection_due

Units: piece, set, roll, pair, bottle, metre, kilogram, litre. `step` and `low_level` are in the unit, such as 0.1;
an empty `low_level` is never. `batch_tracked` is yes or no. `inspection_due` is a day such as 2026-12-31.

Every error of the file is listed with its row and column, and then nothing is imported. Items that the file doesn't
name stay as they are, unless --replace is given; what stands in columns that a CSV file doesn't have stays, and an empty
cell empties.";

#[derive(Debug, Subcommand)]
pub(super) enum CatalogueCommand {
    /// Publishes materials and tools of a file; devices get them at their next sync.
    #[command(after_help = FILE_HELP)]
    Import {
        /// The file.
        file: PathBuf,
        /// Check the file and say what would change, and publish nothing.
        #[arg(long)]
        dry_run: bool,
        /// The file is the whole catalogue: what it doesn't name is taken out.
        #[arg(long)]
        replace: bool,
    },
    /// Writes the catalogue into a new file.
    Export {
        /// The file to make, .csv or .xlsx.
        file: PathBuf,
    },
    /// Shows the catalogue.
    List,
}

pub(super) fn run(
    data: &DataDir,
    command: CatalogueCommand,
    clock: &dyn Clock,
    out: &mut dyn std::io::Write,
) -> Result<(), CliError> {
    let zone = site::load(&data.connect()?)?.timezone;
    match command {
        CatalogueCommand::Import { file, dry_run, replace } => {
            let before = reference::current(&data.connect()?)?;
            let read = read_with(zone, &before.catalogue, out, |sink| table::each(&file, &FORM, sink))?;
            let after = placed(before.clone(), &read, replace)?;
            for line in differences(&before.catalogue, &after.catalogue) {
                say(out, &line)?;
            }
            if dry_run {
                return say(out, "the file is sound; nothing was imported");
            }
            let now = clock.now_ms();
            let version = data.transaction(|connection| {
                // Asked again inside the transaction: another import may have come between.
                let bundle = placed(reference::current(connection)?, &read, replace)?;
                let version = bundle.catalogue.version;
                reference::publish(connection, bundle, now)?;
                let act = Act::of(AuditKind::CataloguePublished);
                record(connection, &By::operator(now), &act.detail(&version.to_string()))?;
                Ok(version)
            })?;
            let (materials, tools) = (read.materials.len(), read.tools.len());
            say(
                out,
                &format!("catalogue {version} is published: {materials} materials and {tools} tools read"),
            )
        }
        CatalogueCommand::Export { file } => {
            let catalogue = reference::current(&data.connect()?)?.catalogue;
            exported(data, clock, "catalogue", &file, catalogue.materials.len() + catalogue.tools.len())?;
            table::write(&file, &catalogue_sheets(&catalogue, zone))?;
            let (materials, tools) = (catalogue.materials.len(), catalogue.tools.len());
            say(out, &format!("{materials} materials and {tools} tools: {}", file.display()))
        }
        CatalogueCommand::List => {
            let catalogue = reference::current(&data.connect()?)?.catalogue;
            say(out, &format!("version {}", catalogue.version))?;
            for one in &catalogue.materials {
                let (label, specification) = (shown(&one.label.zh_hans), shown(&one.specification));
                let price = yuan(one.unit_price_fen);
                say(out, &format!("{}\t{label}\t{specification}\t{}\t{price}", one.code, one.unit.as_str()))?;
            }
            for one in &catalogue.tools {
                let (kind, label) = (shown(&one.kind), shown(&one.label.zh_hans));
                say(out, &format!("{}\t{label}\t{kind}\t{}", one.asset, one.condition.as_str()))?;
            }
            Ok(())
        }
    }
}

/// The catalogue that a file of this kind holds. Everything that is wrong goes to `out`, by row and column.
///
/// `zone` is the site's; `before` is what counts now: an item keeps the unit that it is counted in.
///
/// # Errors
/// [`CliError::Table`] for bytes that are no table; [`CliError::Usage`] where something is wrong in it.
pub fn read_catalogue(
    source: impl Read + Seek,
    kind: Ending,
    zone: chrono_tz::Tz,
    before: &Catalogue,
    out: &mut dyn std::io::Write,
) -> Result<Catalogue, CliError> {
    read_with(zone, before, out, |sink| table::each_of(source, kind, &FORM, sink))
}

fn read_with(
    zone: chrono_tz::Tz,
    before: &Catalogue,
    out: &mut dyn std::io::Write,
    each: impl FnOnce(&mut dyn Sink) -> Result<(), TableError>,
) -> Result<Catalogue, CliError> {
    let mut reading = Reading::new(zone, before, out);
    each(&mut reading)?;
    reading.finish()
}

/// The bundle with what was read in its place, under the next version of the catalogue when it says anything new.
fn placed(mut bundle: Reference, read: &Catalogue, replace: bool) -> Result<Reference, CliError> {
    let before = bundle.catalogue.clone();
    let after = &mut bundle.catalogue;
    if replace {
        after.materials.clone_from(&read.materials);
        after.tools.clone_from(&read.tools);
    } else {
        after.materials = merged(&before.materials, &read.materials, |one| &one.code);
        after.tools = merged(&before.tools, &read.tools, |one| &one.asset);
    }
    if *after != before {
        after.version = before.version.saturating_add(1);
    }
    after.check().map_err(|error| CliError::Usage(error.to_string()))?;
    let size = serde_json::to_vec(&bundle.catalogue).map_or(usize::MAX, |bytes| bytes.len());
    if size > MOST_BUNDLE_BYTES {
        let most = MOST_BUNDLE_BYTES / 1024 / 1024;
        return Err(CliError::Usage(format!(
            "the catalogue has {size} bytes; devices take up to {most} MiB of it"
        )));
    }
    Ok(bundle)
}

/// Those of before in their order, with new content where there is one, and then the new ones.
fn merged<T: Clone>(before: &[T], read: &[T], code: impl Fn(&T) -> &String) -> Vec<T> {
    let known: std::collections::BTreeSet<&String> = before.iter().map(&code).collect();
    let new: std::collections::BTreeMap<&String, &T> = read.iter().map(|one| (code(one), one)).collect();
    let kept = before.iter().map(|old| new.get(code(old)).copied().unwrap_or(old));
    kept.chain(read.iter().filter(|one| !known.contains(code(one)))).cloned().collect()
}

/// What the file changes, a line each.
fn differences(before: &Catalogue, after: &Catalogue) -> Vec<String> {
    let mut lines = changes(&before.materials, &after.materials, |one| &one.code);
    lines.extend(changes(&before.tools, &after.tools, |one| &one.asset));
    lines
}

fn changes<T: PartialEq>(before: &[T], after: &[T], code: impl Fn(&T) -> &String) -> Vec<String> {
    let old: std::collections::BTreeMap<&String, &T> = before.iter().map(|one| (code(one), one)).collect();
    let new: std::collections::BTreeSet<&String> = after.iter().map(&code).collect();
    let changed = after.iter().filter_map(|one| match old.get(code(one)) {
        None => Some(format!("+ {}", code(one))),
        Some(known) if *known != one => Some(format!("* {}", code(one))),
        Some(_) => None,
    });
    let gone = before.iter().filter(|one| !new.contains(code(one))).map(|one| format!("- {}", code(one)));
    changed.chain(gone).collect()
}

fn yuan(fen: i64) -> String {
    format!("{}.{:02}", fen / 100, fen % 100)
}

/// The catalogue as sheets that [`read_catalogue`] reads back; days are those of `zone`.
pub fn catalogue_sheets(catalogue: &Catalogue, zone: chrono_tz::Tz) -> Vec<Sheet> {
    let materials = catalogue.materials.iter().map(material_row).collect();
    let tools = catalogue.tools.iter().map(|one| tool_row(one, zone)).collect();
    vec![
        Sheet { name: "materials", row: "material", columns: MATERIAL_COLUMNS, rows: materials },
        Sheet { name: "tools", row: "tool", columns: TOOL_COLUMNS, rows: tools },
    ]
}

fn text(text: &str) -> Cell {
    Cell::Text(text.to_owned())
}

fn material_row(one: &Material) -> Vec<Cell> {
    let low = if one.low_level == 0 { String::new() } else { one.unit.format(one.low_level) };
    vec![
        text(&one.code),
        text(&one.label.zh_hans),
        text(&one.label.zh_hant),
        text(&one.label.en),
        text(one.unit.as_str()),
        Cell::Number(one.unit.format(one.step)),
        text(&one.specification),
        Cell::Number(yuan(one.unit_price_fen)),
        Cell::Number(low),
        text(if one.batch_tracked { "yes" } else { "no" }),
    ]
}

fn tool_row(one: &ToolCard, zone: chrono_tz::Tz) -> Vec<Cell> {
    let due = one.due_at.map(|due| Zone::from(zone).day_of(due).to_string());
    vec![
        text(&one.asset),
        text(&one.label.zh_hans),
        text(&one.label.zh_hant),
        text(&one.label.en),
        text(&one.kind),
        text(one.condition.as_str()),
        text(&due.unwrap_or_default()),
    ]
}

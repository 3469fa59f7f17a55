//! From rows to a catalogue. Every error is said at once and none is kept, so a file of errors needs no memory.

use super::{FORM, MATERIAL, TOOL, material_row, tool_row};
use crate::cli::{CliError, say, shown};
use crate::table::{Cell, Fault, Fields, Place, Sink};
use client_core::domain::calendar::Zone;
use client_core::domain::entry::store::ToolCondition;
use client_core::domain::stock::{Catalogue, CatalogueError, Material, ToolCard, Unit};
use client_core::domain::text::LocalText;
use std::collections::BTreeMap;
use std::io::Write;

/// What is wrong, with the column.
type Wrong = (&'static str, String);

/// A catalogue as it is read.
pub(super) struct Reading<'a> {
    zone: chrono_tz::Tz,
    materials: BTreeMap<&'a str, &'a Material>,
    tools: BTreeMap<&'a str, &'a ToolCard>,
    out: &'a mut dyn Write,
    errors: u64,
    /// What hindered an error from being said.
    unsaid: Option<CliError>,
    seen: BTreeMap<String, u32>,
    catalogue: Catalogue,
}

impl<'a> Reading<'a> {
    /// Nothing read yet; errors go to `out`.
    pub(super) fn new(zone: chrono_tz::Tz, before: &'a Catalogue, out: &'a mut dyn Write) -> Self {
        let materials = before.materials.iter().map(|one| (one.code.as_str(), one)).collect();
        let tools = before.tools.iter().map(|one| (one.asset.as_str(), one)).collect();
        let (seen, catalogue) = (BTreeMap::new(), Catalogue::default());
        Self { zone, materials, tools, out, errors: 0, unsaid: None, seen, catalogue }
    }

    /// What was read.
    ///
    /// # Errors
    /// There were errors; each was said.
    pub(super) fn finish(self) -> Result<Catalogue, CliError> {
        if let Some(error) = self.unsaid {
            return Err(error);
        }
        match self.errors {
            0 if self.catalogue.materials.is_empty() && self.catalogue.tools.is_empty() => {
                Err(CliError::Usage("the file has no rows; nothing was imported".to_owned()))
            }
            0 => Ok(self.catalogue),
            1 => Err(CliError::Usage("1 error; nothing was imported".to_owned())),
            many => Err(CliError::Usage(format!("{many} errors; nothing was imported"))),
        }
    }

    /// A row with what the catalogue has where the file has no column: it says nothing of what stands there.
    fn completed(&self, layout: usize, fields: &Fields) -> Fields {
        let code = field(fields, "code");
        let known = match layout {
            MATERIAL => self.materials.get(code).map(|one| material_row(one)),
            TOOL => self.tools.get(code).map(|one| tool_row(one, self.zone)),
            _ => None,
        };
        let columns = FORM.layouts.get(layout).map(|layout| layout.columns).unwrap_or_default();
        let mut fields = fields.clone();
        for (column, cell) in columns.iter().zip(known.unwrap_or_default()) {
            let (Cell::Text(text) | Cell::Number(text)) = cell;
            fields.entry(*column).or_insert(text);
        }
        fields
    }

    fn material(&self, fields: &Fields) -> Result<Material, Vec<Wrong>> {
        let mut wrong = Vec::new();
        let unit = Unit::parse(field(fields, "unit"));
        if unit.is_none() {
            let names: Vec<&str> = Unit::ALL.iter().map(|unit| unit.as_str()).collect();
            wrong.push(("unit", format!("one of {}", names.join(", "))));
        }
        let unit = unit.unwrap_or(Unit::Piece);
        let mut quantity = |column: &'static str, empty: Option<i64>| {
            let typed = field(fields, column);
            match (typed, empty) {
                ("", Some(empty)) => empty,
                ("", None) => {
                    wrong.push((column, "is missing".to_owned()));
                    1
                }
                (typed, _) => unit.parse_quantity(typed).unwrap_or_else(|error| {
                    wrong.push((column, format!("{}: {error}", shown(typed))));
                    1
                }),
            }
        };
        let (step, low_level) = (quantity("step", None), quantity("low_level", Some(0)));
        let price = field(fields, "price_yuan");
        let unit_price_fen = fen(price).unwrap_or_else(|| {
            wrong.push(("price_yuan", format!("{}: not an amount such as 12.50", shown(price))));
            0
        });
        let batch_tracked = match field(fields, "batch_tracked") {
            "yes" => true,
            "no" | "" => false,
            _ => {
                wrong.push(("batch_tracked", "yes or no".to_owned()));
                false
            }
        };
        let code = field(fields, "code").to_owned();
        if let Some(known) = self.materials.get(code.as_str()).filter(|known| known.unit != unit) {
            let why =
                format!("it is counted in {}; what was moved would mean something else", known.unit.as_str());
            wrong.push(("unit", why));
        }
        let material = Material {
            code,
            label: label(fields),
            unit,
            step,
            specification: field(fields, "specification").to_owned(),
            unit_price_fen,
            low_level,
            batch_tracked,
        };
        if let Err(error) = material.check() {
            let (column, why) = of_check(&error, fields);
            if !wrong.iter().any(|(known, _)| *known == column) {
                wrong.push((column, why));
            }
        }
        if wrong.is_empty() { Ok(material) } else { Err(wrong) }
    }

    fn tool(&self, fields: &Fields) -> Result<ToolCard, Vec<Wrong>> {
        let mut wrong = Vec::new();
        let condition = match field(fields, "condition") {
            "" => Some(ToolCondition::Good),
            name => ToolCondition::parse(name),
        };
        if condition.is_none() {
            wrong.push(("condition", "good, worn or damaged".to_owned()));
        }
        let due = field(fields, "inspection_due");
        let due_at = if due.is_empty() { None } else { self.day(due) };
        if due_at.is_none() && !due.is_empty() {
            wrong.push(("inspection_due", format!("{}: not a day such as 2026-12-31", shown(due))));
        }
        let tool = ToolCard {
            asset: field(fields, "code").to_owned(),
            kind: field(fields, "tool_kind").to_owned(),
            label: label(fields),
            condition: condition.unwrap_or(ToolCondition::Good),
            due_at,
        };
        if let Err(error) = tool.check() {
            wrong.push(of_check(&error, fields));
        }
        if wrong.is_empty() { Ok(tool) } else { Err(wrong) }
    }

    /// The instant at which a day begins at the site, milliseconds since 1970 UTC.
    fn day(&self, text: &str) -> Option<i64> {
        Some(Zone::from(self.zone).start_of(text.parse().ok()?))
    }

    fn twice(&mut self, place: Place, code: &str) -> bool {
        if let Some(first) = self.seen.get(code).copied() {
            self.wrong(Fault::new(place, "code", format!("{} stands in row {first} already", shown(code))));
            return true;
        }
        self.seen.insert(code.to_owned(), place.row);
        false
    }
}

impl Sink for Reading<'_> {
    fn row(&mut self, place: Place, layout: usize, fields: &Fields) {
        let fields = &self.completed(layout, fields);
        let code = field(fields, "code").to_owned();
        let twice = !code.is_empty() && self.twice(place, &code);
        // After an error nothing is kept: the file will not be imported.
        let wrong = match layout {
            MATERIAL => match self.material(fields) {
                Ok(one) if self.errors == 0 && !twice => {
                    self.catalogue.materials.push(one);
                    Vec::new()
                }
                read => read.err().unwrap_or_default(),
            },
            TOOL => match self.tool(fields) {
                Ok(one) if self.errors == 0 && !twice => {
                    self.catalogue.tools.push(one);
                    Vec::new()
                }
                read => read.err().unwrap_or_default(),
            },
            _ => Vec::new(),
        };
        for (column, why) in wrong {
            self.wrong(Fault::new(place, column, why));
        }
    }

    fn wrong(&mut self, fault: Fault) {
        self.errors += 1;
        // Nothing of the file is imported any more.
        self.catalogue = Catalogue::default();
        if self.unsaid.is_none() {
            self.unsaid = say(self.out, &shown(&fault.to_string())).err();
        }
    }
}

fn field<'f>(fields: &'f Fields, column: &str) -> &'f str {
    fields.get(column).map_or("", String::as_str)
}

fn label(fields: &Fields) -> LocalText {
    let name = |column| field(fields, column).to_owned();
    LocalText { zh_hans: name("name_zh_hans"), zh_hant: name("name_zh_hant"), en: name("name_en") }
}

/// The column that a catalogue's own check speaks of.
fn of_check(error: &CatalogueError, fields: &Fields) -> Wrong {
    let column = match error {
        CatalogueError::Code(_) | CatalogueError::Asset(_) | CatalogueError::Twice(_) => "code",
        CatalogueError::Label(_) => {
            let names = ["name_zh_hans", "name_zh_hant", "name_en"];
            let fits = |column: &str| (1..=60).contains(&field(fields, column).chars().count());
            names.into_iter().find(|column| !fits(column)).unwrap_or("tool_kind")
        }
        CatalogueError::Range { field, .. } => match *field {
            "unit_price" => "price_yuan",
            other => other,
        },
    };
    (column, error.to_string())
}

/// Fen of an amount in yuan with at most two decimals.
fn fen(text: &str) -> Option<i64> {
    let (whole, cents) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    if !digits(whole) || whole.len() > 9 || !digits(cents) || cents.len() > 2 {
        return None;
    }
    let cents: i64 = format!("{cents:0<2}").parse().ok()?;
    whole.parse::<i64>().ok()?.checked_mul(100)?.checked_add(cents)
}

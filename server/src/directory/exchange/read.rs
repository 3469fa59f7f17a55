//! From the rows of a file to rows of the directory.

use super::{BUILDING, FORM, Rows, UNIT, of_field};
use crate::table::{Fault, Fields, Place, Sink};
use client_core::domain::calendar::Day;
use client_core::domain::directory::{
    Building, CustomerKind, FieldFault, Party, Relation, Unit, UnitKind, unit_key,
};
use std::collections::BTreeMap;

/// A directory as it is read. Every error is told at once.
pub struct Reading<'a> {
    tell: &'a mut dyn FnMut(Fault),
    faults: u64,
    seen: BTreeMap<(usize, String), u32>,
    rows: Rows,
}

impl<'a> Reading<'a> {
    /// Nothing read yet.
    pub fn new(tell: &'a mut dyn FnMut(Fault)) -> Self {
        Self { tell, faults: 0, seen: BTreeMap::new(), rows: Rows::default() }
    }

    /// The sound rows, and the number of faults that were told.
    pub fn finish(self) -> (Rows, u64) {
        (self.rows, self.faults)
    }

    /// Tells that the row's name has been there before.
    fn twice(&mut self, place: Place, layout: usize, column: &str, name: &str, key: String) -> bool {
        if let Some(first) = self.seen.get(&(layout, key.clone())) {
            let (name, first) = (printable(name), first.to_string());
            let why = format!("{name} stands in row {first} already");
            self.wrong(Fault::new(place, column, why).coded("twice", [name, first]));
            return true;
        }
        self.seen.insert((layout, key), place.row);
        false
    }

    /// Tells what is wrong with a row; of one column only the first.
    fn all_wrong(&mut self, place: Place, mut wrong: Vec<Fault>, faults: &[FieldFault]) -> bool {
        for one in faults {
            if !wrong.iter().any(|known| known.column == one.field) {
                wrong.push(of_field(place, one));
            }
        }
        let any = !wrong.is_empty();
        for fault in wrong {
            self.wrong(fault);
        }
        any
    }

    fn building(&mut self, place: Place, fields: &Fields) {
        let building =
            Building { code: field(fields, "building").into(), name: field(fields, "building_name").into() };
        let key = unit_key(&building.code);
        let twice = !key.is_empty() && self.twice(place, BUILDING, "building", &building.code, key.clone());
        if self.all_wrong(place, Vec::new(), &building.faults()) {
            self.rows.excused.insert(key);
        } else if !twice {
            self.rows.buildings.push((place, building));
        }
    }

    fn unit(&mut self, place: Place, fields: &Fields) {
        let mut wrong = Vec::new();
        let kind = match field(fields, "unit_kind") {
            "" => Some(UnitKind::Dwelling),
            name => UnitKind::parse(name),
        };
        if kind.is_none() {
            let names: Vec<&str> = UnitKind::ALL.iter().map(|kind| kind.as_str()).collect();
            wrong.push(one_of(place, "unit_kind", &names));
        }
        let typed = field(fields, "area_m2");
        let area_dm2 = if typed.is_empty() { None } else { area(typed) };
        if area_dm2.is_none() && !typed.is_empty() {
            let (column, typed) = ("area_m2", printable(typed));
            let why = format!("{typed}: not an area such as 85.50");
            wrong.push(Fault::new(place, column, why).coded("area", [typed]));
        }
        let unit = Unit {
            building: field(fields, "building").into(),
            unit_no: field(fields, "unit_no").into(),
            kind: kind.unwrap_or(UnitKind::Other),
            area_dm2,
        };
        let key = unit.key();
        let named = !unit.unit_no.is_empty();
        let twice = named && self.twice(place, UNIT, "unit_no", &unit.unit_no, key.clone());
        let faults = unit.faults();
        if self.all_wrong(place, wrong, &faults) {
            self.rows.excused.insert(key);
        } else if !twice {
            self.rows.units.push((place, unit));
        }
    }

    fn party(&mut self, place: Place, layout: usize, fields: &Fields) {
        let mut wrong = Vec::new();
        let relation = Relation::parse(field(fields, "relation"));
        if relation.is_none() {
            let names: Vec<&str> = Relation::ALL.iter().map(|relation| relation.as_str()).collect();
            wrong.push(one_of(place, "relation", &names));
        }
        let customer_kind = match field(fields, "customer_kind") {
            "" => Some(CustomerKind::default()),
            name => CustomerKind::parse(name),
        };
        if customer_kind.is_none() {
            let names: Vec<&str> = CustomerKind::ALL.iter().map(|kind| kind.as_str()).collect();
            wrong.push(one_of(place, "customer_kind", &names));
        }
        let mut day = |column: &'static str| match field(fields, column) {
            "" => None,
            typed => {
                let day = typed.parse::<Day>();
                if day.is_err() {
                    let typed = printable(typed);
                    let why = format!("{typed}: not a day such as 2026-12-31");
                    wrong.push(Fault::new(place, column, why).coded("day", [typed]));
                }
                day.ok()
            }
        };
        let (since, until) = (day("since"), day("until"));
        let assistant = field(fields, "area_assistant");
        let party = Party {
            number: field(fields, "number").into(),
            name: field(fields, "name").into(),
            relation: relation.unwrap_or(Relation::User),
            customer_kind: customer_kind.unwrap_or_default(),
            building: field(fields, "building").into(),
            unit_no: field(fields, "unit_no").into(),
            phones: phones(field(fields, "phones")),
            since,
            until,
            area_assistant: (!assistant.is_empty()).then(|| assistant.to_owned()),
            note: field(fields, "note").into(),
        };
        let key = party.number.to_ascii_lowercase();
        let twice = !key.is_empty() && self.twice(place, layout, "number", &party.number, key);
        let faults = party.faults();
        if !self.all_wrong(place, wrong, &faults) && !twice {
            self.rows.parties.push((place, party));
        }
    }
}

impl Sink for Reading<'_> {
    fn row(&mut self, place: Place, layout: usize, fields: &Fields) {
        if layout != BUILDING {
            let columns = FORM.layouts.get(layout).map(|layout| layout.columns).unwrap_or_default();
            self.rows.absent.extend(columns.iter().filter(|column| !fields.contains_key(*column)));
        }
        match layout {
            BUILDING => self.building(place, fields),
            UNIT => self.unit(place, fields),
            _ => self.party(place, layout, fields),
        }
    }

    fn wrong(&mut self, fault: Fault) {
        self.faults += 1;
        (self.tell)(fault);
    }
}

fn one_of(place: Place, column: &str, names: &[&str]) -> Fault {
    let names = names.join(", ");
    Fault::new(place, column, format!("one of {names}")).coded("one_of", [names])
}

fn field<'f>(fields: &'f Fields, column: &str) -> &'f str {
    fields.get(column).map_or("", String::as_str)
}

/// A text for one line: what could move a cursor is shown, not sent.
fn printable(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect()
}

/// The phones of one cell.
pub(crate) fn phones(text: &str) -> Vec<String> {
    text.split([';', ';', '、', ',', ',', '/', '\n'])
        .map(str::trim)
        .filter(|phone| !phone.is_empty())
        .map(str::to_owned)
        .collect()
}

/// Square decimetres of an area in square metres with at most two decimals.
pub(crate) fn area(text: &str) -> Option<i64> {
    let (whole, rest) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(whole) || whole.len() > 9 || !digits(rest) || rest.len() > 2 {
        return None;
    }
    let rest: i64 = format!("{rest:0<2}").parse().ok()?;
    whole.parse::<i64>().ok()?.checked_mul(100)?.checked_add(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reg_01_areas_are_read_without_a_float() {
        for (text, expected) in
            [("85.5", Some(8_550)), ("85", Some(8_500)), ("0.01", Some(1)), ("85.505", None)]
        {
            assert_eq!(area(text), expected, "{text}");
        }
        for text in ["", ".5", "-1", "1e3", "8 5", "99999999999"] {
            assert_eq!(area(text), None, "{text}");
        }
        assert_eq!(phones(" 13800000001; 0571-88880000、 "), ["13800000001", "0571-88880000"]);
    }
}

//! The catalogue as files: in, out, and what is refused.

use super::Place;
use crate::feed::{reference, stock};
use client_core::domain::stock::{Catalogue, Unit};
use std::fmt::Write;
use std::path::Path;

const HEAD: &str = "row,code,name_zh_hans,name_zh_hant,name_en,unit,step,specification,price_yuan,low_level,\
                    batch_tracked,tool_kind,condition,inspection_due";
const GOOD: &str = "\
material,starter,启辉器,啟輝器,starter,piece,1,S10,3.00,2,no,,,
material,pipe,水管,水管,pipe,metre,0.1,=20mm,12.5,1.5,,,,
tool,T-017,钳形表,鉗形表,clamp meter,,,,,,,clamp_meter,good,2026-12-31
";

impl Place {
    pub(super) fn file(&self, name: &str, content: &str) -> String {
        let path = self.folder.path().join(name);
        std::fs::write(&path, content).unwrap();
        path.to_str().unwrap().to_owned()
    }

    pub(super) fn path(&self, name: &str) -> String {
        self.folder.path().join(name).to_str().unwrap().to_owned()
    }

    fn catalogue(&self) -> Catalogue {
        reference::current(&self.data().connect().unwrap()).unwrap().catalogue
    }

    fn bundle_version(&self) -> u64 {
        reference::version(&self.data().connect().unwrap()).unwrap()
    }

    /// What a refused import says: the listed errors, and the reason at the end.
    pub(super) fn refused(&self, words: &str) -> (String, String) {
        let mut out = Vec::new();
        let data = self.data();
        let mut line = vec!["undercroft", "--data", data.folder().to_str().unwrap()];
        line.extend(words.split(' '));
        let cli = <super::Cli as clap::Parser>::try_parse_from(line).unwrap();
        let error = super::run(cli, &mut out).unwrap_err().to_string();
        (String::from_utf8(out).unwrap(), error)
    }
}

#[test]
fn mat_10_a_catalogue_is_imported_once_and_goes_to_devices_with_the_reference_data() {
    let place = Place::new();
    place.init();
    let before = place.bundle_version();
    let file = place.file("in.csv", &format!("{HEAD}\n{GOOD}"));
    let said = place.run(&format!("catalogue import {file} --dry-run"));
    assert!(said.contains("+ starter") && said.contains("nothing was imported"), "{said}");
    assert_eq!((place.catalogue().version, place.bundle_version()), (0, before));

    let said = place.run(&format!("catalogue import {file}"));
    assert!(said.contains("catalogue 1 is published: 2 materials and 1 tools"), "{said}");
    let catalogue = place.catalogue();
    let pipe = catalogue.material("pipe").unwrap();
    assert_eq!((pipe.unit, pipe.step, pipe.low_level, pipe.unit_price_fen), (Unit::Metre, 100, 1_500, 1_250));
    let meter = catalogue.tool("T-017").unwrap();
    assert_eq!(meter.due_at, Some(1_798_646_400_000), "midnight at the site");
    assert_eq!(place.bundle_version(), before + 1);

    // The same again is no news; another price is, and what the file doesn't name stays.
    place.run(&format!("catalogue import {file}"));
    assert_eq!((place.catalogue().version, place.bundle_version()), (1, before + 1));
    let line = GOOD.lines().next().unwrap().replace("3.00", "3.50");
    let other = place.file("other.csv", &format!("{HEAD}\n{line}\n"));
    let said = place.run(&format!("catalogue import {other}"));
    assert!(said.contains("* starter") && !said.contains("pipe"), "{said}");
    assert_eq!((place.catalogue().version, place.catalogue().materials.len()), (2, 2));
    assert!(place.run(&format!("catalogue import {other} --replace")).contains("- pipe"));
    assert!(place.run("catalogue list").contains("starter\t启辉器\tS10\tpiece\t3.50"));
}

#[test]
fn mat_10_a_file_says_nothing_of_columns_that_it_does_not_have() {
    let place = Place::new();
    place.init();
    let all = GOOD.replace("12.5,1.5,,", "12.5,1.5,yes,").replace(",good,", ",worn,");
    place.run(&format!("catalogue import {}", place.file("in.csv", &format!("{HEAD}\n{all}"))));
    let before = place.catalogue();

    let prices = "row,code,price_yuan,tool_kind\nmaterial,pipe,13,\ntool,T-017,,meter\n";
    let said = place.run(&format!("catalogue import {}", place.file("prices.csv", prices)));
    assert!(said.contains("* pipe") && said.contains("* T-017") && !said.contains("starter"), "{said}");
    let mut expected = before.clone();
    let pipe = expected.materials.iter_mut().find(|one| one.code == "pipe").unwrap();
    pipe.unit_price_fen = 1_300;
    expected.tools[0].kind = "meter".to_owned();
    expected.version += 1;
    assert_eq!(place.catalogue(), expected);

    // An empty cell empties, and a new item has nothing yet that could stay.
    let empty = place.file("empty.csv", "row,code,specification,low_level\nmaterial,pipe,,\n");
    place.run(&format!("catalogue import {empty}"));
    let pipe = place.catalogue().material("pipe").unwrap().clone();
    assert_eq!((pipe.specification.as_str(), pipe.low_level, pipe.batch_tracked), ("", 0, true));
    let new = place.file("new.csv", "row,code,price_yuan\nmaterial,tape,1\n");
    assert!(place.refused(&format!("catalogue import {new}")).0.contains("row 2, name_zh_hans: "));
}

#[test]
fn mat_10_every_error_is_listed_with_its_row_and_column_and_nothing_is_imported() {
    let place = Place::new();
    place.init();
    let bad = "\
material,starter,启辉器,啟輝器,starter,piece,0.5,S10,3.00,2,no,,,
material,Tape,胶布,膠布,tape,rolls,1,,1.234,-1,maybe,,,
gadget,x,,,,,,,,,,,,

material,good,好,好,good,piece,1,,1,,,,,
material,good,好,好,good,piece,1,,1,,,,,
material,nameless,,好,good,piece,1,,1,,,,,
tool,t-1,表,表,meter,,,,,,,clamp_meter,broken,2026-02-30
tool,T-2,表,表,meter,piece,,,,,,,,
";
    let file = place.file("bad.csv", &format!("{HEAD}\n{bad}"));
    let expected = [
        "row 2, step: 0.5",
        "row 3, unit: one of piece",
        "row 3, price_yuan: 1.234",
        "row 3, batch_tracked: yes or no",
        "row 3, code: ",
        "row 4, row: material or tool",
        "row 6, code: good stands in row 5 already",
        "row 7, name_zh_hans: ",
        "row 8, condition: good, worn or damaged",
        "row 8, inspection_due: 2026-02-30",
        "row 8, code: ",
        "row 9, unit: belongs to another kind of row",
        "row 9, tool_kind: ",
    ];
    for dry_run in ["", " --dry-run"] {
        let (listed, error) = place.refused(&format!("catalogue import {file}{dry_run}"));
        for words in expected {
            assert!(listed.contains(words), "{words:?} is missing in {listed}");
        }
        assert_eq!(listed.lines().count(), expected.len(), "{listed}");
        assert_eq!(error, format!("{} errors; nothing was imported", expected.len()));
        assert_eq!(place.catalogue(), Catalogue::default());
    }
    let without = place.file("without.csv", &HEAD.replace("row,", "kind,"));
    assert!(place.refused(&format!("catalogue import {without}")).0.contains("row 1, kind: no such column"));
    let empty = place.file("empty.csv", "");
    assert_eq!(place.refused(&format!("catalogue import {empty}")).1, "1 error; nothing was imported");
    let latin = place.folder.path().join("latin.csv");
    std::fs::write(&latin, [HEAD.as_bytes(), b"\nmaterial,x,\xff\n"].concat()).unwrap();
    let latin = latin.to_str().unwrap();
    assert!(place.refused(&format!("catalogue import {latin}")).0.contains("row 2, row: not UTF-8"));
    let fake = place.file("fake.xlsx", "not a workbook");
    assert!(place.refused(&format!("catalogue import {fake}")).1.contains("fake.xlsx"));
    let other = place.file("catalogue.txt", GOOD);
    assert!(place.refused(&format!("catalogue import {other}")).1.contains(".csv or .xlsx"));
}

#[test]
fn mat_10_the_unit_of_a_known_material_stays() {
    let place = Place::new();
    place.init();
    let file = place.file("in.csv", &format!("{HEAD}\n{GOOD}"));
    place.run(&format!("catalogue import {file}"));
    let file = place.file("unit.csv", &format!("{HEAD}\n{}", GOOD.replace("piece,1", "kilogram,1")));
    let (listed, _) = place.refused(&format!("catalogue import {file}"));
    assert!(listed.contains("row 2, unit: it is counted in piece"), "{listed}");
    assert_eq!(place.catalogue().version, 1);
}

#[test]
fn mat_10_a_hundred_thousand_rows_with_a_bad_last_one_are_refused_whole() {
    let place = Place::new();
    place.init();
    let mut text = format!("{HEAD}\n");
    for n in 1..100_000 {
        writeln!(text, "material,item_{n},材料,材料,item,piece,1,S{n},3.00,2,no,,,").unwrap();
    }
    writeln!(text, "material,last,材料,材料,item,piece,none,,3.00,2,no,,,").unwrap();
    let file = place.file("many.csv", &text);
    let (listed, error) = place.refused(&format!("catalogue import {file}"));
    assert_eq!(listed.trim_end(), "row 100001, step: none: not a number such as 3 or 1.5");
    assert_eq!(error, "1 error; nothing was imported");
    assert_eq!(place.catalogue(), Catalogue::default());
    // A hundred thousand errors are a hundred thousand lines.
    let file = place.file("all.csv", &text.replace("piece,1,", "piece,0.1,"));
    let (listed, error) = place.refused(&format!("catalogue import {file}"));
    assert_eq!((listed.lines().count(), error.as_str()), (100_000, "100000 errors; nothing was imported"));
}

#[test]
fn mat_10_what_is_exported_is_imported_the_same_and_holds_no_formula() {
    let place = Place::new();
    place.init();
    let file = place.file("in.csv", &format!("{HEAD}\n{GOOD}"));
    place.run(&format!("catalogue import {file}"));
    let before = place.catalogue();
    assert_eq!(before.material("pipe").unwrap().specification, "=20mm");
    for name in ["out.csv", "out.xlsx"] {
        let out = place.path(name);
        place.run(&format!("catalogue export {out}"));
        let again = place.run(&format!("catalogue import {out} --replace"));
        assert!(again.contains("catalogue 1 is published"), "{again}");
        assert_eq!(place.catalogue(), before, "{name}");
        let taken = place.refused(&format!("catalogue export {out}")).1;
        assert!(taken.contains(name), "a file that is there is left alone: {taken}");
    }
    let text = std::fs::read_to_string(place.path("out.csv")).unwrap();
    assert!(text.contains(",'=20mm,") && !text.contains(",=20mm"), "{text}");
}

#[test]
fn mat_10_errors_of_a_workbook_name_their_sheet() {
    let place = Place::new();
    place.init();
    let path = place.path("bad.xlsx");
    let mut workbook = rust_xlsxwriter::Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.set_name("materials").unwrap();
    for (column, name) in (0_u16..).zip(HEAD.split(',').skip(1).take(10)) {
        sheet.write_string(0, column, name).unwrap();
    }
    // Numbers as spreadsheets have them, a row apart.
    for (row, step) in [(1, 0.1), (3, 0.0005)] {
        for (column, text) in [(0, "pipe"), (1, "水管"), (2, "水管"), (3, "pipe"), (4, "metre"), (6, "")]
        {
            sheet.write_string(row, column, text).unwrap();
        }
        sheet.write_string(row, 0, format!("pipe_{row}")).unwrap();
        sheet.write_number(row, 5, step).unwrap();
        sheet.write_number(row, 7, 12.35).unwrap();
    }
    workbook.save(Path::new(&path)).unwrap();
    let (listed, error) = place.refused(&format!("catalogue import {path}"));
    assert_eq!(listed.trim_end(), "materials, row 4, step: 0.0005: finer than the small unit of the item");
    assert_eq!(error, "1 error; nothing was imported");

    let mut workbook = rust_xlsxwriter::Workbook::new();
    workbook.add_worksheet().set_name("else").unwrap();
    let path = place.path("else.xlsx");
    workbook.save(Path::new(&path)).unwrap();
    assert!(
        place.refused(&format!("catalogue import {path}")).0.contains("no sheet named materials or tools")
    );
}

#[test]
fn mat_10_stock_figures_are_exported() {
    let place = Place::new();
    place.init();
    let file = place.file("in.csv", &format!("{HEAD}\n{GOOD}"));
    place.run(&format!("catalogue import {file}"));
    assert!(stock::facts(&place.data().connect().unwrap()).unwrap().is_empty());
    let out = place.path("stock.csv");
    assert!(place.run(&format!("store export {out}")).contains("2 stock figures and 0 open loans"));
    let text = std::fs::read_to_string(&out).unwrap();
    assert!(text.contains("stock,pipe,水管,metre,,0,1.5,yes"), "{text}");
    let out = place.path("stock.xlsx");
    place.run(&format!("store export {out}"));
    assert!(std::fs::metadata(&out).unwrap().len() > 1_000);
}

//! Seeds that are files: bodies, pictures, procedures, tables.

use super::{Seed, noise, seed, with};
use crate::site::{ZONE, reference};
use ciborium::Value;
use client_core::domain::blob::{Blob, digest_of};
use client_core::domain::id::{CommandId, DocumentId, EntryId};
use client_core::domain::procedure::Library;
use client_core::protocol::to_bytes;
use std::io::Write;
use undercroft_server::cli::catalogue_sheets;
use undercroft_server::site::timezone;
use undercroft_server::table::{self, Cell, Ending, Sheet};

pub(super) fn all() -> Vec<Seed> {
    let mut seeds = bodies();
    seeds.extend(pictures());
    seeds.extend(procedures());
    seeds.extend(tables());
    seeds
}

fn gzip(plain: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(plain).expect("memory takes everything");
    encoder.finish().expect("memory takes everything")
}

fn zstd_of(plain: &[u8], level: i32) -> Vec<u8> {
    zstd::bulk::compress(plain, level).expect("bytes compress")
}

/// A message with all that columns treat by itself: blobs and their digest, entries whose ids follow from their command,
/// the same again, numbers of both signs.
fn message() -> Vec<u8> {
    let map = |fields: Vec<(&str, Value)>| {
        Value::Map(fields.into_iter().map(|(key, value)| (Value::from(key), value)).collect())
    };
    let document = DocumentId::from_bytes([2; 16]);
    let command = CommandId::new(1_795_774_900_000, [3; 10]);
    let blob = Blob::text([4; 16], "words").to_bytes();
    let entry = |n: u32| {
        let entry = map(vec![
            (
                "at",
                map(vec![
                    ("wall", (1_795_774_900_000 + i64::from(n)).into()),
                    ("offset", (-i64::from(n)).into()),
                ]),
            ),
            (
                "command",
                map(vec![("id", Value::Bytes(command.as_bytes().to_vec())), ("documents", 1.into())]),
            ),
            (
                "data",
                map(vec![
                    ("text", Value::Bytes(digest_of(&blob).as_bytes().to_vec())),
                    ("done", true.into()),
                ]),
            ),
            ("kind", "note".into()),
        ]);
        let id = EntryId::of_command(command, document, n);
        let bytes = to_bytes(&entry).expect("a value has bytes");
        Value::Array(vec![Value::Bytes(id.as_bytes().to_vec()), Value::Bytes(bytes)])
    };
    let of = || ("document", Value::Bytes(document.as_bytes().to_vec()));
    let entries = Value::Array((0..6).map(entry).collect());
    let message = map(vec![
        ("documents", Value::Array(vec![map(vec![of(), ("entries", entries)])])),
        ("blobs", Value::Array(vec![map(vec![of(), ("bytes", Value::Bytes(blob.clone()))])])),
    ]);
    to_bytes(&message).expect("a value has bytes")
}

fn bodies() -> Vec<Seed> {
    let text = "a body of a request, a body of a request".repeat(20);
    let (packed, frame) = (gzip(text.as_bytes()), zstd_of(text.as_bytes(), 3));
    let zeros = vec![0_u8; 3 * 1024 * 1024];
    let mut wide = zstd::stream::write::Encoder::new(Vec::new(), 1).expect("an encoder");
    wide.window_log(27).expect("a window");
    wide.write_all(b"wide").and_then(|()| wide.flush()).expect("memory takes everything");
    let wide = wide.finish().expect("memory takes everything");
    let mut damaged = packed.clone();
    let middle = damaged.len() / 2;
    damaged[middle] ^= 0x40;
    let twice = [packed.as_slice(), &packed].concat();
    let message = message();
    let columns = client_core::protocol::columns::pack(&message).expect("plain CBOR");
    let of = |name: &str, first, bytes: &[u8]| seed("inflate", name, with(first, bytes));
    vec![
        of("plain", 0, text.as_bytes()),
        of("gzip", 1, &packed),
        of("zstd", 2, &frame),
        of("unknown-coding", 3, text.as_bytes()),
        of("answer", 4, &frame),
        of("columns", 0, &columns),
        of("columns-answer", 4, &zstd_of(&columns, 3)),
        of("honest-columns", 5, &message),
        of("honest-zstd", 5, text.as_bytes()),
        of("honest-gzip", 6, text.as_bytes()),
        of("honest-bomb", 7, &[&[0xff, 0xff][..], &[0; 40]].concat()),
        of("m4-gzip-bomb", 1, &gzip(&zeros)),
        of("m4-zstd-bomb", 2, &zstd_of(&zeros, 19)),
        of("m4-answer-bomb", 4, &zstd_of(&zeros, 19)),
        of("m4-zstd-wide-window", 2, &wide),
        of("m4-answer-wide-window", 4, &wide),
        of("gzip-twice", 1, &twice),
        of("gzip-damaged", 1, &damaged),
        of("gzip-cut", 1, &packed[..packed.len() - 9]),
        of("zstd-cut", 2, &frame[..frame.len() - 3]),
        of("noise", 2, &noise(1, 90)),
    ]
}

fn pictures() -> Vec<Seed> {
    let jpeg = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00\xff\xd9";
    let png = b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x02\x00\x00\x00";
    let blob = |media: &str, content: &[u8]| {
        Blob { salt: [7; 16], media_type: media.to_owned(), content: content.to_vec() }.to_bytes()
    };
    let polyglot = [&jpeg[..], b"<script>alert(1)</script>%PDF-1.7 PK\x03\x04"].concat();
    let of = |name: &str, bytes: Vec<u8>| seed("images", name, bytes);
    vec![
        of("stored-jpeg", with(0, &blob("image/jpeg", jpeg))),
        of("stored-png", with(0, &blob("image/png", png))),
        of("stored-text", with(0, &blob("text/plain;charset=utf-8", "客户".as_bytes()))),
        of("stored-png-that-says-jpeg", with(0, &blob("image/jpeg", png))),
        of("stored-polyglot", with(0, &blob("image/jpeg", &polyglot))),
        of("stored-long-media", with(0, &blob(&"x".repeat(255), jpeg))),
        of("stored-cut", with(0, &blob("image/jpeg", jpeg)[..20])),
        of("json", with(1, br#"{"bytes":"_9j_4A","taken_at":7}"#)),
        of("json-padded", with(1, br#"{"bytes":"_9j/4A==","taken_at":1e400}"#)),
        of("jpeg-as-jpeg", with(6, jpeg)),
        of("png-as-png", with(7, png)),
        of("svg", with(2, b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>")),
        of("html", with(3, b"<!doctype html><script>alert(1)</script>")),
        of("gif", with(6, b"GIF89a\x01\x00\x01\x00")),
        of("exe-named-jpg", with(6, b"MZ\x90\x00\x03")),
        of("polyglot", with(6, &polyglot)),
        of("jpeg-two-bytes", with(6, b"\xff\xd8")),
    ]
}

fn procedures() -> Vec<Seed> {
    let of = |name: &str, text: &str| seed("procedures", name, text.as_bytes());
    let mut seeds = vec![of("empty", ""), of("not-toml", "id = [[[")];
    let texts = Library::built_in_texts();
    for (name, text) in texts.iter().filter(|(_, text)| text.len() < 24 * 1024) {
        seeds.push(of(name.trim_end_matches(".toml"), text));
    }
    let tap = texts.iter().find(|(name, _)| *name == "tap.toml").map_or("", |(_, text)| text);
    let renamed = tap.replace("TAP", "XAB");
    seeds.push(of("new", &renamed));
    seeds.push(of("next-version", &tap.replace("\nversion = 1", "\nversion = 2")));
    seeds.push(of("version-zero", &renamed.replace("\nversion = 1", "\nversion = 0")));
    seeds.push(of("step-twice", &renamed.replace("XAB-2", "XAB-1")));
    seeds.push(of("needs-itself", &renamed.replace("{ closed = \"XAB-2\" }", "{ closed = \"XAB-3\" }")));
    seeds.push(of("huge-number", &renamed.replace("\nversion = 1", "\nversion = 99999999999999999999")));
    seeds.push(of("cut", &renamed[..1_200]));
    seeds.push(of("m3-deep", &format!("id = {}{}", "[".repeat(400), "]".repeat(400))));
    seeds.push(of("dotted", &format!("{}=1", vec!["a"; 3_000].join("."))));
    seeds
}

fn directory() -> Vec<Sheet> {
    let text = |text: &str| Cell::Text(text.to_owned());
    let rows = |rows: &[&[&str]]| rows.iter().map(|row| row.iter().map(|one| text(one)).collect()).collect();
    let [buildings, units, customers] = exchange_layouts();
    vec![
        Sheet { rows: rows(&[&["3", "三号楼"], &["5", "五号楼"]]), ..sheet(buildings) },
        Sheet { rows: rows(&[&["3", "1202", "dwelling", "85.50"], &["5", "301", "", ""]]), ..sheet(units) },
        Sheet {
            rows: rows(&[&[
                "K-1",
                "王小明",
                "owner",
                "3",
                "1202",
                "13800000000; 0571-88880000",
                "2020-01-01",
                "",
                "",
                "=1+1",
            ]]),
            ..sheet(customers)
        },
    ]
}

fn exchange_layouts() -> [table::Layout; 3] {
    let layouts = undercroft_server::directory::exchange::FORM.layouts;
    [layouts[0], layouts[1], layouts[2]]
}

fn sheet(layout: table::Layout) -> Sheet {
    Sheet { name: layout.sheet, row: layout.row, columns: layout.columns, rows: Vec::new() }
}

/// The texts of a workbook's parts, as the target takes them.
fn parts(shared: &str, sheets: &[&str]) -> Vec<u8> {
    let mut bytes = shared.as_bytes().to_vec();
    for sheet in sheets {
        bytes.push(0);
        bytes.extend_from_slice(sheet.as_bytes());
    }
    bytes
}

/// A sheet of these rows, written out in the sheet itself.
fn xml(rows: &[&[&str]]) -> String {
    let cell = |r: usize, (c, text): (usize, &&str)| {
        let column = char::from(b'A' + c as u8);
        format!("<c r=\"{column}{r}\" t=\"inlineStr\"><is><t>{text}</t></is></c>")
    };
    let row = |(r, row): (usize, &&[&str])| {
        let r = r + 1;
        let cells: Vec<String> = row.iter().enumerate().map(|one| cell(r, one)).collect();
        format!("<row r=\"{r}\">{}</row>", cells.concat())
    };
    let rows: Vec<String> = rows.iter().enumerate().map(row).collect();
    format!("<worksheet><sheetData>{}</sheetData></worksheet>", rows.concat())
}

fn tables() -> Vec<Seed> {
    let of = |name: &str, first, bytes: &[u8]| seed("tables", name, with(first, bytes));
    let made = |kind, sheets: &[Sheet]| table::bytes(kind, sheets).expect("a table");
    let directory = directory();
    let mut catalogue = reference(&Library::built_in().expect("the built-in procedures")).catalogue;
    catalogue.materials.truncate(4);
    let catalogue = catalogue_sheets(&catalogue, timezone(ZONE).expect("a zone"));
    let csv = made(Ending::Csv, &directory);
    let book = made(Ending::Xlsx, &directory);
    let mut damaged = book.clone();
    let middle = damaged.len() / 2;
    damaged[middle] ^= 0x10;
    let buildings = xml(&[&["building", "building_name"], &["3", "Tower"]]);
    let announced = |count: &str| {
        parts(&format!("<sst uniqueCount=\"{count}\"><si><t>building</t></si></sst>"), &[&buildings])
    };
    let shared =
        "<sst count=\"2\" uniqueCount=\"2\"><si><t>building</t></si><si><t>building_name</t></si></sst>";
    let by_number = "<worksheet><sheetData><row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" t=\"s\"><v>1</v>\
        </c></row><row r=\"2\"><c r=\"A2\"><v>7</v></c><c r=\"B2\" t=\"s\"><v>99</v></c></row></sheetData></worksheet>";
    let far = "<worksheet><sheetData><row r=\"4294967295\"><c r=\"XFD4294967295\"><v>1</v></c></row></sheetData></worksheet>";
    let odd = "<worksheet><dimension ref=\"A1:XFD1048576\"/><sheetData><row><c r=\"A0\"><v>1e400</v></c><c r=\"\" t=\"e\"><v>#REF!</v></c>\
        <c r=\"B1\" t=\"d\"><v>2026-13-45</v></c><c r=\"C1\" t=\"b\"><v>2</v></c><c r=\"D1\"><f>1+1</f><v>2</v></c></row></sheetData></worksheet>";
    let materials = xml(&[
        &[
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
        ],
        &["starter", "启辉器", "啟輝器", "starter", "piece", "1", "", "4.00", "2", "no"],
    ]);
    let tools = xml(&[
        &["code", "name_zh_hans", "name_zh_hant", "name_en", "tool_kind", "condition", "inspection_due"],
        &["T-017", "钳形表", "鉗形表", "clamp meter", "clamp_meter", "good", "2026-12-31"],
    ]);
    vec![
        of("directory-csv", 0, &csv),
        of("directory-xlsx", 1, &book),
        of("directory-parts", 2, &parts("<sst/>", &[&buildings])),
        of("directory-shared", 2, &parts(shared, &[by_number])),
        of("catalogue-csv", 3, &made(Ending::Csv, &catalogue)),
        of("catalogue-xlsx", 4, &made(Ending::Xlsx, &catalogue)),
        of("catalogue-parts", 5, &parts("<sst/>", &[&materials, &tools])),
        of("directory-csv-bom", 0, &[b"\xef\xbb\xbf", csv.as_slice()].concat()),
        of(
            "directory-csv-fault",
            0,
            b"row,building,building_name\nbuilding,3,Tower\nbuilding,3,Again\nbarn,1,\n",
        ),
        of(
            "directory-csv-quotes",
            0,
            b"row,building,building_name\nbuilding,\"3\n\"\"\",\"=cmd|'/c calc'!A0\n",
        ),
        of("directory-csv-latin", 0, b"row,building\nbuilding,\xe9\n"),
        of("directory-xlsx-damaged", 1, &damaged),
        of("directory-xlsx-cut", 1, &book[..book.len() - 40]),
        of("m4-announces-billions", 2, &announced("9999999999999")),
        of("m4-announces-everything", 5, &announced("18446744073709551615")),
        of("sheet-far", 2, &parts("<sst/>", &[far])),
        of("sheet-odd", 2, &parts("<sst/>", &[odd])),
        of("sheet-odd-catalogue", 5, &parts("<sst/>", &[odd, far])),
        of("sheet-cut", 2, &parts("<sst", &["<worksheet><sheetData><row"])),
        of("catalogue-csv-fault", 3, b"row,code,unit,price_yuan\nmaterial,starter,mile,-1\ntool,t,,\n"),
        of("nothing", 0, b""),
    ]
}

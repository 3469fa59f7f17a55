//! Tables, read back from their PDF.

use super::common::{LANGUAGES, Read, number, squeezed};
use client_core::domain::text::Language;
use undercroft_paper::{Align, Column, PaperError, Table, TablePaper, content_hash, table_pdf};

fn table(rows: usize) -> TablePaper {
    let column = |title: &str, align, weight| Column { title: title.into(), align, weight };
    TablePaper {
        title: "服务收费月报表".into(),
        subtitles: vec!["翠园一期管理处　2026年3月".into(), "状态：已批准".into()],
        tables: vec![Table {
            heading: String::new(),
            columns: vec![
                column("单号", Align::Left, 3),
                column("业主", Align::Centre, 4),
                column("金额", Align::Right, 3),
            ],
            rows: (0..rows)
                .map(|i| vec![format!("LMP26-{i:06}"), "王喆堃".into(), format!("{i}.00")])
                .collect(),
            totals: Some(vec!["合计行".into(), String::new(), "9,999.99".into()]),
        }],
        landscape: false,
    }
}

#[test]
fn two_thousand_rows_are_all_there_below_their_heads() {
    for landscape in [false, true] {
        let table = TablePaper { landscape, ..table(2_000) };
        let read = Read::new(&table_pdf(&table, Language::ZhHans).expect("a paper"));
        let pages = read.pages.len();
        assert!(pages > 20, "{pages} pages");
        let hash = content_hash(&table);
        for (i, page) in read.pages.iter().enumerate() {
            assert!(["单号", "业主", "金额", &hash[..16]].iter().all(|text| page.contains(text)), "page {i}");
            assert!(page.contains(&format!("{}/{pages}", i + 1)));
        }
        let whole = read.pages.concat();
        assert!((0..2_000).all(|i| whole.matches(&format!("LMP26-{i:06}")).count() == 1));
        assert_eq!(whole.matches("合计行").count(), 1);
        assert!(read.has(pages - 1, "9,999.99") && read.has(0, &table.subtitles[0]));
        assert_eq!(read.about(b"Keywords"), format!("sha256:{hash}"));
        let id = *read.document.get_pages().values().next().expect("a page");
        let page = read.document.get_dictionary(id).expect("a page");
        let size = page.get(b"MediaBox").and_then(lopdf::Object::as_array).expect("its size");
        assert_eq!(number(&size[2]) > number(&size[3]), landscape);
    }
}

#[test]
fn equal_tables_give_equal_bytes() {
    for language in LANGUAGES {
        assert_eq!(table_pdf(&table(50), language), table_pdf(&table(50), language));
    }
}

#[test]
fn a_row_of_another_length_is_refused() {
    let mut odd = table(3);
    odd.tables[0].rows[1].pop();
    assert_eq!(table_pdf(&odd, Language::En), Err(PaperError::Columns { row: 1, expected: 3, found: 2 }));
    let mut odd = table(3);
    odd.tables[0].totals = Some(vec![String::new(); 4]);
    assert_eq!(table_pdf(&odd, Language::En), Err(PaperError::Columns { row: 3, expected: 3, found: 4 }));
}

#[test]
fn a_value_longer_than_a_page_flows_on() {
    let mut long = table(3);
    long.tables[0].rows[1][1] = (0..900).map(|i| format!("item{i:03} ")).collect::<Vec<_>>().concat();
    let read = Read::new(&table_pdf(&long, Language::En).expect("a paper"));
    assert!(read.pages.len() > 1);
    let whole = read.pages.concat();
    assert!((0..900).all(|i| whole.matches(&format!("item{i:03}")).count() == 1));
    assert!(whole.contains("LMP26-000002"));
}

#[test]
fn odd_tables_are_still_papers() {
    for odd in [
        TablePaper::default(),
        TablePaper {
            tables: vec![Table { rows: vec![vec![], vec![]], ..Table::default() }],
            ..TablePaper::default()
        },
        TablePaper { title: "长".repeat(5_000), ..table(3) },
        TablePaper { subtitles: vec!["line".into(); 500], ..table(3) },
        TablePaper {
            tables: vec![Table {
                columns: vec![Column::default(); 300],
                rows: vec![vec!["value".into(); 300]],
                ..Table::default()
            }],
            ..table(0)
        },
    ] {
        let pdf = table_pdf(&odd, Language::ZhHant).expect("a paper");
        assert!(!Read::new(&pdf).pages.is_empty());
    }
    let wide = TablePaper {
        tables: vec![Table {
            columns: vec![Column { title: squeezed("h e a d").repeat(900), ..Column::default() }],
            ..Table::default()
        }],
        ..TablePaper::default()
    };
    assert!(table_pdf(&wide, Language::En).is_ok());
}

#[test]
fn several_tables_stand_below_their_headings_with_their_own_heads() {
    let part = |name: &str, rows: usize| Table {
        heading: format!("{name}表"),
        columns: vec![Column { title: format!("{name}列"), ..Column::default() }],
        rows: (0..rows).map(|i| vec![format!("{name}{i:04}")]).collect(),
        totals: None,
    };
    let paper = TablePaper { tables: vec![part("甲", 70), part("乙", 2), part("丙", 90)], ..table(0) };
    let read = Read::new(&table_pdf(&paper, Language::ZhHans).expect("a paper"));
    let whole = read.pages.concat();
    for (name, rows) in [("甲", 70), ("乙", 2), ("丙", 90)] {
        assert_eq!(whole.matches(&format!("{name}表")).count(), 1);
        assert!((0..rows).all(|i| whole.matches(&format!("{name}{i:04}")).count() == 1));
    }
    assert!(whole.find("甲0069") < whole.find("乙表") && whole.find("乙0001") < whole.find("丙表"));
    let last = read.pages.last().expect("a page");
    assert!(last.contains("丙列") && !last.contains("甲列"), "{last}");
}

//! Letters about fees, read back from their PDF.

use super::common::{LANGUAGES, Read, lines, scanned, squeezed};
use client_core::domain::text::Language;
use std::ops::Range;
use undercroft_paper::{NoticePaper, PaperError, content_hash, notices_pdf};

fn text(text: &str) -> String {
    text.to_owned()
}

/// A payment notice to the customer `i`, with this many rows.
fn notice(i: usize, rows: usize) -> NoticePaper {
    NoticePaper {
        title: text("管理费付款通知书"),
        site: text("翠园一期管理处"),
        number: format!("DUN26-{i:06}"),
        link: format!("https://fsm.example.org/fees/notices/{i}"),
        date: text("2026年6月1日"),
        addressee: vec![format!("业主喆堃{i:03}"), text("3栋2单元1502")],
        body: vec![
            text("您好！现将贵户二〇二六年下半年的管理费明细列明如下。"),
            text("请于收到本通知后一个月内付清。"),
        ],
        headings: ["费用项目", "所属期间", "应缴金额"].map(text).to_vec(),
        rows: (0..rows)
            .map(|row| vec![format!("户{i:03}项{row:03}"), text("2026-07 – 2026-12"), format!("{row}.00")])
            .collect(),
        total: Some((text("合计总额"), text("1,234.56"))),
        closing: vec![text("逾期未付的，按日加收千分之三的滞纳金。"), text("如已付款，请忽略本通知。")],
        signature: text("碧湖物业财务部"),
    }
}

fn read(notices: &[NoticePaper], language: Language) -> Read {
    Read::new(&notices_pdf(notices, language).expect("letters"))
}

/// Every text of a letter that must be found in print.
fn texts(notice: &NoticePaper) -> Vec<String> {
    let mut texts = vec![&notice.title, &notice.site, &notice.number, &notice.date, &notice.signature];
    texts.extend(notice.addressee.iter().chain(&notice.body).chain(&notice.closing));
    texts.extend(notice.headings.iter().chain(notice.rows.iter().flatten()));
    texts.extend(notice.total.iter().flat_map(|(label, amount)| [label, amount]));
    texts.into_iter().map(|text| squeezed(text)).collect()
}

/// The pages that each letter has, by the number that stands on all of them.
fn pages(read: &Read, notices: &[NoticePaper]) -> Vec<Range<usize>> {
    let mut next = 0;
    let found = notices.iter().map(|notice| {
        let count = read.pages[next..].iter().take_while(|page| page.contains(&notice.number)).count();
        let own = next..next + count;
        next = own.end;
        own
    });
    let found = found.collect();
    assert_eq!(next, read.pages.len(), "every page is a letter's");
    found
}

#[test]
fn dun_06_letters_in_bulk_stand_on_pages_of_their_own_in_every_language() {
    let notices: Vec<NoticePaper> = (0..12).map(|i| notice(i, if i % 4 == 1 { 70 } else { 3 })).collect();
    for language in LANGUAGES {
        let read = read(&notices, language);
        for (own, notice) in pages(&read, &notices).into_iter().zip(&notices) {
            assert_eq!(own.len() > 1, notice.rows.len() > 3, "{language:?}: {}", notice.number);
            let whole = read.pages[own.clone()].concat();
            for text in texts(notice) {
                assert!(whole.contains(&text), "{language:?}: {} has no {text}", notice.number);
            }
            for other in notices.iter().filter(|other| other.number != notice.number) {
                assert!(!whole.contains(&other.number) && !whole.contains(&other.addressee[0]));
            }
        }
    }
}

#[test]
fn dun_06_the_foot_of_every_page_tells_the_number_and_which_page_of_how_many() {
    let notices = [notice(1, 3), notice(2, 90), notice(3, 0)];
    for (language, label) in LANGUAGES.into_iter().zip(["编号", "編號", "No."]) {
        let read = read(&notices, language);
        for (own, notice) in pages(&read, &notices).into_iter().zip(&notices) {
            let (count, hash) = (own.len(), content_hash(notice));
            for (i, page) in read.pages[own].iter().enumerate() {
                let foot = format!("{}{label}{}{}/{count}", &hash[..16], notice.number, i + 1);
                assert!(page.ends_with(&foot), "{language:?}: {page} doesn't end with {foot}");
            }
        }
    }
}

#[test]
fn dun_06_the_code_stands_on_the_first_page_of_each_letter() {
    let mut notices = vec![notice(1, 80), notice(2, 3), notice(3, 3)];
    notices[2].link.clear();
    let read = read(&notices, Language::ZhHans);
    for (own, notice) in pages(&read, &notices).into_iter().zip(&notices) {
        let link = (!notice.link.is_empty()).then(|| notice.link.clone());
        assert_eq!(scanned(&read, own.start), link);
        assert_eq!(read.has(own.start, "扫码查看"), link.is_some());
        assert!(own.skip(1).all(|page| scanned(&read, page).is_none()));
    }
    notices[1].link = "x".repeat(5_000);
    assert_eq!(notices_pdf(&notices, Language::En), Err(PaperError::Address));
}

#[test]
fn dun_06_a_long_table_repeats_its_heads_and_loses_no_row() {
    let notices = [notice(1, 150), notice(2, 1)];
    let read = read(&notices, Language::ZhHant);
    let own = pages(&read, &notices).remove(0);
    assert!(own.len() > 3, "{own:?}");
    let whole = read.pages[own.clone()].concat();
    assert!((0..150).all(|row| whole.matches(&format!("户001项{row:03}")).count() == 1));
    for page in &read.pages[own] {
        let tabled = page.contains("户001项") || page.contains("合计总额");
        assert!(notices[0].headings.iter().all(|heading| page.contains(heading) == tabled), "{page}");
    }
    let place = |text: &str| whole.find(text).expect(text);
    assert!(place("户001项149") < place("合计总额") && place("合计总额") < place("逾期未付的"));
    for once in ["合计总额", "1,234.56", "碧湖物业财务部", "您好！"] {
        assert_eq!(whole.matches(once).count(), 1, "{once}");
    }
}

#[test]
fn chinese_paragraphs_are_wrapped_and_english_ones_flow_on() {
    let clause = |i| format!("第{i:03}条管理费按建筑面积计收，");
    let long: String = (0..90).map(clause).collect();
    let words = (0..1_500).map(|i| format!("word{i:04} ")).collect::<Vec<_>>().concat();
    let letters = [
        NoticePaper { body: vec![long.clone()], ..notice(1, 3) },
        NoticePaper { body: vec![words], ..notice(2, 3) },
    ];
    let read = read(&letters, Language::ZhHans);
    let own = pages(&read, &letters);
    assert!(read.has(0, &long), "the paragraph has room on the first page");
    // Between the margins is room for 49 ideographs, and for somewhat more where digits are among them.
    let drawn = lines(&read, 0);
    assert!(drawn.iter().filter(|glyphs| **glyphs > 45).count() > 20, "lines are filled: {drawn:?}");
    assert!(drawn.iter().all(|glyphs| *glyphs < 60), "lines end: {drawn:?}");
    assert!(own[1].len() > 1);
    let whole = read.pages[own[1].clone()].concat();
    assert!((0..1_500).all(|i| whole.matches(&format!("word{i:04}")).count() == 1));
}

#[test]
fn a_signature_stands_below_words_of_its_letter() {
    for rows in 15..45 {
        let read = read(&[notice(1, rows)], Language::ZhHans);
        let last = read.pages.last().expect("a page");
        assert!(last.contains("碧湖物业财务部") && last.contains("如已付款"), "{rows} rows: {last}");
    }
}

#[test]
fn equal_letters_give_equal_bytes() {
    let notices = [notice(1, 3), notice(2, 60)];
    for language in LANGUAGES {
        let pdf = notices_pdf(&notices, language).expect("letters");
        assert_eq!(notices_pdf(&notices, language).expect("letters"), pdf);
        let read = Read::new(&pdf);
        assert_eq!(read.about(b"Keywords"), format!("sha256:{}", content_hash(&notices)));
        assert_eq!(read.about(b"Title"), "管理费付款通知书 DUN26-000001 – DUN26-000002");
    }
    let other = [notices[0].clone(), notice(2, 61)];
    assert_ne!(notices_pdf(&notices, Language::En), notices_pdf(&other, Language::En));
    assert_eq!(read(&notices[..1], Language::En).about(b"Title"), "管理费付款通知书 DUN26-000001");
}

#[test]
fn what_cannot_be_printed_is_refused() {
    assert_eq!(notices_pdf(&[], Language::En), Err(PaperError::NoNotice));
    let mut odd = notice(1, 3);
    odd.rows[1].pop();
    let refused = PaperError::Columns { row: 1, expected: 3, found: 2 };
    assert_eq!(notices_pdf(&[notice(2, 3), odd], Language::En), Err(refused));
    let endless = NoticePaper { body: vec!["\n".repeat(100_000)], ..NoticePaper::default() };
    assert!(matches!(notices_pdf(&[endless], Language::En), Err(PaperError::TooLong { .. })));
    let many = vec![NoticePaper::default(); 10_001];
    assert_eq!(notices_pdf(&many, Language::En), Err(PaperError::TooLong { most: 10_000 }));
}

#[test]
fn odd_letters_are_still_papers() {
    let odd = [
        NoticePaper::default(),
        NoticePaper { headings: vec![], rows: vec![], total: None, ..notice(1, 0) },
        NoticePaper { headings: vec![text("金额")], rows: vec![vec![text("1.00")]], ..notice(2, 0) },
        NoticePaper {
            title: "长".repeat(3_000),
            site: "长".repeat(3_000),
            signature: "长".repeat(3_000),
            ..notice(3, 3)
        },
        NoticePaper {
            headings: vec![text("heading"); 200],
            rows: vec![vec![text("value"); 200]],
            ..notice(4, 0)
        },
    ];
    for language in LANGUAGES {
        assert!(read(&odd, language).pages.len() > odd.len());
    }
    let page = read(&odd[2..3], Language::ZhHans).pages.concat();
    assert!(page.contains("合计总额") && page.contains("1,234.56"), "a total has room beside one column");
}

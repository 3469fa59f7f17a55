//! No text and no path of strokes stops a paper from being made.

use super::common::{LANGUAGES, slip};
use lopdf::Document;
use proptest::prelude::*;
use undercroft_paper::{
    Column, Customer, FollowUp, NoticePaper, PriceLine, Signature, SlipCopy, StepResult, Table, TablePaper,
    notices_pdf, slip_pdf, table_pdf,
};

/// Any characters: controls, surrogate neighbours, marks of direction, joiners, whatever a keyboard or an enemy has.
fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![
        proptest::collection::vec(any::<char>(), 0..120).prop_map(|chars| chars.into_iter().collect()),
        "[ -~\\n\\t\u{4e00}-\u{4fff}]{0,300}",
        proptest::collection::vec(
            proptest::sample::select(vec![
                '\u{0}',
                '\u{200d}',
                '\u{202e}',
                '\u{fe0f}',
                '\n',
                '\r',
                ' ',
                'é',
                '灯',
                '\u{301}',
                '\u{fffe}',
                '\u{10ffff}'
            ]),
            0..80
        )
        .prop_map(|chars| chars.into_iter().collect()),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_slip_is_printed(
        texts in proptest::collection::vec(any_text(), 14),
        fen in any::<i64>(),
        lines in 0_usize..30,
        language in 0_usize..3,
        strokes in "[MLQCZmlqcz0-9eE., NaN\\-]{0,300}",
    ) {
        let mut slip = slip();
        let mut texts = texts.into_iter().cycle();
        let mut next = || texts.next().unwrap_or_default();
        slip.company = next();
        slip.site = next();
        slip.number = next();
        slip.content = next();
        slip.finding = next();
        slip.customer = Some(Customer { name: next(), unit: next(), contact: next() });
        slip.times.appointment = next();
        slip.prices = (0..lines)
            .map(|_| PriceLine { label: next(), quantity: next(), unit: next(), unit_price_fen: fen, amount_fen: fen })
            .collect();
        slip.steps = vec![StepResult { step: next(), label: next(), result: next() }];
        slip.signature = Some(Signature { name: next(), at: next(), strokes, changed_since: true });
        slip.follow_up = Some(FollowUp::Phone { opinion: next(), by: next(), at: next() });
        let pdf = slip_pdf(&slip, &[SlipCopy::Csc], LANGUAGES[language]).expect("a paper");
        prop_assert!(!Document::load_mem(&pdf).expect("a PDF").get_pages().is_empty());
    }

    #[test]
    fn any_table_is_printed(
        title in any_text(),
        columns in 1_usize..9,
        rows in proptest::collection::vec(any_text(), 0..40),
        landscape in any::<bool>(),
    ) {
        let columns: Vec<Column> =
            (0..columns).map(|_| Column { title: title.clone(), ..Column::default() }).collect();
        let rows = rows.into_iter().map(|text| vec![text; columns.len()]).collect();
        let one = Table { heading: title.clone(), columns, rows, totals: None };
        let table = TablePaper { title, tables: vec![one.clone(), one], landscape, ..TablePaper::default() };
        prop_assert!(table_pdf(&table, LANGUAGES[0]).is_ok());
    }

    #[test]
    fn any_letter_is_printed(
        texts in proptest::collection::vec(any_text(), 9),
        columns in 0_usize..7,
        rows in 0_usize..30,
        language in 0_usize..3,
    ) {
        let mut texts = texts.into_iter().cycle();
        let mut next = || texts.next().unwrap_or_default();
        let notice = NoticePaper {
            title: next(),
            site: next(),
            number: next(),
            link: String::new(),
            date: next(),
            addressee: vec![next(), next()],
            body: vec![next(), next()],
            headings: (0..columns).map(|_| next()).collect(),
            rows: (0..rows).map(|_| (0..columns).map(|_| next()).collect()).collect(),
            total: Some((next(), next())),
            closing: vec![next()],
            signature: next(),
        };
        let pdf = notices_pdf(&[notice.clone(), notice], LANGUAGES[language]).expect("letters");
        prop_assert!(Document::load_mem(&pdf).expect("a PDF").get_pages().len() > 1);
    }
}

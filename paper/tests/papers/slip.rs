//! The job slip, read back from its PDF.

use super::common::{LANGUAGES, Read, STROKES, lines, number, scanned, slip, squeezed, texts};
use client_core::domain::text::Language;
use undercroft_paper::{
    FollowUp, PaperError, Signature, SlipCopy, SlipForm, SlipPaper, Trial, content_hash, slip_pdf,
};

fn read(slip: &SlipPaper, copies: &[SlipCopy], language: Language) -> Read {
    Read::new(&slip_pdf(slip, copies, language).expect("a paper"))
}

#[test]
fn fee_02_three_copies_bear_one_number_and_one_content_hash() {
    let slip = slip();
    let hash = content_hash(&slip);
    assert_eq!(hash.len(), 64);
    let names = [
        ["业主联", "客服中心联", "财务联"],
        ["業主聯", "客服中心聯", "財務聯"],
        ["Copy1:", "Copy2:", "Copy3:"],
    ];
    for (language, names) in LANGUAGES.into_iter().zip(names) {
        let read = read(&slip, &SlipCopy::ALL, language);
        assert!(read.pages.len().is_multiple_of(3));
        let each = read.pages.len() / 3;
        for (i, page) in read.pages.iter().enumerate() {
            assert!(page.contains(&hash[..16]), "{language:?}: page {i} without the hash");
            assert!(page.contains(&slip.number), "{language:?}: page {i} without the number");
            assert!(
                page.contains(&format!("{}/{each}", i % each + 1)),
                "{language:?}: page {i} without its number"
            );
            for (copy, name) in names.iter().enumerate() {
                assert_eq!(page.contains(name), copy == i / each, "{language:?}: page {i}, {name}");
            }
        }
        assert_eq!(read.about(b"Keywords"), format!("sha256:{hash}"));
    }
}

#[test]
fn fee_02_a_single_copy_has_the_hash_of_all_three() {
    let slip = slip();
    let all = read(&slip, &SlipCopy::ALL, Language::En);
    for copy in SlipCopy::ALL {
        let one = read(&slip, &[copy], Language::En);
        assert_eq!(one.pages.len() * 3, all.pages.len());
        assert_eq!(one.about(b"Keywords"), all.about(b"Keywords"));
    }
    assert_eq!(slip_pdf(&slip, &[], Language::En), Err(PaperError::NoCopy));
    let mut other = slip.clone();
    other.prices[0].amount_fen += 1;
    assert_ne!(content_hash(&other), content_hash(&slip));
}

#[test]
fn prc_03_every_field_is_found_in_every_language_on_every_copy() {
    let slip = slip();
    for language in LANGUAGES {
        let read = read(&slip, &SlipCopy::ALL, language);
        for copy in read.pages.chunks(read.pages.len() / 3) {
            let whole = copy.concat();
            for text in texts(&slip) {
                assert!(whole.contains(&squeezed(&text)), "{language:?}: {text} is not in print");
            }
            assert!(whole.contains("1,234,567.88"), "amounts have their separators");
        }
    }
}

#[test]
fn labels_are_in_the_language_that_was_asked_for() {
    let empty = SlipPaper::default();
    for (language, labels) in LANGUAGES.into_iter().zip([
        ["服务工作单", "现场检查", "签名确认", "意见及建议", "收费明细"],
        ["服務工作單", "現場檢查", "簽名確認", "意見及建議", "收費明細"],
        ["Jobslip", "Foundonsite", "Follow-up:signature", "Opinionandsuggestions", "Charges"],
    ]) {
        let page = read(&empty, &[SlipCopy::Owner], language).pages.concat();
        for label in labels {
            assert!(page.contains(label), "{language:?}: {label}");
        }
    }
}

#[test]
fn a_character_that_the_font_lacks_is_a_box_and_loses_nothing_else() {
    let mut slip = slip();
    slip.customer.as_mut().expect("a customer").name = "王\u{30000}喆😀堃".into();
    let pdf = slip_pdf(&slip, &[SlipCopy::Owner], Language::ZhHans).expect("a paper");
    let page = Read::new(&pdf).pages.concat();
    for kept in ["王", "喆", "堃", "3栋2单元1502"] {
        assert!(page.contains(kept), "{kept}");
    }
    let mut drawn = |name: &str| {
        slip.customer.as_mut().expect("a customer").name = name.into();
        let read = read(&slip, &[SlipCopy::Owner], Language::ZhHans);
        lines(&read, 0).into_iter().sum::<usize>()
    };
    assert_eq!(drawn("王\u{30000}喆"), drawn("王一喆"), "a box is drawn in its place");
    assert_eq!(drawn("王\u{30000}喆"), drawn("王喆") + 1);
}

#[test]
fn equal_slips_give_equal_bytes_and_small_files() {
    for language in LANGUAGES {
        let pdf = slip_pdf(&slip(), &SlipCopy::ALL, language).expect("a paper");
        assert_eq!(slip_pdf(&slip(), &SlipCopy::ALL, language).expect("a paper"), pdf);
        assert!(pdf.len() < 200_000, "{language:?}: {} bytes", pdf.len());
    }
}

#[test]
fn a_long_finding_flows_on_and_no_line_is_lost() {
    let mut slip = slip();
    let lines: Vec<String> =
        (1..=200).map(|i| format!("〔检查第{i:03}项〕线路、开关、灯座与接地一切正常")).collect();
    slip.finding = lines.join("\n");
    let read = read(&slip, &SlipCopy::ALL, Language::ZhHans);
    let each = read.pages.len() / 3;
    assert!(each >= 4, "{each} pages");
    for copy in read.pages.chunks(each) {
        let whole = copy.concat();
        let mut last = 0;
        for line in &lines {
            assert_eq!(whole.matches(line.as_str()).count(), 1, "{line}");
            let at = whole.find(line.as_str()).expect("found above");
            assert!(at >= last, "{line} is out of order");
            last = at;
        }
        for text in texts(&slip).into_iter().filter(|text| *text != slip.finding) {
            assert!(whole.contains(&squeezed(&text)), "{text} is not in print");
        }
    }
}

#[test]
fn long_text_without_ends_of_lines_is_kept_to_the_last_character() {
    // From U+58FF on, some characters share a glyph: then the PDF names the text beside it, which the reader here
    // doesn't see.
    let content: String = (0..2800_u32).map(|i| char::from_u32(0x4e00 + i).expect("an ideograph")).collect();
    let words: String = (0..400).map(|i| format!("word{i} ")).collect::<Vec<_>>().concat();
    let trials = vec![Trial { words, ..Trial::default() }];
    let slip = SlipPaper { content: content.clone(), trials, ..SlipPaper::default() };
    let read = read(&slip, &[SlipCopy::Csc], Language::En);
    assert!(read.pages.len() > 1);
    let whole = read.pages.concat();
    let found: String = whole.chars().filter(|c| ('\u{4e00}'..'\u{58f0}').contains(c)).collect();
    assert_eq!(found, content);
    assert!((0..400).all(|i| whole.contains(&format!("word{i}"))));
}

#[test]
fn long_lists_repeat_their_heads_and_lose_no_line() {
    let mut slip = slip();
    let line = slip.prices[0].clone();
    slip.prices = (0..150)
        .map(|i| undercroft_paper::PriceLine { label: format!("收费项目{i:03}号"), ..line.clone() })
        .collect();
    let read = read(&slip, &[SlipCopy::Finance], Language::ZhHans);
    let whole = read.pages.concat();
    assert!((0..150).all(|i| whole.matches(&format!("收费项目{i:03}号")).count() == 1));
    let with_lines = read.pages.iter().filter(|page| page.contains("收费项目")).count();
    assert!(with_lines > 2);
    assert_eq!(read.pages.iter().filter(|page| page.contains("单价")).count(), with_lines);
}

#[test]
fn too_many_pages_are_refused() {
    let slip = SlipPaper { finding: "\n".repeat(100_000), ..SlipPaper::default() };
    assert!(matches!(slip_pdf(&slip, &[SlipCopy::Owner], Language::En), Err(PaperError::TooLong { .. })));
}

#[test]
fn fup_07_a_telephone_entry_never_shows_a_customers_signature() {
    let mut slip = slip();
    slip.signature = None;
    let told = || ("很满意".to_owned(), "李静".to_owned(), "2026-03-08".to_owned());
    let (opinion, by, at) = told();
    let phone = FollowUp::Phone { opinion, by, at };
    let (opinion, by, at) = told();
    let other = FollowUp::Other { opinion, by, at };
    let no_hand = ["非客户签名", "非客戶簽名", "notthecustomer'ssignature"];
    for (follow_up, marks) in [
        (phone, ["电话回访", "電話回訪", "Byphone"]),
        (other, ["其他方式回访", "其他方式回訪", "Byanotherway"]),
    ] {
        slip.follow_up = Some(follow_up);
        for ((language, mark), no_hand) in LANGUAGES.into_iter().zip(marks).zip(no_hand) {
            let read = read(&slip, &[SlipCopy::Owner], language);
            let page = read.pages.concat();
            assert!(page.contains(mark) && page.contains(no_hand), "{language:?}");
            assert!(page.contains("很满意") && page.contains("李静"));
            assert!((0..read.pages.len()).all(|page| curves(&read, page).is_empty()), "no hand is drawn");
        }
    }
}

#[test]
fn fup_06_a_visit_shows_the_signature_and_the_opinion() {
    let mut slip = slip();
    slip.signature = None;
    let read = read(&slip, &[SlipCopy::Owner], Language::ZhHans);
    let page = read.pages.concat();
    assert!(page.contains("上门回访") && !page.contains("电话回访") && !page.contains("非客户签名"));
    assert_eq!((0..read.pages.len()).filter(|page| !curves(&read, *page).is_empty()).count(), 1);
}

/// Ends of the curves that a page draws; the form itself has none.
fn curves(read: &Read, page: usize) -> Vec<(f32, f32)> {
    let drawn =
        read.content(page).operations.into_iter().filter(|o| ["c", "v", "y"].contains(&o.operator.as_str()));
    drawn
        .flat_map(|o| o.operands.chunks(2).map(|p| (number(&p[0]), number(&p[1]))).collect::<Vec<_>>())
        .collect()
}

fn signed(strokes: &str) -> Read {
    let signature = Signature { strokes: strokes.into(), ..Signature::default() };
    read(&SlipPaper { signature: Some(signature), ..SlipPaper::default() }, &[SlipCopy::Owner], Language::En)
}

#[test]
fn acc_02_strokes_are_drawn_within_their_box() {
    let whole = curves(&signed("M0 0 C1000 0 0 400 1000 400"), 0);
    // Pages are drawn from the top down.
    let (left, right, top, bottom) = (whole[1].0, whole[2].0, whole[0].1, whole[2].1);
    assert!(((right - left) / (bottom - top) - 2.5).abs() < 0.01, "the field keeps its shape");
    assert!(bottom - top > 25.0, "it can be read");
    let inside = |points: Vec<(f32, f32)>| {
        points.iter().all(|(x, y)| (left..=right).contains(x) && (top..=bottom).contains(y))
    };
    let hand = curves(&signed(STROKES), 0);
    assert!(!hand.is_empty() && inside(hand));
    let megabyte = format!("M0 0 {}", "C 9e9 -9e9 -1 5000 12 400 ".repeat(40_000));
    for hostile in [
        "M0 0 C NaN 1 2 3 4 5",
        "M-1e300 7 C1e99 -1e99 1e300 4 -5 6",
        "M5 5 C999999999999999 0 0 0 0 0",
        &megabyte,
    ] {
        assert!(inside(curves(&signed(hostile), 0)), "{}", &hostile[..20]);
    }
}

#[test]
fn acc_02_what_has_changed_since_the_signature_is_told() {
    let mut slip = slip();
    assert!(!read(&slip, &[SlipCopy::Owner], Language::ZhHans).pages.concat().contains("签名后内容有变更"));
    slip.signature.as_mut().expect("signed").changed_since = true;
    assert!(read(&slip, &[SlipCopy::Owner], Language::ZhHans).pages.concat().contains("签名后内容有变更"));
}

#[test]
fn the_code_on_each_copy_opens_the_order() {
    let slip = slip();
    let read = read(&slip, &SlipCopy::ALL, Language::ZhHans);
    let each = read.pages.len() / 3;
    for copy in 0..3 {
        assert_eq!(scanned(&read, copy * each).as_ref(), Some(&slip.address));
    }
    let plain = SlipPaper { address: String::new(), ..slip.clone() };
    assert!(slip_pdf(&plain, &[SlipCopy::Owner], Language::En).is_ok());
    let long = SlipPaper { address: "x".repeat(5000), ..slip };
    assert_eq!(slip_pdf(&long, &[SlipCopy::Owner], Language::En), Err(PaperError::Address));
}

#[test]
fn rol_a_slip_without_its_customer_names_nobody() {
    let full = slip();
    let bare = SlipPaper { customer: None, ..full.clone() };
    let page = read(&bare, &[SlipCopy::Owner], Language::ZhHans).pages.concat();
    assert!(!page.contains("䶮喆堃㛃") && !page.contains("138") && !page.contains("客户姓名"));
}

#[test]
fn rec_07_the_paper_bears_the_title_of_its_form_and_the_last_day_of_the_warranty() {
    let titles = [
        (SlipForm::JobSlip, ["服务工作单", "服務工作單", "Jobslip"], ["编号", "編號", "No."]),
        (
            SlipForm::PaidReport,
            ["业主报修有偿服务登记表", "業主報修有償服務登記表", "Repairreport(paid)"],
            ["服务工作单编号", "服務工作單編號", "JobslipNo."],
        ),
        (
            SlipForm::UnpaidReport,
            ["业主报修登记表", "業主報修登記表", "Repairreport(unpaid)"],
            ["维修工作单编号", "維修工作單編號", "WorkorderNo."],
        ),
    ];
    for (i, language) in LANGUAGES.into_iter().enumerate() {
        for (form, title, number) in titles {
            let slip = SlipPaper { form, warranty_until: "2027-03-01".to_owned(), ..slip() };
            let read = read(&slip, &SlipCopy::ALL, language);
            for copy in read.pages.chunks(read.pages.len() / 3) {
                let page = &copy[0];
                assert!(page.contains(&format!("{}{}", number[i], slip.number)), "{form:?}: {page}");
                assert!(page.contains("2027-03-01"), "{form:?}: {page}");
                for (other, [hans, hant, en], _) in titles {
                    let name = [hans, hant, en][i];
                    // The slip's own name stands beside its number on the paid form.
                    if other != SlipForm::JobSlip {
                        assert_eq!(page.contains(name), other == form, "{form:?} {other:?}: {page}");
                    }
                }
                assert!(page.contains(title[i]), "{form:?}: {page}");
            }
            assert!(read.about(b"Title").replace(' ', "").contains(title[i]), "{form:?}");
        }
    }
    assert_ne!(
        content_hash(&SlipPaper { form: SlipForm::PaidReport, ..slip() }),
        content_hash(&SlipPaper { form: SlipForm::UnpaidReport, ..slip() })
    );
}

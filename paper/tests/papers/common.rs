//! A slip with something in every field, and what can be read back from a PDF.

use client_core::domain::text::Language;
use lopdf::content::Content;
use lopdf::{Document, Object};
use undercroft_paper::*;

pub const LANGUAGES: [Language; 3] = [Language::ZhHans, Language::ZhHant, Language::En];

/// A signature of some strokes and curves.
pub const STROKES: &str = "M120 300 L180 90 Q230 20 260 200 C300 380 380 380 420 210 L470 120 \
                           M520 220 L640 200 M580 120 Q590 260 560 340 M700 300 C720 100 800 60 860 250 L900 180";

fn text(text: &str) -> String {
    text.to_owned()
}

/// A slip in Chinese with every field filled.
pub fn slip() -> SlipPaper {
    SlipPaper {
        form: SlipForm::JobSlip,
        warranty_until: String::new(),
        company: text("碧湖物业服务有限公司"),
        site: text("翠园一期管理处"),
        number: text("LMP26-000317"),
        class: text("水电维修"),
        service: text("更换日光灯灯管"),
        state: text("已核销"),
        customer: Some(Customer {
            name: text("䶮喆堃㛃"),
            unit: text("3栋2单元1502"),
            contact: text("138 0013 8000"),
        }),
        content: text("客厅灯不亮，昨晚开始闪烁后熄灭，请带灯管上门。"),
        times: Times {
            registered: text("2026-03-04 09:12"),
            appointment: text("2026-03-04 14:00–15:00"),
            received: text("2026-03-04 09:20"),
            arrived: text("2026-03-04 14:03"),
            finished: text("2026-03-04 14:41"),
        },
        technician: text("王小明、赵磊"),
        finding: text("灯管两端发黑，镇流器正常，灯座无松动。"),
        goods: vec![
            Goods {
                name: text("T8灯管"), specification: text("36 W 6500 K 1.2 m"), quantity: text("2 支")
            },
            Goods { name: text("人字梯"), specification: text("2 m"), quantity: text("1 架") },
        ],
        steps: vec![
            StepResult {
                step: text("LMP-1"),
                label: text("断开电源并验电"),
                result: text("已断电，验电无电"),
            },
            StepResult {
                step: text("LMP-5"),
                label: text("检查灯管与镇流器"),
                result: text("灯管发黑：是；电容击穿：否"),
            },
            StepResult {
                step: text("LMP-9"), label: text("恢复送电并试灯"), result: text("正常点亮")
            },
        ],
        replaced: vec![Replaced {
            old: text("36 W 旧灯管（无牌）"), new: text("飞光 T8 36 W 6500 K")
        }],
        prices: vec![
            PriceLine {
                label: text("换灯管人工"),
                quantity: text("2"),
                unit: text("支"),
                unit_price_fen: 1_500,
                amount_fen: 3_000,
            },
            PriceLine {
                label: text("T8灯管 36 W"),
                quantity: text("2"),
                unit: text("支"),
                unit_price_fen: 61_728_394,
                amount_fen: 123_456_788,
            },
        ],
        sums: Some(Sums { labour_fen: 3_000, material_fen: 123_456_788, total_fen: 123_459_788 }),
        price_confirmed: Some(PriceConfirmation { by: text("喆堃本人"), at: text("2026-03-04 14:10") }),
        trials: vec![
            Trial { at: text("14:30"), result: text("不合格"), words: text("右边一支还在闪。") },
            Trial {
                at: text("14:40"), result: text("合格"), words: text("亮了，没有噪音，谢谢。")
            },
        ],
        signature: Some(Signature {
            name: text("业主喆堃"),
            at: text("2026-03-04 14:42"),
            strokes: text(STROKES),
            changed_since: false,
        }),
        follow_up: Some(FollowUp::Visit {
            signature: Some(Signature {
                name: text("回访喆堃"),
                at: text("2026-03-08 10:05"),
                strokes: text(STROKES),
                changed_since: false,
            }),
            opinion: text("师傅守时，服务周到；建议公共走道也检查一遍。"),
            by: text("李静"),
            at: text("2026-03-08 10:00"),
        }),
        address: text("https://fsm.example.org/orders/01J8ZQ4T9M6B2V7R3C5D8E0F1G"),
    }
}

/// Every text of a slip that must be found in print.
pub fn texts(slip: &SlipPaper) -> Vec<String> {
    let customer = slip.customer.clone().unwrap_or_default();
    let times = &slip.times;
    let mut texts = vec![
        &slip.company,
        &slip.site,
        &slip.number,
        &slip.class,
        &slip.service,
        &slip.state,
        &customer.name,
        &customer.unit,
        &customer.contact,
        &slip.content,
        &times.registered,
        &times.appointment,
        &times.received,
        &times.arrived,
        &times.finished,
        &slip.technician,
        &slip.finding,
    ];
    texts.extend(slip.goods.iter().flat_map(|g| [&g.name, &g.specification, &g.quantity]));
    texts.extend(slip.steps.iter().flat_map(|s| [&s.step, &s.label, &s.result]));
    texts.extend(slip.replaced.iter().flat_map(|p| [&p.old, &p.new]));
    texts.extend(slip.prices.iter().flat_map(|p| [&p.label, &p.quantity, &p.unit]));
    texts.extend(slip.price_confirmed.iter().flat_map(|c| [&c.by, &c.at]));
    texts.extend(slip.trials.iter().flat_map(|t| [&t.at, &t.result, &t.words]));
    texts.extend(slip.signature.iter().flat_map(|s| [&s.name, &s.at]));
    match &slip.follow_up {
        Some(FollowUp::Visit { signature, opinion, by, at }) => {
            texts.extend(signature.iter().flat_map(|s| [&s.name, &s.at]));
            texts.extend([opinion, by, at]);
        }
        Some(FollowUp::Phone { opinion, by, at } | FollowUp::Other { opinion, by, at }) => {
            texts.extend([opinion, by, at]);
        }
        None => {}
    }
    let amounts = slip.prices.iter().flat_map(|p| [p.unit_price_fen, p.amount_fen]);
    let sums = slip.sums.iter().flat_map(|s| [s.labour_fen, s.material_fen, s.total_fen]);
    texts.into_iter().cloned().chain(amounts.chain(sums).map(format_fen)).collect()
}

/// A PDF read back.
pub struct Read {
    pub document: Document,
    pub pages: Vec<String>,
}

impl Read {
    pub fn new(pdf: &[u8]) -> Self {
        let document = Document::load_mem(pdf).expect("a PDF");
        let numbers: Vec<u32> = document.get_pages().into_keys().collect();
        let pages = numbers.iter().map(|n| squeezed(&document.extract_text(&[*n]).expect("text"))).collect();
        Self { document, pages }
    }

    /// What a page draws.
    pub fn content(&self, page: usize) -> Content {
        let id = *self.document.get_pages().values().nth(page).expect("the page");
        Content::decode(&self.document.get_page_content(id)).expect("operators")
    }

    /// A text of the document's own description.
    pub fn about(&self, key: &[u8]) -> String {
        let id = self.document.trailer.get(b"Info").and_then(Object::as_reference).expect("a description");
        let info = self.document.get_dictionary(id).expect("a dictionary");
        lopdf::decode_text_string(info.get(key).expect("the key")).expect("a text")
    }

    pub fn has(&self, page: usize, text: &str) -> bool {
        self.pages[page].contains(&squeezed(text))
    }
}

/// Text without spaces and ends of lines, since print breaks lines where it must.
pub fn squeezed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// A number of an operator.
pub fn number(object: &Object) -> f32 {
    object.as_float().expect("a number")
}

/// How many glyphs each text has that a page draws: no text goes on over the end of a line.
pub fn lines(read: &Read, page: usize) -> Vec<usize> {
    let drawn =
        read.content(page).operations.into_iter().filter(|o| o.operator == "TJ" || o.operator == "Tj");
    drawn.map(|o| o.operands.iter().map(glyphs).sum()).collect()
}

/// Number of glyphs in a text operand: two bytes each.
fn glyphs(object: &lopdf::Object) -> usize {
    match object {
        lopdf::Object::String(bytes, _) => bytes.len() / 2,
        lopdf::Object::Array(items) => items.iter().map(glyphs).sum(),
        _ => 0,
    }
}

/// What a scanner reads on a page: the one path of many bars, as a picture. Nothing where there is no such path.
pub fn scanned(read: &Read, page: usize) -> Option<String> {
    let mut bars: Vec<Vec<(f32, f32)>> = Vec::new();
    for operation in read.content(page).operations {
        match operation.operator.as_str() {
            "m" => bars.push(vec![(number(&operation.operands[0]), number(&operation.operands[1]))]),
            "l" => bars
                .last_mut()
                .expect("a begun path")
                .push((number(&operation.operands[0]), number(&operation.operands[1]))),
            "f" if bars.len() > 50 => break,
            "f" | "S" => bars.clear(),
            _ => {}
        }
    }
    if bars.len() <= 50 {
        return None;
    }
    let extent = |of: fn(&(f32, f32)) -> f32, bar: &[(f32, f32)]| {
        bar.iter().map(of).fold((f32::MAX, f32::MIN), |(low, high), v| (low.min(v), high.max(v)))
    };
    let bars: Vec<_> = bars.iter().map(|bar| (extent(|p| p.0, bar), extent(|p| p.1, bar))).collect();
    let left = bars.iter().map(|bar| bar.0.0).fold(f32::MAX, f32::min);
    let top = bars.iter().map(|bar| bar.1.0).fold(f32::MAX, f32::min);
    let (scale, quiet) = (6.0, 24.0);
    let right = bars.iter().map(|bar| bar.0.1).fold(f32::MIN, f32::max);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a picture's size")]
    let side = ((right - left) * scale + 2.0 * quiet) as usize;
    let mut picture = rqrr::PreparedImage::prepare_from_greyscale(side, side, |x, y| {
        #[expect(clippy::cast_precision_loss, reason = "a place in a small picture")]
        let (x, y) = (left + (x as f32 - quiet) / scale, top + (y as f32 - quiet) / scale);
        let dark =
            bars.iter().any(|((x0, x1), (y0, y1))| (*x0..=*x1).contains(&x) && (*y0..=*y1).contains(&y));
        if dark { 0 } else { 255 }
    });
    let grids = picture.detect_grids();
    assert_eq!(grids.len(), 1, "one code");
    Some(grids[0].decode().expect("it can be read").1)
}

//! Prices that were refused, acceptance, escalation, damage.

use crate::Text;
use client_core::domain::entry::cases::{DamageKind, EscalationOutcome};
use client_core::domain::entry::site::PriceItemKind;

pub const FREE: Text = Text("免费:{}", "免費:{}", "free: {}");

/// Free, because a warranty covers it; with its last day.
pub const UNDER_WARRANTY: Text = Text("免费:保修期至 {}", "免費:保修期至 {}", "free: warranty until {}");
pub const REGULAR: Text = Text("常规服务", "常規服務", "regular service");
pub const DISPUTED: Text = Text("有争议,暂不可收", "有爭議,暫不可收", "in dispute: nothing may be collected");
pub const FEE_VERSION: Text = Text("收费标准 {} 版", "收費標準 {} 版", "fee standard version {}");
pub const SUBTOTALS: Text = Text("人工 {},材料 {}", "人工 {},材料 {}", "labour {}, material {}");
pub const REFUSED: Text = Text("不接受:{}", "不接受:{}", "refused: {}");
pub const PRICE_REFUSED: Text = Text(
    "客户不接受现价:重新报价或取消",
    "客戶不接受現價:重新報價或取消",
    "the customer refused this price: quote again, or cancel",
);
pub const STROKES: Text = Text("有笔迹", "有筆跡", "with strokes");
pub const PICTURE: Text = Text("有签名图", "有簽名圖", "with a picture");
pub const ROUND_DONE: Text = Text("完工", "完工", "work finished");
pub const REWORK_WISH: Text = Text("要求返工", "要求返工", "wants it done again");
pub const SIGNATURE_COUNTS: Text = Text("此签字有效", "此簽字有效", "this signature counts");
pub const SIGNATURE_PAST: Text = Text("以前的签字", "以前的簽字", "of an earlier round or visit");
pub const BOUND: Text = Text("与所示内容相符", "與所示內容相符", "bound to what was shown");
pub const UNBOUND: Text = Text("无法核对签的是什么", "無法核對簽的是什麼", "nobody can say what was signed");
pub const ESCALATION: Text = Text("上报", "上報", "Escalation");
pub const BY_HAND: Text = Text("人工上报", "人工上報", "called by hand");
pub const BY_ITSELF: Text = Text("返工后仍不满意", "返工後仍不滿意", "dissatisfied again after rework");
pub const WAITS_FOR_MANAGER: Text = Text("等待经理处理", "等待經理處理", "waits for a manager");
pub const ANSWERED: Text = Text("已处理", "已處理", "answered");
pub const DAMAGES: Text = Text("财产损坏、丢失", "財產損壞、丟失", "Damage and loss");
pub const CASE: Text = Text("案号 {}", "案號 {}", "case {}");
pub const CASE_OPEN: Text = Text("未了结", "未了結", "open");
pub const CASE_SETTLED: Text = Text("已达成协议", "已達成協議", "settled");
pub const OFFER: Text = Text("管理处提出 {}", "管理處提出 {}", "the office offers {}");
pub const AGREEMENT: Text = Text("双方同意 {}", "雙方同意 {}", "both sides agreed on {}");
pub const ARCHIVE: Text = Text("归档前还缺", "歸檔前還缺", "Before archiving");

/// How an escalation ends.
pub const fn outcome(outcome: EscalationOutcome) -> Text {
    match outcome {
        EscalationOutcome::Rework => Text("再返工", "再返工", "another round of work"),
        EscalationOutcome::CustomerSatisfied => {
            Text("客户已满意", "客戶已滿意", "the customer is content now")
        }
        EscalationOutcome::ClosedUnsigned => {
            Text("无签字结束,不收费", "無簽字結束,不收費", "closed without a signature, not charged")
        }
    }
}

/// What happened to the customer's property.
pub const fn damage(damage: DamageKind) -> Text {
    match damage {
        DamageKind::Damaged => Text("损坏", "損壞", "damaged"),
        DamageKind::Lost => Text("丢失", "丟失", "lost"),
    }
}

/// What an item of the fee standard pays for.
pub const fn price_kind(kind: PriceItemKind) -> Text {
    match kind {
        PriceItemKind::Labour => Text("人工", "人工", "labour"),
        PriceItemKind::Material => Text("材料", "材料", "material"),
    }
}

const BLOCKS: &[(&str, Text)] = &[
    ("work", Text("工单未结束", "工單未結束", "the work")),
    ("store", Text("仓库未核销", "倉庫未核銷", "the store's write-off")),
    ("money", Text("费用未结清", "費用未結清", "the money")),
    ("follow_up", Text("未回访", "未回訪", "the follow-up call")),
    ("copies", Text("三联未交齐", "三聯未交齊", "the copies of the slip")),
    ("escalation", Text("上报未处理", "上報未處理", "the escalation")),
    ("damage", Text("赔偿未了结", "賠償未了結", "the damage case")),
    ("decision", Text("冲突未裁定", "衝突未裁定", "a decision")),
];

/// What keeps an order out of the archive.
pub fn block(language: client_core::domain::text::Language, word: &str) -> String {
    super::of(BLOCKS, language, word)
}

//! Words of the store for people, once for every screen: kinds of entries, refusals, causes, places. Those of the office
//! are in [`office`].

pub mod complaint;
pub mod fee;
pub mod incident;
pub mod matter;
pub mod money;
pub mod office;

use crate::domain::decide::Rejection;
use crate::domain::entry::Kind;
use crate::domain::entry::store::ToolCondition;
use crate::domain::entry::work::PartSource;
use crate::domain::order::StoreTrack;
use crate::domain::stock::{Cause, LineError, LoanState, Place, Unit};
use crate::domain::text::Language;

/// One wording: simplified Chinese, traditional Chinese, English. `{}` are filled in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Words(pub &'static str, pub &'static str, pub &'static str);

impl Words {
    /// The wording in a language.
    pub const fn get(self, language: Language) -> &'static str {
        match language {
            Language::ZhHans => self.0,
            Language::ZhHant => self.1,
            Language::En => self.2,
        }
    }

    /// The wording with its gaps filled.
    pub fn with(self, language: Language, values: &[&str]) -> String {
        let mut parts = self.get(language).split("{}");
        let mut text = parts.next().unwrap_or_default().to_owned();
        for (part, value) in parts.zip(values.iter().map(Some).chain(std::iter::repeat(None))) {
            text.push_str(value.copied().unwrap_or("{}"));
            text.push_str(part);
        }
        text
    }
}

/// Kind of an entry of the store or the office; `None` for others.
pub const fn kind(kind: Kind) -> Option<Words> {
    Some(match kind {
        Kind::MaterialNeeded => Words("需用材料", "需用材料", "material needed"),
        Kind::MaterialApproved => Words("用料批复", "用料批覆", "answer to a need"),
        Kind::MaterialIssued => Words("发料", "發料", "material issued"),
        Kind::MaterialReceived => Words("领料确认", "領料確認", "material received"),
        Kind::MaterialUsed => Words("用料", "用料", "material used"),
        Kind::MaterialReturned => Words("退料", "退料", "material returned"),
        Kind::ToolLoaned => Words("借用工具", "借用工具", "tool lent"),
        Kind::ToolReturned => Words("归还工具", "歸還工具", "tool returned"),
        Kind::ToolHandedOver => Words("工具转交", "工具轉交", "tool handed over"),
        Kind::LostOrBroken => Words("遗失损坏", "遺失損壞", "lost or broken"),
        Kind::StoreWrittenOff => Words("仓库核销", "倉庫核銷", "store write-off"),
        Kind::Received => Words("服务器收到时间", "伺服器收到時間", "time of receipt at the server"),
        Kind::Settled => Words("跨单裁定", "跨單裁定", "settled across orders"),
        Kind::StockReceived => Words("入库", "入庫", "delivery"),
        Kind::StockCounted => Words("盘点", "盤點", "stocktake"),
        Kind::Scrapped => Words("报废", "報廢", "scrapped"),
        Kind::ToolInspected => Words("工具检查", "工具檢查", "tool inspected"),
        Kind::KitOpened => Words("随身库开账", "隨身庫開帳", "personal stock opened"),
        Kind::KitIssued => Words("配发随身库", "配發隨身庫", "issued into personal stock"),
        Kind::KitReturned => Words("随身库退回", "隨身庫退回", "returned from personal stock"),
        Kind::KitTransferred => Words("随身库转交", "隨身庫轉交", "passed between personal stocks"),
        Kind::KitUsed => Words("随身库用料", "隨身庫用料", "used from personal stock"),
        Kind::KitLost => Words("随身库遗失", "隨身庫遺失", "lost from personal stock"),
        _ => return office::kind(kind),
    })
}

/// Where a part came from.
pub const fn source(source: PartSource) -> Words {
    match source {
        PartSource::Store => Words("仓库领用", "倉庫領用", "from the store"),
        PartSource::Kit => Words("随身库", "隨身庫", "from the personal stock"),
        PartSource::Customer => Words("客户自备", "客戶自備", "bought by the customer"),
    }
}

/// Condition of a tool.
pub const fn condition(condition: ToolCondition) -> Words {
    match condition {
        ToolCondition::Good => Words("完好", "完好", "good"),
        ToolCondition::Worn => Words("磨损", "磨損", "worn"),
        ToolCondition::Damaged => Words("损坏", "損壞", "damaged"),
    }
}

/// How a loan stands.
pub const fn loan(state: LoanState) -> Words {
    match state {
        LoanState::Open => Words("借出", "借出", "out"),
        LoanState::ReturnUnconfirmed => {
            Words("已还,仓库待确认", "已還,倉庫待確認", "returned, not confirmed by the store")
        }
        LoanState::Returned => Words("已归还", "已歸還", "returned"),
        LoanState::CameBack => Words("经他单归还", "經他單歸還", "came back under another order"),
        LoanState::Lost => Words("遗失", "遺失", "lost"),
        LoanState::Unconfirmed => {
            Words("一物两借,待查", "一物兩借,待查", "two loans of one tool: not confirmed")
        }
        LoanState::NotTaken => Words("未实际借出", "未實際借出", "did not take place"),
    }
}

/// Store track.
pub const fn track(track: StoreTrack) -> Words {
    match track {
        StoreTrack::None => Words("无领用", "無領用", "nothing drawn"),
        StoreTrack::Open => Words("未核销", "未核銷", "open"),
        StoreTrack::Closed => Words("已核销", "已核銷", "written off"),
    }
}

/// Unit of a material.
pub const fn unit(unit: Unit) -> Words {
    match unit {
        Unit::Piece => Words("个", "個", "pcs"),
        Unit::Set => Words("套", "套", "sets"),
        Unit::Roll => Words("卷", "卷", "rolls"),
        Unit::Pair => Words("副", "副", "pairs"),
        Unit::Bottle => Words("瓶", "瓶", "bottles"),
        Unit::Metre => Words("米", "米", "m"),
        Unit::Kilogram => Words("千克", "千克", "kg"),
        Unit::Litre => Words("升", "升", "l"),
    }
}

/// Where material is.
pub const fn place(place: Place) -> Words {
    match place {
        Place::Supplier => Words("供应商", "供應商", "supplier"),
        Place::Store => Words("仓库", "倉庫", "store"),
        Place::Order(_) => Words("工单", "工單", "order"),
        Place::Kit(_) => Words("随身库", "隨身庫", "personal stock"),
        Place::Used => Words("已用", "已用", "used"),
        Place::Lost => Words("遗失损坏", "遺失損壞", "lost or broken"),
        Place::Scrap => Words("报废", "報廢", "scrap"),
        Place::Counted => Words("盘点差异", "盤點差異", "difference of a count"),
        Place::CarriedOver => Words("上期结转", "上期結轉", "carried over"),
    }
}

/// Why something doesn't agree.
pub const fn cause(cause: Cause) -> Words {
    match cause {
        Cause::OneSided => Words("只有一方记录", "只有一方記錄", "only one side has written it"),
        Cause::ReturnUnconfirmed => {
            Words("退还待仓库确认", "退還待倉庫確認", "return not confirmed by the store")
        }
        Cause::CodeUsedAgain => {
            Words("两名库管用了同一交接码", "兩名庫管用了同一交接碼", "two storekeepers used one code")
        }
        Cause::UsedWithoutIssue => Words("未领先用", "未領先用", "used without an issue"),
        Cause::Excess => Words("用退多于领用", "用退多於領用", "more used and returned than issued"),
        Cause::StockNegative => Words("库存为负,请盘点", "庫存為負,請盤點", "stock below zero: count it"),
        Cause::KitOverdrawn => Words("随身库超用", "隨身庫超用", "personal stock overdrawn"),
        Cause::TwoLoans => {
            Words("一件工具两张借单", "一件工具兩張借單", "one tool on two slips: who has it?")
        }
        Cause::SeenAgain => Words("工具重复归还", "工具重複歸還", "tool returned twice"),
        Cause::Loss => Words("遗失损坏待经理处理", "遺失損壞待經理處理", "lost or broken: a manager decides"),
    }
}

/// Why a command on goods is refused; `None` for refusals of others. Quantities are as the catalogue's small units.
pub fn rejection(language: Language, rejection: &Rejection) -> Option<String> {
    let words = |words: Words, values: &[&str]| Some(words.with(language, values));
    match rejection {
        Rejection::Goods(error) => Some(line_error(language, error)),
        Rejection::Incident(refusal) => Some(incident::refusal(*refusal).get(language).to_owned()),
        Rejection::Complaint(refusal) => Some(complaint::refusal(language, refusal)),
        Rejection::Fee(refusal) => Some(fee::refusal(language, refusal)),
        Rejection::Matter(refusal) => Some(matter::refusal(language, refusal, None)),
        Rejection::UnknownTool { tool } => {
            words(Words("目录没有工具 {}", "目錄沒有工具 {}", "the catalogue has no tool {}"), &[tool])
        }
        Rejection::ToolOut { tool, .. } => words(
            Words(
                "工具 {} 已借出,须先归还或转交",
                "工具 {} 已借出,須先歸還或轉交",
                "tool {} is out: it comes back or is handed over first",
            ),
            &[tool],
        ),
        Rejection::ToolUnfit { tool } => words(
            Words(
                "工具 {} 损坏、遗失或报废,检查合格后才能借出",
                "工具 {} 損壞、遺失或報廢,檢查合格後才能借出",
                "tool {} is damaged, lost or scrapped: inspect it before it is lent",
            ),
            &[tool],
        ),
        Rejection::ToolNotOut { tool } => words(
            Words("此单没有借出工具 {}", "此單沒有借出工具 {}", "tool {} is not on loan for this order"),
            &[tool],
        ),
        Rejection::ToolWithOther { tool, .. } => {
            words(Words("工具 {} 在别人手里", "工具 {} 在別人手裡", "somebody else has tool {}"), &[tool])
        }
        Rejection::MoreThanOpen { item, open } => words(
            Words(
                "{} 未核销的只有 {}(最小单位)",
                "{} 未核銷的只有 {}(最小單位)",
                "of {} only {} are open (in its small unit)",
            ),
            &[item, &open.to_string()],
        ),
        Rejection::WrongCode => words(
            Words(
                "交接码不符:请与对方屏幕核对工单、人员和物品",
                "交接碼不符:請與對方螢幕核對工單、人員和物品",
                "the code doesn't fit: compare order, person and goods with the other screen",
            ),
            &[],
        ),
        Rejection::RecordedAlready => {
            words(Words("已经记录过", "已經記錄過", "this is recorded already"), &[])
        }
        Rejection::GoodsOpen { open } => words(
            Words("尚未结清:{}", "尚未結清:{}", "not everything is accounted for: {}"),
            &[&open.join(", ")],
        ),
        Rejection::NoSlip => words(
            Words(
                "没有单号不能发料或借用",
                "沒有單號不能發料或借用",
                "goods are issued only against an order with a number",
            ),
            &[],
        ),
        _ => None,
    }
}

/// The refusals that name a quantity, with the quantity as people write it; `None` for others.
pub fn rejection_in_units(language: Language, rejection: &Rejection, quantity: &str) -> Option<String> {
    let (words, item) = match rejection {
        Rejection::MoreThanOpen { item, .. } => {
            (Words("{} 未核销的只有 {}", "{} 未核銷的只有 {}", "of {} only {} are open"), item)
        }
        Rejection::Goods(LineError::Step { item, .. }) => {
            (Words("{} 只能按 {} 的倍数", "{} 只能按 {} 的倍數", "{} only in steps of {}"), item)
        }
        _ => return None,
    };
    Some(words.with(language, &[item, quantity]))
}

/// What is wrong with a line of goods.
pub fn line_error(language: Language, error: &LineError) -> String {
    match error {
        LineError::Empty => {
            Words("至少一行物品", "至少一行物品", "at least one line of goods").with(language, &[])
        }
        LineError::TooMany { max } => Words("一次最多 {} 行", "一次最多 {} 行", "at most {} lines at once")
            .with(language, &[&max.to_string()]),
        LineError::UnknownMaterial { item } => {
            Words("目录没有材料 {}", "目錄沒有材料 {}", "the catalogue has no material {}")
                .with(language, &[item])
        }
        LineError::Quantity { item } => {
            Words("{} 的数量须大于零", "{} 的數量須大於零", "{}: a quantity above zero is needed")
                .with(language, &[item])
        }
        LineError::Step { item, step } => Words(
            "{} 只能按 {} 的倍数(最小单位)",
            "{} 只能按 {} 的倍數(最小單位)",
            "{} only in steps of {} (its small unit)",
        )
        .with(language, &[item, &step.to_string()]),
        LineError::BatchMissing { item } => {
            Words("{} 须写批号", "{} 須寫批號", "{}: name the batch").with(language, &[item])
        }
        LineError::Batch { item } => {
            Words("{} 的批号不对", "{} 的批號不對", "{}: not a batch of this item").with(language, &[item])
        }
        LineError::Twice { item } => {
            Words("{} 写了两次", "{} 寫了兩次", "{} is there twice").with(language, &[item])
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::stock::STOCK_KINDS;

    #[test]
    fn every_kind_of_the_store_has_words() {
        let others = [Kind::PartReplaced, Kind::Marked, Kind::Decision];
        for one in STOCK_KINDS.iter().filter(|one| !others.contains(one)) {
            assert!(kind(*one).is_some(), "{one:?}");
        }
    }

    #[test]
    fn gaps_are_filled_in_order() {
        let words = Words("{}和{}", "{}和{}", "{} and {}");
        assert_eq!(words.with(Language::En, &["1", "2"]), "1 and 2");
        assert_eq!(words.with(Language::ZhHans, &["1", "2"]), "1和2");
    }
}

//! Refused commands: what is missing, and what comes first.

use crate::{Text, list, locks, of, states};
use client_core::domain::decide::Rejection;
use client_core::domain::policy::Denial;
use client_core::domain::text::Language;
use client_core::domain::words::money;

/// What has to come first, by the words of [`Rejection::WrongState`].
const NEEDS: &[(&str, Text)] = &[
    ("acceptance", Text("须先受理", "須先受理", "it must be accepted first")),
    ("arrived", Text("须先到场", "須先到場", "arrive first")),
    ("assignment", Text("须先派工", "須先派工", "it must be assigned first")),
    ("cancellation", Text("没有待确认的取消", "沒有待確認的取消", "there is no cancellation to confirm")),
    (
        "business_service",
        Text("只有经营服务才转办", "只有經營服務才轉辦", "only a business service is passed on"),
    ),
    ("customer_signed", Text("须先有客户签字", "須先有客戶簽字", "the customer must sign first")),
    ("damage_reported", Text("没有财产损坏的报告", "沒有財產損壞的報告", "no damage was reported")),
    ("decision", Text("须先由调度裁定冲突", "須先由調度裁定衝突", "a conflict must be settled first")),
    ("escalation", Text("没有待处理的上报", "沒有待處理的上報", "no escalation is open")),
    ("finding", Text("须先记录现场查明", "須先記錄現場查明", "record the finding first")),
    ("inspection_passed", Text("须先验收合格", "須先驗收合格", "the customer must be satisfied first")),
    ("slip_in_pool", Text("此单有人负责", "此單有人負責", "somebody holds the slip")),
    ("slip_not_begun", Text("已到场,不能退单", "已到場,不能退單", "who has arrived can't give it back")),
    (
        "desk_batch",
        Text("前台尚未移交这一批", "前臺尚未移交這一批", "the front desk has not handed this batch over"),
    ),
    ("declined", Text("只用于暂不受理的登记", "只用於暫不受理的登記", "only for a declined request")),
    ("not_archived", Text("此单已归档", "此單已歸檔", "it is archived already")),
    ("new_order", Text("订单已登记", "訂單已登記", "it is registered already")),
    (
        "new_quote",
        Text(
            "此报价已有答复,须重新报价",
            "此報價已有答覆,須重新報價",
            "the customer has answered this quote; quote again",
        ),
    ),
    ("not_on_site", Text("已到场", "已到場", "somebody is on site already")),
    ("open_case", Text("此案已了结", "此案已了結", "the case is settled")),
    ("open_order", Text("订单已结束", "訂單已結束", "the order has ended")),
    ("order_not_signed", Text("订单已签字或已结束", "訂單已簽字或已結束", "it is signed or has ended")),
    ("order_without_slip", Text("派工单已开", "派工單已開", "it has a slip already")),
    ("quote", Text("须先报价", "須先報價", "offer a price first")),
    (
        "registration",
        Text("须先登记且未判断", "須先登記且未判斷", "only a registered request that nobody judged"),
    ),
    ("slip", Text("须先开派工单", "須先開派工單", "issue the slip first")),
    ("slip_not_received", Text("您已接单", "您已接單", "you took the slip already")),
    ("slip_received", Text("须先接单", "須先接單", "take the slip first")),
    ("special_service", Text("只有收费服务才报价", "只有收費服務才報價", "only paid service is priced")),
    ("goods_moved", Text("没有领用过物品", "沒有領用過物品", "nothing of the store moved for it")),
    (
        "order_not_cancelled",
        Text(
            "工单已取消或未受理",
            "工單已取消或未受理",
            "only for an order that isn't cancelled or declined",
        ),
    ),
    ("waiting", Text("没有在等待", "沒有在等待", "nothing is waited for")),
    ("work", Text("须在维修阶段", "須在維修階段", "only while the work goes on")),
    ("work_finished", Text("须先完工", "須先完工", "finish the work first")),
];

/// Fields, by the words of [`Rejection::Missing`] and [`Rejection::Invalid`].
const FIELDS: &[(&str, Text)] = &[
    ("place", Text("地点", "地點", "the place")),
    ("what", Text("什么情况", "什麼情況", "what happened")),
    ("measure", Text("应急措施", "應急措施", "the measure")),
    ("who", Text("来了谁", "來了誰", "who came")),
    ("course", Text("事情的经过", "事情的經過", "how it went")),
    ("cause", Text("原因", "原因", "the cause")),
    ("responsibility", Text("责任", "責任", "the responsibility")),
    ("proposal", Text("处理意见", "處理意見", "the proposal")),
    ("name", Text("投诉人姓名", "投訴人姓名", "the complainant's name")),
    ("address", Text("地址", "地址", "the address")),
    ("time", Text("发生时间", "發生時間", "when it happened")),
    ("person", Text("被投诉人", "被投訴人", "the person complained of")),
    ("demand", Text("住户要求", "住戶要求", "what is wanted")),
    ("heard_at", Text("接到时间", "接到時間", "when it was heard")),
    ("asked_for", Text("住户要求的日期", "住戶要求的日期", "the day that the resident asks for")),
    ("plan", Text("补救方案", "補救方案", "the plan")),
    ("cost", Text("结算费用", "結算費用", "the cost")),
    ("told", Text("已向住户说明的原因", "已向住戶說明的原因", "the reason as the resident was told")),
    ("superior", Text("已报告的上级", "已報告的上級", "which superior knows")),
    ("answer", Text("答复", "答覆", "the answer")),
    ("result", Text("处理结果", "處理結果", "the result")),
    ("apology", Text("道歉", "道歉", "the apology")),
    ("agreed", Text("与住户协商的结果", "與住戶協商的結果", "what was agreed with the resident")),
    ("help", Text("提供的帮助", "提供的幫助", "the help that was given")),
    ("customer_name", Text("客户姓名", "客戶姓名", "the customer's name")),
    ("unit_no", Text("房号", "房號", "the unit")),
    ("contact", Text("联系方式", "聯絡方式", "the contact")),
    ("department", Text("所属部门或单位", "所屬部門或單位", "the department or company")),
    ("content", Text("内容", "內容", "the content")),
    ("appointment_at", Text("预约时间", "預約時間", "the appointment")),
    ("received_at", Text("接收时间", "接收時間", "the time of receipt")),
    ("service_class", Text("服务类别", "服務類別", "the service class")),
    ("explanation", Text("解释", "解釋", "the explanation")),
    ("technician", Text("维修员", "維修員", "the technician")),
    ("reason", Text("原因", "原因", "a reason")),
    ("manager_reason", Text("经理理由", "經理理由", "the manager's reason")),
    ("words", Text("客户原话", "客戶原話", "the customer's words")),
    ("strokes", Text("签字笔画", "簽字筆畫", "the signature")),
    ("photo", Text("照片", "照片", "the photo")),
    ("text", Text("文字", "文字", "the text")),
    ("lines", Text("报价行", "報價行", "a line")),
    ("quantity", Text("数量", "數量", "the quantity")),
    ("materials", Text("材料", "材料", "a material")),
    ("tools", Text("工具", "工具", "a tool")),
    ("amount_fen", Text("金额", "金額", "the amount")),
    ("principal_fen", Text("金额", "金額", "the amount")),
    ("late_fee_fen", Text("滞纳金", "滯納金", "the late fee")),
    ("receipt", Text("收据号", "收據號", "the receipt's number")),
    ("case", Text("案号", "案號", "the case")),
    ("description", Text("经过", "經過", "the description")),
    ("detail", Text("说明", "說明", "the detail")),
    ("free_reason", Text("免费原因", "免費原因", "why it is free")),
    ("warranty_until", Text("保修期至", "保修期至", "warranty until")),
    ("handling", Text("处理情况", "處理情況", "how it was handled")),
    ("photos", Text("照片", "照片", "a photo")),
    ("terms", Text("条件", "條件", "the terms")),
    ("tried", Text("怎样联系过客户", "怎樣聯絡過客戶", "what was tried")),
    ("until", Text("预计时间", "預計時間", "the time")),
    ("confirmed_by", Text("同意人", "同意人", "who agreed")),
    ("due_at", Text("归还时间", "歸還時間", "when it is due")),
    ("origin", Text("供应商或送货单", "供應商或送貨單", "where it came from")),
    ("from", Text("交出的人", "交出的人", "who gives it")),
    ("to", Text("接收的人", "接收的人", "who takes it")),
    ("item", Text("配件", "配件", "the item")),
    ("old_specification", Text("旧规格", "舊規格", "the old specification")),
    ("new_specification", Text("新规格", "新規格", "the new specification")),
];

/// What has to come first.
pub fn needs(language: Language, word: &str) -> String {
    money::needs(word).map_or_else(|| of(NEEDS, language, word), |words| words.get(language).to_owned())
}

/// Why a command is refused.
pub fn rejection(language: Language, rejection: &Rejection) -> String {
    match rejection {
        Rejection::NotFound => {
            Text("本机没有这张单", "本機沒有這張單", "no such order on this device").get(language).to_owned()
        }
        Rejection::Denied { kind, denial } => {
            let kind = states::kind(*kind).get(language);
            let text = match denial {
                Denial::Role => Text("您的岗位无权:{}", "您的崗位無權:{}", "your role may not do this: {}"),
                Denial::NotAssigned => {
                    Text("此单未派给您:{}", "此單未派給您:{}", "the order is not assigned to you: {}")
                }
            };
            text.with(language, &[kind])
        }
        Rejection::WrongState { state, needs } => {
            Text("现在的状态是“{}”:{}", "現在的狀態是「{}」:{}", "not possible while the order is \"{}\": {}")
                .with(language, &[states::state(*state).get(language), &self::needs(language, needs)])
        }
        Rejection::Missing { field } => {
            Text("缺少{}", "缺少{}", "{} is required").with(language, &[&of(FIELDS, language, field)])
        }
        Rejection::Invalid { field, detail } => Text("{}无效:{}", "{}無效:{}", "{} is not valid: {}")
            .with(language, &[&of(FIELDS, language, field), detail]),
        Rejection::UnknownItem { item } => {
            Text("收费标准没有 {}", "收費標準沒有 {}", "the fee standard has no item {}")
                .with(language, &[item])
        }
        Rejection::UnknownClass { service_class } => {
            Text("没有类别 {} 的规程", "沒有類別 {} 的規程", "there is no procedure for class {}")
                .with(language, &[service_class])
        }
        Rejection::Step(refusal) => locks::refusal(language, refusal),
        Rejection::PriceNotAgreed => Text(
            "维修前双方须先确认价格",
            "維修前雙方須先確認價格",
            "both sides must agree on the price before repair begins",
        )
        .get(language)
        .to_owned(),
        Rejection::QuoteOutdated { quoted, current } => Text(
            "报价用的是收费标准 {} 版,现行 {} 版,请重新报价",
            "報價用的是收費標準 {} 版,現行 {} 版,請重新報價",
            "the quote uses fee standard {}, {} is in force now; quote again",
        )
        .with(language, &[&quoted.to_string(), &current.to_string()]),
        Rejection::FeeStandardNotYet { version, .. } => Text(
            "收费标准 {} 版尚未生效,请先同步",
            "收費標準 {} 版尚未生效,請先同步",
            "fee standard {} is not in force yet; sync first",
        )
        .with(language, &[&version.to_string()]),
        Rejection::PartIsCharged { item } => Text(
            "{} 已计入双方确认的价格,请先重新报价",
            "{} 已計入雙方確認的價格,請先重新報價",
            "{} is in the agreed price; quote again without it before fitting the customer's own",
        )
        .with(language, &[item]),
        Rejection::RoundOpen { missing } => {
            Text("本轮未完成,还缺:{}", "本輪未完成,還缺:{}", "the round is not finished; missing: {}")
                .with(language, &[&list(language, missing)])
        }
        Rejection::UnknownConflict { conflict } => {
            Text("没有待裁定的冲突 {}", "沒有待裁定的衝突 {}", "there is no open conflict {}")
                .with(language, &[conflict])
        }
        Rejection::UnfitChoice { conflict } => {
            Text("这个选择不能裁定 {}", "這個選擇不能裁定 {}", "this choice doesn't settle {}")
                .with(language, &[conflict])
        }
        Rejection::NotAPicture => {
            Text("照片须是 JPEG 或 PNG 图片", "照片須是 JPEG 或 PNG 圖片", "a photo is a JPEG or PNG picture")
                .get(language)
                .to_owned()
        }
        Rejection::PhotoTooLarge { bytes, max } => Text(
            "照片有 {} 字节,最多 {} 字节",
            "照片有 {} 位元組,最多 {} 位元組",
            "the photo has {} bytes, at most {} are taken",
        )
        .with(language, &[&bytes.to_string(), &max.to_string()]),
        Rejection::TooManyPixels { width, height } => {
            Text("照片像素太多:{} x {}", "照片像素太多:{} x {}", "the photo has too many pixels: {} x {}")
                .with(language, &[&width.to_string(), &height.to_string()])
        }
        Rejection::TooManyPhotos { max } => {
            Text("一次最多 {} 张照片", "一次最多 {} 張照片", "at most {} photos at once")
                .with(language, &[&max.to_string()])
        }
        Rejection::PhotoFromTheFuture { .. } => {
            Text("拍摄时间不能晚于现在", "拍攝時間不能晚於現在", "a photo can't be taken in the future")
                .get(language)
                .to_owned()
        }
        Rejection::Goods(_)
        | Rejection::UnknownTool { .. }
        | Rejection::ToolOut { .. }
        | Rejection::ToolUnfit { .. }
        | Rejection::ToolNotOut { .. }
        | Rejection::ToolWithOther { .. }
        | Rejection::MoreThanOpen { .. }
        | Rejection::WrongCode
        | Rejection::RecordedAlready
        | Rejection::GoodsOpen { .. }
        | Rejection::NoSlip
        | Rejection::Incident(_)
        | Rejection::Complaint(_)
        | Rejection::Fee(_)
        | Rejection::Matter(_) => {
            client_core::domain::words::rejection(language, rejection).unwrap_or_default()
        }
        Rejection::EntryTooLong { max } => Text(
            "文字太多,一条记录最多 {} 字节,请分开写",
            "文字太多,一條記錄最多 {} 位元組,請分開寫",
            "too much text for one entry of {} bytes; split it",
        )
        .with(language, &[&max.to_string()]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use client_core::domain::order::OrderState;

    #[test]
    fn a_refusal_says_what_comes_first_in_the_persons_language() {
        let refused = Rejection::WrongState { state: OrderState::Received, needs: "arrived".into() };
        assert_eq!(
            rejection(Language::En, &refused),
            "not possible while the order is \"received\": arrive first"
        );
        assert_eq!(rejection(Language::ZhHans, &refused), "现在的状态是“已接单”:须先到场");
    }
}

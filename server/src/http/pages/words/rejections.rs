//! Refused commands and forms: what is missing, and what comes first.

use super::{Text, list, of, states};
use client_core::domain::decide::Rejection;
use client_core::domain::policy::Denial;
use client_core::domain::text::Language;
use client_core::domain::words::money;

/// What has to come first, by the words of [`Rejection::WrongState`].
const NEEDS: &[(&str, Text)] = &[
    ("acceptance", Text("须先受理", "須先受理", "it must be accepted first")),
    ("arrived", Text("须先到场", "須先到場", "the technician must arrive first")),
    ("assignment", Text("须先派工", "須先派工", "it must be assigned first")),
    ("cancellation", Text("没有待核销的取消", "沒有待核銷的取消", "there is no cancellation to write off")),
    ("customer_signed", Text("须先有客户签字", "須先有客戶簽字", "the customer must sign first")),
    ("decision", Text("须先裁定冲突", "須先裁定衝突", "a conflict must be settled first")),
    ("escalation", Text("没有待处理的上报", "沒有待處理的上報", "no escalation is open")),
    ("new_quote", Text("须重新报价", "須重新報價", "a new price must be offered")),
    ("not_on_site", Text("维修人员已在现场", "維修人員已在現場", "a technician is on site already")),
    (
        "business_service",
        Text("只有经营服务才转办", "只有經營服務才轉辦", "only a business service is passed on"),
    ),
    ("open_case", Text("此案已了结", "此案已了結", "the case is settled")),
    ("slip_not_received", Text("已经接单", "已經接單", "the slip is taken already")),
    (
        "special_service",
        Text(
            "只有特约服务才可免费或报价",
            "只有特約服務才可免費或報價",
            "only a special service is priced or free",
        ),
    ),
    ("waiting", Text("没有在等待", "沒有在等待", "nothing is waited for")),
    ("work", Text("须先动工", "須先動工", "the work must have begun")),
    ("finding", Text("须先记录现场查看", "須先記錄現場查看", "the finding must be recorded first")),
    ("inspection_passed", Text("须先验收合格", "須先驗收合格", "the customer must be satisfied first")),
    ("new_order", Text("此单已登记", "此單已登記", "it is registered already")),
    ("open_order", Text("此单已结束", "此單已結束", "the order has ended")),
    ("order_not_signed", Text("此单已签字或已结束", "此單已簽字或已結束", "it is signed or has ended")),
    ("order_without_slip", Text("派工单已开", "派工單已開", "it has a slip already")),
    ("quote", Text("须先报价", "須先報價", "a price must be offered first")),
    (
        "registration",
        Text(
            "只有尚未判别的登记才能判别",
            "只有尚未判別的登記才能判別",
            "only a registered request that nobody judged",
        ),
    ),
    ("slip", Text("须先开派工单", "須先開派工單", "issue the slip first")),
    ("slip_received", Text("须先接单", "須先接單", "the slip must be taken first")),
    ("slip_in_pool", Text("此单有人负责", "此單有人負責", "somebody holds the slip")),
    ("slip_not_begun", Text("已到场,不能退单", "已到場,不能退單", "whoever has arrived can't give it back")),
    (
        "desk_batch",
        Text("前台尚未移交这一批", "前臺尚未移交這一批", "the front desk has not handed this batch over"),
    ),
    ("declined", Text("只用于暂不受理的登记", "只用於暫不受理的登記", "only for a declined request")),
    ("not_archived", Text("此单已归档", "此單已歸檔", "it is archived already")),
    ("work_finished", Text("须先完工", "須先完工", "the work must be finished first")),
];

/// Fields of forms and commands.
const FIELDS: &[(&str, Text)] = &[
    ("place", Text("地点", "地點", "Place")),
    ("area", Text("类别和责任部门", "類別和責任部門", "Area and department")),
    ("what", Text("什么情况", "什麼情況", "What happened")),
    ("measure", Text("应急措施", "應急措施", "Emergency measure")),
    ("who", Text("来了谁", "來了誰", "Who came")),
    ("course", Text("事情的经过", "事情的經過", "How it went")),
    ("to", Text("报给谁", "報給誰", "To whom")),
    ("responsibility", Text("责任", "責任", "Responsibility")),
    ("proposal", Text("处理意见", "處理意見", "Proposal")),
    ("customer_name", Text("客户姓名", "客戶姓名", "Customer's name")),
    ("unit_no", Text("栋房号", "棟房號", "Building and unit")),
    ("contact", Text("联系方式", "聯絡方式", "Contact")),
    ("department", Text("所属部门或单位", "所屬部門或單位", "Department or company")),
    ("content", Text("服务内容", "服務內容", "Content")),
    ("appointment_at", Text("预约服务时间", "預約服務時間", "Appointment")),
    ("received_at", Text("接到时间", "接到時間", "Time of receipt")),
    ("service_class", Text("服务类别", "服務類別", "Service class")),
    ("service_kind", Text("服务性质", "服務性質", "Kind of service")),
    ("channel", Text("报事方式", "報事方式", "How it came")),
    ("accepted", Text("是否受理", "是否受理", "Accepted or not")),
    ("explanation", Text("解释说明", "解釋說明", "Explanation")),
    ("technician", Text("维修人员", "維修人員", "Technician")),
    ("cancelled_by", Text("由谁提出", "由誰提出", "On whose word")),
    ("reason", Text("原因", "原因", "Reason")),
    ("analysis", Text("原因分析", "原因分析", "Analysis")),
    ("way", Text("回访方式", "回訪方式", "Way")),
    ("satisfied", Text("是否满意", "是否滿意", "Satisfied")),
    ("opinion", Text("意见及建议", "意見及建議", "Opinion")),
    ("strokes", Text("签名", "簽名", "Signature")),
    ("refused", Text("客户未签名的原因", "客戶未簽名的原因", "Why the customer didn't sign or write")),
    ("cause", Text("满意或不满意的方面", "滿意或不滿意的方面", "What it is about")),
    ("corrective", Text("须整改的内容", "須整改的內容", "What has to be put right")),
    ("demand", Text("须整改的内容", "須整改的內容", "What has to be put right")),
    ("done", Text("整改结果", "整改結果", "What was done")),
    ("follow_up", Text("回访", "回訪", "Follow-up")),
    ("confirmed", Text("是否属实", "是否屬實", "Whether it is so")),
    ("remark", Text("抽查所见", "抽查所見", "What was found")),
    ("note", Text("说明", "說明", "Note")),
    ("follow_up_by", Text("由谁回访", "由誰回訪", "Who follows up")),
    ("repair_class", Text("维修类别", "維修類別", "Class of repair")),
    ("passed", Text("试漏结果", "試漏結果", "Result of the test")),
    ("tested_at", Text("试漏时间", "試漏時間", "Time of the test")),
    ("manager_reason", Text("经理理由", "經理理由", "Manager's reason")),
    ("choice", Text("裁定", "裁定", "Decision")),
    ("amount", Text("金额", "金額", "Amount")),
    ("conflict", Text("冲突", "衝突", "Conflict")),
    ("text", Text("备注", "備註", "Note")),
    ("routed_to", Text("转给谁办理", "轉給誰辦理", "Who deals with it")),
    ("urgency", Text("缓急", "緩急", "Urgency")),
    ("warranty_until", Text("保修期至", "保修期至", "Warranty until")),
    (
        "free_reason",
        Text(
            "免费原因(有偿服务免收时填写)",
            "免費原因(有償服務免收時填寫)",
            "Why it is free (leave empty for paid work)",
        ),
    ),
    ("confirmed_by", Text("客户方同意人", "客戶方同意人", "Who agreed for the customer")),
    ("waiting_for", Text("等待什么", "等待什麼", "What it waits for")),
    ("detail", Text("说明", "說明", "Details")),
    ("until", Text("预计到什么时候", "預計到什麼時候", "Expected until")),
    ("words", Text("客户原话", "客戶原話", "The customer's words")),
    ("outcome", Text("处理结果", "處理結果", "Outcome")),
    ("handling", Text("处理经过", "處理經過", "How it was handled")),
    ("amount_fen", Text("金额", "金額", "Amount")),
    ("method", Text("付款方式", "付款方式", "Method of payment")),
    ("receipt", Text("收据号", "收據號", "Receipt number")),
    ("paid_at", Text("收款时间", "收款時間", "Time of payment")),
    ("month", Text("月份(如 2026-03)", "月份(如 2026-03)", "Month, such as 2026-03")),
    ("difference_fen", Text("差额", "差額", "Difference")),
    ("adjustment", Text("调整", "調整", "Correction")),
    ("approved", Text("是否批准", "是否批准", "Approved or not")),
    ("remark", Text("说明", "說明", "Remark")),
    ("terms", Text("协商内容", "協商內容", "Terms")),
    ("agreed", Text("协商结果", "協商結果", "Offer or agreement")),
    ("case", Text("案件", "案件", "Case")),
    ("tried", Text("如何联系过客户", "如何聯絡過客戶", "What was tried to reach the customer")),
    ("description", Text("经过", "經過", "What happened")),
    ("photos", Text("照片", "照片", "Photos")),
    (
        "attempts",
        Text(
            "曾怎样设法帮助(不受理时填写)",
            "曾怎樣設法幫助(不受理時填寫)",
            "What was tried to help (when declining)",
        ),
    ),
    ("said", Text("回复或告知的内容", "回覆或告知的內容", "What was said")),
    ("replied_at", Text("回复时间(留空为现在)", "回覆時間(留空為現在)", "When (now if empty)")),
    ("person", Text("回访人", "回訪人", "Person")),
    ("proposed", Text("建议转给", "建議轉給", "Who could take it")),
    ("return_place", Text("回单地点", "回單地點", "Where it came back")),
    ("copy", Text("哪一联", "哪一聯", "Which copy")),
    ("received_by", Text("签收人", "簽收人", "Who took it")),
    ("day", Text("批次日期", "批次日期", "Day of the batch")),
    ("etag", Text("页面版本", "頁面版本", "The page's version")),
    ("command", Text("操作", "操作", "Command")),
];

/// A field's name.
pub(crate) fn field(language: Language, name: &str) -> String {
    of(FIELDS, language, name)
}

/// What is wrong with a field, by the core's own words.
const DETAILS: &[(&str, Text)] = &[
    (
        "not a technician of this site",
        Text("不是本小区的维修人员", "不是本小區的維修人員", "not a technician of this site"),
    ),
    ("holds the slip already", Text("此单已在他手上", "此單已在他手上", "holds the slip already")),
    (
        "only a manager writes off without a signature",
        Text(
            "没有客户签字时只有经理可以核销",
            "沒有客戶簽字時只有經理可以核銷",
            "only a manager writes off without a signature",
        ),
    ),
    (
        "a time between 2000 and 2100",
        Text("须在2000年至2100年之间", "須在2000年至2100年之間", "a time between 2000 and 2100"),
    ),
    ("nothing was written yet", Text("还没有写分析", "還沒有寫分析", "nothing was written yet")),
    (
        "dissatisfied customers without a cause",
        Text("还有不满意没有分析原因", "還有不滿意沒有分析原因", "dissatisfied customers without a cause"),
    ),
    ("not reviewed yet", Text("主管尚未审阅", "主管尚未審閱", "not reviewed yet")),
    ("done already", Text("已经做过", "已經做過", "done already")),
    ("at most 2000 characters", Text("最多2000字", "最多2000字", "at most 2000 characters")),
    ("at most 500 characters", Text("最多500字", "最多500字", "at most 500 characters")),
    (
        "a time",
        Text(
            "不是时间,或该小时不存在、出现两次",
            "不是時間,或該小時不存在、出現兩次",
            "no time, or an hour that is skipped or comes twice",
        ),
    ),
    (
        "an amount",
        Text("请写元,最多两位小数", "請寫元,最多兩位小數", "an amount in yuan with at most two decimals"),
    ),
    ("no such case", Text("没有这个案件", "沒有這個案件", "there is no such case")),
    ("from 0 to 10000000000 fen", Text("须在0至1亿元之间", "須在0至1億元之間", "from 0 to 100 million yuan")),
    (
        "none of the kinds of cases that the site offers",
        Text(
            "本站没有提供这类事项",
            "本站沒有提供這類事項",
            "none of the kinds of cases that the site offers",
        ),
    ),
    ("not after now", Text("不能晚于现在", "不能晚於現在", "not after now")),
    (
        "not before it was heard",
        Text("不能早于听到投诉的时间", "不能早於聽到投訴的時間", "not before it was heard"),
    ),
    ("not below zero", Text("不能小于零", "不能小於零", "not below zero")),
    (
        "a day that the resident asks for counts for a minor complaint alone",
        Text(
            "只有轻微投诉才按住户要求的日期",
            "只有輕微投訴才按住戶要求的日期",
            "a day that the resident asks for counts for a minor complaint alone",
        ),
    ),
    (
        "nobody who reads complaints, or shut out",
        Text("没有岗位,或已停用", "沒有崗位,或已停用", "without a post, or shut out"),
    ),
    (
        "of the service centre, which the complaint is about",
        Text(
            "属于被投诉的客户服务中心",
            "屬於被投訴的客戶服務中心",
            "of the service centre, which the complaint is about",
        ),
    ),
    ("a day", Text("不是日期", "不是日期", "no day")),
    ("no such order", Text("没有这个工单", "沒有這個工單", "there is no such order")),
    ("a choice", Text("请从所列选项中选择", "請從所列選項中選擇", "choose one of those listed")),
];

/// What has to come first.
fn needs_words(language: Language, word: &str) -> String {
    money::needs(word).map_or_else(|| of(NEEDS, language, word), |words| words.get(language).to_owned())
}

/// Why a command was refused.
pub(crate) fn rejection(language: Language, rejection: &Rejection) -> String {
    match rejection {
        Rejection::NotFound => Text(
            "服务器上没有您所看到的这个版本,可能刚恢复过备份",
            "伺服器上沒有您所看到的這個版本,可能剛恢復過備份",
            "the server doesn't know the version that you saw, perhaps after a restore",
        )
        .get(language)
        .to_owned(),
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
            Text("现在的状态是“{}”:{}", "現在的狀態是「{}」:{}", "the order is now “{}”: {}")
                .with(language, &[states::state(*state).get(language), &needs_words(language, needs)])
        }
        Rejection::Missing { field: name } => missing(language, name),
        Rejection::Invalid { field: name, detail } => invalid(language, name, detail),
        Rejection::UnknownItem { item } => {
            Text("收费标准没有 {}", "收費標準沒有 {}", "the fee standard has no item {}")
                .with(language, &[item])
        }
        Rejection::UnknownClass { service_class } => {
            Text("没有类别 {} 的规程", "沒有類別 {} 的規程", "there is no procedure for class {}")
                .with(language, &[service_class])
        }
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
        Rejection::UnknownConflict { .. } => Text(
            "这个冲突已经裁定或不存在",
            "這個衝突已經裁定或不存在",
            "this conflict is settled or doesn't exist",
        )
        .get(language)
        .to_owned(),
        Rejection::UnfitChoice { .. } => Text(
            "这个选择不适合该冲突(收费不得超过客户确认的金额)",
            "這個選擇不適合該衝突(收費不得超過客戶確認的金額)",
            "this choice doesn't fit the conflict (a charge never exceeds what the customer confirmed)",
        )
        .get(language)
        .to_owned(),
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
        // The office records no steps; a new kind of command must not fall silent here.
        Rejection::Step(refusal) => refusal.to_string(),
    }
}

/// A field that is empty.
pub(crate) fn missing(language: Language, name: &str) -> String {
    lacking(language, &field(language, name))
}

/// The same of a field that its form calls so.
pub(crate) fn lacking(language: Language, label: &str) -> String {
    Text("请填写:{}", "請填寫:{}", "Please fill in: {}").with(language, &[label])
}

/// A field that can't be accepted.
pub(crate) fn invalid(language: Language, name: &str, detail: &str) -> String {
    unfit(language, &field(language, name), detail)
}

/// The same of a field that its form calls so.
pub(crate) fn unfit(language: Language, label: &str, detail: &str) -> String {
    Text("{}无效:{}", "{}無效:{}", "{} is not valid: {}")
        .with(language, &[label, &of(DETAILS, language, detail)])
}

#[cfg(test)]
mod tests {
    use super::*;
    use client_core::domain::order::OrderState;

    #[test]
    fn a_refusal_says_what_comes_first_in_the_readers_language() {
        let refused = Rejection::WrongState { state: OrderState::Received, needs: "acceptance".into() };
        assert_eq!(rejection(Language::ZhHans, &refused), "现在的状态是“已接单”:须先受理");
        let missing = Rejection::Missing { field: "contact".into() };
        assert_eq!(rejection(Language::En, &missing), "Please fill in: Contact");
    }
}

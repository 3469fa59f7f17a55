//! Words of follow-ups and statistics.

use super::{Text, of};
use client_core::domain::deadline::DeadlineId;
use client_core::domain::text::Language;

pub(crate) const FOLLOW_UPS: Text = Text("回访", "回訪", "Follow-ups");
pub(crate) const STATISTICS: Text = Text("统计", "統計", "Statistics");
pub(crate) const SUMMARY_FORM: Text = Text(
    "客户服务信息统计分析汇总表",
    "客戶服務信息統計分析匯總表",
    "Summary of customer service statistics",
);
pub(crate) const COMPLIANCE: Text = Text("达标情况", "達標情況", "Compliance");
pub(crate) const MONTH: Text = Text("月份", "月份", "Month");
pub(crate) const FROM: Text = Text("自", "自", "From");
pub(crate) const TO: Text = Text("至", "至", "To");
pub(crate) const WAITING: Text = Text("待办", "待辦", "to do");
pub(crate) const ANY_WHOSE: Text = Text("全部责任方", "全部責任方", "anybody's");
pub(crate) const ANY_CLASS: Text = Text("全部类别", "全部類別", "any class");
pub(crate) const ONLY_OVERDUE: Text = Text("只看逾期", "只看逾期", "only overdue");
pub(crate) const COMPLETED: Text = Text("完工时间", "完工時間", "Completed");
pub(crate) const DUE: Text = Text("回访期限", "回訪期限", "Due by");
pub(crate) const WHOSE: Text = Text("由谁回访", "由誰回訪", "Whose");
pub(crate) const STATE: Text = Text("状态", "狀態", "State");
pub(crate) const REPAIR_CLASS: Text = Text("维修类别", "維修類別", "Class of repair");
pub(crate) const OVERDUE: Text = Text("逾期", "逾期", "overdue");
pub(crate) const TEST_MISSING: Text = Text("未试漏", "未試漏", "leak test missing");
pub(crate) const NOTHING: Text =
    Text("没有待回访的单。", "沒有待回訪的單。", "Nobody waits for a follow-up.");
pub(crate) const AS_CSV: Text = Text("下载 CSV", "下載 CSV", "CSV");
pub(crate) const AS_XLSX: Text = Text("下载 XLSX", "下載 XLSX", "XLSX");
pub(crate) const AS_PDF: Text = Text("打印 PDF", "列印 PDF", "PDF");
pub(crate) const TARGET: Text = Text("满意率目标:{} %", "滿意率目標:{} %", "Target of satisfaction: {} %");
pub(crate) const ENTERPRISE_TARGET: Text =
    Text("企业客户满意率目标:{} %", "企業客戶滿意率目標:{} %", "Target of enterprise customers: {} %");
pub(crate) const TARGET_MET: Text = Text("达到目标", "達到目標", "reached");
pub(crate) const TARGET_MISSED: Text = Text("未达目标", "未達目標", "not reached");
pub(crate) const REQUESTED: Text = Text("受理时间", "受理時間", "Requested");
pub(crate) const REPLIED: Text = Text("回复时间", "回覆時間", "Replied");
pub(crate) const ARRIVED: Text = Text("到场时间", "到場時間", "Arrived");
pub(crate) const FINISHED: Text = Text("修好时间", "修好時間", "Finished");
pub(crate) const FOLLOWED: Text = Text("回访时间", "回訪時間", "Followed up");
pub(crate) const PERSON: Text = Text("回访人", "回訪人", "Person");
pub(crate) const ANYBODY: Text = Text("全部人员", "全部人員", "anybody");
pub(crate) const NOBODY: Text = Text("未指定", "未指定", "nobody named");
pub(crate) const SHOW: Text = Text("查看", "查看", "Show");
pub(crate) const ON_SITE: Text = Text("上门回访", "上門回訪", "Follow-ups on site");
pub(crate) const ON_SITE_MISSING: Text =
    Text("{} 前还须上门 {} 次", "{} 前還須上門 {} 次", "By {}, more of them on site: {}");
pub(crate) const ENOUGH: Text = Text("已达标", "已達標", "enough");
pub(crate) const SPOT_CHECKS: Text = Text("抽查", "抽查", "Spot checks");
pub(crate) const MISSING_N: Text = Text("还差 {}", "還差 {}", "{} missing");
pub(crate) const ITEM: Text = Text("项目", "項目", "Item");
pub(crate) const NUMBER: Text = Text("数量", "數量", "Number");
pub(crate) const WHOLE: Text = Text("总数", "總數", "Of");
pub(crate) const RATE: Text = Text("比率", "比率", "Rate");
pub(crate) const COMPLAINT_TIMES: Text = Text("投诉时限", "投訴時限", "Complaints in time");
pub(crate) const COMPLAINT_TIMES_OF: Text = Text(
    "按中心接诉月份统计;对客服中心自身的投诉只计入有权查阅者的数字。",
    "按中心接訴月份統計;對客服中心自身的投訴只計入有權查閱者的數字。",
    "By the month in which the centre received them. Those about the centre itself count only for whoever reads them.",
);
pub(crate) const LEFT: Text = Text("未达标", "未達標", "Not kept");
pub(crate) const MEDIAN: Text = Text("中位数", "中位數", "Median");
pub(crate) const NINTH: Text = Text("九成不超过", "九成不超過", "Nine of ten within");
pub(crate) const TIMES: Text = Text("用时", "用時", "How long it took");
pub(crate) const COUNTS: Text = Text("数量与质量", "數量與質量", "What was done");
pub(crate) const REQUESTS_BY: Text = Text("受理途径", "受理途徑", "Requests by kind and channel");
pub(crate) const BY_CLASS: Text = Text("按服务类别", "按服務類別", "By service class");
pub(crate) const CONTENT: Text = Text("主要满意项目", "主要滿意項目", "Main items of satisfaction");
pub(crate) const DISCONTENT: Text = Text("主要不满意项目", "主要不滿意項目", "Main items of dissatisfaction");
pub(crate) const CLASS: Text = Text("服务类别", "服務類別", "Service class");
pub(crate) const CAUSE: Text = Text("原因", "原因", "Cause");
pub(crate) const NO_CAUSE: Text = Text("未注明", "未註明", "not said");
pub(crate) const BEFORE: Text = Text("前三个月", "前三個月", "Three months before");
pub(crate) const MATERIALS: Text = Text("用料", "用料", "Material used");
pub(crate) const QUANTITY: Text = Text("用量", "用量", "Quantity");
pub(crate) const SLIPS: Text = Text("对应派工单", "對應派工單", "Slips");
pub(crate) const NO_FIGURES: Text = Text("无", "無", "none");
pub(crate) const NO_SLIPS: Text = Text("没有派工单。", "沒有派工單。", "No slips.");
pub(crate) const SATISFIED: Text = Text("满意", "滿意", "satisfied");
pub(crate) const DISSATISFIED: Text = Text("不满意", "不滿意", "dissatisfied");
pub(crate) const INCOMPLETE: Text = Text("栏目未填全", "欄目未填全", "columns not filled");
pub(crate) const EARLIER_ROUND: Text = Text("返工前的回访", "返工前的回訪", "of an earlier signature");
pub(crate) const OPINION: Text = Text("意见及建议", "意見及建議", "Opinion");
pub(crate) const SIGNATURE: Text = Text("签名确认", "簽名確認", "Signature");
pub(crate) const BY_PHONE: Text =
    Text("电话回访,由回访人记录", "電話回訪,由回訪人記錄", "by phone, entered by the caller");
pub(crate) const REFUSED: Text = Text("客户未签:{}", "客戶未簽:{}", "the customer didn't sign: {}");
pub(crate) const CORRECTIVES: Text = Text("整改", "整改", "To be put right");
pub(crate) const DONE: Text = Text("已整改:{}", "已整改:{}", "put right: {}");
pub(crate) const DEADLINES: Text = Text("期限", "期限", "Deadlines");
pub(crate) const LEAK_TESTS: Text = Text("试漏", "試漏", "Leak tests");
pub(crate) const HOLDS: Text = Text("不漏", "不漏", "it holds");
pub(crate) const LEAKS: Text = Text("仍漏", "仍漏", "it leaks");
pub(crate) const SAVE_FOLLOW_UP: Text = Text("保存回访", "保存回訪", "Save the follow-up");
pub(crate) const ASSIGN: Text = Text("改由他人回访", "改由他人回訪", "Somebody else follows up");
pub(crate) const CLASSIFY: Text = Text("确定维修类别", "確定維修類別", "Say the class of repair");
pub(crate) const TEST: Text = Text("记录试漏", "記錄試漏", "Record a leak test");
pub(crate) const OPEN_CORRECTIVE: Text = Text("要求整改", "要求整改", "Have something put right");
pub(crate) const CLOSE_CORRECTIVE: Text = Text("整改完成", "整改完成", "It is put right");
pub(crate) const CHECK: Text = Text("抽查回访", "抽查回訪", "Check a follow-up");
pub(crate) const CONFIRMED: Text = Text("属实", "屬實", "It is so");
pub(crate) const NOT_CONFIRMED: Text = Text("不属实", "不屬實", "It is not so");
pub(crate) const NOT_COUNTED: Text = Text("不重复计数", "不重複計數", "not counted again");
pub(crate) const VISITS: Text = Text(
    "走访:计划 {},已记录 {},其中满意 {}",
    "走訪:計劃 {},已記錄 {},其中滿意 {}",
    "Visits: {} planned, {} recorded, {} residents content",
);
pub(crate) const FOLLOW_UPS_MADE: Text =
    Text("回访:{} 次,其中满意 {}", "回訪:{} 次,其中滿意 {}", "Follow-ups: {}, {} satisfied");
pub(crate) const SIMILAR: Text = Text(
    "同类问题较多:{}(回访 {},走访 {}),须写分析",
    "同類問題較多:{}(回訪 {},走訪 {}),須寫分析",
    "Frequent problem, to be explained: {} ({} follow-ups, {} visits)",
);
pub(crate) const ANALYSIS: Text = Text("原因分析", "原因分析", "Analysis");
pub(crate) const DRAFT: Text = Text("草稿", "草稿", "draft");
pub(crate) const REVIEWED: Text = Text("主管已审", "主管已審", "reviewed");
pub(crate) const SENT: Text = Text("已报主任", "已報主任", "sent to the office head");
pub(crate) const RECORD: Text = Text("写入分析", "寫入分析", "Add to the analysis");
pub(crate) const REVIEW: Text = Text("审阅通过", "審閱通過", "Reviewed");
pub(crate) const SEND: Text = Text("报送主任", "報送主任", "Send to the office head");
pub(crate) const UNEXPLAINED: Text = Text("尚未分析:{}", "尚未分析:{}", "without an analysis: {}");
pub(crate) const SIGN_HERE: Text = Text("客户在此签名", "客戶在此簽名", "The customer signs here");
pub(crate) const SIGN_AGAIN: Text = Text("重签", "重簽", "Sign again");
pub(crate) const STROKES_HINT: Text = Text(
    "上门时请客户签名;客户不签时写明原因。",
    "上門時請客戶簽名;客戶不簽時寫明原因。",
    "On site the customer signs; if he doesn't, say why.",
);

const FIGURES: &[(&str, Text)] = &[
    ("requests", Text("受理的维修请求", "受理的維修請求", "Requests")),
    ("business", Text("经营服务请求", "經營服務請求", "Requests for business services")),
    ("completed", Text("完工", "完工", "Completed")),
    ("first_time", Text("一次修好", "一次修好", "Right the first time")),
    ("reworked", Text("返工", "返工", "Worked on again")),
    ("reply", Text("回复客户", "回覆客戶", "Until the reply")),
    ("arrival", Text("到场", "到場", "Until the arrival")),
    ("completion", Text("修好", "修好", "Until the end of work")),
    ("followed_up", Text("已回访", "已回訪", "Followed up")),
    ("satisfied", Text("满意率", "滿意率", "Satisfied")),
    ("enterprise_satisfied", Text("企业客户满意率", "企業客戶滿意率", "Satisfied enterprise customers")),
    ("replies", Text("按时回复客户", "按時回覆客戶", "Replied to in time")),
    ("batches", Text("当日批次移交", "當日批次移交", "Handed over with the day's batch")),
    ("hand_over", Text("按月按时移交", "按月按時移交", "The month handed over in time")),
    ("month_follow_ups", Text("按月按时回访", "按月按時回訪", "The month followed up in time")),
    ("leak_test_missing", Text("漏水维修未试漏", "漏水維修未試漏", "Leak repairs without a test")),
    ("repairs_followed_up", Text("维修回访率", "維修回訪率", "Repairs followed up")),
    ("on_site", ON_SITE),
];

/// Name of a figure; classes, items and people as they are called.
pub(crate) fn figure(language: Language, name: &str) -> String {
    match name.split_once(':') {
        Some(("follow_ups", id)) => DeadlineId::from_number(id)
            .map_or_else(|| id.to_owned(), |id| deadline(id).get(language).to_owned()),
        Some((list @ ("content" | "discontent"), rest)) => {
            let heading = if list == "content" { CONTENT } else { DISCONTENT };
            format!("{} · {}", heading.get(language), rest.replace(':', " · "))
        }
        Some(("spot_checks", _)) => SPOT_CHECKS.get(language).to_owned(),
        Some((_, rest)) => rest.replace(':', " · "),
        None => of(FIGURES, language, name),
    }
}

/// A deadline of follow-ups or complaints, as a line of figures.
pub(crate) const fn deadline(id: DeadlineId) -> Text {
    match id {
        DeadlineId::FollowUpSafety => {
            Text("安全设施按时回访", "安全設施按時回訪", "Safety installations in time")
        }
        DeadlineId::FollowUpLeak => Text("试漏后按时回访", "試漏後按時回訪", "Leaks in time after the test"),
        DeadlineId::FollowUpOther => Text("其他维修按时回访", "其他維修按時回訪", "Other repairs in time"),
        DeadlineId::FollowUpMonth => Text("按月回访", "按月回訪", "All of the month"),
        DeadlineId::SeriousForward => {
            Text("重大投诉当日上呈", "重大投訴當日上呈", "Serious complaints to the office head that day")
        }
        DeadlineId::SeriousAnswer => {
            Text("重大投诉明确答复", "重大投訴明確答覆", "Serious complaints answered in time")
        }
        DeadlineId::SeriousSolved => {
            Text("重大投诉按期解决", "重大投訴按期解決", "Serious complaints solved in time")
        }
        DeadlineId::ImportantForward => Text(
            "重要投诉一小时内转交",
            "重要投訴一小時內轉交",
            "Important complaints to the head within the hour",
        ),
        DeadlineId::ImportantFinish => {
            Text("重要投诉按期办结", "重要投訴按期辦結", "Important complaints finished in time")
        }
        DeadlineId::Minor => Text("轻微投诉按期解决", "輕微投訴按期解決", "Minor complaints solved in time"),
        DeadlineId::ResultNotice => {
            Text("当日通报投诉人", "當日通報投訴人", "Complainants told on the same day")
        }
        _ => Text("期限", "期限", "Deadline"),
    }
}

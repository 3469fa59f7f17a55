//! Complaints: words of their pages on every screen, and their course line by line.
//!
//! What a state, a class, a department or an entry is called is the core's.

mod course;

pub use course::{course, kind_name};

use crate::Text;
use client_core::domain::entry::Kind;

pub const ABOUT_CENTRE: Text = Text(
    "投诉客户服务中心:由行政人事部受理,客服中心看不到",
    "投訴客戶服務中心:由行政人事部受理,客服中心看不到",
    "About the service centre: administration handles it, and the centre doesn't see it",
);
pub const HARM_NOW: Text = Text(
    "住户仍在受到侵害,还没有记录任何措施:先制止,再处理",
    "住戶仍在受到侵害,還沒有記錄任何措施:先制止,再處理",
    "Somebody is being harmed and nothing was done against it yet: stop it first",
);
pub const CONFLICT: Text = Text(
    "几人归口的部门或责任人不一致,以职级高者、其次以先作出者为准;再归口一次即可了结。",
    "幾人歸口的部門或責任人不一致,以職級高者、其次以先作出者為準;再歸口一次即可了結。",
    "It was assigned differently by people who didn't know of each other. The higher post's counts, then the earlier one; assign it once more to end it.",
);
pub const CASE_KIND: Text = Text("事项类型", "事項類型", "Kind of case");
pub const STEPS: Text = Text("办理步骤", "辦理步驟", "Steps");
pub const DUTIES: Text = Text("职责分工", "職責分工", "Duties");
pub const RECORD: Text = Text("投诉记录", "投訴記錄", "Record");
pub const AS_CAPTURED: Text = Text("当初登记的", "當初登記的", "as it was taken down");
pub const RECORD_NOT_HERE: Text =
    Text("投诉人的话不在这里", "投訴人的話不在這裡", "The complainant's words aren't here");
pub const UNKNOWN: Text = Text("不详({})", "不詳({})", "nobody knows ({})");
pub const FIRST_CONTACT: Text = Text("首次联系投诉人", "首次聯繫投訴人", "First contact");
pub const SINCE_ASSIGNED: Text = Text("归口后 {} 分钟", "歸口後 {} 分鐘", "{} min after it was assigned");
pub const COUNTS: Text = Text("有效", "有效", "counts");
pub const REPLACED: Text = Text("已被后来的取代", "已被後來的取代", "replaced by a later one");
pub const OUTWEIGHED: Text = Text("不作数:另一项有效", "不作數:另一項有效", "outweighed by another one");
pub const NOT_ACCEPTED: Text = Text("不作数", "不作數", "counts for nothing");
pub const OPENED_AGAIN: Text = Text("之后已重新处理", "之後已重新處理", "it was opened again");
pub const OTHER_RESULT: Text =
    Text("所通报的结果已不成立", "所通報的結果已不成立", "that result doesn't stand any more");
pub const HARM: Text = Text("住户仍在受到侵害", "住戶仍在受到侵害", "somebody is being harmed");
pub const SEEMS: Text = Text("初步判断", "初步判斷", "It seems");
pub const MEASURE: Text = Text("已采取的措施", "已採取的措施", "What was done at once");
pub const ASKED_FOR: Text = Text("住户要求的期限", "住戶要求的期限", "The resident asks for");
pub const REASON: Text = Text("原因", "原因", "Reason");
pub const ROOM: Text = Text("接待地点", "接待地點", "Meeting room");
pub const COST: Text = Text("结算费用", "結算費用", "Cost");
pub const TOLD: Text = Text("向住户说明的原因", "向住戶說明的原因", "Reason as the resident was told");
pub const SUPERIOR: Text = Text("已报告的上级", "已報告的上級", "Superior who knows");
pub const CAUSE: Text = Text("投诉原因", "投訴原因", "Cause");
pub const HANDLING: Text = Text("处理经过", "處理經過", "How it was handled");
pub const RESULT: Text = Text("处理结果", "處理結果", "Result");
pub const APOLOGY: Text = Text("致歉", "致歉", "Apology");
pub const AGREED: Text = Text("与住户商定", "與住戶商定", "Agreed with the resident");
pub const EXPLANATION: Text = Text("所作的解释", "所作的解釋", "What was explained");
pub const HELP: Text = Text("所给的帮助", "所給的幫助", "Help given");

/// What a command does, for its button; `None` for kinds that a page has no form for.
pub const fn action(kind: Kind) -> Option<Text> {
    Some(match kind {
        Kind::ComplaintRecorded => Text("补全记录", "補全記錄", "Complete the record"),
        Kind::ComplaintAccepted => Text("受理", "受理", "Accept it"),
        Kind::ComplaintClassified => Text("分类", "分類", "Classify"),
        Kind::ComplaintClassLowered => Text("降级", "降級", "Lower the class"),
        Kind::ComplaintAttributed => Text("认定责任", "認定責任", "Say whose fault it is"),
        Kind::ComplaintAssigned => Text("归口", "歸口", "Assign"),
        Kind::ImmediateMeasureTaken => Text("登记即时措施", "登記即時措施", "Record a measure"),
        Kind::SupervisorCalled => Text("请主管接待", "請主管接待", "Call the supervisor"),
        Kind::ComplainantContacted => Text("登记联系", "登記聯繫", "Record a contact"),
        Kind::HandlingReported => Text("报告处理情况", "報告處理情況", "Report the handling"),
        Kind::RemedyPlanned => Text("制定补救方案", "制定補救方案", "Plan a remedy"),
        Kind::ComplaintForwarded => Text("上呈", "上呈", "Deliver it"),
        Kind::ComplaintAnswered => Text("明确答复", "明確答覆", "Answer"),
        Kind::ComplainantNotified => Text("通报投诉人", "通報投訴人", "Tell the complainant"),
        Kind::ComplaintResolved => Text("登记处理结果", "登記處理結果", "Record the result"),
        Kind::ComplaintReopened => Text("重新处理", "重新處理", "Open it again"),
        Kind::ComplaintLinked => Text("关联工单", "關聯工單", "Link an order"),
        _ => return None,
    })
}

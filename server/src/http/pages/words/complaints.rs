//! Complaints: words of the register, the pages and the forms of the office.
//!
//! What a state, a class, a channel or an entry is called is the core's; what every screen says of a complaint is in
//! [`undercroft_words::complaints`], and what a deadline asks for in [`crate::notify`].

use super::{Text, rejections};
use client_core::domain::deadline::Outcome;
use client_core::domain::decide::Rejection;
use client_core::domain::entry::complaint::RecordField;
use client_core::domain::text::Language;
use client_core::domain::words::complaint as core;

pub(crate) use undercroft_words::complaints::{
    AGREED, APOLOGY, AS_CAPTURED, ASKED_FOR, CAUSE, CONFLICT, EXPLANATION, FIRST_CONTACT, HANDLING, HARM_NOW,
    HELP, MEASURE, REASON, RECORD, RESULT, ROOM, SEEMS, SUPERIOR, TOLD, UNKNOWN, action, course,
};
pub(crate) use undercroft_words::incidents::{
    ACT, COURSE, Mark, NEWER, NO_SUCH_ORDER, NOT_YET, ORDER, SLIP_NUMBER, WAITING,
};

pub(crate) const COMPLAINTS: Text = Text("投诉", "投訴", "Complaints");
pub(crate) const COMPLAINT: Text = Text("投诉", "投訴", "Complaint");
pub(crate) const NEW: Text = Text("登记投诉", "登記投訴", "Take down a complaint");
pub(crate) const OPEN_COMPLAINT: Text = Text("查看投诉", "查看投訴", "Open the complaint");
pub(crate) const ANYBODY_MAY: Text = Text(
    "任何人都可以登记投诉,不论轻重、归谁管;由客户服务中心受理。",
    "任何人都可以登記投訴,不論輕重、歸誰管;由客戶服務中心受理。",
    "Anybody takes a complaint down, whatever it is about and however grave. The service centre accepts it.",
);
pub(crate) const GONE_TO_ADMINISTRATION: Text = Text(
    "已登记并交行政人事部处理。涉及客户服务中心的投诉,中心看不到。",
    "已登記並交行政人事部處理。涉及客戶服務中心的投訴,中心看不到。",
    "It is taken down, and administration and personnel has it. The centre doesn't see complaints about itself.",
);
pub(crate) const NOTHING: Text = Text("没有投诉", "沒有投訴", "No complaint");
pub(crate) const SEARCH: Text = Text("搜索投诉内容", "搜尋投訴內容", "Search the records");
pub(crate) const STATE: Text = Text("状态", "狀態", "State");
pub(crate) const ANY_STATE: Text = Text("全部状态", "全部狀態", "any state");
pub(crate) const OPEN: Text = Text("未办结", "未辦結", "open");
pub(crate) const LATE: Text = Text("已逾期", "已逾期", "late");
pub(crate) const SOON: Text = Text("即将到期", "即將到期", "due soon");
pub(crate) const IN_TIME: Text = Text("按时", "按時", "in time");
pub(crate) const ANY_DEADLINE: Text = Text("全部期限", "全部期限", "any deadline");
pub(crate) const OUTCOME: Text = Text("期限结果", "期限結果", "What became of it");
pub(crate) const ANY_OUTCOME: Text = Text("按时、逾期、未到期", "按時、逾期、未到期", "kept, late, not due");
pub(crate) const RECEIVED_IN: Text = Text("接诉月份", "接訴月份", "Received in");
pub(crate) const DONE_LATE: Text = Text("逾期完成", "逾期完成", "done late");
pub(crate) const CLASS: Text = Text("类别", "類別", "Class");
pub(crate) const ANY_CLASS: Text = Text("全部类别", "全部類別", "any class");
pub(crate) const NO_CLASS: Text = Text("未分类", "未分類", "no class yet");
pub(crate) const DEPARTMENT: Text = Text("归口部门", "歸口部門", "Department in charge");
pub(crate) const ANY_DEPARTMENT: Text = Text("全部部门", "全部部門", "any department");
pub(crate) const ANY_ABOUT: Text = Text("全部投诉", "全部投訴", "about anything");
pub(crate) const ABOUT_CENTRE: Text = Text("涉及客服中心", "涉及客服中心", "about the centre");
pub(crate) const NOT_ABOUT_CENTRE: Text = Text("不涉及客服中心", "不涉及客服中心", "not about the centre");
pub(crate) const IS_ABOUT_CENTRE: Text = Text(
    "投诉的是客户服务中心本身(交行政人事部,中心看不到)",
    "投訴的是客戶服務中心本身(交行政人事部,中心看不到)",
    "It is about the service centre itself (administration gets it, and the centre doesn't see it)",
);
pub(crate) const COMPLAINANT: Text = Text("投诉人", "投訴人", "Complainant");
pub(crate) const UNNAMED: Text = Text("未留姓名", "未留姓名", "no name given");
pub(crate) const HEARD_BY: Text = Text("登记人", "登記人", "Heard by");
pub(crate) const RESPONSIBLE: Text = Text("责任人或登记人", "責任人或登記人", "Responsible, or heard by");
pub(crate) const HEARD: Text = Text("听到时间", "聽到時間", "Heard");
pub(crate) const HEARD_AT: Text =
    Text("何时听到(留空为现在)", "何時聽到(留空為現在)", "When it was heard (now if empty)");
pub(crate) const RECEIVED: Text = Text("接到时间", "接到時間", "Received");
pub(crate) const RECEIVED_AT: Text = Text(
    "中心何时接到(留空:中心自己听到的按听到时间,否则按现在)",
    "中心何時接到(留空:中心自己聽到的按聽到時間,否則按現在)",
    "When the centre had it (if empty: when the centre heard it itself, else now)",
);
pub(crate) const RECEIVER: Text = Text("受理人", "受理人", "Receiver");
pub(crate) const NEXT: Text = Text("下一期限", "下一期限", "Next deadline");
pub(crate) const CHANNEL: Text = Text("投诉方式", "投訴方式", "How it came");
pub(crate) const HANDOVER: Text = Text("移交方式", "移交方式", "How it reaches the centre");
pub(crate) const HANDOVER_HINT: Text = Text(
    "尽量陪同投诉人到客服中心;只有轻微投诉可以代为转达。",
    "盡量陪同投訴人到客服中心;只有輕微投訴可以代為轉達。",
    "Go to the centre with the person where you can. Only a minor one is passed on without him.",
);
pub(crate) const UNSURE: Text = Text("说不准", "說不準", "hard to say");
pub(crate) const HARM: Text =
    Text("住户仍在受到侵害", "住戶仍在受到侵害", "Somebody is being harmed right now");
pub(crate) const HARM_OPEN: Text = Text("仍在受侵害", "仍在受侵害", "harm goes on");
pub(crate) const RECORD_ELSEWHERE: Text = Text(
    "记录内容尚未送达服务器",
    "記錄內容尚未送達伺服器",
    "The words of the record haven't reached the server yet",
);
pub(crate) const WHY_UNKNOWN: Text = Text("若不详,写明原因", "若不詳,寫明原因", "if nobody knows, why");
pub(crate) const LACKS: Text = Text(
    "记录缺少:{}。每一项补上或写明为何不知,才能受理。",
    "記錄缺少:{}。每一項補上或寫明為何不知,才能受理。",
    "The record lacks: {}. It is accepted once each field is filled, or has a reason why nobody knows.",
);
pub(crate) const DEADLINES: Text = Text("期限", "期限", "Deadlines");
pub(crate) const DEADLINE: Text = Text("事项", "事項", "What");
pub(crate) const DUE: Text = Text("到期", "到期", "Due");
pub(crate) const DONE: Text = Text("完成", "完成", "Done");
pub(crate) const NO_DEADLINE: Text =
    Text("受理后开始计算期限。", "受理後開始計算期限。", "Deadlines run from the acceptance on.");
pub(crate) const AFTER_ASSIGNMENT: Text = Text("归口后 {}", "歸口後 {}", "{} after the assignment");
pub(crate) const NO_CONTACT: Text =
    Text("归口 {}仍未联系", "歸口 {}仍未聯繫", "none yet, {} after the assignment");
pub(crate) const BEFORE_ASSIGNMENT: Text = Text("归口前", "歸口前", "before the assignment");
pub(crate) const ATTRIBUTION: Text = Text("责任归属", "責任歸屬", "Whose fault");
pub(crate) const PERSON: Text = Text("直接责任人", "直接責任人", "Directly responsible");
pub(crate) const NOBODY: Text = Text("未指定", "未指定", "nobody");
pub(crate) const HOW_IT_GOES: Text = Text("处理情况", "處理情況", "How the handling goes");
pub(crate) const STALE: Text = Text(
    "投诉已有变化,请看过再办:{}",
    "投訴已有變化,請看過再辦:{}",
    "The complaint has changed: look at it again. {}",
);

/// The name of a field of the record.
pub(crate) fn of_record(field: RecordField) -> Text {
    let words = core::field(field);
    Text(words.0, words.1, words.2)
}

/// The name of a field of a command, by its name on the wire; `None` for one that no form here has.
pub(crate) fn field(name: &str) -> Option<Text> {
    Some(match name {
        "department" => DEPARTMENT,
        "case_kind" => super::case_kinds::KIND,
        "person" => PERSON,
        "place" => ROOM,
        "what" => Text("采取了什么措施", "採取了什麼措施", "What was done"),
        "measure" => MEASURE,
        "channel" => CHANNEL,
        "handover" => HANDOVER,
        "seems" => SEEMS,
        "class" => CLASS,
        "heard_at" => HEARD_AT,
        "received_at" => RECEIVED_AT,
        "asked_for" => ASKED_FOR,
        "reason" => REASON,
        "attribution" => ATTRIBUTION,
        "departments" => Text("有关部门", "有關部門", "Departments concerned"),
        "words" => Text("说了什么", "說了什麼", "What was said"),
        "plan" => Text("方案", "方案", "Plan"),
        "cost" => Text("结算费用(元)", "結算費用(元)", "Cost in yuan"),
        "told" => TOLD,
        "superior" => SUPERIOR,
        "to" => Text("上呈给", "上呈給", "To whom"),
        "who" => Text("签收人", "簽收人", "Who took it"),
        "answer" => Text("答复", "答覆", "Answer"),
        "of" => Text("通报内容", "通報內容", "Of what"),
        "way" => Text("方式", "方式", "Way"),
        "outcome" => Text("结论", "結論", "Outcome"),
        "cause" => CAUSE,
        "course" => HANDLING,
        "result" => RESULT,
        "apology" => APOLOGY,
        "agreed" => AGREED,
        "explanation" => EXPLANATION,
        "help" => HELP,
        "number" => SLIP_NUMBER,
        _ => return None,
    })
}

/// When a field has to be filled in, where that isn't always.
pub(crate) const fn hint(name: &str) -> Option<Text> {
    Some(match name.as_bytes() {
        b"apology" | b"agreed" => {
            Text("公司责任必填", "公司責任必填", "needed where the company is at fault")
        }
        b"explanation" => {
            Text("住户或邻里责任必填", "住戶或鄰里責任必填", "needed where a resident is at fault")
        }
        b"help" => Text("无效投诉必填", "無效投訴必填", "needed of an unfounded one"),
        b"asked_for" => Text("仅轻微投诉", "僅輕微投訴", "of a minor one only"),
        b"departments" => Text("多方责任至少两个", "多方責任至少兩個", "two at least where several share it"),
        _ => return None,
    })
}

/// What a form calls a field. The record has names of its own: it knows a person, a department and a course, too.
pub(crate) fn label(language: Language, name: &str, recording: bool) -> String {
    let of_record = || RecordField::parse(name).map(of_record);
    let known = if recording { of_record().or_else(|| field(name)) } else { field(name).or_else(of_record) };
    known.map_or_else(|| rejections::field(language, name), |text| text.get(language).to_owned())
}

/// Why a form was refused.
pub(crate) fn refused(language: Language, rejection: &Rejection, recording: bool) -> String {
    match rejection {
        Rejection::Missing { field } => rejections::lacking(language, &label(language, field, recording)),
        Rejection::Invalid { field, detail } => {
            rejections::unfit(language, &label(language, field, recording), detail)
        }
        other => rejections::rejection(language, other),
    }
}

/// What became of a deadline.
pub(crate) const fn outcome(outcome: Outcome) -> Text {
    match outcome {
        Outcome::Kept => Text("按时", "按時", "kept"),
        Outcome::Late => Text("逾期", "逾期", "late"),
        Outcome::NotDue => Text("未到期", "未到期", "not due yet"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use client_core::domain::entry::{DocumentKind, Kind};

    #[test]
    fn every_command_on_a_complaint_has_a_button() {
        let elsewhere = [Kind::Marked, Kind::Received, Kind::Decision, Kind::ComplaintCaptured];
        for kind in Kind::ALL {
            let of_complaint = kind.belongs_to(DocumentKind::Complaint) && !elsewhere.contains(kind);
            assert_eq!(action(*kind).is_some(), of_complaint, "{kind:?}");
        }
    }

    #[test]
    fn a_refusal_names_the_field_as_its_form_does() {
        let course = Rejection::Missing { field: "course".into() };
        assert_eq!(refused(Language::En, &course, true), "Please fill in: what happened");
        assert_eq!(refused(Language::En, &course, false), "Please fill in: How it was handled");
        let late = Rejection::Invalid { field: "heard_at".into(), detail: "not after now".into() };
        assert!(refused(Language::ZhHans, &late, true).contains("不能晚于现在"));
    }
}

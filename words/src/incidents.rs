//! Incidents in public areas: words of their lists, pages and forms, and their course line by line.
//!
//! What a state, an area, a department or an entry is called is the core's.

use crate::Text;
use client_core::domain::entry::Kind;
use client_core::domain::id::{DocumentId, EntryId};
use client_core::domain::incident::{Incident, IncidentDecision, Said, Standing};
use client_core::domain::order::Origin;
use client_core::domain::text::Language;
use client_core::domain::words::incident as core;

pub const INCIDENTS: Text = Text("公共区域事件", "公共區域事件", "Incidents");
pub const INCIDENT: Text = Text("事件", "事件", "Incident");
pub const NEW: Text = Text("报告事件", "報告事件", "Report an incident");
pub const NO_ORDER_NEEDED: Text = Text(
    "直接通知责任部门,不需要工单。",
    "直接通知責任部門,不需要工單。",
    "The department is told directly; no order is needed.",
);
pub const NOTHING: Text = Text("没有事件", "沒有事件", "No incident");
pub const STATE: Text = Text("状态", "狀態", "State");
pub const ANY_STATE: Text = Text("全部状态", "全部狀態", "any state");
pub const OPEN: Text = Text("未决定", "未決定", "open");
pub const AREA: Text = Text("类别", "類別", "Area");
pub const ANY_AREA: Text = Text("全部类别", "全部類別", "any area");
pub const DEPARTMENT: Text = Text("责任部门", "責任部門", "Department");
pub const ONLY_CONTRACTORS: Text =
    Text("只看合作服务商报告的", "只看合作服務商報告的", "reported by contractors");
pub const MONTH: Text = Text("报告月份", "報告月份", "Month of the report");
pub const ONLY_MAJOR: Text = Text("只看重大", "只看重大", "major only");
pub const MAJOR: Text = Text("重大", "重大", "major");
pub const PLACE: Text = Text("地点", "地點", "Place");
pub const PLACE_HINT: Text = Text("楼栋、楼层、位置", "樓棟、樓層、位置", "building, floor, where exactly");
pub const WHAT: Text = Text("什么情况", "什麼情況", "What happened");
pub const MEASURE: Text = Text("已采取的应急措施", "已採取的應急措施", "What was done at once");
pub const MAKE_IT_MAJOR: Text = Text(
    "重大事故或涉及安全责任(同时通知管理处主任)",
    "重大事故或涉及安全責任(同時通知管理處主任)",
    "A major accident, or somebody may be liable for safety (the office head is told, too)",
);
pub const FINDER: Text = Text("发现人", "發現人", "Finder");
pub const REPORTED: Text = Text("报告时间", "報告時間", "Reported");
pub const WAITING: Text = Text("已等待", "已等待", "Waiting");
pub const MINUTES: Text = Text("{} 分钟", "{} 分鐘", "{} min");
pub const HOURS: Text = Text("{} 小时 {} 分", "{} 小時 {} 分", "{} h {} min");
pub const DAYS: Text = Text("{} 天 {} 小时", "{} 天 {} 小時", "{} d {} h");
pub const FINDER_ON_SITE: Text = Text(
    "发现人在现场等候部门到场",
    "發現人在現場等候部門到場",
    "The finder is on site until the department comes",
);
pub const NOBODY_ON_SITE: Text = Text(
    "现场无人:发现人已离开,部门尚未到场",
    "現場無人:發現人已離開,部門尚未到場",
    "Nobody is on site: the finder had to go, and the department hasn't come",
);
pub const CONFLICT: Text = Text(
    "几位上级的决定不一致,以职级高者、其次以先作出者为准;再决定一次即可了结。",
    "幾位上級的決定不一致,以職級高者、其次以先作出者為準;再決定一次即可了結。",
    "Superiors decided differently without knowing of each other. The higher post's counts, then the earlier one; one more decision ends it.",
);
pub const COURSE: Text = Text("经过", "經過", "Course of events");
pub const AFTER_DECISION: Text = Text("决定之后", "決定之後", "after the decision");
pub const COUNTS: Text = Text("有效", "有效", "counts");
pub const REPLACED: Text = Text("已被后来的决定取代", "已被後來的決定取代", "replaced by a later one");
pub const OUTWEIGHED: Text = Text("不作数:另一决定有效", "不作數:另一決定有效", "outweighed by another one");
pub const NOT_ACCEPTED: Text = Text("不作数", "不作數", "counts for nothing");
pub const NEWER: Text = Text(
    "有 {} 条记录来自新版本,升级后显示。",
    "有 {} 條記錄來自新版本,升級後顯示。",
    "Entries of a newer version: {}. Update to see them.",
);
pub const REPORT_FURTHER: Text = Text("继续上报:{}", "繼續上報:{}", "reported further: {}");
pub const NOT_FURTHER: Text = Text("不再上报", "不再上報", "not reported further");
pub const ACT: Text = Text("办理", "辦理", "What to do");
pub const NOT_YET: Text = Text("现在不能:{}", "現在不能:{}", "not now: {}");

/// What a command does, for its button; `None` for kinds that the page has no form for.
pub const fn action(kind: Kind) -> Option<Text> {
    Some(match kind {
        Kind::EmergencyMeasureTaken => Text("登记应急措施", "登記應急措施", "Record a measure"),
        Kind::DepartmentArrived => Text("登记部门到场", "登記部門到場", "The department is here"),
        Kind::FinderLeft => Text("登记发现人离开", "登記發現人離開", "The finder has to go"),
        Kind::IncidentMadeMajor => Text("定为重大事件", "定為重大事件", "Make it a major one"),
        Kind::CourseReported => Text("报告经过", "報告經過", "Report the course"),
        Kind::IncidentVerified => Text("登记调查核实", "登記調查核實", "Record what was found out"),
        Kind::IncidentDecided => Text("作出决定", "作出決定", "Decide"),
        Kind::IncidentLinked => Text("关联工单", "關聯工單", "Link an order"),
        _ => return None,
    })
}

pub const WHO_CAME: Text = Text("来了谁", "來了誰", "Who came");
pub const REASON: Text = Text("原因", "原因", "Reason");
pub const HOW_IT_WENT: Text = Text("事情的经过", "事情的經過", "How it went");
pub const CAUSE: Text = Text("原因", "原因", "Cause");
pub const RESPONSIBILITY: Text = Text("责任", "責任", "Responsibility");
pub const PROPOSAL: Text = Text("处理意见", "處理意見", "Proposal");
pub const FURTHER: Text = Text("继续上报", "繼續上報", "Report it further");
pub const TO_WHOM: Text = Text("报给谁", "報給誰", "To whom");
pub const SLIP_NUMBER: Text = Text("工单号", "工單號", "Slip number");
pub const NO_SUCH_ORDER: Text = Text("没有这个工单号", "沒有這個工單號", "There is no such slip number.");
pub const ORDER: Text = Text("工单", "工單", "Order");
pub const STALE: Text = Text(
    "事件已有变化,请看过再办:{}",
    "事件已有變化,請看過再辦:{}",
    "The incident has changed: look at it again. {}",
);
pub const OPEN_INCIDENT: Text = Text("查看事件", "查看事件", "Open the incident");
pub const HEADS: Text = Text("部门负责人", "部門負責人", "Heads of departments");
pub const HEADS_TOLD: Text = Text(
    "部门负责人直接收到本部门的公共区域事件和投诉通知。没有负责人的,通知客户服务中心主管和经理。",
    "部門負責人直接收到本部門的公共區域事件和投訴通知。沒有負責人的,通知客戶服務中心主管和經理。",
    "The head of a department is told of its incidents and complaints directly. Where nobody is named, supervisor and manager of the customer service centre are told.",
);
pub const NO_HEAD: Text = Text("未指定", "未指定", "nobody");
pub const NAME_HEAD: Text = Text("指定", "指定", "Name");

/// How good or bad a mark beside a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// It counts.
    Good,
    /// Something came later or took its place.
    Uncertain,
    /// It counts for nothing.
    Bad,
}

/// A line of an incident's course.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Who wrote it, when, in which entry.
    pub origin: Origin,
    /// The entry's kind.
    pub kind: Kind,
    /// What it says, a sentence each.
    pub words: Vec<String>,
    /// What it comes to, where that isn't plain.
    pub mark: Option<(Mark, String)>,
}

/// What a decision says.
pub fn decided(language: Language, decision: &IncidentDecision) -> String {
    let what = match &decision.to {
        Some(to) if decision.report_further => REPORT_FURTHER.with(language, &[to]),
        _ if decision.report_further => FURTHER.get(language).to_owned(),
        _ => NOT_FURTHER.get(language).to_owned(),
    };
    format!("{what} · {}", decision.reason)
}

/// What happened, in order of time; `number` gives the slip number of an order that is known.
pub fn course(
    language: Language,
    incident: &Incident,
    number: impl Fn(DocumentId) -> Option<String>,
) -> Vec<Line> {
    let plain = |origin: &Origin, kind, words| Line { origin: *origin, kind, words, mark: None };
    let said = |all: &[Said], kind| -> Vec<Line> {
        all.iter().map(|one| plain(&one.origin, kind, vec![one.words.clone()])).collect()
    };
    let labelled = |label: Text, text: &str| format!("{}: {text}", label.get(language));
    let report = &incident.report;
    let mut words = vec![report.what.clone()];
    words.extend(report.measure.iter().map(|measure| labelled(MEASURE, measure)));
    let mut lines = vec![plain(&report.origin, Kind::IncidentReported, words)];
    lines.extend(said(&incident.measures, Kind::EmergencyMeasureTaken));
    lines.extend(said(&incident.arrivals, Kind::DepartmentArrived));
    lines.extend(said(&incident.left, Kind::FinderLeft));
    lines.extend(said(&incident.made_major, Kind::IncidentMadeMajor));
    for one in &incident.courses {
        let late = || (Mark::Uncertain, AFTER_DECISION.get(language).to_owned());
        let line = plain(&one.origin, Kind::CourseReported, vec![one.course.clone()]);
        lines.push(Line { mark: one.after_decision.then(late), ..line });
    }
    for one in &incident.verifications {
        let parts = [(CAUSE, &one.cause), (RESPONSIBILITY, &one.responsibility), (PROPOSAL, &one.proposal)];
        let words = parts.iter().map(|(label, text)| labelled(*label, text)).collect();
        lines.push(plain(&one.origin, Kind::IncidentVerified, words));
    }
    for one in &incident.decisions {
        let (mark, words) = match one.standing {
            Standing::Counts => (Mark::Good, COUNTS),
            Standing::Replaced => (Mark::Uncertain, REPLACED),
            Standing::Outweighed => (Mark::Bad, OUTWEIGHED),
        };
        let line = plain(&one.origin, Kind::IncidentDecided, vec![decided(language, one)]);
        lines.push(Line { mark: Some((mark, words.get(language).to_owned())), ..line });
    }
    for one in &incident.orders {
        lines.push(plain(&one.origin, Kind::IncidentLinked, number(one.order).into_iter().collect()));
    }
    for one in &incident.not_accepted {
        let why = core::not_accepted(&one.reason).map_or(one.reason.as_str(), |why| why.get(language));
        let line = plain(&one.origin, one.kind, Vec::new());
        lines.push(Line { mark: Some((Mark::Bad, labelled(NOT_ACCEPTED, why))), ..line });
    }
    lines.sort_by_key(|line| -> (i64, EntryId) { (line.origin.at.estimate(), line.origin.entry) });
    lines
}

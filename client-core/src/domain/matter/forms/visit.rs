//! Visits and the yearly survey (VIS-1 to VIS-4).

use super::super::form::{Choice, Counted, Every, Field, Form, Holds, Section, field, form, section};
use super::who::{CENTRE, CENTRE_OR_OWN, SUPERVISOR};
use crate::domain::entry::follow_up::Cause;
use crate::domain::entry::matter::MatterKind;
use crate::domain::words::Words;
use crate::domain::words::office::cause;

const WAYS: &[Choice] =
    &[("visit", Words("走访", "走訪", "visit")), ("phone", Words("电话", "電話", "by phone"))];

const PLAN: &[Field] = &[
    field("way", Words("方式", "方式", "Way"), Holds::Choice(WAYS)),
    field("name", Words("受访人", "受訪人", "Whom"), Holds::Private),
    field("contact", Words("联系方式", "聯繫方式", "Contact"), Holds::Private).optional(),
    field("about", Words("走访内容", "走訪內容", "About"), Holds::Words),
];

/// The causes of follow-ups, so that what residents say at home and on the phone is counted together (STA-7).
const CAUSES: &[Choice] = &[
    (Cause::Quality.as_str(), cause(Cause::Quality)),
    (Cause::Time.as_str(), cause(Cause::Time)),
    (Cause::Attitude.as_str(), cause(Cause::Attitude)),
    (Cause::Price.as_str(), cause(Cause::Price)),
    (Cause::Material.as_str(), cause(Cause::Material)),
    (Cause::Tidiness.as_str(), cause(Cause::Tidiness)),
    (Cause::Other.as_str(), cause(Cause::Other)),
];

const RECORD: &[Field] = &[
    field("visited_at", Words("走访时间", "走訪時間", "When"), Holds::Time),
    field("said", Words("受访人所说", "受訪人所說", "What was said"), Holds::Private),
    field("opinion", Words("处理意见", "處理意見", "Handling opinion"), Holds::Words),
    field("result", Words("处理结果", "處理結果", "Result"), Holds::Words),
    field("satisfied", Words("满意", "滿意", "Content"), Holds::Mark),
    field("cause", Words("不满意原因", "不滿意原因", "Discontent with"), Holds::Choice(CAUSES)).optional(),
    field("signature", Words("受访人签名", "受訪人簽名", "Signature"), Holds::Signature).optional(),
];

const SEEN: &[Field] = &[field("words", Words("主管意见", "主管意見", "Supervisor's remark"), Holds::Words)];

const VISIT_SECTIONS: &[Section] = &[
    section("plan", Words("走访计划", "走訪計劃", "Plan"), &["VIS-1"], CENTRE, PLAN).whole(),
    section("record", Words("走访记录", "走訪記錄", "Record"), &["VIS-4"], CENTRE_OR_OWN, RECORD)
        .after(&["plan"])
        .whole()
        .guided(Words(
            "态度热情温和，以工作为话题，耐心说明原因与依据；道谢，出门时再次道谢，并为住户轻轻带上门。",
            "態度熱情溫和，以工作為話題，耐心說明原因與依據；道謝，出門時再次道謝，並為住戶輕輕帶上門。",
            "Be warm and gentle, and talk mainly about the work. Explain patiently, with causes and grounds. Say thanks, \
             again at the door, and close it softly for the resident.",
        )),
    section("seen", Words("主管审阅", "主管審閱", "Seen by the supervisor"), &["VIS-4"], SUPERVISOR, SEEN)
        .after(&["record"]),
];

/// A visit or a call at a resident's.
pub(super) const VISIT: Form = form(
    "visit",
    MatterKind::Visit,
    Words("走访", "走訪", "Visit"),
    &["VIS-1", "VIS-3", "VIS-4", "ROL-42"],
    (CENTRE, CENTRE),
    VISIT_SECTIONS,
)
.of_unit()
.planned()
.ends(super::super::form::Ends::ByItself);

const HANDED_OUT: &[Field] = &[
    field("handed_out", Words("发放份数", "發放份數", "Sheets handed out"), Holds::Number(Counted::Pieces)),
    field("from", Words("发放日期", "發放日期", "From"), Holds::Day),
];

const RETURNED: &[Field] = &[
    field("returned", Words("回收份数", "回收份數", "Sheets returned"), Holds::Number(Counted::Pieces)),
    field(
        "content",
        Words("满意份数", "滿意份數", "Sheets of content residents"),
        Holds::Number(Counted::Pieces),
    ),
    field("until", Words("回收截止", "回收截止", "Until"), Holds::Day),
];

const ANALYSIS: &[Field] = &[
    field("praised", Words("主要满意项", "主要滿意項", "What is praised"), Holds::Words),
    field("blamed", Words("主要不满意项", "主要不滿意項", "What is blamed"), Holds::Words),
    field("analysis", Words("分析", "分析", "Analysis"), Holds::Words),
];

const SENT: &[Field] = &[field(
    "sent_on",
    Words("报管理处主任日期", "報管理處主任日期", "Sent to the office head on"),
    Holds::Day,
)];

const SURVEY_SECTIONS: &[Section] = &[
    section("handed_out", Words("发放", "發放", "Handed out"), &["VIS-2"], CENTRE, HANDED_OUT).whole(),
    section("returned", Words("回收", "回收", "Returned"), &["VIS-2"], CENTRE, RETURNED)
        .after(&["handed_out"])
        .whole(),
    section("analysis", Words("统计分析", "統計分析", "Analysis"), &["VIS-2"], CENTRE, ANALYSIS)
        .after(&["returned"]),
    section("sent", Words("上报", "上報", "Report"), &["VIS-2"], SUPERVISOR, SENT).after(&["analysis"]),
];

/// The yearly opinion survey.
pub(super) const SURVEY: Form = form(
    "survey",
    MatterKind::Survey,
    Words("《业主意见征询表》年度征询", "《業主意見徵詢表》年度徵詢", "Yearly opinion survey"),
    &["VIS-2"],
    (CENTRE, SUPERVISOR),
    SURVEY_SECTIONS,
)
.every(Every::Year)
.ends(super::super::form::Ends::ByItself);

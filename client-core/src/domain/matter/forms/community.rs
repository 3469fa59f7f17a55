//! Community events and notice boards (EVT-1 to EVT-7).

use super::super::form::{Choice, Counted, Ends, Field, Form, Holds, Section, field, form, section};
use super::who::{CENTRE, CENTRE_OR_OWN, MANAGERS};
use crate::domain::entry::matter::MatterKind;
use crate::domain::words::Words;

const OCCASIONS: &[Choice] = &[
    ("season", Words("季节", "季節", "season")),
    ("festival", Words("节日", "節日", "festival")),
    ("memorial_day", Words("纪念日", "紀念日", "memorial day")),
    ("other", Words("其他", "其他", "other")),
];

const VENUES: &[Choice] = &[
    ("notice_board", Words("宣传栏", "宣傳欄", "notice board")),
    ("central_square", Words("中心广场", "中心廣場", "central square")),
    ("clubhouse", Words("会所", "會所", "clubhouse")),
    ("recreation_centre", Words("活动中心", "活動中心", "recreation centre")),
    ("courts", Words("网球场、篮球场", "網球場、籃球場", "tennis and basketball courts")),
    ("gym", Words("健身房", "健身房", "gym")),
    ("library", Words("图书馆", "圖書館", "library")),
];

const PLAN: &[Field] = &[
    field("occasion", Words("缘由", "緣由", "Occasion"), Holds::Choice(OCCASIONS)),
    field("theme", Words("主题", "主題", "Theme"), Holds::Words).or_reason(),
    field("items", Words("项目", "項目", "Items"), Holds::Words).or_reason(),
    field("cost", Words("费用", "費用", "Cost"), Holds::Number(Counted::Fen)).or_reason(),
    field("venue", Words("地点", "地點", "Place"), Holds::Choice(VENUES)).or_reason(),
    field("starts_at", Words("开始时间", "開始時間", "Begins"), Holds::Time),
    field("participants", Words("参加对象", "參加對象", "Who takes part"), Holds::Words).or_reason(),
    field("number", Words("人数", "人數", "How many"), Holds::Number(Counted::Pieces)).or_reason(),
    field("schedule", Words("流程", "流程", "Schedule"), Holds::Words).or_reason(),
    field("cooperation", Words("配合部门人员", "配合部門人員", "Staff of other departments"), Holds::Words)
        .or_reason(),
    field("prizes", Words("奖品", "獎品", "Prizes"), Holds::Words).or_reason(),
];

const APPROVAL: &[Field] = &[
    field("approved", Words("同意", "同意", "Approved"), Holds::Confirm),
    field("words", Words("意见", "意見", "Remark"), Holds::Words).optional(),
];

const SET_UP: &[Field] = &[
    field("department", Words("部门", "部門", "Department"), Holds::Department),
    field("what", Words("布置内容", "佈置內容", "What to set up"), Holds::Words),
    field("due_at", Words("完成时间", "完成時間", "Ready by"), Holds::Time),
];

const SET_UP_DONE: &[Field] = &[field("done_at", Words("实际完成", "實際完成", "Ready at"), Holds::Time)];

const POSTS: &[Field] = &[
    field("post", Words("岗位", "崗位", "Post"), Holds::Words),
    field("person", Words("人员", "人員", "Person"), Holds::Person),
    field("duty", Words("职责与物资", "職責與物資", "Duty and resources"), Holds::Words),
];

const RECORD: &[Field] = &[
    field("record", Words("活动记录", "活動記錄", "Record"), Holds::Words),
    field("attendance", Words("实到人数", "實到人數", "How many came"), Holds::Number(Counted::Pieces))
        .optional(),
    field("photo", Words("照片", "照片", "Photo"), Holds::Photo).or_reason(),
    field("video", Words("摄像存放处", "攝像存放處", "Where the video is"), Holds::Words).optional(),
];

const EVENT_SECTIONS: &[Section] = &[
    section("plan", Words("活动方案", "活動方案", "Plan"), &["EVT-1", "EVT-3", "EVT-4"], CENTRE, PLAN),
    section("approval", Words("方案审批", "方案審批", "Approval"), &["EVT-4"], MANAGERS, APPROVAL)
        .after(&["plan"])
        .decides(),
    section("set_up", Words("会场布置", "會場佈置", "Set-up"), &["EVT-5"], CENTRE, SET_UP)
        .after(&["plan"])
        .rows()
        .optional()
        .whole(),
    section("set_up_done", Words("布置完成", "佈置完成", "Set up"), &["EVT-5"], CENTRE_OR_OWN, SET_UP_DONE)
        .of("set_up")
        .whole(),
    section("posts", Words("人员分工", "人員分工", "Posts"), &["EVT-6"], CENTRE, POSTS)
        .after(&["plan"])
        .rows()
        .optional()
        .whole(),
    section(
        "record",
        Words("活动记录", "活動記錄", "Report and pictures"),
        &["EVT-7"],
        CENTRE_OR_OWN,
        RECORD,
    )
    .after(&["approval"]),
];

/// A community event.
pub(super) const EVENT: Form = form(
    "event",
    MatterKind::Event,
    Words("社区活动", "社區活動", "Community event"),
    &["EVT-1", "EVT-3", "EVT-4", "EVT-5", "EVT-6", "EVT-7", "ROL-44"],
    (CENTRE, CENTRE),
    EVENT_SECTIONS,
);

const THEMES: &[Choice] = &[
    (
        "policy_and_law",
        Words("物业管理政策法规", "物業管理政策法規", "policy and law on property management"),
    ),
    ("community_news", Words("社区新闻", "社區新聞", "community news")),
    ("together", Words("业主共建共管", "業主共建共管", "owners building and managing together")),
];

const CHANGES: &[Field] = &[
    field("changed_on", Words("更换日期", "更換日期", "Changed on"), Holds::Day),
    field("theme", Words("主题", "主題", "Theme"), Holds::Choice(THEMES)),
    field("content", Words("内容", "內容", "Content"), Holds::Words),
    field("photo", Words("照片", "照片", "Photo"), Holds::Photo).optional(),
];

const BOARD_SECTIONS: &[Section] =
    &[section("changes", Words("内容更换", "內容更換", "Changes"), &["EVT-2"], CENTRE_OR_OWN, CHANGES)
        .rows()
        .whole()];

/// A notice board.
pub(super) const NOTICE_BOARD: Form = form(
    "notice_board",
    MatterKind::NoticeBoard,
    Words("宣传栏", "宣傳欄", "Notice board"),
    &["EVT-2"],
    (CENTRE, CENTRE),
    BOARD_SECTIONS,
)
.ends(Ends::Never);

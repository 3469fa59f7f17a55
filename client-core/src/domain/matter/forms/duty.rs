//! Tasks, and duties of posts that come again and again (ROL, FEE-13).

use super::super::form::{Choice, Counted, Ends, Every, Field, Form, Holds, Section, field, form, section};
use super::who::{DUTY, HEAD, MANAGERS, OFFICE};
use crate::domain::entry::matter::MatterKind;
use crate::domain::words::Words;

const fn task(
    key: &'static str,
    title: Words,
    rules: &'static [&'static str],
    sections: &'static [Section],
) -> Form {
    form(key, MatterKind::Task, title, rules, (OFFICE, OFFICE), sections).ends(Ends::ByItself)
}

const RESULT: &[Field] = &[
    field("done_on", Words("完成日期", "完成日期", "Done on"), Holds::Day),
    field("result", Words("结果", "結果", "Result"), Holds::Words),
    field("photo", Words("照片", "照片", "Photo"), Holds::Photo).optional(),
];

const fn result(rules: &'static [&'static str]) -> Section {
    section("result", Words("结果", "結果", "Result"), rules, HEAD, RESULT).whole()
}

const ASK: &[Field] = &[field("what", Words("任务内容", "任務內容", "What is to be done"), Holds::Words)];

/// A task from a superior.
pub(super) const TASK: Form = form(
    "task",
    MatterKind::Task,
    Words("交办任务", "交辦任務", "Task"),
    &["ROL-3"],
    (OFFICE, OFFICE),
    &[
        section("ask", Words("任务", "任務", "Task"), &["ROL-3"], OFFICE, ASK).whole(),
        section("result", Words("结果", "結果", "Result"), &["ROL-3"], HEAD, RESULT).after(&["ask"]).whole(),
    ],
)
.planned()
.ends(Ends::ByItself);

const MINUTES: &[Field] = &[
    field("held_on", Words("会议日期", "會議日期", "Held on"), Holds::Day),
    field("present", Words("到会人数", "到會人數", "How many were there"), Holds::Number(Counted::Pieces)),
    field("policy", Words("方针与要求", "方針與要求", "Policy"), Holds::Words).or_reason(),
    field("coordination", Words("协调事项", "協調事項", "Coordination"), Holds::Words).or_reason(),
    field("training", Words("培训", "培訓", "Training"), Holds::Words).or_reason(),
    field("minutes", Words("会议纪要", "會議紀要", "Minutes"), Holds::Words),
];

const MEETING: &[Section] =
    &[section("minutes", Words("会议纪要", "會議紀要", "Minutes"), &["ROL-28"], DUTY, MINUTES).whole()];

/// The meeting of every week.
pub(super) const WEEKLY_MEETING: Form =
    task("weekly_meeting", Words("工作例会", "工作例會", "Weekly meeting"), &["ROL-28"], MEETING)
        .every(Every::Week);

/// The meeting of every month.
pub(super) const MONTHLY_MEETING: Form =
    task("monthly_meeting", Words("月例会", "月例會", "Monthly meeting"), &["ROL-28"], MEETING)
        .every(Every::Month);

const TOUR_AREAS: &[Field] = &[
    field("toured_on", Words("巡视日期", "巡視日期", "Toured on"), Holds::Day),
    field("buildings", Words("房屋本体", "房屋本體", "Buildings"), Holds::Confirm),
    field("equipment", Words("设施设备", "設施設備", "Installations"), Holds::Confirm),
    field("security", Words("安全与消防", "安全與消防", "Security and fire protection"), Holds::Confirm),
    field("cleaning", Words("清洁卫生", "清潔衛生", "Cleanliness"), Holds::Confirm),
    field("greening", Words("绿化", "綠化", "Plants"), Holds::Confirm),
    field("parking", Words("车辆与停车", "車輛與停車", "Vehicles and parking"), Holds::Confirm),
    field(
        "found",
        Words("发现的问题与处理", "發現的問題與處理", "What was found, and what is done"),
        Holds::Words,
    )
    .or_reason(),
    field("photo", Words("照片", "照片", "Photo"), Holds::Photo).optional(),
];

/// The monthly round of everything.
pub(super) const TOUR: Form = task(
    "tour",
    Words("每月全面巡视", "每月全面巡視", "Monthly tour of everything"),
    &["ROL-29"],
    &[section("areas", Words("巡视范围", "巡視範圍", "Areas"), &["ROL-29"], DUTY, TOUR_AREAS)],
)
.every(Every::Month);

const SALES_FIGURES: &[Field] = &[
    field("figures", Words("经营数据", "經營數據", "Business figures"), Holds::Words),
    field(
        "deviations",
        Words("偏差与纠正", "偏差與糾正", "Deviations, and what corrects them"),
        Holds::Words,
    )
    .or_reason(),
];
const SALES_RECEIVABLES: &[Field] = &[
    field("receivables", Words("应收款", "應收款", "Receivables"), Holds::Number(Counted::Fen)),
    field("urged", Words("催收情况", "催收情況", "What was done to collect"), Holds::Words).or_reason(),
];
const SALES_EXPENSES: &[Field] = &[
    field("expenses", Words("费用支出", "費用支出", "Expenses"), Holds::Number(Counted::Fen)),
    field("claims", Words("报销单", "報銷單", "Expense claims"), Holds::Number(Counted::Pieces)),
];
const SALES_SIGNED: &[Field] =
    &[field("signed", Words("报销单已签批", "報銷單已簽批", "Claims are approved"), Holds::Confirm)];

/// The monthly check of the sales site.
pub(super) const SALES_SITE: Form = task(
    "sales_site",
    Words("案场月度检查", "案場月度檢查", "Monthly check of the sales site"),
    &["ROL-31"],
    &[
        section("figures", Words("经营数据", "經營數據", "Figures"), &["ROL-31"], DUTY, SALES_FIGURES)
            .whole(),
        section("receivables", Words("应收款", "應收款", "Debts"), &["ROL-31"], DUTY, SALES_RECEIVABLES)
            .whole(),
        section("expenses", Words("费用与报销", "費用與報銷", "Expenses"), &["ROL-31"], DUTY, SALES_EXPENSES)
            .whole(),
        section(
            "approval",
            Words("报销签批", "報銷簽批", "Approval of claims"),
            &["ROL-31"],
            MANAGERS,
            SALES_SIGNED,
        )
        .after(&["expenses"])
        .decides(),
    ],
)
.every(Every::Month);

const TEAM: &[Field] = &[
    field("staff", Words("在岗人数", "在崗人數", "Staff"), Holds::Number(Counted::Pieces)),
    field("losses", Words("流失人数与原因", "流失人數與原因", "Who left, and why"), Holds::Words).or_reason(),
    field("quality", Words("服务品质", "服務品質", "Quality of service"), Holds::Words),
    field(
        "support",
        Words("应急与重大活动支援", "應急與重大活動支援", "Help in emergencies and at events"),
        Holds::Words,
    )
    .or_reason(),
];

/// Team and quality at the sales site.
pub(super) const SALES_TEAM: Form = task(
    "sales_team",
    Words("案场团队与品质报告", "案場團隊與品質報告", "Sales site: team and quality"),
    &["ROL-32"],
    &[section("report", Words("报告", "報告", "Report"), &["ROL-32"], DUTY, TEAM).whole()],
);

const TAKE_OVER_WHAT: &[Field] = &[
    field("what", Words("承接对象", "承接對象", "What is taken over"), Holds::Words),
    field("passed", Words("合格", "合格", "Passed"), Holds::Passed),
    field("defects", Words("缺陷与整改", "缺陷與整改", "Defects, and what is done"), Holds::Words).when(
        "acceptance",
        "passed",
        &["no"],
    ),
    field("photo", Words("照片", "照片", "Photo"), Holds::Photo).optional(),
];

/// Acceptance of buildings, installations and equipment.
pub(super) const TAKE_OVER: Form = task(
    "take_over",
    Words("接管验收", "接管驗收", "Taking over buildings and plant"),
    &["ROL-8"],
    &[
        section("acceptance", Words("验收项目", "驗收項目", "Acceptance"), &["ROL-8"], HEAD, TAKE_OVER_WHAT)
            .rows()
            .whole(),
        result(&["ROL-8"]).after(&["acceptance"]),
    ],
);

const TENDERS: &[Field] = &[
    field("works", Words("专业工程", "專業工程", "Specialist work"), Holds::Words),
    field("bidders", Words("投标单位数", "投標單位數", "Bidders"), Holds::Number(Counted::Pieces)),
    field("closes_on", Words("截标日期", "截標日期", "Closes on"), Holds::Day),
];
const AWARD: &[Field] = &[
    field("winner", Words("中标单位", "中標單位", "Awarded to"), Holds::Words),
    field("amount", Words("金额", "金額", "Amount"), Holds::Number(Counted::Fen)),
    field("grounds", Words("定标依据", "定標依據", "Grounds"), Holds::Words),
];

/// A tender of specialist work.
pub(super) const TENDER: Form = task(
    "tender",
    Words("专业工程发标", "專業工程發標", "Tender"),
    &["ROL-8"],
    &[
        section("call", Words("发标", "發標", "Call for tenders"), &["ROL-8"], HEAD, TENDERS).whole(),
        section("award", Words("定标", "定標", "Award"), &["ROL-8"], MANAGERS, AWARD)
            .after(&["call"])
            .decides()
            .whole(),
    ],
);

const FIRE: &[Field] = &[
    field("checked_on", Words("检查日期", "檢查日期", "Checked on"), Holds::Day),
    field(
        "extinguishers",
        Words("灭火器材有效", "滅火器材有效", "Extinguishers are in order"),
        Holds::Passed,
    ),
    field("exits", Words("疏散通道畅通", "疏散通道暢通", "Ways out are free"), Holds::Passed),
    field("alarms", Words("报警与喷淋正常", "報警與噴淋正常", "Alarms and sprinklers work"), Holds::Passed),
    field("found", Words("问题与整改", "問題與整改", "What was found, and what is done"), Holds::Words)
        .or_reason(),
    field("photo", Words("照片", "照片", "Photo"), Holds::Photo).optional(),
];

/// Fire protection and safety.
pub(super) const FIRE_CHECK: Form = task(
    "fire_check",
    Words("消防安全检查", "消防安全檢查", "Fire protection check"),
    &["ROL-12"],
    &[section("check", Words("检查", "檢查", "Check"), &["ROL-12"], HEAD, FIRE).whole()],
)
.every(Every::Month);

const DRILLS: &[Field] = &[
    field("held_on", Words("演练日期", "演練日期", "Held on"), Holds::Day),
    field("scenario", Words("预案与情景", "預案與情景", "Plan and scenario"), Holds::Words),
    field("present", Words("参加人数", "參加人數", "How many took part"), Holds::Number(Counted::Pieces)),
    field("lessons", Words("总结", "總結", "Lessons"), Holds::Words),
    field("photo", Words("照片", "照片", "Photo"), Holds::Photo).optional(),
];

/// A drill for emergencies.
pub(super) const DRILL: Form = task(
    "drill",
    Words("应急演练", "應急演練", "Emergency drill"),
    &["ROL-24"],
    &[section("drill", Words("演练", "演練", "Drill"), &["ROL-24"], HEAD, DRILLS).whole()],
);

const SCORED: &[Choice] =
    &[("cleaning", Words("清洁", "清潔", "cleaning")), ("greening", Words("绿化", "綠化", "plants"))];
const SCORE: &[Field] = &[
    field("area", Words("区域", "區域", "Area"), Holds::Words),
    field("of", Words("类别", "類別", "Of"), Holds::Choice(SCORED)),
    field("score", Words("得分", "得分", "Score"), Holds::Number(Counted::Points)),
    field("remark", Words("说明", "說明", "Remark"), Holds::Words).optional(),
    field("photo", Words("照片", "照片", "Photo"), Holds::Photo).optional(),
];

/// Scores of cleaning and plants.
pub(super) const SCORES: Form = task(
    "scores",
    Words("清洁绿化量化检查", "清潔綠化量化檢查", "Scores for cleaning and plants"),
    &["ROL-26"],
    &[
        section("scores", Words("评分", "評分", "Scores"), &["ROL-26"], HEAD, SCORE).rows().whole(),
        result(&["ROL-26"]).after(&["scores"]),
    ],
);

const TRAINED: &[Field] = &[
    field("person", Words("员工", "員工", "Who"), Holds::Person),
    field("subject", Words("培训内容", "培訓內容", "Subject"), Holds::Words),
    field("score", Words("考核得分", "考核得分", "Score"), Holds::Number(Counted::Points)).or_reason(),
    field("assessment", Words("评价", "評價", "Assessment"), Holds::Private),
];

/// Training and assessment of staff.
pub(super) const TRAINING: Form = task(
    "training",
    Words("员工培训与考核", "員工培訓與考核", "Training and assessment"),
    &["ROL-30", "ROL-43"],
    &[
        section("people", Words("培训与考核", "培訓與考核", "People"), &["ROL-30"], DUTY, TRAINED)
            .rows()
            .whole(),
        result(&["ROL-30"]).after(&["people"]),
    ],
);

const PREPARATIONS: &[Field] = &[
    field("step", Words("筹备事项", "籌備事項", "Step"), Holds::Words),
    field("due", Words("完成期限", "完成期限", "Ready by"), Holds::Day),
    field("person", Words("责任人", "責任人", "Person"), Holds::Person),
];
const PREPARED: &[Field] = &[field("done_on", Words("完成日期", "完成日期", "Done on"), Holds::Day)];
const NEW_SITE_PLAN: &[Field] = &[
    field("take_over_on", Words("接管日期", "接管日期", "Take-over on"), Holds::Day),
    field("staff", Words("人员配置", "人員配置", "Staff"), Holds::Words),
    field("developer", Words("与开发商的对接", "與開發商的對接", "With the developer"), Holds::Words),
];

/// A new site until it is taken over.
pub(super) const NEW_SITE: Form = task(
    "new_site",
    Words("新项目筹备", "新項目籌備", "New site until take-over"),
    &["ROL-33"],
    &[
        section("plan", Words("筹备计划", "籌備計劃", "Plan"), &["ROL-33"], DUTY, NEW_SITE_PLAN).whole(),
        section("steps", Words("筹备事项", "籌備事項", "Steps"), &["ROL-33"], DUTY, PREPARATIONS)
            .after(&["plan"])
            .rows()
            .whole(),
        section("steps_done", Words("已完成", "已完成", "Done"), &["ROL-33"], HEAD, PREPARED)
            .of("steps")
            .whole(),
    ],
);

const PAPERS: &[Field] = &[
    field("equipment", Words("设备", "設備", "Equipment"), Holds::Words),
    field("papers", Words("图纸与技术资料", "圖紙與技術資料", "Drawings and technical papers"), Holds::Words),
    field("copies", Words("份数", "份數", "Copies"), Holds::Number(Counted::Pieces)),
    field("stored_at", Words("存放处", "存放處", "Where they are"), Holds::Words),
];

/// Hand-over of equipment with its papers.
pub(super) const PLANT_PAPERS: Form = task(
    "plant_papers",
    Words("设备与技术资料移交", "設備與技術資料移交", "Hand-over of plant and its papers"),
    &["ROL-40"],
    &[
        section("papers", Words("移交清单", "移交清單", "Papers"), &["ROL-40"], HEAD, PAPERS).rows().whole(),
        result(&["ROL-40"]).after(&["papers"]),
    ],
);

const PLANS: &[Choice] = &[
    ("work_plan", Words("工作计划", "工作計劃", "work plan")),
    ("budget", Words("预算方案", "預算方案", "budget")),
    ("cost_report", Words("成本报告", "成本報告", "cost report")),
    ("rules", Words("规章制度", "規章制度", "rules")),
    ("proposal", Words("增值服务方案", "增值服務方案", "proposal for enterprises")),
];
const PLAN_PAPER: &[Field] = &[
    field("paper", Words("文件", "文件", "Paper"), Holds::Choice(PLANS)),
    field("period", Words("期间", "期間", "Period"), Holds::Words),
    field("budget", Words("预算金额", "預算金額", "Budget"), Holds::Number(Counted::Fen)).or_reason(),
    field("cost", Words("实际成本", "實際成本", "Cost"), Holds::Number(Counted::Fen)).or_reason(),
    field("summary", Words("要点", "要點", "Main points"), Holds::Words),
    field("stored_at", Words("文件存放处", "文件存放處", "Where the paper is"), Holds::Words),
];
const PLAN_APPROVED: &[Field] = &[
    field("approved", Words("批准", "批准", "Approved"), Holds::Confirm),
    field("words", Words("意见", "意見", "Remark"), Holds::Words).optional(),
];

/// A plan, a budget, rules.
pub(super) const PLAN: Form = task(
    "plan",
    Words("计划、预算与制度", "計劃、預算與制度", "Plans, budgets, rules"),
    &["ROL-6", "ROL-15", "ROL-23", "ROL-24"],
    &[
        section("paper", Words("文件", "文件", "Paper"), &["ROL-23"], DUTY, PLAN_PAPER).whole(),
        section("approval", Words("批准", "批准", "Approval"), &["ROL-23"], MANAGERS, PLAN_APPROVED)
            .after(&["paper"])
            .decides(),
    ],
);

const ASSETS: &[Choice] = &[
    ("property_centre", Words("物业用房", "物業用房", "property centre")),
    ("parking_space", Words("车位", "車位", "parking space")),
    ("house", Words("房屋", "房屋", "house")),
];
const ASSET_HEAD: &[Field] = &[
    field("asset", Words("类别", "類別", "Kind"), Holds::Choice(ASSETS)),
    field("place", Words("位置", "位置", "Place"), Holds::Words),
    field("use", Words("使用情况", "使用情況", "Use"), Holds::Words),
];
const ASSET_CHECKS: &[Field] = &[
    field("checked_on", Words("检查日期", "檢查日期", "Checked on"), Holds::Day),
    field("state", Words("状况", "狀況", "State"), Holds::Words),
    field("photo", Words("照片", "照片", "Photo"), Holds::Photo).optional(),
];

/// An asset of the project.
pub(super) const ASSET: Form = task(
    "asset",
    Words("项目资产", "項目資產", "Asset"),
    &["ROL-9"],
    &[
        section("asset", Words("资产", "資產", "Asset"), &["ROL-9"], DUTY, ASSET_HEAD).whole(),
        section("checks", Words("检查", "檢查", "Checks"), &["ROL-9"], HEAD, ASSET_CHECKS)
            .after(&["asset"])
            .rows()
            .optional()
            .whole(),
    ],
)
.ends(Ends::Never);

const METERED: &[Choice] = &[
    ("water", Words("水", "水", "water")),
    ("electricity", Words("电", "電", "electricity")),
    ("management_fee", Words("管理费", "管理費", "management fee")),
];
const METER_HEAD: &[Field] = &[field("period", Words("期间", "期間", "Period"), Holds::Words)];
const METER_LINES: &[Field] = &[
    field("building", Words("房屋或楼宇", "房屋或樓宇", "House or building"), Holds::Words),
    field("of", Words("类别", "類別", "Of"), Holds::Choice(METERED)),
    field(
        "metered",
        Words("抄表或应收金额", "抄錶或應收金額", "Due by the meters"),
        Holds::Number(Counted::Fen),
    ),
    field("billed", Words("开单金额", "開單金額", "Billed"), Holds::Number(Counted::Fen)),
    field("remark", Words("差异说明", "差異說明", "Why they differ"), Holds::Words).optional(),
];

/// Metered against billed amounts.
pub(super) const METER_CHECK: Form = task(
    "meter_check",
    Words("水电费与管理费核对", "水電費與管理費核對", "Meters against bills"),
    &["FEE-13", "ROL-21"],
    &[
        section("head", Words("期间", "期間", "Period"), &["FEE-13"], DUTY, METER_HEAD).whole(),
        section("lines", Words("核对", "核對", "Lines"), &["FEE-13", "ROL-21"], DUTY, METER_LINES)
            .rows()
            .whole(),
        result(&["FEE-13"]).after(&["head", "lines"]),
    ],
);

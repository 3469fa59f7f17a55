//! What the desk does beside repairs: questions, goods at the gate, convenience services, what is published (REC, CNV,
//! FEE-12).

use super::super::form::{Choice, Counted, Ends, Field, Form, Holds, Section, field, form, section};
use super::who::{CENTRE, CENTRE_OR_OWN, FINANCE, GATE, HEAD, MANAGERS, MONEY, STAFF, SUPERVISOR};
use crate::domain::entry::matter::MatterKind;
use crate::domain::words::Words;

const CHANNELS: &[Choice] =
    &[("visit", Words("来访", "來訪", "visit")), ("phone", Words("来电", "來電", "call"))];

const CALLERS: &[Choice] = &[
    ("resident", Words("业主或住户", "業主或住戶", "owner or resident")),
    ("official", Words("公务人员", "公務人員", "official")),
    ("other", Words("其他", "其他", "somebody else")),
];

const ANSWERED: &[Choice] = &[
    ("at_once", Words("当场答复", "當場答覆", "at once")),
    ("specialist", Words("咨询专业人员后答复", "諮詢專業人員後答覆", "after asking a specialist")),
    ("handed_over", Words("已转交相应人员", "已轉交相應人員", "handed over to the matching person")),
];

const ENTRY: &[Field] = &[
    field("channel", Words("方式", "方式", "Way"), Holds::Choice(CHANNELS)),
    field("caller", Words("来访或来电人", "來訪或來電人", "Who"), Holds::Choice(CALLERS)),
    field("name", Words("姓名", "姓名", "Name"), Holds::Private).optional(),
    field("contact", Words("联系方式", "聯繫方式", "Contact"), Holds::Private).when(
        "entry",
        "answered",
        &["specialist"],
    ),
    field("purpose", Words("事由", "事由", "Purpose"), Holds::Words),
    field("answered", Words("答复", "答覆", "Answered"), Holds::Choice(ANSWERED)),
    field("answer", Words("答复内容", "答覆內容", "Answer"), Holds::Words).when(
        "entry",
        "answered",
        &["at_once"],
    ),
    field("specialist", Words("专业人员", "專業人員", "Specialist"), Holds::Person).when(
        "entry",
        "answered",
        &["specialist"],
    ),
    field("reply_at", Words("约定答复时间", "約定答覆時間", "Reply agreed for"), Holds::Time).when(
        "entry",
        "answered",
        &["specialist"],
    ),
    field("receiver", Words("接待人", "接待人", "Who took over"), Holds::Person).when(
        "entry",
        "answered",
        &["handed_over"],
    ),
];

const REPLY: &[Field] = &[
    field("answer", Words("答复内容", "答覆內容", "Answer"), Holds::Words),
    field("told_at", Words("答复时间", "答覆時間", "Told at"), Holds::Time),
];

const ENQUIRY_SECTIONS: &[Section] = &[
    section("entry", Words("接待记录", "接待記錄", "Reception"), &["REC-1", "REC-2", "REC-3", "REC-4"], STAFF, ENTRY)
        .whole()
        .guided(Words(
            "耐心倾听，把话听完再答；不能当场答复的，说明何时答复并准时回话。公务人员来电请稍候，转接相应人员。",
            "耐心傾聽，把話聽完再答；不能當場答覆的，說明何時答覆並準時回話。公務人員來電請稍候，轉接相應人員。",
            "Listen to the end before you answer. What you can't answer now gets a time, and is answered by then. Ask an \
             official to hold, and put the matching person on.",
        )),
    section("reply", Words("回复", "回覆", "Reply"), &["REC-2"], CENTRE_OR_OWN, REPLY)
        .when("entry", "answered", &["specialist"])
        .after(&["entry"])
        .whole(),
];

/// Somebody came or called with a question.
pub(super) const ENQUIRY: Form = form(
    "enquiry",
    MatterKind::Enquiry,
    Words("接待咨询", "接待諮詢", "Question at the desk"),
    &["REC-1", "REC-2", "REC-3", "REC-4", "ROL-1"],
    (STAFF, CENTRE),
    ENQUIRY_SECTIONS,
)
.ends(Ends::ByItself);

const CALL: &[Field] = &[
    field("place", Words("地点", "地點", "Where"), Holds::Words),
    field("what", Words("事情经过", "事情經過", "What it is about"), Holds::Words),
    field("demand", Words("对方的要求", "對方的要求", "What the person asks for"), Holds::Words).optional(),
    field("tried", Words("已做的努力", "已做的努力", "What was tried"), Holds::Words).or_reason(),
    field(
        "person",
        Words("对方姓名与联系方式", "對方姓名與聯繫方式", "Who, and how to reach them"),
        Holds::Private,
    )
    .optional(),
    field("photo", Words("照片", "照片", "Photo"), Holds::Photo).optional(),
];

const ANSWERS: &[Choice] = &[
    ("came", Words("已到场处理", "已到場處理", "came and dealt with it")),
    ("guided", Words("已指示如何处理", "已指示如何處理", "said what to do")),
    ("took_over", Words("已接手", "已接手", "took it over")),
    ("settled", Words("已自行解决", "已自行解決", "it was settled meanwhile")),
];

const ANSWER: &[Field] = &[
    field("outcome", Words("处理方式", "處理方式", "What was done"), Holds::Choice(ANSWERS)),
    field("words", Words("说明", "說明", "In words"), Holds::Words),
];

const CALL_SECTIONS: &[Section] = &[
    section("call", Words("上报", "上報", "Call"), &["PRI-5"], STAFF, CALL).whole().guided(Words(
        "能解决的马上解决;解决不了的及时上报,不要硬撑,也不要生硬拒绝。已讲明原因并致歉的,写进“已做的努力”。",
        "能解決的馬上解決;解決不了的及時上報,不要硬撐,也不要生硬拒絕。已講明原因並致歉的,寫進「已做的努力」。",
        "Settle what you can settle at once. What you can't goes up in time: don't sit it out, and don't refuse anybody \
         bluntly. If you explained and apologised, say so under what was tried.",
    )),
    section("answer", Words("上级处理", "上級處理", "Superior's answer"), &["PRI-5"], SUPERVISOR, ANSWER)
        .after(&["call"])
        .decides()
        .whole(),
];

/// Somebody of the staff calls his superior to a dispute, or to somebody who isn't satisfied.
pub(super) const SUPERIOR_CALL: Form = form(
    "superior_call",
    MatterKind::Enquiry,
    Words("请上级处理", "請上級處理", "Call to a superior"),
    &["PRI-5"],
    (STAFF, SUPERVISOR),
    CALL_SECTIONS,
)
.ends(Ends::ByItself);

const FROM: &[Choice] = &[
    ("resident", Words("住户", "住戶", "resident")),
    ("shop", Words("商铺", "商鋪", "shop")),
    ("unit", Words("单位", "單位", "organisation")),
];

const RELEASES: &[Choice] = &[
    ("moving_out", Words("搬离", "搬離", "moving out")),
    ("goods_out", Words("携物外出", "攜物外出", "taking goods out")),
];

const APPLICATION: &[Field] = &[
    field("from", Words("申请方", "申請方", "From whom"), Holds::Choice(FROM)),
    field("name", Words("申请人", "申請人", "Applicant"), Holds::Private),
    field("contact", Words("联系方式", "聯繫方式", "Contact"), Holds::Private),
    field("reason", Words("事由", "事由", "Reason"), Holds::Choice(RELEASES)),
];

const GOODS: &[Field] = &[
    field("what", Words("物品", "物品", "What"), Holds::Words),
    field("quantity", Words("数量", "數量", "How many"), Holds::Number(Counted::Pieces)),
];

const PASS: &[Field] = &[
    field("number", Words("放行条编号", "放行條編號", "Number of the pass"), Holds::Words),
    field("valid_from", Words("有效期自", "有效期自", "Valid from"), Holds::Time),
    field("valid_until", Words("有效期至", "有效期至", "Valid until"), Holds::Time),
];

const GATE_RESULTS: &[Choice] = &[
    ("released", Words("核对无误，放行", "核對無誤，放行", "checked and released")),
    ("mismatch", Words("不符，未放行", "不符，未放行", "doesn't agree, not released")),
];

const GATE_CHECKS: &[Field] = &[
    field("at", Words("时间", "時間", "When"), Holds::Time),
    field("result", Words("结果", "結果", "Result"), Holds::Choice(GATE_RESULTS)),
    field("words", Words("不符之处", "不符之處", "What doesn't agree"), Holds::Words).when(
        "gate",
        "result",
        &["mismatch"],
    ),
    field("photo", Words("照片", "照片", "Photo"), Holds::Photo).optional(),
];

const RELEASE_SECTIONS: &[Section] = &[
    section(
        "application",
        Words("物品放行申请", "物品放行申請", "Application"),
        &["REC-5"],
        CENTRE,
        APPLICATION,
    )
    .whole(),
    section("goods", Words("物品清单", "物品清單", "Goods"), &["REC-5"], CENTRE, GOODS).rows().whole(),
    section("pass", Words("放行条", "放行條", "Pass"), &["REC-5"], CENTRE, PASS)
        .after(&["application", "goods"])
        .whole(),
    section("gate", Words("门岗核对", "門崗核對", "At the gate"), &["REC-5"], GATE, GATE_CHECKS)
        .after(&["pass"])
        .rows()
        .whole(),
];

/// Goods leave through the gate.
pub(super) const GOODS_RELEASE: Form = form(
    "goods_release",
    MatterKind::GoodsRelease,
    Words("物品放行", "物品放行", "Goods at the gate"),
    &["REC-5"],
    (CENTRE, CENTRE),
    RELEASE_SECTIONS,
)
.ends(Ends::ByItself);

const SERVICES: &[Choice] = &[
    ("convenience", Words("便民服务", "便民服務", "convenience service")),
    ("entrusted", Words("委托服务", "委託服務", "entrusted service")),
];

const REQUEST: &[Field] = &[
    field("service", Words("类别", "類別", "Kind"), Holds::Choice(SERVICES)),
    field("name", Words("姓名", "姓名", "Name"), Holds::Private),
    field("address", Words("地址", "地址", "Address"), Holds::Private),
    field("contact", Words("联系方式", "聯繫方式", "Contact"), Holds::Private),
    field("content", Words("服务内容", "服務內容", "What is wanted"), Holds::Words),
    field("wished_at", Words("方便的时间", "方便的時間", "Convenient time"), Holds::Time),
];

const AGREED_BY: &[Choice] =
    &[("spoken", Words("口头", "口頭", "spoken")), ("written", Words("书面", "書面", "written"))];

const DETAILS: &[Field] = &[
    field("way", Words("约定方式", "約定方式", "Way"), Holds::Choice(AGREED_BY)),
    field("items", Words("项目", "項目", "Items"), Holds::Words).or_reason(),
    field("area", Words("面积", "面積", "Area"), Holds::Number(Counted::CentiSquareMetres)).or_reason(),
    field("at", Words("时间", "時間", "Time"), Holds::Time).or_reason(),
    field("fee", Words("费用", "費用", "Fee"), Holds::Number(Counted::Fen)).or_reason(),
    field("effect", Words("效果", "效果", "Effect"), Holds::Words).or_reason(),
];

const STAFFING: &[Field] = &[
    field("person", Words("服务人员", "服務人員", "Who does it"), Holds::Person),
    field("at", Words("上门时间", "上門時間", "When"), Holds::Time),
];

const ACCEPTANCE: &[Field] = &[
    field("accepted", Words("业主验收合格", "業主驗收合格", "The customer accepts it"), Holds::Confirm),
    field("words", Words("意见", "意見", "What he says"), Holds::Words).optional(),
    field("signature", Words("业主签名", "業主簽名", "Customer's signature"), Holds::Signature).optional(),
];

const PAYMENT: &[Field] = &[
    field("amount", Words("金额", "金額", "Amount"), Holds::Number(Counted::Fen)),
    field("receipt", Words("收据号", "收據號", "Receipt number"), Holds::Words),
];

const CONVENIENCE_SECTIONS: &[Section] = &[
    section("request", Words("受理", "受理", "Request"), &["CNV-2", "REC-6"], CENTRE, REQUEST).whole(),
    section("details", Words("事先约定", "事先約定", "Agreed beforehand"), &["CNV-3"], CENTRE, DETAILS)
        .after(&["request"]),
    section("staffing", Words("部门派人", "部門派人", "Who is sent"), &["CNV-4", "CNV-5"], HEAD, STAFFING)
        .after(&["details"])
        .decides()
        .whole(),
    section(
        "acceptance",
        Words("业主验收", "業主驗收", "Acceptance"),
        &["CNV-6", "ACC-8"],
        STAFF,
        ACCEPTANCE,
    )
    .after(&["staffing"]),
    section(
        "payment",
        Words("收费与收据", "收費與收據", "Fee and receipt"),
        &["CNV-6", "FEE-10"],
        MONEY,
        PAYMENT,
    )
    .after(&["acceptance"])
    .whole(),
];

/// A convenience or entrusted service.
pub(super) const CONVENIENCE: Form = form(
    "convenience",
    MatterKind::Convenience,
    Words("便民与委托服务", "便民與委託服務", "Convenience service"),
    &["CNV-2", "CNV-3", "CNV-4", "CNV-5", "CNV-6", "ACC-8"],
    (CENTRE, CENTRE),
    CONVENIENCE_SECTIONS,
)
.ends(Ends::ByItself);

const OFFERS: &[Field] = &[
    field("service", Words("服务项目", "服務項目", "Service"), Holds::Words),
    field("terms", Words("收费与说明", "收費與說明", "Fee and terms"), Holds::Words),
];

const APPROVAL: &[Field] = &[
    field("approved", Words("同意", "同意", "Approved"), Holds::Confirm),
    field("words", Words("意见", "意見", "Remark"), Holds::Words).optional(),
];

const PUBLISHED: &[Field] = &[
    field("published_on", Words("公布日期", "公佈日期", "Published on"), Holds::Day),
    field("version", Words("版本", "版本", "Version"), Holds::Number(Counted::Pieces)),
    field("place", Words("公布方式", "公佈方式", "Where"), Holds::Words),
];

const LIST_SECTIONS: &[Section] = &[
    section("offers", Words("服务清单", "服務清單", "Services"), &["CNV-1"], CENTRE, OFFERS).rows().whole(),
    section(
        "approval",
        Words("职能部门审批", "職能部門審批", "Approval"),
        &["CNV-7", "ROL-48"],
        MANAGERS,
        APPROVAL,
    )
    .after(&["offers"])
    .decides(),
    section("published", Words("公布", "公佈", "Publication"), &["CNV-1"], CENTRE, PUBLISHED)
        .after(&["approval"])
        .whole(),
];

/// The list of convenience services.
pub(super) const SERVICE_LIST: Form = form(
    "service_list",
    MatterKind::Publication,
    Words("便民服务清单", "便民服務清單", "List of convenience services"),
    &["CNV-1", "CNV-7", "ROL-48"],
    (CENTRE, CENTRE),
    LIST_SECTIONS,
)
.ends(Ends::ByItself);

const FIGURES: &[Field] = &[
    field("period", Words("期间", "期間", "Period"), Holds::Words),
    field("source", Words("数据来源", "數據來源", "Source of the figures"), Holds::Words),
    field("income", Words("收入", "收入", "Income"), Holds::Number(Counted::Fen)),
    field("expenditure", Words("支出", "支出", "Expenditure"), Holds::Number(Counted::Fen)),
    field("remark", Words("说明", "說明", "Remark"), Holds::Words).optional(),
];

const ANNOUNCED: &[Field] = &[
    field("published_on", Words("公布日期", "公佈日期", "Published on"), Holds::Day),
    field("place", Words("公布方式", "公佈方式", "Where"), Holds::Words),
];

const ACCOUNTS_SECTIONS: &[Section] = &[
    section(
        "figures",
        Words("收支情况", "收支情況", "Income and expenditure"),
        &["FEE-12"],
        FINANCE,
        FIGURES,
    )
    .whole(),
    section("published", Words("公布", "公佈", "Publication"), &["FEE-12"], FINANCE, ANNOUNCED)
        .after(&["figures"])
        .whole(),
];

/// Income and expenditure for the owners.
pub(super) const ACCOUNTS: Form = form(
    "accounts",
    MatterKind::Publication,
    Words("收支公布", "收支公佈", "Published accounts"),
    &["FEE-12", "ROL-45"],
    (FINANCE, FINANCE),
    ACCOUNTS_SECTIONS,
)
.ends(Ends::ByItself);

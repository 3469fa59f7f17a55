//! Renovation (REN-1 to REN-7).

use super::super::form::{Choice, Counted, Field, Form, Holds, Section, field, form, section};
use super::who::{CENTRE, FILED, MANAGERS, MONEY, RECORDS, WATCH};
use crate::domain::entry::matter::MatterKind;
use crate::domain::words::Words;

const APPLICANTS: &[Choice] = &[
    ("owner", Words("业主本人", "業主本人", "the owner himself")),
    ("proxy", Words("受托人", "受託人", "somebody sent by him")),
];

const APPLICANT: &[Field] = &[
    field("applicant", Words("申请人", "申請人", "Who applies"), Holds::Choice(APPLICANTS)),
    field("owner_name", Words("业主姓名", "業主姓名", "Owner's name"), Holds::Private),
    field("contact", Words("联系方式", "聯繫方式", "Contact"), Holds::Private),
    field("id_card_owner", Words("业主身份证", "業主身份證", "Owner's identity card"), Holds::Confirm),
    field("power_of_attorney", Words("委托书", "委託書", "Power of attorney"), Holds::Confirm).when(
        "applicant",
        "applicant",
        &["proxy"],
    ),
    field("id_card_proxy", Words("受托人身份证", "受託人身份證", "Proxy's identity card"), Holds::Confirm)
        .when("applicant", "applicant", &["proxy"]),
    field(
        "copies_filed",
        Words("复印件已存入该户档案", "複印件已存入該戶檔案", "Copies are in the home's file"),
        Holds::Confirm,
    ),
];

const TERMS: &[Field] = &[
    field("works", Words("装修内容", "裝修內容", "What is done"), Holds::Words),
    field("from", Words("开工", "開工", "From"), Holds::Day),
    field("until", Words("完工", "完工", "Until"), Holds::Day),
    field("contractor", Words("施工队", "施工隊", "Contractor"), Holds::Private),
    field(
        "owner_confirmed",
        Words(
            "业主已知装修时间与禁止行为",
            "業主已知裝修時間與禁止行為",
            "The owner knows hours and forbidden acts",
        ),
        Holds::Confirm,
    ),
    field(
        "contractor_confirmed",
        Words(
            "施工队已知装修时间与禁止行为",
            "施工隊已知裝修時間與禁止行為",
            "The contractor knows hours and forbidden acts",
        ),
        Holds::Confirm,
    ),
    field("agreement_signed", Words("装修协议已签", "裝修協議已簽", "Agreement signed"), Holds::Confirm),
    field("plan_examined", Words("装修方案已审", "裝修方案已審", "Plan examined"), Holds::Confirm),
    field("signature", Words("业主签名", "業主簽名", "Owner's signature"), Holds::Signature).optional(),
];

const STRUCTURE: &[Field] =
    &[
        field(
            "changes_structure",
            Words(
                "拆改主体结构或明显加大荷载",
                "拆改主體結構或明顯加大荷載",
                "Main structure is changed, or loads grow clearly",
            ),
            Holds::Mark,
        ),
        field("approval_number", Words("批准书编号", "批准書編號", "Number of the approval"), Holds::Words)
            .when("structure", "changes_structure", &["yes"]),
        field(
            "approval_filed",
            Words(
                "房地产主管部门批准书已存档",
                "房地產主管部門批准書已存檔",
                "The authority's approval is filed",
            ),
            Holds::Confirm,
        )
        .when("structure", "changes_structure", &["yes"]),
    ];

const WASTE_FEE: &[Field] = &[
    field(
        "amount",
        Words("装修垃圾清运费", "裝修垃圾清運費", "Fee for the rubble"),
        Holds::Number(Counted::Fen),
    ),
    field("receipt", Words("收据号", "收據號", "Receipt number"), Holds::Words),
];

const WASTE_EXCEPTION: &[Field] =
    &[field("reason", Words("免收或缓收原因", "免收或緩收原因", "Why it is not taken now"), Holds::Words)];

const PERMIT: &[Field] = &[
    field("number", Words("许可证编号", "許可證編號", "Number"), Holds::Words),
    field("holder", Words("持证人", "持證人", "Holder"), Holds::Private),
    field("issued_on", Words("发证日期", "發證日期", "Issued on"), Holds::Day),
];

const PERMIT_RETURN: &[Field] =
    &[field("returned_on", Words("收回日期", "收回日期", "Returned on"), Holds::Day)];

const PASSES: &[Field] = &[
    field("number", Words("出入证编号", "出入證編號", "Number"), Holds::Words),
    field("holder", Words("持证人", "持證人", "Holder"), Holds::Private),
    field("issued_on", Words("发证日期", "發證日期", "Issued on"), Holds::Day),
];

const PASS_RETURNS: &[Field] =
    &[field("returned_on", Words("收回日期", "收回日期", "Returned on"), Holds::Day)];

const TOLD: &[Field] = &[
    field("repair", Words("已通知维修部", "已通知維修部", "Repair is told"), Holds::Confirm),
    field("security", Words("已通知安护部", "已通知安護部", "Security is told"), Holds::Confirm),
];

const FOUND: &[Choice] = &[
    ("in_order", Words("符合规定", "符合規定", "as agreed")),
    ("breach", Words("违规", "違規", "a breach")),
];

const INSPECTIONS: &[Field] = &[
    field("at", Words("检查时间", "檢查時間", "When"), Holds::Time),
    field("found", Words("情况", "情況", "What was found"), Holds::Choice(FOUND)),
    field("words", Words("说明", "說明", "In words"), Holds::Words).when("inspections", "found", &["breach"]),
    field("photo", Words("照片", "照片", "Photo"), Holds::Photo).optional(),
];

const FILING: &[Field] = &[
    field("power_of_attorney", Words("委托书", "委託書", "Power of attorney"), Holds::Choice(FILED)),
    field(
        "id_card_proxy",
        Words("受托人身份证复印件", "受託人身份證複印件", "Copy of the proxy's identity card"),
        Holds::Choice(FILED),
    ),
    field("agreement", Words("装修协议", "裝修協議", "Agreement"), Holds::Choice(FILED)),
    field(
        "structural_approval",
        Words("拆改主体结构批准书", "拆改主體結構批准書", "Approval of the change of structure"),
        Holds::Choice(FILED),
    ),
];

const SECTIONS: &[Section] = &[
    section(
        "applicant",
        Words("申请与证件", "申請與證件", "Application and papers"),
        &["REN-1"],
        CENTRE,
        APPLICANT,
    ),
    section("terms", Words("约定与方案", "約定與方案", "Agreement and plan"), &["REN-2"], CENTRE, TERMS)
        .after(&["applicant"]),
    section("structure", Words("主体结构", "主體結構", "Structure"), &["REN-3"], CENTRE, STRUCTURE)
        .after(&["applicant"]),
    section(
        "waste_fee",
        Words("垃圾清运费", "垃圾清運費", "Fee for the rubble"),
        &["REN-5", "FEE-10"],
        MONEY,
        WASTE_FEE,
    )
    .after(&["applicant"])
    .optional()
    .whole(),
    section(
        "waste_exception",
        Words("清运费例外", "清運費例外", "Exception for the fee"),
        &["REN-5"],
        MANAGERS,
        WASTE_EXCEPTION,
    )
    .after(&["applicant"])
    .optional()
    .decides()
    .whole(),
    section("permit", Words("装修施工许可证", "裝修施工許可證", "Permit"), &["REN-4"], CENTRE, PERMIT)
        .after(&["terms", "structure"])
        .whole(),
    section(
        "passes",
        Words("施工人员临时出入证", "施工人員臨時出入證", "Workers' passes"),
        &["REN-4"],
        CENTRE,
        PASSES,
    )
    .after(&["permit"])
    .rows()
    .optional()
    .whole(),
    section("told", Words("通知各部门", "通知各部門", "Departments told"), &["REN-7"], CENTRE, TOLD)
        .after(&["permit"]),
    section("inspections", Words("施工检查", "施工檢查", "Inspections"), &["REN-7"], WATCH, INSPECTIONS)
        .after(&["permit"])
        .rows()
        .optional()
        .whole(),
    section(
        "pass_returns",
        Words("出入证收回", "出入證收回", "Passes returned"),
        &["REN-4"],
        CENTRE,
        PASS_RETURNS,
    )
    .of("passes")
    .whole(),
    section(
        "permit_return",
        Words("许可证收回", "許可證收回", "Permit returned"),
        &["REN-4"],
        CENTRE,
        PERMIT_RETURN,
    )
    .after(&["permit"])
    .whole(),
    section("filing", Words("归档", "歸檔", "Archive"), &["REN-6"], RECORDS, FILING).after(&["terms"]),
];

/// A home is renovated.
pub(super) const RENOVATION: Form = form(
    "renovation",
    MatterKind::Renovation,
    Words("装修管理", "裝修管理", "Renovation"),
    &["REN-1", "REN-2", "REN-3", "REN-4", "REN-5", "REN-6", "REN-7"],
    (CENTRE, CENTRE),
    SECTIONS,
)
.of_unit();

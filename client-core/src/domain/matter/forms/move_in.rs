//! Move-in (MOV-1 to MOV-12).

use super::super::form::{Choice, Counted, Field, Form, Holds, Section, field, form, section};
use super::who::{CENTRE, FILED, MONEY, RECORDS, REPAIR};
use crate::domain::entry::matter::MatterKind;
use crate::domain::words::Words;

const APPLICANTS: &[Choice] = &[
    ("owner", Words("业主本人", "業主本人", "the owner himself")),
    ("proxy", Words("受托人", "受託人", "somebody sent by him")),
    ("organisation", Words("单位购房", "單位購房", "an organisation has bought")),
];

const APPLICANT: &[Field] = &[
    field("applicant", Words("办理人", "辦理人", "Who comes"), Holds::Choice(APPLICANTS)),
    field("owner_name", Words("业主姓名", "業主姓名", "Owner's name"), Holds::Private),
    field("contact", Words("联系方式", "聯繫方式", "Contact"), Holds::Private),
    field("id_card_owner", Words("业主身份证", "業主身份證", "Owner's identity card"), Holds::Confirm),
    field("move_in_notice", Words("入住通知单", "入住通知單", "Move-in notice"), Holds::Confirm),
    field("purchase_deed", Words("房屋买卖契约", "房屋買賣契約", "Purchase deed"), Holds::Confirm),
    field("power_of_attorney", Words("委托书", "委託書", "Power of attorney"), Holds::Confirm).when(
        "applicant",
        "applicant",
        &["proxy"],
    ),
    field("id_card_proxy", Words("受托人身份证", "受託人身份證", "Proxy's identity card"), Holds::Confirm)
        .when("applicant", "applicant", &["proxy"]),
    field(
        "organisation_certificate",
        Words("单位证明", "單位證明", "Organisation's certificate"),
        Holds::Confirm,
    )
    .when("applicant", "applicant", &["organisation"]),
    field(
        "id_card_person",
        Words("经办人身份证", "經辦人身份證", "Identity card of whoever acts for it"),
        Holds::Confirm,
    )
    .when("applicant", "applicant", &["organisation"]),
];

const REGISTER: &[Field] = &[
    field(
        "resident_register",
        Words("《住户登记表》已填", "《住戶登記表》已填", "Resident register form filled in"),
        Holds::Confirm,
    ),
    field(
        "signed_agreement",
        Words("相关规定或协议已签", "相關規定或協議已簽", "Rules or agreements signed"),
        Holds::Confirm,
    ),
    field("residents", Words("居住人", "居住人", "Who will live there"), Holds::Private).optional(),
    field("signature", Words("业主签名", "業主簽名", "Owner's signature"), Holds::Signature).optional(),
];

const HANDOVER: &[Field] = &[
    field("keys", Words("钥匙数量", "鑰匙數量", "Number of keys"), Holds::Number(Counted::Pieces)),
    field("keys_confirmed", Words("钥匙已签收", "鑰匙已簽收", "Keys received"), Holds::Confirm),
    field(
        "resident_handbook",
        Words("《住户手册》已签收", "《住戶手冊》已簽收", "Resident handbook received"),
        Holds::Confirm,
    ),
    field(
        "utility_plan",
        Words("房屋水电图已签收", "房屋水電圖已簽收", "Water and electricity plan received"),
        Holds::Confirm,
    ),
    field("signature", Words("业主签名", "業主簽名", "Owner's signature"), Holds::Signature).optional(),
];

const PAID: &[Choice] = &[
    ("paid", Words("已缴", "已繳", "paid")),
    ("arrears", Words("记为欠款", "記為欠款", "recorded as arrears")),
];

const FEE: &[Field] = &[
    field("paid", Words("首期管理费", "首期管理費", "First management fee"), Holds::Choice(PAID)),
    field("amount", Words("金额", "金額", "Amount"), Holds::Number(Counted::Fen)),
    field("receipt", Words("收据号", "收據號", "Receipt number"), Holds::Words).when(
        "fee",
        "paid",
        &["paid"],
    ),
    field("reason", Words("欠款原因", "欠款原因", "Why it is owed"), Holds::Words).when(
        "fee",
        "paid",
        &["arrears"],
    ),
];

const ITEMS: &[Choice] = &[
    ("doors_windows", Words("门窗", "門窗", "doors and windows")),
    ("walls", Words("墙面", "牆面", "walls")),
    ("floor", Words("地面", "地面", "floor")),
    ("ceiling", Words("顶棚", "頂棚", "ceiling")),
    ("water", Words("给水", "給水", "water supply")),
    ("drainage", Words("排水", "排水", "drainage")),
    ("electricity", Words("电气", "電氣", "electricity")),
    ("gas", Words("燃气", "燃氣", "gas")),
    ("sanitary", Words("卫浴洁具", "衛浴潔具", "sanitary ware")),
    ("other", Words("其他", "其他", "other")),
];

const INSPECTION: &[Field] = &[
    field("room", Words("房间", "房間", "Room"), Holds::Words),
    field("item", Words("项目", "項目", "Item"), Holds::Choice(ITEMS)),
    field("passed", Words("合格", "合格", "Passed"), Holds::Passed),
    field("defect", Words("缺陷", "缺陷", "Defect"), Holds::Words).when("inspection", "passed", &["no"]),
    field("photo", Words("照片", "照片", "Photo"), Holds::Photo).optional(),
];

const INSPECTION_SIGNED: &[Field] = &[
    field("instruments", Words("所用仪器", "所用儀器", "Instruments used"), Holds::Words),
    field("inspector", Words("验房人", "驗房人", "Inspector"), Holds::Person),
    field("signature", Words("业主签名", "業主簽名", "Owner's signature"), Holds::Signature),
];

const METERS: &[Field] = &[
    field("water", Words("水表底数", "水錶底數", "Water meter"), Holds::Reading(Counted::CentiCubicMetres)),
    field(
        "electricity",
        Words("电表底数", "電錶底數", "Electricity meter"),
        Holds::Reading(Counted::DeciKilowattHours),
    ),
    field("gas", Words("燃气表底数", "燃氣錶底數", "Gas meter"), Holds::Reading(Counted::CentiCubicMetres)),
    field("owner_confirmed", Words("业主已确认", "業主已確認", "The owner confirms"), Holds::Confirm),
    field("staff_confirmed", Words("工作人员已确认", "工作人員已確認", "The staff confirm"), Holds::Confirm),
];

const RECHECK: &[Field] = &[
    field("passed", Words("复检合格", "復檢合格", "Recheck passed"), Holds::Passed),
    field("remark", Words("复检意见", "復檢意見", "Remark"), Holds::Words).when("recheck", "passed", &["no"]),
];

const SECOND_APPOINTMENT: &[Field] = &[
    field(
        "at",
        Words("与业主约定的验收时间", "與業主約定的驗收時間", "Time agreed with the owner"),
        Holds::Time,
    ),
    field(
        "accompanied_by",
        Words("维修部陪同人", "維修部陪同人", "Who of repair comes along"),
        Holds::Person,
    ),
];

const SECOND_INSPECTION: &[Field] = &[
    field("passed", Words("业主验收合格", "業主驗收合格", "The owner is content"), Holds::Passed),
    field("words", Words("业主意见", "業主意見", "What he finds"), Holds::Words).when(
        "second_inspection",
        "passed",
        &["no"],
    ),
    field("signature", Words("业主签名", "業主簽名", "Owner's signature"), Holds::Signature).when(
        "second_inspection",
        "passed",
        &["yes"],
    ),
];

const FILING: &[Field] = &[
    field("move_in_notice", Words("入住通知单", "入住通知單", "Move-in notice"), Holds::Choice(FILED)),
    field(
        "id_card_owner",
        Words("业主身份证复印件", "業主身份證複印件", "Copy of the owner's identity card"),
        Holds::Choice(FILED),
    ),
    field(
        "id_card_proxy",
        Words("受托人身份证复印件", "受託人身份證複印件", "Copy of the proxy's identity card"),
        Holds::Choice(FILED),
    ),
    field(
        "organisation_certificate",
        Words("单位证明", "單位證明", "Organisation's certificate"),
        Holds::Choice(FILED),
    ),
    field(
        "resident_register",
        Words("《住户登记表》", "《住戶登記表》", "Resident register"),
        Holds::Choice(FILED),
    ),
    field("signed_agreement", Words("协议", "協議", "Agreements"), Holds::Choice(FILED)),
];

const SECTIONS: &[Section] = &[
    section(
        "applicant",
        Words("证件查验", "證件查驗", "Papers"),
        &["MOV-1", "MOV-2", "MOV-3"],
        CENTRE,
        APPLICANT,
    ),
    section(
        "register",
        Words("登记与签约", "登記與簽約", "Register and agreements"),
        &["MOV-4"],
        CENTRE,
        REGISTER,
    )
    .after(&["applicant"]),
    section(
        "handover",
        Words("钥匙与资料", "鑰匙與資料", "Keys and papers handed out"),
        &["MOV-5"],
        CENTRE,
        HANDOVER,
    )
    .after(&["register"]),
    section("fee", Words("管理费", "管理費", "Management fee"), &["MOV-6", "FEE-10"], MONEY, FEE)
        .after(&["applicant"])
        .whole(),
    section(
        "inspection",
        Words("逐项验房", "逐項驗房", "The home, item by item"),
        &["MOV-7"],
        REPAIR,
        INSPECTION,
    )
    .after(&["applicant"])
    .rows()
    .whole(),
    section(
        "inspection_signed",
        Words("《房屋质量验收登记表》", "《房屋質量驗收登記表》", "Home quality inspection form"),
        &["MOV-7"],
        REPAIR,
        INSPECTION_SIGNED,
    )
    .after(&["inspection"])
    .whole(),
    section(
        "meters",
        Words("水电气表底数", "水電氣錶底數", "Meters read by both"),
        &["MOV-8"],
        REPAIR,
        METERS,
    )
    .after(&["applicant"])
    .whole(),
    section("recheck", Words("整改后复检", "整改後復檢", "Our own recheck"), &["MOV-10"], REPAIR, RECHECK)
        .of("inspection")
        .optional()
        .whole(),
    section(
        "second_appointment",
        Words("二次验收预约", "二次驗收預約", "Second inspection agreed"),
        &["MOV-10"],
        CENTRE,
        SECOND_APPOINTMENT,
    )
    .of("inspection")
    .optional()
    .whole(),
    section(
        "second_inspection",
        Words("业主二次验收", "業主二次驗收", "The owner's second inspection"),
        &["MOV-11", "ACC-7"],
        REPAIR,
        SECOND_INSPECTION,
    )
    .of("inspection")
    .optional()
    .whole(),
    section("filing", Words("归档", "歸檔", "Archive"), &["MOV-12"], RECORDS, FILING).after(&["applicant"]),
];

/// An owner moves in.
pub(super) const MOVE_IN: Form = form(
    "move_in",
    MatterKind::MoveIn,
    Words("入住手续", "入住手續", "Move-in"),
    &[
        "MOV-1", "MOV-2", "MOV-3", "MOV-4", "MOV-5", "MOV-6", "MOV-7", "MOV-8", "MOV-9", "MOV-10", "MOV-11",
        "MOV-12",
    ],
    (CENTRE, CENTRE),
    SECTIONS,
)
.of_unit();

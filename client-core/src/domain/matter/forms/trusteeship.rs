//! Trusteeship of empty homes (TRU-1 to TRU-6).

use super::super::form::{Choice, Counted, Field, Form, Holds, Section, field, form, section};
use super::who::{CENTRE, WATCH};
use crate::domain::entry::matter::MatterKind;
use crate::domain::words::Words;

const LIMIT_PER: &[Choice] = &[
    ("term", Words("托管期间累计", "託管期間累計", "in all, over the term")),
    ("month", Words("每月", "每月", "a month")),
];

const AGREEMENT: &[Field] = &[
    field("number", Words("《托管协议》编号", "《託管協議》編號", "Number of the agreement"), Holds::Words),
    field("owner_name", Words("业主姓名", "業主姓名", "Owner's name"), Holds::Private),
    field("contact", Words("联系方式", "聯繫方式", "Contact"), Holds::Private),
    field("from", Words("托管开始", "託管開始", "From"), Holds::Day),
    field("until", Words("托管结束", "託管結束", "Until"), Holds::Day).optional(),
    field("limit_per", Words("用量限额", "用量限額", "Limits count"), Holds::Choice(LIMIT_PER)),
    field("signed", Words("双方已签字", "雙方已簽字", "Signed by both"), Holds::Confirm),
    field("signature", Words("业主签名", "業主簽名", "Owner's signature"), Holds::Signature).optional(),
];

const WATER: Field =
    field("water", Words("水表读数", "水錶讀數", "Water meter"), Holds::Reading(Counted::CentiCubicMetres));
const ELECTRICITY: Field = field(
    "electricity",
    Words("电表读数", "電錶讀數", "Electricity meter"),
    Holds::Reading(Counted::DeciKilowattHours),
);

const METERS: &[Field] =
    &[field("read_on", Words("抄表日期", "抄錶日期", "Read on"), Holds::Day), WATER, ELECTRICITY];

const READINGS: &[Field] =
    &[field("read_on", Words("抄表日期", "抄錶日期", "Read on"), Holds::Day), WATER, ELECTRICITY];

const ROUNDS: &[Choice] = &[
    ("weekly", Words("每周巡查", "每週巡查", "weekly round")),
    ("before_rain", Words("大雨前", "大雨前", "before heavy rain")),
    ("after_rain", Words("大雨后", "大雨後", "after heavy rain")),
];

const FOUND: &[Choice] =
    &[("in_order", Words("正常", "正常", "in order")), ("problem", Words("有问题", "有問題", "a problem"))];

const PATROLS: &[Field] = &[
    field("at", Words("巡查时间", "巡查時間", "When"), Holds::Time),
    field("round", Words("类型", "類型", "Which round"), Holds::Choice(ROUNDS)),
    field("found", Words("情况", "情況", "What was found"), Holds::Choice(FOUND)),
    field("words", Words("说明", "說明", "In words"), Holds::Words).when("patrols", "found", &["problem"]),
    field("photo", Words("照片", "照片", "Photo"), Holds::Photo).optional(),
];

const RAIN: &[Field] = &[
    field("expected_at", Words("预计大雨时间", "預計大雨時間", "Heavy rain expected at"), Holds::Time),
    field("over_at", Words("大雨结束时间", "大雨結束時間", "Over at"), Holds::Time).optional(),
];

const TOLD_BY: &[Choice] = &[
    ("phone", Words("电话", "電話", "by phone")),
    ("message", Words("短信", "短信", "by message")),
    ("in_person", Words("当面", "當面", "in person")),
];

const PROBLEMS: &[Field] = &[
    field("what", Words("问题", "問題", "Problem"), Holds::Words),
    field("measure", Words("处理", "處理", "What was done at once"), Holds::Words),
    field(
        "owner_told",
        Words("通知业主方式", "通知業主方式", "How the owner was told"),
        Holds::Choice(TOLD_BY),
    )
    .optional(),
    field("told_at", Words("通知业主时间", "通知業主時間", "When he was told"), Holds::Time).optional(),
    field("solved", Words("已解决", "已解決", "Solved"), Holds::Mark).optional(),
    field("photo", Words("照片", "照片", "Photo"), Holds::Photo).optional(),
];

const END: &[Field] = &[
    field("ended_on", Words("结束日期", "結束日期", "Ended on"), Holds::Day),
    WATER,
    ELECTRICITY,
    field("keys_returned", Words("钥匙等已退还", "鑰匙等已退還", "Everything handed back"), Holds::Confirm),
];

const SECTIONS: &[Section] = &[
    section("agreement", Words("《托管协议》", "《託管協議》", "Agreement"), &["TRU-1"], CENTRE, AGREEMENT)
        .whole(),
    section("meters", Words("起始读数", "起始讀數", "Meters at the start"), &["TRU-2"], WATCH, METERS)
        .after(&["agreement"])
        .whole(),
    section("readings", Words("期间读数", "期間讀數", "Readings"), &["TRU-3"], WATCH, READINGS)
        .after(&["meters"])
        .rows()
        .whole()
        .optional(),
    section("patrols", Words("户外巡查", "戶外巡查", "Outdoor patrols"), &["TRU-5"], WATCH, PATROLS)
        .after(&["meters"])
        .rows()
        .whole()
        .optional(),
    section("rain", Words("大雨", "大雨", "Heavy rain"), &["TRU-5"], CENTRE, RAIN)
        .after(&["meters"])
        .named_rows()
        .optional(),
    section("problems", Words("问题与通知", "問題與通知", "Problems"), &["TRU-6"], WATCH, PROBLEMS)
        .after(&["meters"])
        .rows()
        .optional(),
    section("end", Words("托管结束", "託管結束", "End"), &["TRU-1"], CENTRE, END).after(&["meters"]).whole(),
];

/// An empty home is looked after.
pub(super) const TRUSTEESHIP: Form = form(
    "trusteeship",
    MatterKind::Trusteeship,
    Words("房屋托管", "房屋託管", "Trusteeship"),
    &["TRU-1", "TRU-2", "TRU-3", "TRU-4", "TRU-5", "TRU-6"],
    (CENTRE, CENTRE),
    SECTIONS,
)
.of_unit();

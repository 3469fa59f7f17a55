//! The office's other matters: what the core and its forms have words for is taken from there.

use super::{Text, rejections};
use client_core::domain::decide::Rejection;
use client_core::domain::matter::{
    Asked, Counted, Ends, Every, Field, Form, Holds, Section, When, departments,
};
use client_core::domain::text::Language;
use client_core::domain::words::Words;
use client_core::domain::words::matter as core;

pub const SAVED: Text = Text("已保存:事项 {},{}", "已儲存:事項 {},{}", "saved: matter {}, {}");
pub const UNSENT: Text = Text("本事项未发送:{}", "本事項未發送:{}", "entries not sent yet: {}");
pub const ROW: Text = Text("行 {}", "行 {}", "row {}");
pub const STILL_EMPTY: Text = Text("未填:{}", "未填:{}", "still empty: {}");
pub const NONE: Text = Text("没有事项", "沒有事項", "no matter on this device");
pub const NO_FORMS: Text =
    Text("您的岗位不能立项", "您的崗位不能立項", "there is no form that your post may begin");

pub const ID: Text = Text("编号", "編號", "ID");
pub const FORM: Text = Text("表单", "表單", "FORM");
pub const TITLE: Text = Text("事项", "事項", "TITLE");
pub const HOME: Text = Text("房号", "房號", "HOME");
pub const STATE: Text = Text("状态", "狀態", "STATE");
pub const DUE: Text = Text("下一期限", "下一期限", "NEXT DUE");
pub const WHO: Text = Text("负责人", "負責人", "WHO");
pub const FLAGS: Text = Text("标记", "標記", "FLAGS");
pub const KEY: Text = Text("键", "鍵", "KEY");
pub const BEGIN_WITH: Text = Text("立项须写", "立項須寫", "BEGUN WITH");
pub const RULES: Text = Text("规定", "規定", "RULES");
pub const ALARM: Text = Text("请立即查看", "請立即查看", "look at once");
pub const MISSED: Text = Text("漏做", "漏做", "missed");
pub const LATE: Text = Text("已逾期", "已逾期", "late");

pub const FORM_HEAD: Text = Text("{}:{},第 {} 版", "{}:{},第 {} 版", "{}: {}, version {}");
pub const BEGIN: Text = Text("立项:{}", "立項:{}", "begun with: {}");
pub const ENDS_BY_ITSELF: Text =
    Text("填写齐全后自动完成", "填寫齊全後自動完成", "it ends by itself when everything is there");
pub const ENDS_BY_HAND: Text =
    Text("填写齐全后由人结束", "填寫齊全後由人結束", "somebody ends it when everything is there");
pub const ENDS_NEVER: Text =
    Text("持续进行,直到作罢", "持續進行,直到作罷", "it lasts until somebody gives it up");
pub const ROWS: Text = Text("可多行", "可多行", "in rows");
pub const ROW_OF_EACH: Text = Text("“{}”的每一行", "「{}」的每一行", "one for each row of {}");
pub const WHOLE: Text = Text("须一次填齐", "須一次填齊", "filled as a whole");
pub const OPTIONAL: Text = Text("选填", "選填", "optional");
pub const OR_REASON: Text = Text("或 --without {}=原因", "或 --without {}=原因", "or --without {}=REASON");
pub const AFTER: Text = Text("先完成:{}", "先完成:{}", "after: {}");
pub const ONLY_WHEN: Text = Text("仅当 {}", "僅當 {}", "only when {}");

pub const OPENED: Text = Text("立项:{}", "立項:{}", "opened by {}");
pub const ANSWERS: Text = Text("负责人:{}", "負責人:{}", "{} answers for it");
pub const LAST_DAY: Text = Text("期限 {}", "期限 {}", "until {}");
pub const NEWER: Text = Text(
    "此事项用到新版内容,请更新程序",
    "此事項用到新版內容,請更新程式",
    "parts of it are of a newer program: update this one",
);
pub const NOT_LISTED: Text = Text(
    "此事项已离开本机,发送完即移除",
    "此事項已離開本機,發送完即移除",
    "it left this device; it goes when its work is sent",
);
pub const REFUSED: Text = Text("服务器未接受:{}", "伺服器未接受:{}", "refused by the server: {}");
pub const DUES: Text = Text("期限", "期限", "Due");
pub const DONE_AT: Text = Text("完成于 {}", "完成於 {}", "done {}");
pub const DEFECTS: Text = Text("缺陷", "缺陷", "Defects");
pub const USED: Text = Text(
    "已用水 {},已用电 {}({})",
    "已用水 {},已用電 {}({})",
    "used so far: {} of water, {} of electricity ({})",
);
pub const OVER_THE_TERM: Text = Text("托管期间累计", "託管期間累計", "in all");
pub const IN_THE_MONTH: Text = Text("最近抄表当月", "最近抄錶當月", "in the month of the last reading");
pub const RETURN_RATE: Text = Text("回收率 {}%", "回收率 {}%", "{}% of the sheets came back");
pub const DIFFERENCE: Text =
    Text("账单与表读数相差 {}", "帳單與錶讀數相差 {}", "billed less what the meters say: {}");
pub const SECTIONS: Text = Text("内容", "內容", "Sections");
pub const NOT_HERE: Text = Text("在此不适用", "在此不適用", "doesn't apply here");
pub const FIRST: Text = Text("请先完成:{}", "請先完成:{}", "first: {}");
pub const STRUCK: Text = Text("已划去:{}({})", "已劃去:{}({})", "struck: {} ({})");
pub const DIFFERS: Text = Text("另填 {}({})", "另填 {}({})", "somebody else wrote {} ({})");
pub const THERE_IS_NONE: Text = Text("无:{}", "無:{}", "none: {}");
pub const PHOTO: Text = Text("照片,拍摄于 {}", "照片,拍攝於 {}", "photo taken {}");
pub const SIGNED: Text = Text("已签名", "已簽名", "signed");
pub const NOT_ON_DEVICE: Text = Text("(本机没有)", "(本機沒有)", "(not on this device)");
pub const ASSIGNED: Text = Text("指派", "指派", "Given to");
pub const REMARKS: Text = Text("备注", "備註", "Remarks");
pub const ORDERS: Text = Text("关联的工作单", "關聯的工作單", "Orders");
pub const ENDS: Text = Text("结束与重新开启", "結束與重新開啟", "Ends and new beginnings");
pub const NOT_COUNTED: Text = Text("不算数的记录", "不算數的記錄", "Entries that don't count");
pub const MAY_FILL: Text = Text("现在可以填写", "現在可以填寫", "You may now fill in");
pub const MAY: Text = Text("现在可以", "現在可以", "You may now");
pub const NOT_YET: Text = Text("现在不能", "現在不能", "Not now");

/// How a day is typed.
pub const A_DAY: &str = "2026-03-10";
const A_TIME: &str = "2026-03-02 14:00 | 2026-03-02T14:00:00+08:00";
pub const ONE_VALUE: Text = Text("每个栏目一个值", "每個欄目一個值", "one value for each field");
pub const NO_FIELD: Text = Text("(此部分没有)", "(此部分沒有)", "(no field of this section)");
const SOME_WORDS: Text = Text("文字,不写人名", "文字,不寫人名", "words that name nobody");
const PRIVATE_WORDS: Text = Text("有关个人的文字", "有關個人的文字", "words about a person");
const A_PERSON: Text = Text("员工姓名或编号", "員工姓名或編號", "name or id of the staff list");
const A_NUMBER: Text = Text("整数,0 至 {}", "整數,0 至 {}", "whole number, 0 to {}");
const A_NUMBER_IN: Text = Text("整数,单位 {},0 至 {}", "整數,單位 {},0 至 {}", "whole number in {}, 0 to {}");
const A_DECIMAL: Text = Text(
    "数,单位 {},小数最多 {} 位,0 至 {}",
    "數,單位 {},小數最多 {} 位,0 至 {}",
    "number in {}, decimals: at most {}, 0 to {}",
);

/// Fields of commands that no form names.
const FIELDS: &[(&str, Text)] = &[
    ("title", Text("标题 (--title)", "標題 (--title)", "title (--title)")),
    ("unit_no", Text("房号 (--unit)", "房號 (--unit)", "home (--unit)")),
    ("words", Text("文字", "文字", "what was written")),
    ("reason", Text("原因 (--reason)", "原因 (--reason)", "reason (--reason)")),
    ("strokes", Text("签名笔画 (--strokes)", "簽名筆畫 (--strokes)", "signature (--strokes)")),
];
const EMPTY: Text = Text("{}未填", "{}未填", "{} is empty");
const UNFIT: Text = Text("{}无效:{}", "{}無效:{}", "{} is not valid: {}");

/// A wording of the core.
pub const fn of_core(words: Words) -> Text {
    Text(words.0, words.1, words.2)
}

/// What is typed for a field: the keys of its choices, its unit, an example.
pub fn takes(language: Language, field: &Field) -> String {
    match field.holds {
        Holds::Confirm | Holds::Passed | Holds::Mark => "yes/no".to_owned(),
        Holds::Choice(choices) => choices.iter().map(|(key, _)| *key).collect::<Vec<_>>().join("|"),
        Holds::Department => departments().map(|(key, _)| key).collect::<Vec<_>>().join("|"),
        Holds::Words => SOME_WORDS.get(language).to_owned(),
        Holds::Private => PRIVATE_WORDS.get(language).to_owned(),
        Holds::Number(counted) | Holds::Reading(counted) => number(language, counted),
        Holds::Day => A_DAY.to_owned(),
        Holds::Time => A_TIME.to_owned(),
        Holds::Person => A_PERSON.get(language).to_owned(),
        Holds::Signature => format!("--strokes {}=FILE|PATH", field.key),
        Holds::Photo => format!("--photo {}=FILE", field.key),
    }
}

fn number(language: Language, counted: Counted) -> String {
    let most = client_core::domain::money::decimal_of(counted.most(), counted.places());
    let unit = counted.unit().get(language);
    match counted.places() {
        0 if unit.is_empty() => A_NUMBER.with(language, &[&most]),
        0 => A_NUMBER_IN.with(language, &[unit, &most]),
        places => A_DECIMAL.with(language, &[unit, &places.to_string(), &most]),
    }
}

/// Whether a field or a section may stay empty, and when it matters at all.
pub fn asked(language: Language, field: &Field) -> Vec<String> {
    let open = match field.asked {
        Asked::Always => None,
        Asked::OrReason => Some(OR_REASON.with(language, &[field.key])),
        Asked::Never => Some(OPTIONAL.get(language).to_owned()),
    };
    open.into_iter().chain(field.when.as_ref().map(|when| only_when(language, when))).collect()
}

/// What another field has to say.
pub fn only_when(language: Language, when: &When) -> String {
    ONLY_WHEN.with(language, &[&format!("{}.{}={}", when.section, when.field, when.is.join("|"))])
}

/// Titles of sections of a form.
pub fn titles(language: Language, form: &Form, keys: &[&str]) -> String {
    let titles: Vec<String> =
        keys.iter().map(|key| core::section_title(language, key, Some(form)).to_owned()).collect();
    super::list(language, &titles)
}

/// What a matter is begun with beside its title.
pub fn begun_with(form: &Form) -> String {
    let period = form.every.map(|every| match every {
        Every::Week => "--period 2026-W10",
        Every::Month => "--period 2026-03",
        Every::Year => "--period 2026",
    });
    let unit = form.of_unit.then_some("--unit UNIT");
    let plan = form.planned.then_some("--person USER --due DAY");
    ["--title WORDS"].into_iter().chain(unit).chain(period).chain(plan).collect::<Vec<_>>().join(" ")
}

/// How a matter ends.
pub const fn ends(ends: Ends) -> Text {
    match ends {
        Ends::ByItself => ENDS_BY_ITSELF,
        Ends::ByHand => ENDS_BY_HAND,
        Ends::Never => ENDS_NEVER,
    }
}

/// Why a command is refused. The form gives sections and fields their names; `section` is the one that was being filled in.
pub fn refusal(
    language: Language,
    rejection: &Rejection,
    form: Option<&Form>,
    section: Option<&Section>,
) -> String {
    let label = |key: &str| {
        let field = section.and_then(|section| section.field(key)).map(|field| field.label);
        let title = section.filter(|section| section.key == key).map(|section| section.title);
        let known = || FIELDS.iter().find(|(known, _)| *known == key).map(|(_, words)| *words);
        field.or(title).map(of_core).or_else(known)
    };
    match rejection {
        Rejection::Matter(refusal) => core::refusal(language, refusal, form),
        Rejection::Missing { field } => match label(field) {
            Some(label) => EMPTY.with(language, &[label.get(language)]),
            None => rejections::rejection(language, rejection),
        },
        Rejection::Invalid { field, detail } => match label(field) {
            Some(label) => UNFIT.with(language, &[label.get(language), detail]),
            None => rejections::rejection(language, rejection),
        },
        other => rejections::rejection(language, other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use client_core::domain::matter::{MatterRefusal, newest};

    #[test]
    fn a_refusal_names_the_fields_of_its_form() {
        let form = newest("move_in").unwrap();
        let section = form.section("inspection");
        let empty = Rejection::Missing { field: "room".into() };
        assert_eq!(refusal(Language::En, &empty, Some(form), section), "Room is empty");
        assert_eq!(refusal(Language::ZhHant, &empty, Some(form), section), "房間未填");
        let nothing = Rejection::Missing { field: "inspection".into() };
        assert_eq!(refusal(Language::En, &nothing, Some(form), section), "The home, item by item is empty");
        let missing = vec!["staff_confirmed".to_owned()];
        let incomplete = Rejection::Matter(MatterRefusal::Incomplete { section: "meters".into(), missing });
        let said = refusal(Language::En, &incomplete, Some(form), form.section("meters"));
        assert_eq!(said, "Meters read by both: still empty: The staff confirm");
        let late = Rejection::Invalid { field: "at".into(), detail: "a time between 2000 and 2100".into() };
        let visit = form.section("second_appointment");
        let said = refusal(Language::En, &late, Some(form), visit);
        assert_eq!(said, "Time agreed with the owner is not valid: a time between 2000 and 2100");
    }

    #[test]
    fn what_a_matter_is_begun_with_follows_from_its_form() {
        let of = |key: &str| begun_with(newest(key).unwrap());
        assert_eq!(of("move_in"), "--title WORDS --unit UNIT");
        assert_eq!(of("weekly_meeting"), "--title WORDS --period 2026-W10");
        assert_eq!(of("visit"), "--title WORDS --unit UNIT --person USER --due DAY");
    }
}

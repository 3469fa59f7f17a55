//! Words of the office's other matters for people, once for every screen. Words of forms stand in the forms.

use super::Words;
use crate::domain::entry::Kind;
use crate::domain::entry::matter::MatterKind;
use crate::domain::matter::{
    Counted, DefectState, DueOf, FORMS, Form, MatterAlarm, MatterRefusal, MatterState, Section, newest,
};
use crate::domain::money::decimal_of;
use crate::domain::text::Language;

/// Kind of an entry of a matter; `None` for others.
pub const fn kind(kind: Kind) -> Option<Words> {
    Some(match kind {
        Kind::MatterOpened => Words("立项", "立項", "opened"),
        Kind::MatterFilled => Words("填写", "填寫", "filled in"),
        Kind::MatterRowStruck => Words("划去一行", "劃去一行", "row struck"),
        Kind::MatterAssigned => Words("指派", "指派", "assigned"),
        Kind::MatterNoted => Words("备注", "備註", "remark"),
        Kind::MatterClosed => Words("结束", "結束", "ended"),
        Kind::MatterReopened => Words("重新开启", "重新開啟", "taken up again"),
        Kind::MatterLinked => Words("关联工作单", "關聯工作單", "order linked"),
        _ => return None,
    })
}

/// What a matter is about.
pub const fn matter_kind(kind: MatterKind) -> Words {
    match kind {
        MatterKind::MoveIn => Words("入住", "入住", "Move-in"),
        MatterKind::Trusteeship => Words("房屋托管", "房屋託管", "Trusteeship"),
        MatterKind::Renovation => Words("装修", "裝修", "Renovation"),
        MatterKind::Enquiry => Words("接待咨询", "接待諮詢", "Questions"),
        MatterKind::GoodsRelease => Words("物品放行", "物品放行", "Goods at the gate"),
        MatterKind::Visit => Words("走访", "走訪", "Visits"),
        MatterKind::Survey => Words("意见征询", "意見徵詢", "Survey"),
        MatterKind::Event => Words("社区活动", "社區活動", "Events"),
        MatterKind::NoticeBoard => Words("宣传栏", "宣傳欄", "Notice boards"),
        MatterKind::Convenience => Words("便民服务", "便民服務", "Convenience services"),
        MatterKind::Publication => Words("公布", "公佈", "Publications"),
        MatterKind::Task => Words("任务与职责", "任務與職責", "Tasks and duties"),
    }
}

/// How far a matter has come.
pub const fn state(state: MatterState) -> Words {
    match state {
        MatterState::Open => Words("进行中", "進行中", "open"),
        MatterState::Done => Words("已完成", "已完成", "done"),
        MatterState::GivenUp => Words("已作罢", "已作罷", "given up"),
    }
}

/// What is due.
pub const fn due_of(due: DueOf) -> Words {
    match due {
        DueOf::Matter => Words("期限", "期限", "last day"),
        DueOf::Patrol => Words("每周巡查", "每週巡查", "weekly round"),
        DueOf::BeforeRain => Words("大雨前巡查", "大雨前巡查", "round before heavy rain"),
        DueOf::AfterRain => Words("大雨后巡查", "大雨後巡查", "round after heavy rain"),
        DueOf::Reply => Words("约定答复", "約定答覆", "promised reply"),
        DueOf::BoardChange => Words("更换宣传栏", "更換宣傳欄", "new content of the board"),
        DueOf::SetUp => Words("会场布置", "會場佈置", "set-up"),
        DueOf::Step => Words("筹备事项", "籌備事項", "step"),
    }
}

/// How a defect stands (MOV-9 to MOV-11).
pub const fn defect(state: DefectState) -> Words {
    match state {
        DefectState::Found => Words("未开单", "未開單", "no repair yet"),
        DefectState::InRepair => Words("整改中", "整改中", "in repair"),
        DefectState::Rechecked => Words("复检合格", "復檢合格", "recheck passed"),
        DefectState::Appointed => Words("已约业主验收", "已約業主驗收", "owner's inspection agreed"),
        DefectState::Signed => Words("业主已签字", "業主已簽字", "signed by the owner"),
    }
}

/// A number of a form as people read it, with what it counts behind it.
pub fn counted(language: Language, counted: Counted, number: i64) -> String {
    let unit = counted.unit().get(language);
    let digits = decimal_of(number, counted.places());
    if unit.is_empty() { digits } else { format!("{digits} {unit}") }
}

/// What people have to see at once.
pub fn alarm(language: Language, alarm: &MatterAlarm, form: Option<&Form>) -> String {
    let say = |words: Words, values: &[&str]| words.with(language, values);
    let over = |words: Words, unit: Counted, used: i64, limit: i64| {
        say(words, &[&counted(language, unit, used), &counted(language, unit, limit)])
    };
    match alarm {
        MatterAlarm::WaterOverLimit(used, limit) => over(
            Words("用水 {},超过限额 {}", "用水 {},超過限額 {}", "{} of water used, {} are allowed"),
            Counted::CentiCubicMetres,
            *used,
            *limit,
        ),
        MatterAlarm::ElectricityOverLimit(used, limit) => over(
            Words("用电 {},超过限额 {}", "用電 {},超過限額 {}", "{} of electricity used, {} are allowed"),
            Counted::DeciKilowattHours,
            *used,
            *limit,
        ),
        MatterAlarm::PassUsedTwice => {
            say(Words("放行条被使用两次", "放行條被使用兩次", "The pass was used twice"), &[])
        }
        MatterAlarm::GoodsMismatch => {
            say(Words("物品与放行条不符", "物品與放行條不符", "The goods don't agree with the pass"), &[])
        }
        MatterAlarm::Differing(section, field) => say(
            Words(
                "{}:{} 有不同填写,请核实后重填",
                "{}:{} 有不同填寫,請核實後重填",
                "{}: people filled {} differently; find out, and fill it in again",
            ),
            &[section_title(language, section, form), field_label(language, section, field, form)],
        ),
        MatterAlarm::DefectWithoutRepair(defect) => {
            say(Words("缺陷尚未开单:{}", "缺陷尚未開單:{}", "No repair was opened for: {}"), &[defect])
        }
        MatterAlarm::SuperiorCalled(what) => {
            say(Words("有人请上级处理:{}", "有人請上級處理:{}", "A superior is called: {}"), &[what])
        }
        MatterAlarm::Breach(what) => say(Words("违规:{}", "違規:{}", "Breach: {}"), &[what]),
    }
}

fn find<'a>(section: &str, form: Option<&'a Form>) -> Option<&'a Section> {
    let any = || FORMS.iter().find_map(|form| form.section(section));
    form.and_then(|form| form.section(section)).or_else(any)
}

/// A form's title; its key where the form is of a newer program.
pub fn form_title(language: Language, key: &str) -> &str {
    newest(key).map_or(key, |form| form.title.get(language))
}

/// A section's heading; its key where no form has it.
pub fn section_title<'a>(language: Language, section: &'a str, form: Option<&Form>) -> &'a str {
    find(section, form).map_or(section, |section| section.title.get(language))
}

/// A field's label; its key where the section has none.
pub fn field_label<'a>(language: Language, section: &str, field: &'a str, form: Option<&Form>) -> &'a str {
    let known = find(section, form).and_then(|section| section.field(field));
    let any = || FORMS.iter().flat_map(|form| form.sections).find_map(|section| section.field(field));
    known.or_else(any).map_or(field, |field| field.label.get(language))
}

/// Why a command is refused. The form, where it is known, gives fields their names.
pub fn refusal(language: Language, refusal: &MatterRefusal, form: Option<&Form>) -> String {
    let say = |words: Words, values: &[&str]| words.with(language, values);
    let field = |key: &str| field_label(language, "", key, form).to_owned();
    let own = |key: &str| {
        let own = form.and_then(|form| form.sections.iter().find_map(|section| section.field(key)));
        own.map_or_else(|| field(key), |field| field.label.get(language).to_owned())
    };
    match refusal {
        MatterRefusal::UnknownForm(key) => {
            say(Words("没有表单 {}", "沒有表單 {}", "There is no form {}"), &[key])
        }
        MatterRefusal::NewerForm => say(
            Words("此表单需要更新程序", "此表單需要更新程式", "This form needs an update of the program"),
            &[],
        ),
        MatterRefusal::UnknownSection(key) => {
            say(Words("表单没有 {} 部分", "表單沒有 {} 部分", "The form has no part {}"), &[key])
        }
        MatterRefusal::UnknownField(key) => {
            say(Words("没有栏目 {}", "沒有欄目 {}", "There is no field {}"), &[key])
        }
        MatterRefusal::UnfitValue(key) => {
            say(Words("{} 的填写不合要求", "{} 的填寫不合要求", "{} can't hold this"), &[&own(key)])
        }
        MatterRefusal::First(section) => {
            say(Words("请先完成:{}", "請先完成:{}", "First: {}"), &[section_title(language, section, form)])
        }
        MatterRefusal::NotApplicable(section) => say(
            Words("{} 在此不适用", "{} 在此不適用", "{} doesn't apply here"),
            &[section_title(language, section, form)],
        ),
        MatterRefusal::NoSuchRow => say(Words("没有这一行", "沒有這一行", "There is no such row"), &[]),
        MatterRefusal::Incomplete { section, missing } => {
            let labels: Vec<&str> =
                missing.iter().map(|key| field_label(language, section, key, form)).collect();
            let comma = if language == Language::En { ", " } else { "、" };
            say(
                Words("{} 未填:{}", "{} 未填:{}", "{}: still empty: {}"),
                &[section_title(language, section, form), &labels.join(comma)],
            )
        }
        MatterRefusal::UnitNeeded => say(Words("请填写栋房号", "請填寫棟房號", "Name the home"), &[]),
        MatterRefusal::WrongPeriod => {
            say(Words("期间与表单不符", "期間與表單不符", "The period doesn't fit the form"), &[])
        }
        MatterRefusal::PlanNeeded => say(
            Words("请指定负责人和期限", "請指定負責人和期限", "Name who answers for it, and until when"),
            &[],
        ),
        MatterRefusal::Over => say(Words("已经结束", "已經結束", "It is over"), &[]),
        MatterRefusal::NotOver => say(Words("尚未结束", "尚未結束", "It isn't over"), &[]),
        MatterRefusal::EndsByItself => say(
            Words("填写齐全后自动完成", "填寫齊全後自動完成", "It ends by itself when everything is there"),
            &[],
        ),
        MatterRefusal::NotADefect => {
            say(Words("此项合格,无需整改", "此項合格,無需整改", "This passed: there is nothing to mend"), &[])
        }
        MatterRefusal::RepairFirst(defect) => say(
            Words("请先为缺陷开维修单:{}", "請先為缺陷開維修單:{}", "First open a repair for: {}"),
            &[defect],
        ),
        MatterRefusal::RecheckFirst => say(
            Words("内部复检合格后才能进行", "內部復檢合格後才能進行", "Our own recheck has to pass first"),
            &[],
        ),
        MatterRefusal::AppointmentFirst => say(
            Words(
                "请先与业主约定验收时间",
                "請先與業主約定驗收時間",
                "Agree the second inspection with the owner first",
            ),
            &[],
        ),
        MatterRefusal::SignedAlready => {
            say(Words("业主已签字", "業主已簽字", "The owner has signed it"), &[])
        }
        MatterRefusal::PaperNeeded(key) => {
            say(Words("{} 在此必须归档", "{} 在此必須歸檔", "{} is needed here: file it"), &[&own(key)])
        }
        MatterRefusal::OwnerNotTold => say(
            Words(
                "请先通知业主,并记录方式和时间",
                "請先通知業主,並記錄方式和時間",
                "Tell the owner first, and write down how and when",
            ),
            &[],
        ),
        MatterRefusal::WasteFeeFirst => say(
            Words(
                "请先收取垃圾清运费,或由经理批准例外",
                "請先收取垃圾清運費,或由經理批准例外",
                "The fee for the rubble first, or a manager's exception",
            ),
            &[],
        ),
        MatterRefusal::PassUsed => say(Words("放行条已使用", "放行條已使用", "The pass was used"), &[]),
        MatterRefusal::PassNotValid => {
            say(Words("放行条不在有效期内", "放行條不在有效期內", "The pass isn't valid then"), &[])
        }
        MatterRefusal::ReceiverNeeded => say(
            Words(
                "公务人员须转交并写明接待人",
                "公務人員須轉交並寫明接待人",
                "An official is handed over: name who took over",
            ),
            &[],
        ),
        MatterRefusal::BeforeTheEvent => say(
            Words("须在活动开始前完成", "須在活動開始前完成", "It has to be ready before the event begins"),
            &[],
        ),
        MatterRefusal::TooMany(key) => {
            say(Words("{} 过多", "{} 過多", "{}: more than there can be"), &[&own(key)])
        }
        MatterRefusal::LowerThanStart(key) => {
            say(Words("{} 低于起始读数", "{} 低於起始讀數", "{} is lower than at the start"), &[&own(key)])
        }
        MatterRefusal::EndBeforeStart(key) => {
            say(Words("{} 早于开始", "{} 早於開始", "{} lies before the beginning"), &[&own(key)])
        }
        MatterRefusal::LinkedAlready => say(Words("已经关联", "已經關聯", "It is linked already"), &[]),
    }
}

/// Why an entry counts for nothing, by the word that the matter keeps of it; the word itself where it is none of these.
pub fn not_accepted(language: Language, reason: &str) -> String {
    let words = match reason {
        "opened_already" => Words("已经立项", "已經立項", "it was opened already"),
        "not_opened" => Words("尚未立项", "尚未立項", "nothing was opened"),
        "role_withdrawn" => Words("当时已无此岗位", "當時已無此崗位", "the post had ended"),
        "over_already" => Words("已经结束", "已經結束", "it was over already"),
        "not_over" => Words("尚未结束", "尚未結束", "it wasn't over"),
        "incomplete" => Words("未填齐", "未填齊", "it was incomplete"),
        "unfit" => Words("与表单不符", "與表單不符", "it doesn't fit the form"),
        "no_such_row" => Words("没有这一行", "沒有這一行", "there is no such row"),
        "too_early" => Words("前一步未完成", "前一步未完成", "what comes before wasn't complete"),
        "against_the_rules" => Words("违反规定", "違反規定", "it is against the rules"),
        "pass_used" => Words("放行条已使用", "放行條已使用", "the pass was used"),
        "linked_already" => Words("已经关联", "已經關聯", "it was linked already"),
        "too_many_rows" => Words("行数过多", "行數過多", "there are too many rows"),
        other => return other.to_owned(),
    };
    words.get(language).to_owned()
}

//! Checklists: statuses, reasons why a step is locked, what it demands next, units and types of values.

use crate::units;
use crate::{Text, list};
use client_core::domain::procedure::{
    Because, FollowUp, Kind, LockReason, Missing, ProblemKind, Quantity, RecordFault, RecordKind, Status,
    StepRefusal, Unit,
};
use client_core::domain::text::Language;

/// Where a step stands.
pub const fn status(status: &Status) -> Text {
    match status {
        Status::Open => Text("可做", "可做", "open"),
        Status::Locked => Text("锁定", "鎖定", "locked"),
        Status::Done => Text("完成", "完成", "done"),
        Status::Failed => Text("须重做", "須重做", "again"),
        Status::NotApplicable { .. } => Text("不适用", "不適用", "not needed"),
    }
}

/// Kind of a step.
pub const fn kind(kind: Kind) -> Text {
    match kind {
        Kind::Inspect => Text("检查", "檢查", "look"),
        Kind::Measure => Text("测量", "測量", "measure"),
        Kind::Act => Text("操作", "操作", "do"),
        Kind::Replace => Text("更换", "更換", "replace"),
        Kind::Safety => Text("安全", "安全", "safety"),
        Kind::Final => Text("终检", "終檢", "final test"),
    }
}

/// Why a step isn't needed.
pub fn because(language: Language, because: &Because) -> String {
    match because {
        Because::Answer { step, .. } => {
            Text("{} 的结果不需要它", "{} 的結果不需要它", "the answer at {} leads elsewhere")
                .with(language, &[step])
        }
        Because::NotNeeded => Text("没有用到", "沒有用到", "not called for").get(language).to_owned(),
    }
}

/// Why a step is locked.
pub fn lock(language: Language, reason: &LockReason) -> String {
    let (text, word) = match reason {
        LockReason::StepOpen { step } => (FIRST, step),
        LockReason::AnswerNeeded { step } => {
            (Text("要先知道 {} 的结果", "要先知道 {} 的結果", "the answer at {} decides"), step)
        }
        LockReason::OtherAnswerNeeded { step } => {
            (Text("{} 的结果不符", "{} 的結果不符", "another answer at {} would be needed"), step)
        }
        LockReason::GateOpen { gate } => (Text("{} 未隔离", "{} 未隔離", "gate {} is not set"), gate),
        LockReason::GateNotSetByYou { gate } => (
            Text(
                "您本次到场未亲自做 {} 隔离",
                "您本次到場未親自做 {} 隔離",
                "you haven't set gate {} on this visit",
            ),
            gate,
        ),
        LockReason::GateHeld { gate } => (
            Text(
                "{} 仍在隔离,须先恢复供应",
                "{} 仍在隔離,須先恢復供應",
                "gate {} is held: supply must be on",
            ),
            gate,
        ),
        LockReason::ChildOpen { path } => {
            (Text("先完成清单 {}", "先完成清單 {}", "checklist {} must pass first"), path)
        }
        LockReason::LoopPassMissing { step } => {
            (Text("重测前先做 {}", "重測前先做 {}", "record {} before measuring again"), step)
        }
    };
    text.with(language, &[word])
}

/// Why a step is locked, in one line: steps that come first together, and of a gate that nobody holds only
/// that.
pub fn locks(language: Language, reasons: &[LockReason]) -> String {
    let first: Vec<String> = reasons
        .iter()
        .filter_map(|reason| match reason {
            LockReason::StepOpen { step } => Some(step.clone()),
            _ => None,
        })
        .collect();
    let mut words = Vec::new();
    if !first.is_empty() {
        let come = if first.len() == 1 { FIRST } else { SEVERAL_FIRST };
        words.push(come.with(language, &[&list(language, &first)]));
    }
    for reason in reasons {
        match reason {
            LockReason::StepOpen { .. } => {}
            LockReason::GateNotSetByYou { gate }
                if reasons.contains(&LockReason::GateOpen { gate: gate.clone() }) => {}
            other => words.push(lock(language, other)),
        }
    }
    list(language, &words)
}

const FIRST: Text = Text("先做 {}", "先做 {}", "{} comes first");
const SEVERAL_FIRST: Text = Text("先做 {}", "先做 {}", "{} come first");

/// What a reading demands next.
pub fn follow_up(language: Language, next: &FollowUp) -> String {
    match next {
        FollowUp::Step { step } => Text("接着做 {}", "接著做 {}", "do {} next").with(language, &[step]),
        FollowUp::Child { path } => {
            Text("完成清单 {}", "完成清單 {}", "pass checklist {}").with(language, &[path])
        }
        FollowUp::Repeat => Text("再记录一次", "再記錄一次", "record it again").get(language).to_owned(),
        FollowUp::Material { items } => Text("登记用料 {}", "登記用料 {}", "record the material: {}")
            .with(language, &[&list(language, items)]),
        FollowUp::NewRound { round } => {
            Text("第 {} 轮开始", "第 {} 輪開始", "round {} begins").with(language, &[&round.to_string()])
        }
    }
}

/// What is missing before the round can end.
pub fn missing(language: Language, missing: &Missing) -> String {
    match missing {
        Missing::Step { step } => step.clone(),
        Missing::Repeat { step } => Text("{}(重做)", "{}(重做)", "{} (again)").with(language, &[step]),
        Missing::Child { path } => Text("清单 {}", "清單 {}", "checklist {}").with(language, &[path]),
    }
}

/// An odd fact of a checklist.
pub const fn problem(kind: ProblemKind) -> Text {
    match kind {
        ProblemKind::UnknownChecklist => Text("没有这份清单", "沒有這份清單", "no such checklist was open"),
        ProblemKind::UnknownStep => Text("没有这个步骤", "沒有這個步驟", "no such step"),
        ProblemKind::WrongKind => Text("步骤不收这类记录", "步驟不收這類記錄", "the step takes another kind"),
        ProblemKind::WrongValues => {
            Text("值不符,不算数", "值不符,不算數", "its values don't fit; it doesn't count")
        }
        ProblemKind::UnknownRound => Text("没有这一轮", "沒有這一輪", "no such round"),
        ProblemKind::ChildNotOpened => {
            Text("子清单未打开", "子清單未打開", "the child checklist could not be opened")
        }
    }
}

/// A unit, as a number is typed and shown in it.
pub const fn unit(unit: Unit) -> Text {
    match unit {
        Unit::Count => Text("个/次", "個/次", "count"),
        Unit::Decivolt => Text("0.1 V", "0.1 V", "0.1 V"),
        Unit::Centivolt => Text("0.01 V", "0.01 V", "0.01 V"),
        Unit::Watt => Text("W", "W", "W"),
        Unit::Ohm => Text("Ω", "Ω", "ohm"),
        Unit::Centimegohm => Text("0.01 MΩ", "0.01 MΩ", "0.01 megohm"),
        Unit::Milliampere => Text("mA", "mA", "mA"),
        Unit::Kilopascal => Text("kPa", "kPa", "kPa"),
        Unit::Decicelsius => Text("0.1 ℃", "0.1 ℃", "0.1 °C"),
        Unit::Decimillimetre => Text("0.1 mm", "0.1 mm", "0.1 mm"),
        Unit::DecimillimetrePerMetre => Text("0.1 mm/m", "0.1 mm/m", "0.1 mm/m"),
        Unit::Centimetre => Text("cm", "cm", "cm"),
        Unit::Gram => Text("g", "g", "g"),
        Unit::Millilitre => Text("ml", "ml", "ml"),
        Unit::CalendarDay => Text("年月日 YYYYMMDD", "年月日 YYYYMMDD", "day YYYYMMDD"),
    }
}

/// What can be typed for a value.
pub fn value_form(language: Language, kind: &RecordKind) -> String {
    match kind {
        RecordKind::YesNo => "yes/no".to_owned(),
        RecordKind::Ack => "done".to_owned(),
        RecordKind::Text => Text("文字", "文字", "words").get(language).to_owned(),
        RecordKind::Number { unit: of, min, max } => number_form(language, *of, *min, *max),
        RecordKind::Choice { options } => {
            let names: Vec<&str> = options.iter().map(|option| option.id.as_str()).collect();
            names.join("|")
        }
        RecordKind::List { fields, .. } => {
            let names: Vec<String> = fields
                .iter()
                .map(|field| format!("{}: {}", field.name, value_form(language, &field.value)))
                .collect();
            let row = format!("[{{{}}}]", names.join(", "));
            Text("JSON 列表 {}", "JSON 列表 {}", "JSON list {}").with(language, &[&row])
        }
    }
}

/// What can be typed for a number: its small unit, an example with the unit that people use, the possible
/// range.
fn number_form(language: Language, of: Unit, min: Option<i64>, max: Option<i64>) -> String {
    let mut text = match of {
        Unit::Count => Text("整数", "整數", "whole number").get(language).to_owned(),
        _ => Text("整数,单位 {}", "整數,單位 {}", "whole number in {}")
            .with(language, &[unit(of).get(language)]),
    };
    if let Some(example) = units::example(of, max.unwrap_or(2_210).min(2_210)) {
        text += &Text(",或如 {}", ",或如 {}", ", or such as {}").with(language, &[&example]);
    }
    if min.is_some() || max.is_some() {
        let limit = |limit: Option<i64>| limit.map_or_else(|| "…".to_owned(), |n| n.to_string());
        text += &[" (", &limit(min), "..", &limit(max), ")"].concat();
    }
    text
}

/// What a replace step takes.
pub fn quantity(language: Language, quantity: Quantity) -> String {
    match quantity {
        Quantity::Exactly(n) => n.to_string(),
        Quantity::AtLeast(n) => Text("至少 {}", "至少 {}", "at least {}").with(language, &[&n.to_string()]),
    }
}

/// Why a step's entry is refused.
pub fn refusal(language: Language, refusal: &StepRefusal) -> String {
    let (text, words): (Text, Vec<String>) = match refusal {
        StepRefusal::UnknownChecklist { path } => {
            (Text("没有清单 {}", "沒有清單 {}", "there is no checklist {}"), vec![path.clone()])
        }
        StepRefusal::UnknownProcedure { procedure } => (
            Text(
                "本机没有规程 {}",
                "本機沒有規程 {}",
                "procedure {} is not known here; the app needs an update",
            ),
            vec![procedure.to_string()],
        ),
        StepRefusal::UnknownStep { step } => {
            (Text("没有步骤 {}", "沒有步驟 {}", "there is no step {}"), vec![step.clone()])
        }
        StepRefusal::WrongKind { step, kind: of } => (
            Text(
                "步骤 {} 是“{}”,不收这类记录",
                "步驟 {} 是「{}」,不收這類記錄",
                "step {} ({}) doesn't take this kind of record",
            ),
            vec![step.clone(), kind(*of).get(language).to_owned()],
        ),
        StepRefusal::OtherRound { current } => {
            (Text("现在是第 {} 轮", "現在是第 {} 輪", "round {} is open"), vec![current.to_string()])
        }
        StepRefusal::RoundEnded { round } => (
            Text("第 {} 轮终检已通过", "第 {} 輪終檢已通過", "the final test of round {} passed"),
            vec![round.to_string()],
        ),
        StepRefusal::NotApplicable { step } => {
            (Text("步骤 {} 不适用", "步驟 {} 不適用", "step {} is not needed"), vec![step.clone()])
        }
        StepRefusal::Locked { step, reasons } => (
            Text("步骤 {} 锁定:{}", "步驟 {} 鎖定:{}", "step {} is locked: {}"),
            vec![step.clone(), locks(language, reasons)],
        ),
        StepRefusal::Record { step, fault } => (
            Text("步骤 {}:{}", "步驟 {}:{}", "step {}: {}"),
            vec![step.clone(), record_fault(language, fault)],
        ),
        StepRefusal::NotAccepted { step, rule } => (
            Text("步骤 {}:{}", "步驟 {}:{}", "step {}: {}"),
            vec![step.clone(), rule.get(language).to_owned()],
        ),
        StepRefusal::PhotoRequired { step } => {
            (Text("步骤 {} 须附照片", "步驟 {} 須附照片", "step {} needs a photo"), vec![step.clone()])
        }
        StepRefusal::PhotoNotWanted { step } => {
            (Text("步骤 {} 不收照片", "步驟 {} 不收照片", "step {} takes no photo"), vec![step.clone()])
        }
        StepRefusal::NotSkippable { step } => {
            (Text("步骤 {} 不可省略", "步驟 {} 不可省略", "step {} can't be left out"), vec![step.clone()])
        }
        StepRefusal::SkipReasonMissing { step } => (
            Text("省略步骤 {} 须写原因", "省略步驟 {} 須寫原因", "leaving out step {} needs a reason"),
            vec![step.clone()],
        ),
        StepRefusal::WrongItem { step, item, items } => (
            Text(
                "步骤 {} 不用 {},只用 {}",
                "步驟 {} 不用 {},只用 {}",
                "step {} doesn't take {}; it takes {}",
            ),
            vec![step.clone(), item.clone(), list(language, items)],
        ),
        StepRefusal::WrongQuantity { step, quantity: given, wanted } => (
            Text(
                "步骤 {} 的数量不能是 {},应为 {}",
                "步驟 {} 的數量不能是 {},應為 {}",
                "step {} doesn't take {}; it takes {}",
            ),
            vec![step.clone(), given.to_string(), quantity(language, *wanted)],
        ),
        StepRefusal::SpecificationMissing { step } => (
            Text(
                "步骤 {} 须写新旧规格",
                "步驟 {} 須寫新舊規格",
                "step {} needs the old and the new specification",
            ),
            vec![step.clone()],
        ),
        StepRefusal::DeviationMissing { step, old, new } => (
            Text(
                "步骤 {}:规格由 {} 改为 {},须写原因并经客户同意",
                "步驟 {}:規格由 {} 改為 {},須寫原因並經客戶同意",
                "step {}: {} instead of {} needs a reason and the customer's consent",
            ),
            if language == Language::En {
                vec![step.clone(), new.clone(), old.clone()]
            } else {
                vec![step.clone(), old.clone(), new.clone()]
            },
        ),
    };
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    text.with(language, &words)
}

/// What is wrong with a value.
pub fn record_fault(language: Language, fault: &RecordFault) -> String {
    match fault {
        RecordFault::Missing { record } => {
            Text("缺少 {}", "缺少 {}", "{} is missing").with(language, &[record])
        }
        RecordFault::NotAskedFor { record } => {
            Text("此时不问 {}", "此時不問 {}", "{} is not asked for").with(language, &[record])
        }
        RecordFault::WrongType { record } => {
            Text("{} 的类型不对", "{} 的類型不對", "{} has the wrong type").with(language, &[record])
        }
        RecordFault::Impossible { record, value, unit, min, max } => {
            let limit = |limit: &Option<i64>| limit.map_or_else(|| "…".to_owned(), |n| units::show(*unit, n));
            Text(
                "{} = {} 不可能(范围 {} 到 {})",
                "{} = {} 不可能(範圍 {} 到 {})",
                "{} = {} is not possible ({} to {})",
            )
            .with(language, &[record, &units::show(*unit, *value), &limit(min), &limit(max)])
        }
        RecordFault::Empty { record } => Text("{} 为空", "{} 為空", "{} is empty").with(language, &[record]),
        RecordFault::TooLong { record, max } => Text("{} 超过 {}", "{} 超過 {}", "{} is longer than {}")
            .with(language, &[record, &max.to_string()]),
        RecordFault::UnknownChoice { record, choice } => {
            Text("{} 没有选项 {}", "{} 沒有選項 {}", "{} has no choice {}").with(language, &[record, choice])
        }
    }
}

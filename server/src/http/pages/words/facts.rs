//! Names of an entry's data, and words of checklists.

use super::{Text, known};
use client_core::domain::procedure::{Because, Kind, LockReason, Missing, Status, Unit};
use client_core::domain::text::Language;

const NAMES: &[(&str, Text)] = &[
    ("technician", Text("维修人员", "維修人員", "technician")),
    ("accepted", Text("受理", "受理", "accepted")),
    ("explanation", Text("解释", "解釋", "explanation")),
    ("conflict", Text("冲突", "衝突", "conflict")),
    ("choice", Text("选择", "選擇", "choice")),
    ("cancelled_by", Text("提出方", "提出方", "on the word of")),
    ("received_at", Text("接单时间", "接單時間", "received at")),
    ("appointment_at", Text("预约", "預約", "appointment")),
    ("amount_fen", Text("金额", "金額", "amount")),
    ("unit_price_fen", Text("单价", "單價", "unit price")),
    ("confirmed_by", Text("客户方同意人", "客戶方同意人", "agreed by")),
    ("price_list_version", Text("收费标准版本", "收費標準版本", "fee standard version")),
    ("procedure_version", Text("规程版本", "規程版本", "procedure version")),
    ("number", Text("单号", "單號", "number")),
    ("service_class", Text("服务类别", "服務類別", "service class")),
    ("service_kind", Text("服务性质", "服務性質", "kind of service")),
    ("channel", Text("报事方式", "報事方式", "how it came")),
    ("content", Text("内容", "內容", "content")),
    ("text", Text("文字", "文字", "text")),
    ("words", Text("客户原话", "客戶原話", "customer's words")),
    ("materials", Text("材料", "材料", "materials")),
    ("tools", Text("工具", "工具", "tools")),
    ("tool", Text("工具", "工具", "tool")),
    ("from", Text("交出人", "交出人", "given by")),
    ("to", Text("接收人", "接收人", "taken by")),
    ("due_at", Text("应还", "應還", "due")),
    ("condition", Text("状况", "狀況", "condition")),
    ("code", Text("交接码", "交接碼", "code")),
    ("approved", Text("同意", "同意", "approved")),
    ("goods", Text("物品", "物品", "goods")),
    ("lines", Text("报价行", "報價行", "lines")),
    ("item", Text("项目", "項目", "item")),
    ("quantity", Text("数量", "數量", "quantity")),
    ("outcome", Text("处理结果", "處理結果", "outcome")),
    ("handling", Text("处理经过", "處理經過", "handling")),
    ("damage", Text("情况", "情況", "property")),
    ("description", Text("经过", "經過", "what happened")),
    ("agreed", Text("双方同意", "雙方同意", "agreed")),
    ("terms", Text("协商内容", "協商內容", "terms")),
    ("waiting_for", Text("等待", "等待", "waits for")),
    ("detail", Text("说明", "說明", "details")),
    ("until", Text("预计", "預計", "until")),
    ("tried", Text("如何联系过客户", "如何聯絡過客戶", "what was tried")),
    ("routed_to", Text("转给", "轉給", "passed on to")),
    ("urgency", Text("缓急", "緩急", "urgency")),
    ("free_reason", Text("免费原因", "免費原因", "why it is free")),
    ("warranty_until", Text("保修期至", "保修期至", "warranty until")),
    ("said", Text("回复内容", "回覆內容", "what was said")),
    ("charged_at", Text("收费时间", "收費時間", "charged at")),
    ("replied_at", Text("回复时间", "回覆時間", "replied at")),
    ("proposed", Text("建议转给", "建議轉給", "proposes")),
    ("return_place", Text("回单地点", "回單地點", "where it came back")),
    ("day", Text("批次日期", "批次日期", "day of the batch")),
    ("copy", Text("联", "聯", "copy")),
    ("received_by", Text("签收人", "簽收人", "received by")),
    ("reason", Text("原因", "原因", "reason")),
    ("checklist", Text("清单", "清單", "checklist")),
    ("step", Text("步骤", "步驟", "step")),
    ("old_specification", Text("旧规格", "舊規格", "old specification")),
    ("new_specification", Text("新规格", "新規格", "new specification")),
    ("source", Text("来源", "來源", "source")),
    ("deviation", Text("规格变更", "規格變更", "another specification")),
    ("customer_agreed", Text("客户同意", "客戶同意", "customer agreed")),
    ("passed", Text("满意", "滿意", "satisfied")),
    ("manager_reason", Text("经理理由", "經理理由", "manager's reason")),
    ("photos", Text("照片", "照片", "photos")),
    ("values", Text("结果", "結果", "values")),
];

/// The name of a datum; `None` for data that say nothing to a person, such as digests.
pub(crate) fn name(language: Language, name: &str) -> Option<String> {
    known(NAMES, language, name)
}

/// Where a datum stands among others: what matters most first.
pub(crate) fn rank(name: &str) -> usize {
    NAMES.iter().position(|(known, _)| *known == name).unwrap_or(NAMES.len())
}

/// Yes.
pub(crate) const YES: Text = Text("是", "是", "yes");
/// No.
pub(crate) const NO: Text = Text("否", "否", "no");
/// Done.
pub(crate) const DONE: Text = Text("已完成", "已完成", "done");

/// Where a step stands.
pub(crate) const fn status(status: &Status) -> Text {
    match status {
        Status::Open => Text("可做", "可做", "open"),
        Status::Locked => Text("锁定", "鎖定", "locked"),
        Status::Done => Text("完成", "完成", "done"),
        Status::Failed => Text("须重做", "須重做", "again"),
        Status::NotApplicable { .. } => Text("不适用", "不適用", "not needed"),
    }
}

/// Kind of a step.
pub(crate) const fn kind(kind: Kind) -> Text {
    match kind {
        Kind::Inspect => Text("检查", "檢查", "inspect"),
        Kind::Measure => Text("测量", "測量", "measure"),
        Kind::Act => Text("操作", "操作", "act"),
        Kind::Replace => Text("更换", "更換", "replace"),
        Kind::Safety => Text("安全", "安全", "safety"),
        Kind::Final => Text("终检", "終檢", "final test"),
    }
}

/// Why a step isn't needed.
pub(crate) fn because(language: Language, because: &Because) -> String {
    match because {
        Because::Answer { step, .. } => {
            Text("{} 的结果不需要它", "{} 的結果不需要它", "the answer at {} leads elsewhere")
                .with(language, &[step])
        }
        Because::NotNeeded => Text("没有用到", "沒有用到", "not called for").get(language).to_owned(),
    }
}

/// Why a step is locked.
pub(crate) fn lock(language: Language, reason: &LockReason) -> String {
    let (text, word) = match reason {
        LockReason::StepOpen { step } => (Text("先做 {}", "先做 {}", "{} comes first"), step),
        LockReason::AnswerNeeded { step } => {
            (Text("要先知道 {} 的结果", "要先知道 {} 的結果", "the answer at {} decides"), step)
        }
        LockReason::OtherAnswerNeeded { step } => {
            (Text("{} 的结果不符", "{} 的結果不符", "another answer at {} would be needed"), step)
        }
        LockReason::GateOpen { gate } => (Text("{} 未隔离", "{} 未隔離", "gate {} is not set"), gate),
        LockReason::GateNotSetByYou { gate } => {
            (Text("本人未做 {} 隔离", "本人未做 {} 隔離", "gate {} not set on this visit"), gate)
        }
        LockReason::GateHeld { gate } => (Text("{} 仍在隔离", "{} 仍在隔離", "gate {} is held"), gate),
        LockReason::ChildOpen { path } => {
            (Text("先完成清单 {}", "先完成清單 {}", "checklist {} must pass first"), path)
        }
        LockReason::LoopPassMissing { step } => {
            (Text("重测前先做 {}", "重測前先做 {}", "{} before measuring again"), step)
        }
    };
    text.with(language, &[word])
}

/// What is missing before the round can end.
pub(crate) fn missing(language: Language, missing: &Missing) -> String {
    match missing {
        Missing::Step { step } => step.clone(),
        Missing::Repeat { step } => Text("{}(重做)", "{}(重做)", "{} (again)").with(language, &[step]),
        Missing::Child { path } => Text("清单 {}", "清單 {}", "checklist {}").with(language, &[path]),
    }
}

/// How a number in a procedure's small unit is written: digits after the point, and the unit's sign.
pub(crate) const fn unit(unit: Unit) -> (usize, Text) {
    match unit {
        // A day is written by its own form, not by this one.
        Unit::Count | Unit::CalendarDay => (0, Text("", "", "")),
        Unit::Decivolt => (1, Text(" V", " V", " V")),
        Unit::Centivolt => (2, Text(" V", " V", " V")),
        Unit::Watt => (0, Text(" W", " W", " W")),
        Unit::Ohm => (0, Text(" Ω", " Ω", " Ω")),
        Unit::Centimegohm => (2, Text(" MΩ", " MΩ", " MΩ")),
        Unit::Milliampere => (0, Text(" mA", " mA", " mA")),
        Unit::Kilopascal => (0, Text(" kPa", " kPa", " kPa")),
        Unit::Decicelsius => (1, Text(" ℃", " ℃", " °C")),
        Unit::Decimillimetre => (1, Text(" mm", " mm", " mm")),
        Unit::DecimillimetrePerMetre => (1, Text(" mm/m", " mm/m", " mm/m")),
        Unit::Centimetre => (0, Text(" cm", " cm", " cm")),
        Unit::Gram => (0, Text(" g", " g", " g")),
        Unit::Millilitre => (0, Text(" ml", " ml", " ml")),
    }
}

//! Kinds of cases: words of their list, of the form that writes one, and of what is refused (CMP-7).

use super::Text;
use client_core::domain::complaint::CaseKindFault;

pub(crate) use undercroft_words::complaints::{CASE_KIND as KIND, DUTIES, STEPS, kind_name};

pub(crate) const KINDS: Text = Text("投诉事项类型", "投訴事項類型", "Kinds of cases");
pub(crate) const KINDS_HINT: Text = Text(
    "每类事项由哪个部门负责、按什么步骤办、各有什么职责。受理时按类型归口,仍可另选部门。",
    "每類事項由哪個部門負責、按什麼步驟辦、各有什麼職責。受理時按類型歸口,仍可另選部門。",
    "Which department answers for which kind of case, with its steps and duties. A complaint goes there when it is accepted; \
     somebody can still choose another department.",
);
pub(crate) const ANY_KIND: Text = Text("全部事项", "全部事項", "any kind");
pub(crate) const NO_KIND: Text = Text("未定类型", "未定類型", "without a kind");
pub(crate) const AS_HEARD: Text = Text("不变", "不變", "as it is");
pub(crate) const BY_KIND: Text = Text("按事项类型归口", "按事項類型歸口", "as the kind of case says");
pub(crate) const ANSWERS: Text = Text("负责部门", "負責部門", "Answers for it");
pub(crate) const HEARD: Text = Text("本月听到", "本月聽到", "Heard in the month");
pub(crate) const OPEN: Text = Text("未办结", "未辦結", "Open");
pub(crate) const LATE: Text = Text("已逾期", "已逾期", "Late");
pub(crate) const ALL: Text = Text("累计", "累計", "All");
pub(crate) const TOTAL: Text = Text("合计", "合計", "Together");
pub(crate) const MONTH: Text = Text("月份", "月份", "Month");
pub(crate) const NEW: Text = Text("新增类型", "新增類型", "Add a kind");
pub(crate) const EDIT: Text = Text("修改", "修改", "Change");
pub(crate) const SAVE: Text = Text("保存", "儲存", "Save");
pub(crate) const CODE: Text = Text("代码", "代碼", "Code");
pub(crate) const CODE_HINT: Text = Text(
    "小写字母、数字和下划线,以后不能改",
    "小寫字母、數字和底線,以後不能改",
    "small letters, digits and _; it never changes",
);
pub(crate) const LABEL: Text = Text("名称", "名稱", "Name");
pub(crate) const RETIRED: Text = Text(
    "不再提供选择(已有的投诉仍保留)",
    "不再提供選擇(已有的投訴仍保留)",
    "No longer offered (complaints that have it keep it)",
);
pub(crate) const NOT_OFFERED: Text = Text("已停用", "已停用", "not offered");
pub(crate) const STALE: Text = Text(
    "这份清单已被别人改过,请看过再保存。",
    "這份清單已被別人改過,請看過再儲存。",
    "Somebody else has changed the list: look at it again.",
);

/// The languages in which a kind's texts are written, with the ends of their fields' names.
pub(crate) const TONGUES: [(&str, Text); 3] = [
    ("zh_hans", Text("简体", "簡體", "Simplified Chinese")),
    ("zh_hant", Text("繁体", "繁體", "Traditional Chinese")),
    ("en", Text("英文", "英文", "English")),
];

/// Why a list isn't taken.
pub(crate) const fn fault(fault: CaseKindFault) -> Text {
    match fault {
        CaseKindFault::Code => Text(
            "代码须为 1 至 32 个小写字母、数字或下划线",
            "代碼須為 1 至 32 個小寫字母、數字或底線",
            "A code has 1 to 32 small letters, digits and _",
        ),
        CaseKindFault::CodeTwice => {
            Text("已有同样代码的类型", "已有同樣代碼的類型", "There is a kind with this code already")
        }
        CaseKindFault::Label => Text(
            "每种语言都要有名称,不超过 60 字",
            "每種語言都要有名稱,不超過 60 字",
            "It needs a name of at most 60 characters in each language",
        ),
        CaseKindFault::Words => Text(
            "步骤和职责要么三种语言都写,要么都不写,各不超过 1000 字",
            "步驟和職責要麼三種語言都寫,要麼都不寫,各不超過 1000 字",
            "Steps and duties are there in all languages or in none, each of at most 1000 characters",
        ),
        CaseKindFault::TooMany => Text("最多 100 类", "最多 100 類", "A list has 100 kinds at most"),
        CaseKindFault::Gone => Text(
            "类型不能删除,只能停用",
            "類型不能刪除,只能停用",
            "A kind stays in the list; it can be kept from being offered",
        ),
        CaseKindFault::NothingOffered => {
            Text("至少要保留一类可选", "至少要保留一類可選", "One kind at least is offered")
        }
    }
}

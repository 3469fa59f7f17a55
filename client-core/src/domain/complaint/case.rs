//! Kinds of cases: what complaints are about, and which department answers for each, with its steps and duties (CMP-7).

use crate::domain::entry::incident::Department;
use crate::domain::text::LocalText;
use serde::{Deserialize, Serialize};
use std::sync::LazyLock;

/// The longest code, in characters.
const MOST_CODE: usize = 32;
/// The longest name, in characters.
const MOST_LABEL: usize = 60;
/// The longest text of steps or duties, in characters.
const MOST_WORDS: usize = 1_000;
/// The most kinds of a list, those that are no longer offered among them.
const MOST_KINDS: usize = 100;

/// Whether a text has the form of a code: 1 to 32 small letters, digits and `_`.
pub(super) fn is_case_code(text: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    (1..=MOST_CODE).contains(&text.len()) && text.bytes().all(plain)
}

/// A kind of case (CMP-7).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CaseKind {
    /// Code, such as `public_order`. Complaints keep it, so it never changes.
    pub code: String,
    /// Name.
    pub label: LocalText,
    /// The department that answers for such cases.
    pub department: Department,
    /// Which steps it takes.
    pub steps: LocalText,
    /// Who has which duty in it.
    pub duties: LocalText,
    /// It is no longer offered; complaints that have it keep it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub retired: bool,
}

/// The kinds of cases of a site (CMP-7).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CaseKinds {
    /// How often the site has changed its list; 0 for the one that comes with the software.
    pub version: u32,
    /// The kinds, in the order in which forms offer them.
    pub kinds: Vec<CaseKind>,
}

/// Why a list of kinds of cases isn't taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CaseKindFault {
    /// A code is empty, too long, or has other characters.
    #[error("a code has 1 to 32 small letters, digits and _")]
    Code,
    /// Two kinds have one code.
    #[error("two kinds have the same code")]
    CodeTwice,
    /// A kind has no name in one of the languages, or one that is too long.
    #[error("a kind needs a name of at most 60 characters in each language")]
    Label,
    /// Steps or duties are too long, or there in some languages only.
    #[error("steps and duties have at most 1000 characters, in all languages or in none")]
    Words,
    /// There are too many kinds.
    #[error("a list has 100 kinds at most")]
    TooMany,
    /// A kind that complaints may have is gone.
    #[error("a kind stays in the list; it can be kept from being offered")]
    Gone,
    /// Nothing is offered any more.
    #[error("one kind at least is offered")]
    NothingOffered,
}

impl CaseKinds {
    /// The list that counts until the site has its own.
    pub fn built_in() -> &'static Self {
        static BUILT_IN: LazyLock<CaseKinds> =
            LazyLock::new(|| CaseKinds { version: 0, kinds: PRESETS.iter().map(CaseKind::from).collect() });
        &BUILT_IN
    }

    /// The kind with this code.
    pub fn get(&self, code: &str) -> Option<&CaseKind> {
        self.kinds.iter().find(|kind| kind.code == code)
    }

    /// Those that a form offers.
    pub fn offered(&self) -> impl Iterator<Item = &CaseKind> {
        self.kinds.iter().filter(|kind| !kind.retired)
    }

    /// The list with this kind in the place of the one with its code, or at its end.
    #[must_use]
    pub fn with(&self, kind: CaseKind) -> Self {
        let mut next = self.clone();
        match next.kinds.iter_mut().find(|one| one.code == kind.code) {
            Some(known) => *known = kind,
            None => next.kinds.push(kind),
        }
        next
    }

    /// Whether this list may follow `before`.
    ///
    /// # Errors
    /// The first fault.
    pub fn follows(&self, before: &Self) -> Result<(), CaseKindFault> {
        if self.kinds.len() > MOST_KINDS {
            return Err(CaseKindFault::TooMany);
        }
        for (n, kind) in self.kinds.iter().enumerate() {
            kind.check()?;
            if self.kinds[..n].iter().any(|other| other.code == kind.code) {
                return Err(CaseKindFault::CodeTwice);
            }
        }
        if before.kinds.iter().any(|kind| self.get(&kind.code).is_none()) {
            return Err(CaseKindFault::Gone);
        }
        self.offered().next().map(|_| ()).ok_or(CaseKindFault::NothingOffered)
    }
}

impl CaseKind {
    fn check(&self) -> Result<(), CaseKindFault> {
        if !is_case_code(&self.code) {
            return Err(CaseKindFault::Code);
        }
        let lengths = |text: &LocalText| {
            [&text.zh_hans, &text.zh_hant, &text.en].map(|words| words.trim().chars().count())
        };
        if lengths(&self.label).iter().any(|length| !(1..=MOST_LABEL).contains(length)) {
            return Err(CaseKindFault::Label);
        }
        let fits = |text: &LocalText| {
            let lengths = lengths(text);
            lengths.iter().all(|length| *length <= MOST_WORDS)
                && (lengths.iter().all(|length| *length == 0) || lengths.iter().all(|length| *length > 0))
        };
        if fits(&self.steps) && fits(&self.duties) { Ok(()) } else { Err(CaseKindFault::Words) }
    }
}

/// A kind that comes with the software: its texts in Simplified Chinese, Traditional Chinese and English.
struct Preset {
    code: &'static str,
    department: Department,
    label: [&'static str; 3],
    steps: [&'static str; 3],
    duties: [&'static str; 3],
}

impl From<&Preset> for CaseKind {
    fn from(one: &Preset) -> Self {
        let text = |words: [&str; 3]| {
            let [zh_hans, zh_hant, en] = words.map(str::to_owned);
            LocalText { zh_hans, zh_hant, en }
        };
        Self {
            code: one.code.to_owned(),
            label: text(one.label),
            department: one.department,
            steps: text(one.steps),
            duties: text(one.duties),
            retired: false,
        }
    }
}

/// Sensible kinds for a site that has written none (CMP-7).
const PRESETS: &[Preset] = &[
    Preset {
        code: "home_repair",
        department: Department::OperationRepair,
        label: ["户内维修", "戶內維修", "repairs at home"],
        steps: [
            "问清故障与约定时间,派修并陪同查看,修后请住户试用。",
            "問清故障與約定時間,派修並陪同查看,修後請住戶試用。",
            "Ask for the fault and the agreed time, send a technician along, let the resident try it afterwards.",
        ],
        duties: [
            "运行维修部派人到场;客服中心登记派工单并回复住户。",
            "運行維修部派人到場;客服中心登記派工單並回覆住戶。",
            "Operation and repair goes there; the service centre registers the order and answers the resident.",
        ],
    },
    Preset {
        code: "public_installation",
        department: Department::OperationRepair,
        label: ["公共设施与养护", "公共設施與養護", "public installations and upkeep"],
        steps: [
            "到场查看并设围挡,排除危险,修复后记录原因。",
            "到場查看並設圍擋,排除危險,修復後記錄原因。",
            "Look at it and fence it off, take the danger away, write down the cause once it is repaired.",
        ],
        duties: [
            "运行维修部抢修;安全管理部维持现场。",
            "運行維修部搶修;安全管理部維持現場。",
            "Operation and repair mends it; security keeps the place safe.",
        ],
    },
    Preset {
        code: "public_order",
        department: Department::Security,
        label: ["公共秩序", "公共秩序", "public order"],
        steps: [
            "立即到场劝止,必要时报警,记录人员与经过。",
            "立即到場勸止,必要時報警,記錄人員與經過。",
            "Go there at once and stop it, call the police where needed, write down who and what.",
        ],
        duties: [
            "安全管理部当值队员处置;主管向住户说明。",
            "安全管理部當值隊員處置;主管向住戶說明。",
            "The guard on duty deals with it; the supervisor explains it to the resident.",
        ],
    },
    Preset {
        code: "fire_safety",
        department: Department::Security,
        label: ["消防安全", "消防安全", "fire safety"],
        steps: [
            "先清通道、断火源,再查设施,整改后复查。",
            "先清通道、斷火源,再查設施,整改後複查。",
            "Clear the way and take the source of fire away first, then check the installations, and check again afterwards.",
        ],
        duties: [
            "安全管理部检查督促;运行维修部修复消防设施。",
            "安全管理部檢查督促;運行維修部修復消防設施。",
            "Security checks and presses on; operation and repair mends the fire installations.",
        ],
    },
    Preset {
        code: "parking",
        department: Department::Security,
        label: ["车辆停放", "車輛停放", "parking"],
        steps: [
            "核对车位与车主,请其移车,仍占道的按约定处理。",
            "核對車位與車主,請其移車,仍佔道的按約定處理。",
            "Find the owner of space and car, ask him to move it, follow the covenant where he does not.",
        ],
        duties: [
            "安全管理部疏导;客服中心联系车主。",
            "安全管理部疏導;客服中心聯繫車主。",
            "Security directs the cars; the service centre reaches the owner.",
        ],
    },
    Preset {
        code: "hygiene",
        department: Department::Environment,
        label: ["环境卫生", "環境衛生", "cleaning and hygiene"],
        steps: [
            "当班清理并拍照,查明缘由,复查三日。",
            "當班清理並拍照,查明緣由,複查三日。",
            "Clean it in the same shift and take a photo, find the cause, look again for three days.",
        ],
        duties: [
            "环境部督促保洁单位;客服中心回复住户。",
            "環境部督促保潔單位;客服中心回覆住戶。",
            "The environment department presses the cleaning contractor; the service centre answers the resident.",
        ],
    },
    Preset {
        code: "refuse",
        department: Department::Environment,
        label: ["垃圾清运", "垃圾清運", "refuse"],
        steps: [
            "核对清运时间,补运积存,清洗桶位。",
            "核對清運時間,補運積存,清洗桶位。",
            "Check the hours of collection, take away what is left, wash the place.",
        ],
        duties: [
            "环境部安排清运;安全管理部保障通道。",
            "環境部安排清運;安全管理部保障通道。",
            "The environment department has it taken away; security keeps the way free.",
        ],
    },
    Preset {
        code: "pests",
        department: Department::Environment,
        label: ["虫害鼠害", "蟲害鼠害", "pests"],
        steps: [
            "查明范围,提前告示投药时间与禁忌,事后复查。",
            "查明範圍,提前告示投藥時間與禁忌,事後複查。",
            "Find how far it goes, announce time and dangers of the treatment beforehand, look again afterwards.",
        ],
        duties: [
            "环境部安排消杀;客服中心告知住户。",
            "環境部安排消殺;客服中心告知住戶。",
            "The environment department has it treated; the service centre tells the residents.",
        ],
    },
    Preset {
        code: "greening",
        department: Department::Environment,
        label: ["绿化", "綠化", "plants"],
        steps: [
            "查看植株,危险枝即时处理,修剪补种列入计划。",
            "查看植株,危險枝即時處理,修剪補種列入計劃。",
            "Look at the plants, cut what is dangerous at once, plan pruning and planting.",
        ],
        duties: [
            "环境部督促绿化单位。",
            "環境部督促綠化單位。",
            "The environment department presses the greening contractor.",
        ],
    },
    Preset {
        code: "neighbours",
        department: Department::CustomerService,
        label: ["邻里与噪音", "鄰里與噪音", "neighbours and noise"],
        steps: [
            "分别听取双方,说明公约,约定时间与做法,回访。",
            "分別聽取雙方,說明公約,約定時間與做法,回訪。",
            "Hear both sides apart, explain the covenant, agree on times and ways, ask again later.",
        ],
        duties: [
            "客服中心协调;安全管理部夜间到场劝止。",
            "客服中心協調;安全管理部夜間到場勸止。",
            "The service centre mediates; security goes there at night.",
        ],
    },
    Preset {
        code: "staff_conduct",
        department: Department::Administration,
        label: ["员工态度与行为", "員工態度與行為", "conduct of staff"],
        steps: [
            "核实经过,请其主管致歉,记录并培训。",
            "核實經過,請其主管致歉,記錄並培訓。",
            "Find out what happened, have the supervisor apologise, keep a record and train.",
        ],
        duties: [
            "行政人事部核实;当事人所属部门整改。",
            "行政人事部核實;當事人所屬部門整改。",
            "Administration finds out; the person's department puts it right.",
        ],
    },
    Preset {
        code: "charges",
        department: Department::Finance,
        label: ["收费", "收費", "charges"],
        steps: [
            "核对标准与账目,出示依据,多收即退。",
            "核對標準與賬目,出示依據,多收即退。",
            "Check standard and account, show the basis, pay back at once what was too much.",
        ],
        duties: [
            "财务部核对;客服中心向住户解释。",
            "財務部核對;客服中心向住戶解釋。",
            "Finance checks; the service centre explains it to the resident.",
        ],
    },
    Preset {
        code: "other",
        department: Department::CustomerService,
        label: ["其他", "其他", "other"],
        steps: [
            "听清诉求,判明归口部门后转办。",
            "聽清訴求,判明歸口部門後轉辦。",
            "Hear what is wanted, find the department that it belongs to, and pass it on.",
        ],
        duties: ["客服中心跟进到底。", "客服中心跟進到底。", "The service centre follows it to the end."],
    },
];

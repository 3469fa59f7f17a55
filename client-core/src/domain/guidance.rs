//! Conduct that no program can enforce: words shown at the moment in which a rule asks for it (kind G of the rule book).

use crate::domain::entry::Kind;
use crate::domain::order::{Order, OrderState};
use crate::domain::text::LocalText;
use serde::{Deserialize, Serialize};

/// A moment that has its own words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Moment {
    /// Before leaving for the job: tools and time (MAT-7, DSP-4).
    OnTheWay,
    /// At the customer's: look first, name the price before repairing (DSP-5, PRC-2).
    Finding,
    /// A price is offered: only what the standard names, and no promises (PRC-1, PRI-7).
    Price,
    /// The customer refused the price (PRI-5).
    PriceRefused,
    /// The customer tries the repaired thing (ACC-1).
    Trial,
    /// The customer is not satisfied: apologise, write down his words, do it again (ACC-3, ACC-4).
    Dissatisfied,
    /// Managers are called: what they decide is theirs (ACC-5, ACC-6).
    Escalated,
    /// Something of the customer's was damaged or lost (DMG-1, DMG-2).
    Damage,
    /// Nobody is there.
    Absent,
    /// A dispute threatens (PRI-6).
    Quarrel,
    /// The office can't offer a service (REG-4, PRI-13 to PRI-15).
    Decline,
    /// Leaving: everything safe, everything taken along (CHK-3).
    Leaving,
    /// Somebody from outside uses violence (PRI-8).
    Violence,
    /// Something is wrong in a public area: act, stay, tell (PRI-9 to PRI-11).
    PublicArea,
    /// Somebody complains: how he is met, and what a judgement rests on (CMP-3, CMP-6).
    Complaint,
    /// The complainant is very upset (CMP-11).
    Upset,
    /// Somebody is being harmed (CMP-20).
    Harm,
}

impl Moment {
    /// All of them.
    pub const ALL: &'static [Self] = &[
        Self::OnTheWay,
        Self::Finding,
        Self::Price,
        Self::PriceRefused,
        Self::Trial,
        Self::Dissatisfied,
        Self::Escalated,
        Self::Damage,
        Self::Absent,
        Self::Quarrel,
        Self::Decline,
        Self::Leaving,
        Self::Violence,
        Self::PublicArea,
        Self::Complaint,
        Self::Upset,
        Self::Harm,
    ];

    /// Ids of the rules that ask for it.
    pub const fn rules(self) -> &'static [&'static str] {
        match self {
            Self::OnTheWay => &["DSP-4", "MAT-7"],
            Self::Finding => &["DSP-5", "PRC-2"],
            Self::Price => &["PRC-1", "PRI-7"],
            Self::PriceRefused => &["PRI-5", "DSP-6"],
            Self::Trial => &["ACC-1", "ACC-2"],
            Self::Dissatisfied => &["ACC-3", "ACC-4"],
            Self::Escalated => &["ACC-5", "ACC-6"],
            Self::Damage => &["DMG-1", "DMG-2", "PRI-7"],
            Self::Absent => &["REG-6"],
            Self::Quarrel => &["PRI-6"],
            Self::Decline => &["REG-4", "PRI-13", "PRI-14", "PRI-15"],
            Self::Leaving => &["CHK-3"],
            Self::Violence => &["PRI-8"],
            Self::PublicArea => &["PRI-9", "PRI-10", "PRI-11", "PRI-12"],
            Self::Complaint => &["CMP-3", "CMP-6"],
            Self::Upset => &["CMP-11"],
            Self::Harm => &["CMP-20"],
        }
    }

    const fn words(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::OnTheWay => (
                "出发前清点工具,提前到达;赶不上约定时间就先打电话,与客户另约。",
                "出發前清點工具,提前到達;趕不上約定時間就先打電話,與客戶另約。",
                "Check your tools before you leave and come a little early. If you can't keep the time, call first and agree on another one.",
            ),
            Self::Finding => (
                "先查看、测量,说清楚坏在哪里、要换什么;双方确认价格之前不动手维修。",
                "先查看、測量,說清楚壞在哪裡、要換什麼;雙方確認價格之前不動手維修。",
                "Look and measure first, and explain what is broken and what it takes. Don't begin to repair before both sides have agreed on the price.",
            ),
            Self::Price => (
                "按收费标准报价,逐项说明;不加价,不打折,不许诺标准以外的事。",
                "按收費標準報價,逐項說明;不加價,不打折,不許諾標準以外的事。",
                "Quote what the fee standard names and explain each line. Add nothing, give no discount, promise nothing beyond it.",
            ),
            Self::PriceRefused => (
                "不争辩,不催促。可以减少项目后重新报价;客户不修的,恢复原状,记录取消原因。",
                "不爭辯,不催促。可以減少項目後重新報價;客戶不修的,恢復原狀,記錄取消原因。",
                "Don't argue or press. You may quote again with less work. If the customer doesn't want it, put everything back and record why it is cancelled.",
            ),
            Self::Trial => (
                "请客户亲自试用、查看。合格后再请客户核对项目与金额并签名。",
                "請客戶親自試用、查看。合格後再請客戶核對項目與金額並簽名。",
                "Ask the customer to try it and look at it himself. Only then show items and amount and ask for the signature.",
            ),
            Self::Dissatisfied => (
                "先道歉,不辩解。把客户的原话记下来,问清楚要怎样,马上返工。",
                "先道歉,不辯解。把客戶的原話記下來,問清楚要怎樣,馬上返工。",
                "Apologise first and don't defend yourself. Write down the customer's own words, ask what is wanted, and begin again at once.",
            ),
            Self::Escalated => (
                "已上报经理。保持现场安全,安抚客户;怎样处理由经理决定,不要自行许诺。",
                "已上報經理。保持現場安全,安撫客戶;怎樣處理由經理決定,不要自行許諾。",
                "The managers are called. Keep the place safe and stay courteous. How it is settled is theirs to decide; promise nothing yourself.",
            ),
            Self::Damage => (
                "立即停手,道歉,拍照,如实记录。赔偿由管理处与客户协商,不要当场谈金额。",
                "立即停手,道歉,拍照,如實記錄。賠償由管理處與客戶協商,不要當場談金額。",
                "Stop, apologise, take photos, and write down truthfully what happened. Compensation is for the office to agree on; name no amount.",
            ),
            Self::Absent => (
                "打电话、按门铃都试过再走,留下字条;把试过的办法记下来,由客户另定时间。",
                "打電話、按門鈴都試過再走,留下字條;把試過的辦法記下來,由客戶另定時間。",
                "Ring and call before you go, and leave a note. Record what you tried; the customer names another time.",
            ),
            Self::Quarrel => (
                "不争吵。马上停下,请大家到别处坐下谈,并请上级到场;先报告,不要独自硬撑。",
                "不爭吵。馬上停下,請大家到別處坐下談,並請上級到場;先報告,不要獨自硬撐。",
                "Don't quarrel. Stop at once, bring people somewhere quiet and ask your superior to come. Report before it gets worse; don't try to manage alone.",
            ),
            Self::Decline => (
                "不说生硬的“不行”。说明原因并致歉,尽力想别的办法;告诉客户开办这项服务时会通知。",
                "不說生硬的「不行」。說明原因並致歉,盡力想別的辦法;告訴客戶開辦這項服務時會通知。",
                "Never give a bare no. Explain why and apologise, look for another way, and say that a notice follows when the service is offered.",
            ),
            Self::Leaving => (
                "离开前检查:水、电、气都安全,该恢复的已恢复,工具和旧件带走,地面收拾干净。",
                "離開前檢查:水、電、氣都安全,該恢復的已恢復,工具和舊件帶走,地面收拾乾淨。",
                "Before you leave: water, power and gas are safe and restored where they should be, tools and old parts are taken along, the floor is clean.",
            ),
            Self::Violence => (
                "遇到外人动武:先避让,只作最低限度的自我保护,不还手。对违法者只可制止、抓住等候处理;对方一旦被制服,不再对其使用任何武力。",
                "遇到外人動武:先避讓,只作最低限度的自我保護,不還手。對違法者只可制止、抓住等候處理;對方一旦被制服,不再對其使用任何武力。",
                "If outsiders use violence: get out of the way, protect yourself with no more than it takes, and don't strike back. Offenders may only be stopped and held; once they are subdued, no force at all.",
            ),
            Self::PublicArea => (
                "先采取应急措施,直接通知责任部门,不必等工单;部门人员到场前不要离开。事后把经过报告上级,由上级决定是否再上报。",
                "先採取應急措施,直接通知責任部門,不必等工單;部門人員到場前不要離開。事後把經過報告上級,由上級決定是否再上報。",
                "Do at once what keeps it from getting worse. The department is told directly; no order is needed. Stay until its people are there. Report afterwards how it went: your superior decides whether it goes further.",
            ),
            Self::Complaint => (
                "先听完,细心记下时间、地点、经过和要求。按事实、依法依理,公平对待每一方;判断的依据是国家法律、地方法规、行业规定、业主公约和住户手册。先感谢,致歉,安慰;耐心、友善,一视同仁。绝不争辩,绝不争吵。尽量陪投诉人到客服中心。",
                "先聽完,細心記下時間、地點、經過和要求。按事實、依法依理,公平對待每一方;判斷的依據是國家法律、地方法規、行業規定、業主公約和住戶手冊。先感謝,致歉,安慰;耐心、友善,一視同仁。絕不爭辯,絕不爭吵。盡量陪投訴人到客服中心。",
                "Hear the person out, and write down carefully when and where it was, what happened and what is wanted. Be fair to every side and go by the facts and the law: national law, local regulations, the rules of the trade, the owners' covenant and the residents' handbook. Give thanks, apologise, comfort; be patient and friendly, and the same to everybody. Never debate, never quarrel. Go to the service centre with the person where you can.",
            ),
            Self::Upset => (
                "住户情绪激动时:放低声音,听他说完,不打断。一时解决不了、判断不了的,请主管到单独的会议室接待;不要让他长时间留在公共区域。",
                "住戶情緒激動時:放低聲音,聽他說完,不打斷。一時解決不了、判斷不了的,請主管到單獨的會議室接待;不要讓他長時間留在公共區域。",
                "If the resident is very upset: lower your voice, let him finish and don't interrupt. What can't be settled or judged for a while is the supervisor's, who receives him alone in a meeting room. Nobody upset stays in a public area for long.",
            ),
            Self::Harm => (
                "侵害仍在继续时:先制止它,或把损害减到最小,并记下做了什么;然后才处理投诉。警报随登记立即发出。",
                "侵害仍在繼續時:先制止它,或把損害減到最小,並記下做了什麼;然後才處理投訴。警報隨登記立即發出。",
                "If somebody is being harmed: first stop it, or keep the harm as small as you can, and write down what was done. Only then deal with the complaint. The alarm goes out as soon as it is taken down.",
            ),
        }
    }

    /// What to do, for a screen.
    pub fn text(self) -> LocalText {
        let (zh_hans, zh_hant, en) = self.words();
        LocalText { zh_hans: zh_hans.to_owned(), zh_hant: zh_hant.to_owned(), en: en.to_owned() }
    }

    /// The words to show beside a command that is about to be given.
    pub const fn of_command(kind: Kind) -> Option<Self> {
        match kind {
            Kind::Judged => Some(Self::Decline),
            Kind::ToolsChecked | Kind::SlipReceived => Some(Self::OnTheWay),
            Kind::Finding => Some(Self::Finding),
            Kind::Quoted | Kind::PriceConfirmed => Some(Self::Price),
            Kind::PriceRefused => Some(Self::PriceRefused),
            Kind::InspectionResult | Kind::CustomerSigned => Some(Self::Trial),
            Kind::ReworkRequested => Some(Self::Dissatisfied),
            Kind::EscalationOpened => Some(Self::Quarrel),
            Kind::DamageReported => Some(Self::Damage),
            Kind::CustomerAbsent => Some(Self::Absent),
            Kind::LeftSite => Some(Self::Leaving),
            Kind::IncidentReported => Some(Self::Violence),
            Kind::FinderLeft | Kind::CourseReported => Some(Self::PublicArea),
            Kind::ComplaintCaptured | Kind::ComplaintRecorded | Kind::ComplaintAccepted => {
                Some(Self::Complaint)
            }
            Kind::SupervisorCalled => Some(Self::Upset),
            Kind::ImmediateMeasureTaken => Some(Self::Harm),
            _ => None,
        }
    }
}

/// Words of one moment, ready for a screen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Guidance {
    /// The moment.
    pub moment: Moment,
    /// Rules that ask for it.
    pub rules: &'static [&'static str],
    /// What to do.
    pub text: LocalText,
}

impl From<Moment> for Guidance {
    fn from(moment: Moment) -> Self {
        Self { moment, rules: moment.rules(), text: moment.text() }
    }
}

/// The moments that an order is in, as its technician's page shows them.
pub fn moments(order: &Order) -> Vec<Moment> {
    let mut all = match order.state {
        OrderState::Received => vec![Moment::OnTheWay],
        OrderState::OnSite if order.price_refused => vec![Moment::PriceRefused],
        OrderState::OnSite if order.findings.is_empty() => vec![Moment::Finding],
        OrderState::OnSite => vec![Moment::Price],
        OrderState::Inspection => vec![Moment::Trial],
        OrderState::Rework => vec![Moment::Dissatisfied],
        OrderState::Escalated => vec![Moment::Escalated],
        _ => Vec::new(),
    };
    if order.state != OrderState::Escalated && order.escalation.as_ref().is_some_and(|e| e.open) {
        all.push(Moment::Escalated);
    }
    if order.damages.iter().any(|case| case.settled.is_none()) {
        all.push(Moment::Damage);
    }
    if order.time_open {
        all.push(Moment::Absent);
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_moment_has_its_own_words_in_three_languages_and_names_its_rules() {
        let texts: Vec<LocalText> = Moment::ALL.iter().map(|moment| moment.text()).collect();
        let different: BTreeSet<&str> = texts.iter().map(|text| text.en.as_str()).collect();
        assert_eq!(different.len(), Moment::ALL.len());
        for (moment, text) in Moment::ALL.iter().zip(&texts) {
            assert!(!moment.rules().is_empty());
            assert_ne!(text.zh_hans, text.zh_hant, "{moment:?}");
            assert!(text.zh_hans.chars().any(|c| c > '\u{2e7f}') && text.en.is_ascii(), "{moment:?}");
        }
    }

    /// The moment that speaks for a rule, with its words in English.
    fn speaks_for(rule: &str) -> String {
        let moment = Moment::ALL.iter().find(|moment| moment.rules().contains(&rule));
        moment.map(|moment| moment.text().en).unwrap_or_default()
    }

    #[test]
    fn pri_06_who_is_drawn_into_a_quarrel_is_told_to_stop_and_to_call_the_superior() {
        let text = speaks_for("PRI-6");
        assert!(text.contains("Stop at once") && text.contains("superior"), "{text}");
    }

    #[test]
    fn pri_08_who_meets_violence_protects_himself_and_strikes_nobody() {
        assert_eq!(Moment::of_command(Kind::IncidentReported), Some(Moment::Violence));
        let text = speaks_for("PRI-8");
        for said in ["protect yourself", "don't strike back", "stopped and held", "no force at all"] {
            assert!(text.contains(said), "{said}: {text}");
        }
    }

    #[test]
    fn cmp_06_who_takes_a_complaint_down_is_told_how_to_behave_and_what_it_is_judged_by() {
        assert_eq!(Moment::of_command(Kind::ComplaintCaptured), Some(Moment::Complaint));
        let text = speaks_for("CMP-6");
        for said in [
            "carefully",
            "fair",
            "the facts and the law",
            "apologise",
            "comfort",
            "Never debate, never quarrel",
        ] {
            assert!(text.contains(said), "{said}: {text}");
        }
        for basis in ["national law", "local regulations", "rules of the trade", "covenant", "handbook"] {
            assert!(text.contains(basis), "{basis}: {text}");
        }
    }

    #[test]
    fn cmp_11_an_upset_resident_is_received_alone_and_cmp_20_harm_is_stopped_first() {
        let upset = speaks_for("CMP-11");
        assert!(upset.contains("the supervisor") && upset.contains("alone in a meeting room"), "{upset}");
        let harm = speaks_for("CMP-20");
        assert!(harm.contains("first stop it") && harm.contains("Only then"), "{harm}");
    }

    #[test]
    fn pri_13_the_decline_step_warns_of_a_bare_no() {
        assert!(speaks_for("PRI-13").contains("Never give a bare no"));
    }
}

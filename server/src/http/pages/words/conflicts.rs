//! Collisions: what each rule is about, how it chose, what it chose, and why an entry counts for nothing.

use super::{Text, known, of};
use client_core::domain::entry::office::ClaimReason;
use client_core::domain::text::Language;
use client_core::domain::words::money;

const RULES: &[(&str, Text)] = &[
    ("COL-01", Text("取消与签字相撞", "取消與簽字相撞", "Cancelled while the customer signed")),
    ("COL-02", Text("取消与上门相撞", "取消與上門相撞", "Cancelled while the technician was on his way")),
    ("COL-03", Text("取消与维修相撞", "取消與維修相撞", "Cancelled while work was going on")),
    ("COL-04", Text("同时派给两人", "同時派給兩人", "Assigned to two technicians at once")),
    (
        "COL-05",
        Text(
            "改派时原维修人员已在工作",
            "改派時原維修人員已在工作",
            "Reassigned while the first technician worked",
        ),
    ),
    ("COL-06", Text("确认了两个价格", "確認了兩個價格", "Two prices were confirmed")),
    ("COL-07", Text("疑似重复登记", "疑似重複登記", "Possible duplicate")),
    ("COL-08", Text("受理与不受理相撞", "受理與不受理相撞", "Accepted and declined")),
    ("COL-09", Text("一件工具归还了两次", "一件工具歸還了兩次", "A tool came back twice")),
    ("COL-10", Text("一件工具两张借单", "一件工具兩張借單", "One tool on two slips")),
    ("COL-11", Text("同一库存重复发出", "同一庫存重複發出", "The last of it was issued twice")),
    ("COL-12", Text("用退多于领用", "用退多於領用", "More used and returned than issued")),
    ("COL-14", Text("签字与不满意相撞", "簽字與不滿意相撞", "Signed and dissatisfied")),
    ("COL-15", Text("重复要求返工", "重複要求返工", "Rework was asked for twice")),
    (
        "COL-18",
        Text("签字时报告了财产损坏", "簽字時報告了財產損壞", "Damage was reported while the customer signed"),
    ),
    (
        "COL-19",
        Text("签字时已上报经理", "簽字時已上報經理", "The managers were called while the customer signed"),
    ),
    (
        "COL-21",
        Text(
            "改约与到场相撞",
            "改約與到場相撞",
            "The time was changed while the technician arrived for the old one",
        ),
    ),
    ("COL-28", Text("同一步骤有两个结果", "同一步驟有兩個結果", "Two results of one step")),
    (
        "COL-29",
        Text("恢复供应时另一人仍在作业", "恢復供應時另一人仍在作業", "Supply put on while another worked"),
    ),
    ("COL-16", Text("重复回访", "重複回訪", "Followed up more than once")),
    ("COL-31", Text("核销与返工相撞", "核銷與返工相撞", "Written off while rework was asked for")),
    (
        "NOT-REPAIRED",
        Text("未修复,等待决定", "未修復,等待決定", "Not repaired: somebody decides how to go on"),
    ),
    ("APPOINTMENT", Text("约定了两个时间", "約定了兩個時間", "Two times were agreed with the customer")),
];

/// What a conflict of this rule is about.
pub(crate) fn rule(language: Language, rule: &str) -> String {
    money::rule(rule).map_or_else(|| of(RULES, language, rule), |words| words.get(language).to_owned())
}

const SENTENCES: &[(&str, Text)] = &[
    (
        "COL-01",
        Text(
            "已发生的事先于打算:客户签字在前,迟到的取消不算;请致电客户说明。",
            "已發生的事先於打算:客戶簽字在前,遲到的取消不算;請致電客戶說明。",
            "What happened beats what was intended: the signature stands and the late cancellation doesn't count. Call the customer.",
        ),
    ),
    (
        "COL-02",
        Text(
            "尚未确认价格、尚未动工:取消有效,不收费,材料退库。",
            "尚未確認價格、尚未動工:取消有效,不收費,材料退庫。",
            "No price agreed and no work begun: the cancellation stands, nothing is charged, material goes back.",
        ),
    ),
    (
        "COL-03",
        Text(
            "取消时已确认价格或已动工:由调度致电客户后裁定,裁定前不收费、步骤锁定。",
            "取消時已確認價格或已動工:由調度致電客戶後裁定,裁定前不收費、步驟鎖定。",
            "A price was agreed or work had begun: dispatch calls the customer and decides; until then nothing is billed and steps are locked.",
        ),
    ),
    (
        "COL-04",
        Text(
            "先到场者负责;都未到场则先接单者;否则以较早的派工为准。",
            "先到場者負責;都未到場則先接單者;否則以較早的派工為準。",
            "Who arrived first holds the slip; else who took it first; else the earlier assignment counts.",
        ),
    ),
    (
        "COL-05",
        Text(
            "原维修人员已到场则仍由他负责;否则由新派的人负责。两人的记录都保留,客户只付一次。",
            "原維修人員已到場則仍由他負責;否則由新派的人負責。兩人的記錄都保留,客戶只付一次。",
            "If the first technician had arrived he stays; otherwise the new one takes over. Both records stay; the customer pays once.",
        ),
    ),
    (
        "COL-06",
        Text(
            "裁定前按较低的已确认金额收费;要提高须客户再次确认。",
            "裁定前按較低的已確認金額收費;要提高須客戶再次確認。",
            "The lower confirmed amount is billable until somebody decides; raising it needs the customer's new confirmation.",
        ),
    ),
    (
        "COL-07",
        Text(
            "同一房屋同一天的相同请求,两单都保留、绝不自动合并:由调度判断是同一请求还是两件事。",
            "同一房屋同一天的相同請求,兩單都保留、絕不自動合併:由調度判斷是同一請求還是兩件事。",
            "The same request of one unit and day. Both orders stand and nothing is merged; dispatch says whether they are one.",
        ),
    ),
    (
        "COL-08",
        Text(
            "已向客户承诺,受理有效;客户可能听到两种答复,请回电。",
            "已向客戶承諾,受理有效;客戶可能聽到兩種答覆,請回電。",
            "A promise was given, so the acceptance stands; the customer may have heard both, call back.",
        ),
    ),
    (
        "COL-09",
        Text(
            "只算归还一次,状况以较差的为准,由仓管查看后了结。",
            "只算歸還一次,狀況以較差的為準,由倉管查看後了結。",
            "It came back once, in the worse condition reported; the storekeeper looks at it and confirms.",
        ),
    ),
    (
        "COL-10",
        Text(
            "查明前以较早的借单为准,另一人暂不欠此工具;由仓管找到工具后裁定。",
            "查明前以較早的借單為準,另一人暫不欠此工具;由倉管找到工具後裁定。",
            "The earlier loan holds until the storekeeper has found the tool; the other borrower doesn't owe it yet.",
        ),
    ),
    (
        "COL-11",
        Text(
            "两笔都有效,库存显示为负,由仓管盘点该项。",
            "兩筆都有效,庫存顯示為負,由倉管盤點該項。",
            "Both stand; the figure is below zero until the storekeeper has counted the item.",
        ),
    ),
    (
        "COL-12",
        Text(
            "按领用数核销,多出的由仓管查明。",
            "按領用數核銷,多出的由倉管查明。",
            "It is accounted for up to what was issued; the storekeeper looks into the rest.",
        ),
    ),
    (
        "COL-14",
        Text(
            "返工优先:该签字留作记录,返工后须重新签字。",
            "返工優先:該簽字留作記錄,返工後須重新簽字。",
            "Rework goes first: the signature stays as history, and a new one is needed after it.",
        ),
    ),
    (
        "COL-15",
        Text(
            "只返工一轮,两次的要求一并处理。",
            "只返工一輪,兩次的要求一併處理。",
            "One round of rework answers both wishes.",
        ),
    ),
    (
        "COL-18",
        Text(
            "签字和损坏报告都有效;此案由经理与客户协商,不影响价格。",
            "簽字和損壞報告都有效;此案由經理與客戶協商,不影響價格。",
            "Both stand. The managers settle the case with the customer; it doesn't touch the price.",
        ),
    ),
    (
        "COL-19",
        Text(
            "签字有效,但上报仍须经理处理完,才可收费。",
            "簽字有效,但上報仍須經理處理完,才可收費。",
            "The signature stands, and the escalation stays open: nothing is billed before a manager has closed it.",
        ),
    ),
    (
        "COL-16",
        Text(
            "两次回访都保留:时限按较早一次,任一上门即算上门,有不满意按不满意处理。",
            "兩次回訪都保留:時限按較早一次,任一上門即算上門,有不滿意按不滿意處理。",
            "Both are kept: the earlier one counts for the time, one on site makes it on site, a dissatisfied one leads.",
        ),
    ),
    (
        "COL-21",
        Text(
            "到场有效;若维修人员没有动工就离开,以新约的时间为准。请致电客户。",
            "到場有效;若維修人員沒有動工就離開,以新約的時間為準。請致電客戶。",
            "The arrival stands; if he left without work, the new time holds. Call the customer.",
        ),
    ),
    (
        "COL-31",
        Text(
            "返工优先:原核销留作记录,返工签字后须重新核销。",
            "返工優先:原核銷留作記錄,返工簽字後須重新核銷。",
            "Rework goes first: the write-off stays as history, and a new one is needed after it.",
        ),
    ),
    (
        "APPOINTMENT",
        Text(
            "裁定前以先确认的时间为准;请与客户核对后选定。",
            "裁定前以先確認的時間為準;請與客戶核對後選定。",
            "The time that was agreed first holds until somebody has asked the customer and chosen.",
        ),
    ),
    (
        "COL-28",
        Text(
            "安全隔离和终检以不利的结果为准;其他步骤以后记的为准。重新记录该步骤即可了结。",
            "安全隔離和終檢以不利的結果為準;其他步驟以後記的為準。重新記錄該步驟即可了結。",
            "For gates and final tests the unfavourable result holds; otherwise the later one. Recording the step again settles it.",
        ),
    ),
    (
        "COL-29",
        Text(
            "视为未隔离:相关步骤立即锁定,须各自重新隔离。",
            "視為未隔離:相關步驟立即鎖定,須各自重新隔離。",
            "The gate counts as open: dependent steps are locked at once until each technician isolates again.",
        ),
    ),
    (
        "NOT-REPAIRED",
        Text(
            "维修人员报告未能修复,由调度与客户商定继续或取消。",
            "維修人員報告未能修復,由調度與客戶商定繼續或取消。",
            "The technician could not repair it; dispatch agrees with the customer how to go on.",
        ),
    ),
];

/// How the rule chooses, in one sentence.
pub(crate) fn sentence(language: Language, rule: &str) -> String {
    let money = money::ruling(rule).map(|words| words.get(language).to_owned());
    money.or_else(|| known(SENTENCES, language, rule)).unwrap_or_default()
}

const OUTCOMES: &[(&str, Text)] = &[
    ("rework_goes_first", Text("返工优先", "返工優先", "rework goes first")),
    ("one_round_for_all", Text("一轮返工一并处理", "一輪返工一併處理", "one round answers all wishes")),
    ("returned_once", Text("只算归还一次", "只算歸還一次", "it came back once")),
    (
        "worse_condition_holds",
        Text("以较差的状况为准", "以較差的狀況為準", "the worse condition reported holds"),
    ),
    ("earlier_loan_holds", Text("以较早的借单为准", "以較早的借單為準", "the earlier loan holds")),
    ("both_stand_count_it", Text("两笔都有效,请盘点", "兩筆都有效,請盤點", "both stand: count the item")),
    (
        "accounted_up_to_the_issue",
        Text("按领用数核销", "按領用數核銷", "accounted for up to what was issued"),
    ),
    (
        "both_orders_stand",
        Text("两单都保留,待判断", "兩單都保留,待判斷", "both orders stand until somebody has looked"),
    ),
    ("linked", Text("同一请求,已关联", "同一請求,已關聯", "one request, linked")),
    ("linked_leads", Text("同一请求,以本单为主", "同一請求,以本單為主", "one request; this order leads")),
    (
        "linked_follows",
        Text("同一请求,以另一单为主", "同一請求,以另一單為主", "one request; the other order leads"),
    ),
    ("different_requests", Text("不同的请求", "不同的請求", "different requests")),
    ("both_stand", Text("两者都有效", "兩者都有效", "both stand")),
    ("escalation_stays_open", Text("上报仍待经理处理", "上報仍待經理處理", "the escalation stays open")),
    ("arrival_stands", Text("到场有效", "到場有效", "the arrival stands")),
    ("new_time_holds", Text("以新约的时间为准", "以新約的時間為準", "the new time holds")),
    (
        "earlier_confirmation_holds",
        Text("以先确认的时间为准", "以先確認的時間為準", "the time that was agreed first holds"),
    ),
    (
        "decided_technician_holds",
        Text("由裁定的人负责", "由裁定的人負責", "the technician who was decided on holds the slip"),
    ),
    (
        "signed_for_holds",
        Text(
            "由客户签字的那位负责",
            "由客戶簽字的那位負責",
            "the technician whom the customer signed for holds the slip",
        ),
    ),
    ("signature_stands", Text("签字有效,取消不算", "簽字有效,取消不算", "the signature stands")),
    ("needs_decision", Text("等待裁定", "等待裁定", "waits for a decision")),
    ("work_goes_on", Text("继续维修", "繼續維修", "the work goes on")),
    ("cancelled_with_charge", Text("取消并收费", "取消並收費", "cancelled with a charge")),
    ("cancelled_without_charge", Text("取消,不收费", "取消,不收費", "cancelled without charge")),
    ("cancelled_no_charge", Text("取消,不收费", "取消,不收費", "cancelled, no charge")),
    ("cancelled", Text("取消", "取消", "cancelled")),
    ("arrived_first_holds", Text("先到场者负责", "先到場者負責", "who arrived first holds the slip")),
    ("received_first_holds", Text("先接单者负责", "先接單者負責", "who took the slip first holds it")),
    (
        "earlier_assignment_holds",
        Text("以较早的派工为准", "以較早的派工為準", "the earlier assignment holds"),
    ),
    (
        "first_technician_stays",
        Text("原维修人员继续负责", "原維修人員繼續負責", "the first technician stays"),
    ),
    ("new_technician_holds", Text("新派的人负责", "新派的人負責", "the new technician holds the slip")),
    ("lower_amount_billable", Text("按较低金额收费", "按較低金額收費", "the lower amount is billable")),
    ("decided_amount_billable", Text("按裁定金额收费", "按裁定金額收費", "the amount decided is billable")),
    ("acceptance_stands", Text("受理有效", "受理有效", "the acceptance stands")),
    (
        "unfavourable_or_later_counts",
        Text(
            "以不利的或后记的结果为准",
            "以不利的或後記的結果為準",
            "the unfavourable or later result counts",
        ),
    ),
    ("gate_open_counts", Text("视为未隔离", "視為未隔離", "the gate counts as open")),
];

/// The present outcome of a conflict.
pub(crate) fn outcome(language: Language, outcome: &str) -> String {
    money::outcome(outcome)
        .map_or_else(|| of(OUTCOMES, language, outcome), |words| words.get(language).to_owned())
}

const NOT_ACCEPTED: &[(&str, Text)] = &[
    ("amount_is_negative", Text("金额为负", "金額為負", "the amount is negative")),
    (
        "amount_is_not_the_sum",
        Text("金额不是各行之和", "金額不是各行之和", "the amount is not the sum of its lines"),
    ),
    ("claim_rejected", Text("复核时未予采纳", "複核時未予採納", "the review didn't accept it")),
    ("decided_otherwise", Text("另有决定", "另有決定", "another manager's decision counts")),
    (
        "decision_without_effect",
        Text("裁定没有对象", "裁定沒有對象", "there was nothing for the decision to settle"),
    ),
    ("no_such_case", Text("没有这个案件", "沒有這個案件", "there was no such case")),
    ("not_a_manager", Text("作者不是经理", "作者不是經理", "its author is no manager")),
    ("not_arrived", Text("作者未到场", "作者未到場", "its author hadn't arrived")),
    ("not_priced", Text("此单不计价", "此單不計價", "the order is not priced")),
    ("not_received", Text("作者未接单", "作者未接單", "its author hadn't taken the slip")),
    ("nothing_escalated", Text("没有上报", "沒有上報", "nothing was escalated")),
    (
        "overtaken_by_rework",
        Text("此后又要求返工", "此後又要求返工", "rework was asked for, and it is done again"),
    ),
    ("price_refused", Text("客户已拒绝此价", "客戶已拒絕此價", "the customer had refused this price")),
    (
        "shown_differs_from_quote",
        Text("所示内容与报价不符", "所示內容與報價不符", "what was shown is not the quote"),
    ),
    ("too_many", Text("次数过多", "次數過多", "there are too many of them")),
    (
        "version_differs_from_quote",
        Text("收费标准版本与报价不符", "收費標準版本與報價不符", "the fee standard is not that of the quote"),
    ),
    ("worked_again", Text("此后又动工", "此後又動工", "work went on after it")),
    ("already_signed", Text("客户此前已签字", "客戶此前已簽字", "the customer had signed")),
    (
        "amount_differs_from_quote",
        Text("金额与报价不符", "金額與報價不符", "the amount is not that of the quote"),
    ),
    ("cancelled_before", Text("此前已取消", "此前已取消", "it had been cancelled before")),
    ("final_test_not_passed", Text("终检未通过", "終檢未通過", "the final test hadn't passed")),
    ("no_such_quote", Text("没有这个报价", "沒有這個報價", "there was no such quote")),
    ("not_in_pool", Text("此单当时有人负责", "此單當時有人負責", "somebody held the slip")),
    ("already_on_site", Text("作者已到场", "作者已到場", "its author had arrived already")),
    ("not_assigned", Text("未派给作者", "未派給作者", "it was not assigned to its author")),
    ("not_inspected", Text("未经验收", "未經驗收", "the customer hadn't tried it")),
    ("not_signed", Text("没有签字", "沒有簽字", "it was not signed")),
    ("price_not_agreed", Text("价格未确认", "價格未確認", "the price was not agreed")),
    ("work_not_finished", Text("未完工", "未完工", "the work was not finished")),
];

/// Why an entry counts for nothing.
pub(crate) fn not_accepted(language: Language, reason: &str) -> String {
    money::not_accepted(reason)
        .map_or_else(|| of(NOT_ACCEPTED, language, reason), |words| words.get(language).to_owned())
}

const PROBLEMS: &[(&str, Text)] = &[
    (
        "unknown_procedure",
        Text("没有此规程版本", "沒有此規程版本", "this version of the procedure is not known here"),
    ),
    (
        "judged_differently",
        Text("另有不同的收费判断", "另有不同的收費判斷", "judged otherwise by somebody else: free or paid"),
    ),
    (
        "slip_renumbered",
        Text(
            "单号与另一单相同,已加后缀",
            "單號與另一單相同,已加後綴",
            "another slip had this number; it got a suffix",
        ),
    ),
    ("registered_again", Text("重复登记", "重複登記", "registered a second time")),
    ("slip_issued_again", Text("重复开单", "重複開單", "a second slip was issued")),
    ("wrong_document", Text("记录放错了文件", "記錄放錯了文件", "an entry of another kind of document")),
];

/// Odd data in a journal.
pub(crate) fn problem(language: Language, problem: &str) -> String {
    of(PROBLEMS, language, problem)
}

/// Why the server admitted an entry only as a claim.
pub(crate) const fn claim(reason: ClaimReason) -> Text {
    match reason {
        ClaimReason::NoLongerAssigned => Text(
            "送达前已改派他人",
            "送達前已改派他人",
            "the order had been given to somebody else before it arrived",
        ),
        ClaimReason::RoleWithdrawn => Text(
            "送达前岗位已被收回",
            "送達前崗位已被收回",
            "the author's role had been withdrawn before it arrived",
        ),
    }
}

/// The automatic outcome stands.
pub(crate) const CONFIRM: Text = Text("维持自动结果", "維持自動結果", "Keep the automatic outcome");
/// The claim is not accepted.
pub(crate) const REJECT: Text = Text("不予采纳", "不予採納", "Not accepted");
/// Two orders are one request.
pub(crate) const ONE_PAYMENT: Text =
    Text("同一笔收款,此处不计", "同一筆收款,此處不計", "One payment: it doesn't count here");
pub(crate) const TWO_RECEIPTS: Text = Text("两张收据,都计入", "兩張收據,都計入", "Two receipts: both count");
pub(crate) const LINK: Text = Text("同一请求,关联两单", "同一請求,關聯兩單", "One request: link them");
/// Two orders are two requests.
pub(crate) const DIFFERENT: Text = Text("两件不同的事", "兩件不同的事", "Two different requests");
/// Somebody decided where the other order stands.
pub(crate) const DECIDED_ELSEWHERE: Text =
    Text("已在另一单中判断", "已在另一單中判斷", "decided in the other order");
/// Go on.
pub(crate) const CONTINUE: Text = Text("继续维修", "繼續維修", "Go on with the work");
/// No charge.
pub(crate) const WITHOUT_CHARGE: Text = Text("取消,不收费", "取消,不收費", "Cancel without charge");
/// With a charge.
pub(crate) const WITH_CHARGE: Text = Text(
    "取消,按客户确认的金额收费",
    "取消,按客戶確認的金額收費",
    "Cancel with the amount that the customer confirmed",
);
/// With this charge.
pub(crate) const WITH_CHARGE_OF: Text = Text("取消,收费 {}", "取消,收費 {}", "Cancel and charge {}");
/// One side counts.
pub(crate) const SIDE_COUNTS: Text = Text("以第 {} 方为准:{}", "以第 {} 方為準:{}", "Side {} counts: {}");
/// Settled by recording again.
pub(crate) const RECORD_AGAIN: Text = Text(
    "维修人员看到双方结果后重新记录该步骤,即为了结。",
    "維修人員看到雙方結果後重新記錄該步驟,即為了結。",
    "It is settled when a technician who has seen both results records the step again.",
);

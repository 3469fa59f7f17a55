//! Collisions: what each rule is about, who it let count, and why an entry counts for nothing.

use crate::{Text, of};
use client_core::domain::entry::office::{Choice, ClaimReason};
use client_core::domain::entry::store::SettledOutcome;
use client_core::domain::text::Language;
use client_core::domain::words::money;

const RULES: &[(&str, Text)] = &[
    ("COL-01", Text("取消与签字相撞", "取消與簽字相撞", "cancelled while the customer signed")),
    ("COL-02", Text("取消与上门相撞", "取消與上門相撞", "cancelled while the technician was on his way")),
    ("COL-03", Text("取消与维修相撞", "取消與維修相撞", "cancelled while the repair went on")),
    ("COL-04", Text("同时派给两人", "同時派給兩人", "assigned to two technicians")),
    (
        "COL-05",
        Text(
            "改派时原维修员已动身",
            "改派時原維修員已動身",
            "reassigned while the first technician was at work",
        ),
    ),
    ("COL-06", Text("确认了两个价格", "確認了兩個價格", "two prices were agreed")),
    ("COL-07", Text("疑似重复登记", "疑似重複登記", "possible duplicate")),
    ("COL-08", Text("受理与不受理相撞", "受理與不受理相撞", "accepted and declined")),
    ("COL-09", Text("工具重复归还", "工具重複歸還", "a tool came back twice")),
    ("COL-10", Text("一件工具两张借单", "一件工具兩張借單", "one tool on two slips")),
    ("COL-11", Text("发出多于库存", "發出多於庫存", "more left the store than it had")),
    ("COL-12", Text("用退多于领用", "用退多於領用", "more used and returned than issued")),
    ("COL-14", Text("签字与不满意相撞", "簽字與不滿意相撞", "signed and dissatisfied")),
    ("COL-15", Text("几次要求返工", "幾次要求返工", "rework was asked for several times")),
    ("COL-16", Text("重复回访", "重複回訪", "followed up more than once")),
    ("COL-18", Text("签字与财产损坏同时发生", "簽字與財產損壞同時發生", "signed while damage was reported")),
    ("COL-19", Text("签字与上报同时发生", "簽字與上報同時發生", "signed while managers were called")),
    ("COL-21", Text("改约与到场相撞", "改約與到場相撞", "the time was changed while the technician arrived")),
    ("APPOINTMENT", Text("约了两个时间", "約了兩個時間", "two times were agreed")),
    ("COL-31", Text("核销与要求返工相撞", "核銷與要求返工相撞", "written off while rework was asked for")),
    ("COL-28", Text("同一步骤有两个结果", "同一步驟有兩個結果", "two results of one step")),
    (
        "COL-29",
        Text(
            "隔离被解除时另一人仍在作业",
            "隔離被解除時另一人仍在作業",
            "supply put on while another worked",
        ),
    ),
    (
        "NOT-REPAIRED",
        Text("未能修复,等待决定", "未能修復,等待決定", "not repaired: somebody decides how to go on"),
    ),
];

/// What a rule is about.
pub fn rule(language: Language, rule: &str) -> String {
    money::rule(rule).map_or_else(|| of(RULES, language, rule), |words| words.get(language).to_owned())
}

const OUTCOMES: &[(&str, Text)] = &[
    ("signature_stands", Text("签字有效,取消不算", "簽字有效,取消不算", "the signature stands")),
    ("needs_decision", Text("等待裁定", "等待裁定", "waits for a decision")),
    ("dissatisfied_leads", Text("按不满意处理", "按不滿意處理", "the dissatisfied follow-up leads")),
    ("counted_once", Text("只计一次", "只計一次", "counted once")),
    ("work_goes_on", Text("继续维修", "繼續維修", "the work goes on")),
    ("cancelled_with_charge", Text("取消并收费", "取消並收費", "cancelled with a charge")),
    ("cancelled_without_charge", Text("取消不收费", "取消不收費", "cancelled without charge")),
    ("cancelled_no_charge", Text("取消,不收费", "取消,不收費", "cancelled, no charge")),
    ("cancelled", Text("取消", "取消", "cancelled")),
    ("arrived_first_holds", Text("先到场者负责", "先到場者負責", "who arrived first holds the slip")),
    ("received_first_holds", Text("先接单者负责", "先接單者負責", "who took the slip first holds it")),
    ("earlier_assignment_holds", Text("先派者负责", "先派者負責", "the earlier assignment holds")),
    ("first_technician_stays", Text("原维修员继续", "原維修員繼續", "the first technician stays")),
    ("new_technician_holds", Text("新维修员负责", "新維修員負責", "the new technician holds the slip")),
    ("lower_amount_billable", Text("按较低金额收费", "按較低金額收費", "the lower amount may be billed")),
    (
        "decided_amount_billable",
        Text("按裁定金额收费", "按裁定金額收費", "the amount that was decided may be billed"),
    ),
    ("rework_goes_first", Text("先返工", "先返工", "rework goes first")),
    (
        "escalation_stays_open",
        Text("上报仍由经理处理", "上報仍由經理處理", "the managers still deal with it"),
    ),
    ("one_round_for_all", Text("一轮返工一并处理", "一輪返工一併處理", "one round answers all wishes")),
    (
        "decided_technician_holds",
        Text("由裁定的人负责", "由裁定的人負責", "the technician who was decided on holds the slip"),
    ),
    (
        "signed_for_holds",
        Text("由客户签字的那位负责", "由客戶簽字的那位負責", "who was signed for holds the slip"),
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
    (
        "earlier_confirmation_holds",
        Text("以先确认的时间为准", "以先確認的時間為準", "the time that was agreed first holds"),
    ),
    ("new_time_holds", Text("以新时间为准", "以新時間為準", "the new time holds")),
    ("arrival_stands", Text("到场有效", "到場有效", "the arrival stands")),
    ("acceptance_stands", Text("受理有效", "受理有效", "the acceptance stands")),
    (
        "unfavourable_or_later_counts",
        Text("不利的或后记的结果算数", "不利的或後記的結果算數", "the unfavourable or later result counts"),
    ),
    ("earlier_loan_holds", Text("先借者算数", "先借者算數", "the earlier loan holds")),
    (
        "worse_condition_holds",
        Text("以较差的状况为准", "以較差的狀況為準", "returned once, in the worse condition"),
    ),
    ("returned_once", Text("只算归还一次", "只算歸還一次", "returned once")),
    (
        "both_stand_count_it",
        Text("两者都有效,请盘点", "兩者都有效,請盤點", "both stand; the item has to be counted"),
    ),
    (
        "accounted_up_to_the_issue",
        Text("按领用数核算", "按領用數核算", "accounted for up to what was issued"),
    ),
    ("gate_open_counts", Text("视为未隔离", "視為未隔離", "the gate counts as open")),
];

/// The present outcome of a conflict.
pub fn outcome(language: Language, outcome: &str) -> String {
    money::outcome(outcome)
        .map_or_else(|| of(OUTCOMES, language, outcome), |words| words.get(language).to_owned())
}

const NOT_ACCEPTED: &[(&str, Text)] = &[
    ("already_signed", Text("客户已签字", "客戶已簽字", "the customer had signed")),
    ("amount_is_negative", Text("金额为负", "金額為負", "the amount is negative")),
    (
        "amount_is_not_the_sum",
        Text("金额不是各行之和", "金額不是各行之和", "the amount is not the sum of its lines"),
    ),
    (
        "amount_differs_from_quote",
        Text("金额与报价不符", "金額與報價不符", "the amount is not that of the quote"),
    ),
    ("cancelled_before", Text("此前已取消", "此前已取消", "it had been cancelled before")),
    ("claim_rejected", Text("复核未采纳", "複核未採納", "the review did not take it")),
    ("decided_otherwise", Text("另有决定", "另有決定", "another manager decided otherwise")),
    ("decision_without_effect", Text("裁定没有对象", "裁定沒有對象", "the decision had nothing to settle")),
    ("final_test_not_passed", Text("终检未通过", "終檢未通過", "the final test hadn't passed")),
    ("no_such_case", Text("没有这个案子", "沒有這個案子", "there was no such case")),
    ("no_such_quote", Text("没有这个报价", "沒有這個報價", "there was no such quote")),
    ("not_a_manager", Text("作者不是经理", "作者不是經理", "its author is no manager")),
    ("not_arrived", Text("未到场", "未到場", "its author hadn't arrived")),
    ("not_in_pool", Text("此单当时有人负责", "此單當時有人負責", "somebody held the slip")),
    ("already_on_site", Text("作者已到场", "作者已到場", "its author had arrived already")),
    ("not_assigned", Text("未派给作者", "未派給作者", "it was not assigned to its author")),
    ("not_inspected", Text("未经验收", "未經驗收", "the customer hadn't tried it")),
    ("not_priced", Text("此单不计价", "此單不計價", "the order is not priced")),
    ("not_received", Text("未接单", "未接單", "its author hadn't taken the slip")),
    ("not_signed", Text("没有签字", "沒有簽字", "it was not signed")),
    ("nothing_escalated", Text("没有上报", "沒有上報", "nothing was escalated")),
    ("price_refused", Text("客户已拒绝此价", "客戶已拒絕此價", "the customer had refused this price")),
    (
        "shown_differs_from_quote",
        Text("所示内容与报价不符", "所示內容與報價不符", "what was shown is not the quote"),
    ),
    (
        "version_differs_from_quote",
        Text("收费标准版本与报价不符", "收費標準版本與報價不符", "the fee standard is not that of the quote"),
    ),
    ("overtaken_by_rework", Text("其后又要求返工", "其後又要求返工", "rework was asked for since")),
    ("price_not_agreed", Text("价格未确认", "價格未確認", "the price was not agreed")),
    ("too_many", Text("次数过多", "次數過多", "too many of them")),
    ("work_not_finished", Text("未完工", "未完工", "the work was not finished")),
];

/// Why an entry counts for nothing.
pub fn not_accepted(language: Language, reason: &str) -> String {
    money::not_accepted(reason)
        .map_or_else(|| of(NOT_ACCEPTED, language, reason), |words| words.get(language).to_owned())
}

const PROBLEMS: &[(&str, Text)] = &[
    (
        "unknown_procedure",
        Text(
            "本机没有此规程版本,请更新",
            "本機沒有此規程版本,請更新",
            "this version of the procedure is not here; update the app",
        ),
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
pub fn problem(language: Language, problem: &str) -> String {
    of(PROBLEMS, language, problem)
}

/// Why the server admitted an entry only as a claim.
pub const fn claim(reason: ClaimReason) -> Text {
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

/// The server's word on what several orders have in common.
pub const fn settled(outcome: SettledOutcome) -> Text {
    match outcome {
        SettledOutcome::Holds => Text("此借单有效", "此借單有效", "this loan holds"),
        SettledOutcome::Unconfirmed => Text("暂不欠此工具", "暫不欠此工具", "doesn't owe the tool yet"),
        SettledOutcome::NotTaken => Text("未实际借出", "未實際借出", "this loan did not take place"),
        SettledOutcome::CameBack => Text("经他单归还", "經他單歸還", "came back under another order"),
        SettledOutcome::Short => Text("库存不足", "庫存不足", "more left the store than it had"),
        SettledOutcome::Duplicate => Text("疑似重复登记", "疑似重複登記", "may be the same request"),
        SettledOutcome::Leads(_) => {
            Text("同一请求,以本单为主", "同一請求,以本單為主", "one request; this order leads")
        }
        SettledOutcome::Follows(_) => {
            Text("同一请求,以另一单为主", "同一請求,以另一單為主", "one request; the other order leads")
        }
        SettledOutcome::Different => Text("不同的请求", "不同的請求", "different requests"),
        SettledOutcome::Renumbered(_) => {
            Text("单号已加后缀", "單號已加後綴", "the slip's number got a suffix")
        }
        SettledOutcome::UsedElsewhere => {
            Text("收据号已用于他处", "收據號已用於他處", "the receipt's number was used elsewhere")
        }
        SettledOutcome::Over => Text("冲突已消除", "衝突已消除", "the collision is over"),
    }
}

/// What a person chose on a conflict of this rule.
pub fn choice_on(language: Language, rule: &str, chosen: &Choice) -> String {
    let words = match (rule, chosen) {
        ("RECEIPT", Choice::Confirm) => Text("同一笔收款", "同一筆收款", "one payment"),
        ("RECEIPT", Choice::Reject) => Text("两张收据", "兩張收據", "two receipts"),
        ("COL-07", Choice::Confirm) => Text("同一请求", "同一請求", "one request"),
        ("COL-07", Choice::Reject) => Text("不同的请求", "不同的請求", "different requests"),
        _ => return choice(language, chosen),
    };
    words.get(language).to_owned()
}

/// Why a conflict is settled, where no person typed it; otherwise what was typed.
pub fn reason(language: Language, reason: &str) -> String {
    match reason {
        "recorded_again" => Text("已重新记录", "已重新記錄", "recorded again").get(language).to_owned(),
        "decided_in_the_other_order" => {
            Text("已在另一单中判断", "已在另一單中判斷", "decided in the other order")
                .get(language)
                .to_owned()
        }
        typed => typed.to_owned(),
    }
}

/// One of several counts.
pub const COUNTS: Text = Text("以 {} 为准", "以 {} 為準", "{} counts");

/// What a person chose.
pub fn choice(language: Language, choice: &Choice) -> String {
    match choice {
        Choice::Confirm => {
            Text("维持自动结果", "維持自動結果", "the automatic outcome stands").get(language).to_owned()
        }
        Choice::Reject => Text("不予采纳", "不予採納", "not accepted").get(language).to_owned(),
        Choice::Continue => Text("继续维修", "繼續維修", "go on with the work").get(language).to_owned(),
        Choice::CancelWithoutCharge => {
            Text("取消不收费", "取消不收費", "cancel without charge").get(language).to_owned()
        }
        Choice::CancelWithCharge(fen) => Text("取消并收费 {}", "取消並收費 {}", "cancel and charge {}")
            .with(language, &[&crate::yuan(*fen)]),
        Choice::Entry(id) => COUNTS.with(language, &[&id.to_string()]),
    }
}

//! Words of money for people, once for every screen: conflicts, reasons, tasks, months.

use super::Words;
use crate::domain::month::MonthState;
use crate::domain::settlement::{DifferenceKind, MonthRefusal};
use crate::domain::text::Language;

/// What a rule of money is about; `None` for others.
pub fn rule(rule: &str) -> Option<Words> {
    Some(match rule {
        "COL-13" => {
            Words("返工与月报相撞", "返工與月報相撞", "Rework was asked for while the line was settled")
        }
        "COL-26" => Words("一单付了两次", "一單付了兩次", "Paid twice"),
        "RECEIPT" => Words("收据号已用于他处", "收據號已用於他處", "Receipt number used elsewhere"),
        "TIME" => Words("收费月份不明", "收費月份不明", "Nobody knows in which month it was charged"),
        _ => return None,
    })
}

/// What a rule of money does until somebody decides; `None` for others.
pub fn ruling(rule: &str) -> Option<Words> {
    Some(match rule {
        "COL-13" => Words(
            "报表不变;返工期间不催收、不列入通知,客户重新签字后放行或下月调整。",
            "報表不變;返工期間不催收、不列入通知,客戶重新簽字後放行或下月調整。",
            "The report stays. Nothing is collected while it is under rework; after the new signature it is released or \
             corrected in the next month.",
        ),
        "COL-26" => Words(
            "每张收据都是真实收款;多收的部分是客户的余额。",
            "每張收據都是真實收款;多收的部分是客戶的餘額。",
            "Every receipt is real money. The surplus is the customer's credit.",
        ),
        "RECEIPT" => Words(
            "一个收据号只算一笔收款:已计在他处,这一笔暂不计入;请财务核对票据后裁定。",
            "一個收據號只算一筆收款:已計在他處,這一筆暫不計入;請財務核對票據後裁定。",
            "One number is one payment: it counts elsewhere, and not here until finance has looked at the receipts.",
        ),
        "TIME" => Words(
            "手机时钟不准:收费不早于此前最后所见的时间,不晚于服务器收到的时间。请财务选定计入哪个月;未选定前按最可能的时间计。",
            "手機時鐘不準:收費不早於此前最後所見的時間,不晚於伺服器收到的時間。請財務選定計入哪個月;未選定前按最可能的時間計。",
            "The phone's clock told nothing certain: it was not before the last time that the phone had seen, and not after the \
             server received it. The best estimate counts until finance has chosen the month.",
        ),
        _ => return None,
    })
}

/// The present outcome of a conflict of money; `None` for others.
pub fn outcome(outcome: &str) -> Option<Words> {
    Some(match outcome {
        "report_stays_line_disputed" => {
            Words("报表不变,此行有争议", "報表不變,此行有爭議", "the report stays, the line is disputed")
        }
        "receipt_counts_elsewhere" => Words("收款计在他处", "收款計在他處", "the payment counts elsewhere"),
        "estimated_time_counts" => Words("按最可能的时间计", "按最可能的時間計", "the best estimate counts"),
        "decided_time_counts" => Words("按选定的时间计", "按選定的時間計", "the chosen time counts"),
        "two_receipts" => Words("是两张收据,都计入", "是兩張收據,都計入", "two receipts, both count"),
        "surplus_is_credit" => {
            Words("多收的部分是客户的余额", "多收的部分是客戶的餘額", "the surplus is the customer's credit")
        }
        "first_entry_of_receipt_counts" => Words(
            "同一收据以先记的金额为准",
            "同一收據以先記的金額為準",
            "the first amount of the receipt counts",
        ),
        _ => return None,
    })
}

/// Why an entry of money counts for nothing; `None` for other reasons.
pub fn not_accepted(reason: &str) -> Option<Words> {
    Some(match reason {
        "no_charge" => Words("没有应收款", "沒有應收款", "there was no charge"),
        "under_rework" => Words("正在返工", "正在返工", "it was under rework"),
        "no_receipt" => Words("没有收据号", "沒有收據號", "it has no receipt number"),
        "amount_is_not_positive" => Words("金额须大于零", "金額須大於零", "the amount is not above 0"),
        "amount_above_billable" => {
            Words("金额高于可收费用", "金額高於可收費用", "the amount is above what may be billed")
        }
        "amount_differs_from_adjustment" => {
            Words("金额与调整不符", "金額與調整不符", "the amount is not that of the adjustment")
        }
        "no_such_month" => Words("没有这个月份", "沒有這個月份", "there is no such month"),
        "month_not_later" => Words("须在以后的月份", "須在以後的月份", "it needs a later month"),
        "no_such_adjustment" => Words("没有这项调整", "沒有這項調整", "there was no such adjustment"),
        "adjustment_not_approved" => Words("调整未获批准", "調整未獲批准", "the adjustment was not approved"),
        "no_such_line" => Words("没有这一行", "沒有這一行", "there was no such line"),
        "line_is_approved" => Words("该行已审核", "該行已審核", "the line was approved"),
        "line_is_replaced" => Words("该行已被替换", "該行已被替換", "a later line took its place"),
        "no_approved_line" => Words("没有已审核的行", "沒有已審核的行", "no line was approved"),
        "charge_is_waived" => Words("已免收", "已免收", "the charge was waived"),
        "own_proposal" => Words("本人提出的", "本人提出的", "its author had put it forward himself"),
        "no_such_submission" => Words("没有这份送审报表", "沒有這份送審報表", "no such report was submitted"),
        "submission_is_replaced" => {
            Words("报表已重新送审", "報表已重新送審", "the report had been submitted again")
        }
        "answered_already" | "answered_otherwise" => {
            Words("已另有答复", "已另有答覆", "it was answered otherwise")
        }
        "approved_already" => Words("当月报表已审核", "當月報表已審核", "the month was approved"),
        _ => return None,
    })
}

/// A task of money; `None` for others. Tasks about one entry have its id behind a colon.
pub fn task(id: &str) -> Option<Words> {
    Some(match id.split_once(':').map_or(id, |(word, _)| word) {
        "adjust" => Words("调整已审核的收费", "調整已審核的收費", "Correct the approved charge"),
        "adjustment" => Words("审批调整", "審批調整", "Answer an adjustment"),
        _ => return None,
    })
}

/// What the order lacks for a command about money; `None` for others.
pub fn needs(word: &str) -> Option<Words> {
    Some(match word {
        "charge" => Words("此单没有应收款", "此單沒有應收款", "it has nothing to be paid"),
        "line_not_approved" => Words("该行已审核", "該行已審核", "its line is approved"),
        "approved_report" => Words("报表尚未审核", "報表尚未審核", "no report with it is approved"),
        "not_in_notice" => Words("已列入当月通知", "已列入當月通知", "it is in that notice already"),
        "not_disputed" => Words("正在返工", "正在返工", "it is under rework"),
        "somebody_else" => Words("须由他人批准", "須由他人批准", "somebody else has to do this"),
        _ => return None,
    })
}

/// State of a settlement month.
pub const fn month_state(state: MonthState) -> Words {
    match state {
        MonthState::Draft => Words("未核对", "未核對", "not checked"),
        MonthState::Checked => Words("已核对", "已核對", "checked"),
        MonthState::Submitted => Words("已送审", "已送審", "submitted"),
        MonthState::SentBack => Words("已退回", "已退回", "sent back"),
        MonthState::Approved => Words("已审核", "已審核", "approved"),
    }
}

/// A difference between slips and lines.
pub const fn difference(kind: DifferenceKind) -> Words {
    match kind {
        DifferenceKind::SlipWithoutLine => Words("有单无收费行", "有單無收費行", "slip without a line"),
        DifferenceKind::LineWithoutSlip => Words("有收费行无单", "有收費行無單", "line without a slip"),
        DifferenceKind::AmountDiffers => Words("金额不符", "金額不符", "amounts differ"),
        DifferenceKind::WithoutMethod => Words("没有付款方式", "沒有付款方式", "no method of payment"),
        DifferenceKind::MonthUnknown => Words("收费月份不明", "收費月份不明", "month not known"),
        DifferenceKind::Disputed => Words("正在返工", "正在返工", "under rework"),
    }
}

/// Why a step of a month can't be taken.
pub fn refusal(language: Language, refusal: &MonthRefusal) -> String {
    let say = |words: Words, values: &[&str]| words.with(language, values);
    match refusal {
        MonthRefusal::NotOver { month } => {
            say(Words("{} 尚未结束", "{} 尚未結束", "{} is not over yet"), &[&month.to_string()])
        }
        MonthRefusal::Approved { month } => say(
            Words(
                "{} 的报表已审核,不再更改",
                "{} 的報表已審核,不再更改",
                "The report of {} is approved and stays",
            ),
            &[&month.to_string()],
        ),
        MonthRefusal::NothingSubmitted { month } => say(
            Words("{} 没有待审的报表", "{} 沒有待審的報表", "No report of {} waits for an answer"),
            &[&month.to_string()],
        ),
        MonthRefusal::Submitted { month } => say(
            Words("{} 的报表正在审核", "{} 的報表正在審核", "The report of {} is with the office head"),
            &[&month.to_string()],
        ),
        MonthRefusal::WithoutMethod { numbers } => say(
            Words("没有付款方式的单:{}", "沒有付款方式的單:{}", "Slips without a method of payment: {}"),
            &[&numbers.join(", ")],
        ),
        MonthRefusal::Disputed { numbers } => {
            say(Words("正在返工的行:{}", "正在返工的行:{}", "Lines under rework: {}"), &[&numbers.join(", ")])
        }
        MonthRefusal::Changed => say(
            Words(
                "送审后工单有变化,请退回重新送审",
                "送審後工單有變化,請退回重新送審",
                "Slips have changed since it was submitted: send it back",
            ),
            &[],
        ),
        MonthRefusal::SamePerson => {
            say(Words("不能审核本人送审的报表", "不能審核本人送審的報表", "You submitted it yourself"), &[])
        }
        MonthRefusal::HandedOver { month } => say(
            Words("{} 的单已移交", "{} 的單已移交", "The slips of {} were handed over"),
            &[&month.to_string()],
        ),
    }
}

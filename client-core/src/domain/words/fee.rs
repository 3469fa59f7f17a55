//! Words of management fees for people, once for every screen.

use super::Words;
use crate::domain::entry::Kind;
use crate::domain::entry::fee::{ArrearsCause, ArrearsMeasure, ContactBy, FeeStage, Recovery, SentBy};
use crate::domain::fee::{FeePlan, FeeRefusal, NoticeWork, ReceiptPlace};
use crate::domain::text::Language;

/// Kind of an entry of an account; `None` for others.
pub const fn kind(kind: Kind) -> Option<Words> {
    Some(match kind {
        Kind::FeeTermsSet => Words("收费约定", "收費約定", "terms"),
        Kind::FeeOpeningSet => Words("期初余额", "期初餘額", "opening balance"),
        Kind::FeeNoticePrepared => Words("制作通知书", "製作通知書", "notice made ready"),
        Kind::FeeNoticeSent => Words("发出通知书", "發出通知書", "notice sent"),
        Kind::FeeNoticeReceived => Words("通知书签收", "通知書簽收", "notice received"),
        Kind::FeeNoticeWithdrawn => Words("撤回通知书", "撤回通知書", "notice withdrawn"),
        Kind::FeePaid => Words("收取管理费", "收取管理費", "fee paid"),
        Kind::FeeVisitPlanned => Words("预约上门收费", "預約上門收費", "visit to collect"),
        Kind::FeeReceiptVoided => Words("收据作废", "收據作廢", "receipt voided"),
        Kind::FeeContacted => Words("催缴联系", "催繳聯繫", "contact about arrears"),
        Kind::FeeLetterSent => Words("正式催缴函", "正式催繳函", "formal demand letter"),
        Kind::FeeRecoveryDecided => Words("追缴决定", "追繳決定", "decision on recovery"),
        Kind::FeeDisputed => Words("费用争议", "費用爭議", "bill disputed"),
        Kind::FeeDisputeSettled => Words("争议了结", "爭議了結", "dispute settled"),
        _ => return None,
    })
}

/// How often somebody pays.
pub const fn plan(plan: FeePlan) -> Words {
    match plan {
        FeePlan::HalfYear => Words("按半年", "按半年", "twice a year"),
        FeePlan::Quarter => Words("按季", "按季", "every quarter"),
        FeePlan::Month => Words("按月", "按月", "every month"),
    }
}

/// A notice's name on paper (DUN-6).
pub const fn stage(stage: FeeStage) -> Words {
    match stage {
        FeeStage::Payment => Words("管理费付款通知书", "管理費付款通知書", "Payment notice"),
        FeeStage::Reminder => Words("催款通知书", "催款通知書", "Reminder"),
        FeeStage::Final => Words("最后缴款通知书", "最後繳款通知書", "Final notice"),
    }
}

/// How a notice went out.
pub const fn sent_by(by: SentBy) -> Words {
    match by {
        SentBy::Hand => Words("送达", "送達", "by hand"),
        SentBy::Post => Words("邮寄", "郵寄", "by post"),
        SentBy::Express => Words("特快专递", "特快專遞", "by express mail"),
        SentBy::Electronic => Words("电子方式", "電子方式", "electronically"),
    }
}

/// How somebody was spoken to.
pub const fn contact_by(by: ContactBy) -> Words {
    match by {
        ContactBy::Phone => Words("电话", "電話", "call"),
        ContactBy::Sms => Words("短信", "短訊", "text message"),
        ContactBy::Visit => Words("上门拜访", "上門拜訪", "visit at home"),
    }
}

/// Why somebody hasn't paid.
pub const fn cause(cause: ArrearsCause) -> Words {
    match cause {
        ArrearsCause::Forgotten => {
            Words("遗忘或未收到通知", "遺忘或未收到通知", "forgot it, or has had no notice")
        }
        ArrearsCause::Away => Words("外出", "外出", "away"),
        ArrearsCause::Hardship => Words("经济困难", "經濟困難", "can't pay now"),
        ArrearsCause::Dissatisfied => Words("对服务不满", "對服務不滿", "not content with the service"),
        ArrearsCause::Disputed => Words("对金额有异议", "對金額有異議", "disputes the amount"),
        ArrearsCause::Refusal => Words("无理拒缴", "無理拒繳", "refuses without a reason"),
        ArrearsCause::NotReached => Words("联系不上", "聯繫不上", "nobody was reached"),
        ArrearsCause::Other => Words("其他", "其他", "other"),
    }
}

/// What is done next about arrears.
pub const fn measure(measure: ArrearsMeasure) -> Words {
    match measure {
        ArrearsMeasure::Wait => Words("等待缴款", "等待繳款", "wait for the payment"),
        ArrearsMeasure::CallAgain => Words("再次电话催缴", "再次電話催繳", "call again"),
        ArrearsMeasure::Visit => Words("上门拜访催缴", "上門拜訪催繳", "visit at home"),
        ArrearsMeasure::Letter => Words("正式催缴函", "正式催繳函", "formal demand letter"),
        ArrearsMeasure::LookInto => Words("核实所反映的问题", "核實所反映的問題", "look into his complaint"),
        ArrearsMeasure::Manager => Words("报经理决定", "報經理決定", "a manager decides"),
    }
}

/// How the management goes on.
pub const fn recovery(recovery: Recovery) -> Words {
    match recovery {
        Recovery::Other => Words("其他追缴方式", "其他追繳方式", "another way of recovery"),
        Recovery::Lawsuit => Words("提起诉讼", "提起訴訟", "lawsuit"),
    }
}

/// Why a command is refused.
pub fn refusal(language: Language, refusal: &FeeRefusal) -> String {
    let say = |words: Words, values: &[&str]| words.with(language, values);
    match refusal {
        FeeRefusal::NothingToBill(period) => say(
            Words("{} 没有尚未计收的费用", "{} 沒有尚未計收的費用", "Nothing of {} is left to charge"),
            &[&period.to_string()],
        ),
        FeeRefusal::TooEarly(day) => {
            say(Words("{} 之前不能办理", "{} 之前不能辦理", "Not before {}"), &[&day.to_string()])
        }
        FeeRefusal::First(work, of) => {
            let words = match work {
                NoticeWork::Prepare => Words("请先制作{}", "請先製作{}", "First make this ready: {}"),
                NoticeWork::Send => Words("请先发出{}", "請先發出{}", "First send this: {}"),
                NoticeWork::Receive => Words(
                    "请先登记{}的签收日期",
                    "請先登記{}的簽收日期",
                    "First write down when this was received: {}",
                ),
            };
            say(words, &[stage(*of).get(language)])
        }
        FeeRefusal::Paid => say(Words("已经缴清", "已經繳清", "It is paid"), &[]),
        FeeRefusal::Disputed => say(
            Words(
                "该费用有争议,不催缴",
                "該費用有爭議,不催繳",
                "The bill is disputed and left out of dunning",
            ),
            &[],
        ),
        FeeRefusal::NotDisputed => {
            say(Words("没有未了结的争议", "沒有未了結的爭議", "No dispute about it is open"), &[])
        }
        FeeRefusal::PreparedAlready => say(Words("已经制作", "已經製作", "There is one already"), &[]),
        FeeRefusal::SentAlready => say(Words("已经发出", "已經發出", "It went out already"), &[]),
        FeeRefusal::NotSent => say(Words("尚未发出", "尚未發出", "It hasn't gone out"), &[]),
        FeeRefusal::Withdrawn => say(Words("已经撤回", "已經撤回", "It was withdrawn"), &[]),
        FeeRefusal::LaterNotice(of) => {
            say(Words("请先撤回{}", "請先撤回{}", "Withdraw this first: {}"), &[stage(*of).get(language)])
        }
        FeeRefusal::NotConfirmed => say(
            Words(
                "请先让客户核对姓名、地址、已缴费用、应缴月份与金额",
                "請先讓客戶核對姓名、地址、已繳費用、應繳月份與金額",
                "The customer confirms name, address, what is paid, the months due and the amounts first",
            ),
            &[],
        ),
        FeeRefusal::ReceiptUsed(receipt) => say(
            Words(
                "收据号 {} 已用于另一笔收款",
                "收據號 {} 已用於另一筆收款",
                "Receipt {} was used for another payment",
            ),
            &[receipt],
        ),
        FeeRefusal::ReceiptUsedAt { receipt, place: ReceiptPlace::Slip(number) } => say(
            Words(
                "收据号 {} 已用于工单 {}",
                "收據號 {} 已用於工單 {}",
                "Receipt {} was used for job slip {}",
            ),
            &[receipt, number],
        ),
        FeeRefusal::ReceiptUsedAt { receipt, place: ReceiptPlace::Account(number) } => say(
            Words(
                "收据号 {} 已用于客户 {} 的管理费账户",
                "收據號 {} 已用於客戶 {} 的管理費賬戶",
                "Receipt {} was used for the fee account of customer {}",
            ),
            &[receipt, number],
        ),
        FeeRefusal::LateFeeTooHigh(fen) => say(
            Words(
                "应收滞纳金不超过 {} 元",
                "應收滯納金不超過 {} 元",
                "No more than {} yuan of late fee is owed",
            ),
            &[&format!("{}.{:02}", fen / 100, fen % 100)],
        ),
        FeeRefusal::VisitOver => say(
            Words("该收据已使用或作废", "該收據已使用或作廢", "This visit's receipt is used or voided"),
            &[],
        ),
        FeeRefusal::NotOverdue => say(Words("没有逾期欠费", "沒有逾期欠費", "Nothing is in arrears"), &[]),
        FeeRefusal::CallFirst => say(
            Words(
                "请先电话或短信催缴;每次催缴后只发一封正式催缴函",
                "請先電話或短訊催繳;每次催繳後只發一封正式催繳函",
                "Call the customer first; one letter follows each case",
            ),
            &[],
        ),
        FeeRefusal::BilledAlready(month) => say(
            Words(
                "{} 已经计费:请先撤回该通知书,或从以后的月份开始",
                "{} 已經計費:請先撤回該通知書,或從以後的月份開始",
                "{} is billed already: withdraw that notice, or begin with a later month",
            ),
            &[&month.to_string()],
        ),
    }
}

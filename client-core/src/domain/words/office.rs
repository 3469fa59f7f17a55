//! Words of the office for people, once for every screen: kinds of entries, tracks, ways, causes, desks, methods.

use super::Words;
use crate::domain::entry::Kind;
use crate::domain::entry::desk::{Desk, SlipCopy};
use crate::domain::entry::finance::PaymentMethod;
use crate::domain::entry::follow_up::{Cause, FollowUpBy, FollowUpWay, RepairClass};
use crate::domain::order::{FollowUpTrack, MoneyTrack};

/// Kind of an entry of the office, of an incident or of a complaint; `None` for others.
pub const fn kind(kind: Kind) -> Option<Words> {
    Some(match kind {
        Kind::ContentTimeAgreed => {
            Words("与服务人员确定", "與服務人員確定", "agreed with the service person")
        }
        Kind::CustomerReplied => Words("回复客户", "回覆客戶", "customer replied to"),
        Kind::PoolTaken => Words("抢单", "搶單", "taken from the pool"),
        Kind::AssignmentReturned => Words("退单", "退單", "slip given back"),
        Kind::SlipReturned => Words("回单", "回單", "slip returned"),
        Kind::DeskBatchHanded => Words("前台移交", "前臺移交", "handed over by the front desk"),
        Kind::DeskBatchTaken => Words("调度接收", "調度接收", "taken over by dispatch"),
        Kind::CopyDelivered => Words("联单交付", "聯單交付", "copy delivered"),
        Kind::DemandTold => Words("告知服务已开通", "告知服務已開通", "told that the service exists"),
        Kind::RepairClassified => Words("维修类别", "維修類別", "class of repair"),
        Kind::LeakTested => Words("试漏", "試漏", "leak test"),
        Kind::FollowUpAssigned => Words("安排回访", "安排回訪", "follow-up assigned"),
        Kind::FollowUp => Words("回访", "回訪", "follow-up"),
        Kind::CorrectiveOpened => Words("整改", "整改", "corrective task"),
        Kind::CorrectiveClosed => Words("整改完成", "整改完成", "corrective task done"),
        Kind::SpotCheck => Words("抽查", "抽查", "spot check"),
        Kind::RegisteredByMethod => {
            Words("按付款方式登记", "按付款方式登記", "registered by method of payment")
        }
        Kind::LineReported => Words("列入收费报表", "列入收費報表", "in the finance report"),
        Kind::LineApproved => Words("报表行已审核", "報表行已審核", "line approved"),
        Kind::NoticeLineListed => Words("列入管理费通知", "列入管理費通知", "in the fee notice"),
        Kind::PaymentReceived => Words("收款", "收款", "payment"),
        Kind::Adjustment => Words("调整", "調整", "adjustment"),
        Kind::AdjustmentApproved => Words("调整审批", "調整審批", "answer to an adjustment"),
        Kind::ChargeWaived => Words("免收", "免收", "charge waived"),
        Kind::Archived => Words("归档", "歸檔", "archived"),
        Kind::MonthChecked => Words("月度核对", "月度核對", "month checked"),
        Kind::ReportSubmitted => Words("报表送审", "報表送審", "report submitted"),
        Kind::ReportApproved => Words("报表审核通过", "報表審核通過", "report approved"),
        Kind::ReportSentBack => Words("报表退回", "報表退回", "report sent back"),
        Kind::BundleHanded => Words("月度移交", "月度移交", "month's slips handed over"),
        Kind::AnalysisRecorded => Words("原因分析", "原因分析", "analysis"),
        Kind::AnalysisReviewed => Words("分析已审", "分析已審", "analysis reviewed"),
        Kind::AnalysisSent => Words("分析已报主任", "分析已報主任", "analysis sent to the office head"),
        _ => {
            return match super::incident::kind(kind) {
                None => match super::complaint::kind(kind) {
                    None => match super::fee::kind(kind) {
                        None => super::matter::kind(kind),
                        known => known,
                    },
                    known => known,
                },
                known => known,
            };
        }
    })
}

/// Money track.
pub const fn money(track: MoneyTrack) -> Words {
    match track {
        MoneyTrack::None => Words("未报价", "未報價", "no price yet"),
        MoneyTrack::Quoted => Words("已报价", "已報價", "quoted"),
        MoneyTrack::Agreed => Words("双方已确认", "雙方已確認", "agreed"),
        MoneyTrack::Billable => Words("可收费", "可收費", "billable"),
        MoneyTrack::InReport => Words("已列入报表", "已列入報表", "in report"),
        MoneyTrack::Approved => Words("已审核", "已審核", "approved"),
        MoneyTrack::InNotice => Words("已列入通知", "已列入通知", "in notice"),
        MoneyTrack::Paid => Words("已收取", "已收取", "paid"),
        MoneyTrack::NotCharged => Words("不收费", "不收費", "not charged"),
        MoneyTrack::Waived => Words("已免收", "已免收", "waived"),
    }
}

/// Follow-up track.
pub const fn follow_up(track: FollowUpTrack) -> Words {
    match track {
        FollowUpTrack::NotDue => Words("未到回访", "未到回訪", "not due"),
        FollowUpTrack::Due => Words("待回访", "待回訪", "due"),
        FollowUpTrack::Done => Words("已回访", "已回訪", "done"),
        FollowUpTrack::CorrectiveOpen => Words("整改中", "整改中", "corrective task open"),
    }
}

/// Way of a follow-up.
pub const fn way(way: FollowUpWay) -> Words {
    match way {
        FollowUpWay::OnSite => Words("上门回访", "上門回訪", "on site"),
        FollowUpWay::Phone => Words("电话回访", "電話回訪", "by phone"),
        FollowUpWay::Other => Words("其他方式", "其他方式", "another way"),
    }
}

/// Class of a repair.
pub const fn repair_class(class: RepairClass) -> Words {
    match class {
        RepairClass::Safety => Words("安全设施维修", "安全設施維修", "safety installation"),
        RepairClass::Leak => Words("房屋渗漏水", "房屋滲漏水", "leak or seepage"),
        RepairClass::Other => Words("其他维修", "其他維修", "other repair"),
    }
}

/// Who follows up.
pub const fn follow_up_by(by: FollowUpBy) -> Words {
    match by {
        FollowUpBy::DispatchCentre => Words("客户服务调度中心", "客戶服務調度中心", "dispatch centre"),
        FollowUpBy::AreaAssistant => Words("片区客户助理", "片區客戶助理", "area customer assistant"),
    }
}

/// What satisfaction or dissatisfaction is about.
pub const fn cause(cause: Cause) -> Words {
    match cause {
        Cause::Quality => Words("维修质量", "維修質量", "the work"),
        Cause::Time => Words("时间", "時間", "time"),
        Cause::Attitude => Words("服务态度", "服務態度", "manner"),
        Cause::Price => Words("价格", "價格", "price"),
        Cause::Material => Words("材料配件", "材料配件", "material"),
        Cause::Tidiness => Words("现场整洁", "現場整潔", "tidiness"),
        Cause::Other => Words("其他", "其他", "something else"),
    }
}

/// A desk.
pub const fn desk(desk: Desk) -> Words {
    match desk {
        Desk::DispatchCentre => Words("客户服务调度中心", "客戶服務調度中心", "dispatch centre"),
        Desk::ControlRoom => Words("中控值班", "中控值班", "control room"),
        Desk::FrontDesk => Words("前台", "前臺", "front desk"),
    }
}

/// A copy of the slip.
pub const fn copy(copy: SlipCopy) -> Words {
    match copy {
        SlipCopy::Owner => Words("业主联", "業主聯", "customer's copy"),
        SlipCopy::Csc => Words("客服中心联", "客服中心聯", "service centre's copy"),
        SlipCopy::Finance => Words("财务联", "財務聯", "finance's copy"),
    }
}

/// Method of payment.
pub const fn method(method: PaymentMethod) -> Words {
    match method {
        PaymentMethod::MonthlyAccount => Words("随月度通知", "隨月度通知", "with the monthly notice"),
        PaymentMethod::Cash => Words("现金", "現金", "cash"),
        PaymentMethod::Transfer => Words("转账", "轉帳", "transfer"),
        PaymentMethod::Card => Words("刷卡", "刷卡", "card"),
        PaymentMethod::Mobile => Words("手机支付", "手機支付", "mobile"),
    }
}

//! Words of complaints for people, once for every screen.

use super::Words;
use crate::domain::complaint::{ComplaintRefusal, ComplaintState};
use crate::domain::entry::Kind;
use crate::domain::entry::complaint::{
    Attribution, ComplaintChannel, ComplaintClass, ComplaintOutcome, ForwardTo, Handover, NoticeOf,
    RecordField, SpokenTo,
};
use crate::domain::text::Language;

/// Kind of an entry of a complaint; `None` for others.
pub const fn kind(kind: Kind) -> Option<Words> {
    Some(match kind {
        Kind::ComplaintCaptured => Words("登记投诉", "登記投訴", "complaint taken down"),
        Kind::ComplaintRecorded => Words("补全记录", "補全記錄", "record completed"),
        Kind::ComplaintAccepted => Words("受理", "受理", "accepted"),
        Kind::ComplaintClassified => Words("分类", "分類", "classified"),
        Kind::ComplaintClassLowered => Words("降级", "降級", "class lowered"),
        Kind::ComplaintAttributed => Words("责任归属", "責任歸屬", "whose fault"),
        Kind::ComplaintAssigned => Words("归口", "歸口", "assigned"),
        Kind::ImmediateMeasureTaken => Words("即时措施", "即時措施", "measure at once"),
        Kind::SupervisorCalled => Words("请主管接待", "請主管接待", "supervisor called"),
        Kind::ComplainantContacted => Words("联系投诉人", "聯繫投訴人", "complainant contacted"),
        Kind::HandlingReported => Words("处理情况", "處理情況", "handling"),
        Kind::RemedyPlanned => Words("补救方案", "補救方案", "plan"),
        Kind::ComplaintForwarded => Words("上呈", "上呈", "delivered"),
        Kind::ComplaintAnswered => Words("明确答复", "明確答覆", "answered"),
        Kind::ComplainantNotified => Words("通报", "通報", "complainant told"),
        Kind::ComplaintResolved => Words("处理结果", "處理結果", "result"),
        Kind::ComplaintReopened => Words("重新处理", "重新處理", "opened again"),
        Kind::ComplaintLinked => Words("关联工单", "關聯工單", "order linked"),
        _ => return None,
    })
}

/// State.
pub const fn state(state: ComplaintState) -> Words {
    match state {
        ComplaintState::Captured => Words("待受理", "待受理", "not accepted yet"),
        ComplaintState::Accepted => Words("未归口", "未歸口", "not assigned"),
        ComplaintState::Assigned => Words("处理中", "處理中", "being dealt with"),
        ComplaintState::Resolved => Words("待通报结果", "待通報結果", "result to be told"),
        ComplaintState::Closed => Words("已办结", "已辦結", "closed"),
    }
}

/// How it reached us.
pub const fn channel(channel: ComplaintChannel) -> Words {
    match channel {
        ComplaintChannel::Visit => Words("来访", "來訪", "visit"),
        ComplaintChannel::Phone => Words("来电", "來電", "call"),
        ComplaintChannel::Letter => Words("来函", "來函", "letter"),
        ComplaintChannel::Other => Words("其他", "其他", "other"),
    }
}

/// How grave.
pub const fn class(class: ComplaintClass) -> Words {
    match class {
        ComplaintClass::Minor => Words("轻微投诉", "輕微投訴", "minor"),
        ComplaintClass::Important => Words("重要投诉", "重要投訴", "important"),
        ComplaintClass::Serious => Words("重大投诉", "重大投訴", "serious"),
    }
}

/// How the complainant came to the centre.
pub const fn handover(handover: Handover) -> Words {
    match handover {
        Handover::Direct => Words("本人直接投诉", "本人直接投訴", "direct"),
        Handover::Accompanied => Words("陪同前来", "陪同前來", "accompanied"),
        Handover::Relayed => Words("代为转达", "代為轉達", "passed on"),
    }
}

/// Whose fault.
pub const fn attribution(attribution: Attribution) -> Words {
    match attribution {
        Attribution::Company => Words("公司责任", "公司責任", "the company's"),
        Attribution::Resident => Words("住户或邻里责任", "住戶或鄰里責任", "a resident's"),
        Attribution::Shared => Words("多方责任", "多方責任", "shared"),
    }
}

/// A field of the record.
pub const fn field(field: RecordField) -> Words {
    match field {
        RecordField::Name => Words("姓名", "姓名", "name"),
        RecordField::Address => Words("地址", "地址", "address"),
        RecordField::Contact => Words("联系方式", "聯繫方式", "contact"),
        RecordField::Time => Words("发生时间", "發生時間", "time"),
        RecordField::Place => Words("地点", "地點", "place"),
        RecordField::Person => Words("被投诉人", "被投訴人", "person complained of"),
        RecordField::Department => Words("被投诉部门", "被投訴部門", "department complained of"),
        RecordField::Course => Words("事情经过", "事情經過", "what happened"),
        RecordField::Demand => Words("住户要求", "住戶要求", "what is wanted"),
    }
}

/// To whom it is delivered.
pub const fn forward_to(to: ForwardTo) -> Words {
    match to {
        ForwardTo::OfficeHead => Words("管理处主任", "管理處主任", "office head"),
        ForwardTo::DepartmentHead => Words("部门主管", "部門主管", "department head"),
    }
}

/// What the complainant is told.
pub const fn notice(of: NoticeOf) -> Words {
    match of {
        NoticeOf::Status => Words("进展", "進展", "how it stands"),
        NoticeOf::Result => Words("结果", "結果", "the result"),
    }
}

/// How he is spoken to.
pub const fn way(way: SpokenTo) -> Words {
    match way {
        SpokenTo::Phone => Words("电话", "電話", "phone"),
        SpokenTo::OnSite => Words("上门", "上門", "in person"),
    }
}

/// What came of it.
pub const fn outcome(outcome: ComplaintOutcome) -> Words {
    match outcome {
        ComplaintOutcome::Settled => Words("已处理", "已處理", "settled"),
        ComplaintOutcome::Unfounded => Words("无效投诉", "無效投訴", "unfounded"),
    }
}

/// Why a command is refused.
pub fn refusal(language: Language, refusal: &ComplaintRefusal) -> String {
    let words = match refusal {
        ComplaintRefusal::AccompanyOrCall => Words(
            "只有轻微投诉可以代为转达;请陪同投诉人到客服中心,或致电客服中心",
            "只有輕微投訴可以代為轉達;請陪同投訴人到客服中心,或致電客服中心",
            "only a minor complaint is passed on without the person: go to the centre with him, or call it",
        ),
        ComplaintRefusal::RecordIncomplete(lacking) => {
            let words = Words(
                "记录缺少「{}」:请补上,或写明为何不知",
                "記錄缺少「{}」:請補上,或寫明為何不知",
                "the record lacks \"{}\": fill it, or say why nobody knows",
            );
            return words.with(language, &[field(*lacking).get(language)]);
        }
        ComplaintRefusal::AcceptedAlready => Words("已经受理", "已經受理", "it is accepted already"),
        ComplaintRefusal::NotAccepted => {
            Words("须先由客服中心受理", "須先由客服中心受理", "the service centre accepts it first")
        }
        ComplaintRefusal::HarmFirst => Words(
            "侵害仍在继续:先记录即时措施,再分类",
            "侵害仍在繼續:先記錄即時措施,再分類",
            "somebody is being harmed: write down what was done at once, then classify",
        ),
        ComplaintRefusal::LowerByDecision(known) => {
            let words = Words(
                "已定为{},须由主管决定降级",
                "已定為{},須由主管決定降級",
                "it is {} already: a superior lowers it",
            );
            return words.with(language, &[class(*known).get(language)]);
        }
        ComplaintRefusal::NothingToLower => {
            Words("目前的类别并不更高", "目前的類別並不更高", "it isn't heavier than that")
        }
        ComplaintRefusal::TwoDepartments => {
            Words("多方责任须至少列出两个部门", "多方責任須至少列出兩個部門", "name two departments at least")
        }
        ComplaintRefusal::ResolvedAlready => Words("已有处理结果", "已有處理結果", "it is resolved already"),
        ComplaintRefusal::NoResult => Words("还没有处理结果", "還沒有處理結果", "there is no result yet"),
        ComplaintRefusal::LinkedAlready => {
            Words("已关联此工单", "已關聯此工單", "this order is linked already")
        }
    };
    words.get(language).to_owned()
}

/// Why an entry counts for nothing; `None` for a word that is no reason of a complaint.
pub fn not_accepted(reason: &str) -> Option<Words> {
    Some(match reason {
        "captured_already" => Words("已有登记", "已有登記", "taken down already"),
        "not_captured" => Words("当时还没有登记", "當時還沒有登記", "nothing had been taken down"),
        "role_withdrawn" => Words("作者已不在该岗位", "作者已不在該崗位", "the author's post had ended"),
        "before_acceptance" => Words("当时尚未受理", "當時尚未受理", "it wasn't accepted yet"),
        "accepted_already" => Words("已受理", "已受理", "it was accepted already"),
        "record_incomplete" => Words("当时记录不全", "當時記錄不全", "the record was incomplete"),
        "harm_first" => Words("当时侵害尚未制止", "當時侵害尚未制止", "the harm hadn't been met"),
        "nothing_to_lower" => Words("当时类别并不更高", "當時類別並不更高", "there was no heavier class"),
        "two_departments" => Words("未列出两个部门", "未列出兩個部門", "fewer than two departments"),
        "resolved_already" => Words("已有处理结果", "已有處理結果", "it was resolved already"),
        "not_resolved" => Words("当时还没有处理结果", "當時還沒有處理結果", "there was no result"),
        "apology_missing" => {
            Words("缺少道歉或协商结果", "缺少道歉或協商結果", "apology or agreement missing")
        }
        "explanation_missing" => Words("缺少解释", "缺少解釋", "explanation missing"),
        "help_missing" => Words("缺少所给的帮助", "缺少所給的幫助", "the help given is missing"),
        "linked_already" => Words("已关联此工单", "已關聯此工單", "the order was linked already"),
        _ => return None,
    })
}

//! States, tracks, kinds of entries, roles and tasks.

use super::{Text, of};
use client_core::domain::entry::Kind;
use client_core::domain::entry::cases::{DamageKind, EscalationOutcome};
use client_core::domain::entry::course::WaitingFor;
use client_core::domain::entry::office::{CancelledBy, Channel, ServiceKind, Urgency};
use client_core::domain::entry::work::PartSource;
use client_core::domain::order::{DepartureKind, FollowUpTrack, MoneyTrack, OrderState};
use client_core::domain::policy::Role;
use client_core::domain::text::Language;
use client_core::domain::words::money;

/// States in the order of an order's life, as the board counts them.
pub(crate) const STATES: &[OrderState] = &[
    OrderState::Requested,
    OrderState::Accepted,
    OrderState::Dispatched,
    OrderState::Received,
    OrderState::OnSite,
    OrderState::PriceAgreed,
    OrderState::InWork,
    OrderState::Inspection,
    OrderState::Rework,
    OrderState::Escalated,
    OrderState::Signed,
    OrderState::CancelOpen,
    OrderState::WrittenOff,
    OrderState::Cancelled,
    OrderState::Routed,
    OrderState::Declined,
    OrderState::Archived,
    OrderState::Reopened,
];

/// Main state of an order.
pub(crate) const fn state(state: OrderState) -> Text {
    match state {
        OrderState::Unknown => Text("未登记", "未登記", "not registered"),
        OrderState::Requested => Text("已登记", "已登記", "registered"),
        OrderState::Declined => Text("暂不受理", "暫不受理", "declined for now"),
        OrderState::Accepted => Text("已受理", "已受理", "accepted"),
        OrderState::Routed => Text("已转办", "已轉辦", "passed on"),
        OrderState::Dispatched => Text("已派工", "已派工", "dispatched"),
        OrderState::Received => Text("已接单", "已接單", "received"),
        OrderState::OnSite => Text("已到场", "已到場", "on site"),
        OrderState::PriceAgreed => Text("已确认价格", "已確認價格", "price agreed"),
        OrderState::InWork => Text("维修中", "維修中", "in work"),
        OrderState::Inspection => Text("待客户验收", "待客戶驗收", "customer inspection"),
        OrderState::Rework => Text("返工返修", "返工返修", "rework"),
        OrderState::Escalated => Text("已上报", "已上報", "escalated"),
        OrderState::Signed => Text("客户已签字", "客戶已簽字", "signed"),
        OrderState::WrittenOff => Text("已核销", "已核銷", "written off"),
        OrderState::CancelOpen => Text("取消待核销", "取消待核銷", "cancelled, write-off open"),
        OrderState::Cancelled => Text("已取消", "已取消", "cancelled"),
        OrderState::Archived => Text("已归档", "已歸檔", "archived"),
        OrderState::Reopened => Text("归档后补录", "歸檔後補錄", "reopened by a late fact"),
    }
}

/// A state by its name, in words; the name itself for one of a newer version.
pub(crate) fn state_named(language: Language, name: &str) -> String {
    STATES
        .iter()
        .chain(&[OrderState::Unknown])
        .find(|known| known.as_str() == name)
        .map_or_else(|| name.to_owned(), |known| state(*known).get(language).to_owned())
}

/// Money track.
pub(crate) const fn money(track: MoneyTrack) -> Text {
    let words = client_core::domain::words::office::money(track);
    Text(words.0, words.1, words.2)
}

/// Money track by its name; the name itself for one of a newer version.
pub(crate) fn money_named(language: Language, name: &str) -> String {
    let known = MoneyTrack::ALL.iter().find(|known| known.as_str() == name);
    known.map_or_else(|| name.to_owned(), |known| money(*known).get(language).to_owned())
}

/// What work waits for.
pub(crate) const fn waiting_for(waiting_for: WaitingFor) -> Text {
    match waiting_for {
        WaitingFor::Part => Text("配件", "配件", "a part"),
        WaitingFor::Supply => {
            Text("恢复供水供电供气", "恢復供水供電供氣", "water, gas or power of the building")
        }
        WaitingFor::OwnerMaterial => Text("业主自备材料", "業主自備材料", "material that the owner buys"),
        WaitingFor::Customer => Text("客户答复", "客戶答覆", "the customer's word"),
        WaitingFor::Permit => Text("许可", "許可", "a permit"),
    }
}

/// How a visit ended.
pub(crate) const fn departure(departure: DepartureKind) -> Text {
    match departure {
        DepartureKind::LeftSite => Text("离开现场", "離開現場", "left the site"),
        DepartureKind::CustomerAbsent => Text("客户不在", "客戶不在", "nobody was there"),
    }
}

/// How a manager closes an escalation.
pub(crate) const fn outcome(outcome: EscalationOutcome) -> Text {
    match outcome {
        EscalationOutcome::Rework => Text("再返工一轮", "再返工一輪", "Another round of work"),
        EscalationOutcome::CustomerSatisfied => Text(
            "客户已满意,将验收签字",
            "客戶已滿意,將驗收簽字",
            "The customer is content and will try and sign",
        ),
        EscalationOutcome::ClosedUnsigned => {
            Text("无签字结案,不收费", "無簽字結案,不收費", "Closed without a signature, nothing is charged")
        }
    }
}

/// What happened to the customer's property.
pub(crate) const fn damage(damage: DamageKind) -> Text {
    match damage {
        DamageKind::Damaged => Text("损坏", "損壞", "damaged"),
        DamageKind::Lost => Text("丢失", "丟失", "lost"),
    }
}

/// What keeps an order out of the archive, by the words of `archive_blocked_by`.
const BLOCKS: &[(&str, Text)] = &[
    ("store", Text("仓库未核销", "倉庫未核銷", "store")),
    ("work", Text("工作未结束", "工作未結束", "work")),
    ("money", Text("费用未结清", "費用未結清", "money")),
    ("follow_up", Text("未回访", "未回訪", "follow-up")),
    ("copies", Text("三联未交齐", "三聯未交齊", "copies")),
    ("escalation", Text("上报未处理", "上報未處理", "escalation")),
    ("damage", Text("赔偿未了结", "賠償未了結", "damage case")),
    ("decision", Text("冲突未裁定", "衝突未裁定", "decision")),
];

/// What keeps an order out of the archive.
pub(crate) fn blocks(language: Language, word: &str) -> String {
    of(BLOCKS, language, word)
}

/// Follow-up track.
pub(crate) const fn follow_up(track: FollowUpTrack) -> Text {
    let words = client_core::domain::words::office::follow_up(track);
    Text(words.0, words.1, words.2)
}

/// Kind of service.
pub(crate) const fn service_kind(kind: ServiceKind) -> Text {
    match kind {
        ServiceKind::Regular => Text("常规服务", "常規服務", "regular"),
        ServiceKind::Special => Text("特约(有偿)服务", "特約(有償)服務", "special (paid)"),
        ServiceKind::Business => Text("经营服务", "經營服務", "business"),
    }
}

/// How soon somebody is needed.
pub(crate) const fn urgency(urgency: Urgency) -> Text {
    match urgency {
        Urgency::Normal => Text("按约定时间", "按約定時間", "as agreed"),
        Urgency::Urgent => Text("紧急", "緊急", "urgent"),
    }
}

/// How a request came.
pub(crate) const fn channel(channel: Channel) -> Text {
    match channel {
        Channel::Phone => Text("来电", "來電", "call"),
        Channel::Letter => Text("来函", "來函", "letter"),
        Channel::Visit => Text("来访", "來訪", "visit"),
    }
}

/// On whose word an order was cancelled.
pub(crate) const fn cancelled_by(by: CancelledBy) -> Text {
    match by {
        CancelledBy::Customer => Text("客户", "客戶", "customer"),
        CancelledBy::Office => Text("管理处", "管理處", "office"),
    }
}

/// Where a part came from.
pub(crate) const fn source(source: PartSource) -> Text {
    let words = client_core::domain::words::source(source);
    Text(words.0, words.1, words.2)
}

/// Kind of an entry.
pub(crate) const fn kind(kind: Kind) -> Text {
    if let Some(words) = client_core::domain::words::kind(kind) {
        return Text(words.0, words.1, words.2);
    }
    match kind {
        Kind::RequestRegistered => Text("登记", "登記", "registered"),
        Kind::Judged => Text("受理判别", "受理判別", "judged"),
        Kind::SlipIssued => Text("开单", "開單", "slip issued"),
        Kind::Assigned => Text("派工", "派工", "assigned"),
        Kind::SlipReceived => Text("接单", "接單", "slip received"),
        Kind::Arrived => Text("到场", "到場", "arrived"),
        Kind::Finding => Text("现场查看", "現場查看", "finding"),
        Kind::Quoted => Text("报价", "報價", "quoted"),
        Kind::PriceConfirmed => Text("确认价格", "確認價格", "price confirmed"),
        Kind::GateSet => Text("安全隔离", "安全隔離", "safety gate set"),
        Kind::GateWithdrawn => Text("恢复供应", "恢復供應", "supply on again"),
        Kind::StepResult => Text("步骤结果", "步驟結果", "step result"),
        Kind::PartReplaced => Text("更换配件", "更換配件", "part replaced"),
        Kind::WorkFinished => Text("完工", "完工", "work finished"),
        Kind::NotRepaired => Text("未修复", "未修復", "not repaired"),
        Kind::InspectionResult => Text("试用检验", "試用檢驗", "customer's trial"),
        Kind::CustomerSigned => Text("客户签名", "客戶簽名", "customer signed"),
        Kind::CancelRequested => Text("取消服务", "取消服務", "cancellation"),
        Kind::CancelConfirmed => Text("取消核销", "取消核銷", "cancellation written off"),
        Kind::DispatchWrittenOff => Text("派工单核销", "派工單核銷", "slip written off"),
        Kind::Note => Text("备注", "備註", "note"),
        Kind::PhotoAdded => Text("照片", "照片", "photo"),
        Kind::Marked => Text("标记为主张", "標記為主張", "marked as a claim"),
        Kind::Decision => Text("裁定", "裁定", "decision"),
        Kind::CannotKeepTime => Text("不能按时", "不能按時", "can't keep the time"),
        Kind::AppointmentConfirmed => Text("客户确认时间", "客戶確認時間", "appointment confirmed"),
        Kind::ToolsChecked => Text("工具清点", "工具清點", "tools checked"),
        Kind::LeftSite => Text("离场", "離場", "left the site"),
        Kind::CustomerAbsent => Text("客户不在", "客戶不在", "customer absent"),
        Kind::Waiting => Text("等待", "等待", "waiting"),
        Kind::Resumed => Text("恢复", "恢復", "resumed"),
        Kind::PriceRefused => Text("客户不接受价格", "客戶不接受價格", "price refused"),
        Kind::ReworkRequested => Text("要求返工", "要求返工", "rework requested"),
        Kind::EscalationOpened => Text("上报", "上報", "escalation"),
        Kind::EscalationDecided => Text("处理决定", "處理決定", "manager's decision"),
        Kind::DamageReported => Text("财产损坏", "財產損壞", "damage or loss"),
        Kind::DamageSettled => Text("赔偿协商", "賠償協商", "compensation"),
        Kind::CustomerRecorded => Text("客户资料", "客戶資料", "customer's data"),
        // Kinds of the store and the office have their words in the core; a test asks for every kind.
        _ => Text("", "", ""),
    }
}

/// Kind of an entry by its name; the name itself for a kind of a newer version.
pub(crate) fn kind_named(language: Language, name: &str) -> String {
    Kind::parse(name).map_or_else(|| name.to_owned(), |known| kind(known).get(language).to_owned())
}

/// A role.
pub(crate) const fn role(role: Role) -> Text {
    match role {
        Role::Dispatcher => Text("调度员", "調度員", "dispatcher"),
        Role::FrontDesk => Text("前台", "前臺", "front desk"),
        Role::DispatchAssistant => Text("调度助理", "調度助理", "dispatch assistant"),
        Role::AreaAssistant => Text("片区客户助理", "片區客戶助理", "area assistant"),
        Role::CsAssistant => Text("客服助理", "客服助理", "customer-service assistant"),
        Role::CscSupervisor => Text("客服中心主管", "客服中心主管", "CSC supervisor"),
        Role::CscManager => Text("客服中心经理", "客服中心經理", "CSC manager"),
        Role::OfficeHead => Text("管理处主任", "管理處主任", "head of the office"),
        Role::Technician => Text("维修人员", "維修人員", "technician"),
        Role::Storekeeper => Text("仓管员", "倉管員", "storekeeper"),
        Role::Finance => Text("财务人员", "財務人員", "finance"),
        Role::FeeCollector => Text("收费员", "收費員", "fee collector"),
        Role::RecordsAdmin => Text("档案管理员", "檔案管理員", "records administrator"),
        Role::GateGuard => Text("门岗安护员", "門崗安護員", "gate guard"),
        Role::Contractor => Text("合作服务商", "合作服務商", "contractor"),
        Role::AdminHr => Text("行政人事部", "行政人事部", "administration and personnel"),
        Role::Administrator => Text("系统管理员", "系統管理員", "administrator"),
        Role::Server => Text("服务器", "伺服器", "server"),
    }
}

/// Several roles in one line.
pub(crate) fn roles(language: Language, roles: &[Role]) -> String {
    let words: Vec<String> = roles.iter().map(|r| role(*r).get(language).to_owned()).collect();
    super::list(language, &words)
}

const TASKS: &[(&str, Text)] = &[
    ("judge", Text("判别是否受理", "判別是否受理", "Accept it, or not for now")),
    ("alarm", Text("险情未排除", "險情未排除", "A danger is not removed")),
    ("issue_slip", Text("开派工单", "開派工單", "Issue the job slip")),
    ("assign", Text("派工", "派工", "Assign a technician")),
    ("write_off", Text("核销派工单", "核銷派工單", "Write the slip off")),
    ("confirm_cancel", Text("核销取消", "核銷取消", "Write the cancellation off")),
    ("escalation", Text("处理上报", "處理上報", "Deal with the escalation")),
    (
        "late_facts",
        Text(
            "归档后有补录,查看后再归档",
            "歸檔後有補錄,查看後再歸檔",
            "Look at what came after the archive, and archive again",
        ),
    ),
    ("reply", Text("回复客户", "回覆客戶", "Reply to the customer")),
    (
        "agree_service",
        Text(
            "与服务人员商定内容与时间",
            "與服務人員商定內容與時間",
            "Agree content and time with whoever comes",
        ),
    ),
    ("agree_time", Text("与客户另约时间", "與客戶另約時間", "Agree on a time with the customer")),
    (
        "price_refused",
        Text(
            "客户拒绝报价:取消或重新报价",
            "客戶拒絕報價:取消或重新報價",
            "The price was refused: cancel, or quote again",
        ),
    ),
    ("follow_up", Text("回访", "回訪", "Follow the customer up")),
    ("leak_test", Text("漏水维修后试漏", "漏水維修後試漏", "Test whether the repaired leak holds")),
    ("return_goods", Text("收回领用物品", "收回領用物品", "Take the goods back")),
    ("store_write_off", Text("仓库核销", "倉庫核銷", "Write the goods off")),
    (
        "signature_unbound",
        Text("签名与所示内容对不上", "簽名與所示內容對不上", "The signature doesn't fit what was shown"),
    ),
    (
        "changed_after_signature",
        Text("签字后内容有变化", "簽字後內容有變化", "Something changed after the signature"),
    ),
];

/// What waits for somebody.
pub(crate) fn task(language: Language, id: &str) -> String {
    match id.split_once(':') {
        Some(("settle", conflict)) => {
            let rule = conflict.split(':').next().unwrap_or(conflict);
            Text("裁定冲突 {}", "裁定衝突 {}", "Settle conflict {}").with(language, &[rule])
        }
        Some(("damage", _)) => {
            Text("与客户协商赔偿", "與客戶協商賠償", "Settle the damage with the customer")
                .get(language)
                .to_owned()
        }
        Some(("corrective", _)) => Text("整改", "整改", "Put it right").get(language).to_owned(),
        Some(("need", _)) => Text("批复用料", "批覆用料", "Answer a need").get(language).to_owned(),
        Some(("review", _)) => Text("复核主张", "複核主張", "Review a claim").get(language).to_owned(),
        _ => money::task(id).map_or_else(|| of(TASKS, language, id), |words| words.get(language).to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_words() {
        for one in Kind::ALL {
            let Text(simplified, traditional, english) = kind(*one);
            assert!([simplified, traditional, english].iter().all(|words| !words.is_empty()), "{one:?}");
        }
    }
}

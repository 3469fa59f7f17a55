//! States, tracks, kinds of entries, roles and tasks.

use crate::{Text, of};
use client_core::domain::entry::Kind;
use client_core::domain::entry::office::{CancelledBy, Channel, ServiceKind};
use client_core::domain::entry::work::PartSource;
use client_core::domain::order::{FollowUpTrack, MoneyTrack, OrderState};
use client_core::domain::policy::Role;
use client_core::domain::stock::Exchange;
use client_core::domain::text::Language;
use client_core::domain::words::money;

/// Main state of an order.
pub const fn state(state: OrderState) -> Text {
    match state {
        OrderState::Unknown => Text("未登记", "未登記", "not registered"),
        OrderState::Requested => Text("待判断", "待判斷", "requested"),
        OrderState::Declined => Text("暂不受理", "暫不受理", "declined"),
        OrderState::Accepted => Text("已受理", "已受理", "accepted"),
        OrderState::Routed => Text("已转办", "已轉辦", "passed on"),
        OrderState::Dispatched => Text("已派工", "已派工", "dispatched"),
        OrderState::Received => Text("已接单", "已接單", "received"),
        OrderState::OnSite => Text("已到场", "已到場", "on site"),
        OrderState::PriceAgreed => Text("价格已确认", "價格已確認", "price agreed"),
        OrderState::InWork => Text("维修中", "維修中", "in work"),
        OrderState::Inspection => Text("待验收", "待驗收", "inspection"),
        OrderState::Rework => Text("返工", "返工", "rework"),
        OrderState::Escalated => Text("已上报", "已上報", "escalated"),
        OrderState::Signed => Text("已签字", "已簽字", "signed"),
        OrderState::WrittenOff => Text("已销单", "已銷單", "written off"),
        OrderState::CancelOpen => Text("取消待确认", "取消待確認", "cancellation to confirm"),
        OrderState::Cancelled => Text("已取消", "已取消", "cancelled"),
        OrderState::Archived => Text("已归档", "已歸檔", "archived"),
        OrderState::Reopened => Text("归档后补录", "歸檔後補錄", "reopened by a late fact"),
    }
}

/// Money track.
pub const fn money(track: MoneyTrack) -> Text {
    let words = client_core::domain::words::office::money(track);
    Text(words.0, words.1, words.2)
}

/// Follow-up track.
pub const fn follow_up(track: FollowUpTrack) -> Text {
    let words = client_core::domain::words::office::follow_up(track);
    Text(words.0, words.1, words.2)
}

/// Kind of service.
pub const fn service_kind(kind: ServiceKind) -> Text {
    match kind {
        ServiceKind::Regular => Text("常规服务(不收费)", "常規服務(不收費)", "regular (no charge)"),
        ServiceKind::Special => Text("特约服务(收费)", "特約服務(收費)", "special (paid)"),
        ServiceKind::Business => Text("经营服务", "經營服務", "business"),
    }
}

/// How a request came.
pub const fn channel(channel: Channel) -> Text {
    match channel {
        Channel::Phone => Text("来电", "來電", "phone"),
        Channel::Letter => Text("来信", "來信", "letter"),
        Channel::Visit => Text("来访", "來訪", "visit"),
    }
}

/// On whose word an order was cancelled.
pub const fn cancelled_by(by: CancelledBy) -> Text {
    match by {
        CancelledBy::Customer => Text("客户", "客戶", "customer"),
        CancelledBy::Office => Text("管理处", "管理處", "office"),
    }
}

/// Where a part came from.
pub const fn source(source: PartSource) -> Text {
    let words = client_core::domain::words::source(source);
    Text(words.0, words.1, words.2)
}

/// Kind of an entry.
pub const fn kind(kind: Kind) -> Text {
    if let Some(words) = client_core::domain::words::kind(kind) {
        return Text(words.0, words.1, words.2);
    }
    match kind {
        Kind::RequestRegistered => Text("登记", "登記", "registration"),
        Kind::Judged => Text("判断", "判斷", "judgement"),
        Kind::SlipIssued => Text("开单", "開單", "job slip"),
        Kind::Assigned => Text("派工", "派工", "assignment"),
        Kind::SlipReceived => Text("接单", "接單", "receipt of the slip"),
        Kind::Arrived => Text("到场", "到場", "arrival"),
        Kind::Finding => Text("现场查明", "現場查明", "finding"),
        Kind::Quoted => Text("报价", "報價", "quote"),
        Kind::PriceConfirmed => Text("价格确认", "價格確認", "price agreed"),
        Kind::GateSet => Text("安全隔离", "安全隔離", "safety gate set"),
        Kind::GateWithdrawn => Text("恢复供应", "恢復供應", "supply on again"),
        Kind::StepResult => Text("步骤结果", "步驟結果", "step result"),
        Kind::PartReplaced => Text("更换配件", "更換配件", "part replaced"),
        Kind::WorkFinished => Text("完工", "完工", "work finished"),
        Kind::NotRepaired => Text("未能修复", "未能修復", "not repaired"),
        Kind::InspectionResult => Text("客户验收", "客戶驗收", "customer's trial"),
        Kind::CustomerSigned => Text("客户签字", "客戶簽字", "customer's signature"),
        Kind::CancelRequested => Text("取消", "取消", "cancellation"),
        Kind::CancelConfirmed => Text("确认取消", "確認取消", "cancellation confirmed"),
        Kind::DispatchWrittenOff => Text("调度销单", "調度銷單", "write-off"),
        Kind::Note => Text("备注", "備註", "note"),
        Kind::PhotoAdded => Text("照片", "照片", "photo"),
        Kind::Marked => Text("服务器标记", "伺服器標記", "server's mark"),
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
pub fn kind_named(language: Language, name: &str) -> String {
    Kind::parse(name).map_or_else(|| name.to_owned(), |known| kind(known).get(language).to_owned())
}

/// A role.
pub const fn role(role: Role) -> Text {
    match role {
        Role::Dispatcher => Text("调度员", "調度員", "dispatcher"),
        Role::FrontDesk => Text("前台", "前臺", "front desk"),
        Role::DispatchAssistant => Text("调度助理", "調度助理", "dispatch assistant"),
        Role::AreaAssistant => Text("片区助理", "片區助理", "area assistant"),
        Role::CsAssistant => Text("客服助理", "客服助理", "customer-service assistant"),
        Role::CscSupervisor => Text("客服主管", "客服主管", "supervisor"),
        Role::CscManager => Text("客服经理", "客服經理", "manager"),
        Role::OfficeHead => Text("管理处主任", "管理處主任", "head of office"),
        Role::Technician => Text("维修员", "維修員", "technician"),
        Role::Storekeeper => Text("仓管员", "倉管員", "storekeeper"),
        Role::Finance => Text("财务", "財務", "finance"),
        Role::FeeCollector => Text("收费员", "收費員", "fee collector"),
        Role::RecordsAdmin => Text("档案员", "檔案員", "records administrator"),
        Role::GateGuard => Text("门岗", "門崗", "gate guard"),
        Role::Contractor => Text("外包单位", "外包單位", "contractor"),
        Role::AdminHr => Text("行政人事部", "行政人事部", "administration and personnel"),
        Role::Administrator => Text("系统管理员", "系統管理員", "administrator"),
        Role::Server => Text("服务器", "伺服器", "server"),
    }
}

/// Several roles in one line.
pub fn roles(language: Language, roles: &[Role]) -> String {
    let words: Vec<String> = roles.iter().map(|r| role(*r).get(language).to_owned()).collect();
    super::list(language, &words)
}

const TASKS: &[(&str, Text)] = &[
    ("judge", Text("判断是否受理", "判斷是否受理", "accept it or not")),
    ("alarm", Text("险情未排除", "險情未排除", "a danger is not removed")),
    ("issue_slip", Text("开派工单", "開派工單", "issue the slip")),
    ("assign", Text("派工", "派工", "assign it")),
    ("write_off", Text("销单", "銷單", "write it off")),
    ("confirm_cancel", Text("确认取消", "確認取消", "confirm the cancellation")),
    ("escalation", Text("处理上报", "處理上報", "deal with the escalation")),
    (
        "agree_service",
        Text(
            "与服务人员商定内容与时间",
            "與服務人員商定內容與時間",
            "agree content and time with whoever comes",
        ),
    ),
    ("agree_time", Text("与客户另约时间", "與客戶另約時間", "agree on a time with the customer")),
    (
        "price_refused",
        Text(
            "客户不接受价格,决定怎样办",
            "客戶不接受價格,決定怎樣辦",
            "the price was refused: cancel or quote again",
        ),
    ),
    (
        "signature_unbound",
        Text(
            "签字无法核对,联系客户",
            "簽字無法核對,聯絡客戶",
            "nobody can say what was signed: call the customer",
        ),
    ),
    (
        "changed_after_signature",
        Text(
            "签字后有改动,联系客户",
            "簽字後有改動,聯絡客戶",
            "changed after the signature: call the customer",
        ),
    ),
    (
        "return_goods",
        Text(
            "物品和工具须归还仓库",
            "物品和工具須歸還倉庫",
            "goods and tools have to come back to the store",
        ),
    ),
    ("store_write_off", Text("仓库核销", "倉庫核銷", "store write-off")),
    ("reply", Text("答复客户", "答覆客戶", "reply to the customer")),
    (
        "late_facts",
        Text("归档后有补录,查看后再归档", "歸檔後有補錄,查看後再歸檔", "look at what came after the archive"),
    ),
    ("follow_up", Text("回访", "回訪", "follow the customer up")),
    ("leak_test", Text("试漏", "試漏", "test whether the leak holds")),
];

/// What waits for somebody.
pub fn task(language: Language, id: &str) -> String {
    match id.split_once(':') {
        Some(("settle", conflict)) => Text("裁定 {}", "裁定 {}", "settle {}").with(language, &[conflict]),
        Some(("review", entry)) => {
            Text("复核 CLAIM:{}", "複核 CLAIM:{}", "review CLAIM:{}").with(language, &[entry])
        }
        Some(("corrective", entry)) => Text("整改 {}", "整改 {}", "put right {}").with(language, &[entry]),
        Some(("need", entry)) => {
            Text("批复需用 {}", "批覆需用 {}", "answer the need {}").with(language, &[entry])
        }
        Some(("damage", case)) => {
            Text("协商赔偿 {}", "協商賠償 {}", "agree on compensation for {}").with(language, &[case])
        }
        _ => money::task(id).map_or_else(|| of(TASKS, language, id), |words| words.get(language).to_owned()),
    }
}

/// What changes hands.
pub const fn exchange(exchange: Exchange) -> Text {
    match exchange {
        Exchange::Issue => Text("发料", "發料", "material from the store"),
        Exchange::Return => Text("退料", "退料", "material back to the store"),
        Exchange::Loan => Text("借用工具", "借用工具", "a tool on loan"),
        Exchange::ToolReturn => Text("归还工具", "歸還工具", "a tool back to the store"),
        Exchange::HandOver => Text("转交工具", "轉交工具", "a tool from colleague to colleague"),
        Exchange::KitIssue => Text("配发随身库", "配發隨身庫", "material into a personal stock"),
        Exchange::KitReturn => Text("随身库退回", "隨身庫退回", "material back from a personal stock"),
        Exchange::KitTransfer => {
            Text("随身库转交", "隨身庫轉交", "material from personal stock to personal stock")
        }
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

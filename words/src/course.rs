//! Visits: times, tools, waiting, leaving.

use crate::Text;
use client_core::domain::entry::course::WaitingFor;
use client_core::domain::order::DepartureKind;

pub const APPOINTMENT: Text = Text("预约", "預約", "Appointment");
pub const AGREED_BY: Text = Text("{} 同意", "{} 同意", "agreed by {}");
pub const TIME_OPEN: Text =
    Text("须与客户另约时间", "須與客戶另約時間", "the time must be agreed again with the customer");
pub const FORMER: Text = Text("原预约", "原預約", "before");
pub const TIME_QUESTION: Text = Text("未能按时:{}", "未能按時:{}", "the time was not kept: {}");
pub const ANSWERED: Text = Text("已另约", "已另約", "agreed again since");
pub const RECEIVED: Text = Text("接单 {}", "接單 {}", "slip taken {}");
pub const RECEIVED_BACK: Text =
    Text("接单 {}({} 补记)", "接單 {}({} 補記)", "slip taken {} (written down {})");
pub const ARRIVED: Text = Text("到场 {}", "到場 {}", "arrived {}");
pub const AHEAD: Text = Text("提前", "提前", "ahead");
pub const NOT_AHEAD: Text = Text("未提前", "未提前", "not ahead");
pub const ON_SITE: Text = Text("在场", "在場", "on site now");
pub const TOOLS: Text = Text("随带工具", "隨帶工具", "Tools to take along");
pub const TOOLS_MISSING: Text = Text("出发前缺:{}", "出發前缺:{}", "NOT TICKED before departure: {}");
pub const TOOLS_READY: Text = Text("工具齐备", "工具齊備", "all tools are ticked");
pub const WAITS: Text = Text("等待", "等待", "Waiting");
pub const UNTIL: Text = Text("预计 {}", "預計 {}", "until {}");
pub const RESUMED: Text = Text("已恢复", "已恢復", "resumed");
pub const STILL_WAITING: Text = Text("仍在等", "仍在等", "still waiting");

/// What work waits for.
pub const fn waiting_for(waiting_for: WaitingFor) -> Text {
    match waiting_for {
        WaitingFor::Part => Text("配件", "配件", "a part"),
        WaitingFor::Supply => Text("水、气或电", "水、氣或電", "water, gas or power"),
        WaitingFor::OwnerMaterial => Text("业主自购材料", "業主自購材料", "material that the owner buys"),
        WaitingFor::Customer => Text("客户答复", "客戶答覆", "the customer's word"),
        WaitingFor::Permit => Text("许可", "許可", "a permit"),
    }
}

/// How a visit ended.
pub const fn departure(departure: DepartureKind) -> Text {
    match departure {
        DepartureKind::LeftSite => Text("离场", "離場", "left"),
        DepartureKind::CustomerAbsent => Text("客户不在", "客戶不在", "nobody there"),
    }
}

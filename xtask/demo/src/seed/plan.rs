//! The invented orders that are told one by one: what was asked for, when, and how far it came.

use crate::jobs::Class;
use client_core::domain::entry::office::{Channel, ServiceKind};

/// How far an order came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Goal {
    /// Registered, not judged.
    Requested,
    /// Not for now, with this explanation.
    Declined(&'static str),
    /// Accepted, without a slip.
    Accepted,
    /// With a slip, not assigned.
    Slip,
    /// Given to the technician.
    Dispatched,
    /// The technician took the slip.
    Received,
    /// The technician is there and knows what is broken.
    OnSite,
    /// A price was offered, nobody has agreed.
    Quoted,
    /// Both sides agreed.
    PriceAgreed,
    /// Repair has begun.
    InWork,
    /// The customer tries.
    Inspection,
    /// The customer was not satisfied.
    Rework(&'static str),
    /// Nor after the second round.
    Escalated(&'static str),
    /// It could not be repaired.
    NotRepaired(&'static str),
    /// Signed.
    Signed,
    /// Signed and written off.
    WrittenOff,
    /// A business service, passed on to whoever deals with it.
    Routed(&'static str),
    /// The customer cancelled.
    CancelOpen(&'static str),
    /// The desk wrote the cancelled slip off.
    Cancelled(&'static str),
}

/// What somebody asks the desk for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Request {
    /// Days before today.
    pub(crate) days: i64,
    /// Hour of the request.
    pub(crate) hour: i64,
    /// Id of the procedure.
    pub(crate) class: &'static str,
    /// Who pays.
    pub(crate) kind: ServiceKind,
    /// How the request came.
    pub(crate) channel: Channel,
    /// The customer's words.
    pub(crate) content: &'static str,
}

/// A request and what became of it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Plan {
    /// Days before today; 0 is told through the office's own pages, at the present time.
    pub(crate) days: i64,
    /// Hour of the request.
    pub(crate) hour: i64,
    /// What is broken.
    pub(crate) class: Class,
    /// Who pays.
    pub(crate) kind: ServiceKind,
    /// How the request came.
    pub(crate) channel: Channel,
    /// The customer's words.
    pub(crate) content: &'static str,
    /// Login of the technician.
    pub(crate) technician: &'static str,
    /// How far it came.
    pub(crate) goal: Goal,
}

impl Plan {
    /// The request itself.
    pub(crate) const fn request(&self) -> Request {
        let Self { days, hour, class, kind, channel, content, .. } = *self;
        Request { days, hour, class: class.id(), kind, channel, content }
    }
}

use Channel::{Letter, Phone, Visit};
use Class::{Lamp, Switch};
use Goal::{
    Accepted, CancelOpen, Cancelled, Declined, Dispatched, Escalated, InWork, Inspection, NotRepaired,
    OnSite, PriceAgreed, Quoted, Received, Requested, Rework, Routed, Signed, Slip, WrittenOff,
};
use ServiceKind::{Business, Regular, Special};

const fn plan(
    (days, hour): (i64, i64),
    class: Class,
    kind: ServiceKind,
    channel: Channel,
    content: &'static str,
    technician: &'static str,
    goal: Goal,
) -> Plan {
    Plan { days, hour, class, kind, channel, content, technician, goal }
}

/// Orders of earlier days.
pub(crate) const PAST: &[Plan] = &[
    plan((5, 8), Lamp, Special, Phone, "客厅日光灯一直闪,点不亮", "zhanglei", WrittenOff),
    plan((5, 9), Switch, Special, Phone, "卧室开关打火", "chengang", WrittenOff),
    plan((5, 10), Lamp, Regular, Visit, "楼道灯不亮,三楼", "zhaoyong", WrittenOff),
    plan((5, 14), Lamp, Special, Phone, "厨房灯不亮", "zhanglei", WrittenOff),
    plan((4, 8), Switch, Regular, Letter, "地下车库开关松动", "chengang", WrittenOff),
    plan((4, 9), Lamp, Regular, Visit, "会所活动厅日光灯不亮,下午有活动", "zhaoyong", WrittenOff),
    plan((4, 10), Lamp, Special, Phone, "书房灯管两头发黑", "zhanglei", Cancelled("客户自己换了灯管")),
    plan((4, 15), Switch, Special, Phone, "阳台开关按不动", "chengang", WrittenOff),
    plan((3, 8), Lamp, Special, Phone, "进门灯闪烁", "zhaoyong", Signed),
    plan(
        (3, 9),
        Lamp,
        Special,
        Phone,
        "想请管理处改装吊顶灯带",
        "zhanglei",
        Declined("改装不在服务项目内,已致歉并介绍装修单位"),
    ),
    plan((3, 11), Switch, Special, Visit, "客厅双控开关一边不起作用", "chengang", WrittenOff),
    plan((3, 14), Lamp, Special, Phone, "餐厅灯嗡嗡响", "zhaoyong", Escalated("修了两次还是响,请经理来看")),
    plan(
        (2, 8),
        Lamp,
        Special,
        Phone,
        "卫生间灯不亮",
        "zhanglei",
        NotRepaired("灯座烧毁,需业主先买同款灯具"),
    ),
    plan((2, 9), Switch, Special, Phone, "卧室开关发热", "chengang", Signed),
    plan((2, 10), Lamp, Regular, Visit, "电梯厅灯不亮", "zhaoyong", Signed),
    plan((2, 15), Switch, Special, Phone, "厨房开关没反应", "chengang", Cancelled("客户出差,改月再报")),
    plan((1, 8), Lamp, Special, Phone, "客厅灯又不亮了", "zhanglei", Rework("亮了五分钟又灭了")),
    plan((1, 9), Switch, Special, Phone, "书房开关接触不良", "chengang", Inspection),
    plan((1, 16), Lamp, Special, Phone, "女儿房间灯闪", "zhaoyong", InWork),
];

/// The words of the customer of today who can't wait (PRI-4).
pub(crate) const URGENT: &str = "开关面板裂了,露出电线";

/// Orders of today.
pub(crate) const TODAY: &[Plan] = &[
    plan((0, 8), Lamp, Special, Phone, "客厅灯不亮,今天能来吗", "liqiang", Requested),
    plan((0, 8), Switch, Special, Letter, "走廊开关坏了", "liqiang", Accepted),
    plan((0, 9), Lamp, Business, Visit, "想长租一个地下车位", "zhaoyong", Routed("车位租赁 高女士")),
    plan((0, 9), Lamp, Special, Phone, "阳台灯不亮", "zhaoyong", Slip),
    plan((0, 9), Switch, Special, Phone, URGENT, "zhaoyong", Dispatched),
    plan((0, 9), Lamp, Regular, Phone, "门厅灯不亮", "zhaoyong", Received),
    plan((0, 10), Lamp, Special, Phone, "灯管闪", "zhaoyong", OnSite),
    plan((0, 10), Switch, Special, Phone, "开关时灵时不灵", "zhaoyong", Quoted),
    plan((0, 10), Switch, Special, Visit, "客厅总开关松动", "zhaoyong", PriceAgreed),
    plan((0, 10), Lamp, Special, Phone, "主卧灯不亮", "chengang", InWork),
    plan((0, 11), Lamp, Special, Phone, "储物间灯不亮", "chengang", CancelOpen("客户说灯又好了")),
    plan(
        (0, 11),
        Switch,
        Regular,
        Phone,
        "楼梯间开关失灵",
        "chengang",
        Declined("与今早报修重复,已向客户说明并致歉"),
    ),
];

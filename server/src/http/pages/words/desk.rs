//! Words of the desks: queues, the pool, replies, slips that come back, batches, copies, unmet demand, archive.

use super::Text;
use crate::board::Queue;
use client_core::domain::entry::desk::{Desk, SlipCopy};
use client_core::domain::order::Kinship;

/// A queue of the board.
pub(crate) const fn queue(queue: Queue) -> Text {
    match queue {
        Queue::Urgent => Text("紧急", "緊急", "urgent"),
        Queue::LateReplies => Text("超时未回复", "逾時未回覆", "reply overdue"),
        Queue::LateArrivals => Text("到时未上门", "到時未上門", "nobody has come"),
        Queue::Conflicts => Text("冲突", "衝突", "conflicts"),
        Queue::Claims => Text("待复核主张", "待複核主張", "claims to review"),
        Queue::Duplicates => Text("疑似重复", "疑似重複", "possible duplicates"),
        Queue::Pool => Text("待抢单", "待搶單", "in the pool"),
        Queue::DueToday => Text("今日预约", "今日預約", "due today"),
    }
}

/// A desk.
pub(crate) const fn desk(desk: Desk) -> Text {
    let words = client_core::domain::words::office::desk(desk);
    Text(words.0, words.1, words.2)
}

/// A copy of the slip.
pub(crate) const fn copy(copy: SlipCopy) -> Text {
    let words = client_core::domain::words::office::copy(copy);
    Text(words.0, words.1, words.2)
}

/// How another request stands to this one.
pub(crate) const fn kinship(kinship: Kinship) -> Text {
    match kinship {
        Kinship::Open => Text("疑似同一请求", "疑似同一請求", "may be the same request"),
        Kinship::Linked => Text("同一请求", "同一請求", "the same request"),
        Kinship::Leads => {
            Text("同一请求,以本单为主", "同一請求,以本單為主", "the same request; this order leads")
        }
        Kinship::Follows => {
            Text("同一请求,以该单为主", "同一請求,以該單為主", "the same request; that order leads")
        }
        Kinship::Different => Text("不同的请求", "不同的請求", "another request"),
    }
}

pub(crate) const ANY_CLASS: Text = Text("全部类别", "全部類別", "any class");
pub(crate) const QUEUE: Text = Text("待办队列", "待辦隊列", "Queue");
pub(crate) const ANY_QUEUE: Text = Text("不限队列", "不限隊列", "any queue");
pub(crate) const IN_POOL: Text = Text("待抢单", "待搶單", "in the pool");

pub(crate) const DESK: Text = Text("调度与前台", "調度與前臺", "Desk");
pub(crate) const REQUEST_CAME: Text = Text("接到请求", "接到請求", "Request came");
pub(crate) const SAVED_AFTER: Text = Text("{} 分钟后登记", "{} 分鐘後登記", "saved {} min later");
pub(crate) const REPLIES: Text = Text("回复客户", "回覆客戶", "Replies");
pub(crate) const REPLY_DUE: Text = Text("应在 {} 前回复", "應在 {} 前回覆", "due by {}");
pub(crate) const IN_TIME: Text = Text("及时", "及時", "in time");
pub(crate) const LATE: Text = Text("超时", "逾時", "late");
pub(crate) const RUNS_OUT: Text = Text("即将超时", "即將逾時", "runs out");
pub(crate) const AGREED: Text = Text("与服务人员约定", "與服務人員約定", "Agreed with");
pub(crate) const HANDED_BACK: Text = Text("退单", "退單", "Given back");
pub(crate) const PROPOSES: Text = Text("建议转给 {}", "建議轉給 {}", "proposes {}");
pub(crate) const RETURNED: Text = Text("回单", "回單", "Slip returned");
pub(crate) const BATCH: Text = Text("前台批次", "前臺批次", "Front desk's batch");
pub(crate) const TAKEN: Text = Text("调度已接收", "調度已接收", "taken by dispatch");
pub(crate) const NOT_TAKEN: Text = Text("调度未接收", "調度未接收", "not taken yet");
pub(crate) const COPIES: Text = Text("三联", "三聯", "Copies");
pub(crate) const COPY_MISSING: Text = Text("未交付", "未交付", "not delivered");
pub(crate) const TRIED: Text = Text("曾尝试:{}", "曾嘗試:{}", "tried: {}");
pub(crate) const TOLD: Text = Text("已告知服务开通", "已告知服務開通", "Told that the service exists");
pub(crate) const OTHER_ORDER: Text = Text("查看另一单", "查看另一單", "the other order");
pub(crate) const TWINS: Text = Text("相关登记", "相關登記", "Related requests");
pub(crate) const DEADLINES_SINCE: Text = Text("期限自 {} 起算", "期限自 {} 起算", "deadlines run from {}");
pub(crate) const PRINTED_NUMBER: Text = Text("纸单上的单号", "紙單上的單號", "Number on the paper");
pub(crate) const ARCHIVED: Text = Text("归档", "歸檔", "Archive");
pub(crate) const LATE_FACTS: Text = Text("归档后补录", "歸檔後補錄", "After the archive");

pub(crate) const REPLY: Text = Text("登记回复", "登記回覆", "Record the reply");
pub(crate) const AGREE: Text =
    Text("登记与服务人员的约定", "登記與服務人員的約定", "Agree with the service person");
pub(crate) const TAKE: Text = Text("抢单", "搶單", "Take this slip");
pub(crate) const GIVE_BACK: Text = Text("退单", "退單", "Give the slip back");
pub(crate) const SLIP_BACK: Text = Text("登记回单", "登記回單", "The slip is back");
pub(crate) const DELIVER: Text = Text("登记联单交付", "登記聯單交付", "A copy was delivered");
pub(crate) const TELL: Text = Text("登记已告知", "登記已告知", "The customer was told");
pub(crate) const ARCHIVE: Text = Text("归档", "歸檔", "Archive it");
pub(crate) const ASSIGN_PROPOSED: Text = Text("转派给 {}", "轉派給 {}", "Assign {}");
pub(crate) const ROTATION: Text = Text("轮派:{}", "輪派:{}", "Next in turn: {}");
pub(crate) const ROTATION_WHY: Text =
    Text("在手 {} 单,上次派单 {}", "在手 {} 單,上次派單 {}", "holds {} slips, last one given {}");
pub(crate) const NEVER: Text = Text("无", "無", "never");

pub(crate) const BATCH_PAGE: Text = Text("前台交接", "前臺交接", "Front desk's batch");
pub(crate) const BATCH_EXPLAIN: Text = Text(
    "每日 {} 前到前台的派工单为当日一批,之后的归次日;重复移交不改变任何内容。",
    "每日 {} 前到前臺的派工單為當日一批,之後的歸次日;重複移交不改變任何內容。",
    "Slips that lie at the front desk by {} go over with the day's batch, later ones with the next day's. Handing over twice changes nothing.",
);
pub(crate) const TO_HAND: Text = Text("待移交", "待移交", "To hand over");
pub(crate) const LATER: Text = Text("归以后批次", "歸以後批次", "For a later batch");
pub(crate) const TO_TAKE: Text = Text("待调度接收", "待調度接收", "For dispatch to take");
pub(crate) const HAND_ALL: Text =
    Text("移交 {} 的 {} 单", "移交 {} 的 {} 單", "Hand over the batch of {}: {} slips");
pub(crate) const TAKE_ALL: Text =
    Text("接收 {} 的 {} 单", "接收 {} 的 {} 單", "Take the batch of {}: {} slips");
pub(crate) const NOTHING_HELD: Text =
    Text("没有待交接的派工单。", "沒有待交接的派工單。", "No slips lie here.");
pub(crate) const NOT_ALL: Text = Text("{} 单未能处理:{}", "{} 單未能處理:{}", "{} slips were refused: {}");

pub(crate) const DEMAND_PAGE: Text = Text("未满足的需求", "未滿足的需求", "Unmet demand");
pub(crate) const OFFERED_NOW: Text =
    Text("现已开通,待告知", "現已開通,待告知", "Offered now: tell these customers");
pub(crate) const NOT_OFFERED: Text = Text("尚未开通", "尚未開通", "Not offered yet");
pub(crate) const NOTICE: Text = Text("公告草稿", "公告草稿", "Draft of the notice");
pub(crate) const NOTICE_TEXT: Text = Text(
    "各位业主:自 {} 起,本管理处提供{}服务,收费按第 {} 版《有偿服务收费标准》执行。此前登记过此项需求的 {} 户,调度中心将逐一联系。给您带来不便,敬请谅解。",
    "各位業主:自 {} 起,本管理處提供{}服務,收費按第 {} 版《有償服務收費標準》執行。此前登記過此項需求的 {} 戶,調度中心將逐一聯絡。給您帶來不便,敬請諒解。",
    "To all residents: from {} on this office offers the service “{}”, at the prices of version {} of the fee standard. The {} households that asked for it before will be called. We apologise for the wait.",
);
pub(crate) const NO_DEMAND: Text =
    Text("没有等待的需求。", "沒有等待的需求。", "Nobody waits for a service.");
pub(crate) const BECAUSE: Text = Text("当时的解释", "當時的解釋", "What was explained");

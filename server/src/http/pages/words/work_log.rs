//! Words of the service centre's work log.

use super::Text;

pub(crate) const WORK_LOG: Text = Text("工作日志", "工作日誌", "Work log");
pub(crate) const HINT: Text = Text(
    "登记时自动记入:姓名、地址、联系方式、内容、方便的时间。",
    "登記時自動記入:姓名、地址、聯絡方式、內容、方便的時間。",
    "Written by itself with each entry: name, address, contact, what it is about, and when it suits.",
);
pub(crate) const DAY: Text = Text("日期", "日期", "Day");
pub(crate) const DAY_BEFORE: Text = Text("前一天", "前一天", "Day before");
pub(crate) const DAY_AFTER: Text = Text("后一天", "後一天", "Day after");
pub(crate) const NOTHING: Text = Text("当天没有登记", "當天沒有登記", "Nothing was taken down on this day");
pub(crate) const AT: Text = Text("时间", "時間", "When");
pub(crate) const TAKEN: Text = Text("类别", "類別", "What");
pub(crate) const ADDRESS: Text = Text("地址", "地址", "Address");
pub(crate) const CONTACT: Text = Text("联系方式", "聯絡方式", "Contact");
pub(crate) const CONTENT: Text = Text("内容", "內容", "Content");
pub(crate) const WISHED: Text = Text("方便的时间", "方便的時間", "Convenient time");
pub(crate) const BY: Text = Text("登记人", "登記人", "Taken down by");
pub(crate) const REQUEST: Text = Text("服务登记", "服務登記", "Request");
pub(crate) const COMPLAINT: Text = Text("投诉", "投訴", "Complaint");

//! Words that only reports on paper have.

use super::Text;

pub(crate) const FINANCE_REPORT: Text = Text("服务收费月报表", "服務收費月報表", "Report of service charges");
pub(crate) const MADE_AT: Text = Text("打印时间:{}", "列印時間:{}", "Made at {}");
pub(crate) const STATE: Text = Text("状态:{}", "狀態:{}", "State: {}");
pub(crate) const DIGEST: Text = Text("报表校验:{}", "報表校驗:{}", "Digest of the report: {}");
pub(crate) const SUBMITTED: Text = Text("送审:{} {}", "送審:{} {}", "Submitted: {} {}");
pub(crate) const APPROVED: Text = Text("审核:{} {}", "審核:{} {}", "Approved: {} {}");
pub(crate) const SENT_BACK: Text = Text("退回:{} {} {}", "退回:{} {} {}", "Sent back: {} {} {}");
pub(crate) const AT: Text = Text("时间", "時間", "At");
pub(crate) const SUM: Text = Text("合计", "合計", "Total");
pub(crate) const OVERDUE_YES: Text = Text("是", "是", "yes");

//! Words of the settlement pages.

use super::Text;

pub(crate) const FINANCE: Text = Text("结算", "結算", "Settlement");
pub(crate) const MONTHS: Text = Text("结算月份", "結算月份", "Settlement months");
pub(crate) const MONTH: Text = Text("月份", "月份", "Month");
pub(crate) const STATE: Text = Text("状态", "狀態", "State");
pub(crate) const LINES: Text = Text("收费行", "收費行", "Lines");
pub(crate) const TOTAL: Text = Text("合计", "合計", "Total");
pub(crate) const AMOUNT: Text = Text("金额", "金額", "Amount");
pub(crate) const HAND_OVER_DUE: Text = Text("移交期限", "移交期限", "Hand-over due");
pub(crate) const NOTICE_DUE: Text = Text("通知期限", "通知期限", "Notice due");
pub(crate) const CHECK_DUE: Text = Text("核对期限", "核對期限", "Check due");
pub(crate) const NUMBER: Text = Text("工单号", "工單號", "Slip");
pub(crate) const SIGNED: Text = Text("签字时间", "簽字時間", "Signed");
pub(crate) const CLASS: Text = Text("类别", "類別", "Class");
pub(crate) const METHOD: Text = Text("付款方式", "付款方式", "Method");
pub(crate) const KIND: Text = Text("种类", "種類", "Kind");
pub(crate) const CHARGE: Text = Text("收费", "收費", "charge");
pub(crate) const ADJUSTMENT: Text = Text("调整", "調整", "adjustment");
pub(crate) const NO_METHOD: Text = Text("未登记", "未登記", "none");
pub(crate) const TOTALS: Text = Text("按付款方式合计", "按付款方式合計", "Totals per method");
pub(crate) const DIFFERENCES: Text = Text("差异", "差異", "Differences");
pub(crate) const NO_DIFFERENCES: Text = Text("没有差异", "沒有差異", "Slips and lines agree.");
pub(crate) const ON_SLIP: Text = Text("单上", "單上", "On the slip");
pub(crate) const ON_LINE: Text = Text("收费行", "收費行", "On the line");
pub(crate) const STEPS: Text = Text("经过", "經過", "Steps");
pub(crate) const UNDER_REWORK: Text =
    Text("返工中,暂不收款:{}", "返工中,暫不收款:{}", "Under rework, do not collect: {}");
pub(crate) const CHECKED: Text = Text("已核对,差异 {} 处", "已核對,差異 {} 處", "checked, {} differences");
pub(crate) const SUBMITTED: Text = Text("送审 {} 行,共 {}", "送審 {} 行,共 {}", "submitted: {} lines, {}");
pub(crate) const APPROVED: Text = Text("审核通过", "審核通過", "approved");
pub(crate) const SENT_BACK: Text = Text("退回:{}", "退回:{}", "sent back: {}");
pub(crate) const HANDED: Text =
    Text("移交 {} 单,共 {},接收人 {}", "移交 {} 單,共 {},接收人 {}", "{} slips, {}, handed to {}");
pub(crate) const CHECK: Text = Text("登记核对", "登記核對", "Record the check");
pub(crate) const SUBMIT: Text = Text("送审", "送審", "Submit to the office head");
pub(crate) const APPROVE: Text = Text("审核通过", "審核通過", "Approve");
pub(crate) const SEND_BACK: Text = Text("退回", "退回", "Send back");
pub(crate) const HAND_BUNDLE: Text = Text("登记移交", "登記移交", "Record the hand-over");
pub(crate) const REMARK: Text = Text("说明", "說明", "Remark");
pub(crate) const REASON: Text = Text("原因", "原因", "Reason");
pub(crate) const RECEIVED_BY: Text = Text("接收人", "接收人", "Received by");
pub(crate) const NOTICE: Text = Text("{} 管理费通知", "{} 管理費通知", "Fee notice of {}");
pub(crate) const NOTHING_TO_LIST: Text = Text("没有未付的收费", "沒有未付的收費", "Nothing is unpaid.");
pub(crate) const LISTED: Text = Text("已列入", "已列入", "Listed");
pub(crate) const LIST_ALL: Text = Text("全部标为已列入", "全部標為已列入", "Mark all as listed");
pub(crate) const YES: Text = Text("是", "是", "yes");
pub(crate) const NO: Text = Text("否", "否", "no");
pub(crate) const AS_TABLE: Text = Text("下载 CSV", "下載 CSV", "CSV");
pub(crate) const AS_XLSX: Text = Text("下载 XLSX", "下載 XLSX", "XLSX");
pub(crate) const AS_PDF: Text = Text("打印 PDF", "列印 PDF", "PDF");
pub(crate) const STALE: Text =
    Text("月份已有变化,请看过再办", "月份已有變化,請看過再辦", "The month has changed: look at it again.");
pub(crate) const BALANCE: Text =
    Text("应收 {},已收 {},未收 {}", "應收 {},已收 {},未收 {}", "Due {}, paid {}, open {}");
pub(crate) const CREDIT: Text = Text("客户余额 {}", "客戶餘額 {}", "The customer has a credit of {}");
pub(crate) const DO_NOT_COLLECT: Text =
    Text("返工中,暂不收款", "返工中,暫不收款", "Under rework, do not collect");
pub(crate) const REPORTED: Text = Text("{} 报表:{}", "{} 報表:{}", "in the report of {}: {}");
pub(crate) const APPROVED_LINE: Text = Text("{} 报表行已审核", "{} 報表行已審核", "line of {} approved");
pub(crate) const IN_NOTICE: Text = Text("{} 通知:{}", "{} 通知:{}", "in the notice of {}: {}");
pub(crate) const USED_FOR_SLIP: Text = Text("工单 {}", "工單 {}", "job slip {}");
pub(crate) const USED_FOR_ACCOUNT: Text =
    Text("客户 {} 的管理费账户", "客戶 {} 的管理費賬戶", "fee account of customer {}");
pub(crate) const PAID_ELSEWHERE: Text =
    Text("收据 {}:{}({}),计在他处", "收據 {}:{}({}),計在他處", "receipt {}: {} ({}), counts elsewhere");
pub(crate) const PAID: Text = Text("收据 {}:{}({})", "收據 {}:{}({})", "receipt {}: {} ({})");
pub(crate) const PAID_AGAIN: Text = Text(
    "收据 {}:{}({}),重复登记,不计",
    "收據 {}:{}({}),重複登記,不計",
    "receipt {}: {} ({}), entered again",
);
pub(crate) const CORRECTED: Text =
    Text("调整 {}:{},{}({})", "調整 {}:{},{}({})", "correction {}: {}, {} ({})");
pub(crate) const ASKED: Text = Text("待批准", "待批准", "not answered");
pub(crate) const AGREED: Text = Text("批准", "批准", "approved");
pub(crate) const DECLINED: Text = Text("不批准", "不批准", "refused");
pub(crate) const WAIVED: Text = Text("免收:{}", "免收:{}", "waived: {}");
pub(crate) const ANSWER: Text = Text("答复调整", "答覆調整", "Answer the correction");
pub(crate) const REGISTER: Text = Text("登记付款方式", "登記付款方式", "Register the method");
pub(crate) const RECEIVE: Text = Text("登记收款", "登記收款", "Enter a payment");
pub(crate) const CORRECT: Text = Text("调整已审核的收费", "調整已審核的收費", "Correct the approved charge");
pub(crate) const WAIVE: Text = Text("免收", "免收", "Waive the charge");
pub(crate) const LESS: Text = Text("少收", "少收", "less");
pub(crate) const MORE: Text = Text("多收", "多收", "more");

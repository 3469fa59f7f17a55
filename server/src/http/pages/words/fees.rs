//! Words of management fees: the list, an account's page, and the letters.
//!
//! What a plan, a notice, a cause or an entry is called is the core's.

use super::Text;
use client_core::domain::entry::Kind;

pub(crate) const FEES: Text = Text("管理费", "管理費", "Management fees");
pub(crate) const ACCOUNT: Text = Text("客户编号", "客戶編號", "Account");
pub(crate) const NAME: Text = Text("业主", "業主", "Customer");
pub(crate) const UNIT: Text = Text("单元", "單元", "Unit");
pub(crate) const PLAN: Text = Text("缴费方式", "繳費方式", "Plan");
pub(crate) const BILLED: Text = Text("应收", "應收", "Charged");
pub(crate) const PAID: Text = Text("已缴", "已繳", "Paid");
pub(crate) const UNPAID: Text = Text("未缴", "未繳", "Unpaid");
pub(crate) const OVERDUE: Text = Text("欠费", "欠費", "In arrears");
pub(crate) const LATE_FEE: Text = Text("滞纳金", "滯納金", "Late fee");
pub(crate) const CREDIT: Text = Text("余额", "餘額", "Credit");
pub(crate) const NEXT: Text = Text("下一步", "下一步", "Next");
pub(crate) const TO_DO_PREPARE: Text = Text("{} 起 制作{}", "{} 起 製作{}", "from {}: make ready, {}");
pub(crate) const TO_DO_SEND: Text = Text("{} 起 发出{}", "{} 起 發出{}", "from {}: send, {}");
pub(crate) const TO_DO_RECEIVE: Text =
    Text("{} 起 登记签收:{}", "{} 起 登記簽收:{}", "from {}: write down its receipt, {}");
pub(crate) const TO_DO_RECOVER: Text =
    Text("{} 起 经理决定追缴", "{} 起 經理決定追繳", "from {}: a manager decides");
pub(crate) const NOTHING: Text = Text("没有账户", "沒有帳戶", "No account");
pub(crate) const NO_ACCOUNT: Text =
    Text("还没有收费约定", "還沒有收費約定", "No terms yet: the first ones open the account");
pub(crate) const SEARCH: Text = Text("编号、姓名或单元", "編號、姓名或單元", "Number, name or unit");
pub(crate) const ALL: Text = Text("全部账户", "全部帳戶", "all accounts");
pub(crate) const TO_PREPARE: Text = Text("待制作通知书", "待製作通知書", "notices to make ready");
pub(crate) const TO_SEND: Text = Text("待发出或待签收", "待發出或待簽收", "to send, or to be received");
pub(crate) const CROSSED: Text = Text("通知书与缴款相撞", "通知書與繳款相撞", "a letter crossed a payment");
pub(crate) const TO_RECOVER: Text = Text("待正式催缴或追缴", "待正式催繳或追繳", "letter or decision due");
pub(crate) const DISPUTED: Text = Text("有争议", "有爭議", "disputed");
pub(crate) const PAID_TWICE: Text =
    Text("多缴或收据不符", "多繳或收據不符", "paid twice, or receipts differ");
pub(crate) const PREPARE_ALL: Text =
    Text("制作今天可发的通知书", "製作今天可發的通知書", "Make the notices ready that may go out today");
pub(crate) const PRINT_ALL: Text =
    Text("打印待发的通知书", "打印待發的通知書", "Print the notices that are ready");
pub(crate) const SEND_ALL: Text =
    Text("登记全部发出", "登記全部發出", "Write down that all of them went out");
pub(crate) const IMPORT: Text =
    Text("导入约定和期初余额", "匯入約定和期初餘額", "Import terms and opening balances");
pub(crate) const IMPORT_HINT: Text = Text(
    "先检查整个文件再写入;已经一致的行不变,所以可以重复导入。列:",
    "先檢查整個檔案再寫入;已經一致的列不變,所以可以重複匯入。欄:",
    "The whole file is checked before anything is written. Rows that are so already stay, so a file may be sent again. Columns:",
);
pub(crate) const FILE: Text = Text("文件(CSV 或 XLSX)", "檔案(CSV 或 XLSX)", "File (CSV or XLSX)");
pub(crate) const IMPORT_FILE: Text = Text("导入", "匯入", "Import");
pub(crate) const DONE: Text = Text(
    "已办 {} 项,原已一致 {} 项,还有 {} 项",
    "已辦 {} 項,原已一致 {} 項,還有 {} 項",
    "Done {}, the same {}, left {}",
);
pub(crate) const GO_ON: Text = Text("继续", "繼續", "Go on");
pub(crate) const FAULT_AT: Text = Text("第 {} 行 {}:{}", "第 {} 列 {}:{}", "row {}, {}: {}");
pub(crate) const AGEING: Text = Text("账龄", "帳齡", "Ageing");
pub(crate) const AGEING_HERE: Text =
    Text("账龄(本页账户)", "帳齡(本頁帳戶)", "Ageing (accounts of this page)");
pub(crate) const NOT_DUE: Text = Text("未到期或有争议", "未到期或有爭議", "not due, or disputed");
pub(crate) const UP_TO: Text = Text("{} 天以内", "{} 天以內", "up to {} days");
pub(crate) const LONGER: Text = Text("更久", "更久", "longer");
pub(crate) const SHARED_RECEIPTS: Text = Text(
    "同一收据号出现在几个账户上,请查明:",
    "同一收據號出現在幾個帳戶上,請查明:",
    "One receipt number stands in several accounts: find out whose payment it is:",
);

pub(crate) const TERMS: Text = Text("收费约定", "收費約定", "Terms");
pub(crate) const MONTHLY: Text = Text("每月全额", "每月全額", "Full fee of a month");
pub(crate) const TRUSTEESHIP: Text =
    Text("托管(按 70 % 收)", "託管(按 70 % 收)", "in trusteeship (70 % charged)");
pub(crate) const FROM: Text = Text("自", "自", "From");
pub(crate) const BILLS: Text = Text("账单", "帳單", "Bills");
pub(crate) const PERIOD: Text = Text("费用所属期", "費用所屬期", "Period");
pub(crate) const OPENING: Text = Text("期初余额", "期初餘額", "Opening balance");
pub(crate) const SINCE: Text = Text("自何日起欠", "自何日起欠", "Owed since");
pub(crate) const PAY_BY: Text = Text("付款期限", "付款期限", "Pay by");
pub(crate) const NOTICES: Text = Text("通知书", "通知書", "Notices");
pub(crate) const NOTICE: Text = Text("通知书", "通知書", "Notice");
pub(crate) const NUMBER: Text = Text("编号", "編號", "Number");
pub(crate) const AMOUNT: Text = Text("金额", "金額", "Amount");
pub(crate) const PREPARED: Text = Text("制作", "製作", "Made ready");
pub(crate) const SENT: Text = Text("发出", "發出", "Sent");
pub(crate) const RECEIVED: Text = Text("签收", "簽收", "Received");
pub(crate) const TERM: Text = Text("期限", "期限", "Term");
pub(crate) const WITHDRAWN: Text = Text("已撤回:{}", "已撤回:{}", "withdrawn: {}");
pub(crate) const OVERTAKEN: Text = Text(
    "发出前已缴清,不作数",
    "發出前已繳清,不作數",
    "everything had been paid before it went out: it counts for nothing",
);
pub(crate) const TO_WITHDRAW: Text = Text(
    "通知书 {} 发出前客户已经缴清:财务请撤回。",
    "通知書 {} 發出前客戶已經繳清:財務請撤回。",
    "The customer had paid before {} went out: finance withdraws it.",
);
pub(crate) const TO_CALL: Text = Text(
    "请联系客户说明通知书 {} 与缴款相撞。",
    "請聯繫客戶說明通知書 {} 與繳款相撞。",
    "Customer service calls the customer: letter {} crossed his payment.",
);
pub(crate) const LETTER_DUE: Text =
    Text("{} 起可发正式催缴函", "{} 起可發正式催繳函", "A formal demand letter may go out from {}");
pub(crate) const MAY_RECOVER: Text = Text(
    "最后缴款通知书已过期:由经理决定如何追缴。",
    "最後繳款通知書已過期:由經理決定如何追繳。",
    "The final notice's term is over: a manager decides how to go on.",
);
pub(crate) const RECOVERY: Text = Text("追缴", "追繳", "Recovery");
pub(crate) const PAYMENTS: Text = Text("收款", "收款", "Payments");
pub(crate) const RECEIPT: Text = Text("收据号", "收據號", "Receipt");
pub(crate) const METHOD: Text = Text("付款方式", "付款方式", "Method");
pub(crate) const PAID_AT: Text = Text("缴款时间", "繳款時間", "Paid at");
pub(crate) const BY: Text = Text("经手人", "經手人", "By");
pub(crate) const CONFLICT: Text = Text(
    "收据 {} 有两种说法,以先登记的为准;另一种为 {}。",
    "收據 {} 有兩種說法,以先登記的為準;另一種為 {}。",
    "Receipt {} was written down in two ways. The earlier one counts; the other says {}.",
);
pub(crate) const VISITS: Text = Text("上门收费", "上門收費", "Visits to collect");
pub(crate) const COLLECTOR: Text = Text("收费员", "收費員", "Collector");
pub(crate) const VISIT_AT: Text = Text("上门时间", "上門時間", "When");
pub(crate) const CONTACT_NAME: Text = Text("接待人", "接待人", "Who will be there");
pub(crate) const OWNER_NAME: Text = Text("业主姓名", "業主姓名", "Owner");
pub(crate) const ADDRESS: Text = Text("地址", "地址", "Address");
pub(crate) const OPEN: Text = Text("待上门", "待上門", "to be made");
pub(crate) const COLLECTED: Text = Text("已收", "已收", "collected");
pub(crate) const VOIDED: Text = Text("收据已作废:{}", "收據已作廢:{}", "receipt voided: {}");
pub(crate) const CONTACTS: Text = Text("催缴记录", "催繳記錄", "Contacts about arrears");
pub(crate) const WHEN: Text = Text("时间", "時間", "When");
pub(crate) const HOW: Text = Text("方式", "方式", "How");
pub(crate) const CAUSE: Text = Text("欠费原因", "欠費原因", "Cause");
pub(crate) const MEASURE: Text = Text("措施", "措施", "Measure");
pub(crate) const RESULT: Text = Text("结果", "結果", "Result");
pub(crate) const TRACKING: Text = Text("邮件号", "郵件號", "Number of the dispatch");
pub(crate) const REASON: Text = Text("原因", "原因", "Reason");
pub(crate) const WAIVED: Text = Text("减免金额", "減免金額", "Let go");
pub(crate) const DISPUTES: Text = Text("争议", "爭議", "Disputes");
pub(crate) const STANDS: Text = Text("未了结", "未了結", "open");
pub(crate) const SETTLED: Text = Text("减免 {}:{}", "減免 {}:{}", "{} let go: {}");
pub(crate) const CASE: Text = Text("案卷(PDF)", "案卷(PDF)", "Case file (PDF)");
pub(crate) const CONFIRM: Text = Text(
    "客户已核对姓名、地址、已缴费用、应缴月份与金额",
    "客戶已核對姓名、地址、已繳費用、應繳月份與金額",
    "The customer has confirmed name, address, what is paid, the months due and the amounts",
);
pub(crate) const STALE: Text = Text(
    "账户在您打开后已变化:{}",
    "帳戶在您打開後已變化:{}",
    "The account has changed since you saw it: {}",
);
pub(crate) const ACT: Text = Text("办理", "辦理", "What you can do");
pub(crate) const NOT_YET: Text = Text("现在不能:{}", "現在不能:{}", "Not now: {}");
pub(crate) const NOT_ACCEPTED: Text = Text("不作数的记录", "不作數的記錄", "Entries that count for nothing");

pub(crate) const PAY_WITHIN_MONTH: Text = Text(
    "请按下表缴纳 {} 的管理费,于收到本通知书之日起一个月内付清。",
    "請按下表繳納 {} 的管理費,於收到本通知書之日起一個月內付清。",
    "Please pay the management fee of {} as listed below, within one month of receiving this notice.",
);
pub(crate) const PAY_BEFORE: Text = Text(
    "请按下表缴纳 {} 的管理费,于 {} 前付清。",
    "請按下表繳納 {} 的管理費,於 {} 前付清。",
    "Please pay the management fee of {} as listed below, before {}.",
);
pub(crate) const REMINDS: Text = Text(
    "贵户 {} 的管理费尚未缴清。请于收到本通知书之日起{}付清;逾期将自欠费首日 {} 起,每日按欠费额的 3‰ 加收滞纳金。",
    "貴戶 {} 的管理費尚未繳清。請於收到本通知書之日起{}付清;逾期將自欠費首日 {} 起,每日按欠費額的 3‰ 加收滯納金。",
    "The management fee of {} is not paid in full. Please pay it within {} of receiving this notice. After that a late fee of 3‰ of the \
     arrears is due for each day from {}, the first day of arrears.",
);
pub(crate) const WITHIN_MONTH: Text = Text("一个月内", "一個月內", "one month");
pub(crate) const WITHIN_DAYS: Text = Text("七日内", "七日內", "seven days");
pub(crate) const FINAL_NOTICE: Text = Text(
    "贵户 {} 的管理费经催款仍未缴清。请于收到本通知书之日起五日内付清欠费及滞纳金;滞纳金自 {} 起每日按欠费额的 3‰ 计算,直至缴清之日。",
    "貴戶 {} 的管理費經催款仍未繳清。請於收到本通知書之日起五日內付清欠費及滯納金;滯納金自 {} 起每日按欠費額的 3‰ 計算,直至繳清之日。",
    "The management fee of {} is still not paid after our reminder. Please pay the arrears and the late fee within five days of receiving this \
     notice. The late fee counts from {}, 3‰ of the arrears for each day until it is paid.",
);
pub(crate) const FINAL_CLOSING: Text = Text(
    "逾期不付的,管理处将依据《业主公约》和《物业管理合同》以其他方式追缴,直至提起诉讼。",
    "逾期不付的,管理處將依據《業主公約》和《物業管理合同》以其他方式追繳,直至提起訴訟。",
    "If it is not paid by then, the management office goes on under the owners' covenant and the management contract, up to a lawsuit.",
);
pub(crate) const ASK_US: Text = Text(
    "如对金额有疑问,请与客户服务中心联系。如已缴款,请忽略本通知书。",
    "如對金額有疑問,請與客戶服務中心聯繫。如已繳款,請忽略本通知書。",
    "If you have a question about the amount, ask the customer service centre. If you have paid already, nothing is left to do.",
);
pub(crate) const MONTH: Text = Text("月份", "月份", "Month");
pub(crate) const YUAN: Text = Text("金额(元)", "金額(元)", "Amount (yuan)");
pub(crate) const TOTAL: Text = Text("合计", "合計", "Total");
pub(crate) const LATE_FEE_TO: Text = Text("滞纳金({} 止)", "滯納金({} 止)", "Late fee up to {}");
pub(crate) const TRUST_SHARE: Text = Text("(托管,按 70 %)", "(託管,按 70 %)", "(in trusteeship, 70 %)");
pub(crate) const RECEIPT_PAPER: Text = Text("管理费收据", "管理費收據", "Receipt of management fee");
pub(crate) const RECEIVED_WITH_THANKS: Text =
    Text("今收到下列款项,付款方式:{}。", "今收到下列款項,付款方式:{}。", "Received with thanks, paid by {}.");
pub(crate) const TO_COLLECT: Text = Text(
    "上门收费用收据,{} 预约;收款后由收费员签名。未使用须作废。",
    "上門收費用收據,{} 預約;收款後由收費員簽名。未使用須作廢。",
    "Prepared for the visit at {}; the collector signs it when he takes the money. It is voided when it isn't used.",
);
pub(crate) const FEE: Text = Text("管理费", "管理費", "Management fee");
pub(crate) const CASE_PAPER: Text = Text("欠费案卷", "欠費案卷", "Case file of arrears");
pub(crate) const COURSE: Text = Text("经过", "經過", "Course");
pub(crate) const CASE_BODY: Text = Text(
    "截至 {},欠费 {},滞纳金 {}。以下为经过,随后是全部通知书和收据。",
    "截至 {},欠費 {},滯納金 {}。以下為經過,隨後是全部通知書和收據。",
    "As of {} the arrears are {} and the late fee {}. The course follows, then every notice and receipt.",
);

/// What a command does, for its button; `None` for kinds that a page has no form for.
pub(crate) const fn action(kind: Kind) -> Option<Text> {
    Some(match kind {
        Kind::FeeTermsSet => Text("登记收费约定", "登記收費約定", "Set the terms"),
        Kind::FeeOpeningSet => Text("登记期初余额", "登記期初餘額", "Set the opening balance"),
        Kind::FeePaid => Text("收款", "收款", "Take a payment"),
        Kind::FeeVisitPlanned => Text("预约上门收费", "預約上門收費", "Plan a visit to collect"),
        Kind::FeeContacted => Text("登记催缴联系", "登記催繳聯繫", "Record a contact about arrears"),
        Kind::FeeLetterSent => Text("登记正式催缴函", "登記正式催繳函", "Record the formal demand letter"),
        Kind::FeeRecoveryDecided => Text("决定追缴方式", "決定追繳方式", "Decide on recovery"),
        Kind::FeeDisputed => Text("登记争议", "登記爭議", "Record a dispute"),
        Kind::FeeDisputeSettled => Text("了结争议", "了結爭議", "Settle the dispute"),
        Kind::FeeNoticePrepared => Text("制作", "製作", "Make it ready"),
        Kind::FeeNoticeSent => Text("登记发出", "登記發出", "Write down that it went out"),
        Kind::FeeNoticeReceived => Text("登记签收", "登記簽收", "Write down its receipt"),
        Kind::FeeNoticeWithdrawn => Text("撤回", "撤回", "Withdraw"),
        Kind::FeeReceiptVoided => Text("收据作废", "收據作廢", "Void the receipt"),
        _ => return None,
    })
}

//! Management fees at the door: what the core has words for is taken from there.

use super::Text;

pub const SAVED: Text =
    Text("已保存:账户 {},尚欠 {}", "已儲存:帳戶 {},尚欠 {}", "saved: account {}, {} left to pay");
pub const NONE: Text = Text("没有管理费账户", "沒有管理費帳戶", "no management-fee account on this device");
pub const ACCOUNT: Text = Text("账户", "帳戶", "ACCOUNT");
pub const VISIT_AT: Text = Text("上门时间", "上門時間", "VISIT");
pub const AMOUNT: Text = Text("金额", "金額", "AMOUNT");
pub const RECEIPT: Text = Text("收据号", "收據號", "RECEIPT");
pub const COLLECTOR: Text = Text("收费员", "收費員", "COLLECTOR");
pub const MEETS: Text = Text("接待人", "接待人", "MEETS");
pub const OWNER: Text = Text("业主", "業主", "OWNER");
pub const ADDRESS: Text = Text("地址", "地址", "ADDRESS");
pub const UNSENT: Text = Text("未发送", "未傳送", "UNSENT");
pub const HEAD: Text = Text("管理费账户 {}", "管理費帳戶 {}", "Management-fee account {}");
pub const SUMS: Text = Text(
    "应收 {} · 已缴 {} · 尚欠 {}",
    "應收 {} · 已繳 {} · 尚欠 {}",
    "charged {} · paid {} · left to pay {}",
);
pub const LATE_FEE: Text = Text("应收滞纳金 {}", "應收滯納金 {}", "late fee owed {}");
pub const CREDIT: Text = Text("多缴 {}", "多繳 {}", "paid beyond all bills {}");
pub const BILLS: Text = Text("账单", "帳單", "Bills");
pub const OPENING: Text = Text("期初余额", "期初餘額", "opening balance");
pub const BILL: Text =
    Text("{}:{},已缴 {},尚欠 {}", "{}:{},已繳 {},尚欠 {}", "{}: {}, paid {}, left to pay {}");
pub const PAY_BY: Text = Text("缴款期限 {}", "繳款期限 {}", "to be paid by {}");
pub const DISPUTED: Text = Text("有争议", "有爭議", "disputed");
pub const VISITS: Text = Text("上门收费", "上門收費", "Visits to collect");
pub const VISIT: Text = Text("{} · {} · 收据 {} · {}", "{} · {} · 收據 {} · {}", "{} · {} · receipt {} · {}");
pub const PARTY: Text =
    Text("接待人 {} · 业主 {} · {}", "接待人 {} · 業主 {} · {}", "meets {} · owner {} · {}");
pub const PARTY_NOT_HERE: Text =
    Text("接待人与地址不在本机", "接待人與地址不在本機", "whom to meet and where isn't on this device");
pub const TO_MAKE: Text = Text("待上门", "待上門", "to be made");
pub const USED: Text = Text("已收款", "已收款", "paid");
pub const VOIDED: Text = Text("已作废:{}", "已作廢:{}", "voided: {}");
pub const PAYMENTS: Text = Text("收款", "收款", "Payments");
pub const PAYMENT: Text =
    Text("{} · 收据 {} · {} · {} · {}", "{} · 收據 {} · {} · {} · {}", "{} · receipt {} · {} · {} · {}");
pub const OF_IT_LATE_FEE: Text = Text("另收滞纳金 {}", "另收滯納金 {}", "and late fee {}");
pub const NOT_SENT: Text = Text("未发送", "未傳送", "unsent");
pub const CONFLICT: Text = Text(
    "收据 {} 有两笔不同的收款,以先登记的为准",
    "收據 {} 有兩筆不同的收款,以先登記的為準",
    "receipt {} stands on two different payments; the earlier one counts",
);
pub const CONFIRM: Text = Text(
    "收款前请客户核对:姓名、地址、已缴费用、应缴月份与金额",
    "收款前請客戶核對:姓名、地址、已繳費用、應繳月份與金額",
    "Before he pays, the customer confirms name, address, what is paid, the months due and the amounts",
);
pub const REFUSED: Text = Text(
    "服务器未接受 {} 项,见 field outbox",
    "伺服器未接受 {} 項,見 field outbox",
    "{} refused by the server: see outbox",
);
pub const MAY: Text = Text("现在可以", "現在可以", "You may now");
pub const NOT_YET: Text = Text("现在不能", "現在不能", "Not now");

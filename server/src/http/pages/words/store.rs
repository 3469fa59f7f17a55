//! The store desk's headings and small words. Words of the core's own things are in `client_core::domain::words`.

use super::Text;
use client_core::domain::entry::store::SettledOutcome;

pub(crate) const STORE: Text = Text("仓库", "倉庫", "Store");
pub(crate) const LOANS: Text = Text("未还工具", "未還工具", "Open loans");
pub(crate) const NO_LOANS: Text = Text("没有未还的工具。", "沒有未還的工具。", "No tool is out.");
pub(crate) const TOOL: Text = Text("工具", "工具", "Tool");
pub(crate) const WHO_HAS_IT: Text = Text("借用人", "借用人", "Holder");
pub(crate) const DUE: Text = Text("应还", "應還", "Due");
pub(crate) const OVERDUE: Text = Text("已逾期", "已逾期", "overdue");
pub(crate) const DUE_SOON: Text = Text("一小时内到期", "一小時內到期", "due within the hour");
pub(crate) const ONE_SIDED: Text = Text("单方记录", "單方記錄", "one-sided");
pub(crate) const CARRIED_OVER: Text = Text("转期续借", "轉期續借", "carried over");
pub(crate) const CARRY_OVER: Text =
    Text("准许续借,不挡工单归档", "准許續借,不擋工單歸檔", "Let it run on after the order");
pub(crate) const DISCREPANCIES: Text = Text("对不上的账", "對不上的帳", "Discrepancies");
pub(crate) const NO_DISCREPANCIES: Text = Text("账物相符。", "帳物相符。", "Everything agrees.");
pub(crate) const PEOPLE: Text = Text("相关人", "相關人", "People");
pub(crate) const BOTH_SIDES: Text = Text("双方的记录", "雙方的記錄", "What each side wrote");
pub(crate) const OTHER_SIDE_MISSING: Text =
    Text("另一方没有记录", "另一方沒有記錄", "the other side has written nothing");
pub(crate) const COUNTS: Text = Text("属实,照此记账", "屬實,照此記帳", "It took place: it counts");
pub(crate) const COUNTS_NOT: Text = Text("没有发生,不记账", "沒有發生,不記帳", "It did not take place");
pub(crate) const ACCEPTED: Text =
    Text("已查明,认可差数", "已查明,認可差數", "Looked into: the difference is accepted");
pub(crate) const LOOKED_INTO: Text =
    Text("已查看,待盘点", "已查看,待盤點", "Looked into; it will be counted");
pub(crate) const ONCE: Text = Text("已查看,只归还一次", "已查看,只歸還一次", "Looked at: it came back once");
pub(crate) const LOSS_ACCEPTED: Text = Text("同意报损", "同意報損", "Write the loss off");
pub(crate) const LOSS_REFUSED: Text = Text("不同意报损", "不同意報損", "Don't accept the loss");
pub(crate) const HAS_IT: Text = Text("{} 拿着(工单 {})", "{} 拿著(工單 {})", "{} has it (order {})");
pub(crate) const REASON: Text = Text("理由", "理由", "Reason");
pub(crate) const DECIDE: Text = Text("裁定", "裁定", "Decide");
pub(crate) const COUNT_IT: Text = Text("去盘点", "去盤點", "Count it");
pub(crate) const STOCK: Text = Text("库存", "庫存", "Stock");
pub(crate) const ITEM: Text = Text("材料", "材料", "Material");
pub(crate) const SPECIFICATION: Text = Text("规格", "規格", "Specification");
pub(crate) const ON_HAND: Text = Text("现有", "現有", "On hand");
pub(crate) const LOW_LEVEL: Text = Text("补货线", "補貨線", "Order at");
pub(crate) const LOW: Text = Text("需补货", "需補貨", "order it");
pub(crate) const NEGATIVE: Text = Text("为负,请盘点", "為負,請盤點", "below zero: count it");
pub(crate) const BATCH: Text = Text("批号", "批號", "Batch");
pub(crate) const NO_ITEMS: Text =
    Text("目录里还没有材料。", "目錄裡還沒有材料。", "The catalogue has no materials yet.");
pub(crate) const NOT_LISTED: Text = Text("目录无此项", "目錄無此項", "not in the catalogue");
pub(crate) const KITS: Text = Text("随身库", "隨身庫", "Personal stock");
pub(crate) const NO_KITS: Text = Text("还没有随身库。", "還沒有隨身庫。", "Nobody has personal stock.");
pub(crate) const COUNT_KIT: Text = Text("盘点此随身库", "盤點此隨身庫", "Count this kit");
pub(crate) const TOOLS: Text = Text("工具台账", "工具台帳", "Tools");
pub(crate) const CONDITION: Text = Text("状况", "狀況", "Condition");
pub(crate) const INSPECTION: Text = Text("下次检定", "下次檢定", "Inspection due");
pub(crate) const INSPECTION_LATE: Text = Text("检定过期", "檢定過期", "inspection overdue");
pub(crate) const PLACE: Text = Text("所在", "所在", "Where");
pub(crate) const IN_STORE: Text = Text("在库", "在庫", "in the store");
pub(crate) const UNCLEAR: Text = Text("待查:{}", "待查:{}", "not clear: {}");
pub(crate) const LOST: Text = Text("遗失", "遺失", "lost");
pub(crate) const SCRAPPED: Text = Text("报废", "報廢", "scrapped");
pub(crate) const NEEDS: Text = Text("待批用料", "待批用料", "Needs that wait for an answer");
pub(crate) const APPROVE: Text = Text("同意", "同意", "Approve");
pub(crate) const REFUSE: Text = Text("不同意", "不同意", "Refuse");
pub(crate) const REASON_IF_REFUSED: Text = Text("不同意的理由", "不同意的理由", "Why, when refused");
pub(crate) const CLOSE_DAY: Text = Text("日结核销", "日結核銷", "Close the day");
pub(crate) const CLOSE_HINT: Text = Text(
    "把当日及以前、物品全部结清的工单一并做仓库核销。",
    "把當日及以前、物品全部結清的工單一併做倉庫核銷。",
    "Writes off every order whose goods are all accounted for, up to and including this day.",
);
pub(crate) const DAY: Text = Text("日期", "日期", "Day");
pub(crate) const CLOSED_N: Text = Text("已核销 {} 单。", "已核銷 {} 單。", "Written off: {} orders.");
pub(crate) const KEPT_N: Text = Text("未核销 {} 单:", "未核銷 {} 單:", "Not written off: {} orders:");
pub(crate) const RECEIVE: Text = Text("入库", "入庫", "Take a delivery in");
pub(crate) const ORIGIN: Text =
    Text("供应商或送货单号", "供應商或送貨單號", "Supplier, or number of the delivery note");
pub(crate) const QUANTITY: Text = Text("数量", "數量", "Quantity");
pub(crate) const SCRAP: Text = Text("报废", "報廢", "Scrap");
pub(crate) const INSPECT: Text = Text("检查工具", "檢查工具", "Inspect a tool");
pub(crate) const SAVE: Text = Text("保存", "儲存", "Save");
pub(crate) const STOCKTAKE: Text = Text("盘点表", "盤點表", "Stocktake sheet");
pub(crate) const STOCKTAKE_OF: Text =
    Text("{} 的随身库盘点表", "{} 的隨身庫盤點表", "Stocktake sheet, personal stock of {}");
pub(crate) const EXPECTED: Text = Text("账面", "帳面", "By the books");
pub(crate) const COUNTED: Text = Text("实点", "實點", "Counted");
pub(crate) const COUNT_HINT: Text = Text(
    "只填点过的行,空着的行不记。",
    "只填點過的行,空著的行不記。",
    "Fill in what was counted; empty lines are left as they are.",
);
pub(crate) const PRINT_HINT: Text = Text("此页可打印。", "此頁可列印。", "This page can be printed.");
pub(crate) const LEDGER: Text = Text("流水账", "流水帳", "Ledger");
pub(crate) const BALANCE_AT: Text = Text("{} 的结存", "{} 的結存", "Balance at {}");
pub(crate) const MOMENT: Text = Text("看哪一刻的结存", "看哪一刻的結存", "Balance at which moment");
pub(crate) const SHOW: Text = Text("查看", "查看", "Show");
pub(crate) const WHAT: Text = Text("事项", "事項", "What");
pub(crate) const WHEN: Text = Text("时间", "時間", "When");
pub(crate) const BY: Text = Text("记录人", "記錄人", "By");
pub(crate) const FROM: Text = Text("从", "從", "From");
pub(crate) const TO: Text = Text("到", "到", "To");
pub(crate) const CHANGE: Text = Text("增减", "增減", "Change");
pub(crate) const BALANCE: Text = Text("结存", "結存", "Balance");
pub(crate) const NO_POSTINGS: Text = Text("没有流水。", "沒有流水。", "Nothing has moved.");
pub(crate) const HISTORY: Text = Text("经历", "經歷", "History");
pub(crate) const NO_HISTORY: Text = Text("没有借还记录。", "沒有借還記錄。", "It was never lent.");
pub(crate) const SEEN_AGAIN: Text = Text("重复", "重複", "again");
pub(crate) const BACK: Text = Text("回仓库页", "回倉庫頁", "Back to the store");

pub(crate) const GOODS: Text = Text("物品", "物品", "Goods");
pub(crate) const ASKED_FOR: Text = Text("申请用料", "申請用料", "Asked for");
pub(crate) const NEED_OPEN: Text = Text("待批", "待批", "waits for the store");
pub(crate) const NEED_YES: Text = Text("已同意", "已同意", "approved");
pub(crate) const NEED_NO: Text = Text("未同意", "未同意", "refused");
pub(crate) const MOVEMENTS: Text = Text("领退", "領退", "Movements");
pub(crate) const ISSUE: Text = Text("领料", "領料", "issue");
pub(crate) const RETURN: Text = Text("退料", "退料", "return");
pub(crate) const GIVEN_AND_TAKEN: Text = Text("双方已记录", "雙方已記錄", "both sides");
pub(crate) const ONLY_GIVEN: Text = Text("只有交出方记录", "只有交出方記錄", "only who gave has written it");
pub(crate) const ONLY_TAKEN: Text = Text("只有接收方记录", "只有接收方記錄", "only who took has written it");
pub(crate) const DECIDED_YES: Text = Text("仓管认可", "倉管認可", "the store says it counts");
pub(crate) const DECIDED_NO: Text = Text("仓管否定", "倉管否定", "the store says it doesn't count");
pub(crate) const ACCOUNT: Text = Text("结算", "結算", "Account");
pub(crate) const ISSUED: Text = Text("领", "領", "Issued");
pub(crate) const USED: Text = Text("用", "用", "Used");
pub(crate) const RETURNED: Text = Text("退", "退", "Returned");
pub(crate) const LOST_N: Text = Text("损", "損", "Lost");
pub(crate) const OPEN_N: Text = Text("未结", "未結", "Open");
pub(crate) const EXCESS_N: Text = Text("多出", "多出", "Excess");
pub(crate) const UNCONFIRMED_N: Text =
    Text("{} 待仓库确认", "{} 待倉庫確認", "{} not confirmed by the store");
pub(crate) const WRITE_OFF: Text = Text("仓库核销", "倉庫核銷", "Write the goods off");
pub(crate) const SETTLE_AT_STORE: Text = Text("在仓库页裁定", "在倉庫頁裁定", "Settled on the store's page");

/// What the server says of an entry in a collision across orders.
pub(crate) const fn settled(outcome: SettledOutcome) -> Text {
    match outcome {
        SettledOutcome::Holds => Text("此借单有效", "此借單有效", "this loan holds"),
        SettledOutcome::Unconfirmed => Text("暂不欠此工具", "暫不欠此工具", "doesn't owe the tool yet"),
        SettledOutcome::NotTaken => Text("未实际借出", "未實際借出", "this loan did not take place"),
        SettledOutcome::CameBack => Text("经他单归还", "經他單歸還", "came back under another order"),
        SettledOutcome::Short => Text("库存不足", "庫存不足", "more left the store than it had"),
        SettledOutcome::Duplicate => Text("疑似重复登记", "疑似重複登記", "may be the same request"),
        SettledOutcome::Leads(_) => {
            Text("同一请求,以本单为主", "同一請求,以本單為主", "one request; this order leads")
        }
        SettledOutcome::Follows(_) => {
            Text("同一请求,以另一单为主", "同一請求,以另一單為主", "one request; the other order leads")
        }
        SettledOutcome::Different => Text("不同的请求", "不同的請求", "different requests"),
        SettledOutcome::Renumbered(_) => {
            Text("单号重复,已加后缀", "單號重複,已加後綴", "the number was taken; it got a suffix")
        }
        SettledOutcome::UsedElsewhere => {
            Text("收据号已用于他处", "收據號已用於他處", "the receipt's number was used elsewhere")
        }
        SettledOutcome::Over => Text("已了结", "已了結", "it is over"),
    }
}

/// Fields that a form of the store may lack.
pub(crate) const ONE_LINE: Text = Text("至少填一行。", "至少填一行。", "Fill in at least one line.");
pub(crate) const BAD_QUANTITY: Text =
    Text("{} 的数量看不懂:{}", "{} 的數量看不懂:{}", "{}: not a quantity of this item: {}");
pub(crate) const NEEDED: Text = Text("请填写:{}", "請填寫:{}", "Please fill in: {}");

//! The store's counter and personal stock: what the core has words for is taken from there.

use super::Text;

pub const SAVED: Text = Text("已保存", "已儲存", "saved");
pub const UNSENT: Text = Text("未发送:{}", "未發送:{}", "not sent yet: {}");
pub const SHOW_CODE: Text = Text(
    "对方请输入交接码 {},或扫描下图(field ticket 后接图中文字)",
    "對方請輸入交接碼 {},或掃描下圖(field ticket 後接圖中文字)",
    "the other side types the code {}, or scans this (field ticket with its text)",
);
pub const FOR_ORDER: Text = Text("工单 {}", "工單 {}", "order {}");
pub const TICKET_ORDER: Text = Text("工单 {}", "工單 {}", "order {}");
pub const CODE: Text = Text("交接码 {}", "交接碼 {}", "code {}");
pub const ASK: Text = Text("确认并记录? [y/N] ", "確認並記錄? [y/N] ", "write it? [y/N] ");
pub const NOT_WRITTEN: Text = Text("没有记录", "沒有記錄", "nothing was written");
pub const OVERDRAWN: Text = Text(
    "!!! 随身库超用:{} 原有 {},现为 {}。已记录,仓管员会来核对",
    "!!! 隨身庫超用:{} 原有 {},現為 {}。已記錄,倉管員會來核對",
    "!!! PERSONAL STOCK OVERDRAWN: {} had {}, has {} now. It is kept; the storekeeper will ask",
);

pub const STORE: Text = Text("仓库", "倉庫", "Store");
pub const OPEN_LOANS: Text = Text("未还工具", "未還工具", "Open loans");
pub const NO_LOANS: Text = Text("没有未还的工具", "沒有未還的工具", "every tool is back");
pub const DISCREPANCIES: Text = Text("不符", "不符", "Discrepancies");
pub const NO_DISCREPANCIES: Text = Text("全部相符", "全部相符", "everything agrees");
pub const NEEDS: Text = Text("待批需用", "待批需用", "Needs to answer");
pub const STOCK: Text = Text("库存", "庫存", "Stock");
pub const TOOL: Text = Text("工具", "工具", "TOOL");
pub const HELD_BY: Text = Text("持有人", "持有人", "HOLDER");
pub const ORDER: Text = Text("工单", "工單", "ORDER");
pub const DUE_AT: Text = Text("应还", "應還", "DUE");
pub const NAME: Text = Text("名称", "名稱", "NAME");
pub const ITEM: Text = Text("材料", "材料", "ITEM");
pub const SPECIFICATION: Text = Text("规格", "規格", "SPECIFICATION");
pub const BATCH: Text = Text("批号", "批號", "BATCH");
pub const ON_HAND: Text = Text("现存", "現存", "ON HAND");
pub const COUNTED: Text = Text("实点", "實點", "COUNTED");
pub const DUE: Text = Text("应还 {}", "應還 {}", "due {}");
pub const OVERDUE: Text = Text("! 逾期", "! 逾期", "! OVERDUE");
pub const LOW: Text = Text("! 低于下限", "! 低於下限", "! low");
pub const NEGATIVE: Text = Text("! 负数,请盘点", "! 負數,請盤點", "! BELOW ZERO: count it");
pub const INSPECTION_DUE: Text = Text("检定到期 {}", "檢定到期 {}", "inspection due {}");
pub const MISSING_SIDE: Text = Text("没有对方的记录", "沒有對方的記錄", "the other side is missing");
pub const ANSWER: Text = Text("裁定:{}", "裁定:{}", "to settle: {}");
pub const AT: Text = Text("{} 时", "{} 時", "at {}");
pub const POSTINGS: Text = Text("明细", "明細", "Postings");
pub const NO_POSTINGS: Text = Text("没有记录", "沒有記錄", "nothing moved");
pub const NOT_COUNTED_YET: Text = Text("(此刻之后)", "(此刻之後)", "(after that moment)");
pub const IN_STORE: Text = Text("在仓库", "在倉庫", "in the store");
pub const WITH: Text =
    Text("在 {} 处,工单 {},应还 {}", "在 {} 處,工單 {},應還 {}", "with {}, order {}, due {}");
pub const UNCLEAR: Text = Text("不明:{}", "不明:{}", "unclear: {}");
pub const GONE: Text = Text("遗失", "遺失", "lost");
pub const SCRAPPED: Text = Text("已报废", "已報廢", "scrapped");
pub const HISTORY: Text = Text("经过", "經過", "History");
pub const NEVER_MOVED: Text = Text("没有借还记录", "沒有借還記錄", "it was never lent");
pub const SEEN_AGAIN: Text = Text("重复", "重複", "again");
pub const SHEET: Text = Text("盘点表", "盤點表", "Stocktake sheet");
pub const KIT_OF: Text = Text("{} 的随身库", "{} 的隨身庫", "Personal stock of {}");
pub const KIT_EMPTY: Text = Text("空", "空", "empty");
pub const ONE_SIDED: Text = Text("待对方确认", "待對方確認", "waits for the other side");
pub const CLOSED: Text = Text("已核销", "已核銷", "written off");
pub const NOT_CLOSED: Text = Text("未核销", "未核銷", "not written off");
pub const NOTHING_TO_CLOSE: Text =
    Text("没有要核销的工单", "沒有要核銷的工單", "no order waits for the store's write-off");

pub const GOODS: Text = Text("领用与工具", "領用與工具", "Goods and tools");
pub const TRACK: Text = Text("仓库核销", "倉庫核銷", "Store");
pub const DISCREPANCY: Text = Text("! 不符", "! 不符", "! doesn't agree");
pub const ACCOUNT: Text = Text(
    "领 {},用 {},退 {},失 {},未结 {}",
    "領 {},用 {},退 {},失 {},未結 {}",
    "issued {}, used {}, returned {}, lost {}, open {}",
);
pub const UNCONFIRMED: Text =
    Text("其中待仓库确认的退料 {}", "其中待倉庫確認的退料 {}", "of it a return of {} waits for the store");
pub const EXCESS: Text = Text("! 多出 {}", "! 多出 {}", "! {} more than issued");
pub const NEED_OPEN: Text = Text("待批", "待批", "waits for the store");
pub const APPROVED: Text = Text("同意", "同意", "approved");
pub const REFUSED: Text = Text("不同意:{}", "不同意:{}", "refused: {}");
pub const CARRIED_OVER: Text = Text("续借", "續借", "runs on");
pub const COUNTS: Text = Text("算数", "算數", "accepted");
pub const COUNTS_NOT: Text = Text("不算数", "不算數", "not accepted");

pub use undercroft_words::states::exchange;

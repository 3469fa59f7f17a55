//! Words of the store's field for scanned and typed codes.

use super::Text;
use client_core::domain::stock::Exchange;

pub(crate) const CODE: Text = Text("扫码或输入编码", "掃碼或輸入編碼", "Scan or type a code");
pub(crate) const CODE_HINT: Text = Text(
    "物料编码、工具编号、姓名、派工单号或其二维码、交接二维码或八位交接码",
    "物料編碼、工具編號、姓名、派工單號或其二維碼、交接二維碼或八位交接碼",
    "item, numbered tool, person, slip number or its QR code, a hand-over's QR code or its eight characters",
);
pub(crate) const FIND: Text = Text("查找", "查找", "Find");
pub(crate) const UNKNOWN: Text = Text(
    "没有找到「{}」。未做任何更改;请核对后重新输入。",
    "沒有找到「{}」。未做任何變更;請核對後重新輸入。",
    "Nothing here is called “{}”. Nothing was changed; please look at it once more.",
);
pub(crate) const DAMAGED: Text = Text(
    "交接码不完整,请重新扫描。未做任何更改。",
    "交接碼不完整,請重新掃描。未做任何變更。",
    "This hand-over's code is damaged: scan it once more. Nothing was changed.",
);
pub(crate) const NOT_HERE: Text = Text(
    "这张派工单还没有同步到服务器。请对方先联网,再扫描一次。未做任何更改。",
    "這張派工單還沒有同步到伺服器。請對方先連線,再掃描一次。未做任何變更。",
    "This order hasn't come to the server yet. The other side's phone has to sync first. Nothing was changed.",
);
pub(crate) const WRITTEN: Text =
    Text("双方都已登记,无需再做。", "雙方都已登記,無需再做。", "Both sides have written this already.");
pub(crate) const CONFIRM: Text = Text("确认交接", "確認交接", "Confirm the hand-over");
pub(crate) const HAS: Text = Text("名下工具", "名下工具", "Tools out to this person");
pub(crate) const HAS_NOTHING: Text =
    Text("名下没有未还的工具", "名下沒有未還的工具", "no tool is out to this person");

/// What changes hands.
pub(crate) const fn exchange(exchange: Exchange) -> Text {
    match exchange {
        Exchange::Issue => Text("领料", "領料", "Material is issued"),
        Exchange::Return => Text("退料", "退料", "Material comes back"),
        Exchange::Loan => Text("借出工具", "借出工具", "A tool is lent"),
        Exchange::ToolReturn => Text("归还工具", "歸還工具", "A tool comes back"),
        Exchange::HandOver => Text("工具转交", "工具轉交", "A tool is handed over"),
        Exchange::KitIssue => Text("领入个人备料", "領入個人備料", "Material is issued into a kit"),
        Exchange::KitReturn => Text("个人备料退库", "個人備料退庫", "Material comes back from a kit"),
        Exchange::KitTransfer => Text("个人备料转移", "個人備料轉移", "Material goes from kit to kit"),
    }
}

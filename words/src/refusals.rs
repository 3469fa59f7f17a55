//! Why the server refused a change.

use crate::Text;
use client_core::protocol::QuarantineReason;

/// Why the server refused a change.
pub const fn quarantine(reason: QuarantineReason) -> Text {
    match reason {
        QuarantineReason::Malformed => Text("格式不对", "格式不對", "malformed"),
        QuarantineReason::Limits => Text("太大或太多", "太大或太多", "too large or too many"),
        QuarantineReason::Actor => {
            Text("写入者不属于本机", "寫入者不屬於本機", "its actor belongs to another device or document")
        }
        QuarantineReason::Fork => Text("本机有两份副本", "本機有兩份副本", "two lives of this device"),
        QuarantineReason::OwnPast => {
            Text("缺少本机先前的改动", "缺少本機先前的改動", "it doesn't know this device's own past")
        }
        QuarantineReason::EntryIdUsed => Text("记录编号重复", "記錄編號重複", "its entry id is used already"),
        QuarantineReason::Hash => Text("校验值不符", "校驗值不符", "its hash doesn't match"),
        QuarantineReason::By => {
            Text("作者、设备或岗位不符", "作者、設備或崗位不符", "it names another author, device or role")
        }
        QuarantineReason::Forbidden => {
            Text("您从未有权做此事", "您從未有權做此事", "it was never allowed to its author")
        }
        QuarantineReason::DocumentKind => {
            Text("记录放错了文件", "記錄放錯了文件", "it doesn't belong into this document")
        }
        QuarantineReason::Follows => {
            Text("前一项改动被拒绝", "前一項改動被拒絕", "it follows a refused change")
        }
        QuarantineReason::Group => Text(
            "同一命令的另一部分被拒绝",
            "同一命令的另一部分被拒絕",
            "another part of the same command was refused",
        ),
    }
}

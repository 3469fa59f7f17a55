//! Failed calls in words.

use crate::fault::Fault;
use crate::lock::LockError;
use client_core::device::store::StoreError;
use client_core::device::sync::FailureKind;
use client_core::domain::stock::TicketError;
use client_core::domain::text::Language;
use undercroft_words::{Text, rejections};

/// Problems of the server that a person can do something about.
const PROBLEMS: &[(&str, Text)] = &[
    (
        "invalid-code",
        Text(
            "邀请码不对或已过期,请管理员重新发一个",
            "邀請碼不對或已過期,請管理員重新發一個",
            "this code is wrong or too old: ask for a new one",
        ),
    ),
    (
        "code-used",
        Text(
            "邀请码已被使用,请管理员重新发一个",
            "邀請碼已被使用,請管理員重新發一個",
            "this code was used already: ask for a new one",
        ),
    ),
    ("invalid-credentials", Text("密码不对", "密碼不對", "wrong password")),
    ("invalid-grant", Text("请重新登录", "請重新登入", "log in again")),
    (
        "device-revoked",
        Text(
            "本机已被停用,请找管理员",
            "本機已被停用,請找管理員",
            "this device was revoked: ask the administrator",
        ),
    ),
    ("rate-limited", Text("尝试太多,请稍后再试", "嘗試太多,請稍後再試", "too many tries: wait a while")),
];

/// A failed call in words for the person.
pub fn text(language: Language, fault: &Fault) -> String {
    let fixed = |text: Text| text.get(language).to_owned();
    match fault {
        Fault::Rejected(rejection) => rejections::rejection(language, rejection),
        Fault::RejectedAs(_, text) => text.clone(),
        Fault::Store(StoreError::NotSaved) => fixed(Text(
            "未保存:本机空间不足。先前保存的都在。请腾出空间再试",
            "未儲存:本機空間不足。先前儲存的都在。請騰出空間再試",
            "not saved: there is no space left here. Everything saved before is intact. Free some space and try again",
        )),
        Fault::Store(StoreError::Locked) | Fault::Elsewhere => fixed(Text(
            "另一个标签页正在使用这些数据",
            "另一個分頁正在使用這些資料",
            "another tab has these data open",
        )),
        Fault::Store(StoreError::Corrupt(_)) => fixed(Text(
            "本机数据已损坏,请勿清除,联系管理员",
            "本機資料已損壞,請勿清除,聯絡管理員",
            "the data on this device are damaged: don't clear them, ask the administrator",
        )),
        Fault::Mended(_) => fixed(Text(
            "本机有数据损坏,已修复:未发送的工作都在,其余联网后重新取回。请再试一次",
            "本機有資料損壞,已修復:未傳送的工作都在,其餘連網後重新取回。請再試一次",
            "data on this device were damaged and are set right: all unsent work is there, the rest comes again with a connection. Try once more",
        )),
        Fault::Store(StoreError::Io(_)) => fixed(Text(
            "存储失败,请查看刚才的操作是否已保存",
            "儲存失敗,請查看剛才的操作是否已儲存",
            "the store failed: look whether the last command was saved",
        )),
        Fault::Lock(LockError::Wrong { left }) => Text(
            "PIN 或口令不对,还可试 {} 次",
            "PIN 或口令不對,還可試 {} 次",
            "wrong PIN or secret; {} tries left",
        )
        .with(language, &[&left.to_string()]),
        Fault::Lock(LockError::NoPin) => fixed(Text(
            "PIN 已停用,数据都在,请用密码登录",
            "PIN 已停用,資料都在,請用密碼登入",
            "the PIN no longer works. The data are safe: log in with the password",
        )),
        Fault::Lock(LockError::OtherKey) => fixed(Text(
            "服务器的密钥与本机不符",
            "伺服器的密鑰與本機不符",
            "the server's key doesn't open this device's data",
        )),
        Fault::Lock(LockError::WeakPin) => {
            fixed(Text("PIN 须为 4 至 12 位数字", "PIN 須為 4 至 12 位數字", "a PIN has 4 to 12 digits"))
        }
        Fault::Lock(LockError::WeakSecret) => {
            fixed(Text("口令至少 12 个字符", "口令至少 12 個字元", "a passphrase has at least 12 characters"))
        }
        Fault::Lock(LockError::Derive(_)) | Fault::Internal(_) | Fault::BadCall { .. } => {
            fixed(Text("程序出错,请重新打开", "程式出錯,請重新開啟", "a fault of the program: open it again"))
        }
        Fault::Connection(kind) => fixed(connection(*kind)),
        Fault::Server { kind, detail, .. } => {
            let known = PROBLEMS.iter().find(|(name, _)| name == kind);
            known.map_or_else(|| detail.clone(), |(_, text)| text.get(language).to_owned())
        }
        Fault::SignedOut => fixed(Text(
            "须重新登录才能同步,工作可继续",
            "須重新登入才能同步,工作可繼續",
            "log in to sync; work goes on meanwhile",
        )),
        Fault::UnsentWork(count) => {
            Text("还有 {} 项未上传", "還有 {} 項未上傳", "{} items haven't been sent yet")
                .with(language, &[&count.to_string()])
        }
        Fault::NotEnrolled => {
            fixed(Text("本机尚未启用", "本機尚未啟用", "nobody is enrolled on this device"))
        }
        Fault::Sealed => fixed(Text("请先解锁", "請先解鎖", "unlock first")),
        Fault::NotFound => fixed(Text("本机没有这一单", "本機沒有這一單", "not on this device")),
        Fault::Ticket(TicketError::NotATicket) => {
            fixed(Text("这不是交接码", "這不是交接碼", "this is no hand-over ticket"))
        }
        Fault::Ticket(TicketError::Damaged) => fixed(Text(
            "交接码不完整,请重新扫描",
            "交接碼不完整,請重新掃描",
            "the ticket is incomplete: scan it again",
        )),
    }
}

/// A failed connection in words.
const fn connection(kind: FailureKind) -> Text {
    match kind {
        FailureKind::Offline => Text("没有网络", "沒有網路", "no connection"),
        FailureKind::Timeout => Text("服务器没有及时回应", "伺服器沒有及時回應", "no answer in time"),
        FailureKind::NotOurServer => Text(
            "回应的不是本站服务器(可能要先登录所在的网络)",
            "回應的不是本站伺服器(可能要先登入所在的網路)",
            "somebody else answered: this network may want a login first",
        ),
        FailureKind::Unauthorized => Text("请重新登录", "請重新登入", "log in again"),
        FailureKind::Busy { .. } => {
            Text("服务器忙,稍后自动重试", "伺服器忙,稍後自動重試", "the server is busy: it is tried again")
        }
        FailureKind::Refused(_) => Text(
            "服务器拒绝了请求,应用可能需要更新",
            "伺服器拒絕了請求,應用可能需要更新",
            "the server refused the request: the app may need an update",
        ),
    }
}

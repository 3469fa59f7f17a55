//! What else can go wrong: typing, the folder, the server, sign-in; and what the server refuses.

use super::{Text, list, matter, of, rejections};
use crate::fault::Fault;
use client_core::device::sealing::PassphraseError;
use client_core::device::store::StoreError;
use client_core::domain::stock::TicketError;
use client_core::domain::text::Language;
use undercroft_picture::PhotoFault;
use undercroft_words::units::NumberFault;

/// Why a command had no effect, for a person.
pub fn fault(language: Language, fault: &Fault) -> String {
    let (text, words): (Text, Vec<String>) = match fault {
        Fault::Arguments(text) => return text.clone(),
        Fault::Value { field, text, expected } => (
            Text("{}:“{}”不对,应为 {}", "{}:「{}」不對,應為 {}", "{}: \"{}\" can't be read; it takes {}"),
            vec![field.clone(), text.clone(), expected.clone()],
        ),
        Fault::Number { field, text, expected, why, .. } => (
            Text("{}:“{}”{};应为 {}", "{}:「{}」{};應為 {}", "{}: \"{}\" {}; it takes {}"),
            vec![field.clone(), text.clone(), number(*why).get(language).to_owned(), expected.clone()],
        ),
        Fault::UnknownValue { step, name, names } => (
            Text(
                "步骤 {} 不记录“{}”,只记录:{}",
                "步驟 {} 不記錄「{}」,只記錄:{}",
                "step {} doesn't record \"{}\"; it records: {}",
            ),
            vec![step.clone(), name.clone(), list(language, names)],
        ),
        Fault::PartNeeded { step, items } => (
            Text(
                "步骤 {} 须写 --item --old --new;可用:{}",
                "步驟 {} 須寫 --item --old --new;可用:{}",
                "step {} needs --item, --old and --new; it takes: {}",
            ),
            vec![step.clone(), list(language, items)],
        ),
        Fault::Ambiguous { text, candidates } => (
            Text("“{}”不唯一:{}", "「{}」不唯一:{}", "\"{}\" could be one of: {}"),
            vec![text.clone(), list(language, candidates)],
        ),
        Fault::File { path, detail } => {
            (Text("读不了 {}:{}", "讀不了 {}:{}", "can't read {}: {}"), vec![path.clone(), detail.clone()])
        }
        Fault::Photo { path, problem: PhotoFault::NotAPicture } => (
            Text("{} 不是 JPEG 或 PNG 图片", "{} 不是 JPEG 或 PNG 圖片", "{} is no JPEG or PNG picture"),
            vec![path.clone()],
        ),
        Fault::Photo { path, problem: PhotoFault::TooManyPixels { width, height } } => (
            Text("{} 像素太多:{} x {}", "{} 像素太多:{} x {}", "{} has too many pixels: {} x {}"),
            vec![path.clone(), width.to_string(), height.to_string()],
        ),
        Fault::Photo { path, problem: PhotoFault::Damaged(detail) } => (
            Text("图片 {} 已损坏:{}", "圖片 {} 已損壞:{}", "the picture {} is damaged: {}"),
            vec![path.clone(), detail.clone()],
        ),
        Fault::NoSuchOrder { text } => (
            Text("本机没有单 {}", "本機沒有單 {}", "there is no order {} on this device"),
            vec![text.clone()],
        ),
        Fault::NoSuchIncident { text } => (
            Text("本机没有事件 {}", "本機沒有事件 {}", "there is no incident {} on this device"),
            vec![text.clone()],
        ),
        Fault::NoSuchComplaint { text } => (
            Text("本机没有投诉 {}", "本機沒有投訴 {}", "there is no complaint {} on this device"),
            vec![text.clone()],
        ),
        Fault::NoSuchAccount { text } => (
            Text(
                "本机没有管理费账户 {}",
                "本機沒有管理費帳戶 {}",
                "there is no management-fee account {} on this device",
            ),
            vec![text.clone()],
        ),
        Fault::NoSuchReceipt { text } => (
            Text(
                "没有为收据 {} 预约的上门收费",
                "沒有為收據 {} 預約的上門收費",
                "no visit was planned with receipt {}",
            ),
            vec![text.clone()],
        ),
        Fault::NoSuchMatter { text } => (
            Text("本机没有事项 {}", "本機沒有事項 {}", "there is no matter {} on this device"),
            vec![text.clone()],
        ),
        Fault::UnknownField { section, name, fields } => (
            Text(
                "{} 部分没有栏目“{}”,只有:{}",
                "{} 部分沒有欄目「{}」,只有:{}",
                "section {} has no field \"{}\"; it has: {}",
            ),
            vec![(*section).to_owned(), name.clone(), fields.join(", ")],
        ),
        Fault::OfForm { rejection, form, section } => {
            return matter::refusal(language, rejection, Some(form), *section);
        }
        Fault::Rejected(rejection) => return rejections::rejection(language, rejection),
        Fault::InUnits { rejection, quantity } => {
            return client_core::domain::words::rejection_in_units(language, rejection, quantity)
                .unwrap_or_else(|| rejections::rejection(language, rejection));
        }
        Fault::Ticket(TicketError::NotATicket) => (
            Text("这不是交接单的文字", "這不是交接單的文字", "this is no ticket: scan the other screen"),
            Vec::new(),
        ),
        Fault::Ticket(TicketError::Damaged) => (
            Text(
                "交接单的文字不完整或被改过,请重新扫描",
                "交接單的文字不完整或被改過,請重新掃描",
                "the ticket is damaged or was changed: scan it again",
            ),
            Vec::new(),
        ),
        Fault::NotEnrolled => (
            Text(
                "本机未登记使用者,请先 field enrol",
                "本機未登記使用者,請先 field enrol",
                "nobody is enrolled on this device; use field enrol",
            ),
            Vec::new(),
        ),
        Fault::LoginNeeded { .. } => (
            Text(
                "请重新登录(field login);已保存的工作都在",
                "請重新登入(field login);已儲存的工作都在",
                "log in again (field login); what is saved stays",
            ),
            Vec::new(),
        ),
        Fault::SignIn { code, detail } => return sign_in(language, code, detail),
        Fault::UnsentWork { count } => (
            Text("有 {} 项未发送,须先同步", "有 {} 項未發送,須先同步", "{} unsent items must be sent first"),
            vec![count.to_string()],
        ),
        Fault::Unreachable { why, detail } => {
            return format!("{} ({detail})", of(UNREACHABLE, language, why));
        }
        Fault::Server { status, detail } => (
            Text("服务器拒绝({}):{}", "伺服器拒絕({}):{}", "the server refused ({}): {}"),
            vec![status.to_string(), detail.clone()],
        ),
        Fault::Store(error) => return store(language, error),
        Fault::Mended { records } => (
            Text(
                "保存的数据有 {} 处损坏,已修复:未发送的工作都在,其余在下次 field sync 时重新取回。请再执行一次",
                "儲存的資料有 {} 處損壞,已修復:未傳送的工作都在,其餘在下次 field sync 時重新取回。請再執行一次",
                "{} stored records were damaged and are set right: all unsent work is there, the rest comes again with the next \
                 field sync. Give the command once more",
            ),
            vec![records.to_string()],
        ),
        Fault::Folder { what, detail } => {
            (Text("{}:{}", "{}:{}", "{}: {}"), vec![what.clone(), detail.clone()])
        }
        Fault::Key { detail } => (
            Text(
                "本机密钥不可用({}),须重新登记;已保存的工作都在",
                "本機金鑰不可用({}),須重新登記;已儲存的工作都在",
                "the device's key can't be used ({}): enrol again; what is saved stays",
            ),
            vec![detail.clone()],
        ),
        Fault::Seal { detail } => (
            Text(
                "本机封条不可用({}),请从备份放回;没有它,无人能读本机的数据",
                "本機封條不可用({}),請從備份放回;沒有它,無人能讀本機的資料",
                "the device's seal can't be used ({}): put it back from a copy; without it nobody reads what is stored",
            ),
            vec![detail.clone()],
        ),
        Fault::Passphrase(error) => return passphrase(*error).get(language).to_owned(),
        Fault::NoPassphrase => (
            Text(
                "需要口令:--passphrase-file 文件,或在终端上输入",
                "需要口令:--passphrase-file 檔案,或在終端上輸入",
                "a passphrase is needed: --passphrase-file FILE, or type it on a terminal",
            ),
            Vec::new(),
        ),
        Fault::PassphrasesDiffer => (
            Text("两次输入不同", "兩次輸入不同", "the two passphrases differ; nothing was changed"),
            Vec::new(),
        ),
        Fault::Internal(detail) => {
            (Text("程序出错:{}", "程式出錯:{}", "the program failed: {}"), vec![detail.clone()])
        }
    };
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    text.with(language, &words)
}

const fn passphrase(error: PassphraseError) -> Text {
    match error {
        PassphraseError::Short => {
            Text("口令至少 12 个字符", "口令至少 12 個字元", "a passphrase has 12 characters or more")
        }
        PassphraseError::Wrong => Text(
            "口令不对;忘记了可用 field passphrase --forgotten",
            "口令不對;忘記了可用 field passphrase --forgotten",
            "the passphrase is wrong; where it is forgotten, use field passphrase --forgotten",
        ),
        PassphraseError::OtherKey => Text(
            "服务器上没有本机的恢复密钥",
            "伺服器上沒有本機的復原金鑰",
            "the server has no key that opens this device",
        ),
        PassphraseError::Derive(_) => {
            Text("内存不足,无法验证口令", "記憶體不足,無法驗證口令", "there is too little memory to try it")
        }
    }
}

const fn number(why: NumberFault) -> Text {
    match why {
        NumberFault::NotANumber => Text("不是数", "不是數", "is not a number"),
        NumberFault::UnitNeeded => {
            Text("带小数的数须写单位", "帶小數的數須寫單位", "has a point and no unit")
        }
        NumberFault::OtherUnit => Text("单位不对", "單位不對", "has another unit"),
        NumberFault::TooFine => Text(
            "小数位太多,不作舍入",
            "小數位太多,不作捨入",
            "is finer than what is recorded; nothing is rounded",
        ),
        NumberFault::TooLarge => Text("太大", "太大", "is too large"),
    }
}

const UNREACHABLE: &[(&str, Text)] = &[
    (
        "offline",
        Text(
            "连不上服务器;工作已保存,稍后再同步",
            "連不上伺服器;工作已儲存,稍後再同步",
            "no connection to the server; work is saved, sync later",
        ),
    ),
    (
        "timeout",
        Text(
            "服务器没有及时回答;工作已保存",
            "伺服器沒有及時回答;工作已儲存",
            "the server didn't answer in time; work is saved",
        ),
    ),
    (
        "busy",
        Text(
            "服务器忙;工作已保存,稍后再试",
            "伺服器忙;工作已儲存,稍後再試",
            "the server is busy; work is saved, try again later",
        ),
    ),
    (
        "not_our_server",
        Text(
            "回答的不是本站服务器(可能是网络登录页);工作已保存",
            "回答的不是本站伺服器(可能是網路登入頁);工作已儲存",
            "somebody answered who isn't the server (a network's login page?); work is saved",
        ),
    ),
];

fn sign_in(language: Language, code: &str, detail: &str) -> String {
    const KNOWN: &[(&str, Text)] = &[
        (
            "invalid-code",
            Text("登记码不对或已过期", "登記碼不對或已過期", "the enrolment code is wrong or has expired"),
        ),
        ("code-used", Text("登记码已用过", "登記碼已用過", "the enrolment code was used already")),
        ("invalid-credentials", Text("密码不对", "密碼不對", "the password is wrong")),
        ("device-revoked", Text("本机已被停用", "本機已被停用", "this device may no longer sign in")),
        (
            "invalid-grant",
            Text("本机密钥不被承认", "本機金鑰不被承認", "the server doesn't take this device's key"),
        ),
    ];
    KNOWN
        .iter()
        .find(|(known, _)| *known == code)
        .map_or_else(|| detail.to_owned(), |(_, text)| text.get(language).to_owned())
}

fn store(language: Language, error: &StoreError) -> String {
    match error {
        StoreError::NotSaved => Text(
            "未保存:磁盘已满。腾出空间后再试",
            "未儲存:磁碟已滿。騰出空間後再試",
            "NOT SAVED: no space is left; free some and try again",
        )
        .get(language)
        .to_owned(),
        StoreError::Locked => Text(
            "另一个进程正在使用本文件夹;什么也没做",
            "另一個程序正在使用本資料夾;什麼也沒做",
            "another process uses this folder; nothing was done",
        )
        .get(language)
        .to_owned(),
        StoreError::Corrupt(detail) => {
            Text("保存的数据已损坏:{}", "儲存的資料已損壞:{}", "stored data are damaged: {}")
                .with(language, &[detail])
        }
        StoreError::Io(detail) => Text(
            "存储失败:{}。请用 field show 查看是否已保存",
            "儲存失敗:{}。請用 field show 查看是否已儲存",
            "the store failed: {}. See with field show whether it was saved",
        )
        .with(language, &[detail]),
    }
}

pub use undercroft_words::refusals::quarantine;

//! Words of the audit: what people did to the site.

use super::{Text, admin, list as join, of, states};
use crate::audit::{AuditKind, AuditLine, Origin};
use crate::ident::Role;
use client_core::domain::entry::incident::Department;
use client_core::domain::text::Language;
use client_core::domain::words::incident as core;

pub(crate) const AUDIT: Text = Text("操作记录", "操作記錄", "Audit");
pub(crate) const AUDIT_EXPLAIN: Text = Text(
    "谁在何时对本站点做了什么。只能追加,不能修改或删除。派工单里的事项在派工单上查看。",
    "誰在何時對本站點做了什麼。只能追加,不能修改或刪除。派工單裡的事項在派工單上查看。",
    "Who did what to the site, and when. Lines are added, never changed or deleted. What was done in an order stands in the \
     order.",
);
pub(crate) const WHEN: Text = Text("时间", "時間", "When");
pub(crate) const WHO: Text = Text("何人", "何人", "Who");
pub(crate) const FROM_WHERE: Text = Text("途径", "途徑", "From where");
pub(crate) const WHAT: Text = Text("操作", "操作", "What");
pub(crate) const ABOUT: Text = Text("涉及", "涉及", "About");
pub(crate) const DETAIL: Text = Text("说明", "說明", "Details");
pub(crate) const ANY_KIND: Text = Text("全部操作", "全部操作", "anything");
pub(crate) const ANYBODY: Text = Text("全部人员", "全部人員", "anybody");
pub(crate) const NOTHING: Text = Text("没有符合条件的记录", "沒有符合條件的記錄", "no such line");
pub(crate) const CUSTOMERS: Text = Text("含业主资料", "含業主資料", "customers' data");
pub(crate) const LAST: Text = Text("最后一次 {}", "最後一次 {}", "last at {}");
const OPERATOR: Text = Text("运维人员(本机命令行)", "維運人員(本機命令列)", "operator at this machine");
const SERVER: Text = Text("服务器", "伺服器", "the server");
const UNKNOWN: Text = Text("未登录者", "未登入者", "somebody not signed in");
const NO_SUCH_NAME: Text = Text("不存在的登录名", "不存在的登入名", "names that nobody has");
const TIMES: Text = Text("{}({} 次)", "{}({} 次)", "{} ({} times)");

/// The operator's name.
pub(crate) const fn operator() -> Text {
    OPERATOR
}

/// Who did it.
pub(crate) fn doer(language: Language, line: &AuditLine) -> String {
    let unknown = match line.origin.as_str() {
        "command" => OPERATOR,
        "server" => SERVER,
        _ => UNKNOWN,
    };
    line.actor.as_ref().map_or_else(|| unknown.get(language).to_owned(), |(_, name)| name.clone())
}

/// By which way, and from which phone.
pub(crate) fn way(language: Language, line: &AuditLine) -> String {
    let way = of(WAYS, language, &line.origin);
    match &line.place {
        Some((_, name)) if line.origin == Origin::Device.as_str() => format!("{way} · {name}"),
        _ => way,
    }
}

/// Whom and which device it is about, where that isn't its author with his own.
pub(crate) fn about(line: &AuditLine) -> String {
    let person = line.person.as_ref().map(|(_, name)| name.clone());
    let device = line.device.as_ref().map(|(_, name)| name.clone());
    let both: Vec<String> = person.into_iter().chain(device).collect();
    both.join(" · ")
}

/// What was done, as a sentence.
pub(crate) fn said(language: Language, line: &AuditLine) -> String {
    let Some(kind) = AuditKind::parse(&line.kind) else { return format!("{} {}", line.kind, line.matter) };
    if kind == AuditKind::SignInFailed {
        let mut text = self::kind(kind).get(language).to_owned();
        if line.person.is_none() {
            text = join(language, &[text, NO_SUCH_NAME.get(language).to_owned()]);
        }
        return match line.times {
            Some((count, _)) if count > 1 => TIMES.with(language, &[&text, &count.to_string()]),
            _ => text,
        };
    }
    let text = self::kind(kind).get(language);
    let matter = matter(language, kind, &line.matter);
    match (matter.is_empty(), language) {
        (true, _) => text.to_owned(),
        (false, Language::En) => format!("{text}: {matter}"),
        (false, _) => format!("{text}:{matter}"),
    }
}

/// Whether a list that was taken out names customers.
pub(crate) fn names_customers(line: &AuditLine) -> bool {
    line.kind == AuditKind::DataExported.as_str()
        && ["directory", "orders", "complaints"].contains(&line.matter.as_str())
        || line.kind == AuditKind::DirectoryImported.as_str()
}

fn matter(language: Language, kind: AuditKind, matter: &str) -> String {
    let known = match kind {
        AuditKind::RoleAdded | AuditKind::RoleEnded => {
            Role::parse(matter).map(|role| states::role(role).get(language).to_owned())
        }
        AuditKind::HeadNamed | AuditKind::HeadRemoved => {
            Department::parse(matter).map(|one| core::department(one).get(language).to_owned())
        }
        AuditKind::AlarmSettled => Some(of(admin::ALARM_KINDS, language, matter)),
        AuditKind::DataExported | AuditKind::DirectoryImported => {
            // Lists of a month carry it behind their name.
            let month = matter.split_once('-').filter(|(name, _)| ["report", "notice"].contains(name));
            Some(match month {
                Some((name, month)) => format!("{} {month}", of(LISTS, language, name)),
                None => of(LISTS, language, matter),
            })
        }
        _ => None,
    };
    known.unwrap_or_else(|| matter.to_owned())
}

/// What a kind is called.
pub(crate) const fn kind(kind: AuditKind) -> Text {
    match kind {
        AuditKind::SignedIn => Text("登录", "登入", "signed in"),
        AuditKind::SignInFailed => Text("登录失败", "登入失敗", "sign-in failed"),
        AuditKind::SignedOut => Text("退出登录", "登出", "signed out"),
        AuditKind::UserMade => Text("新增账户", "新增帳戶", "made an account"),
        AuditKind::UserShutOut => Text("停用账户", "停用帳戶", "shut out an account"),
        AuditKind::RoleAdded => Text("授予角色", "授予角色", "gave a role"),
        AuditKind::RoleEnded => Text("撤销角色", "撤銷角色", "ended a role"),
        AuditKind::PasswordSet => {
            Text("更换密码,结束全部会话", "更換密碼,結束全部工作階段", "set a password; all sessions ended")
        }
        AuditKind::ContactChanged => Text("更改通知地址", "更改通知地址", "changed an address for notices"),
        AuditKind::HeadNamed => Text("任命部门负责人", "任命部門負責人", "named the head of a department"),
        AuditKind::HeadRemoved => {
            Text("免去部门负责人", "免去部門負責人", "left a department without a head")
        }
        AuditKind::CodeMade => Text("签发手机邀请码", "簽發手機邀請碼", "made a code for a phone"),
        AuditKind::DeviceEnrolled => Text("登记手机", "登記手機", "enrolled a phone"),
        AuditKind::DeviceReadmitted => {
            Text("恢复备份后重新接入手机", "恢復備份後重新接入手機", "came back with a phone after a restore")
        }
        AuditKind::DeviceRemoved => Text("撤销设备", "撤銷設備", "removed a device"),
        AuditKind::RecoveryKeyGiven => {
            Text("领取手机恢复密钥", "領取手機恢復金鑰", "was given a phone's recovery key")
        }
        AuditKind::ProcedurePublished => Text("发布维修程序", "發布維修程序", "published a procedure"),
        AuditKind::CaseKindWritten => Text("修改投诉事项类型", "修改投訴事項類型", "wrote a kind of case"),
        AuditKind::FeesPublished => Text("发布收费标准", "發布收費標準", "published a fee standard"),
        AuditKind::CataloguePublished => Text("发布物料目录", "發布物料目錄", "published the catalogue"),
        AuditKind::SettingsChanged => Text("设置已变更", "設定已變更", "settings changed"),
        AuditKind::AlarmSettled => Text("处理警报", "處理警報", "dealt with an alarm"),
        AuditKind::ChangeReleased => Text("放行被拒绝的更改", "放行被拒絕的變更", "let a refused change in"),
        AuditKind::DataExported => Text("导出文件", "匯出檔案", "took out a file"),
        AuditKind::DirectoryImported => Text("导入文件", "匯入檔案", "took in a file"),
        AuditKind::BackupTaken => Text("开始备份", "開始備份", "began a backup"),
        AuditKind::BackupRestored => {
            Text("数据库退回了旧状态", "資料庫退回了舊狀態", "the database was put back to an older state")
        }
        AuditKind::TablesRebuilt => {
            Text("由更改日志重建数据表", "由變更日誌重建資料表", "made the tables again from the log")
        }
    }
}

/// A way by its stored name.
const WAYS: &[(&str, Text)] = &[
    ("page", Text("网页", "網頁", "page")),
    ("api", Text("接口", "介面", "interface")),
    ("device", Text("手机", "手機", "phone")),
    ("command", Text("命令行", "命令列", "command line")),
    ("server", Text("服务器", "伺服器", "server")),
];

/// A list by its name.
const LISTS: &[(&str, Text)] = &[
    ("orders", Text("看板派工单", "看板派工單", "orders of the board")),
    ("follow-ups", Text("回访清单", "回訪清單", "follow-ups")),
    ("statistics", Text("统计", "統計", "statistics")),
    ("compliance", Text("达标情况", "達標情況", "compliance")),
    ("slips", Text("统计对应派工单", "統計對應派工單", "slips behind a figure")),
    ("incidents", Text("公共区域事件", "公共區域事件", "incidents")),
    ("case-kinds", Text("投诉事项统计", "投訴事項統計", "complaints by kind of case")),
    ("departments", Text("部门与工种情况", "部門與工種情況", "departments and trades")),
    ("complaints", Text("投诉", "投訴", "complaints")),
    ("months", Text("结算月份", "結算月份", "months of settlement")),
    ("report", Text("结算报表", "結算報表", "settlement report")),
    ("notice", Text("缴费通知清单", "繳費通知清單", "list for the notice")),
    ("directory", Text("业主、单元与楼栋", "業主、單元與樓棟", "customers, units and buildings")),
    ("catalogue", Text("物料目录", "物料目錄", "catalogue")),
    ("store", Text("库存与借用", "庫存與借用", "stock and loans")),
    ("audit", Text("操作记录", "操作記錄", "audit")),
];

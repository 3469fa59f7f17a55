//! Words of the administrator's pages: people, devices, refused changes, alarms.

use super::Text;

pub(crate) const PEOPLE: Text = Text("人员与设备", "人員與設備", "People and devices");
pub(crate) const WATCH: Text = Text("隔离与警报", "隔離與警報", "Quarantine and alarms");
pub(crate) const NEW_PERSON: Text = Text("新增人员", "新增人員", "New person");
pub(crate) const SIGN_IN_NAME: Text = Text("登录名", "登入名", "Name to sign in with");
pub(crate) const DISPLAY_NAME: Text = Text("姓名", "姓名", "Name that others see");
pub(crate) const START_PASSWORD: Text = Text(
    "初始密码(至少 8 个字符)",
    "初始密碼(至少 8 個字元)",
    "Password to begin with (8 characters or more)",
);
pub(crate) const NEW_PASSWORD: Text =
    Text("新密码(至少 8 个字符)", "新密碼(至少 8 個字元)", "New password (8 characters or more)");
pub(crate) const ROLES: Text = Text("角色", "角色", "Roles");
pub(crate) const NO_ROLES: Text = Text("没有角色", "沒有角色", "no role");
pub(crate) const ADD: Text = Text("新增", "新增", "Add");
pub(crate) const SAVE_ROLES: Text = Text("保存角色", "儲存角色", "Save roles");
pub(crate) const SET_PASSWORD: Text = Text("更换密码", "更換密碼", "Change the password");
pub(crate) const PASSWORD_EXPLAIN: Text = Text(
    "所有会话即刻结束;手机上的数据保留,用新密码登录。",
    "所有工作階段即刻結束;手機上的資料保留,用新密碼登入。",
    "Every session ends at once. What is on the phones stays; they log in with the new password.",
);
pub(crate) const DISABLED: Text = Text("已停用", "已停用", "shut out");
pub(crate) const DISABLE: Text = Text("停用此人", "停用此人", "Shut this person out");
pub(crate) const DISABLE_EXPLAIN: Text = Text(
    "所有设备的下一次请求即被拒绝;其写下的记录保留。",
    "所有設備的下一次請求即被拒絕;其寫下的記錄保留。",
    "The next request of every device is refused. What the person wrote stays.",
);
pub(crate) const NOT_YOURSELF: Text =
    Text("不能停用自己", "不能停用自己", "nobody shuts himself out or ends his own administration");
pub(crate) const DEVICES: Text = Text("设备", "設備", "Devices");
pub(crate) const NO_DEVICES: Text = Text("没有设备", "沒有設備", "no device");
pub(crate) const PHONE: Text = Text("手机", "手機", "phone");
pub(crate) const OFFICE_PLACE: Text = Text("办公端", "辦公端", "office");
pub(crate) const REMOVED: Text = Text("已撤销", "已撤銷", "removed");
pub(crate) const REMOVE: Text = Text("撤销", "撤銷", "Remove");
pub(crate) const SLIP_PREFIX: Text = Text("单号前缀", "單號前綴", "slips begin with");
pub(crate) const SINCE: Text = Text("登记于", "登記於", "since");
pub(crate) const ENROL: Text = Text("登记一台手机", "登記一台手機", "Enrol a phone");
pub(crate) const ENROL_EXPLAIN: Text = Text(
    "用手机相机扫描,或输入邀请码;一天内有效,只能用一次,还需本人密码。此页离开后不再显示。",
    "用手機相機掃描,或輸入邀請碼;一天內有效,只能用一次,還需本人密碼。此頁離開後不再顯示。",
    "Scan it with the phone's camera, or type the code. It works once, within a day, with the person's own password. \
     It is not shown again after this page.",
);
pub(crate) const QUARANTINE: Text = Text("被拒绝的更改", "被拒絕的變更", "Refused changes");
pub(crate) const QUARANTINE_EXPLAIN: Text = Text(
    "原样保存,不进入派工单;发送者的手机上同样可见。",
    "原樣保存,不進入派工單;傳送者的手機上同樣可見。",
    "Kept as they were sent, outside of the orders. Whoever sent one sees it on his phone, too.",
);
pub(crate) const NO_QUARANTINE: Text = Text("没有被拒绝的更改", "沒有被拒絕的變更", "nothing was refused");
pub(crate) const REASON: Text = Text("原因", "原因", "Reason");
pub(crate) const SENT_BY: Text = Text("发送者", "傳送者", "Sent by");
pub(crate) const ENTRIES: Text = Text("内容", "內容", "What it says");
pub(crate) const UNREADABLE: Text = Text("无法读出", "無法讀出", "can't be read");
pub(crate) const BYTES: Text = Text("原始字节", "原始位元組", "Bytes as they came");
pub(crate) const FOR_MANAGERS: Text = Text(
    "内容只给客服中心经理和管理处主任看",
    "內容只給客服中心經理和管理處主任看",
    "What it says is for the managers to read",
);
pub(crate) const RELEASE: Text = Text("放行", "放行", "Let it in");
pub(crate) const RELEASE_EXPLAIN: Text = Text(
    "以书写者的名义、按今日的权限重新审核;没有权限的仍不放行。放行后进入派工单,手机上随即消除。",
    "以書寫者的名義、按今日的權限重新審核;沒有權限的仍不放行。放行後進入派工單,手機上隨即消除。",
    "It is judged again as its author's, by what he may do today; what he may not do stays out. Once in, it is part of the \
     order, and his phone stops asking.",
);
pub(crate) const RELEASED: Text = Text("已放行:{}", "已放行:{}", "let in by {}");
pub(crate) const RELEASE_REFUSED: Text = Text("未放行:{}", "未放行:{}", "It stays out: {}");
pub(crate) const RELEASE_WAITS: Text = Text(
    "未放行:同一操作的另一部分不在此处,或由更新的程序写成",
    "未放行:同一操作的另一部分不在此處,或由更新的程式寫成",
    "It stays out: another part of the same command is not here, or a newer program wrote it",
);
pub(crate) const ALARMS: Text = Text("警报", "警報", "Alarms");
pub(crate) const NO_ALARMS: Text = Text("没有警报", "沒有警報", "no alarms");
pub(crate) const SETTLE: Text = Text("已处理", "已處理", "Dealt with");
pub(crate) const SETTLED: Text = Text("已处理:{}", "已處理:{}", "dealt with by {}");

/// An alarm by its stored name.
pub(crate) const ALARM_KINDS: &[(&str, Text)] = &[
    (
        "token_of_another_device",
        Text("令牌来自另一台设备", "權杖來自另一台設備", "a token came with another device's signature"),
    ),
    ("token_reused", Text("令牌被重复使用", "權杖被重複使用", "a token was used a second time")),
    (
        "forged_actor",
        Text("冒用他人设备书写", "冒用他人設備書寫", "somebody writes in another device's name"),
    ),
    ("actor_fork", Text("同一设备有两份副本", "同一設備有兩份副本", "two lives of one device")),
    (
        "rollback",
        Text("数据库退回了旧状态", "資料庫退回了舊狀態", "the database was put back to an older state"),
    ),
    ("receipt", Text("收据不属于本服务器", "收據不屬於本伺服器", "receipts that are not this server's")),
    (
        "device_readmitted",
        Text(
            "备份之后登记的手机已重新接入",
            "備份之後登記的手機已重新接入",
            "a phone that was enrolled after the backup is back",
        ),
    ),
    (
        "unknown_person",
        Text(
            "手机的使用人不在数据库中",
            "手機的使用人不在資料庫中",
            "a phone of somebody whom nobody knows here",
        ),
    ),
    ("storage", Text("磁盘已满或出错", "磁碟已滿或出錯", "the disk is full or failing")),
];

/// Why a change was refused, by its stored name.
pub(crate) const REASONS: &[(&str, Text)] = &[
    ("malformed", Text("格式不对", "格式不對", "not well formed")),
    ("limits", Text("超出限额", "超出限額", "larger than allowed")),
    ("actor", Text("不是此设备的书写者", "不是此設備的書寫者", "not this device's author")),
    ("fork", Text("同一序号有两份", "同一序號有兩份", "two changes with one number")),
    ("own_past", Text("缺少自己的前文", "缺少自己的前文", "its own past is missing")),
    ("entry_id_used", Text("条目编号已用", "條目編號已用", "an entry's id is used already")),
    ("hash", Text("校验不符", "校驗不符", "the hash is another")),
    ("by", Text("署名不是发送者", "署名不是傳送者", "signed by somebody else")),
    ("forbidden", Text("没有权限", "沒有權限", "not allowed")),
    ("document_kind", Text("不属于此类文档", "不屬於此類文件", "belongs into another kind of document")),
    ("follows", Text("前一条已被拒绝", "前一條已被拒絕", "comes after a refused change")),
    (
        "group",
        Text(
            "同一操作的另一部分被拒绝",
            "同一操作的另一部分被拒絕",
            "another part of the command was refused",
        ),
    ),
];

//! Headings and small words of printed pages.

use super::Text;

pub use undercroft_words::DONE;

pub const NUMBER: Text = Text("单号", "單號", "NUMBER");
pub const STATE: Text = Text("状态", "狀態", "STATE");
pub const UNIT: Text = Text("房号", "房號", "UNIT");
pub const APPOINTMENT: Text = Text("预约", "預約", "APPOINTMENT");
pub const FLAGS: Text = Text("标记", "標記", "FLAGS");
pub const NO_ORDERS: Text = Text("没有订单", "沒有訂單", "no orders");
pub const CONFLICT_FLAG: Text = Text("冲突", "衝突", "conflict");
pub const DECISION_FLAG: Text = Text("待裁定", "待裁定", "decision needed");
pub const UNSENT_FLAG: Text = Text("未发送{}", "未發送{}", "{} unsent");
pub const STUCK_FLAG: Text = Text("被拒{}", "被拒{}", "{} stuck");
pub const ROUND_FLAG: Text = Text("第{}轮", "第{}輪", "round {}");
pub const MINE_FLAG: Text = Text("我的", "我的", "mine");
pub const SOON_FLAG: Text = Text("该出发了", "該出發了", "time to go");
pub const LATE_FLAG: Text = Text("已过约定时间", "已過約定時間", "the appointment has come");
pub const URGENT_FLAG: Text = Text("紧急", "緊急", "urgent");
pub const TIME_OPEN_FLAG: Text = Text("待重新约时", "待重新約時", "agree the time again");
pub const WAITING_FLAG: Text = Text("等待中", "等待中", "waiting");

pub const CUSTOMER: Text = Text("住户", "住戶", "Customer");
pub const CUSTOMER_NOT_HERE: Text = Text("(本机没有)", "(本機沒有)", "(not on this device)");
pub const CONTENT: Text = Text("内容", "內容", "Content");
pub const SERVICE: Text = Text("服务", "服務", "Service");
pub const REGISTERED: Text = Text("登记", "登記", "Registered");
pub const JUDGED: Text = Text("判断", "判斷", "Judgement");
pub const HOLDER: Text = Text("维修员", "維修員", "Technician");
pub const NOBODY: Text = Text("(无)", "(無)", "(nobody)");
pub const MONEY: Text = Text("费用", "費用", "Money");
pub const FOLLOW_UP: Text = Text("回访", "回訪", "Follow-up");
pub const TASKS: Text = Text("待办", "待辦", "To do");
pub const VISITS: Text = Text("上门", "上門", "Visits");
pub const FINDINGS: Text = Text("现场查明", "現場查明", "Findings");
pub const MATERIALS: Text = Text("材料", "材料", "materials");
pub const TOOLS: Text = Text("工具", "工具", "tools");
pub const PRICE: Text = Text("价格", "價格", "Price");
pub const QUOTE: Text = Text("报价", "報價", "quote");
pub const CONSENT: Text = Text("{} 同意 {}", "{} 同意 {}", "{} agreed on {}");
pub const BILLABLE: Text = Text("最多可收 {}", "最多可收 {}", "at most {} may be billed");
pub const CHECKLIST: Text = Text(
    "清单 {} {},版本 {},第 {} 轮",
    "清單 {} {},版本 {},第 {} 輪",
    "Checklist {} {}, version {}, round {}",
);
pub const PASSED: Text = Text("已通过", "已通過", "passed");
pub const MISSING: Text = Text("还缺:{}", "還缺:{}", "missing: {}");
pub const EARLIER_ROUND: Text =
    Text("第 {} 轮:{} 步有记录", "第 {} 輪:{} 步有記錄", "round {}: {} steps recorded");
pub const KEPT: Text = Text("沿用第 {} 轮", "沿用第 {} 輪", "kept from round {}");
pub const GATE_HELD: Text = Text("{} 隔离中:{}", "{} 隔離中:{}", "gate {} is held by {}");
pub const GATE_FREE: Text = Text("{} 未隔离", "{} 未隔離", "gate {} is not held");
pub const TAKES: Text = Text("用料 {} × {}", "用料 {} × {}", "takes {} × {}");
pub const SAME_SPECIFICATION: Text = Text("同规格", "同規格", "same specification");
pub const SKIPPABLE: Text =
    Text("可省略(--skip 原因)", "可省略(--skip 原因)", "may be left out (--skip REASON)");
pub const OPTIONAL: Text = Text("选填", "選填", "optional");
pub const PHOTO_NEEDED: Text = Text("须附照片", "須附照片", "needs a photo");
pub const PARTS: Text = Text("更换的配件", "更換的配件", "Parts");
pub const ACCEPTANCE: Text = Text("验收", "驗收", "Acceptance");
pub const SATISFIED: Text = Text("满意", "滿意", "satisfied");
pub const NOT_SATISFIED: Text = Text("不满意", "不滿意", "not satisfied");
pub const SIGNED: Text = Text("签字,金额 {}", "簽字,金額 {}", "signed, amount {}");
pub const CHANGED_SINCE: Text = Text("签字后有改动", "簽字後有改動", "changed since");
pub const CANCELLATIONS: Text = Text("取消", "取消", "Cancellations");
pub const SUPERSEDED: Text = Text("不算数", "不算數", "superseded");
pub const CONFIRMED: Text = Text("已确认", "已確認", "confirmed");
pub const NOTES: Text = Text("备注", "備註", "Notes");
pub const PHOTOS: Text = Text("照片 {} 张", "照片 {} 張", "photos: {}");
pub const CONFLICTS: Text = Text("冲突", "衝突", "Conflicts");
pub const OPEN: Text = Text("待裁定:{}", "待裁定:{}", "open, for {}");
pub const SETTLED: Text = Text("{} 已裁定:{}({})", "{} 已裁定:{}({})", "settled by {}: {} ({})");
pub const COUNTS: Text = Text("算数", "算數", "counts");
pub const HAPPENED: Text = Text("发生 {}", "發生 {}", "happened {}");
pub const UNCERTAIN: Text = Text("(时钟不确定)", "(時鐘不確定)", "(clock uncertain)");
pub const ARRIVED_AT: Text = Text("送达 {}", "送達 {}", "arrived {}");
pub const NOT_SENT: Text = Text("未发送", "未發送", "not sent yet");
pub const DEVICE: Text = Text("设备 {}", "設備 {}", "device {}");
pub const THIS_DEVICE: Text = Text("本机", "本機", "this device");
pub const CLAIMS: Text = Text("须复核的记录", "須複核的記錄", "Claims to review");
pub const REVIEWED: Text = Text("已复核", "已複核", "reviewed");
pub const NOT_COUNTED: Text = Text("不算数的记录", "不算數的記錄", "Entries that don't count");
pub const PROBLEMS: Text = Text("异常", "異常", "Odd data");
pub const NEEDS_UPDATE: Text =
    Text("有新版记录,请更新程序:{}", "有新版記錄,請更新程式:{}", "update the app to see: {}");
pub const STUCK: Text = Text("服务器拒绝的改动", "伺服器拒絕的改動", "Refused by the server");
pub const NOT_LISTED: Text = Text(
    "此单已离开本机,发送完即移除",
    "此單已離開本機,發送完即移除",
    "this order left the device; it goes when its work is sent",
);

pub const SAVED: Text = Text("已保存:{}({})", "已儲存:{}({})", "saved: {} ({})");
pub const SAVED_UNSENT: Text = Text("本单未发送:{}", "本單未發送:{}", "entries not sent yet: {}");
pub const ENROLLED: Text = Text(
    "{} 已登记在本机,设备 {},单号前缀 {}",
    "{} 已登記在本機,設備 {},單號前綴 {}",
    "{} is enrolled; device {}, slip numbers begin with {}",
);
pub const LOGGED_IN: Text = Text("{} 已登录", "{} 已登入", "{} is logged in");
pub const SYNC_UP: Text = Text("上传:{}", "上傳:{}", "sent: {}");
pub const SYNC_DOWN: Text =
    Text("下载:{},变化的文件:{}", "下載:{},變化的文件:{}", "received: {}, documents changed: {}");
pub const SYNC_REMOVED: Text =
    Text("{} 份文件离开本机", "{} 份文件離開本機", "{} documents left this device");
pub const SYNC_EPOCH: Text = Text(
    "服务器数据曾被恢复;本机的工作已重新上传",
    "伺服器資料曾被恢復;本機的工作已重新上傳",
    "the server was restored; this device's work went up again",
);
pub const SYNC_WAITING: Text = Text("{} 项等待下次", "{} 項等待下次", "{} wait for the next sync");
pub const SYNC_OUTDATED: Text = Text(
    "服务器的站点资料是新版的,请更新程序;旧资料继续使用",
    "伺服器的站點資料是新版的,請更新程式;舊資料繼續使用",
    "the site's data are of a newer app: update this one; the old data serve on",
);
pub const SYNC_HELD: Text = Text(
    "{} 项收到但暂不能用,已保留",
    "{} 項收到但暫不能用,已保留",
    "{} received that can't be used yet; they are kept",
);
pub const SYNC_PHOTO: Text = Text(
    "照片还没传完,下次接着传:{}",
    "照片還沒傳完,下次接著傳:{}",
    "a photo isn't through yet and goes on next time: {}",
);
pub const SYNC_STUCK: Text = Text(
    "{} 项被服务器拒绝,见 field outbox",
    "{} 項被伺服器拒絕,見 field outbox",
    "{} refused by the server: see field outbox",
);
pub const OUTBOX_EMPTY: Text = Text("全部已发送", "全部已發送", "everything is sent");
pub const QUEUED: Text = Text("等待发送", "等待發送", "waiting");
pub const UPLOADING: Text =
    Text("正在上传照片,{} / {} 字节", "正在上傳照片,{} / {} 位元組", "uploading photo, {} of {} bytes");
pub const SENT_WAITING: Text = Text("已发出,等回答", "已發出,等回答", "sent, no answer yet");
pub const WHO: Text = Text("使用者", "使用者", "User");
pub const ROLES: Text = Text("岗位", "崗位", "Roles");
pub const DEVICE_ID: Text = Text("设备", "設備", "Device");
pub const SERVER: Text = Text("服务器", "伺服器", "Server");
pub const SITE: Text = Text("站点", "站點", "Site");
pub const CURSOR: Text = Text("已同步到", "已同步到", "Synced to");
pub const NEVER: Text = Text("从未", "從未", "never");
pub const UNSENT: Text = Text("未发送", "未發送", "Unsent");
pub const CLOCK: Text = Text("时钟", "時鐘", "Clock");
pub const CLOCK_UNKNOWN: Text =
    Text("未与服务器对过", "未與伺服器對過", "not compared with the server since the machine started");
pub const CLOCK_BEHIND: Text = Text("比服务器慢 {} 毫秒", "比伺服器慢 {} 毫秒", "{} ms behind the server");
pub const CLOCK_AHEAD: Text = Text("比服务器快 {} 毫秒", "比伺服器快 {} 毫秒", "{} ms ahead of the server");
pub const SESSION: Text = Text("登录", "登入", "Session");
pub const SESSION_HELD: Text = Text("已登录", "已登入", "logged in");
pub const SESSION_NONE: Text = Text("须登录", "須登入", "login needed");
pub const FOLDER: Text = Text("文件夹", "資料夾", "Folder");
pub const PRICE_LIST: Text =
    Text("收费标准第 {} 版,依据:{}", "收費標準第 {} 版,依據:{}", "Fee standard version {}, by {}");
pub const VALID: Text = Text("有效期 {} 至 {}", "有效期 {} 至 {}", "valid from {} until {}");
pub const OPEN_ENDED: Text = Text("另行通知", "另行通知", "further notice");
pub const NOT_YET_IN_FORCE: Text =
    Text("尚未生效,不能据此报价", "尚未生效,不能據此報價", "NOT IN FORCE YET: nothing can be quoted from it");
pub const OVER: Text = Text(
    "已过有效期;请同步。没有信号时仍可据此报价",
    "已過有效期;請同步。沒有訊號時仍可據此報價",
    "ITS TIME IS OVER: sync. Without a signal you may still quote from it",
);
pub const COMING: Text = Text("即将生效", "即將生效", "Coming");
pub const ERROR: Text = Text("错误", "錯誤", "error");
pub const PASSWORD: Text = Text("密码:", "密碼:", "Password: ");
pub const PASSPHRASE: Text = Text("本机口令:", "本機口令:", "Passphrase of this device: ");
pub const NEW_PASSPHRASE: Text =
    Text("新口令(至少 12 个字符):", "新口令(至少 12 個字元):", "New passphrase (12 characters or more): ");
pub const PASSPHRASE_AGAIN: Text = Text("再输一次:", "再輸一次:", "The same again: ");
pub const PASSPHRASE_SET: Text = Text("口令已更换", "口令已更換", "the passphrase is set");

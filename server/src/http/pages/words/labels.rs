//! Headings, buttons and small words.

use super::Text;

pub(crate) const BOARD: Text = Text("调度看板", "調度看板", "Dispatch board");
pub(crate) const NEW_ORDER: Text = Text("登记报修", "登記報修", "Register a request");
pub(crate) const SIGN_IN: Text = Text("登录", "登入", "Sign in");
pub(crate) const SIGN_OUT: Text = Text("退出", "登出", "Sign out");
pub(crate) const USER: Text = Text("用户名", "使用者名稱", "User name");
pub(crate) const PASSWORD: Text = Text("密码", "密碼", "Password");
pub(crate) const WRONG_PASSWORD: Text =
    Text("用户名或密码不对。", "使用者名稱或密碼不對。", "The user name or the password is wrong.");
pub(crate) const TOO_OFTEN: Text = Text(
    "尝试次数太多,请在 {} 秒后再试。",
    "嘗試次數太多,請在 {} 秒後再試。",
    "Too many attempts. Try again in {} seconds.",
);
pub(crate) const PLACES: Text = Text("页面", "頁面", "Pages");
pub(crate) const MENU: Text = Text("菜单", "選單", "Menu");
pub(crate) const LANGUAGE: Text = Text("语言", "語言", "Language");
pub(crate) const NOTICES: Text = Text("通知", "通知", "Notices");
pub(crate) const NOTICES_UNREAD: Text = Text("通知({})", "通知({})", "Notices ({})");
pub(crate) const NO_NOTICES: Text = Text("没有通知。", "沒有通知。", "There are no notices.");
pub(crate) const ALL_READ: Text = Text("全部标为已读", "全部標為已讀", "Mark all as read");
pub(crate) const MARK_READ: Text = Text("标为已读", "標為已讀", "Mark as read");
pub(crate) const OPEN_ORDER: Text = Text("打开工单", "開啟工單", "Open the order");
pub(crate) const SKIP: Text = Text("跳到内容", "跳到內容", "Skip to content");

pub(crate) const LIVE: Text = Text("实时", "即時", "live");
pub(crate) const RECONNECTING: Text = Text("重新连接中", "重新連線中", "reconnecting");
pub(crate) const BY_RELOAD: Text = Text("刷新看新变化", "重新整理看新變化", "reload for news");

pub(crate) const ALL: Text = Text("全部", "全部", "all");
pub(crate) const ANY_STATE: Text = Text("全部状态", "全部狀態", "any state");
pub(crate) const ANYBODY: Text = Text("全部人员", "全部人員", "anybody");
pub(crate) const ONLY_OPEN: Text = Text("只看未结束", "只看未結束", "open only");
pub(crate) const ONLY_CONFLICTS: Text = Text("只看有冲突", "只看有衝突", "with conflicts only");
pub(crate) const ONLY_MINE: Text = Text("只看我的待办", "只看我的待辦", "my tasks only");
pub(crate) const MY_TASKS: Text = Text("我的待办", "我的待辦", "my tasks");
pub(crate) const TIME_OPEN: Text = Text("时间待约", "時間待約", "time to be agreed");
pub(crate) const IS_WAITING: Text = Text("等待中", "等待中", "waiting");
pub(crate) const DISPUTED: Text =
    Text("有争议,暂不收费", "有爭議,暫不收費", "disputed, nothing is collected");
pub(crate) const FILTER: Text = Text("筛选", "篩選", "Filter");
pub(crate) const WAITING: Text = Text("待处理", "待處理", "Waiting for somebody");
pub(crate) const OTHERS: Text = Text("其他", "其他", "Others");
pub(crate) const NO_ORDERS: Text = Text("没有符合条件的工单。", "沒有符合條件的工單。", "No order fits.");
pub(crate) const NEXT_PAGE: Text = Text("下一页", "下一頁", "Next page");
pub(crate) const FIRST_PAGE: Text = Text("回到第一页", "回到第一頁", "First page");
pub(crate) const ORDER: Text = Text("工单", "工單", "Order");
pub(crate) const NUMBER: Text = Text("单号", "單號", "Number");
pub(crate) const NO_NUMBER: Text = Text("未开单", "未開單", "no slip");
pub(crate) const STATE: Text = Text("状态", "狀態", "State");
pub(crate) const HOLDER: Text = Text("维修人员", "維修人員", "Technician");
pub(crate) const NOBODY: Text = Text("未派", "未派", "nobody");
pub(crate) const CLASS: Text = Text("类别", "類別", "Class");
pub(crate) const UNIT: Text = Text("房号", "房號", "Unit");
pub(crate) const CUSTOMER: Text = Text("客户", "客戶", "Customer");
pub(crate) const CONTACT: Text = Text("联系方式", "聯絡方式", "Contact");
pub(crate) const CUSTOMER_HIDDEN: Text =
    Text("您的岗位不显示客户资料", "您的崗位不顯示客戶資料", "your role doesn't see the customer");
pub(crate) const APPOINTMENT: Text = Text("预约", "預約", "Appointment");
pub(crate) const CHANGED: Text = Text("最后变化", "最後變化", "Last change");
pub(crate) const TODAY: Text = Text("今天", "今天", "today");
pub(crate) const TOMORROW: Text = Text("明天", "明天", "tomorrow");
pub(crate) const YESTERDAY: Text = Text("昨天", "昨天", "yesterday");
pub(crate) const NEEDS_DECISION: Text = Text("待裁定", "待裁定", "needs decision");
pub(crate) const CONFLICTS_N: Text = Text("{} 处冲突", "{} 處衝突", "conflicts: {}");
pub(crate) const CLAIMS_N: Text = Text("{} 条主张", "{} 條主張", "claims: {}");
pub(crate) const OVERDUE: Text = Text("已过预约时间", "已過預約時間", "past its appointment");

pub(crate) const REGISTER: Text = Text("登记", "登記", "Register");
pub(crate) const FIVE_FIELDS: Text = Text(
    "五项必填:姓名、房号、联系方式、服务内容、预约时间。",
    "五項必填:姓名、房號、聯絡方式、服務內容、預約時間。",
    "Five fields are required: name, unit, contact, content, appointment.",
);
pub(crate) const IF_ANY: Text = Text("可不填", "可不填", "if any");
pub(crate) const EARLIER_CALL: Text = Text("来电早于此刻?", "來電早於此刻?", "The call came earlier?");
pub(crate) const AFFILIATION: Text = Text("所属部门或单位", "所屬部門或單位", "Department");
pub(crate) const IN_ZONE: Text = Text("按小区时区 {}", "按小區時區 {}", "in the site's time zone {}");
pub(crate) const CHOOSE: Text = Text("请选择", "請選擇", "choose");

pub(crate) const MONEY: Text = Text("费用", "費用", "Money");
pub(crate) const FOLLOW_UP: Text = Text("回访", "回訪", "Follow-up");
pub(crate) const TASKS: Text = Text("待办", "待辦", "To do");
pub(crate) const ACTIONS: Text = Text("其他操作", "其他操作", "Other actions");
pub(crate) const WHOSE: Text = Text("由{}处理", "由{}處理", "for: {}");
pub(crate) const CONTENT: Text = Text("服务内容", "服務內容", "Content");
pub(crate) const REGISTRATION: Text = Text("登记", "登記", "Registration");
pub(crate) const JUDGEMENT: Text = Text("受理判别", "受理判別", "Judgement");
pub(crate) const ACCEPTED: Text = Text("受理", "受理", "accepted");
pub(crate) const DECLINED: Text = Text("暂不受理", "暫不受理", "declined for now");
pub(crate) const SLIP: Text = Text("派工单", "派工單", "Job slip");
pub(crate) const ASSIGNMENTS: Text = Text("派工记录", "派工記錄", "Assignments");
pub(crate) const HOLDS: Text = Text("负责", "負責", "holds the slip");
pub(crate) const SUPERSEDED: Text = Text("不算", "不算", "superseded");
pub(crate) const ROUTED_TO: Text = Text("转给:{}", "轉給:{}", "passed on to: {}");
pub(crate) const SERVICE_OFFERED: Text =
    Text("本处提供此项服务:{} {}", "本處提供此項服務:{} {}", "Offered here: {} {}");
pub(crate) const SERVICE_NOT_OFFERED: Text = Text(
    "服务目录中没有此项服务:{}",
    "服務目錄中沒有此項服務:{}",
    "Not among the services that are offered here: {}",
);
pub(crate) const FEE_STANDARD_OF: Text =
    Text("收费标准第 {} 版({})", "收費標準第 {} 版({})", "Fee standard, version {} ({})");
pub(crate) const UNDER_WARRANTY: Text = Text(
    "《业主报修登记表(维修工作单)》:保修期至 {},免费",
    "《業主報修登記表(維修工作單)》:保修期至 {},免費",
    "unpaid repair report: warranty until {}",
);
pub(crate) const WARRANTY_OVER: Text = Text(
    "《业主报修有偿服务登记表》:保修期已于 {} 届满",
    "《業主報修有償服務登記表》:保修期已於 {} 屆滿",
    "paid repair report: the warranty ended on {}",
);
pub(crate) const FREE_BECAUSE: Text = Text("免费:{}", "免費:{}", "free: {}");
pub(crate) const ARCHIVE: Text = Text("归档还差", "歸檔還差", "Not archived for");
pub(crate) const APPOINTMENTS: Text = Text("约定时间", "約定時間", "Times agreed");
pub(crate) const REGISTERED_TIME: Text = Text("登记时约定", "登記時約定", "at registration");
pub(crate) const AGREED_BY: Text = Text("{} 同意", "{} 同意", "agreed by {}");
pub(crate) const IN_FORCE: Text = Text("现行", "現行", "in force");
pub(crate) const CANNOT_KEEP: Text = Text("不能按时", "不能按時", "can't be kept");
pub(crate) const AGREED_SINCE: Text = Text("已另约", "已另約", "agreed again since");
pub(crate) const TO_BE_AGREED: Text = Text("待另约", "待另約", "to be agreed again");
pub(crate) const ON_SITE_NOW: Text = Text("在现场", "在現場", "on site");
pub(crate) const SET_BACK: Text = Text("补记于 {}", "補記於 {}", "written down at {}");
pub(crate) const AHEAD: Text = Text("提前到场", "提前到場", "ahead of the appointment");
pub(crate) const NOT_AHEAD: Text = Text("未提前到场", "未提前到場", "not ahead of the appointment");
pub(crate) const FOR_APPOINTMENT: Text = Text("约定 {}", "約定 {}", "appointment {}");
pub(crate) const WAITS: Text = Text("等待", "等待", "Waits");
pub(crate) const WAIT_FOR: Text = Text("等待{}", "等待{}", "waits for {}");
pub(crate) const UNTIL: Text = Text("预计 {}", "預計 {}", "expected {}");
pub(crate) const RESUMED: Text = Text("已恢复", "已恢復", "goes on again");
pub(crate) const REFUSED_PRICE: Text = Text("客户拒绝", "客戶拒絕", "refused");
pub(crate) const REFUSED_QUOTE: Text = Text("{} 的报价", "{} 的報價", "the quote of {}");
pub(crate) const FEE_STANDARD: Text = Text("收费标准第 {} 版", "收費標準第 {} 版", "fee standard version {}");
pub(crate) const LABOUR_SUM: Text = Text("人工小计", "人工小計", "Labour");
pub(crate) const MATERIAL_SUM: Text = Text("材料小计", "材料小計", "Material");
pub(crate) const DIGEST: Text =
    Text("双方所见内容的摘要", "雙方所見內容的摘要", "digest of what both sides saw");
pub(crate) const SHOWN_DIGEST: Text =
    Text("签字所示内容的摘要", "簽字所示內容的摘要", "digest of what was shown");
pub(crate) const CONSENT_STROKES: Text =
    Text("客户在价格下的笔迹", "客戶在價格下的筆跡", "the customer's strokes under the price");
pub(crate) const REWORK_WISH: Text = Text("要求返工", "要求返工", "rework asked for");
pub(crate) const SIGNATURE_COUNTS: Text = Text("现行签名", "現行簽名", "the signature that counts");
pub(crate) const SIGNATURE_HISTORY: Text = Text("只作记录", "只作記錄", "history");
pub(crate) const BOUND: Text = Text("与所示内容相符", "與所示內容相符", "fits what was shown");
pub(crate) const UNBOUND: Text = Text("与所示内容对不上", "與所示內容對不上", "doesn't fit what was shown");
pub(crate) const ESCALATION: Text = Text("上报", "上報", "Escalation");
pub(crate) const ANSWERED: Text = Text("已处理", "已處理", "answered");
pub(crate) const NOT_ANSWERED: Text = Text("待经理处理", "待經理處理", "waits for a manager");
pub(crate) const DAMAGES: Text = Text("财产损坏或丢失", "財產損壞或丟失", "Damaged or lost property");
pub(crate) const CASE_OPEN: Text = Text("未了结", "未了結", "open");
pub(crate) const CASE_SETTLED: Text = Text("已了结", "已了結", "settled");
pub(crate) const OFFER: Text = Text("提出 {}", "提出 {}", "offer: {}");
pub(crate) const AGREEMENT: Text = Text("双方同意 {}", "雙方同意 {}", "agreed: {}");
pub(crate) const DEALT_WITH_BELOW: Text = Text("在下面处理", "在下面處理", "dealt with below");
pub(crate) const PRICE_REFUSED_HINT: Text = Text(
    "请致电客户:取消服务,或由维修人员重新报价。",
    "請致電客戶:取消服務,或由維修人員重新報價。",
    "Call the customer: cancel the service, or let the technician quote again.",
);
pub(crate) const SIGNATURE_HINT: Text = Text(
    "请让客户核对后重新签字;客户不认可的按返工处理。",
    "請讓客戶核對後重新簽字;客戶不認可的按返工處理。",
    "Let the customer check it and sign again; what he doesn't accept is rework.",
);
pub(crate) const VISITS: Text = Text("上门", "上門", "Visits");
pub(crate) const TOOK_SLIP: Text = Text("接单", "接單", "took the slip");
pub(crate) const ARRIVED: Text = Text("到场", "到場", "arrived");
pub(crate) const FINDINGS: Text = Text("现场查看", "現場查看", "Findings");
pub(crate) const MATERIALS: Text = Text("材料", "材料", "materials");
pub(crate) const TOOLS: Text = Text("工具", "工具", "tools");
pub(crate) const PRICE: Text = Text("报价与确认", "報價與確認", "Quotes and consent");
pub(crate) const ITEM: Text = Text("项目", "項目", "Item");
pub(crate) const QUANTITY: Text = Text("数量", "數量", "Quantity");
pub(crate) const UNIT_PRICE: Text = Text("单价", "單價", "Unit price");
pub(crate) const AMOUNT: Text = Text("金额", "金額", "Amount");
pub(crate) const SUM: Text = Text("合计", "合計", "Sum");
pub(crate) const QUOTE: Text =
    Text("报价(收费标准第 {} 版)", "報價(收費標準第 {} 版)", "Quote (fee standard version {})");
pub(crate) const CONSENT: Text =
    Text("{} 代表客户同意 {}", "{} 代表客戶同意 {}", "{} agreed on {} for the customer");
pub(crate) const BILLABLE: Text = Text("最多可收 {}", "最多可收 {}", "at most {} may be billed");
pub(crate) const CHECKLIST: Text = Text("作业清单", "作業清單", "Checklist");
pub(crate) const VERSION: Text = Text("第 {} 版", "第 {} 版", "version {}");
pub(crate) const ROUND: Text = Text("第 {} 轮", "第 {} 輪", "round {}");
pub(crate) const EARLIER_ROUND: Text = Text("第 {} 轮(已结束)", "第 {} 輪(已結束)", "round {} (ended)");
pub(crate) const PASSED: Text = Text("已通过", "已通過", "passed");
pub(crate) const FAILED: Text = Text("未通过", "未通過", "not passed");
pub(crate) const MISSING: Text = Text("还缺:{}", "還缺:{}", "missing: {}");
pub(crate) const KEPT: Text = Text("沿用第 {} 轮", "沿用第 {} 輪", "kept from round {}");
pub(crate) const GATE_HELD: Text = Text("{} 隔离中:{}", "{} 隔離中:{}", "gate {} is held by {}");
pub(crate) const GATE_FREE: Text = Text("{} 未隔离", "{} 未隔離", "gate {} is not held");
pub(crate) const PHOTOS_N: Text = Text("照片 {} 张", "照片 {} 張", "photos: {}");
pub(crate) const PRINT_SLIP: Text = Text("打印工作单(PDF)", "列印工作單(PDF)", "print the slip (PDF)");
pub(crate) const PARTS: Text = Text("更换的配件", "更換的配件", "Parts replaced");
pub(crate) const INSPECTIONS: Text = Text("验收", "驗收", "Inspections");
pub(crate) const SATISFIED: Text = Text("满意", "滿意", "satisfied");
pub(crate) const NOT_SATISFIED: Text = Text("不满意", "不滿意", "not satisfied");
pub(crate) const FINISHED: Text = Text("完工", "完工", "work finished");
pub(crate) const NOT_REPAIRED: Text = Text("未修复", "未修復", "not repaired");
pub(crate) const SIGNATURES: Text = Text("客户签名", "客戶簽名", "Signature");
pub(crate) const SIGNED_AMOUNT: Text = Text("签字时显示的金额 {}", "簽字時顯示的金額 {}", "amount shown: {}");
pub(crate) const CHANGED_SINCE: Text =
    Text("签字后内容又有变化", "簽字後內容又有變化", "changed since it was signed");
pub(crate) const NOT_DRAWN: Text = Text("签名笔画无法显示", "簽名筆畫無法顯示", "the strokes can't be drawn");
pub(crate) const CANCELLATIONS: Text = Text("取消", "取消", "Cancellations");
pub(crate) const CONFIRMED: Text = Text("已核销", "已核銷", "written off");
pub(crate) const NOTES: Text = Text("备注", "備註", "Notes");
pub(crate) const CLAIMS: Text =
    Text("主张(待复核的迟到记录)", "主張(待複核的遲到記錄)", "Claims (late records to review)");
pub(crate) const COVERED: Text =
    Text("随上面的冲突一并裁定", "隨上面的衝突一併裁定", "settled together with the conflict above");
pub(crate) const REVIEWED: Text = Text("已复核", "已複核", "reviewed");
pub(crate) const NOT_ACCEPTED: Text = Text("未采纳的记录", "未採納的記錄", "Entries that don't count");
pub(crate) const NEEDS_UPDATE: Text = Text(
    "有新版本才能显示的记录:{}",
    "有新版本才能顯示的記錄:{}",
    "records that only a newer version can show: {}",
);
pub(crate) const JOURNAL: Text = Text("时间线", "時間線", "Time line");
pub(crate) const AS_JSON: Text = Text("原始记录(JSON)", "原始記錄(JSON)", "raw journal (JSON)");
pub(crate) const CONCURRENT: Text =
    Text("与另外 {} 条互不知情", "與另外 {} 條互不知情", "written without knowing {} others");

pub(crate) const CONFLICTS: Text = Text("冲突", "衝突", "Conflicts");
pub(crate) const SIDE: Text = Text("第 {} 方", "第 {} 方", "Side {}");
pub(crate) const COUNTS: Text = Text("现以此为准", "現以此為準", "counts now");
pub(crate) const COUNTS_NOT: Text = Text("未被采用", "未被採用", "doesn't count");
pub(crate) const OPEN_SIDE: Text = Text("待裁定", "待裁定", "undecided");
pub(crate) const WHO: Text = Text("谁", "誰", "Who");
pub(crate) const DEVICE: Text = Text("设备", "設備", "Device");
pub(crate) const OFFICE_DEVICE: Text = Text("办公室", "辦公室", "office");
pub(crate) const UNNAMED_DEVICE: Text = Text("设备 {}", "設備 {}", "device {}");
pub(crate) const HAPPENED: Text = Text("发生", "發生", "Happened");
pub(crate) const RECEIVED: Text = Text("到达服务器", "到達伺服器", "Reached the server");
pub(crate) const UNCERTAIN: Text =
    Text("设备时钟未校对,不确定", "設備時鐘未校對,不確定", "device clock unchecked, uncertain");
pub(crate) const UNSURE: Text = Text("(时间不确定)", "(時間不確定)", " (uncertain)");
pub(crate) const CORRECTED: Text = Text("设备钟 {},已校正", "設備鐘 {},已校正", "device clock {}, corrected");
pub(crate) const NOT_ARRIVED: Text = Text("未到达", "未到達", "not there yet");
pub(crate) const RULE: Text = Text("规则", "規則", "Rule");
pub(crate) const OUTCOME: Text = Text("现在的结果", "現在的結果", "Outcome now");
pub(crate) const SETTLE: Text = Text("裁定", "裁定", "Settle");
pub(crate) const SETTLED: Text = Text("已裁定", "已裁定", "settled");
pub(crate) const OPEN: Text = Text("待裁定", "待裁定", "open");
pub(crate) const DECIDED_BY: Text = Text("{} 裁定:{}", "{} 裁定:{}", "{} decided: {}");
pub(crate) const SETTLED_BY_RECORD: Text =
    Text("重新记录后了结", "重新記錄後了結", "settled by a new record");
pub(crate) const FOR_ROLES: Text = Text("由{}裁定", "由{}裁定", "to be settled by: {}");
pub(crate) const YUAN: Text = Text("金额(元)", "金額(元)", "amount (yuan)");

pub(crate) const ACCEPT: Text = Text("受理", "受理", "Accept");
pub(crate) const DECLINE: Text = Text("暂不受理(须解释)", "暫不受理(須解釋)", "Not for now (explain)");
pub(crate) const SAVE: Text = Text("保存", "儲存", "Save");
pub(crate) const ISSUE_SLIP: Text = Text("开派工单", "開派工單", "Issue the slip");
pub(crate) const ASSIGN: Text = Text("派工", "派工", "Assign");
pub(crate) const REASSIGN: Text = Text("改派", "改派", "Reassign");
pub(crate) const CONFIRM_CANCEL: Text = Text("核销取消", "核銷取消", "Write the cancellation off");
pub(crate) const WITHDRAW_CANCEL: Text =
    Text("撤回取消,继续服务", "撤回取消,繼續服務", "Withdraw the cancellation, the order goes on");
pub(crate) const CANCEL_ORDER: Text = Text("取消服务", "取消服務", "Cancel the service");
pub(crate) const WRITE_OFF: Text = Text("核销派工单", "核銷派工單", "Write the slip off");
pub(crate) const WRITE_OFF_MANAGER: Text =
    Text("无签字核销(经理)", "無簽字核銷(經理)", "Write off without a signature (manager)");
pub(crate) const CONFIRM_TIME: Text = Text("登记约定时间", "登記約定時間", "Record the time agreed");
pub(crate) const CANNOT_KEEP_TIME: Text = Text("不能按时上门", "不能按時上門", "The time can't be kept");
pub(crate) const WAIT: Text = Text("登记等待", "登記等待", "Work waits");
pub(crate) const RESUME: Text = Text("等到了,恢复工作", "等到了,恢復工作", "It is there, work goes on");
pub(crate) const REQUEST_REWORK: Text = Text("客户要求返工", "客戶要求返工", "The customer wants rework");
pub(crate) const DECIDE_ESCALATION: Text = Text("作出处理决定", "作出處理決定", "Decide");
pub(crate) const SETTLE_DAMAGE: Text = Text("登记协商结果", "登記協商結果", "Record an offer or agreement");
pub(crate) const AS_OFFER: Text =
    Text("提出方案,尚未谈妥", "提出方案,尚未談妥", "An offer, nothing is agreed yet");
pub(crate) const AS_AGREEMENT: Text =
    Text("双方同意,了结此案", "雙方同意,了結此案", "Agreed by both sides, the case is closed");
pub(crate) const ADD_NOTE: Text = Text("加备注", "加備註", "Add a note");
pub(crate) const REVIEW: Text = Text("复核", "複核", "Review");
pub(crate) const CLAIM_HOLDS: Text = Text("采纳,照记录算数", "採納,照記錄算數", "It counts as recorded");
pub(crate) const CLAIM_REJECTED: Text =
    Text("不予采纳,留作记录", "不予採納,留作記錄", "It doesn't count; it stays in the record");

pub(crate) const REFUSED: Text = Text("没有保存:{}", "沒有儲存:{}", "Not saved: {}");
pub(crate) const STALE: Text = Text(
    "您打开页面后,此单已有变化",
    "您開啟頁面後,此單已有變化",
    "The order has changed since you opened the page",
);
pub(crate) const STALE_EXPLAIN: Text = Text(
    "没有保存。下面并列您看到的和现在的内容;您填写的没有丢失,可核对后再次提交。",
    "沒有儲存。下面並列您看到的和現在的內容;您填寫的沒有遺失,可核對後再次提交。",
    "Nothing was saved. What you saw and what is now stand side by side; nothing that you typed is lost, check it and send it again.",
);
pub(crate) const YOU_SAW: Text = Text("您看到的", "您看到的", "What you saw");
pub(crate) const NOW: Text = Text("现在", "現在", "What is now");
pub(crate) const YOU_TYPED: Text = Text("您填写的", "您填寫的", "What you typed");
pub(crate) const UNKNOWN_VERSION: Text =
    Text("服务器没有这个版本", "伺服器沒有這個版本", "the server doesn't know this version");
pub(crate) const MOVED: Text = Text("此单有新变化。", "此單有新變化。", "The order has changed.");
pub(crate) const RELOAD: Text = Text("刷新", "重新整理", "Reload");

pub(crate) const ERROR_HOME: Text = Text("回到看板", "回到看板", "Back to the board");
pub(crate) const FORBIDDEN: Text =
    Text("您的岗位不能使用这个页面。", "您的崗位不能使用這個頁面。", "Your role may not use this page.");
pub(crate) const NOT_FOUND: Text = Text(
    "这里什么也没有,或您无权查看。",
    "這裡什麼也沒有,或您無權查看。",
    "There is nothing here, or it is not for you.",
);
pub(crate) const CROSS_SITE: Text = Text(
    "请求来自别的网站,没有执行。",
    "請求來自別的網站,沒有執行。",
    "The request came from another site and was not carried out.",
);
pub(crate) const TAKEN: Text = Text("已有同名的记录", "已有同名的記錄", "that name is taken");
pub(crate) const BAD_REQUEST: Text =
    Text("链接或表单不完整。", "連結或表單不完整。", "The link or form is not complete.");
pub(crate) const BUSY: Text = Text(
    "服务器正忙,没有保存,请稍后再试。",
    "伺服器正忙,沒有儲存,請稍後再試。",
    "The server is busy. Nothing was saved; try again in a moment.",
);
pub(crate) const BROKEN: Text = Text(
    "服务器出错,请告诉管理员。",
    "伺服器出錯,請告訴管理員。",
    "The server failed; please tell the administrator.",
);

//! Words of the office's other matters: the list, a page, duties. What a form, a field or a state is called is the core's.

use super::Text;

pub(crate) const MATTERS: Text = Text("事务", "事務", "Matters");
pub(crate) const OPEN_MATTER: Text = Text("查看事务", "查看事務", "Open the matter");
pub(crate) const NEW: Text = Text("新事务", "新事務", "New matter");
pub(crate) const TITLE: Text = Text("标题", "標題", "Title");
pub(crate) const TITLE_HINT: Text = Text("不写姓名", "不寫姓名", "without anybody's name");
pub(crate) const UNIT: Text = Text("栋房号", "棟房號", "Home");
pub(crate) const FORM: Text = Text("表单", "表單", "Form");
pub(crate) const ANY_KIND: Text = Text("全部类别", "全部類別", "every kind");
pub(crate) const KIND: Text = Text("类别", "類別", "Kind");
pub(crate) const STATE: Text = Text("状态", "狀態", "State");
pub(crate) const ANY_STATE: Text = Text("全部状态", "全部狀態", "every state");
pub(crate) const LATE: Text = Text("逾期", "逾期", "late");
pub(crate) const ALARMED: Text = Text("需处理", "需處理", "to be looked at");
pub(crate) const PERSON: Text = Text("负责人", "負責人", "Who answers for it");
pub(crate) const MINE: Text = Text("我负责的", "我負責的", "mine");
pub(crate) const ANYBODY: Text = Text("所有人", "所有人", "anybody's");
pub(crate) const OPENED: Text = Text("立项", "立項", "Opened");
pub(crate) const NEXT_DUE: Text = Text("下一期限", "下一期限", "Due next");
pub(crate) const DUE: Text = Text("期限", "期限", "Due");
pub(crate) const LAST_DAY: Text = Text("最后日期", "最後日期", "Last day");
pub(crate) const PERIOD: Text = Text("期间", "期間", "Period");
pub(crate) const SEARCH: Text = Text("标题或栋房号", "標題或棟房號", "Title or home");
pub(crate) const NOTHING: Text = Text("没有事务", "沒有事務", "Nothing here");
pub(crate) const CHOOSE: Text = Text("选择要办理的事务", "選擇要辦理的事務", "What is to be done?");
pub(crate) const DUES: Text = Text("期限与完成", "期限與完成", "What was due, and when it was done");
pub(crate) const DONE_AT: Text = Text("完成于 {}", "完成於 {}", "done {}");
pub(crate) const OVERDUE: Text = Text("已逾期", "已逾期", "overdue");
pub(crate) const MISSED: Text = Text("漏做", "漏做", "missed");
pub(crate) const MISSED_ROUNDS: Text = Text("漏做的巡查", "漏做的巡查", "Rounds that nobody made");
pub(crate) const WAITS_FOR: Text = Text("等待:{}", "等待:{}", "waits for: {}");
pub(crate) const COMPLETE: Text = Text("齐全", "齊全", "complete");
pub(crate) const MISSING: Text = Text("未填:{}", "未填:{}", "still empty: {}");
pub(crate) const EMPTY: Text = Text("未填写", "未填寫", "not filled in");
pub(crate) const FILL: Text = Text("填写", "填寫", "Fill in");
pub(crate) const SAVE: Text = Text("保存", "保存", "Save");
pub(crate) const ROW: Text = Text("行", "行", "Row");
pub(crate) const NEW_ROW: Text = Text("新的一行", "新的一行", "a new row");
pub(crate) const STRIKE: Text = Text("划去一行", "劃去一行", "Strike a row");
pub(crate) const STRUCK: Text = Text("已划去:{}", "已劃去:{}", "struck: {}");
pub(crate) const AGAINST: Text = Text("另有填写:{}", "另有填寫:{}", "filled in differently: {}");
pub(crate) const WITHOUT: Text = Text("没有:{}", "沒有:{}", "none: {}");
pub(crate) const NONE_BECAUSE: Text = Text("没有,原因", "沒有,原因", "none, because");
pub(crate) const YES: Text = Text("是", "是", "yes");
pub(crate) const NO: Text = Text("否", "否", "no");
pub(crate) const TYPED_NAME: Text = Text("或键入签名人姓名", "或鍵入簽名人姓名", "or type the signer's name");
pub(crate) const SIGNED_BY_NAME: Text =
    Text("键入签名:{}", "鍵入簽名:{}", "typed in place of a signature: {}");
pub(crate) const PHOTO_HINT: Text = Text(
    "JPEG 或 PNG;未保存时请重新选择",
    "JPEG 或 PNG;未儲存時請重新選擇",
    "JPEG or PNG; choose it again if it wasn't saved",
);
pub(crate) const DAMAGED_PICTURE: Text = Text("照片已损坏", "照片已損壞", "the photo is damaged");
pub(crate) const SIGNATURE: Text = Text("签名", "簽名", "signature");
pub(crate) const PHOTO: Text = Text("照片", "照片", "photo");
pub(crate) const PRIVATE_GONE: Text =
    Text("内容未同步或已删除", "內容未同步或已刪除", "the words aren't here, or were erased");
pub(crate) const DEFECTS: Text = Text("缺陷与整改", "缺陷與整改", "Defects and their repair");
pub(crate) const OPEN_REPAIR: Text = Text("开维修单", "開維修單", "Open a repair");
pub(crate) const CLASS: Text = Text("维修类别", "維修類別", "Class of the repair");
pub(crate) const ORDER: Text = Text("工作单", "工作單", "Order");
pub(crate) const NUMBER: Text = Text("单号", "單號", "Slip number");
pub(crate) const NO_SUCH_ORDER: Text = Text("没有这个单号", "沒有這個單號", "No order has this number");
pub(crate) const METERS: Text =
    Text("用量:水 {},电 {}", "用量:水 {},電 {}", "Used: {} of water, {} of electricity");
pub(crate) const RETURN_RATE: Text = Text("回收率 {} %", "回收率 {} %", "{} % came back");
pub(crate) const DIFFERENCE: Text =
    Text("开单与应收之差 {} 元", "開單與應收之差 {} 元", "Billed less due: {} yuan");
pub(crate) const COURSE: Text = Text("经过", "經過", "Course");
pub(crate) const NOT_ACCEPTED: Text = Text("未采纳", "未採納", "Not accepted");
pub(crate) const ACT: Text = Text("办理", "辦理", "What you can do");
pub(crate) const WORDS: Text = Text("说明", "說明", "In words");
pub(crate) const GIVE_UP: Text = Text("作罢,原因", "作罷,原因", "Give up, because");
pub(crate) const CLOSE: Text = Text("办结", "辦結", "End it");
pub(crate) const ASSIGN: Text = Text("指派", "指派", "Give it to somebody");
pub(crate) const NOTE: Text = Text("备注", "備註", "Remark");
pub(crate) const LINK: Text = Text("关联工作单", "關聯工作單", "Link an order");
pub(crate) const REOPEN: Text = Text("重新开启", "重新開啟", "Take up again");
pub(crate) const ANY_DEPARTMENT: Text = Text("全部部门", "全部部門", "any department");
pub(crate) const DEPARTMENT: Text = Text("部门", "部門", "Department");
pub(crate) const NOT_YET: Text = Text("现在不能:{}", "現在不能:{}", "not now: {}");
pub(crate) const STALE: Text = Text(
    "有人刚刚改过,请看下面的最新内容。{}",
    "有人剛剛改過,請看下面的最新內容。{}",
    "Somebody has just changed it; look at what is below. {}",
);
pub(crate) const NEWER: Text = Text(
    "表单来自更新的程序,请更新",
    "表單來自更新的程式,請更新",
    "The form comes from a newer program: update",
);
pub(crate) const RAIN: Text = Text("大雨", "大雨", "Heavy rain");
pub(crate) const RAIN_HINT: Text = Text(
    "每户托管房屋各增加大雨前、后一次巡查",
    "每戶託管房屋各增加大雨前、後一次巡查",
    "every home in trusteeship gets a round before and one after it",
);
pub(crate) const RAIN_EVENT: Text = Text("名称", "名稱", "Name");
pub(crate) const RAIN_EXPECTED: Text = Text("预计时间", "預計時間", "Expected at");
pub(crate) const RAIN_OVER: Text = Text("结束时间", "結束時間", "Over at");
pub(crate) const DUTIES: Text = Text("职责台账", "職責台賬", "Duties");
pub(crate) const DUTIES_HINT: Text = Text(
    "按期应做的事:做了什么,没做什么",
    "按期應做的事:做了什麼,沒做什麼",
    "What comes again and again: what was done of it, and what wasn't",
);
pub(crate) const DUTY: Text = Text("职责", "職責", "Duty");
pub(crate) const FROM: Text = Text("自", "自", "From");
pub(crate) const UNTIL: Text = Text("至", "至", "Until");
pub(crate) const DONE: Text = Text("按时完成", "按時完成", "done in time");
pub(crate) const DONE_LATE: Text = Text("逾期完成", "逾期完成", "done late");
pub(crate) const IN_COURSE: Text = Text("进行中", "進行中", "not over yet");
pub(crate) const NOT_DONE: Text = Text("未做", "未做", "not done");
pub(crate) const GIVEN_UP: Text = Text("已作罢", "已作罷", "given up");
pub(crate) const BEGIN: Text = Text("填写", "填寫", "Fill in");
pub(crate) const POSTS: Text = Text("岗位职责", "崗位職責", "Posts and duties");
pub(crate) const WHERE: Text = Text("在何处办理", "在何處辦理", "Where");

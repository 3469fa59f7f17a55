//! Incidents in public areas: what the core has words for is taken from there.

use super::Text;

pub const SAVED: Text = Text("已保存:事件 {},{}", "已儲存:事件 {},{}", "saved: incident {}, {}");
pub const NONE: Text = Text("没有事件", "沒有事件", "no incident on this device");
pub const ID: Text = Text("编号", "編號", "ID");
pub const PLACE: Text = Text("地点", "地點", "PLACE");
pub const STATE: Text = Text("状态", "狀態", "STATE");
pub const AREA: Text = Text("类别", "類別", "AREA");
pub const DEPARTMENT: Text = Text("责任部门", "責任部門", "DEPARTMENT");
pub const FINDER: Text = Text("发现人", "發現人", "FINDER");
pub const WAITING: Text = Text("已等待(分)", "已等待(分)", "WAITING (MIN)");
pub const MAJOR: Text = Text("重大", "重大", "major");
pub const MEASURE: Text = Text("应急措施:{}", "應急措施:{}", "measure: {}");
pub const FINDER_ON_SITE: Text = Text(
    "发现人在现场等候部门到场",
    "發現人在現場等候部門到場",
    "the finder is on site until the department comes",
);
pub const NOBODY_ON_SITE: Text =
    Text("!!! 现场无人", "!!! 現場無人", "!!! NOBODY IS ON SITE, and the department hasn't come");
pub const CONFLICT: Text = Text(
    "!!! 几位上级的决定不一致",
    "!!! 幾位上級的決定不一致",
    "!!! SUPERIORS DECIDED DIFFERENTLY without knowing of each other",
);
pub const AFTER_DECISION: Text = Text("决定之后", "決定之後", "after the decision");
pub const COUNTS: Text = Text("有效", "有效", "counts");
pub const REPLACED: Text = Text("已被取代", "已被取代", "replaced");
pub const OUTWEIGHED: Text = Text("不作数", "不作數", "outweighed");
pub const NOT_ACCEPTED: Text = Text("不作数:{}", "不作數:{}", "counts for nothing: {}");
pub const FURTHER: Text = Text("继续上报 {}", "繼續上報 {}", "reported further to {}");
pub const NOT_FURTHER: Text = Text("不再上报", "不再上報", "not reported further");
pub const MAY: Text = Text("现在可以", "現在可以", "You may now");
pub const NOT_YET: Text = Text("现在不能", "現在不能", "Not now");

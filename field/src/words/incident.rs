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
pub const MAY: Text = Text("现在可以", "現在可以", "You may now");
pub const NOT_YET: Text = Text("现在不能", "現在不能", "Not now");

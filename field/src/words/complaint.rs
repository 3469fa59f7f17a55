//! Complaints: what the core has words for is taken from there.

use super::Text;

pub const SAVED: Text = Text("已保存:投诉 {},{}", "已儲存:投訴 {},{}", "saved: complaint {}, {}");
pub const NONE: Text = Text("没有投诉", "沒有投訴", "no complaint on this device");
pub const ID: Text = Text("编号", "編號", "ID");
pub const STATE: Text = Text("状态", "狀態", "STATE");
pub const CLASS: Text = Text("类别", "類別", "CLASS");
pub const DEPARTMENT: Text = Text("归口部门", "歸口部門", "DEPARTMENT");
pub const WHAT: Text = Text("内容", "內容", "WHAT");
pub const HEARD_BY: Text = Text("登记人", "登記人", "HEARD BY");
pub const WAITING: Text = Text("已等待(分)", "已等待(分)", "WAITING (MIN)");
pub const HEARD: Text = Text("登记:{},{}", "登記:{},{}", "heard by {} {}");
pub const RECEIVED: Text = Text("受理时间:{}", "受理時間:{}", "with the centre {}");
pub const MAY: Text = Text("现在可以", "現在可以", "You may now");
pub const NOT_YET: Text = Text("现在不能", "現在不能", "Not now");

//! Words of what the desks did with a slip.

use crate::Text;

pub const PRINTED: Text = Text("纸单上的单号 {}", "紙單上的單號 {}", "number on the paper: {}");
pub const IN_POOL: Text = Text("待抢单", "待搶單", "in the pool: nobody holds it");
pub const REPLY: Text = Text("{} 已答复:{} ({})", "{} 已答覆:{} ({})", "replied at {}: {} ({})");
pub const AGREED: Text = Text("与 {} 约定 {} ({})", "與 {} 約定 {} ({})", "agreed with {} for {} ({})");
pub const HANDED_BACK: Text = Text("退单:{}{} ({})", "退單:{}{} ({})", "handed back: {}{} ({})");
pub const PROPOSES: Text = Text(",建议转给 {}", ",建議轉給 {}", ", proposes {}");
pub const RETURNED: Text = Text("回单:{} ({})", "回單:{} ({})", "slip back: {} ({})");
pub const COPY: Text = Text("{}已交 {} ({})", "{}已交 {} ({})", "{}: given to {} ({})");
pub const TWIN: Text = Text("疑似同一请求:{}", "疑似同一請求:{}", "may be the same request: {}");
pub const TOLD: Text =
    Text("已告知服务开通:{} ({})", "已告知服務開通:{} ({})", "told of the service: {} ({})");

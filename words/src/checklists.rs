//! Definitions of checklists, and how their rounds went.

use crate::Text;

pub const FROM: Text = Text("从 {} 开始", "從 {} 開始", "began with {}");
pub const TEST_FAILED: Text = Text("终检未通过", "終檢未通過", "the final test failed");
pub const ATTEMPTS: Text =
    Text("本轮 {} 次,共 {} 次", "本輪 {} 次,共 {} 次", "recorded {} times this round, {} in all");
pub const ASKED_WHEN: Text = Text("仅当 {}", "僅當 {}", "only when {}");
pub const ONLY_IF: Text = Text("只收:{}(否则:{})", "只收:{}(否則:{})", "taken only if {} (else: {})");
pub const GOOD_WHEN: Text = Text("合格:{}", "合格:{}", "good when {}");
pub const LEADS: Text = Text("若 {} → {}", "若 {} → {}", "if {} → {}");
pub const ELSE_LEADS: Text = Text("否则 → {}", "否則 → {}", "otherwise → {}");
pub const CHILD: Text = Text("清单 {}", "清單 {}", "checklist {}");
pub const AGAIN: Text = Text("再做 {}", "再做 {}", "{} again");
pub const RESTART: Text =
    Text("不合格:新一轮从 {} 开始", "不合格:新一輪從 {} 開始", "if not good, a new round begins with {}");
pub const NOT_WHILE: Text = Text("但 {} 时不可", "但 {} 時不可", "but not while {}");
pub const NEEDS: Text = Text("先要:{}", "先要:{}", "needs {}");
pub const CLOSED: Text = Text("{} 完成", "{} 完成", "{} done");
pub const CLOSED_ABOVE: Text = Text("以上各步完成", "以上各步完成", "every step above done");
pub const GATE: Text = Text("{} 已由您隔离", "{} 已由您隔離", "gate {} set by you");
pub const DONE_BEHIND: Text = Text("{} 后面的活都做完", "{} 後面的活都做完", "all work behind {} done");
pub const RELEASED: Text = Text("{} 已解除", "{} 已解除", "gate {} open");
pub const TOUCHED: Text = Text("做过 {}", "做過 {}", "{} was set");
pub const UNTOUCHED: Text = Text("没做过 {}", "沒做過 {}", "{} was never set");
pub const ONLY_IN_CASE: Text = Text("仅当:{}", "僅當:{}", "only if {}");
pub const SETS_GATE: Text = Text("安全隔离", "安全隔離", "sets the gate");
pub const WITHDRAWS: Text = Text("解除隔离 {}", "解除隔離 {}", "puts supply on again: gate {} falls open");
pub const MAY_LEAVE_OUT: Text = Text("可不做", "可不做", "the round may end without it");
pub const ADDED: Text = Text("补充", "補充", "added");
pub const CLAUSE: Text = Text("条款 {}", "條款 {}", "clause {}");
pub const PROCEDURE: Text = Text("{} {},版本 {}({})", "{} {},版本 {}({})", "{} {}, version {} ({})");
pub const STEPS: Text = Text("步骤", "步驟", "Steps");
pub const TOOLS: Text = Text("工具", "工具", "Tools");
pub const MATERIALS: Text = Text("可用材料", "可用材料", "Materials it may use");
pub const ACCEPTANCE: Text = Text("合格标准", "合格標準", "Acceptance");
pub const OPEN_NOW: Text = Text("现在可做", "現在可做", "Open now");
pub const NOT_YET: Text = Text("现在不可做", "現在不可做", "Not now");
pub const STEPS_OPEN: Text = Text("可做的步骤", "可做的步驟", "Steps that are open");
pub const STEPS_LOCKED: Text = Text("还不能做的步骤", "還不能做的步驟", "Steps that wait");

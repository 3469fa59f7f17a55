//! Words of the procedures' pages.

use super::Text;
use client_core::domain::procedure::FindingKind;

pub(crate) const PROCEDURES: Text = Text("作业程序", "作業程序", "Procedures");
pub(crate) const BUILT_IN: Text = Text("软件自带", "軟體自帶", "comes with the software");
pub(crate) const OWN: Text = Text("本项目", "本項目", "the site's own");
pub(crate) const VERSIONS: Text = Text("版本", "版本", "Versions");
pub(crate) const STEPS: Text = Text("步骤数", "步驟數", "Steps");
pub(crate) const WHOSE: Text = Text("来源", "來源", "Whose");
pub(crate) const NEW: Text = Text("新建程序", "新建程序", "New procedure");
pub(crate) const NEXT_VERSION: Text = Text("编写第 {} 版", "編寫第 {} 版", "Write version {}");
pub(crate) const EXPLAIN: Text = Text(
    "已发布的版本不再改变;已开单的工单保留其版本,新工单用最新版。",
    "已發布的版本不再改變;已開單的工單保留其版本,新工單用最新版。",
    "A published version never changes. An order keeps the version that its slip was issued with; new slips take the newest.",
);
pub(crate) const PRINTED: Text = Text(
    "自带程序的新版须保留每个印明的步骤,只有补充步骤可以删去。",
    "自帶程序的新版須保留每個印明的步驟,只有補充步驟可以刪去。",
    "A new version of a procedure that comes with the software keeps every printed step; only added ones may be left out.",
);
pub(crate) const TEXT: Text = Text("程序文件(TOML)", "程序檔案(TOML)", "The procedure's file (TOML)");
pub(crate) const CHECK: Text = Text("检查并预览", "檢查並預覽", "Check and preview");
pub(crate) const PUBLISH: Text = Text("发布", "發布", "Publish");
pub(crate) const SOUND: Text = Text("没有问题", "沒有問題", "Nothing to complain about");
pub(crate) const FINDINGS: Text = Text("{} 处要改", "{} 處要改", "{} things to change");
pub(crate) const LINE: Text = Text("第 {} 行", "第 {} 行", "line {}");
pub(crate) const NOT_READ: Text = Text("读不懂", "讀不懂", "can't be read");
pub(crate) const THERE: Text = Text("此版本已发布", "此版本已發布", "This version is published already");
pub(crate) const CHANGES: Text = Text("与上一版相比", "與上一版相比", "Against the version before");
pub(crate) const PREVIEW: Text = Text("预览", "預覽", "Preview");
pub(crate) const ADDED_STEP: Text = Text("新增", "新增", "new");
pub(crate) const CHANGED_STEP: Text = Text("改动", "改動", "changed");
pub(crate) const REMOVED_STEP: Text = Text("删去", "刪去", "left out");
pub(crate) const TOO_MUCH: Text = Text(
    "本项目的程序合计超过设备能携带的大小",
    "本項目的程序合計超過設備能攜帶的大小",
    "The site's procedures together would be more than devices carry",
);
pub(crate) const TOO_DEEP: Text = Text(
    "条件嵌套过深,设备读不了",
    "條件巢狀過深,設備讀不了",
    "Questions are nested too deep for devices to read",
);
pub(crate) const TAKES: Text = Text("用料:{}", "用料:{}", "takes {}");
pub(crate) const PHOTO_NEEDED: Text = Text("须拍照", "須拍照", "needs a photo");
pub(crate) const SKIPPABLE: Text =
    Text("可写明原因后跳过", "可寫明原因後跳過", "may be left out with a written reason");
pub(crate) const OPTIONAL: Text = Text("可不填", "可不填", "may be left empty");

/// A sort of findings in a few words.
pub(crate) const fn finding(kind: FindingKind) -> Text {
    match kind {
        FindingKind::Id => Text("编号", "編號", "id"),
        FindingKind::Dangling => Text("所指不存在", "所指不存在", "names something that isn't there"),
        FindingKind::NotForward => Text("分支倒回", "分支倒回", "leads back"),
        FindingKind::DeadEnd => Text("走不通", "走不通", "dead end"),
        FindingKind::Final => Text("终检", "終檢", "final test"),
        FindingKind::Gate => Text("安全隔离", "安全隔離", "gate"),
        FindingKind::Kind => Text("步骤种类", "步驟種類", "kind of step"),
        FindingKind::Version => Text("版本", "版本", "version"),
        FindingKind::Printed => Text("印明的步骤", "印明的步驟", "printed step"),
    }
}

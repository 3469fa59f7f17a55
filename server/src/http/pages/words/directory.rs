//! Words of the directory: customers, units and buildings.

use super::{Text, known};
use client_core::domain::directory::{CustomerKind, Field, Relation, UnitKind};
use client_core::domain::text::Language;

pub(crate) const DIRECTORY: Text = Text("客户与房产", "客戶與房產", "Directory");
pub(crate) const SEARCH: Text = Text("查找", "查找", "Search");
pub(crate) const SEARCH_LABEL: Text = Text(
    "姓名、电话、房号或拼音首字母",
    "姓名、電話、房號或拼音首字母",
    "Name, phone, unit or pinyin initials",
);
pub(crate) const FIND_CUSTOMER: Text =
    Text("先查客户,可少填三项", "先查客戶,可少填三項", "Find the customer first: it fills in three fields");
pub(crate) const ANY_BUILDING: Text = Text("全部楼栋", "全部樓棟", "all buildings");
pub(crate) const WITH_FORMER: Text = Text("也看已搬离的", "也看已搬離的", "with former ones");
pub(crate) const NOTHING_FOUND: Text = Text("没有找到。", "沒有找到。", "Nothing was found.");
pub(crate) const EMPTY: Text = Text(
    "还没有登记楼栋和房屋,可从表格导入。",
    "還沒有登記樓棟和房屋,可從表格匯入。",
    "There are no buildings and units yet. A table can be imported.",
);
pub(crate) const FOUND_N: Text = Text("找到 {} 条", "找到 {} 條", "found: {}");
pub(crate) const CUSTOMER: Text = Text("客户", "客戶", "Customer");
pub(crate) const CUSTOMERS: Text = Text("客户", "客戶", "Customers");
pub(crate) const NO_CUSTOMER: Text = Text("未登记客户", "未登記客戶", "no customer");
pub(crate) const FORMER: Text = Text("已搬离", "已搬離", "former");
pub(crate) const FORMER_CUSTOMERS: Text = Text("以前的客户", "以前的客戶", "Former customers");
pub(crate) const UNIT: Text = Text("房屋", "房屋", "Unit");
pub(crate) const FOUND_BY_HEADING: Text = Text("依据", "依據", "Found by");
pub(crate) const KIND: Text = Text("用途", "用途", "Kind");
pub(crate) const NOTE: Text = Text("备注", "備註", "Note");
pub(crate) const WHAT: Text = Text("内容", "內容", "What");
pub(crate) const REGISTER_FOR: Text = Text("报修", "報修", "Register a request");
pub(crate) const NEW_CUSTOMER: Text = Text("新增客户", "新增客戶", "Add a customer");
pub(crate) const NEW_UNIT: Text = Text("新增房屋", "新增房屋", "Add a unit");
pub(crate) const NEW_BUILDING: Text = Text("新增楼栋", "新增樓棟", "Add a building");
pub(crate) const EDIT_UNIT: Text = Text("修改房屋", "修改房屋", "Change the unit");
pub(crate) const EDIT_BUILDING: Text = Text("修改楼栋", "修改樓棟", "Change the building");
pub(crate) const EDIT: Text = Text("修改", "修改", "Change");
pub(crate) const SAVE: Text = Text("保存", "儲存", "Save");
pub(crate) const BACK: Text = Text("回到客户与房产", "回到客戶與房產", "Back to the directory");
pub(crate) const ORDERS: Text = Text("最近工单", "最近工單", "Last orders");
pub(crate) const NO_ORDERS: Text = Text("没有工单。", "沒有工單。", "No orders.");
pub(crate) const HISTORY: Text = Text("修改记录", "修改記錄", "Changes");
pub(crate) const ADDED: Text = Text("新增", "新增", "added");
pub(crate) const OPERATOR: Text =
    Text("系统操作员(命令行)", "系統操作員(命令列)", "the operator's command line");
pub(crate) const IMPORT: Text = Text("从表格导入", "從表格匯入", "Import a table");
pub(crate) const EXPORT_CSV: Text = Text("导出 CSV", "匯出 CSV", "Export CSV");
pub(crate) const EXPORT_XLSX: Text = Text("导出 XLSX", "匯出 XLSX", "Export XLSX");
pub(crate) const FILE: Text = Text("CSV 或 XLSX 文件", "CSV 或 XLSX 檔案", "CSV or XLSX file");
pub(crate) const CHECK_FILE: Text = Text("只检查", "只檢查", "Check only");
pub(crate) const IMPORT_FILE: Text = Text("导入", "匯入", "Import");
pub(crate) const IMPORT_HINT: Text = Text(
    "先“只检查”,看会改动什么。有一处错误就一行也不导入;表里没有的行保持不变;同一文件导入两次,第二次不会有改动。",
    "先「只檢查」,看會改動什麼。有一處錯誤就一行也不匯入;表裡沒有的行保持不變;同一檔案匯入兩次,第二次不會有改動。",
    "Check first and see what would change. With one error no row is imported; rows that the file doesn't name stay as they are; importing a file twice changes nothing the second time.",
);
pub(crate) const COLUMNS_HINT: Text = Text(
    "XLSX 有工作表 buildings、units、customers 中的一个或多个;CSV 用 row 列注明 building、unit 或 customer,可缺少列:缺少的列保持原有内容,空单元格则清空。首行为列名:",
    "XLSX 有工作表 buildings、units、customers 中的一個或多個;CSV 用 row 欄註明 building、unit 或 customer,可缺少欄:缺少的欄保持原有內容,空儲存格則清空。首行為欄名:",
    "A workbook has one or more of the sheets buildings, units and customers; a CSV file says building, unit or customer in its column row. It may lack columns: what stands in them stays, while an empty cell empties. The first line names the columns:",
);
pub(crate) const IMPORTED: Text = Text("已导入。", "已匯入。", "The file is imported.");
pub(crate) const SOUND: Text =
    Text("文件无误,尚未导入。", "檔案無誤,尚未匯入。", "The file is sound; nothing was imported yet.");
pub(crate) const ERRORS_N: Text =
    Text("{} 处错误,一行也没有导入。", "{} 處錯誤,一行也沒有匯入。", "{} errors; nothing was imported.");
pub(crate) const FIRST_N: Text = Text("列出前 {} 处。", "列出前 {} 處。", "The first {} are listed.");
pub(crate) const NO_FILE: Text = Text("请选择文件。", "請選擇檔案。", "Choose a file.");
pub(crate) const NOT_READABLE: Text =
    Text("这个文件读不了:{}", "這個檔案讀不了:{}", "This file can't be read: {}");
pub(crate) const SHEET: Text = Text("工作表", "工作表", "Sheet");
pub(crate) const ROW: Text = Text("行", "行", "Row");
pub(crate) const COLUMN: Text = Text("列", "欄", "Column");
pub(crate) const WHY: Text = Text("问题", "問題", "What is wrong");
pub(crate) const BUILDINGS: Text = Text("楼栋", "樓棟", "Buildings");
pub(crate) const UNITS: Text = Text("房屋", "房屋", "Units");
pub(crate) const ADDED_N: Text = Text("新增", "新增", "New");
pub(crate) const CHANGED_N: Text = Text("改动", "改動", "Changed");
pub(crate) const SAME_N: Text = Text("未变", "未變", "As before");
pub(crate) const EXISTS: Text = Text(
    "已经登记过,没有保存。",
    "已經登記過,沒有儲存。",
    "It is in the directory already. Nothing was saved.",
);
pub(crate) const STALE: Text = Text(
    "您打开页面后,别人已修改,没有保存。下面是您填写的,请核对“修改记录”后再次保存。",
    "您開啟頁面後,別人已修改,沒有儲存。下面是您填寫的,請核對「修改記錄」後再次儲存。",
    "Somebody else has changed it since you opened the page. Nothing was saved. What you typed stands below; compare it with the changes and save again.",
);
pub(crate) const CHECK_FIELDS: Text = Text(
    "没有保存,请更正标出的项。",
    "沒有儲存,請更正標出的項。",
    "Not saved. Correct the fields that are marked.",
);
pub(crate) const GIVEN_BY_ITSELF: Text =
    Text("空着则自动编号", "空著則自動編號", "given by itself when empty");
pub(crate) const PHONES_HINT: Text =
    Text("多个用分号隔开", "多個用分號隔開", "several with a semicolon between");
pub(crate) const UNTIL_HINT: Text =
    Text("搬离时填写,不删除", "搬離時填寫,不刪除", "filled in when somebody leaves; nothing is deleted");
pub(crate) const AREA_UNIT: Text = Text("平方米", "平方米", "m²");
pub(crate) const POSSIBLY_THE_SAME: Text = Text(
    "可能是同一件事:此房近 7 天未结束的工单",
    "可能是同一件事:此房近 7 天未結束的工單",
    "Possibly the same request: open orders of this unit in the last 7 days",
);
pub(crate) const NEVER_MERGED: Text = Text(
    "如是同一件事,请打开原单加备注;系统不会自行合并。",
    "如是同一件事,請開啟原單加備註;系統不會自行合併。",
    "If it is the same, open that order and add a note there. Nothing is merged by itself.",
);
pub(crate) const CHOSEN: Text = Text("已选客户 {}", "已選客戶 {}", "customer {} is chosen");
pub(crate) const KEYS_HINT: Text = Text(
    "回车查找,再回车选第一条;快捷键 F 查找,S 登记",
    "Enter 查找,再 Enter 選第一條;快捷鍵 F 查找,S 登記",
    "Enter searches, Enter again takes the first; access keys: F search, S register",
);

/// Fields of forms, files and changes.
const FIELDS: &[(&str, Text)] = &[
    ("building", Text("楼栋编号", "樓棟編號", "Building code")),
    ("code", Text("楼栋编号", "樓棟編號", "Building code")),
    ("building_name", Text("楼栋名称", "樓棟名稱", "Building name")),
    ("unit_no", Text("室号", "室號", "Unit number")),
    ("unit_kind", Text("用途", "用途", "Kind")),
    ("kind", Text("用途", "用途", "Kind")),
    ("area_m2", Text("面积", "面積", "Area")),
    ("area_dm2", Text("面积", "面積", "Area")),
    ("number", Text("客户编号", "客戶編號", "Number")),
    ("name", Text("姓名或名称", "姓名或名稱", "Name")),
    ("relation", Text("关系", "關係", "Relation")),
    ("customer_kind", Text("客户类型", "客戶類型", "Kind of customer")),
    ("phones", Text("电话", "電話", "Phones")),
    ("since", Text("起始日", "起始日", "Since")),
    ("until", Text("截止日(含)", "截止日(含)", "Until, included")),
    ("area_assistant", Text("片区客户助理(登录名)", "片區客戶助理(登入名)", "Area assistant (login name)")),
    ("note", Text("备注", "備註", "Note")),
];

/// A field.
pub(crate) fn field(language: Language, name: &str) -> String {
    known(FIELDS, language, name).unwrap_or_else(|| name.to_owned())
}

/// A relation to a unit.
pub(crate) const fn relation(relation: Relation) -> Text {
    match relation {
        Relation::Owner => Text("业主", "業主", "owner"),
        Relation::Resident => Text("住户", "住戶", "resident"),
        Relation::Tenant => Text("租户", "租戶", "tenant"),
        Relation::User => Text("使用人", "使用人", "user"),
    }
}

pub(crate) const ANY_CUSTOMER: Text = Text("全部客户类型", "全部客戶類型", "any kind of customer");

/// Who a customer is.
pub(crate) const fn customer_kind(kind: CustomerKind) -> Text {
    match kind {
        CustomerKind::Household => Text("住户家庭", "住戶家庭", "household"),
        CustomerKind::Enterprise => Text("企业客户", "企業客戶", "enterprise"),
    }
}

/// What a unit is for.
pub(crate) const fn unit_kind(kind: UnitKind) -> Text {
    match kind {
        UnitKind::Dwelling => Text("住宅", "住宅", "dwelling"),
        UnitKind::Shop => Text("商铺", "商鋪", "shop"),
        UnitKind::Office => Text("办公", "辦公", "office"),
        UnitKind::Parking => Text("车位", "車位", "parking space"),
        UnitKind::Storage => Text("储藏", "儲藏", "storage"),
        UnitKind::Common => Text("公共部位", "公共部位", "common part"),
        UnitKind::Other => Text("其他", "其他", "other"),
    }
}

/// By what something was found.
pub(crate) const fn found_by(field: Field) -> Text {
    match field {
        Field::Unit => Text("房号", "房號", "unit"),
        Field::Number => Text("客户编号", "客戶編號", "number"),
        Field::Phone => Text("电话", "電話", "phone"),
        Field::Name => Text("姓名", "姓名", "name"),
        Field::Initials => Text("拼音首字母", "拼音首字母", "pinyin initials"),
        Field::Pinyin => Text("拼音", "拼音", "pinyin"),
    }
}

/// What is wrong with a field or a cell, by the code that a fault bears.
const WHYS: &[(&str, Text)] = &[
    ("missing", Text("没有填写", "沒有填寫", "is missing")),
    ("too_long", Text("超过 {} 个字", "超過 {} 個字", "longer than {} characters")),
    ("unprintable", Text("有不能显示的字符", "有不能顯示的字元", "holds a character that can't be printed")),
    (
        "characters",
        Text("只能用字母、数字和 . _ -", "只能用字母、數字和 . _ -", "only letters, digits and . _ -"),
    ),
    ("phone", Text("{} 不是电话号码", "{} 不是電話號碼", "{}: not a phone number")),
    ("too_many", Text("最多 {} 个电话", "最多 {} 個電話", "at most {} phones")),
    ("range", Text("数值超出范围", "數值超出範圍", "out of range")),
    ("unknown", Text("没有“{}”", "沒有「{}」", "{}: there is none of this name")),
    ("order", Text("早于起始日", "早於起始日", "before the first day")),
    ("one_of", Text("应为其中之一:{}", "應為其中之一:{}", "one of {}")),
    ("area", Text("{} 不是面积,如 85.50", "{} 不是面積,如 85.50", "{}: not an area such as 85.50")),
    (
        "day",
        Text("{} 不是日期,如 2026-12-31", "{} 不是日期,如 2026-12-31", "{}: not a day such as 2026-12-31"),
    ),
    ("twice", Text("{} 与第 {} 行重复", "{} 與第 {} 行重複", "{} stands in row {} already")),
    (
        "other_building",
        Text("另一楼栋已有此房号", "另一樓棟已有此房號", "another building has a unit of this address"),
    ),
    ("no_column", Text("没有这一列", "沒有這一欄", "no such column")),
    ("column_twice", Text("此列重复", "此欄重複", "this column is there twice")),
    ("column_missing", Text("缺这一列", "缺這一欄", "this column is missing")),
    ("row_missing", Text("缺这一列,应注明 {}", "缺這一欄,應註明 {}", "this column is missing: it says {}")),
    ("row_name", Text("应为 {}", "應為 {}", "must be {}")),
    ("no_heading", Text("有内容而无列名", "有內容而無欄名", "a value without a heading")),
    ("other_kind", Text("此列属于别种行", "此欄屬於別種行", "belongs to another kind of row")),
    (
        "not_utf8",
        Text("不是 UTF-8,请另存为 UTF-8", "不是 UTF-8,請另存為 UTF-8", "not UTF-8: save the file as UTF-8"),
    ),
    ("empty", Text("文件是空的", "檔案是空的", "the file is empty")),
    ("columns", Text("列太多", "欄太多", "too many columns")),
    ("no_sheet", Text("没有名为 {} 的工作表", "沒有名為 {} 的工作表", "there is no sheet named {}")),
    ("duration", Text("是时长,不是此列的内容", "是時長,不是此欄的內容", "a duration belongs nowhere here")),
    ("formula", Text("公式出错", "公式出錯", "the cell's formula ends in an error")),
];

/// What is wrong, in the page's language; `english` where the code has no wording.
pub(crate) fn why(language: Language, code: &str, words: &[String], english: &str) -> String {
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let text = WHYS.iter().find(|(known, _)| *known == code).map(|(_, text)| *text);
    text.map_or_else(|| english.to_owned(), |text| text.with(language, &words))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fault_of_a_field_has_words() {
        use client_core::domain::directory::Why;
        let text = || "x".to_owned();
        for fault in [
            Why::Missing,
            Why::TooLong { most: 1 },
            Why::Unprintable,
            Why::Characters,
            Why::Phone { text: text() },
            Why::TooMany { most: 1 },
            Why::Range,
            Why::Unknown { text: text() },
            Why::Order,
        ] {
            let (code, words) = crate::directory::exchange::coded(&fault);
            let words: Vec<String> = words.into_iter().collect();
            let said = why(Language::ZhHans, code, &words, "");
            assert!(!said.is_empty() && !said.contains("{}"), "{fault:?}");
        }
    }
}

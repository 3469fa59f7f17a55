//! Departments and trades: words of their pages and papers (ROL-10, ROL-11, ROL-13, ROL-19, ROL-22).

use super::Text;
use super::case_kinds::{NO_KIND, kind_name};
use crate::departments::{DepartmentLine, Subject};
use client_core::domain::complaint::CaseKinds;
use client_core::domain::entry::incident::PublicArea;
use client_core::domain::matter::newest;
use client_core::domain::text::Language;
use client_core::domain::words::incident;

pub(crate) const DEPARTMENTS: Text = Text("部门情况", "部門情況", "Departments");
pub(crate) const HINT: Text = Text(
    "各部门的公共区域事件、投诉、例行职责和其他事项。每个数字都通向后面的清单。",
    "各部門的公共區域事件、投訴、例行職責和其他事項。每個數字都通向後面的清單。",
    "What each department has of incidents, complaints, duties and other matters. Each number leads to the list behind it.",
);
pub(crate) const DEPARTMENT: Text = Text("部门", "部門", "Department");
pub(crate) const HEAD: Text = Text("负责人", "負責人", "Head");
pub(crate) const TRADES: Text = Text("公共区域各工种", "公共區域各工種", "Trades of public areas");
pub(crate) const TRADE: Text = Text("工种", "工種", "Trade");
pub(crate) const OF: Text = Text("类型", "類型", "Kind");
pub(crate) const OPEN: Text = Text("未办结", "未辦結", "Open");
pub(crate) const LATE: Text = Text("逾期", "逾期", "Late");
pub(crate) const MONTH: Text = Text("本月新增", "本月新增", "Begun in the month");
pub(crate) const DONE: Text = Text("其中已办结", "其中已辦結", "Of these, done");
pub(crate) const TOGETHER: Text = Text("合计", "合計", "Together");
pub(crate) const OF_MONTH: Text = Text("月份", "月份", "Month");
pub(crate) const UNATTENDED: Text = Text("逾期:无人在场", "逾期:無人在場", "late: nobody on site");
pub(crate) const NOTHING: Text = Text("没有", "沒有", "Nothing");

/// What a subject is called.
pub(crate) const fn subject(subject: Subject) -> Text {
    match subject {
        Subject::Incidents => Text("公共区域事件", "公共區域事件", "Incidents"),
        Subject::ContractorIncidents => {
            Text("合作服务商报告的事件", "合作服務商報告的事件", "Incidents reported by contractors")
        }
        Subject::Complaints => Text("投诉", "投訴", "Complaints"),
        Subject::Duties => Text("本月例行职责", "本月例行職責", "Duties of the month"),
        Subject::Matters => Text("其他事项", "其他事項", "Other matters"),
        Subject::Given => Text("交给本部门的事项", "交給本部門的事項", "Matters given to it"),
    }
}

/// What a line's kind is called.
pub(crate) fn of(language: Language, kinds: &CaseKinds, line: &DepartmentLine) -> String {
    let Some(of) = line.of.as_deref() else {
        return match line.subject {
            Subject::Complaints => NO_KIND.get(language).to_owned(),
            _ => String::new(),
        };
    };
    match line.subject {
        Subject::Incidents => PublicArea::parse(of).map(|area| incident::area(area).get(language).to_owned()),
        Subject::Complaints => Some(kind_name(language, kinds, of)),
        _ => newest(of).map(|form| form.title.get(language).to_owned()),
    }
    .unwrap_or_else(|| of.to_owned())
}

//! Words of incidents in public areas for people, once for every screen.

use super::Words;
use crate::domain::entry::Kind;
use crate::domain::entry::incident::{Department, PublicArea};
use crate::domain::incident::{IncidentRefusal, IncidentState};

/// Kind of an entry of an incident; `None` for others.
pub const fn kind(kind: Kind) -> Option<Words> {
    Some(match kind {
        Kind::IncidentReported => Words("报告事件", "報告事件", "incident reported"),
        Kind::EmergencyMeasureTaken => Words("应急措施", "應急措施", "emergency measure"),
        Kind::DepartmentArrived => Words("部门到场", "部門到場", "department arrived"),
        Kind::FinderLeft => Words("发现人离开", "發現人離開", "finder left"),
        Kind::IncidentMadeMajor => Words("定为重大", "定為重大", "made major"),
        Kind::CourseReported => Words("经过报告", "經過報告", "course reported"),
        Kind::IncidentVerified => Words("调查核实", "調查核實", "verified"),
        Kind::IncidentDecided => Words("上级决定", "上級決定", "decided"),
        Kind::IncidentLinked => Words("关联工单", "關聯工單", "order linked"),
        _ => return None,
    })
}

/// State.
pub const fn state(state: IncidentState) -> Words {
    match state {
        IncidentState::FinderOnSite => Words("发现人在现场", "發現人在現場", "finder on site"),
        IncidentState::NobodyOnSite => Words("现场无人", "現場無人", "nobody on site"),
        IncidentState::DepartmentOnSite => Words("部门已到场", "部門已到場", "department on site"),
        IncidentState::Reported => Words("待上级决定", "待上級決定", "awaits a decision"),
        IncidentState::Decided => Words("已决定", "已決定", "decided"),
    }
}

/// Kind of public matter.
pub const fn area(area: PublicArea) -> Words {
    match area {
        PublicArea::Engineering => Words("工程设施", "工程設施", "engineering"),
        PublicArea::Security => Words("治安秩序", "治安秩序", "public order"),
        PublicArea::Cleaning => Words("清洁", "清潔", "cleaning"),
        PublicArea::Greening => Words("绿化", "綠化", "greening"),
        PublicArea::Fire => Words("消防", "消防", "fire protection"),
        PublicArea::Pests => Words("虫害鼠害", "蟲害鼠害", "pests"),
        PublicArea::Refuse => Words("垃圾清运", "垃圾清運", "refuse"),
        PublicArea::Upkeep => Words("养护", "養護", "upkeep"),
        PublicArea::Other => Words("其他", "其他", "other"),
    }
}

/// Department.
pub const fn department(department: Department) -> Words {
    match department {
        Department::CustomerService => Words("客户服务中心", "客戶服務中心", "customer service centre"),
        Department::Security => Words("安全管理部", "安全管理部", "security"),
        Department::OperationRepair => Words("运行维修部", "運行維修部", "operation and repair"),
        Department::Administration => Words("行政人事部", "行政人事部", "administration"),
        Department::Finance => Words("财务部", "財務部", "finance"),
        Department::Environment => Words("环境部", "環境部", "environment"),
    }
}

/// Why a command is refused.
pub const fn refusal(refusal: IncidentRefusal) -> Words {
    match refusal {
        IncidentRefusal::DepartmentThere => Words(
            "部门人员已到场,可以离开,不必登记",
            "部門人員已到場,可以離開,不必登記",
            "the department is there: you may go, and nothing has to be recorded",
        ),
        IncidentRefusal::MajorAlready => {
            Words("已经是重大事件", "已經是重大事件", "it is a major incident already")
        }
        IncidentRefusal::NoCourse => {
            Words("须先有人报告经过", "須先有人報告經過", "somebody must report the course first")
        }
        IncidentRefusal::OwnReport => Words(
            "自己发现、只有自己报告的事件,由别人决定",
            "自己發現、只有自己報告的事件,由別人決定",
            "you alone found and reported it: somebody else decides",
        ),
        IncidentRefusal::LinkedAlready => {
            Words("已关联此工单", "已關聯此工單", "this order is linked already")
        }
    }
}

/// Why an entry counts for nothing; the word itself where it is an unknown one.
pub fn not_accepted(reason: &str) -> Option<Words> {
    Some(match reason {
        "reported_already" => Words("已有报告", "已有報告", "reported already"),
        "not_reported" => Words("当时还没有报告", "當時還沒有報告", "nothing had been reported"),
        "department_on_site" => Words("部门已到场", "部門已到場", "the department was there"),
        "major_already" => Words("已是重大事件", "已是重大事件", "it was major already"),
        "role_withdrawn" => Words("作者已不在该岗位", "作者已不在該崗位", "the author's post had ended"),
        "no_course" => Words("当时还没有经过报告", "當時還沒有經過報告", "nobody had reported the course"),
        "own_report" => {
            Words("只有作者自己报告过", "只有作者自己報告過", "only its author had reported anything")
        }
        "linked_already" => Words("已关联此工单", "已關聯此工單", "the order was linked already"),
        _ => return None,
    })
}

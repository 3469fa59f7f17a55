//! Complaints: one that nobody has accepted yet, a serious one under way, a closed one, and one about the service centre.

use super::{World, progress};
use crate::error::DemoError;
use crate::text::days_ago;
use client_core::domain::command::ComplaintCommand;
use client_core::domain::complaint::ComplaintRecord;
use client_core::domain::entry::complaint::{
    Attribution, ComplaintChannel, ComplaintClass, ComplaintOutcome, ForwardTo, Handover, NoticeOf, SpokenTo,
};
use client_core::domain::entry::incident::Department;
use client_core::domain::id::DocumentId;

const MINUTE: i64 = 60_000;

/// Complaints that the desk goes on with after the phones have told of them.
pub(super) struct Heard {
    garbage: DocumentId,
    noise: DocumentId,
    parking: DocumentId,
}

/// Technicians and the desk take complaints down, each on his own device.
pub(super) fn hear(world: &mut World) -> Result<Heard, DemoError> {
    progress("four complaints");
    let now = world.now;
    let phone = world.phone("chengang")?.at(Some(now - 70 * MINUTE));
    phone.hears(None, captured(Handover::Accompanied, door(), false))?;
    let phone = world.phone("zhaoyong")?.at(Some(now - 150 * MINUTE));
    phone.hears(None, captured(Handover::Direct, telephone(), true))?;
    let desk = world.phone("zhoumin")?.at(Some(days_ago(now, 3, 9, 10)));
    let garbage = desk.hears(None, captured(Handover::Direct, smell(), false))?;
    let desk = world.phone("zhoumin")?.at(Some(now - 200 * MINUTE));
    let noise = desk.hears(None, captured(Handover::Direct, pump(), false))?;
    let desk = world.phone("wuting")?.at(Some(days_ago(now, 1, 16, 0)));
    let parking = desk.hears(None, captured(Handover::Direct, barrier(), false))?;
    Ok(Heard { garbage, noise, parking })
}

/// The desk accepts three of them; one is at its end, one is serious, one belongs to several departments.
pub(super) fn handle(world: &mut World, heard: &Heard) -> Result<(), DemoError> {
    let now = world.now;
    let desk = world.phone("zhoumin")?.at(Some(days_ago(now, 3, 9, 20)));
    let closed = [
        ComplaintCommand::AcceptComplaint { received_at: None, case_kind: None },
        ComplaintCommand::ClassifyComplaint { class: ComplaintClass::Minor, asked_for: None },
        ComplaintCommand::AssignComplaint {
            department: None,
            person: None,
            case_kind: Some("refuse".into()),
        },
        ComplaintCommand::AttributeComplaint { attribution: Attribution::Company, departments: Vec::new() },
        ComplaintCommand::NotifyComplainant { of: NoticeOf::Status, way: SpokenTo::Phone, words: None },
        ComplaintCommand::ContactComplainant {
            way: SpokenTo::OnSite, words: "到现场看过,当天清运".into()
        },
        ComplaintCommand::ResolveComplaint {
            outcome: ComplaintOutcome::Settled,
            cause: "清洁公司换班漏收一次".into(),
            course: "当天下午补收并冲洗垃圾房".into(),
            result: "改为每日两次,周末加一次".into(),
            apology: Some("当面道歉".into()),
            agreed: Some("每周五电话回访一个月".into()),
            explanation: None,
            help: None,
        },
        ComplaintCommand::NotifyComplainant {
            of: NoticeOf::Result,
            way: SpokenTo::Phone,
            words: Some("表示满意".into()),
        },
    ];
    for command in closed {
        desk.hears(Some(heard.garbage), command)?;
    }
    let desk = world.phone("zhoumin")?.at(Some(now - 190 * MINUTE));
    let serious = [
        ComplaintCommand::AcceptComplaint { received_at: None, case_kind: None },
        ComplaintCommand::ClassifyComplaint { class: ComplaintClass::Serious, asked_for: None },
        ComplaintCommand::AssignComplaint {
            department: Some(Department::OperationRepair),
            person: None,
            case_kind: Some("public_installation".into()),
        },
        ComplaintCommand::ForwardComplaint { to: ForwardTo::OfficeHead, who: "黄建国".into() },
    ];
    for command in serious {
        desk.hears(Some(heard.noise), command)?;
    }
    let desk = world.phone("wuting")?.at(Some(days_ago(now, 1, 16, 20)));
    let shared = [
        ComplaintCommand::AcceptComplaint { received_at: None, case_kind: None },
        ComplaintCommand::ClassifyComplaint { class: ComplaintClass::Important, asked_for: None },
        ComplaintCommand::AttributeComplaint {
            attribution: Attribution::Shared,
            departments: vec![Department::Security, Department::OperationRepair],
        },
        ComplaintCommand::PlanRemedy {
            plan: "更换道闸控制板,夜间加一名岗".into(),
            cost: 186_000,
            told: "控制板要从厂家调货,两天到".into(),
            superior: "高峰".into(),
        },
    ];
    for command in shared {
        desk.hears(Some(heard.parking), command)?;
    }
    Ok(())
}

fn captured(handover: Handover, record: ComplaintRecord, about_centre: bool) -> ComplaintCommand {
    ComplaintCommand::CaptureComplaint {
        about_centre,
        channel: ComplaintChannel::Visit,
        handover,
        record,
        heard_at: None,
        seems: None,
        ongoing_harm: false,
        measure: None,
        case_kind: None,
    }
}

fn record(
    who: [&str; 3],
    where_when: [&str; 2],
    whom: [&str; 2],
    course: &str,
    demand: &str,
) -> ComplaintRecord {
    let [name, address, contact] = who.map(str::to_owned);
    let [time, place] = where_when.map(str::to_owned);
    let [person, department] = whom.map(str::to_owned);
    let (course, demand) = (course.to_owned(), demand.to_owned());
    ComplaintRecord { name, address, contact, time, place, person, department, course, demand }
}

fn door() -> ComplaintRecord {
    record(
        ["何女士", "3栋1202", "13900000102"],
        ["昨晚十一点", "3栋大堂"],
        ["夜班保安", "安全管理部"],
        "叫了三次门才有人应,态度生硬。",
        "请当面说明",
    )
}

fn telephone() -> ComplaintRecord {
    record(
        ["蒋先生", "5栋801", "13900000103"],
        ["今早八点半", "客服中心热线"],
        ["接线员", "客户服务中心"],
        "电话占线二十分钟,接通后被要求改天再打。",
        "加一条线路",
    )
}

fn smell() -> ComplaintRecord {
    record(
        ["沈女士", "1栋203", "13900000104"],
        ["这两天", "1栋垃圾房"],
        ["清洁工", "清洁公司"],
        "垃圾两天没有收,气味进了楼道。",
        "每天收两次",
    )
}

fn pump() -> ComplaintRecord {
    record(
        ["陆先生", "2栋102", "13900000105"],
        ["最近三个晚上", "2栋地下泵房"],
        ["不清楚", "运行维修部"],
        "水泵整夜轰鸣,老人无法入睡,已报修两次没有改善。",
        "马上停掉或换掉水泵",
    )
}

fn barrier() -> ComplaintRecord {
    record(
        ["秦先生", "4栋1501", "13900000106"],
        ["昨天下班时", "南门车库入口"],
        ["岗亭值班员", "安全管理部"],
        "道闸坏了半小时,车排到马路上,岗亭无人疏导。",
        "修好道闸,高峰有人值守",
    )
}

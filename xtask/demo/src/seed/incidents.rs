//! Incidents in public areas: one whose course waits for a superior, one that its finder had to leave, a major one now.

use super::{World, progress};
use crate::error::DemoError;
use crate::text::days_ago;
use client_core::domain::command::IncidentCommand;
use client_core::domain::entry::incident::{Department, PublicArea};

const MINUTE: i64 = 60_000;

/// Three technicians report, each on his own phone.
pub(super) fn report(world: &mut World) -> Result<(), DemoError> {
    progress("three incidents in public areas");
    let (now, lift) = (world.now, days_ago(world.now, 2, 9, 20));
    let phone = world.phone("chengang")?.at(Some(lift));
    let stuck = report_of("2栋客梯", "电梯停在 3 楼与 4 楼之间,无人被困", "停用电梯,各层放置告示");
    let lift = phone.tells(None, stuck)?;
    phone.tells(Some(lift), IncidentCommand::DepartmentArrived { who: "孙班长与维保单位两人".into() })?;
    let course = "门锁触点脏污,维保单位清洁后试运行 20 次,10:40 恢复使用".to_owned();
    phone.tells(Some(lift), IncidentCommand::ReportCourse { course })?;

    let phone = world.phone("zhaoyong")?.at(Some(now - 50 * MINUTE));
    let cover = phone.tells(None, report_of("3栋东侧人行道", "污水井盖破裂", "用围挡围住"))?;
    let reason = "另有住户漏水,须立即赶去".to_owned();
    phone.tells(Some(cover), IncidentCommand::FinderLeft { reason })?;

    let phone = world.phone("zhanglei")?.at(Some(now - 25 * MINUTE));
    let burst =
        report_of("地下车库 B2 水泵房", "主供水管接口崩开,地面积水约 10 厘米", "关闭总阀,切断水泵电源");
    let burst = phone.tells(None, burst)?;
    let reason = "可能危及配电房".to_owned();
    phone.tells(Some(burst), IncidentCommand::MakeMajor { reason }).map(drop)
}

fn report_of(place: &str, what: &str, measure: &str) -> IncidentCommand {
    IncidentCommand::ReportIncident {
        place: place.into(),
        area: PublicArea::Engineering,
        department: Department::OperationRepair,
        what: what.into(),
        major: false,
        measure: Some(measure.into()),
    }
}

//! Today's orders: the office works through its API, the technicians with their phones at the machine's time.

use super::past::commands;
use super::plan::{Goal, Plan, TODAY};
use super::{World, name_of, progress};
use crate::error::DemoError;
use crate::jobs::Class;
use crate::office::Office;
use client_core::domain::command::Command;
use client_core::domain::entry::office::{CancelledBy, Channel, ServiceKind};

/// Registers, and takes every order as far as planned.
pub(super) fn register(world: &mut World, office: &Office) -> Result<(), DemoError> {
    progress(&format!("{} orders of today, through the office API", TODAY.len()));
    let mut dispatched = Vec::new();
    for plan in TODAY {
        let order = office.register(&world.registration(&plan.request())?)?;
        let judge = |accepted, explanation: Option<&str>, routed_to: Option<&str>| Command::Judge {
            accepted,
            explanation: explanation.map(str::to_owned),
            free_reason: None,
            tried: None,
            warranty_until: None,
            routed_to: routed_to.map(str::to_owned),
        };
        match plan.goal {
            Goal::Requested => continue,
            Goal::Declined(why) => {
                office.command(order, &judge(false, Some(why), None))?;
                continue;
            }
            Goal::Routed(to) => {
                office.command(order, &judge(true, None, Some(to)))?;
                continue;
            }
            _ => office.command(order, &judge(true, None, None))?,
        }
        if plan.goal == Goal::Accepted {
            continue;
        }
        office.command(order, &Command::IssueSlip)?;
        if plan.goal == Goal::Slip {
            continue;
        }
        let technician = world.phone(plan.technician)?.user(name_of(plan.technician))?;
        office.command(order, &Command::Assign { technician, reason: None })?;
        dispatched.push((plan, order));
    }
    world.sync_all()?;
    for (plan, order) in &dispatched {
        world.phone(plan.technician)?.at(None).does_all(*order, commands(plan))?;
    }
    world.sync_all()?;
    for (plan, order) in &dispatched {
        if let Goal::CancelOpen(why) = plan.goal {
            let cancel = Command::RequestCancel { cancelled_by: CancelledBy::Customer, reason: why.into() };
            office.command(*order, &cancel)?;
        }
    }
    for content in ["客厅日光灯不亮", "卧室日光灯闪"] {
        let plan = Plan {
            days: 0,
            hour: 12,
            class: Class::Lamp,
            kind: ServiceKind::Special,
            channel: Channel::Phone,
            content,
            technician: "liqiang",
            goal: Goal::Dispatched,
        };
        let order = office.register(&world.registration(&plan.request())?)?;
        office.dispatch(order, world.phone("zhanglei")?.user(name_of("liqiang"))?)?;
    }
    Ok(())
}

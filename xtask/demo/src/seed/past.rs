//! Orders of earlier days, told by the devices of those who worked on them.

use super::plan::{Goal, PAST, Plan};
use super::{World, progress};
use crate::error::DemoError;
use crate::jobs::{accepted, not_satisfied};
use crate::office::Office;
use crate::text::days_ago;
use client_core::domain::command::Command;
use client_core::domain::entry::office::CancelledBy;
use client_core::domain::id::DocumentId;

const DESK: &str = "zhoumin";

/// An order of the plan.
pub(super) struct Told {
    plan: Plan,
    order: DocumentId,
}

/// The desk registers, judges and assigns.
pub(super) fn tell_the_desk(world: &mut World) -> Result<Vec<Told>, DemoError> {
    progress(&format!("{} orders of the last days: the desk registers and assigns", PAST.len()));
    let mut told = Vec::with_capacity(PAST.len());
    for plan in PAST {
        let order = world.register(DESK, &plan.request())?;
        match plan.goal {
            Goal::Requested => {}
            Goal::Declined(why) => {
                let judge = Command::Judge {
                    accepted: false,
                    explanation: Some(why.into()),
                    free_reason: None,
                    tried: None,
                    warranty_until: None,
                    routed_to: None,
                };
                world.phone(DESK)?.does(Some(order), judge)?;
            }
            _ => world.dispatch(DESK, order, plan.technician)?,
        }
        told.push(Told { plan: *plan, order });
    }
    Ok(told)
}

/// The technicians work without network; they sync in the evening.
pub(super) fn work(world: &mut World, told: &[Told]) -> Result<(), DemoError> {
    progress("the technicians work through them without network");
    for Told { plan, order } in told {
        let time = days_ago(world.now, plan.days, plan.hour + 1, 20);
        let technician = world.phone(plan.technician)?.at(Some(time));
        technician.does_all(*order, commands(plan))?;
    }
    Ok(())
}

/// What the technician does until the order is as far as planned.
pub(super) fn commands(plan: &Plan) -> Vec<Command> {
    let class = plan.class;
    let mut all = Vec::new();
    let until_done = || [class.goes(), class.agrees(plan.kind), class.repairs()].concat();
    match plan.goal {
        Goal::Requested
        | Goal::Declined(_)
        | Goal::Routed(_)
        | Goal::Accepted
        | Goal::Slip
        | Goal::Dispatched => {}
        Goal::Received | Goal::CancelOpen(_) | Goal::Cancelled(_) => {
            all.push(Command::Receive { received_at: None });
        }
        Goal::OnSite => all.extend(class.goes()),
        Goal::Quoted => all.extend([class.goes(), vec![class.quote()]].concat()),
        Goal::PriceAgreed => all.extend([class.goes(), class.agrees(plan.kind)].concat()),
        Goal::InWork => all.extend([class.goes(), class.agrees(plan.kind), class.begins()].concat()),
        Goal::NotRepaired(why) => {
            all.extend([class.goes(), class.agrees(plan.kind), class.begins()].concat());
            all.push(Command::NotRepaired { reason: why.into() });
        }
        Goal::Inspection => all.extend(until_done()),
        Goal::Rework(words) => {
            all.extend(until_done());
            all.push(not_satisfied(words));
        }
        Goal::Escalated(words) => {
            all.extend(until_done());
            all.push(not_satisfied("还是响"));
            all.extend(class.repairs());
            all.push(not_satisfied(words));
        }
        Goal::Signed | Goal::WrittenOff => {
            all.extend(until_done());
            all.extend(accepted());
        }
    }
    all
}

/// The desk closes what was finished on earlier days.
pub(super) fn close(world: &mut World, told: &[Told]) -> Result<(), DemoError> {
    for Told { plan, order } in told {
        let time = days_ago(world.now, plan.days, 17, 10);
        let desk = world.phone(DESK)?.at(Some(time));
        match plan.goal {
            Goal::Cancelled(why) => {
                let cancel =
                    Command::RequestCancel { cancelled_by: CancelledBy::Customer, reason: why.into() };
                desk.does_all(*order, vec![cancel, Command::ConfirmCancel])?;
            }
            Goal::WrittenOff if plan.days > 3 => {
                desk.does(Some(*order), Command::WriteOff { manager_reason: None })?;
            }
            _ => {}
        }
    }
    Ok(())
}

/// The rest is closed this morning, in the office.
pub(super) fn close_today(office: &Office, told: &[Told]) -> Result<(), DemoError> {
    for Told { plan, order } in told {
        if plan.goal == Goal::WrittenOff && plan.days <= 3 {
            office.command(*order, &Command::WriteOff { manager_reason: None })?;
        }
    }
    Ok(())
}

/// The classes that occur, for those who only need one.
#[cfg(test)]
mod tests {
    use super::*;
    use crate::jobs::Class;
    use crate::seed::plan::TODAY;
    use client_core::domain::entry::office::ServiceKind;

    #[test]
    fn both_classes_and_every_kind_of_service_occur() {
        let all = || PAST.iter().chain(TODAY);
        for class in [Class::Lamp, Class::Switch] {
            assert!(all().any(|plan| plan.class == class));
        }
        for kind in [ServiceKind::Special, ServiceKind::Regular, ServiceKind::Business] {
            assert!(all().any(|plan| plan.kind == kind));
        }
        let told = super::super::conflicts::COUNT + super::super::stories::COUNT + crate::script::ALL.len();
        // The orders played by hand, the offline day's five, and its jobs come on top.
        let played = 2 + 5 + crate::script::ALL.len();
        assert!(all().count() + told + played <= crate::place::units().len());
    }
}

//! Every procedure, played once from the slip to the signature by a device without network.

use super::plan::Request;
use super::{World, progress};
use crate::error::DemoError;
use crate::office::Office;
use crate::script::{self, Script};
use crate::text::days_ago;
use client_core::domain::command::Command;
use client_core::domain::entry::office::{Channel, ServiceKind};
use client_core::domain::id::DocumentId;

const DESK: &str = "zhoumin";
/// Days before today and hour of each job's call, and whose job it is.
const WHEN: [(i64, i64, &str); 9] = [
    (7, 8, "zhanglei"),
    (7, 9, "chengang"),
    (6, 8, "chengang"),
    (6, 9, "zhaoyong"),
    (6, 10, "zhanglei"),
    (5, 11, "zhaoyong"),
    (4, 11, "zhaoyong"),
    (3, 12, "zhanglei"),
    (3, 13, "chengang"),
];

/// A job that is played.
pub(super) struct Played {
    script: &'static Script,
    order: DocumentId,
    technician: &'static str,
    days: i64,
    hour: i64,
}

/// The desk registers and assigns.
pub(super) fn register(world: &mut World) -> Result<Vec<Played>, DemoError> {
    progress(&format!("{} jobs, every procedure among them: the desk registers and assigns", WHEN.len()));
    let mut all = Vec::with_capacity(WHEN.len());
    for (script, (days, hour, technician)) in script::ALL.iter().copied().zip(WHEN) {
        let request = Request {
            days,
            hour,
            class: script.class,
            kind: ServiceKind::Special,
            channel: Channel::Phone,
            content: script.content,
        };
        let order = world.register(DESK, &request)?;
        world.dispatch(DESK, order, technician)?;
        all.push(Played { script, order, technician, days, hour });
    }
    Ok(all)
}

/// The technicians do the whole jobs; nobody has network.
pub(super) fn work(world: &mut World, played: &[Played]) -> Result<(), DemoError> {
    for Played { script, order, technician, days, hour } in played {
        progress(&format!("  without network: {}", script.title));
        let time = days_ago(world.now, *days, hour + 1, 10);
        world.phone(technician)?.at(Some(time)).plays(*order, script)?;
    }
    Ok(())
}

/// The desk writes off what is older than a few days.
pub(super) fn close(world: &mut World, played: &[Played]) -> Result<(), DemoError> {
    for Played { order, days, .. } in played.iter().filter(|played| played.days > 5) {
        let time = days_ago(world.now, *days, 17, 5);
        let desk = world.phone(DESK)?.at(Some(time));
        desk.does(Some(*order), Command::WriteOff { manager_reason: None })?;
    }
    Ok(())
}

/// Fails unless the server holds everything that was played.
pub(super) fn check(world: &mut World, office: &Office, played: &[Played]) -> Result<(), DemoError> {
    for Played { script, order, technician, .. } in played {
        let view = office.view(*order)?;
        let phone = world.phone(technician)?;
        script.proves(&view, |item| phone.price(item)).map_err(DemoError::Unexpected)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_job_has_its_time() {
        assert_eq!(script::ALL.len(), WHEN.len());
    }
}

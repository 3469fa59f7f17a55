//! Commands about dissatisfaction and harm: escalation, damage.

use super::{read_photos, yuan};
use crate::cli::{Damage, SettleDamage, SettleEscalation};
use crate::fault::Fault;
use crate::session::{Output, Session};
use client_core::domain::command::Command;
use client_core::domain::id::EntryId;
use client_core::domain::order::Order;

/// A manager answers an escalation.
pub fn settle_escalation(session: &mut Session, arguments: &SettleEscalation) -> Result<Output, Fault> {
    let command =
        Command::DecideEscalation { outcome: arguments.outcome.into(), handling: arguments.handling.clone() };
    session.run(&arguments.order, command)
}

/// The customer's property was damaged or lost.
pub fn damage(session: &mut Session, arguments: &Damage) -> Result<Output, Fault> {
    let photos = read_photos(session, &arguments.photos)?;
    let command = Command::ReportDamage {
        damage: arguments.what.into(),
        description: arguments.description.clone(),
        photos,
    };
    session.run(&arguments.order, command)
}

/// A manager offers or agrees on compensation.
pub fn settle_damage(session: &mut Session, arguments: &SettleDamage) -> Result<Output, Fault> {
    let view = session.view(&arguments.order)?;
    let command = Command::SettleDamage {
        case: find_case(&view.order, &arguments.case)?,
        amount_fen: yuan(&arguments.amount)?,
        terms: arguments.terms.clone(),
        agreed: arguments.agreed,
    };
    let saved = session.save(Some(view.order.id), command)?;
    session.saved(&saved)
}

/// The case that this text names: the id of its report, or a unique start of it.
fn find_case(order: &Order, text: &str) -> Result<EntryId, Fault> {
    let wanted = text.trim().to_ascii_uppercase();
    let ids: Vec<EntryId> = order.damages.iter().map(|case| case.origin.entry).collect();
    let begins = |id: &&EntryId| !wanted.is_empty() && id.to_string().starts_with(&wanted);
    match ids.iter().filter(begins).collect::<Vec<_>>().as_slice() {
        [one] => Ok(**one),
        // A whole id that isn't here is for the core to refuse.
        [] => wanted.parse().map_err(|_| {
            let known: Vec<String> = ids.iter().map(ToString::to_string).collect();
            Fault::value("CASE", text, if known.is_empty() { "01J…".to_owned() } else { known.join(", ") })
        }),
        several => Err(Fault::Ambiguous {
            text: text.to_owned(),
            candidates: several.iter().map(ToString::to_string).collect(),
        }),
    }
}

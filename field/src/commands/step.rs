//! A step of the checklist: what kind of record it is follows from its definition and from what was typed.

use super::{kit, read_photos};
use crate::cli::StepArgs;
use crate::fault::Fault;
use crate::session::{Output, Session};
use crate::values;
use client_core::domain::command::Command;
use client_core::domain::decide::Rejection;
use client_core::domain::entry::work::{PartSource, RecordValue, SpecificationDeviation};
use client_core::domain::procedure::{Checklist, Kind, SKIP_REASON, Status, Step, StepRefusal, step_at};
use std::collections::BTreeMap;

/// Records a step.
pub fn step(session: &mut Session, arguments: &StepArgs) -> Result<Output, Fault> {
    let view = session.view(&arguments.order)?;
    let typed = arguments.step.trim();
    let Some(root) = &view.order.checklist else {
        // Before the slip there is no checklist; the core says what comes first.
        let command = Command::RecordStep {
            checklist: String::new(),
            step: typed.to_owned(),
            values: BTreeMap::new(),
            photos: Vec::new(),
        };
        return session.run(&arguments.order, command);
    };
    let wanted = spelled(root, typed).unwrap_or_else(|| typed.to_owned());
    let path = match &arguments.checklist {
        Some(path) if root.at_path(path).is_none() => {
            return Err(Fault::Rejected(Rejection::Step(StepRefusal::UnknownChecklist {
                path: path.clone(),
            })));
        }
        Some(path) => path.clone(),
        None => place(root, &wanted).ok_or_else(|| unknown(&wanted))?,
    };
    let definition =
        step_at(session.device.library(), root, &path, &wanted).cloned().ok_or_else(|| unknown(&wanted))?;
    let command = command(session, arguments, path, &definition)?;
    if let Command::ReplacePart { source: PartSource::Kit, item, .. } = &command {
        let items = [item.clone()];
        return kit::uses(session, view.order.id, command, &items);
    }
    let saved = session.save(Some(view.order.id), command)?;
    session.saved(&saved)
}

/// The step's id as its procedure spells it: people don't type capitals as they are printed.
fn spelled(list: &Checklist, typed: &str) -> Option<String> {
    let own = list.steps.iter().find(|state| state.id.eq_ignore_ascii_case(typed));
    own.map(|state| state.id.clone()).or_else(|| list.children.iter().find_map(|child| spelled(child, typed)))
}

fn unknown(step: &str) -> Fault {
    Fault::Rejected(Rejection::Step(StepRefusal::UnknownStep { step: step.to_owned() }))
}

/// Path of the checklist that has this step: of several runs of one procedure the one where the step can be recorded,
/// else the last open one, else the last.
fn place(root: &Checklist, step: &str) -> Option<String> {
    let mut found = Vec::new();
    collect(root, step, &mut found);
    let open = |list: &&&Checklist| list.step(step).is_some_and(|state| state.status == Status::Open);
    let chosen = found
        .iter()
        .rev()
        .find(open)
        .or_else(|| found.iter().rev().find(|list| !list.passed))
        .or(found.last());
    chosen.map(|list| list.path.clone())
}

fn collect<'a>(list: &'a Checklist, step: &str, found: &mut Vec<&'a Checklist>) {
    if list.step(step).is_some() {
        found.push(list);
    }
    list.children.iter().for_each(|child| collect(child, step, found));
}

fn command(
    session: &mut Session,
    arguments: &StepArgs,
    checklist: String,
    definition: &Step,
) -> Result<Command, Fault> {
    let step = definition.id.clone();
    let record = |values, photos| Command::RecordStep {
        checklist: checklist.clone(),
        step: step.clone(),
        values,
        photos,
    };
    if let Some(reason) = &arguments.skip {
        let values = BTreeMap::from([(SKIP_REASON.to_owned(), RecordValue::Text(reason.clone()))]);
        return Ok(record(values, Vec::new()));
    }
    if let (Some(item), Some(old), Some(new)) = (&arguments.item, &arguments.old, &arguments.new) {
        let deviation = arguments.reason.as_ref().map(|reason| SpecificationDeviation {
            reason: reason.clone(),
            customer_agreed: arguments.customer_agreed,
        });
        return Ok(Command::ReplacePart {
            checklist,
            step,
            item: item.clone(),
            quantity: arguments.quantity,
            old_specification: old.clone(),
            new_specification: new.clone(),
            source: arguments.source.into(),
            deviation,
        });
    }
    let values = values::read(definition, &arguments.values, session.language)?;
    if definition.kind == Kind::Replace {
        let items = definition.material.as_ref().map(|material| material.items.clone()).unwrap_or_default();
        return Err(Fault::PartNeeded { step, items });
    }
    if definition.sets_gate && values.is_empty() {
        return Ok(Command::SetGate { checklist, step });
    }
    if !definition.withdraws.is_empty() && values.is_empty() {
        return Ok(Command::WithdrawGate { checklist, step });
    }
    let photos = read_photos(session, &arguments.photos)?;
    Ok(record(values, photos))
}

#[cfg(test)]
mod tests {
    use super::*;
    use client_core::domain::procedure::{Facts, Library, ProcedureRef, evaluate};

    /// Every step can be typed in small letters and in capitals, whatever letters its id has.
    #[test]
    fn a_step_is_found_however_it_is_typed() {
        let library = Library::built_in().unwrap();
        let facts = Facts { facts: &[], saw: &|_, _| true, visits: &BTreeMap::new() };
        for procedure in library.iter() {
            let reference = ProcedureRef { id: procedure.id.clone(), version: procedure.version };
            let list = evaluate(&library, &reference, &facts).unwrap();
            for step in &procedure.steps {
                for typed in [step.id.clone(), step.id.to_lowercase(), step.id.to_uppercase()] {
                    assert_eq!(spelled(&list, &typed).as_ref(), Some(&step.id), "{typed}");
                }
            }
        }
    }
}

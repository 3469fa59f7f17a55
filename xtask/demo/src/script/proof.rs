//! Whether an order holds everything that its job did, and no more: asked of the server after the sync.

use super::{Act, Script, Shows, record_values};
use crate::office::View;
use client_core::domain::entry::work::PartSource;
use client_core::domain::order::OrderState;
use serde_json::Value as Json;

/// Low side of the air conditioner in kilopascals: as found, and in the end.
const PRESSURES: [i64; 2] = [360, 510];

impl Script {
    /// Fails unless the order is signed as it was played.
    ///
    /// # Errors
    /// In words, what is missing.
    pub(crate) fn proves(&self, view: &View, fee: impl Fn(&str) -> Option<i64>) -> Result<(), String> {
        let order = &view.order;
        let must = |holds: bool, otherwise: String| {
            if holds { Ok(()) } else { Err(format!("{}: {otherwise}", self.title)) }
        };
        must(
            matches!(order.state, OrderState::Signed | OrderState::WrittenOff),
            format!("it is {}", order.state.as_str()),
        )?;
        must(order.conflicts.is_empty(), "it has a conflict".into())?;
        let signed: Vec<_> = order.signatures.iter().filter(|signature| signature.counts).collect();
        must(
            signed.len() == 1 && signed.iter().all(|one| one.bound && !one.changed_since),
            "no signature stands for what was shown".into(),
        )?;
        must(order.checklist["passed"] == true, "its final test has not passed".into())?;

        let mut all = Vec::new();
        readings(&order.checklist, &mut all);
        let mut agreed = None;
        for act in self.acts {
            match act {
                Act::Step(step, values) | Act::Photo(step, values, _) => {
                    let wanted = serde_json::to_value(record_values(values)).unwrap_or_default();
                    let photographed = matches!(act, Act::Photo(..));
                    let found = all.iter().any(|(id, reading)| {
                        let photos = reading["photos"].as_array().map_or(0, Vec::len);
                        id == step && reading["values"] == wanted && (photos > 0) == photographed
                    });
                    must(found, format!("{step} {wanted} is not in it"))?;
                }
                Act::Part(part) => {
                    let source = match part.source {
                        PartSource::Store => "store",
                        PartSource::Kit => "kit",
                        PartSource::Customer => "customer",
                    };
                    let found = all.iter().any(|(id, reading)| {
                        let fitted = &reading["part"];
                        id == part.step
                            && fitted["item"] == part.item
                            && fitted["quantity"] == part.quantity
                            && fitted["new_specification"] == part.specification
                            && fitted["source"] == source
                    });
                    must(found, format!("{} {} is not in it", part.step, part.item))?;
                }
                Act::Quote(lines) => {
                    let amounts = lines.iter().map(|(item, quantity)| Some(fee(item)? * quantity));
                    agreed = amounts.sum::<Option<i64>>();
                    must(agreed.is_some(), "an item has no price".into())?;
                }
                _ => {}
            }
        }
        must(
            order.billable_fen == agreed,
            format!("{:?} fen may be billed instead of {agreed:?}", order.billable_fen),
        )?;
        self.special(&order.checklist, &all).map_err(|otherwise| format!("{}: {otherwise}", self.title))
    }

    /// What the three jobs are there to show.
    fn special(&self, checklist: &Json, all: &[(String, Json)]) -> Result<(), String> {
        let of =
            |step: &'static str| all.iter().filter(move |(id, _)| id == step).map(|(_, reading)| reading);
        let count =
            |step: &'static str, kind: &str| of(step).filter(|reading| reading["kind"] == kind).count();
        match self.shows {
            Shows::Itself => {}
            Shows::FourthRound => {
                let rounds = (checklist["round"].as_i64(), checklist["failed_rounds"].as_i64());
                if rounds != (Some(4), Some(3)) {
                    return Err(format!("rounds and failed ones: {rounds:?}"));
                }
            }
            Shows::LowPressure => {
                let low: Vec<i64> =
                    of("ACU-8").filter_map(|reading| reading["values"]["low"]["number"].as_i64()).collect();
                let marked = of("ACU-8").any(|reading| reading["marks"][0] == "leak");
                if low != PRESSURES || !marked {
                    return Err(format!("its low side was {low:?} kPa, marked as a leak: {marked}"));
                }
            }
            Shows::GateFallsOpen => {
                let (set, opened) = (count("GWH-A6s", "gate_set"), count("GWH-B6", "gate_withdrawn"));
                let gates = checklist["gates"].as_array().map(Vec::as_slice).unwrap_or_default();
                let held = gates.iter().any(|gate| gate["held"] == true);
                if (set, opened, held) != (2, 3, false) {
                    return Err(format!("gas shut {set} times, opened {opened} times, still shut: {held}"));
                }
            }
        }
        Ok(())
    }
}

/// All readings of a checklist, of its earlier rounds, and of its children: step and what was recorded, in order.
fn readings(list: &Json, all: &mut Vec<(String, Json)>) {
    let none = Vec::new();
    let array = |value: &'_ Json| value.as_array().cloned().unwrap_or_default();
    let earlier = list["rounds"].as_array().unwrap_or(&none).iter().map(|round| array(&round["steps"]));
    for steps in earlier.chain([array(&list["steps"])]) {
        for step in steps {
            for reading in array(&step["readings"]) {
                let mut recorded = reading["recorded"].clone();
                recorded["marks"] = reading["marks"].clone();
                all.push((step["id"].as_str().unwrap_or_default().to_owned(), recorded));
            }
        }
    }
    for child in array(&list["children"]) {
        readings(&child, all);
    }
}

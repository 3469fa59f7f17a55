//! What a technician does with a lamp or a switch, as commands.

use client_core::domain::command::{Command, QuoteRequest};
use client_core::domain::entry::office::ServiceKind;
use client_core::domain::entry::work::{PartSource, RecordValue};
use std::collections::BTreeMap;

/// What is broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Class {
    /// A fluorescent lamp with a bad starter.
    Lamp,
    /// A worn switch.
    Switch,
}

impl Class {
    /// Id of the procedure.
    pub(crate) const fn id(self) -> &'static str {
        match self {
            Self::Lamp => "LMP",
            Self::Switch => "SWI",
        }
    }

    fn finding(self) -> Command {
        let (content, material, tool) = match self {
            Self::Lamp => ("启辉器坏,灯管正常", "starter", "ladder"),
            Self::Switch => ("开关触点烧蚀,需更换", "switch", "multimeter"),
        };
        Command::Finding {
            content: content.into(),
            materials: vec![material.into()],
            tools: vec![tool.into()],
        }
    }

    /// Offers labour and part.
    pub(crate) fn quote(self) -> Command {
        let items = match self {
            Self::Lamp => ["lamp_repair", "starter"],
            Self::Switch => ["switch_repair", "switch"],
        };
        quote(&items)
    }

    /// Takes the slip, arrives, finds.
    pub(crate) fn goes(self) -> Vec<Command> {
        [vec![Command::Receive { received_at: None }], self.comes()].concat()
    }

    /// Arrives and finds.
    pub(crate) fn comes(self) -> Vec<Command> {
        vec![Command::Arrive, self.finding()]
    }

    /// Agrees on the price where there is one.
    pub(crate) fn agrees(self, kind: ServiceKind) -> Vec<Command> {
        match kind {
            ServiceKind::Special => vec![self.quote(), confirm("业主本人")],
            ServiceKind::Regular | ServiceKind::Business => Vec::new(),
        }
    }

    /// Measures, isolates, exchanges the part.
    pub(crate) fn begins(self) -> Vec<Command> {
        match self {
            Self::Lamp => vec![
                self.step("LMP-1", &[("normal", yes(true)), ("voltage", RecordValue::Number(2_210))]),
                self.gate("LMP-2"),
                self.step("LMP-3", &[("good_contact", yes(true))]),
                self.step("LMP-5", &[("capacitor_broken_down", yes(false)), ("glass_blackened", yes(true))]),
                self.part("LMP-6", "starter", "FS-2 4-22W", PartSource::Kit),
            ],
            Self::Switch => vec![
                self.step(
                    "SWI-1",
                    &[("load", RecordValue::Number(1_800)), ("limit", RecordValue::Number(2_200))],
                ),
                self.gate("SWI-3"),
                self.step("SWI-4", &[("short", yes(false))]),
                self.step("SWI-6", &[("needle_lifts", yes(true))]),
                self.part("SWI-8", "switch", "86型单开 10A", PartSource::Kit),
            ],
        }
    }

    /// Writes down one part more than was agreed, and says that it came from the store, which knows of no issue.
    pub(crate) fn second_part(self) -> Command {
        match self {
            Self::Lamp => self.part("LMP-6", "starter", "FS-4 36-65W", PartSource::Store),
            Self::Switch => self.part("SWI-8", "switch", "86型双开 10A", PartSource::Store),
        }
    }

    /// Looks at the rest; everything but power on and the final test.
    pub(crate) fn looks_on(self) -> Vec<Command> {
        match self {
            Self::Lamp => vec![
                self.step("LMP-7", &[("ends_blackened", yes(false)), ("filament_burnt_out", yes(false))]),
                self.step("LMP-9", &[("good_contact", yes(true))]),
                self.step(
                    "LMP-12",
                    &[("burnt_out", yes(false)), ("scorched", yes(false)), ("shorted", yes(false))],
                ),
            ],
            Self::Switch => Vec::new(),
        }
    }

    /// Puts power on again.
    pub(crate) fn power_on(self) -> Command {
        let step = match self {
            Self::Lamp => "LMP-14",
            Self::Switch => "SWI-9",
        };
        Command::WithdrawGate { checklist: self.id().into(), step: step.into() }
    }

    /// The final test, passed or not.
    pub(crate) fn final_test(self, good: bool) -> Command {
        match self {
            Self::Lamp => {
                let flashes = RecordValue::Number(if good { 2 } else { 6 });
                self.step("LMP-15", &[("flashes", flashes), ("lit", yes(true))])
            }
            Self::Switch => self.step("SWI-10", &[("normal", yes(good))]),
        }
    }

    /// The whole checklist and the end of work.
    pub(crate) fn repairs(self) -> Vec<Command> {
        let mut commands = self.begins();
        commands.extend(self.looks_on());
        commands.extend([self.power_on(), self.final_test(true), Command::FinishWork]);
        commands
    }

    /// Isolates.
    pub(crate) fn isolates(self) -> Command {
        match self {
            Self::Lamp => self.gate("LMP-2"),
            Self::Switch => self.gate("SWI-3"),
        }
    }

    /// Records a step.
    pub(crate) fn step(self, step: &str, values: &[(&str, RecordValue)]) -> Command {
        let values: BTreeMap<String, RecordValue> =
            values.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
        Command::RecordStep { checklist: self.id().into(), step: step.into(), values, photos: Vec::new() }
    }

    fn gate(self, step: &str) -> Command {
        Command::SetGate { checklist: self.id().into(), step: step.into() }
    }

    fn part(self, step: &str, item: &str, specification: &str, source: PartSource) -> Command {
        Command::ReplacePart {
            checklist: self.id().into(),
            step: step.into(),
            item: item.into(),
            quantity: 1,
            old_specification: specification.into(),
            new_specification: specification.into(),
            source,
            deviation: None,
        }
    }
}

/// An answer.
pub(crate) fn yes(yes: bool) -> RecordValue {
    RecordValue::YesNo(yes)
}

/// Offers one of each.
pub(crate) fn quote(items: &[&str]) -> Command {
    let lines = items.iter().map(|item| QuoteRequest { item: (*item).into(), quantity: 1 });
    Command::Quote { lines: lines.collect() }
}

/// The customer agrees.
pub(crate) fn confirm(by: &str) -> Command {
    Command::ConfirmPrice { quote: None, confirmed_by: by.into(), strokes: None }
}

/// Strokes of a customer's hand.
pub(crate) const SIGNATURE: &str = "M120 250 L160 120 L210 280 L260 140 L330 260 M380 120 L380 290 M350 190 L450 180 \
                                    M520 150 L600 150 L560 270 L640 230";

/// The customer is satisfied and signs.
pub(crate) fn accepted() -> Vec<Command> {
    vec![
        Command::Inspect { passed: true, words: None },
        Command::Sign { strokes: SIGNATURE.into(), image: None },
    ]
}

/// The customer is not satisfied.
pub(crate) fn not_satisfied(words: &str) -> Command {
    Command::Inspect { passed: false, words: Some(words.into()) }
}

//! Whole jobs, written once: the same acts are played as commands of a device in memory and as words that somebody
//! types to `field`.

mod air;
mod gas;
mod light;
mod proof;
mod water;

pub(crate) use air::AIR_CONDITIONER;
pub(crate) use gas::{HEATER, STOVE};
pub(crate) use light::{FOURTH_ROUND, LAMP_WITH_SWITCH, SWITCH};
pub(crate) use water::{CISTERN, PIPE, TAP};

use crate::jobs::SIGNATURE;
use client_core::domain::command::{Command, QuoteRequest};
use client_core::domain::entry::work::{PartSource, RecordValue};
use client_core::domain::photo::PhotoInput;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// One job for every service class, and a lamp whose switch is repaired on the way.
pub(crate) const ALL: &[&Script] =
    &[&FOURTH_ROUND, &LAMP_WITH_SWITCH, &SWITCH, &TAP, &HEATER, &STOVE, &CISTERN, &AIR_CONDITIONER, &PIPE];

/// A job from the slip to the signature.
#[derive(Debug)]
pub(crate) struct Script {
    /// What it is called in a transcript.
    pub(crate) title: &'static str,
    /// Id of the procedure.
    pub(crate) class: &'static str,
    /// The customer's words to the desk.
    pub(crate) content: &'static str,
    /// What it is there to show beside itself.
    pub(crate) shows: Shows,
    /// What the technician and the customer do.
    pub(crate) acts: &'static [Act],
}

/// What a job is there to show beside itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shows {
    /// Nothing more.
    Itself,
    /// The final test fails three times and passes in the fourth round.
    FourthRound,
    /// A low side out of its range, which is in range in the end.
    LowPressure,
    /// Putting supply on lets a gate fall open, which has to be set again.
    GateFallsOpen,
}

/// A value of a step.
#[derive(Debug)]
pub(crate) enum Value {
    /// Yes.
    Yes,
    /// No.
    No,
    /// A whole number in the unit of the record.
    Number(i64),
    /// Words.
    Text(&'static str),
    /// Id of a choice.
    Choice(&'static str),
    /// Done.
    Done,
    /// Rows of a list.
    Rows(&'static [Values]),
}

/// Values of a step, or of a row, by record name.
pub(crate) type Values = &'static [(&'static str, Value)];

/// A part that is exchanged at a step, with the same specification as before.
#[derive(Debug)]
pub(crate) struct Part {
    /// Step.
    pub(crate) step: &'static str,
    /// Item of the catalogue.
    pub(crate) item: &'static str,
    /// Number of pieces, or of the item's smallest unit.
    pub(crate) quantity: i64,
    /// Specification.
    pub(crate) specification: &'static str,
    /// Where it came from.
    pub(crate) source: PartSource,
}

/// A thing that the technician does, or the customer beside him.
#[derive(Debug)]
pub(crate) enum Act {
    /// Takes the slip.
    Receive,
    /// Arrives.
    Arrive,
    /// Says what really has to be done, with which materials and tools.
    Finding(&'static str, &'static [&'static str], &'static [&'static str]),
    /// Offers labour and materials: item and number.
    Quote(&'static [(&'static str, i64)]),
    /// The customer agrees to the price; who he is.
    Consent(&'static str),
    /// Records a step.
    Step(&'static str, Values),
    /// Records a step with a photo.
    Photo(&'static str, Values, Picture),
    /// Confirms a safety gate.
    Gate(&'static str),
    /// Puts supply on again.
    Supply(&'static str),
    /// Exchanges a part.
    Part(Part),
    /// Tries what the checklist must refuse now.
    Refused(&'static Act),
    /// Ends the work of the round.
    Finish,
    /// The customer tries, is content, and signs.
    Satisfied(&'static str),
}

/// A picture that a technician takes.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Picture {
    /// A cracked tile.
    Damage,
    /// A joint with oil around it.
    Joint,
    /// A run of pipes with clamps.
    Pipe,
}

impl Picture {
    /// As a command brings it.
    pub(crate) fn taken(self) -> PhotoInput {
        PhotoInput::taken_now(self.bytes())
    }

    /// PNG bytes.
    pub(crate) fn bytes(self) -> Vec<u8> {
        match self {
            Self::Damage => include_bytes!("../../data/photos/damage.png").to_vec(),
            Self::Joint => include_bytes!("../../data/photos/joint.png").to_vec(),
            Self::Pipe => include_bytes!("../../data/photos/pipe.png").to_vec(),
        }
    }

    /// Name of the file that a transcript takes it from.
    pub(crate) const fn file(self) -> &'static str {
        match self {
            Self::Damage => "damage.png",
            Self::Joint => "joint.png",
            Self::Pipe => "pipe.png",
        }
    }
}

/// A part from the technician's own kit.
const fn part(step: &'static str, item: &'static str, quantity: i64, specification: &'static str) -> Act {
    Act::Part(Part { step, item, quantity, specification, source: PartSource::Kit })
}

/// A part that the customer bought.
const fn own(step: &'static str, item: &'static str, quantity: i64, specification: &'static str) -> Act {
    Act::Part(Part { step, item, quantity, specification, source: PartSource::Customer })
}

impl Script {
    /// Where a step stands: on the list of its own class, or on the first child of the job's.
    fn checklist(&self, step: &str) -> String {
        match step.split('-').next() {
            Some(class) if class != self.class => format!("{}/{class}.1", self.class),
            _ => self.class.to_owned(),
        }
    }

    /// The commands of an act, for a device in memory; those of a refused one must be refused.
    pub(crate) fn commands(&self, act: &Act) -> Vec<Command> {
        let record = |step: &str, values: Values, photos: Vec<PhotoInput>| Command::RecordStep {
            checklist: self.checklist(step),
            step: step.to_owned(),
            values: record_values(values),
            photos,
        };
        let words = |list: &[&str]| list.iter().map(|word| (*word).to_owned()).collect();
        let command = match act {
            Act::Receive => Command::Receive { received_at: None },
            Act::Arrive => Command::Arrive,
            Act::Finding(content, materials, tools) => Command::Finding {
                content: (*content).to_owned(),
                materials: words(materials),
                tools: words(tools),
            },
            Act::Quote(lines) => {
                let line = |(item, quantity): &(&str, i64)| QuoteRequest {
                    item: (*item).into(),
                    quantity: *quantity,
                };
                Command::Quote { lines: lines.iter().map(line).collect() }
            }
            Act::Consent(by) => {
                Command::ConfirmPrice { quote: None, confirmed_by: (*by).to_owned(), strokes: None }
            }
            Act::Step(step, values) => record(step, values, Vec::new()),
            Act::Photo(step, values, picture) => record(step, values, vec![picture.taken()]),
            Act::Gate(step) => Command::SetGate { checklist: self.checklist(step), step: (*step).to_owned() },
            Act::Supply(step) => {
                Command::WithdrawGate { checklist: self.checklist(step), step: (*step).to_owned() }
            }
            Act::Part(part) => Command::ReplacePart {
                checklist: self.checklist(part.step),
                step: part.step.to_owned(),
                item: part.item.to_owned(),
                quantity: part.quantity,
                old_specification: part.specification.to_owned(),
                new_specification: part.specification.to_owned(),
                source: part.source,
                deviation: None,
            },
            Act::Refused(act) => return self.commands(act),
            Act::Finish => Command::FinishWork,
            Act::Satisfied(words) => {
                return vec![
                    Command::Inspect { passed: true, words: Some((*words).to_owned()) },
                    Command::Sign { strokes: SIGNATURE.to_owned(), image: None },
                ];
            }
        };
        vec![command]
    }
}

fn record_values(values: Values) -> BTreeMap<String, RecordValue> {
    values.iter().map(|(name, value)| ((*name).to_owned(), record_value(value))).collect()
}

fn record_value(value: &Value) -> RecordValue {
    match value {
        Value::Yes => RecordValue::YesNo(true),
        Value::No => RecordValue::YesNo(false),
        Value::Number(number) => RecordValue::Number(*number),
        Value::Text(text) => RecordValue::Text((*text).to_owned()),
        Value::Choice(id) => RecordValue::Choice((*id).to_owned()),
        Value::Done => RecordValue::Ack,
        Value::Rows(rows) => RecordValue::List(rows.iter().map(|row| record_values(row)).collect()),
    }
}

impl Act {
    /// What somebody types to `field` for it; photos lie in this folder.
    pub(crate) fn words(&self, order: &str, photos: &std::path::Path) -> Vec<String> {
        let mut words = Vec::new();
        let mut say = |list: &[&str]| words.extend(list.iter().map(|word| (*word).to_owned()));
        match self {
            Self::Receive => say(&["receive", order]),
            Self::Arrive => say(&["arrive", order]),
            Self::Finding(content, materials, tools) => {
                say(&["finding", order, content]);
                materials.iter().for_each(|item| say(&["--material", item]));
                tools.iter().for_each(|tool| say(&["--tool", tool]));
            }
            Self::Quote(lines) => {
                say(&["quote", order]);
                lines.iter().for_each(|(item, quantity)| say(&[&format!("{item}={quantity}")]));
            }
            Self::Consent(by) => say(&["consent", order, "--by", by]),
            Self::Step(step, values) => {
                say(&["step", order, step]);
                values.iter().for_each(|value| say(&[&typed(value)]));
            }
            Self::Photo(step, values, picture) => {
                say(&["step", order, step]);
                values.iter().for_each(|value| say(&[&typed(value)]));
                let file: PathBuf = photos.join(picture.file());
                say(&["--photo", &file.to_string_lossy()]);
            }
            Self::Gate(step) | Self::Supply(step) => say(&["step", order, step]),
            Self::Part(part) => {
                let (old, quantity) = (part.specification, part.quantity.to_string());
                say(&["step", order, part.step, "--item", part.item, "--old", old, "--new", old]);
                say(&["--quantity", &quantity]);
                match part.source {
                    PartSource::Store => {}
                    PartSource::Kit => say(&["--from", "kit"]),
                    PartSource::Customer => say(&["--from", "customer"]),
                }
            }
            Self::Refused(act) => return act.words(order, photos),
            Self::Finish => say(&["finish", order]),
            Self::Satisfied(_) => say(&["accept", order, "--pass", "--strokes", SIGNATURE]),
        }
        words
    }
}

/// A value as it is typed.
fn typed((name, value): &(&str, Value)) -> String {
    match value {
        Value::Yes => format!("{name}=yes"),
        Value::No => format!("{name}=no"),
        Value::Number(number) => format!("{name}={number}"),
        Value::Text(text) | Value::Choice(text) => format!("{name}={text}"),
        Value::Done => format!("{name}=done"),
        Value::Rows(rows) => {
            let rows: Vec<serde_json::Value> = rows.iter().map(|row| json_row(row)).collect();
            format!("{name}={}", serde_json::Value::Array(rows))
        }
    }
}

fn json_row(row: Values) -> serde_json::Value {
    let cell = |value: &Value| -> serde_json::Value {
        match value {
            Value::Yes | Value::Done => true.into(),
            Value::No => false.into(),
            Value::Number(number) => (*number).into(),
            Value::Text(text) | Value::Choice(text) => (*text).into(),
            Value::Rows(rows) => rows.iter().map(|row| json_row(row)).collect(),
        }
    };
    row.iter().map(|(name, value)| ((*name).to_owned(), cell(value))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use client_core::domain::procedure::Library;
    use std::collections::BTreeSet;
    use std::path::Path;

    #[test]
    fn every_class_is_played() {
        let played: BTreeSet<&str> = ALL.iter().map(|script| script.class).collect();
        let library = Library::built_in().unwrap();
        assert_eq!(played, library.iter().map(|procedure| procedure.id.as_str()).collect());
    }

    #[test]
    fn an_act_is_typed_as_field_reads_it() {
        let words = |act: &Act| act.words("7", Path::new("/p")).join(" ");
        assert_eq!(words(&Act::Step("LMP-15", &[("lit", Value::Yes)])), "step 7 LMP-15 lit=yes");
        let rows = Act::Step("SWI-7", &[("lines", Value::Rows(&[&[("state", Value::Choice("ok"))]]))]);
        assert_eq!(words(&rows), r#"step 7 SWI-7 lines=[{"state":"ok"}]"#);
        let pipe = own("WSP-4", "pipe", 620, "PPR 20");
        assert!(words(&pipe).ends_with("--quantity 620 --from customer"));
    }

    #[test]
    fn a_step_of_another_class_stands_on_the_child_list() {
        assert_eq!(LAMP_WITH_SWITCH.checklist("SWI-3"), "LMP/SWI.1");
        assert_eq!(LAMP_WITH_SWITCH.checklist("LMP-3"), "LMP");
    }
}

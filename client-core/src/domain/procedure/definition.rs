//! What a procedure is: the types that its TOML is read into.
//!
//! A released version never changes; a change is a new version (CHK-1).

use crate::domain::entry::work::PartSource;
use crate::domain::text::LocalText;
use serde::{Deserialize, Serialize};
use std::fmt;

/// Id of a step, such as `LMP-3`; unique in its procedure.
pub type StepId = String;

/// Name of the only value of a `step_result` that skips a step with a reason (ISS-48).
pub const SKIP_REASON: &str = "skip_reason";

/// Which procedure in which version; an order keeps the one that it started with (CHK-1).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProcedureRef {
    /// Such as `LMP`.
    pub id: String,
    /// From 1.
    pub version: u32,
}

impl fmt::Display for ProcedureRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} version {}", self.id, self.version)
    }
}

/// One checklist in one version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Procedure {
    /// Such as `LMP`; every step id begins with it.
    pub id: String,
    /// From 1.
    pub version: u32,
    /// Clause of the source text.
    pub clause: String,
    /// Name for people.
    pub label: LocalText,
    /// What has to be at hand.
    #[serde(default)]
    pub tools: Vec<Tool>,
    /// What it may consume.
    #[serde(default)]
    pub materials: Vec<MaterialKind>,
    /// In the order in which a screen shows them; branches only lead forward.
    pub steps: Vec<Step>,
    /// When the work counts as good.
    pub acceptance: LocalText,
}

impl Procedure {
    /// The step with this id.
    pub fn step(&self, id: &str) -> Option<&Step> {
        self.steps.iter().find(|step| step.id == id)
    }

    /// Id and version.
    pub fn reference(&self) -> ProcedureRef {
        ProcedureRef { id: self.id.clone(), version: self.version }
    }
}

/// A tool that the procedure asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tool {
    /// Kind of tool in the catalogue, such as `multimeter`.
    pub id: String,
    /// Name for people.
    pub label: LocalText,
    /// Not printed in the source text (ISS-39).
    #[serde(default)]
    pub added: bool,
}

/// A material that the procedure may consume.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MaterialKind {
    /// Item of the catalogue, such as `starter`.
    pub item: String,
    /// Name for people.
    pub label: LocalText,
    /// Unit that quantities are counted in.
    pub unit: Unit,
}

/// What a step is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Look, listen, feel, ask.
    Inspect,
    /// Measure with a tool.
    Measure,
    /// Do something.
    Act,
    /// Exchange a part.
    Replace,
    /// Isolate, or put supply on again.
    Safety,
    /// The final test of a round; one for each procedure.
    Final,
}

impl Kind {
    /// Name in procedure files.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Inspect => "inspect",
            Self::Measure => "measure",
            Self::Act => "act",
            Self::Replace => "replace",
            Self::Safety => "safety",
            Self::Final => "final",
        }
    }
}

/// One step of a checklist.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// Unique in the procedure.
    pub id: StepId,
    /// Letter of the clause; empty when added.
    #[serde(default)]
    pub clause: String,
    /// Not printed in the source text; a site may switch it off (ISS-39).
    #[serde(default)]
    pub added: bool,
    /// What it is.
    pub kind: Kind,
    /// A few words for a phone.
    pub label: LocalText,
    /// What to do, in a sentence.
    pub instruction: LocalText,
    /// What is recorded in a `step_result`.
    #[serde(default)]
    pub records: Vec<Record>,
    /// Whether a photo may or must come with it.
    #[serde(default)]
    pub photo: Photo,
    /// All must hold before it can be recorded.
    #[serde(default)]
    pub needs: Vec<Condition>,
    /// When given and not met, the step is not applicable.
    #[serde(default)]
    pub only_if: Option<Condition>,
    /// Where an answer leads; every branch that matches is taken.
    #[serde(default)]
    pub branches: Vec<Branch>,
    /// Each must hold, or the record is refused.
    #[serde(default)]
    pub accepts: Vec<Accept>,
    /// When the values are good: the verdict of a final test, or when another step counts as done.
    #[serde(default)]
    pub passes: Option<Test>,
    /// Confirming this step sets the gate that bears its id (CHK-3).
    #[serde(default)]
    pub sets_gate: bool,
    /// Confirming this step says that supply is on: these gates fall open (CHK-3).
    #[serde(default)]
    pub withdraws: Vec<StepId>,
    /// Makes a place safe: never waits for a price.
    #[serde(default)]
    pub make_safe: bool,
    /// The material line that it takes.
    #[serde(default)]
    pub material: Option<Material>,
    /// May be left out with a written reason (ISS-48).
    #[serde(default)]
    pub skippable_with_reason: bool,
    /// While this holds, not even with a reason (CHK-74).
    #[serde(default)]
    pub skip_barred: Option<Test>,
    /// The round may end without it.
    #[serde(default)]
    pub optional: bool,
    /// A reading older than the last one of these steps is stale and has to be taken again.
    #[serde(default)]
    pub again_after: Vec<StepId>,
    /// The same, but only after an answer of this kind.
    #[serde(default)]
    pub again_if: Vec<Answer>,
    /// What a reading means, in a word for people.
    #[serde(default)]
    pub marks: Vec<Mark>,
    /// While its last reading answers so, the supervisor is told: a leak of gas that isn't removed.
    #[serde(default)]
    pub alarms: Option<Test>,
    /// Steps whose last readings of the round are shown beside it.
    #[serde(default)]
    pub shows: Vec<StepId>,
    /// Of a final test: the step that a new round starts from; the earliest applicable one of several.
    #[serde(default)]
    pub restart: Vec<StepId>,
}

/// Whether a photo may or must come with a step.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Photo {
    /// May come.
    #[default]
    Optional,
    /// Must come.
    Required,
    /// Is refused.
    None,
}

/// One value that a step records.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Record {
    /// Name in the entry; unique in its step.
    pub name: String,
    /// The question for a person.
    pub label: LocalText,
    /// What kind of value it is.
    pub value: RecordKind,
    /// May be left out.
    #[serde(default)]
    pub optional: bool,
    /// Asked only when this holds for the other values of the same record.
    #[serde(default)]
    pub when: Option<Test>,
}

/// What kind of value a record is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum RecordKind {
    /// Yes or no.
    YesNo,
    /// Done.
    Ack,
    /// Words; never empty, at most 500 characters.
    Text,
    /// A whole number in a fixed unit. The limits say what is possible, not what is good.
    Number {
        /// Unit of the number.
        unit: Unit,
        /// Smallest possible value.
        #[serde(default)]
        min: Option<i64>,
        /// Largest possible value.
        #[serde(default)]
        max: Option<i64>,
    },
    /// One of these.
    Choice {
        /// The choices.
        options: Vec<Choice>,
    },
    /// Rows.
    List {
        /// Fields of each row; no lists inside.
        fields: Vec<Record>,
        /// In which order to work and write; shown above the list.
        #[serde(default)]
        order: Option<LocalText>,
    },
}

/// One choice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// Value in the entry.
    pub id: String,
    /// Words for people.
    pub label: LocalText,
}

/// Fixed small units; a stored number is always whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// Pieces, flashes, tries, bends.
    Count,
    /// 0.1 V.
    Decivolt,
    /// 0.01 V.
    Centivolt,
    /// 1 W.
    Watt,
    /// 1 ohm.
    Ohm,
    /// 0.01 megohm.
    Centimegohm,
    /// 1 mA.
    Milliampere,
    /// 1 kPa.
    Kilopascal,
    /// 0.1 degree Celsius.
    Decicelsius,
    /// 0.1 mm.
    Decimillimetre,
    /// 0.1 mm for each metre.
    DecimillimetrePerMetre,
    /// 0.01 m.
    Centimetre,
    /// 1 g.
    Gram,
    /// 1 ml.
    Millilitre,
    /// A day of the calendar written as the number YYYYMMDD.
    CalendarDay,
}

/// The material line that a step takes (CHK-4).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Material {
    /// One of these items.
    pub items: Vec<String>,
    /// How much.
    pub quantity: Quantity,
    /// Another specification needs a reason and the customer's consent.
    pub same_specification: bool,
    /// The step can be done without.
    #[serde(default)]
    pub optional: bool,
    /// Where it comes from unless somebody says otherwise (ISS-52).
    #[serde(default = "store")]
    pub source: PartSource,
}

const fn store() -> PartSource {
    PartSource::Store
}

/// How much of a material one line takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Quantity {
    /// Exactly this many.
    Exactly(i64),
    /// At least this many.
    AtLeast(i64),
}

/// Where an answer leads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Branch {
    /// Taken when this holds; without it, when no other branch of the step is taken.
    #[serde(default)]
    pub when: Option<Test>,
    /// Steps that become part of the round.
    #[serde(default)]
    pub opens: Vec<StepId>,
    /// A child checklist that has to pass before this step is recorded again.
    #[serde(default)]
    pub child: Option<ProcedureRef>,
    /// Fault loop: the step is not closed by this answer and has to be recorded again.
    #[serde(default)]
    pub repeat: bool,
}

/// An answer at a step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    /// The step.
    pub step: StepId,
    /// The question.
    pub test: Test,
}

/// What a reading means, in a word: "below normal" (CHK-77). It binds nothing by itself; branches and rules do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mark {
    /// Unique in its step.
    pub id: String,
    /// Given when this holds.
    pub when: Test,
    /// Words for people.
    pub label: LocalText,
}

/// A rule that a record has to meet, or it is refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Accept {
    /// Must hold.
    pub test: Test,
    /// What to tell a person when it doesn't.
    pub label: LocalText,
}

/// A question about recorded values. A value that is not there fails every question but `not`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Test {
    /// The answer is yes.
    Yes(String),
    /// The answer is no.
    No(String),
    /// There is a value.
    Recorded(String),
    /// The number lies in a range, limits included.
    Number {
        /// Name of the record.
        record: String,
        /// Smallest.
        #[serde(default)]
        at_least: Option<i64>,
        /// Largest.
        #[serde(default)]
        at_most: Option<i64>,
    },
    /// The choice is one of these.
    Choice {
        /// Name of the record.
        record: String,
        /// The choices.
        is: Vec<String>,
    },
    /// Two numbers compared.
    Compare {
        /// Name of the first number.
        record: String,
        /// How the first stands to the second.
        is: Comparison,
        /// Name of the second number.
        other: String,
        /// The step that the second is read from; the same record when not given.
        #[serde(default)]
        step: Option<StepId>,
    },
    /// In every row of a list (and there is one) the choice is one of these.
    Every {
        /// Name of the list.
        list: String,
        /// Field of each row.
        field: String,
        /// The choices.
        is: Vec<String>,
    },
    /// In every row of a list (and there is one) the question holds for the row's own values.
    Rows {
        /// Name of the list.
        list: String,
        /// The question about one row.
        test: Box<Test>,
    },
    /// The reading of another step answers so.
    At {
        /// The step.
        step: StepId,
        /// The question about its values.
        test: Box<Test>,
    },
    /// The final test of the round before answered so; never in the first round.
    Before(Box<Test>),
    /// One of them holds.
    Any(Vec<Test>),
    /// All of them hold.
    All(Vec<Test>),
    /// It doesn't hold.
    Not(Box<Test>),
}

/// How one number stands to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Comparison {
    /// Greater.
    Above,
    /// Less or equal.
    AtMost,
    /// Equal.
    Equal,
}

/// What unlocks a step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Condition {
    /// The step is done or not applicable.
    Closed(StepId),
    /// Every step above this one is done or not applicable.
    ClosedAbove,
    /// The gate is set on this visit by the one who records.
    Gate(StepId),
    /// Nothing that this round asks for behind the gate is left to do; supply may come on again.
    DoneBehind(StepId),
    /// Nobody holds the gate.
    Released(StepId),
    /// The gate was set in this round, or is held.
    Touched(StepId),
    /// The gate was never set in this round, and nobody holds it.
    Untouched(StepId),
    /// The reading of a step answers so.
    Answer {
        /// The step.
        step: StepId,
        /// The question.
        test: Test,
    },
    /// One of them holds.
    Any(Vec<Condition>),
    /// All of them hold.
    All(Vec<Condition>),
}

//! What can be typed about complaints.

mod values;

use values::{AttributionArg, ChannelArg, ClassArg, ForwardArg, HandoverArg, NoticeArg, OutcomeArg, WayArg};

use super::incident::DepartmentArg;
use clap::{Args, Subcommand};

/// Complaints.
#[derive(Debug, Args)]
pub struct ComplaintArgs {
    /// What to do; the list when absent.
    #[command(subcommand)]
    pub command: Option<ComplaintCommand>,
}

/// What is done about a complaint. COMPLAINT is a unique start of its id.
#[derive(Debug, Subcommand)]
pub enum ComplaintCommand {
    /// The complaints on this device, the open ones first, by time waiting.
    List,
    /// Everything about one, and what may be done now.
    Show(OneComplaint),
    /// The kinds of cases, each with the department that answers for it, its steps and duties.
    Kinds,
    /// Take one down. What can't be filled yet is left out; what happened or what is wanted is needed.
    Capture(CaptureComplaint),
    /// Somebody is being harmed: write down what was done at once.
    Measure(ComplaintWords),
    /// Responsible person: you have spoken with the complainant.
    Contacted(ContactComplainant),
    /// Responsible person: tell the receiver how the handling goes.
    Handling(ComplaintWords),
    /// Centre: take it on. The record must be complete.
    Accept(AcceptComplaint),
    /// Centre: complete the record. What isn't named stays as it is; what was captured stays beside it.
    Record(RecordComplaint),
    /// Centre: say how grave it is.
    Classify(ClassifyComplaint),
    /// Superior: decide that it is a lighter one.
    Lower(LowerClass),
    /// Centre: say whose fault it is.
    Attribute(AttributeComplaint),
    /// Centre: say who deals with it.
    Assign(AssignComplaint),
    /// Centre: it was delivered to a head.
    Forward(ForwardComplaint),
    /// Centre: the supervisor receives the person alone.
    CallSupervisor(CallSupervisor),
    /// Centre: plan what can't be settled at once.
    Plan(PlanRemedy),
    /// Centre: the resident has a clear answer.
    Answer(ComplaintWords),
    /// Centre: the complainant knows how it stands, or what came of it.
    Notify(NotifyComplainant),
    /// Centre: write down what came of it.
    Resolve(ResolveComplaint),
    /// Centre: open it again: why.
    Reopen(ComplaintWords),
    /// Centre: name the order that was registered for it.
    Link(LinkComplaint),
}

/// A complaint.
#[derive(Debug, Args)]
pub struct OneComplaint {
    /// A unique start of its id.
    pub complaint: String,
}

/// A complaint, and a few words.
#[derive(Debug, Args)]
pub struct ComplaintWords {
    /// A unique start of its id.
    pub complaint: String,
    /// The words.
    pub words: String,
}

/// The record book's line.
#[derive(Debug, Args)]
pub struct RecordArgs {
    /// The complainant's name.
    #[arg(long, value_name = "WORDS")]
    pub name: Option<String>,
    /// His address.
    #[arg(long, value_name = "WORDS")]
    pub address: Option<String>,
    /// How he is reached.
    #[arg(long, value_name = "WORDS")]
    pub contact: Option<String>,
    /// When it happened, as he says it.
    #[arg(long, value_name = "WORDS")]
    pub time: Option<String>,
    /// Where.
    #[arg(long, value_name = "WORDS")]
    pub place: Option<String>,
    /// Whom he complains of.
    #[arg(long, value_name = "WORDS")]
    pub person: Option<String>,
    /// Which department he complains of.
    #[arg(long, value_name = "WORDS")]
    pub department: Option<String>,
    /// What happened.
    #[arg(long, value_name = "WORDS")]
    pub course: Option<String>,
    /// What he wants.
    #[arg(long, value_name = "WORDS")]
    pub demand: Option<String>,
}

/// A complaint that somebody has heard.
#[derive(Debug, Args)]
pub struct CaptureComplaint {
    /// How the complainant comes to the service centre. Only a minor one is passed on without him.
    #[arg(long, value_enum)]
    pub handover: HandoverArg,
    /// How it reached us.
    #[arg(long, value_enum, default_value_t = ChannelArg::Visit)]
    pub channel: ChannelArg,
    /// What he says.
    #[command(flatten)]
    pub record: RecordArgs,
    /// How grave it seems.
    #[arg(long, value_enum)]
    pub seems: Option<ClassArg>,
    /// Somebody is being harmed now: the supervisor is told at once.
    #[arg(long)]
    pub harm: bool,
    /// What was done at once.
    #[arg(long, value_name = "WORDS")]
    pub measure: Option<String>,
    /// Which kind of case it seems to be: a code of `complaint kinds`.
    #[arg(long, value_name = "CODE")]
    pub kind: Option<String>,
    /// When it was heard [default: now].
    #[arg(long, value_name = "TIME")]
    pub heard_at: Option<String>,
    /// It is about the service centre itself: administration gets it, and the centre doesn't see it.
    #[arg(long)]
    pub about_centre: bool,
}

/// Acceptance.
#[derive(Debug, Args)]
pub struct AcceptComplaint {
    /// A unique start of its id.
    pub complaint: String,
    /// When the centre had it [default: when the centre heard it, else now].
    #[arg(long, value_name = "TIME")]
    pub at: Option<String>,
    /// Which kind of case it is, a code of `complaint kinds` [default: what whoever heard it said]. The department that
    /// answers for it is in charge.
    #[arg(long, value_name = "CODE")]
    pub kind: Option<String>,
}

/// The record, complete.
#[derive(Debug, Args)]
pub struct RecordComplaint {
    /// A unique start of its id.
    pub complaint: String,
    /// What he says.
    #[command(flatten)]
    pub record: RecordArgs,
    /// A field that nobody can fill, and why, such as person="nobody saw him"; may be repeated.
    #[arg(long = "unknown", value_name = "FIELD=REASON")]
    pub unknown: Vec<String>,
}

/// A class.
#[derive(Debug, Args)]
pub struct ClassifyComplaint {
    /// A unique start of its id.
    pub complaint: String,
    /// How grave it is.
    #[arg(value_enum)]
    pub class: ClassArg,
    /// The day that the resident asks for, such as 2026-03-10; of a minor one only.
    #[arg(long, value_name = "DAY")]
    pub asked_for: Option<String>,
}

/// A lighter class.
#[derive(Debug, Args)]
pub struct LowerClass {
    /// A unique start of its id.
    pub complaint: String,
    /// How grave it is.
    #[arg(value_enum)]
    pub class: ClassArg,
    /// Why.
    #[arg(long, value_name = "WORDS")]
    pub reason: String,
    /// The day that the resident asks for, such as 2026-03-10; of a minor one only.
    #[arg(long, value_name = "DAY")]
    pub asked_for: Option<String>,
}

/// Whose fault it is.
#[derive(Debug, Args)]
pub struct AttributeComplaint {
    /// A unique start of its id.
    pub complaint: String,
    /// Whose.
    #[arg(value_enum)]
    pub whose: AttributionArg,
    /// A department concerned, whose head is told; of a shared one two at least. May be repeated.
    #[arg(long = "department", value_enum)]
    pub departments: Vec<DepartmentArg>,
}

/// Who deals with it.
#[derive(Debug, Args)]
pub struct AssignComplaint {
    /// A unique start of its id.
    pub complaint: String,
    /// The department in charge [default: the one that answers for the kind of case].
    #[arg(value_enum)]
    pub department: Option<DepartmentArg>,
    /// Which kind of case it is: a code of `complaint kinds` [default: it stays what it is].
    #[arg(long, value_name = "CODE")]
    pub kind: Option<String>,
    /// The person directly responsible: name, or a unique start of the id.
    #[arg(long, value_name = "USER")]
    pub person: Option<String>,
}

/// A delivery to a head.
#[derive(Debug, Args)]
pub struct ForwardComplaint {
    /// A unique start of its id.
    pub complaint: String,
    /// To whom.
    #[arg(value_enum)]
    pub to: ForwardArg,
    /// Who took it.
    pub who: String,
}

/// A call of the supervisor.
#[derive(Debug, Args)]
pub struct CallSupervisor {
    /// A unique start of its id.
    pub complaint: String,
    /// The meeting room.
    pub place: String,
    /// Why.
    #[arg(long, value_name = "WORDS")]
    pub reason: String,
}

/// A talk with the complainant.
#[derive(Debug, Args)]
pub struct ContactComplainant {
    /// A unique start of its id.
    pub complaint: String,
    /// How.
    #[arg(value_enum)]
    pub way: WayArg,
    /// What was made clear.
    pub words: String,
}

/// A plan.
#[derive(Debug, Args)]
pub struct PlanRemedy {
    /// A unique start of its id.
    pub complaint: String,
    /// The plan.
    pub plan: String,
    /// What settling it costs in yuan, such as 120.50; 0 for nothing.
    #[arg(long, value_name = "YUAN", allow_negative_numbers = true)]
    pub cost: String,
    /// Why not at once, as the resident was told.
    #[arg(long, value_name = "WORDS")]
    pub told: String,
    /// Which superior knows.
    #[arg(long, value_name = "WHO")]
    pub superior: String,
}

/// A word to the complainant.
#[derive(Debug, Args)]
pub struct NotifyComplainant {
    /// A unique start of its id.
    pub complaint: String,
    /// Of what.
    #[arg(value_enum)]
    pub of: NoticeArg,
    /// How.
    #[arg(value_enum)]
    pub way: WayArg,
    /// What he said to it.
    #[arg(long, value_name = "WORDS")]
    pub words: Option<String>,
}

/// What came of it.
#[derive(Debug, Args)]
pub struct ResolveComplaint {
    /// A unique start of its id.
    pub complaint: String,
    /// Settled, or nothing in it.
    #[arg(value_enum)]
    pub outcome: OutcomeArg,
    /// What caused it.
    #[arg(long, value_name = "WORDS")]
    pub cause: String,
    /// How it was handled.
    #[arg(long, value_name = "WORDS")]
    pub course: String,
    /// The result.
    #[arg(long, value_name = "WORDS")]
    pub result: String,
    /// How we apologised; needed where the fault is the company's.
    #[arg(long, value_name = "WORDS")]
    pub apology: Option<String>,
    /// What was agreed with the resident; needed where the fault is the company's.
    #[arg(long, value_name = "WORDS")]
    pub agreed: Option<String>,
    /// What was explained; needed where the fault is the resident's or a neighbour's.
    #[arg(long, value_name = "WORDS")]
    pub explanation: Option<String>,
    /// How he was helped all the same; needed where there is nothing in it.
    #[arg(long = "helped", value_name = "WORDS")]
    pub helped: Option<String>,
}

/// An order of a complaint.
#[derive(Debug, Args)]
pub struct LinkComplaint {
    /// A unique start of the complaint's id.
    pub complaint: String,
    /// Slip number, or a unique start of the order's id.
    pub order: String,
}

//! Loans and tools as they are shown.

use super::super::code::{MovementCode, MovementId};
use super::super::goods::Sides;
use crate::domain::entry::Kind;
use crate::domain::entry::store::ToolCondition;
use crate::domain::id::{DocumentId, EntryId, UserId};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// How a loan stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LoanState {
    /// The tool is out.
    Open,
    /// The technician says that he brought it; the store hasn't confirmed.
    ReturnUnconfirmed,
    /// It is back.
    Returned,
    /// It came back under another order (COL-09).
    CameBack,
    /// Lost.
    Lost,
    /// Two loans of one tool: another one holds until the storekeeper has found out (COL-10).
    Unconfirmed,
    /// The storekeeper found that this loan did not take place (COL-10).
    NotTaken,
}

impl LoanState {
    /// Whether somebody owes the tool, or may owe it.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Open | Self::ReturnUnconfirmed | Self::Unconfirmed)
    }
}

/// A loan of a tool.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Loan {
    /// Its movement.
    pub movement: MovementId,
    /// Its code, for the other side.
    pub code: MovementCode,
    /// The order.
    pub document: DocumentId,
    /// Asset number.
    pub tool: String,
    /// Who borrowed it.
    pub lent_to: UserId,
    /// Who has it now: the borrower, or the last to whom it was handed over.
    pub borrower: UserId,
    /// When, by the side that came first; milliseconds since 1970 UTC.
    pub at: i64,
    /// When it is due back, milliseconds since 1970 UTC.
    pub due_at: i64,
    /// How it left.
    pub condition_out: ToolCondition,
    /// How it came back; the worse of two reports (P5).
    pub condition_in: Option<ToolCondition>,
    /// Who has written the loan.
    pub sides: Sides,
    /// What the storekeeper said of one side alone.
    pub decided: Option<bool>,
    /// How it stands.
    pub state: LoanState,
    /// When it came back, milliseconds since 1970 UTC.
    pub returned_at: Option<i64>,
    /// A named person lets it run on after the order's end.
    pub carried_over: bool,
    /// The collision that it is part of.
    pub conflict: Option<String>,
    /// The first entry that speaks of it.
    pub entry: EntryId,
    /// The storekeeper's side came first.
    #[serde(skip)]
    pub(super) by_store: bool,
}

impl Loan {
    /// Whether it waits for the other side or for the storekeeper's word.
    pub fn one_sided(&self) -> bool {
        !self.sides.both() && self.decided.is_none() && self.state.is_open()
    }

    /// Whether this entry is one of the loan's.
    pub fn speaks(&self, entry: EntryId) -> bool {
        self.entry == entry || self.sides.given == Some(entry) || self.sides.taken == Some(entry)
    }

    /// Whether it keeps its order's store track open.
    pub fn holds_order(&self) -> bool {
        self.state.is_open() && !self.carried_over
    }
}

/// What happened to a tool.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ToolEvent {
    /// When, milliseconds since 1970 UTC.
    pub at: i64,
    /// The entry.
    pub entry: EntryId,
    /// Its document.
    pub document: DocumentId,
    /// Kind of entry.
    pub what: Kind,
    /// Who wrote it.
    pub by: UserId,
    /// Who had the tool after it, or who brought it.
    pub person: Option<UserId>,
    /// How the tool was.
    pub condition: Option<ToolCondition>,
    /// A repeat of something already known: a second return.
    pub seen_again: bool,
}

/// Where a tool is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "place", rename_all = "snake_case")]
pub enum ToolWhere {
    /// In the store.
    Store,
    /// On loan.
    OnLoan {
        /// Who has it.
        borrower: UserId,
        /// For which order.
        order: DocumentId,
        /// Until when, milliseconds since 1970 UTC.
        due_at: i64,
    },
    /// Two people may have it (COL-10).
    Unclear {
        /// They.
        people: Vec<UserId>,
    },
    /// Lost.
    Lost,
    /// Scrapped.
    Scrapped,
}

/// A tool with its past.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ToolState {
    /// Asset number.
    pub asset: String,
    /// Where it is.
    pub place: ToolWhere,
    /// How it is; `None` when nothing was said.
    pub condition: Option<ToolCondition>,
    /// When the last inspection says that the next one is due, milliseconds since 1970 UTC.
    pub inspection_due: Option<i64>,
    /// All that happened, in order.
    pub history: Vec<ToolEvent>,
}

/// Two returns of one loan that nobody has confirmed once (COL-09).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SeenAgain {
    /// Id of the question.
    pub conflict: String,
    /// Asset number.
    pub tool: String,
    /// The returns with their documents.
    pub entries: Vec<(DocumentId, EntryId)>,
    /// Whether the reports of its condition differ.
    pub conditions_differ: bool,
    /// A person has confirmed it.
    pub settled: bool,
}

/// A hand-over that only one of two people has written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HandOver {
    /// Its movement.
    pub movement: MovementId,
    /// Its code, for the other side.
    pub code: MovementCode,
    /// The order of the loan.
    pub document: DocumentId,
    /// Asset number.
    pub tool: String,
    /// Who gives.
    pub from: UserId,
    /// Who takes.
    pub to: UserId,
    /// The loan that goes on, where one of them knew it.
    pub loan: Option<MovementId>,
    /// When, milliseconds since 1970 UTC.
    pub at: i64,
    /// Who has written it.
    pub sides: Sides,
    /// What the storekeeper said of one side alone.
    pub decided: Option<bool>,
}

impl HandOver {
    /// Whether the borrower has changed: both have written it, or the storekeeper knows of it.
    pub fn counts(&self) -> bool {
        self.sides.both() || self.decided == Some(true)
    }
}

/// How much of the site these facts are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// One order: what the server has settled across documents is read from its entries.
    OneOrder,
    /// All that a store knows: collisions are found in the facts themselves.
    Whole,
}

/// Loans and tools.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[allow(clippy::struct_field_names, reason = "loans and hand-overs lie beside the tools themselves")]
pub struct Tools {
    /// All loans, by time.
    pub loans: Vec<Loan>,
    /// Tools of which facts speak, by asset number.
    pub tools: Vec<ToolState>,
    /// Tools returned more than once.
    pub seen_again: Vec<SeenAgain>,
    /// Hand-overs, by time.
    pub hand_overs: Vec<HandOver>,
    /// Entries whose code doesn't belong to their content, or that name somebody else: they count for nothing.
    pub unfit: Vec<EntryId>,
    /// The same with their documents: an entry's id is unique in its document and nowhere else.
    #[serde(skip)]
    pub(super) aside: BTreeSet<(DocumentId, EntryId)>,
    /// Decisions on COL-10, by the chosen loan.
    #[serde(skip)]
    pub(in crate::domain::stock) chosen: BTreeMap<MovementId, EntryId>,
    /// The same, by each loan that did not take place.
    #[serde(skip)]
    pub(super) against: BTreeMap<MovementId, EntryId>,
    /// Returns, by the loan that they end.
    #[serde(skip)]
    pub(super) returns: BTreeMap<MovementId, Returns>,
}

/// The returns of one loan.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Returns {
    /// The movement of the one that counts.
    pub movement: Option<MovementId>,
    /// All of them with their documents.
    pub entries: Vec<(DocumentId, EntryId)>,
}

impl Tools {
    /// The tool with this asset number, where anything is known of it.
    pub fn tool(&self, asset: &str) -> Option<&ToolState> {
        self.tools.iter().find(|tool| tool.asset == asset)
    }

    /// Loans that somebody owes or may owe.
    pub fn open_loans(&self) -> impl Iterator<Item = &Loan> {
        self.loans.iter().filter(|loan| loan.state.is_open())
    }

    /// The open loan of a tool that holds.
    pub fn loan_of_tool(&self, asset: &str) -> Option<&Loan> {
        self.open_loans().find(|loan| loan.tool == asset && loan.state != LoanState::Unconfirmed)
    }

    /// The last entry that speaks of a tool: the predecessor of the next movement.
    pub fn last_entry(&self, asset: &str) -> Option<EntryId> {
        self.tool(asset).and_then(|tool| tool.history.last()).map(|event| event.entry)
    }

    /// Loans that are part of a collision, by its id.
    pub(in crate::domain) fn rivals(&self) -> BTreeMap<&str, Vec<&Loan>> {
        let mut rivals: BTreeMap<&str, Vec<&Loan>> = BTreeMap::new();
        for loan in &self.loans {
            if let Some(conflict) = &loan.conflict {
                rivals.entry(conflict).or_default().push(loan);
            }
        }
        rivals
    }

    /// The returns of a loan.
    pub fn returns_of(&self, loan: &Loan) -> Returns {
        self.returns.get(&loan.movement).cloned().unwrap_or_default()
    }

    /// The decision by which a loan did not take place.
    pub fn decision_against(&self, loan: &Loan) -> Option<EntryId> {
        self.against.get(&loan.movement).copied()
    }
}

//! What a form is: sections of fields, who fills them, and in which order.

use crate::domain::entry::incident::Department;
use crate::domain::entry::matter::MatterKind;
use crate::domain::policy::Role;
use crate::domain::words::Words;
use serde::Serialize;

/// Who may fill a section, open a matter, or end it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Who {
    /// Posts whose it is.
    pub roles: &'static [Role],
    /// Whoever answers for the matter may, too, whatever his post.
    pub responsible: bool,
}

/// How a number is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Counted {
    /// Pieces, people, sheets.
    Pieces,
    /// Hundredths of a cubic metre.
    CentiCubicMetres,
    /// Tenths of a kilowatt hour.
    DeciKilowattHours,
    /// Hundredths of a square metre.
    CentiSquareMetres,
    /// Points of a score, 0 to 100.
    Points,
    /// Fen.
    Fen,
}

impl Counted {
    /// The most that such a number can be: a hundred thousand million, far from where sums leave their range.
    pub const fn most(self) -> i64 {
        match self {
            Self::Points => 100,
            Self::Pieces => 1_000_000,
            Self::CentiCubicMetres | Self::DeciKilowattHours | Self::CentiSquareMetres => 1_000_000_000,
            Self::Fen => crate::domain::fee::MOST_FEN,
        }
    }

    /// Decimal places when it is shown.
    pub const fn places(self) -> u32 {
        match self {
            Self::Pieces | Self::Points => 0,
            Self::DeciKilowattHours => 1,
            Self::CentiCubicMetres | Self::CentiSquareMetres | Self::Fen => 2,
        }
    }

    /// What stands behind it.
    pub const fn unit(self) -> Words {
        match self {
            Self::Pieces => Words("", "", ""),
            Self::CentiCubicMetres => Words("m³", "m³", "m³"),
            Self::DeciKilowattHours => Words("kWh", "kWh", "kWh"),
            Self::CentiSquareMetres => Words("m²", "m²", "m²"),
            Self::Points => Words("分", "分", "points"),
            Self::Fen => Words("元", "元", "yuan"),
        }
    }
}

/// One of a field's choices: its key and its words.
pub type Choice = (&'static str, Words);

/// What a field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holds {
    /// Something that has to be so: a paper that was shown, a thing that was handed over. Only yes completes it.
    Confirm,
    /// Yes or no. Of two answers at once the unfavourable one, `no`, counts (P5).
    Passed,
    /// Yes or no, neither better than the other.
    Mark,
    /// One of these.
    Choice(&'static [Choice]),
    /// Words that name nobody, at most 500 characters.
    Words,
    /// Words about a person: a blob.
    Private,
    /// A number. Of two readings of a meter at once the higher one counts (COL-34).
    Number(Counted),
    /// Reading of a meter.
    Reading(Counted),
    /// A day.
    Day,
    /// A moment.
    Time,
    /// Somebody of the staff.
    Person,
    /// A department.
    Department,
    /// A signature: strokes, a blob.
    Signature,
    /// A photo.
    Photo,
}

/// Whether a field may stay empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Asked {
    /// It has to be filled.
    Always,
    /// It has to be filled, or it is said that there is none, and why.
    OrReason,
    /// It may stay empty.
    Never,
}

/// A field matters only where another one of the same matter has one of these values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct When {
    /// Section of the other field; of rows the same row.
    pub section: &'static str,
    /// The other field.
    pub field: &'static str,
    /// Its values: keys of choices, `yes` or `no`.
    pub is: &'static [&'static str],
}

/// A field of a form.
#[derive(Debug, Clone, Copy)]
pub struct Field {
    /// Its key in entries and on the wire.
    pub key: &'static str,
    /// What it is called.
    pub label: Words,
    /// What it holds.
    pub holds: Holds,
    /// Whether it may stay empty.
    pub asked: Asked,
    /// When it matters at all.
    pub when: Option<When>,
}

impl Field {
    /// The same field, left empty by whoever wants to.
    #[must_use]
    pub const fn optional(self) -> Self {
        Self { asked: Asked::Never, ..self }
    }

    /// The same field, with a reason in its place where there is nothing.
    #[must_use]
    pub const fn or_reason(self) -> Self {
        Self { asked: Asked::OrReason, ..self }
    }

    /// The same field, which matters only where another one has one of these values.
    #[must_use]
    pub const fn when(self, section: &'static str, field: &'static str, is: &'static [&'static str]) -> Self {
        Self { when: Some(When { section, field, is }), ..self }
    }
}

/// A field that has to be filled.
pub const fn field(key: &'static str, label: Words, holds: Holds) -> Field {
    Field { key, label, holds, asked: Asked::Always, when: None }
}

/// A part of a form that one person fills at one time.
#[derive(Debug, Clone, Copy)]
pub struct Section {
    /// Its key in entries and on the wire.
    pub key: &'static str,
    /// Its heading.
    pub title: Words,
    /// Ids of the rules that ask for it.
    pub rules: &'static [&'static str],
    /// Who fills it.
    pub who: Who,
    /// It has rows, as many as are needed.
    pub rows: bool,
    /// Its rows bear the keys of that section's rows: it says more about each of them.
    pub of: Option<&'static str>,
    /// Its rows bear names that people give them, so that all who speak of the same thing write into the same row: a rain is
    /// one in every home (TRU-5). Keys of other rows are drawn by whoever begins them.
    pub named: bool,
    /// It is filled as a whole, or not at all.
    pub whole: bool,
    /// A person decides here: of two at once the higher post's counts (P8), and a claim counts for nothing.
    pub decides: bool,
    /// The matter can't end before it is complete; of rows, before there is one and all are complete.
    pub needed: bool,
    /// Sections that have to be complete before.
    pub after: &'static [&'static str],
    /// When it matters at all.
    pub when: Option<When>,
    /// Conduct that no program can enforce (kind G).
    pub guidance: Option<Words>,
    /// Its fields.
    pub fields: &'static [Field],
}

impl Section {
    /// The field with this key.
    pub fn field(&self, key: &str) -> Option<&'static Field> {
        self.fields.iter().find(|field| field.key == key)
    }

    /// It has rows.
    #[must_use]
    pub const fn rows(self) -> Self {
        Self { rows: true, ..self }
    }

    /// It has rows, one for each row of that section at most.
    #[must_use]
    pub const fn of(self, section: &'static str) -> Self {
        Self { rows: true, of: Some(section), ..self }
    }

    /// It has rows, and people name them.
    #[must_use]
    pub const fn named_rows(self) -> Self {
        Self { rows: true, named: true, ..self }
    }

    /// It is filled as a whole or not at all.
    #[must_use]
    pub const fn whole(self) -> Self {
        Self { whole: true, ..self }
    }

    /// A person decides here.
    #[must_use]
    pub const fn decides(self) -> Self {
        Self { decides: true, ..self }
    }

    /// The matter may end without it.
    #[must_use]
    pub const fn optional(self) -> Self {
        Self { needed: false, ..self }
    }

    /// Only after these.
    #[must_use]
    pub const fn after(self, after: &'static [&'static str]) -> Self {
        Self { after, ..self }
    }

    /// It matters only where a field has one of these values.
    #[must_use]
    pub const fn when(self, section: &'static str, field: &'static str, is: &'static [&'static str]) -> Self {
        Self { when: Some(When { section, field, is }), ..self }
    }

    /// With words for whoever fills it.
    #[must_use]
    pub const fn guided(self, guidance: Words) -> Self {
        Self { guidance: Some(guidance), ..self }
    }
}

/// A section that is needed.
pub const fn section(
    key: &'static str,
    title: Words,
    rules: &'static [&'static str],
    who: Who,
    fields: &'static [Field],
) -> Section {
    Section {
        key,
        title,
        rules,
        who,
        rows: false,
        of: None,
        named: false,
        whole: false,
        decides: false,
        needed: true,
        after: &[],
        when: None,
        guidance: None,
        fields,
    }
}

/// How often a duty comes again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Every {
    /// Every week, Monday to Sunday.
    Week,
    /// Every month.
    Month,
    /// Every year.
    Year,
}

/// How a matter ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Ends {
    /// By itself, when everything needed is there.
    ByItself,
    /// When somebody ends it, and everything needed is there.
    ByHand,
    /// Never by being done: it lasts until somebody gives it up.
    Never,
}

/// A form: what a matter asks for.
#[derive(Debug, Clone, Copy)]
pub struct Form {
    /// Its key in entries and on the wire.
    pub key: &'static str,
    /// Which matters it is for.
    pub kind: MatterKind,
    /// Its version.
    pub version: u16,
    /// What it is called.
    pub title: Words,
    /// Ids of the rules that it serves.
    pub rules: &'static [&'static str],
    /// Who begins such a matter.
    pub opens: Who,
    /// Who ends it, gives it to somebody else, and takes it up again.
    pub leads: Who,
    /// It is about a home, which has to be named.
    pub of_unit: bool,
    /// Whoever opens it names who answers for it and until when (VIS-1).
    pub planned: bool,
    /// It comes again and again (ROL-28, ROL-29, ROL-31, VIS-2).
    pub every: Option<Every>,
    /// How it ends.
    pub ends: Ends,
    /// Its sections in the order of the work.
    pub sections: &'static [Section],
}

impl Form {
    /// The section with this key.
    pub fn section(&self, key: &str) -> Option<&'static Section> {
        self.sections.iter().find(|section| section.key == key)
    }

    /// It is about a home.
    #[must_use]
    pub const fn of_unit(self) -> Self {
        Self { of_unit: true, ..self }
    }

    /// Person and last day are named from the beginning.
    #[must_use]
    pub const fn planned(self) -> Self {
        Self { planned: true, ..self }
    }

    /// It comes again.
    #[must_use]
    pub const fn every(self, every: Every) -> Self {
        Self { every: Some(every), ..self }
    }

    /// How it ends.
    #[must_use]
    pub const fn ends(self, ends: Ends) -> Self {
        Self { ends, ..self }
    }
}

/// A form that ends by somebody's hand.
pub const fn form(
    key: &'static str,
    kind: MatterKind,
    title: Words,
    rules: &'static [&'static str],
    (opens, leads): (Who, Who),
    sections: &'static [Section],
) -> Form {
    Form {
        key,
        kind,
        version: 1,
        title,
        rules,
        opens,
        leads,
        of_unit: false,
        planned: false,
        every: None,
        ends: Ends::ByHand,
        sections,
    }
}

/// Words of a department, for lists of choices.
pub fn departments() -> impl Iterator<Item = (&'static str, Words)> {
    Department::ALL.iter().map(|one| (one.as_str(), crate::domain::words::incident::department(*one)))
}

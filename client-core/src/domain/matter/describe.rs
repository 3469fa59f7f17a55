//! A form as screens draw it, in one language.

use super::form::{Asked, Ends, Every, Field, Form, Holds, Section, When};
use crate::domain::entry::matter::MatterKind;
use crate::domain::text::Language;
use serde::Serialize;

/// A choice with its words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ChoiceDescription {
    /// Its key.
    pub key: &'static str,
    /// Its words.
    pub label: &'static str,
}

/// A field as it is drawn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FieldDescription {
    /// Its key.
    pub key: &'static str,
    /// What it is called.
    pub label: &'static str,
    /// What it holds: `confirm`, `passed`, `mark`, `choice`, `words`, `private`, `number`, `day`, `time`, `person`,
    /// `department`, `signature` or `photo`.
    pub holds: &'static str,
    /// Its choices, where it has some.
    pub choices: Vec<ChoiceDescription>,
    /// Decimal places of a number.
    pub places: u32,
    /// What stands behind a number.
    pub unit: &'static str,
    /// Whether it may stay empty.
    pub asked: Asked,
    /// When it matters at all.
    pub when: Option<When>,
}

/// A section as it is drawn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SectionDescription {
    /// Its key.
    pub key: &'static str,
    /// Its heading.
    pub title: &'static str,
    /// Ids of the rules that ask for it.
    pub rules: &'static [&'static str],
    /// It has rows.
    pub rows: bool,
    /// Its rows bear the keys of that section's rows.
    pub of: Option<&'static str>,
    /// Whoever begins a row may give its key; keys of other sections' rows are drawn.
    pub named: bool,
    /// It is filled as a whole.
    pub whole: bool,
    /// The matter can't end without it.
    pub needed: bool,
    /// What comes before it.
    pub after: &'static [&'static str],
    /// Words for whoever fills it.
    pub guidance: Option<&'static str>,
    /// Its fields.
    pub fields: Vec<FieldDescription>,
}

/// A form as it is drawn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FormDescription {
    /// Its key.
    pub key: &'static str,
    /// Which matters it is for.
    pub kind: MatterKind,
    /// Its version.
    pub version: u16,
    /// What it is called.
    pub title: &'static str,
    /// Ids of the rules that it serves.
    pub rules: &'static [&'static str],
    /// It is about a home.
    pub of_unit: bool,
    /// Who answers for it and until when are named from the beginning.
    pub planned: bool,
    /// How often it comes again.
    pub every: Option<Every>,
    /// How it ends.
    pub ends: Ends,
    /// Its sections.
    pub sections: Vec<SectionDescription>,
}

impl Form {
    /// The form as screens draw it.
    pub fn describe(&self, language: Language) -> FormDescription {
        FormDescription {
            key: self.key,
            kind: self.kind,
            version: self.version,
            title: self.title.get(language),
            rules: self.rules,
            of_unit: self.of_unit,
            planned: self.planned,
            every: self.every,
            ends: self.ends,
            sections: self.sections.iter().map(|section| describe_section(section, language)).collect(),
        }
    }
}

fn describe_section(section: &Section, language: Language) -> SectionDescription {
    SectionDescription {
        key: section.key,
        title: section.title.get(language),
        rules: section.rules,
        rows: section.rows,
        of: section.of,
        named: section.named,
        whole: section.whole,
        needed: section.needed,
        after: section.after,
        guidance: section.guidance.map(|guidance| guidance.get(language)),
        fields: section.fields.iter().map(|field| describe_field(field, language)).collect(),
    }
}

fn describe_field(field: &Field, language: Language) -> FieldDescription {
    let choice = |(key, words): (&'static str, crate::domain::words::Words)| ChoiceDescription {
        key,
        label: words.get(language),
    };
    let choices = match field.holds {
        Holds::Choice(choices) => choices.iter().copied().map(choice).collect(),
        Holds::Department => super::form::departments().map(choice).collect(),
        _ => Vec::new(),
    };
    let (places, unit) = match field.holds {
        Holds::Number(counted) | Holds::Reading(counted) => (counted.places(), counted.unit().get(language)),
        _ => (0, ""),
    };
    FieldDescription {
        key: field.key,
        label: field.label.get(language),
        holds: field.holds.as_str(),
        choices,
        places,
        unit,
        asked: field.asked,
        when: field.when,
    }
}

impl Holds {
    /// Its name on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Confirm => "confirm",
            Self::Passed => "passed",
            Self::Mark => "mark",
            Self::Choice(_) => "choice",
            Self::Words => "words",
            Self::Private => "private",
            Self::Number(_) | Self::Reading(_) => "number",
            Self::Day => "day",
            Self::Time => "time",
            Self::Person => "person",
            Self::Department => "department",
            Self::Signature => "signature",
            Self::Photo => "photo",
        }
    }
}

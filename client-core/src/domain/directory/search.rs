//! One search box for names, phones, units and pinyin: what a row is found by, what a question looks up, and which of
//! two answers stands first.

use super::normal::{name_key, phone_key, unit_digits, unit_key, unit_label, word_starts};
use super::reading::{initials, readings};
use super::{Building, Party, Unit};
use serde::Serialize;
use std::collections::BTreeSet;

/// Digits of a phone that are looked up at least.
const FEWEST_DIGITS: usize = 4;
/// In names of up to so many characters every part is a key; longer ones, such as companies', are found from where a word
/// begins.
const SHORT_NAME: usize = 8;
/// Words of a long name that are keys.
const MOST_WORDS: usize = 8;

/// What a key was made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// Address of a unit.
    Unit,
    /// Number of a customer.
    Number,
    /// A phone.
    Phone,
    /// Name.
    Name,
    /// First letters of the name's syllables.
    Initials,
    /// The name's syllables.
    Pinyin,
}

impl Field {
    /// All fields.
    pub const ALL: &'static [Self] =
        &[Self::Unit, Self::Number, Self::Phone, Self::Name, Self::Initials, Self::Pinyin];

    /// The field's name in SQL.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unit => "unit",
            Self::Number => "number",
            Self::Phone => "phone",
            Self::Name => "name",
            Self::Initials => "initials",
            Self::Pinyin => "pinyin",
        }
    }
}

/// Something that a row is found by.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key {
    /// What it was made of.
    pub field: Field,
    /// The text.
    pub text: String,
    /// It is the rest of a text, not the whole.
    pub inner: bool,
}

/// What a question looks up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lookup {
    /// The field.
    pub field: Field,
    /// How the key begins.
    pub start: String,
    /// The key has nothing behind it.
    pub whole: bool,
}

/// How well a key answers; the least is the best.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Match {
    /// Whether something of the row is only a part of what was asked for, or the other way round.
    pub nearness: Nearness,
    /// By what it was found.
    pub field: Field,
}

/// How near a key is to what was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Nearness {
    /// The same.
    Exact,
    /// The key begins with it.
    Start,
    /// The key has it inside.
    Inside,
}

/// How a key answers a lookup; `None` when it doesn't.
pub fn matched(key: &Key, lookup: &Lookup) -> Option<Match> {
    if key.field != lookup.field || !key.text.starts_with(&lookup.start) {
        return None;
    }
    let same = key.text.len() == lookup.start.len();
    if lookup.whole && !same {
        return None;
    }
    let nearness = match (key.inner, same) {
        (false, true) => Nearness::Exact,
        (false, false) => Nearness::Start,
        (true, _) => Nearness::Inside,
    };
    Some(Match { nearness, field: key.field })
}

/// The keys of a unit.
pub fn unit_keys(building: &Building, unit: &Unit) -> BTreeSet<Key> {
    let mut keys = BTreeSet::new();
    for address in [format!("{}-{}", unit.building, unit.unit_no), unit_label(&building.name, &unit.unit_no)]
    {
        for whole in [unit_key(&address), unit_digits(&address)] {
            for (place, _) in whole.match_indices('-') {
                keys.extend(whole.get(place + 1..).map(|rest| key(Field::Unit, rest, true)));
            }
            keys.insert(key(Field::Unit, &whole, false));
        }
    }
    keys
}

/// The keys of a customer, those of his unit left out.
pub fn party_keys(party: &Party) -> BTreeSet<Key> {
    let mut keys = BTreeSet::from([key(Field::Number, &party.number.to_ascii_lowercase(), false)]);
    for phone in &party.phones {
        let digits = phone_key(phone);
        keys.insert(key(Field::Phone, &digits, false));
        // All of them are one byte.
        for start in 1..=digits.len().saturating_sub(FEWEST_DIGITS) {
            keys.extend(digits.get(start..).map(|rest| key(Field::Phone, rest, true)));
        }
    }
    let name = name_key(&party.name);
    let letters: Vec<String> = name.chars().map(String::from).collect();
    let starts: Vec<usize> = if letters.len() <= SHORT_NAME {
        (0..letters.len()).collect()
    } else {
        word_starts(&party.name).into_iter().take(MOST_WORDS).collect()
    };
    let mut put = |field, parts: &[String]| {
        for start in &starts {
            keys.extend(parts.get(*start..).map(|rest| key(field, &rest.concat(), *start > 0)));
        }
    };
    put(Field::Name, &letters);
    for way in initials(&name) {
        put(Field::Initials, &way);
    }
    for way in readings(&name) {
        put(Field::Pinyin, &way);
    }
    keys
}

fn key(field: Field, text: &str, inner: bool) -> Key {
    Key { field, text: text.to_owned(), inner }
}

/// What a question looks up; nothing for an empty one.
pub fn lookups(question: &str) -> Vec<Lookup> {
    let question = question.trim();
    if question.is_empty() {
        return Vec::new();
    }
    let mut all = Vec::new();
    let mut look = |field, start: String, whole| {
        if !start.is_empty() {
            all.push(Lookup { field, start, whole });
        }
    };
    let (unit, digits) = (unit_key(question), unit_digits(question));
    // `0001` is the unit 1 as well as the start of `00012`, but never the start of 1001.
    let zeros = unit != digits;
    look(Field::Unit, unit, zeros);
    if zeros {
        look(Field::Unit, digits, false);
    }
    look(Field::Number, question.to_ascii_lowercase(), false);
    let phone = phone_key(question);
    if phone.len() >= FEWEST_DIGITS && !question.chars().any(char::is_alphabetic) {
        look(Field::Phone, phone, false);
    }
    let name = name_key(question);
    let typed = name.replace('ü', "v");
    look(Field::Initials, typed.clone(), false);
    look(Field::Pinyin, typed, false);
    look(Field::Name, name, false);
    all
}

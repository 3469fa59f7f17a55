//! Values of a form's fields, read by what the field holds.

use crate::fault::Fault;
use crate::values::yes_no;
use crate::words::matter as words;
use client_core::domain::command::MatterInput;
use client_core::domain::entry::incident::Department;
use client_core::domain::matter::{Counted, Field, Holds};
use client_core::domain::text::Language;
use undercroft_words::decimal::scaled;

/// What a text says of a field. Times and people need the site to be read; signatures and photos have options of their own.
///
/// # Errors
/// [`Fault::Value`] names the field and what it takes. Words are the core's question.
pub fn of_text(language: Language, field: &Field, text: &str) -> Result<MatterInput, Fault> {
    let plain = text.trim();
    let read = match field.holds {
        Holds::Confirm | Holds::Passed | Holds::Mark => yes_no(plain).map(MatterInput::Is),
        Holds::Choice(choices) => {
            choices.iter().any(|(key, _)| *key == plain).then(|| MatterInput::One(plain.to_owned()))
        }
        Holds::Words => Some(MatterInput::Words(text.to_owned())),
        Holds::Private => Some(MatterInput::Private(text.to_owned())),
        Holds::Number(counted) | Holds::Reading(counted) => number(counted, plain).map(MatterInput::Number),
        Holds::Day => plain.parse().ok().map(MatterInput::Day),
        // As the options of other commands are typed, too.
        Holds::Department => Department::parse(&plain.replace('-', "_")).map(MatterInput::Department),
        Holds::Time | Holds::Person | Holds::Signature | Holds::Photo => None,
    };
    read.ok_or_else(|| Fault::value(field.key, text, words::takes(language, field)))
}

/// Units that may be written behind a number, as people read and as they can type them.
const fn spellings(counted: Counted) -> &'static [&'static str] {
    match counted {
        Counted::Pieces => &[],
        Counted::CentiCubicMetres => &["m³", "m3"],
        Counted::DeciKilowattHours => &["kWh", "kwh"],
        Counted::CentiSquareMetres => &["m²", "m2"],
        Counted::Points => &["分", "points"],
        Counted::Fen => &["元", "yuan"],
    }
}

/// A decimal number in the field's unit as a whole number of its small unit; nothing is rounded.
fn number(counted: Counted, text: &str) -> Option<i64> {
    let digits = spellings(counted).iter().find_map(|unit| text.strip_suffix(unit)).unwrap_or(text);
    let places = i32::try_from(counted.places()).ok()?;
    let number = scaled(digits.trim_end(), places).ok()?;
    (0..=counted.most()).contains(&number).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use client_core::domain::matter::newest;

    fn of(place: [&str; 3], text: &str) -> Result<MatterInput, Fault> {
        let [form, section, field] = place;
        let field = newest(form).unwrap().section(section).unwrap().field(field).unwrap();
        of_text(Language::En, field, text)
    }

    #[track_caller]
    fn takes(place: [&str; 3], text: &str) -> String {
        let Err(Fault::Value { field, expected, .. }) = of(place, text) else { panic!("{place:?} {text}") };
        assert_eq!(field, place[2]);
        expected
    }

    #[test]
    fn a_number_is_exact_and_may_carry_its_unit() {
        let water = ["move_in", "meters", "water"];
        for text in ["12.04", "12.04m³", "12.04 m3", " 12.04 "] {
            assert_eq!(of(water, text).unwrap(), MatterInput::Number(1_204), "{text}");
        }
        assert_eq!(of(["move_in", "meters", "electricity"], "3.5kWh").unwrap(), MatterInput::Number(35));
        assert_eq!(of(["move_in", "fee", "amount"], "0.29").unwrap(), MatterInput::Number(29));
        assert_eq!(of(["move_in", "handover", "keys"], "3").unwrap(), MatterInput::Number(3));
        let expected = "number in m³, decimals: at most 2, 0 to 10000000.00";
        for text in ["12.045", "12.04kWh", "-1", "10000000.01", "1e3", ""] {
            assert_eq!(takes(water, text), expected, "{text}");
        }
        assert_eq!(takes(["move_in", "handover", "keys"], "2.5"), "whole number, 0 to 1000000");
        assert_eq!(takes(["scores", "scores", "score"], "101"), "whole number in points, 0 to 100");
    }

    #[test]
    fn an_answer_a_choice_a_day_and_a_department_are_typed_by_their_keys() {
        let passed = ["move_in", "inspection", "passed"];
        assert_eq!(of(passed, "no").unwrap(), MatterInput::Is(false));
        assert_eq!(of(passed, "是").unwrap(), MatterInput::Is(true));
        assert_eq!(takes(passed, "perhaps"), "yes/no");
        let paid = ["move_in", "fee", "paid"];
        assert_eq!(of(paid, " arrears").unwrap(), MatterInput::One("arrears".into()));
        assert_eq!(takes(paid, "later"), "paid|arrears");
        let from = ["survey", "handed_out", "from"];
        assert_eq!(of(from, "2026-03-10").unwrap(), MatterInput::Day("2026-03-10".parse().unwrap()));
        assert_eq!(takes(from, "10 March"), words::A_DAY);
        let department = ["event", "set_up", "department"];
        for text in ["operation_repair", "operation-repair"] {
            assert_eq!(of(department, text).unwrap(), MatterInput::Department(Department::OperationRepair));
        }
        assert!(takes(department, "kitchen").contains("customer_service|security|operation_repair"));
    }

    #[test]
    fn words_about_people_are_kept_apart_and_pictures_have_options_of_their_own() {
        let name = ["move_in", "applicant", "owner_name"];
        assert_eq!(of(name, "陈静").unwrap(), MatterInput::Private("陈静".into()));
        let room = ["move_in", "inspection", "room"];
        assert_eq!(of(room, "客厅").unwrap(), MatterInput::Words("客厅".into()));
        assert_eq!(takes(["move_in", "inspection", "photo"], "x.jpg"), "--photo photo=FILE");
        assert_eq!(takes(["move_in", "register", "signature"], "M1 1"), "--strokes signature=FILE|PATH");
    }
}

//! From a form to a command. Whether the command is possible is asked of the core, not here.

use super::super::look::fen;
use super::super::value;
use super::super::words::rejections;
use client_core::domain::command::Command;
use client_core::domain::entry::office::{CancelledBy, Choice};
use client_core::domain::text::Language;

/// A form that is no command.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum FormFault {
    /// A field is empty.
    Missing(&'static str),
    /// A field isn't of its form; the words are those of [`rejections::invalid`].
    Invalid(&'static str, &'static str),
}

impl FormFault {
    /// For people.
    pub(super) fn words(&self, language: Language) -> String {
        match self {
            Self::Missing(field) => rejections::missing(language, field),
            Self::Invalid(field, detail) => rejections::invalid(language, field, detail),
        }
    }
}

/// The command of a form.
pub(super) fn read(fields: &[(String, String)]) -> Result<Command, FormFault> {
    let text = |name: &'static str| match value(fields, name).trim() {
        "" => Err(FormFault::Missing(name)),
        text => Ok(text.to_owned()),
    };
    let optional = |name: &'static str| text(name).ok();
    Ok(match value(fields, "command") {
        "judge" => {
            let accepted = match value(fields, "accepted") {
                "yes" => true,
                "no" => false,
                _ => return Err(FormFault::Missing("accepted")),
            };
            Command::Judge { accepted, explanation: optional("explanation"), free_reason: None }
        }
        "issue_slip" => Command::IssueSlip,
        "assign" => {
            let technician =
                text("technician")?.parse().map_err(|_| FormFault::Invalid("technician", "a choice"))?;
            Command::Assign { technician, reason: optional("reason") }
        }
        "request_cancel" => {
            let cancelled_by = match value(fields, "cancelled_by") {
                "customer" => CancelledBy::Customer,
                "office" => CancelledBy::Office,
                _ => return Err(FormFault::Missing("cancelled_by")),
            };
            Command::RequestCancel { cancelled_by, reason: text("reason")? }
        }
        "confirm_cancel" => Command::ConfirmCancel,
        "write_off" => Command::WriteOff { manager_reason: None },
        "write_off_manager" => Command::WriteOff { manager_reason: Some(text("manager_reason")?) },
        "note" => Command::Note { text: text("text")? },
        "decide" => {
            Command::Decide { conflict: text("conflict")?, choice: choice(fields)?, reason: text("reason")? }
        }
        _ => return Err(FormFault::Invalid("command", "a choice")),
    })
}

/// The choice of a form that settles a conflict, where it is one.
pub(super) fn choice_of(fields: &[(String, String)]) -> Option<Choice> {
    choice(fields).ok()
}

fn choice(fields: &[(String, String)]) -> Result<Choice, FormFault> {
    match value(fields, "choice") {
        "" => Err(FormFault::Missing("choice")),
        "confirm" => Ok(Choice::Confirm),
        "continue" => Ok(Choice::Continue),
        "cancel_without_charge" => Ok(Choice::CancelWithoutCharge),
        "reject" => Ok(Choice::Reject),
        "cancel_with_charge" => match value(fields, "amount").trim() {
            "" => Err(FormFault::Missing("amount")),
            amount => fen(amount)
                .filter(|fen| *fen > 0)
                .map(Choice::CancelWithCharge)
                .ok_or(FormFault::Invalid("amount", "an amount")),
        },
        other => other
            .strip_prefix("entry:")
            .and_then(|id| id.parse().ok())
            .map(Choice::Entry)
            .ok_or(FormFault::Invalid("choice", "a choice")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn a_form_becomes_a_command() {
        let form = fields(&[("command", "judge"), ("accepted", "no"), ("explanation", " 没有配件 ")]);
        let expected =
            Command::Judge {
                accepted: false, explanation: Some("没有配件".to_owned()), free_reason: None
            };
        assert_eq!(read(&form), Ok(expected));
        let form = fields(&[
            ("command", "decide"),
            ("conflict", "COL-03:x"),
            ("choice", "cancel_with_charge"),
            ("amount", "12.5"),
            ("reason", "上门费"),
        ]);
        let Ok(Command::Decide { choice, .. }) = read(&form) else { panic!() };
        assert_eq!(choice, Choice::CancelWithCharge(1_250));
    }

    #[test]
    fn a_form_without_its_fields_names_the_missing_one() {
        for (pairs, fault) in [
            (vec![("command", "judge")], FormFault::Missing("accepted")),
            (vec![("command", "assign"), ("technician", "x")], FormFault::Invalid("technician", "a choice")),
            (vec![("command", "note"), ("text", "  ")], FormFault::Missing("text")),
            (vec![("command", "decide"), ("conflict", "c")], FormFault::Missing("choice")),
            (vec![("command", "sign")], FormFault::Invalid("command", "a choice")),
        ] {
            assert_eq!(read(&fields(&pairs)), Err(fault), "{pairs:?}");
        }
    }
}

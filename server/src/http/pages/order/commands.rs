//! From a form to a command. Whether the command is possible is asked of the core, not here.

use super::super::look::fen;
use super::super::value;
use super::super::words::rejections;
use client_core::domain::command::Command;
use client_core::domain::entry::cases::EscalationOutcome;
use client_core::domain::entry::course::WaitingFor;
use client_core::domain::entry::desk::{Desk, SlipCopy};
use client_core::domain::entry::finance::PaymentMethod;
use client_core::domain::entry::office::{CancelledBy, Choice};
use client_core::domain::id::UserId;
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

/// The command of a form; `time` reads a local time in the site's zone.
pub(super) fn read(
    fields: &[(String, String)],
    time: impl Fn(&str) -> Option<i64>,
) -> Result<Command, FormFault> {
    let text = |name: &'static str| match value(fields, name).trim() {
        "" => Err(FormFault::Missing(name)),
        text => Ok(text.to_owned()),
    };
    let optional = |name: &'static str| text(name).ok();
    let optional_time = |name: &'static str| match optional(name) {
        Some(text) => time(&text).map(Some).ok_or(FormFault::Invalid(name, "a time")),
        None => Ok(None),
    };
    let person = |name: &'static str| match optional(name) {
        Some(id) => id.parse::<UserId>().map(Some).map_err(|_| FormFault::Invalid(name, "a choice")),
        None => Ok(None),
    };
    Ok(match value(fields, "command") {
        "judge" => {
            let accepted = match value(fields, "accepted") {
                "yes" => true,
                "no" => false,
                _ => return Err(FormFault::Missing("accepted")),
            };
            Command::Judge {
                accepted,
                explanation: optional("explanation"),
                free_reason: optional("free_reason"),
                tried: optional("attempts"),
                warranty_until: match optional("warranty_until").map(|text| text.parse()) {
                    Some(day) => Some(day.map_err(|_| FormFault::Invalid("warranty_until", "a day"))?),
                    None => None,
                },
                routed_to: optional("routed_to"),
            }
        }
        "issue_slip" => Command::IssueSlip,
        "reply_customer" => {
            Command::ReplyCustomer { said: text("said")?, replied_at: optional_time("replied_at")? }
        }
        "agree_content_time" => Command::AgreeContentTime {
            technician: person("technician")?.ok_or(FormFault::Missing("technician"))?,
            appointment_at: optional_time("appointment_at")?,
        },
        "take_from_pool" => Command::TakeFromPool,
        "return_assignment" => {
            Command::ReturnAssignment { reason: text("reason")?, proposed: person("proposed")? }
        }
        "return_slip" => Command::ReturnSlip {
            return_place: Desk::parse(&text("return_place")?)
                .ok_or(FormFault::Invalid("return_place", "a choice"))?,
        },
        "deliver_copy" => Command::DeliverCopy {
            copy: SlipCopy::parse(&text("copy")?).ok_or(FormFault::Invalid("copy", "a choice"))?,
            received_by: text("received_by")?,
        },
        "tell_demand" => Command::TellDemand { said: text("said")? },
        "archive" => Command::Archive,
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
        "confirm_appointment" => Command::ConfirmAppointment {
            appointment_at: time(&text("appointment_at")?)
                .ok_or(FormFault::Invalid("appointment_at", "a time"))?,
            confirmed_by: text("confirmed_by")?,
        },
        "cannot_keep_time" => Command::CannotKeepTime { reason: text("reason")? },
        "wait" => Command::Wait {
            waiting_for: WaitingFor::parse(&text("waiting_for")?)
                .ok_or(FormFault::Invalid("waiting_for", "a choice"))?,
            detail: optional("detail"),
            until: optional_time("until")?,
        },
        "resume" => Command::Resume,
        "request_rework" => Command::RequestRework { words: text("words")? },
        "decide_escalation" => Command::DecideEscalation {
            outcome: EscalationOutcome::parse(&text("outcome")?)
                .ok_or(FormFault::Invalid("outcome", "a choice"))?,
            handling: text("handling")?,
        },
        "settle_damage" => Command::SettleDamage {
            case: text("case")?.parse().map_err(|_| FormFault::Invalid("case", "a choice"))?,
            amount_fen: fen(&text("amount")?).ok_or(FormFault::Invalid("amount", "an amount"))?,
            terms: text("terms")?,
            agreed: match value(fields, "agreed") {
                "yes" => true,
                "no" => false,
                _ => return Err(FormFault::Missing("agreed")),
            },
        },
        "answer_need" => {
            let approved = match value(fields, "approved") {
                "yes" => true,
                "no" => false,
                _ => return Err(FormFault::Missing("approved")),
            };
            Command::AnswerNeed {
                need: text("need")?.parse().map_err(|_| FormFault::Invalid("need", "a choice"))?,
                approved,
                reason: optional("reason"),
            }
        }
        "register_by_method" => Command::RegisterByMethod { method: method(fields)? },
        "receive_payment" => Command::ReceivePayment {
            receipt: text("receipt")?,
            amount_fen: fen(&text("amount")?).ok_or(FormFault::Invalid("amount", "an amount"))?,
            method: method(fields)?,
            paid_at: match optional("paid_at") {
                Some(paid_at) => Some(time(&paid_at).ok_or(FormFault::Invalid("paid_at", "a time"))?),
                None => None,
            },
        },
        "adjust" => {
            let amount = fen(&text("amount")?).ok_or(FormFault::Invalid("amount", "an amount"))?;
            let difference_fen = match value(fields, "sign") {
                "less" => -amount,
                "more" => amount,
                _ => return Err(FormFault::Missing("difference_fen")),
            };
            Command::Adjust { month: text("month")?, difference_fen, reason: text("reason")? }
        }
        "answer_adjustment" => Command::AnswerAdjustment {
            adjustment: text("adjustment")?
                .parse()
                .map_err(|_| FormFault::Invalid("adjustment", "a choice"))?,
            approved: match value(fields, "approved") {
                "yes" => true,
                "no" => false,
                _ => return Err(FormFault::Missing("approved")),
            },
        },
        "waive_charge" => Command::WaiveCharge { reason: text("reason")? },
        "follow_up" | "assign_follow_up" | "classify_repair" | "test_leak" | "open_corrective"
        | "close_corrective" | "spot_check" => super::follow_up::command(fields, time)?,
        "write_off_store" => Command::WriteOffStore,
        "decide" => {
            Command::Decide { conflict: text("conflict")?, choice: choice(fields)?, reason: text("reason")? }
        }
        _ => return Err(FormFault::Invalid("command", "a choice")),
    })
}

fn method(fields: &[(String, String)]) -> Result<PaymentMethod, FormFault> {
    match value(fields, "method") {
        "" => Err(FormFault::Missing("method")),
        name => PaymentMethod::parse(name).ok_or(FormFault::Invalid("method", "a choice")),
    }
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

    fn no_time(_: &str) -> Option<i64> {
        None
    }

    #[test]
    fn a_form_becomes_a_command() {
        let form = fields(&[("command", "judge"), ("accepted", "no"), ("explanation", " 没有配件 ")]);
        let expected = Command::Judge {
            accepted: false,
            explanation: Some("没有配件".to_owned()),
            free_reason: None,
            tried: None,
            warranty_until: None,
            routed_to: None,
        };
        assert_eq!(read(&form, no_time), Ok(expected));
        let form = fields(&[
            ("command", "decide"),
            ("conflict", "COL-03:x"),
            ("choice", "cancel_with_charge"),
            ("amount", "12.5"),
            ("reason", "上门费"),
        ]);
        let Ok(Command::Decide { choice, .. }) = read(&form, no_time) else { panic!() };
        assert_eq!(choice, Choice::CancelWithCharge(1_250));
    }

    #[test]
    fn amounts_and_times_are_read_in_the_site_s_own_terms() {
        let case = client_core::domain::id::EntryId::from_bytes([7; 16]);
        let named = case.to_string();
        let form = fields(&[
            ("command", "settle_damage"),
            ("case", &named),
            ("amount", "0"),
            ("terms", "道歉"),
            ("agreed", "yes"),
        ]);
        let settled = Command::SettleDamage { case, amount_fen: 0, terms: "道歉".into(), agreed: true };
        assert_eq!(read(&form, no_time), Ok(settled));
        let form = fields(&[("command", "wait"), ("waiting_for", "part"), ("until", "2026-10-01T09:00")]);
        let waits = Command::Wait { waiting_for: WaitingFor::Part, detail: None, until: Some(16) };
        assert_eq!(read(&form, |text| i64::try_from(text.len()).ok()), Ok(waits));
        assert_eq!(read(&form, no_time), Err(FormFault::Invalid("until", "a time")));
    }

    #[test]
    fn a_form_without_its_fields_names_the_missing_one() {
        for (pairs, fault) in [
            (vec![("command", "judge")], FormFault::Missing("accepted")),
            (vec![("command", "assign"), ("technician", "x")], FormFault::Invalid("technician", "a choice")),
            (vec![("command", "note"), ("text", "  ")], FormFault::Missing("text")),
            (vec![("command", "decide"), ("conflict", "c")], FormFault::Missing("choice")),
            (
                vec![("command", "confirm_appointment"), ("appointment_at", "soon")],
                FormFault::Invalid("appointment_at", "a time"),
            ),
            (vec![("command", "decide_escalation"), ("outcome", "rework")], FormFault::Missing("handling")),
            (vec![("command", "settle_damage"), ("case", "x")], FormFault::Invalid("case", "a choice")),
            (vec![("command", "sign")], FormFault::Invalid("command", "a choice")),
        ] {
            assert_eq!(read(&fields(&pairs), no_time), Err(fault), "{pairs:?}");
        }
    }
}

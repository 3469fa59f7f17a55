//! The data of an entry in one line: people by their names, amounts as money, the core's own words in the
//! person's language. Ids and digests say nothing to a person and are left out.

use client_core::domain::calendar::Zone;
use client_core::domain::entry::cases::{DamageKind, EscalationOutcome};
use client_core::domain::entry::course::WaitingFor;
use client_core::domain::entry::desk::{Desk, SlipCopy};
use client_core::domain::entry::finance::PaymentMethod;
use client_core::domain::entry::follow_up::{FollowUpBy, FollowUpWay, RepairClass};
use client_core::domain::entry::office::{CancelledBy, Channel, Choice, ClaimReason, ServiceKind};
use client_core::domain::entry::store::ToolCondition;
use client_core::domain::entry::work::{PartSource, RecordValue};
use client_core::domain::id::{BlobDigest, DocumentId, EntryId, UserId};
use client_core::domain::policy::Role;
use client_core::domain::procedure::{Library, Step};
use client_core::domain::reference::Reference;
use client_core::domain::text::Language;
use client_core::domain::words as core;
use client_core::domain::words::office;
use serde::Serialize;
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use undercroft_words::{Text, cases, conflicts, course, list, states, values, yuan};

/// What lines are written from.
pub struct Facts<'a> {
    /// Language.
    pub language: Language,
    /// The site's zone.
    pub zone: Option<Zone>,
    /// Names of people.
    pub names: &'a BTreeMap<UserId, String>,
    /// Typed words by their digests.
    pub texts: &'a BTreeMap<BlobDigest, String>,
    /// Items and tools by their codes.
    pub reference: &'a Reference,
    /// Steps by their ids.
    pub library: &'a Library,
}

/// Answers and numbers, which say nothing without their names.
const LABELS: &[(&str, Text)] = &[
    ("accepted", Text("受理", "受理", "accepted")),
    ("agreed", Text("双方同意", "雙方同意", "agreed")),
    ("approved", Text("同意", "同意", "approved")),
    ("confirmed", Text("确认", "確認", "confirmed")),
    ("customer_agreed", Text("客户同意", "客戶同意", "the customer agreed")),
    ("passed", Text("满意", "滿意", "satisfied")),
    ("satisfied", Text("满意", "滿意", "satisfied")),
    ("counted", Text("实数", "實數", "counted")),
    ("expected", Text("账面", "帳面", "expected")),
    ("quantity", Text("数量", "數量", "quantity")),
    ("round", Text("轮次", "輪次", "round")),
    ("price_list_version", Text("收费标准版本", "收費標準版本", "fee standard version")),
    ("procedure_version", Text("规程版本", "規程版本", "procedure version")),
];

const PHOTOS: Text = Text("照片 {} 张", "照片 {} 張", "photos: {}");

/// The word of an enumeration that has this name in entries.
fn found<T: Serialize + Copy>(all: &[T], name: &str, word: impl Fn(T) -> &'static str) -> Option<String> {
    let is = |one: &&T| serde_json::to_value(one).is_ok_and(|value| value.as_str() == Some(name));
    all.iter().find(is).map(|one| word(*one).to_owned())
}

impl Facts<'_> {
    /// A person's name; the server writes as nobody.
    pub fn name(&self, user: &UserId) -> String {
        if user.as_bytes() == &[0; 16] {
            return states::role(Role::Server).get(self.language).to_owned();
        }
        self.names.get(user).cloned().unwrap_or_else(|| self.reference.name_of(user))
    }

    /// A moment.
    pub fn time(&self, at: i64) -> String {
        self.zone.map_or_else(|| format!("{at} ms"), |zone| zone.shown(at))
    }

    /// Data in one line.
    pub fn line(&self, data: &Value) -> String {
        let Value::Object(fields) = data else { return self.field("", data) };
        let step = fields.get("step").and_then(Value::as_str).and_then(|id| self.step(id));
        let parts = fields.iter().map(|(name, value)| match (name.as_str(), step) {
            // The step's id says its checklist.
            ("checklist", Some(_)) => String::new(),
            ("step", Some(step)) => format!("{} {}", step.id, step.label.get(self.language)),
            ("values", step) => self.values(step, value),
            (name, _) => self.field(name, value),
        });
        parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
    }

    /// In any version: versions keep what a step is called.
    fn step(&self, id: &str) -> Option<&Step> {
        self.library.iter().find_map(|procedure| procedure.step(id))
    }

    fn values(&self, step: Option<&Step>, all: &Value) -> String {
        let Ok(all) = serde_json::from_value::<BTreeMap<String, RecordValue>>(all.clone()) else {
            return String::new();
        };
        let parts: Vec<String> = all
            .iter()
            .map(|(name, one)| {
                let record = step.and_then(|step| step.records.iter().find(|record| record.name == *name));
                let label = record.map_or(name.as_str(), |record| record.label.get(self.language));
                format!("{label}: {}", values::value(self.language, record, one))
            })
            .collect();
        list(self.language, &parts)
    }

    fn field(&self, name: &str, value: &Value) -> String {
        let labelled = |text: &str| {
            let label = LABELS.iter().find(|(known, _)| *known == name);
            label.map(|(_, label)| format!("{}: {text}", label.get(self.language))).unwrap_or_default()
        };
        match value {
            Value::Null => String::new(),
            Value::Bool(yes) => {
                let answer = if *yes { undercroft_words::YES } else { undercroft_words::NO };
                labelled(answer.get(self.language))
            }
            Value::Number(number) => match number.as_i64() {
                Some(fen) if name.ends_with("_fen") => yuan(fen),
                Some(at) if name.ends_with("_at") || name == "until" => self.time(at),
                _ => labelled(&number.to_string()),
            },
            Value::String(text) => self.word(name, text),
            Value::Array(all) if name == "photos" && all.is_empty() => String::new(),
            Value::Array(all) if name == "photos" => PHOTOS.with(self.language, &[&all.len().to_string()]),
            Value::Array(all) => {
                let all = all.iter().map(|one| self.field(name, one)).filter(|one| !one.is_empty());
                list(self.language, &all.collect::<Vec<_>>())
            }
            Value::Object(goods) if goods.contains_key("item") && goods.contains_key("quantity") => {
                self.goods(goods)
            }
            Value::Object(_) if name == "choice" => self.choice(value),
            Value::Object(_) if name == "outcome" => self.settled(value).unwrap_or_default(),
            Value::Object(_) => self.line(value),
        }
    }

    /// A line of goods or of a quote.
    fn goods(&self, line: &Map<String, Value>) -> String {
        let code = line.get("item").and_then(Value::as_str).unwrap_or_default();
        let quantity = line.get("quantity").and_then(Value::as_i64).unwrap_or_default();
        let mut text = match self.reference.catalogue.material(code) {
            Some(material) if !line.contains_key("unit_price_fen") => {
                let unit = core::unit(material.unit).get(self.language);
                format!("{} {} {unit}", self.item(code), material.unit.format(quantity))
            }
            _ => format!("{} × {quantity}", self.item(code)),
        };
        if let Some(fen) = line.get("unit_price_fen").and_then(Value::as_i64) {
            text = format!("{text} × {}", yuan(fen));
        }
        match line.get("batch").and_then(Value::as_str) {
            Some(batch) => format!("{text} ({batch})"),
            None => text,
        }
    }

    /// What an item of the store or of the fee standard is called.
    fn item(&self, code: &str) -> String {
        let reference = self.reference;
        let priced = || {
            let coming = reference.coming_price_list.as_ref().and_then(|list| list.item(code));
            reference.price_list.item(code).or(coming)
        };
        match (reference.catalogue.material(code), priced()) {
            (Some(material), _) => material.label.get(self.language).to_owned(),
            (None, Some(item)) => item.label.get(self.language).to_owned(),
            (None, None) => code.to_owned(),
        }
    }

    fn choice(&self, choice: &Value) -> String {
        match serde_json::from_value(choice.clone()) {
            // Which one it was stands beside it, in the collision.
            Ok(Choice::Entry(_)) => ONE_SIDE.get(self.language).to_owned(),
            Ok(choice) => conflicts::choice(self.language, &choice),
            Err(_) => String::new(),
        }
    }

    fn settled(&self, outcome: &Value) -> Option<String> {
        let outcome = serde_json::from_value(outcome.clone()).ok()?;
        Some(conflicts::settled(outcome).get(self.language).to_owned())
    }

    fn word(&self, name: &str, text: &str) -> String {
        if let Some(word) = self.enumerated(name, text) {
            return word;
        }
        if let Ok(user) = text.parse::<UserId>() {
            let known = self.names.contains_key(&user)
                || self.reference.staff.iter().any(|member| member.user == user);
            return if known { self.name(&user) } else { String::new() };
        }
        match text.parse::<BlobDigest>() {
            // The path of a signature is no text.
            Ok(_) if name == "strokes" => String::new(),
            Ok(digest) => self.texts.get(&digest).cloned().unwrap_or_default(),
            Err(_) if text.parse::<EntryId>().is_ok() || text.parse::<DocumentId>().is_ok() => String::new(),
            // A collision is named by its rule and the entries in it.
            Err(_) if name == "conflict" => {
                conflicts::rule(self.language, text.split(':').next().unwrap_or_default())
            }
            Err(_) if matches!(name, "item" | "items" | "materials") => self.item(text),
            Err(_) => text.to_owned(),
        }
    }

    /// A word of the core's own; `None` where the datum holds other text.
    fn enumerated(&self, name: &str, text: &str) -> Option<String> {
        let language = self.language;
        match name {
            "cancelled_by" => found(&[CancelledBy::Customer, CancelledBy::Office], text, |one| {
                states::cancelled_by(one).get(language)
            }),
            "channel" => found(&[Channel::Phone, Channel::Letter, Channel::Visit], text, |one| {
                states::channel(one).get(language)
            }),
            "choice" => Some(self.choice(&Value::from(text))),
            "condition" => found(ToolCondition::ALL, text, |one| core::condition(one).get(language)),
            "copy" => found(SlipCopy::ALL, text, |one| office::copy(one).get(language)),
            "damage" => found(DamageKind::ALL, text, |one| cases::damage(one).get(language)),
            "follow_up_by" => found(FollowUpBy::ALL, text, |one| office::follow_up_by(one).get(language)),
            "method" => found(PaymentMethod::ALL, text, |one| office::method(one).get(language)),
            "outcome" => found(EscalationOutcome::ALL, text, |one| cases::outcome(one).get(language))
                .or_else(|| self.settled(&Value::from(text))),
            "reason" => found(&[ClaimReason::NoLongerAssigned, ClaimReason::RoleWithdrawn], text, |one| {
                conflicts::claim(one).get(language)
            })
            .or_else(|| Some(conflicts::reason(language, text))),
            "repair_class" => found(RepairClass::ALL, text, |one| office::repair_class(one).get(language)),
            "return_place" => found(Desk::ALL, text, |one| office::desk(one).get(language)),
            "service_kind" => {
                found(&[ServiceKind::Regular, ServiceKind::Special, ServiceKind::Business], text, |one| {
                    states::service_kind(one).get(language)
                })
            }
            "source" => found(&[PartSource::Store, PartSource::Kit, PartSource::Customer], text, |one| {
                states::source(one).get(language)
            }),
            "waiting_for" => found(WaitingFor::ALL, text, |one| course::waiting_for(one).get(language)),
            "way" => found(FollowUpWay::ALL, text, |one| office::way(one).get(language)),
            _ => None,
        }
    }
}

const ONE_SIDE: Text = Text("选定其中一方", "選定其中一方", "one of the two sides counts");

#[cfg(test)]
mod tests {
    use super::*;
    use client_core::domain::reference::StaffMember;
    use serde_json::json;

    const ME: UserId = UserId::from_bytes([7; 16]);

    fn line(data: Value) -> String {
        let (names, texts) = (BTreeMap::new(), BTreeMap::new());
        let library = Library::built_in().unwrap();
        let member = StaffMember { user: ME, display_name: "Zhao".to_owned(), roles: Vec::new() };
        let reference = Reference { staff: vec![member], ..Reference::default() };
        let facts = Facts {
            language: Language::En,
            zone: None,
            names: &names,
            texts: &texts,
            reference: &reference,
            library: &library,
        };
        facts.line(&data)
    }

    #[test]
    fn a_side_shows_names_and_words_and_no_id() {
        let entry = EntryId::from_bytes([5; 16]).to_string();
        let document = DocumentId::from_bytes([6; 16]).to_string();
        assert_eq!(line(json!({ "technician": ME })), "Zhao");
        assert_eq!(line(json!({ "quote": entry, "customer": document, "amount_fen": 4500 })), "¥45.00");
        assert_eq!(
            line(json!({ "cancelled_by": "customer", "reason": "moved out" })),
            "customer · moved out"
        );
        assert_eq!(line(json!({ "passed": true, "round": 2 })), "satisfied: yes · round: 2");
        let decided = line(json!({ "conflict": format!("COL-04:{entry}"), "choice": { "entry": entry } }));
        assert!(!decided.contains(&entry), "{decided}");
        assert_eq!(line(json!({ "photos": [{ "blob": "x" }, { "blob": "y" }] })), "photos: 2");
    }

    #[test]
    fn a_steps_values_are_called_by_their_questions() {
        let words = line(
            json!({ "checklist": "LMP", "step": "LMP-15", "values": { "lit": { "yes_no": true }, "flashes": { "number": 2 } } }),
        );
        assert!(
            words.starts_with("LMP-15 ") && !words.contains("yes_no") && !words.contains("lit:"),
            "{words}"
        );
        assert!(words.contains(": yes") && words.contains(": 2"), "{words}");
    }

    #[test]
    fn the_server_is_called_by_its_role() {
        let (names, texts) = (BTreeMap::new(), BTreeMap::new());
        let (library, reference) = (Library::new(), Reference::default());
        let facts = Facts {
            language: Language::En,
            zone: None,
            names: &names,
            texts: &texts,
            reference: &reference,
            library: &library,
        };
        assert_eq!(facts.name(&UserId::from_bytes([0; 16])), states::role(Role::Server).get(Language::En));
    }
}

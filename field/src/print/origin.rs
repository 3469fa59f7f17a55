//! Who wrote something, on which device, when it happened and when it arrived.

use crate::time::Zone;
use crate::words::{labels, list, states};
use client_core::device::OrderView;
use client_core::domain::id::{BlobDigest, DeviceId, UserId};
use client_core::domain::order::Origin;
use client_core::domain::text::Language;
use serde_json::Value;

/// What lines about an order are printed with.
#[derive(Debug, Clone, Copy)]
pub struct Page<'a> {
    /// Language.
    pub language: Language,
    /// The site's zone.
    pub zone: Zone,
    /// The order.
    pub view: &'a OrderView,
    /// This device.
    pub device: Option<DeviceId>,
}

impl Page<'_> {
    /// A person's name.
    pub fn name(&self, user: &UserId) -> String {
        self.view.names.get(user).cloned().unwrap_or_else(|| user.to_string().chars().take(8).collect())
    }

    /// Several people's names.
    pub fn names<'u>(&self, users: impl IntoIterator<Item = &'u UserId>) -> String {
        list(self.language, &users.into_iter().map(|user| self.name(user)).collect::<Vec<_>>())
    }

    /// Who and when, shortly.
    pub fn short(&self, origin: &Origin) -> String {
        let unsent = if self.view.pending.contains(&origin.entry) {
            format!(", {}", labels::NOT_SENT.get(self.language))
        } else {
            String::new()
        };
        format!("{}, {}{unsent}", self.name(&origin.by.user), self.zone.show(origin.at.estimate()))
    }

    /// Who, in which role, on which device, when it happened, when it arrived.
    pub fn full(&self, origin: &Origin) -> String {
        let language = self.language;
        let device = if self.device == Some(origin.by.device) {
            labels::THIS_DEVICE.get(language).to_owned()
        } else {
            let id: String = origin.by.device.to_string().chars().take(8).collect();
            labels::DEVICE.with(language, &[&id])
        };
        let mut happened = labels::HAPPENED.with(language, &[&self.zone.show(origin.at.estimate())]);
        if !origin.at.is_certain() {
            happened.push(' ');
            happened.push_str(labels::UNCERTAIN.get(language));
        }
        let arrived = match self.view.received_at.get(&origin.entry) {
            Some(at) => labels::ARRIVED_AT.with(language, &[&self.zone.show(*at)]),
            None => labels::NOT_SENT.get(language).to_owned(),
        };
        let role = states::role(origin.by.role).get(language);
        format!("{} ({role}), {device}, {happened}, {arrived}", self.name(&origin.by.user))
    }

    /// Data of an entry in one line: people by their names, amounts as money, words instead of their digests.
    pub fn data(&self, value: &Value) -> String {
        let Value::Object(fields) = value else { return self.field("", value) };
        let parts: Vec<String> = fields
            .iter()
            .filter_map(|(name, value)| {
                match value.as_str().and_then(|text| text.parse::<BlobDigest>().ok()) {
                    // A digest says nothing to a person, and neither does the path of a signature.
                    Some(digest) if name != "strokes" => {
                        self.view.texts.get(&digest).map(|words| format!("{name}: {words}"))
                    }
                    Some(_) => None,
                    None => Some(format!("{name}: {}", self.field(name, value))),
                }
            })
            .collect();
        parts.join(", ")
    }

    fn field(&self, name: &str, value: &Value) -> String {
        match value {
            Value::String(text) => match text.parse::<UserId>() {
                Ok(user) if self.view.names.contains_key(&user) => self.name(&user),
                _ => text.clone(),
            },
            Value::Number(number) if name.ends_with("_fen") => {
                number.as_i64().map_or_else(|| number.to_string(), super::money)
            }
            Value::Number(number) if name.ends_with("_at") => {
                number.as_i64().map_or_else(|| number.to_string(), |at| self.zone.show(at))
            }
            other => other.to_string(),
        }
    }
}

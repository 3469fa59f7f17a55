//! What happened to a matter, line by line.

use super::Page;
use client_core::domain::entry::Kind;
use client_core::domain::matter::MatterState;
use client_core::domain::order::Origin;
use client_core::domain::words::matter as core;
use serde_json::{Value, json};

/// Who and when, what, and what it says.
type Line<'a> = (&'a Origin, Kind, Vec<String>);

impl Page<'_> {
    /// Oldest first.
    pub(super) fn course(&self) -> Vec<Value> {
        let matter = &self.view.matter;
        let opening = &matter.opening;
        let mut lines: Vec<Line<'_>> =
            vec![(&opening.origin, Kind::MatterOpened, vec![opening.title.clone()])];
        lines.extend(matter.fillings.iter().map(|one| {
            let title = core::section_title(self.language, &one.section, self.form);
            let section = self.form.and_then(|form| form.section(&one.section));
            let values = one.values.iter().filter_map(|(key, value)| {
                let field = section?.field(key)?;
                Some(format!("{}: {}", field.label.get(self.language), self.value(field, value)))
            });
            (&one.origin, Kind::MatterFilled, std::iter::once(title.to_owned()).chain(values).collect())
        }));
        for filled in &matter.sections {
            let title = core::section_title(self.language, &filled.section, self.form);
            let struck = filled.rows.iter().filter_map(|row| row.struck.as_ref());
            lines.extend(struck.map(|said| {
                (&said.origin, Kind::MatterRowStruck, vec![title.to_owned(), said.words.clone()])
            }));
        }
        lines.extend(matter.assignments.iter().map(|one| {
            (&one.origin, Kind::MatterAssigned, vec![self.name(&one.person).to_owned(), one.words.clone()])
        }));
        lines
            .extend(matter.notes.iter().map(|one| (&one.origin, Kind::MatterNoted, vec![one.words.clone()])));
        lines.extend(matter.orders.iter().map(|one| {
            (&one.origin, Kind::MatterLinked, self.numbers.get(&one.order).cloned().into_iter().collect())
        }));
        lines.extend(matter.ends.iter().map(|one| {
            let again = one.state == MatterState::Open;
            let state = (!again).then(|| core::state(one.state).get(self.language).to_owned());
            let kind = if again { Kind::MatterReopened } else { Kind::MatterClosed };
            (&one.origin, kind, state.into_iter().chain(one.words.clone()).collect())
        }));
        lines.sort_by_key(|(origin, ..)| (origin.at.estimate(), origin.entry));
        lines.into_iter().map(|line| self.line(line)).collect()
    }

    fn line(&self, (origin, kind, words): Line<'_>) -> Value {
        json!({
            "entry": origin.entry,
            "kind": core::kind(kind).map_or(kind.as_str(), |kind| kind.get(self.language)),
            "who": self.name(&origin.by.user),
            "at": origin.at.estimate(),
            "certain": origin.at.is_certain(),
            "arrived_at": self.view.received_at.get(&origin.entry),
            "unsent": self.view.pending.contains(&origin.entry),
            "words": words,
            "mark": null,
        })
    }
}

//! The office's other matters: the list, and the page of one.

pub mod form;
pub mod rows;

use super::checklist::line;
use super::table::table;
use super::{money, section};
use crate::time::Zone;
use crate::words::{Text, faults, incidents, labels, list as words_of, matter as words, states};
use client_core::device::{MatterRow, MatterView};
use client_core::domain::decide::Action;
use client_core::domain::id::{DocumentId, UserId};
use client_core::domain::incident::Standing;
use client_core::domain::matter::{Counted, Form};
use client_core::domain::order::Origin;
use client_core::domain::text::Language;
use client_core::domain::words::matter::form_title;
use client_core::domain::words::{incident, matter as core};
use std::collections::BTreeMap;
use undercroft_words::decimal::shown;

/// The matters of a device, in its order.
pub fn list(
    language: Language,
    zone: Zone,
    rows: &[MatterRow],
    names: &BTreeMap<UserId, String>,
    now: i64,
) -> String {
    if rows.is_empty() {
        return format!("{}\n", words::NONE.get(language));
    }
    let headings = [
        words::ID,
        words::FORM,
        words::TITLE,
        words::HOME,
        words::STATE,
        words::DUE,
        words::WHO,
        words::FLAGS,
    ];
    let mut lines = vec![headings.map(|heading| heading.get(language).to_owned()).to_vec()];
    lines.extend(rows.iter().map(|row| {
        let form = form_title(language, &row.form);
        let period = row.period.as_ref().map_or_else(String::new, |period| format!(" {period}"));
        vec![
            row.id.to_string().chars().take(8).collect(),
            format!("{form}{period}"),
            row.title.clone(),
            row.unit_no.clone().unwrap_or_default(),
            core::state(row.state).get(language).to_owned(),
            row.due_at.map_or_else(String::new, |due| zone.show(due)),
            names.get(&row.person).cloned().unwrap_or_default(),
            flags(language, row, now),
        ]
    }));
    table(&lines)
}

fn flags(language: Language, row: &MatterRow, now: i64) -> String {
    let mut flags = Vec::new();
    if row.alarmed {
        flags.push(format!("!!! {}", words::ALARM.get(language)));
    }
    if row.is_late(now) {
        flags.push(words::LATE.get(language).to_owned());
    }
    if row.pending > 0 {
        flags.push(labels::UNSENT_FLAG.with(language, &[&row.pending.to_string()]));
    }
    if row.stuck > 0 {
        flags.push(labels::STUCK_FLAG.with(language, &[&row.stuck.to_string()]));
    }
    words_of(language, &flags)
}

/// A matter, and what its lines are printed with.
#[derive(Debug)]
pub struct Page<'a> {
    /// Language.
    pub language: Language,
    /// The site's zone.
    pub zone: Zone,
    /// The matter.
    pub view: &'a MatterView,
    /// Slip numbers of the orders on this device.
    pub numbers: BTreeMap<DocumentId, String>,
    /// The present moment, milliseconds since 1970 UTC.
    pub now: i64,
}

impl Page<'_> {
    /// Everything about it.
    pub fn text(&self) -> String {
        let mut text = String::new();
        let form = self.view.matter.form();
        self.head(form, &mut text);
        self.warnings(form, &mut text);
        self.dues(&mut text);
        self.defects(&mut text);
        self.figures(&mut text);
        if let Some(form) = form {
            rows::sections(self, form, &mut text);
        }
        self.course(&mut text);
        self.may(form, &mut text);
        text
    }

    /// A person's name.
    fn name(&self, user: &UserId) -> String {
        self.view.names.get(user).cloned().unwrap_or_else(|| user.to_string().chars().take(8).collect())
    }

    /// Who and when.
    fn short(&self, origin: &Origin) -> String {
        let unsent = if self.view.pending.contains(&origin.entry) {
            format!(", {}", labels::NOT_SENT.get(self.language))
        } else {
            String::new()
        };
        format!("{}, {}{unsent}", self.name(&origin.by.user), self.zone.show(origin.at.estimate()))
    }

    fn say(&self, words: Text) -> &'static str {
        words.get(self.language)
    }

    fn head(&self, form: Option<&Form>, text: &mut String) {
        let matter = &self.view.matter;
        let opening = &matter.opening;
        let title = form.map_or(opening.form.as_str(), |form| form.title.get(self.language));
        let home = opening.unit_no.iter().chain(&opening.period);
        let parts: Vec<&str> = [opening.title.as_str()].into_iter().chain(home.map(String::as_str)).collect();
        line(text, 0, &format!("{title}: {}", parts.join(" · ")));
        let mut head = vec![core::state(matter.state).get(self.language).to_owned()];
        head.push(words::ANSWERS.with(self.language, &[&self.name(&matter.person)]));
        head.extend(matter.due.map(|day| words::LAST_DAY.with(self.language, &[&day.to_string()])));
        head.push(words::OPENED.with(self.language, &[&self.short(&opening.origin)]));
        line(text, 0, &head.join(" · "));
    }

    fn warnings(&self, form: Option<&Form>, text: &mut String) {
        let view = self.view;
        for alarm in &view.alarms {
            line(text, 0, &format!("!!! {}", core::alarm(self.language, alarm, form)));
        }
        for stuck in &view.stuck {
            let why = format!("{}: {}", faults::quarantine(stuck.reason).get(self.language), stuck.detail);
            line(text, 0, &format!("!!! {}", words::REFUSED.with(self.language, &[&why])));
            for (id, kind, _) in &stuck.entries {
                line(text, 1, &format!("{} ({id})", states::kind_named(self.language, kind)));
            }
        }
        if form.is_none() || !view.matter.newer.is_empty() {
            line(text, 0, self.say(words::NEWER));
        }
        if !view.listed {
            line(text, 0, self.say(words::NOT_LISTED));
        }
    }

    fn dues(&self, text: &mut String) {
        section(text, self.say(words::DUES), &self.view.dues, |due| {
            let mark = if due.done_at.is_some() { "[x]" } else { "[ ]" };
            let of = core::due_of(due.of).get(self.language);
            let mut said = format!("{mark} {} {of}", self.zone.show(due.due_at));
            if let Some(row) = &due.row {
                said = format!("{said}, {}", words::ROW.with(self.language, &[row]));
            }
            if let Some(at) = due.done_at {
                said = format!("{said}, {}", words::DONE_AT.with(self.language, &[&self.zone.show(at)]));
            }
            if due.missed {
                said = format!("{said} !{}", self.say(words::MISSED));
            } else if due.is_late(self.now) {
                said = format!("{said} !{}", self.say(words::LATE));
            }
            vec![said]
        });
    }

    fn defects(&self, text: &mut String) {
        let items = self.view.matter.form().and_then(|form| form.section("inspection")?.field("item"));
        section(text, self.say(words::DEFECTS), &self.view.defects, |defect| {
            let item = rows::choice(self.language, items.map(|field| field.holds), &defect.item);
            let state = core::defect(defect.state).get(self.language);
            let order = defect.order.map_or_else(String::new, |order| format!(", {}", self.order(order)));
            let row = words::ROW.with(self.language, &[&defect.row]);
            vec![format!("{}, {item}: {} [{state}{order}] {row}", defect.room, defect.defect)]
        });
    }

    fn order(&self, order: DocumentId) -> String {
        self.numbers.get(&order).cloned().unwrap_or_else(|| order.to_string())
    }

    fn figures(&self, text: &mut String) {
        if let Some(used) = self.view.meter_use {
            let of = |counted, number| core::counted(self.language, counted, number);
            let figures =
                [of(Counted::CentiCubicMetres, used.water), of(Counted::DeciKilowattHours, used.electricity)];
            let per = self.say(if used.a_month { words::IN_THE_MONTH } else { words::OVER_THE_TERM });
            line(text, 0, &words::USED.with(self.language, &[&figures[0], &figures[1], per]));
        }
        let matter = &self.view.matter;
        if let Some(rate) = matter.return_rate_per_mille() {
            line(text, 0, &words::RETURN_RATE.with(self.language, &[&shown(rate, 1)]));
        }
        if let Some(fen) = matter.billing_difference_fen() {
            line(text, 0, &words::DIFFERENCE.with(self.language, &[&money(fen)]));
        }
    }

    /// What happened beside the filling in.
    fn course(&self, text: &mut String) {
        let matter = &self.view.matter;
        section(text, self.say(words::ASSIGNED), &matter.assignments, |one| {
            let mut said = vec![self.name(&one.person)];
            said.extend(one.department.map(|of| incident::department(of).get(self.language).to_owned()));
            said.extend(one.due.map(|day| words::LAST_DAY.with(self.language, &[&day.to_string()])));
            said.push(one.words.clone());
            let standing = self.say(match one.standing {
                Standing::Counts => incidents::COUNTS,
                Standing::Replaced => incidents::REPLACED,
                Standing::Outweighed => incidents::OUTWEIGHED,
            });
            vec![format!("{} ({}) [{standing}]", said.join(" · "), self.short(&one.origin))]
        });
        section(text, self.say(words::REMARKS), &matter.notes, |one| {
            vec![format!("{} ({})", one.words, self.short(&one.origin))]
        });
        section(text, self.say(words::ORDERS), &matter.orders, |one| {
            let of = one.of.as_ref().map_or_else(String::new, |(section, row)| {
                let title = core::section_title(self.language, section, matter.form());
                format!(": {title}, {}", words::ROW.with(self.language, &[row]))
            });
            vec![format!("{}{of} ({})", self.order(one.order), self.short(&one.origin))]
        });
        section(text, self.say(words::ENDS), &matter.ends, |one| {
            let state = core::state(one.state).get(self.language);
            let said = one.words.as_ref().map_or_else(String::new, |said| format!(": {said}"));
            vec![format!("{state}{said} ({})", self.short(&one.origin))]
        });
        section(text, self.say(words::NOT_COUNTED), &matter.not_accepted, |one| {
            let kind = states::kind(one.kind).get(self.language);
            let why = core::not_accepted(self.language, &one.reason);
            vec![format!("{kind}: {why} ({})", self.short(&one.origin))]
        });
    }

    /// What its reader may do now, and what not yet and why.
    fn may(&self, form: Option<&Form>, text: &mut String) {
        let open: Vec<_> =
            self.view.open.iter().filter_map(|key| form.and_then(|form| form.section(key))).collect();
        section(text, self.say(words::MAY_FILL), &open, |section| {
            let mut lines = vec![format!("{} {}", section.key, section.title.get(self.language))];
            let guidance = section.guidance.map(|guidance| guidance.get(self.language));
            lines.extend(guidance.map(|guidance| format!("☞ {guidance} ({})", section.rules.join(", "))));
            lines
        });
        for (title, open) in [(words::MAY, true), (words::NOT_YET, false)] {
            let of: Vec<&Action> =
                self.view.commands.iter().filter(|one| one.refused.is_none() == open).collect();
            section(text, self.say(title), &of, |one| {
                let kind = states::kind(one.action).get(self.language);
                vec![match &one.refused {
                    None => kind.to_owned(),
                    Some(why) => format!("{kind}: {}", words::refusal(self.language, why, form, None)),
                }]
            });
        }
    }
}

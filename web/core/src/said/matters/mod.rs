//! The office's other matters in words: `MatterList`, `MatterForms` and `MatterPage` of `matters.ts`.

mod course;
mod values;

use client_core::device::{MatterRow, MatterView};
use client_core::domain::calendar::{Day, Zone};
use client_core::domain::decide::Rejection;
use client_core::domain::id::{DocumentId, UserId};
use client_core::domain::matter::{
    Counted, Defect, Ends, Filled, Form, MatterPeriod, MatterState, Section, matter_document, newest,
    offered_rows,
};
use client_core::domain::money::decimal_of;
use client_core::domain::policy::Role;
use client_core::domain::text::Language;
use client_core::domain::words::matter as core;
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};
use undercroft_words::{Text, refusals, rejections, states};

/// A line of the list.
pub fn row(language: Language, row: &MatterRow, names: &BTreeMap<UserId, &str>, now: i64) -> Value {
    let open = row.state == MatterState::Open;
    json!({
        "id": row.id,
        "kind": row.kind,
        "kind_text": core::matter_kind(row.kind).get(language),
        "form_text": newest(&row.form).map(|form| form.title.get(language)),
        "state_text": core::state(row.state).get(language),
        "open": open,
        "alarm": row.alarmed || row.stuck > 0,
        "late": row.is_late(now),
        "title": row.title,
        "unit_no": row.unit_no,
        "period": row.period,
        "person": names.get(&row.person).copied().unwrap_or_default(),
        "due_at": row.due_at,
        "opened_at": row.opened_at,
        "unsent": row.pending > 0,
    })
}

/// A form that may be begun; of a duty with the period of today and the one before, and which of them are here.
pub fn offered(language: Language, form: &Form, today: Day, here: &BTreeSet<DocumentId>) -> Value {
    let periods = form.every.map_or_else(Vec::new, |every| {
        let current = MatterPeriod::of(every, today);
        let before = MatterPeriod::of(every, current.first_day().add_days(-1));
        [current, before]
            .map(|period| {
                let period = period.to_string();
                let id = Some(matter_document(form.key, &period)).filter(|id| here.contains(id));
                json!({ "period": period, "here": id })
            })
            .to_vec()
    });
    json!({
        "key": form.key,
        "kind": form.kind,
        "kind_text": core::matter_kind(form.kind).get(language),
        "title": form.title.get(language),
        "of_unit": form.of_unit,
        "planned": form.planned,
        "periods": periods,
    })
}

const REQUIRED: Text = Text("请填写:{}", "請填寫:{}", "{} is required");
const UNFIT: Text = Text("{}无效:{}", "{}無效:{}", "{} is not valid: {}");
const OPEN_ALREADY: Text = Text("已经立项", "已經立項", "this is open already");

/// Why a command is refused; the form gives sections and fields their names. `section` is the one that was being filled in.
pub fn refused(
    language: Language,
    rejection: &Rejection,
    form: Option<&Form>,
    section: Option<&Section>,
) -> String {
    let field = |key: &str| section.and_then(|section| section.field(key));
    match rejection {
        Rejection::Matter(refusal) => core::refusal(language, refusal, form),
        Rejection::Missing { field: key } if let Some(field) = field(key) => {
            REQUIRED.with(language, &[field.label.get(language)])
        }
        Rejection::Invalid { field: key, detail } if let Some(field) = field(key) => {
            UNFIT.with(language, &[field.label.get(language), detail])
        }
        Rejection::RecordedAlready => OPEN_ALREADY.get(language).to_owned(),
        _ => rejections::rejection(language, rejection),
    }
}

/// What the page of a matter is written from.
pub struct Page<'a> {
    /// Language.
    pub language: Language,
    /// The site's zone; UTC before the first sync.
    pub zone: Zone,
    /// The matter as the device has it.
    pub view: &'a MatterView,
    /// Its form; `None` where it is of a newer program.
    pub form: Option<&'static Form>,
    /// Slip numbers of the orders that belong to it.
    pub numbers: &'a BTreeMap<DocumentId, String>,
    /// The time, milliseconds since 1970 UTC.
    pub now: i64,
}

impl Page<'_> {
    /// What the page says.
    pub fn said(&self) -> Value {
        let (language, view) = (self.language, self.view);
        let matter = &view.matter;
        let dues = view.dues.iter().map(|due| {
            json!({
                "text": core::due_of(due.of).get(language),
                "row": due.row.as_deref().and_then(|row| self.row_anywhere(row)).map(|row| row.1),
                "due_at": due.due_at,
                "done_at": due.done_at,
                "late": due.is_late(self.now),
                "missed": due.missed,
            })
        });
        let commands = view.commands.iter().map(|one| {
            let refused = one.refused.as_ref().map(|why| refused(language, why, self.form, None));
            json!({ "action": one.action, "refused": refused })
        });
        let stuck = view
            .stuck
            .iter()
            .map(|stuck| format!("{}: {}", refusals::quarantine(stuck.reason).get(language), stuck.detail));
        let not_accepted = matter.not_accepted.iter().map(|one| {
            let kind = core::kind(one.kind).map_or(one.kind.as_str(), |kind| kind.get(language));
            let why = core::not_accepted(language, &one.reason);
            json!({ "entry": one.origin.entry, "text": format!("{kind}: {why}"), "who": self.who(&one.origin) })
        });
        json!({
            "title": matter.opening.title,
            "kind": core::matter_kind(matter.kind).get(language),
            "state": core::state(matter.state).get(language),
            "open": matter.state == MatterState::Open,
            "person": self.name(&matter.person),
            "unit_no": matter.opening.unit_no,
            "period": matter.opening.period,
            "opened_by": self.name(&matter.opening.origin.by.user),
            "opened_at": matter.opened_at(),
            "due": matter.due,
            "dues": dues.collect::<Vec<_>>(),
            "alarms": view.alarms.iter().map(|one| core::alarm(language, one, self.form)).collect::<Vec<_>>(),
            "defects": view.defects.iter().map(|defect| self.defect(defect)).collect::<Vec<_>>(),
            "figures": self.figures(),
            "sections": self.sections(),
            "course": self.course(),
            "commands": commands.collect::<Vec<_>>(),
            "ending": self.form.map(|form| json!({
                "by_hand": form.ends == Ends::ByHand,
                "missing": matter.may_end().err().map(|why| core::refusal(language, &why, self.form)),
            })),
            "not_accepted": not_accepted.collect::<Vec<_>>(),
            "newer": matter.newer.len(),
            "stuck": stuck.collect::<Vec<_>>(),
        })
    }

    /// A person's name; the server writes as nobody.
    fn name(&self, user: &UserId) -> &str {
        if user.as_bytes() == &[0; 16] {
            return states::role(Role::Server).get(self.language);
        }
        self.view.names.get(user).map_or("", String::as_str)
    }

    fn defect(&self, defect: &Defect) -> Value {
        json!({
            "row": defect.row,
            "name": self.row_anywhere(&defect.row).map(|(_, name)| name),
            "defect": defect.defect,
            "state": core::defect(defect.state).get(self.language),
            "order": defect.order,
            "number": defect.order.and_then(|order| self.numbers.get(&order)),
        })
    }

    /// Sections that matter here, in the order of the form.
    fn sections(&self) -> Vec<Value> {
        let matter = &self.view.matter;
        let known = matter.sections.iter().filter(|filled| filled.applies);
        let known = known.filter_map(|filled| Some((filled, self.form?.section(&filled.section)?)));
        known.map(|(filled, section)| self.section(filled, section)).collect()
    }

    fn section(&self, filled: &Filled, section: &'static Section) -> Value {
        let matter = &self.view.matter;
        let first = section.after.iter().find(|before| !matter.is_complete(before));
        let rows = filled.rows.iter().map(|row| {
            let missing =
                row.missing.iter().map(|key| core::field_label(self.language, section.key, key, self.form));
            json!({
                "row": row.row,
                "name": self.row_name(section, row),
                "who": self.who(&row.origin),
                "struck": row.struck.as_ref().map(|struck| &struck.words),
                "missing": missing.collect::<Vec<_>>(),
                "cells": self.cells(section, row),
            })
        });
        json!({
            "section": section.key,
            "complete": filled.complete,
            "open": self.view.open.contains(&section.key),
            "first": first.map(|key| core::section_title(self.language, key, self.form)),
            "rows": rows.collect::<Vec<_>>(),
            "offered": section.of.map(|base| self.offered(section, base)),
        })
    }

    /// Rows of another section that this one says more about.
    fn offered(&self, section: &Section, base: &str) -> Vec<Value> {
        let Some(of) = self.form.and_then(|form| form.section(base)) else { return Vec::new() };
        let rows = offered_rows(&self.view.matter, section);
        rows.map(|row| json!({ "row": row.row, "name": self.row_name(of, row) })).collect()
    }

    /// A row by its key, in the section that it began in.
    fn row_anywhere(&self, key: &str) -> Option<(&'static Section, String)> {
        let sections = self.form?.sections.iter().filter(|section| section.of.is_none());
        sections.into_iter().find_map(|section| {
            let rows = &self.view.matter.filled(section.key)?.rows;
            let row = rows.iter().find(|row| row.row.as_deref() == Some(key))?;
            Some((section, self.row_name(section, row)))
        })
    }

    /// Numbers that the core makes of what is filled in, under the names that screens have words for.
    fn figures(&self) -> Map<String, Value> {
        let matter = &self.view.matter;
        let shown = |counted: Counted, number: i64| core::counted(self.language, counted, number);
        let used = self.view.meter_use.as_ref();
        let rate = matter.return_rate_per_mille().map(|rate| format!("{} %", decimal_of(rate, 1)));
        let all = [
            ("water", used.map(|used| shown(Counted::CentiCubicMetres, used.water))),
            ("electricity", used.map(|used| shown(Counted::DeciKilowattHours, used.electricity))),
            ("return_rate", rate),
            ("difference", matter.billing_difference_fen().map(|fen| shown(Counted::Fen, fen))),
        ];
        all.into_iter().filter_map(|(name, text)| Some((name.to_owned(), text?.into()))).collect()
    }
}

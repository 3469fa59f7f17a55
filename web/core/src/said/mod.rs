//! What an order's page says, in words: `Said` and the timeline of `contract.ts`.
//!
//! Words come from the crate of words, findings from client-core. Here they are only put side by side.

pub mod complaints;
pub mod dictionaries;
mod facts;
pub mod faults;
pub mod fees;
pub mod incidents;
pub mod inputs;
mod lines;
pub mod list;
pub mod matters;

use client_core::device::{NextView, OrderView};
use client_core::domain::calendar::Zone;
use client_core::domain::decide::{Author, Primary, Rejection, choices};
use client_core::domain::entry::office::Choice;
use client_core::domain::entry::{At, Kind};
use client_core::domain::guidance::Guidance;
use client_core::domain::journal::Journal;
use client_core::domain::order::{Conflict, Origin};
use client_core::domain::policy::Role;
use client_core::domain::procedure::{Checklist, Library, ProcedureRef, Status, StepRefusal, StepState};
use client_core::domain::reference::Reference;
use client_core::domain::text::Language;
use serde_json::{Value, json};
use undercroft_words::incidents::Mark;
use undercroft_words::questions::{self, Place, test};
use undercroft_words::{checklists, conflicts, locks, refusals, rejections, states};

/// What an order's page is written from.
pub struct Page<'a> {
    /// Language.
    pub language: Language,
    /// The site's zone.
    pub timezone: &'a str,
    /// The order.
    pub view: &'a OrderView,
    /// What may be done.
    pub next: &'a NextView,
    /// Who looks at it.
    pub author: Option<&'a Author>,
    /// The clocks.
    pub now: At,
    /// Reference data.
    pub reference: &'a Reference,
    /// Procedures.
    pub library: &'a Library,
}

/// Words that stand alone, as on a button: English ones begin with a capital there.
fn sentence(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// How a mark beside a line is shown.
const fn mark_name(mark: Mark) -> &'static str {
    match mark {
        Mark::Good => "good",
        Mark::Uncertain => "warn",
        Mark::Bad => "bad",
    }
}

/// Why, without the order's state in front of every line.
fn because(language: Language, rejection: &Rejection) -> String {
    match rejection {
        Rejection::WrongState { needs, .. } => rejections::needs(language, needs),
        Rejection::Step(StepRefusal::Locked { reasons, .. }) => locks::locks(language, reasons),
        other => rejections::rejection(language, other),
    }
}

impl Page<'_> {
    fn facts(&self) -> facts::Facts<'_> {
        facts::Facts {
            language: self.language,
            // A zone that this program doesn't know was refused by the server; times are shown in UTC then.
            zone: Zone::parse(self.timezone).ok(),
            names: &self.view.names,
            texts: &self.view.texts,
            reference: self.reference,
            library: self.library,
        }
    }

    fn who(&self, origin: &Origin) -> String {
        let facts = self.facts();
        format!("{}, {}", facts.name(&origin.by.user), facts.time(origin.at.estimate()))
    }

    /// The big button.
    pub fn primary(&self, primary: &Primary) -> Value {
        match primary {
            Primary::Waits { task, roles } => {
                let task = states::task(self.language, task);
                json!({ "is": "waits", "text": format!("{task} ({})", states::roles(self.language, roles)) })
            }
            other => json!(other),
        }
    }

    /// `Said`.
    pub fn said(&self) -> Value {
        let (language, order) = (self.language, &self.view.order);
        let facts = self.facts();
        let commands: Vec<Value> = self
            .next
            .actions
            .commands
            .iter()
            .map(|one| {
                json!({
                    "action": one.action,
                    "name": sentence(states::kind(one.action).get(language)),
                    "refused": one.refused.as_ref().map(|why| because(language, why)),
                })
            })
            .collect();
        let mut steps = Vec::new();
        let mut missing = Vec::new();
        if let Some(checklist) = &order.checklist {
            self.steps(checklist, &mut steps);
            missing = checklist.missing.iter().map(|one| locks::missing(language, one)).collect();
        }
        let tasks: Vec<Value> = order
            .tasks
            .iter()
            .map(|task| {
                let whose = states::roles(language, &task.roles);
                json!({ "id": task.id, "text": states::task(language, &task.id), "whose": whose })
            })
            .collect();
        let guidance: Vec<Value> = self
            .next
            .guidance
            .iter()
            .map(|one: &Guidance| json!({ "text": one.text.get(language), "rules": one.rules }))
            .collect();
        let not_accepted = order.not_accepted.iter().map(|one| {
            let kind = states::kind(one.kind).get(language);
            let why = conflicts::not_accepted(language, &one.reason);
            json!({ "entry": one.origin.entry, "text": format!("{kind}: {why}") })
        });
        let claims = order.claims.iter().map(|claim| {
            let kind = claim.kind.map_or("?", |kind| states::kind(kind).get(language));
            let why = conflicts::claim(claim.reason).get(language);
            json!({
                "entry": claim.entry,
                "text": format!("{kind}: {why}"),
                "reviewed": claim.reviewed.is_some(),
            })
        });
        let problems = order
            .problems
            .iter()
            .map(|one| json!({ "entry": one.entry, "text": conflicts::problem(language, &one.problem) }));
        let stuck = self.view.stuck.iter().map(|stuck| {
            let entries = stuck.entries.iter().map(|(_, kind, value)| {
                format!("{} {}", states::kind_named(language, kind), facts.line(value))
            });
            json!({
                "reason": format!("{}: {}", refusals::quarantine(stuck.reason).get(language), stuck.detail),
                "entries": entries.collect::<Vec<_>>(),
            })
        });
        let title = order
            .slip
            .as_ref()
            .map_or_else(|| order.id.to_string().chars().take(8).collect(), |slip| slip.number.clone());
        json!({
            "title": title,
            "state": states::state(order.state).get(language),
            "commands": commands,
            "steps": steps,
            "missing": missing,
            "tasks": tasks,
            "conflicts": order.conflicts.iter().map(|one| self.conflict(one)).collect::<Vec<_>>(),
            "not_accepted": not_accepted.collect::<Vec<_>>(),
            "claims": claims.collect::<Vec<_>>(),
            "problems": problems.collect::<Vec<_>>(),
            "stuck": stuck.collect::<Vec<_>>(),
            "guidance": guidance,
        })
    }

    fn steps(&self, list: &Checklist, all: &mut Vec<Value>) {
        all.extend(list.steps.iter().map(|state| self.step(list, state)));
        list.children.iter().for_each(|child| self.steps(child, all));
    }

    fn step(&self, list: &Checklist, state: &StepState) -> Value {
        let language = self.language;
        let reference = ProcedureRef { id: list.procedure.clone(), version: list.version };
        let procedure = self.library.get(&reference);
        let definition = procedure.and_then(|procedure| procedure.step(&state.id));
        let action =
            self.next.actions.steps.iter().find(|one| one.checklist == list.path && one.step == state.id);
        let refused = match action {
            Some(action) => action.refused.as_ref().map(|why| because(language, why)),
            None if state.locks.is_empty() => None,
            None => Some(locks::locks(language, &state.locks)),
        };
        let (mut good_when, mut leads, mut asked) = (Vec::new(), Vec::new(), Vec::new());
        if let (Some(procedure), Some(step)) = (procedure, definition) {
            let place = Place::of(procedure, step).labelled();
            for rule in &step.accepts {
                let words = test(language, place, &rule.test);
                good_when.push(checklists::ONLY_IF.with(language, &[&words, rule.label.get(language)]));
            }
            if let Some(passes) = &step.passes {
                good_when.push(checklists::GOOD_WHEN.with(language, &[&test(language, place, passes)]));
            }
            leads = questions::leads(language, procedure, step);
            asked = step.records.iter().map(|one| inputs::input(language, place, step, one)).collect();
        }
        json!({
            "checklist": list.path,
            "step": state.id,
            "label": definition.map_or("", |step| step.label.get(language)),
            "kind": locks::kind(state.kind).get(language),
            "status": locks::status(&state.status).get(language),
            "refused": refused,
            "because": match &state.status {
                Status::NotApplicable { because } => Some(locks::because(language, because)),
                _ => None,
            },
            "requires": state.requires.iter().map(|one| locks::follow_up(language, one)).collect::<Vec<_>>(),
            "good_when": good_when,
            "leads": leads,
            "inputs": asked,
            "values": lines::recorded(language, definition, state),
        })
    }

    fn conflict(&self, conflict: &Conflict) -> Value {
        let language = self.language;
        let facts = self.facts();
        let settled = conflict.settled.as_ref().map(|settled| {
            let choice = self.chosen(conflict, &settled.choice);
            let reason = conflicts::reason(language, &settled.reason);
            format!("{choice}: {reason} ({})", self.who(&settled.origin))
        });
        let sides = conflict.sides.iter().zip('A'..='Z').map(|(side, letter)| {
            json!({
                "letter": letter.to_string(),
                "entry": side.origin.entry,
                "kind": states::kind(side.kind).get(language),
                "value": facts.line(&side.value),
                "who": self.who(&side.origin),
                "counts": side.counts,
            })
        });
        let open = match self.author {
            Some(author) if conflict.settled.is_none() => {
                choices(&self.view.order, conflict, author, self.now, self.reference, self.library)
            }
            _ => Vec::new(),
        };
        let open =
            open.iter().map(|choice| json!({ "choice": choice, "text": self.chosen(conflict, choice) }));
        json!({
            "id": conflict.id,
            "rule": conflict.rule,
            "about": conflicts::rule(language, &conflict.rule),
            "outcome": conflicts::outcome(language, &conflict.outcome),
            "settled": settled,
            "whose": states::roles(language, &conflict.audience),
            "sides": sides.collect::<Vec<_>>(),
            "choices": open.collect::<Vec<_>>(),
        })
    }

    /// A choice in words; one of the sides by its letter and what it says.
    fn chosen(&self, conflict: &Conflict, choice: &Choice) -> String {
        let language = self.language;
        let Choice::Entry(entry) = choice else {
            return conflicts::choice_on(language, &conflict.rule, choice);
        };
        let mut sides = conflict.sides.iter().zip('A'..='Z');
        let Some((side, letter)) = sides.find(|(side, _)| side.origin.entry == *entry) else {
            return conflicts::choice_on(language, &conflict.rule, choice);
        };
        let facts = self.facts();
        let says = match facts.line(&side.value) {
            words if words.is_empty() => facts.name(&side.origin.by.user),
            words => words,
        };
        let side = format!("{letter} ({} {says})", states::kind(side.kind).get(language));
        conflicts::COUNTS.with(language, &[&side])
    }

    /// Every entry, oldest first. What the server says of others' arrival stands beside those.
    pub fn timeline(&self, journal: &Journal) -> Vec<Value> {
        let facts = self.facts();
        let role = |role: Role| states::role(role).get(self.language);
        journal
            .entries()
            .iter()
            .enumerate()
            .filter(|(_, one)| one.entry.body.kind() != Some(Kind::Received))
            .map(|(i, one)| {
                let (entry, at) = (&one.entry, journal.at(i));
                let kind = entry.body.kind();
                json!({
                    "entry": one.id,
                    "kind": kind,
                    "name": kind.map_or_else(|| "?".to_owned(), |kind| sentence(states::kind(kind).get(self.language))),
                    "who": facts.name(&entry.by.user),
                    "role": role(entry.by.role),
                    "at": at.estimate(),
                    "certain": at.is_certain(),
                    "arrived_at": self.view.received_at.get(&one.id),
                    "text": facts.line(&entry.body.to_json()),
                })
            })
            .collect()
    }
}

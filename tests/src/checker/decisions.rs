//! Decisions that did not know of each other, settled once more from the log's entries alone: who holds a slip that
//! several were given (COL-04, P7), what may be billed of two agreed prices (COL-06), whose word counts (P8), and that
//! people are asked once about each.

use super::Violation;
use super::cbor::{Id, bytes, field, number, short, text, ulid};
use super::life::{Fact, facts_but};
use super::log::Log;
use serde_json::Value;
use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::fmt::Write as _;

/// Why an entry counts for nothing that only lost against another one.
const WITHOUT_EFFECT: &str = "decision_without_effect";

/// Posts whose decision on a question of assignment goes before others', the highest first.
const HIGHER: [&str; 3] = ["office_head", "csc_manager", "csc_supervisor"];
/// Posts that are asked about an assignment, and their managers.
const ABOUT_ASSIGNMENTS: [&str; 4] = ["dispatcher", "front_desk", "csc_manager", "office_head"];

/// Which of two facts was earlier (P7): by their known times where both are known and differ, else by their places in
/// the journal.
fn earlier(a: &Fact<'_>, b: &Fact<'_>) -> Ordering {
    match (a.known_at, b.known_at) {
        (Some(one), Some(other)) if one != other => one.cmp(&other),
        _ => a.position.cmp(&b.position),
    }
}

fn earliest<'f, 'a>(facts: impl IntoIterator<Item = &'f Fact<'a>>) -> Option<&'f Fact<'a>>
where
    'a: 'f,
{
    let mut facts: Vec<_> = facts.into_iter().collect();
    facts.sort_by_key(|fact| fact.position);
    facts.into_iter().min_by(|a, b| earlier(a, b))
}

/// Whom an entry gives the slip to.
fn given_to(fact: &Fact<'_>) -> Option<Id> {
    match fact.entry.kind.as_str() {
        "assigned" => bytes(&fact.entry.data, "technician"),
        "pool_taken" => Some(fact.entry.user),
        _ => None,
    }
}

struct Course<'a> {
    log: &'a Log,
    order: &'a Id,
    told: &'a Value,
    facts: Vec<Fact<'a>>,
}

/// Checks one order's canonical text against the log.
///
/// # Errors
/// The first promise that the text breaks.
pub fn check(log: &Log, order: &Id, told: &Value) -> Result<(), Violation> {
    let facts = facts_but(log, order, told, WITHOUT_EFFECT);
    let course = Course { log, order, told, facts };
    course.one_task_each()?;
    course.holder()?;
    course.price()?;
    course.whose_word()
}

impl<'a> Course<'a> {
    fn broken(&self, promise: &'static str, detail: String) -> Violation {
        Violation::new(promise, format!("order {}: {detail}", short(self.order)))
    }

    fn list(&self, name: &str) -> &'a [Value] {
        self.told[name].as_array().map_or(&[], Vec::as_slice)
    }

    fn saw(&self, later: &Fact<'_>, earlier: &Fact<'_>) -> bool {
        self.log.saw(later.place, earlier.place)
    }

    fn of<'f>(&'f self, kinds: &'f [&str]) -> impl Iterator<Item = &'f Fact<'a>> {
        self.facts.iter().filter(|fact| kinds.contains(&fact.entry.kind.as_str()))
    }

    /// Those of some kinds that no other one of them knew.
    fn newest<'f>(&'f self, kinds: &'f [&str]) -> Vec<&'f Fact<'a>> {
        self.of(kinds).filter(|one| !self.of(kinds).any(|other| self.saw(other, one))).collect()
    }

    /// The question by one of these rules whose sides are, among others, these.
    fn question(&self, rules: &[&str], sides: &[&Fact<'_>]) -> Option<&'a Value> {
        self.list("conflicts").iter().find(|conflict| {
            let shown = shown(conflict);
            rules.contains(&conflict["rule"].as_str().unwrap_or_default())
                && sides.iter().all(|side| shown.contains(side.id.as_str()))
        })
    }

    /// Each question is asked under one name, and each open one is one task.
    fn one_task_each(&self) -> Result<(), Violation> {
        let promise = "every conflict has exactly one task";
        let tasks: Vec<&str> = self.list("tasks").iter().filter_map(|task| task["id"].as_str()).collect();
        let mut names = BTreeSet::new();
        for conflict in self.list("conflicts") {
            let name = conflict["id"].as_str().unwrap_or_default();
            let wanted = format!("settle:{name}");
            let found = tasks.iter().filter(|task| **task == wanted).count();
            let open = usize::from(conflict["settled"].is_null());
            if !names.insert(name) || found != open {
                return Err(self.broken(promise, format!("{name}: {found} tasks, open {open}")));
            }
        }
        let mut seen = BTreeSet::new();
        match tasks.iter().find(|task| !seen.insert(**task)) {
            Some(twice) => Err(self.broken(promise, format!("{twice} is asked twice"))),
            None => Ok(()),
        }
    }

    /// Who was given the slip and knew of nobody else is asked about, and meanwhile one of them holds it.
    fn holder(&self) -> Result<(), Violation> {
        let newest = self.newest(&["assigned", "pool_taken"]);
        let back = |given: &Fact<'_>| {
            self.of(&["assignment_returned"])
                .any(|fact| Some(fact.entry.user) == given_to(given) && self.saw(fact, given))
        };
        let standing: Vec<&Fact<'_>> = newest.iter().copied().filter(|given| !back(given)).collect();
        let people: BTreeSet<Id> = standing.iter().filter_map(|given| given_to(given)).collect();
        let question = self.question(&["COL-04", "COL-05"], &standing);
        if people.len() > 1 && question.is_none() {
            let detail = format!("{} people were given it unaware of each other", people.len());
            return Err(self.broken("two who were given one slip are asked about", detail));
        }
        let crossed = self.list("conflicts").iter().any(|conflict| conflict["rule"] == "COL-05");
        let signed = self.list("signatures").iter().any(|one| one["counts"] == true);
        if crossed || signed {
            return Ok(());
        }
        let first = |kind: &str| {
            let own = |fact: &Fact<'_>, given: &Fact<'_>| {
                given_to(given) == Some(fact.entry.user) && self.saw(fact, given)
            };
            let all = self.facts.iter().filter(|fact| fact.entry.kind == kind);
            earliest(all.filter(|fact| standing.iter().any(|given| own(fact, given))))
                .map(|fact| fact.entry.user)
        };
        let by_rule = || first("arrived").or_else(|| first("slip_received"));
        let earlier = || earliest(standing.iter().copied()).and_then(given_to);
        let settled = question.map(|question| &question["settled"]).filter(|settled| !settled.is_null());
        let expected = match settled {
            None if people.len() > 1 => by_rule().or_else(earlier),
            None if question.is_none() || people.is_empty() => people.first().copied(),
            None => return Ok(()),
            Some(settled) => {
                let chosen = settled["choice"]["entry"].as_str();
                let Some(chosen) = standing.iter().find(|given| Some(given.id.as_str()) == chosen) else {
                    return Ok(());
                };
                given_to(chosen)
            }
        };
        let told = self.told["holder"].as_str();
        let expected = expected.map(|user| hyphenated(&user));
        if told != expected.as_deref() {
            let detail = format!("{told:?} holds it, by the rules {expected:?} does");
            return Err(self.broken("one holds a slip, and by the written rules", detail));
        }
        Ok(())
    }

    /// Two prices agreed unaware of each other are asked about, and the lower one is all that may be billed meanwhile.
    fn price(&self) -> Result<(), Violation> {
        let newest = self.newest(&["price_confirmed"]);
        let amounts: BTreeSet<u64> =
            newest.iter().filter_map(|fact| number(&fact.entry.data, "amount_fen")).collect();
        let Some(lowest) = amounts.first().copied().filter(|_| amounts.len() > 1) else { return Ok(()) };
        let Some(question) = self.question(&["COL-06"], &newest) else {
            return Err(self.broken("two agreed prices are asked about", format!("{amounts:?} fen")));
        };
        let billable = self.told["billable_fen"].as_u64();
        if question["settled"].is_null() && billable.is_some_and(|fen| fen > lowest) {
            let detail = format!("{billable:?} of {amounts:?} fen");
            return Err(self.broken("in doubt the customer pays the lower price", detail));
        }
        Ok(())
    }

    /// Of the decisions on one assignment that knew all its sides and no other decision the one counts that rules say.
    fn whose_word(&self) -> Result<(), Violation> {
        for conflict in self.list("conflicts") {
            let asked = conflict["rule"].as_str().is_some_and(|rule| ["COL-04", "COL-05"].contains(&rule));
            let Some(counts) = conflict["settled"]["origin"]["entry"].as_str().filter(|_| asked) else {
                continue;
            };
            let sides = shown(conflict);
            let sides: Vec<&Fact<'_>> =
                self.facts.iter().filter(|fact| sides.contains(fact.id.as_str())).collect();
            let fits = |fact: &&Fact<'_>| {
                text(&fact.entry.data, "conflict") == conflict["id"].as_str()
                    && ABOUT_ASSIGNMENTS.contains(&fact.entry.role.as_str())
                    && sides.iter().all(|side| self.saw(fact, side))
                    && chooses(fact, &sides)
            };
            let all: Vec<&Fact<'_>> = self.of(&["decision"]).filter(fits).collect();
            let first = all.iter().filter(|one| !all.iter().any(|other| self.saw(one, other)));
            let rank = |fact: &Fact<'_>| HIGHER.iter().position(|role| *role == fact.entry.role);
            let rank = |fact: &Fact<'_>| rank(fact).unwrap_or(HIGHER.len());
            let mut first: Vec<&&Fact<'_>> = first.collect();
            first.sort_by_key(|fact| fact.position);
            let winner = first.into_iter().min_by(|a, b| rank(a).cmp(&rank(b)).then_with(|| earlier(a, b)));
            if winner.map(|fact| fact.id.as_str()) != Some(counts) {
                let expected = winner.map(|fact| &fact.id);
                let detail = format!("{}: {counts} counts, by the rules {expected:?}", conflict["id"]);
                return Err(
                    self.broken("of two decisions the higher post's counts, else the earlier", detail)
                );
            }
        }
        Ok(())
    }
}

/// A person's id as orders write it: a UUID with hyphens.
pub(super) fn hyphenated(user: &Id) -> String {
    let mut text = String::new();
    for (place, byte) in user.iter().enumerate() {
        if [4, 6, 8, 10].contains(&place) {
            text.push('-');
        }
        let _ = write!(text, "{byte:02x}");
    }
    text
}

/// The entries that a question shows as its sides.
fn shown(conflict: &Value) -> BTreeSet<&str> {
    let sides = conflict["sides"].as_array().map_or(&[][..], Vec::as_slice);
    sides.iter().filter_map(|side| side["origin"]["entry"].as_str()).collect()
}

/// Whether a decision says something to a question of assignment: as it is, or one of those that were given the slip.
fn chooses(decision: &Fact<'_>, sides: &[&Fact<'_>]) -> bool {
    let Some(choice) = field(&decision.entry.data, "choice") else { return false };
    if choice.as_text() == Some("confirm") {
        return true;
    }
    bytes::<16>(choice, "entry")
        .is_some_and(|chosen| sides.iter().any(|side| given_to(side).is_some() && side.id == ulid(&chosen)))
}

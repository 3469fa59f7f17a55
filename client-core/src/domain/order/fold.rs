//! The fold: from a journal to the order that it is.

use super::conflicts::{Decisions, Outline, conflict, conflict_id};
use super::facts::{Facts, pick};
use super::{
    Attachment, Charge, Conflict, Consent, FindingView, Inspection, Judgement, Order, PartLine, PhotoLine,
    Problem, Quote, Registered, Settled, Shown, Signature, Slip, acceptance, account, assignment, cancel,
    cases, charge, charge_time, claims, course, desk, duplicates, follow_up, money_conflicts, preconditions,
    progress, store,
};
use crate::domain::entry::cases::EscalationOutcome;
use crate::domain::entry::office::{Choice, ServiceKind};
use crate::domain::entry::site::PriceItemKind;
use crate::domain::entry::{Body, Kind};
use crate::domain::id::{EntryId, UserId};
use crate::domain::journal::Journal;
use crate::domain::policy::Role;
use crate::domain::procedure::{self, Checklist, ClashRule, Fact, Library, Payload, ProcedureRef};
use planted::Bug;
use std::collections::BTreeMap;

const DISPATCH: &[Role] = &[Role::Dispatcher, Role::FrontDesk];

/// The order that follows from a journal. Total: odd data become listed problems, late or unfit entries are listed as
/// not accepted, nothing is dropped.
pub fn fold(journal: &Journal, library: &Library) -> Order {
    let mut order = Order::empty(journal.document);
    let mut facts = Facts::new(journal);
    let decisions = Decisions::read(&facts);

    read_unknown(journal, &mut order);
    read_office(&facts, &decisions, &mut order);
    claims::strike_rejected(&mut facts, &decisions);
    assignment::strike_unassigned(&mut facts);
    cases::strike_unfounded(&mut facts);
    preconditions::strike_unprepared(&mut facts, &order, library);
    preconditions::strike_unaccepted(&mut facts, library, &order);
    preconditions::strike_signed_before(&mut facts);

    let repairs = preconditions::repair_entries(&facts, library);
    let mut cancelling = cancel::settle(&mut facts, &decisions, &repairs);
    cancel::settle_not_repaired(&mut facts, &decisions, &mut cancelling);
    charge::strike_unfounded(&mut facts, &order);
    let holding = assignment::settle(&facts, &decisions);
    order.holder = holding.holder;
    order.assignments = holding.assignments;

    let course = course::read(&facts, &decisions, &mut order);
    read_site(&facts, &mut order);
    read_checklist(&mut facts, library, &mut order);
    let cases = cases::read(&facts, &decisions, &mut order);
    let overtaken = preconditions::strike_write_offs(&mut facts);
    order.written_off = facts.of(Kind::DispatchWrittenOff).first().map(|i| facts.origin(*i));

    order.conflicts.extend(holding.conflicts);
    order.conflicts.append(&mut cancelling.conflicts);
    let price = price_conflict(&facts, &decisions, &mut order);
    order.conflicts.extend(price);
    read_acceptance(&facts, &mut order);
    order.conflicts.extend(course);
    order.conflicts.extend(cases);
    order.conflicts.extend(checklist_conflicts(&facts, &decisions, &order));
    order.conflicts.extend(acceptance::conflicts(&facts, &decisions, &overtaken, order.holder));
    desk::read(&facts, &mut order);
    let twins = duplicates::read(&facts, &decisions, &mut order);
    order.conflicts.extend(twins);
    follow_up::strike_unfounded(&mut facts);
    order.conflicts.extend(follow_up::conflicts(&facts, &decisions, order.holder));
    follow_up::read(&facts, &mut order);
    account::read(&facts, &decisions, &mut order);
    let month = charge_time::read(&facts, &decisions, &mut order);
    order.conflicts.extend(month);
    order.conflicts.extend(money_conflicts::reworked(&facts, &decisions, order.holder));
    let elsewhere = money_conflicts::used_elsewhere(&facts, &decisions, &mut order);
    order.conflicts.extend(elsewhere);
    order.conflicts.extend(money_conflicts::paid_twice(&facts, &decisions, &order, cancelling.charge_fen));
    let goods = store::read(&facts, &mut order);
    order.conflicts.extend(goods);
    order.conflicts.sort_by(|a, b| a.id.cmp(&b.id));
    order.cancellations = std::mem::take(&mut cancelling.cancellations);
    order.claims = claims::read(&facts, &decisions);
    decisions.list_without_effect(&mut facts);
    order.not_accepted = facts.not_accepted();
    desk::read_archive(&facts, &mut order);
    progress::derive(&facts, &cancelling, library, &mut order);
    order
}

fn read_unknown(journal: &Journal, order: &mut Order) {
    for e in journal.entries() {
        match &e.entry.body {
            Body::Unknown(body) => order.needs_update.push(body.kind.clone()),
            body if body.kind().is_some_and(|kind| !kind.belongs_to(journal.kind)) => {
                order.problems.push(Problem { entry: e.id, problem: "wrong_document".into() });
            }
            _ => {}
        }
    }
    order.needs_update.sort();
    order.needs_update.dedup();
}

fn read_office<'a>(facts: &Facts<'a>, decisions: &Decisions<'a>, order: &mut Order) {
    let registrations = facts.data(Kind::RequestRegistered, pick!(RequestRegistered));
    let registered = facts.most_relied_on(&registrations.iter().map(|(i, _)| *i).collect::<Vec<_>>());
    let registered = registrations.iter().find(|(i, _)| Some(*i) == registered);
    order.registered = registered.map(|(i, data)| Registered {
        origin: facts.origin(*i),
        customer: data.customer,
        channel: data.channel,
        service_kind: data.service_kind,
        service_class: data.service_class.clone(),
        content: data.content,
        appointment_at: data.appointment_at,
        received_at: facts.told(*i, data.received_at),
        urgency: data.urgency,
    });
    let slips = facts.data(Kind::SlipIssued, pick!(SlipIssued));
    let slip = facts.most_relied_on(&slips.iter().map(|(i, _)| *i).collect::<Vec<_>>());
    let slip = slips.iter().find(|(i, _)| Some(*i) == slip);
    order.slip = slip.map(|(i, data)| Slip {
        origin: facts.origin(*i),
        number: data.number.clone(),
        service_class: data.service_class.clone(),
        procedure_version: data.procedure_version,
    });
    let again = registrations.iter().skip(1).map(|(i, _)| (*i, "registered_again"));
    let again = again.chain(slips.iter().skip(1).map(|(i, _)| (*i, "slip_issued_again")));
    order
        .problems
        .extend(again.map(|(i, problem)| Problem { entry: facts.entry(i).id, problem: problem.into() }));

    // COL-08: an acceptance that the one who declined had not seen stands, because a promise was given.
    let judged = facts.data(Kind::Judged, pick!(Judged));
    let newest = facts.newest(&judged.iter().map(|(i, _)| *i).collect::<Vec<_>>());
    let counting: Vec<_> = judged.iter().filter(|(i, _)| newest.contains(i)).collect();
    let accepted: Vec<usize> = counting.iter().filter(|(_, data)| data.accepted).map(|(i, _)| *i).collect();
    // Of two acceptances the one that the work was built on: what was done under it must not lose its ground.
    let relied_on = facts.most_relied_on(&accepted);
    let winner = counting.iter().find(|(i, _)| Some(*i) == relied_on).or(counting.first());
    let free_for = |i: usize| counting.iter().any(|(j, data)| *j == i && data.is_free());
    let differently = accepted.iter().filter(|i| relied_on.is_some_and(|w| free_for(**i) != free_for(w)));
    order.problems.extend(
        differently.map(|i| Problem { entry: facts.entry(*i).id, problem: "judged_differently".into() }),
    );
    order.judgement = winner.map(|(i, data)| Judgement {
        origin: facts.origin(*i),
        accepted: data.accepted,
        price_list_version: data.price_list_version,
        explanation: data.explanation.clone(),
        free_reason: data.free_reason.clone(),
        tried: data.tried.clone(),
        warranty: data.warranty,
        routed_to: data.routed_to.clone(),
    });
    let free = winner.is_some_and(|(_, data)| data.is_free());
    order.charge = order.registered.as_ref().map(|registered| match registered.service_kind {
        ServiceKind::Special if free => Charge::Free,
        ServiceKind::Special => Charge::Paid,
        ServiceKind::Regular | ServiceKind::Business => Charge::Regular,
    });
    if let Some((counts, _)) = winner
        && counting.iter().any(|(_, data)| data.accepted)
        && counting.iter().any(|(_, data)| !data.accepted)
    {
        let audience = &[Role::Dispatcher, Role::FrontDesk];
        let id = conflict_id(facts, "COL-08", &newest);
        let decided = decisions.on(facts, &id, &newest, audience);
        let outline = Outline {
            rule: "COL-08",
            outcome: "acceptance_stands",
            key: &newest,
            sides: &newest,
            counts: &[*counts],
            audience,
            told: Vec::new(),
        };
        order.conflicts.push(conflict(facts, outline, decided.map(|d| d.settled)));
    }
}

fn read_site(facts: &Facts<'_>, order: &mut Order) {
    order.findings = facts
        .data(Kind::Finding, pick!(Finding))
        .into_iter()
        .map(|(i, data)| FindingView {
            origin: facts.origin(i),
            content: data.content.clone(),
            materials: data.materials.clone(),
            tools: data.tools.clone(),
        })
        .collect();
    order.quotes = facts
        .data(Kind::Quoted, pick!(Quoted))
        .into_iter()
        .map(|(i, data)| Quote {
            origin: facts.origin(i),
            price_list_version: data.price_list_version,
            lines: data.lines.clone(),
            labour_fen: data.sum_of(PriceItemKind::Labour).unwrap_or(0),
            material_fen: data.sum_of(PriceItemKind::Material).unwrap_or(0),
            amount_fen: data.amount_fen,
        })
        .collect();
    order.consents = facts
        .data(Kind::PriceConfirmed, pick!(PriceConfirmed))
        .into_iter()
        .map(|(i, data)| Consent {
            origin: facts.origin(i),
            quote: data.quote,
            amount_fen: data.amount_fen,
            price_list_version: data.price_list_version,
            shown: data.shown,
            confirmed_by: data.confirmed_by.clone(),
            strokes: data.strokes,
        })
        .collect();
    order.parts = facts
        .data(Kind::PartReplaced, pick!(PartReplaced))
        .into_iter()
        .map(|(i, data)| PartLine {
            origin: facts.origin(i),
            step: data.step.clone(),
            item: data.item.clone(),
            quantity: data.quantity,
            old_specification: data.old_specification.clone(),
            new_specification: data.new_specification.clone(),
            source: data.source,
        })
        .collect();
    let notes = facts.data(Kind::Note, pick!(Note)).into_iter();
    order.notes = notes.map(|(i, data)| Attachment { origin: facts.origin(i), blob: data.text }).collect();
    let photos = facts.data(Kind::PhotoAdded, pick!(PhotoAdded)).into_iter();
    order.photos = photos.map(|(i, data)| PhotoLine { origin: facts.origin(i), photo: data.photo }).collect();
}

/// The checklist as somebody saw it; as it is now when nobody is named.
pub(super) fn evaluate(
    facts: &Facts<'_>,
    library: &Library,
    order: &Order,
    seen_by: Option<usize>,
) -> Option<Checklist> {
    let counts = |i: &usize| seen_by.is_none_or(|by| facts.saw(by, *i));
    let slip = order.slip.as_ref()?;
    let reference = ProcedureRef { id: slip.service_class.clone(), version: slip.procedure_version };
    let mut indexes = Vec::new();
    let mut inputs = Vec::new();
    let arrivals: Vec<usize> = facts.of(Kind::Arrived).into_iter().filter(counts).collect();
    let visit_at = |i: usize| {
        let own =
            arrivals.iter().filter(|a| facts.author(**a) == facts.author(i) && facts.saw(i, **a)).count();
        u32::try_from(own).unwrap_or(u32::MAX)
    };
    for i in facts
        .of_any(&[
            Kind::GateSet,
            Kind::GateWithdrawn,
            Kind::StepResult,
            Kind::PartReplaced,
            Kind::InspectionResult,
            Kind::ReworkRequested,
            Kind::EscalationDecided,
        ])
        .into_iter()
        .filter(counts)
    {
        let e = facts.entry(i);
        let payload = match &e.entry.body {
            Body::GateSet(data) => Payload::GateSet(data),
            Body::GateWithdrawn(data) => Payload::GateWithdrawn(data),
            Body::StepResult(data) => Payload::StepResult(data),
            Body::PartReplaced(data) => Payload::PartReplaced(data),
            Body::InspectionResult(data) if !data.passed => Payload::Rework,
            Body::ReworkRequested(_) => Payload::Rework,
            Body::EscalationDecided(data) if data.outcome == EscalationOutcome::Rework => Payload::Rework,
            _ => continue,
        };
        indexes.push(i);
        inputs.push(Fact {
            entry: e.id,
            author: facts.author(i),
            visit: visit_at(i),
            at_ms: facts.at(i),
            round: e.entry.round,
            payload,
        });
    }
    let mut visits: BTreeMap<UserId, u32> = BTreeMap::new();
    for a in &arrivals {
        *visits.entry(facts.author(*a)).or_default() += 1;
    }
    let saw = |later: usize, earlier: usize| facts.saw(indexes[later], indexes[earlier]);
    let input = procedure::Facts { facts: &inputs, saw: &saw, visits: &visits };
    procedure::evaluate(library, &reference, &input).ok()
}

fn read_checklist(facts: &mut Facts<'_>, library: &Library, order: &mut Order) {
    let Some(slip) = &order.slip else { return };
    if let Some(checklist) = evaluate(facts, library, order, None) {
        order.round = checklist.round;
        order.checklist = Some(checklist);
    } else {
        let problem = "unknown_procedure".to_owned();
        order.problems.push(Problem { entry: slip.origin.entry, problem });
    }
}

fn read_acceptance(facts: &Facts<'_>, order: &mut Order) {
    let finished = facts.of(Kind::WorkFinished);
    let inspections = facts.data(Kind::InspectionResult, pick!(InspectionResult));
    order.finished = finished.iter().map(|i| facts.origin(*i)).collect();
    order.not_repaired = facts
        .data(Kind::NotRepaired, pick!(NotRepaired))
        .into_iter()
        .map(|(i, data)| (facts.origin(i), data.reason.clone()))
        .collect();
    let calls = facts.rework_calls();
    order.inspections = inspections
        .iter()
        .map(|(i, data)| Inspection {
            origin: facts.origin(*i),
            passed: data.passed,
            current: calls.iter().all(|call| facts.saw(*i, *call)),
            words: data.words,
        })
        .collect();
    let changing = facts.of_any(&[Kind::SlipIssued, Kind::PriceConfirmed]);
    let counting = facts.counting_signature();
    let billable = order.billable_fen.unwrap_or(0);
    order.signatures = facts
        .data(Kind::CustomerSigned, pick!(CustomerSigned))
        .into_iter()
        .map(|(i, data)| {
            let shown = Shown::named(facts, i, data);
            let known = |id: &EntryId| facts.index_of(id).filter(|item| facts.saw(i, *item));
            // A price that an agreed one replaced before the signature was not part of what was shown.
            let unknown = |c: usize| !data.items.contains(&facts.entry(c).id) && !facts.saw(i, c);
            Signature {
                origin: facts.origin(i),
                strokes: data.strokes,
                image: data.image,
                items: data.items.clone(),
                shown: data.shown,
                amount_fen: data.amount_fen,
                bound: data.items.iter().all(|id| known(id).is_some()) && shown.digest() == data.shown,
                changed_since: Shown::left_out(facts, order, i, data)
                    || changing.iter().any(|c| unknown(*c))
                    || !data.items.iter().all(|id| known(id).is_some_and(|item| facts.counts(item)))
                    || (counting == Some(i) && billable != data.amount_fen),
                counts: counting == Some(i),
            }
        })
        .collect();
}

/// COL-06: of two prices confirmed without knowing each other the lower one may be billed until somebody decides.
/// Somebody who wrote down that the customer refused the same price stands for nothing to pay.
fn price_conflict(facts: &Facts<'_>, decisions: &Decisions<'_>, order: &mut Order) -> Option<Conflict> {
    let mut newest = facts.newest(&facts.of(Kind::PriceConfirmed));
    let consents: Vec<_> = facts
        .data(Kind::PriceConfirmed, pick!(PriceConfirmed))
        .into_iter()
        .filter(|(i, _)| newest.contains(i))
        .collect();
    let mut amounts: Vec<(usize, i64)> = consents.iter().map(|(i, data)| (*i, data.amount_fen)).collect();
    for (r, data) in facts.data(Kind::PriceRefused, pick!(PriceRefused)) {
        let against =
            consents.iter().any(|(c, consent)| consent.quote == data.quote && facts.concurrent(r, *c));
        if against && !consents.iter().any(|(c, _)| facts.saw(*c, r)) {
            amounts.push((r, 0));
            newest.push(r);
        }
    }
    newest.sort_unstable();
    let lowest = amounts.iter().min_by_key(|(i, fen)| (*fen, *i)).copied();
    let signed_fen = facts.counting_signature().and_then(|s| match &facts.entry(s).entry.body {
        Body::CustomerSigned(data) => Some(data.amount_fen),
        _ => None,
    });
    // Nobody is billed more than stood above his signature (PRC-5, ACC-2).
    let signed_for = signed_fen.filter(|_| !planted::is(Bug::MoreThanAgreed));
    let capped = |fen: i64| signed_for.map_or(fen, |signed| fen.min(signed));
    order.billable_fen = lowest.map(|(_, fen)| capped(fen));
    let (lowest, lowest_fen) = lowest?;
    if amounts.iter().all(|(_, fen)| *fen == lowest_fen) {
        return None;
    }
    let audience = &[Role::CscManager];
    let id = conflict_id(facts, "COL-06", &newest);
    // Raising the price needs the customer's word: a signature that shows as much (PRC-5).
    let amount_of = |id: &EntryId| {
        facts.index_of(id).and_then(|i| amounts.iter().find(|(side, _)| *side == i)).map(|(_, fen)| *fen)
    };
    let allowed = |choice: &Choice| match choice {
        Choice::Entry(id) => amount_of(id)
            .is_some_and(|fen| fen <= lowest_fen || signed_fen.is_some_and(|signed| fen <= signed)),
        _ => true,
    };
    let decided = decisions.on_if(facts, &id, &newest, audience, allowed);
    let chosen = decided.as_ref().and_then(|d| d.chosen(facts, &newest)).unwrap_or(lowest);
    order.billable_fen = amounts.iter().find(|(i, _)| *i == chosen).map(|(_, fen)| capped(*fen));
    let told = newest.iter().map(|i| facts.author(*i)).collect();
    let outline = Outline {
        rule: "COL-06",
        outcome: if chosen == lowest { "lower_amount_billable" } else { "decided_amount_billable" },
        key: &newest,
        sides: &newest,
        counts: &[chosen],
        audience,
        told,
    };
    Some(conflict(facts, outline, decided.map(|d| d.settled)))
}

/// A question of the checklist: one step that two recorded, or one opening of gates that others worked behind.
struct Asked {
    id: String,
    rule: ClashRule,
    sides: Vec<usize>,
    counts: Vec<usize>,
    /// Of each clash that asks it the entry that answers it.
    answers: Vec<Option<usize>>,
}

/// COL-28 and COL-29, found by the checklist. Whoever opens several gates at once asks one question.
fn checklist_conflicts(facts: &Facts<'_>, decisions: &Decisions<'_>, order: &Order) -> Vec<Conflict> {
    let Some(checklist) = &order.checklist else { return Vec::new() };
    let mut questions: Vec<Asked> = Vec::new();
    for clash in checklist.all_clashes() {
        let sides: Vec<usize> = clash.entries.iter().filter_map(|id| facts.index_of(id)).collect();
        // The reading of the round in which they collided: a failed final test has ended that round.
        let reading = checklist
            .at_path(&clash.path)
            .and_then(|list| list.round_steps(clash.round))
            .and_then(|steps| steps.iter().find(|step| step.id == clash.step))
            .and_then(|step| step.reading.as_ref());
        let is_counting = |i: usize| match clash.rule {
            ClashRule::Col28 => reading.is_some_and(|reading| reading.entry == facts.entry(i).id),
            ClashRule::Col29 => facts.entry(i).entry.body.kind() == Some(Kind::GateWithdrawn),
        };
        let counts: Vec<usize> = sides.iter().copied().filter(|i| is_counting(*i)).collect();
        let answer = clash.resolved_by.and_then(|id| facts.index_of(&id));
        let id = conflict_id(facts, clash_words(clash.rule).0, &sides);
        match questions.iter_mut().find(|asked| asked.id == id) {
            Some(asked) => {
                asked.sides.extend(sides);
                asked.counts.extend(counts);
                asked.answers.push(answer);
            }
            None => questions.push(Asked { id, rule: clash.rule, sides, counts, answers: vec![answer] }),
        }
    }
    questions
        .into_iter()
        .map(|asked| {
            let (rule, outcome) = clash_words(asked.rule);
            let answer = asked.answers.iter().copied().collect::<Option<Vec<usize>>>();
            let settled = answer.and_then(|all| all.into_iter().max()).map(|i| Settled {
                origin: facts.origin(i),
                choice: Choice::Entry(facts.entry(i).id),
                reason: "recorded_again".into(),
            });
            let audience = DISPATCH;
            let decided = decisions.on(facts, &asked.id, &asked.sides, audience).map(|d| d.settled);
            let outline = Outline {
                rule,
                outcome,
                key: &asked.sides,
                sides: &asked.sides,
                counts: &asked.counts,
                audience,
                told: asked.sides.iter().map(|i| facts.author(*i)).collect(),
            };
            conflict(facts, outline, settled.or(decided))
        })
        .collect()
}

/// Rule and outcome of a clash.
const fn clash_words(rule: ClashRule) -> (&'static str, &'static str) {
    match rule {
        ClashRule::Col28 => ("COL-28", "unfavourable_or_later_counts"),
        ClashRule::Col29 => ("COL-29", "gate_open_counts"),
    }
}

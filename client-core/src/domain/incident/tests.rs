//! Whatever order an incident's entries arrive in, and whatever is in them, everybody sees the same incident.

use super::{Incident, IncidentState, Standing, fold_incident};
use crate::domain::entry::incident::{
    CourseReported, Department, DepartmentArrived, EmergencyMeasureTaken, FinderLeft, IncidentDecided,
    IncidentLinked, IncidentMadeMajor, IncidentReported, IncidentVerified, PublicArea,
};
use crate::domain::entry::office::{ClaimReason, Marked};
use crate::domain::entry::site::Note;
use crate::domain::entry::{At, Body, By, CommandRef, DocumentKind, Entry, UnknownBody};
use crate::domain::id::{ActorId, BlobDigest, CommandId, DeviceId, DocumentId, EntryId, UserId};
use crate::domain::journal::{ChangeSet, Journal, JournalEntry, Position};
use crate::domain::policy::Role;
use proptest::prelude::*;

/// A day of this century, because no clock of another one is relied on.
const START: i64 = 1_767_225_600_000;
const FINDER: u8 = 1;
const GUARD: u8 = 2;
const SUPERVISOR: u8 = 3;
const MANAGER: u8 = 4;
const HEAD: u8 = 5;
const SERVER: u8 = 6;

/// One entry of its own change, and the changes that its author had seen directly.
#[derive(Debug, Clone)]
struct Written {
    author: u8,
    body: Body,
    wall: i64,
    certain: bool,
    saw: Vec<usize>,
}

fn role(author: u8) -> Role {
    match author {
        GUARD => Role::GateGuard,
        SUPERVISOR => Role::CscSupervisor,
        MANAGER => Role::CscManager,
        HEAD => Role::OfficeHead,
        SERVER => Role::Server,
        _ => Role::Technician,
    }
}

fn id(n: usize) -> EntryId {
    EntryId::new(i64::try_from(n).unwrap(), [u8::try_from(n).unwrap(); 10])
}

/// The entries of a journal with what each author had seen, all that lies behind it included.
fn entries(written: &[Written]) -> (Vec<JournalEntry>, Vec<ChangeSet>) {
    let mut ancestors: Vec<ChangeSet> = Vec::new();
    let mut counters: Vec<u64> = Vec::new();
    let mut all = Vec::new();
    for (n, one) in written.iter().enumerate() {
        let (mut seen, mut counter) = (ChangeSet::default(), 1);
        for earlier in one.saw.iter().copied().filter(|earlier| *earlier < n) {
            seen.insert(earlier);
            seen.extend(&ancestors[earlier]);
            counter = counter.max(counters[earlier] + 1);
        }
        ancestors.push(seen);
        counters.push(counter);
        let by = By {
            user: UserId::from_bytes([one.author; 16]),
            role: role(one.author),
            device: DeviceId::from_bytes([one.author; 16]),
        };
        let at = At { wall: START + one.wall, offset: one.certain.then_some(0), boot: None, seen: None };
        let command = CommandRef { id: CommandId::new(0, [one.author; 10]), documents: 1 };
        let actor = [u8::try_from(n).unwrap(); 16];
        all.push(JournalEntry {
            id: id(n),
            position: Position { counter, actor: ActorId::from_bytes(actor) },
            change: n,
            entry: Entry { by, at, round: None, after: None, command, body: one.body.clone() },
        });
    }
    (all, ancestors)
}

fn folded(written: &[Written]) -> Incident {
    let (entries, ancestors) = entries(written);
    let journal = Journal::new(DocumentKind::Incident, DocumentId::from_bytes([9; 16]), entries, ancestors);
    fold_incident(&journal).unwrap()
}

fn report(major: bool) -> Body {
    Body::IncidentReported(IncidentReported {
        place: "车库 B1".into(),
        area: PublicArea::Engineering,
        department: Department::OperationRepair,
        what: "水管爆裂".into(),
        major,
        measure: None,
    })
}

fn decided(report_further: bool) -> Body {
    let to = report_further.then(|| "公司".to_owned());
    Body::IncidentDecided(IncidentDecided { report_further, to, reason: "r".into() })
}

fn course() -> Body {
    Body::CourseReported(CourseReported { course: "c".into() })
}

fn by(author: u8, wall: i64, saw: &[usize], body: Body) -> Written {
    Written { author, body, wall, certain: true, saw: saw.to_vec() }
}

fn standings(incident: &Incident) -> Vec<Standing> {
    incident.decisions.iter().map(|decision| decision.standing).collect()
}

fn reasons(incident: &Incident) -> Vec<(EntryId, &str)> {
    incident.not_accepted.iter().map(|one| (one.origin.entry, one.reason.as_str())).collect()
}

#[test]
fn pri_11_p8_of_two_decisions_at_once_the_higher_role_counts_and_both_are_shown() {
    let base = [by(FINDER, 0, &[], report(false)), by(FINDER, 1, &[0], course())];
    for (supervisor_at, manager_at) in [(10, 20), (20, 10)] {
        let mut all = base.to_vec();
        all.push(by(SUPERVISOR, supervisor_at, &[1], decided(true)));
        all.push(by(MANAGER, manager_at, &[1], decided(false)));
        let incident = folded(&all);
        assert_eq!(incident.state, IncidentState::Decided);
        assert_eq!(incident.decision().map(|one| one.report_further), Some(false), "the manager's");
        assert_eq!(incident.conflict, [id(3), id(2)]);
        assert_eq!(standings(&incident), [Standing::Outweighed, Standing::Counts]);
    }
}

#[test]
fn pri_11_p7_of_two_of_one_rank_the_earlier_counts_and_a_later_one_that_saw_both_ends_the_conflict() {
    let mut all = vec![by(FINDER, 0, &[], report(false)), by(FINDER, 1, &[0], course())];
    all.push(by(SUPERVISOR, 30, &[1], decided(true)));
    all.push(by(SUPERVISOR, 20, &[1], decided(false)));
    let incident = folded(&all);
    assert_eq!(incident.decision().map(|one| one.origin.entry), Some(id(3)), "by the clock");
    assert_eq!(incident.conflict.len(), 2);
    all.push(by(SUPERVISOR, 40, &[2, 3], decided(true)));
    let incident = folded(&all);
    assert!(incident.conflict.is_empty());
    assert_eq!(standings(&incident), [Standing::Replaced, Standing::Replaced, Standing::Counts]);
}

#[test]
fn pri_11_two_who_decide_alike_are_no_conflict() {
    let mut all = vec![by(FINDER, 0, &[], report(false)), by(FINDER, 1, &[0], course())];
    all.push(by(SUPERVISOR, 30, &[1], decided(true)));
    all.push(by(HEAD, 40, &[1], decided(true)));
    let incident = folded(&all);
    assert!(incident.conflict.is_empty());
    assert_eq!(incident.decision().map(|one| one.origin.by.role), Some(Role::OfficeHead));
}

#[test]
fn pri_07_nobody_but_the_office_head_decides_what_he_alone_found_and_reported() {
    let alone = |who| {
        folded(&[
            by(who, 0, &[], report(false)),
            by(who, 1, &[0], course()),
            by(who, 2, &[1], decided(false)),
        ])
    };
    let incident = alone(MANAGER);
    assert_eq!(reasons(&incident), [(id(2), "own_report")]);
    assert!(incident.state.is_open());
    assert_eq!(alone(HEAD).state, IncidentState::Decided);
    // Once somebody else has told him how it went, he may.
    let told = folded(&[
        by(MANAGER, 0, &[], report(false)),
        by(GUARD, 1, &[0], course()),
        by(MANAGER, 2, &[1], decided(false)),
    ]);
    assert_eq!(told.state, IncidentState::Decided);
}

#[test]
fn pri_11_a_decision_before_any_course_and_one_of_a_post_that_had_ended_count_for_nothing() {
    let early = folded(&[by(FINDER, 0, &[], report(false)), by(MANAGER, 1, &[0], decided(false))]);
    assert_eq!(reasons(&early), [(id(1), "no_course")]);
    let marked = Body::Marked(Marked { entry: id(2), reason: ClaimReason::RoleWithdrawn });
    let ended = folded(&[
        by(FINDER, 0, &[], report(false)),
        by(FINDER, 1, &[0], course()),
        by(MANAGER, 2, &[1], decided(false)),
        by(SERVER, 3, &[2], marked),
    ]);
    assert_eq!(reasons(&ended), [(id(2), "role_withdrawn")]);
    assert!(ended.state.is_open());
}

#[test]
fn pri_10_an_arrival_that_the_leaving_finder_did_not_know_of_is_an_arrival() {
    let left = Body::FinderLeft(FinderLeft { reason: "叫走了".into() });
    let arrived = Body::DepartmentArrived(DepartmentArrived { who: "维修部老王".into() });
    let base = by(FINDER, 0, &[], report(false));
    let alarm = folded(&[base.clone(), by(FINDER, 5, &[0], left.clone())]);
    assert_eq!((alarm.state, alarm.finder_on_site), (IncidentState::NobodyOnSite, false));
    let both =
        folded(&[base.clone(), by(FINDER, 5, &[0], left.clone()), by(GUARD, 4, &[0], arrived.clone())]);
    assert_eq!(both.state, IncidentState::DepartmentOnSite);
    assert!(both.not_accepted.is_empty());
    let late = folded(&[base, by(GUARD, 4, &[0], arrived), by(FINDER, 5, &[1], left)]);
    assert_eq!(reasons(&late), [(id(2), "department_on_site")]);
}

fn any_body() -> impl Strategy<Value = Body> {
    let words = || "w".to_owned();
    (0..14_u8, any::<bool>(), 0..12_usize).prop_map(move |(what, yes, pick)| match what {
        0 => report(yes),
        1 => Body::EmergencyMeasureTaken(EmergencyMeasureTaken { what: words() }),
        2 => Body::DepartmentArrived(DepartmentArrived { who: words() }),
        3 => Body::FinderLeft(FinderLeft { reason: words() }),
        4 => Body::IncidentMadeMajor(IncidentMadeMajor { reason: words() }),
        5 | 6 => course(),
        7 => Body::IncidentVerified(IncidentVerified {
            cause: words(),
            responsibility: words(),
            proposal: words(),
        }),
        8..=10 => decided(yes),
        11 => {
            let order = DocumentId::from_bytes([u8::from(yes); 16]);
            Body::IncidentLinked(IncidentLinked { order })
        }
        12 if yes => Body::Marked(Marked { entry: id(pick), reason: ClaimReason::RoleWithdrawn }),
        // What doesn't belong here, and what a newer version writes.
        12 => Body::Note(Note { text: BlobDigest::from_bytes([1; 32]) }),
        _ => Body::Unknown(UnknownBody { kind: "later".into(), data: vec![0xa0] }),
    })
}

fn any_written() -> impl Strategy<Value = Written> {
    let saw = proptest::collection::vec(0..12_usize, 0..4);
    (FINDER..=SERVER, any_body(), -3..9_i64, any::<bool>(), saw)
        .prop_map(|(author, body, wall, certain, saw)| Written { author, body, wall, certain, saw })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn pri_11_every_order_of_arrival_gives_the_same_incident(
        written in proptest::collection::vec(any_written(), 1..12),
        seeds in proptest::collection::vec(any::<u32>(), 12),
    ) {
        let (entries, ancestors) = entries(&written);
        let document = DocumentId::from_bytes([9; 16]);
        let fold = |entries: Vec<JournalEntry>| {
            fold_incident(&Journal::new(DocumentKind::Incident, document, entries, ancestors.clone()))
        };
        let one = fold(entries.clone());
        let mut shuffled: Vec<(u32, JournalEntry)> = seeds.into_iter().zip(entries.clone()).collect();
        shuffled.sort_by_key(|(seed, entry)| (*seed, entry.id));
        let other = fold(shuffled.into_iter().map(|(_, entry)| entry).collect());
        prop_assert_eq!(
            one.as_ref().map(Incident::canonical_json),
            other.as_ref().map(Incident::canonical_json)
        );
        let reported = written.iter().any(|one| matches!(one.body, Body::IncidentReported(_)));
        prop_assert_eq!(one.is_some(), reported);
        let Some(incident) = one else { return Ok(()) };
        let counting = incident.decisions.iter().filter(|one| one.standing == Standing::Counts).count();
        prop_assert_eq!(counting, usize::from(!incident.decisions.is_empty()));
        prop_assert_eq!(!incident.state.is_open(), counting == 1);
        prop_assert!(incident.conflict.is_empty() || incident.conflict.len() > 1);
        prop_assert_eq!(incident.finder_on_site, incident.arrivals.is_empty() && incident.left.is_empty());
        // Nothing of an incident's own kinds is dropped without a word.
        let shown = 1
            + [&incident.made_major, &incident.measures, &incident.arrivals, &incident.left]
                .iter().map(|said| said.len()).sum::<usize>()
            + incident.courses.len() + incident.verifications.len() + incident.decisions.len()
            + incident.orders.len() + incident.not_accepted.len() + incident.newer.len();
        let beside = written.iter().filter(|one| matches!(one.body, Body::Marked(_) | Body::Note(_))).count();
        prop_assert_eq!(shown, written.len() - beside);
    }
}

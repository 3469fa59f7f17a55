//! Two office heads who answer one report without knowing of each other.

use super::{Month, MonthState, fold_month, month_document};
use crate::domain::entry::finance::{ReportApproved, ReportSentBack, ReportSubmitted};
use crate::domain::entry::{At, Body, By, CommandRef, DocumentKind, Entry};
use crate::domain::id::{ActorId, BlobDigest, CommandId, DeviceId, EntryId, UserId};
use crate::domain::journal::{ChangeSet, Journal, JournalEntry, Position};
use crate::domain::policy::Role;

const MONTH: &str = "2026-03";
const FINANCE: u8 = 1;
const FIRST_HEAD: u8 = 2;
const SECOND_HEAD: u8 = 3;
const MINUTE: i64 = 60_000;
/// A day of this century, because no clock of another one is relied on.
const START: i64 = 1_767_225_600_000;

fn id(n: u8) -> EntryId {
    EntryId::new(i64::from(n), [n; 10])
}

/// One entry of its own change; `n` names both. `offset` is absent where the author's clock is not known to be right.
fn written(n: u8, author: u8, counter: u64, wall: i64, offset: Option<i64>, body: Body) -> JournalEntry {
    let role = if author == FINANCE { Role::Finance } else { Role::OfficeHead };
    let by = By { user: UserId::from_bytes([author; 16]), role, device: DeviceId::from_bytes([author; 16]) };
    let at = At { wall: START + wall, offset, boot: None, seen: None };
    let command = CommandRef { id: CommandId::new(wall, [n; 10]), documents: 1 };
    JournalEntry {
        id: id(n),
        position: Position { counter, actor: ActorId::from_bytes([author; 16]) },
        change: usize::from(n),
        entry: Entry { by, at, round: None, after: None, command, body },
    }
}

fn submitted() -> JournalEntry {
    let digest = BlobDigest::from_bytes([7; 32]);
    let body = ReportSubmitted { month: MONTH.into(), lines: 2, total_fen: 6_000, digest };
    written(0, FINANCE, 1, 0, Some(0), Body::ReportSubmitted(body))
}

fn approval() -> Body {
    Body::ReportApproved(ReportApproved { submission: id(0) })
}

fn sending_back() -> Body {
    Body::ReportSentBack(ReportSentBack { submission: id(0), reason: "a slip is missing".into() })
}

/// The month of a submission and two answers; with `knows` the second author had seen the first answer.
fn month(first: JournalEntry, second: JournalEntry, knows: bool) -> Month {
    let saw = |changes: &[usize]| {
        let mut set = ChangeSet::default();
        for change in changes {
            set.insert(*change);
        }
        set
    };
    let ancestors = vec![saw(&[]), saw(&[0]), if knows { saw(&[0, 1]) } else { saw(&[0]) }];
    let folded = |entries: Vec<JournalEntry>| {
        let journal = Journal::new(DocumentKind::Month, month_document(MONTH), entries, ancestors.clone());
        fold_month(&journal).unwrap()
    };
    let one = folded(vec![submitted(), first.clone(), second.clone()]);
    assert_eq!(one, folded(vec![second, first, submitted()]), "the order of arrival says nothing");
    one
}

#[test]
fn p7_p8_of_an_approval_and_a_sending_back_at_one_time_the_earlier_counts_and_both_are_shown() {
    for (approved_at, sent_back_at, state) in [(10, 20, MonthState::Approved), (20, 10, MonthState::SentBack)]
    {
        let month = month(
            written(1, FIRST_HEAD, 2, approved_at * MINUTE, Some(0), approval()),
            written(2, SECOND_HEAD, 2, sent_back_at * MINUTE, Some(0), sending_back()),
            false,
        );
        assert_eq!(month.state, state);
        assert_eq!(month.approved().is_some(), state == MonthState::Approved);
        let answers: Vec<bool> = month.conflicts[0].answers.iter().map(|answer| answer.approved).collect();
        assert_eq!(answers, [state == MonthState::Approved, state != MonthState::Approved]);
        assert_eq!((month.conflicts.len(), month.conflicts[0].submission), (1, id(0)));
        let struck: Vec<_> =
            month.not_accepted.iter().map(|one| (one.origin.entry, one.reason.as_str())).collect();
        let loser = if state == MonthState::Approved { id(2) } else { id(1) };
        assert_eq!(struck, [(loser, "answered_otherwise")]);
        // What counts is what the submission shows as its answer.
        assert_ne!(month.submissions[0].answer.as_ref().map(|answer| answer.origin.entry), Some(loser));
    }
}

#[test]
fn p7_where_a_clock_is_not_certain_the_position_decides_and_not_the_clock() {
    // The sending back shows an earlier time, of a clock that nobody vouches for; the approval stands before it.
    let month = month(
        written(1, FIRST_HEAD, 2, 20 * MINUTE, Some(0), approval()),
        written(2, SECOND_HEAD, 3, 10 * MINUTE, None, sending_back()),
        false,
    );
    assert_eq!(month.state, MonthState::Approved);
    assert_eq!(month.conflicts.len(), 1);
}

#[test]
fn p4_whoever_knew_the_answer_changes_nothing_and_collides_with_nobody() {
    for (first, second, state) in [
        (approval(), sending_back(), MonthState::Approved),
        (sending_back(), approval(), MonthState::SentBack),
    ] {
        let month = month(
            written(1, FIRST_HEAD, 2, 10 * MINUTE, Some(0), first),
            written(2, SECOND_HEAD, 3, 5 * MINUTE, Some(0), second),
            true,
        );
        assert_eq!(month.state, state);
        assert!(month.conflicts.is_empty());
        assert_eq!(month.not_accepted[0].reason, "answered_already");
    }
}

#[test]
fn p8_two_who_answer_alike_are_one_answer_that_both_are_shown_for() {
    let month = month(
        written(1, FIRST_HEAD, 2, 10 * MINUTE, Some(0), approval()),
        written(2, SECOND_HEAD, 2, 11 * MINUTE, Some(0), approval()),
        false,
    );
    assert_eq!(month.state, MonthState::Approved);
    assert_eq!(month.approved().and_then(|one| one.answer.as_ref()).map(|one| one.origin.entry), Some(id(1)));
    assert_eq!(month.conflicts[0].answers.len(), 2);
}

//! COL-05, COL-32: what a technician wrote after his slip had gone to somebody else is the same on both phones, in the
//! office and on the server, in whatever order they sync.

use super::kit::*;
use client_core::domain::command::{Command, QuoteRequest};
use client_core::domain::entry::cases::DamageKind;
use client_core::domain::entry::course::WaitingFor;
use client_core::domain::entry::office::{Choice, ClaimReason};
use client_core::domain::entry::site::PriceItemKind;
use client_core::domain::entry::work::RecordValue;
use client_core::domain::entry::{DocumentKind, Kind};
use client_core::domain::id::DocumentId;
use client_core::domain::order::{Order, OrderState};
use client_core::domain::policy::Role;
use client_core::domain::reference::{PriceItem, PriceList, Reference};
use client_core::domain::text::LocalText;
use client_core::protocol::{Outcome, QuarantineReason};
use std::collections::BTreeSet;

const MANAGER: u8 = 9;

/// The office, the first technician, the second one, and their server.
struct Site {
    world: World,
    office: Phone,
    first: Phone,
    second: Phone,
    order: DocumentId,
}

fn prices() -> Reference {
    let text = || LocalText { zh_hans: "修".into(), zh_hant: "修".into(), en: "repair".into() };
    let item = PriceItem {
        code: "lamp_repair".into(),
        label: text(),
        kind: PriceItemKind::Labour,
        unit: "piece".into(),
        unit_price_fen: 3_000,
    };
    let price_list =
        PriceList { version: 1, basis: "test".into(), valid_from: 0, valid_until: None, items: vec![item] };
    Reference { version: 1, price_list, ..Reference::default() }
}

fn give(to: u8) -> Command {
    Command::Assign { technician: user(to), reason: Some("he doesn't answer".into()) }
}

fn quote() -> Command {
    Command::Quote { lines: vec![QuoteRequest { item: "lamp_repair".into(), quantity: 1 }] }
}

fn finding() -> Command {
    Command::Finding { content: "starter".into(), materials: Vec::new(), tools: Vec::new() }
}

fn lost() -> Command {
    let description = "a bunch of keys".into();
    Command::ReportDamage { damage: DamageKind::Lost, description, photos: Vec::new() }
}

fn wait() -> Command {
    Command::Wait { waiting_for: WaitingFor::Part, detail: None, until: None }
}

fn receive() -> Command {
    Command::Receive { received_at: None }
}

impl Site {
    /// A slip of the first technician, known to everybody, who did `before` with it.
    fn new(before: &[Command]) -> Self {
        let mut world = World::new();
        world.add_user(MANAGER, Role::CscManager);
        let mut office = Phone::dispatcher();
        let order = office.dispatched(TECHNICIAN_A);
        office.reply(order);
        let mut first = Phone::technician(TECHNICIAN_A);
        first.reference = prices();
        let second = Phone::technician(TECHNICIAN_B);
        office.sync(&mut world);
        first.sync(&mut world);
        for command in before {
            first.run(order, command.clone());
        }
        first.sync(&mut world);
        office.sync(&mut world);
        Self { world, office, first, second, order }
    }

    /// One of them talks to the server.
    fn sync(&mut self, who: usize) {
        let phone = match who {
            0 => &mut self.office,
            1 => &mut self.first,
            _ => &mut self.second,
        };
        let outcomes = phone.sync(&mut self.world);
        assert!(outcomes.iter().all(|outcome| *outcome == Outcome::Accepted), "{outcomes:?}");
    }

    /// Everybody talks to the server until there is nothing new. Everybody sees the same, byte for byte.
    fn settle(&mut self) -> Order {
        for who in [0, 1, 2, 0, 1, 2] {
            self.sync(who);
        }
        let order = self.world.order(self.order);
        let json = order.canonical_json();
        for phone in [&self.office, &self.first, &self.second] {
            assert_eq!(phone.order(self.order).canonical_json(), json, "phone {}", phone.n);
        }
        let tasks: BTreeSet<_> = order.tasks.iter().map(|task| &task.id).collect();
        assert_eq!(tasks.len(), order.tasks.len(), "every task once: {:?}", order.tasks);
        order
    }

    fn decide(&mut self, conflict: String, choice: Choice) {
        let reason = "after a telephone call".into();
        self.office.run(self.order, Command::Decide { conflict, choice, reason });
    }
}

const TURNS: [[usize; 3]; 6] = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];

/// The office gives the slip away while the first technician does `work`, in every order of talking to the server, and
/// with what he did sent at once or piece by piece.
fn crossed(before: &[Command], work: &[Command], check: impl Fn(&mut Site, &Order, bool)) {
    for turns in TURNS {
        for piecemeal in [false, true] {
            let mut site = Site::new(before);
            site.office.run(site.order, give(TECHNICIAN_B));
            let mut left = work.iter();
            for who in turns {
                if who == 1 {
                    for command in left.by_ref() {
                        site.first.run(site.order, command.clone());
                        if piecemeal && site.first.order(site.order).holder == Some(user(TECHNICIAN_A)) {
                            let runs = site.first.take_runs();
                            let mut request = request(runs);
                            request.blobs = std::mem::take(&mut site.first.blobs);
                            site.world.sync(TECHNICIAN_A, &request).unwrap();
                        }
                    }
                }
                site.sync(who);
            }
            let order = site.settle();
            let late = turns.iter().position(|t| *t == 0) < turns.iter().position(|t| *t == 1);
            check(&mut site, &order, late);
        }
    }
}

fn claimed(order: &Order) -> Vec<Kind> {
    order.claims.iter().filter_map(|claim| claim.kind).collect()
}

fn tasks(order: &Order) -> Vec<&str> {
    order.tasks.iter().map(|task| task.id.split(':').next().unwrap_or_default()).collect()
}

#[test]
fn col_05_a_whole_visit_after_the_reassignment_is_one_question_and_the_dispatcher_accepts_it() {
    let refused = Command::RefusePrice { quote: None, reason: "too dear".into() };
    let left = Command::LeaveSite { reason: "to fetch a starter".into() };
    let work = [receive(), Command::Arrive, finding(), quote(), refused, wait(), lost(), left];
    crossed(&[], &work, |site, order, late| {
        // Only what arrived after the slip had gone is a claim; whoever has arrived holds it again by the rule, and what
        // he did from there on is work of the holder.
        let kinds = [Kind::SlipReceived, Kind::Arrived];
        assert_eq!(claimed(order), if late { kinds.to_vec() } else { Vec::new() });
        assert!(order.claims.iter().all(|claim| claim.reason == ClaimReason::NoLongerAssigned));
        assert_eq!(order.holder, Some(user(TECHNICIAN_A)), "he had arrived");
        assert_eq!(order.conflicts.iter().map(|c| c.rule.as_str()).collect::<Vec<_>>(), ["COL-05"]);
        // The damage is the managers', the refused price the desk's; who holds the slip is asked once.
        assert_eq!(tasks(order), ["damage", "price_refused", "settle"]);
        assert!(order.waiting && order.price_refused && order.damages.len() == 1);

        let own = order.assignments.iter().find(|a| a.technician == user(TECHNICIAN_A)).unwrap();
        site.decide(order.conflicts[0].id.clone(), Choice::Entry(own.origin.entry));
        let after = site.settle();
        assert_eq!(after.holder, Some(user(TECHNICIAN_A)));
        assert_eq!(tasks(&after), ["damage", "price_refused"]);
    });
}

#[test]
fn col_05_what_the_dispatcher_rejects_is_struck_everywhere_alike() {
    let work = [wait(), lost()];
    crossed(&[receive()], &work, |site, order, late| {
        if !late {
            return;
        }
        assert_eq!(claimed(order), [Kind::Waiting, Kind::DamageReported]);
        assert_eq!(order.holder, Some(user(TECHNICIAN_B)), "he had not arrived");
        assert_eq!(tasks(order), ["damage", "settle"]);
        for claim in &order.claims {
            site.decide(format!("CLAIM:{}", claim.entry), Choice::Reject);
        }
        let after = site.settle();
        let rejected = after.not_accepted.iter().filter(|entry| entry.reason == "claim_rejected").count();
        assert_eq!(rejected, 2);
        assert!(after.damages.is_empty() && !after.waiting);
        assert_eq!((after.holder, after.state), (Some(user(TECHNICIAN_B)), OrderState::Dispatched));
        assert!(after.conflicts.is_empty() && after.tasks.is_empty(), "{:?}", after.tasks);

        // The new technician goes on from there.
        site.second.run(site.order, receive());
        site.second.run(site.order, Command::Arrive);
        let after = site.settle();
        assert_eq!((after.holder, after.state), (Some(user(TECHNICIAN_B)), OrderState::OnSite));
    });
}

#[test]
fn col_05_a_rework_wish_that_the_first_technician_wrote_down_counts_whoever_holds_the_slip() {
    let yes = |names: &[(&str, bool)]| {
        names.iter().map(|(name, yes)| ((*name).to_owned(), RecordValue::YesNo(*yes))).collect()
    };
    let step = |id: &str, names: &[(&str, bool)]| Command::RecordStep {
        checklist: "LMP".into(),
        step: id.into(),
        values: yes(names),
        photos: Vec::new(),
    };
    let gate = |step: &str| Command::SetGate { checklist: "LMP".into(), step: step.into() };
    let tested = Command::RecordStep {
        checklist: "LMP".into(),
        step: "LMP-15".into(),
        values: [
            ("flashes".to_owned(), RecordValue::Number(2)),
            ("lit".to_owned(), RecordValue::YesNo(true)),
        ]
        .into(),
        photos: Vec::new(),
    };
    let confirm = Command::ConfirmPrice { quote: None, confirmed_by: "owner".into(), strokes: None };
    let before = [
        receive(),
        Command::Arrive,
        finding(),
        quote(),
        confirm,
        step("LMP-1", &[("normal", true)]),
        gate("LMP-2"),
        step("LMP-3", &[("good_contact", true)]),
        step("LMP-5", &[("capacitor_broken_down", false), ("glass_blackened", false)]),
        step("LMP-7", &[("ends_blackened", false), ("filament_burnt_out", false)]),
        step("LMP-9", &[("good_contact", true)]),
        step("LMP-12", &[("burnt_out", false), ("scorched", false), ("shorted", false)]),
        Command::WithdrawGate { checklist: "LMP".into(), step: "LMP-14".into() },
        tested,
        Command::FinishWork,
    ];
    let work = [Command::RequestRework { words: "it flickers".into() }];
    crossed(&before, &work, |site, order, late| {
        assert_eq!(claimed(order), if late { vec![Kind::ReworkRequested] } else { Vec::new() });
        assert_eq!((order.state, order.round), (OrderState::Rework, 2));
        assert_eq!(order.holder, Some(user(TECHNICIAN_B)), "a wish is no work on site");
        assert_eq!(tasks(order), ["settle"]);
        site.decide(order.conflicts[0].id.clone(), Choice::Confirm);
        let after = site.settle();
        assert_eq!((after.state, after.tasks.len()), (OrderState::Rework, 0), "{:?}", after.tasks);
    });
}

/// Told of the reassignment while he is at the customer's, he puts the supply back on and leaves: no claim, nothing for
/// anybody to settle. What else he writes past the door is refused, and so is everything once he has left.
#[test]
fn col_05_who_is_sent_away_on_site_makes_safe_and_leaves_without_a_claim() {
    let leave = || Command::LeaveSite { reason: "sent away".into() };
    let look = Command::RecordStep {
        checklist: "LMP".into(),
        step: "LMP-1".into(),
        values: [("normal".to_owned(), RecordValue::YesNo(true))].into(),
        photos: Vec::new(),
    };
    let gate = Command::SetGate { checklist: "LMP".into(), step: "LMP-2".into() };
    let mut site = Site::new(&[receive(), Command::Arrive, finding(), look, gate]);
    site.office.run(site.order, give(TECHNICIAN_B));
    let before = site.settle();
    assert_eq!(before.holder, Some(user(TECHNICIAN_B)));

    let withdraw = Command::WithdrawGate { checklist: "LMP".into(), step: "LMP-14".into() };
    site.first.run(site.order, withdraw);
    site.first.run(site.order, leave());
    let after = site.settle();
    assert!(after.claims.is_empty() && after.conflicts.is_empty() && after.not_accepted.is_empty());
    assert!(after.visits.iter().all(|visit| !visit.on_site));
    assert!(!after.checklist.as_ref().unwrap().gate("LMP-2").unwrap().held);
    assert_eq!((after.holder, tasks(&after)), (Some(user(TECHNICIAN_B)), tasks(&before)));

    // Entries of his, written again past the door after he has left.
    for kind in [Kind::Finding, Kind::GateSet, Kind::GateWithdrawn, Kind::LeftSite] {
        let journal = site.first.replicas[&site.order].journal();
        let of_kind = |e: &&client_core::domain::journal::JournalEntry| e.entry.body.kind() == Some(kind);
        let entry = journal.entries().iter().find(of_kind).unwrap().entry.clone();
        let mut forger = Phone::technician(TECHNICIAN_A);
        forger.sync(&mut site.world);
        let mut id = *journal.entries().last().unwrap().id.as_bytes();
        id[15] ^= 1;
        let id = client_core::domain::id::EntryId::from_bytes(id);
        forger.write(DocumentKind::Order, site.order, &[(id, entry)]);
        let outcomes = forger.sync_without_apply(&mut site.world);
        assert_eq!(reason(&outcomes[0]), Some(QuarantineReason::Forbidden), "{kind:?}");
    }
    assert_eq!(site.settle().canonical_json(), after.canonical_json());
}

#[test]
fn col_32_remarks_after_the_reassignment_are_one_review_of_which_each_is_accepted_or_rejected() {
    let note = |text: &str| Command::Note { text: text.into() };
    crossed(&[receive()], &[note("ballast is old"), note("call before coming")], |site, order, late| {
        assert_eq!(order.notes.len(), 2);
        assert_eq!(claimed(order).len(), if late { 2 } else { 0 });
        assert_eq!(tasks(order), if late { vec!["review"] } else { Vec::new() });
        if late {
            let [first, second] = [0, 1].map(|i| format!("CLAIM:{}", order.claims[i].entry));
            site.decide(first, Choice::Confirm);
            let after = site.settle();
            assert_eq!(after.tasks[0].id, format!("review:{}", order.claims[1].entry));
            site.decide(second, Choice::Reject);
            let after = site.settle();
            assert_eq!((after.notes.len(), after.tasks.len()), (1, 0));
        }
    });
}

#[test]
fn col_32_after_his_post_ended_a_manager_reviews_and_a_dispatchers_word_changes_nothing() {
    let mut site = Site::new(&[receive(), Command::Arrive]);
    site.first.run(site.order, finding());
    site.first.run(site.order, lost());
    site.world.end_role(TECHNICIAN_A, Role::Technician, NOW);
    site.sync(1);
    site.sync(0);
    let order = site.world.order(site.order);
    assert_eq!(claimed(&order), [Kind::Finding, Kind::DamageReported]);
    assert!(order.claims.iter().all(|claim| claim.reason == ClaimReason::RoleWithdrawn));
    assert_eq!((order.findings.len(), order.damages.len()), (1, 1), "kept until somebody reviews it");
    let review = order.tasks.iter().find(|task| task.id.starts_with("review:")).unwrap();
    assert_eq!(review.roles, [Role::CscManager, Role::OfficeHead]);
    assert_eq!(tasks(&order).iter().filter(|task| **task == "review").count(), 1);

    // A desk's decision past its own door is admitted, and settles nothing.
    let claims: Vec<String> = order.claims.iter().map(|claim| format!("CLAIM:{}", claim.entry)).collect();
    let mut manager = Phone::new(MANAGER, Role::CscManager);
    manager.sync(&mut site.world);
    let reject = |conflict: &str| Command::Decide {
        conflict: conflict.to_owned(),
        choice: Choice::Reject,
        reason: "nobody was there".into(),
    };
    let mut forging = Phone::new(DISPATCHER, Role::CscManager);
    forging.sync(&mut site.world);
    forging.run(site.order, reject(&claims[0]));
    let journal = forging.replicas[&site.order].journal();
    let last = journal.entries().last().unwrap();
    let mut entry = last.entry.clone();
    entry.by.role = Role::Dispatcher;
    site.office.write(DocumentKind::Order, site.order, &[(last.id, entry)]);
    site.sync(0);
    let order = site.world.order(site.order);
    assert_eq!(order.findings.len(), 1);
    assert_eq!(order.not_accepted.last().map(|e| e.reason.as_str()), Some("decision_without_effect"));

    manager.sync(&mut site.world);
    for claim in &claims {
        manager.run(site.order, reject(claim));
    }
    manager.sync(&mut site.world);
    site.sync(0);
    let order = site.world.order(site.order);
    assert_eq!((order.findings.len(), order.damages.len()), (0, 0));
    assert!(order.tasks.is_empty(), "{:?}", order.tasks);
    for phone in [&site.office, &manager] {
        assert_eq!(phone.order(site.order).canonical_json(), order.canonical_json());
    }
}

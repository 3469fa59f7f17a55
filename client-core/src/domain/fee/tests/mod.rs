//! Accounts as an office keeps them, day by day.

mod calendar;
mod course;
mod payments;

use super::{
    FeeAccount, FeeClock, FeePeriod, FeePlan, FeeRefusal, Statement, fee_document, fold_fee_account,
    statement,
};
use crate::domain::calendar::{Day, WallTime, Zone};
use crate::domain::command::FeeCommand;
use crate::domain::decide::{Author, Context, Random, Rejection, decide_fee};
use crate::domain::entry::fee::{FeeStage, SentBy};
use crate::domain::entry::finance::PaymentMethod;
use crate::domain::entry::{At, DocumentKind, Entry};
use crate::domain::id::{ActorId, DeviceId, DocumentId, EntryId, UserId};
use crate::domain::journal::{ChangeSet, Journal, JournalEntry, Position};
use crate::domain::policy::Role;
use crate::domain::procedure::Library;
use crate::domain::reference::Reference;
use crate::domain::stock::Ledger;

const ACCOUNT: &str = "C-1";
const HOUR: i64 = 3_600_000;

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn period(text: &str) -> FeePeriod {
    text.parse().unwrap()
}

struct Counting(u128);

impl Random for Counting {
    fn bytes(&mut self) -> [u8; 16] {
        self.0 += 1;
        // An id takes the first bytes.
        self.0.to_le_bytes()
    }
}

/// An office with one account.
struct Office {
    zone: Zone,
    literal: bool,
    now: i64,
    entries: Vec<(EntryId, Entry)>,
    random: Counting,
}

impl Office {
    fn new() -> Self {
        Self::in_zone("Asia/Shanghai")
    }

    fn in_zone(zone: &str) -> Self {
        let mut office = Self {
            zone: Zone::parse(zone).unwrap(),
            literal: false,
            now: 0,
            entries: Vec::new(),
            random: Counting(0),
        };
        office.on("2025-01-01");
        office
    }

    /// Goes on to nine in the morning of this day.
    fn on(&mut self, text: &str) -> &mut Self {
        self.at(text, 9)
    }

    /// To this hour on the clock of that day.
    fn at(&mut self, text: &str, hour: u8) -> &mut Self {
        let now = self.zone.at(day(text), WallTime::new(hour, 0).unwrap());
        assert!(now >= self.now, "time goes on");
        self.now = now;
        self
    }

    fn id() -> DocumentId {
        fee_document(ACCOUNT)
    }

    fn account(&self) -> Option<FeeAccount> {
        fold_fee_account(&journal(&self.entries, |n| (0..n).collect()))
    }

    fn clock(&self) -> FeeClock {
        FeeClock { now: self.now, zone: self.zone, literal: self.literal }
    }

    fn statement(&self) -> Statement {
        statement(&self.account().unwrap(), &self.clock())
    }

    fn tries(&mut self, role: Role, command: &FeeCommand) -> Result<EntryId, Rejection> {
        let account = self.account();
        let clock = self.clock();
        let author = Author {
            user: UserId::from_bytes([role as u8; 16]),
            device: DeviceId::from_bytes([role as u8; 16]),
            roles: vec![role],
        };
        let (reference, library, stock) = (Reference::default(), Library::default(), Ledger::default());
        let mut context = Context {
            author: &author,
            now: At::known(self.now),
            reference: &reference,
            library: &library,
            stock: &stock,
            next_slip_number: "",
            random: &mut self.random,
        };
        let decided = decide_fee(Self::id(), account.as_ref(), command, &clock, &mut context)?;
        let entries = decided.writes.into_iter().flat_map(|write| write.entries);
        self.entries.extend(entries);
        Ok(self.entries.last().unwrap().0)
    }

    fn does(&mut self, role: Role, command: &FeeCommand) -> EntryId {
        self.tries(role, command).unwrap()
    }

    fn refuses(&mut self, role: Role, command: &FeeCommand) -> FeeRefusal {
        match self.tries(role, command) {
            Err(Rejection::Fee(refusal)) => refusal,
            other => panic!("{other:?}"),
        }
    }

    fn terms(&mut self, plan: FeePlan, monthly_fen: i64, from: &str) -> &mut Self {
        let from = from.parse().unwrap();
        let account = ACCOUNT.to_owned();
        let command = FeeCommand::SetTerms { account, plan, monthly_fen, trusteeship: false, from };
        self.does(Role::Finance, &command);
        self
    }

    fn prepare(stage: FeeStage, of: &str) -> FeeCommand {
        FeeCommand::PrepareNotice { stage, period: period(of) }
    }

    fn send(notice: EntryId) -> FeeCommand {
        FeeCommand::SendNotice { notice, by: SentBy::Hand, sent_at: None, tracking: None }
    }

    /// Finance makes it ready, customer service sends it, and the customer has it on the same day.
    fn delivers(&mut self, stage: FeeStage, of: &str) -> EntryId {
        let notice = self.does(Role::Finance, &Self::prepare(stage, of));
        self.does(Role::CsAssistant, &Self::send(notice));
        let on = self.clock().today();
        self.does(Role::CsAssistant, &FeeCommand::ReceiveNotice { notice, on });
        notice
    }

    fn payment(receipt: &str, fen: i64, late_fee_fen: i64, paid_at: Option<i64>) -> FeeCommand {
        FeeCommand::TakePayment {
            receipt: receipt.to_owned(),
            principal_fen: fen,
            late_fee_fen,
            method: PaymentMethod::Cash,
            paid_at,
            visit: None,
            confirmed: true,
        }
    }

    fn late_fee(&self) -> i64 {
        self.statement().bills.iter().map(|bill| bill.late_fee_fen).sum()
    }
}

/// The journal of these entries, each a change of its own whose author had seen those that `saw` names.
fn journal(entries: &[(EntryId, Entry)], saw: impl Fn(usize) -> Vec<usize>) -> Journal {
    let mut ancestors: Vec<ChangeSet> = Vec::new();
    let mut counters: Vec<u64> = Vec::new();
    let mut all = Vec::new();
    for (n, (id, entry)) in entries.iter().enumerate() {
        let (mut seen, mut counter) = (ChangeSet::default(), 1);
        for earlier in saw(n) {
            seen.insert(earlier);
            seen.extend(&ancestors[earlier]);
            counter = counter.max(counters[earlier] + 1);
        }
        ancestors.push(seen);
        counters.push(counter);
        // Whose change it is doesn't hang on when it arrives.
        let position = Position { counter, actor: ActorId::from_bytes(*id.as_bytes()) };
        all.push(JournalEntry { id: *id, position, change: n, entry: entry.clone() });
    }
    Journal::new(DocumentKind::FeeAccount, Office::id(), all, ancestors)
}

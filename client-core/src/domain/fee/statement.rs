//! What an account comes to on a day: bills, what was paid of each, the late fee, and what is to be done next.

use super::TERM_YEARS;
use super::account::{FeeAccount, FeeNotice};
use super::calendar::{
    final_from, final_term, late_fee, letter_from, notice_from, pay_by, recovery_from, reminder_from,
    reminder_term,
};
use super::plan::{FeePeriod, FeePlan};
use crate::domain::calendar::{Day, MonthOf, Zone};
use crate::domain::entry::fee::{ContactBy, FeeStage, Recovery};
use crate::domain::id::EntryId;
use serde::Serialize;

/// What a statement is reckoned with.
#[derive(Debug, Clone, Copy)]
pub struct FeeClock {
    /// Now, milliseconds since 1970 UTC.
    pub now: i64,
    /// The site's zone.
    pub zone: Zone,
    /// Whether the final notice follows the reminder's issue alone (ISS-34).
    pub literal: bool,
}

impl FeeClock {
    /// Today in the site's zone.
    pub fn today(&self) -> Day {
        self.zone.day_of(self.now)
    }
}

/// A notice with its term.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NoticeTerm {
    /// The notice.
    pub notice: EntryId,
    /// Which one.
    pub stage: FeeStage,
    /// The day on which it went out.
    pub issued: Option<Day>,
    /// The last day of its term, known with its receipt.
    pub term: Option<Day>,
    /// Whether everything had been paid before it went out (COL-27): it counts for nothing.
    pub overtaken: bool,
}

/// What is to be done next about a bill, and from which day on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "step")]
pub enum NextStep {
    /// Customer service sends a notice that finance has made ready.
    Send {
        /// The notice.
        notice: EntryId,
        /// Which one.
        stage: FeeStage,
        /// From when on.
        from: Day,
    },
    /// Customer service writes down when the customer got it: the next step's day follows from it.
    Receive {
        /// The notice.
        notice: EntryId,
        /// Which one.
        stage: FeeStage,
        /// From when on.
        from: Day,
    },
    /// Finance makes a notice ready.
    Prepare {
        /// Which one.
        stage: FeeStage,
        /// From when on.
        from: Day,
    },
    /// A manager decides how to go on (DUN-5).
    Recover {
        /// From when on.
        from: Day,
    },
}

impl NextStep {
    /// The first day for it.
    pub const fn from(&self) -> Day {
        match self {
            Self::Send { from, .. }
            | Self::Receive { from, .. }
            | Self::Prepare { from, .. }
            | Self::Recover { from } => *from,
        }
    }
}

/// A bill: the opening balance, or a period's payment notice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Bill {
    /// The period; none for the opening balance.
    pub period: Option<FeePeriod>,
    /// The first day of arrears.
    pub since: Day,
    /// What is charged in fen, without what was let go.
    pub amount_fen: i64,
    /// What of it is paid, in fen.
    pub paid_fen: i64,
    /// The late fee as of today in fen; 0 while no final notice stands (DUN-4).
    pub late_fee_fen: i64,
    /// What it is today, or would be if a final notice stood, in fen: what a final notice names.
    pub accrued_fen: i64,
    /// Whether somebody disputes it: it is left out of dunning (DUN-21).
    pub disputed: bool,
    /// The last day for paying after the payment notice.
    pub pay_by: Option<Day>,
    /// Its notices with their terms, in order.
    pub notices: Vec<NoticeTerm>,
    /// What is next, while something of it is unpaid and undisputed.
    pub next: Option<NextStep>,
}

impl Bill {
    /// What is unpaid of it, in fen.
    pub const fn unpaid_fen(&self) -> i64 {
        self.amount_fen - self.paid_fen
    }

    /// Whether it is in arrears on this day: unpaid, undisputed, and the day to pay by is over. That of a period isn't known
    /// before somebody has written down that the customer has the notice; the opening balance has none.
    pub fn is_overdue(&self, today: Day) -> bool {
        let over = match (self.pay_by, self.period) {
            (Some(day), _) => day.max(self.since) < today,
            (None, Some(_)) => false,
            (None, None) => self.since < today,
        };
        self.unpaid_fen() > 0 && !self.disputed && over
    }
}

/// What an account comes to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Statement {
    /// Bills, the oldest first.
    pub bills: Vec<Bill>,
    /// What was charged in fen.
    pub billed_fen: i64,
    /// What was paid to the fees in fen.
    pub paid_fen: i64,
    /// What was paid to the late fee in fen.
    pub late_fee_paid_fen: i64,
    /// Periods whose payment notice may go out and isn't made yet, the oldest first.
    pub to_bill: Vec<FeePeriod>,
    /// Notices that went out after everything had been paid, and that finance hasn't withdrawn (COL-27).
    pub to_withdraw: Vec<EntryId>,
    /// Those after which nobody has spoken with the customer, who should know that the letter crossed (COL-27).
    pub to_call: Vec<EntryId>,
    /// The first day of the formal demand letter, while one is to be sent (DUN-18).
    pub letter_from: Option<Day>,
    /// Whether the case may be opened: a final notice's term is over and nothing was paid (DUN-5).
    pub may_recover: bool,
    /// The recovery that was decided last, while something is unpaid.
    pub recovery: Option<Recovery>,
}

impl Statement {
    /// What is unpaid of the bills in fen.
    pub fn unpaid_fen(&self) -> i64 {
        self.bills.iter().map(Bill::unpaid_fen).sum()
    }

    /// What was paid beyond all bills in fen: the customer's credit (COL-26).
    pub fn credit_fen(&self) -> i64 {
        let paid_to_bills: i64 = self.bills.iter().map(|bill| bill.paid_fen).sum();
        self.paid_fen - paid_to_bills
    }

    /// What is owed of late fees in fen.
    pub fn late_fee_due_fen(&self) -> i64 {
        let charged: i64 = self.bills.iter().map(|bill| bill.late_fee_fen).sum();
        (charged - self.late_fee_paid_fen).max(0)
    }

    /// What is owed on this day of bills in arrears, in fen.
    pub fn overdue_fen(&self, today: Day) -> i64 {
        self.bills.iter().filter(|bill| bill.is_overdue(today)).map(Bill::unpaid_fen).sum()
    }
}

/// Reckons with an account.
pub fn statement(account: &FeeAccount, clock: &FeeClock) -> Statement {
    let today = clock.today();
    let mut bills = charged(account);
    let paid: Vec<(i64, i64)> = account.payments.iter().map(|one| (one.paid_at, one.principal_fen)).collect();
    let spread = spread(&bills, &paid);
    let (mut to_withdraw, mut to_call) = (Vec::new(), Vec::new());
    for (bill, parts) in bills.iter_mut().zip(&spread) {
        bill.paid_fen = parts.iter().map(|(_, fen)| fen).sum();
        let Some(period) = bill.period else { continue };
        let mut terms = Vec::new();
        for notice in account.notices.iter().filter(|one| one.period == period) {
            let term = term_of(notice, bill, parts, clock);
            if term.overtaken && notice.sent.is_some() && notice.withdrawn.is_none() {
                to_withdraw.push(term.notice);
            }
            if term.overtaken && notice.sent.is_some() && !told(account, notice) {
                to_call.push(term.notice);
            }
            if notice.withdrawn.is_none() {
                terms.push(term);
            }
        }
        bill.disputed = account.dispute(period).is_some();
        let out = |one: &NoticeTerm| one.stage == FeeStage::Final && one.issued.is_some() && !one.overtaken;
        let days: Vec<(Day, i64)> = parts.iter().map(|(at, fen)| (clock.zone.day_of(*at), *fen)).collect();
        bill.accrued_fen = late_fee(bill.since, bill.amount_fen, &days, today);
        if !bill.disputed && terms.iter().any(out) {
            bill.late_fee_fen = bill.accrued_fen;
        }
        bill.pay_by = pay_by_of(period, &terms);
        bill.notices = terms;
        if bill.unpaid_fen() > 0 && !bill.disputed {
            bill.next = next(period, bill, clock);
        }
    }
    let paid_fen = paid.iter().map(|(_, fen)| fen).sum();
    let owes = |bill: &&Bill| bill.unpaid_fen() > 0 && !bill.disputed;
    let over = |bill: &Bill| matches!(bill.next, Some(NextStep::Recover { from }) if from <= today);
    let recoverable = bills.iter().filter(owes).any(over);
    let in_arrears = bills.iter().any(|bill| bill.is_overdue(today));
    Statement {
        billed_fen: bills.iter().map(|bill| bill.amount_fen).sum(),
        paid_fen,
        late_fee_paid_fen: account.payments.iter().map(|one| one.late_fee_fen).sum(),
        to_bill: to_bill(account, today),
        to_withdraw,
        to_call,
        letter_from: if in_arrears { letter(account, &bills, clock) } else { None },
        may_recover: recoverable,
        recovery: account.recoveries.last().map(|one| one.recovery).filter(|_| in_arrears),
        bills,
    }
}

/// The opening balance and all standing payment notices, the oldest first. What was let go of a disputed bill is taken off.
fn charged(account: &FeeAccount) -> Vec<Bill> {
    let bill = |period, since, amount_fen| Bill {
        period,
        since,
        amount_fen,
        paid_fen: 0,
        late_fee_fen: 0,
        accrued_fen: 0,
        disputed: false,
        pay_by: None,
        notices: Vec::new(),
        next: None,
    };
    let opening = account.opening.as_ref().map(|opening| bill(None, opening.since, opening.amount_fen));
    let standing =
        account.notices.iter().filter(|one| one.stage == FeeStage::Payment && one.withdrawn.is_none());
    let billed = standing.map(|notice| {
        let full: i64 = notice.lines.iter().map(|line| line.amount_fen).sum();
        let ends = account.disputes.iter().filter_map(|one| one.settled.as_ref());
        let of_this = ends.filter(|end| end.bill == Some(notice.origin.entry));
        let waived: i64 = of_this.map(|end| end.waived_fen).sum();
        let since = notice.lines.iter().map(|line| line.month).min().map(|month| month.day(1));
        let since = since.unwrap_or_else(|| notice.period.first_day());
        bill(Some(notice.period), since, (full - waived).max(0))
    });
    let mut bills: Vec<Bill> = opening.into_iter().chain(billed).collect();
    bills.sort_by_key(|bill| (bill.since, bill.period));
    bills
}

/// Which payments went to which bill, each with its time: the earliest payment pays the oldest bill. A credit that was
/// taken over pays before all of them.
fn spread(bills: &[Bill], paid: &[(i64, i64)]) -> Vec<Vec<(i64, i64)>> {
    let credit: i64 = bills.iter().map(|bill| (-bill.amount_fen).max(0)).sum();
    let mut left: Vec<(i64, i64)> = std::iter::once((i64::MIN, credit)).chain(paid.iter().copied()).collect();
    left.sort_by_key(|(at, _)| *at);
    let mut from = 0;
    let mut spread = Vec::with_capacity(bills.len());
    for bill in bills {
        // What a credit gives to the others is taken off it.
        if bill.amount_fen < 0 {
            spread.push(vec![(i64::MIN, bill.amount_fen)]);
            continue;
        }
        let mut open = bill.amount_fen;
        let mut parts = Vec::new();
        while open > 0 && from < left.len() {
            let part = open.min(left[from].1);
            if part > 0 {
                parts.push((left[from].0, part));
                open -= part;
                left[from].1 -= part;
            }
            if left[from].1 <= 0 {
                from += 1;
            }
        }
        spread.push(parts);
    }
    spread
}

fn term_of(notice: &FeeNotice, bill: &Bill, parts: &[(i64, i64)], clock: &FeeClock) -> NoticeTerm {
    let issued_at = notice.sent.as_ref().map(|sent| sent.at);
    let before: i64 =
        parts.iter().filter(|(at, _)| issued_at.is_none_or(|sent| *at < sent)).map(|(_, fen)| fen).sum();
    let receipt = notice.received.as_ref().map(|received| received.on);
    let plan = notice.period.plan();
    let term = receipt.map(|day| match notice.stage {
        FeeStage::Payment => pay_by(notice.period, day),
        FeeStage::Reminder => reminder_term(plan, day),
        FeeStage::Final => final_term(day),
    });
    NoticeTerm {
        notice: notice.origin.entry,
        stage: notice.stage,
        issued: issued_at.map(|at| clock.zone.day_of(at)),
        term,
        overtaken: notice.stage != FeeStage::Payment && before >= bill.amount_fen,
    }
}

/// Whether somebody has spoken with the customer since a notice went out.
fn told(account: &FeeAccount, notice: &FeeNotice) -> bool {
    let sent = notice.sent.as_ref().map_or(i64::MAX, |sent| sent.at);
    account.contacts.iter().any(|contact| contact.origin.at.estimate() >= sent)
}

fn pay_by_of(period: FeePeriod, terms: &[NoticeTerm]) -> Option<Day> {
    // A month's last day is its eve, whoever got the notice when (ISS-33).
    let monthly = (period.plan() == FeePlan::Month).then(|| pay_by(period, period.first_day()));
    monthly.or_else(|| terms.iter().find(|one| one.stage == FeeStage::Payment).and_then(|one| one.term))
}

/// What is next about an unpaid, undisputed bill.
fn next(period: FeePeriod, bill: &Bill, clock: &FeeClock) -> Option<NextStep> {
    let of = |stage| bill.notices.iter().find(|one| one.stage == stage && !one.overtaken);
    let payment = of(FeeStage::Payment)?;
    let earliest = |stage| match stage {
        FeeStage::Payment => Some(notice_from(period)),
        FeeStage::Reminder => bill.pay_by.map(|day| reminder_from(period, day)),
        FeeStage::Final => {
            of(FeeStage::Reminder).and_then(|one| final_from(one.issued?, one.term, clock.literal))
        }
    };
    let waits = |one: &NoticeTerm| {
        let (notice, stage) = (one.notice, one.stage);
        match one.issued {
            None => Some(NextStep::Send { notice, stage, from: earliest(stage)? }),
            Some(from) if one.term.is_none() => Some(NextStep::Receive { notice, stage, from }),
            Some(_) => None,
        }
    };
    // A monthly payer's days, and the literal reading, need no receipt of the notice before.
    let needs_receipt = |stage| match stage {
        FeeStage::Payment => period.plan() != FeePlan::Month,
        FeeStage::Reminder => !clock.literal,
        FeeStage::Final => true,
    };
    let held_by = |one: &NoticeTerm| {
        waits(one).filter(|step| matches!(step, NextStep::Send { .. }) || needs_receipt(one.stage))
    };
    if let Some(step) = held_by(payment) {
        return Some(step);
    }
    let Some(reminder) = of(FeeStage::Reminder) else {
        return Some(NextStep::Prepare { stage: FeeStage::Reminder, from: earliest(FeeStage::Reminder)? });
    };
    if let Some(step) = held_by(reminder) {
        return Some(step);
    }
    let Some(last) = of(FeeStage::Final) else {
        return Some(NextStep::Prepare { stage: FeeStage::Final, from: earliest(FeeStage::Final)? });
    };
    held_by(last).or_else(|| Some(NextStep::Recover { from: recovery_from(last.term?) }))
}

/// Periods whose payment notice may go out by today and charges something, since the account's first terms. Today is what some
/// clock shows: one that is wrong by millennia finds no more months than a right one ever will.
fn to_bill(account: &FeeAccount, today: Day) -> Vec<FeePeriod> {
    let Some(first) = account.terms.iter().map(|terms| terms.from).min() else { return Vec::new() };
    let billed = account.billed_months();
    let mut periods: Vec<FeePeriod> = Vec::new();
    let mut month = first;
    // The notice of a period goes out a month before it at the most.
    let last = today.month_of().next();
    while month <= last && TERM_YEARS.contains(&month.year()) {
        if !billed.contains(&month)
            && let Some(period) = period_of(account, month)
            && notice_from(period) <= today
            && !periods.contains(&period)
            && !account.lines_of(period).is_empty()
            && account.standing(FeeStage::Payment, period).is_none()
        {
            periods.push(period);
        }
        month = month.next();
    }
    periods
}

/// The period that a month is billed in: by the terms that count for it.
fn period_of(account: &FeeAccount, month: MonthOf) -> Option<FeePeriod> {
    account.terms_of(month).map(|terms| FeePeriod::containing(terms.plan, month))
}

/// The first day of the formal demand letter: three months after the first contact about what is unpaid now, unless a letter
/// has gone out since (DUN-18).
fn letter(account: &FeeAccount, bills: &[Bill], clock: &FeeClock) -> Option<Day> {
    let today = clock.today();
    let since = bills.iter().filter(|bill| bill.is_overdue(today)).map(|bill| bill.since).min()?;
    let day = |at: i64| clock.zone.day_of(at);
    let by_phone = account.contacts.iter().filter(|one| one.by != ContactBy::Visit);
    let contacts = by_phone.map(|one| day(one.origin.at.estimate()));
    let first = contacts.filter(|day| *day >= since).min()?;
    let written = account.letters.iter().any(|one| day(one.origin.at.estimate()) >= first);
    (!written).then(|| letter_from(first))
}

/// Unpaid amounts by how long they have been owed, in fen: up to 30, 90, 180 and 365 days, and longer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Ageing {
    /// Not in arrears yet, or disputed.
    pub open_fen: i64,
    /// In arrears, by the days since the first one.
    pub overdue_fen: [i64; 5],
}

impl Ageing {
    /// The last days of its classes but the last, which has none.
    pub const DAYS: [i64; 4] = [30, 90, 180, 365];

    /// An account's.
    pub fn of(statement: &Statement, today: Day) -> Self {
        let mut ageing = Self::default();
        for bill in statement.bills.iter().filter(|bill| bill.unpaid_fen() > 0) {
            if bill.is_overdue(today) {
                let days = today.days_since(bill.since);
                let class = Self::DAYS.iter().position(|last| days <= *last).unwrap_or(Self::DAYS.len());
                ageing.overdue_fen[class] += bill.unpaid_fen();
            } else {
                ageing.open_fen += bill.unpaid_fen();
            }
        }
        ageing
    }

    /// Both together.
    #[must_use]
    pub fn plus(mut self, other: &Self) -> Self {
        self.open_fen += other.open_fen;
        for (sum, one) in self.overdue_fen.iter_mut().zip(other.overdue_fen) {
            *sum += one;
        }
        self
    }
}

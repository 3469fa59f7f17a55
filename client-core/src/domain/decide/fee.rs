//! Management fees: what is asked of each command, and what it writes (FEE-9 to FEE-11, DUN).

use super::actions::{WORD, Zeros};
use super::writer::{Target, Writer, optional, short};
use super::{Action, Author, Context, Decided, Rejection};
use crate::domain::command::FeeCommand;
use crate::domain::entry::fee::{
    ArrearsCause, ArrearsMeasure, ContactBy, FeeContacted, FeeDisputeSettled, FeeDisputed, FeeLetterSent,
    FeeNoticePrepared, FeeNoticeReceived, FeeNoticeSent, FeeNoticeWithdrawn, FeeOpeningSet, FeePaid,
    FeeReceiptVoided, FeeRecoveryDecided, FeeStage, FeeTermsSet, FeeVisitPlanned, Recovery, SentBy,
};
use crate::domain::entry::finance::PaymentMethod;
use crate::domain::entry::{At, Body, DocumentKind, Kind};
use crate::domain::fee::{
    Bill, FeeAccount, FeeClock, FeeNotice, FeePeriod, FeeRefusal, FeeVisitParty, MOST_FEN, NextStep,
    NoticeWork, Statement, TERM_YEARS, fee_document, notice_from, statement,
};
use crate::domain::id::{DocumentId, EntryId};
use crate::domain::order::Order;
use crate::domain::policy::{Denial, Relation};
use crate::domain::procedure::Library;
use crate::domain::reference::Reference;
use crate::domain::stock::Ledger;

/// Decides a command on the account of a customer; there is none yet before its first terms.
///
/// # Errors
/// [`Rejection`] says what is missing and what the author can do.
pub fn decide_fee(
    id: DocumentId,
    account: Option<&FeeAccount>,
    command: &FeeCommand,
    clock: &FeeClock,
    context: &mut Context<'_>,
) -> Result<Decided, Rejection> {
    // The writer asks an order for nothing here; this one is nobody's.
    let nobody = Order::empty(id);
    let mut writer = Writer::new(&nobody, context);
    let relation = Relation::Site;
    // Rights come before the state, so that a stranger learns nothing of it.
    writer.role_for(kind_of(command), relation)?;
    let body = match (command, account) {
        (FeeCommand::SetTerms { .. }, _) => terms(id, account, command)?,
        (_, None) => return Err(Rejection::NotFound),
        (_, Some(account)) => {
            let desk = Desk { account, statement: statement(account, clock), clock };
            desk.decide(&mut writer, command)?
        }
    };
    let target = Target { kind: DocumentKind::FeeAccount, document: id, relation };
    writer.write_elsewhere_after(&target, None, body)?;
    writer.finish()
}

/// A visit is planned at most so far ahead, in milliseconds: what lies further is a slip of typing.
const FURTHEST_VISIT_MS: i64 = 366 * 24 * 3_600_000;

const fn kind_of(command: &FeeCommand) -> Kind {
    match command {
        FeeCommand::SetTerms { .. } => Kind::FeeTermsSet,
        FeeCommand::SetOpening { .. } => Kind::FeeOpeningSet,
        FeeCommand::PrepareNotice { .. } => Kind::FeeNoticePrepared,
        FeeCommand::SendNotice { .. } => Kind::FeeNoticeSent,
        FeeCommand::ReceiveNotice { .. } => Kind::FeeNoticeReceived,
        FeeCommand::WithdrawNotice { .. } => Kind::FeeNoticeWithdrawn,
        FeeCommand::TakePayment { .. } => Kind::FeePaid,
        FeeCommand::PlanVisit { .. } => Kind::FeeVisitPlanned,
        FeeCommand::VoidReceipt { .. } => Kind::FeeReceiptVoided,
        FeeCommand::ContactCustomer { .. } => Kind::FeeContacted,
        FeeCommand::SendLetter { .. } => Kind::FeeLetterSent,
        FeeCommand::DecideRecovery { .. } => Kind::FeeRecoveryDecided,
        FeeCommand::DisputeBill { .. } => Kind::FeeDisputed,
        FeeCommand::SettleDispute { .. } => Kind::FeeDisputeSettled,
    }
}

const fn refuse<T>(refusal: FeeRefusal) -> Result<T, Rejection> {
    Err(Rejection::Fee(refusal))
}

fn invalid<T>(field: &str, detail: &str) -> Result<T, Rejection> {
    Err(Rejection::Invalid { field: field.to_owned(), detail: detail.to_owned() })
}

fn amount(field: &str, fen: i64, least: i64) -> Result<i64, Rejection> {
    if (least..=MOST_FEN).contains(&fen) { Ok(fen) } else { invalid(field, "not an amount that can be") }
}

fn terms(id: DocumentId, account: Option<&FeeAccount>, command: &FeeCommand) -> Result<Body, Rejection> {
    let FeeCommand::SetTerms { account: number, plan, monthly_fen, trusteeship, from } = command else {
        return Err(Rejection::NotFound);
    };
    let number = short("account", number)?;
    if fee_document(&number) != id || account.is_some_and(|known| known.account != number) {
        return Err(Rejection::NotFound);
    }
    if !TERM_YEARS.contains(&from.year()) {
        return invalid("from", "a month of this century");
    }
    if account.is_some_and(|known| known.billed_months().contains(from)) {
        return refuse(FeeRefusal::BilledAlready(*from));
    }
    let monthly_fen = amount("monthly_fen", *monthly_fen, 0)?;
    let (plan, trusteeship, from) = (*plan, *trusteeship, *from);
    Ok(Body::FeeTermsSet(FeeTermsSet { account: number, plan, monthly_fen, trusteeship, from }))
}

/// An account as it is judged.
struct Desk<'a> {
    account: &'a FeeAccount,
    statement: Statement,
    clock: &'a FeeClock,
}

impl Desk<'_> {
    fn decide(&self, writer: &mut Writer<'_, '_>, command: &FeeCommand) -> Result<Body, Rejection> {
        Ok(match command {
            FeeCommand::SetTerms { .. } => return Err(Rejection::NotFound),
            FeeCommand::SetOpening { amount_fen, since } => {
                let amount_fen = amount("amount_fen", *amount_fen, -MOST_FEN)?;
                if amount_fen == 0 {
                    return invalid("amount_fen", "not 0");
                }
                if *since > self.clock.today() {
                    return invalid("since", "not after today");
                }
                Body::FeeOpeningSet(FeeOpeningSet { amount_fen, since: *since })
            }
            FeeCommand::PrepareNotice { stage, period } => self.prepare(*stage, *period)?,
            FeeCommand::SendNotice { notice, by, sent_at, tracking } => {
                self.send(*notice, *by, *sent_at, tracking.as_deref())?
            }
            FeeCommand::ReceiveNotice { notice, on } => {
                let known = self.notice(*notice)?;
                let Some(sent) = &known.sent else { return refuse(FeeRefusal::NotSent) };
                if *on < self.clock.zone.day_of(sent.at) || *on > self.clock.today() {
                    return invalid("on", "not before it went out, and not after today");
                }
                Body::FeeNoticeReceived(FeeNoticeReceived { notice: *notice, on: *on })
            }
            FeeCommand::WithdrawNotice { notice, reason } => {
                let known = self.notice(*notice)?;
                let later =
                    [FeeStage::Final, FeeStage::Reminder].into_iter().filter(|one| *one > known.stage);
                for stage in later {
                    if self.account.standing(stage, known.period).is_some() {
                        return refuse(FeeRefusal::LaterNotice(stage));
                    }
                }
                let reason = short("reason", reason)?;
                Body::FeeNoticeWithdrawn(FeeNoticeWithdrawn { notice: *notice, reason })
            }
            FeeCommand::TakePayment { .. } => self.pay(command)?,
            FeeCommand::PlanVisit { collector, visit_at, amount_fen, receipt, party } => {
                let party = FeeVisitParty {
                    contact_name: short("contact_name", &party.contact_name)?,
                    owner_name: short("owner_name", &party.owner_name)?,
                    address: short("address", &party.address)?,
                };
                if *visit_at < self.clock.now {
                    return invalid("visit_at", "not before now");
                }
                if *visit_at > self.clock.now.saturating_add(FURTHEST_VISIT_MS) {
                    return invalid("visit_at", "within a year");
                }
                let receipt = short("receipt", receipt)?;
                self.is_unused(&receipt)?;
                let salt = writer.context.random.bytes();
                Body::FeeVisitPlanned(FeeVisitPlanned {
                    collector: *collector,
                    visit_at: *visit_at,
                    amount_fen: amount("amount_fen", *amount_fen, 1)?,
                    receipt,
                    party: writer.blob("party", party.to_blob(salt))?,
                })
            }
            FeeCommand::VoidReceipt { visit, reason } => {
                let known = self.account.visit(*visit).ok_or(Rejection::NotFound)?;
                if !known.is_open() {
                    return refuse(FeeRefusal::VisitOver);
                }
                let reason = short("reason", reason)?;
                Body::FeeReceiptVoided(FeeReceiptVoided { visit: *visit, reason })
            }
            FeeCommand::ContactCustomer { by, pay_by, cause, measure, result } => {
                let amount_fen = self.overdue()?;
                let result = optional("result", result.as_deref())?;
                if *cause == ArrearsCause::Other && result.is_none() {
                    return Err(Rejection::Missing { field: "result".to_owned() });
                }
                if *pay_by < self.clock.today() {
                    return invalid("pay_by", "not before today");
                }
                Body::FeeContacted(FeeContacted {
                    by: *by,
                    amount_fen,
                    pay_by: *pay_by,
                    cause: *cause,
                    measure: *measure,
                    result,
                })
            }
            FeeCommand::SendLetter { tracking } => {
                let amount_fen = self.overdue()?;
                match self.statement.letter_from {
                    Some(day) if day > self.clock.today() => return refuse(FeeRefusal::TooEarly(day)),
                    Some(_) => {}
                    None => return refuse(FeeRefusal::CallFirst),
                }
                Body::FeeLetterSent(FeeLetterSent { tracking: short("tracking", tracking)?, amount_fen })
            }
            FeeCommand::DecideRecovery { recovery, reason } => {
                if !self.statement.may_recover {
                    let steps = self.statement.bills.iter().filter_map(|bill| bill.next);
                    return match steps.map(|step| step.from()).min() {
                        Some(day) if day > self.clock.today() => refuse(FeeRefusal::TooEarly(day)),
                        Some(_) => refuse(FeeRefusal::First(NoticeWork::Receive, FeeStage::Final)),
                        None => refuse(FeeRefusal::NotOverdue),
                    };
                }
                let reason = short("reason", reason)?;
                Body::FeeRecoveryDecided(FeeRecoveryDecided { recovery: *recovery, reason })
            }
            FeeCommand::DisputeBill { period, reason } => {
                let bill = self.bill(*period)?;
                if bill.disputed {
                    return refuse(FeeRefusal::Disputed);
                }
                Body::FeeDisputed(FeeDisputed { period: *period, reason: short("reason", reason)? })
            }
            FeeCommand::SettleDispute { period, waived_fen, reason } => {
                let bill = self.bill(*period)?;
                if !bill.disputed {
                    return refuse(FeeRefusal::NotDisputed);
                }
                if !(0..=bill.amount_fen).contains(waived_fen) {
                    return invalid("waived_fen", "from 0 to what is charged");
                }
                let (waived_fen, reason) = (*waived_fen, short("reason", reason)?);
                Body::FeeDisputeSettled(FeeDisputeSettled { period: *period, waived_fen, reason })
            }
        })
    }

    /// A notice that stands.
    fn notice(&self, id: EntryId) -> Result<&FeeNotice, Rejection> {
        let notice = self.account.notice(id).ok_or(Rejection::NotFound)?;
        if notice.withdrawn.is_some() { refuse(FeeRefusal::Withdrawn) } else { Ok(notice) }
    }

    fn bill(&self, period: FeePeriod) -> Result<&Bill, Rejection> {
        self.statement.bills.iter().find(|bill| bill.period == Some(period)).ok_or(Rejection::NotFound)
    }

    /// What is in arrears in fen, above 0.
    fn overdue(&self) -> Result<i64, Rejection> {
        match self.statement.overdue_fen(self.clock.today()) {
            fen if fen > 0 => Ok(fen),
            _ => refuse(FeeRefusal::NotOverdue),
        }
    }

    fn prepare(&self, stage: FeeStage, period: FeePeriod) -> Result<Body, Rejection> {
        let today = self.clock.today();
        if stage == FeeStage::Payment {
            let lines = self.account.lines_of(period);
            if self.account.standing(stage, period).is_some() {
                return refuse(FeeRefusal::PreparedAlready);
            }
            if lines.is_empty() {
                return refuse(FeeRefusal::NothingToBill(period));
            }
            let from = notice_from(period);
            if today < from {
                return refuse(FeeRefusal::TooEarly(from));
            }
            let amount_fen = lines.iter().map(|line| line.amount_fen).sum();
            return Ok(Body::FeeNoticePrepared(FeeNoticePrepared {
                stage,
                period,
                lines,
                amount_fen,
                late_fee_fen: None,
            }));
        }
        let bill = self.bill(period)?;
        if bill.disputed {
            return refuse(FeeRefusal::Disputed);
        }
        match bill.next {
            None => return refuse(FeeRefusal::Paid),
            Some(NextStep::Prepare { stage: next, from }) if next == stage => {
                if today < from {
                    return refuse(FeeRefusal::TooEarly(from));
                }
            }
            Some(NextStep::Prepare { stage: next, .. }) if next < stage => {
                return refuse(FeeRefusal::First(NoticeWork::Prepare, next));
            }
            Some(NextStep::Send { stage: next, .. }) if next < stage => {
                return refuse(FeeRefusal::First(NoticeWork::Send, next));
            }
            Some(NextStep::Receive { stage: next, .. }) if next < stage => {
                return refuse(FeeRefusal::First(NoticeWork::Receive, next));
            }
            Some(_) => return refuse(FeeRefusal::PreparedAlready),
        }
        // A final notice names the late fee as if it were out.
        let late_fee_fen = (stage == FeeStage::Final).then_some(bill.accrued_fen);
        let amount_fen = bill.unpaid_fen();
        Ok(Body::FeeNoticePrepared(FeeNoticePrepared {
            stage,
            period,
            lines: Vec::new(),
            amount_fen,
            late_fee_fen,
        }))
    }

    fn send(
        &self,
        id: EntryId,
        by: SentBy,
        sent_at: Option<i64>,
        tracking: Option<&str>,
    ) -> Result<Body, Rejection> {
        let notice = self.notice(id)?;
        if notice.sent.is_some() {
            return refuse(FeeRefusal::SentAlready);
        }
        let bill = self.bill(notice.period)?;
        if notice.stage != FeeStage::Payment {
            // What was paid since it was made ready keeps it from going out (DUN-2, DUN-21).
            if bill.unpaid_fen() <= 0 {
                return refuse(FeeRefusal::Paid);
            }
            if bill.disputed {
                return refuse(FeeRefusal::Disputed);
            }
        }
        let sent_at = sent_at.unwrap_or(self.clock.now);
        if sent_at > self.clock.now || sent_at < notice.origin.at.estimate().min(self.clock.now) {
            return invalid("sent_at", "not before it was made ready, and not after now");
        }
        let tracking = optional("tracking", tracking)?;
        if by == SentBy::Express && tracking.is_none() {
            return Err(Rejection::Missing { field: "tracking".to_owned() });
        }
        Ok(Body::FeeNoticeSent(FeeNoticeSent { notice: id, by, sent_at, tracking }))
    }

    fn is_unused(&self, receipt: &str) -> Result<(), Rejection> {
        let used = self.account.payments.iter().any(|one| one.receipt == receipt)
            || self.account.visits.iter().any(|visit| visit.receipt == receipt);
        if used { refuse(FeeRefusal::ReceiptUsed(receipt.to_owned())) } else { Ok(()) }
    }

    fn pay(&self, command: &FeeCommand) -> Result<Body, Rejection> {
        let FeeCommand::TakePayment {
            receipt,
            principal_fen,
            late_fee_fen,
            method,
            paid_at,
            visit,
            confirmed,
        } = command
        else {
            return Err(Rejection::NotFound);
        };
        let receipt = short("receipt", receipt)?;
        let principal_fen = amount("principal_fen", *principal_fen, 0)?;
        let late_fee_fen = amount("late_fee_fen", *late_fee_fen, 0)?;
        if principal_fen + late_fee_fen == 0 {
            return invalid("principal_fen", "something is paid");
        }
        if !confirmed {
            return refuse(FeeRefusal::NotConfirmed);
        }
        let owed = self.statement.late_fee_due_fen();
        if late_fee_fen > owed {
            return refuse(FeeRefusal::LateFeeTooHigh(owed));
        }
        match visit {
            None => self.is_unused(&receipt)?,
            Some(visit) => {
                let known = self.account.visit(*visit).ok_or(Rejection::NotFound)?;
                if !known.is_open() {
                    return refuse(FeeRefusal::VisitOver);
                }
                if known.receipt != receipt {
                    return invalid("receipt", "not the one that was prepared for this visit");
                }
            }
        }
        let paid_at = paid_at.unwrap_or(self.clock.now);
        if paid_at < 0 || paid_at > self.clock.now {
            return invalid("paid_at", "not after now");
        }
        let (method, visit) = (*method, *visit);
        Ok(Body::FeePaid(FeePaid { receipt, principal_fen, late_fee_fen, method, paid_at, visit }))
    }
}

/// What `author` may do with an account now; commands that his roles never give are left out. As with orders each command
/// is put to the door, with placeholders for its words.
pub fn fee_actions(account: &FeeAccount, author: &Author, clock: &FeeClock) -> Vec<Action> {
    let (reference, library, stock) = (Reference::default(), Library::default(), Ledger::default());
    let ask = |command: &FeeCommand| {
        let mut context = Context {
            author,
            now: At::known(clock.now),
            reference: &reference,
            library: &library,
            stock: &stock,
            next_slip_number: WORD,
            random: &mut Zeros,
        };
        decide_fee(account.id, Some(account), command, clock, &mut context).err()
    };
    let actions = templates(account, clock)
        .into_iter()
        .map(|command| Action { action: kind_of(&command), refused: ask(&command) });
    let never = |one: &Action| matches!(one.refused, Some(Rejection::Denied { denial: Denial::Role, .. }));
    actions.filter(|one| !never(one)).collect()
}

/// Each command once that asks for nothing but words, with the bill or notice that it is nearest for.
fn templates(account: &FeeAccount, clock: &FeeClock) -> Vec<FeeCommand> {
    let word = || WORD.to_owned();
    let today = clock.today();
    let statement = statement(account, clock);
    let mut commands = vec![
        FeeCommand::TakePayment {
            receipt: word(),
            principal_fen: 1,
            late_fee_fen: 0,
            method: PaymentMethod::Cash,
            paid_at: None,
            visit: None,
            confirmed: true,
        },
        FeeCommand::PlanVisit {
            collector: crate::domain::id::UserId::from_bytes([0; 16]),
            visit_at: clock.now,
            amount_fen: 1,
            receipt: word(),
            party: FeeVisitParty { contact_name: word(), owner_name: word(), address: word() },
        },
        FeeCommand::ContactCustomer {
            by: ContactBy::Phone,
            pay_by: today,
            cause: ArrearsCause::Forgotten,
            measure: ArrearsMeasure::Wait,
            result: None,
        },
        FeeCommand::SendLetter { tracking: word() },
        FeeCommand::DecideRecovery { recovery: Recovery::Other, reason: word() },
    ];
    if let Some(terms) = account.terms.last() {
        // A month that no bill has yet.
        let from = account.billed_months().last().map_or(terms.from, |month| month.next());
        let (account, plan) = (account.account.clone(), terms.plan);
        commands.push(FeeCommand::SetTerms { account, plan, monthly_fen: 0, trusteeship: false, from });
    }
    commands.push(FeeCommand::SetOpening { amount_fen: 1, since: today });
    if let Some(bill) = statement.bills.iter().find_map(|bill| bill.period) {
        commands.push(FeeCommand::DisputeBill { period: bill, reason: word() });
    }
    if let Some(dispute) = account.disputes.iter().find(|one| one.settled.is_none()) {
        commands.push(FeeCommand::SettleDispute { period: dispute.period, waived_fen: 0, reason: word() });
    }
    commands
}

//! What an account is: a pure fold of its document.

use super::account::{
    DisputeEnd, FeeAccount, FeeContact, FeeDispute, FeeLetter, FeeNotice, FeePayment, FeeTerms, FeeVisit,
    Opening, Reason, ReceiptConflict, Received, RecoveryDecision, Sent,
};
use super::{MOST_FEN, TERM_YEARS, fee_document};
use crate::domain::entry::fee::{FeeNoticePrepared, FeePaid, FeeStage};
use crate::domain::entry::{Body, DocumentKind, Kind};
use crate::domain::id::EntryId;
use crate::domain::journal::Journal;
use crate::domain::reading::Reading;

/// The account that follows from its document; `None` when the document is none, or has no terms that belong to it.
pub fn fold_fee_account(journal: &Journal) -> Option<FeeAccount> {
    if journal.kind != DocumentKind::FeeAccount {
        return None;
    }
    let read = Reading::new(journal);
    let opens = |e: &crate::domain::journal::JournalEntry| match &e.entry.body {
        Body::FeeTermsSet(data) if fee_document(&data.account) == journal.document => {
            Some(data.account.clone())
        }
        _ => None,
    };
    let account = journal.entries().iter().find_map(opens)?;
    let mut fold =
        Fold { read, account: FeeAccount::empty(journal.document, &account), payments: Vec::new() };
    for i in 0..journal.entries().len() {
        fold.take(i);
    }
    fold.pay();
    fold.account.not_accepted = fold.read.not_accepted();
    Some(fold.account)
}

struct Fold<'a> {
    read: Reading<'a>,
    account: FeeAccount,
    /// Places of payments.
    payments: Vec<usize>,
}

impl Fold<'_> {
    fn take(&mut self, i: usize) {
        let e = &self.read.journal.entries()[i];
        let Some(kind) = e.entry.body.kind() else {
            self.account.newer.push(e.id);
            return;
        };
        if !kind.belongs_to(DocumentKind::FeeAccount)
            || matches!(kind, Kind::Marked | Kind::Received | Kind::Decision)
        {
            return;
        }
        // What people did stays a fact, whatever has become of their post; what they decide doesn't.
        let decides = matches!(
            kind,
            Kind::FeeTermsSet
                | Kind::FeeOpeningSet
                | Kind::FeeNoticePrepared
                | Kind::FeeNoticeWithdrawn
                | Kind::FeeVisitPlanned
                | Kind::FeeRecoveryDecided
                | Kind::FeeDisputed
                | Kind::FeeDisputeSettled
        );
        let refused = if decides && self.read.is_claim(i) {
            Some("role_withdrawn")
        } else {
            self.unfit(i, &e.entry.body)
        };
        match refused {
            Some(reason) => self.read.strike(i, reason),
            None => self.add(i),
        }
    }

    fn unfit(&self, i: usize, body: &Body) -> Option<&'static str> {
        let account = &self.account;
        if !amounts_can_be(body) {
            return Some("amount_out_of_range");
        }
        match body {
            Body::FeeTermsSet(data) if !TERM_YEARS.contains(&data.from.year()) => Some("month_out_of_range"),
            Body::FeeTermsSet(data) => (data.account != account.account).then_some("other_account"),
            Body::FeeNoticePrepared(data) => self.unfit_notice(data),
            Body::FeeNoticeSent(data) => match account.notice(data.notice) {
                None => Some("no_such_notice"),
                Some(notice) if notice.sent.is_some() => Some("sent_already"),
                Some(_) => None,
            },
            Body::FeeNoticeReceived(data) => match account.notice(data.notice) {
                None => Some("no_such_notice"),
                Some(notice) if notice.sent.is_none() => Some("not_sent"),
                Some(_) => None,
            },
            Body::FeeNoticeWithdrawn(data) => match account.notice(data.notice) {
                None => Some("no_such_notice"),
                Some(notice) if notice.withdrawn.is_some() => Some("withdrawn_already"),
                Some(_) => None,
            },
            Body::FeePaid(data) => {
                let (principal, late) = (data.principal_fen, data.late_fee_fen);
                let nothing = principal + late == 0;
                (nothing || data.receipt.trim().is_empty()).then_some("no_payment")
            }
            Body::FeeReceiptVoided(data) => match account.visit(data.visit) {
                None => Some("no_such_visit"),
                Some(visit) if visit.voided.is_some() => Some("voided_already"),
                Some(_) if self.paid_as_seen(i, data.visit) => Some("receipt_used"),
                Some(_) => None,
            },
            Body::FeeDisputed(data) => account.dispute(data.period).is_some().then_some("disputed_already"),
            Body::FeeDisputeSettled(data) => account.dispute(data.period).is_none().then_some("not_disputed"),
            _ => None,
        }
    }

    /// A period has one notice of each stage at a time, in their order, and a month is on one bill (DUN-1 to DUN-14).
    fn unfit_notice(&self, data: &FeeNoticePrepared) -> Option<&'static str> {
        let stands = |stage| self.account.standing(stage, data.period).is_some();
        if stands(data.stage) {
            return Some("prepared_already");
        }
        match data.stage {
            FeeStage::Payment => {
                let billed = self.account.billed_months();
                let unfit = |line: &crate::domain::entry::fee::FeeLine| {
                    billed.contains(&line.month) || line.amount_fen <= 0
                };
                (data.lines.is_empty() || data.lines.iter().any(unfit)).then_some("billed_already")
            }
            FeeStage::Reminder => (!stands(FeeStage::Payment)).then_some("no_bill"),
            FeeStage::Final => (!stands(FeeStage::Reminder)).then_some("no_reminder"),
        }
    }

    /// Whether the author of `i` knew that a visit's receipt had been used.
    fn paid_as_seen(&self, i: usize, visit: EntryId) -> bool {
        let of_visit = |place: &usize| matches!(&self.read.journal.entries()[*place].entry.body, Body::FeePaid(data) if data.visit == Some(visit));
        self.read.seen(i, &self.payments).any(|place| of_visit(&place))
    }

    fn add(&mut self, i: usize) {
        let origin = self.read.origin(i);
        let account = &mut self.account;
        match &self.read.journal.entries()[i].entry.body {
            Body::FeeTermsSet(data) => account.terms.push(FeeTerms {
                origin,
                plan: data.plan,
                monthly_fen: data.monthly_fen,
                trusteeship: data.trusteeship,
                from: data.from,
            }),
            Body::FeeOpeningSet(data) => {
                account.opening = Some(Opening { origin, amount_fen: data.amount_fen, since: data.since });
            }
            Body::FeeNoticePrepared(data) => {
                let same = |one: &&FeeNotice| (one.stage, one.period) == (data.stage, data.period);
                let before = account.notices.iter().filter(same).count();
                account.notices.push(FeeNotice {
                    origin,
                    stage: data.stage,
                    period: data.period,
                    copy: u32::try_from(before + 1).unwrap_or(u32::MAX),
                    lines: data.lines.clone(),
                    amount_fen: data.amount_fen,
                    late_fee_fen: data.late_fee_fen,
                    sent: None,
                    received: None,
                    withdrawn: None,
                });
            }
            Body::FeeNoticeSent(data) => {
                if let Some(notice) = account.notice_mut(data.notice) {
                    let at = self.read.journal.told(i, data.sent_at);
                    let (by, tracking) = (data.by, data.tracking.clone());
                    notice.sent = Some(Sent { origin, by, at, tracking });
                }
            }
            Body::FeeNoticeReceived(data) => {
                if let Some(notice) = account.notice_mut(data.notice) {
                    notice.received = Some(Received { origin, on: data.on });
                }
            }
            Body::FeeNoticeWithdrawn(data) => {
                if let Some(notice) = account.notice_mut(data.notice) {
                    notice.withdrawn = Some(Reason { origin, words: data.reason.clone() });
                }
            }
            Body::FeePaid(_) => self.payments.push(i),
            Body::FeeVisitPlanned(data) => account.visits.push(FeeVisit {
                origin,
                collector: data.collector,
                visit_at: data.visit_at,
                amount_fen: data.amount_fen,
                receipt: data.receipt.trim().to_owned(),
                party: data.party,
                voided: None,
                paid: None,
            }),
            Body::FeeReceiptVoided(data) => {
                if let Some(visit) = account.visits.iter_mut().find(|one| one.origin.entry == data.visit) {
                    visit.voided = Some(Reason { origin, words: data.reason.clone() });
                }
            }
            Body::FeeContacted(data) => account.contacts.push(FeeContact {
                origin,
                by: data.by,
                amount_fen: data.amount_fen,
                pay_by: data.pay_by,
                cause: data.cause,
                measure: data.measure,
                result: data.result.clone(),
            }),
            Body::FeeLetterSent(data) => {
                let (tracking, amount_fen) = (data.tracking.clone(), data.amount_fen);
                account.letters.push(FeeLetter { origin, tracking, amount_fen });
            }
            Body::FeeRecoveryDecided(data) => {
                let (recovery, reason) = (data.recovery, data.reason.clone());
                account.recoveries.push(RecoveryDecision { origin, recovery, reason });
            }
            Body::FeeDisputed(data) => {
                let (period, reason) = (data.period, data.reason.clone());
                account.disputes.push(FeeDispute { origin, period, reason, settled: None });
            }
            Body::FeeDisputeSettled(data) => {
                let bill = account.standing(FeeStage::Payment, data.period).map(|one| one.origin.entry);
                let open = account
                    .disputes
                    .iter_mut()
                    .find(|one| one.period == data.period && one.settled.is_none());
                if let Some(dispute) = open {
                    let (waived_fen, reason) = (data.waived_fen, data.reason.clone());
                    dispute.settled = Some(DisputeEnd { origin, bill, waived_fen, reason });
                }
            }
            _ => {}
        }
    }

    /// Each receipt is one payment, whoever writes it down again: of two the earlier counts, and where they don't say the
    /// same the other one is shown (COL-26).
    fn pay(&mut self) {
        let journal = self.read.journal;
        let data = |i: usize| match &journal.entries()[i].entry.body {
            Body::FeePaid(data) => Some(data),
            _ => None,
        };
        let mut places = self.payments.clone();
        places.sort_by(|a, b| journal.earlier(*a, *b).then(a.cmp(b)));
        for i in places {
            let Some(data) = data(i) else { continue };
            let paid_at = self.read.journal.told(i, data.paid_at);
            let payment = payment(data, self.read.origin(i), paid_at);
            let known = self.account.payments.iter().find(|one| one.receipt == payment.receipt);
            match known {
                None => {
                    let visit = data.visit.and_then(|visit| {
                        self.account.visits.iter_mut().find(|one| one.origin.entry == visit)
                    });
                    if let Some(visit) = visit {
                        visit.paid = Some(payment.origin.entry);
                    }
                    self.account.payments.push(payment);
                }
                Some(known) if same(known, &payment) => {}
                Some(known) => {
                    let (receipt, counts) = (known.receipt.clone(), known.origin.entry);
                    self.account.receipt_conflicts.push(ReceiptConflict { receipt, counts, other: payment });
                }
            }
        }
        self.account.payments.sort_by(|a, b| a.paid_at.cmp(&b.paid_at).then(a.receipt.cmp(&b.receipt)));
    }
}

/// Whether all amounts of an entry are such that sums of them stay in range, whoever wrote it.
fn amounts_can_be(body: &Body) -> bool {
    let fits = |fen: i64| (0..=MOST_FEN).contains(&fen);
    match body {
        Body::FeeTermsSet(data) => fits(data.monthly_fen),
        Body::FeeOpeningSet(data) => (-MOST_FEN..=MOST_FEN).contains(&data.amount_fen),
        Body::FeeNoticePrepared(data) => {
            fits(data.amount_fen)
                && data.late_fee_fen.is_none_or(fits)
                && data.lines.iter().all(|line| fits(line.amount_fen))
        }
        Body::FeePaid(data) => fits(data.principal_fen) && fits(data.late_fee_fen),
        Body::FeeVisitPlanned(data) => fits(data.amount_fen),
        Body::FeeContacted(data) => fits(data.amount_fen),
        Body::FeeLetterSent(data) => fits(data.amount_fen),
        Body::FeeDisputeSettled(data) => fits(data.waived_fen),
        _ => true,
    }
}

fn payment(data: &FeePaid, origin: crate::domain::order::Origin, paid_at: i64) -> FeePayment {
    FeePayment {
        origin,
        receipt: data.receipt.trim().to_owned(),
        principal_fen: data.principal_fen,
        late_fee_fen: data.late_fee_fen,
        method: data.method,
        paid_at,
    }
}

fn same(a: &FeePayment, b: &FeePayment) -> bool {
    (a.principal_fen, a.late_fee_fen, a.method) == (b.principal_fen, b.late_fee_fen, b.method)
}

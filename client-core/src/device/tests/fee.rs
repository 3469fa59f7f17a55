//! A collector takes money at the door without a network: what he may, what he mayn't, and that nothing of it is lost.

use super::*;
use crate::device::store::{Query, Store, Table};
use crate::device::{ExecuteError, FeeView};
use crate::domain::command::FeeCommand;
use crate::domain::decide::Rejection;
use crate::domain::entry::Kind;
use crate::domain::entry::fee::{FeeStage, SentBy};
use crate::domain::entry::finance::PaymentMethod;
use crate::domain::fee::{FeePlan, FeeRefusal, FeeVisitParty, fee_document};
use crate::domain::id::EntryId;
use crate::domain::reference::Reference;
use crate::protocol::{self, Outcome, SyncAnswer};

/// Within the month that is billed, by the server's clock.
const VISIT_AT: i64 = 1_800_003_600_000;
const HOUR: i64 = 3_600_000;

/// Finance, customer service and a collector, who have met the server, and the account of C-1 with a bill of January 2027
/// and a visit.
struct Site {
    server: FakeServer,
    finance: TestDevice,
    service: TestDevice,
    collector: TestDevice,
}

fn party(name: &str) -> FeeVisitParty {
    FeeVisitParty { contact_name: name.into(), owner_name: "李小明".into(), address: "3-0702".into() }
}

fn does(device: &mut TestDevice, account: &str, command: FeeCommand) -> FeeView {
    block(device.execute_fee(fee_document(account), command)).unwrap()
}

#[track_caller]
fn refused(device: &mut TestDevice, command: FeeCommand) -> Rejection {
    let before = device.store().commits();
    let error = block(device.execute_fee(fee_document("C-1"), command)).unwrap_err();
    assert_eq!(device.store().commits(), before, "nothing was written");
    let ExecuteError::Rejected(rejection) = error else { panic!("{error}") };
    rejection
}

fn shown(device: &mut TestDevice) -> FeeView {
    block(device.fee(fee_document("C-1"))).unwrap().unwrap()
}

fn plan(collector: u8, receipt: &str, visit_at: i64) -> FeeCommand {
    FeeCommand::PlanVisit {
        collector: user(collector),
        visit_at,
        amount_fen: 30_000,
        receipt: receipt.into(),
        party: party("李太太"),
    }
}

fn take(visit: Option<EntryId>, receipt: &str, confirmed: bool) -> FeeCommand {
    FeeCommand::TakePayment {
        receipt: receipt.into(),
        principal_fen: 30_000,
        late_fee_fen: 0,
        method: PaymentMethod::Cash,
        paid_at: None,
        visit,
        confirmed,
    }
}

fn send(notice: EntryId) -> FeeCommand {
    FeeCommand::SendNotice { notice, by: SentBy::Hand, sent_at: None, tracking: None }
}

impl Site {
    fn new() -> Self {
        let mut site = Self {
            server: FakeServer::new(),
            finance: device(1, &[Role::Finance]),
            service: device(2, &[Role::CsAssistant]),
            collector: device(3, &[Role::FeeCollector]),
        };
        site.everybody_syncs();
        site.opens("C-1");
        let period = "2027-01".parse().unwrap();
        let prepare = FeeCommand::PrepareNotice { stage: FeeStage::Payment, period };
        let bill = does(&mut site.finance, "C-1", prepare).account.notices[0].origin.entry;
        site.everybody_syncs();
        does(&mut site.service, "C-1", send(bill));
        does(&mut site.service, "C-1", plan(3, "0002", VISIT_AT));
        site.everybody_syncs();
        site
    }

    fn opens(&mut self, account: &str) {
        let terms = FeeCommand::SetTerms {
            account: account.into(),
            plan: FeePlan::Month,
            monthly_fen: 30_000,
            trusteeship: false,
            from: "2027-01".parse().unwrap(),
        };
        does(&mut self.finance, account, terms);
    }

    fn everybody_syncs(&mut self) {
        for _ in 0..2 {
            for device in [&mut self.finance, &mut self.service, &mut self.collector] {
                sync(device, &mut self.server);
            }
        }
    }
}

#[test]
fn fee_11_a_collector_takes_the_money_without_a_network_and_it_outlives_the_app() {
    let Site { mut server, mut finance, mut collector, .. } = Site::new();
    let row = block(collector.fees()).unwrap().remove(0);
    let visit = row.visits[0].clone();
    assert_eq!((row.account.as_str(), row.pending), ("C-1", 0));
    assert_eq!((visit.visit_at, visit.amount_fen, visit.receipt.as_str()), (VISIT_AT, 30_000, "0002"));
    assert_eq!(visit.party, Some(party("李太太")), "whom he meets came with the visit");
    let page = shown(&mut collector);
    assert_eq!(
        (page.statement.unpaid_fen(), page.parties[&visit.visit].address.as_str()),
        (30_000, "3-0702")
    );
    let open = |kind: Kind| page.commands.iter().any(|one| one.action == kind && one.refused.is_none());
    assert!(open(Kind::FeePaid) && !open(Kind::FeeTermsSet));

    let before = collector.store().commits();
    let paid = does(&mut collector, "C-1", take(Some(visit.visit), "0002", true));
    assert_eq!(collector.store().commits(), before + 1, "document, line and outbox together");
    assert_eq!((paid.statement.unpaid_fen(), paid.statement.paid_fen), (0, 30_000));
    assert_eq!((paid.pending.len(), paid.account.visits[0].is_open()), (1, false));
    let store = collector.store().clone();
    drop(collector);

    let mut collector = open_again(&store);
    let again = shown(&mut collector);
    assert_eq!((again.account.clone(), again.pending), (paid.account.clone(), paid.pending));
    let row = block(collector.fees()).unwrap().remove(0);
    assert_eq!((row.visits.len(), row.pending), (0, 1));
    sync(&mut collector, &mut server);
    sync(&mut finance, &mut server);
    assert_eq!(block(collector.fees()).unwrap()[0].pending, 0);
    assert_eq!(shown(&mut finance).account.payments, paid.account.payments, "finance has what he took");
}

/// Another start of the collector's app.
fn open_again(store: &MemoryStore) -> TestDevice {
    open(store, 103)
}

#[test]
fn fee_09_fee_10_no_money_before_the_confirmation_without_the_receipts_number_or_twice() {
    let Site { mut collector, .. } = Site::new();
    let visit = block(collector.fees()).unwrap()[0].visits[0].visit;
    let fee = |rejection: Rejection| match rejection {
        Rejection::Fee(refusal) => refusal,
        other => panic!("{other}"),
    };
    assert_eq!(fee(refused(&mut collector, take(Some(visit), "0002", false))), FeeRefusal::NotConfirmed);
    let field = |rejection: Rejection| match rejection {
        Rejection::Missing { field } | Rejection::Invalid { field, .. } => field,
        other => panic!("{other}"),
    };
    assert_eq!(field(refused(&mut collector, take(Some(visit), " ", true))), "receipt");
    assert_eq!(field(refused(&mut collector, take(Some(visit), "0003", true))), "receipt");
    let used = FeeRefusal::ReceiptUsed("0002".into());
    assert_eq!(fee(refused(&mut collector, take(None, "0002", true))), used, "it is prepared for the visit");
    let FeeCommand::TakePayment { receipt, principal_fen, method, .. } = take(Some(visit), "0002", true)
    else {
        panic!("it takes money");
    };
    let late = FeeCommand::TakePayment {
        receipt,
        principal_fen,
        late_fee_fen: 1,
        method,
        paid_at: None,
        visit: Some(visit),
        confirmed: true,
    };
    assert_eq!(fee(refused(&mut collector, late)), FeeRefusal::LateFeeTooHigh(0), "no final notice stands");
    assert_eq!(block(collector.fees()).unwrap()[0].pending, 0);

    does(&mut collector, "C-1", take(Some(visit), "0002", true));
    assert_eq!(fee(refused(&mut collector, take(Some(visit), "0002", true))), FeeRefusal::VisitOver);
    assert_eq!(shown(&mut collector).account.payments.len(), 1);
    let terms = refused(
        &mut collector,
        FeeCommand::SetOpening { amount_fen: 1, since: "2027-01-01".parse().unwrap() },
    );
    assert!(matches!(terms, Rejection::Denied { .. }), "what is owed isn't the collector's to say: {terms}");
}

#[test]
fn fee_11_an_unused_receipt_is_voided_with_its_reason_and_takes_no_money_any_more() {
    let Site { mut server, mut finance, mut collector, .. } = Site::new();
    let visit = block(collector.fees()).unwrap()[0].visits[0].visit;
    let void = |reason: &str| FeeCommand::VoidReceipt { visit, reason: reason.into() };
    assert_eq!(refused(&mut collector, void(" ")), Rejection::Missing { field: "reason".into() });
    let view = does(&mut collector, "C-1", void("家中无人"));
    assert_eq!(view.account.visits[0].voided.as_ref().unwrap().words, "家中无人");
    let over = Rejection::Fee(FeeRefusal::VisitOver);
    assert_eq!(refused(&mut collector, take(Some(visit), "0002", true)), over);
    assert_eq!(refused(&mut collector, void("家中无人")), over);
    sync(&mut collector, &mut server);
    sync(&mut finance, &mut server);
    assert_eq!(shown(&mut finance).account.visits, view.account.visits);
    assert_eq!(block(collector.fees()).unwrap()[0].visits, []);
}

#[test]
fn fee_11_col_27_money_taken_before_a_reminder_went_out_withdraws_it_when_it_comes_in() {
    let mut site = Site::new();
    let visit = block(site.collector.fees()).unwrap()[0].visits[0].visit;
    does(&mut site.collector, "C-1", take(Some(visit), "0002", true));
    site.server.now += HOUR;
    let period = "2027-01".parse().unwrap();
    sync(&mut site.finance, &mut site.server);
    let prepare = FeeCommand::PrepareNotice { stage: FeeStage::Reminder, period };
    let reminder = does(&mut site.finance, "C-1", prepare).account.notices[1].origin.entry;
    sync(&mut site.finance, &mut site.server);
    sync(&mut site.service, &mut site.server);
    let sent = does(&mut site.service, "C-1", send(reminder));
    assert_eq!(sent.statement.to_withdraw, [], "nobody knows of the payment yet");
    site.everybody_syncs();
    for device in [&mut site.finance, &mut site.service, &mut site.collector] {
        let statement = shown(device).statement;
        assert_eq!((statement.to_withdraw, statement.to_call), (vec![reminder], vec![reminder]));
    }
}

#[test]
fn fee_11_a_collectors_own_visits_stand_first_and_the_list_loads_no_document() {
    let mut site = Site::new();
    for account in ["C-0", "C-2", "C-3"] {
        site.opens(account);
    }
    site.everybody_syncs();
    does(&mut site.service, "C-0", plan(9, "0004", VISIT_AT));
    does(&mut site.service, "C-2", plan(9, "0005", VISIT_AT));
    does(&mut site.service, "C-2", plan(3, "0006", VISIT_AT - HOUR / 2));
    site.everybody_syncs();
    let store = site.collector.store().clone();
    let tables = [Table::Document, Table::Change, Table::Pending, Table::Blob];
    let before = tables.map(|table| store.reads(table));
    let rows = block(site.collector.fees()).unwrap();
    assert_eq!(tables.map(|table| store.reads(table)), before);
    let accounts: Vec<&str> = rows.iter().map(|row| row.account.as_str()).collect();
    assert_eq!(accounts, ["C-2", "C-1", "C-0", "C-3"]);
    let receipts: Vec<&str> = rows[0].visits.iter().map(|visit| visit.receipt.as_str()).collect();
    assert_eq!(receipts, ["0006", "0005"]);
}

#[test]
fn fee_11_a_visit_without_its_words_is_listed_and_shown_all_the_same() {
    let mut site = Site::new();
    site.server.blobs.clear();
    let mut other = device(3, &[Role::FeeCollector]);
    sync(&mut other, &mut site.server);
    assert_eq!(block(other.fees()).unwrap()[0].visits[0].party, None);
    assert!(shown(&mut other).parties.is_empty());
}

#[test]
fn fee_11_an_account_that_left_the_view_takes_its_line_and_its_words_with_it_once_its_work_is_sent() {
    let Site { mut server, mut collector, .. } = Site::new();
    let visit = block(collector.fees()).unwrap()[0].visits[0].visit;
    does(&mut collector, "C-1", take(Some(visit), "0002", true));
    server.removed.push(fee_document("C-1"));
    server.put_off = Some(Outcome::Pending);
    sync(&mut collector, &mut server);
    assert_eq!(block(collector.fees()).unwrap(), []);
    assert!(!shown(&mut collector).listed, "unsent work stays");
    server.put_off = None;
    let push = request(&mut collector);
    let mut answer: SyncAnswer = protocol::from_bytes(&server.sync(&push.bytes)).unwrap();
    answer.documents.clear();
    answer.blobs.clear();
    block(collector.reply(&protocol::to_bytes(&answer).unwrap())).unwrap();
    assert_eq!(block(collector.fee(fee_document("C-1"))).unwrap(), None);
    let all = Query::Prefix { table: Table::Blob, prefix: Vec::new(), limit: None };
    assert_eq!(block(collector.store().read(all)).unwrap(), []);
}

#[test]
fn fee_09_what_is_owed_is_reckoned_with_the_sites_zone() {
    let mut collector = device(3, &[Role::FeeCollector]);
    assert_eq!(collector.fee_clock().zone.name(), "UTC", "before the site's data came");
    let mut server = FakeServer::new();
    server.reference =
        Some(Reference { version: 1, timezone: "Asia/Shanghai".into(), ..Reference::default() });
    sync(&mut collector, &mut server);
    assert_eq!(collector.fee_clock().zone.name(), "Asia/Shanghai");
}

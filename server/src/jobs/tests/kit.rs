//! A database with staff and board lines, and a time that the test moves.

use crate::environment::{Entropy, EntropyUnavailable};
use crate::ident::Role;
use crate::jobs::{JobContext, JobSettings, plan, run_due};
use crate::notify::NoticeBody;
use client_core::domain::calendar::{MonthOf, Zone};
use client_core::domain::entry::follow_up::{FollowUpBy, RepairClass};
use client_core::domain::entry::office::{Channel, ServiceKind};
use client_core::domain::id::{DocumentId, EntryId, UserId};
use client_core::domain::month::{Month, MonthState, month_document};
use client_core::domain::order::{FollowUpTrack, OrderState};
use client_core::domain::settlement::{Account, OwnLine};
use client_core::domain::statistics::OrderSummary;
use rusqlite::{Connection, params};
use std::collections::BTreeSet;
use std::sync::Arc;

struct Numbers(std::sync::atomic::AtomicU8);

impl Entropy for Numbers {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), EntropyUnavailable> {
        bytes.fill(self.0.fetch_add(1, std::sync::atomic::Ordering::SeqCst));
        Ok(())
    }
}

pub(super) struct Site {
    pub(super) connection: Connection,
    pub(super) context: JobContext,
    pub(super) now: i64,
    orders: u8,
}

/// What a person was told, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Told {
    pub(super) user: String,
    pub(super) body: NoticeBody,
    pub(super) at: i64,
}

const STAFF: [(&str, Role); 9] = [
    ("wang", Role::Dispatcher),
    ("front", Role::FrontDesk),
    ("assistant", Role::DispatchAssistant),
    ("supervisor", Role::CscSupervisor),
    ("manager", Role::CscManager),
    ("head", Role::OfficeHead),
    ("finance", Role::Finance),
    ("chief", Role::Technician),
    ("hr", Role::AdminHr),
];

impl Site {
    pub(super) fn new(zone: &str) -> Self {
        let connection = crate::store::scratch().unwrap();
        let numbers = Numbers(std::sync::atomic::AtomicU8::new(1));
        for (name, role) in STAFF {
            let user = crate::accounts::NewUser {
                name: name.to_owned(),
                display_name: name.to_owned(),
                password_hash: String::new(),
                roles: vec![role],
            };
            crate::accounts::create_user(&connection, &numbers, &crate::audit::By::operator(0), user)
                .unwrap();
        }
        let context = JobContext {
            site: [9; 16],
            zone: Zone::parse(zone).unwrap(),
            settings: Arc::new(JobSettings::default()),
            channels: Arc::new(BTreeSet::new()),
        };
        Self { connection, context, now: 0, orders: 0 }
    }

    /// The instant at which the site's clock shows `2026-03-02 09:00`.
    pub(super) fn at(&self, text: &str) -> i64 {
        let (day, time) = text.split_once(' ').unwrap();
        self.context.zone.at(day.parse().unwrap(), time.parse().unwrap())
    }

    pub(super) fn set(&mut self, text: &str) {
        self.now = self.at(text);
    }

    /// A board line of a request that arrived at this moment.
    pub(super) fn request(&mut self, requested_at: i64) -> DocumentId {
        self.orders += 1;
        let document = DocumentId::from_bytes([self.orders; 16]);
        self.connection
            .execute(
                "INSERT INTO board (document, fold_version, state, closed, needs_decision, requested_at, conflicts, claims,
                     tasks, updated_at, last_seq) VALUES (?1, 1, 'requested', 0, 0, ?2, 0, 0, 0, 0, ?3)",
                params![document.as_bytes(), requested_at, self.orders],
            )
            .unwrap();
        document
    }

    /// A slip lies at the front desk.
    pub(super) fn hold(&mut self) -> DocumentId {
        let document = self.request(0);
        let sql = "UPDATE board SET held_at = 1, requested_at = NULL WHERE document = ?1";
        self.connection.execute(sql, [document.as_bytes()]).unwrap();
        document
    }

    /// The desk has handed a slip over, and dispatch has it or not yet.
    pub(super) fn hand(&self, document: DocumentId, taken: bool) {
        let sql = "UPDATE board SET batch_day = '2026-03-02', batch_taken = ?2 WHERE document = ?1";
        self.connection.execute(sql, params![document.as_bytes(), taken]).unwrap();
    }

    /// The customer was given a reply.
    pub(super) fn reply(&self, document: DocumentId) {
        let sql = "UPDATE board SET replied_at = ?2 WHERE document = ?1";
        self.connection.execute(sql, params![document.as_bytes(), self.now]).unwrap();
    }

    /// Something stands in the journal of a settlement month.
    pub(super) fn month_entry(&mut self, month: &str, kind: &str) {
        self.orders += 1;
        let document = month_document(month);
        self.connection
            .execute(
                "INSERT INTO entry (document, ulid, change, counter, actor, kind, bytes)
                 VALUES (?1, ?2, 1, 1, ?1, ?3, x'')",
                params![document.as_bytes(), [self.orders; 16], kind],
            )
            .unwrap();
    }

    /// The month's report is approved, with one charge of 30 yuan in it that nobody has paid.
    pub(super) fn approved_with_one_charge(&mut self, month: MonthOf) -> Account {
        let content = Month { state: MonthState::Approved, ..Month::empty(&month.to_string()) };
        self.connection
            .execute(
                "INSERT INTO settlement_month (document, month, state, content) VALUES (?1, ?2, 'approved', ?3)",
                params![
                    month_document(&content.month).as_bytes(),
                    content.month,
                    serde_json::to_string(&content).unwrap()
                ],
            )
            .unwrap();
        let signed_at = self.context.zone.start_of_month(month);
        self.orders += 1;
        Account {
            order: DocumentId::from_bytes([self.orders; 16]),
            number: format!("A-{}", self.orders),
            service_class: "LMP".to_owned(),
            signed_at: Some(signed_at),
            signed_between: None,
            billable_fen: Some(3_000),
            disputed: false,
            method: None,
            lines: vec![OwnLine {
                entry: EntryId::from_bytes([self.orders; 16]),
                month,
                amount_fen: 3_000,
                adjustment: None,
                signed_at,
                method: None,
                approved: true,
            }],
            adjustments: Vec::new(),
            notices: Vec::new(),
            due_fen: 3_000,
            paid_fen: 0,
        }
    }

    pub(super) fn write_account(&self, account: &Account) {
        self.connection
            .execute(
                "INSERT OR REPLACE INTO settlement
                     (document, number, signed_at, due_fen, paid_fen, disputed, account)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                params![
                    account.order.as_bytes(),
                    account.number,
                    account.signed_at,
                    account.due_fen,
                    account.paid_fen,
                    account.disputed,
                    serde_json::to_string(account).unwrap()
                ],
            )
            .unwrap();
    }

    /// What an order comes to.
    pub(super) fn summary(&mut self, change: impl FnOnce(&mut OrderSummary)) -> DocumentId {
        self.orders += 1;
        let order = DocumentId::from_bytes([self.orders; 16]);
        let mut summary = OrderSummary {
            order,
            number: Some(format!("A-{}", self.orders)),
            state: OrderState::Signed,
            service_class: "LMP".to_owned(),
            service_kind: ServiceKind::Special,
            channel: Channel::Phone,
            holder: None,
            repair_class: RepairClass::Other,
            requested_at: 0,
            replied_at: None,
            arrived_at: None,
            finished_at: None,
            signed_at: None,
            rounds: 1,
            returned_at: None,
            batch_day: None,
            follow_up: FollowUpTrack::Due,
            follow_up_by: FollowUpBy::DispatchCentre,
            follow_up_person: None,
            followed_at: None,
            leak_holds_since: None,
            follow_ups: Vec::new(),
            spot_checks: Vec::new(),
            correctives_open: 0,
            due_fen: 0,
            materials: Vec::new(),
        };
        change(&mut summary);
        self.write_summary(&summary);
        order
    }

    /// Another summary of the same order.
    pub(super) fn write_summary(&self, summary: &OrderSummary) {
        crate::figures::write(&self.connection, summary).unwrap();
    }

    pub(super) fn user(&self, name: &str) -> UserId {
        let sql = "SELECT id FROM user WHERE name = ?1";
        UserId::from_bytes(self.connection.query_row(sql, [name], |row| row.get(0)).unwrap())
    }

    pub(super) fn close(&self, document: DocumentId) {
        let sql = "UPDATE board SET closed = 1, state = 'cancelled' WHERE document = ?1";
        self.connection.execute(sql, [document.as_bytes()]).unwrap();
    }

    pub(super) fn round(&self) {
        plan(&self.connection, &self.context, self.now).unwrap();
        while run_due(&self.connection, &self.context, self.now).unwrap().more {}
    }

    /// When the next job's time comes.
    pub(super) fn next(&self) -> Option<i64> {
        crate::jobs::table::next_at(&self.connection).unwrap()
    }

    pub(super) fn told(&self) -> Vec<Told> {
        let sql =
            "SELECT u.name, n.body, n.created_at FROM notice n JOIN user u ON u.id = n.user ORDER BY n.id";
        self.connection
            .prepare(sql)
            .unwrap()
            .query_map([], |row| {
                let body: String = row.get(1)?;
                Ok(Told { user: row.get(0)?, body: serde_json::from_str(&body).unwrap(), at: row.get(2)? })
            })
            .unwrap()
            .collect::<Result<_, _>>()
            .unwrap()
    }
}

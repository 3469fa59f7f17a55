//! A phone with more of its own work than a server lets wait, after a restore: the shipped device and the shipped admission,
//! with nothing but bytes between them.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that can't go on fails")]
#![allow(missing_docs)]

use client_core::device::sync::{FailureKind, Step};
use client_core::domain::command::{Command, Registration};
use client_core::domain::entry::office::{Channel, ServiceKind, Urgency};
use client_core::domain::id::DocumentId;
use client_core::domain::policy::Role;
use client_core::domain::procedure::Library;
use client_core::protocol::{MAX_PENDING, SyncRequest, from_bytes};
use undercroft_tests::sim::{Clock, Phone, Reply, Rng, Server, SimStore, identity, reference};

const NOW: i64 = 1_790_000_000_000;
const MINUTE_MS: i64 = 60_000;
const HOUR_MS: i64 = 60 * MINUTE_MS;
const ORDERS: usize = 14;
const ENTRIES_OF_EACH: usize = 20;

struct Site {
    server: Server,
    now: i64,
    rng: Rng,
}

impl Site {
    fn new() -> Self {
        let mut rng = Rng::new(5);
        let server = Server::new(reference(), 1 << 20, &mut rng, NOW);
        Self { server, now: NOW, rng }
    }

    fn phone(&mut self, place: usize, role: Role) -> Phone {
        let (now, prefix) = (self.now, format!("P{place}"));
        let login = self.server.add_person(&format!("person-{place}"), role, &prefix, now, &mut self.rng);
        let clock =
            Clock { offset: 0, drift_ppm: 0, since: now, booted: now - 1_000, counts_sleep: true, slept: 0 };
        let identity = identity(place, login, role, prefix, None);
        let store = SimStore::new(self.rng.fork());
        let mut phone = Phone::new(login, role, store, clock, identity, self.rng.fork());
        phone.open(&Library::built_in().unwrap(), now);
        phone
    }

    /// Lets the phone send and fetch until it wants to wait for long; gives how many rows each request had.
    fn sync(&mut self, phone: &mut Phone) -> Vec<usize> {
        let mut rows = Vec::new();
        phone.device(self.now).hurry();
        loop {
            self.now += 1_000;
            match phone.tick(self.now).unwrap() {
                Step::Send(request) => {
                    let read: SyncRequest = from_bytes(&request.bytes).unwrap();
                    rows.push(read.push.iter().map(|run| run.rows.len()).sum());
                    assert!(rows.len() < 60, "it comes to an end");
                    let chance = self.rng.bytes();
                    let reply = self.server.sync(phone.login, &request.bytes, self.now, chance, None);
                    let Reply::Answer(bytes) = reply else {
                        phone.failed(self.now, FailureKind::Busy { retry_after_ms: None });
                        self.now += 10 * MINUTE_MS;
                        continue;
                    };
                    phone.reply(self.now, &bytes).map(drop).unwrap();
                }
                Step::Wait { wake_at: Some(at) } if phone.true_time(at) <= self.now + 2 * MINUTE_MS => {
                    self.now += MINUTE_MS / 6;
                }
                Step::Wait { .. } => return rows,
                Step::Blob(_) => panic!("there is no photo"),
            }
        }
    }

    fn order_for(&mut self, desk: &mut Phone, technician: &Phone) -> DocumentId {
        self.now += HOUR_MS;
        let registration = Registration {
            customer_name: "陈女士".to_owned(),
            unit_no: "2-1203".to_owned(),
            contact: "13800000000".to_owned(),
            department: None,
            content: "楼道灯不亮".to_owned(),
            appointment_at: self.now + HOUR_MS,
            received_at: self.now,
            channel: Channel::Phone,
            service_kind: ServiceKind::Special,
            service_class: "LMP".to_owned(),
            urgency: Urgency::Normal,
        };
        let order = desk.execute(self.now, None, Command::Register(registration)).unwrap().order.id;
        let technician = technician.login.user;
        for command in [Command::accept(), Command::IssueSlip, Command::Assign { technician, reason: None }] {
            desk.execute(self.now, Some(order), command).unwrap();
        }
        order
    }

    /// Entries of technicians that the server has.
    fn taken(&self) -> usize {
        let count = "SELECT count(*) FROM entry WHERE kind = 'cannot_keep_time'";
        let taken: i64 =
            self.server.setup(|connection| connection.query_row(count, [], |row| row.get(0)).unwrap());
        usize::try_from(taken).unwrap()
    }
}

/// The orders that his entries belong to went with the restore: nothing of the phone's own can be judged before it has given
/// them back, too.
#[test]
fn p3_a_phone_with_more_own_work_than_may_wait_is_taken_back_whole_and_alone() {
    let all = ORDERS * ENTRIES_OF_EACH;
    assert!(all > MAX_PENDING, "there is more than may wait");
    let mut site = Site::new();
    let mut desk = site.phone(0, Role::Dispatcher);
    let mut li = site.phone(1, Role::Technician);
    site.sync(&mut desk);
    site.sync(&mut li);
    site.server.back_up();
    for _ in 0..ORDERS {
        let order = site.order_for(&mut desk, &li);
        site.sync(&mut desk);
        site.sync(&mut li);
        for n in 0..ENTRIES_OF_EACH {
            site.now += 1_000;
            let late = Command::CannotKeepTime { reason: format!("第{n}次堵在路上") };
            li.execute(site.now, Some(order), late).unwrap();
        }
        site.sync(&mut li);
    }
    assert_eq!(site.taken(), all);

    site.now += HOUR_MS;
    site.server.restore([9; 8], site.now);
    assert_eq!(site.taken(), 0);
    for _ in 0..4 {
        site.now += HOUR_MS;
        for rows in site.sync(&mut li) {
            assert!(rows <= MAX_PENDING, "a request has {rows} rows");
        }
    }
    assert_eq!(site.taken(), all);
    assert_eq!(pollster::block_on(li.device(site.now).outbox()).unwrap(), []);
}

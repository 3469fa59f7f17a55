//! People with replicas of their own, in memory: the smallest world in which orders live.
#![allow(dead_code)]

use client_core::domain::command::{Command, QuoteRequest, Registration};
use client_core::domain::decide::{Author, Context, Decided, Random, Rejection, decide};
use client_core::domain::entry::office::{CancelledBy, Channel, ServiceKind};
use client_core::domain::entry::site::PriceItemKind;
use client_core::domain::entry::work::{PartSource, RecordValue};
use client_core::domain::entry::{At, Body, By, CommandRef, DocumentKind, Entry};
use client_core::domain::id::{ActorId, CommandId, DeviceId, DocumentId, EntryId, UserId};
use client_core::domain::order::{Order, fold};
use client_core::domain::policy::Role;
use client_core::domain::procedure::{Kind, Library};
use client_core::domain::reference::{PriceItem, PriceList, Reference, StaffMember};
use client_core::domain::stock::Ledger;
use client_core::domain::text::LocalText;
use client_core::replica::{ChangeRow, Replica};
use std::collections::BTreeMap;
use std::sync::OnceLock;

pub const NINE: i64 = 1_772_413_200_000; // 2026-03-02 09:00 in Shanghai

/// Counts up: every id is fresh and a test runs the same way each time.
pub struct Counter(u64);

impl Counter {
    pub fn new(seed: u64) -> Self {
        Self(seed << 32)
    }
}

impl Random for Counter {
    fn bytes(&mut self) -> [u8; 16] {
        self.0 += 1;
        // Spread over all bytes by an odd multiplier, so that cut ids still differ.
        let word = self.0.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let mut bytes = [0; 16];
        bytes[..8].copy_from_slice(&word.to_be_bytes());
        bytes[8..].copy_from_slice(&self.0.to_be_bytes());
        bytes
    }
}

pub fn library() -> Library {
    built_in().clone()
}

/// The same, read once.
pub fn built_in() -> &'static Library {
    static BUILT_IN: OnceLock<Library> = OnceLock::new();
    BUILT_IN.get_or_init(|| Library::built_in().unwrap())
}

pub fn user(n: u8) -> UserId {
    UserId::from_bytes([n; 16])
}

pub const DISPATCHER: u8 = 1;
pub const SECOND_DISPATCHER: u8 = 2;
pub const THIRD_DISPATCHER: u8 = 3;
pub const FRONT_DESK: u8 = 4;
pub const TECHNICIAN_LI: u8 = 11;
pub const TECHNICIAN_WANG: u8 = 12;
pub const TECHNICIAN_ZHAO: u8 = 13;
pub const MANAGER: u8 = 21;
pub const OFFICE_HEAD: u8 = 22;

pub fn reference() -> Reference {
    let text = |en: &str| LocalText { zh_hans: en.into(), zh_hant: en.into(), en: en.into() };
    let item = |code: &str, fen| PriceItem {
        code: code.into(),
        label: text(code),
        kind: if code.ends_with("_repair") { PriceItemKind::Labour } else { PriceItemKind::Material },
        unit: "piece".into(),
        unit_price_fen: fen,
    };
    let member =
        |n: u8, role| StaffMember { user: user(n), display_name: format!("P{n}"), roles: vec![role] };
    Reference {
        version: 1,
        site_name: "Test".into(),
        timezone: "Asia/Shanghai".into(),
        price_list: PriceList {
            version: 3,
            basis: "Price bureau 2026/1".into(),
            valid_from: 0,
            valid_until: None,
            items: vec![item("lamp_repair", 3_000), item("starter", 500), item("tube", 1_500)],
        },
        staff: vec![
            member(DISPATCHER, Role::Dispatcher),
            member(SECOND_DISPATCHER, Role::Dispatcher),
            member(TECHNICIAN_LI, Role::Technician),
            member(TECHNICIAN_WANG, Role::Technician),
            member(TECHNICIAN_ZHAO, Role::Technician),
            member(MANAGER, Role::CscManager),
        ],
        ..Reference::default()
    }
}

/// A person with a device and one order on it.
pub struct Person {
    pub author: Author,
    pub replica: Replica,
    pub actor: ActorId,
    pub now: i64,
    /// Whether the device knows its offset to the server.
    pub certain: bool,
    pub reference: Reference,
    pub library: Library,
    /// The store as this device knows it.
    pub stock: Ledger,
    random: Counter,
    slips: u32,
}

impl Person {
    pub fn new(n: u8, role: Role, order: DocumentId) -> Self {
        Self {
            author: Author { user: user(n), device: DeviceId::from_bytes([n; 16]), roles: vec![role] },
            replica: Replica::new(DocumentKind::Order, order),
            actor: ActorId::from_bytes([n; 16]),
            now: NINE,
            certain: true,
            reference: reference(),
            library: library(),
            stock: Ledger::default(),
            random: Counter::new(u64::from(n)),
            slips: 0,
        }
    }

    pub fn order(&self) -> Order {
        fold(&self.replica.journal(), &self.library)
    }

    /// Executes a command a minute after the last one.
    pub fn run(&mut self, command: &Command) -> Result<Decided, Rejection> {
        self.now += 60_000;
        let order = self.order();
        let number = format!("T{}-{}", self.author.user.as_bytes()[0], self.slips + 1);
        let mut context = Context {
            author: &self.author,
            now: At { wall: self.now, offset: self.certain.then_some(0), boot: None, seen: None },
            reference: &self.reference,
            library: &self.library,
            stock: &self.stock,
            next_slip_number: &number,
            random: &mut self.random,
        };
        let decided = decide(&order, command, &mut context)?;
        self.slips += u32::from(decided.used_slip_number);
        let document = self.replica.document();
        for write in decided.writes.iter().filter(|w| w.document == document) {
            self.replica.write(self.actor, &write.entries).unwrap();
        }
        Ok(decided)
    }

    #[track_caller]
    pub fn does(&mut self, command: Command) {
        if let Err(rejection) = self.run(&command) {
            panic!("{command:?} refused: {rejection} ({rejection:?})");
        }
    }

    #[track_caller]
    pub fn is_refused(&mut self, command: Command) -> Rejection {
        let heads = self.replica.heads();
        let rejection = self.run(&command).expect_err("should be refused");
        assert_eq!(self.replica.heads(), heads, "a refused command writes nothing");
        rejection
    }

    /// Writes past the command door in the first role held, as a hostile or an older app does.
    pub fn forge(&mut self, body: Body) -> EntryId {
        self.now += 60_000;
        let random = self.random.bytes();
        let ten = |bytes: [u8; 16]| <[u8; 10]>::try_from(&bytes[..10]).unwrap();
        let id = EntryId::new(self.now, ten(random));
        let entry = Entry {
            by: By { user: self.author.user, role: self.author.roles[0], device: self.author.device },
            at: At { wall: self.now, offset: self.certain.then_some(0), boot: None, seen: None },
            round: None,
            after: None,
            command: CommandRef { id: CommandId::new(self.now, ten(random)), documents: 1 },
            body,
        };
        self.replica.write(self.actor, &[(id, entry)]).unwrap();
        id
    }

    pub fn rows(&self) -> Vec<ChangeRow> {
        self.replica.rows().map(|(row, _)| row.clone()).collect()
    }

    /// Takes over everything that `other` has.
    pub fn hears(&mut self, other: &Person) {
        for row in other.rows() {
            self.replica.insert(row).unwrap();
        }
        self.now = self.now.max(other.now);
    }
}

/// Everybody hears everybody.
pub fn sync(people: &mut [&mut Person]) {
    for i in 0..people.len() {
        for j in 0..people.len() {
            if i != j {
                let rows = people[j].rows();
                let now = people[j].now;
                for row in rows {
                    people[i].replica.insert(row).unwrap();
                }
                people[i].now = people[i].now.max(now);
            }
        }
    }
    for pair in people.windows(2) {
        assert_eq!(pair[0].order().canonical_json(), pair[1].order().canonical_json());
    }
}

pub fn order_id() -> DocumentId {
    DocumentId::from_bytes([0xab; 16])
}

pub fn dispatcher() -> Person {
    Person::new(DISPATCHER, Role::Dispatcher, order_id())
}

pub fn second_dispatcher() -> Person {
    Person::new(SECOND_DISPATCHER, Role::Dispatcher, order_id())
}

pub fn third_dispatcher() -> Person {
    Person::new(THIRD_DISPATCHER, Role::Dispatcher, order_id())
}

pub fn front_desk() -> Person {
    Person::new(FRONT_DESK, Role::FrontDesk, order_id())
}

pub fn office_head() -> Person {
    Person::new(OFFICE_HEAD, Role::OfficeHead, order_id())
}

/// What the server writes beside entries.
pub fn server() -> Person {
    Person::new(99, Role::Server, order_id())
}

/// A second device of technician Li, which hears nothing by itself.
pub fn tablet_of(li: &Person) -> Person {
    let mut tablet = Person::new(TECHNICIAN_LI, Role::Technician, order_id());
    tablet.actor = ActorId::from_bytes([77; 16]);
    tablet.author.device = DeviceId::from_bytes([77; 16]);
    tablet.random = Counter::new(77);
    tablet.hears(li);
    tablet.now += 12_345;
    tablet
}

pub fn li() -> Person {
    Person::new(TECHNICIAN_LI, Role::Technician, order_id())
}

pub fn wang() -> Person {
    Person::new(TECHNICIAN_WANG, Role::Technician, order_id())
}

pub fn zhao() -> Person {
    Person::new(TECHNICIAN_ZHAO, Role::Technician, order_id())
}

pub fn manager() -> Person {
    Person::new(MANAGER, Role::CscManager, order_id())
}

pub fn registration() -> Registration {
    Registration {
        customer_name: "陈女士".into(),
        unit_no: "2栋1203".into(),
        contact: "13800000000".into(),
        department: None,
        content: "客厅灯不亮".into(),
        appointment_at: NINE + 5 * 3_600_000,
        received_at: NINE,
        channel: Channel::Phone,
        service_kind: ServiceKind::Special,
        service_class: "LMP".into(),
        urgency: client_core::domain::entry::office::Urgency::Normal,
    }
}

/// Registers, accepts and issues the slip.
pub fn with_slip(registration: Registration) -> Person {
    let mut dispatcher = dispatcher();
    dispatcher.does(Command::Register(registration));
    dispatcher.does(judge(true));
    dispatcher.does(Command::IssueSlip);
    dispatcher
}

/// The same, and assigns it.
pub fn dispatched_to(technician: u8) -> Person {
    let mut dispatcher = with_slip(registration());
    dispatcher.does(assign(technician, None));
    dispatcher
}

pub fn judge(accepted: bool) -> Command {
    let explanation = (!accepted).then(|| "今天没有人".to_owned());
    Command::Judge {
        accepted,
        explanation,
        free_reason: None,
        tried: None,
        warranty_until: None,
        routed_to: None,
    }
}

pub fn assign(technician: u8, reason: Option<&str>) -> Command {
    Command::Assign { technician: user(technician), reason: reason.map(str::to_owned) }
}

pub fn cancel(reason: &str) -> Command {
    Command::RequestCancel { cancelled_by: CancelledBy::Customer, reason: reason.into() }
}

pub fn receive() -> Command {
    Command::Receive { received_at: None }
}

pub fn finding() -> Command {
    Command::Finding {
        content: "启辉器坏".into(),
        materials: vec!["starter".into()],
        tools: vec!["ladder".into()],
    }
}

pub fn quote(lines: &[(&str, i64)]) -> Command {
    Command::Quote {
        lines: lines
            .iter()
            .map(|(item, quantity)| QuoteRequest { item: (*item).into(), quantity: *quantity })
            .collect(),
    }
}

pub fn confirm() -> Command {
    Command::ConfirmPrice { quote: None, confirmed_by: "owner".into(), strokes: None }
}

/// Values such as `("lit", true)`.
pub fn step(id: &str, answers: &[(&str, bool)]) -> Command {
    let values = answers.iter().map(|(name, yes)| ((*name).to_owned(), RecordValue::YesNo(*yes)));
    record("LMP", id, values.collect())
}

pub fn record(checklist: &str, step: &str, values: BTreeMap<String, RecordValue>) -> Command {
    Command::RecordStep { checklist: checklist.into(), step: step.into(), values, photos: Vec::new() }
}

pub fn final_test(flashes: i64, lit: bool) -> Command {
    let values = [("flashes", RecordValue::Number(flashes)), ("lit", RecordValue::YesNo(lit))];
    record("LMP", "LMP-15", values.into_iter().map(|(k, v)| (k.to_owned(), v)).collect())
}

pub fn gate(step: &str) -> Command {
    Command::SetGate { checklist: "LMP".into(), step: step.into() }
}

pub fn power_on() -> Command {
    Command::WithdrawGate { checklist: "LMP".into(), step: "LMP-14".into() }
}

pub fn starter(old: &str, new: &str) -> Command {
    Command::ReplacePart {
        checklist: "LMP".into(),
        step: "LMP-6".into(),
        item: "starter".into(),
        quantity: 1,
        old_specification: old.into(),
        new_specification: new.into(),
        source: PartSource::Store,
        deviation: None,
    }
}

pub fn sign() -> Command {
    Command::Sign { strokes: "M10 10 L200 40 L30 90".into(), image: None }
}

pub fn inspect(passed: bool, words: Option<&str>) -> Command {
    Command::Inspect { passed, words: words.map(str::to_owned) }
}

impl Person {
    /// Takes the slip, arrives, finds, agrees the price.
    #[track_caller]
    pub fn goes_and_agrees(&mut self) {
        self.does(receive());
        self.does(Command::Arrive);
        self.does(finding());
        self.does(quote(&[("lamp_repair", 1), ("starter", 1)]));
        self.does(confirm());
    }

    /// The checklist up to the final test, with a new starter.
    #[track_caller]
    pub fn repairs(&mut self) {
        self.repairs_in_the_dark();
        self.does(power_on());
    }

    /// The same, with the power still off.
    #[track_caller]
    pub fn repairs_in_the_dark(&mut self) {
        self.does(step("LMP-1", &[("normal", true)]));
        self.does(gate("LMP-2"));
        self.does(step("LMP-3", &[("good_contact", true)]));
        self.does(step("LMP-5", &[("capacitor_broken_down", false), ("glass_blackened", true)]));
        self.does(starter("FS-2", "FS-2"));
        self.does(step("LMP-7", &[("ends_blackened", false), ("filament_burnt_out", false)]));
        self.does(step("LMP-9", &[("good_contact", true)]));
        self.does(step("LMP-12", &[("burnt_out", false), ("scorched", false), ("shorted", false)]));
    }

    /// Everything from the slip to the end of work.
    #[track_caller]
    pub fn works_to_the_end(&mut self) {
        self.goes_and_agrees();
        self.repairs();
        self.does(final_test(2, true));
        self.does(Command::FinishWork);
    }

    /// Everything from the slip to the signature.
    #[track_caller]
    pub fn does_the_whole_job(&mut self) {
        self.works_to_the_end();
        self.does(inspect(true, None));
        self.does(sign());
    }
}

pub fn kind_of_step(id: &str) -> Option<Kind> {
    library().iter().find_map(|p| p.step(id).map(|s| s.kind))
}

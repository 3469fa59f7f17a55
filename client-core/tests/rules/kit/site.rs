//! A small site: its people, its fee standard, and an order that has been dispatched.

use super::{Clock, Exchange, NINE, Phone, TWO, record, set, user, yn};
use crate::kit::{NO, YES, num, on};
use client_core::device::store::Store;
use client_core::domain::command::{Command, QuoteRequest, Registration};
use client_core::domain::entry::office::{CancelledBy, Channel, ServiceKind};
use client_core::domain::entry::site::PriceItemKind;
use client_core::domain::entry::store::ToolCondition;
use client_core::domain::order::Order;
use client_core::domain::policy::Role;
use client_core::domain::reference::{PriceItem, PriceList, Reference, StaffMember};
use client_core::domain::stock::{Catalogue, Material, ToolCard, Unit};
use client_core::domain::text::LocalText;

pub const DISPATCHER: u8 = 1;
pub const LI: u8 = 11;
pub const WANG: u8 = 12;
pub const STORE: u8 = 15;
pub const STORE_B: u8 = 16;
pub const MANAGER: u8 = 21;
pub const HEAD: u8 = 22;

/// Everybody's device, and the exchange between them.
pub struct World {
    pub clock: Clock,
    pub exchange: Exchange,
    pub desk: Phone,
    pub li: Phone,
    pub wang: Phone,
    pub manager: Phone,
    pub head: Phone,
    pub keeper: Phone,
    pub keeper_b: Phone,
}

pub fn words(en: &str) -> LocalText {
    LocalText { zh_hans: en.into(), zh_hant: en.into(), en: en.into() }
}

pub fn prices(version: u32, labour_fen: i64) -> PriceList {
    let item = |code: &str, kind, fen| PriceItem {
        code: code.into(),
        label: words(code),
        kind,
        unit: "piece".into(),
        unit_price_fen: fen,
    };
    PriceList {
        version,
        basis: "Price bureau 2026/1".into(),
        valid_from: 0,
        valid_until: None,
        items: vec![
            item("visit", PriceItemKind::Labour, labour_fen),
            item("starter", PriceItemKind::Material, 500),
            item("tube", PriceItemKind::Material, 1_500),
            item("pipe", PriceItemKind::Material, 20),
        ],
    }
}

pub fn catalogue() -> Catalogue {
    let material = |code: &str, unit, step, batch_tracked| Material {
        code: code.into(),
        label: words(code),
        unit,
        step,
        specification: "S1".into(),
        unit_price_fen: 100,
        low_level: 1,
        batch_tracked,
    };
    let tool = |asset: &str| ToolCard {
        asset: asset.into(),
        kind: "clamp_meter".into(),
        label: words(asset),
        condition: ToolCondition::Good,
        due_at: None,
    };
    Catalogue {
        version: 1,
        materials: vec![
            material("starter", Unit::Piece, 1, false),
            material("tube", Unit::Piece, 1, false),
            material("pipe", Unit::Metre, 100, false),
            material("refrigerant", Unit::Kilogram, 10, true),
        ],
        tools: vec![tool("T-017"), tool("T-018")],
    }
}

pub fn reference() -> Reference {
    let member =
        |n: u8, role| StaffMember { user: user(n), display_name: format!("P{n}"), roles: vec![role] };
    Reference {
        version: 1,
        site_name: "Test".into(),
        timezone: "Asia/Shanghai".into(),
        price_list: prices(3, 3_000),
        catalogue: catalogue(),
        staff: vec![
            member(DISPATCHER, Role::Dispatcher),
            member(LI, Role::Technician),
            member(WANG, Role::Technician),
            member(STORE, Role::Storekeeper),
            member(STORE_B, Role::Storekeeper),
            member(MANAGER, Role::CscManager),
            member(HEAD, Role::OfficeHead),
        ],
        ..Reference::default()
    }
}

pub fn registration(class: &str, service_kind: ServiceKind) -> Command {
    Command::Register(Registration {
        customer_name: "陈女士".into(),
        unit_no: "2栋1203".into(),
        contact: "13800000000".into(),
        department: None,
        content: "请来修".into(),
        appointment_at: TWO,
        received_at: NINE,
        channel: Channel::Phone,
        service_kind,
        service_class: class.into(),
        urgency: client_core::domain::entry::office::Urgency::Normal,
    })
}

pub fn accept() -> Command {
    Command::accept()
}

pub fn assign(n: u8, reason: Option<&str>) -> Command {
    Command::Assign { technician: user(n), reason: reason.map(str::to_owned) }
}

impl World {
    /// People with devices that know their site, and no order yet.
    pub fn new() -> Self {
        let clock = Clock::new();
        let phone = |n, role| Phone::new(&clock, n, role);
        let mut world = Self {
            desk: phone(DISPATCHER, Role::Dispatcher),
            li: phone(LI, Role::Technician),
            wang: phone(WANG, Role::Technician),
            manager: phone(MANAGER, Role::CscManager),
            head: phone(HEAD, Role::OfficeHead),
            keeper: phone(STORE, Role::Storekeeper),
            keeper_b: phone(STORE_B, Role::Storekeeper),
            exchange: Exchange::new(clock.clone(), reference()),
            clock,
        };
        world.sync();
        world
    }

    /// A paid order of this class, dispatched to Li and on everybody's device. From here on nobody needs a signal.
    pub fn job(class: &str) -> Self {
        Self::job_of(class, ServiceKind::Special)
    }

    pub fn job_of(class: &str, kind: ServiceKind) -> Self {
        let mut world = Self::new();
        world.desk.does(registration(class, kind));
        world.desk.does(accept());
        world.desk.does(Command::IssueSlip);
        world.desk.does(assign(LI, None));
        world.sync();
        world
    }

    /// Li at the customer's, before anybody has spoken of a price.
    pub fn on_site(class: &str) -> Self {
        let mut world = Self::job(class);
        world.li.does(receive());
        world.li.does(Command::Arrive);
        world
    }

    /// Li at the customer's with an agreed price.
    pub fn agreed(class: &str) -> Self {
        let mut world = Self::on_site(class);
        world.li.agrees();
        world
    }

    /// The lamp repaired and handed to the customer for a trial.
    pub fn finished() -> Self {
        let mut world = Self::agreed("LMP");
        world.li.mends_the_lamp();
        world.li.does(Command::FinishWork);
        world
    }

    /// The lamp's slip signed.
    pub fn signed() -> Self {
        let mut world = Self::finished();
        world.li.does(tried(true, None));
        world.li.does(sign());
        world
    }

    /// Everybody meets the exchange until nobody has anything new; all screens show the same then.
    pub fn sync(&mut self) {
        let order = self.desk.order.or(self.li.order);
        for _ in 0..2 {
            let phones = [&mut self.desk, &mut self.li, &mut self.wang, &mut self.manager, &mut self.head];
            for phone in phones.into_iter().chain([&mut self.keeper, &mut self.keeper_b]) {
                phone.syncs(&mut self.exchange);
                phone.order = order;
            }
        }
        if order.is_some() {
            let shown = self.desk.shows().canonical_json();
            let others = [&self.li, &self.wang, &self.manager, &self.head, &self.keeper, &self.keeper_b];
            for phone in others {
                assert_eq!(phone.shows().canonical_json(), shown, "every device shows the same");
            }
        }
    }
}

impl<S: Store> Phone<S> {
    /// Writes the finding, quotes the visit and a starter, and both sides agree.
    #[track_caller]
    pub fn agrees(&mut self) -> Order {
        self.does(finding());
        self.does(quote(&[("visit", 1), ("starter", 1)]));
        self.does(confirm())
    }

    /// A lamp in which nothing is found, up to the final test.
    #[track_caller]
    pub fn looks_over_the_lamp(&mut self) {
        self.does(record("LMP-1", &[("normal", YES)]));
        self.does(set("LMP-2"));
        self.does(record("LMP-3", &[("good_contact", YES)]));
        self.does(record("LMP-5", &[("capacitor_broken_down", NO), ("glass_blackened", NO)]));
        self.does(record("LMP-7", &[("ends_blackened", NO), ("filament_burnt_out", NO)]));
        self.does(record("LMP-9", &[("good_contact", YES)]));
        self.does(record("LMP-12", &[("burnt_out", NO), ("scorched", NO), ("shorted", NO)]));
        self.does(on("LMP-14"));
    }

    #[track_caller]
    pub fn lights_it(&mut self, flashes: i64, lit: bool) -> Order {
        self.does(record("LMP-15", &[("flashes", num(flashes)), ("lit", yn(lit))]))
    }

    /// The same with a passed final test.
    #[track_caller]
    pub fn mends_the_lamp(&mut self) {
        self.looks_over_the_lamp();
        self.lights_it(2, true);
    }
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
    let lines =
        lines.iter().map(|(item, quantity)| QuoteRequest { item: (*item).into(), quantity: *quantity });
    Command::Quote { lines: lines.collect() }
}

pub fn confirm() -> Command {
    Command::ConfirmPrice { quote: None, confirmed_by: "owner".into(), strokes: None }
}

pub fn refuse_price(reason: &str) -> Command {
    Command::RefusePrice { quote: None, reason: reason.into() }
}

pub fn tried(passed: bool, words: Option<&str>) -> Command {
    Command::Inspect { passed, words: words.map(str::to_owned) }
}

pub fn sign() -> Command {
    Command::Sign { strokes: "M10 10 L200 40 L30 90".into(), image: None }
}

pub fn cancel(reason: &str) -> Command {
    Command::RequestCancel { cancelled_by: CancelledBy::Customer, reason: reason.into() }
}

pub fn write_off() -> Command {
    Command::WriteOff { manager_reason: None }
}

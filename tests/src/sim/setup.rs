//! Who is in a world: a site, its fee standard, its people and their phones.

use super::machine::{Clock, SimStore};
use super::people;
use super::phone::Phone;
use super::rng::Rng;
use super::server::{Login, Server};
use super::store;
use super::{Options, START};
use crate::checker::Books;
use crate::checker::scope::Person;
use client_core::device::Identity;
use client_core::domain::entry::site::PriceItemKind;
use client_core::domain::id::UserId;
use client_core::domain::policy::Role;
use client_core::domain::procedure::Library;
use client_core::domain::reference::{PriceItem, PriceList, Reference};
use client_core::domain::text::LocalText;
use std::collections::BTreeMap;

/// The villain's number in the checker's books.
pub const VILLAIN: usize = usize::MAX;

/// The people of a world.
pub struct Cast {
    /// Their phones.
    pub phones: Vec<Phone>,
    /// Users whom an order can be assigned to.
    pub technicians: Vec<UserId>,
    /// Who attacks: an account whose phone isn't in the honest fleet.
    pub villain: (Login, Role),
}

/// Labour of every class and every material of its procedure, with a price in fen.
fn fees(library: &Library) -> BTreeMap<String, i64> {
    let labour = library.iter().map(|procedure| (people::labour(&procedure.id), 3_000));
    let materials = library.iter().flat_map(|procedure| &procedure.materials).map(|m| (m.item.clone(), 500));
    labour.chain(materials).collect()
}

/// Codes of every material of every procedure.
fn materials(library: &Library) -> Vec<String> {
    library.iter().flat_map(|procedure| &procedure.materials).map(|material| material.item.clone()).collect()
}

/// The site's reference data before its people are known.
pub fn reference() -> Reference {
    let library = Library::built_in().expect("the built-in procedures are sound");
    let text = |en: &str| LocalText { zh_hans: en.into(), zh_hant: en.into(), en: en.into() };
    let item = |code: &str, fen| PriceItem {
        code: code.into(),
        label: text(code),
        kind: if code.ends_with("_repair") { PriceItemKind::Labour } else { PriceItemKind::Material },
        unit: "piece".into(),
        unit_price_fen: fen,
    };
    Reference {
        version: 0,
        site_name: String::new(),
        timezone: String::new(),
        price_list: PriceList {
            version: 3,
            basis: "Price bureau 2026/1".into(),
            valid_from: 0,
            valid_until: None,
            items: fees(&library).iter().map(|(code, fen)| item(code, *fen)).collect(),
        },
        staff: Vec::new(),
        catalogue: store::catalogue(&materials(&library)),
        ..Reference::default()
    }
}

/// A phone's clocks at the true time `now`.
pub fn clock(now: i64, rng: &mut Rng) -> Clock {
    let year = 365 * 86_400_000;
    let offset = match rng.below(4) {
        0 => 0,
        1 => rng.range(-5_000, 5_000),
        2 => rng.range(-3_600_000, 3_600_000),
        _ => rng.range(-year, year),
    };
    Clock {
        offset,
        drift_ppm: rng.range(-200, 200),
        since: now,
        booted: now - rng.range(0, 86_400_000),
        counts_sleep: rng.chance(300),
        slept: 0,
    }
}

/// What a phone is told at its enrolment.
pub fn identity(
    number: usize,
    login: Login,
    role: Role,
    slip_prefix: String,
    enrolment_receipt: Option<String>,
) -> Identity {
    Identity {
        site_url: "https://site.example".to_owned(),
        user: login.user,
        display_name: format!("Person {number}"),
        device: login.device,
        roles: vec![role],
        slip_prefix,
        enrolment_receipt,
    }
}

/// Enrols 3 to 12 phones, mostly few: at least one dispatcher and one technician.
pub fn cast(server: &Server, books: &mut Books, options: &Options, rng: &mut Rng) -> Cast {
    let mut roles = vec![Role::Dispatcher, Role::Technician];
    let others = [
        Role::Technician,
        Role::Technician,
        Role::Dispatcher,
        Role::FrontDesk,
        Role::CscManager,
        Role::OfficeHead,
        Role::Finance,
        Role::Storekeeper,
        Role::Storekeeper,
        Role::GateGuard,
        Role::GateGuard,
        Role::CsAssistant,
        Role::AdminHr,
        Role::DispatchAssistant,
        Role::AreaAssistant,
        Role::CscSupervisor,
        Role::FeeCollector,
        Role::RecordsAdmin,
        Role::Contractor,
        Role::Administrator,
    ];
    let more = if rng.chance(100) { rng.range(5, 9) } else { rng.range(1, 4) };
    // What two desks decide crosses more often than what others do.
    if rng.chance(400) {
        roles.push(*rng.pick(&[Role::Dispatcher, Role::FrontDesk]));
    }
    for _ in 0..more {
        roles.push(*rng.pick(&others));
    }
    let mut phones: Vec<Phone> = Vec::new();
    let mut technicians = Vec::new();
    for (number, role) in roles.into_iter().enumerate() {
        let prefix = format!("A{}", number + 1);
        let earlier = phones.iter().find(|phone| phone.role == role).map(|phone| phone.login.user);
        // Now and then the same person has two phones.
        let login = match earlier {
            Some(user) if rng.chance(150) => server.add_device(user, &prefix, START, rng),
            _ => server.add_person(&format!("person {number}"), role, &prefix, START, rng),
        };
        if role == Role::Technician && !technicians.contains(&login.user) {
            technicians.push(login.user);
        }
        books.add_phone(
            number,
            *login.device.as_bytes(),
            Person { user: *login.user.as_bytes(), roles: vec![role.as_str()] },
        );
        let store = SimStore::new(rng.fork());
        if options.tamper == super::Tamper::LostPhoneCommit {
            store.lose_commits(600);
        }
        let identity = identity(number, login, role, prefix, None);
        phones.push(Phone::new(login, role, store, clock(START, rng), identity, rng.fork()));
    }
    let role = *rng.pick(&[Role::Technician, Role::Dispatcher, Role::Finance, Role::Storekeeper]);
    let villain = server.add_person("villain", role, "Z1", START, rng);
    books.add_phone(
        VILLAIN,
        *villain.device.as_bytes(),
        Person { user: *villain.user.as_bytes(), roles: vec![role.as_str()] },
    );
    if role == Role::Technician && rng.chance(500) {
        technicians.push(villain.user);
    }
    Cast { phones, technicians, villain: (villain, role) }
}

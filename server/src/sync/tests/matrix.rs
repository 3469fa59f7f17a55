//! The authority matrix (P7): role x kind of entry x state x how the author stands to the order, each cell tried through
//! the door of its path, against verdicts that people have written (`tests/authority/table.tsv`).

use super::kit::*;
use super::push::entry;
use crate::office::{self, OfficeError};
use ciborium::Value;
use client_core::domain::command::Command;
use client_core::domain::decide::Rejection;
use client_core::domain::entry::complaint::{ComplaintCaptured, ComplaintChannel, Handover};
use client_core::domain::entry::incident::{Department, IncidentReported, PublicArea};
use client_core::domain::entry::matter::MatterKind;
use client_core::domain::entry::office::CancelledBy;
use client_core::domain::entry::{Body, DocumentKind, Kind, UnknownBody};
use client_core::domain::fee::fee_document;
use client_core::domain::id::{BlobDigest, DocumentId};
use client_core::domain::month::month_document;
use client_core::domain::policy::Role;
use client_core::domain::stock::{MovementCode, kit_document, month_of, store_document};
use client_core::protocol::{Outcome, QuarantineReason as Why};
use client_core::replica::Replica;
use std::collections::BTreeSet;
use table::{Line, Stand, Table};

#[path = "../../../tests/authority/table.rs"]
mod table;

/// The person of the cells.
const ME: u8 = 9;

const ROLES: &[Role] = &[
    Role::Dispatcher,
    Role::FrontDesk,
    Role::DispatchAssistant,
    Role::AreaAssistant,
    Role::CsAssistant,
    Role::CscSupervisor,
    Role::CscManager,
    Role::OfficeHead,
    Role::Technician,
    Role::Storekeeper,
    Role::Finance,
    Role::FeeCollector,
    Role::RecordsAdmin,
    Role::GateGuard,
    Role::Contractor,
    Role::AdminHr,
    Role::Administrator,
];

const STANDS: &[Stand] =
    &[Stand::Holder, Stand::OnSite, Stand::Late, Stand::Gone, Stand::Pool, Stand::Stranger];

/// Data of an entry as it is stored, from its sample.
fn cbor(sample: &serde_json::Value) -> Value {
    use serde_json::Value as Json;
    match sample {
        Json::Bool(yes) => Value::Bool(*yes),
        Json::Number(number) => Value::Integer(number.as_i64().unwrap().into()),
        Json::Array(items) => Value::Array(items.iter().map(cbor).collect()),
        Json::String(text) => match text.as_str() {
            "#16" => Value::Bytes(vec![0x11; 16]),
            "#32" => Value::Bytes(vec![0x22; 32]),
            "#me" => Value::Bytes(user(ME).as_bytes().to_vec()),
            "#other" => Value::Bytes(user(TECHNICIAN_B).as_bytes().to_vec()),
            "#code" => Value::Text(code()),
            text => Value::Text(text.to_owned()),
        },
        Json::Object(fields) => {
            let mut fields: Vec<_> = fields.iter().collect();
            fields.sort_by_key(|(name, _)| (name.len(), name.as_str()));
            Value::Map(
                fields.into_iter().map(|(name, value)| (Value::Text(name.clone()), cbor(value))).collect(),
            )
        }
        Json::Null => Value::Null,
    }
}

fn code() -> String {
    let parties = [user(TECHNICIAN_B)];
    let content = client_core::domain::stock::Content {
        exchange: client_core::domain::stock::Exchange::ToolReturn,
        order: None,
        parties: &parties,
        lines: &[],
        tool: Some("T-1"),
    };
    MovementCode::make([1, 2, 3], &content).to_string()
}

/// An entry of this kind; the server reads it as what its kind says.
fn body(line: &Line) -> Body {
    let mut data = Vec::new();
    ciborium::into_writer(&cbor(&line.sample), &mut data).unwrap();
    Body::Unknown(UnknownBody { kind: line.kind.clone(), data })
}

/// One order, how the person stands to it, and what he knows of it.
struct Scene {
    world: World,
    order: DocumentId,
    known: Replica,
}

fn scene(role: Role, stand: Stand, closed: bool) -> Scene {
    let mut world = World::new();
    world.add_user(ME, role);
    let mut office = Phone::dispatcher();
    let mut me = Phone::new(ME, role);
    let order = office.new_order();
    office.run(order, Command::accept());
    office.run(order, Command::IssueSlip);
    let assign =
        |n: u8, why: Option<&str>| Command::Assign { technician: user(n), reason: why.map(str::to_owned) };
    match stand {
        Stand::Pool => {}
        Stand::Stranger => office.run(order, assign(TECHNICIAN_A, None)),
        Stand::Holder | Stand::OnSite | Stand::Late | Stand::Gone => office.run(order, assign(ME, None)),
    }
    accepted(&office.sync(&mut world));
    if stand == Stand::OnSite {
        me.sync(&mut world);
        me.run(order, Command::Receive { received_at: None });
        me.run(order, Command::Arrive);
        accepted(&me.sync(&mut world));
        office.sync(&mut world);
    }
    let mut known = office.replicas[&order].clone();
    if matches!(stand, Stand::OnSite | Stand::Late | Stand::Gone) {
        office.run(order, assign(TECHNICIAN_A, Some("he is needed elsewhere")));
        accepted(&office.sync(&mut world));
    }
    if closed {
        office.run(order, Command::RequestCancel { cancelled_by: CancelledBy::Customer, reason: "x".into() });
        office.run(order, Command::ConfirmCancel);
        accepted(&office.sync(&mut world));
    }
    if stand != Stand::Late {
        known = office.replicas[&order].clone();
    }
    Scene { world, order, known }
}

#[track_caller]
fn accepted(outcomes: &[Outcome]) {
    assert!(outcomes.iter().all(|outcome| *outcome == Outcome::Accepted), "{outcomes:?}");
}

/// Whether the person's entry is taken; nothing of it stays.
fn pushed(
    world: &mut World,
    role: Role,
    kind: DocumentKind,
    known: &Replica,
    body: Body,
) -> Result<bool, String> {
    let mut phone = Phone::new(ME, role);
    let document = known.document();
    phone.replicas.insert(document, known.clone());
    phone.write(kind, document, &[entry(ME, role, body)]);
    let runs = phone.take_runs();
    world.connection.execute_batch("SAVEPOINT cell").unwrap();
    let outcomes = world.push(ME, runs);
    world.connection.execute_batch("ROLLBACK TO cell; RELEASE cell").unwrap();
    match &outcomes[..] {
        [Outcome::Accepted] => Ok(true),
        [Outcome::Quarantined { reason: Why::Forbidden, .. }] => Ok(false),
        other => Err(format!("{other:?}")),
    }
}

/// Runs the cells of every role, two roles at a time; gives how many there were and which differ.
fn each_role(cells: impl Fn(Role, &Table) -> (usize, Vec<String>) + Sync) -> usize {
    let table = Table::read();
    let half = ROLES.len() / 2;
    let results = std::thread::scope(|scope| {
        let run = |roles: &'static [Role]| roles.iter().map(|role| cells(*role, &table)).collect::<Vec<_>>();
        let first = scope.spawn(move || run(&ROLES[..half]));
        let mut all = run(&ROLES[half..]);
        all.extend(first.join().unwrap());
        all
    });
    let differ: Vec<String> = results.iter().flat_map(|(_, differ)| differ.clone()).collect();
    assert!(
        differ.is_empty(),
        "{} cells differ:\n{}",
        differ.len(),
        differ[..differ.len().min(60)].join("\n")
    );
    results.iter().map(|(count, _)| count).sum()
}

#[test]
fn p7_the_matrix_names_every_kind_of_every_document() {
    let table = Table::read();
    let named: BTreeSet<&str> = table.lines.iter().map(|line| line.kind.as_str()).collect();
    // Kits and customers are of one person or one order, and the beginning of an incident or a complaint makes it: the
    // tests of `store`, `reassigned` and `complaints` and the site's have them.
    let apart = ["kit_opened", "kit_issued", "kit_returned", "kit_transferred", "kit_used", "kit_lost"];
    for kind in Kind::ALL.iter().map(|kind| kind.as_str()) {
        let begins = matches!(kind, "customer_recorded" | "incident_reported" | "complaint_captured");
        let apart = apart.contains(&kind) || begins;
        assert!(named.contains(kind) != apart, "{kind}");
    }
}

#[test]
fn p7_every_push_into_an_order_gets_the_verdict_that_people_have_written() {
    let count = each_role(|role, table| {
        let (mut count, mut differ) = (0, Vec::new());
        for (stand, closed) in STANDS.iter().flat_map(|stand| [(*stand, false), (*stand, true)]) {
            if stand == Stand::OnSite && role != Role::Technician {
                continue;
            }
            let mut scene = scene(role, stand, closed);
            for line in table.lines.iter().filter(|line| line.document == "order") {
                // A slip that is over lies in no pool.
                let over = closed && stand == Stand::Pool && line.kind == "pool_taken";
                let wanted = !over && table.takes(line, role.as_str(), stand);
                let got = pushed(&mut scene.world, role, DocumentKind::Order, &scene.known, body(line));
                count += 1;
                if got != Ok(wanted) {
                    let name = role.as_str();
                    differ.push(format!(
                        "{name} {} {stand:?} closed {closed}: wanted {wanted}, got {got:?}",
                        line.kind
                    ));
                }
            }
        }
        (count, differ)
    });
    assert!(count >= 9_000, "{count} cells");
}

/// The document with its first change, by somebody who may write it.
fn begun(
    kind: DocumentKind,
    document: DocumentId,
    author: u8,
    role: Role,
    first: Body,
    world: &mut World,
) -> Replica {
    let mut phone = Phone::new(author, role);
    phone.write(kind, document, &[entry(author, role, first)]);
    accepted(&phone.sync(world));
    phone.replicas[&document].clone()
}

fn incident() -> Body {
    Body::IncidentReported(IncidentReported {
        place: "gate".into(),
        area: PublicArea::Engineering,
        department: Department::Security,
        what: "a cover is missing".into(),
        major: false,
        measure: None,
    })
}

fn complaint() -> Body {
    Body::ComplaintCaptured(ComplaintCaptured {
        channel: ComplaintChannel::Phone,
        handover: Handover::Direct,
        heard_at: NOW,
        record: BlobDigest::from_bytes([0x22; 32]),
        given: Vec::new(),
        seems: None,
        ongoing_harm: false,
        measure: None,
        case_kind: None,
    })
}

#[test]
fn p7_every_push_into_months_incidents_and_the_store_gets_the_verdict_that_people_have_written() {
    let count = each_role(|role, table| {
        let (mut count, mut differ) = (0, Vec::new());
        let mut world = World::new();
        for (n, other) in [(20, Role::Finance), (21, Role::Storekeeper), (ME, role)] {
            world.add_user(n, other);
        }
        let first = |kind: &str| body(table.lines.iter().find(|line| line.kind == kind).unwrap());
        let month = month_document("2026-03");
        let month = begun(DocumentKind::Month, month, 20, Role::Finance, first("month_checked"), &mut world);
        let store = store_document(&month_of(NOW));
        let store =
            begun(DocumentKind::Store, store, 21, Role::Storekeeper, first("stock_received"), &mut world);
        let account = fee_document("C-1");
        let account =
            begun(DocumentKind::FeeAccount, account, 20, Role::Finance, first("fee_terms_set"), &mut world);
        let enquiry = DocumentId::from_bytes([0x67; 16]);
        let kind = DocumentKind::Matter(MatterKind::Enquiry);
        let enquiry = begun(kind, enquiry, DISPATCHER, Role::Dispatcher, first("matter_opened"), &mut world);
        let foreign = DocumentId::from_bytes([0x61; 16]);
        let foreign =
            begun(DocumentKind::Incident, foreign, DISPATCHER, Role::Dispatcher, incident(), &mut world);
        let own = DocumentId::from_bytes([0x62; 16]);
        // Whoever works here reports; the administrator of the software doesn't.
        let own = (role != Role::Administrator)
            .then(|| begun(DocumentKind::Incident, own, ME, role, incident(), &mut world));
        for (name, kind, known, his) in [
            ("month", DocumentKind::Month, Some(&month), false),
            ("store", DocumentKind::Store, Some(&store), false),
            ("fee_account", DocumentKind::FeeAccount, Some(&account), false),
            ("enquiry", DocumentKind::Matter(MatterKind::Enquiry), Some(&enquiry), false),
            ("incident", DocumentKind::Incident, Some(&foreign), false),
            ("incident", DocumentKind::Incident, own.as_ref(), true),
        ] {
            let Some(known) = known else { continue };
            for line in table.lines.iter().filter(|line| line.document == name) {
                let reads = his || table.reads(role.as_str(), name);
                let wanted = reads && line.may(role.as_str(), Stand::Stranger);
                let got = pushed(&mut world, role, kind, known, body(line));
                count += 1;
                if got != Ok(wanted) {
                    differ.push(format!(
                        "{} {} own {his}: wanted {wanted}, got {got:?}",
                        role.as_str(),
                        line.kind
                    ));
                }
            }
        }
        (count, differ)
    });
    assert!(count >= 670, "{count} cells");
}

#[test]
fn p7_cmp_01_cmp_02_every_push_into_complaints_gets_the_verdict_that_people_have_written() {
    let count = each_role(|role, table| {
        let (mut count, mut differ) = (0, Vec::new());
        let mut world = World::new();
        world.add_user(ME, role);
        for (kind, n) in [(DocumentKind::Complaint, 0x63), (DocumentKind::CentreComplaint, 0x65)] {
            let (foreign, own) = (DocumentId::from_bytes([n; 16]), DocumentId::from_bytes([n + 1; 16]));
            let foreign = begun(kind, foreign, TECHNICIAN_B, Role::Technician, complaint(), &mut world);
            // Whoever works here hears complaints, whatever they are about; the administrator of the software doesn't.
            let works = role != Role::Administrator;
            let own = works.then(|| begun(kind, own, ME, role, complaint(), &mut world));
            for (known, his) in [(Some(&foreign), false), (own.as_ref(), true)] {
                let Some(known) = known else { continue };
                for line in table.lines.iter().filter(|line| line.document == kind.as_str()) {
                    let reads = his || table.reads(role.as_str(), kind.as_str());
                    let wanted = reads && line.may(role.as_str(), Stand::Stranger);
                    let got = pushed(&mut world, role, kind, known, body(line));
                    count += 1;
                    if got != Ok(wanted) {
                        let who = role.as_str();
                        differ.push(format!(
                            "{who} {} {} own {his}: wanted {wanted}, got {got:?}",
                            kind.as_str(),
                            line.kind
                        ));
                    }
                }
            }
        }
        (count, differ)
    });
    assert!(count >= 1_000, "{count} cells");
}

#[test]
fn p7_every_command_of_the_office_gets_the_verdict_that_people_have_written() {
    let examples: serde_json::Value = serde_json::from_str(include_str!("../../http/examples.json")).unwrap();
    let examples = &examples["POST /api/v1/orders/{id}/commands"];
    let count = each_role(|role, table| {
        let (mut count, mut differ) = (0, Vec::new());
        for stand in [Stand::Holder, Stand::Gone, Stand::Pool, Stand::Stranger] {
            for closed in [false, true] {
                let mut scene = scene(role, stand, closed);
                let sender = scene.world.sender(ME);
                let heads = scene.known.heads();
                for line in table.lines.iter().filter(|line| line.document == "order") {
                    let Some(name) = &line.command else { continue };
                    let mut json = examples[name]["value"].clone();
                    assert!(json.is_object(), "no example of {name}");
                    if name == "decide" {
                        json["conflict"] = "COL-99:x".into();
                    }
                    let command: Command = serde_json::from_value(json).unwrap();
                    let world = &mut scene.world;
                    world.connection.execute_batch("SAVEPOINT cell").unwrap();
                    let done = office::execute(
                        &world.connection,
                        &world.library,
                        &sender,
                        scene.order,
                        &heads,
                        &command,
                        world.now,
                        &mut world.random,
                    );
                    world.connection.execute_batch("ROLLBACK TO cell; RELEASE cell").unwrap();
                    let got = match &done {
                        Err(OfficeError::NotFound) => "not found",
                        Err(OfficeError::Refused(Rejection::Denied { .. })) => "denied",
                        Ok(_) | Err(OfficeError::Refused(_)) => "asked",
                        Err(other) => panic!("{name}: {other:?}"),
                    };
                    let wanted = if !table.sees(role.as_str(), stand, closed) {
                        "not found"
                    } else if line.may(role.as_str(), stand) {
                        "asked"
                    } else {
                        "denied"
                    };
                    count += 1;
                    if got != wanted {
                        let who = role.as_str();
                        differ.push(format!(
                            "{who} {name} {stand:?} closed {closed}: wanted {wanted}, got {got} {done:?}"
                        ));
                    }
                }
            }
        }
        (count, differ)
    });
    assert!(count >= 7_000, "{count} cells");
}

#[test]
fn p7_a_pull_holds_nothing_that_its_person_may_not_see_and_an_order_that_leaves_is_taken_back() {
    let count = each_role(|role, table| {
        let mut differ = Vec::new();
        let mut world = World::new();
        for (n, other) in [(20, Role::Finance), (21, Role::Storekeeper), (ME, role)] {
            world.add_user(n, other);
        }
        let mut office = Phone::dispatcher();
        let foreign = office.dispatched(TECHNICIAN_A);
        let mine = office.dispatched(ME);
        let pool = office.new_order();
        office.run(pool, Command::accept());
        office.run(pool, Command::IssueSlip);
        let new = office.new_order();
        let customer = |phone: &Phone, order: DocumentId| phone.order(order).registered.unwrap().customer;
        accepted(&office.sync(&mut world));
        let first = |kind: &str| body(table.lines.iter().find(|line| line.kind == kind).unwrap());
        let month = month_document("2026-03");
        begun(DocumentKind::Month, month, 20, Role::Finance, first("month_checked"), &mut world);
        let store = store_document(&month_of(NOW));
        begun(DocumentKind::Store, store, 21, Role::Storekeeper, first("stock_received"), &mut world);
        let account = fee_document("C-1");
        begun(DocumentKind::FeeAccount, account, 20, Role::Finance, first("fee_terms_set"), &mut world);
        let enquiry = DocumentId::from_bytes([0x67; 16]);
        let kind = DocumentKind::Matter(MatterKind::Enquiry);
        begun(kind, enquiry, DISPATCHER, Role::Dispatcher, first("matter_opened"), &mut world);
        let incident_id = DocumentId::from_bytes([0x61; 16]);
        begun(DocumentKind::Incident, incident_id, DISPATCHER, Role::Dispatcher, incident(), &mut world);
        let heard = |kind, id, world: &mut World| {
            begun(kind, id, TECHNICIAN_B, Role::Technician, complaint(), world);
        };
        let complaint_id = DocumentId::from_bytes([0x63; 16]);
        heard(DocumentKind::Complaint, complaint_id, &mut world);
        let apart_id = DocumentId::from_bytes([0x65; 16]);
        heard(DocumentKind::CentreComplaint, apart_id, &mut world);
        let kit = kit_document(user(TECHNICIAN_A), &month_of(NOW));
        let opened = client_core::domain::entry::store::KitOpened {
            technician: user(TECHNICIAN_A),
            month: month_of(NOW),
            lines: Vec::new(),
        };
        begun(DocumentKind::Kit, kit, TECHNICIAN_A, Role::Technician, Body::KitOpened(opened), &mut world);

        let name = role.as_str();
        let technician = role == Role::Technician;
        let orders = table.reads(name, "order");
        let customers = table.reads(name, "customer");
        let others = [
            (month, table.reads(name, "month"), "month"),
            (store, table.reads(name, "store"), "store"),
            (account, table.reads(name, "fee_account"), "fee account"),
            (enquiry, table.reads(name, "enquiry"), "enquiry"),
            (incident_id, table.reads(name, "incident"), "incident"),
            (complaint_id, table.reads(name, "complaint"), "complaint"),
            (apart_id, table.reads(name, "centre_complaint"), "complaint about the centre"),
            (kit, table.reads(name, "kit"), "kit"),
            (pool, orders || technician, "slip in the pool"),
            (new, orders, "new order"),
            (customer(&office, pool), customers, "customer of the pool"),
            (customer(&office, new), customers, "customer of a new order"),
        ];
        let mut phone = Phone::new(ME, role);
        phone.budget = Some(1);
        let mut count = 0;
        // His order, then it moves to somebody else while the other one moves to him, then both move back.
        for (turn, (his, not_his)) in
            [(mine, foreign), (foreign, mine), (mine, foreign)].into_iter().enumerate()
        {
            if turn > 0 {
                office.sync(&mut world);
                let give = |to: u8| Command::Assign { technician: user(to), reason: Some("x".into()) };
                office.run(not_his, give(TECHNICIAN_A));
                office.run(his, give(ME));
                accepted(&office.sync(&mut world));
            }
            let from = phone.removed.len();
            phone.sync(&mut world);
            let gone: BTreeSet<DocumentId> = phone.removed[from..].iter().copied().collect();
            phone.replicas.retain(|id, _| !gone.contains(id));
            // A device that begins anew, by itself and with one page after another.
            let mut fresh = Phone::new(ME, role);
            fresh.sync(&mut world);
            let expected = others.iter().copied().chain([
                (his, true, "own order"),
                // Whoever was given an order keeps it, without its customer.
                (not_his, orders || turn > 0, "other's order"),
                (customer(&office, his), true, "own customer"),
                (customer(&office, not_his), customers, "other's customer"),
            ]);
            for (id, wanted, what) in expected {
                for (which, device) in [("old", &phone), ("new", &fresh)] {
                    count += 1;
                    if device.replicas.contains_key(&id) != wanted {
                        differ.push(format!("{name} turn {turn} {which} device: {what}, wanted {wanted}"));
                    }
                }
            }
        }
        (count, differ)
    });
    assert!(count >= 1_000, "{count} cells");
}

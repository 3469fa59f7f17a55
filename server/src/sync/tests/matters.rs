//! What forms let whom write, tried through the door of a phone against what people have written (`tests/authority/forms.tsv`),
//! and what else a hostile phone tries with a matter (P7, ROL-49).

use super::kit::*;
use super::push::entry;
use client_core::domain::entry::matter::{MatterClosed, MatterFilled, MatterKind, MatterOpened};
use client_core::domain::entry::{Body, DocumentKind};
use client_core::domain::id::DocumentId;
use client_core::domain::matter::{Every, FORMS, Form, MatterPeriod, matter_document};
use client_core::domain::policy::Role;
use client_core::protocol::{Outcome, QuarantineReason as Why};
use std::collections::{BTreeMap, BTreeSet};

const ME: u8 = 9;
const OPENER: u8 = 20;

/// The file's lines: who by form and section, and who reads by kind.
#[derive(Default)]
struct Rights {
    who: BTreeMap<(String, String), BTreeSet<String>>,
    reads: BTreeMap<String, BTreeSet<String>>,
}

impl Rights {
    fn read() -> Self {
        let mut rights = Self::default();
        let mut sets: BTreeMap<String, Vec<String>> = BTreeMap::new();
        let lines = include_str!("../../../tests/authority/forms.tsv").lines();
        for line in lines.filter(|line| !line.starts_with('#')) {
            let fields: Vec<&str> = line.split('\t').collect();
            let [first, second, members] = fields[..] else { panic!("a line of no form: {line}") };
            let named = members.split(' ').flat_map(|one| match one.strip_prefix('@') {
                Some(set) => sets[set].clone(),
                None => vec![one.to_owned()],
            });
            let named: Vec<String> = named.collect();
            match first {
                "set" => drop(sets.insert(second.to_owned(), named)),
                "reads" => drop(rights.reads.insert(second.to_owned(), named.into_iter().collect())),
                form => {
                    let key = (form.to_owned(), second.to_owned());
                    assert!(rights.who.insert(key, named.into_iter().collect()).is_none(), "{line}");
                }
            }
        }
        rights
    }

    fn may(&self, form: &str, what: &str, role: &str, own: bool) -> bool {
        let who = &self.who[&(form.to_owned(), what.to_owned())];
        who.contains(role) || (own && who.contains("*") && role != "administrator")
    }

    fn reads(&self, kind: MatterKind, role: &str) -> bool {
        self.reads[kind.as_str()].contains(role)
    }
}

fn period(form: &Form) -> Option<String> {
    form.every.map(|every| MatterPeriod::of(every, "2026-03-02".parse().unwrap()).to_string())
}

fn opening(form: &Form, person: Option<u8>) -> Body {
    Body::MatterOpened(MatterOpened {
        form: form.key.to_owned(),
        version: form.version,
        title: "x".to_owned(),
        unit_no: None,
        period: period(form),
        person: person.map(user),
        due: None,
    })
}

fn document(form: &Form) -> DocumentId {
    period(form).map_or(DocumentId::from_bytes([0x71; 16]), |period| matter_document(form.key, &period))
}

/// One entry into a new matter, or into a known one; nothing of it stays.
fn pushed(world: &mut World, role: Role, form: &Form, known: Option<&Phone>, body: Body) -> Outcome {
    let mut phone = Phone::new(ME, role);
    let id = document(form);
    if let Some(known) = known {
        phone.replicas.insert(id, known.replicas[&id].clone());
    }
    phone.write(DocumentKind::Matter(form.kind), id, &[entry(ME, role, body)]);
    let runs = phone.take_runs();
    world.connection.execute_batch("SAVEPOINT cell").unwrap();
    let outcomes = world.push(ME, runs);
    world.connection.execute_batch("ROLLBACK TO cell; RELEASE cell").unwrap();
    let [outcome] = &outcomes[..] else { panic!("{outcomes:?}") };
    outcome.clone()
}

fn taken(outcome: &Outcome) -> Option<bool> {
    match outcome {
        Outcome::Accepted => Some(true),
        Outcome::Quarantined { reason: Why::Forbidden, .. } => Some(false),
        _ => None,
    }
}

fn filled(section: &str, rows: bool) -> Body {
    Body::MatterFilled(MatterFilled {
        section: section.to_owned(),
        row: rows.then(|| "a".to_owned()),
        values: BTreeMap::new(),
    })
}

/// Somebody whose post opens such a matter, and what he has sent.
fn begun(world: &mut World, form: &'static Form, person: Option<u8>) -> Phone {
    let role = form.opens.roles[0];
    world.add_user(OPENER, role);
    let mut phone = Phone::new(OPENER, role);
    phone.write(
        DocumentKind::Matter(form.kind),
        document(form),
        &[entry(OPENER, role, opening(form, person))],
    );
    assert_eq!(phone.sync(world), [Outcome::Accepted], "{}", form.key);
    phone
}

#[test]
fn p7_rol_49_every_section_of_every_form_takes_what_people_have_written_of_each_post() {
    let rights = Rights::read();
    let named: BTreeSet<(String, String)> = rights.who.keys().cloned().collect();
    let forms = FORMS.iter().flat_map(|form| {
        let sections = form.sections.iter().map(|section| section.key).chain(["opens", "leads"]);
        sections.map(|section| (form.key.to_owned(), section.to_owned()))
    });
    assert_eq!(named, forms.collect(), "every form and section has its line");
    let posts = Role::ALL.iter().copied().filter(|role| *role != Role::Server);
    let (mut cells, mut differ) = (0, Vec::new());
    for role in posts {
        let name = role.as_str();
        for form in FORMS.iter().copied() {
            for own in [false, true] {
                let mut world = World::new();
                world.add_user(ME, role);
                if !own {
                    let got = taken(&pushed(&mut world, role, form, None, opening(form, None)));
                    if got != Some(rights.may(form.key, "opens", name, false)) {
                        differ.push(format!("{name} opens {}: {got:?}", form.key));
                    }
                }
                let known = begun(&mut world, form, own.then_some(ME));
                // The administrator of the software reads no business, even where somebody names him.
                let reads = rights.reads(form.kind, name) || (own && role != Role::Administrator);
                let closed = Body::MatterClosed(MatterClosed { done: false, words: Some("x".into()) });
                let sections = form.sections.iter().map(|one| (one.key, filled(one.key, one.rows)));
                for (what, body) in sections.chain([("leads", closed)]) {
                    let wanted = reads && rights.may(form.key, what, name, own);
                    let got = taken(&pushed(&mut world, role, form, Some(&known), body));
                    cells += 1;
                    if got != Some(wanted) {
                        differ.push(format!(
                            "{name} {} {what} own {own}: wanted {wanted}, got {got:?}",
                            form.key
                        ));
                    }
                }
            }
        }
    }
    assert!(differ.is_empty(), "{} differ:\n{}", differ.len(), differ[..differ.len().min(60)].join("\n"));
    assert!(cells > 4_000, "{cells}");
}

#[test]
fn rol_28_a_period_of_another_document_a_form_of_another_kind_and_an_unknown_section_are_refused() {
    let mut world = World::new();
    world.add_user(ME, Role::CscManager);
    let form = client_core::domain::matter::newest("weekly_meeting").unwrap();
    let wrong = |change: &dyn Fn(&mut MatterOpened)| {
        let Body::MatterOpened(mut data) = opening(form, None) else { unreachable!() };
        change(&mut data);
        Body::MatterOpened(data)
    };
    let next = MatterPeriod::of(Every::Week, "2026-03-09".parse().unwrap()).to_string();
    for body in [
        wrong(&|data| data.period = Some(next.clone())),
        wrong(&|data| data.period = None),
        wrong(&|data| data.period = Some("2026-03".into())),
        wrong(&|data| data.form = "move_in".into()),
        wrong(&|data| data.version = 0),
    ] {
        let outcome = pushed(&mut world, Role::CscManager, form, None, body);
        assert!(matches!(outcome, Outcome::Quarantined { .. }), "{outcome:?}");
    }
    // Nobody puts another form, or one without a period, into a document that is open: of two openings at once either may
    // be the one that counts.
    let known = begun(&mut world, form, None);
    let fresh = Phone::new(ME, Role::CscManager);
    for other in ["task", "monthly_meeting"] {
        let other = client_core::domain::matter::newest(other).unwrap();
        for phone in [&known, &fresh] {
            let (replicas, id) = (phone.replicas.clone(), document(form));
            let mut phone = Phone::new(ME, Role::CscManager);
            phone.replicas = replicas;
            let body = opening(other, None);
            phone.write(DocumentKind::Matter(form.kind), id, &[entry(ME, Role::CscManager, body)]);
            let outcomes = world.push(ME, phone.take_runs());
            let refused = matches!(outcomes[..], [Outcome::Quarantined { reason: Why::DocumentKind, .. }]);
            assert!(refused, "{}: {outcomes:?}", other.key);
        }
    }
    // A form of a newer program waits for the update, and so does nothing else.
    let newer = wrong(&|data| data.version = 9);
    let outcome = pushed(&mut world, Role::CscManager, form, None, newer);
    assert!(matches!(outcome, Outcome::Later), "{outcome:?}");
    let unknown = filled("treasury", false);
    let outcome = pushed(&mut world, Role::CscManager, form, Some(&known), unknown);
    assert_eq!(taken(&outcome), Some(false), "{outcome:?}");
}

#[test]
fn attack_26_a_technician_who_approves_a_fee_exception_is_refused_and_his_inspection_goes_on() {
    let mut world = World::new();
    world.add_user(ME, Role::Technician);
    let form = client_core::domain::matter::newest("renovation").unwrap();
    let known = begun(&mut world, form, None);
    let exception = filled("waste_exception", false);
    assert_eq!(taken(&pushed(&mut world, Role::Technician, form, Some(&known), exception)), Some(false));
    let look = filled("inspections", true);
    assert_eq!(taken(&pushed(&mut world, Role::Technician, form, Some(&known), look)), Some(true));
}

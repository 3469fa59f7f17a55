//! The site's own procedures on a device: an order keeps its version, a new slip takes the newest (CHK-1, COL-33).

use super::*;
use crate::domain::decide::Rejection;
use crate::domain::entry::work::RecordValue;
use crate::domain::procedure::{Procedure, parse};
use crate::domain::reference::Reference;
use crate::protocol;
use std::collections::BTreeMap;

/// The lamp's second version: one more step, which asks for the earthing.
fn lamp_2() -> Procedure {
    let (_, text) = Library::built_in_texts()[0];
    let added = r#"
[[steps]]
id = "LMP-20"
added = true
kind = "inspect"
label = { zh-Hans = "查看接地", zh-Hant = "查看接地", en = "Earthing" }
instruction = { zh-Hans = "查看灯具是否接地。", zh-Hant = "查看燈具是否接地。", en = "See whether the lamp is earthed." }
records = [{ name = "earthed", value = "yes_no", label = { zh-Hans = "已接地", zh-Hant = "已接地", en = "Earthed" } }]

[[steps]]
id = "LMP-2"
"#;
    let text = text.replacen("version = 1", "version = 2", 1);
    parse(&text.replacen("\n[[steps]]\nid = \"LMP-2\"\n", added, 1)).unwrap()
}

fn bundle(version: u64, procedures: Vec<Procedure>) -> Reference {
    Reference { version, procedures, ..Reference::default() }
}

fn dispatched(desk: &mut TestDevice, technician: u8) -> DocumentId {
    let id = run(desk, None, registration()).order.id;
    run(
        desk,
        Some(id),
        Command::Judge {
            accepted: true,
            explanation: None,
            free_reason: Some("warranty".into()),
            tried: None,
            warranty_until: None,
            routed_to: None,
        },
    );
    run(desk, Some(id), Command::IssueSlip);
    run(desk, Some(id), Command::Assign { technician: user(technician), reason: None });
    id
}

fn arrived(device: &mut TestDevice, order: DocumentId) {
    run(device, Some(order), Command::Receive { received_at: None });
    run(device, Some(order), Command::Arrive);
    let finding = Command::Finding { content: "dark".into(), materials: vec![], tools: vec![] };
    run(device, Some(order), finding);
}

fn answer(step: &str, name: &str, yes: bool) -> Command {
    Command::RecordStep {
        checklist: "LMP".into(),
        step: step.into(),
        values: BTreeMap::from([(name.into(), RecordValue::YesNo(yes))]),
        photos: vec![],
    }
}

fn version_of(device: &TestDevice, order: DocumentId) -> Option<u32> {
    block(device.show(order)).unwrap().unwrap().order.checklist.map(|list| list.version)
}

#[test]
fn chk_01_an_order_opened_with_version_1_still_shows_it_after_version_2_syncs() {
    let mut server = FakeServer::new();
    let (mut desk, mut technician) = (desk(1), device(2, &[Role::Technician]));
    let old = dispatched(&mut desk, 2);
    sync(&mut desk, &mut server);
    sync(&mut technician, &mut server);
    arrived(&mut technician, old);

    server.reference = Some(bundle(1, vec![lamp_2()]));
    sync(&mut desk, &mut server);
    let new = dispatched(&mut desk, 2);
    sync(&mut desk, &mut server);
    sync(&mut technician, &mut server);
    assert_eq!((version_of(&technician, old), version_of(&technician, new)), (Some(1), Some(2)));
    run(&mut technician, Some(old), answer("LMP-1", "normal", true));
    let view = block(technician.show(old)).unwrap().unwrap();
    assert!(view.order.checklist.unwrap().steps.iter().all(|step| step.id != "LMP-20"));

    arrived(&mut technician, new);
    run(&mut technician, Some(new), answer("LMP-20", "earthed", true));
    // The newest is kept over a start of the app, without signal.
    let again = open(&technician.store, 9);
    assert_eq!((version_of(&again, old), version_of(&again, new)), (Some(1), Some(2)));
}

#[test]
fn col_33_a_republished_checklist_changes_nothing_for_the_order_that_is_worked_on() {
    let mut server = FakeServer::new();
    let (mut desk, mut technician) = (desk(1), device(2, &[Role::Technician]));
    let order = dispatched(&mut desk, 2);
    sync(&mut desk, &mut server);
    sync(&mut technician, &mut server);
    arrived(&mut technician, order);
    // Published while he works without signal; the desk has it before his work arrives.
    server.reference = Some(bundle(1, vec![lamp_2()]));
    sync(&mut desk, &mut server);
    run(&mut technician, Some(order), answer("LMP-1", "normal", true));
    sync(&mut technician, &mut server);
    sync(&mut desk, &mut server);
    assert_eq!(canonical(&desk, order), canonical(&technician, order));
    let seen = block(desk.show(order)).unwrap().unwrap().order;
    let list = seen.checklist.as_ref().unwrap();
    assert_eq!((list.version, list.problems.len(), seen.open_conflicts().count()), (1, 0, 0));
    assert!(list.steps.iter().any(|step| step.id == "LMP-1" && step.reading.is_some()));
    // A step that only version 2 has is none of this order's.
    let refused = block(technician.execute(Some(order), answer("LMP-20", "earthed", true))).unwrap_err();
    assert!(matches!(refused, super::super::ExecuteError::Rejected(Rejection::Step(_))), "{refused:?}");
}

#[test]
fn col_33_an_order_whose_procedure_was_not_known_here_heals_with_the_next_bundle() {
    let mut server = FakeServer::new();
    let (mut desk, mut technician) = (desk(1), device(2, &[Role::Technician]));
    server.reference = Some(bundle(1, vec![lamp_2()]));
    sync(&mut desk, &mut server);
    let order = dispatched(&mut desk, 2);
    server.reference = None;
    sync(&mut desk, &mut server);
    sync(&mut technician, &mut server);
    let before = block(technician.show(order)).unwrap().unwrap().order;
    assert_eq!(before.problems[0].problem, "unknown_procedure");
    server.reference = Some(bundle(1, vec![lamp_2()]));
    let report = sync(&mut technician, &mut server);
    assert!(report.applied.changed.contains(&order), "its screens are told");
    let after = block(technician.show(order)).unwrap().unwrap().order;
    assert!(after.problems.is_empty());
    assert_eq!(after.checklist.unwrap().version, 2);
}

#[test]
fn chk_01_every_procedure_travels_in_a_bundle() {
    let bundle = bundle(1, library().iter().cloned().collect());
    let bytes = protocol::to_bytes(&(&bundle,)).unwrap();
    assert_eq!(protocol::from_bytes::<(Reference,)>(&bytes).unwrap().0, bundle);
}

//! MAT-1, MAT-6 to MAT-8: what is needed, what the customer buys, tools taken along, equal specifications.

use crate::kit::*;
use client_core::domain::command::Command;
use client_core::domain::decide::Rejection;
use client_core::domain::entry::work::PartSource;
use client_core::domain::order::MoneyTrack;
use client_core::domain::procedure::{Status, StepRefusal};

/// The list of needed materials and tools is on the slip, and on the office's screens after a sync.
#[test]
fn mat_01_the_list_of_materials_and_tools_is_on_the_slip() {
    let mut world = World::on_site("WSP");
    let list = |materials: &[&str], tools: &[&str]| Command::Finding {
        content: "new run along the wall".into(),
        materials: materials.iter().map(|item| (*item).to_owned()).collect(),
        tools: tools.iter().map(|tool| (*tool).to_owned()).collect(),
    };
    let blank = world.li.is_refused(list(&["pipe", " "], &[]));
    assert_eq!(blank, Rejection::Missing { field: "materials".into() });
    let blank = world.li.is_refused(list(&["pipe"], &[""]));
    assert_eq!(blank, Rejection::Missing { field: "tools".into() });
    world.li.does(list(&["pipe 6 m", "elbow x2"], &["fusion welder"]));
    world.sync();
    let shown = world.desk.shows();
    assert_eq!(shown.findings[0].materials, ["pipe 6 m", "elbow x2"]);
    assert_eq!(shown.findings[0].tools, ["fusion welder"]);
}

/// What the customer bought is not charged: neither before it is fitted nor after.
#[test]
fn mat_06_what_the_customer_bought_is_not_charged() {
    let mut world = World::agreed("LMP");
    world.li.does(record("LMP-1", &[("normal", YES)]));
    world.li.does(set("LMP-2"));
    world.li.does(record("LMP-5", &[("capacitor_broken_down", YES), ("glass_blackened", NO)]));
    let own = part_of("LMP-6", "starter", 1, ("FS-2", "FS-2"), PartSource::Customer);
    // The agreed price has a starter in it.
    assert_eq!(world.li.is_refused(own.clone()), Rejection::PartIsCharged { item: "starter".into() });
    world.li.does(quote(&[("visit", 1)]));
    assert_eq!(world.li.is_refused(own.clone()), Rejection::PartIsCharged { item: "starter".into() });
    world.li.does(confirm());
    let order = world.li.does(own);
    assert_eq!((order.parts[0].source, order.parts[0].item.as_str()), (PartSource::Customer, "starter"));
    assert_eq!(world.li.status("LMP-6"), Status::Done);
    world.li.mends_the_lamp();
    world.li.does(Command::FinishWork);
    world.li.does(tried(true, None));
    let signed = world.li.does(sign());
    assert_eq!((signed.billable_fen, signed.money), (Some(3_000), MoneyTrack::Billable));
    assert!(signed.quotes[1].material_fen == 0 && signed.signatures[0].bound);
}

/// The tool list of the checklist is shown; ticking leaves the missing ones.
#[test]
fn mat_07_missing_tools_are_shown_before_departure() {
    let mut world = World::job("WSP");
    world.li.does(receive());
    let missing = |phone: &Phone| phone.view().missing_tools;
    assert_eq!(missing(&world.li), ["fusion_welder", "pipe_wrench", "plumb_line"]);
    let tick =
        |tools: &[&str]| Command::CheckTools { tools: tools.iter().map(|t| (*t).to_owned()).collect() };
    let order = world.li.does(tick(&["pipe_wrench", "fusion_welder", "pipe_wrench"]));
    assert_eq!(order.visits[0].tools, ["fusion_welder", "pipe_wrench"]);
    assert_eq!(missing(&world.li), ["plumb_line"], "a warning, not a lock");
    assert_eq!(world.li.is_refused(tick(&[" "])), Rejection::Missing { field: "tools".into() });
    let many: Vec<&str> = vec!["hammer"; 41];
    assert!(matches!(world.li.is_refused(tick(&many)), Rejection::Invalid { field, .. } if field == "tools"));
    world.li.does(tick(&["fusion_welder", "pipe_wrench", "plumb_line", "lamp"]));
    assert!(missing(&world.li).is_empty());
    // The last tick counts.
    world.li.does(tick(&["lamp"]));
    assert_eq!(missing(&world.li), ["fusion_welder", "pipe_wrench", "plumb_line"]);
    world.li.does(Command::Arrive);
}

/// Tube, ballast, switch, tap or valve, battery: the same specification, or a reason and the customer's consent.
#[test]
fn mat_08_each_printed_part_is_replaced_by_the_same_specification() {
    type Prepare = fn(&mut Phone);
    let cases: [(&str, &str, &str, Prepare); 6] = [
        ("LMP", "LMP-8", "tube", |li| {
            li.does(record("LMP-1", &[("normal", YES)]));
            li.does(set("LMP-2"));
            li.does(record("LMP-7", &[("ends_blackened", YES), ("filament_burnt_out", NO)]));
        }),
        ("LMP", "LMP-13", "ballast", |li| {
            li.does(record("LMP-1", &[("normal", YES)]));
            li.does(set("LMP-2"));
            li.does(record("LMP-12", &[("burnt_out", YES), ("scorched", NO), ("shorted", NO)]));
        }),
        ("SWI", "SWI-8", "switch", |li| {
            li.does(set("SWI-3"));
            li.does(record("SWI-4", &[("short", NO)]));
            li.does(record("SWI-6", &[("needle_lifts", YES)]));
        }),
        ("TAP", "TAP-5", "tap", worn_fitting),
        ("TAP", "TAP-5", "gate_valve", worn_fitting),
        ("GWH", "GWH-A2", "battery", |li| {
            li.does(record("GWH-0", &[("does_not_light", YES), ("bang", NO)]));
            li.does(record("GWH-A1", &[("sufficient", NO)]));
        }),
    ];
    for (class, step, item, prepare) in cases {
        let mut world = World::agreed(class);
        prepare(&mut world.li);
        let other = part_of(step, item, 1, ("one kind", "another kind"), PartSource::Store);
        let refusal = StepRefusal::DeviationMissing {
            step: step.into(),
            old: "one kind".into(),
            new: "another kind".into(),
        };
        assert_eq!(world.li.step_refused(other.clone()), refusal);
        assert_eq!(world.li.step_refused(excused(other.clone(), "sold out", false)), refusal);
        assert_eq!(
            world.li.is_refused(part_of(step, item, 1, (" ", "one kind"), PartSource::Store)),
            Rejection::Missing { field: "old_specification".into() }
        );
        assert_eq!(world.li.does(excused(other, "sold out", true)).parts[0].item, item);
        assert_eq!(world.li.status(step), Status::Done);

        let mut same = World::agreed(class);
        prepare(&mut same.li);
        same.li.does(part(step, item));
        assert_eq!(same.li.status(step), Status::Done);
    }
}

fn worn_fitting(li: &mut Phone) {
    li.does(set("TAP-1"));
    li.does(record("TAP-2", &[("done", DONE)]));
    li.does(record("TAP-3", &[("done", DONE), ("type", pick("tap"))]));
    li.does(record("TAP-4", &[("core_bad", YES), ("stem_badly_worn", NO)]));
}

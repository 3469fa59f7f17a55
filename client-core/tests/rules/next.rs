//! What a technician's screen puts on its big button in the course of a job, and which values its forms ask for.

use crate::kit::*;
use client_core::domain::command::Command;
use client_core::domain::decide::{Primary, primary};
use client_core::domain::entry::Kind;
use client_core::domain::procedure::asked;

impl World {
    fn button(&mut self) -> Primary {
        let view = self.li.view();
        let next = self.li.device.next(&view.order);
        primary(&view.order, &next.actions, &user(LI), !view.missing_tools.is_empty()).unwrap()
    }
}

fn command(action: Kind) -> Primary {
    Primary::Command { action }
}

#[test]
fn dsp_04_the_button_says_arrive_until_he_is_there_and_again_when_he_has_left() {
    let mut world = World::job("LMP");
    assert_eq!(world.button(), command(Kind::SlipReceived));
    world.li.does(receive());
    assert_eq!(world.button(), command(Kind::ToolsChecked), "what is missing is fetched before he goes");
    let tools = world.li.view().missing_tools;
    world.li.does(Command::CheckTools { tools });
    assert_eq!(world.button(), command(Kind::Arrived));
    world.li.does(Command::Arrive);
    assert_eq!(world.button(), command(Kind::Finding));
    world.li.does(finding());
    assert_eq!(world.button(), command(Kind::Quoted));
    world.li.does(quote(&[("visit", 1)]));
    assert_eq!(world.button(), command(Kind::PriceConfirmed));
    world.li.does(confirm());
    assert_eq!(world.button(), Primary::Step { checklist: "LMP".into(), step: "LMP-1".into() });
    world.li.does(Command::LeaveSite { reason: "lunch".into() });
    assert_eq!(world.button(), command(Kind::Arrived));
    world.li.does(Command::Arrive);
    assert_eq!(world.button(), Primary::Step { checklist: "LMP".into(), step: "LMP-1".into() });
}

#[test]
fn mat_07_whoever_went_without_a_tick_is_not_asked_for_tools_on_site_nor_on_his_way_back() {
    let mut world = World::on_site("LMP");
    assert!(!world.li.view().missing_tools.is_empty());
    assert_eq!(world.button(), command(Kind::Finding));
    world.li.does(Command::LeaveSite { reason: "lunch".into() });
    assert_eq!(world.button(), command(Kind::Arrived));
}

#[test]
fn a_passed_job_ends_with_finish_trial_and_signature() {
    let mut world = World::agreed("LMP");
    world.li.mends_the_lamp();
    assert_eq!(world.button(), command(Kind::WorkFinished));
    world.li.does(Command::FinishWork);
    assert_eq!(world.button(), command(Kind::InspectionResult));
    world.li.does(tried(true, None));
    assert_eq!(world.button(), command(Kind::CustomerSigned));
}

#[test]
fn chk_01_a_form_asks_for_what_the_answers_require_and_nothing_else() {
    let library = library();
    let unit = library.newest("ACU").unwrap();
    let names = |step: &str, values: Values<'_>| {
        let asked = asked(&unit.step(step).unwrap().records, &row(values));
        asked.names.into_iter().filter(|name| name == "place" || name == "action").collect::<Vec<_>>()
    };
    let step = "ACU-2";
    assert!(names(step, &[]).is_empty());
    assert!(names(step, &[("abnormal_sound", NO), ("abnormal_smell", NO)]).is_empty());
    assert_eq!(names(step, &[("abnormal_sound", YES)]), ["place", "action"]);
    // What was answered before the other answer changed decides nothing.
    assert!(
        names(step, &[("abnormal_sound", NO), ("abnormal_smell", NO), ("place", text("fan"))]).is_empty()
    );
}

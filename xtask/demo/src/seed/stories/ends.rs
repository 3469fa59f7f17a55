//! The second visits, after the office has answered.

use super::{CHEN, LAMP, SPECIAL, SWITCH, Stories, World, ZHANG, ZHAO, told};
use crate::error::DemoError;
use crate::jobs::accepted;
use crate::seed::progress;
use client_core::domain::command::Command;

/// Yesterday's appointment, and what was decided this morning.
pub(in crate::seed) fn end(world: &mut World, stories: &Stories) -> Result<(), DemoError> {
    progress("the technicians go again");
    let chen = told(world, CHEN, 2, 16, 40)?;
    chen.does_all(
        stories.absent,
        [SWITCH.comes(), SWITCH.agrees(SPECIAL), SWITCH.repairs(), accepted()].concat(),
    )?;
    let zhao = world.phone(ZHAO)?.at(None);
    let again = [vec![leave(), Command::Arrive], LAMP.repairs(), accepted()].concat();
    zhao.does_all(stories.third_round, again)?;
    world.phone(ZHANG)?.at(None).does_all(stories.called, accepted())
}

fn leave() -> Command {
    super::first::leave("等经理决定")
}

//! The forms that come with the software.

mod community;
mod desk;
mod duty;
mod move_in;
mod renovation;
mod trusteeship;
mod visit;
mod who;

use super::form::Form;
use crate::domain::entry::matter::MatterKind;

/// All of them, in the order in which people look for them.
pub const FORMS: &[&Form] = &[
    &move_in::MOVE_IN,
    &trusteeship::TRUSTEESHIP,
    &renovation::RENOVATION,
    &desk::ENQUIRY,
    &desk::SUPERIOR_CALL,
    &desk::GOODS_RELEASE,
    &desk::CONVENIENCE,
    &desk::SERVICE_LIST,
    &desk::ACCOUNTS,
    &visit::VISIT,
    &visit::SURVEY,
    &community::EVENT,
    &community::NOTICE_BOARD,
    &duty::TASK,
    &duty::WEEKLY_MEETING,
    &duty::MONTHLY_MEETING,
    &duty::TOUR,
    &duty::SALES_SITE,
    &duty::SALES_TEAM,
    &duty::TAKE_OVER,
    &duty::TENDER,
    &duty::FIRE_CHECK,
    &duty::DRILL,
    &duty::SCORES,
    &duty::TRAINING,
    &duty::NEW_SITE,
    &duty::PLANT_PAPERS,
    &duty::PLAN,
    &duty::ASSET,
    &duty::METER_CHECK,
];

/// The form with this key and version; `None` for one of a newer program.
pub fn form(key: &str, version: u16) -> Option<&'static Form> {
    FORMS.iter().copied().find(|form| form.key == key && form.version == version)
}

/// The newest form with this key.
pub fn newest(key: &str) -> Option<&'static Form> {
    FORMS.iter().copied().filter(|form| form.key == key).max_by_key(|form| form.version)
}

/// Forms of a kind of matter.
pub fn of_kind(kind: MatterKind) -> impl Iterator<Item = &'static Form> {
    FORMS.iter().copied().filter(move |form| form.kind == kind)
}

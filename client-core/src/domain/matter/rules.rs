//! What forms can't say: rules that look at several fields, at the course of things, or at limits.

use super::form::Section;
use super::state::{Matter, MatterState};
use super::{MatterRefusal, MatterValue};
use crate::domain::id::DocumentId;
use serde::Serialize;
use std::collections::BTreeMap;

type Values = BTreeMap<String, MatterValue>;

/// The most water that an empty home may use, in hundredths of a cubic metre (TRU-3, ISS-30).
const WATER_LIMIT: i64 = 500;
/// The most electricity, in tenths of a kilowatt hour.
const ELECTRICITY_LIMIT: i64 = 200;

/// How a defect stands (MOV-9 to MOV-11).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DefectState {
    /// No repair was opened for it.
    Found,
    /// A repair is under way.
    InRepair,
    /// Our own recheck passed.
    Rechecked,
    /// The second inspection is agreed with the owner.
    Appointed,
    /// The owner has signed that it is mended.
    Signed,
}

/// A defect of the inspection at move-in, which becomes a repair (MOV-9).
#[expect(clippy::struct_field_names, reason = "the form's field is called so")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Defect {
    /// The row of the inspection.
    pub row: String,
    /// Room.
    pub room: String,
    /// Item by its key.
    pub item: String,
    /// What is wrong.
    pub defect: String,
    /// The repair's order.
    pub order: Option<DocumentId>,
    /// How it stands.
    pub state: DefectState,
}

fn words(matter: &Matter, section: &str, row: Option<&str>, field: &str) -> String {
    match matter.value(section, row, field) {
        Some(MatterValue::Words(words) | MatterValue::One(words)) => words.clone(),
        _ => String::new(),
    }
}

/// The defects that a move-in's inspection found, in order; of other matters none.
pub fn defects(matter: &Matter) -> Vec<Defect> {
    let failed = matter.rows("inspection").filter_map(|row| {
        let key = row.row.clone()?;
        (row.value("passed") == Some(&MatterValue::Is(false))).then_some(key)
    });
    failed.map(|key| defect(matter, &key)).collect()
}

/// Rows of another section that this one says more about; of an inspection at move-in only its defects (MOV-9).
pub fn offered_rows<'m>(matter: &'m Matter, section: &Section) -> impl Iterator<Item = &'m super::Row> {
    let all = matter.opening.form != "move_in";
    let rows = section.of.into_iter().flat_map(|base| matter.rows(base));
    rows.filter(move |row| all || row.value("passed") == Some(&MatterValue::Is(false)))
}

fn defect(matter: &Matter, key: &str) -> Defect {
    let row = Some(key);
    let of = |link: &&super::MatterLink| {
        link.of.as_ref().is_some_and(|(section, row)| section == "inspection" && row == key)
    };
    let order = matter.orders.iter().find(of).map(|link| link.order);
    let repair = if order.is_some() { DefectState::InRepair } else { DefectState::Found };
    // Recheck, appointment and second inspection come one after the other; a failure leads back to the repair.
    let mut state = repair;
    for filling in matter.fillings.iter().filter(|one| one.row.as_deref() == row) {
        let passed = filling.values.get("passed") == Some(&MatterValue::Is(true));
        state = match (filling.section.as_str(), state) {
            (_, DefectState::Signed) => DefectState::Signed,
            ("recheck", _) if passed => DefectState::Rechecked,
            ("second_appointment", DefectState::Rechecked | DefectState::Appointed) => DefectState::Appointed,
            ("second_inspection", DefectState::Appointed) if passed => DefectState::Signed,
            ("recheck", _) | ("second_inspection", DefectState::Appointed) => repair,
            (_, state) => state,
        };
    }
    Defect {
        row: key.to_owned(),
        room: words(matter, "inspection", row, "room"),
        item: words(matter, "inspection", row, "item"),
        defect: words(matter, "inspection", row, "defect"),
        order,
        state,
    }
}

/// What a filling says against the rules, whoever fills it in and whenever it arrives.
pub(in crate::domain) fn guard(
    matter: &Matter,
    section: &Section,
    row: Option<&str>,
    fresh: &Values,
) -> Option<MatterRefusal> {
    // Values as they would be.
    let value = |field: &str| fresh.get(field).or_else(|| matter.value(section.key, row, field));
    let is = |field: &str, key: &str| value(field) == Some(&MatterValue::One(key.to_owned()));
    match (matter.opening.form.as_str(), section.key) {
        ("move_in", "recheck" | "second_appointment" | "second_inspection") => {
            let Some(defect) = row.and_then(|row| defects(matter).into_iter().find(|one| one.row == row))
            else {
                return Some(MatterRefusal::NotADefect);
            };
            match (section.key, defect.state) {
                (_, DefectState::Signed) => Some(MatterRefusal::SignedAlready),
                ("recheck", _) => None,
                (_, DefectState::Found | DefectState::InRepair) => Some(MatterRefusal::RecheckFirst),
                ("second_inspection", DefectState::Rechecked) => Some(MatterRefusal::AppointmentFirst),
                _ => None,
            }
        }
        ("move_in", "handover") if value("keys") == Some(&MatterValue::Number(0)) => {
            Some(MatterRefusal::UnfitValue("keys".to_owned()))
        }
        ("move_in" | "renovation", "filing") => {
            let not_needed = |paper: &str| !is_needed(matter, paper);
            let lost = |(paper, value): &(&String, &MatterValue)| {
                **value == MatterValue::One("not_applicable".to_owned()) && !not_needed(paper)
            };
            fresh.iter().find(lost).map(|(paper, _)| MatterRefusal::PaperNeeded(paper.clone()))
        }
        ("trusteeship", "problems") => {
            let solved = value("solved") == Some(&MatterValue::Is(true));
            let told = value("owner_told").is_some() && value("told_at").is_some();
            (solved && !told).then_some(MatterRefusal::OwnerNotTold)
        }
        ("renovation", "permit") => {
            let settled = matter.is_complete("waste_fee") || matter.is_complete("waste_exception");
            (!settled).then_some(MatterRefusal::WasteFeeFirst)
        }
        ("goods_release", "gate") if is("result", "released") => {
            let MatterValue::Time(at) = value("at")? else { return None };
            let from = matter.time("pass", None, "valid_from")?;
            let until = matter.time("pass", None, "valid_until")?;
            (!(from..=until).contains(at)).then_some(MatterRefusal::PassNotValid)
        }
        ("goods_release", "pass") => match (value("valid_from")?, value("valid_until")?) {
            (MatterValue::Time(from), MatterValue::Time(until)) if until <= from => {
                Some(MatterRefusal::EndBeforeStart("valid_until".to_owned()))
            }
            _ => None,
        },
        ("enquiry", "entry") => {
            let official = is("caller", "official") && !is("answered", "handed_over");
            official.then_some(MatterRefusal::ReceiverNeeded)
        }
        ("event", "set_up") => match (value("due_at")?, matter.time("plan", None, "starts_at")?) {
            (MatterValue::Time(due), starts) if *due >= starts => Some(MatterRefusal::BeforeTheEvent),
            _ => None,
        },
        ("survey", "returned") => {
            let number = |field: &str| match value(field) {
                Some(MatterValue::Number(number)) => *number,
                _ => 0,
            };
            let handed = matter.number("handed_out", None, "handed_out").unwrap_or(0);
            let too_many = |field: &str| Some(MatterRefusal::TooMany(field.to_owned()));
            if number("returned") > handed {
                too_many("returned")
            } else if number("content") > number("returned") {
                too_many("content")
            } else {
                None
            }
        }
        ("trusteeship", "agreement") | ("renovation", "terms") => {
            before_start(value("from"), value("until"), "until")
        }
        _ => None,
    }
}

fn before_start(
    from: Option<&MatterValue>,
    until: Option<&MatterValue>,
    field: &str,
) -> Option<MatterRefusal> {
    match (from?, until?) {
        (MatterValue::Day(from), MatterValue::Day(until)) if until < from => {
            Some(MatterRefusal::EndBeforeStart(field.to_owned()))
        }
        _ => None,
    }
}

/// Whether a paper has to be in the archive (MOV-12, REN-6).
fn is_needed(matter: &Matter, paper: &str) -> bool {
    let applicant = matter.choice("applicant", None, "applicant");
    match paper {
        "id_card_proxy" | "power_of_attorney" => applicant == Some("proxy"),
        "organisation_certificate" => applicant == Some("organisation"),
        "structural_approval" => matter.says("structure", None, "changes_structure") == Some(true),
        _ => true,
    }
}

/// What only the door asks, because it is about this moment or about a slip of the pen: work that was done all the same stays
/// work.
///
/// # Errors
/// [`MatterRefusal`] says what is wrong.
pub fn door_guard(matter: &Matter, section: &Section, fresh: &Values, now: i64) -> Result<(), MatterRefusal> {
    let form = matter.opening.form.as_str();
    if (form, section.key) == ("goods_release", "gate") && uses_pass(section, fresh) {
        if matter.rows("gate").any(is_released) {
            return Err(MatterRefusal::PassUsed);
        }
        if matter.time("pass", None, "valid_until").is_some_and(|until| now > until) {
            return Err(MatterRefusal::PassNotValid);
        }
    }
    if form == "trusteeship" && matches!(section.key, "readings" | "end") {
        for meter in ["water", "electricity"] {
            let start = matter.number("meters", None, meter);
            if let (Some(MatterValue::Number(now)), Some(start)) = (fresh.get(meter), start)
                && *now < start
            {
                return Err(MatterRefusal::LowerThanStart(meter.to_owned()));
            }
        }
    }
    Ok(())
}

/// Whether a filling lets goods out at the gate (REC-5).
pub(super) fn uses_pass(section: &Section, fresh: &Values) -> bool {
    section.key == "gate" && fresh.get("result") == Some(&MatterValue::One("released".to_owned()))
}

/// Whether goods were let out by this row of the gate's (REC-5).
pub(super) fn is_released(row: &super::Row) -> bool {
    row.value("result") == Some(&MatterValue::One("released".to_owned()))
}

/// What else has to be settled before a matter is over.
pub(super) fn open(matter: &Matter) -> Option<MatterRefusal> {
    match matter.opening.form.as_str() {
        "move_in" => {
            let open = defects(matter).into_iter().find(|defect| defect.state != DefectState::Signed)?;
            Some(match open.state {
                DefectState::Found => MatterRefusal::RepairFirst(open.defect),
                DefectState::InRepair => MatterRefusal::RecheckFirst,
                _ => MatterRefusal::First("second_inspection".to_owned()),
            })
        }
        "goods_release" => {
            (!matter.rows("gate").any(is_released)).then(|| MatterRefusal::First("gate".to_owned()))
        }
        "trusteeship" => {
            let solved = |row: &super::Row| row.value("solved") == Some(&MatterValue::Is(true));
            let open = matter.rows("problems").any(|row| !solved(row));
            open.then(|| MatterRefusal::First("problems".to_owned()))
        }
        _ => None,
    }
}

/// What an empty home has used (TRU-3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct MeterUse {
    /// Water in hundredths of a cubic metre.
    pub water: i64,
    /// Electricity in tenths of a kilowatt hour.
    pub electricity: i64,
    /// Both by the limits of the agreement: in all, or in the month of the last reading.
    pub a_month: bool,
}

/// What the meters of an empty home say; `None` before its start.
pub fn meter_use(matter: &Matter) -> Option<MeterUse> {
    if matter.opening.form != "trusteeship" || !matter.is_complete("meters") {
        return None;
    }
    let a_month = matter.choice("agreement", None, "limit_per") == Some("month");
    let mut readings: Vec<_> = matter
        .rows("readings")
        .map(|row| row.row.as_deref())
        .filter_map(|row| Some((matter.day("readings", row, "read_on")?, row)))
        .collect();
    readings.sort();
    let month = readings.last().map(|(day, _)| day.month_of());
    let used = |meter: &str| {
        let start = matter.number("meters", None, meter).unwrap_or(0);
        let of = |row: Option<&str>| matter.number("readings", row, meter);
        let before = readings.iter().filter(|(day, _)| a_month && Some(day.month_of()) < month);
        let base = before.filter_map(|(_, row)| of(*row)).max().unwrap_or(start).max(start);
        let highest = readings.iter().filter_map(|(_, row)| of(*row)).max().unwrap_or(start);
        (highest - base).max(0)
    };
    Some(MeterUse { water: used("water"), electricity: used("electricity"), a_month })
}

/// Something that people have to see at once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "alarm", content = "data", rename_all = "snake_case")]
pub enum MatterAlarm {
    /// An empty home uses more than it may (TRU-3): used and allowed, in the meter's small unit.
    WaterOverLimit(i64, i64),
    /// The same of electricity.
    ElectricityOverLimit(i64, i64),
    /// Goods were released twice on one pass (REC-5).
    PassUsedTwice,
    /// Goods didn't agree with the pass (REC-5).
    GoodsMismatch,
    /// Several people filled a field differently (COL-34, P5).
    Differing(String, String),
    /// A defect has no repair yet (MOV-9).
    DefectWithoutRepair(String),
    /// Inspection found a breach (REN-7).
    Breach(String),
    /// Somebody of the staff waits for his superior (PRI-5): what it is about.
    SuperiorCalled(String),
}

impl Matter {
    /// What people have to see at once.
    pub fn alarms(&self) -> Vec<MatterAlarm> {
        let mut alarms = Vec::new();
        if let Some(used) = meter_use(self) {
            if used.water > WATER_LIMIT {
                alarms.push(MatterAlarm::WaterOverLimit(used.water, WATER_LIMIT));
            }
            if used.electricity > ELECTRICITY_LIMIT {
                alarms.push(MatterAlarm::ElectricityOverLimit(used.electricity, ELECTRICITY_LIMIT));
            }
        }
        if self.rows("gate").filter(|row| is_released(row)).count() > 1 {
            alarms.push(MatterAlarm::PassUsedTwice);
        }
        let mismatch = MatterValue::One("mismatch".to_owned());
        if self.state == MatterState::Open
            && self.rows("gate").any(|row| row.value("result") == Some(&mismatch))
        {
            alarms.push(MatterAlarm::GoodsMismatch);
        }
        let found = defects(self).into_iter().filter(|defect| defect.state == DefectState::Found);
        alarms.extend(found.map(|defect| MatterAlarm::DefectWithoutRepair(defect.defect)));
        if self.opening.form == "renovation" && self.state == MatterState::Open {
            let breach = MatterValue::One("breach".to_owned());
            let rows = self.rows("inspections").filter(|row| row.value("found") == Some(&breach));
            alarms.extend(
                rows.map(|row| MatterAlarm::Breach(words(self, "inspections", row.row.as_deref(), "words"))),
            );
        }
        if self.opening.form == "superior_call" && self.state == MatterState::Open {
            let called = words(self, "call", None, "what");
            if !called.is_empty() {
                alarms.push(MatterAlarm::SuperiorCalled(called));
            }
        }
        let differing = self.differing().into_iter();
        alarms.extend(
            differing.map(|(section, _, field)| MatterAlarm::Differing(section.to_owned(), field.to_owned())),
        );
        alarms
    }

    /// Returned sheets of the survey in thousandths of those handed out (VIS-2); `None` before any came back.
    pub fn return_rate_per_mille(&self) -> Option<i64> {
        let handed = self.number("handed_out", None, "handed_out").filter(|number| *number > 0)?;
        Some(self.number("returned", None, "returned")? * 1000 / handed)
    }

    /// What was billed beside what the meters say, in fen: billed less metered (FEE-13). `None` of other matters.
    pub fn billing_difference_fen(&self) -> Option<i64> {
        if self.opening.form != "meter_check" {
            return None;
        }
        let sum = |field: &str| {
            let rows = self.rows("lines").filter_map(|row| self.number("lines", row.row.as_deref(), field));
            rows.fold(0_i64, i64::saturating_add)
        };
        Some(sum("billed").saturating_sub(sum("metered")))
    }
}

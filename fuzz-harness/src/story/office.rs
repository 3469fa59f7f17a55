//! The office's other parts in the story: matters, complaints, management fees. Every example of the interface is tried by
//! those who may, in the order in which such a thing goes on.

use super::drawn::{Drawn, worded};
use super::{Example, Stage, read};
use crate::phone::block;
use crate::site::{NOW, Person};
use client_core::domain::calendar::Day;
use client_core::domain::command::{ComplaintCommand, FeeCommand, MatterCommand, MatterInput};
use client_core::domain::entry::incident::Department;
use client_core::domain::entry::matter::MatterKind;
use client_core::domain::fee::fee_document;
use client_core::domain::id::DocumentId;
use client_core::domain::matter::{FORMS, Field, Form, Holds, Matter, MatterPeriod, Section, of_kind};
use serde_json::{Value, json};

/// The customers of the story: the first has an account with a past, the second one with terms, the third none.
pub const CUSTOMERS: [&str; 3] = ["C-1", "C-2", "C-3"];

/// The receipt that is prepared for the door.
const DOOR_RECEIPT: &str = "0003";

/// What was played.
pub(super) struct Played {
    /// Matters: a move-in that goes on, one that was given up, then one of each kind and of each duty that comes again.
    pub(super) matters: Vec<DocumentId>,
    /// Complaints: one with everything, one that was only heard, a grave one of a technician, one about the centre.
    pub(super) complaints: Vec<DocumentId>,
    /// What was drawn.
    pub(super) drawn: Drawn,
}

/// In which order the commands on an account go on.
const COURSE_OF_FEES: [&str; 12] = [
    "set_opening",
    "prepare_notice",
    "send_notice",
    "receive_notice",
    "plan_visit",
    "contact_customer",
    "dispute_bill",
    "settle_dispute",
    "take_payment",
    "set_terms",
    "void_receipt",
    "withdraw_notice",
];
/// In which order those on a complaint do.
const COURSE_OF_COMPLAINTS: [&str; 17] = [
    "record_complaint",
    "meet_harm",
    "accept_complaint",
    "classify_complaint",
    "lower_class",
    "attribute_complaint",
    "assign_complaint",
    "call_supervisor",
    "contact_complainant",
    "report_handling",
    "plan_remedy",
    "forward_complaint",
    "answer_complaint",
    "notify_complainant",
    "link_complaint",
    "resolve_complaint",
    "reopen_complaint",
];

/// Plays it at a site with orders.
pub(super) fn played(stage: &mut Stage, examples: &[Example], order: DocumentId) -> Played {
    let mut drawn = Drawn::new();
    drawn.set("{id}", order);
    for person in [Person::Guard, Person::Administration] {
        stage.sync(person);
    }
    let matters = matters(stage, examples, &mut drawn);
    let complaints = complaints(stage, examples, &drawn);
    fees(stage, examples, &mut drawn);
    for person in Person::ALL {
        stage.sync(person);
    }
    Played { matters, complaints, drawn }
}

/// What technician A writes last, and doesn't send: into a matter, a complaint and an account.
pub(super) fn not_sent(stage: &mut Stage, played: &Played) {
    let phone = stage.phone(Person::TechnicianA);
    let note = json!({ "command": "note_matter", "words": "not sent yet" });
    let note = read(&note).expect("a note");
    block(phone.execute_matter(Some(played.matters[0]), note)).expect("it was given to him");
    let spoke = json!({ "command": "contact_complainant", "way": "phone", "words": "not sent yet" });
    let spoke = read(&spoke).expect("a contact");
    block(phone.execute_complaint(Some(played.complaints[2]), spoke)).expect("he deals with it");
    let paid = json!({
        "command": "take_payment", "receipt": DOOR_RECEIPT, "visit": "{visit}", "principal_fen": 100, "method": "cash",
        "confirmed": true,
    });
    let paid = filled(&played.drawn, &paid);
    block(phone.execute_fee(fee_document(CUSTOMERS[0]), paid)).expect("he was sent there");
}

/// The bodies for a place of the interface, in this order; commands that it doesn't name come last.
fn bodies(examples: &[Example], place: &str, course: &[&str]) -> Vec<Value> {
    let of_place = examples.iter().filter(|(known, _, _)| known == place).map(|(_, _, body)| body.clone());
    let mut bodies: Vec<Value> = of_place.collect();
    bodies.sort_by_key(|body| course.iter().position(|one| body["command"] == **one).unwrap_or(usize::MAX));
    bodies
}

fn filled<T: serde::de::DeserializeOwned>(drawn: &Drawn, body: &Value) -> T {
    serde_json::from_str(&drawn.fill(&worded(&body.to_string()))).expect("an example is a command")
}

fn matters(stage: &mut Stage, examples: &[Example], drawn: &mut Drawn) -> Vec<DocumentId> {
    let mut matters: Vec<DocumentId> = Vec::new();
    for _ in 0..2 {
        for body in bodies(examples, "POST /api/v1/matters", &[]) {
            let view = block(stage.phone(Person::Desk).execute_matter(None, filled(drawn, &body)));
            matters.push(view.expect("a matter is begun").matter.id);
        }
    }
    let of_each_kind = MatterKind::ALL.iter().filter(|kind| **kind != MatterKind::MoveIn);
    let of_each_kind = of_each_kind.filter_map(|kind| of_kind(*kind).next());
    let again = FORMS.iter().copied().filter(|form| form.every.is_some());
    for form in of_each_kind.chain(again) {
        let opened = Person::ALL.into_iter().find_map(|person| {
            let view = block(stage.phone(person).execute_matter(None, opening(form)));
            Some((person, view.ok()?.matter.id))
        });
        // A duty may be the first of its kind as well, and is there then.
        if let Some((person, id)) = opened {
            stage.sync(person);
            matters.push(id);
        }
    }
    for person in [Person::Desk, Person::Guard, Person::Administration, Person::TechnicianA, Person::Desk] {
        stage.sync(person);
        for id in &matters {
            fill_in(stage, person, *id);
        }
        stage.sync(person);
    }
    let [goes_on, given_up] = [matters[0], matters[1]];
    let on = |stage: &mut Stage, id: DocumentId, command: &str, drawn: &Drawn| {
        for body in bodies(examples, "POST /api/v1/matters/{id}/commands", &[]) {
            if body["command"] == command {
                let _ = block(stage.phone(Person::Desk).execute_matter(Some(id), filled(drawn, &body)));
            }
        }
    };
    // A defect that is in repair, one that was none, and one that nobody has done anything about.
    for then in ["link_order", "strike_row", "note_matter"] {
        on(stage, goes_on, "fill_matter", drawn);
        let view = block(stage.phone(Person::Desk).matter(goes_on)).expect("memory can be read");
        let matter = view.expect("the desk has it").matter;
        let row = matter.rows("inspection").last().and_then(|row| row.row.clone());
        drawn.set("{row}", row.expect("the example begins a row"));
        on(stage, goes_on, then, drawn);
    }
    on(stage, goes_on, "assign_matter", drawn);
    for command in ["close_matter", "reopen_matter", "close_matter"] {
        on(stage, given_up, command, drawn);
    }
    stage.sync(Person::Desk);
    stage.sync(Person::TechnicianA);
    matters
}

/// How a matter with this form is begun here; what is planned is technician A's.
fn opening(form: &Form) -> MatterCommand {
    let today = Day::new(2026, 3, 2).expect("a day");
    MatterCommand::OpenMatter {
        form: form.key.to_owned(),
        title: form.key.to_owned(),
        unit_no: form.of_unit.then(|| "3-1-502".to_owned()),
        period: form.every.map(|every| MatterPeriod::of(every, today).to_string()),
        person: form.planned.then(|| Person::TechnicianA.user()),
        due: form.planned.then(|| today.add_days(8)),
    }
}

/// Fills in what this person may and what is empty, one row of each.
fn fill_in(stage: &mut Stage, person: Person, id: DocumentId) {
    let phone = stage.phone(person);
    let Some(form) = block(phone.matter(id)).expect("memory can be read").and_then(|view| view.matter.form())
    else {
        return;
    };
    for section in form.sections {
        let view = block(phone.matter(id)).expect("memory can be read");
        let matter = view.expect("it was there").matter;
        if matter.is_complete(section.key) {
            continue;
        }
        let command = MatterCommand::FillMatter {
            section: section.key.to_owned(),
            row: row_of(section, &matter),
            values: section.fields.iter().filter_map(value).collect(),
        };
        // Whoever may not is refused, and somebody else comes by.
        let _ = block(phone.execute_matter(Some(id), command));
    }
}

fn row_of(section: &Section, matter: &Matter) -> Option<String> {
    match section.of {
        Some(base) => matter.rows(base).next().and_then(|row| row.row.clone()),
        None => section.named.then(|| "2026-03-02".to_owned()),
    }
}

/// Something that the field can hold; a photo would take more than it shows here.
fn value(field: &Field) -> Option<(String, MatterInput)> {
    let input = match field.holds {
        Holds::Confirm | Holds::Mark => MatterInput::Is(true),
        Holds::Passed => MatterInput::Is(false),
        Holds::Choice(choices) => MatterInput::One(choices.first()?.0.to_owned()),
        Holds::Words => MatterInput::Words("龙头滴水".to_owned()),
        Holds::Private => MatterInput::Private("王小明".to_owned()),
        Holds::Number(_) | Holds::Reading(_) => MatterInput::Number(7),
        Holds::Day => MatterInput::Day(Day::new(2026, 3, 3)?),
        // Of two moments the second one is later.
        Holds::Time => {
            MatterInput::Time(if field.key.contains("until") { NOW + 7_200_000 } else { NOW - 60_000 })
        }
        Holds::Person => MatterInput::Person(Person::TechnicianA.user()),
        Holds::Department => MatterInput::Department(Department::OperationRepair),
        Holds::Signature => MatterInput::Strokes("M0 0L10 10".to_owned()),
        Holds::Photo => return None,
    };
    Some((field.key.to_owned(), input))
}

fn complaints(stage: &mut Stage, examples: &[Example], drawn: &Drawn) -> Vec<DocumentId> {
    let captured = bodies(examples, "POST /api/v1/complaints", &[]);
    let commands = bodies(examples, "POST /api/v1/complaints/{id}/commands", &COURSE_OF_COMPLAINTS);
    let capture = |stage: &mut Stage, person: Person, change: &dyn Fn(&mut Value)| {
        let mut body = captured.first().expect("the interface shows how").clone();
        change(&mut body);
        let view = block(stage.phone(person).execute_complaint(None, filled(drawn, &body)));
        view.expect("anybody hears of a complaint").complaint.id
    };
    let grave = |body: &mut Value| {
        body["seems"] = json!("serious");
        body["ongoing_harm"] = json!(true);
    };
    let everything = capture(stage, Person::Desk, &|_| {});
    let heard = capture(stage, Person::Desk, &|_| {});
    let graded = capture(stage, Person::TechnicianA, &grave);
    let of_centre = capture(stage, Person::TechnicianA, &|body| body["about_centre"] = json!(true));
    for person in [Person::TechnicianA, Person::Desk, Person::Administration] {
        stage.sync(person);
    }
    for (person, id) in
        [(Person::Desk, everything), (Person::Desk, graded), (Person::Administration, of_centre)]
    {
        for body in &commands {
            let mut body = body.clone();
            if id == graded && body["command"] == "classify_complaint" {
                body = json!({ "command": "classify_complaint", "class": "serious" });
            }
            if id == graded && body["command"] == "assign_complaint" {
                body["person"] = json!(Person::TechnicianA.user());
            }
            let command: ComplaintCommand = filled(drawn, &body);
            let _ = block(stage.phone(person).execute_complaint(Some(id), command));
        }
        stage.sync(person);
    }
    stage.sync(Person::TechnicianA);
    vec![everything, heard, graded, of_centre]
}

fn fees(stage: &mut Stage, examples: &[Example], drawn: &mut Drawn) {
    for account in &CUSTOMERS[..2] {
        let terms = json!({
            "command": "set_terms", "account": account, "plan": "half_year", "monthly_fen": 30_000, "from": "2026-01",
        });
        let command = read(&terms).expect("terms");
        let id = fee_document(account);
        block(stage.phone(Person::Desk).execute_fee(id, command)).expect("the desk sets terms");
    }
    let commands = bodies(examples, "POST /api/v1/fees/accounts/{account}/commands", &COURSE_OF_FEES);
    drawn.set("{account}", CUSTOMERS[0]);
    for body in &commands {
        on_account(stage, drawn, body);
    }
    // What was taken back is made ready once more, so that somebody can go on with it.
    for body in &commands {
        if body["command"] == "prepare_notice" || body["command"] == "plan_visit" {
            let mut body = body.clone();
            if body["command"] == "plan_visit" {
                body["receipt"] = json!(DOOR_RECEIPT);
            }
            on_account(stage, drawn, &body);
        }
    }
    stage.sync(Person::Desk);
    stage.sync(Person::TechnicianA);
}

/// A command on the first account, where it can be given by now.
fn on_account(stage: &mut Stage, drawn: &mut Drawn, body: &Value) {
    let text = drawn.fill(&worded(&body.to_string()));
    // Before the first notice and the first visit the words for them stand for nothing, and are no ids.
    let Ok(command) = serde_json::from_str::<FeeCommand>(&text) else { return };
    let id = fee_document(CUSTOMERS[0]);
    let Ok(view) = block(stage.phone(Person::Desk).execute_fee(id, command)) else { return };
    if let Some(notice) = view.account.notices.last() {
        drawn.set("{notice}", notice.origin.entry);
    }
    if let Some(visit) = view.account.visits.last() {
        drawn.set("{visit}", visit.origin.entry);
    }
}

//! Complaints: what is asked of each command, and what it writes (CMP).

use super::actions::{WORD, Zeros};
use super::writer::{Target, Writer, optional, required, short};
use super::{Action, Author, Context, Decided, Rejection};
use crate::domain::calendar::Day;
use crate::domain::command::ComplaintCommand;
use crate::domain::complaint::{Complaint, ComplaintRecord, ComplaintRefusal, RecordVersion};
use crate::domain::entry::complaint::{
    Attribution, ComplainantContacted, ComplainantNotified, ComplaintAccepted, ComplaintAnswered,
    ComplaintAssigned, ComplaintAttributed, ComplaintCaptured, ComplaintClass, ComplaintClassLowered,
    ComplaintClassified, ComplaintForwarded, ComplaintLinked, ComplaintOutcome, ComplaintRecorded,
    ComplaintReopened, ComplaintResolved, ForwardTo, HandlingReported, Handover, ImmediateMeasureTaken,
    NoticeOf, RecordField, RemedyPlanned, SpokenTo, SupervisorCalled, UnknownField,
};
use crate::domain::entry::incident::Department;
use crate::domain::entry::{At, Body, DocumentKind, Kind};
use crate::domain::id::{BlobDigest, DocumentId, UserId};
use crate::domain::order::Order;
use crate::domain::policy::{Denial, Relation, may_write};
use crate::domain::procedure::Library;
use crate::domain::reference::Reference;
use crate::domain::stock::Ledger;
use std::collections::BTreeMap;

/// How anybody stands to such a document: rights to a complaint about the centre are others (CMP-2).
pub const fn complaint_relation(kind: DocumentKind) -> Relation {
    match kind {
        DocumentKind::CentreComplaint => Relation::Apart,
        _ => Relation::Site,
    }
}

/// Decides a command on the complaint with this id. There is none yet for [`ComplaintCommand::CaptureComplaint`], whose id
/// is fresh.
///
/// # Errors
/// [`Rejection`] says what is missing and what the author can do.
pub fn decide_complaint(
    id: DocumentId,
    complaint: Option<&Complaint>,
    command: &ComplaintCommand,
    context: &mut Context<'_>,
) -> Result<Decided, Rejection> {
    // The writer asks an order for nothing here; this one is nobody's.
    let nobody = Order::empty(id);
    let mut writer = Writer::new(&nobody, context);
    let about_centre = match (command, complaint) {
        (ComplaintCommand::CaptureComplaint { about_centre, .. }, _) => *about_centre,
        (_, complaint) => complaint.is_some_and(|complaint| complaint.about_centre),
    };
    let kind = if about_centre { DocumentKind::CentreComplaint } else { DocumentKind::Complaint };
    let relation = complaint_relation(kind);
    // Rights come before the state, so that a stranger learns nothing of it.
    writer.role_for(kind_of(command), relation)?;
    let body = match (command, complaint) {
        (ComplaintCommand::CaptureComplaint { .. }, None) => capture(&mut writer, command)?,
        (ComplaintCommand::CaptureComplaint { .. }, Some(_)) => return Err(Rejection::RecordedAlready),
        (_, None) => return Err(Rejection::NotFound),
        (_, Some(complaint)) => {
            comes_in_time(complaint, command)?;
            follow(&mut writer, complaint, command)?
        }
    };
    let target = Target { kind, document: id, relation };
    writer.write_elsewhere_after(&target, None, body)?;
    if let (ComplaintCommand::AcceptComplaint { case_kind, .. }, Some(complaint)) = (command, complaint)
        && complaint.assignment().is_none()
        && let Some(code) = chosen_kind(&writer, complaint, case_kind.as_deref())?
        // A newer list, or a forger, may name one that this list doesn't know: then a person chooses the department.
        && writer.context.reference.case_list().get(&code).is_some()
    {
        let given = assigned(&writer, complaint, None, None, Some(code))?;
        writer.write_elsewhere_after(&target, None, given)?;
        writer.in_highest_role_at(relation);
    }
    if matches!(
        command,
        ComplaintCommand::AssignComplaint { .. } | ComplaintCommand::AttributeComplaint { .. }
    ) {
        // Of two at once the higher role's counts: nobody decides below the post that he holds.
        writer.in_highest_role_at(relation);
    }
    writer.finish()
}

const fn kind_of(command: &ComplaintCommand) -> Kind {
    match command {
        ComplaintCommand::CaptureComplaint { .. } => Kind::ComplaintCaptured,
        ComplaintCommand::RecordComplaint { .. } => Kind::ComplaintRecorded,
        ComplaintCommand::AcceptComplaint { .. } => Kind::ComplaintAccepted,
        ComplaintCommand::ClassifyComplaint { .. } => Kind::ComplaintClassified,
        ComplaintCommand::LowerClass { .. } => Kind::ComplaintClassLowered,
        ComplaintCommand::AttributeComplaint { .. } => Kind::ComplaintAttributed,
        ComplaintCommand::AssignComplaint { .. } => Kind::ComplaintAssigned,
        ComplaintCommand::MeetHarm { .. } => Kind::ImmediateMeasureTaken,
        ComplaintCommand::CallSupervisor { .. } => Kind::SupervisorCalled,
        ComplaintCommand::ContactComplainant { .. } => Kind::ComplainantContacted,
        ComplaintCommand::ReportHandling { .. } => Kind::HandlingReported,
        ComplaintCommand::PlanRemedy { .. } => Kind::RemedyPlanned,
        ComplaintCommand::ForwardComplaint { .. } => Kind::ComplaintForwarded,
        ComplaintCommand::AnswerComplaint { .. } => Kind::ComplaintAnswered,
        ComplaintCommand::NotifyComplainant { .. } => Kind::ComplainantNotified,
        ComplaintCommand::ResolveComplaint { .. } => Kind::ComplaintResolved,
        ComplaintCommand::ReopenComplaint { .. } => Kind::ComplaintReopened,
        ComplaintCommand::LinkComplaint { .. } => Kind::ComplaintLinked,
    }
}

const fn refuse<T>(refusal: ComplaintRefusal) -> Result<T, Rejection> {
    Err(Rejection::Complaint(refusal))
}

fn needed(field: &str, text: Option<&str>) -> Result<Option<String>, Rejection> {
    short(field, text.unwrap_or_default()).map(Some)
}

/// A record without spaces around its words, each of at most 500 characters, what happened and what is wanted of 2,000.
fn checked(record: &ComplaintRecord) -> Result<ComplaintRecord, Rejection> {
    let record = record.trimmed();
    for field in record.given() {
        let words = record.get(field);
        match field {
            RecordField::Course | RecordField::Demand => required(field.as_str(), words).map(|_| ())?,
            _ => short(field.as_str(), words).map(|_| ())?,
        }
    }
    Ok(record)
}

/// A moment that people name: not after now.
fn moment(writer: &Writer<'_, '_>, field: &str, at: Option<i64>) -> Result<Option<i64>, Rejection> {
    match at {
        Some(at) if at < 0 || at > writer.context.now.estimate() => {
            Err(Rejection::Invalid { field: field.to_owned(), detail: "not after now".to_owned() })
        }
        at => Ok(at),
    }
}

fn capture(writer: &mut Writer<'_, '_>, command: &ComplaintCommand) -> Result<Body, Rejection> {
    let ComplaintCommand::CaptureComplaint {
        about_centre: _,
        channel,
        handover,
        record,
        heard_at,
        seems,
        ongoing_harm,
        measure,
        case_kind,
    } = command
    else {
        return Err(Rejection::NotFound);
    };
    if *handover == Handover::Relayed && *seems != Some(ComplaintClass::Minor) {
        return refuse(ComplaintRefusal::AccompanyOrCall);
    }
    let record = checked(record)?;
    // Nobody can deal with a complaint that says neither what happened nor what is wanted.
    if record.course.is_empty() && record.demand.is_empty() {
        return Err(Rejection::Missing { field: RecordField::Course.as_str().to_owned() });
    }
    let case_kind = offered(writer, case_kind.as_deref())?;
    let heard_at = moment(writer, "heard_at", *heard_at)?.unwrap_or_else(|| writer.context.now.estimate());
    let (given, digest) = put(writer, &record)?;
    Ok(Body::ComplaintCaptured(ComplaintCaptured {
        channel: *channel,
        handover: *handover,
        heard_at,
        record: digest,
        given,
        seems: *seems,
        ongoing_harm: *ongoing_harm,
        measure: optional("measure", measure.as_deref())?,
        case_kind,
    }))
}

/// The code of a kind of case that the site offers (CMP-7); nothing where none is named.
fn offered(writer: &Writer<'_, '_>, code: Option<&str>) -> Result<Option<String>, Rejection> {
    let Some(code) = code.map(str::trim).filter(|code| !code.is_empty()) else { return Ok(None) };
    let known = writer.context.reference.case_list().offered().any(|kind| kind.code == code);
    if !known {
        let detail = "none of the kinds of cases that the site offers".to_owned();
        return Err(Rejection::Invalid { field: "case_kind".to_owned(), detail });
    }
    Ok(Some(code.to_owned()))
}

/// The kind of case that a command names, else the one that the complaint has.
fn chosen_kind(
    writer: &Writer<'_, '_>,
    complaint: &Complaint,
    code: Option<&str>,
) -> Result<Option<String>, Rejection> {
    let has = complaint.case_kind();
    // What it has stays a choice, also where the site has stopped to offer it.
    if code.is_none_or(|code| code.trim().is_empty() || Some(code.trim()) == has) {
        return Ok(has.map(str::to_owned));
    }
    offered(writer, code)
}

/// Who deals with it: the department that somebody chose, else the one that answers for its kind of case (CMP-7). One about
/// the centre is administration's, whatever its kind (CMP-2).
fn assigned(
    writer: &Writer<'_, '_>,
    complaint: &Complaint,
    department: Option<Department>,
    person: Option<UserId>,
    case_kind: Option<String>,
) -> Result<Body, Rejection> {
    let answers = || {
        let kind = writer.context.reference.case_list().get(case_kind.as_deref()?)?;
        Some(if complaint.about_centre { Department::Administration } else { kind.department })
    };
    let missing = || Rejection::Missing { field: "department".to_owned() };
    let department = department.or_else(answers).ok_or_else(missing)?;
    Ok(Body::ComplaintAssigned(ComplaintAssigned { department, person, case_kind }))
}

/// Puts a record beside the document.
fn put(
    writer: &mut Writer<'_, '_>,
    record: &ComplaintRecord,
) -> Result<(Vec<RecordField>, BlobDigest), Rejection> {
    let salt = writer.context.random.bytes();
    Ok((record.given(), writer.blob("record", record.to_blob(salt))?))
}

/// What is decided of a complaint waits for its acceptance, and for a result, where it needs one (CMP-1).
fn comes_in_time(complaint: &Complaint, command: &ComplaintCommand) -> Result<(), Rejection> {
    let decides = matches!(
        command,
        ComplaintCommand::ClassifyComplaint { .. }
            | ComplaintCommand::LowerClass { .. }
            | ComplaintCommand::AttributeComplaint { .. }
            | ComplaintCommand::AssignComplaint { .. }
            | ComplaintCommand::PlanRemedy { .. }
            | ComplaintCommand::ForwardComplaint { .. }
            | ComplaintCommand::AnswerComplaint { .. }
            | ComplaintCommand::NotifyComplainant { .. }
            | ComplaintCommand::ResolveComplaint { .. }
            | ComplaintCommand::ReopenComplaint { .. }
    );
    if decides && complaint.accepted.is_none() {
        return refuse(ComplaintRefusal::NotAccepted);
    }
    let needs_result = matches!(
        command,
        ComplaintCommand::ReopenComplaint { .. }
            | ComplaintCommand::NotifyComplainant { of: NoticeOf::Result, .. }
    );
    if needs_result && complaint.resolution().is_none() {
        return refuse(ComplaintRefusal::NoResult);
    }
    Ok(())
}

fn follow(
    writer: &mut Writer<'_, '_>,
    complaint: &Complaint,
    command: &ComplaintCommand,
) -> Result<Body, Rejection> {
    Ok(match command {
        ComplaintCommand::CaptureComplaint { .. } => return Err(Rejection::RecordedAlready),
        ComplaintCommand::RecordComplaint { record, unknown } => record_anew(writer, record, unknown)?,
        ComplaintCommand::AcceptComplaint { received_at, .. } => accept(writer, complaint, *received_at)?,
        ComplaintCommand::ClassifyComplaint { class, asked_for } => {
            if complaint.capture.ongoing_harm && !complaint.harm_was_met() {
                return refuse(ComplaintRefusal::HarmFirst);
            }
            if let Some(known) = complaint.class.filter(|known| known > class) {
                return refuse(ComplaintRefusal::LowerByDecision(known));
            }
            let asked_for = of_minor(*class, *asked_for)?;
            Body::ComplaintClassified(ComplaintClassified { class: *class, asked_for })
        }
        ComplaintCommand::LowerClass { class, asked_for, reason } => {
            if complaint.class.is_none_or(|known| known <= *class) {
                return refuse(ComplaintRefusal::NothingToLower);
            }
            let (class, asked_for) = (*class, of_minor(*class, *asked_for)?);
            let reason = short("reason", reason)?;
            Body::ComplaintClassLowered(ComplaintClassLowered { class, asked_for, reason })
        }
        ComplaintCommand::AttributeComplaint { attribution, departments } => {
            let mut departments = departments.clone();
            departments.sort_unstable();
            departments.dedup();
            if *attribution == Attribution::Shared && departments.len() < 2 {
                return refuse(ComplaintRefusal::TwoDepartments);
            }
            Body::ComplaintAttributed(ComplaintAttributed { attribution: *attribution, departments })
        }
        ComplaintCommand::AssignComplaint { department, person, case_kind } => {
            let code = chosen_kind(writer, complaint, case_kind.as_deref())?;
            assigned(writer, complaint, *department, *person, code)?
        }
        ComplaintCommand::MeetHarm { what } => {
            Body::ImmediateMeasureTaken(ImmediateMeasureTaken { what: short("what", what)? })
        }
        ComplaintCommand::CallSupervisor { place, reason } => Body::SupervisorCalled(SupervisorCalled {
            place: short("place", place)?,
            reason: short("reason", reason)?,
        }),
        ComplaintCommand::ContactComplainant { way, words } => {
            Body::ComplainantContacted(ComplainantContacted { way: *way, words: short("words", words)? })
        }
        ComplaintCommand::ReportHandling { words } => {
            Body::HandlingReported(HandlingReported { words: short("words", words)? })
        }
        ComplaintCommand::PlanRemedy { plan, cost, told, superior } => {
            if *cost < 0 {
                let detail = "not below zero".to_owned();
                return Err(Rejection::Invalid { field: "cost".to_owned(), detail });
            }
            Body::RemedyPlanned(RemedyPlanned {
                plan: short("plan", plan)?,
                cost: *cost,
                told: short("told", told)?,
                superior: short("superior", superior)?,
            })
        }
        ComplaintCommand::ForwardComplaint { to, who } => {
            Body::ComplaintForwarded(ComplaintForwarded { to: *to, who: short("who", who)? })
        }
        ComplaintCommand::AnswerComplaint { answer } => {
            Body::ComplaintAnswered(ComplaintAnswered { answer: short("answer", answer)? })
        }
        ComplaintCommand::NotifyComplainant { of, way, words } => {
            let words = optional("words", words.as_deref())?;
            Body::ComplainantNotified(ComplainantNotified { of: *of, way: *way, words })
        }
        ComplaintCommand::ResolveComplaint { .. } => resolve(complaint, command)?,
        ComplaintCommand::ReopenComplaint { reason } => {
            Body::ComplaintReopened(ComplaintReopened { reason: short("reason", reason)? })
        }
        ComplaintCommand::LinkComplaint { order } => {
            if complaint.orders.iter().any(|one| one.order == *order) {
                return refuse(ComplaintRefusal::LinkedAlready);
            }
            Body::ComplaintLinked(ComplaintLinked { order: *order })
        }
    })
}

fn record_anew(
    writer: &mut Writer<'_, '_>,
    record: &ComplaintRecord,
    unknown: &BTreeMap<RecordField, String>,
) -> Result<Body, Rejection> {
    let record = checked(record)?;
    let empty = |field: &RecordField| record.get(*field).is_empty();
    let reasons = unknown.iter().filter(|(field, reason)| empty(field) && !reason.trim().is_empty());
    let unknown = reasons
        .map(|(field, reason)| Ok(UnknownField { field: *field, reason: short(field.as_str(), reason)? }))
        .collect::<Result<_, Rejection>>()?;
    let (given, record) = put(writer, &record)?;
    Ok(Body::ComplaintRecorded(ComplaintRecorded { record, given, unknown }))
}

fn accept(
    writer: &Writer<'_, '_>,
    complaint: &Complaint,
    received_at: Option<i64>,
) -> Result<Body, Rejection> {
    if complaint.accepted.is_some() {
        return refuse(ComplaintRefusal::AcceptedAlready);
    }
    if let Some(field) = complaint.record().and_then(RecordVersion::lacks) {
        return refuse(ComplaintRefusal::RecordIncomplete(field));
    }
    let heard_at = complaint.capture.heard_at;
    let received_at = match moment(writer, "received_at", received_at)? {
        Some(at) if at < heard_at => {
            let detail = "not before it was heard".to_owned();
            return Err(Rejection::Invalid { field: "received_at".to_owned(), detail });
        }
        Some(at) => at,
        None if centre_heard_it(complaint) => heard_at,
        None => writer.context.now.estimate().max(heard_at),
    };
    Ok(Body::ComplaintAccepted(ComplaintAccepted { received_at }))
}

/// Whether it was heard by somebody who may accept it: then its time runs from there.
fn centre_heard_it(complaint: &Complaint) -> bool {
    let kind = if complaint.about_centre { DocumentKind::CentreComplaint } else { DocumentKind::Complaint };
    let role = complaint.capture.origin.by.role;
    may_write(role, Kind::ComplaintAccepted, complaint_relation(kind)).is_ok()
}

/// The day that the resident asks for counts for a minor complaint alone (CMP-15).
fn of_minor(class: ComplaintClass, asked_for: Option<Day>) -> Result<Option<Day>, Rejection> {
    if asked_for.is_some() && class != ComplaintClass::Minor {
        let detail = "a day that the resident asks for counts for a minor complaint alone".to_owned();
        return Err(Rejection::Invalid { field: "asked_for".to_owned(), detail });
    }
    Ok(asked_for)
}

fn resolve(complaint: &Complaint, command: &ComplaintCommand) -> Result<Body, Rejection> {
    let ComplaintCommand::ResolveComplaint {
        outcome,
        cause,
        course,
        result,
        apology,
        agreed,
        explanation,
        help,
    } = command
    else {
        return Err(Rejection::NotFound);
    };
    if complaint.resolution().is_some() {
        return refuse(ComplaintRefusal::ResolvedAlready);
    }
    let attribution = complaint.attribution().map(|one| one.attribution);
    let founded = *outcome == ComplaintOutcome::Settled;
    let ask = |needs: bool, field: &str, text: &Option<String>| {
        if needs { needed(field, text.as_deref()) } else { optional(field, text.as_deref()) }
    };
    let ours = founded && attribution == Some(Attribution::Company);
    let theirs = founded && attribution == Some(Attribution::Resident);
    Ok(Body::ComplaintResolved(ComplaintResolved {
        outcome: *outcome,
        cause: short("cause", cause)?,
        course: short("course", course)?,
        result: short("result", result)?,
        apology: ask(ours, "apology", apology)?,
        agreed: ask(ours, "agreed", agreed)?,
        explanation: ask(theirs, "explanation", explanation)?,
        help: ask(!founded, "help", help)?,
    }))
}

/// What `author` may do with a complaint now, in the order of its life; commands that his roles never give are left out.
/// As with orders each command is put to the door, with placeholders for its words.
pub fn complaint_actions(complaint: &Complaint, author: &Author, now: At) -> Vec<Action> {
    let (reference, library, stock) = (Reference::default(), Library::default(), Ledger::default());
    let ask = |command: &ComplaintCommand| {
        let mut context = Context {
            author,
            now,
            reference: &reference,
            library: &library,
            stock: &stock,
            next_slip_number: WORD,
            random: &mut Zeros,
        };
        decide_complaint(complaint.id, Some(complaint), command, &mut context).err()
    };
    let actions = templates(complaint)
        .into_iter()
        .map(|command| Action { action: kind_of(&command), refused: ask(&command) });
    let never = |one: &Action| matches!(one.refused, Some(Rejection::Denied { denial: Denial::Role, .. }));
    actions.filter(|one| !never(one)).collect()
}

/// Each command once, with words for whatever it could ask.
fn templates(complaint: &Complaint) -> Vec<ComplaintCommand> {
    let word = || WORD.to_owned();
    let said = || Some(word());
    let class = complaint.class.unwrap_or(ComplaintClass::Serious);
    vec![
        ComplaintCommand::MeetHarm { what: word() },
        ComplaintCommand::RecordComplaint { record: ComplaintRecord::default(), unknown: BTreeMap::new() },
        ComplaintCommand::AcceptComplaint { received_at: None, case_kind: None },
        ComplaintCommand::ClassifyComplaint { class, asked_for: None },
        ComplaintCommand::LowerClass { class: ComplaintClass::Minor, asked_for: None, reason: word() },
        ComplaintCommand::AttributeComplaint {
            attribution: Attribution::Shared,
            departments: vec![Department::Security, Department::OperationRepair],
        },
        ComplaintCommand::AssignComplaint {
            department: Some(Department::CustomerService),
            person: None,
            case_kind: None,
        },
        ComplaintCommand::ForwardComplaint { to: ForwardTo::OfficeHead, who: word() },
        ComplaintCommand::CallSupervisor { place: word(), reason: word() },
        ComplaintCommand::ContactComplainant { way: SpokenTo::Phone, words: word() },
        ComplaintCommand::ReportHandling { words: word() },
        ComplaintCommand::PlanRemedy { plan: word(), cost: 0, told: word(), superior: word() },
        ComplaintCommand::AnswerComplaint { answer: word() },
        ComplaintCommand::ResolveComplaint {
            outcome: ComplaintOutcome::Settled,
            cause: word(),
            course: word(),
            result: word(),
            apology: said(),
            agreed: said(),
            explanation: said(),
            help: said(),
        },
        ComplaintCommand::NotifyComplainant { of: NoticeOf::Status, way: SpokenTo::Phone, words: None },
        ComplaintCommand::ReopenComplaint { reason: word() },
        ComplaintCommand::LinkComplaint { order: DocumentId::from_bytes([0; 16]) },
    ]
}

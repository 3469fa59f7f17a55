//! Incidents in public areas, without an order (PRI-9 to PRI-12, ROL-25, ISS-50).

use super::actions::{WORD, Zeros};
use super::writer::{Target, Writer, optional, short};
use super::{Action, Author, Context, Decided, Rejection};
use crate::domain::command::IncidentCommand;
use crate::domain::entry::incident::{
    CourseReported, DepartmentArrived, EmergencyMeasureTaken, FinderLeft, IncidentDecided, IncidentLinked,
    IncidentMadeMajor, IncidentReported, IncidentVerified,
};
use crate::domain::entry::{At, Body, DocumentKind, Kind};
use crate::domain::id::DocumentId;
use crate::domain::incident::{Incident, IncidentRefusal};
use crate::domain::order::Order;
use crate::domain::policy::{Denial, Relation, Role};
use crate::domain::procedure::Library;
use crate::domain::reference::Reference;
use crate::domain::stock::Ledger;

/// Decides a command on the incident with this id. There is none yet for [`IncidentCommand::ReportIncident`], whose id is
/// fresh.
///
/// # Errors
/// [`Rejection`] says what is missing and what the author can do.
pub fn decide_incident(
    id: DocumentId,
    incident: Option<&Incident>,
    command: &IncidentCommand,
    context: &mut Context<'_>,
) -> Result<Decided, Rejection> {
    // The writer asks an order for nothing here; this one is nobody's.
    let nobody = Order::empty(DocumentId::from_bytes([0; 16]));
    let mut writer = Writer::new(&nobody, context);
    // Rights come before the state, so that a stranger learns nothing of it.
    writer.role_for(kind_of(command), Relation::Site)?;
    let body = match (command, incident) {
        (IncidentCommand::ReportIncident { .. }, None) => report(command)?,
        (IncidentCommand::ReportIncident { .. }, Some(_)) => return Err(Rejection::RecordedAlready),
        (_, None) => return Err(Rejection::NotFound),
        (_, Some(incident)) => follow(&writer, incident, command)?,
    };
    let target = Target { kind: DocumentKind::Incident, document: id, relation: Relation::Site };
    writer.write_elsewhere_after(&target, None, body)?;
    if matches!(command, IncidentCommand::DecideIncident { .. } | IncidentCommand::VerifyIncident { .. }) {
        // Of two decisions at once the higher role's counts: nobody decides below the post that he holds.
        writer.in_highest_role();
    }
    writer.finish()
}

const fn kind_of(command: &IncidentCommand) -> Kind {
    match command {
        IncidentCommand::ReportIncident { .. } => Kind::IncidentReported,
        IncidentCommand::TakeMeasure { .. } => Kind::EmergencyMeasureTaken,
        IncidentCommand::DepartmentArrived { .. } => Kind::DepartmentArrived,
        IncidentCommand::FinderLeft { .. } => Kind::FinderLeft,
        IncidentCommand::MakeMajor { .. } => Kind::IncidentMadeMajor,
        IncidentCommand::ReportCourse { .. } => Kind::CourseReported,
        IncidentCommand::VerifyIncident { .. } => Kind::IncidentVerified,
        IncidentCommand::DecideIncident { .. } => Kind::IncidentDecided,
        IncidentCommand::LinkIncident { .. } => Kind::IncidentLinked,
    }
}

fn report(command: &IncidentCommand) -> Result<Body, Rejection> {
    let IncidentCommand::ReportIncident { place, area, department, what, major, measure } = command else {
        return Err(Rejection::NotFound);
    };
    Ok(Body::IncidentReported(IncidentReported {
        place: short("place", place)?,
        area: *area,
        department: *department,
        what: short("what", what)?,
        major: *major,
        measure: optional("measure", measure.as_deref())?,
    }))
}

fn follow(
    writer: &Writer<'_, '_>,
    incident: &Incident,
    command: &IncidentCommand,
) -> Result<Body, Rejection> {
    let refuse = |refusal| Err(Rejection::Incident(refusal));
    Ok(match command {
        IncidentCommand::ReportIncident { .. } => return Err(Rejection::RecordedAlready),
        IncidentCommand::TakeMeasure { what } => {
            Body::EmergencyMeasureTaken(EmergencyMeasureTaken { what: short("what", what)? })
        }
        IncidentCommand::DepartmentArrived { who } => {
            Body::DepartmentArrived(DepartmentArrived { who: short("who", who)? })
        }
        IncidentCommand::FinderLeft { reason } => {
            if !incident.arrivals.is_empty() {
                return refuse(IncidentRefusal::DepartmentThere);
            }
            Body::FinderLeft(FinderLeft { reason: short("reason", reason)? })
        }
        IncidentCommand::MakeMajor { reason } => {
            if incident.major {
                return refuse(IncidentRefusal::MajorAlready);
            }
            Body::IncidentMadeMajor(IncidentMadeMajor { reason: short("reason", reason)? })
        }
        IncidentCommand::ReportCourse { course } => {
            Body::CourseReported(CourseReported { course: short("course", course)? })
        }
        IncidentCommand::VerifyIncident { cause, responsibility, proposal } => {
            Body::IncidentVerified(IncidentVerified {
                cause: short("cause", cause)?,
                responsibility: short("responsibility", responsibility)?,
                proposal: short("proposal", proposal)?,
            })
        }
        IncidentCommand::DecideIncident { report_further, to, reason } => {
            if incident.courses.is_empty() {
                return refuse(IncidentRefusal::NoCourse);
            }
            let author = writer.context.author;
            if incident.is_known_by_alone(author.user) && !author.roles.contains(&Role::OfficeHead) {
                return refuse(IncidentRefusal::OwnReport);
            }
            let to = optional("to", to.as_deref())?;
            if *report_further && to.is_none() {
                return Err(Rejection::Missing { field: "to".to_owned() });
            }
            let to = to.filter(|_| *report_further);
            let (report_further, reason) = (*report_further, short("reason", reason)?);
            Body::IncidentDecided(IncidentDecided { report_further, to, reason })
        }
        IncidentCommand::LinkIncident { order } => {
            if incident.orders.iter().any(|one| one.order == *order) {
                return refuse(IncidentRefusal::LinkedAlready);
            }
            Body::IncidentLinked(IncidentLinked { order: *order })
        }
    })
}

/// What `author` may do with an incident now, in the order of its life; commands that his roles never give are left out.
/// As with orders each command is put to the door, with placeholders for its words.
pub fn incident_actions(incident: &Incident, author: &Author, now: At) -> Vec<Action> {
    let (reference, library, stock) = (Reference::default(), Library::default(), Ledger::default());
    let word = || WORD.to_owned();
    let commands = [
        IncidentCommand::TakeMeasure { what: word() },
        IncidentCommand::DepartmentArrived { who: word() },
        IncidentCommand::FinderLeft { reason: word() },
        IncidentCommand::MakeMajor { reason: word() },
        IncidentCommand::ReportCourse { course: word() },
        IncidentCommand::VerifyIncident { cause: word(), responsibility: word(), proposal: word() },
        IncidentCommand::DecideIncident { report_further: false, to: None, reason: word() },
        IncidentCommand::LinkIncident { order: DocumentId::from_bytes([0; 16]) },
    ];
    let ask = |command: &IncidentCommand| {
        let mut context = Context {
            author,
            now,
            reference: &reference,
            library: &library,
            stock: &stock,
            next_slip_number: WORD,
            random: &mut Zeros,
        };
        decide_incident(incident.id, Some(incident), command, &mut context).err()
    };
    let actions = commands.iter().map(|command| Action { action: kind_of(command), refused: ask(command) });
    let never = |one: &Action| matches!(one.refused, Some(Rejection::Denied { denial: Denial::Role, .. }));
    actions.filter(|one| !never(one)).collect()
}

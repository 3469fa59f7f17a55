//! Who is given a complaint that his posts alone don't let him read: whoever deals with it, and the heads of the
//! departments concerned (CMP-10, CMP-14, CMP-17).

use super::read;
use crate::feed::{self, EngineError, scope};
use crate::incidents::departments::{head_of, reads, roles_of};
use client_core::domain::complaint::Complaint;
use client_core::domain::decide::complaint_relation;
use client_core::domain::entry::complaint::Attribution;
use client_core::domain::entry::incident::Department;
use client_core::domain::entry::{DocumentKind, Kind};
use client_core::domain::id::{DocumentId, UserId};
use client_core::domain::policy::{ReadScope, Role, may_read, may_write};
use rusqlite::Connection;
use std::collections::BTreeSet;

const fn kind_of(complaint: &Complaint) -> DocumentKind {
    if complaint.about_centre { DocumentKind::CentreComplaint } else { DocumentKind::Complaint }
}

/// Whether somebody with these roles is of the service centre: he may accept a complaint (CMP-1).
fn is_of_centre(roles: &[Role]) -> bool {
    let centre = complaint_relation(DocumentKind::Complaint);
    roles.iter().any(|role| may_write(*role, Kind::ComplaintAccepted, centre).is_ok())
}

/// Whether somebody with these roles is to know nothing of complaints about the centre that he hasn't taken down himself:
/// he is of the centre, and no other post of his reads them (CMP-2).
pub(crate) fn is_kept_from(roles: &[Role]) -> bool {
    let reads_all = |role: &Role| may_read(*role, DocumentKind::CentreComplaint) == ReadScope::Site;
    is_of_centre(roles) && !roles.iter().any(reads_all)
}

/// Departments whose heads are told: the one in charge, and all that share the fault.
fn departments(complaint: &Complaint) -> BTreeSet<Department> {
    let shared = complaint.attribution().filter(|one| one.attribution == Attribution::Shared);
    let in_charge = complaint.assignment().map(|one| one.department);
    shared.into_iter().flat_map(|one| &one.departments).copied().chain(in_charge).collect()
}

/// Gives a complaint to the person who deals with it, and to the heads of the departments concerned, where their posts
/// read only their own. One about the centre goes to no head, and to nobody of the centre (CMP-2).
pub(crate) fn share(connection: &Connection, complaint: &Complaint, seq: u64) -> Result<(), EngineError> {
    let mut people: BTreeSet<UserId> = BTreeSet::new();
    if let Some(person) = complaint.assignment().and_then(|one| one.person)
        && !(complaint.about_centre && is_kept_from(&roles_of(connection, person)?))
    {
        people.insert(person);
    }
    if !complaint.about_centre {
        for department in departments(complaint) {
            people.extend(head_of(connection, department)?);
        }
    }
    for person in people {
        if reads(connection, person, kind_of(complaint))? == ReadScope::Own {
            scope::grant(connection, person, complaint.id, seq)?;
        }
    }
    Ok(())
}

/// Open complaints of which the head of this department is told, those that have waited longest first.
fn open_of_department(
    connection: &Connection,
    department: Department,
) -> Result<Vec<DocumentId>, EngineError> {
    let mut statement = connection.prepare_cached(
        "SELECT document, content FROM complaint WHERE open = 1 AND about_centre = 0 ORDER BY heard_at, document",
    )?;
    let mut rows = statement.query([])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let document = DocumentId::from_bytes(row.get(0)?);
        let content: String = row.get(1)?;
        if departments(&read(document, &content)?).contains(&department) {
            found.push(document);
        }
    }
    Ok(found)
}

/// Gives the complaints that a department's new head is told of to him, where his posts read only their own.
pub(crate) fn show_to_new_head(
    connection: &Connection,
    head: UserId,
    department: Department,
) -> Result<(), EngineError> {
    if reads(connection, head, DocumentKind::Complaint)? == ReadScope::Own {
        for complaint in open_of_department(connection, department)? {
            // One number each, so that a page can end between any two of them.
            scope::grant(connection, head, complaint, feed::next_seq(connection)?)?;
        }
    }
    Ok(())
}

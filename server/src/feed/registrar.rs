//! Whoever took a request answers for it until somebody has judged it (PRI-1, PRI-4): so long he reads it and the
//! customer's data, whatever his posts read, and also when the post is withdrawn with which he took it.
//!
//! Who reads both through a group needs no row of his own, and most registrars do. [`follow`] gives one to the others with
//! each change of the order; [`keep_waiting`] gives them to who is about to leave a group.

use super::scope::{grant, group, groups, member_of, remove};
use super::{EngineError, next_seq};
use crate::admit::Known;
use client_core::domain::entry::DocumentKind;
use client_core::domain::id::{DocumentId, UserId};
use client_core::domain::order::{Order, OrderState};
use client_core::domain::policy::{ReadScope, Role, may_read};
use rusqlite::{Connection, params};

/// Gives the order to its registrar while it waits, and takes it from him when it is judged and nothing else keeps it
/// with him. Gives him where he needs a row of his own for the customer's data too.
pub(super) fn follow(
    connection: &Connection,
    order: &Order,
    known: &Known,
    seq: u64,
) -> Result<Option<UserId>, EngineError> {
    let Some(by) = order.registered.as_ref().map(|registered| registered.origin.by) else { return Ok(None) };
    if order.state == OrderState::Requested {
        let member_of = member_of(connection, by.user)?.unwrap_or_else(|| groups(&[by.role]).join(" "));
        let reads = |kind| member_of.split(' ').any(|name| name == group(kind));
        if !reads(DocumentKind::Order) {
            grant(connection, by.user, order.id, seq)?;
        }
        return Ok(Some(by.user).filter(|_| !reads(DocumentKind::Customer)));
    }
    let assigned = order.assignments.iter().any(|assignment| assignment.technician == by.user);
    if !assigned && !order.is_party(&by.user) && !keeps_own_work(known, by.user) {
        remove(connection, by.user, order.id, seq)?;
    }
    Ok(None)
}

/// Whether he has written in the order with a post that keeps what it has written in.
fn keeps_own_work(known: &Known, user: UserId) -> bool {
    let keeps = |role: Role| role != Role::Server && may_read(role, DocumentKind::Order) == ReadScope::Own;
    known.entries().iter().any(|written| written.entry.by.user == user && keeps(written.entry.by.role))
}

/// Gives a person rows of his own for the requests that he took, that nobody has judged and that the groups which he keeps
/// don't give him, so that leaving the others doesn't take them from him.
pub(super) fn keep_waiting(connection: &Connection, user: UserId, kept: &[&str]) -> Result<(), EngineError> {
    let mut statement = connection.prepare_cached(
        "SELECT DISTINCT board.document, board.customer FROM board
         JOIN entry ON entry.document = board.document AND entry.kind = 'request_registered'
         JOIN change ON change.seq = entry.change
         WHERE board.state = ?1 AND change.user = ?2 ORDER BY board.document",
    )?;
    let waiting: Vec<(DocumentId, Option<DocumentId>)> = statement
        .query_map(params![OrderState::Requested.as_str(), user.as_bytes()], |row| {
            let customer = row.get::<_, Option<[u8; 16]>>(1)?.map(DocumentId::from_bytes);
            Ok((DocumentId::from_bytes(row.get(0)?), customer))
        })?
        .collect::<Result<_, _>>()?;
    for (order, customer) in waiting {
        let documents = [(DocumentKind::Order, Some(order)), (DocumentKind::Customer, customer)];
        for (_, document) in documents.iter().filter(|(kind, _)| !kept.contains(&group(*kind))) {
            if let Some(document) = document {
                // One number each, so that a page can end between any two of them.
                grant(connection, user, *document, next_seq(connection)?)?;
            }
        }
    }
    Ok(())
}

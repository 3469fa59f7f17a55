//! Who may read which document, and since which feed number.
//!
//! A principal is a person or a group. The group of a document kind holds everybody whose role reads all documents of
//! that kind at the site, so a new document costs one row, not one per role. One more group reads orders from the first
//! entry on that asks for goods or moves them, another one slips while nobody holds them: a technician may take any of
//! them, offline too, and loses what a colleague has taken. A person who joins a group gets a row of
//! his own for every document that was there before, each with a fresh feed number, so that his devices page through
//! them like through any news; a person who leaves one gets removals.

use super::{EngineError, int, next_seq, registrar, uint};
use crate::admit::{Known, Sender};
use client_core::domain::entry::matter::MatterKind;
use client_core::domain::entry::{Body, DocumentKind};
use client_core::domain::id::{DocumentId, UserId};
use client_core::domain::journal::Journal;
use client_core::domain::order::Order;
use client_core::domain::policy::{ReadScope, Role, may_read};
use rusqlite::{Connection, OptionalExtension, params};
use std::collections::BTreeSet;

/// The group of those who read an order because goods were asked for, or have moved.
const GOODS: &str = "goods:order";

/// The group of the technicians, who may take a slip that nobody holds.
pub(crate) const POOL: &str = "pool:order";

/// A set of documents that a role reads whole.
struct Group {
    name: &'static str,
    kind: DocumentKind,
    reads: ReadScope,
}

const GROUPS: &[Group] = &[
    Group { name: "site:order", kind: DocumentKind::Order, reads: ReadScope::Site },
    Group { name: GOODS, kind: DocumentKind::Order, reads: ReadScope::Goods },
    Group { name: POOL, kind: DocumentKind::Order, reads: ReadScope::Own },
    Group { name: "site:customer", kind: DocumentKind::Customer, reads: ReadScope::Site },
    Group { name: "site:kit", kind: DocumentKind::Kit, reads: ReadScope::Site },
    Group { name: "site:store", kind: DocumentKind::Store, reads: ReadScope::Site },
    Group { name: "site:month", kind: DocumentKind::Month, reads: ReadScope::Site },
    Group { name: "site:incident", kind: DocumentKind::Incident, reads: ReadScope::Site },
    Group { name: "site:complaint", kind: DocumentKind::Complaint, reads: ReadScope::Site },
    Group { name: "site:centre_complaint", kind: DocumentKind::CentreComplaint, reads: ReadScope::Site },
    Group { name: "site:fee_account", kind: DocumentKind::FeeAccount, reads: ReadScope::Site },
    matters(MatterKind::MoveIn),
    matters(MatterKind::Trusteeship),
    matters(MatterKind::Renovation),
    matters(MatterKind::Enquiry),
    matters(MatterKind::GoodsRelease),
    matters(MatterKind::Visit),
    matters(MatterKind::Survey),
    matters(MatterKind::Event),
    matters(MatterKind::NoticeBoard),
    matters(MatterKind::Convenience),
    matters(MatterKind::Publication),
    matters(MatterKind::Task),
];

/// The group of those who read all matters of a kind.
const fn matters(kind: MatterKind) -> Group {
    let kind = DocumentKind::Matter(kind);
    Group { name: group(kind), kind, reads: ReadScope::Site }
}

/// The group that reads every document of a kind.
pub(crate) const fn group(kind: DocumentKind) -> &'static str {
    match kind {
        DocumentKind::Order => "site:order",
        DocumentKind::Customer => "site:customer",
        DocumentKind::Kit => "site:kit",
        DocumentKind::Store => "site:store",
        DocumentKind::Month => "site:month",
        DocumentKind::Incident => "site:incident",
        DocumentKind::Complaint => "site:complaint",
        DocumentKind::CentreComplaint => "site:centre_complaint",
        DocumentKind::FeeAccount => "site:fee_account",
        DocumentKind::Matter(MatterKind::MoveIn) => "site:move_in",
        DocumentKind::Matter(MatterKind::Trusteeship) => "site:trusteeship",
        DocumentKind::Matter(MatterKind::Renovation) => "site:renovation",
        DocumentKind::Matter(MatterKind::Enquiry) => "site:enquiry",
        DocumentKind::Matter(MatterKind::GoodsRelease) => "site:goods_release",
        DocumentKind::Matter(MatterKind::Visit) => "site:visit",
        DocumentKind::Matter(MatterKind::Survey) => "site:survey",
        DocumentKind::Matter(MatterKind::Event) => "site:event",
        DocumentKind::Matter(MatterKind::NoticeBoard) => "site:notice_board",
        DocumentKind::Matter(MatterKind::Convenience) => "site:convenience",
        DocumentKind::Matter(MatterKind::Publication) => "site:publication",
        DocumentKind::Matter(MatterKind::Task) => "site:task",
    }
}

/// The groups of a person with these roles.
pub fn groups(roles: &[Role]) -> Vec<&'static str> {
    GROUPS
        .iter()
        .filter(|group| roles.iter().any(|role| may_read(*role, group.kind) == group.reads))
        .map(|group| group.name)
        .collect()
}

/// Opens a document to its group, once.
pub(super) fn open_to_site(
    connection: &Connection,
    kind: DocumentKind,
    document: DocumentId,
    seq: u64,
) -> Result<(), EngineError> {
    open_to(connection, group(kind), document, seq)
}

/// Opens an order to those who read orders with goods, once.
pub(super) fn open_to_goods(connection: &Connection, order: DocumentId, seq: u64) -> Result<(), EngineError> {
    open_to(connection, GOODS, order, seq)
}

fn open_to(connection: &Connection, group: &str, document: DocumentId, seq: u64) -> Result<(), EngineError> {
    connection
        .prepare_cached(
            "INSERT INTO scope (document, principal, reason, granted_seq) VALUES (?1, ?2, 'site', ?3)
             ON CONFLICT DO NOTHING",
        )?
        .execute(params![document.as_bytes(), group.as_bytes(), int(seq)])?;
    Ok(())
}

/// Shows a slip to all technicians while nobody holds it, and takes it back when somebody does. Whoever holds it or has
/// written in it has a row of his own.
fn follow_pool(connection: &Connection, order: &Order, seq: u64) -> Result<(), EngineError> {
    let id = order.id.as_bytes();
    if order.desk.in_pool {
        connection
            .prepare_cached(
                "INSERT INTO scope (document, principal, reason, granted_seq) VALUES (?1, ?2, 'pool', ?3)
                 ON CONFLICT DO UPDATE SET granted_seq = ?3, removed_seq = NULL WHERE removed_seq IS NOT NULL",
            )?
            .execute(params![id, POOL.as_bytes(), int(seq)])?;
    } else {
        // Where the slip and its holder came at once, phones may still have it from an earlier life of the server.
        if order.slip.is_some() && super::was_restored(connection)? {
            connection
                .prepare_cached(
                    "INSERT INTO scope (document, principal, reason, granted_seq, removed_seq)
                 VALUES (?1, ?2, 'pool', ?3, ?3) ON CONFLICT DO NOTHING",
                )?
                .execute(params![id, POOL.as_bytes(), int(seq)])?;
        }
        connection
            .prepare_cached(
                "UPDATE scope SET removed_seq = ?2
                 WHERE document = ?1 AND reason = 'pool' AND removed_seq IS NULL",
            )?
            .execute(params![id, int(seq)])?;
    }
    Ok(())
}

/// Gives a person a document for his work; nothing changes when he has it.
pub(crate) fn grant(
    connection: &Connection,
    user: UserId,
    document: DocumentId,
    seq: u64,
) -> Result<(), EngineError> {
    connection
        .prepare_cached(
            "INSERT INTO scope (document, principal, reason, granted_seq) VALUES (?1, ?2, 'work', ?3)
             ON CONFLICT DO UPDATE SET
                 granted_seq = CASE WHEN removed_seq IS NULL THEN granted_seq ELSE ?3 END,
                 reason = 'work', removed_seq = NULL",
        )?
        .execute(params![document.as_bytes(), user.as_bytes(), int(seq)])?;
    Ok(())
}

/// Gives a document to those who have written in it and don't read it through a group.
pub(super) fn grant_writers(
    connection: &Connection,
    (kind, document): (DocumentKind, DocumentId),
    writers: &BTreeSet<(UserId, Role)>,
    seq: u64,
) -> Result<(), EngineError> {
    for (user, role) in writers {
        if *role != Role::Server && may_read(*role, kind) == ReadScope::Own {
            grant(connection, *user, document, seq)?;
        }
    }
    Ok(())
}

/// A kit goes to the technician whom its opening names.
pub(super) fn follow_kit(connection: &Connection, kit: &Journal, seq: u64) -> Result<(), EngineError> {
    for opened in kit.entries() {
        if let Body::KitOpened(data) = &opened.entry.body {
            grant(connection, data.technician, kit.document, seq)?;
        }
    }
    Ok(())
}

/// Ends what [`grant`] gave. What a group of his gives him as well stays, and goes with the group.
pub(super) fn remove(
    connection: &Connection,
    user: UserId,
    document: DocumentId,
    seq: u64,
) -> Result<(), EngineError> {
    let own = "SELECT 1 FROM scope
               WHERE document = ?1 AND principal = ?2 AND reason = 'work' AND removed_seq IS NULL";
    if !connection.prepare_cached(own)?.exists(params![document.as_bytes(), user.as_bytes()])? {
        return Ok(());
    }
    let member_of = member_of(connection, user)?.unwrap_or_default();
    let mut statement = connection.prepare_cached(
        "SELECT 1 FROM scope WHERE document = ?1 AND principal = ?2 AND removed_seq IS NULL",
    )?;
    // Where several give it, it goes with the last of them: the pool's is the only one that ends by itself.
    let mut reason = None;
    for group in member_of.split_whitespace() {
        if statement.exists(params![document.as_bytes(), group.as_bytes()])? {
            reason = reason.filter(|reason| *reason == "role").or(Some(reason_of(group)));
        }
    }
    connection
        .prepare_cached(
            "UPDATE scope SET reason = coalesce(?4, reason), removed_seq = CASE WHEN ?4 IS NULL THEN ?3 END
             WHERE document = ?1 AND principal = ?2",
        )?
        .execute(params![document.as_bytes(), user.as_bytes(), int(seq), reason])?;
    Ok(())
}

/// Why a member of a group has rows of his own: what the pool gave goes when the pool's own row does.
fn reason_of(group: &str) -> &'static str {
    if group == POOL { "pool" } else { "role" }
}

/// Follows an order's present state: whoever was assigned, has its goods or has written keeps the order; the customer's
/// data are with the holder, with a technician who has arrived, and with who took the request until it is judged.
pub(super) fn follow_order(
    connection: &Connection,
    order: &Order,
    known: &Known,
    writers: &BTreeSet<(UserId, Role)>,
    seq: u64,
) -> Result<(), EngineError> {
    let assigned = order.assignments.iter().map(|assignment| assignment.technician);
    for user in assigned.chain(order.parties()).collect::<BTreeSet<_>>() {
        grant(connection, user, order.id, seq)?;
    }
    grant_writers(connection, (DocumentKind::Order, order.id), writers, seq)?;
    follow_pool(connection, order, seq)?;
    let registrar = registrar::follow(connection, order, known, seq)?;
    let Some(registered) = &order.registered else { return Ok(()) };
    let arrived =
        order.visits.iter().filter(|visit| !visit.arrivals.is_empty()).map(|visit| visit.technician);
    let keep: BTreeSet<UserId> = order.holder.into_iter().chain(arrived).chain(registrar).collect();
    let mut statement = connection.prepare_cached(
        "SELECT principal FROM scope WHERE document = ?1 AND reason = 'work' AND removed_seq IS NULL",
    )?;
    let present: BTreeSet<UserId> = statement
        .query_map([registered.customer.as_bytes()], |row| row.get::<_, Vec<u8>>(0))?
        .collect::<Result<Vec<_>, _>>()?
        .iter()
        .filter_map(|principal| UserId::from_slice(principal))
        .collect();
    for user in keep.difference(&present) {
        grant(connection, *user, registered.customer, seq)?;
    }
    for user in present.difference(&keep) {
        remove(connection, *user, registered.customer, seq)?;
    }
    Ok(())
}

/// Whether the sender could ever read the document: what he has seen he may refer to.
pub(crate) fn ever_in_scope(
    connection: &Connection,
    sender: &Sender,
    document: DocumentId,
) -> Result<bool, EngineError> {
    let mut statement =
        connection.prepare_cached("SELECT 1 FROM scope WHERE document = ?1 AND principal = ?2")?;
    if statement.exists(params![document.as_bytes(), sender.user.as_bytes()])? {
        return Ok(true);
    }
    let roles: Vec<Role> = sender.roles.iter().chain(&sender.recent_roles).copied().collect();
    for group in groups(&roles) {
        if statement.exists(params![document.as_bytes(), group.as_bytes()])? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whether the sender may add photos to the document: he could read it once, or has written in it.
pub(crate) fn may_add(
    connection: &Connection,
    sender: &Sender,
    document: DocumentId,
) -> Result<bool, EngineError> {
    if ever_in_scope(connection, sender, document)? {
        return Ok(true);
    }
    let mut statement =
        connection.prepare_cached("SELECT 1 FROM change WHERE document = ?1 AND user = ?2 LIMIT 1")?;
    Ok(statement.exists(params![document.as_bytes(), sender.user.as_bytes()])?)
}

/// Whether the person may read the document now. What his roles gave to his devices stays in his own rows until they sync
/// again, so only the roles that he holds now speak for themselves, and of his own rows those of his work.
pub fn may_see(
    connection: &Connection,
    user: UserId,
    roles: &[Role],
    document: DocumentId,
) -> Result<bool, EngineError> {
    let own = "SELECT 1 FROM scope
               WHERE document = ?1 AND principal = ?2 AND reason = 'work' AND removed_seq IS NULL";
    if connection.prepare_cached(own)?.exists(params![document.as_bytes(), user.as_bytes()])? {
        return Ok(true);
    }
    let mut statement = connection.prepare_cached(
        "SELECT 1 FROM scope WHERE document = ?1 AND principal = ?2 AND removed_seq IS NULL",
    )?;
    for group in groups(roles) {
        if statement.exists(params![document.as_bytes(), group.as_bytes()])? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Since which feed number the person may read the document; `None` when he may not now. His own row counts before
/// the group's: it says when his devices were given the document.
pub(crate) fn granted_seq(
    connection: &Connection,
    user: UserId,
    groups: &[&str],
    document: DocumentId,
) -> Result<Option<u64>, EngineError> {
    let mut statement = connection.prepare_cached(
        "SELECT granted_seq FROM scope WHERE document = ?1 AND principal = ?2 AND removed_seq IS NULL",
    )?;
    let principals =
        std::iter::once(user.as_bytes().as_slice()).chain(groups.iter().map(|group| group.as_bytes()));
    for principal in principals {
        let found =
            statement.query_row(params![document.as_bytes(), principal], |row| row.get(0)).optional()?;
        if let Some(seq) = found {
            return Ok(Some(uint(seq)));
        }
    }
    Ok(None)
}

/// Whether the groups of the person differ from those at his last sync, so that [`reconcile`] has work.
pub fn needs_reconcile(connection: &Connection, user: UserId, roles: &[Role]) -> Result<bool, EngineError> {
    Ok(member_of(connection, user)?.as_deref() != Some(groups(roles).join(" ").as_str()))
}

/// Names of the groups in which the person's devices have been since his last sync; `None` before the first.
pub(super) fn member_of(connection: &Connection, user: UserId) -> Result<Option<String>, EngineError> {
    let found = connection
        .prepare_cached("SELECT member_of FROM subscriber WHERE user = ?1")?
        .query_row([user.as_bytes()], |row| row.get(0))
        .optional()?;
    Ok(found)
}

/// Brings a person's rows in line with his roles: grants what a new role lets him read, removes what he no longer may.
pub fn reconcile(connection: &Connection, user: UserId, roles: &[Role]) -> Result<(), EngineError> {
    let now = groups(roles);
    let before = member_of(connection, user)?;
    let left = |before: &String| before.split_whitespace().any(|group| !now.contains(&group));
    if before.as_ref().is_none_or(left) {
        registrar::keep_waiting(connection, user, &now)?;
    }
    let Some(before) = before else {
        // His first sync: no device of his has a cursor yet, so the group's own rows are enough.
        return remember(connection, user, &now);
    };
    for name in GROUPS.iter().map(|group| group.name) {
        let (was, is) = (before.split(' ').any(|before| before == name), now.contains(&name));
        if is && !was {
            join(connection, user, name)?;
        } else if was && !is {
            leave(connection, user, name)?;
        }
    }
    remember(connection, user, &now)
}

fn remember(connection: &Connection, user: UserId, groups: &[&str]) -> Result<(), EngineError> {
    connection
        .prepare_cached(
            "INSERT INTO subscriber (user, member_of) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET member_of = ?2",
        )?
        .execute(params![user.as_bytes(), groups.join(" ")])?;
    Ok(())
}

fn join(connection: &Connection, user: UserId, group: &str) -> Result<(), EngineError> {
    let reason = reason_of(group);
    let mut statement = connection.prepare_cached(
        "SELECT document FROM scope WHERE principal = ?1 AND removed_seq IS NULL ORDER BY granted_seq, document",
    )?;
    let documents: Vec<DocumentId> = statement
        .query_map([group.as_bytes()], |row| Ok(DocumentId::from_bytes(row.get(0)?)))?
        .collect::<Result<_, _>>()?;
    for document in documents {
        let has: Option<i64> = connection
            .prepare_cached(
                "SELECT 1 FROM scope WHERE document = ?1 AND principal = ?2 AND removed_seq IS NULL",
            )?
            .query_row(params![document.as_bytes(), user.as_bytes()], |row| row.get(0))
            .optional()?;
        if has.is_some() {
            continue;
        }
        // One number each, so that a page can end between any two of them.
        let seq = next_seq(connection)?;
        connection
            .prepare_cached(
                "INSERT INTO scope (document, principal, reason, granted_seq) VALUES (?1, ?2, ?4, ?3)
                 ON CONFLICT DO UPDATE SET reason = ?4, granted_seq = ?3, removed_seq = NULL",
            )?
            .execute(params![document.as_bytes(), user.as_bytes(), int(seq), reason])?;
    }
    Ok(())
}

fn leave(connection: &Connection, user: UserId, group: &str) -> Result<(), EngineError> {
    let seq = next_seq(connection)?;
    connection
        .prepare_cached(
            "INSERT INTO scope (document, principal, reason, granted_seq, removed_seq)
             SELECT document, ?1, 'role', 0, ?2 FROM scope WHERE principal = ?3
             ON CONFLICT DO UPDATE SET removed_seq = ?2 WHERE reason IN ('role', 'pool')",
        )?
        .execute(params![user.as_bytes(), int(seq), group.as_bytes()])?;
    Ok(())
}

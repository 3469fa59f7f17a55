//! Heads of departments: who is told of a department's incidents (PRI-9, PRI-12), and of its complaints (CMP-10, CMP-14).

use crate::accounts::{AccountError, find_user};
use crate::audit::{Act, AuditKind, By, record};
use crate::complaints;
use crate::feed::{self, EngineError, scope};
use crate::ident::role_from_name;
use crate::store::StoreError;
use client_core::domain::entry::DocumentKind;
use client_core::domain::entry::incident::Department;
use client_core::domain::id::{DocumentId, UserId};
use client_core::domain::policy::{ReadScope, Role, may_read};
use rusqlite::{Connection, OptionalExtension, params};

/// Why somebody can't be named head of a department.
#[derive(Debug, thiserror::Error)]
pub enum HeadError {
    /// No such person.
    #[error(transparent)]
    Account(#[from] AccountError),
    /// A person without a post in the business would be told of what he may not read.
    #[error("{0:?} is shut out, or has no role that takes part in the site's work")]
    NoPost(String),
    /// The database.
    #[error(transparent)]
    Engine(#[from] EngineError),
}

impl From<StoreError> for HeadError {
    fn from(error: StoreError) -> Self {
        Self::Engine(error.into())
    }
}

impl From<rusqlite::Error> for HeadError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Engine(error.into())
    }
}

/// The posts of a person; none when he is shut out.
pub(crate) fn roles_of(connection: &Connection, user: UserId) -> Result<Vec<Role>, EngineError> {
    let mut statement = connection.prepare_cached(
        "SELECT role FROM user_role JOIN user ON user.id = user_role.user
         WHERE user.id = ?1 AND until_at IS NULL AND disabled_at IS NULL",
    )?;
    let names = statement.query_map([user.as_bytes()], |row| row.get::<_, String>(0))?;
    let names: Vec<String> = names.collect::<Result<_, _>>()?;
    Ok(names.iter().filter_map(|name| role_from_name(name)).collect())
}

/// How a person reads documents of a kind by his posts; nothing when he is shut out.
pub(crate) fn reads(
    connection: &Connection,
    user: UserId,
    kind: DocumentKind,
) -> Result<ReadScope, EngineError> {
    let scopes: Vec<ReadScope> = roles_of(connection, user)?
        .into_iter()
        .map(|role| may_read(role, kind))
        .filter(|scope| *scope != ReadScope::Nothing)
        .collect();
    let whole = scopes.iter().find(|scope| **scope == ReadScope::Site);
    Ok(whole.or(scopes.first()).copied().unwrap_or(ReadScope::Nothing))
}

/// Names the head of a department, in the place of the one before. The department's open incidents and complaints become
/// his to read. Runs inside the caller's transaction.
///
/// # Errors
/// Any [`HeadError`].
pub fn name_head(
    connection: &Connection,
    by: &By,
    department: Department,
    user: &str,
) -> Result<(), HeadError> {
    let id = find_user(connection, user)?;
    if reads(connection, id, DocumentKind::Incident)? == ReadScope::Nothing {
        return Err(HeadError::NoPost(user.to_owned()));
    }
    connection
        .prepare_cached(
            "INSERT INTO department_head (department, user) VALUES (?1, ?2)
             ON CONFLICT (department) DO UPDATE SET user = ?2",
        )?
        .execute(params![department.as_str(), id.as_bytes()])?;
    record(connection, by, &Act::of(AuditKind::HeadNamed).about(id).matter(department.as_str()))?;
    let mut statement = connection.prepare_cached(
        "SELECT document FROM incident WHERE department = ?1 AND open = 1 ORDER BY reported_at",
    )?;
    let open = statement.query_map([department.as_str()], |row| Ok(DocumentId::from_bytes(row.get(0)?)))?;
    for document in open.collect::<Result<Vec<_>, _>>()? {
        if reads(connection, id, DocumentKind::Incident)? == ReadScope::Own {
            // One number each, so that a page can end between any two of them.
            scope::grant(connection, id, document, feed::next_seq(connection)?)?;
        }
    }
    complaints::show_to_new_head(connection, id, department)?;
    Ok(())
}

/// Leaves a department without a head; tells whether it had one.
///
/// # Errors
/// The database.
pub fn remove_head(connection: &Connection, by: &By, department: Department) -> Result<bool, StoreError> {
    let removed = connection
        .prepare_cached("DELETE FROM department_head WHERE department = ?1")?
        .execute([department.as_str()])?;
    if removed == 1 {
        record(connection, by, &Act::of(AuditKind::HeadRemoved).matter(department.as_str()))?;
    }
    Ok(removed == 1)
}

/// The departments, each with its head: id and name to sign in with.
pub type Heads = Vec<(Department, Option<(UserId, String)>)>;

/// The departments with their heads.
///
/// # Errors
/// The database.
pub fn heads(connection: &Connection) -> Result<Heads, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT user.id, user.name FROM department_head JOIN user ON user.id = department_head.user
         WHERE department = ?1",
    )?;
    let mut heads = Vec::new();
    for department in Department::ALL {
        let head = statement
            .query_row([department.as_str()], |row| Ok((UserId::from_bytes(row.get(0)?), row.get(1)?)))
            .optional()?;
        heads.push((*department, head));
    }
    Ok(heads)
}

/// The head of a department who can be told now: named, and not shut out.
pub(crate) fn head_of(connection: &Connection, department: Department) -> Result<Option<UserId>, StoreError> {
    let found = connection
        .prepare_cached(
            "SELECT user FROM department_head JOIN user ON user.id = user
             WHERE department = ?1 AND disabled_at IS NULL",
        )?
        .query_row([department.as_str()], |row| Ok(UserId::from_bytes(row.get(0)?)))
        .optional()?;
    Ok(found)
}

/// Lets the head of its department read an incident that has come, where his posts read only their own.
pub(crate) fn show_to_head(
    connection: &Connection,
    incident: DocumentId,
    seq: u64,
) -> Result<(), EngineError> {
    let department: Option<String> = connection
        .prepare_cached("SELECT department FROM incident WHERE document = ?1")?
        .query_row([incident.as_bytes()], |row| row.get(0))
        .optional()?;
    let Some(department) = department.as_deref().and_then(Department::parse) else { return Ok(()) };
    let Some(head) = head_of(connection, department)? else { return Ok(()) };
    if reads(connection, head, DocumentKind::Incident)? == ReadScope::Own {
        scope::grant(connection, head, incident, seq)?;
    }
    Ok(())
}

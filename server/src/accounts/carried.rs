//! What was taken away from people and phones after a backup stays taken away when the backup is put back (P9): the audit of
//! the database that it replaces tells of it. What was given since is not carried over, because nobody gets in by a restore.

use super::devices::{device, remove_device};
use super::users::{disable_user, end_role, set_password};
use super::{AccountError, roles_now};
use crate::audit::{Act, AuditKind, By, record};
use crate::ident::{DeviceId, Role, UserId, role_from_name};
use rusqlite::{Connection, OptionalExtension, params};
use std::collections::BTreeSet;

/// How much was taken away once more.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Carried {
    /// People who were shut out.
    pub people: usize,
    /// Roles that were ended.
    pub roles: usize,
    /// Passwords that were changed.
    pub passwords: usize,
    /// Devices that were removed.
    pub devices: usize,
}

impl Carried {
    /// Whether anything was.
    pub fn any(&self) -> bool {
        *self != Self::default()
    }
}

/// What a database says was taken away, and wasn't given back.
#[derive(Debug, Default)]
pub struct TakenAway {
    people: BTreeSet<UserId>,
    roles: BTreeSet<(UserId, Role)>,
    passwords: Vec<(UserId, String)>,
    devices: BTreeSet<(DeviceId, Option<UserId>)>,
    /// Families of refresh tokens that ended, whenever that was.
    families: Vec<[u8; 16]>,
}

type Subject = (Option<[u8; 16]>, Option<[u8; 16]>, String);

/// Person, device and matter of the audit's lines of a kind after a number.
fn subjects(connection: &Connection, kind: AuditKind, after: i64) -> Result<BTreeSet<Subject>, AccountError> {
    let sql = "SELECT person, device, matter FROM audit WHERE kind = ?1 AND number > ?2";
    let mut statement = connection.prepare(sql)?;
    let rows = statement
        .query_map(params![kind.as_str(), after], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn account(connection: &Connection, user: UserId) -> Result<Option<(String, bool)>, AccountError> {
    let row = connection
        .prepare_cached("SELECT password_hash, disabled_at FROM user WHERE id = ?1")?
        .query_row([user.as_bytes()], |row| Ok((row.get(0)?, row.get::<_, Option<i64>>(1)?.is_some())))
        .optional()?;
    Ok(row)
}

/// Reads what was taken away after this line of the audit.
///
/// Errors: those of the database.
pub fn taken_away(old: &Connection, after: i64) -> Result<TakenAway, AccountError> {
    let mut taken = TakenAway::default();
    let people = |kind| -> Result<BTreeSet<UserId>, AccountError> {
        let all = subjects(old, kind, after)?;
        Ok(all.into_iter().filter_map(|(person, ..)| person.map(UserId::from_bytes)).collect())
    };
    for user in people(AuditKind::UserShutOut)? {
        // Nobody knows one who was shut out where a restore had undone him before.
        if account(old, user)?.is_none_or(|(_, disabled)| disabled) {
            taken.people.insert(user);
        }
    }
    for user in people(AuditKind::PasswordSet)? {
        taken.passwords.extend(account(old, user)?.map(|(hash, _)| (user, hash)));
    }
    for (person, _, role) in subjects(old, AuditKind::RoleEnded, after)? {
        let Some((user, role)) = person.map(UserId::from_bytes).zip(role_from_name(&role)) else { continue };
        if !roles_now(old, user)?.contains(&role) {
            taken.roles.insert((user, role));
        }
    }
    for (person, id, _) in subjects(old, AuditKind::DeviceRemoved, after)? {
        taken.devices.extend(id.map(|id| (DeviceId::from_bytes(id), person.map(UserId::from_bytes))));
    }
    let mut ended = old.prepare("SELECT id FROM refresh_family WHERE ended_at IS NOT NULL")?;
    taken.families = ended.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
    Ok(taken)
}

/// Takes it away in a backup that was put back. Of a person or phone that the backup doesn't know, the audit tells from then
/// on, so that no receipt lets it in.
///
/// Errors: those of the database.
pub fn carry_over(new: &Connection, taken: &TakenAway, by: &By) -> Result<Carried, AccountError> {
    let mut carried = Carried::default();
    for user in &taken.people {
        match account(new, *user)? {
            Some((_, true)) => continue,
            Some(_) => disable_user(new, by, *user)?,
            None if is_shut_out(new, *user)? => continue,
            None => {
                record(new, by, &Act::of(AuditKind::UserShutOut).about(*user))?;
            }
        }
        carried.people += 1;
    }
    for (user, last) in &taken.passwords {
        if account(new, *user)?.is_some_and(|(hash, _)| hash != *last) {
            set_password(new, by, *user, last)?;
            carried.passwords += 1;
        }
    }
    for (user, role) in &taken.roles {
        if roles_now(new, *user)?.contains(role) {
            end_role(new, by, *user, *role)?;
            carried.roles += 1;
        }
    }
    for (id, person) in &taken.devices {
        match device(new, *id)? {
            Some(device) if device.removed_at.is_some() => continue,
            Some(_) => remove_device(new, by, *id)?,
            None if is_removed(new, *id)? => continue,
            None => keep_out(new, by, *id, *person)?,
        }
        carried.devices += 1;
    }
    let mut end = new.prepare(
        "UPDATE refresh_family SET ended_at = ?2, ended_why = 'ended before the restore'
         WHERE id = ?1 AND ended_at IS NULL",
    )?;
    for family in &taken.families {
        end.execute(params![family, by.at])?;
    }
    Ok(carried)
}

/// Keeps a device out that this database doesn't know, should it come back with a receipt.
///
/// Errors: those of the database.
pub fn keep_out(
    connection: &Connection,
    by: &By,
    id: DeviceId,
    person: Option<UserId>,
) -> Result<(), AccountError> {
    let act = Act::of(AuditKind::DeviceRemoved).device(id);
    let act = match person {
        Some(person) => act.about(person),
        None => act,
    };
    record(connection, by, &act)?;
    Ok(())
}

/// Whether the audit tells of the removal of a device.
pub(super) fn is_removed(connection: &Connection, id: DeviceId) -> Result<bool, AccountError> {
    let sql = "SELECT 1 FROM audit WHERE kind = 'device_removed' AND device = ?1";
    Ok(connection.prepare_cached(sql)?.exists([id.as_bytes()])?)
}

/// Whether the last word of the audit on a person is that he was shut out.
pub(super) fn is_shut_out(connection: &Connection, user: UserId) -> Result<bool, AccountError> {
    let last: Option<String> = connection
        .prepare_cached(
            "SELECT kind FROM audit WHERE person = ?1 AND kind IN ('user_made', 'user_shut_out')
             ORDER BY number DESC LIMIT 1",
        )?
        .query_row([user.as_bytes()], |row| row.get(0))
        .optional()?;
    Ok(last.as_deref() == Some(AuditKind::UserShutOut.as_str()))
}

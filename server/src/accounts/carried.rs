//! What was taken away from people and phones after a backup stays taken away when the backup is put back (P9): the database
//! that it replaces still says so. What was given since is not carried over: nobody gets in by a restore.

use super::devices::{
    Device, DeviceKind, device, devices, insert, next_prefix, prefix_is_free, remove_device,
};
use super::users::{disable_user, end_role, set_password};
use super::{AccountError, roles_now};
use crate::audit::By;
use crate::ident::{Role, UserId};
use rusqlite::{Connection, params};

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

/// A person as a database has him.
#[derive(Debug)]
struct Person {
    user: UserId,
    password_hash: String,
    disabled: bool,
    roles: Vec<Role>,
}

/// Who may do what in a database that another one replaces.
#[derive(Debug)]
pub struct LastRights {
    people: Vec<Person>,
    removed: Vec<Device>,
}

fn people(connection: &Connection) -> Result<Vec<Person>, AccountError> {
    let mut statement = connection.prepare("SELECT id, password_hash, disabled_at FROM user ORDER BY id")?;
    let rows = statement.query_map([], |row| {
        Ok(Person {
            user: UserId::from_bytes(row.get(0)?),
            password_hash: row.get(1)?,
            disabled: row.get::<_, Option<i64>>(2)?.is_some(),
            roles: Vec::new(),
        })
    })?;
    let mut people: Vec<Person> = rows.collect::<Result<_, _>>()?;
    for person in &mut people {
        person.roles = roles_now(connection, person.user)?;
    }
    Ok(people)
}

/// Reads the last rights in a database.
///
/// Errors: those of the database.
pub fn last_rights(old: &Connection) -> Result<LastRights, AccountError> {
    let mut removed = devices(old)?;
    removed.retain(|device| device.removed_at.is_some());
    Ok(LastRights { people: people(old)?, removed })
}

/// Takes away in a backup that was put back what nobody had at last.
///
/// Errors: those of the database.
pub fn carry_over(new: &Connection, last: &LastRights, by: &By) -> Result<Carried, AccountError> {
    let mut carried = Carried::default();
    let here = people(new)?;
    for person in &here {
        let Some(at_last) = last.people.iter().find(|one| one.user == person.user) else { continue };
        if at_last.disabled && !person.disabled {
            disable_user(new, by, person.user)?;
            carried.people += 1;
        }
        if at_last.password_hash != person.password_hash {
            set_password(new, by, person.user, &at_last.password_hash)?;
            carried.passwords += 1;
        }
        for role in person.roles.iter().filter(|role| !at_last.roles.contains(role)) {
            end_role(new, by, person.user, *role)?;
            carried.roles += 1;
        }
    }
    for removed in &last.removed {
        let known = here.iter().any(|person| person.user == removed.user);
        match device(new, removed.id)? {
            Some(device) if device.removed_at.is_some() => continue,
            Some(_) => remove_device(new, by, removed.id)?,
            // One that only its receipt would tell of gets a row that keeps it out.
            None if removed.kind == DeviceKind::Field && known => bury(new, removed)?,
            None => continue,
        }
        carried.devices += 1;
    }
    Ok(carried)
}

/// The row of a device that was removed.
fn bury(new: &Connection, removed: &Device) -> Result<(), AccountError> {
    let mut row = removed.clone();
    if !row.prefix.as_deref().map_or(Ok(false), |prefix| prefix_is_free(new, prefix))? {
        row.prefix = Some(next_prefix(new)?);
    }
    insert(new, &row)?;
    let sql = "UPDATE device SET removed_at = ?2 WHERE id = ?1";
    new.execute(sql, params![row.id.as_bytes(), row.removed_at])?;
    Ok(())
}

//! Users and the roles that they hold and held.

use super::AccountError;
use crate::audit::{Act, AuditKind, By, record};
use crate::environment::{Entropy, random};
use crate::ident::{Role, UserId, role_from_name, role_name};
use rusqlite::{Connection, OptionalExtension, params};
use std::collections::BTreeMap;
use unicode_normalization::UnicodeNormalization;

/// A user name: trimmed, NFC, lower case; 1 to 64 characters without control characters.
pub fn normalize_name(text: &str) -> Result<String, AccountError> {
    let name: String = text.trim().nfc().collect::<String>().to_lowercase();
    let length = name.chars().count();
    if length == 0 || length > 64 || name.chars().any(char::is_control) {
        return Err(AccountError::Invalid {
            field: "name",
            what: "1 to 64 characters, no control characters",
        });
    }
    Ok(name)
}

/// A label that people see: trimmed, 1 to `most` characters, control characters removed.
pub(super) fn label(text: &str, field: &'static str, most: usize) -> Result<String, AccountError> {
    let cleaned: String = text.trim().nfc().filter(|c| !c.is_control() && !is_direction_mark(*c)).collect();
    if cleaned.is_empty() || cleaned.chars().count() > most {
        return Err(AccountError::Invalid { field, what: "empty or too long" });
    }
    Ok(cleaned)
}

// Marks that turn the reading direction can make a name look like another one.
fn is_direction_mark(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// A user to be made.
#[derive(Debug)]
pub struct NewUser {
    /// The name to sign in with; see [`normalize_name`].
    pub name: String,
    /// The name that others see.
    pub display_name: String,
    /// The hash of the password, from [`super::Hasher`].
    pub password_hash: String,
    /// Roles from now on.
    pub roles: Vec<Role>,
}

/// Adds a user.
///
/// Errors: [`AccountError::NameTaken`], [`AccountError::Invalid`].
pub fn create_user(
    connection: &Connection,
    entropy: &dyn Entropy,
    by: &By,
    user: NewUser,
) -> Result<UserId, AccountError> {
    let id = UserId::from_bytes(random(entropy)?);
    create_user_again(connection, by, id, user)?;
    Ok(id)
}

/// Adds a user under the id that he had before a restore undid it, so that what he wrote is his.
///
/// Errors: [`AccountError::NameTaken`], [`AccountError::Invalid`] also where somebody has the id.
pub fn create_user_again(
    connection: &Connection,
    by: &By,
    id: UserId,
    user: NewUser,
) -> Result<(), AccountError> {
    if connection.prepare_cached("SELECT 1 FROM user WHERE id = ?1")?.exists([id.as_bytes()])? {
        return Err(AccountError::Invalid { field: "id", what: "somebody has this id" });
    }
    let name = normalize_name(&user.name)?;
    let display_name = label(&user.display_name, "display_name", 64)?;
    let added = connection.execute(
        "INSERT INTO user (id, name, display_name, password_hash, created_at) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (name) DO NOTHING",
        params![id.as_bytes(), name, display_name, user.password_hash, by.at],
    )?;
    if added == 0 {
        return Err(AccountError::NameTaken);
    }
    record(connection, by, &Act::of(AuditKind::UserMade).about(id).matter(&name))?;
    for role in user.roles {
        add_role(connection, by, id, role)?;
    }
    Ok(())
}

/// The user with this name, disabled or not.
pub fn find_user(connection: &Connection, name: &str) -> Result<UserId, AccountError> {
    let name = normalize_name(name)?;
    connection
        .query_row("SELECT id FROM user WHERE name = ?1", [name], |row| row.get(0))
        .optional()?
        .map(UserId::from_bytes)
        .ok_or(AccountError::UnknownUser)
}

/// Gives a role from now on; giving it again changes nothing.
pub fn add_role(connection: &Connection, by: &By, user: UserId, role: Role) -> Result<(), AccountError> {
    let changed = connection.execute(
        "INSERT INTO user_role (user, role, from_at) VALUES (?1, ?2, ?3)
         ON CONFLICT (user, role) WHERE until_at IS NULL DO NOTHING
         ON CONFLICT (user, role, from_at) DO UPDATE SET until_at = NULL",
        params![user.as_bytes(), role_name(role), by.at],
    )?;
    if changed > 0 {
        record(connection, by, &Act::of(AuditKind::RoleAdded).about(user).matter(role.as_str()))?;
    }
    Ok(())
}

/// Ends a role. It stays in the history.
pub fn end_role(connection: &Connection, by: &By, user: UserId, role: Role) -> Result<(), AccountError> {
    let changed = connection.execute(
        "UPDATE user_role SET until_at = max(?3, from_at) WHERE user = ?1 AND role = ?2 AND until_at IS NULL",
        params![user.as_bytes(), role_name(role), by.at],
    )?;
    if changed > 0 {
        record(connection, by, &Act::of(AuditKind::RoleEnded).about(user).matter(role.as_str()))?;
    }
    Ok(())
}

/// Disables a user: every request of every device is refused from the next one on, and
/// every refresh family and browser session ends.
pub fn disable_user(connection: &Connection, by: &By, user: UserId) -> Result<(), AccountError> {
    let before: Option<Option<i64>> = connection
        .query_row("SELECT disabled_at FROM user WHERE id = ?1", [user.as_bytes()], |row| row.get(0))
        .optional()?;
    if before.ok_or(AccountError::UnknownUser)?.is_none() {
        let sql = "UPDATE user SET disabled_at = ?2 WHERE id = ?1";
        connection.execute(sql, params![user.as_bytes(), by.at])?;
        record(connection, by, &Act::of(AuditKind::UserShutOut).about(user))?;
    }
    end_sessions(connection, by.at, user, "user disabled")
}

/// Replaces a password. Every other session of the user ends; the devices stay enrolled and log
/// in with the new password.
pub fn set_password(
    connection: &Connection,
    by: &By,
    user: UserId,
    password_hash: &str,
) -> Result<(), AccountError> {
    let changed = connection.execute(
        "UPDATE user SET password_hash = ?2 WHERE id = ?1",
        params![user.as_bytes(), password_hash],
    )?;
    if changed == 0 {
        return Err(AccountError::UnknownUser);
    }
    record(connection, by, &Act::of(AuditKind::PasswordSet).about(user))?;
    end_sessions(connection, by.at, user, "password changed")
}

fn end_sessions(connection: &Connection, now: i64, user: UserId, why: &str) -> Result<(), AccountError> {
    connection.execute(
        "UPDATE refresh_family SET ended_at = ?2, ended_why = ?3
         WHERE ended_at IS NULL AND device IN (SELECT id FROM device WHERE user = ?1)",
        params![user.as_bytes(), now, why],
    )?;
    connection.execute(
        "UPDATE web_session SET ended_at = ?2
         WHERE ended_at IS NULL AND device IN (SELECT id FROM device WHERE user = ?1)",
        params![user.as_bytes(), now],
    )?;
    Ok(())
}

/// A role during a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HeldRole {
    /// The role.
    pub role: Role,
    /// Since when (ms).
    pub from: i64,
    /// Until when (ms); `None` while it is held.
    pub until: Option<i64>,
}

/// The roles that a user holds now.
pub fn roles_now(connection: &Connection, user: UserId) -> Result<Vec<Role>, AccountError> {
    let mut statement =
        connection.prepare_cached("SELECT role FROM user_role WHERE user = ?1 AND until_at IS NULL")?;
    let names = statement.query_map([user.as_bytes()], |row| row.get::<_, String>(0))?;
    let mut roles = Vec::new();
    for name in names {
        // A role that only a newer program knows gives no rights here.
        roles.extend(role_from_name(&name?));
    }
    roles.sort_unstable();
    Ok(roles)
}

/// The roles that a user holds or held at any time since `since` (ms), oldest first.
pub fn roles_held(connection: &Connection, user: UserId, since: i64) -> Result<Vec<HeldRole>, AccountError> {
    let mut statement = connection.prepare_cached(
        "SELECT role, from_at, until_at FROM user_role
         WHERE user = ?1 AND (until_at IS NULL OR until_at >= ?2) ORDER BY from_at, role",
    )?;
    let rows = statement.query_map(params![user.as_bytes(), since], |row| {
        Ok((row.get::<_, String>(0)?, row.get(1)?, row.get(2)?))
    })?;
    let mut held = Vec::new();
    for row in rows {
        let (name, from, until) = row?;
        held.extend(role_from_name(&name).map(|role| HeldRole { role, from, until }));
    }
    Ok(held)
}

/// A person of the staff, as lists show them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaffMember {
    /// Who.
    pub user: UserId,
    /// The name to sign in with.
    pub name: String,
    /// The name that others see.
    pub display_name: String,
    /// Disabled users stay in the list: their work bears their name.
    pub disabled: bool,
    /// The roles held now, sorted.
    pub roles: Vec<Role>,
}

/// Everybody with an account, by name.
pub fn directory(connection: &Connection) -> Result<Vec<StaffMember>, AccountError> {
    let mut roles: BTreeMap<[u8; 16], Vec<Role>> = BTreeMap::new();
    let mut statement =
        connection.prepare_cached("SELECT user, role FROM user_role WHERE until_at IS NULL")?;
    for row in statement.query_map([], |row| Ok((row.get(0)?, row.get::<_, String>(1)?)))? {
        let (user, name) = row?;
        roles.entry(user).or_default().extend(role_from_name(&name));
    }
    let mut statement =
        connection.prepare_cached("SELECT id, name, display_name, disabled_at FROM user ORDER BY name")?;
    let rows = statement.query_map([], |row| {
        Ok(StaffMember {
            user: UserId::from_bytes(row.get(0)?),
            name: row.get(1)?,
            display_name: row.get(2)?,
            disabled: row.get::<_, Option<i64>>(3)?.is_some(),
            roles: Vec::new(),
        })
    })?;
    let mut staff = Vec::new();
    for row in rows {
        let mut member = row?;
        member.roles = roles.remove(member.user.as_bytes()).unwrap_or_default();
        member.roles.sort_unstable();
        staff.push(member);
    }
    Ok(staff)
}

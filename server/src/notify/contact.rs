//! Where a person of the staff is reached beside the notices page.

use crate::audit::{Act, AuditKind, By, record};
use crate::ident::UserId;
use crate::store::StoreError;
use client_core::domain::text::Language;
use rusqlite::{Connection, params};

/// The longest address, in characters.
const MOST_CHARS: usize = 254;

/// One address of a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    /// The channel: `smtp`, or the name of a webhook.
    pub channel: String,
    /// The address as the channel understands it.
    pub address: String,
    /// The language in which he is told.
    pub language: Language,
}

/// Why an address isn't taken.
#[derive(Debug, thiserror::Error)]
pub enum ContactError {
    /// A channel's name.
    #[error("a channel is called with a-z, 0-9, - and _, up to 32 characters")]
    Channel,
    /// The address.
    #[error("{0:?} is no address")]
    Address(String),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Whether a channel may be called so.
pub(super) fn is_channel(name: &str) -> bool {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_';
    !name.is_empty() && name.len() <= 32 && name.chars().all(plain)
}

/// Sets a person's address on a channel, in place of the one before.
///
/// # Errors
/// [`ContactError`].
pub fn set_contact(
    connection: &Connection,
    by: &By,
    user: UserId,
    contact: &Contact,
) -> Result<(), ContactError> {
    if !is_channel(&contact.channel) {
        return Err(ContactError::Channel);
    }
    let address = contact.address.trim();
    let wrong = address.is_empty()
        || address.chars().count() > MOST_CHARS
        || address.chars().any(char::is_control)
        || (contact.channel == super::SMTP && address.parse::<lettre::Address>().is_err());
    if wrong {
        return Err(ContactError::Address(contact.address.chars().take(64).collect()));
    }
    connection
        .execute(
            "INSERT OR REPLACE INTO user_contact (user, channel, address, language) VALUES (?1, ?2, ?3, ?4)",
            params![user.as_bytes(), contact.channel, address, language_name(contact.language)],
        )
        .map_err(StoreError::from)?;
    let act = Act::of(AuditKind::ContactChanged).about(user).matter(&contact.channel);
    record(connection, by, &act.detail(address)).map_err(StoreError::from)?;
    Ok(())
}

/// Takes a person's address on a channel away; `false` where there was none.
///
/// # Errors
/// The database.
pub fn remove_contact(
    connection: &Connection,
    by: &By,
    user: UserId,
    channel: &str,
) -> Result<bool, StoreError> {
    let sql = "DELETE FROM user_contact WHERE user = ?1 AND channel = ?2";
    let removed = connection.execute(sql, params![user.as_bytes(), channel])? == 1;
    if removed {
        record(connection, by, &Act::of(AuditKind::ContactChanged).about(user).matter(channel))?;
    }
    Ok(removed)
}

/// A person's addresses, by channel.
///
/// # Errors
/// The database.
pub fn contacts(connection: &Connection, user: UserId) -> Result<Vec<Contact>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT channel, address, language FROM user_contact WHERE user = ?1 ORDER BY channel",
    )?;
    let rows = statement.query_map([user.as_bytes()], |row| {
        Ok(Contact {
            channel: row.get(0)?,
            address: row.get(1)?,
            language: language_of(&row.get::<_, String>(2)?),
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

const LANGUAGES: [(Language, &str); 3] =
    [(Language::ZhHans, "zh-Hans"), (Language::ZhHant, "zh-Hant"), (Language::En, "en")];

fn language_name(language: Language) -> &'static str {
    LANGUAGES.iter().find(|(known, _)| *known == language).map_or("zh-Hans", |(_, name)| name)
}

/// The language of a name; simplified Chinese where it is none of ours.
pub(super) fn language_of(name: &str) -> Language {
    LANGUAGES.iter().find(|(_, known)| *known == name).map_or(Language::ZhHans, |(language, _)| *language)
}

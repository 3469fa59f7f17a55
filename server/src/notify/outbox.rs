//! Deliveries: one for each notice and channel, carried out by the job table.

use super::contact::language_of;
use super::{Message, NoticeBody, words};
use crate::ident::UserId;
use crate::jobs::{DELIVER, Job, ensure, finish, put_off};
use crate::store::StoreError;
use client_core::domain::calendar::Zone;
use client_core::domain::id::{hex, unhex};
use rusqlite::{Connection, OptionalExtension, params};
use sha2::{Digest, Sha256};

/// A delivery whose time has come.
#[derive(Debug)]
pub(crate) struct Outgoing {
    /// Its job.
    pub(crate) job: Job,
    /// What goes out; `None` where nobody is to be reached any more.
    pub(crate) message: Option<Message>,
}

/// Writes a delivery and its job. Its id is that of the site, the event, the person and the channel, so even a database
/// that was put back to an older state sends no message under a second id.
pub(super) fn add(
    connection: &Connection,
    site: [u8; 16],
    notice: i64,
    (event, user): (&str, UserId),
    channel: &str,
    now: i64,
) -> Result<(), StoreError> {
    let mut digest = Sha256::new();
    digest.update(site);
    digest.update(user.as_bytes());
    digest.update(channel.as_bytes());
    digest.update([0]);
    digest.update(event.as_bytes());
    let mut id = [0; 16];
    id.copy_from_slice(&digest.finalize()[..16]);
    connection
        .prepare_cached(
            "INSERT INTO delivery (id, notice, channel) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
        )?
        .execute(params![id, notice, channel])?;
    ensure(connection, DELIVER, &hex(&id), now, "{}", now)?;
    Ok(())
}

/// What a delivery sends, in words; nothing where the person has read it already, is shut out, or has no address on the
/// channel any more.
pub(crate) fn outgoing(
    connection: &Connection,
    job: Job,
    zone: Zone,
    origin: &str,
) -> Result<Outgoing, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT d.channel, c.address, c.language, n.body, b.number, n.created_at
         FROM delivery d
         JOIN notice n ON n.id = d.notice
         JOIN user u ON u.id = n.user AND u.disabled_at IS NULL
         JOIN user_contact c ON c.user = n.user AND c.channel = d.channel
         LEFT JOIN board b ON b.document = n.document
         WHERE d.id = ?1 AND d.sent_at IS NULL AND n.read_at IS NULL",
    )?;
    let found = statement
        .query_row([delivery(&job)], |row| {
            let (channel, to, language): (String, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
            let (body, number, created_at): (String, Option<String>, i64) =
                (row.get(3)?, row.get(4)?, row.get(5)?);
            Ok((channel, to, language, body, number, created_at))
        })
        .optional()?;
    let message = found.and_then(|(channel, to, language, body, order_number, created_at)| {
        let body: NoticeBody = serde_json::from_str(&body).ok()?;
        let language = language_of(&language);
        Some(Message {
            id: job.key.clone(),
            channel,
            to,
            kind: body.kind().to_owned(),
            language,
            title: words::title(&body, language),
            text: words::text(&body, order_number.as_deref(), zone, language),
            link: format!("{origin}{}", body.link()),
            order_number,
            created_at,
        })
    });
    Ok(Outgoing { job, message })
}

/// The delivery that a job carries out; none where its key is no id.
fn delivery(job: &Job) -> Option<[u8; 16]> {
    unhex(&job.key)
}

/// Notes what became of an attempt at `now`: whether something was sent, or why it wasn't.
pub(crate) fn acknowledge(
    connection: &Connection,
    job: &Job,
    result: Result<bool, super::DeliveryError>,
    now: i64,
) -> Result<(), StoreError> {
    match result {
        Ok(false) => finish(connection, job.id, now),
        Ok(true) => {
            connection
                .prepare_cached("UPDATE delivery SET sent_at = ?2 WHERE id = ?1")?
                .execute(params![delivery(job), now])?;
            finish(connection, job.id, now)
        }
        Err(error) => {
            let hopeless = matches!(error, super::DeliveryError::Never(_));
            let given_up = put_off(connection, job, &error.to_string(), hopeless, now)?;
            tracing::warn!(delivery = job.key, %error, given_up, "a notice wasn't delivered");
            Ok(())
        }
    }
}

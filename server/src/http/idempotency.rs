//! `Idempotency-Key`: a write that is sent again, because its answer was lost, is answered as the first time and done
//! once. The answer is kept in the transaction of the write itself, so no crash comes between them.

use super::{Problem, ProblemKind};
use crate::office::{OfficeError, OfficeOutcome};
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use client_core::domain::id::UserId;
use rusqlite::{Connection, OptionalExtension, params};
use serde::Serialize;
use sha2::{Digest, Sha256};

const HEADER: &str = "idempotency-key";
/// Longest key, in characters.
const MOST_CHARACTERS: usize = 128;
/// Answers are kept for 14 days: a client that has been without network longer reads before it writes.
const KEPT_MS: i64 = 14 * 24 * 3_600_000;

/// The key that a request came with, if any.
pub(super) struct Key(Option<String>);

impl<S: Sync> FromRequestParts<S> for Key {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let Some(value) = parts.headers.get(HEADER) else { return Ok(Self(None)) };
        let text = value.to_str().unwrap_or_default();
        let sound = (1..=MOST_CHARACTERS).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_graphic());
        if sound {
            return Ok(Self(Some(text.to_owned())));
        }
        let detail = format!("Idempotency-Key: 1 to {MOST_CHARACTERS} visible ASCII characters");
        Err(Problem::new(ProblemKind::InvalidRequest, detail).with("header", "Idempotency-Key"))
    }
}

/// A key together with what it was used for.
pub(super) struct Intent {
    key: String,
    digest: [u8; 32],
}

impl Key {
    /// What is about to be done under this key: the path, what the sender had seen, and the body.
    pub(super) fn intends(self, path: &str, seen: &str, body: &impl Serialize) -> Option<Intent> {
        let key = self.0?;
        let body = serde_json::to_vec(body).unwrap_or_default();
        let mut hash = Sha256::new();
        for part in [path.as_bytes(), seen.as_bytes(), &body] {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part);
        }
        Some(Intent { key, digest: hash.finalize().into() })
    }
}

/// Does the write, or gives back what it gave the first time. Runs inside the writer's transaction; an error undoes
/// the write and its key.
pub(super) fn once(
    connection: &Connection,
    user: UserId,
    intent: Option<&Intent>,
    now: i64,
    write: impl FnOnce() -> Result<OfficeOutcome, OfficeError>,
) -> Result<OfficeOutcome, OfficeError> {
    let Some(intent) = intent else { return write() };
    if let Some(kept) = kept(connection, user, intent)? {
        return kept;
    }
    let outcome = write()?;
    connection
        .prepare_cached("DELETE FROM idempotency WHERE kept_at < ?1")?
        .execute([now.saturating_sub(KEPT_MS)])?;
    connection
        .prepare_cached(
            "INSERT INTO idempotency (user, key, digest, document, heads, seq, kept_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )?
        .execute(params![
            user.as_bytes(),
            intent.key,
            intent.digest,
            outcome.document.as_bytes(),
            crate::feed::hashes_to_blob(&outcome.heads),
            crate::feed::int(outcome.seq),
            now
        ])?;
    Ok(outcome)
}

type Kept = Result<OfficeOutcome, OfficeError>;
/// Digest of the request; document, heads and feed number that it led to.
type Row = ([u8; 32], [u8; 16], Vec<u8>, i64);

fn kept(connection: &Connection, user: UserId, intent: &Intent) -> Result<Option<Kept>, OfficeError> {
    let row: Option<Row> = connection
        .prepare_cached("SELECT digest, document, heads, seq FROM idempotency WHERE user = ?1 AND key = ?2")?
        .query_row(params![user.as_bytes(), intent.key], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
        })
        .optional()?;
    let Some((digest, document, heads, seq)) = row else { return Ok(None) };
    if digest != intent.digest {
        return Ok(Some(Err(OfficeError::KeyReused)));
    }
    let document = client_core::domain::id::DocumentId::from_bytes(document);
    let heads = crate::feed::hashes_from_blob(&heads).unwrap_or_default();
    Ok(Some(Ok(OfficeOutcome { document, heads, seq: crate::feed::uint(seq) })))
}

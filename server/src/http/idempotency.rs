//! `Idempotency-Key`: a write that is sent again, because its answer was lost, is answered as the first time and done
//! once. The answer is kept in the transaction of the write itself, so no crash comes between them.

use super::{Problem, ProblemKind};
use crate::store::StoreError;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use client_core::domain::id::UserId;
use planted::Bug;
use rusqlite::{Connection, OptionalExtension, params};
use serde::Serialize;
use serde::de::DeserializeOwned;
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
        let body = self.0.is_some().then(|| serde_json::to_vec(body).unwrap_or_default());
        self.intends_bytes(path, seen, &body.unwrap_or_default())
    }

    /// The same with a body that is a file.
    pub(super) fn intends_bytes(self, path: &str, seen: &str, body: &[u8]) -> Option<Intent> {
        let key = self.0?;
        let mut hash = Sha256::new();
        for part in [path.as_bytes(), seen.as_bytes(), body] {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part);
        }
        Some(Intent { key, digest: hash.finalize().into() })
    }
}

/// Why a write under a key came to nothing. Nothing was stored.
pub(super) enum Undone<E> {
    /// The sender has used the key for another request.
    Reused,
    /// The write itself.
    Write(E),
}

impl<E: From<StoreError>> From<StoreError> for Undone<E> {
    fn from(error: StoreError) -> Self {
        Self::Write(error.into())
    }
}

impl<E: From<StoreError>> From<rusqlite::Error> for Undone<E> {
    fn from(error: rusqlite::Error) -> Self {
        StoreError::from(error).into()
    }
}

impl<E> Undone<E> {
    /// The error of the write; a key that was used for something else is a problem of the request.
    pub(super) fn told<T>(done: Result<T, Self>) -> Result<Result<T, E>, Problem> {
        match done {
            Ok(outcome) => Ok(Ok(outcome)),
            Err(Self::Write(error)) => Ok(Err(error)),
            Err(Self::Reused) => Err(Problem::new(
                ProblemKind::KeyReused,
                "this Idempotency-Key was used for another request; send this one with a new key",
            )),
        }
    }
}

/// Does the write, or gives back what it gave the first time. Runs inside the writer's transaction; an error undoes
/// the write and its key.
pub(super) fn once<T: Serialize + DeserializeOwned, E: From<StoreError>>(
    connection: &Connection,
    user: UserId,
    intent: Option<&Intent>,
    now: i64,
    write: impl FnOnce() -> Result<T, E>,
) -> Result<T, Undone<E>> {
    let intent = intent.filter(|_| !planted::is(Bug::KeyForgotten));
    let Some(intent) = intent else { return write().map_err(Undone::Write) };
    if let Some((digest, content)) = kept(connection, user, &intent.key)? {
        if digest != intent.digest {
            return Err(Undone::Reused);
        }
        // What can't be read was written by another program: its request is done, and its answer is lost.
        return serde_json::from_str(&content).map_err(|_| Undone::Reused);
    }
    let outcome = write().map_err(Undone::Write)?;
    let content = serde_json::to_string(&outcome).map_err(|_| StoreError::Unavailable)?;
    connection
        .prepare_cached("DELETE FROM answer WHERE kept_at < ?1")?
        .execute([now.saturating_sub(KEPT_MS)])?;
    connection
        .prepare_cached(
            "INSERT INTO answer (user, key, digest, content, kept_at) VALUES (?1, ?2, ?3, ?4, ?5)",
        )?
        .execute(params![user.as_bytes(), intent.key, intent.digest, content, now])?;
    Ok(outcome)
}

/// The digest of the request that a key was used for, and its answer.
fn kept(
    connection: &Connection,
    user: UserId,
    key: &str,
) -> Result<Option<([u8; 32], String)>, rusqlite::Error> {
    connection
        .prepare_cached("SELECT digest, content FROM answer WHERE user = ?1 AND key = ?2")?
        .query_row(params![user.as_bytes(), key], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::office::{OfficeError, OfficeOutcome};
    use crate::store::schema::MIGRATIONS;
    use client_core::domain::id::{ChangeHash, DocumentId};

    #[test]
    fn an_answer_of_before_the_update_is_still_given() {
        let connection = Connection::open_in_memory().unwrap();
        let (before, last) = MIGRATIONS.split_at(11);
        for one in before {
            connection.execute_batch(one.sql).unwrap();
        }
        let (user, digest) = (UserId::from_bytes([1; 16]), [2; 32]);
        let document = DocumentId::from_bytes(std::array::from_fn(|n| u8::try_from(n).unwrap()));
        for heads in 0..3_u8 {
            let heads: Vec<u8> = (0..heads).flat_map(|head| [head + 9; 32]).collect();
            connection
                .execute(
                    "INSERT INTO idempotency (user, key, digest, document, heads, seq, kept_at)
                     VALUES (?1, ?2, ?3, ?4, ?5, 70, 5)",
                    params![
                        user.as_bytes(),
                        (heads.len() / 32).to_string(),
                        digest,
                        document.as_bytes(),
                        heads
                    ],
                )
                .unwrap();
        }
        for one in last {
            connection.execute_batch(one.sql).unwrap();
        }
        for count in 0..3_u8 {
            let intent = Intent { key: count.to_string(), digest };
            let again: Result<OfficeOutcome, Undone<OfficeError>> =
                once(&connection, user, Some(&intent), 6, || Err(OfficeError::NotFound));
            let heads = (0..count).map(|head| ChangeHash::from_bytes([head + 9; 32])).collect();
            assert_eq!(again.ok(), Some(OfficeOutcome { document, heads, seq: 70 }), "{count}");
            let other = Intent { key: count.to_string(), digest: [3; 32] };
            let refused: Result<OfficeOutcome, Undone<OfficeError>> =
                once(&connection, user, Some(&other), 6, || Err(OfficeError::NotFound));
            assert!(matches!(refused, Err(Undone::Reused)));
        }
    }
}

//! Who sends a request: a device with an access token, or an office browser with a cookie.

use super::devices::{Device, DeviceKind, insert};
use super::refresh::usable_device;
use super::{AccessToken, AccountError, Accounts, Bucket, Password, normalize_name, roles_now};
use crate::audit::{Act, AuditKind, By, Origin, record, sign_in_failed};
use crate::environment::{Entropy, random};
use crate::ident::{DeviceId, Role, UserId};
use crate::store::StoreError;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use client_core::domain::decide::Author;
use rusqlite::{Connection, OptionalExtension, params};
use sha2::{Digest, Sha256};
use std::net::IpAddr;
use std::sync::Arc;

/// The proven sender of a request. Made anew for every request, from the database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Principal {
    /// The person.
    pub user: UserId,
    /// The device, or the person's place in the office.
    pub device: DeviceId,
    /// What the device is.
    pub kind: DeviceKind,
    /// By which way the request came.
    pub origin: Origin,
    /// The person's name, as others see it.
    pub display_name: String,
    /// The roles held at this moment, sorted.
    pub roles: Vec<Role>,
}

impl Principal {
    /// The person, as the core asks for whoever writes.
    pub fn author(&self) -> Author {
        Author { user: self.user, device: self.device, roles: self.roles.clone() }
    }

    /// Whether the person holds this role.
    pub fn has(&self, role: Role) -> bool {
        self.roles.contains(&role)
    }

    /// The person as the author of something at `now` (ms).
    pub const fn by(&self, now: i64) -> By {
        By { at: now, origin: self.origin, user: Some(self.user), device: Some(self.device) }
    }
}

/// What an office user gets on signing in.
pub struct OfficeLogin {
    /// Who it is now.
    pub principal: Principal,
    /// For tools.
    pub access: AccessToken,
    /// For the browser's cookie. Only its hash is stored.
    pub session: String,
    /// Seconds until the session ends.
    pub session_s: i64,
}

impl Accounts {
    /// Signs an office user in with name and password, on a page or with a tool.
    ///
    /// Unknown user, wrong password and disabled user take the same time and answer (attack 12), and each is counted.
    /// Errors: [`AccountError::InvalidCredentials`], [`AccountError::RateLimited`].
    pub async fn login(
        &self,
        name: &str,
        password: &Password,
        address: IpAddr,
        origin: Origin,
    ) -> Result<OfficeLogin, AccountError> {
        let now = self.now();
        let name = normalize_name(name).map_err(|_| AccountError::InvalidCredentials)?;
        let buckets = [Bucket::Account(name.clone()), Bucket::address(address)];
        self.inner.limiter.attempt(now, &buckets)?;
        let found = self
            .inner
            .store
            .read(move |connection| -> Result<_, AccountError> {
                let row = connection
                    .prepare_cached(
                        "SELECT id, CASE WHEN disabled_at IS NULL THEN password_hash END FROM user WHERE name = ?1",
                    )?
                    .query_row([name], |row| {
                        Ok((UserId::from_bytes(row.get(0)?), row.get::<_, Option<String>>(1)?))
                    })
                    .optional()?;
                Ok(row)
            })
            .await?;
        let (user, stored) = found.unzip();
        let right = self.inner.hasher.verify(password, stored.flatten()).await?;
        let Some(user) = user.filter(|_| right) else {
            let by = By::nobody(now, origin);
            let counted = self.inner.store.write(move |connection| {
                Ok::<_, AccountError>(sign_in_failed(connection, &by, user, Some(address))?)
            });
            counted.await?;
            return Err(AccountError::InvalidCredentials);
        };
        self.inner.limiter.succeeded(&buckets);
        let secret = random::<32>(&*self.inner.entropy)?;
        let entropy = Arc::clone(&self.inner.entropy);
        let life = self.inner.config.web_session_ms;
        let principal = self
            .inner
            .store
            .write(move |connection| {
                let place = office_place(connection, &*entropy, now, user)?;
                connection.execute(
                    "INSERT INTO web_session (hash, device, created_at, expires_at) VALUES (?1, ?2, ?3, ?4)",
                    params![session_hash(&secret), place.as_bytes(), now, now.saturating_add(life)],
                )?;
                // Sessions of last month can't be asked for any more.
                connection
                    .execute("DELETE FROM web_session WHERE expires_at < ?1", [now - 30 * super::DAY])?;
                let by = By { at: now, origin, user: Some(user), device: Some(place) };
                let from = address.to_string();
                record(connection, &by, &Act::of(AuditKind::SignedIn).detail(&from))?;
                principal(connection, place, origin)
            })
            .await?;
        let access = self.inner.tokens.issue(now, user, principal.device)?;
        let session = URL_SAFE_NO_PAD.encode(secret);
        Ok(OfficeLogin { principal, access, session, session_s: life / super::SECOND })
    }

    /// Ends a browser's session. An unknown one is no error.
    pub async fn logout(&self, session: &str) -> Result<(), AccountError> {
        let now = self.now();
        let Some(hash) = hash_of_text(session) else { return Ok(()) };
        self.inner
            .store
            .write(move |connection| -> Result<(), AccountError> {
                let ended = connection
                    .prepare_cached(
                        "UPDATE web_session SET ended_at = ?2 WHERE hash = ?1 AND ended_at IS NULL
                         RETURNING device, (SELECT user FROM device WHERE id = web_session.device)",
                    )?
                    .query_row(params![hash, now], |row| Ok((row.get(0)?, row.get(1)?)))
                    .optional()?;
                let Some((device, user)) = ended else { return Ok(()) };
                let (user, device) = (UserId::from_bytes(user), DeviceId::from_bytes(device));
                let by = By { at: now, origin: Origin::Page, user: Some(user), device: Some(device) };
                record(connection, &by, &Act::of(AuditKind::SignedOut))?;
                Ok(())
            })
            .await
    }

    /// The sender of a request with this access token. Device, user and roles are read now.
    ///
    /// Errors: [`AccountError::InvalidToken`], [`AccountError::TokenExpired`],
    /// [`AccountError::DeviceRevoked`].
    pub async fn principal_of_token(&self, token: &str) -> Result<Principal, AccountError> {
        let (user, id) = self.inner.tokens.verify(self.now(), token)?;
        let principal = self.principal_of_device(id).await?;
        if principal.user == user { Ok(principal) } else { Err(AccountError::InvalidToken) }
    }

    /// The sender of a request with this session cookie.
    ///
    /// Errors: [`AccountError::InvalidToken`] for an unknown or ended session,
    /// [`AccountError::TokenExpired`], [`AccountError::DeviceRevoked`].
    pub async fn principal_of_session(&self, session: &str) -> Result<Principal, AccountError> {
        let now = self.now();
        let hash = hash_of_text(session).ok_or(AccountError::InvalidToken)?;
        self.inner
            .store
            .read(move |connection| {
                let row: Option<([u8; 16], i64, Option<i64>)> = connection
                    .prepare_cached("SELECT device, expires_at, ended_at FROM web_session WHERE hash = ?1")?
                    .query_row([hash], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
                    .optional()?;
                match row {
                    None | Some((_, _, Some(_))) => Err(AccountError::InvalidToken),
                    Some((_, expires_at, None)) if now >= expires_at => Err(AccountError::TokenExpired),
                    Some((id, _, None)) => principal(connection, DeviceId::from_bytes(id), Origin::Page),
                }
            })
            .await
    }

    /// The person behind a device, if neither was shut out.
    async fn principal_of_device(&self, id: DeviceId) -> Result<Principal, AccountError> {
        self.inner.store.read(move |connection| principal(connection, id, Origin::Api)).await
    }

    /// Those of these devices that may no longer sign in, because they were removed or their person was shut out
    /// (attack 6). It waits behind nobody's reads, so that it is told in time on a busy server (P9).
    ///
    /// # Errors
    /// The database.
    pub async fn shut_out(&self, devices: Vec<DeviceId>) -> Result<Vec<DeviceId>, AccountError> {
        let store = self.inner.store.clone();
        let look = move |connection: &Connection| {
            let mut out = Vec::new();
            for id in devices {
                match usable_device(connection, id) {
                    Ok(_) => {}
                    Err(AccountError::DeviceRevoked) => out.push(id),
                    Err(error) => return Err(error),
                }
            }
            Ok(out)
        };
        let looked = tokio::task::spawn_blocking(move || store.read_blocking(look)).await;
        looked.unwrap_or_else(|_| Err(StoreError::JobPanicked.into()))
    }
}

fn session_hash(secret: &[u8; 32]) -> [u8; 32] {
    Sha256::digest(secret).into()
}

fn hash_of_text(session: &str) -> Option<[u8; 32]> {
    let secret: [u8; 32] = URL_SAFE_NO_PAD.decode(session).ok()?.try_into().ok()?;
    Some(session_hash(&secret))
}

/// The roles that the person behind a device holds now, if neither was shut out.
///
/// # Errors
/// [`AccountError::DeviceRevoked`]; the database.
pub fn roles_of_device(connection: &Connection, id: DeviceId) -> Result<Vec<Role>, AccountError> {
    roles_now(connection, usable_device(connection, id)?.user)
}

/// A phone is a phone, whatever the way.
fn principal(connection: &Connection, id: DeviceId, way: Origin) -> Result<Principal, AccountError> {
    let device = usable_device(connection, id)?;
    let display_name = connection
        .prepare_cached("SELECT display_name FROM user WHERE id = ?1")?
        .query_row([device.user.as_bytes()], |row| row.get(0))?;
    let roles = roles_now(connection, device.user)?;
    let origin = if device.kind == DeviceKind::Field { Origin::Device } else { way };
    Ok(Principal { user: device.user, device: id, kind: device.kind, origin, display_name, roles })
}

/// The user's place in the office: made at the first login, and again after it was removed.
fn office_place(
    connection: &Connection,
    entropy: &dyn Entropy,
    now: i64,
    user: UserId,
) -> Result<DeviceId, AccountError> {
    let known = connection
        .query_row(
            "SELECT id FROM device WHERE user = ?1 AND kind = 'office' AND removed_at IS NULL",
            [user.as_bytes()],
            |row| row.get(0),
        )
        .optional()?
        .map(DeviceId::from_bytes);
    if let Some(id) = known {
        return Ok(id);
    }
    let place = Device {
        id: DeviceId::from_bytes(random(entropy)?),
        kind: DeviceKind::Office,
        user,
        name: "office".to_owned(),
        public_key: None,
        prefix: None,
        enrolled_at: now,
        removed_at: None,
    };
    insert(connection, &place)?;
    Ok(place.id)
}

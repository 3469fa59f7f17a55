//! People, their roles, their devices, and how a request proves who sends it.
//!
//! Functions that take a `&Connection` run inside the caller's transaction; the methods of
//! [`Accounts`] are whole use cases. Nothing here knows HTTP. No secret is ever stored or logged:
//! passwords as Argon2id, codes and sessions as SHA-256, refresh tokens not at all.

mod carried;
mod devices;
mod enrolment;
mod limiter;
mod passwords;
mod proof;
pub mod readmission;
mod recovery;
mod refresh;
mod sessions;
mod tokens;
mod users;

pub use carried::{Carried, TakenAway, carry_over, keep_out, taken_away};
pub use devices::{Device, DeviceKind, device, devices, remove_device};
pub use enrolment::{Enrolled, Enrolment, EnrolmentCode, create_code};
pub use limiter::{Bucket, Limiter};
pub use passwords::{Hasher, Password, PasswordCost};
pub use proof::{device_login_message, refresh_message};
pub use recovery::{Given as RecoveryGiven, RecoveryKey, Why as RecoveryWhy, given as recovery_given};
pub use refresh::{DeviceLogin, TokenPair};
pub use sessions::{OfficeLogin, Principal, roles_of_device};
pub use tokens::{AccessToken, Claims};
pub use users::{
    HeldRole, NewUser, StaffMember, add_role, create_user, create_user_again, directory, disable_user,
    end_role, find_user, normalize_name, roles_held, roles_now, set_password,
};

use crate::environment::{Clock, Entropy, EntropyUnavailable};
use crate::keys::{KeyError, ServerKeys};
use crate::site::Site;
use crate::store::{Store, StoreError};
use std::sync::Arc;

/// One second, minute, hour, day in milliseconds.
pub(crate) const SECOND: i64 = 1_000;
pub(crate) const MINUTE: i64 = 60 * SECOND;
pub(crate) const HOUR: i64 = 60 * MINUTE;
pub(crate) const DAY: i64 = 24 * HOUR;

/// Durations and costs of signing in. All times in milliseconds.
#[derive(Debug, Clone)]
pub struct AuthConfig {
    /// Cost of a password hash. Lower it in tests only.
    pub password_cost: PasswordCost,
    /// Life of an access token.
    pub access_ms: i64,
    /// Life of a nonce.
    pub nonce_ms: i64,
    /// Life of an enrolment code.
    pub code_ms: i64,
    /// A device that didn't renew for so long logs in with its password again. It loses nothing.
    pub refresh_idle_ms: i64,
    /// Life of an office browser's session.
    pub web_session_ms: i64,
}

impl Default for AuthConfig {
    fn default() -> Self {
        Self {
            password_cost: PasswordCost::default(),
            access_ms: 10 * MINUTE,
            nonce_ms: 5 * MINUTE,
            code_ms: DAY,
            refresh_idle_ms: 180 * DAY,
            web_session_ms: 12 * HOUR,
        }
    }
}

/// Why somebody isn't let in, or an account can't be changed.
#[derive(Debug, Clone, thiserror::Error)]
pub enum AccountError {
    /// Unknown user, wrong password or disabled user: the answer is the same.
    #[error("the user name or the password is wrong")]
    InvalidCredentials,
    /// Not a token of this server, or one that was tampered with.
    #[error("the access token is not valid")]
    InvalidToken,
    /// The access token's time is over; renew it.
    #[error("the access token has expired")]
    TokenExpired,
    /// The device was removed, or its user disabled.
    #[error("this device may no longer sign in")]
    DeviceRevoked,
    /// The refresh token can't be used. The device logs in with its password; its work stays.
    #[error("the refresh token can't be used: {0}")]
    InvalidGrant(GrantProblem),
    /// The nonce is unknown, expired or used: fetch another and try again.
    #[error("the nonce can't be used; fetch a new one")]
    InvalidNonce,
    /// The enrolment code is wrong, expired or was tried too often.
    #[error("the enrolment code is wrong or has expired")]
    InvalidCode,
    /// The enrolment code has served its one device.
    #[error("the enrolment code was used already")]
    CodeUsed,
    /// Too many failures; try again later.
    #[error("too many failed attempts; try again in {retry_after_s} seconds")]
    RateLimited {
        /// Seconds until another attempt is allowed.
        retry_after_s: u32,
    },
    /// A value can't be accepted.
    #[error("{field}: {what}")]
    Invalid {
        /// The value's name.
        field: &'static str,
        /// What is wrong with it, for a person.
        what: &'static str,
    },
    /// There is no such user.
    #[error("there is no such user")]
    UnknownUser,
    /// There is no such device.
    #[error("there is no such device")]
    UnknownDevice,
    /// Somebody has this user name already.
    #[error("this user name is taken")]
    NameTaken,
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// No randomness.
    #[error(transparent)]
    Entropy(#[from] EntropyUnavailable),
    /// A cryptographic step failed, which only a broken build explains.
    #[error("a cryptographic step failed")]
    Crypto,
}

/// What is wrong with a refresh token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GrantProblem {
    /// Not a token of this server, or no proof by the device it belongs to.
    Unproven,
    /// Its family ended: used again after its successor, replaced by a login, or signed out.
    Ended,
    /// It wasn't renewed for too long.
    Expired,
}

impl std::fmt::Display for GrantProblem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Unproven => "unproven",
            Self::Ended => "ended",
            Self::Expired => "expired",
        })
    }
}

impl From<rusqlite::Error> for AccountError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Store(error.into())
    }
}

impl From<KeyError> for AccountError {
    fn from(_: KeyError) -> Self {
        Self::Crypto
    }
}

/// The use cases of signing in. Cheap to clone.
#[derive(Clone)]
pub struct Accounts {
    inner: Arc<Inner>,
}

struct Inner {
    store: Store,
    keys: Arc<ServerKeys>,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
    hasher: Hasher,
    limiter: Limiter,
    tokens: tokens::TokenMint,
    config: AuthConfig,
}

impl Accounts {
    /// Everything about accounts of the site in this database.
    pub fn new(
        store: Store,
        keys: Arc<ServerKeys>,
        site: &Site,
        clock: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
        config: AuthConfig,
    ) -> Result<Self, AccountError> {
        let hasher = Hasher::new(config.password_cost, Arc::clone(&entropy))?;
        let tokens = tokens::TokenMint::new(Arc::clone(&keys), site, config.access_ms);
        let limiter = Limiter::default();
        Ok(Self { inner: Arc::new(Inner { store, keys, clock, entropy, hasher, limiter, tokens, config }) })
    }

    /// How long things live.
    pub fn config(&self) -> &AuthConfig {
        &self.inner.config
    }

    /// The hash of a password that somebody chose.
    ///
    /// # Errors
    /// [`AccountError::Entropy`], [`AccountError::Crypto`].
    pub async fn hash(&self, password: Password) -> Result<String, AccountError> {
        self.inner.hasher.hash(password).await
    }

    fn now(&self) -> i64 {
        self.inner.clock.now_ms()
    }
}

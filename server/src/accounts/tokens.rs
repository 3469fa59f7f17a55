//! Access tokens: `EdDSA` JSON web tokens of ten minutes that name a user and a device and nothing
//! else. What the bearer may do is read from the database on every request.

use super::{AccountError, SECOND};
use crate::ident::{DeviceId, UserId};
use crate::keys::ServerKeys;
use crate::site::Site;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, Header, Validation};
use planted::Bug;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// The `typ` of an access token (RFC 9068); no other kind of token carries it.
const TYP: &str = "at+jwt";
/// The audience of access tokens.
const AUDIENCE: &str = "undercroft-api";
/// Difference between clocks that is forgiven, in seconds.
const LEEWAY_S: i64 = 30;
/// Longer texts aren't tokens of this server.
const LONGEST: usize = 1024;

/// The content of an access token. Times in whole seconds since 1970.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Claims {
    /// The site that issued it.
    pub iss: String,
    /// What it is for.
    pub aud: String,
    /// When it ends.
    pub exp: i64,
    /// When it begins.
    pub nbf: i64,
    /// When it was issued.
    pub iat: i64,
    /// The user.
    pub sub: String,
    /// The device.
    pub dev: String,
}

/// The header that this server writes. Any other field, such as `kid`, `jku` or `jwk`, makes a
/// token foreign: nothing in a header may choose a key (attack 2).
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StrictHeader {
    typ: String,
    alg: String,
}

/// An access token, ready to be handed out.
#[derive(Clone, PartialEq, Eq)]
pub struct AccessToken {
    /// The token.
    pub token: String,
    /// Seconds until it expires.
    pub expires_in_s: i64,
}

impl std::fmt::Debug for AccessToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "AccessToken(.., {} s)", self.expires_in_s)
    }
}

pub(super) struct TokenMint {
    keys: Arc<ServerKeys>,
    issuer: String,
    life_ms: i64,
}

impl TokenMint {
    pub(super) fn new(keys: Arc<ServerKeys>, site: &Site, life_ms: i64) -> Self {
        let issuer = format!("undercroft/{}", uuid::Uuid::from_bytes(site.id).hyphenated());
        Self { keys, issuer, life_ms }
    }

    pub(super) fn issue(
        &self,
        now: i64,
        user: UserId,
        device: DeviceId,
    ) -> Result<AccessToken, AccountError> {
        let second = now.div_euclid(SECOND);
        let expires_in_s = self.life_ms / SECOND;
        let claims = Claims {
            iss: self.issuer.clone(),
            aud: AUDIENCE.to_owned(),
            exp: second.saturating_add(expires_in_s),
            nbf: second,
            iat: second,
            sub: user.to_string(),
            dev: device.to_string(),
        };
        let mut header = Header::new(Algorithm::EdDSA);
        header.typ = Some(TYP.to_owned());
        let token =
            jsonwebtoken::encode(&header, &claims, &self.keys.signing).map_err(|_| AccountError::Crypto)?;
        Ok(AccessToken { token, expires_in_s })
    }

    /// Checks a token by hand at `now` (ms), because the library's defaults forgive a missing
    /// `typ`, `iss` or `aud`.
    ///
    /// Errors: [`AccountError::TokenExpired`] only for a token that is right in all else;
    /// otherwise [`AccountError::InvalidToken`].
    pub(super) fn verify(&self, now: i64, token: &str) -> Result<(UserId, DeviceId), AccountError> {
        let invalid = || AccountError::InvalidToken;
        if token.len() > LONGEST {
            return Err(invalid());
        }
        let header = token.split('.').next().unwrap_or_default();
        let header = URL_SAFE_NO_PAD.decode(header).map_err(|_| invalid())?;
        let header: StrictHeader = serde_json::from_slice(&header).map_err(|_| invalid())?;
        if header.typ != TYP || header.alg != "EdDSA" {
            return Err(invalid());
        }
        let mut only_signature = Validation::new(Algorithm::EdDSA);
        only_signature.validate_exp = false;
        only_signature.validate_nbf = false;
        only_signature.validate_aud = false;
        only_signature.required_spec_claims.clear();
        let claims = jsonwebtoken::decode::<Claims>(token, &self.keys.verifying, &only_signature)
            .map_err(|_| invalid())?
            .claims;
        let second = now.div_euclid(SECOND);
        let life = claims.exp.checked_sub(claims.iat).ok_or_else(invalid)?;
        if claims.iss != self.issuer
            || claims.aud != AUDIENCE
            || claims.exp < 0
            || life > self.life_ms / SECOND
            || claims.nbf > second.saturating_add(LEEWAY_S)
        {
            return Err(invalid());
        }
        let user = claims.sub.parse().map_err(|_| invalid())?;
        let device = claims.dev.parse().map_err(|_| invalid())?;
        if second > claims.exp.saturating_add(LEEWAY_S) && !planted::is(Bug::TokenNeverEnds) {
            return Err(AccountError::TokenExpired);
        }
        Ok((user, device))
    }
}

//! Signing in over HTTP.

use super::{
    AppState, Json, PeerAddress, Problem, ProblemBody, ProblemKind, SameOrigin, StrictJson, session_cookie,
};
use crate::accounts::{Enrolment, Password, Principal, TokenPair};
use crate::audit::Origin;
use crate::ident::{Role, role_name};
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

fn names(roles: &[Role]) -> Vec<String> {
    roles.iter().map(|role| role_name(*role)).collect()
}

/// Bytes of a fixed length in base64url without padding.
fn bytes<const N: usize>(text: &str, field: &'static str) -> Result<[u8; N], Problem> {
    URL_SAFE_NO_PAD.decode(text).ok().and_then(|bytes| bytes.try_into().ok()).ok_or_else(|| {
        let detail = format!("{field}: {N} bytes in base64url without padding");
        Problem::new(ProblemKind::InvalidRequest, detail).with("field", field)
    })
}

/// A phone that wants to be enrolled.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct EnrolRequest {
    /// The one-time code, as shown by the administrator.
    code: String,
    /// The user's password.
    password: String,
    /// A label for lists.
    device_name: String,
    /// The phone's Ed25519 public key, 32 bytes in base64url.
    public_key: String,
}

/// An enrolled phone.
#[derive(Serialize, ToSchema)]
pub(super) struct EnrolResponse {
    /// The device's id.
    #[schema(format = "uuid")]
    device: String,
    /// The user's id.
    #[schema(format = "uuid")]
    user: String,
    /// The user's name, as others see it.
    display_name: String,
    /// The roles that the user holds now.
    roles: Vec<String>,
    /// What slip numbers made on this phone begin with.
    prefix: String,
    #[serde(flatten)]
    tokens: TokenResponse,
    /// Opens what the phone seals, after a login; 32 bytes in base64url. The phone doesn't keep it.
    recovery_key: String,
}

/// Fresh tokens.
#[derive(Serialize, ToSchema)]
pub(super) struct TokenResponse {
    /// Send it as `Authorization: Bearer`.
    access_token: String,
    /// Seconds until it expires.
    expires_in: i64,
    /// Renews the tokens, together with the device's signature.
    refresh_token: String,
    /// Keep it with the tokens: after a restore it lets the device in again.
    #[serde(skip_serializing_if = "Option::is_none")]
    enrolment_receipt: Option<String>,
    /// How the numbers of slips begin that this device gives out from now on.
    #[serde(skip_serializing_if = "Option::is_none")]
    slip_prefix: Option<String>,
}

impl From<TokenPair> for TokenResponse {
    fn from(pair: TokenPair) -> Self {
        Self {
            access_token: pair.access.token,
            expires_in: pair.access.expires_in_s,
            refresh_token: pair.refresh_token,
            enrolment_receipt: pair.enrolment_receipt,
            slip_prefix: pair.slip_prefix,
        }
    }
}

/// Enrols a phone with a one-time code and its user's password.
#[utoipa::path(post, path = "/api/v1/enrol", tag = "sign-in", request_body = EnrolRequest, responses(
    (status = 200, body = EnrolResponse),
    (status = 401, description = "invalid-code, invalid-credentials", body = ProblemBody),
    (status = 410, description = "code-used", body = ProblemBody),
    (status = 429, description = "rate-limited", body = ProblemBody)))]
pub(super) async fn enrol(
    State(state): State<AppState>,
    PeerAddress(address): PeerAddress,
    StrictJson(request): StrictJson<EnrolRequest>,
) -> Result<Json<EnrolResponse>, Problem> {
    let enrolment = Enrolment {
        code: request.code,
        password: Password::new(&request.password)?,
        device_name: request.device_name,
        public_key: bytes(&request.public_key, "public_key")?,
    };
    let enrolled = state.accounts.enrol(enrolment, address).await?;
    Ok(Json(EnrolResponse {
        device: enrolled.device.to_string(),
        user: enrolled.user.to_string(),
        display_name: enrolled.display_name,
        roles: names(&enrolled.roles),
        prefix: enrolled.prefix,
        tokens: enrolled.tokens.into(),
        recovery_key: URL_SAFE_NO_PAD.encode(enrolled.recovery_key.0),
    }))
}

/// A nonce for one signature.
#[derive(Serialize, ToSchema)]
pub(super) struct NonceResponse {
    /// Sign it as the request that needs it says.
    nonce: String,
    /// Seconds until it expires.
    expires_in: i64,
}

/// Gives a nonce for one renewal or device login.
#[utoipa::path(post, path = "/api/v1/token/nonce", tag = "sign-in", responses((status = 200, body = NonceResponse)))]
pub(super) async fn nonce(State(state): State<AppState>) -> Result<Json<NonceResponse>, Problem> {
    let nonce = state.accounts.nonce()?;
    Ok(Json(NonceResponse { nonce, expires_in: state.accounts.config().nonce_ms / 1000 }))
}

/// A device that renews its tokens.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct TokenRequest {
    /// The last refresh token, or its predecessor when the last answer was lost.
    refresh_token: String,
    /// From `/api/v1/token/nonce`.
    nonce: String,
    /// Ed25519 over `undercroft/1/refresh`, the nonce and the refresh token, each on its own line
    /// (no line end after the last); 64 bytes in base64url.
    signature: String,
    /// From an earlier answer, after the server refused the token: a restore may have undone what it comes from.
    #[serde(default)]
    enrolment_receipt: Option<String>,
}

/// Renews a device's tokens.
#[utoipa::path(post, path = "/api/v1/token", tag = "sign-in", request_body = TokenRequest, responses(
    (status = 200, body = TokenResponse),
    (status = 400, description = "invalid-nonce: fetch another", body = ProblemBody),
    (status = 401, description = "invalid-grant: log in again; device-revoked", body = ProblemBody)))]
pub(super) async fn token(
    State(state): State<AppState>,
    StrictJson(request): StrictJson<TokenRequest>,
) -> Result<Json<TokenResponse>, Problem> {
    let signature = bytes(&request.signature, "signature")?;
    let receipt = request.enrolment_receipt.as_deref();
    let pair = state.accounts.refresh(&request.refresh_token, &request.nonce, signature, receipt).await?;
    Ok(Json(pair.into()))
}

/// An enrolled device whose user types the password again.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct DeviceLoginRequest {
    /// The device's id.
    #[schema(format = "uuid")]
    device: String,
    /// The password of the device's user.
    password: String,
    /// From `/api/v1/token/nonce`.
    nonce: String,
    /// Ed25519 over `undercroft/1/device-login`, the nonce and the device's id, each on its own
    /// line (no line end after the last); 64 bytes in base64url.
    signature: String,
    /// Whether the answer shall bring the key that opens the device's sealed data. Each time is written down.
    #[serde(default)]
    recovery: bool,
    /// From an earlier answer, after the server refused the device: a restore may have undone its enrolment.
    #[serde(default)]
    enrolment_receipt: Option<String>,
}

/// An enrolled device that is logged in again.
#[derive(Serialize, ToSchema)]
pub(super) struct DeviceLoginResponse {
    #[serde(flatten)]
    tokens: TokenResponse,
    /// Where it was asked for: 32 bytes in base64url.
    #[serde(skip_serializing_if = "Option::is_none")]
    recovery_key: Option<String>,
}

/// Logs an enrolled device in again, after its refresh tokens ended or expired.
#[utoipa::path(post, path = "/api/v1/login/device", tag = "sign-in", request_body = DeviceLoginRequest, responses(
    (status = 200, body = DeviceLoginResponse),
    (status = 400, description = "invalid-nonce: fetch another", body = ProblemBody),
    (status = 401, description = "invalid-credentials, invalid-grant, device-revoked", body = ProblemBody),
    (status = 429, description = "rate-limited", body = ProblemBody)))]
pub(super) async fn login_device(
    State(state): State<AppState>,
    StrictJson(request): StrictJson<DeviceLoginRequest>,
) -> Result<Json<DeviceLoginResponse>, Problem> {
    let device = request.device.parse().map_err(|_| {
        Problem::new(ProblemKind::InvalidRequest, "device: not a device id").with("field", "device")
    })?;
    let password = Password::new(&request.password)?;
    let signature = bytes(&request.signature, "signature")?;
    let receipt = request.enrolment_receipt.as_deref();
    let login = state
        .accounts
        .device_login(device, &password, &request.nonce, signature, request.recovery, receipt)
        .await?;
    Ok(Json(DeviceLoginResponse {
        tokens: login.tokens.into(),
        recovery_key: login.recovery_key.map(|key| URL_SAFE_NO_PAD.encode(key.0)),
    }))
}

/// An office user who signs in.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct LoginRequest {
    /// The user's name.
    user: String,
    /// The password.
    password: String,
}

/// A signed-in office user. The browser's session comes as a cookie beside it.
#[derive(Serialize, ToSchema)]
pub(super) struct LoginResponse {
    /// For tools: send it as `Authorization: Bearer`.
    access_token: String,
    /// Seconds until it expires.
    expires_in: i64,
    #[serde(flatten)]
    me: Me,
}

/// Who sends the request.
#[derive(Serialize, ToSchema)]
pub(super) struct Me {
    /// The user's id.
    #[schema(format = "uuid")]
    user: String,
    /// The device, or the user's place in the office.
    #[schema(format = "uuid")]
    device: String,
    /// The user's name, as others see it.
    display_name: String,
    /// The roles that the user holds now.
    roles: Vec<String>,
}

impl From<Principal> for Me {
    fn from(principal: Principal) -> Self {
        Self {
            user: principal.user.to_string(),
            device: principal.device.to_string(),
            display_name: principal.display_name,
            roles: names(&principal.roles),
        }
    }
}

/// Signs an office user in.
#[utoipa::path(post, path = "/api/v1/login", tag = "sign-in", request_body = LoginRequest, responses(
    (status = 200, body = LoginResponse),
    (status = 401, description = "invalid-credentials", body = ProblemBody),
    (status = 429, description = "rate-limited", body = ProblemBody)))]
pub(super) async fn login(
    State(state): State<AppState>,
    _own_page: SameOrigin,
    PeerAddress(address): PeerAddress,
    StrictJson(request): StrictJson<LoginRequest>,
) -> Result<Response, Problem> {
    let password = Password::new(&request.password)?;
    let login = state.accounts.login(&request.user, &password, address, Origin::Api).await?;
    let cookie = cookie(&state, &login.session, login.session_s)?;
    let body = LoginResponse {
        access_token: login.access.token,
        expires_in: login.access.expires_in_s,
        me: login.principal.into(),
    };
    Ok(([(header::SET_COOKIE, cookie)], Json(body)).into_response())
}

/// Says who the sender is.
#[utoipa::path(get, path = "/api/v1/me", tag = "sign-in", security(("bearer" = []), ("session" = [])), responses(
    (status = 200, body = Me), (status = 401, body = ProblemBody)))]
pub(super) async fn me(principal: Principal) -> Json<Me> {
    Json(principal.into())
}

/// Ends a browser's session.
#[utoipa::path(post, path = "/logout", tag = "sign-in", responses(
    (status = 204), (status = 403, description = "cross-site", body = ProblemBody)))]
pub(super) async fn logout(
    State(state): State<AppState>,
    _own_page: SameOrigin,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    if let Some(session) = session_cookie(&headers, state.http.cookie_name()) {
        state.accounts.logout(&session).await?;
    }
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, cookie(&state, "", 0)?)]).into_response())
}

/// The session cookie: out of scripts' reach, and not sent along by other sites' forms.
pub(super) fn cookie(state: &AppState, value: &str, seconds: i64) -> Result<HeaderValue, Problem> {
    let secure = if state.http.is_https() { "; Secure" } else { "" };
    let name = state.http.cookie_name();
    let text = format!("{name}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}");
    HeaderValue::from_str(&text).map_err(|_| Problem::new(ProblemKind::Internal, "no session"))
}

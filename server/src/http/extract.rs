//! What handlers take out of a request: the sender, a strict JSON body, the address.

use super::{AppState, Problem, ProblemKind};
use crate::accounts::Principal;
use axum::body::Bytes;
use axum::extract::{ConnectInfo, FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, header};
use planted::Bug;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

pub use axum::Json;

/// A JSON body that was read strictly: right content type, no unknown field (as far as the type
/// says `deny_unknown_fields`), no field twice, nothing after the end.
#[derive(Debug)]
pub struct StrictJson<T>(pub T);

impl<T: DeserializeOwned> FromRequest<AppState> for StrictJson<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &AppState) -> Result<Self, Problem> {
        read(&body(request, state).await?).map(Self)
    }
}

/// A command as strict JSON, also one that has no fields of its own: beside its name serde would read over anything.
#[derive(Debug)]
pub struct CommandJson<T>(pub T);

impl<T: DeserializeOwned + Serialize> FromRequest<AppState> for CommandJson<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &AppState) -> Result<Self, Problem> {
        let body = body(request, state).await?;
        let command: T = read(&body)?;
        let bare =
            serde_json::to_value(&command).is_ok_and(|all| all.as_object().is_some_and(|all| all.len() == 1));
        if bare {
            let sent: serde_json::Map<String, serde_json::Value> = read(&body)?;
            // An optional field may be sent as null.
            if let Some((name, _)) = sent.iter().find(|(name, value)| *name != "command" && !value.is_null())
            {
                let name: String = name.chars().take(100).collect();
                return Err(Problem::new(ProblemKind::UnknownField, format!("unknown field `{name}`")));
            }
        }
        Ok(Self(command))
    }
}

async fn body(request: Request, state: &AppState) -> Result<Bytes, Problem> {
    if !is_json(request.headers()) {
        return Err(Problem::new(ProblemKind::UnsupportedType, "send application/json"));
    }
    Bytes::from_request(request, state).await.map_err(|rejection| {
        if rejection.status() == axum::http::StatusCode::PAYLOAD_TOO_LARGE {
            Problem::new(ProblemKind::TooLarge, "the body is larger than this request may be")
        } else {
            Problem::new(ProblemKind::InvalidRequest, "the body couldn't be read to its end")
        }
    })
}

fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, Problem> {
    serde_json::from_slice(body).map_err(|error| {
        let kind = match error.classify() {
            serde_json::error::Category::Data => ProblemKind::InvalidRequest,
            _ => ProblemKind::InvalidJson,
        };
        let text = error.to_string();
        if text.starts_with("unknown field") {
            return Problem::new(ProblemKind::UnknownField, text.chars().take(200).collect::<String>());
        }
        if ["missing field", "duplicate field"].iter().any(|start| text.starts_with(start)) {
            return Problem::new(kind, text);
        }
        // The parser's message may quote a value, and a value may be a password.
        Problem::new(kind, format!("wrong at line {}, column {}", error.line(), error.column()))
    })
}

/// Parameters of the address that were read strictly; what can't be is a problem as everywhere (attack 44).
#[derive(Debug)]
pub struct Query<T>(pub T);

impl<T: DeserializeOwned> FromRequestParts<AppState> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &AppState) -> Result<Self, Problem> {
        axum::extract::Query::try_from_uri(&parts.uri)
            .map(|axum::extract::Query(parameters)| Self(parameters))
            .map_err(|error| Problem::new(ProblemKind::InvalidParameter, error.body_text()))
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    let Some(value) = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()) else {
        return false;
    };
    let mut parts = value.split(';').map(str::trim);
    parts.next().is_some_and(|kind| kind.eq_ignore_ascii_case("application/json"))
        && parts.all(|parameter| parameter.eq_ignore_ascii_case("charset=utf-8"))
}

/// The address that a request came from: the peer's, or behind a trusted proxy the one that the
/// proxy names.
#[derive(Debug, Clone, Copy)]
pub struct PeerAddress(pub IpAddr);

impl FromRequestParts<AppState> for PeerAddress {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Problem> {
        let peer = parts
            .extensions
            .get::<ConnectInfo<SocketAddr>>()
            .map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |ConnectInfo(address)| address.ip());
        Ok(Self(sender(peer, &parts.headers, &state.http.trusted_proxies)))
    }
}

/// Walks back through the proxies that are trusted; whatever stands left of them may be invented.
fn sender(peer: IpAddr, headers: &HeaderMap, trusted: &[IpAddr]) -> IpAddr {
    let mut address = peer;
    let hops: Vec<&str> = headers
        .get_all("x-forwarded-for")
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .collect();
    for hop in hops.into_iter().rev() {
        if !trusted.contains(&address) {
            break;
        }
        match hop.trim().parse() {
            Ok(hop) => address = hop,
            Err(_) => break,
        }
    }
    address
}

/// Lets a request pass that doesn't come from a page of another site (attack 59).
///
/// Needed by handlers that work without a [`Principal`], such as login; the extractor of
/// [`Principal`] checks it for cookies by itself.
#[derive(Debug, Clone, Copy)]
pub struct SameOrigin;

impl FromRequestParts<AppState> for SameOrigin {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Problem> {
        if is_cross_site(&parts.headers, &state.http.public_origin) {
            return Err(Problem::new(ProblemKind::CrossSite, "send this from the server's own pages"));
        }
        Ok(Self)
    }
}

/// Browsers say where a request comes from; tools send neither header and hold no cookie.
fn is_cross_site(headers: &HeaderMap, public_origin: &str) -> bool {
    let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    if let Some(site) = text("sec-fetch-site") {
        return !matches!(site, "same-origin" | "none") && !planted::is(Bug::FormsOfOtherSites);
    }
    match text("origin") {
        None => false,
        Some(origin) if origin.eq_ignore_ascii_case(public_origin) => false,
        Some(origin) => {
            // The same machine under the name that the browser used.
            let host = text("host").unwrap_or("?");
            origin.split_once("://").map(|(_, authority)| authority) != Some(host)
        }
    }
}

/// The session cookie's value.
pub fn session_cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, _)| *key == name)
        .map(|(_, value)| value.to_owned())
}

impl FromRequestParts<AppState> for Principal {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Problem> {
        let mut authorization = parts.headers.get_all(header::AUTHORIZATION).iter();
        if let Some(value) = authorization.next() {
            let token = value
                .to_str()
                .ok()
                .and_then(|text| text.split_once(' '))
                .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
                .map(|(_, token)| token);
            return match (token, authorization.next()) {
                (Some(token), None) => Ok(state.accounts.principal_of_token(token).await?),
                _ => Err(Problem::new(ProblemKind::InvalidToken, "send one bearer token")),
            };
        }
        let Some(session) = session_cookie(&parts.headers, state.http.cookie_name()) else {
            return Err(Problem::new(ProblemKind::SignInRequired, "send a bearer token or sign in"));
        };
        let changes = !matches!(parts.method, Method::GET | Method::HEAD | Method::OPTIONS);
        let says_where = parts.headers.contains_key("sec-fetch-site") || parts.headers.contains_key("origin");
        // A cookie is sent by the browser whoever asks, so a change must show where it comes from.
        if changes && (!says_where || is_cross_site(&parts.headers, &state.http.public_origin)) {
            return Err(Problem::new(ProblemKind::CrossSite, "send this from the server's own pages"));
        }
        Ok(state.accounts.principal_of_session(&session).await?)
    }
}

/// A parameter that names one of a few things; nothing where it is absent.
pub(super) fn named<T>(
    name: &str,
    text: Option<&str>,
    parse: impl Fn(&str) -> Option<T>,
) -> Result<Option<T>, Problem> {
    let found = text.map(|text| {
        let detail = || Problem::new(ProblemKind::InvalidParameter, format!("{name}: no such one"));
        parse(text).ok_or_else(detail)
    });
    found.transpose()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| {
                (axum::http::HeaderName::from_static(name), axum::http::HeaderValue::from_static(value))
            })
            .collect()
    }

    #[test]
    fn attack_49_only_listed_proxies_name_the_sender() {
        let forwarded = headers(&[("x-forwarded-for", "1.1.1.1, 9.9.9.9")]);
        let (peer, proxy): (IpAddr, IpAddr) = ("10.0.0.1".parse().unwrap(), "10.0.0.2".parse().unwrap());
        assert_eq!(sender(peer, &forwarded, &[]), peer);
        assert_eq!(sender(peer, &forwarded, &[proxy]), peer);
        assert_eq!(sender(peer, &forwarded, &[peer]).to_string(), "9.9.9.9");
    }

    #[test]
    fn attack_59_pages_of_other_sites_are_told_apart() {
        let origin = "https://jobs.example.org";
        for (own, pairs) in [
            (true, vec![]),
            (true, vec![("sec-fetch-site", "same-origin")]),
            (false, vec![("sec-fetch-site", "cross-site"), ("origin", "https://jobs.example.org")]),
            (false, vec![("sec-fetch-site", "same-site")]),
            (true, vec![("origin", "https://jobs.example.org")]),
            (false, vec![("origin", "https://evil.example"), ("host", "jobs.example.org")]),
            (false, vec![("origin", "null"), ("host", "jobs.example.org")]),
            (true, vec![("origin", "http://127.0.0.1:8080"), ("host", "127.0.0.1:8080")]),
        ] {
            assert_eq!(is_cross_site(&headers(&pairs), origin), !own, "{pairs:?}");
        }
    }
}

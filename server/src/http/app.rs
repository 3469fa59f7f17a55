//! The technician's app under `/app/`: files that this program carries.
//!
//! The build script takes in what `cargo xtask web` has built; where nothing was built, a plain page says
//! what to run. The app runs no inline script and loads nothing from elsewhere. Files with a hash in their
//! names never change; the others are asked for again each time, and are answered in a few bytes while they
//! are the same.

use super::{AppState, Problem, ProblemKind};
use axum::Router;
use axum::body::Bytes;
use axum::extract::Path;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use client_core::domain::id::hex;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// A file of the app.
#[derive(Debug, Clone, Copy)]
struct File {
    /// Its path below `/app/`.
    name: &'static str,
    plain: &'static [u8],
    /// The same after gzip, where that is smaller.
    gzip: Option<&'static [u8]>,
}

static FILES: &[File] = include!(concat!(env!("OUT_DIR"), "/app.rs"));

/// What the app may do: its own scripts and its own module, its own server, and pictures that it has made
/// itself.
const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
     img-src 'self' blob: data:; media-src 'self' blob:; font-src 'self'; connect-src 'self'; worker-src 'self'; \
     manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// The camera is for photos and tickets; nothing else of the machine is needed.
const PERMISSIONS: &str = "camera=(self), microphone=(), geolocation=(), payment=(), usb=(), \
     publickey-credentials-get=(self), publickey-credentials-create=(self)";

/// What is said where the app wasn't built.
const MISSING: &str = "<!doctype html>\n<html lang=\"en\"><meta charset=\"utf-8\"><title>Undercroft</title>\n\
     <p>This server was built without the technician's app. Build it with <code>cargo xtask web</code>, \
     then build the server again.</p>\n\
     <p lang=\"zh-Hans\">本服务器未包含维修员应用。请先运行 <code>cargo xtask web</code>,再重新编译服务器。</p>\n\
     <p lang=\"zh-Hant\">本伺服器未包含維修員應用。請先執行 <code>cargo xtask web</code>,再重新編譯伺服器。</p>\n";

/// Routes of the app.
pub(super) fn routes() -> Router<AppState> {
    Router::new()
        .route("/app", get(|| async { Redirect::permanent("/app/") }))
        .route("/app/", get(|headers: HeaderMap| async move { serve(FILES, "index.html", &headers) }))
        .route(
            "/app/{*path}",
            get(|Path(path): Path<String>, headers: HeaderMap| async move { serve(FILES, &path, &headers) }),
        )
}

/// Digests of the files, made once.
static TAGS: LazyLock<BTreeMap<&'static str, String>> =
    LazyLock::new(|| FILES.iter().map(|file| (file.name, tag(file.plain))).collect());

fn tag(bytes: &[u8]) -> String {
    format!("\"{}\"", hex(&Sha256::digest(bytes)[..12]))
}

fn serve(files: &[File], path: &str, headers: &HeaderMap) -> Response {
    if files.is_empty() {
        let page = ([(header::CONTENT_TYPE, "text/html; charset=utf-8")], MISSING);
        return (StatusCode::NOT_FOUND, page).into_response();
    }
    let Some(file) = files.iter().find(|file| file.name == path) else {
        return Problem::new(ProblemKind::NotFound, "the app has no such file").into_response();
    };
    let tag = TAGS.get(file.name).cloned().unwrap_or_else(|| tag(file.plain));
    let known = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    let mut response = if known.is_some_and(|known| known.split(',').any(|one| one.trim() == tag)) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        body(file, headers)
    };
    let fields = response.headers_mut();
    let fixed = [
        (header::CONTENT_TYPE, media_type(file.name)),
        (header::CACHE_CONTROL, caching(file.name)),
        (header::VARY, "accept-encoding"),
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (HeaderName::from_static("permissions-policy"), PERMISSIONS),
    ];
    for (name, value) in fixed {
        fields.insert(name, HeaderValue::from_static(value));
    }
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        fields.insert(header::ETAG, tag);
    }
    response
}

fn body(file: &File, headers: &HeaderMap) -> Response {
    match file.gzip.filter(|_| takes_gzip(headers)) {
        Some(bytes) => ([(header::CONTENT_ENCODING, "gzip")], Bytes::from_static(bytes)).into_response(),
        None => Bytes::from_static(file.plain).into_response(),
    }
}

fn takes_gzip(headers: &HeaderMap) -> bool {
    let values = headers.get_all(header::ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
    values.flat_map(|value| value.split(',')).any(|coding| {
        let mut parts = coding.split(';').map(str::trim);
        let refused = |quality: &str| matches!(quality, "q=0" | "q=0.0" | "q=0.00" | "q=0.000");
        parts.next() == Some("gzip") && !parts.any(refused)
    })
}

/// Files whose names carry a hash of their content never change.
fn caching(name: &str) -> &'static str {
    if name.starts_with("assets/") { "public, max-age=31536000, immutable" } else { "no-cache" }
}

fn media_type(name: &str) -> &'static str {
    match name.rsplit('.').next().unwrap_or_default() {
        "css" => "text/css; charset=utf-8",
        "html" => "text/html; charset=utf-8",
        "ico" => "image/x-icon",
        "js" => "text/javascript; charset=utf-8",
        "json" | "map" => "application/json",
        "png" => "image/png",
        "svg" => "image/svg+xml",
        "wasm" => "application/wasm",
        "webmanifest" => "application/manifest+json",
        "woff2" => "font/woff2",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: File = File { name: "index.html", plain: b"<!doctype html>", gzip: None };
    const SCRIPT: File = File { name: "assets/index-4f2a.js", plain: b"plain", gzip: Some(b"packed") };

    fn asks(pairs: &[(HeaderName, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.clone(), HeaderValue::from_static(value))).collect()
    }

    fn field(response: &Response, name: HeaderName) -> String {
        response.headers().get(name).map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default()
    }

    #[test]
    fn hashed_files_are_kept_and_the_page_is_asked_for_again() {
        let script = serve(&[PAGE, SCRIPT], SCRIPT.name, &HeaderMap::new());
        assert_eq!(field(&script, header::CACHE_CONTROL), "public, max-age=31536000, immutable");
        assert_eq!(field(&script, header::CONTENT_TYPE), "text/javascript; charset=utf-8");
        let page = serve(&[PAGE, SCRIPT], "index.html", &HeaderMap::new());
        assert_eq!(field(&page, header::CACHE_CONTROL), "no-cache");
        let tag = field(&page, header::ETAG);
        let mut again = HeaderMap::new();
        again.insert(header::IF_NONE_MATCH, HeaderValue::from_str(&tag).unwrap());
        assert_eq!(serve(&[PAGE], "index.html", &again).status(), StatusCode::NOT_MODIFIED);
        let other = asks(&[(header::IF_NONE_MATCH, "\"other\"")]);
        assert_eq!(serve(&[PAGE], "index.html", &other).status(), StatusCode::OK);
    }

    #[test]
    fn no_script_from_elsewhere_and_none_inside_a_page_may_run() {
        let page = serve(&[PAGE], "index.html", &HeaderMap::new());
        let policy = field(&page, header::CONTENT_SECURITY_POLICY);
        assert!(
            policy.contains("default-src 'none'") && policy.contains("script-src 'self' 'wasm-unsafe-eval';")
        );
        assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"), "{policy}");
    }

    #[test]
    fn packed_bytes_go_to_those_who_take_them() {
        for (accepts, coding) in [
            ("gzip, deflate, br", "gzip"),
            ("br;q=1.0, gzip;q=0.5", "gzip"),
            ("gzip;q=0", ""),
            ("x-gzip", ""),
            ("", ""),
        ] {
            let response = serve(&[SCRIPT], SCRIPT.name, &asks(&[(header::ACCEPT_ENCODING, accepts)]));
            assert_eq!(field(&response, header::CONTENT_ENCODING), coding, "{accepts}");
            assert_eq!(field(&response, header::VARY), "accept-encoding");
        }
    }

    #[test]
    fn a_server_without_the_app_says_what_to_run() {
        let response = serve(&[], "index.html", &HeaderMap::new());
        assert_eq!(response.status(), StatusCode::NOT_FOUND);
        assert!(MISSING.contains("cargo xtask web"));
    }

    #[test]
    fn nothing_but_the_apps_files_is_served() {
        for path in ["../Cargo.toml", "assets/../index.html", "assets/", "", "index.html/"] {
            assert_eq!(serve(&[PAGE], path, &HeaderMap::new()).status(), StatusCode::NOT_FOUND, "{path}");
        }
    }
}

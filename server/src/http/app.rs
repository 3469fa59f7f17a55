//! The technician's app under `/app/`: files that this program carries.
//!
//! A release carries what `cargo xtask web` has built when it was compiled. A debug build reads the same files from
//! the source's folder, once, when the first of them is asked for: the server isn't compiled anew for each app. Where
//! nothing was built, a plain page says what to run. The app runs no inline script and loads nothing from elsewhere.
//! Files with a hash in their names never change; the others are asked for again each time, and are answered in a few
//! bytes while they are the same.

use super::{AppState, Problem, ProblemKind};
use axum::Router;
use axum::body::Bytes;
use axum::extract::Path;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use client_core::domain::id::hex;
use flate2::Compression;
use flate2::write::GzEncoder;
use sha2::{Digest, Sha256};
use std::io::Write as _;
use std::sync::{LazyLock, OnceLock};

/// A file of the app.
#[derive(Debug)]
struct File {
    /// Its path below `/app/`.
    name: String,
    plain: Bytes,
    /// The digest that a browser knows it by.
    tag: String,
    /// The same after gzip, where that is smaller; packed when it is asked for first.
    gzip: OnceLock<Option<Bytes>>,
}

impl File {
    fn new(name: &str, plain: Bytes) -> Self {
        let tag = format!("\"{}\"", hex(&Sha256::digest(&plain)[..12]));
        Self { name: name.to_owned(), plain, tag, gzip: OnceLock::new() }
    }

    fn gzip(&self) -> Option<Bytes> {
        self.gzip.get_or_init(|| packed(&self.name, &self.plain)).clone()
    }
}

/// Files that gzip makes smaller.
const TEXT: [&str; 8] = ["css", "html", "js", "json", "map", "svg", "wasm", "webmanifest"];

/// The file after gzip, where that saves a tenth.
fn packed(name: &str, plain: &[u8]) -> Option<Bytes> {
    let (_, extension) = name.rsplit_once('.')?;
    if !TEXT.contains(&extension) {
        return None;
    }
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(plain).ok()?;
    let bytes = encoder.finish().ok()?;
    (bytes.len() + bytes.len() / 10 < plain.len()).then(|| bytes.into())
}

static FILES: LazyLock<Vec<File>> = LazyLock::new(files);

#[cfg(carries_app)]
fn files() -> Vec<File> {
    const CARRIED: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/app.rs"));
    CARRIED.iter().map(|(name, bytes)| File::new(name, Bytes::from_static(bytes))).collect()
}

#[cfg(not(carries_app))]
fn files() -> Vec<File> {
    let mut files = Vec::new();
    walk(std::path::Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/app")), "", &mut files);
    files
}

/// What can't be read is left out: the app says what it misses better than a server that doesn't start.
#[cfg(not(carries_app))]
fn walk(folder: &std::path::Path, prefix: &str, files: &mut Vec<File>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        let path = entry.path();
        if path.is_dir() {
            walk(&path, &format!("{name}/"), files);
        } else if name != ".gitignore"
            && let Ok(bytes) = std::fs::read(&path)
        {
            files.push(File::new(&name, bytes.into()));
        }
    }
}

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
        .route("/app/", get(|headers: HeaderMap| async move { serve(&FILES, "index.html", &headers) }))
        .route(
            "/app/{*path}",
            get(|Path(path): Path<String>, headers: HeaderMap| async move { serve(&FILES, &path, &headers) }),
        )
}

fn serve(files: &[File], path: &str, headers: &HeaderMap) -> Response {
    if files.is_empty() {
        let page = ([(header::CONTENT_TYPE, "text/html; charset=utf-8")], MISSING);
        return (StatusCode::NOT_FOUND, page).into_response();
    }
    let Some(file) = files.iter().find(|file| file.name == path) else {
        return Problem::new(ProblemKind::NotFound, "the app has no such file").into_response();
    };
    let tag = &file.tag;
    let known = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    let mut response = if known.is_some_and(|known| known.split(',').any(|one| one.trim() == tag)) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        body(file, headers)
    };
    let fields = response.headers_mut();
    let fixed = [
        (header::CONTENT_TYPE, media_type(&file.name)),
        (header::CACHE_CONTROL, caching(&file.name)),
        (header::VARY, "accept-encoding"),
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (HeaderName::from_static("permissions-policy"), PERMISSIONS),
    ];
    for (name, value) in fixed {
        fields.insert(name, HeaderValue::from_static(value));
    }
    if let Ok(tag) = HeaderValue::from_str(tag) {
        fields.insert(header::ETAG, tag);
    }
    response
}

fn body(file: &File, headers: &HeaderMap) -> Response {
    match takes_gzip(headers).then(|| file.gzip()).flatten() {
        Some(bytes) => ([(header::CONTENT_ENCODING, "gzip")], bytes).into_response(),
        None => file.plain.clone().into_response(),
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

    const SCRIPT: &str = "assets/index-4f2a.js";

    fn page() -> File {
        File::new("index.html", Bytes::from_static(b"<!doctype html>"))
    }

    fn script() -> File {
        File::new(SCRIPT, "again and again ".repeat(100).into())
    }

    fn asks(pairs: &[(HeaderName, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.clone(), HeaderValue::from_static(value))).collect()
    }

    fn field(response: &Response, name: HeaderName) -> String {
        response.headers().get(name).map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default()
    }

    #[test]
    fn hashed_files_are_kept_and_the_page_is_asked_for_again() {
        let hashed = serve(&[page(), script()], SCRIPT, &HeaderMap::new());
        assert_eq!(field(&hashed, header::CACHE_CONTROL), "public, max-age=31536000, immutable");
        assert_eq!(field(&hashed, header::CONTENT_TYPE), "text/javascript; charset=utf-8");
        let answer = serve(&[page(), script()], "index.html", &HeaderMap::new());
        assert_eq!(field(&answer, header::CACHE_CONTROL), "no-cache");
        let tag = field(&answer, header::ETAG);
        let mut again = HeaderMap::new();
        again.insert(header::IF_NONE_MATCH, HeaderValue::from_str(&tag).unwrap());
        assert_eq!(serve(&[page()], "index.html", &again).status(), StatusCode::NOT_MODIFIED);
        let other = asks(&[(header::IF_NONE_MATCH, "\"other\"")]);
        assert_eq!(serve(&[page()], "index.html", &other).status(), StatusCode::OK);
    }

    #[test]
    fn no_script_from_elsewhere_and_none_inside_a_page_may_run() {
        let answer = serve(&[page()], "index.html", &HeaderMap::new());
        let policy = field(&answer, header::CONTENT_SECURITY_POLICY);
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
            let response = serve(&[script()], SCRIPT, &asks(&[(header::ACCEPT_ENCODING, accepts)]));
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
            assert_eq!(serve(&[page()], path, &HeaderMap::new()).status(), StatusCode::NOT_FOUND, "{path}");
        }
    }
}

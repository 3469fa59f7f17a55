//! The pages' style sheet, script and sign, inside the program. Their names hold a digest of their content, so browsers
//! keep them for a year and never mix two versions.

use crate::http::{Problem, ProblemKind};
use axum::extract::Path;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};
use std::sync::LazyLock;

struct Asset {
    name: String,
    kind: &'static str,
    content: &'static str,
}

fn asset(stem: &str, ending: &str, kind: &'static str, content: &'static str) -> Asset {
    let digest = client_core::domain::id::hex(&Sha256::digest(content)[..6]);
    Asset { name: format!("{stem}.{digest}.{ending}"), kind, content }
}

static STYLE: LazyLock<Asset> = LazyLock::new(|| {
    asset("pages", "css", "text/css; charset=utf-8", include_str!("../../../assets/pages.css"))
});
static SCRIPT: LazyLock<Asset> = LazyLock::new(|| {
    asset("live", "js", "text/javascript; charset=utf-8", include_str!("../../../assets/live.js"))
});
static PAD: LazyLock<Asset> = LazyLock::new(|| {
    asset("pad", "js", "text/javascript; charset=utf-8", include_str!("../../../assets/pad.js"))
});
static SIGN: LazyLock<Asset> =
    LazyLock::new(|| asset("sign", "svg", "image/svg+xml", include_str!("../../../assets/sign.svg")));

/// Path of the style sheet.
pub(super) fn style() -> String {
    format!("/assets/{}", STYLE.name)
}

/// Path of the script.
pub(super) fn script() -> String {
    format!("/assets/{}", SCRIPT.name)
}

/// Path of the script of signature fields.
pub(super) fn pad() -> String {
    format!("/assets/{}", PAD.name)
}

/// Path of the sign.
pub(super) fn sign() -> String {
    format!("/assets/{}", SIGN.name)
}

/// Serves an asset by its full name.
pub(super) async fn serve(Path(name): Path<String>) -> Response {
    let found = [&*STYLE, &*SCRIPT, &*PAD, &*SIGN].into_iter().find(|asset| asset.name == name);
    let Some(asset) = found else {
        return Problem::new(ProblemKind::NotFound, "no such asset").into_response();
    };
    let headers =
        [(header::CONTENT_TYPE, asset.kind), (header::CACHE_CONTROL, "public, max-age=31536000, immutable")];
    (headers, asset.content).into_response()
}

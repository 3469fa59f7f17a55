//! `ETag` and `If-Match`: which state of a thing its reader was given, and which one a sender saw.

use super::{Problem, ProblemKind};
use crate::office::view::{etag, heads_of_etag};
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use client_core::domain::id::ChangeHash;

/// The tag of a document that nobody has written of.
const UNWRITTEN: &str = "none";

/// The tag of a document with these heads.
pub(super) fn tag_of(heads: &[ChangeHash]) -> String {
    if heads.is_empty() { UNWRITTEN.to_owned() } else { etag(heads) }
}

/// The heads that a tag names; none for a document that nobody has written of.
pub(super) fn heads_of(tag: &str) -> Option<Vec<ChangeHash>> {
    if tag.trim().trim_matches('"') == UNWRITTEN { Some(Vec::new()) } else { heads_of_etag(tag) }
}

/// The answer with the tag of what it shows.
pub(super) fn tagged(mut response: Response, tag: &str) -> Response {
    if let Ok(value) = HeaderValue::from_str(&format!("\"{tag}\"")) {
        response.headers_mut().insert(header::ETAG, value);
    }
    response
}

/// What the sender saw, if he says so.
pub(super) struct IfMatch(Option<String>);

impl<S: Sync> FromRequestParts<S> for IfMatch {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        let value = parts.headers.get(header::IF_MATCH).and_then(|value| value.to_str().ok());
        Ok(Self(value.map(str::to_owned)))
    }
}

impl IfMatch {
    /// The tag as it came. `thing` is what changes, such as `the order`.
    ///
    /// # Errors
    /// None came: no change without one.
    pub(super) fn tag(&self, thing: &str) -> Result<&str, Problem> {
        self.0.as_deref().ok_or_else(|| {
            Problem::new(ProblemKind::PreconditionRequired, format!("send If-Match with the ETag of {thing}"))
        })
    }

    /// The heads of a document that somebody has written.
    ///
    /// # Errors
    /// None came, or no tag of such a document.
    pub(super) fn heads(&self, thing: &str) -> Result<Vec<ChangeHash>, Problem> {
        heads_of_etag(self.tag(thing)?).ok_or_else(|| no_tag(thing))
    }

    /// The heads of a document that is there before anybody has written of it.
    ///
    /// # Errors
    /// As [`IfMatch::heads`].
    pub(super) fn heads_if_any(&self, thing: &str) -> Result<Vec<ChangeHash>, Problem> {
        heads_of(self.tag(thing)?).ok_or_else(|| no_tag(thing))
    }

    /// The version of a row.
    ///
    /// # Errors
    /// None came, or no tag of a row.
    pub(super) fn version(&self, thing: &str) -> Result<i64, Problem> {
        self.tag(thing)?.trim().trim_matches('"').parse().map_err(|_| no_tag(thing))
    }
}

fn no_tag(thing: &str) -> Problem {
    Problem::new(ProblemKind::InvalidRequest, format!("If-Match is not an ETag of {thing}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_is_read_as_it_was_written() {
        let heads = vec![ChangeHash::from_bytes([7; 32]), ChangeHash::from_bytes([8; 32])];
        for heads in [Vec::new(), heads] {
            let tag = tag_of(&heads);
            assert_eq!(heads_of(&tag), Some(heads.clone()));
            assert_eq!(heads_of(&format!("\"{tag}\"")), Some(heads));
        }
        let seen = |text: &str| IfMatch(Some(text.to_owned()));
        assert_eq!(seen("\"4\"").version("the row").ok(), Some(4));
        assert!(seen("none").heads("the order").is_err() && seen("soon").heads_if_any("the month").is_err());
        let missing = IfMatch(None).version("the row").err().map(|problem| problem.kind());
        assert_eq!(missing, Some(ProblemKind::PreconditionRequired));
    }
}

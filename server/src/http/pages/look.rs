//! In which language and zone a page is shown, and for whom.

use super::html::Html;
use super::words::{Text, labels};
use crate::accounts::Principal;
use crate::departments::readable;
use crate::feed::EngineError;
use crate::http::{AppState, Problem, ProblemKind, session_cookie};
use crate::jobs::JobSettings;
use crate::notify::unread;
use axum::extract::FromRequestParts;
use axum::http::header;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Redirect, Response};
use chrono::{DateTime, Datelike, NaiveDateTime, TimeZone, Utc};
use chrono_tz::Tz;
use client_core::domain::money::fen_of;
use client_core::domain::text::Language;
use std::sync::Arc;

/// The cookie that remembers the language.
pub(super) const LANGUAGE_COOKIE: &str = "undercroft_lang";

/// How pages look for this request.
#[derive(Debug, Clone)]
pub(super) struct Look {
    /// Language.
    pub(super) language: Language,
    /// The site's zone.
    pub(super) zone: Tz,
    /// The site's name.
    pub(super) site: String,
    /// The site's settings of deadlines and figures.
    pub(super) settings: Arc<JobSettings>,
    /// Now, milliseconds since 1970 UTC.
    pub(super) now: i64,
    /// Path and query of the page, without `lang`; what the language links and a reload lead to.
    pub(super) here: String,
    /// The language was chosen with this request and is to be remembered.
    pub(super) remember: bool,
}

/// A signed-in person who looks at a page.
#[derive(Debug, Clone)]
pub(super) struct Viewer {
    /// How it looks.
    pub(super) look: Look,
    /// Who.
    pub(super) who: Principal,
    /// Notices that he hasn't read.
    pub(super) unread: u64,
    /// He may look at some department, by his posts or because he leads it.
    pub(super) departments: bool,
}

/// The name of a language in links, cookies and `lang` attributes.
pub(super) const fn code(language: Language) -> &'static str {
    match language {
        Language::ZhHans => "zh-Hans",
        Language::ZhHant => "zh-Hant",
        Language::En => "en",
    }
}

/// The language that a tag such as `zh-TW` asks for; `None` for one that pages don't have.
fn language_of(tag: &str) -> Option<Language> {
    let tag = tag.trim().to_ascii_lowercase().replace('_', "-");
    if ["zh-hant", "zh-tw", "zh-hk", "zh-mo"].iter().any(|start| tag.starts_with(start)) {
        Some(Language::ZhHant)
    } else if tag == "zh" || tag.starts_with("zh-") {
        Some(Language::ZhHans)
    } else if tag == "en" || tag.starts_with("en-") {
        Some(Language::En)
    } else {
        None
    }
}

/// The first language of an `Accept-Language` that pages have. Browsers list them by preference.
fn accepted(header: &str) -> Option<Language> {
    header.split(',').find_map(|part| language_of(part.split(';').next()?))
}

impl Look {
    /// A wording in the page's language.
    pub(super) const fn say(&self, text: Text) -> &'static str {
        text.get(self.language)
    }

    /// A wording with its places filled.
    pub(super) fn with(&self, text: Text, words: &[&str]) -> String {
        text.with(self.language, words)
    }

    /// A time to the minute in the site's zone.
    pub(super) fn time(&self, ms: i64) -> String {
        match self.local(ms) {
            Some(time) => time.format("%Y-%m-%d %H:%M").to_string(),
            None => format!("{ms} ms"),
        }
    }

    /// A time near to now in few words: the day by name where it is one of three.
    pub(super) fn soon(&self, ms: i64) -> String {
        let (Some(time), Some(now)) = (self.local(ms), self.local(self.now)) else { return self.time(ms) };
        let clock = time.format("%H:%M").to_string();
        let days = time.date_naive().signed_duration_since(now.date_naive()).num_days();
        let day = match days {
            0 => self.say(labels::TODAY).to_owned(),
            1 => self.say(labels::TOMORROW).to_owned(),
            -1 => self.say(labels::YESTERDAY).to_owned(),
            _ if time.year() == now.year() => time.format("%m-%d").to_string(),
            _ => time.format("%Y-%m-%d").to_string(),
        };
        format!("{day} {clock}")
    }

    /// Writes a time as an element that also says it to programs.
    pub(super) fn put_time(&self, h: &mut Html, ms: i64, short: bool) {
        let exact = self.local(ms).map(|time| time.to_rfc3339()).unwrap_or_default();
        let full = self.time(ms);
        let shown = if short { self.soon(ms) } else { full.clone() };
        h.el("time", &[("datetime", &exact), ("title", &full)], |h| h.text(&shown));
    }

    /// A day in the site's zone.
    pub(super) fn day(&self, ms: i64) -> String {
        self.local(ms).map_or_else(|| self.time(ms), |time| time.format("%Y-%m-%d").to_string())
    }

    /// Writes a day in the site's zone as an element that also says it to programs.
    pub(super) fn put_day(&self, h: &mut Html, ms: i64) {
        let day = self.day(ms);
        h.el("time", &[("datetime", &day)], |h| h.text(&day));
    }

    fn local(&self, ms: i64) -> Option<DateTime<Tz>> {
        Utc.timestamp_millis_opt(ms).single().map(|time| time.with_timezone(&self.zone))
    }

    /// Reads a form's local time in the site's zone; `None` for no time, and for an hour that the zone skips or has
    /// twice.
    pub(super) fn read_time(&self, text: &str) -> Option<i64> {
        ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"]
            .iter()
            .find_map(|form| NaiveDateTime::parse_from_str(text.trim(), form).ok())
            .and_then(|local| self.zone.from_local_datetime(&local).single())
            .map(|time| time.timestamp_millis())
    }

    /// The link to the notices, with the number of those that weren't read.
    pub(super) fn notices(&self, unread: u64) -> String {
        match unread {
            0 => self.say(labels::NOTICES).to_owned(),
            _ => self.with(labels::NOTICES_UNREAD, &[&unread.to_string()]),
        }
    }

    /// The same page in another language.
    pub(super) fn here_in(&self, language: Language) -> String {
        let joint = if self.here.contains('?') { '&' } else { '?' };
        format!("{}{joint}lang={}", self.here, code(language))
    }

    /// For what is no page: this language, the site's zone and name.
    pub(super) fn plain(state: &AppState, language: Language) -> Self {
        let site = state.site.name.clone();
        Self {
            language,
            zone: state.site.timezone,
            site,
            settings: Arc::clone(&state.jobs),
            now: state.now_ms(),
            here: String::new(),
            remember: false,
        }
    }

    fn of(parts: &Parts, state: &AppState) -> Self {
        let query = parts.uri.query().unwrap_or("");
        let chosen = query.split('&').find_map(|pair| pair.strip_prefix("lang=")).and_then(language_of);
        let remembered = session_cookie(&parts.headers, LANGUAGE_COOKIE).as_deref().and_then(language_of);
        let asked = || {
            parts
                .headers
                .get(header::ACCEPT_LANGUAGE)
                .and_then(|value| value.to_str().ok())
                .and_then(accepted)
        };
        let rest: Vec<&str> = query.split('&').filter(|p| !p.is_empty() && !p.starts_with("lang=")).collect();
        let here = match rest.as_slice() {
            [] => parts.uri.path().to_owned(),
            rest => format!("{}?{}", parts.uri.path(), rest.join("&")),
        };
        Self {
            language: chosen.or(remembered).or_else(asked).unwrap_or(Language::ZhHans),
            zone: state.site.timezone,
            site: state.site.name.clone(),
            settings: Arc::clone(&state.jobs),
            now: state.now_ms(),
            here,
            remember: chosen.is_some(),
        }
    }
}

impl FromRequestParts<AppState> for Look {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Self::Rejection> {
        Ok(Self::of(parts, state))
    }
}

impl FromRequestParts<AppState> for Viewer {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Response> {
        let look = Look::of(parts, state);
        let who = match Principal::from_request_parts(parts, state).await {
            Ok(who) => who,
            Err(problem) => return Err(refused(&look, problem)),
        };
        let (user, roles) = (who.user, who.roles.clone());
        let known = state.store.read(move |connection| {
            Ok::<_, EngineError>((unread(connection, user)?, !readable(connection, user, &roles)?.is_empty()))
        });
        match known.await {
            Ok((unread, departments)) => Ok(Self { look, who, unread, departments }),
            Err(error) => Err(refused(&look, error.into())),
        }
    }
}

/// Whoever isn't signed in is asked to; other problems are shown.
fn refused(look: &Look, problem: Problem) -> Response {
    let signed_out = matches!(
        problem.kind(),
        ProblemKind::SignInRequired
            | ProblemKind::InvalidToken
            | ProblemKind::TokenExpired
            | ProblemKind::DeviceRevoked
    );
    if !signed_out {
        return super::shell::problem(look, None, &problem);
    }
    let next = percent(&look.here);
    let to = if look.here == "/" { "/login".to_owned() } else { format!("/login?next={next}") };
    Redirect::to(&to).into_response()
}

/// A text as a value inside a query.
pub(in crate::http) fn percent(text: &str) -> String {
    use std::fmt::Write;
    text.bytes().fold(String::with_capacity(text.len()), |mut out, byte| {
        if byte.is_ascii_alphanumeric() || b"-_.~/".contains(&byte) {
            out.push(char::from(byte));
        } else {
            // Writing to a String cannot fail.
            let _ = write!(out, "%{byte:02X}");
        }
        out
    })
}

/// An amount in fen as yuan with two decimals.
pub(super) fn money(fen: i64) -> String {
    let sign = if fen < 0 { "-" } else { "" };
    let fen = fen.unsigned_abs();
    format!("{sign}¥{}.{:02}", fen / 100, fen % 100)
}

/// Yuan as typed, in fen: digits, and at most two after the point.
pub(super) fn fen(text: &str) -> Option<i64> {
    fen_of(text.trim().trim_start_matches(['¥', '¥'])).filter(|fen| *fen >= 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn yuan_are_read_without_a_float() {
        for (text, expected) in
            [("35.05", Some(3_505)), ("35", Some(3_500)), ("¥0.5", Some(50)), ("1.234", None)]
        {
            assert_eq!(fen(text), expected, "{text}");
        }
        for text in ["", ".5", "-1", "1e3", "99999999999999999999"] {
            assert_eq!(fen(text), None, "{text}");
        }
        assert_eq!(money(-7), "-¥0.07");
    }

    #[test]
    fn the_first_known_language_is_taken() {
        assert_eq!(accepted("fr;q=1, zh-TW;q=0.8, en"), Some(Language::ZhHant));
        assert_eq!(accepted("zh-CN,zh;q=0.9"), Some(Language::ZhHans));
        assert_eq!(accepted("de"), None);
    }
}

//! Enrolment, login and sync: the only commands that need the server.

use crate::cli::{Enrol, PasswordFrom};
use crate::environment::Machine;
use crate::fault::{Fault, exit};
use crate::session::{Output, Session, to_json};
use crate::words::labels;
use client_core::device::OutboxStatus;
use client_core::device::sync::SyncReport;
use pollster::block_on;
use serde_json::json;
use std::io::{BufRead, IsTerminal};
use std::path::Path;

/// A password is never longer; more is a wrong file.
const MOST_PASSWORD_BYTES: u64 = 4096;

/// Enrols this device. Killed at any instant it can be repeated with the same code.
pub fn enrol(session: &mut Session, arguments: &Enrol) -> Result<Output, Fault> {
    let server = server(&arguments.server)?;
    let enrolled = session.device.identity().cloned();
    let unsent = block_on(session.device.outbox())?.len();
    if unsent > 0 && enrolled.as_ref().is_some_and(|identity| identity.site_url != server) {
        // Asked before the code is spent.
        return Err(Fault::UnsentWork { count: unsent });
    }
    let password = password(&arguments.password, session)?;
    let fresh = Machine::secret()?;
    let key = session.folder.key_to_enrol(enrolled.map(|identity| identity.device), fresh)?;
    let code = arguments.code.trim();
    block_on(session.device.enrol_over_http(&server, code, &password, &arguments.name, &key))?;
    let Some(identity) = session.device.identity().cloned() else { return Err(Fault::NotEnrolled) };
    session.folder.settle(Some(identity.device))?;
    let device = identity.device.to_string();
    let mut text =
        labels::ENROLLED.with(session.language, &[&identity.display_name, &device, &identity.slip_prefix]);
    text.push('\n');
    Ok(Output::done(json!({ "enrolled": to_json(&identity)? }), text))
}

/// Logs the same person in again.
pub fn login(session: &mut Session, from: &PasswordFrom) -> Result<Output, Fault> {
    let Some(identity) = session.device.identity().cloned() else { return Err(Fault::NotEnrolled) };
    let key = session.folder.key(identity.device)?;
    let password = password(from, session)?;
    block_on(session.device.log_in_over_http(&password, &key))?;
    let text = labels::LOGGED_IN.with(session.language, &[&identity.display_name]);
    Ok(Output::done(
        json!({ "logged_in": { "user": identity.user, "device": identity.device } }),
        format!("{text}\n"),
    ))
}

/// Sends what waits and fetches what is new.
pub fn sync(session: &mut Session) -> Result<Output, Fault> {
    let Some(identity) = session.device.identity().cloned() else { return Err(Fault::NotEnrolled) };
    let key = session.folder.key(identity.device)?;
    let report = block_on(session.device.sync_over_http(&key))?;
    let outbox = block_on(session.device.outbox())?;
    let stuck: Vec<_> =
        outbox.iter().filter(|item| matches!(item.status, OutboxStatus::Stuck { .. })).collect();
    let applied = &report.applied;
    let json = json!({
        "requests": report.requests,
        "photos": {
            "requests": report.blob_requests,
            "failure": report.blob_failure.map(|kind| kind.to_string()),
        },
        "up": { "accepted": applied.accepted, "waiting": applied.waiting, "reissued": applied.reissued },
        "down": {
            "changes": applied.pulled,
            "documents": to_json(&applied.changed)?,
            "removed": applied.removed,
            "held": applied.problems,
            "new_epoch": applied.new_epoch,
        },
        "needs_update": session.device.needs_update(),
        "unsent": outbox.len(),
        "stuck": to_json(&stuck)?,
    });
    let exit = if stuck.is_empty() { 0 } else { exit::STUCK };
    Ok(Output { json, text: words(session, &report, stuck.len()), exit })
}

fn words(session: &Session, report: &SyncReport, stuck: usize) -> String {
    let (language, applied) = (session.language, &report.applied);
    let count = |n: u32| n.to_string();
    let mut lines = vec![
        labels::SYNC_UP.with(language, &[&count(applied.accepted)]),
        labels::SYNC_DOWN.with(language, &[&count(applied.pulled), &applied.changed.len().to_string()]),
    ];
    if applied.removed > 0 {
        lines.push(labels::SYNC_REMOVED.with(language, &[&count(applied.removed)]));
    }
    if applied.new_epoch {
        lines.push(labels::SYNC_EPOCH.get(language).to_owned());
    }
    if applied.waiting > 0 {
        lines.push(labels::SYNC_WAITING.with(language, &[&count(applied.waiting)]));
    }
    if applied.problems > 0 {
        lines.push(labels::SYNC_HELD.with(language, &[&count(applied.problems)]));
    }
    if session.device.needs_update() {
        lines.push(labels::SYNC_OUTDATED.get(language).to_owned());
    }
    if let Some(kind) = report.blob_failure {
        lines.push(labels::SYNC_PHOTO.with(language, &[&kind.to_string()]));
    }
    if stuck > 0 {
        lines.push(labels::SYNC_STUCK.with(language, &[&stuck.to_string()]));
    }
    lines.push(String::new());
    lines.join("\n")
}

/// The server's address. A password goes in clear only to this machine itself.
fn server(text: &str) -> Result<String, Fault> {
    let address = text.trim().trim_end_matches('/');
    let host = |rest: &str| {
        let authority = rest.split('/').next().unwrap_or_default();
        let end = authority.rfind(':').filter(|colon| !authority[*colon..].contains(']'));
        authority[..end.unwrap_or(authority.len())].to_ascii_lowercase()
    };
    let fits = match address.split_once("://") {
        Some(("https", rest)) => !host(rest).is_empty(),
        Some(("http", rest)) => matches!(host(rest).as_str(), "localhost" | "127.0.0.1" | "[::1]"),
        _ => false,
    };
    if fits { Ok(address.to_owned()) } else { Err(Fault::value("--server", text, "https://site.example")) }
}

/// The password: from a private file, from standard input, or typed without an echo.
fn password(from: &PasswordFrom, session: &Session) -> Result<String, Fault> {
    let unreadable =
        |path: &str, error: &std::io::Error| Fault::File { path: path.to_owned(), detail: error.to_string() };
    let text = match &from.password_file {
        Some(file) if file.as_os_str() == "-" => first_line(std::io::stdin().lock()),
        Some(file) => {
            private(file)?;
            std::fs::File::open(file).and_then(|open| first_line(std::io::BufReader::new(open)))
        }
        None if !std::io::stdin().is_terminal() => first_line(std::io::stdin().lock()),
        None => rpassword::prompt_password(labels::PASSWORD.get(session.language)),
    };
    let path = from.password_file.as_ref().map_or_else(|| "-".to_owned(), |file| file.display().to_string());
    let text = text.map_err(|error| unreadable(&path, &error))?;
    if text.is_empty() { Err(Fault::File { path, detail: "no password".into() }) } else { Ok(text) }
}

fn first_line(reader: impl BufRead) -> std::io::Result<String> {
    let mut line = String::new();
    reader.take(MOST_PASSWORD_BYTES).read_line(&mut line)?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}

/// A password file that others can read is refused.
fn private(file: &Path) -> Result<(), Fault> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let fault = |detail: String| Fault::File { path: file.display().to_string(), detail };
        let metadata = std::fs::metadata(file).map_err(|error| fault(error.to_string()))?;
        if metadata.is_file() && metadata.permissions().mode() & 0o077 != 0 {
            return Err(fault("others can read it (chmod 600)".into()));
        }
    }
    let _ = file;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_goes_in_clear_only_to_this_machine() {
        for good in
            ["https://site.example/", "https://site.example:8443", "http://127.0.0.1:8080", "http://[::1]:80"]
        {
            assert!(server(good).is_ok(), "{good}");
        }
        for bad in
            ["http://site.example", "http://127.0.0.1.site.example", "site.example", "https://", "ftp://x"]
        {
            assert!(server(bad).is_err(), "{bad}");
        }
        assert_eq!(server(" https://a.example/ ").unwrap(), "https://a.example");
    }

    #[test]
    fn a_password_is_the_first_line() {
        assert_eq!(first_line(&b"secret words\r\nmore"[..]).unwrap(), "secret words");
        assert_eq!(first_line(&b""[..]).unwrap(), "");
    }
}

//! Enrolment, login and sync: the only commands that need the server.

use crate::cli::{Cli, Enrol, PasswordFrom, SetPassphrase};
use crate::environment::Machine;
use crate::fault::{Fault, exit};
use crate::folder::{EnrolledHere, Folder, Seal};
use crate::secrets;
use crate::session::{Output, Session, to_json};
use crate::words::labels;
use client_core::device::http::{Http, RecoveryKey};
use client_core::device::sealing::PassphraseError;
use client_core::device::sync::SyncReport;
use client_core::device::{Identity, OutboxStatus};
use client_core::domain::text::Language;
use pollster::block_on;
use serde_json::json;

/// Enrols this device. Killed at any instant it can be repeated with the same code.
pub fn enrol(session: &mut Session, arguments: &Enrol) -> Result<Output, Fault> {
    let server = server(&arguments.server)?;
    let enrolled = session.device.identity().cloned();
    let unsent = block_on(session.device.outbox())?.len();
    if unsent > 0 && enrolled.as_ref().is_some_and(|identity| identity.site_url != server) {
        // Asked before the code is spent.
        return Err(Fault::UnsentWork { count: unsent });
    }
    let password = password(&arguments.password, session.language)?;
    let fresh = Machine::secret()?;
    let key = session.folder.key_to_enrol(enrolled.map(|identity| identity.device), fresh)?;
    let code = arguments.code.trim();
    let enrolling = session.device.enrol_over_http(&server, code, &password, &arguments.name, &key);
    let recovery = block_on(enrolling)?;
    let Some(identity) = session.device.identity().cloned() else { return Err(Fault::NotEnrolled) };
    session.folder.settle(Some(identity.device))?;
    seal_for(session, &identity, recovery)?;
    let device = identity.device.to_string();
    let mut text =
        labels::ENROLLED.with(session.language, &[&identity.display_name, &device, &identity.slip_prefix]);
    text.push('\n');
    Ok(Output::done(json!({ "enrolled": to_json(&identity)? }), text))
}

/// Notes beside the lock whose device this is, and how its server opens it where the passphrase is forgotten.
fn seal_for(session: &Session, identity: &Identity, recovery: Option<RecoveryKey>) -> Result<(), Fault> {
    let mut seal = session.folder.seal()?.ok_or(Fault::NotEnrolled)?;
    if let Some(recovery) = recovery {
        seal.lock.set_recovery(&session.key, recovery.0, &mut Machine::new(0)?)?;
    }
    let enrolled = EnrolledHere {
        device: identity.device,
        site_url: identity.site_url.clone(),
        enrolment_receipt: identity.enrolment_receipt.clone(),
    };
    session.folder.set_seal(&Seal { enrolled: Some(enrolled), ..seal })
}

/// Logs the same person in again, and finishes an enrolment that was killed before its end.
pub fn login(session: &mut Session, from: &PasswordFrom) -> Result<Output, Fault> {
    let Some(identity) = session.device.identity().cloned() else { return Err(Fault::NotEnrolled) };
    let key = session.folder.key(identity.device)?;
    let password = password(from, session.language)?;
    let seal = session.folder.seal()?.ok_or(Fault::NotEnrolled)?;
    if seal.enrolled.is_some_and(|here| here.device == identity.device) {
        block_on(session.device.log_in_over_http(&password, &key))?;
    } else {
        let recovery = block_on(session.device.log_in_with_recovery_over_http(&password, &key))?;
        seal_for(session, &identity, recovery)?;
    }
    let text = labels::LOGGED_IN.with(session.language, &[&identity.display_name]);
    Ok(Output::done(
        json!({ "logged_in": { "user": identity.user, "device": identity.device } }),
        format!("{text}\n"),
    ))
}

/// Sets another passphrase.
pub fn set_passphrase(session: &Session, arguments: &SetPassphrase) -> Result<Output, Fault> {
    let passphrase = new_passphrase(arguments, session.language)?;
    let mut seal = session.folder.seal()?.ok_or(Fault::NotEnrolled)?;
    seal.lock.set_passphrase(&session.key, &passphrase, &mut Machine::new(0)?)?;
    session.folder.set_seal(&seal)?;
    Ok(passphrase_set(session.language))
}

/// Sets a passphrase where the last one is forgotten: the server's key for this device, which it gives on a login alone,
/// opens what is stored. Nothing is lost.
pub fn forgotten(
    cli: &Cli,
    folder: Folder,
    language: Language,
    arguments: &SetPassphrase,
) -> Result<Output, Fault> {
    let mut seal = folder.seal()?.ok_or(Fault::NotEnrolled)?;
    let enrolled = seal.enrolled.clone().ok_or(Fault::NotEnrolled)?;
    let key = folder.key(enrolled.device)?;
    let passphrase = new_passphrase(arguments, language)?;
    let password = password(&arguments.password, language)?;
    let now = client_core::device::Environment::now(&mut Machine::new(cli.clock_offset_ms)?).wall_ms;
    let http = Http::new(&enrolled.site_url);
    let receipt = enrolled.enrolment_receipt.as_deref();
    let answer = block_on(http.log_in(enrolled.device, &password, &key, now, true, receipt))?;
    let recovery = answer.recovery_key.ok_or(PassphraseError::OtherKey)?;
    let data_key = seal.lock.recover(recovery.0)?;
    seal.lock.set_passphrase(&data_key, &passphrase, &mut Machine::new(0)?)?;
    // Opened first: where another process has the store, nothing is said to be saved and nothing is.
    let mut session = Session::with_key(cli, folder, language, data_key)?;
    session.folder.set_seal(&seal)?;
    block_on(session.device.set_granted(answer.granted))?;
    Ok(passphrase_set(language))
}

fn passphrase_set(language: Language) -> Output {
    let text = labels::PASSPHRASE_SET.get(language);
    Output::done(json!({ "passphrase_set": true }), format!("{text}\n"))
}

fn new_passphrase(arguments: &SetPassphrase, language: Language) -> Result<String, Fault> {
    let (prompt, again) = (labels::NEW_PASSPHRASE.get(language), labels::PASSPHRASE_AGAIN.get(language));
    secrets::new_passphrase(arguments.new_passphrase_file.as_deref(), prompt, again)
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

fn password(from: &PasswordFrom, language: Language) -> Result<String, Fault> {
    secrets::password(from.password_file.as_deref(), labels::PASSWORD.get(language))
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
}

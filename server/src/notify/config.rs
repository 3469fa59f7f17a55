//! `notify.toml`: the channels that the operator has set up. Secrets come from private files or the environment.

use super::contact::is_channel;
use super::{Encryption, Notifier, SMTP, Smtp, SmtpConfig, Webhook};
use crate::store::check_mode;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// The shortest secret that signs, in bytes.
const LEAST_SECRET_BYTES: usize = 16;

/// A secret text. It is never shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// The secret of this text.
    pub fn new(text: String) -> Self {
        Self(text)
    }

    pub(super) fn text(&self) -> &str {
        &self.0
    }

    pub(super) fn bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(..)")
    }
}

/// Why the channels can't be set up.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// A file can't be read.
    #[error("{file}: {source}", file = file.display())]
    Io {
        /// The file.
        file: PathBuf,
        /// The system's answer.
        source: std::io::Error,
    },
    /// It isn't what is wanted. The words hold no value of the file.
    #[error("{file}: {detail}", file = file.display())]
    Invalid {
        /// The file.
        file: PathBuf,
        /// What is wrong.
        detail: String,
    },
}

/// The channels of a site.
#[derive(Clone, Default)]
pub struct Channels {
    by_name: BTreeMap<String, Arc<dyn Notifier>>,
}

impl std::fmt::Debug for Channels {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.by_name.keys()).finish()
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    smtp: Option<SmtpTable>,
    #[serde(default, rename = "webhook")]
    webhooks: Vec<WebhookTable>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SmtpTable {
    host: String,
    port: u16,
    encryption: Encryption,
    from: String,
    username: Option<String>,
    password_file: Option<PathBuf>,
    password_env: Option<String>,
    authority_file: Option<PathBuf>,
    #[serde(default = "default_timeout")]
    timeout_seconds: u64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WebhookTable {
    channel: String,
    url: Option<String>,
    url_file: Option<PathBuf>,
    secret_file: Option<PathBuf>,
    secret_env: Option<String>,
    #[serde(default = "default_timeout")]
    timeout_seconds: u64,
}

const fn default_timeout() -> u64 {
    10
}

/// A file of the configuration that is being read.
struct Reading<'a> {
    file: &'a Path,
}

impl Reading<'_> {
    fn invalid(&self, detail: impl Into<String>) -> ConfigError {
        ConfigError::Invalid { file: self.file.to_owned(), detail: detail.into() }
    }

    /// A path as the file means it: beside itself, unless it is absolute.
    fn beside(&self, path: &Path) -> PathBuf {
        self.file.parent().map_or_else(|| path.to_owned(), |folder| folder.join(path))
    }

    fn private(&self, path: &Path) -> Result<Secret, ConfigError> {
        let path = self.beside(path);
        check_mode(&path).map_err(|error| self.invalid(error.to_string()))?;
        let text = std::fs::read_to_string(&path)
            .map_err(|source| ConfigError::Io { file: path.clone(), source })?;
        Ok(Secret(text.lines().next().unwrap_or_default().trim().to_owned()))
    }

    /// A secret from exactly one of its two sources.
    fn secret(
        &self,
        what: &str,
        path: Option<&Path>,
        variable: Option<&str>,
    ) -> Result<Option<Secret>, ConfigError> {
        match (path, variable) {
            (None, None) => Ok(None),
            (Some(path), None) => self.private(path).map(Some),
            (None, Some(name)) => match std::env::var(name) {
                Ok(text) => Ok(Some(Secret(text))),
                Err(_) => Err(self.invalid(format!("{what}: the environment has no {name}"))),
            },
            (Some(_), Some(_)) => {
                Err(self.invalid(format!("{what}: from a file or the environment, not both")))
            }
        }
    }

    fn timeout(&self, seconds: u64) -> Result<Duration, ConfigError> {
        if (1..=30).contains(&seconds) {
            Ok(Duration::from_secs(seconds))
        } else {
            Err(self.invalid("timeout_seconds: 1 to 30"))
        }
    }

    fn smtp(&self, table: SmtpTable) -> Result<Smtp, ConfigError> {
        if table.encryption == Encryption::None && !is_this_machine(&table.host) {
            return Err(self.invalid("smtp: encryption = \"none\" is only for a mail server on this machine"));
        }
        let password =
            self.secret("smtp password", table.password_file.as_deref(), table.password_env.as_deref())?;
        let login = match (table.username, password) {
            (Some(name), Some(password)) => Some((name, password)),
            (None, None) => None,
            _ => return Err(self.invalid("smtp: username and password belong together")),
        };
        let authority = match &table.authority_file {
            Some(path) => {
                let path = self.beside(path);
                Some(std::fs::read(&path).map_err(|source| ConfigError::Io { file: path, source })?)
            }
            None => None,
        };
        let from = table.from.parse().map_err(|_| self.invalid("smtp: from: an address of mail"))?;
        let config = SmtpConfig {
            host: table.host,
            port: table.port,
            encryption: table.encryption,
            from,
            login,
            authority,
            timeout: self.timeout(table.timeout_seconds)?,
        };
        Smtp::new(config).map_err(|detail| self.invalid(format!("smtp: {detail}")))
    }

    fn webhook(&self, table: &WebhookTable) -> Result<Webhook, ConfigError> {
        let channel = &table.channel;
        if !is_channel(channel) || channel == SMTP {
            return Err(self.invalid(format!("webhook: {channel:?} is no name for a channel")));
        }
        let url = match (&table.url, &table.url_file) {
            (Some(url), None) => url.clone(),
            (None, Some(path)) => self.private(path)?.0,
            _ => return Err(self.invalid(format!("webhook {channel}: url or url_file"))),
        };
        let allowed = url.starts_with("https://")
            || url.strip_prefix("http://").is_some_and(|rest| is_this_machine(authority(rest)));
        if !allowed {
            return Err(self.invalid(format!(
                "webhook {channel}: an address with https://, or http:// on this machine"
            )));
        }
        let secret = self
            .secret("webhook secret", table.secret_file.as_deref(), table.secret_env.as_deref())?
            .filter(|secret| secret.0.len() >= LEAST_SECRET_BYTES)
            .ok_or_else(|| {
                self.invalid(format!(
                    "webhook {channel}: secret_file or secret_env with {LEAST_SECRET_BYTES} bytes or more"
                ))
            })?;
        Ok(Webhook::new(url, secret, self.timeout(table.timeout_seconds)?))
    }
}

/// The host of what follows `http://`. A name before an `@` makes it none.
fn authority(rest: &str) -> &str {
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    match authority.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => host,
        _ => authority,
    }
}

fn is_this_machine(host: &str) -> bool {
    matches!(host, "localhost" | "127.0.0.1" | "::1" | "[::1]")
}

impl Channels {
    /// The channels of a file; none where there is no such file.
    ///
    /// # Errors
    /// Everything that keeps a file that exists from being used; no error holds a secret.
    pub fn load(file: &Path) -> Result<Self, ConfigError> {
        let text = match std::fs::read_to_string(file) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Self::default()),
            Err(source) => return Err(ConfigError::Io { file: file.to_owned(), source }),
        };
        let reading = Reading { file };
        let File { smtp, webhooks } = toml::from_str(&text).map_err(|error| {
            // The parser's own display quotes the line, which may hold what is nobody's business.
            reading.invalid(error.message())
        })?;
        let mut channels = Self::default();
        if let Some(table) = smtp {
            channels = channels.with(SMTP, Arc::new(reading.smtp(table)?));
        }
        for table in &webhooks {
            if channels.by_name.contains_key(&table.channel) {
                return Err(reading.invalid(format!("webhook {}: twice", table.channel)));
            }
            channels = channels.with(&table.channel, Arc::new(reading.webhook(table)?));
        }
        Ok(channels)
    }

    /// These channels and one more.
    pub fn with(mut self, name: &str, notifier: Arc<dyn Notifier>) -> Self {
        self.by_name.insert(name.to_owned(), notifier);
        self
    }

    /// The channel of a name.
    pub fn get(&self, name: &str) -> Option<Arc<dyn Notifier>> {
        self.by_name.get(name).cloned()
    }

    /// The names of all channels.
    pub fn names(&self) -> BTreeSet<String> {
        self.by_name.keys().cloned().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load(text: &str) -> Result<Channels, String> {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("notify.toml");
        std::fs::write(&file, text).unwrap();
        for (name, mode) in [("secret", 0o600), ("open", 0o644)] {
            use std::os::unix::fs::PermissionsExt;
            let path = folder.path().join(name);
            std::fs::write(&path, "a secret of many bytes\n").unwrap();
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
        }
        Channels::load(&file).map_err(|error| error.to_string())
    }

    #[test]
    fn channels_are_read_with_their_secrets_from_private_files() {
        let channels = load(
            "[smtp]\nhost = \"mail.example\"\nport = 465\nencryption = \"tls\"\nfrom = \"Site <site@example.org>\"\n\
             username = \"site\"\npassword_file = \"secret\"\n\
             [[webhook]]\nchannel = \"wecom\"\nurl = \"https://relay.example/wecom\"\nsecret_file = \"secret\"\n\
             [[webhook]]\nchannel = \"sms\"\nurl = \"http://127.0.0.1:9000/sms\"\nsecret_file = \"secret\"\n",
        )
        .unwrap();
        assert_eq!(channels.names().into_iter().collect::<Vec<_>>(), ["sms", "smtp", "wecom"]);
        assert!(Channels::load(Path::new("/nonexistent/notify.toml")).unwrap().names().is_empty());
    }

    #[test]
    fn what_would_leak_or_lead_astray_is_refused_without_saying_a_secret() {
        let hook = |rest: &str| format!("[[webhook]]\nchannel = \"sms\"\n{rest}\n");
        let mail = |rest: &str| format!("[smtp]\nport = 25\nfrom = \"a@b.org\"\n{rest}\n");
        for (text, wanted) in [
            (hook("url = \"http://relay.example/\"\nsecret_file = \"secret\""), "https://"),
            (hook("url = \"http://127.0.0.1@relay.example/\"\nsecret_file = \"secret\""), "https://"),
            (hook("url = \"http://127.0.0.1:x@relay.example/\"\nsecret_file = \"secret\""), "https://"),
            (hook("url = \"file:///etc/passwd\"\nsecret_file = \"secret\""), "https://"),
            (hook("url = \"https://relay.example/\"\nsecret_file = \"open\""), "mode"),
            (hook("url = \"https://relay.example/\""), "secret_file"),
            (hook("url = \"https://relay.example/\"\nsecret = \"hunter2\""), "unknown field"),
            (mail("host = \"mail.example\"\nencryption = \"none\""), "this machine"),
            (mail("host = \"mail.example\"\nencryption = \"tls\"\nusername = \"a\""), "belong together"),
            (mail("host = \"mail.example\"\nencryption = \"tls\"\npassword = \"hunter2\""), "unknown field"),
        ] {
            let error = load(&text).unwrap_err();
            assert!(error.contains(wanted), "{text}: {error}");
            assert!(!error.contains("hunter2"), "{error}");
        }
        assert_eq!(format!("{:?}", Secret::new("hunter2".to_owned())), "Secret(..)");
    }
}

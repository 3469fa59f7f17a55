//! Notices by mail.

use super::{DeliveryError, Message, Notifier, Secret};
use lettre::message::header::ContentType;
use lettre::message::{Mailbox, MessageBuilder};
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Certificate, Tls, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use lettre::{SmtpTransport, Transport};
use serde::Deserialize;
use std::time::{Duration, UNIX_EPOCH};

/// How a mail server is spoken to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Encryption {
    /// TLS after STARTTLS; a server without it gets no mail.
    Starttls,
    /// TLS from the first byte.
    Tls,
    /// None; only to this machine itself.
    None,
}

/// A mail server.
#[derive(Debug)]
pub struct SmtpConfig {
    /// Its host.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How it is spoken to.
    pub encryption: Encryption,
    /// Who the mail is from.
    pub from: Mailbox,
    /// Name and password, where it asks for them.
    pub login: Option<(String, Secret)>,
    /// A certificate authority in PEM form that is trusted beside the well-known ones.
    pub authority: Option<Vec<u8>>,
    /// For each step of the exchange.
    pub timeout: Duration,
}

/// The channel of mail.
pub struct Smtp {
    transport: SmtpTransport,
    from: Mailbox,
}

impl std::fmt::Debug for Smtp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Smtp(..)")
    }
}

impl Smtp {
    /// The channel to a mail server. Nothing is sent yet.
    ///
    /// # Errors
    /// The certificate authority can't be used.
    pub fn new(config: SmtpConfig) -> Result<Self, String> {
        let parameters = || {
            let mut builder = TlsParameters::builder(config.host.clone());
            if let Some(pem) = &config.authority {
                let authority = Certificate::from_pem(pem).map_err(|error| error.to_string())?;
                builder = builder.add_root_certificate(authority);
            }
            builder.build().map_err(|error| error.to_string())
        };
        let tls = match config.encryption {
            Encryption::Starttls => Tls::Required(parameters()?),
            Encryption::Tls => Tls::Wrapper(parameters()?),
            Encryption::None => Tls::None,
        };
        let name = ClientId::Domain(config.from.email.domain().to_owned());
        let mut builder = SmtpTransport::builder_dangerous(config.host)
            .port(config.port)
            .tls(tls)
            .timeout(Some(config.timeout))
            .hello_name(name);
        if let Some((name, password)) = config.login {
            builder = builder.credentials(Credentials::new(name, password.text().to_owned()));
        }
        Ok(Self { transport: builder.build(), from: config.from })
    }

    fn mail(&self, message: &Message) -> Result<lettre::Message, DeliveryError> {
        let never = |words: &str| DeliveryError::Never(words.to_owned());
        let to = message.to.parse().map_err(|_| never("the address is none"))?;
        let made = u64::try_from(message.created_at).unwrap_or(0);
        MessageBuilder::new()
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .subject(&message.title)
            .date(UNIX_EPOCH + Duration::from_millis(made))
            // A mail server or reader that has seen the id drops the repeat.
            .message_id(Some(format!("<{}@{}>", message.id, self.from.email.domain())))
            .header(ContentType::TEXT_PLAIN)
            .body(format!("{}\n\n{}\n", message.text, message.link))
            .map_err(|_| never("the mail can't be written"))
    }
}

impl Notifier for Smtp {
    fn deliver(&self, message: &Message, _now: i64) -> Result<(), DeliveryError> {
        let mail = self.mail(message)?;
        match self.transport.send(&mail) {
            Ok(_) => Ok(()),
            Err(error) if error.is_permanent() => Err(DeliveryError::Never(words_of(&error))),
            Err(error) => Err(DeliveryError::Later(words_of(&error))),
        }
    }
}

/// An error in words that hold neither an address nor what the server said.
fn words_of(error: &lettre::transport::smtp::Error) -> String {
    match error.status() {
        Some(code) => format!("the mail server answered {code}"),
        None if error.is_timeout() => "the mail server didn't answer in time".to_owned(),
        None if error.is_tls() => "no TLS with the mail server".to_owned(),
        None => "no connection to the mail server".to_owned(),
    }
}

//! Who is told of what, and how it reaches them.
//!
//! A [`NoticeBody`] is data. It is put into words in the reader's language when it is read on the notices page or sent
//! over a channel. What leaves the site names the order by its number and a link, and never a customer.

mod audience;
mod config;
mod contact;
mod notice;
mod outbox;
mod smtp;
mod webhook;
mod words;

pub use config::{Channels, ConfigError, Secret};
pub use contact::{Contact, ContactError, contacts, remove_contact, set_contact};
pub(crate) use notice::raise;
pub use notice::{Notice, NoticeBody, NoticePage, Subject, mark_all_read, mark_read, page, unread};
pub(crate) use outbox::{Outgoing, acknowledge, outgoing};
pub use smtp::{Encryption, Smtp, SmtpConfig};
pub use webhook::{Webhook, sign};
pub(crate) use words::task;
pub use words::{text, title};

use client_core::domain::text::Language;
use serde::Serialize;

/// The channel of mail. All others are webhooks with names of the operator's choice.
pub const SMTP: &str = "smtp";

/// What goes over a channel to one person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Message {
    /// The same for every attempt of one delivery: whoever has seen it drops the repeat.
    pub id: String,
    /// The channel.
    pub channel: String,
    /// The person's address on this channel.
    pub to: String,
    /// What the notice is of, such as `reply_late`.
    pub kind: String,
    /// Language of title and text.
    pub language: Language,
    /// In a few words.
    pub title: String,
    /// In a sentence.
    pub text: String,
    /// Where more is seen, after signing in.
    pub link: String,
    /// Number of the order's slip, where it is of an order that has one.
    pub order_number: Option<String>,
    /// When the notice was made, milliseconds since 1970 UTC.
    pub created_at: i64,
}

/// Why a message wasn't accepted. The words are kept for the operator and hold no secret.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DeliveryError {
    /// It may be accepted later.
    #[error("{0}")]
    Later(String),
    /// It will never be accepted as it is.
    #[error("{0}")]
    Never(String),
}

/// A channel that messages are handed to.
///
/// Delivery is at least once: a crash between the other side's acceptance and our note of it sends the message again, with
/// the same id. A call may block for the channel's timeout and never longer.
pub trait Notifier: Send + Sync {
    /// Hands the message over at `now`, milliseconds since 1970 UTC.
    ///
    /// # Errors
    /// [`DeliveryError`].
    fn deliver(&self, message: &Message, now: i64) -> Result<(), DeliveryError>;
}

//! Notices to another program over HTTP: a relay to SMS, `WeChat Work`, or whatever a site has.
//!
//! The address is the operator's, from `notify.toml`, and nobody else's: no user, device or page can set or change it, so
//! nobody can make the server call an address of his choice. Redirects are refused for the same reason.

use super::{DeliveryError, Message, Notifier, Secret};
use crate::keys::{KeyError, hmac_with};
use client_core::domain::id::hex;
use std::time::Duration;

/// The answer's body is read up to this size, so that the connection ends well, and thrown away.
const MOST_ANSWER_BYTES: u64 = 64 * 1024;
/// Header with the time of sending and the signature.
const SIGNATURE: &str = "Undercroft-Signature";
/// Header with the delivery's id.
const DELIVERY: &str = "Undercroft-Delivery";

/// A channel that posts messages as JSON.
pub struct Webhook {
    url: String,
    secret: Secret,
    agent: ureq::Agent,
}

impl std::fmt::Debug for Webhook {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // The address may hold a key of the receiver's.
        f.write_str("Webhook(..)")
    }
}

/// The value of the signature's header: the time of sending in seconds since 1970, and the HMAC-SHA256 of that time, a
/// point and the body, in hexadecimal.
///
/// # Errors
/// The cryptography library refused.
pub fn sign(secret: &[u8], now_s: i64, body: &[u8]) -> Result<String, KeyError> {
    let mut signed = format!("{now_s}.").into_bytes();
    signed.extend_from_slice(body);
    Ok(format!("t={now_s},v1={}", hex(&hmac_with(secret, &signed)?)))
}

impl Webhook {
    /// A channel to this address. It is asked with this timeout for the whole exchange, without redirects and without the
    /// machine's proxy settings.
    pub fn new(url: String, secret: Secret, timeout: Duration) -> Self {
        let config = ureq::Agent::config_builder()
            .timeout_global(Some(timeout))
            .max_redirects(0)
            .http_status_as_error(false)
            .max_response_header_size(16 * 1024)
            .max_idle_connections(0)
            .proxy(None)
            .user_agent("undercroft")
            .build();
        Self { url, secret, agent: config.into() }
    }
}

impl Notifier for Webhook {
    fn deliver(&self, message: &Message, now: i64) -> Result<(), DeliveryError> {
        let body = serde_json::to_vec(message).map_err(|error| DeliveryError::Never(error.to_string()))?;
        let signature = sign(self.secret.bytes(), now.div_euclid(1_000), &body)
            .map_err(|error| DeliveryError::Later(error.to_string()))?;
        let sent = self
            .agent
            .post(&self.url)
            .header("Content-Type", "application/json")
            .header(SIGNATURE, &signature)
            .header(DELIVERY, &message.id)
            .send(&body[..]);
        let mut answer = sent.map_err(|error| DeliveryError::Later(words_of(&error)))?;
        let status = answer.status().as_u16();
        // What the other side says is not ours to judge, only whether it took the message.
        let _ = answer.body_mut().with_config().limit(MOST_ANSWER_BYTES).read_to_vec();
        match status {
            200..=299 => Ok(()),
            300..=399 => Err(DeliveryError::Later(format!("redirects are refused (status {status})"))),
            400 | 410 | 413 | 422 => Err(DeliveryError::Never(format!("refused with status {status}"))),
            _ => Err(DeliveryError::Later(format!("answered with status {status}"))),
        }
    }
}

/// An error in words that never hold the address.
fn words_of(error: &ureq::Error) -> String {
    match error {
        ureq::Error::Timeout(_) => "no answer in time".to_owned(),
        ureq::Error::Io(error) => format!("no connection: {:?}", error.kind()),
        ureq::Error::HostNotFound => "the host's name isn't known".to_owned(),
        ureq::Error::ConnectionFailed => "no connection".to_owned(),
        _ => "the exchange failed".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_is_the_documented_one() {
        // printf '1772414100.{"id":"1"}' | openssl dgst -sha256 -hmac secret
        assert_eq!(
            sign(b"secret", 1_772_414_100, br#"{"id":"1"}"#).unwrap(),
            "t=1772414100,v1=43c82d50b39ac21bbdd6188345dff266e4e2c21c4847213ca2e7e1ca50a09722"
        );
    }
}

//! The other ends of the channels: a mail server and a webhook's receiver, both real and on this machine.

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// A call of the webhook.
#[derive(Debug, Clone)]
pub struct Call {
    pub path: String,
    pub signature: String,
    pub delivery: String,
    pub body: Vec<u8>,
}

impl Call {
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    /// The time of the signature in seconds, after checking it with an HMAC of our own.
    #[track_caller]
    pub fn signed_at(&self, secret: &[u8]) -> i64 {
        let (time, signature) = self.signature.split_once(",v1=").unwrap();
        let time = time.strip_prefix("t=").unwrap();
        let mut signed = format!("{time}.").into_bytes();
        signed.extend_from_slice(&self.body);
        assert_eq!(signature, hmac(secret, &signed), "{self:?}");
        time.parse().unwrap()
    }
}

/// HMAC-SHA256 as RFC 2104 writes it down.
fn hmac(secret: &[u8], message: &[u8]) -> String {
    assert!(secret.len() <= 64);
    let padded = |with: u8| {
        let mut block = [with; 64];
        block.iter_mut().zip(secret).for_each(|(byte, key)| *byte ^= key);
        block
    };
    let inner = Sha256::digest([&padded(0x36)[..], message].concat());
    let outer = Sha256::digest([&padded(0x5c)[..], &inner[..]].concat());
    client_core::domain::id::hex(&outer)
}

#[derive(Clone, Default)]
pub struct Calls {
    calls: Arc<Mutex<Vec<Call>>>,
    answers: Arc<Mutex<VecDeque<u16>>>,
}

impl Calls {
    pub fn all(&self) -> Vec<Call> {
        self.calls.lock().unwrap().clone()
    }
}

/// A receiver of webhooks that gives these answers and accepts what comes after them.
pub fn webhook(answers: &[u16]) -> (SocketAddr, Calls) {
    let calls =
        Calls { answers: Arc::new(Mutex::new(answers.iter().copied().collect())), ..Calls::default() };
    let (tell, told) = std::sync::mpsc::channel();
    let state = calls.clone();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async move {
            let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
            tell.send(listener.local_addr().unwrap()).unwrap();
            axum::serve(listener, Router::new().fallback(take).with_state(state)).await.unwrap();
        });
    });
    (told.recv().unwrap(), calls)
}

async fn take(State(calls): State<Calls>, uri: axum::http::Uri, headers: HeaderMap, body: Bytes) -> Response {
    let text = |name: &str| headers[name].to_str().unwrap().to_owned();
    assert_eq!(text("content-type"), "application/json");
    calls.calls.lock().unwrap().push(Call {
        path: uri.path().to_owned(),
        signature: text("undercroft-signature"),
        delivery: text("undercroft-delivery"),
        body: body.to_vec(),
    });
    let status = calls.answers.lock().unwrap().pop_front().unwrap_or(204);
    // More than anybody should read.
    let body = if status == 500 { "x".repeat(1_000_000) } else { String::new() };
    (StatusCode::from_u16(status).unwrap(), [("location", "/elsewhere")], body).into_response()
}

/// A mail that the sink took.
#[derive(Debug, Clone)]
pub struct Mail {
    pub from: String,
    pub to: String,
    pub text: String,
}

impl Mail {
    pub fn header(&self, name: &str) -> &str {
        let start = format!("{name}: ");
        self.text.lines().find_map(|line| line.strip_prefix(&start)).unwrap()
    }
}

#[derive(Clone, Default)]
pub struct Mails {
    mails: Arc<Mutex<Vec<Mail>>>,
    answers: Arc<Mutex<VecDeque<&'static str>>>,
}

impl Mails {
    pub fn all(&self) -> Vec<Mail> {
        self.mails.lock().unwrap().clone()
    }
}

/// A mail server without TLS that gives these answers to the first mails and takes the others.
pub fn smtp(answers: &[&'static str]) -> (SocketAddr, Mails) {
    let mails =
        Mails { answers: Arc::new(Mutex::new(answers.iter().copied().collect())), ..Mails::default() };
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let taken = mails.clone();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let _ = speak(stream.unwrap(), &taken);
        }
    });
    (address, mails)
}

fn speak(mut stream: TcpStream, mails: &Mails) -> std::io::Result<()> {
    let mut lines = BufReader::new(stream.try_clone()?).lines();
    let (mut from, mut to) = (String::new(), String::new());
    stream.write_all(b"220 sink ESMTP\r\n")?;
    while let Some(line) = lines.next() {
        let line = line?;
        let word = line.split(' ').next().unwrap_or_default().to_uppercase();
        let answer = match word.as_str() {
            "EHLO" => "250-sink\r\n250 8BITMIME",
            "MAIL" => {
                line.clone_into(&mut from);
                "250 OK"
            }
            "RCPT" => {
                line.clone_into(&mut to);
                "250 OK"
            }
            "DATA" => {
                stream.write_all(b"354 go on\r\n")?;
                let text: Vec<String> =
                    lines.by_ref().map_while(Result::ok).take_while(|line| line != ".").collect();
                let answer = mails.answers.lock().unwrap().pop_front().unwrap_or("250 taken");
                mails.mails.lock().unwrap().push(Mail {
                    from: from.clone(),
                    to: to.clone(),
                    text: text.join("\n"),
                });
                answer
            }
            "QUIT" => {
                stream.write_all(b"221 bye\r\n")?;
                return Ok(());
            }
            _ => "502 unknown",
        };
        stream.write_all(format!("{answer}\r\n").as_bytes())?;
    }
    Ok(())
}

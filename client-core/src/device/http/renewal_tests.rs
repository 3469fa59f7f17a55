//! Renewing tokens with servers of every age and state.

use super::{Fetch, Http, HttpAnswer, HttpError, HttpRequest, Signer};
use crate::device::Granted;
use crate::device::sync::FailureKind;
use pollster::block_on;
use serde_json::{Value, json};
use std::cell::RefCell;

struct Key;

impl Signer for Key {
    fn public_key(&self) -> [u8; 32] {
        [1; 32]
    }

    fn sign(&self, _: &[u8]) -> [u8; 64] {
        [2; 64]
    }
}

/// Gives nonces, and these answers to renewals; keeps what it was asked.
struct Server {
    answers: RefCell<Vec<(u16, Value)>>,
    asked: RefCell<Vec<Value>>,
}

impl Fetch for &Server {
    async fn fetch(&self, request: HttpRequest) -> Result<HttpAnswer, FailureKind> {
        let (status, body) = if request.url.ends_with("/nonce") {
            (200, json!({ "nonce": "n" }))
        } else {
            let body = serde_json::from_slice(&request.body.unwrap()).unwrap();
            self.asked.borrow_mut().push(body);
            self.answers.borrow_mut().remove(0)
        };
        let media = if status == 200 { "application/json" } else { "application/problem+json" };
        let headers = vec![("content-type".to_owned(), media.to_owned())];
        Ok(HttpAnswer { status, headers, body: body.to_string().into_bytes() })
    }

    async fn pack(&self, _: &[u8]) -> Option<(&'static str, Vec<u8>)> {
        None
    }
}

fn problem(status: u16, kind: &str) -> (u16, Value) {
    (status, json!({ "type": format!("/problems/{kind}"), "title": kind }))
}

fn fresh(more: &Value) -> (u16, Value) {
    let mut answer = json!({ "access_token": "a2", "expires_in": 600, "refresh_token": "r2" });
    answer.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    (200, answer)
}

/// What a renewal came to, and whether each request showed the receipt.
fn renew(
    receipt: Option<&str>,
    answers: Vec<(u16, Value)>,
) -> (Result<Granted, HttpError>, Vec<Option<String>>) {
    let server = Server { answers: RefCell::new(answers), asked: RefCell::default() };
    let renewed = block_on(Http::over(&server, "https://site.example").renew("r1", receipt, &Key, 1_000));
    let shown = |asked: &Value| asked["enrolment_receipt"].as_str().map(str::to_owned);
    let shown = server.asked.borrow().iter().map(shown).collect();
    (renewed, shown)
}

#[test]
fn p3_the_receipt_of_an_enrolment_is_shown_only_where_the_token_was_refused() {
    let (renewed, shown) = renew(Some("e1"), vec![fresh(&json!({ "enrolment_receipt": "e2" }))]);
    assert_eq!(renewed.unwrap().enrolment_receipt.as_deref(), Some("e2"));
    assert_eq!(shown, [None]);

    let answers = vec![
        problem(401, "invalid-grant"),
        fresh(&json!({ "enrolment_receipt": "e2", "slip_prefix": "A7" })),
    ];
    let (renewed, shown) = renew(Some("e1"), answers);
    let renewed = renewed.unwrap();
    assert_eq!((renewed.tokens.refresh.as_str(), renewed.slip_prefix.as_deref()), ("r2", Some("A7")));
    assert_eq!(shown, [None, Some("e1".to_owned())]);
}

#[test]
fn p12_with_a_server_from_before_there_were_receipts_everything_is_as_it_was() {
    let (renewed, _) = renew(Some("e1"), vec![fresh(&json!({}))]);
    assert_eq!(renewed.unwrap().enrolment_receipt, None, "the device keeps the one that it has");
    let (renewed, shown) = renew(None, vec![problem(401, "invalid-grant")]);
    assert_eq!((renewed, shown), (Err(HttpError::SignedOut), vec![None]));
    let (renewed, shown) =
        renew(Some("e1"), vec![problem(401, "invalid-grant"), problem(400, "unknown-field")]);
    assert_eq!((renewed, shown.len()), (Err(HttpError::SignedOut), 2));
}

#[test]
fn p15_whatever_else_goes_wrong_while_the_receipt_is_shown_signs_nobody_out() {
    for (status, kind) in [(400, "invalid-nonce"), (401, "device-revoked"), (503, "busy")] {
        let (renewed, _) = renew(Some("e1"), vec![problem(401, "invalid-grant"), problem(status, kind)]);
        assert!(matches!(renewed, Err(HttpError::Problem { .. })), "{kind}: {renewed:?}");
    }
    let (renewed, _) = renew(Some("e1"), vec![problem(401, "invalid-grant"), problem(401, "invalid-grant")]);
    assert_eq!(renewed, Err(HttpError::SignedOut));
}

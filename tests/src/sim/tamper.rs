//! Faults that the product must not have, put in at its edges, to see that the checker finds them.

use crate::checker::Books;
use client_core::domain::id::DocumentId;
use client_core::protocol::{self, DocumentPage, Outcome, SyncAnswer, SyncRequest, VERSION, Verdict};
use serde_json::Value;

/// A fault of the product, at one of its edges.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tamper {
    /// None: the product as it is.
    #[default]
    Nothing,
    /// A proxy says "accepted" and never passes the request on.
    EarlyAck,
    /// A phone's store says "saved" before the disk has it.
    LostPhoneCommit,
    /// The server says "accepted" before its disk has it.
    LostServerCommit,
    /// An answer leaves a document out and moves the cursor past it.
    DroppedDocument,
    /// An answer leaves a change out and moves the cursor past it.
    DroppedRow,
    /// An answer names a document that its reader may not know.
    Leak,
    /// A blob of such a document comes with an answer.
    LeakedBlob,
    /// The log gets an entry twice.
    StoredTwice,
    /// An entry of the log is changed afterwards.
    ChangedEntry,
    /// A change of the log is deleted.
    DeletedChange,
    /// A forged change enters the log.
    ForgedEntry,
    /// The quarantine forgets the bytes.
    LostQuarantine,
    /// A phone folds the same set to something else.
    OtherFold,
    /// The fold leaves what somebody filled into a matter out of its course.
    LostFilling,
    /// A change arrives that isn't what was acknowledged.
    OtherAck,
    /// The ledger has one piece more of something than came in.
    WrongFigure,
    /// The ledger leaves out a movement, and the figures with it.
    ForgottenMovement,
    /// The ledger forgets who has a tool.
    ForgottenLoan,
    /// A bill is one fen less than what was agreed and signed.
    WrongBill,
}

/// An answer that was never the server's.
pub(super) fn early_ack(body: &[u8], now: i64) -> Option<Vec<u8>> {
    let request: SyncRequest = protocol::from_bytes(body).ok()?;
    let cursor = request.cursor?;
    if request.push.is_empty() {
        return None;
    }
    let verdicts = request.push.iter().filter_map(|run| {
        let upto = run.rows.last()?.seq;
        Some(Verdict { document: run.document, actor: run.actor, upto, outcome: Outcome::Accepted })
    });
    let answer = SyncAnswer {
        version: VERSION,
        nonce: request.nonce,
        server_time: now,
        verdicts: verdicts.collect(),
        returned: Vec::new(),
        documents: Vec::new(),
        removed: Vec::new(),
        blobs: Vec::new(),
        reference: None,
        cursor,
        new_epoch: false,
        more: false,
        backed_up: None,
    };
    protocol::to_bytes(&answer).ok()
}

/// Changes an answer on its way; `None` when it offers no chance to.
pub(super) fn answer(tamper: Tamper, body: &[u8], phone: usize, books: &Books) -> Option<Vec<u8>> {
    let mut answer: SyncAnswer = protocol::from_bytes(body).ok()?;
    match tamper {
        Tamper::DroppedDocument => {
            answer.documents.pop()?;
        }
        Tamper::DroppedRow => {
            let run = answer.documents.last_mut()?.runs.pop()?;
            if run.rows.len() > 1 {
                return None;
            }
        }
        Tamper::Leak | Tamper::LeakedBlob => {
            let secret = books.secret_of(phone)?;
            if tamper == Tamper::Leak {
                answer.documents.push(DocumentPage {
                    document: DocumentId::from_bytes(secret),
                    kind: client_core::domain::entry::DocumentKind::Customer,
                    runs: Vec::new(),
                    snapshot: None,
                });
            } else {
                let bytes = protocol::Bytes(vec![7; 20]);
                answer.blobs.push(protocol::WireBlob { document: DocumentId::from_bytes(secret), bytes });
            }
        }
        _ => return None,
    }
    protocol::to_bytes(&answer).ok()
}

/// Changes the store's ledger before it is shown.
pub(super) fn ledger(tamper: Tamper, shown: &mut Value) {
    match tamper {
        Tamper::WrongFigure => {
            if let Some(line) = shown["stock"].get_mut(0) {
                line["on_hand"] = (line["on_hand"].as_i64().unwrap_or(0) + 1).into();
            }
        }
        Tamper::ForgottenMovement => {
            if let Some(postings) = shown["postings"].as_array_mut() {
                postings.pop();
            }
        }
        Tamper::ForgottenLoan => {
            let loans = shown["tools"]["loans"].as_array_mut();
            let open = |loan: &Value| loan["state"] == "open";
            if let Some(loan) = loans.into_iter().flatten().find(|loan| open(loan)) {
                loan["state"] = "returned".into();
            }
        }
        _ => {}
    }
}

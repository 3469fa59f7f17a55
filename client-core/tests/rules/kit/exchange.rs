//! What lies between the devices: takes every change, hands everything to everybody, and knows no rule.

use super::Clock;
use client_core::device::sync::{FailureKind, OutgoingRequest, Transport};
use client_core::domain::blob::digest_of;
use client_core::domain::id::{BlobDigest, ChangeHash, DocumentId};
use client_core::domain::reference::Reference;
use client_core::protocol::convert::{from_wire, to_wire};
use client_core::protocol::{
    self, BlobAnswer, BlobRequest, Bundle, Bytes, Cursor, DocumentPage, Outcome, PulledRow, PulledRun,
    SyncAnswer, SyncRequest, VERSION, Verdict, WireBlob,
};
use client_core::replica::{Inserted, Replica};
use std::collections::BTreeMap;

const EPOCH: [u8; 8] = [1; 8];

pub struct Exchange {
    clock: Clock,
    log: Vec<(DocumentId, ChangeHash)>,
    replicas: BTreeMap<DocumentId, Replica>,
    blobs: BTreeMap<BlobDigest, (DocumentId, Vec<u8>)>,
    /// What devices are given when theirs is of another version.
    pub reference: Reference,
}

impl Exchange {
    pub fn new(clock: Clock, reference: Reference) -> Self {
        Self { clock, log: Vec::new(), replicas: BTreeMap::new(), blobs: BTreeMap::new(), reference }
    }

    fn take(&mut self, request: &SyncRequest) -> Vec<Verdict> {
        for blob in &request.blobs {
            self.blobs.insert(digest_of(&blob.bytes.0), (blob.document, blob.bytes.0.clone()));
        }
        let mut verdicts = Vec::new();
        for run in &request.push {
            let replica =
                self.replicas.entry(run.document).or_insert_with(|| Replica::new(run.kind, run.document));
            for row in &run.rows {
                let own_last = replica.last_of(&run.actor).map(|(_, hash)| hash);
                match replica.insert(from_wire(run.actor, row, own_last).unwrap()).unwrap() {
                    Inserted::New(hash) => self.log.push((run.document, hash)),
                    Inserted::Duplicate(_) => {}
                    Inserted::Waiting(_) => panic!("a device sends what its changes depend on"),
                }
            }
            let last = replica.last_of(&run.actor).unwrap();
            assert_eq!(last.1, run.hash, "both sides build the same change");
            verdicts.push(Verdict {
                document: run.document,
                actor: run.actor,
                upto: run.rows.last().unwrap().seq,
                outcome: Outcome::Accepted,
            });
        }
        verdicts
    }

    fn pages(&self, from: usize) -> Vec<DocumentPage> {
        let mut pages: Vec<DocumentPage> = Vec::new();
        for (document, hash) in &self.log[from..] {
            let replica = &self.replicas[document];
            let (row, _) = replica.rows().find(|(_, built)| built.hash == *hash).unwrap();
            let before = replica.rows().find(|(r, _)| r.actor == row.actor && r.seq + 1 == row.seq);
            let row_down = PulledRow {
                row: to_wire(row, before.map(|(_, built)| built.hash)),
                received_at: self.clock.get(),
            };
            let run = PulledRun { actor: row.actor, rows: vec![row_down], hash: *hash, receipt: None };
            match pages.iter_mut().find(|page| page.document == *document) {
                Some(page) => page.runs.push(run),
                None => pages.push(DocumentPage {
                    document: *document,
                    kind: replica.kind(),
                    runs: vec![run],
                    snapshot: None,
                }),
            }
        }
        pages
    }

    fn answer(&mut self, request: &[u8]) -> Vec<u8> {
        let request: SyncRequest = protocol::from_bytes(request).unwrap();
        let verdicts = self.take(&request);
        let from = request.cursor.map_or(0, |cursor| usize::try_from(cursor.seq).unwrap());
        let documents = self.pages(from);
        let named = |document: &DocumentId| documents.iter().any(|page| page.document == *document);
        let blobs = self.blobs.values().filter(|(document, _)| named(document));
        let blobs = blobs
            .map(|(document, bytes)| WireBlob { document: *document, bytes: Bytes(bytes.clone()) })
            .collect();
        let newer = request.reference != self.reference.version;
        protocol::to_bytes(&SyncAnswer {
            version: VERSION,
            nonce: request.nonce,
            server_time: self.clock.get(),
            verdicts,
            returned: Vec::new(),
            documents,
            removed: Vec::new(),
            blobs,
            reference: newer.then(|| Bundle::from(self.reference.clone())),
            cursor: Cursor { epoch: EPOCH, seq: u64::try_from(self.log.len()).unwrap(), check: None },
            new_epoch: false,
            more: false,
            backed_up: None,
        })
        .unwrap()
    }
}

impl Transport for Exchange {
    async fn exchange(&mut self, request: &OutgoingRequest) -> Result<Vec<u8>, FailureKind> {
        Ok(self.answer(&request.bytes))
    }

    async fn blob(&mut self, request: &BlobRequest) -> Result<BlobAnswer, FailureKind> {
        panic!("every picture of these tests is small and travels inside a sync: {request:?}")
    }
}

//! Bodies of `/api/v1/sync`, as the server reads them.
//!
//! First byte: its last two bits say who sends, or 252 and above administration, and where the bit of 4 is set, hashes of runs
//! are put right, so that a changed field inside of a real request is judged by what it says.

use super::admission::{served, with_story};
use super::{chosen, one};
use crate::Reached;
use crate::forge::repaired;
use crate::site::Person;
use client_core::protocol::{MAX_REQUEST_BYTES, SyncRequest, from_bytes, to_bytes};

/// Runs one input.
pub fn run(data: &[u8]) -> Reached {
    let Some((how, body)) = chosen(data) else { return one("nothing") };
    if body.len() > MAX_REQUEST_BYTES {
        return one("too large");
    }
    let mut request: SyncRequest = match from_bytes(body) {
        Ok(request) => request,
        Err(_) => return one("malformed"),
    };
    let again = to_bytes(&request).expect("a request has bytes");
    assert_eq!(from_bytes(&again).as_ref(), Ok(&request), "a request survives the wire");
    with_story(|story, matter| {
        if how & 4 != 0 {
            for run in &mut request.push {
                *run = repaired(run, matter.documents.get(&run.document));
            }
        }
        let who = if how >= Person::Administration.number() { how } else { how & 3 };
        story.site.undone(|site| served(site, Person::pick(who), &request))
    })
}

//! The numbers that this device has given out, as far as the server has them.

use crate::device::Identity;
use crate::device::record::Counters;
use crate::domain::entry::{Body, Entry};
use crate::protocol::DocumentPage;

/// The counters after these news. A device that was put back to an older copy of its files hears from its own work how far
/// it had counted, and gives no number out again (P13). What others wrote counts nothing: they could use its numbers up.
pub(super) fn counted(counters: Counters, identity: Option<&Identity>, news: &[DocumentPage]) -> Counters {
    let Some(identity) = identity else { return counters };
    let rows = news.iter().flat_map(|page| &page.runs).flat_map(|run| &run.rows);
    let entries = rows.flat_map(|pulled| &pulled.row.entries);
    let given = entries.filter_map(|(_, bytes)| match Entry::from_bytes(&bytes.0).ok()? {
        Entry { by, body: Body::SlipIssued(slip), .. } if by.device == identity.device => {
            let digits = slip.number.strip_prefix(&identity.slip_prefix)?.strip_prefix('-')?;
            digits.parse::<u64>().ok()?.checked_add(1)
        }
        _ => None,
    });
    Counters { next_slip: given.fold(counters.next_slip, u64::max), ..counters }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::entry::office::SlipIssued;
    use crate::domain::entry::{At, By, CommandRef, DocumentKind};
    use crate::domain::id::{ActorId, ChangeHash, CommandId, DeviceId, DocumentId, EntryId, UserId};
    use crate::domain::policy::Role;
    use crate::protocol::{Bytes, PulledRow, PulledRun, Row};

    fn slip(device: u8, number: &str) -> Vec<u8> {
        let entry = Entry {
            by: By {
                user: UserId::from_bytes([1; 16]),
                role: Role::Dispatcher,
                device: DeviceId::from_bytes([device; 16]),
            },
            at: At { wall: 1_790_000_000_000, offset: None, boot: None, seen: None },
            round: None,
            after: None,
            command: CommandRef { id: CommandId::from_bytes([1; 16]), documents: 1 },
            body: Body::SlipIssued(SlipIssued {
                number: number.to_owned(),
                service_class: "LMP".to_owned(),
                procedure_version: 1,
            }),
        };
        entry.to_bytes().unwrap()
    }

    fn page(entries: Vec<Vec<u8>>) -> DocumentPage {
        let entries = entries.into_iter().map(|bytes| (EntryId::new(1, [1; 10]), Bytes(bytes))).collect();
        DocumentPage {
            document: DocumentId::from_bytes([1; 16]),
            kind: DocumentKind::Order,
            runs: vec![PulledRun {
                actor: ActorId::from_bytes([1; 16]),
                rows: vec![PulledRow { row: Row { seq: 1, deps: None, entries }, received_at: 1 }],
                hash: ChangeHash::from_bytes([1; 32]),
                receipt: None,
            }],
            snapshot: None,
        }
    }

    #[test]
    fn p13_the_highest_number_of_its_own_counts_and_no_other() {
        let identity = Identity {
            site_url: "https://site.example".into(),
            user: UserId::from_bytes([1; 16]),
            display_name: "person".into(),
            device: DeviceId::from_bytes([1; 16]),
            roles: vec![Role::Dispatcher],
            slip_prefix: "A1".into(),
            enrolment_receipt: None,
        };
        let have = Counters { next_order: 7, next_slip: 5 };
        let next = |news: &[DocumentPage]| counted(have, Some(&identity), news);
        let after = |entries: Vec<Vec<u8>>| next(&[page(entries)]).next_slip;
        assert_eq!(after(vec![slip(1, "A1-0004")]), 5, "it has counted further itself");
        assert_eq!(after(vec![slip(1, "A1-0005")]), 6);
        assert_eq!(after(vec![slip(1, "A1-10000"), slip(1, "A1-0009")]), 10_001);
        let pages = [page(vec![slip(1, "A1-0008")]), page(Vec::new()), page(vec![slip(1, "A1-0006")])];
        assert_eq!(next(&pages), Counters { next_order: 7, next_slip: 9 });
        let others = [
            slip(2, "A1-0900"),
            slip(1, "A10-0900"),
            slip(1, "B1-0900"),
            slip(1, "A1-"),
            slip(1, "A1-9x"),
            slip(1, "A1-18446744073709551615"),
            slip(1, "A1-99999999999999999999"),
            b"what a newer version writes".to_vec(),
        ];
        for entry in others {
            assert_eq!(after(vec![entry.clone()]), 5, "{}", String::from_utf8_lossy(&entry));
        }
        assert_eq!(counted(have, None, &pages), have);
    }
}

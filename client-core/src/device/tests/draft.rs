//! Half-filled forms outlive a dead battery, and are no work.

use super::*;
use crate::device::draft::Draft;
use crate::device::store::StoreError;

fn draft(key: &str, value: &str) -> Draft {
    Draft { key: key.to_owned(), value: value.to_owned() }
}

#[test]
fn a_half_filled_form_is_there_after_a_restart_and_is_never_sent() {
    let mut desk = desk(1);
    block(desk.keep_draft(&draft("a/note", "水泵"))).unwrap();
    block(desk.keep_draft(&draft("a/note", "水泵漏"))).unwrap();
    block(desk.keep_draft(&draft("b/quoted", "{}"))).unwrap();
    let mut desk = open(&desk.store().clone(), 77);
    assert_eq!(block(desk.drafts()).unwrap(), [draft("a/note", "水泵漏"), draft("b/quoted", "{}")]);
    assert!(block(desk.outbox()).unwrap().is_empty());
    block(desk.drop_draft("a/note")).unwrap();
    block(desk.drop_draft("nobody")).unwrap();
    assert_eq!(block(desk.drafts()).unwrap(), [draft("b/quoted", "{}")]);
}

#[test]
fn without_room_the_last_form_that_was_kept_stays() {
    let mut desk = desk(1);
    block(desk.keep_draft(&draft("a/note", "1"))).unwrap();
    desk.store().set_full(true);
    assert_eq!(block(desk.keep_draft(&draft("a/note", "2"))), Err(StoreError::NotSaved));
    assert_eq!(block(desk.drafts()).unwrap(), [draft("a/note", "1")]);
}

//! Codes and tickets: one movement, whatever way it is told.

use crate::domain::entry::store::GoodsLine;
use crate::domain::id::{DocumentId, UserId};
use crate::domain::stock::{
    Content, Exchange, MovementCode, Ticket, TicketError, kit_document, store_document,
};

fn line(item: &str, quantity: i64) -> GoodsLine {
    GoodsLine { item: item.into(), quantity, batch: None }
}

fn ticket() -> Ticket {
    let order = DocumentId::from_bytes([7; 16]);
    let parties = vec![UserId::from_bytes([1; 16])];
    let lines = vec![line("starter", 2), line("tube", 1)];
    let content = Content {
        exchange: Exchange::Issue,
        order: Some(order),
        parties: &parties,
        lines: &lines,
        tool: None,
    };
    let code = MovementCode::make([1, 2, 3], &content);
    Ticket {
        exchange: Exchange::Issue,
        order: Some(order),
        number: Some("A1-0007".into()),
        parties,
        lines,
        tool: None,
        due_at: None,
        condition: None,
        loan: None,
        code,
    }
}

#[test]
fn a_ticket_is_read_back_and_a_damaged_one_is_refused() {
    let ticket = ticket();
    let text = ticket.to_text();
    assert!(text.len() < 300, "{} characters fit on a small screen", text.len());
    assert_eq!(Ticket::from_text(&format!(" {text}\n")), Ok(ticket.clone()));
    assert_eq!(Ticket::from_text("https://example.org"), Err(TicketError::NotATicket));
    for place in 14..text.len() {
        let mut bytes = text.clone().into_bytes();
        bytes[place] = if bytes[place] == b'A' { b'B' } else { b'A' };
        let damaged = String::from_utf8(bytes).unwrap();
        if let Ok(read) = Ticket::from_text(&damaged) {
            // Only what both sides need not agree on may have changed unseen.
            assert_eq!(read.movement(), ticket.movement(), "place {place}");
        }
    }
}

#[test]
fn a_code_stands_for_its_content_alone() {
    let ticket = ticket();
    let mut other = ticket.clone();
    other.lines[0].quantity = 3;
    assert!(ticket.code.fits(&ticket.content()) && !ticket.code.fits(&other.content()));
    assert_ne!(ticket.movement(), other.movement());
    let mut turned = ticket.clone();
    turned.lines.reverse();
    assert_eq!(ticket.movement(), turned.movement());
    let mut somebody_else = ticket.clone();
    somebody_else.parties = vec![UserId::from_bytes([2; 16])];
    assert!(!ticket.code.fits(&somebody_else.content()));
}

#[test]
fn a_code_is_read_as_people_type_it() {
    let code = ticket().code;
    let text = code.to_string();
    assert_eq!(text.len(), 9);
    let sloppy = text.to_lowercase().replace('-', " ").replace('0', "o").replace('1', "l");
    assert_eq!(sloppy.parse::<MovementCode>(), Ok(code));
    for wrong in ["", "ABC", "ABCD-EFGHJ", "ABCD-EFG!", "UUUU-UUUU"] {
        assert!(wrong.parse::<MovementCode>().is_err(), "{wrong:?}");
    }
    let stored = serde_json::to_string(&code).unwrap();
    assert_eq!(serde_json::from_str::<MovementCode>(&stored).unwrap(), code);
    assert!(
        serde_json::from_str::<MovementCode>(&stored.to_lowercase()).is_err()
            || !text.chars().any(char::is_alphabetic)
    );
}

#[test]
fn everybody_derives_the_same_documents() {
    let li = UserId::from_bytes([1; 16]);
    assert_eq!(kit_document(li, "2026-11"), kit_document(li, "2026-11"));
    assert_ne!(kit_document(li, "2026-11"), kit_document(li, "2026-12"));
    assert_ne!(kit_document(li, "2026-11"), kit_document(UserId::from_bytes([2; 16]), "2026-11"));
    assert_ne!(store_document("2026-11"), store_document("2026-12"));
}

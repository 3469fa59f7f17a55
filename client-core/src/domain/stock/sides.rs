//! The two sides of a movement: the ticket of the first one's entry, and the command with which the other
//! side answers.

use super::code::{Exchange, Ticket, TicketError};
use crate::domain::command::{Command, StoreCommand};
use crate::domain::entry::Body;
use crate::domain::entry::store::{GoodsMoved, ToolCondition};
use crate::domain::id::{DocumentId, UserId};
use crate::domain::photo::PhotoInput;

/// What a person writes when he takes a ticket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OtherSide {
    /// Into an order.
    Order(DocumentId, Command),
    /// Into the store or a kit.
    Store(StoreCommand),
}

/// Who takes a ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Taker {
    /// The person.
    pub user: UserId,
    /// Whether he is a storekeeper.
    pub is_storekeeper: bool,
}

/// The ticket of one side's entry; `None` for entries that move nothing between two people. `number` is the
/// order's slip number.
pub fn ticket_of(document: DocumentId, number: Option<&str>, body: &Body) -> Option<Ticket> {
    let bare = |exchange: Exchange, code, parties: Vec<UserId>| {
        let of_kit = matches!(exchange, Exchange::KitIssue | Exchange::KitReturn | Exchange::KitTransfer);
        Ticket {
            exchange,
            order: (!of_kit).then_some(document),
            number: number.map(str::to_owned),
            parties,
            lines: Vec::new(),
            tool: None,
            due_at: None,
            condition: None,
            loan: None,
            code,
        }
    };
    let goods = |exchange, data: &GoodsMoved| Ticket {
        lines: data.lines.clone(),
        ..bare(exchange, data.code, vec![data.technician])
    };
    Some(match body {
        Body::MaterialIssued(data) | Body::MaterialReceived(data) => goods(Exchange::Issue, data),
        Body::MaterialReturned(data) => goods(Exchange::Return, data),
        Body::KitIssued(data) => goods(Exchange::KitIssue, data),
        Body::KitReturned(data) => goods(Exchange::KitReturn, data),
        Body::KitTransferred(data) => Ticket {
            lines: data.lines.clone(),
            ..bare(Exchange::KitTransfer, data.code, vec![data.from, data.to])
        },
        Body::ToolLoaned(data) => Ticket {
            tool: Some(data.tool.clone()),
            due_at: Some(data.due_at),
            condition: Some(data.condition),
            ..bare(Exchange::Loan, data.code, vec![data.technician])
        },
        Body::ToolReturned(data) => Ticket {
            tool: Some(data.tool.clone()),
            condition: Some(data.condition),
            loan: data.loan,
            ..bare(Exchange::ToolReturn, data.code, vec![data.technician])
        },
        Body::ToolHandedOver(data) => Ticket {
            tool: Some(data.tool.clone()),
            condition: Some(data.condition),
            ..bare(Exchange::HandOver, data.code, vec![data.from, data.to])
        },
        _ => return None,
    })
}

/// The command with which this person answers a ticket. Who is named in it writes of himself; a storekeeper
/// writes of the one who is named; anybody else is refused by `decide`, because his code doesn't fit.
///
/// # Errors
/// [`TicketError::Damaged`] for a ticket that names too few people, or no order where it needs one.
pub fn other_side(
    ticket: &Ticket,
    taker: Taker,
    condition: Option<ToolCondition>,
    photos: Vec<PhotoInput>,
) -> Result<OtherSide, TicketError> {
    let named = ticket.parties.first().copied();
    let named = named.filter(|technician| taker.is_storekeeper && *technician != taker.user);
    let both = || <[UserId; 2]>::try_from(ticket.parties.as_slice()).map_err(|_| TicketError::Damaged);
    let (lines, code) = (ticket.lines.clone(), Some(ticket.code));
    let condition = condition.or(ticket.condition).unwrap_or(ToolCondition::Good);
    let tool = ticket.tool.clone().unwrap_or_default();
    let command = match ticket.exchange {
        Exchange::Issue if named.is_some() => Command::IssueMaterial { technician: named, lines, code },
        Exchange::Issue => Command::ReceiveMaterial { lines, code },
        Exchange::Return => Command::ReturnMaterial { technician: named, lines, code },
        Exchange::Loan => {
            let due_at = ticket.due_at.unwrap_or_default();
            Command::LendTool { tool, technician: named, due_at, condition, photos, code }
        }
        Exchange::ToolReturn => Command::ReturnTool { tool, technician: named, condition, photos, code },
        Exchange::HandOver => {
            let [from, to] = both()?;
            Command::HandOverTool { tool, from, to, condition, photos, code }
        }
        Exchange::KitIssue => {
            return Ok(OtherSide::Store(StoreCommand::IssueKit { technician: named, lines, code }));
        }
        Exchange::KitReturn => {
            return Ok(OtherSide::Store(StoreCommand::ReturnKit { technician: named, lines, code }));
        }
        Exchange::KitTransfer => {
            let [from, to] = both()?;
            return Ok(OtherSide::Store(StoreCommand::TransferKit { from, to, lines, code }));
        }
    };
    Ok(OtherSide::Order(ticket.order.ok_or(TicketError::Damaged)?, command))
}

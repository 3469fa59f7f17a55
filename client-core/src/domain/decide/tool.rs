//! Numbered tools: lent, returned, passed on, lost (MAT-3, MAT-4).

use super::Rejection;
use super::goods::{code_for, is_store, may_leave_store, sound, technician_of};
use super::office::time;
use super::photo::photos_of;
use super::writer::Writer;
use crate::domain::command::Command;
use crate::domain::entry::cases::DamageKind;
use crate::domain::entry::store::{
    Goods, LostOrBroken, ToolCondition, ToolHandedOver, ToolLoaned, ToolReturned,
};
use crate::domain::entry::{Body, Kind};
use crate::domain::id::UserId;
use crate::domain::order::OrderState;
use crate::domain::photo::PhotoInput;
use crate::domain::stock::{Content, Exchange, Loan, LoanState, ToolWhere};

/// The catalogue must know the tool, where the site has one.
pub(super) fn known_tool(writer: &Writer<'_, '_>, tool: &str) -> Result<(), Rejection> {
    let catalogue = &writer.context.reference.catalogue;
    if catalogue.tool(tool).is_some() {
        return Ok(());
    }
    Err(Rejection::UnknownTool { tool: tool.to_owned() })
}

/// The open loan of a tool as this device knows it: in the order, else anywhere.
fn open_loan<'w>(writer: &'w Writer<'_, '_>, tool: &str) -> Option<&'w Loan> {
    let here = writer.order.tools.open_loans().find(|loan| loan.tool == tool);
    here.or_else(|| writer.context.stock.tools.loan_of_tool(tool))
}

fn content<'a>(
    writer: &Writer<'_, '_>,
    exchange: Exchange,
    parties: &'a [UserId],
    tool: &'a str,
) -> Content<'a> {
    Content { exchange, order: Some(writer.order.id), parties, lines: &[], tool: Some(tool) }
}

/// MAT-3: a tool that is out can't be lent again on this replica.
pub(super) fn lend(writer: &mut Writer<'_, '_>, command: &Command) -> Result<(), Rejection> {
    let Command::LendTool { tool, technician, due_at, condition, photos, code } = command else {
        return Err(Rejection::NotFound);
    };
    let kind = Kind::ToolLoaned;
    writer.allow(kind)?;
    may_leave_store(writer, *code)?;
    known_tool(writer, tool)?;
    let technician = technician_of(writer, kind, *technician)?;
    let due_at = time("due_at", *due_at)?;
    if due_at <= writer.context.now.estimate() {
        return Err(Rejection::Invalid { field: "due_at".into(), detail: "must lie ahead".into() });
    }
    let parties = [technician];
    let content = content(writer, Exchange::Loan, &parties, tool);
    let store = is_store(writer, kind);
    let second = code.map(|code| code.movement(&content));
    if let Some(loan) = open_loan(writer, tool) {
        if second != Some(loan.movement) {
            return Err(Rejection::ToolOut {
                tool: tool.clone(),
                borrower: loan.borrower,
                order: loan.document,
                due_at: loan.due_at,
            });
        }
        let written = if store { loan.sides.given } else { loan.sides.taken };
        if written.is_some() {
            return Err(Rejection::RecordedAlready);
        }
    } else if let Some(state) = writer.context.stock.tools.tool(tool) {
        let gone = matches!(state.place, ToolWhere::Lost | ToolWhere::Scrapped);
        if gone || state.condition == Some(ToolCondition::Damaged) {
            return Err(Rejection::ToolUnfit { tool: tool.clone() });
        }
    }
    let code = code_for(writer, *code, &content)?;
    let photos = photos_of(writer, photos)?;
    let after = writer.context.stock.tools.last_entry(tool);
    let condition = *condition;
    let body = ToolLoaned { code, tool: tool.clone(), technician, due_at, condition, photos };
    writer.write_after(after, Body::ToolLoaned(body))
}

/// MAT-4.
pub(super) fn give_back(writer: &mut Writer<'_, '_>, command: &Command) -> Result<(), Rejection> {
    let Command::ReturnTool { tool, technician, condition, photos, code } = command else {
        return Err(Rejection::NotFound);
    };
    let kind = Kind::ToolReturned;
    writer.allow(kind)?;
    known_tool(writer, tool)?;
    let store = is_store(writer, kind);
    let unseen = writer.order.state == OrderState::Unknown && code.is_some();
    // The storekeeper's own side may come after the technician's word had closed the loan here.
    let loan = writer
        .order
        .tools
        .loans
        .iter()
        .rev()
        .find(|loan| loan.tool == *tool && (loan.state.is_open() || loan.state == LoanState::Lost));
    let loan = loan.cloned();
    if loan.is_none() && !unseen {
        return Err(Rejection::ToolNotOut { tool: tool.clone() });
    }
    let borrower = loan.as_ref().map(|loan| loan.borrower);
    let technician = match technician {
        Some(named) => technician_of(writer, kind, Some(*named))?,
        None if store => match borrower {
            Some(borrower) => borrower,
            None => technician_of(writer, kind, None)?,
        },
        None => writer.context.author.user,
    };
    if let Some(borrower) = borrower.filter(|borrower| !store && *borrower != technician) {
        return Err(Rejection::ToolWithOther { tool: tool.clone(), borrower });
    }
    let parties = [technician];
    let content = content(writer, Exchange::ToolReturn, &parties, tool);
    let code = code_for(writer, *code, &content)?;
    let returned = loan.as_ref().filter(|loan| loan.state == LoanState::ReturnUnconfirmed);
    if !store && returned.is_some() {
        return Err(Rejection::RecordedAlready);
    }
    let photos = photos_of(writer, photos)?;
    let after = writer.context.stock.tools.last_entry(tool).or_else(|| writer.order.tools.last_entry(tool));
    let body = ToolReturned {
        code,
        tool: tool.clone(),
        technician,
        loan: loan.map(|loan| loan.movement),
        condition: *condition,
        photos,
    };
    writer.write_after(after, Body::ToolReturned(body))
}

/// Two technicians, two devices: each writes it, the borrower changes when both have.
pub(super) fn hand_over(writer: &mut Writer<'_, '_>, command: &Command) -> Result<(), Rejection> {
    let Command::HandOverTool { tool, from, to, condition, photos, code } = command else {
        return Err(Rejection::NotFound);
    };
    writer.allow(Kind::ToolHandedOver)?;
    known_tool(writer, tool)?;
    let author = writer.context.author.user;
    if author != *from && author != *to {
        return Err(Rejection::Invalid { field: "from".into(), detail: "give or take it oneself".into() });
    }
    if from == to {
        return Err(Rejection::Invalid { field: "to".into(), detail: "somebody else".into() });
    }
    let loan = writer.order.tools.open_loans().find(|loan| loan.tool == *tool);
    let known_loan = loan.map(|loan| loan.movement);
    match loan {
        Some(loan) if loan.borrower == *from => {}
        Some(loan) => {
            return Err(Rejection::ToolWithOther { tool: tool.clone(), borrower: loan.borrower });
        }
        // Who takes it from a colleague may not hold the order; the ticket names it.
        None if author == *to && code.is_some() => {}
        None => return Err(Rejection::ToolNotOut { tool: tool.clone() }),
    }
    let parties = [*from, *to];
    let content = content(writer, Exchange::HandOver, &parties, tool);
    let code = code_for(writer, *code, &content)?;
    let movement = code.movement(&content);
    let known = writer.order.tools.hand_overs.iter().find(|one| one.movement == movement);
    let written = known.is_some_and(|one| {
        if author == *from { one.sides.given.is_some() } else { one.sides.taken.is_some() }
    });
    if written {
        return Err(Rejection::RecordedAlready);
    }
    let photos = photos_of(writer, photos)?;
    let after = writer.order.tools.last_entry(tool);
    let (from, to, condition) = (*from, *to, *condition);
    let tool = tool.clone();
    let body = ToolHandedOver { code, tool, from, to, loan: known_loan, condition, photos };
    writer.write_after(after, Body::ToolHandedOver(body))
}

/// Lost or broken goods: a case that a manager closes.
pub(super) fn report_lost(
    writer: &mut Writer<'_, '_>,
    goods: &Goods,
    damage: DamageKind,
    technician: Option<UserId>,
    words: &str,
    photos: &[PhotoInput],
) -> Result<(), Rejection> {
    let kind = Kind::LostOrBroken;
    writer.allow(kind)?;
    let technician = technician_of(writer, kind, technician)?;
    let after = match goods {
        Goods::Material(line) => {
            sound(writer, std::slice::from_ref(line), false)?;
            // Nobody loses what he says that he gave back.
            let account = writer.order.goods.account_of(&line.item);
            let open = account.map_or(0, |account| account.open - account.unconfirmed).max(0);
            if line.quantity > open {
                return Err(Rejection::MoreThanOpen { item: line.item.clone(), open });
            }
            None
        }
        Goods::Tool(tool) => {
            known_tool(writer, tool)?;
            if !writer.order.tools.open_loans().any(|loan| loan.tool == *tool) {
                return Err(Rejection::ToolNotOut { tool: tool.clone() });
            }
            writer.order.tools.last_entry(tool)
        }
    };
    if damage == DamageKind::Damaged && photos.is_empty() {
        return Err(Rejection::Missing { field: "photos".into() });
    }
    let words = writer.text_blob("words", words)?;
    let photos = photos_of(writer, photos)?;
    let goods = goods.clone();
    writer.write_after(after, Body::LostOrBroken(LostOrBroken { goods, damage, technician, words, photos }))
}

//! A code that was scanned or typed at the desk: an item, a tool, a person, a slip, a movement that waits for its other
//! side. What is found has its page or its form; what isn't is said, and changes nothing.
//!
//! A scanner types what it reads and presses Enter, so this is a field like any other.

use super::super::html::Html;
use super::super::look::{Look, percent};
use super::super::words::code as words;
use super::super::{Fields, value};
use super::Desk;
use super::commands::Sent;
use super::parts::{hidden, line};
use crate::accounts::{Principal, StaffMember};
use crate::ident::{Role, UserId};
use crate::office::store::StoreView;
use crate::office::view::heads_of_etag;
use client_core::domain::entry::store::ToolCondition;
use client_core::domain::id::DocumentId;
use client_core::domain::stock::{MovementCode, OtherSide, Taker, Ticket, TicketError, other_side};
use client_core::domain::words as core;

/// What a code leads to.
#[derive(Debug)]
pub(super) enum Found {
    /// A page.
    Page(String),
    /// An order that goods were never moved for: whoever may read it finds it there.
    Order(DocumentId),
    /// A slip number that the store's own orders don't have.
    Number(String),
    /// A person.
    Person(UserId, String),
    /// A movement that waits for its other side.
    Ticket(Box<Ticket>),
    /// A ticket that can't be read.
    Damaged,
}

/// Looks a code up. The order of the questions is that of their certainty.
pub(super) fn find(view: &StoreView, staff: &[StaffMember], code: &str) -> Found {
    let code = code.trim();
    match Ticket::from_text(code) {
        Ok(ticket) => return Found::Ticket(Box::new(ticket)),
        Err(TicketError::Damaged) => return Found::Damaged,
        Err(TicketError::NotATicket) => {}
    }
    let same = |known: &str| known.eq_ignore_ascii_case(code) || known.to_lowercase() == code.to_lowercase();
    if let Some(item) = view.items().into_iter().find(|item| same(item)) {
        return Found::Page(format!("/store/items/{}", percent(item)));
    }
    if let Some(asset) = view.assets().into_iter().find(|asset| same(asset)) {
        return Found::Page(format!("/store/tools/{}", percent(asset)));
    }
    // The slip's QR code is the address of its order, whatever the machine is called in it.
    let after = code.rsplit_once("/orders/").map_or(code, |(_, id)| id);
    let id: String = after.chars().take_while(|c| c.is_ascii_hexdigit() || *c == '-').collect();
    if let Ok(id) = id.parse::<DocumentId>() {
        return Found::Order(id);
    }
    let numbered = view.orders.iter().find(|(_, label)| label.number.as_deref().is_some_and(same));
    if let Some((order, _)) = numbered {
        return Found::Page(goods_of(*order));
    }
    if let Some(member) = staff.iter().find(|member| same(&member.name) || same(&member.display_name)) {
        return Found::Person(member.user, member.display_name.clone());
    }
    if let Some(to) = code.parse().ok().and_then(|code| movement(view, staff, code)) {
        return Found::Page(to);
    }
    Found::Number(code.to_owned())
}

pub(super) fn goods_of(order: DocumentId) -> String {
    format!("/orders/{order}#goods")
}

/// The page of a movement that one side has written, by the eight characters that the other one was told.
fn movement(view: &StoreView, staff: &[StaffMember], code: MovementCode) -> Option<String> {
    let ledger = &view.ledger;
    let order = ledger
        .orders
        .iter()
        .find(|(_, goods)| goods.movements.iter().any(|one| one.code == code))
        .map(|(order, _)| *order)
        .or_else(|| ledger.tools.loans.iter().find(|loan| loan.code == code).map(|loan| loan.document));
    if let Some(order) = order {
        return Some(goods_of(order));
    }
    let kit = ledger.kit_movements.iter().find(|one| one.code == code)?;
    let owner = staff.iter().find(|member| member.user == kit.technician)?;
    Some(format!("/store?code={}", percent(&owner.name)))
}

/// Whether both sides of a ticket's movement have written it.
fn is_written(view: &StoreView, ticket: &Ticket) -> bool {
    let (movement, ledger) = (ticket.movement(), &view.ledger);
    let goods = ledger.orders.values().flat_map(|goods| &goods.movements).chain(&ledger.kit_movements);
    let mut both = goods.filter(|one| one.movement == movement).map(|one| one.sides.both());
    let mut loans = ledger.tools.loans.iter().filter(|loan| loan.movement == movement);
    both.any(|both| both) || loans.any(|loan| loan.sides.both())
}

/// The field. It has the focus unless a ticket waits to be confirmed, so that a scanner needs no mouse.
pub(super) fn field(h: &mut Html, look: &Look, typed: &str, begins: bool) {
    let attributes =
        [("class", "find code-field"), ("method", "get"), ("action", "/store"), ("role", "search")];
    h.el("form", &attributes, |h| {
        h.of("label", "field", |h| {
            h.el("span", &[], |h| {
                h.text(look.say(words::CODE));
                h.word("small", "soft", look.say(words::CODE_HINT));
            });
            let attributes = [
                ("type", "search"),
                ("name", "code"),
                ("value", typed),
                ("autocomplete", "off"),
                ("autocapitalize", "off"),
                ("spellcheck", "false"),
                ("accesskey", "f"),
            ];
            h.void_flagged("input", &attributes, &[("autofocus", begins), ("required", true)]);
        });
        h.word("button", "quiet", look.say(words::FIND));
    });
}

/// What stands below the field when a code has no page of its own.
pub(super) fn answer(h: &mut Html, desk: &Desk<'_>, found: &Found) {
    let look = desk.look;
    match found {
        Found::Person(user, name) => person(h, desk, *user, name),
        Found::Ticket(ticket) => this_ticket(h, desk, ticket),
        Found::Damaged => fault(h, look.say(words::DAMAGED)),
        Found::Number(code) => fault(h, &look.with(words::UNKNOWN, &[code])),
        Found::Order(order) => fault(h, &look.with(words::UNKNOWN, &[&order.to_string()])),
        Found::Page(_) => {}
    }
}

fn fault(h: &mut Html, text: &str) {
    h.el("p", &[("class", "fault"), ("role", "alert")], |h| h.typed(text));
}

fn person(h: &mut Html, desk: &Desk<'_>, user: UserId, name: &str) {
    let look = desk.look;
    h.el("section", &[("class", "card"), ("id", "found")], |h| {
        h.el("h2", &[], |h| h.typed(name));
        let loans: Vec<_> = desk.view.open_loans().into_iter().filter(|loan| loan.borrower == user).collect();
        if loans.is_empty() {
            h.word("p", "soft", look.say(words::HAS_NOTHING));
        } else {
            h.word("h3", "", look.say(words::HAS));
            h.of("ul", "plain", |h| {
                for loan in loans {
                    h.el("li", &[], |h| {
                        super::desk::tool_name(h, desk, &loan.tool);
                        h.text(" · ");
                        h.link("", &goods_of(loan.document), &desk.number(loan.document));
                        h.text(" ");
                        look.put_time(h, loan.due_at, true);
                    });
                }
            });
        }
        super::goods::kit_of(h, desk, user);
    });
}

/// The other side of a movement, to be confirmed: Enter does it.
fn this_ticket(h: &mut Html, desk: &Desk<'_>, ticket: &Ticket) {
    let look = desk.look;
    let etag = ticket.order.map(|order| desk.etags.get(&order).map(String::as_str));
    if etag == Some(None) {
        return fault(h, look.say(words::NOT_HERE));
    }
    h.el("section", &[("class", "card"), ("id", "found")], |h| {
        h.el("h2", &[], |h| {
            h.text(look.say(words::exchange(ticket.exchange)));
            if let Some(order) = ticket.order {
                h.text(" ");
                h.link("", &goods_of(order), &desk.number(order));
            }
        });
        h.of("p", "strong", |h| {
            let names: Vec<String> = ticket.parties.iter().map(|user| desk.name(*user)).collect();
            h.typed(&names.join(" → "));
        });
        h.of("ul", "plain", |h| {
            for one in &ticket.lines {
                h.el("li", &[], |h| h.typed(&line(look, &desk.view.catalogue, one)));
            }
            if let Some(tool) = &ticket.tool {
                h.el("li", &[], |h| super::desk::tool_name(h, desk, tool));
            }
        });
        if is_written(desk.view, ticket) {
            h.el("p", &[("role", "status")], |h| h.text(look.say(words::WRITTEN)));
            return;
        }
        let form = [("class", "command"), ("method", "post"), ("action", "/store/commands")];
        h.el("form", &form, |h| {
            hidden(h, "command", "ticket");
            hidden(h, "ticket", &ticket.to_text());
            hidden(h, "etag", etag.flatten().unwrap_or_default());
            if ticket.tool.is_some() {
                conditions(h, look, ticket.condition.unwrap_or(ToolCondition::Good));
            }
            h.el("button", &[("class", "main"), ("autofocus", "")], |h| h.text(look.say(words::CONFIRM)));
        });
    });
}

/// How the tool is; as the other side has said, unless the storekeeper sees it otherwise.
fn conditions(h: &mut Html, look: &Look, said: ToolCondition) {
    for condition in ToolCondition::ALL {
        h.of("label", "check", |h| {
            let attributes = [("type", "radio"), ("name", "condition"), ("value", condition.as_str())];
            h.void_flagged("input", &attributes, &[("checked", *condition == said)]);
            h.word("span", "", core::condition(*condition).get(look.language));
        });
    }
}

/// The command of a confirmed ticket; the error says what is wrong in the page's language.
pub(super) fn confirmed(fields: &Fields, who: &Principal, look: &Look) -> Result<Sent, String> {
    let damaged = |_| look.say(words::DAMAGED).to_owned();
    let ticket = Ticket::from_text(value(fields, "ticket")).map_err(damaged)?;
    let taker = Taker { user: who.user, is_storekeeper: who.has(Role::Storekeeper) };
    let condition = ToolCondition::parse(value(fields, "condition"));
    match other_side(&ticket, taker, condition, Vec::new()).map_err(damaged)? {
        OtherSide::Store(command) => Ok(Sent::Store(vec![command])),
        OtherSide::Order(id, command) => {
            let heads = heads_of_etag(value(fields, "etag"));
            let heads = heads.ok_or_else(|| look.say(words::NOT_HERE).to_owned())?;
            Ok(Sent::Order { id, heads, command })
        }
    }
}

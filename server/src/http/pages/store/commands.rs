//! From a form of the desk to commands. Whether they are possible is asked of the core, not here.

use super::super::look::Look;
use super::super::order;
use super::super::value;
use super::super::words::{Text, rejections, store as words};
use crate::office::view::heads_of_etag;
use client_core::domain::command::{Command, CountRequest, StoreCommand};
use client_core::domain::entry::store::{Goods, GoodsLine, ToolCondition};
use client_core::domain::id::{ChangeHash, DocumentId};
use client_core::domain::stock::{Catalogue, MAX_LINES};

/// What a form asks for.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Sent {
    /// Commands on the store, all or none.
    Store(Vec<StoreCommand>),
    /// A command on an order.
    Order {
        /// The order.
        id: DocumentId,
        /// The heads that the form was made of.
        heads: Vec<ChangeHash>,
        /// The command.
        command: Command,
    },
    /// The day's close, up to this moment.
    Close(i64),
}

type Field = (String, String);

/// Reads a form; the error says what is wrong in the page's language.
pub(super) fn read(fields: &[Field], catalogue: &Catalogue, look: &Look) -> Result<Sent, String> {
    let needed = |text: Text| look.with(words::NEEDED, &[look.say(text)]);
    let text = |name: &str, label: Text| match value(fields, name).trim() {
        "" => Err(needed(label)),
        text => Ok(text.to_owned()),
    };
    let one = |command| Ok(Sent::Store(vec![command]));
    match value(fields, "command") {
        "close" => {
            let day = text("day", words::DAY)?;
            // To the end of its last minute.
            let until = look.read_time(&format!("{day}T23:59")).ok_or_else(|| needed(words::DAY))?;
            Ok(Sent::Close(until.saturating_add(60_000)))
        }
        "receive" => {
            let lines = vec![line(fields, catalogue, look)?];
            one(StoreCommand::ReceiveStock { lines, origin: text("origin", words::ORIGIN)? })
        }
        "scrap" => {
            let goods = Goods::Material(line(fields, catalogue, look)?);
            one(StoreCommand::Scrap { goods, reason: text("reason", words::REASON)? })
        }
        "scrap_tool" => {
            let goods = Goods::Tool(text("tool", words::TOOL)?);
            one(StoreCommand::Scrap { goods, reason: text("reason", words::REASON)? })
        }
        "inspect" => {
            let condition = ToolCondition::parse(value(fields, "condition"));
            let due_at = match value(fields, "due_at").trim() {
                "" => None,
                time => Some(look.read_time(time).ok_or_else(|| needed(words::INSPECTION))?),
            };
            one(StoreCommand::InspectTool {
                tool: text("tool", words::TOOL)?,
                condition: condition.ok_or_else(|| needed(words::CONDITION))?,
                due_at,
            })
        }
        "count" => count(fields, catalogue, look, &text("reason", words::REASON)?),
        _ => in_document(fields, look),
    }
}

/// A command on an order, or an answer in a kit.
fn in_document(fields: &[Field], look: &Look) -> Result<Sent, String> {
    let command = order::read_command(fields, look)?;
    if let (Command::Decide { conflict, choice, reason }, "1") = (&command, value(fields, "kit")) {
        let (conflict, choice, reason) = (conflict.clone(), choice.clone(), reason.clone());
        return Ok(Sent::Store(vec![StoreCommand::DecideKit { conflict, choice, reason }]));
    }
    let unknown = || rejections::invalid(look.language, "command", "a choice");
    let id = value(fields, "document").parse().map_err(|_| unknown())?;
    let heads = heads_of_etag(value(fields, "etag")).ok_or_else(unknown)?;
    Ok(Sent::Order { id, heads, command })
}

fn quantity(catalogue: &Catalogue, look: &Look, item: &str, typed: &str) -> Result<i64, String> {
    let wrong = || look.with(words::BAD_QUANTITY, &[super::parts::label(look, catalogue, item), typed]);
    let unit = catalogue.material(item).map(|material| material.unit);
    unit.and_then(|unit| unit.parse_quantity(typed).ok()).ok_or_else(wrong)
}

fn batch_of(typed: &str) -> Option<String> {
    Some(typed.trim()).filter(|batch| !batch.is_empty()).map(str::to_owned)
}

fn line(fields: &[Field], catalogue: &Catalogue, look: &Look) -> Result<GoodsLine, String> {
    let item = value(fields, "item").to_owned();
    if item.is_empty() {
        return Err(look.with(words::NEEDED, &[look.say(words::ITEM)]));
    }
    let quantity = quantity(catalogue, look, &item, value(fields, "quantity").trim())?;
    Ok(GoodsLine { item, quantity, batch: batch_of(value(fields, "batch")) })
}

/// The lines of a sheet that were filled in. A long sheet becomes several entries, all or none of them.
fn count(fields: &[Field], catalogue: &Catalogue, look: &Look, reason: &str) -> Result<Sent, String> {
    let kit = match value(fields, "kit") {
        "" => None,
        owner => {
            let wrong = |_| rejections::invalid(look.language, "technician", "a choice");
            Some(owner.parse().map_err(wrong)?)
        }
    };
    let all = |name: &'static str| {
        fields.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.as_str())
    };
    let mut lines = Vec::new();
    for ((item, batch), typed) in all("item").zip(all("batch")).zip(all("counted")) {
        let typed = typed.trim();
        if !typed.is_empty() {
            let counted = quantity(catalogue, look, item, typed)?;
            lines.push(CountRequest { item: item.to_owned(), batch: batch_of(batch), counted });
        }
    }
    if lines.is_empty() {
        return Err(look.say(words::ONE_LINE).to_owned());
    }
    let commands = lines.chunks(MAX_LINES).map(|lines| StoreCommand::CountStock {
        kit,
        lines: lines.to_vec(),
        reason: reason.to_owned(),
    });
    Ok(Sent::Store(commands.collect()))
}

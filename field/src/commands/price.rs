//! Commands about the finding and the price.

use super::strokes;
use crate::cli::{Consent, Finding, Quote, RefusePrice};
use crate::fault::Fault;
use crate::session::{Output, Session};
use client_core::domain::command::{Command, QuoteRequest};
use client_core::domain::id::EntryId;

/// Records what was found.
pub fn finding(session: &mut Session, arguments: &Finding) -> Result<Output, Fault> {
    let command = Command::Finding {
        content: arguments.content.clone(),
        materials: arguments.materials.clone(),
        tools: arguments.tools.clone(),
    };
    session.run(&arguments.order, command)
}

/// Offers a price.
pub fn quote(session: &mut Session, arguments: &Quote) -> Result<Output, Fault> {
    let lines = arguments.lines.iter().map(|text| quote_line(text)).collect::<Result<_, _>>()?;
    session.run(&arguments.order, Command::Quote { lines })
}

fn quote_line(text: &str) -> Result<QuoteRequest, Fault> {
    let wrong = || Fault::value("ITEM=QTY", text, "lamp_repair=1");
    let (item, quantity) = text.split_once('=').ok_or_else(wrong)?;
    let quantity = quantity.trim().parse().map_err(|_| wrong())?;
    Ok(QuoteRequest { item: item.trim().to_owned(), quantity })
}

fn named_quote(text: Option<&str>) -> Result<Option<EntryId>, Fault> {
    text.map(|text| text.trim().parse().map_err(|_| Fault::value("--quote", text, "01J…"))).transpose()
}

/// Both sides agree.
pub fn consent(session: &mut Session, arguments: &Consent) -> Result<Output, Fault> {
    let quote = named_quote(arguments.quote.as_deref())?;
    let strokes = arguments.strokes.as_deref().map(strokes::read).transpose()?;
    let confirmed_by = arguments.by.clone();
    session.run(&arguments.order, Command::ConfirmPrice { quote, confirmed_by, strokes })
}

/// The customer says no.
pub fn refuse(session: &mut Session, arguments: &RefusePrice) -> Result<Output, Fault> {
    let quote = named_quote(arguments.quote.as_deref())?;
    session.run(&arguments.order, Command::RefusePrice { quote, reason: arguments.reason.clone() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quote_line_is_an_item_and_a_number() {
        let line = quote_line("starter = 2").unwrap();
        assert_eq!((line.item.as_str(), line.quantity), ("starter", 2));
        for bad in ["starter", "starter=", "starter=two", "starter=1.5"] {
            assert!(quote_line(bad).is_err(), "{bad}");
        }
    }
}

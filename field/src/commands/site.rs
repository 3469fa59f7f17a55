//! Commands on the way and on site, apart from the checklist.

use super::read_file;
use crate::cli::{Accept, Consent, Finding, Quote, Receive};
use crate::fault::Fault;
use crate::session::{Output, Session};
use client_core::domain::command::{Command, QuoteRequest};
use client_core::domain::order::OrderState;

/// A plain mark, for those who rehearse without a drawing.
const PLAIN_MARK: &str = "M120 240 L260 120 L340 260 L480 140 L620 250 L760 180";

/// Takes the slip.
pub fn receive(session: &mut Session, arguments: &Receive) -> Result<Output, Fault> {
    let zone = session.zone();
    let received_at = arguments.at.as_deref().map(|text| zone.read("--at", text)).transpose()?;
    session.run(&arguments.order, Command::Receive { received_at })
}

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

/// Both sides agree.
pub fn consent(session: &mut Session, arguments: &Consent) -> Result<Output, Fault> {
    let quote = match &arguments.quote {
        Some(text) => Some(text.trim().parse().map_err(|_| Fault::value("--quote", text, "01J…"))?),
        None => None,
    };
    session.run(
        &arguments.order,
        Command::ConfirmPrice { quote, confirmed_by: arguments.by.clone(), strokes: None },
    )
}

/// The customer's trial; when he is satisfied, his signature. Killed in between, the same command goes on with the
/// signature.
pub fn accept(session: &mut Session, arguments: &Accept) -> Result<Output, Fault> {
    if let Some(words) = &arguments.fail {
        return session.run(&arguments.order, Command::Inspect { passed: false, words: Some(words.clone()) });
    }
    let strokes = match (&arguments.signature, &arguments.strokes) {
        (Some(file), _) => {
            let bytes = read_file(file)?;
            let path = file.display().to_string();
            String::from_utf8(bytes).map_err(|_| Fault::File { path, detail: "not text".into() })?
        }
        (None, Some(strokes)) => strokes.clone(),
        (None, None) => PLAIN_MARK.to_owned(),
    };
    let view = session.view(&arguments.order)?;
    let id = view.order.id;
    let tried = view.order.state == OrderState::Inspection
        && view.order.inspections.last().is_some_and(|inspection| inspection.passed);
    if !tried {
        session.save(Some(id), Command::Inspect { passed: true, words: None })?;
    }
    let view = session.save(Some(id), Command::Sign { strokes, image: None })?;
    session.saved(&view)
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

//! The customer's trial and signature.

use super::{read_image, strokes};
use crate::cli::{Accept, Sign};
use crate::fault::Fault;
use crate::session::{Output, Session};
use client_core::domain::command::Command;
use client_core::domain::order::OrderState;

/// A plain mark, for those who rehearse without a drawing.
const PLAIN_MARK: &str = "M120 240 L260 120 L340 260 L480 140 L620 250 L760 180";

/// The customer's trial; when he is satisfied, his signature. Killed in between, the same command goes on with the
/// signature.
pub fn accept(session: &mut Session, arguments: &Accept) -> Result<Output, Fault> {
    if let Some(words) = &arguments.fail {
        return session.run(&arguments.order, Command::Inspect { passed: false, words: Some(words.clone()) });
    }
    if arguments.sign_later {
        return session.run(&arguments.order, Command::Inspect { passed: true, words: None });
    }
    let strokes = match (&arguments.signature, &arguments.strokes) {
        (Some(file), _) => strokes::of_file(file)?,
        (None, Some(argument)) => strokes::read(argument)?,
        (None, None) => PLAIN_MARK.to_owned(),
    };
    let image = read_image(session, arguments.image.as_deref())?;
    let view = session.view(&arguments.order)?;
    let id = view.order.id;
    let tried = view.order.state == OrderState::Inspection
        && view.order.inspections.last().is_some_and(|inspection| inspection.passed);
    if !tried {
        session.save(Some(id), Command::Inspect { passed: true, words: None })?;
    }
    let view = session.save(Some(id), Command::Sign { strokes, image })?;
    session.saved(&view)
}

/// The customer signs what he tried.
pub fn sign(session: &mut Session, arguments: &Sign) -> Result<Output, Fault> {
    let strokes = strokes::read(&arguments.strokes)?;
    let image = read_image(session, arguments.image.as_deref())?;
    session.run(&arguments.order, Command::Sign { strokes, image })
}

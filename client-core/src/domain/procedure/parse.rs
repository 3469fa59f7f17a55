//! Reads a procedure from TOML and says precisely what is wrong with one that can't be read.

use super::definition::Procedure;
use serde::Deserialize;
use std::fmt;
use toml::Spanned;

/// A text that is not a procedure.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct ParseError {
    /// Line, from 1, where known.
    pub line: Option<usize>,
    /// The step that the line belongs to, where it can be told.
    pub step: Option<String>,
    /// What is wrong, in the words of the TOML reader.
    pub message: String,
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(line) = self.line {
            write!(f, "line {line}: ")?;
        }
        if let Some(step) = &self.step {
            write!(f, "step {step}: ")?;
        }
        f.write_str(&self.message)
    }
}

/// Reads a procedure; [`super::lint()`] says whether it makes sense.
///
/// # Errors
/// With line and step when the text is not TOML, or a field is missing, unknown or of the wrong type.
pub fn parse(text: &str) -> Result<Procedure, ParseError> {
    toml::from_str(text).map_err(|error| {
        let line = error.span().map(|span| line_at(text, span.start));
        let step = line.and_then(|line| step_at(text, line));
        ParseError { line, step, message: error.message().to_owned() }
    })
}

/// Lines, from 1, of the step ids in their order; empty when the text is not TOML.
pub(super) fn step_lines(text: &str) -> Vec<usize> {
    #[derive(Deserialize)]
    struct Lines {
        steps: Vec<StepLine>,
    }
    #[derive(Deserialize)]
    struct StepLine {
        id: Spanned<String>,
    }
    match toml::from_str::<Lines>(text) {
        Ok(lines) => lines.steps.iter().map(|step| line_at(text, step.id.span().start)).collect(),
        Err(_) => Vec::new(),
    }
}

fn line_at(text: &str, offset: usize) -> usize {
    text.bytes().take(offset).filter(|byte| *byte == b'\n').count() + 1
}

/// The id of the step whose block a line lies in. Works on the plain text, because the text may not be valid TOML.
fn step_at(text: &str, line: usize) -> Option<String> {
    let mut step = None;
    let mut in_steps = false;
    for (number, content) in text.lines().enumerate() {
        let content = content.trim();
        let header = content.starts_with("[[") && !content.starts_with("[[steps.");
        if header {
            if number + 1 > line {
                break;
            }
            in_steps = content == "[[steps]]";
            step = None;
        }
        // The id may stand behind the faulty line of the same block.
        if in_steps
            && step.is_none()
            && let Some(value) = content.strip_prefix("id").map(str::trim_start)
            && let Some(id) = value.strip_prefix('=')
        {
            step = Some(id.trim().trim_matches('"').to_owned());
        }
    }
    step
}

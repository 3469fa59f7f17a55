//! Passwords from the operator: typed without an echo, or read from a private file.

use super::CliError;
use crate::accounts::Password;
use crate::store::check_mode;
use std::path::Path;

/// The new password: from the file's first line, or typed twice.
pub(super) fn new_password(file: Option<&Path>) -> Result<Password, CliError> {
    let text = if let Some(file) = file {
        check_mode(file)?;
        let text = std::fs::read_to_string(file)
            .map_err(|source| CliError::Io { what: file.display().to_string(), source })?;
        text.lines().next().unwrap_or_default().to_owned()
    } else {
        let first = prompt("New password: ")?;
        if prompt("Again: ")? != first {
            return Err(CliError::Usage("the two passwords differ".to_owned()));
        }
        first
    };
    Ok(Password::chosen(&text)?)
}

fn prompt(question: &str) -> Result<String, CliError> {
    rpassword::prompt_password(question).map_err(|source| CliError::Io {
        what: "reading the password (without a terminal use --password-file)".to_owned(),
        source,
    })
}

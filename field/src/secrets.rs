//! Passwords and passphrases: from a private file, from standard input, or typed without an echo. Never from an
//! argument, which others on the machine could read.

use crate::fault::Fault;
use std::io::{BufRead, IsTerminal};
use std::path::Path;

/// No secret is longer; more is a wrong file.
const MOST_BYTES: u64 = 4096;

/// The person's password: from this file, else from standard input; typed where that is a terminal.
///
/// # Errors
/// [`Fault::File`].
pub fn password(file: Option<&Path>, prompt: &str) -> Result<String, Fault> {
    match file {
        Some(file) if file.as_os_str() != "-" => of_file(file),
        Some(_) => of_input(),
        None if !std::io::stdin().is_terminal() => of_input(),
        None => typed(prompt),
    }
}

/// A passphrase: from this file, or typed. Standard input that is no terminal is the password's.
///
/// # Errors
/// [`Fault::File`], [`Fault::NoPassphrase`].
pub fn passphrase(file: Option<&Path>, prompt: &str) -> Result<String, Fault> {
    match file {
        Some(file) => of_file(file),
        None if std::io::stdin().is_terminal() => typed(prompt),
        None => Err(Fault::NoPassphrase),
    }
}

/// A passphrase that is set: typed twice where it is typed.
///
/// # Errors
/// Those of [`passphrase`]; [`Fault::PassphrasesDiffer`].
pub fn new_passphrase(file: Option<&Path>, prompt: &str, again: &str) -> Result<String, Fault> {
    let first = passphrase(file, prompt)?;
    if file.is_none() && typed(again)? != first {
        return Err(Fault::PassphrasesDiffer);
    }
    Ok(first)
}

fn of_file(file: &Path) -> Result<String, Fault> {
    private(file)?;
    let line = std::fs::File::open(file).and_then(|open| first_line(std::io::BufReader::new(open)));
    present(line, &file.display().to_string())
}

fn of_input() -> Result<String, Fault> {
    present(first_line(std::io::stdin().lock()), "-")
}

fn typed(prompt: &str) -> Result<String, Fault> {
    present(rpassword::prompt_password(prompt), "-")
}

fn present(line: std::io::Result<String>, path: &str) -> Result<String, Fault> {
    let fault = |detail: String| Fault::File { path: path.to_owned(), detail };
    let line = line.map_err(|error| fault(error.to_string()))?;
    if line.is_empty() { Err(fault("its first line is empty".to_owned())) } else { Ok(line) }
}

fn first_line(reader: impl BufRead) -> std::io::Result<String> {
    let mut line = String::new();
    reader.take(MOST_BYTES).read_line(&mut line)?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}

/// A file that others can read is refused.
fn private(file: &Path) -> Result<(), Fault> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let fault = |detail: String| Fault::File { path: file.display().to_string(), detail };
        let metadata = std::fs::metadata(file).map_err(|error| fault(error.to_string()))?;
        if metadata.is_file() && metadata.permissions().mode() & 0o077 != 0 {
            return Err(fault("others can read it (chmod 600)".into()));
        }
    }
    let _ = file;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_the_first_line() {
        assert_eq!(first_line(&b"secret words\r\nmore"[..]).unwrap(), "secret words");
        assert_eq!(first_line(&b""[..]).unwrap(), "");
    }
}

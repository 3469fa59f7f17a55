//! The technician's device on a terminal: the real offline client with its store in a folder and its server over
//! HTTP, for operators, scripts and tests.
//!
//! One command, one process: it opens the folder (alone), does one thing, and says so only when it is durable. It may
//! be killed at any instant. Read in this order: [`cli`] (what can be typed), [`commands`] (what each does),
//! [`session`] (the open device), [`fault`] (what can go wrong), `print` and `words` (what people read).
//!
//! No rule of the business is here: whether something may be done is asked of the core, which refuses with data.

mod cli;
mod commands;
mod environment;
mod fault;
mod folder;
mod goods;
mod photo;
mod print;
mod secrets;
mod session;
mod time;
mod values;
mod words;

use clap::Parser;
use cli::Cli;
use client_core::domain::text::Language;
use fault::{Fault, exit};
use session::Output;
use std::ffi::OsString;
use std::io::Write;
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<OsString> = std::env::args_os().collect();
    match Cli::try_parse_from(&arguments) {
        Ok(cli) => {
            let language = cli.lang.map_or_else(language_of_environment, Language::from);
            let outcome = commands::run(&cli, language);
            report(outcome, cli.json, language)
        }
        Err(error) if !error.use_stderr() => {
            // Help and version are asked for, not errors.
            say(&error.render().to_string());
            ExitCode::SUCCESS
        }
        Err(error) => {
            let fault = Fault::Arguments(error.render().to_string().trim_end().to_owned());
            report(Err(fault), asks_for_json(&arguments), language_of_environment())
        }
    }
}

/// Where the arguments can't be understood as a whole, whether JSON was asked for.
fn asks_for_json(arguments: &[OsString]) -> bool {
    arguments.iter().skip(1).take_while(|argument| *argument != "--").any(|argument| argument == "--json")
}

fn language_of_environment() -> Language {
    let first = ["LC_ALL", "LC_MESSAGES", "LANG"]
        .iter()
        .find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()));
    words::language_of(&first.unwrap_or_default())
}

fn report(outcome: Result<Output, Fault>, json: bool, language: Language) -> ExitCode {
    match outcome {
        Ok(output) => {
            if json {
                say(&format!("{}\n", output.json));
            } else {
                say(&output.text);
            }
            ExitCode::from(output.exit)
        }
        Err(fault) => {
            let message = words::faults::fault(language, &fault);
            if json {
                let error = serde_json::json!({
                    "error": { "code": fault.code(), "message": message, "data": fault.data() }
                });
                say(&format!("{error}\n"));
            } else {
                let line = match &fault {
                    // Clap's own text names itself an error.
                    Fault::Arguments(_) => format!("{message}\n"),
                    _ => format!("{}: {message}\n", words::labels::ERROR.get(language)),
                };
                // Nobody reads it when standard error is gone; the exit code still says it.
                let _ = std::io::stderr().lock().write_all(line.as_bytes());
            }
            ExitCode::from(fault.exit().max(exit::OTHER))
        }
    }
}

/// Writes to standard output. A reader that went away is no fault of a command that is done.
fn say(text: &str) {
    let mut out = std::io::stdout().lock();
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}

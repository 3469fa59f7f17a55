//! `undercroft department`

use super::{CliError, DataDir, say, shown};
use crate::audit::By;
use crate::environment::Clock;
use crate::incidents::departments::{heads, name_head, remove_head};
use clap::Subcommand;
use client_core::domain::entry::incident::Department;

#[derive(Debug, Subcommand)]
pub(super) enum DepartmentCommand {
    /// Lists the departments with their heads.
    List,
    /// Names the head of a department: who is told of its incidents and complaints. Without a user the department has none.
    Head {
        /// The department.
        #[arg(value_parser = department)]
        department: Department,
        /// The user's name.
        user: Option<String>,
    },
}

fn department(text: &str) -> Result<Department, String> {
    Department::parse(&text.replace('-', "_")).ok_or_else(|| {
        let known: Vec<&str> = Department::ALL.iter().map(|one| one.as_str()).collect();
        format!("{text:?} is not a department; there are {}", known.join(", "))
    })
}

pub(super) fn run(
    data: &DataDir,
    command: DepartmentCommand,
    clock: &dyn Clock,
    out: &mut dyn std::io::Write,
) -> Result<(), CliError> {
    let by = &By::operator(clock.now_ms());
    match command {
        DepartmentCommand::List => {
            for (department, head) in heads(&data.connect()?)? {
                let head = head.map_or_else(|| "-".to_owned(), |(_, name)| shown(&name));
                say(out, &format!("{}\t{head}", department.as_str()))?;
            }
            Ok(())
        }
        DepartmentCommand::Head { department, user: Some(user) } => {
            data.transaction(|connection| Ok(name_head(connection, by, department, &user)?))?;
            say(out, "named")
        }
        DepartmentCommand::Head { department, user: None } => {
            let had = data.transaction(|connection| Ok(remove_head(connection, by, department)?))?;
            say(out, if had { "removed" } else { "there was none" })
        }
    }
}

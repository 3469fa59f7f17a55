//! `undercroft user`

use super::{CliError, DataDir, say, secret, shown};
use crate::accounts::{
    Hasher, NewUser, PasswordCost, add_role, create_user, create_user_again, directory, disable_user,
    end_role, find_user, set_password,
};
use crate::audit::By;
use crate::environment::{Clock, Entropy};
use crate::feed::reference::publish_staff;
use crate::ident::{Role, UserId, role_from_name, role_name};
use crate::notify::{Contact, contacts, remove_contact, set_contact};
use clap::{Subcommand, ValueEnum};
use client_core::domain::text::Language;
use std::path::{Path, PathBuf};
use std::sync::Arc;

#[derive(Debug, Subcommand)]
pub(super) enum UserCommand {
    /// Adds a user.
    Add {
        /// The name to sign in with.
        name: String,
        /// The name that others see; the same when it isn't given.
        #[arg(long)]
        display_name: Option<String>,
        /// A role, such as technician or `front_desk`. May be given several times.
        #[arg(long = "role", value_parser = role)]
        roles: Vec<Role>,
        /// A private file (mode 600) with the password; without it the password is asked for.
        #[arg(long)]
        password_file: Option<PathBuf>,
        /// The id that the user had, where a restored backup doesn't know him: his phone's alarm names it.
        #[arg(long, value_parser = user_id, requires = "roles")]
        id: Option<UserId>,
    },
    /// Lists users with their roles.
    List,
    /// Shuts a user out, with every device; what they wrote stays.
    Disable {
        /// The user's name.
        name: String,
    },
    /// Gives a user a new password; every session of theirs ends.
    Password {
        /// The user's name.
        name: String,
        /// A private file (mode 600) with the password; without it the password is asked for.
        #[arg(long)]
        password_file: Option<PathBuf>,
    },
    /// Where a user of the staff gets notices beside the notices page.
    Contact {
        /// The user's name.
        name: String,
        /// The channel: smtp, or the name of a webhook in notify.toml. Without it the addresses are listed.
        channel: Option<String>,
        /// The address on that channel. Without it the address there is taken away.
        address: Option<String>,
        /// The language of notices on this channel.
        #[arg(long, default_value = "zh-Hans", value_parser = language)]
        language: Language,
    },
    /// Gives or ends a role.
    Role {
        /// The user's name.
        name: String,
        /// What to do.
        change: RoleChange,
        /// The role.
        #[arg(value_parser = role)]
        role: Role,
    },
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum RoleChange {
    /// The user holds the role from now on.
    Add,
    /// The user holds it no longer; work from before stays allowed.
    End,
}

fn user_id(text: &str) -> Result<UserId, String> {
    text.parse().map_err(|_| format!("{text:?} is not the id of a user"))
}

fn role(text: &str) -> Result<Role, String> {
    role_from_name(&text.replace('-', "_")).ok_or_else(|| format!("{text:?} is not a role"))
}

pub(super) fn run(
    data: &DataDir,
    command: UserCommand,
    clock: &dyn Clock,
    entropy: impl Entropy,
    out: &mut dyn std::io::Write,
) -> Result<(), CliError> {
    let entropy: Arc<dyn Entropy> = Arc::new(entropy);
    let now = clock.now_ms();
    let by = &By::operator(now);
    match command {
        UserCommand::Add { name, display_name, roles, password_file, id } => {
            let password_hash = hash(&entropy, password_file.as_deref())?;
            let display_name = display_name.unwrap_or_else(|| name.clone());
            let user = NewUser { name, display_name, password_hash, roles };
            let id = data.transaction(|connection| {
                let id = match id {
                    Some(id) => create_user_again(connection, by, id, user).map(|()| id)?,
                    None => create_user(connection, &*entropy, by, user)?,
                };
                publish_staff(connection, now)?;
                Ok(id)
            })?;
            say(out, &format!("added user {id}"))
        }
        UserCommand::List => {
            for member in directory(&data.connect()?)? {
                let roles: Vec<String> = member.roles.into_iter().map(role_name).collect();
                let state = if member.disabled { "disabled" } else { "active" };
                let (name, display_name) = (shown(&member.name), shown(&member.display_name));
                say(out, &format!("{name}\t{display_name}\t{state}\t{}", roles.join(",")))?;
            }
            Ok(())
        }
        UserCommand::Disable { name } => {
            data.transaction(|connection| {
                disable_user(connection, by, find_user(connection, &name)?)?;
                publish_staff(connection, now)?;
                Ok(())
            })?;
            say(out, "disabled")
        }
        UserCommand::Password { name, password_file } => {
            let hash = hash(&entropy, password_file.as_deref())?;
            data.transaction(|connection| {
                Ok(set_password(connection, by, find_user(connection, &name)?, &hash)?)
            })?;
            say(out, "changed; the user's devices log in with the new password")
        }
        UserCommand::Contact { name, channel, address, language } => {
            contact(data, by, &name, (channel, address, language), out)
        }
        UserCommand::Role { name, change, role } => {
            data.transaction(|connection| {
                let user = find_user(connection, &name)?;
                match change {
                    RoleChange::Add => add_role(connection, by, user, role)?,
                    RoleChange::End => end_role(connection, by, user, role)?,
                }
                publish_staff(connection, now)?;
                Ok(())
            })?;
            say(out, "changed")
        }
    }
}

fn contact(
    data: &DataDir,
    by: &By,
    name: &str,
    (channel, address, language): (Option<String>, Option<String>, Language),
    out: &mut dyn std::io::Write,
) -> Result<(), CliError> {
    match (channel, address) {
        (None, _) => {
            let connection = data.connect()?;
            let user = find_user(&connection, name)?;
            for contact in contacts(&connection, user)? {
                say(out, &format!("{}\t{}", contact.channel, shown(&contact.address)))?;
            }
            Ok(())
        }
        (Some(channel), None) => {
            let removed = data.transaction(|connection| {
                Ok(remove_contact(connection, by, find_user(connection, name)?, &channel)?)
            })?;
            say(out, if removed { "taken away" } else { "there was none" })
        }
        (Some(channel), Some(address)) => {
            let contact = Contact { channel, address, language };
            data.transaction(|connection| {
                Ok(set_contact(connection, by, find_user(connection, name)?, &contact)?)
            })?;
            say(out, "set")
        }
    }
}

fn language(text: &str) -> Result<Language, String> {
    serde_json::from_value(text.into()).map_err(|_| format!("{text:?} is none of zh-Hans, zh-Hant, en"))
}

fn hash(entropy: &Arc<dyn Entropy>, file: Option<&Path>) -> Result<String, CliError> {
    let password = secret::new_password(file)?;
    Ok(Hasher::new(PasswordCost::default(), Arc::clone(entropy))?.hash_blocking(&password)?)
}

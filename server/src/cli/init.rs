//! `undercroft init`

use super::{CliError, DataDir, say, secret};
use crate::accounts::{Hasher, NewUser, PasswordCost, create_user};
use crate::audit::By;
use crate::environment::{Clock, Entropy, random};
use crate::feed::reference::publish_staff;
use crate::ident::Role;
use crate::keys::ServerKeys;
use crate::site::{self, Site};
use crate::store::Store;
use clap::Args;
use std::path::PathBuf;
use std::sync::Arc;

/// What `init` needs to know.
#[derive(Debug, Args)]
pub(super) struct Init {
    /// The site's name, for people.
    #[arg(long)]
    site: String,
    /// Where the site's days begin and end, from the IANA list.
    #[arg(long, default_value = "Asia/Shanghai")]
    timezone: String,
    /// The name of the first administrator.
    #[arg(long)]
    admin: String,
    /// A private file (mode 600) whose first line is the administrator's password; without it the
    /// password is asked for.
    #[arg(long)]
    password_file: Option<PathBuf>,
}

pub(super) fn run(
    data: &DataDir,
    arguments: Init,
    clock: &dyn Clock,
    entropy: impl Entropy,
    out: &mut dyn std::io::Write,
) -> Result<(), CliError> {
    // Everything that can be wrong in what was typed comes before the first file.
    let timezone = site::timezone(&arguments.timezone)?;
    let password = secret::new_password(arguments.password_file.as_deref())?;
    let entropy: Arc<dyn Entropy> = Arc::new(entropy);
    let hasher = Hasher::new(PasswordCost::default(), Arc::clone(&entropy))?;
    let password_hash = hasher.hash_blocking(&password)?;
    data.create()?;
    let store = Store::open(&data.database())?;
    // A first try that stopped half-way left a key or a database without a site: go on with it.
    if data.key().exists() {
        ServerKeys::load(&data.key())?;
    } else {
        ServerKeys::create(&data.key(), &*entropy)?;
    }
    let now = clock.now_ms();
    let site = Site { id: random(&*entropy)?, epoch: random(&*entropy)?, name: arguments.site, timezone };
    let admin = NewUser {
        name: arguments.admin.clone(),
        display_name: arguments.admin,
        password_hash,
        roles: vec![Role::Administrator],
    };
    store.write_blocking(move |connection| -> Result<(), CliError> {
        site::create(connection, &site, now)?;
        create_user(connection, &*entropy, &By::operator(now), admin)?;
        publish_staff(connection, now)?;
        Ok(())
    })?;
    say(out, &format!("made a site in {}", data.folder().display()))?;
    say(out, &format!("keep a copy of {} in a safe place: no backup contains it", data.key().display()))
}

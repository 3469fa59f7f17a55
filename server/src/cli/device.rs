//! `undercroft device`

use super::{CliError, DataDir, say, shown};
use crate::accounts::{
    AccountError, AuthConfig, DeviceKind, EnrolmentCode, create_code, devices, directory, find_user,
    keep_out, remove_device,
};
use crate::audit::By;
use crate::environment::{Clock, Entropy};
use crate::ident::DeviceId;
use clap::Subcommand;

#[derive(Debug, Subcommand)]
pub(super) enum DeviceCommand {
    /// Lists devices.
    List,
    /// Makes a one-time code with which a user enrols one phone within a day.
    Code {
        /// The user's name.
        user: String,
    },
    /// Shuts a device out; what it sent stays.
    Remove {
        /// The device's id, from the list.
        device: String,
        /// Also where this database doesn't know it, because a restore has undone its enrolment.
        #[arg(long)]
        unknown: bool,
    },
}

pub(super) fn run(
    data: &DataDir,
    command: DeviceCommand,
    clock: &dyn Clock,
    entropy: &dyn Entropy,
    out: &mut dyn std::io::Write,
) -> Result<(), CliError> {
    let by = &By::operator(clock.now_ms());
    match command {
        DeviceCommand::List => {
            let connection = data.connect()?;
            let staff = directory(&connection)?;
            for device in devices(&connection)? {
                let owner = staff.iter().find(|member| member.user == device.user);
                let owner = owner.map_or_else(|| device.user.to_string(), |member| shown(&member.name));
                let kind = match device.kind {
                    DeviceKind::Field => "field",
                    DeviceKind::Office => "office",
                };
                let state = if device.removed_at.is_some() { "removed" } else { "active" };
                let prefix = device.prefix.unwrap_or_else(|| "-".to_owned());
                say(
                    out,
                    &format!("{}\t{kind}\t{prefix}\t{owner}\t{}\t{state}", device.id, shown(&device.name)),
                )?;
            }
            Ok(())
        }
        DeviceCommand::Code { user } => {
            let code = EnrolmentCode::generate(entropy)?;
            let life = AuthConfig::default().code_ms;
            data.transaction(|connection| {
                let user = find_user(connection, &user)?;
                Ok(create_code(connection, by, life, user, &code)?)
            })?;
            say(out, &code.typed())
        }
        DeviceCommand::Remove { device, unknown } => {
            let id: DeviceId =
                device.parse().map_err(|_| CliError::Usage(format!("{device:?} is not a device id")))?;
            let known = data.transaction(|connection| match remove_device(connection, by, id) {
                Err(AccountError::UnknownDevice) if unknown => {
                    Ok(keep_out(connection, by, id, None).map(|()| false)?)
                }
                removed => Ok(removed.map(|()| true)?),
            })?;
            say(
                out,
                if known {
                    "removed; its next request is refused"
                } else {
                    "nobody knows it here; its receipt lets it in no more"
                },
            )
        }
    }
}

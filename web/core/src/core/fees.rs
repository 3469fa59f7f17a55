//! Calls about management fees at the door.

use super::arguments::{AskFee, AtTheDoor, ExecuteFee, OneFee};
use super::{Core, OpenDevice, Reply};
use crate::fault::Fault;
use crate::platform::Platform;
use crate::said;
use client_core::device::{ExecuteError, FeeView};
use client_core::domain::command::FeeCommand;
use client_core::domain::decide::Rejection;
use client_core::domain::entry::Kind;
use client_core::domain::id::{DocumentId, UserId};
use client_core::domain::policy::{Relation, may_write};
use client_core::domain::text::Language;
use serde_json::{Value, json};
use std::collections::BTreeMap;

impl<P: Platform> Core<P> {
    pub(super) async fn fees(&self) -> Result<Reply, Fault> {
        let mut guard = self.ready().await?;
        let device = guard.device()?;
        let now = device.at().estimate();
        let rows = device.fees().await?;
        let me = device.identity().map(|identity| identity.user);
        let collects = may::<P>(device, Kind::FeePaid);
        let reference = device.reference();
        let names: BTreeMap<UserId, &str> =
            reference.staff.iter().map(|member| (member.user, member.display_name.as_str())).collect();
        let rows: Vec<Value> = rows.iter().map(|row| said::fees::row(row, me, &names)).collect();
        Ok(json!({ "now": now, "timezone": reference.timezone, "collects": collects, "fees": rows }).into())
    }

    pub(super) async fn fee(&self, arguments: OneFee) -> Result<Reply, Fault> {
        let mut guard = self.ready().await?;
        let device = guard.device()?;
        let view = device.fee(arguments.id).await?.ok_or(Fault::NotFound)?;
        Ok(fee_page::<P>(device, self.language.get(), &view).into())
    }

    pub(super) async fn fee_asked(&self, arguments: AskFee) -> Result<Reply, Fault> {
        let AskFee { id, visit, principal, late_fee } = arguments;
        let language = self.language.get();
        let mut guard = self.ready().await?;
        let view = guard.device()?.fee(id).await?.ok_or(Fault::NotFound)?;
        let visit = view.account.visit(visit).ok_or(Fault::NotFound)?;
        let taken = said::fees::Taken::read(&principal, &late_fee);
        let wrong = taken.as_ref().err().map(|rejection| said::fees::refused(language, rejection));
        let taken = taken.ok();
        Ok(json!({
            "total_fen": taken.map(said::fees::Taken::total_fen),
            "wrong": wrong,
            "confirm": said::fees::confirmations(language, &view, visit, taken),
        })
        .into())
    }

    pub(super) async fn execute_fee(&self, arguments: ExecuteFee) -> Result<Reply, Fault> {
        let ExecuteFee { id, command } = arguments;
        let language = self.language.get();
        let answer = {
            let mut guard = self.ready().await?;
            let device = guard.device()?;
            let command = at_the_door::<P>(device, language, id, command).await?;
            match device.execute_fee(id, command).await {
                Err(ExecuteError::Rejected(rejection)) if rejection != Rejection::NotFound => {
                    return Err(refused(language, rejection));
                }
                view => fee_page::<P>(device, language, &view?),
            }
        };
        self.saved([&id]).await;
        Ok(answer.into())
    }
}

fn refused(language: Language, rejection: Rejection) -> Fault {
    let text = said::fees::refused(language, &rejection);
    Fault::RejectedAs(rejection, text)
}

/// Whether one of this person's posts gives this.
fn may<P: Platform>(device: &mut OpenDevice<P>, kind: Kind) -> bool {
    let roles = device.author().map(|author| author.roles).unwrap_or_default();
    roles.iter().any(|role| may_write(*role, kind, Relation::Site).is_ok())
}

/// What a collector has typed, as the core takes it. The receipt is the one that was prepared for the visit, and the
/// customer has confirmed where each line that he is asked about now was ticked as it reads now.
async fn at_the_door<P: Platform>(
    device: &mut OpenDevice<P>,
    language: Language,
    id: DocumentId,
    command: AtTheDoor,
) -> Result<FeeCommand, Fault> {
    let (visit, principal, late_fee, method, confirmed) = match command {
        AtTheDoor::VoidReceipt { visit, reason } => return Ok(FeeCommand::VoidReceipt { visit, reason }),
        AtTheDoor::TakePayment { visit, principal, late_fee, method, confirmed } => {
            (visit, principal, late_fee, method, confirmed)
        }
    };
    let view = device.fee(id).await?.ok_or(Fault::NotFound)?;
    let known = view.account.visit(visit).ok_or(Fault::NotFound)?;
    let taken =
        said::fees::Taken::read(&principal, &late_fee).map_err(|rejection| refused(language, rejection))?;
    let asked = said::fees::confirmations(language, &view, known, Some(taken));
    Ok(FeeCommand::TakePayment {
        receipt: known.receipt.clone(),
        principal_fen: taken.principal_fen,
        late_fee_fen: taken.late_fee_fen,
        method,
        paid_at: None,
        visit: Some(visit),
        confirmed: asked.iter().all(|line| confirmed.contains(line)),
    })
}

fn fee_page<P: Platform>(device: &mut OpenDevice<P>, language: Language, view: &FeeView) -> Value {
    let page = said::fees::Page {
        language,
        view,
        me: device.identity().map(|identity| identity.user),
        takes: may::<P>(device, Kind::FeePaid),
        voids: may::<P>(device, Kind::FeeReceiptVoided),
    };
    json!({
        "now": device.at().estimate(),
        "timezone": device.reference().timezone,
        "id": view.account.id,
        "account": view.account.account,
        "methods": said::fees::methods(language),
        "said": page.said(),
    })
}

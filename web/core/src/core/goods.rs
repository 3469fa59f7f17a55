//! Calls about kits, tools and tickets.

use super::arguments::{AnswerTicket, ExecuteStore, Kit, ReadTicket};
use super::{Core, Reply, pages};
use crate::fault::Fault;
use crate::platform::Platform;
use client_core::domain::command::StoreCommand;
use client_core::domain::policy::Role;
use client_core::domain::stock::{OtherSide, Taker, Ticket, kit_document, month_of, other_side};
use serde_json::{Value, json};

impl<P: Platform> Core<P> {
    pub(super) async fn kit(&self, arguments: Kit) -> Result<Reply, Fault> {
        let mut guard = self.ready().await?;
        let device = guard.device()?;
        let me = device.identity().map(|identity| identity.user).ok_or(Fault::NotEnrolled)?;
        let ledger = device.ledger().await?;
        Ok(pages::kit(&ledger, arguments.of.unwrap_or(me)).into())
    }

    pub(super) async fn ledger(&self) -> Result<Reply, Fault> {
        let mut guard = self.ready().await?;
        Ok(serde_json::to_value(guard.device()?.ledger().await?)?.into())
    }

    pub(super) async fn execute_store(&self, arguments: ExecuteStore) -> Result<Reply, Fault> {
        Ok(self.save_store(arguments.command).await?.into())
    }

    async fn save_store(&self, command: StoreCommand) -> Result<Value, Fault> {
        let answer = {
            let mut guard = self.ready().await?;
            let device = guard.device()?;
            let me = device.identity().map(|identity| identity.user).ok_or(Fault::NotEnrolled)?;
            let items = pages::taken_from_kit(&command);
            let owner = pages::kit_of_first_side(&command, me);
            let before = device.ledger().await?;
            let month = month_of(device.at().estimate());
            let after = device.execute_store(command).await?;
            let exchange = match owner {
                Some(owner) => pages::exchange(device, kit_document(owner, &month), None).await?,
                None => None,
            };
            let overdrawn = pages::overdrawn(device, &before, &items).await?;
            let unsent = device.outbox().await?.len();
            json!({
                "kit": pages::kit(&after, owner.unwrap_or(me)),
                "unsent": unsent,
                "exchange": exchange,
                "overdrawn": overdrawn,
            })
        };
        self.platform.emit(&json!({ "event": "changed", "documents": null }));
        self.saved([]).await;
        Ok(answer)
    }

    pub(super) fn read_ticket(arguments: &ReadTicket) -> Result<Reply, Fault> {
        Ok(serde_json::to_value(Ticket::from_text(&arguments.text)?)?.into())
    }

    pub(super) async fn answer_ticket(&self, arguments: AnswerTicket) -> Result<Reply, Fault> {
        let ticket = Ticket::from_text(&arguments.text)?;
        let author = self.ready().await?.device()?.author().ok_or(Fault::NotEnrolled)?;
        let taker = Taker { user: author.user, is_storekeeper: author.roles.contains(&Role::Storekeeper) };
        let side = other_side(&ticket, taker, arguments.condition, arguments.photos)?;
        let (order, store) = match side {
            OtherSide::Order(order, command) => {
                let items = pages::drawn_from_kit(&command);
                (self.save(Some(order), command, false, &items).await?, Value::Null)
            }
            OtherSide::Store(command) => (Value::Null, self.save_store(command).await?),
        };
        Ok(json!({ "order": order, "store": store }).into())
    }
}

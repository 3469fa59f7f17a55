//! Calls about orders.

use super::arguments::{Answers, AtMoment, Execute, OneOrder, OnePhoto, OneProcedure};
use super::{Core, Reply, pages};
use crate::fault::Fault;
use crate::platform::Platform;
use crate::said;
use client_core::device::OutboxStatus;
use client_core::domain::guidance::Guidance;
use client_core::domain::id::DocumentId;
use client_core::domain::procedure::{ProcedureRef, asked};
use serde_json::{Value, json};
use std::collections::BTreeMap;

impl<P: Platform> Core<P> {
    pub(super) async fn orders(&self) -> Result<Reply, Fault> {
        let language = self.language.get();
        let mut guard = self.ready().await?;
        let device = guard.device()?;
        let now = device.at().estimate();
        let rows = device.list().await?;
        let me = device.identity().map(|identity| identity.user).ok_or(Fault::NotEnrolled)?;
        let reference = device.reference();
        let staff: BTreeMap<_, _> =
            reference.staff.iter().map(|member| (member.user, member.display_name.clone())).collect();
        let orders = said::list::rows(language, reference, me, now, rows);
        Ok(json!({
            "now": now,
            "timezone": reference.timezone,
            "me": me,
            "orders": orders,
            "names": staff,
        })
        .into())
    }

    pub(super) async fn order(&self, arguments: OneOrder) -> Result<Reply, Fault> {
        let mut guard = self.ready().await?;
        let device = guard.device()?;
        let view = device.show(arguments.id).await?.ok_or(Fault::NotFound)?;
        Ok(pages::order(device, self.language.get(), view).await?.into())
    }

    pub(super) fn guidance(arguments: &AtMoment) -> Result<Reply, Fault> {
        Ok(serde_json::to_value(Guidance::from(arguments.moment))?.into())
    }

    pub(super) async fn execute(&self, arguments: Execute) -> Result<Reply, Fault> {
        let Execute { order, command } = arguments;
        let items = pages::drawn_from_kit(&command);
        let first = pages::is_first_side(&command);
        let saved = self.save(order, command, first, &items).await?;
        Ok(saved.into())
    }

    /// Saves a command of an order, and says what there is to say of it.
    pub(super) async fn save(
        &self,
        order: Option<DocumentId>,
        command: client_core::domain::command::Command,
        first: bool,
        items: &[String],
    ) -> Result<Value, Fault> {
        let (answer, id) = {
            let mut guard = self.ready().await?;
            let device = guard.device()?;
            let before = if items.is_empty() { None } else { Some(device.ledger().await?) };
            let view = device.execute(order, command).await?;
            let id = view.order.id;
            let unsent = view.pending.len();
            let exchange = if first {
                let number = view.order.slip.as_ref().map(|slip| slip.number.clone());
                pages::exchange(device, id, number.as_deref()).await?
            } else {
                None
            };
            let overdrawn = match before {
                Some(before) => pages::overdrawn(device, &before, items).await?,
                None => Vec::new(),
            };
            let page = pages::order(device, self.language.get(), view).await?;
            let answer =
                json!({ "page": page, "unsent": unsent, "exchange": exchange, "overdrawn": overdrawn });
            (answer, id)
        };
        self.saved([&id]).await;
        Ok(answer)
    }

    /// After something was saved: other screens hear of it, and it is sent.
    pub(super) async fn saved<'a>(&self, documents: impl IntoIterator<Item = &'a DocumentId>) {
        self.emit_changed(documents);
        self.wake.notify();
        self.count_unsent().await;
    }

    pub(super) async fn photo(&self, arguments: OnePhoto) -> Result<Reply, Fault> {
        let mut guard = self.ready().await?;
        let blob = guard.device()?.blob(arguments.document, &arguments.digest).await?;
        Ok(match blob {
            Some(blob) => Reply { json: json!({ "media_type": blob.media_type }), bytes: Some(blob.content) },
            None => Value::Null.into(),
        })
    }

    pub(super) async fn outbox(&self) -> Result<Reply, Fault> {
        let language = self.language.get();
        let mut guard = self.ready().await?;
        let device = guard.device()?;
        let now = device.at().estimate();
        let rows = device.list().await?;
        let incidents = device.incidents().await?;
        let complaints = device.complaints().await?;
        let matters = device.matters().await?;
        let fees = device.fees().await?;
        let mut items = Vec::new();
        for item in device.outbox().await? {
            let orders: Vec<Value> = rows
                .iter()
                .filter(|row| item.documents.contains(&row.id))
                .map(|row| json!({ "id": row.id, "number": row.number }))
                .collect();
            let incidents: Vec<Value> = incidents
                .iter()
                .filter(|row| item.documents.contains(&row.id))
                .map(|row| json!({ "id": row.id, "place": row.place }))
                .collect();
            let complaints: Vec<Value> = complaints
                .iter()
                .filter(|row| item.documents.contains(&row.id))
                .map(|row| json!({ "id": row.id, "words": row.words }))
                .collect();
            let matters: Vec<Value> = matters
                .iter()
                .filter(|row| item.documents.contains(&row.id))
                .map(|row| json!({ "id": row.id, "title": row.title }))
                .collect();
            let fees: Vec<Value> = fees
                .iter()
                .filter(|row| item.documents.contains(&row.id))
                .map(|row| json!({ "id": row.id, "account": row.account }))
                .collect();
            let name = undercroft_words::states::kind_named(language, &item.what);
            let status_text = match &item.status {
                OutboxStatus::Stuck { reason, detail, .. } => {
                    format!("{}: {detail}", undercroft_words::refusals::quarantine(*reason).get(language))
                }
                other => said::list::outbox(language, other),
            };
            let mut json = serde_json::to_value(&item)?;
            json["orders"] = orders.into();
            json["incidents"] = incidents.into();
            json["complaints"] = complaints.into();
            json["matters"] = matters.into();
            json["fees"] = fees.into();
            json["name"] = name.into();
            json["status_text"] = status_text.into();
            items.push(json);
        }
        let problems = device.problems().await?;
        Ok(json!({ "now": now, "items": items, "problems": problems }).into())
    }

    pub(super) async fn reference(&self) -> Result<Reply, Fault> {
        let mut guard = self.ready().await?;
        Ok(serde_json::to_value(guard.device()?.reference())?.into())
    }

    pub(super) async fn prices(&self) -> Result<Reply, Fault> {
        let mut guard = self.ready().await?;
        let device = guard.device()?;
        let now = device.at().estimate();
        let reference = device.reference();
        let list = reference.price_list_at(now);
        Ok(json!({
            "now": now,
            "price_list": list,
            "validity": list.validity(now),
            "coming": reference.coming_price_list,
        })
        .into())
    }

    pub(super) async fn asked(&self, arguments: Answers) -> Result<Reply, Fault> {
        let mut guard = self.ready().await?;
        let procedure = guard.device()?.library().get(&arguments.procedure).ok_or(Fault::NotFound)?;
        let step = procedure.step(&arguments.step).ok_or(Fault::NotFound)?;
        Ok(serde_json::to_value(asked(&step.records, &arguments.values))?.into())
    }

    pub(super) async fn procedures(&self) -> Result<Reply, Fault> {
        let mut guard = self.ready().await?;
        let library = guard.device()?.library();
        let one = |procedure: &client_core::domain::procedure::Procedure| json!({ "id": procedure.id, "version": procedure.version, "label": procedure.label });
        Ok(Value::from(library.iter().map(one).collect::<Vec<_>>()).into())
    }

    pub(super) async fn procedure(&self, arguments: OneProcedure) -> Result<Reply, Fault> {
        let mut guard = self.ready().await?;
        let library = guard.device()?.library();
        let id = arguments.id.trim().to_ascii_uppercase();
        let found = match arguments.version {
            Some(version) => library.get(&ProcedureRef { id, version }),
            None => library.newest(&id),
        };
        Ok(serde_json::to_value(found.ok_or(Fault::NotFound)?)?.into())
    }
}

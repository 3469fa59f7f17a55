//! Calls about the office's other matters.

use super::arguments::{ExecuteMatter, OneMatter};
use super::{Core, OpenDevice, Reply};
use crate::fault::Fault;
use crate::platform::Platform;
use crate::said;
use client_core::device::{ExecuteError, MatterView};
use client_core::domain::calendar::Zone;
use client_core::domain::command::MatterCommand;
use client_core::domain::decide::{Rejection, openable_forms};
use client_core::domain::id::{DocumentId, UserId};
use client_core::domain::matter::newest;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

impl<P: Platform> Core<P> {
    pub(super) async fn matters(&self) -> Result<Reply, Fault> {
        let language = self.language.get();
        let mut guard = self.ready().await?;
        let device = guard.device()?;
        let now = device.at().estimate();
        let rows = device.matters().await?;
        let reference = device.reference();
        let names: BTreeMap<UserId, &str> =
            reference.staff.iter().map(|member| (member.user, member.display_name.as_str())).collect();
        let rows: Vec<Value> =
            rows.iter().map(|row| said::matters::row(language, row, &names, now)).collect();
        Ok(json!({ "now": now, "timezone": reference.timezone, "matters": rows }).into())
    }

    pub(super) async fn matter_forms(&self) -> Result<Reply, Fault> {
        let language = self.language.get();
        let mut guard = self.ready().await?;
        let device = guard.device()?;
        let now = device.at().estimate();
        let here: BTreeSet<DocumentId> = device.matters().await?.into_iter().map(|row| row.id).collect();
        let author = device.author().ok_or(Fault::NotEnrolled)?;
        // The server keeps no zone that it can't read; before the first sync there is none.
        let zone = Zone::parse(&device.reference().timezone).unwrap_or(Zone::UTC);
        let today = zone.day_of(now);
        let forms = openable_forms(&author).map(|form| said::matters::offered(language, form, today, &here));
        Ok(json!({ "forms": forms.collect::<Vec<_>>() }).into())
    }

    pub(super) async fn matter(&self, arguments: OneMatter) -> Result<Reply, Fault> {
        let mut guard = self.ready().await?;
        let device = guard.device()?;
        let view = device.matter(arguments.id).await?.ok_or(Fault::NotFound)?;
        Ok(self.matter_page(device, &view).await?.into())
    }

    pub(super) async fn execute_matter(&self, arguments: ExecuteMatter) -> Result<Reply, Fault> {
        let ExecuteMatter { matter, command } = arguments;
        let (answer, id) = {
            let mut guard = self.ready().await?;
            let device = guard.device()?;
            let (form, section) = match &command {
                MatterCommand::OpenMatter { form, .. } => (newest(form), None),
                MatterCommand::FillMatter { section, .. } => (None, Some(section.clone())),
                _ => (None, None),
            };
            let view = match device.execute_matter(matter, command).await {
                Err(ExecuteError::Rejected(rejection)) if rejection != Rejection::NotFound => {
                    let known = match matter {
                        Some(id) => device.matter(id).await?.and_then(|view| view.matter.form()),
                        None => form,
                    };
                    let section = section.and_then(|key| known?.section(&key));
                    let text = said::matters::refused(self.language.get(), &rejection, known, section);
                    return Err(Fault::RejectedAs(rejection, text));
                }
                other => other?,
            };
            (self.matter_page(device, &view).await?, view.matter.id)
        };
        self.saved([&id]).await;
        Ok(answer.into())
    }

    async fn matter_page(&self, device: &mut OpenDevice<P>, view: &MatterView) -> Result<Value, Fault> {
        let mut numbers = BTreeMap::new();
        if !view.matter.orders.is_empty() {
            let rows = device.list().await?;
            numbers.extend(rows.into_iter().filter_map(|row| row.number.map(|number| (row.id, number))));
        }
        let now = device.at().estimate();
        let timezone = &device.reference().timezone;
        let page = said::matters::Page {
            language: self.language.get(),
            zone: Zone::parse(timezone).unwrap_or(Zone::UTC),
            view,
            form: view.matter.form(),
            numbers: &numbers,
            now,
        };
        Ok(json!({
            "now": now,
            "timezone": timezone,
            "id": view.matter.id,
            "form": page.form.map(|form| form.describe(page.language)),
            "said": page.said(),
        }))
    }
}

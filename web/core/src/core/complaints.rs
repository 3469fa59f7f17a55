//! Calls about complaints.

use super::arguments::{ExecuteComplaint, OneComplaint};
use super::{Core, OpenDevice, Reply};
use crate::fault::Fault;
use crate::platform::Platform;
use crate::said;
use client_core::device::ComplaintView;
use client_core::domain::id::UserId;
use serde_json::{Value, json};
use std::collections::BTreeMap;

impl<P: Platform> Core<P> {
    pub(super) async fn complaints(&self) -> Result<Reply, Fault> {
        let language = self.language.get();
        let mut guard = self.ready().await?;
        let device = guard.device()?;
        let now = device.at().estimate();
        let rows = device.complaints().await?;
        let reference = device.reference();
        let kinds = reference.case_list();
        let names: BTreeMap<UserId, &str> =
            reference.staff.iter().map(|member| (member.user, member.display_name.as_str())).collect();
        let rows: Vec<Value> =
            rows.iter().map(|row| said::complaints::row(language, row, &names, kinds)).collect();
        Ok(json!({ "now": now, "timezone": reference.timezone, "complaints": rows }).into())
    }

    /// The kinds of cases that a form offers (CMP-7).
    pub(super) async fn case_kinds(&self) -> Result<Reply, Fault> {
        let language = self.language.get();
        let mut guard = self.ready().await?;
        let list = guard.device()?.reference().case_list();
        Ok(json!({ "kinds": said::complaints::kinds(language, list) }).into())
    }

    pub(super) async fn complaint(&self, arguments: OneComplaint) -> Result<Reply, Fault> {
        let mut guard = self.ready().await?;
        let device = guard.device()?;
        let view = device.complaint(arguments.id).await?.ok_or(Fault::NotFound)?;
        Ok(self.complaint_page(device, &view).await?.into())
    }

    pub(super) async fn execute_complaint(&self, arguments: ExecuteComplaint) -> Result<Reply, Fault> {
        let ExecuteComplaint { complaint, command } = arguments;
        let (answer, id) = {
            let mut guard = self.ready().await?;
            let device = guard.device()?;
            let view = device.execute_complaint(complaint, command).await?;
            (self.complaint_page(device, &view).await?, view.complaint.id)
        };
        self.saved([&id]).await;
        Ok(answer.into())
    }

    async fn complaint_page(&self, device: &mut OpenDevice<P>, view: &ComplaintView) -> Result<Value, Fault> {
        let mut numbers = BTreeMap::new();
        if !view.complaint.orders.is_empty() {
            let rows = device.list().await?;
            numbers.extend(rows.into_iter().filter_map(|row| row.number.map(|number| (row.id, number))));
        }
        let now = device.at().estimate();
        let next = device.complaint_next(&view.complaint);
        let said = said::complaints::page(
            self.language.get(),
            view,
            &next,
            &numbers,
            device.reference().case_list(),
        );
        let timezone = &device.reference().timezone;
        Ok(json!({ "now": now, "timezone": timezone, "view": view, "next": next, "said": said }))
    }
}

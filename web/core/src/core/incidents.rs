//! Calls about incidents in public areas.

use super::arguments::{ExecuteIncident, OneIncident};
use super::{Core, OpenDevice, Reply};
use crate::fault::Fault;
use crate::platform::Platform;
use crate::said;
use client_core::device::IncidentView;
use client_core::domain::id::UserId;
use serde_json::{Value, json};
use std::collections::BTreeMap;

impl<P: Platform> Core<P> {
    pub(super) async fn incidents(&self) -> Result<Reply, Fault> {
        let language = self.language.get();
        let mut guard = self.ready().await?;
        let device = guard.device()?;
        let now = device.at().estimate();
        let rows = device.incidents().await?;
        let reference = device.reference();
        let names: BTreeMap<UserId, &str> =
            reference.staff.iter().map(|member| (member.user, member.display_name.as_str())).collect();
        let rows: Vec<Value> = rows.iter().map(|row| said::incidents::row(language, row, &names)).collect();
        Ok(json!({ "now": now, "timezone": reference.timezone, "incidents": rows }).into())
    }

    pub(super) async fn incident(&self, arguments: OneIncident) -> Result<Reply, Fault> {
        let mut guard = self.ready().await?;
        let device = guard.device()?;
        let view = device.incident(arguments.id).await?.ok_or(Fault::NotFound)?;
        Ok(self.incident_page(device, &view).await?.into())
    }

    pub(super) async fn execute_incident(&self, arguments: ExecuteIncident) -> Result<Reply, Fault> {
        let ExecuteIncident { incident, command } = arguments;
        let (answer, id) = {
            let mut guard = self.ready().await?;
            let device = guard.device()?;
            let view = device.execute_incident(incident, command).await?;
            (self.incident_page(device, &view).await?, view.incident.id)
        };
        self.saved([&id]).await;
        Ok(answer.into())
    }

    async fn incident_page(&self, device: &mut OpenDevice<P>, view: &IncidentView) -> Result<Value, Fault> {
        let mut numbers = BTreeMap::new();
        if !view.incident.orders.is_empty() {
            let rows = device.list().await?;
            numbers.extend(rows.into_iter().filter_map(|row| row.number.map(|number| (row.id, number))));
        }
        let now = device.at().estimate();
        let next = device.incident_next(&view.incident);
        let said = said::incidents::page(self.language.get(), view, &next, &numbers);
        let timezone = &device.reference().timezone;
        Ok(json!({ "now": now, "timezone": timezone, "view": view, "next": next, "said": said }))
    }
}

//! Calls about half-filled forms.

use super::arguments::OneDraft;
use super::{Core, Reply};
use crate::fault::Fault;
use crate::platform::Platform;
use client_core::device::draft::Draft;
use serde_json::Value;

impl<P: Platform> Core<P> {
    pub(super) async fn drafts(&self) -> Result<Reply, Fault> {
        let mut guard = self.ready().await?;
        Ok(serde_json::to_value(guard.device()?.drafts().await?)?.into())
    }

    pub(super) async fn keep_draft(&self, draft: &Draft) -> Result<Reply, Fault> {
        let mut guard = self.ready().await?;
        guard.device()?.keep_draft(draft).await?;
        Ok(Value::Null.into())
    }

    pub(super) async fn drop_draft(&self, arguments: OneDraft) -> Result<Reply, Fault> {
        let mut guard = self.ready().await?;
        guard.device()?.drop_draft(&arguments.key).await?;
        Ok(Value::Null.into())
    }
}

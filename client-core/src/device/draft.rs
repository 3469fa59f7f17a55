//! Half-filled forms, kept beside the work: a dead battery costs nobody what he had typed.

use super::record::{decode, put};
use super::store::{Query, Store, StoreError, Table, WriteSet};
use super::{Device, Environment};
use serde::{Deserialize, Serialize};

/// A half-filled form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// Which form: a key of the screen's own. Keys of a store aren't sealed, so it holds ids and names of commands only.
    pub key: String,
    /// What the screen needs to go on with it, in the screen's own form.
    pub value: String,
}

impl<S: Store, E: Environment> Device<S, E> {
    /// All half-filled forms.
    ///
    /// # Errors
    /// Any [`StoreError`].
    pub async fn drafts(&self) -> Result<Vec<Draft>, StoreError> {
        let query = Query::Prefix { table: Table::Draft, prefix: Vec::new(), limit: None };
        self.store.read(query).await?.iter().map(decode).collect()
    }

    /// Keeps a form as it is now. It is no work yet: nothing of it is sent, and it is dropped when its command is saved.
    ///
    /// # Errors
    /// [`StoreError::NotSaved`] without room; any other [`StoreError`].
    pub async fn keep_draft(&mut self, draft: &Draft) -> Result<(), StoreError> {
        let mut writes = WriteSet::default();
        put(&mut writes, Table::Draft, draft.key.as_bytes(), draft)?;
        self.store.commit(writes).await
    }

    /// Drops a form; nothing happens where there is none.
    ///
    /// # Errors
    /// Any [`StoreError`].
    pub async fn drop_draft(&mut self, key: &str) -> Result<(), StoreError> {
        let mut writes = WriteSet::default();
        writes.delete(Table::Draft, key.as_bytes());
        self.store.commit(writes).await
    }
}

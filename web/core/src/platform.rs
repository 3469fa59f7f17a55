//! What the core asks of the machine that it runs on. The browser is one such machine, a test another.

use client_core::device::Environment;
use client_core::device::http::Fetch;
use client_core::device::sealing::Entropy;
use client_core::device::store::{Store, StoreError};

/// A machine.
#[expect(async_fn_in_trait, reason = "a browser has one thread, so no future here has to be Send")]
pub trait Platform {
    /// Where records lie.
    type Store: Store;
    /// Clocks and randomness.
    type Machine: Environment + Entropy + Clone;
    /// HTTP.
    type Fetch: Fetch + Clone;

    /// Opens the store of records.
    ///
    /// # Errors
    /// Any [`StoreError`].
    async fn open_store(&self) -> Result<Self::Store, StoreError>;

    /// Deletes all records: what no key opens any more.
    ///
    /// # Errors
    /// Any [`StoreError`].
    async fn wipe_store(&self) -> Result<(), StoreError>;

    /// The unsealed words; `None` where there are none yet.
    ///
    /// # Errors
    /// Any [`StoreError`].
    async fn words(&self) -> Result<Option<Vec<u8>>, StoreError>;

    /// Stores the unsealed words durably, in place of the last ones.
    ///
    /// # Errors
    /// Any [`StoreError`].
    async fn set_words(&self, words: &[u8]) -> Result<(), StoreError>;

    /// Clocks and randomness.
    fn machine(&self) -> Self::Machine;

    /// HTTP.
    fn fetch(&self) -> Self::Fetch;

    /// Address of the server that the app came from.
    fn site_url(&self) -> String;

    /// Whether the machine believes in a connection. `false` is certain.
    fn online(&self) -> bool;

    /// What the wrapping by PIN costs.
    fn lock_cost(&self) -> client_core::device::sealing::Cost {
        crate::lock::PIN_COST
    }

    /// Tells the screens of an event, as JSON.
    fn emit(&self, event: &serde_json::Value);

    /// Waits so many milliseconds.
    async fn sleep(&self, ms: i64);
}

//! The store in IndexedDB.
//!
//! One database, one object store for all tables: a record's key is the table's number and then the record's
//! own key, as binary, which IndexedDB sorts by bytes. Every commit is one `readwrite` transaction with
//! durability `strict`, and is answered only on its `complete` event. A second object store holds the few
//! words that are kept unsealed.

use super::promise::{Wait, describe, name_of};
use client_core::device::store::{Query, Record, Store, StoreError, Table, Write, WriteSet};
use js_sys::{Array, Object, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{IdbDatabase, IdbFactory, IdbKeyRange, IdbObjectStore, IdbRequest, IdbTransaction};

const RECORDS: &str = "records";
const WORDS: &str = "words";
const VERSION: u32 = 1;

#[wasm_bindgen]
extern "C" {
    /// The database, with the options of a transaction that web-sys doesn't know.
    #[wasm_bindgen(extends = IdbDatabase)]
    #[derive(Clone, Debug)]
    type Database;
    #[wasm_bindgen(method, catch, js_name = transaction)]
    fn transaction_with(
        this: &Database,
        stores: &str,
        mode: &str,
        options: &Object,
    ) -> Result<IdbTransaction, JsValue>;
}

/// An open database.
#[derive(Debug)]
pub struct IdbStore {
    database: Database,
}

fn failed(error: &JsValue) -> StoreError {
    match name_of(error).as_str() {
        "QuotaExceededError" => StoreError::NotSaved,
        _ => StoreError::Io(describe(error)),
    }
}

fn bytes(value: &JsValue) -> Vec<u8> {
    Uint8Array::new(value).to_vec()
}

fn js(bytes: &[u8]) -> JsValue {
    Uint8Array::from(bytes).into()
}

fn record_key(table: Table, key: &[u8]) -> Vec<u8> {
    [&[table as u8], key].concat()
}

/// The keys that begin with this prefix. A prefix begins with a table's number, which is never 255, so there
/// always is a first key after them.
fn keys_of(prefix: &[u8]) -> Result<IdbKeyRange, StoreError> {
    let mut end = prefix.to_vec();
    while end.last() == Some(&255) {
        end.pop();
    }
    if let Some(last) = end.last_mut() {
        *last += 1;
    }
    let range = IdbKeyRange::bound_with_lower_open_and_upper_open(&js(prefix), &js(&end), false, true);
    range.map_err(|error| failed(&error))
}

/// `indexedDB` of the worker or page.
fn factory() -> Result<IdbFactory, StoreError> {
    let found = Reflect::get(&js_sys::global(), &"indexedDB".into()).ok();
    let found = found.and_then(|value| value.dyn_into::<IdbFactory>().ok());
    found.ok_or_else(|| StoreError::Io("this browser has no IndexedDB here".to_owned()))
}

impl IdbStore {
    /// Opens the database with this name; makes it where there is none.
    ///
    /// # Errors
    /// [`StoreError::Locked`] where another tab has an older form of it open; [`StoreError::Io`].
    pub async fn open(name: &str) -> Result<Self, StoreError> {
        let request = factory()?.open_with_u32(name, VERSION).map_err(|error| failed(&error))?;
        let wait = Wait::new();
        let upgrade = {
            let request = request.clone();
            Closure::once(move |_: JsValue| {
                // A failure aborts the upgrade, and the request fails with it.
                let database = request.result().ok().and_then(|result| result.dyn_into::<IdbDatabase>().ok());
                if let Some(database) = database {
                    let _ = database.create_object_store(RECORDS);
                    let _ = database.create_object_store(WORDS);
                }
            })
        };
        request.set_onupgradeneeded(Some(upgrade.as_ref().unchecked_ref()));
        wait.on_request(&request);
        let blocked = wait.fails_with("Locked");
        request.set_onblocked(Some(blocked.as_ref().unchecked_ref()));
        let opened = wait.done().await;
        request.set_onblocked(None);
        request.set_onupgradeneeded(None);
        let database = opened.map_err(|error| match name_of(&error).as_str() {
            "Locked" => StoreError::Locked,
            _ => failed(&error),
        })?;
        let database: Database = database.unchecked_into();
        // A newer app in another tab may change the form: this one then lets go, and its next write fails.
        let close = {
            let database: IdbDatabase = database.clone().unchecked_into();
            Closure::<dyn FnMut()>::new(move || database.close())
        };
        database.set_onversionchange(Some(close.as_ref().unchecked_ref()));
        close.forget();
        Ok(Self { database })
    }

    fn reading(&self, store: &str) -> Result<IdbObjectStore, StoreError> {
        let transaction = self.database.transaction_with_str(store).map_err(|error| failed(&error))?;
        transaction.object_store(store).map_err(|error| failed(&error))
    }

    fn writing(&self, store: &str) -> Result<(IdbTransaction, IdbObjectStore), StoreError> {
        let options = Object::new();
        // Can't fail: the object is ours.
        let _ = Reflect::set(&options, &"durability".into(), &"strict".into());
        let transaction = self.database.transaction_with(store, "readwrite", &options);
        let transaction = transaction.map_err(|error| failed(&error))?;
        let store = transaction.object_store(store).map_err(|error| failed(&error))?;
        Ok((transaction, store))
    }

    /// The unsealed words with this name.
    ///
    /// # Errors
    /// [`StoreError::Io`].
    pub async fn word(&self, name: &str) -> Result<Option<Vec<u8>>, StoreError> {
        let request = self.reading(WORDS)?.get(&name.into()).map_err(|error| failed(&error))?;
        let found = request_done(&request).await?;
        Ok((!found.is_undefined()).then(|| bytes(&found)))
    }

    /// Stores unsealed words, durably.
    ///
    /// # Errors
    /// [`StoreError::NotSaved`], [`StoreError::Io`].
    pub async fn set_word(&self, name: &str, value: &[u8]) -> Result<(), StoreError> {
        let (transaction, store) = self.writing(WORDS)?;
        store.put_with_key(&js(value), &name.into()).map_err(|error| failed(&error))?;
        transaction_done(&transaction).await
    }

    /// Deletes all records, which no key opens any more.
    ///
    /// # Errors
    /// [`StoreError::Io`].
    pub async fn wipe(&self) -> Result<(), StoreError> {
        let (transaction, store) = self.writing(RECORDS)?;
        store.clear().map_err(|error| failed(&error))?;
        transaction_done(&transaction).await
    }

    fn write(store: &IdbObjectStore, write: &Write) -> Result<(), JsValue> {
        match write {
            Write::Put { table, key, value } => {
                store.put_with_key(&js(value), &js(&record_key(*table, key)))?;
            }
            Write::Delete { table, key } => {
                store.delete(&js(&record_key(*table, key)))?;
            }
            Write::Clear { table, prefix } => {
                let range = keys_of(&record_key(*table, prefix)).map_err(|_| JsValue::NULL)?;
                store.delete(&range)?;
            }
        }
        Ok(())
    }
}

async fn request_done(request: &IdbRequest) -> Result<JsValue, StoreError> {
    let wait = Wait::new();
    wait.on_request(request);
    wait.done().await.map_err(|error| failed(&error))
}

async fn transaction_done(transaction: &IdbTransaction) -> Result<(), StoreError> {
    let wait = Wait::new();
    wait.on_transaction(transaction);
    wait.done().await.map(drop).map_err(|error| failed(&error))
}

impl Store for IdbStore {
    async fn read(&self, query: Query) -> Result<Vec<Record>, StoreError> {
        let store = self.reading(RECORDS)?;
        match query {
            Query::Get { table, key } => {
                let request = store.get(&js(&record_key(table, &key))).map_err(|error| failed(&error))?;
                let value = request_done(&request).await?;
                let found = (!value.is_undefined()).then(|| Record { key, value: bytes(&value) });
                Ok(found.into_iter().collect())
            }
            Query::Prefix { limit: Some(0), .. } => Ok(Vec::new()),
            Query::Prefix { table, prefix, limit } => {
                let range = keys_of(&record_key(table, &prefix))?;
                let limit = limit.and_then(|limit| u32::try_from(limit).ok());
                // Both are asked in one transaction, so they speak of the same records.
                let (keys, values) = match limit {
                    Some(limit) => (
                        store.get_all_keys_with_key_and_limit(&range, limit),
                        store.get_all_with_key_and_limit(&range, limit),
                    ),
                    None => (store.get_all_keys_with_key(&range), store.get_all_with_key(&range)),
                };
                let keys = keys.map_err(|error| failed(&error))?;
                let values = values.map_err(|error| failed(&error))?;
                let (first, second) = (Wait::new(), Wait::new());
                first.on_request(&keys);
                second.on_request(&values);
                let (keys, values) = futures_util::future::join(first.done(), second.done()).await;
                let keys: Array = keys.map_err(|error| failed(&error))?.unchecked_into();
                let values: Array = values.map_err(|error| failed(&error))?.unchecked_into();
                let records = keys
                    .iter()
                    .zip(values.iter())
                    .map(|(key, value)| Record { key: bytes(&key).split_off(1), value: bytes(&value) });
                Ok(records.collect())
            }
        }
    }

    async fn commit(&mut self, writes: WriteSet) -> Result<(), StoreError> {
        if writes.is_empty() {
            return Ok(());
        }
        let (transaction, store) = self.writing(RECORDS)?;
        let wait = Wait::new();
        wait.on_transaction(&transaction);
        for write in writes.writes() {
            if let Err(error) = Self::write(&store, write) {
                // Nothing of the set may stay. It may be aborted already; either way its end is waited for.
                let _ = transaction.abort();
                let _ = wait.done().await;
                return Err(failed(&error));
            }
        }
        wait.done().await.map(drop).map_err(|error| failed(&error))
    }
}

impl Drop for IdbStore {
    fn drop(&mut self) {
        self.database.close();
    }
}

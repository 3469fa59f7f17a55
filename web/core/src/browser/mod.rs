//! The browser: what the worker calls, and the machine that it gives to the core.

mod fetch;
mod idb;
mod machine;
mod promise;

#[cfg(feature = "checks")]
mod checks;

use crate::core::{Core, Reply};
use crate::fault::Fault;
use crate::platform::Platform;
use client_core::device::store::StoreError;
use fetch::BrowserFetch;
use idb::IdbStore;
use js_sys::{Function, Object, Reflect, Uint8Array};
use machine::Machine;
use serde_json::Value;
use std::rc::Rc;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_futures::spawn_local;

/// Name of the database of records.
const DATABASE: &str = "undercroft";
/// Name of the unsealed words.
const VAULT: &str = "vault";

#[wasm_bindgen]
extern "C" {
    /// A panic aborts the module and reaches JavaScript as a bare "unreachable"; this keeps its text.
    #[wasm_bindgen(js_namespace = console, js_name = error)]
    fn console_error(text: &str);
}

/// `navigator.onLine`; a browser that doesn't say is taken to be online.
fn on_line() -> bool {
    let navigator = Reflect::get(&js_sys::global(), &"navigator".into());
    let on_line = navigator.and_then(|navigator| Reflect::get(&navigator, &"onLine".into()));
    on_line.ok().and_then(|value| value.as_bool()).unwrap_or(true)
}

/// The browser as a machine.
struct Browser {
    database: String,
    site_url: String,
    emit: Function,
}

impl Platform for Browser {
    type Store = IdbStore;
    type Machine = Machine;
    type Fetch = BrowserFetch;

    async fn open_store(&self) -> Result<IdbStore, StoreError> {
        IdbStore::open(&self.database).await
    }

    async fn wipe_store(&self) -> Result<(), StoreError> {
        IdbStore::open(&self.database).await?.wipe().await
    }

    async fn words(&self) -> Result<Option<Vec<u8>>, StoreError> {
        IdbStore::open(&self.database).await?.word(VAULT).await
    }

    async fn set_words(&self, words: &[u8]) -> Result<(), StoreError> {
        IdbStore::open(&self.database).await?.set_word(VAULT, words).await
    }

    fn machine(&self) -> Machine {
        Machine
    }

    fn fetch(&self) -> BrowserFetch {
        BrowserFetch::default()
    }

    fn site_url(&self) -> String {
        self.site_url.clone()
    }

    fn online(&self) -> bool {
        on_line()
    }

    fn emit(&self, event: &Value) {
        // A page that went away hears nothing any more.
        let _ = self.emit.call1(&JsValue::NULL, &event.to_string().into());
    }

    async fn sleep(&self, ms: i64) {
        fetch::sleep(i32::try_from(ms).unwrap_or(i32::MAX)).await;
    }
}

/// The core, as `worker.ts` holds it.
#[wasm_bindgen]
pub struct Worker {
    core: Rc<Core<Browser>>,
}

#[wasm_bindgen]
impl Worker {
    /// Opens the device of this browser. `site_url` is the server's address, `emit` is called with each event
    /// as JSON. The caller holds the lock that keeps other tabs out.
    pub async fn open(site_url: String, emit: Function) -> Worker {
        std::panic::set_hook(Box::new(|panic| console_error(&panic.to_string())));
        let browser = Browser { database: DATABASE.to_owned(), site_url, emit };
        let core = Rc::new(Core::open(browser).await);
        let driven = Rc::clone(&core);
        spawn_local(async move { driven.drive().await });
        Worker { core }
    }

    /// Does what a message asks: `{ ok }` or `{ error }`, each JSON, and `bytes` where the answer has some.
    pub async fn call(&self, name: String, arguments: String) -> Object {
        let core = Rc::clone(&self.core);
        let answer = match serde_json::from_str(&arguments) {
            Ok(arguments) => core.call(&name, arguments).await,
            Err(error) => Err(Fault::BadCall { call: name, why: error.to_string() }),
        };
        let object = Object::new();
        let set = |name: &str, value: &JsValue| {
            // Can't fail: the object is ours.
            let _ = Reflect::set(&object, &name.into(), value);
        };
        match answer {
            Ok(Reply { json, bytes }) => {
                set("ok", &json.to_string().into());
                if let Some(bytes) = bytes {
                    set("bytes", &Uint8Array::from(bytes.as_slice()));
                }
            }
            Err(fault) => {
                if matches!(fault, Fault::Internal(_) | Fault::BadCall { .. }) {
                    console_error(&fault.to_string());
                }
                set("error", &core.fault_json(&fault).to_string().into());
            }
        }
        object
    }

    /// What the page says without waiting for an answer: `online`, `offline`, `visible`.
    pub async fn hint(&self, hint: String) {
        self.core.hint(&hint).await;
    }

    /// Lets go of everything, after what is being saved is saved.
    pub async fn release(&self) {
        self.core.release().await;
    }
}

//! Events of the browser as futures.

use js_sys::{Array, Function, Object, Promise, Reflect};
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{IdbRequest, IdbTransaction};

/// One thing that ends well or badly.
pub struct Wait {
    promise: Promise,
    resolve: Function,
    reject: Function,
    /// Kept until the end, because the browser calls them.
    handlers: RefCell<Vec<Closure<dyn FnMut(JsValue)>>>,
}

impl Wait {
    /// Waits for nothing yet.
    pub fn new() -> Self {
        let both: Rc<RefCell<Option<(Function, Function)>>> = Rc::default();
        let inner = Rc::clone(&both);
        // The executor runs before `new` returns, so the placeholders never stay.
        let promise = Promise::new(&mut move |resolve, reject| {
            *inner.borrow_mut() = Some((resolve, reject));
        });
        let (resolve, reject) =
            both.borrow_mut().take().unwrap_or_else(|| (Function::default(), Function::default()));
        Self { promise, resolve, reject, handlers: RefCell::default() }
    }

    fn keep(&self, handler: Closure<dyn FnMut(JsValue)>) -> Function {
        let function: Function = handler.as_ref().unchecked_ref::<Function>().clone();
        self.handlers.borrow_mut().push(handler);
        function
    }

    /// A handler that fails with an error of this name.
    pub fn fails_with(&self, name: &'static str) -> Closure<dyn FnMut(JsValue)> {
        let reject = self.reject.clone();
        Closure::new(move |_| {
            let error = Object::new();
            // Can't fail: the object is ours.
            let _ = Reflect::set(&error, &"name".into(), &name.into());
            let _ = reject.call1(&JsValue::NULL, &error);
        })
    }

    /// Ends with this request, with its result.
    pub fn on_request(&self, request: &IdbRequest) {
        let (resolve, asked) = (self.resolve.clone(), request.clone());
        let success = self.keep(Closure::new(move |_| {
            let _ = resolve.call1(&JsValue::NULL, &asked.result().unwrap_or(JsValue::UNDEFINED));
        }));
        let (reject, asked) = (self.reject.clone(), request.clone());
        let error = self.keep(Closure::new(move |_| {
            let why = asked.error().ok().flatten().map_or(JsValue::NULL, JsValue::from);
            let _ = reject.call1(&JsValue::NULL, &why);
        }));
        request.set_onsuccess(Some(&success));
        request.set_onerror(Some(&error));
    }

    /// Ends with this transaction.
    pub fn on_transaction(&self, transaction: &IdbTransaction) {
        let resolve = self.resolve.clone();
        let complete = self.keep(Closure::new(move |_| {
            let _ = resolve.call0(&JsValue::NULL);
        }));
        // An error of a request aborts its transaction, so the abort alone tells.
        let (reject, asked) = (self.reject.clone(), transaction.clone());
        let abort = self.keep(Closure::new(move |_| {
            let why = asked.error().map_or(JsValue::NULL, JsValue::from);
            let _ = reject.call1(&JsValue::NULL, &why);
        }));
        transaction.set_oncomplete(Some(&complete));
        transaction.set_onabort(Some(&abort));
    }

    /// The end.
    pub async fn done(self) -> Result<JsValue, JsValue> {
        JsFuture::from(self.promise.clone()).await
    }
}

/// The name of an error, such as `QuotaExceededError`.
pub fn name_of(error: &JsValue) -> String {
    Reflect::get(error, &"name".into()).ok().and_then(|name| name.as_string()).unwrap_or_default()
}

/// An error in its own words.
pub fn describe(error: &JsValue) -> String {
    let message = Reflect::get(error, &"message".into()).ok().and_then(|message| message.as_string());
    format!("{}: {}", name_of(error), message.or_else(|| error.as_string()).unwrap_or_default())
}

/// Entries of an iterator of pairs, such as headers.
pub fn pairs(iterable: &JsValue) -> Vec<(String, String)> {
    let entries = Array::from(iterable);
    let pair = |entry: JsValue| {
        let entry: Array = entry.dyn_into().ok()?;
        Some((entry.get(0).as_string()?, entry.get(1).as_string()?))
    };
    entries.iter().filter_map(pair).collect()
}

//! HTTP by the browser's `fetch`.
//!
//! The browser undoes content codings by itself, so their header is taken away. A redirect, a login page of a
//! network and a body that can't be decoded are no answer of the server: whether an answer is his is judged
//! in client-core by its headers and digest.

use super::promise::{name_of, pairs};
use client_core::device::http::{Fetch, HttpAnswer, HttpRequest};
use client_core::device::sync::FailureKind;
use js_sys::{Function, Object, Reflect, Uint8Array};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortController, Headers, ReadableStream, Request, RequestCache, RequestCredentials, RequestInit,
    RequestRedirect, Response,
};

/// How long each part of an exchange may take before the line counts as dead (P14), in milliseconds.
#[derive(Debug, Clone, Copy)]
pub(super) struct Patience {
    /// Until the answer begins; what is sent goes within it, because a browser doesn't say when that was done.
    pub(super) begin_ms: i32,
    /// Between two pieces of the answer.
    pub(super) silence_ms: i32,
    /// For the whole answer, which may dribble.
    pub(super) whole_ms: i32,
}

const PATIENCE: Patience = Patience { begin_ms: 45_000, silence_ms: 45_000, whole_ms: 5 * 60_000 };

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = fetch)]
    fn fetch_request(request: &Request) -> js_sys::Promise;
    #[wasm_bindgen(js_name = setTimeout)]
    fn set_timeout(handler: &Function, ms: i32) -> JsValue;
    #[wasm_bindgen(js_name = clearTimeout)]
    fn clear_timeout(handle: &JsValue);

    type CompressionStream;
    #[wasm_bindgen(constructor, catch)]
    fn new(format: &str) -> Result<CompressionStream, JsValue>;
}

/// HTTP by the browser.
#[derive(Debug, Clone, Copy)]
pub struct BrowserFetch {
    patience: Patience,
}

impl Default for BrowserFetch {
    fn default() -> Self {
        Self { patience: PATIENCE }
    }
}

impl BrowserFetch {
    /// With another patience, for the checks.
    #[cfg(feature = "checks")]
    pub(super) fn patient(patience: Patience) -> Self {
        Self { patience }
    }
}

/// Aborts a request after a time.
struct Timer {
    handle: JsValue,
    _handler: Closure<dyn FnMut()>,
}

impl Timer {
    fn start(controller: &AbortController, ms: i32) -> Self {
        let controller = controller.clone();
        let handler = Closure::<dyn FnMut()>::new(move || controller.abort());
        let handle = set_timeout(handler.as_ref().unchecked_ref(), ms);
        Self { handle, _handler: handler }
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        clear_timeout(&self.handle);
    }
}

/// Why nothing came. A failed `fetch` doesn't say more than that.
fn failure(error: &JsValue) -> FailureKind {
    match name_of(error).as_str() {
        "AbortError" | "TimeoutError" => FailureKind::Timeout,
        _ => FailureKind::Offline,
    }
}

fn build(request: &HttpRequest, controller: &AbortController) -> Result<Request, JsValue> {
    let headers = Headers::new()?;
    for (name, value) in &request.headers {
        headers.set(name, value)?;
    }
    let init = RequestInit::new();
    init.set_method(request.method.as_str());
    init.set_headers(&headers);
    init.set_redirect(RequestRedirect::Manual);
    init.set_credentials(RequestCredentials::Omit);
    init.set_cache(RequestCache::NoStore);
    init.set_signal(Some(&controller.signal()));
    if let Some(body) = &request.body {
        init.set_body(&Uint8Array::from(body.as_slice()));
    }
    Request::new_with_str_and_init(&request.url, &init)
}

/// The body, as far as it may be long; `None` for a longer one. `piece` starts the time that each piece has.
async fn read(
    body: Option<ReadableStream>,
    most: u64,
    piece: impl Fn() -> Option<Timer>,
) -> Result<Option<Vec<u8>>, JsValue> {
    let mut bytes = Vec::new();
    let Some(body) = body else { return Ok(Some(bytes)) };
    let reader = body.get_reader();
    let read: Function = Reflect::get(&reader, &"read".into())?.dyn_into()?;
    loop {
        let _silence = piece();
        let step: js_sys::Promise = read.call0(&reader)?.dyn_into()?;
        let step = JsFuture::from(step).await?;
        if Reflect::get(&step, &"done".into())?.is_truthy() {
            return Ok(Some(bytes));
        }
        let chunk: Uint8Array = Reflect::get(&step, &"value".into())?.dyn_into()?;
        let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX).saturating_add(u64::from(chunk.length()));
        if length > most {
            return Ok(None);
        }
        bytes.extend(chunk.to_vec());
    }
}

async fn carry(
    request: &HttpRequest,
    controller: &AbortController,
    patience: Patience,
) -> Result<HttpAnswer, FailureKind> {
    let asked = build(request, controller).map_err(|_| FailureKind::NotOurServer)?;
    let begin = Timer::start(controller, patience.begin_ms);
    let response = JsFuture::from(fetch_request(&asked)).await.map_err(|error| failure(&error))?;
    drop(begin);
    let _whole = Timer::start(controller, patience.whole_ms);
    let response: Response = response.dyn_into().map_err(|_| FailureKind::NotOurServer)?;
    let mut headers = pairs(&response.headers());
    headers.retain(|(name, _)| name != "content-encoding");
    let status = response.status();
    // A redirect that isn't followed shows as status 0.
    if status == 0 {
        return Err(FailureKind::NotOurServer);
    }
    let silence = || Some(Timer::start(controller, patience.silence_ms));
    let body = read(response.body(), request.most_answer_bytes, silence).await.map_err(|error| {
        // A body that ends early or can't be decoded is a broken line or a broken middleman.
        if name_of(&error) == "AbortError" { FailureKind::Timeout } else { FailureKind::NotOurServer }
    })?;
    let body = body.ok_or(FailureKind::NotOurServer)?;
    Ok(HttpAnswer { status, headers, body })
}

/// Bytes through the browser's gzip.
async fn gzip(plain: &[u8]) -> Result<Option<Vec<u8>>, JsValue> {
    let stream = CompressionStream::new("gzip")?;
    let source = Response::new_with_opt_buffer_source(Some(&Uint8Array::from(plain)))?;
    let Some(body) = source.body() else { return Ok(None) };
    let through: Function = Reflect::get(&body, &"pipeThrough".into())?.dyn_into()?;
    let packed = through.call1(&body, stream.unchecked_ref::<Object>())?;
    read(Some(packed.dyn_into()?), u64::MAX, || None).await
}

impl Fetch for BrowserFetch {
    async fn fetch(&self, request: HttpRequest) -> Result<HttpAnswer, FailureKind> {
        let controller = AbortController::new().map_err(|_| FailureKind::Offline)?;
        let answer = carry(&request, &controller, self.patience).await;
        if answer.is_err() {
            controller.abort();
        }
        answer
    }

    async fn pack(&self, plain: &[u8]) -> Option<(&'static str, Vec<u8>)> {
        // A browser without it sends plain bytes.
        let packed = gzip(plain).await.ok().flatten()?;
        (packed.len() < plain.len()).then_some(("gzip", packed))
    }
}

/// Waits so many milliseconds.
pub async fn sleep(ms: i32) {
    let promise = js_sys::Promise::new(&mut |resolve, _| {
        set_timeout(&resolve, ms);
    });
    // Nobody rejects it.
    let _ = JsFuture::from(promise).await;
}

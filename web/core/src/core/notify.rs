//! One sleeper and those who wake it, in one thread.

use std::cell::{Cell, RefCell};
use std::future::poll_fn;
use std::task::{Poll, Waker};

/// A bell. A ring while nobody sleeps is heard by the next sleeper.
#[derive(Debug, Default)]
pub struct Notify {
    rung: Cell<bool>,
    sleeper: RefCell<Option<Waker>>,
}

impl Notify {
    /// Rings.
    pub fn notify(&self) {
        self.rung.set(true);
        if let Some(waker) = self.sleeper.borrow_mut().take() {
            waker.wake();
        }
    }

    /// Sleeps until it rings.
    pub async fn rung(&self) {
        poll_fn(|context| {
            if self.rung.replace(false) {
                return Poll::Ready(());
            }
            *self.sleeper.borrow_mut() = Some(context.waker().clone());
            Poll::Pending
        })
        .await;
    }
}

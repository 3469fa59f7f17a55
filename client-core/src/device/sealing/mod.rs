//! Protection at rest: what lies on the device is worth nothing to whoever finds it (P16).
//!
//! Everything stored is sealed under one random [`DataKey`] ([`SealedStore`]). That key is never stored as it is, but
//! wrapped: under a key that is made from what a person knows, and under the recovery key that the server keeps for
//! this device and hands out on a login alone. A terminal keeps a [`PassphraseLock`]; the app in a browser has a lock
//! of its own with a PIN and tries that are counted, made of the same parts.
//!
//! Pure: randomness is passed in, and nothing is stored here but through the store that is wrapped.

mod passphrase;
mod store;
mod wrap;

pub use passphrase::{PASSPHRASE_CHARACTERS, PassphraseError, PassphraseLock};
pub use store::{DataKey, Entropy, SealedStore, Unsealable, seal, unseal};
pub use wrap::{Cost, Underivable, derive, unwrap, wrap};

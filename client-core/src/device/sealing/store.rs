//! A store whose values nobody reads without the data key.
//!
//! Wraps any [`Store`]. Each value is encrypted with XChaCha20-Poly1305 under one key, with a random nonce,
//! and bound to its table and key, so that values can't be exchanged. **Keys stay readable**, because the
//! store needs the order of their bytes: they hold ids of documents, actors and blobs and running numbers, no
//! name, phone or word of a person. How many records there are and how long they are is visible too.

use crate::device::store::{Query, Record, Salvaged, Store, StoreError, Table, Write, WriteSet};
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use planted::Bug;
use zeroize::Zeroize;

/// Form of a sealed value.
const FORM: u8 = 1;
/// Bytes of a nonce.
const NONCE_BYTES: usize = 24;

/// The one key that everything stored is sealed under. `Debug` doesn't show it.
#[derive(Clone, PartialEq, Eq)]
pub struct DataKey(pub [u8; 32]);

impl std::fmt::Debug for DataKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DataKey(..)")
    }
}

impl Drop for DataKey {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

/// Bytes from a cryptographic source.
pub trait Entropy {
    /// Fills the bytes.
    fn fill(&mut self, bytes: &mut [u8]);

    /// So many fresh bytes.
    fn bytes<const N: usize>(&mut self) -> [u8; N] {
        let mut bytes = [0; N];
        self.fill(&mut bytes);
        bytes
    }
}

/// Seals bytes under a key, bound to `context`.
///
/// # Errors
/// [`Unsealable`] for more bytes than the cipher takes (256 GB).
pub fn seal(
    key: &DataKey,
    context: &[u8],
    plain: &[u8],
    entropy: &mut impl Entropy,
) -> Result<Vec<u8>, Unsealable> {
    let nonce: [u8; NONCE_BYTES] = entropy.bytes();
    let cipher = XChaCha20Poly1305::new(&Key::from(key.0));
    let sealed = cipher.encrypt(&XNonce::from(nonce), Payload { msg: plain, aad: context });
    let sealed = sealed.map_err(|_| Unsealable)?;
    Ok([&[FORM], nonce.as_slice(), sealed.as_slice()].concat())
}

/// Opens what [`seal`] made.
///
/// # Errors
/// [`Unsealable`] for another key or context, or for changed bytes: they can't be told apart.
pub fn unseal(key: &DataKey, context: &[u8], sealed: &[u8]) -> Result<Vec<u8>, Unsealable> {
    let Some((&FORM, rest)) = sealed.split_first() else { return Err(Unsealable) };
    let Some((nonce, sealed)) = rest.split_first_chunk::<NONCE_BYTES>() else { return Err(Unsealable) };
    let cipher = XChaCha20Poly1305::new(&Key::from(key.0));
    cipher.decrypt(&XNonce::from(*nonce), Payload { msg: sealed, aad: context }).map_err(|_| Unsealable)
}

/// Bytes that don't open with this key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("sealed bytes don't open with this key")]
pub struct Unsealable;

/// A store of sealed values.
#[derive(Debug)]
pub struct SealedStore<S, R> {
    inner: S,
    key: DataKey,
    entropy: R,
}

impl<S: Store, R: Entropy> SealedStore<S, R> {
    /// Seals and opens with this key. Whether it is the right one shows at the first read.
    pub fn new(inner: S, key: DataKey, entropy: R) -> Self {
        Self { inner, key, entropy }
    }

    /// The store below.
    pub fn inner(&self) -> &S {
        &self.inner
    }

    fn opened(&self, table: Table, record: Record) -> Result<Record, StoreError> {
        if planted::is(Bug::Unsealed) {
            return Ok(record);
        }
        let value = unseal(&self.key, &place(table, &record.key), &record.value);
        let value = value.map_err(|error| StoreError::Corrupt(error.to_string()))?;
        Ok(Record { key: record.key, value })
    }
}

/// What a value is bound to.
fn place(table: Table, key: &[u8]) -> Vec<u8> {
    [&[table as u8], key].concat()
}

impl<S: Store, R: Entropy> Store for SealedStore<S, R> {
    async fn read(&self, query: Query) -> Result<Vec<Record>, StoreError> {
        let (Query::Get { table, .. } | Query::Prefix { table, .. }) = query;
        let records = self.inner.read(query).await?;
        records.into_iter().map(|record| self.opened(table, record)).collect()
    }

    async fn salvage(&self, table: Table, prefix: &[u8]) -> Result<Salvaged, StoreError> {
        let mut salvaged = self.inner.salvage(table, prefix).await?;
        for record in std::mem::take(&mut salvaged.records) {
            let key = record.key.clone();
            match self.opened(table, record) {
                Ok(record) => salvaged.records.push(record),
                Err(_) => salvaged.damaged.push(key),
            }
        }
        Ok(salvaged)
    }

    async fn commit(&mut self, writes: WriteSet) -> Result<(), StoreError> {
        let mut sealed = WriteSet::default();
        for write in writes.writes() {
            match write {
                Write::Put { table, key, value } if planted::is(Bug::Unsealed) => {
                    sealed.put(*table, key.clone(), value.clone());
                }
                Write::Put { table, key, value } => {
                    let value = seal(&self.key, &place(*table, key), value, &mut self.entropy);
                    let value = value.map_err(|error| StoreError::Io(error.to_string()))?;
                    sealed.put(*table, key.clone(), value);
                }
                Write::Delete { table, key } => sealed.delete(*table, key.clone()),
                Write::Clear { table, prefix } => sealed.clear(*table, prefix.clone()),
            }
        }
        self.inner.commit(sealed).await
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::device::store::{MemoryStore, conformance};

    /// Fresh bytes of a test: never the same twice.
    #[derive(Debug, Clone, Default)]
    pub(crate) struct Counting(pub u64);

    impl Entropy for Counting {
        fn fill(&mut self, bytes: &mut [u8]) {
            for chunk in bytes.chunks_mut(8) {
                self.0 += 1;
                let fresh = self.0.wrapping_mul(0x9e37_79b9_7f4a_7c15).to_be_bytes();
                chunk.copy_from_slice(&fresh[..chunk.len()]);
            }
        }
    }

    const KEY: DataKey = DataKey([7; 32]);

    fn sealed(inner: &MemoryStore, key: &DataKey, from: u64) -> SealedStore<MemoryStore, Counting> {
        SealedStore::new(inner.clone(), key.clone(), Counting(from))
    }

    #[test]
    fn a_sealed_store_is_a_store() {
        let inner = MemoryStore::new();
        let mut from = 0;
        let open = async || {
            from += 1_000_000;
            Ok(sealed(&inner, &KEY, from))
        };
        pollster::block_on(conformance::run(open, |store: &SealedStore<MemoryStore, Counting>, full| {
            store.inner().set_full(full);
        }));
    }

    #[test]
    fn what_lies_in_the_store_says_nothing_and_the_same_value_never_looks_the_same() {
        let inner = MemoryStore::new();
        let mut store = sealed(&inner, &KEY, 0);
        let mut writes = WriteSet::default();
        writes.put(Table::Row, b"a".as_slice(), "陈女士 13800000000".into());
        writes.put(Table::Row, b"b".as_slice(), "陈女士 13800000000".into());
        pollster::block_on(store.commit(writes)).unwrap();
        let all = Query::Prefix { table: Table::Row, prefix: Vec::new(), limit: None };
        let raw = pollster::block_on(inner.read(all.clone())).unwrap();
        assert!(!String::from_utf8_lossy(&raw[0].value).contains("138"));
        assert_ne!(raw[0].value, raw[1].value);
        let read = pollster::block_on(store.read(all)).unwrap();
        assert_eq!(read[1].value, "陈女士 13800000000".as_bytes());
    }

    #[test]
    fn values_that_were_changed_exchanged_or_sealed_by_another_key_are_damage() {
        let inner = MemoryStore::new();
        let mut writes = WriteSet::default();
        writes.put(Table::Meta, b"a".as_slice(), b"one".to_vec());
        pollster::block_on(sealed(&inner, &KEY, 0).commit(writes)).unwrap();
        let get = |key: &[u8]| Query::Get { table: Table::Meta, key: key.to_vec() };
        let raw = pollster::block_on(inner.read(get(b"a"))).unwrap().remove(0).value;
        let read = |store: &SealedStore<MemoryStore, Counting>, key: &[u8]| {
            pollster::block_on(store.read(get(key))).map(|records| records.len())
        };
        assert_eq!(read(&sealed(&inner, &KEY, 9), b"a"), Ok(1));
        let other_key = sealed(&inner, &DataKey([8; 32]), 9);
        assert!(matches!(read(&other_key, b"a"), Err(StoreError::Corrupt(_))));
        let put = |key: &[u8], value: Vec<u8>| {
            let mut writes = WriteSet::default();
            writes.put(Table::Meta, key, value);
            pollster::block_on(inner.clone().commit(writes)).unwrap();
        };
        put(b"b", raw.clone());
        assert!(matches!(read(&sealed(&inner, &KEY, 9), b"b"), Err(StoreError::Corrupt(_))));
        for place in 0..raw.len() {
            let mut changed = raw.clone();
            changed[place] ^= 1;
            put(b"a", changed);
            assert!(matches!(read(&sealed(&inner, &KEY, 9), b"a"), Err(StoreError::Corrupt(_))), "{place}");
        }
        for length in 0..raw.len() {
            put(b"a", raw[..length].to_vec());
            assert!(matches!(read(&sealed(&inner, &KEY, 9), b"a"), Err(StoreError::Corrupt(_))), "{length}");
        }
    }
}

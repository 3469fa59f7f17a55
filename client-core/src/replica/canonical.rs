//! Canonical JSON of a journal: byte-identical on every replica that has the same set of changes.

use super::document::Replica;
use crate::domain::id::hex;
use serde_json::{Map, Value, json};

/// Entries in their order with their bytes, as JSON with sorted keys.
///
/// Arrival order, memory layout and automerge's own `save()` leave no trace in it.
pub fn canonical_journal(replica: &Replica) -> String {
    let journal = replica.journal();
    let entries: Vec<Value> = journal
        .entries()
        .iter()
        .map(|e| {
            let mut map = Map::new();
            map.insert("id".into(), json!(e.id));
            map.insert("actor".into(), json!(e.position.actor));
            map.insert("counter".into(), json!(e.position.counter));
            // An entry that was read has bytes; the hexadecimal form keeps unknown kinds exact.
            map.insert("bytes".into(), json!(e.entry.to_bytes().map(|b| hex(&b)).unwrap_or_default()));
            Value::Object(map)
        })
        .collect();
    json!({
        "kind": journal.kind.as_str(),
        "document": journal.document,
        "heads": replica.heads(),
        "entries": entries,
    })
    .to_string()
}

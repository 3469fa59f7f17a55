//! JSON with sorted keys, written by ourselves: the same bytes whatever features the JSON crate was built with.

use serde::Serialize;
use serde_json::Value;

/// Canonical JSON of a value: keys sorted, no spaces. Types with floats have no place here.
pub fn canonical_json<T: Serialize>(value: &T) -> String {
    let mut text = String::new();
    // The types that are given to this function are maps of strings, integers and lists, which JSON always holds.
    write(&serde_json::to_value(value).unwrap_or(Value::Null), &mut text);
    text
}

fn write(value: &Value, text: &mut String) {
    match value {
        Value::Object(map) => {
            let mut keys: Vec<&String> = map.keys().collect();
            keys.sort();
            text.push('{');
            for (i, key) in keys.into_iter().enumerate() {
                if i > 0 {
                    text.push(',');
                }
                text.push_str(&Value::String(key.clone()).to_string());
                text.push(':');
                write(&map[key], text);
            }
            text.push('}');
        }
        Value::Array(items) => {
            text.push('[');
            for (i, item) in items.iter().enumerate() {
                if i > 0 {
                    text.push(',');
                }
                write(item, text);
            }
            text.push(']');
        }
        scalar => text.push_str(&scalar.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_sorted_at_every_depth() {
        let value = serde_json::json!({"b": [{"z": 1, "a": "\"灯\""}], "a": null});
        assert_eq!(canonical_json(&value), r#"{"a":null,"b":[{"a":"\"灯\"","z":1}]}"#);
    }
}

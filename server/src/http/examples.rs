//! Examples of request bodies in the description of the interface. Each is read by the type that reads the request.

use serde::Deserialize;
use std::collections::BTreeMap;
use utoipa::openapi::path::{Operation, PathItem};
use utoipa::openapi::{OpenApi, RefOr, example::ExampleBuilder};

/// Examples by "METHOD path", then by their name.
const EXAMPLES: &str = include_str!("examples.json");

#[derive(Debug, Deserialize)]
struct Example {
    summary: String,
    value: serde_json::Value,
}

fn examples() -> BTreeMap<String, BTreeMap<String, Example>> {
    // The text is part of the program and a test reads it.
    serde_json::from_str(EXAMPLES).unwrap_or_default()
}

/// Puts the examples into the description.
pub(super) fn add_to(api: &mut OpenApi) {
    for (place, examples) in examples() {
        let Some((method, path)) = place.split_once(' ') else { continue };
        let Some(operation) = api.paths.paths.get_mut(path).and_then(|item| operation(item, method)) else {
            continue;
        };
        let Some(RefOr::T(body)) = &mut operation.request_body else { continue };
        let Some(RefOr::T(content)) = body.content.get_mut("application/json") else { continue };
        for (name, one) in examples {
            let example = ExampleBuilder::new().summary(one.summary).value(Some(one.value)).build();
            content.examples.insert(name, RefOr::T(example));
        }
    }
}

fn operation<'a>(item: &'a mut PathItem, method: &str) -> Option<&'a mut Operation> {
    match method {
        "POST" => item.post.as_mut(),
        "PUT" => item.put.as_mut(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::office::analysis::AnalysisCommand;
    use crate::office::month::MonthCommand;
    use client_core::domain::command::{
        Command, ComplaintCommand, FeeCommand, IncidentCommand, MatterCommand, Registration, StoreCommand,
    };
    use client_core::domain::directory::{Building, Party, Unit};
    use serde::de::DeserializeOwned;
    use serde_json::json;

    /// Names of all variants, as the reader of the type lists them when it gets an unknown one.
    fn variants<T: DeserializeOwned>() -> Vec<String> {
        let unknown = serde_json::from_value::<T>(json!({ "command": "?" })).err().map(|e| e.to_string());
        let unknown = unknown.unwrap_or_default();
        let names: Vec<&str> = unknown.split('`').skip(3).step_by(2).collect();
        names.into_iter().map(str::to_owned).collect()
    }

    fn read<T: DeserializeOwned>(place: &str) -> Vec<String> {
        let mut names = Vec::new();
        for (name, one) in &examples()[place] {
            let read = serde_json::from_value::<T>(one.value.clone());
            assert!(read.is_ok(), "{place} {name}: {:?}", read.err().map(|e| e.to_string()));
            names.push(name.clone());
        }
        names.sort();
        names
    }

    #[test]
    fn every_command_has_an_example_that_its_reader_takes() {
        let mut commands = variants::<Command>();
        commands.sort();
        assert!(commands.len() > 60, "{commands:?}");
        assert_eq!(read::<Command>("POST /api/v1/orders/{id}/commands"), commands);
        let mut store = variants::<StoreCommand>();
        store.sort();
        assert_eq!(read::<StoreCommand>("POST /api/v1/store/commands"), store);
        read::<Registration>("POST /api/v1/orders");
        let mut incident = variants::<IncidentCommand>();
        incident.sort();
        let mut shown = read::<IncidentCommand>("POST /api/v1/incidents");
        shown.extend(read::<IncidentCommand>("POST /api/v1/incidents/{id}/commands"));
        shown.sort();
        assert_eq!(shown, incident);
        let mut complaint = variants::<ComplaintCommand>();
        complaint.sort();
        let mut shown = read::<ComplaintCommand>("POST /api/v1/complaints");
        shown.extend(read::<ComplaintCommand>("POST /api/v1/complaints/{id}/commands"));
        shown.sort();
        assert_eq!(shown, complaint);
        let mut fee = variants::<FeeCommand>();
        fee.sort();
        assert_eq!(read::<FeeCommand>("POST /api/v1/fees/accounts/{account}/commands"), fee);
        let mut matter = variants::<MatterCommand>();
        matter.sort();
        let mut shown = read::<MatterCommand>("POST /api/v1/matters");
        shown.extend(read::<MatterCommand>("POST /api/v1/matters/{id}/commands"));
        shown.sort();
        assert_eq!(shown, matter);
        let mut month = variants::<MonthCommand>();
        month.sort();
        assert_eq!(read::<MonthCommand>("POST /api/v1/months/{month}/commands"), month);
        let mut analysis = variants::<AnalysisCommand>();
        analysis.sort();
        assert_eq!(read::<AnalysisCommand>("POST /api/v1/months/{month}/analysis/commands"), analysis);
        read::<Building>("POST /api/v1/directory/buildings");
        read::<Unit>("POST /api/v1/directory/units");
        read::<Party>("POST /api/v1/directory/parties");
    }

    #[test]
    fn every_example_has_its_place_in_the_description() {
        let api = serde_json::to_value(super::super::openapi::document()).unwrap();
        for (place, examples) in examples() {
            let (method, path) = place.split_once(' ').unwrap();
            let operation = &api["paths"][path][method.to_lowercase()];
            let described = &operation["requestBody"]["content"]["application/json"]["examples"];
            assert_eq!(described.as_object().map_or(0, serde_json::Map::len), examples.len(), "{place}");
        }
    }
}

//! Reference data on the wire, told apart from the answer that carries them.

use crate::domain::reference::Reference;
use ciborium::Value;
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A bundle of reference data. One of a newer program costs a device this bundle and not the whole answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Bundle {
    /// The bundle.
    Read(Box<Reference>),
    /// Of a form that this program doesn't know: it needs an update.
    Unread {
        /// The bundle's version, where it has one.
        version: Option<u64>,
    },
}

impl Bundle {
    /// The bundle's version, where it has one.
    pub fn version(&self) -> Option<u64> {
        match self {
            Self::Read(reference) => Some(reference.version),
            Self::Unread { version } => *version,
        }
    }
}

impl From<Reference> for Bundle {
    fn from(reference: Reference) -> Self {
        Self::Read(Box::new(reference))
    }
}

impl Serialize for Bundle {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Read(reference) => reference.serialize(serializer),
            Self::Unread { version } => {
                let mut map = serializer.serialize_map(None)?;
                if let Some(version) = version {
                    map.serialize_entry("version", version)?;
                }
                map.end()
            }
        }
    }
}

impl<'de> Deserialize<'de> for Bundle {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        let read = super::to_bytes(&value).and_then(|bytes| super::from_bytes::<Reference>(&bytes));
        Ok(read.map_or_else(|_| Self::Unread { version: version_of(&value) }, Self::from))
    }
}

fn version_of(value: &Value) -> Option<u64> {
    let mut fields = value.as_map()?.iter();
    let (_, version) = fields.find(|(name, _)| name.as_text() == Some("version"))?;
    version.as_integer()?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::id::UserId;
    use crate::domain::policy::Role;
    use crate::domain::procedure::Library;
    use crate::domain::reference::StaffMember;
    use crate::protocol::{from_bytes, to_bytes};

    fn reference() -> Reference {
        let user = UserId::from_bytes([7; 16]);
        let staff = vec![StaffMember { user, display_name: "李四".into(), roles: vec![Role::Technician] }];
        let procedures = Library::built_in().unwrap().iter().cloned().collect();
        Reference { version: 3, staff, procedures, ..Reference::default() }
    }

    fn changed(change: impl Fn(&mut Vec<(Value, Value)>)) -> Bundle {
        let mut value: Value = from_bytes(&to_bytes(&reference()).unwrap()).unwrap();
        change(value.as_map_mut().unwrap());
        from_bytes(&to_bytes(&value).unwrap()).unwrap()
    }

    #[test]
    fn a_bundle_has_the_bytes_of_the_reference_data_and_is_read_back() {
        let bytes = to_bytes(&reference()).unwrap();
        assert_eq!(to_bytes(&Bundle::from(reference())).unwrap(), bytes);
        assert_eq!(from_bytes::<Bundle>(&bytes).unwrap(), Bundle::from(reference()));
    }

    #[test]
    fn a_bundle_of_a_newer_form_is_told_by_its_version_alone() {
        let later = Bundle::Unread { version: Some(3) };
        assert_eq!(changed(|map| map.push(("warehouses".into(), 2.into()))), later, "another field");
        let field = |map: &mut Vec<(Value, Value)>, name: &str| {
            map.iter().position(|(key, _)| key.as_text() == Some(name)).unwrap()
        };
        let retyped = changed(|map| {
            let staff = field(map, "staff");
            map[staff].1 = "elsewhere".into();
        });
        assert_eq!(retyped, later);
        let unnumbered = changed(|map| {
            let version = field(map, "version");
            map.remove(version);
        });
        assert_eq!(unnumbered, Bundle::Unread { version: None });
        assert_eq!(from_bytes::<Bundle>(&to_bytes(&later).unwrap()).unwrap(), later);
    }
}

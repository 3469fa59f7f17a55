//! Ids and roles as the whole server names them.
//!
//! One place, so that the rest doesn't care which crate defines them.

pub use client_core::domain::id::{DeviceId, UserId};
pub use client_core::domain::policy::Role;

/// The role's name as stored, sent and typed (snake case).
pub fn role_name(role: Role) -> String {
    role.as_str().to_owned()
}

/// The role of a person with this name. The server's own role is nobody's.
pub fn role_from_name(name: &str) -> Option<Role> {
    Role::parse(name).filter(|role| *role != Role::Server)
}

//! The attacks of docs/reliability.md that need a whole site: real HTTP, real programs.

mod connections;
mod json;
mod links;
#[cfg(unix)]
mod programs;
mod sync;
mod tokens;

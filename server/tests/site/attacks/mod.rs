//! The attacks of docs/reliability.md that need a whole site: real HTTP, real programs.

mod connections;
#[cfg(unix)]
mod doors;
mod hosts;
mod json;
mod links;
#[cfg(unix)]
mod programs;
mod revocation;
mod rows;
mod rows_more;
mod sync;
mod tokens;

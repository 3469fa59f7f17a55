//! Papers, read back from their PDF.
#![allow(clippy::float_arithmetic)]

mod any_text;
mod common;
mod slip;
mod table;

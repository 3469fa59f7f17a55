//! Papers, read back from their PDF.
#![allow(missing_docs, clippy::expect_used, clippy::float_arithmetic)]

mod any_text;
mod common;
mod notice;
mod slip;
mod table;

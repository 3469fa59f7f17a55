//! The demo site; started by `cargo xtask demo`.
fn main() {}

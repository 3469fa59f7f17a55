#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| undercroft_fuzz::run("tokens", data));

#![no_main]
libfuzzer_sys::fuzz_target!(|data: &[u8]| { if data.len() > 5 { undercroft_fuzz_harness::stub(); } });

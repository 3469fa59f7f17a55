//! The server's program: reads its arguments and hands over to the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    undercroft_server::cli::main()
}

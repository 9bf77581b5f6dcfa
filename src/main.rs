//! The command: parses, resolves, runs, and reports what went wrong in one place.

mod command;

use std::process::ExitCode;

fn main() -> ExitCode {
    command::opencc::run_by_name().unwrap_or_else(|| command::main().into())
}

//! The binary: arguments in, exit code out. Everything else is the library's.

use std::process::ExitCode;

/// A report is many small texts, made on two threads.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    report::cli::main()
}

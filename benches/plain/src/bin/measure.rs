//! Runs a program and says what it cost: `measure RESULT PROGRAM [ARGUMENT…]` writes to RESULT the wall
//! and CPU seconds, the peak memory in KiB and the exit code.
//!
//! A process's peak counts what its parent held when it was forked, so that nothing which Python starts is
//! ever smaller than Python: hence this small one in between.

use std::io;
use std::process::{Command, ExitCode};
use std::time::Instant;

use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::TimeValLike;

fn main() -> io::Result<ExitCode> {
    let mut words = std::env::args_os().skip(1);
    let (Some(result), Some(program)) = (words.next(), words.next()) else {
        eprintln!("measure RESULT PROGRAM [ARGUMENT…]");
        return Ok(ExitCode::from(2));
    };
    let start = Instant::now();
    let mut child = Command::new(program).args(words).spawn()?;
    let status = child.wait()?;
    let wall = start.elapsed().as_secs_f64();
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN)?;
    let cpu = usage.user_time() + usage.system_time();
    let cpu = cpu.num_microseconds() as f64 / 1e6;
    let code = status.code().unwrap_or(-1);
    std::fs::write(
        result,
        format!("{wall:.6} {cpu:.6} {} {code}\n", usage.max_rss()),
    )?;
    Ok(ExitCode::SUCCESS)
}

//! What this was measured on.

use std::fs;
use std::process::Command;

/// One line: processor, cores, memory, system, compiler.
pub fn describe() -> String {
    let first = |file: &str, key: &str| {
        let text = fs::read_to_string(file).unwrap_or_default();
        let line = text.lines().find(|line| line.starts_with(key)).unwrap_or_default();
        line.split_once(':').map_or("unknown", |(_, value)| value.trim()).to_owned()
    };
    let command = |name: &str, argument: &str| {
        let output = Command::new(name).arg(argument).output();
        output.map_or("unknown".into(), |o| String::from_utf8_lossy(&o.stdout).trim().to_owned())
    };
    let memory: f64 =
        first("/proc/meminfo", "MemTotal").trim_end_matches(" kB").parse().unwrap_or(0.0);
    format!(
        "{} ({} cores), {:.0} GB memory, Linux {}, {}",
        first("/proc/cpuinfo", "model name"),
        std::thread::available_parallelism().map_or(0, usize::from),
        memory / 1e6,
        command("uname", "-r"),
        command("rustc", "--version"),
    )
}

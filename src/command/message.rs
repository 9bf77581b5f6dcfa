//! Messages: one line each, on standard error.

use std::io::{self, Write};

use super::ExitStatus;

/// Reports an error that ends the command; a closed pipe is none.
pub fn failure(error: &anyhow::Error) -> ExitStatus {
    if is_closed_pipe(error) {
        return ExitStatus::Done;
    }
    let text = format!("{error:#}");
    say(text.split_once(" (os error").map_or(&*text, |(text, _)| text));
    ExitStatus::Trouble
}

/// Writes one line to standard error.
pub fn say(text: &str) {
    // Nobody is left to tell when standard error cannot be written.
    let _ = writeln!(io::stderr(), "fanjian: {}", text.replace('\n', " "));
}

/// Whether whoever reads the output has gone, as `head` does when it has enough.
pub fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        cause.downcast_ref::<io::Error>().is_some_and(|e| e.kind() == io::ErrorKind::BrokenPipe)
    })
}

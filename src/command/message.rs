//! Messages: one line each, on standard error.

use std::io::{self, Write};

use super::ExitStatus;

/// Reports an error that ends the command; a closed pipe is none.
pub fn failure(error: &anyhow::Error) -> ExitStatus {
    if is_closed_pipe(error) {
        return ExitStatus::Done;
    }
    say(&format!("{error:#}"));
    ExitStatus::Trouble
}

/// Writes one line to standard error.
pub fn say(text: &str) {
    say_as("fanjian", text);
}

/// The same under the name of another command.
pub fn say_as(command: &str, text: &str) {
    // Nobody is left to tell when standard error cannot be written.
    let _ = writeln!(io::stderr(), "{command}: {}", without_number(text).replace('\n', " "));
}

/// A message without the number that the system has for it.
fn without_number(text: &str) -> String {
    match text.split_once(" (os error ") {
        Some((before, after)) => {
            before.to_owned() + after.trim_start_matches(|c| c != ')').trim_start_matches(')')
        }
        None => text.to_owned(),
    }
}

/// Whether whoever reads the output has gone, as `head` does when it has enough.
pub fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        cause.downcast_ref::<io::Error>().is_some_and(|e| e.kind() == io::ErrorKind::BrokenPipe)
    })
}

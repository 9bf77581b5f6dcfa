//! Converts the inputs one after the other into one output.

use std::io;

use anyhow::{Context, Result};
use fanjian::Engine;
use fanjian::text::{self, StreamError, StreamOptions};

use super::config::ConvertConfig;
use super::source::{Opened, Source};
use super::target::Target;
use super::{ExitStatus, engines, message};

/// Smaller files are done before a second thread has started.
const WORTH_THREADS: u64 = 4 << 20;

/// Runs the conversion and reports what went wrong.
pub fn run(config: &ConvertConfig) -> ExitStatus {
    match convert_all(config) {
        Ok(status) => status,
        Err(error) => message::failure(&error),
    }
}

fn convert_all(config: &ConvertConfig) -> Result<ExitStatus> {
    let engine = engines::make(&config.conversion)?;
    let mut target = match &config.output {
        None => Target::stdout()?,
        Some(path) => Target::file(path)?,
    };
    let output_name = || match &config.output {
        None => "standard output".to_owned(),
        Some(path) => path.display().to_string(),
    };
    let mut status = ExitStatus::Done;
    for source in &config.sources {
        let input = match source.open() {
            Ok(input) => input,
            Err(error) => {
                message::say(&format!("{source}: {}", plain(&error)));
                status = ExitStatus::Trouble;
                continue;
            }
        };
        match convert(config, &*engine, input, &mut target) {
            Ok(()) => {}
            Err(StreamError::Write(error)) => return Err(error).with_context(output_name),
            Err(error) => {
                message::say(&describe(source, &error));
                status = ExitStatus::Trouble;
            }
        }
    }
    // What is not whole must not take the place of what is.
    if status == ExitStatus::Done || config.output.is_none() {
        target.finish().with_context(output_name)?;
    }
    Ok(status)
}

fn convert(
    config: &ConvertConfig,
    engine: &dyn Engine,
    input: Opened,
    target: &mut Target,
) -> Result<(), StreamError> {
    let options = StreamOptions::default().on_invalid(config.on_invalid);
    let output = target.writer();
    match input.size {
        Some(size) if size >= WORTH_THREADS && config.threads > 1 => {
            text::convert_parallel(engine, input.reader, output, &options, config.threads)
        }
        _ => text::convert_stream(engine, input.reader, output, &options),
    }
    .map(|_| ())
}

fn describe(source: &Source, error: &StreamError) -> String {
    match error {
        StreamError::Invalid(invalid) => format!(
            "{source}: {invalid}: --invalid keep copies such bytes, --invalid replace writes U+FFFD"
        ),
        StreamError::Malformed { .. } => format!("{source}: {error}"),
        StreamError::Read(error) => format!("{source}: {}", plain(error)),
        StreamError::Write(error) => plain(error),
    }
}

/// What the system says, without its number.
fn plain(error: &io::Error) -> String {
    let text = error.to_string();
    match text.split_once(" (os error") {
        Some((text, _)) => text.to_owned(),
        None => text,
    }
}

//! Runs `opencc`: from an input to an output, in one of its modes.

use std::fs::{self, File};
use std::io::{self, BufReader, IsTerminal, Read, Write};
use std::num::NonZero;
use std::path::Path;
use std::thread;
use std::time::Instant;

use anyhow::{Context, Result, bail};
use fanjian::files::Source;
use fanjian::text::{self, OnInvalid, StreamError, StreamOptions};

use super::super::interrupt;
use super::super::target::Target;
use super::ambiguities;
use super::cli::{Arguments, Mode};
use super::configuration::Configuration;
use super::input::Input;
use super::lines;
use super::measured::{self, Measured};

/// Smaller files are done before a second thread has started.
const WORTH_THREADS: u64 = 4 << 20;

/// Does what the arguments say; `program` is the name under which the command was started.
///
/// # Errors
/// What is wrong with the configuration, the input or the output.
pub fn run(program: &Path, arguments: &Arguments) -> Result<()> {
    let start = Instant::now();
    let configuration = Configuration::load(program, arguments)?;
    let mut measured = Measured { load: start.elapsed(), ..Measured::default() };
    let begin = Instant::now();
    if arguments.output.is_some() {
        interrupt::leave_no_temporary_file();
    }
    let (source, mut target) = open(arguments)?;
    let name =
        arguments.input.as_ref().map_or("standard input".into(), |path| path.to_string_lossy());
    convert(arguments, &configuration, source, target.writer(), &mut measured)
        .map_err(|error| name_input(error, &name))?;
    target.finish().with_context(|| output_name(arguments))?;
    measured.convert = begin.elapsed();
    measured.total = start.elapsed();
    match &arguments.measured_result {
        Some(path) => measured::write(path, arguments, &measured),
        None => Ok(()),
    }
}

/// Reading errors come without the name of what was read.
fn name_input(error: anyhow::Error, name: &str) -> anyhow::Error {
    match error.downcast::<StreamError>() {
        Ok(StreamError::Read(error)) => anyhow::Error::new(error).context(name.to_owned()),
        Ok(StreamError::Write(error)) => error.into(),
        Ok(error) => anyhow::Error::new(error).context(name.to_owned()),
        Err(error) => error,
    }
}

fn output_name(arguments: &Arguments) -> String {
    arguments
        .output
        .as_ref()
        .map_or("standard output".to_owned(), |path| path.display().to_string())
}

/// Opens the input, and then the output: a missing input leaves the output as it is.
fn open(arguments: &Arguments) -> Result<(File, Target)> {
    let Some(input) = &arguments.input else {
        if io::stdin().is_terminal() {
            // Nobody is left to tell when standard error cannot be written.
            let _ = writeln!(io::stderr(), "Reading from standard input: Ctrl-D ends it.");
        }
        return Ok((Source::Stdin.open().context("standard input")?, target(arguments)?));
    };
    let source = Source::Path(input.clone()).open().with_context(|| input.display().to_string())?;
    if let Some(output) = &arguments.output
        && same_file::is_same_file(input, output).unwrap_or(false)
    {
        if !arguments.in_place {
            bail!(
                "{}: input and output are the same file: --in-place allows that",
                output.display()
            );
        }
        if links(output) > 1 {
            bail!(
                "{}: has other hard links, which --in-place would leave behind",
                output.display()
            );
        }
    }
    Ok((source, target(arguments)?))
}

fn target(arguments: &Arguments) -> Result<Target> {
    match &arguments.output {
        None => Target::stdout(),
        // A new file in its place would leave the other names of this one behind.
        Some(path) if links(path) > 1 => {
            let file = File::create(path).with_context(|| path.display().to_string())?;
            Ok(Target::Direct(file))
        }
        Some(path) => Target::file(path),
    }
}

/// How many names a file has; 0 if there is none.
fn links(path: &Path) -> u64 {
    #[cfg(unix)]
    let links = fs::metadata(path)
        .ok()
        .filter(fs::Metadata::is_file)
        .map_or(0, |metadata| std::os::unix::fs::MetadataExt::nlink(&metadata));
    #[cfg(not(unix))]
    let links = u64::from(fs::metadata(path).is_ok());
    links
}

fn convert(
    arguments: &Arguments,
    configuration: &Configuration,
    input: File,
    output: &mut File,
    measured: &mut Measured,
) -> Result<()> {
    let pipeline = match arguments.mode {
        Mode::Convert => return convert_text(configuration, input, output, measured),
        _ => configuration.pipeline()?,
    };
    match arguments.mode {
        Mode::Ambiguities => {
            ambiguities::write(configuration.engine(), pipeline, input, output, measured)
        }
        mode => {
            // From standard input, a carriage return before the line end is part of the line.
            let cut_returns = arguments.input.is_some();
            let reader = BufReader::with_capacity(64 << 10, input);
            lines::write(mode, pipeline, reader, cut_returns, output, measured)
        }
    }
}

fn convert_text(
    configuration: &Configuration,
    input: File,
    output: &mut File,
    measured: &mut Measured,
) -> Result<()> {
    let options = StreamOptions::default().on_invalid(OnInvalid::Keep);
    let engine = configuration.engine();
    let metadata = input.metadata()?;
    let is_large = metadata.is_file() && metadata.len() >= WORTH_THREADS;
    let mut reader = Input::new(input);
    let processors = || thread::available_parallelism().map_or(1, NonZero::get);
    let stats = match if is_large { processors() } else { 1 } {
        threads @ 2.. => {
            text::convert_parallel(engine, by_ref(&mut reader), output, &options, threads)
        }
        _ => text::convert_stream(engine, by_ref(&mut reader), output, &options),
    }?;
    measured.input_bytes = reader.bytes_read;
    measured.output_bytes = stats.bytes_written;
    Ok(())
}

fn by_ref<R: Read>(reader: &mut R) -> &mut R {
    reader
}

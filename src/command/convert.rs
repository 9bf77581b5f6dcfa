//! Converts files and streams, and tells how it went.

use std::io::{self, IsTerminal};
use std::num::NonZero;
use std::path::Path;

use anyhow::{Result, bail};
use fanjian::document::{Compression, OutputCompression};
use fanjian::files::{self, Job, Source, Target};

use super::config::{ConvertConfig, Destination, FilesConfig, When};
use super::report::Reporter;
use super::target::Target as Output;
use super::{ExitStatus, engines, interrupt, message, selection, target};

/// Runs the conversion and reports what went wrong.
pub fn run(config: &ConvertConfig) -> ExitStatus {
    match convert(config) {
        Ok(status) => status,
        Err(error) => message::failure(&error),
    }
}

fn convert(config: &ConvertConfig) -> Result<ExitStatus> {
    let job = job(&config.files, config.threads)?;
    let engine = engines::make(&config.conversion)?;
    if !matches!(job.target, Target::Stream | Target::Check | Target::Diff { .. }) {
        interrupt::leave_no_temporary_file();
    }
    let mut output = Output::stdout()?;
    let reporter = Reporter::new(&config.files, &job.target);
    let result = files::run(&*engine, &job, output.writer(), &reporter);
    reporter.end();
    let summary = match result {
        Ok(summary) => summary,
        Err(files::RunError::Collisions(collisions)) => {
            for (path, reason) in &collisions {
                message::say(&format!("{}: {reason}: nothing was converted", path.display()));
            }
            return Ok(ExitStatus::Trouble);
        }
        Err(error) => return Err(error.into()),
    };
    reporter.summarize(&summary);
    Ok(if summary.failed > 0 {
        ExitStatus::Trouble
    } else if config.files.check && summary.converted + summary.renamed > 0 {
        ExitStatus::Found
    } else {
        ExitStatus::Done
    })
}

/// The files that are meant, and where their conversions go.
fn job(config: &FilesConfig, threads: Option<NonZero<usize>>) -> Result<Job> {
    let is_nothing_named = config.selection.paths.is_empty() && config.selection.lists.is_empty();
    if let (true, false, Destination::InPlace { .. }) =
        (is_nothing_named, config.check || config.diff, &config.place)
    {
        bail!("-i: say which files and folders are to be replaced");
    }
    let selection = selection::selection(&config.selection)?;
    let mut document = config.document.clone();
    let target = match &config.place {
        _ if config.diff => Target::Diff { colored: is_shown(config.color, &io::stdout()) },
        _ if config.check => Target::Check,
        Destination::InPlace { backup } => Target::InPlace { backup: backup.clone() },
        Destination::Output(path) if target::is_stdout(path) => Target::Stream,
        Destination::Output(path)
            if is_folder(path, &selection.sources, !config.selection.lists.is_empty()) =>
        {
            Target::Folder(path.clone())
        }
        Destination::Output(path) => {
            document.output_compression = OutputCompression::As(Compression::from_path(path));
            Target::File(path.clone())
        }
        Destination::Stdout => Target::Stream,
    };
    if config.rename && matches!(target, Target::Stream | Target::File(_)) {
        bail!("--rename: there are no names to convert without -i, -o FOLDER, --check or --diff");
    }
    Ok(Job { selection, target, document, rename: config.rename, force: config.force, threads })
}

/// Whether an output is a folder that mirrors the inputs.
fn is_folder(output: &Path, sources: &[Source], has_lists: bool) -> bool {
    let ends_with_slash = output.as_os_str().as_encoded_bytes().ends_with(b"/");
    let is_folder = |source: &Source| matches!(source, Source::Path(path) if path.is_dir());
    ends_with_slash || output.is_dir() || has_lists || sources.iter().any(is_folder)
}

/// Whether something for people is shown on a stream.
pub(super) fn is_shown(when: When, stream: &impl IsTerminal) -> bool {
    match when {
        When::Always => true,
        When::Never => false,
        When::Auto => {
            stream.is_terminal()
                && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
        }
    }
}

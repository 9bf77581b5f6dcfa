//! One file.

use std::fs::{self, File};
use std::io::{self, Write};

use super::attributes::{self, Fingerprint};
use super::commit::Ready;
use super::diff::Diff;
use super::output::{Counted, InTurn, LazyFile};
use super::plan::Task;
use super::{FileError, Job, Observer, Source, Target};
use crate::Engine;
use crate::document::{
    self, DocumentError, DocumentOptions, DocumentStats, Encoding, OutputCompression,
    OutputEncoding,
};
use crate::text::Sink;

/// So many bad records of a file are told one by one.
const TOLD: usize = 10;

/// What is told of a file when its turn has come.
pub(super) struct Report {
    pub(super) source: Source,
    pub(super) bad_records: BadRecords,
    pub(super) outcome: Outcome,
    pub(super) bytes: u64,
}

pub(super) enum Outcome {
    Converted,
    Unchanged,
    WouldChange,
    WouldEncode(Encoding),
    Skipped,
    Failed(FileError),
    /// The output that it shares with others cannot be written to.
    OutputFailed(io::Error),
}

/// The records of a file that are not what they should be.
#[derive(Default)]
pub(super) struct BadRecords {
    pub(super) told: Vec<(u64, String)>,
    pub(super) more: u64,
}

impl Sink for BadRecords {
    fn put(&mut self, _: &[u8], _: &[u8]) -> io::Result<()> {
        Ok(())
    }

    fn remark(&mut self, line: u64, remark: &str) {
        match self.told.len() < TOLD {
            true => self.told.push((line, remark.to_owned())),
            false => self.more += 1,
        }
    }
}

/// What is needed to convert a file.
pub(super) struct Workbench<'a> {
    pub(super) engine: &'a dyn Engine,
    pub(super) job: &'a Job,
    pub(super) observer: &'a dyn Observer,
    /// How many threads convert this file.
    pub(super) threads: usize,
}

/// What a conversion became.
pub(super) enum Done {
    /// It is told now.
    Now(Report),
    /// It is told when the file is in its place.
    Waiting(Box<Ready>, Report),
}

impl Workbench<'_> {
    /// Converts a file for a target where each has its own, or that nothing is written to.
    pub(super) fn convert(&self, task: &Task, number: usize) -> Done {
        let mut report = Report::new(task);
        let result = match &self.job.target {
            Target::InPlace { .. } => self.replace(task, number, &mut report),
            Target::Folder(_) => self.mirror(task, number, &mut report),
            _ => self.check(task, &mut report).map(|()| None),
        };
        match result {
            Ok(Some(ready)) => return Done::Waiting(Box::new(ready), report),
            Ok(None) => {}
            Err(error) => report.outcome = self.failed(task, error),
        }
        Done::Now(report)
    }

    fn failed(&self, task: &Task, error: FileError) -> Outcome {
        match error {
            // Nobody said that this is text.
            FileError::Document(DocumentError::Binary) if !task.named => Outcome::Skipped,
            error => Outcome::Failed(error),
        }
    }

    fn options(&self, task: &Task, compression: OutputCompression) -> DocumentOptions {
        let mut options = self.job.document.clone();
        options.refuse_binary = !task.named;
        options.output_compression = compression;
        options
    }

    fn run(
        &self,
        task: &Task,
        input: &File,
        output: impl Write + Send,
        compression: OutputCompression,
        tap: &mut dyn Sink,
        report: &mut Report,
    ) -> Result<DocumentStats, FileError> {
        let options = self.options(task, compression);
        let mut input = Counted { input, observer: self.observer, bytes: 0 };
        let result = document::convert_document(
            self.engine,
            &mut input,
            output,
            &options,
            Some(tap),
            self.threads,
        );
        report.bytes = input.bytes;
        Ok(result?)
    }

    fn replace(
        &self,
        task: &Task,
        number: usize,
        report: &mut Report,
    ) -> Result<Option<Ready>, FileError> {
        // Opening a named pipe would wait for somebody to write to it.
        if task.size.is_none() && fs::metadata(&task.destination).is_ok() {
            return Err(FileError::NotAFile);
        }
        let (input, metadata) = task.source.open_with_metadata().map_err(FileError::Io)?;
        let mut output = LazyFile::beside(&task.destination);
        let mut bad_records = std::mem::take(&mut report.bad_records);
        let same = OutputCompression::Same;
        let stats = self.run(task, &input, &mut output, same, &mut bad_records, report);
        report.bad_records = bad_records;
        if !stats?.changed {
            return Ok(None);
        }
        attributes::check_replaceable(&metadata, self.job.force)?;
        let (temporary, file, length) = output.finish().map_err(FileError::Io)?;
        attributes::copy(&metadata, Some(&input), &file).map_err(FileError::Io)?;
        report.outcome = Outcome::Converted;
        let backup = match &self.job.target {
            Target::InPlace { backup } => backup.clone(),
            _ => None,
        };
        Ok(Some(Ready {
            temporary,
            destination: task.destination.clone(),
            length,
            original: Some(Fingerprint::of(&metadata)),
            backup,
            force: self.job.force,
            number,
        }))
    }

    fn mirror(
        &self,
        task: &Task,
        number: usize,
        report: &mut Report,
    ) -> Result<Option<Ready>, FileError> {
        let (input, metadata) = task.source.open_with_metadata().map_err(FileError::Io)?;
        // A link at the place of the result stays one.
        let destination =
            task.destination.canonicalize().unwrap_or_else(|_| task.destination.clone());
        let other = |error| FileError::OtherFile { path: destination.clone(), error };
        if let Some(folder) = destination.parent() {
            fs::create_dir_all(folder).map_err(other)?;
        }
        let mut output = LazyFile::beside(&destination);
        let mut bad_records = std::mem::take(&mut report.bad_records);
        let same = OutputCompression::Same;
        let stats = self.run(task, &input, &mut output, same, &mut bad_records, report);
        report.bad_records = bad_records;
        report.outcome = match stats {
            Ok(stats) if stats.changed => Outcome::Converted,
            Ok(_) => Outcome::Unchanged,
            Err(error) => return Err(error),
        };
        let (temporary, file, length) = output.finish().map_err(other)?;
        match File::open(&destination).and_then(|old| Ok((old.metadata()?, old))) {
            Ok((old, _)) if old.is_dir() => {
                return Err(other(io::ErrorKind::IsADirectory.into()));
            }
            Ok((metadata, old)) => attributes::copy(&metadata, Some(&old), &file),
            Err(_) => attributes::copy(&metadata, None, &file),
        }
        .map_err(other)?;
        Ok(Some(Ready {
            temporary,
            destination,
            length,
            original: None,
            backup: None,
            force: true,
            number,
        }))
    }

    fn check(&self, task: &Task, report: &mut Report) -> Result<(), FileError> {
        let (input, metadata) = task.source.open_with_metadata().map_err(FileError::Io)?;
        let mut bad_records = std::mem::take(&mut report.bad_records);
        let same = OutputCompression::As(None);
        let stats = self.run(task, &input, io::sink(), same, &mut bad_records, report);
        report.bad_records = bad_records;
        if stats?.changed {
            report.outcome = Outcome::WouldChange;
            if task.source.path().is_some() {
                attributes::check_replaceable(&metadata, self.job.force)?;
            }
        }
        Ok(())
    }

    /// Converts a file to an output that it shares with others.
    pub(super) fn stream<R: Send>(&self, task: &Task, output: &mut InTurn<'_, '_, R>) -> Report {
        let mut report = Report::new(task);
        let mut bad_records = BadRecords::default();
        let result = task.source.open().map_err(FileError::Io).and_then(|input| {
            let compression = self.job.document.output_compression;
            self.run(task, &input, &mut *output, compression, &mut bad_records, &mut report)
        });
        report.bad_records = bad_records;
        report.outcome = match result {
            Ok(stats) if stats.changed => Outcome::Converted,
            Ok(_) => Outcome::Unchanged,
            Err(error) => self.failed(task, error),
        };
        self.settle(report, output)
    }

    /// Writes how a file would change to an output that it shares with others.
    pub(super) fn diff<R: Send>(&self, task: &Task, output: &mut InTurn<'_, '_, R>) -> Report {
        let mut report = Report::new(task);
        let Target::Diff { colored } = self.job.target else { return report };
        let name = task.source.to_string();
        let mut diff = Diff::new(&mut *output, &name, colored);
        let result = task.source.open().map_err(FileError::Io).and_then(|input| {
            let none = OutputCompression::As(None);
            self.run(task, &input, io::sink(), none, &mut diff, &mut report)
        });
        let has_differences = diff.has_differences();
        let ended = diff.finish(&mut report.bad_records);
        report.outcome = match (result, ended) {
            (Err(error), _) => self.failed(task, error),
            (_, Err(error)) => Outcome::Failed(FileError::Document(DocumentError::Write(error))),
            (Ok(stats), _) if !stats.changed => Outcome::Unchanged,
            (Ok(stats), _) => match (has_differences, stats.encoding) {
                (false, Some(from)) => Outcome::WouldEncode(from),
                _ => Outcome::WouldChange,
            },
        };
        self.settle(report, output)
    }

    /// Writes what is left.
    fn settle<R>(&self, mut report: Report, output: &mut InTurn<'_, '_, R>) -> Report {
        let result = output.finish();
        report.outcome = match (report.outcome, result) {
            (Outcome::Failed(FileError::Document(DocumentError::Write(error))), _) => {
                Outcome::OutputFailed(error)
            }
            (Outcome::Failed(error), _) => Outcome::Failed(error),
            (_, Err(error)) => Outcome::OutputFailed(error),
            (outcome, Ok(())) => outcome,
        };
        report
    }
}

impl Report {
    pub(super) fn failed(source: Source, error: FileError) -> Report {
        let outcome = Outcome::Failed(error);
        Report { source, bad_records: BadRecords::default(), outcome, bytes: 0 }
    }

    /// Whether there was no space for the conversion.
    pub(super) fn is_out_of_space(&self) -> bool {
        let error = match &self.outcome {
            Outcome::Failed(FileError::Document(DocumentError::Write(error))) => error,
            Outcome::Failed(FileError::Io(error) | FileError::OtherFile { error, .. }) => error,
            _ => return false,
        };
        matches!(error.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded)
    }

    fn new(task: &Task) -> Report {
        Report {
            source: task.source.clone(),
            bad_records: BadRecords::default(),
            outcome: Outcome::Unchanged,
            bytes: 0,
        }
    }
}

/// What text is written in when the original is in some encoding.
pub(super) fn written_in(options: &DocumentOptions, original: Encoding) -> Encoding {
    match options.output_encoding {
        OutputEncoding::Same => original,
        OutputEncoding::Named(encoding) => encoding,
    }
}

use std::ffi::OsString;
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::thread;

use super::{FileError, Source};
use crate::document::{DocumentOptions, Encoding};

/// What is to be done to which files.
#[derive(Debug)]
pub struct Job {
    pub selection: Selection,
    pub target: Target,
    pub document: DocumentOptions,
    /// Convert names of files and folders, too.
    pub rename: bool,
    /// Do what is refused otherwise: replace read-only files, break hard links, overwrite backups.
    pub force: bool,
    /// How many threads may work; as many as there are processors if nothing is said.
    pub threads: Option<NonZero<usize>>,
}

impl Job {
    /// How many threads may work. The system is asked only where that matters, as the answer takes
    /// a while: it has to be read from several files.
    pub(super) fn threads(&self) -> usize {
        let processors = || thread::available_parallelism().ok();
        self.threads.or_else(processors).map_or(1, NonZero::get)
    }
}

/// Which files.
#[derive(Debug, Default)]
pub struct Selection {
    /// Files, and folders whose files are meant.
    pub sources: Vec<Source>,
    /// Files that were listed: a folder among them is a mistake.
    pub listed: Vec<PathBuf>,
    /// Only files that match one of these; `!` excludes.
    pub globs: Vec<String>,
    /// Also files whose names begin with a dot.
    pub hidden: bool,
    /// Also files that `.gitignore` and `.ignore` exclude.
    pub ignored: bool,
    /// Go into folders that are symbolic links.
    pub follow: bool,
}

/// Where the conversions go.
#[derive(Debug)]
pub enum Target {
    /// One after the other to the output that is given.
    Stream,
    /// One after the other to a file.
    File(PathBuf),
    /// Each to its place in a folder.
    Folder(PathBuf),
    /// Each replaces its original, which is kept under another name if there is a suffix.
    InPlace { backup: Option<OsString> },
    /// Nowhere: it is only told what would change.
    Check,
    /// Nowhere: differences go to the output that is given.
    Diff { colored: bool },
}

/// What happened, in the order of the inputs.
#[derive(Debug)]
#[non_exhaustive]
pub enum Event<'a> {
    /// The file has another content now.
    Converted(&'a Source),
    /// The conversion is the original.
    Unchanged(&'a Source),
    /// The file would have another content.
    WouldChange(&'a Source),
    /// The text is the same, but would be encoded anew.
    WouldEncode {
        source: &'a Source,
        from: Encoding,
        to: Encoding,
    },
    /// The file is no text.
    Skipped(&'a Source),
    /// The name is another one now, or would be.
    Renamed {
        from: &'a Path,
        to: &'a Path,
    },
    WouldRename {
        from: &'a Path,
        to: &'a Path,
    },
    /// A record is not what it should be and was copied; 1 is the first line.
    BadRecord {
        source: &'a Source,
        line: u64,
        reason: &'a str,
    },
    /// More records of the same file are not what they should be.
    MoreBadRecords {
        source: &'a Source,
        number: u64,
    },
    /// This file was not converted.
    Failed {
        source: &'a Source,
        error: &'a FileError,
    },
}

/// Is told what happens.
pub trait Observer: Sync {
    /// Work begins on that many files of that many bytes.
    fn begin(&self, files: usize, bytes: u64) {
        let _ = (files, bytes);
    }

    /// So many more bytes were read.
    fn read(&self, bytes: u64) {
        let _ = bytes;
    }

    /// Something happened.
    fn event(&self, event: Event<'_>);
}

/// How it all ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Summary {
    /// Files whose content is, or would be, another.
    pub converted: u64,
    pub unchanged: u64,
    /// Files that are no text.
    pub skipped: u64,
    /// Files that were not converted, or not entirely.
    pub failed: u64,
    /// Names that are, or would be, others.
    pub renamed: u64,
    /// Bytes that were read.
    pub bytes: u64,
}

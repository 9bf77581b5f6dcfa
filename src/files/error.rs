use std::io;
use std::path::PathBuf;

use crate::document::DocumentError;

/// Why a file was not converted.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FileError {
    /// The system says so.
    #[error("{}", describe_io(.0))]
    Io(io::Error),
    /// The system says so about another file.
    #[error("{}: {}", path.display(), describe_io(error))]
    OtherFile { path: PathBuf, error: io::Error },
    /// Its content is not what it should be.
    #[error("{}", describe_document(.0))]
    Document(#[from] DocumentError),
    /// The file has other names, which would keep the old content.
    #[error("it has {links} names (hard links), and the others would keep the old content")]
    HardLinks { links: u64 },
    /// Nobody may write to it.
    #[error("it is read-only")]
    ReadOnly,
    /// There is a file where the original was to be kept.
    #[error("its backup {} exists already", backup.display())]
    BackupExists { backup: PathBuf },
    /// Somebody else changed it in the meantime.
    #[error("it was changed while it was converted, and is left as it is")]
    ChangedMeanwhile,
    /// Only files can be replaced.
    #[error("it is not a regular file")]
    NotAFile,
    /// Its converted name is not a name.
    #[error("its name would become {name:?}, which cannot be a name")]
    BadName { name: String },
    /// Its converted name is taken.
    #[error("its name would become {}, which is the name of another", name.display())]
    NameTaken { name: PathBuf },
    /// What is to be walked cannot be.
    #[error("{0}")]
    Walk(String),
}

/// What the system says, without its number.
#[must_use]
pub fn describe_io(error: &io::Error) -> String {
    let text = error.to_string();
    match text.split_once(" (os error") {
        Some((text, _)) => text.to_owned(),
        None => text,
    }
}

fn describe_document(error: &DocumentError) -> String {
    match error {
        DocumentError::Read(error) | DocumentError::Write(error) => describe_io(error),
        other => other.to_string(),
    }
}

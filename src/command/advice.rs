//! What to do about a file that failed.

use std::io;

use fanjian::document::DocumentError;
use fanjian::files::{FileError, Source};
use fanjian::text::Looks;

/// What went wrong with a file, and what to do about it.
pub fn failure(source: &Source, error: &FileError) -> String {
    match advice(error) {
        Some(advice) => format!("{source}: {error}: {advice}"),
        None => format!("{source}: {error}"),
    }
}

/// What to do about an error.
fn advice(error: &FileError) -> Option<String> {
    Some(match error {
        FileError::Document(error) => return document_advice(error),
        FileError::HardLinks { .. } => {
            "convert a copy, or part them from it with --force".to_owned()
        }
        FileError::ReadOnly => "make it writable, or replace it with --force".to_owned(),
        FileError::BackupExists { .. } => {
            "move it away, name another suffix, or overwrite it with --force".to_owned()
        }
        FileError::ChangedMeanwhile => "convert it again".to_owned(),
        FileError::NameTaken { .. } => "rename one of them first".to_owned(),
        FileError::BadName { .. } => "rename it by hand".to_owned(),
        FileError::Io(error) if error.kind() == io::ErrorKind::IsADirectory => {
            "list the files in it".to_owned()
        }
        _ => return None,
    })
}

fn document_advice(error: &DocumentError) -> Option<String> {
    Some(match error {
        DocumentError::Invalid(invalid) => match invalid.looks {
            Looks::Encoded(name) => format!("--encoding {name} reads it as that"),
            Looks::Unknown => "--encoding names it, --invalid keep copies such bytes, --invalid replace writes U+FFFD".to_owned(),
            _ => "--invalid keep copies such bytes, --invalid replace writes U+FFFD".to_owned(),
        },
        DocumentError::BadEncoding { .. } => {
            "name another --encoding, or write U+FFFD with --invalid replace".to_owned()
        }
        DocumentError::UnclearEncoding { .. } => "name it with --encoding".to_owned(),
        DocumentError::Unmappable { .. } => {
            "--unmappable ncr writes &#N; for it, --unmappable question writes ?".to_owned()
        }
        DocumentError::KeptBytes { .. } => "write U+FFFD with --invalid replace".to_owned(),
        _ => return None,
    })
}

use std::io;

use super::Encoding;
use crate::text::{InvalidText, StreamError};

/// Why a document was not converted to its end.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DocumentError {
    /// The original could not be read, or its compressed data is damaged.
    #[error("reading failed")]
    Read(#[source] io::Error),
    /// The conversion could not be written.
    #[error("writing failed")]
    Write(#[source] io::Error),
    /// The original is not UTF-8.
    #[error(transparent)]
    Invalid(InvalidText),
    /// The original is not in the encoding that it was taken for.
    #[error("not {encoding} at byte {offset} (line {line})")]
    BadEncoding { encoding: Encoding, offset: u64, line: u64 },
    /// The encoding of the original cannot be told.
    #[error("its encoding is unclear, perhaps {perhaps}")]
    UnclearEncoding { perhaps: Encoding },
    /// The original is no text.
    #[error("it looks like binary data, not text")]
    Binary,
    /// The output encoding cannot hold a character.
    #[error("{encoding} cannot hold {character} (U+{:04X}) in line {line}", u32::from(*character))]
    Unmappable { character: char, encoding: Encoding, line: u64 },
    /// Bytes that are not UTF-8 were to be kept, and the output is in another encoding.
    #[error("bytes that are not UTF-8 cannot be kept in {encoding}")]
    KeptBytes { encoding: Encoding },
    /// A record is not what it should be; 1 is the first line.
    #[error("line {line}: {reason}")]
    BadRecord { line: u64, reason: String },
}

impl From<StreamError> for DocumentError {
    fn from(error: StreamError) -> DocumentError {
        match error {
            StreamError::Read(error) => DocumentError::unwrap(error, DocumentError::Read),
            StreamError::Write(error) => DocumentError::unwrap(error, DocumentError::Write),
            StreamError::Invalid(invalid) => DocumentError::Invalid(invalid),
            StreamError::Malformed { line, reason } => DocumentError::BadRecord { line, reason },
        }
    }
}

impl DocumentError {
    /// Decoders and encoders are readers and writers, whose errors carry one of these.
    pub(super) fn unwrap(
        error: io::Error,
        otherwise: impl FnOnce(io::Error) -> DocumentError,
    ) -> DocumentError {
        match error.downcast::<DocumentError>() {
            Ok(error) => error,
            Err(error) => otherwise(error),
        }
    }
}

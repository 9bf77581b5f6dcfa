//! Documents: text as it lies in files, in any encoding, compressed, or as fields of records.
//!
//! A document is decompressed, decoded, converted, encoded and compressed again as a stream:
//! memory does not grow with its length. Nothing here knows files or processes.

mod compression;
mod convert;
mod decode;
mod detect;
mod encode;
mod encoding;
mod error;
mod frames;
mod options;
mod read;
mod records;

pub use compression::Compression;
pub use convert::{DocumentStats, convert_document};
pub use encoding::{Encoding, UnknownEncoding};
pub use error::DocumentError;
pub use options::{DocumentOptions, OnUnmappable, OutputCompression, OutputEncoding};
pub use read::{DocumentText, read_document};
pub use records::{
    Column, Delimiter, ExplainedRecords, FieldChange, FieldPath, Records, explain_records,
};

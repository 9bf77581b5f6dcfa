//! Bytes that are not UTF-8: what to do with them and how to report them.

use super::guess::Looks;

/// What happens to bytes that are not UTF-8.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OnInvalid {
    /// Stop with [`InvalidText`]; everything before is converted and written.
    #[default]
    Error,
    /// Copy the bytes through, as OpenCC's command does.
    Keep,
    /// Write U+FFFD for each, as [`String::from_utf8_lossy`] does.
    Replace,
}

/// Where a text stops being UTF-8, and what it looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not UTF-8 at byte {offset} (line {line}): {looks}")]
pub struct InvalidText {
    /// The offset in bytes of the first bad byte; 0 is the first byte of the text.
    pub offset: u64,
    /// The line of that byte; 1 is the first line.
    pub line: u64,
    /// What the text probably is.
    pub looks: Looks,
}

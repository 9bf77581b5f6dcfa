//! From a reader to a writer, in bounded memory, as the text comes.

use std::io::{self, ErrorKind, Read, Write};

use super::block::{self, Converted, Fault};
use super::guess;
use super::invalid::{InvalidText, OnInvalid};
use crate::Engine;

/// Fits the second-level cache together with what it becomes, and is four times what a pipe holds.
const BUFFER: usize = 256 * 1024;

/// How a stream is converted.
#[derive(Clone, Copy, Debug, Default)]
#[non_exhaustive]
pub struct StreamOptions {
    /// What happens to bytes that are not UTF-8.
    pub on_invalid: OnInvalid,
}

impl StreamOptions {
    /// Sets what happens to bytes that are not UTF-8.
    #[must_use]
    pub fn on_invalid(mut self, on_invalid: OnInvalid) -> Self {
        self.on_invalid = on_invalid;
        self
    }
}

/// What went through.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct StreamStats {
    /// Bytes of the original.
    pub bytes_read: u64,
    /// Bytes of the conversion.
    pub bytes_written: u64,
    /// Sequences that were not UTF-8 and were kept or replaced.
    pub invalid: u64,
}

/// Why a stream was not converted to its end.
#[derive(Debug, thiserror::Error)]
pub enum StreamError {
    /// The original could not be read.
    #[error("reading failed")]
    Read(#[source] io::Error),
    /// The conversion could not be written.
    #[error("writing failed")]
    Write(#[source] io::Error),
    /// The original is not UTF-8, and [`OnInvalid::Error`] was asked for.
    #[error(transparent)]
    Invalid(#[from] InvalidText),
}

/// Converts everything that `input` gives and writes it to `output`.
///
/// The result is that of converting the whole text at once, however it comes in. After each read
/// everything that no later text can change is written and flushed, so that a slow input is
/// followed line by line. `input` and `output` need no buffers of their own.
///
/// # Errors
///
/// - [`StreamError::Read`] and [`StreamError::Write`]: what the reader and the writer report.
/// - [`StreamError::Invalid`]: bytes that are not UTF-8, with [`OnInvalid::Error`]. Everything
///   before them is written.
pub fn convert_stream<E: Engine + ?Sized>(
    engine: &E,
    mut input: impl Read,
    mut output: impl Write,
    options: &StreamOptions,
) -> Result<StreamStats, StreamError> {
    let mut buffer = vec![0; BUFFER];
    let mut filled = 0;
    let mut converted = Converted::default();
    let mut progress = Progress::default();
    loop {
        if filled == buffer.len() {
            // Only an engine that holds back a whole buffer comes here.
            buffer.resize(2 * filled, 0);
        }
        let read = read_some(&mut input, &mut buffer[filled..]).map_err(StreamError::Read)?;
        filled += read;
        let end = read == 0;
        converted.clear();
        let block = &buffer[..filled];
        let result = block::convert(engine, block, end, options.on_invalid, &mut converted);
        let done = progress.write(block, end, result, &converted, options, &mut output)?;
        if end {
            return Ok(progress.stats);
        }
        buffer.copy_within(done..filled, 0);
        filled -= done;
    }
}

/// Reads once, unless a signal came in between.
pub(super) fn read_some(input: &mut impl Read, buffer: &mut [u8]) -> io::Result<usize> {
    loop {
        match input.read(buffer) {
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            result => return result,
        }
    }
}

/// What has been written so far.
#[derive(Default)]
pub(super) struct Progress {
    pub(super) stats: StreamStats,
    /// Line ends in it; counted only where an error could need it.
    line_ends: u64,
}

impl Progress {
    /// Writes what became of a block, and tells how much of the block that was.
    pub(super) fn write(
        &mut self,
        block: &[u8],
        end: bool,
        result: Result<usize, Fault>,
        converted: &Converted,
        options: &StreamOptions,
        output: &mut impl Write,
    ) -> Result<usize, StreamError> {
        let written = converted
            .write_to(output)
            .and_then(|written| output.flush().map(|()| written))
            .map_err(StreamError::Write)?;
        self.stats.bytes_written += written;
        self.stats.invalid += converted.invalid;
        let done = result.map_err(|Fault(fault)| InvalidText {
            offset: self.stats.bytes_read + fault as u64,
            line: self.line_ends + line_ends(&block[..fault]) + 1,
            looks: guess::guess(block, fault, end),
        })?;
        self.stats.bytes_read += done as u64;
        if options.on_invalid == OnInvalid::Error {
            self.line_ends += line_ends(&block[..done]);
        }
        Ok(done)
    }
}

fn line_ends(bytes: &[u8]) -> u64 {
    memchr::memchr_iter(b'\n', bytes).count() as u64
}

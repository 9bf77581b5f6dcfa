//! From a reader to a writer, in bounded memory, as the text comes.

use std::io::{self, ErrorKind, Read, Write};

use super::block::{Converted, Fault, Reason};
use super::blocks::{Blocks, PlainText};
use super::guess;
use super::invalid::{InvalidText, OnInvalid};
use super::sink::{Output, Sink};
use crate::Engine;

/// Fits the second-level cache together with what it becomes, and is four times what a pipe holds.
const BUFFER: usize = 256 * 1024;

/// Most files of large trees fit into this: clearing more for each would take longer than they do.
const FIRST_BUFFER: usize = 32 * 1024;

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
    /// Whether anything became something else.
    pub changed: bool,
    /// Records that are not what they should be and were copied.
    pub bad_records: u64,
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
    /// The original is not written the way it should be, from this line on; 1 is the first line.
    #[error("line {line}: {reason}")]
    Malformed { line: u64, reason: String },
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
    input: impl Read,
    output: impl Write + Send,
    options: &StreamOptions,
) -> Result<StreamStats, StreamError> {
    let blocks = PlainText::new(engine, options.on_invalid);
    run(&blocks, input, Output(output), Progress::default())
}

/// Converts everything that `input` gives as [`convert_stream`] does.
pub(super) fn run<B: Blocks>(
    blocks: &B,
    mut input: impl Read,
    mut sink: impl Sink,
    mut progress: Progress,
) -> Result<StreamStats, StreamError> {
    let mut buffer = vec![0; FIRST_BUFFER];
    let mut filled = 0;
    let mut converted = Converted::default();
    loop {
        if filled == buffer.len() {
            // Only what holds back a whole buffer comes here.
            buffer.resize(2 * filled, 0);
        }
        let read = read_some(&mut input, &mut buffer[filled..]).map_err(StreamError::Read)?;
        filled += read;
        let end = read == 0;
        converted.clear();
        let block = &buffer[..filled];
        let result = blocks.convert(block, end, &mut converted);
        let done = progress.write(blocks, block, end, result, &converted, &mut sink)?;
        if end {
            return Ok(progress.stats);
        }
        if filled == buffer.len() && filled < BUFFER {
            buffer.resize(BUFFER, 0);
        }
        buffer.copy_within(done..filled, 0);
        filled -= done;
    }
}

/// Reads once, unless a signal came in between.
pub(crate) fn read_some(input: &mut impl Read, buffer: &mut [u8]) -> io::Result<usize> {
    loop {
        match input.read(buffer) {
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            result => return result,
        }
    }
}

/// What has been written so far.
#[derive(Default)]
pub(crate) struct Progress {
    pub(crate) stats: StreamStats,
    /// Line ends in it; counted only where a message could need it.
    line_ends: u64,
}

impl Progress {
    /// Counts something at the beginning of the text that was copied without being converted.
    pub(crate) fn skip(&mut self, copied: &[u8]) {
        self.stats.bytes_read += copied.len() as u64;
        self.stats.bytes_written += copied.len() as u64;
        self.line_ends += line_ends(copied);
    }

    /// Hands over what became of a block, and tells how much of the block that was.
    pub(super) fn write(
        &mut self,
        blocks: &impl Blocks,
        block: &[u8],
        end: bool,
        result: Result<usize, Fault>,
        converted: &Converted,
        sink: &mut impl Sink,
    ) -> Result<usize, StreamError> {
        let done = match &result {
            Ok(done) => *done,
            Err(fault) => fault.at,
        };
        let (before, after) = (&block[..done], converted.bytes());
        let (mut counted, mut line) = (0, self.line_ends + 1);
        for (at, remark) in &converted.remarks {
            line += line_ends(&block[counted..*at]);
            counted = *at;
            sink.remark(line, remark);
        }
        // The end of a text is often empty: nothing waits for it.
        if !before.is_empty() || !after.is_empty() {
            sink.put(before, &after).map_err(StreamError::Write)?;
        }
        self.stats.bytes_written += after.len() as u64;
        self.stats.invalid += converted.invalid;
        self.stats.bad_records += converted.remarks.len() as u64;
        self.stats.changed |= before != &*after;
        if let Err(Fault { at, reason }) = result {
            let line = self.line_ends + line_ends(&block[..at]) + 1;
            return Err(match reason {
                Reason::NotUtf8 => StreamError::Invalid(InvalidText {
                    offset: self.stats.bytes_read + at as u64,
                    line,
                    looks: guess::guess(block, at, end),
                }),
                Reason::Malformed(reason) => StreamError::Malformed { line, reason },
            });
        }
        self.stats.bytes_read += done as u64;
        if blocks.counts_lines() {
            self.line_ends += line_ends(before);
        }
        Ok(done)
    }
}

pub(crate) fn line_ends(bytes: &[u8]) -> u64 {
    memchr::memchr_iter(b'\n', bytes).count() as u64
}

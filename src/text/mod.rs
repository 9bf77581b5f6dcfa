//! Text as bytes: checking UTF-8, and converting what is too long to hold or still on its way.
//!
//! Everything here works on [`Read`](std::io::Read) and [`Write`](std::io::Write) and knows
//! neither files nor processes.

mod block;
mod blocks;
mod guess;
mod invalid;
mod parallel;
mod sink;
mod split;
mod stream;
mod utf8;

pub use guess::Looks;
pub use invalid::{InvalidText, OnInvalid};
pub use parallel::convert_parallel;
pub use sink::Sink;
pub use stream::{StreamError, StreamOptions, StreamStats, convert_stream};

pub(crate) use block::{Converted, Fault, Reason};
pub(crate) use blocks::{Blocks, PlainText};
pub(crate) use guess::{legacy_encoding, utf16};
pub(crate) use stream::{Progress, line_ends, read_some};
pub(crate) use utf8::without_cut_character;

/// Converts block by block, on `threads` threads if that is more than one.
///
/// # Errors
///
/// Those of [`convert_stream`].
pub(crate) fn run<B: Blocks>(
    blocks: &B,
    input: impl std::io::Read + Send,
    sink: impl Sink,
    progress: Progress,
    threads: usize,
) -> Result<StreamStats, StreamError> {
    match threads {
        0 | 1 => stream::run(blocks, input, sink, progress),
        _ => parallel::run(blocks, input, sink, progress, threads),
    }
}

//! The conversion engine: one walk over the text with a compiled table.
//!
//! `walk` goes from block to block. `plain` is the hot loop: it converts a block character by character and
//! flags the places that the table says may need attention. `look` tells what is simple there; for the rest,
//! `tokens` finds the tokens. Where their outcome depends on text further on, `stages` converts stage by
//! stage until both agree again. `heads` finds where a user's words may start, before all this.
//! `docs/engine.md` tells the idea.

mod around;
#[cfg(target_arch = "x86_64")]
mod bmi2;
mod bytes;
mod head_set;
mod heads;
mod look;
mod plain;
mod runs;
mod short;
mod stages;
mod tokens;
mod utf8;
mod walk;

pub(crate) use bytes::BLOCK;
pub(crate) use head_set::WINDOW;
pub(crate) use heads::{Heads, blocks};
pub(crate) use utf8::is_three_at;

use crate::table::View;

/// Converts a prefix of `text`, which is valid UTF-8, and appends the result to `output`.
///
/// Returns how many bytes of `text` were converted: all of them if `end` says that no text
/// follows, otherwise as many as no following text can influence.
pub fn convert_prefix(view: &View, text: &[u8], end: bool, output: &mut Vec<u8>) -> usize {
    #[cfg(target_arch = "x86_64")]
    if bmi2::is_fast() {
        // SAFETY: the machine has the instructions.
        return unsafe { bmi2::convert_prefix(view, text, end, output) };
    }
    walk::convert_prefix(view, text, end, output, utf8::Portable)
}

/// Marks the places in blocks of `text`, which is valid UTF-8, where a head may be: a bit for each byte. The text
/// goes on for a while after the last block, as [`heads::blocks`] tells.
pub(crate) fn find_heads(heads: &Heads, text: &[u8], blocks: &mut [u64]) {
    #[cfg(target_arch = "x86_64")]
    if bmi2::is_fast() {
        // SAFETY: the machine has the instructions.
        return unsafe { bmi2::find_heads(heads, text, blocks) };
    }
    heads::find(heads, text, blocks, utf8::Portable)
}

/// The text ended before a decision was possible, and more of it is to come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NeedMore;

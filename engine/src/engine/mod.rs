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
mod heads;
mod look;
mod plain;
mod runs;
mod short;
mod stages;
mod tokens;
mod utf8;
mod walk;

pub use heads::{Heads, Places};

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

/// Looks for places in `text`, which is valid UTF-8, from `at` on and before `to`, where a head may be.
///
/// Returns where the search has to go on: at `to` or after it, or where there was no more room for places, or
/// where little text is left.
pub fn find_heads(heads: &Heads, text: &[u8], at: usize, to: usize, found: &mut Places) -> usize {
    #[cfg(target_arch = "x86_64")]
    if bmi2::is_fast() {
        // SAFETY: the machine has the instructions.
        return unsafe { bmi2::find_heads(heads, text, at, to, found) };
    }
    heads::find(heads, text, at, to, found, utf8::Portable)
}

/// The text ended before a decision was possible, and more of it is to come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NeedMore;

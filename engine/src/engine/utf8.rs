//! Reading and writing single code points of text that is known to be UTF-8.

use super::bytes::{self, BLOCK};
use super::head_set::{self, HeadSet, WINDOW};

/// The length in bytes of the character that starts with `lead`.
#[inline(always)]
pub fn length(lead: u8) -> usize {
    match lead {
        0..0x80 => 1,
        0x80..0xE0 => 2,
        0xE0..0xF0 => 3,
        _ => 4,
    }
}

/// The bits of the code point in a three-byte character, its bytes being the high three of a word.
pub const THREE_BYTES: u32 = 0x0F3F_3F00;

/// Moves of bits for which some machines have instructions.
pub trait BitMoves: Copy {
    /// The code point of a three-byte character, its bytes being the high three of `word`; something below
    /// 2¹⁶ of what is none.
    fn decode_three(self, word: u32) -> u32;
    /// The code points of two three-byte characters, their bytes being the high six of `word`: the first one above
    /// 2¹⁶, the second one below.
    fn decode_two(self, word: u64) -> u32;
    /// A bit for each byte of at least `least`, which is 0x80 or more.
    fn bytes_from(self, block: &[u8; BLOCK], least: u8) -> u64;
    /// Which of these bytes, where characters of three start, start what may be in the set.
    fn heads_in(self, set: &HeadSet, window: &[u8; WINDOW], leads: u64) -> u64;
}

/// The same for any machine.
#[derive(Clone, Copy)]
pub struct Portable;

impl BitMoves for Portable {
    #[inline(always)]
    fn decode_three(self, word: u32) -> u32 {
        (word >> 12 & 0xF000) | (word >> 10 & 0xFC0) | (word >> 8 & 0x3F)
    }

    #[inline(always)]
    fn decode_two(self, word: u64) -> u32 {
        self.decode_three((word >> 32) as u32) << 16 | self.decode_three((word >> 8) as u32)
    }

    #[inline(always)]
    fn bytes_from(self, block: &[u8; BLOCK], least: u8) -> u64 {
        bytes::bytes_from(block, least)
    }

    #[inline(always)]
    fn heads_in(self, set: &HeadSet, window: &[u8; WINDOW], leads: u64) -> u64 {
        head_set::heads_in(set, window, leads)
    }
}

/// The bytes of a code point that has three, in the high three of a word.
#[inline(always)]
pub fn encode_three(c: u32) -> u32 {
    0xE080_8000 | (c & 0xF000) << 12 | (c & 0xFC0) << 10 | (c & 0x3F) << 8
}

/// Whether the bytes in the high three of a word are a three-byte character.
#[inline(always)]
pub fn is_three(word: u32) -> bool {
    word >> 28 == 0xE
}

/// Whether a three-byte character starts at `at`, where one may start, or the text ends.
#[inline(always)]
pub fn is_three_at(text: &[u8], at: usize) -> bool {
    text.get(at).is_some_and(|lead| lead & 0xF0 == 0xE0)
}

/// The three-byte character at `at`, if there is one.
#[inline(always)]
pub fn three_byte_character(text: &[u8], at: usize) -> Option<u32> {
    let &[first, second, third] = text.get(at..)?.first_chunk()?;
    let word = u32::from_be_bytes([first, second, third, 0]);
    is_three(word).then(|| Portable.decode_three(word))
}

/// The code point at `at`, which is a character boundary before the end, and its length in bytes.
#[inline(always)]
pub fn decode(text: &[u8], at: usize) -> (u32, usize) {
    match three_byte_character(text, at) {
        Some(c) => (c, 3),
        None => decode_any(text, at),
    }
}

fn decode_any(text: &[u8], at: usize) -> (u32, usize) {
    let tail = |i: usize| u32::from(text.get(at + i).copied().unwrap_or(0x80) & 0x3F);
    let lead = u32::from(text[at]);
    match lead {
        0..0x80 => (lead, 1),
        0x80..0xE0 => ((lead & 0x1F) << 6 | tail(1), 2),
        0xE0..0xF0 => ((lead & 0xF) << 12 | tail(1) << 6 | tail(2), 3),
        _ => ((lead & 7) << 18 | tail(1) << 12 | tail(2) << 6 | tail(3), 4),
    }
}

/// The code point before `at`, which is a character boundary after the start, and its length in
/// bytes.
#[inline(always)]
pub fn decode_before(text: &[u8], at: usize) -> (u32, usize) {
    if let Some(start) = at.checked_sub(3)
        && let Some(c) = three_byte_character(text, start)
    {
        return (c, 3);
    }
    let mut start = at - 1;
    while start > 0 && text[start] & 0xC0 == 0x80 {
        start -= 1;
    }
    decode_any(text, start)
}

/// Appends a code point.
pub fn push(output: &mut Vec<u8>, c: u32) {
    let c = char::from_u32(c).expect("code points come from valid text and tables");
    output.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
}

//! The hot loop: characters by themselves.

use super::utf8::{decode, decode_before, decode_three, three_byte_character};
use crate::table::{CharEntry, View};

/// So many bytes are looked at in one go.
const BLOCK: usize = 64;
/// A block, what its last character may have beyond it, and one byte that comes along because
/// characters are read and written four bytes at a time.
pub const WINDOW: usize = BLOCK + 4;

/// What was made of a block.
pub struct Block {
    /// The place in the text after it.
    pub end: usize,
    /// A bit for each byte of the block at which a closer look is needed.
    pub flagged: u64,
}

/// Converts the characters that start in the block at `at`, which is before the end of the text,
/// one by one. Appends the result to `output`, each character taking as many bytes as before.
#[inline(always)]
pub fn convert(view: &View, text: &[u8], at: usize, output: &mut Vec<u8>) -> Block {
    if let Some(window) = text[at..].first_chunk::<WINDOW>() {
        let (length, flagged) = block(view, window, output);
        return Block { end: at + length, flagged };
    }
    let rest = &text[at..];
    let mut window = [0; WINDOW];
    window[..rest.len()].copy_from_slice(rest);
    let (length, flagged) = block(view, &window, output);
    // What was appended to the text is taken away again.
    let real = length.min(rest.len());
    output.truncate(output.len() - (length - real));
    let places = u32::try_from(real.min(BLOCK)).expect("a block is short");
    Block { end: at + real, flagged: flagged & u64::MAX >> (u64::BITS - places) }
}

/// Converts the characters that start in the block, and appends them. Returns where the next
/// block starts, and a bit for each place at which a closer look is needed.
#[inline(always)]
fn block(view: &View, window: &[u8; WINDOW], output: &mut Vec<u8>) -> (usize, u64) {
    let bytes: &[u8; BLOCK] = window.first_chunk().expect("a window starts with a block");
    output.extend_from_slice(window);
    let written = output.len();
    let room: &mut [u8; WINDOW] = output.last_chunk_mut().expect("it was just appended");
    let (three, mut flagged) = leads(bytes, view.settings.shortest_examined);
    let mut left = three;
    while left != 0 {
        let place = left.trailing_zeros() as usize % BLOCK;
        left &= left - 1;
        let word = read_word(window, place);
        let entry = view.three_byte_character(word);
        room[place..place + 4].copy_from_slice(&(word ^ (entry & CharEntry::DELTA)).to_le_bytes());
        flagged |= u64::from(entry & (CharEntry::ANCHOR | CharEntry::SPECIAL) != 0) << place;
    }
    // A character of three bytes may reach beyond the block.
    let next = BLOCK.max((BLOCK + 2).saturating_sub(three.leading_zeros() as usize));
    output.truncate(written - WINDOW + next);
    (next, flagged)
}

/// Whether the character at `place` is special, or together with a neighbour from `start` on.
#[inline(always)]
pub fn needs_attention(view: &View, text: &[u8], start: usize, place: usize) -> bool {
    if place >= start + 3
        && let Some(three) = text[place - 3..].first_chunk::<9>()
        && [three[0], three[3], three[6]].iter().all(|lead| lead & 0xF0 == 0xE0)
    {
        let word = |at| u32::from_le_bytes([three[at], three[at + 1], three[at + 2], 0]);
        let c = decode_three(word(3));
        let before = view.pairs.contains(decode_three(word(0)), c);
        let after = view.pairs.contains(c, decode_three(word(6)));
        // One decision that no one can predict is faster than three.
        return before | after | (view.three_byte_character(word(3)) & CharEntry::SPECIAL != 0);
    }
    let Some(c) = three_byte_character(text, place) else { return true };
    view.character(c) & CharEntry::SPECIAL != 0
        || (place + 3 < text.len() && view.pairs.contains(c, decode(text, place + 3).0))
        || (place > start && view.pairs.contains(decode_before(text, place).0, c))
}

#[inline(always)]
fn read_word(window: &[u8; WINDOW], at: usize) -> u32 {
    u32::from_le_bytes(window[at..at + 4].try_into().expect("four bytes"))
}

/// A bit for each lead byte of a three-byte character.
#[inline(always)]
pub fn three_byte_leads(block: &[u8; BLOCK]) -> u64 {
    bytes_from(block, 0xE0) & !bytes_from(block, 0xF0)
}

/// A bit for each lead byte of a three-byte character, and one for each of other characters that
/// have to be examined.
#[inline(always)]
fn leads(block: &[u8; BLOCK], shortest_examined: u32) -> (u64, u64) {
    let from_three = bytes_from(block, 0xE0);
    let four = bytes_from(block, 0xF0);
    let mut examined = four;
    if shortest_examined <= 2 {
        examined |= bytes_from(block, 0xC0) & !from_three;
    }
    if shortest_examined <= 1 {
        examined |= !bytes_from(block, 0x80);
    }
    (from_three & !four, examined)
}

/// A bit for each byte of at least `least`, which is 0x80 or more.
#[cfg(target_arch = "x86_64")]
#[inline(always)]
fn bytes_from(block: &[u8; BLOCK], least: u8) -> u64 {
    use std::arch::x86_64::{
        _mm_cmpeq_epi8, _mm_max_epu8, _mm_movemask_epi8, _mm_set_epi64x, _mm_set1_epi8,
    };
    let half = |bytes: &[u8]| i64::from_le_bytes(bytes.try_into().expect("eight bytes"));
    let mut bits = 0;
    for (index, chunk) in block.as_chunks::<16>().0.iter().enumerate() {
        // SAFETY: SSE2 is part of every x86-64, and none of these touches memory.
        let part = unsafe {
            let vector = _mm_set_epi64x(half(&chunk[8..]), half(&chunk[..8]));
            // SSE2 compares signed bytes only; what is its own maximum with `least` is not less.
            let maximum = _mm_max_epu8(vector, _mm_set1_epi8(least as i8));
            _mm_movemask_epi8(_mm_cmpeq_epi8(maximum, vector))
        };
        bits |= u64::from(part as u16) << (index * 16);
    }
    bits
}

#[cfg(not(target_arch = "x86_64"))]
#[inline(always)]
fn bytes_from(block: &[u8; BLOCK], least: u8) -> u64 {
    bytes_from_portable(block, least)
}

/// The same without vectors.
#[cfg(any(test, not(target_arch = "x86_64")))]
#[inline(always)]
fn bytes_from_portable(block: &[u8; BLOCK], least: u8) -> u64 {
    const HIGH: u64 = 0x8080_8080_8080_8080;
    const ONES: u64 = 0x0101_0101_0101_0101;
    let (words, _) = block.as_chunks::<8>();
    let mut bits = 0;
    for (index, word) in words.iter().enumerate() {
        let word = u64::from_le_bytes(*word);
        // Adding carries into bit 7 where the low seven bits are at least those of `least`.
        let carry = (word & !HIGH) + ONES * u64::from(0x100 - u32::from(least));
        let found = (word & carry & HIGH) >> 7;
        // Gathers the lowest bits of the bytes in the highest byte.
        bits |= (found.wrapping_mul(0x0102_0408_1020_4080) >> 56) << (index * 8);
    }
    bits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vectors_find_what_the_portable_way_finds() {
        let mut block = [0; BLOCK];
        let mut state = 1u32;
        for _ in 0..10_000 {
            for byte in &mut block {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                *byte = (state >> 24) as u8;
            }
            for least in [0x80, 0xC0, 0xE0, 0xF0] {
                let expected = (0..BLOCK).map(|i| u64::from(block[i] >= least) << i).sum::<u64>();
                assert_eq!(bytes_from(&block, least), expected);
                assert_eq!(bytes_from_portable(&block, least), expected);
            }
        }
    }
}

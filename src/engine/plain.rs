//! The hot loop: characters by themselves.

use super::utf8::{BitMoves, is_three, three_byte_character};
use crate::table::{CharEntry, Colour, View};

/// So many bytes are looked at in one go.
pub const BLOCK: usize = 64;
/// A block, what its last character may have beyond it, and one byte that comes along because
/// characters are read and written four bytes at a time.
const WINDOW: usize = BLOCK + 4;

/// What was made of a block.
pub struct Block {
    /// The place in the text after it.
    pub end: usize,
    /// A bit for each byte of the block at which a closer look is needed.
    pub flagged: u64,
    /// The colours that need attention after its last character, in the low half.
    pub colours: u64,
}

/// The colours that need attention whatever stands before.
pub const AFTER_NOTHING: u64 = 1 << Colour::ALWAYS;

/// Converts the characters that start in the block at `at`, which is before the end of the text,
/// one by one. Appends the result to `output`, each character taking as many bytes as before.
/// `colours` need attention after the character before the block.
#[inline(always)]
pub fn convert(
    view: &View,
    text: &[u8],
    at: usize,
    colours: u64,
    output: &mut Vec<u8>,
    bits: impl BitMoves,
) -> Block {
    if let Some(window) = text[at..].first_chunk::<WINDOW>() {
        let block = block(view, window, colours, output, bits);
        return Block { end: at + block.end, ..block };
    }
    let rest = &text[at..];
    let mut window = [0; WINDOW];
    window[..rest.len()].copy_from_slice(rest);
    let mut block = block(view, &window, colours, output, bits);
    // What was appended to the text is taken away again.
    let real = block.end.min(rest.len());
    output.truncate(output.len() - (block.end - real));
    let places = u32::try_from(real.min(BLOCK)).expect("a block is short");
    block.flagged &= u64::MAX >> (u64::BITS - places);
    Block { end: at + real, ..block }
}

/// Converts the characters that start in the block, and appends them. All places are those in the block.
#[inline(always)]
fn block(
    view: &View,
    window: &[u8; WINDOW],
    mut colours: u64,
    output: &mut Vec<u8>,
    bits: impl BitMoves,
) -> Block {
    let bytes: &[u8; BLOCK] = window.first_chunk().expect("a window starts with a block");
    output.extend_from_slice(window);
    let written = output.len();
    let room: &mut [u8; WINDOW] = output.last_chunk_mut().expect("it was just appended");
    let (three, mut flagged) = leads(bytes, view.settings.shortest_examined);
    let mut left = three;
    // A bit for each character of three bytes, the first one being the highest.
    let mut paired = 0;
    while left != 0 {
        let place = left.trailing_zeros() as usize % BLOCK;
        left &= left - 1;
        let word = read_word(window, place);
        let entry = view.character_and_colours(bits.decode_three(word));
        let character = entry.rotate_right(u32::BITS);
        let delta = character as u32 & CharEntry::DELTA;
        room[place..place + 4].copy_from_slice(&(word ^ delta).to_be_bytes());
        // It may not be the neighbour of the character before: that is found out later.
        let colour = character % u64::from(u64::BITS);
        paired = paired * 2 + (colours >> colour & 1);
        colours = entry | AFTER_NOTHING;
    }
    if three != 0 {
        flagged |= bits.spread(paired.reverse_bits() >> (u64::BITS - three.count_ones()), three);
    }
    // A character of three bytes may reach beyond the block.
    let end = BLOCK.max((BLOCK + 2).saturating_sub(three.leading_zeros() as usize));
    output.truncate(written - WINDOW + end);
    Block { end, flagged, colours }
}

/// What is said of the pair that ends at each place of a block.
pub type Said = [u32; BLOCK];

/// Of the flagged places in the block at `at`, those whose character ends a pair that needs attention, of
/// which `said` then tells, and those whose character needs attention by itself.
#[inline(always)]
pub fn noticed(
    view: &View,
    text: &[u8],
    at: usize,
    flagged: u64,
    said: &mut Said,
    bits: impl BitMoves,
) -> u64 {
    /// The block with a character before it.
    const AROUND: usize = 3 + BLOCK + 4;
    let mut left = flagged;
    let mut noticed = 0;
    if at >= 3
        && let Some(around) = text[at - 3..].first_chunk::<AROUND>()
    {
        // No branch here could be predicted.
        while left != 0 {
            let place = left.trailing_zeros() as usize % BLOCK;
            left &= left - 1;
            let word = |at: usize| u32::from_be_bytes(around[at..at + 4].try_into().expect("four"));
            let (before, c) = (word(place), word(place + 3));
            let here = bits.decode_three(c);
            let of_pair = view.words.get_in_bmp(bits.decode_three(before), here);
            let watched = !is_three(c) | is_watched(view, here);
            let of_pair = if is_three(before) & !watched { of_pair } else { 0 };
            said[place] = of_pair;
            noticed |= u64::from(watched | (of_pair != 0)) << place;
        }
        return noticed;
    }
    while left != 0 {
        let place = left.trailing_zeros() as usize % BLOCK;
        left &= left - 1;
        let of_pair = match three_byte_character(text, at + place) {
            Some(c) if !is_watched(view, c) => (at + place).checked_sub(3).and_then(|before| {
                Some(view.words.get_in_bmp(three_byte_character(text, before)?, c))
            }),
            _ => {
                noticed |= 1 << place;
                None
            }
        };
        said[place] = of_pair.unwrap_or(0);
        noticed |= u64::from(said[place] != 0) << place;
    }
    noticed
}

/// Whether a character is looked at whatever stands before it.
#[inline(always)]
fn is_watched(view: &View, c: u32) -> bool {
    view.character(c) & CharEntry::COLOUR == Colour::ALWAYS
}

#[inline(always)]
fn read_word(window: &[u8; WINDOW], at: usize) -> u32 {
    u32::from_be_bytes(window[at..at + 4].try_into().expect("four bytes"))
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

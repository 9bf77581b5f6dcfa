//! The hot loop: characters by themselves.

use super::bytes::BLOCK;
use super::utf8::BitMoves;
use crate::table::{Colour, ColourBits, View};

/// A block, what its last character may have beyond it, and one byte that comes along because
/// characters are read and written four bytes at a time.
const WINDOW: usize = BLOCK + 4;

/// What was made of a block.
pub struct Block {
    /// The place in the text after it.
    pub end: usize,
    /// A bit for each byte of the block at which a closer look is needed.
    pub flagged: u64,
    /// The colours that need attention after its last character.
    pub colours: u32,
}

/// Converts the characters that start in the block at `at`, which is before the end of the text,
/// one by one. Appends the result to `output`, each character taking as many bytes as before.
/// `colours` need attention after the character before the block.
#[inline(always)]
pub fn convert(
    view: &View,
    text: &[u8],
    at: usize,
    colours: u32,
    output: &mut Vec<u8>,
    bits: impl BitMoves,
) -> Block {
    let rest = &text[at..];
    let mut padded = [0; WINDOW];
    let window = rest.first_chunk().unwrap_or_else(|| {
        padded[..rest.len()].copy_from_slice(rest);
        &padded
    });
    let mut block = match view.settings.few_pairs {
        true => block::<true>(view, window, colours, output, bits),
        false => block::<false>(view, window, colours, output, bits),
    };
    if rest.len() < WINDOW {
        // What was appended to the text is taken away again.
        let real = block.end.min(rest.len());
        output.truncate(output.len() - (block.end - real));
        let places = u32::try_from(real.min(BLOCK)).expect("a block is short");
        block.flagged &= u64::MAX >> (u64::BITS - places);
        block.end = real;
    }
    Block { end: at + block.end, ..block }
}

/// Converts the characters that start in the block, and appends them. All places are those in the block.
///
/// With `FEW_PAIRS`, colours are [`ColourBits`], and characters are first only asked whether there may be
/// anything to find in the block.
#[inline(always)]
fn block<const FEW_PAIRS: bool>(
    view: &View,
    window: &[u8; WINDOW],
    before: u32,
    output: &mut Vec<u8>,
    bits: impl BitMoves,
) -> Block {
    let bytes: &[u8; BLOCK] = window.first_chunk().expect("a window starts with a block");
    output.extend_from_slice(window);
    let written = output.len();
    let room: &mut [u8; WINDOW] = output.last_chunk_mut().expect("it was just appended");
    let (mut three, mut flagged) = leads(bytes, view.settings.shortest_examined, bits);
    // A character of three bytes may reach beyond the block.
    let mut end = BLOCK.max((BLOCK + 2).saturating_sub(three.leading_zeros() as usize));
    let mut colours = before;
    let mut together = before;
    let mut convert = |place: usize| {
        let word = read_word(window, place);
        let [delta, marks] = view.character(bits.decode_three(word));
        room[place..place + 4].copy_from_slice(&(word ^ delta).to_be_bytes());
        if FEW_PAIRS {
            together |= marks;
        } else {
            // It may not be the neighbour of the character before: that is found out later.
            flagged |= u64::from(Colour::find(marks, colours) >> 31) << place;
            colours = marks | Colour::JUST_ALWAYS;
        }
    };
    if three == ALL_THREE {
        // Nothing has to be looked for. Two in each turn, for those who do not unroll it.
        for pair in 0..BLOCK.div_ceil(3) / 2 {
            convert(pair * 6);
            convert(pair * 6 + 3);
        }
    } else if FEW_PAIRS && three.count_ones() >= SOME {
        // Many blocks end after as many characters: no end of a loop is guessed wrong.
        let mut left = three;
        let mut last = 0;
        for _ in 0..SOME {
            last = left.trailing_zeros() as usize % BLOCK;
            convert(last);
            left &= left - 1;
        }
        three ^= left;
        flagged &= u64::MAX >> (BLOCK - 1 - last);
        end = last + 3;
    } else {
        let mut left = three;
        while left != 0 {
            convert(left.trailing_zeros() as usize % BLOCK);
            left &= left - 1;
        }
    }
    if FEW_PAIRS && three != 0 {
        let last = (u64::BITS - 1 - three.leading_zeros()) as usize;
        colours = view.marks(bits.decode_three(read_word(window, last)));
        if ColourBits::find(together, together) {
            flagged |= which_are_paired(view, window, three, before, bits);
        }
    }
    output.truncate(written - WINDOW + end);
    Block { end, flagged, colours }
}

/// Of more characters, a block that is not full of them is cut.
const SOME: u32 = 16;

/// The leads of a block of characters of three bytes, the last of which reaches beyond it.
const ALL_THREE: u64 = 0x9249_2492_4924_9249;

/// A bit for each character of three bytes that is of a colour which needs attention after the one
/// before. Colours are [`ColourBits`].
fn which_are_paired(
    view: &View,
    window: &[u8; WINDOW],
    mut three: u64,
    mut before: u32,
    bits: impl BitMoves,
) -> u64 {
    let mut paired = 0;
    while three != 0 {
        let place = three.trailing_zeros() as usize % BLOCK;
        three &= three - 1;
        let marks = view.marks(bits.decode_three(read_word(window, place)));
        paired |= u64::from(ColourBits::find(marks, before)) << place;
        before = marks;
    }
    paired
}

#[inline(always)]
fn read_word(window: &[u8; WINDOW], at: usize) -> u32 {
    u32::from_be_bytes(window[at..at + 4].try_into().expect("four bytes"))
}

/// A bit for each lead byte of a three-byte character, and one for each of other characters that
/// have to be examined.
#[inline(always)]
fn leads(block: &[u8; BLOCK], shortest_examined: u32, bits: impl BitMoves) -> (u64, u64) {
    let from_three = bits.bytes_from(block, 0xE0);
    let four = bits.bytes_from(block, 0xF0);
    let mut examined = four;
    if shortest_examined <= 2 {
        examined |= bits.bytes_from(block, 0xC0) & !from_three;
    }
    if shortest_examined <= 1 {
        examined |= !bits.bytes_from(block, 0x80);
    }
    (from_three & !four, examined)
}

//! A few characters around a place, read at once.

use std::hint;

use super::utf8::BitMoves;

/// So many bytes of text. All places are those in them, and of characters of three bytes but for what is said.
#[derive(Clone, Copy)]
pub struct Around<'a, const BYTES: usize, B> {
    bytes: &'a [u8; BYTES],
    bits: B,
}

impl<'a, const BYTES: usize, B: BitMoves> Around<'a, BYTES, B> {
    /// The bytes of which number `at` is at `place` in the text, unless that is too near the start or the end.
    #[inline(always)]
    pub fn new(text: &'a [u8], place: usize, at: usize, bits: B) -> Option<Self> {
        let bytes = text.get(place.checked_sub(at)?..)?.first_chunk()?;
        Some(Around { bytes, bits })
    }

    /// Whether a character of three bytes starts at a place where one starts or none.
    #[inline(always)]
    pub fn is_three(&self, at: usize) -> bool {
        self.bytes[at] >> 4 == 0xE
    }

    /// The character and the next one: see [`crate::table::pair_key`] and [`crate::table::word_key`].
    #[inline(always)]
    pub fn pair(&self, at: usize) -> u32 {
        let long = self.bytes[at..at + 8].try_into().expect("eight bytes");
        self.bits.decode_two(u64::from_be_bytes(long))
    }

    /// The character and the one before it, if this is of three bytes or of ASCII.
    #[inline(always)]
    pub fn pair_before(&self, at: usize) -> Option<u32> {
        let (three, one) = (self.is_three(at - 3), self.bytes[at - 1]);
        let pair = self.pair(at - 3);
        let short = pair & 0xFFFF | u32::from(one) << 16;
        (three | one.is_ascii()).then(|| hint::select_unpredictable(three, pair, short))
    }

    /// The character and the one after it, if this is of three bytes or of ASCII.
    #[inline(always)]
    pub fn pair_after(&self, at: usize) -> Option<u32> {
        let (three, one) = (self.is_three(at + 3), self.bytes[at + 3]);
        let pair = self.pair(at);
        let short = pair & !0xFFFF | u32::from(one);
        (three | one.is_ascii()).then(|| hint::select_unpredictable(three, pair, short))
    }

    /// So many bytes from a place on.
    #[inline(always)]
    pub fn bytes<const COUNT: usize>(&self, at: usize) -> &'a [u8; COUNT] {
        self.bytes[at..].first_chunk().expect("there are so many")
    }
}

use std::hint;

use super::{NODE_VALUE, read_u32};

/// So many low bits are an offset in the pool.
const VALUE_BITS: u32 = NODE_VALUE.trailing_ones();

/// For each pair of code points that needs attention, what it may be: a hash table in which every
/// pair has a slot of its own, so that a look-up has no branch (hash and displace, Pagh 1999).
///
/// Number of displacements (`u32`), slots (`u32` each: [`word_key`] and what is said of the pair),
/// displacements (`u16` each).
///
/// With [`WORD`], the pair is a word: the rest is [`LEFT`], a bit for the low three bits of the code points
/// after which a token may start in the word, or with it, and end after it (8 bits), and an offset in the
/// pool.
/// Without, and without [`ALWAYS`], some longer item holds it: a bit for the low four bits of the code points that may
/// follow (16 bits), and one for the low three bits of those that may stand before (8 bits).
#[derive(Clone, Copy)]
pub struct Words<'a> {
    slots: &'a [[u8; 8]],
    displacements: &'a [[u8; 2]],
    bucket_shift: u32,
}

/// The two code points become what lies in the pool, if the neighbours have no part in it.
pub const WORD: u32 = 1 << 31;
/// A token may start before the first code point and end after it.
pub const LEFT: u32 = 1 << 30;
/// The pair needs attention whatever its neighbours are. This and the rest may stand without [`WORD`].
pub const ALWAYS: u32 = 1 << 28;
/// The slot of no pair: nothing is said.
pub const FREE_WORD: [u32; 2] = [u32::MAX, 0];

impl<'a> Words<'a> {
    pub fn new(section: &'a [u8]) -> Words<'a> {
        let displacements = read_u32(section, 0) as usize;
        let (slots, displacements) = section[4..].split_at(section.len() - 4 - displacements * 2);
        Words {
            slots: slots.as_chunks().0,
            displacements: displacements.as_chunks().0,
            bucket_shift: bucket_shift(displacements.len() / 2),
        }
    }

    /// What is said of the pair that a key stands for, see [`word_key`]; 0: nothing.
    #[inline(always)]
    pub fn get(&self, key: u32) -> u32 {
        let slot = self.slot(key);
        hint::select_unpredictable(read_u32(slot, 0) == key, read_u32(slot, 4), 0)
    }

    /// All pairs in the BMP, and some that start with U+FFFF and are none.
    pub fn pairs(&self) -> impl Iterator<Item = (u16, u16)> {
        let keys = self.slots.iter().map(|slot| read_u32(slot, 0));
        keys.map(|key| ((key >> 16) as u16, key as u16))
    }

    /// The slot that is the pair's own if it has one.
    #[inline(always)]
    fn slot(&self, key: u32) -> &'a [u8; 8] {
        let hash = word_hash(key);
        let displacement = self.displacements[hash.bucket(self.bucket_shift)];
        &self.slots[hash.slot(u16::from_le_bytes(displacement), self.slots.len())]
    }
}

/// What stands for a pair. Pairs with code points beyond the BMP share keys that start with U+FFFF.
#[inline(always)]
pub fn word_key(first: u32, second: u32) -> u32 {
    if (first | second) < 0x1_0000 { first << 16 | second } else { 0xFFFF << 16 | second }
}

/// A key, spread (Fibonacci hashing, Knuth, TAOCP 6.4).
#[derive(Clone, Copy)]
pub struct WordHash(u64);

#[inline(always)]
pub fn word_hash(key: u32) -> WordHash {
    WordHash(u64::from(key).wrapping_mul(0x9E37_79B9_7F4A_7C15))
}

/// How far a hash is shifted to become the index of one of so many displacements, which are two to
/// some power, and two or more.
pub fn bucket_shift(displacements: usize) -> u32 {
    u64::BITS - displacements.ilog2()
}

impl WordHash {
    /// Which of the displacements a key has.
    #[inline(always)]
    pub fn bucket(self, shift: u32) -> usize {
        (self.0 >> shift) as usize
    }

    /// Which of the slots a key has.
    #[inline(always)]
    pub fn slot(self, displacement: u16, slots: usize) -> usize {
        let displaced = (self.0 as u32).wrapping_mul(2 * u32::from(displacement) + 1);
        ((u64::from(displaced) * slots as u64) >> 32) as usize
    }
}

/// What says that the word may go on, or share a character with a word, if one of these follows.
pub fn word_that_goes_on(after: impl IntoIterator<Item = u32>) -> u32 {
    after.into_iter().fold(0, |said, c| said | 1 << (VALUE_BITS + (c & 7)))
}

/// Whether it may do so before this code point.
#[inline(always)]
pub fn may_go_on(said: u32, c: u32) -> bool {
    said >> (VALUE_BITS + (c & 7)) & 1 != 0
}

/// What says that a longer item holds the pair: with these code points after it, or before it.
pub fn part_of_longer(after: Vec<u32>, before: Vec<u32>) -> u32 {
    let after = after.into_iter().map(|c| 1 << (c & 15));
    let before = before.into_iter().map(|c| 1 << (16 + (c & 7)));
    after.chain(before).fold(0, |said, bit| said | bit)
}

/// Whether a longer item that holds the pair may have this code point after it.
#[inline(always)]
pub fn may_be_followed_by(said: u32, c: u32) -> bool {
    said >> (c & 15) & 1 != 0
}

/// Whether a longer item that holds the pair may have this code point before it.
#[inline(always)]
pub fn may_be_preceded_by(said: u32, c: u32) -> bool {
    said >> (16 + (c & 7)) & 1 != 0
}

/// Where the output of a word lies in the pool, as the word of a node.
#[inline(always)]
pub fn output_of_word(said: u32) -> u32 {
    said & NODE_VALUE
}

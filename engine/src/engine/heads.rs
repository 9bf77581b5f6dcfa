//! Where one of many words may start, many places at once.

use super::bytes::BLOCK;
use super::utf8::BitMoves;
use crate::hashed_set::HashedSet;

/// What words start with: heads of at most so many bytes, of characters of three bytes.
const HEAD: usize = 8;
const WINDOW: usize = BLOCK + HEAD;

/// At most so many characters of three bytes start in a block.
const IN_BLOCK: usize = BLOCK.div_ceil(3);

/// The heads of some words.
#[derive(Debug)]
pub struct Heads {
    /// The bytes of each as a number, the first one being the lowest.
    set: HashedSet,
    /// The bits of these numbers that count.
    mask: u64,
    /// The least and the greatest lead byte. Most words start with an ideograph: punctuation is not looked at.
    first: u8,
    last: u8,
}

impl Heads {
    /// The heads of words that start with characters of three bytes: the first eight bytes if `mask` has all
    /// bits, or else as many as it has.
    pub fn new(heads: &[u64], mask: u64, bits: usize) -> Heads {
        let heads: Vec<u64> = heads.iter().map(|head| head & mask).collect();
        let leads = heads.iter().map(|head| *head as u8);
        Heads {
            set: HashedSet::new(&heads, bits),
            mask,
            first: leads.clone().min().unwrap_or(0xEF),
            last: leads.max().unwrap_or(0xEF),
        }
    }
}

/// Places in a text, in order.
#[derive(Debug)]
pub struct Places {
    places: [usize; Places::ROOM],
    count: usize,
}

impl Places {
    const ROOM: usize = 64;

    /// None yet.
    pub fn new() -> Places {
        Places { places: [0; Places::ROOM], count: 0 }
    }

    /// The places.
    pub fn found(&self) -> &[usize] {
        &self.places[..self.count]
    }

    fn has_room(&self) -> bool {
        self.count + IN_BLOCK <= Places::ROOM
    }

    /// Keeps the place if `is_found`: written down in any case, as no branch could predict it.
    #[inline(always)]
    fn push(&mut self, place: usize, is_found: bool) {
        self.places[self.count % Places::ROOM] = place;
        self.count += usize::from(is_found);
    }
}

/// Looks for places from `at` on, and before `to`, where a head may be. Returns where the search has to go
/// on: at `to` or after it, or where there was no more room for places, or little text is left. `at` is a
/// character boundary.
#[inline(always)]
pub fn find(
    heads: &Heads,
    text: &[u8],
    mut at: usize,
    to: usize,
    found: &mut Places,
    bits: impl BitMoves,
) -> usize {
    found.count = 0;
    while at < to
        && found.has_room()
        && let Some(window) = text[at..].first_chunk::<WINDOW>()
    {
        let block: &[u8; BLOCK] = window.first_chunk().expect("a window starts with a block");
        let mut leads =
            bits.bytes_from(block, heads.first) & !bits.bytes_from(block, heads.last + 1);
        while leads != 0 {
            let place = leads.trailing_zeros() as usize;
            leads &= leads - 1;
            let head = window[place..place + HEAD].try_into().expect("eight bytes");
            let head = u64::from_le_bytes(head) & heads.mask;
            found.push(at + place, heads.set.may_contain(head));
        }
        at += BLOCK;
    }
    at
}

//! Where one of many words may start, many places at once.

use std::iter;

use super::bytes::BLOCK;
use super::utf8::BitMoves;
use crate::hashed_set::HashedSet;

/// Heads have at most so many bytes.
const HEAD: usize = 8;
const WINDOW: usize = BLOCK + HEAD;

/// What some words start with: their first bytes, as many of each.
#[derive(Debug)]
pub struct Heads {
    /// The bytes of each as a number, the first one being the lowest.
    set: HashedSet,
    /// The bits of these numbers that count.
    mask: u64,
    leads: Leads,
}

/// The lead bytes of words.
#[derive(Clone, Copy, Debug)]
enum Leads {
    /// Of characters of three bytes, the least and the greatest one: most words start with an ideograph, and
    /// so punctuation is not looked at.
    Three(u8, u8),
    /// Of other characters.
    Other,
}

impl Heads {
    /// The first bytes of `words`, as many as the shortest one has, but at most `longest`. Either all words start
    /// with characters of three bytes, or none does. The set takes so many bits for each.
    ///
    /// # Panics
    /// If a word is empty, or `longest` is.
    pub fn new(words: &[&[u8]], longest: usize, bits: usize) -> Heads {
        let shortest = words.iter().map(|word| word.len()).min().unwrap_or(HEAD);
        let length = shortest.min(longest).min(HEAD);
        assert!(length > 0, "a head has a byte");
        let mask = u64::MAX >> (u64::BITS as usize - 8 * length);
        let heads: Vec<u64> = words.iter().map(|word| number(word) & mask).collect();
        let first = words.iter().map(|word| word[0]);
        let leads = match (first.clone().min(), first.max()) {
            (Some(first @ 0xE0..), Some(last @ ..0xF0)) => Leads::Three(first, last),
            _ => Leads::Other,
        };
        Heads { set: HashedSet::new(&heads, bits), mask, leads }
    }

    /// Whether a word may start with what `text` starts with.
    pub fn may_start(&self, text: &[u8]) -> bool {
        self.set.may_contain(number(text) & self.mask)
    }
}

/// The first bytes of a text as a number.
fn number(text: &[u8]) -> u64 {
    let mut head = [0; HEAD];
    let length = text.len().min(HEAD);
    head[..length].copy_from_slice(&text[..length]);
    u64::from_le_bytes(head)
}

/// Places in a text, in order.
#[derive(Debug, Default)]
pub struct Places {
    /// Where blocks start, and a bit for each of their bytes.
    blocks: [(usize, u64); Places::ROOM],
    count: usize,
}

impl Places {
    const ROOM: usize = 32;

    /// The places.
    pub fn iter(&self) -> impl Iterator<Item = usize> {
        self.blocks[..self.count].iter().flat_map(|&(at, places)| {
            let rest = |places: &u64| Some(places & (places - 1)).filter(|rest| *rest != 0);
            iter::successors(Some(places), rest)
                .map(move |places| at + places.trailing_zeros() as usize)
        })
    }

    fn has_room(&self) -> bool {
        self.count < Places::ROOM
    }

    /// Adds places in a block at `at`. The block is written down in any case, and the next one over it if it
    /// has none: whether it has any, no branch could predict.
    #[inline(always)]
    fn push(&mut self, at: usize, places: u64) {
        self.blocks[self.count] = (at, places);
        self.count += usize::from(places != 0);
    }
}

/// Looks for places from `at` on, and before `to`, where a head may be. Returns where the search has to go
/// on: at `to` or after it, or where there was no more room for places, or little text is left.
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
        let mut leads = match heads.leads {
            Leads::Three(first, last) => {
                bits.bytes_from(block, first) & !bits.bytes_from(block, last + 1)
            }
            Leads::Other => {
                let three = bits.bytes_from(block, 0xE0) & !bits.bytes_from(block, 0xF0);
                !bits.bytes_from(block, 0x80) | bits.bytes_from(block, 0xC0) & !three
            }
        };
        let mut places = 0;
        while leads != 0 {
            let place = leads.trailing_zeros() as usize;
            leads &= leads - 1;
            let head = window[place..place + HEAD].try_into().expect("eight bytes");
            let head = u64::from_le_bytes(head) & heads.mask;
            places |= u64::from(heads.set.may_contain(head)) << place;
        }
        found.push(at, places);
        at += BLOCK;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::super::utf8::Portable;
    use super::*;

    fn places(words: &[&str], text: &str) -> Vec<usize> {
        let words: Vec<&[u8]> = words.iter().map(|word| word.as_bytes()).collect();
        let heads = Heads::new(&words, HEAD, 16);
        let mut found = Places::default();
        let (mut all, mut at) = (Vec::new(), 0);
        loop {
            let next = find(&heads, text.as_bytes(), at, text.len(), &mut found, Portable);
            all.extend(found.iter());
            let again =
                super::super::find_heads(&heads, text.as_bytes(), at, text.len(), &mut found);
            assert_eq!((again, all.ends_with(&found.iter().collect::<Vec<_>>())), (next, true));
            if next == at {
                return all;
            }
            at = next;
        }
    }

    #[test]
    fn finds_each_kind_of_head_wherever_it_is() {
        for word in ["漢字很多", "漢字", "漢", "word", "w", "é", "𠮷野"] {
            for before in 0..200 {
                let text = "，é𠮷x字".repeat(2) + &"字a".repeat(before) + word + &"。".repeat(40);
                let at = text.rfind(word).expect("it was put there");
                let found = places(&[word, &(word.to_owned() + "y")], &text);
                assert!(found.contains(&at), "{word} at {at}: {found:?}");
            }
        }
    }

    #[test]
    fn finds_as_many_as_there_are() {
        let text = "漢字".repeat(1000) + &"。".repeat(40);
        assert_eq!(places(&["漢字"], &text), (0..1000).map(|n| n * 6).collect::<Vec<_>>());
        let text = "word".repeat(1000) + &"。".repeat(40);
        assert_eq!(places(&["word"], &text), (0..1000).map(|n| n * 4).collect::<Vec<_>>());
    }
}

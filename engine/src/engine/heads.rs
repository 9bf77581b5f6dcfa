//! Where one of many words may start, many places at once.

use super::bytes::BLOCK;
use super::head_set::{HeadSet, WINDOW};
use super::utf8::{BitMoves, is_three_at};
use crate::hashed_set::HashedSet;

/// Heads of other characters than of three bytes have at most so many bytes.
const HEAD: usize = 8;

/// What some words start with.
#[derive(Debug)]
pub enum Heads {
    /// Characters of three bytes.
    Three {
        set: HeadSet,
        /// The least and the greatest byte that they start with: mostly that of ideographs, and so punctuation
        /// is not looked at.
        leads: (u8, u8),
    },
    /// Other characters.
    Other {
        /// The first bytes of each as a number, the first one being the lowest: as many of each word.
        set: HashedSet,
        /// The bits of these numbers that count.
        mask: u64,
    },
}

impl Heads {
    /// The heads of `words`. Either all start with two characters of three bytes, or all with one, or none does.
    /// The set takes so many bits for each.
    ///
    /// # Panics
    /// If a word is empty.
    pub fn new(words: &[&[u8]], bits: usize) -> Heads {
        if words.iter().all(|word| is_three_at(word, 0)) {
            let first = words.iter().map(|word| word[0]);
            let leads = (first.clone().min().unwrap_or(0xE0), first.max().unwrap_or(0xE0));
            let is_one = !words.iter().all(|word| is_three_at(word, 3));
            return Heads::Three { set: HeadSet::new(words, is_one, bits), leads };
        }
        let length = words.iter().map(|word| word.len()).min().map_or(HEAD, |n| n.min(HEAD));
        assert!(length > 0, "a head has a byte");
        let mask = u64::MAX >> (u64::BITS as usize - 8 * length);
        let number =
            |word: &&[u8]| word[..length].iter().rev().fold(0, |n, &b| n << 8 | u64::from(b));
        let numbers: Vec<u64> = words.iter().map(number).collect();
        Heads::Other { set: HashedSet::new(&numbers, bits), mask }
    }
}

/// How many blocks of a text of so many bytes are followed by as much as is looked at with them.
pub fn blocks(length: usize) -> usize {
    length.saturating_sub(WINDOW - BLOCK) / BLOCK
}

/// See [`super::find_heads`].
#[inline(always)]
pub fn find(heads: &Heads, text: &[u8], blocks: &mut [u64], bits: impl BitMoves) {
    let mut at = 0;
    for places in blocks {
        let window: &[u8; WINDOW] = text[at..].first_chunk().expect("text for the last block");
        let block: &[u8; BLOCK] = window.first_chunk().expect("a window starts with a block");
        *places |= match heads {
            Heads::Three { set, leads: (first, last) } => {
                let leads = bits.bytes_from(block, *first) & !bits.bytes_from(block, last + 1);
                bits.heads_in(set, window, leads)
            }
            Heads::Other { set, mask } => {
                let three = bits.bytes_from(block, 0xE0) & !bits.bytes_from(block, 0xF0);
                let leads = !bits.bytes_from(block, 0x80) | bits.bytes_from(block, 0xC0) & !three;
                others_in(set, *mask, window, leads)
            }
        };
        at += BLOCK;
    }
}

/// Which of these bytes may start a head.
#[inline(always)]
fn others_in(set: &HashedSet, mask: u64, window: &[u8; WINDOW], mut leads: u64) -> u64 {
    let mut places = 0;
    while leads != 0 {
        let place = leads.trailing_zeros() as usize;
        leads &= leads - 1;
        let head = window[place..place + HEAD].try_into().expect("eight bytes");
        places |= u64::from(set.may_contain(u64::from_le_bytes(head) & mask)) << place;
    }
    places
}

#[cfg(test)]
mod tests {
    use super::super::utf8::Portable;
    use super::*;

    fn places(words: &[&str], text: &str) -> Vec<usize> {
        let words: Vec<&[u8]> = words.iter().map(|word| word.as_bytes()).collect();
        let heads = Heads::new(&words, 16);
        let mut found = vec![0; blocks(text.len())];
        let mut again = found.clone();
        find(&heads, text.as_bytes(), &mut found, Portable);
        super::super::find_heads(&heads, text.as_bytes(), &mut again);
        assert_eq!(found, again);
        let is_marked =
            |at: &usize| found.get(at / BLOCK).is_some_and(|b| b >> (at % BLOCK) & 1 != 0);
        (0..text.len()).filter(is_marked).collect()
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

//! Finds the few places of a text at which an entry may start, without looking an entry up.

use fanjian_engine::hashed_set::HashedSet;

use crate::engine::{self, Heads, Places};

/// So many bits for each beginning of a key.
const BITS: usize = 16;

/// A pair of characters of three bytes, in a number of eight bytes.
const PAIR: u64 = (1 << 48) - 1;

/// So many bytes are looked at before the places that were found there are, at first.
const REACH: usize = 256;

/// So many at most.
const FAR: usize = 1 << 20;

/// Which beginnings keys have.
///
/// Most keys start with two characters of three bytes each: what they start with is in a set. All
/// others are told by their first character alone, and cost nothing if there are none.
#[derive(Debug)]
pub struct Filter {
    /// The first eight bytes of keys if each is that long, or else six, a pair of characters.
    heads: Heads,
    /// The first three characters of keys that start with so many of three bytes.
    triples: HashedSet,
    /// The first two characters of keys that start with just so many of three bytes.
    short: HashedSet,
    /// A bit for each character of three bytes that starts a key of another form.
    characters: Option<Box<[u64; 1024]>>,
    /// Lead bytes of one, two or four bytes long characters that start keys.
    leads: [bool; 256],
}

impl Filter {
    pub fn new<'k>(keys: impl Iterator<Item = &'k str>) -> Filter {
        let (mut heads, mut triples, mut short) = (Vec::new(), Vec::new(), Vec::new());
        let mut characters: Option<Box<[u64; 1024]>> = None;
        let mut leads = [false; 256];
        for key in keys {
            let bytes = key.as_bytes();
            if let Some(pair) = pair(bytes) {
                match triple(bytes) {
                    Some(triple) => triples.push(triple),
                    None => short.push(pair),
                }
                heads.push(bytes.first_chunk().map_or(pair, |&head| u64::from_le_bytes(head)));
                continue;
            }
            let first = key.chars().next().expect("keys are not empty");
            match first.len_utf8() {
                3 => {
                    let characters = characters.get_or_insert_with(|| Box::new([0; 1024]));
                    characters[first as usize / 64] |= 1 << (first as usize % 64);
                }
                _ => leads[usize::from(bytes[0])] = true,
            }
        }
        let mask = if short.is_empty() { u64::MAX } else { PAIR };
        let set = |numbers: &[u64]| HashedSet::new(numbers, BITS);
        Filter {
            heads: Heads::new(&heads, mask, BITS),
            triples: set(&triples),
            short: set(&short),
            characters,
            leads,
        }
    }

    /// The first place from `at` on, and before `to`, where a key may start and `accept` finds
    /// something, with what it finds. All are places where a character starts.
    pub fn find_map<T>(
        &self,
        text: &[u8],
        mut at: usize,
        to: usize,
        mut accept: impl FnMut(usize) -> Option<T>,
    ) -> Option<(usize, T)> {
        if self.characters.is_none() && !self.leads.contains(&true) {
            // Only pairs of characters of three bytes: many places at once.
            let mut places = Places::new();
            let mut reach = REACH;
            while at < to {
                let next =
                    engine::find_heads(&self.heads, text, at, to.min(at + reach), &mut places);
                for &place in places.found() {
                    if place >= to {
                        return None;
                    }
                    if self.may_start(&text[place..])
                        && let Some(found) = accept(place)
                    {
                        return Some((place, found));
                    }
                }
                if next == at {
                    break;
                }
                at = next;
                // Where nothing was found, more is looked at in one go.
                reach = FAR.min(reach * 2);
            }
        }
        while at < to {
            let lead = text[at];
            if lead & 0xC0 != 0x80
                && (self.leads[usize::from(lead)]
                    || (lead & 0xF0 == 0xE0 && self.may_start(&text[at..])))
                && let Some(found) = accept(at)
            {
                return Some((at, found));
            }
            at += 1;
        }
        None
    }

    /// Whether a key may start with what starts here, which is a character of three bytes.
    fn may_start(&self, text: &[u8]) -> bool {
        if let Some(characters) = &self.characters {
            let c = code_point(text) as usize;
            if characters[c / 64] >> (c % 64) & 1 != 0 {
                return true;
            }
        }
        let Some(pair) = pair(text) else { return false };
        triple(text).is_some_and(|triple| self.triples.may_contain(triple))
            || self.short.may_contain(pair)
    }
}

/// The first two characters, if each is three bytes long, in the lowest 48 bits.
#[inline(always)]
fn pair(text: &[u8]) -> Option<u64> {
    let bytes: &[u8; 6] = text.first_chunk()?;
    let word =
        u64::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3], bytes[4], bytes[5], 0, 0]);
    (word & 0xF000_00F0 == 0xE000_00E0).then_some(word)
}

/// The first three characters, if each is three bytes long: 48 bits.
fn triple(text: &[u8]) -> Option<u64> {
    let bytes: &[u8; 9] = text.first_chunk()?;
    let are_three = [0, 3, 6].iter().all(|&i| bytes[i] & 0xF0 == 0xE0);
    are_three.then(|| bytes.chunks(3).fold(0, |packed, c| packed << 16 | code_point(c)))
}

/// The code point of a character of three bytes.
#[inline(always)]
fn code_point(bytes: &[u8]) -> u64 {
    u64::from(bytes[0] & 0xF) << 12 | u64::from(bytes[1] & 0x3F) << 6 | u64::from(bytes[2] & 0x3F)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(keys: &[&str], text: &str) -> Vec<usize> {
        let filter = Filter::new(keys.iter().copied());
        text.char_indices()
            .map(|(at, c)| (at, at + c.len_utf8()))
            .filter(|&(at, to)| filter.find_map(text.as_bytes(), at, to, Some).is_some())
            .map(|(at, _)| at)
            .collect()
    }

    #[test]
    fn finds_every_form_of_key() {
        assert_eq!(found(&["漢字"], "寫漢字"), [3]);
        assert_eq!(found(&["漢字很多"], "寫漢字很好"), [3]);
        assert_eq!(found(&["漢字很多"], "寫漢字多"), [0; 0]);
        assert_eq!(found(&["漢"], "寫漢字"), [3]);
        assert_eq!(found(&["漢a"], "寫漢"), [3]);
        assert_eq!(found(&["a"], "寫a字b"), [3]);
        assert_eq!(found(&["é漢"], "aé"), [1]);
        assert_eq!(found(&["𠮷野"], "我𠮷"), [3]);
    }

    #[test]
    fn finds_long_keys_wherever_they_are() {
        let key = "漢字很多";
        for before in 0..70 {
            let text = "字".repeat(before) + key + &"多".repeat(40);
            assert_eq!(found(&[key], &text), [3 * before]);
        }
    }

    #[test]
    fn finds_nothing_where_nothing_is() {
        assert_eq!(found(&["漢字", "a"], "寫字漢，bé𠮷"), [0; 0]);
        assert_eq!(found(&[], "寫字漢，bé𠮷"), [0; 0]);
    }
}

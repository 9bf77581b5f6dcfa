//! Finds the few places of a text at which an entry may start, without looking an entry up.

use std::collections::VecDeque;

use fanjian_engine::hashed_set::HashedSet;

use crate::engine::{self, Heads, Places};

/// So many bits for each beginning of a key.
const BITS: usize = 16;

/// The length in bytes of a pair of characters of three bytes, and of a head of more.
const PAIR: usize = 6;
const LONG: usize = 8;

/// So many bytes are looked at in one go: where there are heads of more than one kind, places of all are put
/// together.
const REACH: usize = 8 << 10;

/// How far a text was searched, from its start to its end.
#[derive(Debug, Default)]
pub struct Search {
    /// Where keys may start, from the one on that was not looked at yet.
    places: VecDeque<usize>,
    /// All such places before this one are known.
    known: usize,
}

/// Which beginnings keys have.
///
/// Most keys start with two or three characters of three bytes each.
#[derive(Debug)]
pub struct Filter {
    /// What keys start with that start with two characters of three bytes, with just one, and with others.
    paired: Option<Heads>,
    single: Option<Heads>,
    other: Option<Heads>,
    /// The first three characters of keys that start with so many of three bytes.
    triples: HashedSet,
    /// The first two characters of keys that start with just so many of three bytes.
    short: HashedSet,
}

impl Filter {
    pub fn new<'k>(keys: impl Iterator<Item = &'k str>) -> Filter {
        let (mut paired, mut singles, mut others) = (Vec::new(), Vec::new(), Vec::new());
        let (mut triples, mut short) = (Vec::new(), Vec::new());
        for key in keys.map(str::as_bytes) {
            if let Some(pair) = pair(key) {
                paired.push(key);
                match triple(key) {
                    Some(triple) => triples.push(triple),
                    None => short.push(pair),
                }
            } else if key[0] & 0xF0 == 0xE0 {
                singles.push(key);
            } else {
                others.push(key);
            }
        }
        let heads =
            |keys: &[&[u8]], longest| (!keys.is_empty()).then(|| Heads::new(keys, longest, BITS));
        Filter {
            paired: heads(&paired, if short.is_empty() { LONG } else { PAIR }),
            single: heads(&singles, 3),
            other: heads(&others, LONG),
            triples: HashedSet::new(&triples, BITS),
            short: HashedSet::new(&short, BITS),
        }
    }

    fn heads(&self) -> impl Iterator<Item = &Heads> {
        [&self.paired, &self.single, &self.other].into_iter().flatten()
    }

    /// The first place from `at` on, and before `to`, where a key may start and `accept` finds
    /// something, with what it finds. All are places where a character starts, and after those that the same
    /// search found before.
    pub fn find_map<T>(
        &self,
        search: &mut Search,
        text: &[u8],
        at: usize,
        to: usize,
        mut accept: impl FnMut(usize) -> Option<T>,
    ) -> Option<(usize, T)> {
        loop {
            while let Some(&place) = search.places.front() {
                if place >= to {
                    return None;
                }
                search.places.pop_front();
                if place >= at
                    && self.may_start(&text[place..])
                    && let Some(found) = accept(place)
                {
                    return Some((place, found));
                }
            }
            search.known = search.known.max(at);
            if search.known >= to {
                return None;
            }
            self.go_on(search, text, to);
        }
    }

    /// Looks for more places.
    fn go_on(&self, search: &mut Search, text: &[u8], to: usize) {
        let from = search.known;
        let mut places = Places::default();
        let to = to.min(from + REACH);
        let mut next = text.len();
        for heads in self.heads() {
            next = next.min(engine::find_heads(heads, text, from, to.min(next), &mut places));
            search.places.extend(places.iter());
        }
        if next == from {
            // Too little text is left for many places at once.
            let is_head =
                |place: &usize| self.heads().any(|heads| heads.may_start(&text[*place..]));
            let starts = (from..text.len()).filter(|&place| text[place] & 0xC0 != 0x80);
            search.places.extend(starts.filter(is_head));
            next = text.len();
        } else if self.heads().count() > 1 {
            // Of one kind, more may have been found.
            search.places.retain(|place| *place < next);
            search.places.make_contiguous().sort_unstable();
        }
        search.known = next;
    }

    /// Whether a key may start with what starts here, of which the head is that of a key.
    fn may_start(&self, text: &[u8]) -> bool {
        let Some(pair) = pair(text) else { return true };
        triple(text).is_some_and(|triple| self.triples.may_contain(triple))
            || self.short.may_contain(pair)
            || self.single.as_ref().is_some_and(|single| single.may_start(text))
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
            .filter(|&(at, to)| {
                let search = &mut Search::default();
                filter.find_map(search, text.as_bytes(), at, to, Some).is_some()
            })
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
        assert_eq!(found(&["é漢"], "aé漢"), [1]);
        assert_eq!(found(&["𠮷野"], "我𠮷野"), [3]);
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
    fn finds_keys_of_all_forms_in_a_long_text() {
        let keys = ["漢字", "很多字", "單", "a字", "w", "é漢", "𠮷野"];
        let text = "寫漢字，很多字。bé漢我𠮷野很少。單a字w漢a".repeat(20);
        let starts = |at: usize| keys.iter().any(|key| text[at..].starts_with(key)).then_some(at);
        let expected: Vec<usize> = text.char_indices().filter_map(|(at, _)| starts(at)).collect();
        let filter = Filter::new(keys.iter().copied());
        let (mut found, mut search) = (Vec::new(), Search::default());
        while let Some((place, _)) = {
            let from = found.last().map_or(0, |last| last + 1);
            filter.find_map(&mut search, text.as_bytes(), from, text.len(), starts)
        } {
            found.push(place);
        }
        assert_eq!(found, expected);
        assert_eq!(found.len(), 20 * 7);
    }

    #[test]
    fn finds_nothing_where_nothing_is() {
        assert_eq!(found(&["漢字", "a"], "寫字漢，bé𠮷"), [0; 0]);
        assert_eq!(found(&[], "寫字漢，bé𠮷"), [0; 0]);
    }
}

//! Finds the few places of a text at which an entry may start, without looking an entry up.

use crate::engine::three_byte_leads;

/// So many bits for each pair of characters that starts a key.
const BITS_A_PAIR: usize = 16;

/// So many bytes are looked at in one go, and what a pair that starts in them may have beyond.
const BLOCK: usize = 64;
const WINDOW: usize = BLOCK + 7;

/// Which beginnings keys have.
///
/// Most keys start with two characters of three bytes each: such pairs are bits in a hashed set.
/// All others are told by their first character alone, and cost nothing if there are none.
#[derive(Debug)]
pub struct Filter {
    pairs: Vec<u64>,
    /// How far a hash is shifted to become the index of a word.
    shift: u32,
    /// A bit for each character of three bytes that starts a key of another form.
    characters: Option<Box<[u64; 1024]>>,
    /// Lead bytes of one, two or four bytes long characters that start keys.
    leads: [bool; 256],
}

impl Filter {
    pub fn new<'k>(keys: impl Iterator<Item = &'k str> + Clone) -> Filter {
        let pairs: Vec<u64> = keys.clone().filter_map(|key| pair(key.as_bytes())).collect();
        let words = (pairs.len() * BITS_A_PAIR / 64).next_power_of_two().max(2);
        let mut filter = Filter {
            pairs: vec![0; words],
            shift: 64 - words.ilog2(),
            characters: None,
            leads: [false; 256],
        };
        for pair in pairs {
            let (word, bits) = filter.place(pair);
            filter.pairs[word] |= bits;
        }
        for key in keys.filter(|key| pair(key.as_bytes()).is_none()) {
            let first = key.chars().next().expect("keys are not empty");
            match first.len_utf8() {
                3 => {
                    let characters = filter.characters.get_or_insert_with(|| Box::new([0; 1024]));
                    characters[first as usize / 64] |= 1 << (first as usize % 64);
                }
                _ => filter.leads[usize::from(key.as_bytes()[0])] = true,
            }
        }
        filter
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
            while at < to
                && let Some(window) = text[at..].first_chunk::<WINDOW>()
            {
                let three = three_byte_leads(window.first_chunk().expect("longer than a block"));
                let word = |place: usize| {
                    let bytes = window[place..place + 8].try_into().expect("eight bytes");
                    u64::from_le_bytes(bytes)
                };
                // Most places of most texts are none, but which are, no branch can predict.
                let mut left = three;
                let mut likely = 0;
                while left != 0 {
                    let place = left.trailing_zeros() as usize % BLOCK;
                    left &= left - 1;
                    likely |= u64::from(self.contains(word(place))) << place;
                }
                while likely != 0 {
                    let place = likely.trailing_zeros() as usize % BLOCK;
                    likely &= likely - 1;
                    if is_pair(word(place)) {
                        if at + place >= to {
                            return None;
                        }
                        if let Some(found) = accept(at + place) {
                            return Some((at + place, found));
                        }
                    }
                }
                at += BLOCK.max((BLOCK + 2).saturating_sub(three.leading_zeros() as usize));
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
    #[inline(always)]
    fn may_start(&self, text: &[u8]) -> bool {
        if let Some(characters) = &self.characters {
            let c = usize::from(text[0] & 0xF) << 12
                | usize::from(text[1] & 0x3F) << 6
                | usize::from(text[2] & 0x3F);
            if characters[c / 64] >> (c % 64) & 1 != 0 {
                return true;
            }
        }
        pair(text).is_some_and(|pair| self.contains(pair))
    }

    #[inline(always)]
    fn contains(&self, pair: u64) -> bool {
        let (word, bits) = self.place(pair);
        self.pairs[word] & bits == bits
    }

    /// The word in which the bits of a pair are, and these two bits. Only the lowest six bytes count,
    /// which are the pair.
    #[inline(always)]
    fn place(&self, pair: u64) -> (usize, u64) {
        // Multiplication makes the high bits good, which all of the pair has a part in.
        let hash = (pair << 16).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        let bits = 1 << (hash >> 42 & 63) | 1 << (hash >> 36 & 63);
        ((hash >> self.shift) as usize, bits)
    }
}

/// The first two characters, if each is three bytes long.
#[inline(always)]
fn pair(text: &[u8]) -> Option<u64> {
    let bytes: &[u8; 6] = text.first_chunk()?;
    let word =
        u64::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3], bytes[4], bytes[5], 0, 0]);
    is_pair(word).then_some(word)
}

#[inline(always)]
fn is_pair(word: u64) -> bool {
    word & 0xF000_00F0 == 0xE000_00E0
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
        assert_eq!(found(&["漢字很多"], "寫漢字"), [3]);
        assert_eq!(found(&["漢"], "寫漢字"), [3]);
        assert_eq!(found(&["漢a"], "寫漢"), [3]);
        assert_eq!(found(&["a"], "寫a字b"), [3]);
        assert_eq!(found(&["é漢"], "aé"), [1]);
        assert_eq!(found(&["𠮷野"], "我𠮷"), [3]);
    }

    #[test]
    fn finds_nothing_where_nothing_is() {
        assert_eq!(found(&["漢字", "a"], "寫字漢，bé𠮷"), [0; 0]);
        assert_eq!(found(&[], "寫字漢，bé𠮷"), [0; 0]);
    }
}

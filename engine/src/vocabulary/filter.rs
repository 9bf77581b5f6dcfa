//! Finds the few places of a text at which an entry may start, without looking an entry up.

use crate::engine::{self, BLOCK, Heads, WINDOW};

/// So many bits for each beginning of a key.
const BITS: usize = 16;

/// So many blocks are looked at in one go.
const BLOCKS: usize = 128;

/// Enough for a text in which no block can be looked at.
const LITTLE: usize = 2 * WINDOW;

/// Which beginnings keys have.
#[derive(Debug)]
pub struct Filter {
    /// Of keys that start with other characters than of three bytes, with just one of them, and with two or more:
    /// those that tell little do not make the rest slow.
    heads: Vec<Heads>,
}

impl Filter {
    pub fn new<'k>(keys: impl Iterator<Item = &'k str>) -> Filter {
        let mut kinds = [const { Vec::new() }; 3];
        for key in keys.map(str::as_bytes) {
            let kind = [0, 3].iter().position(|at| !engine::is_three_at(key, *at));
            kinds[kind.unwrap_or(2)].push(key);
        }
        let kinds = kinds.iter().filter(|keys| !keys.is_empty());
        Filter { heads: kinds.map(|keys| Heads::new(keys, BITS)).collect() }
    }

    /// Takes as `places` those from `from` on where a key may start, in order, all of them where characters start.
    /// Returns up to where they are known: to `to` at least, or as far as is looked at once.
    pub fn find(&self, text: &[u8], from: usize, to: usize, places: &mut Vec<usize>) -> usize {
        let rest = &text[from..];
        let mut blocks = [0; BLOCKS];
        let count = match engine::blocks(rest.len()) {
            0 => {
                // Little text is left: more is put after it.
                let mut padded = [0; LITTLE];
                padded[..rest.len()].copy_from_slice(rest);
                let count = rest.len().div_ceil(BLOCK);
                self.mark(&padded, &mut blocks[..count]);
                count
            }
            many => {
                let count = many.min((to - from).div_ceil(BLOCK)).min(BLOCKS);
                self.mark(rest, &mut blocks[..count]);
                count
            }
        };
        places.clear();
        let mut known = from;
        for &block in &blocks[..count] {
            push(places, known, block);
            known += BLOCK;
        }
        while places.pop_if(|place| *place >= text.len()).is_some() {}
        known.min(text.len())
    }

    fn mark(&self, text: &[u8], blocks: &mut [u64]) {
        for heads in &self.heads {
            engine::find_heads(heads, text, blocks);
        }
    }
}

/// Adds the places of a block at `at`. Most blocks have few: so many are written down in any case, as no branch
/// could predict how many there are (as Langdale and Lemire, "Parsing Gigabytes of JSON per Second", 2019).
fn push(places: &mut Vec<usize>, at: usize, block: u64) {
    const FEW: usize = 4;
    let mut rest = block;
    let mut next = || {
        let place = at + rest.trailing_zeros() as usize;
        rest &= rest.wrapping_sub(1);
        place
    };
    let count = block.count_ones() as usize;
    let after = places.len() + count;
    places.extend_from_slice(&[next(), next(), next(), next()] as &[usize; FEW]);
    for _ in FEW..count {
        places.push(next());
    }
    places.truncate(after);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Searches parts of so many bytes.
    fn search(keys: &[&str], text: &str, reach: usize) -> Vec<usize> {
        let filter = Filter::new(keys.iter().copied());
        let (mut found, mut places, mut known) = (Vec::new(), Vec::new(), 0);
        while known < text.len() {
            let (before, to) = (known, (known + reach).min(text.len()));
            known = filter.find(text.as_bytes(), known, to, &mut places);
            assert!(known > before && places.is_sorted());
            found.extend_from_slice(&places);
        }
        found
    }

    fn found(keys: &[&str], text: &str) -> Vec<usize> {
        search(keys, text, text.len())
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
        let starts = |at: usize| keys.iter().any(|key| text[at..].starts_with(key));
        let expected: Vec<usize> =
            text.char_indices().map(|(at, _)| at).filter(|at| starts(*at)).collect();
        assert_eq!(expected.len(), 20 * 7);
        for reach in [1, 70, 1000, text.len()] {
            let mut found = search(&keys, &text, reach);
            found.retain(|at| starts(*at));
            assert_eq!(found, expected);
        }
    }

    #[test]
    fn finds_nothing_where_nothing_is() {
        assert_eq!(found(&["漢字", "a"], "寫字漢，bé𠮷"), [0; 0]);
        assert_eq!(found(&[], "寫字漢，bé𠮷"), [0; 0]);
    }
}

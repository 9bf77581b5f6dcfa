//! All the ways to write a word in Traditional.

use std::collections::{BTreeMap, BTreeSet};

use crate::dictionary::Lexicon;

/// More spellings of one word than this are not listed.
const MAX_SPELLINGS: usize = 96;

/// Which characters are the same character written in another place or at another time.
#[derive(Clone, Debug, Default)]
pub struct Variants {
    /// Families: 裡 and 裏, but not 里.
    variants: BTreeMap<char, BTreeSet<char>>,
    /// Everything that has the same Simplified form: 裡, 裏 and 里.
    simplifies_alike: BTreeMap<char, BTreeSet<char>>,
    simplified: BTreeMap<char, char>,
    /// Characters that Traditional has and Simplified has not, and the other way round.
    only_traditional: BTreeSet<char>,
    only_simplified: BTreeSet<char>,
}

impl Variants {
    /// `simplified` holds characters and their Simplified forms, earlier ones first; `traditional`
    /// Simplified ones and all that they may stand for; `regional` pairs of characters of which one is a
    /// region's spelling of the other.
    pub fn new(simplified: &[&Lexicon], traditional: &Lexicon, regional: &[&Lexicon]) -> Variants {
        let mut variants = Variants {
            only_traditional: simplified
                .iter()
                .flat_map(|lexicon| always_changed(lexicon))
                .collect(),
            only_simplified: always_changed(traditional).collect(),
            ..Variants::default()
        };
        // Of several Traditional forms of one character some are other characters.
        let ambiguous = |c: char| {
            let found = traditional.get(c.encode_utf8(&mut [0; 4]));
            found.is_some_and(|entry| entry.candidates().len() > 1)
        };
        for (from, to) in simplified.iter().flat_map(|lexicon| character_pairs(lexicon)) {
            variants.simplified.entry(from).or_insert(to);
        }
        let mut alike: BTreeMap<char, BTreeSet<char>> = BTreeMap::new();
        for (&from, &to) in &variants.simplified {
            alike.entry(to).or_default().extend([from, to]);
        }
        for (&to, characters) in &alike {
            for &c in characters {
                variants.simplifies_alike.insert(c, characters.clone());
            }
            if !ambiguous(to) {
                let traditional: Vec<char> =
                    characters.iter().copied().filter(|&c| c != to).collect();
                variants.join(&traditional);
            }
        }
        for (a, b) in regional.iter().flat_map(|lexicon| character_pairs(lexicon)) {
            if variants.simplify(a) == variants.simplify(b) {
                variants.join(&[a, b]);
            }
        }
        // 温 is Simplified, and what Hong Kong writes.
        variants.only_simplified.retain(|c| !variants.variants.contains_key(c));
        variants
    }

    fn join(&mut self, characters: &[char]) {
        let mut family: BTreeSet<char> = characters.iter().copied().collect();
        for c in characters {
            family.extend(self.variants.get(c).into_iter().flatten());
        }
        for &c in &family {
            self.variants.insert(c, family.clone());
        }
    }

    /// The Simplified form of a character.
    pub fn simplify(&self, c: char) -> char {
        self.simplified.get(&c).copied().unwrap_or(c)
    }

    /// Whether a character is one of Traditional only.
    pub fn is_traditional(&self, c: char) -> bool {
        self.simplify(c) != c
    }

    /// Whether a text is half in Traditional and half in Simplified, as hardly anyone writes: 數据.
    pub fn is_mixed(&self, text: &str) -> bool {
        let has = |only: &BTreeSet<char>| text.chars().any(|c| only.contains(&c));
        has(&self.only_traditional) && has(&self.only_simplified)
    }

    /// A word in all its Traditional spellings, itself first.
    pub fn spellings(&self, word: &str) -> Vec<String> {
        self.combine(word, &self.variants)
    }

    /// Everything that a few characters beside a word may be written as, Simplified included.
    pub fn any_spellings(&self, word: &str) -> Vec<String> {
        self.combine(word, &self.simplifies_alike)
    }

    fn combine(&self, word: &str, families: &BTreeMap<char, BTreeSet<char>>) -> Vec<String> {
        let mut spellings = vec![String::new()];
        for c in word.chars() {
            let others = families.get(&c).into_iter().flatten().copied().filter(|&o| o != c);
            let options: Vec<char> = [c].into_iter().chain(others).collect();
            let room = spellings.len() * options.len() <= MAX_SPELLINGS;
            let options = if room { &options[..] } else { &options[..1] };
            // The first option of all characters stays first.
            spellings = options
                .iter()
                .flat_map(|option| spellings.iter().map(move |start| format!("{start}{option}")))
                .collect();
        }
        spellings
    }
}

/// Characters for which a dictionary lists only others.
fn always_changed(lexicon: &Lexicon) -> impl Iterator<Item = char> {
    let changed = lexicon
        .entries()
        .filter(|(key, entry)| entry.candidates().iter().all(|candidate| candidate != key));
    changed.filter_map(|(key, _)| key.chars().next().filter(|c| c.len_utf8() == key.len()))
}

/// Entries of one character on each side, in the order of the code points.
fn character_pairs(lexicon: &Lexicon) -> Vec<(char, char)> {
    let single = |text: &str| {
        let mut characters = text.chars();
        characters.next().filter(|_| characters.next().is_none())
    };
    let mut pairs: Vec<(char, char)> =
        lexicon.iter().filter_map(|(from, to)| Some((single(from)?, single(to)?))).collect();
    pairs.sort_unstable();
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_spellings_from_other_characters() {
        let simplified = Lexicon::parse("裏\t里\n裡\t里\n線\t线\n綫\t线\n里\t里\n").unwrap();
        let regional = Lexicon::parse("裏\t裡\n").unwrap();
        let traditional = Lexicon::parse("里\t裏 里\n线\t線\n").unwrap();
        let variants = Variants::new(&[&simplified], &traditional, &[&regional]);
        assert_eq!(variants.spellings("線"), ["線", "綫"]);
        assert_eq!(variants.spellings("裡線"), ["裡線", "裏線", "裡綫", "裏綫"]);
        assert_eq!(variants.spellings("公里"), ["公里"]);
        assert_eq!(variants.any_spellings("里"), ["里", "裏", "裡"]);
        assert!(variants.is_traditional('綫') && !variants.is_traditional('里'));
        assert!(
            variants.is_mixed("线裡") && !variants.is_mixed("线里") && !variants.is_mixed("綫里")
        );
    }
}

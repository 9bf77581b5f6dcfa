//! Finds the few places of a text that need more than converting character by character.
//!
//! Most phrases of a dictionary become what their characters become anyway; they only say where
//! tokens end. So the engine converts character by character until it meets a pair of characters
//! that occurs in a phrase that becomes something else, and only there finds out which tokens the
//! text has. `docs/engine.md` tells why that loses nothing.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::mem;

use super::Phrases;
use super::decide::Outcome;
use super::frequency::Frequencies;
use crate::table::{pair_bits, pair_key};

/// What the engine has to look out for.
#[derive(Default)]
pub struct Attention {
    /// Pairs of neighbours that need attention, and what holds them.
    pub pairs: BTreeMap<(char, char), Holders>,
    /// Characters whose neighbours have to be looked at: where one of a pair is not three bytes long,
    /// the one that is.
    pub watched: HashSet<char>,
    /// Characters that need attention whatever their neighbours are.
    pub always: HashSet<char>,
}

/// What the engine finds first (see [`crate::table::ColourBits`]), and how many times more often than by
/// chance the characters of a word stand so.
#[derive(Clone, Copy)]
enum Near {
    Neighbours = 64,
    InBlock = 4,
}

/// The items that a pair stands for.
#[derive(Default)]
pub struct Holders {
    /// The pair itself is one.
    pub alone: bool,
    /// What follows the pair in longer ones.
    pub after: BTreeSet<char>,
    /// What stands before the pair in longer ones that end with it.
    pub before: BTreeSet<char>,
}

impl Holders {
    fn add(&mut self, text: &[char], pair: (char, char)) {
        let places = (0..text.len() - 1).filter(|&at| (text[at], text[at + 1]) == pair);
        for at in places {
            match (at.checked_sub(1), text.get(at + 2)) {
                (_, Some(&next)) => self.after.insert(next),
                (Some(previous), None) => self.before.insert(text[previous]),
                (None, None) => mem::replace(&mut self.alone, true),
            };
        }
    }
}

impl Attention {
    /// Looks at every decision.
    pub fn new(phrases: &Phrases) -> Attention {
        let attention = Attention::with_rarest(phrases, Near::Neighbours);
        if attention.has_few_pairs() {
            return Attention::with_rarest(phrases, Near::InBlock);
        }
        attention
    }

    /// Of each item, takes the pair that seems to be rarest.
    fn with_rarest(phrases: &Phrases, near: Near) -> Attention {
        let mut attention = Attention::default();
        let frequencies = Frequencies::new();
        let mut items: Vec<&[char]> = items(phrases).into_iter().collect();
        // Whatever holds a pair that is an item is found with it.
        items.sort_by_key(|item| item.len());
        for item in items {
            let cost = |&(a, b): &(char, char)| {
                // The characters of a word stand together more often than others.
                let together =
                    if phrases.contains_key([a, b].as_slice()) { near as usize } else { 1 };
                frequencies.of(a) * frequencies.of(b) * together
            };
            let pairs = item.windows(2).map(|pair| (pair[0], pair[1]));
            let long = |&(a, b): &(char, char)| a.len_utf8() == 3 && b.len_utf8() == 3;
            let is_item = |pair: &(char, char)| attention.pairs.get(pair).is_some_and(|p| p.alone);
            let found = pairs.clone().filter(long).find(is_item);
            let pair =
                found.or_else(|| pairs.clone().filter(long).min_by_key(cost)).or_else(|| {
                    let (pair, c) = pairs
                        .clone()
                        .flat_map(|pair| [(pair, pair.0), (pair, pair.1)])
                        .filter(|(_, c)| c.len_utf8() == 3)
                        .min_by_key(|&(_, c)| frequencies.of(c))?;
                    attention.watched.insert(c);
                    Some(pair)
                });
            match pair {
                Some(pair) => attention.pairs.entry(pair).or_default().add(item, pair),
                // The longer, the rarer, and the cheaper to look out for.
                None => attention.always.extend(item.iter().copied().max_by_key(|c| c.len_utf8())),
            }
        }
        attention
    }

    /// Whether most blocks of a text have no pair.
    pub fn has_few_pairs(&self) -> bool {
        self.pairs.len() < MANY_PAIRS
    }
}

/// With so many pairs, most blocks of a text have one.
pub const MANY_PAIRS: usize = 1000;

/// Stretches of text that must not go by unnoticed.
fn items(phrases: &Phrases) -> BTreeSet<&[char]> {
    phrases
        .iter()
        .filter(|(key, _)| key.len() > 1)
        .filter_map(|(key, outcome)| match outcome {
            Outcome::Character | Outcome::Characters { .. } => None,
            Outcome::Defer { .. } => Some(&key[..]),
            Outcome::Replace { code_points, .. } => Some(&key[..*code_points]),
        })
        .collect()
}

/// A set of pairs, for [`crate::table::PairSet`]: at least `bits_a_pair` bits for each.
pub fn pair_set(pairs: impl IntoIterator<Item = (u32, u32)>, bits_a_pair: usize) -> Vec<u8> {
    let pairs: HashSet<(u32, u32)> = pairs.into_iter().collect();
    let words = (pairs.len() * bits_a_pair / 64).next_power_of_two().max(2);
    let mut set = vec![0u64; words];
    for (first, second) in pairs {
        let (word, bits) = pair_bits(pair_key(first, second), u64::BITS - words.ilog2());
        for bit in bits {
            set[word] |= 1 << (bit & 63);
        }
    }
    set.iter().flat_map(|word| word.to_le_bytes()).collect()
}

//! Finds the few places of a text that need more than converting character by character.
//!
//! Most phrases of a dictionary become what their characters become anyway; they only say where
//! tokens end. So the engine converts character by character until it meets a pair of characters
//! that occurs in a phrase that becomes something else, and only there finds out which tokens the
//! text has. `docs/engine.md` tells why that loses nothing.

use std::collections::{BTreeMap, BTreeSet, BinaryHeap, HashSet};
use std::mem;

use super::Phrases;
use super::decide::Outcome;
use super::frequency::Frequencies;
use crate::table::pair_bits;

/// What the engine has to look out for.
#[derive(Default)]
pub struct Attention {
    /// Characters whose neighbours have to be looked at: three bytes each.
    pub anchors: HashSet<char>,
    /// Pairs of neighbours, one of them an anchor, that need attention, and what holds them.
    pub pairs: BTreeMap<(char, char), Holders>,
    /// Characters that need attention whatever their neighbours are.
    pub always: HashSet<char>,
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

/// A stretch of text that must not go by unnoticed.
struct Item {
    text: Vec<char>,
    /// Positions at which its conversion is not that of the character.
    differs: Vec<usize>,
}

impl Attention {
    /// Looks at every decision. `single` tells what a character becomes by itself.
    pub fn new(phrases: &Phrases, single: impl Fn(char) -> Option<char>) -> Attention {
        let mut attention = Attention::default();
        let items = items(phrases, single);
        let (items, rest): (Vec<Item>, Vec<Item>) =
            items.into_iter().partition(|item| !item.anchors().is_empty());
        for item in rest {
            // The longer, the rarer, and the cheaper to look out for.
            attention.always.extend(item.text.iter().copied().max_by_key(|c| c.len_utf8()));
        }
        let frequencies = Frequencies::new();
        attention.anchors = cover(&items, &frequencies);
        for item in &items {
            attention.pick_pair(item, &frequencies);
        }
        attention
    }

    fn pick_pair(&mut self, item: &Item, frequencies: &Frequencies) {
        let of_anchors: Vec<(char, char)> = item
            .anchors()
            .into_iter()
            .filter(|&at| self.anchors.contains(&item.text[at]))
            .flat_map(|at| item.pairs_at(at))
            .collect();
        let known = of_anchors.iter().copied().find(|pair| self.pairs.contains_key(pair));
        let rarest =
            of_anchors.into_iter().min_by_key(|&(a, b)| frequencies.of(a) * frequencies.of(b));
        if let Some(pair) = known.or(rarest) {
            self.pairs.entry(pair).or_default().add(&item.text, pair);
        }
    }
}

impl Item {
    /// The pairs with the character at `at`.
    fn pairs_at(&self, at: usize) -> impl Iterator<Item = (char, char)> {
        [at.checked_sub(1), Some(at)].into_iter().flatten().filter_map(|first| {
            let &[a, b] = self.text.get(first..first + 2)?.first_chunk()?;
            Some((a, b))
        })
    }

    /// Positions that an anchor may have: where the conversion differs, if that can be.
    fn anchors(&self) -> Vec<usize> {
        let possible = |&at: &usize| self.text[at].len_utf8() == 3;
        let differs: Vec<usize> = self.differs.iter().copied().filter(possible).collect();
        if differs.is_empty() { (0..self.text.len()).filter(possible).collect() } else { differs }
    }
}

fn items(phrases: &Phrases, single: impl Fn(char) -> Option<char>) -> Vec<Item> {
    let mut items: BTreeMap<&[char], Vec<usize>> = BTreeMap::new();
    for (key, outcome) in phrases.iter().filter(|(key, _)| key.len() > 1) {
        let (text, differs) = match outcome {
            Outcome::Character | Outcome::Characters { .. } => continue,
            Outcome::Defer { .. } => (&key[..], Vec::new()),
            Outcome::Replace { code_points, output, .. } => {
                let text = &key[..*code_points];
                let output: Vec<char> = output.chars().collect();
                let differs = (0..text.len())
                    .filter(|&at| {
                        text.len() == output.len() && single(text[at]) != Some(output[at])
                    })
                    .collect();
                (text, differs)
            }
        };
        items.entry(text).or_insert(differs);
    }
    items.into_iter().map(|(text, differs)| Item { text: text.to_vec(), differs }).collect()
}

/// Rare characters of which every item has one: greedy weighted set cover (Chvátal, 1979).
fn cover(items: &[Item], frequencies: &Frequencies) -> HashSet<char> {
    let mut items_of: BTreeMap<char, Vec<usize>> = BTreeMap::new();
    for (index, item) in items.iter().enumerate() {
        let characters: BTreeSet<char> =
            item.anchors().into_iter().map(|at| item.text[at]).collect();
        for c in characters {
            items_of.entry(c).or_default().push(index);
        }
    }
    // Items won for each occurrence, in fixed point so that the order is total.
    let worth = |c: char, won: usize| (won << 20) / frequencies.of(c);
    let mut heap: BinaryHeap<(usize, char)> =
        items_of.iter().map(|(&c, items)| (worth(c, items.len()), c)).collect();
    let mut covered = vec![false; items.len()];
    let mut anchors = HashSet::new();
    while let Some((claimed, c)) = heap.pop() {
        let won = items_of[&c].iter().filter(|&&item| !covered[item]).count();
        let real = worth(c, won);
        if won == 0 {
            continue;
        }
        if real < claimed {
            heap.push((real, c));
            continue;
        }
        anchors.insert(c);
        for &item in &items_of[&c] {
            covered[item] = true;
        }
    }
    anchors
}

/// A set of pairs, for [`crate::table::PairSet`]: at least `bits_a_pair` bits for each.
pub fn pair_set(pairs: impl IntoIterator<Item = (u32, u32)>, bits_a_pair: usize) -> Vec<u8> {
    let pairs: HashSet<(u32, u32)> = pairs.into_iter().collect();
    let words = (pairs.len() * bits_a_pair / 64).next_power_of_two().max(2);
    let mut set = vec![0u64; words];
    for (first, second) in pairs {
        let (word, bits) = pair_bits(first, second, u64::BITS - words.ilog2());
        set[word] |= bits;
    }
    set.iter().flat_map(|word| word.to_le_bytes()).collect()
}

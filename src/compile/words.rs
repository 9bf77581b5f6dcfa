//! Pairs that need attention, and what is known of them: see [`crate::table::Words`].

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::attention::{Attention, Holders};
use super::decide::Outcome;
use super::pool::Pool;
use super::{CompileError, Phrases};
use crate::table::{
    ALWAYS, FREE_WORD, LEFT, WORD, bucket_shift, part_of_longer, word_hash, word_key,
    word_that_goes_on,
};

/// A pair and what is known of it.
pub struct Word {
    pair: (char, char),
    known: Known,
}

enum Known {
    /// It becomes this, unless a token crosses its start, if that is possible (left), or one that starts in
    /// it or with it crosses its end, which is possible before some characters (right).
    Word { output: String, left: bool, right: BTreeSet<char> },
    /// Longer items hold it, with these characters before or after it.
    Part { before: BTreeSet<char>, after: BTreeSet<char> },
    /// Nothing: it needs attention whenever it is met.
    Nothing,
}

/// What is known of the pairs. `normalized` are characters that no phrase ever sees.
pub fn words<'a>(
    phrases: &Phrases,
    attention: &Attention,
    normalized: impl Iterator<Item = &'a char>,
) -> Vec<Word> {
    let normalized: HashSet<char> = normalized.copied().collect();
    let continued: HashSet<char> = phrases.keys().flat_map(|key| &key[1..]).copied().collect();
    let (mut after_first, mut after_two) = (HashMap::new(), HashMap::new());
    for key in phrases.keys().filter(|key| key.len() > 1) {
        after_first.entry(key[0]).or_insert_with(BTreeSet::new).insert(key[1]);
        if let Some(&third) = key.get(2) {
            after_two.entry((key[0], key[1])).or_insert_with(BTreeSet::new).insert(third);
        }
    }
    let is_segment = |c: char| {
        matches!(
            phrases.get([c].as_slice()),
            Some(
                Outcome::Characters { segment: true, .. } | Outcome::Replace { segment: true, .. }
            )
        )
    };
    let known = |pair: (char, char), holders: &Holders| {
        let (first, second) = pair;
        let may_share = first == '\u{FFFF}' || first.max(second) >= '\u{1_0000}';
        if may_share || normalized.contains(&first) || normalized.contains(&second) {
            return Known::Nothing;
        }
        let left = continued.contains(&first);
        let mut right = after_two.get(&pair).cloned().unwrap_or_default();
        match phrases.get([first, second].as_slice()) {
            Some(Outcome::Replace { code_points: 2, output, .. }) => {
                Known::Word { output: output.clone(), left, right }
            }
            Some(Outcome::Defer { likely: Some((2, output)) }) if !is_segment(second) => {
                right.extend(after_first.get(&second).into_iter().flatten());
                Known::Word { output: output.clone(), left, right }
            }
            _ if holders.alone => Known::Nothing,
            _ => Known::Part { before: holders.before.clone(), after: holders.after.clone() },
        }
    };
    attention
        .pairs
        .iter()
        .map(|(&pair, holders)| Word { pair, known: known(pair, holders) })
        .collect()
}

/// The section. The outputs go into `pool`.
pub fn section(words: &[Word], pool: &mut Pool) -> Result<Vec<u8>, CompileError> {
    let mut said: BTreeMap<u32, u32> = BTreeMap::new();
    for word in words {
        let (first, second) = word.pair;
        let key = word_key(u32::from(first), u32::from(second));
        *said.entry(key).or_default() |= word.known.said(&[first, second], pool)?;
    }
    let mut count = said.len() + said.len() / 32 + 1;
    let (slots, displacements) = loop {
        if let Some(placed) = place(&said, count) {
            break placed;
        }
        count += count / 16 + 1;
    };
    let mut section = (displacements.len() as u32).to_le_bytes().to_vec();
    section.extend(slots.iter().flatten().flat_map(|word| word.to_le_bytes()));
    section.extend(displacements.iter().flat_map(|d| d.to_le_bytes()));
    Ok(section)
}

impl Known {
    fn said(&self, pair: &[char], pool: &mut Pool) -> Result<u32, CompileError> {
        let code_points = |set: &BTreeSet<char>| set.iter().map(|&c| u32::from(c)).collect();
        Ok(match self {
            Known::Word { output, left, right } => {
                let left = if *left { LEFT } else { 0 };
                let right = word_that_goes_on(right.iter().map(|&c| u32::from(c)));
                WORD | left | right | pool.record(pair, 2, output)?
            }
            Known::Part { before, after } => {
                part_of_longer(code_points(after), code_points(before))
            }
            Known::Nothing => ALWAYS,
        })
    }
}

/// Gives each key one of `count` slots: those that share a displacement together, the largest such
/// groups first, by the first displacement that leads to free ones.
fn place(said: &BTreeMap<u32, u32>, count: usize) -> Option<(Vec<[u32; 2]>, Vec<u16>)> {
    /// Keys that share a displacement, on average, at most.
    const SHARE: usize = 4;
    let mut displacements = vec![0; said.len().div_ceil(SHARE).next_power_of_two().max(2)];
    let shift = bucket_shift(displacements.len());
    let mut groups: Vec<(usize, Vec<u32>)> =
        (0..displacements.len()).map(|bucket| (bucket, Vec::new())).collect();
    for &key in said.keys() {
        groups[word_hash(key).bucket(shift)].1.push(key);
    }
    groups.sort_by_key(|(_, keys)| Reverse(keys.len()));
    let mut slots = vec![FREE_WORD; count];
    for (bucket, keys) in groups {
        let (displacement, places) = (0..=u16::MAX).find_map(|displacement| {
            let place = |&key| word_hash(key).slot(displacement, count);
            let places: BTreeSet<usize> = keys.iter().map(place).collect();
            let fits =
                places.len() == keys.len() && places.iter().all(|&place| slots[place] == FREE_WORD);
            fits.then(|| (displacement, keys.iter().map(place).collect::<Vec<usize>>()))
        })?;
        displacements[bucket] = displacement;
        for (place, key) in places.into_iter().zip(keys) {
            slots[place] = [key, said[&key]];
        }
    }
    Some((slots, displacements))
}

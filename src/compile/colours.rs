//! Colours for characters that end pairs, so that few pairs that need no attention seem to need it:
//! see [`Colour`].

use std::collections::{BTreeMap, HashMap, HashSet};

use super::attention::Attention;
use super::frequency::Frequencies;
use crate::table::Colour;

/// Gives each character that ends a pair the colour that costs least, the most frequent first.
///
/// A colour costs what it lets through: for each character that starts pairs, how often one of the
/// colour follows that makes no pair with it. How often two characters stand together is not known, so it
/// is taken to be the product of how often each stands.
pub fn colours(attention: &Attention) -> HashMap<char, u32> {
    let frequencies = Frequencies::new();
    let mut firsts_of: BTreeMap<char, Vec<char>> = BTreeMap::new();
    for &(first, second) in attention.pairs.keys() {
        if first.len_utf8() == 3 && second.len_utf8() == 3 {
            firsts_of.entry(second).or_default().push(first);
        }
    }
    let mut seconds: Vec<(char, Vec<char>)> = firsts_of.into_iter().collect();
    seconds.sort_by_key(|(c, firsts)| std::cmp::Reverse(frequencies.of(*c) * firsts.len()));
    let mut kinds: Vec<Kind> = Colour::PAIRED.map(|_| Kind::default()).collect();
    let mut colours = HashMap::new();
    for (c, firsts) in seconds {
        let cost = |kind: &Kind| {
            let (known, new): (Vec<char>, Vec<char>) =
                firsts.iter().partition(|first| kind.after.contains(first));
            let sum =
                |firsts: Vec<char>| firsts.into_iter().map(|c| frequencies.of(c)).sum::<usize>();
            frequencies.of(c) * (kind.before - sum(known)) + sum(new) * kind.weight
        };
        let (colour, kind) =
            kinds.iter_mut().enumerate().min_by_key(|(_, kind)| cost(kind)).expect("some");
        for &first in &firsts {
            if kind.after.insert(first) {
                kind.before += frequencies.of(first);
            }
        }
        kind.weight += frequencies.of(c);
        colours.insert(c, Colour::PAIRED.start + colour as u32);
    }
    colours.extend(attention.watched.iter().map(|&c| (c, Colour::ALWAYS)));
    colours
}

/// The characters of a colour.
#[derive(Default)]
struct Kind {
    /// How often they stand in a text.
    weight: usize,
    /// After which characters they are looked for.
    after: HashSet<char>,
    /// How often these stand in a text.
    before: usize,
}

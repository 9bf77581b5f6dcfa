//! Colours for characters that end pairs, so that few pairs that need no attention seem to need it:
//! see [`Colour`] and [`ColourBits`].

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::Phrases;
use super::attention::Attention;
use super::frequency::Frequencies;
use crate::table::{Colour, ColourBits};

/// Gives each character that ends a pair the colour that costs least, the most frequent first.
///
/// A colour costs what it lets through: for each character that starts pairs, how often one of the
/// colour follows that makes no pair with it. How often two characters stand together is not known, so it
/// is taken to be the product of how often each stands, and more where they are neighbours in a phrase.
pub fn colours(attention: &Attention, phrases: &Phrases) -> HashMap<char, u32> {
    let frequencies = Frequencies::new();
    let few = attention.has_few_pairs();
    // Where it counts what stands in the same block, neighbours are nothing special.
    let neighbours = if few { Neighbours::default() } else { Neighbours::new(attention, phrases) };
    let mut firsts_of: BTreeMap<char, Vec<char>> = BTreeMap::new();
    for &(first, second) in attention.pairs.keys() {
        if first.len_utf8() == 3 && second.len_utf8() == 3 {
            firsts_of.entry(second).or_default().push(first);
        }
    }
    let mut seconds: Vec<(char, Vec<char>)> = firsts_of.into_iter().collect();
    seconds.sort_by_key(|(c, firsts)| Reverse(frequencies.of(*c) * firsts.len()));
    let paired = if few { ColourBits::PAIRED } else { Colour::PAIRED };
    let mut kinds: Vec<Kind> = paired.clone().map(|_| Kind::default()).collect();
    let mut colours = HashMap::new();
    for (c, firsts) in seconds {
        let cost = |kind: &Kind| kind.cost(c, &firsts, &neighbours, &frequencies);
        let (colour, kind) =
            kinds.iter_mut().enumerate().min_by_key(|(_, kind)| cost(kind)).expect("some");
        kind.add(c, &firsts, &frequencies);
        colours.insert(c, paired.start + colour as u32);
    }
    colours.extend(attention.watched.iter().map(|&c| (c, Colour::ALWAYS)));
    colours
}

/// The characters of a colour.
#[derive(Default)]
struct Kind {
    own: HashSet<char>,
    /// How often they stand in a text.
    weight: usize,
    /// After which characters they are looked for.
    after: HashSet<char>,
    /// How often these stand in a text.
    before: usize,
}

impl Kind {
    fn add(&mut self, c: char, firsts: &[char], frequencies: &Frequencies) {
        for &first in firsts {
            if self.after.insert(first) {
                self.before += frequencies.of(first);
            }
        }
        self.weight += frequencies.of(c);
        self.own.insert(c);
    }

    /// What more would be let through with `c`, which is a pair with each of `firsts`.
    fn cost(
        &self,
        c: char,
        firsts: &[char],
        neighbours: &Neighbours,
        frequencies: &Frequencies,
    ) -> usize {
        /// So many times more often than by chance neighbours in a phrase stand together.
        const TOGETHER: usize = 64;
        let sum = |chars: &[char]| chars.iter().map(|&c| frequencies.of(c)).sum::<usize>();
        let (known, new): (Vec<char>, Vec<char>) =
            firsts.iter().partition(|first| self.after.contains(first));
        let by_chance = frequencies.of(c) * (self.before - sum(&known)) + sum(&new) * self.weight;
        let before = neighbours.before(c).filter(|a| self.after.contains(a));
        let own = before.map(|&a| frequencies.of(a)).sum::<usize>() * frequencies.of(c);
        let others = new.iter().map(|&a| {
            let after = neighbours.after(a).filter(|b| self.own.contains(b));
            after.map(|&b| frequencies.of(b)).sum::<usize>() * frequencies.of(a)
        });
        by_chance + (own + others.sum::<usize>()) * TOGETHER
    }
}

/// Characters that are neighbours in phrases, but no pairs that need attention.
#[derive(Default)]
struct Neighbours {
    before: HashMap<char, Vec<char>>,
    after: HashMap<char, Vec<char>>,
}

impl Neighbours {
    fn new(attention: &Attention, phrases: &Phrases) -> Neighbours {
        let pairs = phrases.keys().filter_map(|key| key.last_chunk()).map(|&[a, b]| (a, b));
        let pairs = pairs.filter(|pair| !attention.pairs.contains_key(pair));
        let pairs: BTreeSet<(char, char)> = pairs.collect();
        let mut neighbours = Neighbours::default();
        for (a, b) in pairs {
            neighbours.before.entry(b).or_default().push(a);
            neighbours.after.entry(a).or_default().push(b);
        }
        neighbours
    }

    fn before(&self, c: char) -> impl Iterator<Item = &char> {
        self.before.get(&c).into_iter().flatten()
    }

    fn after(&self, c: char) -> impl Iterator<Item = &char> {
        self.after.get(&c).into_iter().flatten()
    }
}

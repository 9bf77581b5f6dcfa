//! One direction of the wording: every key that a text may hold, and what it becomes.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::{Column, Conditions, Entry, Origin, Place, Variants, Wording};

/// Spells a text.
pub type Spell<'a> = Box<dyn Fn(&str) -> String + Sync + 'a>;

/// How words are only spelled, without a change of wording.
pub struct Speller<'a> {
    /// Traditional of any spelling as a place spells it, in the order of [`Place::ALL`].
    pub spell: [Spell<'a>; 3],
    /// Simplified as a place spells it.
    pub local: [Spell<'a>; 3],
    /// Which spellings of a Traditional word there are.
    pub variants: &'a Variants,
}

/// What else parts of a foreign name are set apart with: Taiwan's own point, and its look-alikes.
const OTHER_POINTS: [&str; 4] = ["\u{2027}", "\u{ff0e}", "\u{30fb}", "\u{2022}"];

/// From this many characters on a name is also read without its points.
const LONG_NAME: usize = 5;

/// From the words of some places to those of one.
#[derive(Clone, Copy, Debug)]
pub struct Direction<'a> {
    /// Whose words are read: earlier ones win.
    pub from: &'a [Place],
    /// Whose words are written.
    pub to: Place,
}

/// What one key becomes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// What is read.
    pub key: String,
    /// What is written.
    pub value: String,
    /// How much it counts against another of the same key.
    pub rank: Rank,
    /// The line it comes from.
    pub origin: Origin,
    /// How many bytes of the key stand before the word, for a condition.
    pub after: usize,
    /// How many bytes of the key follow the word.
    pub before: usize,
}

/// Of two rules for one key the one with the higher rank counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rank {
    /// A spelling other than the one in the dictionary.
    Respelled,
    /// A word where its conditions say that it does not count.
    Excepted,
    /// A word as the dictionary has it.
    Written,
    /// A word that is kept.
    Kept,
}

impl fmt::Debug for Speller<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Speller").finish_non_exhaustive()
    }
}

impl Speller<'_> {
    fn simplify(&self, text: &str) -> String {
        self.spell(Place::Mainland, text)
    }

    /// Traditional of any spelling as a place spells it.
    pub fn spell(&self, place: Place, text: &str) -> String {
        self.spell[place as usize](text)
    }

    /// The words of a column.
    fn words(&self, place: Place, column: &Column, mainland: &Column) -> Vec<String> {
        match (column, mainland) {
            (Column::Words(words), _) => words.clone(),
            (Column::Same, Column::Words(words)) => {
                words.iter().map(|word| self.local[place as usize](word)).collect()
            }
            _ => Vec::new(),
        }
    }
}

/// The rules of a direction, the best for each key, sorted by key.
pub fn directed(wording: &Wording, direction: Direction, speller: &Speller) -> Vec<Rule> {
    let mut best: BTreeMap<String, Rule> = BTreeMap::new();
    for &from in direction.from {
        for rule in rules(wording, from, direction.to, speller) {
            match best.get(&rule.key) {
                Some(known) if known.rank >= rule.rank => {}
                _ => {
                    best.insert(rule.key.clone(), rule);
                }
            }
        }
    }
    best.into_values().collect()
}

/// Adds the values that `convert`, the whole route, would change: 演算法 holds 算法, which becomes
/// 演算法. A value that is itself a word that becomes another is left alone, and is a fault.
pub fn protect_values(rules: &mut Vec<Rule>, convert: impl Fn(&str) -> String) {
    let keys: BTreeSet<&str> = rules.iter().map(|rule| rule.key.as_str()).collect();
    let mut values: BTreeMap<&str, &Rule> = BTreeMap::new();
    for rule in rules.iter().filter(|rule| !keys.contains(rule.value.as_str())) {
        values.entry(&rule.value).or_insert(rule);
    }
    let kept: Vec<Rule> = values
        .into_iter()
        .filter(|(value, _)| convert(value) != *value)
        .map(|(value, rule)| Rule { key: value.to_owned(), rank: Rank::Kept, ..rule.clone() })
        .collect();
    rules.extend(kept);
    rules.sort_by(|a, b| a.key.cmp(&b.key));
}

/// All rules from one place to another, in the order of the lines; keys may occur repeatedly.
pub fn rules<'a>(
    wording: &'a Wording,
    from: Place,
    to: Place,
    speller: &'a Speller<'a>,
) -> Vec<Rule> {
    let column = |entry: &'a Entry| match &entry.columns[to as usize] {
        // Text of the mainland comes in another spelling: 文件 there is not 文件 in Taiwan.
        Column::Words(words) if from != Place::Mainland => words.as_slice(),
        _ => &[],
    };
    let written = if to == Place::Mainland { usize::MAX } else { 1 };
    let native = wording.entries.iter().flat_map(|entry| column(entry).iter().take(written));
    let native = native.map(String::as_str).collect();
    let mut maker = Maker { from, to, native, speller, rules: Vec::new() };
    for (word, origin) in &wording.kept {
        maker.keep(word, origin);
    }
    for entry in &wording.entries {
        maker.add(entry);
    }
    maker.rules
}

struct Maker<'a> {
    from: Place,
    to: Place,
    /// Words of the target that are found in its own texts, and are never converted.
    native: BTreeSet<&'a str>,
    speller: &'a Speller<'a>,
    rules: Vec<Rule>,
}

impl Maker<'_> {
    fn push(&mut self, key: String, value: String, rank: Rank, origin: &Origin) {
        self.rules.push(Rule { key, value, rank, origin: origin.clone(), after: 0, before: 0 });
    }

    /// A word with what stands beside it.
    fn push_beside(
        &mut self,
        [after, word, before]: [&str; 3],
        value: String,
        rank: Rank,
        origin: &Origin,
    ) {
        let key = [after, word, before].concat();
        let (after, before) = (after.len(), before.len());
        self.rules.push(Rule { key, value, rank, origin: origin.clone(), after, before });
    }

    fn keep(&mut self, word: &str, origin: &Origin) {
        let simplified = self.speller.simplify(word);
        let mut keys = match self.from {
            Place::Mainland => Vec::new(),
            _ => self.speller.variants.spellings(word),
        };
        if !keys.contains(&simplified) {
            keys.push(simplified);
        }
        for key in keys {
            let value = self.spell(&key);
            self.push(key, value, Rank::Kept, origin);
        }
    }

    /// A word of the target as it spells it everywhere else.
    fn respell(&self, value: &str) -> String {
        match self.to {
            Place::Mainland => value.to_owned(),
            _ => self.speller.spell(self.to, value),
        }
    }

    /// A text of the source as the target spells it.
    fn spell(&self, text: &str) -> String {
        match self.from {
            Place::Mainland => self.speller.local[self.to as usize](text),
            _ => self.speller.spell(self.to, text),
        }
    }

    fn add(&mut self, entry: &Entry) {
        let Some((from, to)) = entry.pair(self.from, self.to) else { return };
        let mainland = &entry.columns[Place::Mainland as usize];
        let one_word = [from, to].into_iter().all(|column| *column == Column::Same)
            || (self.to == Place::Mainland && *from == Column::Same)
            || (self.from == Place::Mainland && *to == Column::Same);
        if one_word {
            return;
        }
        let values = self.speller.words(self.to, to, mainland);
        let Some(value) = values.first().map(|value| self.respell(value)) else { return };
        for word in self.speller.words(self.from, from, mainland) {
            // Only another spelling of what is written already: no wording.
            if values.contains(&self.spell(&word)) || self.native.contains(word.as_str()) {
                continue;
            }
            self.add_word(&word, &value, &entry.conditions, &entry.origin);
        }
    }

    fn add_word(&mut self, word: &str, value: &str, conditions: &Conditions, origin: &Origin) {
        let spellings = match self.from {
            Place::Mainland => vec![word.to_owned()],
            _ => self.spellings(word),
        };
        let always = || vec![String::new()];
        let afters = match conditions.after.is_empty() {
            true => always(),
            false => self.contexts(&conditions.after),
        };
        let befores = match conditions.before.is_empty() {
            true => always(),
            false => self.contexts(&conditions.before),
        };
        let not_befores = self.contexts(&conditions.not_before);
        let not_afters = self.contexts(&conditions.not_after);
        for (index, spelling) in spellings.iter().enumerate() {
            let rank = if index == 0 { Rank::Written } else { Rank::Respelled };
            for after in &afters {
                for before in &befores {
                    let value = self.spell(after) + value + &self.spell(before);
                    self.push_beside([after, spelling, before], value, rank, origin);
                }
                for not_before in &not_befores {
                    self.except([after, spelling, not_before], origin);
                }
            }
            for not_after in &not_afters {
                for before in &befores {
                    self.except([not_after, spelling, before], origin);
                }
            }
        }
    }

    /// All that a word may be written as, itself first.
    fn spellings(&self, word: &str) -> Vec<String> {
        let mut words = vec![word.to_owned()];
        if word.contains('·') {
            words.extend(OTHER_POINTS.map(|point| word.replace('·', point)));
            let joined = word.replace('·', "");
            if joined.chars().count() >= LONG_NAME {
                words.push(joined);
            }
        }
        let mut spellings = Vec::new();
        for other in words {
            // 用户端 is 用戶端 with one form of Hong Kong, but also what the mainland writes.
            let simplified = self.speller.simplify(&other);
            // The mainland has none of the other points.
            let is_native = |spelling: &str| {
                self.to == Place::Mainland
                    && spelling == simplified
                    && !OTHER_POINTS.iter().any(|point| spelling.contains(point))
            };
            let all = self.speller.variants.spellings(&other).into_iter();
            spellings.extend(all.filter(|spelling| spelling == word || !is_native(spelling)));
        }
        spellings
    }

    fn except(&mut self, parts: [&str; 3], origin: &Origin) {
        let value = self.spell(&parts.concat());
        self.push_beside(parts, value, Rank::Excepted, origin);
    }

    /// What may stand beside a word, in every spelling.
    fn contexts(&self, words: &[String]) -> Vec<String> {
        let spellings: BTreeSet<String> = match self.from {
            Place::Mainland => words.iter().map(|word| self.speller.simplify(word)).collect(),
            _ => words.iter().flat_map(|word| self.speller.variants.any_spellings(word)).collect(),
        };
        spellings.into_iter().collect()
    }
}

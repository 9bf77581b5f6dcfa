//! Decides, for every node of the phrase trie, what a text that leaves the trie there becomes.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::{CompileError, Phrases};
use crate::dictionary::{Dictionary, Pipeline};
use crate::table::DELTA;
use crate::{ids, reference};

/// More source spellings of one second-stage key than this are not expanded.
const MAX_SPELLINGS: usize = 4096;

/// A decision with its own output; the owned twin of [`crate::table::Decision`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Longer keys: the first code point converts by itself. Single characters: copied.
    Character,
    /// So many code points convert one by one.
    Characters { code_points: usize, segment: bool },
    /// So many code points become this.
    Replace { code_points: usize, segment: bool, output: String },
    /// It depends on what follows. If no phrase starts at any of the code points of the likely
    /// outcome but the first, it is that.
    Defer { likely: Option<(usize, String)> },
}

/// A configuration, looked at for compiling.
pub struct Plan<'a> {
    normalization: BTreeMap<char, char>,
    segmentation: Dictionary,
    segments: PrefixSet,
    chain: &'a [Dictionary],
    first: &'a Dictionary,
    /// First-stage keys that can match outside segments.
    first_keys: Vec<String>,
    /// Those of more than one character.
    first_phrases: PrefixSet,
    second: Dictionary,
    second_prefixes: PrefixSet,
    /// For each character, those that the first stage may make a text from that starts with it.
    first_sources: HashMap<char, BTreeSet<char>>,
    /// Prefixes whose continuation mixes plain characters and first-stage phrases in a
    /// second-stage key.
    splits: HashSet<Vec<char>>,
}

impl<'a> Plan<'a> {
    pub fn new(pipeline: &'a Pipeline) -> Result<Plan<'a>, CompileError> {
        let (first, second) = match pipeline.chain.as_slice() {
            [first] => (first, Dictionary::empty()),
            [first, second] => (first, second.clone()),
            stages => return Err(CompileError::Stages(stages.len())),
        };
        let segmentation = pipeline.segmentation.clone().unwrap_or_else(Dictionary::empty);
        for dictionary in [&segmentation, first, &second] {
            for key in dictionary.keys() {
                if has_ids(key) {
                    return Err(CompileError::IdsInKey(key.to_owned()));
                }
            }
        }
        let segments = PrefixSet::new(segmentation.keys());
        let first_keys: Vec<String> = first
            .keys()
            .into_iter()
            .filter(|key| !contains_match(&segmentation, key))
            .map(str::to_owned)
            .collect();
        for key in &first_keys {
            let (_, value) = first.longest_match(key).expect("a key matches itself or more");
            if value.is_empty() {
                return Err(CompileError::EmptyValue(key.to_owned()));
            }
            if has_ids(value) {
                return Err(CompileError::IdsInValue(value.to_owned()));
            }
        }
        let first_phrases = PrefixSet::new(
            first_keys.iter().map(String::as_str).filter(|key| key.chars().nth(1).is_some()),
        );
        let second_prefixes = PrefixSet::new(second.keys());
        let mut plan = Plan {
            normalization: normalization(&pipeline.normalization)?,
            segmentation,
            segments,
            chain: &pipeline.chain,
            first,
            first_keys,
            first_phrases,
            second,
            second_prefixes,
            first_sources: HashMap::new(),
            splits: HashSet::new(),
        };
        plan.first_sources = plan.first_sources();
        Ok(plan)
    }

    pub fn normalization(&self) -> &BTreeMap<char, char> {
        &self.normalization
    }

    pub fn has_segmentation(&self) -> bool {
        !self.segments.is_empty()
    }

    pub fn has_second_stage(&self) -> bool {
        !self.second_prefixes.is_empty()
    }

    /// Every node of the phrase trie, and what is decided there.
    pub fn phrases(&mut self) -> Result<Phrases, CompileError> {
        let mut keys: BTreeSet<Vec<char>> = BTreeSet::new();
        keys.extend(self.segmentation.keys().iter().map(|key| key.chars().collect()));
        keys.extend(self.first_keys.iter().map(|key| key.chars().collect()));
        let spellings = self.spellings();
        let by_value = self.first_phrases_by_value();
        let second = self.second.clone();
        for key in second.keys() {
            let target: Vec<char> = key.chars().collect();
            let sources = self.sources(&target, &spellings)?;
            keys.extend(sources);
            for cut in 1..target.len() {
                let rest = &target[cut..];
                let Some(candidates) = by_value.get(&rest[0]) else {
                    continue;
                };
                for (phrase, value) in candidates {
                    let shared = rest.len().min(value.len());
                    if rest[..shared] != value[..shared] {
                        continue;
                    }
                    for mut source in self.sources(&target[..cut], &spellings)? {
                        source.extend(phrase);
                        self.splits.insert(source.clone());
                        keys.insert(source);
                    }
                }
            }
        }
        for key in &self.first_keys {
            let (_, value) = self.first.longest_match(key).expect("a key matches itself or more");
            if single(key).is_none() || single(value).is_none() {
                let key: Vec<char> = key.chars().collect();
                let with = |next: char| [key.as_slice(), &[next]].concat();
                keys.extend(self.may_follow(value).into_iter().map(with));
            }
        }
        let mut nodes = BTreeSet::new();
        for key in &keys {
            for length in 1..=key.len() {
                nodes.insert(key[..length].to_vec());
            }
        }
        let singles: HashMap<char, Outcome> = nodes
            .iter()
            .filter(|node| node.len() == 1)
            .map(|node| (node[0], self.decide(node)))
            .collect();
        let outcomes = nodes.into_iter().map(|node| {
            let outcome = match self.decide(&node) {
                Outcome::Replace { code_points: 1, segment: false, .. } if node.len() > 1 => {
                    Outcome::Character
                }
                Outcome::Replace { code_points, segment, output }
                    if node.len() > 1
                        && one_by_one(&node[..code_points], &singles).as_ref() == Some(&output) =>
                {
                    Outcome::Characters { code_points, segment }
                }
                outcome => outcome,
            };
            (node, outcome)
        });
        Ok(outcomes.collect())
    }

    /// The XOR of a three-byte character and its three-byte conversion, if that is all there is
    /// to know of it.
    pub fn three_byte_delta(c: char, outcome: &Outcome) -> Option<u32> {
        if c.len_utf8() != 3 {
            return None;
        }
        match outcome {
            Outcome::Character => Some(0),
            Outcome::Replace { code_points: 1, segment: false, output } if output.len() == 3 => {
                let mut source = [0; 4];
                c.encode_utf8(&mut source);
                let mut target = [0; 4];
                target[..3].copy_from_slice(output.as_bytes());
                let delta = u32::from_be_bytes(source) ^ u32::from_be_bytes(target);
                // What is outside is the same in all characters of three bytes.
                (delta & !DELTA == 0).then_some(delta)
            }
            _ => None,
        }
    }

    /// The trie of the first stage, for text that has to be converted stage by stage.
    pub fn first_stage(&self) -> Phrases {
        let keys = self.first_keys.iter().map(String::as_str);
        if self.has_segmentation() || self.has_second_stage() {
            stage_trie(self.first, keys)
        } else {
            stage_trie(self.first, std::iter::empty())
        }
    }

    /// The trie of the second stage, for the same.
    pub fn second_stage(&self) -> Phrases {
        stage_trie(&self.second, self.second.keys().into_iter())
    }

    /// What the first stage makes of one character that is no part of a phrase.
    fn first_of(&self, c: char) -> &str {
        let mut buffer = [0; 4];
        let text: &str = c.encode_utf8(&mut buffer);
        self.first.longest_match(text).map_or("", |(_, value)| value)
    }

    /// The same if it is one character.
    fn first_character(&self, c: char) -> Option<char> {
        let value = self.first_of(c);
        if value.is_empty() {
            return Some(c);
        }
        let mut chars = value.chars();
        let first = chars.next();
        if chars.next().is_some() { None } else { first }
    }

    /// For each character, the characters that the first stage makes it from.
    fn spellings(&self) -> HashMap<char, Vec<char>> {
        let mut spellings: HashMap<char, Vec<char>> = HashMap::new();
        for c in self.first_keys.iter().filter_map(|key| single(key)) {
            if let Some(value) = self.first_character(c) {
                spellings.entry(value).or_default().push(c);
            }
        }
        spellings
    }

    /// First-stage phrases, and characters that become several, by their value's first character.
    fn first_phrases_by_value(&self) -> PhrasesByValue {
        let mut by_value: PhrasesByValue = HashMap::new();
        for key in &self.first_keys {
            let Some((_, value)) = self.first.longest_match(key) else {
                continue;
            };
            let (key, value): (Vec<char>, Vec<char>) =
                (key.chars().collect(), value.chars().collect());
            if key.len() > 1 || value.len() > 1 {
                by_value.entry(value[0]).or_default().push((key, value));
            }
        }
        by_value
    }

    /// See the field.
    fn first_sources(&self) -> HashMap<char, BTreeSet<char>> {
        let mut sources: HashMap<char, BTreeSet<char>> = HashMap::new();
        for key in &self.first_keys {
            let value = self.first.longest_match(key).map(|(_, value)| value);
            let first = |text: &str| text.chars().next().expect("no text here is empty");
            sources.entry(first(value.unwrap_or(key))).or_default().insert(first(key));
        }
        sources
    }

    /// The characters with which a key of the second stage may go on that starts in `value`, which the
    /// first stage wrote, and ends after it.
    fn may_follow(&self, value: &str) -> BTreeSet<char> {
        let mut found = BTreeSet::new();
        for (at, _) in value.char_indices() {
            for &next in self.second_prefixes.after(&value[at..]) {
                found.extend(self.first_sources.get(&next).into_iter().flatten());
                if self.first_character(next) == Some(next) {
                    found.insert(next);
                }
            }
        }
        found
    }

    /// All texts of plain characters that the first stage makes `target` from.
    fn sources(
        &self,
        target: &[char],
        spellings: &HashMap<char, Vec<char>>,
    ) -> Result<Vec<Vec<char>>, CompileError> {
        let mut sources = vec![Vec::new()];
        for &c in target {
            let mut choices = spellings.get(&c).cloned().unwrap_or_default();
            if self.first_character(c) == Some(c) && !choices.contains(&c) {
                choices.push(c);
            }
            sources = sources
                .iter()
                .flat_map(|source| {
                    choices.iter().map(move |&choice| [source.as_slice(), &[choice]].concat())
                })
                .collect();
            if sources.len() > MAX_SPELLINGS {
                let key = target.iter().collect();
                return Err(CompileError::TooManySpellings { key, limit: MAX_SPELLINGS });
            }
        }
        Ok(sources)
    }

    /// What becomes of a text that starts with `node`, a node of the phrase trie, and goes on
    /// with a character that leads to no other node. See `docs/engine.md` for why each case is
    /// right.
    fn decide(&self, node: &[char]) -> Outcome {
        let text: String = node.iter().collect();
        if let Some((length, _)) = self.segmentation.longest_match(&text) {
            let key = &text[..length];
            let output = reference::convert_segment(self.chain, key);
            return Outcome::Replace { code_points: key.chars().count(), segment: true, output };
        }
        if (1..=node.len()).any(|length| self.splits.contains(&node[..length])) {
            return Outcome::Defer { likely: None };
        }
        let (length, value) = match self.first.longest_match(&text) {
            Some((length, value)) => (text[..length].chars().count(), value.to_owned()),
            None => (1, node[0].to_string()),
        };
        if length == 1 && single(&value).is_some() {
            self.decide_second_stage(node)
        } else {
            self.decide_first_stage_phrase(node, length, &value)
        }
    }

    /// The first stage takes single characters here: does a second-stage key follow?
    fn decide_second_stage(&self, node: &[char]) -> Outcome {
        let mapped: String = node.iter().map_while(|&c| self.first_character(c)).collect();
        let own = mapped.chars().next().expect("the first character maps to one");
        match self.second.longest_match(&mapped) {
            None if own == node[0] => Outcome::Character,
            None => replace(1, own.to_string()),
            Some((length, value)) => {
                let code_points = mapped[..length].chars().count();
                let uncertain = (1..code_points).any(|at| {
                    self.segments.touches(&node[at..]) || self.first_phrases.touches(&node[at..])
                });
                outcome(uncertain, code_points, value.to_owned())
            }
        }
    }

    /// The first stage takes a phrase here, or makes several characters of one: is what the
    /// second stage makes of them independent of what follows?
    fn decide_first_stage_phrase(&self, node: &[char], length: usize, value: &str) -> Outcome {
        // All characters with which a key goes on lead to a node, so that none follows if it is not here.
        if node.get(length).is_some_and(|next| self.may_follow(value).contains(next)) {
            return Outcome::Defer { likely: None };
        }
        let uncertain = (1..length).any(|at| self.segments.touches(&node[at..]));
        let mut output = String::new();
        let mut rest = value;
        while let Some(c) = rest.chars().next() {
            match self.second.longest_match(rest) {
                Some((length, value)) => {
                    output += value;
                    rest = &rest[length..];
                }
                None => {
                    output.push(c);
                    rest = &rest[c.len_utf8()..];
                }
            }
        }
        outcome(uncertain, length, output)
    }
}

/// A replacement, provided that no phrase starts inside it if that is uncertain.
fn outcome(uncertain: bool, code_points: usize, output: String) -> Outcome {
    if uncertain {
        Outcome::Defer { likely: Some((code_points, output)) }
    } else {
        replace(code_points, output)
    }
}

fn replace(code_points: usize, output: String) -> Outcome {
    Outcome::Replace { code_points, segment: false, output }
}

/// What characters become if each converts by itself, as far as they do so unconditionally.
fn one_by_one(node: &[char], singles: &HashMap<char, Outcome>) -> Option<String> {
    let mut output = String::new();
    for &c in node {
        match singles.get(&c) {
            None | Some(Outcome::Character) => output.push(c),
            Some(Outcome::Replace { segment: false, output: own, .. }) => output += own,
            Some(_) => return None,
        }
    }
    Some(output)
}

fn stage_trie<'k>(stage: &Dictionary, keys: impl Iterator<Item = &'k str>) -> Phrases {
    let mut nodes = Phrases::new();
    for key in keys {
        for (at, c) in key.char_indices() {
            let text = &key[..at + c.len_utf8()];
            let outcome = match stage.longest_match(text) {
                Some((length, value)) => replace(text[..length].chars().count(), value.to_owned()),
                None => Outcome::Character,
            };
            nodes.insert(text.chars().collect(), outcome);
        }
    }
    nodes
}

/// Several normalization stages as one, character by character.
fn normalization(stages: &[Dictionary]) -> Result<BTreeMap<char, char>, CompileError> {
    let mut map: BTreeMap<char, char> = BTreeMap::new();
    for stage in stages {
        for values in map.values_mut() {
            let mut buffer = [0; 4];
            if let Some((_, value)) = stage.longest_match(values.encode_utf8(&mut buffer)) {
                *values =
                    single(value).ok_or_else(|| CompileError::Normalization(value.to_owned()))?;
            }
        }
        for key in stage.keys() {
            let pair =
                stage.longest_match(key).and_then(|(_, value)| single(key).zip(single(value)));
            let Some((from, to)) =
                pair.filter(|(_, to)| !has_ids(key) && !has_ids(&to.to_string()))
            else {
                return Err(CompileError::Normalization(key.to_owned()));
            };
            map.entry(from).or_insert(to);
        }
    }
    Ok(map)
}

fn single(text: &str) -> Option<char> {
    let mut chars = text.chars();
    chars.next().filter(|_| chars.next().is_none())
}

fn has_ids(text: &str) -> bool {
    text.chars().any(|c| ids::arity(c as u32) > 0)
}

fn contains_match(dictionary: &Dictionary, text: &str) -> bool {
    text.char_indices().any(|(at, _)| dictionary.longest_match(&text[at..]).is_some())
}

/// Keys and values, by the first character of the value.
type PhrasesByValue = HashMap<char, Vec<(Vec<char>, Vec<char>)>>;

/// A set of keys that knows their beginnings.
#[derive(Clone, Debug, Default)]
struct PrefixSet {
    keys: HashSet<String>,
    /// With the characters that come next.
    proper_prefixes: HashMap<String, BTreeSet<char>>,
}

impl PrefixSet {
    fn new<'k>(keys: impl IntoIterator<Item = &'k str>) -> PrefixSet {
        let mut set = PrefixSet::default();
        for key in keys {
            for (at, c) in key.char_indices().skip(1) {
                set.proper_prefixes.entry(key[..at].to_owned()).or_default().insert(c);
            }
            set.keys.insert(key.to_owned());
        }
        set
    }

    fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    fn is_proper_prefix_of_some(&self, text: &str) -> bool {
        self.proper_prefixes.contains_key(text)
    }

    /// The characters that come after `text` in keys.
    fn after(&self, text: &str) -> impl Iterator<Item = &char> {
        self.proper_prefixes.get(text).into_iter().flatten()
    }

    /// Whether a key starts `text`, or might once more text follows.
    fn touches(&self, text: &[char]) -> bool {
        let text: String = text.iter().collect();
        self.is_proper_prefix_of_some(&text)
            || text
                .char_indices()
                .skip(1)
                .map(|(at, _)| at)
                .chain([text.len()])
                .any(|end| self.keys.contains(&text[..end]))
    }
}

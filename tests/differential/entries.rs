//! The keys and values of every dictionary, as the sources of texts.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs;
use std::path::Path;
use std::sync::OnceLock;

use crate::random::Random;

/// The keys and values of all dictionaries, each once.
pub struct Entries {
    pub keys: Vec<String>,
    pub values: Vec<String>,
    /// Every character that occurs in any of them.
    pub characters: Vec<char>,
    keys_by_first: HashMap<char, Vec<usize>>,
}

impl Entries {
    pub fn get() -> &'static Entries {
        static ENTRIES: OnceLock<Entries> = OnceLock::new();
        ENTRIES.get_or_init(Entries::read)
    }

    fn read() -> Entries {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("dicts/opencc");
        let mut keys = BTreeSet::new();
        let mut values = BTreeSet::new();
        for file in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if file.extension().is_none_or(|extension| extension != "txt") {
                continue;
            }
            for line in fs::read_to_string(file).unwrap().lines() {
                if line.starts_with('#') {
                    continue;
                }
                if let Some((key, candidates)) = line.split_once('\t') {
                    keys.insert(key.to_owned());
                    values.extend(candidates.split(' ').map(str::to_owned));
                }
            }
        }
        assert!(keys.len() > 50_000, "dicts/opencc is complete");
        let keys: Vec<String> = keys.into_iter().collect();
        let values: Vec<String> = values.into_iter().collect();
        let characters: BTreeSet<char> =
            keys.iter().chain(&values).flat_map(|s| s.chars()).collect();
        let mut keys_by_first: HashMap<char, Vec<usize>> = HashMap::new();
        for (index, key) in keys.iter().enumerate() {
            keys_by_first.entry(key.chars().next().unwrap()).or_default().push(index);
        }
        Entries { keys, values, characters: characters.into_iter().collect(), keys_by_first }
    }

    /// Some key that starts with `c`.
    pub fn key_that_starts_with(&self, c: char, random: &mut Random) -> Option<&str> {
        let found = self.keys_by_first.get(&c)?;
        Some(&self.keys[*random.pick(found)])
    }

    /// Texts of two keys where the end of the one is the beginning of the other: all pairs that
    /// share two characters or more, and a few that share one.
    pub fn overlapping_pairs(&self, random: &mut Random) -> Vec<String> {
        const PAIRS_BY_ONE_CHARACTER: usize = 3;
        let sorted: BTreeMap<&str, ()> = self.keys.iter().map(|key| (key.as_str(), ())).collect();
        let mut texts = Vec::new();
        for key in &self.keys {
            for (at, _) in key.char_indices().skip(1) {
                let shared = &key[at..];
                if shared.chars().count() == 1 {
                    for _ in 0..PAIRS_BY_ONE_CHARACTER {
                        let c = shared.chars().next().unwrap();
                        if let Some(next) = self.key_that_starts_with(c, random) {
                            texts.push(format!("{key}{}", &next[shared.len()..]));
                        }
                    }
                    continue;
                }
                let from_here = sorted.range(shared..).map(|(next, ())| *next);
                for next in from_here.take_while(|next| next.starts_with(shared)) {
                    if next.len() > shared.len() {
                        texts.push(format!("{key}{}", &next[shared.len()..]));
                    }
                }
            }
        }
        texts
    }

    /// A character, or more, that starts some longer key.
    pub fn start_of_a_key(&self, random: &mut Random) -> &str {
        let key = random.pick(&self.keys);
        let length = key.chars().count();
        let end = if length < 2 { 1 } else { 1 + random.below(length - 1) };
        let bytes = key.char_indices().nth(end).map_or(key.len(), |(at, _)| at);
        &key[..bytes]
    }
}

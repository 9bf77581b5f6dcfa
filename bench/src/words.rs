//! What a large user dictionary costs.

use std::collections::BTreeSet;
use std::path::Path;
use std::time::Instant;

use fanjian::user::{UserDictionary, UserWords};
use fanjian::{Converter, Engine};

use crate::{Effort, texts};

/// How many entries the dictionary has.
pub const ENTRIES: usize = 100_000;

const CONFIGS: [&str; 4] = ["t2s", "s2t", "tw2sp", "s2twp"];

/// The shortest keys have so many characters, the longest four: of the longer ones next to none occurs in the
/// text, of those of two many do.
const SHORTEST: [usize; 2] = [3, 2];
pub const LONGEST: usize = 4;

/// A configuration on prose without and with a dictionary, in megabytes of input a second.
pub struct Row {
    pub config: &'static str,
    /// The length of the shortest keys in code points.
    pub shortest: usize,
    /// How many of them the text has.
    pub found: usize,
    /// The length of the text in code points.
    pub characters: usize,
    pub without: f64,
    pub with: f64,
}

pub struct Words {
    pub load_seconds: f64,
    pub rows: Vec<Row>,
}

/// Measures everything. The dictionaries have keys made at random of characters that occur in the text.
pub fn measure(root: &Path, effort: Effort) -> Words {
    let texts = texts::all(root, effort.text_bytes);
    let prose = texts.first().expect("prose comes first");
    let mut load_seconds = f64::MAX;
    let mut rows = Vec::new();
    for (config, shortest) in CONFIGS.iter().flat_map(|config| SHORTEST.map(|n| (*config, n))) {
        let text = prose.for_config(config);
        let entries = entries(text, shortest);
        let converter = Converter::new(config).expect("is built in");
        let start = Instant::now();
        let words = user_words(&entries, &converter);
        load_seconds = load_seconds.min(start.elapsed().as_secs_f64());
        let (mut without, mut with) = (f64::MAX, f64::MAX);
        for _ in 0..effort.rounds * 2 {
            without = without.min(seconds(&converter, text));
            with = with.min(seconds(&words, text));
        }
        let speed = |seconds: f64| text.len() as f64 / 1e6 / seconds;
        rows.push(Row {
            config,
            shortest,
            found: count(&entries, &converter, text),
            characters: text.chars().count(),
            without: speed(without),
            with: speed(with),
        });
    }
    Words { load_seconds, rows }
}

fn user_words(entries: &str, converter: &Converter) -> UserWords<Converter> {
    let mut dictionary = UserDictionary::new();
    dictionary.parse(entries).expect("entries are right");
    UserWords::new(&dictionary, converter.clone())
}

/// How many of the entries a text has: as many as there are marks, if all become one.
fn count(entries: &str, converter: &Converter, text: &str) -> usize {
    const MARK: char = '\u{F8FF}';
    let marked: String = entries
        .lines()
        .map(|line| format!("{}\t{MARK}\n", line.split('\t').next().unwrap_or_default()))
        .collect();
    let mut output = String::new();
    user_words(&marked, converter).convert_prefix(text, true, &mut output);
    output.matches(MARK).count() - text.matches(MARK).count()
}

fn seconds(engine: &impl Engine, text: &str) -> f64 {
    let mut output = String::with_capacity(text.len() * 2);
    let start = Instant::now();
    engine.convert_prefix(text, true, &mut output);
    std::hint::black_box(output);
    start.elapsed().as_secs_f64()
}

/// Entries in the text form of dictionaries, each of which leaves a word as it is.
fn entries(text: &str, shortest: usize) -> String {
    let characters: BTreeSet<char> =
        text.chars().filter(|c| ('\u{4E00}'..'\u{A000}').contains(c)).collect();
    let characters: Vec<char> = characters.into_iter().collect();
    let mut state = 1u64;
    let mut random = |below: usize| {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below
    };
    let mut keys: BTreeSet<String> = BTreeSet::new();
    while keys.len() < ENTRIES {
        let length = shortest + random(LONGEST - shortest + 1);
        keys.insert((0..length).map(|_| characters[random(characters.len())]).collect());
    }
    keys.into_iter().map(|key| format!("{key}\t{key}\n")).collect()
}

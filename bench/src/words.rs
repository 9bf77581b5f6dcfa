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

/// A configuration on prose without and with the dictionary, in megabytes of input a second.
pub struct Row {
    pub config: &'static str,
    pub without: f64,
    pub with: f64,
}

pub struct Words {
    pub load_seconds: f64,
    pub rows: Vec<Row>,
}

/// Measures everything. The dictionary has keys of three and four characters, made at random of
/// characters that occur in the text.
pub fn measure(root: &Path, effort: Effort) -> Words {
    let texts = texts::all(root, effort.text_bytes);
    let prose = texts.first().expect("prose comes first");
    let mut load_seconds = f64::MAX;
    let rows = CONFIGS.map(|config| {
        let text = prose.for_config(config);
        let entries = entries(text);
        let converter = Converter::new(config).expect("is built in");
        let start = Instant::now();
        let mut dictionary = UserDictionary::new();
        dictionary.parse(&entries).expect("entries are right");
        let words = UserWords::new(&dictionary, converter.clone());
        load_seconds = load_seconds.min(start.elapsed().as_secs_f64());
        let (mut without, mut with) = (f64::MAX, f64::MAX);
        for _ in 0..effort.rounds * 2 {
            without = without.min(seconds(&converter, text));
            with = with.min(seconds(&words, text));
        }
        let speed = |seconds: f64| text.len() as f64 / 1e6 / seconds;
        Row { config, without: speed(without), with: speed(with) }
    });
    Words { load_seconds, rows: rows.into() }
}

fn seconds(engine: &impl Engine, text: &str) -> f64 {
    let mut output = String::with_capacity(text.len() * 2);
    let start = Instant::now();
    engine.convert_prefix(text, true, &mut output);
    std::hint::black_box(output);
    start.elapsed().as_secs_f64()
}

/// Entries in the text form of dictionaries.
fn entries(text: &str) -> String {
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
        let length = 3 + random(2);
        keys.insert((0..length).map(|_| characters[random(characters.len())]).collect());
    }
    keys.into_iter().map(|key| format!("{key}\t{key}\n")).collect()
}

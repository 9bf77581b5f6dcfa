//! The sentences and words of `bench/quality`, which must stay right.

use std::fs;
use std::path::Path;

use fanjian::{Converter, Locale};

/// Sets, and how many of their sentences may be wrong.
const SETS: [(&str, usize); 8] = [
    ("hant2hans", 0),
    ("hant2hans-encyclopaedia", 0),
    ("hant2hans-heldout", 0),
    ("hant2hans-tuned", 1),
    ("hant2hans-hard", 1),
    ("hant2hans-subjects", 1),
    ("hant2hans-kinds", 0),
    ("hant2hans-kinds2", 0),
];

/// The same with mainland words; of words alone several may be right, and the sets know one.
const WORDS: [(&str, usize); 10] = [
    ("hant2cn-native", 0),
    ("hant2cn-sentences", 0),
    ("hant2cn-kinds", 6),
    ("hant2cn-kinds2", 2),
    ("hant2cn-words", 11),
    ("hant2cn-domains", 38),
    ("hant2cn-terms-heldout", 104),
    ("hant2cn-terms-tuned", 88),
    ("hant2cn-glossary-heldout", 174),
    ("hant2cn-glossary-tuned", 334),
];

/// Simplified text into Traditional as a place has it, and mainland words into those of the place.
const PLACES: [(&str, Locale, usize); 8] = [
    ("cn2tw-kinds", Locale::Taiwan, 5),
    ("cn2tw-kinds2", Locale::Taiwan, 2),
    ("cn2hk-kinds", Locale::HongKong, 1),
    ("cn2hk-kinds2", Locale::HongKong, 0),
    ("hans2tw-essays", Locale::Taiwan, 3),
    ("hans2tw-prose", Locale::Taiwan, 7),
    ("hans2hk-essays", Locale::HongKong, 4),
    ("hans2hk-prose", Locale::HongKong, 2),
];

#[test]
fn sentences_stay_right() {
    let converter = Converter::between(Locale::Traditional, Locale::Simplified).unwrap();
    for (name, allowed) in SETS {
        check(&converter, name, allowed, true);
    }
}

#[test]
fn mainland_words_stay_right() {
    let converter = Converter::between(Locale::Traditional, Locale::China).unwrap();
    for (name, allowed) in WORDS {
        check(&converter, name, allowed, name == "hant2cn-native");
    }
}

#[test]
fn traditional_stays_right() {
    for (name, to, allowed) in PLACES {
        let converter = Converter::between(Locale::Simplified, to).unwrap();
        check(&converter, name, allowed, false);
    }
}

/// Converts a set and fails if more is wrong than was, or a second run changes anything; `native`
/// says that what is expected must stay as it is, too.
fn check(converter: &Converter, name: &str, allowed: usize, native: bool) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("bench/quality/{name}.tsv"));
    let text = fs::read_to_string(&path).unwrap();
    let mut wrong = Vec::new();
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let mut fields = line.split('\t');
        let (source, expected) = (fields.next().unwrap(), fields.next().unwrap());
        let found = converter.convert(source);
        if found != expected {
            wrong.push(format!("{source}\n  expected {expected}\n  found    {found}"));
        }
        if native {
            assert_eq!(converter.convert(expected), expected, "{name}: native text");
        }
        assert_eq!(converter.convert(&found), found, "{name}: a second run");
    }
    assert!(wrong.len() <= allowed, "{name}: {} wrong\n{}", wrong.len(), wrong.join("\n"));
}

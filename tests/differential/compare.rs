//! Two engines for one configuration, and what to do when they differ.

use std::fmt;
use std::fs;
use std::path::Path;

use fanjian::{Converter, ConverterOptions, Engine, LibOpencc};

use crate::random::Random;

/// More differences than this are not worth printing.
const MOST_DIFFERENCES: usize = 5;

/// A configuration, on both engines.
pub struct Pair {
    pub label: String,
    pub native: Converter,
    pub opencc: LibOpencc,
}

/// A smallest text on which the engines differ.
pub struct Difference {
    label: String,
    text: String,
    opencc: String,
    native: String,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Difference { label, text, opencc, native } = self;
        writeln!(f, "{label}: {text:?} ({})", text.escape_unicode())?;
        writeln!(f, "  opencc {opencc:?} ({})", opencc.escape_unicode())?;
        writeln!(f, "  native {native:?} ({})", native.escape_unicode())
    }
}

impl Pair {
    /// A configuration of the native engine beside one of OpenCC, which are the same save in tests.
    pub fn of(native: &str, opencc: &str, options: ConverterOptions) -> Pair {
        let flag = if options.include_tofu_risk { " with tofu-risk dictionaries" } else { "" };
        Pair {
            label: format!("{native}{flag}"),
            native: Converter::with_options(native, options).unwrap(),
            opencc: LibOpencc::new(opencc, options).unwrap_or_else(|e| panic!("{e}")),
        }
    }

    /// Every configuration without tofu-risk dictionaries, and those that have some also with.
    pub fn all() -> Vec<Pair> {
        let mut pairs = Vec::new();
        for include_tofu_risk in [false, true] {
            for name in fanjian::configs().iter().map(|config| config.name) {
                if !include_tofu_risk || has_tofu_risk(name) {
                    pairs.push(Pair::of(name, name, ConverterOptions { include_tofu_risk }));
                }
            }
        }
        assert_eq!(pairs.len(), 16 + 5);
        pairs
    }

    pub fn agree(&self, text: &str) -> bool {
        convert(&self.opencc, text) == convert(&self.native, text)
    }

    /// Compares the engines on a text; a difference is made as small as it gets.
    pub fn check(&self, text: &str, report: &mut Report) {
        report.texts += 1;
        report.bytes += text.len() as u64;
        if report.differences.len() < MOST_DIFFERENCES && !self.agree(text) {
            let text = shrink(text, |text| !self.agree(text));
            if report.differences.iter().any(|d| d.text == text && d.label == self.label) {
                return;
            }
            report.differences.push(Difference {
                label: self.label.clone(),
                opencc: convert(&self.opencc, &text),
                native: convert(&self.native, &text),
                text,
            });
        }
    }

    /// Feeds the text to the native engine in pieces, and compares with OpenCC on the whole.
    pub fn check_in_pieces(&self, text: &str, seed: u64, report: &mut Report) {
        let in_pieces = |text: &str| convert_in_pieces(&self.native, text, &mut Random::new(seed));
        report.texts += 1;
        report.bytes += text.len() as u64;
        if report.differences.len() < MOST_DIFFERENCES
            && in_pieces(text) != convert(&self.opencc, text)
        {
            let text = shrink(text, |text| in_pieces(text) != convert(&self.opencc, text));
            report.differences.push(Difference {
                label: format!("{} in pieces, seed {seed}", self.label),
                opencc: convert(&self.opencc, &text),
                native: in_pieces(&text),
                text,
            });
        }
    }
}

fn has_tofu_risk(name: &str) -> bool {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("dicts/opencc/config");
    let config = fs::read_to_string(folder.join(format!("{name}.json"))).unwrap();
    config.contains("\"may_output_tofu\": true")
}

pub fn convert(engine: &dyn Engine, text: &str) -> String {
    let mut output = String::with_capacity(text.len() + text.len() / 8);
    let consumed = engine.convert_prefix(text, true, &mut output);
    assert_eq!(consumed, text.len(), "all of a whole text is converted");
    output
}

fn convert_in_pieces(engine: &dyn Engine, text: &str, random: &mut Random) -> String {
    let mut output = String::new();
    let mut done = 0;
    let mut known = 0;
    while known < text.len() {
        let step = if random.once_in(8) { 1 + random.below(500) } else { 1 + random.below(12) };
        known = (known + step).min(text.len());
        while !text.is_char_boundary(known) {
            known += 1;
        }
        let end = known == text.len();
        done += engine.convert_prefix(&text[done..known], end, &mut output);
    }
    assert_eq!(done, text.len());
    output
}

/// Removes ever smaller stretches of characters as long as the text stays bad.
fn shrink(text: &str, is_bad: impl Fn(&str) -> bool) -> String {
    let mut chars: Vec<char> = text.chars().collect();
    let mut width = chars.len().div_ceil(2).max(1);
    loop {
        let mut removed = false;
        let mut at = 0;
        while at < chars.len() {
            let end = (at + width).min(chars.len());
            let shorter: String = chars[..at].iter().chain(&chars[end..]).collect();
            if is_bad(&shorter) {
                chars.drain(at..end);
                removed = true;
            } else {
                at += width;
            }
        }
        if width == 1 && !removed {
            return chars.into_iter().collect();
        }
        width = (width / 2).max(1);
    }
}

/// What was compared, and how it went.
#[derive(Default)]
pub struct Report {
    pub texts: u64,
    pub bytes: u64,
    pub characters: u64,
    pub differences: Vec<Difference>,
}

impl Report {
    /// Adds the results of another configuration.
    pub fn add(&mut self, other: Report) {
        self.texts += other.texts;
        self.bytes += other.bytes;
        self.characters += other.characters;
        self.differences.extend(other.differences);
    }

    /// Prints the numbers, and fails if there is any difference.
    pub fn conclude(self, what: &str) {
        println!(
            "{what}: {} texts, {:.1} MB, {} differences",
            self.texts,
            self.bytes as f64 / 1e6,
            self.differences.len()
        );
        let all: String = self.differences.iter().map(|d| d.to_string()).collect();
        assert!(self.differences.is_empty(), "{what}: the engines differ:\n{all}");
    }
}

#[test]
fn shrinks_to_the_characters_that_matter() {
    let is_bad = |text: &str| text.contains('a') && text.contains('b');
    assert_eq!(shrink("xxaxxxxxxxbxx", is_bad), "ab");
}

//! The engine, on a whole text and in pieces, against the scalar reference and OpenCC.
//!
//! An input is a header of three bytes (configuration, mode, seed for the pieces), then the text:
//! as UTF-8, or as pairs of bytes that each name a character or a key of the dictionaries.
#![no_main]

// The reference and the dictionaries as people write them are no part of the library.
#[allow(dead_code, unused_imports, reason = "the target needs only part of it")]
#[path = "../../src/dictionary/mod.rs"]
mod dictionary;
#[path = "../../engine/src/ids.rs"]
#[allow(dead_code, reason = "the target needs only part of it")]
mod ids;
#[path = "../../src/reference.rs"]
#[allow(dead_code, reason = "the target needs only part of it")]
mod reference;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use dictionary::{Dictionary, Pipeline, PipelineOptions};
use fanjian::{Converter, ConverterOptions};
use libfuzzer_sys::{Corpus, fuzz_target};

/// Longer texts are slow in the reference and find nothing that shorter ones do not.
const LONGEST_TEXT: usize = 2000;

/// What no dictionary has, and what has a meaning of its own.
const ODDITIES: [char; 24] = [
    '\u{2FF0}',
    '\u{2FF1}',
    '\u{2FF2}',
    '\u{2FF3}',
    '\u{2FFB}',
    '\u{2FFE}',
    '\u{2FFF}',
    '\u{FE00}',
    '\u{E0100}',
    '\u{300}',
    '\n',
    '\r',
    '\0',
    'a',
    ' ',
    'é',
    '\u{F900}',
    '\u{FA0E}',
    '\u{2F800}',
    '\u{FDD0}',
    '\u{FFFF}',
    '\u{10FFFF}',
    '\u{7FF}',
    '\u{FEFF}',
];

struct Subject {
    pipeline: Pipeline,
    native: Converter,
    #[cfg(feature = "opencc")]
    opencc: fanjian::LibOpencc,
    characters: Vec<char>,
    keys: Vec<String>,
}

static SUBJECTS: LazyLock<Vec<LazyLock<Subject, Box<dyn FnOnce() -> Subject + Send>>>> =
    LazyLock::new(|| {
        let flags = [false, true].into_iter();
        flags
            .flat_map(|include_tofu_risk| {
                fanjian::configs().iter().map(move |config| {
                    let make: Box<dyn FnOnce() -> Subject + Send> =
                        Box::new(move || Subject::new(config.name, include_tofu_risk));
                    LazyLock::new(make)
                })
            })
            .collect()
    });

impl Subject {
    fn new(name: &str, include_tofu_risk: bool) -> Subject {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../dicts/opencc");
        let pipeline = dictionary::load_pipeline(
            &folder.join(format!("config/{name}.json")),
            &[PathBuf::from(&folder)],
            PipelineOptions { include_tofu_risk },
        )
        .expect("the configuration is sound");
        let options = ConverterOptions { include_tofu_risk };
        let all: Vec<&Dictionary> = pipeline
            .normalization
            .iter()
            .chain(&pipeline.segmentation)
            .chain(&pipeline.chain)
            .collect();
        let keys: BTreeSet<String> = all.iter().flat_map(|d| d.keys()).map(str::to_owned).collect();
        let characters: BTreeSet<char> = keys.iter().flat_map(|key| key.chars()).collect();
        Subject {
            native: Converter::with_options(name, options).expect("is built in"),
            #[cfg(feature = "opencc")]
            opencc: fanjian::LibOpencc::new(name, options).expect("OpenCC is here"),
            characters: characters.into_iter().collect(),
            keys: keys.into_iter().filter(|key| key.chars().count() > 1).collect(),
            pipeline,
        }
    }

    fn text(&self, data: &[u8]) -> String {
        let mut text = String::new();
        for pair in data.chunks_exact(2) {
            let number = usize::from(u16::from_be_bytes([pair[0], pair[1]]));
            match number >> 14 {
                0 => text.push(ODDITIES[number % ODDITIES.len()]),
                1 if !self.keys.is_empty() => {
                    // Spread over all keys, of which there may be more than numbers.
                    text.push_str(&self.keys[(number & 0x3FFF) * self.keys.len() >> 14]);
                }
                _ => text.push(self.characters[number % self.characters.len()]),
            }
        }
        text
    }

    fn in_pieces(&self, text: &str, seed: u8) -> String {
        let mut state = u32::from(seed) + 1;
        let mut output = String::new();
        let (mut done, mut known) = (0, 0);
        while known < text.len() {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            known = (known + 1 + (state >> 27) as usize).min(text.len());
            while !text.is_char_boundary(known) {
                known += 1;
            }
            let end = known == text.len();
            done += self.native.convert_prefix(&text[done..known], end, &mut output);
        }
        output
    }
}

fuzz_target!(|data: &[u8]| -> Corpus {
    let [config, mode, seed, data @ ..] = data else { return Corpus::Reject };
    let subject = &*SUBJECTS[usize::from(*config) % SUBJECTS.len()];
    let text =
        if mode & 1 == 0 { String::from_utf8_lossy(data).into_owned() } else { subject.text(data) };
    if text.len() > LONGEST_TEXT {
        return Corpus::Reject;
    }
    let converted = subject.native.convert(&text);
    assert!(std::str::from_utf8(converted.as_bytes()).is_ok(), "not UTF-8");
    assert_eq!(converted, reference::convert(&subject.pipeline, &text), "reference: {text:?}");
    assert_eq!(converted, subject.in_pieces(&text, *seed), "in pieces: {text:?}");
    #[cfg(feature = "opencc")]
    {
        let mut output = String::new();
        fanjian::Engine::convert_prefix(&subject.opencc, &text, true, &mut output);
        assert_eq!(converted, output, "OpenCC: {text:?}");
    }
    Corpus::Keep
});

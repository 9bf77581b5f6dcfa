//! Everything that is read at run time: dictionaries in each form, configurations, user dictionaries,
//! patterns. Whatever the bytes are, they are read or refused, in bounded time and memory.
//!
//! The first byte tells what the rest is; compiled forms get their headers, which no fuzzer guesses.
#![no_main]

use std::path::Path;

use fanjian::dictionary::{Format, PipelineOptions, parse_pipeline, write_ocd2};
use fanjian::user::{Patterns, Protected, UserDictionary, UserWords};
use fanjian::{Converter, CustomConverter, Engine, builtin, lint};
use libfuzzer_sys::{Corpus, fuzz_target};

/// A text for what could be read.
const TEXT: &str = "漢字 https://a.tw/漢字 乾坤⿰木木\n後a`b`";

fn convert(engine: &impl Engine) {
    let mut whole = String::new();
    assert_eq!(engine.convert_prefix(TEXT, true, &mut whole), TEXT.len());
    let mut parts = String::new();
    let done = engine.convert_prefix(&TEXT[.."漢字 https://a.tw/漢".len()], false, &mut parts);
    engine.convert_prefix(&TEXT[done..], true, &mut parts);
    assert_eq!(parts, whole);
}

fuzz_target!(|data: &[u8]| -> Corpus {
    let [kind, data @ ..] = data else { return Corpus::Reject };
    let text = std::str::from_utf8(data);
    let t2s = || Converter::new("t2s").expect("is built in");
    match (kind % 7, text) {
        (0, _) => {
            let bytes = [b"OPENCC_MARISA_0.2.5".as_slice(), data].concat();
            if let Ok(lexicon) = Format::Ocd2.read(&bytes)
                && let Ok(written) = write_ocd2(&lexicon)
            {
                let again = Format::Ocd2.read(&written).expect("was just written");
                assert_eq!(again.len(), lexicon.len());
            }
        }
        (1, _) => drop(Format::Ocd.read(&[b"OPENCCDARTS1".as_slice(), data].concat())),
        (2, _) => drop(Format::Text.read(data)),
        (3, Ok(text)) => {
            let find = |name: &str| Ok(builtin::find(name).filter(|file| file.bytes.len() < 5000));
            let options = PipelineOptions::default();
            if let Ok(pipeline) = parse_pipeline(text, Path::new("a.json"), options, &find) {
                convert(&CustomConverter::new(pipeline));
            }
        }
        (4, Ok(text)) => {
            let mut dictionary = UserDictionary::new();
            if dictionary.parse(text).is_ok() {
                convert(&UserWords::new(&dictionary, t2s()));
            }
        }
        (5, Ok(text)) => {
            if let Ok(patterns) = Patterns::new(text.lines()) {
                convert(&Protected::new(&patterns, t2s()));
            }
        }
        (6, Ok(text)) => drop(lint::lint("a", text)),
        _ => return Corpus::Reject,
    }
    Corpus::Keep
});

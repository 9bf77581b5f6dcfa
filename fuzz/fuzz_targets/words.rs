//! Users' words, found many places at once, against the obvious search; on a whole text and in pieces.
//!
//! An input is the number of words, for each where it starts and its length, then the text, a character for each
//! byte. Words are of the text itself, or end as it goes on nowhere.
#![no_main]

use std::collections::BTreeMap;

use fanjian::user::{UserDictionary, UserWords};
use fanjian::{Engine, Unchanged};
use libfuzzer_sys::{Corpus, fuzz_target};

const CHARACTERS: [char; 16] = [
    '漢', '字', '很', '多', '，', '。', 'は', '\u{FFFD}', 'a', 'b', ' ', '\n', 'é', 'я', '𠮷', '野',
];

/// The longest word at each place, from left to right.
fn replace(words: &BTreeMap<String, String>, text: &str) -> String {
    let mut output = String::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let keys = words.iter().filter(|(key, _)| rest.starts_with(key.as_str()));
        let length = match keys.max_by_key(|(key, _)| key.len()) {
            Some((key, value)) => {
                output.push_str(value);
                key.len()
            }
            None => {
                output.push(c);
                c.len_utf8()
            }
        };
        rest = &rest[length..];
    }
    output
}

fuzz_target!(|data: &[u8]| -> Corpus {
    let [count, data @ ..] = data else { return Corpus::Reject };
    let Some((places, text)) = data.split_at_checked(usize::from(count % 32) * 2) else {
        return Corpus::Reject;
    };
    let text: Vec<char> = text.iter().map(|&byte| CHARACTERS[usize::from(byte) % 16]).collect();
    let mut words = BTreeMap::new();
    for place in places.chunks_exact(2) {
        let [start, kind] = [0, 1].map(|i| usize::from(place[i]));
        let mut key: String = text.iter().skip(start).take(1 + kind % 5).collect();
        if kind & 0x80 != 0 {
            key.push('終');
        }
        if !key.is_empty() && !key.contains('\n') {
            words.insert(key, format!("[{start}]"));
        }
    }
    let mut dictionary = UserDictionary::new();
    for (key, value) in &words {
        dictionary.define(key.as_str(), value.as_str()).expect("it is a word");
    }
    let engine = UserWords::new(&dictionary, Unchanged);
    let text: String = text.into_iter().collect();
    let expected = replace(&words, &text);
    for length in [text.len(), 1, 100] {
        let (mut output, mut done, mut known) = (String::new(), 0, 0);
        while done < text.len() {
            known = text.ceil_char_boundary(known + length.max(1));
            done += engine.convert_prefix(&text[done..known], known == text.len(), &mut output);
        }
        assert_eq!(output, expected, "{text:?}");
    }
    Corpus::Keep
});

use std::collections::HashMap;
use std::sync::Arc;

use fanjian_engine::vocabulary::{Found, Search, Vocabulary};

use super::dictionary::UserDictionary;
use super::places::Beside;
use crate::Engine;

/// An engine that applies a user dictionary before another engine.
///
/// Entries are looked for in the original text, from left to right, the longest first. What they
/// become is final. The pieces in between are converted by the other engine, each by itself.
#[derive(Clone, Debug)]
pub struct UserWords<E> {
    words: Words,
    engine: E,
}

/// The entries.
#[derive(Clone, Debug)]
pub(crate) struct Words {
    vocabulary: Arc<Vocabulary>,
    /// Keys that hold more than the word.
    besides: Arc<HashMap<String, Beside>>,
}

/// A word that was found. Offsets are bytes.
pub(crate) struct Word<'a> {
    /// With what stands beside it.
    pub(crate) key: &'a str,
    pub(crate) start: usize,
    pub(crate) length: usize,
    pub(crate) value: &'a str,
}

/// What comes next in a text.
enum Next<'a> {
    Word(Word<'a>),
    /// No word from here on for a while; whether it is the end of the text.
    Piece {
        stop: usize,
        is_all: bool,
    },
}

/// A walk over the words of a text.
pub(crate) struct Walk<'a> {
    words: &'a Words,
    text: &'a str,
    /// Whether no more text is to come.
    end: bool,
    from: usize,
    search: Search,
    /// Places after the last word where a search must not begin: it would not see what stands
    /// before a word that is not meant.
    blind: Vec<std::ops::Range<usize>>,
}

impl Words {
    pub(crate) fn new(dictionary: &UserDictionary) -> Words {
        let besides = dictionary.besides().map(|(key, beside)| (key.to_owned(), beside));
        Words {
            vocabulary: Arc::new(Vocabulary::new(dictionary.iter())),
            besides: Arc::new(besides.collect()),
        }
    }

    pub(crate) fn walk<'a>(&'a self, text: &'a str, end: bool) -> Walk<'a> {
        Walk { words: self, text, end, from: 0, search: Search::default(), blind: Vec::new() }
    }
}

impl<'a> Walk<'a> {
    fn next_piece(&mut self) -> Next<'a> {
        let text = self.text;
        loop {
            let vocabulary = &self.words.vocabulary;
            let found = vocabulary.find(&mut self.search, text, self.from, self.end);
            let (start, end, value) = match found {
                Found::Entry { start, end, value } => (start, end, value),
                Found::Undecided(stop) => return Next::Piece { stop, is_all: false },
                Found::Nothing => return Next::Piece { stop: text.len(), is_all: self.end },
            };
            let key = &text[start..end];
            let (start, end) = match self.words.besides.get(key) {
                None => (start, end),
                Some(Beside { after, excepted: true, .. }) => {
                    let word = start + after;
                    // Another word may begin inside.
                    self.from = word + text[word..].chars().next().map_or(0, char::len_utf8);
                    self.blind.push(start + 1..self.from);
                    continue;
                }
                Some(Beside { after, before, .. }) => (start + after, end - before),
            };
            self.from = end;
            self.blind.clear();
            return Next::Word(Word { key, start, length: end - start, value });
        }
    }
}

/// The words alone.
impl<'a> Iterator for Walk<'a> {
    type Item = Word<'a>;

    fn next(&mut self) -> Option<Word<'a>> {
        match self.next_piece() {
            Next::Word(word) => Some(word),
            Next::Piece { .. } => None,
        }
    }
}

impl<E: Engine> UserWords<E> {
    /// The entries of `dictionary` before `engine`.
    pub fn new(dictionary: &UserDictionary, engine: E) -> UserWords<E> {
        UserWords { words: Words::new(dictionary), engine }
    }
}

impl<E: Engine> Engine for UserWords<E> {
    fn beginning(&self) -> usize {
        self.engine.beginning()
    }

    fn for_document(&self, beginning: &str) -> Option<Box<dyn Engine>> {
        let engine = self.engine.for_document(beginning)?;
        Some(Box::new(UserWords { words: self.words.clone(), engine }))
    }

    fn line_ends_separate(&self) -> bool {
        self.engine.line_ends_separate()
    }

    fn convert_prefix(&self, text: &str, end: bool, output: &mut String) -> usize {
        let mut walk = self.words.walk(text, end);
        let mut done = 0;
        loop {
            let (mut stop, is_all) = match walk.next_piece() {
                Next::Word(Word { start, length, value, .. }) => {
                    if start > done {
                        self.engine.convert_prefix(&text[done..start], true, output);
                    }
                    output.push_str(value);
                    done = start + length;
                    continue;
                }
                Next::Piece { stop, is_all } => (stop, is_all),
            };
            let before = output.len();
            loop {
                let converted = self.engine.convert_prefix(&text[done..stop], is_all, output);
                let at = done + converted;
                match walk.blind.iter().find(|blind| !is_all && blind.contains(&at)) {
                    // Once more, up to where the next search may begin.
                    Some(blind) => {
                        output.truncate(before);
                        stop = blind.start - 1;
                    }
                    None => return at,
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{Converter, Locale, SourceLocale};

    fn words(entries: &[(&str, &str)]) -> UserWords<Converter> {
        let mut dictionary = UserDictionary::new();
        for (key, value) in entries {
            dictionary.define(*key, *value).unwrap();
        }
        UserWords::new(&dictionary, Converter::new("s2twp").unwrap())
    }

    fn convert(engine: &impl Engine, text: &str) -> String {
        let mut output = String::new();
        assert_eq!(engine.convert_prefix(text, true, &mut output), text.len());
        output
    }

    /// Converts what comes in pieces of so many characters.
    fn in_pieces(engine: &impl Engine, text: &str, characters: usize) -> String {
        let mut output = String::new();
        let (mut done, mut known) = (0, 0);
        while known < text.len() {
            known += text[known..].chars().take(characters).map(char::len_utf8).sum::<usize>();
            let end = known == text.len();
            done += engine.convert_prefix(&text[done..known], end, &mut output);
        }
        output
    }

    #[test]
    fn wins_over_everything_built_in() {
        let engine = words(&[("信息", "訊息"), ("软", "软"), ("件和", "件和")]);
        assert_eq!(convert(&engine, "软件和信息，鼠标"), "软件和訊息，滑鼠");
    }

    #[test]
    fn cuts_words_of_the_engine() {
        // 后 by itself may be a queen; the piece before it does not see it.
        let engine = words(&[("后", "后")]);
        assert_eq!(convert(&engine, "以后的头发"), "以后的頭髮");
    }

    #[test]
    fn output_is_final() {
        let engine = words(&[("标", "信息")]);
        assert_eq!(convert(&engine, "鼠标"), "鼠信息");
    }

    #[test]
    fn without_entries_nothing_changes() {
        assert_eq!(convert(&words(&[]), "软件"), "軟體");
    }

    #[test]
    fn waits_for_no_more_than_it_has_to() {
        let engine = words(&[("信息技术", "IT")]);
        let mut output = String::new();
        assert_eq!(engine.convert_prefix("软件x信息", false, &mut output), 7);
        assert_eq!(output, "軟體x");
    }

    fn table(text: &str) -> UserWords<Converter> {
        let (from, to) = (Locale::Taiwan, Locale::China);
        let mut dictionary = UserDictionary::for_route(SourceLocale::Locale(from), to);
        dictionary.parse(text).unwrap();
        UserWords::new(&dictionary, Converter::between(from, to).unwrap())
    }

    const TABLE: &str = "转\t透過\t-\tbefore:網|光\n甲档\t檔案\t-\tafter:軟體\n\
                         存\t記憶體\t-\tnot-after:之|期 not-before:放\n憶\t憶體\t-\n";

    #[test]
    fn conditions_are_honoured() {
        let engine = table(TABLE);
        for (text, expected) in [
            // What stands beside is text like any other.
            ("透過網路", "转网络"),
            ("透過光", "转光"),
            ("透過它", "通过它"),
            ("軟體檔案", "软件甲档"),
            ("記憶體", "存"),
            ("之記憶體", "之记憶"),
            ("之記憶體的", "之记憶的"),
            ("記憶體放", "记憶放"),
        ] {
            assert_eq!(convert(&engine, text), expected, "{text}");
        }
    }

    proptest! {
        #[test]
        fn pieces_with_conditions_make_the_whole(text in "[透過網路光軟體檔案記憶之期放乾坤\n]{0,40}") {
            let engine = table(TABLE);
            let whole = convert(&engine, &text);
            for characters in 1..5 {
                prop_assert_eq!(&in_pieces(&engine, &text, characters), &whole);
            }
        }

        #[test]
        fn pieces_make_the_whole(
            entries in proptest::collection::vec(("[软件信息头发后a⿰\u{20000}]{1,4}", "[甲乙b]{0,2}"), 0..8),
            text in "[软件信息头发以后皇鼠标a⿰\u{20000}\n]{0,40}",
        ) {
            let entries: Vec<(&str, &str)> =
                entries.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
            let engine = words(&entries);
            let whole = convert(&engine, &text);
            for characters in 1..5 {
                prop_assert_eq!(&in_pieces(&engine, &text, characters), &whole);
            }
        }

        #[test]
        fn finds_what_a_simple_search_finds(
            keys in proptest::collection::hash_set("[软件信息a\u{20000}]{1,4}", 0..8),
            text in "[软件信息头a\u{20000}]{0,150}",
        ) {
            let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
            let entries: Vec<(&str, &str)> = keys.iter().map(|key| (*key, "<>")).collect();
            let engine = words(&entries);
            let mut expected = String::new();
            let converter = Converter::new("s2twp").unwrap();
            let (mut at, mut piece) = (0, 0);
            while at < text.len() {
                let longest = keys.iter().filter(|key| text[at..].starts_with(**key)).map(|key| key.len()).max();
                if let Some(length) = longest {
                    expected += &converter.convert(&text[piece..at]);
                    expected += "<>";
                    at += length;
                    piece = at;
                } else {
                    at += text[at..].chars().next().unwrap().len_utf8();
                }
            }
            expected += &converter.convert(&text[piece..]);
            prop_assert_eq!(convert(&engine, &text), expected);
        }
    }
}

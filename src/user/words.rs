use std::sync::Arc;

use super::dictionary::UserDictionary;
use super::vocabulary::{Found, Vocabulary};
use crate::Engine;

/// An engine that applies a user dictionary before another engine.
///
/// Entries are looked for in the original text, from left to right, the longest first. What they
/// become is final. The pieces in between are converted by the other engine, each by itself.
#[derive(Clone, Debug)]
pub struct UserWords<E> {
    vocabulary: Arc<Vocabulary>,
    engine: E,
}

impl<E: Engine> UserWords<E> {
    /// The entries of `dictionary` before `engine`.
    pub fn new(dictionary: &UserDictionary, engine: E) -> UserWords<E> {
        UserWords { vocabulary: Arc::new(Vocabulary::new(dictionary.iter())), engine }
    }
}

impl<E: Engine> Engine for UserWords<E> {
    fn beginning(&self) -> usize {
        self.engine.beginning()
    }

    fn for_document(&self, beginning: &str) -> Option<Box<dyn Engine>> {
        let engine = self.engine.for_document(beginning)?;
        Some(Box::new(UserWords { vocabulary: self.vocabulary.clone(), engine }))
    }

    fn line_ends_separate(&self) -> bool {
        self.engine.line_ends_separate()
    }

    fn convert_prefix(&self, text: &str, end: bool, output: &mut String) -> usize {
        let mut done = 0;
        loop {
            let (stop, piece_ends) = match self.vocabulary.find(text, done, end) {
                Found::Entry { start, end, value } => {
                    if start > done {
                        self.engine.convert_prefix(&text[done..start], true, output);
                    }
                    output.push_str(value);
                    done = end;
                    continue;
                }
                Found::Undecided(stop) => (stop, false),
                Found::Nothing => (text.len(), end),
            };
            let piece = &text[done..stop];
            return done + self.engine.convert_prefix(piece, piece_ends, output);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::Converter;

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

    proptest! {
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
            text in "[软件信息头a\u{20000}]{0,40}",
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

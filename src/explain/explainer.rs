use std::collections::VecDeque;

use thiserror::Error;

use super::alignment::{Part, align_all};
use super::change::{Change, Reason};
use super::recorder::{Call, Record, Recorder};
use crate::dictionary::Pipeline;
use crate::user::{Patterns, Protected, UserDictionary, UserWords, Word, Words};
use crate::{Engine, Locale, Punctuated};

/// Converts, and tells what it changed and why.
///
/// # Examples
/// ```
/// use fanjian::dictionary::PipelineOptions;
/// use fanjian::explain::Explainer;
/// use fanjian::{Converter, builtin};
///
/// let pipeline = builtin::pipeline("s2t", PipelineOptions::default()).unwrap()?;
/// let explainer = Explainer::new(Converter::new("s2t")?, vec![pipeline]);
/// let explanation = explainer.explain("一根头发")?;
/// assert_eq!(explanation.output, "一根頭髮");
/// let [change] = &explanation.changes[..] else { panic!("one change") };
/// assert_eq!((change.source.as_str(), change.result.as_str()), ("头发", "頭髮"));
/// assert_eq!((change.offset, change.line, change.column), (6, 1, 3));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[expect(missing_debug_implementations, reason = "it holds any engine")]
pub struct Explainer {
    engine: Box<dyn Engine>,
    /// What the engine that converts by the configurations is given.
    converted: Record,
    /// What the engines within are given that nothing protects; none if nothing is protected.
    unprotected: Option<Record>,
    pipelines: Vec<Pipeline>,
    words: UserDictionary,
    /// The same, to be found in a text.
    found: Words,
}

/// A conversion, explained.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// What the text became.
    pub output: String,
    /// What changed, from left to right.
    pub changes: Vec<Change>,
}

/// Why a conversion could not be explained.
#[derive(Debug, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum ExplainError {
    /// The dictionaries say something else than the engine wrote; this is a fault of the program.
    #[error("the dictionaries make {expected:?} of {source_text:?} where {actual:?} was written")]
    Differs {
        /// What was converted.
        source_text: String,
        /// What the dictionaries make of it.
        expected: String,
        /// What was written.
        actual: String,
    },
}

impl Explainer {
    /// Explains what `engine` does, which converts by these configurations one after the other.
    pub fn new(engine: impl Engine + 'static, pipelines: Vec<Pipeline>) -> Explainer {
        let converted = Record::default();
        Explainer {
            engine: Box::new(Recorder::new(engine, &converted)),
            converted,
            unprotected: None,
            pipelines,
            words: UserDictionary::new(),
            found: Words::new(&UserDictionary::new()),
        }
    }

    /// The same with the quotation marks of a locale; before [`Explainer::words`].
    #[must_use]
    pub fn punctuated(self, target: Locale) -> Explainer {
        Explainer { engine: Box::new(Punctuated::new(self.engine, target)), ..self }
    }

    /// The same with words of the user's own, which come first; before [`Explainer::protected`].
    #[must_use]
    pub fn words(self, words: &UserDictionary) -> Explainer {
        Explainer {
            engine: Box::new(UserWords::new(words, self.engine)),
            words: words.clone(),
            found: Words::new(words),
            ..self
        }
    }

    /// The same with text that stays as it is.
    #[must_use]
    pub fn protected(self, patterns: &Patterns) -> Explainer {
        let unprotected = Record::default();
        let engine = Protected::new(patterns, Recorder::new(self.engine, &unprotected));
        Explainer { engine: Box::new(engine), unprotected: Some(unprotected), ..self }
    }

    /// Converts a text and explains what changed.
    ///
    /// # Errors
    /// [`ExplainError::Differs`] if the explanation is not that of the conversion.
    pub fn explain(&self, text: &str) -> Result<Explanation, ExplainError> {
        let mut output = String::new();
        self.engine.convert_prefix(text, true, &mut output);
        let unprotected = match &self.unprotected {
            Some(record) => record.take(text).iter().map(|(at, call)| (*at, call.length)).collect(),
            None => vec![(0, text.len())],
        };
        let mut converted = self.converted.take(text).into_iter().peekable();
        let mut walk = Walk {
            text,
            output: &output,
            at: 0,
            written: 0,
            changes: Vec::new(),
            words: VecDeque::new(),
        };
        for (start, length) in unprotected {
            walk.copy_to(start)?;
            let end = start + length;
            walk.words.extend(self.found.walk(&text[start..end], true).map(|mut word| {
                word.start += start;
                word
            }));
            while let Some((start, call)) = converted.next_if(|(start, _)| *start < end) {
                walk.own_words_to(start, self)?;
                self.converted(&mut walk, &call)?;
            }
            walk.own_words_to(end, self)?;
        }
        walk.copy_to(text.len())?;
        let Walk { written, changes, .. } = walk;
        if written < output.len() {
            return Err(differs(text, "", &output[written..]));
        }
        let mut changes = changes;
        locate(text, &mut changes);
        Ok(Explanation { output, changes })
    }

    /// A piece that the configurations convert.
    fn converted(&self, walk: &mut Walk, call: &Call) -> Result<(), ExplainError> {
        let piece = &walk.text[walk.at..walk.at + call.length];
        let (expected, parts) = align_all(&self.pipelines, piece);
        if expected != call.output {
            return Err(differs(piece, &expected, &call.output));
        }
        let mut target = 0;
        for Part { source, target: length, applied } in parts {
            let expected = &expected[target..target + length];
            let reasons = || {
                let changing = applied.iter().filter(|a| a.found.key != a.found.entry.value());
                changing.map(|applied| Reason::of(applied.found)).collect()
            };
            walk.take(source, expected, reasons)?;
            target += length;
        }
        Ok(())
    }
}

fn differs(source: &str, expected: &str, actual: &str) -> ExplainError {
    ExplainError::Differs {
        source_text: source.to_owned(),
        expected: expected.to_owned(),
        actual: actual.to_owned(),
    }
}

/// A walk over a text and what it became.
struct Walk<'a> {
    text: &'a str,
    output: &'a str,
    at: usize,
    written: usize,
    changes: Vec<Change>,
    /// Words of the user's own that come next.
    words: VecDeque<Word<'a>>,
}

impl Walk<'_> {
    /// Text that stays as it is.
    fn copy_to(&mut self, end: usize) -> Result<(), ExplainError> {
        let piece = self.text[self.at..end].to_owned();
        self.take(piece.len(), &piece, Vec::new)
    }

    /// Words of the user's own, and nothing else.
    fn own_words_to(&mut self, end: usize, explainer: &Explainer) -> Result<(), ExplainError> {
        while self.at < end {
            let rest = &self.text[self.at..end];
            let Some(word) = self.words.pop_front().filter(|word| word.start == self.at) else {
                return Err(differs(rest, rest, ""));
            };
            let place = explainer.words.place(word.key).map(|(file, line)| (file.to_owned(), line));
            let value = word.value.to_owned();
            let key = rest[..word.length].to_owned();
            self.take(word.length, word.value, || vec![Reason::Own { key, value, place }])?;
        }
        Ok(())
    }

    /// The next so many bytes, which become `expected`, up to quotation marks.
    fn take(
        &mut self,
        source: usize,
        expected: &str,
        reasons: impl FnOnce() -> Vec<Reason>,
    ) -> Result<(), ExplainError> {
        let piece = &self.text[self.at..self.at + source];
        let written = self.output.get(self.written..self.written + expected.len());
        let Some(written) = written.filter(|w| same_but_for_marks(w, expected)) else {
            return Err(differs(piece, expected, &self.output[self.written..]));
        };
        if piece != written {
            let mut reasons = if piece == expected { Vec::new() } else { reasons() };
            if written != expected {
                reasons.push(Reason::Punctuation);
            }
            self.changes.push(Change {
                offset: self.at,
                line: 0,
                column: 0,
                source: piece.to_owned(),
                result: written.to_owned(),
                reasons,
            });
        }
        self.at += source;
        self.written += expected.len();
        Ok(())
    }
}

/// Whether two texts are the same, or differ in quotation marks only.
fn same_but_for_marks(a: &str, b: &str) -> bool {
    let is_mark = |c| "「」『』“”‘’".contains(c);
    a == b
        || a.chars().count() == b.chars().count()
            && a.chars().zip(b.chars()).all(|(a, b)| a == b || is_mark(a) && is_mark(b))
}

/// Lines and columns of offsets that ascend.
pub(crate) fn locate<'c>(text: &str, changes: impl IntoIterator<Item = &'c mut Change>) {
    let (mut line, mut column, mut at) = (1, 1, 0);
    for change in changes {
        for c in text[at..change.offset].chars() {
            column += 1;
            if c == '\n' {
                line += 1;
                column = 1;
            }
        }
        at = change.offset;
        (change.line, change.column) = (line, column);
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;
    use std::sync::OnceLock;

    use proptest::prelude::*;

    use super::*;
    use crate::dictionary::PipelineOptions;
    use crate::{Converter, builtin};

    const CONFIGS: [&str; 5] = ["s2t", "s2twp", "tw2t", "tw2sp", "jp2t"];

    /// Reading the dictionaries takes long: once is enough.
    fn pipeline(name: &str) -> Pipeline {
        static PIPELINES: OnceLock<HashMap<&str, Pipeline>> = OnceLock::new();
        let load = |name| builtin::pipeline(name, PipelineOptions::default()).unwrap().unwrap();
        PIPELINES.get_or_init(|| CONFIGS.map(|name| (name, load(name))).into())[name].clone()
    }

    fn dictionary(words: &str) -> UserDictionary {
        let mut dictionary = UserDictionary::new();
        dictionary.parse(words).unwrap();
        dictionary
    }

    fn patterns() -> Patterns {
        Patterns::new(["url", "<.*?>"]).unwrap()
    }

    fn explainer(name: &str, words: &str) -> Explainer {
        Explainer::new(Converter::new(name).unwrap(), vec![pipeline(name)])
            .words(&dictionary(words))
            .protected(&patterns())
    }

    fn described(explainer: &Explainer, text: &str) -> Vec<String> {
        let explanation = explainer.explain(text).unwrap();
        let describe = |change: &Change| {
            let reasons = change.reasons.iter().map(|reason| match reason {
                Reason::Entry { key, candidates, file, line } => {
                    format!("{key}>{} {file}:{}", candidates.join("/"), line.unwrap_or(0))
                }
                Reason::Own { key, value, .. } => format!("own {key}>{value}"),
                Reason::Punctuation => "punctuation".to_owned(),
            });
            let Change { line, column, source, result, .. } = change;
            let reasons: Vec<String> = reasons.collect();
            format!("{line}:{column} {source}>{result} {}", reasons.join(", "))
        };
        explanation.changes.iter().map(describe).collect()
    }

    #[test]
    fn tells_every_stage() {
        let found = described(&explainer("s2twp", ""), "一个\n软件\u{fa19}");
        assert_eq!(found.len(), 3, "{found:?}");
        assert!(found[0].starts_with("1:2 个>個 个>個/箇 STCharacters.txt:"), "{}", found[0]);
        assert!(found[1].starts_with("2:1 软件>軟體 "), "{}", found[1]);
        assert!(found[1].contains(", 軟件>軟體 TWPhrases.txt:"), "{}", found[1]);
        assert!(
            found[2].starts_with("2:3 \u{fa19}>神 \u{fa19}>神 CJK_Compatibility_Ideographs.txt:"),
            "{}",
            found[2]
        );
    }

    #[test]
    fn tells_words_of_ones_own_and_leaves_out_what_is_protected() {
        let explainer = explainer("s2t", "头\t首\n发发\t發\n");
        assert_eq!(
            described(&explainer, "<头发>头发发头后 https://例.头/后 皇后")[..3],
            ["1:5 头>首 own 头>首", "1:6 发发>發 own 发发>發", "1:8 头>首 own 头>首"]
        );
    }

    #[test]
    fn tells_quotation_marks() {
        let converter = Converter::new("tw2t").unwrap();
        let explainer =
            Explainer::new(converter, vec![pipeline("tw2t")]).punctuated(Locale::Simplified);
        let found = described(&explainer, "在「裡面」\n");
        assert_eq!(found.len(), 3, "{found:?}");
        assert_eq!(
            (found[0].as_str(), found[2].as_str()),
            ("1:2 「>“ punctuation", "1:5 」>” punctuation")
        );
        assert!(found[1].starts_with("1:3 裡>裏 裡>裏 TWVariantsRev.txt:"), "{}", found[1]);
    }

    #[test]
    fn converts_by_several_configurations() {
        let engine = Converter::new("jp2t").unwrap().then(&Converter::new("tw2t").unwrap());
        let explainer = Explainer::new(engine, vec![pipeline("jp2t"), pipeline("tw2t")]);
        let found = described(&explainer, "広裡");
        assert_eq!(found.len(), 2, "{found:?}");
        assert!(found[0].starts_with("1:1 広>廣 広>廣"), "{}", found[0]);
        assert!(found[1].starts_with("1:2 裡>裏 裡>裏"), "{}", found[1]);
    }

    #[test]
    fn does_not_explain_what_is_not_so() {
        let explainer = Explainer::new(Converter::new("s2t").unwrap(), vec![pipeline("jp2t")]);
        assert!(explainer.explain("汉").is_err());
    }

    proptest! {
        /// Whatever the text, the explanation is that of the conversion.
        #[test]
        fn explains_what_converters_do(
            text in "[头发后里面干软件信息a\n<>⿰⿱\u{20000}于乾坤着裡裏\u{fa19}「』]{0,40}",
            words in "([头发里面a]{1,2}\t[甲乙b]{1,2}\n){0,3}",
        ) {
            for name in CONFIGS {
                let explained = explainer(name, &words).explain(&text).unwrap();
                let engine = UserWords::new(&dictionary(&words), Converter::new(name).unwrap());
                let engine = Protected::new(&patterns(), engine);
                let mut expected = String::new();
                engine.convert_prefix(&text, true, &mut expected);
                prop_assert_eq!(&explained.output, &expected);
                // Putting the changes into the text gives the conversion.
                let mut changed = String::new();
                let mut at = 0;
                for change in &explained.changes {
                    changed += &text[at..change.offset];
                    changed += &change.result;
                    at = change.offset + change.source.len();
                    prop_assert!(!change.reasons.is_empty());
                }
                changed += &text[at..];
                prop_assert_eq!(changed, expected);
            }
        }
    }
}

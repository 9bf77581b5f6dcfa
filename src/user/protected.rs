use std::sync::{Arc, Mutex, PoisonError};

use regex_automata::meta::Regex;
use thiserror::Error;

use super::fence::{self, Fence, LineKind};
use crate::Engine;

/// Ready-made patterns: the names that stand for them, of which texts every match holds one, and what they are.
///
/// Addresses may hold Han characters, but only after the host, and no punctuation of Chinese
/// text: 見https://例.tw。 and 看https://example.com的首頁 end where a reader sees them end.
const READY_MADE: [(&str, &[&str], &str); 3] = [
    (
        "url",
        &["://", "www."],
        r#"(?:[A-Za-z][A-Za-z0-9+.-]*://|\bwww\.)(?:[A-Za-z0-9_.~%:@\[\]-]*[A-Za-z0-9\]])(?:[/?\#](?:[^\s<>"'`“”‘’「」『』《》〈〉（）【】，。、；：！？…]*[^\s<>"'`“”‘’「」『』《》〈〉（）【】，。、；：！？….,;:!?)\]}])?)?"#,
    ),
    ("email", &["@"], r"[A-Za-z0-9._%+-]+@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?\.[A-Za-z]{2,}"),
    (CODE, &["`"], r"``+[^`].*?``+|`[^`]+`"),
];

/// The name of the pattern that blocks between fences belong to.
const CODE: &str = "code";

/// Patterns of text that is not to be converted.
///
/// A span that a pattern matches does not go beyond the end of a line; `^` and `$` are the ends of
/// a line. Only blocks of code between fences have several lines.
///
/// # Examples
/// ```
/// use fanjian::user::{Patterns, Protected};
/// use fanjian::{Converter, Engine};
///
/// let patterns = Patterns::new(["url,code", r"\[\[.*?\]\]"])?;
/// let engine = Protected::new(&patterns, Converter::new("t2s")?);
/// let mut output = String::new();
/// engine.convert_prefix("漢字 https://zh.wikipedia.org/wiki/漢字 [[漢字]]", true, &mut output);
/// assert_eq!(output, "汉字 https://zh.wikipedia.org/wiki/漢字 [[漢字]]");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Patterns {
    regex: Regex,
    /// What every match holds something of, if that is known.
    held: Option<Regex>,
    /// Whether blocks between fences are protected.
    fences: bool,
}

/// Why a pattern could not be used.
#[derive(Debug, Error)]
#[error("{pattern}: {reason}")]
pub struct PatternsError {
    /// The pattern as it was given.
    pub pattern: String,
    /// What is wrong with it.
    pub reason: String,
}

impl Patterns {
    /// Each is a regular expression, or names of ready-made ones separated by commas: `url`,
    /// `email`, `code` (what stands between backticks, and blocks between fences).
    ///
    /// # Errors
    /// [`PatternsError`] if one is not a regular expression, or is too large a one.
    pub fn new<S: AsRef<str>>(
        patterns: impl IntoIterator<Item = S>,
    ) -> Result<Patterns, PatternsError> {
        let mut all: Vec<String> = Vec::new();
        let mut held = Some(Vec::new());
        let mut fences = false;
        for pattern in patterns {
            let pattern = pattern.as_ref();
            match ready_made(pattern) {
                Some(patterns) => {
                    for (held_by_each, expression) in patterns {
                        all.push(expression.to_owned());
                        held.iter_mut().for_each(|held| held.extend(held_by_each));
                    }
                    fences |= pattern.split(',').any(|name| name == CODE);
                }
                None => {
                    if let Some(name) = misspelt(pattern) {
                        return Err(PatternsError {
                            pattern: pattern.to_owned(),
                            reason: format!("{name:?} is none of url, email and code"),
                        });
                    }
                    Regex::new(pattern).map_err(|error| PatternsError {
                        pattern: pattern.to_owned(),
                        reason: reason(&error),
                    })?;
                    all.push(pattern.to_owned());
                    held = None;
                }
            }
        }
        let regex = Regex::new_many(&all)
            .map_err(|error| PatternsError { pattern: all.join(" "), reason: reason(&error) })?;
        let literal = |text: &&str| text.replace('.', r"\.");
        let held = held.filter(|held| !held.is_empty());
        let held = held.map(|held| held.iter().map(literal).collect::<Vec<_>>().join("|"));
        let held = held.map(|held| Regex::new(&held).expect("is an alternation of literals"));
        Ok(Patterns { regex, held, fences })
    }
}

/// The last line of a message that may show the pattern first.
fn reason(error: &regex_automata::meta::BuildError) -> String {
    let message = match error.syntax_error() {
        Some(error) => error.to_string(),
        None => error.to_string(),
    };
    let last = message.lines().last().unwrap_or_default();
    last.strip_prefix("error: ").unwrap_or(last).to_owned()
}

/// A name in a list with ready-made ones that is none itself.
fn misspelt(names: &str) -> Option<&str> {
    let is_known = |name: &&str| READY_MADE.iter().any(|(known, ..)| known == name);
    let is_list = names.split(',').any(|name| is_known(&name));
    names.split(',').find(|name| is_list && !is_known(name))
}

type ReadyMade = (&'static [&'static str], &'static str);

fn ready_made(names: &str) -> Option<Vec<ReadyMade>> {
    let find = |name| READY_MADE.iter().find(|(known, ..)| *known == name);
    names.split(',').map(|name| find(name).map(|&(_, held, regex)| (held, regex))).collect()
}

/// An engine that leaves what patterns match as it is, and everything else to another engine.
///
/// Lines are converted one by one, so that patterns see whole lines; text that comes in pieces is
/// kept back up to the end of a line.
#[derive(Clone, Debug)]
pub struct Protected<E> {
    patterns: Arc<Regex>,
    held: Option<Arc<Regex>>,
    fences: bool,
    engine: E,
}

/// The same for one text, of which it knows whether a block of code is open.
struct Streaming<'p, E> {
    protected: &'p Protected<E>,
    open: Mutex<Option<Fence>>,
}

impl<E: Engine> Protected<E> {
    /// Lets `engine` convert what no pattern matches.
    pub fn new(patterns: &Patterns, engine: E) -> Protected<E> {
        Protected {
            patterns: Arc::new(patterns.regex.clone()),
            held: patterns.held.clone().map(Arc::new),
            fences: patterns.fences,
            engine,
        }
    }

    /// Converts whole lines; returns where a block of code begins that is still open, in the text
    /// and in the output.
    fn convert_lines(
        &self,
        text: &str,
        open: &mut Option<Fence>,
        output: &mut String,
    ) -> Option<(usize, usize)> {
        let (mut at, mut start) = (0, None);
        if let Some(held) = self.held.as_ref().filter(|_| self.may_join_lines(text)) {
            // Lines in which nothing can match are converted together.
            while let Some(found) = held.find(&text[at..]) {
                let place = at + found.start();
                let line = text[at..place].rfind('\n').map_or(at, |end| at + end + 1);
                let end = text[place..].find('\n').map_or(text.len(), |end| place + end + 1);
                self.convert_piece(&text[at..line], output);
                self.convert_line(&text[line..end], output);
                at = end;
            }
            self.convert_piece(&text[at..], output);
            return None;
        }
        for line in text.split_inclusive('\n') {
            let content = line.strip_suffix('\n').unwrap_or(line);
            let content = content.strip_suffix('\r').unwrap_or(content);
            let before = *open;
            match self.fences && fence::step(open, content) == LineKind::Code {
                true => {
                    if before.is_none() {
                        start = Some((at, output.len()));
                    }
                    output.push_str(line);
                }
                false => self.convert_line(line, output),
            }
            at += line.len();
        }
        start.filter(|_| open.is_some())
    }

    /// Whether lines become together what they become one by one.
    fn may_join_lines(&self, text: &str) -> bool {
        // What the operators of description sequences start with: a line end may be an operand.
        let operator = || memchr::memmem::find(text.as_bytes(), b"\xE2\xBF");
        !self.fences && self.engine.line_ends_separate() && operator().is_none()
    }

    fn convert_line(&self, line: &str, output: &mut String) {
        let content = line.strip_suffix('\n').unwrap_or(line);
        let content = content.strip_suffix('\r').unwrap_or(content);
        let mut done = 0;
        let may_match = self.held.as_ref().is_none_or(|held| held.is_match(content));
        let found = may_match.then(|| self.patterns.find_iter(content)).into_iter().flatten();
        for found in found.filter(|found| !found.is_empty()) {
            self.convert_piece(&line[done..found.start()], output);
            output.push_str(&line[found.range()]);
            done = found.end();
        }
        self.convert_piece(&content[done..], output);
        output.push_str(&line[content.len()..]);
    }

    fn convert_piece(&self, piece: &str, output: &mut String) {
        if !piece.is_empty() {
            self.engine.convert_prefix(piece, true, output);
        }
    }
}

impl<E: Engine> Engine for Protected<E> {
    fn beginning(&self) -> usize {
        self.engine.beginning()
    }

    fn for_document(&self, beginning: &str) -> Option<Box<dyn Engine>> {
        let engine = self.engine.for_document(beginning)?;
        let (patterns, held) = (self.patterns.clone(), self.held.clone());
        Some(Box::new(Protected { patterns, held, fences: self.fences, engine }))
    }

    fn convert_prefix(&self, text: &str, end: bool, output: &mut String) -> usize {
        let mut open = None;
        let stop = whole_lines(text, end);
        let start = self.convert_lines(&text[..stop], &mut open, output);
        match start.filter(|_| !end) {
            // Text to come may be code or not.
            Some((start, written)) => {
                output.truncate(written);
                start
            }
            None => stop,
        }
    }

    /// A text that is cut at a line end may be cut within a block of code.
    fn line_ends_separate(&self) -> bool {
        !self.fences && self.engine.line_ends_separate()
    }

    fn streaming(&self) -> Option<Box<dyn Engine + '_>> {
        self.fences.then(|| {
            let open = Mutex::new(None);
            Box::new(Streaming { protected: self, open }) as Box<dyn Engine>
        })
    }
}

impl<E: Engine> Engine for Streaming<'_, E> {
    fn convert_prefix(&self, text: &str, end: bool, output: &mut String) -> usize {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let stop = whole_lines(text, end);
        self.protected.convert_lines(&text[..stop], &mut open, output);
        stop
    }

    fn line_ends_separate(&self) -> bool {
        false
    }
}

/// How much of a text is lines that have an end.
fn whole_lines(text: &str, end: bool) -> usize {
    if end { text.len() } else { text.rfind('\n').map_or(0, |at| at + 1) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::Converter;

    fn engine(patterns: &[&str]) -> Protected<Converter> {
        Protected::new(&Patterns::new(patterns).unwrap(), Converter::new("t2s").unwrap())
    }

    fn convert(engine: &impl Engine, text: &str) -> String {
        let mut output = String::new();
        assert_eq!(engine.convert_prefix(text, true, &mut output), text.len());
        output
    }

    #[test]
    fn text_without_addresses_is_converted_as_lines_are() {
        let lines = [
            "漢字",
            "乾",
            "坤⿰",
            "木",
            "",
            "見http://a.tw/漢字。漢字",
            "a@b.tw 漢",
            "www.a.tw",
            "\r",
            "⿱",
        ];
        let patterns = ["url", "email", "url,email", r"b^"];
        let without: [&str; 0] = [];
        let nothing =
            Protected::new(&Patterns::new(without).unwrap(), Converter::new("t2s").unwrap());
        assert_eq!(convert(&nothing, "漢\n字"), "汉\n字");
        for (first, second) in lines.iter().flat_map(|a| lines.iter().map(move |b| (a, b))) {
            let text = format!("漢\n{first}\n{second}\n{first}{second}");
            for pattern in patterns {
                let engine = engine(&[pattern]);
                let expected: String =
                    text.split_inclusive('\n').map(|line| convert(&engine, line)).collect();
                assert_eq!(convert(&engine, &text), expected, "{text:?}");
            }
        }
    }

    #[test]
    fn protects_what_a_reader_takes_for_an_address() {
        let engine = engine(&["url"]);
        for (text, expected) in [
            ("看http://a.tw/漢字，漢字", "看http://a.tw/漢字，汉字"),
            ("（http://a.tw/漢字）漢字", "（http://a.tw/漢字）汉字"),
            ("看https://a.tw漢字", "看https://a.tw汉字"),
            ("www.a.tw/?q=漢字&x=1 漢字", "www.a.tw/?q=漢字&x=1 汉字"),
            ("<a href=\"http://a.tw/漢\">漢</a>", "<a href=\"http://a.tw/漢\">汉</a>"),
            ("http://a.tw/漢.", "http://a.tw/漢."),
            ("http://a.tw/ 漢", "http://a.tw/ 汉"),
            ("ftp://u@h:21/#漢 漢", "ftp://u@h:21/#漢 汉"),
        ] {
            assert_eq!(convert(&engine, text), expected);
        }
    }

    #[test]
    fn protects_code_and_mail_addresses() {
        let engine = engine(&["code,email", "繁體"]);
        assert_eq!(convert(&engine, "漢`漢`漢``a`漢``漢"), "汉`漢`汉``a`漢``汉");
        assert_eq!(convert(&engine, "寄a.b@c.tw漢 繁體"), "寄a.b@c.tw汉 繁體");
    }

    #[test]
    fn protects_blocks_of_code() {
        let engine = engine(&["code"]);
        let text = "漢\n```c\n漢\n```\n漢\n~~~\n漢";
        assert_eq!(convert(&engine, text), "汉\n```c\n漢\n```\n汉\n~~~\n漢");
        // Nothing of a block is held back.
        let streaming = engine.streaming().unwrap();
        let mut output = String::new();
        for piece in text.split_inclusive('\n') {
            let whole = if piece.ends_with('\n') { piece.len() } else { 0 };
            assert_eq!(streaming.convert_prefix(piece, false, &mut output), whole);
        }
        assert_eq!(output, "汉\n```c\n漢\n```\n汉\n~~~\n");
    }

    #[test]
    fn lines_are_matched_by_themselves() {
        let engine = engine(&[r"^漢.*$", r"(?s)「.*」"]);
        assert_eq!(convert(&engine, "漢字\n寫漢字\r\n漢\r\n"), "漢字\n写汉字\r\n漢\r\n");
        assert_eq!(convert(&engine, "「漢\n字」「漢」"), "「汉\n字」「漢」");
    }

    #[test]
    fn a_pattern_that_matches_nothing_protects_nothing() {
        assert_eq!(convert(&engine(&["x*"]), "漢xx漢"), "汉xx汉");
        assert_eq!(convert(&engine(&[]), "漢"), "汉");
    }

    #[test]
    fn names_the_bad_pattern() {
        let error = Patterns::new(["a", "(漢"]).unwrap_err();
        assert_eq!(error.to_string(), "(漢: unclosed group");
        assert!(Patterns::new(["(a{1000}){1000}{1000}"]).is_err());
    }

    proptest! {
        #[test]
        fn spans_stay_and_pieces_make_the_whole(text in "([漢字繁體`/:a.\n\r]|\n```){0,40}", cut in 1usize..9) {
            let engine = engine(&["code,url", "體+"]);
            let whole = convert(&engine, &text);
            prop_assert_eq!(whole.matches('體').count(), text.matches('體').count());
            let mut open = None;
            for (line, converted) in text.split('\n').zip(whole.split('\n')) {
                if fence::step(&mut open, line.trim_end_matches('\r')) == LineKind::Code {
                    prop_assert_eq!(line, converted);
                }
            }
            let mut output = String::new();
            let (mut done, mut known) = (0, 0);
            while known < text.len() {
                known += text[known..].chars().take(cut).map(char::len_utf8).sum::<usize>();
                done += engine.convert_prefix(&text[done..known], known == text.len(), &mut output);
            }
            prop_assert_eq!(&output, &whole);
            let streaming = engine.streaming().unwrap();
            output.clear();
            let (mut done, mut known) = (0, 0);
            while known < text.len() {
                known += text[known..].chars().take(cut).map(char::len_utf8).sum::<usize>();
                done += streaming.convert_prefix(&text[done..known], known == text.len(), &mut output);
            }
            prop_assert_eq!(output, whole);
        }
    }
}

//! Quotation marks as the target writes them: 「『』」 in Traditional text, “‘’” in Simplified.

use crate::{Engine, Locale, Script};

/// A line that is longer is taken piece by piece, each like a line of its own.
const LONGEST_LINE: usize = 64 * 1024;

/// Which quotation marks a text has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QuotationMarks {
    /// 「outer『inner』outer」, as Taiwan, Hong Kong and Japan write.
    Corner,
    /// “outer‘inner’outer”, as the mainland, Singapore and Malaysia write.
    Curved,
}

impl QuotationMarks {
    /// The marks that texts of a locale have.
    pub fn of(locale: Locale) -> QuotationMarks {
        match locale.script() {
            Script::Simplified => QuotationMarks::Curved,
            Script::Traditional | Script::Japanese => QuotationMarks::Corner,
        }
    }

    /// The opening and the closing mark inside of so many other quotations.
    fn at_depth(self, depth: usize) -> (char, char) {
        match (self, depth % 2) {
            (QuotationMarks::Corner, 0) => ('「', '」'),
            (QuotationMarks::Corner, _) => ('『', '』'),
            (QuotationMarks::Curved, 0) => ('“', '”'),
            (QuotationMarks::Curved, _) => ('‘', '’'),
        }
    }
}

/// An engine that also writes the quotation marks of the target.
///
/// Marks become outer or inner ones by how deep they are nested within their line, whichever of
/// the two kinds the original uses first. An apostrophe stays, and so do curved marks around words
/// of another script.
///
/// # Examples
/// ```
/// use fanjian::{Converter, Engine, Locale, Punctuated};
///
/// let converter = Converter::between(Locale::Taiwan, Locale::Simplified)?;
/// let engine = Punctuated::new(converter, Locale::Simplified);
/// let mut output = String::new();
/// engine.convert_prefix("他說：「這是『國語』。」", true, &mut output);
/// assert_eq!(output, "他说：“这是‘国语’。”");
/// # Ok::<(), fanjian::RouteError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Punctuated<E> {
    engine: E,
    target: QuotationMarks,
}

impl<E: Engine> Punctuated<E> {
    /// What `engine` gives, with the quotation marks of the target.
    pub fn new(engine: E, target: Locale) -> Punctuated<E> {
        Punctuated { engine, target: QuotationMarks::of(target) }
    }
}

impl<E: Engine> Engine for Punctuated<E> {
    fn beginning(&self) -> usize {
        self.engine.beginning()
    }

    fn for_document(&self, beginning: &str) -> Option<Box<dyn Engine>> {
        let engine = self.engine.for_document(beginning)?;
        Some(Box::new(Punctuated { target: self.target, engine }))
    }

    fn line_ends_separate(&self) -> bool {
        self.engine.line_ends_separate()
    }

    fn convert_prefix(&self, text: &str, end: bool, output: &mut String) -> usize {
        let mut done = 0;
        let mut converted = String::new();
        while done < text.len() {
            let rest = &text[done..];
            let mut piece = lines(rest, end);
            let taken = loop {
                converted.clear();
                let ends = end && piece.len() == rest.len();
                let taken = self.engine.convert_prefix(piece, ends, &mut converted);
                if taken == piece.len() || !piece.ends_with('\n') {
                    break taken;
                }
                // The engine holds back something that may go on after a line end.
                piece = &piece[..piece[..taken].rfind('\n').map_or(0, |at| at + 1)];
            };
            if taken == 0 {
                break;
            }
            for line in converted.split_inclusive('\n') {
                self.target.write_line(line, output);
            }
            done += taken;
        }
        done
    }
}

/// As many whole lines as there are at the beginning, or a part of a line that is too long.
fn lines(text: &str, end: bool) -> &str {
    let mut at = 0;
    while at < text.len() {
        let window = &text.as_bytes()[at..text.len().min(at + LONGEST_LINE)];
        match memchr::memchr(b'\n', window) {
            Some(line_end) => at += line_end + 1,
            None if window.len() == LONGEST_LINE && at == 0 => {
                let cut = (0..=LONGEST_LINE).rev().find(|&at| text.is_char_boundary(at));
                return &text[..cut.unwrap_or(0)];
            }
            None if window.len() < LONGEST_LINE && end => return text,
            None => break,
        }
    }
    &text[..at]
}

impl QuotationMarks {
    /// Appends a line with the marks of the other kind replaced.
    fn write_line(self, line: &str, output: &mut String) {
        let mut done = 0;
        for mark in marks(line) {
            let replaced = match self {
                QuotationMarks::Curved => is_corner(mark.character),
                QuotationMarks::Corner => !is_corner(mark.character) && mark.is_chinese,
            };
            if replaced {
                output.push_str(&line[done..mark.at]);
                let (opening, closing) = self.at_depth(mark.depth);
                output.push(if is_opening(mark.character) { opening } else { closing });
                done = mark.at + mark.character.len_utf8();
            }
        }
        output.push_str(&line[done..]);
    }
}

/// A quotation mark in a line.
struct Mark {
    /// Where it is, in bytes.
    at: usize,
    character: char,
    /// How many quotations it stands in.
    depth: usize,
    /// Whether something Chinese is quoted or stands next to the quotation.
    is_chinese: bool,
}

/// The quotation marks of a line; an apostrophe is none.
fn marks(line: &str) -> Vec<Mark> {
    let mut marks: Vec<Mark> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    // Those that close what an earlier line opened.
    let mut unmatched: Vec<usize> = Vec::new();
    for (at, character) in line.char_indices() {
        let Some(opening) = opening_of(character) else { continue };
        let number = marks.len();
        let end = at + character.len_utf8();
        let is_chinese = is_quotation_chinese(line, at, end);
        let mut mark = Mark { at, character, depth: open.len(), is_chinese };
        if is_opening(character) {
            open.push(number);
        } else if let Some(depth) = open.iter().rposition(|&o| marks[o].character == opening) {
            mark.depth = depth;
            let partner = &mut marks[open[depth]];
            mark.is_chinese = is_quotation_chinese(line, partner.at, end);
            partner.is_chinese = mark.is_chinese;
            open.truncate(depth);
        } else if character == '’' && line[..at].ends_with(is_latin) {
            continue;
        } else {
            mark.depth = 0;
            open.clear();
            unmatched.push(number);
        }
        marks.push(mark);
    }
    // An inner quotation that was open from before is inside of an outer one.
    let last = unmatched.last().map(|&number| marks[number].character);
    let mut around = usize::from(matches!(last, Some('』' | '’')));
    for number in (0..marks.len()).rev() {
        marks[number].depth += around;
        if unmatched.last() == Some(&number) {
            unmatched.pop();
            around += 1;
        }
    }
    marks
}

/// The mark that opens what `mark` opens or closes, if it is a quotation mark.
fn opening_of(mark: char) -> Option<char> {
    Some(match mark {
        '「' | '」' => '「',
        '『' | '』' => '『',
        '“' | '”' => '“',
        '‘' | '’' => '‘',
        _ => return None,
    })
}

fn is_opening(mark: char) -> bool {
    opening_of(mark) == Some(mark)
}

fn is_corner(mark: char) -> bool {
    matches!(mark, '「'..='』')
}

/// Whether the quotation from `start` to `end` holds or touches something Chinese.
fn is_quotation_chinese(line: &str, start: usize, end: usize) -> bool {
    let is_chinese = |c| is_wide(c) && !is_corner(c);
    line[start..end].contains(is_chinese)
        || line[..start].ends_with(is_chinese)
        || line[end..].starts_with(is_chinese)
}

/// Whether it is a character of East Asian text, punctuation included.
fn is_wide(c: char) -> bool {
    matches!(
        u32::from(c),
        0x2E80..=0xD7FF | 0xF900..=0xFAFF | 0xFE30..=0xFE4F | 0xFF00..=0xFFEF | 0x20000..=0x3FFFF
    )
}

fn is_latin(c: char) -> bool {
    c.is_alphanumeric() && !is_wide(c)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::Converter;

    fn punctuate(target: Locale, text: &str) -> String {
        // An engine that changes nothing here.
        let engine = Punctuated::new(Converter::new("jp2t").unwrap(), target);
        let mut output = String::new();
        assert_eq!(engine.convert_prefix(text, true, &mut output), text.len());
        output
    }

    fn curved(text: &str) -> String {
        punctuate(Locale::Simplified, text)
    }

    fn corner(text: &str) -> String {
        punctuate(Locale::Taiwan, text)
    }

    #[test]
    fn marks_follow_the_nesting() {
        assert_eq!(curved("他說：「她說『不』，又說『好』。」"), "他說：“她說‘不’，又說‘好’。”");
        assert_eq!(corner("他說：“她說‘不’，又說‘好’。”"), "他說：「她說『不』，又說『好』。」");
        assert_eq!(curved("『甲「乙『丙』」』「丁」"), "“甲‘乙“丙”’”“丁”");
        assert_eq!(corner("‘甲’和‘乙’"), "「甲」和「乙」");
        assert_eq!(curved("「甲“乙”」"), "“甲“乙””");
    }

    #[test]
    fn quotations_may_span_lines() {
        assert_eq!(curved("「甲\n「乙『丙』。」\n丁"), "“甲\n“乙‘丙’。”\n丁");
        assert_eq!(curved("甲『乙』丙」"), "甲‘乙’丙”");
        assert_eq!(curved("甲』乙」「丙」"), "甲’乙”“丙”");
        assert_eq!(curved("甲』乙「丙」"), "甲’乙‘丙’");
        assert_eq!(curved("甲」乙"), "甲”乙");
    }

    #[test]
    fn apostrophes_and_foreign_quotations_stay() {
        assert_eq!(corner("It’s “fine”, he said."), "It’s “fine”, he said.");
        assert_eq!(corner("這叫“it’s fine”。"), "這叫「it’s fine」。");
        assert_eq!(corner("James’ 書和‘書’"), "James’ 書和「書」");
        assert_eq!(corner("“漢字”"), "「漢字」");
        assert_eq!(corner("\"漢字\" 'a'"), "\"漢字\" 'a'");
    }

    #[test]
    fn what_is_right_stays() {
        for text in ["「甲『乙』」", "』」「", "‘“’”", "“甲‘乙’”", "", "\n", "a’b"]
        {
            let (corner_once, curved_once) = (corner(text), curved(text));
            assert_eq!(corner(&corner_once), corner_once);
            assert_eq!(curved(&curved_once), curved_once);
        }
        assert_eq!(corner("「甲『乙』」"), "「甲『乙』」");
        assert_eq!(curved("“甲‘乙’”"), "“甲‘乙’”");
    }

    #[test]
    fn endless_lines_are_not_held_back() {
        let engine = Punctuated::new(Converter::new("t2s").unwrap(), Locale::Simplified);
        let text = "漢「字」".repeat(LONGEST_LINE / 6);
        let mut output = String::new();
        let taken = engine.convert_prefix(&text, false, &mut output);
        assert!(taken > text.len() - LONGEST_LINE && taken <= text.len());
        assert!(output.starts_with("汉“字”汉"));
    }

    proptest! {
        #[test]
        fn pieces_make_the_whole(text in "[甲漢a「」『』“”‘’⿰ \n]{0,60}", step in 1..7_usize) {
            for target in [Locale::Simplified, Locale::Taiwan] {
                let engine = Punctuated::new(Converter::new("t2s").unwrap(), target);
                let mut whole = String::new();
                engine.convert_prefix(&text, true, &mut whole);
                let mut output = String::new();
                let (mut done, mut known) = (0, 0);
                while known < text.len() {
                    known += text[known..].chars().take(step).map(char::len_utf8).sum::<usize>();
                    let end = known == text.len();
                    done += engine.convert_prefix(&text[done..known], end, &mut output);
                }
                prop_assert_eq!(&output, &whole);
            }
        }
    }
}

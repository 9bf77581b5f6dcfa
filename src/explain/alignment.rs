//! Which part of a text became which part of its conversion, and by which entries.

use crate::dictionary::{Dictionary, Match, Pipeline};
use crate::reference;

/// A part of a text and what it became; both lengths in bytes.
///
/// The parts of an alignment follow each other, in the text as in the conversion.
#[derive(Clone, Debug)]
pub struct Part<'a> {
    /// The length of the part of the text.
    pub source: usize,
    /// The length of what it became.
    pub target: usize,
    /// The entries that matched in it, stage by stage.
    pub applied: Vec<Applied<'a>>,
}

/// An entry that matched.
#[derive(Clone, Copy, Debug)]
pub struct Applied<'a> {
    /// Which stage of the chain it belongs to, from 0.
    pub stage: usize,
    /// The entry, and the file it comes from.
    pub found: Match<'a>,
}

impl Part<'_> {
    /// Whether some entry in it lists more than one candidate.
    pub fn is_ambiguous(&self) -> bool {
        self.applied.iter().any(|applied| applied.found.entry.candidates().len() > 1)
    }
}

/// Applies every stage of a chain to one segment; returns what it became, and how.
///
/// # Examples
/// ```
/// use fanjian::dictionary::{Dictionary, Lexicon};
/// use fanjian::explain::align;
///
/// let stage = |text| Dictionary::Leaf(Lexicon::parse(text).unwrap().into());
/// let chain = [stage("软\t軟\n件\t件\n"), stage("軟件\t軟體\n")];
/// let (output, parts) = align(&chain, "软件");
/// assert_eq!(output, "軟體");
/// assert_eq!(parts.len(), 1);
/// ```
pub fn align<'a>(chain: &'a [Dictionary], segment: &str) -> (String, Vec<Part<'a>>) {
    let mut text = segment.to_owned();
    let mut parts: Option<Vec<Part>> = None;
    for (stage, dictionary) in chain.iter().enumerate() {
        let mut output = String::with_capacity(text.len());
        let mut next = Vec::new();
        for token in reference::tokens(dictionary, &text) {
            output += token.output();
            let applied = token.found.map(|found| Applied { stage, found });
            next.push(Part {
                source: token.source.len(),
                target: token.output().len(),
                applied: applied.into_iter().collect(),
            });
        }
        parts = Some(match parts {
            None => next,
            Some(parts) => compose(parts, next),
        });
        text = output;
    }
    let whole = || Part { source: segment.len(), target: segment.len(), applied: Vec::new() };
    let parts = parts.unwrap_or_else(|| vec![whole()]);
    (text, parts)
}

/// Converts by all configurations, one after the other; returns what it became, and how.
pub(super) fn align_all<'a>(pipelines: &'a [Pipeline], text: &str) -> (String, Vec<Part<'a>>) {
    let mut parts: Vec<Part> = text
        .chars()
        .map(|c| Part { source: c.len_utf8(), target: c.len_utf8(), applied: Vec::new() })
        .collect();
    let mut text = text.to_owned();
    for pipeline in pipelines {
        if !pipeline.normalization.is_empty() {
            let (output, next) = align(&pipeline.normalization, &text);
            parts = compose(parts, next);
            text = output;
        }
        if !pipeline.chain.is_empty() {
            let mut output = String::with_capacity(text.len());
            let mut next = Vec::new();
            for segment in reference::segments(pipeline.segmentation.as_ref(), &text) {
                let (converted, more) = align(&pipeline.chain, segment);
                output += &converted;
                next.extend(more);
            }
            parts = compose(parts, next);
            text = output;
        }
    }
    (text, parts)
}

/// Puts two alignments behind each other, of which the second starts from what the first gives.
/// Where their bounds differ, a part is as long as it takes for both to end at the same place.
fn compose<'a>(first: Vec<Part<'a>>, second: Vec<Part<'a>>) -> Vec<Part<'a>> {
    let mut parts = Vec::new();
    let mut first = first.into_iter();
    let mut second = second.into_iter();
    while let Some(mut part) = first.next() {
        let Some(next) = second.next() else {
            // What is left of the first became nothing: it belongs to the part before.
            extend(&mut parts, part, &mut first);
            break;
        };
        let mut between = next.source;
        let mut target = next.target;
        let mut applied = next.applied;
        while part.target != between {
            if part.target < between {
                let Some(more) = first.next() else { break };
                part.source += more.source;
                part.target += more.target;
                part.applied.extend(more.applied);
            } else {
                let Some(more) = second.next() else { break };
                between += more.source;
                target += more.target;
                applied.extend(more.applied);
            }
        }
        part.target = target;
        part.applied.append(&mut applied);
        parts.push(part);
    }
    parts
}

fn extend<'a>(
    parts: &mut Vec<Part<'a>>,
    part: Part<'a>,
    rest: &mut impl Iterator<Item = Part<'a>>,
) {
    if parts.is_empty() {
        parts.push(Part { source: 0, target: 0, applied: Vec::new() });
    }
    let last = parts.last_mut().expect("there is one now");
    for part in std::iter::once(part).chain(rest) {
        last.source += part.source;
        last.applied.extend(part.applied);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dictionary::Lexicon;

    fn chain(stages: &[&str]) -> Vec<Dictionary> {
        let leaf = |text: &&str| Dictionary::Leaf(Lexicon::parse(text).unwrap().into());
        stages.iter().map(leaf).collect()
    }

    /// `source>target` for each part; the keys that matched follow an ambiguous one.
    fn describe(stages: &[&str], text: &str) -> Vec<String> {
        let chain = chain(stages);
        let (output, parts) = align(&chain, text);
        assert_eq!(output, reference::convert_segment(&chain, text));
        let (mut source, mut target) = (0, 0);
        let mut described = Vec::new();
        for part in &parts {
            let from = &text[source..source + part.source];
            let to = &output[target..target + part.target];
            let mark = if part.is_ambiguous() { "?" } else { "" };
            described.push(format!("{from}>{to}{mark}"));
            source += part.source;
            target += part.target;
        }
        assert_eq!((source, target), (text.len(), output.len()));
        described
    }

    #[test]
    fn parts_are_tokens() {
        assert_eq!(
            describe(&["头发\t頭髮\n发\t發 髮\n"], "头发发x"),
            ["头发>頭髮", "发>發?", "x>x"]
        );
        assert_eq!(describe(&["木\t樹\n"], "⿰木木木"), ["⿰木木>⿰木木", "木>樹"]);
    }

    #[test]
    fn bounds_are_those_of_all_stages() {
        let stages = ["ab\txy\nc\tz w\n", "yz\t!\n"];
        assert_eq!(describe(&stages, "abcd"), ["abc>x!?", "d>d"]);
        assert_eq!(describe(&stages, "ab"), ["ab>xy"]);
    }

    #[test]
    fn what_becomes_nothing_is_accounted_for() {
        assert_eq!(describe(&["b\t\n"], "ab"), ["a>a", "b>"]);
        assert_eq!(describe(&["b\t\n", "x\ty\n"], "ab"), ["ab>a"]);
        assert_eq!(describe(&["b\t\n", "x\ty\n"], "b"), ["b>"]);
        assert_eq!(describe(&["b\t\n", "a\tc\n"], "ba"), ["ba>c"]);
    }

    #[test]
    fn without_stages_a_segment_is_one_part() {
        assert_eq!(describe(&[], "甲乙"), ["甲乙>甲乙"]);
    }
}

//! Conversion stage by stage, as lazily as possible: for the few places where the outcome depends
//! on text further on. Each stage pulls from the one before it just the characters it has to see.

use super::utf8::{decode, push};
use super::{NeedMore, tokens::Tokens};
use crate::ids::{self, Ids};
use crate::table::{KIND_REPLACE, KIND_SHIFT, PhraseNode, Phrases};

/// Converts from `at`, where no segment starts, to the first place where the hot loop can go on.
/// Returns that place. Nothing is written if more text is needed.
pub fn convert(tokens: &Tokens, at: usize, output: &mut Vec<u8>) -> Result<usize, NeedMore> {
    let view = tokens.view;
    let run =
        Run { tokens, start: at, at, ended: false, code_points: Vec::new(), ends: Vec::new() };
    let first = Stage::new(view.first_stage);
    if view.settings.has_second_stage {
        let second = Stage::new(view.second_stage);
        let mut second = Staged { stage: second, source: Staged { stage: first, source: run } };
        pump(&mut second, output)
    } else {
        pump(&mut Staged { stage: first, source: run }, output)
    }
}

/// Produces tokens of the last stage until one ends where tokens of all stages end.
fn pump<S: Source>(last: &mut Staged<S>, output: &mut Vec<u8>) -> Result<usize, NeedMore> {
    loop {
        let more = last.fill()?;
        let done = last.stage.at;
        if let Some(place) = last.source.text_position(done) {
            for &c in &last.stage.output {
                push(output, c);
            }
            return Ok(place);
        }
        if !more {
            unreachable!("the end of a run ends the tokens of all stages");
        }
    }
}

/// Something that gives the code points of a run one after the other.
trait Source {
    /// The code point at `index`, or `None` after the last one.
    fn get(&mut self, index: usize) -> Result<Option<u32>, NeedMore>;
    /// The position in the text that corresponds to the first `count` code points, if they end
    /// where a token of every stage ends.
    fn text_position(&self, count: usize) -> Option<usize>;
}

/// The normalized text up to the next segment.
struct Run<'a> {
    tokens: &'a Tokens<'a>,
    start: usize,
    /// Up to where the text was looked at.
    at: usize,
    ended: bool,
    code_points: Vec<u32>,
    /// For each code point, the place in the text after it.
    ends: Vec<usize>,
}

impl Run<'_> {
    fn fill(&mut self) -> Result<(), NeedMore> {
        let &Tokens { view, text, end, .. } = self.tokens;
        if self.at >= text.len() {
            self.ended = true;
            return if end { Ok(()) } else { Err(NeedMore) };
        }
        if self.at > self.start && view.settings.has_segmentation && self.tokens.segment(self.at)? {
            self.ended = true;
            return Ok(());
        }
        let (code_points, is_ids) = match self.tokens.description_sequence(self.at)?.0 {
            Ids::Complete(code_points) => (code_points, true),
            _ => (1, false),
        };
        for _ in 0..code_points {
            let (c, bytes) = decode(text, self.at);
            self.at += bytes;
            self.code_points.push(if is_ids { c } else { view.normalize(c) });
            self.ends.push(self.at);
        }
        Ok(())
    }
}

impl Source for Run<'_> {
    fn get(&mut self, index: usize) -> Result<Option<u32>, NeedMore> {
        while self.code_points.len() <= index {
            if self.ended {
                return Ok(None);
            }
            self.fill()?;
        }
        Ok(Some(self.code_points[index]))
    }

    fn text_position(&self, count: usize) -> Option<usize> {
        match count {
            0 => Some(self.start),
            _ => self.ends.get(count - 1).copied(),
        }
    }
}

/// One stage: a trie and what came out so far.
struct Stage<'a> {
    phrases: Phrases<'a>,
    /// How many code points of the source were consumed.
    at: usize,
    output: Vec<u32>,
    /// After each token: length of the output, code points consumed.
    tokens: Vec<(usize, usize)>,
}

impl<'a> Stage<'a> {
    fn new(phrases: Phrases<'a>) -> Stage<'a> {
        Stage { phrases, at: 0, output: Vec::new(), tokens: Vec::new() }
    }
}

struct Staged<'a, S> {
    stage: Stage<'a>,
    source: S,
}

impl<S: Source> Staged<'_, S> {
    /// Converts one more token; `false` at the end of the run.
    fn fill(&mut self) -> Result<bool, NeedMore> {
        let Staged { stage, source } = self;
        if source.get(stage.at)?.is_none() {
            return Ok(false);
        }
        let mut deepest: Option<PhraseNode> = None;
        let mut index = stage.at;
        while let Some(c) = source.get(index)? {
            let next = match deepest {
                None => stage.phrases.start(c),
                Some(node) => stage.phrases.child(node, c),
            };
            let Some(node) = next else { break };
            deepest = Some(node);
            index += 1;
        }
        let replaces = |node: &PhraseNode| node.word >> KIND_SHIFT == KIND_REPLACE;
        if let Some(node) = deepest.filter(replaces) {
            let (code_points, output) = stage.phrases.pool.replacement(node.word);
            let mut at = 0;
            while at < output.len() {
                let (c, bytes) = decode(output, at);
                stage.output.push(c);
                at += bytes;
            }
            stage.at += code_points;
        } else {
            let mut index = stage.at;
            let ids = ids::read(|| {
                index += 1;
                source.get(index - 1)
            })?;
            let code_points = if let Ids::Complete(code_points) = ids { code_points } else { 1 };
            for _ in 0..code_points {
                stage.output.extend(source.get(stage.at)?);
                stage.at += 1;
            }
        }
        stage.tokens.push((stage.output.len(), stage.at));
        Ok(true)
    }
}

impl<S: Source> Source for Staged<'_, S> {
    fn get(&mut self, index: usize) -> Result<Option<u32>, NeedMore> {
        while self.stage.output.len() <= index {
            if !self.fill()? {
                return Ok(None);
            }
        }
        Ok(Some(self.stage.output[index]))
    }

    fn text_position(&self, count: usize) -> Option<usize> {
        let consumed = match count {
            0 => 0,
            _ => {
                let token = self.stage.tokens.partition_point(|&(length, _)| length < count);
                let &(length, consumed) = self.stage.tokens.get(token)?;
                if length != count {
                    return None;
                }
                consumed
            }
        };
        self.source.text_position(consumed)
    }
}

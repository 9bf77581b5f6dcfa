//! Tokens one after the other, with all care.

use super::runs::{Run, Runs};
use super::utf8::{BitMoves, decode, decode_before, encode_three, length, push};
use super::{NeedMore, short, stages};
use crate::ids::{self, Ids};
use crate::table::{
    KIND_CHARACTER, KIND_CHARACTERS, KIND_DEFER, KIND_REPLACE, KIND_SHIFT, PhraseNode, SEGMENT_BIT,
    SPECIAL, STARTS_PHRASE, View, characters_of, pair_key,
};

/// A text, and what it is converted with.
pub struct Tokens<'a> {
    pub view: &'a View<'a>,
    pub text: &'a [u8],
    /// Nothing follows the text.
    pub end: bool,
    pub runs: &'a Runs,
}

impl Tokens<'_> {
    /// Converts the tokens around `place`, of which a look did not tell enough. Returns where the first one
    /// starts, and what [`Tokens::convert`] does.
    #[inline(always)]
    pub fn search(
        &self,
        known: usize,
        place: usize,
        bits: impl BitMoves,
        output: &mut Vec<u8>,
    ) -> (usize, Result<usize, usize>) {
        match Run::around(self.view, self.text, place, bits) {
            Some(run) if run.start >= known => (run.start, self.run(&run, output)),
            _ => {
                let start = self.sure_end(known, place);
                (start, self.convert(start, place, output))
            }
        }
    }

    /// Converts a run, which may be known. Returns as [`Tokens::convert`] does.
    #[inline(always)]
    fn run(&self, run: &Run, output: &mut Vec<u8>) -> Result<usize, usize> {
        if self.runs.get(run, output) {
            return Ok(run.end);
        }
        let before = output.len();
        let end = self.convert(run.start, run.end - 1, output)?;
        debug_assert_eq!(end, run.end);
        self.runs.set(run, &output[before..]);
        Ok(end)
    }

    /// Converts tokens from `at` on until one ends after `place`, or the text ends. Returns the place
    /// after them, as an error if more text is needed.
    pub fn convert(
        &self,
        mut at: usize,
        place: usize,
        output: &mut Vec<u8>,
    ) -> Result<usize, usize> {
        while at <= place && at < self.text.len() {
            match self.step(at, output) {
                Ok(next) => at = next,
                Err(NeedMore) => return Err(at),
            }
        }
        Ok(at)
    }

    /// The last place up to `place`, but before the end of the text, where a token surely ends: at
    /// `known`, or between two characters that are neighbours in no phrase.
    pub fn sure_end(&self, known: usize, mut place: usize) -> usize {
        if place == self.text.len() && place > known {
            place -= decode_before(self.text, place).1;
        }
        if place == known {
            return place;
        }
        let (mut c, _) = decode(self.text, place);
        while place > known {
            let (previous, bytes) = decode_before(self.text, place);
            if !self.view.are_bonded(previous, c) {
                break;
            }
            place -= bytes;
            c = previous;
        }
        place
    }

    /// Converts whatever starts at `at` with all care: a phrase, a description sequence, a character.
    /// Returns the place after it.
    fn step(&self, at: usize, output: &mut Vec<u8>) -> Result<usize, NeedMore> {
        let (raw, bytes) = decode(self.text, at);
        let c = self.view.normalize(raw);
        let marks = marks(self.view, c);
        if marks & STARTS_PHRASE != 0 {
            let word = self.phrase(at, c, bytes)?;
            // A chain of tests is predicted better than a jump table.
            if kind(word) >= KIND_REPLACE {
                let (code_points, value) = self.view.phrases.pool.replacement(word);
                if kind(word) == KIND_DEFER && !self.is_certain(at, code_points)? {
                    return stages::convert(self, at, output);
                }
                short::append(output, value);
                return Ok(skip(self.text, at, code_points));
            }
            if kind(word) == KIND_CHARACTERS {
                return Ok(self.characters(at, characters_of(word), output));
            }
        }
        if ids::arity(raw) > 0 {
            let (ids, to) = self.description_sequence(at)?;
            if let Ids::Complete(_) = ids {
                output.extend_from_slice(&self.text[at..to]);
                return Ok(to);
            }
            if self.view.settings.has_segmentation || self.view.settings.has_second_stage {
                return stages::convert(self, at, output);
            }
        }
        if marks & SPECIAL != 0 {
            let word = single(self.view, c);
            if kind(word) == KIND_DEFER {
                return stages::convert(self, at, output);
            }
            if kind(word) == KIND_REPLACE {
                short::append(output, self.view.phrases.pool.replacement(word).1);
                return Ok(at + bytes);
            }
        }
        self.push_character(c, output);
        Ok(at + bytes)
    }

    /// Reads a description sequence, if one starts at `at`. Returns also the place after what was read.
    pub fn description_sequence(&self, at: usize) -> Result<(Ids, usize), NeedMore> {
        let mut to = at;
        let ids = ids::read(|| {
            if to >= self.text.len() {
                return if self.end { Ok(None) } else { Err(NeedMore) };
            }
            let (c, bytes) = decode(self.text, to);
            to += bytes;
            Ok(Some(c))
        })?;
        Ok((ids, to))
    }

    /// Appends a character that becomes one of the same length.
    fn push_character(&self, c: u32, output: &mut Vec<u8>) {
        if (0x800..0x1_0000).contains(&c) {
            let [delta, _] = self.view.character(c);
            let [first, second, third, _] = (encode_three(c) ^ delta).to_be_bytes();
            output.extend_from_slice(&[first, second, third]);
        } else {
            push(output, c);
        }
    }

    /// Whether a deferred phrase has a likely outcome, and no token starts inside it.
    fn is_certain(&self, at: usize, code_points: usize) -> Result<bool, NeedMore> {
        let mut inside = at;
        for _ in 1..code_points {
            inside = skip(self.text, inside, 1);
            if !self.is_plain(inside)? {
                return Ok(false);
            }
        }
        Ok(code_points > 0)
    }

    /// Whether no phrase and no segment starts at `at`.
    fn is_plain(&self, at: usize) -> Result<bool, NeedMore> {
        let (raw, bytes) = decode(self.text, at);
        let c = self.view.normalize(raw);
        let marks = marks(self.view, c);
        if marks & SPECIAL != 0 && is_segment(single(self.view, c)) {
            return Ok(false);
        }
        Ok(marks & STARTS_PHRASE == 0 || kind(self.phrase(at, c, bytes)?) == KIND_CHARACTER)
    }

    /// Walks the phrase trie from a character that starts phrases. Returns the decision.
    fn phrase(&self, at: usize, first: u32, bytes: usize) -> Result<u32, NeedMore> {
        let mut to = at + bytes;
        if to >= self.text.len() {
            let may_go_on = self.view.phrases.start(first).is_some_and(PhraseNode::has_children);
            return if may_go_on && !self.end { Err(NeedMore) } else { Ok(NO_PHRASE) };
        }
        let (raw, bytes) = decode(self.text, to);
        let mut previous = self.view.normalize(raw);
        // Most walks end here, without a look at the trie.
        if !self.view.bonds.contains(pair_key(first, previous)) {
            return Ok(NO_PHRASE);
        }
        to += bytes;
        let start = self.view.phrases.start(first);
        let Some(mut node) = start.and_then(|node| self.view.phrases.child(node, previous)) else {
            return Ok(NO_PHRASE);
        };
        while node.has_children() {
            if to >= self.text.len() {
                return if self.end { Ok(node.word) } else { Err(NeedMore) };
            }
            let (raw, bytes) = decode(self.text, to);
            let c = self.view.normalize(raw);
            if !self.view.bonds.contains(pair_key(previous, c)) {
                break;
            }
            let Some(next) = self.view.phrases.child(node, c) else { break };
            node = next;
            previous = c;
            to += bytes;
        }
        Ok(node.word)
    }

    /// Whether a segment starts at `at`.
    pub fn segment(&self, at: usize) -> Result<bool, NeedMore> {
        let (raw, bytes) = decode(self.text, at);
        let c = self.view.normalize(raw);
        let marks = marks(self.view, c);
        if marks & STARTS_PHRASE != 0 && is_segment(self.phrase(at, c, bytes)?) {
            return Ok(true);
        }
        Ok(marks & SPECIAL != 0 && is_segment(single(self.view, c)))
    }

    /// Converts so many characters by themselves. Returns the place after them.
    fn characters(&self, mut at: usize, code_points: usize, output: &mut Vec<u8>) -> usize {
        for _ in 0..code_points {
            let (raw, bytes) = decode(self.text, at);
            let c = self.view.normalize(raw);
            let marks = marks(self.view, c);
            let word = if marks & SPECIAL != 0 { single(self.view, c) } else { NO_PHRASE };
            if kind(word) == KIND_REPLACE {
                short::append(output, self.view.phrases.pool.replacement(word).1);
            } else {
                self.push_character(c, output);
            }
            at += bytes;
        }
        at
    }
}

/// The marks of a character.
fn marks(view: &View, c: u32) -> u32 {
    if c < 0x1_0000 { view.marks(c) } else { STARTS_PHRASE | SPECIAL }
}

/// The decision for a special character that is no part of a phrase.
fn single(view: &View, c: u32) -> u32 {
    view.phrases.start(c).map_or(NO_PHRASE, |node| node.word)
}

/// The decision where no phrase matches.
const NO_PHRASE: u32 = KIND_CHARACTER << KIND_SHIFT;

fn kind(word: u32) -> u32 {
    word >> KIND_SHIFT
}

fn is_segment(word: u32) -> bool {
    matches!(kind(word), KIND_CHARACTERS | KIND_REPLACE) && word & SEGMENT_BIT != 0
}

/// The place `code_points` after `at`.
fn skip(text: &[u8], mut at: usize, code_points: usize) -> usize {
    for _ in 0..code_points {
        at += length(text[at]);
    }
    at
}

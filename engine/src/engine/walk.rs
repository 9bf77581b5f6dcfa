//! Tokens one after the other, with a compiled table.

use super::look::{Look, Word, look};
use super::memo::Memo;
use super::utf8::{BitMoves, decode, decode_before, encode_three, length, push};
use super::{NeedMore, plain, short, stages};
use crate::ids::{self, Ids};
use crate::table::{
    Colour, KIND_CHARACTER, KIND_CHARACTERS, KIND_DEFER, KIND_REPLACE, KIND_SHIFT, PhraseNode,
    SEGMENT_BIT, SPECIAL, STARTS_PHRASE, View, characters_of,
};

/// Room that is asked for at once, so that long texts do not reserve more than they need.
const RESERVE: usize = 64 << 10;

/// See [`super::convert_prefix`].
#[inline(always)]
pub fn convert_prefix(
    view: &View,
    text: &[u8],
    end: bool,
    output: &mut Vec<u8>,
    bits: impl BitMoves,
) -> usize {
    output.reserve(text.len().min(RESERVE));
    let mut converted = Vec::new();
    let memo = &Memo::new(text.len());
    // Before this place a token ends.
    let mut known = 0;
    let mut at = 0;
    let mut colours = Colour::JUST_ALWAYS;
    while at < text.len() {
        let mut block = plain::convert(view, text, at, colours, output, bits);
        colours = block.colours;
        let mut flagged = block.flagged;
        while flagged != 0 {
            let place = at + flagged.trailing_zeros() as usize;
            flagged &= flagged - 1;
            let look = look(view, text, known, place, end, bits);
            // The tokens take the place of what the characters became.
            let (start, becomes) = match look {
                Look::Nothing => continue,
                Look::Word(word) => {
                    known = word.end;
                    (word.start, word.output)
                }
                look => {
                    converted.clear();
                    let (start, found) =
                        search(view, memo, text, known, place, look, end, &mut converted);
                    match found {
                        Ok(after) => known = after,
                        Err(done) => {
                            output.truncate(output.len() - (block.end - start));
                            output.extend_from_slice(&converted);
                            return done;
                        }
                    }
                    (start, &converted[..])
                }
            };
            let start = output.len() - (block.end - start);
            if known >= block.end {
                output.truncate(start);
                short::append(output, becomes);
                block.end = known;
                break;
            }
            short::replace(output, start, block.end - known, becomes);
        }
        at = block.end;
    }
    if !end {
        let token = token_end(view, text, known, at);
        output.truncate(output.len() - (at - token));
        let (Ok(done) | Err(done)) = tokens(view, memo, text, token, at, end, output);
        return done;
    }
    at
}

/// Converts the tokens around `place`, of which a look did not tell enough. Returns where the first one starts, and
/// what [`tokens`] does.
#[inline(always)]
fn search(
    view: &View,
    memo: &Memo,
    text: &[u8],
    known: usize,
    place: usize,
    look: Look,
    end: bool,
    output: &mut Vec<u8>,
) -> (usize, Result<usize, usize>) {
    match look {
        Look::LikelyWord(word) => {
            let start = token_end(view, text, known, word.start);
            (start, word_or_tokens(view, memo, text, start, &word, end, output))
        }
        Look::CareFrom(start) => (start, tokens(view, memo, text, start, place, end, output)),
        Look::Nothing | Look::Word(_) | Look::Care => {
            let start = token_end(view, text, known, place);
            (start, tokens(view, memo, text, start, place, end, output))
        }
    }
}

/// Converts tokens from `at` on until one ends after `place`, or the text ends. Returns the place
/// after them, as an error if more text is needed.
#[inline(always)]
fn tokens(
    view: &View,
    memo: &Memo,
    text: &[u8],
    mut at: usize,
    place: usize,
    end: bool,
    output: &mut Vec<u8>,
) -> Result<usize, usize> {
    while at <= place && at < text.len() {
        match step(view, memo, text, at, end, output) {
            Ok(next) => at = next,
            Err(NeedMore) => return Err(at),
        }
    }
    Ok(at)
}

/// Converts tokens from `at` on up to the word and it, if one ends where it starts, or else until one ends
/// after its last character starts. Returns as [`tokens`] does.
#[inline(always)]
fn word_or_tokens(
    view: &View,
    memo: &Memo,
    text: &[u8],
    at: usize,
    word: &Word,
    end: bool,
    output: &mut Vec<u8>,
) -> Result<usize, usize> {
    let at = tokens(view, memo, text, at, word.start - 1, end, output)?;
    if at == word.start {
        short::append(output, word.output);
        return Ok(word.end);
    }
    tokens(view, memo, text, at, word.end - 1, end, output)
}

/// The last place up to `place`, but before the end of the text, where a token surely ends: at
/// `known`, or between two characters that are neighbours in no phrase.
fn token_end(view: &View, text: &[u8], known: usize, mut place: usize) -> usize {
    if place == text.len() && place > known {
        place -= decode_before(text, place).1;
    }
    if place == known {
        return place;
    }
    let (mut c, _) = decode(text, place);
    while place > known {
        let (previous, bytes) = decode_before(text, place);
        if !view.are_bonded(previous, c) {
            break;
        }
        place -= bytes;
        c = previous;
    }
    place
}

/// Converts whatever starts at `at` with all care: a phrase, a description sequence, a character.
/// Returns the place after it.
fn step(
    view: &View,
    memo: &Memo,
    text: &[u8],
    at: usize,
    end: bool,
    output: &mut Vec<u8>,
) -> Result<usize, NeedMore> {
    let (raw, bytes) = decode(text, at);
    let c = view.normalize(raw);
    let marks = marks(view, c);
    if marks & STARTS_PHRASE != 0 {
        let word = phrase(view, memo, text, at, c, bytes, end)?;
        // A chain of tests is predicted better than a jump table.
        if kind(word) >= KIND_REPLACE {
            let (code_points, value) = view.phrases.pool.replacement(word);
            if kind(word) == KIND_DEFER && !is_certain(view, memo, text, at, code_points, end)? {
                return stages::convert(view, memo, text, at, end, output);
            }
            short::append(output, value);
            return Ok(skip(text, at, code_points));
        }
        if kind(word) == KIND_CHARACTERS {
            return Ok(characters(view, text, at, characters_of(word), output));
        }
    }
    if ids::arity(raw) > 0 {
        let mut to = at;
        let ids = ids::read(|| {
            if to == text.len() {
                return if end { Ok(None) } else { Err(NeedMore) };
            }
            let (c, bytes) = decode(text, to);
            to += bytes;
            Ok(Some(c))
        })?;
        if let Ids::Complete(_) = ids {
            output.extend_from_slice(&text[at..to]);
            return Ok(to);
        }
        if view.settings.has_segmentation || view.settings.has_second_stage {
            return stages::convert(view, memo, text, at, end, output);
        }
    }
    if marks & SPECIAL != 0 {
        let word = single(view, c);
        if kind(word) == KIND_DEFER {
            return stages::convert(view, memo, text, at, end, output);
        }
        if kind(word) == KIND_REPLACE {
            short::append(output, view.phrases.pool.replacement(word).1);
            return Ok(at + bytes);
        }
    }
    push_character(view, c, output);
    Ok(at + bytes)
}

/// Appends a character that becomes one of the same length.
#[inline(always)]
fn push_character(view: &View, c: u32, output: &mut Vec<u8>) {
    if (0x800..0x1_0000).contains(&c) {
        let [delta, _] = view.character(c);
        let [first, second, third, _] = (encode_three(c) ^ delta).to_be_bytes();
        output.extend_from_slice(&[first, second, third]);
    } else {
        push(output, c);
    }
}

/// Whether a deferred phrase has a likely outcome, and no token starts inside it.
fn is_certain(
    view: &View,
    memo: &Memo,
    text: &[u8],
    at: usize,
    code_points: usize,
    end: bool,
) -> Result<bool, NeedMore> {
    let mut inside = at;
    for _ in 1..code_points {
        inside = skip(text, inside, 1);
        if !is_plain(view, memo, text, inside, end)? {
            return Ok(false);
        }
    }
    Ok(code_points > 0)
}

/// Whether no phrase and no segment starts at `at`.
fn is_plain(view: &View, memo: &Memo, text: &[u8], at: usize, end: bool) -> Result<bool, NeedMore> {
    let (raw, bytes) = decode(text, at);
    let c = view.normalize(raw);
    let marks = marks(view, c);
    if marks & SPECIAL != 0 && is_segment(single(view, c)) {
        return Ok(false);
    }
    Ok(marks & STARTS_PHRASE == 0
        || kind(phrase(view, memo, text, at, c, bytes, end)?) == KIND_CHARACTER)
}

/// The marks of a character.
#[inline(always)]
fn marks(view: &View, c: u32) -> u32 {
    if c < 0x1_0000 { view.marks(c) } else { STARTS_PHRASE | SPECIAL }
}

/// The decision for a special character that is no part of a phrase.
#[inline(always)]
fn single(view: &View, c: u32) -> u32 {
    view.phrases.start(c).map_or(NO_PHRASE, |node| node.word)
}

/// The decision where no phrase matches.
const NO_PHRASE: u32 = KIND_CHARACTER << KIND_SHIFT;

#[inline(always)]
fn kind(word: u32) -> u32 {
    word >> KIND_SHIFT
}

fn is_segment(word: u32) -> bool {
    matches!(kind(word), KIND_CHARACTERS | KIND_REPLACE) && word & SEGMENT_BIT != 0
}

/// Walks the phrase trie from a character that starts phrases. Returns the decision.
fn phrase(
    view: &View,
    memo: &Memo,
    text: &[u8],
    at: usize,
    first: u32,
    bytes: usize,
    end: bool,
) -> Result<u32, NeedMore> {
    let mut to = at + bytes;
    if to >= text.len() {
        let may_go_on = view.phrases.start(first).is_some_and(PhraseNode::has_children);
        return if may_go_on && !end { Err(NeedMore) } else { Ok(NO_PHRASE) };
    }
    let (raw, bytes) = decode(text, to);
    let mut previous = view.normalize(raw);
    // Most walks end here, without a look at the trie.
    if !view.bonds.contains(first, previous) {
        return Ok(NO_PHRASE);
    }
    to += bytes;
    let mut node = memo.node_of_pair(view, first, previous);
    while node.has_children() {
        if to >= text.len() {
            return if end { Ok(node.word) } else { Err(NeedMore) };
        }
        let (raw, bytes) = decode(text, to);
        let c = view.normalize(raw);
        if !view.bonds.contains(previous, c) {
            break;
        }
        let Some(next) = view.phrases.child(node, c) else { break };
        node = next;
        previous = c;
        to += bytes;
    }
    Ok(node.word)
}

/// Whether a segment starts at `at`.
pub fn segment(
    view: &View,
    memo: &Memo,
    text: &[u8],
    at: usize,
    end: bool,
) -> Result<bool, NeedMore> {
    let (raw, bytes) = decode(text, at);
    let c = view.normalize(raw);
    let marks = marks(view, c);
    if marks & STARTS_PHRASE != 0 && is_segment(phrase(view, memo, text, at, c, bytes, end)?) {
        return Ok(true);
    }
    Ok(marks & SPECIAL != 0 && is_segment(single(view, c)))
}

/// The place `code_points` after `at`.
#[inline(always)]
fn skip(text: &[u8], mut at: usize, code_points: usize) -> usize {
    for _ in 0..code_points {
        at += length(text[at]);
    }
    at
}

/// Converts so many characters by themselves. Returns the place after them.
fn characters(
    view: &View,
    text: &[u8],
    mut at: usize,
    code_points: usize,
    output: &mut Vec<u8>,
) -> usize {
    for _ in 0..code_points {
        let (raw, bytes) = decode(text, at);
        let c = view.normalize(raw);
        let marks = marks(view, c);
        let word = if marks & SPECIAL != 0 { single(view, c) } else { NO_PHRASE };
        if kind(word) == KIND_REPLACE {
            short::append(output, view.phrases.pool.replacement(word).1);
        } else {
            push_character(view, c, output);
        }
        at += bytes;
    }
    at
}

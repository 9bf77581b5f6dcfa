//! The hot loop.

use super::utf8::{decode, decode_three, length, push};
use super::{NeedMore, stages};
use crate::ids::{self, Ids};
use crate::table::{
    CharEntry, Decision, KIND_CHARACTER, KIND_CHARACTERS, KIND_REPLACE, NODE_VALUE, PhraseNode,
    ROOT, View, spread,
};

/// See [`super::convert_prefix`].
pub fn convert_prefix(view: &View, text: &[u8], end: bool, output: &mut Vec<u8>) -> usize {
    let mut at = 0;
    // Up to here the output is written; what lies behind is room that was zeroed in advance.
    let mut written = output.len();
    let mut careful = Vec::new();
    while at < text.len() {
        if output.len() < written + MINIMUM_ROOM {
            output.resize(written + ROOM, 0);
        }
        let stretch = output.len() - written - SLACK;
        let round =
            Round { text, end: text.len().min(at + stretch), output: &mut output[written..] };
        let (next, more, stop) = round.run(view, at);
        written += more;
        at = next;
        if stop && at < text.len() {
            careful.clear();
            match step(view, text, at, end, &mut careful) {
                Ok(next) => at = next,
                Err(NeedMore) => break,
            }
            if output.len() < written + careful.len() {
                output.resize(written + careful.len(), 0);
            }
            output[written..written + careful.len()].copy_from_slice(&careful);
            written += careful.len();
        }
    }
    output.truncate(written);
    at
}

/// Output is written into room that is zeroed so many bytes at a time: few enough to stay in the
/// first-level cache until they are written.
const ROOM: usize = 8 << 10;
/// Less room than this is not worth a round.
const MINIMUM_ROOM: usize = 2 * SLACK;
/// Room for the output of a round beyond one byte for each byte of text.
const SLACK: usize = 512;
/// Short outputs are written so many bytes at a time, whatever their length.
const SHORT: usize = 16;

/// A stretch of text, up to `end`, and the room for its output.
struct Round<'a> {
    text: &'a [u8],
    end: usize,
    output: &'a mut [u8],
}

impl Round<'_> {
    /// Converts what is common: three-byte characters, ASCII, and phrases of three-byte
    /// characters. Returns the place in the text, the bytes written, and whether it stopped
    /// because a closer look is needed.
    ///
    /// While it runs, the room left is at least the text left plus [`SHORT`]: a character or a
    /// run of ASCII writes as many bytes as it reads, and replacements check.
    #[inline(always)]
    fn run(mut self, view: &View, mut at: usize) -> (usize, usize, bool) {
        let mut written = 0;
        let text = self.text;
        let mut stop = true;
        loop {
            if at >= self.end {
                stop = at >= text.len();
                break;
            }
            if let Some(clean) = self.four_characters(view, at, written) {
                at += clean * 3;
                written += clean * 3;
                if clean == 4 {
                    continue;
                }
            }
            let Some(word) = word_at(text, at) else { break };
            if is_three_byte_lead(word) {
                let c = decode_three(word);
                let entry = view.character(c);
                if entry & (CharEntry::STARTS_PHRASE | CharEntry::SPECIAL) != 0 {
                    if entry & CharEntry::SPECIAL != 0 {
                        break;
                    }
                    let Some(next) = word_at(text, at + 3) else { break };
                    let second = match next {
                        _ if is_three_byte_lead(next) => decode_three(next),
                        _ if next & 0x80 == 0 => next & 0x7F,
                        _ => break,
                    };
                    if view.may_start_pair(spread(c), spread(second)) != 0 {
                        match phrase_word(view, text, at + 3, c) {
                            None => break,
                            Some(node) if node >> 30 == KIND_CHARACTER => {}
                            Some(node) if node >> 30 == KIND_CHARACTERS => {
                                let mut left = node & NODE_VALUE;
                                // Only three-byte characters without complications go on here.
                                let (mut to, mut out) = (at, written);
                                while left > 0 {
                                    let Some(word) = word_at(text, to) else { break };
                                    if !is_three_byte_lead(word) {
                                        break;
                                    }
                                    let entry = view.character(decode_three(word));
                                    if entry & CharEntry::SPECIAL != 0
                                        || out + SHORT > self.output.len()
                                    {
                                        break;
                                    }
                                    put(self.output, out, word ^ (entry & CharEntry::DELTA));
                                    out += 3;
                                    to += 3;
                                    left -= 1;
                                }
                                if left > 0 {
                                    break;
                                }
                                (at, written) = (to, out);
                                continue;
                            }
                            Some(node) if node >> 30 == KIND_REPLACE => {
                                let (code_points, from, length) =
                                    view.phrases.pool.replacement(node);
                                let to = skip(text, at, code_points);
                                let left = self.end.saturating_sub(to);
                                if written + length + left + SHORT > self.output.len() {
                                    break;
                                }
                                let pool = view.phrases.pool.bytes();
                                if length <= SHORT {
                                    self.output[written..written + SHORT]
                                        .copy_from_slice(&pool[from..from + SHORT]);
                                } else {
                                    self.output[written..written + length]
                                        .copy_from_slice(&pool[from..from + length]);
                                }
                                (at, written) = (to, written + length);
                                continue;
                            }
                            Some(_) => break,
                        }
                    }
                }
                put(self.output, written, word ^ (entry & CharEntry::DELTA));
                at += 3;
                written += 3;
            } else if word & 0x80 == 0 {
                let run = ascii_run(&text[at..self.end]);
                let keep = match view.settings.ascii_prefix {
                    Some(prefix) if at + run == text.len() || prefix == 0 => run,
                    Some(prefix) => run.saturating_sub(prefix),
                    None => 0,
                };
                // Keys that start with ASCII are rare; the last few characters of a run are
                // looked at one by one.
                let keep = if keep > 0 {
                    keep
                } else if view.character(word & 0x7F) == 0 {
                    1
                } else {
                    break;
                };
                copy_ascii(text, at, keep, self.output, written);
                at += keep;
                written += keep;
            } else {
                break;
            }
        }
        (at, written, stop)
    }
}

impl Round<'_> {
    /// Converts up to four characters if the next five take three bytes each, all at once:
    /// returns how many of the four are surely no part of a phrase.
    #[inline(always)]
    fn four_characters(&mut self, view: &View, at: usize, written: usize) -> Option<usize> {
        // The lead bytes of characters 1 to 5 in the bytes 0, 3, 6, 9, 12.
        const LEADS: u128 = 0xF0_00_00_F0_00_00_F0_00_00_F0_00_00_F0;
        const THREE: u128 = 0xE0_00_00_E0_00_00_E0_00_00_E0_00_00_E0;
        let bytes: &[u8; 16] = self.text.get(at..at + 16)?.try_into().ok()?;
        if u128::from_le_bytes(*bytes) & LEADS != THREE {
            return None;
        }
        let all = u128::from_le_bytes(*bytes);
        let word = |i: usize| (all >> (i * 8)) as u32;
        let words = [word(0), word(3), word(6), word(9), word(12)];
        let code_points = words.map(decode_three);
        let spreads = code_points.map(spread);
        let room: &mut [u8; 16] = (&mut self.output[written..written + 16]).try_into().ok()?;
        let mut stops = 1 << 4;
        for i in 0..4 {
            let entry = view.character(code_points[i]);
            let starts = ((entry / CharEntry::STARTS_PHRASE) & 1)
                & view.may_start_pair(spreads[i], spreads[i + 1]);
            let special = (entry / CharEntry::SPECIAL) & 1;
            stops |= (starts | special) << i;
            let converted = words[i] ^ (entry & CharEntry::DELTA);
            room[i * 3..i * 3 + 4].copy_from_slice(&converted.to_le_bytes());
        }
        Some(stops.trailing_zeros() as usize)
    }
}

/// Copies ASCII in blocks; what a block writes too much will be overwritten or cut off.
#[inline(always)]
fn copy_ascii(text: &[u8], from: usize, length: usize, output: &mut [u8], to: usize) {
    let mut done = 0;
    while done < length {
        let Some(block) = text.get(from + done..from + done + SHORT) else {
            output[to + done..to + length].copy_from_slice(&text[from + done..from + length]);
            return;
        };
        output[to + done..to + done + SHORT].copy_from_slice(block);
        done += SHORT;
    }
}

/// Writes three bytes, and a fourth that will be overwritten or cut off.
#[inline(always)]
fn put(output: &mut [u8], at: usize, word: u32) {
    output[at..at + 4].copy_from_slice(&word.to_le_bytes());
}

/// The node at which the text leaves the phrase trie, walked from the first character of a phrase
/// on; the text from the second character on starts at `to`. `None`: the end of the text is near.
#[inline(always)]
fn phrase_word(view: &View, text: &[u8], mut to: usize, first: u32) -> Option<u32> {
    let mut node = None;
    loop {
        let word = word_at(text, to)?;
        let (c, bytes) =
            if is_three_byte_lead(word) { (decode_three(word), 3) } else { decode(text, to) };
        let c = view.normalize(c);
        let next = match node {
            None => view.phrases.start(u64::from(first), c),
            Some(node) => view.phrases.child(node, c),
        };
        let Some(next) = next else { break };
        if !next.has_children() {
            return Some(next.word);
        }
        node = Some(next);
        to += bytes;
    }
    Some(node.map_or(KIND_CHARACTER << 30, |node| node.word))
}

#[inline(always)]
fn word_at(text: &[u8], at: usize) -> Option<u32> {
    text.get(at..at + 4).map(|bytes| u32::from_le_bytes(bytes.try_into().expect("four bytes")))
}

#[inline(always)]
fn is_three_byte_lead(word: u32) -> bool {
    word & 0xF0 == 0xE0
}

/// The number of ASCII bytes that `text` starts with.
#[inline(always)]
fn ascii_run(text: &[u8]) -> usize {
    let mut at = 0;
    while let Some(bytes) = text.get(at..at + 8) {
        let high =
            u64::from_le_bytes(bytes.try_into().expect("eight bytes")) & 0x8080_8080_8080_8080;
        if high != 0 {
            return at + (high.trailing_zeros() / 8) as usize;
        }
        at += 8;
    }
    at + text[at..].iter().take_while(|b| b.is_ascii()).count()
}

/// Converts whatever starts at `at` with all care: a phrase, a description sequence, a character.
/// Returns the place after it.
fn step(
    view: &View,
    text: &[u8],
    at: usize,
    end: bool,
    output: &mut Vec<u8>,
) -> Result<usize, NeedMore> {
    let (raw, bytes) = decode(text, at);
    let c = view.normalize(raw);
    let entry = if c < 0x1_0000 {
        view.character(c)
    } else {
        CharEntry::STARTS_PHRASE | CharEntry::SPECIAL
    };
    if entry & CharEntry::STARTS_PHRASE != 0 {
        match phrase(view, text, at, c, bytes, end)? {
            Decision::Character => {}
            Decision::Characters { code_points, .. } => {
                return Ok(characters(view, text, at, code_points, output));
            }
            Decision::Replace { code_points, output: value, .. } => {
                output.extend_from_slice(value);
                return Ok(skip(text, at, code_points));
            }
            Decision::Defer => return stages::convert(view, text, at, end, output),
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
            return stages::convert(view, text, at, end, output);
        }
    }
    if entry & CharEntry::SPECIAL != 0
        && let Some(node) = view.phrases.start(ROOT, c)
    {
        match view.phrases.pool.decision(node.word) {
            Decision::Replace { output: value, .. } => {
                output.extend_from_slice(value);
                return Ok(at + bytes);
            }
            Decision::Defer => return stages::convert(view, text, at, end, output),
            Decision::Character | Decision::Characters { .. } => {}
        }
    }
    if (0x800..0x1_0000).contains(&c) {
        let start = output.len();
        push(output, c);
        let delta = (entry & CharEntry::DELTA).to_le_bytes();
        for (byte, delta) in output[start..].iter_mut().zip(delta) {
            *byte ^= delta;
        }
    } else {
        push(output, c);
    }
    Ok(at + bytes)
}

/// Walks the phrase trie from a character that starts phrases.
#[inline]
fn phrase<'a>(
    view: &View<'a>,
    text: &[u8],
    at: usize,
    first: u32,
    bytes: usize,
    end: bool,
) -> Result<Decision<'a>, NeedMore> {
    let mut node: Option<PhraseNode> = None;
    let mut to = at + bytes;
    while node.is_none_or(PhraseNode::has_children) {
        if to >= text.len() {
            if !end {
                return Err(NeedMore);
            }
            break;
        }
        let (raw, bytes) = decode(text, to);
        let c = view.normalize(raw);
        let next = match node {
            None => view.phrases.start(u64::from(first), c),
            Some(node) => view.phrases.child(node, c),
        };
        if next.is_none() {
            break;
        }
        node = next;
        to += bytes;
    }
    Ok(node.map_or(Decision::Character, |node| view.phrases.pool.decision(node.word)))
}

/// Whether the segmentation has a match at `at`, and how many code points it covers.
pub fn segment(view: &View, text: &[u8], at: usize, end: bool) -> Result<bool, NeedMore> {
    let (raw, bytes) = decode(text, at);
    let c = view.normalize(raw);
    let entry = if c < 0x1_0000 {
        view.character(c)
    } else {
        CharEntry::STARTS_PHRASE | CharEntry::SPECIAL
    };
    let is_segment = |decision| {
        matches!(
            decision,
            Decision::Characters { segment: true, .. } | Decision::Replace { segment: true, .. }
        )
    };
    if entry & CharEntry::STARTS_PHRASE != 0 && is_segment(phrase(view, text, at, c, bytes, end)?) {
        return Ok(true);
    }
    Ok(entry & CharEntry::SPECIAL != 0
        && view
            .phrases
            .start(ROOT, c)
            .is_some_and(|node| is_segment(view.phrases.pool.decision(node.word))))
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
        let entry = if c < 0x1_0000 { view.character(c) } else { CharEntry::SPECIAL };
        let value =
            if entry & CharEntry::SPECIAL != 0 { view.phrases.start(ROOT, c) } else { None };
        match value.map(|node| view.phrases.pool.decision(node.word)) {
            Some(Decision::Replace { output: value, .. }) => output.extend_from_slice(value),
            _ if (0x800..0x1_0000).contains(&c) => {
                let start = output.len();
                push(output, c);
                let delta = (entry & CharEntry::DELTA).to_le_bytes();
                for (byte, delta) in output[start..].iter_mut().zip(delta) {
                    *byte ^= delta;
                }
            }
            _ => push(output, c),
        }
        at += bytes;
    }
    at
}

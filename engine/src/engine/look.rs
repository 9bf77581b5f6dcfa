//! A look at a place that the hot loop flagged, before tokens are searched for: most are a word of two
//! characters of which all is known, or nothing.

use std::hint;

use super::utf8::{BitMoves, decode, decode_before, is_three, three_byte_character};
use crate::table::{
    ALWAYS, Colour, IN_PHRASE, LEFT, SPECIAL, View, WORD, may_be_followed_by, may_be_preceded_by,
    may_go_on, output_of_word,
};

/// What a look finds.
pub enum Look<'a> {
    /// Characters by themselves.
    Nothing,
    /// A token of two characters.
    Word(Word<'a>),
    /// The same, if a token ends where it starts; else the tokens have to be searched for.
    LikelyWord(Word<'a>),
    /// The tokens have to be searched for. One starts here.
    CareFrom(usize),
    /// The tokens have to be searched for.
    Care,
}

/// What a word of two characters becomes, and where it is.
pub struct Word<'a> {
    pub start: usize,
    pub end: usize,
    pub output: &'a [u8],
}

/// Looks at the character at `place`, which the hot loop flagged. A token ends at `known`, which may be
/// anywhere. `end` says that nothing follows the text.
#[inline(always)]
pub fn look<'a>(
    view: &View<'a>,
    text: &[u8],
    known: usize,
    place: usize,
    end: bool,
    bits: impl BitMoves,
) -> Look<'a> {
    /// Four characters of three bytes, the second last of which is at `place`, and a byte that comes along.
    const AROUND: usize = 13;
    let Some(around) = place.checked_sub(6).and_then(|start| text[start..].first_chunk()) else {
        return look_at_edge(view, text, known, place, end);
    };
    let around: &[u8; AROUND] = around;
    let word = |at: usize| u32::from_be_bytes(around[at..at + 4].try_into().expect("four"));
    let [before, first, second, after] = [0, 3, 6, 9].map(word);
    let (a, b) = (bits.decode_three(first), bits.decode_three(second));
    let said = view.words.get_in_bmp(a, b);
    if !is_three(second) | is_watched(view, b) {
        return look_around(view, text, known, place, end);
    }
    let pair = Pair { first: a, second: b, start: place - 3, end: place + 3 };
    // A pair whose first character is in a token is none.
    if !is_three(first) | (said == 0) | (pair.start < known) {
        return Look::Nothing;
    }
    let is_simple = |word: u32, byte: u8| is_three(word) | (byte < 0x80);
    if (pair.start > known) & is_simple(before, around[2]) & is_simple(after, around[9]) {
        let c = |word: u32, byte: u8| {
            let (three, one) = (bits.decode_three(word), u32::from(byte));
            hint::select_unpredictable(is_three(word), three, one)
        };
        let (before, after) = (c(before, around[2]), c(after, around[9]));
        let may_normalize = |c| view.settings.may_normalize_in_bmp(c);
        if !(may_normalize(before) | may_normalize(after)) {
            return pair.look_between(view, before, after, said);
        }
    }
    pair.look(view, text, known, said, end)
}

/// The same near the start or the end of the text.
fn look_at_edge<'a>(
    view: &View<'a>,
    text: &[u8],
    known: usize,
    place: usize,
    end: bool,
) -> Look<'a> {
    let second = three_byte_character(text, place).filter(|&c| !is_watched(view, c));
    let Some(second) = second else { return look_around(view, text, known, place, end) };
    let start = place.checked_sub(3).filter(|&start| start >= known);
    let first = start.and_then(|start| Some((start, three_byte_character(text, start)?)));
    let Some((start, first)) = first else { return Look::Nothing };
    let pair = Pair { first, second, start, end: place + 3 };
    pair.look(view, text, known, pair.said(view), end)
}

/// Whether a character is looked at whatever stands before it.
#[inline(always)]
fn is_watched(view: &View, c: u32) -> bool {
    view.marks(c) & Colour::OWN == Colour::ALWAYS
}

/// Looks at a character that is watched, and at its neighbours.
fn look_around<'a>(
    view: &View<'a>,
    text: &[u8],
    known: usize,
    place: usize,
    end: bool,
) -> Look<'a> {
    if place < known {
        return Look::Nothing;
    }
    let Some(c) = three_byte_character(text, place) else { return Look::Care };
    if view.marks(c) & SPECIAL != 0 {
        return Look::Care;
    }
    let after = place + 3;
    if place > known {
        let (before, bytes) = decode_before(text, place);
        let pair = Pair { first: before, second: c, start: place - bytes, end: after };
        match pair.look(view, text, known, pair.said(view), end) {
            Look::Nothing => {}
            found => return found,
        }
    }
    if after == text.len() {
        // If more text follows, what needs it is found out at the end.
        return Look::Nothing;
    }
    let (second, bytes) = decode(text, after);
    let pair = Pair { first: c, second, start: place, end: after + bytes };
    pair.look(view, text, known, pair.said(view), end)
}

/// Two neighbours, and where they are.
struct Pair {
    first: u32,
    second: u32,
    start: usize,
    end: usize,
}

impl Pair {
    #[inline(always)]
    fn said(&self, view: &View) -> u32 {
        view.words.get(self.first, self.second)
    }

    fn look<'a>(
        &self,
        view: &View<'a>,
        text: &[u8],
        known: usize,
        said: u32,
        end: bool,
    ) -> Look<'a> {
        if said == 0 {
            return Look::Nothing;
        }
        let before = (self.start > known).then(|| decode_before(text, self.start).0);
        let after = (self.end < text.len()).then(|| decode(text, self.end).0);
        if after.is_none() && !end {
            return Look::Care;
        }
        if said & WORD == 0 {
            let is_part = said & ALWAYS != 0
                || after.is_some_and(|c| may_be_followed_by(said, c))
                || before.is_some_and(|c| may_be_preceded_by(said, c));
            return if is_part { Look::Care } else { Look::Nothing };
        }
        let is_left = said & LEFT != 0 && before.is_some_and(|c| view.are_bonded(c, self.first));
        let goes_on = |c| may_go_on(said, view.normalize(c)) && view.are_bonded(self.second, c);
        let is_right = after.is_some_and(goes_on);
        self.look_at_word(view, said, is_left, is_right)
    }

    /// The same between two characters of the BMP that are not normalized: with few branches, as none of
    /// them could be predicted.
    #[inline(always)]
    fn look_between<'a>(&self, view: &View<'a>, before: u32, after: u32, said: u32) -> Look<'a> {
        if said & WORD == 0 {
            let is_part = (said & ALWAYS != 0)
                | may_be_followed_by(said, after)
                | may_be_preceded_by(said, before);
            return if is_part { Look::Care } else { Look::Nothing };
        }
        // The characters of a word are in a phrase, and not normalized.
        let in_phrase = |c| view.marks(c) & IN_PHRASE != 0;
        let is_left =
            (said & LEFT != 0) & in_phrase(before) & view.bonds.contains(before, self.first);
        let is_right =
            may_go_on(said, after) & in_phrase(after) & view.bonds.contains(self.second, after);
        self.look_at_word(view, said, is_left, is_right)
    }

    /// Looks at a word, of which is known whether tokens may cross its start and its end.
    #[inline(always)]
    fn look_at_word<'a>(
        &self,
        view: &View<'a>,
        said: u32,
        is_left: bool,
        is_right: bool,
    ) -> Look<'a> {
        if is_right {
            return if is_left { Look::Care } else { Look::CareFrom(self.start) };
        }
        let (_, output) = view.phrases.pool.replacement(output_of_word(said));
        let word = Word { start: self.start, end: self.end, output };
        if is_left { Look::LikelyWord(word) } else { Look::Word(word) }
    }
}

//! A look at a place that was noticed, before tokens are searched for: most are a word of two
//! characters of which all is known, or nothing.

use std::hint;

use super::utf8::{BitMoves, decode, decode_before, is_three, three_byte_character};
use crate::table::{
    ALWAYS, IN_PHRASE, LEFT, RIGHT, SPECIAL, View, WORD, may_be_followed_by, may_be_preceded_by,
    output_of_word,
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

/// Looks at the character at `place`, which is more than two bytes after `known`, where a token ends.
/// With the character before it, it is a pair of which something is `said`. `end` says that nothing
/// follows the text.
#[inline(always)]
pub fn look_at_pair<'a>(
    view: &View<'a>,
    text: &[u8],
    known: usize,
    place: usize,
    said: u32,
    end: bool,
    bits: impl BitMoves,
) -> Look<'a> {
    /// The pair, a character of three bytes on both sides, and a byte that comes along.
    const AROUND: usize = 3 + 6 + 4;
    let (start, after) = (place - 3, place + 3);
    if start > known
        && start >= 3
        && let Some(around) = text[start - 3..].first_chunk::<AROUND>()
    {
        let word = |at: usize| u32::from_be_bytes(around[at..at + 4].try_into().expect("four"));
        let (before, next) = (word(0), word(9));
        let is_simple = |word: u32, byte: u8| is_three(word) | (byte < 0x80);
        if is_simple(before, around[2]) & is_simple(next, around[9]) {
            let c = |word: u32, byte: u8| {
                let (three, one) = (bits.decode_three(word), u32::from(byte));
                hint::select_unpredictable(is_three(word), three, one)
            };
            let (before, next) = (c(before, around[2]), c(next, around[9]));
            let may_normalize = |c| view.settings.may_normalize_in_bmp(c);
            if !(may_normalize(before) | may_normalize(next)) {
                let (first, second) = (bits.decode_three(word(3)), bits.decode_three(word(6)));
                let pair = Pair { first, second, start, end: after };
                return pair.look_between(view, before, next, said);
            }
        }
    }
    let code_point = |at| three_byte_character(text, at).expect("pairs are of such characters");
    let pair = Pair { first: code_point(start), second: code_point(place), start, end: after };
    pair.look(view, text, known, said, end)
}

/// Looks at the character at `place` and its neighbours. A token ends at `known`, before it or
/// there. `end` says that nothing follows the text.
pub fn look_around<'a>(
    view: &View<'a>,
    text: &[u8],
    known: usize,
    place: usize,
    end: bool,
) -> Look<'a> {
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
        let is_right = said & RIGHT != 0 && after.is_some_and(|c| view.are_bonded(self.second, c));
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
            (said & RIGHT != 0) & in_phrase(after) & view.bonds.contains(self.second, after);
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

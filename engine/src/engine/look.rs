//! A look at a place that the hot loop flagged, before tokens are searched for: most are a word of two
//! characters of which all is known, or nothing.

use super::around::Around;
use super::utf8::{BitMoves, decode, decode_before, three_byte_character};
use crate::table::{
    ALWAYS, Colour, LEFT, SPECIAL, View, WORD, may_be_followed_by, may_be_preceded_by, may_go_on,
    output_of_word, word_key,
};

/// What a look finds.
pub enum Look<'a> {
    /// Characters by themselves.
    Nothing,
    /// A token of two characters.
    Word(Word<'a>),
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
    /// Two characters of three bytes, the second one at `place`, with a neighbour each, and two bytes that come along.
    const AROUND: usize = 14;
    let Some(around) = Around::<AROUND, _>::new(text, place, 6, bits) else {
        return look_at_edge(view, text, known, place, end);
    };
    let key = around.pair(3);
    let (first, second) = (key >> 16, key & 0xFFFF);
    let said = view.words.get(key);
    let is_beside_short = !around.is_three(3) | !around.is_three(9);
    let is_special = view.marks(second) & SPECIAL != 0;
    if !around.is_three(6) || is_watched(view, second) & (is_beside_short | is_special) {
        return look_around(view, text, known, place, end);
    }
    let pair = Pair { first, second, start: place - 3, end: place + 3 };
    // A pair whose first character is in a token is none.
    if !around.is_three(3) | (said == 0) | (pair.start < known) {
        return Look::Nothing;
    }
    if pair.start > known
        && let (Some(left), Some(right)) = (around.pair_before(3), around.pair_after(6))
    {
        let may_normalize = |c| view.settings.may_normalize_in_bmp(c);
        if !(may_normalize(left >> 16) | may_normalize(right & 0xFFFF)) {
            return pair.look_between(view, left, right, said);
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
        view.words.get(word_key(self.first, self.second))
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
    /// them could be predicted. `left` and `right` are the pairs with these characters.
    #[inline(always)]
    fn look_between<'a>(&self, view: &View<'a>, left: u32, right: u32, said: u32) -> Look<'a> {
        if said & WORD == 0 {
            let is_part = (said & ALWAYS != 0)
                | may_be_followed_by(said, right)
                | may_be_preceded_by(said, left >> 16);
            return if is_part { Look::Care } else { Look::Nothing };
        }
        let is_left = (said & LEFT != 0) & view.bonds.contains(left);
        let is_right = may_go_on(said, right) & view.bonds.contains(right);
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
        if is_left | is_right {
            return Look::Care;
        }
        let (_, output) = view.phrases.pool.replacement(output_of_word(said));
        Look::Word(Word { start: self.start, end: self.end, output })
    }
}

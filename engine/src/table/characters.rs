use std::ops::Range;

/// What is known of a character: how it converts when it is no part of a phrase, and its marks, both zero
/// where there is nothing to say.
///
/// The first is XORed onto the three UTF-8 bytes of the character; its other bits are zero, so that it
/// needs no mask. Zero means "copied as it is", and the many blocks without any entry have no page.
///
/// Marks are a [`Colour`], [`STARTS_PHRASE`], [`IN_PHRASE`] and [`SPECIAL`], and, where the entry is laid
/// out, a bit for each colour that needs attention after the character; in tables with few pairs, these are
/// [`ColourBits`].
pub type CharEntry = [u32; 2];

/// What varies between characters of three bytes, the first byte being the highest.
pub const DELTA: u32 = 0x0F3F_3F00;

/// The character starts some key of two or more code points.
pub const STARTS_PHRASE: u32 = 1 << 5;
/// The character occurs in some key of two or more code points.
pub const IN_PHRASE: u32 = 1 << 6;
/// The character or its conversion is not three bytes long, or needs normalization or care:
/// the slow step must look at it.
pub const SPECIAL: u32 = 1 << 7;

/// Which pairs may need attention: each character that ends such a pair has a colour, and each that
/// starts one has a set of colours, a bit each, that the next character must be of.
pub struct Colour;

impl Colour {
    /// The lowest bits of the marks are the character's own colour.
    pub const OWN: u32 = 31;
    /// The character is looked at whatever stands before it.
    pub const ALWAYS: u32 = 23;
    /// All others that end such a pair. Those that end none have colour 0, which is in no set.
    pub const PAIRED: Range<u32> = 1..Colour::ALWAYS;
    /// The set of [`Colour::ALWAYS`].
    pub const JUST_ALWAYS: u32 = Colour::set(Colour::ALWAYS);

    /// The bit that stands for a colour in a set, above all other marks.
    #[inline(always)]
    pub const fn set(colour: u32) -> u32 {
        1 << (31 - colour)
    }

    /// Has the highest bit if the colour of a character with these marks is in the set.
    #[inline(always)]
    pub fn find(marks: u32, set: u32) -> u32 {
        set << (marks & Colour::OWN)
    }
}

/// The same where pairs are few: then it pays to ask whether any character of a block, and not just the
/// next one, is of a colour that needs attention after any other one. For that, a character has a bit for
/// its own colour as well, and all marks of a block are put together.
pub struct ColourBits;

impl ColourBits {
    /// Fewer than [`Colour::PAIRED`], so that two bits for each have room beside the other marks.
    pub const PAIRED: Range<u32> = 1..11;
    const OWN_SHIFT: u32 = 7;
    const ALWAYS: u32 = 1 << (Self::OWN_SHIFT + Self::PAIRED.end);
    const OWN: u32 = (2 * Self::ALWAYS - 1) & !0xFF;
    /// From a bit for an own colour to the one for a colour that needs attention after the character.
    const SET_SHIFT: u32 = Self::PAIRED.end;

    /// Marks with the bit for the colour that they have as a number.
    pub fn own(marks: u32) -> u32 {
        match marks & Colour::OWN {
            0 => marks,
            Colour::ALWAYS => marks | Self::ALWAYS,
            colour => marks | 1 << (Self::OWN_SHIFT + colour),
        }
    }

    /// The bit that stands for a colour in a set.
    pub const fn set(colour: u32) -> u32 {
        if colour == Colour::ALWAYS { 0 } else { 1 << (Self::OWN_SHIFT + Self::SET_SHIFT + colour) }
    }

    /// Whether a character with the marks `own`, or one of some, is of a colour that needs attention after
    /// one with the marks `before`.
    #[inline(always)]
    pub fn find(own: u32, before: u32) -> bool {
        own & (before >> Self::SET_SHIFT | Self::ALWAYS) & Self::OWN != 0
    }
}

/// How a character converts, as it is stored: only the bits that vary.
pub fn pack_delta(delta: u32) -> u16 {
    (delta >> 8 & 0x3F | delta >> 10 & 0xFC0 | delta >> 12 & 0xF000) as u16
}

pub fn unpack_delta(stored: u16) -> u32 {
    let stored = u32::from(stored);
    (stored & 0x3F) << 8 | (stored & 0xFC0) << 10 | (stored & 0xF000) << 12
}

/// The marks as they are stored, without a set of colours.
pub fn pack_marks(marks: u32) -> u8 {
    marks as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_are_stored_with_all_that_they_say() {
        for delta in (0..32).map(|bit| 1 << bit & DELTA).chain([DELTA]) {
            assert_eq!(unpack_delta(pack_delta(delta)), delta);
        }
        let marks = STARTS_PHRASE | IN_PHRASE | SPECIAL | Colour::OWN;
        assert_eq!(u32::from(pack_marks(marks)), marks);
    }

    #[test]
    fn colours_are_found_in_the_sets_that_have_them() {
        for own in 0..=Colour::ALWAYS {
            for other in Colour::PAIRED.start..=Colour::ALWAYS {
                let marks = Colour::set(7) | STARTS_PHRASE | SPECIAL | own;
                let is_found = Colour::find(marks, Colour::set(other) | 0xFF) >> 31 == 1;
                assert_eq!(is_found, own == other, "{own} {other}");
            }
        }
    }

    #[test]
    fn bits_of_colours_are_found_as_colours_are() {
        for own in (0..ColourBits::PAIRED.end).chain([Colour::ALWAYS]) {
            let own_marks = ColourBits::own(own | IN_PHRASE | SPECIAL);
            for other in ColourBits::PAIRED {
                let before = ColourBits::own(STARTS_PHRASE | other) | ColourBits::set(other);
                let is_found = ColourBits::find(own_marks, before);
                assert_eq!(is_found, own == other || own == Colour::ALWAYS, "{own} {other}");
            }
        }
    }
}

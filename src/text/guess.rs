//! What a text that is not UTF-8 probably is, for the error message.

use std::fmt;

use encoding_rs::Encoding;

/// How much of the text is looked at.
const SAMPLE: usize = 64 * 1024;

/// What a text that is not UTF-8 looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Looks {
    /// UTF-8 that ends inside a character.
    CutOff,
    /// UTF-8 with a few bad bytes.
    Damaged,
    /// Text in another encoding; the name is one that `iconv -f` takes.
    Encoded(&'static str),
    /// Not text at all.
    Binary,
    /// Nothing that is known here.
    Unknown,
}

impl fmt::Display for Looks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Looks::CutOff => f.write_str("the text ends inside a character"),
            Looks::Damaged => f.write_str("it is UTF-8 with damaged places"),
            Looks::Encoded(name) => write!(f, "it looks like {name}"),
            Looks::Binary => f.write_str("it looks like binary data, not text"),
            Looks::Unknown => f.write_str("its encoding is unknown"),
        }
    }
}

/// Guesses from a piece of the text.
///
/// # Arguments
///
/// - `bytes`: the piece, best from the beginning of the text.
/// - `fault`: where in it the first bad byte is.
/// - `end`: whether the text ends with this piece.
pub(super) fn guess(bytes: &[u8], fault: usize, end: bool) -> Looks {
    if bytes.starts_with(b"\xFF\xFE") {
        return Looks::Encoded("UTF-16LE");
    }
    if bytes.starts_with(b"\xFE\xFF") {
        return Looks::Encoded("UTF-16BE");
    }
    let rest = &bytes[fault..];
    let cut_off = std::str::from_utf8(rest)
        .is_err_and(|error| end && error.valid_up_to() == 0 && error.error_len().is_none());
    if cut_off && (fault > 0 || rest.len() > 1) {
        return Looks::CutOff;
    }

    // The fault stays inside the sample, with text on both sides of it where there is some.
    let start = fault.saturating_sub(SAMPLE / 2);
    let sample = &bytes[start..bytes.len().min(start + SAMPLE)];
    if let Some(looks) = from_zeros(sample) {
        return looks;
    }
    if is_mostly_utf8(sample) {
        return Looks::Damaged;
    }
    legacy_encoding(sample).map_or(Looks::Unknown, |legacy| Looks::Encoded(legacy.name))
}

/// Text has no NUL bytes, unless each of its characters has two bytes.
fn from_zeros(sample: &[u8]) -> Option<Looks> {
    memchr::memchr(0, sample)?;
    Some(utf16(sample).map_or(Looks::Binary, Looks::Encoded))
}

/// Which order of bytes makes characters that texts have.
///
/// NUL bytes at every other place tell nothing: structures of numbers have them, and the most
/// frequent ideographs have them at the other places (U+4E00).
pub(crate) fn utf16(sample: &[u8]) -> Option<&'static str> {
    let units = sample.chunks_exact(2).map(|pair| [pair[0], pair[1]]);
    let little = ascii_in_text(units.clone().map(u16::from_le_bytes));
    let big = ascii_in_text(units.map(u16::from_be_bytes));
    // Letters in the wrong order are ideographs, but hardly ever the other way round.
    match (little, big) {
        (None, None) => None,
        _ if little == big => None,
        _ if little > big => Some("UTF-16LE"),
        _ => Some("UTF-16BE"),
    }
}

/// How many characters are ASCII, if nearly all are such as texts have.
fn ascii_in_text(units: impl Iterator<Item = u16>) -> Option<usize> {
    let (mut ascii, mut good, mut all) = (0, 0, 0_usize);
    for character in char::decode_utf16(units).map(|c| c.map_or(0, u32::from)) {
        all += 1;
        ascii += usize::from(character < 0x80);
        good += usize::from(match character {
            9 | 10 | 13 | 0x20..=0x7E | 0xFEFF => true,
            // Punctuation, kana, ideographs, full-width forms.
            0xA0..=0x24F | 0x2000..=0x206F | 0x3000..=0x30FF | 0x3400..=0x9FFF => true,
            0xF900..=0xFAFF | 0xFF00..=0xFFEF | 0x2_0000..=0x3_FFFF => true,
            _ => false,
        });
    }
    (all > 0 && good * 100 >= all * 95).then_some(ascii)
}

fn is_mostly_utf8(sample: &[u8]) -> bool {
    let mut good = 0;
    let mut bad = 0;
    for chunk in sample.utf8_chunks() {
        // Two bytes of an East Asian encoding are a UTF-8 character by chance quite often.
        good += chunk.valid().chars().filter(|c| c.len_utf8() > 2).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    good > 4 * bad
}

/// What text that is neither UTF-8 nor UTF-16 seems to be.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Legacy {
    /// The name that `iconv -f` takes.
    pub(crate) name: &'static str,
    /// Whether its characters are nearly all among those that every text uses.
    pub(crate) sure: bool,
}

/// Guesses the encoding of text that is neither UTF-8 nor UTF-16, from a sample that may begin and
/// end inside a character.
pub(crate) fn legacy_encoding(sample: &[u8]) -> Option<Legacy> {
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(sample, false);
    let encoding = detector.guess(None, chardetng::Utf8Detection::Deny);
    let name = iconv_name(encoding)?;
    let inside = sample.get(2..sample.len().saturating_sub(2)).unwrap_or(sample);
    let (mut text, mut errors) = encoding.decode_without_bom_handling(sample);
    if errors {
        (text, errors) = encoding.decode_without_bom_handling(inside);
    }
    if errors {
        return None;
    }
    let (mut common, mut all) = (0, 0);
    for character in text.chars().filter(|c| !c.is_ascii()) {
        all += 1;
        common += usize::from(is_common(encoding, character));
    }
    // A few characters may be anything, and a wrong guess gives characters that nobody uses.
    Some(Legacy { name, sure: all >= 6 && common * 100 >= all * 90 })
}

/// Whether a character is in the part of a character set that has what texts are written with.
fn is_common(encoding: &'static Encoding, character: char) -> bool {
    match encoding.name() {
        // Either script may be written in these.
        "GBK" | "gb18030" | "Big5" => {
            is_pair(encoding_rs::GBK, character, |lead, trail| {
                matches!(lead, 0xA1..=0xA3 | 0xB0..=0xD7) && trail >= 0xA1
            }) || is_pair(encoding_rs::BIG5, character, |lead, _| matches!(lead, 0xA1..=0xC6))
        }
        "Shift_JIS" => {
            is_pair(encoding, character, |lead, _| matches!(lead, 0x81..=0x83 | 0x88..=0x97))
        }
        "EUC-JP" => {
            is_pair(encoding, character, |lead, _| matches!(lead, 0xA1..=0xA5 | 0xB0..=0xCF))
        }
        "EUC-KR" => is_pair(encoding, character, |lead, trail| {
            matches!(lead, 0xA1..=0xA3 | 0xB0..=0xC8) && trail >= 0xA1
        }),
        _ => false,
    }
}

/// Whether an encoding writes a character as two bytes of which something is true.
fn is_pair(encoding: &'static Encoding, character: char, test: fn(u8, u8) -> bool) -> bool {
    let mut buffer = [0; 4];
    let (bytes, _, unmappable) = encoding.encode(character.encode_utf8(&mut buffer));
    matches!(*bytes, [lead, trail] if !unmappable && test(lead, trail))
}

/// Only encodings that Chinese text comes in; a guess at any other is worth nothing here.
fn iconv_name(encoding: &'static Encoding) -> Option<&'static str> {
    match encoding.name() {
        "GBK" | "gb18030" => Some("GB18030"),
        "Big5" => Some("BIG5-HKSCS"),
        "Shift_JIS" => Some("SHIFT_JIS"),
        "EUC-JP" => Some("EUC-JP"),
        "EUC-KR" => Some("EUC-KR"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TRADITIONAL: &str =
        "這是一段用來測試的文字，說明程式怎樣猜測文件的編碼。\n臺灣與香港的讀者都看得懂。\n";
    const SIMPLIFIED: &str =
        "这是一段用来测试的文字，说明程序怎样猜测文件的编码。\n大陆的读者都看得懂。\n";

    fn guess_whole(bytes: &[u8]) -> Looks {
        let fault = std::str::from_utf8(bytes).unwrap_err().valid_up_to();
        guess(bytes, fault, true)
    }

    #[test]
    fn tells_the_encodings_of_chinese_text() {
        let (big5, _, _) = encoding_rs::BIG5.encode(TRADITIONAL);
        assert_eq!(guess_whole(&big5), Looks::Encoded("BIG5-HKSCS"));
        let (gbk, _, _) = encoding_rs::GBK.encode(SIMPLIFIED);
        assert_eq!(guess_whole(&gbk), Looks::Encoded("GB18030"));
    }

    #[test]
    fn tells_two_byte_text_with_and_without_a_mark() {
        let text = "\u{FEFF}臺灣, ASCII\n";
        let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(guess_whole(&little), Looks::Encoded("UTF-16LE"));
        assert_eq!(guess_whole(&big), Looks::Encoded("UTF-16BE"));
        assert_eq!(guess_whole(&little[2..]), Looks::Encoded("UTF-16LE"));
        assert_eq!(guess_whole(&big[2..]), Looks::Encoded("UTF-16BE"));
    }

    #[test]
    fn tells_damage_from_other_encodings() {
        let mut damaged = TRADITIONAL.as_bytes().to_vec();
        damaged[30] = 0xFF;
        assert_eq!(guess_whole(&damaged), Looks::Damaged);
        let whole = TRADITIONAL.trim_end().as_bytes();
        assert_eq!(guess_whole(&whole[..whole.len() - 1]), Looks::CutOff);
    }

    #[test]
    fn tells_what_is_no_text() {
        assert_eq!(guess_whole(b"\x7FELF\x02\x01\x01\0\0\0\0\0\xF0\xFF"), Looks::Binary);
    }

    #[test]
    fn never_panics_on_short_input() {
        for bytes in [&b"\xFF"[..], b"\xE6", b"a\xE6", b"\xFF\xFF", b"\x80\x80\x80"] {
            guess_whole(bytes);
        }
    }
}

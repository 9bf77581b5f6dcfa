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
    from_statistics(sample)
}

/// Text has no NUL bytes, unless each of its characters has two bytes.
fn from_zeros(sample: &[u8]) -> Option<Looks> {
    let zeros_at = |odd: usize| sample.iter().skip(odd).step_by(2).filter(|&&b| b == 0).count();
    let (even, odd) = (zeros_at(0), zeros_at(1));
    match (even, odd) {
        (0, 0) => None,
        (0, _) => Some(Looks::Encoded("UTF-16LE")),
        (_, 0) => Some(Looks::Encoded("UTF-16BE")),
        _ => Some(Looks::Binary),
    }
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

fn from_statistics(sample: &[u8]) -> Looks {
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(sample, false);
    let encoding = detector.guess(None, chardetng::Utf8Detection::Deny);
    let Some(name) = iconv_name(encoding) else { return Looks::Unknown };
    let (_, errors) = encoding.decode_without_bom_handling(sample);
    // The sample may begin and end inside a character.
    let inside = sample.get(2..sample.len().saturating_sub(2)).unwrap_or(sample);
    if errors && encoding.decode_without_bom_handling(inside).1 {
        return Looks::Unknown;
    }
    Looks::Encoded(name)
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

//! Which encoding a document is in, from its beginning.

use super::Encoding;
use crate::text::{legacy_encoding, utf16};

/// What the beginning of a document says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Detected {
    Text(Encoding),
    /// Not text at all.
    Binary,
    /// Text, but more than one encoding is possible; the likeliest, if there is one.
    Unclear(Option<Encoding>),
}

/// The encoding that a mark at the very beginning tells.
pub(super) fn from_mark(beginning: &[u8]) -> Option<Encoding> {
    match beginning {
        [0xEF, 0xBB, 0xBF, ..] => Some(Encoding::Utf8),
        // This is UTF-32, which is as good as binary.
        [0xFF, 0xFE, 0, 0, ..] => None,
        [0xFF, 0xFE, ..] => Some(Encoding::Utf16Le),
        [0xFE, 0xFF, ..] => Some(Encoding::Utf16Be),
        _ => None,
    }
}

/// Guesses from a sample without a mark.
///
/// # Arguments
///
/// - `end`: whether the document ends with the sample. If not, its last character may be cut.
pub(super) fn detect(sample: &[u8], end: bool) -> Detected {
    if memchr::memchr(0, sample).is_some() {
        return match utf16(sample).and_then(|name| name.parse().ok()) {
            Some(encoding) => Detected::Text(encoding),
            None => Detected::Binary,
        };
    }
    match std::str::from_utf8(sample) {
        Ok(_) => return Detected::Text(Encoding::Utf8),
        Err(error) if error.error_len().is_none() && !end => {
            return Detected::Text(Encoding::Utf8);
        }
        // Damage in what is otherwise UTF-8 is reported where it is.
        Err(error) if is_mostly_utf8(sample, error.valid_up_to()) => {
            return Detected::Text(Encoding::Utf8);
        }
        Err(_) => {}
    }
    // Text has line ends and tabs, but hardly any other control characters.
    let controls = sample.iter().filter(|&&b| b < 0x20 && !matches!(b, 8..=13 | 27)).count();
    if controls * 100 > sample.len() {
        return Detected::Binary;
    }
    match legacy_encoding(sample) {
        Some(legacy) => {
            let encoding = legacy.name.parse().ok();
            encoding.filter(|_| legacy.sure).map_or(Detected::Unclear(encoding), Detected::Text)
        }
        None => Detected::Unclear(None),
    }
}

/// Whether three bytes make a character at least ten times as often as a byte is wrong.
fn is_mostly_utf8(sample: &[u8], valid: usize) -> bool {
    let (mut good, mut bad) = (0, 0);
    if valid == 0 && sample.len() < 64 {
        return false;
    }
    for chunk in sample.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| c.len_utf8() > 2).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    good >= 10 * bad
}

#[cfg(test)]
mod tests {
    use super::*;

    const TRADITIONAL: &str = "這是一段用來測試的文字，說明程式怎樣猜測文件的編碼。\r\n";
    const SIMPLIFIED: &str = "这是一段用来测试的文字，说明程序怎样猜测文件的编码。\r\n";

    fn encoded(encoding: Encoding, text: &str) -> Vec<u8> {
        encoding.tables().encode(text).0.into_owned()
    }

    #[test]
    fn tells_the_encodings_of_chinese_text() {
        assert_eq!(detect(TRADITIONAL.as_bytes(), true), Detected::Text(Encoding::Utf8));
        let big5 = encoded(Encoding::Big5, TRADITIONAL);
        assert_eq!(detect(&big5, true), Detected::Text(Encoding::Big5Hkscs));
        let gbk = encoded(Encoding::Gbk, SIMPLIFIED);
        assert_eq!(detect(&gbk, true), Detected::Text(Encoding::Gb18030));
    }

    #[test]
    fn is_not_sure_of_a_few_characters() {
        for text in ["漢字", "中", "一二三四"] {
            for encoding in [Encoding::Gbk, Encoding::Big5] {
                let found = detect(&encoded(encoding, text), true);
                assert!(matches!(found, Detected::Unclear(_)), "{text} {encoding} {found:?}");
            }
        }
    }

    #[test]
    fn tells_two_byte_text_from_numbers() {
        let little: Vec<u8> = TRADITIONAL.encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(detect(&little, true), Detected::Text(Encoding::Utf16Le));
        let big: Vec<u8> = TRADITIONAL.encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(detect(&big, true), Detected::Text(Encoding::Utf16Be));
        let numbers: Vec<u8> = (0..200_u16).flat_map(u16::to_le_bytes).collect();
        assert_eq!(detect(&numbers, true), Detected::Binary);
        assert_eq!(detect(b"\x7FELF\x02\x01\x01\0\0\0\0\0\xF0\xFF", true), Detected::Binary);
    }

    #[test]
    fn a_cut_sample_is_no_damage() {
        let text = TRADITIONAL.repeat(3);
        for cut in 1..30 {
            let sample = &text.as_bytes()[..cut];
            assert_eq!(detect(sample, false), Detected::Text(Encoding::Utf8), "{cut}");
        }
    }
}

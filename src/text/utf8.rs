//! Where a piece of UTF-8 may be cut.

/// The length of `bytes` without a character that is cut off at its end.
///
/// Bytes that cannot become a character, whatever follows, are not "cut off": they stay in.
pub(crate) fn without_cut_character(bytes: &[u8]) -> usize {
    let longest_cut = 3;
    let window = bytes.len().saturating_sub(longest_cut);
    let Some(lead) = bytes[window..].iter().rposition(|&byte| byte & 0xC0 != 0x80) else {
        return bytes.len();
    };
    let start = window + lead;
    match std::str::from_utf8(&bytes[start..]) {
        Err(error) if error.error_len().is_none() => start,
        _ => bytes.len(),
    }
}

#[cfg(test)]
mod tests {
    use super::without_cut_character;

    #[test]
    fn keeps_whole_characters() {
        for text in ["", "a", "é", "漢", "𠀀", "漢字", "a𠀀"] {
            assert_eq!(without_cut_character(text.as_bytes()), text.len(), "{text}");
        }
    }

    #[test]
    fn leaves_a_cut_character_out() {
        for character in ["é", "漢", "𠀀"] {
            for cut in 1..character.len() {
                let mut bytes = b"ab".to_vec();
                bytes.extend(&character.as_bytes()[..cut]);
                assert_eq!(without_cut_character(&bytes), 2, "{character} cut at {cut}");
            }
        }
    }

    #[test]
    fn keeps_what_no_later_byte_can_mend() {
        // A continuation alone, an overlong form, a surrogate, a byte that is never used.
        for bytes in [&b"a\x80"[..], b"\x80\x80\x80\x80", b"a\xE0\x80", b"\xED\xA0", b"a\xFF"] {
            assert_eq!(without_cut_character(bytes), bytes.len(), "{bytes:x?}");
        }
    }
}

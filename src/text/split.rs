//! Where a text can be cut so that both parts may be converted on their own.

/// The longest Ideographic Description Sequence that is recognised: 64 code points of 4 bytes.
const LONGEST_SEQUENCE: usize = 64 * 4;

/// The last place in `text` where it can be cut without changing what any part of it becomes.
///
/// That is after a line end: no dictionary key holds one (a test looks at all of them). A
/// description sequence takes any character as its operand, even a line end, so a line end does
/// not count while an operator stands close enough before it.
pub(super) fn last_split(text: &[u8]) -> Option<usize> {
    memchr::memrchr_iter(b'\n', text).map(|line_end| line_end + 1).find(|&split| {
        let window = &text[split.saturating_sub(LONGEST_SEQUENCE)..split];
        !window.windows(3).any(|bytes| matches!(bytes, [0xE2, 0xBF, 0xB0..=0xBF]))
    })
}

#[cfg(test)]
mod tests {
    use super::last_split;

    #[test]
    fn cuts_after_the_last_line_end() {
        assert_eq!(last_split(b"one\ntwo\nthree"), Some(8));
        assert_eq!(last_split(b"one\ntwo\n"), Some(8));
        assert_eq!(last_split("沒有換行".as_bytes()), None);
        assert_eq!(last_split(b""), None);
    }

    #[test]
    fn does_not_cut_a_description_sequence() {
        let open = "first\n⿰\n木 and so on";
        assert_eq!(last_split(open.as_bytes()), Some(6));
        let far = format!("first\n⿰木木{}\nlast", "字".repeat(100));
        assert_eq!(last_split(far.as_bytes()), Some(far.len() - 4));
    }
}

//! Reading and writing single code points of text that is known to be UTF-8.

/// The length in bytes of the character that starts with `lead`.
#[inline(always)]
pub fn length(lead: u8) -> usize {
    match lead {
        0..0x80 => 1,
        0x80..0xE0 => 2,
        0xE0..0xF0 => 3,
        _ => 4,
    }
}

/// The code point of a three-byte character, its bytes being the low three of `word`.
#[inline(always)]
pub fn decode_three(word: u32) -> u32 {
    ((word & 0xF) << 12) | ((word >> 2) & 0xFC0) | ((word >> 16) & 0x3F)
}

/// The three-byte character at `at`, if there is one.
#[inline(always)]
pub fn three_byte_character(text: &[u8], at: usize) -> Option<u32> {
    let &[first, second, third] = text.get(at..)?.first_chunk()?;
    let word = u32::from_le_bytes([first, second, third, 0]);
    (first & 0xF0 == 0xE0).then(|| decode_three(word))
}

/// The code point at `at`, which is a character boundary before the end, and its length in bytes.
#[inline(always)]
pub fn decode(text: &[u8], at: usize) -> (u32, usize) {
    match three_byte_character(text, at) {
        Some(c) => (c, 3),
        None => decode_any(text, at),
    }
}

fn decode_any(text: &[u8], at: usize) -> (u32, usize) {
    let tail = |i: usize| u32::from(text.get(at + i).copied().unwrap_or(0x80) & 0x3F);
    let lead = u32::from(text[at]);
    match lead {
        0..0x80 => (lead, 1),
        0x80..0xE0 => ((lead & 0x1F) << 6 | tail(1), 2),
        0xE0..0xF0 => ((lead & 0xF) << 12 | tail(1) << 6 | tail(2), 3),
        _ => ((lead & 7) << 18 | tail(1) << 12 | tail(2) << 6 | tail(3), 4),
    }
}

/// The code point before `at`, which is a character boundary after the start, and its length in
/// bytes.
#[inline(always)]
pub fn decode_before(text: &[u8], at: usize) -> (u32, usize) {
    if let Some(start) = at.checked_sub(3)
        && let Some(c) = three_byte_character(text, start)
    {
        return (c, 3);
    }
    let mut start = at - 1;
    while start > 0 && text[start] & 0xC0 == 0x80 {
        start -= 1;
    }
    decode_any(text, start)
}

/// Appends a code point.
pub fn push(output: &mut Vec<u8>, c: u32) {
    let c = char::from_u32(c).expect("code points come from valid text and tables");
    output.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
}

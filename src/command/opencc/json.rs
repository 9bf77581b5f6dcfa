//! JSON strings as OpenCC's commands write them: compact, with control characters in capitals.

use std::io::Write;

/// Appends a string with its quotes. Bytes that are not UTF-8 are copied.
pub fn push_string(output: &mut Vec<u8>, text: &[u8]) {
    output.push(b'"');
    for &byte in text {
        match byte {
            b'"' => output.extend(b"\\\""),
            b'\\' => output.extend(b"\\\\"),
            0x08 => output.extend(b"\\b"),
            0x0C => output.extend(b"\\f"),
            b'\n' => output.extend(b"\\n"),
            b'\r' => output.extend(b"\\r"),
            b'\t' => output.extend(b"\\t"),
            0..0x20 => write!(output, "\\u{byte:04X}").expect("writing to memory works"),
            _ => output.push(byte),
        }
    }
    output.push(b'"');
}

/// Appends an array of what `push` appends for each item.
pub fn push_array<T>(
    output: &mut Vec<u8>,
    items: impl IntoIterator<Item = T>,
    mut push: impl FnMut(&mut Vec<u8>, T),
) {
    output.push(b'[');
    for (index, item) in items.into_iter().enumerate() {
        if index > 0 {
            output.push(b',');
        }
        push(output, item);
    }
    output.push(b']');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_as_little_as_it_may() {
        let mut output = Vec::new();
        push_string(&mut output, b"a\"\\/\x08\x0c\n\r\t\x01\x1f\x7f\xe6\xb1\x89\xff");
        let expected = b"\"a\\\"\\\\/\\b\\f\\n\\r\\t\\u0001\\u001F\x7f\xe6\xb1\x89\xff\"";
        assert_eq!(output, expected);
    }
}

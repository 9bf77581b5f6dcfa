//! A document as text, for whoever only looks at it.

use std::io::Read;

use super::compression;
use super::decode::{Decoder, Expectation};
use super::{Compression, DocumentError, DocumentOptions, Encoding};
use crate::Unchanged;
use crate::text::{self, OnInvalid, StreamOptions};

/// The text of a document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct DocumentText {
    /// Decompressed and in UTF-8.
    pub text: String,
    /// What it was encoded in; none if it is all ASCII.
    pub encoding: Option<Encoding>,
    /// What it was compressed with.
    pub compression: Option<Compression>,
}

/// Reads a document, or the beginning of it, as [`convert_document`](super::convert_document) does.
///
/// # Arguments
///
/// - `options`: of these, the encoding, what happens to bytes that are not in it, and whether
///   binary data is refused. U+FFFD stands for bytes that a conversion would keep.
/// - `longest`: so many bytes of the text are read at most, but no part of a character.
///
/// # Errors
///
/// [`DocumentError`], as for a conversion.
///
/// # Examples
///
/// ```
/// use fanjian::document::{Encoding, read_document};
///
/// let read = read_document(&b"\xFE\xFF\x6F\x22"[..], &Default::default(), usize::MAX)?;
/// assert_eq!((read.text.as_str(), read.encoding), ("\u{FEFF}漢", Some(Encoding::Utf16Be)));
/// # Ok::<(), fanjian::document::DocumentError>(())
/// ```
pub fn read_document(
    input: impl Read + Send,
    options: &DocumentOptions,
    longest: usize,
) -> Result<DocumentText, DocumentError> {
    let (plain, compression) = compression::decompress(input).map_err(DocumentError::Read)?;
    let mut decoder = Decoder::new(plain, Expectation::of(options));
    let mut bytes = Vec::new();
    let limit = u64::try_from(longest).unwrap_or(u64::MAX);
    let read = (&mut decoder).take(limit).read_to_end(&mut bytes);
    read.map_err(|error| DocumentError::unwrap(error, DocumentError::Read))?;
    if bytes.len() == longest {
        bytes.truncate(text::without_cut_character(&bytes));
    }
    let on_invalid = match options.on_invalid {
        OnInvalid::Error => OnInvalid::Error,
        OnInvalid::Keep | OnInvalid::Replace => OnInvalid::Replace,
    };
    let text = match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            let mut checked = Vec::new();
            let options = StreamOptions::default().on_invalid(on_invalid);
            text::convert_stream(&Unchanged, error.as_bytes(), &mut checked, &options)?;
            String::from_utf8(checked).unwrap_or_default()
        }
    };
    Ok(DocumentText { text, encoding: decoder.found().get().copied(), compression })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8], longest: usize) -> Result<DocumentText, DocumentError> {
        read_document(bytes, &DocumentOptions::default(), longest)
    }

    #[test]
    fn cuts_no_character() {
        assert_eq!(read("漢字".as_bytes(), 5).unwrap().text, "漢");
        assert_eq!(read("漢字".as_bytes(), 6).unwrap().text, "漢字");
        assert_eq!(read(b"ascii", 3).unwrap().encoding, None);
    }

    #[test]
    fn tells_where_it_is_not_text() {
        let error =
            read("漢字漢字漢字漢字漢字\n\u{6F22}".as_bytes().strip_suffix(b"\xA2").unwrap(), 999);
        assert!(error.unwrap_err().to_string().contains("line 2"));
        let options = DocumentOptions { on_invalid: OnInvalid::Keep, ..Default::default() };
        assert_eq!(read_document(&b"a\xFFb"[..], &options, 99).unwrap().text, "a\u{FFFD}b");
    }
}

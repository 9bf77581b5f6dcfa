use super::{Compression, Encoding, Records};
use crate::text::OnInvalid;

/// How a document is read and written.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct DocumentOptions {
    /// The encoding of the original; none to find it out.
    pub encoding: Option<Encoding>,
    /// The encoding of the conversion.
    pub output_encoding: OutputEncoding,
    /// What happens to characters that the output encoding cannot hold.
    pub on_unmappable: OnUnmappable,
    /// What happens to bytes that are not in the encoding.
    pub on_invalid: OnInvalid,
    /// How the conversion is compressed.
    pub output_compression: OutputCompression,
    /// Which fields of which records are converted; none to convert all the text.
    pub records: Option<Records>,
    /// Stop at a record that is not what it should be, instead of copying it.
    pub strict: bool,
    /// Take a document with NUL bytes for binary data, not for text.
    pub refuse_binary: bool,
}

/// The encoding of a conversion.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OutputEncoding {
    /// That of the original.
    Same,
    Named(Encoding),
}

impl Default for OutputEncoding {
    fn default() -> OutputEncoding {
        OutputEncoding::Named(Encoding::Utf8)
    }
}

/// What happens to a character that the output encoding cannot hold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OnUnmappable {
    /// Stop and name it.
    #[default]
    Error,
    /// Write a numeric character reference, as in HTML: `&#28450;`.
    Reference,
    /// Write a question mark.
    Question,
}

/// How a conversion is compressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OutputCompression {
    /// As the original is.
    Same,
    As(Option<Compression>),
}

impl Default for OutputCompression {
    fn default() -> OutputCompression {
        OutputCompression::As(None)
    }
}

//! A document from beginning to end.

use std::io::{self, Read, Write};

use super::compression::{self, Compressor};
use super::decode::{Decoder, Expectation};
use super::encode::{Encoder, Target};
use super::records::{self, Records};
use super::{
    Compression, DocumentError, DocumentOptions, Encoding, OutputCompression, OutputEncoding,
};
use crate::Engine;
use crate::text::{self, PlainText, Progress, Sink, StreamStats};

/// What became of a document.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct DocumentStats {
    /// Whether the conversion is anything but the original, compression aside.
    pub changed: bool,
    /// What the original was compressed with.
    pub compression: Option<Compression>,
    /// What the original was encoded in; none if it was all ASCII.
    pub encoding: Option<Encoding>,
    /// Bytes of text in UTF-8 that were read and written.
    pub text_read: u64,
    pub text_written: u64,
    /// Records that are not what they should be and were copied.
    pub bad_records: u64,
}

/// Converts a document.
///
/// # Arguments
///
/// - `tap`: is shown the text, what it was and what it became, on its way to `output`.
/// - `threads`: how many threads convert it; more than one is worth it for megabytes.
///
/// # Errors
///
/// [`DocumentError`]. What was written until then is not the whole conversion.
///
/// # Examples
///
/// ```
/// use fanjian::document::{self, DocumentOptions, Encoding, OutputEncoding};
///
/// let converter = fanjian::Converter::new("t2s")?;
/// let mut options = DocumentOptions::default();
/// options.encoding = Some(Encoding::Big5);
/// options.output_encoding = OutputEncoding::Named(Encoding::Gb18030);
/// let mut output = Vec::new();
/// document::convert_document(&converter, &b"\xBA\x7E\xA6\x72"[..], &mut output, &options, None, 1)?;
/// assert_eq!(output, b"\xBA\xBA\xD7\xD6");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn convert_document<E: Engine + ?Sized>(
    engine: &E,
    input: impl Read + Send,
    output: impl Write + Send,
    options: &DocumentOptions,
    tap: Option<&mut dyn Sink>,
    threads: usize,
) -> Result<DocumentStats, DocumentError> {
    let (plain, compression) = compression::decompress(input).map_err(DocumentError::Read)?;
    let mut decoder = Decoder::new(plain, Expectation::of(options));
    let found = decoder.found();
    let output_compression = match options.output_compression {
        OutputCompression::Same => compression,
        OutputCompression::As(compression) => compression,
    };
    let compressor =
        Compressor::new(output, output_compression, threads).map_err(DocumentError::Write)?;
    let target = match options.output_encoding {
        OutputEncoding::Same => Target::Same(found.clone()),
        OutputEncoding::Named(encoding) => Target::Fixed(encoding),
    };
    let mut encoder = Encoder::new(compressor, target, options.on_unmappable);
    let sink = Tapped { output: &mut encoder, tap };
    let beginning = Beginning::read(&mut decoder, engine.beginning());
    let chosen = beginning.choose(&engine, options);
    let engine = chosen.as_deref().unwrap_or(&engine);
    let stats = convert_text(engine, beginning.chain(&mut decoder), sink, options, threads)?;

    let encoding = found.get().copied();
    let has_non_ascii = decoder.has_non_ascii || encoder.has_non_ascii;
    let replaced = decoder.replaced > 0 || encoder.unmappable > 0;
    let write_error = |error| DocumentError::unwrap(error, DocumentError::Write);
    let (compressor, written) = encoder.finish().map_err(write_error)?;
    compressor.finish().map_err(write_error)?;
    let is_encoded_anew = written != encoding
        && (has_non_ascii || matches!(written, Some(Encoding::Utf16Le | Encoding::Utf16Be)));
    Ok(DocumentStats {
        changed: stats.changed || replaced || is_encoded_anew,
        compression,
        encoding,
        text_read: stats.bytes_read,
        text_written: stats.bytes_written,
        bad_records: stats.bad_records,
    })
}

fn convert_text(
    engine: &dyn Engine,
    mut input: impl Read + Send,
    mut sink: impl Sink,
    options: &DocumentOptions,
    threads: usize,
) -> Result<StreamStats, DocumentError> {
    let stats = match &options.records {
        None => {
            let blocks = PlainText::new(engine, options.on_invalid);
            text::run(&blocks, input, sink, Progress::default(), threads)?
        }
        Some(Records::JsonLines(fields)) => {
            let blocks = records::JsonLines::new(engine, fields, options.strict);
            let stats = text::run(&blocks, input, &mut sink, Progress::default(), threads)?;
            for field in blocks.unseen() {
                sink.remark(1, &format!("no record has a field {field}"));
            }
            stats
        }
        Some(Records::Delimited { delimiter, columns }) => {
            let mut progress = Progress::default();
            let table = records::Table::begin(&mut input, *delimiter, columns)?;
            if !table.header.is_empty() {
                sink.put(&table.header, &table.header).map_err(DocumentError::Write)?;
            }
            progress.skip(&table.header);
            let rest = table.rest.chain(input);
            let blocks = records::Delimited {
                converter: engine,
                delimiter: *delimiter,
                columns: &table.columns,
                width: table.width,
                strict: options.strict,
            };
            text::run(&blocks, rest, sink, progress, threads)?
        }
    };
    Ok(stats)
}

/// The beginning of a document, read before the rest if the engine wants to know it.
struct Beginning {
    bytes: Vec<u8>,
    given: usize,
    /// What ended it.
    error: Option<io::Error>,
}

impl Beginning {
    fn read(input: &mut impl Read, length: usize) -> Beginning {
        let mut bytes = Vec::new();
        let error = input.take(length as u64).read_to_end(&mut bytes).err();
        Beginning { bytes, given: 0, error }
    }

    /// The engine that the beginning says.
    fn choose(&self, engine: &dyn Engine, options: &DocumentOptions) -> Option<Box<dyn Engine>> {
        // Records may write every character as an escape: then each field is looked at.
        match options.records.is_some() && self.bytes.is_ascii() {
            true => None,
            false => engine.for_document(&String::from_utf8_lossy(&self.bytes)),
        }
    }
}

impl Read for Beginning {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = (&self.bytes[self.given..]).read(buffer)?;
        self.given += read;
        match self.error.take_if(|_| read == 0) {
            Some(error) => Err(error),
            None => Ok(read),
        }
    }
}

/// Writes, and shows what it writes to somebody.
struct Tapped<'t, W> {
    output: W,
    tap: Option<&'t mut dyn Sink>,
}

impl<W: Write + Send> Sink for Tapped<'_, W> {
    fn put(&mut self, before: &[u8], after: &[u8]) -> io::Result<()> {
        if let Some(tap) = &mut self.tap {
            tap.put(before, after)?;
        }
        self.output.write_all(after)?;
        self.output.flush()
    }

    fn remark(&mut self, line: u64, remark: &str) {
        if let Some(tap) = &mut self.tap {
            tap.remark(line, remark);
        }
    }
}

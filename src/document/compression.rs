//! Compressed documents, read and written as streams.

use std::fmt;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::Path;

use super::frames::Frames;

/// How a document is compressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Compression {
    Gzip,
    Bzip2,
    Xz,
    Zstd,
}

/// What the levels of the commands of these formats are when nobody says otherwise.
const GZIP_LEVEL: u32 = 6;
const BZIP2_LEVEL: u32 = 9;
const XZ_LEVEL: u32 = 6;
const ZSTD_LEVEL: i32 = 3;

/// More than any beginning that tells a format.
const LONGEST_SIGNATURE: usize = 10;

/// How much is read at once.
const BUFFER: usize = 128 * 1024;

impl Compression {
    /// What a file of this name is expected to be: `.gz`, `.bz2`, `.xz` and `.zst` tell it.
    #[must_use]
    pub fn from_path(path: &Path) -> Option<Compression> {
        match path.extension()?.to_str()? {
            "gz" => Some(Compression::Gzip),
            "bz2" => Some(Compression::Bzip2),
            "xz" => Some(Compression::Xz),
            "zst" => Some(Compression::Zstd),
            _ => None,
        }
    }

    /// What a document that begins like this is.
    fn from_signature(beginning: &[u8]) -> Option<Compression> {
        match beginning {
            [0x1F, 0x8B, 8, ..] => Some(Compression::Gzip),
            // Text may begin with "BZh": the first block, or the end of an empty file, may not.
            [b'B', b'Z', b'h', b'1'..=b'9', 0x31, 0x41, 0x59, 0x26, 0x53, 0x59, ..]
            | [b'B', b'Z', b'h', b'1'..=b'9', 0x17, 0x72, 0x45, 0x38, 0x50, 0x90, ..] => {
                Some(Compression::Bzip2)
            }
            [0xFD, b'7', b'z', b'X', b'Z', 0, ..] => Some(Compression::Xz),
            [0x28, 0xB5, 0x2F, 0xFD, ..] => Some(Compression::Zstd),
            // A frame to be skipped, as parallel compressors write it first.
            [0x50..=0x5F, 0x2A, 0x4D, 0x18, ..] => Some(Compression::Zstd),
            _ => None,
        }
    }
}

impl fmt::Display for Compression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Compression::Gzip => "gzip",
            Compression::Bzip2 => "bzip2",
            Compression::Xz => "xz",
            Compression::Zstd => "zstd",
        })
    }
}

/// A document without its compression, and what that was.
pub(super) fn decompress<'r>(
    input: impl Read + Send + 'r,
) -> io::Result<(Box<dyn Read + Send + 'r>, Option<Compression>)> {
    let mut input = Peeked { beginning: Vec::new(), at: 0, rest: input };
    let compression = input.peek()?;
    let Some(compression) = compression else {
        return Ok((Box::new(input), None));
    };
    let input = BufReader::with_capacity(BUFFER, input);
    let reader: Box<dyn Read + Send + 'r> = match compression {
        Compression::Gzip => Box::new(Parts::new(input, flate2::bufread::MultiGzDecoder::new)),
        Compression::Bzip2 => Box::new(Parts::new(input, bzip2::bufread::MultiBzDecoder::new)),
        Compression::Xz => {
            Box::new(Parts::new(input, |input| lzma_rust2::XzReader::new(input, true)))
        }
        Compression::Zstd => Box::new(Parts::new(input, zrip::FrameDecoder::new)),
    };
    Ok((reader, Some(compression)))
}

/// A decompressor whose errors say that the compressed data is what is wrong.
struct Parts<D>(D);

impl<D> Parts<D> {
    fn new<R: BufRead>(input: R, decompressor: impl FnOnce(R) -> D) -> Parts<D> {
        Parts(decompressor(input))
    }
}

impl<D: Read> Read for Parts<D> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.read(buffer).map_err(|error| match error.kind() {
            io::ErrorKind::UnexpectedEof => {
                io::Error::new(error.kind(), "the compressed data is cut off")
            }
            // The system did not say it, so the format did.
            _ if error.raw_os_error().is_none() => {
                io::Error::new(error.kind(), format!("the compressed data is damaged ({error})"))
            }
            _ => error,
        })
    }
}

/// A reader whose beginning was looked at.
struct Peeked<R> {
    beginning: Vec<u8>,
    at: usize,
    rest: R,
}

impl<R: Read> Peeked<R> {
    /// Reads until the beginning tells the format or that there is none.
    fn peek(&mut self) -> io::Result<Option<Compression>> {
        let mut buffer = [0; LONGEST_SIGNATURE];
        loop {
            let read = crate::text::read_some(&mut self.rest, &mut buffer)?;
            self.beginning.extend_from_slice(&buffer[..read]);
            let found = Compression::from_signature(&self.beginning);
            // Text that comes slowly is not held back: it does not begin like this.
            let may_become = matches!(self.beginning.first(), Some(0x1F | b'B' | 0xFD | 0x28))
                || matches!(self.beginning.first(), Some(0x50..=0x5F));
            if found.is_some()
                || read == 0
                || !may_become
                || self.beginning.len() >= LONGEST_SIGNATURE
            {
                return Ok(found);
            }
            if self.beginning.len() >= 4 && self.beginning[0] != b'B' && self.beginning[0] != 0xFD {
                return Ok(None);
            }
            if self.beginning.contains(&b'\n') {
                return Ok(None);
            }
        }
    }
}

impl<R: Read> Read for Peeked<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.at == self.beginning.len() {
            return self.rest.read(buffer);
        }
        let length = buffer.len().min(self.beginning.len() - self.at);
        buffer[..length].copy_from_slice(&self.beginning[self.at..self.at + length]);
        self.at += length;
        Ok(length)
    }
}

/// Writes a document with compression, or without.
pub(super) enum Compressor<W: Write> {
    None(W),
    Gzip(flate2::write::GzEncoder<W>),
    Bzip2(bzip2::write::BzEncoder<W>),
    Xz(Box<lzma_rust2::XzWriter<W>>),
    Zstd(Box<zrip::FrameEncoder<W>>),
    ZstdFrames(Frames<W>),
}

impl<W: Write> Compressor<W> {
    /// A compressor on `threads` threads, where the format allows it.
    pub(super) fn new(
        output: W,
        compression: Option<Compression>,
        threads: usize,
    ) -> io::Result<Compressor<W>> {
        Ok(match compression {
            Some(Compression::Zstd) if threads > 1 => {
                Compressor::ZstdFrames(Frames::new(output, ZSTD_LEVEL, threads))
            }
            None => Compressor::None(output),
            Some(Compression::Gzip) => Compressor::Gzip(flate2::write::GzEncoder::new(
                output,
                flate2::Compression::new(GZIP_LEVEL),
            )),
            Some(Compression::Bzip2) => Compressor::Bzip2(bzip2::write::BzEncoder::new(
                output,
                bzip2::Compression::new(BZIP2_LEVEL),
            )),
            Some(Compression::Xz) => {
                let options = lzma_rust2::XzOptions::with_preset(XZ_LEVEL);
                Compressor::Xz(Box::new(lzma_rust2::XzWriter::new(output, options)?))
            }
            Some(Compression::Zstd) => {
                let encoder = zrip::FrameEncoder::new(output, ZSTD_LEVEL);
                Compressor::Zstd(Box::new(encoder.map_err(io::Error::other)?))
            }
        })
    }

    /// Ends the document and returns what it was written to.
    ///
    /// # Errors
    ///
    /// When the last of it cannot be written.
    pub(super) fn finish(self) -> io::Result<W> {
        match self {
            Compressor::None(mut output) => {
                output.flush()?;
                Ok(output)
            }
            Compressor::Gzip(encoder) => encoder.finish(),
            Compressor::Bzip2(encoder) => encoder.finish(),
            Compressor::Xz(writer) => writer.finish(),
            Compressor::Zstd(encoder) => encoder.finish(),
            Compressor::ZstdFrames(frames) => frames.finish(),
        }
    }
}

impl<W: Write> Write for Compressor<W> {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        match self {
            Compressor::None(output) => output.write(buffer),
            Compressor::Gzip(encoder) => encoder.write(buffer),
            Compressor::Bzip2(encoder) => encoder.write(buffer),
            Compressor::Xz(writer) => writer.write(buffer),
            Compressor::Zstd(encoder) => encoder.write(buffer),
            Compressor::ZstdFrames(frames) => frames.write(buffer),
        }
    }

    /// Compressed data is not cut into smaller pieces than it has to be.
    fn flush(&mut self) -> io::Result<()> {
        match self {
            Compressor::None(output) => output.flush(),
            _ => Ok(()),
        }
    }
}

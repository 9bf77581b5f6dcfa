//! Where a conversion goes, together with what it came from.

use std::io::{self, Write};

/// Takes pieces of a text in their order.
pub trait Sink: Send {
    /// Takes a piece: what it was and what it became. Pieces end anywhere between characters.
    ///
    /// # Errors
    ///
    /// When the piece cannot be kept. The conversion ends then.
    fn put(&mut self, before: &[u8], after: &[u8]) -> io::Result<()>;

    /// Takes something to tell about a line; 1 is the first line.
    fn remark(&mut self, line: u64, remark: &str) {
        let _ = (line, remark);
    }
}

impl<S: Sink + ?Sized> Sink for &mut S {
    fn put(&mut self, before: &[u8], after: &[u8]) -> io::Result<()> {
        (**self).put(before, after)
    }

    fn remark(&mut self, line: u64, remark: &str) {
        (**self).remark(line, remark);
    }
}

/// Writes what became of the text, and flushes so that a slow input is followed.
pub(super) struct Output<W>(pub(super) W);

impl<W: Write + Send> Sink for Output<W> {
    fn put(&mut self, _: &[u8], after: &[u8]) -> io::Result<()> {
        self.0.write_all(after)?;
        self.0.flush()
    }
}

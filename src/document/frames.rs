//! Zstandard in frames that are compressed side by side.

use std::collections::VecDeque;
use std::io::{self, Write};
use std::thread::{self, JoinHandle};

/// A frame holds so many bytes of the document: several times what a match may reach back, so that
/// hardly any is lost.
const FRAME: usize = 8 << 20;

/// As many frames are compressed at a time, at most: each is held in memory.
const MOST_THREADS: usize = 8;

/// Writes a document as frames, one after the other, of which each is a document of its own; one
/// that is short is one frame. Whoever reads them sees no difference.
pub(super) struct Frames<W> {
    output: W,
    level: i32,
    threads: usize,
    next: Vec<u8>,
    compressing: VecDeque<JoinHandle<io::Result<Vec<u8>>>>,
    is_empty: bool,
}

impl<W: Write> Frames<W> {
    pub(super) fn new(output: W, level: i32, threads: usize) -> Frames<W> {
        let threads = threads.clamp(1, MOST_THREADS);
        let (next, compressing) = (Vec::new(), VecDeque::new());
        Frames { output, level, threads, next, compressing, is_empty: true }
    }

    fn compress_next(&mut self) -> io::Result<()> {
        while self.compressing.len() >= self.threads {
            self.write_first()?;
        }
        self.is_empty = false;
        let (text, level) = (std::mem::take(&mut self.next), self.level);
        let work = move || zrip::compress(&text, level).map_err(io::Error::other);
        self.compressing.push_back(thread::Builder::new().spawn(work)?);
        Ok(())
    }

    fn write_first(&mut self) -> io::Result<()> {
        let Some(first) = self.compressing.pop_front() else { return Ok(()) };
        let frame = first.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))?;
        self.output.write_all(&frame)
    }

    /// Ends the document and returns what it was written to.
    ///
    /// # Errors
    ///
    /// When the last of it cannot be written.
    pub(super) fn finish(mut self) -> io::Result<W> {
        if !self.next.is_empty() || self.is_empty {
            self.compress_next()?;
        }
        while !self.compressing.is_empty() {
            self.write_first()?;
        }
        self.output.flush()?;
        Ok(self.output)
    }
}

impl<W: Write> Write for Frames<W> {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        let taken = buffer.len().min(FRAME - self.next.len());
        self.next.extend_from_slice(&buffer[..taken]);
        if self.next.len() == FRAME {
            self.compress_next()?;
        }
        Ok(taken)
    }

    /// Frames are not made smaller than they have to be.
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    fn frames(text: &[u8], threads: usize) -> Vec<u8> {
        let mut frames = Frames::new(Vec::new(), 3, threads);
        // In pieces, as a conversion writes them.
        text.chunks(100_000).for_each(|piece| frames.write_all(piece).unwrap());
        frames.finish().unwrap()
    }

    #[test]
    fn frames_make_the_whole() {
        let line = |n: usize| format!("{n} 漢字 {}\n", n * 7919 % 10_007);
        let text: String = (0..900_000).map(line).collect();
        for length in [0, 1, FRAME - 1, FRAME, FRAME + 1, text.len()] {
            let compressed = frames(&text.as_bytes()[..length], 3);
            let mut read = Vec::new();
            zrip::FrameDecoder::new(&compressed[..]).read_to_end(&mut read).unwrap();
            assert!(read == text.as_bytes()[..length], "{length}");
            let magic = memchr::memmem::find_iter(&compressed, b"\x28\xB5\x2F\xFD").count();
            assert_eq!(magic, length.div_ceil(FRAME).max(1));
        }
        let whole = zrip::compress(text.as_bytes(), 3).unwrap().len();
        let parts = frames(text.as_bytes(), 2).len();
        assert!(parts < whole + whole / 40, "{parts} for {whole}");
    }
}

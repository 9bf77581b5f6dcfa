//! Where a single conversion is written.

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use super::Observer;
use super::order::Order;
use super::temporary::Temporary;

/// A conversion is held in memory up to this length, because many turn out to change nothing.
const HELD: usize = 1 << 20;

/// A file that is only made when there is much to write, or when it is asked for.
pub(super) struct LazyFile<'p> {
    sibling: &'p Path,
    held: Vec<u8>,
    made: Option<(Temporary, File)>,
    length: u64,
}

impl<'p> LazyFile<'p> {
    pub(super) fn beside(sibling: &'p Path) -> LazyFile<'p> {
        LazyFile { sibling, held: Vec::new(), made: None, length: 0 }
    }

    /// The file with everything that was written, and its length in bytes.
    ///
    /// # Errors
    ///
    /// When it cannot be made or written.
    pub(super) fn finish(mut self) -> io::Result<(Temporary, File, u64)> {
        let (temporary, mut file) = match self.made.take() {
            Some(made) => made,
            None => Temporary::beside(self.sibling)?,
        };
        file.write_all(&self.held)?;
        Ok((temporary, file, self.length))
    }
}

impl Write for LazyFile<'_> {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        self.length += buffer.len() as u64;
        if self.held.len() + buffer.len() <= HELD {
            self.held.extend_from_slice(buffer);
            return Ok(buffer.len());
        }
        let file = match &mut self.made {
            Some((_, file)) => file,
            none => &mut none.insert(Temporary::beside(self.sibling)?).1,
        };
        file.write_all(&self.held)?;
        self.held.clear();
        match buffer.len() <= HELD {
            true => self.held.extend_from_slice(buffer),
            false => file.write_all(buffer)?,
        }
        Ok(buffer.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// An output that many conversions share, one after the other.
pub(super) struct Shared<'o>(pub(super) Mutex<&'o mut (dyn Write + Send)>);

impl Shared<'_> {
    fn write(&self, bytes: &[u8]) -> io::Result<()> {
        let mut output = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        output.write_all(bytes)?;
        output.flush()
    }
}

/// What one conversion writes to a shared output. It is held back until its turn has come; if it
/// is long, the thread waits for that.
pub(super) struct InTurn<'a, 'o, R> {
    shared: &'a Shared<'o>,
    order: &'a Order<R>,
    number: usize,
    held: Vec<u8>,
    /// Whether its turn has come.
    passes: bool,
}

impl<'a, 'o, R> InTurn<'a, 'o, R> {
    pub(super) fn new(
        shared: &'a Shared<'o>,
        order: &'a Order<R>,
        number: usize,
    ) -> InTurn<'a, 'o, R> {
        InTurn { shared, order, number, held: Vec::new(), passes: number == 0 }
    }

    /// Waits for the turn and writes what was held back.
    ///
    /// # Errors
    ///
    /// When it cannot be written, or nothing more is to be.
    pub(super) fn finish(&mut self) -> io::Result<()> {
        if !self.passes {
            if !self.order.wait_for(self.number) {
                return Err(io::ErrorKind::BrokenPipe.into());
            }
            self.passes = true;
        }
        if self.held.is_empty() {
            return Ok(());
        }
        let result = self.shared.write(&self.held);
        self.held = Vec::new();
        result
    }
}

impl<R> Write for InTurn<'_, '_, R> {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        // What comes slowly is followed when it may be.
        self.passes |= self.order.is_turn(self.number);
        if !self.passes && self.held.len() + buffer.len() <= HELD {
            self.held.extend_from_slice(buffer);
            return Ok(buffer.len());
        }
        self.finish()?;
        self.shared.write(buffer)?;
        Ok(buffer.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Tells how much is read.
pub(super) struct Counted<'o, R> {
    pub(super) input: R,
    pub(super) observer: &'o dyn Observer,
    pub(super) bytes: u64,
}

impl<R: Read> Read for Counted<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.input.read(buffer)?;
        self.bytes += read as u64;
        self.observer.read(read as u64);
        Ok(read)
    }
}

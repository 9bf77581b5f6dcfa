//! What is done to a text, block by block.

use super::block::{self, Converted, Fault};
use super::invalid::OnInvalid;
use super::split;
use crate::Engine;

/// A way to convert text that is too long to hold.
pub(crate) trait Blocks: Sync {
    /// Whether a message about a block could name a line.
    fn counts_lines(&self) -> bool;

    /// The last place in `bytes` where they can be cut so that both parts may be converted on
    /// their own.
    fn last_split(&self, bytes: &[u8]) -> Option<usize>;

    /// Converts the beginning of `bytes` and tells how much of it that was: all of it if `end`
    /// says that nothing follows.
    ///
    /// # Errors
    ///
    /// [`Fault`] where it has to stop. What is before is converted all the same.
    fn convert(&self, bytes: &[u8], end: bool, converted: &mut Converted) -> Result<usize, Fault>;
}

/// Text without any structure but its lines.
pub(crate) struct PlainText<'e, E: ?Sized> {
    engine: &'e E,
    /// The engine's own for this one text, which takes its place.
    streaming: Option<Box<dyn Engine + 'e>>,
    on_invalid: OnInvalid,
}

impl<'e, E: Engine + ?Sized> PlainText<'e, E> {
    /// One text, whose blocks come in order.
    pub(crate) fn new(engine: &'e E, on_invalid: OnInvalid) -> PlainText<'e, E> {
        PlainText { engine, streaming: engine.streaming(), on_invalid }
    }
}

impl<E: Engine + ?Sized> Blocks for PlainText<'_, E> {
    fn counts_lines(&self) -> bool {
        self.on_invalid == OnInvalid::Error
    }

    fn last_split(&self, bytes: &[u8]) -> Option<usize> {
        let line_ends_separate = match &self.streaming {
            Some(engine) => engine.line_ends_separate(),
            None => self.engine.line_ends_separate(),
        };
        if line_ends_separate { split::last_split(bytes) } else { None }
    }

    fn convert(&self, bytes: &[u8], end: bool, converted: &mut Converted) -> Result<usize, Fault> {
        match &self.streaming {
            Some(engine) => block::convert(&**engine, bytes, end, self.on_invalid, converted),
            None => block::convert(self.engine, bytes, end, self.on_invalid, converted),
        }
    }
}

//! What an engine was asked to convert by the engines around it.

use std::sync::{Arc, Mutex, PoisonError};

use crate::Engine;

/// An engine that converts by another one and keeps a record of it.
#[derive(Debug)]
pub(super) struct Recorder<E> {
    engine: E,
    record: Record,
}

/// The calls of a recorder.
#[derive(Clone, Debug, Default)]
pub(super) struct Record(Arc<Mutex<Vec<Call>>>);

/// A piece of text that was converted.
#[derive(Clone, Debug)]
pub(super) struct Call {
    /// Where the piece lies in memory.
    address: usize,
    /// How many bytes of it were converted.
    pub length: usize,
    /// What they became.
    pub output: String,
}

impl<E> Recorder<E> {
    pub fn new(engine: E, record: &Record) -> Recorder<E> {
        Recorder { engine, record: record.clone() }
    }
}

impl<E: Engine> Engine for Recorder<E> {
    fn convert_prefix(&self, text: &str, end: bool, output: &mut String) -> usize {
        let before = output.len();
        let length = self.engine.convert_prefix(text, end, output);
        let output = output[before..].to_owned();
        let call = Call { address: text.as_ptr().addr(), length, output };
        self.record.0.lock().unwrap_or_else(PoisonError::into_inner).push(call);
        length
    }
}

impl Record {
    /// What was converted of `text`, from left to right: offsets and calls. Forgets it.
    ///
    /// An engine may try more of a text than it can use and convert less of it again: the last
    /// time counts.
    pub fn take(&self, text: &str) -> Vec<(usize, Call)> {
        let calls = std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        let mut taken: Vec<(usize, Call)> = Vec::new();
        for call in calls {
            let Some(offset) = call.address.checked_sub(text.as_ptr().addr()) else { continue };
            while taken.last().is_some_and(|(known, _)| *known >= offset) {
                taken.pop();
            }
            if call.length > 0 && offset + call.length <= text.len() {
                taken.push((offset, call));
            }
        }
        taken
    }
}

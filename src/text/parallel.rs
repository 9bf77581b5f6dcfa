//! Large texts on several threads.
//!
//! Each thread takes the next chunk, converts it, waits for its turn and writes it. So there is
//! no queue that could grow: memory is bounded by one chunk and its conversion for each thread.

use std::io::{self, Read, Write};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

use super::block::{Converted, Fault};
use super::blocks::{Blocks, PlainText};
use super::sink::{Output, Sink};
use super::stream::{self, Progress, StreamError, StreamOptions, StreamStats};
use crate::Engine;

/// Long enough that taking turns costs nothing, short enough for the second-level cache.
const CHUNK: usize = 512 * 1024;

/// Converts everything that `input` gives on `threads` threads and writes it to `output` in order.
///
/// The result is that of [`convert_stream`](super::convert_stream); it is worth it for megabytes
/// that can be read at once, such as files. An input that trickles is not followed.
///
/// # Errors
///
/// Those of [`convert_stream`](super::convert_stream).
pub fn convert_parallel<E: Engine + ?Sized>(
    engine: &E,
    input: impl Read + Send,
    output: impl Write + Send,
    options: &StreamOptions,
    threads: usize,
) -> Result<StreamStats, StreamError> {
    let blocks = PlainText::new(engine, options.on_invalid);
    run(&blocks, input, Output(output), Progress::default(), threads)
}

/// Converts everything that `input` gives as [`convert_parallel`] does.
pub(super) fn run<B: Blocks>(
    blocks: &B,
    input: impl Read + Send,
    sink: impl Sink,
    progress: Progress,
    threads: usize,
) -> Result<StreamStats, StreamError> {
    let intake = Mutex::new(Intake { input, carry: Vec::new(), next: 0, at_end: false });
    let outlet = Outlet {
        state: Mutex::new(OutletState { sink, turn: 0, progress, failure: None, stopped: false }),
        changed: Condvar::new(),
    };
    let work = || {
        let _guard = StopOnPanic(&outlet);
        let mut chunk = Chunk::new();
        let mut converted = Converted::default();
        loop {
            converted.clear();
            let taken = lock(&intake).take(blocks, &mut chunk, &mut converted);
            let Some(Taken { number, end, state }) = taken else { return };
            let bytes = chunk.bytes();
            let result = match state {
                State::Fresh => Ok(blocks.convert(bytes, true, &mut converted)),
                State::Converted(result) => Ok(result),
                State::Unreadable(error) => Err(StreamError::Read(error)),
            };
            let written = outlet.in_turn(number, |progress, sink| {
                progress.write(blocks, bytes, end, result?, &converted, sink)
            });
            if !written {
                return;
            }
        }
    };
    thread::scope(|scope| {
        for _ in 1..threads {
            scope.spawn(work);
        }
        work();
    });
    let state = outlet.state.into_inner().unwrap_or_else(PoisonError::into_inner);
    match state.failure {
        Some(failure) => Err(failure),
        None => Ok(state.progress.stats),
    }
}

/// A piece of the text that can be converted on its own; each thread reuses one.
struct Chunk {
    /// The piece lies from [`APART`] on.
    buffer: Vec<u8>,
    filled: usize,
}

/// How far the text is from the start of a page, as large buffers start with one: where a text and what it
/// becomes lie at the same places of their pages, processors take reading on for reading what was just
/// written (4K aliasing), and wait: a sixth of the speed.
const APART: usize = 2048;

impl Chunk {
    fn new() -> Chunk {
        Chunk { buffer: vec![0; APART + CHUNK], filled: 0 }
    }

    fn bytes(&self) -> &[u8] {
        &self.buffer[APART..][..self.filled]
    }

    /// What follows what is filled.
    fn free(&mut self) -> &mut [u8] {
        &mut self.buffer[APART + self.filled..]
    }
}

/// The reading end, which one thread at a time uses.
struct Intake<R> {
    input: R,
    /// What was read but belongs to the next chunk.
    carry: Vec<u8>,
    /// The number of the next chunk.
    next: u64,
    at_end: bool,
}

struct Taken {
    /// Its place in the order.
    number: u64,
    /// Whether the text ends with it.
    end: bool,
    state: State,
}

enum State {
    /// Still to be converted.
    Fresh,
    /// There was no place to cut, so it was converted to find out where it ends.
    Converted(Result<usize, Fault>),
    /// Reading failed after the chunks before.
    Unreadable(io::Error),
}

impl<R: Read> Intake<R> {
    /// Puts the next piece of the text into `chunk`, or tells that there is none.
    fn take<B: Blocks>(
        &mut self,
        blocks: &B,
        chunk: &mut Chunk,
        converted: &mut Converted,
    ) -> Option<Taken> {
        if self.at_end {
            return None;
        }
        let state = match self.fill(chunk) {
            Err(error) => {
                self.at_end = true;
                chunk.filled = 0;
                State::Unreadable(error)
            }
            Ok(()) if self.at_end => State::Fresh,
            Ok(()) => {
                let bytes = chunk.bytes();
                let (split, state) = match blocks.last_split(bytes) {
                    Some(split) => (split, State::Fresh),
                    None => {
                        let result = blocks.convert(bytes, false, converted);
                        (*result.as_ref().unwrap_or(&chunk.filled), State::Converted(result))
                    }
                };
                self.carry.extend_from_slice(&bytes[split..]);
                chunk.filled = split;
                state
            }
        };
        let number = self.next;
        self.next += 1;
        Some(Taken { number, end: self.at_end, state })
    }

    /// Fills the chunk with what is left of the one before and what can be read.
    fn fill(&mut self, chunk: &mut Chunk) -> io::Result<()> {
        chunk.filled = 0;
        let carried = self.carry.len();
        if carried > chunk.free().len() / 2 {
            // Long lines: read at least as much as is carried over, so that each byte is carried
            // over a few times at most.
            chunk.buffer.resize(APART + 2 * carried, 0);
        }
        chunk.free()[..carried].copy_from_slice(&self.carry);
        chunk.filled = carried;
        self.carry.clear();
        while !chunk.free().is_empty() {
            match stream::read_some(&mut self.input, chunk.free())? {
                0 => {
                    self.at_end = true;
                    break;
                }
                read => chunk.filled += read,
            }
        }
        Ok(())
    }
}

/// The writing end, where the threads take turns.
struct Outlet<S> {
    state: Mutex<OutletState<S>>,
    changed: Condvar,
}

struct OutletState<S> {
    sink: S,
    /// The number of the chunk to be written next.
    turn: u64,
    progress: Progress,
    failure: Option<StreamError>,
    /// Nothing more is to be written.
    stopped: bool,
}

impl<S: Sink> Outlet<S> {
    /// Waits until all chunks before `number` are written, then lets `write` do its part. Tells
    /// whether to go on.
    fn in_turn(
        &self,
        number: u64,
        write: impl FnOnce(&mut Progress, &mut S) -> Result<usize, StreamError>,
    ) -> bool {
        let mut state = lock(&self.state);
        while state.turn != number && !state.stopped {
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        if state.stopped {
            return false;
        }
        let OutletState { sink, progress, .. } = &mut *state;
        let result = write(progress, sink);
        state.turn += 1;
        if let Err(failure) = result {
            state.failure = Some(failure);
            state.stopped = true;
        }
        let go_on = !state.stopped;
        drop(state);
        self.changed.notify_all();
        go_on
    }
}

/// A thread that panics would leave the others waiting for its turn for ever.
struct StopOnPanic<'a, S>(&'a Outlet<S>);

impl<S> Drop for StopOnPanic<'_, S> {
    fn drop(&mut self) {
        if thread::panicking() {
            lock(&self.0.state).stopped = true;
            self.0.changed.notify_all();
        }
    }
}

/// A panic elsewhere does not matter here: the panic itself is passed on when the threads end.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

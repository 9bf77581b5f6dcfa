//! Text as bytes: checking UTF-8, and converting what is too long to hold or still on its way.
//!
//! Everything here works on [`Read`](std::io::Read) and [`Write`](std::io::Write) and knows
//! neither files nor processes.

mod block;
mod guess;
mod invalid;
mod parallel;
mod split;
mod stream;
mod utf8;

pub use guess::Looks;
pub use invalid::{InvalidText, OnInvalid};
pub use parallel::convert_parallel;
pub use stream::{StreamError, StreamOptions, StreamStats, convert_stream};

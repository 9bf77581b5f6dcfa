//! The command as a process: what it writes, where, and how it ends.

mod convert;
mod detect;
mod dict;
mod inform;
mod readme;
mod testenv;
mod words;

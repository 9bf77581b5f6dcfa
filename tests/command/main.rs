//! The command as a process: what it writes, where, and how it ends.

mod convert;
mod detect;
mod dict;
mod explain;
#[cfg(unix)]
mod files;
mod inform;
mod readme;
#[cfg(unix)]
mod recipes;
mod testenv;
mod words;

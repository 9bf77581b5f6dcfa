//! The command under the names `opencc` and `opencc_dict`, for scripts that expect OpenCC's.
//!
//! Arguments, output, files and the occasions of errors are those of OpenCC 1.4.2's commands;
//! `docs/opencc-drop-in.md` lists what differs on purpose. Nothing else in the command knows this.

mod ambiguities;
mod arguments;
mod cli;
mod configuration;
mod convert;
mod dict;
mod input;
mod json;
mod lines;
mod measured;

use std::ffi::OsString;
use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

use anyhow::Result;

use super::message;

/// Runs the command whose name this process was started under, if it is one of OpenCC's.
pub fn run_by_name() -> Option<ExitCode> {
    let mut arguments = std::env::args_os();
    let program = arguments.next()?;
    let result = match Path::new(&program).file_stem()?.to_str()? {
        "opencc" => opencc(&program, arguments),
        "opencc_dict" => opencc_dict(arguments),
        _ => return None,
    };
    Some(match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) if message::is_closed_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            say(&format!("{error:#}"));
            ExitCode::FAILURE
        }
    })
}

fn opencc(program: &OsString, arguments: impl Iterator<Item = OsString>) -> Result<()> {
    match cli::opencc(arguments)? {
        cli::Request::Convert(arguments) => convert::run(Path::new(program), &arguments),
        cli::Request::Print(text) => print(&text),
    }
}

fn opencc_dict(arguments: impl Iterator<Item = OsString>) -> Result<()> {
    match cli::opencc_dict(arguments)? {
        cli::DictRequest::Convert(arguments) => dict::run(&arguments),
        cli::DictRequest::Print(text) => print(&text),
    }
}

fn print(text: &str) -> Result<()> {
    Ok(io::stdout().write_all(text.as_bytes())?)
}

/// Writes one line to standard error.
fn say(text: &str) {
    message::say_as("opencc", text);
}

//! Arguments as OpenCC's commands read them.
//!
//! No library reads them so: a value is always the next argument, whatever it looks like, names
//! cannot be shortened or joined with their value, nothing may be given twice, and what follows
//! `--` is ignored. What those commands refuse must be refused, or scripts behave differently.

use std::ffi::{OsStr, OsString};

use anyhow::{Result, bail};

/// An argument that is known.
#[derive(Debug)]
pub struct Known {
    /// `-c`, if it has a short name.
    pub short: Option<&'static str>,
    /// `--config`.
    pub long: &'static str,
    pub takes: Takes,
    pub required: bool,
    /// A line of help.
    pub help: &'static str,
}

/// What follows an argument.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Takes {
    Nothing,
    /// A value, described by this word in the help.
    Value(&'static str),
    /// A value, as often as one likes.
    Values(&'static str),
    /// 0 or 1.
    Bool,
    /// One of these.
    OneOf(&'static [&'static str]),
}

/// What was given.
#[derive(Debug, PartialEq, Eq)]
pub enum Given {
    Help,
    Version,
    /// Long names with their values, in the order in which they were given.
    Values(Vec<(&'static str, OsString)>),
}

/// Reads the arguments that follow the name of the command.
///
/// # Errors
/// The argument that is wrong, and why.
pub fn read(known: &[Known], arguments: impl IntoIterator<Item = OsString>) -> Result<Given> {
    let mut given: Vec<(&'static str, OsString)> = Vec::new();
    let mut arguments = arguments.into_iter();
    while let Some(argument) = arguments.next() {
        let text = argument.to_string_lossy();
        if text == "--" || text == "--ignore_rest" {
            break;
        }
        if text == "--version" {
            return Ok(Given::Version);
        }
        let (name, joined) = split(&text);
        let found = known.iter().find(|k| {
            (k.long == name || k.short == Some(name)) && (k.takes != Takes::Nothing || text == name)
        });
        let Some(found) = found else {
            match other(&argument) {
                Other::Nothing => continue,
                Other::Help => return Ok(Given::Help),
                Other::Unknown => bail!("{}: there is no such argument", argument.display()),
            }
        };
        let again = given.iter().any(|(long, _)| *long == found.long);
        if again && !matches!(found.takes, Takes::Values(_)) {
            bail!("{}: given twice", found.long);
        }
        let value = match (found.takes, joined) {
            (Takes::Nothing, _) => OsString::new(),
            (_, Some(value)) => value.into(),
            (_, None) => match arguments.next() {
                Some(value) => value,
                None => bail!("{}: the value is missing", found.long),
            },
        };
        check(found, &value)?;
        given.push((found.long, value));
    }
    let is_given = |known: &&Known| given.iter().any(|(long, _)| *long == known.long);
    let missing: Vec<&str> =
        known.iter().filter(|k| k.required && !is_given(k)).map(|k| k.long).collect();
    if !missing.is_empty() {
        bail!("missing: {}", missing.join(", "));
    }
    Ok(Given::Values(given))
}

/// A name and its value may be one argument with a space between them.
fn split(argument: &str) -> (&str, Option<&str>) {
    match argument.split_once(' ') {
        Some((name, value)) if name.len() > 1 && !value.is_empty() => (name, Some(value)),
        Some((name, "")) if name.len() > 1 => (name, None),
        _ => (argument, None),
    }
}

/// What an argument is that has no name of its own.
enum Other {
    Help,
    Nothing,
    Unknown,
}

fn other(argument: &OsStr) -> Other {
    let argument = argument.to_string_lossy();
    if argument == "--help" {
        return Other::Help;
    }
    // Short names without a value may be joined; `h` is the only one that there is.
    let is_short = argument.starts_with('-') && !argument.starts_with("--");
    if is_short && !argument.contains(' ') && argument.contains('h') {
        return Other::Help;
    }
    match argument.as_ref() {
        "" | "-" => Other::Nothing,
        _ => Other::Unknown,
    }
}

fn check(known: &Known, value: &OsStr) -> Result<()> {
    let text = value.to_string_lossy();
    match known.takes {
        Takes::Bool if !matches!(text.trim_start(), "0" | "1") => {
            bail!("{}: {text} is neither 0 nor 1", known.long)
        }
        Takes::OneOf(choices) if !choices.contains(&text.as_ref()) => {
            bail!("{}: {text} is none of {}", known.long, choices.join(", "))
        }
        _ => Ok(()),
    }
}

/// The help text: how the command is used, and every argument.
pub fn help(command: &str, about: &str, known: &[Known]) -> String {
    let mut text = format!("{about}\n\nUsage: {command} [ARGUMENT]...\n\nArguments:\n");
    let mut line = |names: String, help: &str| text += &format!("  {names:<41} {help}\n");
    for known in known {
        let value = match known.takes {
            Takes::Nothing => String::new(),
            Takes::Value(value) => format!(" <{value}>"),
            Takes::Values(value) => format!(" <{value}>..."),
            Takes::Bool => " <0|1>".to_owned(),
            Takes::OneOf(choices) => format!(" <{}>", choices.join("|")),
        };
        let short = known.short.map_or(String::new(), |short| format!("{short}, "));
        line(format!("{short}{}{value}", known.long), known.help);
    }
    line("--, --ignore_rest".to_owned(), "Ignore whatever follows");
    line("--version".to_owned(), "Print the version");
    line("-h, --help".to_owned(), "Print this help");
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    const KNOWN: &[Known] = &[
        Known {
            short: Some("-c"),
            long: "--config",
            takes: Takes::Value("file"),
            required: false,
            help: "",
        },
        Known {
            short: None,
            long: "--path",
            takes: Takes::Values("folder"),
            required: false,
            help: "",
        },
        Known { short: None, long: "--noflush", takes: Takes::Bool, required: false, help: "" },
        Known { short: None, long: "--inspect", takes: Takes::Nothing, required: false, help: "" },
        Known {
            short: Some("-t"),
            long: "--to",
            takes: Takes::OneOf(&["text", "ocd2"]),
            required: false,
            help: "",
        },
    ];

    fn given(arguments: &[&str]) -> String {
        match read(KNOWN, arguments.iter().map(OsString::from)) {
            Err(error) => format!("error: {error}"),
            Ok(Given::Help) => "help".to_owned(),
            Ok(Given::Version) => "version".to_owned(),
            Ok(Given::Values(values)) => values
                .iter()
                .map(|(name, value)| format!("{name}={}", value.display()))
                .collect::<Vec<_>>()
                .join(" "),
        }
    }

    #[test]
    fn a_value_is_the_next_argument() {
        assert_eq!(given(&["-c", "t2s"]), "--config=t2s");
        assert_eq!(given(&["--config", "--inspect"]), "--config=--inspect");
        assert_eq!(given(&["-c t2s"]), "--config=t2s");
        assert_eq!(given(&["--path", "a", "--path", "b"]), "--path=a --path=b");
        assert_eq!(given(&["-c"]), "error: --config: the value is missing");
    }

    #[test]
    fn other_spellings_are_refused() {
        for wrong in [
            "-ct2s",
            "--config=t2s",
            "--conf",
            "--noflush=1",
            "file",
            "-x",
            "--inspecth",
            "--inspect ",
        ] {
            assert_eq!(given(&[wrong]), format!("error: {wrong}: there is no such argument"));
        }
        assert_eq!(given(&["-c", "a", "--config", "b"]), "error: --config: given twice");
        assert_eq!(given(&["--inspect", "--inspect"]), "error: --inspect: given twice");
    }

    #[test]
    fn values_are_checked() {
        assert_eq!(given(&["--noflush", "1"]), "--noflush=1");
        assert_eq!(given(&["--noflush", "yes"]), "error: --noflush: yes is neither 0 nor 1");
        assert_eq!(given(&["-t", "text"]), "--to=text");
        assert_eq!(given(&["-t", "ocd"]), "error: --to: ocd is none of text, ocd2");
    }

    #[test]
    fn help_and_version_come_where_they_stand() {
        assert_eq!(given(&["-h", "nonsense"]), "help");
        assert_eq!(given(&["--help"]), "help");
        assert_eq!(given(&["-xh"]), "help");
        assert_eq!(given(&["nonsense", "-h"]), "error: nonsense: there is no such argument");
        assert_eq!(given(&["--version"]), "version");
    }

    #[test]
    fn nothing_counts_after_two_dashes() {
        assert_eq!(given(&["--inspect", "--", "nonsense", "-c"]), "--inspect=");
        assert_eq!(given(&["-", "", "--inspect"]), "--inspect=");
    }
}

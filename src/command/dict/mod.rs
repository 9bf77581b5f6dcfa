//! Dictionaries as files: making, reading, checking, comparing, and looking words up.

mod lookup;

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use fanjian::dictionary::{Format, Lexicon, write_ocd2};
use fanjian::lint::lint;
use fanjian::user::{UserDictionary, is_table, text_from_utf8};

use super::ExitStatus;
use super::interrupt;
use super::target::Target;

/// What to do with dictionaries.
#[derive(Debug)]
pub enum DictAction {
    /// Make one of some.
    Build { inputs: Vec<PathBuf>, output: PathBuf },
    /// Print one as text.
    Dump { file: PathBuf },
    /// Tell what is wrong with some.
    Lint { files: Vec<PathBuf> },
    /// Tell what is known about a word.
    Lookup { word: String },
    /// Tell how two differ.
    Diff { old: PathBuf, new: PathBuf },
}

/// Does it.
pub fn run(action: &DictAction) -> Result<ExitStatus> {
    let mut report = String::new();
    let mut status = ExitStatus::Done;
    match action {
        DictAction::Build { inputs, output } => build(inputs, output)?,
        DictAction::Dump { file } => {
            report = dump(&read(file)?).with_context(|| file.display().to_string())?
        }
        DictAction::Lint { files } => {
            for file in files {
                report += &lint_file(file)?;
            }
        }
        DictAction::Lookup { word } => {
            lookup::lookup(word, &mut report);
        }
        DictAction::Diff { old, new } => report = diff(&read(old)?, &read(new)?),
    }
    if matches!(action, DictAction::Lint { .. } | DictAction::Diff { .. }) && !report.is_empty() {
        status = ExitStatus::Found;
    }
    io::stdout().write_all(report.as_bytes())?;
    Ok(status)
}

/// A dictionary in any form: OpenCC's, compiled or not, or a user dictionary.
fn read(path: &Path) -> Result<Lexicon> {
    let bytes = std::fs::read(path).with_context(|| path.display().to_string())?;
    parse(&bytes).with_context(|| path.display().to_string())
}

fn parse(bytes: &[u8]) -> Result<Lexicon> {
    let format = Format::of(bytes);
    let text = std::str::from_utf8(bytes).unwrap_or_default();
    if format == Format::Text && is_table(text) {
        bail!(
            "a table of the words of places, which -d takes: it is no dictionary of one direction"
        );
    }
    let is_opencc = text.lines().any(|line| !line.starts_with('#') && line.contains('\t'));
    if format != Format::Text || is_opencc || text.is_empty() {
        return Ok(format.read(bytes)?);
    }
    let mut dictionary = UserDictionary::new();
    dictionary.parse(text)?;
    let entries = dictionary.iter().map(|(key, value)| (key.to_owned(), vec![value.to_owned()]));
    Ok(Lexicon::from_entries(entries)?)
}

fn sorted(lexicon: &Lexicon) -> BTreeMap<&str, &[String]> {
    lexicon.entries().map(|(key, entry)| (key, entry.candidates())).collect()
}

/// # Errors
/// If a key or a value holds what this form has another meaning for.
fn dump(lexicon: &Lexicon) -> Result<String> {
    let mut text = String::new();
    for (key, values) in sorted(lexicon) {
        if key.contains(['\t', '\n', '\r'])
            || values.iter().any(|v| v.contains([' ', '\t', '\n', '\r']))
        {
            bail!("{key:?} → {values:?}: text cannot hold a space in a value, a TAB or a line end");
        }
        text += &line("", key, values);
    }
    Ok(text)
}

fn line(mark: &str, key: &str, values: &[String]) -> String {
    format!("{mark}{key}\t{}\n", values.join(" "))
}

/// Entries of later inputs take the place of earlier ones.
fn build(inputs: &[PathBuf], output: &Path) -> Result<()> {
    let mut entries = BTreeMap::new();
    for input in inputs {
        let lexicon = read(input)?;
        entries.extend(
            lexicon.entries().map(|(key, entry)| (key.to_owned(), entry.candidates().to_vec())),
        );
    }
    let lexicon = Lexicon::from_entries(entries)?;
    let bytes = match output.extension().and_then(|extension| extension.to_str()) {
        Some("ocd2") => write_ocd2(&lexicon)?,
        Some("txt") => dump(&lexicon).with_context(|| output.display().to_string())?.into_bytes(),
        _ => bail!("{}: is to be what? Name it .ocd2 or .txt", output.display()),
    };
    interrupt::leave_no_temporary_file();
    let mut target = Target::file(output)?;
    target.writer().write_all(&bytes).with_context(|| output.display().to_string())?;
    target.finish().with_context(|| output.display().to_string())
}

fn lint_file(path: &Path) -> Result<String> {
    let name = path.display().to_string();
    let bytes = std::fs::read(path).with_context(|| name.clone())?;
    if Format::of(&bytes) != Format::Text {
        // A compiled file is sound if it can be read.
        return Ok(
            parse(&bytes).map_or_else(|error| format!("{name}: {error}\n"), |_| String::new())
        );
    }
    Ok(match text_from_utf8(bytes) {
        Ok(text) => lint(&name, &text).into_iter().map(|finding| finding + "\n").collect(),
        Err(error) => format!("{name}: {error}\n"),
    })
}

/// Lines that only one of them has, as `diff` marks them.
fn diff(old: &Lexicon, new: &Lexicon) -> String {
    let (old, new) = (sorted(old), sorted(new));
    let mut changes: Vec<(&str, String)> = Vec::new();
    for (&key, &values) in &old {
        if new.get(key) != Some(&values) {
            changes.push((key, line("-", key, values)));
        }
    }
    for (&key, &values) in &new {
        if old.get(key) != Some(&values) {
            changes.push((key, line("+", key, values)));
        }
    }
    changes.sort_by_key(|(key, _)| *key);
    changes.into_iter().map(|(_, line)| line).collect()
}

//! Runs `opencc_dict`: from one form of a dictionary to another.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};
use fanjian::dictionary::{Format, Lexicon, write_ocd2};

use super::cli::DictArguments;

/// Keys and their candidates, in the order in which they are written.
type Entries = Vec<(String, Vec<String>)>;

/// Does what the arguments say.
///
/// # Errors
/// What is wrong with an input or the output.
pub fn run(arguments: &DictArguments) -> Result<()> {
    let entries = read(arguments)?;
    let bytes = match arguments.to.as_str() {
        "text" => write_text(&entries).into_bytes(),
        "ocd2" => write_ocd2(&Lexicon::from_entries(entries)?)?,
        _ => bail!("--to: ocd is written no more: OpenCC reads ocd2 since 2020"),
    };
    fs::write(&arguments.output, bytes).with_context(|| arguments.output.display().to_string())
}

fn read(arguments: &DictArguments) -> Result<Entries> {
    if arguments.from == "cppjieba_utf8" {
        return read_jieba(&arguments.inputs);
    }
    let [path] = &arguments.inputs[..] else {
        bail!("--input: given more than once, which only cppjieba_utf8 can do with");
    };
    let named = || path.display().to_string();
    let bytes = fs::read(path).with_context(named)?;
    let format = match arguments.from.as_str() {
        "text" | "text_space" => Format::Text,
        "ocd2" => Format::Ocd2,
        _ => Format::Ocd,
    };
    let lexicon = match arguments.from.as_str() {
        "text_space" => {
            let mut lines = bytes.split(|&byte| byte == b'\n');
            let lacks_space = |line: &[u8]| line.contains(&b'\t') && !line.contains(&b' ');
            if let Some(index) = lines.position(lacks_space) {
                bail!("{}: line {}: no space between key and value", named(), index + 1);
            }
            format.read(&with_tabs(&bytes))
        }
        _ => format.read(&bytes),
    }
    .with_context(named)?;
    let mut entries: Entries = lexicon
        .entries()
        .map(|(key, entry)| (key.to_owned(), entry.candidates().to_vec()))
        .collect();
    entries.sort();
    Ok(entries)
}

/// The first space of each line as a TAB.
fn with_tabs(bytes: &[u8]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for line in bytes.split_mut(|&byte| byte == b'\n') {
        if let Some(space) = line.iter_mut().find(|byte| **byte == b' ') {
            *space = b'\t';
        }
    }
    bytes
}

fn write_text(entries: &Entries) -> String {
    entries.iter().map(|(key, values)| format!("{key}\t{}\n", values.join(" "))).collect()
}

/// Dictionaries of cppjieba: `word frequency tag` a line in the first, and the same with one or
/// both left out in the others, which win.
fn read_jieba(paths: &[impl AsRef<Path>]) -> Result<Entries> {
    let mut entries = BTreeMap::new();
    for (index, path) in paths.iter().enumerate() {
        let path = path.as_ref();
        let text = fs::read_to_string(path).with_context(|| path.display().to_string())?;
        for (number, line) in text.lines().enumerate() {
            let words: Vec<&str> = line.split_ascii_whitespace().collect();
            let values = match words[..] {
                [] => continue,
                [_, frequency, tag] if index == 0 => [frequency, tag, "base"],
                [_] if index > 0 => ["", "", "user_default"],
                [_, tag] if index > 0 => ["", tag, "user_default"],
                [_, frequency, tag] => [frequency, tag, "user_freq"],
                _ => {
                    let number = number + 1;
                    bail!("{}: line {number}: is no word with frequency and tag", path.display());
                }
            };
            entries.insert(words[0].to_owned(), values.map(str::to_owned).to_vec());
        }
    }
    Ok(entries.into_iter().collect())
}

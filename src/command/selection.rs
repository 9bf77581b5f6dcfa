//! The files that are meant.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use fanjian::files::{Selection, Source, describe_io};

use super::config::SelectionConfig;

/// Reads the lists.
pub fn selection(config: &SelectionConfig) -> Result<Selection> {
    let mut listed = Vec::new();
    for list in &config.lists {
        listed.extend(read_list(list, config.null)?);
    }
    let mut sources: Vec<Source> = config.paths.iter().cloned().map(Source::new).collect();
    if sources.is_empty() && config.lists.is_empty() {
        sources.push(Source::Stdin);
    }
    Ok(Selection {
        sources,
        listed,
        globs: config.globs.clone(),
        hidden: config.hidden,
        ignored: config.ignored,
        follow: config.follow,
    })
}

/// The files that a list names.
fn read_list(list: &Path, null: bool) -> Result<Vec<PathBuf>> {
    let name = || format!("--files-from {}", list.display());
    let mut bytes = Vec::new();
    match Source::new(list.to_owned()) {
        Source::Stdin => io::stdin().lock().read_to_end(&mut bytes),
        Source::Path(path) => File::open(path).and_then(|mut file| file.read_to_end(&mut bytes)),
    }
    .map_err(|error| anyhow::anyhow!(describe_io(&error)))
    .with_context(name)?;
    let end = if null { 0 } else { b'\n' };
    bytes
        .split(|&byte| byte == end)
        .map(|line| if null { line } else { line.strip_suffix(b"\r").unwrap_or(line) })
        .filter(|line| !line.is_empty())
        .map(|line| to_path(line).with_context(name))
        .collect()
}

#[cfg(unix)]
fn to_path(bytes: &[u8]) -> Result<PathBuf> {
    use std::os::unix::ffi::OsStrExt;
    Ok(std::ffi::OsStr::from_bytes(bytes).into())
}

#[cfg(not(unix))]
fn to_path(bytes: &[u8]) -> Result<PathBuf> {
    Ok(std::str::from_utf8(bytes).context("a name that is not UTF-8")?.into())
}

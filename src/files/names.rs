//! Converted names.

use std::path::{Component, Path, PathBuf};

use super::FileError;
use crate::Engine;

/// What a name becomes; nothing if it stays as it is.
///
/// # Errors
///
/// When what it becomes cannot be a name.
pub(super) fn convert(engine: &dyn Engine, name: &str) -> Result<Option<String>, FileError> {
    let mut converted = String::new();
    engine.convert_prefix(name, true, &mut converted);
    if converted == name {
        return Ok(None);
    }
    let is_special = matches!(converted.as_str(), "" | "." | "..");
    let forbidden: &[char] = if cfg!(windows) { &['/', '\0', '\\', ':'] } else { &['/', '\0'] };
    match is_special || converted.contains(forbidden) {
        true => Err(FileError::BadName { name: converted }),
        false => Ok(Some(converted)),
    }
}

/// A path with its last part converted; nothing if that stays as it is, or is not Unicode.
///
/// # Errors
///
/// Those of [`convert`].
pub(super) fn convert_last(engine: &dyn Engine, path: &Path) -> Result<Option<PathBuf>, FileError> {
    let Some(name) = path.file_name().and_then(|name| name.to_str()) else { return Ok(None) };
    Ok(convert(engine, name)?.map(|name| path.with_file_name(name)))
}

/// A path with every part converted.
///
/// # Errors
///
/// Those of [`convert`].
pub(super) fn convert_all(engine: &dyn Engine, path: &Path) -> Result<PathBuf, FileError> {
    let mut converted = PathBuf::new();
    for part in path.components() {
        match part {
            Component::Normal(name) => match name.to_str() {
                Some(text) => match convert(engine, text)? {
                    Some(new) => converted.push(new),
                    None => converted.push(name),
                },
                None => converted.push(name),
            },
            other => converted.push(other),
        }
    }
    Ok(converted)
}

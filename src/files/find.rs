//! Which files there are.

use std::io;
use std::path::{Path, PathBuf};

use ignore::WalkBuilder;
use ignore::overrides::{Override, OverrideBuilder};

use super::{FileError, Selection, Source};

/// Something that was found, in the order of the inputs.
pub(super) enum Found {
    File(FoundFile),
    /// A folder that was walked; of interest for its name only.
    Folder(PathBuf),
    Failed(Source, FileError),
}

pub(super) struct FoundFile {
    pub(super) source: Source,
    /// Its place in a folder that mirrors the inputs.
    pub(super) relative: PathBuf,
    /// Whether it was named, and not found in a folder or a list.
    pub(super) named: bool,
}

/// Finds every file of a selection.
///
/// # Arguments
///
/// - `except`: a folder that is not walked, wherever it is.
///
/// # Errors
///
/// When a glob is not one.
pub(super) fn find(
    selection: &Selection,
    except: Option<&Path>,
) -> Result<Vec<Found>, ignore::Error> {
    let mut globs = OverrideBuilder::new(".");
    for glob in &selection.globs {
        globs.add(glob)?;
    }
    let globs = globs.build()?;
    let except = except.and_then(|folder| folder.canonicalize().ok());
    let mut found = Vec::new();
    for source in &selection.sources {
        match source {
            Source::Path(path) if path.is_dir() => {
                walk(path, selection, &globs, except.as_deref(), &mut found);
            }
            _ => found.push(Found::File(FoundFile {
                source: source.clone(),
                relative: source.path().and_then(Path::file_name).unwrap_or_default().into(),
                named: true,
            })),
        }
    }
    for path in &selection.listed {
        // A path that leads out of the folder keeps only its name there.
        let is_below = path.components().all(|part| {
            matches!(part, std::path::Component::Normal(_) | std::path::Component::CurDir)
        });
        let relative = match is_below {
            true => path.clone(),
            false => path.file_name().unwrap_or_default().into(),
        };
        let source = Source::Path(path.clone());
        found.push(Found::File(FoundFile { source, relative, named: false }));
    }
    Ok(found)
}

fn walk(
    root: &Path,
    selection: &Selection,
    globs: &Override,
    except: Option<&Path>,
    found: &mut Vec<Found>,
) {
    let mut builder = WalkBuilder::new(root);
    builder
        .standard_filters(!selection.ignored)
        .hidden(!selection.hidden)
        .follow_links(selection.follow)
        .overrides(globs.clone())
        .sort_by_file_name(std::cmp::Ord::cmp);
    if let Some(except) = except {
        let except = except.to_owned();
        builder.filter_entry(move |entry| {
            let is_folder = entry.file_type().is_some_and(|kind| kind.is_dir());
            !is_folder || entry.path().canonicalize().map_or(true, |path| path != except)
        });
    }
    for entry in builder.build() {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                let (path, error) = explain(error);
                let source = Source::Path(path.unwrap_or_else(|| root.to_owned()));
                found.push(Found::Failed(source, error));
                continue;
            }
        };
        let Some(kind) = entry.file_type() else { continue };
        if kind.is_dir() {
            found.push(Found::Folder(entry.into_path()));
        } else if kind.is_file() {
            let path = entry.into_path();
            let relative = path.strip_prefix(root).unwrap_or(&path).to_owned();
            let source = Source::Path(path);
            found.push(Found::File(FoundFile { source, relative, named: false }));
        }
    }
}

/// The path that an error is about, and what it says.
fn explain(error: ignore::Error) -> (Option<PathBuf>, FileError) {
    match error {
        ignore::Error::WithPath { path, err } => (Some(path), explain(*err).1),
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => {
            explain(*err)
        }
        ignore::Error::Loop { child, .. } => {
            (Some(child), FileError::Walk("a link back to a folder that it is in".to_owned()))
        }
        ignore::Error::Io(error) => {
            // The walker says where it happened, which is told anyway.
            let cause = error.get_ref().and_then(|error| error.source());
            let cause = cause.and_then(|cause| cause.downcast_ref::<io::Error>());
            let code = cause.and_then(io::Error::raw_os_error);
            (None, FileError::Io(code.map_or(error, io::Error::from_raw_os_error)))
        }
        other => (None, FileError::Walk(other.to_string())),
    }
}

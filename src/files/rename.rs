//! Names of files and folders, converted without one taking the place of another.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::{FileError, names};
use crate::Engine;

/// A name that changes, or cannot.
pub(super) struct Renaming {
    pub(super) from: PathBuf,
    pub(super) to: Result<PathBuf, FileError>,
}

/// Finds out what becomes of names, what is in a folder before the folder.
///
/// # Arguments
///
/// - `except`: files that stay as they are.
pub(super) fn plan(
    engine: &dyn Engine,
    mut paths: Vec<PathBuf>,
    except: &HashSet<PathBuf>,
) -> Vec<Renaming> {
    paths.retain(|path| !except.contains(path));
    // The sort keeps the order of the inputs among paths of the same depth.
    paths.sort_by_key(|path| std::cmp::Reverse(path.components().count()));
    let mut renamings: Vec<Renaming> = paths
        .into_iter()
        .filter_map(|from| match names::convert_last(engine, &from) {
            Ok(to) => to.map(|to| Renaming { from, to: Ok(to) }),
            Err(error) => Some(Renaming { from, to: Err(error) }),
        })
        .collect();
    let mut wanted: HashMap<PathBuf, usize> = HashMap::new();
    for renaming in &renamings {
        if let Ok(to) = &renaming.to {
            *wanted.entry(to.clone()).or_default() += 1;
        }
    }
    for renaming in &mut renamings {
        if let Ok(to) = &renaming.to
            && (wanted[to] > 1 || is_another(&renaming.from, to))
        {
            renaming.to = Err(FileError::NameTaken { name: to.clone() });
        }
    }
    renamings
}

/// Whether there is another file of that name. On some systems the old name leads there, too.
fn is_another(from: &Path, to: &Path) -> bool {
    match (from.symlink_metadata(), to.symlink_metadata()) {
        (_, Err(_)) => false,
        #[cfg(unix)]
        (Ok(from), Ok(to)) => {
            use std::os::unix::fs::MetadataExt;
            (from.dev(), from.ino()) != (to.dev(), to.ino())
        }
        _ => true,
    }
}

/// Gives a file its new name, unless there is one of that name.
///
/// # Errors
///
/// When there is, or the system does not allow it.
pub(super) fn rename(from: &Path, to: &Path) -> Result<(), FileError> {
    match rename_without_overwriting(from, to) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            Err(FileError::NameTaken { name: to.to_owned() })
        }
        result => result.map_err(FileError::Io),
    }
}

fn rename_without_overwriting(from: &Path, to: &Path) -> io::Result<()> {
    #[cfg(any(target_os = "linux", target_os = "macos"))]
    {
        use rustix::fs::{CWD, RenameFlags, renameat_with};
        use rustix::io::Errno;
        match renameat_with(CWD, from, CWD, to, RenameFlags::NOREPLACE) {
            // Not every file system can do it.
            Err(Errno::INVAL | Errno::NOSYS | Errno::NOTSUP) => {}
            result => return Ok(result?),
        }
    }
    match is_another(from, to) {
        true => Err(io::ErrorKind::AlreadyExists.into()),
        false => fs::rename(from, to),
    }
}

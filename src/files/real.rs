//! Names of files that no link leads to.

use std::collections::HashMap;
use std::fs::{self, Metadata};
use std::path::{Path, PathBuf};

/// Finds them, looking each folder up once.
#[derive(Default)]
pub(super) struct RealPaths {
    folders: HashMap<PathBuf, Option<PathBuf>>,
}

impl RealPaths {
    /// The real name of what is there, and what is known of it; none if there is nothing.
    pub(super) fn find(&mut self, path: &Path) -> Option<(PathBuf, Metadata)> {
        // Elsewhere a name may be written in several ways.
        if cfg!(all(unix, not(target_vendor = "apple")))
            && let Some(name) = path.file_name()
        {
            let metadata = fs::symlink_metadata(path).ok()?;
            if !metadata.is_symlink() {
                let folder = folder_of(path);
                if !self.folders.contains_key(folder) {
                    self.folders.insert(folder.to_owned(), folder.canonicalize().ok());
                }
                return Some((self.folders[folder].as_ref()?.join(name), metadata));
            }
        }
        Some((path.canonicalize().ok()?, fs::metadata(path).ok()?))
    }
}

/// The folder that a name is in.
pub(super) fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn finds_what_the_system_finds() {
        let root = tempfile::tempdir().unwrap();
        let at = |name: &str| root.path().join(name);
        fs::create_dir_all(at("a/b")).unwrap();
        fs::write(at("a/b/file"), "").unwrap();
        for (target, link) in [("b", "a/folder"), ("b/file", "a/link"), ("none", "a/dangling")] {
            std::os::unix::fs::symlink(target, at(link)).unwrap();
        }
        let mut real = RealPaths::default();
        for name in [
            "a/b/file",
            "a/folder/file",
            "a/link",
            "a/../a/b/file",
            "a/b/..",
            "a/dangling",
            "none",
            "a",
        ] {
            let path = at(name);
            let found = real.find(&path).map(|(path, metadata)| (path, metadata.is_file()));
            let is_file = path.metadata().is_ok_and(|metadata| metadata.is_file());
            assert_eq!(found, path.canonicalize().ok().map(|path| (path, is_file)), "{name}");
        }
    }
}

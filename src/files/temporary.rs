//! Temporary siblings of files, of which none is left behind.

use std::collections::HashSet;
use std::fs::{self, File};
use std::io;
use std::mem;
use std::path::{Path, PathBuf};
use std::sync::{LazyLock, Mutex, PoisonError, RwLock};

use super::real::folder_of;

/// Whoever makes or renames a temporary file holds it for reading; whoever removes all of them
/// takes it for writing and never gives it back.
static GATE: RwLock<()> = RwLock::new(());

/// Every temporary file that there is.
static ALIVE: LazyLock<Mutex<HashSet<PathBuf>>> = LazyLock::new(Mutex::default);

/// Removes every temporary file and lets nobody make or rename another: the process is about to
/// end. Files are whole then, old or new.
pub fn abandon() {
    mem::forget(GATE.write().unwrap_or_else(PoisonError::into_inner));
    for path in alive().drain() {
        let _ = fs::remove_file(path);
    }
}

fn alive() -> std::sync::MutexGuard<'static, HashSet<PathBuf>> {
    ALIVE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A file that is removed unless it takes the place of another, by [`abandon`] at the latest.
#[derive(Debug)]
pub struct Temporary {
    path: PathBuf,
}

impl Temporary {
    /// Makes an empty file beside `sibling`.
    ///
    /// # Errors
    /// When the folder cannot be written to.
    pub fn beside(sibling: &Path) -> io::Result<(Temporary, File)> {
        let _gate = GATE.read().unwrap_or_else(PoisonError::into_inner);
        // A new file gets the permissions that the user's mask leaves, as any other.
        let create = |path: &Path| File::options().write(true).create_new(true).open(path);
        let made =
            tempfile::Builder::new().prefix(".fanjian-").make_in(folder_of(sibling), create)?;
        let (file, path) = made.keep()?;
        alive().insert(path.clone());
        Ok((Temporary { path }, file))
    }

    /// Where it lies.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Takes the place of `path`.
    ///
    /// # Errors
    /// When the system does not allow it. The temporary file is gone then.
    pub fn replace(mut self, path: &Path) -> io::Result<()> {
        let _gate = GATE.read().unwrap_or_else(PoisonError::into_inner);
        fs::rename(&self.path, path)?;
        // There is nothing to remove any more.
        alive().remove(&mem::take(&mut self.path));
        Ok(())
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        if self.path.as_os_str().is_empty() {
            return;
        }
        let _gate = GATE.read().unwrap_or_else(PoisonError::into_inner);
        let _ = fs::remove_file(&self.path);
        alive().remove(&self.path);
    }
}

//! Files whose conversion is written and that wait for taking the place of the originals.
//!
//! Before a file is renamed over another its content must be on the disk: otherwise a crash could
//! leave an empty file. Waiting for the disk takes milliseconds a file, so many wait together.

#[cfg(target_os = "linux")]
use std::collections::HashMap;
use std::ffi::OsString;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use super::FileError;
use super::attributes::Fingerprint;
#[cfg(target_os = "linux")]
use super::real::folder_of;
use super::temporary::Temporary;

/// So many files, or so many bytes, wait at most.
const MOST_FILES: usize = 1024;
const MOST_BYTES: u64 = 64 << 20;

/// So few are waited for one by one.
const FEW: usize = 4;

/// A conversion that is written.
pub(super) struct Ready {
    pub(super) temporary: Temporary,
    pub(super) destination: PathBuf,
    pub(super) length: u64,
    /// If an original is replaced: what it was when it was read.
    pub(super) original: Option<Fingerprint>,
    /// What is appended to the name under which the original is kept.
    pub(super) backup: Option<OsString>,
    pub(super) force: bool,
    /// The number of the input.
    pub(super) number: usize,
}

/// The files that wait.
#[derive(Default)]
pub(super) struct Waiting(Mutex<(Vec<Ready>, u64)>);

impl Waiting {
    /// Adds a file. If that are enough, returns all that wait: they are to be committed.
    #[must_use]
    pub(super) fn add(&self, ready: Ready) -> Vec<Ready> {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.1 += ready.length;
        waiting.0.push(ready);
        match waiting.0.len() >= MOST_FILES || waiting.1 >= MOST_BYTES {
            true => std::mem::take(&mut *waiting).0,
            false => Vec::new(),
        }
    }

    /// All that wait.
    pub(super) fn take(&self) -> Vec<Ready> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner)).0
    }
}

/// Puts files in their places and tells of each how it went.
pub(super) fn commit(files: Vec<Ready>, mut tell: impl FnMut(usize, Result<(), FileError>)) {
    let synced = sync(&files);
    for (ready, synced) in files.into_iter().zip(synced) {
        let number = ready.number;
        let result = synced.map_err(FileError::Io).and_then(|()| put_in_place(ready));
        tell(number, result);
    }
}

/// Waits until the content of all files is on the disk.
fn sync(files: &[Ready]) -> Vec<io::Result<()>> {
    #[cfg(target_os = "linux")]
    if files.len() > FEW
        && let Some(results) = sync_together(files)
    {
        return results;
    }
    let _ = FEW;
    files
        .iter()
        .map(|ready| {
            let path = ready.temporary.path();
            File::options().write(true).open(path).and_then(|file| file.sync_all())
        })
        .collect()
}

/// Asks each file system once.
#[cfg(target_os = "linux")]
fn sync_together(files: &[Ready]) -> Option<Vec<io::Result<()>>> {
    let mut results: HashMap<u64, Result<(), rustix::io::Errno>> = HashMap::new();
    let mut folders: HashMap<&Path, Result<(), rustix::io::Errno>> = HashMap::new();
    for ready in files {
        let path = folder_of(ready.temporary.path());
        if folders.contains_key(path) {
            continue;
        }
        // A folder is on the file system of what is in it.
        let folder = File::open(path).ok()?;
        let device = Fingerprint::of(&folder.metadata().ok()?).device();
        let result = results.entry(device).or_insert_with(|| rustix::fs::syncfs(&folder));
        folders.insert(path, *result);
    }
    let result = |ready: &Ready| folders[folder_of(ready.temporary.path())];
    Some(files.iter().map(|ready| result(ready).map_err(io::Error::from)).collect())
}

fn put_in_place(ready: Ready) -> Result<(), FileError> {
    if let Some(original) = &ready.original {
        let now = fs::symlink_metadata(&ready.destination).map_err(FileError::Io)?;
        if Fingerprint::of(&now) != *original {
            return Err(FileError::ChangedMeanwhile);
        }
    }
    if let Some(suffix) = &ready.backup {
        back_up(&ready.destination, suffix, ready.force)?;
    }
    ready.temporary.replace(&ready.destination).map_err(FileError::Io)
}

/// Keeps the original under another name, too.
fn back_up(path: &Path, suffix: &OsString, force: bool) -> Result<(), FileError> {
    let mut backup = path.as_os_str().to_owned();
    backup.push(suffix);
    let backup = PathBuf::from(backup);
    let other = |error| FileError::OtherFile { path: backup.clone(), error };
    match fs::hard_link(path, &backup) {
        Ok(()) => return Ok(()),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            if !force {
                return Err(FileError::BackupExists { backup });
            }
        }
        // Not every file system has links.
        Err(_) if backup.symlink_metadata().is_ok() && !force => {
            return Err(FileError::BackupExists { backup });
        }
        Err(_) => {}
    }
    let (temporary, mut copy) = Temporary::beside(&backup).map_err(other)?;
    let mut original = File::open(path).map_err(FileError::Io)?;
    io::copy(&mut original, &mut copy).map_err(other)?;
    copy.sync_all().map_err(other)?;
    let metadata = original.metadata().map_err(FileError::Io)?;
    super::attributes::copy(&metadata, Some(&original), &copy).map_err(other)?;
    temporary.replace(&backup).map_err(other)
}

//! What a file is besides its content: permissions, owner, extended attributes.

use std::fs::{File, Metadata};
use std::io;

use super::FileError;

/// What tells one state of a file from another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Fingerprint {
    length: u64,
    modified: Option<std::time::SystemTime>,
    /// Device and inode, where there are such.
    identity: (u64, u64),
}

impl Fingerprint {
    pub(super) fn of(metadata: &Metadata) -> Fingerprint {
        #[cfg(unix)]
        let identity = {
            use std::os::unix::fs::MetadataExt;
            (metadata.dev(), metadata.ino())
        };
        #[cfg(not(unix))]
        let identity = (0, 0);
        Fingerprint { length: metadata.len(), modified: metadata.modified().ok(), identity }
    }

    /// The device.
    pub(super) fn device(&self) -> u64 {
        self.identity.0
    }
}

/// Whether a file may be replaced without anything being lost.
///
/// # Errors
///
/// Why not.
pub(super) fn check_replaceable(metadata: &Metadata, force: bool) -> Result<(), FileError> {
    if !metadata.is_file() {
        return Err(FileError::NotAFile);
    }
    if force {
        return Ok(());
    }
    if metadata.permissions().readonly() {
        return Err(FileError::ReadOnly);
    }
    #[cfg(unix)]
    {
        let links = std::os::unix::fs::MetadataExt::nlink(metadata);
        if links > 1 {
            return Err(FileError::HardLinks { links });
        }
    }
    Ok(())
}

/// Gives a file the permissions of another, and if it is to take its place, its owner and extended
/// attributes as far as that is allowed.
///
/// # Errors
///
/// When the permissions cannot be set.
pub(super) fn copy(metadata: &Metadata, original: Option<&File>, file: &File) -> io::Result<()> {
    if let Some(original) = original {
        #[cfg(unix)]
        copy_owner(metadata, file);
        #[cfg(any(target_os = "linux", target_os = "macos"))]
        copy_extended(original, file);
        #[cfg(not(any(target_os = "linux", target_os = "macos")))]
        let _ = original;
    }
    file.set_permissions(metadata.permissions())
}

/// Only a privileged user may give files away; a group may be one of the user's own.
#[cfg(unix)]
fn copy_owner(metadata: &Metadata, file: &File) {
    use std::os::unix::fs::{MetadataExt, fchown};
    let Ok(own) = file.metadata() else { return };
    if (own.uid(), own.gid()) == (metadata.uid(), metadata.gid()) {
        return;
    }
    if fchown(file, Some(metadata.uid()), Some(metadata.gid())).is_err() {
        let _ = fchown(file, None, Some(metadata.gid()));
    }
}

/// Access lists, labels and what users add.
#[cfg(any(target_os = "linux", target_os = "macos"))]
fn copy_extended(original: &File, file: &File) {
    use rustix::fs::{XattrFlags, fgetxattr, flistxattr, fsetxattr};
    let mut names = vec![0; 4096];
    let Ok(length) = flistxattr(original, &mut names[..]) else { return };
    let mut value = Vec::new();
    for name in names[..length].split(|&byte| byte == 0).filter(|name| !name.is_empty()) {
        value.resize(64 * 1024, 0);
        if let Ok(length) = fgetxattr(original, name, &mut value[..]) {
            let _ = fsetxattr(file, name, &value[..length], XattrFlags::empty());
        }
    }
}

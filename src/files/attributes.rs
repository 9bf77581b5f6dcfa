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
    let own = file.metadata()?;
    // Either may change the permissions.
    let mut is_touched = false;
    if let Some(original) = original {
        #[cfg(unix)]
        {
            is_touched |= copy_owner(metadata, &own, file);
        }
        #[cfg(any(target_os = "linux", target_os = "macos"))]
        {
            is_touched |= copy_extended(original, file);
        }
        #[cfg(not(any(target_os = "linux", target_os = "macos")))]
        let _ = original;
    }
    match is_touched || own.permissions() != metadata.permissions() {
        true => file.set_permissions(metadata.permissions()),
        false => Ok(()),
    }
}

/// Only a privileged user may give files away; a group may be one of the user's own. Tells whether
/// there was anything to do.
#[cfg(unix)]
fn copy_owner(metadata: &Metadata, own: &Metadata, file: &File) -> bool {
    use std::os::unix::fs::{MetadataExt, fchown};
    if (own.uid(), own.gid()) == (metadata.uid(), metadata.gid()) {
        return false;
    }
    if fchown(file, Some(metadata.uid()), Some(metadata.gid())).is_err() {
        let _ = fchown(file, None, Some(metadata.gid()));
    }
    true
}

/// Access lists, labels and what users add; tells whether there are any.
#[cfg(any(target_os = "linux", target_os = "macos"))]
fn copy_extended(original: &File, file: &File) -> bool {
    use rustix::fs::{XattrFlags, fgetxattr, flistxattr, fsetxattr};
    let mut names = vec![0; 4096];
    let Ok(length) = flistxattr(original, &mut names[..]) else { return false };
    let mut value = Vec::new();
    for name in names[..length].split(|&byte| byte == 0).filter(|name| !name.is_empty()) {
        value.resize(64 * 1024, 0);
        if let Ok(length) = fgetxattr(original, name, &mut value[..]) {
            let _ = fsetxattr(file, name, &value[..length], XattrFlags::empty());
        }
    }
    length > 0
}

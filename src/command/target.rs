//! Where text goes.

use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use fanjian::files::Temporary;

/// An open output.
pub enum Target {
    /// Standard output, or a file that cannot be replaced, such as a device or a named pipe.
    Direct(File),
    /// A temporary sibling of a file that takes its place when all is written.
    Replacement { temporary: Temporary, file: File, path: PathBuf },
}

/// Whether a name stands for standard output, which is written to and never replaced, even where
/// it is a file.
pub fn is_stdout(path: &Path) -> bool {
    ["-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"].iter().any(|name| Path::new(name) == path)
}

impl Target {
    /// Standard output without the buffer of the standard library, which looks for line ends.
    ///
    /// # Errors
    /// When the process has no standard output.
    pub fn stdout() -> Result<Target> {
        #[cfg(unix)]
        let owned = std::os::fd::AsFd::as_fd(&io::stdout()).try_clone_to_owned();
        #[cfg(windows)]
        let owned = std::os::windows::io::AsHandle::as_handle(&io::stdout()).try_clone_to_owned();
        Ok(Target::Direct(File::from(owned.context("standard output")?)))
    }

    /// A file that is complete or as it was: nothing is seen of it until [`Target::finish`].
    ///
    /// # Errors
    /// When the folder of the file cannot be written to.
    pub fn file(path: &Path) -> Result<Target> {
        if path != Path::new("-") && is_stdout(path) {
            return Target::stdout();
        }
        let named = || path.display().to_string();
        // A link stays a link: what it points to is replaced.
        let path = path.canonicalize().unwrap_or_else(|_| path.to_owned());
        let existing = path.metadata().ok();
        if existing.as_ref().is_some_and(|m| m.is_dir()) {
            return Err(io::Error::from(io::ErrorKind::IsADirectory)).with_context(named);
        }
        if existing.as_ref().is_some_and(|m| !m.is_file()) {
            let file = File::options().write(true).open(&path).with_context(named)?;
            return Ok(Target::Direct(file));
        }
        let (temporary, file) = Temporary::beside(&path).with_context(named)?;
        if let Some(existing) = existing {
            file.set_permissions(existing.permissions()).with_context(named)?;
        }
        Ok(Target::Replacement { temporary, file, path })
    }

    /// The file to write to.
    pub fn writer(&mut self) -> &mut File {
        match self {
            Target::Direct(file) | Target::Replacement { file, .. } => file,
        }
    }

    /// Makes what was written count.
    ///
    /// # Errors
    /// When the system cannot keep it; the file is as it was then.
    pub fn finish(self) -> io::Result<()> {
        match self {
            Target::Direct(mut file) => file.flush(),
            Target::Replacement { temporary, file, path } => {
                file.sync_all()?;
                // Not every system renames what is open.
                drop(file);
                temporary.replace(&path)
            }
        }
    }
}

use std::fmt;
use std::fs::{File, Metadata};
use std::io;
use std::path::{Path, PathBuf};

/// Where a document comes from.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Source {
    Stdin,
    Path(PathBuf),
}

impl Source {
    /// `-` is standard input.
    #[must_use]
    pub fn new(path: PathBuf) -> Source {
        if path == Path::new("-") { Source::Stdin } else { Source::Path(path) }
    }

    /// As it is named on a command line.
    #[must_use]
    pub fn argument(&self) -> String {
        match self {
            Source::Stdin => "-".to_owned(),
            Source::Path(path) => path.display().to_string(),
        }
    }

    pub(super) fn path(&self) -> Option<&Path> {
        match self {
            Source::Stdin => None,
            Source::Path(path) => Some(path),
        }
    }

    /// Opens it for reading.
    ///
    /// # Errors
    ///
    /// What the system says, or that it is a folder.
    pub fn open(&self) -> io::Result<File> {
        self.open_with_metadata().map(|(file, _)| file)
    }

    pub(super) fn open_with_metadata(&self) -> io::Result<(File, Metadata)> {
        let file = match self {
            Source::Stdin => stdin()?,
            Source::Path(path) => File::open(path)?,
        };
        let metadata = file.metadata()?;
        match metadata.is_dir() {
            true => Err(io::ErrorKind::IsADirectory.into()),
            false => Ok((file, metadata)),
        }
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Source::Stdin => f.write_str("standard input"),
            Source::Path(path) => path.display().fmt(f),
        }
    }
}

/// Standard input without the buffer of the standard library, which reads too little at a time.
fn stdin() -> io::Result<File> {
    #[cfg(unix)]
    {
        use std::os::fd::AsFd;
        Ok(File::from(io::stdin().as_fd().try_clone_to_owned()?))
    }
    #[cfg(windows)]
    {
        use std::os::windows::io::AsHandle;
        Ok(File::from(io::stdin().as_handle().try_clone_to_owned()?))
    }
}

//! Where text comes from.

use std::fmt;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// An input that was named, or standard input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    Stdin,
    File(PathBuf),
}

/// An open input.
pub struct Opened {
    pub reader: Box<dyn Read + Send>,
    /// Its size in bytes, if it is a file that ends there.
    pub size: Option<u64>,
}

impl Source {
    /// `-` is standard input.
    pub fn new(path: PathBuf) -> Source {
        if path == Path::new("-") { Source::Stdin } else { Source::File(path) }
    }

    /// Opens it for reading.
    ///
    /// # Errors
    /// What the system says, or that it is a folder.
    pub fn open(&self) -> io::Result<Opened> {
        let file = match self {
            Source::Stdin => stdin()?,
            Source::File(path) => File::open(path)?,
        };
        let metadata = file.metadata()?;
        if metadata.is_dir() {
            return Err(io::ErrorKind::IsADirectory.into());
        }
        let size = metadata.is_file().then_some(metadata.len());
        Ok(Opened { reader: Box::new(file), size })
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Source::Stdin => f.write_str("standard input"),
            Source::File(path) => path.display().fmt(f),
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

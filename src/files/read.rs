//! Files that are only looked at.

use std::collections::HashSet;

use super::find::{self, Found};
use super::real::RealPaths;
use super::{FileError, RunError, Selection, Source};
use crate::document::{self, DocumentOptions, DocumentText};

/// A file of a selection, or why there is none.
#[derive(Debug)]
pub struct Listed {
    pub source: Source,
    found: Result<(), FileError>,
    /// Whether it was named, and not found in a folder or a list.
    named: bool,
}

/// Every file of a selection once, in the order of the inputs.
///
/// # Errors
///
/// When a glob is not one.
pub fn list(selection: &Selection) -> Result<Vec<Listed>, RunError> {
    let (mut seen, mut paths) = (HashSet::new(), RealPaths::default());
    let found = find::find(selection, None)?.into_iter().filter_map(|found| match found {
        Found::File(file) => {
            let real = file.source.path().and_then(|path| paths.find(path));
            let is_new = real.is_none_or(|(real, _)| seen.insert(real));
            is_new.then_some(Listed { source: file.source, found: Ok(()), named: file.named })
        }
        Found::Folder(_) => None,
        Found::Failed(source, error) => Some(Listed { source, found: Err(error), named: false }),
    });
    Ok(found.collect())
}

impl Listed {
    /// Reads the text, or so many bytes of it; none if it is no text and nobody said it was.
    ///
    /// # Errors
    ///
    /// Why it cannot be read.
    pub fn read(
        self,
        options: &DocumentOptions,
        longest: usize,
    ) -> Result<Option<DocumentText>, FileError> {
        self.found?;
        let mut options = options.clone();
        options.refuse_binary = !self.named;
        let input = self.source.open().map_err(FileError::Io)?;
        match document::read_document(input, &options, longest) {
            Err(document::DocumentError::Binary) => Ok(None),
            result => Ok(Some(result?)),
        }
    }
}

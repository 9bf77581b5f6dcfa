//! Where every result goes, and that none of them overwrites anything it should not.

use std::collections::HashMap;
use std::fs::{self, Metadata};
use std::path::PathBuf;

use super::find::{Found, FoundFile};
use super::job::{Job, Target};
use super::real::RealPaths;
use super::{FileError, Source, names};
use crate::Engine;

/// One document to convert.
pub(super) struct Task {
    pub(super) source: Source,
    pub(super) named: bool,
    /// The file that is written, if each document has its own.
    pub(super) destination: PathBuf,
    /// The size in bytes, if it is known.
    pub(super) size: Option<u64>,
}

/// Everything there is to do.
#[derive(Default)]
pub(super) struct Plan {
    /// What is converted, in the order of the inputs; nothing where it failed already.
    pub(super) tasks: Vec<Option<Task>>,
    pub(super) failures: HashMap<usize, (Source, FileError)>,
    /// Files and folders whose names may change.
    pub(super) names: Vec<PathBuf>,
    /// Outputs that would overwrite something: which, and what.
    pub(super) collisions: Vec<(PathBuf, String)>,
}

/// Decides for everything that was found.
pub(super) fn plan(engine: &dyn Engine, job: &Job, found: Vec<Found>) -> Plan {
    let mut plan = Plan::default();
    // Every file once, under the name that no link leads to.
    let mut inputs: HashMap<PathBuf, PathBuf> = HashMap::new();
    let mut outputs: HashMap<PathBuf, String> = HashMap::new();
    let mut paths = RealPaths::default();
    let is_once = !matches!(job.target, Target::Stream | Target::File(_));
    for found in found {
        let file = match found {
            Found::Failed(source, error) => {
                plan.fail(source, error);
                continue;
            }
            Found::Folder(path) => {
                plan.names.push(path);
                continue;
            }
            Found::File(file) => file,
        };
        let real = file.source.path().and_then(|path| paths.find(path));
        if let (Some(path), Some((real, _))) = (file.source.path(), &real) {
            let before = inputs.insert(real.clone(), path.to_owned());
            if before.is_some() && is_once {
                continue;
            }
            plan.names.push(path.to_owned());
        }
        let source = file.source.clone();
        let task = match task(engine, job, file, real) {
            Ok(task) => task,
            Err(error) => {
                plan.fail(source, error);
                continue;
            }
        };
        if matches!(job.target, Target::Folder(_)) {
            let destination = task.destination.clone();
            if let Some(other) = outputs.insert(destination.clone(), source.to_string()) {
                let reason = format!("both {other} and {source} would be written there");
                plan.collisions.push((destination, reason));
            }
        }
        plan.tasks.push(Some(task));
    }
    let written: Vec<&PathBuf> = match &job.target {
        Target::File(path) => vec![path],
        Target::Folder(_) => outputs.keys().collect(),
        _ => Vec::new(),
    };
    for path in written {
        // A device, such as the null device, is not overwritten.
        let is_file = fs::metadata(path).is_ok_and(|metadata| metadata.is_file());
        let real = path.canonicalize().ok().filter(|_| is_file);
        // A single file may take its own place: it is complete or as it was.
        let is_own = matches!(job.target, Target::File(_)) && plan.tasks.len() == 1;
        if let Some(input) = real.and_then(|real| inputs.get(&real)).filter(|_| !is_own) {
            let reason = format!("it would overwrite the input {}", input.display());
            plan.collisions.push((path.clone(), reason));
        }
    }
    plan.collisions.sort();
    plan
}

fn task(
    engine: &dyn Engine,
    job: &Job,
    file: FoundFile,
    real: Option<(PathBuf, Metadata)>,
) -> Result<Task, FileError> {
    let FoundFile { source, relative, named } = file;
    let (real, metadata) = real.unzip();
    let destination = match &job.target {
        Target::Folder(folder) => {
            let relative = match job.rename {
                true => names::convert_all(engine, &relative)?,
                false => relative,
            };
            folder.join(relative)
        }
        // A link stays a link: what it leads to is replaced.
        _ => real.unwrap_or_default(),
    };
    let metadata = match source {
        Source::Stdin => source.open().and_then(|file| file.metadata()).ok(),
        Source::Path(_) => metadata,
    };
    let size = metadata.filter(|metadata| metadata.is_file()).map(|metadata| metadata.len());
    Ok(Task { source, named, destination, size })
}

impl Plan {
    fn fail(&mut self, source: Source, error: FileError) {
        self.failures.insert(self.tasks.len(), (source, error));
        self.tasks.push(None);
    }
}

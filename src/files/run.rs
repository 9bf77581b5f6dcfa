//! The whole job.

use std::collections::{HashMap, HashSet};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;

use super::commit::{self, Waiting};
use super::convert::{self, Done, Outcome, Report, Workbench};
use super::find;
use super::order::Order;
use super::output::{InTurn, Shared};
use super::plan::{self, Plan, Task};
use super::rename;
use super::temporary::Temporary;
use super::{Event, FileError, Job, Observer, Source, Summary, Target};
use crate::Engine;

/// Smaller files are done before a second thread has started.
const WORTH_THREADS: u64 = 4 << 20;

/// Why nothing was done.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RunError {
    /// A glob is not one.
    #[error(transparent)]
    Glob(#[from] ignore::Error),
    /// Results would overwrite something: each with what it would be.
    #[error("{}: {}", .0[0].0.display(), .0[0].1)]
    Collisions(Vec<(PathBuf, String)>),
    /// Only files have a place to be replaced at.
    #[error("standard input cannot be replaced: it can only go to one output")]
    Stdin,
    /// What everything goes to cannot be written to.
    #[error("{}", .0.display())]
    Output(PathBuf, #[source] io::Error),
}

/// Finds the files and converts them.
///
/// # Arguments
///
/// - `output`: where conversions go for [`Target::Stream`] and differences for [`Target::Diff`].
/// - `observer`: is told what happens, in the order of the inputs.
///
/// # Errors
///
/// [`RunError`], and then nothing was written, or not all that belongs together. What goes wrong with one file is told to the
/// observer and counted, and the others are done all the same.
pub fn run(
    engine: &dyn Engine,
    job: &Job,
    output: &mut (dyn Write + Send),
    observer: &dyn Observer,
) -> Result<Summary, RunError> {
    let (folder, is_single) = match &job.target {
        Target::Folder(folder) => (Some(folder.as_path()), false),
        target => (None, matches!(target, Target::Stream | Target::File(_))),
    };
    let can_be_stdin = !matches!(job.target, Target::Folder(_) | Target::InPlace { .. });
    if !can_be_stdin && job.selection.sources.contains(&Source::Stdin) {
        return Err(RunError::Stdin);
    }
    let found = find::find(&job.selection, folder)?;
    let Plan { tasks, failures, names, collisions } = plan::plan(engine, job, found);
    if !collisions.is_empty() {
        return Err(RunError::Collisions(collisions));
    }
    let sizes = tasks.iter().flatten().filter_map(|task| task.size);
    observer.begin(tasks.len(), sizes.sum());

    let run = Run {
        engine,
        job,
        observer,
        order: Order::new(),
        next: AtomicUsize::new(0),
        waiting: Waiting::default(),
        failures: Mutex::new(failures),
        reports: Mutex::default(),
        many_threads: Mutex::new(()),
        told: Mutex::default(),
    };
    match &job.target {
        Target::File(path) => run.all_to_file(path, &tasks)?,
        _ => {
            let shared = Shared(Mutex::new(output));
            let uses_output = is_single || matches!(job.target, Target::Diff { .. });
            run.all(&tasks, uses_output.then_some(&shared));
        }
    }
    let Told { mut summary, failed, output_error } =
        run.told.into_inner().unwrap_or_else(PoisonError::into_inner);
    if let Some(error) = output_error {
        let name = match &job.target {
            Target::File(path) => path.clone(),
            _ => PathBuf::from("standard output"),
        };
        return Err(RunError::Output(name, error));
    }
    if job.rename && !matches!(job.target, Target::Folder(_)) {
        rename_all(engine, job, observer, names, &failed, &mut summary);
    }
    Ok(summary)
}

/// What the threads share.
struct Run<'a> {
    engine: &'a dyn Engine,
    job: &'a Job,
    observer: &'a dyn Observer,
    order: Order<Report>,
    /// The number of the next task.
    next: AtomicUsize,
    waiting: Waiting,
    /// What failed before it began.
    failures: Mutex<HashMap<usize, (Source, FileError)>>,
    /// Reports of files that wait.
    reports: Mutex<HashMap<usize, Report>>,
    /// Held by the one large file that several threads convert.
    many_threads: Mutex<()>,
    told: Mutex<Told>,
}

#[derive(Default)]
struct Told {
    summary: Summary,
    failed: HashSet<PathBuf>,
    /// Why nothing more can be written to the output that all share.
    output_error: Option<io::Error>,
}

impl Run<'_> {
    /// Converts everything on all threads.
    fn all(&self, tasks: &[Option<Task>], shared: Option<&Shared>) {
        let threads = if tasks.len() > 1 { self.job.threads().min(tasks.len()) } else { 1 };
        let work = || {
            while !self.order.is_stopped() {
                let number = self.next.fetch_add(1, Ordering::Relaxed);
                let Some(task) = tasks.get(number) else { break };
                self.one(task.as_ref(), number, shared);
            }
        };
        thread::scope(|scope| {
            for _ in 1..threads {
                scope.spawn(work);
            }
            work();
        });
        self.commit(self.waiting.take());
    }

    fn one(&self, task: Option<&Task>, number: usize, shared: Option<&Shared>) {
        let Some(task) = task else {
            if let Some((source, error)) = lock(&self.failures).remove(&number) {
                self.hand_in(number, Report::failed(source, error));
            }
            return;
        };
        let is_large = task.size.is_some_and(|size| size >= WORTH_THREADS);
        let turn = is_large.then(|| self.many_threads.try_lock().ok()).flatten();
        let bench = Workbench {
            engine: self.engine,
            job: self.job,
            observer: self.observer,
            threads: if turn.is_some() { self.job.threads() } else { 1 },
        };
        let Some(shared) = shared else {
            let mut done = bench.convert(task, number);
            if let Done::Now(report) = &done
                && report.is_out_of_space()
            {
                // Files that wait hold two contents: in their places they hold one.
                self.commit(self.waiting.take());
                done = bench.convert(task, number);
            }
            match done {
                Done::Now(report) => self.hand_in(number, report),
                Done::Waiting(ready, report) => {
                    lock(&self.reports).insert(number, report);
                    self.commit(self.waiting.add(*ready));
                }
            }
            return;
        };
        let mut output = InTurn::new(shared, &self.order, number);
        let report = match self.job.target {
            Target::Diff { .. } => bench.diff(task, &mut output),
            _ => bench.stream(task, &mut output),
        };
        self.hand_in(number, report);
    }

    /// Converts everything to one file, which is complete or as it was.
    fn all_to_file(&self, path: &Path, tasks: &[Option<Task>]) -> Result<(), RunError> {
        let error = |error| RunError::Output(path.to_owned(), error);
        // A link stays a link: what it leads to is replaced.
        let real = path.canonicalize().unwrap_or_else(|_| path.to_owned());
        let existing = std::fs::metadata(&real).ok();
        if existing.as_ref().is_some_and(std::fs::Metadata::is_dir) {
            return Err(error(io::ErrorKind::IsADirectory.into()));
        }
        if existing.as_ref().is_some_and(|metadata| !metadata.is_file()) {
            let mut file = std::fs::File::options().write(true).open(&real).map_err(error)?;
            self.all(tasks, Some(&Shared(Mutex::new(&mut file))));
            return Ok(());
        }
        let (temporary, mut file) = Temporary::beside(&real).map_err(error)?;
        self.all(tasks, Some(&Shared(Mutex::new(&mut file))));
        // What is not whole must not take the place of what is.
        let told = lock(&self.told);
        if !told.failed.is_empty() || told.output_error.is_some() {
            return Ok(());
        }
        drop(told);
        if let Some(metadata) = existing {
            let old = std::fs::File::open(&real).ok();
            super::attributes::copy(&metadata, old.as_ref(), &file).map_err(error)?;
        }
        file.sync_all().map_err(error)?;
        temporary.replace(&real).map_err(error)
    }

    fn commit(&self, files: Vec<commit::Ready>) {
        if files.is_empty() {
            return;
        }
        commit::commit(files, |number, result| {
            let Some(mut report) = lock(&self.reports).remove(&number) else { return };
            if let Err(error) = result {
                report.outcome = Outcome::Failed(error);
            }
            self.hand_in(number, report);
        });
    }

    fn hand_in(&self, number: usize, report: Report) {
        self.order.hand_in(number, report, |report| self.tell(report));
    }

    /// Tells what became of a file, and whether to go on.
    fn tell(&self, report: Report) -> bool {
        let mut told = lock(&self.told);
        let source = &report.source;
        let Told { summary, failed, output_error } = &mut *told;
        summary.bytes += report.bytes;
        for (line, reason) in &report.bad_records.told {
            self.observer.event(Event::BadRecord { source, line: *line, reason });
        }
        if report.bad_records.more > 0 {
            let number = report.bad_records.more;
            self.observer.event(Event::MoreBadRecords { source, number });
        }
        let is_bad = !report.bad_records.told.is_empty();
        let event = match report.outcome {
            Outcome::Converted => Event::Converted(source),
            Outcome::Unchanged => Event::Unchanged(source),
            Outcome::WouldChange => Event::WouldChange(source),
            Outcome::WouldEncode(from) => Event::WouldEncode {
                source,
                from,
                to: convert::written_in(&self.job.document, from),
            },
            Outcome::Skipped => Event::Skipped(source),
            Outcome::Failed(ref error) => Event::Failed { source, error },
            Outcome::OutputFailed(error) => {
                // The first error is the cause of all others.
                output_error.get_or_insert(error);
                return false;
            }
        };
        match &event {
            Event::Failed { .. } => {
                summary.failed += 1;
                failed.insert(source.path().unwrap_or(Path::new("-")).to_owned());
            }
            _ if is_bad => summary.failed += 1,
            Event::Unchanged(_) => summary.unchanged += 1,
            Event::Skipped(_) => summary.skipped += 1,
            _ => summary.converted += 1,
        }
        self.observer.event(event);
        true
    }
}

/// A thread that panics is not forgotten: the panic is passed on when the threads end.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn rename_all(
    engine: &dyn Engine,
    job: &Job,
    observer: &dyn Observer,
    names: Vec<PathBuf>,
    failed: &HashSet<PathBuf>,
    summary: &mut Summary,
) {
    for renaming in rename::plan(engine, names, failed) {
        let from = renaming.from.as_path();
        let result = match (renaming.to, &job.target) {
            (Ok(to), Target::InPlace { .. }) => rename::rename(from, &to).map(|()| to),
            (to, _) => to,
        };
        match (&result, &job.target) {
            (Ok(to), Target::InPlace { .. }) => observer.event(Event::Renamed { from, to }),
            (Ok(to), _) => observer.event(Event::WouldRename { from, to }),
            (Err(error), _) => {
                let source = &Source::Path(from.to_owned());
                observer.event(Event::Failed { source, error });
            }
        }
        match result {
            Ok(_) => summary.renamed += 1,
            Err(_) => summary.failed += 1,
        }
    }
}

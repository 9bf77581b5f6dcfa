//! What is told while files are converted.

use std::io::{self, IsTerminal, Write};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use fanjian::files::{Event, Observer, Summary, Target};
use indicatif::{HumanBytes, ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::config::{FilesConfig, When};
use super::{advice, convert, message};

/// Work that is shorter needs no progress bar.
const WORTH_SHOWING: Duration = Duration::from_secs(1);

/// Tells people what becomes of their files.
pub struct Reporter {
    verbose: bool,
    /// Whether files that would change are listed on standard output: differences show it, too.
    lists: bool,
    /// Whether a summary is told at the end.
    summarizes: bool,
    /// Whether nothing is done but to see what would be.
    is_trial: bool,
    started: Instant,
    bar: Option<ProgressBar>,
    bar_is_shown: AtomicBool,
}

impl Reporter {
    pub fn new(config: &FilesConfig, target: &Target) -> Reporter {
        let is_stream = matches!(target, Target::Stream | Target::Diff { .. });
        // Text and a bar on the same terminal would be neither.
        let is_free = !is_stream || !io::stdout().is_terminal();
        let shows_bar = !config.quiet
            && (is_free || config.progress == When::Always)
            && convert::is_shown(config.progress, &io::stderr());
        Reporter {
            verbose: config.verbose,
            lists: matches!(target, Target::Check),
            summarizes: !config.quiet && !is_stream && !matches!(target, Target::File(_)),
            is_trial: matches!(target, Target::Check | Target::Diff { .. }),
            started: Instant::now(),
            bar: shows_bar
                .then(|| ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden())),
            bar_is_shown: AtomicBool::new(false),
        }
    }

    /// Takes the progress bar away.
    pub fn end(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }

    /// Tells how it all went.
    pub fn summarize(&self, summary: &Summary) {
        if !self.summarizes {
            return;
        }
        let seconds = self.started.elapsed().as_secs_f64();
        let done = if self.is_trial { "would change" } else { "converted" };
        let mut text = format!("{} {done}, {} unchanged", summary.converted, summary.unchanged);
        if summary.renamed > 0 {
            let done = if self.is_trial { "would be renamed" } else { "renamed" };
            text += &format!(", {} {done}", summary.renamed);
        }
        if summary.skipped > 0 {
            text += &format!(", {} skipped (not text)", summary.skipped);
        }
        if summary.failed > 0 {
            text += &format!(", {} failed", summary.failed);
        }
        let rate = HumanBytes((summary.bytes as f64 / seconds.max(0.001)) as u64);
        let bytes = HumanBytes(summary.bytes);
        message::say(&format!("{text}; {bytes} in {seconds:.1} s ({rate}/s)"));
    }

    /// Writes without the bar in between.
    fn aside(&self, write: impl FnOnce()) {
        match &self.bar {
            Some(bar) if self.bar_is_shown.load(Ordering::Relaxed) => bar.suspend(write),
            _ => write(),
        }
    }

    fn say(&self, text: &str) {
        self.aside(|| message::say(text));
    }

    fn list(&self, text: &str) {
        // A closed pipe is the only thing that can go wrong here, and it is noticed elsewhere.
        self.aside(|| drop(writeln!(io::stdout(), "{text}")));
    }
}

impl Observer for Reporter {
    fn begin(&self, _: usize, bytes: u64) {
        let Some(bar) = &self.bar else { return };
        let template = match bytes {
            0 => "{spinner} {binary_bytes} {binary_bytes_per_sec}",
            _ => {
                "{bar:30} {binary_bytes} of {binary_total_bytes}, {binary_bytes_per_sec}, {eta} left"
            }
        };
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        if bytes > 0 {
            bar.set_length(bytes);
        }
    }

    fn read(&self, bytes: u64) {
        let Some(bar) = &self.bar else { return };
        bar.inc(bytes);
        if self.started.elapsed() > WORTH_SHOWING
            && !self.bar_is_shown.swap(true, Ordering::Relaxed)
        {
            bar.set_draw_target(ProgressDrawTarget::stderr());
        }
    }

    fn event(&self, event: Event<'_>) {
        match event {
            Event::Converted(source) if self.verbose => self.say(&format!("{source}: converted")),
            Event::Unchanged(source) if self.verbose => self.say(&format!("{source}: unchanged")),
            Event::Skipped(source) if self.verbose => {
                self.say(&format!("{source}: skipped, not text"));
            }
            Event::Renamed { from, to } if self.verbose => {
                self.say(&format!("{}: renamed to {}", from.display(), to.display()));
            }
            Event::WouldChange(source) if self.lists => self.list(&source.to_string()),
            Event::WouldEncode { source, from, to } if self.is_trial => {
                self.list(&format!("{source}: {from} becomes {to}"));
            }
            Event::WouldRename { from, to } if self.is_trial => {
                self.list(&format!("{} -> {}", from.display(), to.display()));
            }
            Event::BadRecord { source, line, reason } => {
                self.say(&format!("{source}: line {line}: {reason}"));
            }
            Event::MoreBadRecords { source, number } => {
                self.say(&format!(
                    "{source}: {number} more bad records: --strict stops at the first"
                ));
            }
            Event::Failed { source, error } => self.say(&advice::failure(source, error)),
            _ => {}
        }
    }
}

//! The tables, as Markdown that reads well in a terminal, too.

use std::fmt::{self, Display, Formatter};

use crate::Effort;
use crate::batch::Batch;
use crate::converters::{NAMES, VERSIONS};
use crate::library::{Row, Table};
use crate::processes::{Processes, Run};
use crate::words::{ENTRIES, LONGEST, Words};

/// All results of one run.
pub struct Report {
    pub machine: String,
    pub effort: Effort,
    pub library: Option<Vec<Table>>,
    pub words: Option<Words>,
    pub processes: Option<Processes>,
    pub batch: Option<Batch>,
}

impl Display for Report {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        writeln!(f, "# How fast\n")?;
        writeln!(f, "Written by `cd bench && cargo run --release`; do not edit.\n")?;
        writeln!(f, "Machine: {}.\n", self.machine)?;
        if let Some(tables) = &self.library {
            self.write_library(f, tables)?;
        }
        if let Some(words) = &self.words {
            write_words(f, words)?;
        }
        if let Some(processes) = &self.processes {
            write_processes(f, processes)?;
        }
        if let Some(batch) = &self.batch {
            write!(f, "{batch}")?;
        }
        Ok(())
    }
}

impl Report {
    fn write_library(&self, f: &mut Formatter<'_>, tables: &[Table]) -> fmt::Result {
        writeln!(f, "## As a library\n")?;
        writeln!(f, "![Megabytes a second for each configuration](benchmark.svg)\n")?;
        writeln!(
            f,
            "One process, one thread, the same text of {:.1} MB for all; converters take turns, the best of {} rounds counts.",
            self.effort.text_bytes as f64 / 1e6,
            self.effort.rounds
        )?;
        writeln!(
            f,
            "Measured: {VERSIONS}. What fanjian wrote was compared with what OpenCC wrote: equal."
        )?;
        writeln!(
            f,
            "Speeds are megabytes (10⁶ bytes) of input a second; in brackets, how many times as fast fanjian is."
        )?;
        for table in tables {
            writeln!(f, "\n### {}\n\n{}.\n", table.text, table.about)?;
            writeln!(f, "| configuration | {} |", NAMES.join(" | "))?;
            writeln!(f, "| --- |{}", " ---: |".repeat(NAMES.len()))?;
            for row in &table.rows {
                write!(f, "| {} |", row.config)?;
                let ours = row.speeds[0].expect("was measured");
                for (index, speed) in row.speeds.iter().enumerate() {
                    match speed {
                        None => write!(f, " - |")?,
                        Some(speed) if index == 0 => write!(f, " **{speed:.0}** |")?,
                        Some(speed) => write!(f, " {speed:.0} ({}) |", times(ours / speed))?,
                    }
                }
                writeln!(f)?;
            }
        }
        write_floors(f, tables)
    }
}

fn times(ratio: f64) -> String {
    if ratio < 10.0 { format!("{ratio:.2}×") } else { format!("{ratio:.0}×") }
}

/// The ratios that the project promises, on prose.
fn write_floors(f: &mut Formatter<'_>, tables: &[Table]) -> fmt::Result {
    const OPENCC: usize = 1;
    const ZHCONV: usize = 2;
    const FROM_UTF8: usize = 5;
    const FLOORS: [(&[&str], usize, f64); 6] = [
        (&["t2s", "hk2s"], OPENCC, 25.0),
        (&["t2s", "hk2s"], FROM_UTF8, 1.0),
        (&["s2t"], OPENCC, 25.0),
        (&["s2t"], ZHCONV, 4.0),
        (&["tw2s", "tw2sp", "hk2sp"], OPENCC, 20.0),
        (&["s2tw", "s2hk", "s2twp", "s2hkp"], OPENCC, 40.0),
    ];
    writeln!(f, "\n### What is promised\n")?;
    writeln!(f, "| configuration | times | at least | {} |", join(tables, |t| t.text.to_owned()))?;
    writeln!(f, "| --- | --- | ---: |{}", " ---: |".repeat(tables.len()))?;
    let mut line = |config: &str, what: &str, floor: f64, ratio: &dyn Fn(&Row) -> Option<f64>| {
        let cells = join(tables, |table| {
            let row = table.rows.iter().find(|row| row.config == config).expect("all are there");
            ratio(row).map_or("-".to_owned(), |r| mark(r >= floor, &times(r)))
        });
        writeln!(f, "| {config} | {what} | {floor} | {cells} |")
    };
    for (configs, other, floor) in FLOORS {
        for config in configs {
            line(config, NAMES[other], floor, &|row| Some(row.speeds[0]? / row.speeds[other]?))?;
        }
    }
    for row in &tables[0].rows {
        line(row.config, "the next fastest converter", 3.0, &|row| {
            let others = row.speeds[1..FROM_UTF8].iter().flatten();
            Some(row.speeds[0]? / others.copied().reduce(f64::max)?)
        })?;
    }
    writeln!(
        f,
        "\nOn the adversarial text, the speed as a part of that on prose (at least 0.2):\n"
    )?;
    let [prose, .., adversarial] = tables else { return Ok(()) };
    for (normal, bad) in prose.rows.iter().zip(&adversarial.rows) {
        let part = bad.speeds[0].expect("was measured") / normal.speeds[0].expect("was measured");
        writeln!(f, "- {}: {}", normal.config, mark(part >= 0.2, &format!("{part:.2}")))?;
    }
    Ok(())
}

fn join(tables: &[Table], cell: impl Fn(&Table) -> String) -> String {
    tables.iter().map(cell).collect::<Vec<_>>().join(" | ")
}

/// A figure that is not reached is in bold.
fn mark(reached: bool, text: &str) -> String {
    if reached { text.to_owned() } else { format!("**{text}**") }
}

fn write_words(f: &mut Formatter<'_>, words: &Words) -> fmt::Result {
    writeln!(f, "\n## With {ENTRIES} words of a user\n")?;
    writeln!(
        f,
        "On prose, one thread. The dictionary takes {:.0} ms to parse and prepare. At most 30 % of the speed, and 100 ms, is promised.\n",
        words.load_seconds * 1e3
    )?;
    writeln!(f, "| configuration | keys of | the text has one in | without | with | lost |")?;
    writeln!(f, "| --- | ---: | ---: | ---: | ---: | ---: |")?;
    for row in &words.rows {
        let lost = 100.0 - row.with / row.without * 100.0;
        let one_in = match row.found {
            0 => "none".to_owned(),
            found => format!("{} characters", row.characters / found),
        };
        writeln!(
            f,
            "| {} | {} to {LONGEST} characters | {one_in} | {:.0} MB/s | {:.0} MB/s | {} |",
            row.config,
            row.shortest,
            row.without,
            row.with,
            mark(lost <= 30.0, &format!("{lost:.0} %"))
        )?;
    }
    Ok(())
}

fn write_processes(f: &mut Formatter<'_>, p: &Processes) -> fmt::Result {
    let milliseconds = |run: Run| format!("{:.2} ms", run.seconds * 1e3);
    let megabytes = |run: Run| format!("{:.1} MB", run.peak_kilobytes as f64 * 1024.0 / 1e6);
    let speed = |bytes: u64, run: Run| bytes as f64 / 1e6 / run.seconds;

    writeln!(f, "\n## As a command\n")?;
    writeln!(
        f,
        "Median times of a copy of the built command; peak memory as `wait4` tells it, which is {:.1} MB for a process \
         that does nothing. Before each run on the large file all that was written before is on the disk.",
        p.floor_kilobytes as f64 * 1024.0 / 1e6
    )?;
    writeln!(f, "\n### A file of {} bytes\n", p.small_bytes)?;
    writeln!(
        f,
        "`cat`: {}. At most 2 × that, and at most 8 MB, is promised.\n",
        milliseconds(p.cat_small)
    )?;
    writeln!(f, "| configuration | fanjian | × cat | memory | opencc | × fanjian | memory |")?;
    writeln!(f, "| --- | ---: | ---: | ---: | ---: | ---: | ---: |")?;
    for &(config, ours, theirs) in &p.small {
        let times_cat = ours.seconds / p.cat_small.seconds;
        let small = ours.peak_kilobytes as f64 * 1024.0 <= 8e6;
        writeln!(
            f,
            "| {config} | {} | {} | {} | {} | {} | {} |",
            milliseconds(ours),
            mark(times_cat <= 2.0, &times(times_cat)),
            mark(small, &megabytes(ours)),
            milliseconds(theirs),
            times(theirs.seconds / ours.seconds),
            megabytes(theirs),
        )?;
    }
    writeln!(f, "\n### A file of {:.2} GB\n", p.large_bytes as f64 / 1e9)?;
    writeln!(
        f,
        "`cp`: {:.0} MB/s. `opencc -c t2s` on a tenth of it: {:.0} MB/s. \
         At least 0.3 × the speed of `cp`, and at most 48 MB through a pipe, is promised.\n",
        speed(p.large_bytes, p.cp_large),
        speed(p.tenth_bytes, p.opencc_tenth),
    )?;
    writeln!(f, "| configuration | file to file | × cp | memory | pipe to pipe | memory |")?;
    writeln!(f, "| --- | ---: | ---: | ---: | ---: | ---: |")?;
    for &(config, to_file, to_pipe) in &p.large {
        let times_cp = p.cp_large.seconds / to_file.seconds;
        writeln!(
            f,
            "| {config} | {:.0} MB/s | {} | {} | {:.0} MB/s | {} |",
            speed(p.large_bytes, to_file),
            mark(times_cp >= 0.3, &times(times_cp)),
            megabytes(to_file),
            speed(p.large_bytes, to_pipe),
            mark(to_pipe.peak_kilobytes as f64 * 1024.0 <= 48e6, &megabytes(to_pipe)),
        )?;
    }
    Ok(())
}

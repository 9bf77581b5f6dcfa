//! Whole trees and compressed corpora: fanjian beside `cp -r` and `zstd -dc | zstd -c`.

use std::fmt::{self, Display, Formatter};
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::processes::{Run, install, median, run};

/// How much is measured.
#[derive(Clone, Copy, Debug)]
pub struct Amount {
    pub files: usize,
    pub file_bytes: usize,
    pub corpus_bytes: u64,
    pub rounds: usize,
}

pub const FULL: Amount =
    Amount { files: 10_000, file_bytes: 10_000, corpus_bytes: 2 << 30, rounds: 3 };
pub const QUICK: Amount =
    Amount { files: 1_000, file_bytes: 10_000, corpus_bytes: 200 << 20, rounds: 3 };

/// The results.
pub struct Batch {
    amount: Amount,
    copy: Run,
    copy_and_sync: Run,
    in_place: Run,
    unchanged: Run,
    /// None where there is no `zstd` command.
    corpus: Option<Corpus>,
}

struct Corpus {
    bytes: u64,
    compressed_bytes: u64,
    recompress: Run,
    convert: Run,
}

/// Runs everything.
pub fn measure(root: &Path, amount: Amount) -> Batch {
    let (fanjian, folder) = install(root);
    let path = |name: &str| folder.path().join(name);
    let prepared = Command::new(std::env::current_exe().expect("this command"))
        .arg("prepare-batch")
        .arg(folder.path())
        .args([amount.files.to_string(), amount.file_bytes.to_string()])
        .arg(amount.corpus_bytes.to_string())
        .status();
    assert!(prepared.is_ok_and(|status| status.success()), "the files are written");

    let shell =
        |script: &str| run(Command::new("sh").args(["-c", script]).current_dir(folder.path()));
    let mut runs: [Vec<Run>; 4] = Default::default();
    for round in 0..amount.rounds {
        // Nothing is removed until the end: the disk would still be at that in the next run.
        runs[0].push(shell(&format!("cp -r tree copy{round}")));
        shell("sync");
        runs[1].push(shell(&format!("cp -r tree synced{round} && sync -f synced{round}")));
        let work = path(&format!("work{round}"));
        shell(&format!("cp -r tree work{round}; sync"));
        let convert = || run(Command::new(&fanjian).args(["-q", "-c", "t2s", "-i"]).arg(&work));
        runs[2].push(convert());
        runs[3].push(convert());
    }
    shell("rm -rf copy* synced* work*");
    eprintln!("trees: done");

    let corpus = path("corpus.jsonl.zst").is_file().then(|| {
        let [mut recompress, mut convert] = [Vec::new(), Vec::new()];
        for _ in 0..amount.rounds {
            recompress.push(shell("zstd -dc corpus.jsonl.zst | zstd -c > again.zst"));
            convert.push(run(Command::new(&fanjian)
                .args(["-q", "-c", "t2s", "--jsonl", "text", "corpus.jsonl.zst"])
                .args(["-o", "converted.jsonl.zst"])
                .current_dir(folder.path())));
        }
        eprintln!("corpora: done");
        Corpus {
            bytes: amount.corpus_bytes,
            compressed_bytes: fs::metadata(path("corpus.jsonl.zst")).expect("was written").len(),
            recompress: median(recompress),
            convert: median(convert),
        }
    });
    let [copy, copy_and_sync, in_place, unchanged] = runs.map(median);
    Batch { amount, copy, copy_and_sync, in_place, unchanged, corpus }
}

/// Writes what [`measure`] converts: a tree, and a compressed corpus.
pub fn prepare(root: &Path, folder: &Path, numbers: &[String]) {
    let [files, file_bytes, corpus_bytes] =
        [0, 1, 2].map(|index: usize| numbers[index].parse::<usize>().expect("a number"));
    let source = fs::read_to_string(root.join(".texts/libreoffice-help-zh-tw.txt"))
        .expect(".texts is there: run scripts/fetch-texts");
    let lines: Vec<&str> = source.lines().filter(|line| !line.is_empty()).collect();
    let mut lines = lines.iter().cycle();
    for number in 0..files {
        let folder = folder.join("tree").join((number / 100).to_string());
        fs::create_dir_all(&folder).expect("can make folders");
        let mut text = String::new();
        while text.len() < file_bytes {
            text += lines.next().expect("goes on");
            text.push('\n');
        }
        fs::write(folder.join(format!("{number}.txt")), text).expect("can write");
    }
    let corpus = folder.join("corpus.jsonl.zst");
    let mut zstd = Command::new("zstd");
    zstd.args(["-q", "-o"]).arg(&corpus).stdin(Stdio::piped());
    let Ok(mut zstd) = zstd.spawn() else {
        eprintln!("no `zstd` command: the compressed corpus is left out");
        return;
    };
    let mut input = std::io::BufWriter::new(zstd.stdin.take().expect("is piped"));
    let mut written = 0;
    for number in 0.. {
        // Records as of a web corpus: a few thousand characters each.
        let mut text = String::new();
        while text.len() < 3000 {
            let line = lines.next().expect("goes on");
            text += &line.replace('\\', r"\\").replace('"', "\\\"").replace('\t', r"\t");
            text += r"\n";
        }
        let record = format!(
            "{{\"id\": {number}, \"url\": \"https://example.org/{number}\", \"text\": \"{text}\"}}\n"
        );
        written += record.len();
        input.write_all(record.as_bytes()).expect("zstd reads");
        if written >= corpus_bytes {
            break;
        }
    }
    drop(input);
    assert!(zstd.wait().expect("zstd ends").success());
}

impl Display for Batch {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Amount { files, file_bytes, rounds, .. } = self.amount;
        writeln!(f, "\n## Trees and corpora\n")?;
        writeln!(
            f,
            "Median times of {rounds} runs with `-c t2s`, greatest peak memory. A conversion is on the \
             disk before it takes the place of the original, which `cp` alone does not wait for."
        )?;
        writeln!(f, "\n### {files} files of {} KB\n", file_bytes / 1000)?;
        table(
            f,
            &[
                ("`cp -r`", self.copy),
                ("`cp -r && sync -f`", self.copy_and_sync),
                ("`fanjian -i`", self.in_place),
                ("`fanjian -i` again, where nothing changes", self.unchanged),
            ],
        )?;
        let Some(corpus) = &self.corpus else {
            return writeln!(f, "\nA compressed corpus was not measured: there was no `zstd`.");
        };
        writeln!(
            f,
            "\n### JSON lines, {:.2} GB, {:.2} GB as `.jsonl.zst`\n",
            corpus.bytes as f64 / 1e9,
            corpus.compressed_bytes as f64 / 1e9
        )?;
        writeln!(f, "The memory of a pipeline is that of its larger process.\n")?;
        table(
            f,
            &[
                ("`zstd -dc \\| zstd -c`", corpus.recompress),
                ("`fanjian --jsonl text -o`", corpus.convert),
            ],
        )
    }
}

/// Times, and how many times the first.
fn table(f: &mut Formatter<'_>, rows: &[(&str, Run)]) -> fmt::Result {
    writeln!(f, "| | time | × the first | memory |\n| --- | ---: | ---: | ---: |")?;
    for (what, run) in rows {
        writeln!(
            f,
            "| {what} | {:.2} s | {:.2} | {:.1} MB |",
            run.seconds,
            run.seconds / rows[0].1.seconds,
            run.peak_kilobytes as f64 * 1024.0 / 1e6
        )?;
    }
    Ok(())
}

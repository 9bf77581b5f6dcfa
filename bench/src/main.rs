//! Measures fanjian against other converters, and writes `docs/benchmark.md` with its chart.
//!
//! ```sh
//! scripts/setup-libopencc && scripts/fetch-texts && cargo build --release
//! cd bench && cargo run --release              # --quick for a first impression, writing nothing;
//!                                              # --quick --write where there is no time for more;
//!                                              # batch, library, processes, words: only that
//! ```

mod batch;
mod chart;
mod converters;
mod library;
mod machine;
mod processes;
mod report;
mod texts;
mod words;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// How much is measured.
#[derive(Clone, Copy, Debug)]
pub struct Effort {
    /// Every text is repeated or cut to this many bytes.
    pub text_bytes: usize,
    /// How often everything is measured; the best counts.
    pub rounds: usize,
    /// How often the commands convert a small file.
    pub small_runs: usize,
    /// Bytes of the large file.
    pub large_bytes: u64,
    /// How often the commands convert the large file.
    pub large_runs: usize,
    /// The tree and the compressed corpus.
    pub batch: batch::Amount,
}

const FULL: Effort = Effort {
    text_bytes: 4 << 20,
    rounds: 5,
    small_runs: 60,
    large_bytes: 1 << 30,
    large_runs: 3,
    batch: batch::FULL,
};
const QUICK: Effort = Effort {
    text_bytes: 1 << 20,
    rounds: 2,
    small_runs: 15,
    large_bytes: 100 << 20,
    large_runs: 1,
    batch: batch::QUICK,
};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [prepare, folder, bytes] = &arguments[..]
        && prepare == "prepare"
    {
        processes::prepare(&root(), Path::new(folder), bytes.parse().expect("a number"));
        return ExitCode::SUCCESS;
    }
    if let [prepare, folder, numbers @ ..] = &arguments[..]
        && prepare == "prepare-batch"
    {
        batch::prepare(&root(), Path::new(folder), numbers);
        return ExitCode::SUCCESS;
    }
    let (mut quick, mut write) = (false, false);
    let mut parts = Vec::new();
    for argument in arguments {
        match argument.as_str() {
            "--quick" => quick = true,
            "--write" => write = true,
            "library" | "processes" | "words" | "batch" => parts.push(argument),
            _ => {
                eprintln!(
                    "usage: fanjian-bench [--quick [--write]] [library] [processes] [words] [batch]"
                );
                return ExitCode::from(2);
            }
        }
    }
    let effort = if quick { QUICK } else { FULL };
    let wants = |part: &str| parts.is_empty() || parts.iter().any(|p| p == part);
    let root = root();

    // Processes first: their peak memory is never reported as less than that of this process.
    let processes = wants("processes").then(|| processes::measure(&root, effort));
    let batch = wants("batch").then(|| batch::measure(&root, effort.batch));
    let library = wants("library").then(|| library::measure(&root, effort));
    let words = wants("words").then(|| words::measure(&root, effort));
    let report =
        report::Report { machine: machine::describe(), effort, library, words, processes, batch };
    print!("{report}");
    if let (true, Some(tables)) = (write || !quick, &report.library) {
        for (file, content) in
            [("docs/benchmark.md", report.to_string()), ("docs/benchmark.svg", chart::draw(tables))]
        {
            if let Err(error) = std::fs::write(root.join(file), content) {
                eprintln!("{file}: {error}");
                return ExitCode::from(2);
            }
        }
    }
    ExitCode::SUCCESS
}

/// The project's folder.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("bench/ is in a folder").to_owned()
}

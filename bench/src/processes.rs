//! Whole processes: fanjian beside the `opencc` command, `cat` and `cp`.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use tempfile::TempDir;

use crate::Effort;

/// How a process went.
#[derive(Clone, Copy, Debug)]
pub struct Run {
    pub seconds: f64,
    pub peak_kilobytes: u64,
}

/// The results for whole processes.
pub struct Processes {
    pub small_bytes: u64,
    /// Peak memory of a process that does nothing: no smaller number can be told.
    pub floor_kilobytes: u64,
    pub cat_small: Run,
    /// Configuration, fanjian, opencc.
    pub small: Vec<(&'static str, Run, Run)>,
    pub large_bytes: u64,
    pub tenth_bytes: u64,
    pub cp_large: Run,
    /// Configuration, file to file, through pipes.
    pub large: Vec<(&'static str, Run, Run)>,
    /// The opencc command, file to file, on a tenth of the large file.
    pub opencc_tenth: Run,
}

const LARGE_CONFIGS: [&str; 3] = ["t2s", "s2t", "s2twp"];

/// The command, as it is when it was installed, and a temporary folder with it on the disk of the build.
pub fn install(root: &Path) -> (PathBuf, TempDir) {
    let target = std::env::var_os("FANJIAN_TARGET_DIR").map_or(root.join("target"), PathBuf::from);
    let built = target.join("release/fanjian");
    assert!(built.is_file(), "{} is missing: cargo build --release", built.display());
    let folder = tempfile::tempdir_in(&target).expect("a temporary folder");
    // What a linker wrote lies in small pieces in the memory of the system, and starts later than a copy.
    let fanjian = folder.path().join("fanjian");
    fs::copy(built, &fanjian).expect("a copy of the command");
    (fanjian, folder)
}

/// Waits until everything is on the disk, so that no command waits for what another one wrote.
fn settle() {
    assert!(Command::new("sync").status().is_ok_and(|status| status.success()), "sync works");
}

/// Runs everything.
pub fn measure(root: &Path, effort: Effort) -> Processes {
    let (fanjian, folder) = install(root);
    let opencc = root.join(".libopencc/bin/opencc");
    let data = root.join(".libopencc/share/opencc");
    let config_file = |config: &str| data.join(format!("{config}.json"));
    let file = |name: &str| folder.path().join(name);

    // In a process of its own, as the peak memory of this one counts for those it starts.
    let prepared = Command::new(std::env::current_exe().expect("this command"))
        .arg("prepare")
        .arg(folder.path())
        .arg(effort.large_bytes.to_string())
        .status();
    assert!(prepared.is_ok_and(|status| status.success()), "the files are written");

    let null = || Stdio::from(File::options().write(true).open("/dev/null").expect("/dev/null"));
    let convert_small = |config: &str| {
        run(Command::new(&fanjian).args(["-c", config]).arg(file("small")).stdout(null()))
    };
    let names: Vec<&'static str> = fanjian::configs().iter().map(|config| config.name).collect();
    let mut cat_small = Vec::new();
    let mut small_runs = vec![(Vec::new(), Vec::new()); names.len()];
    let floor_kilobytes = run(&mut Command::new("true")).peak_kilobytes;
    for round in 0..effort.small_runs {
        cat_small.push(run(Command::new("cat").arg(file("small")).stdout(null())));
        for (config, (ours, theirs)) in names.iter().zip(&mut small_runs) {
            ours.push(convert_small(config));
            if round % 10 == 0 {
                theirs.push(run(Command::new(&opencc)
                    .arg("-c")
                    .arg(config_file(config))
                    .arg("-i")
                    .arg(file("small"))
                    .stdout(null())
                    .stderr(null())));
            }
        }
    }
    eprintln!("small files: done");

    let mut cp = Vec::new();
    let mut large_runs = vec![(Vec::new(), Vec::new()); LARGE_CONFIGS.len()];
    for _ in 0..effort.large_runs {
        settle();
        cp.push(run(Command::new("cp").arg(file("large")).arg(file("copy"))));
        for (config, (to_file, to_pipe)) in LARGE_CONFIGS.iter().zip(&mut large_runs) {
            settle();
            to_file.push(run(Command::new(&fanjian)
                .args(["-c", config, "-o"])
                .arg(file("converted"))
                .arg(file("large"))));
            to_pipe.push(run_in_pipe(Command::new(&fanjian).args(["-c", config]), &file("large")));
        }
    }
    let opencc_tenth = run(Command::new(&opencc)
        .arg("-c")
        .arg(config_file("t2s"))
        .arg("-i")
        .arg(file("tenth"))
        .arg("-o")
        .arg(file("converted"))
        .stderr(null()));
    eprintln!("large files: done");
    Processes {
        small_bytes: fs::metadata(file("small")).expect("was written").len(),
        floor_kilobytes,
        cat_small: median(cat_small),
        small: names
            .into_iter()
            .zip(small_runs)
            .map(|(config, (ours, theirs))| (config, median(ours), median(theirs)))
            .collect(),
        large_bytes: fs::metadata(file("large")).expect("was written").len(),
        tenth_bytes: fs::metadata(file("tenth")).expect("was written").len(),
        cp_large: median(cp),
        large: LARGE_CONFIGS
            .into_iter()
            .zip(large_runs)
            .map(|(config, (to_file, to_pipe))| (config, median(to_file), median(to_pipe)))
            .collect(),
        opencc_tenth,
    }
}

/// Writes the files that [`measure`] converts: `small`, `large` and `tenth`.
pub fn prepare(root: &Path, folder: &Path, large_bytes: u64) {
    let source = fs::read_to_string(root.join(".texts/libreoffice-help-zh-tw.txt"))
        .expect(".texts is there: run scripts/fetch-texts");
    let mut small = String::new();
    for line in source.lines().filter(|line| line.chars().any(|c| c > '\u{3000}')) {
        if small.len() + line.len() > 6000 {
            break;
        }
        small += line;
        small.push('\n');
    }
    fs::write(folder.join("small"), &small).expect("can write");
    write_large(&folder.join("large"), &source, large_bytes);
    write_large(&folder.join("tenth"), &source, large_bytes / 10);
}

fn write_large(path: &Path, text: &str, bytes: u64) {
    use std::io::Write;
    let mut file = File::create(path).expect("can write");
    for _ in 0..bytes.div_ceil(text.len() as u64) {
        file.write_all(text.as_bytes()).expect("there is space");
    }
}

/// The run with the median time, with the greatest peak memory of all.
pub fn median(mut runs: Vec<Run>) -> Run {
    runs.sort_by(|a, b| a.seconds.total_cmp(&b.seconds));
    let peak_kilobytes = runs.iter().map(|run| run.peak_kilobytes).max().expect("has run");
    Run { seconds: runs[runs.len() / 2].seconds, peak_kilobytes }
}

#[expect(clippy::zombie_processes, reason = "`wait` waits for it")]
pub fn run(command: &mut Command) -> Run {
    let start = Instant::now();
    let child = command.stdin(Stdio::null()).spawn().expect("the command starts");
    let peak_kilobytes = wait(child.id(), command);
    Run { seconds: start.elapsed().as_secs_f64(), peak_kilobytes }
}

/// `cat FILE | COMMAND | cat > /dev/null`
#[expect(clippy::zombie_processes, reason = "`wait` waits for it")]
fn run_in_pipe(command: &mut Command, file: &Path) -> Run {
    let start = Instant::now();
    let mut feeder = Command::new("cat").arg(file).stdout(Stdio::piped()).spawn().expect("cat");
    let mut child = command
        .stdin(feeder.stdout.take().expect("is piped"))
        .stdout(Stdio::piped())
        .spawn()
        .expect("the command starts");
    let mut reader = Command::new("cat")
        .stdin(child.stdout.take().expect("is piped"))
        .stdout(Stdio::null())
        .spawn()
        .expect("cat");
    let peak_kilobytes = wait(child.id(), command);
    feeder.wait().expect("cat ends");
    reader.wait().expect("cat ends");
    Run { seconds: start.elapsed().as_secs_f64(), peak_kilobytes }
}

/// Waits for a process to end well. Returns its peak memory.
fn wait(id: u32, command: &Command) -> u64 {
    let mut status = 0;
    // SAFETY: all bits zero are a valid `rusage`; both pointers are valid for the call.
    let mut usage: libc::rusage = unsafe { std::mem::zeroed() };
    let waited = unsafe { libc::wait4(id as libc::pid_t, &mut status, 0, &mut usage) };
    assert_eq!(waited, id as libc::pid_t, "the process is ours");
    assert_eq!(status, 0, "{command:?} failed");
    u64::try_from(usage.ru_maxrss).expect("not negative")
}

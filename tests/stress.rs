//! What may happen to a tree of files while it is converted in place: nothing is ever lost.
//!
//! Slow, so only on request: `cargo test --release --test stress -- --ignored`

#![cfg(unix)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::thread;
use std::time::Instant;

/// Two texts that become each other.
const TRADITIONAL: &str = "漢語和英語的歷史，現在還沒有寫完。\n";
const SIMPLIFIED: &str = "汉语和英语的历史，现在还没有写完。\n";

struct Tree {
    folder: tempfile::TempDir,
    /// Every file with how often the text is repeated in it.
    files: Vec<(PathBuf, usize)>,
}

impl Tree {
    fn new(files: usize, repeated: usize, large: &[usize]) -> Tree {
        let folder = tempfile::tempdir().unwrap();
        let mut tree = Tree { folder, files: Vec::new() };
        let sizes = std::iter::repeat_n(repeated, files).chain(large.iter().copied());
        for (number, repeated) in sizes.enumerate() {
            let path = tree.path().join(format!("{}/{number}.txt", number % 10));
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, TRADITIONAL.repeat(repeated)).unwrap();
            tree.files.push((path, repeated));
        }
        tree
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_fanjian"));
        command.args(arguments).arg(self.path()).stdin(Stdio::null());
        command
    }

    fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    fn spawn(&self, arguments: &[&str]) -> Child {
        self.command(arguments).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
    }

    /// How many files have the one and the other text; every file has one of them, whole.
    fn count(&self) -> (usize, usize) {
        let (mut traditional, mut simplified) = (0, 0);
        for (path, repeated) in &self.files {
            let content = fs::read_to_string(path).unwrap();
            if content == TRADITIONAL.repeat(*repeated) {
                traditional += 1;
            } else if content == SIMPLIFIED.repeat(*repeated) {
                simplified += 1;
            } else {
                panic!("{} is neither old nor new: {} bytes", path.display(), content.len());
            }
        }
        (traditional, simplified)
    }

    fn temporaries(&self) -> usize {
        let folders = fs::read_dir(self.path()).unwrap().map(|entry| entry.unwrap().path());
        folders
            .flat_map(|folder| fs::read_dir(folder).unwrap())
            .filter(|entry| {
                entry.as_ref().unwrap().file_name().to_string_lossy().starts_with(".fanjian-")
            })
            .count()
    }
}

#[test]
#[ignore = "slow"]
fn ten_thousand_files() {
    let tree = Tree::new(10_000, 200, &[]);
    let check = tree.run(&["-q", "-c", "t2s", "--check"]);
    assert_eq!(check.status.code(), Some(1));
    let mut expected: Vec<String> =
        tree.files.iter().map(|(path, _)| path.display().to_string()).collect();
    expected.sort();
    assert_eq!(String::from_utf8(check.stdout).unwrap().lines().collect::<Vec<_>>(), expected);
    let run = tree.run(&["-c", "t2s", "-i"]);
    let told = String::from_utf8(run.stderr).unwrap();
    assert!(told.starts_with("fanjian: 10000 converted, 0 unchanged; "), "{told}");
    assert_eq!((tree.count(), tree.temporaries()), ((0, 10_000), 0));
    // The order of the output is that of the input on any number of threads.
    let one = tree.run(&["-c", "s2t", "-j", "1"]).stdout;
    assert!(one == tree.run(&["-c", "s2t", "-j", "7"]).stdout);
}

#[test]
#[ignore = "slow"]
fn killed_at_any_moment() {
    let tree = Tree::new(1_000, 200, &[300_000, 100_000]);
    let started = Instant::now();
    tree.run(&["-c", "t2s", "-i"]);
    let whole = started.elapsed();
    assert_eq!(tree.count(), (0, 1002));
    // The moments of a sequence without a pattern, the same in every run.
    let mut random = 12345_u32;
    let (mut round, mut partly) = (0, 0);
    // Many files take their places together, so that most runs are killed before or after that.
    while round < 50 || (partly < 10 && round < 300) {
        round += 1;
        random = random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let config = if round % 2 == 0 { "s2t" } else { "t2s" };
        let mut child = tree.spawn(&["-c", config, "-i"]);
        thread::sleep(whole.mul_f64(f64::from(random) / f64::from(u32::MAX)));
        child.kill().unwrap();
        child.wait().unwrap();
        let (traditional, simplified) = tree.count();
        partly += usize::from(traditional > 0 && simplified > 0);
    }
    assert!(partly >= 10, "only {partly} of {round} runs were killed in the middle");
    // What killed runs left is hidden and in nobody's way.
    assert_eq!(tree.run(&["-c", "t2s", "-i"]).status.code(), Some(0));
    assert_eq!(tree.count(), (0, 1002));
}

#[test]
#[ignore = "slow"]
fn interrupted_at_any_moment() {
    let tree = Tree::new(300, 200, &[300_000]);
    let started = Instant::now();
    tree.run(&["-c", "t2s", "-i"]);
    let whole = started.elapsed();
    let mut interrupted = 0;
    for round in 0..20 {
        let config = if round % 2 == 0 { "s2t" } else { "t2s" };
        for signal in ["-INT", "-TERM"] {
            let mut child = tree.spawn(&["-c", config, "-i"]);
            thread::sleep(whole.mul_f64(f64::from(round) / 20.0));
            Command::new("kill").args([signal, &child.id().to_string()]).status().unwrap();
            let code = child.wait().unwrap().code();
            // A signal that comes before the command is ready for it ends it as well.
            assert!(matches!(code, Some(0 | 130) | None), "{code:?}");
            interrupted += usize::from(code == Some(130));
            tree.count();
            assert_eq!(tree.temporaries(), 0);
        }
    }
    assert!(interrupted >= 10, "only {interrupted} runs were interrupted");
}

#[test]
#[ignore = "slow"]
fn two_hundred_at_once() {
    let tree = Tree::new(40, 2_000, &[100_000]);
    let children: Vec<Child> = (0..200).map(|_| tree.spawn(&["-c", "t2s", "-i"])).collect();
    for mut child in children {
        let code = child.wait().unwrap().code();
        // Who comes second may find that a file was changed meanwhile.
        assert!(matches!(code, Some(0 | 2)), "{code:?}");
    }
    assert_eq!((tree.count(), tree.temporaries()), ((0, 41), 0));
}

#[test]
#[ignore = "slow"]
fn a_full_disk() {
    let folder = tempfile::tempdir().unwrap();
    let mount = Command::new("mount")
        .args(["-t", "tmpfs", "-o", "size=4m", "none"])
        .arg(folder.path())
        .output();
    if !mount.as_ref().is_ok_and(|output| output.status.success()) {
        eprintln!("SKIPPED: a small file system cannot be mounted here: {mount:?}");
        return;
    }
    let _unmount = Unmount(folder.path().to_owned());
    let mut tree = Tree { folder, files: Vec::new() };
    let inside = tree.path().join("0");
    fs::create_dir(&inside).unwrap();
    for number in 0..30 {
        let path = inside.join(format!("{number}.txt"));
        fs::write(&path, TRADITIONAL.repeat(2_000)).unwrap();
        tree.files.push((path, 2_000));
    }
    // What is left is too little for a second copy of any.
    let filler = inside.join("filler.bin");
    let mut size = 4 << 20;
    while size > 4096 && fs::write(&filler, vec![0; size]).is_err() {
        size -= 16384;
    }
    for place in [&["-i"][..], &["-i=.bak"]] {
        let arguments = [&["-c", "t2s"], place].concat();
        let run = tree.run(&arguments);
        let told = String::from_utf8(run.stderr).unwrap();
        assert_eq!(run.status.code(), Some(2), "{told}");
        assert!(told.contains("No space left on device"), "{told}");
        assert_eq!((tree.count(), tree.temporaries()), ((30, 0), 0));
    }
    // With space again, it is simply done.
    fs::remove_file(filler).unwrap();
    assert_eq!(tree.run(&["-c", "t2s", "-i"]).status.code(), Some(0));
    assert_eq!(tree.count(), (0, 30));
}

struct Unmount(PathBuf);

impl Drop for Unmount {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(&self.0).status();
    }
}

//! A temporary folder with the real binary run in it.

use std::ffi::OsStr;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use tempfile::TempDir;

pub struct TestEnv {
    folder: TempDir,
}

impl TestEnv {
    pub fn new() -> TestEnv {
        TestEnv { folder: tempfile::tempdir().unwrap() }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file, making the folders above it.
    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, content).unwrap();
        path
    }

    pub fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    /// The names in the folder, sorted.
    pub fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(self.folder.path()).unwrap();
        let mut names: Vec<String> =
            entries.map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    /// A command, to be run in the folder.
    pub fn program<S: AsRef<OsStr>>(
        &self,
        program: &Path,
        args: impl IntoIterator<Item = S>,
    ) -> Command {
        let mut command = Command::new(program);
        command.args(args).current_dir(self.folder.path());
        // Whoever runs the tests has a configuration of their own.
        command.env("XDG_CONFIG_HOME", self.path("config-home"));
        command.env("APPDATA", self.path("config-home"));
        command.env_remove("OPENCC_DATA_DIR");
        command
    }

    /// Runs the command with nothing on standard input.
    pub fn run<S: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = S>) -> Ran {
        self.run_with_input(args, "")
    }

    /// Runs the command with this on standard input.
    pub fn run_with_input<S: AsRef<OsStr>>(
        &self,
        args: impl IntoIterator<Item = S>,
        input: impl AsRef<[u8]>,
    ) -> Ran {
        self.run_program(binary(), args, input)
    }

    /// Runs another command in the folder with this on standard input.
    pub fn run_program<S: AsRef<OsStr>>(
        &self,
        program: &Path,
        args: impl IntoIterator<Item = S>,
        input: impl AsRef<[u8]>,
    ) -> Ran {
        let mut child = self.spawn_program(program, args);
        let mut stdin = child.stdin.take().unwrap();
        let input = input.as_ref().to_vec();
        // The command may end before it has read everything.
        let writer = std::thread::spawn(move || drop(stdin.write_all(&input)));
        let output = child.wait_with_output().unwrap();
        writer.join().unwrap();
        Ran(output)
    }

    pub fn spawn<S: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = S>) -> Child {
        self.spawn_program(binary(), args)
    }

    pub fn spawn_program<S: AsRef<OsStr>>(
        &self,
        program: &Path,
        args: impl IntoIterator<Item = S>,
    ) -> Child {
        self.program(program, args)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap()
    }
}

pub fn binary() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_fanjian"))
}

/// How a run ended.
pub struct Ran(pub Output);

impl Ran {
    pub fn stdout(&self) -> &str {
        std::str::from_utf8(&self.0.stdout).unwrap()
    }

    pub fn stderr(&self) -> &str {
        std::str::from_utf8(&self.0.stderr).unwrap()
    }

    /// It did everything, said nothing, and wrote this.
    #[track_caller]
    pub fn writes(&self, expected: &str) {
        assert_eq!((self.stdout(), self.stderr(), self.0.status.code()), (expected, "", Some(0)));
    }

    /// It ended with this exit status and exactly these messages.
    #[track_caller]
    pub fn fails(&self, status: i32, messages: &str) {
        assert_eq!((self.stderr(), self.0.status.code()), (messages, Some(status)));
    }
}

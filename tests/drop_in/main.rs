//! The command under the names `opencc` and `opencc_dict`, as processes.
//!
//! `cases.rs` has a test for each case that OpenCC 1.4.2 tests of its own command;
//! `differential.rs` runs scripts with that command and with ours, which takes half a minute:
//! `cargo test --features opencc --test drop_in`.

mod cases;
mod dict;
#[cfg(feature = "opencc")]
mod differential;
#[cfg(unix)]
mod interrupt;
#[path = "../command/testenv.rs"]
#[allow(dead_code, reason = "the tests of the other command need more of it")]
mod testenv;
mod usage;

use std::path::Path;

use testenv::{Ran, TestEnv, binary};

/// A folder with links to our command under OpenCC's names, and one to work in.
struct OpenccEnv {
    env: TestEnv,
    links: tempfile::TempDir,
}

impl OpenccEnv {
    fn new() -> OpenccEnv {
        let links = tempfile::tempdir().unwrap();
        link_commands(links.path());
        OpenccEnv { env: TestEnv::new(), links }
    }

    /// Runs `opencc` with nothing on standard input; arguments are separated by spaces.
    fn run(&self, arguments: &str) -> Ran {
        self.run_with_input(arguments, "")
    }

    fn run_with_input(&self, arguments: &str, input: impl AsRef<[u8]>) -> Ran {
        self.run_list(&arguments.split_whitespace().collect::<Vec<_>>(), input)
    }

    fn run_list(&self, arguments: &[&str], input: impl AsRef<[u8]>) -> Ran {
        self.env.run_program(&self.links.path().join("opencc"), arguments, input)
    }

    fn run_dict(&self, arguments: &str) -> Ran {
        let arguments: Vec<&str> = arguments.split_whitespace().collect();
        self.env.run_program(&self.links.path().join("opencc_dict"), arguments, "")
    }
}

/// Makes `opencc` and `opencc_dict` in a folder.
fn link_commands(folder: &Path) {
    for name in ["opencc", "opencc_dict"] {
        #[cfg(unix)]
        std::os::unix::fs::symlink(binary(), folder.join(name)).unwrap();
        #[cfg(windows)]
        std::fs::copy(binary(), folder.join(name).with_extension("exe")).unwrap();
    }
}

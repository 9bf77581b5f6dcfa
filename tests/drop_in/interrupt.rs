use std::io::Write;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use std::{fs, thread};

use super::OpenccEnv;

/// Ctrl-C while `-o` waits for more input: the old file is there, and nothing else.
#[test]
fn leaves_no_temporary_file() {
    let opencc = OpenccEnv::new();
    let folder = opencc.links.path();
    fs::write(folder.join("out.txt"), "old").unwrap();
    for signal in ["-INT", "-TERM"] {
        let mut child = Command::new(folder.join("opencc"))
            .args(["-c", "t2s", "-o", "out.txt"])
            .current_dir(folder)
            .stdin(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stdin = child.stdin.take().unwrap();
        stdin.write_all("漢字\n".as_bytes()).unwrap();
        let temporaries = || {
            let names = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name());
            names.filter(|name| name.to_string_lossy().starts_with(".fanjian-")).count()
        };
        let start = Instant::now();
        while temporaries() == 0 {
            assert!(start.elapsed() < Duration::from_secs(10), "nothing was opened");
            thread::sleep(Duration::from_millis(1));
        }
        Command::new("kill").args([signal, &child.id().to_string()]).status().unwrap();
        assert_eq!(child.wait().unwrap().code(), Some(130), "{signal}");
        assert_eq!(temporaries(), 0, "{signal}");
        assert_eq!(fs::read_to_string(folder.join("out.txt")).unwrap(), "old");
    }
}

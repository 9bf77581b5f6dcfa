//! The examples of the READMEs and guides do what they say.

use std::fs;
use std::process::Command;

use crate::testenv::{TestEnv, binary};

#[test]
fn examples_of_the_readme() {
    check("README.md");
}

/// Runs every `console` block of a document, all in one folder: a line after `$ ` is a command, the
/// lines below it what it prints.
fn check(document: &str) {
    let env = TestEnv::new();
    env.write("notes.txt", "这个软件可以打印信息\n");
    env.write("more.txt", "更多\n");
    let path = std::env::join_paths(
        [binary().parent().unwrap().to_owned()]
            .into_iter()
            .chain(std::env::split_paths(&std::env::var_os("PATH").unwrap())),
    )
    .unwrap();
    let text = fs::read_to_string(document).unwrap();
    let mut examples = 0;
    for block in text.split("```console\n").skip(1) {
        let block = block.split("```").next().unwrap();
        for example in block.split("$ ").skip(1) {
            let (command, expected) = example.split_once('\n').unwrap();
            let output = Command::new("sh")
                .args(["-c", &format!("exec 2>&1; {command}")])
                .env("PATH", &path)
                .current_dir(env.path(""))
                .output()
                .unwrap();
            assert_eq!(String::from_utf8_lossy(&output.stdout), expected, "{document}: {command}");
            examples += 1;
        }
    }
    assert!(examples > 0, "{document} has examples");
}

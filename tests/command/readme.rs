//! The examples of the READMEs and guides do what they say.

use std::fs;
use std::process::Command;

use crate::testenv::{TestEnv, binary};

#[test]
fn examples_of_the_readmes() {
    for document in ["README.md", "README.zh-TW.md", "README.zh-CN.md"] {
        check(document);
    }
}

/// The mainland README is what fanjian makes of Taiwan's, but for the examples.
#[test]
fn the_mainland_readme_is_made_by_fanjian() {
    let env = TestEnv::new();
    let source = fs::read_to_string("README.zh-TW.md").unwrap();
    let mut made = String::new();
    for (index, part) in source.split("```").enumerate() {
        if index % 2 == 0 {
            let args = ["--from", "zh-TW", "--to", "zh-CN", "--protect", LANGUAGES];
            made += env.run_with_input(args, part).stdout();
        } else {
            made += &format!("```{part}```");
        }
    }
    if std::env::var_os("FANJIAN_MAKE_README").is_some() {
        fs::write("README.zh-CN.md", &made).unwrap();
    }
    let committed = fs::read_to_string("README.zh-CN.md").unwrap();
    assert!(
        committed == made,
        "make it again: FANJIAN_MAKE_README=1 cargo test --test command readme"
    );
}

/// The names of the other READMEs, and of this project.
const LANGUAGES: &str = r"繁體中文|（繁簡）";

/// Runs every `console` block of a document, all in one folder: a line after `$ ` is a command, the
/// lines below it what it prints.
fn check(document: &str) {
    let env = TestEnv::new();
    env.write("notes.txt", "这个软件可以打印信息\n");
    env.write("more.txt", "更多\n");
    env.write("novel.txt", "他藉著月光瞭望遠處，說：「甚麼都沒有。」\n");
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

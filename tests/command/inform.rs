//! What the command tells about itself.

use crate::testenv::TestEnv;

#[test]
fn names_its_version_and_helps() {
    let env = TestEnv::new();
    env.run(["--version"]).writes(concat!("fanjian ", env!("CARGO_PKG_VERSION"), "\n"));
    let help = env.run(["--help"]);
    for word in ["Usage:", "--config", "--output", "Exit status", "Examples:"] {
        assert!(help.stdout().contains(word), "{word}");
    }
}

#[test]
fn a_wrong_flag_ends_with_2() {
    TestEnv::new().run(["--confg", "t2s"]).fails(
        2,
        "fanjian: unexpected argument '--confg' found tip: a similar argument exists: '--config': \
         --help tells more\n",
    );
}

#[test]
fn lists_all_configurations() {
    let ran = TestEnv::new().run(["--list-configs"]);
    assert_eq!(ran.stdout().lines().count(), 16);
    assert!(ran.stdout().contains("\ns2twp  Simplified Chinese to Traditional"));
}

#[test]
fn completions_and_the_manual_page_come_from_the_arguments() {
    let env = TestEnv::new();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        assert!(env.run(["completions", shell]).stdout().contains("include-tofu-risk"), "{shell}");
    }
    assert!(env.run(["man"]).stdout().starts_with(".ie"));
}

#[test]
fn mistakes_are_told_in_one_line() {
    let env = TestEnv::new();
    for (args, expected) in [
        (
            &["-j", "0"][..],
            "invalid value '0' for '--jobs <N>': it is a number of threads, from 1 on: --help tells more",
        ),
        (
            &["--jsonl", ""],
            "invalid value '' for '--jsonl <FIELD>': a name is empty: --help tells more",
        ),
        (
            &["--csv", "a,"],
            "invalid value '' for '--csv <COLUMN>': a name is empty: --help tells more",
        ),
        (&["dict"], "dict: say what is to be done: build, dump, lint, lookup or diff"),
        (&["-i"], "-i: say which files and folders are to be replaced"),
        (&["--glob", "[", "."], "error parsing glob '[': unclosed character class; missing ']'"),
        (
            &["--encoding", "euc-tw"],
            "invalid value 'euc-tw' for '--encoding <NAME>': no library that is kept up knows EUC-TW: \
             iconv -f EUC-TW -t UTF-8 makes UTF-8 of it: --help tells more",
        ),
    ] {
        env.run(args).fails(2, &format!("fanjian: {expected}\n"));
    }
}

#[test]
fn check_and_explain_are_commands_too() {
    let env = TestEnv::new();
    env.write("a.txt", "漢字");
    env.write("check", "漢字");
    let ran = env.run(["check", "-q", "a.txt"]);
    assert_eq!((ran.stdout(), ran.0.status.code()), ("a.txt\n", Some(1)));
    let explained = env.run(["explain", "--to", "zh-CN", "a.txt"]);
    assert_eq!(explained.stdout(), env.run(["--explain", "--to", "zh-CN", "a.txt"]).stdout());
    assert_eq!(explained.stdout().lines().count(), 1);
    env.run(["./check"]).writes("汉字");
    assert!(env.run(["check", "--help"]).stdout().contains("--rename"));
    assert_eq!(env.run(["explain", "-i", "a.txt"]).0.status.code(), Some(2));
}

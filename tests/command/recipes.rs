//! The recipes of `docs/recipes.md`, run as they stand there.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::{Command, Output};

use crate::testenv::{TestEnv, binary};

const DOCUMENT: &str = include_str!("../../docs/recipes.md");

/// The blocks of code under a heading.
fn recipe(heading: &str) -> Vec<String> {
    let section = DOCUMENT
        .split("\n## ")
        .find_map(|section| section.strip_prefix(heading)?.strip_prefix('\n'))
        .unwrap_or_else(|| panic!("there is no recipe {heading}"));
    let blocks = section.split("```").skip(1).step_by(2);
    blocks.map(|block| block.split_once('\n').unwrap().1.to_owned()).collect()
}

/// Runs a shell in the folder, with this fanjian as the one that is found.
fn shell(env: &TestEnv, script: &str) -> Output {
    let folder = binary().parent().unwrap().display().to_string();
    let path = format!("{folder}:{}", std::env::var("PATH").unwrap());
    Command::new("sh")
        .args(["-e", "-c", script])
        .env("PATH", path)
        .env("LC_ALL", "C.UTF-8")
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .current_dir(env.path(""))
        .output()
        .unwrap()
}

#[track_caller]
fn succeeds(env: &TestEnv, script: &str) {
    let output = shell(env, script);
    assert!(output.status.success(), "{script}\n{output:?}");
}

/// Whether a program is there; says aloud what is skipped without it.
fn has(program: &str) -> bool {
    let found = Command::new(program).arg("--version").output().is_ok();
    if !found {
        eprintln!("skipped: there is no {program}");
    }
    found
}

#[test]
fn every_recipe_is_tested() {
    let tests = include_str!("recipes.rs");
    for section in DOCUMENT.split("\n## ").skip(1) {
        let heading = section.lines().next().unwrap();
        assert!(tests.contains(&format!("recipe(\"{heading}\")")), "{heading}");
    }
}

#[test]
fn in_a_pipe() {
    let env = TestEnv::new();
    env.write("notes/1.txt", "二 歷史\n別的\n");
    env.write("notes/2.txt", "一 歷史\n");
    succeeds(&env, &recipe("In a pipe")[0]);
    assert_eq!(env.read("found.txt"), "一 历史\n二 历史\n");
}

#[test]
fn files_that_find_finds() {
    let env = TestEnv::new();
    let recipes = recipe("Files that find finds");
    env.write("docs/old.md", "漢");
    succeeds(&env, "touch -d '2000-01-01' docs/old.md; touch -d '2001-01-01' last-run");
    env.write("docs/a new\nname.md", "漢");
    env.write("docs/a b.txt", "漢");
    succeeds(&env, &recipes[0]);
    succeeds(&env, &recipes[1]);
    assert_eq!(env.read("docs/old.md"), "漢");
    assert_eq!(env.read("docs/a new\nname.md") + &env.read("docs/a b.txt"), "汉汉");
}

#[test]
fn in_place_with_backup() {
    let env = TestEnv::new();
    env.write("book/1", "漢");
    env.write("book/2", "same");
    succeeds(&env, &recipe("In place, with the originals kept")[0]);
    assert_eq!(env.read("book/1") + &env.read("book/1.orig"), "汉漢");
    assert!(!env.path("book/2.orig").exists());
}

#[test]
fn a_copy_of_a_folder() {
    let env = TestEnv::new();
    env.write("書/第一章/歷史.txt", "歷史");
    succeeds(&env, &recipe("A copy of a folder")[0]);
    assert_eq!(env.read("book-hans/第一章/历史.txt"), "历史");
}

#[test]
fn a_check_before_every_commit() {
    if !has("git") {
        return;
    }
    let env = TestEnv::new();
    succeeds(&env, "git init -q . && git config user.name a && git config user.email a@b");
    let hook = env.write(".git/hooks/pre-commit", &recipe("A check before every commit")[0]);
    fs::set_permissions(hook, fs::Permissions::from_mode(0o755)).unwrap();
    env.write("a.zh-Hans.md", "汉字\n");
    env.write("b.zh-Hant.md", "漢字\n");
    succeeds(&env, "git add . && git commit -q -m good");
    env.write("a.zh-Hans.md", "漢字\n");
    let output = shell(&env, "git add . && git commit -q -m bad");
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    // What a hook prints, git prints to standard error.
    assert!(String::from_utf8_lossy(&output.stderr).contains("a.zh-Hans.md"), "{output:?}");
}

#[test]
fn a_rule_for_make() {
    if !has("make") {
        return;
    }
    let env = TestEnv::new();
    env.write("Makefile", &recipe("A rule for make")[0]);
    env.write("a.zh-Hant.md", "漢字\n");
    succeeds(&env, "make -s a.zh-Hans.md");
    assert_eq!(env.read("a.zh-Hans.md"), "汉字\n");
}

#[test]
fn subtitles() {
    let env = TestEnv::new();
    let recipes = recipe("Subtitles from GBK to UTF-8 in Traditional");
    let text = "1\r\n00:00:01,000 --> 00:00:02,000\r\n这是一个软件的信息，请打开文件\r\n";
    let gbk = encoding_rs::GBK.encode(text).0;
    env.write("subtitles/1.srt", &gbk);
    env.write("subtitles/season/2.ass", &gbk);
    succeeds(&env, &recipes[0]);
    let expected = text.replace("这是一个软件的信息，请打开文件", "這是一個軟體的資訊，請開啟檔案");
    assert_eq!(env.read("subtitles-tw/1.srt"), expected);
    assert_eq!(env.read("subtitles-tw/season/2.ass"), expected);
    succeeds(&env, &recipes[1]);
    assert_eq!(env.read("subtitles/1.srt"), expected);
    assert_eq!(fs::read(env.path("subtitles/1.srt.gbk")).unwrap(), *gbk);
}

#[test]
fn a_corpus() {
    if !has("zstd") {
        return;
    }
    let env = TestEnv::new();
    let record =
        "{\"id\":\"漢\", \"text\":\"漢\\u3000字\", \"meta\": {\"title\": \"歷史\", \"n\": 1.0}}\n";
    env.write("corpus.jsonl", record.repeat(1000));
    succeeds(&env, "zstd -q corpus.jsonl");
    succeeds(&env, &recipe("A corpus of JSON lines")[0]);
    succeeds(&env, "zstd -q -d corpus.hans.jsonl.zst");
    let expected = record.replace("漢\\u3000字", "汉\\u3000字").replace("歷史", "历史");
    assert!(env.read("corpus.hans.jsonl") == expected.repeat(1000));
}

#[test]
fn columns() {
    let env = TestEnv::new();
    env.write("books.csv", "id,title,summary\n漢,漢,\"漢,\n字\"\n");
    succeeds(&env, &recipe("Columns of a table")[0]);
    assert_eq!(env.read("books.hans.csv"), "id,title,summary\n漢,汉,\"汉,\n字\"\n");
}

//! From standard input and files to standard output and files.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};

use crate::testenv::TestEnv;

#[test]
fn converts_a_pipe() {
    TestEnv::new().run_with_input([""; 0], "漢字乾隆乾淨\n").writes("汉字乾隆干净\n");
}

#[test]
fn converts_files_in_order_and_standard_input_among_them() {
    let env = TestEnv::new();
    env.write("a", "一後\n");
    env.write("b", "二後");
    env.run_with_input(["a", "-", "b"], "三後\n").writes("一后\n三后\n二后");
}

#[test]
fn converts_by_a_configuration_of_opencc() {
    let env = TestEnv::new();
    env.run_with_input(["-c", "s2twp"], "软件和信息").writes("軟體和資訊");
    env.run_with_input(["-c", "s2twp.json"], "软件和信息").writes("軟體和資訊");
    env.run_with_input(["-c", "t2s"], "㑮").writes("㑮");
    env.run_with_input(["-c", "t2s", "--include-tofu-risk-dictionaries"], "㑮").writes("𫝈");
}

#[test]
fn converts_between_locales() {
    let env = TestEnv::new();
    env.run_with_input(["-t", "zh-hans"], "執著").writes("执着");
    let ran = env.run(["--from", "zh-TWW"]);
    assert!(ran.stderr().contains("zh-TWW") && ran.0.status.code() == Some(2), "{}", ran.stderr());
    assert_eq!(env.run(["-c", "t2s", "--to", "zh-TW"]).0.status.code(), Some(2));
    env.run(["--engine", "opencc"]).fails(
        2,
        "fanjian: --engine opencc: OpenCC converts by one of its configurations: say which with -c\n",
    );
}

#[test]
fn converts_quotation_marks_on_request() {
    let env = TestEnv::new();
    let convert = ["--punctuation", "convert"];
    env.run_with_input([""; 0], "說「這『國』」").writes("说「这『国』」");
    env.run_with_input(convert, "說「這『國』」").writes("说“这‘国’”");
    env.run_with_input(["-f", "cn", "-t", "tw"].iter().chain(&convert), "说“这‘国’”，it’s")
        .writes("說「這『國』」，it’s");
    assert_eq!(env.run(["-c", "t2s"].iter().chain(&convert)).0.status.code(), Some(2));
}

#[test]
fn keeps_everything_that_is_not_chinese() {
    let env = TestEnv::new();
    for text in ["", "\u{FEFF}a\r\nb\0c", "no newline", "\n\n", "⿰木", "e\u{301}😀"] {
        env.run_with_input([""; 0], text).writes(text);
    }
}

#[test]
fn converts_a_text_of_one_line_larger_than_any_buffer() {
    let env = TestEnv::new();
    let pairs = 3_000_000;
    env.write("long", "乾淨".repeat(pairs));
    let ran = env.run(["long"]);
    assert!(ran.stdout() == "干净".repeat(pairs));
    let ran = env.run_with_input(["-j", "1"], "乾淨".repeat(pairs));
    assert!(ran.stdout() == "干净".repeat(pairs));
}

#[test]
fn shows_each_line_as_it_comes() {
    let env = TestEnv::new();
    let mut child = env.spawn([""; 0]);
    let mut stdin = child.stdin.take().unwrap();
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    for (line, expected) in [("漢字\n", "汉字\n"), ("乾\n", "干\n")] {
        stdin.write_all(line.as_bytes()).unwrap();
        let mut read = String::new();
        stdout.read_line(&mut read).unwrap();
        assert_eq!(read, expected);
    }
    drop(stdin);
    assert!(child.wait().unwrap().success());
}

#[test]
fn a_closed_pipe_ends_quietly() {
    let env = TestEnv::new();
    let mut child = env.spawn(["-c", "s2t"]);
    drop(child.stdout.take());
    let mut stdin = child.stdin.take().unwrap();
    // The pipe breaks at some time; then there is nobody to read this.
    while stdin.write_all("汉字\n".repeat(1000).as_bytes()).is_ok() {}
    drop(stdin);
    assert_eq!(child.wait().unwrap().code(), Some(0));
    let mut messages = String::new();
    child.stderr.take().unwrap().read_to_string(&mut messages).unwrap();
    assert_eq!(messages, "");
}

#[test]
fn writes_a_file_whole_or_not_at_all() {
    let env = TestEnv::new();
    env.write("in", "漢字\n");
    env.write("bad", b"\xE6\xBC\xA2\xE5\xAD\x97\n\xFF");
    env.run(["in", "-o", "out"]).writes("");
    assert_eq!(env.read("out"), "汉字\n");
    let ran = env.run(["bad", "-o", "out"]);
    assert_eq!(ran.0.status.code(), Some(2));
    assert_eq!(env.read("out"), "汉字\n");
    // The input may be the output.
    env.run(["in", "-o", "in"]).writes("");
    assert_eq!(env.read("in"), "汉字\n");
    assert_eq!(env.names(), ["bad", "in", "out"]);
}

#[test]
fn tells_where_text_is_not_utf8() {
    let env = TestEnv::new();
    let bad = b"\xE6\xBC\xA2\n\xFF\xE5\xAD\x97\n";
    env.write("bad", bad);
    let ran = env.run(["bad"]);
    let message = "fanjian: bad: not UTF-8 at byte 4 (line 2): ";
    assert!(ran.stderr().starts_with(message), "{}", ran.stderr());
    assert!(ran.stderr().contains("--invalid keep"));
    assert_eq!((ran.stdout(), ran.0.status.code()), ("汉\n", Some(2)));

    let kept = env.run(["bad", "--invalid", "keep"]).0;
    assert_eq!((&kept.stdout[..], kept.status.code()), (&bad_converted()[..], Some(0)));
    env.run(["bad", "--invalid", "replace"]).writes("汉\n\u{FFFD}字\n");
}

fn bad_converted() -> Vec<u8> {
    ["汉\n".as_bytes(), b"\xFF", "字\n".as_bytes()].concat()
}

#[test]
fn what_fails_does_not_stop_the_rest() {
    let env = TestEnv::new();
    env.write("good", "後");
    fs::create_dir(env.path("folder")).unwrap();
    let ran = env.run(["missing", "good"]);
    assert_eq!(ran.stdout(), "后");
    ran.fails(2, "fanjian: missing: No such file or directory\n");
}

#[test]
fn a_folder_that_is_missing_is_told_by_the_name_that_was_given() {
    TestEnv::new()
        .run_with_input(["-o", "none/out.txt"], "漢")
        .fails(2, "fanjian: none/out.txt: No such file or directory\n");
}

#[test]
fn a_wrong_configuration_is_told_with_the_nearest() {
    let ran = TestEnv::new().run(["-c", "s2twpp"]);
    assert!(ran.stderr().starts_with("fanjian: there is no configuration s2twpp"));
    assert!(ran.stderr().ends_with("did you mean s2twp?\n"));
    assert_eq!(ran.0.status.code(), Some(2));
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_an_error() {
    let env = TestEnv::new();
    env.write("in", "漢字\n");
    env.run(["in", "-o", "/dev/full"]).fails(2, "fanjian: /dev/full: No space left on device\n");
}

#[cfg(not(feature = "opencc"))]
#[test]
fn without_opencc_its_engine_is_refused() {
    TestEnv::new().run(["--engine", "opencc", "-c", "t2s"]).fails(
        2,
        "fanjian: --engine opencc: this fanjian was built without OpenCC: \
         build it with --features opencc\n",
    );
}

#[cfg(feature = "opencc")]
#[test]
fn opencc_itself_converts_with_the_same_flags() {
    let env = TestEnv::new();
    env.run_with_input(["--engine", "opencc", "-c", "s2twp"], "软件\0和信息\n")
        .writes("軟體\0和資訊\n");
}

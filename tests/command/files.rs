//! Folders, places, names: what happens to files.

use std::fs;
use std::io::Read;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::process::Command;

use crate::testenv::{Ran, TestEnv, binary};

/// The summary without its times.
fn counts(ran: &Ran) -> String {
    let last = ran.stderr().lines().last().unwrap_or_default();
    last.split(';').next().unwrap_or_default().to_owned()
}

fn tree() -> TestEnv {
    let env = TestEnv::new();
    env.write("book/1.txt", "漢字\n");
    env.write("book/2/1.txt", "歷史\n");
    env.write("book/2/same.txt", "汉字\n");
    env.write("book/.hidden.txt", "漢\n");
    env.write("book/ignored.txt", "漢\n");
    env.write("book/.ignore", "ignored.txt\n");
    env.write("book/picture.png", b"\x89PNG\r\n\x1A\n\0\0\0\rIHDR");
    env
}

#[test]
fn a_folder_is_walked_in_order() {
    let env = tree();
    env.run(["book"]).writes("汉字\n历史\n汉字\n");
    env.run(["--no-ignore", "--hidden", "-g", "*.txt", "-j", "8", "book"])
        .writes("汉\n汉字\n历史\n汉字\n汉\n");
    env.run(["-g", "!2", "book"]).writes("汉字\n");
    env.run(["book/2", "book/1.txt"]).writes("历史\n汉字\n汉字\n");
    // A file that is named is meant, whatever its name.
    env.run(["book/ignored.txt", "book/.hidden.txt"]).writes("汉\n汉\n");
}

#[test]
fn links_to_folders_are_followed_on_request() {
    let env = tree();
    env.write("other/x.txt", "漢\n");
    symlink(env.path("other"), env.path("book/link")).unwrap();
    symlink(env.path("book"), env.path("book/loop")).unwrap();
    env.run(["-g", "x.txt", "book"]).writes("");
    let ran = env.run(["-g", "x.txt", "--follow", "book"]);
    assert_eq!(ran.stdout(), "汉\n");
    ran.fails(2, "fanjian: book/loop: a link back to a folder that it is in\n");
}

#[test]
fn files_in_place() {
    let env = tree();
    let before = fs::metadata(env.path("book/2/same.txt")).unwrap();
    let ran = env.run(["-i", "-v", "book"]);
    assert_eq!(counts(&ran), "fanjian: 2 converted, 1 unchanged, 1 skipped (not text)");
    assert!(ran.stderr().contains("fanjian: book/picture.png: skipped, not text\n"));
    assert!(ran.stderr().starts_with("fanjian: book/1.txt: converted\n"), "{}", ran.stderr());
    assert_eq!(ran.stdout(), "");
    assert_eq!(env.read("book/1.txt") + &env.read("book/2/1.txt"), "汉字\n历史\n");
    let after = fs::metadata(env.path("book/2/same.txt")).unwrap();
    assert_eq!((before.ino(), before.mtime_nsec()), (after.ino(), after.mtime_nsec()));
    // Nothing is left to do, and no temporary file is there.
    let ran = env.run(["-i", "book"]);
    assert_eq!(counts(&ran), "fanjian: 0 converted, 3 unchanged, 1 skipped (not text)");
    assert_eq!(temporaries(&env), "");
}

fn temporaries(env: &TestEnv) -> String {
    let found = Command::new("find").arg(env.path("")).args(["-name", ".fanjian-*"]).output();
    String::from_utf8(found.unwrap().stdout).unwrap()
}

#[test]
fn the_original_is_kept_once() {
    let env = TestEnv::new();
    env.write("a", "漢");
    assert_eq!(counts(&env.run(["-i=.bak", "a"])), "fanjian: 1 converted, 0 unchanged");
    assert_eq!((env.read("a"), env.read("a.bak")), ("汉".into(), "漢".into()));
    env.write("a", "歷史");
    let ran = env.run(["-q", "-i=.bak", "a"]);
    ran.fails(
        2,
        "fanjian: a: its backup a.bak exists already: move it away, name another suffix, or overwrite it with --force\n"
            .replace("a.bak", &env.path("a.bak").canonicalize().unwrap().display().to_string())
            .as_str(),
    );
    assert_eq!((env.read("a"), env.read("a.bak")), ("歷史".into(), "漢".into()));
    env.run(["-q", "--force", "-i=.bak", "a"]).writes("");
    assert_eq!((env.read("a"), env.read("a.bak")), ("历史".into(), "歷史".into()));
}

#[test]
fn attributes_stay() {
    let env = TestEnv::new();
    env.write("script", "echo 漢");
    fs::set_permissions(env.path("script"), fs::Permissions::from_mode(0o751)).unwrap();
    symlink("script", env.path("link")).unwrap();
    env.run(["-q", "-i", "link"]).writes("");
    assert!(fs::symlink_metadata(env.path("link")).unwrap().is_symlink());
    assert_eq!(env.read("script"), "echo 汉");
    let metadata = fs::metadata(env.path("script")).unwrap();
    assert_eq!(metadata.permissions().mode() & 0o7777, 0o751);
}

#[test]
fn owners_stay_where_they_may_be_given() {
    let env = TestEnv::new();
    let path = env.write("a", "漢");
    if std::os::unix::fs::chown(&path, Some(12345), Some(54321)).is_err() {
        eprintln!("skipped: only a privileged user may give files away");
        return;
    }
    env.run(["-q", "-i", "a"]).writes("");
    let metadata = fs::metadata(&path).unwrap();
    assert_eq!((metadata.uid(), metadata.gid()), (12345, 54321));
}

#[test]
fn what_would_lose_something_is_refused() {
    let env = TestEnv::new();
    env.write("a", "漢");
    fs::hard_link(env.path("a"), env.path("b")).unwrap();
    env.run(["-q", "-i", "a"]).fails(
        2,
        "fanjian: a: it has 2 names (hard links), and the others would keep the old content: \
         convert a copy, or part them from it with --force\n",
    );
    env.run(["-q", "-i", "--force", "a"]).writes("");
    assert_eq!((env.read("a"), env.read("b")), ("汉".into(), "漢".into()));
    fs::set_permissions(env.path("b"), fs::Permissions::from_mode(0o444)).unwrap();
    env.run(["-q", "-i", "b"])
        .fails(2, "fanjian: b: it is read-only: make it writable, or replace it with --force\n");
    env.run(["-q", "-i", "-"])
        .fails(2, "fanjian: standard input cannot be replaced: it can only go to one output\n");
}

#[test]
fn one_bad_file_does_not_stop_the_others() {
    let env = TestEnv::new();
    env.write("a/1", "漢");
    env.write("a/2", b"\xE6\xBC\xA2\xE6\xBC\xA2\xE6\xBC\xA2\xE6\xBC\xA2\xE6\xBC\xA2\xE6\xBC\xA2\xE6\xBC\xA2\xE6\xBC\xA2\xE6\xBC\xA2\xE6\xBC\xA2\xE6\xBC\xA2\xFF");
    env.write("a/3", "漢");
    let ran = env.run(["-i", "missing", "a"]);
    assert_eq!(ran.0.status.code(), Some(2));
    assert_eq!(counts(&ran), "fanjian: 2 converted, 0 unchanged, 2 failed");
    let told: Vec<&str> = ran.stderr().lines().collect();
    assert_eq!(told[0], "fanjian: missing: No such file or directory");
    assert!(told[1].starts_with("fanjian: a/2: not UTF-8 at byte 33 (line 1): "), "{}", told[1]);
    assert_eq!(env.read("a/1") + &env.read("a/3"), "汉汉");
}

#[test]
fn a_folder_is_mirrored() {
    let env = tree();
    let ran = env.run(["book", "-o", "out"]);
    assert_eq!(counts(&ran), "fanjian: 2 converted, 1 unchanged, 1 skipped (not text)");
    assert_eq!(env.read("out/1.txt") + &env.read("out/2/1.txt"), "汉字\n历史\n");
    assert_eq!(env.read("out/2/same.txt"), "汉字\n");
    assert_eq!(env.read("book/1.txt"), "漢字\n");
    // A folder in the folder that it mirrors is not an input.
    let ran = env.run(["-q", ".", "-o", "out2"]);
    ran.writes("");
    env.run(["-q", ".", "-o", "out2"]).writes("");
    assert!(!env.path("out2/out2").exists());
    // Files keep their names, listed files their paths.
    env.run(["-q", "book/2/1.txt", "-o", "flat/"]).writes("");
    assert_eq!(env.read("flat/1.txt"), "历史\n");
    env.run_with_input(["-q", "--files-from", "-", "-o", "listed"], "book/2/1.txt\nbook/1.txt\n")
        .writes("");
    assert_eq!(env.read("listed/book/2/1.txt") + &env.read("listed/book/1.txt"), "历史\n汉字\n");
}

#[test]
fn nothing_is_overwritten_by_mistake() {
    let env = tree();
    let ran = env.run(["book/1.txt", "book/2/1.txt", "-o", "out/"]);
    ran.fails(
        2,
        "fanjian: out/1.txt: both book/1.txt and book/2/1.txt would be written there: nothing was converted\n",
    );
    assert!(!env.path("out").exists());
    env.run(["book/1.txt", "book/2/1.txt", "-o", "book/1.txt"]).fails(
        2,
        "fanjian: book/1.txt: it would overwrite the input book/1.txt: nothing was converted\n",
    );
    env.run(["book", "-o", "book"]).fails(2, &{
        let told = |name: &str| {
            format!("fanjian: book/{name}: it would overwrite the input book/{name}: nothing was converted\n")
        };
        ["1.txt", "2/1.txt", "2/same.txt", "picture.png"].map(told).concat()
    });
    assert_eq!(env.read("book/1.txt"), "漢字\n");
}

#[test]
fn lists_name_files() {
    let env = tree();
    env.write("odd\nname", "漢");
    let listed = "book/2/1.txt\0odd\nname\0";
    env.run_with_input(["--files-from", "-", "-0"], listed).writes("历史\n汉");
    env.write("list", "book/1.txt\r\nbook\n");
    let ran = env.run(["--files-from", "list"]);
    assert_eq!(ran.stdout(), "汉字\n");
    ran.fails(2, "fanjian: book: is a directory: list the files in it\n");
    env.run(["--files-from", "none"])
        .fails(2, "fanjian: --files-from none: No such file or directory\n");
}

#[test]
fn a_check_tells_what_would_change() {
    let env = tree();
    let ran = env.run(["--check", "book"]);
    assert_eq!(ran.stdout(), "book/1.txt\nbook/2/1.txt\n");
    assert_eq!(counts(&ran), "fanjian: 2 would change, 1 unchanged, 1 skipped (not text)");
    assert_eq!(ran.0.status.code(), Some(1));
    assert_eq!(env.read("book/1.txt"), "漢字\n");
    let ran = env.run(["-q", "--check", "book/2/same.txt"]);
    ran.writes("");
}

#[test]
fn differences_are_shown() {
    let env = tree();
    let expected = "--- book/1.txt\n+++ book/1.txt\n@@ -1 +1 @@\n-漢字\n+汉字\n\
        --- book/2/1.txt\n+++ book/2/1.txt\n@@ -1 +1 @@\n-歷史\n+历史\n";
    env.run(["--diff", "book"]).writes(expected);
    assert_eq!(env.run(["--diff", "--check", "book"]).0.status.code(), Some(1));
    let colored = env.run(["--diff", "--color", "always", "book/1.txt"]);
    assert!(colored.stdout().contains("\x1b[31m-漢字\x1b[0m\n\x1b[32m+汉字\x1b[0m\n"));
    // What is shown can be applied.
    let patch = env.write("patch", expected);
    let applied =
        Command::new("patch").args(["-p0", "-i"]).arg(patch).current_dir(env.path("")).output();
    match applied {
        Ok(output) => {
            assert!(output.status.success(), "{output:?}");
            env.run(["--diff", "book"]).writes("");
        }
        Err(error) => eprintln!("skipped: patch does not run: {error}"),
    }
}

#[test]
fn names_are_converted() {
    let env = TestEnv::new();
    env.write("書/歷史/漢.txt", "漢");
    env.write("書/歷史/same.txt", "same");
    let ran = env.run(["-q", "--check", "--rename", "書"]);
    assert_eq!(
        ran.stdout(),
        "書/歷史/漢.txt\n書/歷史/漢.txt -> 書/歷史/汉.txt\n書/歷史 -> 書/历史\n書 -> 书\n"
    );
    assert_eq!(ran.0.status.code(), Some(1));
    let ran = env.run(["--rename", "書", "-o", "out"]);
    assert_eq!(counts(&ran), "fanjian: 1 converted, 1 unchanged");
    assert_eq!(env.read("out/历史/汉.txt"), "汉");
    let ran = env.run(["-i", "--rename", "書"]);
    assert_eq!(counts(&ran), "fanjian: 1 converted, 1 unchanged, 3 renamed");
    assert_eq!(env.read("书/历史/汉.txt") + &env.read("书/历史/same.txt"), "汉same");
    assert!(!env.path("書").exists());
    assert_eq!(env.run(["--rename", "书"]).0.status.code(), Some(2));
}

#[test]
fn no_name_takes_the_place_of_another() {
    let env = TestEnv::new();
    env.write("d/漢", "1");
    env.write("d/汉", "2");
    env.write("d/歷", "3");
    env.write("d/曆", "4");
    let ran = env.run(["-q", "-i", "--rename", "d"]);
    let told = |from: &str, to: &str| {
        format!(
            "fanjian: d/{from}: its name would become d/{to}, which is the name of another: rename one of them first\n"
        )
    };
    ran.fails(2, &[told("曆", "历"), told("歷", "历"), told("漢", "汉")].concat());
    for (name, content) in [("漢", "1"), ("汉", "2"), ("歷", "3"), ("曆", "4")] {
        assert_eq!(env.read(&format!("d/{name}")), content);
    }
    env.run(["d", "-q", "-o", "out", "--rename"]).fails(
        2,
        "fanjian: out/历: both d/曆 and d/歷 would be written there: nothing was converted\n\
         fanjian: out/汉: both d/汉 and d/漢 would be written there: nothing was converted\n",
    );
}

#[test]
fn every_encoding_and_compression_in_place() {
    let env = TestEnv::new();
    let text = "這是一段用來測試的文字，說明程式怎樣猜測文件的編碼。\n".repeat(10);
    env.write("text", &text);
    env.run(["-q", "-c", "t2t", "text"]);
    let expected = env.run(["text"]).stdout().to_owned();
    for (name, encoding) in [("gbk", "gb18030"), ("big5", "big5"), ("wide", "utf-16le")] {
        env.run(["-q", "-c", "jp2t", "--output-encoding", encoding, "text", "-o", name]).writes("");
        env.run(["-q", "-i", "--output-encoding", "same", name]);
    }
    // Big5 has no simplified characters.
    env.run(["--encoding", "big5", "big5"]).writes(&expected);
    env.run(["gbk"]).writes(&expected);
    assert_ne!(fs::read(env.path("wide")).unwrap(), expected.as_bytes());
    env.run(["wide"]).writes(&expected);
    for extension in ["gz", "bz2", "xz", "zst"] {
        let name = format!("a.txt.{extension}");
        env.run(["-q", "-c", "jp2t", "text", "-o", &name]).writes("");
        let ran = env.run(["--check", &name]);
        assert_eq!(ran.stdout(), format!("{name}\n"));
        env.run(["-q", "-i", &name]).writes("");
        let mut compressed = Vec::new();
        fs::File::open(env.path(&name)).unwrap().read_to_end(&mut compressed).unwrap();
        assert!(compressed.len() < expected.len() / 2);
        // Other programs read it.
        let program = match extension {
            "gz" => "gzip",
            "bz2" => "bzip2",
            "xz" => "xz",
            _ => "zstd",
        };
        match Command::new(program).arg("-dc").arg(env.path(&name)).output() {
            Ok(output) => assert_eq!(String::from_utf8(output.stdout).unwrap(), expected),
            Err(error) => eprintln!("skipped: {program} does not run: {error}"),
        }
        env.run([&name]).writes(&expected);
        let ran = env.run(["--check", &name]);
        assert_eq!(counts(&ran), "fanjian: 0 would change, 1 unchanged");
    }
}

#[test]
fn an_unclear_file_is_left_alone() {
    let env = TestEnv::new();
    env.write("short", b"\xBA\x7E\xA6\x72");
    let ran = env.run(["-q", "-i", "short"]);
    let told = ran.stderr().to_owned();
    let expected = "fanjian: short: not UTF-8 at byte 0 (line 1): its encoding is unknown: --encoding names it, ";
    assert!(told.starts_with(expected), "{told}");
    let text = encoding_rs::BIG5.encode("漢字文字").0;
    env.write("unclear", &text);
    env.run(["-q", "-i", "unclear"]).fails(
        2,
        "fanjian: unclear: its encoding is unclear, perhaps BIG5-HKSCS: name it with --encoding\n",
    );
    assert_eq!(fs::read(env.path("unclear")).unwrap(), *text);
    env.run(["-q", "-i", "--encoding", "big5", "short"]).writes("");
    assert_eq!(env.read("short"), "汉字");
    env.write("text", "漢字😀\n");
    env.run(["--output-encoding", "big5", "text", "-o", "out"]).fails(
        2,
        "fanjian: text: BIG5 cannot hold 😀 (U+1F600) in line 1: --unmappable ncr writes &#N; for it, --unmappable question writes ?\n",
    );
    assert!(!env.path("out").exists());
}

#[test]
fn records() {
    let env = TestEnv::new();
    let good = "{\"id\": 1e2, \"text\":\"漢\\n字\", \"title\": \"漢\"}\n";
    env.write("a.jsonl", format!("{good}oops\n{good}"));
    let ran = env.run(["--jsonl", "text", "a.jsonl"]);
    let expected = good.replace("漢\\n字", "汉\\n字");
    assert_eq!(ran.stdout(), format!("{expected}oops\n{expected}"));
    ran.fails(2, "fanjian: a.jsonl: line 2: not JSON: expected value at byte 1\n");
    let ran = env.run(["-q", "--jsonl", "text", "--strict", "-i", "a.jsonl"]);
    ran.fails(2, "fanjian: a.jsonl: line 2: not JSON: expected value at byte 1\n");
    assert_eq!(env.read("a.jsonl"), format!("{good}oops\n{good}"));
    env.run_with_input(["--csv", "b"], "a,b\n漢,\"漢\"\n").writes("a,b\n漢,\"汉\"\n");
    env.run_with_input(["--tsv", "2"], "漢\t漢\n").writes("漢\t汉\n");
    env.run_with_input(["--csv", "c"], "a,b\n")
        .fails(2, "fanjian: standard input: line 1: no column c: there are a, b\n");
}

#[test]
fn an_interrupt_leaves_nothing_behind() {
    let env = TestEnv::new();
    env.write("a", "漢");
    let mut child = env.spawn(["-", "-o", "a"]);
    let mut stdin = child.stdin.take().unwrap();
    std::io::Write::write_all(&mut stdin, "字".repeat(1 << 20).as_bytes()).unwrap();
    while temporaries(&env).is_empty() {
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    let status = Command::new("kill").args(["-INT", &child.id().to_string()]).status();
    assert!(status.unwrap().success());
    assert_eq!(child.wait().unwrap().code(), Some(130));
    assert_eq!((env.read("a"), temporaries(&env)), ("漢".into(), String::new()));
}

#[test]
fn standard_output_by_name_is_written_to() {
    let env = TestEnv::new();
    env.write("a", "漢\n");
    env.run(["a", "-o", "-"]).writes("汉\n");
    env.run(["a", "-o", "/dev/stdout"]).writes("汉\n");
    // A file that is standard output is not replaced: what comes before and after stays in it.
    let script = r#"{ echo 1; "$0" a -o /dev/stdout; echo 2; } > out"#;
    let args = ["-c".as_ref(), script.as_ref(), binary().as_os_str()];
    assert!(env.program("sh".as_ref(), args).status().unwrap().success());
    assert_eq!(env.read("out"), "1\n汉\n2\n");
    assert_eq!(env.names(), ["a", "out"]);
}

#[test]
fn large_corpora_are_compressed_in_parallel() {
    let env = TestEnv::new();
    let record = |n: usize| format!("{{\"text\": \"第{n}漢字\\n{}\"}}\n", n * 7919 % 10_007);
    let text: String = (0..600_000).map(record).collect();
    env.write("in.jsonl", &text);
    env.run(["-c", "t2s", "-j", "3", "--jsonl", "text", "in.jsonl", "-o", "out.jsonl.zst"])
        .writes("");
    let compressed = fs::read(env.path("out.jsonl.zst")).unwrap();
    let mut read = String::new();
    zrip::FrameDecoder::new(&compressed[..]).read_to_string(&mut read).unwrap();
    assert!(read == text.replace('漢', "汉"));
    let frames = compressed.windows(4).filter(|bytes| *bytes == b"\x28\xB5\x2F\xFD").count();
    assert_eq!(frames, read.len().div_ceil(8 << 20));
}

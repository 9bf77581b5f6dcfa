//! `fanjian detect`.

use serde_json::Value;

use crate::testenv::TestEnv;

#[test]
fn tells_each_file_and_why() {
    let env = TestEnv::new();
    env.write("tw.txt", "計程車司機在網路上說");
    env.write("none.txt", "plain text");
    let ran = env.run(["detect", "tw.txt", "none.txt"]);
    assert!(ran.stdout().starts_with("tw.txt: zh-TW "), "{}", ran.stdout());
    assert!(ran.stdout().contains("計程車"), "{}", ran.stdout());
    assert!(ran.stdout().ends_with("none.txt: und 0% ASCII\n"), "{}", ran.stdout());
    assert_eq!(ran.0.status.code(), Some(0));
}

#[test]
fn prints_json_for_programs() {
    let env = TestEnv::new();
    let ran = env.run_with_input(["detect", "--json"], "佢哋嘅電腦壞咗");
    let line: Value = serde_json::from_str(ran.stdout()).unwrap();
    assert_eq!(line["locale"], "zh-HK");
    assert_eq!(line["path"], "-");
    assert!(line["confidence"].as_f64().unwrap() > 0.8);
    assert_eq!(line["traditional"], 3);
    assert_eq!((&line["script"], &line["region"]), (&"Hant".into(), &"HK".into()));
    assert_eq!((&line["encoding"], &line["compression"]), (&"UTF-8".into(), &Value::Null));
}

#[test]
fn goes_on_after_a_file_that_is_not_there() {
    let env = TestEnv::new();
    env.write("hans.txt", "汉语");
    let ran = env.run(["detect", "gone.txt", "hans.txt"]);
    assert_eq!(ran.0.status.code(), Some(2));
    assert!(ran.stdout().starts_with("hans.txt: zh-Hans "), "{}", ran.stdout());
    assert!(ran.stderr().starts_with("fanjian: gone.txt: "), "{}", ran.stderr());
}

#[test]
fn converts_from_what_is_detected() {
    let env = TestEnv::new();
    let to = |tag: &str, text: &str, expected: &str| {
        env.run_with_input(["--from", "auto", "--to", tag], text).writes(expected);
    };
    to("zh-Hans", "漢語", "汉语");
    to("zh-Hans", "汉语里面", "汉语里面");
    to("zh-TW", "汉语里面", "漢語裡面");
    to("zh-Hant", "plain", "plain");
}

#[test]
fn reads_what_conversion_reads() {
    let env = TestEnv::new();
    let text = "計程車司機在網路上說，這是一段用來測試的文字。";
    let utf16: Vec<u8> =
        format!("\u{FEFF}{text}").encode_utf16().flat_map(u16::to_be_bytes).collect();
    env.write("texts/1.txt", encoding_rs::BIG5.encode(text).0);
    env.write("texts/2.txt", utf16);
    env.write("texts/3.bin", b"\x89PNG\r\n\x1A\n\0\0\0\rIHDR");
    env.write("texts/4.md", text);
    env.write("texts/.hidden", text);
    env.run_with_input(["-c", "t2tw", "-o", "texts/5.gz"], text).writes("");
    let verdicts = |args: &[&str]| {
        let ran = env.run(["detect"].iter().chain(args));
        let start = |line: &str| line.split(" (").next().unwrap().replace(" 9", " ").to_owned();
        let lines: Vec<String> = ran.stdout().lines().map(start).collect();
        (lines.join("\n").replace(char::is_numeric, ""), ran)
    };
    let (lines, ran) = verdicts(&["texts"]);
    assert_eq!(
        lines,
        "texts/.txt: zh-TW % BIG-HKSCS\ntexts/.txt: zh-TW % UTF-BE\ntexts/.md: zh-TW % UTF-\n\
         texts/.gz: zh-TW % UTF- gzip"
    );
    ran.fails(0, "fanjian: texts/3.bin: skipped, not text\n");
    env.write("list", "texts/4.md\ntexts/gone\n");
    let (lines, ran) = verdicts(&["--files-from", "list", "-g", "*.txt", "texts"]);
    assert_eq!(lines.lines().count(), 3);
    ran.fails(2, "fanjian: texts/gone: No such file or directory\n");
    env.write("short", b"\xA4\xA4");
    let (_, ran) = verdicts(&["short"]);
    assert!(ran.stderr().contains("--encoding"), "{}", ran.stderr());
    assert_eq!(ran.0.status.code(), Some(2));
    assert_eq!(verdicts(&["--encoding", "big5", "short"]).0, "short: und % BIG");
}

#[test]
fn a_document_is_what_its_beginning_is() {
    let env = TestEnv::new();
    let text = "汉语的文件，这里说的是头发。\n".repeat(2000) + &"搭的士。\n".repeat(100_000);
    for args in [&["--protect", "url"][..], &["-j", "4"]] {
        let ran = env.run_with_input(["--from", "auto", "--to", "zh-TW"].iter().chain(args), &text);
        assert!(ran.stdout().starts_with("漢語的"), "{}", &ran.stdout()[..60]);
        assert!(
            ran.stdout().ends_with("搭的士。\n"),
            "a word of Hong Kong is none of the mainland"
        );
    }
    // Records whose characters are escapes are looked at one by one.
    let line = r#"{"a": "\u6c49\u8bed"}"#.to_owned() + "\n";
    env.run_with_input(["--from", "auto", "--to", "zh-TW", "--jsonl", "a"], &line)
        .writes("{\"a\": \"\\u6f22\\u8a9e\"}\n");
}

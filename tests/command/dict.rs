//! `fanjian dict`: making, reading, checking and comparing dictionaries, and looking words up.

use crate::testenv::TestEnv;

#[test]
fn builds_and_dumps_any_form() {
    let env = TestEnv::new();
    env.write("a.txt", "干\t乾 幹\n净\t淨\n");
    env.write("b.csv", "净,凈\n\"a,b\",c\n");
    env.run(["dict", "build", "a.txt", "b.csv", "-o", "c.ocd2"]).writes("");
    let entries = "a,b\tc\n净\t凈\n干\t乾 幹\n";
    env.run(["dict", "dump", "c.ocd2"]).writes(entries);
    env.run(["dict", "build", "c.ocd2", "--output", "d.txt"]).writes("");
    assert_eq!(env.read("d.txt"), entries);
    env.run(["dict", "build", "a.txt", "-o", "e.dic"])
        .fails(2, "fanjian: e.dic: is to be what? Name it .ocd2 or .txt\n");
    env.write("f.ocd2", "OPENCC_MARISA_0.2.5");
    env.run(["dict", "dump", "f.ocd2"]).fails(
        2,
        "fanjian: f.ocd2: not a sound ocd2 file: it ends where 16 more bytes should follow\n",
    );
}

#[test]
fn a_built_dictionary_converts() {
    let env = TestEnv::new();
    env.write("a.txt", "汉字\t漢字\n");
    env.run(["dict", "build", "a.txt", "-o", "a.ocd2"]).writes("");
    let config = r#"{"conversion_chain": [{"dict": {"type": "ocd2", "file": "a.ocd2"}}]}"#;
    env.write("a.json", config);
    env.run_with_input(["-c", "a.json"], "写汉字").writes("写漢字");
}

#[test]
fn tells_what_is_wrong() {
    let env = TestEnv::new();
    env.write("a.txt", "干\t乾\n净\n干\t幹\n");
    let ran = env.run(["dict", "lint", "a.txt"]);
    let findings = "a.txt:2: 净: no TAB between key and value\n\
        a.txt:3: 干 → 幹: never used, as line 1 says 乾: remove one\n";
    assert_eq!((ran.stdout(), ran.stderr(), ran.0.status.code()), (findings, "", Some(1)));
    env.write("b.txt", "干\t乾\n");
    env.run(["dict", "lint", "b.txt"]).writes("");
}

#[test]
fn tells_all_that_is_wrong_with_user_dictionaries() {
    let env = TestEnv::new();
    for (name, text, findings) in [
        (
            "a.csv",
            "a,b,c\nd\n,e\n",
            "a.csv:1: 3 columns: an entry has a key and a value\na.csv:3: the key is empty\n",
        ),
        (
            "b.json",
            "{\"a\": 1,\n\"b\": []}",
            "b.json:1: the value of a is not a string\nb.json:2: the value of b is not a string\n",
        ),
        (
            "c.txt",
            "里\t裏\n发\t發\n头\t头\tx\n",
            "c.txt:3: 头: 3 columns: an entry has a key and a value\n",
        ),
        ("d.csv", "里,X\n发,\"Y\n面,Z\n", "d.csv:2: the value of 发 holds a TAB or a line end\n"),
    ] {
        env.write(name, text);
        let ran = env.run(["dict", "lint", name]);
        assert_eq!((ran.stdout(), ran.0.status.code()), (findings, Some(1)), "{name}");
    }
    env.write("e.txt", b"a\tb\nc\t\xFF\n");
    let expected = "e.txt: line 2: not UTF-8 at byte 6 of the file";
    assert_eq!(env.run(["dict", "lint", "e.txt"]).stdout(), format!("{expected}\n"));
    let ran = env.run_with_input(["-d", "e.txt"], "");
    assert_eq!(ran.stderr(), format!("fanjian: {expected}\n"));
}

#[test]
fn refuses_what_text_cannot_hold() {
    let env = TestEnv::new();
    env.write("a.csv", "a,b c\n");
    for arguments in [&["dict", "dump", "a.csv"][..], &["dict", "build", "a.csv", "-o", "a.txt"]] {
        let ran = env.run(arguments);
        assert!(ran.stderr().contains("text cannot hold a space in a value"), "{}", ran.stderr());
        assert_eq!((ran.stdout(), ran.0.status.code()), ("", Some(2)));
    }
    assert!(!env.path("a.txt").exists());
    env.run(["dict", "build", "a.csv", "-o", "a.ocd2"]).writes("");
    env.write("places.txt", "妙脆角\t金牛角\t金牛角脆片\n");
    let ran = env.run(["dict", "build", "places.txt", "-o", "b.ocd2"]);
    assert!(ran.stderr().contains("a table of the words of places"), "{}", ran.stderr());
}

#[test]
fn tells_how_two_differ() {
    let env = TestEnv::new();
    env.write("a.txt", "一\t壹\n二\t貳\n三\t叁\n");
    env.write("b.json", r#"{"一": "壹", "三": "參", "四": "肆"}"#);
    let ran = env.run(["dict", "diff", "a.txt", "b.json"]);
    assert_eq!(ran.stdout(), "-三\t叁\n+三\t參\n-二\t貳\n+四\t肆\n");
    assert_eq!(ran.0.status.code(), Some(1));
    env.run(["dict", "diff", "a.txt", "a.txt"]).writes("");
}

#[test]
fn looks_a_word_up() {
    let env = TestEnv::new();
    let ran = env.run(["dict", "lookup", "鼠标"]);
    let has = |text: &str| assert!(ran.stdout().contains(text), "{text}: {}", ran.stdout());
    let line = fanjian::builtin::text("opencc/TWPhrases.txt").unwrap();
    let line = line.lines().position(|line| line.starts_with("鼠標\t")).unwrap() + 1;
    has("Entries of the word\n");
    has("opencc/STCharacters.txt:");
    has(": 标  標\n");
    has("What becomes of it\n");
    has("-c s2twp");
    let ran = env.run(["dict", "lookup", "鼠標"]);
    assert!(ran.stdout().contains(&format!("  opencc/TWPhrases.txt:{line}: 鼠標  滑鼠\n")));
}

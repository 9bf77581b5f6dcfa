//! `opencc_dict`.

use crate::OpenccEnv;

#[test]
fn sorts_text() {
    let env = OpenccEnv::new();
    env.env.write("in", "# comment\nb\t\n\na\tx y \n汉\t漢\n");
    env.run_dict("-i in -o out -f text -t text").writes("");
    assert_eq!(env.env.read("out"), "a\tx y \nb\t\n汉\t漢\n");
}

#[test]
fn compiles_and_back() {
    let env = OpenccEnv::new();
    let text = "a\tb c\nab\td\n汉\t漢\n";
    env.env.write("in", text);
    env.run_dict("-i in -o compiled -f text -t ocd2").writes("");
    env.run_dict("-i compiled -o out -f ocd2 -t text").writes("");
    let mut lines: Vec<String> = env.env.read("out").lines().map(str::to_owned).collect();
    lines.sort();
    assert_eq!(lines, text.lines().collect::<Vec<_>>());
}

#[test]
fn reads_spaces_for_tabs() {
    let env = OpenccEnv::new();
    env.env.write("in", "d  e\na b c\n");
    env.run_dict("-i in -o out -f text_space -t text").writes("");
    assert_eq!(env.env.read("out"), "a\tb c\nd\t e\n");
    env.env.write("in", "a b\nc\td\n");
    let ran = env.run_dict("-i in -o more -f text_space -t text");
    assert!(ran.stderr().contains("line 2: no space"), "{}", ran.stderr());
    assert!(!env.env.path("more").exists());
}

#[test]
fn reads_dictionaries_of_cppjieba() {
    let env = OpenccEnv::new();
    env.env.write("base", "x 1 n\ny 2 v\n");
    env.env.write("user", "x\nz 5\n");
    env.run_dict("-i base -i user -o out -f cppjieba_utf8 -t text").writes("");
    assert_eq!(env.env.read("out"), "x\t  user_default\ny\t2 v base\nz\t 5 user_default\n");
}

#[test]
fn tells_what_is_wrong() {
    let env = OpenccEnv::new();
    env.env.write("in", "a\tb\n");
    env.env.write("twice", "a\tb\na\tc\n");
    env.env.write("bad", "a\n");
    for (arguments, message) in [
        ("", "missing: --input, --output, --from, --to"),
        (
            "-i in -i in -o out -f text -t text",
            "--input: given more than once, which only cppjieba_utf8 can do with",
        ),
        ("-i in -o out -f text -t foo", "--to: foo is none of text, ocd2, ocd"),
        ("-i twice -o out -f text -t text", "twice: line 2: the key a occurs a second time"),
        ("-i bad -o out -f text -t text", "bad: line 1: no TAB between key and value"),
        ("-i none -o out -f text -t text", "none: No such file or directory"),
        ("-i in -o none/out -f text -t text", "none/out: No such file or directory"),
        ("-i in -o out -f ocd2 -t text", "in: not a sound ocd2 file: its first bytes are others"),
    ] {
        env.run_dict(arguments).fails(1, &format!("opencc: {message}\n"));
    }
    assert!(!env.env.path("out").exists());
}

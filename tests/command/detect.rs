//! `fanjian detect`.

use crate::testenv::TestEnv;

#[test]
fn tells_each_file_and_why() {
    let env = TestEnv::new();
    env.write("tw.txt", "計程車司機在網路上說");
    env.write("none.txt", "plain text");
    let ran = env.run(["detect", "tw.txt", "none.txt"]);
    assert!(ran.stdout().starts_with("tw.txt: zh-TW "), "{}", ran.stdout());
    assert!(ran.stdout().contains("計程車"), "{}", ran.stdout());
    assert!(ran.stdout().ends_with("none.txt: und 0%\n"), "{}", ran.stdout());
    assert_eq!(ran.0.status.code(), Some(0));
}

#[test]
fn prints_json_for_programs() {
    let env = TestEnv::new();
    let ran = env.run_with_input(["detect", "--json"], "佢哋嘅電腦壞咗");
    let line: serde_json::Value = serde_json::from_str(ran.stdout()).unwrap();
    assert_eq!(line["locale"], "zh-HK");
    assert_eq!(line["path"], "-");
    assert!(line["confidence"].as_f64().unwrap() > 0.8);
    assert_eq!(line["traditional"], 3);
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

//! The user's own words, protected text, custom configurations, and default options.

use crate::testenv::{TestEnv, binary};

#[test]
fn own_words_win_and_later_ones_most() {
    let env = TestEnv::new();
    env.write("a.txt", "信息\t消息\n软件\t軟件\n");
    env.write("b.csv", "信息,訊息\n");
    env.write("c.json", r#"{"鼠标": "鼠標器"}"#);
    let own = ["-c", "s2twp", "-d", "a.txt", "--dict", "b.csv", "-d", "c.json"];
    env.run_with_input(own, "信息软件鼠标").writes("訊息軟件鼠標器");
    let own = ["-D", "乾淨=清潔", "-D", "後=後", "--to", "zh-Hans"];
    env.run_with_input(own, "乾淨的漢字，然後").writes("清潔的汉字，然後");
}

#[test]
fn wrong_words_are_told_with_their_place() {
    let env = TestEnv::new();
    env.write("a.txt", "信息\t訊息\n\t軟件\n");
    env.run(["-d", "a.txt"]).fails(2, "fanjian: a.txt: line 2: the key is empty\n");
    let ran = env.run(["-d", "none.txt"]);
    assert!(ran.stderr().starts_with("fanjian: none.txt: "), "{}", ran.stderr());
    env.run(["-D", "里"]).fails(
        2,
        "fanjian: invalid value '里' for '--define <KEY=VALUE>': \
         an entry is KEY=VALUE: KEY=KEY keeps a word as it is: --help tells more\n",
    );
}

#[test]
fn protected_text_stays() {
    let env = TestEnv::new();
    let text = "漢字 http://a.tw/漢字 `漢字` 「漢字」\n";
    env.run_with_input(["--protect", "url,code"], text)
        .writes("汉字 http://a.tw/漢字 `漢字` 「汉字」\n");
    env.run_with_input(["--protect", "「.*」", "-D", "漢=☃"], text)
        .writes("☃字 http://a.tw/☃字 `☃字` 「漢字」\n");
    env.run(["--protect", "("]).fails(2, "fanjian: --protect: (: unclosed group\n");
}

#[test]
fn a_configuration_may_be_a_file() {
    let env = TestEnv::new();
    let config = r#"{"conversion_chain": [{"dict": {"type": "group", "dicts": [
        {"type": "text", "file": "words.txt"}, {"type": "ocd2", "file": "TWVariants.ocd2"}]}}]}"#;
    env.write("my.json", config);
    env.write("more/words.txt", "羣\t群\n");
    env.run_with_input(["-c", "my.json", "--path", "more"], "裏羣").writes("裡群");
    env.run_with_input(["-c", "./none"], "裏羣")
        .fails(2, "fanjian: ./none: No such file or directory\n");
    env.run(["-c", "my.json"])
        .fails(2, "fanjian: my.json: conversion_chain[0].dict.dicts[0]: words.txt was not found\n");
    let mut command = env.program(binary(), ["-c", "my"]);
    let ran = command.env("OPENCC_DATA_DIR", env.path("more")).output().unwrap();
    assert!(ran.status.success(), "{ran:?}");
}

#[test]
fn default_options_count_unless_told_otherwise() {
    let env = TestEnv::new();
    let file = "from = 'ja'\nto = 'zh-Hant'\ndict = ['more.txt']\n[define]\n\"駅\" = '車站'\n";
    env.write("config-home/fanjian/config.toml", file);
    env.write("config-home/fanjian/words.txt", "信息\t消息\n仏\t佛國\n");
    env.write("config-home/fanjian/more.txt", "信息\t訊息\n");
    let text = "信息仏駅鉄裏";
    env.run_with_input([""; 0], text).writes("訊息佛國車站鐵裏");
    env.run_with_input(["-D", "駅=駅"], text).writes("訊息佛國駅鐵裏");
    env.run_with_input(["-c", "t2tw"], text).writes("訊息佛國車站鉄裡");
    env.run_with_input(["-t", "zh-TW"], text).writes("訊息佛國車站鐵裡");
    env.run_with_input(["--no-config", "-c", "t2tw"], text).writes("信息仏駅鉄裡");
}

#[test]
fn wrong_default_options_are_told_with_their_place() {
    let env = TestEnv::new();
    let path = env.write("config-home/fanjian/config.toml", "to = 'zh-XX'\n");
    let ran = env.run([""; 0]);
    let expected = format!("fanjian: {}: to: ", path.display());
    assert!(ran.stderr().starts_with(&expected), "{}", ran.stderr());
    assert_eq!(ran.0.status.code(), Some(2));
    env.write("config-home/fanjian/config.toml", "\ncolour = 1\n");
    let ran = env.run([""; 0]);
    let expected = format!("fanjian: {}: line 2: unknown field `colour`", path.display());
    assert!(ran.stderr().starts_with(&expected), "{}", ran.stderr());
    env.run_with_input(["--no-config"], "漢").writes("汉");
}

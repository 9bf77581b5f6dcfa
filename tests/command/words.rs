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
fn takes_what_dict_build_makes() {
    let env = TestEnv::new();
    env.write("a.csv", "信息,消 息\n");
    env.run(["dict", "build", "a.csv", "-o", "a.ocd2"]).writes("");
    env.run_with_input(["-c", "s2twp", "-d", "a.ocd2"], "信息软件").writes("消 息軟體");
    env.write("b.ocd2", b"OPENCC_MARISA_0.2.5x");
    let ran = env.run_with_input(["-d", "b.ocd2"], "");
    assert!(ran.stderr().starts_with("fanjian: b.ocd2: not a sound ocd2 file"), "{}", ran.stderr());
}

#[test]
fn a_misspelt_ready_made_pattern_is_told() {
    let env = TestEnv::new();
    let ran = env.run_with_input(["--protect", "url,mail"], "");
    assert!(ran.stderr().contains("\"mail\" is none of url, email and code"), "{}", ran.stderr());
}

#[test]
fn wrong_default_options_are_told_with_their_place() {
    let env = TestEnv::new();
    let path = env.write("config-home/fanjian/config.toml", "to = 'zh-XX'\n");
    let ran = env.run([""; 0]);
    let expected = format!("fanjian: {}: line 1: to: ", path.display());
    assert!(ran.stderr().starts_with(&expected), "{}", ran.stderr());
    assert_eq!(ran.0.status.code(), Some(2));
    env.write("config-home/fanjian/config.toml", "\ncolour = 1\n");
    let ran = env.run([""; 0]);
    let expected = format!("fanjian: {}: line 2: unknown field `colour`", path.display());
    assert!(ran.stderr().starts_with(&expected), "{}", ran.stderr());
    env.run_with_input(["--no-config"], "漢").writes("汉");
}

const TABLE: &str = "# mainland, Taiwan, Hong Kong\n妙脆角\t金牛角\t金牛角脆片\n\
    转发\t轉貼\t-\tbefore:文 cn>tw\n软糖\t軟糖果\t=\tnot-after:小\n";

#[test]
fn a_table_of_words_of_places_counts_by_direction() {
    let env = TestEnv::new();
    env.write("table.txt", TABLE);
    let to = |from: &str, to: &str, text: &str, expected: &str| {
        env.run_with_input(["-f", from, "-t", to, "-d", "table.txt"], text).writes(expected);
    };
    to(
        "zh-CN",
        "zh-TW",
        "妙脆角，转发文件，转发它，软糖，小软糖",
        "金牛角，轉貼文件，轉發它，軟糖果，小軟糖",
    );
    to("zh-CN", "zh-HK", "妙脆角，转发文件", "金牛角脆片，轉發文件");
    to("zh-TW", "zh-CN", "金牛角，轉貼文章", "妙脆角，转贴文章");
    to("zh-TW", "zh-HK", "金牛角", "金牛角脆片");
    to("auto", "zh-TW", "妙脆角里的东西", "金牛角裡的東西");
    env.run_with_input(["-c", "s2twp", "-d", "table.txt"], "妙脆角").writes("金牛角");
    // What it becomes is final, and where the words are from is told.
    let args = ["-f", "zh-CN", "-t", "zh-TW", "-d", "table.txt", "--explain"];
    let ran = env.run_with_input(args, "转发文件");
    let first: serde_json::Value =
        serde_json::from_str(ran.stdout().lines().next().unwrap()).unwrap();
    assert_eq!((&first["source"], &first["result"]), (&"转发".into(), &"轉貼".into()));
    assert_eq!(
        (&first["reasons"][0]["file"], &first["reasons"][0]["line"]),
        (&"table.txt".into(), &3.into())
    );
    let ran = env.run_with_input(["-c", "s2t", "-d", "table.txt"], "妙脆角");
    ran.fails(
        0,
        "fanjian: table.txt: not used: it holds words of places, and this conversion is not into those of one\n",
    );
    env.write("bad.txt", "a\tb\tc\nd\te\tf\ng\th\n");
    let ran = env.run(["-d", "bad.txt"]);
    assert!(ran.stderr().starts_with("fanjian: bad.txt: line 3: 2 columns: "), "{}", ran.stderr());
}

#[test]
fn blocks_of_code_stay() {
    let env = TestEnv::new();
    let text = "漢字\n```sh\necho 漢字 # `漢`\n```\n漢字\n~~~\n漢字\n".to_owned()
        + &"漢字\n".repeat(400_000);
    let expected = "汉字\n```sh\necho 漢字 # `漢`\n```\n汉字\n".to_owned()
        + &text[text.find("~~~").unwrap()..];
    env.write("a.md", &text);
    env.run_with_input(["--protect", "code"], &text).writes(&expected);
    env.run(["--protect", "code", "-j", "3", "a.md"]).writes(&expected);
    // A field of a record is a text by itself.
    env.run_with_input(["--protect", "code", "--csv", "1"], "```\n漢字\n").writes("```\n汉字\n");
}

#[test]
fn what_means_nothing_in_a_configuration_is_told() {
    let env = TestEnv::new();
    let config =
        r#"{"conversion_chain": [{"dict": {"type": "text", "file": "w.txt", "comment": 1}}, 3]}"#;
    env.write("my.json", config);
    env.write("w.txt", "甲\t乙\n");
    let ran = env.run_with_input(["-c", "my.json"], "甲");
    assert_eq!(ran.stdout(), "乙");
    ran.fails(
        0,
        "fanjian: my.json: warning: conversion_chain[0].dict.comment is not known, and means nothing\n\
         fanjian: my.json: warning: conversion_chain[1] is not known, and means nothing\n",
    );
    env.run(["-c", "w.txt"]).fails(
        2,
        "fanjian: w.txt: line 1: Unexpected word: -c takes a configuration of OpenCC, in JSON; -d takes a dictionary\n",
    );
    env.run(["-c", "nope.json"]).fails(
        2,
        "fanjian: nope.json: there is no such file, here or in a --path folder: --list-configs tells the \
         configurations that are built in\n",
    );
    assert!(env.run(["-c", "s2tvp.json"]).stderr().ends_with("did you mean s2twp?\n"));
}

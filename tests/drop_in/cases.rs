//! Every case that OpenCC 1.4.2 tests of its own command, in the order in which it has them. Two
//! are missing: they are about `--resource-zip`, which `docs/opencc-drop-in.md` tells about.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::time::Duration;

use serde::Deserialize;
use serde_json::Value;

use crate::OpenccEnv;

const NO_UTF8: &[u8] = b"abc\xE4\x41\x41zzz";

#[derive(Deserialize)]
struct Cases {
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    input: String,
    expected: BTreeMap<String, String>,
}

/// Runs `opencc` on a file with this text, and returns what the output file then holds.
fn convert(text: impl AsRef<[u8]>, arguments: &str) -> Vec<u8> {
    let env = OpenccEnv::new();
    env.env.write("input", text);
    env.run(&format!("-i input -o output {arguments}")).writes("");
    fs::read(env.env.path("output")).unwrap()
}

#[track_caller]
fn assert_converts(text: &str, arguments: &str, expected: &str) {
    assert_eq!(String::from_utf8(convert(text, arguments)).unwrap(), expected);
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

#[test]
fn converts_every_test_case() {
    let text = include_str!("../data/opencc/testcases.json");
    let cases = jsonc_parser::parse_to_serde_value(text, &Default::default()).unwrap().unwrap();
    let Cases { cases } = serde_json::from_value(cases).unwrap();
    let mut by_config: BTreeMap<&str, (String, String)> = BTreeMap::new();
    for case in &cases {
        for (config, expected) in &case.expected {
            let (input, output) = by_config.entry(config).or_default();
            *input += &format!("{}\n", case.input);
            *output += &format!("{expected}\n");
        }
    }
    assert_eq!(by_config.len(), 16);
    for (config, (input, output)) in by_config {
        let arguments = format!("-c {config}.json --include-tofu-risk-dictionaries");
        assert_converts(&input, &arguments, &output);
    }
}

#[test]
fn skips_dictionaries_that_risk_boxes() {
    assert_converts("㑮", "-c t2s.json", "㑮");
}

#[test]
fn takes_dictionaries_that_risk_boxes_when_asked() {
    assert_converts("㑮", "-c t2s.json --include-tofu-risk-dictionaries", "𫝈");
}

#[test]
fn ambiguities_are_defined_when_they_first_occur() {
    let expected = r#"{"def":"文丑"}
{"amb":{"t":"文丑","s":0}}
{"lit":"與"}
{"amb":{"t":"文丑","s":0}}
{"lit":"相爭，頭髮乾燥"}
{"end":{"output_bytes":36,"ambiguities":2,"sources":1}}
"#;
    assert_converts("文丑与文丑相争，头发干燥", "-c s2t.json --ambiguities", expected);
}

#[test]
fn ambiguities_of_every_stage_are_marked() {
    let expected = r#"{"def":"下面"}
{"def":"信号"}
{"amb":{"t":"下面","s":0}}
{"lit":"是軟體的"}
{"amb":{"t":"訊號","s":1}}
{"end":{"output_bytes":24,"ambiguities":2,"sources":2}}
"#;
    assert_converts("下面是软件的信号", "-c s2twp.json --ambiguities", expected);
}

#[test]
fn ambiguities_of_what_is_not_utf8_are_refused() {
    assert_eq!(convert(NO_UTF8, "-c s2t.json"), NO_UTF8);
    let env = OpenccEnv::new();
    env.env.write("input", NO_UTF8);
    env.env.write("output", "as it was");
    env.run("-i input -o output -c s2t.json --ambiguities")
        .fails(1, "opencc: the input is not UTF-8, which JSON cannot hold\n");
    assert_eq!(env.env.read("output"), "as it was");
}

#[test]
fn ambiguities_in_place_leave_a_file_that_is_not_utf8() {
    let env = OpenccEnv::new();
    env.env.write("input", NO_UTF8);
    let ran = env.run("-i input -o input -c s2t.json --ambiguities --in-place");
    assert_eq!(ran.0.status.code(), Some(1));
    assert_eq!(fs::read(env.env.path("input")).unwrap(), NO_UTF8);
    assert_eq!(env.env.names(), ["input"]);
}

#[test]
fn ambiguities_in_place_replace_the_file() {
    let env = OpenccEnv::new();
    env.env.write("input", "文丑");
    env.run("-i input -o input -c s2t.json --ambiguities --in-place").writes("");
    let expected = "{\"def\":\"文丑\"}\n{\"amb\":{\"t\":\"文丑\",\"s\":0}}\n\
                    {\"end\":{\"output_bytes\":6,\"ambiguities\":1,\"sources\":1}}\n";
    assert_eq!(env.env.read("input"), expected);
}

#[test]
fn standard_input_keeps_line_ends_and_unknown_characters() {
    OpenccEnv::new()
        .run_with_input("-c s2t.json", "鼠标=mouse\r\n123\n未登录")
        .writes("鼠標=mouse\r\n123\n未登錄");
}

#[track_caller]
fn assert_warns(text: &str, expected: &str) {
    let env = OpenccEnv::new();
    env.env.write("input", text);
    let ran = env.run("-i input -o output -c s2t.json");
    assert!(
        ran.stderr().starts_with("warning: input contains Unicode variation selectors"),
        "{}",
        ran.stderr()
    );
    assert_eq!(ran.stderr().lines().count(), 1);
    assert_eq!(ran.0.status.code(), Some(0));
    assert!(env.env.read("output") == expected);
}

#[test]
fn warns_of_variation_selectors() {
    assert_warns("汉禰\u{E0100}禰\u{E0101}", "漢禰\u{E0100}禰\u{E0101}");
}

#[test]
fn warns_of_a_selector_across_two_blocks() {
    let text = format!("{}\u{E0100}", "a".repeat((1 << 20) - 1));
    assert_warns(&text, &text);
}

#[test]
fn a_pause_of_the_input_is_not_its_end() {
    let env = OpenccEnv::new();
    let mut child = env.env.spawn_program(&env.links.path().join("opencc"), ["-c", "s2t.json"]);
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all("后台".as_bytes()).unwrap();
    std::thread::sleep(Duration::from_millis(100));
    stdin.write_all("老板".as_bytes()).unwrap();
    drop(stdin);
    assert_eq!(child.wait_with_output().unwrap().stdout, "後臺老闆".as_bytes());
}

#[test]
fn paths_may_have_any_characters() {
    let env = OpenccEnv::new();
    let folder = "opencc-中文路径-cli-😀-𠮷";
    let [input, output, measured] =
        ["输入 文件.txt", "輸出 文件.txt", "測量 結果.json"].map(|name| format!("{folder}/{name}"));
    env.env.write(&input, "开放中文转换");
    env.run_list(&["-i", &input, "-o", &output, "--measured_result", &measured], "").writes("");
    assert_eq!(env.env.read(&output), "開放中文轉換");
    assert_eq!(json(&env.env.read(&measured))["input"], input.as_str());
}

#[test]
fn converts_in_place() {
    let env = OpenccEnv::new();
    let path = "opencc-就地转换-cli-😀/输入输出同一文件.txt";
    env.env.write(path, "开放中文转换");
    env.run_list(&["-i", path, "-o", path, "--in-place"], "").writes("");
    assert_eq!(env.env.read(path), "開放中文轉換");
}

#[test]
fn does_not_convert_in_place_unless_asked() {
    let env = OpenccEnv::new();
    env.env.write("a", "开放中文转换");
    env.run("-i a -o a")
        .fails(1, "opencc: a: input and output are the same file: --in-place allows that\n");
    assert_eq!(env.env.read("a"), "开放中文转换");
}

#[test]
fn a_missing_input_leaves_the_output() {
    let env = OpenccEnv::new();
    env.env.write("output", "existing output");
    env.run("-i none -o output").fails(1, "opencc: none: No such file or directory\n");
    assert_eq!(env.env.read("output"), "existing output");
}

#[test]
fn the_same_file_may_be_spelled_differently() {
    let env = OpenccEnv::new();
    env.env.write("f/a", "开放中文转换");
    assert_eq!(env.run("-i f/a -o f/./a").0.status.code(), Some(1));
    env.run("-i f/a -o f/./a --in-place").writes("");
    assert_eq!(env.env.read("f/a"), "開放中文轉換");
}

#[cfg(unix)]
#[test]
fn in_place_keeps_the_mode() {
    use std::os::unix::fs::PermissionsExt;

    let env = OpenccEnv::new();
    for mode in [0o644, 0o600] {
        let path = env.env.write("a", "开放中文转换");
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        env.run("-i a -o a --in-place").writes("");
        assert_eq!(env.env.read("a"), "開放中文轉換");
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o7777, mode);
    }
}

#[cfg(unix)]
#[test]
fn in_place_refuses_hard_links() {
    let env = OpenccEnv::new();
    let path = env.env.write("a", "开放中文转换");
    fs::hard_link(&path, env.env.path("b")).unwrap();
    assert_eq!(env.run("-i a -o b --in-place").0.status.code(), Some(1));
    assert_eq!(
        (env.env.read("a"), env.env.read("b")),
        ("开放中文转换".into(), "开放中文转换".into())
    );
}

#[cfg(unix)]
#[test]
fn in_place_follows_symbolic_links() {
    let env = OpenccEnv::new();
    env.env.write("a", "开放中文转换");
    std::os::unix::fs::symlink("a", env.env.path("b")).unwrap();
    env.run("-i a -o b --in-place").writes("");
    assert_eq!(env.env.read("a"), "開放中文轉換");
    assert!(fs::symlink_metadata(env.env.path("b")).unwrap().is_symlink());
}

#[test]
fn measures() {
    let env = OpenccEnv::new();
    env.env.write("a", "开放中文转换\n");
    env.run("-i a -o b -c s2t.json --measured_result c").writes("");
    let measured = env.env.read("c");
    let lines: Vec<&str> = measured.lines().map(|line| line.split(": ").next().unwrap()).collect();
    let names = [
        "config",
        "input",
        "output",
        "mode",
        "output_mode",
        "load_ms",
        "convert_ms",
        "write_ms",
        "total_ms",
        "input_bytes",
        "output_bytes",
    ];
    let names = names.map(|name| format!("    \"{name}\""));
    assert_eq!(lines[1..lines.len() - 1], names);
    let measured = json(&measured);
    assert_eq!(measured["config"], "s2t.json");
    assert_eq!(measured["mode"], "file");
    assert_eq!(measured["output_mode"], "convert");
    assert_eq!((&measured["input_bytes"], &measured["output_bytes"]), (&19.into(), &19.into()));
    for name in ["load_ms", "convert_ms", "write_ms", "total_ms"] {
        assert!(measured[name].is_f64(), "{name}");
    }
}

#[test]
fn segmentation_is_json() {
    let text = "开放中文转换\n";
    let expected = r#"{"input":"开放中文转换","segments":["开放中文转换"]}"#;
    assert_converts(text, "-c s2twp.json --segmentation", expected);
}

#[test]
fn inspection_is_json() {
    let expected = concat!(
        r#"{"input":"头发","segments":[],"stages":[],"pipelineStages":["#,
        r#"{"input":"头发","segments":["头发"],"stages":[{"index":1,"segments":["头发"]}],"#,
        r#""pipelineStages":[],"output":"头发"},"#,
        r#"{"input":"头发","segments":["头发"],"stages":[{"index":1,"segments":["頭髮"]}],"#,
        r#""pipelineStages":[],"output":"頭髮"}],"output":"頭髮"}"#
    );
    assert_converts("头发\n", "-c s2t.json --inspect", expected);
}

#[test]
fn one_mode_at_a_time() {
    let env = OpenccEnv::new();
    for modes in ["--segmentation --inspect", "--inspect --ambiguities"] {
        env.run(modes).fails(
            1,
            "opencc: --segmentation, --inspect and --ambiguities: one of them at a time\n",
        );
    }
}

#[test]
fn segmentation_needs_one() {
    OpenccEnv::new()
        .run_with_input("-c s2t.json --segmentation", "开放中文转换\n")
        .fails(1, "opencc: --segmentation: the configuration has no segmentation\n");
}

#[test]
fn measures_the_mode() {
    let env = OpenccEnv::new();
    env.env.write("a", "开放中文转换\n");
    env.run("-i a -o b -c s2t.json --inspect --measured_result c").writes("");
    let measured = json(&env.env.read("c"));
    assert_eq!(measured["output_mode"], "inspect");
    assert_eq!(measured["input_bytes"], 18);
    assert_eq!(measured["output_bytes"], env.env.read("b").len());
}

#[test]
fn segmentation_does_not_convert() {
    let expected = r#"{"input":"头发，汉字","segments":["头发","，汉字"]}"#;
    assert_converts("头发，汉字\n", "-c s2twp.json --segmentation", expected);
}

#[test]
fn segmentation_writes_as_many_records_as_there_are_lines() {
    let expected = "{\"input\":\"开放\",\"segments\":[\"开放\"]}\n\
                    {\"input\":\"\",\"segments\":[]}\n{\"input\":\"汉字\",\"segments\":[\"汉字\"]}";
    assert_converts("开放\n\n汉字\n", "-c s2twp.json --segmentation", expected);
    assert_converts("开放\r\n\r\n汉字", "-c s2twp.json --segmentation", expected);
    assert_converts("", "-c s2twp.json --segmentation", "");
}

#[test]
fn line_ends_stay() {
    for (text, expected) in [
        ("第一行\n第二行\n第三行\n", "第一行\n第二行\n第三行\n"),
        ("第一个\r\n第二个\r\n", "第一個\r\n第二個\r\n"),
        ("hello\r\nworld\r\n", "hello\r\nworld\r\n"),
        ("第一个\n第二个", "第一個\n第二個"),
        ("第一个\r\n第二个", "第一個\r\n第二個"),
    ] {
        assert_converts(text, "-c s2t.json", expected);
    }
}

#[test]
fn a_block_may_end_within_a_phrase() {
    let padding = "a".repeat((1 << 20) - 3);
    let output = convert(format!("{padding}头发尾巴"), "-c s2t.json");
    assert!(output == format!("{padding}頭髮尾巴").into_bytes());
}

#[test]
fn a_text_may_be_as_long_as_a_block() {
    let text = "a".repeat(1 << 20);
    assert!(convert(&text, "-c s2t.json") == text.as_bytes());
}

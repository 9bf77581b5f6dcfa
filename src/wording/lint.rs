//! What a table of words cannot mean, or should not.

use std::collections::BTreeMap;
use std::fmt;

use super::Origin;

/// A key, what it becomes, and where that is written.
#[derive(Clone, Copy, Debug)]
pub struct Line<'a> {
    /// What is read.
    pub key: &'a str,
    /// What is written.
    pub value: &'a str,
    /// Where.
    pub origin: &'a Origin,
}

/// Something wrong with a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The line.
    pub origin: Origin,
    /// Its key.
    pub key: String,
    /// Its value.
    pub value: String,
    /// What is wrong.
    pub fault: Fault,
}

/// What is wrong with a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// An earlier line says the same.
    Duplicate {
        /// The other line.
        first: Origin,
    },
    /// An earlier line gives the key another value, so that this one can never match.
    Shadowed {
        /// The other line.
        first: Origin,
        /// Its value.
        value: String,
    },
    /// Another line turns the value back into the key.
    Undone {
        /// The other line.
        by: Origin,
    },
    /// Following the values leads back to the key, over so many lines.
    Cycle {
        /// How many lines.
        lines: usize,
    },
    /// Converting the value once more changes it.
    Unstable {
        /// What it becomes.
        becomes: String,
    },
    /// Text never holds the key, since before it is looked for it is changed.
    NeverMatches {
        /// What the key becomes before.
        becomes: String,
    },
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Finding { origin, key, value, fault } = self;
        write!(f, "{}:{}: {key} → {value}: ", origin.file, origin.line)?;
        match fault {
            Fault::Duplicate { first } => {
                write!(f, "line {} says the same: remove one", at(first, origin))
            }
            Fault::Shadowed { first, value } => {
                write!(f, "never used, as line {} says {value}: remove one", at(first, origin))
            }
            Fault::Undone { by } => write!(f, "line {} turns it back", at(by, origin)),
            Fault::Cycle { lines } => write!(f, "{lines} lines lead back to the key"),
            Fault::Unstable { becomes } => {
                write!(f, "a second run makes {becomes} of it: write that, or except the word")
            }
            Fault::NeverMatches { becomes } => {
                write!(f, "never used, as text is read as {becomes}: write that as the key")
            }
        }
    }
}

/// The line number, with the file if it is another.
fn at(other: &Origin, origin: &Origin) -> String {
    match other.file == origin.file {
        true => other.line.to_string(),
        false => format!("{} of {}", other.line, other.file),
    }
}

/// Checks lines in their order. `read` is what happens to a text before keys are looked for, and
/// `convert` the whole conversion that the lines are part of.
pub fn lint(
    lines: &[Line],
    read: impl Fn(&str) -> String,
    convert: impl Fn(&str) -> String,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut first: BTreeMap<&str, &Line> = BTreeMap::new();
    for line in lines {
        first.entry(line.key).or_insert(line);
    }
    for line in lines {
        let mut report = |fault| {
            findings.push(Finding {
                origin: line.origin.clone(),
                key: line.key.to_owned(),
                value: line.value.to_owned(),
                fault,
            });
        };
        let known = first[line.key];
        if !std::ptr::eq(known, line) {
            report(match known.value == line.value {
                true => Fault::Duplicate { first: known.origin.clone() },
                false => {
                    Fault::Shadowed { first: known.origin.clone(), value: known.value.to_owned() }
                }
            });
            continue;
        }
        let becomes = read(line.key);
        if becomes != line.key {
            report(Fault::NeverMatches { becomes });
            continue;
        }
        if line.key == line.value {
            continue;
        }
        match cycle(line, &first) {
            Some((2, by)) => report(Fault::Undone { by }),
            Some((lines, _)) => report(Fault::Cycle { lines }),
            None => {
                let becomes = convert(line.value);
                if becomes != line.value {
                    report(Fault::Unstable { becomes });
                }
            }
        }
    }
    findings
}

/// How many lines lead from a key back to it, and the second of them.
fn cycle(line: &Line, first: &BTreeMap<&str, &Line>) -> Option<(usize, Origin)> {
    let second = first.get(line.value)?;
    let mut next = second;
    for length in 2..=first.len().min(16) {
        if next.value == line.key {
            return Some((length, second.origin.clone()));
        }
        next = first.get(next.value)?;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(entries: &[(&str, &str)]) -> Vec<(usize, Fault)> {
        let origins: Vec<Origin> =
            (1..=entries.len()).map(|line| Origin { file: "x".into(), line }).collect();
        let lines: Vec<Line> = entries
            .iter()
            .zip(&origins)
            .map(|((key, value), origin)| Line { key, value, origin })
            .collect();
        let table: BTreeMap<&str, &str> = entries.iter().rev().copied().collect();
        let convert = |text: &str| table.get(text).copied().unwrap_or(text).to_owned();
        let read = |text: &str| text.replace('裏', "裡");
        let findings = lint(&lines, read, convert);
        findings.into_iter().map(|finding| (finding.origin.line, finding.fault)).collect()
    }

    #[test]
    fn finds_what_cannot_be_meant() {
        let at = |line| Origin { file: "x".into(), line };
        assert_eq!(faults(&[("a", "b"), ("c", "d"), ("b", "b")]), []);
        assert_eq!(faults(&[("a", "b"), ("a", "b")]), [(2, Fault::Duplicate { first: at(1) })]);
        assert_eq!(
            faults(&[("a", "b"), ("a", "c")]),
            [(2, Fault::Shadowed { first: at(1), value: "b".to_owned() })]
        );
        assert_eq!(
            faults(&[("a", "b"), ("b", "a")]),
            [(1, Fault::Undone { by: at(2) }), (2, Fault::Undone { by: at(1) })]
        );
        assert_eq!(
            faults(&[("a", "b"), ("b", "c"), ("c", "a")]).first(),
            Some(&(1, Fault::Cycle { lines: 3 }))
        );
        assert_eq!(
            faults(&[("a", "b"), ("b", "c")]),
            [(1, Fault::Unstable { becomes: "c".to_owned() })]
        );
        assert_eq!(
            faults(&[("裏", "里")]),
            [(1, Fault::NeverMatches { becomes: "裡".to_owned() })]
        );
    }
}

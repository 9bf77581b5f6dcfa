//! `--explain`: what a conversion changes and why, for people on a terminal, as JSON in a pipe.

use std::io::{self, IsTerminal, Write};

use anyhow::Result;
use fanjian::Auto;
use fanjian::document::{self, Records};
use fanjian::explain::{Change, Reason};
use fanjian::files::Source;
use serde_json::{Value, json};

use super::config::{Conversion, TextsConfig};
use super::engines::Explainers;
use super::{ExitStatus, message, texts};

/// Explains the conversion of the texts, one after the other.
///
/// # Errors
/// What is wrong with the conversion, and what standard output reports.
pub fn run(config: &TextsConfig, conversion: Conversion) -> Result<ExitStatus> {
    let mut explainers = Explainers::new(conversion)?;
    let mut output = io::BufWriter::new(io::stdout().lock());
    let style = match io::stdout().is_terminal() {
        true => Some(Style::new(std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty()))),
        false => None,
    };
    texts::each(config, usize::MAX, |source, read| {
        let explained = match &config.document.records {
            None => whole(&mut explainers, &read.text),
            Some(records) => {
                of_records(&mut explainers, &read.text, records, config.document.strict)
            }
        };
        let explained = match explained {
            Ok(explained) => explained,
            Err(error) => {
                message::say(&format!("{source}: {error:#}"));
                return Ok(ExitStatus::Trouble);
            }
        };
        for (field, change) in &explained.changes {
            match &style {
                Some(style) => style.write(&mut output, source, field.as_deref(), change)?,
                None => writeln!(output, "{}", as_object(source, field.as_deref(), change))?,
            }
        }
        output.flush()?;
        for (line, remark) in &explained.remarks {
            message::say(&format!("{source}: line {line}: {remark}"));
        }
        Ok(match explained.remarks.is_empty() {
            true => ExitStatus::Done,
            false => ExitStatus::Trouble,
        })
    })
}

/// A text, explained.
struct Explained {
    /// What changes, and which field it is in.
    changes: Vec<(Option<String>, Change)>,
    /// What else is to be told, and about which line.
    remarks: Vec<(usize, String)>,
}

fn whole(explainers: &mut Explainers, text: &str) -> Result<Explained> {
    let changes = explainers.for_document(text)?.explain(text)?.changes;
    let changes = changes.into_iter().map(|change| (None, change)).collect();
    Ok(Explained { changes, remarks: Vec::new() })
}

fn of_records(
    explainers: &mut Explainers,
    text: &str,
    records: &Records,
    strict: bool,
) -> Result<Explained> {
    // As in a conversion, each field is looked at where the document may be all escapes.
    let each_by_itself = Auto::sample(text).is_ascii();
    let explained = document::explain_records(text, records, strict, |field| {
        let explainer = explainers.for_document(if each_by_itself { field } else { text })?;
        Ok::<_, anyhow::Error>(explainer.explain(field)?)
    })?;
    let changes = explained.changes.into_iter();
    Ok(Explained {
        changes: changes.map(|found| (Some(found.field), found.change)).collect(),
        remarks: explained.remarks,
    })
}

fn as_object(source: &Source, field: Option<&str>, change: &Change) -> Value {
    let reasons: Vec<Value> = change
        .reasons
        .iter()
        .map(|reason| match reason {
            Reason::Entry { key, candidates, file, line } => json!({
                "kind": "entry",
                "key": key,
                "value": candidates.first(),
                "candidates": candidates,
                "file": file,
                "line": line,
            }),
            Reason::Own { key, value, place } => json!({
                "kind": "own",
                "key": key,
                "value": value,
                "file": place.as_ref().map(|(file, _)| file),
                "line": place.as_ref().map(|(_, line)| line),
            }),
            _ => json!({ "kind": "punctuation" }),
        })
        .collect();
    let mut object = json!({
        "path": source.argument(),
        "line": change.line,
        "column": change.column,
        "offset": change.offset,
        "source": change.source,
        "result": change.result,
        "reasons": reasons,
    });
    if let Some(field) = field {
        object["field"] = field.into();
    }
    object
}

/// How terminals show it.
struct Style {
    place: &'static str,
    source: &'static str,
    result: &'static str,
    dim: &'static str,
    reset: &'static str,
}

impl Style {
    fn new(colored: bool) -> Style {
        match colored {
            true => Style {
                place: "\x1b[36m",
                source: "\x1b[31m",
                result: "\x1b[32m",
                dim: "\x1b[2m",
                reset: "\x1b[0m",
            },
            false => Style { place: "", source: "", result: "", dim: "", reset: "" },
        }
    }

    fn write(
        &self,
        output: &mut impl Write,
        source: &Source,
        field: Option<&str>,
        change: &Change,
    ) -> io::Result<()> {
        let Style { place, source: red, result: green, dim, reset } = self;
        let Change { line, column, source: before, result: after, .. } = change;
        let (before, after) = (before.without_controls(), after.without_controls());
        let name = source.argument();
        let field = field.map_or(String::new(), |field| format!("{}: ", field.without_controls()));
        writeln!(
            output,
            "{place}{name}:{line}:{column}{reset}: {field}{red}{before}{reset} → {green}{after}{reset}"
        )?;
        for reason in &change.reasons {
            let (what, wherefrom) = match reason {
                Reason::Entry { key, candidates, file, line } => {
                    let line = line.map_or(String::new(), |line| format!(":{line}"));
                    (format!("{key} → {}", candidates.join(" or ")), format!("{file}{line}"))
                }
                Reason::Own { key, value, place } => {
                    let place = place.as_ref().map(|(file, line)| format!("{file}:{line}"));
                    (format!("{key} → {value}"), place.unwrap_or_else(|| "-D".to_owned()))
                }
                _ => ("the target's quotation marks".to_owned(), "--punctuation".to_owned()),
            };
            let what = what.without_controls();
            writeln!(output, "    {what}  {dim}{wherefrom}{reset}")?;
        }
        Ok(())
    }
}

/// Text that cannot do anything to a terminal.
trait Harmless {
    fn without_controls(&self) -> String;
}

impl Harmless for str {
    fn without_controls(&self) -> String {
        let escape = |c: char| match c.is_control() {
            true => c.escape_default().to_string(),
            false => c.to_string(),
        };
        self.chars().map(escape).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change() -> Change {
        Change {
            offset: 6,
            line: 1,
            column: 3,
            source: "头发\u{1b}".to_owned(),
            result: "頭髮".to_owned(),
            reasons: vec![
                Reason::Entry {
                    key: "头发".to_owned(),
                    candidates: vec!["頭髮".to_owned(), "頭發".to_owned()],
                    file: "STPhrases.txt".to_owned(),
                    line: Some(7),
                },
                Reason::Own { key: "a".to_owned(), value: "b".to_owned(), place: None },
                Reason::Punctuation,
            ],
        }
    }

    fn shown(colored: bool, field: Option<&str>) -> String {
        let mut output = Vec::new();
        Style::new(colored).write(&mut output, &Source::Stdin, field, &change()).unwrap();
        String::from_utf8(output).unwrap()
    }

    #[test]
    fn is_shown_to_people() {
        let expected = "-:1:3: 头发\\u{1b} → 頭髮\n    头发 → 頭髮 or 頭發  STPhrases.txt:7\n    \
                        a → b  -D\n    the target's quotation marks  --punctuation\n";
        assert_eq!(shown(false, None), expected);
        let colored = shown(true, None);
        assert!(colored.starts_with("\x1b[36m-:1:3\x1b[0m: \x1b[31m头发"), "{colored}");
        assert!(shown(false, Some("a[0].b\r")).starts_with("-:1:3: a[0].b\\r: 头发"));
    }
}

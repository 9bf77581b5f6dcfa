//! Reads the text format.

use std::sync::Arc;

use thiserror::Error;

use super::{Column, Conditions, Entry, Origin, Place, Wording};

/// Why a wording dictionary could not be read. Lines count from 1.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum WordingError {
    #[error("line {line}: {found} columns: mainland, Taiwan and Hong Kong are needed, with TABs")]
    Columns { line: usize, found: usize },
    #[error("line {line}: the mainland column must name a word")]
    NoWord { line: usize },
    #[error("line {line}: {column:?} is no word: without spaces, and / only between words")]
    Word { line: usize, column: String },
    #[error(
        "line {line}: the condition {condition:?} is none of > < tw>cn … before: after: \
         not-before: not-after:"
    )]
    Condition { line: usize, condition: String },
}

impl Wording {
    /// Reads a file and adds what it holds. `file` is what messages call it.
    ///
    /// # Errors
    /// [`WordingError`] names the line that is no entry.
    pub fn parse(&mut self, file: &str, text: &str) -> Result<(), WordingError> {
        let file: Arc<str> = file.into();
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        for (index, text) in text.lines().enumerate() {
            let line = index + 1;
            let origin = || Origin { file: file.clone(), line };
            let columns: Vec<&str> = text
                .split('\t')
                .map(str::trim)
                .take_while(|column| !column.starts_with('#'))
                .collect();
            match columns.as_slice() {
                [] | [""] => {}
                ["keep", words @ ..] => {
                    let words = words.iter().flat_map(|words| words.split_whitespace());
                    self.kept.extend(words.map(|word| (word.to_owned(), origin())));
                }
                [mainland, taiwan, hong_kong, rest @ ..] => {
                    let mainland = column(mainland, line)?;
                    if !matches!(mainland, Column::Words(_)) {
                        return Err(WordingError::NoWord { line });
                    }
                    self.entries.push(Entry {
                        columns: [mainland, column(taiwan, line)?, column(hong_kong, line)?],
                        conditions: conditions(&rest.join(" "), line)?,
                        origin: origin(),
                    });
                }
                columns => return Err(WordingError::Columns { line, found: columns.len() }),
            }
        }
        Ok(())
    }
}

fn column(text: &str, line: usize) -> Result<Column, WordingError> {
    match text {
        "=" => return Ok(Column::Same),
        "-" => return Ok(Column::None),
        _ => {}
    }
    let words: Vec<String> = text.split('/').map(str::to_owned).collect();
    let is_no_word =
        |word: &String| !word.contains(char::is_alphanumeric) || word.contains(char::is_whitespace);
    if words.iter().any(is_no_word) {
        return Err(WordingError::Word { line, column: text.to_owned() });
    }
    Ok(Column::Words(words))
}

fn conditions(text: &str, line: usize) -> Result<Conditions, WordingError> {
    let mut conditions = Conditions::default();
    for condition in text.split_whitespace() {
        let unknown = || WordingError::Condition { line, condition: condition.to_owned() };
        if let Some((name, words)) = condition.split_once(':') {
            let list = match name {
                "before" => &mut conditions.before,
                "after" => &mut conditions.after,
                "not-before" => &mut conditions.not_before,
                "not-after" => &mut conditions.not_after,
                _ => return Err(unknown()),
            };
            if words.split('|').any(str::is_empty) {
                return Err(unknown());
            }
            list.extend(words.split('|').map(str::to_owned));
            continue;
        }
        let (from, to) = condition.split_once('>').map_or_else(
            || condition.split_once('<').map(|(to, from)| (from, to)).ok_or_else(unknown),
            Ok,
        )?;
        let place = |tag: &str| Place::ALL.into_iter().find(|place| place.tag() == tag);
        use Place::{HongKong, Mainland, Taiwan};
        match (place(from), place(to)) {
            (Some(from), Some(to)) if from != to => conditions.directions.push((from, to)),
            _ if condition == ">" => {
                conditions.directions.extend([(Mainland, Taiwan), (Mainland, HongKong)]);
            }
            _ if condition == "<" => {
                conditions.directions.extend([(Taiwan, Mainland), (HongKong, Mainland)]);
            }
            _ => return Err(unknown()),
        }
    }
    Ok(conditions)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Wording, WordingError> {
        let mut wording = Wording::default();
        wording.parse("test.txt", text).map(|()| wording)
    }

    #[test]
    fn reads_columns_conditions_and_comments() {
        let wording = parse(
            "# names\n\n出租车\t計程車\t的士\n导弹\t飛彈\t導彈/飛彈\t# weapons\n\
             格鲁吉亚\t喬治亞\t=\tnot-before:州|大學 tw>cn\t#GE\nkeep\t軟體動物 軟體家具\n",
        )
        .unwrap();
        let [taxi, missile, georgia] = wording.entries.as_slice() else { panic!("{wording:?}") };
        let words = |words: &[&str]| Column::Words(words.iter().map(|w| w.to_string()).collect());
        assert_eq!(taxi.columns, [words(&["出租车"]), words(&["計程車"]), words(&["的士"])]);
        assert_eq!(taxi.origin.line, 3);
        assert_eq!(missile.columns[2], words(&["導彈", "飛彈"]));
        assert_eq!(georgia.columns[2], Column::Same);
        assert_eq!(georgia.conditions.not_before, ["州", "大學"]);
        assert_eq!(georgia.conditions.directions, [(Place::Taiwan, Place::Mainland)]);
        assert_eq!(wording.kept.len(), 2);
    }

    #[test]
    fn names_the_bad_line() {
        let message = |text| parse(text).unwrap_err().to_string();
        assert!(message("a\tb").starts_with("line 1: 2 columns"));
        assert!(message("# fine\na b c").starts_with("line 2: 1 columns"));
        assert!(message("a\tb\tc\td>e").starts_with("line 1: the condition \"d>e\""));
        assert!(message("a\tb\tc\tbefore:x|").starts_with("line 1: the condition"));
        assert!(message("a\tb//c\td").starts_with("line 1: \"b//c\" is no word"));
        assert!(message("=\tb\td").starts_with("line 1: the mainland column"));
        assert!(message("a\tb\tc\t>\te").starts_with("line 1: the condition \"e\""));
    }
}

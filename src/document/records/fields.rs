use std::convert::Infallible;
use std::fmt;
use std::str::FromStr;

/// Where a field is in a JSON value: `text`, `meta.title`, `messages.content`.
///
/// A dot goes into an object; `\.` is a dot in a name. What is in an array is meant with the
/// array: `messages.content` is that of every message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldPath {
    written: String,
    pub(super) names: Vec<String>,
}

impl FromStr for FieldPath {
    type Err = Infallible;

    fn from_str(written: &str) -> Result<FieldPath, Infallible> {
        let mut names = vec![String::new()];
        let mut characters = written.chars().peekable();
        while let Some(character) = characters.next() {
            match character {
                '\\' if matches!(characters.peek(), Some('.' | '\\')) => {
                    names.last_mut().into_iter().for_each(|name| name.extend(characters.next()));
                }
                '.' => names.push(String::new()),
                other => names.last_mut().into_iter().for_each(|name| name.push(other)),
            }
        }
        Ok(FieldPath { written: written.to_owned(), names })
    }
}

impl fmt::Display for FieldPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.written)
    }
}

/// A column of a table.
///
/// If every column is a number, the table has no header. Otherwise its first record names the
/// columns and is copied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Column {
    Named(String),
    /// 1 is the first column.
    Number(usize),
}

impl FromStr for Column {
    type Err = Infallible;

    fn from_str(written: &str) -> Result<Column, Infallible> {
        Ok(match written.parse() {
            Ok(number) if number > 0 => Column::Number(number),
            _ => Column::Named(written.to_owned()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_cut_at_its_dots() {
        let names = |path: &str| path.parse::<FieldPath>().unwrap().names;
        assert_eq!(names("text"), ["text"]);
        assert_eq!(names("meta.title"), ["meta", "title"]);
        assert_eq!(names(r"a\.b.c\\"), ["a.b", r"c\"]);
    }

    #[test]
    fn a_column_is_a_number_or_a_name() {
        assert_eq!("2".parse(), Ok(Column::Number(2)));
        assert_eq!("0".parse(), Ok(Column::Named("0".into())));
        assert_eq!("title".parse(), Ok(Column::Named("title".into())));
    }
}

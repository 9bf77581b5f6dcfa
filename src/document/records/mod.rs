//! Records: text of which only some fields are converted and every other byte stays.

mod delimited;
mod explain;
mod field;
mod fields;
mod json_lines;
mod json_string;
mod json_way;

pub(crate) use delimited::{Delimited, Table};
pub use explain::{ExplainedRecords, FieldChange, explain_records};
pub(crate) use field::{Field, Fields};
pub use fields::{Column, FieldPath};
pub(crate) use json_lines::JsonLines;

/// Which fields of which records are converted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Records {
    /// A JSON value in each line.
    JsonLines(Vec<FieldPath>),
    /// Lines of columns. Between commas a field may be quoted, as RFC 4180 says; between tabs
    /// quotes mean nothing.
    Delimited { delimiter: Delimiter, columns: Vec<Column> },
}

/// What is between columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delimiter {
    Comma,
    Tab,
}

/// The longest record: it has to be held in memory. 256 MiB.
const LONGEST: usize = 256 << 20;

fn too_long() -> String {
    format!("a record longer than {} MiB", LONGEST >> 20)
}

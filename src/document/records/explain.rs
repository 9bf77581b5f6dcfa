//! What a conversion of records changes, and why.

use std::sync::{Mutex, PoisonError};

use super::delimited::{column_at, quoted_start, quoted_step};
use super::field::{self, Writing};
use super::{Delimited, Field, Fields, JsonLines, Records, Table, json_string, json_way};
use crate::document::DocumentError;
use crate::explain::{Change, Explanation, locate};
use crate::text::{Blocks, Converted, Fault, Reason, line_ends};

/// A change in a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldChange {
    /// Which field: the way to it in a JSON value, such as `messages[0].content`; what the header calls the
    /// column, or its number from 1 on.
    pub field: String,
    /// What is changed there and why. The place is that in the document.
    pub change: Change,
}

/// What a conversion of records changes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExplainedRecords {
    /// From the beginning to the end.
    pub changes: Vec<FieldChange>,
    /// Records that are not what they should be, by line, from 1, and fields that no record has.
    pub remarks: Vec<(usize, String)>,
}

/// Explains a conversion of records.
///
/// The records are converted as by [`convert_document`](crate::document::convert_document), and
/// `explain` takes the place of the engine.
///
/// # Errors
/// [`DocumentError::BadRecord`], with `strict` also for a record that would be copied otherwise; and
/// what `explain` says.
pub fn explain_records<E: From<DocumentError> + Send>(
    text: &str,
    records: &Records,
    strict: bool,
    explain: impl FnMut(&str) -> Result<Explanation, E> + Send,
) -> Result<ExplainedRecords, E> {
    let notes = Mutex::new(Notes { explain, changes: Vec::new(), error: None });
    let noting = |names| Noting { text, records, names, notes: &notes };
    let mut remarks = Vec::new();
    match records {
        Records::JsonLines(fields) => {
            let noting = noting(Vec::new());
            let blocks = JsonLines::new(&noting, fields, strict);
            convert(&blocks, text, 0, &mut remarks)?;
            remarks
                .extend(blocks.unseen().map(|field| (1, format!("no record has a field {field}"))));
        }
        Records::Delimited { delimiter, columns } => {
            let table = Table::begin(&mut text.as_bytes(), *delimiter, columns)?;
            let blocks = Delimited {
                converter: &noting(table.names),
                delimiter: *delimiter,
                columns: &table.columns,
                width: table.width,
                strict,
            };
            convert(&blocks, text, table.header.len(), &mut remarks)?;
        }
    }
    let Notes { mut changes, error, .. } =
        notes.into_inner().unwrap_or_else(PoisonError::into_inner);
    if let Some(error) = error {
        return Err(error);
    }
    locate(text, changes.iter_mut().map(|change| &mut change.change));
    Ok(ExplainedRecords { changes, remarks })
}

/// Converts what is behind `start`.
fn convert(
    blocks: &impl Blocks,
    text: &str,
    start: usize,
    remarks: &mut Vec<(usize, String)>,
) -> Result<(), DocumentError> {
    let (header, rest) = text.as_bytes().split_at(start);
    let mut line = 1 + line_ends(header);
    let mut converted = Converted::default();
    blocks.convert(rest, true, &mut converted).map_err(|Fault { at, reason }| {
        let reason = match reason {
            Reason::Malformed(reason) => reason,
            Reason::NotUtf8 => "not UTF-8".to_owned(),
        };
        DocumentError::BadRecord { line: line + line_ends(&rest[..at]), reason }
    })?;
    let mut counted = 0;
    for (at, reason) in converted.remarks {
        line += line_ends(&rest[counted..at]);
        counted = at;
        remarks.push((line as usize, reason));
    }
    Ok(())
}

/// What is found out on the way.
struct Notes<X, E> {
    explain: X,
    changes: Vec<FieldChange>,
    error: Option<E>,
}

/// Explains each field that is converted.
struct Noting<'a, X, E> {
    text: &'a str,
    records: &'a Records,
    names: Vec<String>,
    notes: &'a Mutex<Notes<X, E>>,
}

impl<X, E> Fields for Noting<'_, X, E>
where
    X: FnMut(&str) -> Result<Explanation, E> + Send,
    E: Send,
{
    fn convert_field(&self, field: Field<'_>, output: &mut String) {
        let mut notes = self.notes.lock().unwrap_or_else(PoisonError::into_inner);
        if notes.error.is_some() {
            return;
        }
        let explanation = match (notes.explain)(field.text) {
            Ok(explanation) => explanation,
            Err(error) => {
                notes.error = Some(error);
                return;
            }
        };
        *output += &explanation.output;
        if explanation.changes.is_empty() {
            return;
        }
        let name = self.name(&field);
        let start = field.record.as_ptr().addr() - self.text.as_ptr().addr() + field.place.start;
        let mut writing = self.writing(&field);
        notes.changes.extend(explanation.changes.into_iter().map(|mut change| {
            change.offset = start + writing.place(change.offset);
            FieldChange { field: name.clone(), change }
        }));
    }
}

impl<X, E> Noting<'_, X, E> {
    fn name(&self, field: &Field) -> String {
        match self.records {
            Records::JsonLines(_) => json_way::way(field.record, field.place.start),
            Records::Delimited { delimiter, .. } => {
                let column = column_at(*delimiter, field.record, field.place.start);
                self.names.get(column).cloned().unwrap_or_else(|| (column + 1).to_string())
            }
        }
    }

    fn writing<'f>(&self, field: &Field<'f>) -> Writing<'f> {
        let written = &field.record[field.place.clone()];
        match self.records {
            Records::JsonLines(_) => Writing::new(written, 0, json_string::step),
            Records::Delimited { delimiter, .. } => match quoted_start(*delimiter, written) {
                Some(start) => Writing::new(written, start, quoted_step),
                None => Writing::new(written, 0, field::plain),
            },
        }
    }
}

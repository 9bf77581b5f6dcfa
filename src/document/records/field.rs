//! A field on its way through a conversion.

use std::ops::Range;

use crate::Engine;

/// What converts fields: an engine, or whoever wants to know which fields they are.
pub(crate) trait Fields: Sync {
    /// Converts what a field says and appends the result.
    fn convert_field(&self, field: Field<'_>, output: &mut String);
}

/// A field, or as much of it as is converted at once.
pub(crate) struct Field<'a> {
    /// The record that has it.
    pub(crate) record: &'a str,
    /// Where it is written in the record.
    pub(crate) place: Range<usize>,
    /// What it says.
    pub(crate) text: &'a str,
}

impl<E: Engine + ?Sized> Fields for E {
    fn convert_field(&self, field: Field<'_>, output: &mut String) {
        self.convert_prefix(field.text, true, output);
    }
}

/// What the next character of a field says and how it is written: its length in bytes.
pub(super) type Step = fn(&str) -> (usize, usize);

/// A character that stands for itself.
pub(super) fn plain(written: &str) -> (usize, usize) {
    let length = written.chars().next().map_or(1, char::len_utf8);
    (length, length)
}

/// Where something is written that a field says at some place; to be asked for places that ascend.
pub(super) struct Writing<'a> {
    written: &'a str,
    step: Step,
    said: usize,
    at: usize,
}

impl<'a> Writing<'a> {
    /// `written` is how the field is written, `start` where what it says begins in it.
    pub(super) fn new(written: &'a str, start: usize, step: Step) -> Writing<'a> {
        Writing { written, step, said: 0, at: start }
    }

    pub(super) fn place(&mut self, said: usize) -> usize {
        while self.said < said && self.at < self.written.len() {
            let (says, takes) = (self.step)(&self.written[self.at..]);
            self.said += says;
            self.at += takes;
        }
        self.at
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_what_is_written() {
        let doubled: Step = |written| match written.starts_with("\"\"") {
            true => (1, 2),
            false => plain(written),
        };
        let mut writing = Writing::new("\"漢\"\"字\"", 1, doubled);
        assert_eq!([0, 3, 4].map(|said| writing.place(said)), [1, 4, 6]);
    }
}

use crate::Engine;

/// An engine that leaves every text as it is.
///
/// # Examples
/// ```
/// use fanjian::{Engine, Unchanged};
///
/// let mut output = String::new();
/// assert_eq!(Unchanged.convert_prefix("漢", true, &mut output), 3);
/// assert_eq!(output, "漢");
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct Unchanged;

impl Engine for Unchanged {
    fn convert_prefix(&self, text: &str, _: bool, output: &mut String) -> usize {
        output.push_str(text);
        text.len()
    }
}

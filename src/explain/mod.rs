//! What a conversion changed, and why.

mod alignment;

pub use crate::reference::{apply, segments};
pub use alignment::{Applied, Part, align};

//! What a conversion changed, and why.
//!
//! [`Explainer`] converts as any other engine and then tells which entries did it. It asks the
//! dictionaries stage by stage, and what they say has to be what the engine wrote.

mod alignment;
mod change;
mod explainer;
mod recorder;

pub use crate::reference::{apply, segments};
pub use alignment::{Applied, Part, align};
pub use change::{Change, Reason};
pub(crate) use explainer::locate;
pub use explainer::{ExplainError, Explainer, Explanation};

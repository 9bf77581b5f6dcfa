//! Files: whole trees of documents, converted without ever losing one.
//!
//! [`run`] finds the files, decides where each result goes, refuses what would overwrite
//! something, and converts on several threads. What happens is told to an [`Observer`], in the
//! order of the inputs. Nothing here knows arguments or terminals.

mod attributes;
mod commit;
mod convert;
mod diff;
mod error;
mod find;
mod job;
mod names;
mod order;
mod output;
mod plan;
mod read;
mod real;
mod rename;
mod run;
mod source;
mod temporary;

pub use error::{FileError, describe_io};
pub use job::{Event, Job, Observer, Selection, Summary, Target};
pub use read::{Listed, list};
pub use run::{RunError, run};
pub use source::Source;
pub use temporary::{Temporary, abandon};

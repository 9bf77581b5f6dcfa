//! What converts: tables, and the walk over text with them; and what finds a user's words. A package of its own so
//! that all else can be built for size, and so that the build compiles it once for the tables it makes.

pub mod engine;
mod hashed_set;
pub mod ids;
pub mod table;
pub mod vocabulary;

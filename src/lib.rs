//! Chinese script conversion: Traditional, Simplified and regional variants.
//!
//! ```
//! let converter = fanjian::Converter::new("s2twp")?;
//! assert_eq!(converter.convert("软件和信息"), "軟體和資訊");
//! # Ok::<(), fanjian::Error>(())
//! ```
#![warn(missing_debug_implementations)]

pub mod builtin;
mod compile;
mod composed;
mod converter;
mod custom;
pub mod dictionary;
pub mod document;
pub mod explain;
pub mod files;
mod interpreter;
#[cfg(feature = "opencc")]
mod libopencc;
pub mod lint;
mod made;
mod packed;
mod punctuation;
mod reference;
mod route;
pub mod text;
mod unchanged;
pub mod user;
pub mod wording;

use fanjian_engine::{engine, ids, table};

pub use compile::CompileError;
pub use converter::{
    BuiltinConfig, Converter, ConverterOptions, DEFAULT_ROUTE, Engine, Error, configs,
};
pub use custom::CustomConverter;
pub use interpreter::Interpreter;
#[cfg(feature = "opencc")]
pub use libopencc::{LibOpencc, LibOpenccError};
pub use punctuation::{Punctuated, QuotationMarks};
pub use route::{Auto, Detection, Locale, LocaleError, RouteError, Script, SourceLocale, detect};
pub use unchanged::Unchanged;

/// The examples of the README are tests, too.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
